"""What all pages of the site have in common: the head with its navigation, the style, the policy, the templates."""

import html
import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from kgbuild.server.negotiation import HTML
from kgbuild.server.questions import Answer
from kgbuild.views.style import read_tokens

# The pages' own files only. The editor sets styles as it goes and has its icons inside its style sheet.
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
POLICY_HEADER: Final = "Content-Security-Policy"
NAVIGATION: Final = (("explorer", "/", "Explorer"), ("report", "/report", "Report"), ("ask", "/ask", "Ask"))
NAVIGATION_OF_PROGRAMS: Final = ("sparql", "/sparql", "SPARQL")
_TEMPLATES: Final = (
    *("bar.html", "site.html", "table.html", "ask.html", "editor.html", "notice.html", "query.html", "resource.html"),
)

_META: Final = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">\n?')
_BODY: Final = re.compile(r'<body[^>]*>(?:\s*<a class="skip"[^>]*>[^<]*</a>)?')
_HEAD: Final = (
    '<link rel="icon" href="data:,">\n<link rel="stylesheet" href="/static/bar.css">\n'
    '<script src="/static/theme.js"></script>\n'
)


@cache
def read_template(name: str) -> Template:
    """Return a template of the site; every value in it is escaped."""
    return _environment().get_template(name)


def load_templates() -> None:
    """Read all templates, for processes that will be able to open no file."""
    for name in _TEMPLATES:
        read_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("kgbuild.server"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["navigation"] = (*NAVIGATION, NAVIGATION_OF_PROGRAMS)
    return environment


def render(name: str, here: str, **values: object) -> bytes:
    """Return a page of the site; `here` is the place in the navigation at which it stands, "" for none."""
    return read_template(name).render(here=here, **values).encode("utf-8", "replace")


def notice(status: int, title: str, lines: Sequence[str], *, here: str = "", again: int = 0) -> Answer:
    """Return a page that tells something in a few lines; a browser asks for it again, after `again` seconds or so."""
    headers = {"Cache-Control": "no-store"}
    if again:
        headers["Retry-After"] = str(again)
    page = render("notice.html", here, title=title, lines=lines, again=again)
    return Answer(status, f"{HTML}; charset=utf-8", page, headers)


def put_in_site(page: str, here: str) -> Answer:
    """Return a page that needs nothing else (explorer, report) with the site's head above it.

    Its own policy stays in force as the header, beside which the site's style and script may be loaded. Raises
    ValueError for a page that has none.
    """
    found = _META.search(page)
    if found is None:
        raise ValueError("a page without a policy")
    policy = html.unescape(found[1])
    for kind in ("script-src", "style-src"):
        policy = policy.replace(f"{kind} ", f"{kind} 'self' ")
    if "img-src" not in policy:
        policy += "; img-src data:"
    bar = _environment().get_template("bar.html").render(here=here, inside=True)
    page = _META.sub("", page, count=1).replace("</head>", f"{_HEAD}</head>", 1)
    page = _BODY.sub(lambda body: f"{body[0]}\n{bar}", page, count=1)
    headers = {POLICY_HEADER: f"{policy}; frame-ancestors 'none'"}
    return Answer(200, f"{HTML}; charset=utf-8", page.encode("utf-8", "replace"), headers)


def read_style() -> bytes:
    """Return the style sheet of what explorer, report and site have in common."""
    return read_tokens().encode()
