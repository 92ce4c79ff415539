"""Answers that an assistant can take: short texts that nothing obeys, a page of rows, and how to get the rest."""

import json
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from kgbuild.graph.model import Mention
from kgbuild.terminal import visible

_Item = TypeVar("_Item")

Row = dict[str, Any]

MOST_CHARACTERS: Final = 16_000  # of the rows of an answer, as JSON
TEXT: Final = 400  # characters of any one text
QUOTE: Final = 320
NAME: Final = 200
_CUT: Final = "…"
_CUT_NOTE: Final = f"texts that end in {_CUT} are cut; a whole one: sparql with SUBSTR(?text, 1, 300), then from 301"


class Texts:
    """Shortens texts of the graph and makes visible what would be obeyed; notes whether it cut any."""

    def __init__(self) -> None:
        self.cut = False

    def __call__(self, text: str, most: int = TEXT) -> str:
        r"""Return a text on one line, control and format characters as escapes, at most so many characters."""
        shown = visible(" ".join(text[: most * 2].split(" ")))
        if len(text) > most * 2 or len(shown) > most:
            self.cut = True
            return shown[: most - 1] + _CUT
        return shown

    def name(self, text: str) -> str:
        """Return a name or a title."""
        return self(text, NAME)

    def quote(self, mention: Mention) -> Row:
        """Return the place of a mention, and the sentence around it where the graph has it."""
        row: Row = {"paper": mention.paper, "section": mention.section, "start": mention.start, "end": mention.end}
        if mention.text:
            room = max(0, QUOTE - len(mention.text)) // 2
            before, after = mention.prefix[-room:] if room else "", mention.suffix[:room]
            row["words"] = self(mention.text, NAME)
            row["sentence"] = self(
                ("" if before == mention.prefix else _CUT)
                + before
                + mention.text
                + after
                + ("" if after == mention.suffix else _CUT),
                QUOTE + 2,
            )
            self.cut |= before != mention.prefix or after != mention.suffix
        return row

    def finish(self, answer: Row) -> Row:
        """Return an answer with the note about what was cut, where something was."""
        if self.cut:
            answer.setdefault("notes", []).append(_CUT_NOTE)
        return answer


def add_rows(
    answer: Row,
    items: Sequence[_Item],
    show: Callable[[Sequence[_Item]], Sequence[Row]],
    *,
    limit: int,
    offset: int,
    most: bool = False,
) -> Row:
    """Add a page of rows to an answer, as many as fit, and say how to get the rest.

    `show` makes rows of the items of the page; `most` says that there are more items than were counted.
    """
    rows: list[Row] = []
    size = 0
    for row in show(items[offset : offset + limit]):
        size += len(json.dumps(row, ensure_ascii=False))
        if rows and size > MOST_CHARACTERS:
            break
        rows.append(row)
    total = len(items)
    answer |= {"total": total, "offset": offset, "rows": rows}
    after = offset + len(rows)
    if most:
        answer.setdefault("notes", []).append(f"the answer has more than {total:,} rows; ask for less")
    if after < total:
        answer["next_offset"] = after
        told = f"rows {offset + 1:,} to {after:,} of {total:,}; the rest: the same call with offset={after}"
        answer.setdefault("notes", []).append(told)
    elif offset and not rows:
        answer.setdefault("notes", []).append(f"there are {total:,} rows only; give a smaller offset")
    return answer


def first_of(items: Sequence[_Item], most: int, show: Callable[[_Item], Any], rest: str) -> Row:
    """Return a list within an answer, its first items only, with their number and where the rest is."""
    told: Row = {"total": len(items), "first": [show(item) for item in items[:most]]}
    if len(items) > most:
        told["rest"] = rest
    return told
