"""What supports facts, read from an evidence file as it comes, for graphs too large to be held for it.

Evidence that a build wrote is sorted by subject, a mention before its statement, and says each thing once. Of that,
nothing but the result need be kept. All other evidence is left to `kgbuild.graph.support`, which takes anything.
"""

from collections.abc import Iterable
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from kgbuild import vocabulary as v
from kgbuild.graph.model import Mention, Support
from kgbuild.graph.ordering import UnsortedError, by_subject
from kgbuild.graph.support import Key, to_number

_MENTION: Final = (
    *(v.OA + "hasSource", v.KG + "section", v.OA + "start", v.OA + "end"),
    *(v.OA + "exact", v.OA + "prefix", v.OA + "suffix", v.KG + "foundBy"),
)
_PLACE: Final = {iri: at for at, iri in enumerate(_MENTION)}
_SHOWN: Final = (v.KG + "section", v.OA + "start", v.OA + "exact")  # a mention has one of these at least
# What many mentions and statements have in common is kept once.
_SHARED: Final = frozenset({v.OA + "hasSource", v.KG + "section", v.KG + "foundBy", v.KG + "kind", v.KG + "extractor"})
_FACT: Final = (v.RDF + "subject", v.RDF + "predicate", v.RDF + "object")
_HAS_MENTION: Final = v.KG + "hasMention"
_DERIVED: Final = v.PROV + "wasDerivedFrom"
_PARTS: Final = frozenset({*_FACT, _HAS_MENTION, _DERIVED, v.RDF + "reifies"})


def read_sorted_support(quads: Iterable[Quad]) -> dict[Key, Support] | None:
    """Return fact -> what supports it, as `read_support` does; None where the quads are not as a build writes them."""
    try:
        return _Reading().read(quads)
    except UnsortedError:
        return None


class _Reading:
    """One reading of a file from its beginning to its end."""

    def __init__(self) -> None:
        self._words: dict[str, str] = {}
        self._mentions: dict[str, Mention] = {}  # of the statement that comes next
        self._found: dict[Key, Support] = {}

    def read(self, quads: Iterable[Quad]) -> dict[Key, Support]:
        for subject, group in by_subject(quads):
            values: dict[str, list[str]] = {}
            for quad in group:
                predicate = quad.predicate.value
                value = self._value(predicate, quad)
                values.setdefault(predicate, []).append(value)
            if not _PARTS.isdisjoint(values):
                self._take_statement(values)
            elif not _PLACE.keys().isdisjoint(values):
                self._take_mention(subject, values)
        if self._mentions:
            raise UnsortedError
        return self._found

    def _value(self, predicate: str, quad: Quad) -> str:
        term = quad.object
        if not isinstance(term, NamedNode | Literal):
            raise UnsortedError
        value = term.value
        is_shared = predicate in _SHARED or predicate in _PARTS
        return self._words.setdefault(value, value) if is_shared and predicate != _HAS_MENTION else value

    def _take_mention(self, node: str, values: dict[str, list[str]]) -> None:
        if any(len(found) > 1 for predicate, found in values.items() if predicate in _PLACE):
            raise UnsortedError
        if not any(predicate in values for predicate in _SHOWN):
            return
        paper, section, start, end, *texts = (values.get(predicate, ("",))[0] for predicate in _MENTION)
        self._mentions[node] = Mention(paper, section, int(to_number(start) or 0), int(to_number(end) or 0), *texts)

    def _take_statement(self, values: dict[str, list[str]]) -> None:
        single = (*_FACT, v.KG + "confidence", v.KG + "kind", v.KG + "extractor")
        if any(len(values.get(predicate, ())) > 1 for predicate in single) or v.RDF + "reifies" in values:
            raise UnsortedError
        if any(predicate not in values for predicate in _FACT):
            raise UnsortedError
        subject, predicate, value, confidence, kind, extractor = (values.get(one, ("",))[0] for one in single)
        key = subject, predicate, value
        if key in self._found:
            raise UnsortedError
        mentions = {self._mentions.pop(node) for node in values.get(_HAS_MENTION, ()) if node in self._mentions}
        if self._mentions:
            raise UnsortedError
        self._found[key] = Support(
            to_number(confidence),
            kind,
            extractor,
            tuple(sorted({*values.get(_DERIVED, ())} - {""})),
            tuple(sorted(mentions, key=lambda one: (one.paper, one.section != "title", one))),
        )
