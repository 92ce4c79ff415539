"""What the extractor's features are about; see `kgbuild.hashing` for how they are made numbers."""

from enum import IntEnum, auto

from kgbuild.hashing import (
    ANSWER,
    Codes,
    Features,
    Index,
    Keys,
    Numbers,
    code_of,
    codes_of,
    index_of,
    joined,
    key_of,
    keys_of,
    one_by_one,
    templates_of,
    together,
    unite,
)

__all__ = [
    "ANSWER",
    "Codes",
    "Features",
    "Index",
    "Keys",
    "Numbers",
    "Template",
    "code_of",
    "codes_of",
    "index_of",
    "joined",
    "key_of",
    "keys_of",
    "one_by_one",
    "templates_of",
    "together",
    "unite",
]


class Template(IntEnum):
    """What a feature is about. The order is part of the model's format."""

    NONE = 0
    BIAS = auto()  # every candidate has it
    # the name
    SHAPE = auto()
    WORDS = auto()  # how many
    HEAD = auto()
    SHAPE_HEAD = auto()
    FIRST = auto()
    NAME = auto()  # its key
    HEAD_2 = auto()
    SUFFIX = auto()
    SUFFIX_4 = auto()
    PREFIX = auto()
    LENGTH = auto()
    INNER = auto()
    HYPHEN = auto()
    HEAD_CLASS = auto()
    HEAD_COARSE = auto()
    FIRST_CLASS = auto()
    FIRST_HEAD_CLASS = auto()
    INNER_CLASS = auto()
    CORPUS = auto()  # how many unannotated papers have the name
    CORPUS_USE = auto()
    LEXICON = auto()
    LEXICON_NONE = auto()
    LEXICON_AMBIGUOUS = auto()
    ABBREVIATED = auto()
    ABBREVIATED_SHAPE = auto()
    ABBREVIATED_HEAD = auto()
    ABBREVIATED_AS = auto()
    # the paper
    COUNT = auto()
    SECTIONS = auto()
    NESTED = auto()
    BEGINS = auto()
    DEPTH = auto()
    INTRODUCED = auto()
    SOURCE = auto()
    TITLE = auto()  # the place in the title
    TITLE_SAYS = auto()
    TITLE_AND_PAPER = auto()
    TITLE_BEFORE = auto()
    TITLE_AFTER = auto()
    # the words to the left
    BEFORE = auto()
    BEFORE_CLASS = auto()
    BEFORE_2 = auto()
    OPENS = auto()
    AFTER_NUMBER = auto()
    LIST_START = auto()
    LEFT_NEAR = auto()
    LEFT_FAR = auto()
    NOUN_BEFORE = auto()
    COIN = auto()
    SHAPE_BEFORE = auto()
    SHAPE_BEFORE_SHAPE = auto()
    SHAPE_BEFORE_CLASS = auto()
    SHAPE_LEFT_NEAR = auto()
    SHAPE_LEFT_FAR = auto()
    # the words to the right
    AFTER = auto()
    AFTER_CLASS = auto()
    AFTER_2 = auto()
    CLOSES = auto()
    BEFORE_NUMBER = auto()
    LIST_HEAD = auto()
    RIGHT_NEAR = auto()
    RIGHT_FAR = auto()
    DEFINED_AS = auto()
    SHAPE_AFTER = auto()
    SHAPE_AFTER_SHAPE = auto()
    SHAPE_AFTER_CLASS = auto()
    LIST = auto()
    # the first look at a name
    HOPE_SOURCE = auto()
    HOPE_COUNT = auto()
    # the sentence and its place, which tell roles
    PROPOSAL = auto()  # before, in or behind the sentence in which the paper first proposes something
    AUTHORS = auto()  # whether the sentence speaks of what the authors do, before the name or behind it
    HINT_BEFORE = auto()  # words that speak of other work
    HINT_AFTER = auto()
