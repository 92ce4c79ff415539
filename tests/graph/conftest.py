"""A small graph in our own words, with everything that a graph can say."""

from pathlib import Path

import pytest

from kgbuild.datamodel import (
    PAPER_ID,
    ExtractedEntity,
    ExtractedRelation,
    ExtractedResult,
    Extraction,
    Knowledge,
    Link,
    Mention,
    Paper,
    Span,
)
from kgbuild.graph import build_graph, write_graph
from kgbuild.resolution import resolve


def mention(paper: Paper, text: str, section: str = "abstract") -> Mention:
    start = (paper.title if section == "title" else paper.abstract).index(text)
    return Mention(Span(section, start, start + len(text)), text, "test")  # type: ignore[arg-type]


def small_knowledge() -> Knowledge:
    lopper = Paper(
        "Lopper: pruning trees",
        "Trees grow. We propose Lopper for tree pruning, and test it on OakBench. Code: https://github.com/a/lopper.",
        id="own-1",
        source=("one.txt#1", "two.txt#4"),
        authors=("Ada Oak", "Ben Ash"),
        year=2024,
        venue="Journal of Hedges",
        doi="10.1000/lopper.1",
        url="https://example.org/papers/1",
    )
    shears = Paper(
        "Shears", "Shears beats Lopper in tree pruning, by accuracy.", arxiv="2401.00002", source=("one.txt#2",)
    )
    silent = Paper("A paper that names nothing", "", source=("one.txt#3",))
    return resolve(
        [
            Extraction(
                lopper,
                (
                    ExtractedEntity(
                        "Method",
                        ("Lopper",),
                        "named",
                        "proposed",
                        0.93,
                        (mention(lopper, "Lopper", "title"), mention(lopper, "Lopper")),
                    ),
                    ExtractedEntity(
                        "Task", ("tree pruning",), "term", "addressed", 0.8, (mention(lopper, "tree pruning"),)
                    ),
                    ExtractedEntity("Benchmark", ("OakBench", "Oak-Bench"), "named", "evaluated", 1.0),
                ),
                (
                    Link(
                        "https://github.com/a/lopper",
                        "repository",
                        0.99,
                        mention(lopper, "https://github.com/a/lopper"),
                    ),
                ),
                "kgbuild test",
            ),
            Extraction(
                shears,
                (
                    ExtractedEntity(
                        "Method", ("Shears",), "named", "proposed", 0.7, (mention(shears, "Shears"),), "e0"
                    ),
                    ExtractedEntity(
                        "Method", ("Lopper",), "named", "compared", 0.6, (mention(shears, "Lopper"),), "e1"
                    ),
                    ExtractedEntity("Task", ("Tree pruning",), "term", "addressed", 0.9, id="e2"),
                    ExtractedEntity("Metric", ("accuracy",), "term", "used", 0.5, id="e3"),
                ),
                (Link("https://youtu.be/x", "video"),),
                "kgbuild test",
                (
                    ExtractedRelation("builtOn", "e0", "e1", 0.8, (mention(shears, "Shears beats Lopper"),)),
                    ExtractedRelation("appliedTo", PAPER_ID, "e2", 0.7),
                ),
                results=(
                    ExtractedResult("2-3 points", "e0", "e3", "e2", "e1", "gain", 0.9, (mention(shears, "accuracy"),)),
                ),
                kinds=("study", "method"),
            ),
            Extraction(silent),
        ]
    )


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return small_knowledge()


@pytest.fixture
def folder(tmp_path: Path, knowledge: Knowledge) -> Path:
    """Return a build's folder with the small graph and its evidence."""
    write_graph(build_graph(knowledge, licence="CC-BY-4.0"), tmp_path)
    return tmp_path
