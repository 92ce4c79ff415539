"""What a page of the explorer can be asked for, and what comes of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

MAX_START: Final = 280
"""Nodes of the start picture, where nothing else is asked for: few enough to read."""
THEMES: Final = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class ViewOptions:
    """What `write_view` and `show_view` can be asked for.

    `quotes=False` leaves out all text of abstracts. `title` heads the page. `around` is a thing's name, alias or IRI:
    only what lies within `hops` steps of it is in the page, which opens on it. `types` are class names ("Method"):
    only these things and the papers that name them. `max_nodes` bounds the start picture. `layout_from` is an earlier
    page: what it shows keeps its place. `theme` is one of THEMES.
    """

    title: str = ""
    quotes: bool = True
    around: str = ""
    hops: int = 2
    types: tuple[str, ...] = ()
    max_nodes: int = MAX_START
    layout_from: Path | None = None
    theme: str = "auto"


@dataclass(frozen=True, slots=True)
class ViewSummary:
    """What was written: nodes in the page; with `layout_from`, nodes known from there and how far they moved.

    `moved` is the mean distance in the layout's units; a node is some 20 wide.
    """

    nodes: int
    known: int = 0
    moved: float = 0.0
