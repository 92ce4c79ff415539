"""Answers kept for whoever asks the same again: the graph behind a server does not change while it runs."""

import re
from collections import OrderedDict
from typing import Final, TypeAlias

from kgbuild.server.asking_page import PlainQuestion
from kgbuild.server.query_page import NamedQuestion
from kgbuild.server.questions import Answer, Query, Resource

_Kept: TypeAlias = Query | Resource | PlainQuestion | NamedQuestion

# Functions that answer otherwise each time. Where one of these words means something else, the answer is not kept
# either, which costs time and nothing more.
_CHANGING: Final = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\b", re.IGNORECASE)
# What an answer takes beside its body and the text of its question: headers, the objects themselves.
OVERHEAD_BYTES: Final = 2048


class AnswerCache:
    """The answers asked for most recently, up to so many bytes of them and their questions; with 0 it keeps none."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[_Kept, Answer] = OrderedDict()

    def get(self, question: _Kept) -> Answer | None:
        """Return the answer kept for a question, or None."""
        answer = self._answers.get(question)
        if answer is not None:
            self._answers.move_to_end(question)
        return answer

    def put(self, question: _Kept, answer: Answer) -> None:
        """Keep an answer instead of those not asked for longest; refusals, and what changes by itself, are not kept."""
        size = _size(question, answer)
        if answer.status != 200 or size > self._most_bytes or _changes(question):
            return
        replaced = self._answers.pop(question, None)
        self._bytes += size - (_size(question, replaced) if replaced else 0)
        self._answers[question] = answer
        while self._bytes > self._most_bytes:
            self._bytes -= _size(*self._answers.popitem(last=False))


def _size(question: _Kept, answer: Answer) -> int:
    """Return about how much memory an answer takes with its question, whoever makes the question long."""
    if isinstance(question, PlainQuestion | NamedQuestion):
        asked = [question.text]
    elif isinstance(question, Resource):
        asked = [question.accept, question.iri]
    else:
        asked = [question.accept, question.sparql, question.base_iri or ""]
        asked += [*(question.default_graphs or ()), *(question.named_graphs or ())]
    return len(answer.body) + OVERHEAD_BYTES + 4 * sum(map(len, asked))


def _changes(question: _Kept) -> bool:
    return isinstance(question, Query) and _CHANGING.search(question.sparql) is not None
