"""Questions in plain words, answered from the graph without a language model.

A question is read by a small grammar: which of its words are names that the graph has, what it asks for, and under
which conditions. What comes out, a `Reading`, is told to the user and written as SPARQL. A question about the whole
graph is held against paraphrases of the named queries. What cannot be read is declined, not guessed.
"""

from kgbuild.asking.answer import Answer, ask, carry_out
from kgbuild.asking.named import read_paraphrases
from kgbuild.asking.names import Name, NameTable, names_of
from kgbuild.asking.planning import Plan, plan_question
from kgbuild.asking.questions import Condition, Declined, Reading

__all__ = [
    "Answer",
    "Condition",
    "Declined",
    "Name",
    "NameTable",
    "Plan",
    "Reading",
    "ask",
    "carry_out",
    "names_of",
    "plan_question",
    "read_paraphrases",
]
