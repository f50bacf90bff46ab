"""What is written on the board: wishes, notes, frustrations, successes, agreements, contact persons, and everyday."""

from __future__ import annotations

from typing import get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tilbud_engine.board.changes import about, everyday, notes, people
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.history import By
from tilbud_engine.board.plan import NoteKind, Times, in_order
from tilbud_engine.errors import InputError, problem
from tilbud_engine.messages import Messages
from tilbud_engine.web.asking import checked
from tilbud_engine.web.boarding import PART as SCREEN
from tilbud_engine.web.boarding import board_fragment
from tilbud_engine.web.page import (
    board_of,
    by_of,
    changed,
    form_of,
    language_of,
    on_each_side,
    say_of,
    seen,
    show,
    url,
)
from tilbud_engine.web.requests import Form

PART = "plan_pages"
KINDS: tuple[NoteKind, ...] = get_args(NoteKind)


async def write(request: Request) -> Response:
    """Write a line on the board."""
    form = await form_of(request)
    kind: NoteKind = form.one_of("kind", KINDS)  # type: ignore[assignment]
    intent = notes.add(by_of(request), kind, form.text("text"))
    return await _on_board(request, intent, say_of(request, SCREEN)("written"), f"notes-{kind}")


async def note(request: Request) -> Response:
    """Show a line with what can be done to it."""
    stored = await board_of(request)
    found = seen(request, stored).notes.get(request.path_params["note"])
    if found is None:
        raise InputError([problem("board-item-gone", "")])
    return await show(request, "note.html", stored=stored, parts=(PART, SCREEN), note=found)


async def change_note(request: Request) -> Response:
    """Write a line otherwise, share it, or take it away."""
    form, by, key = await form_of(request), by_of(request), request.path_params["note"]
    match form.one_of("do", ("rewrite", "share", "unshare", "remove")):
        case "rewrite":
            intent, said = notes.rewrite(by, key, form.text("text")), "written"
        case "remove":
            intent, said = notes.remove(by, key), "note-removed"
        case done:
            intent, said = notes.share(by, key, shared=done == "share"), f"note-{done}d"
    return await _on_board(request, intent, say_of(request, PART, SCREEN)(said), f"note-{key}")


async def agreements(request: Request) -> Response:
    """Show agreements and contact persons."""
    stored = await board_of(request)
    plan = seen(request, stored)
    return await show(
        request, "agreements.html", stored=stored, parts=(PART,), agreements=in_order(plan.agreements.values()),
        contacts=in_order(plan.contacts.values()),
    )  # fmt: skip


def _contact(by: By, form: Form, key: str) -> Intent:
    """Return what writes down a contact person, or the one with this id otherwise."""
    name, role, telephone = form.text("name"), form.written("role"), form.written("telephone")
    hours, first = form.written("hours"), form.ticked("first")
    if key:
        return people.edit_contact(by, key, name, role=role, telephone=telephone, hours=hours, first=first)
    return people.contact(by, name, role, telephone, hours=hours, first=first)


async def change_agreements(request: Request) -> Response:
    """Write down, change or take away an agreement or a contact person."""
    form, by = await form_of(request), by_of(request)
    key = form.text("id")
    match form.one_of("do", ("agree", "done", "remove", "contact", "remove-contact")):
        case "agree":
            said = (form.text("who"), form.text("what"), form.day("by"))
            intent = people.edit_agreement(by, key, *said) if key else people.agree(by, *said)
        case "done":
            intent = people.done(by, key, done=form.ticked("done"))
        case "remove":
            intent = people.remove_agreement(by, key)
        case "contact":
            intent = _contact(by, form, key)
        case _:
            intent = people.remove_contact(by, key)
    return await changed(request, intent, back=url(request, "/aftaler"), message=say_of(request, PART)("kept"))


async def done(request: Request) -> Response:
    """Say on the board that an agreement is kept, or not yet."""
    form = await form_of(request)
    intent = people.done(by_of(request), form.text("agreement"), done=form.ticked("done"))
    return await _on_board(request, intent, say_of(request, PART)("kept"), f"agreement-{form.text('agreement')}")


async def week(request: Request) -> Response:
    """Show what fills her 24 hours beside the cards (R-B08)."""
    stored = await board_of(request)
    words = Messages("tilbud_engine.board", "sheet", language_of(request, stored))
    return await show(
        request,
        "week.html",
        stored=stored,
        parts=(PART,),
        items=in_order(stored.plan.everyday.values()),
        days=[(number, words(f"day-{number}")) for number in range(1, 8)],
    )


async def change_week(request: Request) -> Response:
    """Write down a part of her day, or take it away."""
    form, by = await form_of(request), by_of(request)
    if form.one_of("do", ("add", "remove")) == "add":
        times = checked(Times, days=form.numbers("days"), start=form.clock("start"), end=form.clock("end"))
        intent = everyday.add(by, form.text("text"), times)
    else:
        intent = everyday.remove(by, form.text("id"))
    return await changed(request, intent, back=url(request, "/min-uge"), message=say_of(request, PART)("kept"))


async def alone(request: Request) -> Response:
    """Say that she wants to talk with her caseworker alone, or not any more; only the caseworker sees it."""
    wanted = (await form_of(request)).ticked("wanted")
    message = say_of(request, SCREEN)("alone-on" if wanted else "alone-off")
    return await _on_board(request, about.talk_alone(by_of(request), wanted), message, "alone")


async def _on_board(request: Request, intent: Intent, message: str, focus: str) -> Response:
    return await changed(request, intent, back=url(request), message=message, fragment=board_fragment(focus))


ROUTES = [
    *on_each_side("/skriv", write, ["POST"]),
    *on_each_side("/note/{note}", note),
    *on_each_side("/note/{note}", change_note, ["POST"]),
    *on_each_side("/aftaler", agreements),
    *on_each_side("/aftaler", change_agreements, ["POST"]),
    *on_each_side("/aftale/faerdig", done, ["POST"]),
    Route("/plan/{code}/min-uge", week),
    Route("/plan/{code}/min-uge", change_week, methods=["POST"]),
    Route("/plan/{code}/tal-alene", alone, methods=["POST"]),
]
