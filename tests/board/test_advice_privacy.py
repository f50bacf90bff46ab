"""What no hint and no pile may tell: what is shielded, what is private, and what is hers alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.board.advised import ON, Advised, kinds, on_day, own, weeks
from tests.board.table import HIDDEN, PLAYS, Table
from tilbud_engine.board.advice import Hint, advise
from tilbud_engine.board.faces import face_now
from tilbud_engine.board.following import Following, follow
from tilbud_engine.board.plan import BoardCard, Face, Plan, State, Waiting
from tilbud_engine.suggestion import Audience

AUDIENCES: tuple[Audience, ...] = ("citizen", "caseworker", "shared")


def told(hints: tuple[Hint, ...]) -> str:
    return " ".join(f"{one.text} {one.because}" for one in hints)


def test_on_the_table_no_hint_names_a_confidential_card_that_she_has_not_shown(at: Advised) -> None:
    times = (on_day(2, "10:00", "11:00"),)
    hidden = at.card("psykolog_henvist", 0, 6, lane="H", times=times)
    plan = at.plan(hidden, own("2-99", "Kor", 0, 6, times=times))
    assert "”Psykolog”" in told(at.hints(plan))
    assert "Psykolog" not in told(at.hints(plan, "shared"))
    shown = plan.model_copy(update={"cards": {**plan.cards, hidden.id: hidden.model_copy(update={"shown": True})}})
    assert "”Psykolog”" in told(at.hints(shown, "shared"))


def test_a_caseworker_is_told_of_the_citizen_and_the_citizen_of_herself(at: Advised) -> None:
    plan = at.plan(at.card("virksomhedspraktik", 0, 12), facts={"home_place": "hedestrup"})
    for language, hers, caseworkers in (("da", "Hvordan kommer du til", "Hvordan kommer borgeren til"),
                                        ("en", "How will you get to", "How will the citizen get to")):  # fmt: skip
        assert hers in told(at.hints(plan, "citizen", language))
        assert hers in told(at.hints(plan, "shared", language))
        assert caseworkers in told(at.hints(plan, "caseworker", language))
        assert hers not in told(at.hints(plan, "caseworker", language))


def test_on_the_table_nothing_tells_which_legs_something_stands_in_the_way_of(at: Advised) -> None:
    plan = at.plan(own("2-1", "Kor", 0, 12), says=("H-ANGST", "D-TRANSPORT"))
    assert "leg" in kinds(at.hints(plan))
    assert at.hints(plan, "shared") == ()


def test_on_the_table_the_way_there_is_told_only_by_what_is_no_secret(at: Advised) -> None:
    card = at.card("virksomhedspraktik", 0, 12)
    health = at.plan(card, facts={"public_transport_usable": False})
    timetable = at.plan(card, facts={"home_place": "hedestrup"})
    assert "transport" in kinds(at.hints(health))
    assert "transport" not in kinds(at.hints(health, "shared"))
    assert "transport" in kinds(at.hints(timetable, "shared"))


def test_on_the_table_what_follows_from_a_barrier_may_not_be_told(at: Advised) -> None:
    implied = at.plan(says=("A-LAES",), facts={"age": 34})
    on_the_table, hers = at.following(implied, "shared"), at.following(implied)
    assert on_the_table.knowledge.values["reading_difficulty"] == "suspected"
    assert not on_the_table.may_tell("reading_difficulty")
    assert hers.may_tell("reading_difficulty")
    assert on_the_table.may_tell("age")
    assert not hers.may_tell("violence_at_home")
    assert at.following(implied, "caseworker").may_tell("violence_at_home")


def test_her_limit_is_hers_until_she_shares_it(at: Advised) -> None:
    plan = at.plan(at.card("virksomhedspraktik", 0, 12, hours=30), facts={"max_hours_per_week": 9})
    assert "load" in kinds(at.hints(plan))
    for audience in ("caseworker", "shared"):
        assert "load" not in kinds(at.hints(plan, audience))
        shared = plan.model_copy(update={"about": plan.about.model_copy(update={"shares": ("limit",)})})
        assert "load" in kinds(at.hints(shared, audience))


def test_what_follows_from_her_limit_is_hers_too_until_she_shares_it(at: Advised) -> None:
    few, many = (at.plan(says=("A-LAENGE",), facts={"max_hours_per_week": hours}) for hours in (3, 30))
    shared = {"about": few.about.model_copy(update={"shares": ("limit",)})}
    for audience in ("caseworker", "shared"):
        assert at.following(few, audience).suggestion == at.following(many, audience).suggestion
    assert at.following(few).suggestion != at.following(many).suggestion
    told = at.following(few.model_copy(update=shared), "caseworker").suggestion
    assert told != at.following(few, "caseworker").suggestion


def test_a_parked_card_is_back_in_the_pile_of_everybody_but_her(at: Advised) -> None:
    # R-D3: nobody learns from what is missing.
    parked = at.card("psykolog_henvist", place="parked", state="paused")
    plan = at.plan(parked, says=("H-ANGST",))
    assert "psykolog_henvist" not in in_the_pile(at.following(plan))
    assert "psykolog_henvist" in in_the_pile(at.following(plan, "caseworker"))
    shown = at.plan(parked.model_copy(update={"shown": True}), at.card("mentor"), says=("H-ANGST",))
    for audience in AUDIENCES:
        assert not {"psykolog_henvist", "mentor"} & in_the_pile(at.following(shown, audience))


def test_what_is_shielded_is_in_nobodys_pile_and_on_no_list(at: Advised) -> None:
    plan = at.plan(says=("N-VOLD", "H-ANGST"))
    for audience in AUDIENCES:
        found = at.following(plan, audience)
        assert "krisecenter" not in in_the_pile(found)
        assert "krisecenter" not in {one.offer for one in found.all_cards}
        if audience != "caseworker":
            assert "krisecenter" not in str(found.suggestion)


def test_on_the_table_the_pile_holds_no_card_without_a_name(at: Advised) -> None:
    found = at.following(at.plan(says=("H-ANGST",)), "shared")
    assert found.pile
    assert all(card.privacy == "normal" for choice in found.pile for card in choice.cards)
    assert all(one.face.privacy == "normal" for one in found.all_cards)


def in_the_pile(found: Following) -> set[str]:
    return {card.offer for choice in found.pile for card in choice.cards}


# Laws, whatever lies on the plan.

_OFFERS = (
    "virksomhedspraktik",
    "opkvalificering",
    "fgu",
    "mentor",
    "bostoette_85",
    "stoette_82b",
    "psykolog_henvist",
    "stofmisbrugsbehandling",
    "misbrug_motiverende",
    "step_up_moede",
    "samlet_plan",
    "virksomhedsraadgivning",
    "befordring_over_24km",
    "flextur",
    "krisecenter",
    "findes_ikke",
)
_STATES: tuple[State, ...] = ("wished", "waiting", "agreed", "running", "paused", "done", "declined")
_BARRIERS = ("H-ANGST", "H-STOF", "D-TRANSPORT", "A-LAENGE", "N-MANGE", "N-VOLD")
_FACTS = {
    "max_hours_per_week": st.integers(0, 60),
    "age": st.integers(16, 70),
    "has_vehicle": st.booleans(),
    "public_transport_usable": st.booleans(),
    "wants_treatment": st.booleans(),
    "violence_at_home": st.booleans(),
}


@st.composite
def _cards(draw: st.DrawFn) -> BoardCard:
    number = draw(st.integers(1, 10_000))
    offer = draw(st.none() | st.sampled_from(_OFFERS))
    first = draw(st.integers(-2, 12))
    private = offer in (
        "psykolog_henvist",
        "stofmisbrugsbehandling",
        "misbrug_motiverende",
        "bostoette_85",
        "stoette_82b",
    )
    times = draw(st.sampled_from([(), (on_day(2, "10:00", "11:00"),), (on_day(2, "23:00", "01:00", every=2),)]))
    state: State = draw(st.sampled_from(_STATES))
    return BoardCard(
        id=f"{number}-1",
        face=Face(
            word=f"{HIDDEN} {number}" if private else f"Kort {number}",
            privacy="confidential" if private else "normal",
            hours=draw(st.none() | st.just((2, 20))),
        ),
        offer=offer,
        place=draw(st.sampled_from(["plan", "plan", "hand", "parked", "earlier"])),
        at=weeks(first, first + draw(st.integers(0, 6)), draw(st.sampled_from(["H", "D", "A", "life"]))),
        state=state,
        waiting=Waiting(whom="kommunen", by=draw(st.none() | st.just(dt.date(2026, 8, 1))))
        if state == "waiting"
        else None,
        times=times,
    )


@st.composite
def _plans(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "cards": draw(st.lists(_cards(), max_size=12, unique_by=lambda one: one.id)),
        "says": tuple(draw(st.lists(st.sampled_from(_BARRIERS), max_size=4, unique=True))),
        "facts": {key: draw(values) for key, values in _FACTS.items() if draw(st.booleans())},
    }


_MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def made(at: Advised, parts: dict[str, Any]) -> Plan:
    cards: list[BoardCard] = parts["cards"]
    return at.plan(*cards, says=parts["says"], facts=parts["facts"])


@_MANY
@given(parts=_plans())
def test_no_hint_names_what_its_reader_may_not_see(at: Advised, parts: dict[str, Any]) -> None:
    plan = made(at, parts)
    now = face_now(plan, at.engine, ON, "da")
    faces = {key: now(card) for key, card in plan.cards.items()}
    secret = {key for key, card in plan.cards.items() if card.face.privacy == "confidential"}
    for audience in AUDIENCES:
        hints = at.hints(plan, audience)
        for hint in hints:
            assert hint.text
            assert not {card for card in hint.cards if plan.cards[card].offer == "krisecenter"}
            assert not {card for card in hint.cards if plan.cards[card].place in ("parked", "earlier")}
            assert "krisecenter" not in hint.offers
            assert set(hint.weeks) <= set(plan.weeks) or hint.kind in ("meetings", "waiting_time")
        if audience == "shared":
            assert HIDDEN not in told(hints)
            assert not any(f"”{faces[key].word}”" in told(hints) for key in secret)
            assert not any(secret & set(hint.cards) for hint in hints)
            resolved = at.engine.rulebook.resolve(at.ruleset, ON).offers
            named = {key for hint in hints for key in hint.offers}
            assert all(resolved[key].offer.privacy == "normal" for key in named)
        if audience == "caseworker":
            limit = parts["facts"].get("max_hours_per_week")
            assert limit is None or not kinds(hints) & {"load", "load_maybe"}


@_MANY
@given(parts=_plans(), one=_cards())
def test_one_more_card_takes_no_other_from_the_pile(at: Advised, parts: dict[str, Any], one: BoardCard) -> None:
    before = made(at, parts)
    after = before.model_copy(update={"cards": {**before.cards, "99999-1": one.model_copy(update={"id": "99999-1"})}})
    for audience in AUDIENCES:
        kept = at.following(before, audience)
        found = follow(at.engine, after, ON, audience, kept=kept)
        assert in_the_pile(kept) - in_the_pile(found) <= {one.offer}
        assert in_the_pile(found) <= in_the_pile(kept)
        assert found.all_cards == kept.all_cards
        assert found.suggestion is kept.suggestion


@_MANY
@given(parts=_plans())
def test_hints_follow_from_the_plan_alone(at: Advised, parts: dict[str, Any]) -> None:
    plan = made(at, parts)
    turned = plan.model_copy(update={"cards": dict(reversed(list(plan.cards.items())))})
    for audience in AUDIENCES:
        assert at.hints(plan, audience) == at.hints(turned, audience)
        in_english = at.hints(plan, audience, "en")
        assert [one.kind for one in in_english] == [one.kind for one in at.hints(plan, audience)]


@settings(_MANY, max_examples=25)
@given(table=PLAYS)
def test_whatever_has_been_done_to_a_plan_there_is_advice_on_it(at: Advised, table: Table) -> None:
    plan = table.plan
    for audience in AUDIENCES:
        following = follow(at.engine, plan, plan.about.start, audience)
        hints = advise(at.engine, plan, following, plan.about.start)
        assert {card for hint in hints for card in hint.cards} <= plan.cards.keys()
        if audience == "shared":
            shown = {card.face.word for card in plan.cards.values() if card.shown}
            secret = {card.face.word for card in plan.cards.values() if card.face.privacy == "confidential"}
            assert not any(f"”{word}”" in told(hints) for word in secret - shown)
