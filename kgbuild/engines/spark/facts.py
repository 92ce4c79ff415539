"""What is known of a node across all papers, without the papers: sums, so that they are added up where they arise."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kgbuild.engines.spark.naming import NamedPaper
from kgbuild.entity_types import EntityType
from kgbuild.resolution.forms import Form, Words
from kgbuild.resolution.nodes import Node
from kgbuild.resolution.readings import short_key


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """What the rules look at of a node (`kgbuild.resolution.alike.NodeView`).

    `weight` is the number of papers that name it, `things` that of the things it is of, `terms` that of those which are
    established expressions; `heads` are the names of its things, `unknown` abbreviations among them that nobody spells
    out.
    """

    key: str
    words: Words
    is_whole: bool
    types: frozenset[EntityType]
    weight: int
    things: int
    terms: int
    heads: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()

    @property
    def form(self) -> Form:
        """The longest form of its things' names."""
        return Form(self.words, is_whole=self.is_whole)

    @property
    def is_open(self) -> bool:
        """Tell whether nothing decides what it is, or people tell it apart."""
        return " @ " in self.key

    @property
    def is_term(self) -> bool:
        """Tell whether most papers name it by an established expression."""
        return 2 * self.terms > self.things

    @property
    def vertex(self) -> tuple[int, str]:
        """What stands for it in a group: the least of a group leads it."""
        return -self.weight, self.key

    @property
    def slim(self) -> "NodeFacts":
        """The same without the names."""
        return replace(self, heads=frozenset(), unknown=frozenset())


def find_nodes(paper: NamedPaper) -> dict[str, Node]:
    """Return the nodes of one paper by their keys, with what this paper says of them."""
    found: dict[str, Node] = {}
    for number, (key, thing, form) in enumerate(zip(paper.keys, paper.names.things, paper.forms, strict=True)):
        found.setdefault(key, Node(key)).add(number, thing, form)
    return found


def facts_in(paper: NamedPaper) -> Iterator[tuple[str, NodeFacts]]:
    """Yield what one paper adds to each of its nodes, by the node's key."""
    unknown = paper.unknown
    for key, node in find_nodes(paper).items():
        heads = frozenset(paper.names.heads[number] for number in node.things)
        shorts = frozenset(map(short_key, heads))
        yield (
            key,
            NodeFacts(
                key=key,
                words=node.words,
                is_whole=node.is_whole,
                types=frozenset(node.types),
                weight=node.weight,
                things=len(node.things),
                terms=node.terms,
                heads=heads,
                unknown=unknown & shorts,
            ),
        )


def add_facts(one: NodeFacts, other: NodeFacts) -> NodeFacts:
    """Return what different papers say of a node together, in whatever order they are added up."""
    return NodeFacts(
        key=one.key,
        words=max(one.words, other.words, key=lambda words: (len(words), words)),
        is_whole=one.is_whole and other.is_whole,
        types=one.types | other.types,
        weight=one.weight + other.weight,
        things=one.things + other.things,
        terms=one.terms + other.terms,
        heads=one.heads | other.heads,
        unknown=one.unknown | other.unknown,
    )
