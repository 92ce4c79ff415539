"""A graph with every kind of name that breaks files, made triple by triple, so that the tests know what it says."""

from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kgbuild.graph import write_turtle
from kgbuild.vocabulary import DCTERMS, KG, OA, PROV, RDF, SKOS, XSD

BASE = "https://example.org/it's/"
# What a carriage return, a bell and their like do is shown apart: XML cannot hold the bell.
NAMES = {
    "quotes": "The \"big\" one, 'so called'",
    "lines": "first\nsecond\r\nthird\rfourth\n",
    "tabs": "\ttab\tin and around\t",
    "spaces": "  two  spaces  around  ",
    "commas": "a,b;c|d | e \\ f \\| g\\",
    "unicode": "Größe — 模型 🤖 \u202eright\u202c e\u0301 \u2028 \xa0",
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(1,2)",
    "wide": "＝1+1",
    "apostrophe": "'=1+1",
    "backticks": "`drop` ``all``",
    "markup": "<b>&amp;</b> ]]> <!-- x --> ${x} {{y}} \\u0041 %41",
    "long": "long " * 2000,
    "slash": "ends in \\",
    "slashes": '\\" \\\\ \\n',
    "word": "null",
    "number": "007",
    "truth": "true",
    "separators": "\x1f and \x1e",
}
BELL = "a\x07bell\x0b"
QUOTE = 'Nobody "but" us, = has\nsaid \\ this'


def iri(path: str) -> NamedNode:
    return NamedNode(BASE + path)


def kg(name: str) -> NamedNode:
    return NamedNode(KG + name)


def rdf(name: str) -> NamedNode:
    return NamedNode(RDF + name)


def _facts() -> list[Triple]:
    paper, other = iri("paper/10.1/x"), iri("paper/empty")
    facts = [
        Triple(paper, rdf("type"), kg("Paper")),
        Triple(paper, NamedNode(DCTERMS + "title"), Literal(NAMES["quotes"] + NAMES["formula"])),
        Triple(paper, NamedNode(DCTERMS + "issued"), Literal("2024", datatype=NamedNode(XSD + "gYear"))),
        *(Triple(paper, NamedNode(DCTERMS + "creator"), Literal(name)) for name in ("=A, B", "C | D", "Ñ")),
        Triple(other, rdf("type"), kg("Paper")),
        Triple(other, kg("outsideField"), Literal("true", datatype=NamedNode(XSD + "boolean"))),
        Triple(other, NamedNode(DCTERMS + "title"), Literal("Ein Titel", language="de")),
    ]
    for key, name in NAMES.items():
        thing = iri(f"entity/{key}")
        facts += [
            Triple(thing, rdf("type"), kg("Method")),
            Triple(thing, NamedNode(SKOS + "prefLabel"), Literal(name)),
            Triple(thing, NamedNode(SKOS + "altLabel"), Literal(name + "=2")),
            Triple(thing, kg("kind"), Literal("named")),
            Triple(paper, kg("usesMethod"), thing),
        ]
    glue, code = iri("entity/glue"), iri("entity/code")
    return [
        *facts,
        *(Triple(glue, rdf("type"), kg(name)) for name in ("Dataset", "Benchmark")),
        Triple(glue, NamedNode(SKOS + "prefLabel"), Literal("GLUE")),
        Triple(code, rdf("type"), kg("Repository")),
        Triple(code, NamedNode(SKOS + "prefLabel"), Literal("a/b")),
        Triple(code, kg("url"), NamedNode("https://github.com/a/b?c=d&e=f")),
        Triple(paper, kg("evaluatesOnBenchmark"), glue),
        Triple(paper, kg("hasRepository"), code),
        Triple(paper, kg("hasOfficialRepository"), code),
        Triple(iri("entity/quotes"), kg("evaluatedOn"), glue),
        # What describes the graph makes no node.
        Triple(iri("graph"), rdf("type"), NamedNode("http://rdfs.org/ns/void#Dataset")),
        Triple(iri("graph"), NamedNode("http://rdfs.org/ns/void#triples"), Literal(7)),
        Triple(iri("graph/quality/1"), rdf("type"), kg("QualityMeasurement")),
    ]


def _evidence() -> list[Triple]:
    triples = []
    facts = [
        (f"paper/10.1/x {relation} entity/{key}")
        for key, relation in [*((key, "usesMethod") for key in NAMES), ("glue", "evaluatesOnBenchmark")]
    ]
    for number, fact in enumerate([*facts, "entity/quotes evaluatedOn entity/glue"]):
        subject, predicate, thing = fact.split()
        statement = iri(f"statement/{number}")
        triples += [
            Triple(statement, rdf("type"), rdf("Statement")),
            Triple(statement, rdf("subject"), iri(subject)),
            Triple(statement, rdf("predicate"), kg(predicate)),
            Triple(statement, rdf("object"), iri(thing)),
            Triple(statement, NamedNode(PROV + "wasDerivedFrom"), iri("paper/10.1/x")),
            Triple(statement, kg("confidence"), Literal("0.9375", datatype=NamedNode(XSD + "decimal"))),
            Triple(statement, kg("extractor"), Literal("kgbuild 0.1.0")),
        ]
        for place in (1, 2):
            mention = iri(f"statement/{number}#{place}")
            count = NamedNode(XSD + "nonNegativeInteger")
            triples += [
                Triple(statement, kg("hasMention"), mention),
                Triple(mention, rdf("type"), kg("Mention")),
                Triple(mention, NamedNode(OA + "hasSource"), iri("paper/10.1/x")),
                Triple(mention, kg("section"), Literal("abstract")),
                Triple(mention, NamedNode(OA + "start"), Literal(str(place * 10), datatype=count)),
                Triple(mention, NamedNode(OA + "end"), Literal(str(place * 10 + 3), datatype=count)),
                Triple(mention, NamedNode(OA + "exact"), Literal("but")),
                Triple(mention, NamedNode(OA + "prefix"), Literal(QUOTE[:8])),
                Triple(mention, NamedNode(OA + "suffix"), Literal(QUOTE[11:])),
            ]
    return triples


def write_hard_graph(folder: Path, *, bell: bool = False) -> Path:
    """Write the graph's two files; with `bell` one name has characters that XML cannot hold."""
    facts = _facts()
    if bell:
        facts.append(Triple(iri("entity/quotes"), NamedNode(SKOS + "altLabel"), Literal(BELL)))
    write_turtle(facts, folder / "graph.ttl")
    write_turtle(_evidence(), folder / "evidence.ttl")
    return folder
