"""`kgbuild diff`: the graphs of builds and of files, as text and as JSON."""

import json
from pathlib import Path

OLD = """@prefix kg: <https://w3id.org/kgbuild/ontology#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<x:p> a kg:Paper ; dcterms:title "On Oaks" ; kg:usesMethod <x:lora> .
<x:q> a kg:Paper ; dcterms:title "On \\u202eElms" ; kg:usesMethod <x:low> .
<x:lora> a kg:Method ; skos:prefLabel "LoRA" .
<x:low> a kg:Method ; skos:prefLabel "low-rank adaptation" .
"""
NEW = """@prefix kg: <https://w3id.org/kgbuild/ontology#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<x:p> a kg:Paper ; dcterms:title "On Oaks" ; kg:proposesMethod <x:lora> .
<x:lora> a kg:Method ; skos:prefLabel "LoRA" ; skos:altLabel "low-rank adaptation" .
"""


def test_a_build_beside_itself_has_not_changed(run, built: Path) -> None:
    done = run("diff", built, built / "graph.ttl")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "nothing changed"


def test_what_changed_is_told_in_sentences_and_as_json(run, tmp_path: Path) -> None:
    (tmp_path / "old.ttl").write_text(OLD)
    (tmp_path / "new.ttl").write_text(NEW)
    text = run("diff", "old.ttl", "new.ttl")
    assert (text.code, text.err) == (0, "")
    assert text.out.splitlines() == [
        "old: 2 papers, 2 things, 2 facts, 0 relations, 0 results",
        "new: 1 papers, 1 things, 1 facts, 0 relations, 0 results",
        "",
        "papers removed: 1",
        '  "On \\u202EElms"',
        "",
        "joins: 1",
        '  "LoRA" (method) has taken in "low-rank adaptation" (method)',
        "",
        "things changed (other names 1): 1",
        '  "LoRA": other names nothing, now "low-rank adaptation"',
        "",
        "roles changed: 1",
        '  "On Oaks" and "LoRA": was uses method, is proposes method',
        "",
        "facts removed: 1",
        '  "On \\u202EElms" uses method "low-rank adaptation"',
    ]
    whole = json.loads(run("diff", "old.ttl", "new.ttl", "--format", "json").out)
    assert [one["into"]["iri"] for one in whole["joins"]] == ["x:lora"]
    assert whole["roles"][0]["old"] == ["usesMethod"]
    assert whole["papers"]["removed"][0]["label"] == "On \u202eElms"


def test_a_graph_that_is_not_there_and_an_unknown_format_are_told(run, tmp_path: Path) -> None:
    (tmp_path / "old.ttl").write_text(OLD)
    assert run("diff", "old.ttl", "none.ttl").code == 1
    wrong = run("diff", "old.ttl", "old.ttl", "--format", "xml")
    assert (wrong.code, wrong.lines) == (2, ["kgbuild: --format xml: not known; formats: text, json"])
