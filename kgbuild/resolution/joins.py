"""Why the names of an entity are one thing: of all reasons found, the surest that lead each name to the label."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kgbuild.datamodel import Evidence, Join
from kgbuild.resolution.clusters import Clusters
from kgbuild.resolution.labels import clean_name
from kgbuild.resolution.pairs import Link

# Of each thing in its paper: the paper's slug, and the places where the paper names it.
Places = Sequence[tuple[str, Sequence[Evidence]]]


def find_joins(clusters: Clusters, places: Places, slugs: Sequence[str], labels: Mapping[str, str]) -> tuple[Join, ...]:
    """Return the joins of all entities, the most doubtful first.

    `slugs` gives the entity of each thing, `labels` the label of each entity.
    """
    by_entity: defaultdict[str, list[Link]] = defaultdict(list)
    for link in clusters.joins:
        by_entity[slugs[link.thing]].append(link)
    joins = []
    for entity, links in by_entity.items():
        for name, other, link in _tree(links, labels[entity]):
            paper, evidence = _show(link, places)
            joins.append(Join(name, other, entity, entity, link.reason, link.confidence, paper, evidence))
    return by_doubt(joins)


def find_near_misses(clusters: Clusters, places: Places, slugs: Sequence[str]) -> tuple[Join, ...]:
    """Return what was nearly joined, one reason for each two entities, the nearest first."""
    found: dict[tuple[str, str], Join] = {}
    for link in sorted(clusters.near_misses, key=_surest):
        entity, other = slugs[link.thing], slugs[link.other_thing]
        if entity == other or (min(entity, other), max(entity, other)) in found:
            continue
        paper, evidence = _show(link, places)
        join = Join(link.name, link.other, entity, other, link.reason, link.confidence, paper, evidence)
        found[min(entity, other), max(entity, other)] = join
    return by_doubt(found.values())


def by_doubt(joins: Iterable[Join]) -> tuple[Join, ...]:
    """Return joins sorted by how far they are from certain."""

    def order(join: Join) -> tuple[float, str, str, str, str, str]:
        sure = max(join.confidence, 1 - join.confidence)
        return sure, join.reason, join.entity, join.other_entity, join.name, join.other

    return tuple(sorted(joins, key=order))


def _surest(link: Link) -> tuple[float, str, str, str, int, int]:
    return -link.confidence, link.reason, link.name, link.other, link.thing, link.other_thing


def _tree(links: Iterable[Link], label: str) -> Iterator[tuple[str, str, Link]]:
    """Yield each name but the label with the name nearer to the label that it was joined to.

    Of several ways the one with the surest steps is taken: a spanning tree, the surest links first (Kruskal).
    """
    above: dict[str, str] = {}

    def root(name: str) -> str:
        while above.setdefault(name, name) != name:
            above[name] = above[above[name]]
            name = above[name]
        return name

    beside: defaultdict[str, list[tuple[str, Link]]] = defaultdict(list)
    for link in sorted(links, key=_surest):
        one, other = root(link.name), root(link.other)
        if one != other:
            above[max(one, other)] = min(one, other)
            beside[link.name].append((link.other, link))
            beside[link.other].append((link.name, link))
    seen, queue = {label}, deque([label])
    while queue:
        near = queue.popleft()
        for name, link in sorted(beside[near], key=lambda pair: pair[0]):
            if name not in seen:
                seen.add(name)
                queue.append(name)
                yield name, near, link


def _show(link: Link, places: Places) -> tuple[str, Evidence | None]:
    """Return a paper that shows a link, and the place that shows it best: "long form (short form)" if there is."""
    for thing in (link.thing, link.other_thing):
        paper, evidence = places[thing]
        named = [piece for piece in evidence if clean_name(piece.mention.text) in {link.name, link.other}]
        both = [piece for piece in named if _holds(piece, link)]
        if named:
            return paper, (both or named)[0]
    return places[link.thing][0], None


def _holds(piece: Evidence, link: Link) -> bool:
    """Tell whether one name stands in brackets right behind the other."""
    behind = piece.suffix.lstrip()
    return any(behind.startswith((f"({name})", f"({name}s)")) for name in (link.name, link.other))
