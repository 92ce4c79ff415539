"""`kgbuild mcp`: a graph for assistants, by the Model Context Protocol: read-only, and without any network.

Sees only the graph. What a tool is asked is answered in the worker processes of `kgbuild.server`, with their limits.
"""

from kgbuild.assistants.run import check_installed, serve_http, serve_stdio

__all__ = ["check_installed", "serve_http", "serve_stdio"]
