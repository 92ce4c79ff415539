"""All commands: each module adds its own to the root."""

from kgbuild.cli import (
    assisting,
    building,
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
    "assisting",
    "building",
    "exporting",
    "learning",
    "loading",
    "querying",
    "reporting",
    "serving",
    "viewing",
]
