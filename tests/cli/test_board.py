"""`tilbud board`: plans from beginning to end, on the command line."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import stat
from pathlib import Path

import pytest

from tests.board.stories import CODE, EXPORTED, HER, NOW, WISH, begun, later, two_plans, weeks, wished
from tests.cli.running import run, run_program
from tilbud_engine.board.changes import about, cards, everyday, meetings, people
from tilbud_engine.board.plan import Face, Times, Waiting
from tilbud_engine.board.storage import Keys, Store

CITIZEN = "0b6c2a54-3f0e-4c8e-9a55-0f4f8a0e7d11"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TILBUD_KEY", two_plans(tmp_path))


def codes() -> list[str]:
    return [one["board"] for one in json.loads(run("board", "list", "--format", "json").stdout)]


def test_a_plan_is_begun_and_its_code_is_all_that_stands_on_standard_output() -> None:
    result = run("board", "new", "--start", "2026-12-28", "--weeks", "4", "--name", "Søren", "--uuid", CITIZEN)
    assert result.exit_code == 0
    code = result.stdout.strip()
    assert re.fullmatch(r"[B-Z]{4}-[B-Z]{4}-[B-Z]{4}", code)
    shown = run("board", "show", code).stdout
    assert shown.startswith("Søren\n28. december 2026 til 24. januar 2027, 4 uger\n")
    listed = json.loads(run("board", "list", "--format", "json").stdout)
    assert next(one for one in listed if one["board"] == code)["citizen"] == CITIZEN


def test_the_list_says_nothing_of_what_anybody_wrote() -> None:
    listed = run("board", "list", TILBUD_KEY=None).stdout
    assert CODE in listed
    assert listed.splitlines()[-1] == "1 plan"
    assert WISH not in listed


def test_a_plan_is_shown_as_everyone_at_the_table_may_see_it_and_in_whole_to_her() -> None:
    shown = run("board", "show", CODE.lower()).stdout
    assert "Det vil jeg gerne\n  - Jeg vil gerne synge igen" in shown
    assert "På hånden\n  - Kor, ønsket" in shown
    hers = run("board", "show", CODE, "--audience", "citizen", "--history", "--lang", "en").stdout
    assert "What I want" in hers
    assert "What has happened\n  - 23 November 2026: The caseworker" in hers


def test_the_history_is_hers_until_she_shares_it() -> None:
    shown = run("board", "show", CODE, "--history").stdout
    assert "Historien er borgerens egen og er ikke delt." in shown
    assert "Sagsbehandleren" not in shown


def test_a_plan_is_shown_as_it_was() -> None:
    store = Store.open("sqlite:///boards.db", Keys.find({"TILBUD_KEY": run_key()}))
    code = store.new(HER, begun(), NOW).code
    store.change(code, 1, HER, wished(), later(60 * 24 * 3))
    store.close()
    then = run("board", "show", code, "--on", "2026-11-24", "--format", "json")
    assert (json.loads(then.stdout)["version"], "notes" in json.loads(then.stdout)["plan"]) == (1, False)
    assert WISH in run("board", "show", code, "--on", "2026-11-27").stdout
    before = run("board", "show", code, "--on", "2026-11-01")
    assert (before.exit_code, "board-not-begun" in before.stderr) == (2, True)


def test_everything_on_a_plan_is_shown_in_words() -> None:
    store = Store.open("sqlite:///boards.db", Keys.find({"TILBUD_KEY": run_key()}))
    code = store.new(HER, begun(), NOW).code
    day = NOW.date() + dt.timedelta(days=9)
    for intent in (
        about.set_aim(HER, "work", "Et arbejde med hænderne"),
        about.talk_alone(HER),
        cards.take(HER, Face(word="Kor"), place="plan", at=weeks(0, 3)),
        cards.take(HER, Face(word="Museum"), place="plan", at=weeks(2, 2)),
        cards.set_state(HER, "4-1", "waiting", waiting=Waiting(whom="Lægen")),
        cards.move(HER, "5-1", "parked"),
        people.agree(HER, "Karim", "ringer til lægen", day),
        people.done(HER, "8-1"),
        people.contact(HER, "Mette", "mentor", "00 00 00 00"),
        meetings.plan_meeting(HER, "Min bolig", day=day, start=dt.time(10), where="Rådhuset"),
        everyday.add(HER, "Hente børn", Times(days=(1, 2), start=dt.time(15))),
    ):
        version = store.get(code).version
        store.change(code, version, HER, intent, later(version))
    store.close()
    shown = run("board", "show", code, "--audience", "citizen").stdout
    for line in (
        "Målet: Et arbejde med hænderne",
        "Vil gerne tale med jer alene.",
        "På planen\n  - Kor, uge 48 til 51, venter på svar fra Lægen",
        "P: på pause og tidligere\n  - Museum, uge 50, på pause",
        "Aftaler\n  - Karim: ringer til lægen, senest 2. december 2026, gjort",
        "Møder\n  - Min bolig, 2. december 2026, 10.00, Rådhuset",
        "Hverdagen\n  - Hente børn",
        "Ring til\n  - Mette, mentor, 00 00 00 00",
    ):
        assert line in shown
    at_the_table = run("board", "show", code).stdout
    assert "alene" not in at_the_table
    assert "Museum" not in at_the_table


def test_a_card_of_the_catalogue_is_named_in_the_language_that_is_asked_for_also_in_the_history() -> None:
    store = Store.open("sqlite:///boards.db", Keys.find({"TILBUD_KEY": run_key()}))
    code = store.new(HER, begun(), NOW).code
    for version, face in enumerate((Face(word="Lægen med"), Face(word="Kor")), 1):
        offer = "laege_med" if face.word == "Lægen med" else None
        store.change(code, version, HER, cards.take(HER, face, offer), later(version))
    store.close()
    shown = ("board", "show", code, "--audience", "citizen", "--history")
    danish, english = run(*shown).stdout, run(*shown, "--lang", "en").stdout
    assert danish.count("Lægen med") == 2
    assert (english.count("Doctor with you"), english.count("Lægen med"), english.count("Kor")) == (2, 0, 2)


def run_key() -> str:
    return os.environ["TILBUD_KEY"]


def test_a_plan_goes_out_to_a_file_of_its_owners_and_comes_in_again(tmp_path: Path) -> None:
    assert run("board", "export", CODE, "--output", "plan.json").exit_code == 0
    file = tmp_path / "plan.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert WISH in file.read_text(encoding="utf-8")
    again = run("board", "export", CODE, "--output", "plan.json")
    assert (again.exit_code, "plan.json" in again.stderr) == (2, True)
    taken = run("board", "import", "plan.json")
    assert (taken.exit_code, "board-code-taken" in taken.stderr) == (2, True)
    assert run("board", "delete", CODE, "--yes").exit_code == 0
    assert run("board", "import", "plan.json").stdout.strip() == CODE
    assert run("board", "export", CODE).stdout == file.read_text(encoding="utf-8").replace(
        json.loads(file.read_text(encoding="utf-8"))["changed_at"],
        json.loads(run("board", "export", CODE).stdout)["changed_at"],
    )


def test_a_plan_comes_in_from_standard_input(tmp_path: Path) -> None:
    result = run("board", "import", "-", typed=(tmp_path / EXPORTED).read_bytes())
    assert result.exit_code == 0
    assert result.stdout.strip() in codes()


@pytest.mark.parametrize("file", ["ingen.json", ".", "x" * 5_000])
def test_a_file_that_cannot_be_read_is_told(file: str) -> None:
    result = run("board", "import", file)
    assert result.exit_code == 2
    assert result.stderr


@pytest.mark.parametrize(
    ("typed", "stays"), [("ja\n", False), ("JA", False), ("nej\n", True), ("", True), ("æ\n", True)]
)
def test_deleting_asks_and_anything_but_a_yes_is_a_no(typed: str, stays: bool) -> None:
    result = run("board", "delete", CODE, typed=typed)
    assert (CODE in codes()) is stays
    assert result.exit_code == (1 if stays else 0)
    assert "Skal det slettes?" in result.stderr


def test_several_are_deleted_together_or_none_where_one_is_not_there() -> None:
    second = run("board", "new").stdout.strip()
    refused = run("board", "delete", second, "BBBB-BBBB-BBBB", CODE, "--yes")
    assert refused.exit_code == 2
    assert sorted(codes()) == sorted([CODE, second])
    assert run("board", "delete", second, second.lower(), CODE, "--yes").stdout == "2 planer er slettet\n"
    assert codes() == []


def test_everything_of_one_citizen_is_deleted_and_nothing_of_others() -> None:
    for _ in range(2):
        run("board", "new", "--uuid", CITIZEN)
    assert len(codes()) == 3
    assert run("board", "delete", "--uuid", CITIZEN, "--yes", TILBUD_KEY=None).stdout == "2 planer er slettet\n"
    assert codes() == [CODE]


def test_plans_that_are_too_old_are_counted_and_deleted(tmp_path: Path) -> None:
    (tmp_path / "tilbud.toml").write_text("[board]\nretention_months = 120\n", encoding="utf-8")
    future = ("--on", "2999-01-01")
    assert run("board", "retention", "--dry-run", *future).stdout.startswith(
        "1 plan er ikke ændret siden 1. januar 2989"
    )
    assert run("board", "retention", *future).exit_code == 2
    assert codes() == [CODE]
    assert run("board", "retention", TILBUD_KEY=None).stdout == "0 planer er slettet\n"


def test_the_master_key_is_made_and_changed() -> None:
    new, old = run("board", "key").stdout.strip(), run_key()
    assert run("board", "show", CODE, TILBUD_KEY=new).exit_code == 2
    rotated = run("board", "key", "--rotate", TILBUD_KEY=new, TILBUD_KEY_OLD=old)
    assert rotated.stdout.startswith("1 nøgle er låst")
    assert run("board", "show", CODE, TILBUD_KEY=new).exit_code == 0
    assert "board-key-wrong" in run("board", "show", CODE).stderr


def test_a_missing_or_wrong_key_is_told_in_words() -> None:
    for key, code in (
        (None, "board-key-missing"),
        ("x", "board-key-malformed"),
        (Keys.new().written, "board-key-wrong"),
    ):
        result = run("board", "show", CODE, TILBUD_KEY=key)
        assert (result.exit_code, f"[{code}]" in result.stderr, result.stdout) == (2, True, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "BCDF-GHJK-LMNQ"],
        ["show", "' or 1=1 --"],
        ["show", "010203-1234"],
        ["export", "æøå"],
        ["delete", "BCDF-GHJK-LMNQ", "--yes"],
        ["delete", "--yes"],
        ["delete", CODE, "--uuid", CITIZEN, "--yes"],
        ["delete", "--uuid", "010203-1234", "--yes"],
        ["new", "--weeks", "99"],
        ["new", "--weeks", "3"],
        ["new", "--weeks", "x"],
        ["new", "--start", "2026-02-30"],
        ["new", "--name", "010203-1234"],
        ["new", "--name", "x" * 2_000],
        ["new", "--uuid", "010203-1234"],
        ["new", "--ruleset", "ingen"],
        ["new", "--legs", "ingen"],
        ["import", EXPORTED, "andet"],
        ["shwo"],
    ],
    ids=" ".join,
)
def test_a_mistake_is_told_without_a_trace_and_without_a_number(arguments: list[str]) -> None:
    result = run("board", *arguments)
    assert result.exit_code == 2
    assert result.stderr
    assert "010203" not in result.output
    assert codes() == [CODE]


def test_an_empty_plan_is_shown_without_empty_headings() -> None:
    code = run("board", "new").stdout.strip()
    assert len(run("board", "show", code).stdout.splitlines()) == 3


def test_the_installed_program_does_it_too(tmp_path: Path) -> None:
    result = run_program("board", "show", CODE, cwd=tmp_path, environment={"TILBUD_KEY": run_key()})
    assert (result.returncode, result.stderr) == (0, b"")
    assert "Jeg vil gerne synge igen" in result.stdout.decode()
