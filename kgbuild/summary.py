"""What a build tells of itself: the same for every engine, and for a build that is there already."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from kgbuild.datamodel import Skipped


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run read, found and wrote.

    `taken_over` of the records were extractions already; `outside` are the titles of papers that the extractor, or the
    record that was taken over, says to be of no field that it knows; `removed` are files of an earlier build that this
    one does not write; `unmet` are corrections that meet nothing, or cannot be applied; `cached` counts the papers that
    were not extracted anew. `page` tells in a sentence what the explorer's page leaves out, "" where it has everything.
    `unlisted` tells how many more there are than the lists have: of "skipped", "note" and "outside", on a cluster.
    `unchanged` is true where the files were there already, made of the same, and were left as they are.
    """

    records: int
    taken_over: int
    papers: int
    entities: Mapping[str, int]
    statements: int
    mentions: int
    papers_without_entities: int
    papers_without_abstract: int
    outside: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[Skipped, ...]
    files: tuple[Path, ...]
    removed: tuple[Path, ...] = ()
    results: int = 0
    unmet: tuple[Skipped, ...] = ()
    page: str = ""
    cached: int = 0
    unlisted: Mapping[str, int] = field(default_factory=dict)
    unchanged: bool = False


# What of a summary is not read from the inputs again where nothing has changed.
_TOLD: Final = (
    *("papers", "entities", "statements", "mentions", "papers_without_entities", "papers_without_abstract", "outside"),
    *("results", "unmet", "page"),
)


def tell_summary(summary: Summary, merging: Sequence[Skipped], found: int) -> dict[str, Any]:
    """Return what a later run needs of a summary, as JSON values.

    `merging` are notes on merged papers, `found` counts the results, all of which are kept now.
    """
    told = {name: getattr(summary, name) for name in _TOLD} | {"merging": merging, "cached": found}
    return {name: _from_told(value) for name, value in told.items()}


def _from_told(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return [asdict(one) if isinstance(one, Skipped) else one for one in value] if isinstance(value, tuple) else value


def read_told(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `tell_summary` gave, from JSON values, as a summary has it; "merging" is none of its fields."""
    return {name: _to_told(value) for name, value in told.items()}


def _to_told(value: Any) -> Any:
    return tuple(Skipped(**one) if isinstance(one, dict) else one for one in value) if type(value) is list else value
