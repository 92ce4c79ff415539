"""How each type looks and what people call it, from the table of types; plain for a class added by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from kgbuild.entity_types import LINK_LOOK, LINKS, PAPER_LOOK, TYPES, Look

_PLAIN: Final = Look("dot", "#5c6370", "#aab2bf")


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """An ontology class, what people call one and many of it, and its look.

    `share` is its part of the start picture, from 0 to 1; `is_general` tells that it has none, since its things are too
    general to join papers. `has_kinds` tells that names and general terms are told apart among its things, `is_link`
    that they are web addresses.
    """

    name: str
    one: str
    many: str
    look: Look
    is_link: bool = False
    share: float = 0.0
    is_general: bool = False
    has_kinds: bool = False


STYLES: Final[Mapping[str, TypeStyle]] = {
    style.name: style
    for style in (
        *(
            TypeStyle(
                *(row.name, row.label, row.plural, row.look),
                share=row.share,
                is_general=not row.share,
                has_kinds=row.by_kind,
            )
            for row in TYPES
        ),
        TypeStyle("Paper", "Paper", "Papers", PAPER_LOOK),
        *(TypeStyle(row.name, row.label, row.plural, LINK_LOOK, is_link=True) for row in LINKS),
    )
}


def find_style(name: str) -> TypeStyle:
    """Return the style of a type; one that we do not know (a class added by hand) gets a plain one."""
    return STYLES.get(name) or TypeStyle(name, name, name, _PLAIN)


def list_types() -> str:
    """Return what people call the types of things, as a text lists them: "methods, ... and metrics"."""
    *others, last = (row.plural.lower() for row in TYPES)
    return f"{', '.join(others)} and {last}" if others else last


@cache
def read_tokens() -> str:
    """Return the style that all pages have in common: colours of surfaces and of types, shadows, letters, as CSS.

    Of a type it has `--Method` and so on, and `--hue` for what is of a type (`data-type="Method"`).
    """
    names = "".join(f"--{s.name}: light-dark({s.look.light}, {s.look.dark}); " for s in STYLES.values())
    uses = "".join(f'[data-type="{s.name}"] {{ --hue: var(--{s.name}); }}\n' for s in STYLES.values())
    return f"{files('kgbuild.views').joinpath('templates', 'tokens.css').read_text('utf-8')}:root {{ {names}}}\n{uses}"
