"""A changed sheet: what is told, what is written, and what is left as it stood."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.kit.sheets import (
    LATER,
    ON,
    SEVERAL,
    WALK,
    changes_of,
    codes,
    edited,
    exported,
    folder_of,
    imported,
    letter,
    refused,
    rulebook_of,
    with_cells,
    written,
)
from tilbud_engine.case import Citizen
from tilbud_engine.engine import Engine
from tilbud_engine.kit.spreadsheet import compare_sheet
from tilbud_engine.kit.spreadsheet.columns import columns
from tilbud_engine.kit.unsettled import is_unsettled
from tilbud_engine.plugins.registry import Registry
from tilbud_engine.rules.checking import rule_problems


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "mine", gaagruppe=WALK, haand=SEVERAL)


@pytest.fixture
def sheet(folder: Path, tmp_path: Path) -> Path:
    return exported(folder, tmp_path / "ud.xlsx")


def text_of(folder: Path, name: str = "gaagruppe") -> str:
    return (folder / name / "offer.yaml").read_text(encoding="utf-8")


def reread(folder: Path, name: str = "gaagruppe") -> Any:
    offer = Registry.load([folder], entry_points=False).offers[name].history.at(ON)
    assert offer is not None
    return offer


def test_what_is_changed_is_told_from_what_to_what_and_not_written(folder: Path, sheet: Path) -> None:
    before = text_of(folder)
    found = imported(with_cells(sheet, name="Gåklubben", hours="1-3", scope="Hele landet"), folder)
    assert changes_of(found) == {
        "gaagruppe": {
            "Navn": ("Gågruppen i byparken", "Gåklubben"),
            "Timer pr. uge": (2, "1-3"),
            "Hvor": ("Lokalt", "Hele landet"),
        }
    }
    assert found.comparison.unchanged == ("kor", "strik")
    assert text_of(folder) == before


def test_what_is_written_keeps_comments_and_everything_the_sheet_does_not_hold(folder: Path, sheet: Path) -> None:
    found = imported(with_cells(sheet, name="Gåklubben", word="Gå med", last_checked="01-08-2026"), folder)
    written(found)
    expected = (
        WALK.replace("name: Gågruppen i byparken", "name: Gåklubben")
        .replace("word: Gåtur", "word: Gå med")
        .replace("last_checked: 2026-01-15", "last_checked: 2026-08-01")
    )
    assert text_of(folder) == expected
    again = imported(exported(folder, sheet), folder)
    assert not again.comparison.changed


def test_every_kind_of_cell_can_be_changed(folder: Path, sheet: Path) -> None:
    found = imported(
        with_cells(
            sheet,
            answers="N-ENSOM; h-smerte; Stress og overbelastning",
            about="Første linje.\nAnden linje.",
            units="Sundhed; Kultur og fritid",
            teams="Voksenteam",
            cooperation="Frivilligcenteret\nBiblioteket",
            decides="dig selv",
            entitlement="Åbent for alle, der vil",
            municipalities="Varde; Tønder",
            needs="transport",
            weeks=12,
            cost="Gratis",
            places=20,
            privacy="fortrolig",
            status="Pause",
            valid_from="1. januar 2026",
            valid_to="31/12/2027",
            telephone=87654321,
            email="post@eksempel.dk",
            kle="15.20.02; 27.36.12",
            assumptions="Et bud",
            checked_by="Sundhed",
        ),
        folder,
    )
    written(found)
    offer = reread(folder)
    assert offer.answers == ("N-ENSOM", "H-SMERTE", "H-STRESS")
    assert offer.about == "Første linje.\nAnden linje."
    assert (offer.units, offer.teams) == (("sundhed", "kultur"), ("voksne",))
    assert [(one.who, one.who_en) for one in offer.cooperation] == [
        ("Frivilligcenteret", "The volunteer centre"),
        ("Biblioteket", None),
    ], "what is known of a partner in English stays"
    assert (offer.entitlement, offer.status, offer.privacy) == ("aabent", "paused", "confidential")
    assert offer.municipalities == ("varde", "toender")
    assert (offer.weeks.from_, offer.weeks.to, offer.capacity.places) == (12, 12, 20)
    assert (str(offer.valid.from_), str(offer.valid.to)) == ("2026-01-01", "2027-12-31")
    assert (offer.contact.telephone, offer.contact.email) == ("87654321", "post@eksempel.dk")
    assert offer.kle == ("15.20.02", "27.36.12")
    assert "# Besluttet i udvalget den 3. maj." in text_of(folder)


def test_an_emptied_cell_takes_the_field_away(folder: Path, sheet: Path) -> None:
    found = imported(with_cells(sheet, about=None, telephone=None, hours=None, units=None), folder)
    assert changes_of(found)["gaagruppe"]["Beskrivelse"] == ("Vi mødes ved bænken i byparken.", None)
    written(found)
    for key in ("about:", "contact:", "hours_per_week:", "units:"):
        assert key not in text_of(folder)
    assert not imported(exported(folder, sheet), folder).comparison.changed


def test_old_english_is_told(folder: Path, sheet: Path) -> None:
    found = imported(with_cells(sheet, name="Gåklubben", text="Gå med os"), folder)
    (told,) = [one for one in found.comparison.problems if one.code == "sheet-english-stays"]
    assert "Navn, Tekst på kortet" in told.message("da")


def test_a_file_with_several_offers_is_changed_in_the_right_one(folder: Path, sheet: Path) -> None:
    def change(book: Any) -> None:
        book["Tilbud"][f"{letter('name')}4"] = "Strikkeklubben"
        book["Tilbud"][f"{letter('name')}3"] = "Sangkoret"

    written(imported(edited(sheet, change), folder))
    assert text_of(folder, "haand") == SEVERAL.replace("Strikkecafé\n", "Strikkeklubben\n").replace(
        "Koret", "Sangkoret"
    )


def test_a_field_that_changes_on_a_date_is_left_as_it_is(folder: Path, sheet: Path) -> None:
    def change(book: Any) -> None:
        book["Tilbud"][f"{letter('cost')}4"] = "20 kr."

    found = imported(edited(sheet, change), folder)
    assert codes(found.comparison.problems) == ["import-dated"]
    assert found.comparison.problems[0].where == f"ud.xlsx: Tilbud!{letter('cost')}4"
    assert not found.files


def test_a_row_that_was_deleted_deletes_no_offer(folder: Path, sheet: Path) -> None:
    found = imported(edited(sheet, lambda book: book["Tilbud"].delete_rows(3)), folder)
    assert found.comparison.missing == ("kor",)
    written(found)
    assert "koret" in text_of(folder, "haand").casefold()


# --- who can have it ---------------------------------------------------------------------------------------------


def test_words_that_are_edited_without_the_rule_become_unknown_never_everyone(folder: Path, sheet: Path) -> None:
    found = imported(with_cells(sheet, who="Alle, der har lyst"), folder)
    assert changes_of(found)["gaagruppe"] == {
        "Hvem kan få det": ("Du er mindst 18 år", "Ved vi ikke: Alle, der har lyst")
    }
    assert codes(found.comparison.problems) == ["sheet-target-unknown"]
    assert found.comparison.problems[0].where.endswith(f"Tilbud!{letter('who')}2")
    written(found)
    offer = reread(folder)
    assert is_unsettled("gaagruppe", offer.eligible)
    assert "Alle, der har lyst" in (folder / "gaagruppe" / "vocabulary.yaml").read_text(encoding="utf-8")
    assert "# Gågruppen: spørg" in text_of(folder)
    assert not imported(exported(folder, sheet), folder).comparison.changed


def test_an_unknown_target_group_gives_nobody_yes_or_no(folder: Path, sheet: Path) -> None:
    written(imported(with_cells(sheet, who="Alle"), folder))
    engine = Engine.load(plugins=[folder], runtime="reference")
    for age in (15, 40):
        citizen = Citizen.read({"facts": {"age": age}, "says": [{"barrier": "N-ENSOM"}]}, engine.vocabulary)
        assert engine.explain(citizen, "gaagruppe", on=ON).verdict == "unknown"


@pytest.mark.parametrize("cells", [{"who": None}, {"rule": None}, {"who": None, "rule": None}])
def test_an_emptied_target_group_becomes_unknown_and_is_told(
    folder: Path, sheet: Path, cells: dict[str, object]
) -> None:
    found = imported(with_cells(sheet, **cells), folder)
    assert codes(found.comparison.problems) == ["sheet-target-unknown"]
    written(found)
    assert is_unsettled("gaagruppe", reread(folder).eligible)


def test_a_vocabulary_that_stands_there_keeps_what_it_says(folder: Path, sheet: Path) -> None:
    own = folder / "gaagruppe" / "vocabulary.yaml"
    own.write_text("# Vores ord\nunits:\n  park: {label: Parkvæsenet}\n", encoding="utf-8")
    written(imported(with_cells(sheet, who="De voksne"), folder))
    assert own.read_text(encoding="utf-8").startswith("# Vores ord\nunits:\n  park: {label: Parkvæsenet}\n")
    written(imported(with_cells(exported(folder, sheet), who="De ældre"), folder))
    text = own.read_text(encoding="utf-8")
    assert text.count("gaagruppe_maalgruppe_afklaret") == 1
    assert "De ældre" in text


def test_a_rule_that_is_edited_counts_whatever_the_words_say(folder: Path, sheet: Path) -> None:
    found = imported(with_cells(sheet, who="De over 20", rule="{age: {at_least: 20}}"), folder)
    assert changes_of(found)["gaagruppe"] == {"Regel": ("{age: {at_least: $gaa_min_alder}}", "{age: {at_least: 20}}")}
    written(found)
    assert "at_least: 20" in text_of(folder)
    assert not rule_problems(rulebook_of(folder))


def test_everyone_is_only_what_a_human_has_written_as_a_rule(folder: Path, sheet: Path) -> None:
    written(imported(with_cells(sheet, rule="{}"), folder))
    assert reread(folder).eligible == {}


def test_picking_the_rule_settles_an_unknown_target_group(folder: Path, sheet: Path) -> None:
    written(imported(with_cells(sheet, who="De voksne"), folder))
    written(imported(with_cells(exported(folder, sheet), rule="{age: {at_least: 18}}"), folder))
    offer = reread(folder)
    assert offer.eligible == {"age": {"at_least": "18"}}
    assert not offer.assumptions


def test_picking_the_rule_of_a_new_offer_takes_the_note_away_that_nobody_has(folder: Path, sheet: Path) -> None:
    written(imported(add_row(sheet, **FRESH, who="De voksne", assumptions="Et bud"), folder))
    exported(folder, sheet)
    assert len(reread(folder, "banko_paa_oeen").assumptions) == 2
    written(imported(with_cells(sheet, rule="{}"), folder))
    assert reread(folder, "banko_paa_oeen").assumptions == ("Et bud",)


@pytest.mark.parametrize(
    ("rule", "code", "says"),
    [
        ("{agee: {at_least: 18}}", "unknown-fact", "age"),
        ("{age: {atleast: 18}}", "unknown-operator", "at_least"),
        ("{age: {at_least: $gaa_min_aldr}}", "unknown-parameter", "gaa_min_alder"),
        ("{is: de_unge}", "unknown-definition", ""),
        ("alle over 18", "condition-not-a-mapping", ""),
        ("{age: {at_least: 18}", "bracket-open", ""),
        ("{age: &a 18}", "anchor", ""),
    ],
)
def test_a_wrong_rule_is_named_by_its_cell(folder: Path, sheet: Path, rule: str, code: str, says: str) -> None:
    (fault,) = refused(with_cells(sheet, rule=rule), folder)
    assert (fault.code, fault.where) == (code, f"ud.xlsx: Tilbud!{letter('rule')}2")
    assert says in fault.line("da")


# --- new offers --------------------------------------------------------------------------------------------------


def add_row(sheet: Path, **cells: object) -> Path:
    def change(book: Any) -> None:
        at = book["Tilbud"].max_row + 1
        for key, value in cells.items():
            book["Tilbud"][f"{letter(key)}{at}"] = value

    return edited(sheet, change)


FRESH = {"name": "Banko på øen", "word": "Banko", "text": "Spil banko med naboerne", "answers": "N-ENSOM"}


def test_a_new_row_becomes_a_folder_with_an_offer_and_a_readme(folder: Path, sheet: Path) -> None:
    found = imported(add_row(sheet, **FRESH, rule="{age: {at_least: 18}}", scope="Lokalt", hours=2), folder)
    assert [one.id for one in found.comparison.new] == ["banko_paa_oeen"]
    assert not found.comparison.problems
    written(found)
    home = folder / "banko_paa_oeen"
    assert sorted(one.name for one in home.iterdir()) == ["README.md", "offer.yaml"]
    assert (home / "README.md").read_text(encoding="utf-8").startswith("# Banko på øen\n")
    assert not [one for one in rule_problems(rulebook_of(folder)) if not one.is_remark]
    assert len(imported(exported(folder, sheet), folder).comparison.unchanged) == 4


def test_a_new_row_in_free_text_is_unknown_until_a_human_picks(folder: Path, sheet: Path) -> None:
    found = imported(add_row(sheet, **FRESH, who="Alle på øen"), folder)
    assert codes(found.comparison.problems) == ["sheet-target-unknown"]
    written(found)
    offer = reread(folder, "banko_paa_oeen")
    assert is_unsettled("banko_paa_oeen", offer.eligible)
    assert "Alle på øen" in offer.for_staff
    assert any("Målgruppen er ikke valgt" in one for one in offer.assumptions)
    assert not [one for one in rule_problems(rulebook_of(folder)) if not one.is_remark]


def test_a_new_row_without_a_target_group_is_unknown_too(folder: Path, sheet: Path) -> None:
    found = imported(add_row(sheet, **FRESH), folder)
    assert codes(found.comparison.problems) == ["sheet-target-unknown"]
    written(found)
    assert is_unsettled("banko_paa_oeen", reread(folder, "banko_paa_oeen").eligible)


def test_a_new_row_that_answers_nothing_is_told(folder: Path, sheet: Path) -> None:
    found = imported(add_row(sheet, **{**FRESH, "answers": None}, rule="{}"), folder)
    assert codes(found.comparison.problems) == ["sheet-answers-empty"]


def test_a_new_row_must_have_a_card(folder: Path, sheet: Path) -> None:
    faults = refused(add_row(sheet, name="Banko", rule="{}"), folder)
    assert codes(faults) == ["sheet-cell-empty"] * 2
    assert [one.where for one in faults] == [f"ud.xlsx: Tilbud!{letter(key)}5" for key in ("word", "text")]


def test_a_folder_that_is_not_there_gets_all_of_them(folder: Path, sheet: Path, tmp_path: Path) -> None:
    found = imported(sheet, tmp_path / "ny")
    assert [one.id for one in found.comparison.new] == ["gaagruppe", "kor", "strik"]
    written(found)
    old, new = reread(folder), reread(tmp_path / "ny")
    assert (new.parameters, new.sources) == (old.parameters, old.sources)
    assert len(imported(sheet, tmp_path / "ny").comparison.unchanged) == 3
    faults = refused(with_cells(sheet, rule="{age: {at_least: $findes_ikke}}"), tmp_path / "nyere")
    assert codes(faults) == ["unknown-parameter"]


def test_every_kind_of_parameter_comes_along_to_a_new_folder(tmp_path: Path) -> None:
    declared = """\
parameters:
  et_tal: {type: number, decimals: 1, unit: km, range: [0, 12.5], default: 2.5, label: Et tal}
  et_ja: {type: bool, default: false, label: Et ja}
  en_dag: {type: date, default: 2026-05-03, label: En dag}
  et_valg: {type: choice, values: [lidt, meget], default: meget, label: Et valg}
  fra_staten: {type: int, set_by: national, default: 3, label: Fra staten}
"""
    folder = folder_of(tmp_path / "mine", gaagruppe=WALK.replace("parameters:\n", declared))
    sheet = exported(folder, tmp_path / "ud.xlsx")
    assert not imported(sheet, folder).comparison.changed
    written(imported(sheet, tmp_path / "ny"))
    assert reread(tmp_path / "ny").parameters == reread(folder).parameters


# --- ids, other folders, other sheets ----------------------------------------------------------------------------


def test_an_id_that_was_changed_is_refused_with_the_old_one(folder: Path, sheet: Path) -> None:
    faults = refused(with_cells(sheet, id="gaatur"), folder)
    assert codes(faults) == ["sheet-id-changed"]
    assert faults[-1].where == "ud.xlsx: Tilbud!A2"
    assert "`gaagruppe`" in faults[-1].hint("da")


def test_two_rows_with_one_id_are_refused(folder: Path, sheet: Path) -> None:
    def change(book: Any) -> None:
        book["Tilbud"]["A3"] = "gaagruppe"

    (fault,) = refused(edited(sheet, change), folder)
    assert (fault.code, fault.where) == ("sheet-row-twice", "ud.xlsx: Tilbud!A3")


def test_an_offer_of_another_folder_is_not_copied_and_told_when_it_differs(tmp_path: Path) -> None:
    first = folder_of(tmp_path / "theirs", gaagruppe=WALK)
    second = folder_of(tmp_path / "mine", haand=SEVERAL)
    book = rulebook_of(first, second)
    sheet = exported(first, tmp_path / "ud.xlsx")
    same = compare_sheet(sheet, second, book, on=None, today=ON).comparison
    assert (same.new, same.changed, same.unchanged) == ((), (), ("gaagruppe",))
    assert not same.problems
    other = compare_sheet(with_cells(sheet, name="Gå"), second, book, on=None, today=ON)
    assert codes(other.comparison.problems) == ["sheet-offer-elsewhere"]
    assert not other.files


def test_a_parameter_of_another_folder_is_told_when_it_differs(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["Parametre"]["D2"] = 16

    first = folder_of(tmp_path / "theirs", gaagruppe=WALK)
    second = folder_of(tmp_path / "mine", haand=SEVERAL)
    book = rulebook_of(first, second)
    sheet = exported(first, tmp_path / "ud.xlsx")
    found = compare_sheet(edited(sheet, change), second, book, on=None, today=ON)
    (told,) = found.comparison.problems
    assert (told.code, told.where) == ("sheet-offer-elsewhere", "ud.xlsx: Parametre!B2")


def test_a_limit_that_is_changed_keeps_the_comments_beside_it(folder: Path, sheet: Path) -> None:
    written(imported(with_cells(sheet, rule="{age: {at_least: $gaa_min_alder, at_most: 70}}"), folder))
    assert "# Besluttet i udvalget den 3. maj." in text_of(folder)
    assert "at_most: 70" in text_of(folder)
    written(imported(with_cells(sheet, rule="{age: {at_least: 21}}"), folder))
    assert "# Besluttet i udvalget den 3. maj." in text_of(folder)
    assert "at_least: 21" in text_of(folder)
    assert "at_most" not in text_of(folder)


@pytest.mark.parametrize(
    ("answers", "lines"),
    [
        ("N-ENSOM; H-TRIST; H-SOEVN", ["  - N-ENSOM  # det vigtigste", "  - H-TRIST", "  - H-SOEVN"]),
        ("N-ENSOM; H-SOEVN", ["  - N-ENSOM  # det vigtigste", "  - H-SOEVN"]),
        ("N-ENSOM", ["  - N-ENSOM  # det vigtigste"]),
    ],
)
def test_an_item_of_a_list_that_stays_keeps_its_comment(tmp_path: Path, answers: str, lines: list[str]) -> None:
    block = "answers:\n  - N-ENSOM  # det vigtigste\n  - H-TRIST\n"
    folder = folder_of(tmp_path / "mine", gaagruppe=WALK.replace("answers: [N-ENSOM, H-TRIST]\n", block))
    written(imported(with_cells(exported(folder, tmp_path / "ud.xlsx"), answers=answers), folder))
    assert "\n".join(["answers:", *lines, "eligible:"]) in text_of(folder)


def test_what_a_citizen_says_is_a_barrier_too(folder: Path, sheet: Path) -> None:
    found = imported(with_cells(sheet, answers="Jeg er meget alene; Jeg sover dårligt eller på skæve tider"), folder)
    ((_, after),) = [changes_of(found)["gaagruppe"]["Hvad det svarer på"]]
    assert "N-ENSOM" in str(after)
    assert "H-SOEVN" in str(after)


HOUSE = WALK.replace("scope: local", "scope: local\nprivacy: shielded").replace(
    "last_checked", "entitlement: aabent\nlast_checked"
)


def test_an_emptied_cell_takes_no_shield_away(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "mine", gaagruppe=HOUSE)
    sheet = exported(folder, tmp_path / "ud.xlsx")
    found = imported(with_cells(sheet, privacy=None), folder)
    assert not found.files
    assert codes(found.comparison.problems) == ["sheet-privacy-emptied"]


def test_a_shield_that_is_taken_away_is_told_and_so_is_an_address(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "mine", gaagruppe=HOUSE)
    sheet = exported(folder, tmp_path / "ud.xlsx")
    told = imported(with_cells(sheet, address="Vej 1, 6800 Varde"), folder).comparison.problems
    assert codes(told) == ["import-shielded-address"]
    less = imported(with_cells(sheet, address=None, privacy="Almindelig"), folder).comparison.problems
    assert codes(less) == ["import-less-shielded"]


@pytest.mark.parametrize(
    "cells", [{"entitlement": "Kommunens skøn"}, {"rule": "{}"}, {"rule": "{age: {at_least: 67}}"}]
)
def test_a_right_is_not_changed_quietly(tmp_path: Path, cells: dict[str, str]) -> None:
    right = WALK.replace("$gaa_min_alder", "18", 1).replace("last_checked", "entitlement: ret\nlast_checked", 1)
    folder = folder_of(tmp_path / "mine", gaagruppe=right)
    found = imported(with_cells(exported(folder, tmp_path / "ud.xlsx"), **cells), folder)
    assert "import-right-changed" in codes(found.comparison.problems)


def test_a_parameter_gets_another_default(folder: Path, sheet: Path) -> None:
    def change(book: Any) -> None:
        book["Parametre"]["D2"] = "16"

    found = imported(edited(sheet, change), folder)
    assert changes_of(found) == {"gaagruppe": {"gaa_min_alder": (18, "16")}}
    written(found)
    assert text_of(folder) == WALK.replace("default: 18", "default: 16")


@pytest.mark.parametrize(
    ("cell", "value", "fault"),
    [
        ("D2", 12, ("parameter-out-of-range", "D2")),
        ("D2", "atten", ("parameter-wrong-type", "D2")),
        ("D2", None, ("sheet-cell-empty", "B2")),
        ("B2", "gaa_min_aldr", ("sheet-unknown-parameter", "B2")),
        ("A2", "gaagrupe", ("unknown-offer", "B2")),
    ],
)
def test_a_wrong_parameter_is_named_by_its_cell(
    folder: Path, sheet: Path, cell: str, value: object, fault: tuple[str, str]
) -> None:
    def change(book: Any) -> None:
        book["Parametre"][cell] = value

    (found,) = refused(edited(sheet, change), folder)
    assert (found.code, found.where.removeprefix("ud.xlsx: Parametre!")) == fault


def test_what_is_only_shown_says_so_when_it_is_changed(folder: Path, sheet: Path) -> None:
    def change(book: Any) -> None:
        book["Parametre"]["C2"] = "Alderen"
        book["Kilder"]["B2"] = "Et andet program"
        book["Tilbud"][f"{letter('rights')}2"] = "Alle har ret"

    found = imported(edited(sheet, change), folder)
    assert not found.files
    told = sorted((one.code, one.where.partition(": ")[2]) for one in found.comparison.problems)
    assert told == [
        ("sheet-shown-only", "Kilder!A2"),
        ("sheet-shown-only", "Parametre!C2"),
        ("sheet-shown-only", f"Tilbud!{letter('rights')}2"),
    ]


def test_an_offer_that_begins_later_is_not_taken_for_a_new_one(tmp_path: Path) -> None:
    text = "versions:\n  2027-01-01:\n" + "".join(f"    {line}\n" for line in WALK.splitlines())
    folder = folder_of(tmp_path / "mine", gaagruppe=text)
    sheet = exported(folder, tmp_path / "ud.xlsx", on=LATER)
    book = rulebook_of(folder)
    assert not compare_sheet(sheet, folder, book, on=None, today=ON).comparison.changed
    early = compare_sheet(sheet, folder, book, on=ON, today=ON).comparison
    assert (early.new, early.changed, codes(early.problems)) == ((), (), ["import-dated"])


def test_a_broken_offer_in_the_folder_is_told_with_its_line(folder: Path, sheet: Path) -> None:
    file = folder / "haand" / "offer.yaml"
    file.write_text(SEVERAL.replace("  - offer: kor\n", "  - offer: kor\n    nmae: x\n"), encoding="utf-8")
    faults = refused(sheet, folder)
    assert (faults[0].code, faults[0].where) == ("unknown-key", f"{file}:3")


@pytest.mark.parametrize("id_", ["con", "x" * 300])
def test_an_id_that_no_folder_can_have_everywhere_is_refused(folder: Path, sheet: Path, id_: str) -> None:
    def change(book: Any) -> None:
        book["Tilbud"]["A2"] = id_
        book["Tilbud"]["B2"] = "Noget nyt"

    faults = refused(edited(sheet, change), folder)
    assert ("id-not-a-folder", "ud.xlsx: Tilbud!A2") in [(one.code, one.where) for one in faults]


def test_a_folder_that_is_there_is_never_written_over(folder: Path, sheet: Path) -> None:
    cells = {**FRESH, "id": "haand", "rule": "{}"}
    (fault,) = refused(add_row(sheet, **cells), folder)
    assert (fault.code, fault.where) == ("sheet-folder-taken", "ud.xlsx: Tilbud!A5")
    assert text_of(folder, "haand") == SEVERAL


def test_new_offers_do_not_go_into_the_folder_of_an_offer(folder: Path, sheet: Path) -> None:
    faults = refused(add_row(sheet, **FRESH, rule="{}"), folder / "gaagruppe")
    assert "sheet-into-one-offer" in codes(faults)


def test_a_target_group_that_waits_for_a_human_waits_in_the_next_folder_too(
    folder: Path, sheet: Path, tmp_path: Path
) -> None:
    written(imported(with_cells(sheet, who="De voksne"), folder))
    found = imported(exported(folder, sheet), tmp_path / "ny")
    assert "sheet-target-unknown" not in codes(found.comparison.problems)
    written(found)
    assert is_unsettled("gaagruppe", reread(tmp_path / "ny").eligible)
    assert not [one for one in rule_problems(rulebook_of(tmp_path / "ny")) if not one.is_remark]


def test_words_edited_on_an_offer_of_another_folder_are_told(tmp_path: Path) -> None:
    first = folder_of(tmp_path / "theirs", gaagruppe=WALK)
    second = folder_of(tmp_path / "mine", haand=SEVERAL)
    sheet = with_cells(exported(first, tmp_path / "ud.xlsx"), who="Alle")
    found = compare_sheet(sheet, second, rulebook_of(first, second), on=None, today=ON)
    assert codes(found.comparison.problems) == ["sheet-offer-elsewhere"]


def test_without_the_hidden_column_words_change_nothing_and_that_is_told(folder: Path, sheet: Path) -> None:
    def change(book: Any) -> None:
        book["Tilbud"][f"{letter('who')}2"] = "Alle"
        book["Tilbud"].delete_cols(1 + next(at for at, one in enumerate(columns()) if one.key == "control"))

    found = imported(edited(sheet, change), folder)
    assert not found.files
    assert codes(found.comparison.problems) == ["sheet-target-left"]


def test_the_same_sheet_twice_does_not_bring_the_old_rule_back(folder: Path, sheet: Path) -> None:
    with_cells(sheet, who="De voksne")
    written(imported(sheet, folder))
    again = imported(sheet, folder)
    assert not again.comparison.changed
    assert is_unsettled("gaagruppe", reread(folder).eligible)


def test_an_old_sheet_does_not_undo_a_rule_that_was_picked_since(folder: Path, sheet: Path) -> None:
    file = folder / "gaagruppe" / "offer.yaml"
    file.write_text(WALK.replace("{at_least: $gaa_min_alder}", "{at_least: 21}"), encoding="utf-8")
    found = imported(sheet, folder)
    assert not found.comparison.changed
    assert codes(found.comparison.problems) == ["sheet-target-left"]
    picked = imported(with_cells(sheet, rule="{age: {at_least: 30}}"), folder)
    assert changes_of(picked)["gaagruppe"] == {"Regel": ("{age: {at_least: 21}}", "{age: {at_least: 30}}")}


def test_words_edited_without_the_rule_are_unknown_in_a_new_folder_too(
    folder: Path, sheet: Path, tmp_path: Path
) -> None:
    found = imported(with_cells(sheet, who="Alle"), tmp_path / "ny")
    assert codes(found.comparison.problems) == ["sheet-target-unknown"]
    written(found)
    assert is_unsettled("gaagruppe", reread(tmp_path / "ny").eligible)


def test_a_right_that_rests_on_a_local_value_is_refused_where_it_was_made_a_right(folder: Path, sheet: Path) -> None:
    (fault,) = refused(with_cells(sheet, entitlement="Ret"), folder)
    assert (fault.code, fault.where) == (
        "right-uses-local-parameter",
        f"ud.xlsx: Tilbud!{letter('entitlement')}2",
    )


def test_what_was_wrong_in_the_file_before_does_not_stop_the_sheet(folder: Path, tmp_path: Path) -> None:
    file = folder / "gaagruppe" / "offer.yaml"
    file.write_text(WALK.replace("scope: local", "scope: local\nentitlement: ret"), encoding="utf-8")
    sheet = with_cells(exported(folder, tmp_path / "ny.xlsx"), name="Gåklubben")
    assert changes_of(imported(sheet, folder)) == {"gaagruppe": {"Navn": ("Gågruppen i byparken", "Gåklubben")}}
