"""Write docs/ontology.md from the ontology and the table of profiles.

    python tools/ontology_page.py [--check]

With --check nothing is written; exit 1 says that the page is not what the ontology says now.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from kgbuild.graph.ontology import ONTOLOGY_FILE, ontology_folder
from kgbuild.graph.profiles import PROFILE_PREFIXES, profile_names, read_profiles
from kgbuild.vocabulary import CLASSES, KG, PREFIXES, PROPERTIES

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "ontology.md"
INTRODUCTION: Final = Path(__file__).with_name("ontology_introduction.md")
ALIGNMENTS: Final = {
    "under": (RDFS.subClassOf, RDFS.subPropertyOf),
    "close to": (SKOS.closeMatch,),
    "narrower than": (SKOS.broadMatch,),
    "wider than": (SKOS.narrowMatch,),
    "related to": (SKOS.relatedMatch,),
}


def to_page(graph: rdflib.Graph) -> str:
    """Return the page as Markdown."""
    names = _names(graph)
    node = rdflib.URIRef(KG.removesuffix("#"))
    lines = [
        f"<!-- Made by tools/{Path(__file__).name}; change {ONTOLOGY_FILE} or {INTRODUCTION.name} instead. -->",
        "",
        f"# The ontology, version {graph.value(node, OWL.versionInfo)}",
        "",
        f"{graph.value(node, DCTERMS.description)}",
        "",
        f"Namespace `{KG}` (`kg:`), licence <{graph.value(node, DCTERMS.license)}>.",
        f"Files: [{ONTOLOGY_FILE}](../ontology/{ONTOLOGY_FILE}), shapes [shapes.ttl](../ontology/shapes.ttl).",
        "",
        INTRODUCTION.read_text("utf-8").strip(),
        "",
        "## Classes",
        "",
        *_table(graph, CLASSES, names),
        "",
        "## Properties",
        "",
        *_table(graph, PROPERTIES, names),
        "",
        "## Profiles",
        "",
        "What `--profile NAME` writes beside ours, from [profiles.tsv](../ontology/profiles.tsv): into the files of",
        "`kgbuild build`, and of a finished graph into what `export` (RDF formats), `load` (RDF stores), `query` and",
        "`serve` give.",
        *_profiles(names),
        "",
        "## Prefixes",
        "",
        *(f"- `{prefix}:` {iri}" for prefix, iri in sorted(names.items()) if _is_used(str(iri), graph)),
        "",
    ]
    return "\n".join(lines)


def _names(graph: rdflib.Graph) -> dict[str, rdflib.URIRef]:
    """Return prefixes, one for each namespace: ours where we have one, whatever the graph's parser calls it."""
    ours = {prefix: rdflib.URIRef(iri) for prefix, iri in {**PREFIXES, **PROFILE_PREFIXES}.items()}
    return {prefix: iri for prefix, iri in graph.namespaces() if iri not in ours.values()} | ours


def _table(graph: rdflib.Graph, terms: tuple[str, ...], names: dict[str, rdflib.URIRef]) -> Iterator[str]:
    yield "| term | means | from, to | published terms |"
    yield "|---|---|---|---|"
    for name in terms:
        term = rdflib.URIRef(KG + name)
        comment = str(graph.value(term, RDFS.comment)).replace("|", "\\|")
        ends = [graph.value(term, end) for end in (RDFS.domain, RDFS.range)]
        shown = " → ".join(f"`{_short(end, names)}`" if end else "any" for end in ends) if any(ends) else ""
        aligned = [
            f"{words} {others}" for words, kinds in ALIGNMENTS.items() if (others := _others(graph, term, kinds, names))
        ]
        yield f"| `kg:{name}` | {comment} | {shown} | {'; '.join(aligned)} |"


def _others(
    graph: rdflib.Graph, term: rdflib.URIRef, kinds: tuple[rdflib.URIRef, ...], names: dict[str, rdflib.URIRef]
) -> str:
    found = {_short(other, names) for kind in kinds for other in graph.objects(term, kind)}
    return ", ".join(f"`{name}`" for name in sorted(found))


def _short(term: object, names: dict[str, rdflib.URIRef]) -> str:
    for prefix, iri in sorted(names.items(), key=lambda item: (-len(item[1]), item[0])):
        if str(term).startswith(str(iri)):
            return f"{prefix}:{str(term).removeprefix(str(iri))}"
    return f"<{term}>"


def _profiles(names: dict[str, rdflib.URIRef]) -> Iterator[str]:
    forms = {
        "class": "{s} a {p}",
        "property": "{s} {p} {o}",
        "inverse": "{o} {p} {s}",
        "self": "{s} {p} {s}",
        "label": "{s} {p} (label of {o})",
        "contribution": "{s} orkgp:P31 [ {p} {o} ]",
        "contributed": "{o} orkgp:P31 [ {p} {s} ]",
    }
    for profile in profile_names():
        yield from ("", f"### {profile}", "", "| ours | published |", "|---|---|")
        for rule in read_profiles():
            if rule.profile == profile:
                ours, published = _short(rule.ours, names), _short(rule.published, names)
                left = f"?x a {ours}" if rule.rule in {"class", "self"} else f"?x {ours} ?y"
                left += f" (of a {_short(rule.of, names)})" if rule.of else ""
                left += f" (to a {_short(rule.to, names)})" if rule.to else ""
                yield f"| `{left}` | `{forms[rule.rule].format(s='?x', o='?y', p=published)}` |"


def _is_used(iri: str, graph: rdflib.Graph) -> bool:
    ours = (str(term) for triple in graph for term in triple if isinstance(term, rdflib.URIRef))
    published = (rule.published for rule in read_profiles())
    return any(term.startswith(iri) for term in (*ours, *published))


def main() -> int:
    """Write the page, or with --check tell whether it is up to date."""
    graph = rdflib.Graph().parse(ontology_folder() / ONTOLOGY_FILE, format="turtle")
    if missing := [name for name in (*CLASSES, *PROPERTIES) if (rdflib.URIRef(KG + name), RDF.type, None) not in graph]:
        raise SystemExit(f"{ONTOLOGY_FILE}: not in it: {', '.join(missing)}")
    page = to_page(graph)
    if "--check" in sys.argv:
        return int(not PAGE.is_file() or PAGE.read_text("utf-8") != page)
    PAGE.write_text(page, "utf-8")
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
