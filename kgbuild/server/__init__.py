"""`kgbuild serve`: a graph as a site (explorer, report, questions, a page for each thing) and a SPARQL endpoint.

Sees only the graph. Queries run in worker processes that are ended at a time-out; read-only, 127.0.0.1 only.
"""

from kgbuild.server.run import serve_graph
from kgbuild.server.workers import Limits

__all__ = ["Limits", "serve_graph"]
