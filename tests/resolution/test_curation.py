"""Corrections applied: what each does, in any order of rows and papers, and that without them all is as before."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.curation import Curation, Row, parse_curation
from kgbuild.datamodel import ExtractedEntity, ExtractedRelation, Extraction, Link, Mention, Paper, Span
from kgbuild.resolution import correct_extractions, resolve, resolve_curated


def paper(title: str, *things, doi: str = "", relations=(), links=()) -> Extraction:
    """Return what was found in a paper; a thing is (type, names) or (type, names, role)."""
    entities = tuple(
        ExtractedEntity(kind, names, "named", role[0] if role else "used", mentions=(), id=f"e{number}")
        for number, (kind, names, *role) in enumerate(things)
    )
    return Extraction(Paper(title, doi=doi), entities, links, "made up", tuple(relations))


PAPERS = (
    paper("Graphs that attend", ("Method", ("GAT", "graph attention network")), ("Dataset", ("Cora",))),
    paper("More attention", ("Method", ("graph attention networks",)), ("Task", ("node classification",))),
    paper("Greetings", ("Method", ("GAT", "greedy alignment table")), doi="10.1000/gat"),
    paper("Distilling", ("Method", ("online knowledge distillation", "knowledge distillation", "KD"))),
    paper("Distilling again", ("Method", ("knowledge distillation", "KD"))),
    paper("Data", ("Dataset", ("Cora",)), ("Benchmark", ("PubMed",)), ("Method", ("our method",))),
)


def curate(*rows: Row, papers=PAPERS):
    curation = Curation(tuple((number, row) for number, row in enumerate(rows, 2)), "c.tsv")
    knowledge, notes = resolve_curated(papers, curation)
    return knowledge, {note.line: note.why for note in notes}


def things(knowledge) -> dict[str, set[str]]:
    """Return the papers of each thing by its label."""
    titles = {slug: paper.title for slug, paper in knowledge.papers}
    found = {entity.slug: (entity.label, set()) for entity in knowledge.entities}
    for statement in knowledge.statements:
        found[statement.entity][1].add(titles[statement.paper])
    return dict(found.values())


def thing_of(knowledge, name: str):
    """Return the one thing that has a name."""
    (entity,) = [entity for entity in knowledge.entities if name in (entity.label, *entity.aliases)]
    return entity


def test_without_rows_nothing_changes() -> None:
    assert curate() == (resolve(PAPERS), {})


def test_same_joins_what_rules_leave_apart() -> None:
    knowledge, notes = curate(Row("same", "Cora", "PubMed"))
    (both,) = [found for label, found in things(knowledge).items() if label in {"Cora", "PubMed"}]
    assert both == {"Graphs that attend", "Data"}
    assert notes == {}


def test_different_keeps_apart_what_a_paper_lists_as_one_and_each_has_its_papers() -> None:
    special, general = "online knowledge distillation", "knowledge distillation"
    assert general in thing_of(resolve(PAPERS), special).aliases
    knowledge, notes = curate(Row("different", special, general))
    found = things(knowledge)
    assert found[thing_of(knowledge, special).label] == {"Distilling"}
    assert found[thing_of(knowledge, general).label] == {"Distilling", "Distilling again"}
    assert thing_of(knowledge, special) != thing_of(knowledge, general)
    assert notes == {}


def test_different_divides_one_name_by_paper() -> None:
    papers = tuple(paper(title, ("Method", ("GAT",)), doi=f"10.1000/{title}") for title in ("One", "Two", "Three"))
    assert things(resolve(papers)) == {"GAT": {"One", "Two", "Three"}}
    rows = [Row("different", "GAT", "GAT", paper="10.1000/three"), Row("rename", "GAT", "Greedy GAT", paper="Three")]
    for order in (papers, papers[::-1]):
        knowledge, notes = curate(*rows, papers=order)
        assert things(knowledge) == {"GAT": {"One", "Two"}, "Greedy GAT": {"Three"}}
        assert notes == {}


def test_joins_say_that_a_person_made_them() -> None:
    knowledge, _ = curate(Row("same", "Cora", "PubMed"), Row("different", "node classification", "our method"))
    (join,) = [join for join in knowledge.joins if join.reason == "curation"]
    assert ({join.name, join.other}, join.confidence) == ({"Cora", "PubMed"}, 1.0)
    (apart,) = [miss for miss in knowledge.near_misses if miss.reason == "curation"]
    assert ({apart.name, apart.other}, apart.confidence) == ({"node classification", "our method"}, 0.0)


def test_what_is_told_apart_is_joined_by_no_rule_and_no_other_row() -> None:
    rows = [
        Row("same", "Cora", "PubMed"),
        Row("same", "PubMed", "node classification"),
        Row("different", "Cora", "node classification"),
    ]
    knowledge, notes = curate(*rows)
    by_label = {entity.label: entity.slug for entity in knowledge.entities}
    assert len({slug for label, slug in by_label.items() if label in {"Cora", "PubMed", "node classification"}}) == 2
    (why,) = notes.values()
    assert "not joined: line 4 tells things apart" in why


def test_a_rejected_name_goes_and_a_further_name_leaves_its_thing() -> None:
    knowledge, _ = curate(Row("reject", "our method"), Row("reject", "KD"))
    assert "our method" not in things(knowledge)
    assert "knowledge distillation" in things(knowledge)
    assert not any("KD" in (entity.label, *entity.aliases) for entity in knowledge.entities)


def test_a_name_is_rejected_in_one_paper_only_where_the_row_says_so() -> None:
    knowledge, _ = curate(Row("reject", "Cora", paper="Data"))
    assert things(knowledge)["Cora"] == {"Graphs that attend"}


def test_a_type_is_corrected_with_the_relation_of_the_paper() -> None:
    knowledge, _ = curate(Row("retype", "PubMed", "Dataset"))
    (entity,) = [entity for entity in knowledge.entities if entity.label == "PubMed"]
    assert entity.types == ("Dataset",)
    assert {s.predicate for s in knowledge.statements if s.entity == entity.slug} == {"usesDataset"}


def test_relations_that_a_new_type_cannot_have_go() -> None:
    stated = (ExtractedRelation("evaluatedOn", "e0", "e1"), ExtractedRelation("hasCode", "e0", "u0"))
    links = (Link("https://example.org/code", "repository", id="u0"),)
    papers = (paper("One", ("Method", ("Net",)), ("Dataset", ("Set",)), relations=stated, links=links),)
    assert {r.predicate for r in resolve(papers).relations} == {"evaluatedOn", "hasCode"}
    knowledge, _ = curate(Row("retype", "Set", "Task"), papers=papers)
    assert {r.predicate for r in knowledge.relations} == {"hasCode"}
    knowledge, _ = curate(Row("retype", "Net", "Dataset"), papers=papers)
    assert {r.predicate for r in knowledge.relations} == {"hasCode"}
    knowledge, _ = curate(Row("reject", "Set"), papers=papers)
    assert {r.predicate for r in knowledge.relations} == {"hasCode"}


def test_a_role_is_corrected_and_one_that_the_type_does_not_have_is_told() -> None:
    knowledge, notes = curate(Row("role", "GAT", "proposed", paper="Greetings"), Row("role", "Cora", "compared"))
    assert "proposesMethod" in {s.predicate for s in knowledge.statements}
    assert notes == {3: 'role: "Cora" is a Dataset, which has no role "compared"'}


def test_what_is_said_of_one_paper_stands_before_what_is_said_of_all() -> None:
    rows = (Row("retype", "Cora", "Benchmark"), Row("retype", "Cora", "Task", paper="Data"))
    for order in (rows, rows[::-1]):
        (entity,) = [e for e in curate(*order)[0].entities if e.label == "Cora"]
        assert set(entity.types) == {"Benchmark", "Task"}


def test_a_thing_is_renamed_and_keeps_its_address_and_its_old_name() -> None:
    knowledge, _ = curate(Row("rename", "Cora", "Cora citations"), Row("alias", "cora", "McCallum's"))
    (entity,) = [entity for entity in knowledge.entities if entity.slug == "cora"]
    assert (entity.label, entity.aliases) == ("Cora citations", ("Cora", "McCallum's"))
    told = {(join.name, join.other) for join in knowledge.joins if join.reason == "curation"}
    assert told == {("Cora", "Cora citations"), ("McCallum's", "Cora citations")}


def test_links_lead_elsewhere() -> None:
    knowledge, _ = curate(
        Row("link", "Cora", "https://example.org/cora", match="exactMatch"),
        Row("link", "https://w3id.org/kgbuild/id/entity/cora", "https://example.org/other", match="closeMatch"),
    )
    (entity,) = [entity for entity in knowledge.entities if entity.slug == "cora"]
    assert entity.matches == (
        ("closeMatch", "https://example.org/other"),
        ("exactMatch", "https://example.org/cora"),
    )


@pytest.mark.parametrize(
    "thing",
    [
        "https://w3id.org/kgbuild/id/entity/{}",
        "https://example.org/mine/entity/{}",
        "urn:mine/entity/{}",
        "node classification",
        "node-classification",
    ],
)
def test_a_thing_is_meant_by_its_address_as_well_as_by_its_name(thing: str) -> None:
    thing = thing.format(thing_of(resolve(PAPERS), "node classification").slug)
    knowledge, notes = curate(Row("retype", thing, "Method"), Row("rename", thing, "classifying nodes"))
    assert notes == {}
    assert thing_of(knowledge, "node classification").label == "classifying nodes"
    assert thing_of(knowledge, "node classification").types == ("Method",)


def test_an_address_is_that_of_the_graph_that_people_see() -> None:
    parted = Row("different", "GAT", "GAT", paper="10.1000/gat")
    seen, _ = curate(parted)
    titles = {slug: paper.title for slug, paper in seen.papers}
    own = next(s.entity for s in seen.statements if titles[s.paper] == "Greetings")
    knowledge, notes = curate(parted, Row("retype", f"https://w3id.org/kgbuild/id/entity/{own}", "Task"))
    assert notes == {}
    assert {e.types for e in knowledge.entities if e.slug == own} == {("Task",)}


def test_a_slug_is_enough_where_no_name_is_spelt_like_it() -> None:
    papers = tuple(paper(title, ("Method", ("C++",))) for title in ("One", "Two"))
    knowledge, notes = curate(
        Row("retype", "cplusplus", "Task"), Row("rename", "cplusplus", "C plus plus"), papers=papers
    )
    assert [(e.slug, e.label, e.types) for e in knowledge.entities] == [("cplusplus", "C plus plus", ("Task",))]
    assert notes == {}


def test_a_thing_that_a_row_joined_away_is_found_by_its_old_address() -> None:
    (old,) = [entity.slug for entity in resolve(PAPERS).entities if entity.label == "PubMed"]
    rows = [Row("same", "Cora", "PubMed"), Row("retype", f"https://w3id.org/kgbuild/id/entity/{old}", "Task")]
    _, notes = curate(*rows)
    assert notes == {}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (Row("same", "Cora", "Nowhere"), 'same: no "Nowhere" is found'),
        (Row("different", "Nowhere", "Cora"), 'different: no "Nowhere" is found'),
        (Row("rename", "Nowhere", "Somewhere"), 'rename: no "Nowhere" is found'),
        (Row("retype", "Nowhere", "Task"), 'retype: no "Nowhere" is found'),
        (Row("reject", "Cora", type="Task"), 'reject: no Task "Cora" is found'),
        (Row("reject", "PubMed", paper="Greetings"), 'reject: no "PubMed" is found in "Greetings"'),
        (Row("role", "Cora", "used", paper="Unwritten"), 'role: no paper is "Unwritten"'),
        (Row("accept", "Nowhere"), 'accept: no "Nowhere" is found'),
        (
            Row("alias", "https://w3id.org/kgbuild/id/entity/none", "x"),
            'alias: no "https://w3id.org/kgbuild/id/entity/none"',
        ),
        (Row("link", "Nowhere", "https://example.org/", match="exactMatch"), 'link: no "Nowhere" is found'),
    ],
)
def test_a_row_that_meets_nothing_is_told_with_its_line(row: Row, told: str) -> None:
    knowledge, notes = curate(Row("accept", "Cora"), row)
    assert list(notes) == [3]
    assert told in notes[3]
    assert knowledge == resolve(PAPERS)


def test_two_names_for_one_thing_are_told_and_neither_is_taken() -> None:
    address = "https://w3id.org/kgbuild/id/entity/cora"
    knowledge, notes = curate(Row("rename", "Cora", "One"), Row("alias", "Cora", "x"), Row("rename", address, "Two"))
    assert notes == dict.fromkeys((2, 4), "rename: lines 2, 4 rename one thing differently")
    assert "Cora" in things(knowledge)


def test_a_name_of_several_things_is_told_with_their_addresses() -> None:
    _, notes = curate(
        Row("different", "online knowledge distillation", "knowledge distillation"), Row("alias", "KD", "x")
    )
    assert notes == {}  # the shortened name went with what it abbreviates
    twice = (paper("One", ("Method", ("red net", "the one"))), paper("Two", ("Method", ("round node", "the one"))))
    _, notes = curate(Row("rename", "the one", "x"), papers=twice)
    slugs = ", ".join(entity.slug for entity in resolve(twice).entities)
    assert notes == {2: f'rename: "the one" names 2 things ({slugs}); give the address of one'}


def test_extractions_for_training_are_corrected_in_their_order() -> None:
    mention = Mention(Span("abstract", 0, 4), "Cora", "model")
    one = Extraction(
        Paper("One", "Cora and the net"),
        (
            ExtractedEntity("Dataset", ("Cora",), mentions=(mention,), id="e0"),
            ExtractedEntity("Method", ("net",), "term", "used", mentions=(), id="e1"),
        ),
    )
    two = paper("Two", ("Method", ("net",)))
    rows = "action\tthing\tvalue\tpaper\nreject\tCora\n"
    rows += "retype\tnet\tTask\tTwo\nrole\tnet\tproposed\tOne\nrename\tnet\tNet\n"
    corrected, notes = correct_extractions([two, one], parse_curation(rows, "c.tsv"))
    assert [[(e.type, e.names, e.role) for e in extraction.entities] for extraction in corrected] == [
        [("Task", ("net",), "used")],
        [("Method", ("net",), "proposed")],
    ]
    assert notes == ()


NAMES = ("GAT", "graph attention network", "KD", "knowledge distillation", "Cora", "PubMed", "node classification")
TITLES = ("", "Greetings", "Data", "Distilling")
rows = st.lists(
    st.one_of(
        st.builds(
            Row,
            st.sampled_from(("same", "different")),
            st.sampled_from(NAMES),
            st.sampled_from(NAMES),
            paper=st.sampled_from(TITLES),
        ),
        st.builds(Row, st.just("reject"), st.sampled_from(NAMES), paper=st.sampled_from(TITLES)),
        st.builds(Row, st.just("retype"), st.sampled_from(NAMES), st.sampled_from(("Task", "Dataset"))),
        st.builds(Row, st.just("rename"), st.sampled_from(NAMES), st.sampled_from(("First", "Second"))),
        st.builds(Row, st.just("alias"), st.sampled_from(NAMES), st.sampled_from(("First", "Second"))),
    ),
    max_size=6,
    unique_by=lambda row: row.identity,
)


@settings(deadline=None, max_examples=120)
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_papers_makes_no_difference_and_again_is_the_same(found, chance) -> None:
    first, _ = curate(*found)
    shuffled, papers = list(found), list(PAPERS)
    chance.shuffle(shuffled)
    chance.shuffle(papers)
    assert curate(*shuffled, papers=tuple(papers))[0] == first
    assert curate(*found)[0] == first


@settings(deadline=None, max_examples=120)
@given(rows)
def test_what_rows_tell_apart_is_apart(found) -> None:
    knowledge, notes = curate(*found)
    names = {entity.slug: {entity.label, *entity.aliases} for entity in knowledge.entities}
    moved = {"rename", "alias", "reject", "retype"} & {row.action for row in found}
    for line, row in enumerate(found, 2):
        if row.action == "different" and not row.paper and row.thing != row.value and line not in notes and not moved:
            assert not any({row.thing, row.value} <= its for its in names.values())
