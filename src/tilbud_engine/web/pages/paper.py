"""Paper: the sheet to take home, and what was changed on it at home typed in as one step (R-B09)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import get_args

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tilbud_engine.board.changes import cards, notes
from tilbud_engine.board.changes.together import together
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.faces import face_of_offer, with_faces
from tilbud_engine.board.history import By
from tilbud_engine.board.lanes import Lane, lanes
from tilbud_engine.board.plan import (
    GOOD_LIFE,
    MEETINGS,
    BoardCard,
    Face,
    NoteKind,
    Place,
    Plan,
    Stretch,
    in_order,
)
from tilbud_engine.board.sheet import cut_out, empty, sheet
from tilbud_engine.board.sheet.paper import PaperName
from tilbud_engine.board.sheet.render import Drawing, Form
from tilbud_engine.board.storage import Stored
from tilbud_engine.board.views import Viewer
from tilbud_engine.board.warnings import Step
from tilbud_engine.board.weeks import monday_of
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError
from tilbud_engine.messages import engine_language
from tilbud_engine.pictures import pictograms, picture
from tilbud_engine.web.asking import checked
from tilbud_engine.web.boarding import warned
from tilbud_engine.web.changing import changed
from tilbud_engine.web.pages.pile import stretch_of
from tilbud_engine.web.requests import Form as Fields
from tilbud_engine.web.requests import form_of
from tilbud_engine.web.showing import show
from tilbud_engine.web.talking import PART, told
from tilbud_engine.web.visiting import (
    board_of,
    by_of,
    desk_of,
    face_now_of,
    language_of,
    say_here,
    seen,
    session_of,
    url,
)

AUDIENCES: tuple[Viewer, ...] = ("shared", "citizen")
"""Whom she may print the sheet for; she chooses each time."""

LINES = 6
"""So many lines of writing are typed in at once."""

KINDS: tuple[str, ...] = ("wish", "good_at", "mind", "attention", "note", "success", "frustration")
DEEDS = ("", "move", "park", "hand", "done", "remove")
"""What may have happened to a card on paper; nothing is the first."""

ELSEWHERE: tuple[Place, ...] = ("parked", "earlier")
"""Where a new card may lie on paper besides in a lane."""

STEPS: Mapping[str, Step] = MappingProxyType({"park": "park", "hand": "take_back", "remove": "remove"})
"""Those of which something is said where others count on the card."""


async def page(request: Request) -> Response:
    """Show the sheet as it will be, to show around or to herself, and the papers that can be had."""
    stored, audience = await board_of(request), _audience_of(request)
    choices = AUDIENCES if session_of(request).viewer == "citizen" else AUDIENCES[:1]
    papers = get_args(PaperName)
    return await show(
        request, "sheet.html", stored=stored, parts=[PART], papers=papers, choices=choices, chosen=audience
    )


async def pdf(request: Request) -> Response:
    """Answer with the sheet as a PDF; what is private is on it only where she asks for her own."""
    stored, paper = await board_of(request), _paper_of(request)
    raw = await run_in_threadpool(_sheet, request, stored, paper, "pdf")
    whose = "-privat" if _audience_of(request) == "citizen" else ""
    return _as_pdf(raw, f"plan-{stored.code.lower()}-{paper}{whose}.pdf")


async def png(request: Request) -> Response:
    """Answer with a picture of the sheet's first page."""
    stored = await board_of(request)
    return Response(await run_in_threadpool(_sheet, request, stored, "a3", "png"), media_type="image/png")


async def empty_pdf(request: Request) -> Response:
    """Answer with an empty sheet, to be laid and written by hand."""
    stored, paper = await board_of(request), _paper_of(request)
    return _as_pdf(await run_in_threadpool(_empty, request, stored, paper), f"tom-plan-{paper}.pdf")


async def cards_pdf(request: Request) -> Response:
    """Answer with every card of the municipality to cut out: nothing of it tells of her."""
    stored = await board_of(request)
    return _as_pdf(await run_in_threadpool(_cards, request, stored), "kort.pdf")


def _sheet(request: Request, stored: Stored, paper: PaperName, form: Form) -> bytes:
    desk = desk_of(request)
    return sheet(
        with_faces(stored.plan, face_now_of(request, stored)),
        paper,
        lanes=_lanes(request, stored),
        now=desk.now().astimezone(),
        language=language_of(request, stored),
        look=desk.look,
        code=stored.code,
        version=stored.version,
        audience=_audience_of(request),
        form=form,
        drawing=_drawing(desk.engine),
    )


def _empty(request: Request, stored: Stored, paper: PaperName) -> bytes:
    language, look = language_of(request, stored), desk_of(request).look
    return empty(paper, lanes=_lanes(request, stored), language=language, look=look)


def _cards(request: Request, stored: Stored) -> bytes:
    desk, language = desk_of(request), language_of(request, stored)
    to_cut_out = _to_cut_out(request, stored)
    return cut_out(to_cut_out, language, desk.look, drawing=_drawing(desk.engine))


def _to_cut_out(request: Request, stored: Stored) -> list[tuple[str, Face]]:
    """Return the cards that the municipality lays on the table, by their words, each with its offer."""
    desk, language = desk_of(request), language_of(request, stored)
    offers = desk.engine.rulebook.resolve(stored.plan.about.ruleset, desk.today()).offers
    shown = [
        (key, face_of_offer(one.offer, engine_language(language)))
        for key, one in offers.items()
        if one.not_offered is None and one.offer.privacy != "shielded"
    ]
    return sorted(shown, key=lambda one: one[1].word.casefold())


def _lanes(request: Request, stored: Stored) -> tuple[Lane, ...]:
    desk, about = desk_of(request), stored.plan.about
    chair = desk.engine.chair(about.ruleset, desk.today(), about.leg_set)
    return lanes(stored.plan, chair, language_of(request, stored), desk.look.folder)


def _drawing(engine: Engine) -> Drawing:
    """Return what finds a picture, the municipality's own in the folder of its offer too."""

    def drawn(key: str, offer: str) -> bytes | None:
        folders = (Path(one.place) for one in engine.registry.plugins if offer in one.offers)
        return picture(key, next(folders, None))

    return drawn


def _paper_of(request: Request) -> PaperName:
    wanted = request.query_params.get("papir", "")
    found: PaperName = next((one for one in get_args(PaperName) if one == wanted), "a3")
    return found


def _audience_of(request: Request) -> Viewer:
    """Return whom the sheet is for: all who see it, unless she asks for her own and nobody else is at the screen."""
    hers = request.query_params.get("til") == "citizen" and session_of(request).viewer == "citizen"
    return "citizen" if hers else "shared"


def _as_pdf(raw: bytes, name: str) -> Response:
    return Response(raw, media_type="application/pdf", headers=_as_file(name))


def _as_file(name: str) -> dict[str, str]:
    return {"content-disposition": f'inline; filename="{name}"'}


async def from_paper(request: Request) -> Response:
    """Show every card and some empty lines, for what was laid or changed on paper."""
    stored = await board_of(request)
    to_cut_out = await run_in_threadpool(_to_cut_out, request, stored)
    return await show(
        request,
        "paper.html",
        stored=stored,
        parts=[PART],
        cards=_on_paper(seen(request, stored)),
        kinds=KINDS,
        deeds=DEEDS,
        words=[face.word for _, face in to_cut_out],
        lanes=_free_lanes(request, stored),
        elsewhere=ELSEWHERE,
        lines=range(1, LINES + 1),
    )


async def keep(request: Request) -> Response:
    """Do all that was changed on paper as one step, or nothing and say why."""
    form = await form_of(request)
    stored, say = await board_of(request), await say_here(request, PART)
    new = _new_cards(request, stored, form)
    usual_lane = partial(_usual_lane, request, stored)
    intents = (*_wanted(form, seen(request, stored), by_of(request), usual_lane), *new)
    if not intents:
        return told(request, url(request, "/papir"), say("paper-nothing"))
    message = " ".join((say("paper-kept"), *_warned(request, stored, form)))
    return await changed(request, together(*intents, what="paper"), back=url(request), message=message)


def _warned(request: Request, stored: Stored, form: Fields) -> Iterator[str]:
    """Yield what is said of each card that was paused or taken away at home, and that others count on (R-D3)."""
    for card in _on_paper(seen(request, stored)):
        told = warned(request, stored, card, STEPS.get(form.text(f"do-{card.id}")))
        if told:
            yield f"{card.face.word}: {told}"


def _on_paper(plan: Plan) -> list[BoardCard]:
    return in_order(one for one in plan.cards.values() if one.place in ("plan", "hand", "parked"))


def _free_lanes(request: Request, stored: Stored) -> tuple[Lane, ...]:
    return tuple(one for one in _lanes(request, stored) if one.key != MEETINGS)


def _new_cards(request: Request, stored: Stored, form: Fields) -> Iterator[Intent]:
    """Yield the cards that were laid or drawn on paper: one with the word of an offer is that offer's card."""
    by, language = by_of(request), language_of(request, stored)
    offers = {face.word.casefold(): (offer, face) for offer, face in _to_cut_out(request, stored)}
    lanes_there = tuple(one.key for one in _free_lanes(request, stored))
    for number in range(1, LINES + 1):
        name = f"new-{number}-"
        word = form.text(f"{name}word")
        if not word:
            continue
        _check_line(word, f"{name}word")
        offer, face = offers.get(word.casefold(), (None, None))
        where = form.one_of(f"{name}lane", ("", *lanes_there, *ELSEWHERE))
        at = stretch_of(form, name)
        place = next((one for one in ELSEWHERE if one == where), "plan" if at else "hand")
        if at is not None and where not in lanes_there:
            at = at.model_copy(update={"lane": _usual_lane(request, stored, offer)})
        yield cards.take(by, face or _own_face(word, language), offer, place, at if place == "plan" else None)


def _usual_lane(request: Request, stored: Stored, offer: str | None) -> str:
    """Return the lane of what an offer is for; the good life for a card of her own."""
    desk, about = desk_of(request), stored.plan.about
    found = desk.engine.rulebook.resolve(about.ruleset, desk.today()).offers.get(offer or "")
    leg_of = desk.engine.chair(about.ruleset, desk.today(), about.leg_set).leg_of
    return next((leg_of[code] for code in (found.offer.answers if found else ()) if code in leg_of), GOOD_LIFE)


def _wanted(form: Fields, plan: Plan, by: By, usual_lane: Callable[[str | None], str]) -> Iterator[Intent]:
    for card in _on_paper(plan):
        yield from _of_card(form, card, by, usual_lane)
    for number in range(1, LINES + 1):
        text = form.text(f"text-{number}")
        if not text:
            continue
        _check_line(text, f"text-{number}")
        kind = form.one_of(f"kind-{number}", KINDS)
        yield notes.add(by, _note_kind(kind), text)


def _check_line(text: str, name: str) -> None:
    """Refuse a line under the name of its own field: there are several of them."""
    try:
        checked(Face, word=text)
    except InputError as error:
        raise InputError(replace(one, where=name) for one in error.problems) from None


def _of_card(form: Fields, card: BoardCard, by: By, usual_lane: Callable[[str | None], str]) -> Iterator[Intent]:
    match form.text(f"do-{card.id}"):
        case "move":
            first = form.day(f"first-{card.id}") or (card.at.first if card.at else None)
            if first is None:
                return
            first = monday_of(first)
            last = max(monday_of(form.day(f"last-{card.id}") or first), first)
            yield cards.move(
                by,
                card.id,
                "plan",
                checked(Stretch, lane=card.at.lane if card.at else usual_lane(card.offer), first=first, last=last),
            )
        case "park":
            yield cards.move(by, card.id, "parked")
        case "hand":
            yield cards.move(by, card.id, "hand")
        case "done":
            yield cards.set_state(by, card.id, "done")
        case "remove":
            yield cards.remove(by, card.id)


def _own_face(text: str, language: str) -> Face:
    shows = pictograms().get("cards")
    alt = (shows.shows_en if language == "en" else shows.shows) if shows else ""
    return checked(Face, word=text, pictogram="cards", alt=alt)


def _note_kind(text: str) -> NoteKind:
    return next(one for one in get_args(NoteKind) if one == text)


ROUTES = [
    Route("/plan/{code}/ark", page),
    Route("/plan/{code}/ark.pdf", pdf),
    Route("/plan/{code}/ark.png", png),
    Route("/plan/{code}/ark/tomt.pdf", empty_pdf),
    Route("/plan/{code}/ark/kort.pdf", cards_pdf),
    Route("/plan/{code}/papir", from_paper),
    Route("/plan/{code}/papir", keep, methods=["POST"]),
]
