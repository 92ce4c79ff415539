"""What the place of a name tells: the words beside it, the cues of its sentence, the list it stands in, its definition.

Everything is found for all occurrences of a paper at once, by arithmetic on columns of words (`kgbuild.extraction.
lexemes`): a row of keys a template, 0 where an occurrence has no such feature.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kgbuild.extraction.cues import CUES
from kgbuild.extraction.keys import Codes, Keys, Numbers, Template, code_of, codes_of, joined, key_of, keys_of
from kgbuild.extraction.lexemes import KINDS_OF_NOUNS, NOUNS, Fact, Gap, Word, gap_table, holds, word_table
from kgbuild.extraction.words import Form, Words

_APPOSITION: Final = 12  # words in which the noun of an apposition is looked for
_INTRODUCTION: Final = 8  # words behind a verb of proposing in which the noun of what is proposed is looked for
_LEFT: Final = 12  # words to the left in which cues are looked for
_NEAR: Final = 3
_RIGHT: Final = 8
_RIGHT_NEAR: Final = 2
_NOUN_BEFORE: Final = 4
_ENDS_APPOSITION: Final = frozenset({"of", "for", "that", "which", "to", "with"})
_COINS: Final = ("call", "propose", "release")
_PROPOSING: Final = (1 << CUES.index("propose")) | (1 << CUES.index("release"))
_EDGE: Final = codes_of(["^", "$"])
_NOTHING: Final = np.uint64(code_of(""))
_ABSENT: Final = np.uint64(0)
_SIDES: Final = (Template.LEFT_NEAR, Template.LEFT_FAR, Template.RIGHT_NEAR, Template.RIGHT_FAR)
_CUE_CODES: Final = codes_of(str(cue) for cue in CUES)
_CUE_BITS: Final = np.uint64(1) << np.arange(len(CUES), dtype=np.uint64)
_CUE_KEYS: Final = np.concatenate([keys_of(side, _CUE_CODES) for side in _SIDES])
# The noun before a name, by its kind and by how far away it is, or (last) joined by words such as "called".
_NOUN_KEYS: Final = np.array(
    [
        [key_of(Template.NOUN_BEFORE, f"{kind} {how}") if kind else 0 for how in (*range(1, _NOUN_BEFORE + 1), "by")]
        for kind in KINDS_OF_NOUNS
    ],
    np.uint64,
)
_COIN_CODES: Final = tuple((np.uint64(1 << CUES.index(cue)), codes_of([cue])) for cue in _COINS)

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Places:
    """Where some candidates occur in one passage: words `[first, last)` of each occurrence; columns of equal length.

    `of` is the number of the candidate, `shape` the hash of its shape; `stems` gives, by the place in these columns,
    the characters of the last word that belong to the name, where that is less than the word ("CLIP" in "CLIP-based").
    """

    of: Numbers
    first: Numbers
    last: Numbers
    shape: Codes
    stems: dict[int, int]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the words of some passages, laid end to end; sentences are counted through."""

    forms: Sequence[Form]
    gaps: Sequence[str]
    offsets: Numbers  # the first word of each passage, and the end
    first_sentences: Numbers  # the first sentence of each passage, and the end
    sentences: Numbers  # per word
    list_heads: Numbers  # per word: the noun that ends the list it stands in, or -1
    list_starts: Numbers  # per word: the word before that list, or -1
    words: Codes  # rows of `Word`
    _gaps: Codes

    @classmethod
    def of(cls, passages: Sequence[Words]) -> "Surroundings":
        """Lay the words of passages end to end and look up what is known of each."""
        forms = [form for words in passages for form in words.forms]
        gaps = [gap for words in passages for gap in words.gaps]
        offsets = np.cumsum([0, *map(len, passages)])
        counts = [words.sentences[-1] + 1 if len(words) else 0 for words in passages]
        first_sentences = np.cumsum([0, *counts])
        sentences = np.array([sentence for words in passages for sentence in words.sentences], np.int64)
        sentences += np.repeat(first_sentences[:-1], np.diff(offsets))
        rows, gap_rows = word_table().rows(forms), gap_table().rows(gaps)
        lists = find_lists(rows[:, Word.FACTS], gap_rows[:, Gap.FACTS], sentences)
        return cls(forms, gaps, offsets, first_sentences, sentences, *lists, rows, gap_rows)

    def features(self, places: Places) -> list[tuple[Numbers, Keys]]:
        """Return columns of (candidate, key) for all that these places tell."""
        if not len(places.of):
            return []
        near, far, left = self._left(places)
        right_near, right_far, right = self._right(places)
        rows = np.stack([*left, *right, *self._lists(places), *self._coined(places, near)])
        plain = np.tile(places.of, len(rows)), rows.ravel()
        masks = np.stack([near, far, right_near, right_far], axis=1)
        cues = (masks[:, :, None] & _CUE_BITS) != 0
        place, number = np.nonzero(cues.reshape(len(places.of), -1))
        before, cue = place[number < 2 * len(CUES)], number[number < 2 * len(CUES)]
        crossed = joined(places.shape[before], _CUE_KEYS[cue])
        template = np.where(cue < len(CUES), Template.SHAPE_LEFT_NEAR, Template.SHAPE_LEFT_FAR).astype(np.uint64)
        return [
            plain,
            (places.of[place], _CUE_KEYS[number]),
            (places.of[before], keys_of(Template.NONE, crossed) | template),
        ]

    def _left(self, places: Places) -> tuple[Codes, Codes, list[Keys]]:
        """Return the cues near and far to the left of each place, a bit a cue, and rows of keys."""
        positions, inside = self._window(places.first, -1, -_LEFT - 1)
        near, far = self._cues(positions, inside, _NEAR)
        absent, word, gap = ~inside[:, 0], self.words[positions[:, 0]], self._gaps[places.first]
        text = np.where(absent, _EDGE[0], joined(gap[:, Gap.LAST], word[:, Word.LOWER]))
        full = holds(gap[:, Gap.FACTS], Fact.FULL)
        beside = _Beside(text, word, gap[:, Gap.LAST], full, absent)
        nouns = np.where(inside[:, :_NOUN_BEFORE], self.words[positions[:, :_NOUN_BEFORE], Word.NOUN], 0)
        named_by = holds(self.words[positions[:, : _NOUN_BEFORE - 1], Word.FACTS], Fact.NAMED_BY)
        pair = joined(self._further(positions, inside), text)
        noun = _noun_before(nouns, named_by)
        return near, far, [*beside.keys(_LEFT_KEYS, places.shape), keys_of(Template.BEFORE_2, pair), noun]

    def _right(self, places: Places) -> tuple[Codes, Codes, list[Keys]]:
        """Return the cues near and far to the right of each place, a bit a cue, and rows of keys."""
        positions, inside = self._window(places.last - 1, 1, _RIGHT + 1)
        near, far = self._cues(positions, inside, _RIGHT_NEAR)
        absent, word, gap = ~inside[:, 0], self.words[positions[:, 0]], self._gaps[positions[:, 0]]
        text = np.where(absent, _EDGE[1], joined(gap[:, Gap.FIRST], word[:, Word.LOWER]))
        for place, stem in places.stems.items():
            text[place] = code_of(self.forms[places.last[place] - 1].text[stem:].lower())
        full = ~absent & holds(gap[:, Gap.FACTS], Fact.FULL)
        beside = _Beside(text, word, gap[:, Gap.FIRST], full, absent)
        pair = joined(text, self._further(positions, inside))
        defined = self._defined(places.last, positions[:, :2], inside[:, 0])
        return near, far, [*beside.keys(_RIGHT_KEYS, places.shape), keys_of(Template.AFTER_2, pair), defined]

    def _cues(self, positions: Numbers, inside: Flags, near: int) -> tuple[Codes, Codes]:
        cues = np.where(inside, self.words[positions, Word.CUES], 0)
        return np.bitwise_or.reduce(cues[:, :near], axis=1), np.bitwise_or.reduce(cues[:, near:], axis=1)

    def _further(self, positions: Numbers, inside: Flags) -> Codes:
        """Return the second word of each window."""
        further: Codes = np.where(inside[:, 1], self.words[positions[:, 1], Word.LOWER], _NOTHING)
        return further

    def _window(self, here: Numbers, first: int, last: int) -> tuple[Numbers, Flags]:
        """Return the words at `here + first`, ... (up to `last`, exclusive), and which are in the same sentence."""
        step = 1 if last > first else -1
        positions = here[:, None] + np.arange(first, last, step)
        inside = (positions >= 0) & (positions < len(self.sentences))
        np.clip(positions, 0, len(self.sentences) - 1, out=positions)
        inside &= self.sentences[positions] == self.sentences[here][:, None]
        return positions, inside

    def _lists(self, places: Places) -> list[Keys]:
        heads, starts = self.list_heads[places.last - 1], self.list_starts[places.first]
        head = np.where(heads >= 0, self.words[heads, Word.SINGULAR], _NOTHING)
        start = np.where(starts >= 0, self.words[starts, Word.LOWER], _NOTHING)
        return [
            keys_of(Template.LIST_START, start),
            keys_of(Template.LIST_HEAD, head),
            keys_of(Template.LIST, joined(start, head)),
        ]

    def _coined(self, places: Places, near: Codes) -> list[Keys]:
        """Return rows of keys for a verb of proposing close before a name that ends in a telling noun."""
        head = self.words[places.last - 1, Word.SINGULAR]
        return [_where((near & bit) != 0, keys_of(Template.COIN, joined(code, head))) for bit, code in _COIN_CODES]

    def _defined(self, last: Numbers, positions: Numbers, inside: Flags) -> Keys:
        """Return keys of what the sentence says the thing is: "X, a corpus of ...", "X is a ..."."""
        beside, behind = self.words[positions[:, 0], Word.FACTS], self.words[positions[:, 1], Word.FACTS]
        defines = holds(beside, Fact.DEFINES)
        opened = defines | holds(self._gaps[positions[:, 0], Gap.FACTS], Fact.OPENS)
        article = holds(np.where(defines, behind, beside), Fact.ARTICLE)
        keys = np.zeros(len(last), np.uint64)
        for place in np.flatnonzero(inside & opened & article).tolist():
            noun = self._first_noun(int(positions[place, int(defines[place])]), int(self.sentences[last[place] - 1]))
            keys[place] = key_of(Template.DEFINED_AS, noun)
        return keys

    def _first_noun(self, start: int, sentence: int) -> str:
        """Return the kind of the first telling noun of an apposition that ends before a preposition or punctuation."""
        found = "?"
        for k in range(start, min(start + _APPOSITION, len(self.forms))):
            form = self.forms[k]
            if self.sentences[k] != sentence or (k > start and (self.gaps[k] or form.lower in _ENDS_APPOSITION)):
                break
            found = NOUNS.get(form.singular, found)
        return found

    def find_introduced(self) -> list[tuple[str, ...]]:
        """Return for each abstract the kinds of things that it says it proposes or releases."""
        kinds: list[set[str]] = [set() for _ in self.offsets[1:]]
        places = np.flatnonzero(self.words[:, Word.CUES] & np.uint64(_PROPOSING))
        behind, inside = self._window(places, 1, _INTRODUCTION + 1)
        nouns = np.where(inside, self.words[behind, Word.NOUN], 0)
        passages = np.searchsorted(self.offsets, places, side="right") - 1
        for row, column in zip(*np.nonzero(nouns), strict=True):
            kinds[passages[row]].add(KINDS_OF_NOUNS[int(nouns[row, column])])
        return [tuple(sorted(found)) for found in kinds]


@dataclass(frozen=True, slots=True)
class _Beside:
    """The word on one side of each place, with the punctuation between; `absent` where the sentence ends before."""

    text: Codes  # of the word with the punctuation
    word: Codes  # its row
    gap: Codes  # the character of the punctuation that touches the name
    full: Flags  # whether there is punctuation
    absent: Flags

    def keys(self, templates: "_SideKeys", shape: Codes) -> list[Keys]:
        edge = self.absent | self.full
        number = ~self.absent & holds(self.word[:, Word.FACTS], Fact.NUMBER)
        its_class = keys_of(templates.word_class, self.word[:, Word.FINE])
        shapes = keys_of(templates.shape_shape, joined(shape, self.word[:, Word.SHAPE]))
        classes = keys_of(templates.shape_class, joined(shape, self.word[:, Word.COARSE]))
        return [
            keys_of(templates.word, self.text),
            _where(self.full, keys_of(templates.gap, self.gap)),
            np.where(edge, np.uint64(key_of(templates.word_class, "edge")), its_class),
            _where(number, np.uint64(key_of(templates.number))),
            keys_of(templates.shape_word, joined(shape, self.text)),
            _where(~edge, shapes),
            _where(~edge, classes),
        ]


class _SideKeys(NamedTuple):
    """The templates of one side."""

    word: Template
    gap: Template
    word_class: Template
    number: Template
    shape_word: Template
    shape_shape: Template
    shape_class: Template


_LEFT_KEYS: Final = _SideKeys(
    *(Template.BEFORE, Template.OPENS, Template.BEFORE_CLASS, Template.AFTER_NUMBER, Template.SHAPE_BEFORE),
    *(Template.SHAPE_BEFORE_SHAPE, Template.SHAPE_BEFORE_CLASS),
)
_RIGHT_KEYS: Final = _SideKeys(
    *(Template.AFTER, Template.CLOSES, Template.AFTER_CLASS, Template.BEFORE_NUMBER, Template.SHAPE_AFTER),
    *(Template.SHAPE_AFTER_SHAPE, Template.SHAPE_AFTER_CLASS),
)


def _where(condition: Flags, keys: Keys | np.uint64) -> Keys:
    return np.where(condition, keys, _ABSENT)


def _noun_before(nouns: Codes, named_by: Flags) -> Keys:
    """Return keys of the nearest noun that introduces a name ("a new benchmark called X"); columns go leftwards."""
    nearest = (nouns != 0).argmax(axis=1)
    kind = nouns[np.arange(len(nouns)), nearest].astype(np.int64)
    linked = np.logical_and.accumulate(named_by, axis=1)
    between = np.concatenate([np.zeros((len(nouns), 1), bool), linked], axis=1)[np.arange(len(nouns)), nearest]
    result: Keys = _NOUN_KEYS[kind, np.where(between, _NOUN_BEFORE, nearest)]
    return result


def find_lists(facts: Codes, gaps: Codes, sentences: Numbers) -> tuple[Numbers, Numbers]:
    """Return for each word the noun that ends the list in which it stands, and the word before that list, or -1.

    In "on the A, B datasets" that is "datasets" and "on" for A. A list ends with its sentence and at punctuation that
    divides no lists.
    """
    count = len(facts)
    numbers = np.arange(count)
    far = np.full(count + 1, count)
    far[:count] = np.where(holds(facts, Fact.HEADS_LIST), numbers, count)
    head = np.minimum.accumulate(far[::-1])[::-1][1:]  # the next such noun after each word
    new = np.ones(count, bool)
    new[1:] = sentences[1:] != sentences[:-1]
    far[:count] = np.where(holds(gaps, Fact.ENDS_LIST) | new, numbers, count)
    stop = np.minimum.accumulate(far[::-1])[::-1][1:]  # the next word that no list reaches
    heads = np.where(head < stop, head, -1)
    back = np.full(count + 1, -1)
    back[1:] = np.where(holds(facts, Fact.STARTS_LIST), numbers, -1)
    start = np.maximum.accumulate(back)[:count]  # the last such word before each word
    reset = np.maximum.accumulate(np.where(holds(gaps, Fact.ENDS_START) | new, numbers, -1))
    starts = np.where(start >= reset, start, -1)
    return heads, starts


def kind_of_title(forms: Sequence[Form]) -> list[str]:
    """Return the kinds of things that the part of a title after its colon names: "X: A Benchmark for ..."."""
    return sorted({NOUNS[f.singular] for f in forms if f.singular in NOUNS}) or ["nothing"]
