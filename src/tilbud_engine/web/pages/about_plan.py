"""The plan as a whole: who sees what, a second screen, two drafts beside each other, and the plan that follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import get_args

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tilbud_engine.board.changes import about, drafts, people
from tilbud_engine.board.changes.next_plan import next_plan
from tilbud_engine.board.laying import other_draft
from tilbud_engine.board.plan import BoardCard, Section, in_order
from tilbud_engine.board.weeks import week_number
from tilbud_engine.errors import InputError, problem
from tilbud_engine.web.boarding import bare_view
from tilbud_engine.web.changing import changed
from tilbud_engine.web.requests import form_of
from tilbud_engine.web.showing import show
from tilbud_engine.web.speaking import shortened
from tilbud_engine.web.visiting import SIDES, board_of, by_of, desk_of, say_here, say_of, seen, session_of, url

PART = "plan_pages"
SECTIONS: tuple[Section, ...] = get_args(Section)


async def sharing(request: Request) -> Response:
    """Show who sees what, and how to open the plan on another screen."""
    return await _sharing(request)


async def _sharing(request: Request, link: str = "", name: str = "") -> Response:
    stored = await board_of(request)
    return await show(
        request, "sharing.html", stored=stored, parts=(PART,), link=link, link_for=name, sections=SECTIONS,
        message=(await say_here(request, PART))("link-made") if link else "",
        companions=[one for one in in_order(seen(request, stored).companions.values()) if not one.ended],
    )  # fmt: skip


async def share(request: Request) -> Response:
    """Let others see something of hers, or not."""
    form, by, stored = await form_of(request), by_of(request), await board_of(request)
    say = await say_here(request, PART)
    companion = stored.plan.companions.get(form.text("id"))
    name, back = shortened(companion.name if companion else form.text("name")), url(request, "/del")
    match form.one_of("do", ("limit", "history", "companion", "sees", "end")):
        case "companion":
            intent, message = people.companion(by, form.text("name")), say("companion-added", name=name)
            # The id that a new one will have, where nobody comes in between; else she finds the name in the list.
            back += f"#companion-{stored.version + 1}-1"
        case "sees":
            sees = [one for one in SECTIONS if one in form.many("sees")]
            intent, words = people.companion_sees(by, form.text("id"), sees), [say(f"section-{one}") for one in sees]
            key = "companion-may-see" if words else "companion-sees-nothing"
            message = say(key, name=name, sections="; ".join(words))
        case "end":
            intent, message = people.end_companion(by, form.text("id")), say("companion-ended", name=name)
            desk_of(request).links.end_companion(stored.code, form.text("id"))
        case what:
            shared = form.ticked("shared")
            intent = about.share(by, "limit" if what == "limit" else "history", shared=shared)
            message = say(f"{what}-shared" if shared else f"{what}-unshared")
    return await changed(request, intent, back=back, message=message)


async def open_elsewhere(request: Request) -> Response:
    """Make a link that works once: to her own second screen, or for a companion."""
    stored, form, desk = await board_of(request), await form_of(request), desk_of(request)
    if session_of(request).role != "citizen":
        raise InputError([problem("board-hers-alone", "")])
    key = form.written("companion")
    companion = stored.plan.companions.get(key or "")
    if key is not None and (companion is None or companion.ended):
        raise InputError([problem("board-companion-ended", "")])
    token = (
        desk.links.link("companion", code=stored.code, companion=companion.id, name=companion.name)
        if companion
        else desk.links.link("citizen", code=stored.code, at_table=session_of(request).at_table)
    )
    address = f"{request.url.scheme}://{request.url.netloc}/ind/{token}"
    return await _sharing(request, address, companion.name if companion else "")


async def two_drafts(request: Request) -> Response:
    """Show the two drafts beside each other (R-B04)."""
    stored = await board_of(request)
    plan = seen(request, stored)
    views = [bare_view(request, stored, plan)]
    differing: tuple[drafts.Pair, ...] = ()
    if plan.about.drafting:
        views.append(bare_view(request, stored, plan.model_copy(update={"cards": other_draft(plan)})))
        differing = drafts.differing(plan)
    labels = {lane.key: lane.label for lane in views[0].lanes}
    rows = [
        (one.face.word, _where(request, here, labels), _where(request, there, labels))
        for here, there in differing
        if (one := here or there) is not None
    ]
    ids = {one.id for pair in differing for one in pair if one is not None}
    # The same lanes in both, so that each lies beside itself.
    shown = {lane.key for view in views for lane in view.lanes if lane.tiles}
    return await show(
        request, "drafts.html", stored=stored, parts=(PART,), views=views, rows=rows, differing=ids, shown=shown
    )


def _where(request: Request, card: BoardCard | None, labels: Mapping[str, str]) -> str:
    """Return where a card lies in one of the drafts, in words."""
    say = say_of(request, PART)
    if card is None:
        return say("draft-not-there")
    if card.place != "plan" or card.at is None:
        return say(f"place-{card.place}")
    first, last = week_number(card.at.first), week_number(card.at.last)
    weeks = say("week", number=first) if first == last else say("weeks", first=first, last=last)
    return f"{labels.get(card.at.lane, card.at.lane)}: {weeks}"


async def change_drafts(request: Request) -> Response:
    """Begin a second draft, go on with the other, keep the one that lies in front, or drop it."""
    acts = {
        "begin": drafts.begin_draft,
        "swap": drafts.swap_drafts,
        "choose": drafts.choose_draft,
        "drop": drafts.drop_draft,
    }
    what = (await form_of(request)).one_of("do", tuple(acts))
    message = (await say_here(request, PART))(f"draft-{what}")
    return await changed(request, acts[what](by_of(request)), back=url(request, "/kladder"), message=message)


async def follow_on(request: Request) -> Response:
    """Begin the plan that carries this one on (R-B12)."""
    stored, desk, session = await board_of(request), desk_of(request), session_of(request)
    say = await say_here(request, PART)
    if session.bound:
        raise InputError([problem("board-hers-alone", "")])
    start = stored.plan.weeks[-1] + dt.timedelta(weeks=1)
    intent = next_plan(stored.plan, session.by, start, stored.code)
    made = await run_in_threadpool(desk.store.new, session.by, intent, desk.now(), stored.citizen)
    desk.links.open(session, made.code)
    desk.links.tell(session_of(request), say("next-begun"))
    return RedirectResponse(f"{SIDES['citizen']}/{made.code}", 303)


ROUTES = [
    Route("/plan/{code}/del", sharing),
    Route("/plan/{code}/del", share, methods=["POST"]),
    Route("/plan/{code}/del/link", open_elsewhere, methods=["POST"]),
    Route("/plan/{code}/kladder", two_drafts),
    Route("/plan/{code}/kladder", change_drafts, methods=["POST"]),
    Route("/plan/{code}/naeste", follow_on, methods=["POST"]),
]
