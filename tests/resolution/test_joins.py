"""Why names were joined: each name is led to the label by one chain of reasons, with the words that say so."""

from graphlib import TopologicalSorter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.datamodel import ExtractedEntity, Extraction, Knowledge, Mention, Paper, Span
from kgbuild.resolution import resolve


def extraction(title: str, abstract: str, *entities: tuple[str, ...], role: str = "used") -> Extraction:
    """Return a paper with the terms of these names, each wherever it stands in the abstract, found by the model."""
    found = []
    for names in entities:
        places = []
        for name in names:
            start = abstract.find(name)
            while start >= 0:
                places.append(Mention(Span("abstract", start, start + len(name)), name, "model"))
                start = abstract.find(name, start + 1)
        found.append(ExtractedEntity("Method", names, "term", role, mentions=tuple(places)))  # type: ignore[arg-type]
    return Extraction(Paper(title, abstract), tuple(found))


def chains(knowledge: Knowledge) -> dict[str, dict[str, str]]:
    """Return for each entity by its label: name -> the name to which it was joined."""
    labels = {entity.slug: entity.label for entity in knowledge.entities}
    found: dict[str, dict[str, str]] = {entity.label: {} for entity in knowledge.entities}
    for join in knowledge.joins:
        assert join.name not in found[labels[join.entity]]
        found[labels[join.entity]][join.name] = join.other
    return found


def test_each_name_is_led_to_the_label_by_its_reasons() -> None:
    knowledge = resolve(
        [
            extraction("one", "We use careful tree pruning (CaTP).", ("careful tree pruning", "CaTP")),
            extraction("two", "Careful Tree Pruning is old.", ("Careful Tree Pruning",)),
            extraction("three", "The careful tree pruning method works.", ("careful tree pruning method",)),
            extraction("four", "CaTP helps.", ("CaTP",)),
        ]
    )
    (entity,) = knowledge.entities
    assert entity.label == "careful tree pruning"
    above = chains(knowledge)[entity.label]
    assert set(above) == {*entity.aliases}
    for name in above:
        step = name
        while step != entity.label:
            step = above[step]
    reasons = {join.name: (join.reason, join.paper) for join in knowledge.joins}
    assert reasons["CaTP"] == ("abbreviation", "one")
    assert reasons["Careful Tree Pruning"][0] == "spelling"
    assert reasons["careful tree pruning method"][0] in {"filler", "word-form"}
    (spelt,) = (join for join in knowledge.joins if join.name == "CaTP")
    assert spelt.evidence
    assert spelt.evidence.prefix + spelt.evidence.mention.text + spelt.evidence.suffix == (
        "We use careful tree pruning (CaTP)."
    )


def test_joins_are_sorted_by_doubt_and_near_misses_say_what_keeps_two_things_apart() -> None:
    named = [
        Extraction(Paper(f"paper {n}"), (ExtractedEntity("Method", (name,)),))
        for n, name in enumerate(["TreeNet-2", "TreeNet-3", "treenet-2"])
    ]
    knowledge = resolve([*named, extraction("five", "", ("lattice pruning", "careful cutting"), ("careful cutting",))])
    assert [join.confidence for join in knowledge.joins] == sorted(join.confidence for join in knowledge.joins)
    (miss,) = (miss for miss in knowledge.near_misses if miss.reason == "version")
    assert {miss.entity, miss.other_entity} == {"treenet-2", "treenet-3"}
    assert not miss.is_same


def test_a_general_name_that_the_model_put_beside_a_special_one_is_a_thing_of_its_own() -> None:
    both = extraction(
        "one", "We study online tree pruning. Tree pruning is old.", ("online tree pruning", "Tree pruning")
    )
    general = extraction("two", "Here tree pruning is used.", ("tree pruning",))
    knowledge = resolve([both, general])
    assert {entity.slug: entity.label for entity in knowledge.entities} == {
        "online-tree-pruning": "online tree pruning",
        "tree-pruning": "tree pruning",
    }
    assert {(s.paper, s.entity) for s in knowledge.statements} == {
        ("one", "online-tree-pruning"),
        ("one", "tree-pruning"),
        ("two", "tree-pruning"),
    }
    assert knowledge.broader == (("online-tree-pruning", "tree-pruning"),)
    # Where nobody else speaks of it, it is short for the special thing.
    alone = resolve([both])
    assert [entity.label for entity in alone.entities] == ["online tree pruning"]
    # What a list or another tool says is believed.
    assert resolve([both], known={"treepruning"}).broader == (("online-tree-pruning", "tree-pruning"),)


def test_a_special_name_behind_a_general_one_is_a_thing_of_its_own() -> None:
    found = extraction("one", "We prune. Online pruning is new.", ("prune", "Online prune"))
    knowledge = resolve([extraction("two", "To prune is old.", ("prune",)), found])
    assert {entity.label: entity.aliases for entity in knowledge.entities} == {"prune": (), "Online prune": ()}


def test_what_a_paper_brings_under_two_names_is_one_thing() -> None:
    text = "We present TreeGram2 (TrG2), a pruner, and a further module called Hedge."
    places = {name: text.index(name) for name in ("TreeGram2", "TrG2", "Hedge")}
    found = tuple(
        ExtractedEntity(
            "Method",
            (name,),
            role="proposed",
            mentions=(Mention(Span("abstract", start, start + len(name)), name, "model"),),
        )
        for name, start in places.items()
    )
    knowledge = resolve([Extraction(Paper("A title", text), found)])
    assert [{e.label, *e.aliases} for e in knowledge.entities] == [{"Hedge"}, {"TreeGram2", "TrG2"}]


@pytest.mark.parametrize(
    ("title", "names", "is_one"),
    [
        ("LoPA: Low-Rank Pruning Adaptation of Trees", ("LoPA", "Low-Rank Pruning Adaptation"), True),
        ("LoPA - Low-Rank Pruning Adaptation", ("LoPA", "Low-Rank Pruning Adaptation"), True),
        ("LoPA: Careful Cutting of Trees", ("LoPA", "Careful Cutting"), False),
        ("Hedge Pruner, dubbed Lopper", ("Hedge Pruner", "Lopper"), True),
        ("Hedge Pruner and Lopper", ("Hedge Pruner", "Lopper"), False),
    ],
)
def test_two_names_in_a_title_are_one_thing_where_it_says_so(title: str, names: tuple[str, str], is_one: bool) -> None:
    found = tuple(
        ExtractedEntity(
            "Method",
            (name,),
            role="proposed",
            mentions=(Mention(Span("title", title.index(name), title.index(name) + len(name)), name, "model"),),
        )
        for name in names
    )
    assert (len(resolve([Extraction(Paper(title), found)]).entities) == 1) is is_one


def test_broader_things_are_terms_whose_name_ends_the_narrower_one() -> None:
    names = [
        *("tree pruning", "online tree pruning", "semi-supervised pruning", "supervised pruning", "pruning"),
        *("tree pruning for hedges", "weakly supervised pruning"),
    ]
    knowledge = resolve(extraction(f"paper {n}", "", (name,)) for n, name in enumerate(names))
    assert set(knowledge.broader) == {
        ("online-tree-pruning", "tree-pruning"),
        ("tree-pruning", "pruning"),
        ("tree-pruning-for-hedges", "tree-pruning"),
        ("semi-supervised-pruning", "pruning"),
        ("supervised-pruning", "pruning"),
        ("weakly-supervised-pruning", "pruning"),
    }


WORDS = st.sampled_from(["tree", "Trees", "pruning", "pruner", "online", "KD", "model", "for", "of", "GPT-4", "(KD)"])
NAMES = st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=3, unique=True).map(tuple)


@given(st.lists(NAMES, max_size=8))
def test_every_alias_has_one_reason_and_broader_things_make_no_circle(things: list[tuple[str, ...]]) -> None:
    knowledge = resolve(
        Extraction(Paper(f"paper {n}"), (ExtractedEntity("Method", names, "term"),)) for n, names in enumerate(things)
    )
    for entity in knowledge.entities:  # of which two may have one label
        joins = [join for join in knowledge.joins if join.entity == entity.slug]
        above = {join.name: join.other for join in joins}
        assert len(above) == len(joins)
        for name in entity.aliases:
            chain = [name]
            while chain[-1] != entity.label:
                chain.append(above[chain[-1]])
                assert len(chain) <= len(joins) + 1
    assert all(join.is_same for join in knowledge.joins)
    above_all: dict[str, set[str]] = {}
    for narrow, broad in knowledge.broader:
        above_all.setdefault(narrow, set()).add(broad)
    TopologicalSorter(above_all).prepare()  # raises CycleError


def test_a_name_with_an_abbreviation_in_it_is_one_thing_whoever_proposes_it() -> None:
    """Where no paper spells CNN out many abstracts tell what it means, of a name that is coined here as well."""
    knowledge = resolve(
        [
            extraction("one", "We propose Hedge R-CNN.", ("Hedge R-CNN",), role="proposed"),
            extraction("two", "Hedge R-CNN is used.", ("Hedge R-CNN",)),
        ]
    )
    assert [entity.slug for entity in knowledge.entities] == ["hedge-r-cnn"]
