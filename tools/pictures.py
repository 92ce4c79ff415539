"""Take the pictures of the explorer and the report that the documentation shows: three zoom levels, light and dark.

    python tools/pictures.py GRAPH [FOLDER]

GRAPH is a build's folder or a graph file, FOLDER defaults to docs/images. No text of abstracts is in the pictures.
Needs Playwright and Chromium.
"""

import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from kgbuild.graph import read_model
from kgbuild.views import ViewOptions, write_view
from kgbuild.views.report import write_report

VIEWS = {"overview": "", "region": "", "around": "#around/entity/bert"}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-lcd-text"]


CARDS = "#most-used .card"  # the figures of the first part
TITLE = "Papers on knowledge transfer"


def take_explorer(browser: Browser, page_file: Path, scheme: Scheme, folder: Path) -> None:
    """Take the three views."""
    for view, anchor in VIEWS.items():
        page = browser.new_page(viewport={"width": 1400, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
        page.goto(page_file.as_uri() + anchor)
        page.wait_for_selector("html[data-ready=true][data-loaded=true]", state="attached")
        if view == "region":  # the largest one, the first of the list
            page.locator("#panel a.topic").first.click()
        page.wait_for_timeout(500)
        page.screenshot(path=folder / f"explorer-{view}-{scheme}.png")
        page.close()


def take_report(browser: Browser, report_file: Path, scheme: Scheme, folder: Path) -> None:
    """Take the upper part, down to the end of the first figures."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(report_file.as_uri())
    page.wait_for_timeout(1500)
    bottom = page.evaluate(f"document.querySelectorAll({CARDS!r})[3].getBoundingClientRect().bottom + scrollY")
    clip = {"x": 0, "y": 0, "width": 1280, "height": round(bottom) + 12}
    page.screenshot(path=folder / f"report-{scheme}.png", full_page=True, clip=clip)
    page.close()


def main() -> None:
    """Write the pictures."""
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path("docs/images")
    folder.mkdir(parents=True, exist_ok=True)
    own = Path("/usr/bin/chromium")
    graph = read_model(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        page_file, report_file = Path(name) / "graph.html", Path(name) / "report.html"
        write_view(graph, page_file, options=ViewOptions(title=TITLE, quotes=False))
        write_report(graph, report_file, title=TITLE, quotes=False)
        browser = playwright.chromium.launch(executable_path=own if own.exists() else None, args=FLAGS)
        for scheme in SCHEMES:
            take_explorer(browser, page_file, scheme, folder)
            take_report(browser, report_file, scheme, folder)
        browser.close()


if __name__ == "__main__":
    main()
