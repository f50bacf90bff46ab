"""Out and back: a sheet that nobody has changed changes nothing, whichever program has saved it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.sheets import ON, SEVERAL, WALK, codes, edited, exported, folder_of, imported, rulebook_of
from tilbud_engine.catalogue import catalogue_folder
from tilbud_engine.kit.spreadsheet import compare_sheet, write_sheet
from tilbud_engine.kit.spreadsheet.conditions import one_line, read_rule
from tilbud_engine.kit.spreadsheet.values import tidy
from tilbud_engine.reading.rewriting import same_meaning
from tilbud_engine.rules.rulebook import Rulebook

CATALOGUE = rulebook_of(catalogue=True)
DAYS = [dt.date(2020, 1, 1), *(dt.date(2025, 1, 1), dt.date(2025, 7, 1), dt.date(2026, 1, 1), dt.date(2026, 2, 1)),
        dt.date(2026, 7, 1), ON, dt.date(2027, 1, 1), dt.date(2027, 8, 1), dt.date(2031, 1, 1)]  # fmt: skip


def catalogue_days() -> set[dt.date]:
    return {day for offer in CATALOGUE.offers.values() for day in offer.history.starts if day != dt.date.min}


@pytest.mark.parametrize("on", sorted({*DAYS, *catalogue_days()}), ids=str)
def test_the_whole_catalogue_comes_back_as_it_was_at_each_date(tmp_path: Path, on: dt.date) -> None:
    file = tmp_path / "ud.xlsx"
    count = write_sheet(file, CATALOGUE.offers, CATALOGUE, ruleset="danmark", on=on)
    openpyxl.load_workbook(file).save(file)
    found = compare_sheet(file, catalogue_folder("plugins"), CATALOGUE, on=None, today=dt.date(2026, 1, 1))
    assert (found.comparison.new, found.comparison.changed, found.comparison.missing) == ((), (), ())
    assert found.comparison.problems == ()
    assert len(found.comparison.unchanged) == count > 0
    assert not found.files


def test_every_rule_of_the_catalogue_stands_on_one_line_and_reads_back_the_same() -> None:
    for dated in CATALOGUE.offers.values():
        for offer in dated.versions:
            node, faults = read_rule(one_line(offer.eligible), "Tilbud!G2", CATALOGUE.vocabulary)
            assert not faults
            assert same_meaning(node, offer.eligible), dated.id


def test_the_order_of_the_rows_and_of_the_columns_says_nothing(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "mine", gaagruppe=WALK, haand=SEVERAL)
    file = exported(folder, tmp_path / "ud.xlsx")
    cells = list(openpyxl.load_workbook(file)["Tilbud"].iter_rows(values_only=True))
    turned = [list(reversed(row)) for row in (cells[0], cells[3], cells[1], cells[2])]

    def change(book: openpyxl.Workbook) -> None:
        del book["Tilbud"]
        sheet = book.create_sheet("Tilbud")
        for row in turned:
            sheet.append(row)

    found = imported(edited(file, change), folder)
    assert len(found.comparison.unchanged) == 3


WORDS = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" \n"), min_size=1, max_size=80)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(about=WORDS, name=WORDS)
def test_any_text_comes_back_as_it_was(tmp_path: Path, about: str, name: str) -> None:
    from tilbud_engine.errors import is_cpr_shaped
    from tilbud_engine.reading import to_yaml

    name = " ".join(name.split())
    if not tidy(about) or not tidy(name) or is_cpr_shaped(about) or is_cpr_shaped(name):
        return
    document = {
        "offer": "et", "name": name, "card": {"word": "Et", "text": "Et kort"}, "answers": [], "eligible": {},
        "about": about, "decides": name, "assumptions": [name], "scope": "local",
    }  # fmt: skip
    folder = tmp_path / "mine"
    (folder / "et").mkdir(parents=True, exist_ok=True)
    (folder / "et" / "offer.yaml").write_text(to_yaml(document), encoding="utf-8")
    found = imported(exported(folder, tmp_path / "ud.xlsx"), folder)
    assert found.comparison.unchanged == ("et",), found.comparison


def test_the_day_of_the_sheet_is_the_day_it_is_held_against(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "mine", haand=SEVERAL)
    file = exported(folder, tmp_path / "ud.xlsx", on=dt.date(2027, 6, 1))
    book: Rulebook = rulebook_of(folder)
    assert not compare_sheet(file, folder, book, on=None, today=ON).comparison.changed
    asked = compare_sheet(file, folder, book, on=ON, today=ON).comparison
    assert codes(asked.problems) == ["import-dated"], "the price of another day is not this day's"
