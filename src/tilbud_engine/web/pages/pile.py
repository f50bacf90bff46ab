"""The cards: the pile, five at a time and the rest one tap away; the back of each; all cards; and her own (R-B03)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tilbud_engine.board.changes import cards
from tilbud_engine.board.following import AnyCard, Choice
from tilbud_engine.board.lanes import Lane, lanes
from tilbud_engine.board.plan import GOOD_LIFE, MEETINGS, Face, Plan, Stretch
from tilbud_engine.board.weeks import monday_of, week_number
from tilbud_engine.errors import InputError, problem
from tilbud_engine.pictures import pictograms
from tilbud_engine.rules.leg_sets import Chair
from tilbud_engine.suggestion import Card
from tilbud_engine.web.asking import checked
from tilbud_engine.web.card_words import Line, answers_words, back_of, back_of_any, face_time
from tilbud_engine.web.changing import changed
from tilbud_engine.web.finding import find, is_about, wanted_in
from tilbud_engine.web.requests import Form, form_of
from tilbud_engine.web.talking import Talk, news_of, page, talk_of
from tilbud_engine.web.visiting import by_of, desk_of, url

AT_A_TIME = 5
"""So many cards lie on the table at once: more is too much to choose among."""

OWN_PICTURES = (
    "cards", "heart", "smiley", "users", "house-line", "cooking-pot", "tree", "person-simple-walk", "barbell",
    "music-note", "book-open", "paint-brush", "hammer", "dog", "phone-call", "stethoscope", "graduation-cap",
    "briefcase", "bus", "coffee",
)  # fmt: skip
"""The pictures that a card of her own may have."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A card as it lies on the table: its face, whether it fits, why it is here, and where it would lie by default."""

    offer: str
    face: Face
    verdict: str
    status: str
    answers: str
    time: str
    because: str
    is_new: bool
    held: bool
    lane: str
    last: dt.date


async def pile(request: Request) -> Response:
    """Show the cards that suit her or may, five at a time in her own order."""
    talk = await talk_of(request)
    news = await news_of(request, talk)
    new = {word for one in news if one.kind in ("card", "card_sure") for word in one.words}
    hands = hands_of(talk.following.pile)
    number = _number(request.query_params.get("side", ""), len(hands))
    shown = [[_shown(request, talk, one, new) for one in choice.cards] for choice in hands[number - 1]] if hands else []
    before = sum(len(choice.cards) for hand in hands[: number - 1] for choice in hand)
    return await page(
        request,
        "pile.html",
        talk,
        choices=shown,
        number=number,
        hands=len(hands),
        first=before + 1,
        last=before + sum(map(len, shown)),
        count=sum(len(choice.cards) for hand in hands for choice in hand),
        hand=talk.stored.plan.placed("hand"),
        laid=len(talk.stored.plan.placed("plan")),
        weeks=weeks_ahead(talk.stored.plan, desk_of(request).today()),
        lanes=_lanes(request, talk),
        news=news,
    )


async def one_card(request: Request) -> Response:
    """Turn a card: everything that is known of it, in plain words."""
    talk = await talk_of(request)
    found = _any_card(talk, request.path_params["offer"])
    if found is None and not talk.following.suggestion.alarms:
        raise HTTPException(404)
    lines = await run_in_threadpool(_back_of, request, talk, found) if found else ()
    return await page(
        request,
        "card.html",
        talk,
        card=_shown(request, talk, found, set()) if found else None,
        lines=lines,
        may_answer=found is not None and _may_answer(talk, found.offer),
        weeks=weeks_ahead(talk.stored.plan, desk_of(request).today()),
        lanes=_lanes(request, talk),
    )


async def all_cards(request: Request) -> Response:
    """Show every card of the municipality: she may take any of them, also one that does not fit (R-P12)."""
    talk = await talk_of(request)
    wanted = wanted_in(request)
    matching = [one for one in talk.following.all_cards if is_about(wanted, one.face.word, one.face.text, one.name)]
    groups = {
        key: [_shown(request, talk, one, set()) for one in matching if one.verdict in verdicts]
        for key, verdicts in (
            ("cards", ("yes", "unknown")),
            ("no", ("no",)),
            ("not_relevant", ("not_relevant",)),
            ("not_offered", ("not_offered",)),
        )
    }
    count = sum(map(len, groups.values()))
    return await page(request, "all_cards.html", talk, groups=groups, wanted=wanted, count=count)


async def take(request: Request) -> Response:
    """Take a card into the hand, or lay it straight in weeks."""
    form = await form_of(request)
    talk = await talk_of(request)
    found = _any_card(talk, form.text("offer"))
    if found is None:
        raise InputError([problem("board-item-gone", "")])
    return await _taken(request, talk, found.face, found.offer, form, back=_back(request, form))


async def own(request: Request) -> Response:
    """Show room for a card of her own."""
    talk = await talk_of(request)
    pictures = [(key, pictograms()[key]) for key in OWN_PICTURES if key in pictograms()]
    return await page(
        request,
        "own_card.html",
        talk,
        pictures=pictures,
        weeks=weeks_ahead(talk.stored.plan, desk_of(request).today()),
        lanes=_lanes(request, talk),
        is_earlier=request.query_params.get("til") == "tidligere",
    )


async def make_own(request: Request) -> Response:
    """Make the card that she wrote herself (R-B07); one about an earlier course is parked as such (R-B05)."""
    form = await form_of(request)
    talk = await talk_of(request)
    key = form.text("picture")
    shows = pictograms().get(key if key in OWN_PICTURES else "cards")
    alt = (shows.shows_en if talk.language == "en" else shows.shows) if shows else ""
    face = checked(Face, word=form.text("word"), text=form.text("text"), pictogram=shows.key if shows else "", alt=alt)
    if form.ticked("earlier") and not form.ticked("lay"):
        intent = cards.take(by_of(request), face, place="earlier")
        return await changed(request, intent, back=url(request), message=talk.say("taken-earlier", word=face.word))
    return await _taken(request, talk, face, None, form, back=url(request, "/kort"))


def hands_of(pile: Sequence[Choice]) -> list[list[Choice]]:
    """Return the pile in hands of five cards; cards of one function stay together, for she chooses among them."""
    hands: list[list[Choice]] = []
    for choice in pile:
        room = AT_A_TIME - sum(len(one.cards) for one in hands[-1]) if hands else 0
        if room < len(choice.cards):
            hands.append([])
        hands[-1].append(choice)
    return hands


def weeks_ahead(plan: Plan, today: dt.date) -> tuple[dt.date, ...]:
    """Return the weeks that a card can be laid in: those of the plan that are not over, or all where all are."""
    now = monday_of(today)
    return tuple(one for one in plan.weeks if one >= now) or plan.weeks


def stretch_of(form: Form, name: str = "") -> Stretch | None:
    """Return the weeks and the lane of a form, `name` before each field; None where no week is chosen.

    A last week before the first is the first: one week is meant.
    """
    first, last = form.day(f"{name}first"), form.day(f"{name}last")
    if first is None:
        return None
    lane = form.text(f"{name}lane") or GOOD_LIFE
    return checked(Stretch, lane=lane, first=monday_of(first), last=monday_of(max(last or first, first)))


async def _taken(request: Request, talk: Talk, face: Face, offer: str | None, form: Form, *, back: str) -> Response:
    at = stretch_of(form) if form.ticked("lay") else None
    if at is not None and at.lane not in {one.key for one in _lanes(request, talk)}:
        raise InputError([problem("form-not-one-of", "lane")])
    intent = cards.take(by_of(request), face, offer, "plan" if at else "hand", at)
    if at is None:
        message = talk.say("taken", word=face.word)
    else:
        first, last = week_number(at.first), week_number(at.last)
        lane = next(one.label for one in _lanes(request, talk) if one.key == at.lane)
        key = "laid-one" if first == last else "laid"
        message = talk.say(key, word=face.word, lane=lane, first=first, last=last)
    return await changed(request, intent, back=back, message=message)


def _may_answer(talk: Talk, offer: str) -> bool:
    """Tell whether an answer of hers can decide a card."""
    return any(offer in one.settles and "authority" not in one.ask for one in talk.following.questions)


def _back_of(request: Request, talk: Talk, found: AnyCard) -> tuple[Line, ...]:
    """Return what stands on the back of any card; one about something else is explained as if she had said it."""
    card = talk.following.cards.get(found.offer)
    if card is not None:
        return back_of(card, talk)
    asked = talk.following.asked
    if found.verdict == "not_relevant":
        told = desk_of(request).engine.explain(
            asked.citizen, found.offer, asked.on, ruleset=asked.ruleset, language=asked.language
        )
        if told.card is not None:
            return (Line("card-other", (found.because,)), *back_of(told.card, talk))
        if told.not_now is not None:
            found = replace(found, because=told.not_now.because, turns_yes_on=told.not_now.turns_yes_on)
    return back_of_any(found, talk)


def _shown(request: Request, talk: Talk, one: Card | AnyCard, new: Iterable[str]) -> Shown:
    found = _any_card(talk, one.offer)
    card = talk.following.cards.get(one.offer)
    assert found is not None  # noqa: S101  (whatever is shown is a card of the municipality)
    plan, face = talk.stored.plan, found.face
    held = any(each.offer == one.offer and each.place in ("hand", "plan", "parked") for each in plan.cards.values())
    first = weeks_ahead(plan, talk.following.asked.on)[0]
    weeks = face.weeks[1] if face.weeks else 1
    return Shown(
        offer=one.offer,
        face=face,
        verdict=found.verdict,
        status=card.status if card else "",
        answers=answers_words(card, talk) if card else "",
        time=face_time(face, talk.say),
        because=found.because if found.verdict in ("no", "not_offered") else "",
        is_new=face.word in new,
        held=held,
        lane=_lane_of(request, talk, one.offer, card),
        last=min(first + dt.timedelta(weeks=max(weeks, 1) - 1), plan.weeks[-1]),
    )


def _lane_of(request: Request, talk: Talk, offer: str, card: Card | None) -> str:
    """Return the lane that is proposed for a card, which she may change: of what she said, else of what it is for."""
    if card is not None and card.legs:
        return card.legs[0]
    found = talk.following.resolved.offers.get(offer)
    leg_of = _chair(request, talk).leg_of
    return next((leg_of[code] for code in (found.offer.answers if found else ()) if code in leg_of), GOOD_LIFE)


def _any_card(talk: Talk, offer: str) -> AnyCard | None:
    return next((one for one in talk.following.all_cards if one.offer == offer), None)


def _lanes(request: Request, talk: Talk) -> tuple[Lane, ...]:
    there = lanes(talk.stored.plan, _chair(request, talk), talk.say.language, desk_of(request).look.folder)
    return tuple(one for one in there if one.key != MEETINGS)


def _chair(request: Request, talk: Talk) -> Chair:
    asked = talk.following.asked
    return desk_of(request).engine.chair(asked.ruleset, asked.on, asked.leg_set)


def _number(text: str, most: int) -> int:
    return min(int(text), max(most, 1)) if text.isascii() and text.isdigit() and 0 < len(text) < 4 and int(text) else 1


def _back(request: Request, form: Form) -> str:
    """Return where she was: only a screen of the cards."""
    back = form.text("back")
    here = url(request, "")
    known = (url(request, "/kort"), url(request, "/alle-kort"))
    return back if back.partition("?")[0] in known else here if back == here else known[0]


ROUTES = [
    Route("/plan/{code}/kort", pile),
    Route("/plan/{code}/kort", take, methods=["POST"]),
    Route("/plan/{code}/kort/{offer}", one_card),
    Route("/plan/{code}/alle-kort", all_cards),
    Route("/plan/{code}/alle-kort", find, methods=["POST"]),
    Route("/plan/{code}/eget-kort", own),
    Route("/plan/{code}/eget-kort", make_own, methods=["POST"]),
]
