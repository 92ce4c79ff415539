from collections.abc import Callable
from dataclasses import replace

import pytest

from kgbuild.datamodel import Extraction, Paper
from kgbuild.entity_types import LinkKind
from kgbuild.finishing.addresses import address_kind, find_links

Extract = Callable[..., Extraction]

REPOSITORY = "https://github.com/oak-lab/lopper"


def addresses(text: str) -> list[str]:
    return [link.url for link in find_links(text, "abstract")]


@pytest.mark.parametrize(
    "text",
    [
        "Code: https://github.com/oak-lab/lopper{here}.",
        "Our code is public {https://github.com/oak-lab/lopper}.",
        "Code: \\url{https://github.com/oak-lab/lopper}.",
        "Code: \\href{https://github.com/oak-lab/lopper}{https://github.com/oak-lab/lopper}.",
        "Code is open (https://github.com/oak-lab/lopper.).",
        "Code is [here](https://github.com/oak-lab/lopper).",
        "Code is at <https://github.com/oak-lab/lopper>.",
        "Code is at **https://github.com/oak-lab/lopper**!",
        "Code is at `https://github.com/oak-lab/lopper`",
        "Code is at “https://github.com/oak-lab/lopper”, as ever.",
        "Code: github.com/oak-lab/lopper.",
        "Code: https://github.com/oak-lab/lopper; data on request.",
        "Code: https://github.com/oak-lab/lopper…",
        "代码在https://github.com/oak-lab/lopper。",
        "Code (https://github.com/oak-lab/lopper)，and more.",
        "Code at https://github.com/oak-lab/lopper—a tool.",
        "At https://github.com/oak-lab/lopper\nlies the code.",
    ],
)
def test_an_address_is_found_without_what_the_sentence_puts_around_it(text: str) -> None:
    assert addresses(text) == [REPOSITORY]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("See hedge-lopper.github.io for more.", "https://hedge-lopper.github.io"),
        ("See oak-lab.gitlab.io/lopper/.", "https://oak-lab.gitlab.io/lopper/"),
        ("See www.lopper-project.org.", "https://www.lopper-project.org"),
        ("At https://github.com/oak-lab/h/tree/main/LOPPER.", "https://github.com/oak-lab/h/tree/main/LOPPER"),
        ("By https://github.com/oak-lab.", "https://github.com/oak-lab"),
        ("At https://github.com/oak\\_lab/lop\\_per.", "https://github.com/oak_lab/lop_per"),
        ("At https://example.org/\\~{}oak", "https://example.org/~"),
        ("Of https://en.example.org/wiki/Oak_(tree).", "https://en.example.org/wiki/Oak_(tree)"),
        ("(of https://en.example.org/wiki/Oak_(tree))", "https://en.example.org/wiki/Oak_(tree)"),
        ("Of http://example.org/?q=a&b=c#top, see", "http://example.org/?q=a&b=c#top"),
    ],
)
def test_an_address_is_whole(text: str, url: str) -> None:
    assert addresses(text) == [url]


@pytest.mark.parametrize(
    "text",
    [
        "We study reviews of Booking.com and Amazon.com.",
        "Write to ada@oak.example.org or to ben@github.com/x.",
        "Models such as GPT-4.Turbo and/or e.g. others, etc.",
        "See http://... and https:// and www. for nothing.",
        "The Node.js/React.js pair, v1.2/v1.3, 3.5/4.0",
        "With torch.nn and README.md in src/main.py",
    ],
)
def test_what_only_looks_like_an_address_is_none(text: str) -> None:
    assert addresses(text) == []


def test_the_place_is_that_of_the_text_as_written() -> None:
    text = "Code: github.com/oak\\_lab/lopper."
    (link,) = find_links(text, "title")
    assert link.mention is not None
    assert link.mention.span.section == "title"
    assert text[link.mention.span.start : link.mention.span.end] == link.mention.text == "github.com/oak\\_lab/lopper"


def test_two_addresses_are_two() -> None:
    assert addresses("At https://gitlab.com/a/b; https://bitbucket.org/a/b") == [
        "https://gitlab.com/a/b",
        "https://bitbucket.org/a/b",
    ]


def test_two_addresses_without_a_space_do_not_overlap() -> None:
    assert addresses("At github.com/a/bhttps://example.org/c") == ["https://example.org/c"]


@pytest.mark.parametrize("again", [REPOSITORY, REPOSITORY + "/", "http://www.github.com/Oak-Lab/Lopper"])
def test_the_same_address_counts_once_where_it_stands_first(extract: Extract, again: str) -> None:
    found = extract(f"Lopper ({REPOSITORY})", f"Our code is at {again}, see {again}.")
    assert [link.url for link in (found.links or ())] == [REPOSITORY]
    assert (found.links or ())[0].mention is not None
    assert (found.links or ())[0].mention.span.section == "title"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("repository", "Code: https://github.com/oak-lab/lopper"),
        ("repository", "Our work is at https://github.com/oak-lab"),
        ("repository", "Code: https://gitlab.example.edu/oak/lopper"),
        ("repository", "Code: https://codeberg.org/oak/lopper"),
        ("repository", "Code: https://anonymous.4open.science/r/lopper-1F2E"),
        ("repository", "Code and data are available at https://github.com/oak-lab/lopper"),
        ("dataset", "The dataset is available at https://github.com/oak-lab/leaves"),
        ("dataset", "Get it from https://huggingface.co/datasets/oak/leaves"),
        ("dataset", "Data: https://zenodo.org/records/12345"),
        ("model", "Weights: https://huggingface.co/oak/lopper-7b"),
        ("demo", "At https://huggingface.co/spaces/oak/lopper"),
        ("demo", "At https://colab.research.google.com/drive/1abc"),
        ("demo", "At https://lopper.streamlit.app/"),
        ("video", "At https://www.youtube.com/watch?v=abc"),
        ("video", "At https://youtu.be/abc"),
        ("video", "At https://example.org/lopper.mp4"),
        ("project_page", "See https://oak-lab.github.io/lopper"),
        ("project_page", "Our project page is https://example.org/lopper/"),
        ("project_page", "Code: https://anonymous.4open.science/w/lopper-1F2E/"),
        ("other", "As in https://arxiv.org/abs/2401.00001"),
        ("other", "By https://doi.org/10.1000/1"),
        ("other", "We crawl https://news.example.org/ daily"),
        ("other", "We read https://huggingface.co/papers/2401.00001"),
    ],
)
def test_each_address_has_its_kind(kind: LinkKind, text: str) -> None:
    (link,) = find_links(text, "abstract")
    assert link.kind == kind


def test_an_address_that_no_parser_takes_has_a_kind() -> None:
    assert address_kind("https://[half/a") == "other"


def test_an_address_with_a_scheme_is_surer() -> None:
    sure, less = find_links("https://github.com/a/b and github.com/c/d", "abstract")
    assert sure.confidence > less.confidence


def test_names_inside_an_address_are_no_entities(extract: Extract) -> None:
    found = extract("Trees", "Code: https://github.com/oak-lab/BERT-for-ImageNet and github.com/x/GPT-4.")
    assert [entity.names for entity in found.entities] == []
    assert len(found.links or ()) == 2


def test_the_extractor_finds_what_the_function_finds(extract: Extract) -> None:
    text = f"Code: {REPOSITORY}, pages: hedge-lopper.github.io."
    assert tuple(replace(link, id="") for link in extract("Trees", text).links or ()) == find_links(text, "abstract")
    assert extract("Trees", text).paper == Paper("Trees", text)
