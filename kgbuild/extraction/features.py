"""What the model sees of a candidate: its name, its surroundings at every occurrence, its place in the paper.

A feature is present or not. Surroundings of several occurrences are united, so that one telling place ("we propose X")
is enough.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from kgbuild.datamodel import Section
from kgbuild.extraction.candidates import Candidate, Passage
from kgbuild.extraction.naming import NameFeatures, surface_shape
from kgbuild.extraction.surroundings import Classes, Memory, Surroundings, find_introduced, kind_of_title
from kgbuild.names import singular

BIAS: Final = "bias"  # every candidate has it
# What a thing is called says little about the part it plays: BERT is proposed in one paper and used in the others.
OF_THE_NAME: Final = (
    *("abbreviated head", "first", "head", "hope", "inner", "key=", "length=", "lex?", "prefix=", "shape+head"),
    "suffix",
)
# What tells roles apart differently for a coined name and for a term.
BY_KIND: Final = (
    *("before=", "begins", "coin", "corpus=", "count=", "defined", "depth", "in=", "left near", "lex=none"),
    *("noun before", "paper introduces", "title"),
)
_COVERING: Final = frozenset({"shape", "short", "long", "colon", "lexicon"})


@dataclass(slots=True)
class PaperFeatures:
    """Finds the features of one paper's candidates."""

    passages: Sequence[Passage]
    names: NameFeatures
    memory: Memory
    around: dict[Section, Surroundings] = field(default_factory=dict)
    introduced: tuple[str, ...] = ()  # kinds of things that the paper says it introduces
    colon: int = 0  # the word of the title that follows its colon

    def __post_init__(self) -> None:
        for passage in self.passages:
            self.around[passage.section] = Surroundings(passage.words, self.memory)
        self.introduced = find_introduced(self.around["abstract"].words)
        gaps = self.around["title"].words.gaps
        self.colon = next((k for k in range(1, len(gaps)) if ":" in gaps[k]), 0)

    def features(self, candidates: Sequence[Candidate]) -> list[list[int]]:
        """Return the numbers of each candidate's features, each once."""
        nested = find_nested(candidates)
        return [self._features(candidate, share) for candidate, share in zip(candidates, nested, strict=True)]

    def _features(self, candidate: Candidate, nested: float) -> list[int]:
        occurrences = candidate.occurrences
        of, shape = self.memory.of, surface_shape(candidate.long or occurrences[0].text)
        first = next((o for o in occurrences if o.section == "abstract"), occurrences[0])
        around = self.around[first.section]
        sentence = around.words.sentences[first.first]
        depth = -1
        if first.section == "abstract" and around.sentences > 1:
            depth = round(3 * sentence / (around.sentences - 1))
        sections = tuple(sorted({o.section for o in occurrences}))
        out = [
            *of(_counted, min(len(occurrences), 5), sections, round(nested * 4)),
            *of(_begins, min(sentence, 4), depth),
        ]
        if self.introduced:
            out += of(_introduced, self.introduced, surface_shape(occurrences[0].text))
        for surface in dict.fromkeys([o.text for o in occurrences]):
            out += self.names.of(surface)
        for occurrence in occurrences:
            for source in sorted(occurrence.sources):
                out += of(_source, source)
            if occurrence.section == "abstract":
                self.around["abstract"].add(occurrence, shape, out)
        if candidate.short:
            out += self.names.numbers(_abbreviated(candidate.short, candidate.long))
        if "title" in sections:
            out += self.names.numbers(self._title(candidate))
        return out if len(occurrences) == 1 else list(dict.fromkeys(out))

    def _title(self, candidate: Candidate) -> Iterable[str]:
        words, colon = self.around["title"].words, self.colon
        for o in candidate.occurrences:
            if o.section != "title":
                continue
            if colon and o.last <= colon:
                whole = o.first == 0 and o.last == colon
                yield "title=whole head" if whole else "title=in head"
                if whole:
                    for kind in kind_of_title(words.forms[colon:]):
                        yield f"title says={kind}"
                    for kind in self.introduced:
                        yield f"title and paper={kind}"
            elif colon:
                yield "title=after colon"
            yield f"title after={words.forms[o.first - 1].lower}" if o.first > 0 else "title start"
            if o.last == len(words):
                yield "title end"
            elif not words.gaps[o.last]:
                yield f"title before={words.forms[o.last].lower}"


def _counted(_: Classes, count: int, sections: tuple[Section, ...], nested: int) -> Iterable[str]:
    yield BIAS
    yield f"count={count}"
    yield "in=" + "+".join(sections)
    yield f"nested={nested}"


def _begins(_: Classes, sentence: int, depth: int) -> Iterable[str]:
    yield f"begins={sentence}"
    if depth >= 0:
        yield f"depth={depth}"


def _introduced(_: Classes, kinds: tuple[str, ...], shape: str) -> Iterable[str]:
    for kind in kinds:
        yield f"paper introduces={kind}+{shape}"


def _source(_: Classes, source: str) -> Iterable[str]:
    yield "src=" + source


def _abbreviated(short: str, long: str) -> Iterable[str]:
    yield "abbreviated"
    yield "abbreviated+" + surface_shape(long)
    yield "abbreviated head=" + singular(long.lower().replace("-", " ").split()[-1])
    yield "abbreviated as=" + surface_shape(short)


def find_nested(candidates: Sequence[Candidate]) -> list[float]:
    """Return for each candidate the share of its occurrences that lie inside a longer capitalised candidate."""
    ends: dict[Section, dict[int, int]] = {"title": {}, "abstract": {}}  # start -> the furthest end from there
    for candidate in candidates:
        for o in candidate.occurrences:
            if not _COVERING.isdisjoint(o.sources):
                section = ends[o.section]
                section[o.start] = max(section.get(o.start, 0), o.end)
    reach = {section: _furthest(starts) for section, starts in ends.items()}
    shares = []
    for candidate in candidates:
        inside = 0
        for o in candidate.occurrences:
            before = reach[o.section][min(o.start, len(reach[o.section]) - 1)]
            inside += before >= o.end or ends[o.section].get(o.start, 0) > o.end
        shares.append(inside / len(candidate.occurrences))
    return shares


def _furthest(starts: dict[int, int]) -> list[int]:
    """Return for each character how far the stretches reach that start before it."""
    reach = [0] * (max(starts, default=0) + 2)
    for start, end in starts.items():
        reach[start + 1] = end
    return list(accumulate(reach, max))
