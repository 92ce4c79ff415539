"""The errors that a user can mend. Each text says where, what, and what would help."""


class KgbuildError(Exception):
    """Anything that kgbuild refuses; the command line prints its text as one line and exits."""


class InputError(KgbuildError):
    """A file or record that cannot be read as papers or extractions."""


class RecordError(InputError):
    """One bad record; readers skip it, count it and name it."""


class GraphError(KgbuildError):
    """A graph that is missing, does not parse, or lacks what a command needs."""


class QueryError(KgbuildError):
    """A query that is unknown, lacks a parameter, or is not valid SPARQL."""


class LexiconError(KgbuildError):
    """A list of known names that cannot be read."""


class ModelError(KgbuildError):
    """A trained model that is missing or does not fit this version."""
