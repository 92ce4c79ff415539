"""What the sentence of a name tells about its role: whose work it speaks of, whether the paper proposes something.

Found for all occurrences of many papers at once, by arithmetic on columns of words.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from kgbuild.extraction.cues import CUES
from kgbuild.extraction.keys import Codes, Keys, Numbers, Template, key_of
from kgbuild.extraction.lexemes import HINTS, Fact, Word, holds
from kgbuild.extraction.surroundings import Flags, Places, Surroundings

# What tells roles only: what a candidate is does not depend on whose it is.
OF_ROLES: Final = frozenset({Template.PROPOSAL, Template.AUTHORS, Template.HINT_BEFORE, Template.HINT_AFTER})
_PROPOSE: Final = np.uint64(1 << CUES.index("propose"))
_PLACES: Final = np.array(
    [key_of(Template.PROPOSAL, place) for place in ("none", "before", "in", "next", "after")], np.uint64
)
_AUTHORS: Final = np.array([key_of(Template.AUTHORS, where) for where in ("--", "b-", "-a", "ba")], np.uint64)
_HINTS: Final = np.array(
    [[key_of(template, hint) for hint in HINTS] for template in (Template.HINT_BEFORE, Template.HINT_AFTER)], np.uint64
)


def find_telling(around: Surroundings, places: Places) -> Iterator[tuple[Numbers, Keys]]:
    """Yield columns of (candidate, key) for what the sentences of these places tell."""
    if not len(places.of):
        return
    of, first, last = places.of, places.first, places.last
    words, sentences = around.words, around.sentences
    passages = np.repeat(np.arange(len(around.first_sentences) - 1), np.diff(around.first_sentences))
    authors = _authors(words)
    bounds = np.searchsorted(sentences, np.arange(len(passages) + 1))
    starts, ends = bounds[:-1], bounds[1:]
    here = sentences[first]
    yield of, _PLACES[_places(words, authors, bounds, passages)[here]]
    seen = np.concatenate(([0], np.cumsum(authors)))
    before, behind = seen[first] > seen[starts[here]], seen[ends[here]] > seen[last]
    yield of, _AUTHORS[before + 2 * behind.astype(np.int64)]
    hints = np.flatnonzero(words[:, Word.HINT])
    low, high = np.searchsorted(hints, starts[here]), np.searchsorted(hints, ends[here])
    counts = high - low
    place = np.repeat(np.arange(len(of)), counts)
    hint = hints[np.arange(counts.sum()) + np.repeat(low - np.cumsum(counts) + counts, counts)]
    outside = (hint < first[place]) | (hint >= last[place])
    place, hint = place[outside], hint[outside]
    yield of[place], _HINTS[(hint >= last[place]).astype(np.int64), words[hint, Word.HINT].astype(np.int64)]


def _authors(words: Codes) -> Flags:
    """Tell for each word whether the authors speak of themselves: "we", "this paper"."""
    facts = words[:, Word.FACTS]
    authors = holds(facts, Fact.AUTHORS)
    authors[1:] |= holds(facts[1:], Fact.PUBLICATION) & holds(facts[:-1], Fact.THIS)
    return authors


def _places(words: Codes, authors: Flags, bounds: Numbers, passages: Numbers) -> Numbers:
    """Return for each sentence where it stands from the first in which the authors say what they propose.

    As places in `_PLACES`. Such a sentence has a verb of proposing behind "we", or speaks of "this paper".
    """
    starts, ends = bounds[:-1], bounds[1:]
    speaks = np.append(np.flatnonzero(authors), len(words))
    first = speaks[np.searchsorted(speaks[:-1], starts)]
    verbs = np.concatenate(([-1], np.flatnonzero(words[:, Word.CUES] & _PROPOSE)))
    last = verbs[np.searchsorted(verbs[1:], ends)]
    publication = np.concatenate(([0], np.cumsum(authors & holds(words[:, Word.FACTS], Fact.PUBLICATION))))
    says = (first < last) & (last < ends)
    proposing = np.flatnonzero(says | (publication[ends] > publication[starts]))
    if not len(proposing):
        return np.zeros(len(starts), np.int64)
    opens = np.searchsorted(passages, passages)  # the first sentence of each sentence's passage
    number = np.searchsorted(proposing, opens)
    found = proposing[np.minimum(number, len(proposing) - 1)]
    known = (number < len(proposing)) & (passages[found] == passages)
    distance = np.clip(np.arange(len(starts)) - found, -1, 2)
    places: Numbers = np.where(known, distance + 2, 0)
    return places
