"""Where the ontology, the shapes and the named queries lie."""

from pathlib import Path

from kgbuild.errors import GraphError

ONTOLOGY_FILE = "kgbuild.ttl"
SHAPES_FILE = "shapes.ttl"
PROFILES_FILE = "profiles.tsv"
QUERIES_FOLDER = "queries"


def ontology_folder() -> Path:
    """Return the folder with the ontology: inside the installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "ontology", package.parent / "ontology"):
        if (folder / ONTOLOGY_FILE).is_file():
            return folder
    raise GraphError(f"{package / 'ontology'}: the ontology is missing; install kgbuild again")
