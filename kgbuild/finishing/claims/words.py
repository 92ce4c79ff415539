"""What is known of a word by itself, as a row of numbers: found once a word, then indexed."""

import re
from collections.abc import Sequence
from enum import IntEnum, IntFlag
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kgbuild.finishing.claims.sorts import TYPES
from kgbuild.finishing.clauses import type_of_mark
from kgbuild.hashing import Codes, Table, code_of

END: Final = "\n"  # stands before, between and behind sentences
_CUES: Final[dict[str, str]] = {
    "propose": r"propos|introduc|present|develop|design|devis|novel|new$|first$",
    "build": r"build|built|based|base$|upon|extend|extension|adapt|leverag|employ|utiliz|utilis|adopt|incorporat|"
    r"integrat|combin|inspired|powered|backbone|teacher|fine-tun|finetun|distil|equipped|via$|using$|use$|uses$|used$|"
    r"through$|appl|exploit|initializ|pre-?train|train|with$|unif|augment|harness|by$",
    "compare": r"outperform|surpass|compar|superior|better|baseline|exceed|beat|state-of-the-art|sota|unlike|versus|"
    r"vs|than|contrast|improv|over$|instead|existing|previous|prior|conventional|traditional|standard|alternativ|"
    r"compet|rival|against|par$|match|counterpart|vanilla|original|limitation",
    "evaluate": r"experiment|evaluat|benchmark|dataset|test|result|demonstrat|validat|achiev|performance|"
    r"score|assess|reach|attain|obtain",
    "part": r"consist|compris|compos|component|module|contain|include|includ|stage|part$|mechanism|strategy|loss|"
    r"phase|first|second|third|subset|split|two$|three$|key$",
    "task": r"task|problem|for$|address|solv|tackl|toward|application|applied|improv|enabl|facilitat|support|in$|"
    r"aim|enhanc|perform|of$",
    "measure": r"metric|accuracy|score|terms|measur|improv|reduc|increas|gain|higher|lower|%|point|decreas|rate",
    "we": r"we$|our$|ours$|us$|proposed|this$|it$|its$|these$",
    "study": r"study|studi|analy|investigat|survey|review|explor|examin|compar|find$|show|reveal|empirical",
    "prior": r"existing|previous|prior|recent|recently|however|although|despite|while|many|most|often|traditional|"
    r"conventional|current|challeng|limit|suffer|fail|lack|typical|have$|has$|been|become|widely",
    "future": r"could|may|might|future|hope|potential|promis|would|can$",
    "code": r"code|available|github|https?|release|open-?source|project|page|repository|data$|dataset|model|demo",
}
# What says of a number whether it is by how much something changes, or how much it is.
_SAYS: Final[dict[str, str]] = {
    "change": r"improv|increas|boost|gain|reduc|decreas|faster|slower|higher|lower|fewer|more$|less$|better|worse|"
    r"speed|accelerat|outperform|surpass|exceed|sav(?:e|ing)|drop|cut|degrad|lift|rais|ris(?:e|ing)|margin|increment|relative|"
    r"over$|than$",
    "by": r"by$",
    "level": r"achiev|reach|attain|obtain|scor|accura|rank|record|report|success|rate|precision|recall|mean$|average|"
    r"f1|auc|map$|bleu|error|with$|an?$|at$",
    "keep": r"keep|kept|retain|maintain|preserv|remain|recover|cover|comparable|match",
    "of": r"of$",
    "to": r"(?:to|from|compared|versus|vs)$",
    "points": r"(?:points?|fold|times|percentage|pp)$",
}
_HINTS: Final[dict[str, str]] = {
    "survey": r"survey|review|overview|taxonomy|literature|tutorial|roadmap|landscape|bibliometric|systematic",
    "resource": r"dataset|data ?set|corpus|corpora|benchmark|collection|annotat|leaderboard|testbed|challenge|treebank|"
    r"crowdsourc|curat|resource|suite|instances|samples|images|questions|examples|languages|release",
    "study": r"study|studies|investigat|analy[sz]|empirical|explor|examin|compar|understand|evaluat|assess|probing|"
    r"how|why|what|whether|do|does|is|are|can|role|impact|effects?|lessons|findings?|evidence|insights?|case|"
    r"revisit|rethink|towards?|reproduc|replicat",
    "theory": r"theor|proof|prove|bound|convergence|optimal|complexity|regret|lower|upper|guarantee|identifiab|"
    r"generali[sz]ation|minimax|asymptotic|sample|condition|equivalen|hardness|np|polynomial|necessary|sufficient",
    "system": r"system|toolkit|toolbox|library|platform|software|tool|open-source|demo|package|api|architecture|"
    r"infrastructure|deploy|interface|engine|pipeline|application|technical|report|submission|production",
    "position": r"position|argue|perspective|vision|opinion|call|should|must|agenda|manifesto|advocate|critique|"
    r"future|need|opportunit|challenges",
    "method": r"method|approach|framework|algorithm|model|network|novel|propos|architecture|loss|module|learning|via|"
    r"outperform|state-of-the-art|mechanism|strategy|technique|train",
}

CUES: Final = tuple(_CUES)
HINTS: Final = tuple(_HINTS)
SAYS: Final = tuple(_SAYS)
CHANGE: Final = 1 << SAYS.index("change")
WE: Final = 1 << CUES.index("we")
# What counts for more where a sentence also says "we": these cues, moved up by so many bits.
WITH_WE: Final = sum(
    1 << CUES.index(cue) for cue in ("propose", "evaluate", "compare", "build", "study", "measure", "task")
)
BEHIND_WE: Final = 16
_ENDINGS: Final = re.compile(r"(?:ings?|ed|es|s|ly)$")
_ENUMERATES: Final = frozenset((",", "and", "or", "&", "/", ";", "both", "as", "well"))
# What may stand within a row of names: "both A and the B".
_IN_ROW: Final = frozenset(
    (",", "and", "or", "&", "(", "the", "a", "an", "both", "such", "as", "like", "including", "e", "g", ".", "i", ":")
)
_AUTHORS: Final = frozenset(("we", "paper", "work", "article", "study", "our", "survey", "authors"))
_ASKS: Final = frozenset(("how", "why", "what", "when", "do", "does", "is", "are", "can", "which"))


class Word(IntEnum):
    """Columns of a word's row."""

    TEXT = 0  # a hash of the word
    STEM = 1  # a hash of it without the commonest endings; numbers are all alike, and so are things
    TYPED = 2  # the same, but things are alike by type
    CUES = 3  # what it hints at about things: a bit for each of `CUES`
    HINTS = 4  # what it hints at about the paper's contribution: a bit for each of `HINTS`
    SAYS = 5  # what it says of a number beside it: a bit for each of `SAYS`
    FACTS = 6
    TYPE = 7  # 1 + the place of its thing's type in `TYPES`, 0 for a word


class Fact(IntFlag):
    """What is true of a word."""

    MARK = 1  # it stands for a thing
    IN_ROW = 2  # may stand within a row of names
    MODIFIER = 4  # may stand before a name in a row: "the strong A and the recent B"
    ALPHA = 8
    PLAIN = 16  # neither a thing nor what stands between the things of a row
    NUMBER = 32
    AUTHORS = 64  # the authors, or the paper
    COLON = 128
    ASKS = 256  # opens a question
    QUESTION = 512  # a question mark


def stem(word: str) -> str:
    """Return a word without its commonest endings; numbers are all alike."""
    if word[:1].isdigit():
        return "0"
    return _ENDINGS.sub("", word) if len(word) > 4 else word


@cache
def word_table() -> Table[str]:
    """Return the rows of words, shared by all papers."""
    patterns = [[re.compile(f"(?:{one})") for one in rules.values()] for rules in (_CUES, _HINTS, _SAYS)]

    def describe(word: str) -> Sequence[int]:
        if word == END:
            return code_of("|"), code_of("|"), code_of("|"), 0, 0, 0, 0, 0
        type_ = type_of_mark(word)
        if type_:
            facts = Fact.MARK | Fact.IN_ROW
            return code_of("@"), code_of("@"), code_of(f"@{type_}"), 0, 0, 0, facts, 1 + TYPES[type_]
        cues, hints, says = (sum(1 << k for k, rule in enumerate(rules) if rule.match(word)) for rules in patterns)
        stemmed = code_of(stem(word))
        return code_of(word), stemmed, stemmed, cues, hints, says, _facts(word, cues), 0

    return Table(describe, len(Word))


def _facts(word: str, cues: int) -> Fact:
    facts = Fact(0)
    if word in _IN_ROW:
        facts |= Fact.IN_ROW
    if word.isalpha():
        facts |= Fact.ALPHA | (Fact.MODIFIER if len(word) > 3 and not cues else Fact(0))
    if word not in _ENUMERATES:
        facts |= Fact.PLAIN
    if word[0].isdecimal():
        facts |= Fact.NUMBER
    if word in _AUTHORS:
        facts |= Fact.AUTHORS
    if word in _ASKS:
        facts |= Fact.ASKS
    if word == ":":
        facts |= Fact.COLON
    if word == "?":
        facts |= Fact.QUESTION
    return facts


def has(facts: Codes, fact: Fact) -> NDArray[np.bool_]:
    """Tell for each of a column of facts whether that one is among them."""
    result: NDArray[np.bool_] = facts & np.uint64(fact) != 0
    return result
