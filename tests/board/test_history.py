"""The history of a plan: whatever is done, undone and done again by several hands, nothing is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.board.table import AT_TABLE, HANDS, HER, KARIM, PLAYS, START, STEPS, Step, Table, begun, hand, weeks
from tilbud_engine.board.changes import about, cards, case, notes, people
from tilbud_engine.board.changes.together import together
from tilbud_engine.board.changes.writing import plain_item
from tilbud_engine.board.history import By, Event, Write, plan_at, replayed, written
from tilbud_engine.board.plan import ITEMS, Face, Part, Plan
from tilbud_engine.errors import InputError


def laid(table: Table, word: str = "Ryghold") -> str:
    return table.do(HER, cards.take(HER, Face(word=word), word.lower(), "plan", weeks(2, 4)))


@settings(max_examples=80, deadline=None)
@given(PLAYS)
def test_the_events_lead_to_the_plan_and_to_every_plan_before_it(table: Table) -> None:
    assert replayed(table.events) == table.plan
    for event, plan in zip(table.events, table.plans, strict=True):
        assert plan_at(table.events, event.at) == plan
    assert plan_at(table.events, START) is None
    assert Plan.model_validate_json(table.plan.model_dump_json()) == table.plan


@settings(max_examples=80, deadline=None)
@given(PLAYS, HANDS, STEPS)
def test_undo_takes_a_change_back_and_redo_does_it_again(table: Table, number: int, step: Step) -> None:
    before, by = table.plan, hand(table, number)
    if not table.tries(by, step) or table.plan == before or not is_plain(table):
        return
    if by.who == "companion" and not table.plan.is_open_to(by.companion):
        return  # Who has left takes nothing back.
    after = table.plan
    table.undo(by)
    assert table.plan == before
    table.redo(by)
    assert table.plan == after
    table.undo(by)
    assert table.plan == before


def is_plain(table: Table) -> bool:
    return table.events[-1].undoes is None and table.events[-1].redoes is None


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, max_size=15))
def test_one_person_undoes_everything_and_does_it_all_again(steps: list[Step]) -> None:
    table = begun()
    for step in steps:
        table.tries(HER, step)
    after = table.plan
    done = 0
    while table.tries(HER, lambda here, by: here.undo(by)):
        done += 1
    assert cards_of(table) == [[], []]
    for _ in range(done):
        table.redo(HER)
    assert table.plan == after or any(event.undoes for event in table.events[: len(steps) + 1])


def cards_of(table: Table) -> list[list[object]]:
    return [list(table.plan.cards.values()), list(table.plan.notes.values())]


@settings(max_examples=80, deadline=None)
@given(PLAYS)
def test_every_event_says_what_was_there_before(table: Table) -> None:
    for event, before in zip(table.events[1:], table.plans, strict=False):
        for one in event.writes:
            there = before.about if one.part == "about" else getattr(before, one.part).get(one.id)
            assert (there is None) == (one.before is None)
            if one.before is not None:
                assert ITEMS[one.part].model_validate(one.before) == there


@settings(max_examples=80, deadline=None)
@given(PLAYS, HANDS)
def test_undo_touches_nothing_that_another_has_changed_since(table: Table, number: int) -> None:
    by, before = hand(table, number), table.plan
    if not table.tries(by, lambda here, who: here.undo(who)):
        assert table.plan == before
        return
    undone = next(one for one in table.events if one.version == table.events[-1].undoes)
    assert undone.by.same_hand(by)
    since = [one for one in table.events[undone.version : -1] if not one.by.same_hand(by)]
    theirs = {(one.key, name) for event in since for one in event.writes for name in fields(one)}
    for one in table.events[-1].writes:
        for name in fields(one):
            last = [later for event in since for later in event.writes if later.key == one.key]
            if (one.key, name) in theirs:
                assert part_of(last[-1].after, name) == part_of(undone_of(undone, one).after, name)


def fields(write: Write) -> set[str]:
    """Return the fields of an item that a write changes."""
    before, after = write.before or {}, write.after or {}
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def part_of(item: dict[str, object] | None, name: str) -> object:
    return (item or {}).get(name)


def undone_of(event: Event, write: Write) -> Write:
    return next(one for one in event.writes if one.key == write.key)


@pytest.mark.parametrize("part", ["about", "notes"])
def test_no_item_is_written_under_the_id_of_another(part: Part) -> None:
    table = begun()
    key = table.do(HER, notes.add(HER, "note", "Noget"))
    item = table.plan.about if part == "about" else table.plan.notes[key]
    with pytest.raises(ValueError, match="id"):
        written(table.plan, [Write(part=part, id="9-9", after=plain_item(item) | {"id": item.id})])


def test_each_takes_back_only_what_they_did_themselves() -> None:
    table = begun()
    card = laid(table)
    note = table.do(KARIM, notes.add(KARIM, "attention", "Husk nøglen"))
    table.undo(HER)
    assert card not in table.plan.cards
    assert note in table.plan.notes
    table.undo(KARIM)
    assert not table.plan.notes
    with pytest.raises(InputError, match="board-nothing-to-undo"):
        table.undo(HER)


def test_what_she_did_at_the_table_she_takes_back_at_home() -> None:
    table = begun()
    table.do(AT_TABLE, notes.add(AT_TABLE, "wish", "Et arbejde"))
    table.undo(HER)
    assert not table.plan.notes


def test_she_takes_her_move_back_and_the_proposal_that_came_meanwhile_stays() -> None:
    table = begun()
    card = laid(table)
    table.do(HER, cards.move(HER, card, "plan", weeks(6, 8)))
    table.do(KARIM, cards.move(KARIM, card, "plan", weeks(10, 11)))
    table.undo(HER)
    now = table.plan.cards[card]
    assert now.at == weeks(2, 4)
    assert now.proposal is not None
    assert now.proposal.at == weeks(10, 11)
    table.redo(HER)
    assert table.plan.cards[card].at == weeks(6, 8)


def test_what_somebody_has_built_upon_is_not_taken_away_under_them() -> None:
    table = begun()
    card = laid(table)
    table.do(KARIM, cards.set_state(KARIM, card, "agreed"))
    table.do(HER, cards.set_state(HER, card, "running"))
    with pytest.raises(InputError, match="board-changed-since"):
        table.undo(KARIM)
    table.undo(HER)
    table.undo(KARIM)
    table.undo(HER)
    assert not table.plan.cards


def test_a_card_that_others_have_written_upon_is_not_taken_away_whole() -> None:
    table = begun()
    card = laid(table)
    table.do(KARIM, cards.set_state(KARIM, card, "agreed"))
    with pytest.raises(InputError, match="board-changed-since"):
        table.undo(HER)
    assert table.plan.cards[card].state == "agreed"


def test_a_caseworker_takes_nothing_back_that_she_has_put_out_of_sight() -> None:
    table = begun()
    card = laid(table)
    table.do(KARIM, cards.edit(KARIM, card, where="Havnen"))
    table.do(HER, cards.move(HER, card, "parked"))
    with pytest.raises(InputError, match="board-item-gone"):
        table.undo(KARIM)
    assert table.plan.cards[card].where == "Havnen"


def test_two_companions_are_two_persons_and_who_has_left_takes_nothing_back() -> None:
    table = begun()
    first, second = (
        By(who="companion", name=name, companion=table.do(HER, people.companion(HER, name, ["plan", "notes"])))
        for name in ("Aisha", "Bo")
    )
    note = table.do(first, notes.add(first, "attention", "Husk nøglen"))
    with pytest.raises(InputError, match="board-nothing-to-undo"):
        table.undo(second)
    assert first.companion is not None
    table.do(HER, people.end_companion(HER, first.companion))
    with pytest.raises(InputError, match="board-companion-ended"):
        table.undo(first)
    assert note in table.plan.notes


def test_what_was_typed_in_from_paper_is_one_step() -> None:
    table = begun()
    card = laid(table)
    before = table.plan
    table.do(
        HER,
        together(
            cards.move(HER, card, "parked"),
            notes.add(HER, "success", "Jeg ringede selv"),
            notes.add(HER, "success", "Jeg kom afsted"),
            case.say(HER, "ondt i ryggen"),
            cards.move(HER, card, "plan", weeks(5)),
        ),
    )
    assert table.events[-1].what == "paper"
    assert [one.text for one in table.plan.noted("success")] == ["Jeg ringede selv", "Jeg kom afsted"]
    assert table.plan.cards[card].at == weeks(5)
    table.undo(HER)
    assert table.plan == before


def test_of_changes_together_all_happen_or_none() -> None:
    table = begun()
    with pytest.raises(InputError, match="board-item-gone"):
        table.do(HER, together(notes.add(HER, "wish", "Et arbejde"), cards.move(HER, "9-9", "parked")))
    assert len(table.events) == 1


def test_the_beginning_of_a_plan_is_not_taken_back() -> None:
    table = begun()
    with pytest.raises(InputError, match="board-nothing-to-undo"):
        table.undo(AT_TABLE)


def test_what_changed_nothing_is_not_what_is_taken_back() -> None:
    table = begun()
    card = laid(table)
    table.do(HER, cards.move(HER, card, "plan", weeks(2, 4)))
    table.undo(HER)
    assert card not in table.plan.cards


def test_the_plan_of_an_earlier_day_is_as_it_was() -> None:
    table = begun()
    laid(table)
    then = table.events[-1].at
    table.do(HER, about.set_limit(HER, 12))
    shown = plan_at(table.events, then + dt.timedelta(seconds=30))
    assert shown is not None
    assert list(shown.cards) == ["2-1"]
    assert not shown.answers
