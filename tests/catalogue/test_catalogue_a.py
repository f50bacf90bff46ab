"""Cards of work, of support and of the citizen's own people: complete, plain, and right at each date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.checkout import ROOT
from tilbud_engine.case import Citizen
from tilbud_engine.engine import Engine
from tilbud_engine.kit.plain_language import plain_problems
from tilbud_engine.offers import Offer, read_offers
from tilbud_engine.reading import read_path
from tilbud_engine.suggestion import Card, NotNow, Suggestion

OFFERS = (
    "alkoholbehandling",
    "bisidder",
    "borgerkonsulent",
    "bostoette_85",
    "gruppe_82a",
    "hjaelpemidler_hjemmet",
    "krisecenter",
    "kulturvitaminer",
    "laege_med",
    "mentor",
    "mestring_arbejde_privat",
    "misbrug_motiverende",
    "moede_hjemmebane",
    "netvaerk_med",
    "opkvalificering",
    "ordinaere_timer",
    "socialt_frikort",
    "stoette_82b",
    "stoette_kontaktperson",
)
CONFIDENTIAL = {
    "alkoholbehandling",
    "bostoette_85",
    "gruppe_82a",
    "misbrug_motiverende",
    "stoette_82b",
    "stoette_kontaktperson",
}
# domain.md section 7: the numbers that a source shows.
KLE_SEEN = {"27.36.12", "27.48.08", "27.57.12", "27.60.04", "27.60.24", "29.24.08", "15.20.02", "15.20.36"}
DAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine.load()
    yield made
    made.close()


def at(engine: Engine, name: str, on: dt.date = DAY) -> Offer:
    found = engine.rulebook.offers[name].history.at(on)
    assert found is not None
    return found


def suggest(engine: Engine, barrier: str, facts: dict[str, Any], on: dt.date = DAY, **more: Any) -> Suggestion:
    citizen = Citizen.read({"says": [{"barrier": barrier}], "facts": facts})
    return engine.suggest(citizen, on, **more)


def card(suggestion: Suggestion, offer: str) -> Card:
    return next(one for one in suggestion.cards if one.offer == offer)


# --- what the seed articles ask for ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("requirement", "names"),
    [
        ("R-O02", {"bisidder"}),
        ("R-O03", {"netvaerk_med", "laege_med"}),
        ("R-O05", {"laege_med"}),
        ("R-O14", {"borgerkonsulent"}),
        ("R-O15", {"bostoette_85"}),
        ("R-O17", {"socialt_frikort"}),
        ("R-O18", {"ordinaere_timer"}),
        ("R-O19", {"netvaerk_med"}),
        ("R-O21", {"opkvalificering"}),
        ("R-O22", {"mentor"}),
        ("R-O25", {"mestring_arbejde_privat"}),
        ("R-O26", {"kulturvitaminer"}),
        ("R-O27", {"misbrug_motiverende"}),
        ("R-O29", {"moede_hjemmebane"}),
        ("R-S1", {"hjaelpemidler_hjemmet"}),
        ("R-S2", {"stoette_kontaktperson"}),
        ("R-S3", {"alkoholbehandling"}),
    ],
)
def test_what_a_seed_asks_for_is_a_card_with_a_seed_or_a_law_behind_it(
    engine: Engine, requirement: str, names: set[str]
) -> None:
    for name in names:
        assert any(source.title or source.law for source in at(engine, name).sources), (requirement, name)


@pytest.mark.parametrize(
    ("initiative", "name", "who"),
    [
        ("R-C1", "bostoette_85", "Jobcentret"),
        ("R-C2", "laege_med", "Almen praksis"),
        ("R-C3", "alkoholbehandling", "før, under og efter"),
        ("R-C4", "mentor", "Psykiatrien"),
        ("R-C6", "moede_hjemmebane", "frivillige foreninger"),
        ("R-C8", "kulturvitaminer", "museer"),
        ("R-C9", "bisidder", "Foreninger"),
        ("R-C10", "borgerkonsulent", "Ungeteam"),
        ("R-C11", "borgerkonsulent", "myndighed på tværs"),
        ("R-C12", "ordinaere_timer", "virksomhedskonsulent"),
    ],
)
def test_each_initiative_to_work_together_names_who_must_be_in_the_room(
    engine: Engine, initiative: str, name: str, who: str
) -> None:
    assert any(who in partner.who for partner in at(engine, name).cooperation), initiative


# --- complete ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OFFERS)
def test_all_that_a_person_may_read_stands_in_both_languages(engine: Engine, name: str) -> None:
    for offer in engine.rulebook.offers[name].versions:
        pairs = [
            (offer.name, offer.name_en),
            (offer.about, offer.about_en),
            (offer.for_staff, offer.for_staff_en),
            (offer.decides, offer.decides_en),
            (offer.cost, offer.cost_en),
            (offer.card.word, offer.card.word_en),
            (offer.card.text, offer.card.text_en),
            (offer.card.alt, offer.card.alt_en),
            *((one.who, one.who_en) for one in offer.cooperation),
            *((one.text, one.text_en) for one in offer.rights),
            *((one.text, one.text_en) for one in offer.hints),
            *((one.label, one.label_en) for one in offer.parameters.values()),
        ]
        if offer.capacity is not None:
            pairs.append((offer.capacity.text, offer.capacity.text_en))
        assert [danish for danish, english in pairs if not danish or not english] == []
        assert offer.cooperation, "somebody must be in the room"
        assert offer.units


@pytest.mark.parametrize("name", OFFERS)
def test_each_card_says_what_it_rests_on_and_who_looked_at_it_when(engine: Engine, name: str) -> None:
    offer = at(engine, name)
    assert offer.sources
    assert offer.assumptions
    assert offer.last_checked == DAY
    assert offer.checked_by == "Kataloget"
    assert set(offer.kle) <= KLE_SEEN
    # A law without an edition is told as one that was not looked up.
    told = " ".join(offer.assumptions)
    for source in offer.sources:
        if source.law and not source.version:
            assert "slået efter" in f"{source.note} {told}", source


@pytest.mark.parametrize("name", OFFERS)
def test_what_the_citizen_reads_is_plain(name: str) -> None:
    path = ROOT / "plugins" / name / "offer.yaml"
    node = read_path(path, f"plugins/{name}/offer.yaml")
    offers, faults = read_offers(node, name)
    assert faults == []
    for offer in offers:
        for version in offer.versions:
            assert [one.line("da") for one in plain_problems(version, node, str(path))] == []
            assert len(version.card.text.split()) <= 12


@pytest.mark.parametrize("name", OFFERS)
def test_the_picture_comes_with_the_engine_and_no_two_cards_share_one(engine: Engine, name: str) -> None:
    drawn = read_path(ROOT / "src/tilbud_engine/pictures/pictograms.yaml", "pictograms.yaml")["pictograms"]
    shown = at(engine, name).card.pictogram
    assert shown in drawn
    others = [one for one in engine.rulebook.offers if one != name]
    assert [one for one in others if at(engine, one).card.pictogram == shown] == []


@pytest.mark.parametrize("name", OFFERS)
def test_what_concerns_substances_and_social_support_is_not_for_the_table(engine: Engine, name: str) -> None:
    expected = "shielded" if name == "krisecenter" else "confidential" if name in CONFIDENTIAL else "normal"
    assert at(engine, name).privacy == expected


@pytest.mark.parametrize("name", OFFERS)
def test_its_readme_tells_who_gets_it_what_can_be_set_and_what_is_assumed(name: str) -> None:
    text = (ROOT / "plugins" / name / "README.md").read_text(encoding="utf-8")
    if name != "krisecenter":
        assert "**Hvem får kortet?**" in text
    assert "**Hvad kan kommunen sætte?**" in text
    assert "**Hvad er antaget?**" in text
    assert all(len(line) <= 120 for line in text.splitlines())


# --- right at each date ------------------------------------------------------------------------------------------

FREE_CARD = {
    "sel_v_assessed": "in_target",
    "work_income_12m_dkk": 0,
    "ordinary_education_12m": False,
    "residence_requirement_met": True,
}


@pytest.mark.parametrize(
    ("on", "law", "said"),
    [
        (dt.date(2024, 12, 31), "Lov om forsøg med et socialt frikort", None),
        (dt.date(2025, 1, 1), "Lov om socialt frikort", "42.766 kr."),
        (dt.date(2025, 12, 31), "Lov om socialt frikort", "42.766 kr."),
        (dt.date(2026, 1, 1), "Lov om socialt frikort", "Spørg, hvor meget"),
    ],
)
def test_the_free_card_names_the_law_of_the_day_and_only_an_amount_that_is_known(
    engine: Engine, on: dt.date, law: str, said: str | None
) -> None:
    text = card(suggest(engine, "A-PENGE", FREE_CARD, on), "socialt_frikort").entitlement_text
    assert re.findall(r"42\.766 kr\.|Spørg, hvor meget", text) == ([said] if said else [])
    assert law in {source.law for source in at(engine, "socialt_frikort", on).sources}
    assert [right.source.law for right in at(engine, "socialt_frikort", on).rights if right.source] == [law]


@pytest.mark.parametrize(
    ("name", "first", "what"),
    [
        ("bostoette_85", dt.date(2026, 7, 1), "L 50"),
        ("mentor", dt.date(2026, 1, 1), "§ 203 a"),
        ("opkvalificering", dt.date(2026, 1, 1), "§ 203 a"),
        ("opkvalificering", dt.date(2026, 7, 1), "lov 1750"),
        ("alkoholbehandling", dt.date(2027, 1, 1), "efter 1.1.2027"),
        ("ordinaere_timer", dt.date(2025, 7, 1), "LBK 1004"),
    ],
)
def test_a_change_of_the_law_is_a_source_from_its_day_and_says_that_it_is_uncertain(
    engine: Engine, name: str, first: dt.date, what: str
) -> None:
    def named(on: dt.date) -> list[str]:
        return [f"{one} {one.note}" for one in at(engine, name, on).sources if what in f"{one}"]

    assert named(first - dt.timedelta(days=1)) == []
    (found,) = named(first)
    assert re.search(r"[Uu]sikkert|lovforslag|Antagelse|kan kommunen fritage", found)


def test_the_proposed_choice_of_a_support_person_is_promised_to_nobody(engine: Engine) -> None:
    facts = {"age": 40, "sel_v_assessed": "in_target", "housing_status": "shelter"}
    before = card(suggest(engine, "D-HJEM", facts, dt.date(2026, 6, 30)), "bostoette_85")
    after = card(suggest(engine, "D-HJEM", facts, dt.date(2026, 7, 1)), "bostoette_85")
    assert before.entitlement_text == after.entitlement_text
    assert any("L 50" in one for one in after.assumptions)


# --- motivation as a condition (R-D1) ----------------------------------------------------------------------------

LATER = """
ruleset: senere
extends: danmark
parameters:
  bk_motivation_not_required:
    versions:
      2017-01-01: {value: true, source: {title: Kommunens første år}}
      2019-01-01: {value: false, source: {title: Kommunens senere år}}
offers:
  borgerkonsulent: {offered: true, source: {title: Kommunens serviceniveau}}
"""
SILENT = """
ruleset: tavs
extends: danmark
offers:
  borgerkonsulent: {offered: true, source: {title: Kommunens serviceniveau}}
"""
LONG = {"age": 45, "benefit_type": "kontanthjaelp", "months_unemployed": 24, "parallel_services": ["social"]}


@pytest.fixture(scope="module")
def demanding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("rulesets")
    paths: list[Path] = []
    for name, text in (("senere", LATER), ("tavs", SILENT)):
        (folder / name).mkdir()
        (folder / name / "ruleset.yaml").write_text(text, encoding="utf-8")
        paths.append(folder / name)
    made = Engine.load(rulesets=paths)
    yield made
    made.close()


def consultant(engine: Engine, facts: dict[str, Any], on: dt.date, ruleset: str = "senere") -> Card | NotNow:
    found = suggest(engine, "N-MANGE", LONG | facts, on, ruleset=ruleset, all_offers=True)
    listed: list[Card | NotNow] = [*found.cards, *found.not_now]
    return next(one for one in listed if one.offer == "borgerkonsulent")


@pytest.mark.parametrize("answer", [{"wants_to_take_part": False}, {"wants_to_take_part": True}, {}])
def test_in_the_first_years_nobody_is_asked_whether_she_wants_to(demanding: Engine, answer: dict[str, Any]) -> None:
    found = consultant(demanding, answer, dt.date(2018, 12, 31))
    assert found.verdict == "yes"


def test_later_only_her_own_answer_decides_and_silence_is_no_refusal(demanding: Engine) -> None:
    on = dt.date(2019, 1, 1)
    assert consultant(demanding, {"wants_to_take_part": True}, on).verdict == "yes"
    assert consultant(demanding, {"wants_to_take_part": False}, on).verdict == "no"
    silent = consultant(demanding, {}, on)
    assert isinstance(silent, Card)
    assert silent.verdict == "unknown"
    assert silent.missing == ("wants_to_take_part",)


def test_a_municipality_that_says_nothing_asks_for_no_motivation(demanding: Engine) -> None:
    assert consultant(demanding, {"wants_to_take_part": False}, DAY, "tavs").verdict == "yes"


def test_the_examples_in_the_readmes_are_rulesets_that_can_be_read(tmp_path: Path) -> None:
    examples = [
        (name, block)
        for name in OFFERS
        for block in re.findall(
            r"```yaml\n(.*?)```", (ROOT / "plugins" / name / "README.md").read_text(encoding="utf-8"), re.DOTALL
        )
    ]
    assert {name for name, _ in examples} >= {"borgerkonsulent", "kulturvitaminer"}
    for number, (name, block) in enumerate(examples):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "ruleset.yaml").write_text(f"ruleset: proeve\nextends: danmark\n{block}", encoding="utf-8")
        with closing(Engine.load(rulesets=[folder])) as made:
            found = suggest(made, "N-MANGE", {}, ruleset="proeve")
            assert [one for one in found.problems if not one.where.startswith(("plugins", "rulesets"))] == [], name


# --- what the card says to her -----------------------------------------------------------------------------------


def test_the_consultant_tells_of_her_duty_before_children_are_spoken_of(engine: Engine) -> None:
    """Cite R-D2: tell before asking; only someone with children at home reads it."""
    with_child = LONG | {"municipality": "eksempelkommune", "household_children": 1}
    without = with_child | {"household_children": 0}
    told = [
        any("barn" in one for one in card(suggest(engine, "N-MANGE", facts), "borgerkonsulent").todos)
        for facts in (with_child, without)
    ]
    assert told == [True, False]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"lab_target_group": "6.2", "has_vocational_qualification": False}, True),
        ({"lab_target_group": "6.3", "has_vocational_qualification": False}, True),
        ({"lab_target_group": "6.3", "has_vocational_qualification": True}, False),
        ({"lab_target_group": "6.3"}, False),
        ({"lab_target_group": "6.5", "has_vocational_qualification": False}, False),
        ({"lab_target_group": "6.1", "has_vocational_qualification": False, "age": 29}, False),
        ({"lab_target_group": "6.1", "has_vocational_qualification": False, "age": 30}, True),
        ({"lab_target_group": "6.1", "has_vocational_qualification": False, "age": 31}, True),
    ],
)
def test_who_has_a_right_to_have_her_skills_assessed_reads_it_on_the_card(
    engine: Engine, facts: dict[str, Any], told: bool
) -> None:
    """Source: section 93(2) of the employment act."""
    todos = card(suggest(engine, "A-KOMP", facts), "opkvalificering").todos
    assert any("hvad du allerede kan" in one for one in todos) is told


@pytest.mark.parametrize("state", ["none", "suspected", "confirmed"])
def test_a_test_that_shows_trouble_with_letters_gives_a_right_to_a_course(engine: Engine, state: str) -> None:
    """Source: section 93(1) of the employment act."""
    facts = {"lab_target_group": "6.2", "reading_difficulty": state}
    todos = card(suggest(engine, "A-KOMP", facts), "opkvalificering").todos
    assert any("ret til et kursus" in one for one in todos) is (state == "confirmed")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"lab_target_group": "6.11"}, True),
        ({"lab_target_group": "6.9", "has_employer": False}, True),
        ({"lab_target_group": "6.9", "has_employer": True}, False),
        ({"lab_target_group": "6.9"}, False),
        ({}, False),
    ],
)
def test_a_right_to_a_course_is_told_only_to_whom_the_law_names(
    engine: Engine, facts: dict[str, Any], told: bool
) -> None:
    """Source: section 93(1) of the employment act: every group, though not 6.9 who are in a flex job."""
    found = card(suggest(engine, "A-KOMP", {"reading_difficulty": "confirmed", **facts}), "opkvalificering")
    assert any("ret til et kursus" in one for one in found.todos) is told


@pytest.mark.parametrize(
    ("barrier", "facts"),
    [
        ("D-HJEM", {"age": 40, "sel_v_assessed": "in_target"}),
        ("D-BOLIG", {"age": 40, "housing_status": "street"}),
        ("H-ALKOHOL", {"age": 40, "wants_treatment": True}),
    ],
)
def test_on_the_table_support_is_an_appointment_and_nothing_more(
    engine: Engine, barrier: str, facts: dict[str, Any]
) -> None:
    found = suggest(engine, barrier, facts, audience="shared")
    shown = {one.offer for one in found.cards}
    assert not shown & CONFIDENTIAL
    assert any(one.word == "Aftale" for one in found.cards)


def test_no_network_is_no_card_and_any_chosen_network_is_one(engine: Engine) -> None:
    """Cite R-D6: not suggested to someone who has nobody; whom she has chosen is never judged."""
    found = suggest(engine, "N-MILJOE", {"network_persons": 0})
    assert "netvaerk_med" not in {one.offer for one in found.cards}
    assert card(suggest(engine, "N-MILJOE", {"network_persons": 1}), "netvaerk_med").verdict == "yes"


def test_support_demands_neither_sobriety_nor_a_wish_for_treatment(engine: Engine) -> None:
    """Cite R-D5: who may have it is one thing, what is practical another."""
    facts = {"age": 40, "can_attend_sober": False, "wants_treatment": False}
    assert card(suggest(engine, "H-ALKOHOL", facts), "stoette_kontaktperson").right == "yes"


def test_who_is_afraid_at_home_is_not_first_met_at_home(engine: Engine) -> None:
    before = at(engine, "krisecenter").relations["overrides"]
    assert {"moede_hjemmebane", "netvaerk_med"} <= set(before)
