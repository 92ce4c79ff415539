"""The report: one page with the figures that answer the first questions about a graph."""

from collections import Counter
from pathlib import Path
from typing import Final

from pyoxigraph import Store

from kgbuild.datamodel import ENTITY_TYPES
from kgbuild.errors import GraphError
from kgbuild.files import replaced
from kgbuild.views.report.code import build_code
from kgbuild.views.report.comparisons import build_comparisons, build_introductions
from kgbuild.views.report.coverage import build_coverage
from kgbuild.views.report.growth import build_growth
from kgbuild.views.report.matrix import build_matrix
from kgbuild.views.report.page import find_base, to_html
from kgbuild.views.report.quality import build_quality
from kgbuild.views.report.read import Corpus, read_corpus
from kgbuild.views.report.stated import build_stated
from kgbuild.views.report.usage import build_usage
from kgbuild.views.report.values import Section
from kgbuild.views.style import find_style

EXPLORER_FILE: Final = "graph.html"


def write_report(store: Store, path: Path, *, quotes: bool = True, title: str = "") -> None:
    """Write the report on the graph in `store` to `path`: one file that needs nothing else.

    Names lead into the explorer where its page, graph.html, lies beside `path`. `quotes=False` leaves out all text
    of abstracts. The same graph gives the same bytes.
    Raises GraphError when the graph holds no paper and nothing that a paper names.
    """
    corpus = read_corpus(store)
    if not corpus.papers and not corpus.things:
        raise GraphError(f"{path}: nothing to report: the graph holds no paper, method, dataset or task of ours")
    explorer = EXPLORER_FILE if path.with_name(EXPLORER_FILE).is_file() and path.name != EXPLORER_FILE else ""
    page = to_html(
        build_sections(store, corpus, quotes=quotes),
        build_tiles(corpus),
        title=title or "Report on a knowledge graph",
        explorer=explorer,
        base=find_base([*corpus.papers, *corpus.things]),
    )
    with replaced(path) as file:
        file.write(page.encode("utf-8", "replace"))


def build_sections(store: Store, corpus: Corpus, *, quotes: bool = True) -> tuple[Section, ...]:
    """Return the report's sections in order; those without anything to show have no figures."""
    return (
        build_usage(corpus),
        build_matrix(corpus),
        build_comparisons(corpus),
        build_stated(corpus),
        build_introductions(corpus),
        build_code(corpus),
        build_growth(corpus),
        build_coverage(store, corpus, quotes=quotes),
        build_quality(store),
    )


def build_tiles(corpus: Corpus) -> tuple[tuple[str, int, str], ...]:
    """Return (words, number, type): papers, things by their main type, repositories, and statements (type "")."""
    types = Counter(thing.types[0] for thing in corpus.things.values())
    shown = [name for name in (*ENTITY_TYPES, "Repository") if types[name]]
    tiles = [("Papers", len(corpus.papers), "Paper")]
    tiles += [(find_style(name).many, types[name], name) for name in shown]
    return (*tiles, ("Statements", len(corpus.links), ""))
