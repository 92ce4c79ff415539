"""Work in a child: its result comes back, and how it ends is told; it reaches no network."""

import contextlib
import ctypes
import functools
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from waiting import GUARD_SECONDS, children_of, is_running, wait_until

from kgbuild.errors import EngineError, QueryError
from kgbuild.isolation import children, forbid_network, is_offline, limit_memory, run_child, run_offline
from kgbuild.isolation.ends import Cause, explain_end

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux filters system calls")


def _fail(text):
    raise QueryError(text)


def _end_by(number):
    os.kill(os.getpid(), number)
    time.sleep(30)


def _read_nowhere():
    ctypes.string_at(0)


def _allocate(size):
    limit_memory(64 << 20)
    return len(bytearray(size))


def _abort_for_memory():
    os.write(2, b"memory allocation of 1099511627776 bytes failed\n")
    os.abort()


def _connect(address):
    try:
        socket.create_connection(address, timeout=5).close()
    except OSError as error:
        return type(error).__name__
    return "connected"


def test_results_and_errors_come_back():
    assert run_child(len, "four", where="a text") == 4
    assert run_child(bytes, 3 << 20, where="much") == bytes(3 << 20)
    with pytest.raises(QueryError, match="as it was said"):
        run_child(_fail, "as it was said", where="a query")
    with pytest.raises(FileNotFoundError):
        run_child(os.stat, "/nowhere/at/all", where="a file")


@pytest.mark.parametrize(
    ("function", "arguments", "told"),
    [
        (_end_by, (signal.SIGKILL,), "was killed (signal 9, SIGKILL)"),
        (_end_by, (signal.SIGTERM,), "was killed (signal 15, SIGTERM)"),
        (_end_by, (signal.SIGUSR1,), "SIGUSR1"),
        (_read_nowhere, (), "crashed (signal 11, SIGSEGV)"),
        (os.abort, (), "crashed (signal 6, SIGABRT)"),
        (os._exit, (3,), "ended with status 3"),
        (_abort_for_memory, (), "more memory than 64 MiB"),
    ],
)
def test_how_a_child_ended_is_told_as_what_it_was(function, arguments, told, capfd):
    with pytest.raises(EngineError) as caught:
        run_child(function, *arguments, where="the graph", memory_bytes=64 << 20)
    assert str(caught.value).startswith("the graph: ")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "memory allocation" not in capfd.readouterr().err


@LINUX
def test_a_child_takes_no_more_memory_than_it_may():
    assert run_child(_allocate, 8 << 20, where="a query", memory_bytes=64 << 20) == 8 << 20
    with pytest.raises(EngineError, match="more memory than 64 MiB"):
        run_child(_allocate, 128 << 20, where="a query", memory_bytes=64 << 20)


def test_a_child_is_stopped_in_time():
    with pytest.raises(EngineError, match=r"stopped after 0\.2 seconds"):
        run_child(time.sleep, 3600, where="a query", seconds=0.2)


@LINUX
def test_a_child_and_an_offline_thread_open_no_socket_and_others_do():
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = other.getsockname()
        assert run_child(_connect, address, where="a query") == "PermissionError"
        assert run_offline(_connect, address) == "PermissionError"
        assert not is_offline()
        assert _connect(address) == "connected"


@LINUX
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX])
def test_no_kind_of_socket_is_left(family):
    def attempt():
        forbid_network()
        forbid_network()  # once is enough, twice no fault
        try:
            socket.socket(family, socket.SOCK_DGRAM)
        except PermissionError:
            return "refused"
        return "open"

    assert run_offline(attempt) == "refused"


def test_an_exit_status_says_why():
    assert explain_end(-9).cause is Cause.KILLED
    assert explain_end(-11).cause is Cause.CRASH
    assert explain_end(-signal.SIGALRM).cause is Cause.TIME
    assert explain_end(-6, b"memory allocation of 12 bytes failed").cause is Cause.MEMORY
    assert explain_end(1).cause is Cause.CRASH
    assert "unknown" in explain_end(-200).text


@LINUX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_child_outlives_a_command(number, tmp_path):
    graph = tmp_path / "graph.nt"
    graph.write_text("".join(f"<x:{n}> <x:b> <x:{n}> .\n" for n in range(500)), encoding="utf-8")
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    command = [sys.executable, "-m", "kgbuild", "query", str(graph), "-q", query]
    # Whoever starts the tests may have had it ignored.
    usual = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=usual) as process:  # noqa: PLW1509
        wait_until(lambda: children_of(process.pid), "a child")
        theirs = children_of(process.pid)
        process.send_signal(number)
        _, said = process.communicate(timeout=GUARD_SECONDS)
    assert process.returncode in {128 + number, -number}
    assert "Traceback" not in said
    wait_until(lambda: not any(map(is_running, theirs)), "the end of the child")


@LINUX
def test_a_child_ends_whose_parent_had_gone_before_it_asked():
    code = """
import multiprocessing, os, time
from kgbuild.isolation.children import end_with_parent
def work():
    while os.getppid() == multiprocessing.parent_process().pid:
        time.sleep(0.01)
    end_with_parent()
    os.write(1, b"still here")
multiprocessing.get_context("fork").Process(target=work).start()
os._exit(0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=GUARD_SECONDS, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_a_child_is_ended_where_the_signal_comes_while_it_starts(monkeypatch):
    started = []

    @contextlib.contextmanager
    def interrupted():
        yield
        started.extend(multiprocessing.active_children())
        raise KeyboardInterrupt

    monkeypatch.setattr(children, "without_signals", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_child(time.sleep, 3600, where="a query")
    assert len(started) == 1
    assert not started[0].is_alive()
