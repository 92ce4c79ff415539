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

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kgbuild.datamodel import JoinReason
from kgbuild.resolution.forms import Form, is_broader, name_form
from kgbuild.resolution.groups import Groups
from kgbuild.resolution.naming import CONFIDENCE, Step
from kgbuild.resolution.nodes import Nodes
from kgbuild.resolution.pairs import Link, PairFinder
from kgbuild.resolution.rules import KnownGroup, letters_fit, reason_between
from kgbuild.resolution.things import PaperThing
from kgbuild.resolution.ties import NO_TIES, Ties, pairs_of

# Of two names that one paper gives to one thing: as a rule; where one is short for the other; where its letters fit.
_IN_PAPER: Final = 0.92
_SHORTENED: Final = 0.75
_FITTING: Final = 0.95


@dataclass(frozen=True, slots=True)
class Clusters:
    """A key for each thing, equal for what is one; what joins their names; what nearly does."""

    keys: tuple[str, ...]
    forms: tuple[Form, ...]
    joins: tuple[Link, ...]
    near_misses: tuple[Link, ...]


def find_clusters(
    things: Sequence[PaperThing],
    same_names: Iterable[KnownGroup] = (),
    definitions: Iterable[tuple[str, str, str]] = (),
    same: Iterable[tuple[int, int, JoinReason]] = (),
    ties: Ties = NO_TIES,
) -> Clusters:
    """Return which things are one; this depends on the collection of things, not on their order.

    `same_names` are groups of names known to mean one thing, each with its type, preferred name first; `definitions`
    are (paper, short form, long form) that texts spell out, `same` numbers of things that their paper says to be one.
    `ties` are what people say, and go before all rules: what they tell apart no rule joins.
    """
    nodes = Nodes(things, same_names, definitions, ties.different)
    rules = PairFinder(nodes)
    groups = Groups({key: node.weight for key, node in nodes.by_key.items()}, pairs_of(ties.different, nodes.keys))
    joins = [
        rules.link(one, other, "curation", 1.0)
        for one, other in pairs_of(ties.same, nodes.keys)
        if groups.join(one, other)
    ]
    joins += _same_in_paper(nodes, same, groups)
    joins += [rules.link(*pair) for pair in rules.pairs() if groups.join(pair.one, pair.other)]
    joins += [*_joins_within_nodes(nodes), *_joins_within_things(nodes)]
    keys = tuple(groups.leader(key) for key in nodes.keys)
    misses = [rules.link(*pair, "curation", 0.0) for tie in ties.different for pair in pairs_of([tie], nodes.keys)[:1]]
    misses += rules.near_misses()
    near = [link for link in misses if keys[link.thing] != keys[link.other_thing]]
    return Clusters(keys, tuple(nodes.forms), tuple(joins), tuple(near))


def _same_in_paper(nodes: Nodes, same: Iterable[tuple[int, int, JoinReason]], groups: Groups) -> Iterator[Link]:
    """Join the nodes of things that a paper says to be one, and yield why; no other paper names the new one."""
    for one, other, reason in sorted(same):
        if is_new(reason, *(nodes.by_key[nodes.keys[number]].weight for number in (one, other))):
            groups.join(nodes.keys[one], nodes.keys[other])
            if groups.leader(nodes.keys[one]) != groups.leader(nodes.keys[other]):
                continue  # people say otherwise
            yield Link(nodes.heads[one], nodes.heads[other], reason, CONFIDENCE[reason], one, other)


def is_new(reason: JoinReason, *weights: int) -> bool:
    """Tell whether two nodes, named by so many papers each, may be one because one paper says so: none else names both.

    An abbreviation may be that of a name which others have too.
    """
    return min(weights) == 1 and (reason == "abbreviation" or max(weights) == 1)


def _joins_within_nodes(nodes: Nodes) -> Iterator[Link]:
    """Yield why heads with one node are one: each with one that is written alike, that with the commonest."""
    for node in nodes.sorted():
        first = nodes.first_of(node)
        spelt: dict[str, int] = {name_form(nodes.heads[first]).key: first}
        seen = {nodes.heads[first]}
        for number in sorted(node.things, key=nodes.order):
            name = nodes.heads[number]
            if name in seen:
                continue
            seen.add(name)
            near = spelt.setdefault(name_form(name).key, number)
            if near != number:
                yield Link(name, nodes.heads[near], "spelling", CONFIDENCE["spelling"], number, near)
            else:
                step = min(nodes.steps[number], nodes.steps[first], key=lambda step: step[1])
                yield Link(name, nodes.heads[first], *step, number, first)


def _joins_within_things(nodes: Nodes) -> Iterator[Link]:
    """Yield why the names of a thing in its paper are one: because it says so, or they look it."""
    seen: set[tuple[str, str]] = set()
    for number in sorted(range(len(nodes.things)), key=nodes.order):
        head = nodes.heads[number]
        for name in dict.fromkeys(nodes.things[number].names):
            if name != head and (name, head) not in seen:
                seen.add((name, head))
                yield Link(name, head, *_step_in_paper(name, head), number, number)


def _step_in_paper(name: str, head: str) -> Step:
    """Return why two names of one thing in one paper are one, and how sure that is."""
    reason = reason_between(name, head)
    if reason != "listed":
        return reason, CONFIDENCE[reason]
    if letters_fit(*sorted((name, head), key=len)):
        return "abbreviation", _FITTING
    one, other = name_form(name).words, name_form(head).words
    return "listed", _SHORTENED if is_broader(one, other) or is_broader(other, one) else _IN_PAPER
