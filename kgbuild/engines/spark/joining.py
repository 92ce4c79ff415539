"""Nodes that are one thing: pairs by the rules, key by key, and the groups that they make, one at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kgbuild.datamodel import JoinReason
from kgbuild.engines.spark.facts import NodeFacts, add_facts, facts_in, find_nodes
from kgbuild.engines.spark.naming import NamedPaper, known
from kgbuild.engines.spark.shuffles import Cluster
from kgbuild.resolution.alike import (
    Block,
    find_alike,
    find_blocks,
    find_initials,
    find_listed,
    find_spelt_out,
    needs_company,
    spelling_keys,
    told_apart,
    trusts,
)
from kgbuild.resolution.clusters import is_new
from kgbuild.resolution.forms import is_broader
from kgbuild.resolution.groups import Groups
from kgbuild.resolution.naming import BY_COMPANY, CONFIDENCE, Naming
from kgbuild.resolution.pairs import Pair, order_of_pair, to_pair

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark import RDD

# What stands for a node in a group: how many papers name it, negative, and its key.
Vertex = tuple[int, str]
# The turn at which two nodes are joined: what people say first, then what single papers say, then the rules.
_BY_PEOPLE, _BY_PAPER, _BY_RULE = range(3)
_CURATED: Final = "curation"


class _Join(NamedTuple):
    one: Vertex
    other: Vertex
    turn: tuple[Any, ...]


class _Seen(NamedTuple):
    """What papers say of pairs of nodes: how many name both, and of those how many on more than a model's word."""

    papers: int
    trusted: int


class Ties(NamedTuple):
    """Pairs of nodes of which people say that they are one, or are not."""

    same: tuple[tuple[str, str], ...] = ()
    different: tuple[tuple[str, str], ...] = ()


def count_nodes(cluster: Cluster, papers: "RDD[tuple[str, NamedPaper]]") -> "RDD[tuple[str, NodeFacts]]":
    """Return what is known of each node by its key."""
    cluster.tell("counting names")
    return cluster.keep(papers.flatMap(lambda one: facts_in(one[1])).reduceByKey(add_facts, cluster.parts))


def find_leaders(
    cluster: Cluster,
    papers: "RDD[tuple[str, NamedPaper]]",
    facts: "RDD[tuple[str, NodeFacts]]",
    lexicon: "Path | None",
    ties: Ties = Ties(),  # noqa: B008 - a constant
) -> "RDD[tuple[str, str]]":
    """Return (node, the node that leads its group) for each node that is in a group with others."""
    cluster.tell("looking for names of one thing")
    slim = cluster.keep(facts.mapValues(lambda node: node.slim))
    asked = papers.flatMap(lambda one: [(key, one[0]) for key in set(one[1].keys)])
    around = papers.cogroup(cluster.look_up(asked, slim), cluster.parts)
    said = cluster.keep(around.flatMap(lambda one: _say(one[0], one[1][0], one[1][1], lexicon)))
    joins = cluster.keep(
        said.filter(lambda one: one[0] == "same")
        .map(lambda one: one[1])
        .union(_alike(cluster, slim, _of_kind(said, "both")))
        .union(_spelt_alike(cluster, facts))
        .union(_initials(cluster, papers, facts))
        .union(_listed(cluster, slim, _of_kind(said, "listed")))
        .union(_by_people(cluster, slim, ties.same))
    )
    cluster.tell("grouping names of one thing")
    edges = joins.map(lambda join: (join.one, join.other))
    led = cluster.components(edges)
    groups = cluster.group(
        joins.map(lambda join: (max(join.one, join.other), join))
        .leftOuterJoin(led, cluster.parts)
        .map(lambda one: (one[1][1] or one[0], one[1][0]))
    )
    different = ties.different
    return cluster.keep(groups.flatMap(lambda group: _join(group[1], different)))


def _of_kind(said: "RDD[tuple[str, Any]]", kind: str) -> "RDD[Any]":
    return said.filter(lambda one: one[0] == kind).map(lambda one: one[1])


def _say(
    paper: str, names: Iterable[NamedPaper], told: Iterable[tuple[str, NodeFacts]], lexicon: "Path | None"
) -> Iterator[tuple[str, Any]]:
    """Yield what one paper says of pairs of its nodes, by the kind of what it says.

    "same": it takes them for one; "both": it names two that a rule makes alike; "listed": it lists a name of one node
    for a thing of another.
    """
    named, facts = next(iter(names)), dict(told)
    yield from (("same", join) for join in _same_in_paper(paper, named, facts))
    yield from (("both", seen) for seen in _both_in_paper(named, facts))
    yield from (("listed", (pair, 1)) for pair in _listed_in_paper(named, facts, lexicon))


def _same_in_paper(paper: str, named: NamedPaper, facts: Mapping[str, NodeFacts]) -> Iterator[_Join]:
    for first, second, reason in named.names.same:
        one, other = (facts[named.keys[number]] for number in (first, second))
        if one.key != other.key and is_new(reason, one.weight, other.weight):
            yield _Join(one.vertex, other.vertex, (_BY_PAPER, paper, first, second, reason))


def _both_in_paper(named: NamedPaper, facts: Mapping[str, NodeFacts]) -> Iterator[tuple[tuple[str, str], _Seen]]:
    blocks: defaultdict[Block, set[str]] = defaultdict(set)
    for node in facts.values():
        for block in find_blocks(node):
            blocks[block].add(node.key)
    nodes = find_nodes(named)
    pairs = {pair for keys in blocks.values() for pair in combinations(sorted(keys), 2)}
    for pair in sorted(pairs):
        yield pair, _Seen(1, int(all(nodes[key].trusted for key in pair)))


def _listed_in_paper(named: NamedPaper, facts: Mapping[str, NodeFacts], lexicon: "Path | None") -> set[tuple[str, str]]:
    naming = Naming(known(lexicon), named.readings, ())
    pairs = (
        (key, naming.key_of(name, thing, facts[key].form))
        for key, thing in zip(named.keys, named.names.things, strict=True)
        for name in set(thing.names)
    )
    return {(key, other) for key, other in pairs if other and other != key and not facts[key].is_open}


def _alike(
    cluster: Cluster, facts: "RDD[tuple[str, NodeFacts]]", both: "RDD[tuple[tuple[str, str], _Seen]]"
) -> "RDD[_Join]":
    """Return joins of nodes for which a rule on their forms has one key."""
    blocks = cluster.group(facts.flatMap(lambda one: [(tuple(block), one[1]) for block in find_blocks(one[1])]))
    pairs = blocks.filter(lambda block: len(block[1]) > 1).flatMap(_find_alike)
    seen = both.reduceByKey(
        lambda one, other: _Seen(one.papers + other.papers, one.trusted + other.trusted), cluster.parts
    )
    return pairs.leftOuterJoin(seen, cluster.parts).flatMap(lambda one: _unless_apart(*one[1]))


def _find_alike(
    block: tuple[tuple[JoinReason, str, Any], list[NodeFacts]],
) -> Iterator[tuple[tuple[str, str], tuple[JoinReason, NodeFacts, NodeFacts]]]:
    (reason, _, _), nodes = block
    for first, other in find_alike(reason, nodes):
        yield (min(first.key, other.key), max(first.key, other.key)), (reason, first, other)  # type: ignore[misc]


def _unless_apart(pair: tuple[JoinReason, NodeFacts, NodeFacts], seen: _Seen | None) -> Iterator[_Join]:
    reason, first, other = pair
    both = 0 if seen is None else seen.papers if trusts(reason) else seen.trusted
    if not told_apart(both, first, other):
        yield _by_rule(to_pair(reason, first, other), first.vertex, other.vertex)


def _by_rule(pair: Pair, one: Vertex, other: Vertex) -> _Join:
    return _Join(one, other, (_BY_RULE, *order_of_pair(pair)))


def _spelt_alike(cluster: Cluster, facts: "RDD[tuple[str, NodeFacts]]") -> "RDD[_Join]":
    """Return joins of nodes of equal names that a list of known names took apart."""
    keyed = facts.flatMap(lambda one: [(key, one[1].vertex) for key in spelling_keys(one[1], one[1].heads)])
    return keyed.groupByKey(cluster.parts).flatMap(lambda group: _lead(set(group[1])))


def _lead(vertices: set[Vertex]) -> Iterator[_Join]:
    first, *others = sorted(vertices, key=lambda vertex: vertex[1])
    for other in others:
        yield _by_rule(Pair(first[1], other[1], "spelling", CONFIDENCE["spelling"]), first, other)


def _initials(
    cluster: Cluster, papers: "RDD[tuple[str, NamedPaper]]", facts: "RDD[tuple[str, NodeFacts]]"
) -> "RDD[_Join]":
    """Return joins of abbreviations that nobody spells out with the one name whose initials they are."""
    keyed = facts.flatMap(lambda one: _initials_of(one[1]))
    found = cluster.keep(keyed.groupByKey(cluster.parts).flatMap(lambda group: _spelt_out(group[0], group[1])))
    sure = found.filter(lambda one: not one[0]).map(lambda one: one[1])
    doubtful = found.filter(lambda one: one[0]).map(lambda one: one[1])
    return sure.union(_keep_company(cluster, papers, doubtful)).map(
        lambda pair: _by_rule(Pair(pair[0][1], pair[1][1], "abbreviation-elsewhere", BY_COMPANY), *pair)
    )


def _initials_of(node: NodeFacts) -> Iterator[tuple[str, tuple[bool, Vertex]]]:
    for key, is_short in find_initials(node, node.heads, lambda short: short not in node.unknown):
        yield key, (is_short, node.vertex)


def _spelt_out(key: str, found: Iterable[tuple[bool, Vertex]]) -> Iterator[tuple[bool, tuple[Vertex, Vertex]]]:
    """Yield (whether it needs company, the two nodes)."""
    sides: tuple[set[Vertex], set[Vertex]] = set(), set()
    for is_short, vertex in found:
        sides[not is_short].add(vertex)
    if pair := find_spelt_out(*sides):
        yield needs_company(key), pair


def _keep_company(
    cluster: Cluster, papers: "RDD[tuple[str, NamedPaper]]", pairs: "RDD[tuple[Vertex, Vertex]]"
) -> "RDD[tuple[Vertex, Vertex]]":
    """Return the pairs of which papers that name one name a third thing that those of the other name too."""
    sides = pairs.flatMap(lambda pair: [(pair[0][1], (pair, 0)), (pair[1][1], (pair, 1))])
    nodes = papers.flatMap(lambda one: [(key, one[0]) for key in set(one[1].keys)])
    asking = cluster.look_up(nodes, sides.groupByKey(cluster.parts).mapValues(tuple))
    beside = asking.flatMap(lambda one: [(one[0], side) for side in one[1][1]])
    names = papers.cogroup(beside, cluster.parts).flatMap(_around)
    return (
        names.reduceByKey(lambda one, other: (one[0] | other[0], one[1] | other[1]), cluster.parts)
        .filter(lambda one: bool(one[1][0] & one[1][1] - {vertex[1] for vertex in one[0]}))
        .map(lambda one: one[0])
    )


def _around(one: Any) -> Iterator[tuple[Any, tuple[frozenset[str], frozenset[str]]]]:
    _, (named, asking) = one
    company, nothing = next(iter(named)).names.company, frozenset[str]()
    for pair, side in asking:
        yield pair, (nothing, company) if side else (company, nothing)


def _listed(
    cluster: Cluster, facts: "RDD[tuple[str, NodeFacts]]", listed: "RDD[tuple[tuple[str, str], int]]"
) -> "RDD[_Join]":
    """Return joins of nodes that papers list as names of one thing, as far as that can be believed."""
    support = listed.reduceByKey(lambda one, other: one + other, cluster.parts)
    by_head = support.map(lambda one: (one[0][0], (one[0][1], one[1]))).join(facts, cluster.parts)
    by_other = by_head.map(lambda one: (one[1][0][0], (one[1][0][1], one[1][1])))
    return by_other.cogroup(facts, cluster.parts).flatMap(lambda one: _believe(*one[1]))


def _believe(listed: Iterable[tuple[int, NodeFacts]], others: Iterable[NodeFacts]) -> Iterator[_Join]:
    """Yield the heads that are one with a node which papers list as a further name of theirs."""
    for other in others:  # one, or none where nothing has this name
        heads = list(listed)
        broader = sum(support for support, head in heads if is_broader(other.words, head.words))
        for support, head in heads:
            found = find_listed(support, head, other, broader)
            if found and found[1]:
                pair = Pair(head.key, other.key, found[0], CONFIDENCE[found[0]])
                yield _by_rule(pair, head.vertex, other.vertex)


def _by_people(
    cluster: Cluster, facts: "RDD[tuple[str, NodeFacts]]", same: tuple[tuple[str, str], ...]
) -> "RDD[_Join]":
    """Return joins that people ask for."""
    if not same:
        return cluster.empty()
    pairs = cluster.session.sparkContext.parallelize(same, 1)
    ones = pairs.join(facts, cluster.parts).map(lambda one: (one[1][0], one[1][1].vertex))
    return ones.join(facts, cluster.parts).map(
        lambda one: _Join(one[1][0], one[1][1].vertex, (_BY_PEOPLE, one[1][0][1], one[0]))
    )


def _join(joins: Iterable[_Join], different: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield (node, leader) for the nodes of a group that are led by another, as all joins in their turn make it."""
    ordered = sorted(joins, key=lambda join: join.turn)
    weights = {key: -weight for join in ordered for weight, key in (join.one, join.other)}
    groups = Groups(weights, [pair for pair in different if pair[0] in weights and pair[1] in weights])
    for join in ordered:
        groups.join(join.one[1], join.other[1])
    return ((key, groups.leader(key)) for key in weights if groups.leader(key) != key)
