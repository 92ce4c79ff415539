"""The forms of a name that resolution compares: its words in one spelling, their stems, and what they leave out.

`name_form` goes further than the key that all of kgbuild shares (`kgbuild.identity.names`): it also levels Greek
letters, spelling variants and words that say nothing.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from kgbuild.identity.abbreviations import without_asides
from kgbuild.identity.names import american, name_words, thing_key
from kgbuild.identity.signs import spell_signs

Words = tuple[str, ...]

# Nouns that say of what sort a thing is and nothing more: behind a name they may be left out.
SORTS: Final = frozenset(
    {
        "algorithm", "approach", "architecture", "benchmark", "corpora", "corpus", "dataset", "framework",
        "measure", "mechanism", "method", "metric", "model", "module", "paradigm", "pipeline", "problem",
        "procedure", "scheme", "score", "setting", "strategy", "system", "task", "technique",
    }
)  # fmt: skip
# Words whose absence makes a name shorter, not broader.
LIGHT_WORDS: Final = SORTS | {
    "based",
    "for",
    "generative",
    "machine",
    "natural",
    "network",
    "of",
    "scale",
    "text",
    "the",
}
LITTLE_WORDS: Final = frozenset({"a", "an", "in", "of", "on", "the", "with"})
_VARIANTS: Final = {
    "adaption": "adaptation",
    "artefact": "artifact",
    "judgement": "judgment",
    "grey": "gray",
    "ageing": "aging",
    "defence": "defense",
    "offence": "offense",
    "licence": "license",
    "programme": "program",
    "tumour": "tumor",
    "analyse": "analyze",
    "paralyse": "paralyze",
    "fulfil": "fulfill",
    "learnt": "learned",
    "sceptic": "skeptic",
    "encyclopaedia": "encyclopedia",
    "anaesthesia": "anesthesia",
    "paediatric": "pediatric",
    "infty": "infinity",
    "dimensionality": "dimension",
    "weakly": "weak",
    "neuro": "neural",
    "neurosymbolic": "neuralsymbolic",
}
# Beginnings of words that some write apart or with a hyphen: with what follows they are one word, so that
# "semi-supervised learning" is no kind of supervised learning.
_PREFIXES: Final = frozenset(
    {
        "anti", "auto", "bi", "co", "cross", "fine", "hyper", "inter", "intra", "macro", "micro", "multi", "non",
        "over", "post", "pre", "re", "self", "semi", "sub", "super", "tri", "un", "under", "uni",
    }
)  # fmt: skip
# "Instruction fine-tuning" is instruction tuning.
_TUNED: Final = frozenset({"instruction", "prompt", "prefix"})
# Networks of these kinds are neural.
_NEURAL: Final = frozenset({"convolutional", "convolution", "recurrent", "deep", "feedforward", "spiking"})
_DIMENSIONS: Final = {"one": "1d", "two": "2d", "three": "3d", "four": "4d"}
_DOUBLED: Final = re.compile(r"^(\w{3,})ll(ing|ed|er)$")
_LEVELLED: Final = frozenset({"tunne", "leve", "pane", "tota", "mode", "labe", "cance", "signa", "channe", "trave"})
_VERSION: Final = re.compile(r"(?<=[^\W\d_]{2})v(?=\d)")
_OWN_VERSION: Final = re.compile(r"v(?=\d)")
_THOUSANDS: Final = re.compile(r"(?<=^\d)k$")
# Endings that a verb's noun, its agent and the verb itself differ in; what stands before one has four letters at least.
_VERB_ENDINGS: Final = ("ing", "ion", "er", "or", "e")
_CLASSIFY: Final = re.compile(r"if(?:ication|ying|ier|y)$")
_DOUBLE: Final = re.compile(r"(?<=([bdglmnprt]))\1$")
# "Language modeling" is no language model, "image transformation" no image transformer.
_UNLIKE: Final = frozenset({"modeling", "transformer", "autoencoder"})
_LEAST_STEM: Final = 4
# Sizes and sorts of a release: models and data that differ in these are several.
_SIZES: Final = frozenset(
    {
        "tiny", "mini", "small", "base", "medium", "large", "big", "huge", "giant", "giga", "xl", "xxl", "lite",
        "light", "nano", "micro", "pro", "plus", "turbo", "ultra", "max", "flash", "instruct", "chat", "coder",
        "vision", "v", "hd", "hard", "easy", "full", "cased", "uncased", "multilingual",
    }
)  # fmt: skip
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)*[a-z]{0,2}")
_SIGNS: Final = re.compile(r"[+*#]+")


@dataclass(frozen=True)
class Form:
    """A name's words in one spelling; names with equal keys are spellings of one name.

    `is_whole` is false where a word between others was left out, so that their order may say something.
    """

    words: Words
    is_whole: bool = True

    @cached_property
    def key(self) -> str:
        """The words without the spaces between them, which are a matter of taste."""
        return "".join(self.words)

    @cached_property
    def stems(self) -> Words:
        """The words' stems, without little words and sorts of things at the end."""
        *modifiers, noun = [word for word in without_sorts(self.words) if word not in LITTLE_WORDS] or self.words[-1:]
        return (*map(modifier_stem, modifiers), stem(noun))

    @cached_property
    def numbers(self) -> Words:
        """The numbers and sizes in the name, by which versions are told apart."""
        return tuple(sorted(number for word in self.words for number in version_marks(word)))


@lru_cache(maxsize=1 << 18)
def name_form(name: str) -> Form:
    """Return the form of a name, brackets with abbreviations of its own words left out; never without words."""
    words = [_level(word) for word in name_words(spell_signs(without_asides(name)))]
    kept: list[str] = []
    is_whole = True
    for position, word in enumerate(words):
        after = words[position + 1 :]
        if kept and after and _says_nothing(word, kept[-1], after[0]):
            is_whole = False
            continue
        if kept and kept[-1] == word:
            continue  # "LLM models", written out
        if kept and kept[-1] in _PREFIXES:
            kept[-1] += word
        elif word == "dimensional" and kept and kept[-1] in _DIMENSIONS:
            kept[-1] = _DIMENSIONS[kept[-1]]
        else:
            kept.append(_OWN_VERSION.sub("", word) if kept else word)
        if kept[-1] == "finetuning" and len(kept) > 1 and kept[-2] in _TUNED:
            kept[-1] = "tuning"
    return Form(tuple(kept) or (thing_key(name),), is_whole=is_whole)


def _says_nothing(word: str, before: str, after: str) -> bool:
    """Tell whether a word within a name may be left out: "vision-and-language", "large-scale networks"."""
    if word == "neural":  # but a Bayesian network is no Bayesian neural network
        return before in _NEURAL and after == "network"
    if word == "based":  # "diffusion-based generative models", but "hint-based methods" are not HINT
        return after not in SORTS and before not in SORTS
    return word == "and" or (word == "scale" and before in {"large", "small"})


def _level(word: str) -> str:
    """Return a word in its one spelling."""
    word = american(word)
    word = _THOUSANDS.sub("000", _VARIANTS.get(word, word))
    if (doubled := _DOUBLED.match(word)) and doubled[1] in _LEVELLED:
        word = f"{doubled[1]}l{doubled[2]}"
    return _VERSION.sub("", word)


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return what a verb and its nouns have in common: "detection", "detector", "detecting" and "detect" are one."""
    if word in _UNLIKE:
        return word
    word = _CLASSIFY.sub("if", word)
    if word.endswith("val"):
        return word[:-2]  # retrieval
    for _ in range(2):  # "filtering" is "filter", as is "filter" by itself
        for ending in _VERB_ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
                word = _DOUBLE.sub("", word[: -len(ending)])
                break
    return word[:-2] if word.endswith("at") and len(word) - 2 >= _LEAST_STEM else word


@lru_cache(maxsize=1 << 16)
def modifier_stem(word: str) -> str:
    """Return the stem of a word before the noun: "robotic" is "robot", but "distributed" is not "distribution"."""
    for ending in ("al", "ic"):
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return stem(word[: -len(ending)])
    return word[:-2] if word.endswith("ued") else stem(word)  # "continued" is "continual"


def without_sorts(words: Words) -> Words:
    """Return words without the nouns at their end that only say of what sort a thing is; one word stays."""
    end = len(words)
    while end > 1 and words[end - 1] in SORTS:
        end -= 1
    return words[:end]


@lru_cache(maxsize=1 << 16)
def version_marks(word: str) -> tuple[str, ...]:
    """Return what of a word tells versions apart: numbers, sizes, signs."""
    marks = _NUMBER.findall(word)
    return (*marks, *((word,) if word in _SIZES else ()), *_SIGNS.findall(word))


def is_broader(short: Words, long: Words) -> bool:
    """Tell whether a name lacks a word of another that carries meaning, and has none of its own."""
    missing = set(long) - set(short)
    return set(short) < set(long) and not missing <= LIGHT_WORDS
