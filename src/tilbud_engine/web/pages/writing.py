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
from tilbud_engine.board.views import seen_by
from tilbud_engine.errors import InputError, problem
from tilbud_engine.web.asking import checked
from tilbud_engine.web.boarding import PART as SCREEN
from tilbud_engine.web.boarding import board_fragment
from tilbud_engine.web.changing import changed
from tilbud_engine.web.requests import Form, form_of
from tilbud_engine.web.showing import show
from tilbud_engine.web.speaking import shortened
from tilbud_engine.web.visiting import board_of, by_of, on_each_side, say_here, seen, url

PART = "plan_pages"
KINDS: tuple[NoteKind, ...] = get_args(NoteKind)


async def write(request: Request) -> Response:
    """Write a line on the board."""
    form = await form_of(request)
    kind: NoteKind = form.one_of("kind", KINDS)  # type: ignore[assignment]
    intent = notes.add(by_of(request), kind, form.text("text"))
    return await _on_board(request, intent, await _written(request, kind, form.text("text")), f"notes-{kind}")


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
    was, say = seen(request, await board_of(request)).notes.get(key), await say_here(request, PART)
    text = shortened(was.text) if was else ""
    match form.one_of("do", ("rewrite", "share", "unshare", "remove")):
        case "rewrite":
            intent = notes.rewrite(by, key, form.text("text"))
            message = await _written(request, was.kind, form.text("text")) if was else ""
        case "remove":
            intent, message = notes.remove(by, key), say("note-removed", text=text)
        case done:
            intent, message = notes.share(by, key, shared=done == "share"), say(f"note-{done}d", text=text)
    return await _on_board(request, intent, message, f"note-{key}")


async def _written(request: Request, kind: NoteKind, text: str) -> str:
    say = await say_here(request, SCREEN)
    return say("written", text=shortened(text), kind=say(f"notes-{kind}"))


async def agreements(request: Request) -> Response:
    """Show agreements and contact persons."""
    stored = await board_of(request)
    plan, at_the_table = seen(request, stored), seen_by(stored.plan, "shared")
    shown = at_the_table.agreements.keys() | at_the_table.contacts.keys()
    return await show(
        request, "agreements.html", stored=stored, parts=(PART,), agreements=in_order(plan.agreements.values()),
        contacts=in_order(plan.contacts.values()), hidden=(plan.agreements.keys() | plan.contacts.keys()) - shown,
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
    key, say = form.text("id"), await say_here(request, PART)
    match form.one_of("do", ("agree", "done", "remove", "contact", "remove-contact")):
        case "agree":
            who, what, day = form.text("who"), form.text("what"), form.day("by")
            intent = people.edit_agreement(by, key, who, what, day) if key else people.agree(by, who, what, day)
            words = {"who": shortened(who), "what": shortened(what).rstrip(".")}
            message = say("agreed-by", **words, day=day) if day else say("agreed", **words)
        case "done":
            intent = people.done(by, key, done=form.ticked("done"))
            said = "agreement-is-done" if form.ticked("done") else "agreement-not-done"
            message = await _of_agreement(request, key, said)
        case "remove":
            intent, message = people.remove_agreement(by, key), await _of_agreement(request, key, "agreement-gone")
        case "contact":
            intent, message = _contact(by, form, key), say("contact-kept", name=shortened(form.text("name")))
        case _:
            intent = people.remove_contact(by, key)
            contact = seen(request, await board_of(request)).contacts.get(key)
            message = say("contact-gone", name=shortened(contact.name)) if contact else ""
    return await changed(request, intent, back=url(request, "/aftaler"), message=message)


async def _of_agreement(request: Request, key: str, said: str) -> str:
    """Return what has become of an agreement, in words; empty where this screen does not see it."""
    one = seen(request, await board_of(request)).agreements.get(key)
    words = {"who": shortened(one.who), "what": shortened(one.what).rstrip(".")} if one else {}
    return (await say_here(request, PART))(said, **words) if words else ""


async def done(request: Request) -> Response:
    """Say on the board that an agreement is kept, or not yet."""
    form = await form_of(request)
    key, is_done = form.text("agreement"), form.ticked("done")
    intent = people.done(by_of(request), key, done=is_done)
    message = await _of_agreement(request, key, "agreement-is-done" if is_done else "agreement-not-done")
    return await _on_board(request, intent, message, f"agreement-{key}")


async def week(request: Request) -> Response:
    """Show what fills her 24 hours beside the cards (R-B08)."""
    stored = await board_of(request)
    return await show(
        request,
        "week.html",
        stored=stored,
        parts=(PART,),
        items=in_order(seen(request, stored).everyday.values()),
    )


async def change_week(request: Request) -> Response:
    """Write down a part of her day, or take it away."""
    form, by, say = await form_of(request), by_of(request), await say_here(request, PART)
    if form.one_of("do", ("add", "remove")) == "add":
        times = checked(Times, days=form.numbers("days"), start=form.clock("start"), end=form.clock("end"))
        intent, key, text = everyday.add(by, form.text("text"), times), "week-kept", form.text("text")
    else:
        was = seen(request, await board_of(request)).everyday.get(form.text("id"))
        intent, key, text = everyday.remove(by, form.text("id")), "week-gone", was.text if was else ""
    message = say(key, text=shortened(text)) if text else ""
    return await changed(request, intent, back=url(request, "/min-uge"), message=message)


async def alone(request: Request) -> Response:
    """Say that she wants to talk with her caseworker alone, or not any more; only the caseworker sees it."""
    form = await form_of(request)
    wanted = form.ticked("wanted")
    message = (await say_here(request, SCREEN))("alone-on" if wanted else "alone-off")
    intent = about.talk_alone(by_of(request), wanted)
    if form.text("back") == "/i-vejen":
        return await changed(request, intent, back=url(request, "/i-vejen"), message=message)
    return await _on_board(request, intent, message, "alone")


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
    Route("/plan/{code}/alene", alone, methods=["POST"]),
]
