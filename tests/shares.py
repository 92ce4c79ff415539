"""Which tests run in one process after the other: the same shares, in the same order, on every run.

pytest-xdist would hand out files to whichever process is idle, so that a failure that depends on the order could not
be repeated. Tests of one unit share what is dear (a graph of the real set, Chromium, Neo4j) and stay together.
"""

from collections.abc import Iterable

from xdist.scheduler import LoadScopeScheduling

# Units that use one server or browser.
_TOGETHER = {"export": "loading", "report": "pages", "server": "pages", "views": "pages"}
# Seconds on one core; they need not be right, only to fill the shares about evenly. Other units take a few.
_SECONDS = {"cli": 80, "extraction": 130, "fuzz": 20, "graph": 40, "growth": 40, "limits": 30, "loading": 200}
_SECONDS |= {"assistants": 30, "packaging": 40, "pages": 80, "spark": 150}
_FEW = 5


def unit_of(nodeid: str) -> str:
    """Return the unit of a test: its folder below `tests`, or what several folders share."""
    folder = nodeid.split("::", maxsplit=1)[0].split("/")[1]
    return _TOGETHER.get(folder, folder)


def share_out(units: Iterable[str], shares: int) -> dict[str, int]:
    """Return for each unit the number of its share: the longest first, each to the share that has least to do."""
    filled = [0] * shares
    chosen = {}
    for unit in sorted(set(units), key=lambda unit: (-_SECONDS.get(unit, _FEW), unit)):
        chosen[unit] = filled.index(min(filled))
        filled[chosen[unit]] += _SECONDS.get(unit, _FEW)
    return chosen


class ShareScheduling(LoadScopeScheduling):
    """Give each process one share of the units."""

    _shares: dict[str, int] | None = None

    def _split_scope(self, nodeid: str) -> str:
        if self._shares is None:
            self._shares = share_out(map(unit_of, self.collection or ()), self.numnodes)
        return str(self._shares[unit_of(nodeid)])
