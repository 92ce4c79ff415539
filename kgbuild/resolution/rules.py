"""When two forms of names are alike enough to be one thing: each rule gives a key that such forms share, or none."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from kgbuild.datamodel import JoinReason
from kgbuild.entity_types import ALWAYS_NAMED, ENTITY_TYPES, EntityType
from kgbuild.identity.abbreviations import is_abbreviation, is_short_form, without_asides
from kgbuild.identity.long_forms import match_long_form
from kgbuild.resolution.forms import (
    LITTLE_WORDS,
    SORTS,
    Form,
    Words,
    modifier_stem,
    name_form,
    stem,
    version_marks,
    without_sorts,
)

KnownGroup = tuple[EntityType, tuple[str, ...]]
Known = Mapping[tuple[EntityType, str], Form]

# Between such words the order counts: "table to text" is not "text to table".
_DIRECTIONS: Final = frozenset({"to", "for", "from", "by", "via", "versus", "vs", "as", "over", "into"})

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_OF: Final = frozenset({"of", "in"})


def filler_key(form: Form) -> Words:
    """Return what is left without nouns that only say of what sort a thing is."""
    return ("".join(without_sorts(form.words)), *form.numbers)


def order_key(form: Form) -> Words:
    """Return the words in one order, "temporal video grounding" like "video temporal grounding"."""
    words = _noun_last(form.words) if form.is_whole else ()
    return (*sorted(words[:-1]), words[-1], *form.numbers) if words else ()


def stem_key(form: Form) -> Words:
    """Return the words' stems, the head noun last; nothing where only one is left.

    "Recommender systems" is like "recommendation systems", "detecting anomalies" like "anomaly detection".
    """
    words = without_sorts(form.words)
    words = _noun_last(words if len(words) > 1 else form.words)
    return (*map(modifier_stem, words[:-1]), stem(words[-1]), *form.numbers) if words else ()


def _noun_last(words: Words) -> Words:
    """Return words as a compound, "detection of faces" and "detecting faces" like "face detection".

    Nothing where the order may count, or a single word is left.
    """
    if _DIRECTIONS & set(words):
        return ()
    places = [place for place, word in enumerate(words) if word in _OF and 0 < place < len(words) - 1]
    if len(places) == 1:
        words = (*words[places[0] + 1 :], *words[: places[0]])
    elif words[0].endswith("ing") and words[-1] not in SORTS:
        words = (*words[1:], words[0])
    kept = (words[0], *(word for word in words[1:] if word not in LITTLE_WORDS))
    return kept if len(kept) > 1 else ()


def without_marks(form: Form) -> str:
    """Return a form's letters without what tells versions apart; nothing where hardly any are left."""
    words = [word for word in form.words if word not in version_marks(word)]
    bare = "".join("".join(char for char in word if char.isalpha()) for word in words)
    return bare if len(bare) > 2 else ""


def reason_between(name: str, other: str) -> JoinReason:
    """Return in what two names of one thing differ: the first of the reasons that holds, "listed" where none does."""
    one, two = name_form(name), name_form(other)
    if one.key == two.key:
        return "spelling"
    if abbreviates(name, other):
        return "abbreviation"
    if filler_key(one) == filler_key(two):
        return "filler"
    if order_key(one) and order_key(one) == order_key(two):
        return "word-order"
    if stem_key(one) and stem_key(one) == stem_key(two):
        return "word-form"
    return "listed"


def abbreviates(one: str, other: str) -> bool:
    """Tell whether one of two names is an abbreviation of the other."""
    pairs = ((one, without_asides(other)), (other, without_asides(one)))
    return any(is_short_form(a) and is_abbreviation(a, b) for a, b in pairs)


def letters_fit(short: str, long: str) -> bool:
    """Tell whether the whole of a name spells a shorter one's letters: "seq2seq", "Pyg2" of "Pygram2".

    Looser than `abbreviates`, for two names that a paper puts side by side.
    """
    if abbreviates(short, long) or match_long_form(short, long) == 0:
        return True
    one, other = (re.sub(r"[^a-z0-9]", "", name.lower()) for name in (short, long))
    if not re.fullmatch(r"\S*[A-Z0-9]\S*", short) or not 1 < len(one) < len(other) or one[0] != other[0]:
        return False
    rest = iter(other)
    return all(letter in rest for letter in one.replace("2", "to") if letter.isalpha())


def initials(name: str) -> str:
    """Return the initials of three capitalised words or more, also written together: CWQ of ComplexWebQuestions."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+", name)
    found = "".join(word if word.isupper() else word[0] for word in words)
    whole = all(len(word) > 2 or word.isupper() for word in words)  # CoSaL is no "CSL"
    return found if len(words) > 2 and whole and found.isalpha() and found.isupper() else ""


def known_names(groups: Iterable[KnownGroup]) -> Known:
    """Return the form of the preferred name for each type and key that belong to one group only.

    Names of datasets and benchmarks are proper names, and all of a group mean one thing. Lists of methods, tasks and
    metrics give loose synonyms too: of these only abbreviations are believed.
    """
    found: defaultdict[tuple[EntityType, str], dict[str, Form]] = defaultdict(dict)
    for type_, (preferred, *others) in groups:
        for name in (preferred, *others):
            if _is_edition(name, preferred):
                continue
            if type_ in ALWAYS_NAMED or name == preferred or abbreviates(name, preferred):
                form = name_form(preferred)
                kinds = [kind for kind in ENTITY_TYPES if kind == type_ or {kind, type_} <= ALWAYS_NAMED]
                for kind in kinds:
                    found[kind, name_form(name).key][form.key] = form
    return {key: next(iter(forms.values())) for key, forms in found.items() if len(forms) == 1}


def _is_edition(name: str, preferred: str) -> bool:
    """Tell whether a name gives a year that the preferred one does not: DAVIS 2017 is one of several."""
    years = [set(_YEAR.findall(text)) for text in (name, preferred)]  # which hardly any name has
    return years[0] != years[1] and without_marks(name_form(name)) == without_marks(name_form(preferred))
