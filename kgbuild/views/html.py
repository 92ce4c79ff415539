"""The page itself: pyvis describes the start picture, our own template shows it. One file, no requests.

This is the only module that knows pyvis. Of pyvis come the picture's data and the vis-network library; its
page is not used: it loads from the network, does not escape headings, writes in the system's encoding.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kgbuild.files import replaced
from kgbuild.graph.relations import PAPER
from kgbuild.views.inline import to_digest, to_json
from kgbuild.views.payload import Payload
from kgbuild.views.style import read_tokens

_SCRIPTS: Final = (
    *("document.js", "model.js", "load.js", "phone.js", "state.js", "filter.js", "start.js", "names.js", "search.js"),
    *("sentences.js", "hits.js", "views.js", "paths.js", "colors.js", "picture.js", "labels.js", "latex.js", "svg.js"),
    *("figure.js", "panel.js", "claims.js", "cite.js", "paper.js", "compare.js", "beside.js", "overview.js"),
    *("asked.js", "questions.js", "answers.js", "told.js", "files.js", "lists.js", "listfiles.js", "tables.js"),
    *("legend.js", "facets.js", "years.js", "corrected.js", "corrections.js", "main.js"),
)
_STYLES: Final = ("page.css", "reading.css", "phone.css")
_OPTIONS: Final[dict[str, Any]] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "selectable": False,
        "dragNodes": False,
        "multiselect": False,
        "zoomSpeed": 0.6,
    },
    # The page draws labels itself, so that they never overlap.
    "nodes": {"font": {"size": 0}, "borderWidth": 1.5},
    "edges": {"smooth": False, "arrows": {"to": {"enabled": False}}, "hoverWidth": 0, "selectionWidth": 0},
}


def to_html(payload: Payload) -> str:
    """Return the page for a graph's data: self-contained, with a policy that lets nothing else run."""
    picture = _build_picture(payload)
    parts = _read_parts()
    environment = Environment(
        loader=PackageLoader("kgbuild.views", "templates"), autoescape=True, undefined=StrictUndefined
    )
    page: str = environment.get_template("page.html").render(
        title=payload.head["title"],
        policy=explorer_policy(),
        data=Markup(to_json(payload.head)),  # noqa: S704 escaped by _to_json
        parts=[Markup(to_json(part)) for part in payload.parts],  # noqa: S704 escaped by _to_json
        quotes=[Markup(to_json(block)) for block in payload.quotes],  # noqa: S704 escaped by _to_json
        picture=Markup(to_json(picture)),  # noqa: S704 escaped by _to_json
        **{name: Markup(text) for name, text in parts.items()},  # noqa: S704 files of this package and of pyvis
    )
    return page


def frame_size() -> int:
    """Return how many bytes a page takes without any data: markup, scripts and styles."""
    return sum(len(text.encode()) for text in (_read_part("page.html"), *_read_parts().values()))


def explorer_policy() -> str:
    """Return the Content-Security-Policy of the pages that this program makes."""
    parts = _read_parts()
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data: blob:; "
        f"script-src '{to_digest(parts['library'])}' '{to_digest(parts['script'])}'; "
        f"style-src '{to_digest(parts['style'])}'"
    )


def write_page(page: str, path: Path) -> None:
    """Write a page as UTF-8; the file is replaced only when the new one is whole."""
    with replaced(path) as file:
        file.write(page.encode("utf-8"))


def _build_picture(payload: Payload) -> dict[str, Any]:
    """Return nodes, edges and options of the start picture in vis-network's words."""
    from pyvis.network import Network  # takes a while to import: only pages need it

    network = Network(directed=True)
    head = payload.head
    for number, (_, kind, label, x, y, _, degree, _) in enumerate(head["nodes"]):
        style = head["types"][kind]
        size = node_size(degree, head["most"], paper=style["name"] == PAPER)
        network.add_node(number, label=label[:120], shape=style["shape"], color=style["light"], x=x, y=y, size=size)
    pairs = {(edge[0], edge[1]): number for number, edge in reversed(list(enumerate(head["edges"])))}
    for (paper, entity), number in sorted(pairs.items()):
        network.add_edge(paper, entity, id=number, arrows="")
    network.set_options(json.dumps(_OPTIONS))
    return {"nodes": network.nodes, "edges": network.edges, "options": network.options}


def node_size(degree: int, most: int, *, paper: bool) -> float:
    """Return a node's size (its half width in the layout's units): its area grows with its papers."""
    return 9.0 if paper else round(9 + 33 * min(1.0, degree / max(most, 45)) ** 0.5, 1)


@cache
def _read_parts() -> Mapping[str, str]:
    """Return library, script and style of the page."""
    return {
        "library": _read_library(),
        "script": '(() => {\n"use strict";\n' + "\n".join(map(_read_part, _SCRIPTS)) + "\n})();\n",
        "style": read_tokens() + "".join(map(_read_part, _STYLES)),
    }


def _read_part(name: str) -> str:
    return files("kgbuild.views").joinpath("templates", name).read_text("utf-8")


def _read_library() -> str:
    """Return vis-network as the installed pyvis brings it."""
    source = files("pyvis").joinpath("templates", "lib", "vis-9.1.2", "vis-network.min.js").read_text("utf-8")
    # A page that is hashed must not depend on the line ends of an installation; the map would be a request.
    lines = source.replace("\r\n", "\n").split("\n")
    return "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL")).strip() + "\n"
