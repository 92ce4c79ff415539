"""Small graphs with what databases trip over."""

from pyoxigraph import Literal, NamedNode, Quad, Store

from kgbuild.vocabulary import DCTERMS, DEFAULT_BASE, EVIDENCE_GRAPH, KG, OA, RDF, SKOS

# What import files, queries and shells trip over.
ODD_NAMES = {
    "quotes": "a \"double\" and 'single' \\ quoted \\n name\\",
    "lines": "first line\nsecond\r\nthird\ttabbed",
    "commas": 'a,b;c|d,,"e",',
    "unicode": "Ærøskøbing 北京 العربية 🧪 e\u0301 \u200bx\u2028y \u00a0",
    "formula": '=cmd("/c calc")!A1',
    "backticks": "`x`) DETACH DELETE (n) //`",
    "braces": '{x: $rows} ${y} <b>&amp;</b> ]]> --> " . <http://a> }',
    "long": "long " * 1999 + "name!",
}


def small_graph(*, dataset: str = "Corpus") -> Store:
    """Return a small graph whose paper uses the named dataset."""
    store = Store()
    paper, method, data = (NamedNode(DEFAULT_BASE + name) for name in ("paper/p", "entity/m", f"entity/{dataset}"))
    statement, mention = (NamedNode(DEFAULT_BASE + "statement/s" + end) for end in ("", "#1"))
    evidence = NamedNode(EVIDENCE_GRAPH)
    say(store, paper, RDF + "type", NamedNode(KG + "Paper"))
    say(store, paper, DCTERMS + "title", Literal("A paper"))
    say(store, paper, KG + "proposesMethod", method)
    say(store, paper, KG + "usesDataset", data)
    for thing, kind, name in ((method, "Method", "M"), (data, "Dataset", dataset)):
        say(store, thing, RDF + "type", NamedNode(KG + kind))
        say(store, thing, SKOS + "prefLabel", Literal(name))
    say(store, statement, RDF + "type", NamedNode(RDF + "Statement"), evidence)
    for name, term in (("subject", paper), ("predicate", NamedNode(KG + "proposesMethod")), ("object", method)):
        say(store, statement, RDF + name, term, evidence)
    say(store, statement, KG + "hasMention", mention, evidence)
    say(store, mention, RDF + "type", NamedNode(KG + "Mention"), evidence)
    say(store, mention, KG + "section", Literal("abstract"), evidence)
    say(store, mention, OA + "exact", Literal("words of M"), evidence)
    return store


def say(
    store: Store, subject: NamedNode, predicate: str, term: NamedNode | Literal, graph: NamedNode | None = None
) -> None:
    """Add a triple to the facts, or to a named graph."""
    store.add(Quad(subject, NamedNode(predicate), term, graph) if graph else Quad(subject, NamedNode(predicate), term))
