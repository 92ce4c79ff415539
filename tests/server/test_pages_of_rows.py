"""Answers of more rows than a page shows: all of them can be paged through, and files hold all."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

PAPERS = 450
BASE = "https://w3id.org/kgbuild/id/"
KG = "https://w3id.org/kgbuild/ontology#"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = ['e:bert a kg:Method ; skos:prefLabel "BERT" .']
    lines += [f'p:n{n} a kg:Paper ; dcterms:title "Paper {n:03}" ; kg:usesMethod e:bert .' for n in range(PAPERS)]
    prefixes = (
        f"@prefix e: <{BASE}entity/> . @prefix p: <{BASE}paper/> . @prefix kg: <https://w3id.org/kgbuild/ontology#> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    )
    path = tmp_path_factory.mktemp("many") / "graph.ttl"
    path.write_text(prefixes + "\n".join(lines), encoding="utf-8")
    return path


def titles(page: str) -> list[str]:
    return re.findall(r'<td role="cell" data-label="title"[^>]*><a[^>]*><bdi>(.*?)</bdi>', page)


def test_all_rows_can_be_paged_through_and_files_hold_them_all(
    start: Callable[..., Any], stop: Callable[..., Any], many: Path
) -> None:
    served = start(many)
    for target, asked in [("/ask", {"q": "papers that use BERT"}), ("/ask/papers-that-name", {"x": "BERT"})]:
        address: str | None = f"{target}?{urlencode(asked)}"
        seen, spans = [], []
        while address is not None:
            status, _, page = served.ask("GET", address)
            assert status == 200
            seen += titles(page)
            spans += re.findall(r"<span>Rows ([^<]*)</span>", page)
            following = re.search(r'<a rel="next" href="([^"]*)"', page)
            address = target + following[1].replace("&amp;", "&") if following else None
        assert sorted(seen) == [f"Paper {n:03}" for n in range(PAPERS)]
        assert spans == ["1 to 200 of 450", "201 to 400 of 450", "401 to 450 of 450"]
        assert f'<a rel="prev" href="?{urlencode(asked)}&amp;page=2"' in page
        _, _, text = served.ask("GET", f"{target}?{urlencode({**asked, 'format': 'csv'})}")
        assert [row["title"] for row in csv.DictReader(io.StringIO(text))] == seen
        _, _, text = served.ask("GET", f"{target}?{urlencode({**asked, 'format': 'json'})}")
        assert len(json.loads(text)) == PAPERS
    assert stop(served) == (0, "")


def test_a_page_that_there_is_not_is_the_nearest_one(
    start: Callable[..., Any], stop: Callable[..., Any], many: Path
) -> None:
    served = start(many)
    for page, span in [
        ("99", "401 to 450"),
        ("0", "1 to 200"),
        ("-1", "1 to 200"),
        ("x", "1 to 200"),
        ("9" * 99, "1 "),
    ]:
        _, _, text = served.ask("GET", "/ask?" + urlencode({"q": "papers that use BERT", "page": page}))
        assert f"<span>Rows {span}" in text
    assert stop(served) == (0, "")


def test_an_answer_of_one_page_has_no_others(served: Any) -> None:
    _, _, page = served.ask("GET", "/ask?" + urlencode({"q": "papers that use BERT"}))
    assert "200 rows" in page
    assert 'class="pages"' not in page


def test_a_query_that_gives_as_many_rows_as_it_may_says_so(
    start: Callable[..., Any], stop: Callable[..., Any], tmp_path: Path
) -> None:
    lines = [
        f'<{BASE}paper/n{n}> <http://purl.org/dc/terms/title> "Paper {n}" ; a <{KG}Paper> ;'
        f' <http://purl.org/dc/terms/creator> "Ann Author" .'
        for n in range(4)
    ]
    path = tmp_path / "graph.ttl"
    path.write_text("\n".join(lines), encoding="utf-8")
    served = start(path)
    told = "At most 2 rows are given: there may be more; the query authors takes a larger limit."
    assert told in served.ask("GET", "/ask/authors?limit=2")[2]
    assert "there may be more" not in served.ask("GET", "/ask/authors?limit=200")[2]
    assert stop(served) == (0, "")
