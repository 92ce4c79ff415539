"""Where a graph is loaded to: the address of a database, and what that address says about the server behind it."""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from kgbuild.errors import AddressError

_BOLT: Final = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_HTTP: Final = ("http", "https")
_HINT: Final = "give bolt://HOST:7687 for Neo4j, or an http:// address of a SPARQL Graph Store"

# How servers name their Graph Store, and where beside it they answer queries: what the path ends in, the store's
# path, the path for queries ({} is what stands before), and whether a query without GRAPH asks all graphs.
_SERVERS: Final[tuple[tuple[str, str, str, bool], ...]] = (
    (r"/sparql-graph-crud(-auth)?", "{}/sparql-graph-crud{end}", "{}/sparql", True),  # Virtuoso
    (r"/rdf-graphs/service", "{}/rdf-graphs/service", "{}", True),  # GraphDB, RDF4J
    (r"(?<=/repositories)/[^/]+", "{}{match}/rdf-graphs/service", "{}{match}", True),  # the same, by their repository
    (r"/store", "{}/store", "{}/query", False),  # Oxigraph
    (r"/data", "{}/data", "{}/query", False),  # Fuseki
    (r"", "{}", "{}", False),  # Fuseki by its dataset, and what is not known
)


@dataclass(frozen=True, slots=True)
class Target:
    """A database: its address, and what the user says about it.

    `graph` is the IRI of the named graph for the facts of an RDF store, empty for its default graph; `database` a
    database of Neo4j, empty for the user's own; `query_url` where an RDF store answers queries.
    """

    url: str
    graph: str = ""
    database: str = ""
    query_url: str = ""
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_bolt(self) -> bool:
        """Whether this is a property-graph database."""
        return urlsplit(self.url).scheme in _BOLT


def parse_target(
    url: str, *, graph: str = "", database: str = "", query_url: str = "", user: str = "", password: str = ""
) -> Target:
    """Return the database that an address names; raises AddressError for what cannot be an address."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise AddressError(f"{_shown(url)}: not an address ({error}); {_HINT}") from error
    if parts.username is not None or parts.password is not None:
        raise AddressError(
            f"{_shown(url)}: holds a user or password, which other users of this machine could see; "
            "set KGBUILD_USER and KGBUILD_PASSWORD instead"
        )
    if parts.scheme not in {*_BOLT, *_HTTP} or not host:
        raise AddressError(f"{_shown(url)}: not an address of a database; {_HINT}")
    if user and not password:
        raise AddressError("KGBUILD_USER is set and KGBUILD_PASSWORD is not; set both, or none")
    if password and not user:
        raise AddressError("KGBUILD_PASSWORD is set and KGBUILD_USER is not; set both, or none")
    if parts.scheme in _BOLT:
        return _bolt_target(Target(url, graph, database, query_url, user, password))
    if database:
        raise AddressError("--database is for Neo4j; an RDF store's dataset is part of its address")
    return _store_target(Target(url, graph, database, query_url, user, password))


def _bolt_target(target: Target) -> Target:
    for option, value in (("--graph", target.graph), ("--query-url", target.query_url)):
        if value:
            raise AddressError(f"{option} is for RDF stores; Neo4j takes --database NAME")
    if urlsplit(target.url).path.strip("/"):
        raise AddressError(f"{target.url}: a path says nothing to Neo4j; give the database as --database NAME")
    return target


def _store_target(target: Target) -> Target:
    """Return the target with the addresses of its Graph Store and of its queries."""
    parts = urlsplit(target.url)
    path = parts.path.rstrip("/")
    for pattern, store, query, union in _SERVERS:
        found = re.search(f"{pattern}$", path)
        if found is None:
            continue
        if union and not target.graph:
            raise AddressError(
                f"{target.url}: this server's default graph is all of its graphs together; "
                "name a graph for the facts, for instance --graph https://example.org/papers"
            )
        _check_graph(target.graph)
        before, end = path[: found.start()], next(iter(found.groups()), None) or ""
        places = {"match": found[0], "end": end}
        store_url = parts._replace(path=store.format(before, **places), fragment="").geturl()
        query_url = parts._replace(path=query.format(before, **places), query="", fragment="").geturl()
        return Target(store_url, target.graph, "", target.query_url or query_url, target.user, target.password)
    raise AssertionError  # the last pattern fits all


def _check_graph(iri: str) -> None:
    try:
        if iri:
            NamedNode(iri)
    except ValueError as error:
        raise AddressError(f"--graph {iri!r}: {error}; give an absolute IRI") from error


def _shown(url: str) -> str:
    """Return an address without what may be a password."""
    return re.sub(r"(?<=//)[^/@]*@(?=[^/]*)|^[^/]*:[^/@]*@", "...@", url)
