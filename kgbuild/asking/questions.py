"""What a question is understood as: what it asks for, under which conditions."""

from dataclasses import dataclass
from typing import Literal

from kgbuild.asking.grammar import Link
from kgbuild.asking.names import Name

Part = Literal["any", "introduce", "use", "extend", "compare", "address", "mention"]
Order = Literal["", "newest", "oldest"]


@dataclass(frozen=True, slots=True)
class Condition:
    """What papers must fulfil: name any of `names` in that part, give code, be of these years, and so on.

    Of `years` each pair is a first and a last one. `text` is the name as it was typed, the kind of contribution, the
    classes of pages, or the type of thing.
    """

    kind: Literal["thing", "paper", "author", "venue", "code", "years", "contribution", "type", "link"]
    names: tuple[Name, ...] = ()
    part: Part = "any"
    without: bool = False
    years: tuple[tuple[int, int], ...] = ()
    text: str = ""

    @property
    def types(self) -> tuple[str, ...]:
        """The types of the things that are named."""
        return tuple(sorted({t for name in self.names for t in name.types}))


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as understood. `part` is the part that what is asked for plays in its papers.

    Of what is asked for only that is meant which stands in `least` papers or more, and the first `limit` of it.
    """

    want: str
    conditions: tuple[Condition, ...] = ()
    link: Link = ""
    part: Part = "any"
    count: bool = False
    most: bool = False
    order: Order = ""
    least: int = 0
    limit: int = 0
    notes: tuple[str, ...] = ()

    @property
    def things(self) -> tuple[Condition, ...]:
        """The conditions that name things."""
        return tuple(c for c in self.conditions if c.kind == "thing")


@dataclass(frozen=True, slots=True)
class Declined:
    """Why a question is not answered, and what names are near those in it.

    `is_understood` tells that it is the graph that has no answer.
    """

    why: str
    near: tuple[str, ...] = ()
    is_understood: bool = False

    @property
    def verdict(self) -> str:
        """What stands before the reason."""
        return "no answer" if self.is_understood else "not understood"
