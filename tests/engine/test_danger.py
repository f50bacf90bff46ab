"""Acute danger: a human first, no cards, calm words; and violence, which is shielded."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.engine.people import DAY, HOME, Strangers, cards, citizen, offer, texts_of, whole, world
from tilbud_engine.case import Citizen, Statement
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError

AUDIENCES = ("citizen", "caseworker", "shared")
WORDS = "Jeg vil ikke være her mere"
FILLED = ("cards", "not_now", "questions", "legs", "proposed_barriers")


def in_danger() -> list[Citizen]:
    """One who has stated it, one whose words may mean it, one who has said other things too."""
    plain = citizen("H-ANGST", "N-TILLID", municipality=HOME, age=34)
    return [
        citizen("H-AKUT", municipality=HOME),
        plain.model_copy(update={"says": (*plain.says, Statement(words=WORDS, barrier="H-AKUT"))}),
        plain.model_copy(update={"says": (*plain.says, Statement(words=WORDS))}),
        plain.model_copy(update={"says": (Statement(words=f"{WORDS}, og jeg har ikke kørekort"), *plain.says)}),
    ]


@pytest.mark.parametrize("one", in_danger())
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("options", [{}, {"all_offers": True, "with_ideas": True}])
def test_with_danger_there_are_no_cards(engine: Engine, one: Citizen, audience: Any, options: dict[str, Any]) -> None:
    found = engine.suggest(one, audience=audience, **options)
    assert len(found.alarms) == 1
    for name in (*FILLED, "shielded"):
        assert getattr(found, name) == (), name
    if audience == "shared":
        assert found.problems == ()
    assert "H-AKUT" not in whole(found)


@pytest.mark.parametrize("one", in_danger())
def test_each_is_told_what_is_for_them(engine: Engine, one: Citizen) -> None:
    [calm] = engine.suggest(one).alarms
    assert calm.telephones == ()
    assert not re.search(r"\d", calm.text)
    assert "Du er ikke alene" in calm.text
    [staff] = engine.suggest(one, audience="caseworker").alarms
    assert [line.telephone for line in staff.telephones] == ["00 00 00 24", "00 00 00 25", "112", "70 201 201"]
    [all_] = engine.suggest(one, audience="shared").alarms
    assert (all_.text, all_.telephones) == ("Vi holder en pause.", ())


def test_the_nations_lines_are_there_without_a_municipality(engine: Engine) -> None:
    [staff] = engine.suggest(citizen("H-AKUT"), audience="caseworker").alarms
    assert [line.telephone for line in staff.telephones] == ["112", "70 201 201"]


def test_words_that_mean_no_danger_raise_no_alarm(engine: Engine) -> None:
    one = Citizen(on=DAY, says=(Statement(words="Bussen kører ikke her"),), facts={"municipality": HOME})
    assert engine.suggest(one).alarms == ()


def test_danger_keeps_what_is_shielded_for_the_caseworker(tmp_path: Path) -> None:
    engine = world(tmp_path, offer("skjult", ["N-VOLD", "H-AKUT"], privacy="shielded"), offer("akut", ["H-AKUT"]))
    both = citizen("N-VOLD", "H-AKUT")
    found = engine.suggest(both, ruleset="byen", audience="caseworker")
    assert [card.offer for card in found.shielded] == ["skjult"]
    assert found.cards == ()
    assert found.shielded[0].answers == ("N-VOLD",)
    only = engine.suggest(citizen("H-AKUT"), ruleset="byen", audience="caseworker")
    assert only.shielded == (), "danger never yields a card"


# --- violence ---------------------------------------------------------------------------------------------------

KRISECENTER = offer(
    "krisecenter",
    ["N-VOLD"],
    "{violence_at_home: true}",
    privacy="shielded",
    entitlement="ret",
    contact='{name: Krisecentret, telephone: "00 00 00 77"}',
    sources="[{law: Serviceloven, section: § 109}]",
    supports="[transport]",
)
BOLIG = offer("bolig", ["D-BOLIG", "N-VOLD"], "{any: [{violence_at_home: true}, {has_vehicle: true}]}")
SNAK = offer("snak", ["N-VOLD"])
TUR = offer("tur", ["D-BOLIG"], needs="[transport]", hints="[{when: {violence_at_home: true}, text: Gå bagom}]")
RET = offer(
    "retten",
    ["D-BOLIG"],
    rights="[{when: {violence_at_home: true}, text: Du er bange og har ret}]",
    entitlement="skoen",
)
SECRETS = ("N-VOLD", "violence", "krisecenter", "Krisecentret", "00 00 00 77", "109", "bange", "slår", "snak", "bagom")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A town with offers for those who are afraid at home."""
    return world(tmp_path_factory.mktemp("by"), KRISECENTER, BOLIG, SNAK, TUR, RET)


def told(*says: Statement, **facts: Any) -> Citizen:
    return Citizen(on=DAY, ruleset="byen", says=says, facts=facts)


HOME_LOST = Statement(barrier="D-BOLIG", words="Jeg sover på sofaer")
VIOLENCE = Statement(barrier="N-VOLD", words="han slår mig")
PROPOSED = Statement(words="han slår mig")


@pytest.mark.parametrize(
    "one",
    [
        told(VIOLENCE),
        told(VIOLENCE, HOME_LOST),
        told(HOME_LOST, VIOLENCE),
        told(HOME_LOST, VIOLENCE).model_copy(update={"withdrawn": ("violence_at_home",)}),
        told(HOME_LOST, VIOLENCE).model_copy(update={"declined": ("violence_at_home",)}),
        told(HOME_LOST, VIOLENCE, violence_at_home=True),
        told(HOME_LOST, violence_at_home=False),
        told(HOME_LOST, violence_at_home={"value": True, "expires": "2026-01-01"}),
        told(HOME_LOST, PROPOSED),
        told(PROPOSED),
        told(HOME_LOST),
    ],
)
@pytest.mark.parametrize("audience", ["citizen", "shared"])
@pytest.mark.parametrize("all_offers", [False, True])
def test_nothing_of_violence_stands_anywhere(town: Engine, one: Citizen, audience: Any, all_offers: bool) -> None:
    found = town.suggest(one, audience=audience, all_offers=all_offers)
    text = whole(found)
    for secret in SECRETS:
        assert secret not in text, secret
    assert found.shielded == ()
    assert not any("vold" in part.lower() for part in texts_of(found.to_json()))


@pytest.mark.parametrize("audience", ["citizen", "shared"])
def test_the_answer_is_the_same_as_if_she_had_not_said_it(town: Engine, audience: Any) -> None:
    for silent, spoken in (
        (told(HOME_LOST, has_vehicle=True), told(VIOLENCE, HOME_LOST, has_vehicle=True)),
        (told(), told(VIOLENCE)),
        (told(HOME_LOST, has_vehicle=True), told(HOME_LOST, PROPOSED, has_vehicle=True)),
    ):
        for all_offers in (False, True):
            before = town.suggest(silent, audience=audience, all_offers=all_offers).to_json()
            after = town.suggest(spoken, audience=audience, all_offers=all_offers).to_json()
            for answer in (before, after):
                # A right that she has gained is hers to read; why she has it stands nowhere.
                for card in answer["cards"]:
                    card["right"] = card["entitlement_text"] = ""
            assert before == after


@pytest.mark.parametrize("audience", ["citizen", "shared"])
def test_nobodys_answer_changes_with_it_in_the_catalogue(engine: Engine, audience: Any) -> None:
    for one in Strangers(engine.vocabulary, 71).many(40, withdrawn=("violence_at_home",)):
        facts = {key: value for key, value in one.facts.items() if key != "violence_at_home"}
        silent = one.model_copy(update={"facts": facts})
        spoken = silent.model_copy(update={"says": (VIOLENCE, *one.says)})
        before = engine.suggest(silent, audience=audience, all_offers=True).to_json()
        assert engine.suggest(spoken, audience=audience, all_offers=True).to_json() == before


def test_the_caseworker_has_the_whole_card(town: Engine) -> None:
    found = town.suggest(told(HOME_LOST, VIOLENCE), audience="caseworker", all_offers=True)
    shielded = {card.offer: card for card in found.shielded}
    assert set(shielded) == {"krisecenter", "snak"}
    crisis = shielded["krisecenter"]
    assert (crisis.verdict, crisis.right, crisis.answers, crisis.legs) == ("yes", "yes", ("N-VOLD",), ("N",))
    assert crisis.contact == {"name": "Krisecentret", "telephone": "00 00 00 77"}
    assert crisis.reasons
    assert crisis.sources[0].law == "Serviceloven"
    assert set(cards(found)) == {"bolig", "tur", "retten"}
    assert cards(found)["bolig"].answers == ("D-BOLIG",)
    assert "Gå bagom" in cards(found)["tur"].todos
    for leg in found.legs:
        assert not {"krisecenter", "snak"} & set(leg.cards)
    assert not {"krisecenter", "snak"} & {one.offer for one in found.not_now}


def test_words_that_may_mean_violence_are_for_the_caseworker(town: Engine) -> None:
    one = told(HOME_LOST, PROPOSED)
    found = town.suggest(one, audience="caseworker")
    assert [(said.words, said.barrier) for said in found.proposed_barriers] == [("han slår mig", "N-VOLD")]
    assert found.shielded == (), "it is proposed, and not assumed"
    assert town.suggest(one).proposed_barriers == ()


def test_a_fault_in_what_is_shielded_is_told_to_the_caseworker_alone(tmp_path: Path) -> None:
    quarrel = """
        from tilbud_engine.plugins import Availability, hookimpl

        @hookimpl
        def tilbud_availability(offer_id, municipality, on):
            return Availability(waiting_weeks={weeks}) if offer_id == "krisecenter" else None
        """
    code = {"andet": quarrel.replace("{weeks}", "1"), "tredje": quarrel.replace("{weeks}", "2")}
    engine = world(tmp_path, KRISECENTER, offer("andet", ["D-BOLIG"]), offer("tredje", ["D-BOLIG"]), code=code)
    one = told(HOME_LOST, VIOLENCE)
    assert "availability-differs" in {fault.code for fault in engine.suggest(one, audience="caseworker").problems}
    assert "availability-differs" not in {fault.code for fault in engine.suggest(one).problems}
    assert "krisecenter" not in whole(engine.suggest(one))


def test_an_explanation_for_her_says_nothing_of_it(town: Engine) -> None:
    one = told(HOME_LOST, VIOLENCE)
    for name in ("bolig", "retten", "tur"):
        assert "bange" not in str(town.explain(one, name))
        assert "violence" not in str(town.explain(one, name))
    assert "bange" in str(town.explain(one, "bolig", audience="caseworker").lines)


def test_words_of_danger_are_heard_also_when_another_meaning_is_confirmed(engine: Engine) -> None:
    answer = engine.suggest(Citizen(on=DAY, says=(Statement(words=WORDS, barrier="N-TILLID"),)))
    assert answer.alarms
    assert answer.cards == ()


def test_nothing_is_explained_while_there_is_danger(engine: Engine) -> None:
    with pytest.raises(InputError) as raised:
        engine.explain(citizen("H-AKUT"), "bisidder")
    assert [one.code for one in raised.value.problems] == ["human-first"]


def test_what_is_shielded_is_explained_to_the_caseworker_alone(town: Engine) -> None:
    one = told(HOME_LOST, VIOLENCE)
    for audience in ("citizen", "shared"):
        with pytest.raises(InputError) as raised:
            town.explain(one, "krisecenter", audience=audience)
        assert [fault.code for fault in raised.value.problems] == ["unknown-offer"]
        assert "krisecenter" not in raised.value.problems[0].hint()
    assert town.explain(one, "krisecenter", audience="caseworker").card is not None
