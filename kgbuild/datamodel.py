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
    "hasCode",
    "hasOfficialRepository",
    "buildsOnRepository",
]

SECTIONS: tuple[Section, ...] = get_args(Section)
KINDS: tuple[Kind, ...] = get_args(Kind)
RELATION_NAMES: tuple[RelationName, ...] = get_args(RelationName)
# Relations that lead to a web address, and of these the ones that lead there from the paper itself.
LINK_RELATIONS: tuple[RelationName, ...] = ("hasCode", "hasOfficialRepository", "buildsOnRepository")
PAPER_RELATIONS: tuple[RelationName, ...] = ("hasOfficialRepository", "buildsOnRepository")
# What a relation calls the paper itself, in place of the id of a thing.
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
    """What the text of one paper says of two things that it names.

    `subject` is the id of an entity of the extraction, PAPER_ID for PAPER_RELATIONS; `object` that of an entity, of a
    link for LINK_RELATIONS. `mentions` are the parts of sentences that say so.
    """

    predicate: RelationName
    subject: str
    object: str
    confidence: float = 1.0
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found in one paper, and by what (`kgbuild 0.1`).

    `links` and `relations` are None where they are still to be found in the text (`kgbuild.finishing`).
    `outside_field` is true where the extractor said that the paper is of no field that it knows.
    """

    paper: Paper
    entities: tuple[ExtractedEntity, ...] = ()
    links: tuple[Link, ...] | None = None
    extractor: str = ""
    relations: tuple[ExtractedRelation, ...] | None = None
    outside_field: bool = False

    @property
    def things(self) -> "dict[str, ExtractedEntity | Link]":
        """What relations refer to: entities and links by their ids."""
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

    `predicate` is the local name of an ontology property, `evidence` pairs of a paper and a place in it.
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
class Knowledge:
    """Everything the graph will say, sorted: papers and entities by slug, statements and relations by their parts.

    `outside_field` are the slugs of papers of which an extractor said that they are of no field that it knows.
    """

    papers: tuple[tuple[str, Paper], ...]
    entities: tuple[Entity, ...]
    statements: tuple[Statement, ...]
    relations: tuple[Relation, ...] = ()
    outside_field: tuple[str, ...] = ()


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
