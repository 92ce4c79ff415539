"""Reports on small graphs, and a browser that notes everything it should not see."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from graphs import EVIDENCE, FACTS, Report, load, write
from pyoxigraph import Store


@pytest.fixture
def rivers() -> Store:
    """Return six papers about rivers, with some evidence."""
    return load(FACTS, EVIDENCE)


@pytest.fixture
def report(rivers: Store, tmp_path: Path) -> Report:
    """Return the report on the papers about rivers."""
    return write(rivers, tmp_path, title="Rivers")


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open a written report from its file, and fail in the end if anything in it went wrong."""
    faults: list[str] = []
    contexts = []

    def open_page(report: Report, *, width: int = 1280, scheme: str = "light") -> Any:
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        address = report.path.as_uri()
        page.on("console", lambda message: faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (faults.append("a dialog"), dialog.dismiss()))
        page.on("request", lambda r: None if r.url.startswith((address, "data:")) else faults.append(r.url[:99]))
        page.add_init_script(
            "addEventListener('securitypolicyviolation', (e) => console.error('policy', e.violatedDirective))"
        )
        page.goto(address)
        page.wait_for_selector("html[data-ready=true]", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults
