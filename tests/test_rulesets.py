"""The rulesets that travel with the engine: the country, Varde and the made-up municipality."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from tests.checkout import ROOT
from tilbud_engine.rules.ruleset import OfferEntry, Ruleset, RulesetDocument, load_ruleset

NAMES = ("danmark", "eksempelkommune", "varde")
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
        (dt.date(2026, 1, 1), "10692", True),
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
    for name in ("varde", "eksempelkommune"):
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
        assert entry.stated <= {"cooperation", "service_level", "source"}


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
    }
    for offer, entry in document("varde").offers.items():
        assert entry.source is not None
        if "Idekatalog" in (entry.source.title or ""):
            assert set((entry.source.where or "").split("; ")) <= headings, offer


def test_the_example_municipality_runs_every_local_offer() -> None:
    found = document("eksempelkommune").offers
    assert {offer for offer, entry in found.items() if entry.offered} == LOCAL
    assert {entry.status for offer, entry in found.items() if offer in LOCAL} == {"running"}
