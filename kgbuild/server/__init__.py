"""`kgbuild serve`: a graph behind a SPARQL 1.1 Protocol endpoint, with an editor and a page for each thing.

Sees only the graph. Queries run in worker processes that are ended at a time-out; read-only, 127.0.0.1 only.
"""

from kgbuild.server.run import serve_graph
from kgbuild.server.workers import Limits

__all__ = ["Limits", "serve_graph"]
