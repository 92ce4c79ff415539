"""Published terms, licence and RDF 1.2 on the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

from kgbuild.graph import profile_names

Run = Callable[..., Any]
USES_DATASET = "SELECT ?p ?d WHERE { ?p <https://linkedpaperswithcode.com/property/usesDataset> ?d } ORDER BY ?p ?d"


def test_a_query_for_linked_papers_with_code_has_rows_under_its_profile(run: Run, papers: Path, built: Path) -> None:
    assert json.loads(run("query", built, "-q", USES_DATASET, "--format", "json").out) == []
    assert run("build", papers, "-o", "out", "--profile", "lpwc").code == 0
    rows = json.loads(run("query", "out", "-q", USES_DATASET, "--format", "json").out)
    assert {row["d"].rpartition("/")[2] for row in rows} >= {"imagenet", "cifar-10"}
    assert run("check", "out").code == 0


@pytest.mark.parametrize("name", profile_names())
def test_a_finished_graph_exported_with_a_profile_is_the_file_built_with_it(
    run: Run, papers: Path, built: Path, name: str
) -> None:
    assert run("build", papers, "-o", "out", "--profile", name).code == 0
    assert run("export", built, "--format", "ttl", "-o", "new.ttl", "--profile", name).code == 0
    assert Path("new.ttl").read_bytes() == Path("out/graph.ttl").read_bytes()
    assert run("check", "new.ttl").code == 0


def test_a_finished_graph_answers_queries_in_published_terms(run: Run, built: Path) -> None:
    asked = run("query", built, "-q", USES_DATASET, "--format", "json", "--profile", "lpwc")
    assert len(json.loads(asked.out)) > 1
    assert run("export", built, "--format", "trig", "-o", "new.trig", "--profile", "lpwc").code == 0
    assert run("query", "new.trig", "-q", USES_DATASET, "--format", "json").out == asked.out


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("query", "counts", "--profile", "lpcw"), "profile lpcw: not known"),
        (("serve", "--profile", "lpcw"), "profile lpcw: not known"),
        (("load", "http://127.0.0.1:1", "--profile", "lpcw"), "profile lpcw: not known"),
        (("export", "--format", "nt", "--profile", "lpcw"), "profile lpcw: not known"),
        (
            ("export", "--format", "gexf", "--profile", "lpwc"),
            "formats that have one: ttl, nt, nq, trig, jsonld, rdfxml",
        ),
        (("load", "bolt://127.0.0.1:1", "--profile", "lpwc"), "load into an RDF store"),
    ],
)
def test_a_profile_that_cannot_be_written_is_wrong_use(
    run: Run, built: Path, command: tuple[str, ...], said: str
) -> None:
    name, *rest = command
    done = run(name, built, *rest)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1


def test_profiles_may_be_repeated_and_check_passes(run: Run, papers: Path) -> None:
    options = [part for name in profile_names() for part in ("--profile", name)]
    assert run("build", papers, "-o", "out", *options, "--license", "CC-BY-4.0").code == 0
    assert run("check", "out").code == 0
    assert "dcterms:license <https://spdx.org/licenses/CC-BY-4.0>" in Path("out/graph.ttl").read_text("utf-8")


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--profile", "lpcw", "profile lpcw: not known; profiles: lpwc, schema, fair4ml, orkg"),
        ("--license", "all mine", "give an IRI or an SPDX identifier such as CC-BY-4.0"),
    ],
)
def test_an_unknown_profile_or_licence_is_told_before_the_work(
    run: Run, papers: Path, option: str, value: str, said: str
) -> None:
    done = run("build", papers, "-o", "out", option, value)
    assert done.code == 2
    assert said in done.err
    assert not Path("out").exists()


def test_facts_and_evidence_come_as_rdf_1_2_on_request(run: Run, papers: Path, built: Path) -> None:
    assert not (built / "annotated.ttl").exists()
    assert run("build", papers, "-o", "out", "--annotated").code == 0
    triples = list(pyoxigraph.parse(path="out/annotated.ttl"))
    reified = [t.object for t in triples if t.predicate.value.endswith("#reifies")]
    assert reified
    assert all(isinstance(term, pyoxigraph.Triple) for term in reified)
    assert {*reified} <= {quad.triple for quad in triples}
    assert run("check", "out").code == 0
