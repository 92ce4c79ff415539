"""What Spark's engine decides key by key is what the local engine decides with everything at hand."""

import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lists import Lists, Rows

from kgbuild.config import Options
from kgbuild.curation import Curation, Row
from kgbuild.datamodel import ExtractedEntity, ExtractedRelation, ExtractedResult, Extraction, Knowledge, Link, Paper
from kgbuild.demo import sample_path
from kgbuild.engines import extract_papers
from kgbuild.engines.spark.facts import add_facts, facts_in
from kgbuild.engines.spark.papers import group_papers, split_papers
from kgbuild.engines.spark.reading import read_papers
from kgbuild.engines.spark.resolution import resolve, resolve_curated
from kgbuild.engines.spark.things import find_broader, join_relations, say
from kgbuild.engines.spark.triples import EVIDENCE, FACTS, to_rows
from kgbuild.errors import InputError
from kgbuild.finishing import finish
from kgbuild.graph.facts import FactTriples
from kgbuild.graph.profiles import profile_triples
from kgbuild.graph.supporting import EvidenceTriples
from kgbuild.lexicon import load_lexicon
from kgbuild.lexicon.links import add_links
from kgbuild.readers import read_inputs
from kgbuild.resolution import GeneralNames
from kgbuild.resolution import resolve as resolve_here
from kgbuild.resolution import resolve_curated as resolve_curated_here
from kgbuild.vocabulary import DEFAULT_BASE

Found = dict[str, set[str]]
PROFILES = ("lpwc", "schema", "fair4ml", "orkg")


def spread(
    extractions: Iterable[Extraction], curation: Curation | None = None, **options: object
) -> tuple[Found, object]:
    """Return the triples, facts and evidence apart, that Spark's engine makes of extractions, and its notes."""
    given, cluster = Options(**options), Lists()
    numbered = Rows(((0, number), extraction) for number, extraction in enumerate(extractions))
    papers = split_papers(cluster, group_papers(cluster, numbered), given.lexicon)
    notes: object = ()
    if curation:
        things, notes = resolve_curated(cluster, papers, given, curation)
    else:
        things = resolve(cluster, papers, given)
    said = say(cluster, *things)
    relations = join_relations(cluster, said, with_entities=bool(given.profiles))
    rows = to_rows(said, relations, things.described, find_broader(cluster, things.described), given)
    found: Found = {FACTS: set(), EVIDENCE: set()}
    for part, line, *_ in rows.collect():
        found[part].add(line)
    return found, notes


def told(knowledge: Knowledge, profiles: Sequence[str] = ()) -> Found:
    """Return the triples that a local build writes, without the graph's description of itself."""
    linked = add_links(knowledge)
    facts, evidence = [*FactTriples(linked, DEFAULT_BASE).unordered()], EvidenceTriples(linked, DEFAULT_BASE)
    facts += profile_triples(facts, profiles)
    return {FACTS: set(map(str, facts)), EVIDENCE: set(map(str, evidence))}


def here(extractions: Iterable[Extraction]) -> Knowledge:
    lexicon = load_lexicon()
    return resolve_here(extractions, same_names=lexicon.groups, known=GeneralNames(lexicon.names))


@pytest.fixture(scope="module")
def sample() -> list[Extraction]:
    """Return the packaged sample, extracted."""
    found = extract_papers(read_inputs([str(sample_path())]).papers, Options(workers=1))
    return [one for one in found if isinstance(one, Extraction)]


def test_the_sample_gives_the_triples_of_a_local_build(sample: list[Extraction]) -> None:
    knowledge = here(sample)
    assert knowledge.relations
    assert knowledge.broader
    assert spread(sample)[0] == told(knowledge)


def test_published_terms_stand_beside_ours_as_in_a_local_build(sample: list[Extraction]) -> None:
    assert spread(sample, profiles=PROFILES)[0] == told(here(sample), PROFILES)


NAMES = (
    "GAT", "graph attention network", "graph attention networks", "greedy alignment table", "GCN",
    "graph convolutional network", "KD", "knowledge distillation", "online knowledge distillation",
    "knowledge distillation method", "distillation", "CL", "contrastive learning", "continual learning", "HINT",
    "GPT-2", "GPT-3", "Xyz Robot Arm Set", "XRAS", "image editing", "editing images", "language model",
    "language models", "multilingual language model", "quantum frog detection", "QFD", "QF detection",
    "detection of quantum frogs", "mAP", "Modified Adaptive Programming", "LiDAR", "lidar",
)  # fmt: skip
ENTITIES = st.builds(
    ExtractedEntity,
    type=st.sampled_from(["Method", "Task", "Dataset", "Metric"]),
    names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True).map(tuple),
    kind=st.sampled_from(["named", "term", "term"]),
    role=st.sampled_from(["proposed", "used", "compared", "mentioned"]),
    confidence=st.sampled_from([0.5, 0.9, 1.0]),
)
TITLES = (
    "On frogs",
    "On toads",
    "On frogs: a survey",
    "Editorial",
    "Of newts",
    "Untitled 3",
    "All about ponds",
    "Reeds",
)
ABSTRACTS = (
    "",
    "We use contrastive learning (CL) and a graph attention network (GAT) in the pond.",
    "Here continual learning (CL) helps; see also quantum frog detection (QFD).",
    "A greedy alignment table (GAT) is laid. Knowledge distillation (KD) follows, then HINT.",
)


@st.composite
def papers(draw: st.DrawFn) -> list[Extraction]:
    """Return some papers, copies among them, with what was found in them."""
    found = []
    for _ in range(draw(st.integers(1, 9))):
        paper = Paper(
            draw(st.sampled_from(TITLES)),
            draw(st.sampled_from(ABSTRACTS)),
            authors=draw(st.sampled_from([(), ("Ada Oak",), ("Ben Ash", "Ada Oak")])),
            year=draw(st.sampled_from([None, 2019, 2020, 2024])),
            doi=draw(st.sampled_from(["", "", "10.1000/pond"])),
            arxiv=draw(st.sampled_from(["", "", "2401.00002"])),
        )
        entities = tuple(draw(st.lists(ENTITIES, max_size=5)))
        links = (Link("https://github.com/oak/pond", "repository"),) if draw(st.booleans()) else ()
        bare = finish(Extraction(paper, entities, links, "made up", (), results=(), kinds=()))
        ids = [entity.id for entity in bare.entities]
        relations, results = (), ()
        if len(ids) > 1:
            relations = (
                ExtractedRelation("comparedWith", ids[0], ids[1]),
                ExtractedRelation("evaluatedOn", "paper", ids[1]),
            )
            results = (ExtractedResult("85.3%", ids[0], metric=ids[1]),)
        found.append(
            Extraction(bare.paper, bare.entities, bare.links, "made up", relations, results=results, kinds=("method",))
        )
    return found


@settings(max_examples=25)
@given(papers())
def test_any_papers_give_the_triples_of_a_local_build(found: list[Extraction]) -> None:
    assert spread(found)[0] == told(here(found))


ROWS = st.builds(
    Row,
    action=st.sampled_from(["same", "different", "rename", "reject", "retype", "alias", "role", "accept"]),
    thing=st.sampled_from([*NAMES, "gat", "graph-attention-network", f"{DEFAULT_BASE}entity/kd", "no such thing"]),
    value=st.sampled_from([*NAMES, "Method", "Task", "used"]),
    type=st.sampled_from(["", "", "Method"]),
    paper=st.sampled_from(["", "", "On frogs", "10.1000/pond"]),
)


def fits(row: Row) -> bool:
    """Tell whether a row says what rows of its action may say."""
    if row.action == "retype":
        return row.value in {"Method", "Task"}
    if row.action == "role":
        return row.value == "used"
    return row.value in NAMES and row.value != row.thing


@settings(max_examples=25)
@given(papers(), st.lists(ROWS.filter(fits), min_size=1, max_size=4, unique=True))
def test_corrections_give_the_triples_and_notes_of_a_local_build(found: list[Extraction], rows: list[Row]) -> None:
    curation = Curation(tuple(enumerate(rows, 2)), "corrections.tsv")
    lexicon = load_lexicon()
    knowledge, notes = resolve_curated_here(
        found, curation, same_names=lexicon.groups, known=GeneralNames(lexicon.names)
    )
    assert spread(found, curation) == (told(knowledge), notes)


def test_the_address_of_a_thing_in_another_paper_is_understood() -> None:
    entities = (ExtractedEntity("Method", ("GAT",)), ExtractedEntity("Method", ("GCN",)))
    found = [finish(Extraction(Paper(title), (entity,), ())) for title, entity in zip(TITLES, entities, strict=False)]
    rows = ((2, Row("rename", f"{DEFAULT_BASE}entity/gcn", "Pond network")), (3, Row("same", "gat", "gcn")))
    curation = Curation(rows, "corrections.tsv")
    knowledge, notes = resolve_curated_here(found, curation)
    ours, our_notes = spread(found, curation)
    assert (ours[EVIDENCE], our_notes) == (told(knowledge)[EVIDENCE], notes)
    assert any("Pond network" in line for line in ours[FACTS])


@given(papers())
def test_what_papers_say_of_a_node_adds_up_in_any_order(found: list[Extraction]) -> None:
    cluster, options = Lists(), Options()
    numbered = Rows(((0, number), extraction) for number, extraction in enumerate(found))
    papers_ = split_papers(cluster, group_papers(cluster, numbered), None)
    named = resolve(cluster, papers_, options).named.collect()
    parts = [fact for _, one in named for _, fact in facts_in(one)]
    for key in {part.key for part in parts}:
        own = [part for part in parts if part.key == key]
        shuffled = random.Random(key).sample(own, len(own))  # noqa: S311
        totals = []
        for order in (own, shuffled):
            total = order[0]
            for part in order[1:]:
                total = add_facts(total, part)
            totals.append(total)
        assert totals[0] == totals[1]
        assert totals[0].weight == len({slug for slug, one in named if key in one.keys})
        assert totals[0].things == sum(one.keys.count(key) for _, one in named)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40))
def test_every_vertex_is_led_to_the_least_of_its_component(edges: list[tuple[int, int]]) -> None:
    led = dict(Lists().components(Rows(edges)).collect())
    graph = nx.Graph(edges)
    expected = {vertex: min(part) for part in nx.connected_components(graph) for vertex in part if vertex != min(part)}
    assert led == expected


def test_records_are_read_and_merged_as_by_a_local_build(tmp_path: Path) -> None:
    one, other = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    one.write_text(
        '{"title": "On frogs", "doi": "10.1/x"}\n{"abstract": "no title"}\nnot json\n{"title": "Editorial"}\n'
    )
    other.write_text(
        '{"title": "On FROGS", "abstract": "Green."}\n{"title": "Of frogs", "doi": "10.1/x", "abstract": "G"}\n'
    )
    inputs = [str(one), str(other), str(tmp_path / "gone.txt")]
    ours, theirs = read_papers(Lists(), inputs, Options()), read_inputs(inputs)
    assert {repr(paper) for _, paper in ours.papers.collect()} == {repr(paper) for paper in theirs.papers}
    assert (ours.records, ours.extractions) == (theirs.records, theirs.extractions)
    assert set(ours.skipped.values().collect()) == set(theirs.skipped)
    assert set(ours.notes.values().collect()) == set(theirs.notes)


@pytest.mark.parametrize("strict", [False, True])
def test_what_cannot_be_read_is_told_as_by_a_local_build(tmp_path: Path, strict: bool) -> None:
    broken, empty = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    broken.write_text("{broken\n" + '{"title": "On frogs"}\n' * strict, encoding="utf-8")
    empty.write_text("", encoding="utf-8")
    inputs = [str(broken), str(empty), str(tmp_path / "gone.txt")]
    told = []
    for read in (
        lambda: read_papers(Lists(), inputs, Options(strict=strict)),
        lambda: read_inputs(inputs, strict=strict),
    ):
        with pytest.raises(InputError) as refused:
            read()
        told.append(str(refused.value))
    assert told[0] == told[1]
