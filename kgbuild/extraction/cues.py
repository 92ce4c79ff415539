"""Words that tell what part the names around them play, in classes: verbs in all their forms, and single words."""

import re
from collections import defaultdict
from typing import Final

_VERBS: Final = {
    "propose": "propose introduce present develop devise design",
    "call": "call name term dub coin denote",
    "release": "release curate collect construct create contribute annotate build",
    "beat": "outperform surpass exceed beat compare",
    "evaluate": "evaluate test validate benchmark",
    "achieve": "achieve obtain attain reach yield improve reduce",
    "use": "use utilize utilise leverage employ adopt apply build extend",
    "include": "include consist comprise contain",
    "train": "train pretrain pre-train fine-tune finetune learn",
    "task": "address tackle solve study",
    "measure": "measure score",
}
_WORDS: Final = {
    "call": "namely",
    "release": "built",
    "beat": "than over versus vs vs. against comparable comparison baseline baselines",
    "evaluate": "evaluation evaluations experiment experiments result results conduct conducted",
    "achieve": "improvement improvements gain gains",
    "use": "via based with by through using built",
    "include": "such like e.g. e.g both",
    "train": "training learned",
    "on": "on across over",
    "task": "task tasks problem problems challenge challenges for in of studies",
    "measure": "term terms metric metrics scores rate rates by average mean higher lower better",
    "our": "our proposed novel new",
}


def _forms(verb: str) -> tuple[str, ...]:
    """Return the regular forms of a verb: build, builds, built-like forms are listed as words."""
    stem = verb.removesuffix("e")
    if verb.endswith("y"):
        return verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    if verb.endswith(("ss", "sh", "ch", "x")):
        return verb, verb + "es", verb + "ed", verb + "ing"
    return verb, verb + "s", stem + "ed", stem + "ing"


def _classes() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for cue, verbs in _VERBS.items():
        for verb in verbs.split():
            for form in _forms(verb):
                found[form].add(cue)
    for cue, words in _WORDS.items():
        for word in words.split():
            found[word].add(cue)
    return {word: tuple(sorted(cues)) for word, cues in sorted(found.items())}


_OF_WORDS: Final = _classes()
CUES: Final = tuple(sorted({cue for cues in _OF_WORDS.values() for cue in cues}))
_NUMBERS: Final = {word: tuple(CUES.index(cue) for cue in cues) for word, cues in _OF_WORDS.items()}


def cues_of(lower: str) -> tuple[int, ...]:
    """Return the cue classes of a lower-case word, as places in `CUES`, rising."""
    return _NUMBERS.get(lower, ())


_COINS: Final = re.compile(
    r"^(propos\w+|introduc\w+|present\w*|develop\w*|design\w*|devis\w+|construct\w*|build\w*|creat\w+|formulat\w+|adopt\w*|incorporat\w+|employ\w*|"
    r"call\w*|nam\w+|term\w*|dubb\w+|includ\w+|namely|contribut\w+|integrat\w+|consist\w*|compris\w+|combin\w+|novel|new|via|through|using|with|release|curate|collect)$"
)


def coins(lower: str) -> bool:
    """Tell whether a component may be named behind this lower-case word: "we propose a cross-view fusion module"."""
    return _COINS.match(lower) is not None
