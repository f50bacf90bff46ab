"""Who sees what: nobody at the table learns what she did not want said (R-D3, R-D15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.board.example_plan import example_plan
from tests.board.table import AT_TABLE, HER, HIDDEN, KARIM, PLAYS, Table, begun, weeks
from tilbud_engine.board.changes import about, cards, case, drafts, notes, people
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.history import By
from tilbud_engine.board.laying import CORNER, other_draft
from tilbud_engine.board.plan import ITEMS, LIMIT, MEETINGS, Companion, Face, Override, Plan, Waiting
from tilbud_engine.board.story import standing, told
from tilbud_engine.board.views import Viewer, seen_by, with_consent_of
from tilbud_engine.errors import InputError

PSYCHOLOGIST = Face(word="Psykolog", text="Samtaler", pictogram="chats-circle", privacy="confidential", hours=(1, 2))
SECTIONS = ["plan", "wishes", "notes", "parked", "frustrations", "successes", "agreements", "meeting", "barriers"]


def confidential(table: Table) -> str:
    person = table.do(HER, people.contact(HER, "Bente Psykolog", telephone="12 34 56 78"))
    card = table.do(HER, cards.take(HER, PSYCHOLOGIST, "psykolog_henvist", "plan", weeks(2, 9)))
    table.do(HER, cards.edit(HER, card, contact=person, where="Psykologhuset", note="Angst", hours=1))
    table.do(HER, cards.set_state(HER, card, "waiting", waiting=Waiting(whom="Psykologen")))
    return card


def with_nothing_shared(plan: Plan) -> Plan:
    hidden = {key: one.model_copy(update={"shown": False}) for key, one in plan.cards.items()}
    lines = {key: one.model_copy(update={"shared": False}) for key, one in plan.notes.items()}
    own = plan.about.model_copy(update={"shares": ()})
    return plan.model_copy(update={"cards": hidden, "notes": lines, "about": own})


@settings(max_examples=80, deadline=None)
@given(PLAYS)
def test_the_table_never_shows_what_she_has_not_shared(table: Table) -> None:
    seen = seen_by(with_nothing_shared(table.plan), "shared")
    assert HIDDEN not in seen.model_dump_json()
    assert not any(one.place in CORNER for one in seen.cards.values())
    assert not seen.says
    assert not seen.answers
    assert not seen.about.alone


@settings(max_examples=80, deadline=None)
@given(PLAYS)
def test_the_caseworker_never_sees_what_she_keeps_to_herself(table: Table) -> None:
    plan = with_nothing_shared(table.plan)
    seen = seen_by(plan, "caseworker")
    kept = {key for key, one in plan.cards.items() if one.place in CORNER}
    assert not kept & seen.cards.keys()
    assert not [one for one in seen.notes.values() if one.kind in ("note", "frustration") and one.by != "caseworker"]
    assert LIMIT not in seen.answers


@settings(max_examples=80, deadline=None)
@given(PLAYS, st.lists(st.sampled_from(SECTIONS)))
def test_a_companion_sees_only_what_she_switched_on(table: Table, sections: list[str]) -> None:
    guest = Companion.model_validate({"id": "99-1", "name": "Aisha", "sees": sections})
    plan = table.plan.model_copy(update={"companions": {**table.plan.companions, "99-1": guest}})
    seen = seen_by(plan, "companion", "99-1", hidden=["H-RYG"])
    assert "H-RYG" not in seen.model_dump_json()
    assert not seen.answers
    assert list(seen.companions) == ["99-1"]
    assert bool(seen.agreements) <= ("agreements" in sections)
    assert bool(seen.noted("frustration")) <= ("frustrations" in sections)
    for one in seen.cards.values():
        at_p = one.place in CORNER
        assert "parked" in sections if at_p and not one.shown else {"plan", "parked"} & set(sections)
    if not {"notes", "frustrations"} & set(sections):
        assert HIDDEN not in with_nothing_shown(plan, "99-1")


def with_nothing_shown(plan: Plan, companion: str) -> str:
    return seen_by(with_nothing_shared(plan), "companion", companion, hidden=()).model_dump_json()


@settings(max_examples=60, deadline=None)
@given(PLAYS)
def test_a_companion_whose_access_has_ended_sees_nothing(table: Table) -> None:
    for key in ("no-such-companion", None):
        seen = seen_by(table.plan, "companion", key)
        assert not any(
            (seen.cards, seen.notes, seen.says, seen.contacts, seen.agreements, seen.everyday, seen.about.aim)
        )


@settings(max_examples=60, deadline=None)
@given(PLAYS, st.sampled_from(["citizen", "caseworker", "companion", "shared"]))
def test_what_is_seen_is_a_part_of_the_plan_and_looking_twice_hides_no_more(table: Table, who: Viewer) -> None:
    guest = next(iter(table.plan.companions), None)
    seen = seen_by(table.plan, who, guest, ())
    for part in ITEMS:
        if part not in ("about", "drafted"):
            assert getattr(seen, part).keys() <= getattr(table.plan, part).keys()
    assert seen.drafted.keys() <= other_draft(table.plan).keys()
    again = seen_by(seen, who, guest, ())
    assert again.cards == seen.cards
    assert again.model_copy(update={"drafted": {}}) == seen.model_copy(update={"drafted": {}})


@settings(max_examples=80, deadline=None)
@given(PLAYS)
def test_what_happened_is_told_without_what_the_reader_may_not_see(table: Table) -> None:
    befores = [None, *table.plans]
    for event, before, after in zip(table.events, befores, table.plans, strict=False):
        assert told(event, before, "da")[-1:] in ".”!" if before != after else True
        shared = any(one.shown for plan in (before, after) if plan for one in plan.cards.values())
        shared |= any(one.shared for plan in (before, after) if plan for one in plan.notes.values())
        if not shared:
            assert HIDDEN not in told(event, before, "da", "shared")
        if before and seen_by(before, "caseworker") == seen_by(after, "caseworker"):
            assert told(event, before, "en", "caseworker") == ""


@settings(max_examples=60, deadline=None)
@given(PLAYS)
def test_what_others_do_never_decides_anything_for_her(table: Table) -> None:
    for event, before, after in zip(table.events[1:], table.plans, table.plans[1:], strict=False):
        if event.by.who == "citizen":
            continue
        assert after.says == before.says
        assert after.about == before.about
        assert after.everyday == before.everyday
        assert after.companions.keys() == before.companions.keys()
        for key, one in before.cards.items():
            now = after.cards.get(key)
            assert now is not None or one.place == "offered"
            if now is not None:
                assert (now.place, now.at, now.hours, now.shown, now.note) == (
                    one.place,
                    one.at,
                    one.hours,
                    one.shown,
                    one.note,
                )
        assert all(after.cards[key].place == "offered" for key in after.cards.keys() - before.cards.keys())
        hers = {key: one for key, one in before.answers.items() if one.by == "citizen"}
        assert all(after.answers.get(key) == one for key, one in hers.items())
        assert {key: one for key, one in after.notes.items() if one.by == "citizen"} == {
            key: one for key, one in before.notes.items() if one.by == "citizen"
        }


def test_a_confidential_card_is_an_appointment_to_others_and_its_lane_says_nothing() -> None:
    table = begun()
    card = confidential(table)
    table.do(HER, people.companion(HER, "Aisha", ["plan"]))
    companion = next(iter(table.plan.companions))
    for seen in (seen_by(table.plan, "shared"), seen_by(table.plan, "companion", companion)):
        shown = seen.cards[card]
        assert (shown.face.word, shown.at) == ("Aftale", weeks(2, 9, MEETINGS))
        assert "sykolog" not in seen.model_dump_json()
        assert "Angst" not in seen.model_dump_json()
    assert seen_by(table.plan, "caseworker").cards[card].face == PSYCHOLOGIST
    english = table.plan.model_copy(update={"about": table.plan.about.model_copy(update={"language": "en"})})
    assert seen_by(english, "shared").cards[card].face.word == "Appointment"
    table.do(HER, cards.show(HER, card, shown=True))
    assert seen_by(table.plan, "shared").cards[card].face == PSYCHOLOGIST


def test_a_card_whose_name_she_showed_is_hidden_again_at_p_until_she_shows_it_there() -> None:
    table = begun()
    card = confidential(table)
    table.do(HER, cards.show(HER, card, shown=True))
    table.do(HER, cards.move(HER, card, "parked"))
    for who in ("caseworker", "shared"):
        seen = seen_by(table.plan, who)
        assert card not in seen.cards
        assert not seen.contacts
    table.do(HER, cards.show(HER, card, shown=True))
    assert card in seen_by(table.plan, "shared").cards
    table.do(HER, cards.move(HER, card, "plan"))
    assert seen_by(table.plan, "shared").cards[card].face.word == "Aftale"


def test_what_others_may_not_see_they_cannot_change_or_ask_about() -> None:
    table = begun()
    card = confidential(table)
    table.do(HER, cards.move(HER, card, "parked"))
    note = table.do(HER, notes.add(HER, "frustration", "For mange breve"))
    for intent in (
        cards.set_state(KARIM, card, "agreed"),
        cards.move(KARIM, card, "plan", weeks(3)),
        cards.edit(KARIM, card, where="Havnen"),
        cards.remove(KARIM, card),
        notes.remove(KARIM, note),
        notes.rewrite(KARIM, note, "Alt er godt"),
    ):
        with pytest.raises(InputError, match="board-item-gone"):
            table.do(KARIM, intent)


def test_a_caseworker_who_offers_what_she_has_parked_does_not_learn_of_it_and_her_yes_takes_it_up_again() -> None:
    table = begun()
    face = Face(word="Mentor")
    own = table.do(HER, cards.take(HER, face, "mentor", "plan", weeks(0, 3)))
    with pytest.raises(InputError, match="board-card-already-there"):
        table.do(KARIM, cards.take(KARIM, face, "mentor", "plan", weeks(4, 6)))
    table.do(HER, cards.set_state(HER, own, "running"))
    table.do(HER, cards.move(HER, own, "parked"))
    offered = table.do(KARIM, cards.take(KARIM, face, "mentor", "plan", weeks(4, 6)))
    table.do(HER, cards.answer_proposal(HER, offered, yes=True))
    assert list(table.plan.cards) == [own]
    assert (table.plan.cards[own].at, table.plan.cards[own].state) == (weeks(4, 6), "running")


def test_who_sees_no_lane_moves_a_card_to_none() -> None:
    table = begun()
    card = confidential(table)
    companion = By(who="companion", name="Aisha", companion=table.do(HER, people.companion(HER, "Aisha", ["plan"])))
    table.do(companion, cards.move(companion, card, "plan", weeks(4, 5, MEETINGS)))
    table.do(HER, cards.answer_proposal(HER, card, yes=True))
    assert table.plan.cards[card].at == weeks(4, 5, "H")


def test_a_card_that_she_moves_while_it_is_covered_keeps_its_own_lane() -> None:
    table = begun()
    card = confidential(table)
    lying = seen_by(table.plan, "shared").cards[card].at
    assert lying is not None
    table.do(AT_TABLE, cards.move(AT_TABLE, card, "plan", weeks(5, 6, lying.lane)))
    assert table.plan.cards[card].at == weeks(5, 6, "H")


@pytest.mark.parametrize(("who", "is_seen"), [("citizen", True), ("caseworker", True), ("shared", False)])
def test_only_she_and_the_caseworker_see_that_she_wants_to_talk_alone(who: Viewer, is_seen: bool) -> None:
    table = begun()
    table.do(AT_TABLE, about.talk_alone(AT_TABLE))
    assert seen_by(table.plan, who).about.alone is is_seen
    assert bool(told(table.events[-1], table.plans[-2], "da", who)) is is_seen


def test_her_limit_is_seen_when_she_shares_it() -> None:
    table = begun()
    table.do(HER, about.set_limit(HER, 12, dt.date(2026, 11, 30)))
    assert not seen_by(table.plan, "caseworker").answers
    table.do(HER, about.share(HER, "limit"))
    assert seen_by(table.plan, "caseworker").answers[LIMIT].value == 12
    assert seen_by(table.plan, "shared").answers[LIMIT].value == 12
    with pytest.raises(InputError, match="board-hers-alone"):
        table.do(KARIM, case.answer(KARIM, LIMIT, 37))


def test_a_companion_sees_barriers_without_her_words() -> None:
    table = begun()
    table.do(HER, case.say(HER, "ryggen, siden han slog mig", "H-RYG"))
    table.do(HER, case.say(HER, "min mand slår mig"))
    guest = table.do(HER, people.companion(HER, "Aisha", ["barriers"]))
    seen = seen_by(table.plan, "companion", guest, hidden=[])
    assert [(one.words, one.barrier) for one in seen.says.values()] == [(None, "H-RYG")]
    assert not seen_by(table.plan, "companion", guest).says


def test_what_she_has_taken_back_is_not_told_of_the_past_either() -> None:
    table = begun()
    card = confidential(table)
    table.do(HER, cards.show(HER, card, shown=True))
    showing, was = table.events[-1], table.plans[-2]
    note = table.do(HER, notes.add(HER, "note", "Jeg vil ud på vandet"))
    table.do(HER, notes.share(HER, note))
    then = table.plan
    assert "Psykolog" in told(showing, was, "da", "shared", today=then)
    assert "vandet" in seen_by(with_consent_of(table.plan, then), "caseworker").model_dump_json()
    table.do(HER, cards.show(HER, card, shown=False))
    table.do(HER, notes.share(HER, note, False))
    assert told(showing, was, "da", "shared", today=table.plan) == ""
    assert "vandet" not in seen_by(with_consent_of(table.plan, then), "caseworker").model_dump_json()
    assert told(showing, was, "da", today=table.plan) == "Du lod andre se kortet Psykolog."


def test_the_other_draft_can_be_had_from_what_may_be_seen_alone() -> None:
    table = begun()
    card = confidential(table)
    table.do(HER, drafts.begin_draft(HER))
    table.do(HER, cards.move(HER, card, "plan", weeks(6)))
    covered = other_draft(seen_by(table.plan, "shared"))[card]
    assert (covered.face.word, covered.at) == ("Aftale", weeks(2, 9, MEETINGS))


def test_the_second_draft_is_hidden_as_the_first() -> None:
    table = begun()
    card = confidential(table)
    table.do(HER, cards.show(HER, card, shown=True))
    table.do(HER, drafts.begin_draft(HER))
    table.do(HER, cards.show(HER, card, shown=False))
    seen = seen_by(table.plan, "shared")
    assert seen.drafted[card].face.word == "Aftale"
    table.do(HER, cards.move(HER, card, "parked"))
    table.do(HER, drafts.swap_drafts(HER))
    assert card not in seen_by(table.plan, "caseworker").drafted


def test_the_plan_to_look_at_keeps_its_secrets() -> None:
    plan = example_plan()
    parked = [one.face.word for one in plan.placed("parked", "earlier") if not one.shown]
    covered = [one.face.word for one in plan.cards.values() if one.face.privacy == "confidential" and not one.shown]
    text = seen_by(plan, "shared").model_dump_json()
    assert parked
    assert not [word for word in (*parked, *covered) if f'"{word}"' in text]


def test_her_note_on_a_card_is_hers_and_the_caseworkers_on_the_rules_is_between_the_two() -> None:
    table = begun()
    override = Override(note="Aftalt med lederen", on=dt.date(2026, 11, 30))
    card = table.do(KARIM, cards.take(KARIM, Face(word="Mentor"), "mentor", "plan", weeks(1), override=override))
    table.do(HER, cards.answer_proposal(HER, card, yes=True))
    table.do(HER, cards.edit(HER, card, note="Han minder om min far"))
    for who in ("caseworker", "shared"):
        assert seen_by(table.plan, who).cards[card].note is None
    assert seen_by(table.plan, "caseworker").cards[card].override == override
    assert seen_by(table.plan, "shared").cards[card].override is None


def test_her_own_view_is_the_plan() -> None:
    table = begun()
    confidential(table)
    assert seen_by(table.plan, "citizen") is table.plan


def test_what_was_undone_is_told_to_nobody_else_and_what_was_done_again_is() -> None:
    table = begun()
    table.do(HER, notes.add(HER, "wish", "Taget tilbage"))
    table.undo(HER)
    assert [one.what for one in standing(table.events)] == ["begin"]
    assert [one.what for one in standing(table.events[2:])] == ["undo"]
    table.redo(HER)
    assert [one.what for one in standing(table.events)] == ["begin", table.events[1].what]
    table.undo(HER)
    assert [one.what for one in standing(table.events)] == ["begin"]


def test_whoever_belongs_to_a_card_that_was_hidden_since_is_not_told_of_the_past_either() -> None:
    table = begun()
    person = table.do(HER, people.contact(HER, "Psykolog Holm", "psykolog"))
    face = Face(word="Psykolog", privacy="confidential")
    card = table.do(HER, cards.take(HER, face, None, "plan", weeks(1)))
    then = table.plan
    table.do(HER, cards.edit(HER, card, contact=person))
    assert person not in seen_by(with_consent_of(table.plan, then, "shared"), "shared").contacts
    assert person in seen_by(with_consent_of(table.plan, then, "caseworker"), "caseworker").contacts
    assert told(table.events[1], table.plans[0], "da", "companion", today=table.plan) == ""


def test_a_companion_without_a_name_is_told_of_by_the_role() -> None:
    table = begun()
    key = table.do(HER, people.companion(HER, "Aisha", ["plan", "notes"]))
    table.do(By(who="companion", companion=key), notes.add(By(who="companion", companion=key), "mind", "Trapper"))
    assert told(table.events[-1], table.plans[-2], "da").startswith("Bisidderen ")


@pytest.mark.parametrize("what", ["with-why", "week", "weeks", "you", "thing-named", "{who}", "no such change"])
def test_a_change_by_a_name_that_is_none_is_told_as_a_change(what: str) -> None:
    """A plan that is taken in may call its changes anything."""
    first = begun().events[0]
    plain = told(first.model_copy(update={"what": "changed"}), None, "da")
    assert told(first.model_copy(update={"what": what}), None, "da") == plain


@pytest.mark.parametrize("end", [drafts.drop_draft, drafts.choose_draft])
def test_a_card_at_p_in_one_draft_alone_stays_hers_when_the_other_is_kept(end: Callable[[By], Intent]) -> None:
    """R-D3: it would come to her hand, for all to see."""
    table = begun()
    table.do(HER, drafts.begin_draft(HER))
    card = table.do(HER, cards.take(HER, Face(word="Psykolog"), None, "parked"))
    laid = table.do(HER, cards.take(HER, Face(word="Kor"), None, "plan", weeks(1)))
    if end is drafts.choose_draft:
        table.do(HER, drafts.swap_drafts(HER))
    table.do(HER, end(HER))
    assert (table.plan.cards[card].place, table.plan.cards[laid].place) == ("parked", "hand")
    assert "Psykolog" not in seen_by(table.plan, "caseworker").model_dump_json()
