"""All commands: each module adds its own to the root."""

from kgbuild.cli import (
    building,
    exporting,
    learning,
    loading,
    querying,
    reporting,
    reviewing,
    serving,
    viewing,
)
from kgbuild.cli.application import app

__all__ = [
    "app",
    "building",
    "exporting",
    "learning",
    "loading",
    "querying",
    "reporting",
    "reviewing",
    "serving",
    "viewing",
]
