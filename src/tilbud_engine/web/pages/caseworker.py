"""The caseworker's side: the way to a plan, the overview, all cards with their reasons, prompts, and what is printed.

It is reached from no other session: its addresses, its cookie and its link are its own. What is shielded stands here
and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tilbud_engine.board.changes import cards, case
from tilbud_engine.board.faces import with_faces
from tilbud_engine.board.following import AnyCard, Following
from tilbud_engine.board.plan import BoardCard, Override, Plan
from tilbud_engine.board.prompts import OCCASIONS, prompts
from tilbud_engine.board.storage import Stored
from tilbud_engine.board.views import seen_by
from tilbud_engine.errors import InputError, Language, Problem, problem
from tilbud_engine.messages import engine_language
from tilbud_engine.suggestion import Card, NotNow, Question
from tilbud_engine.vocabulary import Fact
from tilbud_engine.web.answering import answer_of, choices
from tilbud_engine.web.answers import following_of, hints_for
from tilbud_engine.web.asking import checked
from tilbud_engine.web.changing import changed
from tilbud_engine.web.finding import find as find_cards
from tilbud_engine.web.finding import is_about, wanted_in
from tilbud_engine.web.pages import paper
from tilbud_engine.web.pages.start import open_by_code
from tilbud_engine.web.requests import form_of
from tilbud_engine.web.showing import show
from tilbud_engine.web.visiting import (
    NoSession,
    board_of,
    by_of,
    cookie_name,
    desk_of,
    face_now_of,
    language_of,
    say_of,
    seen,
    session_of,
    url,
)

PART = "caseworker"
SIDE = "/sagsbehandler"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the fact that it asks for, and what may be answered."""

    question: Question
    fact: Fact
    choices: tuple[tuple[str, str], ...]
    heading: str


@dataclass(frozen=True, slots=True)
class StaffCard:
    """A card with all that a caseworker may know of it; `laid` is the card on the board, where she may see it."""

    card: Card
    for_staff: str
    laid: BoardCard | None


@dataclass(frozen=True, slots=True)
class StaffNotNow:
    """An offer that is not a card now, and the card on the board that was taken all the same."""

    offer: NotNow
    for_staff: str
    laid: BoardCard | None
    may_propose: bool


async def front(request: Request) -> Response:
    """Show the way to a plan: its code."""
    session = session_of(request)
    if session.code:
        return RedirectResponse(f"{SIDE}/{session.code}/overblik", HTTPStatus.SEE_OTHER)
    return await show(request, "caseworker_start.html", parts=(PART,))


async def find(request: Request) -> Response:
    """Open a plan by its code."""
    return RedirectResponse(f"{SIDE}/{await open_by_code(request)}/overblik", HTTPStatus.SEE_OTHER)


async def close(request: Request) -> Response:
    """Put the plan away; a session that was for this plan alone ends."""
    session, desk = session_of(request), desk_of(request)
    if session.bound:
        desk.links.leave(session)
        answer = await show(request, "closed.html", parts=("base",))
        answer.delete_cookie(cookie_name("caseworker"), path=SIDE)
        return answer
    desk.links.open(session, None)
    return RedirectResponse(SIDE, HTTPStatus.SEE_OTHER)


async def begin(request: Request) -> Response:
    """Lead to the overview of a plan."""
    await board_of(request)
    return RedirectResponse(url(request, "/overblik"), HTTPStatus.SEE_OTHER)


async def overview(request: Request) -> Response:
    """Show what needs a human: danger first, then what is for her alone, questions, and what waits."""
    stored = await _board(request)
    return await _overview(request, stored)


async def _overview(request: Request, stored: Stored, fault: tuple[str, Problem] | None = None) -> Response:
    following, plan = await following_of(request, stored), seen(request, stored)
    language = engine_language(language_of(request, stored))
    hints = await run_in_threadpool(hints_for, request, stored)
    facts = desk_of(request).engine.vocabulary.facts
    asked = [
        Asked(one, facts[one.fact], choices(facts[one.fact], language), _heading(one, facts[one.fact], language))
        for one in (following.questions if following else ())
        if one.fact in facts
    ]
    return await show(
        request,
        "caseworker.html",
        stored=stored,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK,
        suggestion=following.suggestion if following else None,
        theirs=[one for one in asked if one.question.answerer != "citizen"],
        hers=[one for one in asked if one.question.answerer == "citizen"],
        hints=hints,
        waiting=[one for one in plan.placed("hand", "plan") if one.state == "waiting"],
        proposed=[one for one in plan.cards.values() if one.proposal is not None],
        fault=(fault[0], fault[1].message(language), fault[1].hint(language)) if fault else None,
    )


def _heading(question: Question, fact: Fact, language: Language) -> str:
    """Return the question as she is asked, and for the municipality the name of what it has to settle."""
    text = question.question if question.answerer == "citizen" else fact.in_words("label", language)
    return f"{text[:1].upper()}{text[1:]}"


async def answer(request: Request) -> Response:
    """Answer a question that is the municipality's or an authority's to settle; hers are hers to answer."""
    stored, form = await _board(request), await form_of(request)
    following = await following_of(request, stored)
    open_ones = {one.fact for one in following.questions if one.answerer != "citizen"} if following else set()
    fact = desk_of(request).engine.vocabulary.facts.get(form.text("fact"))
    if fact is None or fact.key not in open_ones:
        raise InputError([problem("question-gone", "")])
    value = answer_of(fact, form, engine_language(language_of(request, stored)))
    if isinstance(value, Problem):
        return await _overview(request, stored, (fact.key, value))
    intent = case.answer(by_of(request), fact.key, value, desk_of(request).today())
    label = fact.in_words("label", engine_language(language_of(request, stored)))
    message = say_of(request, PART)("told-answered", fact=f"{label[:1].upper()}{label[1:]}")
    return await changed(request, intent, back=url(request, "/overblik"), message=message)


async def all_cards(request: Request) -> Response:
    """Show every card with its reasons and sources, what is not for now and why, and what is shielded.

    Where words are looked for, those that have all of them.
    """
    stored, wanted = await _board(request), wanted_in(request)
    following, plan = await following_of(request, stored), seen(request, stored)
    if following is None:
        return await show(
            request, "caseworker_cards.html", stored=stored, parts=(PART,), wanted=wanted, cards=(), not_now=()
        )
    laid = {one.offer: one for one in plan.cards.values() if one.offer and one.place != "earlier"}
    known = {one.offer for one in following.all_cards}
    return await show(
        request,
        "caseworker_cards.html",
        stored=stored,
        parts=(PART,),
        wanted=wanted,
        cards=[
            StaffCard(one, _for_staff(request, stored, following, one.offer), laid.get(one.offer))
            for one in following.suggestion.cards
            if is_about(wanted, one.name, one.word, one.text, one.about or "")
        ],
        not_now=[
            StaffNotNow(one, _for_staff(request, stored, following, one.offer), laid.get(one.offer), one.offer in known)
            for one in following.suggestion.not_now
            if is_about(wanted, one.name, one.because)
        ],
    )


def _for_staff(request: Request, stored: Stored, following: Following, offer: str) -> str:
    found = following.resolved.offers.get(offer)
    if found is None:
        return ""
    english = language_of(request, stored) == "en"
    return (english and found.offer.for_staff_en) or found.offer.for_staff or ""


async def propose(request: Request) -> Response:
    """Offer her a card: dashed until she says yes; with a note where the rules do not give it (R-D1)."""
    stored, form, desk = await _board(request), await form_of(request), desk_of(request)
    following = await following_of(request, stored)
    offers = following.all_cards if following else ()
    found: AnyCard | None = next((one for one in offers if one.offer == form.text("offer")), None)
    if found is None:
        raise InputError([problem("board-item-gone", "")])
    override = None
    if found.verdict in ("no", "not_offered"):
        override = checked(Override, note=form.text("note"), on=desk.today())
    why = form.written("why")
    intent = cards.take(by_of(request), found.face, found.offer, "hand", override=override, why=why)
    message = say_of(request, PART)("told-proposed", word=found.face.word)
    back = f"{url(request, '/alle-kort')}#kort-{found.offer}"
    return await changed(request, intent, back=back, message=message, why=why)


async def depart(request: Request) -> Response:
    """Write on a card that she has taken herself why the rule is departed from (R-D1)."""
    stored, form, desk = await _board(request), await form_of(request), desk_of(request)
    card = seen(request, stored).cards.get(form.text("card"))
    if card is None:
        raise InputError([problem("board-item-gone", "")])
    intent = cards.depart(by_of(request), card.id, checked(Override, note=form.text("note"), on=desk.today()))
    message = say_of(request, PART)("told-departed", word=card.face.word)
    return await changed(request, intent, back=f"{url(request, '/alle-kort')}#kort-{card.offer}", message=message)


async def help_(request: Request) -> Response:
    """Show the prompts for the one who chairs (R-X2)."""
    stored = await _board(request)
    found = prompts(language_of(request, stored), desk_of(request).look.folder)
    return await show(
        request,
        "caseworker_prompts.html",
        stored=stored,
        parts=(PART,),
        techniques=[one for one in found if one.key not in OCCASIONS],
        occasions=[one for one in found if one.key in OCCASIONS],
    )


async def on_paper(request: Request) -> Response:
    """Show what would be printed, so that nothing lies on the table by mistake."""
    stored = await _board(request)
    printed: Plan = with_faces(
        seen_by(stored.plan, "shared", language=language_of(request, stored)), face_now_of(request, stored)
    )
    mine = seen(request, stored)
    covered = [one for one in mine.cards.values() if printed.cards.get(one.id, one).face != one.face]
    return await show(
        request, "caseworker_printed.html", stored=stored, parts=(PART,), printed=printed, covered=covered
    )


async def _board(request: Request) -> Stored:
    stored = await board_of(request)
    if session_of(request).role != "caseworker":
        raise NoSession
    return stored


ROUTES = [
    Route(SIDE, front),
    Route(f"{SIDE}/find", find, methods=["POST"]),
    Route(f"{SIDE}/luk", close, methods=["POST"]),
    Route(f"{SIDE}/{{code}}", begin),
    Route(f"{SIDE}/{{code}}/overblik", overview),
    Route(f"{SIDE}/{{code}}/svar", answer, methods=["POST"]),
    Route(f"{SIDE}/{{code}}/alle-kort", all_cards),
    Route(f"{SIDE}/{{code}}/alle-kort", find_cards, methods=["POST"]),
    Route(f"{SIDE}/{{code}}/foreslaa", propose, methods=["POST"]),
    Route(f"{SIDE}/{{code}}/fravig", depart, methods=["POST"]),
    Route(f"{SIDE}/{{code}}/hjaelp", help_),
    Route(f"{SIDE}/{{code}}/paa-papiret", on_paper),
    Route(f"{SIDE}/{{code}}/ark.png", paper.png),
    Route(f"{SIDE}/{{code}}/ark.pdf", paper.pdf),
]
