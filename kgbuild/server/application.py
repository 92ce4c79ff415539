"""The web application: the endpoint for programs; for people explorer, report, questions, a page for each thing."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, unquote

from pyoxigraph import Store
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kgbuild.asking import read_paraphrases
from kgbuild.files import PAGE_FILE, REPORT_FILE
from kgbuild.graph import named_queries
from kgbuild.graph.federation import asks_elsewhere
from kgbuild.graph.formats import to_rdf
from kgbuild.graph.named import known_queries
from kgbuild.isolation import End
from kgbuild.isolation.children import can_fork
from kgbuild.server.answering import TRUNCATED_HEADER
from kgbuild.server.asking_page import PlainQuestion
from kgbuild.server.cache import AnswerCache
from kgbuild.server.connections import tell_want_of_files
from kgbuild.server.description import count_graphs, describe_service
from kgbuild.server.headers import SafeHeaders
from kgbuild.server.names import Complete, ReadNames, ReadQuestion, explain_crowd, explain_want_of_names
from kgbuild.server.negotiation import GRAPH_TYPES, HTML, choose
from kgbuild.server.origins import OwnNames
from kgbuild.server.pages import PageName, Pages
from kgbuild.server.protocol import read_query
from kgbuild.server.query_page import NamedQuestion
from kgbuild.server.questions import Answer, Query, Resource, refusal
from kgbuild.server.resources import describes, find_origins, find_paper_bases
from kgbuild.server.site import CONTENT_SECURITY_POLICY, load_templates, notice, read_style, render
from kgbuild.server.tables import read_page
from kgbuild.server.turns import CrowdedOutError
from kgbuild.server.workers import Limits, Workers
from kgbuild.vocabulary import PREFIXES

ENDPOINT: Final = "/sparql"
_PART_BYTES: Final = 1 << 20
_OF_PATHS: Final = "%/:@!$&'()*+,;=~"  # signs that stay as they are in a path


class Service:
    """What the routes share: the graph, its workers, and what is told about it."""

    def __init__(
        self,
        read: Callable[[], Store],
        limits: Limits,
        cache_bytes: int,
        beside: Callable[[PageName], str | None],
        *,
        makes_pages: bool,
        moved: Mapping[str, str],
    ) -> None:
        self.store = read()
        self.moved = moved
        self.limits = limits
        self.workers = Workers(self.store if can_fork() else read, limits)
        self.pages = Pages(self.workers, limits, beside, makes_pages)
        self.cache = AnswerCache(cache_bytes)
        self.counts = count_graphs(self.store)
        self.origins = find_origins(self.store)
        self.bases = find_paper_bases(self.store)

    @contextlib.asynccontextmanager
    async def running(self, _: Starlette) -> AsyncIterator[None]:
        """Have the workers run as long as the application does."""
        # What a worker would read from a file is read before it starts, since it can open none.
        asks_elsewhere("SELECT * { SERVICE <x:y> {} }")
        load_templates()
        known_queries()
        read_paraphrases()
        asyncio.get_running_loop().set_exception_handler(tell_want_of_files)
        try:
            await self.workers.start()
            reading = asyncio.create_task(self.workers.keep(ReadNames()))  # the first question finds them read
            yield
            reading.cancel()
        finally:
            self.workers.end()

    async def sparql(self, request: Request) -> Response:
        """Answer the SPARQL protocol."""
        query = await read_query(request)
        if query is None:
            return self._describe_service(request)
        if isinstance(query, Answer):
            return _respond(query)
        return await self._ask(request, query)

    async def resource(self, request: Request) -> Response:
        """Answer for a thing at the path of its IRI; `/id/...` is short for the graph's base, `?format=` for Accept."""
        path = request.scope.get("raw_path", request.url.path.encode()).decode("latin-1").partition("?")[0]
        for iri in self._iris(path):
            if describes(self.store, iri):
                form = request.query_params.get("format", "")
                accept = "" if form else ", ".join(request.headers.getlist("accept"))
                return await self._ask(request, Resource(iri, accept, self.origins, form, next(iter(self.bases), "")))
        for iri in self._iris(path):
            if lead := self._find_lead(iri):
                return RedirectResponse(f"{lead}?{request.url.query}" if request.url.query else lead, 302)
        refused = refusal(404, f"{path}: the graph says nothing of it; see / for what can be asked")
        wants_page = HTML in ", ".join(request.headers.getlist("accept"))
        return _respond(_for_people(refused, "" if wants_page else "-", ""))

    def _find_lead(self, iri: str) -> str:
        """Return the path here of what an IRI of before leads to; not for ever, another build may call it so again."""
        new = self.moved.get(iri, "")
        own = next((origin for origin in self.origins if new.startswith(f"{origin}/")), None)
        if own is None or not describes(self.store, new):
            return ""
        return "/" + quote(new.removeprefix(own), safe=_OF_PATHS).lstrip("/")

    async def explorer(self, request: Request) -> Response:
        """Give the explorer of the graph."""
        return _respond(await self.pages.get("explorer"), request)

    async def report(self, request: Request) -> Response:
        """Give the report on the graph."""
        return _respond(await self.pages.get("report"), request)

    async def in_words(self, request: Request) -> Response:
        """Answer a question in plain words (`q`), as a page or (`format`) as CSV, TSV or JSON."""
        given = request.query_params
        page = read_page(given.get("page", ""))
        question = PlainQuestion(given.get("q", "").strip(), given.get("format", ""), self.origins, page)
        if question.text and self.cache.get(question) is None:
            try:
                plan = await self.workers.keep(ReadQuestion(question.text))
            except CrowdedOutError:
                return _respond(_for_people(explain_crowd("questions"), question.form, "ask"))
            if isinstance(plan, End):
                return _respond(_for_people(explain_want_of_names(plan, self.limits), question.form, "ask"))
            question = replace(question, plan=plan)
        return await self._ask(request, question, here="ask", form=question.form)

    async def named(self, request: Request) -> Response:
        """Answer a named query: the form of its parameters, and its answer, as a page or as CSV, TSV or JSON."""
        given = dict(request.query_params)
        form, page = given.pop("format", ""), read_page(given.pop("page", ""))
        name = request.path_params["name"]
        question = NamedQuestion(name, tuple(sorted(given.items())), bool(given), form, self.origins, page)
        return await self._ask(request, question, here="ask", form=form)

    async def names(self, request: Request) -> Response:
        """Complete the beginning of a name (`q`) of a thing, best of some `type`, or (`of=authors`) of an author."""
        given = request.query_params
        begun = Complete(given.get("q", ""), given.get("of") == "authors", tuple(given.getlist("type")))
        try:
            found = await self.workers.keep(begun, urgent=False)
        except CrowdedOutError:
            return _respond(explain_crowd("names to complete"))
        return _respond(explain_want_of_names(found, self.limits) if isinstance(found, End) else found, request)

    async def description(self, _: Request) -> Response:
        """Lead to the graph's description of itself, from where programs look for it (VoID)."""
        return RedirectResponse("/id/graph", 302)

    async def examples(self, _: Request) -> Response:
        """Give the page the named queries, our prefixes, and the bases of the graph's IRIs."""
        queries = [
            {"name": q.name, "title": q.title, "question": q.question, "query": q.sparql} for q in named_queries()
        ]
        given = {"prefixes": PREFIXES, "bases": self.bases, "queries": queries}
        return Response(json.dumps(given), media_type="application/json")

    async def tokens(self, _: Request) -> Response:
        """Give the style that all pages have in common."""
        return Response(read_style(), media_type="text/css")

    def _iris(self, path: str) -> list[str]:
        short = [base + rest for base in self.bases for rest in [path.removeprefix("/id/")] if rest != path]
        full = [origin + path for origin in self.origins]
        return [iri for raw in (*full, *short) for iri in dict.fromkeys((raw, unquote(raw)))]

    def _describe_service(self, request: Request) -> Response:
        offered = (*GRAPH_TYPES, HTML)  # a browser that comes here wants the editor
        media_type = choose(", ".join(request.headers.getlist("accept")), offered)
        if media_type == HTML:
            return _respond(Answer(200, f"{HTML}; charset=utf-8", render("editor.html", "sparql")))
        if media_type is None:
            return _respond(refusal(406, f"none of the forms asked for (Accept) is one of: {', '.join(offered)}"))
        endpoint = str(request.url.replace(query="")).rstrip("/")
        body = to_rdf(describe_service(endpoint, self.counts), GRAPH_TYPES[media_type])
        return _respond(Answer(200, media_type, body, {"Vary": "Accept"}))

    async def _ask(
        self,
        request: Request,
        question: Query | Resource | PlainQuestion | NamedQuestion,
        here: str = "",
        form: str = "-",
    ) -> Response:
        """Give the answer that is kept, else ask the workers; a client that leaves stops its query.

        Where no `form` is asked for, a refusal is a page for people, `here` in the navigation.
        """
        if kept := self.cache.get(question):
            return _respond(kept, request)
        asked = asyncio.ensure_future(self.workers.ask(question))
        left = asyncio.ensure_future(_disconnected(request))
        try:
            await asyncio.wait({asked, left}, return_when=asyncio.FIRST_COMPLETED)
            if not asked.done():
                return Response(status_code=499)
            self.cache.put(question, asked.result())
            return _respond(_for_people(asked.result(), form, here), request)
        finally:
            for task in (asked, left):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task


def _for_people(answer: Answer, form: str, here: str) -> Answer:
    """Return a refusal as a page where no form of data was asked for; any other answer as it is."""
    if answer.status < 400 or form:
        return answer
    return notice(answer.status, "That did not work", (answer.body.decode().strip(),), here=here)


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _respond(answer: Answer, request: Request | None = None) -> Response:
    """Return the response; without its body (304) where the request tells that its client has it."""
    headers = {"Vary": "Accept", **answer.headers}
    tag = headers.get("ETag")
    if tag is not None:
        headers["Cache-Control"] = "no-cache"  # may be kept, but another graph may be served here tomorrow
        if request is not None and _has(request, tag):
            return Response(status_code=304, headers=headers)
    if len(answer.body) <= _PART_BYTES:
        return Response(answer.body, answer.status, headers, media_type=answer.media_type)
    headers["Content-Length"] = str(len(answer.body))
    return StreamingResponse(_parts(answer.body), answer.status, headers, media_type=answer.media_type)


async def _parts(body: bytes) -> AsyncIterator[memoryview]:
    """Yield a long body in parts: written at once it would be copied more than once, while other clients wait."""
    for start in range(0, len(body), _PART_BYTES):
        yield memoryview(body)[start : start + _PART_BYTES]


def _has(request: Request, tag: str) -> bool:
    """Tell whether a client says that it has the body with this entity tag (RFC 9110, 13.1.2)."""
    if request.method not in {"GET", "HEAD"}:
        return False
    known = (part.strip().removeprefix("W/") for part in ",".join(request.headers.getlist("if-none-match")).split(","))
    return any(one in {tag, "*"} for one in known)


def build_application(
    read: Callable[[], Store],
    limits: Limits,
    cache_bytes: int,
    *,
    names: Collection[str] = (),
    origins: Collection[str] = (),
    beside: Callable[[PageName], str | None] = lambda _: None,
    makes_pages: bool = True,
    moved: Mapping[str, str] = MappingProxyType({}),
) -> Starlette:
    """Return the application that serves the store that `read` gives, here and in processes that share no memory.

    It answers requests to loopback names and `names`, and pages of its own and of `origins` ("*" for all). `beside`
    reads explorer and report from files, where there are any that belong to the graph; those that it does not find are
    made of the graph, unless `makes_pages` is false. `moved` tells where IRIs lead that the graph had before.
    """
    service = Service(read, limits, cache_bytes, beside, makes_pages=makes_pages, moved=moved)
    others = Middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_methods=["GET", "POST"],
        allow_headers=["*"],
        expose_headers=[TRUNCATED_HEADER],
    )
    return Starlette(
        routes=[
            Route(ENDPOINT, service.sparql, methods=["GET", "POST"]),
            Route(f"{ENDPOINT}/", service.sparql, methods=["GET", "POST"]),
            Route("/", service.explorer),
            Route("/report", service.report),
            Route("/ask", service.in_words),
            Route("/ask/{name}", service.named),
            Route("/names", service.names),
            # The files of a build name each other so.
            Route(f"/{PAGE_FILE}", lambda _: RedirectResponse("/", 308)),
            Route(f"/{REPORT_FILE}", lambda _: RedirectResponse("/report", 308)),
            Route("/static/tokens.css", service.tokens),
            Route("/examples.json", service.examples),
            Route("/.well-known/void", service.description),
            Mount("/static", StaticFiles(packages=[("kgbuild.server", "static")])),
            Route("/{path:path}", service.resource),
        ],
        middleware=[
            Middleware(
                SafeHeaders, policy=CONTENT_SECURITY_POLICY, readers="cross-origin" if origins else "same-origin"
            ),
            Middleware(OwnNames, names=names, origins=origins),
            *([others] if origins else []),
        ],
        lifespan=service.running,
    )
