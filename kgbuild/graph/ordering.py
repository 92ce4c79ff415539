"""Triples in the one order in which files are written, and what stands for all of them together."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final, TypeVar

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from kgbuild.vocabulary import RDF

_TYPE: Final = NamedNode(RDF + "type")
_AT_ONCE: Final = 10_000

Statement = TypeVar("Statement", Quad, Triple)


class UnsortedError(Exception):
    """What is read does not come in the order in which a build writes it."""


@dataclass(frozen=True, slots=True)
class OrderedTriples:
    """Triples without duplicates, by subject, the type first, then by predicate and object.

    `lines` are the same as lines of N-Triples without their ends, sorted as texts.
    """

    triples: tuple[Triple, ...]
    lines: tuple[str, ...]


def order_triples(triples: Iterable[Triple]) -> OrderedTriples:
    """Return triples in order, and their lines."""
    found = list(triples)
    keys: list[str] = []
    lines: set[str] = set()
    # Many lines at once cost a fraction of the text of each term, and parts of the whole less than all of it; a line
    # end within a literal is escaped in them.
    for first in range(0, len(found), _AT_ONCE):
        text = (serialize(found[first : first + _AT_ONCE], format=RdfFormat.N_TRIPLES) or b"").decode()
        lines.update(text.split(" .\n")[:-1])
        keys += text.replace(f"> {_TYPE} ", "> \0 ").split(" .\n")[:-1]
    order = sorted(range(len(found)), key=keys.__getitem__)
    before = [None, *(keys[place] for place in order)]
    kept = tuple([found[place] for place, key in zip(order, before, strict=False) if keys[place] != key])
    return OrderedTriples(kept, tuple(sorted(lines)))


def sorted_triples(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    """Return the triples without duplicates, by subject, the type first, then by predicate and object."""
    return order_triples(triples).triples


class LinesDigest:
    """A digest of triples, which come in the order of their lines, however many at once."""

    def __init__(self) -> None:
        self._whole = hashlib.sha256()

    def add(self, ordered: OrderedTriples) -> None:
        """Take in triples whose subjects come after all those before."""
        for line in ordered.lines:
            self._whole.update(b"\n" + line.encode())

    def digest(self) -> bytes:
        """Return the digest of all so far."""
        return self._whole.digest()


def by_subject(statements: Iterable[Statement]) -> Iterator[tuple[str, list[Statement]]]:
    """Yield each subject's IRI with all that is said of it, as a file that a build wrote has them: one after the other.

    Raises UnsortedError at a subject that comes again, too late, or without an IRI.
    """
    before = ""
    for subject, said in groupby(statements, key=_subject):
        if (place := to_place(subject)) <= before:
            raise UnsortedError
        before = place
        yield subject, list(said)


def to_place(subject: str) -> str:
    """Return the text by which a subject's IRI is sorted: its end counts, as it does in a line of N-Triples."""
    return f"{subject}>"


def _subject(statement: Quad | Triple) -> str:
    if not isinstance(statement.subject, NamedNode):
        raise UnsortedError
    return statement.subject.value


def in_batches(groups: Iterable[list[Statement]]) -> Iterator[list[Statement]]:
    """Yield what is said of some thousand subjects at a time, none of them divided."""
    batch: list[Statement] = []
    for said in groups:
        batch += said
        if len(batch) >= _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
