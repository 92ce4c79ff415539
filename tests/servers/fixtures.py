"""Running servers for tests, and what a test says where one is not installed."""

import os
from collections.abc import Iterator
from typing import TypeVar

import pytest

from servers.server import Server

Kind = TypeVar("Kind", bound=Server)


def need(server: type[Server]) -> None:
    """Skip where a server is not installed; fail where nothing may be skipped."""
    if missing := server.missing():
        if os.environ.get("KGBUILD_REQUIRE_ALL"):
            pytest.fail(missing)
        pytest.skip(missing)


def running(kind: type[Kind], factory: pytest.TempPathFactory) -> Iterator[Kind]:
    """Yield a running server of a kind in a folder of its own; it is ended afterwards."""
    need(kind)
    with kind(factory.mktemp(kind.name)) as server:
        yield server
