"""One thing across papers: what is joined, and what must stay apart."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.datamodel import ExtractedEntity, Extraction, Paper
from kgbuild.resolution import resolve
from kgbuild.resolution.clusters import KnownGroup, find_clusters

Things = list[tuple[str, ...]]


def together(things: Things, one: int, two: int, known: tuple[KnownGroup, ...] = ()) -> bool:
    clusters = find_clusters(things, ["Method"] * len(things), known)
    return clusters[one] == clusters[two]


@pytest.mark.parametrize(
    "things",
    [
        [("Graph-Pruning",), ("graph prunings",)],
        [("generalisation",), ("generalization",)],
        [("large-scale networks",), ("large networks",)],
        [("GPTv4",), ("GPT-4",)],
        [("TLS",), ("tree lattice search", "TLS")],
        [("TLS", "Tree Lattice Search"), ("tree lattice search",)],
        [("TLS for robots",), ("tree lattice search for robots",), ("tree lattice search", "TLS")],
        [("lattice model",), ("lattice",)],
        [("lattice-based generative models", "lattice models"), ("lattice model",)],
        [("careful pruning", "cautious cutting"), ("cautious cutting",)],
        [("Tree-Lattice (TL) search",), ("TL search",)],
    ],
)
def test_spellings_of_one_thing_are_joined(things: Things) -> None:
    assert together(things, 0, 1)


@pytest.mark.parametrize(
    "things",
    [
        [("multilingual language models", "language models"), ("language models",)],
        [("CIFAR-10", "CIFAR-100"), ("CIFAR-100",)],
        [("hint-based methods",), ("HINT",)],
        [("TLS",), ("tree lattice search", "TLS"), ("total least squares", "TLS")],
        [("tiny local sums", "TLS"), ("tree lattice search",), *[("tree lattice search", "TLS")] * 9],
        # Each is a thing of its own in many papers; one list that holds both is a slip.
        [("pruning", "cutting"), ("cutting",), *[("pruning",)] * 9, *[("cutting",)] * 9],
    ],
)
def test_things_that_one_list_or_abbreviation_confuses_stay_apart(things: Things) -> None:
    assert not together(things, 0, 1)


def test_a_broader_name_is_the_thing_that_most_papers_mean_by_it() -> None:
    things: Things = [("lattice distillation", "distillation")] * 3 + [("distillation",)]
    assert together(things, 0, 3)


def test_a_general_noun_is_dropped_only_within_a_type() -> None:
    clusters = find_clusters([("recall score",), ("recall",)], ["Metric", "Task"])
    assert clusters[0] != clusters[1]


def test_known_names_join_what_no_paper_spells_out() -> None:
    things: Things = [("LDS",), ("large deep set",), ("deep collection",)]
    assert not together(things, 0, 1)
    assert together(things, 0, 1, (("Dataset", ("large deep set", "LDS", "deep collection")),))
    assert together(things, 1, 2, (("Dataset", ("large deep set", "LDS", "deep collection")),))
    # Lists of methods hold loose synonyms: only abbreviations count.
    assert not together(things, 1, 2, (("Method", ("large deep set", "LDS", "deep collection")),))


SPELLINGS = """BERT; KD; knowledge distillation; distillation; Knowledge Distillation; online KD; LM; GPT-4;
GPT 4 model; language models; large LM; large-scale language model; QA; question answering; question-answer (QA); 🙂"""
NAMES = st.sampled_from(re.split(r";\s", SPELLINGS))
THINGS = st.lists(st.lists(NAMES, min_size=1, max_size=4).map(tuple), max_size=12)


@given(THINGS, st.randoms(use_true_random=False))
def test_resolution_does_not_depend_on_the_order_of_papers(things: Things, random: object) -> None:
    extractions = [
        Extraction(Paper(f"paper {n % 7}", source=(f"x#{n}",)), (ExtractedEntity("Method", names),))
        for n, names in enumerate(things)
    ]
    shuffled = list(extractions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(shuffled) == resolve(extractions)


@pytest.mark.shared
def test_the_annotated_things_of_the_paper_set_are_resolved_well(shared: Path, tmp_path: Path) -> None:
    lines = (shared / "gold" / "seeds-dev.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    knowledge = resolve(
        Extraction(
            Paper(record["title"]),
            tuple(ExtractedEntity(e["type"], tuple(e["names"]), e["kind"], e["role"]) for e in record["entities"]),
        )
        for record in records
    )
    titles, entities = dict(knowledge.papers), {entity.slug: entity for entity in knowledge.entities}
    rows = [
        {"title": titles[s.paper].title, "entity": s.entity, "label": label}
        for s in knowledge.statements
        for label in (entities[s.entity].label, *entities[s.entity].aliases)
    ]
    (tmp_path / "rows.json").write_text(json.dumps(rows), "utf-8")
    command = [
        sys.executable,
        shared / "gold" / "score_resolution.py",
        shared / "gold" / "resolution-dev.jsonl",
    ]
    answer = subprocess.run([*command, tmp_path / "rows.json", "--json"], check=True, capture_output=True)
    figures = json.loads(answer.stdout)
    assert figures["not in the graph"] == 0
    assert figures["bcubed"]["f1"] >= 0.985
    assert figures["pairs of different spellings"]["f1"] >= 0.75
