"""Other spellings of a thing that the paper already names in full: initials that it never defines, shortened names."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from kgbuild.extraction.candidates import Candidate
from kgbuild.extraction.ranges import Source
from kgbuild.identity.long_forms import match_long_form
from kgbuild.identity.names import name_words

_INITIALISM: Final = re.compile(r"[A-Z][A-Z0-9-]{1,7}s?")
_LEAST_BELIEF: Final = 0.15  # a shortened name that the classifier holds for nothing is a common noun
# What a thing is, said behind its name: "masked modeling" and "the masked modeling strategy" are one.
_SORTS: Final = frozenset(
    {"method", "approach", "technique", "strategy", "scheme", "mechanism", "module", "model", "framework", "algorithm"}
    | {"architecture", "pipeline", "paradigm", "system", "loss", "problem", "task", "setting", "metric", "score"}
)
# What a paper calls by an expression and by the same with words before it is one thing more often than two.
_NARROWED: Final = frozenset({("Task", "term"), ("Method", "term")})
_MOST_BEFORE: Final = 3
_MOST_WORDS: Final = 32  # of a name; what is longer is hyphens without end
NameWords = tuple[str, ...]


class Belief(NamedTuple):
    """What a candidate most likely is; `kind` is "chosen" where a user's list says it."""

    type: str
    kind: str
    belief: float


@dataclass(frozen=True, slots=True)
class _Names:
    """The words of names, found by their initials and by the words in which they end."""

    words: Mapping[int, NameWords]
    by_letters: Mapping[str, list[int]]
    by_end: Mapping[NameWords, list[int]]

    @classmethod
    def of(cls, names: Mapping[int, NameWords]) -> "_Names":
        by_letters: defaultdict[str, list[int]] = defaultdict(list)
        by_end: defaultdict[NameWords, list[int]] = defaultdict(list)
        for k, words in names.items():
            by_letters["".join([word[0] for word in words])].append(k)
            for start in range(max(0, len(words) - _MOST_WORDS), len(words)):
                by_end[words[start:]].append(k)
        return cls(names, by_letters, by_end)

    def whole(self, words: NameWords) -> list[int]:
        """Return the names that have just these words."""
        return [k for k in self.by_end.get(words, ()) if self.words[k] == words]


def find_variants(
    candidates: Sequence[Candidate], likely: Mapping[int, Belief], kept: Collection[int]
) -> dict[int, int]:
    """Return candidate -> kept candidate of which it is another spelling; `likely` holds all that may be one.

    The second of two names joined by "dubbed" joins the first, and what a title spells out behind a colon the short
    name before it. Initials join what they stand for, whether kept themselves or not; a name without its first words
    ("commonsense reasoning" after "low-resource commonsense reasoning"), or without the noun that says of what sort the
    thing is, only where it is not kept as a thing of its own. A name with such a noun joins the name without it, and an
    expression the one expression that has words before it: the fuller name tells apart what other papers mean.
    """
    names = _Names.of({k: name_words(_full(candidates[k])) for k in kept})
    variants = _find_dubbed(candidates, likely, kept) | _find_spelled_out(candidates, likely, kept)
    for k, (of_type, kind, belief) in likely.items():
        candidate = candidates[k]
        if k in variants or belief < _LEAST_BELIEF or candidate.short:
            continue
        letters = _initials(candidate.occurrences[0].text)
        if len(letters) > 1:
            fits = names.by_letters.get(letters, [])
        elif k in kept:
            words = names.words[k]
            fits = names.whole(words[:-1]) if words[-1] in _SORTS else []
            if (of_type, kind) in _NARROWED:
                fits = fits + [j for j in names.by_end.get(words, []) if _is_narrowed(names.words[j], words)]
        else:
            words, last = name_words(candidate.occurrences[0].text), candidate.occurrences[-1].start
            if len(words) < 2:
                continue
            fits = [j for j in names.by_end.get(words, []) if len(names.words[j]) > len(words)]
            fits = fits + [j for sort in _SORTS for j in names.whole((*words, sort)) if j not in fits]
            fits = [j for j in fits if candidates[j].occurrences[0].start < last]
        fits = [j for j in fits if j != k and likely[j].type == of_type and not candidates[j].short]
        if len(fits) == 1:
            variants[k] = fits[0]
    return {k: j for k, j in variants.items() if j not in variants}


def _find_dubbed(
    candidates: Sequence[Candidate], likely: Mapping[int, Belief], kept: Collection[int]
) -> dict[int, int]:
    """Return the second names of "a cross-view module, dubbed CVM": both kept, of one type and kind."""
    ends = {(o.section, o.end): k for k in kept for o in candidates[k].occurrences}
    pairs = ((k, ends.get(place)) for k in kept for place in candidates[k].dubbed)
    return {k: j for k, j in pairs if j is not None and j != k and likely[k][:2] == likely[j][:2]}


def _find_spelled_out(
    candidates: Sequence[Candidate], likely: Mapping[int, Belief], kept: Collection[int]
) -> dict[int, int]:
    """Return the long form of the short one that opens a title: "LoRA: Low-Rank Adaptation of ..."."""
    heads = ((k, o) for k in kept for o in candidates[k].occurrences if o.sources & Source.COLON)
    head, colon = next(((k, o) for k, o in heads if o.section == "title"), (None, None))
    if head is None or colon is None or candidates[head].short:
        return {}
    fits = [
        (o.last, j)
        for j, (of_type, _, _) in likely.items()
        for o in candidates[j].occurrences
        if o.section == "title" and o.first == colon.last and of_type == likely[head][0] and not candidates[j].short
        if match_long_form(colon.text, o.text) == 0
    ]
    return {min(fits)[1]: head} if fits else {}


def _full(candidate: Candidate) -> str:
    return candidate.long or max((o.text for o in candidate.occurrences), key=len)


def _is_narrowed(whole: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Tell whether a name, which ends in the words of another, has a few more before them."""
    return 1 < len(words) < len(whole) <= len(words) + _MOST_BEFORE


@lru_cache(maxsize=1 << 16)
def _initials(text: str) -> str:
    """Return the letters of an initialism in lower case, or nothing where a name is no initialism."""
    return text.rstrip("s").replace("-", "").lower() if _INITIALISM.fullmatch(text) else ""
