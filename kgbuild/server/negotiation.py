"""Content negotiation: which of the forms that an answer can have a client would rather read."""

from collections.abc import Sequence
from typing import Final

from pyoxigraph import QueryResultsFormat

HTML: Final = "text/html"
RESULT_TYPES: Final[dict[str, QueryResultsFormat]] = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
    "application/json": QueryResultsFormat.JSON,
    "application/xml": QueryResultsFormat.XML,
    "text/xml": QueryResultsFormat.XML,
}
# media type -> name of the form as `kgbuild query --format` has it
GRAPH_TYPES: Final[dict[str, str]] = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdfxml",
    "application/ld+json": "jsonld",
    "application/x-turtle": "ttl",
    "application/xml": "rdfxml",
    "application/json": "jsonld",
}
GRAPH_FORMAT_IRIS: Final = tuple(
    f"http://www.w3.org/ns/formats/{name}" for name in ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")
)


def choose(accept: str, offered: Sequence[str]) -> str | None:
    """Return the offered media type that an Accept header likes best, or None where it takes none of them.

    Of equally liked ones the first offered. An empty header, or one that says nothing readable, takes anything.
    """
    ranges = _ranges(accept)
    if not ranges:
        return offered[0]
    best, best_weight = None, 0.0
    for media_type in offered:
        weight = _weight(media_type, ranges)
        if weight > best_weight:
            best, best_weight = media_type, weight
    return best


def _ranges(accept: str) -> list[tuple[str, float]]:
    ranges = []
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if name == "*":  # some old clients write it so
            name = "*/*"
        if "/" in name:
            ranges.append((name, _quality(parameters)))
    return ranges


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 1.0
    return 1.0


def _weight(media_type: str, ranges: list[tuple[str, float]]) -> float:
    """Return the quality that the most specific range gives; 0 where none fits."""
    family = media_type.split("/", maxsplit=1)[0] + "/*"
    for pattern in (media_type, family, "*/*"):
        found = [quality for name, quality in ranges if name == pattern]
        if found:
            return max(found)
    return 0.0
