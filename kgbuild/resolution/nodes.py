"""Nodes: what things with one form have in common, their abbreviations written out and known names preferred."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kgbuild.datamodel import JoinReason
from kgbuild.entity_types import ALWAYS_NAMED, EntityType
from kgbuild.identity.abbreviations import is_abbreviation, is_short_form, without_asides
from kgbuild.identity.names import split_words
from kgbuild.resolution.forms import Form, Words, name_form
from kgbuild.resolution.readings import Reading
from kgbuild.resolution.rules import KnownGroup, known_names
from kgbuild.resolution.things import Names, PaperThing, coined_twice, find_readings, head_name
from kgbuild.resolution.ties import Tie, divide

Step = tuple[JoinReason, float]

# How often each reason is right; those of the rules were counted on annotated papers (docs/quality.md).
CONFIDENCE: Final[Mapping[JoinReason, float]] = {
    "spelling": 0.99,
    "abbreviation": 0.98,
    "lexicon": 0.97,
    "word-order": 0.98,
    "word-form": 0.97,
    "filler": 0.96,
    "abbreviation-elsewhere": 0.93,
    "listed": 0.8,
}
# Of two names that one paper gives to one thing: as a rule; where one is short for the other; where its letters fit.
_IN_PAPER: Final = 0.92
_SHORTENED: Final = 0.75
_FITTING: Final = 0.95
BY_COMPANY: Final = 0.8


@dataclass(slots=True)
class Node:
    """What things with one form have in common."""

    key: str
    words: Words
    things: list[int] = field(default_factory=list)
    papers: set[str] = field(default_factory=set)
    types: set[EntityType] = field(default_factory=set)
    trusted: set[str] = field(default_factory=set)  # papers of which not only a model says so
    terms: int = 0
    is_whole: bool = True
    first: int | None = None
    is_open: bool = False  # an abbreviation of one paper, which nothing decides

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
        self._known = known_names(same_names)
        self.readings = find_readings(things, self.heads, definitions)
        self._coined = coined_twice(things, self.heads, self._known)
        self.forms: list[Form] = []
        self.keys: list[str] = []
        self.steps: list[Step] = []
        self.undecided: list[int] = []
        self.by_key: dict[str, Node] = {}
        for number in range(len(things)):
            form, key, step = self._node_of(number)
            self.forms.append(form)
            self.keys.append(key)
            self.steps.append(step)
        self.keys = divide(self.keys, different)
        for number, (form, key) in enumerate(zip(self.forms, self.keys, strict=True)):
            self._add(key, form, number)

    def sorted(self) -> list[Node]:
        """Return the nodes in the order of their keys."""
        return [self.by_key[key] for key in sorted(self.by_key)]

    def _add(self, key: str, form: Form, number: int) -> None:
        thing = self.things[number]
        node = self.by_key.setdefault(key, Node(key, form.words))
        node.is_open = " @ " in key
        node.words = max(node.words, form.words, key=lambda words: (len(words), words))
        node.is_whole &= form.is_whole
        node.things.append(number)
        node.papers.add(thing.paper)
        if not thing.is_guessed:
            node.trusted.add(thing.paper)
        node.types.add(thing.type)
        node.terms += thing.is_term

    def _node_of(self, number: int) -> tuple[Form, str, Step]:
        """Return a thing's form, the key of its node, and by what the head's own form became that."""
        thing, head = self.things[number], self.heads[number]
        plain = name_form(head)
        step: Step = ("spelling", CONFIDENCE["spelling"])
        if (thing.paper, plain.key) in self._coined:
            self.undecided.append(number)
            return plain, f"{plain.key} @ {thing.paper}", step
        known = self._known.get((thing.type, plain.key))
        if known is not None:
            return known, known.key, ("lexicon", CONFIDENCE["lexicon"])
        form = plain
        if is_short_form(head):
            reading = self._reading(head, thing)
            if reading is None and self.readings.is_ambiguous(head) and thing.type not in ALWAYS_NAMED:
                self.undecided.append(number)
                return plain, f"{plain.key} @ {thing.paper}", step
            if reading is not None:
                form, step = name_form(reading.long), _step_of(reading)
        else:
            long, step = self._write_out(head, thing, step)
            form = name_form(long)
        known = self._known.get((thing.type, form.key))
        return (known, known.key, step) if known is not None else (form, form.key, step)

    def _reading(self, short: str, thing: PaperThing, *, is_part: bool = False) -> Reading | None:
        """Return what a short name means in a paper; what is coined as a name is not looked up in a table.

        A part of a name is: whoever coins "online KD" means the KD that all mean.
        """
        found = self.readings.own(short, thing.paper)
        if found is None and (usual := self.readings.usual(short)):
            is_coined = thing.type in ALWAYS_NAMED or (thing.is_proposed and not is_part)
            found = None if usual.by == "table" and is_coined else usual
        if found is None and self.readings.is_ambiguous(short):
            found = self.readings.by_company(short, thing.paper)
        return found

    def _write_out(self, head: str, thing: PaperThing, step: Step) -> tuple[str, Step]:
        """Return a name with the abbreviations among its words written out: "online KD", but not "KD-NCD"."""
        words = split_words(head)
        if not any(len(word) > 2 and word[1:].islower() for word in words):
            return head, step
        out = []
        for word in words:
            reading = self._reading(word, thing, is_part=True) if is_short_form(word) else None
            if reading is not None and reading.by != "company":
                out.append(reading.long)
                step = min(step, _step_of(reading), key=lambda s: s[1])
            else:
                out.append(word)
        return (" ".join(out), step) if step[0] != "spelling" else (head, step)

    def named(self, name: str, thing: PaperThing, head: Form) -> str:
        """Return the node that a further name of a thing would have by itself; "" where there is none, or it is shaky.

        "KGE" beside "knowledge graph enhancement" says nothing of knowledge graph embedding; "QA" beside
        "question-answer" does of question answering, whose words begin alike.
        """
        bare = without_asides(name)
        form = self._known.get((thing.type, name_form(bare).key)) or name_form(bare)
        if is_short_form(bare):
            usual = self.readings.usual(bare)
            own = is_abbreviation(bare, " ".join(head.words))
            if usual is not None and (usual.by != "table" or thing.type not in ALWAYS_NAMED):
                form = name_form(usual.long)
            if own and (usual is None or not _begin_alike(form.words, head.words)):
                return ""
        else:
            form = name_form(self._write_out(bare, thing, ("spelling", 1.0))[0])
        key = self._known[thing.type, form.key].key if (thing.type, form.key) in self._known else form.key
        return key if key in self.by_key else ""

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


def _step_of(reading: Reading) -> Step:
    if reading.by == "paper":
        return "abbreviation", CONFIDENCE["abbreviation"]
    return "abbreviation-elsewhere", BY_COMPANY if reading.by == "company" else CONFIDENCE["abbreviation-elsewhere"]


def _begin_alike(one: Words, other: Words) -> bool:
    return len(one) == len(other) and all(a[:4] == b[:4] for a, b in zip(one, other, strict=True))
