"""Graph files that would end or stop the engine are refused in one line, just above a limit that honest ones keep."""

import json

import pytest
from pyoxigraph import RdfFormat

from kgbuild.errors import GraphError
from kgbuild.graph import check_graph, read_graph
from kgbuild.graph.nesting import DEEPEST, check_nesting
from kgbuild.vocabulary import KG, RDF

XML = f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:a="http://a/">'


def _nested(opening, closing, depth, core="1"):
    return opening * depth + core + closing * depth


# Each with its depth as the number of things inside each other.
DEEP = {
    "triple.ttl": lambda n: f"<x:a> <x:b> {_nested('<<( <x:a> <x:b> ', ' )>>', n)} .",
    "triple.trig": lambda n: f"<x:g> {{ <x:a> <x:b> {_nested('<<( <x:a> <x:b> ', ' )>>', n)} }}",
    "triple.nt": lambda n: f"<x:a> <x:b> {_nested('<<( <x:a> <x:b> ', ' )>>', n, '<x:c>')} .",
    "triple.nq": lambda n: f"<x:a> <x:b> {_nested('<<(<x:a> <x:b> ', ')>>', n, '<x:c>')} <x:g> .",
    "reified.ttl": lambda n: f"<x:a> <x:b> {_nested('<< <x:a> <x:b> ', ' >>', n)} .",
    "after-a-text.ttl": lambda n: f'<x:a> <x:b> """ >> """ , {_nested("<<( <x:a> <x:b> ", " )>>", n)} .',
    "after-a-comment.ttl": lambda n: f"# >> '\n<x:a> <x:b> {_nested('<<( <x:a> <x:b> ', ' )>>', n)} .",
    "nodes.jsonld": lambda n: _nested('{"http://a/b":', "}", n),
    "lists.jsonld": lambda n: '{"http://a/b":' + _nested("[", "]", n - 1) + "}",
    "graphs.jsonld": lambda n: _nested('{"@graph":', "}", n - 1, '{"http://a/b":1}'),
    "text.jsonld": lambda n: _nested('{"http://a/b":"]}\\"}}", "http://a/c":', "}", n),
    "closed-in-texts.ttl": lambda n: "# >> >>\n<x:a> <x:b> " + _nested("<<( <x:a> # >> >>\n <x:b> ", " )>>", n) + " .",
    "attributes.rdf": lambda n: XML + _nested('<a:A a:c="/>/>"><a:b>', "</a:b></a:A>", (n - 1) // 2, "") + "</rdf:RDF>",
    "elements.rdf": lambda n: XML + _nested("<a:A><a:b>", "</a:b></a:A>", (n - 1) // 2, "") + "</rdf:RDF>",
    "literal.rdf": lambda n: (
        f'{XML}<a:A><a:b rdf:parseType="Literal">' + _nested("<i>", "</i>", n - 3, "") + "</a:b></a:A></rdf:RDF>"
    ),
}


@pytest.mark.parametrize("name", DEEP)
def test_what_is_nested_too_deep_is_refused_in_one_line(tmp_path, name):
    file = tmp_path / name
    for depth in (DEEPEST + 2, 40 * DEEPEST):
        file.write_text(DEEP[name](depth), encoding="utf-8")
        with pytest.raises(GraphError, match=f"more than {DEEPEST} .* inside each other") as caught:
            read_graph(file)
        assert str(caught.value).startswith(str(file))
    assert any("inside each other" in str(problem) for problem in check_graph(file))


@pytest.mark.parametrize("name", DEEP)
def test_what_is_nested_less_is_read(tmp_path, name):
    file = tmp_path / name
    file.write_text(DEEP[name](DEEPEST), encoding="utf-8")
    assert len(read_graph(file)) >= 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("much-less.ttl", "".join(f'<x:{n}> <x:b> "a << b" .\n' for n in range(2 * DEEPEST))),
        ("much-less.nt", "".join(f'<x:{n}> <x:b> "\\"<<( " .\n' for n in range(2 * DEEPEST))),
        ("comments.ttl", "# <<(\n" * 2 * DEEPEST + "<x:a> <x:b> '''<<''' ."),
        ("smileys.jsonld", json.dumps([{"@id": f"x:{n}", "http://a/b": ":[ \\{"} for n in range(2 * DEEPEST)])),
        ("signs.rdf", XML + "<!-- <<a<b<c -->" * 2 * DEEPEST + "<a:A><a:b>1</a:b></a:A></rdf:RDF>"),
        ("cdata.rdf", XML + "<a:A><a:b>" + "<!-- /> <b<b -->" * 2 * DEEPEST + "</a:b></a:A></rdf:RDF>"),
        ("wide.jsonld", json.dumps({"http://a/b": [{"http://a/c": {"@list": [1, 2]}}] * 2 * DEEPEST})),
    ],
)
def test_signs_in_texts_and_comments_are_no_nesting(tmp_path, name, text):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    assert len(read_graph(file)) >= 1


def _entities(*declared, body="&e;", attribute=""):
    declarations = "".join(f'<!ENTITY {name} "{text}">' for name, text in declared)
    return f'<!DOCTYPE rdf:RDF [{declarations}]>{XML}<a:A a:c="{attribute}"><a:b>{body}</a:b></a:A></rdf:RDF>'


LAUGHS = [("l0", "laugh"), *((f"l{n}", f"&l{n - 1};" * 10) for n in range(1, 10))]


@pytest.mark.parametrize(
    "text",
    [
        _entities(*LAUGHS, body="&l9;"),
        _entities(*LAUGHS, body="", attribute="&l9;"),
        _entities(("e", "x" * 100_000), body="&e;" * 20_000),
        _entities(("e", "x" * 100_000), ("f", "&e;" * 300), body="&f;" * 50),
        _entities(("e", "&f;"), ("f", "&e;")),
        _entities(("e", "x"), body="&unknown;"),
    ],
)
def test_entities_that_grow_are_refused_in_one_line(tmp_path, text):
    file = tmp_path / "laughs.rdf"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(GraphError) as caught:
        read_graph(file)
    assert "\n" not in str(caught.value)


def test_entities_as_ontology_editors_write_them_are_read(tmp_path):
    file = tmp_path / "ours.rdf"
    file.write_text(
        f'<!DOCTYPE rdf:RDF [<!ENTITY kg "{KG}">]><rdf:RDF xmlns:rdf="{RDF}"><rdf:Description rdf:about="http://a/b">'
        '<rdf:type rdf:resource="&kg;Paper"/></rdf:Description></rdf:RDF>',
        encoding="utf-8",
    )
    (quad,) = read_graph(file)
    assert quad.object.value == KG + "Paper"


def test_an_empty_file_is_nested_in_nothing(tmp_path):
    file = tmp_path / "empty.ttl"
    file.touch()
    check_nesting(file, RdfFormat.TURTLE)
