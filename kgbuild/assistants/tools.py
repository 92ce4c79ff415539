"""The tools: what each is called, what it takes, and the function that answers it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from pyoxigraph import Store

from kgbuild.assistants import questions, said, things
from kgbuild.assistants.answers import Row, Texts
from kgbuild.entity_types import LINKS, ROLES, TYPES
from kgbuild.errors import QueryError
from kgbuild.graph.named import known_queries
from kgbuild.server.questions import Answer, refusal
from kgbuild.terminal import visible

Schema = dict[str, Any]

_LONGEST: Final = 1_000  # characters of a name
_QUERY: Final = 100_000  # characters of a query
_TOLD: Final = 300
_TEXT: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": _LONGEST}
_NODE: Final[Schema] = {**_TEXT, "description": "an IRI of the graph, a name, a paper's title, DOI or arXiv id"}
_YEAR: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": 9999}
_PAGE: Final[Schema] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20, "description": "rows at most"},
    "offset": {"type": "integer", "minimum": 0, "default": 0, "description": "rows to leave out at the start"},
}


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: a name, what it is good for, a JSON Schema of what it takes, and what answers it."""

    name: str
    about: str
    properties: Mapping[str, Schema]
    required: tuple[str, ...]
    answer: Callable[[Store, Row, Texts], Row]

    @property
    def schema(self) -> Schema:
        """The JSON Schema of the arguments; what it does not name is refused."""
        return {
            "type": "object",
            "properties": dict(self.properties),
            "required": list(self.required),
            "additionalProperties": False,
        }

    def complete(self, arguments: Row) -> Row:
        """Return the arguments with defaults; raises QueryError, one line, for such as the tool does not take."""
        fault = best_match(Draft202012Validator(self.schema).iter_errors(arguments))
        if fault is not None:
            where = ".".join(map(str, fault.absolute_path))
            what = visible(fault.message)
            what = what if len(what) <= _TOLD else f"{what[:_TOLD]}..."
            raise QueryError(f"{self.name}: {f'{where}: ' if where else ''}{what}; takes: {', '.join(self.properties)}")
        defaults = {name: schema["default"] for name, schema in self.properties.items() if "default" in schema}
        return {**defaults, **arguments}


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool and what it is asked, as a worker process gets it."""

    name: str
    arguments: Row

    def answer(self, store: Store) -> Answer:
        """Return the answer as JSON, or one line that says why there is none."""
        texts = Texts()
        try:
            told = texts.finish(find_tools()[self.name].answer(store, self.arguments, texts))
        except QueryError as error:
            return refusal(400, str(error))
        return Answer(200, "application/json", json.dumps(told, ensure_ascii=False).encode())


def find_tools() -> dict[str, Tool]:
    """Return the tools by name, in the order in which they are listed."""
    return {tool.name: tool for tool in (*_ABOUT_THINGS, *_ABOUT_STATEMENTS, *_build_queries())}


_ABOUT_THINGS: Final = (
    Tool(
        "find",
        "Look a name up: methods, datasets, benchmarks, tasks, metrics, code and papers whose name, alias or title "
        "fits the text (typing errors too). Start here; other tools take the IRIs that it gives.",
        {
            "text": {**_TEXT, "description": "a name, part of one, or words of a title"},
            "type": {"type": "string", "enum": ["Paper", *(row.name for row in TYPES), *(row.name for row in LINKS)]},
            **_PAGE,
        },
        ("text",),
        things.find,
    ),
    Tool(
        "describe",
        "What the graph says of one thing or paper: its type, names, in which roles papers name it, its relations to "
        "other things, what stands beside it most; of a paper its authors, year, identifiers and what it names.",
        {"thing": _NODE},
        ("thing",),
        things.describe,
    ),
)

_ABOUT_STATEMENTS: Final = (
    Tool(
        "papers",
        "The papers that name a thing, or all of several things, newest first, each with its role and a sentence.",
        {
            "things": {"type": "array", "items": _NODE, "minItems": 1, "maxItems": 5},
            "role": {"type": "string", "enum": list(ROLES), "description": "as what the papers name the things"},
            "year_from": _YEAR,
            "year_to": _YEAR,
            "with_code": {"type": "boolean", "description": "true: only papers that link to a repository"},
            **_PAGE,
        },
        ("things",),
        said.papers,
    ),
    Tool(
        "evidence",
        "The statements about a thing or a paper, or between two of them, with confidence and the sentences that say "
        "so (paper, section, offsets). Use it before you claim something.",
        {"first": _NODE, "second": {**_NODE, "description": "only statements that link `first` with this"}, **_PAGE},
        ("first",),
        said.evidence,
    ),
    Tool(
        "compare",
        "Two things or two papers side by side: statements that link them, papers that name both, what stands beside "
        "both (numbers of papers: of the first, of the second), and beside one only.",
        {"first": _NODE, "second": _NODE},
        ("first", "second"),
        said.compare,
    ),
)


def _build_queries() -> tuple[Tool, ...]:
    known = known_queries()
    listed = "\n".join(
        f"- {query.name}({', '.join(p.name for p in query.parameters)}): {query.question}" for query in known.values()
    )
    parameters: Schema = {
        "type": "object",
        "additionalProperties": {"type": ["string", "integer"], "maxLength": _LONGEST},
        "description": "values of the query's parameters; those left out have their defaults (kgbuild://queries)",
    }
    return (
        Tool(
            "ask",
            "Answer a question in plain English words, such as: which papers use ImageNet and give code; datasets for "
            "question answering; what beats BERT on GLUE. Read by a grammar, not a model: it says how it read the "
            "question, and declines what it does not understand.",
            {"question": {"type": "string", "minLength": 1, "maxLength": 500}, **_PAGE},
            ("question",),
            questions.ask,
        ),
        Tool(
            "run_query",
            f"Answer one of the graph's named queries:\n{listed}",
            {"name": {"type": "string", "enum": list(known)}, "parameters": parameters, **_PAGE},
            ("name",),
            questions.run_query,
        ),
        Tool(
            "sparql",
            "Answer a SPARQL 1.1 query (SELECT, ASK, CONSTRUCT, DESCRIBE) over the graph; read-only, without SERVICE. "
            "The prefixes kg, dcterms, skos, bibo, fabio, prov, oa, schema, rdf, rdfs, xsd are known; evidence is in "
            "named graphs (GRAPH ?g { ... }). The terms: resource kgbuild://ontology.",
            {"query": {"type": "string", "minLength": 1, "maxLength": _QUERY}, **_PAGE},
            ("query",),
            questions.sparql,
        ),
    )
