"""What supports each fact: statements and the mentions they point to, read from whichever graph holds them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode, Store

from kgbuild import vocabulary as v


class Mentioned(NamedTuple):
    """One place in a text: section, `start` and `end` in code points, the words there, the sentence around them.

    `paper` is the IRI of the text's paper, empty where the graph does not say it.
    """

    paper: str
    section: str
    start: int
    end: int
    text: str
    prefix: str
    suffix: str
    found_by: str


@dataclass(frozen=True, slots=True)
class Support:
    """What is known about a fact; `confidence` is None where it is not told, `papers` are IRIs, sorted."""

    confidence: float | None = None
    kind: str = ""
    extractor: str = ""
    papers: tuple[str, ...] = ()
    mentions: tuple[Mentioned, ...] = ()


_Fact = tuple[str, str, str]
_Values = dict[str, list[str]]
_NONE: Final[tuple[str, ...]] = ()


def read_support(store: Store) -> dict[_Fact, Support]:
    """Return fact (subject, predicate and object, as IRIs) -> what supports it.

    Several statements about one fact are taken together: the highest confidence, all papers and mentions.
    """
    subjects, predicates, objects = (_values(store, v.RDF + name) for name in ("subject", "predicate", "object"))
    statements: dict[_Fact, list[str]] = defaultdict(list)
    for iri in sorted(subjects.keys() & predicates.keys() & objects.keys()):
        statements[min(subjects[iri]), min(predicates[iri]), min(objects[iri])].append(iri)
    names = (v.KG + "confidence", v.KG + "kind", v.KG + "extractor", v.PROV + "wasDerivedFrom", v.KG + "hasMention")
    told = [_values(store, name) for name in names]
    mentions = _read_mentions(store)
    return {fact: _support(iris, told, mentions) for fact, iris in statements.items()}


def _support(statements: list[str], told: list[_Values], mentions: Mapping[str, Mentioned]) -> Support:
    def all_of(values: _Values) -> Iterable[str]:
        return sorted({value for iri in statements for value in values.get(iri, _NONE)})

    confidence, kind, extractor, papers, has_mention = (all_of(values) for values in told)
    numbers = [number for text in confidence if (number := _number(text)) is not None]
    found = {mentions[iri] for iri in has_mention if iri in mentions}
    return Support(
        max(numbers, default=None),
        next(iter(kind), ""),
        "; ".join(extractor),
        tuple(papers),
        tuple(sorted(found, key=_place)),
    )


def _values(store: Store, predicate: str) -> _Values:
    """Return subject -> values of a property, in no order."""
    values: _Values = {}
    for quad in store.quads_for_pattern(None, NamedNode(predicate), None, None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            values.setdefault(quad.subject.value, []).append(quad.object.value)
    return values


def _read_mentions(store: Store) -> dict[str, Mentioned]:
    names = (
        *(v.OA + "hasSource", v.KG + "section", v.OA + "start", v.OA + "end"),
        *(v.OA + "exact", v.OA + "prefix", v.OA + "suffix", v.KG + "foundBy"),
    )
    paper, section, start, end, exact, prefix, suffix, found_by = (_least(store, name) for name in names)
    return {
        iri: Mentioned(
            paper.get(iri, ""),
            section.get(iri, ""),
            int(_number(start.get(iri, "")) or 0),
            int(_number(end.get(iri, "")) or 0),
            exact.get(iri, ""),
            prefix.get(iri, ""),
            suffix.get(iri, ""),
            found_by.get(iri, ""),
        )
        for iri in section.keys() | start.keys() | exact.keys()
    }


def _least(store: Store, predicate: str) -> dict[str, str]:
    return {iri: min(values) for iri, values in _values(store, predicate).items()}


def _place(mention: Mentioned) -> tuple[str, bool, Mentioned]:
    return mention.paper, mention.section != "title", mention  # the title stands before the abstract


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
