"""Write the lists of types and relations anew, from the table of types: in shapes, queries and the schema of records.

    python tools/type_lists.py            renew the files
    python tools/type_lists.py --check    only tell which are not up to date; exit 1 if there are any

The files stay plain SHACL, SPARQL, Cypher and JSON, good for any tool: what is renewed is found by its form, and each
list says the same in the same order as the table.
"""

import argparse
import json
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from kgbuild.entity_types import ENTITY_TYPES, LINKS, TYPES, TypeRow
from kgbuild.export import relationship_type
from kgbuild.vocabulary import CONTRIBUTIONS, ENTITY_RELATIONS, REPORTED_IN, REPOSITORY_RELATIONS

ROOT: Final = Path(__file__).resolve().parent.parent
_INTRODUCING: Final = ("proposed", "introduced")
_USING: Final = ("used", "evaluated", "compared")
_WIDTH: Final = 116


class Place(NamedTuple):
    """Where a list stands: all matches of `pattern` in the files are replaced by what `write` makes of the match."""

    files: str
    pattern: str
    write: Callable[[re.Match[str]], str]


def relations(*, besides: Sequence[str] = (), among: Sequence[TypeRow] = TYPES) -> list[tuple[str, str, str]]:
    """Return (property, type, role) of all relations of papers to things, in the order of the table."""
    return [(name, row.name, role) for row in among for role, name in row.roles.items() if role not in besides]


def in_roles(*roles: str) -> list[str]:
    """Return the properties of some roles."""
    return [name for name, _, role in relations() if role in roles]


def verb(name: str, type_name: str) -> str:
    """Return what a paper does by a property: `comparesWithMethod` -> `compares with`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.removesuffix(type_name)).lower()


def link_properties() -> list[str]:
    """Return the properties of web addresses, each with those below it."""
    below = {"hasRepository": REPOSITORY_RELATIONS}
    return [name for row in LINKS for name in (row.property, *below.get(row.property, ()))]


def prefixed(names: Sequence[str]) -> list[str]:
    """Return local names of the ontology as SPARQL and Turtle write them."""
    return [f"kg:{name}" for name in names]


def rows(indent: str, lines: Sequence[str]) -> str:
    """Return lines at an indent, each with its line end."""
    return "".join(f"{indent}{line}\n" for line in lines)


def wrapped(indent: str, words: Sequence[str]) -> str:
    """Return words, none of them parted, in lines of at most `_WIDTH` characters at an indent."""
    text = " ".join(word.replace(" ", "\xa0") for word in words)
    lines = textwrap.wrap(text, _WIDTH - len(indent), break_long_words=False, break_on_hyphens=False)
    return rows(indent, lines).replace("\xa0", " ")


def range_shape(prefix: str, target: str, name: str, of: str) -> str:
    """Return the shape of what a property leads to from a paper."""
    return (
        f"kgs:{prefix}-kg-{name} a sh:PropertyShape ;\n    {target} ;\n    sh:path kg:{name} ;\n"
        f'    sh:class kg:{of} ;\n    sh:message "what kg:{name} points to is a kg:{of} of this graph" .\n'
    )


def end_shape(end: str, name: str, of: Sequence[str], what: str) -> str:
    """Return the shape of one end, `Subject` or `Object`, of a relation between things."""
    classes = prefixed(of)
    several = f"sh:or ( {' '.join(f'[ sh:class {one} ]' for one in classes)} )"
    return (
        f"kgs:{end}-kg-{name} a sh:NodeShape ;\n    sh:target{end}sOf kg:{name} ;\n    sh:nodeKind sh:IRI ;\n"
        f"    {several if len(classes) > 1 else f'sh:class {classes[0]}'} ;\n"
        f'    sh:message "{what} is a {" or ".join(classes)} of this graph" .\n'
    )


def paper_shapes() -> str:
    """Return a shape for each property that leads from a paper to a thing or an address."""
    ranges = {name: kind for name, kind, _ in relations()}
    ranges |= dict.fromkeys(REPOSITORY_RELATIONS, "Repository") | {row.property: row.name for row in LINKS}
    names = [*(name for name, _, _ in relations()), *link_properties()]
    return "".join(range_shape("Paper", "sh:targetClass kg:Paper", name, ranges[name]) for name in names)


def upper_shapes() -> str:
    """Return a shape for each property above those of a type."""
    return "".join(range_shape("Upper", f"sh:targetSubjectsOf kg:{r.property}", r.property, r.name) for r in TYPES)


def relation_shapes() -> str:
    """Return two shapes for each relation between things: of its subjects and of its objects."""
    return "".join(
        end_shape("Subject", name, _all(pair.subjects for pair in pairs), f"what has kg:{name}")
        + end_shape("Object", name, _all(pair.objects for pair in pairs), f"what kg:{name} points to")
        for name, pairs in ENTITY_RELATIONS.items()
    )


def _all(classes: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(name for names in classes for name in names))


def type_rows(found: re.Match[str]) -> str:
    """Return the rows (property, type) of what papers do more than mention."""
    return rows(found["indent"], [f'(kg:{name} "{kind}")' for name, kind, _ in relations(besides=["mentioned"])])


def role_rows(found: re.Match[str]) -> str:
    """Return the rows (property, type, role) of all that papers name, repositories included."""
    lines = [f'(kg:{name} "{kind}" "{role}")' for name, kind, role in relations()]
    return rows(found["indent"], [*lines, '(kg:hasRepository "Repository" "linked")'])


def verb_rows(found: re.Match[str]) -> str:
    """Return the rows (property, verb) of all that papers name."""
    return rows(found["indent"], [f'(kg:{name} "{verb(name, kind)}")' for name, kind, _ in relations()])


def pair_rows(found: re.Match[str]) -> str:
    """Return the pairs of types, a line for each first one, rare types first: a query begins with those."""
    rare = [row.name for row in sorted(TYPES, key=lambda row: row.share)]
    lines = [" ".join(f"(kg:{one} kg:{two})" for two in rare[n + 1 :]) for n, one in enumerate(rare[:-1])]
    return rows(found["indent"], lines)


def joining(_: re.Match[str]) -> str:
    """Return the path of what papers have in common when they are alike."""
    particular = [row for row in TYPES if row.share]
    return f"{'|'.join(prefixed([n for n, _, _ in relations(besides=['mentioned'], among=particular)]))} ?entity"


def cypher_cases(found: re.Match[str]) -> str:
    """Return the types of relationships of what papers do more than mention, a case for each type."""
    lines = []
    for row in TYPES:
        names = [f'"{relationship_type(n)}"' for n, _, _ in relations(besides=["mentioned"], among=[row])]
        lines.append(f'WHEN "{row.name}" THEN [{", ".join(names)}]')
    return rows(found["indent"], lines)


def cypher_verbs(found: re.Match[str]) -> str:
    """Return a case for each verb of what papers do with things."""
    of: dict[str, list[str]] = {}
    for name, kind, _ in relations():
        of.setdefault(verb(name, kind), []).append(f'"{relationship_type(name)}"')
    lines = [f'WHEN type(how) IN [{", ".join(names)}] THEN "{words}"' for words, names in of.items()]
    return rows(found["indent"], lines)


def cypher_any(names: Sequence[str], indent: str = "") -> str:
    """Return the types of relationships of some properties as a pattern has them, `A|B`, in lines at an indent."""
    words = [relationship_type(name) for name in names]
    lines = wrapped("", [words[0], *(f"|{word}" for word in words[1:])]).replace(" |", "|")
    return lines.strip().replace("\n", f"\n{indent}")


def listed(_: re.Match[str]) -> str:
    """Return the names of the types as a text lists them."""
    return ", ".join(ENTITY_TYPES)


def places() -> Iterator[Place]:
    """Yield every list there is."""
    yield from shape_places()
    yield from query_places()
    yield from cypher_places()
    yield from record_places()


def shape_places() -> Iterator[Place]:
    """Yield the lists of the SHACL shapes."""
    every = [name for name, _, _ in relations()]
    classes = ", ".join(prefixed(["Entity", *ENTITY_TYPES]))
    pages = ", ".join(prefixed(["WebResource", *(row.name for row in LINKS)]))
    links = link_properties()
    upper = [*(row.property for row in TYPES), "hasLink"]
    between = list(ENTITY_RELATIONS)
    shapes = "ontology/shapes.ttl"
    of_papers = r'(?:kgs:Paper-kg-\w+ a .*\n(?:    .*\n)+?    sh:message "what .*\n)+'
    yield Place(shapes, of_papers, lambda _: paper_shapes())
    yield Place(shapes, r"(?:kgs:Upper-kg-(?!hasLink)\w+ a .*\n(?:    .*\n)+)+", lambda _: upper_shapes())
    yield Place(shapes, r"kgs:Subject-kg-comparedWith (?:.*\n)+?(?=\n#)", lambda _: relation_shapes())
    yield Place(shapes, r"(?<=sh:targetClass )kg:Entity, [^;]*(?= ;)", lambda _: classes)
    yield Place(shapes, r"(?<=sh:targetClass )kg:WebResource, [^;]*(?= ;)", lambda _: pages)
    targets = ", ".join(prefixed([*every, *links, *upper]))
    yield Place(shapes, r"(?<=sh:targetSubjectsOf )kg:\w+, kg:\w+, [^;]*(?= ;\n    sh:nodeKind)", lambda _: targets)
    stated = " ".join(prefixed([*every, *links, *between, REPORTED_IN]))
    yield Place(shapes, r"(?<=sh:in \( )kg:(?!\w+Contribution)[^)]*(?= \))", lambda _: stated)
    kinds = " ".join(prefixed(list(CONTRIBUTIONS.values())))
    yield Place(shapes, r"(?<=sh:in \( )kg:\w+Contribution[^)]*(?= \))", lambda _: kinds)


def query_places() -> Iterator[Place]:
    """Yield the lists of the named queries."""
    every = [name for name, _, _ in relations()]
    for name in ("most-used", "changed-between-sources"):
        yield Place(f"ontology/queries/{name}.rq", r'(?:(?P<indent> +)\(kg:\w+ "\w+"\)\n)+', type_rows)
    yield Place("ontology/queries/entities.rq", r'(?:(?P<indent> +)\(kg:\w+ "\w+" "\w+"\)\n)+', role_rows)
    yield Place("ontology/queries/papers-that-name.rq", r'(?:(?P<indent> +)\(kg:\w+ "[\w ]+"\)\n)+', verb_rows)
    several = "ontology/queries/names-with-several-types.rq"
    yield Place(several, r"(?:(?P<indent> +)\(kg:\w+ kg:\w+\).*\n)+", pair_rows)
    one_of = " ".join(prefixed(ENTITY_TYPES)).replace(" ", ", ")
    yield Place(
        "ontology/queries/names-with-several-types.rq", r"(?<=FILTER\(\?type IN \()[^)]*(?=\))", lambda _: one_of
    )
    some = "ontology/queries/papers-with-nothing-found.rq"
    yield Place(some, r"(?:(?P<indent> +)kg:\w+(?: kg:\w+)+\n)+", lambda f: wrapped(f["indent"], prefixed(every)))
    yield Place("ontology/queries/papers-like.rq", r"kg:\w+\|\S+ \?entity", joining)
    elsewhere = "ontology/queries/introduced-and-used-elsewhere.rq"
    yield Place(elsewhere, r"(?<=\?source )kg:\S+", lambda _: "|".join(prefixed(in_roles(*_INTRODUCING))))
    yield Place(elsewhere, r"(?<=\?user )kg:\S+", lambda _: "|".join(prefixed(in_roles(*_USING))))
    counts = "ontology/queries/counts.rq"
    of_type = [f"(kg:{kind} kg:{name})" for name, kind, _ in relations()]
    yield Place(counts, r"(?:(?P<indent> +)\(kg:\w+ kg:.*\n)+", lambda f: wrapped(f["indent"], of_type))
    ranks = dict(enumerate((*ENTITY_TYPES, *(row.name for row in LINKS)), 11)) | {98: "WebResource", 99: "Entity"}
    ranked = [f'(kg:{name} "{rank}")' for rank, name in ranks.items()]
    yield Place(counts, r'(?:(?P<indent> +)\(kg:\w+ "\d\d".*\n)+', lambda f: wrapped(f["indent"], ranked))
    yield Place("ontology/queries/*.rq", r"(?<=# param type: one of ).*", listed)


def cypher_places() -> Iterator[Place]:
    """Yield the lists of the Cypher twins of named queries."""
    every = [name for name, _, _ in relations()]
    most = "ontology/cypher/most-used.cypher"
    yield Place(most, r'(?:(?P<indent> +)(?:WHEN "\w+" THEN|ELSE) \[.*\]\n)+', cypher_cases)
    yield Place(most, r"(?<=rq\. type: ).*", listed)
    yield Place("ontology/cypher/papers-that-name.cypher", r"(?:(?P<indent> +)WHEN type\(how\).*\n)+", cypher_verbs)
    some = "ontology/cypher/papers-with-nothing-found.cypher"
    yield Place(some, r"(?<=\(paper\)-\[:)[^\]]*", lambda _: cypher_any(every, "    "))
    elsewhere = "ontology/cypher/introduced-and-used-elsewhere.cypher"
    yield Place(elsewhere, r"(?<=\(source:Paper\)-\[:)[^\]]*", lambda _: cypher_any(in_roles(*_INTRODUCING)))
    yield Place(elsewhere, r"(?<=\(user:Paper\)-\[:)[^\]]*", lambda _: cypher_any(in_roles(*_USING)))


def record_places() -> Iterator[Place]:
    """Yield the list of the extraction record's JSON Schema."""
    yield Place(
        "kgbuild/records/schema.json", r'(?<="type": \{"enum": )\[[^]]*\]', lambda _: json.dumps(list(ENTITY_TYPES))
    )


def renew(root: Path) -> dict[Path, str]:
    """Return the new text of each file that is not up to date. Raises ValueError where a list is not found."""
    texts: dict[Path, str] = {}
    for place in places():
        found = 0
        for file in sorted(root.glob(place.files)):
            text, count = re.subn(place.pattern, place.write, texts.get(file, file.read_text("utf-8")))
            texts[file] = text
            found += count
        if not found:
            raise ValueError(f"{root / place.files}: nothing looks like {place.pattern}")
    return {file: text for file, text in texts.items() if text != file.read_text("utf-8")}


def main() -> int:
    """Renew the files, or tell which would change."""
    parser = argparse.ArgumentParser(description="Renew the lists of types from the table of types.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 where a file is not up to date")
    only_check = parser.parse_args().check
    stale = renew(ROOT)
    for file, text in stale.items():
        print(f"{file.relative_to(ROOT)}: {'not up to date' if only_check else 'renewed'}")
        if not only_check:
            file.write_text(text, "utf-8")
    return 1 if only_check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
