"""Which tasks meet which data, and which well-populated ones never do."""

from collections import defaultdict
from typing import Final

from kgbuild.graph.model import GraphModel, Thing
from kgbuild.views.report.gaps import build_gaps, find_gaps
from kgbuild.views.report.usage import group_papers
from kgbuild.views.report.values import Figure, Row, Section, Table, by_count, count, to_ref

ROWS: Final = 16
COLUMNS: Final = 14
# From so many papers on, a task or a dataset is well populated; less where a graph has too few of them.
_POPULATED: Final = (3, 2, 1)

_Papers = dict[str, set[str]]
_Ranked = list[tuple[Thing, int]]


def build_matrix(model: GraphModel) -> Section:
    """Return the matrix of tasks and data (datasets and benchmarks)."""
    tasks, data = _group(model)
    intro = (
        "A filled cell counts the papers that work on the task and use the dataset or benchmark; of an empty one no "
        "abstract brings both together."
    )
    least = _find_least(tasks, data)
    met = _find_met(tasks, data)
    if not least or not any(met.values()):
        return Section("tasks-and-data", "Tasks and their data", "", ())
    rows = [pair for pair in by_count(model, tasks) if pair[1] >= least]
    columns = [pair for pair in by_count(model, data) if pair[1] >= least]
    figures = _plot(rows, columns, tasks, data, met)
    finding = figures[0].sentence.partition(": ")[2].partition(". ")[2] if figures else ""
    return Section("tasks-and-data", "Tasks and their data", intro, tuple(figures), finding)


def build_unmet(model: GraphModel) -> Section:
    """Return the well-populated tasks and data that one might expect together and that no paper brings together."""
    tasks, data = _group(model)
    least = _find_least(tasks, data)
    if not least:
        return Section("gaps", "Gaps", "", ())
    rows = [pair for pair in by_count(model, tasks) if pair[1] >= least]
    columns = [pair for pair in by_count(model, data) if pair[1] >= least]
    return build_gaps(find_gaps(rows, columns, tasks, data, model.things), least)


def _group(model: GraphModel) -> tuple[_Papers, _Papers]:
    """Return the papers of each task, and of all data (datasets and benchmarks)."""
    groups = group_papers(model)
    data: _Papers = defaultdict(set)
    for name in ("Dataset", "Benchmark"):
        for thing, papers in groups[name].items():
            data[thing] |= papers
    return dict(groups["Task"]), dict(data)


def _find_least(tasks: _Papers, data: _Papers) -> int:
    """Return from how many papers on a task and data are well populated; 0 where there are too few of any."""
    return next((n for n in _POPULATED if _is_enough(tasks, n) and _is_enough(data, n)), 0)


def _find_met(tasks: _Papers, data: _Papers) -> dict[str, set[str]]:
    """Return task -> the data that some paper brings together with it."""
    used: dict[str, set[str]] = defaultdict(set)
    for thing, papers in data.items():
        for paper in papers:
            used[paper].add(thing)
    return {task: set().union(*(used[paper] for paper in papers if paper in used)) for task, papers in tasks.items()}


def _is_enough(groups: _Papers, least: int) -> bool:
    return sum(len(papers) >= least for papers in groups.values()) >= 3 or (least == 1 and bool(groups))


def _plot(rows: _Ranked, columns: _Ranked, tasks: _Papers, data: _Papers, met: dict[str, set[str]]) -> list[Figure]:
    """Return the matrix of the most studied data and the most studied tasks that meet any of it."""
    columns = [(d, n) for d, n in columns if any(d.iri in met[task.iri] for task, _ in rows)][:COLUMNS]
    rows = [(t, n) for t, n in rows if any(d.iri in met[t.iri] for d, _ in columns)][:ROWS]
    columns = [(d, n) for d, n in columns if any(d.iri in met[task.iri] for task, _ in rows)]
    met_by = [(len(tasks[t.iri] & data[d.iri]), d, t) for t, _ in rows for d, _ in columns]
    if not met_by:
        return []
    filled = sum(bool(number) for number, *_ in met_by)
    most, d, t = max(met_by, key=lambda cell: cell[0])
    cells: tuple[Row, ...] = tuple((to_ref(d), to_ref(t), number) for number, d, t in met_by)
    sentence = (
        f"The {len(rows)} most studied tasks that meet any of the {len(columns)} most used datasets and benchmarks: "
        f"{filled} of {len(cells)} pairs occur. The most frequent is “{t.label}” with “{d.label}”, in "
        f"{count(most, 'paper')}."
    )
    return [
        Figure(
            key="task-by-dataset",
            title="Tasks by datasets and benchmarks",
            sentence=sentence,
            kind="matrix",
            table=Table(("dataset or benchmark", "task", "papers"), cells),
            hues=("Task",),
            query="benchmarks-by-task",
        )
    ]
