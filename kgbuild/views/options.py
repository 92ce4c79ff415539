"""What a page of the explorer can be asked for, and what comes of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

MAX_START: Final = 280
"""Nodes of the start picture, where nothing else is asked for: few enough to read."""
MAX_BYTES: Final = 40_000_000
"""Bytes of a page, where nothing else is asked for: what a browser still opens in a moment."""
THEMES: Final = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class ViewOptions:
    """What `write_view` and `show_view` can be asked for.

    `quotes=False` leaves out all text of abstracts. `title` heads the page. `around` is a thing's name, alias or IRI:
    only what lies within `hops` steps of it is in the page, which opens on it. `types` are class names ("Method"):
    only these things and the papers that name them. `max_nodes` bounds the start picture. `layout_from` is an earlier
    page: what it shows keeps its place. `theme` is one of THEMES. `max_bytes` bounds the page: of a larger graph it
    shows what is connected best, and says what it leaves out.
    """

    title: str = ""
    quotes: bool = True
    around: str = ""
    hops: int = 2
    types: tuple[str, ...] = ()
    max_nodes: int = MAX_START
    layout_from: Path | None = None
    theme: str = "auto"
    max_bytes: int = MAX_BYTES


@dataclass(frozen=True, slots=True)
class ViewSummary:
    """What was written: nodes in the page; with `layout_from`, nodes known from there and how far they moved.

    `moved` is the mean distance in the layout's units; a node is some 20 wide. `left_out` tells in a sentence what the
    page does without, to stay within its size; "" where it has everything.
    """

    nodes: int
    known: int = 0
    moved: float = 0.0
    left_out: str = ""
