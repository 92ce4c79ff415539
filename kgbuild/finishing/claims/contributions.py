"""What kind of contribution a paper is: what in its title and sentences tells."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from kgbuild.finishing.claims.keys import Flags, Part, Template, bits_of, keyed, mixed, ranges
from kgbuild.finishing.claims.sorts import PAPER, PROPOSED, TYPES
from kgbuild.finishing.claims.view import View
from kgbuild.finishing.claims.words import HINTS, Fact, Word, has
from kgbuild.hashing import Codes, Numbers

_OPENING: Final = 8  # words of a sentence in which its subject stands
_BEHIND: Final = 3
_FAR: Final = 11


def contribution_features(view: View) -> Iterator[Part]:
    """Yield what tells of each paper what it contributes."""
    yield from _of_hints(view)
    yield from _behind_authors(view)
    yield from _of_titles(view)
    yield from _of_things(view)


def _of_hints(view: View) -> Iterator[Part]:
    """Yield how many sentences hint at each kind, and how many of those whose subject are the authors."""
    sentences, words = view.sentences, view.words
    hints = np.bitwise_or.reduceat(words.column(Word.HINTS), sentences.first)
    opening = np.minimum(sentences.last, sentences.first + _OPENING)
    of, opens = ranges(sentences.first, opening)
    own = np.zeros(len(hints), np.bool_)
    own[of[has(words.column(Word.FACTS), Fact.AUTHORS)[opens]]] = True
    body = ~sentences.is_title
    for by_authors, chosen in ((False, body), (True, body & own)):
        rows, bits = bits_of(hints[chosen], len(HINTS))
        paper = sentences.paper[chosen][rows]
        counts = np.bincount(paper * len(HINTS) + bits, minlength=len(view.papers) * len(HINTS))
        for edge in (1, 2, 3, 5):
            reached = np.flatnonzero(counts >= edge)
            hint = reached % len(HINTS)
            told = np.full(len(reached), edge * 2 + by_authors)
            yield reached // len(HINTS), keyed(Template.SAYS, hint, told)


def _behind_authors(view: View) -> Iterator[Part]:
    """Yield the words behind "we", "this paper" and the like."""
    sentences, table = view.sentences, view.words.table
    authors = np.flatnonzero(has(table[Word.FACTS], Fact.AUTHORS))
    authors = authors[~sentences.is_title[view.words.sentence[authors]]]
    end = sentences.last[view.words.sentence[authors]]
    paper = sentences.paper[view.words.sentence[authors]]
    for step in range(1, _FAR + 1):
        inside = np.flatnonzero(authors + step < end)
        words = table[Word.TYPED][authors[inside] + step]
        yield paper[inside], keyed(Template.BEHIND_FAR, words)
        if step <= _BEHIND:
            yield paper[inside], keyed(Template.BEHIND_AUTHORS, table[Word.TEXT][authors[inside]], words)
        if step == 2:
            yield paper[inside], keyed(Template.BEHIND_PAIR, table[Word.TYPED][authors[inside] + 1], words)


def _of_titles(view: View) -> Iterator[Part]:
    sentences, table = view.sentences, view.words.table
    titles = np.flatnonzero(sentences.is_title)
    first, last, paper = sentences.first[titles], sentences.last[titles], sentences.paper[titles]
    stems, facts = table[Word.TYPED], table[Word.FACTS]
    of, words = ranges(first, last)
    yield paper[of], keyed(Template.TITLE_WORD, stems[words])
    of_pair, pair = ranges(first, last - 1)
    yield paper[of_pair], keyed(Template.TITLE_PAIR, stems[pair], stems[pair + 1])
    filled = np.flatnonzero(last > first)
    first, last, paper, titles = first[filled], last[filled], paper[filled], titles[filled]
    yield paper, keyed(Template.TITLE_OPENS, stems[first])
    yield paper, keyed(Template.TITLE_OPENS_2, stems[first], stems[np.minimum(first + 1, last)])
    of, words = ranges(first, last)
    rows, bits = bits_of(table[Word.HINTS][words], len(HINTS))
    yield paper[of[rows]], keyed(Template.TITLE_SAYS, bits)
    asks = has(facts[first], Fact.ASKS)
    asks[of[has(facts[words], Fact.QUESTION)]] = True
    yield paper, keyed(Template.TITLE_ASKS, asks)
    colons = has(facts[words], Fact.COLON)
    of, words = of[colons][::-1], words[colons][::-1]
    colon = np.full(len(first), -1)
    colon[of] = words  # the first colon is written last
    headed = np.flatnonzero(colon > first)
    head = colon[headed] - 1
    mark = np.where(has(facts[head], Fact.MARK), stems[head], np.uint64(0))
    yield paper[headed], keyed(Template.TITLE_HEAD, colon[headed] - first[headed] < _BEHIND, mark)


def _of_things(view: View) -> Iterator[Part]:
    """Yield which things a paper brings, and which it has."""
    things, count = view.things, len(view.papers)
    every = np.arange(count)

    def number(chosen: Flags) -> Numbers:
        return np.bincount(things.paper[chosen], minlength=count)

    is_method = things.type == TYPES["Method"]
    own = things.role == PROPOSED
    data = np.minimum(number(own & ((things.type == TYPES["Dataset"]) | (things.type == TYPES["Benchmark"]))), 2)
    methods = number(own & is_method)
    yield every, keyed(Template.BRINGS, data, np.minimum(methods, 2))
    yield every, keyed(Template.BRINGS_METHODS, np.minimum(methods, 3))
    yield every, keyed(Template.BRINGS_DATA, data)
    yield every, keyed(Template.TITLE_BRINGS, np.minimum(number(own & is_method & things.titled), 1))
    others = things.type != TYPES[PAPER]
    for codes in (mixed(things.sort), mixed(things.fine_sort, things.kind)):
        yield things.paper, keyed(Template.HAS, codes)
        many, papers = _often(things.paper, codes, 3)
        yield papers, keyed(Template.HAS_MANY, many)
        titled = others & things.titled
        yield things.paper[titled], keyed(Template.HAS_TITLED, codes[titled])
    links = np.flatnonzero(things.link_kind)
    yield things.paper[links], keyed(Template.HAS_LINK, things.link_kind[links])


def _often(papers: Numbers, codes: Codes, least: int) -> tuple[Codes, Numbers]:
    """Return the codes that a paper has at least so often, and the papers."""
    order = np.lexsort((codes, papers))
    codes, papers = codes[order], papers[order]
    behind = np.minimum(np.arange(len(codes)) + least - 1, len(codes) - 1)
    often = (codes[behind] == codes) & (papers[behind] == papers) & (np.arange(len(codes)) + least <= len(codes))
    return codes[often], papers[often]
