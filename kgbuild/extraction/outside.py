"""What stays of an extraction from a paper outside the field: less confidence, no role that the text does not say.

There the classifier knows neither the words nor the names, and takes substances, diseases and genes for methods. A
thing is believed where the text or the lists say what it is, whatever the field: "logistic regression" by its own
head noun, "the BKMP2 potential" by the noun behind it, PubMed by the lists, the head of a title, what "we propose".
Measured by reading (docs/quality.md).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from kgbuild.datamodel import BY_LEXICON, ExtractedEntity, Mention, Paper
from kgbuild.entity_types import ALWAYS_NAMED, EntityType
from kgbuild.extraction.field import EDGE, familiarity
from kgbuild.extraction.proposals import is_proposed_in, is_told_as_new, proposes, title_head, without_proposals
from kgbuild.identity.names import name_key, singular
from kgbuild.lexicon import Lexicon

_METHODS: Final = """
algorithm amplification analysis approach approximation assay assessment automaton calculation chromatography
classifier design dynamics elimination equation estimation estimator ethnography experiment filter formalism
framework functional hypothesis imaging index interface intervention interview inventory kernel language learning
library likelihood matrix measurement method methodology microscopy model modeling modelling multiplier network
optimization package pcr photogrammetry platform potential processing program programme protocol questionnaire
radiotherapy reasoning regression regularization resonance review sampling scale scheme search sequencing simulation
software solver spectrometry spectroscopy statistics survey system technique test theorem theory therapy tomography
tool toolkit training transform transformation treatment trial validation ventilator
"""
_METRICS: Final = """
accuracy area auc coefficient correlation count curve deviation difference distance energy entropy error frequency
incidence index interval length likelihood loss mortality number performance power precision prevalence probability
quality range rate ratio recall score section sensitivity specificity speed survival temperature time value variance
velocity
"""
_DATA: Final = """
archive atlas bank base catalog catalogue census cohort collection corpus data database dataset registry
repository survey
"""
_BENCHMARKS: Final = "benchmark challenge competition suite test leaderboard task"
_TASKS: Final = """
analysis annotation assessment classification clustering completion design detection diagnosis discovery estimation
evaluation extraction forecasting generation identification imaging inference learning localization mapping mining
modeling monitoring optimization planning prediction processing reasoning recognition reconstruction registration
retrieval routing scheduling screening search segmentation simulation solving summarization testing tracking
translation understanding verification
"""
_HEADS: Final[Mapping[EntityType, frozenset[str]]] = {
    "Method": frozenset(_METHODS.split()),
    "Metric": frozenset(_METRICS.split()),
    "Dataset": frozenset(_DATA.split()),
    "Benchmark": frozenset(_BENCHMARKS.split()),
    "Task": frozenset(_TASKS.split()),
}
# Where reviews of medicine and the social sciences look for papers.
_ARCHIVES: Final = frozenset(
    (
        *("cinahl", "cnki", "cochrane", "cochrane library", "embase", "eric", "google scholar", "lilacs", "medline"),
        *("proquest", "psycarticles", "psychinfo", "psycinfo", "pubmed", "pubmed central", "sciencedirect", "scopus"),
        *("wanfang", "web of science"),
    )
)
# What confidence is worth outside the field, by what supports it: shares that were right when read.
_WORTH: Final = {"list": 1.0, "head": 1.0, "title": 0.8, "proposal": 0.6, "noun": 0.8, "": 0.4}
_SURE: Final = 0.8
_FAR: Final = -2.5  # papers between here and EDGE may be of the field after all: what is sure is left to them
_WORD: Final = re.compile(r"[^\W\d_]+")
_BEHIND: Final = re.compile(r"[\s\"'”’]*(?:\([^()]{1,40}\)\s*)?([A-Za-z-]+)")
_BEFORE: Final = re.compile(r"([A-Za-z-]+)[\s\"'“‘:]*$")


def settle(
    entities: Sequence[ExtractedEntity], paper: Paper, lexicon: Lexicon, *, thresholds: bool
) -> tuple[ExtractedEntity, ...]:
    """Return a paper's entities with the roles that its text says and, outside the field, the confidence they deserve.

    With `thresholds` what nothing supports there is left out, near the edge only where it is not sure. What a user's
    own list names stays as it is.
    """
    familiar = familiarity(paper.title, paper.abstract)
    if familiar >= EDGE:
        if proposes(paper.title, paper.abstract):
            return tuple(entities)
        return tuple(e if is_told_as_new(e, paper) else without_proposals((e,))[0] for e in entities)
    near = familiar >= _FAR
    settled = []
    for entity in entities:
        if entity.mentions and entity.mentions[0].by == BY_LEXICON:
            settled.append(entity)
            continue
        support = find_support(entity, paper, lexicon)
        if support or (near and entity.confidence >= _SURE) or not thresholds:
            believed = replace(entity, confidence=round(entity.confidence * _WORTH[support], 4))
            settled.extend((believed,) if _may_be_proposed(entity, paper, support) else without_proposals((believed,)))
    return tuple(settled)


def _may_be_proposed(entity: ExtractedEntity, paper: Paper, support: str) -> bool:
    """Tell whether something can be what the paper proposes: no known thing, and a title or a sentence that says so."""
    if support == "list":
        return False
    return support == "title" or any(is_proposed_in(m, paper.section(m.span.section)) for m in entity.mentions or ())


def find_support(entity: ExtractedEntity, paper: Paper, lexicon: Lexicon) -> str:
    """Return what says that an entity is of its type: a key of _WORTH, empty where nothing does."""
    if _is_known(entity, lexicon):
        return "list"
    heads = _HEADS.get(entity.type, frozenset())
    if any(_last_word(name) in heads for name in entity.names):
        return "head"
    if entity.kind == "named":
        head = title_head(paper.title)
        if head and any(m.span == head for m in entity.mentions or ()):
            return "title"
        if any(is_proposed_in(m, paper.section(m.span.section)) for m in entity.mentions or ()):
            return "proposal"
    return "noun" if any(_beside(m, paper.section(m.span.section)) & heads for m in entity.mentions or ()) else ""


def _is_known(entity: ExtractedEntity, lexicon: Lexicon) -> bool:
    if entity.type == "Dataset" and not _ARCHIVES.isdisjoint(name.casefold() for name in entity.names):
        return True
    known = [found for name in entity.names if (found := lexicon.get(name_key(name)))]
    listed = any(entity.type in found.types and entity.type not in found.ambiguous for found in known)
    # Names of data are common words and surnames elsewhere.
    return listed and (entity.confidence >= _SURE or entity.type not in ALWAYS_NAMED)


@lru_cache(maxsize=1 << 14)
def _last_word(name: str) -> str:
    words = _WORD.findall(name.lower())
    return singular(words[-1]) if words else ""


def _beside(mention: Mention, text: str) -> frozenset[str]:
    behind, before = _BEHIND.match(text, mention.span.end), _BEFORE.search(text[: mention.span.start][-40:])
    return frozenset(singular(found[1].lower()) for found in (behind, before) if found)
