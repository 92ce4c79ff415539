"""The templates of the server's pages; every value in one is escaped."""

from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, Template, select_autoescape

RESOURCE_PAGE: Final = "resource.html"
ASKING_PAGE: Final = "ask.html"
# All that workers fill in, which can open no file: they are read before a worker starts.
TEMPLATES: Final = (RESOURCE_PAGE, ASKING_PAGE)


@cache
def find_template(name: str) -> Template:
    """Return one of TEMPLATES."""
    loader = PackageLoader("kgbuild.server")
    environment = Environment(loader=loader, autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(name)
