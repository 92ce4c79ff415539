import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EVIDENCE, FACTS, HEAD, load, many

from kgbuild.errors import GraphError
from kgbuild.views import write_view

ROOT = Path(__file__).resolve().parents[2]


def read_data(page: str) -> dict:
    """Return all the page knows, as one value: the head, the parts' rows after its own, the quotes."""
    data = json.loads(re.search(r'id="graph-data">(.*?)</script>', page, re.DOTALL)[1])
    for part in re.findall(r'class="part">(.*?)</script>', page, re.DOTALL):
        for name, rows in json.loads(part).items():
            data[name] = data.get(name, []) + rows
    data["quotes"] = [
        quote for block in re.findall(r'id="quotes-\d+">(.*?)</script>', page, re.DOTALL) for quote in json.loads(block)
    ]
    return data


@pytest.fixture
def page(maps, tmp_path):
    write_view(maps, tmp_path / "graph.html", title="Maps")
    return (tmp_path / "graph.html").read_text("utf-8")


def test_only_the_page_s_own_scripts_and_styles_may_run(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1].replace("&#39;", "'")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    blocks = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", page, re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_the_page_names_no_resource_of_the_network(page):
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"\b(src|href)\s*=\s*[\"']?(https?:)?//", markup)
    assert "sourceMappingURL" not in page
    assert not re.search(r"url\(\s*[\"']?https?:|@import", page)


def test_nothing_in_the_graph_can_end_its_script(tmp_path):
    title = "</script><script>alert(1)</script><!-- \u2028 & <b>"
    write_view(load(f'p:a a kg:Paper ; dcterms:title "{title}" .'), tmp_path / "g.html", title=title)
    page = (tmp_path / "g.html").read_text("utf-8")
    assert "alert(1)</script>" not in page
    assert "\u2028" not in re.search(r'id="graph-data">(.*?)</script>', page, re.DOTALL)[1]
    assert "<title>&lt;/script&gt;" in page
    assert read_data(page)["nodes"][0][2] == title


def test_quotes_travel_once_and_are_marked_in_units_of_javascript(page):
    data = read_data(page)
    (edge,) = [edge for edge in data["edges"] if edge[4]]
    section, number, start, end = edge[4][1]
    text = data["quotes"][number].encode("utf-16-le")
    assert section == "abstract"
    assert text[2 * start : 2 * end].decode("utf-16-le") == "Rivernet"


def test_without_quotes_no_text_of_an_abstract_is_in_the_page(maps, tmp_path):
    write_view(maps, tmp_path / "g.html", quotes=False)
    page = (tmp_path / "g.html").read_text("utf-8")
    assert "it was quick" not in page
    assert "Flow Models for Maps" in page  # the title is no quote
    assert [edge[4] for edge in read_data(page)["edges"] if edge[4]] == [[["title"], ["abstract"]]]


def test_one_graph_gives_one_page_whatever_the_hash_seed(tmp_path):
    (tmp_path / "facts.ttl").write_text(HEAD + FACTS + EVIDENCE + many(60), "utf-8")
    code = (
        "import sys; from pathlib import Path; from kgbuild.graph import read_model\n"
        "from kgbuild.views import write_view\n"
        "write_view(read_model(Path('facts.ttl')), Path(sys.argv[1]))\n"
    )
    pages = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", code, seed], cwd=tmp_path, env=environment, check=True)
        pages.append((tmp_path / seed).read_bytes())
    assert pages[0] == pages[1]


def test_a_page_that_cannot_be_written_leaves_nothing_behind(maps, tmp_path):
    (tmp_path / "g.html").mkdir()
    with pytest.raises(OSError, match=r"g\.html"):
        write_view(maps, tmp_path / "g.html")
    assert [path.name for path in tmp_path.iterdir()] == ["g.html"]


def test_a_graph_with_nothing_of_ours_is_refused_in_one_line(tmp_path):
    with pytest.raises(GraphError) as caught:
        write_view(load("<http://a> <http://b> <http://c> ."), tmp_path / "g.html")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "g.html").exists()


def test_nodes_of_another_base_keep_their_whole_iri(tmp_path):
    write_view(load("p:a a kg:Paper ; kg:usesMethod <http://elsewhere.org/x> ."), tmp_path / "g.html")
    data = read_data((tmp_path / "g.html").read_text("utf-8"))
    assert {node[0] for node in data["nodes"]} == {"paper/a", "http://elsewhere.org/x"}
