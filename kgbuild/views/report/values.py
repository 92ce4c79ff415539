"""What a report is made of: sections of figures, each with a table that holds exactly what it shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from kgbuild.graph.model import Fact, GraphModel, Paper, Relation, Thing
from kgbuild.vocabulary import LINK_TERMS

# A paper that brings a thing into the world, and one that only names it.
INTRODUCES: Final = frozenset({"proposed", "introduced"})
MENTIONS: Final = "mentioned"
PAGES: Final = frozenset(page for page, _ in LINK_TERMS.values())


@dataclass(frozen=True, slots=True)
class Ref:
    """A cell that names a paper or thing of the graph; `url` is its own web address, if it is one."""

    label: str
    iri: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A cell of an abstract's text, with the name that stands in it."""

    before: str
    name: str
    after: str


class Exact(float):
    """A cell with a number that is shown as it was told, without rounding."""


Cell = str | int | float | Ref | tuple[Ref, ...] | Quote | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A plot or a list with its title, a plain sentence on what it shows, and its table.

    `kind` "bars" plots a name and a number a row, "columns" a place on a line, a number and, if there is a third
    column, the part of the stack, "matrix" a column's name, a row's name and a number; "list" is the table itself,
    of which `shown` rows are on the page and all are in the file. `hues` are the types whose colours it has, part
    by part. `query` is the command line that lists more.
    """

    key: str
    title: str
    sentence: str
    kind: Literal["bars", "columns", "matrix", "list"]
    table: Table
    hues: tuple[str, ...] = ()
    query: str = ""
    shown: int = 12
    download: tuple[str, str, str] | None = None
    """A further file for readers to take: its name, what the link says, its text."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its figures; `finding` is the one sentence that the overview takes from it."""

    key: str
    title: str
    intro: str
    figures: tuple[Figure, ...]
    finding: str = ""


def to_ref(node: Paper | Thing) -> Ref:
    """Return the cell that names a paper or a thing."""
    return Ref(node.label, node.iri, node.url if isinstance(node, Thing) else "")


def to_refs(model: GraphModel, papers: Iterable[str]) -> tuple[Ref, ...]:
    """Return the cell that names some papers, by title."""
    found = [to_ref(model.papers[paper]) for paper in papers if paper in model.papers]
    return tuple(sorted(found, key=lambda ref: (ref.label.casefold(), ref.iri)))


def works_with(fact: Fact) -> bool:
    """Tell whether a paper does more than mention a thing; the address of a page says nothing of that."""
    return fact.role != MENTIONS and fact.type not in PAGES


def find_stated(model: GraphModel) -> tuple[Relation, ...]:
    """Return the relations between two things."""
    return tuple(one for one in model.relations if one.subject in model.things and one.object in model.things)


def by_count(model: GraphModel, groups: dict[str, set[str]]) -> list[tuple[Thing, int]]:
    """Return things with the size of their group, largest first, then by name."""
    sized = [(model.things[iri], len(group)) for iri, group in groups.items() if group]
    return sorted(sized, key=lambda pair: (-pair[1], pair[0].label.casefold(), pair[0].iri))


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 paper", "2,000 papers"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def tell_outside(model: GraphModel) -> str:
    """Return the sentence on how many papers lie outside the field; only for a model that has any."""
    part, whole = len(model.outside_field), len(model.papers)
    lie = "lies" if part == 1 else "lie"
    return (
        f"{part:,} of {count(whole, 'paper')} ({share(part, whole)}) {lie} outside the field that the extractor knows."
    )


def share(part: int, whole: int) -> str:
    """Return a part in percent, honest at both ends: not "0 %" for a few, not "100 %" for all but a few."""
    if not whole:
        return "0 %"
    percent = 100 * part / whole
    if part and percent < 1:
        return "less than 1 %"
    if part < whole and percent > 99:
        return "more than 99 %"
    return f"{percent:.0f} %"
