"""Which nodes are one thing, by rules that each can stand alone, and which nearly are."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from kgbuild.datamodel import JoinReason
from kgbuild.entity_types import ALWAYS_NAMED
from kgbuild.identity.abbreviations import is_short_form
from kgbuild.identity.names import split_words
from kgbuild.resolution.forms import Form, Words, is_broader, name_form, without_sorts
from kgbuild.resolution.nodes import BY_COMPANY, CONFIDENCE, Node, Nodes
from kgbuild.resolution.readings import short_key
from kgbuild.resolution.rules import filler_key, initials, order_key, stem_key, without_marks

_UNDECIDED: Final = 0.3
_LEAST_INITIALS: Final = 3
_WORD_LIKE: Final = 5  # letters of an abbreviation that is said as a word
_APART: Final = 0.05  # how likely two names are one thing that the rules leave apart
# A list that says so counts against the papers that name each as a thing of its own.
_LISTED_SHARE: Final = 0.2
_DOMINANT: Final = 0.8
_TOLD_APART: Final = 0.34


class Pair(NamedTuple):
    """Two nodes, by their keys, that are one thing."""

    one: str
    other: str
    reason: JoinReason
    confidence: float


@dataclass(frozen=True, slots=True)
class Link:
    """Why two names are one thing, or nearly are; `thing` is the number of a thing whose paper shows it."""

    name: str
    other: str
    reason: JoinReason
    confidence: float
    thing: int
    other_thing: int


class PairFinder:
    """The rules, on one set of nodes; `near` gathers what they nearly join."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self.near: list[Link] = []

    def near_misses(self) -> Iterator[Link]:
        """Yield what the rules nearly joined, once they have been gone through."""
        yield from self.near
        yield from self._ambiguous()
        yield from self._versions()

    def _is_open(self, *keys: str) -> bool:
        return any(self._nodes.by_key[key].is_open for key in keys)

    def pairs(self) -> Iterator[Pair]:
        """Yield joins of nodes, the surest first."""
        pairs: list[Pair] = [*self._alike("filler", filler_key), *self._alike("word-order", order_key)]
        pairs += [*self._alike("word-form", stem_key), *self._spelt_alike(), *self._initials(), *self._listed()]
        yield from sorted(pairs, key=lambda pair: (-pair.confidence, pair.reason, pair.one, pair.other))

    def _alike(self, reason: JoinReason, key_of: Callable[[Form], Words]) -> Iterator[Pair]:
        """Yield joins of nodes for which a rule has one key, each to the most frequent."""
        for nodes in self._with_equal_keys(reason, key_of):
            first, *others = sorted(nodes, key=lambda node: (-len(node.papers), node.key))
            for other in others:
                if reason == "filler" and not _is_filled(nodes, first, other):
                    continue
                if self._told_apart(first, other, trusting=reason == "word-form"):
                    self.near.append(self.link(first.key, other.key, "named-apart", _APART))
                else:
                    same = reason == "word-form" and filler_key(first.form) == filler_key(other.form)
                    why: JoinReason = "filler" if same else reason
                    yield Pair(first.key, other.key, why, CONFIDENCE[why])

    def _with_equal_keys(self, reason: JoinReason, key_of: Callable[[Form], Words]) -> Iterator[list[Node]]:
        """Yield the nodes of one type for which a rule has one key."""
        alike: defaultdict[tuple[str, ...], list[Node]] = defaultdict(list)
        for node in self._nodes.sorted():
            # The words of a coined name are chosen: another form or order of them is another name.
            if node.is_open or (reason != "filler" and not node.is_term):
                continue
            if found := key_of(node.form):
                for kind in sorted(node.types):
                    alike[(kind, *found)].append(node)
        yield from (nodes for nodes in alike.values() if len(nodes) > 1)

    def _told_apart(self, one: Node, other: Node, *, trusting: bool) -> bool:
        """Tell whether papers name both as two things; unless `trusting`, a model's word does not count."""
        sides = [node.papers if trusting else node.trusted for node in (one, other)]
        both = len(sides[0] & sides[1])
        return both >= _TOLD_APART * min(len(one.papers), len(other.papers)) and both > 0

    def _spelt_alike(self) -> Iterator[Pair]:
        """Yield nodes of equal names in words that a list of known names took apart, since it knows one type only."""
        alike: dict[str, str] = {}
        for node in self._nodes.sorted():
            for head in sorted({self._nodes.heads[number] for number in node.things}):
                # "MAP estimation" is no map estimation; LiDAR is lidar.
                shorts = [word for word in split_words(head) if is_short_form(word) and len(word) < _WORD_LIKE]
                if node.is_open or shorts:
                    continue
                other = alike.setdefault(name_form(head).key, node.key)
                if other != node.key:
                    yield Pair(other, node.key, "spelling", CONFIDENCE["spelling"])

    def _initials(self) -> Iterator[Pair]:
        """Yield abbreviations that nobody spells out with the one name of their type whose initials they are."""
        shorts: defaultdict[str, set[str]] = defaultdict(set)
        longs: defaultdict[str, set[str]] = defaultdict(set)
        for node in self._nodes.sorted():
            is_data = bool(node.types & ALWAYS_NAMED)
            if node.is_open or not (is_data or node.is_term):
                continue
            kinds = ["data"] if is_data else sorted(node.types)
            for name in {self._nodes.heads[number] for number in node.things}:
                short = short_key(name)
                if len(short) >= _LEAST_INITIALS and short.isupper() and short.isalpha():
                    found = shorts if not self._nodes.readings.is_known(short) else None
                else:
                    short, found = initials(name if is_data else name.title()), longs
                if short and found is not None:
                    for kind in kinds:
                        found[f"{kind} {short}"].add(node.key)
        for short, keys in sorted(shorts.items()):
            if len(fits := longs.get(short, set()) - keys) == len(keys) == 1:
                one, other = next(iter(keys)), next(iter(fits))
                if short.startswith("data ") or self._keep_company(one, other):
                    yield Pair(one, other, "abbreviation-elsewhere", BY_COMPANY)

    def _keep_company(self, *keys: str) -> bool:
        """Tell whether papers that name one of two things name a third that those of the other name too."""
        company = self._nodes.readings.company
        around = [{name for paper in self._nodes.by_key[key].papers for name in company[paper]} for key in keys]
        return bool(set.intersection(*around) - set(keys))

    def _listed(self) -> Iterator[Pair]:
        """Yield the nodes that papers list as names of one thing, as far as that can be believed."""
        by_pair: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for number, thing in enumerate(self._nodes.things):
            head = self._nodes.keys[number]
            for name in sorted(set(thing.names)):
                other = self._nodes.named(name, thing, self._nodes.by_key[head].form)
                if other and other != head and not self._is_open(head, other):
                    by_pair[head, other].add(thing.paper)
        listed = {pair: len(papers) for pair, papers in by_pair.items()}
        broader = Counter[str]()
        for (head, other), support in listed.items():
            if is_broader(self._nodes.by_key[other].words, self._nodes.by_key[head].words):
                broader[other] += support
        for (head, other), support in sorted(listed.items()):
            one, two = self._nodes.by_key[head], self._nodes.by_key[other]
            if one.form.numbers != two.form.numbers:
                continue
            if is_broader(two.words, one.words):
                # A shortened name: what most papers mean by it, and no thing of its own for most that name it.
                believed = support >= max(2, len(two.papers), _DOMINANT * broader[other])
            else:
                believed = support >= _LISTED_SHARE * min(len(one.papers), len(two.papers))
            if believed:
                yield Pair(head, other, "listed", CONFIDENCE["listed"])
            else:
                reason: JoinReason = "broader" if is_broader(two.words, one.words) else "named-apart"
                self.near.append(self.link(head, other, reason, _APART))

    def _ambiguous(self) -> Iterator[Link]:
        """Yield what an abbreviation that nothing decides may mean, and the others that are coined alike."""
        alike: dict[str, int] = {}
        for number in sorted(self._nodes.undecided, key=self._nodes.order):
            head = self._nodes.heads[number]
            for long in self._nodes.readings.long_forms(head):
                if (node := self._nodes.by_key.get(name_form(long).key)) is not None:
                    first = self._nodes.first_of(node)
                    yield Link(head, self._nodes.heads[first], "ambiguous", _UNDECIDED, number, first)
            first = alike.setdefault(name_form(head).key, number)
            if first != number:
                yield Link(head, self._nodes.heads[first], "ambiguous", _UNDECIDED, number, first)

    def _versions(self) -> Iterator[Link]:
        """Yield names that differ in a number or a size alone: each with the one of most papers."""
        alike: defaultdict[tuple[str, str], list[Node]] = defaultdict(list)
        for node in self._nodes.sorted():
            bare = without_marks(node.form)
            if not node.is_open and bare and not node.is_term:
                for kind in sorted(node.types):
                    alike[kind, bare].append(node)
        for nodes in alike.values():
            first, *others = sorted(nodes, key=lambda node: (-len(node.papers), node.key))
            for other in others:
                if first.form.numbers != other.form.numbers:
                    yield self.link(first.key, other.key, "version", _APART)

    def link(self, one: str, other: str, reason: JoinReason, confidence: float) -> Link:
        """Return why two nodes are one thing, or nearly, by the names and things that stand for them."""
        first, second = self._nodes.first_of(self._nodes.by_key[one]), self._nodes.first_of(self._nodes.by_key[other])
        return Link(self._nodes.heads[first], self._nodes.heads[second], reason, confidence, first, second)


def _is_filled(nodes: Sequence[Node], one: Node, other: Node) -> bool:
    """Tell whether "X method" and "X" may be joined: a bare word must be a thing; CASCADE is no cascade model.

    A method with a proper name, "Knowledge Transfer Framework", is not what the words before its noun mean.
    """
    if "Method" in one.types & other.types and one.is_term != other.is_term:
        return False
    if len(without_sorts(one.words)) > 1:
        return True
    bare = filler_key(one.form)[0]
    return any(node.key == bare for node in nodes) and one.is_term and other.is_term
