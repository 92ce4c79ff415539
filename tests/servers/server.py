"""A database server as a process: started, asked whether it answers, stopped, killed, started again."""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = Path(os.environ.get("KGBUILD_SERVERS", ROOT / ".servers"))
_START_SECONDS = 300  # some machines are busy


class Server:
    """One server with its data in `folder`; it listens on 127.0.0.1 only, on free ports that stay its own.

    A `brief` server starts sooner and works more slowly.
    """

    name: ClassVar[str]
    user: ClassVar[str] = ""
    password: ClassVar[str] = ""

    def __init__(self, folder: Path, *, brief: bool = True) -> None:
        self.folder = folder
        self.brief = brief
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def java(self, heap: str) -> list[str]:
        """Return the command that runs Java with at most `heap` of memory."""
        program = shutil.which("java") or "java"
        return [program, f"-Xmx{heap}", "-XX:+UseSerialGC", *(["-XX:TieredStopAtLevel=1"] if self.brief else [])]

    @classmethod
    def missing(cls) -> str:
        """Say what is not installed, in one line; nothing where all is there."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        """The address that `kgbuild load` takes."""
        raise NotImplementedError

    @property
    def environment(self) -> dict[str, str]:
        """User and password as `kgbuild load` takes them."""
        return {"KGBUILD_USER": self.user, "KGBUILD_PASSWORD": self.password} if self.user else {}

    def command(self) -> list[str]:
        """Return the command that runs the server in the foreground, with its configuration written."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Tell whether the server does its work already."""
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def start(self) -> Self:
        """Start the server, on the data that an earlier start left, and wait until it answers."""
        log = self.folder / "server.log"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        until = time.monotonic() + _START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise RuntimeError(f"{self.name} does not start:\n{log.read_text('utf-8', 'replace')[-4000:]}")
            time.sleep(0.3)
        return self

    def stop(self) -> None:
        """End the server as an administrator does."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the server as a crash does."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()


def free_port() -> int:
    """Return a port of loopback that nobody listens on, below those that systems give to whoever asks for any.

    So no other test's server or client gets it before ours listens there.
    """
    choose = random.SystemRandom()  # tests that run beside these choose others
    while True:
        port = choose.randrange(20_000, 32_000)
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
