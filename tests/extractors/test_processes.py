"""Work shared among processes: in order, with its errors, and ended when a process is."""

import os
import time

import pytest

from kgbuild.engines.processes import map_in_processes
from kgbuild.errors import ExtractorError, RecordError


def fail(number: int) -> int:
    if number == 1:
        raise RecordError("x.jsonl#2: no title")
    return number


class StubbornError(Exception):
    def __init__(self, one: object, other: object) -> None:
        super().__init__(one)
        self.other = other


def fail_stubbornly(_: int) -> int:
    raise StubbornError(lambda: 0, "a reason")


def be_slow_at_first(number: int) -> int:
    time.sleep(0.3 if number == 0 else 0)
    return number


def test_results_come_in_the_order_of_the_batches() -> None:
    assert list(map_in_processes(be_slow_at_first, range(7), 3)) == list(range(7))


def test_errors_are_raised_here() -> None:
    with pytest.raises(RecordError, match="^x.jsonl#2: no title$"):  # noqa: RUF043
        list(map_in_processes(fail, range(3), 2))


def test_an_error_that_cannot_travel_is_described() -> None:
    with pytest.raises(ExtractorError, match="extraction failed: "):
        list(map_in_processes(fail_stubbornly, [1], 1))


@pytest.mark.parametrize("status", [0, 3])
def test_a_process_that_ends_by_itself_is_told(status: int) -> None:
    with pytest.raises(ExtractorError, match=rf"ended by itself \(status {status}\)"):
        list(map_in_processes(os._exit, [status, status], 2))
