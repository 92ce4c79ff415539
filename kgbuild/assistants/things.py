"""find and describe: what a name stands for, and what the graph says of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolutions, Store

from kgbuild import vocabulary as v
from kgbuild.assistants.answers import Row, Texts, add_rows, first_of
from kgbuild.assistants.names import names_of, resolve
from kgbuild.graph.model import Fact, GraphModel, Paper, Relation, Thing
from kgbuild.graph.parts import read_part
from kgbuild.graph.reading import NAMES, TITLES
from kgbuild.graph.relations import OF_PAPERS, to_words

_FEW: Final = 12
_AUTHORS: Final = 20
_ALIASES: Final = 20
_BESIDE: Final = """SELECT ?other (COUNT(DISTINCT ?paper) AS ?papers) WHERE {{
  ?paper ?one {thing} ; a kg:Paper ; ?two ?other .
  FILTER(?one IN ({properties}) && ?two IN ({properties}) && ?other != {thing}) }}
GROUP BY ?other ORDER BY DESC(?papers) ?other LIMIT {limit}"""


def find(store: Store, asked: Row, texts: Texts) -> Row:
    """Return what a text may stand for: things and papers, best fit first."""
    names = names_of(store)
    kind = asked.get("type", "")
    hits = [(iri, how) for iri, how in names.find(asked["text"]) if not kind or kind in names.types[iri]]

    def show(page: Sequence[tuple[str, str]]) -> list[Row]:
        part = read_part(store, {iri for iri, _ in page})
        return [{**show_node(part, iri, texts), **_count(part, iri), "match": how} for iri, how in page]

    answer = add_rows({}, hits, show, limit=asked["limit"], offset=asked["offset"])
    if hits and hits[0][1] == "near":
        answer.setdefault("notes", []).append("nothing has this name; these are near ones")
    return answer


def _count(part: GraphModel, iri: str) -> Row:
    if iri in part.papers:
        return {}
    return {"papers": len({fact.paper for fact in part.facts if fact.thing == iri})}


def show_node(part: GraphModel, iri: str, texts: Texts) -> Row:
    """Return a paper or a thing in a few words."""
    node = part.papers.get(iri) or part.things.get(iri)
    if node is None:
        return {"iri": texts(iri)}
    row: Row = {"iri": texts(iri, 1000), "type": node.type, "label": texts.name(node.label)}
    if isinstance(node, Paper):
        return {**row, "year": node.year} if node.year else row
    if node.url:
        row["url"] = texts(node.url)
    return {**row, "aliases": list(map(texts.name, node.aliases[:3]))} if node.aliases else row


def show_end(part: GraphModel, iri: str, texts: Texts) -> Row:
    """Return a neighbour: its IRI and what it is called."""
    node = part.papers.get(iri) or part.things.get(iri)
    return {"iri": texts(iri, 1000), "label": texts.name(node.label)} if node else {"iri": texts(iri, 1000)}


def describe(store: Store, asked: Row, texts: Texts) -> Row:
    """Return what the graph says of a thing or a paper."""
    iri, others = resolve(store, asked["thing"])
    part = read_part(store, {iri})
    answer = (
        _describe_paper(part, part.papers[iri], texts)
        if iri in part.papers
        else _describe_thing(store, part, part.things[iri], texts)
    )
    if others:
        answer["same_name"] = [texts(other, 1000) for other in others]
    return answer


def _describe_paper(part: GraphModel, paper: Paper, texts: Texts) -> Row:
    told: Row = {"iri": paper.iri, "type": paper.type, "title": texts.name(paper.label)}
    if paper.authors:
        told["authors"] = first_of(paper.authors, _AUTHORS, texts.name, "sparql: the members of bibo:authorList")
    for name in ("year", "venue", "doi", "arxiv", "url", "abstract"):
        if value := getattr(paper, name):
            told[name] = texts(value) if isinstance(value, str) else value
    if paper.outside_field:
        told["outside_field"] = True
    facts = [fact for fact in part.facts if fact.paper == paper.iri]
    rest = "evidence with this paper as `first` pages through all, with sentences"
    told["says"] = first_of(facts, 3 * _FEW, lambda fact: _show_fact(part, fact, texts), rest)
    return told


def _show_fact(part: GraphModel, fact: Fact, texts: Texts) -> Row:
    return {"relation": to_words(fact.relation), "type": fact.type, **show_end(part, fact.thing, texts)}


def _describe_thing(store: Store, part: GraphModel, thing: Thing, texts: Texts) -> Row:
    facts = [fact for fact in part.facts if fact.thing == thing.iri]
    told = {**show_node(part, thing.iri, texts), "papers": len({fact.paper for fact in facts})}
    if thing.aliases:
        told["aliases"] = first_of(thing.aliases, _ALIASES, texts.name, "sparql: skos:altLabel")
    if len(thing.types) > 1:
        told["types"] = list(thing.types)
    if thing.kind:
        told["kind"] = thing.kind
    if thing.same_as:
        told["same_as"] = first_of(thing.same_as, _FEW, texts, "sparql: the graph has them all")
    told["roles"] = dict(sorted(Counter(to_words(fact.relation) for fact in facts).items()))
    relations = [one for one in part.relations if thing.iri in {one.subject, one.object}]
    rest = "evidence with this thing as `first` pages through all, with sentences"
    told["relations"] = first_of(relations, _FEW, lambda one: show_relation(part, one, texts), rest)
    told["beside"] = [_show_beside(pair, texts) for pair in find_beside(store, thing.iri, _FEW)]
    told["see"] = "papers: who names it; evidence: with sentences; compare: it and another thing"
    return told


def show_relation(part: GraphModel, relation: Relation, texts: Texts) -> Row:
    """Return a relation between two things, its ends with what they are called."""
    return {
        "subject": show_end(part, relation.subject, texts),
        "relation": to_words(relation.relation),
        "object": show_end(part, relation.object, texts),
    }


def find_beside(store: Store, iri: str, limit: int) -> list[tuple[Row, int]]:
    """Return what most papers name beside a thing, and how many do."""
    properties = ", ".join(f"kg:{name}" for name in OF_PAPERS)
    sparql = _BESIDE.format(thing=str(NamedNode(iri)), properties=properties, limit=limit)
    answer = store.query(sparql, prefixes=v.PREFIXES)
    assert isinstance(answer, QuerySolutions)  # noqa: S101  # a SELECT gives nothing else
    counts = {row[0].value: int(row[1].value) for row in answer}
    labels = labels_of(store, counts)
    return [({"iri": other, "label": labels[other]}, count) for other, count in counts.items()]


def labels_of(store: Store, iris: Iterable[str]) -> dict[str, str]:
    """Return what some nodes are called, each as the whole graph calls it."""
    labels = {}
    for iri in iris:
        known = (
            quad.object.value
            for name in dict.fromkeys((*NAMES, *TITLES))
            for quad in store.quads_for_pattern(NamedNode(iri), NamedNode(name), None, DefaultGraph())
            if isinstance(quad.object, Literal)
        )
        labels[iri] = min(known, default=iri)
    return labels


def _show_beside(pair: tuple[Row, int], texts: Texts) -> dict[str, Any]:
    end, papers = pair
    return {"iri": texts(end["iri"], 1000), "label": texts.name(end["label"]), "papers": papers}
