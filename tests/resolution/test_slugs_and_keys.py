"""Names as keys and as parts of IRIs."""

import re

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.identity.abbreviations import find_asides, is_abbreviation, without_asides
from kgbuild.identity.addresses import address_key, mend_url, url_label
from kgbuild.identity.names import thing_key
from kgbuild.identity.slugs import slugify, unique_slugs
from kgbuild.resolution.labels import preferred_label


@given(st.text())
def test_any_text_makes_a_slug_that_is_a_valid_iri_segment(text: str) -> None:
    slug = slugify(text)
    assert 1 <= len(slug) <= 100
    assert not re.search(r"[\s/?#%<>\"{}|\\^`]", slug)
    assert slug not in {".", ".."}
    pyoxigraph.NamedNode(f"https://example.org/entity/{slug}")


@given(st.text(), st.text())
def test_slugs_are_never_shared(one: str, two: str) -> None:
    slugs = unique_slugs({"1": (one, 2), "2": (two, 2), "3": (one, 1)})
    assert len(set(slugs.values())) == 3


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("BERT", "bert"),
        ("GPT-3.5 Turbo", "gpt-3.5-turbo"),
        ("C++", "cplusplus"),
        ("C#", "csharp"),
        ("A* search", "astar-search"),
        ("Q&A", "q-and-a"),
        ("top-1 %", "top-1-percent"),
        ("github.com/a/b", "github-com-a-b"),
        ("Modèle Élan", "modèle-élan"),
        ("知識 グラフ", "知識-グラフ"),
        ("<script>", "script"),
        ("../../etc", "etc"),
    ],
)
def test_slugs_are_readable(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_a_text_with_nothing_to_keep_and_a_long_one_get_a_hash() -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", slugify("🙂"))
    assert slugify("🙂") != slugify("🙃")
    long = slugify("a long name " * 40)
    assert len(long) <= 100
    assert long != slugify("a long name " * 41)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Knowledge-Graphs", "knowledge graph", True),
        ("fine-tuning", "finetuning", True),
        ("C", "C++", False),
        ("Llama 3.1", "Llama 31", False),
        ("🙂", "🙃", False),
    ],
)
def test_keys_join_spellings_and_keep_names_apart(one: str, two: str, same: bool) -> None:
    assert (thing_key(one) == thing_key(two)) is same


@pytest.mark.parametrize(
    ("short", "long", "fits"),
    [
        ("KD", "knowledge distillation", True),
        ("MoE", "mixture-of-experts", True),
        ("LoRA", "Low-Rank Adaptation", True),
        ("MLPs", "multilayer perceptrons", True),
        ("LM", "large language model", False),
        ("LLM", "language model", False),
        ("KD", "knowledge graph", False),
        ("BERT", "BERT", False),
    ],
)
def test_abbreviations_fit_their_long_forms(short: str, long: str, fits: bool) -> None:
    assert is_abbreviation(short, long) is fits


def test_a_bracketed_abbreviation_is_no_part_of_a_name_and_other_brackets_are() -> None:
    assert without_asides("Vision-Language (VL) models") == "Vision-Language models"
    assert find_asides("the Vision-Language (VL) models") == (("VL", "Vision Language"),)
    assert without_asides("GPT-4 (Omni)") == "GPT-4 (Omni)"


@pytest.mark.parametrize(
    ("spellings", "label"),
    [
        ({"Graph pruning": 5, "graph pruning": 2, "Graph Pruning": 3}, "graph pruning"),
        ({"BERT": 3, "Bert": 1}, "BERT"),
        ({"GP": 2, "graph pruning": 2}, "graph pruning"),
        ({"GP": 3, "graph pruning": 2}, "GP"),
        ({"ImageNet": 2, "Imagenet": 2}, "ImageNet"),
        ({"ImageNet": 2, "IMAGENET": 2}, "ImageNet"),
        ({"SCULPTOR": 1, "sculptors": 1}, "SCULPTOR"),
        ({"BLEU": 1, "bleu": 1}, "BLEU"),
        ({"GP": 1, "gp": 1, "graph pruning": 1}, "graph pruning"),
    ],
)
def test_the_label_is_the_most_frequent_spelling(spellings: dict[str, int], label: str) -> None:
    assert preferred_label(spellings) == label
    assert preferred_label(dict(reversed(spellings.items()))) == label


def test_addresses_are_one_whatever_their_scheme_case_and_ending() -> None:
    same = ["https://github.com/Ab/c", "http://www.GitHub.com/ab/C/", "github.com/ab/c.git"]
    assert len({address_key(url) for url in same}) == 1
    assert address_key("https://example.org/A") != address_key("https://example.org/a")
    assert url_label("https://www.example.org/A/") == "example.org/A"


@pytest.mark.parametrize(
    ("url", "mended"),
    [
        ("example.org/a", "https://example.org/a"),
        ("https://example.org/a b<c>\"d'\\", "https://example.org/a%20b%3Cc%3E%22d'%5C"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/%41?q=[1]#x#y", "https://example.org/%41?q=%5B1%5D#x%23y"),
        ("https://example.org/\ud800", "https://example.org/%3F"),
        ("mailto:a@example.org", ""),
        ("no address", ""),
        ("https://example.org:port/", ""),
        ("", ""),
    ],
)
def test_addresses_are_mended_or_refused(url: str, mended: str) -> None:
    assert mend_url(url) == mended


@given(st.text())
def test_a_mended_address_is_a_valid_iri(text: str) -> None:
    for url in (text, f"https://example.org/{text}"):
        if mended := mend_url(url):
            pyoxigraph.NamedNode(mended)
