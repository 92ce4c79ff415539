"""Oxigraph with its store on disk."""

import shutil
import sys
from pathlib import Path
from typing import ClassVar

from servers.server import Server


class Oxigraph(Server):
    """Oxigraph's server, which knows no users."""

    name: ClassVar[str] = "Oxigraph"

    @classmethod
    def missing(cls) -> str:
        """Say what is not installed."""
        return "" if _program() else "Oxigraph: no oxigraph beside Python; install the development tools (make setup)"

    @property
    def url(self) -> str:
        """The Graph Store address."""
        return f"http://127.0.0.1:{self.port}/store"

    def command(self) -> list[str]:
        """Return the server's command."""
        return [_program(), "serve", "--location", str(self.folder / "database"), "--bind", f"127.0.0.1:{self.port}"]


def _program() -> str:
    return shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph") or ""
