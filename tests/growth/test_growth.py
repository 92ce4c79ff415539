"""Nothing takes more than about linear time: eight times as much of anything takes far less than 64 times as long."""

import io
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from measuring import MOST, growth
from patterns import OURS, Pattern, random_patterns

from kgbuild.config import Options
from kgbuild.curation import Curation, Row
from kgbuild.datamodel import ExtractedEntity, ExtractedRelation, Extraction, Link, Mention, Paper, Span
from kgbuild.engines import extract_papers
from kgbuild.errors import KgbuildError
from kgbuild.finishing import finish
from kgbuild.graph import build_graph, check_graph
from kgbuild.identity.abbreviations import find_asides, is_abbreviation, without_asides
from kgbuild.identity.addresses import address_key, mend_url, url_label
from kgbuild.identity.identifiers import find_identifiers, parse_arxiv, parse_doi
from kgbuild.identity.names import name_key, thing_key
from kgbuild.identity.people import parse_person
from kgbuild.identity.slugs import slugify
from kgbuild.identity.titles import main_title_key, title_key
from kgbuild.identity.venues import may_be_one_venue
from kgbuild.readers.cleaning import clean_text as clean_abstract
from kgbuild.readers.formats import choose_format
from kgbuild.readers.join import join_extractions
from kgbuild.readers.merge import merge_papers
from kgbuild.readers.source import Source
from kgbuild.readers.unpacking import ByteStream
from kgbuild.records import find_address, find_mentions, parse_record, to_record
from kgbuild.records.authors import parse_authors
from kgbuild.records.fields import shorten
from kgbuild.records.metadata import find_dois, find_urls, parse_keywords, parse_year, split_arxiv_ids
from kgbuild.records.text import clean_line, clean_text
from kgbuild.resolution import resolve, resolve_curated
from kgbuild.sentences import find_sentences

RANDOM: Final = tuple(random_patterns(seed=14, count=14))
PATTERNS: Final = (*OURS, *RANDOM)
NUMBERS: Final = range(len(PATTERNS))


def assert_linear(run: Callable[[int], object], size: int, what: object) -> None:
    small, large = growth(run, size)
    assert not large > MOST * small, f"{what}: {small:.3f} s at {size // 2}, {large:.3f} s at {4 * size}"


def extract_one(text: str) -> None:
    list(extract_papers([Paper("A study", clean_text(text))], Options(workers=1)))


@pytest.mark.parametrize("number", NUMBERS)
def test_a_paper_of_any_text_is_extracted_in_linear_time(number: int) -> None:
    pattern = PATTERNS[number]
    assert_linear(lambda size: extract_one(pattern.text(size)), 3_000, pattern)


def parse_as(name: str, head: str = "") -> Callable[[str], object]:
    """Return a test of a file of that name which begins so."""

    def parse(text: str) -> object:
        content = io.BytesIO((head + text).encode("utf-8", "replace"))
        source = Source(name, ByteStream(content, name))
        return list(choose_format(source).parse(source))

    return parse


OF_TEXTS: Final[dict[str, Callable[[str], object]]] = {
    "a line": clean_line,
    "a message": shorten,
    "a title": title_key,
    "a main title": main_title_key,
    "a slug": slugify,
    "a person": parse_person,
    "authors": parse_authors,
    "keywords": parse_keywords,
    "several addresses": find_urls,
    "several DOIs": find_dois,
    "several arXiv ids": split_arxiv_ids,
    "a year": parse_year,
    "a name": name_key,
    "a thing": thing_key,
    "asides": find_asides,
    "a name without asides": without_asides,
    "an abbreviation": lambda text: is_abbreviation("ABCDEFGHIJKL", text),
    "an abbreviation of little words": lambda text: is_abbreviation("OOOOOOOOOOAB", text),
    "a venue": lambda text: may_be_one_venue("JMLR", text),
    "an address": mend_url,
    "an address's key": address_key,
    "an address's label": url_label,
    "a DOI": parse_doi,
    "an arXiv id": parse_arxiv,
    "identifiers": lambda text: find_identifiers("", "", text),
    "sentences": find_sentences,
    "a page": parse_as("x.txt"),
    "a table": parse_as("x.csv", "title,abstract,doi\n"),
    "a quoted cell": parse_as("x.tsv", 'title\tabstract\n"'),
    "JSON": parse_as("x.json", '[{"title": "'),
    "JSON in lines": parse_as("x.jsonl", '{"title": "a"}\n{'),
    "anything": parse_as("x"),
    "BibTeX": parse_as("x.bib", "@article{a, title={"),
    "RIS": parse_as("x.ris", "TY  - JOUR\nTI  - "),
    "MEDLINE": parse_as("x.nbib", "PMID- 1\nTI  - "),
    "Web of Science": parse_as("x.ciw", "FN Clarivate\nVR 1.0\nPT J\nTI "),
    "EndNote": parse_as("x.enw", "%0 Journal Article\n%T "),
    "XML": parse_as("x.xml", "<PubmedArticleSet><PubmedArticle><MedlineCitation><Article><ArticleTitle>"),
    "HTML": parse_as("x.html", "<!doctype html><html><body><article><h3>"),
    "an abstract to be cleaned": clean_abstract,
    "a title to be cleaned": lambda text: clean_abstract(text, "title"),
    "the title of a record": lambda text: parse_record({"title": text}, "x#1"),
    "the title of a paper": lambda text: finish(Extraction(Paper(text[:2000]), ())),
    "places of names": lambda text: find_mentions(("BERT", text[:20], text[-300:]), Paper("x", text)),
    "the place of an address": lambda text: find_address(text[:50], Paper("x", text)),
}


@pytest.mark.parametrize("what", OF_TEXTS)
def test_any_text_is_read_in_linear_time_as(what: str) -> None:
    def run(pattern: Pattern, size: int) -> None:
        with suppress(KgbuildError):  # what is refused is to be quick as well
            OF_TEXTS[what](pattern.text(size))

    for pattern in PATTERNS:
        assert_linear(lambda size, pattern=pattern: run(pattern, size), 10_000, f"{what}: {pattern}")


# What cleaning looks for, alone and over and over.
SIGNS: Final = (
    "$", "$x", "{", "{A", "\\", "\\textbf{", "\\frac{", "^{", "{}^{", "\\cite[", "\\em ", "<", "<sub>", "<a href=\"",
    "<!--", "<mml:math><mi>", "<tex-math>", "<jats:p>", "&amp;", "[1] ", "https://", "https://x.org/ ", "\n", ".\n",
    "Methods: x. ", ".Methods", "© 2020 ", "Supported by grants. ", " ", "\\documentclass",
)  # fmt: skip


@pytest.mark.parametrize("sign", SIGNS)
def test_signs_are_cleaned_in_linear_time(sign: str) -> None:
    assert_linear(lambda size: clean_abstract((sign * size)[:size]), 10_000, sign)


def test_a_graph_of_many_prefixes_is_checked_in_linear_time(tmp_path: Path) -> None:
    def check(size: int) -> None:
        prefixes = "".join(f"@prefix p{k}: <http://x{k}.example/> .\n" for k in range(size))
        (tmp_path / "graph.ttl").write_text(f'{prefixes}<http://a/a> <http://a/b> "c" .\n', encoding="utf-8")
        check_graph(tmp_path / "graph.ttl")

    assert_linear(check, 4_000, "prefixes")


def words_of(number: int, count: int) -> str:
    """Return some words, others for each number, the same on every run."""
    return " ".join(f"{'abcdefghijklmnop'[(number * 7 + k * k) % 16]}word{(number + k) % 13}" for k in range(count))


def same_of_papers(**parts: Callable[[int], Any]) -> Callable[[int], object]:
    """Return a test of that many papers, whose parts depend on their numbers."""
    return lambda size: merge_papers([Paper(**{name: of(k) for name, of in parts.items()}) for k in range(size)])


def names(k: int) -> tuple[str, ...]:
    return words_of(k, 2), words_of(k + 5, 2), f"Wang {words_of(k, 1)}"


def of_one(value: str) -> Callable[[int], str]:
    return lambda _: value


def doi(k: int) -> str:
    return f"10.1000/{k}"


RECORDS: Final[dict[str, Callable[[int], object]]] = {
    "one title, other DOIs": same_of_papers(title=of_one("Editorial"), doi=doi),
    "one title, other DOIs and authors": same_of_papers(title=of_one("A study of it"), doi=doi, authors=names),
    "one title, other venues": same_of_papers(title=of_one("Editorial"), venue=lambda k: words_of(k, 4), year=int),
    "one title, other texts": same_of_papers(title=of_one("Preface"), abstract=lambda k: f"{k} {words_of(k, 60)}"),
    "one title, other years": same_of_papers(title=of_one("A study of it"), year=int),
    "one title, other authors": same_of_papers(title=of_one("A study of it"), authors=names),
    "one title and other arXiv ids": same_of_papers(title=of_one("A study"), arxiv=lambda k: f"2001.{k:05}"),
    "one DOI, other titles": same_of_papers(title=lambda k: words_of(k, 5), doi=of_one("10.1000/1")),
    "one arXiv id, other titles": same_of_papers(title=lambda k: words_of(k, 5), arxiv=of_one("2001.00001")),
    "one paper, other texts": same_of_papers(title=of_one("A study"), abstract=lambda k: f"{words_of(k, 60)} {k}"),
    "copies of one paper": same_of_papers(title=of_one("A study of it"), doi=of_one("10.1000/1"), venue=of_one("JMLR")),
}  # fmt: skip


@pytest.mark.parametrize("what", RECORDS)
def test_records_are_merged_in_linear_time(what: str) -> None:
    assert_linear(RECORDS[what], 500, what)


def extraction_of(size: int, name: str, *, places: bool, repeated: str = "") -> Extraction:
    """Return a paper with that many entities, and places, which stand one after the other in its text."""
    parts = [f"{name}{k} {repeated}" for k in range(size)]
    text, starts = "".join(parts), [0]
    for part in parts:
        starts.append(starts[-1] + len(part))
    entities = tuple(
        ExtractedEntity(
            "Method",
            (f"{name}{k}", f"{name.lower()} number {k}"),
            mentions=(Mention(Span("abstract", start, start + len(f"{name}{k}")), f"{name}{k}", "model"),)
            if places
            else None,
            id=f"e{k}",
        )
        for k, start in enumerate(starts[:-1])
    )
    links = tuple(Link(f"https://github.com/a/{name}{k}", "repository", id=f"u{k}") for k in range(size))
    relations = tuple(ExtractedRelation("comparedWith", f"e{k}", f"e{(k + 1) % size}") for k in range(size))
    return Extraction(Paper("A study of many", text), entities, links, "made up", relations)


def read_back(extraction: Extraction, shift: int) -> Extraction:
    """Return an extraction as its record gives it, every place wrong by `shift`."""
    record = to_record(extraction)
    for entity in record["entities"]:
        for mention in entity.get("mentions", ()):
            mention["start"] += shift
            mention["end"] += shift
    read = parse_record(record, "x#1")
    assert isinstance(read, Extraction)
    return read


def one_name(size: int) -> Extraction:
    entities = tuple(ExtractedEntity("Method", ("BERT", f"BERT {k}"), id=f"e{k}") for k in range(size))
    return finish(Extraction(Paper("x", "BERT and " * 50), entities))


def of_entities(size: int) -> None:
    build_graph(resolve([finish(extraction_of(size, "Net", places=True))]))


def of_corrections(size: int) -> None:
    actions = ("same", "different", "reject", "retype", "rename", "alias", "role")
    values = {"reject": "", "retype": "Task", "role": "compared"}
    found = [
        Extraction(Paper(f"A study of {k}"), (ExtractedEntity("Method", (f"Net{k}", "LLM"), id="e0"),), ())
        for k in range(size)
    ]
    rows = [
        Row(actions[k % 7], f"Net{k}", values.get(actions[k % 7], f"Net{(k + 1) % size}")) for k in range(0, size, 2)
    ]
    rows += [Row("different", "LLM", "LLM", paper=f"A study of {k}") for k in range(8)]
    resolve_curated(found, Curation(tuple(enumerate(rows, 2))))


def of_papers(size: int) -> None:
    entities = [ExtractedEntity("Method", (f"Net{k}", "large language models", f"N{k}K"), id="e0") for k in range(size)]
    papers = [Paper(f"A study of {k}", f"Net{k} is quick.", doi=doi(k), authors=names(k)) for k in range(size)]
    found = [finish(Extraction(paper, (entity,), ())) for paper, entity in zip(papers, entities, strict=True)]
    build_graph(resolve(found))


ENTITIES: Final[dict[str, Callable[[int], object]]] = {
    "two records joined": lambda size: join_extractions(
        extraction_of(size, "Net", places=True), extraction_of(size, "Gat", places=True)
    ),
    "two alike joined": lambda size: join_extractions(
        extraction_of(size, "Net", places=True), replace(extraction_of(size, "NET", places=True), relations=None)
    ),
    "two without places joined": lambda size: join_extractions(
        extraction_of(size, "Net", places=False), extraction_of(size, "Gat", places=False)
    ),
    "names looked up": lambda size: finish(extraction_of(size, "Net", places=False)),
    "one name looked up": one_name,
    "many places of one": lambda size: finish(
        Extraction(Paper("x", "BERT is it. " * size), (ExtractedEntity("Method", ("BERT",)),))
    ),
    "read": lambda size: read_back(extraction_of(size, "Net", places=True), 0),
    "read with wrong places": lambda size: read_back(extraction_of(size, "Net", places=True), 3),
    "relations found": lambda size: finish(
        replace(extraction_of(size, "Net", places=True, repeated="outperforms "), relations=None)
    ),
    "made a graph": of_entities,
    "of many papers made a graph": of_papers,
    "with many corrections": of_corrections,
}


@pytest.mark.parametrize("what", ENTITIES)
def test_entities_are_handled_in_linear_time(what: str) -> None:
    assert_linear(ENTITIES[what], 400, what)


def test_what_is_quadratic_would_be_told() -> None:
    with pytest.raises(AssertionError, match="pairs: "):
        assert_linear(lambda size: sum(1 for _ in range(size * size)), 1_000, "pairs")
