"""What stands on a card: promises that are true, what to do, whom to call, why, and who says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.engine.people import HOME, NATION, TOWN, Strangers, cards, citizen, example, later, offer, whole, world
from tilbud_engine.case import Statement
from tilbud_engine.engine import Engine
from tilbud_engine.suggestion import Card, Suggestion

RIGHT = "Det har du ret til."
MAYBE = "Det har du måske ret til."
APPLY = "Du kan søge. Kommunen vurderer det."


def only(engine: Engine, *barriers: str, **facts: object) -> Card:
    """Return the only card of a small world."""
    [found] = engine.suggest(citizen(*(barriers or ("H-ANGST",)), **facts), ruleset="byen").cards
    return found


@pytest.mark.parametrize(
    ("entitlement", "age", "text"),
    [
        ("ret", 30, RIGHT),
        ("ret", None, MAYBE),
        ("skoen", 30, APPLY),
        ("skoen", None, APPLY),
        ("lokalt", 30, APPLY),
        ("aabent", 30, "Du kan bare komme eller sige til."),
        ("frivilligt", 30, "Du kan bare komme eller sige til."),
        ("aabent", None, "Spørg, om det er åbent for dig."),
        ("pligt", 30, "Det skal du, og derfor står det her."),
        ("pligt", None, "Det er måske noget, du skal. Spørg kommunen."),
    ],
)
def test_the_promise_is_never_more_than_true(tmp_path: Path, entitlement: str, age: int | None, text: str) -> None:
    """R-D8: each card says ret, skøn, åbent or pligt, and who decides."""
    engine = world(tmp_path, offer("a", eligible="{age: {at_least: 18}}", entitlement=entitlement, decides="kommunen"))
    found = only(engine, age=age)
    assert found.entitlement_text == text
    assert found.decides == "kommunen"
    assert found.entitlement in {"ret", "skoen", "aabent", "pligt"}


@pytest.mark.parametrize(
    ("age", "licence", "verdict", "right"),
    [
        (30, True, "yes", "yes"),
        (30, False, "yes", "no"),
        (30, None, "yes", "unknown"),
        (None, True, "unknown", "unknown"),
        (None, False, "unknown", "no"),
        (None, None, "unknown", "unknown"),
    ],
)
def test_a_right_for_some_is_yes_no_or_unknown(
    tmp_path: Path, age: int | None, licence: bool | None, verdict: str, right: str
) -> None:
    """R-D8: a right is said only where it is one."""
    rights = '[{when: {has_driving_licence: true}, text: "Inden 14 dage.", source: {law: Loven, version: LBK 1}}]'
    engine = world(tmp_path, offer("a", eligible="{age: {at_least: 18}}", rights=rights))
    found = only(engine, age=age, has_driving_licence=licence)
    assert (found.verdict, found.right) == (verdict, right)
    texts = {"yes": "Inden 14 dage.", "no": APPLY, "unknown": f"Du kan søge. {MAYBE}"}
    assert found.entitlement_text == texts[right]
    assert any("14 dage" in one.text for one in found.reasons) is (right == "yes")


@pytest.mark.parametrize(
    ("rights", "licence", "right", "text"),
    [
        ("[]", False, "yes", RIGHT),
        ("[{when: {}, text: Det er din ret.}]", False, "yes", "Det er din ret."),
        ("[{when: {has_driving_licence: true}, text: Det er din ret.}]", True, "yes", "Det er din ret."),
        ("[{when: {has_driving_licence: true}, text: Det er din ret.}]", False, "no", APPLY),
        ("[{when: {has_driving_licence: true}, text: Det er din ret.}]", None, "unknown", MAYBE),
    ],
)
def test_what_is_a_right_is_one_for_all_unless_its_rights_name_only_some(
    tmp_path: Path, rights: str, licence: bool | None, right: str, text: str
) -> None:
    """R-D8: whom the law leaves to be assessed is not told of a right."""
    engine = world(tmp_path, offer("a", eligible="{age: {at_least: 18}}", entitlement="ret", rights=rights))
    found = only(engine, age=30, has_driving_licence=licence)
    assert (found.verdict, found.right, found.entitlement_text) == ("yes", right, text)


def test_whoever_has_it_by_the_municipality_alone_has_no_right(tmp_path: Path) -> None:
    """R-D8: `also_eligible` alone gives skøn, also while it is not decided yet."""
    town = TOWN + "offers:\n  a: {also_eligible: {has_vehicle: true}, because: Kommunen giver mere}\n"
    rights = '[{when: {}, text: "Inden 14 dage.", source: {law: Loven, version: LBK 1}}]'
    engine = world(
        tmp_path,
        offer("a", eligible="{has_driving_licence: true}", entitlement="ret", rights=rights),
        rulesets=(NATION, town),
    )
    by_law = only(engine, has_driving_licence=True)
    assert (by_law.entitlement, by_law.right, by_law.entitlement_text) == ("ret", "yes", "Inden 14 dage.")
    for facts, verdict in (({"has_vehicle": True}, "yes"), ({}, "unknown")):
        by_choice = only(engine, has_driving_licence=False, **facts)
        assert (by_choice.verdict, by_choice.entitlement, by_choice.right) == (verdict, "skoen", "no")
        assert by_choice.entitlement_text == APPLY
        assert "14 dage" not in f"{by_choice.reasons}"
    perhaps = only(engine, has_vehicle=True)
    assert (perhaps.verdict, perhaps.entitlement, perhaps.right) == ("yes", "skoen", "unknown")
    assert perhaps.entitlement_text == f"Du kan søge. {MAYBE}"


def test_a_widened_right_of_the_catalogue_is_the_municipalitys_choice(engine: Engine) -> None:
    """R-D5, R-D8: whoever is not sure may come; it is skøn, and 14 days are not promised."""
    unsure = citizen("H-ALKOHOL", municipality=HOME, wants_treatment=False)
    found = cards(engine.suggest(unsure))["alkoholbehandling"]
    assert (found.verdict, found.entitlement, found.right) == ("yes", "skoen", "no")
    assert "14 dage" not in f"{found.reasons}{found.entitlement_text}{found.todos}"
    sure = citizen("H-ALKOHOL", municipality=HOME, wants_treatment=True)
    found = cards(engine.suggest(sure))["alkoholbehandling"]
    assert (found.verdict, found.entitlement, found.right) == ("yes", "ret", "yes")
    assert "14 dage" in found.entitlement_text


def test_fourteen_days_are_said_only_with_treatment_that_is_a_right(engine: Engine) -> None:
    """R-D8, R-O07."""
    for stranger in Strangers(engine.vocabulary, 14).many(150):
        for one in engine.suggest(stranger).cards:
            if re.search(r"14\s+dage", str(one.reasons) + one.entitlement_text):
                assert one.offer in {"stofmisbrugsbehandling", "alkoholbehandling"}
                assert one.right == "yes"


def test_no_random_card_promises_more_than_its_right(engine: Engine) -> None:
    """R-D8."""
    for stranger in Strangers(engine.vocabulary, 21).many(150):
        for one in engine.suggest(stranger).cards:
            rights = engine.rulebook.offers[one.offer].versions[-1].rights
            promised = any(right.text in one.entitlement_text for right in rights) or one.entitlement_text == RIGHT
            assert promised == (one.right == "yes" and one.verdict == "yes")
            assert ("måske ret" in one.entitlement_text) <= (one.right == "unknown")
            assert (one.entitlement_text == "Du kan bare komme eller sige til.") <= (one.entitlement == "aabent")
            for_some = one.offer == "befordring_over_24km"  # section 175 gives it to 6.1-6.10 only
            assert (one.entitlement == "ret" and not for_some) <= (one.right != "no")


def test_an_idea_promises_nothing(engine: Engine) -> None:
    """R-D14: an idea is marked and nobody can just come."""
    found = engine.suggest(citizen("H-ANGST", municipality="varde", age=20), with_ideas=True)
    ideas = [one for one in found.cards if one.status == "idea"]
    assert {one.offer for one in ideas} == {"psykolog_unge_aaben", "moede_hjemmebane", "virksomhedsraadgivning"}
    assert {one.entitlement_text for one in ideas} == {"Idé – findes ikke endnu."}


def test_a_need_is_something_to_do_and_never_decides(tmp_path: Path) -> None:
    """R-P14, R-D4, R-D5: a need is a to-do with the cards that help beside it; met, it is gone."""
    engine = world(
        tmp_path,
        offer("a", needs="[transport, sober]"),
        offer("bussen", ["D-TRANSPORT"], supports="[transport]"),
        offer("pause", ["D-TRANSPORT"], supports="[transport]", status="paused"),
    )
    before = only(engine)
    assert before.verdict == "yes"
    assert any("Se også: bussen." in one for one in before.todos)
    assert "pause" not in str(before.todos)
    assert len(before.todos) == 2
    after = only(engine, has_vehicle=True)
    assert after.verdict == "yes"
    assert len(after.todos) == 1
    assert "derhen" not in str(after.todos)


def test_a_card_that_helps_is_not_named_where_it_is_not_had(tmp_path: Path) -> None:
    engine = world(
        tmp_path,
        offer("a", needs="[transport]"),
        offer("andetsteds", ["D-TRANSPORT"], supports="[transport]", municipalities="[varde]"),
        offer("skjult", ["D-TRANSPORT"], supports="[transport]", privacy="shielded"),
    )
    for ruleset in ("byen", "danmark"):
        found = engine.suggest(citizen("H-ANGST", municipality="koebenhavn"), ruleset=ruleset)
        assert [one.offer for one in found.cards] == ["a"]
        assert "Se også" not in str(found.cards[0].todos), ruleset


def test_a_remark_is_shown_only_when_it_holds(tmp_path: Path) -> None:
    engine = world(tmp_path, offer("a", hints='[{when: {has_vehicle: false}, text: "Spørg om en cykel"}]'))
    assert only(engine, has_vehicle=False).todos == ("Spørg om en cykel",)
    assert only(engine, has_vehicle=True).todos == ()
    assert only(engine).todos == ()


def test_a_referral_and_being_sober_are_things_to_do_and_never_a_refusal(engine: Engine) -> None:
    """R-D5, R-O07, R-O08."""
    found = cards(
        engine.suggest(
            citizen(
                "H-ANGST",
                "H-STOF",
                municipality=HOME,
                age=34,
                doctor_referrals=[],
                substance_use=["cannabis"],
                wants_treatment=True,
                can_attend_sober=False,
            )
        )
    )
    assert found["psykolog_henvist"].verdict == found["stofmisbrugsbehandling"].verdict == "yes"
    assert any("henvisning" in one for one in found["psykolog_henvist"].todos)
    assert found["misbrug_motiverende"].verdict == "yes"


def test_contact_comes_from_the_municipality(engine: Engine) -> None:
    found = cards(engine.suggest(example("soeren")))["stofmisbrugsbehandling"]
    assert found.contact == {"name": "Rusmiddelcentret", "telephone": "00 00 00 16", "hours": "hverdage 8-15"}
    national = cards(engine.suggest(example("soeren"), ruleset="danmark"))["stofmisbrugsbehandling"]
    assert national.contact is None


def test_free_places_and_waiting_time_come_from_the_plugin(tmp_path: Path) -> None:
    told = """
        from tilbud_engine.plugins import Availability, hookimpl

        @hookimpl
        def tilbud_availability(offer_id, municipality, on):
            if offer_id == "a" and municipality == "byen":
                return Availability(waiting_weeks=3, free_places=2)
        """
    engine = world(tmp_path, offer("a"), offer("b"), code={"a": told})
    found = cards(engine.suggest(citizen("H-ANGST"), ruleset="byen"))
    assert found["a"].availability is not None
    assert found["a"].availability["waiting_weeks"] == 3
    assert found["a"].availability["free_places"] == 2
    assert found["b"].availability is None


def test_sources_carry_the_law_its_section_and_its_version(engine: Engine) -> None:
    found = cards(engine.suggest(example("soeren")))
    laws = {(one.law, one.section, one.version) for one in found["virksomhedspraktik"].sources}
    assert ("Lov om en aktiv beskæftigelsesindsats", "kap. 11, § 57", "LBK 280 af 1.3.2024") in laws
    # The law behind the definition that the rule uses, as it is on the day.
    assert any(version and "lov 1750" in version for _, _, version in laws)
    for one in found.values():
        assert one.sources, one.offer
        assert all(source.law or source.title for source in one.sources)
        assert len(set(one.sources)) == len(one.sources)


def test_each_reason_says_which_rule_fact_and_version(engine: Engine) -> None:
    found = cards(engine.suggest(citizen("A-TRO", municipality=HOME, lab_target_group="6.3")))
    [placement] = [one for one in found["virksomhedspraktik"].reasons if one.fact]
    assert placement.fact == "lab_target_group"
    assert placement.rule.startswith("rulesets/danmark/ruleset.yaml:")
    assert placement.version == "2026-02-01"
    for one in found.values():
        assert one.reasons, one.offer
        assert one.plugin


def test_every_random_card_says_why_and_who_brought_it(engine: Engine) -> None:
    for stranger in Strangers(engine.vocabulary, 3).many(80):
        for one in engine.suggest(stranger).cards:
            assert all(reason.text and reason.rule for reason in one.reasons), one.offer
            assert one.reasons, one.offer
            assert one.plugin in {"transporthjaelp", one.offer}
            assert one.sources
            assert one.decides
            assert one.word
            assert len(one.text.split()) <= 12


def test_a_value_that_the_municipality_has_not_set_is_said_to_be_a_default(tmp_path: Path) -> None:
    limit = "{type: int, range: [0, 120], set_by: municipality, default: 18, label: Mindste alder}"
    one = offer("a", eligible="{age: {at_least: $limit}}", parameters=f"{{limit: {limit}}}", scope="local")
    offered = TOWN + "offers: {a: {offered: true}}\n"
    here = world(tmp_path / "1", one, rulesets=(NATION, offered))
    assert "Kommunen har ikke selv valgt ”Mindste alder”, så vi regner med 18 år." in [
        r.text for r in only(here, age=20).reasons
    ]
    own = world(tmp_path / "2", one, rulesets=(NATION, offered + "parameters: {limit: 21}\n"))
    assert "vi bruger" not in str(only(own, age=22).reasons)
    assert later(own.suggest(citizen("H-ANGST", age=20), ruleset="byen"))["a"].verdict == "no"


def test_because_stands_only_on_a_yes(tmp_path: Path) -> None:
    because = TOWN + "offers: {a: {because: Åben for alle i byen}}\n"
    engine = world(tmp_path, offer("a", eligible="{age: {at_least: 18}}"), rulesets=(NATION, because))
    assert "Åben for alle i byen" in [one.text for one in only(engine, age=20).reasons]
    assert "Åben for alle i byen" not in [one.text for one in only(engine).reasons]


def test_the_examples_get_the_cards_of_their_stories(engine: Engine) -> None:
    """R-O04, R-O05, R-O06, R-O07, R-O08, R-O20, R-O22, R-O29 for Søren; R-O24 for Amina; R-O26, R-O28 for Birthe."""

    def named(suggestion: Suggestion) -> set[str]:
        return {one.offer for one in suggestion.cards}

    soeren = engine.suggest(example("soeren"))
    assert named(soeren) >= {"samlet_plan", "laege_med", "virksomhedspraktik", "stofmisbrugsbehandling"}
    assert named(soeren) >= {"psykolog_henvist", "mentor", "moede_hjemmebane", "bisidder"}
    assert named(engine.suggest(example("amina"))) >= {"psykolog_unge_aaben", "vejledning_afklaring"}
    assert named(engine.suggest(example("birthe"))) >= {"kulturvitaminer", "flextur", "befordring_over_24km"}


@pytest.mark.parametrize(
    ("offer_id", "barrier", "facts"),
    [
        ("opkvalificering", "A-KOMP", {"lab_target_group": "6.2"}),  # R-O21
        ("vejledning_afklaring", "A-VEDIKKE", {"lab_target_group": "6.2"}),  # R-O23
        ("mestring_arbejde_privat", "A-PRIVAT", {"lab_target_group": "6.2"}),  # R-O25
        ("misbrug_motiverende", "H-STOF", {"substance_use": ["cannabis"], "wants_treatment": False}),  # R-O27
        ("virksomhedsraadgivning", "A-DAARLIG", {"has_employer": True}),  # R-O30
    ],
)
def test_the_other_offers_of_the_articles_are_there(
    engine: Engine, offer_id: str, barrier: str, facts: dict[str, object]
) -> None:
    """R-O21, R-O23, R-O25, R-O27, R-O30."""
    assert cards(engine.suggest(citizen(barrier, municipality=HOME, **facts)))[offer_id].verdict == "yes"


def test_motivation_is_never_read_out_of_what_she_said(engine: Engine) -> None:
    """R-D1, R-D10: her words and a barrier settle nothing about what she wants."""
    stranger = citizen("A-MOTIV", municipality=HOME)
    said = {"words": "Jeg gider ikke mere aktivering, hvorfor skulle jeg", "barrier": "A-MOTIV"}
    other = stranger.model_copy(update={"says": (Statement(**said),)})
    assert engine.suggest(stranger).to_json() == engine.suggest(other).to_json()
    for key in ("wants_to_take_part", "wishes_work", "wants_treatment"):
        assert f'"{key}": ' not in whole(engine.suggest(other))


def test_english_is_spoken_where_it_is_asked_for(engine: Engine) -> None:
    """R-P16: plain words."""
    found = cards(engine.suggest(example("soeren"), language="en"))["bisidder"]
    assert (found.name, found.entitlement_text) == (
        "Companion at meetings",
        "You have a right to bring someone to meetings about your case.",
    )
