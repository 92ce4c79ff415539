"""The seam for what finds claims: relations, results and kinds of contribution, in the text of one paper.

`find_claims` is called once for a paper of which any of the three is still to be found (None), with entities and links
that have ids and places; what the extraction states itself is kept, and what is found of that is dropped. What it
returns must depend on its arguments only. Ends of relations and parts of results are ids of these entities and links,
or PAPER_ID; confidences are probabilities.
"""

from collections.abc import Sequence
from typing import NamedTuple

from kgbuild.datamodel import (
    ContributionKind,
    ExtractedEntity,
    ExtractedRelation,
    ExtractedResult,
    Link,
    Paper,
)
from kgbuild.finishing.relations import find_relations


class Claims(NamedTuple):
    """What the text of one paper claims; of kinds of contribution the main one first."""

    relations: tuple[ExtractedRelation, ...] = ()
    results: tuple[ExtractedResult, ...] = ()
    kinds: tuple[ContributionKind, ...] = ()


def find_claims(paper: Paper, entities: Sequence[ExtractedEntity], links: Sequence[Link]) -> Claims:
    """Return what the sentences of a paper claim of its entities and links."""
    return Claims(relations=find_relations(paper, entities, links))
