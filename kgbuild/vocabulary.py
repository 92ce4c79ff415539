"""The names that the graph uses: our own ontology's terms, and the published ones it builds on.

Plain strings, so that every part can use them without loading an RDF library. A test holds these tables and
`ontology/kgbuild.ttl` together.
"""

from typing import Final, NamedTuple

from kgbuild.datamodel import CONTRIBUTION_KINDS, ContributionKind
from kgbuild.entity_types import LINKS, ROLES, TYPES, EntityType, LinkKind, Role

KG: Final = "https://w3id.org/kgbuild/ontology#"
DEFAULT_BASE: Final = "https://w3id.org/kgbuild/id/"
EVIDENCE_GRAPH: Final = "https://w3id.org/kgbuild/id/evidence"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
DCTERMS: Final = "http://purl.org/dc/terms/"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
PROV: Final = "http://www.w3.org/ns/prov#"
OA: Final = "http://www.w3.org/ns/oa#"
BIBO: Final = "http://purl.org/ontology/bibo/"
FABIO: Final = "http://purl.org/spar/fabio/"
SCHEMA: Final = "http://schema.org/"
VOID: Final = "http://rdfs.org/ns/void#"
DQV: Final = "http://www.w3.org/ns/dqv#"

PREFIXES: Final[dict[str, str]] = {
    "bibo": BIBO,
    "dcterms": DCTERMS,
    "dqv": DQV,
    "fabio": FABIO,
    "kg": KG,
    "oa": OA,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "void": VOID,
    "xsd": XSD,
}

# The list of a paper's authors is an rdf:Seq at this fragment of the paper, its members rdf:_1, rdf:_2, ...
AUTHORS_FRAGMENT: Final = "#authors"
MEMBER: Final = RDF + "_"

# (type, role) -> property that links a paper to an entity. Roles as in the extraction record; `own_role` gives the one
# that stands in for a role that a type does not have.
RELATIONS: Final[dict[tuple[EntityType, Role], str]] = {
    (row.name, role): name for row in TYPES for role, name in row.roles.items()
}
# What a role means for a type that does not have it: the nearest claim that the type's own roles can make,
# never a stronger one. "Compared" says nothing of use for data, so it falls to "mentioned"; so does a role
# not stated.
_STAND_INS: Final[dict[Role, tuple[Role, ...]]] = {
    "proposed": ("introduced", "addressed"),
    "introduced": ("proposed", "addressed"),
    "used": ("evaluated", "addressed"),
    "evaluated": ("used", "addressed"),
    "addressed": ("used", "evaluated"),
    "compared": ("mentioned",),
    "mentioned": (),
}

# kind of a web address -> (class of the resource, property that links a paper to it)
LINK_TERMS: Final[dict[LinkKind, tuple[str, str]]] = {row.kind: (row.name, row.property) for row in LINKS}

# What is told further of a repository that a paper links to; both lie under "hasRepository", which stays beside them.
REPOSITORY_RELATIONS: Final[tuple[str, ...]] = ("hasOfficialRepository", "buildsOnRepository")


class Ends(NamedTuple):
    """Classes of which a relation's subject and object may be."""

    subjects: tuple[str, ...]
    objects: tuple[str, ...]


# property between two things, or a thing and a paper -> what it leads from and to; any of several pairs will do
ENTITY_RELATIONS: Final[dict[str, tuple[Ends, ...]]] = {
    "comparedWith": (Ends(("Method", "Paper"), ("Method",)),),
    "evaluatedOn": (Ends(("Method", "Paper"), ("Dataset", "Benchmark")),),
    "usedForTask": (Ends(("Dataset",), ("Task",)),),
    "benchmarkForTask": (Ends(("Benchmark",), ("Task",)),),
    "measuredBy": (Ends(("Benchmark", "Dataset", "Task", "Method", "Paper"), ("Metric",)),),
    "appliedTo": (Ends(("Method", "Paper"), ("Task",)),),
    "builtOn": (Ends(("Method", "Paper"), ("Method",)),),
    "partOf": (
        Ends(("Method",), ("Method", "Paper")),
        Ends(("Dataset", "Benchmark"), ("Dataset", "Benchmark")),
    ),
    "hasCode": (
        Ends(
            ("Method", "Dataset", "Benchmark", "Paper"),
            ("Repository", "ProjectPage", "DatasetPage", "ModelPage", "Demo", "WebPage"),
        ),
    ),
}

# part of a result, as extraction records call it -> (property, classes of what it may be)
RESULT_PARTS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "subject": ("resultOf", ("Method", "Paper")),
    "metric": ("measuredIn", ("Metric",)),
    "where": ("resultOn", ("Dataset", "Benchmark", "Task")),
    "versus": ("heldAgainst", ("Method",)),
}
# What tells of a result's number, and the property from a result to its paper: the fact that its evidence is about.
RESULT_VALUES: Final[tuple[str, ...]] = ("value", "upperValue", "valueText", "unit", "resultKind")
REPORTED_IN: Final = "reportedIn"

# kind of contribution, as extraction records call it -> individual of the ontology
CONTRIBUTIONS: Final[dict[ContributionKind, str]] = {
    kind: f"{kind.capitalize()}Contribution" for kind in CONTRIBUTION_KINDS
}

# type -> property above all of the type's relations; "hasLink" is above all properties of LINK_TERMS
SUPER_PROPERTIES: Final[dict[EntityType, str]] = {row.name: row.property for row in TYPES}
# Every term of the ontology.
CLASSES: Final[tuple[str, ...]] = (
    "Paper",
    "Entity",
    *SUPER_PROPERTIES,
    "WebResource",
    *(page for page, _ in LINK_TERMS.values()),
    "Result",
    "ContributionKind",
    "Mention",
    "QualityMeasurement",
)
PROPERTIES: Final[tuple[str, ...]] = (
    *SUPER_PROPERTIES.values(),
    *RELATIONS.values(),
    "hasLink",
    *(link for _, link in LINK_TERMS.values()),
    *REPOSITORY_RELATIONS,
    *ENTITY_RELATIONS,
    REPORTED_IN,
    *(name for name, _ in RESULT_PARTS.values()),
    *RESULT_VALUES,
    "contributes",
    "mainlyContributes",
    "firstAuthor",
    "venue",
    "outsideField",
    "kind",
    "url",
    "confidence",
    "extractor",
    "hasMention",
    "section",
    "foundBy",
    "measure",
    "measurementOf",
    "measuredOn",
)


def own_role(kind_of_thing: EntityType, role: str) -> Role:
    """Return the role that a type has in the vocabulary for a role as an extraction states it."""
    stated: Role = next((known for known in ROLES if known == role), "mentioned")
    candidates: tuple[Role, ...] = (stated, *_STAND_INS[stated], "mentioned")
    return next(candidate for candidate in candidates if (kind_of_thing, candidate) in RELATIONS)
