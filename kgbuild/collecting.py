"""Python's search for circles of values, where there are many values and hardly a circle."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Have Python look for circles of values less often.

    A search goes through all values that are held: with the millions of a large graph it takes longer than the work.
    """
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def keep_uncollected() -> None:
    """Have no later search go through the values that are there now; they still go when nothing names them."""
    gc.freeze()
