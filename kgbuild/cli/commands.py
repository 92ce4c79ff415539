"""All commands: each module adds its own to the root."""

from kgbuild.cli import (
    building,
    explaining,
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
    "explaining",
    "exporting",
    "learning",
    "loading",
    "querying",
    "reporting",
    "reviewing",
    "serving",
    "viewing",
]
