"""The seam for whatever finds entities in papers: what an extractor is, and how one is found by its name.

A distribution offers an extractor as an entry point of the group `kgbuild.extractors`: a name, and a class or function
that takes ExtractorOptions and returns an Extractor. docs/extractors.md shows one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from kgbuild.datamodel import ExtractedEntity, Paper
from kgbuild.errors import ExtractorError, KgbuildError

GROUP: Final = "kgbuild.extractors"
DEFAULT_EXTRACTOR: Final = "statistical"
# Also in pyproject.toml, for others to see; here, so that a checkout that is not installed has it too.
OWN_EXTRACTORS: Final = (EntryPoint(DEFAULT_EXTRACTOR, "kgbuild.extraction:StatisticalExtractor", GROUP),)


@dataclass(frozen=True, slots=True)
class ExtractorOptions:
    """What the user asks of an extractor.

    `lexicon` is a file of the user's own names. `model` is a file of weights; only an extractor whose attribute
    `takes_model` is true is given one. Where `min_confidence` (0 to 1) is given, kgbuild itself leaves out what is less
    sure, and an extractor with thresholds of its own gives what is below them too.
    """

    lexicon: Path | None = None
    model: Path | None = None
    min_confidence: float | None = None


@runtime_checkable
class Extractor(Protocol):
    """Finds the entities of papers; `name` and `version` stand in the records and in the graph."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def version(self) -> str:
        """Which version it is; another one may find other things."""

    def extract(self, papers: Iterable[Paper]) -> Iterator[tuple[ExtractedEntity, ...]]:
        """Yield the entities of each paper, one tuple a paper, in the order of the papers.

        What it finds in a paper must not depend on the papers beside it. Mentions of None are looked up in the text.
        """


def find_extractor(name: str) -> EntryPoint:
    """Return the entry point of this name; raises ExtractorError, with the names that there are."""
    own = {entry.name: entry for entry in OWN_EXTRACTORS}
    if name in own:
        return own[name]
    others = [entry for entry in entry_points(group=GROUP) if entry.name not in own]
    found = {entry.value: entry for entry in others if entry.name == name}
    if not found:
        names = ", ".join(sorted({*own, *(entry.name for entry in others)}))
        raise ExtractorError(f'no extractor is called "{name}"; available: {names}')
    if len(found) > 1:
        raise ExtractorError(f'several extractors are called "{name}": {", ".join(sorted(found))}')
    return next(iter(found.values()))


def load_extractor(name: str, options: ExtractorOptions) -> Extractor:
    """Return the extractor of this name.

    Raises ExtractorError where there is none, where it cannot be loaded, is no extractor, or takes no model and is
    given one; LexiconError or ModelError where a file that the options name is unfit.
    """
    entry = find_extractor(name)
    where = f'extractor "{name}" ({entry.value})'
    try:
        extractor = entry.load()(options)
    except KgbuildError:
        raise
    except Exception as fault:
        raise ExtractorError(f"{where} cannot be loaded: {describe(fault)}") from fault
    if not isinstance(extractor, Extractor) or not all(
        isinstance(text, str) and text for text in (extractor.name, extractor.version)
    ):
        raise ExtractorError(f"{where} is no extractor: it needs a name, a version and a method extract(papers)")
    if options.model is not None and not getattr(extractor, "takes_model", False):
        raise ExtractorError(f"{where} takes no model; leave out --model {options.model}")
    return extractor


def describe(fault: Exception) -> str:
    """Return an error of another's code as one line."""
    return " ".join(f"{type(fault).__name__}: {fault}".split())
