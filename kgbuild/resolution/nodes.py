"""Nodes: what things with one form have in common, their abbreviations written out and known names preferred."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kgbuild.entity_types import EntityType
from kgbuild.identity.abbreviations import is_short_form
from kgbuild.resolution.forms import Form, Words
from kgbuild.resolution.naming import Naming
from kgbuild.resolution.rules import KnownGroup, known_names
from kgbuild.resolution.things import Names, PaperThing, coined_twice, find_readings, head_name
from kgbuild.resolution.ties import Tie, divide


@dataclass(slots=True)
class Node:
    """What things with one form have in common."""

    key: str
    words: Words = ()
    things: list[int] = field(default_factory=list)
    papers: set[str] = field(default_factory=set)
    types: set[EntityType] = field(default_factory=set)
    trusted: set[str] = field(default_factory=set)  # papers of which not only a model says so
    terms: int = 0
    is_whole: bool = True
    first: int | None = None

    def add(self, number: int, thing: PaperThing, form: Form) -> None:
        """Take in a thing with this form, by its number."""
        self.words = max(self.words, form.words, key=lambda words: (len(words), words))
        self.is_whole &= form.is_whole
        self.things.append(number)
        self.papers.add(thing.paper)
        if not thing.is_guessed:
            self.trusted.add(thing.paper)
        self.types.add(thing.type)
        self.terms += thing.is_term

    @property
    def is_open(self) -> bool:
        """Tell whether it is an abbreviation of one paper, which nothing decides, or what people tell apart."""
        return " @ " in self.key

    @property
    def weight(self) -> int:
        """The number of papers that name it."""
        return len(self.papers)

    @property
    def form(self) -> Form:
        """The longest form of its things' names."""
        return Form(self.words, is_whole=self.is_whole)

    @property
    def is_term(self) -> bool:
        """Tell whether most papers name it by an established expression."""
        return 2 * self.terms > len(self.things)


class Nodes:
    """All nodes of some things: `by_key`, and of each thing by its number its head name, its form, and its key.

    Things that are told apart (`different`) have no node in common.
    `steps` tell by what a head's own form became that of its node, `undecided` are abbreviations without a reading.
    """

    def __init__(
        self,
        things: Sequence[PaperThing],
        same_names: Iterable[KnownGroup],
        definitions: Iterable[tuple[str, str, str]],
        different: Sequence[Tie] = (),
    ) -> None:
        self.things = things
        self.heads = [head_name(thing.names) for thing in things]
        known = known_names(same_names)
        self.readings = find_readings(things, self.heads, definitions)
        self._naming = Naming(known, self.readings, coined_twice(things, self.heads, known))
        named = [self._naming.node_of(thing, head) for thing, head in zip(things, self.heads, strict=True)]
        self.forms = [one.form for one in named]
        self.steps = [one.step for one in named]
        self.undecided = [number for number, one in enumerate(named) if one.is_open]
        self.keys = divide([one.key for one in named], different)
        self.by_key: dict[str, Node] = {}
        for number, key in enumerate(self.keys):
            self.by_key.setdefault(key, Node(key)).add(number, things[number], self.forms[number])

    def named(self, name: str, thing: PaperThing, head: Form) -> str:
        """Return the node that a further name of a thing has by itself; "" where there is none, or it is shaky."""
        key = self._naming.key_of(name, thing, head)
        return key if key in self.by_key else ""

    def sorted(self) -> list[Node]:
        """Return the nodes in the order of their keys."""
        return [self.by_key[key] for key in sorted(self.by_key)]

    def order(self, number: int) -> tuple[str, str, Names, str]:
        """Return what things are sorted by, which does not depend on how they came."""
        thing = self.things[number]
        return self.heads[number], thing.paper, thing.names, thing.type

    def first_of(self, node: Node) -> int:
        """Return the thing whose head stands for a node: the commonest spelling in words, in the first paper."""
        if node.first is None:
            spelt = Counter(self.heads[number] for number in node.things)
            node.first = min(
                node.things,
                key=lambda number: (
                    is_short_form(self.heads[number]),
                    -spelt[self.heads[number]],
                    self.order(number),
                ),
            )
        return node.first
