"""The errors that a user can mend. Each text says where, what, and what would help."""


class KgbuildError(Exception):
    """Anything that kgbuild refuses; the command line prints its text as one line and exits."""


class InputError(KgbuildError):
    """A file or record that cannot be read as papers or extractions."""


class RecordError(InputError):
    """One bad record; readers skip it, count it and name it."""


class GraphError(KgbuildError):
    """A graph that is missing, does not parse, or lacks what a command needs."""


class ExportError(KgbuildError):
    """An export that cannot be written as asked, or needs an extra that is not installed."""


class QueryError(KgbuildError):
    """A query that is unknown, lacks a parameter, or is not valid SPARQL."""


class EngineError(KgbuildError):
    """Work that ended with the process that did it: too much time or memory, or a library that crashed."""


class LexiconError(KgbuildError):
    """A list of known names that cannot be read."""


class CurationError(KgbuildError):
    """A file of corrections that cannot be read, or says what cannot be."""


class LedgerError(KgbuildError):
    """A ledger of joins (`aliases.tsv`) that is missing or cannot be read."""


class ModelError(KgbuildError):
    """A trained model that is missing or does not fit this version."""


class ExtractorError(KgbuildError):
    """An extractor that is not there, cannot be loaded, or does not keep to what an extractor gives."""


class LoadError(KgbuildError):
    """A database that does not answer, refuses, or breaks off while a graph is loaded into it."""


class AddressError(LoadError):
    """An address of a database that cannot be one, or lacks what that kind of database needs."""


class OutputError(KgbuildError):
    """An output that would replace what it must not, or is not where it has to be."""


class LockError(KgbuildError):
    """A folder in which another run is writing, or of which one that was broken off has to be completed."""
