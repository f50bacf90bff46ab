"""Hints: how much at once, clashes in time, people, what is missing and how it stands with cards."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.board.advised import MONDAY, ON, Advised, kinds, of_kind, on_day, own, weeks
from tests.engine.people import NATION, TOWN, offer, world
from tilbud_engine.board.advice import Load, advise, limit_of, load, news_of_hints
from tilbud_engine.board.following import follow
from tilbud_engine.board.plan import (
    Answer,
    BoardCard,
    Contact,
    Everyday,
    Face,
    Meeting,
    Override,
    Proposal,
    Stretch,
    Times,
    Waiting,
)

WEEK = dt.timedelta(weeks=1)


# How much at once.


def test_a_week_with_more_hours_than_she_can_manage_is_told_with_both_numbers(at: Advised) -> None:
    # R-D9, R-B13
    plan = at.plan(at.card("virksomhedspraktik", 2, 4, hours=12), facts={"max_hours_per_week": 9})
    hint = of_kind(at.hints(plan), "load")
    assert hint.text.startswith("I uge 38 til 40 ligger der 12 timer om ugen på planen.")
    assert "Du kan flytte et kort" in hint.text
    assert hint.because == "Du har sagt, at du kan klare 9 timer om ugen."
    assert hint.weeks == tuple(MONDAY + number * WEEK for number in (2, 3, 4))
    assert hint.cards == tuple(plan.cards)


def test_hours_that_nobody_has_settled_are_a_softer_word(at: Advised) -> None:
    plan = at.plan(at.card("virksomhedspraktik", 2, 3), facts={"max_hours_per_week": 9})
    found = at.hints(plan)
    assert "load" not in kinds(found)
    assert of_kind(found, "load_maybe").text == (
        "Timerne i uge 38 og 39 ligger ikke fast endnu: fra 3 til 37 om ugen. Spørg, hvor mange det bliver for dig."
    )
    least = at.plan(at.card("virksomhedspraktik", 2, 3), facts={"max_hours_per_week": 3})
    assert kinds(at.hints(least)) & {"load", "load_maybe"} == {"load_maybe"}


@pytest.mark.parametrize("hours", [0, 8, 9])
def test_what_fits_into_her_limit_is_no_word(at: Advised, hours: int) -> None:
    plan = at.plan(at.card("virksomhedspraktik", 2, 4, hours=hours), facts={"max_hours_per_week": 9})
    assert not kinds(at.hints(plan)) & {"load", "load_maybe"}


def test_without_a_limit_of_hers_there_is_none(at: Advised) -> None:
    card = at.card("virksomhedspraktik", 2, 4, hours=37)
    assert limit_of(at.plan(card)) is None
    declined = at.plan(card, answers=[Answer(id="max_hours_per_week", value=5, declined=True)])
    withdrawn = at.plan(card, answers=[Answer(id="max_hours_per_week", value=5, withdrawn=True)])
    for plan in (at.plan(card), declined, withdrawn):
        assert not kinds(at.hints(plan)) & {"load", "load_maybe"}


def test_weeks_that_are_over_are_not_spoken_of(at: Advised) -> None:
    plan = at.plan(at.card("virksomhedspraktik", 0, 4, hours=12), facts={"max_hours_per_week": 9})
    hint = of_kind(at.hints(plan, on=ON + 3 * WEEK), "load")
    assert hint.weeks[0] == MONDAY + 3 * WEEK
    assert "load" not in kinds(at.hints(plan, on=ON + 6 * WEEK))


def test_one_hour_is_said_as_one(at: Advised) -> None:
    plan = at.plan(at.card("mentor", 0, 0, hours=3), facts={"max_hours_per_week": 1})
    assert of_kind(at.hints(plan), "load").because == "Du har sagt, at du kan klare 1 time om ugen."


@pytest.mark.parametrize(
    ("fields", "hours"),
    [
        ({}, (3, 37)),
        ({"hours": 6}, (6, 6)),
        ({"times": (on_day(1, "09:00", "12:00"), on_day(3, "09:00", "10:30"))}, (4, 5)),
        ({"times": (Times(days=(1, 3), start=dt.time(9), end=dt.time(11)),)}, (4, 4)),
        ({"times": (on_day(1, "22:00", "02:00"),)}, (4, 4)),
        ({"times": (on_day(1, "09:00"),)}, (3, 37)),
        ({"hours": 2, "times": (on_day(1, "09:00", "17:00"),)}, (2, 2)),
        ({"state": "paused"}, (0, 0)),
        ({"state": "done"}, (0, 0)),
        ({"state": "declined"}, (0, 0)),
        ({"place": "hand"}, (0, 0)),
        ({"place": "parked"}, (0, 0)),
    ],
)
def test_a_card_weighs_her_own_hours_else_its_times_else_those_of_its_offer(
    at: Advised, fields: dict[str, Any], hours: tuple[int, int]
) -> None:
    # R-B13
    found = load(at.plan(at.card("virksomhedspraktik", 1, 1, **fields)))
    assert (found[1].low, found[1].high) == hours
    assert found[0] == Load(MONDAY, 0, 0)
    assert len(found) == 13


def test_every_other_week_and_a_single_day_weigh_where_they_are(at: Advised) -> None:
    every_other = own("2-1", "Kor", 1, 4, times=(on_day(4, "19:00", "21:00", every=2),))
    single = own("2-2", "Tur", 0, 4, times=(Times(day=MONDAY + 2 * WEEK, start=dt.time(9), end=dt.time(12)),))
    found = load(at.plan(every_other, single))
    assert [one.low for one in found[:6]] == [0, 2, 3, 2, 0, 0]


def test_a_card_without_hours_is_counted_as_such_and_proposals_apart(at: Advised) -> None:
    offered = at.card("mentor", place="offered", proposal=Proposal(by="caseworker", place="plan", at=weeks(1, 2)))
    in_hand = at.card("mentor", place="hand", proposal=Proposal(by="companion", place="plan", at=weeks(2, 2)))
    found = load(at.plan(own("2-9", "Kor", 1, 1), offered, in_hand))
    assert found[1] == Load(MONDAY + WEEK, 0, 0, (1, 3), 1)
    assert found[2] == Load(MONDAY + 2 * WEEK, 0, 0, (2, 6), 0)


def test_a_card_that_reaches_out_of_the_plan_weighs_only_inside_it(at: Advised) -> None:
    long = at.card("mentor", 0, 0, hours=2).model_copy(update={"at": weeks(-3, 40)})
    assert {one.low for one in load(at.plan(long))} == {2}
    elsewhere = load(at.plan(long), [MONDAY - 4 * WEEK, MONDAY - 3 * WEEK])
    assert [one.low for one in elsewhere] == [0, 2]
    assert load(at.plan(long), []) == ()


# Clashes in time.


def test_two_at_the_same_time_are_told_once_with_their_days_weeks_and_times(at: Advised) -> None:
    plan = at.plan(
        own("2-1", "Mentor", 0, 6, times=(on_day(2, "10:00", "11:00"), on_day(4, "10:00", "11:00"))),
        own("2-2", "Træning", 5, 8, times=(on_day(2, "10:30", "12:00"), on_day(4, "10:30", "12:00"))),
    )
    hint = of_kind(at.hints(plan), "clash")
    assert hint.text == (
        "”Mentor” og ”Træning” er på samme tid tirsdag og torsdag i uge 41 og 42. "
        "Du kan spørge, om det ene kan være på et andet tidspunkt."
    )
    assert hint.because == "”Mentor” kl. 10.00 til 11.00, og ”Træning” kl. 10.30 til 12.00."
    assert set(hint.cards) == {"2-1", "2-2"}
    english = of_kind(at.hints(plan, language="en"), "clash")
    assert "on Tuesday and Thursday in week 41 and 42" in english.text


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (on_day(2, "10:00", "11:00"), on_day(2, "11:00", "12:00"), False),
        (on_day(2, "10:00", "11:00"), on_day(2, "10:59", "12:00"), True),
        (on_day(2, "10:00", "11:00"), on_day(3, "10:00", "11:00"), False),
        (on_day(2, "10:00", "11:00"), on_day(2, "10:30"), True),
        (on_day(2, "22:00", "02:00"), on_day(3, "01:00", "03:00"), True),
        (on_day(7, "22:00", "02:00"), on_day(1, "01:00", "03:00"), True),
        (on_day(2, "10:00", "11:00", every=2), on_day(2, "10:00", "11:00", every=2), True),
        (Times(days=(2,)), on_day(2, "10:00", "11:00"), False),
    ],
)
def test_what_is_at_the_same_time(at: Advised, one: Times, other: Times, meet: bool) -> None:
    plan = at.plan(own("2-1", "Kor", 0, 3, times=(one,)), own("2-2", "Café", 0, 3, times=(other,)))
    assert ("clash" in kinds(at.hints(plan))) is meet


def test_what_goes_on_over_midnight_is_told_with_its_own_times(at: Advised) -> None:
    night = own("2-1", "Nattevagt", 0, 3, times=(on_day(2, "22:00", "06:00"),))
    plan = at.plan(night, own("2-2", "Træning", 0, 3, times=(on_day(3, "05:30", "07:00"),)))
    hint = of_kind(at.hints(plan), "clash")
    assert "er på samme tid onsdag i uge 36 til 39" in hint.text
    assert "”Nattevagt” kl. 22.00 til 6.00" in hint.because


def test_every_other_week_can_pass_by_one_another(at: Advised) -> None:
    times = (on_day(2, "10:00", "11:00", every=2),)
    plan = at.plan(own("2-1", "Kor", 0, 6, times=times), own("2-2", "Café", 1, 6, times=times))
    assert "clash" not in kinds(at.hints(plan))


def test_a_card_clashes_with_her_day_and_with_a_meeting_but_her_day_not_with_itself(at: Advised) -> None:
    plan = at.plan(
        own("2-1", "Praktik", 0, 6, times=(on_day(1, "07:00", "12:00"),)),
        everyday=[
            Everyday(id="3-1", text="Følger Ida i skole", times=on_day(1, "07:30", "08:15")),
            Everyday(id="3-2", text="Morgenmad", times=on_day(1, "07:00", "07:45")),
        ],
        meetings=[Meeting(id="4-1", day=MONDAY + WEEK, start=dt.time(11), topic="Planen")],
    )
    found = [one.text for one in at.hints(plan) if one.kind == "clash"]
    assert len(found) == 3
    assert any("Følger Ida i skole" in text for text in found)
    assert any("”Planen”" in text and "uge 37" in text for text in found)
    held = plan.model_copy(update={"meetings": {"4-1": plan.meetings["4-1"].model_copy(update={"held": True})}})
    assert len([one for one in at.hints(held) if one.kind == "clash"]) == 2


def test_what_is_paused_done_or_said_no_to_clashes_with_nothing(at: Advised) -> None:
    times = (on_day(2, "10:00", "11:00"),)
    for state in ("paused", "done", "declined"):
        plan = at.plan(own("2-1", "Kor", 0, 3, times=times, state=state), own("2-2", "Café", 0, 3, times=times))
        assert "clash" not in kinds(at.hints(plan)), state


def test_a_full_plan_gives_no_endless_list_of_clashes(at: Advised) -> None:
    times = (on_day(2, "10:00", "11:00"),)
    plan = at.plan(*(own(f"2-{number}", f"Kort {number}", 0, 12, times=times) for number in range(1, 60)))
    assert 0 < len([one for one in at.hints(plan) if one.kind == "clash"]) <= 12


# People.


def test_many_contact_persons_are_counted_and_one_who_gathers_the_threads_is_named(at: Advised) -> None:
    # R-P5
    many = [Contact(id=f"5-{number}", name=f"Person {number}") for number in range(6)]
    hint = of_kind(at.hints(at.plan(contacts=many)), "contacts")
    assert hint.text.startswith("Planen har nu 6 kontaktpersoner.")
    assert {"borgerkonsulent", "samlet_plan"} <= set(hint.offers)
    again = ({"id": f"{one.id}0", "name": one.name.upper()} for one in many[:3])
    few = [*many[:3], *(one.model_copy(update=fields) for one, fields in zip(many, again, strict=False))]
    assert "contacts" not in kinds(at.hints(at.plan(contacts=few)))
    taken = at.plan(at.card("samlet_plan", 0, 12), contacts=many)
    assert "samlet_plan" not in of_kind(at.hints(taken), "contacts").offers
    assert "contacts" in kinds(at.hints(at.plan(contacts=many[:5])))
    assert "contacts" not in kinds(at.hints(at.plan(contacts=many[:4])))


def test_meetings_close_to_one_another_may_become_one(at: Advised) -> None:
    # R-P10
    days = [MONDAY + dt.timedelta(days=number) for number in (8, 16, 60)]
    meetings = [Meeting(id=f"4-{number}", day=day) for number, day in enumerate(days)]
    hint = of_kind(at.hints(at.plan(meetings=meetings)), "meetings")
    assert hint.text == "Der er 2 møder tæt på hinanden i uge 37 og 38. Du kan spørge, om de kan blive til ét."
    assert "meetings" not in kinds(at.hints(at.plan(meetings=meetings[1:])))
    held = [one.model_copy(update={"held": True}) for one in meetings]
    assert "meetings" not in kinds(at.hints(at.plan(meetings=held)))
    assert "meetings" not in kinds(at.hints(at.plan(meetings=meetings), on=days[1]))


def test_an_answer_that_is_late_is_told_to_her_and_blamed_on_nobody(at: Advised) -> None:
    waiting = Waiting(whom="lægen", by=ON - dt.timedelta(days=1))
    plan = at.plan(at.card("mentor", place="hand", at=None, state="waiting", waiting=waiting))
    hint = of_kind(at.hints(plan), "late_answer")
    assert hint.text.startswith("Du venter stadig på svar fra lægen om ”Mentor”. Du kan ringe og spørge")
    assert hint.because == "Svaret skulle komme senest den 31. august 2026."
    assert "late_answer" not in kinds(at.hints(plan, on=waiting.by or ON))


# What is missing.


def test_weeks_are_named_as_people_name_them_over_a_new_year_with_53_weeks(at: Advised) -> None:
    start = dt.date(2026, 12, 14)
    plan = at.plan(
        *(
            own(f"2-{number}", "Kor").model_copy(update={"at": Stretch(lane="life", first=first, last=first)})
            for number, first in enumerate([start, start + 6 * WEEK, start + 12 * WEEK])
        ),
        about={"start": start},
    )
    hint = of_kind(at.hints(plan, on=start), "free_weeks")
    assert hint.text.startswith("Der ligger ikke noget i uge 52 til 3 og 5 til 9.")
    two = at.plan(
        own("2-1", "Kor", 2, 3, hours=20),
        own("2-2", "Kor", 5, hours=20),
        own("2-3", "Kor", 7, 9, hours=20),
        facts={"max_hours_per_week": 9},
    )
    assert of_kind(at.hints(two), "load").text.startswith("I uge 38, 39, 41 og 43 til 45 ligger der 20 timer")


def test_a_leg_with_a_barrier_and_no_card_is_told_in_her_words(at: Advised) -> None:
    # R-D13
    plan = at.plan(at.card("virksomhedspraktik", 2, 4), says=("A-LAENGE", "H-ANGST"))
    hint = of_kind(at.hints(plan), "leg")
    assert "”Krop og sind”" in hint.text
    assert hint.because == "Du har sagt: ”Jeg bliver angst eller urolig”."
    assert "psykolog_henvist" in hint.offers


def test_a_leg_is_looked_after_by_a_card_that_answers_it_or_lies_in_it(at: Advised) -> None:
    says = ("H-ANGST",)
    assert "leg" not in kinds(at.hints(at.plan(at.card("psykolog_henvist", lane="A"), says=says)))
    assert "leg" not in kinds(at.hints(at.plan(own("2-1", "Åndedræt", lane="H"), says=says)))
    paused = at.card("psykolog_henvist", lane="H", state="paused")
    assert "leg" in kinds(at.hints(at.plan(own("2-1", "Kor"), paused, says=says)))


def test_a_card_in_her_hand_that_answers_a_leg_is_pointed_to(at: Advised) -> None:
    in_hand = at.card("psykolog_henvist", place="hand", at=None)
    hint = of_kind(at.hints(at.plan(own("2-1", "Kor"), in_hand, says=("H-ANGST",))), "leg")
    assert hint.text.endswith("Du har et kort på hånden, som du kan lægge.")
    hint = of_kind(at.hints(at.plan(own("2-1", "Kor"), says=("H-ANGST",))), "leg")
    assert hint.text.endswith("Der er kort i bunken, hvis du vil.")


def test_an_empty_plan_misses_nothing(at: Advised) -> None:
    plan = at.plan(says=("H-ANGST", "D-TRANSPORT"), facts={"has_vehicle": False})
    assert at.hints(plan) == ()


def test_a_leg_that_no_card_answers_can_be_written_on_the_plan(tmp_path: Path) -> None:
    with_one = Advised(world(tmp_path, offer("a", ["A-LAENGE"]), rulesets=(NATION, TOWN)), "danmark")
    plan = with_one.plan(own("2-1", "Kor"), says=("H-ANGST",))
    assert "Du kan skrive det på planen" in of_kind(with_one.hints(plan), "leg").text


def test_where_no_bus_runs_the_cards_that_help_stand_beside(at: Advised) -> None:
    # R-D4
    facts = {"public_transport_usable": False, "has_vehicle": False}
    plan = at.plan(at.card("virksomhedspraktik", 2, 4), at.card("mentor"), facts=facts)
    hint = of_kind(at.hints(plan), "transport")
    assert hint.text.startswith("Hvordan kommer du til ”Praktik”? Måske kan et af de her kort hjælpe: ")
    assert hint.because == "Du kan ikke køre med bus eller tog."
    assert {"flextur", "moede_hjemmebane"} <= set(hint.offers)
    close_by = at.plan(at.card("virksomhedspraktik", 2, 4), says=("D-TRANSPORT",), facts=facts | {"daily_travel_km": 4})
    assert at.following(close_by).not_now["befordring_over_24km"].verdict == "no"
    offers = of_kind(at.hints(close_by), "transport").offers
    assert "befordring_over_24km" not in offers
    assert "flextur" in offers


def test_a_timetable_that_a_plugin_knows_tells_it_too(at: Advised) -> None:
    plan = at.plan(at.card("virksomhedspraktik", 2, 4), facts={"home_place": "hedestrup"})
    known = at.following(plan).knowledge.values
    assert known["bus_runs"] is False
    assert of_kind(at.hints(plan), "transport").because == "Der kører ingen bus, hvor du bor."


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"public_transport_usable": True},
        {"public_transport_usable": False, "has_vehicle": True},
    ],
)
def test_not_to_know_whether_a_bus_runs_is_no_lack_of_one(at: Advised, facts: dict[str, Any]) -> None:
    # R-D4: unknown is never no.
    assert "transport" not in kinds(at.hints(at.plan(at.card("virksomhedspraktik", 2, 4), facts=facts)))


def test_what_helps_with_the_way_there_settles_it_when_she_has_taken_it(at: Advised) -> None:
    plan = at.plan(at.card("virksomhedspraktik", 2, 4), at.card("flextur", place="hand"), says=("D-TRANSPORT",))
    assert "transport" not in kinds(at.hints(plan))


def test_the_way_there_is_not_told_twice(at: Advised) -> None:
    plan = at.plan(at.card("virksomhedspraktik", 2, 4), says=("D-TRANSPORT",))
    assert kinds(at.hints(plan)) & {"transport", "leg"} == {"transport"}


def test_weeks_with_nothing_are_told_kindly_when_there_are_several(at: Advised) -> None:
    hint = of_kind(at.hints(at.plan(own("2-1", "Kor", 0, 8))), "free_weeks")
    assert hint.text.startswith("Der ligger ikke noget i uge 45 til 48. Det er helt fint.")
    assert "free_weeks" not in kinds(at.hints(at.plan(own("2-1", "Kor", 0, 10))))
    assert "free_weeks" in kinds(at.hints(at.plan(own("2-1", "Kor", 0, 9))))
    over = at.hints(at.plan(own("2-1", "Kor", 5, 12)), on=ON + 3 * WEEK)
    assert "free_weeks" not in kinds(over)


# How it stands with a card.


def test_a_card_whose_offer_has_ended_stays_and_says_so(tmp_path: Path) -> None:
    made = Advised(world(tmp_path, offer("a", valid="{to: 2026-06-30}"), offer("b")), "danmark")
    gone = own("2-2", "Væk", offer="findes_ikke")
    hints = made.hints(made.plan(made.card("a"), made.card("b"), gone))
    texts = {one.cards[0]: one for one in hints if one.kind == "expired"}
    assert texts["2-1"].because == "Kortet sluttede den 30. juni 2026."
    assert texts["2-2"].because == "Kortet er ikke blandt kommunens kort mere."
    assert "Kortet bliver liggende" in texts["2-1"].text
    assert "2-3" not in texts


def test_an_offer_that_begins_before_the_card_does_is_in_time(tmp_path: Path) -> None:
    made = Advised(world(tmp_path, offer("a", valid="{from: 2026-10-01}")), "danmark")
    early, late = made.card("a", 0, 3, key="2-1"), made.card("a", 5, 8, key="2-2")
    in_hand = made.card("a", key="2-3", place="hand", at=None)
    found = {one.cards[0]: one for one in made.hints(made.plan(early, late, in_hand)) if one.kind == "expired"}
    assert set(found) == {"2-1", "2-3"}
    assert found["2-1"].because == "Kortet begynder den 1. oktober 2026."


def test_an_offer_that_ends_before_the_card_is_told_in_time(tmp_path: Path) -> None:
    made = Advised(world(tmp_path, offer("a", valid="{to: 2026-10-31}")), "danmark")
    before, after = made.card("a", 0, 3, key="2-1"), made.card("a", 7, 10, key="2-2")
    hint = of_kind(made.hints(made.plan(before, after)), "closing")
    assert hint.cards == ("2-2",)
    assert hint.because == "Den sidste dag er den 31. oktober 2026."
    in_hand = made.plan(made.card("a", place="hand", at=None))
    assert of_kind(made.hints(in_hand), "closing").text.startswith("Tilbuddet bag kortet ”a” slutter")
    done = made.plan(made.card("a", 7, 10, state="done"))
    assert "closing" not in kinds(made.hints(done))


def test_an_offer_that_is_closed_later_in_the_plan_is_told_without_a_date(tmp_path: Path) -> None:
    text = offer("a", status="{versions: {2026-01-01: running, 2026-10-05: closed}}")
    made = Advised(world(tmp_path, text), "danmark")
    hint = of_kind(made.hints(made.plan(made.card("a", 3, 6), made.card("a", 0, 3, key="2-9"))), "closing")
    assert hint.cards == ("2-1",)
    assert hint.because == "Det siger reglerne for de sidste uger af planen."


def test_a_card_that_is_for_others_since_she_answered_stays_and_says_why(at: Advised) -> None:
    card = at.card("psykolog_henvist_ung", key="2-1", lane="H")
    young = at.plan(card, says=("H-ANGST",), facts={"age": 20})
    older = at.plan(card, says=("H-ANGST",), facts={"age": 34})
    assert "no_longer" not in kinds(at.hints(young))
    hint = of_kind(at.hints(older), "no_longer")
    assert "Det bliver liggende, til du selv flytter det." in hint.text
    assert "18 til 24 år" in hint.because
    assert "Det er ikke et afslag." in hint.because
    [found] = [one for one in news_of_hints(at.hints(young), at.hints(older)) if one.about == "no_longer"]
    assert (found.kind, found.text, found.because) == ("hint", hint.text, hint.because)


def test_a_note_by_her_caseworker_settles_that_a_card_is_for_others(at: Advised) -> None:
    override = Override(note="Vi prøver alligevel", on=ON)
    card = at.card("psykolog_henvist_ung", lane="H", override=override)
    assert "no_longer" not in kinds(at.hints(at.plan(card, says=("H-ANGST",), facts={"age": 34})))


@pytest.mark.parametrize(
    ("told", "week", "because"),
    [
        (
            "waiting_weeks=6, as_of=dt.date(2026, 8, 20)",
            42,
            "Sådan så det ud den 20. august 2026. Det er ikke et løfte.",
        ),
        ("next_start=dt.date(2026, 10, 14)", 42, "Det siger de tal, vi har. De er ikke et løfte."),
    ],
)
def test_a_wait_is_told_with_the_day_of_the_figures_and_promises_nothing(
    tmp_path: Path, told: str, week: int, because: str
) -> None:
    # R-D11
    code = dedent(
        f"""
        import datetime as dt
        from tilbud_engine.plugins import Availability, hookimpl

        @hookimpl
        def tilbud_availability(offer_id, municipality, on):
            return Availability({told})
        """
    )
    made = Advised(world(tmp_path, offer("a"), code={"a": code}), "byen")
    early, late = made.card("a", 1, key="2-1"), made.card("a", 8, key="2-2")
    running = made.card("a", 1, key="2-3", state="running")
    plan = made.plan(early, late, running, says=("H-ANGST",))
    hint = of_kind(made.hints(plan), "waiting_time")
    assert hint.cards == ("2-1",)
    assert f"Måske kan du først begynde i uge {week}." in hint.text
    assert hint.because == because


def test_a_wait_that_is_over_before_the_card_begins_is_no_word(at: Advised) -> None:
    assert "waiting_time" not in kinds(at.hints(at.plan(at.card("mentor"), says=("H-ANGST",))))


def test_of_cards_whose_weeks_are_over_nothing_is_said(at: Advised) -> None:
    facts = {"age": 34, "public_transport_usable": False}
    plan = at.plan(
        at.card("virksomhedspraktik", 0, 2),
        at.card("opkvalificering", 1, 2),
        at.card("virksomhedsraadgivning", 0, 0),
        at.card("psykolog_henvist_ung", 0, 2, lane="H"),
        own("2-98", "Væk", 0, 2, offer="findes_ikke"),
        own("2-99", "Kor", 0, 12),
        says=("H-ANGST",),
        facts=facts,
    )
    first_week = {"exclusive_full_time", "no_longer", "expired", "transport"}
    assert first_week <= kinds(at.hints(plan))
    assert of_kind(at.hints(plan, on=ON + WEEK), "exclusive_full_time").weeks == (MONDAY + WEEK, MONDAY + 2 * WEEK)
    assert not kinds(at.hints(plan, on=ON + 3 * WEEK)) & {*first_week, "requires_active", "parallel_ok"}


# All hints.


def test_hints_come_in_one_order_and_the_same_ones_each_time(at: Advised) -> None:
    times = (on_day(2, "10:00", "11:00"),)
    plan = at.plan(
        at.card("virksomhedspraktik", 2, 4, hours=12, times=times),
        at.card("step_up_moede", 5),
        own("2-90", "Kor", 0, 8, times=times),
        says=("H-ANGST", "A-LAENGE"),
        facts={"max_hours_per_week": 9},
    )
    found = at.hints(plan)
    assert found == at.hints(plan)
    order = [one.kind for one in found]
    assert order[:2] == ["clash", "load"]
    assert order.index("leg") < order.index("soft_before") < order.index("pairs_with") < order.index("free_weeks")


def test_where_a_human_comes_first_there_is_no_advice(at: Advised) -> None:
    plan = at.plan(at.card("virksomhedspraktik", 2, 4, hours=40), says=("H-AKUT",), facts={"max_hours_per_week": 9})
    assert at.hints(plan) == ()
    assert at.hints(plan, audience="caseworker") == ()


def test_a_municipality_can_say_it_in_its_own_words(at: Advised, tmp_path: Path) -> None:
    folder = tmp_path / "da"
    folder.mkdir()
    (folder / "advice.toml").write_text('contacts = "{count} mennesker. Det er mange."\n', encoding="utf-8")
    plan = at.plan(contacts=[Contact(id=f"5-{number}", name=f"Person {number}") for number in range(5)])
    found = advise(at.engine, plan, at.following(plan), ON, added=tmp_path)
    assert found[0].text == "5 mennesker. Det er mange."


def test_a_proposal_gives_no_hint_before_she_has_said_yes(at: Advised) -> None:
    proposal = Proposal(by="caseworker", place="plan", at=weeks(2, 4))
    offered = at.card("virksomhedspraktik", place="offered", hours=30, proposal=proposal, by="caseworker")
    plan = at.plan(own("2-99", "Kor", 0, 12), offered, facts={"max_hours_per_week": 9})
    assert at.hints(plan) == ()
    assert load(plan)[2].proposed == (30, 30)


def test_two_hundred_cards_cost_no_more_than_a_move_may(at: Advised) -> None:
    offers = list(at.engine.rulebook.resolve(at.ruleset, ON).offers)
    every_day = (Times(days=(1, 2, 3, 4, 5, 6, 7), start=dt.time(9), end=dt.time(17)),)
    usual: list[BoardCard] = [
        at.card(offers[number % len(offers)], number % 10, number % 10 + 3, times=(on_day(number % 5 + 1, "09:00"),))
        for number in range(200)
    ]
    crowded = [own(f"3-{number}", f"Kort {number}", 0, 12, times=every_day) for number in range(200)]
    for cards, limit in ((usual, 0.06), (crowded, 0.1)):
        plan = at.plan(*cards, says=("H-ANGST", "A-LAENGE"), facts={"max_hours_per_week": 9})
        kept = follow(at.engine, plan, ON)
        seconds = []
        for _ in range(5):
            begun = time.process_time()
            found = advise(at.engine, plan, follow(at.engine, plan, ON, kept=kept), ON)
            seconds.append(time.process_time() - begun)
        assert len(found) < 60
        # Usually 3 and 5 milliseconds; what grows with the square of the cards takes longer anywhere.
        assert min(seconds) < limit


def test_her_own_words_on_a_card_are_shown_as_she_wrote_them(at: Advised) -> None:
    times = (on_day(2, "10:00", "11:00"),)
    plan = at.plan(
        own("2-1", "Gå tur {med} hunden", 0, 3, times=times),
        BoardCard(id="2-2", face=Face(word="100 % min"), place="plan", at=weeks(0, 3), times=times),
    )
    assert "”Gå tur {med} hunden” og ”100 % min”" in of_kind(at.hints(plan), "clash").text
