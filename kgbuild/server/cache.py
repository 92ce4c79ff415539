"""Answers kept for whoever asks the same again: the graph behind a server does not change while it runs."""

import re
from collections import OrderedDict
from typing import Final

from kgbuild.server.questions import Answer, Query, Resource

# Functions that answer otherwise each time. Where one of these words means something else, the answer is not kept
# either, which costs time and nothing more.
_CHANGING: Final = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\b", re.IGNORECASE)


class AnswerCache:
    """The answers asked for most recently, up to so many bytes of bodies; with 0 it keeps none."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[Query | Resource, Answer] = OrderedDict()

    def get(self, question: Query | Resource) -> Answer | None:
        """Return the answer kept for a question, or None."""
        answer = self._answers.get(question)
        if answer is not None:
            self._answers.move_to_end(question)
        return answer

    def put(self, question: Query | Resource, answer: Answer) -> None:
        """Keep an answer instead of those not asked for longest; refusals, and what changes by itself, are not kept."""
        if answer.status != 200 or len(answer.body) > self._most_bytes or _changes(question):
            return
        replaced = self._answers.pop(question, None)
        self._bytes += len(answer.body) - (len(replaced.body) if replaced else 0)
        self._answers[question] = answer
        while self._bytes > self._most_bytes:
            _, oldest = self._answers.popitem(last=False)
            self._bytes -= len(oldest.body)


def _changes(question: Query | Resource) -> bool:
    return isinstance(question, Query) and _CHANGING.search(question.sparql) is not None
