"""The parts of a thing that stand side by side on its page: counts of a graph, its quality card."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

from kgbuild.graph.formats import compact
from kgbuild.graph.support import Node
from kgbuild.server.resource_values import SHOWN, Term, Value, Values
from kgbuild.vocabulary import DQV, KG, RDF, RDFS

Pairs: TypeAlias = Sequence[tuple[NamedNode, Term]]
Said: TypeAlias = Mapping[Node, Pairs]

TYPE: Final = NamedNode(RDF + "type")
LABEL: Final = NamedNode(RDFS + "label")
_QUALITY: Final = NamedNode(DQV + "hasQualityMeasurement")
_MEASURE: Final = NamedNode(KG + "measure")
_VALUE: Final = NamedNode(DQV + "value")
_MEASURED_ON: Final = NamedNode(KG + "measuredOn")
_MEASURES: Final = ("precision", "recall", "F1", "accuracy")  # the columns' order; others follow by name
_NUMBERS: Final = frozenset({"integer", "nonNegativeInteger", "decimal", "double", "float", "int", "long"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its values, the part that it shows if it is one, and whether it is a number."""

    values: tuple[Value, ...] = ()
    anchor: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `anchor` is the part that it shows, if it is one."""

    cells: tuple[Cell, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Parts that one property leads to, side by side; `more` of them are not shown."""

    name: str
    columns: tuple[Cell, ...]
    rows: tuple[Row, ...]
    more: int = 0


def build_tables(
    values: Values, about: Said, node: NamedNode, mentions: set[Node]
) -> tuple[tuple[Table, ...], set[Term]]:
    """Return a table for each property that leads to several like parts, and the parts that are in one."""
    groups: defaultdict[NamedNode, list[Node]] = defaultdict(list)
    for predicate, term in about[node]:
        if isinstance(term, NamedNode | BlankNode) and term in about and term != node and term not in mentions:
            groups[predicate].append(term)
    tables, shown = [], set[Term]()
    for predicate, parts in sorted(groups.items(), key=lambda item: (item[0] != _QUALITY, str(item[0]))):
        new = [part for part in parts if part not in shown]
        if predicate == _QUALITY and new:
            tables.append(_build_quality(values, about, new))
        elif len(new) > 1 and all(len({p for p, _ in about[one]}) == len(about[one]) for one in new):
            tables.append(_build_table(values, about, compact(predicate), new))
        else:
            continue
        shown.update(new)
    return tuple(tables), shown


def _build_table(values: Values, about: Said, name: str, parts: Sequence[Node]) -> Table:
    """Return parts as rows, the greatest numbers first; a class that all have goes without saying."""
    same = len({find_types(about[part]) for part in parts}) == 1
    columns = sorted({p for part in parts for p, _ in about[part] if not (same and p == TYPE)}, key=compact)
    rows = [
        Row(tuple(_cell(values, find_objects(about[part], column)) for column in columns), values.anchor(part))
        for part in parts
    ]
    rows.sort(key=lambda row: ([-_amount(cell) for cell in row.cells], [v.text for c in row.cells for v in c.values]))
    return _build(name, [compact(column) for column in columns], rows)


def _build_quality(values: Values, about: Said, parts: Sequence[Node]) -> Table:
    """Return measurements, a row for what was measured and on what, a column for each measure."""
    measures = {text for part in parts for text in find_texts(about[part], _MEASURE)}
    columns = [*(m for m in _MEASURES if m in measures), *sorted(measures.difference(_MEASURES))]
    cells: defaultdict[tuple[str, str], dict[str, Cell]] = defaultdict(dict)
    for part in parts:
        measure, on = ("; ".join(find_texts(about[part], term)) for term in (_MEASURE, _MEASURED_ON))
        label = "; ".join(find_texts(about[part], LABEL)).removeprefix(f"{measure}: ")
        cell = _cell(values, find_objects(about[part], _VALUE), values.anchor(part))
        beside = cells[label or values.anchor(part), on].get(measure)
        if beside is not None:  # measured twice: both figures, the part that came first
            cell = Cell((*beside.values, *cell.values), beside.anchor, cell.number)
        cells[label or values.anchor(part), on][measure] = cell
    rows = [
        Row((Cell((Value(name),)), *(found.get(column, Cell()) for column in columns), Cell((Value(on),))))
        for (name, on), found in sorted(cells.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    return _build(compact(_QUALITY), ["of", *columns, "measured on"], rows)


def _build(name: str, columns: Sequence[str], rows: Sequence[Row]) -> Table:
    """Return a table of the first rows, its headings on the side where their numbers are."""
    numbers = [
        all(cell.number or not cell.values for cell in column)
        for column in zip(*(row.cells for row in rows), strict=True)
    ]
    heads = (Cell((Value(text),), number=number) for text, number in zip(columns, numbers, strict=True))
    return Table(name, tuple(heads), tuple(rows[:SHOWN]), max(0, len(rows) - SHOWN))


def _cell(values: Values, terms: Sequence[Term], anchor: str = "") -> Cell:
    number = bool(terms) and all(
        isinstance(t, Literal) and t.datatype.value.partition("#")[2] in _NUMBERS for t in terms
    )
    return Cell(tuple(values.value(term) for term in terms), anchor, number)


def _amount(cell: Cell) -> float:
    try:
        return float(cell.values[0].text) if cell.number else 0.0
    except ValueError:  # a number by its type only
        return 0.0


def find_types(said: Iterable[tuple[NamedNode, Term]]) -> tuple[str, ...]:
    """Return the classes of what this is said of, for people."""
    return tuple(compact(term) for term in find_objects(said, TYPE))


def find_objects(said: Iterable[tuple[NamedNode, Term]], predicate: NamedNode) -> list[Term]:
    """Return the values of a property, in the order given."""
    return [term for p, term in said if p == predicate]


def find_texts(said: Iterable[tuple[NamedNode, Term]], predicate: NamedNode) -> list[str]:
    """Return the texts and numbers among the values of a property, as they are written."""
    return [term.value for term in find_objects(said, predicate) if isinstance(term, Literal)]
