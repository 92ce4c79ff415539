"""What the user is told while a command runs: all of it on standard error, so that standard output is data."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

from kgbuild.datamodel import Extraction, Skipped
from kgbuild.terminal import visible

messages = Console(stderr=True, highlight=False)
_SHOWN: Final = 20
_NAMED: Final = 3  # titles
_LONGEST: Final = 60  # characters of a title


def say(text: str) -> None:
    """Tell the user one line; brackets in it are not markup, and what a terminal would obey is shown as an escape."""
    messages.print(escape(visible(text)), soft_wrap=True)


class _Notes(logging.Handler):
    """Tells the user what a part of kgbuild has to say while it works."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say it as a note."""
        say(f"note: {record.getMessage()}")


def show_logged() -> None:
    """Have what kgbuild logs told as notes."""
    logger = logging.getLogger("kgbuild")
    if not any(isinstance(handler, _Notes) for handler in logger.handlers):
        logger.addHandler(_Notes())
        logger.setLevel(logging.INFO)


def tell(text: str) -> None:
    """Give the user one line of an answer on standard output, what a terminal would obey as an escape."""
    typer.echo(visible(text))


def wrong_use(text: str) -> NoReturn:
    """End with exit status 2: the command was asked for something that it cannot do."""
    say(f"kgbuild: {text}")
    raise typer.Exit(2)


def progress(items: Iterable[Extraction | Skipped], total: int) -> Iterator[Extraction | Skipped]:
    """Show a bar while the items pass; nothing where standard error is no terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("extracting"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=messages, transient=True, disable=not messages.is_terminal) as bar:
        yield from bar.track(items, total=total)


def show_skipped(
    skipped: Iterable[Skipped], notes: Iterable[Skipped], unlisted: Mapping[str, int] = MappingProxyType({})
) -> None:
    """Name the records that were left out and what a reader noticed, the first twenty of each.

    `unlisted` tells how many more of "skipped" and "note" there are.
    """
    from kgbuild.readers import NO_FORMAT, tell_place  # which knows all parsers: not for every command

    # Files of other kinds that lie in a folder are only counted.
    told = [item for item in skipped if not (item.kind and item.why == NO_FORMAT)]
    for kind, items in (("skipped", told), ("note", notes)):
        _show_first(kind, [f"{tell_place(item)}: {item.why}" for item in items], unlisted.get(kind, 0))


def show_unmet(unmet: Iterable[Skipped]) -> None:
    """Tell all corrections that meet nothing or cannot be applied, each with its line."""
    for item in unmet:
        say(f"note: {item.where}, line {item.line}: {item.why}")


def say_left_out(skipped: Sequence[Skipped]) -> None:
    """Tell how many files were left out, by kind."""
    from kgbuild.readers import count_left_out

    if line := count_left_out(skipped):
        say(line)


def show_notes(notes: Iterable[str]) -> None:
    """Tell what deserves a look and is no fault, the first twenty."""
    _show_first("note", list(notes))


def show_outside(titles: Sequence[str], papers: int, unlisted: int = 0) -> None:
    """Tell how many papers are of no field that the extractor knows, with the first of their titles.

    `unlisted` tells how many more there are than these titles.
    """
    if titles:
        count = len(titles) + unlisted
        named = "; ".join(_shortened(title) for title in titles[:_NAMED]) + ("; ..." if len(titles) > _NAMED else "")
        are = "is" if count == 1 else "are"
        say(
            f"{count:,} of {papers:,} papers {are} unlike those that the extractor learned from, so trust it "
            f"less there: {named}"
        )


def _shortened(title: str) -> str:
    return title if len(title) <= _LONGEST else title[: _LONGEST - 3].rstrip() + "..."


def _show_first(kind: str, lines: Sequence[str], unlisted: int = 0) -> None:
    for line in lines[:_SHOWN]:
        say(f"{kind}: {line}")
    if len(lines) > _SHOWN:
        say(f"{kind}: and {len(lines) - _SHOWN + unlisted:,} more")
