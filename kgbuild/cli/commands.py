"""All commands: each module adds its own to the root."""

from kgbuild.cli import (
    asking,
    assisting,
    building,
    changing,
    comparing,
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
    "asking",
    "assisting",
    "building",
    "changing",
    "comparing",
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
