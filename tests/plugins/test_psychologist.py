"""The open psychologist scheme: waiting weeks and free places from the municipality's own list."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.plugins.made import loaded
from tilbud_engine.errors import Problem
from tilbud_engine.plugins import Availability, Registry
from tilbud_engine.settings import Settings

OFFER = "psykolog_unge_aaben"
PLUGIN = ROOT / "plugins" / OFFER
HEAD = "dato;ventetid_uger;ledige_pladser;naeste_start;telefon;aabningstid\n"
LINES = (
    "2026-06-01;4;0;2026-06-20;00 00 00 01;mandag\n"
    "2026-08-01;2;3;2026-09-10;00 00 00 02;tirsdag 14-18\n"
    "2026-07-01;9;9;;;\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / OFFER
    folder.mkdir()
    (folder / "varde.csv").write_text(HEAD + LINES, encoding="utf-8")
    return folder / "varde.csv"


def asked(
    file: Path, on: str, offer: str = OFFER, municipality: str = "varde"
) -> tuple[Availability | None, tuple[Problem, ...]]:
    registry = Registry.load([PLUGIN], Settings(data=file.parent.parent), entry_points=False)
    assert registry.problems == ()
    return registry.availability(offer, municipality, dt.date.fromisoformat(on))


def told(file: Path, on: str) -> Availability:
    there, problems = asked(file, on)
    assert problems == ()
    assert there is not None
    return there


def test_the_newest_line_that_is_not_later_counts(file: Path) -> None:
    there = told(file, "2026-08-01")
    assert (there.waiting_weeks, there.free_places, there.as_of) == (2, 3, dt.date(2026, 8, 1))
    assert there.next_start == dt.date(2026, 9, 10)
    assert there.contact is not None
    assert (there.contact.telephone, there.contact.hours) == ("00 00 00 02", "tirsdag 14-18")
    assert told(file, "2026-07-31").waiting_weeks == 9
    assert told(file, "2026-06-30").waiting_weeks == 4
    assert asked(file, "2026-05-31") == (None, ())


@pytest.mark.parametrize(("on", "old"), [("2026-09-29", False), ("2026-09-30", False), ("2026-10-01", True)])
def test_figures_older_than_sixty_days_are_said_to_be_old(file: Path, on: str, old: bool) -> None:
    there = told(file, on)
    assert there.as_of == dt.date(2026, 8, 1)
    assert ("gamle" in str(there.source)) == old


def test_a_start_that_has_been_is_not_the_next(file: Path) -> None:
    assert told(file, "2026-09-10").next_start == dt.date(2026, 9, 10)
    assert told(file, "2026-09-11").next_start is None


def test_what_is_not_filled_in_is_not_known(file: Path) -> None:
    there = told(file, "2026-07-01")
    assert (there.next_start, there.contact) == (None, None)


def test_commas_a_byte_order_mark_and_fewer_columns_are_read(file: Path) -> None:
    file.write_text("Dato,Ledige_pladser\r\n2026-08-01,0\r\n\r\n", encoding="utf-8-sig")
    there = told(file, "2026-08-02")
    assert (there.free_places, there.waiting_weeks) == (0, None)


def test_other_offers_and_municipalities_are_not_its_business(file: Path) -> None:
    assert asked(file, "2026-08-01", offer="mentor") == (None, ())
    assert asked(file, "2026-08-01", municipality="vejle") == (None, ())
    (file.parent.parent / "hemmelig.csv").write_text(HEAD + LINES, encoding="utf-8")
    assert asked(file, "2026-08-01", municipality="../hemmelig") == (None, ())


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        (HEAD + "2026-06-01;fire;0;;;\n", 2, "ventetid_uger"),
        (HEAD + LINES + "2026-06-01;4;-1;;;\n", 5, "ledige_pladser"),
        (HEAD + "01.06.2026;4;0;;;\n", 2, "dato"),
        (HEAD + "\n2026-02-30;4;0;;;\n", 3, "dato"),
        (HEAD + ";4;0;;;\n", 2, "dato"),
        (HEAD + "2026-06-01;4;0;snart;;\n", 2, "naeste_start"),
        (HEAD + "2026-06-01;4;0\n", 2, None),
        ("dato;ventetid\n2026-06-01;4\n", 1, "ventetid"),
        ("ventetid_uger\n4\n", 1, None),
        ("", 1, None),
    ],
)
def test_a_wrong_cell_is_named_by_file_and_line(file: Path, text: str, line: int, field: str | None) -> None:
    file.write_text(text, encoding="utf-8")
    there, (problem,) = asked(file, "2026-08-01")
    assert there is None
    assert problem.where == f"{file}:{line}"
    assert problem.code == ("plugin-data-field" if field else "plugin-data")
    assert field is None or f"`{field}`" in problem.message("da")


def test_the_made_up_municipality_keeps_a_list() -> None:
    registry = loaded(PLUGIN)
    there, problems = registry.availability(OFFER, "eksempelkommune", dt.date(2026, 9, 1))
    assert problems == ()
    assert there is not None
    assert (there.waiting_weeks, there.free_places) == (1, 2)
