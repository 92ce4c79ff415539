"""A page of bounded size: of a large graph the part that is worth most, chosen by counting bytes before it is laid out.

Least connected nodes go first: things that one paper names, then papers that name no more than one of what is left,
then things of two papers, and so on; of equal things general terms before names, and what a paper only uses before
what it brings. The room that they leave is for sentences: the first of each statement, statements of well-connected
things first, then the second, and so on. Every row is counted as it will be packed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, TypeVar

from kgbuild.graph.iris import find_base
from kgbuild.graph.model import Fact, GraphModel, Mention, Paper, Relation, Result, Support, Thing
from kgbuild.views.inline import to_json
from kgbuild.views.rows import list_properties, to_key, to_sentence

# Of the room for data, the share that papers, things and statements may take before sentences get any.
_STRUCTURE: Final = 0.72
# A row's separator, and its part of the markup around a part of the data.
_ROW: Final = 2
# How far from the middle a layout of n nodes reaches, in units of the root of n.
_SPREAD: Final = 60
_BRINGS: Final = frozenset({"proposed", "introduced"})
_Row = TypeVar("_Row", Fact, Relation, Result)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a page of bounded size does without: how many papers, things, statements and sentences; `limit` is in bytes.

    `of_paper` tells for each paper how many of its things are missing. A page of everything has no `limit`.
    """

    limit: int = 0
    papers: int = 0
    things: int = 0
    statements: int = 0
    sentences: int = 0
    of_paper: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self.papers or self.things or self.statements or self.sentences)

    def tell(self) -> str:
        """Return one sentence of what is left out; "" where nothing is."""
        told = []
        counts = ((self.papers, "paper"), (self.things, "thing"))
        nodes = " and ".join(_count(count, word) for count, word in counts if count)
        if nodes:
            told.append(f"the least connected {nodes}, with {_count(self.statements, 'statement')}")
        if self.sentences:
            told.append(_count(self.sentences, "sentence"))
        return f"Left out, to keep the page under {self.limit / 1e6:g} MB: {', and '.join(told)}." if told else ""


def _count(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def fit_model(model: GraphModel, room: int, limit: int) -> tuple[GraphModel, LeftOut]:
    """Return the part of a graph whose data take at most `room` bytes in a page, and what was left out.

    A graph that fits is returned as it is. `limit` is the size of the page that is told to its reader, in bytes.
    """
    if _bound_size(model) <= room:
        return model, LeftOut()
    structure = _Structure(model)
    sentences = _Sentences(model)
    if structure.size + sentences.size <= room:
        return model, LeftOut()
    kept = structure.choose(room if not sentences.size else int(room * _STRUCTURE))
    part = model if len(kept) == len(model) else model.cut(kept)
    left = room - (structure.size if part is model else _Structure(part).size)
    shown, told = _Sentences(part).fill(left)
    missing = Counter(fact.paper for fact in model.facts if fact.thing not in kept and fact.paper in kept)
    return shown, LeftOut(
        limit,
        len(model.papers) - len(part.papers),
        len(model.things) - len(part.things),
        model.statements - part.statements,
        len(sentences.texts) - told,
        dict(sorted(missing.items())),
    )


def _bound_size(model: GraphModel) -> int:
    """Return a size that the data of a graph do not exceed, in a few large steps: most are far below their room."""
    nodes = [[node.iri, node.label, list_properties(node)] for node in model.nodes()]
    mentions = [mention for support in model.supports() for mention in support.mentions]
    texts = {to_sentence(mention) for mention in mentions}
    sections = max((_size(mention.section) for mention in mentions), default=0)
    results = [[one.text, one.value, one.unit, one.kind] for one in model.results]
    papers = sum(len(one.support.papers) for one in model.relations)
    rows = len(model) + model.statements + len(results) + papers
    sizes = _size(nodes) + _size(sorted(texts)) + _size(results)
    return sizes + 100 * rows + (50 + sections) * (len(mentions) + model.statements)


class _Structure:
    """Papers, things, statements and results without their sentences: what each takes, and which to do without."""

    def __init__(self, model: GraphModel) -> None:
        self._model = model
        self._near: dict[str, set[str]] = {node.iri: set() for node in model.nodes()}
        for fact in model.facts:
            self._near[fact.paper].add(fact.thing)
            self._near[fact.thing].add(fact.paper)
        self._nodes = self._size_nodes()
        self._statements = list(self._size_statements())
        self.size = sum(self._nodes.values()) + sum(size for _, size in self._statements)

    def _size_nodes(self) -> dict[str, int]:
        """Return what the row of each node takes: its texts, type, place, group and neighbours."""
        model, count = self._model, len(self._model)
        base = find_base(self._near)
        farthest = int(_SPREAD * (count + 100) ** 0.5)
        numbers = [10, -farthest, -farthest, count // 10]
        sizes = {}
        for node in model.nodes():
            near = len(self._near[node.iri])
            missing = {"left": near} if isinstance(node, Paper) else {}
            row = [to_key(node.iri, base), node.label, near, numbers, list_properties(node) | missing]
            sizes[node.iri] = _ROW + _size(row)
        return sizes

    def _size_statements(self) -> Iterator[tuple[tuple[str, ...], int]]:
        """Yield the ends of each statement, and what it takes."""
        number = len(str(len(self._model))) + 1
        for fact in self._model.facts:
            yield (fact.paper, fact.thing), 2 * number + _size_support(fact.support)
        for one in self._model.relations:
            yield (one.subject, one.object), (2 + len(one.support.papers)) * number + _size_support(one.support)
        for result in self._model.results:
            texts = _size([result.text, result.value, result.unit, result.kind])
            yield (result.paper, result.subject), 5 * number + texts + _size_support(result.support)

    def choose(self, room: int) -> set[str]:
        """Return the papers and things that are kept, with all statements between them, in at most `room` bytes."""
        statements: dict[str, list[int]] = defaultdict(list)
        for place, (ends, _) in enumerate(self._statements):
            for end in set(ends):
                statements[end].append(place)
        kept, gone, size = set(self._nodes), set[int](), self.size
        for iri in self._least_first():
            if size <= room:
                break
            kept.remove(iri)
            lost = [place for place in statements[iri] if place not in gone]
            gone.update(lost)
            size -= self._nodes[iri] + sum(self._statements[place][1] for place in lost)
        return kept

    def _least_first(self) -> Iterator[str]:
        """Yield the nodes, those that are missed least first; the connections of one that was yielded count no more."""
        degree = {iri: len(near) for iri, near in self._near.items()}
        brought = {fact.thing for fact in self._model.facts if fact.role in _BRINGS}
        told = Counter(end for one in self._model.relations for end in (one.subject, one.object))

        def worth(thing: Thing) -> tuple[int, bool, bool, int, str]:
            return degree[thing.iri], thing.iri in brought, thing.kind != "term", told[thing.iri], thing.iri

        papers, things = list(self._model.papers), list(self._model.things.values())
        level = 1
        while papers or things:
            low = sorted((thing for thing in things if degree[thing.iri] <= level), key=worth)
            things = [thing for thing in things if degree[thing.iri] > level]
            for thing in low:
                yield from self._take(thing.iri, degree)
            few = sorted((paper for paper in papers if degree[paper] <= level), key=lambda iri: (degree[iri], iri))
            papers = [paper for paper in papers if degree[paper] > level]
            for paper in few:
                yield from self._take(paper, degree)
            level += 1 + level // 8

    def _take(self, iri: str, degree: dict[str, int]) -> Iterator[str]:
        yield iri
        for other in self._near[iri]:
            degree[other] -= 1


class _Sentences:
    """The sentences of all statements, each text counted once; and the places in them."""

    def __init__(self, model: GraphModel) -> None:
        self._model = model
        found = [mention for support in model.supports() for mention in support.mentions if mention.text]
        self.texts = {to_sentence(mention): 0 for mention in found}
        for text in self.texts:
            self.texts[text] = _ROW + _size(text)
        self.size = sum(map(self._size_mark, found)) + sum(self.texts.values())

    def _size_mark(self, mention: Mention) -> int:
        """Return what a mention takes beside its sentence: section, number of the sentence, two places in it."""
        most = 2 * len(to_sentence(mention))  # as JavaScript counts, a sign may be two
        return _ROW + _size_section(mention) + len(f",{len(self.texts)},{most},{most}")

    def fill(self, room: int) -> tuple[GraphModel, int]:
        """Return the graph with as many mentions as have room, and how many sentences these are of."""
        model = self._model
        degree = Counter(fact.thing for fact in model.facts)
        supports = list(model.supports())
        # Results and relations are few, and say most.
        order = sorted(
            range(len(supports)),
            key=lambda place: (-degree[model.facts[place].thing] if place < len(model.facts) else -len(model), place),
        )
        taken: list[list[Mention]] = [[] for _ in supports]
        known: set[str] = set()
        turn = 0
        while room > 0 and order:
            order = [place for place in order if len(supports[place].mentions) > turn]
            for place in order:
                mention = supports[place].mentions[turn]
                text = to_sentence(mention)
                cost = self._size_mark(mention) + (0 if text in known or not text else self.texts[text])
                cost -= _size_section(mention) if not taken[place] else 0  # which stood for it
                if cost > room:
                    continue
                room -= cost
                taken[place].append(mention)
                known.add(text)
            turn += 1
        return _with_mentions(model, taken), len(known - {""})


def _with_mentions(model: GraphModel, taken: Sequence[Sequence[Mention]]) -> GraphModel:
    """Return a graph whose statements have these mentions; one that lost all of them still tells where it stands."""
    rest = iter(taken)

    def cut(rows: Iterable[_Row]) -> tuple[_Row, ...]:
        return tuple(replace(row, support=_cut_support(row.support, next(rest))) for row in rows)

    return replace(model, facts=cut(model.facts), relations=cut(model.relations), results=cut(model.results))


def _cut_support(support: Support, mentions: Sequence[Mention]) -> Support:
    if not mentions and support.mentions:
        mentions = (replace(support.mentions[0], text="", prefix="", suffix=""),)
    return replace(support, mentions=tuple(mentions))


def _size_support(support: Support) -> int:
    """Return what a statement's row takes beside the numbers of its ends, with one mention that has no sentence."""
    brackets = len("[123,,[],[]]")
    return _ROW + brackets + _size_value(support.confidence) + sum(map(_size_section, support.mentions[:1]))


def _size_section(mention: Mention) -> int:
    return len("[]") + _size_value(mention.section or "abstract")


@lru_cache(maxsize=1 << 16, typed=True)
def _size_value(value: float | str | None) -> int:
    """Return what one of few values takes: sections, confidences."""
    return _size(value)


def _size(value: object) -> int:
    """Return how many bytes a value takes in a page."""
    return len(to_json(value).encode())
