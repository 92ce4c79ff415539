"""Take the pictures of the explorer that the documentation shows: three zoom levels, light and dark.

    python tools/explorer_pictures.py GRAPH [FOLDER]

GRAPH is a build's folder or a graph file, FOLDER defaults to docs/images. No text of abstracts is in the pictures.
Needs Playwright and Chromium.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from kgbuild.graph import read_graph
from kgbuild.views import ViewOptions, write_view

VIEWS = {"overview": "", "region": "", "around": "#around/entity/bert"}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-lcd-text"]


def main() -> None:
    """Write the pictures."""
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path("docs/images")
    folder.mkdir(parents=True, exist_ok=True)
    own = Path("/usr/bin/chromium")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        page_file = Path(name) / "graph.html"
        options = ViewOptions(title="Papers on knowledge transfer", quotes=False)
        write_view(read_graph(Path(sys.argv[1])), page_file, options=options)
        browser = playwright.chromium.launch(executable_path=own if own.exists() else None, args=FLAGS)
        for scheme in ("light", "dark"):
            for view, anchor in VIEWS.items():
                page = browser.new_page(
                    viewport={"width": 1400, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
                )
                page.goto(page_file.as_uri() + anchor)
                page.wait_for_selector("html[data-ready=true][data-loaded=true]", state="attached")
                if view == "region":  # the largest one, the first of the list
                    page.locator("#panel a.topic").first.click()
                page.wait_for_timeout(500)
                page.screenshot(path=folder / f"explorer-{view}-{scheme}.png")
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
