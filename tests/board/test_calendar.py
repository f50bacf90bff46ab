"""The calendar file, read back by the library that calendars are read with."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from tilbud_engine.board.calendar import ics
from tilbud_engine.board.plan import (
    About,
    Agreement,
    BoardCard,
    Face,
    Meeting,
    Note,
    Participant,
    Place,
    Plan,
    State,
    Stretch,
    Times,
)
from tilbud_engine.board.texts import cleaned

MONDAY = dt.date(2026, 10, 19)
NOW = dt.datetime(2026, 10, 19, 8, tzinfo=dt.UTC)
HERE = ZoneInfo("Europe/Copenhagen")
TUESDAYS = Times(days=(2,), start=dt.time(9), end=dt.time(12))


def card(word: str = "Praktik", **fields: Any) -> BoardCard:
    face = Face(word=word, privacy=fields.pop("privacy", "normal"))
    at = Stretch(lane="A", first=MONDAY, last=MONDAY + dt.timedelta(weeks=2))
    return BoardCard.model_validate(
        {"id": "2-1", "face": face, "place": "plan", "at": at, "times": (TUESDAYS,), "state": "agreed", **fields}
    )


def plan(*cards: BoardCard, **parts: Any) -> Plan:
    about = About(start=MONDAY, ruleset="danmark")
    return Plan.model_validate({"about": about, "cards": {one.id: one for one in cards}, **parts})


def read(made: Plan, version: int = 3, language: str = "da", meeting: str | None = None) -> list[Any]:
    whole = Calendar.from_ical(ics(made, "K7QX-29PM", version, NOW, language, meeting=meeting))
    return list(whole.walk("VEVENT"))


def test_a_card_with_times_comes_back_every_week_that_it_lies_in() -> None:
    [event] = read(plan(card(where="Biblioteket")))
    assert event["summary"] == "Praktik"
    assert event["location"] == "Biblioteket"
    assert event.decoded("dtstart") == dt.datetime(2026, 10, 20, 9, tzinfo=HERE)
    assert event.decoded("dtend") == dt.datetime(2026, 10, 20, 12, tzinfo=HERE)
    assert event["rrule"]["byday"] == ["TU"]
    assert event["rrule"]["interval"] == [1]
    [until] = event["rrule"]["until"]
    assert until.astimezone(HERE).date() == MONDAY + dt.timedelta(days=20)


def test_the_clock_on_the_wall_stays_when_summer_time_ends() -> None:
    """The 25th of October 2026: nine is nine on both sides."""
    whole = ics(plan(card()), "K7QX-29PM", 3, NOW, "da")
    assert b"DTSTART;TZID=Europe/Copenhagen:20261020T090000" in whole
    [clock] = Calendar.from_ical(whole).walk("VTIMEZONE")
    assert clock["tzid"] == "Europe/Copenhagen"


def test_a_card_on_one_day_is_there_once_and_a_night_ends_the_next_morning() -> None:
    night = Times(day=dt.date(2026, 11, 1), start=dt.time(23), end=dt.time(7))
    [event] = read(plan(card(times=(night,))))
    assert event.decoded("dtend") == dt.datetime(2026, 11, 2, 7, tzinfo=HERE)
    assert "rrule" not in event


def test_a_card_with_days_and_no_clock_is_a_whole_day() -> None:
    [event] = read(plan(card(times=(Times(days=(1, 4), every=2),))))
    assert event.decoded("dtstart") == MONDAY
    assert event["rrule"]["byday"] == ["MO", "TH"]
    assert event["rrule"]["interval"] == [2]
    assert event["rrule"]["until"] == [MONDAY + dt.timedelta(days=20)]


def test_a_confidential_card_is_an_appointment_and_nothing_more_until_she_shows_it() -> None:
    hers = card("Misbrugsbehandling", privacy="confidential", where="Rusmiddelcentret")
    assert b"usm" not in ics(plan(hers), "K7QX-29PM", 3, NOW, "da")
    [event] = read(plan(hers))
    assert event["summary"] == "Aftale"
    assert "location" not in event
    [event] = read(plan(hers.model_copy(update={"shown": True})))
    assert event["summary"] == "Misbrugsbehandling"


@pytest.mark.parametrize(("state", "title", "status"), [
    ("wished", "Praktik (ønsket)", "TENTATIVE"),
    ("waiting", "Praktik (venter på svar)", "TENTATIVE"),
    ("agreed", "Praktik", "CONFIRMED"),
    ("running", "Praktik", "CONFIRMED"),
])  # fmt: skip
def test_a_wish_never_looks_granted(state: State, title: str, status: str) -> None:
    [event] = read(plan(card(state=state)))
    assert (event["summary"], event["status"]) == (title, status)


@pytest.mark.parametrize("state", ["paused", "done", "declined"])
def test_what_is_over_or_on_pause_is_not_in_the_calendar(state: State) -> None:
    assert read(plan(card(state=state))) == []


@pytest.mark.parametrize("place", ["hand", "parked", "earlier"])
def test_a_card_that_does_not_lie_in_weeks_is_not_in_the_calendar(place: Place) -> None:
    """R-D3: nothing of P leaves the board, not even when she shows the card."""
    assert read(plan(card(place=place, shown=True))) == []


def test_the_topic_of_a_meeting_is_in_its_text_and_never_in_its_title() -> None:
    """The title is what a phone on a table shows."""
    meeting = Meeting(
        id="1-1",
        topic="Mit misbrug",
        day=MONDAY,
        start=dt.time(10),
        end=dt.time(11),
        where="Hos mig",
        participants=(Participant(name="Line", reason="in_contact", chosen=True), Participant(name="Ole")),
        agenda=("Hvem gør hvad, og hvornår?",),
    )
    [event] = read(plan(meetings={"1-1": meeting}))
    assert event["summary"] == "Møde"
    assert event["description"] == "Emne: Mit misbrug\nMed: Line\nVi taler om:\n- Hvem gør hvad, og hvornår?"
    [event] = read(plan(meetings={"1-1": meeting}), language="en")
    assert event["summary"] == "Meeting"


def test_one_meeting_can_be_taken_out_alone() -> None:
    meetings = {key: Meeting(id=key, day=MONDAY) for key in ("1-1", "1-2")}
    made = plan(card(), meetings=meetings)
    assert len(read(made)) == 3
    [event] = read(made, meeting="1-2")
    assert event["uid"] == read(made)[1]["uid"]


def test_a_meeting_that_was_held_and_one_without_a_day_are_left_out() -> None:
    made = {"1-1": Meeting(id="1-1", day=MONDAY, held=True), "1-2": Meeting(id="1-2")}
    assert read(plan(meetings=made)) == []


def test_the_day_that_an_agreement_is_due_is_there_and_does_not_make_her_busy() -> None:
    due = Agreement(id="1-5", who="Karim", what="ringer til mentoren", by=MONDAY)
    done = Agreement(id="1-6", who="Ole", what="skriver", by=MONDAY, done=True)
    [event] = read(plan(agreements={"1-5": due, "1-6": done}))
    assert (event["summary"], event["transp"]) == ("Karim: ringer til mentoren", "TRANSPARENT")
    assert event.decoded("dtstart") == MONDAY


def test_nothing_that_she_wrote_for_herself_is_in_the_file() -> None:
    """R-D3."""
    notes = {"1-7": Note(id="1-7", kind="frustration", text="hemmelig tekst")}
    assert b"hemmelig" not in ics(plan(card(note="hemmelig tekst"), notes=notes), "K7QX-29PM", 3, NOW, "da")


def test_a_later_file_takes_the_place_of_an_earlier_one_and_tells_no_code() -> None:
    [before], [later] = read(plan(card()), version=3), read(plan(card(word="Praktik hos Karl")), version=4)
    assert before["uid"] == later["uid"]
    assert (before["sequence"], later["sequence"]) == (3, 4)
    assert b"K7QX" not in ics(plan(card()), "K7QX-29PM", 3, NOW, "da")


@given(
    st.lists(
        st.builds(
            Times,
            days=st.sets(st.integers(1, 7), min_size=1).map(tuple),
            start=st.none() | st.times().map(lambda one: one.replace(microsecond=0)),
            every=st.integers(1, 8),
        ),
        max_size=4,
    ),
    st.text(min_size=1, max_size=60).map(lambda one: f"æ {one}"),
)
def test_whatever_is_on_a_card_the_file_can_be_read_and_says_the_same(times: list[Times], word: str) -> None:
    made = card(times=times)
    made = made.model_copy(update={"face": made.face.model_copy(update={"word": cleaned(word)})})
    events = read(plan(made))
    assert [str(one["summary"]) for one in events] == [made.face.word] * len(times)
    assert len({str(one["uid"]) for one in events}) == len(times)
