"""Which names stand for a thing wherever they are read."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Final

# So many of 90,000 abstracts must hold a name before it is more than one paper's short word for something.
_LEAST_PAPERS: Final = 10


@dataclass(frozen=True, slots=True)
class GeneralNames:
    """Keys of names (`kgbuild.identity.names.name_key`) that a list of known names or many abstracts hold."""

    listed: Container[str]

    def __contains__(self, key: object) -> bool:
        """Tell whether a name of this key is known."""
        from kgbuild.extraction.corpus import read_corpus

        counts = read_corpus().counts(str(key))
        return key in self.listed or (counts is not None and counts[0] >= _LEAST_PAPERS)
