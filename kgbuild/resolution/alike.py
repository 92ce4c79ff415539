"""The rules that join nodes, each on what it needs: the nodes that share a key, or what papers say of two.

`PairFinder` goes through all nodes of a corpus with them, an engine that spreads the work through one key at a time.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple, Protocol, TypeVar

from kgbuild.datamodel import JoinReason
from kgbuild.entity_types import ALWAYS_NAMED, EntityType
from kgbuild.identity.abbreviations import is_short_form
from kgbuild.identity.names import split_words
from kgbuild.resolution.forms import Form, Words, is_broader, name_form, without_sorts
from kgbuild.resolution.readings import short_key
from kgbuild.resolution.rules import filler_key, initials, order_key, stem_key

_LEAST_INITIALS: Final = 3
_WORD_LIKE: Final = 5  # letters of an abbreviation that is said as a word
# A list that says so counts against the papers that name each as a thing of its own.
_LISTED_SHARE: Final = 0.2
_DOMINANT: Final = 0.8
_TOLD_APART: Final = 0.34
_DATA: Final = "data"

_Key = TypeVar("_Key")

# The rules by which two forms are alike, and the key that such forms share.
FORM_RULES: Final[tuple[tuple[JoinReason, Callable[[Form], Words]], ...]] = (
    ("filler", filler_key),
    ("word-order", order_key),
    ("word-form", stem_key),
)


class NodeView(Protocol):
    """What the rules look at of a node; `weight` is the number of papers that name it."""

    @property
    def key(self) -> str: ...  # noqa: D102 - see kgbuild.resolution.nodes.Node
    @property
    def words(self) -> Words: ...  # noqa: D102
    @property
    def types(self) -> AbstractSet[EntityType]: ...  # noqa: D102
    @property
    def form(self) -> Form: ...  # noqa: D102
    @property
    def weight(self) -> int: ...  # noqa: D102
    @property
    def is_open(self) -> bool: ...  # noqa: D102
    @property
    def is_term(self) -> bool: ...  # noqa: D102


class Block(NamedTuple):
    """What nodes that a rule makes alike have in common: the rule, a type, the rule's key."""

    reason: JoinReason
    type: str
    key: Words


def find_blocks(node: NodeView) -> Iterator[Block]:
    """Yield the blocks to which a node belongs, by the rules on its form."""
    if node.is_open:
        return
    for reason, key_of in FORM_RULES:
        # The words of a coined name are chosen: another form or order of them is another name.
        if (reason == "filler" or node.is_term) and (found := key_of(node.form)):
            yield from (Block(reason, kind, found) for kind in sorted(node.types))


def find_alike(reason: JoinReason, nodes: Sequence[NodeView]) -> Iterator[tuple[NodeView, NodeView]]:
    """Yield of a block's nodes the most frequent with each other one that may be the same."""
    first, *others = sorted(nodes, key=lambda node: (-node.weight, node.key))
    for other in others:
        if reason != "filler" or _is_filled(nodes, first, other):
            yield first, other


def _is_filled(nodes: Sequence[NodeView], one: NodeView, other: NodeView) -> bool:
    """Tell whether "X method" and "X" may be joined: a bare word must be a thing; CASCADE is no cascade model.

    A method with a proper name, "Knowledge Transfer Framework", is not what the words before its noun mean.
    """
    if "Method" in one.types & other.types and one.is_term != other.is_term:
        return False
    if len(without_sorts(one.words)) > 1:
        return True
    bare = filler_key(one.form)[0]
    return any(node.key == bare for node in nodes) and one.is_term and other.is_term


def trusts(reason: JoinReason) -> bool:
    """Tell whether a rule believes a model too that a paper names two things, not only who knows."""
    return reason == "word-form"


def told_apart(both: int, one: NodeView, other: NodeView) -> bool:
    """Tell whether papers name two nodes as two things; `both` is the number of those that name both."""
    return both >= _TOLD_APART * min(one.weight, other.weight) and both > 0


def reason_for(reason: JoinReason, one: NodeView, other: NodeView) -> JoinReason:
    """Return why nodes that a rule makes alike are one: those with other forms of one word may lack just a filler."""
    return "filler" if reason == "word-form" and filler_key(one.form) == filler_key(other.form) else reason


def spelling_keys(node: NodeView, heads: Iterable[str]) -> Iterator[str]:
    """Yield the keys by which a node's heads are spelt alike, in order; none for names with short abbreviations.

    "MAP estimation" is no map estimation; LiDAR is lidar.
    """
    for head in sorted(set(heads)):
        shorts = [word for word in split_words(head) if is_short_form(word) and len(word) < _WORD_LIKE]
        if not node.is_open and not shorts:
            yield name_form(head).key


def find_initials(node: NodeView, heads: Iterable[str], is_known: Callable[[str], bool]) -> Iterator[tuple[str, bool]]:
    """Yield (kind and initials, whether the node is the abbreviation) for names that may be one by their initials.

    An abbreviation counts where nobody says what it means (`is_known`).
    """
    is_data = bool(node.types & ALWAYS_NAMED)
    if node.is_open or not (is_data or node.is_term):
        return
    kinds = [_DATA] if is_data else sorted(node.types)
    for name in sorted(set(heads)):
        short = short_key(name)
        is_short = len(short) >= _LEAST_INITIALS and short.isupper() and short.isalpha()
        if is_short and is_known(short):
            continue
        if not is_short:
            short = initials(name if is_data else name.title())
        if short:
            yield from ((f"{kind} {short}", is_short) for kind in kinds)


def find_spelt_out(shorts: AbstractSet[_Key], longs: AbstractSet[_Key]) -> tuple[_Key, _Key] | None:
    """Return the one node of an abbreviation and the one whose initials it is; None where there are more or none."""
    fits = longs - shorts
    return (next(iter(shorts)), next(iter(fits))) if len(shorts) == len(fits) == 1 else None


def needs_company(kind_and_short: str) -> bool:
    """Tell whether initials count only where papers name the two beside the same things: for all but data."""
    return not kind_and_short.startswith(f"{_DATA} ")


def find_listed(support: int, one: NodeView, other: NodeView, broader: int) -> tuple[JoinReason, bool] | None:
    """Return whether what papers list as a further name of a node (`other`) is one with it, and why (not).

    `support` papers say so; `broader` list the other one under any name that says more. None where the
    names differ in a number.
    """
    if one.form.numbers != other.form.numbers:
        return None
    if is_broader(other.words, one.words):
        # A shortened name: what most papers mean by it, and no thing of its own for most that name it.
        believed = support >= max(2, other.weight, _DOMINANT * broader)
        return ("listed" if believed else "broader"), believed
    believed = support >= _LISTED_SHARE * min(one.weight, other.weight)
    return ("listed" if believed else "named-apart"), believed
