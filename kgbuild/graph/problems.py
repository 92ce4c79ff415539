"""What a check tells."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a graph: the file, the node (empty where the file is at fault), and what."""

    file: str
    node: str
    message: str

    def __str__(self) -> str:
        """Return the problem as one line."""
        return f"{self.file}: {self.node}: {self.message}" if self.node else f"{self.file}: {self.message}"


NO_MENTIONS: Final = "no statement has a mention, kgbuild writes them; build it again"


def no_papers(file: str, *, evidence: bool) -> Problem:
    """Return what is wrong with a file without papers; `evidence` says that statements about facts are in it."""
    told = "this is evidence, check the graph beside it" if evidence else "no graph of papers"
    return Problem(file, "", f"no kg:Paper in it; {told}")
