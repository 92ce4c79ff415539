# /// script
# requires-python = ">=3.11"
# dependencies = ["kgbuild", "gensim>=4.3", "scikit-learn>=1.5"]
# ///
"""Make `kgbuild/extraction/corpus.zip` from unannotated abstracts: classes of words, and how names are used.

usage: python tools/corpus_counts.py -o corpus.zip --without ANNOTATED.jsonl... -- ABSTRACTS.jsonl.gz...

Words: skip-gram vectors (T. Mikolov et al., 2013; gensim) of lower-case words seen at least 8 times, put into 64
and 512 classes by k-means. Names: every candidate that kgbuild finds in at least 3 papers, with the number of
papers that write it in lower case, before a noun of some kind, after a verb of proposing, and so on
(`kgbuild.extraction.corpus.USES`). Papers whose title stands in an annotated file are left out of the counts. No
sentence is kept. The file is the same for the same input, seed and one worker; 90,000 abstracts take about half an
hour.
"""

import argparse
import gzip
import io
import json
import re
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kgbuild.datamodel import Paper
from kgbuild.extraction.candidates import Candidate, find_candidates
from kgbuild.extraction.corpus import USES
from kgbuild.extraction.cues import CUES
from kgbuild.extraction.model import read_model
from kgbuild.extraction.pipeline import blank_pipeline, find_passages, make_doc
from kgbuild.extraction.surroundings import Surroundings
from kgbuild.extraction.words import Words
from kgbuild.identity.names import name_key
from kgbuild.lexicon import load_lexicon

WORD = re.compile(r"[A-Za-z0-9][\w+*#./-]*[\w+*]|[A-Za-z0-9]|[.,:;()]")
NOUNS = {
    noun: use
    for use, nouns in {
        "data": "dataset data corpus corpora collection",
        "bench": "benchmark challenge suite leaderboard",
        "model": "model network architecture algorithm framework method approach encoder decoder backbone optimizer "
        "loss module transformer baseline technique strategy",
        "task": "task problem setting",
        "metric": "metric score measure",
    }.items()
    for noun in nouns.split()
}
CLASSES = (64, 512)


def read_papers(paths: Iterable[Path]) -> Iterator[Paper]:
    """Yield the papers of JSONL files, gzipped or not, that have an abstract."""
    for path in paths:
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
            for line in lines:
                record = json.loads(line)
                if record.get("abstract"):
                    yield Paper(record["title"], record["abstract"])


def word_classes(papers: Iterable[Paper], workers: int) -> tuple[list[str], np.ndarray]:
    """Return the words, sorted, and their classes of shape (words, 2)."""
    from gensim.models import Word2Vec
    from sklearn.cluster import MiniBatchKMeans

    texts = [[w.lower() for w in WORD.findall(f"{p.title} . {p.abstract}")] for p in papers]
    vectors = Word2Vec(
        texts, vector_size=64, window=3, min_count=8, sg=1, negative=8, epochs=5, sample=1e-4, seed=1, workers=workers
    ).wv
    unit = vectors.vectors / np.linalg.norm(vectors.vectors, axis=1, keepdims=True)
    columns = [
        MiniBatchKMeans(k, random_state=0, batch_size=4096, n_init=3, max_iter=60).fit(unit).labels_ for k in CLASSES
    ]
    order = sorted(range(len(unit)), key=lambda k: vectors.index_to_key[k])
    return [vectors.index_to_key[k] for k in order], np.array(columns, np.int16).T[order]


@dataclass(frozen=True, slots=True)
class Around:
    """The words of an abstract with the lists they stand in."""

    words: Words
    heads: list[str]
    starts: list[str]

    @classmethod
    def of(cls, words: Words) -> "Around":
        """Find the lists."""
        found = Surroundings.of([words])
        return cls(
            words,
            [words.forms[k].singular if k >= 0 else "" for k in found.list_heads.tolist()],
            [words.forms[k].lower if k >= 0 else "" for k in found.list_starts.tolist()],
        )


def uses_of(candidate: Candidate, around: Around) -> set[str]:
    """Return how one abstract uses a name."""
    words, found = around.words, set()
    for o in candidate.occurrences:
        if o.text.islower():
            found.add("lower")
        if o.section != "abstract":
            continue
        sentence = words.sentences[o.first]
        if o.last < len(words) and words.sentences[o.last] == sentence and not words.gaps[o.last]:
            found.add(NOUNS.get(words.forms[o.last].singular, ""))
        listed = NOUNS.get(around.heads[o.last - 1])
        if listed in ("data", "bench"):
            found.add(listed)
        if around.starts[o.first] in ("on", "across"):
            found.add("on")
        for k in range(o.first - 1, max(-1, o.first - 5), -1):
            if words.sentences[k] != sentence:
                break
            for cue in words.forms[k].cues:
                found.add("propose" if CUES[cue] in ("propose", "call") else CUES[cue])
    return found & set(USES)


def name_counts(papers: Iterable[Paper], least: int = 3) -> tuple[list[str], np.ndarray]:
    """Return the name keys, sorted, and (papers, papers by use) of shape (names, 1 + uses)."""
    nlp, lexicon, heads = blank_pipeline(), load_lexicon(), read_model().heads
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * (1 + len(USES)))
    for number, paper in enumerate(papers, 1):
        passages = find_passages(nlp(make_doc(nlp, paper)))
        words = passages[1].words
        around = Around.of(words)
        for candidate in find_candidates(passages, lexicon, heads):
            row = counts[candidate.key]
            row[0] += 1
            for use in uses_of(candidate, around):
                row[1 + USES.index(use)] += 1
        if number % 5000 == 0:
            print(f"{number:,} papers, {len(counts):,} names", file=sys.stderr)
    names = sorted(name for name, row in counts.items() if row[0] >= least)
    return names, np.minimum(np.array([counts[n] for n in names]), 65535).astype(np.uint16)


def put(archive: zipfile.ZipFile, name: str, content: list[str] | np.ndarray) -> None:
    """Add a part whose bytes depend on its content alone."""
    if isinstance(content, list):
        data = "\n".join(content).encode()
    else:
        buffer = io.BytesIO()
        np.save(buffer, content)
        data = buffer.getvalue()
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    archive.writestr(entry, data, compress_type=zipfile.ZIP_DEFLATED, compresslevel=9)


def main() -> None:
    """Read the command line and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, default=Path("corpus.zip"))
    parser.add_argument("--without", type=Path, nargs="*", default=[])
    parser.add_argument(
        "--workers", type=int, default=1, help="of word2vec; more than one is faster, and not repeatable"
    )
    parser.add_argument("abstracts", type=Path, nargs="+")
    options = parser.parse_args()
    papers = list(read_papers(options.abstracts))
    annotated = {name_key(p.title) for p in read_papers(options.without)}
    words, classes = word_classes(papers, options.workers)
    names, counts = name_counts(p for p in papers if name_key(p.title) not in annotated)
    with zipfile.ZipFile(options.output, "w") as archive:
        put(archive, "words.txt", words)
        put(archive, "classes.npy", classes)
        put(archive, "names.txt", names)
        put(archive, "counts.npy", counts)


if __name__ == "__main__":
    main()
