"""What a name tells by itself: its words, its shape, what the lists and the unannotated papers know of it.

A name looks alike in every paper, so its features are found once and kept.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from kgbuild.extraction.corpus import UNKNOWN_WORD, USES, Corpus
from kgbuild.extraction.numbering import Numbers
from kgbuild.extraction.words import word_shape
from kgbuild.lexicon import Lexicon
from kgbuild.names import name_key, singular

_PARTS: Final = re.compile(r"[\s-]+")
_MOST_KEPT: Final = 1 << 16  # names whose features are kept in memory


@dataclass(slots=True)
class NameFeatures:
    """Finds the features of names, each of them once."""

    lexicon: Lexicon
    corpus: Corpus
    numbers: Numbers
    _kept: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def of(self, surface: str) -> tuple[int, ...]:
        """Return the numbers of the features of a name as it is written."""
        found = self._kept.get(surface)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[surface] = tuple(dict.fromkeys(self.numbers(self._names(surface))))
        return found

    def _names(self, surface: str) -> Iterable[str]:
        lower = surface.lower()
        parts = _PARTS.split(lower)
        head = singular(parts[-1])
        words = lower.split()
        last = surface.rsplit(maxsplit=1)[-1]
        shape = surface_shape(surface)
        yield "shape=" + shape
        yield f"words={min(len(words), 6)}"
        yield "head=" + head
        yield "shape+head=" + shape + head
        yield "first=" + words[0]
        yield "key=" + name_key(surface)
        if len(parts) > 1:
            yield f"head2={parts[-2]} {head}"
        yield "suffix=" + last[-3:]
        yield "suffix4=" + last[-4:]
        yield "prefix=" + surface[:3]
        if len(words) == 1:
            yield f"length={min(len(surface), 12)}"
        for word in words[1:-1]:
            yield "inner=" + word
        if "-" in surface:
            yield "hyphen"
        yield from self._in_corpus(surface, last.lower(), parts, shape)
        yield from self._in_lexicon(surface, shape)

    def _in_corpus(self, surface: str, last: str, parts: list[str], shape: str) -> Iterable[str]:
        """Yield what unannotated papers say: the classes of its words, how often and how the whole is written there."""
        clusters = self.corpus.clusters
        coarse, fine = clusters.get(last) or clusters.get(parts[-1], UNKNOWN_WORD)
        yield f"head class={fine}"
        yield f"head coarse={coarse}+{shape}"
        if len(parts) > 1:
            before, before_fine = clusters.get(parts[0], UNKNOWN_WORD)
            yield f"first class={before_fine}"
            yield f"first>head={before}>{coarse}"
            for part in parts[1:-1]:
                yield f"inner class={clusters.get(part, UNKNOWN_WORD)[0]}"
        counts = self.corpus.counts.get(name_key(surface))
        if counts is None:
            yield "corpus=none+" + shape
            return
        papers = counts[0]
        yield f"corpus={papers.bit_length()}"
        yield f"corpus={papers.bit_length()}+{shape}"
        for use, count in zip(USES, counts[1:], strict=True):
            yield f"corpus {use}={0 if not count else 1 + int(4 * (count / papers) ** 0.5)}"

    def _in_lexicon(self, surface: str, shape: str) -> Iterable[str]:
        known = self.lexicon.get(name_key(surface))
        if known is None:
            yield "lex=none+" + shape
            return
        exact = "exact" if surface in known.spellings else "other"
        for kind in sorted(known.types):
            yield f"lex={kind}+{exact}"
            yield f"lex={kind}+{shape}"
        for kind in sorted(known.ambiguous):
            yield f"lex?{kind}+{exact}"
        yield "lex=" + ",".join(sorted(known.types)) + ("?" if known.ambiguous else "")


@lru_cache(maxsize=1 << 16)
def surface_shape(surface: str) -> str:
    """Return the shape of a name of several words: up to four word classes in order of appearance, runs folded."""
    shapes: list[str] = []
    for word in surface.split():
        shape = word_shape(word)
        if not shapes or shapes[-1] != shape:
            shapes.append(shape)
    return " ".join(shapes[:4])
