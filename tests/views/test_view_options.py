import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EVIDENCE, FACTS, HEAD, load, many
from test_page import read_data
from typer.testing import CliRunner

from kgbuild.cli import app
from kgbuild.errors import GraphError
from kgbuild.views import ViewOptions, write_view
from kgbuild.views.choose import cut_around, find_node
from kgbuild.views.known import read_layout
from kgbuild.views.payload import PART, QUOTES
from kgbuild.vocabulary import DEFAULT_BASE

ENTITY = DEFAULT_BASE + "entity/"
NEW = """p:new a kg:Paper ; dcterms:title "A New One" ; kg:usesDataset e:d1 ; kg:proposesMethod e:fresh .
e:fresh a kg:Method ; skos:prefLabel "fresh" ."""


def keys(path: Path) -> set[str]:
    return {row[0] for row in read_data(path.read_text("utf-8"))["nodes"]}


def test_around_takes_what_lies_within_so_many_steps(maps, tmp_path):
    page = tmp_path / "page.html"
    write_view(maps, page, options=ViewOptions(around="AtlasBench", hops=1))
    assert keys(page) == {"entity/atlasbench", "paper/two"}
    write_view(maps, page, options=ViewOptions(around="AtlasBench", hops=2))
    assert keys(page) == {"entity/atlasbench", "paper/two", "entity/rivernet", "entity/streets-1k"}
    data = read_data(page.read_text("utf-8"))
    assert data["open"] == "entity/atlasbench"
    assert "within 2 steps of AtlasBench" in data["note"]


@pytest.mark.parametrize("name", ["rivernet", "RN-1", "river network", "entity/rivernet", ENTITY + "rivernet"])
def test_a_thing_is_found_by_name_alias_slug_and_iri(maps, name):
    assert find_node(maps, name) == ENTITY + "rivernet"


def test_of_things_that_share_a_name_the_most_named_is_meant():
    graph = load(
        """e:a skos:prefLabel "x" ; a kg:Method . e:b skos:prefLabel "X" ; a kg:Task .
        p:a a kg:Paper ; kg:usesMethod e:a ; kg:addressesTask e:b . p:b a kg:Paper ; kg:addressesTask e:b ."""
    )
    assert find_node(graph, "x") == ENTITY + "b"


def test_a_part_keeps_relations_within_it():
    graph = load(
        """p:a a kg:Paper ; kg:usesMethod e:x, e:y . p:b a kg:Paper ; kg:usesMethod e:z .
        e:x a kg:Method ; kg:comparedWith e:y, e:z . e:y a kg:Method . e:z a kg:Method ."""
    )
    assert len(graph.relations) == 2
    part = cut_around(graph, ENTITY + "x", 2)
    assert [relation.object for relation in part.relations] == [ENTITY + "y"]


def test_types_keep_their_things_and_the_papers_that_name_them(maps, tmp_path):
    page = tmp_path / "page.html"
    write_view(maps, page, options=ViewOptions(types=("task", "Benchmark")))
    assert keys(page) == {"entity/map-drawing", "entity/atlasbench", "paper/one", "paper/two"}


def test_the_start_picture_can_be_smaller(tmp_path):
    page = tmp_path / "page.html"
    write_view(load(many(300)), page, options=ViewOptions(max_nodes=60))
    assert 30 < read_data(page.read_text("utf-8"))["start"] <= 60


def test_known_nodes_keep_their_places_and_new_ones_come_near(tmp_path):
    old, new = tmp_path / "old.html", tmp_path / "new.html"
    write_view(load(many(120)), old)
    summary = write_view(load(many(120) + NEW), new, options=ViewOptions(layout_from=old))
    before, after = read_layout(old), read_layout(new)
    assert (summary.nodes - summary.known, summary.moved) == (2, 0.0)
    assert {node: after.positions[node] for node in before.positions} == before.positions
    place, near = after.positions[DEFAULT_BASE + "paper/new"], after.positions[ENTITY + "d1"]
    assert abs(place[0] - near[0]) + abs(place[1] - near[1]) < 400
    assert len(set(after.positions.values())) == len(after.positions)


def test_what_nothing_ties_to_the_old_page_gets_a_region_of_its_own(tmp_path):
    old, new = tmp_path / "old.html", tmp_path / "new.html"
    write_view(load(many(60)), old)
    apart = """p:z a kg:Paper ; kg:usesMethod e:z1, e:z2 . e:z1 a kg:Method . e:z2 a kg:Method ."""
    write_view(load(many(60) + apart), new, options=ViewOptions(layout_from=old))
    known = read_layout(new)
    assert known.groups[ENTITY + "z1"] == known.groups[DEFAULT_BASE + "paper/z"] == len(known.regions) - 1


@pytest.mark.parametrize("text", ["", "<html></html>", '<script type="application/json" id="graph-data">[1]</script>'])
def test_a_page_without_places_is_told_in_one_line(maps, tmp_path, text):
    (tmp_path / "old.html").write_text(text)
    with pytest.raises(GraphError, match=r"old\.html: holds no places") as caught:
        write_view(maps, tmp_path / "page.html", options=ViewOptions(layout_from=tmp_path / "old.html"))
    assert "\n" not in str(caught.value)


def test_large_graphs_travel_in_parts(tmp_path):
    page = tmp_path / "page.html"
    write_view(load(many(1000, own=4)), page)
    text = page.read_text("utf-8")
    assert text.count('class="part"') >= 2 * (4000 // PART)
    assert read_data(text)["total"][0] == len(read_data(text)["nodes"]) == 5201
    assert QUOTES > 0


def test_a_page_after_an_older_one_is_the_same_whatever_the_hash_seed(tmp_path):
    (tmp_path / "old.ttl").write_text(HEAD + FACTS + EVIDENCE + many(60), "utf-8")
    (tmp_path / "new.ttl").write_text(HEAD + FACTS + EVIDENCE + many(70) + NEW, "utf-8")
    code = (
        "import sys; from pathlib import Path\n"
        "from kgbuild.graph import read_model; from kgbuild.views import ViewOptions, write_view\n"
        "old, new = Path(sys.argv[1] + '-old.html'), Path(sys.argv[1])\n"
        "write_view(read_model(Path('old.ttl')), old)\n"
        "options = ViewOptions(layout_from=old, around='everywhere', hops=3)\n"
        "write_view(read_model(Path('new.ttl')), new, options=options)\n"
    )
    root = Path(__file__).resolve().parents[2]
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        subprocess.run([sys.executable, "-c", code, seed], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_the_command_takes_the_options_and_reports_the_moves(tmp_path):
    graph = tmp_path / "graph.ttl"
    graph.write_text(HEAD + FACTS, "utf-8")
    old, new = tmp_path / "old.html", tmp_path / "new.html"
    assert CliRunner().invoke(app, ["view", str(graph), "-o", str(old)]).exit_code == 0
    graph.write_text(HEAD + FACTS + "p:x a kg:Paper ; kg:usesDataset e:streets-1k .", "utf-8")
    asked = ["--type", "Dataset", "--type", "Method", "--max-nodes", "50", "--theme", "dark", "--layout-from", str(old)]
    done = CliRunner().invoke(app, ["view", str(graph), "-o", str(new), *asked])
    assert done.exit_code == 0
    assert "4 nodes known" in done.stderr
    assert "moved 0.0 on average; 1 are new" in done.stderr
    data = read_data(new.read_text("utf-8"))
    assert (data["theme"], len(data["nodes"])) == ("dark", 5)


def test_an_unknown_theme_is_wrong_use(tmp_path):
    (tmp_path / "graph.ttl").write_text(HEAD + FACTS, "utf-8")
    done = CliRunner().invoke(app, ["view", str(tmp_path / "graph.ttl"), "--theme", "pink"])
    assert done.exit_code == 2
    assert "auto, light, dark" in done.stderr
