"""From papers' titles and abstracts to a knowledge graph, offline, with evidence for every edge."""

__version__ = "0.1.0"
