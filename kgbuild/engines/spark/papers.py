"""Extractions to papers, each once under its slug, with general names as things of their own."""

from collections.abc import Iterator
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgbuild.datamodel import Extraction, Paper
from kgbuild.engines.spark.reading import join_copies
from kgbuild.engines.spark.shuffles import Cluster
from kgbuild.identity.copies import wanted_slugs
from kgbuild.identity.names import name_key
from kgbuild.identity.slugs import slugify, unique_slugs
from kgbuild.lexicon import load_lexicon
from kgbuild.resolution import GeneralNames
from kgbuild.resolution.forms import name_form
from kgbuild.resolution.papers import merge_extractions
from kgbuild.resolution.relations import Group
from kgbuild.resolution.within import head_keys, split_group

if TYPE_CHECKING:
    from pyspark import RDD

# A paper on its way to a slug: its key, the text that makes the slug, its weight there, and its extractions.
_Unnamed = tuple[str, str, int, Paper, tuple[Extraction, ...]]


def group_papers(cluster: Cluster, extractions: "RDD[tuple[Any, Extraction]]") -> "RDD[tuple[str, Group]]":
    """Return each distinct paper by its slug, those of one slug in one part."""
    cluster.tell("joining copies of papers")
    together = join_copies(cluster, extractions, lambda extraction: extraction.paper)
    wanted = cluster.group(together.flatMap(_merge))
    return cluster.keep(cluster.spread(wanted.flatMap(_name)))


def _merge(copies: list[tuple[Any, Extraction]]) -> Iterator[tuple[str, _Unnamed]]:
    merged = merge_extractions(extraction for _, extraction in copies)
    wanted = wanted_slugs([paper for paper, _ in merged])
    for (key, text, weight), (paper, found) in zip(wanted, merged, strict=True):
        yield slugify(text), (key, text, weight, paper, found)


def _name(wanted: tuple[str, list[_Unnamed]]) -> Iterator[tuple[str, Group]]:
    """Give the papers that want one slug one each."""
    slugs = unique_slugs({key: (text, weight) for key, text, weight, _, _ in wanted[1]})
    return ((slugs[key], (slugs[key], paper, found)) for key, _, _, paper, found in wanted[1])


def split_papers(cluster: Cluster, papers: "RDD[tuple[str, Group]]", lexicon: Path | None) -> "RDD[tuple[str, Group]]":
    """Return papers with general names as things of their own, as `split_groups` does."""
    cluster.tell("telling general names")
    # How many papers name a thing by a name, and the first of them: of a single one it matters which.
    heads = papers.flatMap(lambda one: [(key, (1, one[0])) for key in head_keys(one[1])])
    counts = heads.reduceByKey(lambda one, other: (one[0] + other[0], min(one[1], other[1])), cluster.parts)
    asked = papers.flatMap(lambda one: [(key, one[0]) for key in _asked(one[1], lexicon)])
    told = cluster.look_up(asked, counts)
    general = told.filter(lambda one: one[1][1][0] > 1 or one[1][1][1] != one[0]).mapValues(itemgetter(0))
    answered = papers.cogroup(general, cluster.parts)
    return cluster.keep(answered.mapValues(lambda found: _split(next(iter(found[0])), set(found[1]), lexicon)))


def _asked(group: Group, lexicon: Path | None) -> set[str]:
    """Return the keys of names of which it matters whether other papers name a thing so."""
    known, asked = _general(lexicon), set[str]()

    def note(name: str, _: str) -> bool:
        if name_key(name) not in known:
            asked.add(name_form(name).key)
        return False

    split_group(group, note)
    return asked


def _split(group: Group, general: set[str], lexicon: Path | None) -> Group:
    known = _general(lexicon)
    return split_group(group, lambda name, _: name_key(name) in known or name_form(name).key in general)


@cache
def _general(lexicon: Path | None) -> GeneralNames:
    """Return the names that are general everywhere, once in each process."""
    return GeneralNames(load_lexicon(lexicon).names)
