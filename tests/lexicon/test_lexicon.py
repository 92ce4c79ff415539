"""Known names: the packaged lists, and a user's own on top of them."""

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import pytest

from kgbuild.datamodel import ExtractedEntity, Paper
from kgbuild.entity_types import ENTITY_TYPES
from kgbuild.errors import LexiconError
from kgbuild.extraction import StatisticalExtractor
from kgbuild.extractors import ExtractorOptions
from kgbuild.identity.names import name_key
from kgbuild.lexicon import load_lexicon

DATA = files("kgbuild.lexicon") / "data"
Names = Callable[..., Path]


@pytest.fixture
def names(tmp_path: Path) -> Names:
    """Write a list of names and return its path."""

    def write(text: str | bytes) -> Path:
        path = tmp_path / "names.tsv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def extract_with(lexicon: Path, title: str, abstract: str = "") -> dict[str, ExtractedEntity]:
    """Return the entities of a text by each of their names, with a user's list."""
    return {name: entity for entity in find_with(lexicon, title, abstract) for name in entity.names}


def find_with(lexicon: Path | None, title: str, abstract: str) -> tuple[ExtractedEntity, ...]:
    """Return the entities of a text, with a user's list."""
    (found,) = StatisticalExtractor(ExtractorOptions(lexicon=lexicon)).extract([Paper(title, abstract)])
    return found


@pytest.mark.parametrize(
    ("name", "entity_type"),
    [
        ("ImageNet", "Dataset"),
        ("CIFAR-10", "Dataset"),
        ("MMLU", "Benchmark"),
        ("BERT", "Method"),
        ("Semantic Segmentation", "Task"),
        ("BLEU", "Metric"),
    ],
)
def test_well_known_names_have_their_type(name: str, entity_type: str) -> None:
    known = load_lexicon().get(name_key(name))
    assert known is not None
    assert entity_type in known.types
    assert known.chosen is None


def test_spellings_of_one_name_are_one_entry() -> None:
    lexicon = load_lexicon()
    assert lexicon.get(name_key("cifar10")) is lexicon.get(name_key("CIFAR 10")) is not None
    assert lexicon.get(name_key("no such name at all")) is None


def test_plain_words_are_marked() -> None:
    known = load_lexicon().get(name_key("Restricted"))
    assert known is not None
    assert known.ambiguous == {"Dataset"}


@pytest.mark.parametrize("entity_type", ENTITY_TYPES)
def test_a_users_name_is_found_with_the_type_that_it_gives(names: Names, entity_type: str) -> None:
    path = names(f"name\ttype\taliases\nQuokkasaurus\t{entity_type}\tquokka thing|QKS\n")
    for text in ("We saw Quokkasaurus there.", "We saw the QKS there.", "We saw Quokka Thing there."):
        entities = extract_with(path, "Trees", text)
        (entity,) = [e for name, e in entities.items() if name in {"Quokkasaurus", "QKS", "Quokka Thing"}]
        assert entity.type == entity_type
        assert entity.mentions[0].by == "lexicon"


def test_a_users_list_overrules_the_packaged_ones(names: Names) -> None:
    path = names("type\tname\nDataset\tBERT\nTask\tImageNet\n")
    entities = extract_with(path, "Trees", "We train BERT on ImageNet.")
    assert entities["BERT"].type == "Dataset"
    assert entities["ImageNet"].type == "Task"


def test_a_list_may_have_a_mark_at_its_start_other_line_ends_and_any_case_of_types(names: Names) -> None:
    path = names(b"\xef\xbb\xbfname\ttype\r\nQuokkasaurus\tdataset\r\n")
    assert extract_with(path, "Quokkasaurus")["Quokkasaurus"].type == "Dataset"


def test_a_list_without_a_users_names_changes_nothing(names: Names) -> None:
    path = names("name\ttype\nQuokkasaurus\tMethod\n")
    title, abstract = "On BERT", "We train BERT on ImageNet and report accuracy."
    assert find_with(path, title, abstract) == find_with(None, title, abstract)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name\ttype\nQuokkasaurus\tAnimal\n", "line 2: needs a name and a type"),
        ("name\ttype\nQuokka\tMethod\n\tMethod\n", "line 3: needs a name and a type"),
        ("name\ttype\nQuokka\tMethod\n\n\nKoala\n", "line 5: needs a name and a type"),
        ("name,type\nQuokkasaurus,Method\n", "line 2: needs a name and a type"),
        ("Quokkasaurus\tMethod\nKoala\tMethod\n", "line 2: needs a name and a type"),
        ("name\ttype\nQuokkasaurus\tMethod\n" + "x" * 200_000 + "\tMethod\n", "cannot be read as a list of names"),
        (b"\xff\xfename\x00", "cannot be read as a list of names"),
        (b"PK\x03\x04\x14\x00\xff\x08", "cannot be read as a list of names"),
        ("", "holds no names"),
        ("name\ttype\n", "holds no names"),
    ],
    ids=["type", "name", "blank lines", "commas", "no header", "long", "utf-16", "binary", "empty", "header only"],
)
def test_a_list_that_is_none_is_one_clear_line(names: Names, content: str | bytes, says: str) -> None:
    path = names(content)
    with pytest.raises(LexiconError) as failure:
        load_lexicon(path)
    assert str(path) in str(failure.value)
    assert says in str(failure.value)
    assert "\n" not in str(failure.value)
    assert len(str(failure.value)) < 1000


@pytest.mark.parametrize("path", ["missing.tsv", "."])
def test_a_missing_list_is_one_clear_line(tmp_path: Path, path: str) -> None:
    with pytest.raises(LexiconError, match="cannot be read as a list of names") as failure:
        load_lexicon(tmp_path / path)
    assert "\n" not in str(failure.value)


def sources() -> set[str]:
    """Return all that the lists name as their sources."""
    found: set[str] = set()
    for name in ("datasets", "benchmarks", "methods", "tasks", "metrics", "links"):
        header, *rows = (DATA / f"{name}.tsv").read_text("utf-8").splitlines()
        column = header.split("\t").index("sources")
        found.update(source for row in rows for source in row.split("\t")[column].split("|"))
    return found


def test_the_lists_licence_names_each_of_their_sources() -> None:
    licence = (DATA / "LICENSE.md").read_text("utf-8")
    listed = {line.split("|")[1].strip() for line in licence.splitlines() if line.startswith("| ")}
    assert sources() == listed - {"in `sources`"}


def test_the_lists_licence_gives_licence_and_credit() -> None:
    licence = (DATA / "LICENSE.md").read_text("utf-8")
    assert "The lists as shipped are under the Creative Commons Attribution-ShareAlike 4.0" in licence
    assert "https://creativecommons.org/licenses/by-sa/4.0/" in licence
    assert "Credit: Papers with Code" in licence
    assert all(f"`{file.name}`" in licence for file in DATA.iterdir() if file.name.endswith(".tsv"))


def test_an_expression_of_ones_own_list_stays_apart_from_a_fuller_one(names: Names) -> None:
    title, abstract = "Real-time object detection", "We study real-time object detection, and object detection on COCO."
    path = names("name\ttype\nobject detection\tTask\nreal-time object detection\tTask\n")
    found = find_with(path, title, abstract)
    assert [e.names[-1] for e in found if e.type == "Task"] == [
        "real-time object detection",
        "object detection",
    ]
    without = find_with(None, title, abstract)
    assert ["object detection" in e.names for e in without if e.type == "Task"] == [True]


# The scan of tools/name_lists.py -------------------------------------------------------------------------------------

TOOL = Path(__file__).parents[2] / "tools" / "name_lists.py"
SPAM = [
    "How to refund a wrong transaction",
    "how do I reach the airline",
    "What is the fee",
    "Is it safe?",
    "Oak Airlines booking 1-800-555-0199",
    "Call +1 (555) 010-9988",
    "Oak Bank customer care number",
    "Elm Pay helpline",
    "online casino bonus",
    "recover my wallet",
    "https://oak.example.org",
    "Oak' or 1=1 --",
    "<b>Oak</b>",
    "Oak \U0001f4de",
]
NAMES_ALL_THE_SAME = [
    *("HowTo100M", "How2Sign", "Who’s Waldo", "WhatsUp", "Customer Support on Twitter", "Casino Reviews", "Abt-Buy"),
    *("CIFAR-10 WRN-28-10 - 200 Epochs", "Human Mesh Recovery", "lottery ticket hypothesis", "mAP@0.5:0.95", "$F_1$"),
    *("Twitter US Airline Sentiment", "ISIC 2018 - 2019", "You Only Look Once", "Video Call MOS Set", "C++", "A*"),
]


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("name_lists", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_shipped_row_is_spam() -> None:
    done = subprocess.run([sys.executable, TOOL, "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("text", SPAM)
def test_the_scan_tells_spam(text: str) -> None:
    assert _tool().find_fault(text)


@pytest.mark.parametrize("text", NAMES_ALL_THE_SAME)
def test_the_scan_leaves_names(text: str) -> None:
    assert _tool().find_fault(text) == ""


def test_of_a_row_with_a_spam_alias_the_alias_goes_and_is_told() -> None:
    told: list[str] = []
    rows = ["name\taliases\tsources", "Oak\tOAK|Oak helpline number\tx", "How to refund\t\tx"]
    assert list(_tool().clean_rows(rows, told)) == ["name\taliases\tsources", "Oak\tOAK\tx"]
    assert [line.split(":")[0] for line in told] == ["Oak", "How to refund"]
