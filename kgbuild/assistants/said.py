"""papers, evidence and compare: who says it, in which sentences, and what two have in common."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from kgbuild import vocabulary as v
from kgbuild.assistants.answers import Row, Texts, add_rows, first_of
from kgbuild.assistants.names import resolve
from kgbuild.assistants.things import find_beside, labels_of, show_end, show_node
from kgbuild.errors import QueryError
from kgbuild.graph.model import NO_SUPPORT, Fact, GraphModel, Paper, Relation, Support
from kgbuild.graph.parts import read_part, read_support_of
from kgbuild.graph.relations import to_words
from kgbuild.graph.support import Key

_SENTENCES: Final = 2
_FEW: Final = 12
_WIDE: Final = 200  # neighbours that are looked at for what two have in common


def papers(store: Store, asked: Row, texts: Texts) -> Row:
    """Return the papers that name all of some things, the newest first, each with how and a sentence."""
    things = [resolve(store, name)[0] for name in asked["things"]]
    part = read_part(store, set(things))
    if told := next((iri for iri in things if iri not in part.things), None):
        raise QueryError(f"{told}: a paper, not a thing that papers name; describe tells what it says")
    by_paper: defaultdict[str, dict[str, list[Fact]]] = defaultdict(dict)
    for fact in part.facts:
        if fact.thing in things and asked.get("role", fact.role) == fact.role:
            by_paper[fact.paper].setdefault(fact.thing, []).append(fact)
    hits = [part.papers[iri] for iri, found in by_paper.items() if len(found) == len(set(things))]
    hits = [paper for paper in hits if _in_years(paper, asked)]
    if asked.get("with_code"):
        hits = [paper for paper in hits if _code(store, paper.iri)]
    hits.sort(key=lambda paper: (-(paper.year or 0), paper.label, paper.iri))

    def show(page: Sequence[Paper]) -> list[Row]:
        shown = {paper.iri: [fact for found in by_paper[paper.iri].values() for fact in found] for paper in page}
        support = read_support_of(store, [_key(fact) for found in shown.values() for fact in found])
        return [
            _show_paper(
                paper,
                [_say(part, fact, support.get(_key(fact)), texts) for fact in shown[paper.iri]],
                _code(store, paper.iri),
                texts,
            )
            for paper in page
        ]

    answer: Row = {"of": [show_node(part, iri, texts) for iri in dict.fromkeys(things)]}
    return add_rows(answer, hits, show, limit=asked["limit"], offset=asked["offset"])


def _in_years(paper: Paper, asked: Row) -> bool:
    first, last = asked.get("year_from"), asked.get("year_to")
    if first is None and last is None:
        return True
    return paper.year is not None and (first or 0) <= paper.year <= (9999 if last is None else last)


def _code(store: Store, paper: str) -> list[str]:
    """Return the addresses of the repositories that a paper links to."""
    has, url = NamedNode(v.KG + "hasRepository"), NamedNode(v.KG + "url")
    links = [quad.object for quad in store.quads_for_pattern(NamedNode(paper), has, None, DefaultGraph())]
    told = {
        link.value: min(_values(store, link, url), default=link.value) for link in links if isinstance(link, NamedNode)
    }
    return [told[iri] for iri in sorted(told)]


def _values(store: Store, node: NamedNode, predicate: NamedNode) -> list[str]:
    found = store.quads_for_pattern(node, predicate, None, DefaultGraph())
    return [quad.object.value for quad in found if isinstance(quad.object, Literal | NamedNode)]


def _say(part: GraphModel, fact: Fact, support: Support | None, texts: Texts) -> Row:
    return {"relation": to_words(fact.relation), **show_end(part, fact.thing, texts), **_told(support, texts, 1)}


def _show_paper(paper: Paper, says: Sequence[Row], code: Sequence[str], texts: Texts) -> Row:
    row: Row = {"iri": texts(paper.iri, 1000), "title": texts.name(paper.label)}
    if paper.year:
        row["year"] = paper.year
    row["says"] = list(says)
    if code:
        row["code"] = first_of(code, 3, lambda url: texts(url, 1000), "describe of the paper")
    return row


def _told(support: Support | None, texts: Texts, most: int = _SENTENCES) -> Row:
    """Return how sure a fact is, and its first sentences."""
    support = support or NO_SUPPORT
    row: Row = {}
    if support.confidence is not None:
        row["confidence"] = support.confidence
    if support.mentions:
        row["quotes"] = [texts.quote(mention) for mention in support.mentions[:most]]
        if len(support.mentions) > most:
            row["more_quotes"] = len(support.mentions) - most
    return row


def _key(said: Fact | Relation) -> Key:
    ends = (said.paper, said.thing) if isinstance(said, Fact) else (said.subject, said.object)
    return ends[0], v.KG + said.relation, ends[1]


def evidence(store: Store, asked: Row, texts: Texts) -> Row:
    """Return the statements about a thing or a paper, or those that link two, with their sentences."""
    first, _ = resolve(store, asked["first"])
    part = read_part(store, {first})
    answer: Row = {"first": show_node(part, first, texts)}
    ends = {first}
    if second := asked.get("second", ""):
        other, _ = resolve(store, second)
        answer["second"] = show_node(
            part if other in part.papers or other in part.things else read_part(store, {other}), other, texts
        )
        ends.add(other)
    said: list[Fact | Relation] = [
        *(fact for fact in part.facts if ends <= {fact.paper, fact.thing}),
        *(one for one in part.relations if ends <= {one.subject, one.object}),
    ]
    more = 20 if second else _SENTENCES  # of two there are few statements

    def show(page: Sequence[Fact | Relation]) -> list[Row]:
        support = read_support_of(store, [_key(one) for one in page])
        return [_show_said(part, one, support.get(_key(one)), texts, more) for one in page]

    add_rows(answer, said, show, limit=asked["limit"], offset=asked["offset"])
    if second and not said:
        answer.setdefault("notes", []).append("no statement links the two; compare tells what they have in common")
    if any("more_quotes" in row for row in answer["rows"]):
        told = "more_quotes tells how many are left out; give both ends of a statement, or sparql: kg:hasMention"
        answer.setdefault("notes", []).append(told)
    return answer


def _show_said(part: GraphModel, said: Fact | Relation, support: Support | None, texts: Texts, most: int) -> Row:
    subject, _, value = _key(said)
    row = {
        "subject": show_end(part, subject, texts),
        "relation": to_words(said.relation),
        "object": show_end(part, value, texts),
        **_told(support, texts, most),
    }
    if support and isinstance(said, Relation):
        row["papers"] = first_of(support.papers, 5, lambda iri: texts(iri, 1000), "sparql: prov:wasDerivedFrom")
    return row


def compare(store: Store, asked: Row, texts: Texts) -> Row:
    """Return what links two things or papers, what both have, and what only one has."""
    pair = [resolve(store, asked[side])[0] for side in ("first", "second")]
    if pair[0] == pair[1]:
        raise QueryError(f"{pair[0]}: both names stand for this; give two different ones")
    part = read_part(store, set(pair))
    answer: Row = {side: show_node(part, iri, texts) for side, iri in zip(("first", "second"), pair, strict=True)}
    linked = evidence(store, {"first": pair[0], "second": pair[1], "limit": _FEW, "offset": 0}, texts)
    answer["statements"] = {"total": linked["total"], "first": linked["rows"]}
    if len(linked["rows"]) < linked["total"]:
        answer["statements"]["rest"] = "evidence of the two"
    if all(iri in part.things for iri in pair):
        named = [{fact.paper for fact in part.facts if fact.thing == iri} for iri in pair]
        for side, found in zip(("first", "second"), named, strict=True):
            answer[side]["papers"] = len(found)
        both = sorted(named[0] & named[1], key=lambda iri: (-(part.papers[iri].year or 0), iri))
        rest = "papers with both as `things` pages through all, with sentences"
        answer["papers_with_both"] = first_of(both, _FEW, lambda iri: show_node(part, iri, texts), rest)
    return {**answer, **_share(store, part, pair, texts)}


def _share(store: Store, part: GraphModel, pair: Sequence[str], texts: Texts) -> Row:
    """Return what stands beside both of two, and beside one only, with the number of papers of each."""
    counts = [_neighbours(store, part, iri) for iri in pair]
    for other, own in zip(reversed(pair), counts, strict=True):
        own.pop(other, None)
    both = sorted(counts[0].keys() & counts[1].keys(), key=lambda iri: (-min(counts[0][iri], counts[1][iri]), iri))
    only = [
        sorted(own.keys() - other.keys(), key=lambda iri: (-own[iri], iri)) for own, other in (counts, counts[::-1])
    ]
    shown = {*both[:_FEW], *only[0][:_FEW], *only[1][:_FEW]}
    labels = labels_of(store, shown)

    def show(iri: str) -> Row:
        papers = [own[iri] for own in counts if iri in own]
        return {
            "iri": texts(iri, 1000),
            "label": texts.name(labels[iri]),
            "papers": papers if len(papers) > 1 else papers[0],
        }

    rest = f"of the {_WIDE} neighbours of each that most papers name; papers and describe tell more"
    names = ("beside_both", "only_beside_first", "only_beside_second")
    return {name: first_of(found, _FEW, show, rest) for name, found in zip(names, (both, *only), strict=True)}


def _neighbours(store: Store, part: GraphModel, iri: str) -> dict[str, int]:
    """Return what a paper names (one paper each), or what papers name beside a thing, and how many do."""
    if iri in part.papers:
        return {fact.thing: 1 for fact in part.facts if fact.paper == iri and fact.role}
    return {end["iri"]: count for end, count in find_beside(store, iri, _WIDE)}
