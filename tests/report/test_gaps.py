"""Gaps: pairs that one might expect, with the reason; no false ones."""

import pytest
from graphs import load, write

from kgbuild.affinity import find_data, find_task, task_key

HEAD = 'p:{0} a kg:Paper ; dcterms:title "{0}" .\n'


def _facts(papers: dict[str, tuple[list[str], list[str]]]) -> str:
    """Return papers with the tasks that they work on and the data that they use, by their labels."""
    names = sorted({("Task", task) for tasks, _ in papers.values() for task in tasks})
    names += sorted({("Dataset", one) for _, data in papers.values() for one in data})
    node = {label: f"e:n{number}" for number, (_, label) in enumerate(names)}
    facts = "".join(f'{node[label]} a kg:{kind} ; skos:prefLabel "{label}" .\n' for kind, label in names)
    for paper, (tasks, data) in papers.items():
        facts += HEAD.format(paper)
        facts += "".join(f"p:{paper} kg:addressesTask {node[task]} .\n" for task in tasks)
        facts += "".join(f"p:{paper} kg:usesDataset {node[one]} .\n" for one in data)
    return facts


# Model merging is tried on Stanford Cars, which stands beside Food-101; image classification and machine translation
# are no settings. Each name is in three papers at least.
PAPERS: dict[str, tuple[list[str], list[str]]] = {
    **{f"a{n}": (["model merging"], ["Stanford Cars"]) for n in range(3)},
    **{f"b{n}": (["image classification"], ["Stanford Cars", "Food-101"]) for n in range(3)},
    **{f"c{n}": (["image classification", "machine translation"], ["CIFAR-10"]) for n in range(3)},
    **{f"d{n}": ([], ["CIFAR-100", "CIFAR-10"]) for n in range(3)},
    **{f"e{n}": (["machine translation"], ["WMT14"]) for n in range(3)},
    "f": (["machine translation"], ["Stanford Cars"]),
    "g": (["representation learning"], ["Stanford Cars", "Wikipedia"]),
    "h": (["representation learning", "model merging"], ["CIFAR-10"]),
    "i": (["representation learning"], ["Wikipedia"]),
    "j": ([], ["Wikipedia", "Food-101"]),
}


def test_a_gap_has_its_reason_and_is_none_of_those_that_names_explain(tmp_path):
    rows = write(load(_facts(PAPERS)), tmp_path).csv("gaps")
    pairs = [(row["task"], row["dataset or benchmark"]) for row in rows]
    assert pairs == [("model merging", "Food-101"), ("model merging", "CIFAR-100")]
    reasons = {row["dataset or benchmark"]: row["why one might expect it"] for row in rows}
    assert (
        reasons["Food-101"] == "3 papers work on it with “Stanford Cars”, which is used beside “Food-101” in 3 papers"
    )
    # Not: image classification on CIFAR-100 (made for it), machine translation on Food-101 (another modality),
    # Wikipedia (a source), representation learning (too general).


def test_gaps_are_the_last_section(tmp_path):
    report = write(load(_facts(PAPERS)), tmp_path)
    contents = [link["href"] for link in report.page.links if link["href"].startswith("#")]
    assert contents.index("#gaps") > contents.index("#coverage") > contents.index("#tasks-and-data")
    assert "No paper brings “image classification” together" not in report.text


def test_without_a_reason_there_is_no_gap(report):
    assert "gaps.csv" not in report.files


@pytest.mark.parametrize(
    ("task", "kind", "modalities"),
    [
        ("continual learning", "setting", set()),
        ("Unsupervised Domain Adaptation tasks", "setting", set()),
        ("image classification", "problem", {"image"}),
        ("visual question answering", "problem", {"image", "text"}),
        ("representation learning", "general", set()),
        ("gauging", "problem", set()),
    ],
)
def test_what_a_task_is_is_told_by_its_name(task, kind, modalities):
    found = find_task([task])
    assert (found.kind, set(found.modalities)) == (kind, modalities)


def test_what_data_is_for_is_known_under_each_of_its_names():
    known = find_data(["ImageNet dataset"])
    assert known is not None
    assert known.is_for([task_key("image classification")])
    assert not known.is_for([task_key("machine translation")])
    both = find_data(["MS-COCO", "COCO"])
    assert both is not None
    assert both.is_for([task_key("few-shot learning")])  # under its second name
    assert find_data(["Delta"]) is None
    assert task_key("Optimisation problems") == task_key("optimization problem")
