"""The rulesets that travel with the engine: the country, the four municipalities of the articles, and a made-up one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tilbud_engine.case import Citizen, Statement
from tilbud_engine.engine import Engine
from tilbud_engine.errors import Problem
from tilbud_engine.reading import read_json
from tilbud_engine.rules.conditions import Constant, Named
from tilbud_engine.rules.conditions import tests_of as comparisons_of
from tilbud_engine.rules.ruleset import OfferEntry, Ruleset, RulesetDocument, load_ruleset
from tilbud_engine.scenarios import Scenario, answer_for, read_scenarios, run, scenario_files, unknown_words
from tilbud_engine.suggestion import NotNow

FROM_ARTICLES = ("haderslev", "halsnaes", "randers", "varde")
NAMES = ("danmark", "eksempelkommune", "haderslev", "halsnaes", "randers", "varde")
DAY = dt.date(2026, 9, 1)
IDEAS = {
    "psykolog_unge_aaben",
    "mestring_arbejde_privat",
    "kulturvitaminer",
    "misbrug_motiverende",
    "moede_hjemmebane",
    "virksomhedsraadgivning",
}
LOCAL = IDEAS | {
    "borgerkonsulent",
    "step_up_moede",
    "stoette_82b",
    "gruppe_82a",
    "ips_jobspecialist",
    "flextur",
    "merudgift_befordring",
}


def ruleset(name: str) -> Ruleset:
    return load_ruleset(ROOT / "rulesets" / name)


def document(name: str, on: dt.date = DAY) -> RulesetDocument:
    found = ruleset(name).history.at(on)
    assert found is not None
    return found


def entries(name: str) -> Iterator[tuple[str, object, str]]:
    """Yield every entry of a ruleset in all its versions: what it is, its source, and the assumptions."""
    for version in ruleset(name).history.values:
        assert version is not None
        assumptions = " ".join(version.assumptions)
        for kind, found in (
            ("parameter", version.parameters),
            ("definition", version.definitions),
            ("offer", version.offers),
        ):
            for key, entry in found.items():
                yield f"{kind} {key}", entry.source, assumptions
        for line in version.emergency:
            yield f"emergency {line.name}", line.source, assumptions


def test_the_folders_are_the_rulesets_and_each_has_a_readme() -> None:
    folders = {one.name for one in (ROOT / "rulesets").iterdir() if one.is_dir()}
    assert folders == set(NAMES)
    for name in NAMES:
        assert ruleset(name).name == name
        assert (ROOT / "rulesets" / name / "README.md").is_file()


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_has_a_source_or_is_named_as_an_assumption(name: str) -> None:
    bare = [
        what
        for what, source, assumptions in entries(name)
        if source is None and what.split(maxsplit=1)[1] not in assumptions
    ]
    assert bare == []


@pytest.mark.parametrize("name", NAMES)
def test_the_head_says_what_is_from_a_source_and_what_is_an_assumption(name: str) -> None:
    text = (ROOT / "rulesets" / name / "ruleset.yaml").read_text(encoding="utf-8")
    head = text.split("\nruleset:")[0]
    assert "From a source" in head or "From the source" in head
    assert "An assumption" in head
    found = document(name)
    assert found.about
    assert found.sources
    assert found.assumptions


@pytest.mark.parametrize("name", NAMES)
def test_every_telephone_number_is_a_telephone_number(name: str) -> None:
    found = document(name)
    numbers = [line.telephone for line in found.emergency]
    numbers += [entry.contact.telephone for entry in found.offers.values() if entry.contact and entry.contact.telephone]
    for number in numbers:
        digits = number.replace(" ", "")
        assert digits.isdigit()
        assert len(digits) in (3, 8)
        if name == "eksempelkommune":
            assert digits.startswith("00"), "a number that somebody could have"


def test_the_country_names_whom_to_call_and_says_that_the_numbers_must_be_checked() -> None:
    found = document("danmark")
    assert [line.telephone for line in found.emergency] == ["112", "70 201 201"]
    assert all(line.source and line.source.note and "kontrolleres" in line.source.note for line in found.emergency)


def test_a_target_group_names_the_law_that_holds_on_the_day() -> None:
    groups = [name for name in document("danmark").definitions if name not in ("ressourceforloeb", "revalidering")]
    for name in groups:
        before = document("danmark", dt.date(2025, 6, 30)).definitions[name]
        after = document("danmark", dt.date(2025, 7, 1)).definitions[name]
        assert before.source is not None
        assert after.source is not None
        assert before.source.version == "LBK 280 af 1.3.2024", name
        assert "1.7.2025" in (after.source.version or ""), name
        assert "Antagelse" in (after.source.note or ""), name
        assert before.when == after.when, name


@pytest.mark.parametrize("name", ["lab_maalgruppe_vejledning", "lab_maalgruppe_opkvalificering"])
@pytest.mark.parametrize("on", [dt.date(2024, 3, 1), dt.date(2025, 7, 1), dt.date(2026, 2, 1), dt.date(2027, 6, 1)])
def test_nobody_whom_section_91_names_is_told_no(name: str, on: dt.date) -> None:
    """Guidance and courses are for pensioners, people in old vocational rehabilitation and the young under 18 too."""
    found = document("danmark", on).definitions[name].when["lab_target_group"]
    assert set(found) == set(document("danmark", on).definitions["lab_maalgruppe_alle"].when["lab_target_group"])


def test_no_target_group_is_described_before_the_law_that_was_read() -> None:
    assert document("danmark", dt.date(2024, 2, 29)).definitions == {}
    assert document("danmark", dt.date(2024, 3, 1)).definitions


def test_old_courses_keep_their_groups_after_they_were_closed_for_new_ones() -> None:
    found = document("danmark", dt.date(2027, 6, 1)).definitions
    groups = found["lab_maalgruppe_alle"].when["lab_target_group"]
    assert {"6.8", "6.10"} <= set(groups)
    for name in ("ressourceforloeb", "revalidering"):
        source = found[name].source
        assert source is not None
        assert "1750" in (source.law or "")
        assert "Antagelse" in (source.note or "")


def test_a_label_fits_after_the_words_that_come_before_it() -> None:
    for name in NAMES:
        for version in ruleset(name).history.values:
            assert version is not None
            for key, entry in version.definitions.items():
                assert (entry.label or "").startswith(("dem, der ", "de ")), key
                assert (entry.label_en or "").startswith(("those who ", "the ")), key


@pytest.mark.parametrize(
    ("on", "amount", "assumed"),
    [
        (dt.date(2024, 1, 1), "10320", False),
        (dt.date(2024, 12, 31), "10320", False),
        (dt.date(2025, 1, 1), "10692", True),
        (dt.date(2025, 12, 31), "10692", True),
        (dt.date(2026, 1, 1), "11205", True),
        (dt.date(2027, 1, 1), "11205", True),
    ],
)
def test_the_free_card_limit_is_dated_and_says_where_it_is_not_known(on: dt.date, amount: str, assumed: bool) -> None:
    entry = document("danmark", on).parameters["frikort_income_limit"]
    assert entry.value == amount
    assert entry.source is not None
    assert ("Antagelse" in (entry.source.note or "")) is assumed


def test_what_the_country_declares_only_the_country_sets() -> None:
    declared = document("danmark").declare
    assert declared
    assert {one.set_by for one in declared.values()} == {"national"}
    for name in NAMES[1:]:
        assert not set(declared) & set(document(name).parameters)


def test_the_ideas_of_varde_are_ideas() -> None:
    """R-D14: an idea catalogue is not a list of offers."""
    found = document("varde").offers
    assert {offer for offer, entry in found.items() if entry.status == "idea"} == IDEAS
    assert {offer for offer, entry in found.items() if entry.offered} == IDEAS | {"flextur"}


def test_varde_sets_no_figure_that_its_source_does_not_have() -> None:
    assert document("varde").parameters == {}


def test_a_proposal_about_a_right_is_cooperation_and_service_level_and_no_condition() -> None:
    """R-S1, R-S2, R-S3: the service levels of other departments."""
    found = document("varde").offers
    about_rights = {offer: entry for offer, entry in found.items() if entry.service_level}
    assert set(about_rights) == {
        "hjaelpemidler_hjemmet",
        "stoette_kontaktperson",
        "stofmisbrugsbehandling",
        "alkoholbehandling",
    }
    for entry in about_rights.values():
        assert entry.cooperation
        assert entry.stated == {"cooperation", "service_level", "service_level_en", "source"}


def test_what_varde_has_already_is_said_and_left_as_it_is() -> None:
    """R-O20 to R-O23."""
    found = document("varde").offers
    for offer in ("virksomhedspraktik", "opkvalificering", "mentor", "vejledning_afklaring"):
        entry: OfferEntry = found[offer]
        assert entry.stated == {"source"}
        assert entry.source is not None
        assert "Jobcentret giver i forvejen" in (entry.source.note or "")


def test_varde_points_at_real_headings_of_its_source() -> None:
    headings = {
        "Indledning",
        "Serviceniveauer",
        "Fremskudt rehabiliteringstankegang",
        "Styrket samarbejde mellem jobcentret og regionen",
        "Styrket samarbejde i forbindelse med misbrugsbehandling",
        "Fælles uddannelsesforløb for jobcentret og lokalpsykiatrien",
        "Rådgivning til lokale virksomheder om håndtering af misbrug og psykiske problemstillinger",
        "Sagsbehandling i borgerens nærmiljø",
        "Gratis, åben psykologordning for unge",
        "Forløb om mestring af arbejdsliv og privatliv",
        "Kulturvitaminer",
        "Helhedsorienteret og motiverende misbrugstilbud",
        "Løsning af problematikken med offentlig transport",
    }
    for offer, entry in document("varde").offers.items():
        assert entry.source is not None
        if "Idekatalog" in (entry.source.title or ""):
            assert set((entry.source.where or "").split("; ")) <= headings, offer


def test_the_example_municipality_runs_every_local_offer() -> None:
    found = document("eksempelkommune").offers
    assert {offer for offer, entry in found.items() if entry.offered} == LOCAL
    assert {entry.status for offer, entry in found.items() if offer in LOCAL} == {"running"}


# --- through the engine ---------------------------------------------------------------------------------------------


READ = {
    name: [
        (file, *read_scenarios(file, f"rulesets/{name}/scenarios/{file.name}"))
        for file in scenario_files(ROOT / "rulesets" / name)
    ]
    for name in NAMES
}
SCENARIOS = [
    (name, file.stem, one) for name, found in READ.items() for file, scenarios, _ in found for one in scenarios
]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine.load()
    yield made
    made.close()


@pytest.mark.parametrize(
    "scenario", [pytest.param(one, id=f"{name}/{file}: {one.name}") for name, file, one in SCENARIOS]
)
def test_a_ruleset_gives_what_its_scenario_expects(engine: Engine, scenario: Scenario) -> None:
    outcome = run(scenario, engine)
    assert [one.line() for one in outcome.problems] == []


def test_the_scenarios_can_be_read_and_name_only_what_there_is(engine: Engine) -> None:
    faults = [fault for found in READ.values() for _, _, problems in found for fault in problems]
    faults += [fault for _, _, one in SCENARIOS for fault in unknown_words(one, engine)]
    assert [one.line() for one in faults] == []


def test_every_ruleset_has_scenarios_and_each_its_own_name() -> None:
    assert {name for name, _, _ in SCENARIOS} == set(NAMES)
    named = [(name, file, one.name) for name, file, one in SCENARIOS]
    assert len(named) == len(set(named))


def about_rulesets(engine: Engine) -> list[Problem]:
    return [one for one in engine.problems if one.where.startswith("rulesets/")]


def test_the_rulesets_load_without_a_problem(engine: Engine) -> None:
    assert set(engine.rulebook.rulesets) >= set(NAMES)
    assert [one.line() for one in about_rulesets(engine) if not one.is_remark] == []


def test_the_rulesets_speak_of_nothing_but_the_catalogue(engine: Engine) -> None:
    assert [one.line() for one in about_rulesets(engine)] == []


def test_the_country_has_what_the_offers_of_the_catalogue_need(engine: Engine) -> None:
    """Each definition and each national parameter is there on each side of each change of the law."""
    assert [one.line() for one in engine.problems if one.where.startswith("plugins/")] == []
    declared = {
        name
        for one in engine.rulebook.offers.values()
        for version in one.versions
        for name, parameter in version.parameters.items()
        if parameter.set_by == "national"
    }
    for on in (dt.date(2025, 7, 1), dt.date(2026, 2, 1), dt.date(2026, 7, 1), dt.date(2027, 1, 1)):
        offers = engine.rulebook.resolve("danmark", on).offers.values()
        ruleless = {one.id for one in offers if one.not_offered and one.not_offered.code == "no-rule"}
        assert ruleless == set(), on
    assert declared <= set(engine.rulebook.declarations)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "on", [dt.date(2024, 3, 1), dt.date(2025, 6, 30), dt.date(2025, 7, 1), DAY, dt.date(2027, 1, 1)]
)
def test_every_offer_can_be_decided_on_every_side_of_a_change(engine: Engine, name: str, on: dt.date) -> None:
    faulty = {one.id: one.faults for one in engine.rulebook.resolve(name, on).offers.values() if one.faults}
    assert faulty == {}


@pytest.mark.parametrize(
    ("on", "version"),
    [
        (dt.date(2025, 6, 30), "LBK 280 af 1.3.2024"),
        (dt.date(2025, 7, 1), "fra 1.7.2025, én kontanthjælp"),
        (dt.date(2026, 1, 31), "fra 1.7.2025, én kontanthjælp"),
        (dt.date(2026, 2, 1), "som ændret ved lov 1750 af 29.12.2025"),
    ],
)
def test_an_offer_is_decided_by_the_group_of_its_day_and_names_that_law(
    engine: Engine, on: dt.date, version: str
) -> None:
    group = engine.rulebook.resolve("danmark", on).offers["vejledning_afklaring"].eligible
    assert isinstance(group, Named)
    assert group.name == "lab_maalgruppe_vejledning"
    assert group.source is not None
    assert group.source.version == version


@pytest.mark.parametrize("on", [dt.date(2025, 6, 30), DAY, dt.date(2027, 6, 1)])
@pytest.mark.parametrize("name", NAMES[1:])
def test_no_right_is_narrower_than_in_the_country(engine: Engine, name: str, on: dt.date) -> None:
    """Principle 9: local may add, never take away."""
    national = engine.rulebook.resolve("danmark", on).offers
    local = engine.rulebook.resolve(name, on).offers
    rights = [one.id for one in engine.rulebook.offers.values() if one.ever_right]
    assert "stofmisbrugsbehandling" in rights
    assert "virksomhedspraktik" in rights
    for offer in rights:
        assert local[offer].own == national[offer].own, offer
        assert local[offer].right == national[offer].right, offer
        assert local[offer].not_offered is None, offer


def test_only_the_example_municipality_opens_a_right_to_more_people(engine: Engine) -> None:
    opened = {
        (name, one.id) for name in NAMES for one in engine.rulebook.resolve(name, DAY).offers.values() if one.also
    }
    assert opened == {("eksempelkommune", "alkoholbehandling")}


@pytest.mark.parametrize("name", FROM_ARTICLES)
def test_what_is_drawn_from_an_article_says_so_and_claims_no_real_municipality(name: str) -> None:
    found = document(name)
    assert "Bygger på" in (found.about or "")
    assert "ikke undersøgt" in (found.about or "") or "siger ikke, hvad" in (found.about or "")
    readme = " ".join((ROOT / "rulesets" / name / "README.md").read_text(encoding="utf-8").split())
    assert "Den er ikke skrevet af" in readme
    assert all(source.title for source in found.sources)
    for offer, entry in found.offers.items():
        assert entry.source is not None, offer
        assert entry.source.where, offer


@pytest.mark.parametrize("name", NAMES[1:])
def test_what_people_read_of_a_municipality_stands_in_english_too(name: str) -> None:
    for offer, entry in document(name).offers.items():
        assert bool(entry.because) == bool(entry.because_en), offer
        assert bool(entry.service_level) == bool(entry.service_level_en), offer
        assert all(one.who_en for one in entry.cooperation), offer
        assert not entry.contact or bool(entry.contact.hours) == bool(entry.contact.hours_en), offer
        assert not entry.capacity or (entry.capacity.text and entry.capacity.text_en), offer


FITS_EVERY_IDEA = """{
  "says": [{"barrier": "H-ANGST"}, {"barrier": "N-ENSOM"}, {"barrier": "H-ALKOHOL"}, {"barrier": "A-PRIVAT"}],
  "facts": {"age": 20, "municipality": "varde", "months_unemployed": 20, "substance_use": ["alcohol"],
            "lab_target_group": "6.3", "has_employer": true}
}"""


def one_who_fits(every: str = FITS_EVERY_IDEA) -> Citizen:
    return Citizen.read(read_json(every.encode(), "citizen"))


def test_an_idea_is_no_card_and_says_that_it_is_not_there_yet(engine: Engine) -> None:
    """R-D14."""
    answer = engine.suggest(one_who_fits(), DAY)
    assert answer.ruleset == "varde"
    assert answer.cards
    assert IDEAS & {one.offer for one in answer.cards} == set()
    assert {one.offer for one in answer.not_now if one.verdict == "not_offered"} >= IDEAS


def test_ideas_are_shown_as_ideas_when_they_are_asked_for(engine: Engine) -> None:
    answer = engine.suggest(one_who_fits(), DAY, with_ideas=True)
    assert {one.offer for one in answer.cards if one.status == "idea"} == IDEAS
    assert {one.verdict for one in answer.cards if one.status == "idea"} == {"yes"}


def test_what_varde_wants_to_work_together_on_stands_on_the_card(engine: Engine) -> None:
    """R-C1 to R-C8 and R-C12 stand where they belong; two of them are seen here on their cards."""
    text = (ROOT / "rulesets" / "varde" / "ruleset.yaml").read_text(encoding="utf-8")
    for number in (1, 2, 3, 4, 5, 6, 7, 8, 12):
        assert re.search(rf"R-C{number}\b", text), number
    cards = {one.offer: one for one in engine.suggest(one_who_fits(), DAY, audience="caseworker").cards}
    assert any("sygehusene" in line for line in cards["laege_med"].cooperation)
    offer = engine.rulebook.resolve("varde", DAY).offers["stofmisbrugsbehandling"]
    assert any("før, under og efter" in one.who for one in offer.cooperation)
    assert offer.service_level


def test_the_example_municipality_offers_each_local_offer_that_is_loaded(engine: Engine) -> None:
    found = engine.rulebook.resolve("eksempelkommune", DAY).offers
    local = {one.id for one in found.values() if one.offer.scope == "local"}
    assert local == LOCAL
    assert {one.id for one in found.values() if one.not_offered} == set()


def test_a_limit_of_the_example_municipality_names_its_version_and_its_source(engine: Engine) -> None:
    def limit(on: dt.date) -> tuple[object, dt.date | None, str | None]:
        rule = engine.rulebook.resolve("eksempelkommune", on).offers["psykolog_unge_aaben"].eligible
        constants = [one for test in comparisons_of(rule) for one in test.operands if isinstance(one, Constant)]
        bound = next(one for one in constants if one.parameter and one.parameter.name == "unge_psyk_max_age")
        assert bound.parameter is not None
        source = bound.parameter.source
        return bound.value, bound.parameter.version, source.title if source else None

    assert limit(dt.date(2026, 12, 31)) == (24, dt.date(2025, 1, 1), "Eksempelkommunens serviceniveau (opdigtet)")
    assert limit(dt.date(2027, 1, 1)) == (25, dt.date(2027, 1, 1), "Eksempelkommunens budget 2027 (opdigtet)")


def test_a_limit_that_varde_does_not_set_is_the_offers_own(engine: Engine) -> None:
    rule = engine.rulebook.resolve("varde", DAY).offers["kulturvitaminer"].eligible
    constants = [one for test in comparisons_of(rule) for one in test.operands if isinstance(one, Constant)]
    assert [one.parameter.layer for one in constants if one.parameter] == [None]


def test_danger_shows_the_local_telephones_before_those_of_the_country(engine: Engine) -> None:
    citizen = Citizen.read(read_json(b'{"says": [{"barrier": "H-AKUT"}]}', "citizen"))
    numbers = {
        name: [
            line.telephone
            for alarm in engine.suggest(citizen, DAY, ruleset=name, audience="caseworker").alarms
            for line in alarm.telephones
        ]
        for name in NAMES
    }
    assert numbers["danmark"] == ["112", "70 201 201"]
    assert numbers["varde"] == numbers["danmark"]
    assert numbers["eksempelkommune"] == ["00 00 00 24", "00 00 00 25", "112", "70 201 201"]


# --- the four municipalities differ where their articles differ -------------------------------------------------------

LONG_OUT_OF_WORK = {
    "age": 40,
    "lab_target_group": "6.3",
    "benefit_type": "kontanthjaelp",
    "months_unemployed": 100,
    "parallel_services": ["social"],
    "number_of_contacts": 1,
    "daily_travel_km": 20,
    "network_persons": 1,
}
IN_A_RESOURCE_COURSE = {**LONG_OUT_OF_WORK, "lab_target_group": "6.8", "benefit_type": "ressourceforloebsydelse"}
YOUNG = {"age": 19, "lab_target_group": "6.4"}
# Who she is, what stands in the way, the offer, the day, and the verdict in Varde, Haderslev, Randers and Halsnæs.
DIFFERENCES = [
    # R-X11, R-T1: Haderslev's trial, from its first day to its last.
    (LONG_OUT_OF_WORK, "N-MANGE", "step_up_moede", "2021-04-30", "--,--,--,--"),
    (LONG_OUT_OF_WORK, "N-MANGE", "step_up_moede", "2021-05-01", "--,yes,--,--"),
    (LONG_OUT_OF_WORK, "N-MANGE", "step_up_moede", "2022-01-01", "--,yes,--,--"),
    (LONG_OUT_OF_WORK, "N-MANGE", "step_up_moede", "2023-04-30", "--,yes,--,--"),
    (LONG_OUT_OF_WORK, "N-MANGE", "step_up_moede", "2023-05-01", "--,--,--,--"),
    (LONG_OUT_OF_WORK, "N-MANGE", "step_up_moede", "2024-06-01", "--,--,--,--"),
    (IN_A_RESOURCE_COURSE, "N-MANGE", "step_up_moede", "2022-01-01", "--,no,--,--"),
    # R-X11, R-T3: Randers' trial, for another group and in other years.
    (IN_A_RESOURCE_COURSE, "D-OVERBLIK", "samlet_plan", "2014-09-30", "no,no,no,no"),
    (IN_A_RESOURCE_COURSE, "D-OVERBLIK", "samlet_plan", "2015-09-15", "no,no,yes,no"),
    (IN_A_RESOURCE_COURSE, "D-OVERBLIK", "samlet_plan", "2016-12-31", "no,no,yes,no"),
    (IN_A_RESOURCE_COURSE, "D-OVERBLIK", "samlet_plan", "2017-01-01", "no,no,no,no"),
    (LONG_OUT_OF_WORK, "D-OVERBLIK", "samlet_plan", "2015-09-15", "no,no,no,no"),
    ({**IN_A_RESOURCE_COURSE, "age": 29}, "D-OVERBLIK", "samlet_plan", "2015-09-15", "no,no,no,no"),
    # R-T4, R-D1: Halsnæs' consultant, first for all of the group, then for those who want to.
    (LONG_OUT_OF_WORK, "N-MANGE", "borgerkonsulent", "2015-12-31", "--,--,--,--"),
    (LONG_OUT_OF_WORK, "N-MANGE", "borgerkonsulent", "2016-01-01", "--,--,--,yes"),
    (LONG_OUT_OF_WORK, "N-MANGE", "borgerkonsulent", "2017-12-31", "--,--,--,yes"),
    (LONG_OUT_OF_WORK, "N-MANGE", "borgerkonsulent", "2018-01-01", "--,--,--,unknown"),
    ({**LONG_OUT_OF_WORK, "wants_to_take_part": True}, "N-MANGE", "borgerkonsulent", "2018-01-01", "--,--,--,yes"),
    ({**LONG_OUT_OF_WORK, "wants_to_take_part": False}, "N-MANGE", "borgerkonsulent", "2017-12-31", "--,--,--,yes"),
    ({**LONG_OUT_OF_WORK, "wants_to_take_part": False}, "N-MANGE", "borgerkonsulent", "2018-01-01", "--,--,--,no"),
    ({**LONG_OUT_OF_WORK, "parallel_services": []}, "N-MANGE", "borgerkonsulent", "2017-01-01", "--,--,--,no"),
    # Varde has a way to travel, and ideas that nobody can get (R-D14); Randers pays nothing under § 176.
    (LONG_OUT_OF_WORK, "D-TRANSPORT", "flextur", "2026-09-01", "yes,--,--,--"),
    (LONG_OUT_OF_WORK, "D-TRANSPORT", "merudgift_befordring", "2026-09-01", "--,--,--,--"),
    (YOUNG, "H-ANGST", "psykolog_unge_aaben", "2026-09-01", "--,--,--,--"),
    (LONG_OUT_OF_WORK, "N-ENSOM", "kulturvitaminer", "2026-09-01", "--,--,--,--"),
    # What the country gives is the same everywhere.
    (LONG_OUT_OF_WORK, "N-MOEDER", "bisidder", "2022-01-01", "yes,yes,yes,yes"),
    (LONG_OUT_OF_WORK, "N-MOEDER", "netvaerk_med", "2026-09-01", "yes,yes,yes,yes"),
    (YOUNG, "H-ANGST", "psykolog_henvist_ung", "2026-09-01", "yes,yes,yes,yes"),
    (LONG_OUT_OF_WORK, "A-TRO", "virksomhedspraktik", "2026-09-01", "yes,yes,yes,yes"),
]
ACROSS = ("varde", "haderslev", "randers", "halsnaes")


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=f"{row[2]} {row[3]} {row[0].get('lab_target_group')} {number}")
        for number, row in enumerate(DIFFERENCES)
    ],
)
def test_the_four_municipalities_differ_where_their_articles_do(
    engine: Engine, row: tuple[dict[str, object], str, str, str, str]
) -> None:
    """R-O01, R-O14, R-O28, R-T1, R-T3, R-T4, R-D1, R-X11: one citizen, four municipalities, one day."""
    facts, barrier, offer, day, expected = row
    found = []
    for name in ACROSS:
        one = Citizen(says=(Statement(barrier=barrier),), facts={**facts, "municipality": name})
        answer = answer_for(engine.suggest(one, dt.date.fromisoformat(day), audience="caseworker"), offer)
        assert answer is not None, name
        found.append("--" if answer.verdict == "not_offered" else answer.verdict)
    assert ",".join(found) == expected


def test_the_table_tells_each_municipality_from_each_of_the_others() -> None:
    columns = list(zip(*(row[4].split(",") for row in DIFFERENCES), strict=True))
    assert len(set(columns)) == len(ACROSS)


@pytest.mark.parametrize(
    ("name", "offer", "day", "told"),
    [
        ("haderslev", "step_up_moede", "2021-04-30", "Kortet begynder den 1. maj 2021."),
        ("haderslev", "step_up_moede", "2023-05-01", "Kortet sluttede den 30. april 2023."),
        ("halsnaes", "borgerkonsulent", "2015-12-31", "Kortet begynder den 1. januar 2016."),
        ("randers", "merudgift_befordring", "2026-09-01", "Kortet er ikke lagt ind for din kommune. Spørg kommunen."),
        ("eksempelkommune", "kulturvitaminer", "2028-01-01", "Kortet sluttede den 31. december 2027."),
        ("varde", "kulturvitaminer", "2026-09-01", "Idé – findes ikke endnu."),
    ],
)
def test_what_is_over_or_still_to_come_is_told_with_its_date(
    engine: Engine, name: str, offer: str, day: str, told: str
) -> None:
    codes = engine.rulebook.offers[offer].versions[0].answers
    one = Citizen(says=(Statement(barrier=codes[0]),), facts={"municipality": name})
    answer = answer_for(engine.suggest(one, dt.date.fromisoformat(day)), offer)
    assert isinstance(answer, NotNow)
    assert answer.because == told


@pytest.mark.parametrize(
    ("name", "dates", "facts", "asked"),
    [
        (
            "haderslev",
            ("to: 2023-04-30}\n    eligible", "to: 2025-04-30}\n    eligible"),
            {"lab_target_group": "6.3"},
            ("step_up_moede", dt.date(2024, 6, 1)),
        ),
        (
            "randers",
            ("to: 2016-12-31", "to: 2018-12-31"),
            {"lab_target_group": "6.3", "age": 40, "number_of_contacts": 1},
            ("samlet_plan", dt.date(2017, 6, 1)),
        ),
    ],
)
def test_a_municipality_prolongs_a_trial_by_one_date_and_the_target_group_follows(
    tmp_path: Path, name: str, dates: tuple[str, str], facts: dict[str, object], asked: tuple[str, dt.date]
) -> None:
    """R-X10, R-X11: target groups and dates are configuration; nothing is programmed."""
    (before, after), (offer, day) = dates, asked
    text = (ROOT / "rulesets" / name / "ruleset.yaml").read_text(encoding="utf-8")
    assert text.count(before) == 1
    (tmp_path / "ruleset.yaml").write_text(text.replace(before, after), encoding="utf-8")
    one = Citizen(says=(Statement(barrier="N-MANGE"),), facts={"municipality": name, **facts})
    verdicts = []
    for rulesets in ([], [tmp_path]):
        prolonged = Engine.load(rulesets=rulesets, runtime="reference")
        answer = answer_for(prolonged.suggest(one, day), offer)
        verdicts.append(answer.verdict if answer else "absent")
    assert verdicts[0] in {"no", "not_offered"}
    assert verdicts[1] == "yes"


def test_the_method_spreads_by_a_version_of_the_target_group(engine: Engine) -> None:
    """R-X10: from resource courses to cash assistance, on a date that the article does not give."""
    first = document("randers", dt.date(2016, 12, 31)).definitions["empowerment_maalgruppe"]
    later = document("randers", dt.date(2017, 1, 1)).definitions["empowerment_maalgruppe"]
    assert first.when["lab_target_group"] == "6.8"
    assert set(later.when["lab_target_group"]) == {"6.2", "6.3", "6.8"}
    assert later.source is not None
    assert "Antagelse" in (later.source.note or "")
    assert engine.rulebook.resolve("randers", dt.date(2016, 12, 31)).offers["samlet_plan"].status == "trial"
    assert engine.rulebook.resolve("randers", dt.date(2017, 1, 1)).offers["samlet_plan"].status == "running"


def test_motivation_is_a_dated_limit_with_a_source_and_its_year_an_assumption() -> None:
    """R-D1."""
    for on, value in ((dt.date(2017, 12, 31), "true"), (dt.date(2018, 1, 1), "false")):
        entry = document("halsnaes", on).parameters["bk_motivation_not_required"]
        assert entry.value == value
        assert entry.source is not None
        assert "Antagelse" in (entry.source.note or "")
    assert any("Året er ikke nævnt" in line for line in document("halsnaes").assumptions)


def test_the_room_of_the_consultants_is_told_and_decides_nothing(engine: Engine) -> None:
    """R-A10, R-D11: three consultants with 15 citizens each."""
    offer = engine.rulebook.resolve("halsnaes", DAY).offers["borgerkonsulent"]
    assert offer.capacity is not None
    assert offer.capacity.places == 45
    assert "15 borgere" in (offer.capacity.text or "")
    assert offer.contact is not None
    assert "uden for arbejdstid" in (offer.contact.hours or "")
    assert {test.fact.key for test in comparisons_of(offer.eligible)} == {
        "age",
        "benefit_type",
        "months_unemployed",
        "parallel_services",
        "wants_to_take_part",
    }


def test_her_network_is_hers_to_choose(engine: Engine) -> None:
    """R-A14, R-D6: nobody is too bad to come; where there is nobody, it is not proposed."""
    card = next(
        one
        for one in engine.suggest(
            Citizen(says=(Statement(barrier="N-MILJOE"),), facts={"municipality": "halsnaes", "network_persons": 1}),
            DAY,
        ).cards
        if one.offer == "netvaerk_med"
    )
    assert any("siger ja til den, du vælger" in reason.text for reason in card.reasons)


def test_nothing_is_built_on_the_misprint_about_sanctions() -> None:
    text = (ROOT / "rulesets" / "halsnaes" / "ruleset.yaml").read_text(encoding="utf-8")
    assert "sanktion" not in text.split("\nruleset:")[1]


def test_the_association_divides_the_chair_and_leaves_no_leg_out(engine: Engine) -> None:
    """R-P2; the article names no leg for work and learning, so the file says where they went."""
    leg_set = document("haderslev").leg_sets["forening"]
    assert {key: leg.kinds for key, leg in leg_set.legs.items()} == {
        "fysisk": ("F",),
        "psykisk": ("P",),
        "misbrug": ("M",),
        "social": ("S", "L"),
    }
    assert "antagelse" in (leg_set.about or "")
    assert any("Arbejde og læring" in line for line in document("haderslev").assumptions)
    chair = engine.chair("haderslev", DAY, "forening")
    assert set(chair.leg_of) == set(engine.vocabulary.barriers)
