"""What the place of a name tells: the words beside it, the cues of its sentence, the list it stands in, its definition.

Most candidates begin or end where others do: what stands to the left is looked at once for each word that a candidate
begins with, what stands to the right once for each word that one ends with. And texts repeat their turns of phrase, so
that the features of the same words are kept.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kgbuild.extraction.candidates import Occurrence
from kgbuild.extraction.corpus import UNKNOWN_WORD
from kgbuild.extraction.cues import CUES
from kgbuild.extraction.numbering import Numbers
from kgbuild.extraction.words import Form, Words

# Nouns that say what a thing is, as class; they stand in appositions and definitions ("X, a large corpus of ...").
NOUNS: Final = {
    noun: kind
    for kind, nouns in {
        "dataset": "dataset corpus corpora database collection treebank testbed testset subset resource annotation",
        "benchmark": "benchmark challenge suite leaderboard competition testbed evaluation",
        "method": "method approach algorithm framework model network architecture system module loss technique "
        "strategy "
        "mechanism pipeline toolkit library platform agent policy paradigm transformer encoder decoder optimizer",
        "task": "task problem setting",
        "metric": "metric measure score index",
        "study": "survey review study analysis investigation perspective",
    }.items()
    for noun in nouns.split()
}
_ARTICLES: Final = frozenset({"a", "an", "the", "our", "new", "novel", "first"})
_DEFINES: Final = frozenset({"is", "as", "are", "for"})
_NAMED_BY: Final = frozenset(
    {"called", "named", "dubbed", "termed", "denoted", "namely", "coined", "i.e.", "abbreviated", "as"}
)
_APPOSITION: Final = 12  # words in which the noun of an apposition is looked for
_LEFT: Final = 12  # words to the left in which cues are looked for
_NEAR: Final = 3
_RIGHT: Final = 8
_RIGHT_NEAR: Final = 2
_MOST_KEPT: Final = 1 << 18  # sets of features kept in memory
_NUMBER: Final = re.compile(r"\d+([.,]\d+)?[%x×]?$")
_LIST_GAPS: Final = frozenset({",", "", "(", ")", "),", "/", ";", "),(", ",("})
_OPENERS: Final = frozenset({",", ":", "(", "-", "–", "—"})
_COINS: Final = frozenset(CUES.index(cue) for cue in ("propose", "call", "release"))
_PROPOSE, _RELEASE = CUES.index("propose"), CUES.index("release")

Classes = Mapping[str, tuple[int, int]]


@dataclass(slots=True)
class Memory:
    """Numbers of features that the same words have in every paper, each found once."""

    classes: Classes  # of words: coarse, fine
    numbers: Numbers
    _kept: dict[Hashable, tuple[int, ...]] = field(default_factory=dict)
    _cues: dict[str, list[int]] = field(default_factory=dict)

    def of_cues(self, side: str, cues: Iterable[int]) -> list[int]:
        """Return the numbers of the features that `side` ("left near") makes of cues."""
        table = self._cues.get(side)
        if table is None:
            # A feature without a number stands as -1.
            table = self._cues[side] = [next(iter(self.numbers((f"{side}={cue}",))), -1) for cue in CUES]
        return [table[cue] for cue in cues if table[cue] >= 0]

    def of(self, find: Callable[..., Iterable[str]], *about: Hashable) -> tuple[int, ...]:
        """Return the numbers of the features that `find` names about something."""
        key = (find, *about)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = self.numbers(find(self.classes, *about))
        return found


@dataclass(slots=True)
class Surroundings:
    """What stands around the words of one passage."""

    words: Words
    memory: Memory
    list_head: list[str] = field(init=False)  # per word: the noun that ends the list it stands in
    list_start: list[str] = field(init=False)  # per word: the word before that list
    cue_places: list[int] = field(init=False)  # of each cue: its word
    cues: list[int] = field(init=False)  # and which cue it is
    begins: list[int] = field(init=False)  # per word: where its sentence begins
    ends: list[int] = field(init=False)  # and ends
    _left: dict[int, "_Side"] = field(default_factory=dict)
    _right: dict[tuple[int, int], "_Side"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.list_head = find_list_heads(self.words)
        self.list_start = find_list_starts(self.words)
        found = [(k, cue) for k, form in enumerate(self.words.forms) for cue in form.cues]
        self.cue_places = [k for k, _ in found]
        self.cues = [cue for _, cue in found]
        sentences = self.words.sentences
        self.begins = [bisect_left(sentences, sentence) for sentence in sentences]
        self.ends = [bisect_right(sentences, sentence) for sentence in sentences]

    @property
    def sentences(self) -> int:
        """How many sentences the passage has."""
        return self.words.sentences[-1] + 1 if len(self.words) else 0

    def add(self, o: Occurrence, shape: str, out: list[int]) -> None:
        """Add the features of one occurrence of a candidate of the given shape."""
        first, last = o.first, o.last
        stem = o.end - self.words.starts[last - 1] if o.end < self.words.ends[last - 1] else 0
        left, right = self._left.get(first), self._right.get((last, stem))
        if left is None:
            left = self._left[first] = self._find_left(first)
        if right is None:
            right = self._right[last, stem] = self._find_right(last, stem)
        of = self.memory.of
        out += left.plain
        out += right.plain
        out += of(_left_of_shape, shape, left.word, left.gap, left.form)
        out += of(_right_of_shape, shape, right.word, right.gap, right.form)
        of_cues = self.memory.of_cues
        out += of_cues(f"{shape} left near", left.near)
        out += of_cues(f"{shape} left far", left.far)
        out += of(_list, self.list_start[first], self.list_head[last - 1])
        if left.coins:
            out += of(_coined, left.coins, self.words.forms[last - 1].singular)

    def _starts(self, first: int) -> bool:
        sentences = self.words.sentences
        return first == 0 or sentences[first - 1] != sentences[first]

    def _ends(self, last: int) -> bool:
        sentences = self.words.sentences
        return last >= len(sentences) or sentences[last] != sentences[last - 1]

    def _find_left(self, first: int) -> "_Side":
        forms, sentences, gap = self.words.forms, self.words.sentences, self.words.gaps[first]
        of = self.memory.of
        if self._starts(first):
            word, form, further = "^", None, ""
        else:
            form = forms[first - 1]
            word = gap[-1:] + form.lower
            further = forms[first - 2].lower if first >= 2 and sentences[first - 2] == sentences[first] else ""
        places = self.cue_places
        close = bisect_left(places, max(first - _NEAR, self.begins[first]))
        start = bisect_left(places, max(first - _LEFT, self.begins[first]), hi=close)
        far = tuple(dict.fromkeys(self.cues[start:close]))
        near = tuple(dict.fromkeys(self.cues[close : bisect_left(places, first, lo=close)]))
        plain = [*of(_left_word, word, gap, form), *of(_left_words, further, word)]
        plain += of(_left_list, self.list_start[first])
        plain += self.memory.of_cues("left near", near)
        plain += self.memory.of_cues("left far", far)
        noun = self._noun_before(first)
        if noun:
            plain += of(_said, noun)
        coins = tuple(cue for cue in near if cue in _COINS)
        return _Side(plain, word, gap, form, near, far, coins)

    def _find_right(self, last: int, stem: int) -> "_Side":
        forms, sentences, gaps = self.words.forms, self.words.sentences, self.words.gaps
        of = self.memory.of
        ends = self._ends(last)
        gap, form = ("", None) if ends else (gaps[last], forms[last])
        further = ""
        if form is None:
            word = "$"
        else:
            word = gap[:1] + form.lower
            if last + 1 < len(forms) and sentences[last + 1] == sentences[last]:
                further = forms[last + 1].lower
        if stem:  # the stem of "CLIP-based"
            word = forms[last - 1].text[stem:].lower()
        places, until = self.cue_places, self.ends[last - 1]
        start = bisect_left(places, last)
        close = bisect_left(places, min(last + _RIGHT_NEAR, until), lo=start)
        far = self.cues[close : bisect_left(places, min(last + _RIGHT, until), lo=close)]
        plain = [*of(_right_word, word, gap, form), *of(_right_words, word, further)]
        plain += of(_right_list, self.list_head[last - 1])
        plain += self.memory.of_cues("right near", dict.fromkeys(self.cues[start:close]))
        plain += self.memory.of_cues("right far", dict.fromkeys(far))
        defined = "" if ends else self._definition(last)
        if defined:
            plain += of(_said, defined)
        return _Side(plain, word, gap, form, (), (), ())

    def _definition(self, last: int) -> str:
        """Return what the sentence says the thing is: "X, a corpus of ...", "X is a ..."."""
        forms, gap, k = self.words.forms, self.words.gaps[last], last
        opened = gap[:1] in _OPENERS or gap.startswith(")")
        if forms[k].lower in _DEFINES:
            opened, k = True, k + 1
        if opened and k < len(forms) and forms[k].lower in _ARTICLES:
            return f"defined as={self._first_noun(k, self.words.sentences[last - 1])}"
        return ""

    def _first_noun(self, start: int, sentence: int) -> str:
        """Return the kind of the first telling noun of an apposition that ends before a preposition or punctuation."""
        words, found = self.words, "?"
        for k in range(start, min(start + _APPOSITION, len(words))):
            form = words.forms[k]
            if words.sentences[k] != sentence or (
                k > start and (words.gaps[k] or form.lower in ("of", "for", "that", "which", "to", "with"))
            ):
                break
            found = NOUNS.get(form.singular, found)
        return found

    def _noun_before(self, first: int) -> str:
        """Return the noun that introduces a name: "a new benchmark called X"."""
        forms, sentences = self.words.forms, self.words.sentences
        for k in range(first - 1, max(-1, first - 5), -1):
            if sentences[k] != sentences[first]:
                break
            noun = NOUNS.get(forms[k].singular)
            if noun:
                named_by = first - k > 1 and all(f.lower in _NAMED_BY for f in forms[k + 1 : first])
                return f"noun before={noun}+{'by' if named_by else first - k}"
        return ""


@dataclass(frozen=True, slots=True)
class _Side:
    """What stands on one side: features that hold for any candidate there, and what others depend on."""

    plain: list[int]
    word: str
    gap: str
    form: Form | None  # of the word beside, in the same sentence
    near: tuple[int, ...]  # cues
    far: tuple[int, ...]
    coins: tuple[int, ...]


def _left_word(classes: Classes, word: str, gap: str, form: Form | None) -> Iterable[str]:
    yield "before=" + word
    if gap:
        yield "opens=" + gap[-1]
    if form is None or gap:
        yield "before edge"
    else:
        yield f"before class={classes.get(form.lower, UNKNOWN_WORD)[1]}"
    if form is not None and _NUMBER.match(form.lower):
        yield "after number"


def _left_words(_: Classes, further: str, word: str) -> Iterable[str]:
    yield f"before2={further} {word}"


def _left_list(_: Classes, start: str) -> Iterable[str]:
    yield "list start=" + start


def _left_of_shape(classes: Classes, shape: str, word: str, gap: str, form: Form | None) -> Iterable[str]:
    yield f"{shape} before={word}"
    if form is not None and not gap:
        yield from _neighbour(classes, "before", form, shape)


def _right_word(classes: Classes, word: str, gap: str, form: Form | None) -> Iterable[str]:
    yield "after=" + word
    if form is None or gap:
        yield "after edge"
    else:
        yield f"after class={classes.get(form.lower, UNKNOWN_WORD)[1]}"
    if form is not None:
        if gap:
            yield "closes=" + gap[0]
        if _NUMBER.match(form.lower):
            yield "before number"


def _right_words(_: Classes, word: str, further: str) -> Iterable[str]:
    yield f"after2={word} {further}"


def _right_list(_: Classes, head: str) -> Iterable[str]:
    yield "list head=" + head


def _right_of_shape(classes: Classes, shape: str, word: str, gap: str, form: Form | None) -> Iterable[str]:
    yield f"{shape} after={word}"
    if form is not None and not gap:
        yield from _neighbour(classes, "after", form, shape)


def _neighbour(classes: Classes, side: str, form: Form, shape: str) -> Iterable[str]:
    """Yield shape and class of the word beside: the name may go on there."""
    yield f"{side} shape={'stop' if form.stop else form.shape}+{shape}"
    yield f"{side} coarse={classes.get(form.lower, UNKNOWN_WORD)[0]}+{shape}"


def _list(_: Classes, start: str, head: str) -> Iterable[str]:
    yield f"list={start}>{head}"


def _coined(_: Classes, cues: tuple[int, ...], head: str) -> Iterable[str]:
    for cue in cues:
        yield f"coin {CUES[cue]} {head}"


def _said(_: Classes, what: str) -> Iterable[str]:
    yield what


def find_introduced(words: Words) -> tuple[str, ...]:
    """Return the kinds of things that an abstract says it proposes or releases."""
    kinds: set[str] = set()
    for k, form in enumerate(words.forms):
        if _PROPOSE in form.cues or _RELEASE in form.cues:
            for j in range(k + 1, min(k + 9, len(words))):
                noun = NOUNS.get(words.forms[j].singular)
                if noun and words.sentences[j] == words.sentences[k]:
                    kinds.add(noun)
    return tuple(sorted(kinds))


def find_list_heads(words: Words) -> list[str]:
    """Return for each word the noun that ends the list in which it stands: "datasets" for A in "the A, B datasets"."""
    forms, gaps, sentences = words.forms, words.gaps, words.sentences
    heads = [""] * len(forms)
    head, sentence = "", -1
    for k in range(len(forms) - 1, -1, -1):
        if sentences[k] != sentence:
            head, sentence = "", sentences[k]
        heads[k] = head
        form = forms[k]
        if form.islower and form.shape in ("x", "X") and form.lower not in ("and", "or", "as", "well"):
            head = form.singular
        if gaps[k] and gaps[k] not in _LIST_GAPS:
            head = ""
    return heads


def find_list_starts(words: Words) -> list[str]:
    """Return for each word the lower-case word before the list in which it stands."""
    forms, gaps, sentences = words.forms, words.gaps, words.sentences
    starts = [""] * len(forms)
    start, sentence = "", -1
    for k, form in enumerate(forms):
        if sentences[k] != sentence:
            start, sentence = "", sentences[k]
        elif gaps[k] and gaps[k] != ":" and gaps[k] not in _LIST_GAPS:
            start = ""
        starts[k] = start
        if form.islower and form.lower not in ("and", "or", "the", "a", "an", "both"):
            start = form.lower
    return starts


def kind_of_title(forms: Sequence[Form]) -> list[str]:
    """Return the kinds of things that the part of a title after its colon names: "X: A Benchmark for ..."."""
    return sorted({NOUNS[f.singular] for f in forms if f.singular in NOUNS}) or ["nothing"]
