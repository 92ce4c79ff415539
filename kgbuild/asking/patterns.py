"""Parts of queries: the conditions on papers, and the properties that lead from papers to things."""

from collections.abc import Iterable
from typing import Final

from kgbuild.asking.questions import Condition, Part
from kgbuild.entity_types import ENTITY_TYPES, TYPE_ROWS, Role
from kgbuild.vocabulary import EVIDENCE_GRAPH

# What is asked for, and the types of things that are meant.
TYPES_OF: Final[dict[str, tuple[str, ...]]] = {
    "methods": ("Method",),
    "datasets": ("Dataset",),
    "benchmarks": ("Benchmark",),
    "data": ("Dataset", "Benchmark"),
    "tasks": ("Task",),
    "metrics": ("Metric",),
    "things": ENTITY_TYPES,
}
YEAR: Final = "  OPTIONAL { ?paper dcterms:issued ?year }"
_ROLES: Final[dict[Part, frozenset[Role]]] = {
    "introduce": frozenset({"proposed", "introduced"}),
    "use": frozenset({"used", "evaluated", "addressed"}),
    "compare": frozenset({"compared"}),
}
_VERBS: Final[dict[Role, str]] = {
    "proposed": "proposes",
    "introduced": "introduces",
    "used": "uses",
    "evaluated": "uses",
    "addressed": "works on",
    "compared": "compares with",
    "mentioned": "mentions",
}
_SURVEYS: Final = (
    "FILTER(EXISTS { ?paper kg:contributes kg:SurveyContribution }"
    ' || REGEX(?title, "\\\\b(survey|review|overview)\\\\b", "i"))'
)


def papers_where(conditions: Iterable[Condition]) -> str:
    """Return the pattern of papers (`?paper`, `?title`) that fulfil the conditions."""
    lines = ["  ?paper a kg:Paper ; dcterms:title ?title ."]
    for number, condition in enumerate(conditions):
        line = _named(number, condition) if condition.names else _unnamed(number, condition)
        lines.append(f"  FILTER NOT EXISTS {{ {line} }}" if condition.without else f"  {line}")
    return "\n".join(lines)


def _named(number: int, condition: Condition) -> str:
    variable = f"?{condition.kind}{number}"
    match condition.kind:
        case "paper":
            return values("?paper", condition)
        case "author":
            return f"{_labels(variable, condition)} ?paper dcterms:creator {variable} ."
        case "venue":
            return f"{_labels(variable, condition)} ?paper kg:venue {variable} ."
        case _:
            return f"{values(variable, condition)} ?paper {path_to(condition, condition.part)} {variable} ."


def _unnamed(number: int, condition: Condition) -> str:
    match condition.kind:
        case "years":
            year = f"xsd:integer(SUBSTR(STR(?issued{number}), 1, 4))"
            spans = (f"({year} >= {first} && {year} <= {last})" for first, last in condition.years)
            return f"?paper dcterms:issued ?issued{number} . FILTER({' || '.join(spans)})"
        case "code":
            return "?paper kg:hasRepository ?repository ."
        case "type":
            return f"?paper {path(TYPES_OF[condition.text], condition.part)} ?any{number} ."
        case "link":
            return f"?paper {to_pages(condition)} ?page{number} ."
        case _ if condition.text == "survey":
            return _SURVEYS
        case _:
            return f"?paper kg:contributes kg:{condition.text.capitalize()}Contribution ."


def to_pages(condition: Condition) -> str:
    """Return the properties from papers to pages of the classes of a condition."""
    return "|".join(f"kg:has{name}" for name in condition.text.split("|"))


def path(types: Iterable[str], part: Part) -> str:
    """Return the properties from papers to things of these types that play this part in them."""
    names: list[str] = []
    for entity_type in types:
        roles = TYPE_ROWS[entity_type].roles
        chosen = [name for role, name in roles.items() if role in _ROLES.get(part, ())]
        names += chosen or [name for role, name in roles.items() if part == "mention" or role != "mentioned"]
    return "|".join(f"kg:{name}" for name in dict.fromkeys(names))


def path_to(condition: Condition, part: Part) -> str:
    """Return the properties from papers to the things of a condition."""
    if part == "extend" and "Method" in condition.types:
        return "kg:proposesMethod/kg:builtOn"
    return path(condition.types or ENTITY_TYPES, part)


def verbs(variable: str = "?part") -> str:
    """Return a table of all roles (`?role`) with what papers do in each, as words."""
    rows = (f'(kg:{name} "{_VERBS[role]}")' for row in TYPE_ROWS.values() for role, name in row.roles.items())
    return f"VALUES (?role {variable}) {{ {' '.join(rows)} }}"


def sentence(one: str, other: str, *, both: bool = False, name: str = "?quote") -> str:
    """Return the pattern of the sentence, if any, that says something of two things, and of its paper."""
    ways = [(one, other)] + ([(other, one)] if both else [])
    ends = " UNION ".join(f"{{ ?said rdf:subject {a} ; rdf:object {b} }}" for a, b in ways)
    body = f"{ends} ?said prov:wasDerivedFrom ?paper ; kg:hasMention/oa:exact {name} ."
    return f"OPTIONAL {{ GRAPH <{EVIDENCE_GRAPH}> {{ {body} }} }}"


def values(variable: str, condition: Condition) -> str:
    """Return the things or papers of a condition as the values of a variable."""
    return f"VALUES {variable} {{ {' '.join(f'<{name.iri}>' for name in condition.names)} }}"


def _labels(variable: str, condition: Condition) -> str:
    return f"VALUES {variable} {{ {' '.join(text_of(name.label) for name in condition.names)} }}"


def text_of(value: str) -> str:
    """Return a text as a literal of SPARQL."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
