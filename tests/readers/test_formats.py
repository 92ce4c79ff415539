import gzip
import io
import json

import pytest

from kgbuild.config import INPUT_FORMATS
from kgbuild.datamodel import Extraction, Skipped
from kgbuild.errors import InputError
from kgbuild.readers import FORMATS, count_left_out, read_inputs

ONE = {"id": "a1", "title": "On Margins", "abstract": "Margins help."}
TWO = {"id": "a2", "title": "On Widths", "abstract": "Widths hurt."}
TITLES = ["On Margins", "On Widths"]


def titles(*inputs: str, stdin=None) -> list[str]:
    return [paper.title for paper in read_inputs(inputs, stdin).papers]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", json.dumps([ONE, TWO], indent=1)),
        ("a.json", json.dumps({"meta": {"count": 2}, "results": [ONE, TWO], "facets": []})),
        ("a.json", f"{json.dumps(ONE)}\n{json.dumps(TWO)}\n"),
        ("a.jsonl", f"{json.dumps(ONE)}\r\n\r\n{json.dumps(TWO)}"),
        ("a.jsonl", json.dumps([ONE, TWO])),
        ("a.txt", f"{json.dumps(ONE)}\n{json.dumps(TWO)}\n"),
        ("a.txt", "Title\tAbstract\nOn Margins\tMargins help.\nOn Widths\tWidths hurt.\n"),
        ("a.csv", "id,Title,Abstract\na1,On Margins,Margins help.\na2,On Widths,Widths hurt.\n"),
        ("a.csv", "ID;Article Title;Abstract Note\na1;On Margins;Margins help.\na2;On Widths;Widths, hurt\n"),
        ("a.tsv", "Document Title\tabstract\nOn Margins\tMargins help.\nOn Widths\tWidths hurt.\n"),
        ("a.csv", f"{json.dumps(ONE)}\n{json.dumps(TWO)}\n"),
        ("a", f"{json.dumps(ONE)}\n{json.dumps(TWO)}\n"),
        ("a.dat", json.dumps([ONE, TWO])),
    ],
)
def test_the_same_papers_are_read_from_every_format(write, name: str, content: str) -> None:
    path = write(name, content)
    assert titles(path) == TITLES
    assert titles(write(name + ".gz", gzip.compress(content.encode()))) == TITLES
    assert titles("-", stdin=io.BytesIO(content.encode())) == TITLES
    assert titles("-", stdin=io.StringIO(content)) == TITLES


def test_lines_above_the_column_names_are_left_out(write) -> None:
    text = "Search;margins\n;\nTITLE;Summary\nOn Margins;Margins help.\nOn Widths;Widths hurt.\n"
    papers = read_inputs([write("a.csv", text)]).papers
    assert [(paper.title, paper.source) for paper in papers] == [
        ("On Margins", ("a.csv#1",)),
        ("On Widths", ("a.csv#2",)),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_says_the_encoding(write, encoding: str) -> None:
    assert titles(write("a.csv", "title,abstract\nÜber Ränder,Sie helfen.\n".encode(encoding))) == ["Über Ränder"]


def test_a_single_object_with_a_title_is_a_paper(write) -> None:
    assert titles(write("a.json", json.dumps(ONE, indent=2))) == ["On Margins"]


def test_metadata_is_kept_from_foreign_columns(write) -> None:
    head = "Authors,Article Title,Publication Year,Source Title,DOI,arXiv ID,Link,Abstract Note"
    row = (
        '"Byron, Ada; Hopper, Grace",On Margins,2024-05-01,J. Margins,https://doi.org/10.1000/ABC,'
        "arXiv:2301.00001v2,https://example.org/m,Yes."
    )
    (paper,) = read_inputs([write("a.csv", f"{head}\n{row}\n")]).papers
    assert paper.authors == ("Byron, Ada", "Hopper, Grace")
    assert (paper.year, paper.venue, paper.doi) == (2024, "J. Margins", "10.1000/abc")
    assert (paper.arxiv, paper.url, paper.source) == ("2301.00001", "https://example.org/m", ("a.csv#1",))


def test_metadata_is_kept_from_foreign_keys(write) -> None:
    item = {
        "display_name": "On Margins",
        "summary": "They help.",
        "publication_date": "2023-12-31",
        "authorships": [
            {"author": {"display_name": "Ada Byron"}},
            {"author": {"display_name": "Grace Hopper"}},
        ],
        "journal": {"name": "J. Margins"},
    }
    (paper,) = read_inputs([write("a.jsonl", [item])]).papers
    assert (paper.title, paper.abstract, paper.year) == ("On Margins", "They help.", 2023)
    assert (paper.authors, paper.venue) == (("Ada Byron", "Grace Hopper"), "J. Margins")


def test_the_better_column_wins_unless_it_is_empty(write) -> None:
    text = "Summary,Title,Abstract\nshort,One,long text\nshort,Two,\n"
    assert [p.abstract for p in read_inputs([write("a.csv", text)]).papers] == ["long text", "short"]


def test_cells_may_hold_line_breaks_and_very_long_texts(write) -> None:
    long = "word " * 40_000
    (paper,) = read_inputs([write("a.csv", f'title,abstract\n"On\nMargins","{long}\nend"\n')]).papers
    assert paper.title == "On Margins"
    assert paper.abstract == f"{long}\nend"


def test_a_record_with_entities_is_an_extraction(write) -> None:
    item = ONE | {"entities": [{"type": "Method", "names": ["Margins"]}]}
    plain, extraction = read_inputs([write("a.jsonl", [TWO, item])]).papers
    assert not isinstance(plain, Extraction)
    assert isinstance(extraction, Extraction)
    assert [e.names for e in extraction.entities] == [("Margins",)]


def test_folders_are_read_below_and_sorted_and_other_files_are_counted(write, tmp_path) -> None:
    write("in/b.jsonl", [TWO])
    write("in/sub/c.jsonl", [{"title": "Third"}])
    write("in/a.json", json.dumps([ONE]))
    write("in/notes.docx", b"PK\x03\x04")
    write("in/.hidden/d.jsonl", [{"title": "Hidden"}])
    result = read_inputs([str(tmp_path / "in")])
    assert [paper.title for paper in result.papers] == ["On Margins", "On Widths", "Third"]
    assert count_left_out(result.skipped) == "1 file left out: 1 .docx"
    assert [paper.source for paper in result.papers] == [("a.json#1",), ("b.jsonl#1",), ("c.jsonl#1",)]


def test_patterns_are_expanded_and_no_file_is_read_twice(write, tmp_path) -> None:
    path = write("x1.jsonl", [ONE])
    write("x2.jsonl", [TWO])
    result = read_inputs([str(tmp_path / "x*.jsonl"), path, str(tmp_path)])
    assert (result.records, titles(str(tmp_path / "**" / "*.jsonl"))) == (2, TITLES)


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(write) -> None:
    assert titles(write("a[1].jsonl", [ONE])) == ["On Margins"]


def test_a_broken_line_among_a_thousand_is_skipped_and_named(write) -> None:
    lines = [json.dumps({"title": f"Paper number {number}"}) for number in range(1000)]
    lines[499] = lines[499][:-3]
    result = read_inputs([write("x.jsonl", "\n".join(lines))])
    assert (result.records, len(result.papers)) == (999, 999)
    (skipped,) = result.skipped
    assert skipped.where == "x.jsonl#500"
    assert skipped.why.startswith("not JSON: ")
    assert "\n" not in skipped.why


def test_a_line_that_is_not_utf8_is_read_as_windows_1252_and_told(write) -> None:
    good = json.dumps(ONE).encode()
    result = read_inputs([write("x.jsonl", good + b'\n{"title": "Gr\xfcn"}\n' + json.dumps(TWO).encode())])
    assert [paper.title for paper in result.papers] == [TITLES[0], "Grün", TITLES[1]]
    assert [note.where for note in result.notes] == ["x.jsonl"]
    assert "Windows-1252" in result.notes[0].why


def test_a_record_with_neither_title_nor_abstract_is_skipped_with_what_it_has(write) -> None:
    result = read_inputs([write("x.jsonl", [ONE, {"id": "7", "venue": "..."}, TWO])])
    assert result.skipped == (Skipped("x.jsonl#2", 'no "title"; found: id, venue', 2),)
    table = read_inputs([write("x.csv", "title,year\nOn Margins,2001\n,2002\n\nOn Widths,\n")])
    assert [(paper.title, paper.year) for paper in table.papers] == [("On Margins", 2001), ("On Widths", None)]
    assert table.skipped == (Skipped("x.csv#2", 'no "title"; found: year', 3),)


def test_an_abstract_without_a_title_is_numbered_and_told(write) -> None:
    result = read_inputs([write("x.csv", "title,abstract\nOn Margins,Yes\n,No\n\nOn Widths,\n")])
    assert [paper.title for paper in result.papers] == ["On Margins", "Untitled 2", "On Widths"]
    assert result.notes == (Skipped("x.csv#2", 'no title; called "Untitled 2"'),)
    # The second of another file is another paper.
    both = read_inputs([write("x.csv", "abstract\nOne.\n"), write("y.csv", "abstract\nTwo.\n")])
    assert [paper.abstract for paper in both.papers] == ["One.", "Two."]


BAD = [
    ("none.jsonl", None, "no such file or folder"),
    ("empty.txt", "", "empty"),
    ("blank.jsonl", " \n\n", "empty"),
    ("binary.json", bytes(range(256)) * 4, "a binary file, not text"),
    ("nul.txt", b"\0" * 500, "a binary file, not text"),
    ("notes.docx", b"PK\x03\x04\xff\xfe\x00" * 9,
     "not a format that kgbuild reads (`kgbuild build --help` names those it reads)"),
    ("notes.md", "# Notes\n\nNothing here.\n", "not a format that kgbuild reads"),
    ("head.csv", "title,abstract\n", "no rows below the column names"),
    ("other.csv", "name,size\na,1\n", 'no column "title"; found: name, size'),
    ("broken.json", '[{"title": "x"', "not JSON: the file ends within it"),
    ("deep.json", "[" * 100_000, "not JSON: "),
    ("empty.json", "[]", "an empty list of records"),
    ("text.json", '"title"', "no list of records but a string"),
    ("lists.json", '{"a": [{"title": "x"}], "b": [{"title": "y"}]}',
     "several lists of records with titles; found: a, b"),
    ("torn.jsonl.gz", gzip.compress(b"x" * 5000)[:-9], "cannot be unpacked"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "why"), BAD, ids=[case[0] for case in BAD])
def test_a_bad_file_is_one_clear_line_and_the_good_ones_are_read(write, tmp_path, name, content, why) -> None:
    path = str(tmp_path / name) if content is None else write(name, content)
    good = write("good.jsonl", [ONE])
    result = read_inputs([path, good])
    (skipped,) = result.skipped
    assert [paper.title for paper in result.papers] == ["On Margins"]
    assert (skipped.where, result.files) == (path, (good,))
    assert why in skipped.why
    with pytest.raises(InputError) as error:
        read_inputs([path])
    assert str(error.value) == f"{path}: {skipped.why}"
    assert "\n" not in str(error.value)


def test_a_folder_with_nothing_to_read_is_named(write, tmp_path) -> None:
    write("in/notes.docx", b"PK")
    with pytest.raises(InputError, match=r"in: a folder with nothing to read \(`kgbuild build --help`"):
        read_inputs([str(tmp_path / "in")])


@pytest.mark.parametrize("name", ["x" * 5000, "nul\0.json", "two\nlines.json", "[z", "", "~"])
def test_a_name_that_no_file_can_have_is_one_clear_line(name: str) -> None:
    with pytest.raises(InputError, match=r": no (such file or folder|file matches this pattern)$") as error:
        read_inputs([name])
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 300


def test_no_input_and_nothing_readable_are_errors(write) -> None:
    with pytest.raises(InputError, match="no input given"):
        read_inputs([])
    with pytest.raises(InputError, match=r"^nothing readable: a: no such file or folder; b: .*; and 1 more$"):
        read_inputs(["a", "b", "*.c", "d"])


def test_control_characters_go_and_the_rest_stays_as_it_is(write) -> None:
    item = {
        "title": "On \u0000Mar\u0007gins\r\n and more ",
        "abstract": " One\ttab.\r\nTwo \u0001lines.  \ud800",
    }
    (paper,) = read_inputs([write("x.jsonl", [item])]).papers
    assert paper.title == "On Margins and more"
    assert paper.abstract == "One\ttab.\nTwo lines.  \ufffd"


def test_what_a_kept_record_loses_is_noted(write) -> None:
    item = ONE | {
        "doi": "unknown",
        "entities": [{"type": "Method", "names": ["M"], "mentions": [{"text": "zzz"}]}],
    }
    result = read_inputs([write("x.jsonl", [item])])
    assert result.skipped == ()
    assert result.notes == (
        Skipped("x.jsonl#1", '"doi" is unknown, which is no usable value, left out'),
        Skipped("x.jsonl#1", 'entity 1, mention 1: "zzz" is not in the text, left out'),
    )


def test_the_names_that_options_take_are_those_of_the_table():
    assert tuple(row.name for row in FORMATS) == INPUT_FORMATS
