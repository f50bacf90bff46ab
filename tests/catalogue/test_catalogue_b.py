"""Cards of family, health, home, schools, transport and meetings: complete, plain, and right at each date."""

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
from tilbud_engine.suggestion import Card

FOLDERS = (
    "bolig_indsats",
    "dansk_undervisning",
    "familievejleder",
    "fgu",
    "frivillig_ven",
    "gaeldsraadgivning",
    "ips_jobspecialist",
    "ordblinde_undervisning",
    "psykolog_henvist",
    "psykolog_henvist_ung",
    "psykolog_unge_aaben",
    "samlet_plan",
    "step_up_moede",
    "stofmisbrugsbehandling",
    "sundhedscenter_ryg",
    "transporthjaelp",
    "vejledning_afklaring",
    "virksomhedspraktik",
    "virksomhedsraadgivning",
)
TRANSPORT = ("flextur", "befordring_over_24km", "merudgift_befordring")
OFFERS = (*(one for one in FOLDERS if one != "transporthjaelp"), *TRANSPORT)
CONFIDENTIAL = {
    "bolig_indsats",
    "familievejleder",
    "gaeldsraadgivning",
    "ips_jobspecialist",
    "psykolog_henvist",
    "psykolog_henvist_ung",
    "psykolog_unge_aaben",
    "stofmisbrugsbehandling",
}
# domain.md section 7: the numbers that a source shows.
KLE_SEEN = {"15.20.02", "15.20.04", "27.51.04", "27.57.16"}
DAY = dt.date(2026, 11, 22)
A_DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine.load()
    yield made
    made.close()


def at(engine: Engine, name: str, on: dt.date = DAY) -> Offer:
    found = engine.rulebook.offers[name].history.at(on)
    assert found is not None
    return found


def card(engine: Engine, offer: str, barrier: str, facts: dict[str, Any], on: dt.date = DAY, **more: Any) -> Card:
    citizen = Citizen.read({"says": [{"barrier": barrier}], "facts": facts})
    return next(one for one in engine.suggest(citizen, on, **more).cards if one.offer == offer)


# --- complete ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OFFERS)
def test_all_that_a_person_may_read_stands_in_both_languages_at_every_date(engine: Engine, name: str) -> None:
    for offer in engine.rulebook.offers[name].versions:
        pairs = [
            (offer.about, offer.about_en),
            (offer.for_staff, offer.for_staff_en),
            (offer.decides, offer.decides_en),
            *((one.who, one.who_en) for one in offer.cooperation),
            *((one.text, one.text_en) for one in offer.rights),
            *((one.text, one.text_en) for one in offer.hints),
        ]
        assert [danish for danish, english in pairs if bool(danish) != bool(english)] == []
    offer = at(engine, name)
    needed = [
        (offer.name, offer.name_en),
        (offer.about, offer.about_en),
        (offer.for_staff, offer.for_staff_en),
        (offer.decides, offer.decides_en),
        (offer.cost, offer.cost_en),
        (offer.card.word, offer.card.word_en),
        (offer.card.text, offer.card.text_en),
        (offer.card.alt, offer.card.alt_en),
        *((one.label, one.label_en) for one in offer.parameters.values()),
    ]
    assert [danish for danish, english in needed if not danish or not english] == []
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
        if source.law and not source.version and "af 29.12.2025" not in source.law:
            assert re.search("slået efter|Antagelse|læst|skal kunne medvirke", f"{source.note} {told}"), source


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_the_citizen_reads_is_plain(folder: str) -> None:
    path = ROOT / "plugins" / folder / "offer.yaml"
    node = read_path(path, f"plugins/{folder}/offer.yaml")
    offers, faults = read_offers(node, folder)
    assert faults == []
    for offer in offers:
        for version in offer.versions:
            assert [one.line("da") for one in plain_problems(version, offer.node, str(path))] == []


@pytest.mark.parametrize("name", OFFERS)
def test_the_picture_comes_with_the_engine_and_no_two_cards_share_one(engine: Engine, name: str) -> None:
    drawn = read_path(ROOT / "src/tilbud_engine/pictures/pictograms.yaml", "pictograms.yaml")["pictograms"]
    shown = at(engine, name).card.pictogram
    assert shown in drawn
    assert [one for one in engine.rulebook.offers if one != name and at(engine, one).card.pictogram == shown] == []


@pytest.mark.parametrize("name", OFFERS)
def test_what_concerns_treatment_debt_home_and_family_is_not_for_the_table(engine: Engine, name: str) -> None:
    assert at(engine, name).privacy == ("confidential" if name in CONFIDENTIAL else "normal")


@pytest.mark.parametrize("folder", FOLDERS)
def test_its_readme_tells_who_gets_it_what_can_be_set_and_what_is_assumed(folder: str) -> None:
    text = (ROOT / "plugins" / folder / "README.md").read_text(encoding="utf-8")
    for heading in ("**Hvad kan kommunen sætte?**", "**Hvad er antaget?**"):
        assert heading in text
    assert re.search(r"\*\*Hvem får kort(et|ene)\?\*\*", text)
    assert all(len(line) <= 120 for line in text.splitlines())


# --- right at each date ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "first", "what"),
    [
        ("virksomhedspraktik", dt.date(2025, 7, 1), "LBK 1004"),
        ("virksomhedspraktik", dt.date(2026, 2, 1), "er lukket for nye"),
        ("virksomhedspraktik", dt.date(2026, 7, 1), "jobcenter"),
        ("vejledning_afklaring", dt.date(2026, 1, 1), "§ 203 a"),
        ("vejledning_afklaring", dt.date(2026, 2, 1), "er lukket for nye"),
        ("merudgift_befordring", dt.date(2025, 7, 1), "SHO er afskaffet"),
        ("befordring_over_24km", dt.date(2026, 2, 1), "er lukket for nye"),
        ("samlet_plan", dt.date(2026, 7, 1), "Rehabiliteringsteam"),
        ("step_up_moede", dt.date(2025, 7, 1), "Overgangsydelse er afskaffet"),
        ("psykolog_unge_aaben", dt.date(2026, 1, 1), "§ 126 a"),
        ("bolig_indsats", dt.date(2023, 10, 1), "lov 482"),
        ("bolig_indsats", dt.date(2026, 7, 1), "L 50"),
        ("familievejleder", dt.date(2024, 1, 1), "Barnets lov, §§ 30 og 32"),
        ("sundhedscenter_ryg", dt.date(2027, 1, 1), "L 42"),
    ],
)
def test_a_change_of_the_law_is_a_source_from_its_day(engine: Engine, name: str, first: dt.date, what: str) -> None:
    def named(on: dt.date) -> list[str]:
        return [one for one in (f"{one} {one.note}" for one in at(engine, name, on).sources) if what in one]

    assert named(first - A_DAY) == []
    assert len(named(first)) == 1


@pytest.mark.parametrize(
    ("name", "uncertain"),
    [
        ("virksomhedspraktik", "Hvilken del af lov 1750"),
        ("virksomhedspraktik", "ventet 1. januar 2027"),
        ("vejledning_afklaring", "ventet 1. januar 2027"),
        ("samlet_plan", "ikke 1. februar 2026"),
        ("virksomhedsraadgivning", "ikke 1. februar 2026"),
        ("bolig_indsats", "L 50"),
        ("sundhedscenter_ryg", "endelige ordlyd er ikke set"),
    ],
)
def test_a_date_or_an_adoption_that_is_uncertain_is_told_as_an_assumption(
    engine: Engine, name: str, uncertain: str
) -> None:
    assert any(uncertain in one for one in at(engine, name).assumptions)


@pytest.mark.parametrize(
    ("on", "who", "unit"), [(dt.date(2026, 12, 31), "kommunen", "sundhed"), (dt.date(2027, 1, 1), "regionen", "region")]
)
def test_training_for_the_back_is_the_municipalitys_until_2027_and_then_the_regions(
    engine: Engine, on: dt.date, who: str, unit: str
) -> None:
    found = card(engine, "sundhedscenter_ryg", "H-SMERTE", {"age": 45}, on)
    assert found.verdict == "yes"
    assert found.decides is not None
    assert found.decides.startswith(who)
    assert at(engine, "sundhedscenter_ryg", on).units[0] == unit
    assert ("Fra 2027 er det regionen" in (found.about or "")) is (who == "regionen")
    assert ("Kommunen vurderer" in found.entitlement_text) is (who == "kommunen")


def test_the_rehabilitation_team_is_in_the_room_until_it_is_abolished(engine: Engine) -> None:
    """R-C1: who must be there changes with the law; the uncertain date stands in the assumptions."""
    facts = {"number_of_contacts": 3}
    before = card(engine, "samlet_plan", "N-MANGE", facts, dt.date(2026, 6, 30)).cooperation
    after = card(engine, "samlet_plan", "N-MANGE", facts, dt.date(2026, 7, 1)).cooperation
    assert "Rehabiliteringsteamet, når sagen skal for det" in before
    assert "Faste møder på tværs; rehabiliteringsteamet er afskaffet" in after


def test_the_job_centre_finds_the_companies_until_no_municipality_has_to_have_one(engine: Engine) -> None:
    """R-C12."""
    before = at(engine, "virksomhedsraadgivning", dt.date(2026, 6, 30)).cooperation[0].who
    after = at(engine, "virksomhedsraadgivning", dt.date(2026, 7, 1)).cooperation[0].who
    assert before.startswith("Jobcentret finder")
    assert after.startswith("Kommunens beskæftigelsesområde finder")


def test_a_placement_is_followed_closely_on_both_sides(engine: Engine) -> None:
    """R-O09, R-X5: for her sake and the employer's."""
    found = card(engine, "virksomhedspraktik", "A-TRO", {"lab_target_group": "6.3"})
    assert any("hvem der holder kontakt med dig og stedet" in todo for todo in found.todos)
    assert "med dig og med arbejdspladsen undervejs" in (found.about or "")
    assert "virksomhedspraktik" in at(engine, "virksomhedsraadgivning").relations["requires_active"]


@pytest.mark.parametrize(("on", "urgent"), [(dt.date(2023, 9, 30), False), (dt.date(2023, 10, 1), True)])
def test_the_right_to_a_shelter_says_what_the_law_of_the_day_asks(engine: Engine, on: dt.date, urgent: bool) -> None:
    found = card(engine, "bolig_indsats", "D-BOLIG", {"housing_status": "street"}, on)
    assert found.right == "yes"
    assert ("Det skal haste" in found.entitlement_text) is urgent


def test_the_proposed_choice_of_a_worker_from_the_shelter_is_promised_to_nobody(engine: Engine) -> None:
    facts = {"housing_status": "shelter"}
    before = card(engine, "bolig_indsats", "D-BOLIG", facts, dt.date(2026, 6, 30))
    after = card(engine, "bolig_indsats", "D-BOLIG", facts, dt.date(2026, 7, 1))
    assert before.entitlement_text == after.entitlement_text
    assert any("L 50" in one for one in after.assumptions)


# --- what the card says to her -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "right", "told"),
    [
        ("6.1", "yes", "Du har ret til penge"),
        ("6.10", "yes", "Du har ret til penge"),
        ("6.11", "no", "Du kan søge. Kommunen vurderer det."),
        ("6.12", "no", "Du kan søge. Kommunen vurderer det."),
        ("6.13", "no", "Du kan søge. Kommunen vurderer det."),
    ],
)
def test_money_for_travel_promises_a_group_no_more_than_the_law_gives_it(
    engine: Engine, group: str, right: str, told: str
) -> None:
    """Source: section 175 of the employment act."""
    facts = {"daily_travel_km": 30.0, "lab_target_group": group}
    found = card(engine, "befordring_over_24km", "D-TRANSPORT", facts)
    assert (found.verdict, found.right) == ("yes", right)
    assert found.entitlement_text.startswith(told)


@pytest.mark.parametrize(("age", "told"), [(24, "Er du under"), (25, "Du har ret til gratis"), (26, "Du har ret til")])
def test_lessons_for_dyslexia_promise_the_young_no_more_than_the_law_gives_them(
    engine: Engine, age: int, told: str
) -> None:
    """Source: section 2 a of the act on preparatory adult education."""
    assert card(engine, "ordblinde_undervisning", "A-LAES", {"age": age}).entitlement_text.startswith(told)


@pytest.mark.parametrize(("group", "told"), [("6.3", False), ("6.4", True), ("6.5", False)])
def test_who_may_be_plainly_ready_for_an_education_reads_that_the_right_has_an_end(
    engine: Engine, group: str, told: bool
) -> None:
    """Source: section 57(3) of the employment act."""
    found = card(engine, "virksomhedspraktik", "A-TRO", {"lab_target_group": group})
    assert found.right == "yes"
    assert ("helt klart kan begynde på en uddannelse" in found.entitlement_text) is told


def test_the_duty_to_report_is_told_on_the_card_before_anybody_talks(engine: Engine) -> None:
    """Cite R-D2."""
    found = card(engine, "familievejleder", "N-BOERN", {"household_children": 2})
    assert any("skal sige det videre, hvis et barn" in one for one in found.todos)


def test_housing_is_never_the_answer_to_violence(engine: Engine) -> None:
    assert "N-VOLD" not in at(engine, "bolig_indsats").answers
    assert "§ 109" in (at(engine, "bolig_indsats").for_staff or "")


@pytest.mark.parametrize(
    ("offer", "barrier", "facts"),
    [
        ("bolig_indsats", "D-BOLIG", {"housing_status": "street"}),
        ("familievejleder", "N-BOERN", {"household_children": 1}),
        ("gaeldsraadgivning", "D-GAELD", {}),
        ("stofmisbrugsbehandling", "H-STOF", {"age": 34, "substance_use": ["cannabis"], "wants_treatment": True}),
    ],
)
def test_at_the_table_the_card_is_an_appointment(
    engine: Engine, offer: str, barrier: str, facts: dict[str, Any]
) -> None:
    citizen = Citizen.read({"says": [{"barrier": barrier}], "facts": facts})
    shared = engine.suggest(citizen, DAY, audience="shared")
    assert offer not in {one.offer for one in shared.cards}
    assert any(one.word == "Aftale" for one in shared.cards)


# --- what a municipality may write -------------------------------------------------------------------------------


def test_the_examples_in_the_readmes_are_rulesets_that_can_be_read(tmp_path: Path) -> None:
    examples = [
        (name, block)
        for name in FOLDERS
        for block in re.findall(
            r"```yaml\n(.*?)```", (ROOT / "plugins" / name / "README.md").read_text(encoding="utf-8"), re.DOTALL
        )
    ]
    assert {name for name, _ in examples} >= {"psykolog_unge_aaben", "samlet_plan", "transporthjaelp"}
    for number, (name, block) in enumerate(examples):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "ruleset.yaml").write_text(f"ruleset: proeve\nextends: danmark\n{block}", encoding="utf-8")
        with closing(Engine.load(rulesets=[folder])) as made:
            found = made.suggest(Citizen.read({"says": [{"barrier": "N-MANGE"}]}), DAY, ruleset="proeve")
            assert [one for one in found.problems if not one.where.startswith(("plugins", "rulesets"))] == [], name
