"""The application: pages, files, and what holds for all of them.

To add a page: write `pages/NAME.py` with `ROUTES: list[Route]` and list it in `PAGES` below; a template
`templates/NAME.html` that extends `base.html`; its texts in `words/NAME.toml`. A page that shows:

    async def page(request: Request) -> Response:
        stored = await board_of(request)                    # refuses who may not see this plan
        return await show(request, "NAME.html", stored=stored, anything="the template needs")

and one that changes, for a `<form method="post" action="{{ url('/NAME/add') }}">` with the hidden field `version`
(`{{ version_field() }}` from `forms.html`):

    async def add(request: Request) -> Response:
        form = await form_of(request)
        intent = notes.add(by_of(request), "wish", form.text("text"))
        return await changed(request, intent, back=url(request, "/NAME"), message="…")

InputError becomes a page that says what is wrong. Blocking work goes through `run_in_threadpool`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import cache, partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tilbud_engine.errors import InputError, Language, TilbudError, mask_cpr
from tilbud_engine.messages import engine_language
from tilbud_engine.web.answers import Answers
from tilbud_engine.web.assets import Assets, asset, logo, own_picture
from tilbud_engine.web.drawn import Drawn, Tiles
from tilbud_engine.web.pages import (
    about_plan,
    accessibility,
    aim,
    barriers,
    board,
    by_week,
    card_on_plan,
    caseworker,
    companion,
    history,
    meeting,
    meeting_files,
    moving,
    paper,
    pile,
    questions,
    rights,
    start,
    wishes,
    writing,
)
from tilbud_engine.web.refusing import form_again, name_field, sent_form
from tilbud_engine.web.security import LOOPBACK, MOST_SECONDS, Guard
from tilbud_engine.web.showing import show
from tilbud_engine.web.visiting import NoSession, board_of, language_of

if TYPE_CHECKING:
    from types import ModuleType

    from tilbud_engine.web.desk import Desk

PAGES: tuple[ModuleType, ...] = (
    start,
    board,
    by_week,
    moving,
    card_on_plan,
    writing,
    history,
    about_plan,
    wishes,
    aim,
    barriers,
    questions,
    pile,
    paper,
    meeting,
    meeting_files,
    rights,
    accessibility,
    caseworker,
    companion,
)
"""The modules whose ROUTES make up the application."""

SMALLEST_TO_PACK = 1_000
_STATUS = {
    "board-unknown": HTTPStatus.NOT_FOUND,
    "board-companion-decides": HTTPStatus.FORBIDDEN,
    "board-companion-ended": HTTPStatus.FORBIDDEN,
    "board-caseworkers-alone": HTTPStatus.FORBIDDEN,
    "board-hers-alone": HTTPStatus.FORBIDDEN,
}


def make_app(desk: Desk, hosts: Iterable[str] = LOOPBACK, seconds_for_a_body: float = MOST_SECONDS) -> Starlette:
    """Return the application for a desk; it answers to these names only."""
    routes = [route for page in PAGES for route in page.ROUTES]
    routes += [
        Route("/static/{stamp}/{name:path}", asset),
        Route("/logo", logo),
        Route("/billede/{offer}/{key}", own_picture),
    ]
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Guard, hosts=hosts, seconds_for_a_body=seconds_for_a_body),
            Middleware(GZipMiddleware, minimum_size=SMALLEST_TO_PACK, compresslevel=1),
        ],
        exception_handlers={
            NoSession: _no_session,
            TilbudError: _told,
            HTTPException: _not_here,
            Exception: _broken,
        },
    )
    app.state.desk = desk
    app.state.paths = frozenset(route.path for route in routes)
    app.state.assets = Assets(desk.look)
    app.state.answers = Answers()
    app.state.drawn = Drawn()
    app.state.tiles = Tiles()
    app.state.templates = _templates()
    desk.listeners.when_gone(partial(_forget, app))
    return app


def _forget(app: Starlette, codes: Collection[str]) -> None:
    """Keep nothing in memory of plans that are erased, wherever that was done."""
    app.state.answers.forget(codes)
    app.state.drawn.forget()
    app.state.tiles.forget()
    app.state.desk.links.forget(codes)
    app.state.desk.store.forget_what_was_read()


@cache
def _templates() -> Environment:
    """Return the templates, which are the same for every desk."""
    return Environment(
        loader=PackageLoader("tilbud_engine.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


async def _no_session(request: Request, _: Exception) -> Response:
    return await show(request, "closed.html", parts=("base",), status=HTTPStatus.FORBIDDEN)


async def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, TilbudError)  # noqa: S101  (this is what it is registered for)
    if "code" in request.path_params and isinstance(error, InputError):
        with suppress(NoSession, TilbudError):  # The plan tells the language, where it is there and theirs.
            await board_of(request)
    language: Language = engine_language(language_of(request))
    told = [(one.message(language), one.hint(language)) for one in error.problems]
    status = next((_STATUS[one.code] for one in error.problems if one.code in _STATUS), HTTPStatus.UNPROCESSABLE_ENTITY)
    may_mend = status in (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.NOT_FOUND) and "hx-request" not in request.headers
    if may_mend and (again := await form_again(request, error.problems, language, status)) is not None:
        return again
    written = _written(request) if status == HTTPStatus.UNPROCESSABLE_ENTITY else ()
    answer = await show(request, "problem.html", parts=("base",), status=status, problems=told, written=written)
    return _as_whole_page(request, name_field(request, answer, error.problems))


def _written(request: Request) -> tuple[str, ...]:
    """Return what somebody wrote in the form that is refused, so that it is not lost: no machine sends a blank."""
    form = sent_form(request)
    return tuple(mask_cpr(text) for _, text in form.fields if " " in text.strip()) if form else ()


async def _not_here(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND
    answer = await show(request, "missing.html", parts=("base",), status=status)
    answer.headers.update(getattr(error, "headers", None) or {})
    return answer


async def _broken(request: Request, _: Exception) -> Response:
    """Say that it is our fault; the log has the rest, and nothing that a person wrote."""
    return await show(request, "broken.html", parts=("base",), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _as_whole_page(request: Request, answer: Response) -> Response:
    """Let htmx put the answer in the place of the page, where it had asked for a part."""
    if request.headers.get("hx-request"):
        answer.headers["hx-retarget"] = "body"
        answer.headers["hx-reswap"] = "innerHTML"
    return answer
