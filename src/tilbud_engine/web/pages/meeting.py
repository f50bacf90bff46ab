"""The meetings: she chooses what one is about and who comes; the others see it on their own side and may propose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import get_args

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from tilbud_engine.board.changes import meetings, people
from tilbud_engine.board.changes.case import in_her_order
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.history import By
from tilbud_engine.board.meeting import (
    Around,
    doubt_of,
    meeting_words,
    not_named,
    propose_agenda,
    propose_participants,
    still_proposed,
    upcoming,
    without_agreements,
)
from tilbud_engine.board.plan import Agreement, Meeting, Participant, Plan, Reason
from tilbud_engine.board.storage import Stored
from tilbud_engine.board.views import seen_by
from tilbud_engine.errors import InputError, problem
from tilbud_engine.messages import engine_language
from tilbud_engine.rules.wording import day_words
from tilbud_engine.vocabulary.own_words import hear_hidden
from tilbud_engine.web.answers import Answers
from tilbud_engine.web.changing import changed
from tilbud_engine.web.requests import Form, form_of
from tilbud_engine.web.showing import show
from tilbud_engine.web.speaking import shortened
from tilbud_engine.web.visiting import (
    board_of,
    by_of,
    desk_of,
    face_now_of,
    language_of,
    on_each_side,
    say_of,
    seen,
    session_of,
    side_of,
    url,
)

PART = "meetings"
SEE_OTHER = 303
REASONS: tuple[Reason, ...] = get_args(Reason)
MOST_TOPICS = 4
"""So many of the things she said are offered as the topic; she may write anything."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A meeting and what may be chosen for it, by reason.

    `hidden` is what of it others do not see, by what it is and its words or its id: the key of the words that say so.
    """

    meeting: Meeting
    agreements: tuple[Agreement, ...]
    proposed: Mapping[Reason | None, tuple[Participant, ...]]
    points: tuple[str, ...]
    hidden: Mapping[tuple[str, str], str]
    bare: bool

    @property
    def chosen(self) -> tuple[Participant, ...]:
        """Return who comes."""
        return tuple(one for one in self.meeting.participants if one.chosen)

    @property
    def waiting(self) -> tuple[Participant, ...]:
        """Return whom others have named and she has not answered."""
        return tuple(one for one in self.meeting.participants if not one.chosen)


async def page(request: Request) -> Response:
    """Show the meetings."""
    stored = await board_of(request)
    plan, desk = seen(request, stored), desk_of(request)
    around = await run_in_threadpool(_around, request, stored) if side_of(request) != "companion" else None
    # On a covered screen nothing is proposed from what it does not show: her companions, and that she has a network.
    drawn_from = plan if session_of(request).covered else stored.plan
    meetings = [*upcoming(plan, desk.today()), *(one for one in plan.meetings.values() if one.held)]
    shown = await run_in_threadpool(_shown, meetings, plan, drawn_from, around)
    return await show(
        request,
        "meetings.html",
        stored=stored,
        meetings=[one for one in shown if not one.meeting.held],
        held=[one for one in shown if one.meeting.held],
        reasons=REASONS,
        topics=_topics(request, plan),
        doubts={one.id: doubt_of(plan, one.day, desk.today()) for one in meetings},
    )


def _around(request: Request, stored: Stored) -> Around | None:
    """Return what stands around the plan as all may see it; None where its rules cannot be used."""
    desk, language = desk_of(request), language_of(request, stored)
    try:
        answers: Answers = request.app.state.answers
        following = answers.follow(desk, stored, "shared", language)
    except InputError:
        return None
    words = meeting_words(language, desk.look.folder)
    # Which sides of life something stands in the way of is not for all who look at a covered screen.
    legs = () if session_of(request).covered else following.suggestion.legs
    return Around(following.resolved, following.vocabulary, legs, words, face_now_of(request, stored))


def _shown(meetings: Iterable[Meeting], plan: Plan, whole: Plan, around: Around | None) -> tuple[Shown, ...]:
    """Return meetings with what may be chosen for each; what is the same for all of them is worked out once."""
    open_to_all, staff = seen_by(whole, "shared"), seen_by(whole, "caseworker")
    people = propose_participants(whole, around) if around else ()
    reasons: tuple[Reason | None, ...] = (None, *REASONS)

    def shown(meeting: Meeting) -> Shown:
        of_all, now = whole.meetings[meeting.id], around if not meeting.held else None
        proposed = not_named(people, of_all) if now else ()
        topic = open_to_all.meetings[meeting.id].topic  # A point is for all to see.
        return Shown(
            meeting,
            tuple(one for one in plan.agreements.values() if one.meeting == meeting.id),
            {reason: found for reason in reasons if (found := tuple(one for one in proposed if one.reason == reason))},
            propose_agenda(open_to_all, of_all.model_copy(update={"topic": topic}), now) if now else (),
            _hidden(plan, open_to_all, staff, meeting.id),
            without_agreements(plan, meeting),
        )

    return tuple(map(shown, meetings))


def _hidden(plan: Plan, open_to_all: Plan, staff: Plan, meeting: str) -> dict[tuple[str, str], str]:
    shown = _lines_of(open_to_all, meeting)
    told = _lines_of(staff, meeting)
    return {one: "point-not-shown" if one in told else "point-hers" for one in _lines_of(plan, meeting) - shown}


def _lines_of(plan: Plan, meeting: str) -> set[tuple[str, str]]:
    """Return what stands on a meeting: its topic, points and people by their words, and its agreements by their ids."""
    one = plan.meetings[meeting]
    lines = {("point", point) for point in one.agenda} | {("person", person.name) for person in one.participants}
    lines |= {("agreement", key) for key, agreed in plan.agreements.items() if agreed.meeting == meeting}
    return lines | ({("topic", one.topic)} if one.topic else set())


def _topics(request: Request, plan: Plan) -> list[str]:
    """Return what she said stands in her way, first what matters most to her: a topic may be one of them (R-P1).

    Nothing that may mean what is hidden is offered on a screen that others look at.
    """
    if side_of(request) != "citizen":
        return []
    vocabulary, english = desk_of(request).engine.vocabulary, language_of(request) == "en"
    found = []
    for said in in_her_order(plan):
        barrier = vocabulary.barriers.get(said.barrier or "")
        if (barrier is not None and barrier.hidden) or hear_hidden(said.words or "", vocabulary):
            continue
        words = said.words or (barrier and ((english and barrier.says_en) or barrier.says or barrier.label))
        if words:
            found.append(words)
    return list(dict.fromkeys(found))[:MOST_TOPICS]


# --- what may be done -----------------------------------------------------------------------------------------------


def _topic(by: By, meeting: str, form: Form) -> Intent:
    return meetings.set_topic(by, meeting, form.written("topic"))


def _time(by: By, meeting: str, form: Form) -> Intent:
    return meetings.set_time(
        by,
        meeting,
        form.day("day"),
        start=form.clock("start"),
        end=form.clock("end"),
        where=form.written("where"),
    )


def _invite(by: By, meeting: str, form: Form) -> Intent:
    why = form.text("why")
    reason = next((one for one in REASONS if one == why), None)
    role: meetings.Role = "companion" if why == "companion" else "participant"
    return meetings.invite(by, meeting, form.text("name"), reason, role=role)


def _choose(by: By, meeting: str, form: Form) -> Intent:
    return meetings.choose(by, meeting, form.text("name"), chosen=True)


def _dismiss(by: By, meeting: str, form: Form) -> Intent:
    return meetings.dismiss(by, meeting, form.text("name"))


def _point(by: By, meeting: str, form: Form) -> Intent:
    return meetings.add_point(by, meeting, form.text("text"))


def _first(by: By, meeting: str, form: Form) -> Intent:
    return meetings.move_point(by, meeting, form.text("point"), form.text("before"))


def _strike(by: By, meeting: str, form: Form) -> Intent:
    return meetings.strike_point(by, meeting, form.text("point"))


def _agree(by: By, meeting: str, form: Form) -> Intent:
    return people.agree(by, form.text("who"), form.text("what"), form.day("by"), meeting)


def _done(by: By, _: str, form: Form) -> Intent:
    return people.done(by, form.text("agreement"), form.ticked("done"))


def _hold(by: By, meeting: str, _: Form) -> Intent:
    return meetings.hold(by, meeting)


def _cancel(by: By, meeting: str, _: Form) -> Intent:
    return meetings.cancel(by, meeting)


ACTIONS: Mapping[str, Callable[[By, str, Form], Intent]] = MappingProxyType(
    {
        "emne": _topic,
        "tid": _time,
        "inviter": _invite,
        "ja": _choose,
        "nej": _dismiss,
        "punkt": _point,
        "punkt-op": _first,
        "punkt-vaek": _strike,
        "aftale": _agree,
        "aftale-holdt": _done,
        "holdt": _hold,
        "aflys": _cancel,
    }
)
"""What a form of the page may ask for, by the end of its address; who may do what is decided in `board.changes`."""


async def begin(request: Request) -> Response:
    """Begin a meeting."""
    form = await form_of(request)
    intent = meetings.plan_meeting(by_of(request), form.written("topic"))
    # The id that it will have, where nobody comes in between; else she finds it among the others.
    back = f"{url(request, '/moede')}#moede-{(await board_of(request)).version + 1}-1"
    return await changed(request, intent, back=back, message=_say(request, "told-begun"))


async def act(request: Request) -> Response:
    """Do what a form of a meeting asks for."""
    action, meeting = request.path_params["action"], request.path_params["meeting"]
    make = ACTIONS.get(action)
    if make is None:
        raise InputError([problem("form-not-one-of", "")])
    intent = make(by_of(request), meeting, await _whole_form(request, meeting))
    back = url(request, "/moede") + ("" if action in ("holdt", "aflys") else f"#moede-{meeting}")
    answer = await changed(request, intent, back=back, message=await _told(request, action))
    if action == "holdt" and answer.status_code == SEE_OTHER:
        desk_of(request).links.end_companion(request.path_params["code"])
    return answer


async def _whole_form(request: Request, meeting: str) -> Form:
    """Return the form with what its page did not show: what is hidden from a screen is not wiped by it."""
    stored, form = await board_of(request), await form_of(request)
    whole, shown = (one.meetings.get(meeting) for one in (stored.plan, seen(request, stored)))
    if whole is None or shown is None:
        return form
    unseen = {"topic": whole.topic, "where": whole.where} if shown != whole else {}
    kept = [(name, text) for name, text in unseen.items() if text and getattr(shown, name) is None]
    return Form((*(one for one in form.fields if one[1].strip()), *kept))


async def invite_proposed(request: Request) -> Response:
    """Name somebody whom the plan proposes, with the reason that it gives."""
    stored, meeting = await board_of(request), request.path_params["meeting"]
    now, form = seen(request, stored).meetings.get(meeting), await form_of(request)
    around = await run_in_threadpool(_around, request, stored) if side_of(request) != "companion" else None
    proposed = still_proposed(stored.plan, now, around) if now and around else ()
    found = next((one for one in proposed if one.name == form.text("name")), None)
    if found is None:
        raise InputError([problem("board-item-gone", "")])
    intent = meetings.invite(by_of(request), meeting, found.name, found.reason, because=found.because, role=found.role)
    back = f"{url(request, '/moede')}#moede-{meeting}"
    return await changed(request, intent, back=back, message=_say(request, "told-foreslaaet", name=found.name))


async def _told(request: Request, action: str) -> str:
    """Return what has been done to a meeting, in words: whom, what or when."""
    form, plan = await form_of(request), seen(request, await board_of(request))
    if action == "emne" and not form.written("topic"):
        return _say(request, "told-emne-uden")
    if action == "tid":
        return _told_when(request, plan, form)
    if action == "aftale-holdt":
        one = plan.agreements.get(form.text("agreement"))
        key = "told-aftale-holdt" if form.ticked("done") else "told-aftale-ikke-holdt"
        return _say(request, key, who=one.who, what=one.what) if one else ""
    names = {name: form.text(name) for name in ("topic", "name", "who", "what")}
    return _say(request, f"told-{action}", text=form.text("text") or form.text("point"), **names)


def _told_when(request: Request, plan: Plan, form: Form) -> str:
    """Return when a meeting is now, and kindly what there is to ask about its day."""
    day, start, end = form.day("day"), form.clock("start"), form.clock("end")
    if day is None:
        return _say(request, "told-tid-uden")
    clock = f" {_say(request, 'at', clock=f'{start:%H.%M}')}" if start else ""
    clock += f"–{end:%H.%M}" if start and end else ""
    told = f"{day_words(day, engine_language(language_of(request)))}{clock}"
    when = _say(request, "told-tid", when=", ".join(filter(None, (told, form.written("where")))))
    doubt = doubt_of(plan, day, desk_of(request).today())
    return f"{when} {say_of(request, PART)(f'day-{doubt}')}" if doubt else when


def _say(request: Request, key: str, **words: str) -> str:
    return say_of(request, PART)(key, **{name: shortened(one).rstrip(".") for name, one in words.items()})


ROUTES = [
    *on_each_side("/moede", page),
    *on_each_side("/moede", begin, methods=["POST"]),
    *on_each_side("/moede/{meeting}/foreslaaet", invite_proposed, methods=["POST"]),
    *on_each_side("/moede/{meeting}/{action}", act, methods=["POST"]),
]
