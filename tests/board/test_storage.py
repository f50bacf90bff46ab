"""The store, on both kinds of database: what is acknowledged is there, and nobody's change is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.board.stories import CASEWORKER, HER, NOW, begun, later, taken, weeks, wished
from tilbud_engine.board.changes import about, cards
from tilbud_engine.board.history import replayed
from tilbud_engine.board.storage import Keys, PlanChanged, Store, code_of
from tilbud_engine.board.storage.codes import new_code
from tilbud_engine.errors import InputError, is_cpr_shaped


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url, Keys.new())
    yield opened
    opened.close()


def code_in(error: pytest.ExceptionInfo[InputError]) -> str:
    return error.value.problems[0].code


def test_a_plan_is_there_after_it_was_begun_and_changed(store: Store) -> None:
    begun_now = store.new(HER, begun(), NOW)
    changed = store.change(begun_now.code, 1, HER, taken("Kor"), later(1))
    assert store.get(begun_now.code) == changed
    assert changed.version == 2
    assert [one.face.word for one in changed.plan.placed("hand")] == ["Kor"]
    assert replayed(store.events(begun_now.code)) == changed.plan


def test_undo_and_redo_are_changes_like_others(store: Store) -> None:
    code = store.new(HER, begun(), NOW).code
    taken_now = store.change(code, 1, HER, taken("Kor"), later(1))
    assert not store.undo(code, 2, HER, later(2)).plan.cards
    assert store.redo(code, 3, HER, later(3)).plan == taken_now.plan
    assert [one.what for one in store.events(code)] == ["begin", "take", "undo", "redo"]


def test_two_people_who_change_different_things_at_once_both_get_their_way(store: Store) -> None:
    code = store.new(HER, begun(), NOW).code
    store.change(code, 1, HER, taken("Kor"), later(1))
    second = store.change(code, 1, CASEWORKER, taken("Mentor", CASEWORKER), later(2))
    assert {one.face.word for one in second.plan.cards.values()} == {"Kor", "Mentor"}
    assert [one.what for one in second.since] == ["take"]


def test_two_devices_that_change_different_fields_of_what_the_plan_is_about_both_get_their_way(store: Store) -> None:
    code = store.new(HER, begun(), NOW).code
    store.change(code, 1, HER, about.name(HER, "Min vej"), later(1))
    store.change(code, 1, HER, about.set_aim(HER, "work", "Noget med dyr"), later(2))
    merged = store.change(code, 1, HER, about.language(HER, "en"), later(3))
    now = merged.plan.about
    assert (now.name, now.aim, now.aim_text, now.language) == ("Min vej", "work", "Noget med dyr", "en")
    assert len(merged.since) == 2
    with pytest.raises(PlanChanged):
        store.change(code, 1, HER, about.name(HER, "En anden vej"), later(4))
    with pytest.raises(PlanChanged):  # Her form still holds the aim as it was, and would wipe what was written since.
        store.change(code, 1, HER, about.set_aim(HER, None, None), later(5))
    assert store.undo(code, 4, HER, later(6)).plan.about.aim == "work"


def test_the_second_to_change_the_same_thing_is_told_what_the_first_did(store: Store) -> None:
    code = store.new(HER, begun(), NOW).code
    store.change(code, 1, HER, taken("Kor"), later(1))
    store.change(code, 2, HER, cards.move(HER, "2-1", "plan", weeks(0, 3)), later(2))
    with pytest.raises(PlanChanged) as told:
        store.change(code, 2, HER, cards.move(HER, "2-1", "parked"), later(3))
    assert [one.what for one in told.value.since] == ["move"]
    assert told.value.now == store.get(code)
    assert told.value.now.version == 3


def test_a_button_that_is_pressed_twice_does_nothing_more(store: Store) -> None:
    code = store.new(HER, begun(), NOW).code
    store.change(code, 1, HER, taken("Kor"), later(1))
    first = store.change(code, 2, HER, cards.move(HER, "2-1", "plan", weeks(0, 3)), later(2))
    again = store.change(code, 2, HER, cards.move(HER, "2-1", "plan", weeks(0, 3)), later(2))
    assert (again.version, again.plan) == (first.version, first.plan)


def test_moving_a_card_that_another_removed_meanwhile_is_a_change_of_the_same_thing(store: Store) -> None:
    code = store.new(HER, begun(), NOW).code
    store.change(code, 1, HER, taken("Kor"), later(1))
    store.change(code, 2, HER, cards.remove(HER, "2-1"), later(2))
    with pytest.raises(PlanChanged):
        store.change(code, 2, HER, cards.move(HER, "2-1", "parked"), later(3))
    with pytest.raises(InputError) as told:
        store.change(code, 3, HER, cards.move(HER, "2-1", "parked"), later(3))
    assert code_in(told) == "board-item-gone"


def test_what_was_done_and_taken_back_meanwhile_is_in_nobodys_way(store: Store) -> None:
    code = store.new(HER, begun(), NOW).code
    store.change(code, 1, HER, taken("Kor"), later(1))
    store.change(code, 2, HER, cards.move(HER, "2-1", "plan", weeks(0, 3)), later(2))
    store.undo(code, 3, HER, later(3))
    assert store.change(code, 2, HER, cards.move(HER, "2-1", "plan", weeks(1, 2)), later(4)).version == 5


def test_a_code_that_never_was_is_unknown_and_so_is_anything_else(store: Store) -> None:
    for code in ("BCDF-GHJK-LMNP", "", "../../etc", "x" * 100_000, "æøå"):
        with pytest.raises(InputError) as told:
            store.get(code)
        assert code_in(told) == "board-unknown"


def test_a_code_may_be_typed_in_small_letters_and_without_hyphens(store: Store) -> None:
    code = store.new(HER, begun(), NOW).code
    assert store.get(code.lower().replace("-", " ")).code == code


def test_a_change_that_changes_nothing_leaves_no_trace(store: Store) -> None:
    code = store.new(HER, begun(), NOW).code
    store.change(code, 1, HER, taken("Kor"), later(1))
    assert store.change(code, 2, HER, cards.move(HER, "2-1", "hand"), later(2)).version == 2
    assert len(store.events(code)) == 2


def test_a_version_that_never_was_is_refused(store: Store) -> None:
    code = store.new(HER, begun(), NOW).code
    for base in (2, -1, 10**9):
        with pytest.raises(InputError) as told:
            store.change(code, base, HER, taken("Kor"), later(1))
        assert code_in(told) == "board-version-unknown"


def test_what_cannot_be_done_is_told_in_words_and_changes_nothing(store: Store) -> None:
    code = store.new(HER, begun(), NOW).code
    for intent, expected in (
        (cards.remove(HER, "9-9"), "board-item-gone"),
        (wished("   "), "board-text-empty"),
        (wished("Ring 010203-1234"), "cpr-number"),
    ):
        with pytest.raises(InputError) as told:
            store.change(code, 1, HER, intent, later(1))
        assert code_in(told) == expected
        assert "010203" not in str(told.value)
    with pytest.raises(InputError) as told:
        store.change(code, 1, HER, taken("Kor"), later(1), why="Ring 010203-1234")
    assert code_in(told) == "cpr-number"
    assert store.get(code).version == 1


def test_a_clock_that_is_set_back_does_not_turn_history_around(store: Store) -> None:
    code = store.new(HER, begun(), later(60)).code
    assert store.change(code, 1, HER, taken("Kor"), NOW).changed_at == later(60)
    assert [one.at for one in store.events(code)] == [later(60), later(60)]


def test_no_two_boards_have_the_same_code_and_no_code_looks_like_a_number(store: Store) -> None:
    codes = [new_code() for _ in range(2_000)]
    assert len(set(codes)) == len(codes)
    assert not any(is_cpr_shaped(code) or any(one in "AEIOUYÆØÅ0123456789" for one in code) for code in codes)
    assert all(code_of(code.lower().replace("-", " ")) == code for code in codes)


def test_keys_in_the_file_of_the_plans_are_refused_in_words(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'boards.db'}"
    with pytest.raises(InputError) as refused:
        Store.open(url, Keys.new(), url)
    assert [one.code for one in refused.value.problems] == ["board-keys-same-file"]
    assert not (tmp_path / "boards.db").exists()
