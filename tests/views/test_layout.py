import math
import sys

import pytest
from conftest import load, many

from kgbuild.graph.project import to_networkx
from kgbuild.views.communities import MAX_COMMUNITY
from kgbuild.views.layout import build_layout
from kgbuild.views.options import MAX_START
from kgbuild.views.picture import rank_nodes
from kgbuild.vocabulary import DEFAULT_BASE


@pytest.fixture(scope="module")
def large():
    return to_networkx(load(many(300)))


def test_every_node_has_a_place_of_its_own(large):
    places = build_layout(large).positions
    assert list(places) == list(large)
    assert len(set(places.values())) == len(places)


def test_the_same_graph_lies_the_same_way(large):
    assert build_layout(large) == build_layout(large)


def test_papers_that_share_things_lie_together(large):
    layout = build_layout(large)
    paper = DEFAULT_BASE + "paper/n{}"
    assert layout.communities[paper.format(20)] == layout.communities[paper.format(27)]
    assert layout.communities[paper.format(20)] != layout.communities[paper.format(117)]

    def apart(one: int, other: int) -> float:
        return math.dist(layout.positions[paper.format(one)], layout.positions[paper.format(other)])

    assert apart(20, 27) < apart(20, 117)


def test_what_one_paper_alone_names_stands_beside_it(large):
    layout = build_layout(large)
    paper, own = DEFAULT_BASE + "paper/n5", DEFAULT_BASE + "entity/own-5-1"
    assert math.dist(layout.positions[paper], layout.positions[own]) < 100
    assert layout.communities[paper] == layout.communities[own]


def test_communities_are_named_after_what_they_share(large):
    layout = build_layout(large)
    name = layout.names[layout.communities[DEFAULT_BASE + "paper/n20"]]
    assert set(name.split(" · ")) == {"Dataset 2", "Task 2"}


def test_no_layout_needs_scipy(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy", None)
    # No community to split, and more nodes than networkx lays out without scipy.
    facts = "\n".join(f"p:n{n} a kg:Paper ; kg:usesMethod e:x, e:y ." for n in range(700))
    layout = build_layout(to_networkx(load(facts)))
    sizes = [list(layout.communities.values()).count(n) for n in range(len(layout.names))]
    assert max(sizes) <= MAX_COMMUNITY


def test_a_paper_without_anything_has_a_place_too():
    assert len(build_layout(to_networkx(load("p:a a kg:Paper . p:b a kg:Paper ."))).positions) == 2


def test_the_start_picture_is_bounded_and_hangs_together(large):
    ranked, start = rank_nodes(large)
    assert sorted(ranked) == sorted(large)
    assert 100 < start <= MAX_START
    shown = set(ranked[:start])
    for node in shown:
        neighbours = {*large.predecessors(node), *large.successors(node)}
        assert neighbours & shown


def test_the_start_picture_shows_what_papers_share_before_what_one_names(large):
    ranked, start = rank_nodes(large)
    assert not [node for node in ranked[:start] if "own-" in node]


def test_a_small_graph_is_shown_whole(maps):
    graph = to_networkx(maps)
    assert rank_nodes(graph)[1] == len(graph)
