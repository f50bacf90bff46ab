"""The answer to a form that cannot be used: its page again with what was written, where that page is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match, Route

from tilbud_engine.errors import Language, Problem, TilbudError, mask_cpr
from tilbud_engine.web.faults import HEADER, field_of
from tilbud_engine.web.mending import Fault, mended
from tilbud_engine.web.requests import Form
from tilbud_engine.web.visiting import NoSession, say_of


async def form_again(request: Request, problems: Sequence[Problem], language: Language, status: int) -> Response | None:
    """Return the page that a refused form stands on, filled as it was sent; None where there is no such page.

    Nothing shaped like a CPR number comes back.
    """
    form = sent_form(request)
    if form is None:
        return None
    faults = [Fault(one, sentences_of(one, language)) for one in problems]
    sent = [(name, mask_cpr(value)) for name, value in form.fields]
    say = say_of(request, "base")
    above = (say("problem-title"), say("nothing-changed"))
    action = request.url.path
    for address in dict.fromkeys((_came_from(request), *_above(action))):
        page = await _page(request, address)
        # A large page takes a second, in which others are answered too.
        made = page and await run_in_threadpool(mended, page, action, sent, faults, above)
        if made:
            return HTMLResponse(made, status)
    return None


def sent_form(request: Request) -> Form | None:
    """Return the form that was read, if one was."""
    form = getattr(request.state, "form", None)
    return form if isinstance(form, Form) else None


def name_field(request: Request, answer: Response, problems: Sequence[Problem]) -> Response:
    """Say in the head of an answer, for a script, which field was refused."""
    form = sent_form(request)
    names = {name for name, _ in form.fields} if form else set()
    answer.headers[HEADER] = next(filter(None, (field_of(one, names) for one in problems)), "")
    return answer


def sentences_of(one: Problem, language: Language) -> str:
    """Return what is wrong and what to do about it."""
    message = one.message(language)
    return f"{message[:1].upper()}{message[1:]}. {one.hint(language)}".strip()


def _came_from(request: Request) -> str:
    """Return the page of ours that sent the form, as the browser says it."""
    found = urlsplit(request.headers.get("referer", ""))
    if found.netloc != request.headers.get("host") or found.path.startswith("/ind/"):  # A link works once.
        return request.url.path
    return f"{found.path}?{found.query}" if found.query else found.path


def _above(path: str) -> Iterator[str]:
    """Yield the place that a form was sent to, and those above: its page is one of them."""
    while path:
        yield path
        path = path.rpartition("/")[0]
    yield "/"


async def _page(request: Request, address: str) -> str | None:
    """Return a page as this person sees it now; None where there is none."""
    path, _, query = address.partition("?")
    scope = {
        **request.scope,
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "state": {},
        "path_params": {},
    }
    for route in request.app.routes:
        match, found = route.matches(scope) if isinstance(route, Route) else (Match.NONE, {})
        if match is not Match.FULL:
            continue
        try:
            answer = await route.endpoint(Request({**scope, **found}, request.receive))
        except (NoSession, TilbudError, HTTPException):
            return None
        return bytes(answer.body).decode() if isinstance(answer, HTMLResponse) and answer.status_code < 300 else None
    return None
