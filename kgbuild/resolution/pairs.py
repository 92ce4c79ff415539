"""Which nodes are one thing, by rules that each can stand alone, and which nearly are."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from kgbuild.datamodel import JoinReason
from kgbuild.resolution.alike import (
    Block,
    NodeView,
    find_alike,
    find_blocks,
    find_initials,
    find_listed,
    find_spelt_out,
    needs_company,
    reason_for,
    spelling_keys,
    told_apart,
    trusts,
)
from kgbuild.resolution.forms import is_broader, name_form
from kgbuild.resolution.naming import BY_COMPANY, CONFIDENCE
from kgbuild.resolution.nodes import Node, Nodes
from kgbuild.resolution.rules import without_marks

_UNDECIDED: Final = 0.3
_APART: Final = 0.05  # how likely two names are one thing that the rules leave apart


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
        pairs = [*self._alike(), *self._spelt_alike(), *self._initials(), *self._listed()]
        yield from sorted(pairs, key=order_of_pair)

    def _alike(self) -> Iterator[Pair]:
        """Yield joins of nodes for which a rule has one key, each to the most frequent."""
        blocks: defaultdict[Block, list[Node]] = defaultdict(list)
        for node in self._nodes.sorted():
            for block in find_blocks(node):
                blocks[block].append(node)
        for block, nodes in blocks.items():
            for first, other in find_alike(block.reason, nodes):
                if told_apart(self._in_both(block.reason, first.key, other.key), first, other):
                    self.near.append(self.link(first.key, other.key, "named-apart", _APART))
                else:
                    yield to_pair(block.reason, first, other)

    def _in_both(self, reason: JoinReason, *keys: str) -> int:
        """Return how many papers name two nodes, of those that a rule believes."""
        one, other = (self._nodes.by_key[key] for key in keys)
        return len(one.papers & other.papers if trusts(reason) else one.trusted & other.trusted)

    def _spelt_alike(self) -> Iterator[Pair]:
        """Yield nodes of equal names in words that a list of known names took apart, since it knows one type only."""
        alike: dict[str, str] = {}
        for node in self._nodes.sorted():
            for key in spelling_keys(node, self._heads(node)):
                other = alike.setdefault(key, node.key)
                if other != node.key:
                    yield Pair(other, node.key, "spelling", CONFIDENCE["spelling"])

    def _heads(self, node: Node) -> set[str]:
        return {self._nodes.heads[number] for number in node.things}

    def _initials(self) -> Iterator[Pair]:
        """Yield abbreviations that nobody spells out with the one name of their type whose initials they are."""
        found: defaultdict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        for node in self._nodes.sorted():
            for key, is_short in find_initials(node, self._heads(node), self._nodes.readings.is_known):
                found[key][not is_short].add(node.key)
        for key, sides in sorted(found.items()):
            pair = find_spelt_out(*sides)
            if pair and (not needs_company(key) or self._keep_company(*pair)):
                yield Pair(*pair, "abbreviation-elsewhere", BY_COMPANY)

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
            found = find_listed(support, one, two, broader[other])
            if found is None:
                continue
            reason, believed = found
            if believed:
                yield Pair(head, other, reason, CONFIDENCE[reason])
            else:
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


def to_pair(reason: JoinReason, one: NodeView, other: NodeView) -> Pair:
    """Return two nodes that a rule joins."""
    why = reason_for(reason, one, other)
    return Pair(one.key, other.key, why, CONFIDENCE[why])


def order_of_pair(pair: Pair) -> tuple[float, str, str, str]:
    """Return what pairs are sorted by: the surest first."""
    return -pair.confidence, pair.reason, pair.one, pair.other
