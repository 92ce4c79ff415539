"""The file of corrections: what it may hold, what is told of what it may not, and that changing it loses nothing."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.curation import COLUMNS, MOST_BYTES, Row, change_curation, parse_curation, read_curation
from kgbuild.errors import CurationError, KgbuildError

HEADER = "action\tthing\tvalue\ttype\tpaper\tother_paper\tmatch\tnote\n"


def parse(*lines: str):
    return parse_curation(HEADER + "".join(f"{line}\n" for line in lines), "c.tsv")


def test_each_action_is_read_with_its_line() -> None:
    rows = parse(
        "same\tKD\tknowledge distillation",
        "# a comment",
        "",
        "different\tGAT\tGAT\t\t2301.00001",
        "rename\tlow-rank adaptation\tLoRA",
        "Retype\tWikipedia\tdataset\tTask",
        "reject\tour method",
        "accept\tRoBERTa\t\tMethod\tA title",
        "role\tCOCO\tUsed",
        "alias\tLoRA\tlow-rank  adapters",
        "link\tBERT\thttps://www.wikidata.org/entity/Q61726893\t\t\t\tskos:closeMatch\tas they say",
    ).rows
    assert [line for line, _ in rows] == [2, 5, 6, 7, 8, 9, 10, 11, 12]
    assert rows[3][1] == Row("retype", "Wikipedia", "Dataset", type="Task")
    assert rows[7][1].value == "low-rank adapters"
    assert rows[8][1].match == "closeMatch"


def test_columns_may_be_fewer_and_in_any_order_after_the_action() -> None:
    text = "\ufeffaction\tvalue\tthing\r\nrename\tLoRA\tlow-rank adaptation\r\n"
    ((line, row),) = parse_curation(text, "c.tsv").rows
    assert (line, row) == (2, Row("rename", "low-rank adaptation", "LoRA"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("sing\tBERT", 'no action "sing"; known: same, different'),
        ("\tBERT", 'no action ""'),
        ("reject", "no thing"),
        ("reject\tBERT\tNot a name", "reject takes no value"),
        ("same\tBERT", "same needs a value"),
        ("same\tBERT\tbert", "both are one name"),
        ("same\tGPT-4\tGPT 4\t\tp1\tp1", "both are one name"),
        ("retype\tBERT\tModel", 'no type "Model"; known: Method'),
        ("reject\tBERT\t\tModel", 'no type "Model"'),
        ("role\tBERT\tinvented", 'no role "invented"; known: proposed'),
        ("link\tBERT\tQ61726893", "begins with neither https:// nor http://"),
        ("link\tBERT\tjavascript:alert(1)", "begins with neither"),
        ("link\tBERT\thttps://", "names no host"),
        ("link\tBERT\thttps://[a/b", "is no IRI"),
        ("link\tBERT\thttps://example.org/a b", "what an IRI cannot hold"),
        ("link\tBERT\thttps://example.org/100%", "what an IRI cannot hold"),
        ("link\tBERT\thttps://example.org/\t\t\t\tsameAs", 'no match "sameAs"; known: exactMatch'),
        ("rename\tBERT\tBert\t\t\t\texactMatch", "match is of link only"),
        ("rename\tBERT\tBert\t\t\tp2", "other_paper is of same and different only"),
        ("rename\tBERT\tBert\t\t\t\t\t\tmore", "9 cells below 8 columns"),
        ("rename\tBERT\tB\x00", "control character (U+0000)"),
        ("rename\tBERT\t" + "a" * 1001, "1,001 characters"),
    ],
)
def test_a_row_that_cannot_be_is_told_with_its_line(line: str, told: str) -> None:
    with pytest.raises(CurationError) as caught:
        parse("reject\tfine", line)
    assert str(caught.value).startswith("c.tsv, line 3: ")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("same\tKD\tknowledge distillation", "different\tKnowledge-Distillation\tkd"),
        ("rename\tLoRA\tlow-rank adaptation", "rename\tlora\tLow-rank"),
        ("retype\tCOCO\tBenchmark", "retype\tCOCO\tDataset"),
        ("reject\tCOCO\t\t\tp1", "accept\tCOCO\t\t\tP1"),
        ("role\tCOCO\tused", "role\tCOCO\tmentioned"),
        ("link\tBERT\thttps://example.org/1", "link\tBERT\thttps://example.org/1\t\t\t\tcloseMatch"),
    ],
)
def test_rows_that_contradict_each_other_are_told_with_both_lines(one: str, two: str) -> None:
    with pytest.raises(CurationError, match=r"c\.tsv, lines 2 and 4: .* contradict each other"):
        parse(one, "reject\tfine", two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("same\tKD\tknowledge distillation", "same\tknowledge distillation\tKD"),
        ("retype\tCOCO\tBenchmark\t\tp1", "retype\tCOCO\tDataset\t\tp2"),
        ("alias\tBERT\tone", "alias\tBERT\ttwo"),
        ("link\tBERT\thttps://example.org/1", "link\tBERT\thttps://example.org/2"),
        ("role\tCOCO\tused", "rename\tCOCO\tMS COCO"),
    ],
)
def test_rows_that_agree_or_say_different_things_stand_beside_each_other(one: str, two: str) -> None:
    assert len(parse(one, two).rows) == 2


@pytest.mark.parametrize(
    "header", ["thing\taction\tvalue", "action\tvalue", "action\tthing\tcolour", "action\tthing\tthing", "reject\tBERT"]
)
def test_a_header_that_is_none_is_told(header: str) -> None:
    with pytest.raises(CurationError, match=r"c\.tsv, line 2: a header is expected, with action first"):
        parse_curation(f"# first\n{header}\nreject\tBERT\n", "c.tsv")


def test_what_is_not_utf8_is_told_with_its_line(tmp_path) -> None:
    path = tmp_path / "c.tsv"
    path.write_bytes(HEADER.encode() + b"reject\tB\xe9ta\n")
    with pytest.raises(CurationError, match=r"line 2: not UTF-8"):
        read_curation(path)
    with pytest.raises(CurationError, match=r"cannot be read"):
        read_curation(tmp_path / "nowhere.tsv")


def test_a_file_that_is_too_large_is_refused(tmp_path) -> None:
    path = tmp_path / "c.tsv"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    for read in (read_curation, change_curation):
        with pytest.raises(KgbuildError, match=r"c\.tsv: larger than 16 MiB"):
            read(path)


def test_changing_keeps_comments_order_and_rows_of_others(tmp_path) -> None:
    path = tmp_path / "c.tsv"
    path.write_bytes(b"# mine\r\naction\tthing\r\n\r\nreject\tsecond\r\nreject\tthird")
    change_curation(
        path, [Row("accept", "second"), Row("rename", "fourth", "4th")], removed=[Row("reject", "third").identity]
    )
    assert path.read_text("utf-8") == "# mine\naction\tthing\tvalue\n\naccept\tsecond\nrename\tfourth\t4th\n"


def test_an_answer_that_stands_already_changes_no_byte(tmp_path) -> None:
    path = tmp_path / "c.tsv"
    path.write_text("action\tthing\tnote\nreject\tfirst\tbecause\n", "utf-8")
    change_curation(path, [Row("reject", "First")])
    assert path.read_text("utf-8") == "action\tthing\tnote\nreject\tfirst\tbecause\n"


def test_taking_back_what_is_not_there_makes_no_file(tmp_path) -> None:
    change_curation(tmp_path / "c.tsv", removed=[Row("reject", "first").identity])
    assert not (tmp_path / "c.tsv").exists()


def test_a_file_that_is_a_link_stays_one(tmp_path) -> None:
    (tmp_path / "deep").mkdir()
    link = tmp_path / "c.tsv"
    link.symlink_to(tmp_path / "deep" / "real.tsv")
    change_curation(link, [Row("reject", "first")])
    assert link.is_symlink()
    assert "first" in (tmp_path / "deep" / "real.tsv").read_text("utf-8")


def test_processes_that_change_one_file_at_once_lose_no_row_and_leave_no_other_file(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom kgbuild.curation import Row, change_curation\n"
        "for n in range(25): change_curation(Path(sys.argv[1]), [Row('reject', f'{sys.argv[2]} {n}')])"
    )
    path = tmp_path / "c.tsv"
    running = [subprocess.Popen([sys.executable, "-c", code, str(path), name]) for name in ("one", "two", "three")]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    assert len(read_curation(path).rows) == 75
    assert [entry.name for entry in tmp_path.iterdir()] == ["c.tsv"]


def test_the_page_about_the_file_tells_its_columns_and_actions() -> None:
    from kgbuild.curation import ACTIONS, MATCHES

    page = (Path(__file__).parents[2] / "docs" / "curation.md").read_text("utf-8")
    assert [word for word in (*COLUMNS, *ACTIONS, *MATCHES) if f"`{word}`" not in page] == []


names = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=30).filter(lambda s: s.split())


@given(st.lists(st.tuples(st.sampled_from(("reject", "rename", "alias")), names, names), max_size=5), st.booleans())
def test_rows_are_read_as_they_were_written_whatever_names_hold(tmp_path_factory, found, again) -> None:
    path = tmp_path_factory.mktemp("written") / "c.tsv"
    rows = {}
    for action, thing, value in found:
        row = Row(action, " ".join(thing.split()), "" if action == "reject" else " ".join(value.split()))
        rows[row.identity] = row
    for row in rows.values():
        change_curation(path, [row])
    if again:
        change_curation(path, list(rows.values()))
    read = [row for _, row in read_curation(path).rows] if path.exists() else []
    assert read == list(rows.values())


@given(st.text(max_size=200))
def test_any_text_is_a_curation_or_told_in_one_line(text: str) -> None:
    for content in (text, HEADER + text, f"{HEADER}same\t{text}"):
        told = ""
        try:
            parse_curation(content, "c.tsv")
        except CurationError as error:
            told = str(error)
        assert told == "" or told.startswith("c.tsv, line")
        assert len(told.splitlines()) <= 1
