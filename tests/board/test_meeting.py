"""Who may come to a meeting and why, what it may be about, and whose it is to choose."""

from __future__ import annotations

import datetime as dt
import re
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checkout import ROOT
from tilbud_engine.board.calendar import ics
from tilbud_engine.board.changes import meetings
from tilbud_engine.board.changes.cards import move, remove, show
from tilbud_engine.board.changes.drafts import begin_draft
from tilbud_engine.board.changes.writing import Intent, put
from tilbud_engine.board.history import By, Event, replayed, written
from tilbud_engine.board.history import undo as undone
from tilbud_engine.board.meeting import (
    Around,
    doubt_of,
    meeting_words,
    propose_agenda,
    propose_participants,
    still_proposed,
    upcoming,
    without_agreements,
)
from tilbud_engine.board.plan import (
    MOST_LINES,
    About,
    Agreement,
    Answer,
    BoardCard,
    Companion,
    Contact,
    Face,
    Meeting,
    Participant,
    Plan,
    Stretch,
)
from tilbud_engine.board.prompts import DUTIES, RIGHTS, TECHNIQUES, ask_when_in_doubt, prompts, rights_and_duties
from tilbud_engine.board.views import Viewer, seen_by
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError
from tilbud_engine.suggestion import LegState

MONDAY = dt.date(2026, 11, 23)
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
HER, CASEWORKER = By(who="citizen", at_table=True), By(who="caseworker")
FRIEND = By(who="companion", companion="1-9", name="Mona")
FIRST = Meeting(id="1-1")


def around(engine: Engine, *legs: LegState, language: str = "da") -> Around:
    resolved = engine.rulebook.resolve("danmark", MONDAY)
    return Around(resolved, engine.vocabulary, legs, meeting_words(language))


def card(offer: str, word: str, key: str = "2-1", **fields: object) -> BoardCard:
    face = Face.model_validate({"word": word, "privacy": fields.pop("privacy", "normal")})
    at = Stretch(lane=str(fields.pop("lane", "A")), first=MONDAY, last=MONDAY)
    return BoardCard.model_validate({"id": key, "face": face, "offer": offer, "place": "plan", "at": at, **fields})


def plan(*cards: BoardCard, **parts: object) -> Plan:
    about = About.model_validate({"start": MONDAY, "ruleset": "danmark", **dict(parts.pop("about", {}))})  # type: ignore[call-overload]
    items = {"meetings": {FIRST.id: FIRST}, **parts}
    return Plan.model_validate({"about": about, "cards": {one.id: one for one in cards}, **items})


def after(plan: Plan, *intents: Intent) -> Plan:
    for version, intent in enumerate(intents, 10):
        plan = written(plan, intent(plan, version).writes)
    return plan


def refused(plan: Plan, intent: Intent) -> str:
    with pytest.raises(InputError) as error:
        intent(plan, 10)
    return error.value.problems[0].code


def test_what_is_proposed_for_a_meeting_is_said_to_nobody_alone_since_all_at_the_table_read_it() -> None:
    """Whoever is named reads why, and a caseworker sees the proposals on a side of her own."""
    text = (ROOT / "src" / "tilbud_engine" / "board" / "words" / "meeting.toml").read_text(encoding="utf-8")
    said = {key: one["da"] for key, one in tomllib.loads(text).items() if key not in ("you", "municipality")}
    assert {key: one for key, one in said.items() if re.search(r"\b(du|dig|din|dit|dine)\b", one, re.IGNORECASE)} == {}


@pytest.mark.parametrize(
    ("day", "doubt"),
    [
        (None, None),
        (MONDAY - dt.timedelta(days=1), "past"),
        (MONDAY, None),
        (MONDAY + dt.timedelta(days=13 * 7 - 1), None),
        (MONDAY + dt.timedelta(days=13 * 7), "after"),
    ],
)
def test_a_day_that_has_passed_or_lies_outside_the_plan_is_asked_about(day: dt.date | None, doubt: str | None) -> None:
    assert doubt_of(plan(), day, MONDAY) == doubt
    later = plan(about={"start": MONDAY + dt.timedelta(weeks=14)})
    assert doubt_of(later, day, MONDAY) == (doubt if doubt == "past" or day is None else "before")


# --- who may come: R-X1, R-A10, R-D6 --------------------------------------------------------------------------------


def test_everybody_proposed_for_a_meeting_has_a_reason_and_only_a_companion_needs_none(engine: Engine) -> None:
    """R-X1."""
    laid = plan(
        card("virksomhedspraktik", "Praktik"),
        card("laege_med", "Lægen med", "2-2"),
        contacts={"1-2": Contact(id="1-2", name="Line", role="Borgerkonsulent", first=True)},
        companions={"1-9": Companion(id="1-9", name="Mona")},
    )
    found = propose_participants(laid, around(engine))
    assert {one.name for one in found if one.reason is None} == {"Mona"}
    assert {one.reason for one in found if one.role == "participant"} == {"can_give", "has_authority"}
    assert all(one.because for one in found if one.role != "companion")
    assert not any(one.chosen for one in found)


def test_the_one_who_decides_about_a_card_is_proposed_as_having_authority(engine: Engine) -> None:
    found = propose_participants(plan(card("virksomhedspraktik", "Praktik")), around(engine))
    [decider] = [one for one in found if one.reason == "has_authority" and one.role == "participant"]
    assert (decider.name, decider.because) == (
        "Kommunen: Beskæftigelse",
        "Siger ja eller nej til kortet Praktik.",
    )


def test_whoever_helps_with_a_card_that_she_decides_herself_is_proposed_as_giving(engine: Engine) -> None:
    found = propose_participants(plan(card("laege_med", "Lægen med")), around(engine))
    [giver] = [one for one in found if one.reason == "can_give"]
    assert (giver.name, giver.because) == ("Egen læge", "Kan hjælpe med kortet Lægen med.")


def test_whom_she_is_in_contact_with_is_proposed_with_their_role(engine: Engine) -> None:
    """R-A10: the consultant across departments, by name."""
    contact = Contact(id="1-2", name="Karim", role="mentor")
    found = propose_participants(plan(contacts={"1-2": contact}), around(engine))
    assert ("Karim", "in_contact", "Er i kontakt nu: mentor.") in [(o.name, o.reason, o.because) for o in found]


def test_a_leg_with_something_in_the_way_and_no_card_brings_somebody_who_can_give_what_is_missing(
    engine: Engine,
) -> None:
    leg = LegState("N", "Mennesker omkring mig", "stated", ("N-ALENE",), ("frivillig_ven",))
    found = propose_participants(plan(), around(engine, leg))
    [giver] = [one for one in found if one.reason == "can_give"]
    assert (
        giver.because
        == "Kan fortælle om kortet Frivillig ven. Der ligger ikke noget kort ved Mennesker omkring mig endnu."
    )
    # Of a card that is not for all to see nobody is proposed, unless she holds it: who comes would tell what it is.
    hidden = LegState("H", "Krop og sind", "stated", ("H-RUS",), ("stofmisbrugsbehandling", "frivillig_ven"))
    told = " ".join(str(one.because) for one in propose_participants(plan(), around(engine, hidden)))
    assert "Frivillig ven" in told
    assert "Behandling" not in told
    laid = plan(card("frivillig_ven", "En ven"))
    assert "endnu" not in " ".join(str(one.because) for one in propose_participants(laid, around(engine, leg)))


@pytest.mark.parametrize(
    ("answer", "by", "proposed"),
    [(None, "citizen", False), (0, "citizen", False), (1, "citizen", True), (3, "citizen", True),
     (3, "caseworker", False)],
)  # fmt: skip
def test_the_network_is_proposed_only_to_somebody_who_has_said_that_she_has_one(
    engine: Engine, answer: int | None, by: str, proposed: bool
) -> None:
    """R-D6: unknown is not none, but nobody is asked to bring people whom she may not have."""
    known = {"id": "network_persons", "value": answer, "by": by, "on": MONDAY}
    answers = {} if answer is None else {"network_persons": Answer.model_validate(known)}
    names = [one.name for one in propose_participants(plan(answers=answers), around(engine))]
    assert ("En fra familien eller en ven" in names) is proposed


def test_she_may_bring_whom_she_wants_whether_she_has_a_network_or_not() -> None:
    """R-D6: her choice is accepted."""
    brother = Participant(name="Min bror, der også drikker", role="companion")
    after_it = after(plan(), meetings.invite(HER, "1-1", brother.name, role="companion"))
    assert after_it.meetings["1-1"].participants == (brother.model_copy(update={"chosen": True}),)


@pytest.mark.parametrize("privacy", ["confidential"])
def test_no_proposal_tells_of_a_card_that_she_keeps_to_herself(engine: Engine, privacy: str) -> None:
    hers = card("stofmisbrugsbehandling", "Behandling", privacy=privacy)
    told = str(propose_participants(plan(hers), around(engine))) + str(
        propose_agenda(plan(hers), FIRST, around(engine))
    )
    assert "Behandling" not in told
    assert "Rusmiddel" not in told
    shown = propose_participants(plan(hers.model_copy(update={"shown": True})), around(engine))
    assert "Behandling" in str(shown)


def test_a_parked_card_brings_nobody_and_nothing_to_the_meeting(engine: Engine) -> None:
    parked = card("virksomhedspraktik", "Praktik", place="parked")
    told = str(propose_participants(plan(parked), around(engine))) + str(
        propose_agenda(plan(parked), FIRST, around(engine))
    )
    assert "Praktik" not in told


def test_nobody_is_proposed_twice_or_once_on_the_list(engine: Engine) -> None:
    twice = {"1-2": Contact(id="1-2", name="Line", first=True), "1-3": Contact(id="1-3", name="line")}
    held = plan(contacts=twice)
    assert [one.name for one in propose_participants(held, around(engine))] == ["Line"]
    chosen = after(held, meetings.invite(HER, "1-1", propose_participants(held, around(engine))[0].name))
    assert still_proposed(chosen, chosen.meetings["1-1"], around(engine)) == ()


def test_the_double_role_of_the_one_who_chairs_is_said(engine: Engine) -> None:
    """R-D15."""
    [chair] = propose_participants(plan(), around(engine))
    assert chair.role == "chair"
    assert "Arbejder samtidig for kommunen" in str(chair.because)
    [chair] = propose_participants(plan(), around(engine, language="en"))
    assert "works for the municipality" in str(chair.because)


# --- what it is about: R-P1, R-X3 to R-X8, R-O09, R-P10 -------------------------------------------------------------


def test_the_first_meeting_begins_with_who_is_there_and_goes_through_rights_and_ends_with_agreements(
    engine: Engine,
) -> None:
    """R-X3, R-O10."""
    points = propose_agenda(plan(), FIRST, around(engine))
    assert points == (
        "Hvem er her, og hvilken rolle har hver?",
        "Rettigheder og pligter",
        "Hvad er det vigtigste at tale om?",
        "Styrker, og det, der lykkes",
        "Hvem gør hvad, og hvornår?",
    )
    second = plan(meetings={"1-1": FIRST, "0-1": Meeting(id="0-1", held=True)})
    assert "Rettigheder og pligter" not in propose_agenda(second, FIRST, around(engine))


def test_the_topic_is_the_one_that_she_chose(engine: Engine) -> None:
    """R-P1."""
    meeting = Meeting(id="1-1", topic="Min datter")
    assert "Emnet: Min datter" in propose_agenda(plan(), meeting, around(engine))


@pytest.mark.parametrize(("aim", "point"), [("work", "arbejde"), ("education", "uddannelse"), ("other", "Målet")])
def test_the_next_step_is_towards_what_she_aims_at(engine: Engine, aim: str, point: str) -> None:
    """R-X6: work, education or something else."""
    [step] = [one for one in propose_agenda(plan(about={"aim": aim}), FIRST, around(engine)) if "skridt" in one]
    assert point in step


def test_a_placement_under_way_is_followed_up_with_her_and_with_the_place(engine: Engine) -> None:
    """R-X5, R-O09: both ways."""
    running = propose_agenda(plan(card("virksomhedspraktik", "Praktik", state="running")), FIRST, around(engine))
    assert "Praktik: hvordan går det, og hvordan går det for dem på stedet?" in running
    wished = propose_agenda(plan(card("virksomhedspraktik", "Praktik")), FIRST, around(engine))
    assert not any("på stedet" in one for one in wished)


def test_help_at_home_and_work_at_the_same_time_is_talked_about_together(engine: Engine) -> None:
    """R-X8: alongside, not one after the other."""
    both = plan(card("virksomhedspraktik", "Praktik"), card("familievejleder", "Familie", "2-2", lane="N"))
    assert "Hvordan passer det hele sammen på samme tid?" in propose_agenda(both, FIRST, around(engine))


def test_every_meeting_has_room_for_what_she_is_good_at(engine: Engine) -> None:
    """R-X7."""
    assert "Styrker, og det, der lykkes" in propose_agenda(plan(), FIRST, around(engine))


def test_several_meetings_ask_whether_they_can_be_one(engine: Engine) -> None:
    """R-P10, R-P5."""
    two = plan(meetings={"1-1": FIRST, "1-2": Meeting(id="1-2")})
    assert "Kan nogle af møderne blive til ét?" in propose_agenda(two, FIRST, around(engine))
    assert "Kan nogle af møderne blive til ét?" not in propose_agenda(plan(), FIRST, around(engine))


def test_what_is_open_and_what_is_awaited_comes_up_again(engine: Engine) -> None:
    """R-P6: nobody starts over."""
    agreed = Agreement(id="1-5", who="Karim", what="ringer")
    waiting = card("mentor", "Mentor", state="waiting")
    points = propose_agenda(plan(waiting, agreements={"1-5": agreed}), FIRST, around(engine))
    assert {"Aftalerne fra sidst: hvad er sket?", "Det, vi venter på svar om: Mentor"} <= set(points)


def test_a_point_on_the_agenda_is_not_proposed_again(engine: Engine) -> None:
    point = propose_agenda(plan(), FIRST, around(engine))[0]
    held = after(plan(), meetings.add_point(HER, "1-1", point))
    assert point not in propose_agenda(held, held.meetings["1-1"], around(engine))


def test_she_may_have_one_more_meeting_when_she_wants_one() -> None:
    """R-X4: extra meetings, so that she feels safe; also while another is open."""
    more = after(plan(), meetings.plan_meeting(HER, "Bare snakke"), meetings.plan_meeting(CASEWORKER))
    assert len(more.meetings) == 3


def test_the_next_meeting_comes_first_and_one_without_a_day_last() -> None:
    days = {"1-1": None, "1-2": MONDAY + dt.timedelta(days=9), "1-3": MONDAY}
    made = plan(meetings={key: Meeting(id=key, day=day) for key, day in days.items()})
    assert [one.id for one in upcoming(made, MONDAY)] == ["1-3", "1-2", "1-1"]


# --- whose it is ----------------------------------------------------------------------------------------------------


def test_the_topic_and_who_comes_are_hers_alone() -> None:
    """R-P1, R-X1."""
    named = after(plan(), meetings.invite(CASEWORKER, "1-1", "Læge", "can_give"))
    assert not named.meetings["1-1"].participants[0].chosen
    for by in (CASEWORKER, FRIEND):
        assert refused(named, meetings.set_topic(by, "1-1", "Job")) == "board-hers-alone"
        assert refused(named, meetings.choose(by, "1-1", "Læge", chosen=True)) == "board-hers-alone"
        assert refused(named, meetings.dismiss(by, "1-1", "Læge")) == "board-hers-alone"
        assert refused(named, meetings.cancel(by, "1-1")) == "board-hers-alone"
    assert refused(named, meetings.plan_meeting(CASEWORKER, "Job")) == "board-hers-alone"
    chosen = after(named, meetings.choose(HER, "1-1", "læge", chosen=True))
    assert chosen.meetings["1-1"].participants[0].chosen
    assert after(chosen, meetings.dismiss(HER, "1-1", "Læge")).meetings["1-1"].participants == ()


def test_others_propose_nobody_without_one_of_the_three_reasons() -> None:
    """R-X1; that she wants somebody there is reason enough."""
    assert refused(plan(), meetings.invite(CASEWORKER, "1-1", "Chefen")) == "board-participant-without-reason"
    assert after(plan(), meetings.invite(HER, "1-1", "Naboen")).meetings["1-1"].participants[0].chosen


def test_a_caseworker_cannot_name_somebody_again_to_undo_her_choice() -> None:
    named = after(plan(), meetings.invite(HER, "1-1", "Mona", role="companion"))
    again = meetings.invite(CASEWORKER, "1-1", "mona", "can_give")
    assert refused(named, again) == "board-participant-already-there"


def test_a_companion_may_propose_somebody_and_never_decide_anything() -> None:
    """R-D15."""
    open_one = plan(companions={"1-9": Companion(id="1-9", name="Mona")})
    named = after(open_one, meetings.invite(FRIEND, "1-1", "Foreningen", "can_give"))
    assert [(one.name, one.chosen) for one in named.meetings["1-1"].participants] == [("Foreningen", False)]
    for intent in (
        meetings.plan_meeting(FRIEND),
        meetings.set_time(FRIEND, "1-1", MONDAY),
        meetings.add_point(FRIEND, "1-1", "Noget"),
        meetings.hold(FRIEND, "1-1"),
    ):
        assert refused(named, intent) == "board-companion-decides"


def test_a_companion_who_was_not_let_see_the_meeting_cannot_write_on_it() -> None:
    blind = plan(companions={"1-9": Companion(id="1-9", name="Mona", sees=("plan",))})
    intent = meetings.invite(FRIEND, "1-1", "Foreningen", "can_give")
    assert refused(blind, intent) == "board-item-gone"


def test_what_a_companion_may_see_ends_with_the_meeting() -> None:
    """R-D15."""
    open_one = plan(companions={"1-9": Companion(id="1-9", name="Mona")})
    held = after(open_one, meetings.hold(HER, "1-1"))
    assert held.meetings["1-1"].held
    assert held.companions["1-9"].ended
    intent = meetings.invite(FRIEND, "1-1", "Foreningen", "can_give")
    assert refused(held, intent) == "board-companion-ended"


def test_holding_a_meeting_can_be_undone_with_what_it_ended() -> None:
    begun = plan(companions={"1-9": Companion(id="1-9", name="Mona")})
    first = [put(plan(), "about", begun.about), put(plan(), "companions", begun.companions["1-9"])]
    first += [put(plan(meetings={}), "meetings", FIRST)]
    events = [Event(version=1, at=NOON, by=HER, what="begin", writes=tuple(first))]
    held = meetings.hold(HER, "1-1")(replayed(events), 2)
    events.append(Event(version=2, at=NOON, by=HER, what=held.what, writes=held.writes))
    back = undone(events, HER)
    events.append(Event(version=3, at=NOON, by=HER, what="undo", writes=back.writes, undoes=2))
    assert replayed(events[:2]).companions["1-9"].ended
    assert not replayed(events).companions["1-9"].ended
    assert not replayed(events).meetings["1-1"].held


def test_the_agenda_is_written_by_both_and_ordered_and_struck_by_her() -> None:
    two = after(plan(), meetings.add_point(HER, "1-1", "Min ryg"), meetings.add_point(CASEWORKER, "1-1", "Praktik"))
    turned = after(two, meetings.move_point(HER, "1-1", "Praktik", "Min ryg"))
    assert turned.meetings["1-1"].agenda == ("Praktik", "Min ryg")
    assert after(turned, meetings.strike_point(HER, "1-1", "Praktik")).meetings["1-1"].agenda == ("Min ryg",)
    assert refused(turned, meetings.strike_point(CASEWORKER, "1-1", "Praktik")) == "board-hers-alone"
    assert refused(turned, meetings.move_point(HER, "1-1", "Noget", "Min ryg")) == "board-item-gone"
    assert refused(turned, meetings.add_point(HER, "1-1", "Min ryg")) == "board-point-already-there"


@pytest.mark.parametrize(("start", "end"), [(None, dt.time(9)), (dt.time(10), dt.time(9)), (dt.time(9), dt.time(9))])
def test_a_meeting_does_not_end_before_it_begins(start: dt.time | None, end: dt.time) -> None:
    assert refused(plan(), meetings.set_time(HER, "1-1", MONDAY, start=start, end=end)) == "board-meeting-end"


def test_a_meeting_has_room_for_so_many_and_not_for_more() -> None:
    many = (meetings.invite(HER, "1-1", f"Nr. {number}") for number in range(MOST_LINES))
    full = after(plan(), *many)
    assert refused(full, meetings.invite(HER, "1-1", "En til")) == "board-meeting-full"


def test_a_meeting_without_agreements_is_noticed() -> None:
    """It always ends with who does what."""
    assert without_agreements(plan(), FIRST)
    made = Agreement(id="1-5", who="Karim", what="ringer", meeting="1-1")
    assert not without_agreements(plan(agreements={"1-5": made}), FIRST)


# --- help for the one who chairs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_seven_techniques_each_have_short_helps(language: str) -> None:
    """R-X2."""
    found = {one.key: one for one in prompts(language)}
    assert list(found)[:7] == list(TECHNIQUES)
    for one in found.values():
        assert one.title
        assert len(one.lines) >= 3
        assert all(len(line.split()) <= 45 for line in one.lines)


def test_the_first_meeting_and_a_place_that_she_comes_to_have_helps_of_their_own() -> None:
    """R-X3, R-X4, R-X5, R-O09, R-X8."""
    found = {one.key: " ".join(one.lines) for one in prompts("da")}
    assert "rettigheder og pligter" in found["first"]
    assert "et møde mere" in found["first"]
    assert "begge veje" in found["place"]
    assert "samtidig" in found["place"]


def test_the_duty_to_report_is_said_before_children_are_talked_about_and_is_a_humans() -> None:
    """R-D2."""
    [line] = [one for prompt in prompts("da") for one in prompt.lines if "børn" in one]
    assert line.startswith("Før I taler om børn")
    assert "din vurdering" in line
    assert "aldrig" in line
    [told] = [one for one in rights_and_duties("da") if one.key == "children"]
    assert "før I taler om børn" in told.text


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_right_and_duty_has_plain_words_and_its_law(language: str) -> None:
    """R-O10."""
    found = rights_and_duties(language)
    assert [one.key for one in found] == [*RIGHTS, *DUTIES]
    assert [one.key for one in found if one.law is None] == ["silence", "marked"]
    assert [one.key for one in found if one.duty] == list(DUTIES)
    assert ask_when_in_doubt(language)


def test_rights_are_said_in_short_sentences() -> None:
    for one in rights_and_duties("da"):
        for sentence in one.text.split(". "):
            assert len(sentence.split()) <= 26, sentence


# --- what she keeps to herself --------------------------------------------------------------------------------------


@pytest.mark.parametrize("viewer", ["shared", "companion"])
def test_why_somebody_comes_does_not_name_a_card_that_she_has_hidden_since(viewer: Viewer) -> None:
    """R-D3."""
    hers = card("stofmisbrugsbehandling", "Behandling", privacy="confidential", shown=True)
    named = after(
        plan(hers, companions={"1-9": Companion(id="1-9", name="Mona")}),
        meetings.invite(HER, "1-1", "Centret", "can_give", because="Kan hjælpe med kortet Behandling."),
    )
    assert "Behandling" in str(seen_by(named, viewer, "1-9").meetings)
    hidden = after(named, show(HER, hers.id, shown=False))
    assert "Behandling" not in str(seen_by(hidden, viewer, "1-9").meetings)
    assert "Behandling" in str(seen_by(hidden, "citizen").meetings)


@pytest.mark.parametrize("viewer", ["shared", "companion", "caseworker"])
@pytest.mark.parametrize(
    ("point", "is_seen"),
    [
        ("Det, vi venter på svar om: Behandling", False),
        ("Hvordan går det med behandlingen?", False),
        ("Hvem kører mig?", True),
        ("Medbehandling af min ansøgning", True),
    ],
)
def test_a_point_that_names_a_card_which_she_has_hidden_since_is_hers(
    viewer: Viewer, point: str, *, is_seen: bool
) -> None:
    """R-D3: the point stays on her own agenda."""
    hers = card("stofmisbrugsbehandling", "Behandling")
    friend = Companion(id="1-9", name="Mona", sees=("plan", "meeting"))
    named = after(plan(hers, companions={"1-9": friend}), meetings.add_point(HER, "1-1", point))
    assert seen_by(named, viewer, "1-9").meetings["1-1"].agenda == (point,)
    parked = after(named, move(HER, hers.id, "parked"))
    assert seen_by(parked, viewer, "1-9").meetings["1-1"].agenda == ((point,) if is_seen else ())
    assert seen_by(parked, "citizen").meetings["1-1"].agenda == (point,)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["virksomhedspraktik", "laege_med", "mentor", "stofmisbrugsbehandling", "bostoette_85"]),
            st.sampled_from(["hand", "plan", "parked", "earlier"]),
            st.sampled_from(["wished", "waiting", "agreed", "running"]),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_nothing_that_is_drawn_from_the_plan_names_a_hidden_card(
    engine: Engine, laid: list[tuple[str, str, str, bool]]
) -> None:
    """R-D3: proposals, the agenda and the calendar file."""
    times = [{"days": [2], "start": "09:00"}]
    held = plan(
        *(
            card(
                offer,
                f"Hemmelig{number}" if hidden else f"Åben{number}",
                f"2-{number}",
                place=place,
                state=state,
                times=times,
                privacy="confidential" if hidden else "normal",
            )
            for number, (offer, place, state, hidden) in enumerate(laid, 1)
        )
    )
    told = str(propose_participants(held, around(engine))) + str(propose_agenda(held, FIRST, around(engine)))
    told += ics(held, "BCDF-GHJK-LMNP", 1, NOON, "da").decode()
    assert "Hemmelig" not in told
    corner = [number for number, one in enumerate(laid, 1) if one[1] in ("parked", "earlier")]
    assert not any(f"Åben{number}" in told for number in corner)


@pytest.mark.parametrize("viewer", ["shared", "companion"])
def test_what_names_a_hidden_card_does_not_come_back_when_the_card_goes(viewer: Viewer) -> None:
    """R-D3: a line about a card is seen by those who see the card; on her own agenda it stays."""
    hers = card("stofmisbrugsbehandling", "Behandling", privacy="confidential")
    friend = Companion(id="1-9", name="Mona", sees=("plan", "meeting"))
    named = after(
        plan(hers, companions={"1-9": friend}),
        meetings.add_point(HER, "1-1", "Hvem kører mig?"),
        meetings.add_point(HER, "1-1", "Hvordan går det med behandlingen?"),
        meetings.invite(HER, "1-1", "Centret", "can_give", because="Kan hjælpe med kortet Behandling."),
    )
    gone = after(named, remove(HER, hers.id))
    assert "ehandling" not in str(seen_by(gone, viewer, "1-9").meetings)
    assert seen_by(gone, viewer, "1-9").meetings["1-1"].agenda == ("Hvem kører mig?",)
    shown = after(named, show(HER, hers.id, shown=True))
    assert "behandlingen" in str(seen_by(shown, viewer, "1-9").meetings)
    assert "ehandling" not in str(seen_by(after(shown, remove(HER, hers.id)), viewer, "1-9").meetings)
    assert "behandlingen" in str(seen_by(gone, "citizen").meetings)


@pytest.mark.parametrize("viewer", ["shared", "companion", "caseworker"])
def test_a_card_that_is_hidden_in_the_other_draft_alone_is_named_by_no_point(viewer: Viewer) -> None:
    """R-D3, R-B04."""
    friend = Companion(id="1-9", name="Mona", sees=("plan", "meeting"))
    hers = card("mentor", "Kor", place="parked")
    named = after(
        plan(hers, companions={"1-9": friend}),
        meetings.add_point(HER, "1-1", "Hvordan går det med Kor?"),
        begin_draft(HER),
        remove(HER, hers.id),
    )
    assert seen_by(named, viewer, "1-9").meetings["1-1"].agenda == ()


@given(
    st.sets(st.text("abæ🎵 -", min_size=1, max_size=4).filter(str.strip), min_size=1, max_size=6),
    st.text("abæ🎵 -A", max_size=12),
)
def test_a_text_names_a_card_where_a_word_of_it_begins_so(words: set[str], point: str) -> None:
    """Held against a plain search for each word; a name never begins with a blank."""
    words = {one.strip() for one in words}
    held = plan(*(card("mentor", one, f"2-{number}", place="parked") for number, one in enumerate(words)))
    named = after(held, meetings.add_point(HER, "1-1", f"x {point}"))
    kept = named.meetings["1-1"].agenda
    found = any(re.search(rf"(?<!\w){re.escape(one)}", kept[0], re.IGNORECASE) for one in words)
    assert seen_by(named, "shared").meetings["1-1"].agenda == (() if found else kept)
