"""One thing across papers: what is joined, and what must stay apart."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.datamodel import ExtractedEntity, Extraction, Kind, Paper
from kgbuild.entity_types import EntityType, Role
from kgbuild.resolution import resolve
from kgbuild.resolution.clusters import find_clusters
from kgbuild.resolution.rules import KnownGroup
from kgbuild.resolution.things import PaperThing

Things = list[tuple[str, ...]]
Row = tuple[tuple[str, ...], EntityType, Role, Kind]


def paper_things(things: Things, type_: EntityType = "Method", *, term: bool = True) -> list[PaperThing]:
    return [PaperThing(f"paper-{number}", type_, names, term) for number, names in enumerate(things)]


def together(things: Things, known: tuple[KnownGroup, ...] = (), type_: EntityType = "Method") -> bool:
    keys = find_clusters(paper_things(things, type_), known).keys
    return keys[0] == keys[1]


@pytest.mark.parametrize(
    "things",
    [
        [("Graph-Pruning",), ("graph prunings",)],
        [("generalisation",), ("generalization",)],
        [("tunnelling",), ("tunneling",)],
        [("lattice adaption",), ("lattice adaptation",)],
        [("vision-and-lattice models",), ("vision-lattice models",)],
        [("α-pruning",), ("alpha pruning",)],
        [("pre-trained lattices",), ("pretrained lattices",)],
        [("three-dimensional lattices",), ("3D lattices",)],
        [("large-scale networks",), ("large networks",)],
        [("GPTv4",), ("GPT-4",)],
        [("DeepTree V3",), ("DeepTree-3",)],
        [("TLaS",), ("tree lattice search", "TLaS")],
        [("TLaS", "Tree Lattice Search"), ("tree lattice search",)],
        [("TLaS for robots",), ("tree lattice search for robots",), ("tree lattice search", "TLaS")],
        [("lattice model",), ("lattice",)],
        [("lattice pruning approach",), ("lattice pruning method",)],
        [("lattice-based generative models", "lattice models"), ("lattice model",)],
        [("careful pruning", "cautious cutting"), ("cautious cutting",)],
        [("Tree-Lattice (TrLa) search",), ("TrLa search",)],
        [("lattice temporal pruning",), ("temporal lattice pruning",)],
        [("pruning of old trees",), ("old tree pruning",)],
        [("detecting lattices",), ("lattice detection",)],
        [("lattice detector",), ("lattice detection",)],
        [("robotic pruning",), ("robot pruning",)],
        [("continued pruning",), ("continual pruning",)],
        # What nearly all papers mean by it, though none of these says so.
        [("RL",), ("reinforcement learning",)],
        [("POS tagging",), ("part-of-speech tagging",)],
    ],
)
def test_spellings_of_one_thing_are_joined(things: Things) -> None:
    assert together(things)


@pytest.mark.parametrize(
    "things",
    [
        [("multilingual language models", "language models"), ("language models",)],
        [("CIFAR-10", "CIFAR-100"), ("CIFAR-100",)],
        [("GPT-4",), ("GPT-4V",)],
        [("BERT-base",), ("BERT",)],
        [("BERT-base",), ("BERT-large",)],
        [("ImageNet-100",), ("ImageNet",)],
        [("CodeTree",), ("CodeTree+",)],
        [("hint-based methods",), ("HINT",)],
        [("semi-supervised pruning",), ("supervised pruning",)],
        [("text-to-tree pruning",), ("tree-to-text pruning",)],
        [("lattice modeling",), ("lattice models",)],
        [("distributed pruning",), ("distributional pruning",)],
        [("optimal pruning",), ("optimization pruning",)],
        [("pruning graphs",), ("graph pruner network",)],
        [("on-lattice pruning",), ("lattice pruning",)],
        [("TLaS",), ("tree lattice search", "TLaS"), ("total least squares", "TLaS")],
        [("tiny local sums", "TLaS"), ("tree lattice search",), *[("tree lattice search", "TLaS")] * 9],
        # Each is a thing of its own in many papers; one list that holds both is a slip.
        [("pruning", "cutting"), ("cutting",), *[("pruning",)] * 9, *[("cutting",)] * 9],
        # Nobody of these says what it means, and many abstracts mean different things.
        [("CL",), ("contrastive learning",)],
        [("CL",), ("CL",)],
    ],
)
def test_things_that_one_list_or_abbreviation_confuses_stay_apart(things: Things) -> None:
    assert not together(things)


def test_a_broader_name_is_the_thing_that_most_papers_mean_by_it() -> None:
    things: Things = [("distillation",), ("lattice distillation", "distillation")]
    assert together([*things, *things[1:] * 2])


def test_a_general_noun_is_dropped_only_within_a_type() -> None:
    things = [PaperThing("a", "Metric", ("recall score",)), PaperThing("b", "Task", ("recall",))]
    keys = find_clusters(things).keys
    assert keys[0] != keys[1]


def test_a_paper_that_names_two_things_keeps_them_apart() -> None:
    things = [PaperThing("a", "Method", ("lattice detector",)), PaperThing("a", "Method", ("lattice detection",))]
    found = find_clusters(things)
    assert found.keys[0] != found.keys[1]
    assert [link.reason for link in found.near_misses] == ["named-apart"]


def test_words_of_a_coined_name_are_not_turned_or_inflected() -> None:
    things: Things = [("Careful Tree Pruner",), ("Careful Tree Pruning",), ("Tree Careful Pruning",)]
    keys = find_clusters(paper_things(things, term=False)).keys
    assert len(set(keys)) == len(things)


def test_an_ambiguous_abbreviation_is_decided_by_its_company() -> None:
    forests: Things = [("tree lattice search", "TLS"), ("forest",), ("leaf",)]
    fits: Things = [("total least squares", "TLS"), ("regression",), ("residual",)]
    things = [
        PaperThing(paper, "Method", names)
        for paper, group in [("a", forests), ("b", forests), ("c", fits), ("d", fits)]
        for names in group
    ]
    unsaid = [PaperThing("e", "Method", names) for names in [("TLS",), ("forest",), ("leaf",)]]
    lonely = PaperThing("f", "Method", ("TLS",))
    keys = find_clusters([*things, *unsaid, lonely]).keys
    assert keys[len(things)] == keys[0] != keys[6]
    assert keys[-1] not in keys[:-1]


def test_a_name_that_several_papers_coin_is_several_things() -> None:
    coined = [PaperThing(paper, "Method", ("HINT",), is_term=False, is_proposed=True) for paper in "ab"]
    keys = find_clusters(coined).keys
    assert keys[0] != keys[1]
    used = [PaperThing(paper, "Method", ("HINT",), is_term=False) for paper in "cdef"]
    keys = find_clusters([coined[0], *used]).keys
    assert len(set(keys)) == 1


def test_known_names_join_what_no_paper_spells_out() -> None:
    known: tuple[KnownGroup, ...] = (("Dataset", ("large quiet set", "LQS", "deep collection")),)
    assert not together([("LQS",), ("large quiet set",)], type_="Dataset")
    assert together([("LQS",), ("large quiet set",)], known, "Dataset")
    assert together([("large quiet set",), ("deep collection",)], known, "Dataset")
    # Another type may have another thing of that name; lists of methods hold loose synonyms.
    assert not together([("LQS",), ("large quiet set",)], known)
    assert not together([("large quiet set",), ("deep collection",)], (("Method", known[0][1]),))


def test_a_year_in_a_known_name_is_an_edition_of_its_own() -> None:
    known: tuple[KnownGroup, ...] = (("Dataset", ("DeepTrees", "DeepTrees 2017", "Deep-Trees")),)
    assert not together([("DeepTrees",), ("DeepTrees 2017",)], known, "Dataset")
    assert together([("DeepTrees",), ("Deep-Trees",)], known, "Dataset")


SPELLINGS = """BERT; KD; knowledge distillation; distillation; Knowledge Distillation; online KD; LM; GPT-4; CL;
CL loss; GPT 4 model; language models; large LM; large-scale language model; QA; question answering;
question-answer (QA); 🙂; detecting faces; face detector; face detection; CIFAR-10; CIFAR-100; RL; continual learning"""
NAMES = st.sampled_from(re.split(r";\s", SPELLINGS))
THINGS = st.lists(
    st.tuples(
        st.lists(NAMES, min_size=1, max_size=4).map(tuple),
        st.sampled_from(["Method", "Task", "Dataset"]),
        st.sampled_from(["proposed", "used"]),
        st.sampled_from(["named", "term"]),
    ),
    max_size=12,
)


@given(THINGS, st.randoms(use_true_random=False))
def test_resolution_does_not_depend_on_the_order_of_papers(
    things: list[tuple],  # type: ignore[type-arg]
    random: object,
) -> None:
    extractions = [
        Extraction(Paper(f"paper {n % 7}", source=(f"x#{n}",)), (ExtractedEntity(type_, names, kind, role),))
        for n, (names, type_, role, kind) in enumerate(things)
    ]
    shuffled = list(extractions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(shuffled) == resolve(extractions)


@given(THINGS)
def test_papers_that_are_read_twice_change_nothing(things: list[Row]) -> None:
    extractions = [
        Extraction(Paper(f"paper {n}"), (ExtractedEntity(type_, names, kind, role),))
        for n, (names, type_, role, kind) in enumerate(things)
    ]
    once, twice = resolve(extractions), resolve([*extractions, *extractions])
    assert [entity.slug for entity in twice.entities] == [entity.slug for entity in once.entities]
    assert [(e.label, e.aliases) for e in twice.entities] == [(e.label, e.aliases) for e in once.entities]


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
    assert figures["bcubed"]["f1"] >= 0.99
    assert figures["pairs of different spellings"]["p"] >= 0.92
    assert figures["pairs of different spellings"]["r"] >= 0.8
