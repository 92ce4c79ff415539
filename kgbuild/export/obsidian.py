"""A vault for Obsidian: a note for each paper, thing and result, what it says as links, with the sentences.

What a node holds stands at the top as properties, each a line of YAML that is JSON too. Links and sentences follow, one
a line; in them every sign that Markdown or Obsidian would obey has a backslash before it.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from kgbuild.entity_types import LINKS, TYPES
from kgbuild.errors import GraphError
from kgbuild.export.note_names import NoteNames, mend_name
from kgbuild.export.proof import Tally, Watch
from kgbuild.export.property_graph import Node, PropertyGraph, Relationship, Value
from kgbuild.graph.relations import ENTITY, PAPER
from kgbuild.terminal import visible

# The first line of each note after the rule: by it notes of an earlier export are known.
_MARK: Final = "kgbuild"
_FOLDERS: Final[Mapping[str, str]] = {
    PAPER: "Papers",
    **{row.name: row.plural for row in TYPES},
    **{row.name: row.plural for row in LINKS},
}
# Properties of the vault's own, which say again for Obsidian what others say.
_OWN: Final = frozenset({"aliases", "tags"})
_OBEYED: Final = re.compile(r"([\\`*_\[\]<>#|~$%^=&!{}])")
_BACKSLASH: Final = r"\\\1"
_ESCAPED: Final = re.compile(r"\\([\\`*_\[\]<>#|~$%^=&!{}])")
_NO_ALIAS: Final = re.compile(r"[\\`*_\[\]<>#|~$%^=&!{}]")
# What YAML takes for a line end or cannot hold, beside what JSON escapes.
_NO_YAML: Final = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_LINK: Final = re.compile(r"- \[\[([^\]|]+)(?:\|[^\]|]*)?\]\](?: \((\S+)\))?")
_PAPER: Final = re.compile(r"  - in (?:\[\[([^\]|]+)(?:\|[^\]|]*)?\]\]|(.*))")
_QUOTE: Final = re.compile(r"  - “(.*)”")


def write_obsidian(graph: PropertyGraph, folder: Path, watch: Watch) -> None:
    """Write the notes: a folder for each type, in it a file for each node."""
    names, folders = _name_notes(graph), _name_folders(graph)
    edges: defaultdict[str, list[Relationship]] = defaultdict(list)
    for edge in graph.relationships:
        edges[edge.start].append(edge)
    labels = {node.iri: node.label for node in graph.nodes}

    def link(iri: str) -> str:
        return _link(names[iri], labels[iri])

    for place in sorted(set(folders.values())):
        (folder / place).mkdir()
    for node in watch("writing notes", graph.nodes, len(graph.nodes)):
        path = folder / folders[node.type] / f"{names[node.iri]}.md"
        lines = [*_properties(node, names[node.iri]), "", f"# {_escape(node.label)}"]
        kind = ""
        for edge in edges[node.iri]:
            if edge.type != kind:
                kind = edge.type
                lines += ["", f"## {_words(kind)}", ""]
            lines += _said(edge, link, names)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _name_notes(graph: PropertyGraph) -> dict[str, str]:
    """Return IRI -> name of the note; things come first, and keep their names where a paper has the same title."""
    names = NoteNames()
    ordered = sorted(graph.nodes, key=lambda node: node.labels[0] != ENTITY)
    return {node.iri: names.take(node.label, node.type) for node in ordered}


def _name_folders(graph: PropertyGraph) -> dict[str, str]:
    names = NoteNames()
    types = sorted({node.type for node in graph.nodes}, key=lambda name: (name not in _FOLDERS, name))
    return {name: names.take(_FOLDERS.get(name, name)) for name in types}


def _link(name: str, label: str) -> str:
    """Return a link to a note, shown as what it is called where a link can hold that."""
    shown = _one_line(label)
    if shown == name or _NO_ALIAS.search(shown) or not shown.strip() or len(shown) > 200:
        return f"[[{name}]]"
    return f"[[{name}|{shown}]]"


def _properties(node: Node, name: str) -> Iterator[str]:
    called = node.properties.get("names", (node.label,))
    names = map(str, called) if isinstance(called, tuple) else ()
    others = tuple(one for one in names if one != name and one.strip())
    yield "---"
    yield f"{_MARK}: {_yaml(node.iri)}"
    yield f"type: {_yaml(node.type)}"
    yield f"labels: {_yaml(node.labels)}"
    if others:
        yield f"aliases: {_yaml(others)}"
    yield f"tags: {_yaml((mend_name(node.type).lower(),))}"
    for key, value in node.properties.items():
        yield f"{key}: {_yaml(value)}"
    yield "---"


def _yaml(value: Value) -> str:
    """Return a value as YAML on one line that reads the same as JSON."""
    if isinstance(value, float):
        text = json.dumps(value)
        return text if "." in text or "e" not in text else text.replace("e", ".0e")
    return _NO_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def _said(edge: Relationship, link: Callable[[str], str], names: Mapping[str, str]) -> Iterator[str]:
    told = f" ({_yaml(edge.properties['confidence'])})" if "confidence" in edge.properties else ""
    yield f"- {link(edge.end)}{told}"
    for paper in _texts(edge, "papers"):
        # Only papers that the graph describes have notes.
        yield f"  - in {link(paper)}" if paper in names else f"  - in {_escape(paper)}"
    for quote in _sentences(edge):
        yield f"  - “{_OBEYED.sub(_BACKSLASH, quote)}”"


def _texts(edge: Relationship, name: str) -> tuple[str, ...]:
    value = edge.properties.get(name, ())
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)


def _sentences(edge: Relationship) -> tuple[str, ...]:
    """Return the sentences of a relationship, each once, on one line."""
    return tuple(dict.fromkeys(map(_one_line, _texts(edge, "quotes"))))


def _words(kind: str) -> str:
    """Return a relationship's type as a heading: `EVALUATES_ON` -> `Evaluates on`."""
    return kind.replace("_", " ").strip().capitalize() or kind


def _one_line(text: str) -> str:
    """Return a text on one line, what is not seen as an escape."""
    return visible(re.sub(r"\s", " ", text))


def _escape(text: str) -> str:
    """Return a text that Markdown and Obsidian show as it is, on one line."""
    return _OBEYED.sub(_BACKSLASH, _one_line(text))


def tally_obsidian(graph: PropertyGraph) -> Tally:
    """Return what the notes must hold: all of each node, and of a relationship how sure it is, papers and sentences.

    Sentences are on one line each, without what is not seen.
    """
    tally = Tally()
    for node in graph.nodes:
        tally.add_node(node.iri, node.type, {"labels": node.labels, **node.properties})
    for edge in graph.relationships:
        held = {
            "confidence": edge.properties.get("confidence"),
            "papers": _texts(edge, "papers"),
            "quotes": _sentences(edge),
        }
        tally.add_edge(edge.start, _words(edge.type), edge.end, held)
    return tally


def read_obsidian(folder: Path) -> Tally:
    """Return what the notes in a folder hold; raises GraphError for one that is not as they are written."""
    notes = {path.stem: path.read_text("utf-8") for path in sorted(folder.rglob("*.md"))}
    heads = {name: _read_properties(name, text) for name, text in notes.items()}
    iris = {name: str(head[_MARK]) for name, head in heads.items()}
    tally = Tally()
    for name, text in notes.items():
        head = heads[name]
        held = {key: value for key, value in head.items() if key not in {*_OWN, _MARK, "type"}}
        tally.add_node(iris[name], str(head["type"]), held)
        for kind, end, values in _read_body(name, text, iris):
            tally.add_edge(iris[name], kind, end, values)
    return tally


def _read_properties(name: str, text: str) -> dict[str, object]:
    lines = text.split("\n")
    if lines[0] != "---" or "---" not in lines[1:]:
        raise GraphError(f"{name}.md: its properties have no end; export again")
    pairs = (line.partition(": ") for line in lines[1 : lines.index("---", 1)])
    found = {key: json.loads(value) for key, _, value in pairs}
    return {key: tuple(value) if isinstance(value, list) else value for key, value in found.items()}


def _read_body(name: str, text: str, iris: Mapping[str, str]) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield the links of a note: heading, IRI of the end, confidence, papers and sentences."""
    kind, end = "", ""
    values: dict[str, object] = {}
    papers: list[str] = []
    quotes: list[str] = []
    for line in [*text.split("\n")[text.split("\n").index("---", 1) + 1 :], "## "]:
        if line.startswith(("## ", "- ")):
            if end:
                yield kind, end, {**values, "papers": tuple(papers), "quotes": tuple(quotes)}
            end, values, papers, quotes = "", {}, [], []
        if line.startswith("## "):
            kind = line.removeprefix("## ")
        elif found := _LINK.fullmatch(line):
            end = iris[found[1]]
            values = {"confidence": json.loads(found[2])} if found[2] else {}
        elif found := _PAPER.fullmatch(line):
            papers.append(iris[found[1]] if found[1] else _ESCAPED.sub(r"\1", found[2]))
        elif found := _QUOTE.fullmatch(line):
            quotes.append(_ESCAPED.sub(r"\1", found[1]))
        elif line and not line.startswith("# "):
            raise GraphError(f"{name}.md: not a line of ours: {visible(line[:60])}; export again")


def is_own_note(path: Path) -> bool:
    """Tell whether a file is a note that an export wrote, by its first lines."""
    mark = f"---\n{_MARK}: ".encode()
    with path.open("rb") as file:
        return file.read(len(mark)) == mark
