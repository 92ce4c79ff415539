"""What people's tools export: the same papers from every format, whatever its dialect, packing and encoding."""

import bz2
import gzip
import io
import lzma

import pytest
import samples

from kgbuild.datamodel import Paper
from kgbuild.readers import FORMATS, read_inputs
from kgbuild.readers.formats import choose_format
from kgbuild.readers.source import Source
from kgbuild.readers.unpacking import open_input


def described(paper: object) -> dict[str, object]:
    assert isinstance(paper, Paper)
    authors = tuple(" ".join(reversed(name.split(", "))) for name in paper.authors)
    return {
        "title": paper.title,
        "abstract": paper.abstract.replace("\n", " ").strip(),
        "authors": authors,
        "year": paper.year,
        "venue": paper.venue,
        "doi": paper.doi,
        "keywords": paper.keywords,
    }


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_the_same_papers_come_from_every_format(write, name: str) -> None:
    file, content = samples.SAMPLES[name]
    path = write(file, content)
    result = read_inputs([path])
    assert [described(paper) for paper in result.papers] == samples.PAPERS
    assert result.skipped == ()
    # By its content alone, and as the user says.
    assert read_inputs([write("no-ending", content)]).records == 2 or name == "csv"
    assert read_inputs([path], input_format=name).papers == result.papers
    files = open_input(path, file, None)
    opened = next(files)
    assert isinstance(opened, tuple)
    assert choose_format(Source(*opened)).name == name


@pytest.mark.parametrize("name", samples.TABLES)
def test_the_same_papers_come_from_tables_of_any_delimiter_and_encoding(write, name: str) -> None:
    file, content = samples.TABLES[name]
    result = read_inputs([write(file, content)])
    assert [described(paper) for paper in result.papers] == samples.PAPERS
    assert result.skipped == ()


def test_csv_ris_and_bibtex_give_the_same_papers(write) -> None:
    found = [read_inputs([write(*samples.SAMPLES[name])]).papers for name in ("csv", "ris", "bibtex")]
    assert [described(paper) for paper in found[0]] == [described(paper) for paper in found[1]]
    assert [described(paper) for paper in found[0]] == [described(paper) for paper in found[2]]


@pytest.mark.parametrize("name", ["ris", "csl-json", "pubmed-xml", "csv", "xlsx"])
def test_packed_files_are_read_from_disk_and_from_standard_input(write, name: str) -> None:
    file, content = samples.SAMPLES[name]
    content = content.encode() if isinstance(content, str) else content
    for ending, pack in ((".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)):
        result = read_inputs([write(file + ending, pack(content))])
        assert [described(paper) for paper in result.papers] == samples.PAPERS
        assert read_inputs(["-"], io.BytesIO(pack(content)), input_format=name).records == 2
    result = read_inputs([write("a.zip", samples.to_zip({f"in/{file}": content, "in/notes.docx": b"x"}))])
    assert result.papers[0].source == (f"a.zip/in/{file}#1",)
    assert [(entry.where, entry.kind) for entry in result.skipped] == [("a.zip/in/notes.docx", ".docx")]


def test_every_format_has_a_sample_here_or_tests_of_its_own() -> None:
    elsewhere = {"daily-papers", "daily-papers-html", "daily-papers-json", "text", "papers-with-code", "json", "jsonl"}
    assert {row.name for row in FORMATS} == set(samples.SAMPLES) | elsewhere


def test_bibtex_crossref_strings_and_a_broken_entry(write) -> None:
    text = (
        "@string{ml = {Margins } # {Letters}}\n"
        "@inproceedings{a, title={A Paper}, crossref={v}, author={Byron, Ada and {Group and Friends} and others}}\n"
        "@article{bad, title={No End, year=2020\n\n"
        "@article{b, title={Another}, journal=ml, eprint={2101.00001}, archivePrefix={arXiv}, year={2020}}\n"
        "@article{c, title={Third}, title={Again}, crossref={missing}}\n"
        "@proceedings{v, title={The Volume}, year=2018}\n"
    )
    result = read_inputs([write("a.bib", text)])
    assert [(paper.title, paper.venue, paper.year) for paper in result.papers] == [
        ("A Paper", "The Volume", 2018),
        ("Another", "Margins Letters", 2020),
        ("Third", "", None),
    ]
    assert result.papers[0].authors == ("Byron, Ada", "Group and Friends")
    assert result.papers[1].arxiv == "2101.00001"
    (skipped,) = result.skipped
    assert (skipped.where, skipped.line) == ("a.bib#2", 3)
    assert [note.why for note in result.notes] == [
        '"title" stands twice; the first is kept',
        'its crossref "missing" is not in the file',
        "a volume that other entries refer to, no paper of its own",
    ]


def test_ris_without_ends_with_odd_spaces_and_text_between(write) -> None:
    text = (
        "\ufeffRecord #1 of 2\nProvider: Nobody\n1.\nTY  -  JOUR\nTI  -  On Margins\nAB  -  One.\n      Two.\nER\n"
        "TY  -  JOUR\nT1  -  On Widths\nAN  -  PUBMED 123\nN1  -  a note\n2.\nTY  -  JOUR\nTI  -  On Ends\n"
    )
    result = read_inputs([write("a.ris", text)])
    assert [paper.title for paper in result.papers] == ["On Margins", "On Widths", "On Ends"]
    assert result.papers[0].abstract.startswith("One.\nTwo.")
    assert result.papers[1].pmid == "123"
    one_space = "TY - JOUR\nTI - On Margins\nAB - Widths. DNA - based.\nER -\n"
    assert read_inputs([write("b.ris", one_space)]).papers[0].abstract == "Widths. DNA - based."


def test_identifiers_of_all_catalogues_are_kept_and_a_second_one_too(write) -> None:
    items = [
        samples.to_openalex(samples.FIRST) | {"ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/101"}},
        samples.to_s2(samples.SECOND),
        {"title": "Third", "doi": "10.1000/a; https://doi.org/10.1000/b", "pmid": ["7", "8"]},
    ]
    first, second, third = read_inputs([write("a.jsonl", items)]).papers
    assert isinstance(first, Paper)
    assert isinstance(second, Paper)
    assert isinstance(third, Paper)
    assert (first.openalex, first.pmid, first.doi) == ("W2021", "101", "10.1000/m.1")
    assert second.s2 == f"{2019:040x}"
    assert (third.doi, third.pmid, third.identifiers) == ("10.1000/a", "7", ("10.1000/b", "8"))


def test_zotero_keeps_identifiers_in_a_field_of_its_own(write) -> None:
    text = 'Key,Title,Abstract Note,Extra\nK1,On Margins,They help.,"arXiv:2101.00001 [cs]\nPMID: 77"\n'
    (paper,) = read_inputs([write("a.csv", text)]).papers
    assert isinstance(paper, Paper)
    assert (paper.arxiv, paper.pmid, paper.id) == ("2101.00001", "77", "K1")


def test_repositories_of_papers_with_code_are_one_papers(write) -> None:
    item = {"paper_title": "On Margins", "paper_arxiv_id": "2101.00001", "repo_url": "https://github.com/a/b"}
    items = [item | {"is_official": False}, item | {"repo_url": "https://github.com/c/d", "is_official": True}]
    (paper,) = read_inputs([write("a.json", samples.json.dumps(items))]).papers
    assert isinstance(paper, Paper)
    assert [(one.url, one.is_official) for one in paper.repositories] == [
        ("https://github.com/a/b", False),
        ("https://github.com/c/d", True),
    ]


DAILY = {
    "dailyPapers": [
        {
            "paper": {
                "id": "2101.00001",
                "title": "On Margins",
                "summary": "They help.",
                "authors": [{"name": "Ada Byron"}],
                "publishedAt": "2021-01-01T00:00:00.000Z",
            },
            "title": "On Margins",
        }
    ]
}


def test_daily_papers_are_read_from_saved_html_and_from_the_api(write) -> None:
    props = samples.json.dumps(DAILY).replace("&", "&amp;").replace('"', "&quot;")
    head = "<!doctype html><html><head><title>Daily Papers - Hugging Face</title></head><body>"
    pages = [
        write("data.html", f'{head}<div data-target="DailyPapers" data-props="{props}"></div></body></html>'),
        write("api.json", samples.json.dumps(DAILY["dailyPapers"])),
        write(
            "list.html",
            f'{head}<article><h3><a href="/papers/2101.00001">On Margins</a></h3><p>They help.</p></article></body>',
        ),
    ]
    for page in pages:
        (paper,) = read_inputs([page]).papers
        assert isinstance(paper, Paper)
        assert (paper.title, paper.abstract, paper.arxiv) == ("On Margins", "They help.", "2101.00001")
    assert read_inputs([pages[0]]).papers[0].authors == ("Ada Byron",)


def test_a_text_file_is_a_paper_by_its_first_line(write) -> None:
    text = (
        "On Margins\n\nAbstract: We study margins of networks. They are found to help on\nthree small sets of data.\n"
    )
    (paper,) = read_inputs([write("a.txt", text + "We close with a view of what is left to do for others.\n")]).papers
    assert paper.title == "On Margins"
    assert paper.abstract.startswith("We study margins of networks.")


def test_what_databases_write_where_they_have_nothing_is_nothing(write) -> None:
    nothing = ["[No abstract available]", "No abstract available.", "nan", "N/A", "null", "-", "Abstract not available"]
    rows = "".join(f"T{number},{value},NaN,[No author name available],n/a\n" for number, value in enumerate(nothing))
    result = read_inputs([write("a.csv", "title,abstract,journal,authors,keywords\n" + rows)])
    assert len(result.papers) == len(nothing)
    for paper in result.papers:
        assert isinstance(paper, Paper)
        assert (paper.abstract, paper.venue, paper.authors, paper.keywords) == ("", "", (), ())
    # A word that says more is kept.
    (paper,) = read_inputs(
        [write("b.csv", "title,abstract,journal\nT,No abstract machine halts.,NaN Letters\n")]
    ).papers
    assert isinstance(paper, Paper)
    assert (paper.abstract, paper.venue) == ("No abstract machine halts.", "NaN Letters")


def test_json_written_from_a_table_with_gaps_is_read(write) -> None:
    lines = '{"title": "T", "abstract": NaN, "doi": NaN, "venue": NaN, "pmid": 123.0, "year": 2020.0}\n'
    result = read_inputs([write("a.jsonl", lines + '{"title": "U", "abstract": 7}\n')])
    assert result.papers == (Paper("T", source=("a.jsonl#1",), year=2020, pmid="123"),)
    assert (result.notes, [entry.where for entry in result.skipped]) == ((), ["a.jsonl#2"])


def test_venues_and_keywords_are_cleaned_as_titles_are(write) -> None:
    ris = "TY  - JOUR\nTI  - T\nT2  - Elm &amp; <i>Oak</i>\nKW  - a &amp; b\nER  - \n"
    bib = '@article{a, title={T}, journal={{ELM} \\& {\\"O}ak}, keywords={gr{\\"u}n, $k$-means}}'
    papers = [*read_inputs([write("a.ris", ris)]).papers, *read_inputs([write("a.bib", bib)]).papers]
    found = [(paper.venue, paper.keywords) for paper in papers if isinstance(paper, Paper)]
    assert found == [("Elm & Oak", ("a & b",)), ("ELM & Öak", ("grün", "k-means"))]


def test_addresses_of_bibtex_are_free_of_tex(write) -> None:
    bib = (
        "@misc{a, title={A}, doi={10.1000/978\\_2}, url={https://elm.org/a{\\_}b\\%20c/\\~oak}}\n"
        "@misc{b, title={B}, url={\\url{https://elm.org/b\\_c}}}\n"
        "@misc{c, title={C}, note={See \\url{https://elm.org/c\\#d}.}}\n"
    )
    result = read_inputs([write("a.bib", bib)])
    assert [(paper.doi, paper.url) for paper in result.papers if isinstance(paper, Paper)] == [
        ("10.1000/978_2", "https://elm.org/a_b%20c/~oak"),
        ("", "https://elm.org/b_c"),
        ("", "https://elm.org/c#d"),
    ]
    assert result.notes == ()


def test_the_data_sets_of_semantic_scholar_keep_their_ids(write) -> None:
    paper = {"corpusid": 12, "externalids": {"ArXiv": "2101.00003", "CorpusId": "12"}, "title": "T", "venue": "V"}
    abstract = {"corpusid": 13, "openaccessinfo": {"externalids": {"DOI": "10.1000/a"}}, "abstract": "We prune."}
    first, second = read_inputs([write("a.jsonl", [paper, abstract])]).papers
    assert isinstance(first, Paper)
    assert isinstance(second, Paper)
    assert (first.arxiv, first.s2) == ("2101.00003", "CorpusId:12")
    assert (second.doi, second.s2, second.abstract) == ("10.1000/a", "CorpusId:13", "We prune.")


def test_an_abstract_has_no_white_space_around_it(write) -> None:
    snapshot = [{"id": "0704.0001", "title": "Oaks and\n  elms", "abstract": "  We prune\noaks.\n", "submitter": "A"}]
    (paper,) = read_inputs([write("a.jsonl", snapshot)]).papers
    assert isinstance(paper, Paper)
    assert (paper.title, paper.abstract) == ("Oaks and elms", "We prune\noaks.")


def test_two_entries_of_bibtex_with_one_key_are_two_papers(write) -> None:
    bib = "@article{k, title={One}}\n@article{k, title={Two}, title={Three}}\n@book{k, title={Four}}\n"
    result = read_inputs([write("a.bib", bib)])
    assert [paper.title for paper in result.papers if isinstance(paper, Paper)] == ["One", "Two", "Four"]
    assert [note.why for note in result.notes] == ['"title" stands twice; the first is kept']
    assert result.skipped == ()
