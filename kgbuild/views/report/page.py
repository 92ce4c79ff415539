"""The report as a page: every figure with its sentence, its table and its file; nothing that needs a network."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kgbuild.views.inline import to_digest, to_json
from kgbuild.views.report.values import Cell, Exact, Figure, Quote, Ref, Section, Table
from kgbuild.views.style import read_tokens

_TEMPLATES: Final = "templates/report"
# What a spreadsheet takes for the start of a formula.
_FORMULA: Final = tuple("=+-@\t\r\n")
_KEPT: Final = "!'()*-._~"  # as encodeURIComponent keeps them


def to_html(
    sections: Iterable[Section], tiles: Iterable[tuple[str, int, str]], *, title: str, explorer: str, base: str
) -> str:
    """Return the page. `tiles` are (words, number, type); `explorer` is the page to link to, or ""."""
    shown = [section for section in sections if section.figures or section.finding]
    parts = _read_parts()
    links = _Links(explorer, base)
    environment = Environment(
        loader=PackageLoader("kgbuild.views", _TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["cell"] = links.to_cell
    environment.filters["csv"] = to_data_url
    environment.filters["numeric"] = _is_numeric
    page: str = environment.get_template("report.html").render(
        title=title,
        policy=report_policy(),
        tiles=list(tiles),
        sections=shown,
        explorer=explorer,
        data=Markup(to_json([_to_plot(f, links) for s in shown for f in s.figures if f.kind != "list"])),  # noqa: S704 escaped there
        **{name: Markup(text) for name, text in parts.items()},  # noqa: S704 files of this package
    )
    return page


class _Links:
    """Where the names on the page lead to."""

    def __init__(self, explorer: str, base: str) -> None:
        self.explorer = explorer
        self.base = base

    def find(self, ref: Ref) -> str:
        """Return the address for a name: in the explorer if there is one, else its own if it has one, else ""."""
        if self.explorer:
            return f"{quote(self.explorer)}#{quote(ref.iri.removeprefix(self.base), safe='/:' + _KEPT)}"
        return ref.url if re.match(r"https?://[^\s]+$", ref.url, re.IGNORECASE) else ""

    def to_cell(self, cell: Cell) -> dict[str, Any]:
        """Return a table cell in the template's words: its kind, and its names with their links."""
        if isinstance(cell, Ref):
            cell = (cell,)
        if isinstance(cell, tuple):
            shown = [(ref.label, self.find(ref)) for ref in cell[: _count_fitting(cell)]]
            return {"kind": "names", "names": shown, "more": len(cell) - len(shown)}
        if isinstance(cell, Quote):
            return {"kind": "quote", "quote": _shorten(cell)}
        if isinstance(cell, Exact):
            return {"kind": "number", "text": f"{cell:,.10g}"}
        if isinstance(cell, float):  # a share, or percent
            return {"kind": "number", "text": f"{cell:.2f}" if abs(cell) <= 1 else f"{cell:.1f}"}
        if isinstance(cell, int):
            return {"kind": "number", "text": f"{cell:,}"}
        return {"kind": "text", "text": cell or ""}


def _shorten(quote: Quote) -> Quote:
    """Return what of a quote stands close to the name, so that the name is seen in a cell."""
    before, after = quote.before, quote.after
    if len(before) > 70:
        before = "…" + before[-70:].partition(" ")[2]
    if len(after) > 70:
        after = after[:70].rpartition(" ")[0] + "…"
    return Quote(before, quote.name, after)


def _count_fitting(refs: tuple[Ref, ...]) -> int:
    """Return how many names a table cell shows: what fits in three lines or so, at least one."""
    room, number = 130, 0
    for ref in refs:
        room -= len(ref.label) + 2
        number += 1 if room >= 0 or not number else 0
    return number


def to_csv(table: Table) -> str:
    """Return a table as CSV (RFC 4180); a name's IRI stands in a column of its own, names of one cell join by "; ".

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    named = [i for i in range(len(table.columns)) if any(isinstance(row[i], Ref) for row in table.rows)]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*table.columns, *(f"{table.columns[i]} IRI" for i in named)])
    for row in table.rows:
        iris = [ref.iri if isinstance(ref := row[i], Ref) else "" for i in named]
        writer.writerow([*map(_to_text, row), *iris])
    return text.getvalue()


def _to_text(cell: Cell) -> str | int | float:
    if isinstance(cell, int | float):
        return cell
    if isinstance(cell, Ref):
        text = cell.label
    elif isinstance(cell, Quote):
        text = cell.before + cell.name + cell.after
    else:
        text = "; ".join(ref.label for ref in cell) if isinstance(cell, tuple) else cell or ""
    return f"'{text}" if text.startswith(_FORMULA) else text


def to_data_url(content: Table | str) -> str:
    """Return a file that the page holds in its own address; a mark at its start tells spreadsheets that it is UTF-8."""
    kind, text = ("text/csv", "\ufeff" + to_csv(content)) if isinstance(content, Table) else ("text/plain", content)
    return f"data:{kind};charset=utf-8,{quote(text, errors='replace')}"


def _is_numeric(table: Table, column: int) -> bool:
    return any(isinstance(row[column], int | float) for row in table.rows)


def _to_plot(figure: Figure, links: _Links) -> dict[str, Any]:
    rows = [
        [[cell.label, links.find(cell)] if isinstance(cell, Ref) else cell for cell in row] for row in figure.table.rows
    ]
    return {
        "key": figure.key,
        "kind": figure.kind,
        "columns": figure.table.columns,
        "rows": rows,
        "hues": figure.hues,
    }


def report_policy() -> str:
    """Return the Content-Security-Policy of the reports that this program makes."""
    parts = _read_parts()
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"script-src '{to_digest(parts['library'])}' '{to_digest(parts['script'])}'; "
        f"style-src '{to_digest(parts['style'])}'"
    )


@cache
def _read_parts() -> Mapping[str, str]:
    """Return library, script and style of the page."""
    style = read_tokens() + _read_part("page.css")
    return {"library": _read_part("plot.min.js"), "script": _read_part("draw.js"), "style": style}


def _read_part(name: str) -> str:
    return files("kgbuild.views").joinpath(_TEMPLATES, name).read_text("utf-8")
