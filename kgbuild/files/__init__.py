"""Files that are whole or not there: one alone or a folder's set, written over nothing that is being read."""

from kgbuild.files.fingerprints import Fingerprint, take_fingerprint
from kgbuild.files.locks import try_lock
from kgbuild.files.names import (
    ALIASES_FILE,
    ANNOTATED_FILE,
    BUILD_FILE,
    CURATION_FILE,
    EVIDENCE_FILE,
    EVIDENCE_INDEX,
    EXTRACTIONS_FILE,
    FACTS_FILE,
    KEPT_FILES,
    OUTPUT_FILES,
    PAGE_FILE,
    PAPERS_FILE,
    PARTS_FOLDER,
    REDIRECTS_FILE,
    REPORT_FILE,
    SKIPPED_FILE,
    WORK_FOLDER,
)
from kgbuild.files.reading import MOST_BYTES, RAISE_HINT, open_patiently, read_limited, too_large
from kgbuild.files.replace import discard_parts, part_folder, put, replaced, sync_file
from kgbuild.files.sets import replaced_folders, replaced_set, settle
from kgbuild.files.targets import check_outputs, find_target, naming_failures, open_stream

__all__ = [
    "ALIASES_FILE",
    "ANNOTATED_FILE",
    "BUILD_FILE",
    "CURATION_FILE",
    "EVIDENCE_FILE",
    "EVIDENCE_INDEX",
    "EXTRACTIONS_FILE",
    "FACTS_FILE",
    "KEPT_FILES",
    "MOST_BYTES",
    "OUTPUT_FILES",
    "PAGE_FILE",
    "PAPERS_FILE",
    "PARTS_FOLDER",
    "RAISE_HINT",
    "REDIRECTS_FILE",
    "REPORT_FILE",
    "SKIPPED_FILE",
    "WORK_FOLDER",
    "Fingerprint",
    "check_outputs",
    "discard_parts",
    "find_target",
    "naming_failures",
    "open_patiently",
    "open_stream",
    "part_folder",
    "put",
    "read_limited",
    "replaced",
    "replaced_folders",
    "replaced_set",
    "settle",
    "sync_file",
    "take_fingerprint",
    "too_large",
    "try_lock",
]
