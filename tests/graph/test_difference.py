"""What changed between two graphs, and that it mirrors."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.graph.difference import Altered, Difference, find_difference
from kgbuild.graph.model import Fact, GraphModel, Mention, Paper, Relation, Result, Support, Thing
from kgbuild.views.difference import to_json, to_text


def graph(uses: dict[str, dict[str, str]], names: dict[str, tuple[str, ...]] | None = None) -> GraphModel:
    """Return a graph from paper -> thing -> property; things are called as their IRIs, or `names` says how."""
    things = sorted({thing for used in uses.values() for thing in used} | (names or {}).keys())
    return GraphModel(
        {paper: Paper(paper, f"Paper {paper}") for paper in sorted(uses)},
        {one: Thing(one, *_called(one, names or {})) for one in things},
        tuple(
            Fact(paper, relation, thing, "Method", "used", Support(papers=(paper,)))
            for paper, used in sorted(uses.items())
            for thing, relation in sorted(used.items())
        ),
    )


def _called(iri: str, names: dict[str, tuple[str, ...]]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    label, *aliases = names.get(iri, (iri,))
    return label, ("Method",), tuple(aliases)


def _iris(regrouped) -> list[tuple[str, list[str]]]:
    return [(one.thing.iri, [moved.thing.iri for moved in one.others]) for one in regrouped]


APART = graph(
    {"p": {"lora": "usesMethod"}, "q": {"low": "usesMethod"}, "r": {"lora": "proposesMethod"}},
    {"lora": ("LoRA",), "low": ("low-rank adaptation",)},
)
AS_ONE = graph(
    {"p": {"lora": "usesMethod"}, "q": {"lora": "usesMethod"}, "r": {"lora": "proposesMethod"}},
    {"lora": ("LoRA", "low-rank adaptation")},
)


def test_things_whose_names_now_lie_in_another_are_joined_and_the_other_way_split() -> None:
    joined, parted = find_difference(APART, AS_ONE), find_difference(AS_ONE, APART)
    assert _iris(joined.joins) == _iris(parted.splits) == [("lora", ["lora", "low"])]
    assert (joined.splits, parted.joins) == ((), ())
    # What only follows from it is no change of its own.
    for found in (joined, parted):
        assert found.things_added == found.things_removed == found.facts_added == found.facts_removed == ()
    text = "\n".join(to_text(joined, APART, AS_ONE))
    assert '"LoRA" (method) has taken in "low-rank adaptation" (method) of 1 paper' in text
    assert 'part of "LoRA" (method) is now "low-rank adaptation" (method) of 1 paper' in "\n".join(
        to_text(parted, AS_ONE, APART)
    )


def test_a_place_that_another_thing_has_now_tells_of_a_join_without_any_name() -> None:
    def placed(thing: str) -> GraphModel:
        place = Mention("p", "abstract", 3, 7, "GATs", "", "", "model")
        bare = graph({"p": {thing: "usesMethod"}, "q": {"gat": "usesMethod"}}, {"gat": ("GAT",), "other": ("Gates",)})
        support = Support(papers=("p",), mentions=(place,))
        return replace(bare, facts=tuple(replace(f, support=support) if f.paper == "p" else f for f in bare.facts))

    assert _iris(find_difference(placed("other"), placed("gat")).joins) == [("gat", ["gat", "other"])]


def test_a_thing_of_another_iri_with_the_same_uses_is_renamed_and_its_statements_stay() -> None:
    old = graph({"p": {"low": "usesMethod"}, "q": {"low": "usesMethod"}}, {"low": ("low-rank adaptation", "LoRA")})
    new = graph({"p": {"lora": "usesMethod"}, "q": {"lora": "proposesMethod"}}, {"lora": ("LoRA",)})
    found = find_difference(old, new)
    assert [(one.old.iri, one.new.iri) for one in found.renames] == [("low", "lora")]
    assert [(one.paper.iri, one.thing.iri, one.old, one.new) for one in found.roles] == [
        ("q", "lora", ("usesMethod",), ("proposesMethod",))
    ]
    assert (found.joins, found.splits, found.facts_added, found.facts_removed) == ((), (), (), ())
    assert (found.things_added, found.things_removed) == ((), ())


def test_names_lead_to_a_thing_also_where_no_paper_is_in_both_graphs() -> None:
    old, new = graph({"p": {"a": "usesMethod"}}, {"a": ("GAT",)}), graph({"q": {"b": "usesMethod"}}, {"b": ("GATs",)})
    found = find_difference(old, new)
    assert [(one.old.iri, one.new.iri) for one in found.renames] == [("a", "b")]
    assert [paper.iri for paper in found.papers_added] == ["q"]
    # Not where the thing is still there.
    kept = find_difference(graph({"p": {"a": "usesMethod"}}), graph({"p": {"a": "usesMethod", "b": "usesMethod"}}))
    assert (kept.renames, [thing.iri for thing in kept.things_added]) == ((), ["b"])


def test_papers_are_the_same_by_iri_doi_arxiv_or_title_and_what_differs_is_named() -> None:
    old = [Paper("a", "On Oaks", year=2020), Paper("b", "Elms", doi="10.1/b"), Paper("c", "Ash", arxiv="2101.00001")]
    new = [
        Paper("a", "On Oaks", year=2021),
        Paper("x", "Elms and more", doi="10.1/b"),
        Paper("y", "Ash"),
        Paper("z", "N"),
    ]
    found = find_difference(*(GraphModel({paper.iri: paper for paper in papers}) for papers in (old, new)))
    changes = {one.old.iri: {change.field for change in one.changes} for one in found.papers_changed}
    assert changes == {"a": {"year"}, "b": {"iri", "label"}, "c": {"iri", "arxiv"}}
    assert ([paper.iri for paper in found.papers_added], found.papers_removed) == (["z"], ())


def test_relations_types_and_aliases_that_changed_are_told() -> None:
    bare = graph({"p": {"a": "usesMethod", "b": "usesMethod"}})
    old = replace(bare, relations=(Relation("a", "buildsUpon", "b"),))
    task = replace(bare.things["b"], types=("Task",), aliases=("B",))
    new = replace(bare, things={**bare.things, "b": task}, relations=(Relation("a", "comparedWith", "b"),))
    found = find_difference(old, new)
    assert [(one.subject, one.relation) for one in found.relations_added] == [("a", "comparedWith")]
    assert [(one.subject, one.relation) for one in found.relations_removed] == [("a", "buildsUpon")]
    assert [{change.field for change in one.changes} for one in found.things_changed] == [{"types", "aliases"}]
    lines = list(to_text(found, old, new))
    assert '  "a" compared with "b"' in lines
    assert '  "b": type "Method", now "Task"; other names nothing, now "B"' in lines


def test_of_many_changes_the_first_are_told_and_the_others_counted() -> None:
    old, new = graph({}), graph({f"p{number:02}": {} for number in range(30)})
    found = find_difference(old, new)
    bounded, whole = list(to_text(found, old, new, most=20)), list(to_text(found, old, new))
    assert bounded[-1] == "  and 10 more (--all)"
    assert "papers added: 30" in bounded
    assert len(whole) == len(bounded) + 9
    assert len(to_json(found, old, new)["papers"]["added"]) == 30


def test_results_that_changed_are_told_and_those_whose_things_were_joined_or_renamed_are_not() -> None:
    names = {"lora": ("LoRA",), "acc": ("accuracy",), "glue": ("GLUE",)}
    bare = graph({"p": {"lora": "proposesMethod", "low": "usesMethod"}}, {**names, "low": ("low-rank adaptation",)})
    first = Result("r1", "p", "low", "85.3%", 85.3, metric="acc", on="glue", kind="absolute")
    second = Result("r2", "p", "lora", "2 points", 2.0, kind="gain", versus="low")
    old = replace(bare, results=(first, second))
    mended = replace(second, iri="r3", text="3 points", value=3.0)
    joined = graph({"p": {"lora": "proposesMethod"}}, {**names, "lora": ("LoRA", "low-rank adaptation")})
    new = replace(joined, results=(replace(first, iri="r4", subject="lora"), replace(mended, versus="lora")))
    found = find_difference(old, new)
    assert [thing.thing.iri for thing in found.joins] == ["lora"]
    assert ([one.iri for one in found.results_added], [one.iri for one in found.results_removed]) == (["r3"], ["r2"])
    assert find_difference(bare, old).results_added == (first, second)
    lines = list(to_text(found, old, new))
    assert lines[0] == "old: 1 papers, 4 things, 2 facts, 0 relations, 2 results"
    assert '  "Paper p" reports "3 points of LoRA against LoRA"' in lines
    assert '  "Paper p" reports "2 points of LoRA against low-rank adaptation"' in lines
    (added,) = to_json(found, old, new)["results"]["added"]
    assert added == {
        "iri": "r3",
        "label": "3 points of LoRA against LoRA",
        "kind": "gain",
        "reportedIn": "p",
        "resultOf": "lora",
        "heldAgainst": "lora",
    }


# Under any two graphs -------------------------------------------------------------------------------------------------

_PROPERTIES = st.sampled_from(["usesMethod", "proposesMethod", "addressesTask"])
_NAMES = st.sampled_from(["GAT", "gats", "LoRA", "low-rank adaptation", "BERT", "B"])


@st.composite
def graphs(draw: st.DrawFn) -> GraphModel:
    things = st.sampled_from(["a", "b", "c", "d"])
    uses = draw(st.dictionaries(st.sampled_from(["p", "q", "r"]), st.dictionaries(things, _PROPERTIES, max_size=3)))
    names = draw(st.dictionaries(things, st.lists(_NAMES, min_size=1, max_size=3, unique=True).map(tuple)))
    made = graph(uses, names)
    ends = st.sampled_from([*made.papers, *made.things]) if len(made) else st.nothing()
    relations = (
        draw(st.sets(st.builds(Relation, ends, st.just("buildsUpon"), ends), max_size=3)) if len(made) else set()
    )
    results = set()
    if made.papers:
        papers, parts = st.sampled_from([*made.papers]), st.sampled_from(["", *made.things])
        values = st.sampled_from(["91.5%", "2 points"])
        of_one = st.builds(Result, st.sampled_from(["r1", "r2"]), papers, ends, values, metric=parts, on=parts)
        results = draw(st.sets(of_one, max_size=3))
    return replace(
        made,
        relations=tuple(sorted(relations, key=lambda one: (one.subject, one.object))),
        results=tuple({one.iri: one for one in sorted(results, key=repr)}.values()),
    )


def _mirrored(found: Difference) -> dict[str, object]:
    def turned(changed: tuple[Altered, ...]) -> set[Altered]:
        return {
            Altered(one.new, one.old, tuple(change._replace(old=change.new, new=change.old) for change in one.changes))
            for one in changed
        }

    return {
        "papers": (found.papers_removed, found.papers_added),
        "changed": (turned(found.papers_changed), turned(found.things_changed), turned(found.renames)),
        "things": (found.things_removed, found.things_added),
        "joins": (found.splits, found.joins),
        "roles": sorted((one.new, one.old) for one in found.roles),
        "facts": (found.facts_removed, found.facts_added),
        "relations": (found.relations_removed, found.relations_added),
        "results": (found.results_removed, found.results_added),
    }


@given(graphs(), graphs())
def test_the_difference_to_itself_is_none_and_the_other_way_it_mirrors(old: GraphModel, new: GraphModel) -> None:
    assert not find_difference(old, old)
    assert list(to_text(find_difference(old, old), old, old))[-1] == "nothing changed"
    forth, back = find_difference(old, new), find_difference(new, old)
    assert _mirrored(forth) == {
        "papers": (back.papers_added, back.papers_removed),
        "changed": (set(back.papers_changed), set(back.things_changed), set(back.renames)),
        "things": (back.things_added, back.things_removed),
        "joins": (back.joins, back.splits),
        "roles": sorted((one.old, one.new) for one in back.roles),
        "facts": (back.facts_added, back.facts_removed),
        "relations": (back.relations_added, back.relations_removed),
        "results": (back.results_added, back.results_removed),
    }
    assert json.loads(json.dumps(to_json(forth, old, new)))["old"]["papers"] == len(old.papers)


@given(graphs(), graphs())
def test_every_thing_and_statement_is_accounted_for(old: GraphModel, new: GraphModel) -> None:
    found = find_difference(old, new)
    parted = {moved.thing.iri for one in found.splits for moved in one.others}
    joined = {one.thing.iri for one in found.joins}
    renamed = {one.new.iri for one in found.renames}
    for iri in new.things.keys() - old.things.keys():
        assert iri in {thing.iri for thing in found.things_added} | parted | joined | renamed
    if not found:
        assert old.things == new.things
        assert {(f.paper, f.relation, f.thing) for f in old.facts} == {
            (f.paper, f.relation, f.thing) for f in new.facts
        }


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_is_told_is_bytes_alike_every_time(form: str) -> None:
    def tell() -> object:
        found = find_difference(APART, AS_ONE)
        return list(to_text(found, APART, AS_ONE)) if form == "text" else json.dumps(to_json(found, APART, AS_ONE))

    assert tell() == tell()
