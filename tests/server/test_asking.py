"""`/ask`: a question in plain words, answered on a page and as data."""

import csv
import io
import json
from typing import Any
from urllib.parse import urlencode

import pytest


def ask(served: Any, question: str, **more: str) -> tuple[int, dict[str, str], str]:
    answer: tuple[int, dict[str, str], str] = served.ask("GET", "/ask?" + urlencode({"q": question, **more}))
    return answer


def test_a_question_is_answered_on_a_page_that_says_how_it_was_read(served: Any) -> None:
    status, headers, page = ask(served, "what uses BERT?")
    assert status == 200
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert "Papers that use BERT (method)" in page
    assert '<a href="/kgbuild/id/paper/p7"' in page


def test_titles_with_html_in_them_are_text(served: Any) -> None:
    _, _, page = ask(served, "papers that use BERT")
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img src=x" not in page
    _, _, asked = ask(served, "<script>alert(1)</script>")
    assert "<script>" not in asked


def test_answers_come_as_data(served: Any) -> None:
    _, headers, text = ask(served, "how many papers use BERT", format="csv")
    assert headers["content-type"] == "text/csv; charset=utf-8"
    assert list(csv.DictReader(io.StringIO(text))) == [{"papers": "200"}]
    _, _, text = ask(served, "how many papers use BERT", format="json")
    assert json.loads(text) == [{"papers": 200}]


def test_whoever_has_the_answer_is_told_so(served: Any) -> None:
    for target in ("/ask?q=what+uses+BERT", "/ask?q=what+uses+BERT&format=csv", "/ask"):
        status, headers, _ = served.ask("GET", target)
        assert (status, headers["cache-control"]) == (200, "no-cache")
        status, again, body = served.ask("GET", target, headers={"If-None-Match": headers["etag"]})
        assert (status, again["etag"], body) == (304, headers["etag"], "")
    assert "etag" not in served.ask("GET", "/ask?q=why&format=csv")[1]


@pytest.mark.parametrize(
    ("question", "form", "why"),
    [("why is BERT good", "csv", "not understood: "), ("", "json", "no question"), ("BERT", "pdf", "formats: csv")],
)
def test_what_has_no_answer_says_why(served: Any, question: str, form: str, why: str) -> None:
    status, _, text = ask(served, question, format=form)
    assert status == 400
    assert why in text


def test_a_question_that_is_not_understood_is_a_page_as_well(served: Any) -> None:
    status, _, page = ask(served, "papers on quantum gravity")
    assert status == 200
    assert "Not understood" in page


def test_examples_ask_for_no_years_where_no_paper_tells_its_own(served: Any) -> None:
    _, _, page = served.ask("GET", "/ask")
    assert "q=papers+with+code" in page
    assert "q=papers+per+year" not in page
    _, _, page = ask(served, "papers since 2020")
    assert "No answer</h1>" in page
    assert "No paper of the graph says its year." in page


def test_what_the_graph_does_not_have_is_a_page_for_people_and_a_line_for_programs(served: Any) -> None:
    status, headers, page = served.ask("GET", "/id/paper/none", headers={"Accept": "text/html"})
    assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "the graph says nothing of it" in page
    status, headers, text = served.ask("GET", "/id/paper/none")
    assert (status, headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert text.count("\n") == 1


@pytest.mark.browser
def test_a_question_is_typed_and_its_answer_followed(chromium: Any, served: Any) -> None:
    page = chromium.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.goto(f"{served.address}ask")
    page.fill("#q", "papers that use BERT")
    page.keyboard.press("Enter")
    page.wait_for_selector("table.answer")
    page.click("table.answer a:has-text('Paper 42')")
    page.wait_for_url("**/kgbuild/id/paper/p42")
    assert page.inner_text("h1") == "Paper 42"
    page.close()
    assert faults == []
