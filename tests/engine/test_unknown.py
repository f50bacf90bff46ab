"""Unknown is never no: what is hidden, declined, expired or broken leaves an offer as it was, or unknown (R-D1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.engine.people import (
    DAY,
    EXAMPLES,
    HOME,
    NATION,
    TOWN,
    Strangers,
    cards,
    citizen,
    codes,
    example,
    later,
    offer,
    verdicts,
    whole,
    without,
    world,
)
from tilbud_engine.case import Citizen
from tilbud_engine.engine import Engine
from tilbud_engine.settings import Settings
from tilbud_engine.suggestion import Suggestion


def everything(engine: Engine, one: Citizen) -> Suggestion:
    return engine.suggest(one, audience="caseworker", all_offers=True)


def rights(suggestion: Suggestion) -> dict[str, str]:
    return {one.offer: one.right for one in (*suggestion.cards, *suggestion.shielded)}


def holds_back(before: Suggestion, after: Suggestion) -> None:
    """Check that a verdict or a right that was lost is unknown, and that nothing has turned."""
    known, now = verdicts(before), verdicts(after)
    assert set(known) == set(now)
    for name, verdict in now.items():
        assert verdict in {known[name], "unknown"}, name
    given = rights(before)
    for name, right in rights(after).items():
        # A no has no right to lose; unknown instead of it may have one.
        assert right in {given.get(name, "no"), "unknown"}, name


def strangers(engine: Engine) -> Iterable[Citizen]:
    # A place settles distances, so a distance that is hidden would be worked out again.
    return (without(one, ["home_place"]) for one in Strangers(engine.vocabulary, 5).many(20, hidden=True))


@pytest.mark.parametrize("name", EXAMPLES)
def test_hiding_a_fact_of_an_example_gives_the_same_or_unknown(engine: Engine, name: str) -> None:
    one = without(example(name), ["home_place"])
    before = everything(engine, one)
    for key in one.facts:
        holds_back(before, everything(engine, without(one, [key])))


def test_hiding_any_fact_of_anybody_gives_the_same_or_unknown(engine: Engine) -> None:
    for one in strangers(engine):
        before = everything(engine, one)
        for key in one.facts:
            holds_back(before, everything(engine, without(one, [key])))


def test_hiding_a_member_of_a_set_gives_the_same_or_unknown(engine: Engine) -> None:
    facts = engine.vocabulary.facts
    for one in strangers(engine):
        before = everything(engine, one)
        for key, value in one.facts.items():
            if facts[key].type != "set":
                continue
            has = value["has"] if isinstance(value, dict) else value
            rest = value["has_not"] if isinstance(value, dict) else sorted(set(facts[key].values) - set(value))
            for gone in (*has[:1], *rest[:1]):
                kept = {"has": [v for v in has if v != gone], "has_not": [v for v in rest if v != gone]}
                less = one.model_copy(update={"facts": {**one.facts, key: kept}, "withdrawn": (key,)})
                holds_back(before, everything(engine, less))


def test_knowing_nothing_refuses_nobody(engine: Engine) -> None:
    for one in strangers(engine):
        nobody = without(one, one.facts)
        assert "no" not in verdicts(everything(engine, nobody)).values()


def test_a_declined_answer_is_unknown_and_not_asked_again_and_no_refusal(engine: Engine) -> None:
    for one in Strangers(engine.vocabulary, 6).many(25, declined=()):
        before = engine.suggest(one, audience="caseworker")
        for asked in before.questions[:3]:
            silent = one.model_copy(update={"declined": (asked.fact,)})
            after = engine.suggest(silent, audience="caseworker")
            assert verdicts(after) == verdicts(before)
            assert {one.fact for one in after.questions} == {one.fact for one in before.questions} - {asked.fact}
            assert {one.offer: one.missing for one in after.cards} == {one.offer: one.missing for one in before.cards}


def test_a_card_does_not_ask_what_she_has_declined(engine: Engine) -> None:
    stranger = citizen("H-ANGST", municipality=HOME)
    question = "Hvor gammel er du?"
    assert question in whole(engine.suggest(stranger))
    silent = engine.suggest(stranger.model_copy(update={"declined": ("age",)}))
    assert question not in whole(silent)
    assert cards(silent)["psykolog_henvist"].reasons[0].text == "Kortet passer måske."
    assert cards(silent)["psykolog_henvist"].missing == ("age",)


def test_declining_does_not_undo_what_she_has_stated(engine: Engine) -> None:
    stranger = citizen("H-ANGST", municipality=HOME, age=30)
    silent = stranger.model_copy(update={"declined": ("age",)})
    assert cards(engine.suggest(silent))["psykolog_henvist"].verdict == "yes"


def test_a_fact_that_has_expired_is_unknown_and_said(engine: Engine) -> None:
    for expires, verdict in ((DAY, "yes"), (DAY - dt.timedelta(days=1), "unknown")):
        one = citizen("H-ANGST", municipality=HOME, age={"value": 33, "from": "borger", "expires": expires})
        found = engine.suggest(one)
        assert cards(found)["psykolog_henvist"].verdict == verdict
        assert ("fact-expired" in codes(found)) is (verdict == "unknown")
        assert all("33" not in problem.message + problem.hint for problem in found.problems)


def test_time_moves_what_she_said_earlier(engine: Engine) -> None:
    """R-P6: told once, it is not asked again."""
    told = {"value": 11, "on": "2026-08-01"}
    one = citizen("A-LAENGE", municipality=HOME, months_unemployed=told)
    assert later(engine.suggest(one, dt.date(2026, 8, 31)))["kulturvitaminer"].verdict == "no"
    assert cards(engine.suggest(one, dt.date(2026, 9, 1)))["kulturvitaminer"].verdict == "yes"


def test_what_a_barrier_settles_is_not_asked_and_can_be_taken_back(engine: Engine) -> None:
    """R-P6."""
    stated = citizen("H-ALKOHOL", municipality=HOME, wants_treatment=True)
    assert cards(engine.suggest(stated))["alkoholbehandling"].verdict == "yes"
    assert "substance_use" not in {one.fact for one in engine.suggest(stated).questions}
    back = stated.model_copy(update={"withdrawn": ("substance_use",)})
    assert cards(engine.suggest(back))["alkoholbehandling"].verdict == "unknown"
    assert "substance_use" in {one.fact for one in engine.suggest(back).questions}
    wins = citizen("H-ALKOHOL", municipality=HOME, wants_treatment=True, substance_use=["cannabis"])
    assert later(engine.suggest(wins))["alkoholbehandling"].verdict == "no"


GOOD = (offer("god", eligible="{age: {at_least: 18}}"), offer("ogsaa_god"))
TOWN_WITH = TOWN + "definitions: {ude: {has_vehicle: 7}}\nparameters: {graense: mange}\n"
LIMIT = "{graense: {type: int, range: [0, 120], set_by: municipality, default: 3, label: Grænse}}"


@pytest.mark.parametrize(
    "broken",
    [
        offer("slem", eligible="{agee: 18}"),
        offer("slem", eligible="{age: mange}"),
        offer("slem", eligible="{is: findes_ikke}"),
        offer("slem", eligible="{is: ude}"),
        offer("slem", eligible="{age: {at_least: $findes_ikke}}"),
        offer("slem", eligible="{age: {at_least: $graense}}", parameters=LIMIT),
    ],
)
def test_a_broken_rule_is_unknown_with_a_problem_and_touches_no_other(tmp_path: Path, broken: str) -> None:
    sound = world(tmp_path / "1", *GOOD, rulesets=(NATION, TOWN_WITH))
    faulty = world(tmp_path / "2", *GOOD, broken, rulesets=(NATION, TOWN_WITH))
    for one in (citizen("H-ANGST"), citizen("H-ANGST", age=30), citizen("H-ANGST", age=3)):
        before, after = sound.suggest(one, ruleset="byen"), faulty.suggest(one, ruleset="byen")
        [slem] = [found for found in after.cards if found.offer == "slem"]
        assert (slem.verdict, slem.missing) == ("unknown", ())
        assert slem.reasons[0].text == "Det kan vi ikke afgøre lige nu. Spørg kommunen."
        assert [_placeless(found) for found in after.cards if found is not slem] == [*map(_placeless, before.cards)]
        assert verdicts(after) == {**verdicts(before), "slem": "unknown"}
        assert any("slem" in problem.where or "byen" in problem.where for problem in after.problems)


def _placeless(one: object) -> str:
    return str(one).replace("/1/", "/").replace("/2/", "/")


def test_an_offer_that_cannot_be_read_is_reported_and_left_out(tmp_path: Path) -> None:
    faulty = world(tmp_path, *GOOD, offer("slem", privacy="hemmelig"))
    found = faulty.suggest(citizen("H-ANGST", age=30), ruleset="byen")
    assert set(verdicts(found)) == {"god", "ogsaa_god"}
    assert any("slem" in one.where for one in found.problems)


def test_a_broken_remark_is_left_out_and_reported(tmp_path: Path) -> None:
    faulty = world(tmp_path, offer("a", hints="[{when: {agee: 1}, text: Husk}, {when: {age: 30}, text: Godt}]"))
    found = faulty.suggest(citizen("H-ANGST", age=30), ruleset="byen")
    assert (found.cards[0].verdict, found.cards[0].todos) == ("yes", ("Godt",))
    assert "unknown-fact" in codes(found)


def test_a_broken_right_leaves_only_the_right_unknown(tmp_path: Path) -> None:
    rights = "[{when: {agee: 1}, text: Ret}, {when: {is: findes_ikke}, text: Ret}, {when: {age: $nej}, text: Ret}]"
    faulty = world(tmp_path, offer("a", rights=rights, eligible="{has_vehicle: true}"))
    found = faulty.suggest(citizen("H-ANGST", has_vehicle=True), ruleset="byen")
    assert (found.cards[0].verdict, found.cards[0].right, found.cards[0].missing) == ("yes", "unknown", ())
    assert "unknown-fact" in codes(found)
    asking = faulty.suggest(citizen("H-ANGST"), ruleset="byen")
    assert (asking.cards[0].verdict, asking.cards[0].missing) == ("unknown", ("has_vehicle",))
    assert [one.fact for one in asking.questions] == ["has_vehicle"]


def test_a_blocked_plugin_changes_no_other_offer(engine: Engine) -> None:
    less = Engine.load(settings=Settings(blocked=("kulturvitaminer",)))
    for one in Strangers(less.vocabulary, 8).many(30):
        before, after = engine.suggest(one, all_offers=True), less.suggest(one, all_offers=True)
        assert "kulturvitaminer" not in verdicts(after)
        assert [found for found in before.cards if found.offer != "kulturvitaminer"] == list(after.cards)
        assert [found for found in before.not_now if found.offer != "kulturvitaminer"] == list(after.not_now)
    less.close()


def test_a_plugin_that_raises_takes_nobody_with_it(tmp_path: Path) -> None:
    raising = """
        from tilbud_engine.plugins import hookimpl

        @hookimpl
        def tilbud_derive_facts(citizen, on):
            raise SystemExit("Søren er 34")

        @hookimpl
        def tilbud_availability(offer_id, municipality, on):
            raise RuntimeError("Søren er 34")
        """
    faulty = world(tmp_path, *GOOD, offer("slem", derives="[daily_travel_km]"), code={"slem": raising})
    found = faulty.suggest(citizen("H-ANGST", age=34), ruleset="byen")
    assert verdicts(found) == {"god": "yes", "ogsaa_god": "yes", "slem": "yes"}
    assert any("slem" in one.where + one.message for one in found.problems)
    assert "Søren" not in whole(found)
