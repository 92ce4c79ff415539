"""IRIs that a graph had before, and where `redirects.tsv` beside it says that they lead."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

BASE = "https://w3id.org/kgbuild/id/"


def test_the_page_of_a_name_of_before_leads_to_the_present_one(
    start: Callable[..., Any], stop: Callable[..., Any], graph_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "graph.nq").write_bytes(graph_file.read_bytes())
    leads = {
        "entity/bidirectional-encoder": f"{BASE}entity/bert",
        "entity/kaffee": f"{BASE}entity/caf%C3%A9",
        "entity/forgotten": f"{BASE}entity/nothing",
        "entity/elsewhere": "https://example.org/entity/bert",
        "entity/bert": f"{BASE}entity/caf%C3%A9",  # which the graph has
    }
    rows = "".join(f"{BASE}{old}\t{new}\n" for old, new in leads.items())
    (tmp_path / "redirects.tsv").write_text("old_iri\tnew_iri\n" + rows, encoding="utf-8")
    served = start(tmp_path / "graph.nq")
    for place in ("/kgbuild/id/", "/id/"):
        status, headers, _ = served.ask("GET", f"{place}entity/bidirectional-encoder?format=ttl")
        assert (status, headers["location"]) == (302, "/kgbuild/id/entity/bert?format=ttl")
        assert served.ask("GET", headers["location"])[0] == 200
        assert served.ask("GET", f"{place}entity/kaffee")[1]["location"] == "/kgbuild/id/entity/caf%C3%A9"
        assert served.ask("GET", f"{place}entity/forgotten")[0] == 404
        assert served.ask("GET", f"{place}entity/elsewhere")[0] == 404
        assert served.ask("GET", f"{place}entity/bert")[0] == 200
    assert stop(served) == (0, "")
