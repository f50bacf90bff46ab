"""Where cards lie: P, two drafts, weeks that the plan does not have, rows in which nothing overlaps, the next plan."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.board.table import AT_TABLE, HER, KARIM, MONDAY, PLAYS, Table, begun, weeks
from tilbud_engine.board.changes import about, cards, case, drafts, everyday, meetings, notes, people
from tilbud_engine.board.changes.next_plan import next_plan
from tilbud_engine.board.history import By, written
from tilbud_engine.board.lanes import Lane, lanes
from tilbud_engine.board.laying import other_draft, outside
from tilbud_engine.board.plan import BoardCard, Face, Meeting, Plan, State, Times
from tilbud_engine.board.rows import rows
from tilbud_engine.board.weeks import week_number
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError
from tilbud_engine.rules.leg_sets import shipped_chair

LANES = tuple(Lane(key, key) for key in ("H", "D", "life", "meetings"))
GOES = {"remove", "say_no", "say_yes", "withdraw_proposal", "undo", "redo"}


def laid(table: Table, word: str, first: int, last: int | None = None, lane: str = "H") -> str:
    return table.do(HER, cards.take(HER, Face(word=word), word.lower(), "plan", weeks(first, last, lane)))


# --- P ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["wished", "waiting", "agreed", "running", "paused", "done", "declined"])
def test_what_a_card_was_comes_back_with_it_from_p(state: State) -> None:
    table = begun()
    card = laid(table, "Mentor", 2, 5)
    table.do(HER, cards.set_state(HER, card, "running"))
    table.do(HER, cards.set_state(HER, card, state))
    before = table.plan.cards[card]
    table.do(HER, cards.move(HER, card, "parked"))
    assert table.plan.cards[card].state == (state if state in ("done", "declined") else "paused")
    table.do(HER, cards.move(HER, card, "plan"))
    now = table.plan.cards[card]
    assert now.at == before.at
    assert now.state == ("running" if state == "paused" else state)


def test_a_former_course_is_over_and_may_be_taken_again() -> None:
    table = begun()
    table.do(HER, cards.take(HER, Face(word="Mentor"), "mentor", "earlier"))
    assert table.plan.placed("earlier")[0].state == "done"
    laid(table, "Mentor", 2)
    assert len(table.plan.cards) == 2


# --- the weeks -------------------------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(PLAYS)
def test_every_card_is_in_its_place_and_none_vanishes(table: Table) -> None:
    for before, after, event in zip(table.plans, table.plans[1:], table.events[1:], strict=False):
        if event.what not in GOES:
            held = after.cards.keys() | after.drafted.keys()
            assert before.cards.keys() | before.drafted.keys() <= held
    found = rows(table.plan, LANES)
    drawn = {one.item.id for many in found.values() for row in many for one in row if not one.proposed}
    away = {one.id for one in outside(table.plan)}
    assert drawn | away >= {one.id for one in table.plan.placed("plan")}
    assert not drawn & away
    shown = {one.item.id for many in found.values() for row in many for one in row}
    offered = [one for one in table.plan.placed("offered") if one.proposal and one.proposal.place == "plan"]
    assert {one.id for one in offered} <= shown | away


@settings(max_examples=80, deadline=None)
@given(PLAYS, st.integers(1, 3))
def test_nothing_overlaps_in_a_row_and_all_lies_within_the_weeks(table: Table, least: int) -> None:
    count = table.plan.about.weeks
    for many in rows(table.plan, LANES, least).values():
        for row in many:
            for one in row:
                assert 0 <= one.first <= one.last < count
            for one, other in pairwise(row):
                assert one.last < other.first
                assert other.first - one.first >= least or other.first > count - least


def test_a_card_on_the_plan_lies_in_a_week_of_the_plan() -> None:
    table = begun()
    with pytest.raises(InputError, match="board-week-outside-plan"):
        laid(table, "Mentor", 13)
    with pytest.raises(InputError, match="board-card-needs-weeks"):
        table.do(HER, cards.take(HER, Face(word="Mentor"), place="plan"))


def test_a_plan_made_shorter_or_moved_names_the_cards_that_lie_outside_of_it() -> None:
    table = begun()
    early, late = laid(table, "Læge", 0), laid(table, "Mentor", 10, 12)
    across = laid(table, "Ryghold", 2, 12)
    table.do(HER, about.set_time(HER, MONDAY + dt.timedelta(weeks=2), 6))
    assert [one.id for one in outside(table.plan)] == [early, late]
    drawn = rows(table.plan, LANES)["H"][0][0]
    assert (drawn.item.id, drawn.first, drawn.last, drawn.begins_before, drawn.goes_on) == (across, 0, 5, False, True)
    table.do(HER, cards.move(HER, late, "parked"))
    with pytest.raises(InputError, match="board-week-outside-plan"):
        table.do(HER, cards.move(HER, late, "plan"))
    table.do(HER, cards.move(HER, late, "plan", weeks(4, 5)))
    assert [one.id for one in outside(table.plan)] == [early]
    table.do(HER, about.set_time(HER, MONDAY, 13))
    assert not outside(table.plan)


def test_a_yes_to_a_proposal_outside_of_the_weeks_is_not_laid_where_nobody_sees_it() -> None:
    table = begun()
    card = laid(table, "Mentor", 1)
    table.do(KARIM, cards.move(KARIM, card, "plan", weeks(12)))
    table.do(HER, about.set_time(HER, MONDAY, 6))
    with pytest.raises(InputError, match="board-week-outside-plan"):
        table.do(HER, cards.answer_proposal(HER, card, yes=True))
    table.do(HER, cards.answer_proposal(HER, card, yes=False))
    assert table.plan.cards[card].at == weeks(1)


def test_a_year_of_53_weeks_has_all_of_them() -> None:
    table = begun()
    numbers = [week_number(one) for one in table.plan.weeks]
    assert numbers == [49, 50, 51, 52, 53, 1, 2, 3, 4, 5, 6, 7, 8]
    laid(table, "Mentor", 4, 5)
    drawn = rows(table.plan, LANES)["H"][0][0]
    assert (drawn.first, drawn.last) == (4, 5)


@pytest.mark.parametrize("count", [3, 53])
def test_a_plan_has_4_to_52_weeks(count: int) -> None:
    table = begun()
    with pytest.raises(ValueError, match="weeks"):
        table.do(HER, about.set_time(HER, MONDAY, count))


def test_what_begins_first_lies_first_and_what_came_first_lies_above() -> None:
    table = begun()
    first, second, third = laid(table, "A", 0, 3), laid(table, "B", 0, 2), laid(table, "C", 3, 5)
    assert [[one.item.id for one in row] for row in rows(table.plan, LANES)["H"]] == [[first], [second, third]]


def test_a_card_in_a_leg_that_is_no_lane_any_more_lies_in_the_good_life() -> None:
    table = begun()
    card = laid(table, "Mentor", 1, lane="an_old_leg")
    assert rows(table.plan, LANES)["life"][0][0].item.id == card


def test_a_proposal_is_drawn_beside_the_card_it_would_move() -> None:
    table = begun()
    card = laid(table, "Mentor", 1, 4)
    table.do(KARIM, cards.move(KARIM, card, "plan", weeks(3, 6)))
    drawn = [one for row in rows(table.plan, LANES)["H"] for one in row]
    assert [(one.first, one.proposed) for one in drawn] == [(1, False), (3, True)]


def test_meetings_lie_in_a_lane_of_their_own() -> None:
    table = begun()
    table.do(HER, meetings.plan_meeting(HER, "Mit hjem", day=MONDAY + dt.timedelta(days=10)))
    drawn = rows(table.plan, LANES)["meetings"][0][0]
    assert isinstance(drawn.item, Meeting)
    assert drawn.first == 1


def test_every_plan_has_the_legs_the_good_life_and_the_meetings() -> None:
    engine = Engine.load(plugins=(), runtime="reference")
    found = lanes(begun().plan, shipped_chair(engine.vocabulary), "da")
    assert [one.label for one in found[-2:]] == ["Det gode liv", "Møder og aftaler"]
    assert [one.key for one in found[:-2]] == list(engine.vocabulary.legs)
    assert lanes(begun().plan, shipped_chair(engine.vocabulary), "en")[-2].label == "The good life"


# --- proposals -------------------------------------------------------------------------------------------------------


def test_a_proposal_on_a_card_that_she_moves_meanwhile_waits_for_her_answer() -> None:
    table = begun()
    card = laid(table, "Mentor", 1)
    table.do(KARIM, cards.move(KARIM, card, "plan", weeks(6), why="Der er plads"))
    table.do(HER, cards.move(HER, card, "plan", weeks(3)))
    waiting = table.plan.cards[card].proposal
    assert waiting is not None
    assert (waiting.name, waiting.why, waiting.at) == ("Karim", "Der er plads", weeks(6))
    table.do(HER, cards.answer_proposal(HER, card, yes=True))
    assert (table.plan.cards[card].at, table.plan.cards[card].proposal) == (weeks(6), None)


def test_a_proposal_that_she_fulfils_herself_is_answered() -> None:
    table = begun()
    card = laid(table, "Mentor", 1)
    table.do(KARIM, cards.move(KARIM, card, "plan", weeks(6)))
    table.do(HER, cards.move(HER, card, "plan", weeks(6)))
    assert table.plan.cards[card].proposal is None


def test_nobody_overwrites_anothers_proposal_and_each_may_take_back_their_own() -> None:
    table = begun()
    card = laid(table, "Mentor", 1)
    companion = By(who="companion", companion=table.do(HER, people.companion(HER, "Aisha")))
    table.do(KARIM, cards.move(KARIM, card, "plan", weeks(6)))
    with pytest.raises(InputError, match="board-proposal-waits"):
        table.do(companion, cards.move(companion, card, "plan", weeks(7)))
    with pytest.raises(InputError, match="board-item-gone"):
        table.do(companion, cards.withdraw_proposal(companion, card))
    table.do(KARIM, cards.move(KARIM, card, "plan", weeks(8)))
    table.do(KARIM, cards.withdraw_proposal(KARIM, card))
    assert table.plan.cards[card].proposal is None


def test_what_is_offered_is_not_hers_until_she_says_yes() -> None:
    table = begun()
    card = table.do(KARIM, cards.take(KARIM, Face(word="Mentor"), "mentor", "plan", weeks(2)))
    for intent in (cards.move(HER, card, "hand"), cards.set_state(KARIM, card, "agreed")):
        with pytest.raises(InputError, match="board-answer-proposal-first"):
            table.do(HER, intent)
    table.do(HER, cards.answer_proposal(HER, card, yes=True))
    assert table.plan.cards[card].place == "plan"


def test_a_yes_answers_everybody_who_offered_the_same() -> None:
    table = begun()
    companion = By(who="companion", companion=table.do(HER, people.companion(HER, "Aisha", ["agreements"])))
    first = table.do(KARIM, cards.take(KARIM, Face(word="Mentor"), "mentor", "plan", weeks(2)))
    second = table.do(companion, cards.take(companion, Face(word="Mentor"), "mentor", "plan", weeks(5)))
    table.do(HER, cards.answer_proposal(HER, second, yes=True))
    assert list(table.plan.cards) == [second]
    table.undo(HER)
    assert sorted(table.plan.cards) == sorted([first, second])
    table.do(HER, cards.take(HER, Face(word="Mentor"), "mentor"))
    assert list(table.plan.cards) == [first]


def test_a_yes_to_what_lies_in_the_other_draft_is_the_same_card() -> None:
    table = begun()
    card = laid(table, "Mentor", 0)
    table.do(HER, drafts.begin_draft(HER))
    table.do(HER, cards.remove(HER, card))
    offered = table.do(KARIM, cards.take(KARIM, Face(word="Mentor"), "mentor", "plan", weeks(4)))
    table.do(HER, cards.answer_proposal(HER, offered, yes=True))
    table.do(HER, drafts.choose_draft(HER))
    assert [(one.id, one.at) for one in table.plan.cards.values()] == [(card, weeks(4))]


def test_taking_what_is_offered_from_the_pile_is_a_yes() -> None:
    table = begun()
    offered = table.do(KARIM, cards.take(KARIM, Face(word="Mentor"), "mentor", "plan", weeks(2)))
    taken = table.do(HER, cards.take(HER, Face(word="Mentor"), "mentor"))
    assert taken == offered
    assert (table.plan.cards[taken].place, table.plan.cards[taken].proposal) == ("hand", None)


# --- two drafts ------------------------------------------------------------------------------------------------------


def test_two_drafts_differ_in_where_cards_lie_and_in_nothing_else() -> None:
    table = begun()
    back, job = laid(table, "Ryghold", 0, 5), laid(table, "Praktik", 6, 12)
    table.do(AT_TABLE, drafts.begin_draft(AT_TABLE))
    table.do(HER, cards.move(HER, job, "plan", weeks(0, 5)))
    table.do(KARIM, cards.set_state(KARIM, job, "agreed"))
    table.do(KARIM, cards.move(KARIM, back, "plan", weeks(1, 6)))
    table.do(HER, drafts.swap_drafts(HER))
    assert table.plan.cards[job].at == weeks(6, 12)
    assert table.plan.cards[job].state == "agreed"
    assert table.plan.cards[back].proposal is not None
    assert other_draft(table.plan)[job].at == weeks(0, 5)
    table.do(HER, drafts.choose_draft(HER))
    assert not table.plan.drafted
    assert not table.plan.about.drafting


def test_what_is_offered_while_she_compares_stands_beside_both_drafts_and_a_no_holds_in_both() -> None:
    table = begun()
    laid(table, "Ryghold", 0, 5)
    table.do(HER, drafts.begin_draft(HER))
    card = table.do(KARIM, cards.take(KARIM, Face(word="Mentor"), "mentor", "plan", weeks(2)))
    table.do(HER, drafts.swap_drafts(HER))
    table.do(HER, cards.answer_proposal(HER, card, yes=False))
    table.do(HER, drafts.swap_drafts(HER))
    assert card not in table.plan.cards


def test_a_card_that_only_the_other_draft_has_comes_to_her_hand() -> None:
    table = begun()
    table.do(HER, drafts.begin_draft(HER))
    own = table.do(HER, cards.take(HER, Face(word="Svømning"), None, "plan", weeks(2)))
    table.do(HER, drafts.swap_drafts(HER))
    assert own not in table.plan.cards
    table.do(HER, drafts.choose_draft(HER))
    assert table.plan.cards[own].place == "hand"


def test_an_offer_that_she_takes_in_both_drafts_is_one_card() -> None:
    table = begun()
    table.do(HER, drafts.begin_draft(HER))
    first = laid(table, "Mentor", 0)
    table.do(HER, drafts.swap_drafts(HER))
    assert laid(table, "Mentor", 5) == first
    table.do(HER, drafts.choose_draft(HER))
    assert [one.at for one in table.plan.cards.values()] == [weeks(5)]


@settings(max_examples=60, deadline=None)
@given(PLAYS)
def test_going_over_to_the_other_draft_and_back_changes_nothing(table: Table) -> None:
    if not table.plan.about.drafting:
        table.do(HER, drafts.begin_draft(HER))
    before = table.plan
    table.do(HER, drafts.swap_drafts(HER))
    assert table.plan.cards == other_draft(before)
    table.do(HER, drafts.swap_drafts(HER))
    lies = {key: (one.place, one.at, one.times, one.hours) for key, one in before.cards.items()}
    assert {key: (one.place, one.at, one.times, one.hours) for key, one in table.plan.cards.items()} == lies


@settings(max_examples=60, deadline=None)
@given(PLAYS)
def test_dropping_a_draft_is_choosing_the_other(table: Table) -> None:
    if not table.plan.about.drafting:
        table.do(HER, drafts.begin_draft(HER))
    dropped = drafts.drop_draft(HER)(table.plan, 99)
    table_of_one = written(table.plan, dropped.writes)
    table.do(HER, drafts.swap_drafts(HER))
    table.do(HER, drafts.choose_draft(HER))
    assert table_of_one == table.plan


# --- the next plan ---------------------------------------------------------------------------------------------------

LATER = MONDAY + dt.timedelta(weeks=13)


def next_of(table: Table, start: dt.date = LATER) -> Plan:
    change = next_plan(table.plan, HER, start, "KODE-1234")(table.plan, 1)
    return written(None, change.writes)


def by_word(plan: Plan) -> dict[str, BoardCard]:
    return {one.face.word: one for one in plan.cards.values()}


def test_the_next_plan_carries_on_what_still_counts() -> None:
    table = begun()
    person = table.do(HER, people.contact(HER, "Karim", telephone="12 34 56 78", first=True))
    over, goes_on, done = laid(table, "Læge", 0, 2), laid(table, "Mentor", 2, 20), laid(table, "Ryghold", 0, 5)
    parked, hand = laid(table, "Kørekort", 1), table.do(HER, cards.take(HER, Face(word="Svømning")))
    declined = laid(table, "Praktik", 3)
    table.do(HER, cards.edit(HER, goes_on, contact=person))
    table.do(HER, cards.set_state(HER, over, "agreed"))
    table.do(HER, cards.set_state(HER, done, "done"))
    table.do(HER, cards.set_state(HER, declined, "declined"))
    table.do(HER, cards.move(HER, parked, "parked"))
    table.do(HER, notes.add(HER, "success", "Jeg kom afsted"))
    table.do(HER, case.say(HER, "ondt i ryggen", "H-RYG"))
    table.do(HER, case.answer(HER, "age", 41, MONDAY))
    table.do(HER, people.agree(HER, "Karim", "ringer til lægen"))
    kept = table.do(HER, people.agree(HER, "Søren", "ringer til Karim"))
    table.do(HER, people.done(HER, kept))
    table.do(HER, people.companion(HER, "Aisha"))
    table.do(HER, everyday.add(HER, "Børn i skole", Times(days=(1,), start=dt.time(8))))
    held = table.do(HER, meetings.plan_meeting(HER, "Det første"))
    table.do(HER, meetings.hold(HER, held))
    table.do(HER, meetings.plan_meeting(HER, "Det næste"))
    table.do(HER, about.share(HER, "history"))
    table.do(HER, about.share(HER, "limit"))
    table.do(HER, about.talk_alone(HER))
    table.do(HER, drafts.begin_draft(HER))
    assert hand

    plan = next_of(table)
    found = by_word(plan)
    assert {word: one.place for word, one in found.items()} == {
        "Læge": "hand",
        "Mentor": "plan",
        "Ryghold": "earlier",
        "Kørekort": "parked",
        "Svømning": "hand",
    }
    assert found["Læge"].state == "agreed"
    contact = plan.contacts[found["Mentor"].contact or ""]
    assert contact.name == "Karim"
    assert [one.text for one in plan.noted("success")] == ["Jeg kom afsted"]
    assert [one.barrier for one in plan.says.values()] == ["H-RYG"]
    assert plan.answers["age"].on == MONDAY
    assert [one.who for one in plan.agreements.values()] == ["Karim"]
    assert not plan.companions
    assert (plan.about.start, plan.about.previous) == (LATER, "KODE-1234")
    assert [one.text for one in plan.everyday.values()] == ["Børn i skole"]
    assert [one.topic for one in plan.meetings.values()] == ["Det næste"]
    # What she shares of the plan goes along; the history of the new one is another, and hers until she shares it.
    assert (plan.about.shares, plan.about.alone, plan.about.drafting) == (("limit",), True, False)
    assert not plan.drafted


@settings(max_examples=60, deadline=None)
@given(PLAYS)
def test_whatever_was_done_the_next_plan_can_begin_and_new_things_get_ids_of_their_own(table: Table) -> None:
    plan = next_of(table)
    assert not outside(plan)
    assert plan.notes.keys() | plan.cards.keys() | plan.says.keys() == {*(f"1-{number}" for number in ids(plan))}
    staying = {"declined"}
    assert len(plan.cards) == len(
        [one for one in table.plan.cards.values() if one.state not in staying or one.place in ("parked", "earlier")]
    )
    following = written(plan, notes.add(HER, "wish", "Mere ro")(plan, 2).writes)
    assert len(following.notes) == len(plan.notes) + 1


def ids(plan: Plan) -> set[int]:
    return {int(key.partition("-")[2]) for part in (plan.notes, plan.cards, plan.says) for key in part}


def test_what_a_companion_wrote_is_no_other_companions_in_the_next_plan() -> None:
    table = begun()
    companion = By(
        who="companion", name="Aisha", companion=table.do(HER, people.companion(HER, "Aisha", ["plan", "notes"]))
    )
    table.do(companion, notes.add(companion, "mind", "Hun ringer ikke selv"))
    table.do(companion, cards.take(companion, Face(word="Kor"), None, "plan", weeks(1)))
    plan = next_of(table)
    note, card = next(iter(plan.notes.values())), next(iter(plan.cards.values()))
    assert card.proposal is not None
    assert (note.name, note.companion) == ("Aisha", None)
    assert (card.proposal.name, card.proposal.place, card.proposal.companion) == ("Aisha", "hand", None)


def test_only_she_begins_her_next_plan() -> None:
    table = begun()
    with pytest.raises(InputError, match="board-hers-alone"):
        next_plan(table.plan, KARIM, LATER, "KODE-1234")(table.plan, 1)
