"""The packaged sample: well-known papers of machine learning, each summarised in our own words."""

from importlib.resources import files
from pathlib import Path


def sample_path() -> Path:
    """Return the path of the sample, a JSONL file with one paper a line.

    The package is always installed as plain files, so the path stays valid.
    """
    return Path(str(files(__name__).joinpath("papers.jsonl")))
