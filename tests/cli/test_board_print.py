"""`tilbud board print`: a plan, the empty sheet, cards and a meeting on paper, from the command line."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from tests.board.pdf import check_pdf_ua, page_sizes, spoken_pictures, text_boxes
from tests.board.stories import CODE, two_plans
from tests.checkout import ROOT
from tests.cli.running import run


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TILBUD_KEY", two_plans(tmp_path))
    return tmp_path


def words(file: Path) -> str:
    raw = file.read_bytes()
    check_pdf_ua(raw)
    return " ".join(box.text for box in text_boxes(raw))


def test_a_plan_is_printed_on_one_sheet_for_its_owner_alone(here: Path) -> None:
    result = run("board", "print", CODE, "--output", "plan.pdf")
    assert result.exit_code == 0
    assert result.stdout == "Arket er skrevet i plan.pdf.\n"
    text = words(here / "plan.pdf")
    for part in ("Jeg vil gerne synge igen", "Kor", "Krop og sind", "udgave 4", CODE):
        assert part in text
    assert page_sizes((here / "plan.pdf").read_bytes()) == [(420, 297)]
    assert stat.S_IMODE((here / "plan.pdf").stat().st_mode) == 0o600


def test_the_paper_and_the_language_can_be_chosen_and_a_picture_made(here: Path) -> None:
    assert run("board", "print", CODE, "--paper", "a4", "--lang", "en", "--output", "plan.pdf").exit_code == 0
    assert "My plan" in words(here / "plan.pdf")
    assert page_sizes((here / "plan.pdf").read_bytes())[0] == (297, 210)
    assert run("board", "print", CODE, "--output", "plan.png").exit_code == 0
    assert (here / "plan.png").read_bytes().startswith(b"\x89PNG")


def test_without_a_plan_the_empty_sheet_needs_no_key_and_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for more in ([], ["--paper", "a4"], ["--ruleset", "haderslev", "--legs", "forening"], ["--meeting"]):
        assert run("board", "print", "--empty", *more, "--output", "tom.pdf").exit_code == 0
        assert "Søren" not in words(tmp_path / "tom.pdf")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["tom.pdf"]


def test_every_card_of_a_municipality_that_may_lie_on_the_table_can_be_cut_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("board", "print", "--cards", "--ruleset", "eksempelkommune", "--output", "kort.pdf").exit_code == 0
    text = words(tmp_path / "kort.pdf")
    for word in ("Praktik", "Mentor", "Behandling", "Mit eget kort"):
        assert word in text
    assert "Krisecenter" not in text  # shielded: never on paper
    pages = len(page_sizes((tmp_path / "kort.pdf").read_bytes()))
    assert (
        run("board", "print", "--cards", "--ruleset", "eksempelkommune", "--backs", "--output", "b.pdf").exit_code == 0
    )
    assert len(page_sizes((tmp_path / "b.pdf").read_bytes())) == 2 * pages


def test_the_cards_and_the_meeting_of_a_plan_are_printed(here: Path) -> None:
    assert run("board", "print", CODE, "--cards", "--output", "kort.pdf").exit_code == 0
    assert "Kor" in words(here / "kort.pdf")
    assert run("board", "print", CODE, "--meeting", "--output", "moede.pdf").exit_code == 0
    assert "øde" in words(here / "moede.pdf")


def test_a_municipalitys_own_pictures_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "egne" / "cykel"
    shutil.copytree(ROOT / "plugins" / "frivillig_ven", folder)
    offer = (folder / "offer.yaml").read_text(encoding="utf-8")
    for before, after in (("offer: frivillig_ven", "offer: cykel"), ("coffee", "cykel.svg"), ("En kop kaffe", "Egen")):
        offer = offer.replace(before, after)
    (folder / "offer.yaml").write_text(offer, encoding="utf-8")
    (folder / "cykel.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    )
    assert run("board", "print", "--cards", "--plugins", "egne", "--output", "kort.pdf").exit_code == 0
    assert "Egen" in spoken_pictures((tmp_path / "kort.pdf").read_bytes())


def test_the_municipalitys_name_stands_on_the_sheet(here: Path) -> None:
    (here / "look").mkdir()
    (here / "look" / "look.toml").write_text('name = "Kommunen ved Fjorden"\n', encoding="utf-8")
    (here / "tilbud.toml").write_text('[board]\nlook = "look"\n', encoding="utf-8")
    assert run("board", "print", CODE, "--output", "plan.pdf").exit_code == 0
    assert "Kommunen ved Fjorden" in words(here / "plan.pdf")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--empty", "--cards"],
        [CODE, "--empty"],
        ["--cards", "--meeting"],
        ["--backs"],
        ["--meeting"],
    ],
)
def test_one_thing_is_printed_at_a_time(here: Path, arguments: list[str]) -> None:
    result = run("board", "print", *arguments, "--output", "x.pdf")
    assert result.exit_code == 2
    assert "Vælg én ting" in result.stderr
    assert not (here / "x.pdf").exists()


def test_what_cannot_be_printed_is_told(here: Path) -> None:
    result = run("board", "print", "BBBB-BBBB-BBBB", "--output", "x.pdf")
    assert result.exit_code == 2
    assert "board-unknown" in result.stderr
    result = run("board", "print", CODE, "--output", "no-such-folder/x.pdf")
    assert result.exit_code == 2
    assert result.stderr == "no-such-folder/x.pdf: systemet siger nej (filen eller dens mappe findes ikke)\n"
    (here / "x.pdf").mkdir()
    result = run("board", "print", CODE, "--output", "x.pdf")
    assert result.exit_code == 2
    assert result.stderr == "x.pdf: systemet siger nej (det er en mappe, ikke en fil)\n"


def test_a_sheet_and_a_plan_can_be_sent_on_instead_of_kept(here: Path) -> None:
    result = run("board", "print", CODE, "--output", "-")
    assert result.exit_code == 0
    assert result.stdout_bytes.startswith(b"%PDF")
    assert result.stdout_bytes.endswith(b"%%EOF")  # and nothing else
    assert run("board", "export", CODE, "--output", "-").stdout.startswith("{")
    assert not (here / "-").exists()
