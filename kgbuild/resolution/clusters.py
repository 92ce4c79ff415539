"""Which things of single papers are one thing across papers, and why: from their names alone.

Each thing of a paper is led to a *node*: the form of its head name (`forms`) with abbreviations written out
(`readings`) and known names in their preferred form. Things with one node are one thing. Nodes are joined by rules,
each able to stand alone; the surer ones come first:

- a noun at the end that only says of what sort a thing is ("F1 score"), where the types agree;
- other order or other forms of the same words ("editing images", "recommender systems");
- a further name in one paper's list that is the head of another thing, unless it is merely broader ("language models"
  beside "multilingual language models"), or contradicted by use.

Names that differ in a number or a size are never joined so, nor are two that papers tell apart. Joining all shared
names instead would chain through broader names and merge most of a corpus's terms.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kgbuild.datamodel import JoinReason
from kgbuild.entity_types import ALWAYS_NAMED, EntityType
from kgbuild.identity.abbreviations import find_asides, is_abbreviation, is_short_form, without_asides
from kgbuild.identity.names import split_words
from kgbuild.resolution.forms import Form, Words, is_broader, name_form, without_sorts
from kgbuild.resolution.readings import Reading, Readings, company_of, short_key
from kgbuild.resolution.rules import (
    Known,
    KnownGroup,
    filler_key,
    initials,
    known_names,
    letters_fit,
    order_key,
    reason_between,
    stem_key,
    without_marks,
)
from kgbuild.resolution.ties import NO_TIES, Ties, divide, pairs_of

Names = tuple[str, ...]
_Step = tuple[JoinReason, float]

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
_BY_COMPANY: Final = 0.8
_UNDECIDED: Final = 0.3
_LEAST_INITIALS: Final = 3
_WORD_LIKE: Final = 5  # letters of an abbreviation that is said as a word
_APART: Final = 0.05  # how likely two names are one thing that the rules leave apart
# A list that says so counts against the papers that name each as a thing of its own.
_LISTED_SHARE: Final = 0.2
_DOMINANT: Final = 0.8
_TOLD_APART: Final = 0.34
_MOST_LETTERS: Final = 6  # of a short name that two papers may coin by chance


@dataclass(frozen=True, slots=True)
class PaperThing:
    """A thing of one paper, named by its slug: the names there, the full one first.

    `is_guessed` is true of what a model found, which may give one thing twice.
    """

    paper: str
    type: EntityType
    names: Names
    is_term: bool = True
    is_proposed: bool = False
    is_guessed: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Why two names are one thing, or nearly are; `thing` is the number of a thing whose paper shows it."""

    name: str
    other: str
    reason: JoinReason
    confidence: float
    thing: int
    other_thing: int


@dataclass(frozen=True, slots=True)
class Clusters:
    """A key for each thing, equal for what is one; what joins their names; what nearly does."""

    keys: tuple[str, ...]
    forms: tuple[Form, ...]
    joins: tuple[Link, ...]
    near_misses: tuple[Link, ...]


@dataclass(slots=True)
class _Node:
    """What things with one form have in common."""

    key: str
    words: Words
    things: list[int] = field(default_factory=list)
    papers: set[str] = field(default_factory=set)
    types: set[EntityType] = field(default_factory=set)
    guessed: set[str] = field(default_factory=set)
    terms: int = 0
    is_whole: bool = True
    first: int | None = None

    @property
    def form(self) -> Form:
        return Form(self.words, is_whole=self.is_whole)

    @property
    def is_term(self) -> bool:
        return 2 * self.terms > len(self.things)


def find_clusters(
    things: Sequence[PaperThing],
    same_names: Iterable[KnownGroup] = (),
    definitions: Iterable[tuple[str, str, str]] = (),
    same: Iterable[tuple[int, int, JoinReason]] = (),
    ties: Ties = NO_TIES,
) -> Clusters:
    """Return which things are one. `definitions` are (paper, short form, long form) that texts spell out.

    `same` are numbers of things that their paper says to be one. `ties` are what people say, and go before all rules:
    what they tell apart no rule joins.

    `same_names` are groups of names known to mean one thing, each with its type, preferred name first. The result
    depends on the collection of things, not on their order.
    """
    return _Resolver(things, same_names, definitions).clusters(same, ties)


def head_name(names: Names) -> str:
    """Return the name that tells most: the first, or a longer one that the first abbreviates."""
    first = without_asides(names[0])
    for name in names[1:]:
        if is_short_form(first) and is_abbreviation(first, without_asides(name)):
            return without_asides(name)
    return first


class _Resolver:
    """The steps of `find_clusters` and what they share."""

    def __init__(
        self,
        things: Sequence[PaperThing],
        same_names: Iterable[KnownGroup],
        definitions: Iterable[tuple[str, str, str]],
    ) -> None:
        self._things = things
        self._heads = [head_name(thing.names) for thing in things]
        self._known = known_names(same_names)
        self._readings = _find_readings(things, self._heads, definitions)
        self._coined = _coined_twice(things, self._heads, self._known)
        self._forms: list[Form] = []
        self._steps: list[_Step] = []
        self._near: list[Link] = []
        self._undecided: list[int] = []
        self._nodes: dict[str, _Node] = {}

    def clusters(self, same: Iterable[tuple[int, int, JoinReason]], ties: Ties) -> Clusters:
        """Return the result: nodes first, then their joins, then the names of each thing."""
        found = [self._node_of(number) for number in range(len(self._things))]
        nodes = divide([key for _, key, _ in found], ties.different)
        for number, ((form, _, step), key) in enumerate(zip(found, nodes, strict=True)):
            self._forms.append(form)
            self._steps.append(step)
            self._add(key, form, number)
        apart = pairs_of(ties.different, nodes)
        for tie in ties.different:
            self._near += [self._link(one, other, "curation", 0.0) for one, other in pairs_of([tie], nodes)[:1]]
        groups = _Groups({key: len(node.papers) for key, node in self._nodes.items()}, apart)
        joins = [
            self._link(one, other, "curation", 1.0)
            for one, other in pairs_of(ties.same, nodes)
            if groups.join(one, other)
        ]
        joins += self._same_in_paper(same, groups)
        for one, other, reason, confidence in self._joins():
            if groups.join(one, other):
                joins.append(self._link(one, other, reason, confidence))
        joins += self._joins_within_nodes()
        joins += self._joins_within_things()
        keys = [""] * len(self._things)
        for key, node in self._nodes.items():
            for number in node.things:
                keys[number] = groups.leader(key)
        self._near += self._ambiguous()
        near = [link for link in self._near if keys[link.thing] != keys[link.other_thing]]
        near += [link for link in self._versions() if keys[link.thing] != keys[link.other_thing]]
        return Clusters(tuple(keys), tuple(self._forms), tuple(joins), tuple(near))

    def _add(self, key: str, form: Form, number: int) -> None:
        thing = self._things[number]
        node = self._nodes.setdefault(key, _Node(key, form.words))
        node.words = max(node.words, form.words, key=lambda words: (len(words), words))
        node.is_whole &= form.is_whole
        node.things.append(number)
        node.papers.add(thing.paper)
        if thing.is_guessed:
            node.guessed.add(thing.paper)
        node.types.add(thing.type)
        node.terms += thing.is_term

    def _node_of(self, number: int) -> tuple[Form, str, _Step]:
        """Return a thing's form, the key of its node, and by what the head's own form became that."""
        thing, head = self._things[number], self._heads[number]
        plain = name_form(head)
        step: _Step = ("spelling", CONFIDENCE["spelling"])
        if (thing.paper, plain.key) in self._coined:
            self._undecided.append(number)
            return plain, f"{plain.key} @ {thing.paper}", step
        known = self._known.get((thing.type, plain.key))
        if known is not None:
            return known, known.key, ("lexicon", CONFIDENCE["lexicon"])
        form = plain
        if is_short_form(head):
            reading = self._reading(head, thing)
            if reading is None and self._readings.is_ambiguous(head) and thing.type not in ALWAYS_NAMED:
                self._undecided.append(number)
                return plain, f"{plain.key} @ {thing.paper}", step
            if reading is not None:
                form, step = name_form(reading.long), _step_of(reading)
        else:
            long, step = self._write_out(head, thing, step)
            form = name_form(long)
        known = self._known.get((thing.type, form.key))
        return (known, known.key, step) if known is not None else (form, form.key, step)

    def _reading(self, short: str, thing: PaperThing) -> Reading | None:
        """Return what a short name means in a paper; what is coined as a name is not looked up in a table."""
        found = self._readings.own(short, thing.paper)
        if found is None and (usual := self._readings.usual(short)):
            found = None if usual.by == "table" and (thing.type in ALWAYS_NAMED or thing.is_proposed) else usual
        if found is None and self._readings.is_ambiguous(short):
            found = self._readings.by_company(short, thing.paper)
        return found

    def _write_out(self, head: str, thing: PaperThing, step: _Step) -> tuple[str, _Step]:
        """Return a name with the abbreviations among its words written out: "online KD", but not "KD-NCD"."""
        words = split_words(head)
        if not any(len(word) > 2 and word[1:].islower() for word in words):
            return head, step
        out = []
        for word in words:
            reading = self._reading(word, thing) if is_short_form(word) else None
            if reading is not None and reading.by != "company":
                out.append(reading.long)
                step = min(step, _step_of(reading), key=lambda s: s[1])
            else:
                out.append(word)
        return (" ".join(out), step) if step[0] != "spelling" else (head, step)

    def _same_in_paper(self, same: Iterable[tuple[int, int, JoinReason]], groups: "_Groups") -> Iterator[Link]:
        """Join the nodes of things that a paper says to be one, and yield why; no other paper names the new one."""
        node_of = {number: key for key, node in self._nodes.items() for number in node.things}
        for one, other, reason in sorted(same):
            nodes = self._nodes[node_of[one]], self._nodes[node_of[other]]
            papers = sorted(len(node.papers) for node in nodes)
            if papers[0] == 1 and (reason == "abbreviation" or papers[1] == 1):
                groups.join(node_of[one], node_of[other])
                if groups.leader(node_of[one]) != groups.leader(node_of[other]):
                    continue  # people say otherwise
                yield Link(self._heads[one], self._heads[other], reason, CONFIDENCE[reason], one, other)

    def _joins(self) -> Iterator[tuple[str, str, JoinReason, float]]:
        """Yield joins of nodes, the surest first."""
        pairs = [*self._alike("filler", filler_key), *self._alike("word-order", order_key)]
        pairs += [*self._alike("word-form", stem_key), *self._spelt_alike(), *self._initials(), *self._listed()]
        yield from sorted(pairs, key=lambda pair: (-pair[3], pair[2], pair[0], pair[1]))

    def _alike(
        self, reason: JoinReason, key_of: Callable[[Form], Words]
    ) -> Iterator[tuple[str, str, JoinReason, float]]:
        """Yield joins of nodes for which a rule has one key, each to the most frequent."""
        for nodes in self._with_equal_keys(reason, key_of):
            first, *others = sorted(nodes, key=lambda node: (-len(node.papers), node.key))
            for other in others:
                if reason == "filler" and not _is_filled(nodes, first, other):
                    continue
                if self._told_apart(first, other, trusting=reason == "word-form"):
                    self._near.append(self._link(first.key, other.key, "named-apart", _APART))
                else:
                    same = reason == "word-form" and filler_key(first.form) == filler_key(other.form)
                    why: JoinReason = "filler" if same else reason
                    yield first.key, other.key, why, CONFIDENCE[why]

    def _with_equal_keys(self, reason: JoinReason, key_of: Callable[[Form], Words]) -> Iterator[list[_Node]]:
        """Yield the nodes of one type for which a rule has one key."""
        alike: defaultdict[tuple[str, ...], list[_Node]] = defaultdict(list)
        for key, node in sorted(self._nodes.items()):
            # The words of a coined name are chosen: another form or order of them is another name.
            if "@" in key or (reason != "filler" and not node.is_term):
                continue
            if found := key_of(node.form):
                for kind in sorted(node.types):
                    alike[(kind, *found)].append(node)
        yield from (nodes for nodes in alike.values() if len(nodes) > 1)

    def _told_apart(self, one: _Node, other: _Node, *, trusting: bool) -> bool:
        """Tell whether papers name both as two things; unless `trusting`, a model's word does not count."""
        sides = [node.papers if trusting else node.papers - node.guessed for node in (one, other)]
        both = len(sides[0] & sides[1])
        return both >= _TOLD_APART * min(len(one.papers), len(other.papers)) and both > 0

    def _spelt_alike(self) -> Iterator[tuple[str, str, JoinReason, float]]:
        """Yield nodes of equal names in words that a list of known names took apart, since it knows one type only."""
        alike: dict[str, str] = {}
        for key, node in sorted(self._nodes.items()):
            for head in sorted({self._heads[number] for number in node.things}):
                # "MAP estimation" is no map estimation; LiDAR is lidar.
                shorts = [word for word in split_words(head) if is_short_form(word) and len(word) < _WORD_LIKE]
                if "@" in key or shorts:
                    continue
                other = alike.setdefault(name_form(head).key, key)
                if other != key:
                    yield other, key, "spelling", CONFIDENCE["spelling"]

    def _initials(self) -> Iterator[tuple[str, str, JoinReason, float]]:
        """Yield datasets with the one abbreviation that is named as a dataset too: CWQ and ComplexWebQuestions."""
        shorts: dict[str, str] = {}
        longs: defaultdict[str, set[str]] = defaultdict(set)
        for key, node in sorted(self._nodes.items()):
            if not node.types & ALWAYS_NAMED:
                continue
            for name in {self._heads[number] for number in node.things}:
                if len(name) >= _LEAST_INITIALS and name.isupper() and name.isalpha():
                    if not self._readings.is_known(name):
                        shorts[name] = key
                elif found := initials(name):
                    longs[found].add(key)
        for short, key in sorted(shorts.items()):
            if len(fits := longs.get(short, set()) - {key}) == 1:
                yield key, next(iter(fits)), "abbreviation-elsewhere", _BY_COMPANY

    def _ambiguous(self) -> Iterator[Link]:
        """Yield what an abbreviation that nothing decides may mean, and the others that are coined alike."""
        alike: dict[str, int] = {}
        for number in sorted(self._undecided, key=self._order):
            head = self._heads[number]
            for long in self._readings.long_forms(head):
                if (node := self._nodes.get(name_form(long).key)) is not None:
                    first = self._first_of(node)
                    yield Link(head, self._heads[first], "ambiguous", _UNDECIDED, number, first)
            first = alike.setdefault(name_form(head).key, number)
            if first != number:
                yield Link(head, self._heads[first], "ambiguous", _UNDECIDED, number, first)

    def _listed(self) -> Iterator[tuple[str, str, JoinReason, float]]:
        """Yield the nodes that papers list as names of one thing, as far as that can be believed."""
        node_of = {number: key for key, node in self._nodes.items() for number in node.things}
        by_pair: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for number, thing in enumerate(self._things):
            head = node_of[number]
            for name in sorted(set(thing.names)):
                other = self._node_named(name, thing, self._nodes[head].form)
                if other and other != head and "@" not in head + other:
                    by_pair[head, other].add(thing.paper)
        listed = {pair: len(papers) for pair, papers in by_pair.items()}
        broader = Counter[str]()
        for (head, other), support in listed.items():
            if is_broader(self._nodes[other].words, self._nodes[head].words):
                broader[other] += support
        for (head, other), support in sorted(listed.items()):
            one, two = self._nodes[head], self._nodes[other]
            if one.form.numbers != two.form.numbers:
                continue
            if is_broader(two.words, one.words):
                # A shortened name: what most papers mean by it, and no thing of its own for most that name it.
                believed = support >= max(2, len(two.papers), _DOMINANT * broader[other])
            else:
                believed = support >= _LISTED_SHARE * min(len(one.papers), len(two.papers))
            if believed:
                yield head, other, "listed", CONFIDENCE["listed"]
            else:
                reason: JoinReason = "broader" if is_broader(two.words, one.words) else "named-apart"
                self._near.append(self._link(head, other, reason, _APART))

    def _node_named(self, name: str, thing: PaperThing, head: Form) -> str:
        """Return the node that a further name of a thing would have by itself; "" where there is none, or it is shaky.

        "KGE" beside "knowledge graph enhancement" says nothing of knowledge graph embedding; "QA" beside
        "question-answer" does of question answering, whose words begin alike.
        """
        bare = without_asides(name)
        form = self._known.get((thing.type, name_form(bare).key)) or name_form(bare)
        if is_short_form(bare):
            usual = self._readings.usual(bare)
            own = is_abbreviation(bare, " ".join(head.words))
            if usual is not None and (usual.by != "table" or thing.type not in ALWAYS_NAMED):
                form = name_form(usual.long)
            if own and (usual is None or not _begin_alike(form.words, head.words)):
                return ""
        else:
            form = name_form(self._write_out(bare, thing, ("spelling", 1.0))[0])
        key = self._known[thing.type, form.key].key if (thing.type, form.key) in self._known else form.key
        return key if key in self._nodes else ""

    def _joins_within_nodes(self) -> Iterator[Link]:
        """Yield why heads with one node are one: each with one that is written alike, that with the commonest."""
        for _, node in sorted(self._nodes.items()):
            first = self._first_of(node)
            spelt: dict[str, int] = {name_form(self._heads[first]).key: first}
            seen = {self._heads[first]}
            for number in sorted(node.things, key=self._order):
                name = self._heads[number]
                if name in seen:
                    continue
                seen.add(name)
                near = spelt.setdefault(name_form(name).key, number)
                if near != number:
                    yield Link(name, self._heads[near], "spelling", CONFIDENCE["spelling"], number, near)
                else:
                    step = min(self._steps[number], self._steps[first], key=lambda step: step[1])
                    yield Link(name, self._heads[first], *step, number, first)

    def _joins_within_things(self) -> Iterator[Link]:
        """Yield why the names of a thing in its paper are one: because it says so, or they look it."""
        seen: set[tuple[str, str]] = set()
        for number in sorted(range(len(self._things)), key=self._order):
            head = self._heads[number]
            for name in dict.fromkeys(self._things[number].names):
                if name != head and (name, head) not in seen:
                    seen.add((name, head))
                    yield Link(name, head, *_step_in_paper(name, head), number, number)

    def _versions(self) -> Iterator[Link]:
        """Yield names that differ in a number or a size alone: each with the one of most papers."""
        alike: defaultdict[tuple[str, str], list[_Node]] = defaultdict(list)
        for key, node in sorted(self._nodes.items()):
            bare = without_marks(node.form)
            if "@" not in key and bare and not node.is_term:
                for kind in sorted(node.types):
                    alike[kind, bare].append(node)
        for nodes in alike.values():
            first, *others = sorted(nodes, key=lambda node: (-len(node.papers), node.key))
            for other in others:
                if first.form.numbers != other.form.numbers:
                    yield self._link(first.key, other.key, "version", _APART)

    def _order(self, number: int) -> tuple[str, str, Names, str]:
        thing = self._things[number]
        return self._heads[number], thing.paper, thing.names, thing.type

    def _first_of(self, node: _Node) -> int:
        """Return the thing whose head stands for a node: the commonest spelling in words, in the first paper."""
        if node.first is None:
            spelt = Counter(self._heads[number] for number in node.things)
            node.first = min(
                node.things,
                key=lambda number: (
                    is_short_form(self._heads[number]),
                    -spelt[self._heads[number]],
                    self._order(number),
                ),
            )
        return node.first

    def _link(self, one: str, other: str, reason: JoinReason, confidence: float) -> Link:
        first, second = self._first_of(self._nodes[one]), self._first_of(self._nodes[other])
        return Link(self._heads[first], self._heads[second], reason, confidence, first, second)


def _is_filled(nodes: Sequence[_Node], one: _Node, other: _Node) -> bool:
    """Tell whether "X method" and "X" may be joined: a bare word must be a thing; CASCADE is no cascade model."""
    if len(without_sorts(one.words)) > 1:
        return True
    bare = filler_key(one.form)[0]
    return any(node.key == bare for node in nodes) and one.is_term and other.is_term


def _step_in_paper(name: str, head: str) -> _Step:
    """Return why two names of one thing in one paper are one, and how sure that is."""
    reason = reason_between(name, head)
    if reason != "listed":
        return reason, CONFIDENCE[reason]
    if letters_fit(*sorted((name, head), key=len)):
        return "abbreviation", _FITTING
    one, other = name_form(name).words, name_form(head).words
    return "listed", _SHORTENED if is_broader(one, other) or is_broader(other, one) else _IN_PAPER


def _step_of(reading: Reading) -> _Step:
    if reading.by == "paper":
        return "abbreviation", CONFIDENCE["abbreviation"]
    return "abbreviation-elsewhere", _BY_COMPANY if reading.by == "company" else CONFIDENCE["abbreviation-elsewhere"]


def _begin_alike(one: Words, other: Words) -> bool:
    return len(one) == len(other) and all(a[:4] == b[:4] for a, b in zip(one, other, strict=True))


def _find_readings(
    things: Sequence[PaperThing], heads: Sequence[str], definitions: Iterable[tuple[str, str, str]]
) -> Readings:
    """Return what the papers spell out, in their lists of names, in brackets within names, in their texts."""
    readings = Readings(company=company_of((thing.paper, (head,)) for thing, head in zip(things, heads, strict=True)))
    for thing, head in zip(things, heads, strict=True):
        bare = " ".join(without_sorts(name_form(head).words))
        for name in thing.names:
            if is_short_form(name) and (is_abbreviation(name, head) or is_abbreviation(name, bare)):
                readings.add(name, head, thing.paper)
            for short, whole in find_asides(name):
                readings.add(short, whole, thing.paper)
    named = {(short, paper) for short, there in readings.spelt.items() for papers in there.values() for paper in papers}
    for paper, short, long in definitions:
        # Where names say what it means, the search in the text, which may begin a word too late, has nothing to add.
        if is_short_form(short) and is_abbreviation(short, long) and (short_key(short), paper) not in named:
            readings.add(short, long, paper)
    return readings


def _coined_twice(things: Sequence[PaperThing], heads: Sequence[str], known: Known) -> frozenset[tuple[str, str]]:
    """Return (paper, key) where a paper coins a short name that others coin too, and hardly anybody uses.

    Two papers that each propose a method called HINT, without saying what it stands for, propose two methods.
    """
    named: defaultdict[str, set[str]] = defaultdict(set)
    coined: defaultdict[str, set[str]] = defaultdict(set)
    for thing, head in zip(things, heads, strict=True):
        key = name_form(head).key
        named[key].add(thing.paper)
        if thing.is_proposed and not thing.is_term and len(key) <= _MOST_LETTERS and (thing.type, key) not in known:
            coined[key].add(thing.paper)
    return frozenset(
        (paper, key)
        for key, papers in coined.items()
        if len(papers) > 1 and 2 * len(papers) >= len(named[key])
        for paper in papers
    )


class _Groups:
    """Nodes joined into groups, but for those of which one holds either node of a pair of `apart`.

    Each is led by its most frequent node, at equal counts by spelling.
    """

    def __init__(self, counts: Mapping[str, int], apart: Iterable[tuple[str, str]]) -> None:
        self._counts = counts
        self._above = {key: key for key in counts}
        self._apart: defaultdict[str, set[str]] = defaultdict(set)  # leaders to which a leader may not be joined
        for one, other in apart:
            self._apart[one].add(other)
            self._apart[other].add(one)

    def leader(self, key: str) -> str:
        while self._above[key] != key:
            self._above[key] = self._above[self._above[key]]
            key = self._above[key]
        return key

    def join(self, one: str, other: str) -> bool:
        """Make two groups one; False where they were, or may not be."""
        first, second = sorted((self.leader(one), self.leader(other)), key=lambda key: (-self._counts[key], key))
        if first == second or second in self._apart[first]:
            return False
        self._above[second] = first
        for enemy in self._apart.pop(second, set()):
            self._apart[enemy].discard(second)
            self._apart[enemy].add(first)
            self._apart[first].add(enemy)
        return True
