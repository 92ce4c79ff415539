"""What is added to entities from any source: web addresses, places and defined forms of names, ids, claims."""

from kgbuild.finishing.finish import finish, finish_all

__all__ = ["finish", "finish_all"]
