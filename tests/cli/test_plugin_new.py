"""`tilbud plugin new`: the questions about an offer, answered one by one, by options, or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.running import run, run_program
from tilbud_engine.cli.texts import Texts
from tilbud_engine.reading import read_path

ENOUGH = ("plugin", "new", "Cykelværkstedet", "--barrier", "N-ENSOM", "--everyone")
FOLDER = Path("cykelvaerkstedet")


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def typed(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def refused(*arguments: str) -> str:
    """Return the complaint; nothing may have been written."""
    result = run("plugin", "new", *arguments, typed="")
    assert result.exit_code == 2, result.output
    assert list(Path().iterdir()) == []
    return result.stderr


ANSWERS = (
    "Cykelværkstedet",
    "jeg sidder meget alene",
    "ja",
    "16",
    "",
    "2",
    "18-29",
    "",
    "ja",
    "Cykel",
    "Reparér din cykel sammen med andre",
    "cykel",
    "1",
    "Vi mødes om onsdagen.",
    "2-3",
    "Værkstedet",
    "00 00 00 31",
    "onsdag 10-14",
    "Byrådets beslutning, punkt 7",
)


def test_a_conversation_makes_an_offer_that_passes_its_checks_and_gives_a_card() -> None:
    told = run("plugin", "new", "--into", "mine", typed=typed(*ANSWERS))
    assert told.exit_code == 0, told.stderr
    assert "Betyder det: ”Jeg er meget alene”?" in told.stdout
    folder = Path("mine") / FOLDER
    offer = read_path(folder / "offer.yaml")
    assert offer["answers"] == ["N-ENSOM", "D-GAELD"]
    assert dict(offer["eligible"]["age"]) == {"at_least": "18", "at_most": "29"}
    assert offer["card"]["word"] == "Cykel"
    assert offer["entitlement"] == "aabent"
    checked = run("plugin", "check", str(folder))
    assert checked.exit_code == 0, checked.output
    assert "Fejl: 0" in checked.stdout
    Path("anna.yaml").write_text("says: [{barrier: N-ENSOM}]\nfacts: {age: 20}\n", encoding="utf-8")
    shown = run("suggest", "anna.yaml", "--plugins", "mine", "--on", "2026-11-22")
    assert "Reparér din cykel sammen med andre." in shown.stdout
    assert "Ring til: Værkstedet" in shown.stdout or "00 00 00 31" in shown.stdout


def test_options_answer_what_is_not_asked_and_the_end_of_the_input_leaves_the_rest() -> None:
    told = run(*ENOUGH, typed="")
    assert told.exit_code == 0
    assert "Hvem kan få det?" not in told.stdout
    assert "Der var ikke svar på alt." in told.stdout
    assert run("plugin", "check", str(FOLDER)).exit_code == 0
    assert (FOLDER / "README.md").is_file()


def test_every_option_stands_in_the_file_and_nothing_is_asked() -> None:
    told = run(
        *("plugin", "new", "Cykelværkstedet", "--barrier", "n-ensom", "--age", "18-", "--months", "3"),
        *("--municipality", "Varde", "--just-come", "--word", "Cykel", "--text", "Kom og byg", "--picture", "cykel"),
        *("--alt", "En gul cykel", "--about", "Vi mødes onsdag.", "--hours", "2", "--contact-name", "Værkstedet"),
        *("--contact-telephone", "00 00 00 31", "--contact-hours", "onsdag", "--source", "Byrådet"),
    )
    assert told.exit_code == 0, told.stderr
    assert ">" not in told.stdout
    assert "Der var ikke svar på alt." not in told.stdout
    offer = read_path(FOLDER / "offer.yaml")
    assert dict(offer["eligible"]["age"]) == {"at_least": "18"}
    assert dict(offer["eligible"]["months_unemployed"]) == {"at_least": "3"}
    assert offer["municipalities"] == ["varde"]
    assert offer["card"]["alt"] == "En gul cykel"
    assert offer["hours_per_week"] == "2"
    assert run("plugin", "check", str(FOLDER)).exit_code == 0


def test_everyday_words_may_stand_for_a_code_and_what_was_understood_is_told() -> None:
    told = run("plugin", "new", "Cykelværkstedet", "--barrier", "jeg sidder meget alene", "--everyone", typed="")
    assert "forstår vi som N-ENSOM (Jeg er meget alene)" in " ".join(told.stdout.split())
    assert read_path(FOLDER / "offer.yaml")["answers"] == ["N-ENSOM"]


def test_nobody_is_everyone_because_the_author_said_nothing() -> None:
    run("plugin", "new", "Cykelværkstedet", "--barrier", "N-ENSOM", typed="")
    assert (FOLDER / "vocabulary.yaml").is_file()
    assert "true" in dict(read_path(FOLDER / "offer.yaml")["eligible"]).values()


def test_a_municipality_without_rules_is_told_of_in_the_readme() -> None:
    run(*ENOUGH, "--municipality", "Aabenraa Kommune", typed="")
    assert run("plugin", "check", str(FOLDER)).exit_code == 0
    assert "Kommunens regler mangler" in (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "new-name-missing"),
        (("Cykelværkstedet",), "new-barriers-missing"),
        (("123", "--barrier", "N-ENSOM"), "new-name-unfit"),
        (("Kulturvitaminer", "--barrier", "N-ENSOM"), "kulturvitaminer_2"),
        (("Nyt", "--barrier", "N-ENSM"), "Mente du `N-ENSOM`?"),
        (("Nyt", "--barrier", "xyzzy plugh"), "new-barrier-unclear"),
        (("Nyt", "--barrier", "H-AKUT"), "new-barrier-alarm"),
        (("Nyt", "--barrier", "N-VOLD"), "new-barrier-shielded"),
        (("Nyt", "--barrier", "N-ENSOM", "--age", "unge"), "new-stretch-unclear"),
        (("Nyt", "--barrier", "N-ENSOM", "--age", "30-18"), "new-stretch-outside"),
        (("Nyt", "--barrier", "N-ENSOM", "--age", "18-400"), "0 - 120"),
        (("Nyt", "--barrier", "N-ENSOM", "--months", "mange"), "answer-not-int"),
        (("Nyt", "--barrier", "N-ENSOM", "--municipality", "vaarde"), "Mente du `varde`?"),
        (("Nyt", "--barrier", "N-ENSOM", "--word", "et to tre fire"), "card-word-too-long"),
        (("Nyt", "--barrier", "N-ENSOM", "--text", "ord " * 13), "card-text-too-long"),
        (("Nyt", "--barrier", "N-ENSOM", "--picture", "xyzzy"), "new-picture-unknown"),
        (("Nyt", "--barrier", "N-ENSOM", "--picture", "mangler.png"), "file-missing"),
        (("Nyt", "--barrier", "N-ENSOM", "--hours", "200"), "0 - 168"),
        (("Nyt", "--barrier", "N-ENSOM", "--about", " "), "expected-text"),
        (("Nyt", "--barrier", "N-ENSOM", "--contact-telephone", "010203-1234"), "cpr-number"),
        (("Nyt", "--barrier", "N-ENSOM", "--everyone", "--group-text", "unge"), "new-group-contradicts"),
    ],
)
def test_a_wrong_option_is_told_with_what_to_do_and_nothing_is_written(arguments: tuple[str, ...], told: str) -> None:
    complaint = refused(*arguments)
    assert told in complaint
    assert "1234" not in complaint


def test_all_wrong_options_are_told_at_once_before_anything_is_asked() -> None:
    complaint = refused("123", "--barrier", "X", "--age", "30-18", "--picture", "xyzzy")
    for code in ("new-name-unfit", "new-barrier-unclear", "new-stretch-outside", "new-picture-unknown"):
        assert code in complaint


def test_a_wrong_answer_is_explained_and_asked_again() -> None:
    lines = [
        "123",
        "Kulturvitaminer",
        "Nyt sted",
        "99",
        "N-ENSM",
        "xyzzy plugh",
        "N-ENSOM",
        "",
        "7",
        "2",
        "unge",
        "18-29",
    ]
    told = run("plugin", "new", typed=typed(*lines))
    assert told.exit_code == 0, told.stderr
    shown = " ".join(told.stdout.split())
    for text in (
        "`123` kan ikke blive til et id",
        "Der er allerede et tilbud med id'et `kulturvitaminer`",
        "Mente du `N-ENSOM`?",
        "`xyzzy plugh` ligner ikke noget",
        "Skriv numre fra 1 til 4",
        "`unge` er ikke et tal eller et spænd",
    ):
        assert text in shown
    assert Path("nyt_sted").is_dir()


def test_words_that_are_not_confirmed_choose_nothing() -> None:
    told = run("plugin", "new", "Nyt sted", typed=typed("jeg sidder meget alene", "nej", ""))
    assert told.exit_code == 2
    assert "new-barriers-missing" in told.stderr


def test_a_picture_is_found_by_a_danish_word_and_picked_by_number() -> None:
    lines = ["", "nej", "", "", "xyzzy", "node", "2"]
    told = run("plugin", "new", "Kor for alle", "--barrier", "N-ENSOM", "--everyone", typed=typed(*lines))
    assert "1. en node (music-note)" in told.stdout
    assert read_path(Path("kor_for_alle/offer.yaml"))["card"]["pictogram"] != "music-note"


def test_stop_writes_nothing() -> None:
    told = run("plugin", "new", "Nyt sted", typed=typed("stop"))
    assert told.exit_code == 0
    assert "Intet er skrevet." in told.stdout
    assert list(Path().iterdir()) == []


def test_nothing_is_ever_written_over() -> None:
    assert run(*ENOUGH, typed="").exit_code == 0
    (FOLDER / "offer.yaml").write_text("mit eget", encoding="utf-8")
    again = run(*ENOUGH, typed="")
    assert again.exit_code == 2
    assert "new-folder-there" in again.stderr
    assert (FOLDER / "offer.yaml").read_text(encoding="utf-8") == "mit eget"
    assert run(*ENOUGH, "--package", typed="").exit_code == 2


def test_an_editor_is_told_of_the_schema_where_there_is_one() -> None:
    assert run("schema").exit_code == 0
    assert run(*ENOUGH, "--into", "mine", typed="").exit_code == 0
    first = (Path("mine") / FOLDER / "offer.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../schemas/offer.schema.json"
    assert (Path("mine") / FOLDER / first.partition("=")[2]).is_file()


def test_a_package_is_checked_and_tested_as_it_was_written() -> None:
    told = run(*ENOUGH, "--package", typed="")
    assert told.exit_code == 0
    package = Path("tilbud-cykelvaerkstedet")
    assert run("plugin", "check", str(package / "src" / FOLDER)).exit_code == 0
    tested = run_program_of_pytest(package)
    assert "passed" in tested
    assert "failed" not in tested


def run_program_of_pytest(folder: Path) -> str:
    import subprocess

    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_it_speaks_english_and_the_files_stay_danish() -> None:
    told = run(*ENOUGH, "--lang", "en", typed="")
    assert "The offer was written into the folder" in told.stdout
    assert "Sådan retter du tilbuddet" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_installed_program_reads_answers_from_a_pipe(tmp_path: Path) -> None:
    ran = run_program("plugin", "new", typed=typed(*ANSWERS).encode(), cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr.decode()
    assert (tmp_path / FOLDER / "offer.yaml").is_file()
    assert "Cykelværkstedet" in (tmp_path / FOLDER / "README.md").read_text(encoding="utf-8")


def test_every_question_has_a_text() -> None:
    for language in ("da", "en"):
        say = Texts(language)
        for key in ("name", "barriers", "group", "age", "months", "group-text", "municipality", "just-come"):
            assert say(f"new-ask-{key}").strip()


def test_what_no_offer_does_without_is_asked_again_and_stop_is_the_way_out() -> None:
    told = run("plugin", "new", typed=typed("", "Nyt sted", "", "N-ENSOM", "", "stop"))
    assert told.stdout.count("Hvad hedder tilbuddet?") == 2
    assert told.stdout.count("Hvad kan tilbuddet hjælpe med?") == 2
    assert told.stdout.count("Det skal der svares på.") == 2
    assert "Intet er skrevet" in told.stdout
    assert list(Path().iterdir()) == []


def test_a_number_outside_the_list_is_told_the_list() -> None:
    told = run("plugin", "new", "Nyt sted", typed=typed("99", "20", "", "stop"))
    assert "Skriv numre fra 1 til 37." in told.stdout
    assert "Valgt indtil nu: Jeg er meget alene (N-ENSOM)." in told.stdout


def test_the_only_picture_that_was_found_is_told() -> None:
    told = run(*ENOUGH, typed=typed("", "ja", "", "", "hundd"))
    assert "Billedet er: en hund." in told.stdout


@pytest.mark.parametrize("said", ["18 til 30 år", "fra 18 til 30", "18-30 år", "18 - 30"])
def test_an_age_may_be_said_as_people_say_it(said: str) -> None:
    assert run("plugin", "new", "Nyt", "--barrier", "N-ENSOM", "--age", said, typed="").exit_code == 0
    assert dict(read_path(Path("nyt/offer.yaml"))["eligible"]["age"]) == {"at_least": "18", "at_most": "30"}


@pytest.mark.parametrize("said", ["3", "3 timer", "ca. 3 timer om ugen", "3 timer."])
def test_hours_may_be_said_as_people_say_them(said: str) -> None:
    assert run(*ENOUGH, "--hours", said, typed="").exit_code == 0
    assert read_path(FOLDER / "offer.yaml")["hours_per_week"] == "3"


def test_everyday_words_for_an_alarm_are_told_as_the_code_is() -> None:
    assert "new-barrier-alarm" in refused("Nyt", "--barrier", "jeg vil tage mit eget liv", "--everyone")


def test_a_name_longer_than_a_folder_may_be_called_is_refused_at_once() -> None:
    assert "new-name-long" in refused("a" * 10_000, "--barrier", "N-ENSOM", "--everyone")


def test_a_file_in_the_place_of_the_folder_is_told_in_danish_before_anything_is_asked(tmp_path: Path) -> None:
    Path("liste.txt").touch()
    Path("rundt").symlink_to("rundt")
    for into in ("liste.txt", "rundt"):
        told = run("plugin", "new", "Nyt", "--barrier", "N-ENSOM", "--everyone", "--into", into, typed="")
        assert told.exit_code == 2
        assert "plugins-folder-missing" in told.stderr
        assert told.stdout == ""


def test_a_picture_of_ones_own_must_be_one() -> None:
    Path("x.png").write_bytes(b"no picture")
    told = run("plugin", "new", "Nyt", "--barrier", "N-ENSOM", "--everyone", "--picture", "x.png", typed="")
    assert "picture-unfit" in told.stderr
    assert not Path("nyt").exists()
