"""What decides, beside a paper, what is found in it: as one digest, made without loading any of it.

Program, extractor, its weights, the user's names and the options of extraction. The code itself is part of it, so that
a changed checkout, or an extractor that is being written, never takes what its last state found.
"""

import hashlib
import json
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import kgbuild
from kgbuild.config import Options
from kgbuild.datamodel import Extraction, Paper
from kgbuild.extractors import OWN_EXTRACTORS, ExtractorOptions, find_extractor, load_extractor
from kgbuild.incremental.encoding import encode_record

# The parts of kgbuild that what is found passes through; a test holds this against what a run of them imports.
PARTS: Final = (
    *("config.py", "datamodel.py", "engines", "entity_types.py", "errors.py", "extraction", "extractors.py"),
    *(
        "files",
        "finishing",
        "hashing.py",
        "identity",
        "incremental",
        "isolation",
        "lexicon",
        "limits.py",
        "quantities.py",
    ),
    *("records", "sentences.py", "vocabulary.py"),
)
_LIBRARIES: Final = ("spacy", "numpy")
_LENGTH: Final = 16  # bytes of a digest
# Names the form of what is kept too: another form is another program.
_FORM: Final = "1"


def digest_settings(options: Options) -> bytes | None:
    """Return a digest of all that decides what is found beside the papers; None where not all of it can be told.

    Raises ExtractorError where another's extractor cannot be had: its version is known only when it is loaded.
    """
    entry = find_extractor(options.extractor)
    own = entry in OWN_EXTRACTORS
    if any(path and not path.is_file() for path in (options.lexicon, options.model)):
        return None  # a pipe can be read once only
    try:
        files = [digest_tree(Path(kgbuild.__file__).parent, PARTS)]
        files += [_digest(path.read_bytes()) if path else "" for path in (options.lexicon, options.model)]
        if own:
            told = [kgbuild.__version__]
        else:
            extractor = load_extractor(
                options.extractor, ExtractorOptions(options.lexicon, options.model, options.min_confidence)
            )
            told = [extractor.name, extractor.version, entry.value, _digest_module(entry.module)]
        told += [platform.python_version(), *map(version, _LIBRARIES)]
    except (OSError, PackageNotFoundError):
        return None
    whole = [_FORM, options.extractor, options.min_confidence, *files, *told]
    return hashlib.blake2b(json.dumps(whole).encode(), digest_size=_LENGTH).digest()


def digest_record(settings: bytes, record: Paper | Extraction) -> bytes:
    """Return what a record's result is kept by: settings and all that the record says but where it was read."""
    content = encode_record(record)
    (content["paper"] if isinstance(record, Extraction) else content).pop("source", None)
    return hashlib.blake2b(settings + json.dumps(content).encode(), digest_size=_LENGTH).digest()


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=_LENGTH).hexdigest()


def digest_tree(folder: Path, names: Iterable[str]) -> str:
    """Return a digest of files and of what folders hold, whatever their order; raises OSError where one is missing."""
    whole = hashlib.blake2b(digest_size=_LENGTH)
    for name in sorted(names):
        path = folder / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                whole.update(f"{file.relative_to(folder).as_posix()}\n".encode())
                whole.update(bytes.fromhex(_digest(file.read_bytes())))
    return whole.hexdigest()


def _digest_module(name: str) -> str:
    """Return a digest of an extractor's module, with all of its package where it is in one."""
    spec = find_spec(name.partition(".")[0])
    if spec is None or not spec.origin:
        raise FileNotFoundError(name)
    file = Path(spec.origin)
    if file.name == "__init__.py":
        return digest_tree(file.parent.parent, [file.parent.name])
    return digest_tree(file.parent, [file.name])
