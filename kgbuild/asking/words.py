"""The words that questions are made of, beside the names in them: the vocabulary of the grammar."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

# What can be asked for, with the nouns that people use for it.
NOUNS: Final[Mapping[str, tuple[str, ...]]] = {
    "papers": ("paper", "article", "publication", "preprint", "study", "studies", "literature", "work"),
    "methods": (
        *("method", "model", "approach", "approaches", "algorithm", "technique", "architecture", "framework", "system"),
        *("baseline", "competitor", "alternative", "network", "optimizer", "optimiser"),
    ),
    "data": ("test set", "testset", "test data", "evaluation data", "training data", "data", "resource"),
    "datasets": ("dataset", "data set", "data-set", "corpus", "corpora"),
    "benchmarks": ("benchmark", "leaderboard", "suite", "challenge"),
    "tasks": ("task", "problem", "application", "use case", "purpose"),
    "metrics": ("metric", "measure", "score"),
    "code": ("code", "repository", "repositories", "repo", "implementation", "github", "source code", "codebase"),
    "authors": ("author", "people", "researcher", "scientist", "person", "team"),
    "venues": ("venue", "conference", "journal"),
    "years": ("year",),
    "quotes": ("sentence", "quote", "evidence", "passage", "proof", "quotation"),
    "things": ("thing", "entity", "entities", "name"),
}
# Kinds of contribution: the words for papers of that kind.
CONTRIBUTIONS: Final[Mapping[str, str]] = {
    "survey": "survey",
    "review": "survey",
    "overview": "survey",
    "theory": "theory",
    "theoretical": "theory",
    "position": "position",
    "system": "system",
    "resource": "resource",
}
NUMBERS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# What papers do with things, by the part that the thing plays in them.
VERBS: Final[Mapping[str, str]] = {
    "introduce": r"introduc\w*|propos\w*|present(?:s|ed|ing)?|develop(?:s|ed|ing)?|creat\w*|releas\w*|invent\w*"
    r"|publish\w*|launch\w*|debut\w*|describ\w*|contribut\w*|first|originat\w*|new",
    "use": r"us(?:e|es|ed|ing|age)|appl(?:y|ies|ied|ying)|employ\w*|adopt\w*|rel(?:y|ies|ied|ying)|train(?:s|ed|ing)?"
    r"|evaluat\w*|test(?:s|ed|ing)?|benchmark(?:ed|ing)|experiment(?:s|ed|ing)?|run|runs|ran|leverag\w*|utili[sz]\w*"
    r"|measur\w*|report(?:s|ed|ing)?|fine-?tun\w*|pre-?train(?:s|ed|ing)?|buil[dt]s?|building|extend\w*",
    "compare": r"compar\w*|against|versus|vs|baselines?|outperform\w*|beat(?:s|en|ing)?|surpass\w*|exceed\w*",
    "address": r"address\w*|tackl\w*|solv\w*|work(?:s|ed|ing)? on|stud(?:y|ies|ied|ying)|deal(?:s|t|ing)? with|do|does"
    r"|handl\w*|perform(?:s|ed|ing)?",
    "mention": r"mention\w*|nam(?:e|es|ed|ing)|refer\w*|cit(?:e|es|ed|ing)|discuss\w*|talk(?:s|ed|ing)?",
}
_GLUE: Final = """
a about above abstract abstracts achieve achieved achieves actually add additionally address addresses after again aim
aims all almost alongside already also although always am amount an and another any anybody anyone anything anywhere
apart appear appeared are area areas around as aside ask at authored available average based basically basis be
because been before being beside best better between both build builds built but by called came can catalogue
checkpoint checkpoints co-occur co-used coauthored collection combine combined come comes common commonly complete
component components concerning connect connected connection connections connects consist consists contain containing
contains cooccur cool core correct could count counting currently deal dear definition demo design designed detailed
did different do does doing domain domains done download downloadable downloads during each earlier earliest either
else enough entire especially even ever every everything everywhere exactly examples exist existing exists extend
extended extends facts far few fewer field fields find first fit fits five folks following for found four free freely
frequent frequentest frequently from full furthermore get give given gives giving go goal goals good got graph great
greater guys had half has have having he held hello help hence her here herself hi higher highest him himself his how
however i if important in including info information instead intended interested interesting into involve involved
involving is it its itself just kind kinds know known last later latest least less let like link links list long look
looking lot lower lowest madam made main mainly make makes making many may maybe me mean meaning means might minus
more moreover most mostly much multiple must my name named nearly need neither new newer newest next nice no none nor
not number occur occurs of off often ok okay old older oldest on once one ones online only open or order other others
our out over overall overlap own page pages part parts per perhaps please plus popular popularly possible possibly
project provide provided provides providing public publicly published put quick quickly quite ranked ranking rather
reach reached reaches really recent recently regarding related relation relations relationship relationships release
released relevant result results right said same say says search second see serve serves set several share shares
sharing she should show shown shows similar simple since single sir site so some someone something sometimes somewhere
sort sota source specifically stand stands state state-of-the-art still strongest subject subjects such suitable
suited sum table target tell ten text than thank thanks that the their them themselves then there therefore these they
third this those though three through thus thx time times title titled to together too top topic topics total towards
true try two type types under until up url urls us use used useful uses using usually various version versions versus
very via video vs want was way we web website weights well were what whatever when where whether which whichever while
who whole whom whose why widely will with within without work works worst would write writes written wrote year years
yet you your
"""
GRAMMAR: Final = (
    frozenset(_GLUE.split())
    | frozenset(word for nouns in NOUNS.values() for noun in nouns for word in noun.split())
    | frozenset(CONTRIBUTIONS)
)
_VERB: Final = re.compile("|".join(f"(?:{verb})" for verb in VERBS.values()))
_WORD: Final = re.compile(r"[^\s?!,;\"“”()\[\]]+")
_SLIP: Final = 0.8  # how alike a mistyped word of the grammar is
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?:[-–](?:19|20)?\d\d)?s?")


_LONG_WORDS: Final = tuple(sorted(word for word in GRAMMAR | {f"{w}s" for w in GRAMMAR} if len(word) > 3))


def words_of(question: str) -> list[str]:
    """Return the words of a question as they stand, without the punctuation around them."""
    words = (word.strip("'‘’`:.").removesuffix("'s").removesuffix("’s") for word in _WORD.findall(question))
    return [word for word in words if word]


def is_of_grammar(word: str) -> bool:
    """Tell whether a word, in any case, belongs to what questions are made of."""
    lower = word.lower()
    return (
        lower in GRAMMAR
        or (lower.endswith("s") and lower[:-1] in GRAMMAR)
        or _VERB.fullmatch(lower) is not None
        or _YEAR.fullmatch(lower) is not None
        or lower.isdigit()
        or lower in NUMBERS
    )


def grammar_word_near(word: str) -> str:
    """Return the word of the grammar that another word is a slip of the pen of, empty for none."""
    lower = word.lower()
    if word != lower or len(lower) < 4:
        return ""
    near = get_close_matches(lower, _LONG_WORDS, n=1, cutoff=_SLIP)
    return near[0] if near and near[0][0] == lower[0] and abs(len(near[0]) - len(lower)) <= 1 else ""
