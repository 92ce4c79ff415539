"""What is added to entities from any source: web addresses, places and defined forms of names, ids, claims."""

from kgbuild.finishing.finish import finish

__all__ = ["finish"]
