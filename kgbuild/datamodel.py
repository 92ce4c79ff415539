"""The values that flow: Paper -> Extraction -> Knowledge. Frozen, slotted, tuples only.

Offsets are Unicode code points, 0-based, half-open, within the section (title or abstract) as stored in the paper.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from kgbuild.entity_types import EntityType, LinkKind, Role

Section = Literal["title", "abstract"]
Kind = Literal["named", "term"]
RelationName = Literal[
    "comparedWith",
    "evaluatedOn",
    "usedForTask",
    "benchmarkForTask",
    "measuredBy",
    "appliedTo",
    "builtOn",
    "partOf",
    "hasCode",
    "hasOfficialRepository",
    "buildsOnRepository",
]
ResultKind = Literal["absolute", "gain"]
ContributionKind = Literal["method", "resource", "study", "survey", "system", "theory", "position"]
# Why two names are one thing: they differ only in how they are written ("spelling"), in a word that says of what sort
# the thing is ("filler"), in the order or the forms of their words ("word-order", "word-form"); one abbreviates the
# other, as the paper itself ("abbreviation") or others spell it out ("abbreviation-elsewhere"); a list of known names
# holds both ("lexicon"); a record gives both names to one thing ("listed"); a curation file says so ("curation").
# Why two names are not: they differ in a number or a size ("version"), one says more than the other ("broader"),
# an abbreviation stands for several things ("ambiguous"), papers name both as two things ("named-apart"), a curation
# file says so ("curation").
JoinReason = Literal[
    "spelling",
    "filler",
    "word-order",
    "word-form",
    "abbreviation",
    "abbreviation-elsewhere",
    "lexicon",
    "listed",
    "curation",
    "version",
    "broader",
    "ambiguous",
    "named-apart",
]

SECTIONS: tuple[Section, ...] = get_args(Section)
KINDS: tuple[Kind, ...] = get_args(Kind)
RELATION_NAMES: tuple[RelationName, ...] = get_args(RelationName)
RESULT_KINDS: tuple[ResultKind, ...] = get_args(ResultKind)
CONTRIBUTION_KINDS: tuple[ContributionKind, ...] = get_args(ContributionKind)
# Relations that lead to a web address, and of these the ones that lead there from the paper only.
LINK_RELATIONS: tuple[RelationName, ...] = ("hasCode", "hasOfficialRepository", "buildsOnRepository")
PAPER_RELATIONS: tuple[RelationName, ...] = ("hasOfficialRepository", "buildsOnRepository")
# What a relation or a result calls the paper itself, in place of the id of a thing.
PAPER_ID = "paper"

# What finds a mention (`Mention.by`): the model, a user's list of names, a rule of the text for addresses or relations;
# or, of what a record gives, the record itself, or the search for the names that it gives without their places.
# Records of other tools may name other finders.
BY_MODEL = "model"
BY_LEXICON = "lexicon"
BY_ADDRESS = "url"
BY_RULE = "rule"
BY_RECORD = "record"
BY_SEARCH = "located"


def is_guess(by: str) -> bool:
    """Tell whether a finder may be mistaken in what a thing is: only the model is; everything else knows."""
    return by == BY_MODEL


@dataclass(frozen=True, slots=True)
class AuthorDetail:
    """What a source tells of an author beside the name; `orcid` is bare (`0000-0002-1825-0097`)."""

    name: str
    orcid: str = ""
    affiliations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repository:
    """Where a source says that a paper's code is; `is_official` if it says that it is the paper's own."""

    url: str
    is_official: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as its sources give it.

    `id` is the input's own identifier, kept and never used for merging; `identifiers` holds further ones when
    several records were merged. `source` names every place the paper was found, such as `001.txt#17`.
    `doi` is bare and lower case (`10.1000/x`), `arxiv` bare and without version (`2301.00001`). `authors` are in the
    paper's order; `author_details` has one for each of them, or is empty where no more than their names is known.
    `pmid`, `openalex` (`W2741809807`) and `s2` (Semantic Scholar's paper id) are the ids of those catalogues.
    """

    title: str
    abstract: str = ""
    id: str = ""
    source: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""
    doi: str = ""
    arxiv: str = ""
    url: str = ""
    identifiers: tuple[str, ...] = ()
    pmid: str = ""
    openalex: str = ""
    s2: str = ""
    keywords: tuple[str, ...] = ()
    repositories: tuple[Repository, ...] = ()
    author_details: tuple[AuthorDetail, ...] = ()

    @property
    def catalogue_ids(self) -> tuple[str, ...]:
        """The ids of catalogues, each with the catalogue's name, which those of digits alone need."""
        if not (self.pmid or self.openalex or self.s2):
            return ()
        ids = (("pmid", self.pmid), ("openalex", self.openalex), ("s2", self.s2))
        return tuple(f"{name}:{id_}" for name, id_ in ids if id_)

    def section(self, name: Section) -> str:
        """Return the text of a section."""
        return self.title if name == "title" else self.abstract


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one section: `start` and `end` in code points, 0-based, half-open. Ordered as the text is read."""

    section: Section
    start: int
    end: int

    @property
    def order(self) -> tuple[int, int, int]:
        """What spans are sorted by: the title before the abstract, then the place in it."""
        return SECTIONS.index(self.section), self.start, self.end

    def __lt__(self, other: "Span") -> bool:
        return self.order < other.order

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two have a character in common."""
        return self.section == other.section and self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        """Tell whether the other lies within this one, or is this one."""
        return self.section == other.section and self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a thing is named; `text` equals the section's slice, `by` says what found it."""

    span: Span
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class ExtractedEntity:
    """A thing that one paper names: all its spellings there, full name first, and the part it plays.

    `role` is empty where a record from elsewhere does not say it; `confidence` is a probability. `mentions` is None
    where they are still to be looked up in the text, `id` empty where it is still to be given (`kgbuild.finishing`).
    """

    type: EntityType
    names: tuple[str, ...]
    kind: Kind = "named"
    role: Role | Literal[""] = ""
    confidence: float = 1.0
    mentions: tuple[Mention, ...] | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A web address that one paper gives. `mention` is None where no place is known, `id` as of entities."""

    url: str
    kind: LinkKind = "other"
    confidence: float = 1.0
    mention: Mention | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class ExtractedRelation:
    """What the text of one paper says of two things that it names, or of one and itself.

    `subject` and `object` are ids of entities of the extraction, `object` that of a link for LINK_RELATIONS; PAPER_ID
    stands for the paper. `mentions` are the parts of sentences that say so; None where they are still to be looked up
    in the text (`kgbuild.finishing`).
    """

    predicate: RelationName
    subject: str
    object: str
    confidence: float = 1.0
    mentions: tuple[Mention, ...] | None = ()


@dataclass(frozen=True, slots=True)
class ExtractedResult:
    """A number that one paper gives as an outcome.

    `value` is the text as it stands ("85.3%"); `subject` has the result: an entity's id, or PAPER_ID. `metric`, `where`
    (a dataset, benchmark or task) and `versus` (what it is held against) are ids as well, empty where the text does not
    say them. A `gain` is the distance to something else (an improvement, a saving, a speed-up). `mentions` are as of
    relations.
    """

    value: str
    subject: str = PAPER_ID
    metric: str = ""
    where: str = ""
    versus: str = ""
    kind: ResultKind = "absolute"
    confidence: float = 1.0
    mentions: tuple[Mention, ...] | None = ()

    @property
    def ends(self) -> tuple[str, ...]:
        """The ids of all that it names, without the parts that are not said."""
        return tuple(filter(None, (self.subject, self.metric, self.where, self.versus)))


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found in one paper, and by what (`kgbuild 0.1`).

    `links`, `relations`, `results` and `kinds` (of contribution, the main one first) are None where they are still to
    be found in the text (`kgbuild.finishing`). `outside_field` is true where the extractor said that
    the paper is of no field that it knows.
    """

    paper: Paper
    entities: tuple[ExtractedEntity, ...] = ()
    links: tuple[Link, ...] | None = None
    extractor: str = ""
    relations: tuple[ExtractedRelation, ...] | None = None
    outside_field: bool = False
    results: tuple[ExtractedResult, ...] | None = None
    kinds: tuple[ContributionKind, ...] | None = None

    @property
    def things(self) -> "dict[str, ExtractedEntity | Link]":
        """What relations and results refer to: entities and links by their ids."""
        return {entity.id: entity for entity in self.entities} | {link.id: link for link in self.links or ()}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One mention that supports a statement, with the rest of its sentence on both sides (the quote)."""

    mention: Mention
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing across papers: `slug` makes its IRI and holds no type; `types` are names of ontology classes.

    The first of `types` is the main one. `url` is set for web resources (repositories, pages). `matches` are things
    elsewhere: a property of SKOS (`exactMatch`) and an IRI each.
    """

    slug: str
    types: tuple[str, ...]
    label: str
    aliases: tuple[str, ...] = ()
    kind: Kind = "named"
    url: str = ""
    matches: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A paper's relation to an entity. `predicate` is the local name of an ontology property.

    `evidence` is empty only for extractions that came without any text to point to.
    """

    paper: str
    predicate: str
    entity: str
    kind: Kind = "named"
    confidence: float = 1.0
    extractor: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two entities (slugs), and the papers (slugs) that state it.

    An end is empty where it is the paper itself, which `papers` then holds alone. `predicate` is the local name of an
    ontology property, `evidence` pairs of a paper and a place in it.
    """

    subject: str
    predicate: str
    object: str
    papers: tuple[str, ...]
    kind: Kind = "named"
    confidence: float = 1.0
    extractor: str = ""
    evidence: tuple[tuple[str, Evidence], ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A number that a paper (slug) reports as an outcome; the other parts are slugs of entities.

    `subject` is empty where it is the paper itself, any other part where the text does not say it. `value` is the text
    as it stands.
    """

    paper: str
    value: str
    subject: str = ""
    metric: str = ""
    where: str = ""
    versus: str = ""
    kind: ResultKind = "absolute"
    confidence: float = 1.0
    extractor: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Join:
    """Why two names are one thing, or, in `Knowledge.near_misses`, why they nearly are and yet stay apart.

    `name` and `other` are names as papers write them, `entity` and `other_entity` the slugs of their things: the same
    one where they are joined. `confidence` is the probability that the two names mean one thing. `paper` is the slug of
    a paper that gives the reason, with the place in it where there is one (`evidence`).

    The joins of a thing are a tree over its names, so that each is led back to the label by one chain of reasons.
    `aliases.tsv` holds them (`kgbuild.ledger`).
    """

    name: str
    other: str
    entity: str
    other_entity: str
    reason: JoinReason
    confidence: float
    paper: str = ""
    evidence: Evidence | None = None

    @property
    def is_same(self) -> bool:
        """Tell whether the two names were joined."""
        return self.entity == self.other_entity


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the graph will say, sorted: papers and entities by slug, all else by its parts.

    `outside_field` are the slugs of papers of which an extractor said that they are of no field that it knows; `kinds`
    pairs of a paper's slug and what it contributes, the main kind first. `joins` say why the names of an entity are one
    thing, `near_misses` why two entities are not; both the most doubtful first. `broader` are pairs of entities
    (slugs), the narrower one first.
    """

    papers: tuple[tuple[str, Paper], ...]
    entities: tuple[Entity, ...]
    statements: tuple[Statement, ...]
    relations: tuple[Relation, ...] = ()
    outside_field: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()
    kinds: tuple[tuple[str, tuple[ContributionKind, ...]], ...] = ()
    joins: tuple[Join, ...] = ()
    near_misses: tuple[Join, ...] = ()
    broader: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record or file that was left out: where it stood and why.

    `line` is the line of the file where the record begins, 0 where that is not known. `kind` is set for whole files:
    their ending, by which they are counted.
    """

    where: str
    why: str
    line: int = 0
    kind: str = ""
