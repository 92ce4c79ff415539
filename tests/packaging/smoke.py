"""Try an installed kgbuild from an empty folder, with nothing but what it ships with: `python -I smoke.py`.

No test of pytest's: `.ci/run` copies this file out of the source tree and runs it beside a fresh install.
"""

import csv
import io
import subprocess
import sys
from pathlib import Path

import kgbuild
from kgbuild.demo import sample_path

HERE = Path.cwd()
OUTPUT = HERE / "output" / "demo"


def kgbuild_command(*arguments: str) -> str:
    """Run the installed command and return its standard output; a failure shows its messages and stops."""
    command = Path(sys.executable).with_name("kgbuild")
    result = subprocess.run([command, *arguments], capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(f"kgbuild {' '.join(arguments)}: exit {result.returncode}\n{result.stderr}")
    return result.stdout


def main() -> None:
    """Build the demo, then check, query and draw it, and build a file of our own."""
    package = Path(kgbuild.__file__).resolve()
    assert package.is_relative_to(Path(sys.prefix).resolve()), f"kgbuild comes from {package}"

    kgbuild_command("demo")
    for name in ("graph.ttl", "evidence.ttl", "graph.html", "report.html", "extractions.jsonl", "aliases.tsv"):
        assert (OUTPUT / name).stat().st_size > 1000, f"{name} is missing or nearly empty"

    kgbuild_command("check", str(OUTPUT))
    rows = list(csv.DictReader(io.StringIO(kgbuild_command("query", str(OUTPUT), "entities", "--format", "csv"))))
    labels = {row["label"] for row in rows}
    assert {"BERT", "ImageNet", "GLUE"} <= labels, "the query finds too few of the sample's names"

    kgbuild_command("view", str(OUTPUT / "graph.ttl"), "-o", "view.html")
    assert "BERT" in (HERE / "view.html").read_text(encoding="utf-8")

    kgbuild_command("build", str(sample_path()), "-o", "again", "--title", "Well-known papers of machine learning")
    assert (HERE / "again" / "graph.ttl").read_bytes() == (OUTPUT / "graph.ttl").read_bytes()
    sys.stdout.write(f"kgbuild {kgbuild.__version__} works from {package.parent}\n")


if __name__ == "__main__":
    main()
