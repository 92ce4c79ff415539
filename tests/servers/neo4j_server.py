"""Neo4j community on Bolt, with a password of its own."""

import shutil
import subprocess
from typing import ClassVar

from servers.server import INSTALLED, Server

_JARS = INSTALLED / "neo4j"
_OPENED = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch", "java.base/java.lang")
_CONFIGURATION = """\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
server.memory.pagecache.size=256m
server.directories.import={folder}
dbms.usage_report.enabled=false
"""


class Neo4j(Server):
    """Neo4j 5.26 community; `folder` is its home, and the folder that LOAD CSV reads from."""

    name: ClassVar[str] = "Neo4j"
    user: ClassVar[str] = "neo4j"
    password: ClassVar[str] = "for-the-tests"  # noqa: S105  # of a server that lives as long as a test

    @classmethod
    def missing(cls) -> str:
        """Say what is not installed."""
        if not shutil.which("java"):
            return "Neo4j: no java; run tools/install_servers.sh"
        return "" if _JARS.is_dir() else f"Neo4j: not in {_JARS}; run tools/install_servers.sh"

    @property
    def url(self) -> str:
        """The Bolt address."""
        return f"bolt://127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        """Write the configuration, set the password before the first start, return the server's command."""
        configuration = self.folder / "conf"
        if not configuration.is_dir():
            configuration.mkdir()
            text = _CONFIGURATION.format(port=self.port, folder=self.folder)
            (configuration / "neo4j.conf").write_text(text, encoding="utf-8")
            subprocess.run(
                [*self._java("256m"), "org.neo4j.cli.AdminTool", "dbms", "set-initial-password", self.password],
                env={"NEO4J_HOME": str(self.folder), "NEO4J_CONF": str(configuration)},
                check=True,
                capture_output=True,
            )
        return [
            *self._java("1g"),
            "org.neo4j.server.CommunityEntryPoint",
            f"--home-dir={self.folder}",
            f"--config-dir={configuration}",
        ]

    def answers(self) -> bool:
        """Tell whether the database itself takes queries; the port is open a little earlier."""
        if not super().answers():
            return False
        import neo4j
        from neo4j.exceptions import DriverError, Neo4jError

        try:
            with neo4j.GraphDatabase.driver(self.url, auth=(self.user, self.password)) as driver:
                driver.execute_query("RETURN 1")
        except (DriverError, Neo4jError):
            return False
        return True

    def _java(self, heap: str) -> list[str]:
        opened = [f"--add-opens={package}=ALL-UNNAMED" for package in _OPENED]
        return [*self.java(heap), *opened, "-cp", f"{_JARS}/*"]
