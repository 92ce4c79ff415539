"""What single words, and the words about a place, hint at."""

import re
from functools import lru_cache
from typing import Final

from kgbuild.finishing.claims.view import Sentence

_CUES: Final = {
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
_RULES: Final = tuple((name, re.compile(f"(?:{pattern})")) for name, pattern in _CUES.items())
_WITH_WE: Final = ("propose", "evaluate", "compare", "build", "study", "measure", "task")
_ENDINGS: Final = re.compile(r"(?:ings?|ed|es|s|ly)$")
# What may stand within a row of names: "both A and the B".
_IN_ROW: Final = frozenset(
    (",", "and", "or", "&", "(", "the", "a", "an", "both", "such", "as", "like", "including", "e", "g", ".", "i", ":")
)
_LONGEST_ROW: Final = 24
_MODIFIERS: Final = 6  # words from a row of names to the word that opens it


@lru_cache(maxsize=50_000)
def cues_of(word: str) -> tuple[str, ...]:
    """Return what a word hints at."""
    return tuple(name for name, rule in _RULES if rule.match(word))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return a word without its commonest endings; numbers are all alike."""
    if word[:1].isdigit():
        return "0"
    return _ENDINGS.sub("", word) if len(word) > 4 else word


def word_at(sentence: Sentence, number: int) -> str:
    """Return the stem of a word of a sentence, `@` for a thing, `|` outside of it."""
    if not 0 <= number < len(sentence.words):
        return "|"
    return "@" if sentence.things[number] else stem(sentence.words[number])


def sentence_cues(sentence: Sentence) -> frozenset[str]:
    """Return what the words of a sentence hint at, and what they do together with "we"."""
    cues = {cue for word in sentence.words for cue in cues_of(word)}
    if "we" in cues:
        cues |= {f"we+{cue}" for cue in _WITH_WE if cue in cues}
    return frozenset(cues)


def row_opener(sentence: Sentence, number: int) -> str:
    """Return the word before the row of names in which a word stands, past other names and short modifiers."""
    at = number - 1
    for _ in range(_LONGEST_ROW):
        if at < 0:
            return "|"
        word = sentence.words[at]
        if sentence.things[at] or word in _IN_ROW:
            at -= 1
            continue
        beside_name = sentence.things[at + 1] or sentence.words[at + 1].isalpha()
        if word.isalpha() and len(word) > 3 and not cues_of(word) and beside_name and number - at < _MODIFIERS:
            at -= 1
            continue
        return stem(word)
    return "..."


def bucket(number: float, *edges: float) -> int:
    """Return how many of the edges a number has reached."""
    return sum(number >= edge for edge in edges)
