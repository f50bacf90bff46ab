"""A municipality's own list: its headings, its habits, and a mapping where it says things its own way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.kit.sheets import (
    ON,
    WALK,
    changes_of,
    codes,
    edited,
    folder_of,
    imported,
    own_list,
    refused,
    rulebook_of,
    written,
)
from tilbud_engine.kit.naming import id_for
from tilbud_engine.kit.spreadsheet.drafting import MADE
from tilbud_engine.kit.unsettled import is_unsettled
from tilbud_engine.plugins.registry import Registry
from tilbud_engine.rules.checking import rule_problems

HEADINGS = ["Tilbud", "Målgruppe", "Beskrivelse", "Afdeling", "Kontakt", "Telefon", "Timer pr. uge"]
CAFE = [
    "Snakkecaféen", "Alle over 60 år", "Kom og få en snak. Der er kaffe på kanden hver tirsdag.",
    "Sundhed", "Aktivitetshuset", 87654321, "2-3",
]  # fmt: skip
GARDEN = ["Byhaven", "", "Grav og så sammen med andre", "Plan og teknik; Grøn gruppe", "", "", 4]


def reread(folder: Path, name: str) -> Any:
    offer = Registry.load([folder], entry_points=False).offers[name].history.at(ON)
    assert offer is not None
    return offer


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return own_list(tmp_path / "liste.xlsx", ["Oversigt over vores tilbud 2026"], [], HEADINGS, CAFE, [], GARDEN)


def test_the_headings_are_found_and_each_row_becomes_an_offer(sheet: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    found = imported(sheet, folder)
    assert [one.id for one in found.comparison.new] == ["snakkecafeen", "byhaven"]
    written(found)
    cafe = reread(folder, "snakkecafeen")
    assert cafe.name == "Snakkecaféen"
    assert (cafe.card.word, cafe.card.text) == ("Snakkecaféen", "Kom og få en snak.")
    assert cafe.about.startswith("Kom og få en snak. Der er")
    assert cafe.units == ("sundhed",)
    assert (cafe.contact.name, cafe.contact.telephone) == ("Aktivitetshuset", "87654321")
    assert (cafe.hours_per_week.from_, cafe.hours_per_week.to) == (2, 3)
    assert (cafe.scope, cafe.answers) == ("local", ())
    assert MADE in cafe.assumptions
    assert reread(folder, "byhaven").units == ("teknik", "Grøn gruppe")
    assert not [one for one in rule_problems(rulebook_of(folder)) if not one.is_remark]


def test_no_target_group_of_a_list_is_taken_for_everyone(sheet: Path, tmp_path: Path) -> None:
    found = imported(sheet, tmp_path / "mine")
    told = [one for one in found.comparison.problems if one.code == "sheet-target-unknown"]
    assert [one.where for one in told] == ["liste.xlsx: Ark1!B4", "liste.xlsx: Ark1!B6"]
    written(found)
    for name in ("snakkecafeen", "byhaven"):
        assert is_unsettled(name, reread(tmp_path / "mine", name).eligible)
    assert "Alle over 60 år" in reread(tmp_path / "mine", "snakkecafeen").for_staff


def test_what_was_made_and_what_nobody_knows_is_told(sheet: Path, tmp_path: Path) -> None:
    told = codes(imported(sheet, tmp_path / "mine").comparison.problems)
    assert {one: told.count(one) for one in told} == {
        "sheet-target-unknown": 2,
        "sheet-card-made": 1,
        "sheet-answers-empty": 1,
        "unknown-unit": 1,
    }


def test_the_list_comes_again_without_an_id_and_only_what_is_new_in_it_changes(sheet: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    written(imported(sheet, folder))
    again = imported(sheet, folder)
    assert (again.comparison.new, again.comparison.changed) == ((), ())
    edited(sheet, lambda book: book["Ark1"].__setitem__("F4", "11 22 33 44"))
    assert changes_of(imported(sheet, folder)) == {"snakkecafeen": {"Telefon": ("87654321", "11 22 33 44")}}


def test_a_rule_that_a_human_has_picked_is_not_undone_by_the_list(sheet: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    written(imported(sheet, folder))
    file = folder / "snakkecafeen" / "offer.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("eligible:\n  snakkecafeen_maalgruppe_afklaret: true", "eligible:\n  age: {at_least: 60}"),
        encoding="utf-8",
    )
    (folder / "snakkecafeen" / "vocabulary.yaml").unlink()
    found = imported(sheet, folder)
    assert not found.comparison.changed
    (left,) = [one for one in found.comparison.problems if one.code == "sheet-target-left"]
    assert "snakkecafeen" in left.message("da")


def test_an_offer_is_known_by_its_name_where_it_has_another_id(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "mine", gaagruppe=WALK)
    sheet = own_list(tmp_path / "liste.xlsx", ["Navn", "Pris"], ["Gågruppen i byparken", "Gratis"])
    found = imported(sheet, folder)
    assert changes_of(found) == {"gaagruppe": {"Pris": (None, "Gratis")}}
    assert "# Gågruppen: spørg" in next(iter(found.files.values()))


def test_unknown_columns_are_told_not_swallowed(tmp_path: Path) -> None:
    sheet = own_list(
        tmp_path / "liste.xlsx", ["Navn", "Sagsnummer", "", "Titel"], ["Koret", "24/1", "noget", "Kor for alle"]
    )
    found = imported(sheet, tmp_path / "mine").comparison.problems
    assert {(one.code, one.where.partition("!")[2]) for one in found} >= {
        ("sheet-column-twice", "D1"),
        ("sheet-unknown-column", "B1"),
        ("sheet-column-without-heading", "C2"),
    }


def test_a_heading_that_is_almost_ours_is_met_with_the_nearest(tmp_path: Path) -> None:
    sheet = own_list(tmp_path / "liste.xlsx", ["Navn", "Beskrivlse"], ["Koret", "Syng med"])
    told = imported(sheet, tmp_path / "mine").comparison.problems[0]
    assert "Mente du `Beskrivelse`?" in told.line("da")


def test_a_mapping_says_which_column_is_which(tmp_path: Path) -> None:
    sheet = own_list(
        tmp_path / "liste.xlsx",
        ["Hvad hedder det", "Hvem må være med", "Journalnummer", "Nummer til telefonen"],
        ["Koret", "Alle, der kan synge", "24/1", "12 34 56 78"],
    )
    mapping = tmp_path / "kolonner.yaml"
    mapping.write_text(
        "Hvad hedder det: Navn\nHvem må være med: Hvem kan få det\nJournalnummer: ingen\n"
        "Nummer til telefonen: Telefon\n",
        encoding="utf-8",
    )
    found = imported(sheet, tmp_path / "mine", mapping)
    assert "sheet-unknown-column" not in codes(found.comparison.problems)
    written(found)
    offer = reread(tmp_path / "mine", "koret")
    assert offer.contact.telephone == "12 34 56 78"
    assert "Alle, der kan synge" in offer.for_staff


def test_a_mapping_comes_before_what_we_would_have_guessed(tmp_path: Path) -> None:
    sheet = own_list(tmp_path / "liste.xlsx", ["Navn", "Titel"], ["Anne fra Sundhed", "Koret"])
    mapping = tmp_path / "kolonner.yaml"
    mapping.write_text("Navn: Kontakt\nTitel: Navn\n", encoding="utf-8")
    found = imported(sheet, tmp_path / "mine", mapping)
    assert [one.id for one in found.comparison.new] == ["koret"]


def test_a_wrong_mapping_is_told_with_file_and_line(tmp_path: Path) -> None:
    sheet = own_list(tmp_path / "liste.xlsx", ["Navn"], ["Koret"])
    mapping = tmp_path / "kolonner.yaml"
    mapping.write_text("Navn: Navn\nPris: Telfon\n", encoding="utf-8")
    (fault,) = refused(sheet, tmp_path / "mine", mapping)
    assert (fault.code, fault.where) == ("sheet-unknown-heading", f"{mapping}:2")
    assert "Mente du `Telefon`?" in fault.line("da")


def test_a_list_without_headings_is_told_what_they_may_be(tmp_path: Path) -> None:
    sheet = own_list(tmp_path / "liste.xlsx", ["Koret", "12345678"], ["Byhaven", "87654321"])
    (fault,) = refused(sheet, tmp_path / "mine")
    assert (fault.code, fault.where) == ("sheet-no-headings", str(sheet))
    assert "Navn" in fault.hint("da")


def test_a_row_without_a_name_is_named(tmp_path: Path) -> None:
    sheet = own_list(tmp_path / "liste.xlsx", ["Navn", "Telefon"], ["Koret", "1"], [None, "12345678"])
    (fault,) = refused(sheet, tmp_path / "mine")
    assert (fault.code, fault.where) == ("sheet-cell-empty", "liste.xlsx: Ark1!A3")


def test_two_rows_of_one_name_are_named(tmp_path: Path) -> None:
    sheet = own_list(tmp_path / "liste.xlsx", ["Navn", "Id"], ["Koret"], ["Byhaven"], ["Koret"])
    (fault,) = refused(sheet, tmp_path / "mine")
    assert (fault.code, fault.where) == ("sheet-row-twice", "liste.xlsx: Ark1!A4")
    assert "række 2" in fault.line("da")


def test_the_sheet_with_the_headings_is_found_among_others(tmp_path: Path) -> None:
    file = own_list(tmp_path / "liste.xlsx", ["Læs mig"], ["Her er listen"], title="Forside")

    def change(book: Any) -> None:
        sheet = book.create_sheet("Vores liste")
        sheet.append(["Navn", "Beskrivelse"])
        sheet.append(["Koret", "Syng med"])

    found = imported(edited(file, change), tmp_path / "mine")
    assert [one.place for one in found.comparison.new] == ["liste.xlsx: Vores liste!2:2"]


def test_a_person_in_a_list_is_refused_also_in_a_column_that_is_not_read(tmp_path: Path) -> None:
    sheet = own_list(tmp_path / "liste.xlsx", ["Navn", "Borger"], ["Koret", "010203-1234"])
    (fault,) = refused(sheet, tmp_path / "mine")
    assert (fault.code, fault.where) == ("cpr-number", "liste.xlsx: Ark1!B2")
    assert "1234" not in fault.line("da") + fault.line("en")


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Gåtur for unge", "gaatur_for_unge"),
        ("Kør-selv ordning (§ 82 a)", "koer_selv_ordning_82_a"),
        ("60+ klubben", "tilbud_60_klubben"),
        ("Café Ærø", "cafe_aeroe"),
        ("!!!", "tilbud"),
        ("x" * 90, "x" * 60),
        ("Malmö Bär", "malmoe_baer"),
        ("Aux", "tilbud_aux"),
    ],
)
def test_an_id_is_made_of_the_name(name: str, id_: str) -> None:
    assert id_for(name) == id_


def test_headings_on_two_rows_are_read_together(tmp_path: Path) -> None:
    upper = ["Tilbud", None, "Målgruppe", "Kontakt", None]
    lower = ["Navn", "Kort beskrivelse", None, "Kontaktperson", "Tlf."]
    row = ["Koret", "Vi synger", "Alle, der vil", "Sognegården", "87654321"]
    found = imported(own_list(tmp_path / "liste.xlsx", ["Vores tilbud"], upper, lower, row), tmp_path / "mine")
    (new,) = found.comparison.new
    assert "Målgruppe, som den stod: Alle, der vil" in new.offer["for_staff"]
    assert new.offer["contact"] == {"name": "Sognegården", "telephone": "87654321"}
    assert "sheet-column-without-heading" not in codes(found.comparison.problems)


def test_a_row_with_only_a_name_may_be_a_heading_or_a_sum_and_is_told(tmp_path: Path) -> None:
    sheet = own_list(tmp_path / "liste.xlsx", ["Navn", "Målgruppe"], ["Sundhed"], ["Koret", "Alle"], ["I alt"])
    (told,) = [one for one in imported(sheet, tmp_path / "mine").comparison.problems if one.code == "sheet-only-a-name"]
    assert told.values["names"] == "sundhed (2), i_alt (4)"


def test_a_list_may_lack_the_card_of_some(tmp_path: Path) -> None:
    sheet = own_list(tmp_path / "liste.xlsx", ["Navn", "Korttekst"], ["Koret", "Syng med"], ["Byhaven", None])
    found = imported(sheet, tmp_path / "mine").comparison
    assert [one.offer["card"]["text"] for one in found.new] == ["Syng med", "Byhaven"]


@pytest.mark.parametrize(
    ("row", "privacy"),
    [
        (["Krisecenter Syd", "Kvinder", None], "shielded"),
        (["Samtaler", "Mænd, der er udsat for vold", None], "shielded"),
        (["Krisecenter Syd", "Kvinder", "Almindelig"], None),
        (["Koret på Volden", "Alle", None], None),
    ],
)
def test_what_may_put_somebody_in_danger_is_shielded_until_a_human_says_otherwise(
    tmp_path: Path, row: list[str | None], privacy: str | None
) -> None:
    found = imported(own_list(tmp_path / "liste.xlsx", ["Navn", "Målgruppe", "Fortrolig?"], row), tmp_path / "mine")
    (new,) = found.comparison.new
    assert new.offer.get("privacy") == privacy
    assert ("import-shielded-to-be-safe" in codes(found.comparison.problems)) == (privacy is not None)


def test_a_wrong_cell_is_told_by_the_heading_that_the_list_has(tmp_path: Path) -> None:
    sheet = own_list(tmp_path / "liste.xlsx", ["Navn", "Sidst opdateret"], ["Koret", "i går"])
    (fault,) = refused(sheet, tmp_path / "mine")
    assert fault.values["name"] == "Sidst opdateret"


def test_a_heading_that_only_rhymes_with_one_of_ours_is_not_proposed(tmp_path: Path) -> None:
    found = imported(own_list(tmp_path / "liste.xlsx", ["Navn", "Noter"], ["Koret", "x"]), tmp_path / "mine")
    (told,) = [one for one in found.comparison.problems if one.code == "sheet-unknown-column"]
    assert "nearest" not in told.values
