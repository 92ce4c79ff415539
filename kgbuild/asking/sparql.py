"""A reading as SPARQL over the facts (and, for sentences, the evidence). The first column is the answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from kgbuild.asking.grammar import Link
from kgbuild.asking.patterns import (
    TYPES_OF,
    YEAR,
    papers_where,
    path,
    path_to,
    sentence,
    text_of,
    to_pages,
    values,
    verbs,
)
from kgbuild.asking.questions import Part, Reading
from kgbuild.entity_types import ENTITY_TYPES
from kgbuild.vocabulary import EVIDENCE_GRAPH

# What is said outright of a thing and another one: the property, and whether the named thing is its subject.
_OUTRIGHT: Final[dict[tuple[str, str], tuple[tuple[str, bool], ...]]] = {
    ("data", "Method"): (("evaluatedOn", True),),
    ("data", "Task"): (("usedForTask", False), ("benchmarkForTask", False)),
    ("methods", "Task"): (("appliedTo", False),),
    ("methods", "Dataset"): (("evaluatedOn", False),),
    ("methods", "Benchmark"): (("evaluatedOn", False),),
    ("tasks", "Method"): (("appliedTo", True),),
    ("tasks", "Dataset"): (("usedForTask", True),),
    ("tasks", "Benchmark"): (("benchmarkForTask", True),),
    ("metrics", "Dataset"): (("measuredBy", True),),
    ("metrics", "Benchmark"): (("measuredBy", True),),
    ("metrics", "Task"): (("measuredBy", True),),
    ("metrics", "Method"): (("measuredBy", True),),
}
_ORDERS: Final = {"": "", "newest": "DESC(?year) ", "oldest": "ASC(!BOUND(?year)) ?year "}
# Subject, property and object of what is said of a thing `?of` and the things that are asked for.
_LINKS: Final[dict[Link, tuple[str, str, str]]] = {
    "beaten": ("?of", "comparedWith", "?thing"),
    "builds on": ("?thing", "builtOn", "?of"),
    "is basis of": ("?of", "builtOn", "?thing"),
    "has part": ("?thing", "partOf", "?of"),
    "is part of": ("?of", "partOf", "?thing"),
}
_DATA: Final = frozenset({"Dataset", "Benchmark"})


def to_sparql(reading: Reading) -> str:
    """Return the query that answers a reading."""
    linked = reading.link in {*_LINKS, "beats", "compared"} and reading.things
    query = _QUERIES.get(reading.want, _linked if linked else _things)(reading)
    return f"{query}\nLIMIT {reading.limit}" if reading.limit and not reading.count else query


def _papers(reading: Reading) -> str:
    where = papers_where(reading.conditions)
    if reading.count:
        return f"SELECT (COUNT(DISTINCT ?paper) AS ?papers) WHERE {{\n{where}\n}}"
    code = any(c.kind == "code" and not c.without for c in reading.conditions)
    column = " (MIN(STR(?address)) AS ?code)" if code else ""
    shown = "\n  OPTIONAL { ?paper kg:hasRepository/kg:url ?address }" if code else ""
    return f"""SELECT ?title ?year{column} ?paper WHERE {{
{where}
{YEAR}{shown}
}}
GROUP BY ?paper ?title ?year
ORDER BY {_ORDERS[reading.order]}?title ?paper"""


def _things(reading: Reading) -> str:
    """Things that stand beside others in papers, or that papers name in some part; most papers first."""
    types = TYPES_OF[reading.want]
    outright = _outright(reading)
    roles = _roles(reading, types)
    # "datasets that NAME and NAME share": no paper introduces both, each is asked of its own.
    more = [c for c in reading.things if c.part == "introduce" and not c.without][1:]
    papers = papers_where(c for c in reading.conditions if c not in more)
    own = "".join(
        f"\n  {values(f'?with{n}', c)} ?own{n} {path_to(c, 'introduce')} ?with{n} ; {roles} ?thing ."
        for n, c in enumerate(more)
    )
    inside = f"  {{\n{papers}\n  ?paper {roles} ?thing .{own}\n  }}{outright}"
    others = "".join(
        f"\n  FILTER(?thing NOT IN ({', '.join(f'<{name.iri}>' for name in c.names)}))"
        for c in reading.things
        if not c.without
    )
    where = f"{inside}{others}\n  ?thing skos:prefLabel ?name .{_of_types(types)}"
    if reading.count:
        return _counted(where, reading)
    said = " (COALESCE(MAX(?outright), false) AS ?said_outright)" if outright else ""
    first = "DESC(?said_outright) " if outright and not reading.most else ""
    return f"""SELECT ?name (COUNT(DISTINCT ?paper) AS ?papers){said} ?thing WHERE {{
{where}
}}
GROUP BY ?thing ?name{_least(reading)}
ORDER BY {first}DESC(?papers) ?name ?thing"""


def _roles(reading: Reading, types: Sequence[str]) -> str:
    """Return the part of the things asked for: methods "for" and "on" something are proposed or used, not compared."""
    beside = reading.things and not any(c.without for c in reading.things)
    if reading.want == "methods" and any(c.part == "use" and "Method" in c.types for c in reading.things):
        return "kg:proposesMethod"  # "methods that use knowledge distillation"
    if reading.want == "methods" and reading.part == "any" and beside and reading.link != "beside":
        on_data = any(_DATA & set(c.types) for c in reading.things)
        return "kg:proposesMethod" if on_data else "kg:proposesMethod|kg:usesMethod"
    return path(types, reading.part)


def _of_types(types: Sequence[str]) -> str:
    """Keep things of these types: a role tells the type already, what is said outright does not."""
    if tuple(types) == ENTITY_TYPES:
        return ""
    return f"\n  FILTER EXISTS {{ VALUES ?type {{ {' '.join(f'kg:{t}' for t in types)} }} ?thing a ?type }}"


def _outright(reading: Reading) -> str:
    """Return what is said outright of the one thing that is named, where nothing else is asked."""
    if reading.part != "any" or len(reading.conditions) != 1 or reading.link == "beside" or not reading.things:
        return ""
    (condition,) = reading.things
    want = "data" if reading.want in {"datasets", "benchmarks"} else reading.want
    lines = []
    for entity_type in () if condition.without else condition.types:
        for name, subject in _OUTRIGHT.get((want, entity_type), ()):
            one, other = ("?of", "?thing") if subject else ("?thing", "?of")
            said = f"{one} kg:{name} {other} . BIND(true AS ?outright)"
            lines.append(f" UNION\n  {{ {values('?of', condition)} {said} }}")
    return "".join(lines)


def _linked(reading: Reading) -> str:
    """Things that are said to be compared, built on each other, or part of each other."""
    of, *others = reading.things
    rest = [c for c in reading.conditions if c.kind != "thing"]
    where = f"  {values('?of', of)}\n  {_how(reading.link)}"
    for number, condition in enumerate(others):
        on = f"?on{number}"
        introduces = f"?its kg:proposesMethod ?thing ; {path_to(condition, 'any')} {on}"
        where += (
            f"\n  {values(on, condition)}\n  FILTER EXISTS {{ {{ ?thing kg:evaluatedOn {on} }}"
            f" UNION {{ ?any kg:resultOf ?thing ; kg:resultOn {on} }} UNION {{ {introduces} }} }}"
        )
    where += "\n  FILTER(?thing != ?of)\n  ?thing skos:prefLabel ?name ."
    if rest:  # the conditions are on a paper of the thing, its own where it is one that builds on another
        part: Part = "introduce" if reading.link in {"builds on", "beats"} else "any"
        where += f"\n{papers_where(rest)}\n  ?paper {path(ENTITY_TYPES, part)} ?thing ."
    if reading.count:
        return _counted(where, reading)
    return f"""SELECT ?name (COUNT(DISTINCT ?paper) AS ?papers) (MIN(?quote) AS ?sentence) ?thing WHERE {{
{where}
}}
GROUP BY ?thing ?name{_least(reading)}
ORDER BY DESC(?papers) ?name ?thing"""


def _how(link: Link) -> str:
    if link == "compared":
        return (
            "{ ?paper kg:comparesWithMethod ?of ; kg:proposesMethod|kg:comparesWithMethod ?thing }\n"
            "  UNION { ?paper kg:proposesMethod ?of ; kg:comparesWithMethod ?thing }\n"
            f"  UNION {{ ?of kg:comparedWith|^kg:comparedWith ?thing . {sentence('?of', '?thing', both=True)} }}"
        )
    if link == "beats":
        return (
            "{ ?result kg:heldAgainst ?of ; kg:resultOf ?thing ; kg:reportedIn ?paper }\n"
            f"  UNION {{ ?thing kg:comparedWith ?of . {sentence('?thing', '?of')} }}"
        )
    subject, name, object_ = _LINKS[link]
    said = f"{{ {subject} kg:{name} {object_} . {sentence(subject, object_)} }}"
    if link == "is basis of":  # and what its paper uses
        return f"{said}\n  UNION {{ ?paper kg:proposesMethod ?of ; kg:usesMethod ?thing }}"
    return said


def _counted(where: str, reading: Reading) -> str:
    if not reading.least:
        return f"SELECT (COUNT(DISTINCT ?thing) AS ?number) WHERE {{\n{where}\n}}"
    return (
        f"SELECT (COUNT(?thing) AS ?number) WHERE {{ {{ SELECT ?thing WHERE {{\n{where}\n}}\n"
        f"GROUP BY ?thing{_least(reading)} }} }}"
    )


def _least(reading: Reading) -> str:
    return f"\nHAVING(COUNT(DISTINCT ?paper) >= {reading.least})" if reading.least else ""


def _code(reading: Reading) -> str:
    if not reading.things or reading.want == "code of papers":
        where = f"{papers_where(reading.conditions)}\n  ?paper kg:hasRepository/kg:url ?code ."
    else:
        of = replace(reading.things[0], names=tuple(n for c in reading.things for n in c.names))
        introduces = f"?paper {path_to(of, 'introduce')} ?of ; kg:hasRepository/kg:url ?code ; dcterms:title ?title"
        where = (
            f"  {values('?of', of)}\n  {{ ?of kg:hasCode ?page . ?page a kg:Repository ; kg:url ?code .\n"
            f"    OPTIONAL {{ {introduces} }} }}\n  UNION {{ {introduces} }}"
        )
    return f"SELECT ?code ?title ?paper WHERE {{\n{where}\n}}\nGROUP BY ?code ?title ?paper\nORDER BY ?title ?code"


def _addresses(reading: Reading) -> str:
    """Where things are to be had: their own addresses, and those that the papers that bring them give."""
    of = replace(reading.things[0], names=tuple(n for c in reading.things for n in c.names))
    rest = [c for c in reading.conditions if c.kind != "thing"]
    where = f"\n{papers_where(rest)}" if rest else ""
    return f"""SELECT ?address ?title ?paper WHERE {{
  {values("?of", of)}
  {{ ?of kg:hasCode/kg:url ?address . OPTIONAL {{ ?paper {path_to(of, "introduce")} ?of ; dcterms:title ?title }} }}
  UNION {{ ?paper {path_to(of, "introduce")} ?of ; dcterms:title ?title ;
    (kg:hasOfficialRepository|kg:hasDatasetPage|kg:hasModelPage)/kg:url ?address }}{where}
}}
GROUP BY ?address ?title ?paper
ORDER BY ?title ?address"""


def _people(reading: Reading) -> str:
    value = {"authors": "dcterms:creator", "first authors": "kg:firstAuthor", "venues": "kg:venue"}[reading.want]
    where = f"{papers_where(reading.conditions)}\n  ?paper {value} ?name ."
    if reading.count:
        return f"SELECT (COUNT(DISTINCT ?name) AS ?number) WHERE {{\n{where}\n}}"
    return f"""SELECT ?name (COUNT(DISTINCT ?paper) AS ?papers) (MIN(?title) AS ?for_example) WHERE {{
{where}
}}
GROUP BY ?name{_least(reading)}
ORDER BY DESC(?papers) ?name"""


def _collaborators(reading: Reading) -> str:
    people = [name.label for c in reading.conditions if c.kind == "author" for name in c.names]
    where = f"{papers_where(reading.conditions)}\n  ?paper dcterms:creator ?name ."
    return f"""SELECT ?name (COUNT(DISTINCT ?paper) AS ?papers) WHERE {{
{where}
  FILTER(?name NOT IN ({", ".join(map(text_of, people))}))
}}
GROUP BY ?name{_least(reading)}
ORDER BY DESC(?papers) ?name"""


def _identifiers(reading: Reading) -> str:
    where = f"{papers_where(reading.conditions)}\n  ?paper {reading.want} ?identifier ."
    return f"SELECT ?identifier ?title ?paper WHERE {{\n{where}\n}}\nORDER BY ?title ?identifier"


def _results(reading: Reading) -> str:
    data = [c for c in reading.things if not {"Method", "Metric"} & set(c.types)]
    methods = [c for c in reading.things if "Method" in c.types]
    metrics = [c for c in reading.things if "Metric" in c.types]
    where = "  ?result a kg:Result ; kg:valueText ?value ; kg:reportedIn ?paper ."
    if data:
        where += f"\n  {values('?on', data[0])} ?result kg:resultOn ?on ."
    if methods:
        where += f"\n  {values('?method', methods[0])} ?result kg:resultOf ?method ."
    if metrics:
        where += f"\n  {values('?measured', metrics[0])} ?result kg:measuredIn ?measured ."
    shown = "" if data else "\n  OPTIONAL { ?result kg:resultOn/skos:prefLabel ?data }"
    return f"""SELECT ?value ?metric ?of{" ?data" if shown else ""} ?title ?paper WHERE {{
{where}
  ?paper dcterms:title ?title .{shown}
  OPTIONAL {{ ?result kg:measuredIn/skos:prefLabel ?metric }}
  OPTIONAL {{ ?result kg:resultOf/skos:prefLabel ?of }}
}}
ORDER BY ?metric ?of ?value ?title"""


def _pages(reading: Reading) -> str:
    pages = "|".join(to_pages(c) for c in reading.conditions if c.kind == "link")
    rest = [c for c in reading.conditions if c.kind != "link"]
    where = f"{papers_where(rest)}\n  ?paper ({pages})/kg:url ?address ."
    return f"""SELECT ?address ?title ?paper WHERE {{
{where}
}}
GROUP BY ?address ?title ?paper
ORDER BY ?title ?address"""


def _years(reading: Reading) -> str:
    if not reading.things:
        where = f"{papers_where(reading.conditions)}\n  ?paper dcterms:issued ?year ."
        return f"""SELECT ?year (COUNT(DISTINCT ?paper) AS ?papers) WHERE {{
{where}
}}
GROUP BY ?year
ORDER BY {"DESC(?papers) " if reading.most else ""}?year"""
    where = papers_where(reading.conditions)
    return f"SELECT ?year ?title ?paper WHERE {{\n{where}\n{YEAR}\n}}\nORDER BY ?year ?title"


def _quotes(reading: Reading) -> str:
    one, *others = reading.things
    if others:
        ends = (
            f"{values('?one', one)} {values('?other', others[0])}\n    {{ ?said rdf:subject ?one ; rdf:object ?other }}"
            " UNION { ?said rdf:subject ?other ; rdf:object ?one }"
        )
    else:
        ends = f"{values('?one', one)}\n    ?said rdf:subject|rdf:object ?one ."
    return f"""SELECT ?sentence ?claim ?title ?paper WHERE {{
  GRAPH <{EVIDENCE_GRAPH}> {{
    {ends}
    ?said rdf:predicate ?property ; kg:hasMention ?mention .
    ?mention oa:exact ?sentence ; oa:hasSource ?paper .
  }}
  ?paper dcterms:title ?title .
  BIND(REPLACE(STR(?property), "^.*[#/]", "") AS ?claim)
}}
GROUP BY ?sentence ?claim ?title ?paper
ORDER BY DESC(STRLEN(?sentence)) ?title ?claim"""


def _comparison(reading: Reading) -> str:
    one, other, *_ = reading.things
    return f"""SELECT ?title ?sentence ?paper WHERE {{
  {values("?one", one)} {values("?other", other)}
  ?paper a kg:Paper ; dcterms:title ?title .
  ?paper {path_to(one, "mention")} ?one .
  ?paper {path_to(other, "mention")} ?other .
  {sentence("?one", "?other", both=True, name="?sentence")}
}}
GROUP BY ?title ?sentence ?paper
ORDER BY DESC(BOUND(?sentence)) ?title ?sentence"""


def _description(reading: Reading) -> str:
    (of,) = reading.conditions
    if of.kind == "paper":
        return f"""SELECT ?what ?value WHERE {{
  {values("?paper", of)}
  {{ ?paper dcterms:title ?value BIND("title" AS ?what) }}
  UNION {{ ?paper dcterms:creator ?value BIND("author" AS ?what) }}
  UNION {{ ?paper dcterms:issued ?issued BIND("year" AS ?what) BIND(STR(?issued) AS ?value) }}
  UNION {{ ?paper kg:venue ?value BIND("venue" AS ?what) }}
  UNION {{ ?paper kg:hasRepository/kg:url ?url BIND("code" AS ?what) BIND(STR(?url) AS ?value) }}
  UNION {{ ?paper ?role ?thing . ?thing skos:prefLabel ?value . {verbs("?what")} }}
}}
ORDER BY ?what ?value"""
    return f"""SELECT ?title ?part ?year ?paper WHERE {{
  {values("?of", of)}
  ?paper ?role ?of ; dcterms:title ?title .
  {verbs()}
{YEAR}
}}
ORDER BY ASC(!(?part IN ("introduces", "proposes"))) ?year ?title"""


def _names(reading: Reading) -> str:
    (of,) = reading.conditions
    return f"""SELECT ?name ?thing WHERE {{
  {values("?thing", of)} ?thing skos:altLabel ?name .
}}
ORDER BY ?name"""


def _kinds(reading: Reading) -> str:
    """Return what is narrower than the thing named first, in papers that meet the other conditions."""
    of, *rest = reading.conditions
    where = (
        f"{papers_where(rest)}\n  {values('?of', of)} ?thing skos:broader+ ?of ; skos:prefLabel ?name .\n"
        f"  ?paper {path_to(of, 'any')} ?thing ."
    )
    if reading.count:
        return _counted(where, reading)
    return f"""SELECT ?name (COUNT(DISTINCT ?paper) AS ?papers) ?thing WHERE {{
{where}
}}
GROUP BY ?thing ?name{_least(reading)}
ORDER BY DESC(?papers) ?name ?thing"""


def _like(reading: Reading) -> str:
    of = reading.conditions[-1]
    roles = path([t for t in ENTITY_TYPES if t != "Metric"], "any")
    start = values("?of", of) + f" ?paper {path_to(of, 'introduce')} ?of ."
    if of.kind == "paper":
        start = values("?paper", of)
    return f"""SELECT ?title ?year (COUNT(DISTINCT ?thing) AS ?in_common) ?like WHERE {{
  {start}
  ?paper {roles} ?thing .
  ?like {roles} ?thing ; dcterms:title ?title .
  OPTIONAL {{ ?like dcterms:issued ?year }}
  FILTER(?like != ?paper)
}}
GROUP BY ?like ?title ?year
HAVING(COUNT(DISTINCT ?thing) >= 2)
ORDER BY DESC(?in_common) ?title"""


_QUERIES: Final[Mapping[str, Callable[[Reading], str]]] = {
    "papers": _papers,
    "code": _code,
    "addresses": _addresses,
    "code of papers": _code,
    "authors": _people,
    "first authors": _people,
    "venues": _people,
    "collaborators": _collaborators,
    "bibo:doi": _identifiers,
    "fabio:hasArXivId": _identifiers,
    "results": _results,
    "pages": _pages,
    "years": _years,
    "quotes": _quotes,
    "comparison": _comparison,
    "description": _description,
    "names": _names,
    "like": _like,
    "kinds": _kinds,
}
