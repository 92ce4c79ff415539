"""A question asked of a graph, and its answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, Store

from kgbuild.asking.names import names_of
from kgbuild.asking.planning import Plan, plan_question
from kgbuild.asking.questions import Declined
from kgbuild.graph.query import QueryResult, run_query

_FACTS: Final = """SELECT ?what ?value WHERE {
  { THING skos:altLabel ?value BIND("also called" AS ?what) }
  UNION { THING kg:hasCode/kg:url ?url BIND("code" AS ?what) BIND(STR(?url) AS ?value) }
} ORDER BY ?what ?value"""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: how the question was read, the query that this is, its result, and other readings near it.

    `things` are the IRIs of what the question names.
    """

    read_as: str
    sparql: str
    result: QueryResult
    notes: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    things: tuple[str, ...] = ()


def ask(question: str, store: Store) -> Answer | Declined:
    """Answer a question in plain words from a graph that does not change, or tell why not.

    Raises QueryError as `run_query`.
    """
    plan = plan_question(question, names_of(store))
    return plan if isinstance(plan, Declined) else carry_out(plan, store)


def carry_out(plan: Plan, store: Store) -> Answer | Declined:
    """Answer a question that was read, from the graph with whose names it was. Raises QueryError as `run_query`."""
    for wanted, lacks in plan.needs:
        if not run_query(store, f"ASK {{ ?paper a kg:Paper ; {wanted} ?value }}").truth:
            return Declined(lacks, is_understood=True)
    first, *wider = plan.readings
    result = run_query(store, first.sparql)
    for other in wider if not result.rows else ():
        found = run_query(store, other.sparql)
        if found.rows:
            note = f"nothing was found as: {first.told}"
            return Answer(other.told, other.sparql, found, (*plan.notes, note), (), plan.things)
    if plan.in_numbers and not result.rows:
        return Declined(f"no paper of the graph says it in numbers ({first.told})", is_understood=True)
    limit = first.named.tell_limit({}, len(result.rows)) if first.named else ""
    notes = (*plan.notes, *([limit] if limit else []), *_facts(plan, store))
    return Answer(first.told, first.sparql, result, notes, plan.near, plan.things)


def _facts(plan: Plan, store: Store) -> Iterator[str]:
    """Yield what is known of a thing that a question is about, beside its papers: other names, code."""
    for name in plan.about:
        found = run_query(store, _FACTS.replace("THING", f"<{name.iri}>")).rows
        for what in ("also called", "code"):
            values = [v.value for w, v in found if w == Literal(what) and isinstance(v, Literal)]
            if values:
                yield f"{name.label}, {what}: {', '.join(values)}"
