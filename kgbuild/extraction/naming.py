"""What a name tells by itself: its words, its shape, what the lists and the unannotated papers know of it.

A name looks alike in every paper, so its features are found once and kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np

from kgbuild.extraction.corpus import USES, Corpus
from kgbuild.extraction.keys import ANSWER, Keys, Template, code_of
from kgbuild.extraction.words import word_shape
from kgbuild.identity.names import name_key, singular
from kgbuild.lexicon import Lexicon

_PARTS: Final = re.compile(r"[\s-]+")
_MOST_KEPT: Final = 1 << 16  # names whose features are kept in memory


@dataclass(slots=True)
class NameFeatures:
    """Finds the features of names, each of them once."""

    lexicon: Lexicon
    corpus: Corpus
    _kept: dict[str, Keys] = field(default_factory=dict)

    def of(self, surface: str) -> Keys:
        """Return the keys of the features of a name as it is written, each once."""
        found = self._kept.get(surface)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            # As `key_of`, without a call for each.
            keys = [code_of(text) & ANSWER | template for template, text in self._features(surface)]
            found = self._kept[surface] = np.array(list(dict.fromkeys(keys)), np.uint64)
        return found

    def _features(self, surface: str) -> Iterator[tuple[Template, str]]:
        lower = surface.lower()
        parts = _PARTS.split(lower)
        head = singular(parts[-1])
        words = lower.split()
        last = surface.rsplit(maxsplit=1)[-1]
        shape, key = surface_shape(surface), name_key(surface)
        yield Template.SHAPE, shape
        yield Template.WORDS, str(min(len(words), 6))
        yield Template.HEAD, head
        yield Template.SHAPE_HEAD, f"{shape} {head}"
        yield Template.FIRST, words[0]
        yield Template.NAME, key
        if len(parts) > 1:
            yield Template.HEAD_2, f"{parts[-2]} {head}"
        yield Template.SUFFIX, last[-3:]
        yield Template.SUFFIX_4, last[-4:]
        yield Template.PREFIX, surface[:3]
        if len(words) == 1:
            yield Template.LENGTH, str(min(len(surface), 12))
        for word in words[1:-1]:
            yield Template.INNER, word
        if "-" in surface:
            yield Template.HYPHEN, ""
        yield from self._in_corpus(key, last.lower(), parts, shape)
        yield from self._in_lexicon(surface, key, shape)

    def _in_corpus(self, key: str, last: str, parts: list[str], shape: str) -> Iterator[tuple[Template, str]]:
        """Yield what unannotated papers say: the classes of its words, how often and how the whole is written there."""
        classes = self.corpus.classes
        coarse, fine = classes(last) if last in self.corpus.words else classes(parts[-1])
        yield Template.HEAD_CLASS, str(fine)
        yield Template.HEAD_COARSE, f"{coarse} {shape}"
        if len(parts) > 1:
            before, before_fine = classes(parts[0])
            yield Template.FIRST_CLASS, str(before_fine)
            yield Template.FIRST_HEAD_CLASS, f"{before} {coarse}"
            for part in parts[1:-1]:
                yield Template.INNER_CLASS, str(classes(part)[0])
        counts = self.corpus.counts(key)
        if counts is None:
            yield Template.CORPUS, f"none {shape}"
            return
        papers = counts[0]
        yield Template.CORPUS, str(papers.bit_length())
        yield Template.CORPUS, f"{papers.bit_length()} {shape}"
        for use, count in zip(USES, counts[1:], strict=True):
            yield Template.CORPUS_USE, f"{use} {0 if not count else 1 + int(4 * (count / papers) ** 0.5)}"

    def _in_lexicon(self, surface: str, key: str, shape: str) -> Iterator[tuple[Template, str]]:
        known = self.lexicon.get(key)
        if known is None:
            yield Template.LEXICON_NONE, shape
            return
        exact = "exact" if surface in known.spellings else "other"
        for kind in sorted(known.types):
            yield Template.LEXICON, f"{kind} {exact}"
            yield Template.LEXICON, f"{kind} {shape}"
        for kind in sorted(known.ambiguous):
            yield Template.LEXICON_AMBIGUOUS, f"{kind} {exact}"
        yield Template.LEXICON, ",".join(sorted(known.types)) + ("?" if known.ambiguous else "")


@lru_cache(maxsize=1 << 16)
def surface_shape(surface: str) -> str:
    """Return the shape of a name of several words: up to four word classes in order of appearance, runs folded."""
    shapes: list[str] = []
    for word in surface.split():
        shape = word_shape(word)
        if not shapes or shapes[-1] != shape:
            shapes.append(shape)
    return " ".join(shapes[:4])


@lru_cache(maxsize=1 << 16)
def shape_code(surface: str) -> int:
    """Return the hash of the shape of a name."""
    return code_of(surface_shape(surface))
