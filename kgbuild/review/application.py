"""The web application: the page, what it asks, and the answers, which go into the curation file and nowhere else."""

import hmac
import json
import secrets
from pathlib import Path
from shlex import quote
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kgbuild.curation import Curation, Row, change_curation, read_curation
from kgbuild.entity_types import TYPES
from kgbuild.errors import KgbuildError
from kgbuild.identity.slugs import text_hash
from kgbuild.review.doubts import Doubts, find_rows
from kgbuild.review.questions import Question, parse_answer
from kgbuild.server.bodies import RefusedError, read_body
from kgbuild.server.headers import SafeHeaders
from kgbuild.server.origins import OwnNames

PAGE_HEADER: Final = "X-Kgbuild-Token"  # holds the token of the page
MOST_BODY_BYTES: Final = 4096
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


class Review:
    """What the routes share: the questions, the file of the answers, and the secret of the page."""

    def __init__(self, doubts: Doubts, folder: Path, curation: Path) -> None:
        self.doubts = doubts
        self.questions: dict[str, Question] = {question.id: question for question in doubts.questions}
        self.folder = folder
        self.curation = curation
        self.token = secrets.token_urlsafe(32)

    async def page(self, _: Request) -> Response:
        """Give the page, with the token without which nothing is written."""
        environment = Environment(
            loader=PackageLoader("kgbuild.review", "templates"), autoescape=True, undefined=StrictUndefined
        )
        page = environment.get_template("page.html").render(token=self.token, folder=str(self.folder))
        return HTMLResponse(page, headers={"Cache-Control": "no-store"})

    async def items(self, _: Request) -> Response:
        """Give what is asked, and where the answers go."""
        return _to_response({
            "id": text_hash(f"{self.curation.resolve()}"),
            "curation": str(self.curation),
            "command": f"kgbuild build INPUT... -o {quote(str(self.folder))} --curation {quote(str(self.curation))}",
            "notes": list(self.doubts.notes),
            "types": [{"name": row.name, "label": row.label} for row in TYPES],
            "items": [question.to_json() for question in self.doubts.questions],
        })  # fmt: skip

    async def decisions(self, request: Request) -> Response:
        """Give the answers that the file holds; of a POST, after its answer is written there."""
        try:
            if request.method != "POST":
                return _to_response(self._tell(await run_in_threadpool(self._read)))
            question, row = await self._read_answer(request)
            changed = await run_in_threadpool(self._write, question, row)
        except RefusedError as refused:
            return _to_response({"error": str(refused)}, refused.status)
        except KgbuildError as error:
            return _to_response({"error": str(error)}, 409)
        except OSError as error:
            return _to_response({"error": f"{self.curation}: {error.strerror or error}"}, 507)
        return _to_response(self._tell(changed))

    def _read(self) -> Curation:
        return read_curation(self.curation) if self.curation.exists() else Curation()

    def _write(self, question: Question, row: Row | None) -> Curation:
        if row is None:
            return change_curation(self.curation, removed=[question.identity])
        return change_curation(self.curation, [row])

    def _tell(self, curation: Curation) -> dict[str, Any]:
        rows = find_rows(row for _, row in curation.rows)
        answers = {id_: question.find_answer(rows) for id_, question in self.questions.items()}
        return {"decisions": {id_: answer for id_, answer in answers.items() if answer}, "rows": len(curation.rows)}

    async def _read_answer(self, request: Request) -> tuple[Question, Row | None]:
        """Return the question of an answer, and the row that it writes; None takes back what was written."""
        if not hmac.compare_digest(request.headers.get(PAGE_HEADER, "").encode(), self.token.encode()):
            raise RefusedError(403, "the page is of another run of `kgbuild review`: load it again")
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise RefusedError(415, "send JSON (application/json)")
        try:
            sent = json.loads(await read_body(request, MOST_BODY_BYTES))
            question, answer, type_ = self.questions[sent["item"]], sent["answer"], sent.get("type", "")
            return question, None if answer is None else question.to_row(parse_answer(answer), type_)
        except KeyError as error:
            raise RefusedError(404, "nothing of that name is asked: load the page again") from error
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise RefusedError(400, 'send {"item": ..., "answer": "accept", "reject", "retype" or null}') from error


def _to_response(value: object, status: int = 200) -> Response:
    return JSONResponse(value, status, {"Cache-Control": "no-store"})


def build_review(review: Review) -> Starlette:
    """Return the application; it answers requests to loopback names, from its own page."""
    return Starlette(
        routes=[
            Route("/", review.page),
            Route("/items.json", review.items),
            Route("/decisions", review.decisions, methods=["GET", "POST"]),
            Mount("/static", StaticFiles(packages=[("kgbuild.review", "static")])),
        ],
        middleware=[
            Middleware(SafeHeaders, policy=_POLICY, readers="same-origin"),
            Middleware(OwnNames, names=(), origins=()),
        ],
    )
