"""What may be done to a plan, and by whom: a citizen decides, others propose, a companion never decides (R-D15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from pydantic import ValidationError

from tests.board.table import AT_TABLE, HER, KARIM, MONDAY, Table, begun, weeks
from tilbud_engine.board.case_of import citizen_of
from tilbud_engine.board.changes import about, cards, case, drafts, everyday, meetings, notes, people
from tilbud_engine.board.changes.checking import problems_of
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.history import By
from tilbud_engine.board.plan import (
    LIMIT,
    MOST_ITEMS,
    About,
    Aim,
    Face,
    Note,
    NoteKind,
    Override,
    Plan,
    Times,
    Waiting,
    age_of,
)
from tilbud_engine.board.story import told
from tilbud_engine.board.warnings import Step, before, warning
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError
from tilbud_engine.messages import Messages

SLEEP = Times(days=(1, 2, 3, 4, 5, 6, 7), start=dt.time(23), end=dt.time(7))


def laid_out() -> Table:
    """Return a table with one of everything: the ids are 2-1 to 11-1."""
    table = begun()
    table.do(HER, cards.take(HER, Face(word="Mentor"), "mentor", "plan", weeks(2, 4)))
    table.do(HER, notes.add(HER, "mind", "Ring, skriv ikke"))
    table.do(HER, case.say(HER, "ondt i ryggen", "H-RYG"))
    table.do(HER, people.contact(HER, "Karim"))
    table.do(HER, people.agree(HER, "Karim", "ringer"))
    table.do(HER, people.companion(HER, "Aisha", ["plan", "notes", "agreements"]))
    table.do(HER, everyday.add(HER, "Søvn", SLEEP))
    table.do(KARIM, cards.take(KARIM, Face(word="Praktik"), "virksomhedspraktik", "plan", weeks(5)))
    table.do(HER, case.answer(HER, "age", 41))
    table.do(HER, case.say(HER, "jeg er træt"))
    return table


AISHA = By(who="companion", name="Aisha", companion="7-1")

HERS: list[Callable[[By], Intent]] = [
    lambda by: notes.add(by, "wish", "Et arbejde"),
    lambda by: notes.add(by, "good_at", "Jeg er god til at lytte"),
    lambda by: notes.add(by, "success", "Jeg kom afsted"),
    lambda by: notes.add(by, "frustration", "For mange breve"),
    lambda by: notes.remove(by, "3-1"),
    lambda by: notes.share(by, "3-1"),
    lambda by: about.set_time(by, MONDAY, 26),
    lambda by: about.set_aim(by, "work", "Et job på et værksted"),
    lambda by: about.set_limit(by, 12),
    lambda by: about.share(by, "history"),
    about.talk_alone,
    lambda by: about.name(by, "Søren"),
    lambda by: about.language(by, "en"),
    lambda by: case.say(by, "jeg sover dårligt"),
    lambda by: case.reword(by, "4-1", "min ryg gør ondt"),
    lambda by: case.confirm(by, "4-1", "H-SMERTE"),
    lambda by: case.unsay(by, "4-1"),
    lambda by: case.order(by, "4-1", 2),
    lambda by: case.talked_about(by, "D"),
    lambda by: case.answer(by, "age", 42),
    lambda by: case.forget(by, "age"),
    lambda by: case.decline(by, "cohabiting"),
    lambda by: case.withdraw(by, "cohabiting"),
    lambda by: people.remove_agreement(by, "6-1"),
    lambda by: people.remove_contact(by, "5-1"),
    lambda by: people.companion(by, "Bo"),
    lambda by: people.companion_sees(by, "7-1", ["plan"]),
    lambda by: everyday.add(by, "Børn", SLEEP),
    lambda by: everyday.change(by, "8-1", "Søvn", SLEEP, "moon"),
    lambda by: everyday.remove(by, "8-1"),
    drafts.begin_draft,
    lambda by: cards.answer_proposal(by, "9-1", yes=True),
    lambda by: cards.show(by, "2-1", shown=True),
    lambda by: cards.remove(by, "2-1"),
    lambda by: cards.edit(by, "2-1", hours=4),
    lambda by: cards.edit(by, "2-1", note="Husk kaffe"),
]
"""What only she does."""

DECIDED: list[Callable[[By], Intent]] = [
    lambda by: case.answer(by, "cohabiting", True),
    lambda by: cards.set_state(by, "2-1", "waiting", waiting=Waiting(whom="Lægen", by=MONDAY)),
    lambda by: cards.edit(by, "2-1", where="Havnen", times=(SLEEP,), contact="5-1"),
    lambda by: people.agree(by, "Karim", "skriver", MONDAY),
    lambda by: people.edit_agreement(by, "6-1", "Karim", "ringer tirsdag"),
    lambda by: people.done(by, "6-1"),
    lambda by: people.contact(by, "Bente", first=True),
    lambda by: people.edit_contact(by, "5-1", "Karim", telephone="12 34 56 78"),
]
"""What she and the caseworker do, and a companion does not."""

PROPOSED: list[Callable[[By], Intent]] = [
    lambda by: notes.add(by, "attention", "Der er glat om vinteren"),
    lambda by: notes.add(by, "note", "Kom ti minutter før"),
    lambda by: cards.move(by, "2-1", "plan", weeks(6)),
    lambda by: cards.take(by, Face(word="Fællessang")),
]
"""What everybody does: others propose by it."""


@pytest.mark.parametrize("number", range(len(HERS)))
@pytest.mark.parametrize("by", [KARIM, AISHA], ids=["caseworker", "companion"])
def test_what_is_hers_nobody_else_does(number: int, by: By) -> None:
    table = laid_out()
    with pytest.raises(InputError) as caught:
        table.do(by, HERS[number](by))
    assert {one.code for one in caught.value.problems} <= {
        "board-hers-alone",
        "board-companion-decides",
        "board-item-gone",
    }
    assert table.do(HER, HERS[number](HER))


@pytest.mark.parametrize("number", range(len(DECIDED)))
def test_a_companion_does_not_decide_what_the_caseworker_does(number: int) -> None:
    table = laid_out()
    with pytest.raises(InputError, match="board-companion-decides"):
        table.do(AISHA, DECIDED[number](AISHA))
    assert table.do(KARIM, DECIDED[number](KARIM))


@pytest.mark.parametrize("number", range(len(PROPOSED)))
def test_everybody_writes_and_proposes_until_a_companions_access_ends(number: int) -> None:
    for by in (HER, AT_TABLE, KARIM, AISHA):
        assert laid_out().do(by, PROPOSED[number](by))
    table = laid_out()
    table.do(AISHA, people.end_companion(AISHA, "7-1"))
    for by in (AISHA, By(who="companion", name="Aisha"), By(who="companion", companion="no-such")):
        with pytest.raises(InputError, match="board-companion-ended"):
            table.do(by, PROPOSED[number](by))


def test_nobody_writes_in_anothers_words_and_she_takes_away_what_she_will() -> None:
    table = laid_out()
    theirs = table.do(KARIM, notes.add(KARIM, "attention", "Husk nøglen"))
    for by in (HER, AISHA):
        with pytest.raises(InputError, match="board-not-your-words"):
            table.do(by, notes.rewrite(by, theirs, "Glem nøglen"))
    table.do(KARIM, notes.rewrite(KARIM, theirs, "Husk nøglen og kortet"))
    table.do(HER, notes.remove(HER, theirs))
    assert theirs not in table.plan.notes


def test_a_plan_begins_empty_and_is_three_months_long_unless_somebody_says_otherwise() -> None:
    table = Table()
    table.do(KARIM, about.begin(KARIM, MONDAY + dt.timedelta(days=3), "eksempelkommune"))
    assert table.plan == Plan(about=About(start=MONDAY, ruleset="eksempelkommune"))
    assert len(table.plan.weeks) == 13
    table.do(HER, about.set_time(HER, MONDAY, 26))
    assert len(table.plan.weeks) == 26


def test_whatever_she_wants_to_write_has_its_place_and_stands_in_the_order_in_which_it_was_written() -> None:
    table = begun()
    kinds: list[NoteKind] = ["wish", "good_at", "mind", "attention", "note", "success", "frustration"]
    for number in range(12):
        for kind in kinds:
            table.do(HER, notes.add(HER, kind, f"{kind} {number}"))
    for kind in kinds:
        assert [one.text for one in table.plan.noted(kind)] == [f"{kind} {number}" for number in range(12)]


def test_a_success_belongs_to_its_week() -> None:
    table = begun()
    key = table.do(HER, notes.add(HER, "success", "Jeg kom afsted", MONDAY + dt.timedelta(days=9)))
    assert table.plan.notes[key].week == MONDAY + dt.timedelta(weeks=1)


def test_an_agreement_says_who_does_what_by_when_and_whether_it_is_done() -> None:
    table = begun()
    key = table.do(KARIM, people.agree(KARIM, "Karim", "ringer til lægen", MONDAY))
    table.do(HER, people.done(HER, key))
    agreed = table.plan.agreements[key]
    assert (agreed.who, agreed.what, agreed.by, agreed.done) == ("Karim", "ringer til lægen", MONDAY, True)
    table.do(HER, people.done(HER, key, False))
    assert not table.plan.agreements[key].done


@pytest.mark.parametrize("aim", ["work", "education", "other", None])
def test_the_aim_is_hers_and_need_not_be_work(aim: Aim | None) -> None:
    table = begun()
    table.do(HER, about.set_aim(HER, aim, "Ro derhjemme" if aim else None))
    assert table.plan.about.aim == aim


def test_two_caseworkers_are_two_persons() -> None:
    table = begun()
    bente = By(who="caseworker", name="Bente")
    note = table.do(KARIM, notes.add(KARIM, "attention", "Husk nøglen"))
    with pytest.raises(InputError, match="board-not-your-words"):
        table.do(bente, notes.rewrite(bente, note, "Glem nøglen"))
    with pytest.raises(InputError, match="board-nothing-to-undo"):
        table.undo(bente)


def test_only_a_caseworker_offers_a_card_against_the_rules_and_says_why() -> None:
    table = begun()
    override = Override(note="Aftalt med lederen", on=MONDAY)
    with pytest.raises(InputError, match="board-caseworkers-alone"):
        table.do(HER, cards.take(HER, Face(word="Mentor"), "mentor", override=override))
    card = table.do(KARIM, cards.take(KARIM, Face(word="Mentor"), "mentor", override=override))
    assert table.plan.cards[card].place == "offered"
    table.do(HER, cards.answer_proposal(HER, card, yes=True))
    assert table.plan.cards[card].override == override


def test_a_caseworker_departs_from_the_rules_with_a_note_on_a_card_that_she_has_taken_herself() -> None:
    table = laid_out()
    override = Override(note="Aftalt med lederen", on=MONDAY)
    for by in (HER, AISHA):
        with pytest.raises(InputError, match="board-caseworkers-alone"):
            table.do(by, cards.depart(by, "2-1", override))
    before_it = table.plan.cards["2-1"]
    table.do(KARIM, cards.depart(KARIM, "2-1", override))
    assert table.plan.cards["2-1"] == before_it.model_copy(update={"override": override})
    for language, words in (("da", "hvorfor reglen kan fraviges"), ("en", "why the rule may be departed from")):
        assert words in told(table.events[-1], table.plans[-2], language)
        assert words in told(table.events[-1], table.plans[-2], language, "caseworker")
        assert told(table.events[-1], table.plans[-2], language, "shared") == ""
    table.do(KARIM, cards.depart(KARIM, "2-1", None))
    assert table.plan.cards["2-1"] == before_it
    own = table.do(HER, cards.take(HER, Face(word="Svømning")))
    with pytest.raises(InputError, match="board-item-gone"):
        table.do(KARIM, cards.depart(KARIM, own, override))


def test_the_words_of_an_offer_are_not_rewritten_and_those_of_her_own_card_are() -> None:
    table = laid_out()
    with pytest.raises(InputError, match="board-hers-alone"):
        table.do(HER, cards.edit(HER, "2-1", face=Face(word="Noget andet")))
    with pytest.raises(InputError, match="board-hers-alone"):
        table.do(HER, cards.edit(HER, "2-1", place="parked"))
    own = table.do(HER, cards.take(HER, Face(word="Svømning")))
    table.do(HER, cards.edit(HER, own, face=Face(word="Svømning om tirsdagen")))
    assert table.plan.cards[own].face.word == "Svømning om tirsdagen"


def test_there_is_one_to_call_first() -> None:
    table = begun()
    first = table.do(HER, people.contact(HER, "Karim", first=True))
    second = table.do(HER, people.contact(HER, "Bente", first=True))
    assert [key for key, one in table.plan.contacts.items() if one.first] == [second]
    table.do(HER, people.edit_contact(HER, first, "Karim", first=True))
    assert [key for key, one in table.plan.contacts.items() if one.first] == [first]


def test_who_is_taken_off_the_plan_is_taken_off_its_cards() -> None:
    table = laid_out()
    table.do(KARIM, cards.edit(KARIM, "2-1", contact="5-1"))
    table.do(HER, people.remove_contact(HER, "5-1"))
    assert table.plan.cards["2-1"].contact is None
    table.undo(HER)
    assert table.plan.cards["2-1"].contact == "5-1"


# --- what she says ---------------------------------------------------------------------------------------------------


def test_things_are_in_the_order_in_which_they_came_whatever_their_ids_are() -> None:
    assert sorted(["10-1", "9-10", "²-1", "9-2", "age"], key=age_of) == ["age", "²-1", "9-2", "9-10", "10-1"]


def test_what_she_says_is_asked_in_her_order_with_who_said_it_and_when() -> None:
    engine = Engine.load(plugins=(), runtime="reference")
    table = begun()
    table.do(HER, case.say(HER, "ondt i ryggen", "H-RYG"))
    last = table.do(HER, case.say(HER, "jeg er bange for at tage bussen"))
    table.do(HER, case.order(HER, last, 1))
    table.do(HER, case.answer(HER, "age", 41, MONDAY))
    table.do(HER, case.answer(HER, "wishes_work", None))
    table.do(KARIM, case.answer(KARIM, "benefit_type", "kontanthjaelp"))
    table.do(HER, case.decline(HER, "cohabiting"))
    table.do(HER, case.talked_about(HER, "D"))
    citizen = citizen_of(table.plan, MONDAY, engine.vocabulary)
    assert [one.words for one in citizen.says] == ["jeg er bange for at tage bussen", "ondt i ryggen"]
    assert citizen.facts["age"] == {"value": 41, "from": "citizen", "on": "2026-11-30"}
    assert "wishes_work" not in citizen.facts
    assert citizen.talked_about == ("D",)
    assert engine.suggest(citizen, ruleset="eksempelkommune").cards is not None


def test_a_plan_outlives_a_vocabulary_that_no_longer_knows_its_words() -> None:
    engine = Engine.load(plugins=(), runtime="reference")
    table = begun()
    table.do(HER, case.say(HER, "noget gammelt", "H-OLD-CODE"))
    table.do(HER, case.say(HER, barrier="H-OLD-CODE-2"))
    table.do(HER, case.answer(HER, "an_old_fact", 3))
    table.do(HER, case.answer(HER, "age", "ikke et tal"))
    table.do(HER, case.talked_about(HER, "an_old_leg"))
    citizen = citizen_of(table.plan, MONDAY, engine.vocabulary)
    assert [(one.words, one.barrier) for one in citizen.says] == [("noget gammelt", None)]
    assert not citizen.facts
    assert not citizen.talked_about
    engine.suggest(citizen, ruleset="eksempelkommune")


def test_a_caseworker_answers_what_she_has_not_and_never_against_her() -> None:
    table = begun()
    table.do(KARIM, case.answer(KARIM, "age", 40))
    table.do(KARIM, case.answer(KARIM, "age", 41))
    table.do(HER, case.answer(HER, "age", 42))
    table.do(HER, case.decline(HER, "cohabiting"))
    for fact in ("age", "cohabiting", LIMIT):
        with pytest.raises(InputError, match="board-hers-alone"):
            table.do(KARIM, case.answer(KARIM, fact, 1))
    with pytest.raises(InputError, match="board-hers-alone"):
        table.do(KARIM, case.forget(KARIM, "age"))


def test_saying_the_same_thing_by_its_picture_twice_says_it_once() -> None:
    table = begun()
    table.do(HER, case.say(HER, barrier="H-RYG"))
    table.do(HER, case.say(HER, barrier="H-RYG"))
    assert len(table.plan.says) == 1
    table.do(HER, case.confirm(HER, "2-1", None))
    assert not table.plan.says


def test_her_limit_stands_in_one_place() -> None:
    table = begun()
    table.do(HER, about.set_limit(HER, 12, MONDAY))
    assert table.plan.answers[LIMIT].value == 12
    table.do(HER, case.answer(HER, LIMIT, 10))
    assert table.plan.answers[LIMIT].value == 10
    table.do(HER, about.set_limit(HER, None))
    assert LIMIT not in table.plan.answers


# --- what cannot be --------------------------------------------------------------------------------------------------

BAD: list[tuple[str, Callable[[], Intent]]] = [
    ("board-text-empty", lambda: notes.add(HER, "wish", " \u200b ")),
    ("board-text-too-long", lambda: notes.add(HER, "wish", "a" * 1001)),
    ("cpr-number", lambda: notes.add(HER, "wish", "mit nummer er 010203-1234")),
    ("cpr-number", lambda: case.answer(HER, "age", 1002031234)),
    ("cpr-number", lambda: case.answer(HER, "age", ["0102031234"])),
    ("cpr-number", lambda: case.say(HER, "010203-1234")),
    ("cpr-number", lambda: people.contact(HER, "Karim", telephone="010203-1234")),
    ("cpr-number", lambda: about.name(HER, "010203 1234")),
    ("cpr-number", lambda: case.answer(HER, "010203-1234", 1)),
    ("cpr-number", lambda: case.say(HER, barrier="010203-1234")),
    ("cpr-number", lambda: cards.take(HER, Face(word="Mit kort", text="010203-1234"))),
    ("cpr-number", lambda: cards.take(HER, Face(word="Mit kort"), "010203-1234")),
    ("bad-value", lambda: case.talked_about(HER, "a" * 101)),
    ("bad-value", lambda: case.answer(HER, "", 1)),
    ("board-year", lambda: about.set_time(HER, dt.date.max, 13)),
    ("board-year", lambda: about.set_time(HER, dt.date.min, 13)),
    ("board-year", lambda: people.agree(HER, "Karim", "ringer", dt.date(26, 1, 1))),
    ("board-year", lambda: case.answer(HER, "age", 41, dt.date.max)),
    ("board-weekday", lambda: everyday.add(HER, "Søvn", Times(days=(8,)))),
    ("board-times", lambda: everyday.add(HER, "Søvn", Times())),
    ("board-times-end", lambda: everyday.add(HER, "Søvn", Times(days=(1,), end=dt.time(7)))),
    ("board-weeks-reversed", lambda: cards.take(HER, Face(word="Mentor"), at=weeks(3, 2))),
    ("bad-value", lambda: case.answer(HER, "age", {"value": {"value": {}}})),
    ("bad-value", lambda: case.answer(HER, "age", [1] * 201)),
    ("bad-value", lambda: case.answer(HER, "age", float("nan"))),
    ("bad-value", lambda: case.answer(HER, "age", 10**5000)),
    ("bad-choice-here", lambda: notes.add(HER, "secret", "Noget")),  # type: ignore[arg-type]
    ("bad-choice-here", lambda: people.companion(HER, "Aisha", ["everything"])),  # type: ignore[list-item]
    ("bad-choice-here", lambda: about.set_aim(HER, "money")),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("number", range(len(BAD)))
def test_what_no_plan_can_hold_is_told_in_words_and_never_quoted(number: int) -> None:
    table = begun()
    code, made = BAD[number]
    with pytest.raises(ValidationError) as caught:
        table.do(HER, made())
    found = problems_of(caught.value)
    assert code in [one.code for one in found]
    for one in found:
        for said in (one.message("da"), one.message("en")):
            assert "0203" not in said
            assert "secret" not in said
            assert "{" not in said
    assert len(table.events) == 1


def test_a_plan_holds_no_more_than_anybody_can_use() -> None:
    table = begun()
    notes_of_many = {f"9-{number}": Note(id=f"9-{number}", kind="note", text="Note") for number in range(MOST_ITEMS)}
    table.plans.append(table.plan.model_copy(update={"notes": notes_of_many}))
    with pytest.raises(InputError, match="board-full"):
        table.do(HER, notes.add(HER, "note", "En til"))
    table.do(HER, notes.remove(HER, "9-1"))
    table.do(HER, notes.add(HER, "note", "En til"))


def test_emoji_and_other_scripts_stay_as_they_were_written() -> None:
    table = begun()
    for text in ("👨‍👩‍👧 og ro", "أريد عملا", "Zażółć"):
        key = table.do(HER, notes.add(HER, "wish", text))
        assert table.plan.notes[key].text == text


# --- words -----------------------------------------------------------------------------------------------------------

WARNED: list[tuple[str, bool, Step, str | None]] = [
    ("wished", False, "park", None),
    ("agreed", False, "park", "pause-agreed"),
    ("running", False, "remove", "remove-agreed"),
    ("running", False, "take_back", "pause-agreed"),
    ("wished", True, "park", "pause-duty"),
    ("wished", True, "remove", "remove-duty"),
    ("done", False, "remove", None),
]


@pytest.mark.parametrize(("state", "duty", "step", "key"), WARNED)
def test_pausing_what_others_count_on_says_so_plainly(state: str, duty: bool, step: Step, key: str | None) -> None:
    table = begun()
    table.do(HER, people.contact(HER, "Karim", telephone="12 34 56 78", first=True))
    card = table.do(HER, cards.take(HER, Face(word="Praktik", duty=duty), "praktik", "plan", weeks(1)))
    table.do(HER, cards.set_state(HER, card, state))  # type: ignore[arg-type]
    lying = table.plan.cards[card]
    assert before(lying, step) == key
    said = warning(table.plan, lying, step, "da")
    assert (said is None) == (key is None)
    if said:
        assert said.startswith("Her på planen er ")
        assert "Ring til Karim (12 34 56 78) først" in said


def test_what_was_agreed_before_it_was_paused_is_still_counted_on() -> None:
    table = begun()
    card = table.do(HER, cards.take(HER, Face(word="Praktik"), "praktik", "plan", weeks(1)))
    table.do(HER, cards.set_state(HER, card, "agreed"))
    for pause in (cards.move(HER, card, "parked"), cards.set_state(HER, card, "paused")):
        table.do(HER, pause)
        assert table.plan.cards[card].state == "paused"
        assert before(table.plan.cards[card], "remove") == "remove-agreed"
        table.undo(HER)


def test_from_whom_and_by_whom_goes_with_the_state_that_it_belongs_to() -> None:
    table = begun()
    card = table.do(HER, cards.take(HER, Face(word="Praktik"), "praktik", "plan", weeks(1)))
    waits = Waiting(whom="Karim", by=MONDAY)
    table.do(HER, cards.set_state(HER, card, "waiting", waiting=waits))
    assert table.plan.cards[card].waiting == waits
    table.do(HER, cards.set_state(HER, card, "declined", waiting=waits, declined_by="Jobcentret"))
    assert (table.plan.cards[card].waiting, table.plan.cards[card].declined_by) == (None, "Jobcentret")
    table.do(HER, cards.set_state(HER, card, "agreed", waiting=waits, declined_by="Jobcentret"))
    assert (table.plan.cards[card].waiting, table.plan.cards[card].declined_by) == (None, None)


def test_of_her_own_card_nothing_is_said_of_a_benefit() -> None:
    table = begun()
    own = table.do(HER, cards.take(HER, Face(word="Svømning"), None, "plan", weeks(1)))
    table.do(HER, cards.set_state(HER, own, "agreed"))
    said = warning(table.plan, table.plan.cards[own], "park", "da")
    assert said == "Her på planen er det på pause. Husk at sige det til dem, du har aftalt det med."


def test_without_a_contact_person_she_is_told_to_call_her_caseworker() -> None:
    table = begun()
    card = table.do(HER, cards.take(HER, Face(word="Praktik", duty=True), "praktik", "plan", weeks(1)))
    said = warning(table.plan, table.plan.cards[card], "park", "da")
    assert said is not None
    assert "Ring til din sagsbehandler først" in said


DONE = [*((HER, one) for one in HERS), *((KARIM, one) for one in DECIDED), *((AISHA, one) for one in PROPOSED)]


@pytest.mark.parametrize("number", range(len(DONE)))
def test_every_change_is_told_in_words_in_both_languages(number: int) -> None:
    table = laid_out()
    by, made = DONE[number]
    table.do(by, made(by))
    for language in ("da", "en"):
        event, was = table.events[-1], table.plans[-2]
        said = told(event, was, language)
        assert said.endswith((".", "”"))
        assert said != Messages("tilbud_engine.board", "story", language)("changed", who="Du", thing="planen")
        assert "  " not in said


def test_why_is_told_to_her_and_hers_to_nobody_else() -> None:
    table = laid_out()
    table.do(HER, cards.move(HER, "2-1", "plan", weeks(3, 5)))
    moved = table.events[-1].model_copy(update={"why": "Jeg er bange for ham"})
    assert told(moved, table.plans[-2], "da") == "Du flyttede Mentor til uge 52 til 1. Hvorfor: ”Jeg er bange for ham”"
    assert told(moved, table.plans[-2], "da", "caseworker") == "Borgeren flyttede Mentor til uge 52 til 1."
    table.do(KARIM, cards.set_state(KARIM, "2-1", "agreed"))
    agreed = table.events[-1].model_copy(update={"why": "Der blev plads"})
    for who in ("citizen", "caseworker"):
        assert told(agreed, table.plans[-2], "da", who).endswith("Mentor: aftalt. Hvorfor: ”Der blev plads”")
    assert told(agreed, table.plans[-2], "da", "shared").endswith("Mentor: aftalt.")


def test_a_meeting_without_a_topic_is_told_in_a_whole_sentence() -> None:
    table = laid_out()
    table.do(HER, meetings.plan_meeting(HER))
    assert told(table.events[-1], table.plans[-2], "da") == "Du planlagde et møde."
    table.do(HER, meetings.plan_meeting(HER, "Arbejde"))
    assert told(table.events[-1], table.plans[-2], "da") == "Du planlagde et møde: Arbejde"


def test_who_did_it_is_told_with_the_role() -> None:
    table = laid_out()
    table.do(HER, about.name(HER, "Søren"))
    table.do(HER, cards.move(HER, "2-1", "plan", weeks(3, 5)))
    moved, was = table.events[-1], table.plans[-2]
    assert told(moved, was, "da") == "Du flyttede Mentor til uge 52 til 1."
    assert told(moved, was, "da", "caseworker") == "Søren flyttede Mentor til uge 52 til 1."
    table.do(KARIM, cards.move(KARIM, "2-1", "plan", weeks(6)))
    proposed, was = table.events[-1], table.plans[-2]
    assert told(proposed, was, "da") == "Karim (sagsbehandler) foreslog at lægge Mentor i uge 2."
    assert told(proposed, was, "da", "companion", "7-1") == "Karim (sagsbehandler) foreslog at lægge Mentor i uge 2."
    assert told(proposed, was, "da", "caseworker") == "Karim (sagsbehandler) foreslog at lægge Mentor i uge 2."
    table.do(AISHA, notes.add(AISHA, "mind", "Hun hører dårligt"))
    wrote, was = table.events[-1], table.plans[-2]
    assert told(wrote, was, "da", "companion", "7-1") == "Du skrev noget at tage hensyn til: ”Hun hører dårligt”"
    assert (
        told(wrote, was, "en", "caseworker") == "Aisha (companion) wrote something to take care of: “Hun hører dårligt”"
    )
    table.do(HER, cards.move(HER, "2-1", "parked"))
    parked, was = table.events[-1], table.plans[-2]
    assert told(parked, was, "da") == "Du satte Mentor på P."
    assert told(parked, was, "da", "caseworker") == "Det er ikke på planen mere: kortet Mentor."
