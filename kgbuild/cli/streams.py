"""Standard input, output and error where they are closed, or closed by who reads them."""

import os
import sys
from io import TextIOWrapper
from typing import Final

# Opened the wrong way round, so that using them is an error like any other, and not silence.
_UNUSABLE: Final = (("stdin", os.O_WRONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_WRONLY, "w"))


def open_missing_streams() -> None:
    """Put something in the place of closed standard streams, which no file opened later may take.

    Reading and printing fail there; messages get lost.
    """
    for name, flags, mode in _UNUSABLE:
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, flags)
            setattr(sys, name, open(handle, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def silence_output() -> None:
    """Have a standard output that takes nothing lose what is still in it, instead of failing at the very end."""
    for stream in {sys.stdout, sys.__stdout__}:
        if isinstance(stream, TextIOWrapper):
            handle = os.open(os.devnull, os.O_WRONLY)
            os.dup2(handle, stream.fileno())
            os.close(handle)
