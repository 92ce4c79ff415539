"""What changed between two graphs: papers, things, which things became one or several, statements and results.

Only the two models are compared, so it works for graphs of any builds, also edited by hand. What became of a thing is
told by its *uses*: the places where papers name it, the names under which each paper has it. A use that one thing has
lost and another has gained leads from the one to the other. The difference the other way is this one mirrored.

What supports a statement (confidence, places, the extractor) is not compared.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Final, NamedTuple, TypeVar

from kgbuild.graph.model import Fact, GraphModel, Paper, Relation, Result, Thing
from kgbuild.identity.names import thing_key

_Node = TypeVar("_Node", Paper, Thing)
_Use = tuple[object, ...]
_Value = tuple[object, ...]
_Parts = tuple[str, str, str, str]


class Change(NamedTuple):
    """One field of a paper or a thing that is not what it was."""

    field: str
    old: object
    new: object


class Moved(NamedTuple):
    """A thing to or from which uses moved: how many papers' uses; none where the thing itself stayed."""

    thing: Thing
    papers: int


@dataclass(frozen=True, slots=True)
class Regrouped:
    """A thing of one graph that is several of the other: joined from them, or split into them."""

    thing: Thing
    others: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Altered:
    """A paper or a thing that both graphs have, and the fields that differ; its IRI may be one of them."""

    old: Paper | Thing
    new: Paper | Thing
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class RoleChange:
    """What a paper did with a thing, and what it does now, as local names of properties."""

    paper: Paper
    thing: Thing
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is in the second graph and not in the first (`added`), the other way (`removed`), and what changed.

    Things that were joined, split or renamed are neither added nor removed, nor are statements about them that only
    follow. `renames` holds things of another label or IRI, `things_changed` those whose other fields differ.
    """

    papers_added: tuple[Paper, ...] = ()
    papers_removed: tuple[Paper, ...] = ()
    papers_changed: tuple[Altered, ...] = ()
    things_added: tuple[Thing, ...] = ()
    things_removed: tuple[Thing, ...] = ()
    joins: tuple[Regrouped, ...] = ()
    splits: tuple[Regrouped, ...] = ()
    renames: tuple[Altered, ...] = ()
    things_changed: tuple[Altered, ...] = ()
    roles: tuple[RoleChange, ...] = ()
    facts_added: tuple[Fact, ...] = ()
    facts_removed: tuple[Fact, ...] = ()
    relations_added: tuple[Relation, ...] = ()
    relations_removed: tuple[Relation, ...] = ()
    results_added: tuple[Result, ...] = ()
    results_removed: tuple[Result, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return any(getattr(self, one.name) for one in fields(self))


def find_difference(old: GraphModel, new: GraphModel) -> Difference:
    """Return what changed from one graph to another."""
    papers = _match_papers(old.papers, new.papers)
    back = {after: before for before, after in papers.items()}
    links = _Links.of(old, new, papers)
    renamed = [(a, b) for a, b in links.pairs() if links.is_rename(a, b)]
    kept = [(iri, iri) for iri in old.things if iri in new.things]
    altered = [_alter(old.things[a], new.things[b]) for a, b in (*kept, *renamed)]
    statements = _Statements(old, new, papers, links)
    return Difference(
        papers_added=tuple(paper for iri, paper in new.papers.items() if iri not in back),
        papers_removed=tuple(paper for iri, paper in old.papers.items() if iri not in papers),
        papers_changed=tuple(
            found for a, b in sorted(papers.items()) if (found := _alter(old.papers[a], new.papers[b])).changes
        ),
        things_added=tuple(thing for iri, thing in new.things.items() if not links.sources(iri)),
        things_removed=tuple(thing for iri, thing in old.things.items() if not links.parts(iri)),
        joins=tuple(links.regroup(new.things, old.things, links.sources)),
        splits=tuple(links.regroup(old.things, new.things, links.parts)),
        renames=tuple(one for one in altered if {"iri", "label"} & {change.field for change in one.changes}),
        things_changed=tuple(one for one in altered if {change.field for change in one.changes} - {"iri", "label"}),
        roles=tuple(statements.roles()),
        facts_added=statements.facts_added,
        facts_removed=statements.facts_removed,
        relations_added=statements.relations_added,
        relations_removed=statements.relations_removed,
        results_added=statements.results_added,
        results_removed=statements.results_removed,
    )


def _alter(old: _Node, new: _Node) -> Altered:
    changes = (Change(one.name, getattr(old, one.name), getattr(new, one.name)) for one in fields(old))
    return Altered(old, new, tuple(change for change in changes if change.old != change.new))


# Papers ---------------------------------------------------------------------------------------------------------------

# What tells that two papers of different IRIs are one, the surest first.
_PAPER_KEYS: Final[tuple[Callable[[Paper], str], ...]] = (
    lambda paper: paper.doi,
    lambda paper: paper.arxiv,
    lambda paper: thing_key(paper.label),
)


def _match_papers(old: Mapping[str, Paper], new: Mapping[str, Paper]) -> dict[str, str]:
    """Return IRI of the first graph -> IRI of the same paper in the second."""
    matched = {iri: iri for iri in old if iri in new}
    for key in _PAPER_KEYS:
        ours = _only_ones([paper for iri, paper in old.items() if iri not in matched], key)
        found = set(matched.values())
        theirs = _only_ones([paper for iri, paper in new.items() if iri not in found], key)
        matched |= {ours[word]: theirs[word] for word in ours if word in theirs}
    return matched


def _only_ones(papers: Iterable[Paper], key: Callable[[Paper], str]) -> dict[str, str]:
    """Return key -> IRI for keys that one paper alone has."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for paper in papers:
        found[key(paper)].append(paper.iri)
    return {word: iris[0] for word, iris in found.items() if word and len(iris) == 1}


# Things ---------------------------------------------------------------------------------------------------------------


class _Links:
    """Which things of the first graph are which of the second: those of one IRI, and those between which uses moved."""

    def __init__(self, old: Iterable[str], new: Iterable[str], moves: Mapping[tuple[str, str], set[str]]) -> None:
        self._moves = moves
        self._parts = {iri: {iri} for iri in set(old).intersection(new)}
        self._sources = {iri: {iri} for iri in self._parts}
        for before, after in moves:
            self._parts.setdefault(before, set()).add(after)
            self._sources.setdefault(after, set()).add(before)

    @classmethod
    def of(cls, old: GraphModel, new: GraphModel, papers: Mapping[str, str]) -> "_Links":
        """Follow the uses of all things."""
        after, names_after = _find_uses(new, {iri: iri for iri in new.papers})
        before, names_before = _find_uses(old, papers)
        moves: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        _move(before, after, moves)
        # Names alone lead from a thing that is no more, or to a new one, where no paper that both graphs have does.
        led = {iri for pair in moves for iri in pair}
        called: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        _move(names_before, names_after, called)
        gone, come = old.things.keys() - new.things.keys() - led, new.things.keys() - old.things.keys() - led
        moves.update({pair: papers for pair, papers in called.items() if pair[0] in gone or pair[1] in come})
        return cls(old.things, new.things, moves)

    def parts(self, iri: str) -> set[str]:
        """Return what a thing of the first graph is in the second."""
        return self._parts.get(iri, set())

    def sources(self, iri: str) -> set[str]:
        """Return what a thing of the second graph was in the first."""
        return self._sources.get(iri, set())

    def pairs(self) -> list[tuple[str, str]]:
        """Return the pairs between which uses moved, sorted."""
        return sorted(self._moves)

    def is_rename(self, before: str, after: str) -> bool:
        """Tell whether two things of different IRIs are one, whole."""
        return before != after and self.parts(before) == {after} and self.sources(after) == {before}

    def regroup(
        self, things: Mapping[str, Thing], others: Mapping[str, Thing], find: Callable[[str], set[str]]
    ) -> Iterator[Regrouped]:
        """Yield the things that are several in the other graph, those of most papers first."""
        found = [
            Regrouped(
                thing,
                tuple(
                    Moved(others[other], len(self._moves.get((iri, other)) or self._moves.get((other, iri)) or ()))
                    for other in sorted(find(iri))
                ),
            )
            for iri, thing in things.items()
            if len(find(iri)) > 1
        ]
        yield from sorted(found, key=lambda one: (-sum(moved.papers for moved in one.others), one.thing.iri))


def _find_uses(graph: GraphModel, papers: Mapping[str, str]) -> tuple[dict[_Use, set[str]], dict[_Use, set[str]]]:
    """Return use -> things, by papers that both graphs have (under the IRI of the second), and by names alone."""
    uses: defaultdict[_Use, set[str]] = defaultdict(set)
    names: defaultdict[_Use, set[str]] = defaultdict(set)
    keys = {
        iri: {thing_key(name) for name in (thing.label, *thing.aliases, thing.url) if name}
        for iri, thing in graph.things.items()
    }
    for iri, known in keys.items():
        for key in known:
            names[key,].add(iri)
    for fact in graph.facts:
        if (paper := papers.get(fact.paper)) is None:
            continue
        for key in keys[fact.thing]:
            uses[paper, key].add(fact.thing)
        for mention in fact.support.mentions:
            if place := papers.get(mention.paper):
                uses[place, mention.section, mention.start, mention.end].add(fact.thing)
    return uses, names


def _move(
    before: Mapping[_Use, set[str]], after: Mapping[_Use, set[str]], moves: defaultdict[tuple[str, str], set[str]]
) -> None:
    """Add, for each use that some things lost and others gained, where it went, and the paper."""
    for use, things in before.items():
        now = after.get(use, set())
        for lost in things - now:
            for gained in now - things:
                moves[lost, gained].update([str(use[0])] if len(use) > 1 else [])


# Statements -----------------------------------------------------------------------------------------------------------


class _Statements:
    """Facts, relations and results of one graph for which the other has none, whatever became of their ends."""

    def __init__(self, old: GraphModel, new: GraphModel, papers: Mapping[str, str], links: _Links) -> None:
        self._old, self._new = old, new
        self._forth = {iri: {after} for iri, after in papers.items()}
        self._back = {after: {iri} for iri, after in papers.items()}
        self._links = links
        was = {(fact.paper, fact.relation, fact.thing) for fact in old.facts}
        now = {(fact.paper, fact.relation, fact.thing) for fact in new.facts}
        self._gone = [f for f in old.facts if not self._has((f.paper, f.relation, f.thing), now, self._after)]
        self._come = [f for f in new.facts if not self._has((f.paper, f.relation, f.thing), was, self._before)]
        self._changed = self._pair_roles()
        paired = {fact for pair in self._changed for side in pair for fact in side}
        self.facts_removed = tuple(fact for fact in self._gone if fact not in paired)
        self.facts_added = tuple(fact for fact in self._come if fact not in paired)
        said = {(one.subject, one.relation, one.object) for one in old.relations}
        says = {(one.subject, one.relation, one.object) for one in new.relations}
        self.relations_removed = tuple(
            r for r in old.relations if not self._has((r.subject, r.relation, r.object), says, self._after)
        )
        self.relations_added = tuple(
            r for r in new.relations if not self._has((r.subject, r.relation, r.object), said, self._before)
        )
        reported, reports = _by_value(old.results), _by_value(new.results)
        self.results_removed = tuple(r for r in old.results if not self._has_result(r, reports, self._after))
        self.results_added = tuple(r for r in new.results if not self._has_result(r, reported, self._before))

    def _after(self, iri: str) -> set[str]:
        return self._forth.get(iri) or self._links.parts(iri)

    def _before(self, iri: str) -> set[str]:
        return self._back.get(iri) or self._links.sources(iri)

    @staticmethod
    def _has(edge: tuple[str, str, str], others: set[tuple[str, str, str]], become: Callable[[str], set[str]]) -> bool:
        """Tell whether the other graph has an edge, between what its ends are there."""
        subject, relation, object_ = edge
        return any((s, relation, o) in others for s in become(subject) for o in become(object_))

    @staticmethod
    def _has_result(result: Result, others: Mapping[_Value, list[_Parts]], become: Callable[[str], set[str]]) -> bool:
        """Tell whether the other graph has the same value, from what its paper and of what its parts are there."""
        parts = [become(iri) if iri else {""} for iri in _parts(result)]
        return any(
            all(iri in ends for iri, ends in zip(other, parts, strict=True))
            for paper in become(result.paper)
            for other in others.get((paper, *_value(result)), ())
        )

    def _pair_roles(self) -> list[tuple[list[Fact], list[Fact]]]:
        """Return facts of one paper and one thing that another property has replaced."""
        come: defaultdict[tuple[str, str], list[Fact]] = defaultdict(list)
        for fact in self._come:
            come[fact.paper, fact.thing].append(fact)
        gone: defaultdict[tuple[str, str], list[Fact]] = defaultdict(list)
        for fact in self._gone:
            gone[fact.paper, fact.thing].append(fact)
        pairs = []
        for (paper, thing), facts in sorted(gone.items()):
            ends = [(p, t) for p in self._after(paper) for t in self._after(thing) if (p, t) in come]
            # Where a thing became several, which of the roles is whose cannot be said.
            if len(ends) == 1 and self._is_alone(ends[0], gone):
                pairs.append((facts, come[ends[0]]))
        return pairs

    def _is_alone(self, end: tuple[str, str], gone: Mapping[tuple[str, str], list[Fact]]) -> bool:
        return sum((p, t) in gone for p in self._before(end[0]) for t in self._before(end[1])) == 1

    def roles(self) -> Iterator[RoleChange]:
        """Yield the roles that changed, by paper and thing."""
        for before, after in self._changed:
            yield RoleChange(
                self._new.papers[after[0].paper],
                self._new.things[after[0].thing],
                tuple(sorted(fact.relation for fact in before)),
                tuple(sorted(fact.relation for fact in after)),
            )


def _value(result: Result) -> _Value:
    return result.text, result.value, result.upper, result.unit, result.kind


def _parts(result: Result) -> _Parts:
    return result.subject, result.metric, result.on, result.versus


def _by_value(results: Iterable[Result]) -> Mapping[_Value, list[_Parts]]:
    """Return paper and value -> what each result with these is of, measured in, on and held against."""
    found: defaultdict[_Value, list[_Parts]] = defaultdict(list)
    for result in results:
        found[(result.paper, *_value(result))].append(_parts(result))
    return found


def count_fields(changed: Iterable[Altered]) -> Counter[str]:
    """Return how many papers or things differ in each field."""
    return Counter(change.field for one in changed for change in one.changes)
