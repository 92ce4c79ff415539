"""Processor time at half a size and at four times that size: what is linear takes about eight times as long.

What is quadratic takes 64 times as long. The limit lies midway between the two in ratio, so that a machine which others
use, and whose caches are smaller than what the larger size needs, may be two and a half times as slow there.
"""

import gc
import sys
from collections.abc import Callable
from functools import _lru_cache_wrapper, cache
from time import process_time
from typing import Any, Final

from kgbuild.extraction import field, words

MOST: Final = 20  # times as long at eight times the size; n log n and noise stay below, n ** 1.5 is 23
_QUICK: Final = 0.1  # seconds; what takes less at the larger size has nothing that can be measured
_RUNS: Final = 5


def growth(run: Callable[[int], object], size: int) -> tuple[float, float]:
    """Return the least of some times at half and at four times a size; the first is NaN where the other is quick."""
    large = _time(run, 4 * size)
    if large < _QUICK:
        return float("nan"), large
    small = _time(run, size // 2)
    for _ in range(_RUNS - 1):
        if large <= MOST * small:
            break
        # Another program may have had the processor's caches: what is too slow once is measured again.
        large, small = min(large, _time(run, 4 * size)), min(small, _time(run, size // 2))
    return small, large


def _time(run: Callable[[int], object], size: int) -> float:
    forget()
    gc.disable()  # it walks through all that the tests hold, now and then
    try:
        start = process_time()
        run(size)
        return process_time() - start
    finally:
        gc.enable()


@cache
def _caches() -> tuple[Any, ...]:
    """Return what has a cache of bounded size; those without a bound hold tables that are read once."""
    modules = [module for name, module in sys.modules.items() if name.startswith("kgbuild")]
    found = {id(value): value for module in modules for value in vars(module).values()}.values()
    return tuple(f for f in found if isinstance(f, _lru_cache_wrapper) and f.cache_parameters()["maxsize"] is not None)


def forget() -> None:
    """Empty the caches of texts and words, so that nothing is quick for having been seen before."""
    for cached in _caches():
        cached.cache_clear()
    words._CHUNKS.clear()
    field._KINDS.clear()
