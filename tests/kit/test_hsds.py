"""Open Referral HSDS 3.0: valid, round trip without loss, and careful with what others write."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.rules import worlds
from tilbud_engine.dated import Timeline
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError
from tilbud_engine.kit.hsds import hsds_page, json_schema, read_hsds
from tilbud_engine.kit.incoming import Incoming, compare, write
from tilbud_engine.kit.unsettled import is_unsettled
from tilbud_engine.kit.written import written
from tilbud_engine.offers import DatedOffer, Offer, plain_offer
from tilbud_engine.reading import as_node, decode
from tilbud_engine.rules.resolved import Resolved
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import OfferEntry, RulesetDocument

DAYS = (dt.date(2025, 6, 1), dt.date(2026, 9, 1), dt.date(2027, 2, 1))
DAY = DAYS[1]
OFFICIAL = os.environ.get("HSDS_SCHEMA", "")


@cache
def engine() -> Engine:
    return Engine.load(runtime="reference")


def resolved(ruleset: str, on: dt.date = DAY) -> Resolved:
    return engine().rulebook.resolve(ruleset, on)


def exported(ruleset: str, on: dt.date = DAY) -> dict[str, Any]:
    here = resolved(ruleset, on)
    return hsds_page(list(here.offers.values()), here, engine().rulebook)


def rulesets() -> list[str]:
    return sorted(engine().rulebook.rulesets)


def offer_of(one: Incoming) -> Offer:
    made = {key: value for key, value in {**one.at_first, **one.offer, "offer": one.id}.items() if value is not None}
    offer, faults = decode(Offer, as_node(made))
    assert offer is not None, faults
    return offer


def brought_back(page: dict[str, Any], folder: Path, on: dt.date = DAY) -> list[Incoming]:
    file = folder / "page.json"
    file.write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
    return read_hsds(file, engine().rulebook, on)[0]


def as_rulebook(coming: list[Incoming]) -> Rulebook:
    offers = [offer_of(one) for one in coming]
    dated = {one.offer: DatedOffer(one.offer, "", "", Timeline((dt.date.min,), (one,))) for one in offers}
    return Rulebook(engine().vocabulary, dated, engine().rulebook.rulesets)


def valid(page: dict[str, Any]) -> None:
    Draft202012Validator(json_schema(), format_checker=FormatChecker()).validate(page)


@pytest.mark.parametrize("ruleset", rulesets())
@pytest.mark.parametrize("on", DAYS)
def test_every_offer_of_every_ruleset_is_a_valid_service(ruleset: str, on: dt.date) -> None:
    page = exported(ruleset, on)
    valid(page)
    ids = [one["id"] for one in page["contents"]]
    assert len(set(ids)) == len(ids) == page["total_items"]


@pytest.mark.skipif(not OFFICIAL, reason="HSDS_SCHEMA names no folder with the specification's schema/compiled/*.json")
@pytest.mark.parametrize("ruleset", rulesets())
def test_every_service_is_valid_under_the_compiled_schema_of_the_specification(ruleset: str) -> None:
    schema = json.loads((Path(OFFICIAL) / "service.json").read_text(encoding="utf-8"))
    check = Draft202012Validator(schema, format_checker=FormatChecker())
    for service in exported(ruleset)["contents"]:
        check.validate(service)


def test_the_schema_asks_for_what_the_specification_asks_for() -> None:
    objects = json_schema()["$defs"]
    assert objects["Service"]["required"] == ["id", "name", "status"]
    assert objects["Service"]["properties"]["status"]["enum"] == [
        "active",
        "inactive",
        "defunct",
        "temporarily closed",
    ]
    assert objects["Service"]["properties"]["id"]["format"] == "uuid"
    assert set(objects["Organization"]["required"]) == {"id", "name", "description"}
    assert set(objects["TaxonomyTerm"]["required"]) == {"id", "name", "description"}
    assert set(objects["Phone"]["required"]) == {"id", "number"}
    assert set(objects["Location"]["required"]) == {"id", "location_type"}
    assert "null" not in json.dumps(objects)


@pytest.mark.parametrize(
    ("field", "value"), [("status", "open"), ("id", "mentor"), ("name", 3), ("email", "ring"), ("phones", [{}])]
)
def test_a_service_that_is_not_one_is_refused_by_the_schema(field: str, value: object) -> None:
    page = exported("danmark")
    page["contents"][0][field] = value
    check = Draft202012Validator(json_schema(), format_checker=FormatChecker())
    assert not check.is_valid(page)


@pytest.mark.parametrize("ruleset", rulesets())
@pytest.mark.parametrize("on", DAYS)
def test_what_is_exported_and_imported_is_exported_the_same(ruleset: str, on: dt.date, tmp_path: Path) -> None:
    page = exported(ruleset, on)
    again = without_own_words(as_rulebook(brought_back(page, tmp_path, on)))
    here = again.resolve(ruleset, on)
    for service in page["contents"]:
        key = own(service, "offer")
        back = hsds_page([here.offers[key]], here, again)["contents"][0]
        assert back == service, key


def without_own_words(rulebook: Rulebook) -> Rulebook:
    """Return rules in which municipalities only say which offers they have: the rest came in with the offers."""

    def bare(document: RulesetDocument | None) -> RulesetDocument | None:
        if document is None or document.ruleset == "danmark":
            return document
        offers = {key: OfferEntry(offered=one.offered, valid=one.valid) for key, one in document.offers.items()}
        return document.model_copy(update={"offers": offers, "parameters": {}})

    rulesets = {
        name: replace(one, history=Timeline(one.history.starts, tuple(bare(version) for version in one.history.values)))
        for name, one in rulebook.rulesets.items()
    }
    return Rulebook(rulebook.vocabulary, rulebook.offers, rulesets)


def own(service: dict[str, Any], field: str) -> str:
    found = [one for one in service["attributes"] if one["taxonomy_term"]["code"] == field and "value" in one]
    return str(found[0]["value"])


@pytest.mark.parametrize("on", DAYS)
def test_the_national_rules_come_back_whole(on: dt.date, tmp_path: Path) -> None:
    page = exported("danmark", on)
    again = as_rulebook(brought_back(page, tmp_path, on))
    here = again.resolve("danmark", on)
    for service in page["contents"]:
        assert hsds_page([here.offers[own(service, "offer")]], here, again)["contents"][0] == service


@pytest.mark.parametrize("ruleset", rulesets())
def test_a_condition_that_comes_back_means_what_it_meant(ruleset: str, tmp_path: Path) -> None:
    here = resolved(ruleset)
    again = as_rulebook(brought_back(exported(ruleset), tmp_path)).resolve("danmark", DAY)
    for key, found in here.offers.items():
        if not found.faults and not is_unsettled(key, again.offers[key].offer.eligible):
            assert written(again.offers[key].eligible, ()) == written(found.eligible, ()), key


FULL = {
    "name_en": "A trial",
    "about": "Om prøven.",
    "about_en": "About the trial.",
    "for_staff": "Til medarbejdere.",
    "units": "[kultur, egen_afdeling]",
    "cooperation": "[Biblioteket, {who: Lægen, who_en: The doctor}]",
    "teams": "[unge]",
    "decides": "biblioteket",
    "entitlement": "aabent",
    "needs": "[documentation, transport]",
    "supports": "[transport]",
    "hints": "[{when: {age: {below: 30}}, text: Spørg efter ungekortet.}]",
    "hours_per_week": "{from: 1, to: 3}",
    "weeks": "6",
    "cost": "50 kr. om måneden",
    "cost_en": "50 kroner a month",
    "capacity": "{places: 12, text: stole}",
    "relations": "{parallel_ok: [proeve]}",
    "privacy": "confidential",
    "status": "trial",
    "valid": "{from: 2026-01-01, to: 2027-12-31}",
    "sources": "[{law: Loven, section: § 1, note: Kun en prøve}]",
    "assumptions": "[Alt er antaget.]",
    "last_checked": "2026-08-01",
    "checked_by": "Kultur",
    "kle": '["15.20.36"]',
}
CONTACTS = [
    (
        "{name: Huset, telephone: 00 00 00 61, hours: tirsdag, hours_en: Tuesday, email: hus@example.org,"
        " website: 'https://example.org/hus', address: 'Torvet 1, 6800 Varde'}"
    ),
    "{website: www.example.org, email: hus (at) example, address: Bag ved kirken}",
    "{telephone: 00 00 00 62}",
]


@pytest.mark.parametrize("contact", CONTACTS)
@pytest.mark.parametrize("eligible", ["{}", "{age: {at_least: $alder}, municipality: [varde, randers]}"])
def test_an_offer_with_everything_comes_back_field_by_field(contact: str, eligible: str, tmp_path: Path) -> None:
    parameters = "{alder: {type: int, label: Alder, range: [15, 99], default: 18}}" if "$" in eligible else "{}"
    rules = worlds.rulebook(worlds.offer(eligible, **FULL, contact=contact, parameters=parameters))
    here = rules.resolve("danmark", DAY)
    page = hsds_page(list(here.offers.values()), here, rules)
    valid(page)
    file = tmp_path / "page.json"
    file.write_text(json.dumps(page), encoding="utf-8")
    (one,), remarks = read_hsds(file, rules, DAY)
    assert remarks == []
    assert plain_offer(offer_of(one)) == plain_offer(here.offers["proeve"].offer)


def test_what_a_municipality_has_set_goes_out_with_its_value(tmp_path: Path) -> None:
    hints = "[{when: {age: {below: $alder}}, text: Spørg først.}]"
    parameters = "{alder: {type: int, label: Alder, range: [15, 99], default: 18}}"
    local = "ruleset: proevekommune\nextends: danmark\nmunicipality: '0998'\nparameters: {alder: 30}"
    rules = worlds.rulebook(
        worlds.offer("{age: {at_least: $alder}}", hints=hints, parameters=parameters), worlds.DANMARK, local
    )
    here = rules.resolve("proevekommune", DAY)
    page = hsds_page(list(here.offers.values()), here, rules)
    assert page["contents"][0]["minimum_age"] == 30
    (one,) = brought_back(page, tmp_path)
    assert one.offer["eligible"] == {"age": {"at_least": 30}}
    assert one.offer["hints"] == [{"when": {"age": {"below": 30}}, "text": "Spørg først."}]
    assert one.offer["parameters"] is None


def test_ages_stand_only_where_every_way_in_asks_for_them() -> None:
    services = {own(one, "offer"): one for one in exported("danmark")["contents"]}
    assert services["psykolog_henvist_ung"]["minimum_age"] == 18
    assert services["psykolog_henvist_ung"]["maximum_age"] == 24
    assert services["psykolog_henvist"]["minimum_age"] == 25
    assert "maximum_age" not in services["psykolog_henvist"]
    assert "minimum_age" not in services["mentor"]


def test_the_same_offer_has_the_same_id_in_every_export_and_each_municipality_its_own() -> None:
    first, second = exported("danmark", DAYS[0]), exported("danmark", DAYS[2])
    ids = {own(one, "offer"): one["id"] for one in first["contents"]}
    assert all(ids[own(one, "offer")] == one["id"] for one in second["contents"] if own(one, "offer") in ids)
    here = {own(one, "offer"): one["id"] for one in exported("varde")["contents"]}
    assert not set(here.values()) & set(ids.values())


def test_what_is_not_offered_is_not_active() -> None:
    for service in exported("varde")["contents"]:
        found = resolved("varde").offers[own(service, "offer")]
        assert (service["status"] == "active") == (found.not_offered is None and not found.not_loaded)


# --- services of others -------------------------------------------------------------------------------------------

SERVICE: dict[str, Any] = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Gåtur på Ærø for unge",
    "description": "<p>Vi går en tur hver tirsdag. Kom, som du er.</p>",
    "status": "active",
    "eligibility_description": "For unge med lidt overskud",
    "minimum_age": 18,
    "maximum_age": None,
    "fees_description": "Gratis",
    "email": "tur@example.org",
    "url": "",
    "assured_date": "2026-01-31",
    "application_process": "Mød op ved havnen",
    "phones": [{"id": "1554f2e2-a373-45db-a3fa-9fc48a61c15e", "number": "00 00 00 41", "extension": 3}],
    "contacts": [{"id": "1e7efce3-639b-4880-940c-b95cd30cdb50", "name": "Ann Persona", "title": "Leder af huset"}],
    "program": {"id": "x", "name": "unknown to us"},
}


def foreign(folder: Path, **changes: Any) -> tuple[Incoming, list[str]]:
    file = folder / "theirs.json"
    file.write_text(json.dumps([{**SERVICE, **changes}]), encoding="utf-8")
    (one,), remarks = read_hsds(file, engine().rulebook, DAY)
    return one, [remark.code for remark in remarks]


def test_a_service_of_others_becomes_an_offer_that_waits_for_a_human(tmp_path: Path) -> None:
    one, remarks = foreign(tmp_path)
    assert one.id == "gaatur_paa_aeroe_for_unge"
    assert is_unsettled(one.id, one.at_first["eligible"])
    assert "Målgruppe, som den stod: For unge med lidt overskud. Alder: fra 18." in one.at_first["for_staff"]
    assert "Sådan får man det: Mød op ved havnen." in one.at_first["for_staff"]
    assert one.offer["about"] == "Vi går en tur hver tirsdag. Kom, som du er."
    assert one.offer["last_checked"] == dt.date(2026, 1, 31)
    assert remarks == ["target-group-unsettled", "import-no-barriers"]
    assert offer_of(one).answers == ()


def test_the_name_of_a_person_is_not_brought_in(tmp_path: Path) -> None:
    one, _ = foreign(tmp_path)
    assert "Ann" not in json.dumps([one.offer, one.at_first], default=str)
    assert one.offer["contact"] == {
        "name": "Leder af huset",
        "telephone": "00 00 00 41",
        "email": "tur@example.org",
    }


@pytest.mark.parametrize("said", ["", None, "Alle", "For everyone"])
def test_a_target_group_in_words_is_never_everyone(said: str | None, tmp_path: Path) -> None:
    one, remarks = foreign(tmp_path, eligibility_description=said)
    assert is_unsettled(one.id, one.at_first["eligible"])
    assert "target-group-unsettled" in remarks


def test_a_card_of_others_is_cut_to_what_a_card_holds(tmp_path: Path) -> None:
    one, _ = foreign(tmp_path, name="Et meget langt navn på et tilbud", description=" ".join(["ord"] * 40))
    offer = offer_of(one)
    assert offer.card.word == "Et meget langt"
    assert len(offer.card.text.split()) == 12


def test_a_card_ends_where_a_part_of_the_sentence_ends(tmp_path: Path) -> None:
    said = "Tag din cykel eller din lampe med, så ser vi på den sammen ved det lange bord."
    assert offer_of(foreign(tmp_path, description=said)[0]).card.text == "Tag din cykel eller din lampe med"


def test_numbers_like_a_cpr_number_and_hidden_characters_are_not_brought_in(tmp_path: Path) -> None:
    one, _ = foreign(tmp_path, description="Ring 010203-1234\u200b nu")
    assert one.offer["about"] == "Ring ******-**** nu"


@pytest.mark.parametrize("age", [float("nan"), float("inf")])
def test_an_age_that_is_no_number_is_left_out_and_told(age: float, tmp_path: Path) -> None:
    one, remarks = foreign(tmp_path, minimum_age=age)
    assert "hsds-field-left-out" in remarks
    assert "Alder" not in one.at_first["for_staff"]


def test_a_crisis_centre_of_others_is_shielded_until_a_human_says_otherwise(tmp_path: Path) -> None:
    one, remarks = foreign(tmp_path, name="Krisecenter Syd")
    assert offer_of(one).privacy == "shielded"
    assert "import-shielded-to-be-safe" in remarks


def test_a_service_called_like_an_offer_elsewhere_gets_an_id_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "theirs.json"
    file.write_text(json.dumps([{**SERVICE, "name": "Mentor"}]), encoding="utf-8")
    (one,), _ = read_hsds(file, engine().rulebook, DAY, {"mentor"})
    assert one.id == "mentor_ac148810"


def test_an_offer_of_ours_that_stands_elsewhere_is_told(tmp_path: Path) -> None:
    file = tmp_path / "ours.json"
    file.write_text(json.dumps(exported("danmark")), encoding="utf-8")
    _, remarks = read_hsds(file, engine().rulebook, DAY, {"mentor"})
    assert [one.code for one in remarks] == ["import-elsewhere"]


def test_a_part_that_is_wrong_is_left_out_and_told(tmp_path: Path) -> None:
    one, remarks = foreign(
        tmp_path,
        phones=[{"number": 3}, {"id": "a", "number": "00 00 00 42"}, "ring"],
        minimum_age="fra 18",
        attributes=[{"id": "b", "taxonomy_term": {"name": "without an id"}}],
    )
    assert remarks.count("hsds-field-left-out") == 4
    assert one.offer["contact"]["telephone"] == "00 00 00 42"


def test_two_services_of_one_name_get_two_ids(tmp_path: Path) -> None:
    file = tmp_path / "two.json"
    file.write_text(json.dumps({"contents": [SERVICE, {**SERVICE, "id": "0fdfb57f"}]}), encoding="utf-8")
    coming, _ = read_hsds(file, engine().rulebook, DAY)
    assert [one.id for one in coming] == ["gaatur_paa_aeroe_for_unge", "gaatur_paa_aeroe_for_unge_0fdfb57f"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "json-syntax"),
        ("{", "json-syntax"),
        ("[]", "hsds-no-services"),
        ('{"openapi": "3.1"}', "hsds-no-services"),
        ('[{"name": "x"}]', "hsds-field-missing"),
        ('[{"id": "1", "name": "x", "status": "open"}]', "hsds-field-wrong"),
        ("[3]", "hsds-field-wrong"),
        ("[" * 100_000, "too-deep"),
        ('{"id": "1", "name": "x", "status": "active", "program": ' + "[" * 900 + "]" * 900 + "}", "too-deep"),
        ('[{"id": "1", "name": "x", "name": "y", "status": "active"}]', "json-key-twice"),
        ('{"id": "1", "name": "x", "status": "active", "minimum_age": ' + "9" * 5_000 + "}", "json-number-too-long"),
        ("\ud800", "not-utf8"),
    ],
)
def test_a_file_that_holds_no_services_is_refused_with_the_place(text: str, code: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.json"
    file.write_bytes(text.encode(errors="surrogatepass"))
    with pytest.raises(InputError) as caught:
        read_hsds(file, engine().rulebook, DAY)
    assert {one.code for one in caught.value.problems} == {code}
    assert all(str(file) in one.where for one in caught.value.problems)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("contact", "[1]"),
        ("assumptions", "3"),
        ("card", "true"),
        ("card", '{"word": 3}'),
        ("offer", "7"),
        ("eligible", "[" * 5_000),
        ("eligible", f'{{"not": {"[" * 200}{"]" * 200}}}'),
        ("likes_fish", "1"),
        ("relations", "[]"),
    ],
)
def test_a_field_of_ours_that_somebody_spoiled_is_refused(field: str, value: str, tmp_path: Path) -> None:
    page = exported("danmark")
    service = next(one for one in page["contents"] if own(one, "offer") == "bisidder")
    kept = [one for one in service["attributes"] if one["taxonomy_term"]["code"] != field]
    term = {"id": "t", "name": field, "description": field, "code": field, "taxonomy": "tilbud-engine:fields"}
    spoiled = {"id": "a", "link_type": "tilbud-engine:json", "value": value, "taxonomy_term": term}
    with pytest.raises(InputError):
        brought_back({"contents": [{**service, "attributes": [*kept, spoiled]}]}, tmp_path)


def test_a_file_that_is_not_there_or_endless_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tilbud_engine.kit.hsds.opening.MOST_BYTES", 100)
    (tmp_path / "large.json").write_text("[" + " " * 200 + "]", encoding="utf-8")
    for name, code in (("none.json", "file-missing"), ("", "file-is-folder"), ("large.json", "file-too-large")):
        with pytest.raises(InputError) as caught:
            read_hsds(tmp_path / name, engine().rulebook, DAY)
        assert [one.code for one in caught.value.problems] == [code]


def test_a_condition_that_asks_an_unknown_fact_waits_for_a_human(tmp_path: Path) -> None:
    page = exported("danmark")
    service = next(one for one in page["contents"] if own(one, "offer") == "mentor")
    for one in service["attributes"]:
        if one["taxonomy_term"]["code"] == "eligible":
            one["value"] = '{"likes_fish": true}'
    (back,) = brought_back({"contents": [service]}, tmp_path)
    assert is_unsettled("mentor", back.at_first["eligible"])
    assert "eligible" not in back.offer


def test_what_is_written_is_a_plugin_that_loads_and_asks_the_municipality(tmp_path: Path) -> None:
    one, _ = foreign(tmp_path)
    folder = tmp_path / "plugins"
    files = write(compare([one], folder, DAY), folder)
    assert {path.name for path in files} == {"offer.yaml", "vocabulary.yaml"}
    loaded = Engine.load(plugins=[folder], runtime="reference")
    assert [fault for fault in loaded.problems if not fault.is_remark] == []
    found = loaded.rulebook.resolve("danmark", DAY).offers[one.id]
    assert found.faults == ()
    assert loaded.vocabulary.facts[f"{one.id}_maalgruppe_afklaret"].for_authority


def test_a_second_import_changes_nothing_and_keeps_what_a_human_picked(tmp_path: Path) -> None:
    one, _ = foreign(tmp_path)
    folder = tmp_path / "plugins"
    write(compare([one], folder, DAY), folder)
    path = folder / one.id / "offer.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(f"{one.id}_maalgruppe_afklaret: true", "age: {at_least: 18}  # valgt"),
        encoding="utf-8",
    )
    again = compare([one], folder, DAY)
    assert again.unchanged == (one.id,)
    newer, _ = foreign(tmp_path, description="Nu hver onsdag.")
    changed = compare([newer], folder, DAY)
    assert [(change.name, change.after) for change in changed.changed[0].changes] == [("about", "Nu hver onsdag.")]
    write(changed, folder)
    text = path.read_text(encoding="utf-8")
    assert "Nu hver onsdag." in text
    assert "# valgt" in text
