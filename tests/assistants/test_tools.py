"""What the tools of `kgbuild mcp` answer and refuse, through the SDK's client."""

import json
from pathlib import Path
from typing import Any

import pytest
from conversations import CONTROLS, INSTRUCTION, PAPERS, Served
from pyoxigraph import Store

from kgbuild.assistants.answers import MOST_CHARACTERS
from kgbuild.assistants.tools import ToolCall

BASE = "https://w3id.org/kgbuild/id/"
LOPPER, OAKNET, LEAFBANK = (f"{BASE}entity/{name}" for name in ("lopper", "oaknet", "leafbank"))
PAPER = f"{BASE}paper/10.1000-lopper"


def iris(rows: list[dict[str, Any]]) -> list[str]:
    return [row["iri"] for row in rows]


def test_every_tool_is_listed_as_reading_only(served: Served) -> None:
    tools = served.talk(lambda client: client.list_tools()).tools
    names = [tool.name for tool in tools]
    page = (Path(__file__).parents[2] / "docs" / "assistants.md").read_text("utf-8")
    assert [name for name in names if f"\n| `{name}` |" not in page] == []
    assert names == ["find", "describe", "papers", "evidence", "compare", "ask", "run_query", "sparql"]
    assert all(tool.annotations.read_only_hint and not tool.annotations.open_world_hint for tool in tools)


@pytest.mark.parametrize(
    ("text", "match"),
    [("oaknet", "same"), ("Oak-Net", "same"), ("oakn", "begins"), ("aknet", "part"), ("OakNte", "near")],
)
def test_a_name_is_found_in_any_spelling_by_its_parts_and_with_typing_errors(
    served: Served, text: str, match: str
) -> None:
    answer = served.call("find", text=text)
    first = answer["rows"][0]
    assert (first["iri"], first["type"], first["match"]) == (OAKNET, "Method", match)
    assert first["papers"] == PAPERS + 1


def test_papers_are_found_by_words_of_their_titles(served: Served) -> None:
    assert iris(served.call("find", text="twigs cutting", type="Paper")["rows"]) == [PAPER]
    assert served.call("find", text="twigs cutting", type="Task")["total"] == 0


def test_a_thing_is_described_with_roles_relations_and_what_stands_beside_it(served: Served) -> None:
    told = served.call("describe", thing="OakNet")
    assert told["papers"] == PAPERS + 1
    assert told["roles"] == {"compares with method": 1, "uses method": PAPERS}
    assert [(one["subject"]["iri"], one["relation"]) for one in told["relations"]["first"]] == [
        (LOPPER, "compared with")
    ]
    assert told["beside"][0] == {"iri": LEAFBANK, "label": "LeafBank", "papers": PAPERS + 1}


@pytest.mark.parametrize("name", [PAPER, "Lopper: cutting twigs", "10.1000/LOPPER", "https://doi.org/10.1000/lopper"])
def test_a_paper_is_described_whatever_it_is_called_by(served: Served, name: str) -> None:
    told = served.call("describe", thing=name)
    assert (told["iri"], told["title"], told["year"]) == (PAPER, "Lopper: cutting twigs", 2024)
    assert told["authors"] == {"total": 2, "first": ["Ada Ash", "Bo Birch"]}
    assert {(one["relation"], one["label"]) for one in told["says"]["first"]} >= {
        ("proposes method", "Lopper"),
        ("compares with method", "OakNet"),
    }


def test_papers_name_all_of_several_things_and_pass_the_filters(served: Served) -> None:
    both = served.call("papers", things=["OakNet", "LeafBank"], limit=1)
    assert both["total"] == PAPERS + 1
    (first,) = both["rows"]
    assert (first["iri"], first["code"]["first"]) == (PAPER, ["https://github.com/a/lopper"])
    assert "Lopper beats OakNet on LeafBank" in json.dumps(first)
    assert iris(served.call("papers", things=["LeafBank"], with_code=True)["rows"]) == [PAPER]
    assert iris(served.call("papers", things=["OakNet"], role="compared")["rows"]) == [PAPER]
    assert served.call("papers", things=["OakNet"], year_from=1850, year_to=1859)["total"] == 10


def test_compare_counts_all_statements_and_shows_the_first() -> None:
    graph = Store()
    prefix = "PREFIX kg: <https://w3id.org/kgbuild/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    said = " ".join(f"<{OAKNET}> kg:own{number} <{LOPPER}> ." for number in range(15))
    things = "".join(f'<{iri}> a kg:Method ; skos:prefLabel "{iri[-6:]}" . ' for iri in (OAKNET, LOPPER))
    graph.update(f"{prefix} INSERT DATA {{ {things} {said} }}")
    told = json.loads(ToolCall("compare", {"first": OAKNET, "second": LOPPER}).answer(graph).body)
    assert (told["statements"]["total"], len(told["statements"]["first"])) == (15, 12)
    assert told["statements"]["rest"] == "evidence of the two"


def test_evidence_quotes_the_sentences_of_a_statement(served: Served) -> None:
    (row,) = served.call("evidence", first="Lopper", second="OakNet")["rows"]
    assert (row["subject"]["label"], row["relation"], row["object"]["label"]) == ("Lopper", "compared with", "OakNet")
    (fact,) = served.call("evidence", first=PAPER, second="LeafBank")["rows"]
    (quote,) = fact["quotes"]
    assert quote["words"] == "LeafBank"
    assert quote["sentence"] == "Lopper beats OakNet on LeafBank, for pruning."
    assert quote["paper"] == PAPER
    assert served.call("evidence", first=OAKNET)["total"] == PAPERS + 2
    assert any("compare" in note for note in served.call("evidence", first="Hostile", second="OakNet")["notes"])


def test_two_things_and_two_papers_are_compared(served: Served) -> None:
    told = served.call("compare", first="Lopper", second="OakNet")
    assert told["statements"]["first"][0]["relation"] == "compared with"
    assert told["papers_with_both"]["total"] == 1
    beside = {one["iri"]: one["papers"] for one in told["beside_both"]["first"]}
    assert beside[LEAFBANK] == [1, PAPERS + 1]
    papers = served.call("compare", first=PAPER, second=f"{INSTRUCTION}, part 0")
    assert iris(papers["beside_both"]["first"]) == [LEAFBANK, OAKNET]
    assert LOPPER in iris(papers["only_beside_first"]["first"])


def test_named_queries_and_sparql_are_answered_in_pages(served: Served) -> None:
    told = served.call("run_query", name="papers-that-name", parameters={"x": "OakNet"}, limit=2)
    assert told["total"] == PAPERS + 1
    assert told["columns"] == ["role", "title"]
    query = "SELECT ?paper WHERE { ?paper kg:usesMethod ?thing }"
    seen, offset = [], 0
    while offset is not None:
        page = served.call("sparql", query=query, limit=60, offset=offset)
        seen += [row["paper"] for row in page["rows"]]
        offset = page.get("next_offset")
        assert (offset is not None) == any("the rest" in note for note in page.get("notes", []))
    assert len(seen) == len(set(seen)) == page["total"] == PAPERS
    assert served.call("sparql", query="ASK { ?thing skos:prefLabel 'OakNet' }") == {"boolean": True}
    graph = served.call("sparql", query="CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }", limit=3)
    assert set(graph["rows"][0]) == {"subject", "predicate", "object"}
    evidence = served.call("sparql", query="ASK { GRAPH ?g { ?s rdf:subject ?o } }")
    assert evidence == {"boolean": True}


def test_a_question_in_plain_words_is_answered_or_declined(served: Served) -> None:
    told = served.call("ask", question="how many papers use OakNet?")
    assert told["read_as"] == "the number of papers that use OakNet (method)"
    assert told["rows"] == [{"papers": PAPERS}]
    assert "SELECT" in told["sparql"]
    page = served.call("ask", question="papers that use OakNet", limit=2)
    assert len(page["rows"]) == 2
    assert page["next_offset"] == 2
    assert "not understood" in served.refused("ask", question="why is OakNet so popular?")


def test_a_named_query_about_an_unknown_name_says_what_is_near(served: Served) -> None:
    told = served.call("run_query", name="papers-that-name", parameters={"x": "OakNett"})
    assert told["rows"] == []
    assert told["notes"] == ["nothing in the graph is called 'OakNett'; near: OakNet"]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("INSERT DATA { <a:b> <a:c> <a:d> }", "INSERT is refused"),
        ("PREFIX x: <x:> DELETE WHERE { ?s ?p ?o }", "DELETE is refused"),
        ("DROP ALL", "DROP is refused"),
        ("LOAD <http://127.0.0.1:9/x>", "LOAD is refused"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/x> { ?s ?p ?o } }", "SERVICE is refused"),
        ("SELECT * { S\\u0045RVICE SILENT <http://127.0.0.1:9/x> { ?s ?p ?o } }", ""),
        ("SELECT nonsense", "not valid SPARQL"),
        ("SELECT * {" + "{" * 5000 + "}" * 5000 + "}", "brackets inside each other"),
    ],
)
def test_writes_other_servers_and_nonsense_are_refused(served: Served, query: str, why: str) -> None:
    assert why in served.refused("sparql", query=query)


def test_what_a_tool_does_not_take_is_told_in_one_line(served: Served) -> None:
    assert "'limt' was unexpected" in served.refused("find", text="x", limt=3)
    assert "'text' is a required property" in served.refused("find")
    assert "limit: 0 is less than the minimum of 1" in served.refused("find", text="x", limit=0)
    assert "'nope' is not one of" in served.refused("run_query", name="nope")
    assert "no parameter 'y'" in served.refused("run_query", name="papers-that-name", parameters={"y": "1"})
    assert "near: " + OAKNET in served.refused("describe", thing="OakNett")
    assert "a paper, not a thing" in served.refused("papers", things=[PAPER])
    assert "both names stand for this" in served.refused("compare", first="OakNet", second="oak-net")
    long = served.refused("find", text="\u202e" * 5000)
    assert len(long) < 600
    assert "\u202e" not in long


def test_hostile_names_stay_text_that_nothing_obeys(served: Served) -> None:
    for tool, arguments in (
        ("find", {"text": "Tiny"}),
        ("describe", {"thing": "Hostile"}),
        ("evidence", {"first": "Hostile"}),
        ("papers", {"things": ["OakNet"], "limit": 50}),
        ("sparql", {"query": "SELECT ?name { ?thing skos:prefLabel ?name }"}),
    ):
        text = json.dumps(served.call(tool, **arguments), ensure_ascii=False)
        assert not {"\u202e", "\x1b"} & set(text)
        assert "\\u202E" in json.loads(f'"{text[text.index("Tiny") :][:20]}"')
    tools = served.talk(lambda client: client.list_tools()).model_dump_json()
    assert INSTRUCTION not in tools
    row = served.call("find", text=INSTRUCTION, type="Dataset")["rows"][0]
    assert row["label"] == INSTRUCTION  # in a field of its own, as a name


def test_a_name_with_control_characters_is_found_by_what_is_left_of_it(served: Served) -> None:
    assert served.call("describe", thing=CONTROLS)["type"] == "Method"


def test_huge_answers_are_cut_say_so_and_come_whole_in_pages(served: Served) -> None:
    query = "SELECT ?a ?b ?c WHERE { ?s dcterms:title ?a . ?x skos:prefLabel ?b . ?y dcterms:title ?c }"
    page = served.call("sparql", query=query, limit=100)
    assert len(json.dumps(page["rows"], ensure_ascii=False)) <= MOST_CHARACTERS + 5000
    assert any("more than 100,000 rows" in note for note in page["notes"])
    seen, offset = 0, 0
    while offset is not None:
        page = served.call("papers", things=["OakNet"], limit=100, offset=offset)
        assert len(json.dumps(page["rows"], ensure_ascii=False)) <= MOST_CHARACTERS
        seen, offset = seen + len(page["rows"]), page.get("next_offset")
    assert seen == PAPERS + 1


def test_long_texts_are_cut_and_say_so(served: Served) -> None:
    told = served.call(
        "sparql",
        query="SELECT (CONCAT(STR(?s), REPLACE('x', 'x', ?l)) AS ?t) { ?s skos:prefLabel ?l FILTER(STRLEN(?l) > 800) }",
    )
    assert told["rows"][0]["t"].endswith("…")
    assert any("are cut" in note for note in told["notes"])
    quote = served.call("evidence", first=f"{INSTRUCTION}, part 2", second="LeafBank")
    sentence = quote["rows"][0]["quotes"][0]["sentence"]
    assert len(sentence) < 400
    assert sentence.startswith("…")
    assert sentence.endswith("LeafBank.")


def test_resources_give_the_ontology_and_the_queries(served: Served) -> None:
    listed = served.talk(lambda client: client.list_resources()).resources
    assert [str(one.uri) for one in listed] == ["kgbuild://ontology", "kgbuild://queries"]
    ontology = served.talk(lambda client: client.read_resource("kgbuild://ontology")).contents[0]
    assert ontology.mime_type == "text/turtle"
    assert "kg:usesMethod" in ontology.text
    queries = json.loads(served.talk(lambda client: client.read_resource("kgbuild://queries")).contents[0].text)
    assert {"name", "question", "parameters", "sparql"} == set(queries[0])


def test_prompts_are_filled_with_what_is_given_and_nothing_else(served: Served) -> None:
    prompts = served.talk(lambda client: client.list_prompts()).prompts
    assert [one.name for one in prompts] == ["overview", "compare-two", "check-claim"]
    given = {"first": "{second} {0}", "second": "OakNet"}
    text = served.talk(lambda client: client.get_prompt("compare-two", given)).messages[0].content.text
    assert "Compare {second} {0} with OakNet" in text
