"""How names stand in a sentence: rows of them, with modifiers before, nouns behind, and an aside in brackets.

Patterns are for marked sentences in lower case (see `clauses`).
"""

import re
from typing import Final

from kgbuild.finishing.clauses import ANY, DATA, METHOD, TASK

MARKS: Final = ANY[1:-1]
# Words that end a noun phrase, or a row of modifiers before a name.
STOP: Final = (
    r"(?:on|in|with|by|using|for|of|to|from|at|into|onto|via|as|that|which|who|where|when|while|whereas|if|than|over|"
    r"across|against|under|between|through|without|within|is|are|was|were|be|been|being|has|have|had|do|does|can|"
    r"could|may|might|will|would|should|and|or|but|not|we|it|they|our|its|their|this|these|those|both|"
    r"(?!existing|competing|leading|prevailing|underlying|corresponding|remaining|challenging|preceding)\w+ing|"
    r"outperforms?|achieves?|shows?|demonstrates?|compared|trained|based|only|also|directly|"
    r"yields?|improves?|provides?|generated|instead)\b"
)
WORD: Final = rf"(?:(?!{STOP})[\w{MARKS}'’%.+/-]+ )"
SUCH_AS: Final = r"(?:,? ?(?:such as|including|like|namely|e\.g\.,?|i\.e\.,?|\(|:|[–—])(?: e\.g\.,?| i\.e\.,?)? ?)"
ASIDE: Final = r"(?: ?[(\[][^()\[\]]{0,60}[)\]])?"
AND: Final = r"(?:,? (?:and|or|as well as|&) |, |/| ?\+ )"
MAKE: Final = r"(?:(?:both|the|a|an|its|their|our|also|other) )*"


def _row(mark: str, head: str, *, loose: bool) -> str:
    """Return a pattern of one or several names: "the strong A, B and the C models".

    Not `loose`, commas alone make no row: in "unlike A, B is quick" nothing is unlike B.
    """
    item = rf"{mark}(?!-\w)(?: {head})*{ASIDE}"
    more = rf"{MAKE}{WORD}{{0,2}}?{item}"
    link = r"(?:,? (?:and|or|as well as|&) |/| ?\+ )"
    strict = rf"(?:(?:, {more})*{link}{more}|(?:, {more})+(?=,? (?:and|etc)\b))*"
    rest = rf"(?:{AND}{more})*" if loose else strict
    return rf"{MAKE}{WORD}{{0,3}}?{item}{rest}"


DATA_HEAD: Final = (
    r"(?:datasets?|data ?sets?|benchmarks?|corpus|corpora|data|collections?|suites?|leaderboards?|challenges?|tasks?|"
    r"tests?|sets?|splits?|dev|validation|evaluation|benchmarking)\b"
)
METHOD_HEAD: Final = (
    r"(?:models?|methods?|baselines?|approach(?:es)?|algorithms?|variants?|frameworks?|counterparts?|networks?|"
    r"systems?|techniques?|architectures?|policy|policies|agents?|modules?|loss(?:es)?|backbones?|encoders?|itself|"
    r"alone|strategy|strategies|schemes?|solvers?|optimizers?|estimators?|learners?|decoders?|classifiers?|"
    r"detectors?|planners?|teachers?|students?|pipelines?|training|solutions?|alternatives?|competitors?)\b"
)
DATA_ROW: Final = _row(DATA, DATA_HEAD, loose=True)
METHOD_ROW: Final = _row(METHOD, METHOD_HEAD, loose=False)
# Such as: the test set of A; three public benchmarks: A, B and C.
DATA_GROUP: Final = (
    rf"(?:(?:the |a )?(?:[\w-]+ ){{0,2}}(?:sets?|splits?|subsets?|part|partition|portion) of )?"
    rf"(?:{WORD}{{0,7}}?{SUCH_AS}|{WORD}{{1,4}}?(?:datasets|benchmarks|corpora|tasks|suites|sets), )?{DATA_ROW}"
)
# What may follow the last method of a row, so that the method and not a later noun is meant.
METHOD_END: Final = rf"(?=$|[^\w\s-]| (?!based\b|\w+ing (?:[\w-]+ )?{METHOD_HEAD})(?:{STOP}|\w+ly\b|respectively|\d))"
_TASK_HEAD: Final = (
    r"(?: (?:tasks?|problems?|settings?|systems?|models?|methods?|research|applications?|capabilities|abilities))?"
)
TASK_ROW: Final = rf"{MAKE}{WORD}{{0,4}}?{TASK}{_TASK_HEAD}{ASIDE}(?:{AND}{MAKE}{WORD}{{0,2}}?{TASK}{_TASK_HEAD})*"
# Methods right before a verb: "A and B models (large) also consistently ..."
_HELPERS: Final = (
    r"(?: (?:\w+ly|also|even|can|to|further|still|often|always|not only|that|which|is|are|on average|thus|has|have|"
    r"been|shown)|, respectively,?)*"
)
_ONE: Final = rf"{METHOD}(?: {METHOD_HEAD})?{ASIDE}"
SUBJECT: Final = re.compile(rf"(?P<row>(?:{_ONE}(?:, {_ONE})*(?:,? and | & |/))?{_ONE}),?{_HELPERS},? $")

_NOT: Final = re.compile(
    r"\b(?:not|never|cannot|fails?|failed|failing|without|neither|nor|whether|could|would|might|should|"
    r"unable|lacks?|lack of|future|if|rather|instead|hard to|difficult to|impossible)\b|n['’]t\b"
)


def is_denied(text: str, place: int) -> bool:
    """Tell whether what the sentence says at a place is denied, asked, or only thought of."""
    return _NOT.search(text, max(0, place - 40), place + 12) is not None or text.endswith("?")
