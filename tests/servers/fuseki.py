"""Apache Jena Fuseki with a TDB2 database on disk."""

import shutil
from typing import ClassVar

from servers.server import INSTALLED, Server

_JARS = INSTALLED / "fuseki"


class Fuseki(Server):
    """Fuseki 5; the dataset is `papers`. With `password_file`, it asks for user and password."""

    name: ClassVar[str] = "Fuseki"
    user: ClassVar[str] = "editor"
    password: ClassVar[str] = "for-the-tests"  # noqa: S105  # of a server that lives as long as a test

    @classmethod
    def missing(cls) -> str:
        """Say what is not installed."""
        if not shutil.which("java"):
            return "Fuseki: no java; run tools/install_servers.sh"
        return "" if any(_JARS.glob("*.jar")) else f"Fuseki: not in {_JARS}; run tools/install_servers.sh"

    @property
    def url(self) -> str:
        """The Graph Store address."""
        return f"http://127.0.0.1:{self.port}/papers/data"

    def command(self) -> list[str]:
        """Write users and passwords, return the server's command."""
        (self.folder / "database").mkdir(exist_ok=True)
        passwords = self.folder / "passwords"
        passwords.write_text(f"{self.user}: {self.password}\n", encoding="utf-8")
        return [
            *(*self.java("1g"), "-jar", str(next(_JARS.glob("*.jar")))),
            *("--localhost", f"--port={self.port}", "--auth=basic", f"--passwd={passwords}", "--modules=false"),
            *("--tdb2", f"--loc={self.folder / 'database'}", "--update", "/papers"),
        ]
