"""Summary, named query, report and explorer give the same numbers."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kgbuild.graph import read_graph, run_named_query, run_query
from kgbuild.vocabulary import KG

LINE = re.compile(r"\s*([\d,]+)  (.+)")


@pytest.fixture(params=["sample", pytest.param("real", marks=pytest.mark.shared)])
def told(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, dict[str, int]]:
    """Return a build's folder and what its summary says, by words."""
    if request.param == "real":
        folder, done = request.getfixturevalue("real_build")
    else:
        folder, done = tmp_path / "demo", request.getfixturevalue("apart")("demo", "-o", "demo", folder=tmp_path)
    assert done.code == 0, done.err
    found = (LINE.fullmatch(line) for line in done.lines)
    return folder, {match[2].strip(): int(match[1].replace(",", "")) for match in found if match}


def test_summary_query_report_and_legend_agree(told: tuple[Path, dict[str, int]]) -> None:
    folder, summary = told
    store = read_graph(folder)
    page, report = ((folder / name).read_text("utf-8") for name in ("graph.html", "report.html"))
    head: dict[str, Any] = json.loads(re.search(r'id="graph-data">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    types = {one["name"]: one["count"] for one in head["types"]}
    counted = run_named_query(store, "counts").rows
    found = {kind.value.removeprefix(KG): int(n.value) for kind, n in counted}  # type: ignore[union-attr]
    assert found.pop("Result", 0) == summary.get("results", 0)
    assert found == types
    words = {one["name"]: one["many"].lower() for one in head["types"]}
    assert {words[name]: number for name, number in types.items()}.items() <= summary.items()

    tiles = dict(re.findall(r"<dt>([^<]+)</dt>\s*<dd>([\d,]+)</dd>", report))
    shown = {name.lower(): int(number.replace(",", "")) for name, number in tiles.items()}
    pages = shown.pop("other pages")
    assert shown.items() <= summary.items()
    assert pages + sum(shown.values()) - shown["statements"] - shown.get("results", 0) == sum(types.values())
    (row,) = run_query(store, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s a rdf:Statement } }").rows
    assert int(row[0].value) == summary["statements"] + summary.get("results", 0)  # type: ignore[union-attr]
