"""Into Neo4j over Bolt: nodes and relationships merged by IRI, in batches that are each whole or not there."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, cast

from kgbuild import vocabulary as v
from kgbuild.errors import LoadError
from kgbuild.export import Node, PropertyGraph, Relationship, relationship_type
from kgbuild.export.neo4j_files import SCHEMA
from kgbuild.export.property_graph import NODE_PROPERTIES, RELATIONSHIP_PROPERTIES
from kgbuild.graph.relations import ENTITY, OF_PAPERS, PAPER, RESULT, THINGS
from kgbuild.loading.report import LoadReport, Progress, compare_counts
from kgbuild.loading.target import Target

if TYPE_CHECKING:
    from neo4j import Driver, Session

# Elements sent at once: large enough that the way there and back does not count, small enough that a batch with
# long quotes is a few megabytes.
_BATCH: Final = 2000
_RETRY_SECONDS: Final = 5.0
_ROOTS: Final = (PAPER, ENTITY, RESULT)

# The one kind of statement in which labels and types stand: Cypher takes no parameters there. All of them are
# quoted. Planning a statement takes the server longer than a small batch does, so that labels are told by the row.
_MERGE_NODES: Final = """\
UNWIND $rows AS row
MERGE (n:{root} {{iri: row.iri}})
ON MATCH SET n += $cleared
SET n += row.properties{remove_labels}{set_labels}
RETURN count(n) AS done"""
_SET_LABEL: Final = "\nFOREACH (_ IN CASE WHEN '{text}' IN row.labels THEN [1] ELSE [] END | SET n:{label})"
_MERGE_RELATIONSHIPS: Final = """\
UNWIND $rows AS row
MATCH (a:{start} {{iri: row.start}})
MATCH (b:{end} {{iri: row.end}})
MERGE (a)-[r:{type}]->(b)
ON MATCH SET r += $cleared
SET r += row.properties
RETURN count(DISTINCT [row.start, row.end]) AS done"""

_Batch = tuple[str, list[dict[str, Any]], Mapping[str, None]]


def load_property_graph(
    graph: PropertyGraph, target: Target, *, replace: bool, add: bool, progress: Progress
) -> LoadReport:
    """Merge the nodes and relationships into a Neo4j database; raises LoadError."""
    done, total, removed = 0, len(graph.nodes) + len(graph.relationships), 0
    with _named_failures(target, lambda: (done, total)), _connect(target) as driver:
        driver.verify_connectivity()
        with driver.session(database=target.database or None) as session:
            for statement in SCHEMA:  # the constraints come with the index that MERGE looks IRIs up in
                _run(session, statement)
            progress(done, total)
            for query, rows, cleared in _batches(graph):
                arrived = _run(session, query, rows=rows, cleared=cleared)[0]["done"]
                if arrived != len(rows):
                    raise LoadError(f"{target.url}: {len(rows) - arrived:,} of {len(rows):,} elements did not arrive")
                done += len(rows)
                progress(done, total)
            if replace:
                removed = _remove_others(session, graph)
            counts = compare_counts(_expected(graph), _found(session, graph))
    return LoadReport("nodes and relationships", total, removed, counts, add=add)


def _connect(target: Target) -> "Driver":
    try:
        from neo4j import GraphDatabase
    except ImportError as error:
        raise LoadError(f"{target.url}: Neo4j's driver is not installed; pip install 'kgbuild[neo4j]'") from error
    return GraphDatabase.driver(
        target.url,
        auth=(target.user, target.password) if target.user else None,
        connection_timeout=10,
        max_transaction_retry_time=_RETRY_SECONDS,
        notifications_min_severity="OFF",
        telemetry_disabled=True,
    )


def _run(session: "Session", query: str, **parameters: Any) -> list[dict[str, Any]]:
    """Run one statement in a transaction of its own; the driver repeats it where the server asks for that."""
    return session.execute_write(lambda transaction: transaction.run(cast("Any", query), parameters).data())


def _batches(graph: PropertyGraph) -> Iterator[_Batch]:
    """Yield all nodes, then all relationships: the statement, its rows, and the properties to clear of old ones."""
    by_root: dict[str, list[Node]] = defaultdict(list)
    for node in graph.nodes:
        by_root[node.labels[0]].append(node)
    cleared = dict.fromkeys(NODE_PROPERTIES)
    for root, nodes in by_root.items():
        query = _node_statement(root, _things(nodes), {name for node in nodes for name in node.labels[1:]})
        rows = [
            {"iri": node.iri, "labels": list(node.labels[1:]), "properties": _plain(node.properties)} for node in nodes
        ]
        yield from ((query, part, cleared) for part in _parts(rows))
    roots = {node.iri: node.labels[0] for node in graph.nodes}
    by_type: dict[tuple[str, str, str], list[Relationship]] = defaultdict(list)
    for one in graph.relationships:
        by_type[roots[one.start], one.type, roots[one.end]].append(one)
    cleared = dict.fromkeys(RELATIONSHIP_PROPERTIES)
    for (start, kind, end), relationships in by_type.items():
        query = _MERGE_RELATIONSHIPS.format(start=_quoted(start), type=_quoted(kind), end=_quoted(end))
        rows = [{"start": r.start, "end": r.end, "properties": _plain(r.properties)} for r in relationships]
        yield from ((query, part, cleared) for part in _parts(rows))


def _node_statement(root: str, things: Sequence[str], labels: Container[str]) -> str:
    """Return the statement that merges nodes; an entity loses the labels of types that it has no more."""
    return _MERGE_NODES.format(
        root=_quoted(root),
        remove_labels=f"\nREMOVE n:{':'.join(map(_quoted, things))}" if root == ENTITY else "",
        set_labels="".join(_SET_LABEL.format(label=_quoted(name), text=name) for name in things if name in labels),
    )


def _things(nodes: Iterable[Node]) -> tuple[str, ...]:
    """Return the labels that tell things apart: the ontology's, then those that the nodes have by hand."""
    return (*THINGS, *sorted({name for node in nodes for name in node.labels[1:]}.difference(THINGS)))


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _plain(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return properties as the driver takes them: lists, not tuples."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in properties.items()}


def _parts(rows: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for first in range(0, len(rows), _BATCH):
        yield list(rows[first : first + _BATCH])


def _types(graph: PropertyGraph) -> list[str]:
    """Return the relationship types that are ours: all that the vocabulary makes, and those of the graph."""
    parts = (name for name, _ in v.RESULT_PARTS.values())
    known = (*OF_PAPERS, "hasLink", *v.ENTITY_RELATIONS, v.REPORTED_IN, *parts)
    return sorted({*map(relationship_type, known), *(one.type for one in graph.relationships)})


def _expected(graph: PropertyGraph) -> Counter[str]:
    labels = Counter(label for node in graph.nodes for label in node.labels)
    return labels + Counter(one.type for one in graph.relationships)


def _found(session: "Session", graph: PropertyGraph) -> Counter[str]:
    """Return how many elements of ours the database has, by label and type; the user's own are not counted."""
    found: Counter[str] = Counter()
    things = _things(graph.nodes)
    for root in _ROOTS:
        query = f"MATCH (n:{_quoted(root)}) WHERE n.iri IS NOT NULL RETURN labels(n) AS labels, count(*) AS number"
        for row in _run(session, query):
            ours = {label for label in row["labels"] if label in things} | {root}
            found.update(dict.fromkeys(ours, row["number"]))
    query = """\
MATCH (a:Paper|Entity|Result)-[r]->(b:Paper|Entity|Result)
WHERE type(r) IN $types AND a.iri IS NOT NULL AND b.iri IS NOT NULL
RETURN type(r) AS type, count(*) AS number"""
    found.update({row["type"]: row["number"] for row in _run(session, query, types=_types(graph))})
    return found


def _remove_others(session: "Session", graph: PropertyGraph) -> int:
    """Remove nodes and relationships of ours that the graph does not have; return their number.

    Nodes without an IRI and relationships of other types are the user's own and stay, but for those at a node that
    goes.
    """
    removed = 0
    known = {one.iri for one in graph.nodes}
    query = "MATCH (n:Paper|Entity|Result) WHERE n.iri IS NOT NULL RETURN elementId(n) AS id, n.iri AS iri"
    gone = [row["id"] for row in _run(session, query) if row["iri"] not in known]
    removed += _delete(session, "MATCH (n) WHERE elementId(n) = id DETACH DELETE n", gone)
    kept = {(one.start, one.type, one.end) for one in graph.relationships}
    query = """\
MATCH (a:Paper|Entity|Result)-[r]->(b:Paper|Entity|Result)
WHERE type(r) IN $types AND a.iri IS NOT NULL AND b.iri IS NOT NULL
RETURN elementId(r) AS id, a.iri AS start, type(r) AS type, b.iri AS end"""
    gone = []
    for row in _run(session, query, types=_types(graph)):
        edge = row["start"], row["type"], row["end"]
        if edge in kept:
            kept.remove(edge)  # a second of the same type between the same nodes is one too many
        else:
            gone.append(row["id"])
    return removed + _delete(session, "MATCH ()-[r]->() WHERE elementId(r) = id DELETE r", gone)


def _delete(session: "Session", statement: str, ids: list[str]) -> int:
    for first in range(0, len(ids), _BATCH):
        _run(session, f"UNWIND $ids AS id {statement} RETURN count(*) AS done", ids=ids[first : first + _BATCH])
    return len(ids)


@contextmanager
def _named_failures(target: Target, reached: Callable[[], tuple[int, int]]) -> Iterator[None]:
    """Turn the driver's errors into one line: where, what, and what would help."""
    try:
        from neo4j import exceptions
    except ImportError:  # _connect says it
        yield
        return
    try:
        yield
    except exceptions.AuthError as error:
        asked = "wrong user or password" if target.user else "asks for a user and password"
        hint = "set KGBUILD_USER and KGBUILD_PASSWORD"
        raise LoadError(f"{target.url}: {asked} ({_one_line(error)}); {hint}") from error
    except (exceptions.ServiceUnavailable, exceptions.SessionExpired, exceptions.TransientError, OSError) as error:
        raise LoadError(_broken_off(target, reached(), error)) from error
    except exceptions.Neo4jError as error:
        raise LoadError(_refused(target, reached(), error)) from error
    except (exceptions.DriverError, ValueError, OverflowError) as error:
        raise LoadError(f"{target.url}: {_one_line(error)}; give an address such as bolt://HOST:7687") from error


def _broken_off(target: Target, reached: tuple[int, int], error: Exception) -> str:
    done, total = reached
    if not done:
        return (
            f"{target.url}: no Neo4j answers there ({_one_line(error)}); "
            "start it, or give the address and port that it listens on for Bolt"
        )
    return (
        f"{target.url}: broke off after {done:,} of {total:,} nodes and relationships ({_one_line(error)}); "
        "what arrived is whole, running the same command again completes it"
    )


def _refused(target: Target, reached: tuple[int, int], error: Any) -> str:
    done, total = reached
    code, what = str(error.code or ""), _one_line(error)
    if code.endswith("DatabaseNotFound"):
        name = target.database or "its default database"
        hint = "SHOW DATABASES lists those that there are; leave --database out for the user's own"
        return f"{target.url}: no database {name!r} there; {hint}"
    if code.endswith("CredentialsExpired"):
        return f"{target.url}: the password must be changed first (ALTER CURRENT USER SET PASSWORD); then run again"
    if code.endswith("Forbidden"):
        who = f"user {target.user!r} may not do this ({what})"
        return f"{target.url}: {who}; give one who may write and make constraints"
    return f"{target.url}: refused after {done:,} of {total:,} nodes and relationships: {what}; mend it and run again"


def _one_line(error: Exception) -> str:
    text = getattr(error, "message", None) or str(error)
    return re.sub(r"\s+", " ", str(text)).strip()[:300].rstrip(".") or type(error).__name__
