"""A line about a card is seen by those who see the card, whatever becomes of it (R-D3, R-D15)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.board.table import AT_TABLE, HER, KARIM, MONDAY, Table, begun, weeks
from tilbud_engine.board.calendar import ics
from tilbud_engine.board.changes import cards, drafts, meetings, notes, people
from tilbud_engine.board.changes.next_plan import next_plan
from tilbud_engine.board.history import By, written
from tilbud_engine.board.plan import Face, Plan
from tilbud_engine.board.story import told
from tilbud_engine.board.views import Viewer, seen_by, with_consent_of

WORD = "Psykolog"
OPEN = Face(word=WORD, text="Samtaler", also=("Psychologist",))
HIDDEN = OPEN.model_copy(update={"privacy": "confidential"})
POINT = "Hvordan går det med psykologen?"


def lines(plan: Plan, who: Viewer, companion: str | None = None) -> str:
    """Return all that somebody sees but the cards and the pile of what was said."""
    seen = seen_by(plan, who, companion, ())
    return seen.model_copy(update={"cards": {}, "drafted": {}, "says": {}}).model_dump_json().casefold()


def written_about(face: Face, by: By = HER) -> tuple[Table, str, str]:
    """Return a plan with a card, and everything that can be written about it, with the ids of card and companion."""
    table = begun()
    guest = table.do(HER, people.companion(HER, "Aisha", ["plan", "agreements", "meeting", "wishes", "successes"]))
    card = table.do(HER, cards.take(HER, face, "psykolog", "plan", weeks(2, 4)))
    meeting = table.do(HER, meetings.plan_meeting(HER))
    for intent in (
        meetings.set_topic(HER, meeting, "Min psykolog") if by is HER else None,
        meetings.set_time(by, meeting, MONDAY, where="Hos psykologen"),
        meetings.add_point(by, meeting, POINT),
        meetings.invite(by, meeting, "Klinikken", "can_give", because=f"Kan hjælpe med kortet {WORD}."),
        meetings.invite(by, meeting, f"{WORD} Holm", "in_contact"),
        people.agree(by, "Karim", "ringer til psykologen", MONDAY),
        people.agree(by, "psykologen", "skriver et brev", MONDAY, meeting),
    ):
        if intent is not None:
            table.do(by, intent)
    return table, card, guest


AWAY: dict[str, Callable[[Table, str], object]] = {
    "hidden": lambda table, card: table.do(HER, cards.show(HER, card, shown=False)),
    "parked": lambda table, card: table.do(HER, cards.move(HER, card, "parked")),
    "over": lambda table, card: table.do(HER, cards.move(HER, card, "earlier")),
    "removed": lambda table, card: table.do(HER, cards.remove(HER, card)),
    "parked and removed": lambda table, card: (
        table.do(HER, cards.move(HER, card, "parked")),
        table.do(HER, cards.remove(HER, card)),
    ),
    "in the other draft alone": lambda table, card: (
        table.do(HER, cards.move(HER, card, "parked")),
        table.do(HER, drafts.begin_draft(HER)),
        table.do(HER, cards.remove(HER, card)),
    ),
}


@pytest.mark.parametrize("face", [OPEN, HIDDEN], ids=["open", "confidential"])
@pytest.mark.parametrize("by", [HER, KARIM], ids=["hers", "the caseworker's"])
@pytest.mark.parametrize("how", AWAY)
def test_what_was_written_about_a_card_is_seen_with_the_card_alone(face: Face, by: By, how: str) -> None:
    table, card, guest = written_about(face, by)
    table.do(HER, cards.show(HER, card, shown=True))
    readers: list[tuple[Viewer, str | None]] = [("shared", None), ("companion", guest), ("caseworker", None)]
    for who, companion in readers:
        assert lines(table.plan, who, companion).count("psykolog") >= 4
    before = table.plan
    AWAY[how](table, card)
    sees_it = {"caseworker"} if face is HIDDEN and how == "hidden" else set()
    if face is OPEN and how == "hidden":
        return  # An open card is not hidden by its name.
    for who, companion in readers:
        assert ("psykolog" in lines(table.plan, who, companion)) is (who in sees_it), who
        assert ("klinikken" in lines(table.plan, who, companion)) is (who in sees_it), who
    assert "psykolog" not in ics(table.plan, "BCDF-GHJK-LMNP", 5, table.events[-1].at, "da").decode().casefold()
    assert (table.plan.meetings, table.plan.agreements) == (before.meetings, before.agreements)
    while table.plan != before:
        table.undo(HER)
    assert lines(table.plan, "shared").count("psykolog") >= 4


@pytest.mark.parametrize("who", ["shared", "companion", "caseworker"])
def test_what_was_written_about_a_card_goes_with_the_taking_of_it(who: Viewer) -> None:
    """Undo takes back her own last change alone: what the caseworker wrote meanwhile stays, and names the card."""
    table = begun()
    guest = table.do(HER, people.companion(HER, "Aisha", ["plan", "agreements", "meeting"]))
    meeting = table.do(KARIM, meetings.plan_meeting(KARIM))
    table.do(HER, cards.take(HER, OPEN, "psykolog", "plan", weeks(2)))
    table.do(KARIM, meetings.add_point(KARIM, meeting, POINT))
    assert "psykolog" in lines(table.plan, who, guest)
    table.undo(HER)
    assert not table.plan.cards
    assert "psykolog" not in lines(table.plan, who, guest)
    assert told(table.events[-1], table.plans[-2], "da", who, guest, today=table.plan).casefold().count("psykolog") <= 1
    table.redo(HER)
    assert "psykolog" in lines(table.plan, who, guest)


@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_was_written_about_an_offer_that_she_refused_or_that_was_withdrawn_goes_with_it(
    *, withdrawn: bool
) -> None:
    table = begun()
    guest = table.do(HER, people.companion(HER, "Aisha", ["plan", "agreements", "meeting"]))
    meeting = table.do(KARIM, meetings.plan_meeting(KARIM))
    card = table.do(KARIM, cards.take(KARIM, HIDDEN, "psykolog", "hand"))
    table.do(KARIM, meetings.add_point(KARIM, meeting, POINT))
    table.do(KARIM, people.agree(KARIM, "Karim", "spørger psykologen"))
    table.do(
        KARIM if withdrawn else HER,
        cards.withdraw_proposal(KARIM, card) if withdrawn else cards.answer_proposal(HER, card, yes=False),
    )
    assert "psykolog" not in lines(table.plan, "shared")
    assert "psykolog" not in lines(table.plan, "companion", guest)


def test_nothing_that_is_written_vanishes_for_who_wrote_it_because_of_a_card_that_is_hidden() -> None:
    """Else others could find out what she keeps to herself by writing down the name of one card after another."""
    table = begun()
    guest = By(who="companion", companion=table.do(HER, people.companion(HER, "Aisha", ["plan", "meeting", "notes"])))
    table.do(HER, cards.take(HER, HIDDEN, "psykolog", "plan", weeks(2)))
    parked = table.do(HER, cards.take(HER, Face(word="Mentor"), "mentor"))
    table.do(HER, cards.move(HER, parked, "parked"))
    meeting = table.do(HER, meetings.plan_meeting(HER))
    table.do(KARIM, meetings.add_point(KARIM, meeting, "Vil du have en mentor?"))
    table.do(KARIM, people.agree(KARIM, "Karim", "finder en mentor"))
    table.do(KARIM, meetings.invite(KARIM, meeting, "Mentor Jens", "can_give"))
    assert lines(table.plan, "caseworker").count("mentor") == 3
    table.do(guest, meetings.invite(guest, meeting, "Psykolog Holm", "in_contact"))
    table.do(guest, notes.add(guest, "mind", "Spørg psykologen"))
    assert lines(table.plan, "companion", guest.companion).count("psykolog") == 2
    assert "psykolog" not in lines(table.plan, "shared")


def test_who_names_somebody_or_something_that_is_there_and_hidden_is_not_told_so() -> None:
    table, card, _ = written_about(OPEN)
    table.do(HER, cards.move(HER, card, "parked"))
    [meeting] = table.plan.meetings
    table.do(KARIM, meetings.invite(KARIM, meeting, "Klinikken", "has_authority"))
    assert "klinikken" in lines(table.plan, "caseworker")
    table.do(KARIM, meetings.add_point(KARIM, meeting, POINT))
    assert table.plan.meetings[meeting].agenda == (POINT,)


@pytest.mark.parametrize("how", ["removed", "next plan", "another instead", "nobody"])
def test_a_contact_person_of_a_confidential_card_is_not_shown_when_the_card_goes_either(how: str) -> None:
    table = begun()
    person = table.do(HER, people.contact(HER, "Bente Holm", telephone="12 34 56 78"))
    other = table.do(HER, people.contact(HER, "Line"))
    card = table.do(HER, cards.take(HER, HIDDEN, "psykolog", "plan", weeks(2)))
    meeting = table.do(HER, meetings.plan_meeting(HER))
    assert "bente" in lines(table.plan, "shared")
    table.do(HER, meetings.invite(HER, meeting, "Bente Holm", "in_contact", because="Du taler med Bente Holm nu."))
    table.do(HER, cards.edit(HER, card, contact=person))
    plan = then = table.plan
    match how:
        case "removed":
            table.do(HER, cards.remove(HER, card))
            plan = table.plan
        case "next plan":
            table.do(HER, cards.set_state(HER, card, "declined"))
            change = next_plan(table.plan, AT_TABLE, MONDAY, "BCDF-GHJK-LMNP")(table.plan, 1)
            plan = written(None, change.writes)
            assert not plan.cards
        case _:
            table.do(HER, cards.edit(HER, card, contact=other if how == "another instead" else None))
            plan = table.plan
    assert "bente" not in lines(plan, "shared")
    assert "bente" in lines(plan, "citizen")
    if how != "next plan":
        assert "bente" not in lines(with_consent_of(plan, then), "shared")


def test_lines_go_on_with_the_next_plan_and_are_hidden_there_as_here() -> None:
    table, card, _ = written_about(HIDDEN)
    table.do(HER, cards.set_state(HER, card, "declined"))
    change = next_plan(table.plan, AT_TABLE, MONDAY, "BCDF-GHJK-LMNP")(table.plan, 1)
    following = written(None, change.writes)
    assert not following.cards
    assert "psykolog" in lines(following, "citizen")
    for who in ("shared", "caseworker"):
        assert "psykolog" not in lines(following, who)


@pytest.mark.parametrize("who", ["shared", "companion"])
def test_while_a_confidential_card_is_hidden_her_own_words_do_not_name_it_to_those_who_look_on(who: Viewer) -> None:
    table = begun()
    guest = table.do(HER, people.companion(HER, "Aisha", ["plan", "wishes", "notes", "successes", "agreements"]))
    table.do(HER, notes.add(HER, "success", "Jeg var hos psykologen tre gange"))
    table.do(HER, notes.add(HER, "wish", "Jeg vil ud at sejle"))
    table.do(HER, people.contact(HER, "Holm", "psykolog"))
    kind = table.do(HER, cards.take(HER, Face(word="Gåtur"), None, "plan", weeks(2)))
    table.do(HER, cards.edit(HER, kind, where="Ved psykologen"))
    assert "psykolog" in seen_by(table.plan, who, guest).model_dump_json().casefold()
    card = table.do(HER, cards.take(HER, HIDDEN, "psykolog", "plan", weeks(3)))
    seen = seen_by(table.plan, who, guest).model_dump_json().casefold()
    assert "psykolog" not in seen
    assert "sejle" in seen
    assert "gåtur" in seen
    table.do(HER, cards.show(HER, card, shown=True))
    assert "tre gange" in seen_by(table.plan, who, guest).model_dump_json()


def test_what_a_line_was_written_about_is_told_to_nobody() -> None:
    table, card, guest = written_about(HIDDEN)
    table.do(HER, cards.show(HER, card, shown=True))
    for who in ("shared", "companion", "caseworker"):
        seen = seen_by(table.plan, who, guest)
        assert not any(one.names for one in seen.meetings.values())
        assert not any(one.names for one in seen.agreements.values())
        assert not any(one.names for one in seen.contacts.values())
        assert not any(person.names or person.about for one in seen.meetings.values() for person in one.participants)


@pytest.mark.parametrize("face", [OPEN, HIDDEN], ids=["open", "confidential"])
def test_whoever_offers_a_card_of_the_same_name_brings_nothing_to_sight(face: Face) -> None:
    table, card, guest = written_about(face)
    table.do(HER, cards.move(HER, card, "parked"))
    other = By(who="companion", companion=guest, name="Aisha")
    for by in (KARIM, other):
        table.do(by, cards.take(by, Face(word=WORD), None, "hand"))
    for who, companion in (("shared", None), ("companion", guest), ("caseworker", None)):
        seen = seen_by(table.plan, who, companion)  # type: ignore[arg-type]
        told = str((*seen.meetings.values(), *seen.agreements.values())).casefold()
        assert "psykolog" not in told
        assert "klinikken" not in told


def test_a_line_about_a_card_that_goes_on_is_seen_with_it_in_the_next_plan() -> None:
    table, card, _ = written_about(OPEN)
    table.do(HER, cards.move(HER, card, "hand"))
    change = next_plan(table.plan, AT_TABLE, MONDAY, "BCDF-GHJK-LMNP")(table.plan, 1)
    following = written(None, change.writes)
    [carried] = following.cards.values()
    assert lines(following, "caseworker").count("psykolog") == lines(table.plan, "caseworker").count("psykolog")
    table.plans.append(following)
    table.do(HER, cards.remove(HER, carried.id))
    assert "psykolog" not in lines(table.plan, "caseworker")
