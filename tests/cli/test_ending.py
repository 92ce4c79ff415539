"""Whoever wants a command to end gets one line, soon, and whole files; so does whoever closes its streams."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from waiting import GUARD_SECONDS, children_of, is_group_running, seconds_of, wait_until

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and streams as POSIX has them")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
TOLD = "kgbuild: interrupted; files written before are whole\n"
# Says so as soon as a command sees to signals, so that none comes while Python itself starts.
PROGRAM = """
import signal, sys
from kgbuild.cli import main
real = signal.signal
def tell(*given):
    signal.signal = real
    before = real(*given)
    sys.stderr.write("ready\\n"); sys.stderr.flush()
    return before
signal.signal = tell
sys.exit(main())
"""
# Stands where a command would read its graph, and does what libraries do.
STUCK = {
    "waits": "time.sleep(600)",
    "loses the exception": "\nwhile True:\n  try: time.sleep(600)\n  except BaseException: pass",
    "does not come back from C": "import ctypes; ctypes.CDLL(None).sleep(600)",
    "loses it where nobody can catch it": (
        "\nclass Lost:\n  def __del__(self): time.sleep(600)\nlost = Lost(); del lost; time.sleep(600)"
    ),
}
_STUCK_PROGRAM = """
import sys, time
import kgbuild.views, kgbuild.cli.commands
def stuck(*args, **options):
    sys.stderr.write("ready\\n"); sys.stderr.flush()
    exec(WHAT)
kgbuild.views.read_shown = stuck
from kgbuild.cli import main
sys.exit(main())
"""


def _listen() -> None:
    """Undo that whoever starts the tests may have had signals ignored, as nohup has."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def start(program: str, *arguments: str | Path, **options: Any) -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]), "NO_COLOR": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        preexec_fn=_listen,  # noqa: PLW1509
        **options,
    )


def end(process: "subprocess.Popen[str]", how: int = signal.SIGINT, *, pause: float = 0.0) -> tuple[int, str]:
    """End a command that has said that it is ready, with all its processes; return its status and what else it said."""
    assert process.stderr is not None
    assert process.stderr.readline() == "ready\n"
    time.sleep(pause)
    os.killpg(process.pid, how)
    _, said = process.communicate(timeout=GUARD_SECONDS)
    return process.returncode, said


@pytest.mark.parametrize("pause", [0.02, 0.1, 0.25, 0.5])
def test_ctrl_c_while_a_command_starts_is_one_line(tmp_path: Path, pause: float) -> None:
    os.mkfifo(tmp_path / "pipe")
    held = os.open(tmp_path / "pipe", os.O_RDWR)
    process = start(PROGRAM, "build", tmp_path / "pipe", "-o", tmp_path / "out")
    assert end(process, pause=pause) == (130, TOLD)
    assert not (tmp_path / "out").exists()
    os.close(held)


@pytest.mark.parametrize(
    ("how", "number"), [*((how, signal.SIGINT) for how in STUCK), ("waits", signal.SIGTERM), ("waits", signal.SIGHUP)]
)
def test_a_command_that_does_not_come_back_is_ended(built: Path, tmp_path: Path, how: str, number: int) -> None:
    program = _STUCK_PROGRAM.replace("WHAT", repr(STUCK[how]))
    status, said = end(start(program, "view", built, "-o", tmp_path / "page.html"), number)
    if number == signal.SIGINT:
        assert (status, said) == (130, TOLD)
    else:
        name = signal.Signals(number).name
        assert status in {-number, 128 + number}  # by itself, or by the watch where it takes too long
        assert said == f"kgbuild: ended by {name}; files written before are whole\n"
    assert list(tmp_path.iterdir()) == []


# Where an exception that a signal raises gets lost, and the command goes on.
LOSES = {
    "in a finaliser": """
class Lost:
    def __del__(self): sys.stderr.write("ready\\n"); sys.stderr.flush(); time.sleep(600)
def command():
    lost = Lost(); del lost
    raise KgbuildError("a consequence")
kgbuild.cli.commands.app = command
""",
    "right after a fork": """
def stuck(*args, **options): sys.stderr.write("ready\\n"); sys.stderr.flush(); time.sleep(600)
kgbuild.views.read_shown = stuck
os.register_at_fork(after_in_parent=lambda: time.sleep(0.5))
""",
}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("where", LOSES)
def test_a_signal_that_gets_lost_still_ends_a_command(built: Path, tmp_path: Path, where: str, number: int) -> None:
    program = f"""
import os, sys, time
import kgbuild.views, kgbuild.cli.commands
from kgbuild.cli import main
from kgbuild.errors import KgbuildError
{LOSES[where]}
sys.exit(main())
"""
    status, said = end(start(program, "view", built, "-o", tmp_path / "page.html"), number, pause=0.1)
    assert status in ({130} if number == signal.SIGINT else {-number, 128 + number})
    assert said.endswith("files written before are whole\n")
    assert said.count("\n") == 1


@contextlib.contextmanager
def silent_server() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


@pytest.mark.parametrize("command", ["extract", "train", "evaluate", "load"])
def test_ctrl_c_ends_a_command_that_waits_for_what_never_comes(built: Path, tmp_path: Path, command: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    held = os.open(tmp_path / "pipe", os.O_RDWR)
    with silent_server() as address:
        arguments: dict[str, tuple[str | Path, ...]] = {
            "extract": (tmp_path / "pipe", "-o", tmp_path / "new"),
            "train": (tmp_path / "pipe", "-o", tmp_path / "new"),
            "evaluate": (tmp_path / "pipe", built / "extractions.jsonl"),
            "load": (built, address),
        }
        assert end(start(PROGRAM, command, *arguments[command]), pause=1.5) == (130, TOLD)
    os.close(held)
    assert not (tmp_path / "new").exists()


def wait_for_workers(pid: int, count: int) -> None:
    """Return once so many processes of a command have long been at work."""
    wait_until(
        lambda: sum(seconds_of(child) > 1.5 for child in children_of(pid)) >= count, f"{count} processes at work"
    )


@LINUX
def test_ctrl_c_ends_a_build_with_all_its_processes_and_the_older_files_stay(
    built: Path, tmp_path: Path, read_outputs: Callable[[Path], dict[str, bytes]]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name, content in read_outputs(built).items():
        (out / name).write_bytes(content)
    abstract = "We propose Lopper. It outperforms BERT and ResNet-50 on ImageNet, CIFAR-10 and GLUE. " * 12
    lines = (f'{{"title": "Paper {k}", "abstract": "{abstract}"}}\n' for k in range(3000))
    (tmp_path / "many.jsonl").write_text("".join(lines), encoding="utf-8")
    process = start(PROGRAM, "build", tmp_path / "many.jsonl", "-o", out, "--workers", "2", "--quiet")
    assert process.stderr is not None
    assert process.stderr.readline() == "ready\n"
    wait_for_workers(process.pid, 2)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=GUARD_SECONDS)
    assert (process.returncode, said) == (130, TOLD)
    wait_until(lambda: not is_group_running(process.pid), "the end of all processes")
    assert read_outputs(out) == read_outputs(built)


@LINUX
def test_processes_of_a_build_end_with_it_when_it_is_killed(tmp_path: Path) -> None:
    lines = (f'{{"title": "Paper {k}", "abstract": "{"We propose Lopper. " * 60}"}}\n' for k in range(3000))
    (tmp_path / "many.jsonl").write_text("".join(lines), encoding="utf-8")
    process = start(PROGRAM, "extract", tmp_path / "many.jsonl", "-o", tmp_path / "new", "--workers", "2")
    assert process.stderr is not None
    process.stderr.readline()
    wait_for_workers(process.pid, 2)
    process.kill()
    process.communicate(timeout=GUARD_SECONDS)  # until nobody has its standard error open
    wait_until(lambda: not is_group_running(process.pid), "the end of all processes")


def test_what_is_ignored_stays_ignored(built: Path) -> None:
    code = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n" + PROGRAM
    process = start(code, "query", built, "entities")
    status, said = end(process, pause=0.3)
    assert (status, said) == (0, "")


def test_what_is_ignored_stays_ignored_by_the_process_that_reads_a_graph(built: Path, tmp_path: Path) -> None:
    code = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    code += _STUCK_PROGRAM.replace("WHAT", repr("time.sleep(1); raise KgbuildError('read to its end')"))
    code = code.replace("import sys, time\n", "import sys, time\nfrom kgbuild.errors import KgbuildError\n")
    status, said = end(start(code, "view", built, "-o", tmp_path / "page.html"))
    assert (status, said) == (1, "kgbuild: read to its end\n")


def run_in_shell(redirection: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]), "NO_COLOR": "1"}
    command = ["bash", "-c", f'"$@" {redirection}', "bash", sys.executable, "-m", "kgbuild", *map(str, arguments)]
    return subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        timeout=GUARD_SECONDS,
        check=False,
        stdin=subprocess.DEVNULL,
    )


TOLD_OF_OUTPUT = {
    ">&-": "kgbuild: standard output: Bad file descriptor",
    "> /dev/full": "kgbuild: standard output: No space left on device",
    "| :": "",
}


@pytest.mark.parametrize(
    ("arguments", "redirection"),
    [
        *(("query BUILT entities", how) for how in TOLD_OF_OUTPUT),
        ("export BUILT --format nt", ">&-"),
        ("extract BUILT", "> /dev/full"),
        ("--help", "> /dev/full"),
        ("query --list", "| :"),
    ],
)
def test_a_standard_output_that_takes_nothing_is_told_in_one_line(
    built: Path, arguments: str, redirection: str
) -> None:
    done = run_in_shell(redirection, *(built if word == "BUILT" else word for word in arguments.split()))
    told = TOLD_OF_OUTPUT[redirection]
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    if told:
        assert done.returncode == 1
        assert [line for line in done.stderr.splitlines() if line.startswith("kgbuild: ")] == [told]


@pytest.mark.parametrize("redirection", ["2>&-", "<&- >&- 2>&-"])
def test_closed_streams_do_not_harm_what_is_written_to_files(
    built: Path, tmp_path: Path, redirection: str, read_outputs: Callable[[Path], dict[str, bytes]]
) -> None:
    done = run_in_shell(redirection, "build", built / "extractions.jsonl", "-o", tmp_path / "out")
    assert done.returncode == 0
    assert read_outputs(tmp_path / "out") == read_outputs(built)


def test_a_closed_standard_input_is_told(tmp_path: Path) -> None:
    done = run_in_shell("<&-", "extract", "-")
    assert done.returncode == 1
    assert done.stderr == "kgbuild: -: cannot be read: Bad file descriptor\n"
