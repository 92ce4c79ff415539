"""Real databases on loopback, each in its own folder and with a small heap; tools/install_servers.sh installs them."""

from servers.fuseki import Fuseki
from servers.neo4j_server import Neo4j
from servers.oxigraph_server import Oxigraph
from servers.server import Server
from servers.virtuoso import Virtuoso

__all__ = ["Fuseki", "Neo4j", "Oxigraph", "Server", "Virtuoso"]
