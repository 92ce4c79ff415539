"""All commands: each module adds its own to the root."""

from kgbuild.cli import (
    asking,
    building,
    comparing,
    exporting,
    learning,
    loading,
    querying,
    reporting,
    serving,
    viewing,
)
from kgbuild.cli.application import app

__all__ = [
    "app",
    "asking",
    "building",
    "comparing",
    "exporting",
    "learning",
    "loading",
    "querying",
    "reporting",
    "serving",
    "viewing",
]
