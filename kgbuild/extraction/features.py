"""What the model sees of a candidate: its name, its surroundings at every occurrence, its place in the paper.

Features are strings; a feature is present or not. Surroundings of several occurrences are united, so that one telling
place ("we propose X") is enough.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kgbuild.datamodel import Kind, Section
from kgbuild.extraction.candidates import Candidate, Occurrence, Passage
from kgbuild.extraction.corpus import UNKNOWN_WORD, USES, Corpus
from kgbuild.extraction.cues import cues_of
from kgbuild.extraction.stopwords import STOPWORDS
from kgbuild.extraction.words import Word, word_shape
from kgbuild.lexicon import Lexicon
from kgbuild.names import name_key, singular

# Nouns that say what a thing is, as class; they stand in appositions and definitions ("X, a large corpus of ...").
_NOUNS: Final = {
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
_NUMBER: Final = re.compile(r"\d+([.,]\d+)?[%x×]?$")
_LIST_GAPS: Final = frozenset({",", "", "(", ")", "),", "/", ";", "),(", ",("})


@dataclass(slots=True)
class Surroundings:
    """Per word of a passage: its cues, and the nouns and prepositions that govern the list it stands in."""

    words: list[Word]
    cues: list[tuple[str, ...]]
    list_head: list[str]
    list_start: list[str]
    sentences: int


@dataclass(slots=True)
class PaperFeatures:
    """Computes features of one paper's candidates."""

    passages: Sequence[Passage]
    lexicon: Lexicon
    corpus: Corpus
    around: dict[Section, Surroundings] = field(default_factory=dict)
    introduced: tuple[str, ...] = ()  # kinds of things that the paper says it introduces

    def __post_init__(self) -> None:
        for passage in self.passages:
            self.around[passage.section] = find_surroundings(passage.words)
        self.introduced = _introduced(self.around["abstract"])

    def features(self, candidates: Sequence[Candidate]) -> list[list[str]]:
        """Return each candidate's features, sorted within."""
        inside = _inside_longer(candidates)
        return [sorted(self._features(c, inside[k])) for k, c in enumerate(candidates)]

    def _features(self, candidate: Candidate, nested: float) -> set[str]:
        out: set[str] = {"bias"}
        for surface in dict.fromkeys(o.text for o in candidate.occurrences):
            self._name(surface, out)
        self._whole(candidate, nested, out)
        shape = surface_shape(candidate.long or candidate.occurrences[0].text)
        for occurrence in candidate.occurrences:
            self._context(occurrence, shape, out)
            out.update("src=" + s for s in occurrence.sources)
        return out

    def _name(self, surface: str, out: set[str]) -> None:
        lower = surface.lower()
        parts = re.split(r"[\s-]+", lower)
        head = singular(parts[-1])
        words = lower.split()
        shape = surface_shape(surface)
        out.add("shape=" + shape)
        out.add(f"words={min(len(words), 6)}")
        out.add("head=" + head)
        out.add("shape+head=" + shape + head)
        out.add("first=" + words[0])
        out.add("key=" + name_key(surface))
        if len(parts) > 1:
            out.add("head2=" + " ".join([parts[-2], head]))
        out.add("suffix=" + surface.rsplit(maxsplit=1)[-1][-3:])
        out.add("suffix4=" + surface.rsplit(maxsplit=1)[-1][-4:])
        out.add("prefix=" + surface[:3])
        if len(words) == 1:
            out.add(f"length={min(len(surface), 12)}")
        for word in words[1:-1]:
            out.add("inner=" + word)
        if "-" in surface:
            out.add("hyphen")
        self._name_in_corpus(surface, parts, shape, out)
        known = self.lexicon.get(name_key(surface))
        if known is None:
            out.add("lex=none+" + shape)
            return
        exact = "exact" if surface in known.spellings else "other"
        for kind in known.types:
            out.add(f"lex={kind}+{exact}")
            out.add(f"lex={kind}+{shape}")
        for kind in known.ambiguous:
            out.add(f"lex?{kind}+{exact}")
        out.add("lex=" + ",".join(sorted(known.types)) + ("?" if known.ambiguous else ""))

    def _name_in_corpus(self, surface: str, parts: list[str], shape: str, out: set[str]) -> None:
        """Add what unannotated papers say: the classes of its words, how often and how the whole is written there."""
        clusters = self.corpus.clusters
        last = surface.rsplit(maxsplit=1)[-1].lower()
        coarse, fine = clusters.get(last) or clusters.get(parts[-1], UNKNOWN_WORD)
        out.add(f"head class={fine}")
        out.add(f"head coarse={coarse}+{shape}")
        if len(parts) > 1:
            before, before_fine = clusters.get(parts[0], UNKNOWN_WORD)
            out.add(f"first class={before_fine}")
            out.add(f"first>head={before}>{coarse}")
            for part in parts[1:-1]:
                out.add(f"inner class={clusters.get(part, UNKNOWN_WORD)[0]}")
        counts = self.corpus.counts.get(name_key(surface))
        if counts is None:
            out.add("corpus=none+" + shape)
            return
        papers = counts[0]
        out.add(f"corpus={papers.bit_length()}")
        out.add(f"corpus={papers.bit_length()}+{shape}")
        for use, count in zip(USES, counts[1:], strict=True):
            share = count / papers
            out.add(f"corpus {use}={0 if not count else 1 + int(4 * share**0.5)}")

    def _whole(self, candidate: Candidate, nested: float, out: set[str]) -> None:
        """Facts of the paper: how often, where, how much of it inside longer candidates, abbreviated or not."""
        occurrences = candidate.occurrences
        spots = {(o.section, o.first) for o in occurrences}
        out.add(f"count={min(len(spots), 5)}")
        sections = {o.section for o in occurrences}
        out.add("in=" + "+".join(sorted(sections)))
        out.add(f"nested={round(nested * 4)}")
        first = next((o for o in occurrences if o.section == "abstract"), occurrences[0])
        around = self.around[first.section]
        sentence = around.words[first.first].sentence
        out.add(f"begins={min(sentence, 4)}")
        if first.section == "abstract" and around.sentences > 1:
            out.add(f"depth={round(3 * sentence / (around.sentences - 1))}")
        if candidate.short:
            out.add("abbreviated")
            short, long = candidate.short, candidate.long
            out.add("abbreviated+" + surface_shape(long))
            out.add("abbreviated head=" + singular(re.split(r"[\s-]+", long.lower())[-1]))
            out.add("abbreviated as=" + surface_shape(short))
        if "title" in sections:
            self._title(candidate, out)
        for kind in self.introduced:
            out.add(f"paper introduces={kind}+{surface_shape(occurrences[0].text)}")

    def _title(self, candidate: Candidate, out: set[str]) -> None:
        words = self.around["title"].words
        colon = next((k for k in range(1, len(words)) if ":" in words[k].gap), 0)
        for o in candidate.occurrences:
            if o.section != "title":
                continue
            if colon and o.last <= colon:
                whole = o.first == 0 and o.last == colon
                out.add("title=whole head" if whole else "title=in head")
                if whole:
                    kinds = sorted({_NOUNS[w] for w in (singular(x.lower) for x in words[colon:]) if w in _NOUNS})
                    out.update(f"title says={kind}" for kind in kinds or ["nothing"])
                    out.update(f"title and paper={kind}" for kind in self.introduced)
            elif colon:
                out.add("title=after colon")
            if o.first > 0:
                out.add("title after=" + words[o.first - 1].lower)
            else:
                out.add("title start")
            if o.last == len(words):
                out.add("title end")
            elif not words[o.last].gap:
                out.add("title before=" + words[o.last].lower)

    def _context(self, o: Occurrence, shape: str, out: set[str]) -> None:
        if o.section == "title":
            return
        around = self.around[o.section]
        words, cues = around.words, around.cues
        first, last = o.first, o.last
        sentence = words[first].sentence
        starts = first == 0 or words[first - 1].sentence != sentence
        ends = last >= len(words) or words[last].sentence != sentence
        gap = words[first].gap
        before = "^" if starts else (gap[-1:] or "") + words[first - 1].lower
        after = "$" if ends else (words[last].gap[:1] or "") + words[last].lower
        if o.end < words[last - 1].end:  # the stem of "CLIP-based"
            after = words[last - 1].text[o.end - words[last - 1].start :].lower()
        before2 = "" if starts or first < 2 or words[first - 2].sentence != sentence else words[first - 2].lower
        after2 = "" if ends or last + 1 >= len(words) or words[last + 1].sentence != sentence else words[last + 1].lower
        out.add("before=" + before)
        out.add("before2=" + before2 + " " + before)
        out.add("after=" + after)
        out.add("after2=" + after + " " + after2)
        out.add(f"{shape} before={before}")
        out.add(f"{shape} after={after}")
        edges = (starts or bool(gap), ends or bool(words[last].gap))
        self._neighbours(around, o, edges, shape, out)
        if gap:
            out.add("opens=" + gap[-1])
        if not ends and words[last].gap:
            out.add("closes=" + words[last].gap[0])
        head, start = around.list_head[last - 1], around.list_start[first]
        out.add("list head=" + head)
        out.add("list start=" + start)
        out.add("list=" + start + ">" + head)
        self._cues(around, o, shape, out)
        self._definition(around.words, o, out)
        if cues and not starts and _NUMBER.match(words[first - 1].lower):
            out.add("after number")
        if not ends and _NUMBER.match(words[last].lower):
            out.add("before number")

    def _definition(self, words: list[Word], o: Occurrence, out: set[str]) -> None:
        """Add what the sentence says the thing is: "X, a corpus of ...", "X is a ...", "a new benchmark called X"."""
        sentence = words[o.first].sentence
        k = o.last
        if k < len(words) and words[k].sentence == sentence:
            opened = words[k].gap[:1] in (",", ":", "(", "-", "–", "—") or words[k].gap.startswith(")")
            if words[k].lower in _DEFINES:
                opened, k = True, k + 1
            if opened and k < len(words) and words[k].lower in _ARTICLES:
                found = _first_noun(words[k : k + _APPOSITION], sentence)
                out.add(f"defined as={found}")
        for k in range(o.first - 1, max(-1, o.first - 5), -1):
            if words[k].sentence != sentence:
                break
            noun = _NOUNS.get(singular(words[k].lower))
            if noun:
                named_by = all(w.lower in _NAMED_BY for w in words[k + 1 : o.first])
                out.add(f"noun before={noun}+{'by' if o.first - k > 1 and named_by else o.first - k}")
                break

    def _neighbours(
        self, around: Surroundings, o: Occurrence, edges: tuple[bool, bool], shape: str, out: set[str]
    ) -> None:
        """Add shape and class of the words on both sides: the name may go on there."""
        for side, edge, k in (("before", edges[0], o.first - 1), ("after", edges[1], o.last)):
            if edge:
                out.add(f"{side} edge")
                continue
            word = around.words[k]
            coarse, fine = self.corpus.clusters.get(word.lower, UNKNOWN_WORD)
            content = "stop" if word.lower in STOPWORDS else word.shape
            out.add(f"{side} shape={content}+{shape}")
            out.add(f"{side} class={fine}")
            out.add(f"{side} coarse={coarse}+{shape}")

    def _cues(self, around: Surroundings, o: Occurrence, shape: str, out: set[str]) -> None:
        words, cues = around.words, around.cues
        sentence = words[o.first].sentence
        near = o.first - 1
        for k in range(o.first - 1, max(-1, o.first - 13), -1):
            if words[k].sentence != sentence:
                break
            for cue in cues[k]:
                distance = "near" if near - k < 3 else "far"
                out.add(f"left {distance}={cue}")
                out.add(f"{shape} left {distance}={cue}")
                if cue in ("propose", "call", "release") and distance == "near":
                    out.add(f"coin {cue} {singular(words[o.last - 1].lower)}")
        for k in range(o.last, min(len(words), o.last + 8)):
            if words[k].sentence != sentence:
                break
            for cue in cues[k]:
                out.add(f"right {'near' if k - o.last < 2 else 'far'}={cue}")


# What a thing is called says little about the part it plays: BERT is proposed in one paper and used in the others.
_OF_THE_NAME: Final = (
    "abbreviated head",
    "first",
    "head",
    "inner",
    "key=",
    "length=",
    "lex?",
    "prefix=",
    "shape+head",
    "suffix",
)


# What tells roles apart differently for a coined name and for a term.
_BY_KIND: Final = (
    *("before=", "begins", "coin", "corpus=", "count=", "defined", "depth", "in=", "left near", "lex=none"),
    *("noun before", "paper introduces", "title"),
)


def role_features(features: Sequence[str], kind: Kind) -> list[str]:
    """Return the features that tell the part a thing plays: all but those of its name, and some with its kind."""
    kept = [f for f in features if not f.startswith(_OF_THE_NAME)]
    return [f"kind={kind}", *kept, *(f"{kind}+{f}" for f in kept if f.startswith(_BY_KIND))]


def surface_shape(surface: str) -> str:
    """Return the shape of a name of several words: up to three word classes in order of appearance, runs folded."""
    found = _SHAPE_CACHE.get(surface)
    if found is None:
        shapes: list[str] = []
        for word in surface.split():
            shape = word_shape(word)
            if not shapes or shapes[-1] != shape:
                shapes.append(shape)
        found = " ".join(shapes[:4])
        if len(_SHAPE_CACHE) < 200_000:
            _SHAPE_CACHE[surface] = found
    return found


_SHAPE_CACHE: dict[str, str] = {}


def find_surroundings(words: list[Word]) -> Surroundings:
    """Return what surrounds each word of a passage."""
    n = len(words)
    heads, starts = [""] * n, [""] * n
    head, sentence = "", -1
    for k in range(n - 1, -1, -1):
        word = words[k]
        if word.sentence != sentence:
            head, sentence = "", word.sentence
        heads[k] = head
        if word.shape in ("x", "X") and word.lower not in ("and", "or", "as", "well") and word.text.islower():
            head = singular(word.lower)
        if word.gap not in _LIST_GAPS:
            head = ""
    start, sentence = "", -1
    for k in range(n):
        word = words[k]
        if word.sentence != sentence:
            start, sentence = "", word.sentence
        elif word.gap not in _LIST_GAPS and word.gap != ":":
            start = ""
        starts[k] = start
        if word.text.islower() and word.lower not in ("and", "or", "the", "a", "an", "both"):
            start = word.lower
    return Surroundings(
        words, [cues_of(w.lower) for w in words], heads, starts, (words[-1].sentence + 1) if words else 0
    )


def _first_noun(words: Sequence[Word], sentence: int) -> str:
    """Return the kind of the first telling noun of an apposition that ends before a preposition or punctuation."""
    found = "?"
    for k, word in enumerate(words):
        if word.sentence != sentence or (
            k and (word.gap or word.lower in ("of", "for", "that", "which", "to", "with"))
        ):
            break
        found = _NOUNS.get(singular(word.lower), found)
    return found


def _introduced(around: Surroundings) -> tuple[str, ...]:
    """Return the kinds of things that the abstract says it proposes or releases."""
    kinds: set[str] = set()
    words = around.words
    for k, cues in enumerate(around.cues):
        if "propose" in cues or "release" in cues:
            kinds.update(
                _NOUNS[n]
                for w in words[k + 1 : k + 9]
                if w.sentence == words[k].sentence and (n := singular(w.lower)) in _NOUNS
            )
    return tuple(sorted(kinds))


def _inside_longer(candidates: Sequence[Candidate]) -> list[float]:
    """Return for each candidate the share of its occurrences that lie inside a longer capitalised candidate."""
    covers: dict[Section, list[tuple[int, int]]] = {"title": [], "abstract": []}
    for c in candidates:
        for o in c.occurrences:
            if o.sources & {"shape", "short", "long", "colon", "lexicon"}:
                covers[o.section].append((o.start, o.end))
    shares = []
    for c in candidates:
        inside = 0
        for o in c.occurrences:
            inside += any(s <= o.start and o.end <= e and e - s > o.end - o.start for s, e in covers[o.section])
        shares.append(inside / len(c.occurrences))
    return shares
