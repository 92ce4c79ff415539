"""Virtuoso, as Debian packages it."""

import shutil
from pathlib import Path
from typing import ClassVar

from servers.server import Server, free_port

_CONFIGURATION = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
CaseMode = 2
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
DirsAllowed = .
SchedulerInterval = 10

[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 4
Charset = UTF-8

[SPARQL]
ResultSetMaxRows = 100000
"""


class Virtuoso(Server):
    """Virtuoso 7; the administrator's password is the one that it is made with."""

    name: ClassVar[str] = "Virtuoso"
    user: ClassVar[str] = "dba"
    password: ClassVar[str] = "dba"  # noqa: S105  # as the server makes it

    def __init__(self, folder: Path, *, brief: bool = True) -> None:
        super().__init__(folder, brief=brief)
        self.sql_port = free_port()

    @classmethod
    def missing(cls) -> str:
        """Say what is not installed."""
        return "" if shutil.which("virtuoso-t") else "Virtuoso: no virtuoso-t; run tools/install_servers.sh"

    @property
    def url(self) -> str:
        """The Graph Store address for users with a password."""
        return f"http://127.0.0.1:{self.port}/sparql-graph-crud-auth"

    def command(self) -> list[str]:
        """Write the configuration, return the server's command."""
        configuration = self.folder / "virtuoso.ini"
        text = _CONFIGURATION.format(folder=self.folder, port=self.port, sql_port=self.sql_port)
        configuration.write_text(text, encoding="utf-8")
        return [shutil.which("virtuoso-t") or "virtuoso-t", "+foreground", "+configfile", str(configuration)]
