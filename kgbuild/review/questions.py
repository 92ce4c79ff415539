"""What people are asked: whether a join is right, two are one thing, something is a thing of this type."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast, get_args

from kgbuild.curation import Identity, Row
from kgbuild.entity_types import ENTITY_TYPES
from kgbuild.identity.slugs import text_hash

Kind = Literal["join", "near-miss", "extraction"]
Answer = Literal["accept", "reject", "retype"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Where a text says so: what stands before the name, the name, what stands behind it, and the paper's title."""

    paper: str
    before: str = ""
    exact: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to judge. `accept` and `reject` are the rows that the answers write.

    `names` are those that it is about: two of a pair, all of a thing. `facts` are words beside it.
    """

    kind: Kind
    names: tuple[str, ...]
    confidence: float
    accept: Row
    reject: Row
    facts: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()

    @property
    def identity(self) -> Identity:
        """What its rows have in common."""
        return self.accept.identity

    @property
    def id(self) -> str:
        """What the page calls it: the same whenever the same is asked."""
        return text_hash("\n".join(self.identity))

    def to_row(self, answer: Answer, type_: str = "") -> Row:
        """Return the row that an answer writes. Raises ValueError for one that the question does not have."""
        if answer == "accept":
            return self.accept
        if answer == "reject":
            return self.reject
        if self.kind != "extraction" or type_ not in ENTITY_TYPES:
            raise ValueError(answer)
        return replace(self.accept, action="retype", value=type_)

    def find_answer(self, rows: Mapping[Identity, Row]) -> dict[str, str] | None:
        """Return the answer that some rows give, or None."""
        row = rows.get(self.identity)
        if row is None:
            return None
        if row.action == "retype":
            return {"answer": "retype", "type": row.value}
        return {"answer": "accept" if row.action == self.accept.action else "reject", "type": ""}

    def to_json(self) -> dict[str, Any]:
        """Return what the page needs of it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "names": list(self.names),
            "confidence": round(self.confidence, 4),
            "type": self.accept.type,
            "facts": list(self.facts),
            "quotes": [[quote.paper, quote.before, quote.exact, quote.after] for quote in self.quotes],
        }


def parse_answer(text: object) -> Answer:
    """Return an answer of the page. Raises ValueError for any other."""
    for answer in get_args(Answer):
        if text == answer:
            return cast("Answer", answer)
    raise ValueError(text)
