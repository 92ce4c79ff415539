"""Relations between things, joined over the papers that state them."""

from dataclasses import replace
from itertools import permutations

from kgbuild.datamodel import ExtractedEntity, ExtractedRelation, Extraction, Link, Mention, Paper, Span
from kgbuild.graph import build_graph
from kgbuild.resolution import resolve
from kgbuild.vocabulary import DEFAULT_BASE, KG, OA, PROV


def paper(number: int, ours: str = "Lopper", theirs: str = "OakNet") -> Extraction:
    abstract = f"Trees grow. Here {ours} beats {theirs} again. See https://github.com/a/b now."
    quote = f"{ours} beats {theirs}"
    start = abstract.index(quote)
    return Extraction(
        Paper(f"Paper {number}", abstract, source=(f"x.txt#{number}",)),
        (ExtractedEntity("Method", (ours,), id="e0"), ExtractedEntity("Method", (theirs,), "term", id="e1")),
        (Link("https://github.com/a/b", "repository", id="u0"),),
        "kgbuild 0",
        (
            ExtractedRelation(
                "comparedWith",
                "e0",
                "e1",
                0.5 + number / 10,
                (Mention(Span("abstract", start, start + len(quote)), quote, "rule"),),
            ),
            ExtractedRelation("hasOfficialRepository", "paper", "u0", 0.9),
            ExtractedRelation("hasCode", "e0", "u0", 0.9),
        ),
    )


def test_two_papers_that_say_the_same_are_one_relation_with_both_as_evidence() -> None:
    knowledge = resolve([paper(1), paper(2)])
    compared, code = knowledge.relations
    assert (compared.subject, compared.predicate, compared.object) == ("lopper", "comparedWith", "oaknet")
    assert compared.papers == ("paper-1", "paper-2")
    assert (compared.kind, compared.confidence) == ("term", 0.7)
    assert [(slug, e.prefix, e.mention.text, e.suffix) for slug, e in compared.evidence] == [
        (slug, "Here ", "Lopper beats OakNet", " again.") for slug in ("paper-1", "paper-2")
    ]
    assert (code.predicate, code.object) == ("hasCode", "github-com-a-b")


def test_what_a_paper_says_of_itself_is_a_statement_beside_the_wider_one() -> None:
    said = [(s.predicate, s.entity) for s in resolve([paper(1)]).statements]
    assert said == [
        ("hasOfficialRepository", "github-com-a-b"),
        ("hasRepository", "github-com-a-b"),
        ("mentionsMethod", "lopper"),
        ("mentionsMethod", "oaknet"),
    ]


def test_the_order_of_the_papers_changes_nothing() -> None:
    papers = [paper(1), paper(2), paper(3, "Lopper", "ElmNet")]
    assert len({resolve(order) for order in permutations(papers)}) == 1


def test_a_thing_is_in_no_relation_to_itself() -> None:
    assert [r.predicate for r in resolve([paper(1, "OakNet", "Oak-Net")]).relations] == ["hasCode"]


def test_a_relation_to_a_thing_that_the_graph_leaves_out_is_left_out() -> None:
    lost = replace(paper(1), links=(Link("nowhere at all", "repository", id="u0"),))
    knowledge = resolve([lost])
    assert [r.predicate for r in knowledge.relations] == ["comparedWith"]
    assert all(s.predicate == "mentionsMethod" for s in knowledge.statements)


def test_the_graph_states_the_relation_and_names_every_paper_and_the_paper_of_each_place() -> None:
    graph = build_graph(resolve([paper(1), paper(2)]))
    fact = f"<{DEFAULT_BASE}entity/lopper> <{KG}comparedWith> <{DEFAULT_BASE}entity/oaknet>"
    assert fact in {str(triple) for triple in graph.facts}
    (node,) = {t.subject for t in graph.evidence if str(t.object) == f"<{KG}comparedWith>"}
    about = [t for t in graph.evidence if t.subject == node]
    papers = {f"<{DEFAULT_BASE}paper/paper-{number}>" for number in (1, 2)}
    assert {str(t.object) for t in about if t.predicate.value == PROV + "wasDerivedFrom"} == papers
    places = {t.object for t in about if t.predicate.value == KG + "hasMention"}
    sources = [str(t.object) for t in graph.evidence if t.subject in places and t.predicate.value == OA + "hasSource"]
    assert sorted(sources) == sorted(papers)
    quotes = {str(t.object) for t in graph.evidence if t.subject in places and t.predicate.value == OA + "exact"}
    assert quotes == {'"Lopper beats OakNet"'}
