"""Doing a change that a form asks for, telling what it brought, and what others did first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.faces import said_in
from tilbud_engine.board.history import Event, written
from tilbud_engine.board.plan import Plan
from tilbud_engine.board.storage import PlanChanged, Stored
from tilbud_engine.board.story import standing, told
from tilbud_engine.errors import InputError, problem
from tilbud_engine.messages import engine_language
from tilbud_engine.web.answers import new_hints
from tilbud_engine.web.refusing import name_field, sentences_of
from tilbud_engine.web.requests import Form, form_of
from tilbud_engine.web.showing import shown
from tilbud_engine.web.visiting import board_of, by_of, desk_of, face_now_of, language_of, say_of, session_of

Fragment = Callable[[Request, Stored, str], Response]
"""Shows a part of a page for htmx, with a message."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What has to be said where somebody was first: what they did, and her wish, kept to be sent again."""

    told: tuple[str, ...]
    action: str
    kept: tuple[tuple[str, str], ...]


async def changed(
    request: Request,
    intent: Intent,
    *,
    back: str,
    message: str = "",
    fragment: Fragment | None = None,
    why: str | None = None,
    tells_hints: bool = False,
) -> Response:
    """Do a change that a form asks for, tell the other screens, and go `back`; to htmx, answer with the fragment.

    The form brings `version`, the one that the page showed. Where somebody has changed the same things since, the
    answer is 409 with what they did, and her wish is kept to be sent again.
    """
    stored = await board_of(request)
    form = await form_of(request)
    version = form.number("version")
    if version is None:
        raise InputError([problem("form-unreadable", "")])
    desk = desk_of(request)
    return await done(
        request,
        lambda: desk.store.change(stored.code, version, by_of(request), intent, desk.now(), why=why),
        back=back,
        message=message,
        fragment=fragment,
        tells_hints=tells_hints,
    )


async def done(
    request: Request,
    change: Callable[[], Stored],
    *,
    back: str,
    message: str | Callable[[Stored, Stored], str] = "",
    fragment: Fragment | None = None,
    tells_hints: bool = False,
) -> Response:
    """Do any change to a plan, as `changed` does: undo and redo too.

    A `message` may depend on the plan before and after. The hints that it brings are told with the message on the
    board, and elsewhere where `tells_hints`.
    """
    before, form, session = await board_of(request), await form_of(request), session_of(request)

    def act() -> tuple[Response, Stored | None]:
        part = fragment if "hx-request" in request.headers else None
        try:
            stored = change()
        except PlanChanged as error:
            return _somebody_was_first(request, error, form, part), None
        except InputError as error:
            if part is None:
                raise
            return _refused(request, error, part), None
        besides = _told_besides(request, before, stored, hints=fragment is not None or tells_hints)
        said = message if isinstance(message, str) else message(before, stored)
        words = " ".join(filter(None, (said, *besides)))
        if part is not None:
            return part(request, stored, words), stored
        if words:
            desk_of(request).links.tell(session, words)
        return RedirectResponse(back, 303), stored

    # All of it in one thread at one go: each change of threads costs a part of a millisecond.
    answer, stored = await run_in_threadpool(act)
    if stored is not None:
        desk_of(request).listeners.tell(stored.code, stored.version)
    return answer


def _told_besides(request: Request, before: Stored, now: Stored, *, hints: bool) -> list[str]:
    """Return what is told with a message: what others did meanwhile, and the hints that a change has brought."""
    words = list(told_of(request, now, now.since)) if now.since else []
    if hints:
        say = say_of(request, "screen", stored=now)
        words += [say("new-hint", text=f"{one.text} {one.because}") for one in new_hints(request, before, now)]
    return words


def _somebody_was_first(request: Request, error: PlanChanged, form: Form, fragment: Fragment | None) -> Response:
    kept = tuple((name, value) for name, value in form.fields if name != "version")
    told = tuple(filter(None, told_of(request, error.now, error.since)))
    request.state.notice = Notice(told, request.url.path, kept)
    if fragment is not None:
        return _with_status(fragment(request, error.now, ""), 409)
    return shown(
        request, "conflict.html", parts=("base",), stored=error.now, status=409, told=told, kept=kept,
        action=request.url.path,
    )  # fmt: skip


def _refused(request: Request, error: InputError, fragment: Fragment) -> Response:
    language = engine_language(language_of(request))
    told = " ".join(sentences_of(one, language) for one in error.problems)
    now = desk_of(request).store.get(request.path_params["code"])
    return name_field(request, _with_status(fragment(request, now, told), 422), error.problems)


def told_of(request: Request, stored: Stored, events: Sequence[Event]) -> tuple[str, ...]:
    """Return what each of some events did, in words that this screen may show; empty where it sees nothing of it.

    To others than her nothing is told that was taken back among them, and nothing from before they saw the plan, until
    she shares the history (R-D3).
    """
    session, desk = session_of(request), desk_of(request)
    hidden = [code for code, one in desk.engine.vocabulary.barriers.items() if one.hidden]
    if session.viewer != "citizen":
        shares, since = "history" in stored.plan.about.shares, session.since
        events = [one for one in standing(events) if shares or (since is not None and one.version > since)]
    versions = {event.version for event in events}
    words = []
    added = desk.look.folder
    shows = said_in(face_now_of(request, stored))
    plan: Plan | None = None
    for event in desk.store.events(stored.code) if events else ():
        if event.version in versions:
            language = language_of(request, stored)
            who, companion = session.viewer, session.companion
            words.append(
                told(event, plan, language, who, companion, hidden=hidden, today=stored.plan, shows=shows, added=added)
            )
        plan = written(plan, event.writes)
    return tuple(words)


def _with_status(answer: Response, status: int) -> Response:
    answer.status_code = status
    return answer
