"""What sentences state between two things: found where the words say so, and not because both stand there."""

from dataclasses import replace

import pytest

from kgbuild.datamodel import ExtractedEntity, Kind, Mention, Paper
from kgbuild.entity_types import EntityType, Role
from kgbuild.finishing.addresses import find_links
from kgbuild.finishing.relations import find_relations
from kgbuild.records import find_mentions

# name -> (type, kind, role); one list of names is one thing
Named = tuple[EntityType, Kind, Role]
THINGS: dict[tuple[str, ...], Named] = {
    ("Lopper",): ("Method", "named", "proposed"),
    ("OakNet",): ("Method", "named", "compared"),
    ("ElmNet",): ("Method", "named", "compared"),
    ("graph neural network", "GNN"): ("Method", "term", "used"),
    ("TreeBank",): ("Dataset", "named", "used"),
    ("LeafSet",): ("Dataset", "named", "used"),
    ("TwigBench",): ("Benchmark", "named", "evaluated"),
    ("tree pruning",): ("Task", "term", "addressed"),
    ("leaf counting",): ("Task", "term", "addressed"),
    ("accuracy",): ("Metric", "term", "used"),
}
TITLE = "Lopper: cutting where it counts"


def relations(abstract: str, title: str = TITLE) -> set[tuple[str, str, str]]:
    """Return the relations of a paper as (subject, predicate, object), by first names and addresses."""
    paper = Paper(title, abstract)
    entities = [
        ExtractedEntity(kind_of_thing, names, kind, role, 0.9, mentions, names[0])
        for names, (kind_of_thing, kind, role) in THINGS.items()
        if (mentions := find_mentions(names, paper))
    ]
    links = [replace(link, id=link.url) for link in find_links(abstract, "abstract")]
    found = set()
    for relation in find_relations(paper, entities, links):
        for mention in relation.mentions:
            assert paper.section(mention.span.section)[mention.span.start : mention.span.end] == mention.text
        assert relation.mentions
        assert 0 < relation.confidence < 1
        found.add((relation.subject, relation.predicate, relation.object))
    return found


@pytest.mark.parametrize(
    ("sentence", "others"),
    [
        ("Lopper outperforms OakNet and ElmNet by far.", {"OakNet", "ElmNet"}),
        ("Our method is faster than OakNet.", {"OakNet"}),
        ("Compared with strong baselines such as OakNet, ElmNet and others, it needs less.", {"OakNet", "ElmNet"}),
        ("We report clear gains over the older ElmNet models.", {"ElmNet"}),
        ("Unlike OakNet, our approach needs no saw.", {"OakNet"}),
        ("In contrast to a graph neural network (GNN), Lopper is small.", {"graph neural network"}),
        ("We show that Lopper matches nothing and is superior to ElmNet.", {"ElmNet"}),
        # The two stand in one sentence, and it does not compare them.
        ("Lopper builds on OakNet and uses ElmNet as its backbone.", set()),
        ("Lopper does not outperform OakNet.", set()),
        ("Does Lopper outperform OakNet?", set()),
        ("Lopper is faster than OakNet-based methods.", set()),
        ("We argue that more data can be better than OakNet.", set()),
        ("Lopper prunes trees rather than OakNet.", set()),
    ],
)
def test_a_method_is_compared_with_what_follows_the_words_of_comparison(sentence: str, others: set[str]) -> None:
    assert relations(sentence) == {("Lopper", "comparedWith", other) for other in others}


def test_what_is_compared_is_the_method_before_the_verb_whoever_proposed_it() -> None:
    assert relations("Last year OakNet surpassed ElmNet.") == {("OakNet", "comparedWith", "ElmNet")}
    assert relations("We compare OakNet with ElmNet in depth.") == {("OakNet", "comparedWith", "ElmNet")}


def test_our_method_means_nothing_where_several_might_be_meant() -> None:
    said = "Our method outperforms OakNet. Lopper cuts."
    assert relations(said, title="On cutting") == {("Lopper", "comparedWith", "OakNet")}
    paper = Paper("On cutting", "Our method outperforms OakNet. We propose Lopper and Saw.")
    entities = [
        ExtractedEntity("Method", (name,), "named", role, 0.9, find_mentions((name,), paper), name)
        for name, role in (("Lopper", "proposed"), ("Saw", "proposed"), ("OakNet", "compared"))
    ]
    assert find_relations(paper, entities, ()) == ()


@pytest.mark.parametrize(
    ("sentence", "data"),
    [
        ("Experiments on TreeBank, LeafSet and TwigBench show that it works.", {"TreeBank", "LeafSet", "TwigBench"}),
        ("We evaluate our method on the test set of LeafSet.", {"LeafSet"}),
        ("On TreeBank, Lopper reaches new heights.", {"TreeBank"}),
        ("It does best, with gains across two datasets, namely TreeBank and LeafSet.", {"TreeBank", "LeafSet"}),
        # Trained on, built from, or only named beside.
        ("Lopper is trained on TreeBank.", set()),
        ("We build on LeafSet.", set()),
        ("We evaluate many open models on TwigBench.", set()),
        ("Results without any training on TreeBank are left for future work.", set()),
    ],
)  # fmt: skip
def test_a_method_is_evaluated_on_what_results_are_reported_on(sentence: str, data: set[str]) -> None:
    assert relations(sentence) == {("Lopper", "evaluatedOn", name) for name in data}


@pytest.mark.parametrize(
    ("sentence", "pairs"),
    [
        ("We chose LeafSet, a large dataset for leaf counting.", {("LeafSet", "usedForTask", "leaf counting")}),
        ("There are tree pruning datasets such as TreeBank.", {("TreeBank", "usedForTask", "tree pruning")}),
        ("The TwigBench leaf counting benchmark is new.", {("TwigBench", "benchmarkForTask", "leaf counting")}),
        ("TwigBench is a hard benchmark for tree pruning.", {("TwigBench", "benchmarkForTask", "tree pruning")}),
        ("While tree pruning is old, TreeBank is new.", set()),
        ("TreeBank is no use and leaf counting is hard.", set()),
    ],
)
def test_data_is_for_the_task_that_the_words_between_name(sentence: str, pairs: set[tuple[str, str, str]]) -> None:
    assert relations(sentence) == pairs


def test_a_title_says_what_a_benchmark_is_for() -> None:
    said = ("TwigBench", "benchmarkForTask", "tree pruning")
    assert relations("", title="TwigBench: A Benchmark for tree pruning") == {said}
    assert relations("", title="TwigBench: Evaluating tree pruning") == {said}
    assert relations("", title="TwigBench and tree pruning") == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "Others reach an accuracy of 80.1% on TwigBench.",
        "On TwigBench, others improve the accuracy.",
        "TwigBench accuracy is low.",
    ],
)
def test_a_benchmark_is_measured_by_the_metric_of_its_results(sentence: str) -> None:
    assert ("TwigBench", "measuredBy", "accuracy") in relations(sentence)


def test_a_metric_beside_a_benchmark_measures_nothing() -> None:
    assert relations("TwigBench is new, and accuracy is old.") == set()


URL = "https://github.com/oak-lab/tools"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (f"Our code is available at {URL}.", {"hasOfficialRepository", "hasCode"}),
        (f"Code: {URL}", {"hasOfficialRepository", "hasCode"}),
        (f"More details are given at {URL}.", {"hasOfficialRepository"}),
        (f"Our implementation is based on {URL}.", {"buildsOnRepository"}),
        (f"We like trees, see for instance {URL}.", set()),
        (f"The code of OakNet is available at {URL}.", set()),
    ],
)
def test_our_code_is_told_from_what_the_work_builds_on(sentence: str, expected: set[str]) -> None:
    found = relations(f"Lopper cuts trees. {sentence}")
    assert {predicate for _, predicate, _ in found} == expected
    assert {target for _, _, target in found} <= {URL}
    assert {subject for subject, predicate, _ in found if predicate == "hasCode"} <= {"Lopper"}


def test_several_sentences_that_state_one_relation_are_all_its_evidence() -> None:
    paper = Paper(TITLE, "Lopper outperforms OakNet. Trees grow. It is also faster than OakNet.")
    entities = [
        ExtractedEntity("Method", ("Lopper",), "named", "proposed", 0.5, find_mentions(("Lopper",), paper), "e0"),
        ExtractedEntity("Method", ("OakNet",), "named", "compared", 0.9, find_mentions(("OakNet",), paper), "e1"),
    ]
    (relation,) = find_relations(paper, entities, ())
    assert [mention.text for mention in relation.mentions] == [
        "Lopper outperforms OakNet",
        "It is also faster than OakNet",
    ]
    assert relation.confidence == 0.5


def test_characters_that_stand_for_things_inside_are_plain_text_outside() -> None:
    paper = Paper("\ue000 \uf400", "\ue001 outperforms \ue002 on \ue400. Lopper outperforms \ue000.")
    mention = Mention(find_mentions(("Lopper",), paper)[0].span, "Lopper", "test")
    entity = ExtractedEntity("Method", ("Lopper",), "named", "proposed", 0.9, (mention,), "e0")
    assert find_relations(paper, (entity,), ()) == ()


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/oak",
        "https://github.com/oak/",
        "https://www.github.com/orgs/oak",
        "https://gitlab.oak.org/oak",
        "https://github.com/oak/lopper-",
    ],
)
def test_an_owners_page_or_an_address_cut_off_is_no_official_repository(address: str) -> None:
    assert relations(f"We propose Lopper. Our code is available at {address} for all.") == set()


def test_a_repository_on_any_host_of_code_is_an_official_one() -> None:
    for address in (
        "https://github.com/oak/lopper",
        "https://gitlab.oak.org/a/lopper",
        "https://git.sr.ht/~oak/lopper",
    ):
        assert ("paper", "hasOfficialRepository", address) in relations(f"Our code is available at {address}.")


def test_an_address_that_may_go_on_is_less_sure() -> None:
    (cut,) = find_links("Code: https://github.com/oak/very-long-lopp er-name and more.", "abstract")
    (whole,) = find_links("Code: https://github.com/oak/very-long-lopper and more.", "abstract")
    assert cut.confidence < 0.7 < whole.confidence
