"""What is refused before Spark starts, and how."""

import sys
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from kgbuild import changing, cli, pipeline
from kgbuild.config import Options
from kgbuild.demo import sample_path
from kgbuild.engines.spark import session
from kgbuild.engines.spark.build import arrange, build_on_spark, name_parts
from kgbuild.errors import EngineError, GraphError, InputError, OutputError
from kgbuild.graph.files import find_graph


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_pyspark_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(EngineError, match=r"needs PySpark 4: pip install 'kgbuild\[spark\]'"):
        build_on_spark([str(sample_path())], Path("out"), Options())
    assert not Path("out").exists()


def _pretend_pyspark(monkeypatch: pytest.MonkeyPatch, version: str = "4.0.0") -> None:
    found = ModuleType("pyspark")
    monkeypatch.setattr(found, "__version__", version, raising=False)
    monkeypatch.setitem(sys.modules, "pyspark", found)


def test_a_pyspark_that_is_too_old_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    _pretend_pyspark(monkeypatch, "3.5.7")
    with pytest.raises(EngineError, match=r"needs PySpark 4: 3\.5\.7 is installed; pip install"):
        session.check_spark()


def test_without_java_it_is_told_where_one_was_looked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _pretend_pyspark(monkeypatch)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError, match=r"needs Java 17 or newer: JAVA_HOME is .*, where none is"):
        session.check_spark()
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="needs Java 17 or newer: none is found; install one, or set JAVA_HOME"):
        session.check_spark()


@pytest.mark.parametrize(("said", "fits"), [("17.0.15", True), ("21", True), ("11.0.2", False), ("1.8.0_292", False)])
def test_a_java_that_is_too_old_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str, fits: bool) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{said}\" 2025-04-15' >&2\n", encoding="utf-8")
    java.chmod(0o755)
    _pretend_pyspark(monkeypatch)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    if fits:
        session.check_spark()
    else:
        with pytest.raises(EngineError, match="set JAVA_HOME to a newer one"):
            session.check_spark()


def test_standard_input_cannot_be_shared_out() -> None:
    with pytest.raises(InputError, match="standard input cannot be shared out"):
        build_on_spark(["-"], Path("out"), Options())


def test_a_local_build_is_not_mixed_with_parts(tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="holds a build of the local engine"):
        build_on_spark([str(sample_path())], tmp_path, Options())


def test_parts_are_not_mixed_with_a_local_build(tmp_path: Path) -> None:
    (tmp_path / "graph.nt").mkdir()
    with pytest.raises(OutputError, match=r"holds a graph in parts \(graph.nt\)"):
        pipeline.build([str(sample_path())], tmp_path)


def test_parts_that_only_executors_see_are_missed(tmp_path: Path) -> None:
    written = tmp_path / "extractions.jsonl"
    written.mkdir()
    (written / "_SUCCESS").touch()
    with pytest.raises(OutputError, match=r"extractions\.jsonl: what Spark's executors wrote is not seen here"):
        name_parts(written, ".jsonl.gz")


def test_where_nothing_was_found_there_is_no_evidence(tmp_path: Path) -> None:
    for kind in ("nt", "parquet"):
        written = tmp_path / kind / "part=graph"
        written.mkdir(parents=True)
        (written / "part-00000-made-up").touch()
    arrange(tmp_path)
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.glob("*/*")) == [
        "graph.nt/part-00000.nt.gz",
        "graph.parquet/part-00000.parquet",
    ]


def test_parts_are_not_read_and_replaced_at_once(tmp_path: Path) -> None:
    records = tmp_path / "out" / "extractions.jsonl" / "part-00000.jsonl"
    records.parent.mkdir(parents=True)
    records.write_text('{"title": "A"}\n', encoding="utf-8")
    with pytest.raises(OutputError, match="would be read and replaced"):
        build_on_spark([str(records)], tmp_path / "out", Options())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--engine", "spark", "--annotated"], "--annotated: one file of RDF 1.2 is not made with --engine spark"),
        (["--engine", "spark", "--workers", "2"], "say so to Spark, as --master 'local[4]'"),
        (["--engine", "spark", "--no-cache"], "--no-cache: with --engine spark nothing is kept for the next run"),
        (["--engine", "hadoop"], 'no engine "hadoop"; known: local, spark'),
    ],
)
def test_an_option_that_means_nothing_on_a_cluster_is_wrong_use(arguments: list[str], told: str) -> None:
    done = CliRunner().invoke(cli.app, ["build", "papers.jsonl", *arguments])
    assert (done.exit_code, told in " ".join(done.output.split())) == (2, True)


def test_an_error_of_ours_in_a_process_of_spark_is_that_error_here() -> None:
    found = session._translate(Exception("Traceback ...\nkgbuild.errors.InputError: a.jsonl: bad\n SQLSTATE: 38000"))
    assert (type(found), str(found)) == (InputError, "a.jsonl: bad")
    other = session._translate(
        Exception("An exception was thrown from the Python worker:\nKeyError: 'x'\n\tat org.a.B")
    )
    assert (type(other), str(other)) == (EngineError, "Spark gave up: KeyError: 'x'")


def test_a_graph_in_parts_is_told_where_one_file_is_needed(tmp_path: Path) -> None:
    (tmp_path / "graph.nt").mkdir()
    with pytest.raises(GraphError, match=r"a graph in parts \(graph.nt\); docs/spark.md tells how"):
        find_graph(tmp_path)


def test_papers_are_neither_added_to_a_graph_in_parts_nor_removed(tmp_path: Path) -> None:
    (tmp_path / "graph.nt").mkdir()
    told = r"a graph in parts \(graph.nt\), which keeps no papers .*; build again, with all papers"
    with pytest.raises(InputError, match=told):
        changing.add([str(sample_path())], tmp_path)
    with pytest.raises(InputError, match=told):
        changing.remove(["A paper"], tmp_path)
