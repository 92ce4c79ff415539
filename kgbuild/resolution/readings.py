"""What abbreviations stand for: in a paper, in the papers beside it, in 90,000 abstracts.

A paper's own long form decides. Else the corpus does where it has one reading, else what many abstracts mean, where
they nearly all mean the same. An abbreviation with several readings is given the one whose papers name the same things
as this one, or none.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Final

from kgbuild.resolution.forms import name_form

# The share of papers that must agree on what an abbreviation means: of the corpus, of the packaged table.
_DOMINANT: Final = 0.8
_TABLE_DOMINANT: Final = 0.85
# So many papers of the corpus that spell an abbreviation out need no packaged table beside them.
_SELF_RELIANT: Final = 5
_LEAST_SHARE: Final = 0.1  # of the table's papers: below it a reading is a curiosity
# How much likelier, by its company, one reading must be than the next.
_MARGIN: Final = math.log(4)
_SMALL: Final = 0.1


@dataclass(frozen=True, slots=True)
class Reading:
    """A long form for an abbreviation, and what says so: "paper", "papers", "company" (of several), or the "table"."""

    long: str
    by: str
    paper: str = ""

    @property
    def key(self) -> str:
        """The long form's key."""
        return name_form(self.long).key


@dataclass(slots=True)
class Readings:
    """What the papers of a corpus spell out, and what is known beside."""

    # abbreviation -> stems of a reading -> papers that spell it out, with the spelling that they use
    spelt: defaultdict[str, defaultdict[tuple[str, ...], dict[str, str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(dict))
    )
    company: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _spread: dict[tuple[str, tuple[str, ...]], Counter[str]] = field(default_factory=dict)
    _usual: dict[str, Reading | None] = field(default_factory=dict)

    def add(self, short: str, long: str, paper: str) -> None:
        """Take note of a paper that spells an abbreviation out, before anything is asked."""
        here = self.spelt[short_key(short)][name_form(long).stems]
        here[paper] = min(here.get(paper, long), long, key=lambda spelling: (len(spelling), spelling))

    def own(self, short: str, paper: str) -> Reading | None:
        """Return what the paper itself says that the abbreviation means."""
        found = sorted(there[paper] for there in self.spelt.get(short_key(short), {}).values() if paper in there)
        return Reading(found[0], "paper", paper) if len(found) == 1 else None

    def usual(self, short: str) -> Reading | None:
        """Return what nearly all mean by it; None where that is not known, or several things."""
        key = short_key(short)
        if key not in self._usual:
            self._usual[key] = self._find_usual(key)
        return self._usual[key]

    def _find_usual(self, key: str) -> Reading | None:
        here = Counter({stems: len(papers) for stems, papers in self.spelt.get(key, {}).items()})
        known = packaged_readings().get(key, {})
        votes, least = here, _DOMINANT
        if here.total() < _SELF_RELIANT:
            votes = here + Counter[tuple[str, ...]]()
            for long, papers in known.items():
                votes[name_form(long).stems if long else ("", short_key(key))] += papers
            least = _DOMINANT if here else _TABLE_DOMINANT
        named = {name_form(long).stems: long for long in sorted(known) if long}
        # Of equals the one with a word for each letter: the search in texts may begin a word too late.
        order = sorted(votes, key=lambda stems: (-votes[stems], abs(len(stems) - len(key)), stems))
        best = next((stems for stems in order if stems in here or stems in named), None)
        if best is None:
            return None
        support = sum(papers for stems, papers in votes.items() if _comparable(stems, best))
        if support < least * votes.total():
            return None
        return self._spelling(key, best) if best in here else Reading(named[best], "table")

    def is_known(self, short: str) -> bool:
        """Tell whether a paper or the packaged table says what an abbreviation means."""
        return short_key(short) in packaged_readings() or short_key(short) in self.spelt

    def is_ambiguous(self, short: str) -> bool:
        """Tell whether papers of the corpus, or many abstracts, mean different things by an abbreviation."""
        key = short_key(short)
        known = packaged_readings().get(key, {})
        believed = [long for long, n in known.items() if long and n >= _LEAST_SHARE * sum(known.values())]
        stems = {*self.spelt.get(key, {}), *(name_form(long).stems for long in believed)}
        return len(stems) > 1 and self.usual(short) is None

    def long_forms(self, short: str) -> list[str]:
        """Return what papers of the corpus mean by an abbreviation, what most mean first."""
        key = short_key(short)
        counts = {stems: len(papers) for stems, papers in self.spelt.get(key, {}).items()}
        order = sorted(counts, key=lambda stems: (-counts[stems], stems))
        return [self._spelling(key, stems).long for stems in order]

    def by_company(self, short: str, paper: str) -> Reading | None:
        """Return the reading whose papers name what this one names; None where none stands out."""
        key = short_key(short)
        around = self.company.get(paper, frozenset())
        scores = sorted(
            ((self._fit(key, stems, around), stems) for stems in self.spelt.get(key, {})), key=lambda s: (-s[0], s[1])
        )
        if not scores or scores[0][0] <= 0 or (len(scores) > 1 and scores[0][0] - scores[1][0] < _MARGIN):
            return None
        return replace(self._spelling(key, scores[0][1]), by="company")

    def _spelling(self, key: str, stems: tuple[str, ...]) -> Reading:
        papers = self.spelt[key][stems]
        long, _ = min(Counter(papers.values()).items(), key=lambda item: (-item[1], item[0]))
        return Reading(long, "papers", min(paper for paper, spelling in papers.items() if spelling == long))

    def _fit(self, key: str, stems: tuple[str, ...], around: frozenset[str]) -> float:
        """Return how much likelier the company of a reading's papers makes it; 0 where they have nothing in common."""
        if (key, stems) not in self._spread:
            papers = self.spelt[key][stems]
            self._spread[key, stems] = Counter(name for paper in papers for name in self.company.get(paper, ()))
        spread, total = self._spread[key, stems], len(self.spelt[key][stems])
        shared = [spread[name] for name in sorted(around & spread.keys()) if name != key]
        return math.fsum(math.log1p((count / total) / _SMALL) for count in shared)


def short_key(short: str) -> str:
    """Return an abbreviation without a plural s and hyphens; the case counts: mAP is not MAP."""
    bare = short.strip().replace("-", "")
    return bare[:-1] if len(bare) > 2 and bare.endswith("s") and bare[-2].isupper() else bare


def _comparable(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether one reading is the other with a word more: "chain of thought" and "chain of thought prompting"."""
    more = set(one) ^ set(other)
    return (set(one) <= set(other) or set(other) <= set(one)) and "modeling" not in more


@cache
def packaged_readings() -> Mapping[str, Mapping[str, int]]:
    """Return abbreviation -> long form -> papers, of `abbreviations.tsv`; "" stands for rare long forms together."""
    found: dict[str, dict[str, int]] = {}
    text = (files("kgbuild.resolution") / "abbreviations.tsv").read_text("utf-8")
    for line in text.splitlines()[1:]:
        short, long, papers = line.split("\t")
        found.setdefault(short, {})[long] = int(papers)
    return found


def company_of(things: Iterable[tuple[str, Sequence[str]]]) -> dict[str, frozenset[str]]:
    """Return for each paper the keys of what it names, given (paper, names) of things."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for paper, names in things:
        found[paper].update(name_form(name).key for name in names)
    return {paper: frozenset(names) for paper, names in found.items()}
