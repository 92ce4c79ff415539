"""The report: one page with the figures that answer the first questions about a graph."""

from pathlib import Path
from typing import Final

from kgbuild.errors import GraphError
from kgbuild.files import PAGE_FILE, replaced
from kgbuild.graph.iris import find_base
from kgbuild.graph.model import GraphModel
from kgbuild.graph.relations import PAPER, rank
from kgbuild.views.inline import mark_page
from kgbuild.views.report.code import build_code
from kgbuild.views.report.comparisons import build_comparisons, build_introductions
from kgbuild.views.report.coverage import build_coverage
from kgbuild.views.report.growth import build_growth
from kgbuild.views.report.matrix import build_matrix, build_unmet
from kgbuild.views.report.page import to_html
from kgbuild.views.report.quality import build_quality
from kgbuild.views.report.results import build_contributions, build_results
from kgbuild.views.report.stated import build_stated
from kgbuild.views.report.usage import build_usage
from kgbuild.views.report.values import PAGES, Section
from kgbuild.views.style import find_style

EXPLORER_FILE: Final = PAGE_FILE


def write_report(model: GraphModel, path: Path, *, quotes: bool = True, title: str = "") -> None:
    """Write the report on a graph to `path`: one file that needs nothing else.

    Names lead into the explorer where its page, graph.html, lies beside `path`. `quotes=False` leaves out all text
    of abstracts. The same graph gives the same bytes.
    Raises GraphError when the graph holds no paper and nothing that a paper names.
    """
    explorer = EXPLORER_FILE if path.with_name(EXPLORER_FILE).is_file() and path.name != EXPLORER_FILE else ""
    page = build_report(model, str(path), quotes=quotes, title=title, explorer=explorer)
    with replaced(path) as file:
        file.write(mark_page(page, model.build).encode("utf-8", "replace"))


def build_report(model: GraphModel, where: str, *, quotes: bool = True, title: str = "", explorer: str = "") -> str:
    """Return the report; `explorer` is the page that names lead into, "" for none.

    `where` names the report in the GraphError of one on a graph that holds nothing.
    """
    if not len(model):
        raise GraphError(f"{where}: nothing to report: the graph holds no paper, method, dataset or task of ours")
    return to_html(
        build_sections(model, quotes=quotes),
        build_tiles(model),
        title=title or "Report on a knowledge graph",
        explorer=explorer,
        base=find_base([*model.papers, *model.things]),
    )


def build_sections(model: GraphModel, *, quotes: bool = True) -> tuple[Section, ...]:
    """Return the report's sections in order; those without anything to show have no figures."""
    return (
        build_usage(model),
        build_matrix(model),
        build_comparisons(model),
        build_results(model, quotes=quotes),
        build_contributions(model),
        build_stated(model),
        build_introductions(model),
        build_code(model),
        build_growth(model),
        build_coverage(model, quotes=quotes),
        build_quality(model),
        build_unmet(model),
    )


def build_tiles(model: GraphModel) -> tuple[tuple[str, int, str], ...]:
    """Return (words, number, type): papers, things by their main type, statements and results (type "").

    Pages of several kinds count together, as in the explorer's legend.
    """
    types = model.count_types()
    things = sorted(types.keys() - {PAPER}, key=rank)
    pages = [name for name in things if name in PAGES and name != "Repository"]
    apart = [name for name in things if name not in pages or len(pages) == 1]
    tiles = [("Papers", len(model.papers), PAPER)]
    tiles += [(find_style(name).many, types[name], name) for name in apart]
    if len(pages) > 1:
        tiles.append(("Other pages", sum(types[name] for name in pages), pages[0]))
    results = [("Results", len(model.results), "")] if model.results else []
    return (*tiles, ("Statements", model.statements, ""), *results)
