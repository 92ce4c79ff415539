"""What changed between two graphs, as sentences for people and as JSON for programs."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

from kgbuild.graph import GraphModel
from kgbuild.graph.difference import Altered, Difference, Moved, Regrouped, RoleChange, count_fields
from kgbuild.graph.model import Fact, Paper, Relation, Result, Thing
from kgbuild.graph.relations import to_words

_Item = TypeVar("_Item")
_LONGEST: Final = 80  # characters of a label or a value
# What fields are called, where it is not their name.
_FIELDS: Final = {
    "iri": "IRI",
    "label": "title",
    "types": "type",
    "aliases": "other names",
    "same_as": "same as",
    "outside_field": "outside the field",
}
# Texts that are told to differ, and not shown.
_LONG_FIELDS: Final = frozenset({"abstract"})


def to_text(difference: Difference, old: GraphModel, new: GraphModel, *, most: int | None = None) -> Iterator[str]:
    """Yield lines: how large the graphs are, then a heading and its sentences for each kind of change.

    Of each kind the first `most` are told and the others counted.
    """
    yield f"old: {_size(old)}"
    yield f"new: {_size(new)}"
    if not difference:
        yield "nothing changed"
        return
    d, nodes = difference, {**_labels(old), **_labels(new)}

    def tell(heading: str, items: Sequence[_Item], say: Callable[[_Item], str]) -> Iterator[str]:
        if not items:
            return
        yield ""
        yield f"{heading}: {len(items):,}"
        shown = items if most is None else items[:most]
        yield from (f"  {say(item)}" for item in shown)
        if len(shown) < len(items):
            yield f"  and {len(items) - len(shown):,} more (--all)"

    yield from tell("papers added", d.papers_added, _paper)
    yield from tell("papers removed", d.papers_removed, _paper)
    yield from tell(_with_fields("papers changed", d.papers_changed), d.papers_changed, _changes)
    yield from tell("things added", d.things_added, _thing)
    yield from tell("things removed", d.things_removed, _thing)
    yield from tell("joins", d.joins, _join)
    yield from tell("splits", d.splits, _split)
    yield from tell("renames", d.renames, _rename)
    changed = [_without_names(one) for one in d.things_changed]
    yield from tell(_with_fields("things changed", changed), changed, _changes)
    yield from tell("roles changed", d.roles, _role)
    yield from tell("facts added", d.facts_added, lambda fact: _fact(fact, nodes))
    yield from tell("facts removed", d.facts_removed, lambda fact: _fact(fact, nodes))
    yield from tell("relations added", d.relations_added, lambda one: _relation(one, nodes))
    yield from tell("relations removed", d.relations_removed, lambda one: _relation(one, nodes))
    yield from tell("results added", d.results_added, lambda one: _result(one, new))
    yield from tell("results removed", d.results_removed, lambda one: _result(one, old))


def to_json(difference: Difference, old: GraphModel, new: GraphModel) -> dict[str, Any]:
    """Return everything that changed as plain values."""
    d = difference
    return {
        "old": _sizes(old),
        "new": _sizes(new),
        "papers": {
            "added": [_node(paper) for paper in d.papers_added],
            "removed": [_node(paper) for paper in d.papers_removed],
            "changed": [_altered(one) for one in d.papers_changed],
        },
        "things": {
            "added": [_node(thing) for thing in d.things_added],
            "removed": [_node(thing) for thing in d.things_removed],
            "changed": [_altered(one) for one in d.things_changed],
        },
        "joins": [{"into": _node(one.thing), "from": [_moved(other) for other in one.others]} for one in d.joins],
        "splits": [{"of": _node(one.thing), "into": [_moved(other) for other in one.others]} for one in d.splits],
        "renames": [_altered(one) for one in d.renames],
        "roles": [
            {"paper": _node(one.paper), "thing": _node(one.thing), "old": list(one.old), "new": list(one.new)}
            for one in d.roles
        ],
        "facts": {
            "added": [_edge(fact.paper, fact.relation, fact.thing) for fact in d.facts_added],
            "removed": [_edge(fact.paper, fact.relation, fact.thing) for fact in d.facts_removed],
        },
        "relations": {
            "added": [_edge(one.subject, one.relation, one.object) for one in d.relations_added],
            "removed": [_edge(one.subject, one.relation, one.object) for one in d.relations_removed],
        },
        "results": {
            "added": [_reported(one, new) for one in d.results_added],
            "removed": [_reported(one, old) for one in d.results_removed],
        },
    }


# Sentences ------------------------------------------------------------------------------------------------------------


def _size(graph: GraphModel) -> str:
    return ", ".join(f"{number:,} {what}" for what, number in _sizes(graph).items())


def _sizes(graph: GraphModel) -> dict[str, int]:
    return {
        "papers": len(graph.papers),
        "things": len(graph.things),
        "facts": len(graph.facts),
        "relations": len(graph.relations),
        "results": len(graph.results),
    }


def _labels(graph: GraphModel) -> dict[str, str]:
    return {node.iri: node.label for node in graph.nodes()}


def _short(value: object) -> str:
    if isinstance(value, tuple):
        value = "; ".join(map(str, value))
    text = " ".join(str(value).split()) if value not in {None, ""} else ""
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 3].rstrip() + "..."
    return f'"{text}"' if text else "nothing"


def _paper(paper: Paper) -> str:
    return _short(paper.label) + (f" ({paper.year})" if paper.year else "")


def _thing(thing: Thing) -> str:
    return f"{_short(thing.label)} ({to_words(thing.type)})"


def _papers(number: int) -> str:
    return f"{number:,} paper" + "s" * (number != 1)


def _listed(one: Regrouped) -> str:
    """Return the things that another is in the other graph, but for itself."""
    others = [moved for moved in one.others if moved.thing.iri != one.thing.iri]
    return ", ".join(_thing(m.thing) + (f" of {_papers(m.papers)}" if m.papers else "") for m in others)


def _stays(one: Regrouped) -> bool:
    return any(moved.thing.iri == one.thing.iri for moved in one.others)


def _join(one: Regrouped) -> str:
    return f"{_thing(one.thing)} {'has taken in' if _stays(one) else 'was'} {_listed(one)}"


def _split(one: Regrouped) -> str:
    return f"{'part of ' if _stays(one) else ''}{_thing(one.thing)} is now {_listed(one)}"


def _rename(one: Altered) -> str:
    iri = "" if one.old.iri == one.new.iri else f" (now <{one.new.iri}>)"
    return f"{_short(one.old.label)} is now called {_short(one.new.label)}{iri}"


def _without_names(one: Altered) -> Altered:
    """Return a changed thing without what is told as a rename."""
    return Altered(one.old, one.new, tuple(change for change in one.changes if change.field not in {"iri", "label"}))


def _changes(one: Altered) -> str:
    told = [
        f"{change.field} differs"
        if change.field in _LONG_FIELDS
        else f"{_FIELDS.get(change.field, change.field)} {_short(change.old)}, now {_short(change.new)}"
        for change in one.changes
    ]
    return f"{_short(one.new.label)}: {'; '.join(told)}"


def _with_fields(heading: str, changed: Sequence[Altered]) -> str:
    counted = ", ".join(
        f"{_FIELDS.get(field, field)} {number:,}" for field, number in count_fields(changed).most_common()
    )
    return f"{heading} ({counted})" if counted else heading


def _role(one: RoleChange) -> str:
    was, is_ = (", ".join(map(to_words, roles)) for roles in (one.old, one.new))
    return f"{_short(one.paper.label)} and {_short(one.thing.label)}: was {was}, is {is_}"


def _fact(fact: Fact, nodes: dict[str, str]) -> str:
    return f"{_short(nodes[fact.paper])} {to_words(fact.relation)} {_short(nodes[fact.thing])}"


def _relation(one: Relation, nodes: dict[str, str]) -> str:
    return f"{_short(nodes[one.subject])} {to_words(one.relation)} {_short(nodes[one.object])}"


def _result(one: Result, graph: GraphModel) -> str:
    return f"{_short(graph.node(one.paper).label)} reports {_short(graph.tell(one))}"


# JSON -----------------------------------------------------------------------------------------------------------------


def _node(node: Paper | Thing) -> dict[str, str]:
    return {"iri": node.iri, "label": node.label, "type": node.type}


def _moved(moved: Moved) -> dict[str, Any]:
    return {**_node(moved.thing), "papers": moved.papers}


def _altered(one: Altered) -> dict[str, Any]:
    return {
        "old": _node(one.old),
        "new": _node(one.new),
        "changes": {change.field: [change.old, change.new] for change in one.changes},
    }


def _reported(one: Result, graph: GraphModel) -> dict[str, str]:
    return {"iri": one.iri, "label": graph.tell(one), "kind": one.kind, **one.parts}


def _edge(subject: str, relation: str, object_: str) -> dict[str, str]:
    return {"subject": subject, "relation": relation, "object": object_}
