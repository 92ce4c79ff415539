"""The options that mean the same everywhere."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from kgbuild.extractors import DEFAULT_EXTRACTOR
from kgbuild.files import MOST_BYTES
from kgbuild.vocabulary import DEFAULT_BASE

# What `--input-format` takes. The rows behind these names (`kgbuild.readers.formats`, which a test holds equal) bring
# all parsers along, for which `--help` and commands that read no papers would have to wait.
INPUT_FORMATS: Final = (
    "xlsx", "pubmed-xml", "endnote-xml", "arxiv-atom", "arxiv-oai", "jats", "daily-papers-html",
    "better-bibtex-json", "openalex", "crossref", "csl-json", "semantic-scholar", "arxiv-kaggle", "papers-with-code",
    "daily-papers-json", "jsonl", "json", "nbib", "ris", "wos", "endnote", "bibtex", "csv", "daily-papers", "text",
)  # fmt: skip

# Where a build runs: in processes of this machine, or on a cluster.
Engine = Literal["local", "spark"]
ENGINES: Final[tuple[Engine, ...]] = get_args(Engine)


@dataclass(frozen=True, slots=True)
class Options:
    """How to extract and what to write; the defaults are those of the command line.

    `extractor` is the name of what finds the entities (`kgbuild.extractors`), `model` its weights where it has some.
    `workers` is the number of processes that extract; None chooses by the number of papers.
    `annotated` asks for facts and evidence in one file of RDF 1.2 as well.
    `profiles` name published vocabularies to write beside ours, `licence` (IRI or SPDX identifier) is the graph's.
    `max_input_bytes` is the largest input that is read, unpacked.
    `input_format` names the format of all inputs (else each is told by its content), `columns` pairs names of
    columns or keys with the fields that they hold, `strict` ends a run at the first record or file that cannot be read.
    `curation` is a file of corrections, which are applied last. `engine` says where a build runs.
    `cache` lets a local build take what an earlier one found in the same papers, and keep what it finds.
    `min_confidence` replaces an extractor's own thresholds (between 0 and 1); None keeps them, and records as they are.
    """

    extractor: str = DEFAULT_EXTRACTOR
    lexicon: Path | None = None
    model: Path | None = None
    min_confidence: float | None = None
    base_iri: str = DEFAULT_BASE
    abstracts: bool = True
    quotes: bool = True
    evidence: bool = True
    workers: int | None = None
    title: str = ""
    profiles: tuple[str, ...] = ()
    licence: str = ""
    annotated: bool = False
    max_input_bytes: int = MOST_BYTES
    input_format: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    strict: bool = False
    curation: Path | None = None
    cache: bool = True
    engine: Engine = "local"
