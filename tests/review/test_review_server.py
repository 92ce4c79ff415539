"""What the server of a review gives and refuses, and that it writes one file only."""

import json
from pathlib import Path

import pytest
from doubtful_build import THINGS, to_ledger

from kgbuild.curation import read_curation
from kgbuild.errors import InputError
from kgbuild.review.doubts import find_doubts


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_joins_come_first_then_near_misses_then_extractions_by_doubt(folder) -> None:
    found = find_doubts(folder).questions
    assert [q.kind for q in found[:4]] == ["join", "join", "near-miss", "extraction"]
    assert [q.names for q in found[:3]] == [("Thing 3", "Thing 5"), ("LNT", "Lantern Net"), ("Thing 8", "Thing 9")]
    assert len(found) == 3 + THINGS
    assert found[3].names == ("Thing 50",), "papers outside the field come first"
    rest = [q.confidence for q in found[4:]]
    assert rest == sorted(rest)


def test_a_pair_that_is_told_twice_is_asked_once_where_it_is_most_doubtful(folder) -> None:
    pair = {"subject_label": "Thing 10", "object_id": "entity:thing-11", "object_label": "Thing 11"}
    more = [{**pair, "confidence": confidence} for confidence in ("0.8", "0.2", "0.6")]
    (folder / "aliases.tsv").write_text(to_ledger(*more), encoding="utf-8")
    joins = [question for question in find_doubts(folder).questions if question.kind == "join"]
    assert [(question.names, question.confidence) for question in joins] == [
        (("Thing 10", "Thing 11"), 0.2),
        (("Thing 3", "Thing 5"), 0.4),
        (("LNT", "Lantern Net"), 0.55),
    ]


def test_every_extraction_comes_with_its_sentence(folder) -> None:
    question = next(q for q in find_doubts(folder).questions if q.names == ("Thing 7",))
    (quote,) = question.quotes
    assert (quote.paper, quote.before, quote.exact, quote.after) == (
        "Study number 7",
        "In this work ",
        "Thing 7",
        " is looked at.",
    )


def test_a_build_without_a_ledger_says_so_and_shows_its_extractions(folder) -> None:
    (folder / "aliases.tsv").unlink()
    doubts = find_doubts(folder)
    assert {q.kind for q in doubts.questions} == {"extraction"}
    assert any("aliases.tsv" in note for note in doubts.notes)


def test_a_folder_without_a_build_is_refused(tmp_path) -> None:
    with pytest.raises(InputError, match=r"no extractions\.jsonl; give the folder"):
        find_doubts(tmp_path)


def test_answers_are_rows_of_the_curation_file_and_nothing_else_is_written(folder, start) -> None:
    before = contents(folder)
    review = start(folder)
    items = review.items
    for item, answer in ((items[0], "reject"), (items[2], "accept"), (items[3], "reject"), (items[4], "accept")):
        assert review.answer(item["id"], answer)[0] == 200
    assert review.answer(items[5]["id"], "retype", type="Dataset")[0] == 200
    after = contents(folder)
    rows = after.pop("curation.tsv").decode()
    assert after == before
    assert rows.splitlines() == [
        "action\tthing\tvalue\ttype\tpaper\tother_paper\tmatch\tnote",
        "different\tThing 3\tThing 5",
        "same\tThing 8\tThing 9",
        "reject\tThing 50\t\tMethod\tStudy number 50",
        "accept\t<img src=x onerror=alert(1)> & </script>\t\tMethod\tStudy number 0",
        "retype\tThing 1\tDataset\tMethod\tStudy number 1",
    ]


def test_an_answer_is_replaced_by_another_and_taken_back(folder, start) -> None:
    review = start(folder, "--curation", str(folder.parent / "mine.tsv"))
    item = review.items[3]["id"]
    review.answer(item, "accept")
    _, told = review.answer(item, "reject")
    assert told == {"decisions": {item: {"answer": "reject", "type": ""}}, "rows": 1}
    _, told = review.answer(item, None)
    assert told == {"decisions": {}, "rows": 0}
    assert not (folder / "curation.tsv").exists()


def test_answers_of_before_are_known_and_what_people_wrote_stays(folder, start) -> None:
    file = folder / "curation.tsv"
    file.write_text("# mine\naction\tthing\tvalue\n\nrename\tThing 2\tThing Two\nsame\tThing 9\tThing 8\n", "utf-8")
    review = start(folder)
    assert [d["answer"] for d in json.loads(review.ask("GET", "/decisions")[2])["decisions"].values()] == ["accept"]
    review.answer(review.items[3]["id"], "reject")
    lines = file.read_text("utf-8").splitlines()
    assert lines[0] == "# mine"
    assert lines[1].split("\t")[:3] == ["action", "thing", "value"]
    assert lines[2:5] == ["", "rename\tThing 2\tThing Two", "same\tThing 9\tThing 8"]
    assert len(read_curation(file).rows) == 3


def test_a_pair_that_is_in_doubt_no_more_is_asked_last_and_can_be_taken_back(folder, start) -> None:
    file = folder / "curation.tsv"
    file.write_text("action\tthing\tvalue\tpaper\nsame\tThing 20\tThing 21\tStudy number 20\n", "utf-8")
    review = start(folder)
    item = review.items[-1]
    assert item["names"] == ["Thing 20 (Study number 20)", "Thing 21"]
    decisions = json.loads(review.ask("GET", "/decisions")[2])["decisions"]
    assert decisions == {item["id"]: {"answer": "accept", "type": ""}}
    review.answer(item["id"], "reject")
    assert "different\tThing 20\tThing 21\tStudy number 20" in file.read_text("utf-8")
    review.answer(item["id"], None)
    assert read_curation(file).rows == ()


def test_two_reviews_of_one_file_lose_no_rows(folder, start) -> None:
    one, two = start(folder), start(folder)
    items = one.items
    for number, item in enumerate(items[:20]):
        (one if number % 2 else two).answer(item["id"], "reject")
    assert len(read_curation(folder / "curation.tsv").rows) == 20


def test_a_file_that_somebody_broke_meanwhile_stays_as_it_is(folder, start) -> None:
    review = start(folder)
    file = folder / "curation.tsv"
    file.write_text("action\tthing\nsing\tThing 1\n", "utf-8")
    status, told = review.answer(review.items[3]["id"], "reject")
    assert status == 409
    assert "line 2" in told["error"]
    assert file.read_text("utf-8") == "action\tthing\nsing\tThing 1\n"


def test_nothing_is_written_for_whoever_does_not_come_from_the_page(folder, start) -> None:
    review = start(folder)
    item = review.items[0]["id"]
    good = {"Content-Type": "application/json", "X-Kgbuild-Token": review.token}
    sent = {"item": item, "answer": "accept"}
    refused = [
        (403, {**good, "X-Kgbuild-Token": "guess"}, sent),
        (403, {"Content-Type": "application/json"}, sent),
        (403, {**good, "Origin": "https://example.org"}, sent),
        (403, {**good, "Origin": "null"}, sent),
        (421, {**good, "Host": "example.org"}, sent),
        (421, {**good, "Host": "127.0.0.1.example.org"}, sent),
        (415, {**good, "Content-Type": "text/plain"}, sent),
        (413, good, {**sent, "more": "x" * 5000}),
        (400, good, {"item": item, "answer": "maybe"}),
        (400, good, {"item": item, "answer": "retype", "type": "Method"}),
        (400, good, b"{"),
        (400, good, b"[" * 4000),
        (400, good, []),
        (404, good, {"item": "nothing", "answer": "accept"}),
    ]
    for status, headers, body in refused:
        assert (review.ask("POST", "/decisions", body, headers)[0], headers, body) == (status, headers, body)
    assert review.ask("PUT", "/decisions", sent, good)[0] == 405
    assert review.ask("GET", "/static/../application.py")[0] == 404
    assert not (folder / "curation.tsv").exists()
    assert review.ask("POST", "/decisions", sent, good)[0] == 200


def test_every_response_keeps_the_page_to_itself(folder, start) -> None:
    review = start(folder)
    for target in ("/", "/items.json", "/decisions", "/static/main.js", "/nowhere"):
        headers = review.ask("GET", target)[1]
        assert "default-src 'none'" in headers["content-security-policy"], target
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in headers


def test_the_start_says_how_many_questions_there_are_and_what_to_type(folder, start) -> None:
    review = start(folder)
    assert f"{3 + THINGS} questions at" in review.said
    told = json.loads(review.ask("GET", "/items.json")[2])
    assert told["command"].endswith(f"--curation {folder / 'curation.tsv'}")
