"""The graph as everything that shows it sees it: papers, things, facts with what supports them, relations.

Plain values, read from RDF by `kgbuild.graph.reading` alone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from kgbuild.datamodel import is_guess
from kgbuild.graph.relations import PAPER


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as the graph tells of it; `label` is its title, `year` None where not known, texts "" where not told.

    `outside_field` is true where the graph says that it lies outside the field that its extractor knows. `kinds` are
    what it contributes ("method", "study"), the main kind first.
    """

    iri: str
    label: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""
    doi: str = ""
    arxiv: str = ""
    url: str = ""
    identifiers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    abstract: str = ""
    outside_field: bool = False
    kinds: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """The type of all papers."""
        return PAPER


@dataclass(frozen=True, slots=True)
class Thing:
    """What papers name or link to: its types (local names of classes), the main one first; never without one.

    `kind` is "named", "term" or "", `url` the address of a web resource, `same_as` IRIs elsewhere of the same.
    """

    iri: str
    label: str
    types: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    kind: str = ""
    url: str = ""
    same_as: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """The main type: as which most papers name it."""
        return self.types[0]


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """One place in a text: section, `start` and `end` in code points, the words there, the sentence around them.

    `paper` is the IRI of the text's paper; texts are "" where the graph does not say them.
    """

    paper: str
    section: str
    start: int
    end: int
    text: str
    prefix: str
    suffix: str
    found_by: str


@dataclass(frozen=True, slots=True)
class Support:
    """What all statements of a fact say together.

    `confidence` is the highest, None where none is told; `papers` are IRIs, sorted; `mentions` come paper by paper, the
    title before the abstract.
    """

    confidence: float | None = None
    kind: str = ""
    extractor: str = ""
    papers: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()

    @property
    def is_confirmed(self) -> bool:
        """Tell whether anything but the model (a list of names, a rule) found it too."""
        return any(mention.found_by and not is_guess(mention.found_by) for mention in self.mentions)


NO_SUPPORT = Support()


@dataclass(frozen=True, slots=True)
class Fact:
    """What a paper says of a thing: `relation` is the property's local name, `type` and `role` are what that means.

    The role of a web address is "".
    """

    paper: str
    relation: str
    thing: str
    type: str
    role: str
    support: Support = NO_SUPPORT

    @property
    def confidence(self) -> float | None:
        """How sure it is, None where that is not told."""
        return self.support.confidence


@dataclass(frozen=True, slots=True)
class Relation:
    """A property between any other two nodes, most often two things; `support.papers` are those that say so.

    A relation of the ontology may have a paper for an end, where what it is about has no name of its own.
    """

    subject: str
    relation: str
    object: str
    support: Support = NO_SUPPORT


@dataclass(frozen=True, slots=True)
class Result:
    """A number that a paper reports; `paper` and `subject` are IRIs, the other parts too, or "" where not told.

    `subject` is what has the result, the paper itself where that has no name; `on` a dataset, benchmark or task,
    `versus` what it is held against. `text` is the value as it stands in the text, `value` its number, `upper` the
    other end of a range; both are None where there is none. `kind` is "absolute", "gain" or "".
    """

    iri: str
    paper: str
    subject: str
    text: str
    value: float | None = None
    upper: float | None = None
    unit: str = ""
    kind: str = ""
    metric: str = ""
    on: str = ""
    versus: str = ""
    support: Support = NO_SUPPORT

    @property
    def parts(self) -> dict[str, str]:
        """The local names of the properties that lead to what it names, with the IRIs there."""
        ends = {"reportedIn": self.paper, "resultOf": self.subject, "measuredIn": self.metric}
        ends |= {"resultOn": self.on, "heldAgainst": self.versus}
        return {name: iri for name, iri in ends.items() if iri}


@dataclass(frozen=True, slots=True)
class Measurement:
    """A figure of the graph's description of itself: of what, which measure, its value (0 to 1), measured on what."""

    label: str
    measure: str
    value: float
    on: str = ""


@dataclass(frozen=True, slots=True)
class GraphModel:
    """A graph: papers and things by IRI, in order; facts by paper, thing, relation; relations by subject, name, object.

    Every end of a fact and of a relation, and every part of a result, is among `papers` and `things`; results are by
    IRI. `build` is the id of the build that the graph is of, "" where it does not say.
    """

    papers: Mapping[str, Paper] = field(default_factory=dict)
    things: Mapping[str, Thing] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    relations: tuple[Relation, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    build: str = field(default="", compare=False)
    results: tuple[Result, ...] = ()

    def __len__(self) -> int:
        """Return the number of papers and things."""
        return len(self.papers) + len(self.things)

    def nodes(self) -> Iterator[Paper | Thing]:
        """Yield the papers, then the things."""
        yield from self.papers.values()
        yield from self.things.values()

    def node(self, iri: str) -> Paper | Thing:
        """Return a paper or a thing; raises KeyError."""
        return self.papers.get(iri) or self.things[iri]

    def tell(self, result: Result) -> str:
        """Return a result as people would say it: its value, of which metric, on what, of what, against what."""
        named = [("", result.metric), (" on ", result.on), (" of ", result.subject), (" against ", result.versus)]
        name = "".join(f"{word}{self.node(iri).label}" for word, iri in named if iri)
        return f"{result.text or 'a value'} {name.strip()}"

    def supports(self) -> Iterator[Support]:
        """Yield what supports each fact, then each relation, then each result."""
        yield from (fact.support for fact in self.facts)
        yield from (relation.support for relation in self.relations)
        yield from (result.support for result in self.results)

    def count_types(self) -> Counter[str]:
        """Return type -> number of its nodes, the papers included; a thing counts under its main type."""
        return Counter(node.type for node in self.nodes())

    @property
    def statements(self) -> int:
        """The number of facts and relations: what summary, report and exports count as statements."""
        return len(self.facts) + len(self.relations)

    @property
    def outside_field(self) -> tuple[Paper, ...]:
        """The papers that lie outside the field that their extractor knows."""
        return tuple(paper for paper in self.papers.values() if paper.outside_field)

    def cut(self, kept: set[str]) -> "GraphModel":
        """Return the part of the graph with these nodes only."""
        return GraphModel(
            {iri: paper for iri, paper in self.papers.items() if iri in kept},
            {iri: thing for iri, thing in self.things.items() if iri in kept},
            tuple(fact for fact in self.facts if fact.paper in kept and fact.thing in kept),
            tuple(one for one in self.relations if one.subject in kept and one.object in kept),
            self.measurements,
            self.build,
            tuple(_cut_result(one, kept) for one in self.results if one.paper in kept and one.subject in kept),
        )


def _cut_result(result: Result, kept: set[str]) -> Result:
    """Return a result without what is not kept."""
    parts = {name: getattr(result, name) for name in ("metric", "on", "versus")}
    return replace(result, **{name: iri if iri in kept else "" for name, iri in parts.items()})  # type: ignore[arg-type]
