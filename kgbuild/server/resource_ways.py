"""Where to go from the page of a thing: its place in the explorer, named queries about it."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, urlencode

from pyoxigraph import NamedNode

from kgbuild.entity_types import TYPE_ROWS
from kgbuild.graph.named import known_queries
from kgbuild.graph.relations import PAPER, is_thing
from kgbuild.server.questions import Resource
from kgbuild.vocabulary import KG

_KEPT: Final = "/:!'()*-._~"  # as encodeURIComponent keeps them, and what parts an IRI
_ANY: Final = "thing"


def find_in_explorer(resource: Resource, types: Sequence[NamedNode]) -> str:
    """Return the address at which the explorer shows a paper or a thing; "" for what is none."""
    names = [one.value.removeprefix(KG) for one in types if one.value.startswith(KG)]
    if not any(name == PAPER or is_thing(name) for name in names):
        return ""
    return f"/#{quote(resource.iri.removeprefix(resource.base), safe=_KEPT)}"


def find_queries(name: str, types: Sequence[NamedNode]) -> tuple[tuple[str, str], ...]:
    """Return the named queries that take the name of such a thing, as their titles and addresses."""
    rows = [TYPE_ROWS.get(one.value.removeprefix(KG)) for one in types]
    kinds = {row.label.lower() for row in rows if row}
    return tuple(
        (query.title, f"/ask/{query.name}?{urlencode({parameter.name: name})}")
        for query in known_queries().values()
        for parameter in query.parameters
        if parameter.is_name and kinds and (kinds | {_ANY}).intersection(_words(parameter.meaning))
    )


def _words(meaning: str) -> list[str]:
    return meaning.replace(",", " ").lower().split()
