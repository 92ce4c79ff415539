"""Who waits for the one process that keeps the names."""

import asyncio
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from waiting import run_apart, wait_until

from kgbuild.server.turns import MOST_WAITING, CrowdedOutError, Turns


async def _take(turns: Turns, name: str, done: list[str], *, urgent: bool) -> None:
    try:
        async with turns.turn(urgent=urgent):
            await asyncio.sleep(0)
            done.append(name)
    except CrowdedOutError:
        done.append(f"not {name}")


async def _run(names: str, most: int, *, cancelled: str = "") -> list[str]:
    """Have letters wait for a turn, capital ones urgently; return in which order they had it or were refused."""
    turns, done = Turns(most), list[str]()
    async with turns.turn(urgent=True):
        tasks = {name: asyncio.create_task(_take(turns, name, done, urgent=name.isupper())) for name in names}
        await asyncio.sleep(0)
        for name in cancelled:
            tasks[name].cancel()
        await asyncio.sleep(0)
    await asyncio.gather(*tasks.values(), return_exceptions=True)
    async with turns.turn(urgent=False):  # nobody has kept it
        return done


def test_what_is_urgent_comes_first_and_each_kind_in_its_order() -> None:
    assert run_apart(_run("aXbYc", 9)) == ["X", "Y", "a", "b", "c"]


def test_where_too_many_wait_the_oldest_that_is_not_urgent_and_the_newest_that_is_give_way() -> None:
    assert run_apart(_run("abcdXYZ", 2)) == ["not Z", "not a", "not b", "X", "Y", "c", "d"]


@pytest.mark.parametrize("cancelled", ["X", "a", "Xa", "XYab"])
def test_who_has_gone_keeps_nobody_waiting(cancelled: str) -> None:
    assert run_apart(_run("aXbY", 9, cancelled=cancelled)) == [name for name in "XYab" if name not in cancelled]


def test_a_turn_that_comes_to_one_who_is_just_going_goes_on_to_the_next() -> None:
    async def run() -> list[str]:
        turns, done = Turns(), list[str]()
        async with turns.turn(urgent=True):
            going, next_one = (asyncio.create_task(_take(turns, name, done, urgent=False)) for name in "ab")
            await asyncio.sleep(0)
        going.cancel()  # its turn has come, and it has not run yet
        await asyncio.gather(going, next_one, return_exceptions=True)
        return done

    assert run_apart(run()) == ["b"]


def test_however_many_names_are_being_completed_a_question_is_answered_before_them(
    start: Callable[..., Any], stop: Callable[..., Any], graph_file: Path
) -> None:
    served = start(graph_file)
    assert served.ask("GET", "/names?q=BE")[0] == 200  # the names have been read
    more = 8
    workers = served.children()
    with ThreadPoolExecutor(2 * MOST_WAITING) as clients:
        for pid in workers:
            os.kill(pid, signal.SIGSTOP)
        typed = [clients.submit(served.ask, "GET", f"/names?q=B{n}") for n in range(1 + MOST_WAITING + more)]
        wait_until(lambda: sum(one.done() for one in typed) == more, "those that are too many told so")
        asked = clients.submit(served.ask, "GET", "/ask?q=papers+that+use+BERT")
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
        assert asked.result()[0] == 200
        answers = [one.result() for one in typed]
    refused = [(headers["retry-after"], text) for status, headers, text in answers if status == 503]
    assert refused == [("1", "too many names to complete at once; try again later\n")] * more
    assert sum(status == 200 for status, _, _ in answers) == 1 + MOST_WAITING
    assert stop(served) == (0, "")
