"""The site: its pages by HTTP, where explorer and report come from, forms of named queries, names that complete."""

import asyncio
import json
import os
import pickle
import re
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Store
from waiting import run_apart, wait_until

from kgbuild.asking import Declined, Plan, ask, carry_out
from kgbuild.isolation import Cause, End
from kgbuild.isolation.children import can_fork
from kgbuild.server.names import Complete, ReadNames, ReadQuestion, explain_want_of_names
from kgbuild.server.site import put_in_site
from kgbuild.server.workers import Limits, Workers

HTML = {"Accept": "text/html"}
DEMO = Path(__file__).resolve().parents[2] / "output" / "demo"


def fetch(served: Any, target: str) -> tuple[int, dict[str, str], str]:
    """GET a page as a browser does, again while it is being made."""
    answers: list[tuple[int, dict[str, str], str]] = []

    def is_made() -> bool:
        answers[:] = [served.ask("GET", target, headers=HTML)]
        status, headers, text = answers[0]
        assert status != 202 or (headers["retry-after"] == "2" and "One moment" in text)
        return status != 202

    wait_until(is_made, f"{target} made")
    return answers[0]


@pytest.mark.parametrize("target", ["/", "/report", "/ask", "/ask/counts", "/sparql", "/id/entity/bert"])
def test_every_page_has_the_navigation_and_a_strict_policy(served: Any, target: str) -> None:
    status, headers, page = fetch(served, target)
    assert status == 200
    links = re.findall(r'<a href="(/|/report|/ask|/sparql)"', page[page.index('<nav class="site-bar"') :])
    assert links[:4] == ["/", "/report", "/ask", "/sparql"]
    policy = headers["content-security-policy"]
    for part in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in script
    assert "http" not in script
    assert headers["x-content-type-options"] == "nosniff"


def test_explorer_and_report_may_run_their_own_scripts_only(served: Any) -> None:
    for target in ("/", "/report"):
        _, headers, page = fetch(served, target)
        policy = headers["content-security-policy"]
        assert re.search(r"script-src 'self' 'sha256-[^']+' 'sha256-[^']+'", policy)
        assert "unsafe-inline" not in policy
        assert "connect-src" not in policy  # default-src 'none': the data cannot leave
        assert "http-equiv" not in page  # the header says it, and more


def test_what_was_made_once_is_kept_and_need_not_be_sent_again(served: Any) -> None:
    _, headers, first = fetch(served, "/report")
    assert served.ask("GET", "/report", headers=HTML)[2] == first
    again = {**HTML, "If-None-Match": headers["etag"]}
    assert served.ask("GET", "/report", headers=again)[0] == 304


def test_names_in_the_report_lead_into_the_explorer_of_the_site(served: Any) -> None:
    assert 'href="/#entity/bert"' in fetch(served, "/report")[2]


def test_the_files_names_lead_to_the_pages(served: Any) -> None:
    for file, target in (("/graph.html", "/"), ("/report.html", "/report")):
        status, headers, _ = served.ask("GET", file)
        assert (status, headers["location"]) == (308, target)


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """Return a copy of a build, with its own pages beside the graph."""
    from kgbuild.graph import read_model
    from kgbuild.views import write_view
    from kgbuild.views.report import write_report

    folder = tmp_path / "build"
    folder.mkdir()
    for name in ("graph.ttl", "evidence.ttl"):
        shutil.copy(DEMO / name, folder / name)
    model = read_model(folder)
    write_view(model, folder / "graph.html", title="Beside the graph")
    write_report(model, folder / "report.html", title="Beside the graph")
    return folder


def test_pages_beside_the_graph_that_are_its_own_are_taken(
    start: Callable[..., Any], stop: Callable[..., Any], build: Path
) -> None:
    server = start(build, "--no-pages")  # so that nothing can be made
    for target in ("/", "/report"):
        status, _, page = fetch(server, target)
        assert status == 200
        assert "<title>Beside the graph</title>" in page
    assert stop(server) == (0, "")


@pytest.mark.parametrize("change", ["edited", "another build", "another program", "none"])
def test_pages_that_are_not_the_graphs_own_are_made_anew_or_left(
    start: Callable[..., Any], stop: Callable[..., Any], build: Path, change: str
) -> None:
    page = build / "report.html"
    text = page.read_text("utf-8")
    if change == "edited":
        later = page.stat().st_mtime + 10
        os.utime(build / "graph.ttl", (later, later))
    elif change == "another build":
        page.write_text(re.sub(r'(kgbuild-build" content=")\w{32}', rf"\g<1>{'0' * 32}", text), "utf-8")
    elif change == "another program":  # whose scripts are not those that this one knows
        page.write_text(text.replace("sha256-", "sha256-x", 1), "utf-8")
    else:
        page.unlink()
    server = start(build, "--no-pages")
    status, _, told = fetch(server, "/report")
    assert status == 404
    assert "There is no report here" in told
    assert "--no-pages" in told
    assert stop(server) == (0, "")
    server = start(build)
    status, _, told = fetch(server, "/report")
    assert status == 200
    assert "<title>Report on a knowledge graph</title>" in told
    assert stop(server) == (0, "")


def test_a_graph_with_nothing_of_ours_says_so_on_a_page(
    start: Callable[..., Any], stop: Callable[..., Any], tmp_path: Path
) -> None:
    graph = tmp_path / "g.nt"
    graph.write_text("<http://a.example/a> <http://a.example/b> <http://a.example/c> .\n", "utf-8")
    server = start(graph)
    status, _, page = fetch(server, "/")
    assert status == 404
    assert "nothing to show" in page
    assert stop(server) == (0, "")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only Linux limits a process's memory so")
def test_a_page_that_takes_more_memory_than_it_may_says_what_would_help(
    start: Callable[..., Any], stop: Callable[..., Any], tmp_path: Path
) -> None:
    rows = []
    for n in range(12_000):
        paper, thing = (f"<https://w3id.org/kgbuild/id/{kind}/{n}>" for kind in ("paper", "entity"))
        rows.append(f'{paper} a kg:Paper ; dcterms:title "{n}" ; kg:usesMethod {thing} .')
        rows.append(f'{thing} a kg:Method ; skos:prefLabel "method {n}" .')
    prefixes = "@prefix kg: <https://w3id.org/kgbuild/ontology#> . @prefix dcterms: <http://purl.org/dc/terms/> .\n"
    prefixes += "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    graph = tmp_path / "large.ttl"
    graph.write_text(prefixes + "\n".join(rows), "utf-8")
    server = start(graph, "--memory", "256")
    status, _, page = fetch(server, "/")
    assert (status, "more memory than 64 MiB" in page, "kgbuild view GRAPH -o graph.html" in page) == (503, True, True)
    assert server.query("ASK { ?p a kg:Paper }")[0] == 200
    assert stop(server)[0] == 0


def test_a_page_without_a_policy_is_never_served() -> None:
    with pytest.raises(ValueError, match="policy"):
        put_in_site("<html><head></head><body></body></html>", "explorer")


def test_names_are_completed_from_the_graph_the_best_known_first(served: Any) -> None:
    status, headers, text = served.ask("GET", "/names?q=be")
    assert (status, headers["content-type"]) == (200, "application/json")
    assert json.loads(text) == [{"name": "BERT", "type": "method", "papers": 200}]
    assert json.loads(served.ask("GET", "/names?q=zz")[2]) == []
    assert [row["name"] for row in json.loads(served.ask("GET", "/names")[2])] == ["BERT"]
    assert json.loads(served.ask("GET", "/names?q=x&of=authors")[2]) == []
    assert served.ask("GET", f"/names?q={'x' * 5000}")[0] == 200


def test_a_named_query_is_a_form_with_its_answer_as_a_table_of_numbers(served: Any) -> None:
    _, _, page = fetch(served, "/ask/papers-that-name")
    assert 'data-completes="things"' in page
    assert "<table" not in page  # it waits for a name
    assert "Fill in the name" in fetch(served, "/ask/papers-that-name?x=")[2]
    _, _, page = fetch(served, "/ask/papers-that-name?x=bert")
    assert "200 rows" in page
    assert '<a href="/kgbuild/id/paper/p7"' in page
    _, _, page = fetch(served, "/ask/most-used?type=Method")
    heads = re.findall(r"<th [^>]*>([^<]*)</th>", page)
    assert heads == ["type", "label", "papers"]  # in the order of the query
    assert re.search(r'<td [^>]*class="number"><bdi>200</bdi></td>', page)
    assert "XMLSchema" not in page[: page.index("<details>")]


def test_an_unknown_name_and_a_wrong_value_are_told_on_the_page(served: Any) -> None:
    _, _, page = fetch(served, "/ask/papers-that-name?x=BERTT")
    assert "Nothing in the graph is called “BERTT”" in page
    assert "BERT." in page
    status, _, page = fetch(served, "/ask/most-used?limit=many")
    assert status == 200
    assert "whole number" in page
    status, _, page = fetch(served, "/ask/nothing-of-the-kind")
    assert (status, "no such named query" in page) == (404, True)


def test_a_named_query_gives_data_too(served: Any) -> None:
    _, headers, text = served.ask("GET", "/ask/most-used?type=Method&format=json")
    assert headers["content-type"] == "application/json"
    assert json.loads(text) == [{"type": "Method", "label": "BERT", "papers": 200}]
    status, _, text = served.ask("GET", "/ask/counts?format=docx")
    assert (status, text.count("\n")) == (400, 1)


def test_hostile_titles_and_values_are_text_on_every_page(served: Any) -> None:
    for target in (
        "/ask/papers-that-name?x=BERT",
        "/ask/papers-that-name?x=%3Cscript%3Ealert(1)%3C/script%3E",
        "/report",
    ):
        _, _, page = fetch(served, target)
        assert "<img src=x" not in page
        assert "<script>alert" not in page


def test_the_sentence_behind_a_row_stands_in_it(start: Callable[..., Any], stop: Callable[..., Any]) -> None:
    server = start(DEMO)
    _, _, page = fetch(server, "/ask/compared-with?method=BERT")
    assert "<mark>" in page
    assert 'href="/kgbuild/id/statement/' in page
    _, _, page = fetch(server, "/ask?q=papers+that+use+COCO")
    assert "<mark>" in page
    assert stop(server) == (0, "")


def test_a_query_that_runs_too_long_is_told_on_a_page() -> None:
    told = explain_want_of_names(End(Cause.MEMORY, ""), Limits(1, 1, 1 << 30))
    assert (told.status, b"128 MiB" in told.body) == (503, True)
    assert explain_want_of_names(End(Cause.TIME, ""), Limits(1, 1)).status == 503


@dataclass(frozen=True)
class WhoAnswers:
    """Asks a worker which process it is."""

    def answer(self, store: Store) -> int:  # noqa: ARG002
        return os.getpid()


@pytest.mark.skipif(not can_fork(), reason="other systems start processes that do not know this module")
def test_one_process_keeps_the_names_and_another_begins_where_it_has_ended() -> None:
    async def visit() -> None:
        workers = Workers(Store(), Limits(30, 100))
        try:
            first = await workers.keep(WhoAnswers())
            assert await workers.keep(WhoAnswers()) == first
            waiting = asyncio.ensure_future(workers.keep(WhoAnswers()))
            await asyncio.sleep(0)
            waiting.cancel()  # a client that leaves does not end it
            assert await workers.keep(WhoAnswers()) == first
            assert isinstance(first, int)
            os.kill(first, signal.SIGKILL)
            assert isinstance(await workers.keep(WhoAnswers()), End)
            assert await workers.keep(WhoAnswers()) not in {first, None}
        finally:
            workers.end()

    run_apart(visit())


def test_a_question_is_read_without_the_graph_and_answered_without_the_names() -> None:
    store = Store()
    store.load((DEMO / "graph.ttl").read_bytes(), format=RdfFormat.TURTLE)
    plan = ReadQuestion("papers that use COCO").answer(store)
    assert isinstance(plan, Plan)
    found = carry_out(pickle.loads(pickle.dumps(plan)), store)  # noqa: S301  # as it comes from the other process
    assert not isinstance(found, Declined)
    assert found == ask("papers that use COCO", store)
    assert ReadNames().answer(store) > 100


def test_names_of_the_type_that_a_form_asks_for_come_first() -> None:
    store = Store()
    store.load((DEMO / "graph.ttl").read_bytes(), format=RdfFormat.TURTLE)
    rows = json.loads(Complete("", types=("Method",)).answer(store).body)
    assert {row["type"] for row in rows} == {"method"}
    assert json.loads(Complete("imagen", types=("Method",)).answer(store).body)[0]["name"] == "ImageNet"  # else any
