"""A page never grows beyond its limit: what is connected least stays out, and that is told."""

import re

import pytest
from conftest import load, many
from test_page import read_data

from kgbuild.errors import GraphError
from kgbuild.views import ViewOptions, write_view
from kgbuild.views.budget import fit_model

PAPERS = 1000


def evidence_for(papers: int) -> str:
    """Return two sentences for each of the things that papers of `many` have for themselves."""
    statements = []
    for n in range(papers):
        for i in range(3):
            text = f"In our study {n} of things like these we look at item {i} as nobody did < before; "
            mentions = "".join(
                f"""s:{n}-{i}-{m} a kg:Mention ; kg:section "abstract" ; oa:start "{m * 200}"^^xsd:nonNegativeInteger ;
                  oa:prefix "{text}{m} " ; oa:exact "Own {n} {i}" ; oa:suffix " & more." . """
                for m in range(2)
            )
            statements.append(
                f"""s:{n}-{i} rdf:subject p:n{n} ; rdf:predicate kg:proposesMethod ; rdf:object e:own-{n}-{i} ;
                kg:confidence 0.75 ; kg:hasMention s:{n}-{i}-0, s:{n}-{i}-1 . {mentions}"""
            )
    return "\n".join(statements)


@pytest.fixture(scope="module")
def large():
    """Return papers, each with things of its own that it tells of in two sentences."""
    return load(many(PAPERS), evidence_for(PAPERS))


def count_of(told: str, word: str) -> int:
    found = re.search(rf"([\d,]+) {word}s?\b", told)
    return int(found[1].replace(",", "")) if found else 0


def write(model, path, max_bytes: int) -> tuple[dict, str]:
    summary = write_view(model, path, options=ViewOptions(max_bytes=max_bytes))
    return read_data(path.read_text("utf-8")), summary.left_out


@pytest.mark.parametrize("limit", [1_350_000, 1_800_000])
def test_a_page_stays_within_its_limit_and_fills_it(large, tmp_path, limit):
    data, told = write(large, tmp_path / "g.html", limit)
    assert limit - 600_000 < (tmp_path / "g.html").stat().st_size <= limit
    assert f"under {limit / 1e6:g} MB" in told
    assert data["left"] == told


def test_what_is_connected_least_goes_first_and_everything_is_counted(large, tmp_path):
    data, told = write(large, tmp_path / "g.html", 1_350_000)
    keys = {row[0] for row in data["nodes"]}
    papers, things, statements = (count_of(told, word) for word in ("paper", "thing", "statement"))
    assert things > 500
    assert len(keys) == len(large) - things - papers
    assert len(data["edges"]) == len(large.facts) - statements
    assert {"entity/everywhere", "entity/d7", "entity/t80"} <= keys
    gone = {iri.rsplit("id/", 1)[1] for iri in large.things} - keys
    assert len(gone) == things
    assert {key[:11] for key in gone} == {"entity/own-"}
    left = {row[0]: row[7].get("left", 0) for row in data["nodes"] if row[0].startswith("paper/")}
    assert left == {paper: sum(key.startswith(f"entity/own-{paper[7:]}-") for key in gone) for paper in left}


def test_sentences_stay_out_before_things_do(large, tmp_path):
    data, told = write(large, tmp_path / "g.html", 2_400_000)
    assert len(data["nodes"]) == len(large)
    assert re.search(r"Left out, to keep the page under 2.4 MB: [\d,]+ sentences\.", told)
    shown = [sum(len(mention) > 1 for mention in edge[4]) for edge in data["edges"] if edge[4]]
    assert max(shown) - min(shown) <= 1  # the first of each statement, then the second
    assert sum(shown) > 1000


def test_what_fits_is_left_as_it_is(maps, tmp_path):
    assert fit_model(maps, 100_000, 40_000_000)[0] is maps
    data, told = write(maps, tmp_path / "g.html", 40_000_000)
    assert told == data["left"] == ""


def test_one_graph_gives_one_small_page(large, tmp_path):
    write(large, tmp_path / "a.html", 1_400_000)
    write(large, tmp_path / "b.html", 1_400_000)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_limit_below_the_page_itself_is_refused_in_one_line(maps, tmp_path):
    with pytest.raises(GraphError, match="too few for a page") as caught:
        write(maps, tmp_path / "g.html", 700_000)
    assert "\n" not in str(caught.value)


@pytest.mark.browser
def test_the_page_says_what_it_leaves_out(visit, large):
    seen = visit(large, options=ViewOptions(max_bytes=1_400_000))
    assert "Left out, to keep the page under 1.4 MB" in seen.page.inner_text("#panel .left")
    seen.page.evaluate("location.hash = 'paper/n5'")
    seen.page.wait_for_selector("#panel[data-of='paper/n5']")
    assert "left out of this page" in seen.page.inner_text("#panel")
