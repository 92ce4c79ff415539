"""A graph that people have edited by hand, with what it must show written out, and the small graphs of the rules."""

from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from kgbuild.graph import GraphModel, to_model
from kgbuild.vocabulary import DEFAULT_BASE, EVIDENCE_GRAPH, PREFIXES

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
HEAD += f"@prefix e: <{DEFAULT_BASE}entity/> .\n@prefix p: <{DEFAULT_BASE}paper/> .\n"
HEAD += f"@prefix s: <{DEFAULT_BASE}statement/> .\n@prefix r: <{DEFAULT_BASE}result/> .\n"
ODD = "http://elsewhere.org/things#Odd"

FACTS = f"""
p:a a kg:Paper, schema:ScholarlyArticle ; dcterms:title "Tides", "A Study of Tides" ;
  dcterms:issued "2021"^^xsd:gYear, "2019"^^xsd:gYear ;
  kg:usesMethod e:flow, e:unnamed, "a text" ; kg:usesSoftware e:pytorch ; kg:usesDataset <{ODD}> ;
  kg:hasRepository e:code ; kg:hasOfficialRepository e:code ; kg:cites p:b ;
  schema:mentions e:flow ; <https://linkedpaperswithcode.com/property/hasMethod> e:flow .
p:b a kg:Paper ; rdfs:label "Second" ; kg:addressesTask e:flow .
p:c kg:addressesTask e:flow ; kg:usesMethod e:net .
e:flow a kg:Method, kg:Task ; skos:prefLabel "flow", "Flow" ; skos:altLabel "stream" .
e:unnamed a kg:Method .
e:net a kg:Method ; rdfs:label "Net" ; kg:comparedWith e:flow, e:net ; kg:trainedWith e:pytorch .
e:pytorch a kg:Software ; skos:prefLabel "PyTorch" .
e:code a kg:Repository ; skos:prefLabel "github.com/a/b" ; kg:url <https://github.com/a/b> .
e:bare kg:hasCode e:code .
e:lonely a kg:Entity ; skos:prefLabel "Lonely" .
p:b kg:evaluatedOn <{ODD}> ; kg:contributes kg:StudyContribution, kg:MethodContribution, kg:OtherContribution ;
  kg:mainlyContributes kg:MethodContribution .
r:one a kg:Result ; kg:reportedIn p:b ; kg:resultOf e:net ; kg:measuredIn e:none ; kg:resultOn <{ODD}> ;
  kg:heldAgainst e:flow ; kg:value 2.5, 7.5 ; kg:valueText "2.5 points" ; kg:resultKind "gain" .
r:two a kg:Result ; kg:reportedIn p:a ; kg:valueText "many" ; kg:value "NaN" .
r:lost a kg:Result ; kg:reportedIn e:net ; kg:resultOf e:net ; kg:valueText "3" .
<http://elsewhere.org/x> a <http://elsewhere.org/Class> ; dcterms:title "Not of ours" .
"""


def statement(name: str, fact: str, confidence: str, papers: str, section: str = "abstract") -> str:
    """Return a statement of RDF 1.1 with one mention; `fact` is subject, property and object in Turtle."""
    subject, predicate, thing = fact.split()
    return f"""
s:{name} a rdf:Statement ; rdf:subject {subject} ; rdf:predicate {predicate} ; rdf:object {thing} ;
  prov:wasDerivedFrom {papers} ; kg:confidence {confidence} ; kg:extractor "kgbuild {name}" ; kg:hasMention s:{name}m .
s:{name}m a kg:Mention ; oa:hasSource {papers.partition(",")[0]} ; kg:section "{section}" ; kg:foundBy "{name}" ;
  oa:start "1"^^xsd:nonNegativeInteger ; oa:end "5"^^xsd:nonNegativeInteger ; oa:exact "word {name}" .
"""


EVIDENCE = (
    statement("1", "p:a kg:usesMethod e:flow", "0.3", "p:a")
    + statement("2", "p:a kg:usesMethod e:flow", "0.9", "p:a", "title")
    + statement("3", "p:a kg:usesSoftware e:pytorch", "0.8", "p:a")
    + statement("4", "e:net kg:comparedWith e:flow", "0.7", "p:b, p:c")
    + statement("5", "p:a kg:hasRepository e:code", "0.95", "p:a")
    + statement("6", "p:a kg:hasOfficialRepository e:code", "0.6", "p:a")
    + statement("7", "p:b kg:addressesTask e:flow", "0.2", "p:b")
    + statement("10", "r:one kg:reportedIn p:b", "0.45", "p:b")
    # RDF 1.2: one of them a blank node, as Turtle's annotations are.
    + "s:8 rdf:reifies <<( p:b kg:addressesTask e:flow )>> ; kg:confidence 0.55 .\n"
    + "[] rdf:reifies <<( p:c kg:usesMethod e:net )>> ; kg:confidence 0.65 ; kg:hasMention s:9m .\n"
    + 's:9m kg:section "title" ; oa:exact "Net" .\n'
)

# IRI, without the base, -> (type, what it is called)
NODES = {
    "paper/a": ("Paper", "A Study of Tides"),
    "paper/b": ("Paper", "Second"),
    "paper/c": ("Paper", "c"),
    "entity/flow": ("Task", "Flow"),
    "entity/unnamed": ("Method", "unnamed"),
    "entity/net": ("Method", "Net"),
    "entity/pytorch": ("Software", "PyTorch"),
    "entity/code": ("Repository", "github.com/a/b"),
    "entity/bare": ("Entity", "bare"),
    "entity/lonely": ("Entity", "Lonely"),
    ODD: ("Dataset", "Odd"),
}
# (subject, property, object) -> confidence
FACT_EDGES: dict[tuple[str, str, str], float | None] = {
    ("paper/a", "usesMethod", "entity/flow"): 0.9,
    ("paper/a", "usesMethod", "entity/unnamed"): None,
    ("paper/a", "usesSoftware", "entity/pytorch"): 0.8,
    ("paper/a", "usesDataset", ODD): None,
    ("paper/a", "hasRepository", "entity/code"): 0.95,
    ("paper/a", "hasOfficialRepository", "entity/code"): 0.6,
    ("paper/b", "addressesTask", "entity/flow"): 0.55,
    ("paper/c", "addressesTask", "entity/flow"): None,
    ("paper/c", "usesMethod", "entity/net"): 0.65,
}
RELATION_EDGES: dict[tuple[str, str, str], float | None] = {
    ("paper/a", "cites", "paper/b"): None,
    ("entity/net", "comparedWith", "entity/flow"): 0.7,
    ("entity/net", "trainedWith", "entity/pytorch"): None,
    ("entity/bare", "hasCode", "entity/code"): None,
    ("paper/b", "evaluatedOn", ODD): None,
}
# IRI -> (paper, subject, on, held against, text, number, kind, confidence)
RESULTS = {
    "result/one": ("paper/b", "entity/net", ODD, "entity/flow", "2.5 points", 2.5, "gain", 0.45),
    "result/two": ("paper/a", "paper/a", "", "", "many", None, "", None),
}


def short(iri: str) -> str:
    return iri.removeprefix(DEFAULT_BASE)


def store_of(facts: str, evidence: str = "") -> Store:
    """Return a store of facts and evidence in Turtle, our prefixes and e:, p:, s: declared."""
    store = Store()
    store.load(HEAD + facts, format=RdfFormat.TURTLE, to_graph=DefaultGraph())
    store.load(HEAD + evidence, format=RdfFormat.TURTLE, to_graph=NamedNode(EVIDENCE_GRAPH))
    return store


def model_of(facts: str, evidence: str = "") -> GraphModel:
    return to_model(store_of(facts, evidence))


def write_graph(folder: Path) -> Path:
    """Write the edited graph as a build's folder."""
    (folder / "graph.ttl").write_text(HEAD + FACTS, "utf-8")
    (folder / "evidence.ttl").write_text(HEAD + EVIDENCE, "utf-8")
    return folder
