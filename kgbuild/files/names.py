"""The files of a build, by name."""

from typing import Final

FACTS_FILE: Final = "graph.ttl"
EVIDENCE_FILE: Final = "evidence.ttl"
ANNOTATED_FILE: Final = "annotated.ttl"
PAGE_FILE: Final = "graph.html"
REPORT_FILE: Final = "report.html"
EXTRACTIONS_FILE: Final = "extractions.jsonl"
SKIPPED_FILE: Final = "skipped.jsonl"
# Where `kgbuild review` puts corrections unless told otherwise: no output of a build, which leaves it alone.
CURATION_FILE: Final = "curation.tsv"
ALIASES_FILE: Final = "aliases.tsv"
# Where IRIs lead that papers added or removed have given to no thing any more.
REDIRECTS_FILE: Final = "redirects.tsv"
# Where a build on a cluster puts the parts of the facts.
PARTS_FOLDER: Final = "graph.nt"
# All that a build may write: of these, what the present build does not write is an older one's and goes with it.
OUTPUT_FILES: Final = (
    *(FACTS_FILE, EVIDENCE_FILE, ANNOTATED_FILE, PAGE_FILE, REPORT_FILE),
    *(EXTRACTIONS_FILE, ALIASES_FILE, SKIPPED_FILE, REDIRECTS_FILE),
)
# The folder, inside that of a build, for what is no output: locks, generations, caches, memory of what was read.
WORK_FOLDER: Final = ".kgbuild"
# What the papers of a build were, as they were read (`kgbuild.incremental`).
PAPERS_FILE: Final = "papers.jsonl"
# What a build was made of and what its files are, by digests (`kgbuild.incremental`).
BUILD_FILE: Final = "build.json"
# Where in the evidence of a build each part stands, by digests (`kgbuild.graph`).
EVIDENCE_INDEX: Final = "evidence.index"
# What of a build's set lies in WORK_FOLDER: put into place with the outputs, so that it is always of the same build.
KEPT_FILES: Final = (PAPERS_FILE, BUILD_FILE, EVIDENCE_INDEX)
