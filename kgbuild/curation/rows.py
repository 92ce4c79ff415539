"""A correction as a value: what it is about, what it says, and which other one would contradict it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from kgbuild.identity.names import thing_key

Action = Literal["same", "different", "rename", "retype", "reject", "accept", "role", "alias", "link"]
Match = Literal["exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch"]
Identity = tuple[str, ...]

ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
# How a link holds, in SKOS's words; the first where a row does not say.
MATCHES: Final[tuple[Match, ...]] = get_args(Match)
COLUMNS: Final = ("action", "thing", "value", "type", "paper", "other_paper", "match", "note")
# What needs no value, since it says all by itself.
WITHOUT_VALUE: Final[frozenset[Action]] = frozenset({"reject", "accept"})
PAIRS: Final[frozenset[Action]] = frozenset({"same", "different"})
# What answers one question, of which there is one answer: is this a thing, and of which type?
_WHAT_IT_IS: Final[frozenset[Action]] = frozenset({"reject", "accept", "retype"})


@dataclass(frozen=True, slots=True)
class Reference:
    """A thing as people see it: a name, or the address (IRI) or slug of a thing of the graph.

    `type` limits it to things of that type, `paper` to one paper.
    """

    name: str
    type: str = ""
    paper: str = ""

    @property
    def key(self) -> Identity:
        """What two spellings of one reference have in common."""
        return thing_key(self.name), self.type, self.paper.casefold()


@dataclass(frozen=True, slots=True)
class Row:
    """One correction. `line` is where it stands in its file; two rows are equal wherever they stand."""

    action: Action
    thing: str
    value: str = ""
    type: str = ""
    paper: str = ""
    other_paper: str = ""
    match: str = ""
    note: str = ""

    @property
    def subject(self) -> Reference:
        """What the row is about; of a pair, the first."""
        return Reference(self.thing, self.type, self.paper)

    @property
    def other(self) -> Reference:
        """The second of a pair."""
        return Reference(self.value, "", self.other_paper)

    @property
    def identity(self) -> Identity:
        """The question that the row answers: rows with one identity say the same or contradict each other."""
        if self.action in PAIRS:
            one, other = sorted((self.subject.key, self.other.key))
            return ("pair", *one, *other)
        if self.action in _WHAT_IT_IS:
            return ("what", *self.subject.key)
        if self.action == "alias":
            return ("alias", *self.subject.key, self.value)
        if self.action == "link":
            return ("link", *self.subject.key, self.value)
        return (self.action, *self.subject.key)

    @property
    def answer(self) -> tuple[str, str, str]:
        """What the row says to its question."""
        return self.action, "" if self.action in PAIRS else self.value, self.match

    def to_cells(self) -> Mapping[str, str]:
        """Return the text of each column."""
        return {column: getattr(self, column) for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Curation:
    """All corrections of a file, each with its line; `name` is what errors and notes call the file."""

    rows: tuple[tuple[int, Row], ...] = ()
    name: str = "curation"

    def __bool__(self) -> bool:
        return bool(self.rows)

    def of(self, *actions: Action) -> tuple[tuple[int, Row], ...]:
        """Return the rows of some actions."""
        return tuple((line, row) for line, row in self.rows if row.action in actions)

    def where(self, line: int) -> str:
        """Return what a note about a line opens with."""
        return f"{self.name}, line {line}"


def find_conflicts(rows: Iterable[tuple[int, Row]]) -> list[tuple[int, int]]:
    """Return the lines of each two rows that answer one question differently, the earlier first."""
    first: dict[Identity, tuple[int, Row]] = {}
    found = []
    for line, row in rows:
        before, known = first.setdefault(row.identity, (line, row))
        if known.answer != row.answer:
            found.append((before, line))
    return found
