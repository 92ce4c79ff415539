"""What a row of the ledger says, and its reason in words."""

from dataclasses import dataclass
from typing import Final

from kgbuild.datamodel import Join, JoinReason

# Reason -> (term of SEMAPV, what it says of two names).
REASONS: Final[dict[str, tuple[str, str]]] = {
    "spelling": ("LexicalMatching", "they differ only in case, hyphens, plural or spelling"),
    "filler": ("LexicalMatching", "one has a word more, which only says of what sort the thing is"),
    "word-order": ("LexicalMatching", "they have the same words in another order"),
    "word-form": ("LexicalMatching", "they have the same words in other forms"),
    "abbreviation": ("LexicalMatching", "one abbreviates the other, as a paper spells out"),
    "abbreviation-elsewhere": (
        "BackgroundKnowledgeBasedMatching",
        "they are the same words where abbreviations are written out as other papers do",
    ),
    "lexicon": ("BackgroundKnowledgeBasedMatching", "a list of known names gives both to one thing"),
    "listed": ("UnspecifiedMatching", "a paper gives both names to one thing"),
    "curation": ("ManualMappingCuration", "a curation file says so"),
    "version": ("LexicalMatching", "they differ in a number, a size or a version"),
    "broader": ("LexicalMatching", "one is more general than the other"),
    "ambiguous": ("LexicalMatching", "the abbreviation stands for several things, and nothing tells which is meant"),
    "named-apart": ("LexicalMatching", "they are alike, but papers name both as two things"),
}


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A join or a near miss as the ledger tells it: see `kgbuild.ledger`.

    `entity` and `other_entity` are slugs, equal where the names were joined; `label` is the entity's label.
    """

    name: str
    other: str
    entity: str
    other_entity: str
    label: str
    reason: JoinReason
    confidence: float
    paper: str = ""
    quote: str = ""

    @property
    def is_same(self) -> bool:
        """Tell whether the two names were joined."""
        return self.entity == self.other_entity


def to_row(join: Join, label: str, *, quotes: bool = True) -> LedgerRow:
    """Return a join as a row; with `quotes=False` without any text of the paper but the names."""
    quote = ""
    if quotes and join.evidence is not None:
        quote = " ".join((join.evidence.prefix + join.evidence.mention.text + join.evidence.suffix).split())
    return LedgerRow(
        join.name,
        join.other,
        join.entity,
        join.other_entity,
        label,
        join.reason,
        join.confidence,
        join.paper,
        quote,
    )
