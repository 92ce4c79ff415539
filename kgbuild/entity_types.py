"""The table of types: what every part of kgbuild needs to know of each type of thing, told once.

A new type is a row here, a name in `EntityType`, its list of names, its terms in `ontology/kgbuild.ttl`, and a run of
`tools/type_lists.py`, which renews the lists of types in the shapes, the named queries and the schema of records.
Everything else follows; CONTRIBUTING.md tells the steps. Standard library only, no import of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

EntityType = Literal["Method", "Dataset", "Benchmark", "Task", "Metric"]
LinkKind = Literal["repository", "project_page", "dataset", "model", "demo", "video", "other"]
Role = Literal["proposed", "introduced", "used", "evaluated", "addressed", "compared", "mentioned"]

ROLES: Final[tuple[Role, ...]] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Look:
    """How a type is drawn: a shape of vis-network, and colours (`#rrggbb`) on a light and on a dark ground."""

    shape: str
    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A type of thing that papers name.

    `name` is its class in the ontology, `label` and `plural` what people call one and many of it. `property` is the
    ontology's property above all of its relations; `roles` gives the property of each part that such a thing can play,
    the strongest first, and `default_role` the part it plays where nothing tells. `verb` says what papers do that work
    with it, in the plural: "papers that ...".

    `always_named` tells that every such thing has a proper name; `by_kind` that names and established expressions
    ("terms") are told apart among them. Where neither holds, its things are taken for terms.

    `nouns` name the type in a sentence ("X, a large corpus of ..."); `lexicon_file` is its list of known names.
    `share` is its part of the start picture, from 0 to 1; of none where its things are too general to join papers.
    """

    name: EntityType
    label: str
    plural: str
    property: str
    roles: Mapping[Role, str]
    default_role: Role
    verb: str
    look: Look
    share: float
    lexicon_file: str
    nouns: tuple[str, ...] = ()
    always_named: bool = False
    by_kind: bool = False


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A kind of web address: its class, what people call one and many of it, and the property that leads there."""

    kind: LinkKind
    name: str
    label: str
    plural: str
    property: str


# Colours after Okabe and Ito, https://jfly.uni-koeln.de/color/: colour-blind people tell them apart.
TYPES: Final[tuple[TypeRow, ...]] = (
    TypeRow(
        name="Method",
        label="Method",
        plural="Methods",
        property="hasMethod",
        roles={
            "proposed": "proposesMethod",
            "used": "usesMethod",
            "compared": "comparesWithMethod",
            "mentioned": "mentionsMethod",
        },
        default_role="used",
        verb="propose it, use it or compare with it",
        look=Look("dot", "#0072b2", "#4ea8e0"),
        share=0.46,
        lexicon_file="methods.tsv",
        nouns=(
            *("method", "approach", "algorithm", "framework", "model", "network", "architecture", "system", "module"),
            *("loss", "technique", "strategy", "mechanism", "pipeline", "toolkit", "library", "platform", "agent"),
            *("policy", "paradigm", "transformer", "encoder", "decoder", "optimizer"),
        ),
        by_kind=True,
    ),
    TypeRow(
        name="Dataset",
        label="Dataset",
        plural="Datasets",
        property="hasDataset",
        roles={"introduced": "introducesDataset", "used": "usesDataset", "mentioned": "mentionsDataset"},
        default_role="used",
        verb="introduce or use it",
        look=Look("diamond", "#e69f00", "#f0b429"),
        share=0.2,
        lexicon_file="datasets.tsv",
        nouns=(
            *("dataset", "corpus", "corpora", "database", "collection", "treebank", "testbed", "testset", "subset"),
            *("resource", "annotation"),
        ),
        always_named=True,
    ),
    TypeRow(
        name="Benchmark",
        label="Benchmark",
        plural="Benchmarks",
        property="hasBenchmark",
        roles={
            "introduced": "introducesBenchmark",
            "evaluated": "evaluatesOnBenchmark",
            "mentioned": "mentionsBenchmark",
        },
        default_role="evaluated",
        verb="introduce it or report results on it",
        look=Look("triangle", "#d55e00", "#ee7733"),
        share=0.1,
        lexicon_file="benchmarks.tsv",
        nouns=("benchmark", "challenge", "suite", "leaderboard", "competition", "testbed", "evaluation"),
        always_named=True,
    ),
    TypeRow(
        name="Task",
        label="Task",
        plural="Tasks",
        property="hasTask",
        roles={"addressed": "addressesTask", "mentioned": "mentionsTask"},
        default_role="addressed",
        verb="work on it",
        look=Look("hexagon", "#009e73", "#2fc197"),
        share=0.24,
        lexicon_file="tasks.tsv",
        nouns=("task", "problem", "setting"),
    ),
    TypeRow(
        name="Metric",
        label="Metric",
        plural="Metrics",
        property="hasMetric",
        roles={"introduced": "introducesMetric", "used": "usesMetric", "mentioned": "mentionsMetric"},
        default_role="used",
        verb="introduce it or report results in it",
        look=Look("triangleDown", "#cc79a7", "#dd94bd"),
        share=0.0,
        lexicon_file="metrics.tsv",
        nouns=("metric", "measure", "score", "index"),
    ),
)
LINKS: Final[tuple[LinkRow, ...]] = (
    LinkRow("repository", "Repository", "Repository", "Repositories", "hasRepository"),
    LinkRow("project_page", "ProjectPage", "Project page", "Project pages", "hasProjectPage"),
    LinkRow("dataset", "DatasetPage", "Dataset page", "Dataset pages", "hasDatasetPage"),
    LinkRow("model", "ModelPage", "Model page", "Model pages", "hasModelPage"),
    LinkRow("demo", "Demo", "Demo", "Demos", "hasDemo"),
    LinkRow("video", "Video", "Video", "Videos", "hasVideo"),
    LinkRow("other", "WebPage", "Web page", "Web pages", "hasWebPage"),
)
PAPER_LOOK: Final = Look("square", "#868e99", "#8b95a3")
LINK_LOOK: Final = Look("star", "#56b4e9", "#f0e442")

TYPE_ROWS: Final[Mapping[str, TypeRow]] = {row.name: row for row in TYPES}
ENTITY_TYPES: Final[tuple[EntityType, ...]] = tuple(row.name for row in TYPES)
LINK_KINDS: Final[tuple[LinkKind, ...]] = tuple(row.kind for row in LINKS)
# Types whose things all have proper names, and types among whose things some have.
ALWAYS_NAMED: Final[frozenset[str]] = frozenset(row.name for row in TYPES if row.always_named)
WITH_NAMES: Final[tuple[EntityType, ...]] = tuple(row.name for row in TYPES if row.always_named or row.by_kind)
