"""Files that are damaged, made to harm, or not what they seem: they cost what is broken in them and no more."""

import bz2
import contextlib
import gzip
import io
import json
import lzma
import os
import threading
from pathlib import Path

import pytest
import samples

from kgbuild.errors import InputError
from kgbuild.files import reading
from kgbuild.readers import count_left_out, read_inputs, source, tell_place, unpacking


def titles(*inputs: str) -> list[str]:
    return [paper.title for paper in read_inputs(inputs).papers]


def test_a_quotation_mark_that_is_not_closed_swallows_no_rows(write) -> None:
    rows = [
        "id;title;abstract;authors;doi",
        '1;"Smart" margins;One.;Byron, A.;10.1000/1',
        '2;Teams;"Two is long.;Hopper, G.;10.1000/2',
        "3;Third;Three.;Turing, A.;10.1000/3",
        '4;Fourth;"Four\nhas two lines; and a mark ""here"".";Bell, A.;10.1000/4',
        "5;Fifth;Five.;Bell, B.;10.1000/5",
    ]
    result = read_inputs([write("a.csv", "\n".join(rows))])
    assert [paper.abstract for paper in result.papers] == [
        "One.",
        '"Two is long.',
        "Three.",
        'Four\nhas two lines; and a mark "here".',
        "Five.",
    ]
    assert result.papers[0].title == '"Smart" margins'


def test_a_row_that_an_open_mark_spoils_is_named_with_its_line(write) -> None:
    rows = ["title,abstract,doi", 'One,"A, b and, c,10.1000/1', "Two,Two.,10.1000/2", "Three,Three.,10.1000/3"]
    result = read_inputs([write("a.csv", "\n".join(rows))])
    assert [paper.title for paper in result.papers] == ["Two", "Three"]
    (skipped,) = result.skipped
    assert tell_place(skipped) == "a.csv#1 (line 2)"
    assert skipped.why.startswith("a quotation mark that is not closed; ")


def test_marks_that_are_never_closed_do_not_slow_a_table_down(write) -> None:
    result = read_inputs([write("a.csv", "title,abstract,doi\n" + 'a,"b,c,d\n' * 20_000 + "Last,Yes,10.1000/1\n")])
    assert titles_of(result) == ["Last"]
    assert len(result.skipped) == 20_000


def titles_of(result) -> list[str]:
    return [paper.title for paper in result.papers]


def test_rows_with_too_many_cells_are_told(write) -> None:
    text = "title|year|excerpt\nOne|1993|How action| usually motion| is caused.\nTwo|1994|Short.\n"
    result = read_inputs([write("a.csv", text)])
    assert result.papers[0].abstract == "How action| usually motion| is caused."
    assert [note.why for note in result.notes] == ["5 cells for 3 columns; what is too much was taken into the last"]


def test_unknown_columns_are_named_with_the_option_that_helps(write) -> None:
    text = "Titel;Zusammenfassung;Jahr\nÜber Ränder;Wir messen.;2020\n"
    path = write("a.csv", text)
    with pytest.raises(InputError, match=r'no column "title"; found: Titel, .*; name one with --columns title=\.\.\.'):
        read_inputs([path])
    columns = {"Titel": "title", "Zusammenfassung": "abstract", "jahr": "year"}
    (paper,) = read_inputs([path], columns=columns).papers
    assert (paper.title, paper.abstract, paper.year) == ("Über Ränder", "Wir messen.", 2020)
    (note,) = read_inputs([write("b.csv", "title,year\nOne,2020\n")]).notes
    assert note.why == "no abstract column is known; found: title, year; name one with --columns abstract=..."
    assert titles_of(read_inputs([write("c.json", '[{"Titel": "One"}]')], columns=columns)) == ["One"]


@pytest.mark.parametrize(
    ("text", "kept", "told"),
    [
        ('[{"title": "a"}, {"title": "b"', ["a"], "the file ends within it"),
        ('[{"title": "a"}, {"title": "b"}', ["a", "b"], "the file ends before its list does"),
        ('[{"title": "a", "n": 1}, {"title": "b", "n": }, {"title": "c", "n": 3}]', ["a", "c"], "not JSON"),
        ('[{"title": oops}, {"title": "b"}]', ["b"], "not JSON"),
        ('{"count": 3, "results": [{"title": "a"}, {"title": "b"}, {"titl', ["a", "b"], "the file ends"),
        ('{"title": "a"}\n{"title": \n{"title": "c"}\n', ["a", "c"], "not JSON"),
        ('[{"title": "a"}, 7, null, {"title": "d"}]', ["a", "d"], "not an object but"),
    ],
)
def test_damaged_json_costs_its_broken_records(write, text: str, kept: list[str], told: str) -> None:
    result = read_inputs([write("a.json", text)])
    assert titles_of(result) == kept
    assert told in result.skipped[0].why


def test_objects_one_after_another_are_records(write) -> None:
    text = json.dumps({"title": "a"}, indent=2) + "\n" + json.dumps({"title": "b"}, indent=2)
    assert titles(write("a.json", text)) == ["a", "b"]


def test_keys_that_stand_twice_are_told(write) -> None:
    result = read_inputs([write("a.json", '[{"title": "a", "doi": "10.1000/1", "doi": "10.1000/2"}]')])
    assert [note.why for note in result.notes] == ["'doi' stands twice; the last is kept"]


def test_absurd_places_of_an_inverted_abstract_are_left_out(write) -> None:
    item = {"title": "a", "abstract_inverted_index": {"One": [0], "two": [10**15, 1], "x": "y", "z": [-1, None]}}
    assert read_inputs([write("a.json", json.dumps([item]))]).papers[0].abstract == "One two"


def test_mixed_encodings_nul_bytes_and_lone_surrogates_are_read(write) -> None:
    text = "title,abstract\nGrün,Ja – ✓ und noch mehr\n".encode() + b"Caf\xe9,\x93Ja\x94 \x81\nA\x00B,c\n"
    result = read_inputs([write("a.csv", text)])
    assert [(paper.title, paper.abstract) for paper in result.papers] == [
        ("Grün", "Ja – ✓ und noch mehr"),
        ("Café", "“Ja” \ufffd"),
        ("AB", "c"),
    ]
    assert [note.why for note in result.notes] == ["4 bytes are not UTF-8, the first in line 3; read as Windows-1252"]
    assert read_inputs([write("b.jsonl", '{"title": "a\\ud800b", "year": NaN}\n')]).papers[0].title == "a\ufffdb"


def test_other_scripts_are_not_taken_for_windows_1252(write) -> None:
    text = "title,abstract\nО границах,Мы изучаем границы широких сетей и показываем как они помогают.\n"
    result = read_inputs([write("a.csv", text.encode("cp1251"))])
    assert result.papers[0].title == "О границах"
    assert "a guess" in result.notes[0].why


def test_entities_are_not_expanded_and_nothing_is_fetched(write, tmp_path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    feed = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>One &f; more</title></entry></feed>'
    entity = f'<!DOCTYPE f [<!ENTITY f SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    assert titles(write("a.xml", entity + feed)) == ["One more"]
    bomb = '<!DOCTYPE f [<!ENTITY a "xxxxxxxxxx">'
    bomb += "".join(f'<!ENTITY a{k} "{f"&a{k - 1 if k else str()};" * 10}">' for k in range(12))
    with pytest.raises(InputError, match="entity"):
        read_inputs([write("b.xml", f'{bomb}<!ENTITY f "&a11;">]>{feed}')])


def test_damaged_xml_is_told_with_its_line_and_the_rest_is_read(write) -> None:
    text = samples.ATOM.replace("<name>Grace Hopper</name>", "<name>Grace & Hopper<name>")
    result = read_inputs([write("a.xml", text)])
    assert result.papers[0].title == "On Margins of Wide Networks"
    (skipped,) = result.skipped
    assert skipped.line > 1
    assert "damaged XML" in skipped.why


def test_what_unpacks_beyond_all_measure_is_not_read_on(write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_FREE_GROWTH", 1 << 16)
    bomb = gzip.compress(b"title,abstract\nOne,Yes.\n" + b"a" * (1 << 22))
    result = read_inputs([write("a.csv.gz", bomb)])
    assert titles_of(result) == ["One"]
    assert "unpacks to more than 250 times its size" in result.skipped[0].why
    inner = samples.to_zip({"../../a.csv": "title\nOne\n", "b.csv": "title\n" + "a" * (1 << 22)})
    result = read_inputs([write("a.zip", inner)])
    assert "One" in titles_of(result)
    assert "unpacks to more than" in result.skipped[0].why
    for _ in range(4):
        inner = samples.to_zip({"a.zip": inner})
    with pytest.raises(InputError, match="packed more than 3 times over"):
        read_inputs([write("b.zip", inner)])


ABSTRACT = b"We use BERT. " * 40
LINES = b"".join(b'{"title": "Number %d", "abstract": "%b"}\n' % (number, ABSTRACT) for number in range(4_000))


def halves_of(text: bytes) -> tuple[bytes, bytes]:
    middle = text.index(b"\n", len(text) // 2) + 1
    return text[:middle], text[middle:]


def test_a_file_that_is_larger_than_allowed_is_left_out(write) -> None:
    path, beside = write("a.jsonl", LINES), write("b.jsonl", '{"title": "Beside"}\n')
    result = read_inputs([path, beside], limit=1 << 20)
    assert titles_of(result) == ["Beside"]
    assert [entry.why for entry in result.skipped] == [
        "larger than 1 MiB; split it, or allow more with --max-input-size"
    ]
    assert read_inputs([path], limit=len(LINES)).records == 4_000


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.jsonl.gz", gzip.compress),
        ("a.jsonl.gz", lambda text: gzip.compress(b"") * 3 + gzip.compress(text[:1000]) + gzip.compress(text[1000:])),
        ("a.jsonl.bz2", bz2.compress),
        ("a.jsonl.xz", lzma.compress),
        ("a.zip", lambda text: samples.to_zip({"a.jsonl": text})),
        ("a.zip", lambda text: samples.to_zip(dict(zip(("a.jsonl", "b.jsonl"), halves_of(text), strict=True)))),
        ("a.zip", lambda text: samples.to_zip({"a.jsonl.gz": gzip.compress(text)})),
    ],
)
def test_of_what_unpacks_to_more_than_allowed_no_more_is_read(write, name, pack) -> None:
    path = write(name, pack(LINES))
    result = read_inputs([path], limit=1 << 20)
    assert 1_000 < result.records < 4_000
    assert "larger than 1 MiB when unpacked; what stands behind that is left out" in result.skipped[-1].why
    assert (read_inputs([path]).records, read_inputs([path]).skipped) == (4_000, ())


def test_of_standard_input_and_pipes_no_more_is_read_than_allowed(tmp_path: Path) -> None:
    result = read_inputs(["-"], io.BytesIO(LINES), limit=1 << 20)
    assert "larger than 1 MiB; what stands behind that is left out" in result.skipped[0].why
    os.mkfifo(tmp_path / "pipe")

    def write_on() -> None:
        with contextlib.suppress(BrokenPipeError):
            (tmp_path / "pipe").write_bytes(LINES)

    writer = threading.Thread(target=write_on)
    writer.start()
    piped = read_inputs([str(tmp_path / "pipe")], limit=1 << 20)
    writer.join()
    assert piped.records == result.records
    assert piped.skipped[0].why == result.skipped[0].why


def test_a_workbook_that_is_larger_than_allowed_is_left_out(write) -> None:
    name, content = samples.SAMPLES["xlsx"]
    for limit, told in ((len(content) - 1, "; split it"), (len(content), " when unpacked; split it")):
        with pytest.raises(InputError, match=rf"a\.xlsx: larger than {limit:,} bytes{told}"):
            read_inputs([write(name, content)], limit=limit)


@pytest.mark.parametrize("nested", ["[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_what_is_nested_too_deep_costs_its_record_only(write, name: str, nested: str) -> None:
    records = ['{"title": "One"}', f'{{"title": "Two", "x": {nested}}}', '{"title": "Three"}']
    text = "\n".join(records) if name == "a.jsonl" else f"[{', '.join(records)}]"
    result = read_inputs([write(name, text)])
    assert titles_of(result) == ["One", "Three"]
    assert [(entry.where, "nested too deeply" in entry.why) for entry in result.skipped] == [(f"{name}#2", True)]


def test_a_line_beyond_all_measure_costs_itself(write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "LONGEST_LINE", 1 << 16)
    long = b'{"title": "' + b"a" * (1 << 20) + b'"}\n'
    result = read_inputs([write("a.jsonl", b'{"title": "One"}\n' * 2 + long + b'{"title": "Three"}\n')])
    assert titles_of(result) == ["One", "Three"]
    assert [entry.where for entry in result.skipped] == ["a.jsonl#3"]
    assert any("longer than" in note.why for note in result.notes)


def test_pipes_devices_and_links_in_circles_do_not_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_WRITER_SECONDS", 0.2)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text("title\nOne\n")
    os.mkfifo(folder / "pipe.csv")
    (folder / "circle").symlink_to(folder)
    (folder / "dead.csv").symlink_to(tmp_path / "nothing")
    result = read_inputs([str(folder)])
    assert titles_of(result) == ["One"]
    assert {entry.where: entry.why for entry in result.skipped} == {
        "pipe.csv": "a pipe or device, not a file",
        "dead.csv": "a link that leads nowhere",
    }
    with pytest.raises(InputError, match=r"pipe\.csv: a pipe or device that gave nothing for"):
        read_inputs([str(folder / "pipe.csv")])
    with pytest.raises(InputError, match=r"zero: not a format that kgbuild reads"):
        read_inputs(["/dev/zero"])
    with pytest.raises(InputError, match=r"null: empty$"):
        read_inputs([os.devnull])


def test_a_pipe_that_somebody_writes_to_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text("title,abstract\nOne,Yes\n"))
    handle = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # the writer need not wait for us
    writer.start()
    writer.join(timeout=20)
    try:
        assert titles(str(pipe)) == ["One"]
    finally:
        os.close(handle)


def test_files_of_other_kinds_are_counted_by_kind(write, tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx", "c.docx", "film.mp4", "more.mp4", "LICENSE"):
        write(f"in/{name}", "x")
    write("in/a.ris", samples.RIS)
    write("in/library.dat", samples.BIBTEX)
    result = read_inputs([str(tmp_path / "in")])
    assert count_left_out(result.skipped) == "6 files left out: 3 .docx, 2 .mp4, 1 without an ending"
    assert result.records == 4


def test_strict_ends_at_the_first_that_cannot_be_read(write) -> None:
    path = write("a.jsonl", '{"title": "One"}\n{"no": 1}\n{"title": "Three"}\n')
    with pytest.raises(InputError, match=r'^a\.jsonl#2: no "title"; found: no \(--strict\)$'):
        read_inputs([path], strict=True)
    assert titles_of(read_inputs([write("b.jsonl", '{"title": "One"}\n')], strict=True)) == ["One"]


def test_fields_of_bibtex_that_no_comma_parts_are_fields_all_the_same(write) -> None:
    first = "@article{a,\n title = {One}\n year = 2020\n abstract={x = {y}, z = 3},\n}\n"
    bib = first + "@article{b, title={A} doi={10.1000/b}}\n"
    result = read_inputs([write("a.bib", bib)])
    assert [(paper.title, paper.year, paper.abstract, paper.doi) for paper in result.papers] == [
        ("One", 2020, "x = {y}, z = 3", ""),
        ("A", None, "", "10.1000/b"),
    ]


def test_lists_behind_each_other_are_read_and_what_else_stands_behind_one_is_told(write) -> None:
    lists = '[{"title": "A"}, {"title": "B"}]\n[{"title": "C"}]\n'
    papers = read_inputs([write("a.jsonl", lists)]).papers
    assert [(paper.title, paper.source) for paper in papers] == [
        ("A", ("a.jsonl#1",)),
        ("B", ("a.jsonl#2",)),
        ("C", ("a.jsonl#3",)),
    ]
    result = read_inputs([write("b.json", '[{"title": "A"}]\n"and so on"')])
    assert [note.why for note in result.notes] == ["what stands behind the list of records is left out (line 2)"]


def test_a_file_in_which_no_record_is_found_says_so(write) -> None:
    with pytest.raises(InputError, match=r"a\.ris: no record in it, read as ris"):
        read_inputs([write("a.ris", "ty  - JOUR\nti  - lower\n")])
    result = read_inputs([write("b.bib", "@string{a = {b}}\n"), write("c.bib", "@misc{c, title={C}}")])
    assert [(entry.where, entry.why) for entry in result.skipped] == [("b.bib", "no record in it, read as bibtex")]


def test_a_table_of_titles_alone_keeps_their_commas(write) -> None:
    papers = read_inputs([write("a.csv", "title\nOaks, elms, and more\n")]).papers
    assert [paper.title for paper in papers] == ["Oaks, elms, and more"]
