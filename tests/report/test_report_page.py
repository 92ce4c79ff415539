"""The page as a file: safe, offline, the same for the same graph, every plot with its table and its CSV."""

import base64
import csv
import hashlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from graphs import EVIDENCE, FACTS, HEAD, load, write
from typer.testing import CliRunner

from kgbuild.cli import app
from kgbuild.views.report.page import to_csv
from kgbuild.views.report.values import Ref, Table, share

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><svg onload=alert(1)>",
    "{{ 7 * 7 }} {% raw %}",
    "\u202eright to left\u2069 \u0000\u2028",
    "emoji \U0001f9ea\U0001f469\u200d\U0001f52c",
    "x" * 5000,
    '=HYPERLINK("http://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(A1)",
)


def hostile_facts() -> str:
    """Return two papers and two methods for each hostile text: all that the report shows of anything is hostile."""

    def literal(text: str) -> str:
        plain = text.replace("\x00", "\ufffd").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{plain}"'

    lines = []
    for n, text in enumerate(HOSTILE):
        lines.append(f"e:m{n} a kg:Method ; skos:prefLabel {literal(text)} .")
        lines.append(f"e:d{n} a kg:Dataset ; skos:prefLabel {literal(text)} .")
        lines.append(f"e:t{n} a kg:Task ; skos:prefLabel {literal(text)} .")
        lines.append(f"e:r{n} a kg:Repository ; skos:prefLabel {literal(text)} ; kg:url <javascript:alert({n})> .")
        lines += [
            f'p:x{n}-{i} a kg:Paper ; dcterms:title {literal(text)} ; dcterms:issued "{2000 + n}"^^xsd:gYear ;'
            f" kg:proposesMethod e:m{n} ; kg:comparesWithMethod e:m{(n + 1 + i) % len(HOSTILE)} ;"
            f" kg:usesDataset e:d{n}, e:d{(n + 1) % len(HOSTILE)} ; kg:addressesTask e:t{n} ;"
            f" kg:hasRepository e:r{n} ."
            for i in range(2)
        ]
    return "\n".join(lines)


def test_every_plot_has_its_table_and_a_file_with_exactly_what_it_plots(report):
    assert len(report.plots) > 10
    for key, figure in report.plots.items():
        rows = report.csv(key)
        columns = figure["columns"]
        assert [[row[column] for column in columns] for row in rows] == [
            list(map(str, row)) for row in report.rows(key)
        ]
        assert f'id="{key}"' in report.html


def test_files_name_the_iris_of_what_they_list(report):
    row = report.csv("most-used-methods")[0]
    assert row["method IRI" if "method IRI" in row else "Method IRI"] == "https://w3id.org/kgbuild/id/entity/rivernet"


def test_only_the_page_s_own_scripts_and_styles_may_run(report):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', report.html)[1].replace("&#39;", "'")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    blocks = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", report.html, re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_the_page_names_no_resource_of_the_network(report):
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", report.html, flags=re.DOTALL)
    assert not re.search(r"\bsrc\s*=", markup)
    assert not re.search(r"<(link|iframe|object|embed|base)\b", markup)
    assert "sourceMappingURL" not in report.html
    assert not re.search(r"url\(\s*[\"']?https?:|@import", report.html)
    assert " style=" not in markup  # the policy would not let it


def test_hostile_names_are_text_in_the_markup(tmp_path):
    report = write(load(hostile_facts()), tmp_path, title="</title><script>alert(1)</script>")
    assert "alert(1)</script>" not in report.html
    assert report.page.elements.count("script") == 3
    assert "img" not in report.page.elements
    assert not [link for link in report.page.links if link.get("href", "").startswith("javascript")]
    assert "{{ 7 * 7 }}" in report.text
    assert "\u2028" not in re.search(r'id="report-data">(.*?)</script>', report.html, re.DOTALL)[1]


def test_no_cell_of_a_file_runs_as_a_formula(tmp_path):
    report = write(load(hostile_facts()), tmp_path)
    cells = [
        cell for name in report.files if name.endswith(".csv") for row in report.csv(name[:-4]) for cell in row.values()
    ]
    assert any(cell.startswith("'=") for cell in cells)
    assert any(cell.startswith("'@") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert not re.search(r"^[=+@-]", report.files.get("names.tsv", ""), re.MULTILINE)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1"])
def test_a_text_that_looks_like_a_formula_gets_an_apostrophe(text):
    table = Table(("name", "n"), ((Ref(text, "http://x/y"), -3),))
    header, row = csv.reader(io.StringIO(to_csv(table), newline=""))
    assert header == ["name", "n", "name IRI"]
    assert row == ["'" + text, "-3", "http://x/y"]  # numbers stay numbers


def test_names_lead_into_the_explorer_only_where_it_lies_beside(rivers, report, tmp_path):
    assert "graph.html" not in report.html
    (tmp_path / "graph.html").write_text("explorer", "utf-8")
    linked = write(rivers, tmp_path)
    assert 'href="graph.html#entity/rivernet"' in linked.html
    assert 'href="graph.html#paper/a"' in linked.html
    assert 'href="https://github.com/r/a"' in report.html


def test_one_graph_gives_one_report_whatever_the_hash_seed(tmp_path):
    (tmp_path / "graph.ttl").write_text(HEAD + FACTS + hostile_facts(), "utf-8")
    (tmp_path / "evidence.ttl").write_text(HEAD + EVIDENCE, "utf-8")
    pages = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "kgbuild", "report", ".", "-o", f"{seed}.html", "--quiet"]
        subprocess.run(command, cwd=tmp_path, env=environment, check=True)
        pages.append((tmp_path / f"{seed}.html").read_bytes())
    assert pages[0] == pages[1]


def test_the_command_line_takes_title_quotes_and_evidence(tmp_path):
    (tmp_path / "graph.ttl").write_text(HEAD + FACTS, "utf-8")
    (tmp_path / "evidence.ttl").write_text(HEAD + EVIDENCE, "utf-8")

    def run(*options: str) -> str:
        done = CliRunner().invoke(app, ["report", str(tmp_path), "-o", str(tmp_path / "r.html"), *options])
        assert (done.exit_code, done.stdout) == (0, "")
        return (tmp_path / "r.html").read_text("utf-8")

    assert "<title>My rivers</title>" in run("--title", "My rivers")
    assert "see <mark>rivernet" in run()
    assert "see <mark>rivernet" not in run("--no-quotes")
    assert "came without its evidence" in run("--no-evidence")


def test_a_report_that_cannot_be_written_leaves_the_old_one(rivers, tmp_path):
    (tmp_path / "report.html").mkdir()
    with pytest.raises(OSError, match=r"report\.html"):
        write(rivers, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_percentages_are_honest_at_both_ends():
    assert [share(*pair) for pair in ((0, 9), (1, 900), (899, 900), (9, 9), (1, 3), (0, 0))] == [
        "0 %", "less than 1 %", "more than 99 %", "100 %", "33 %", "0 %",
    ]  # fmt: skip


def test_the_vendored_library_comes_with_its_licences():
    folder = ROOT / "kgbuild" / "views" / "templates" / "report"
    licences = (folder / "LICENSES.txt").read_text("utf-8")
    version = re.search(r'"@observablehq/plot": "([^"]+)"', (ROOT / "tools/plot/package.json").read_text("utf-8"))[1]
    assert f"Observable Plot {version}" in (folder / "plot.min.js").read_text("utf-8")[:100]
    assert f"@observablehq/plot {version} (ISC)" in licences
    assert "d3-scale 4" in licences
