"""Two Parquet tables, nodes and edges, with typed columns and real lists, for data frames."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kgbuild.errors import GraphError
from kgbuild.export.flat import EDGE_COLUMNS, NODE_COLUMNS
from kgbuild.export.proof import Tally, Watch
from kgbuild.export.property_graph import Node, PropertyGraph, PropertyType, Relationship, Value
from kgbuild.export.tables import tally_rows

if TYPE_CHECKING:
    import pyarrow as pa

NODES_FILE: Final = "nodes.parquet"
EDGES_FILE: Final = "edges.parquet"
_ROWS_AT_ONCE: Final = 10_000


def write_parquet(graph: PropertyGraph, folder: Path, watch: Watch) -> None:
    """Write `nodes.parquet` and `edges.parquet`; a property without a value is null."""
    nodes = watch("writing nodes", map(_node, graph.nodes), len(graph.nodes))
    edges = watch("writing edges", map(_edge, graph.relationships), len(graph.relationships))
    _write_table(folder / NODES_FILE, nodes, NODE_COLUMNS)
    _write_table(folder / EDGES_FILE, edges, EDGE_COLUMNS)


def _node(node: Node) -> dict[str, Value]:
    return {"iri": node.iri, "type": node.type, "labels": node.labels, **node.properties}


def _edge(edge: Relationship) -> dict[str, Value]:
    return {"source": edge.start, "type": edge.type, "target": edge.end, **edge.properties}


def _write_table(path: Path, rows: Iterable[Mapping[str, Value]], columns: Mapping[str, PropertyType]) -> None:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    schema = _schema(columns)
    with ParquetWriter(path, schema, compression="zstd") as writer:
        left = iter(rows)
        while batch := list(islice(left, _ROWS_AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))


def _schema(columns: Mapping[str, PropertyType]) -> "pa.Schema":
    import pyarrow as pa

    types: dict[PropertyType, Callable[[], object]] = {
        "text": pa.string,
        "integer": pa.int32,
        "number": pa.float64,
        "boolean": pa.bool_,
        "texts": lambda: pa.list_(pa.string()),
        "integers": lambda: pa.list_(pa.int32()),
    }
    return pa.schema([(name, types[kind]()) for name, kind in columns.items()])


def read_parquet(folder: Path) -> Tally:
    """Return what the two tables hold, as polars reads them where it is installed, else pyarrow."""
    return tally_rows(_rows(folder / NODES_FILE), _rows(folder / EDGES_FILE))


def parquet_reader() -> str:
    """Return the name of the library that `read_parquet` reads with."""
    try:
        import polars as pl
    except ImportError:
        import pyarrow as pa

        return f"pyarrow {pa.__version__}"
    return f"polars {pl.__version__}"


def _rows(path: Path) -> Iterator[dict[str, object]]:
    for batch in _batches(path):
        for row in batch:
            yield {name: value for name, value in row.items() if value is not None}


def _batches(path: Path) -> Iterator[Sequence[Mapping[str, object]]]:
    if parquet_reader().startswith("polars"):
        import polars as pl

        try:
            table = pl.read_parquet(path)
        except pl.exceptions.PolarsError as error:
            raise GraphError(f"{path.name}: {error}") from error
        for frame in table.iter_slices(_ROWS_AT_ONCE):
            yield frame.to_dicts()
    else:
        from pyarrow.parquet import ParquetFile

        with ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS_AT_ONCE):
                yield batch.to_pylist()
