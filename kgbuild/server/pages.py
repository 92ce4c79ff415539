"""Explorer and report of the graph that is served: the files beside it where they are its own, else made from it, once.

Making one takes seconds, of many thousand papers minutes; so it begins when somebody first asks for it, in a process
that has the graph, and whoever waits is told so. A file beside the graph is taken where nothing is to be made: it is of
the same build as the graph, no older than it, and made by this version of the program, so that nothing else runs in it.
"""

import asyncio
import html
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, Literal

from pyoxigraph import Store

from kgbuild.errors import GraphError
from kgbuild.files import PAGE_FILE, REPORT_FILE
from kgbuild.graph import to_model
from kgbuild.graph.files import find_graph
from kgbuild.graph.marks import BuildMark, read_mark
from kgbuild.isolation import Cause, End
from kgbuild.server.answering import tagged
from kgbuild.server.questions import Answer
from kgbuild.server.site import notice, put_in_site
from kgbuild.server.workers import Limits, Workers

PageName = Literal["explorer", "report"]
_FILES: Final[dict[PageName, str]] = {"explorer": PAGE_FILE, "report": REPORT_FILE}
_HEAD_BYTES: Final = 1 << 16
# A request waits so long for a page that is being made before it is told so; a browser then asks again.
_PATIENCE: Final = 2.5
_AGAIN: Final = 2


@dataclass(frozen=True, slots=True)
class MakePage:
    """Has a page be made of the graph."""

    page: PageName

    def answer(self, store: Store) -> Answer:
        """Return the page in the site's head, or a notice where there is nothing to show."""
        os.environ["OPENBLAS_NUM_THREADS"] = "1"  # each thread would reserve memory of its own
        model = to_model(store)
        try:
            if self.page == "report":
                from kgbuild.views.report import build_report

                made = build_report(model, "the report", explorer="/")
            else:
                from kgbuild.views.explorer import build_explorer
                from kgbuild.views.options import ViewOptions

                made, _ = build_explorer(model, ViewOptions(), "the explorer")
        except GraphError as error:
            return _nothing(self.page, str(error))
        return put_in_site(made, self.page)


@dataclass(frozen=True, slots=True)
class Beside:
    """The file of a graph, from before it was read: where it lies, of which build it is, when it was last changed."""

    facts: Path
    mark: BuildMark | None
    changed: float

    @classmethod
    def find(cls, path: Path) -> "Beside":
        """Return that of a graph file or a build's folder. Raises GraphError where there is no graph."""
        facts, evidence = find_graph(path)
        changed = max(file.stat().st_mtime for file in (facts, evidence) if file is not None)
        return cls(facts, read_mark(facts), changed)

    def read(self, page: PageName) -> str | None:
        """Return the page beside the graph, if it is the graph's own."""
        path = self.facts.with_name(_FILES[page])
        try:
            mark = read_mark(path)
            if self.mark is None or mark is None or mark.build != self.mark.build:
                return None
            if path.stat().st_mtime < self.changed:
                return None
            with path.open("rb") as file:
                head = file.read(_HEAD_BYTES)
                if _policy(page) not in html.unescape(head.decode("utf-8", "replace")):
                    return None
                return (head + file.read()).decode("utf-8", "replace")
        except OSError:
            return None


@dataclass(slots=True)
class Pages:
    """Both pages, each made or read when it is first asked for; `makes` tells whether any may be made."""

    workers: Workers
    limits: Limits
    beside: Callable[[PageName], str | None]
    makes: bool = True
    _tasks: dict[PageName, "asyncio.Task[Answer]"] = field(default_factory=dict)

    async def get(self, page: PageName) -> Answer:
        """Return the page, or a notice that it is being made, cannot be made, or is not to be."""
        if page not in self._tasks:
            self._tasks[page] = asyncio.create_task(self._find(page))
        task = self._tasks[page]
        await asyncio.wait({task}, timeout=_PATIENCE)
        if not task.done():
            lines = (
                f"The {page} of this graph is being made, which takes seconds to minutes and is done once.",
                "It appears here by itself. Questions are answered meanwhile.",
            )
            return notice(202, "One moment", lines, here=page, again=_AGAIN)
        answer = task.result()
        if answer.status == 503:  # what went wrong may go well another time, when somebody asks for it
            del self._tasks[page]
        return answer

    async def _find(self, page: PageName) -> Answer:
        found = await asyncio.to_thread(self.beside, page)
        if found is not None:
            return tagged(put_in_site(found, page))
        if not self.makes:
            lines = ("This server makes no pages (--no-pages), and none of this graph lies beside it.",)
            return notice(404, f"There is no {page} here", lines, here=page)
        made = await self.workers.make(MakePage(page))
        return self._explain(page, made) if isinstance(made, End) else made

    def _explain(self, page: PageName, end: End) -> Answer:
        match end.cause:
            case Cause.MEMORY:
                why = f"It takes more memory than {self.limits.heavy_bytes >> 20:,} MiB; serve with a larger --memory."
            case Cause.TIME:
                why = f"It took longer than {self.limits.page_seconds:g} seconds."
            case _:
                why = f"The process that made it {end.text}."
        command = "view GRAPH -o graph.html" if page == "explorer" else "report GRAPH -o report.html"
        lines = (why, f"Or write it beside the graph with `kgbuild {command}`, and serve that again.")
        return notice(503, f"The {page} could not be made", lines, here=page)


def _nothing(page: PageName, why: str) -> Answer:
    return notice(404, f"Nothing for the {page} to show", (f"{why.partition(': ')[2] or why}.",), here=page)


@cache
def _policy(page: PageName) -> str:
    """Return the policy of the pages that this version makes: it names their scripts by their digests."""
    if page == "report":
        from kgbuild.views.report.page import report_policy

        return f'content="{report_policy()}"'
    from kgbuild.views.html import explorer_policy

    return f'content="{explorer_policy()}"'
