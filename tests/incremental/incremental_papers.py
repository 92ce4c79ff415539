"""Papers of our own words, and the files of builds of them, for tests of builds that change."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kgbuild.files import WORK_FOLDER

# Our own words; what one paper says of a name changes what others are held to mean by it.
PAPERS: list[dict[str, Any]] = [
    {
        "id": "own-1",
        "title": "Lopper: a graph neural network for tree pruning",
        "abstract": "We propose Lopper, a graph neural network (GNN) that learns where to cut. On ImageNet and CIFAR "
        "Lopper outperforms ResNet-50 and BERT by far in accuracy.",
        "authors": ["Ada Oak", "Ben Ash"],
        "year": 2024,
        "doi": "10.1000/lopper.1",
    },
    {
        "title": "Shears against Lopper",
        "abstract": "We introduce Shears, which beats Lopper and GPT-4 on CIFAR-10. Our GNN is small. Code is at "
        "https://github.com/oak-lab/shears.",
        "arxiv": "2401.00002",
    },
    {"title": "On doing nothing", "abstract": "It rained all summer long and so we stayed at home and slept."},
    {
        "title": "Hedge trimming with graph neural networks",
        "abstract": "Graph neural networks are used for hedge trimming. We evaluate GNN and BERT on HedgeBench, a new "
        "benchmark, and report 91.5% accuracy.",
        "year": 2023,
        "venue": "Garden Letters",
    },
    {
        "title": "Lopper: a graph neural network for tree pruning",
        "abstract": "We propose Lopper.",
        "authors": ["Ada Oak", "Ben Ash"],
        "year": 2024,
    },
    {
        "title": "HedgeBench: how well do machines trim?",
        "abstract": "We introduce HedgeBench, a benchmark for hedge trimming, with ten thousand hedges. Shears and "
        "Lopper are compared with ResNet-50.",
        "doi": "10.1000/hedgebench",
    },
    {
        "id": "own-7",
        "title": "A second look at Lopper",
        "abstract": "We study Lopper again. Bidirectional encoder representations from transformers (BERT) do worse on "
        "HedgeBench than Shears do.",
    },
]


def write_papers(path: Path, papers: Iterable[Mapping[str, Any]]) -> str:
    """Write papers as JSON lines, each with its own place, and return the path."""
    lines = [json.dumps({"source": [f"all#{PAPERS.index(dict(paper))}"], **paper}) + "\n" for paper in papers]
    path.write_text("".join(lines), encoding="utf-8")
    return str(path)


def read_set(folder: Path) -> dict[str, bytes]:
    """Return the files of a build, those that are compared."""
    apart = {WORK_FOLDER, "redirects.tsv"}
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name not in apart}
