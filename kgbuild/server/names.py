"""The names of the graph, read once, in one process that keeps them: what questions are read with, and what completes.

Names take seconds to read and much memory from thousands of papers on, and no query needs them. So the server reads
them as soon as it runs, in a worker of their own (`Workers.keep`), and what runs long in SPARQL never ends it.
"""

import json
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Store

from kgbuild.asking import Declined, Plan, names_of, plan_question
from kgbuild.asking.names import Kind
from kgbuild.entity_types import TYPE_ROWS
from kgbuild.isolation import Cause, End
from kgbuild.server.questions import Answer, refusal
from kgbuild.server.workers import Limits

_SHOWN: Final = 10
_MOST_CHARACTERS: Final = 200


@dataclass(frozen=True, slots=True)
class ReadNames:
    """Has the names be read, so that the first question need not wait for it; answers how many there are."""

    def answer(self, store: Store) -> int:
        """Return the number of keys of names."""
        return len(names_of(store).by_key)


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question in plain words, to be read."""

    text: str

    def answer(self, store: Store) -> Plan | Declined:
        """Return how the question is to be answered, or why it cannot be."""
        return plan_question(self.text, names_of(store))


@dataclass(frozen=True, slots=True)
class Complete:
    """The beginning of a name of a thing, of these types before others, or (`authors`) of an author."""

    text: str
    authors: bool = False
    types: tuple[str, ...] = ()

    def answer(self, store: Store) -> Answer:
        """Return the names that begin so, as JSON: `[{"name": ..., "type": ..., "papers": ...}]`."""
        names = names_of(store)
        kind: Kind = "author" if self.authors else "thing"
        found = names.complete(self.text[:_MOST_CHARACTERS], kind, self.types, _SHOWN)
        rows = [{"name": n.label, "type": _type(n.types), "papers": n.papers} for n in found]
        return Answer(200, "application/json", json.dumps(rows, ensure_ascii=False).encode())


def explain_want_of_names(end: End, limits: Limits) -> Answer:
    """Return the refusal where the process that keeps the names has ended."""
    if end.cause is Cause.MEMORY:
        most = f"{limits.names_bytes >> 20:,} MiB"
        return refusal(503, f"the names of this graph take more memory than {most}; serve with a larger --memory")
    return refusal(503, f"the process that keeps the names of the graph {end.text or 'took too long'}; try again later")


def explain_crowd(what: str) -> Answer:
    """Return the refusal where too many questions, or names that are being completed, wait for the names."""
    return refusal(503, f"too many {what} at once; try again later", {"Retry-After": "1"})


def _type(types: tuple[str, ...]) -> str:
    row = TYPE_ROWS.get(types[0]) if types else None
    return row.label.lower() if row else ""
