"""`tilbud plugin try`: the card and the verdict, on the screen, as a page, as a picture, and again after each save."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import SOEREN, plain_environment, program, run
from tests.kit.workshop import OFFER, SCENARIOS, write_workshop
from tilbud_engine.cli.plugin_try import drawn
from tilbud_engine.cli.texts import Texts
from tilbud_engine.kit.picture import Face

ADULT = "on: 2026-11-22\nsays: [{barrier: N-ENSOM}]\nfacts: {age: 40}\n"


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_workshop(tmp_path)


def one_line(text: str) -> str:
    """Return the text without its line ends and the frame of the card."""
    return " ".join(text.replace("│", " ").split())


def test_the_card_is_drawn_and_the_verdict_explained_below() -> None:
    result = run("plugin", "try", "vaerksted")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "╭" + "─" * 42 + "╮"
    assert lines[1].startswith("│ Værksted ")
    assert len({len(line) for line in lines[: lines.index("╰" + "─" * 42 + "╯") + 1]}) == 1
    shown = one_line(result.stdout)
    for text in (
        "(Billede: En hammer)",
        "Byg noget sammen med andre",
        "Du kan bare komme eller sige til.",
        "Husk: Find ud af, hvordan du kommer derhen",
        "Ring til: Værkstedet, 00 00 00 31, onsdag 10-14",
        "Borgeren er opdigtet; det er eksemplet ”Voksen” fra mappen.",
        "Værkstedet ved havnen: ja, kortet passer.",
        "Reglen står i vaerksted/offer.yaml:6.",
        "Du er mindst 18 år: ja.",
    ):
        assert text in shown, text
    assert shown.index("Ring til") < shown.index("ja, kortet passer")


def test_a_citizen_may_be_given() -> None:
    Path("ung.yaml").write_text(ADULT.replace("40", "17"), encoding="utf-8")
    shown = one_line(run("plugin", "try", "vaerksted", "--citizen", "ung.yaml").stdout)
    assert "Kortet bliver ikke vist for denne borger:" in shown
    assert "ikke lige nu" in shown
    assert "opdigtet; det er eksemplet" not in shown
    piped = run("plugin", "try", "vaerksted", "--citizen", "-", typed=ADULT)
    assert "ja, kortet passer" in piped.stdout


def test_faults_stand_first_and_the_rest_is_shown_all_the_same(tmp_path: Path) -> None:
    write_workshop(tmp_path, OFFER.replace("age:", "agee:").replace("offer: vaerksted", "offer: andet"), name="andet")
    result = run("plugin", "try", ".")
    assert result.exit_code == 1
    first = result.stdout.splitlines()[0]
    assert "andet/offer.yaml:6" in first
    assert "[unknown-fact]" in first
    assert "Mente du `age`?" in first
    assert "ja, kortet passer" in result.stdout


def test_a_wrong_citizen_and_a_wrong_folder_are_told() -> None:
    assert "[plugins-folder-missing]" in run("plugin", "try", "ingen").stderr
    assert "[file-missing]" in run("plugin", "try", "vaerksted", "--citizen", "ingen.yaml").stderr
    Path("forkert.yaml").write_text("says: [{barrier: N-ENSM}]\n", encoding="utf-8")
    result = run("plugin", "try", "vaerksted", "--citizen", "forkert.yaml")
    assert "unknown-barrier" in result.output


def test_a_page_and_a_picture_are_written() -> None:
    result = run("plugin", "try", "vaerksted", "--html", "kort.html", "--png", "kort.png")
    assert result.exit_code == 0, result.output
    assert "Skrevet: kort.html" in result.stdout
    assert '<html lang="da">' in Path("kort.html").read_text(encoding="utf-8")
    assert Path("kort.png").read_bytes().startswith(b"\x89PNG")


def test_several_cards_get_a_picture_each(tmp_path: Path) -> None:
    write_workshop(
        tmp_path, OFFER.replace("offer: vaerksted", "offer: andet"), SCENARIOS.replace("vaerksted", "andet"), "andet"
    )
    result = run("plugin", "try", ".", "--png", "kort.png", "--html", "kort.html")
    assert result.exit_code == 0, result.output
    assert {file.name for file in Path().glob("*.png")} == {"kort-andet.png", "kort-vaerksted.png"}
    assert Path("kort.html").read_text(encoding="utf-8").count("<article") == 2


def test_a_confidential_card_is_an_appointment_on_paper() -> None:
    Path("vaerksted/offer.yaml").write_text(f"{OFFER}privacy: confidential\n", encoding="utf-8")
    run("plugin", "try", "vaerksted", "--html", "kort.html")
    page = Path("kort.html").read_text(encoding="utf-8")
    assert "Aftale" in page
    assert "ærksted" not in page


def test_a_shielded_card_gives_no_picture() -> None:
    Path("vaerksted/offer.yaml").write_text(f"{OFFER}privacy: shielded\n", encoding="utf-8")
    result = run("plugin", "try", "vaerksted", "--html", "kort.html", "--png", "kort.png", "--audience", "caseworker")
    assert "Byg noget sammen" in result.stdout
    assert not Path("kort.html").exists()
    assert not Path("kort.png").exists()
    hidden = run("plugin", "try", "vaerksted")
    assert "Byg noget sammen" not in hidden.stdout
    assert "[try-no-card]" in hidden.stdout


def test_the_rules_may_be_chosen_by_name_or_by_path(tmp_path: Path) -> None:
    assert "efter reglerne for varde" in one_line(run("plugin", "try", "vaerksted", "--ruleset", "varde").stdout)
    (tmp_path / "regler").mkdir()
    (tmp_path / "regler" / "ruleset.yaml").write_text(
        'ruleset: min_by\ntitle: Min By\nextends: danmark\nmunicipality: "9998"\n', encoding="utf-8"
    )
    shown = one_line(run("plugin", "try", "vaerksted", "--ruleset", "regler").stdout)
    assert "efter reglerne for min_by" in shown


def test_it_speaks_english() -> None:
    shown = one_line(run("plugin", "try", "vaerksted", "--lang", "en").stdout)
    assert "Workshop" in shown
    assert "(Picture: En hammer)" in shown


def test_a_shipped_offer_may_be_shown_to_soeren() -> None:
    from tests.checkout import ROOT

    result = run("plugin", "try", str(ROOT / "plugins" / "kulturvitaminer"), "--citizen", SOEREN)
    assert "Kultur" in result.stdout


# --- again when a file is saved ------------------------------------------------------------------------------------


class Watched:
    """The program, watching a folder; what it prints is read line by line."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [program(), "plugin", "try", *arguments, "--watch"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=plain_environment(),
            encoding="utf-8",
        )

    def until_it_waits(self) -> str:
        """Return what is printed until it waits for the next change."""
        assert self.process.stdout is not None
        lines: list[str] = []
        for line in self.process.stdout:
            if "Venter på, at du gemmer" in line:
                return "".join(lines)
            lines.append(line)
        raise AssertionError("".join(lines))


@pytest.fixture
def watched(request: pytest.FixtureRequest) -> Iterator[Watched]:
    made = Watched("vaerksted", "--html", "vaerksted/kort.html")
    yield made
    made.process.kill()
    made.process.communicate()


def save(text: str) -> None:
    """Put a whole file in the place of the old one at once, as editors do."""
    made = Path("gemt.txt")
    made.write_text(text, encoding="utf-8")
    made.replace("vaerksted/offer.yaml")


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent as a signal")
def test_a_saved_file_shows_the_card_again_and_ctrl_c_ends_it_quietly(watched: Watched) -> None:
    assert "Byg noget sammen med andre" in watched.until_it_waits()
    save(OFFER.replace("Byg noget", "Lav noget"))
    assert "Lav noget sammen med andre" in watched.until_it_waits()
    assert "Lav noget sammen med andre" in Path("vaerksted/kort.html").read_text(encoding="utf-8")
    save("offer: [")
    broken = watched.until_it_waits()
    assert "vaerksted/offer.yaml:2: " in broken
    assert "noget sammen med andre" not in broken
    save(OFFER)
    assert "Byg noget sammen med andre" in watched.until_it_waits()
    watched.process.send_signal(signal.SIGINT)
    rest, _ = watched.process.communicate(timeout=120)
    assert rest == ""
    assert watched.process.returncode == 130


def test_watching_cannot_read_a_citizen_twice_from_a_pipe() -> None:
    result = run("plugin", "try", "vaerksted", "--watch", "--citizen", "-", typed=ADULT)
    assert result.exit_code == 2
    assert "--watch" in result.stderr


def test_watching_what_is_not_there_is_told() -> None:
    result = run("plugin", "try", "ingen", "--watch")
    assert result.exit_code == 2
    assert "[file-missing]" in result.stderr


@pytest.mark.parametrize(
    ("option", "file", "told"),
    [
        ("--html", "vaerksted/offer.yaml", "den bliver ikke skrevet over"),
        ("--png", "kort.html", "Filen efter --png skal ende på .png"),
        ("--html", "kort", "Filen efter --html skal ende på .html"),
    ],
)
def test_a_slip_writes_over_nothing(option: str, file: str, told: str) -> None:
    before = Path("vaerksted/offer.yaml").read_bytes()
    result = run("plugin", "try", "vaerksted", option, file)
    assert result.exit_code == 2
    assert told in result.stderr
    assert Path("vaerksted/offer.yaml").read_bytes() == before
    assert not Path(file).exists() or file.endswith("offer.yaml")


def test_a_condition_that_cannot_be_read_is_not_explained_as_one_for_everyone() -> None:
    Path("vaerksted/offer.yaml").write_text(OFFER.replace("age: {at_least", "agee: {at_least"), encoding="utf-8")
    result = run("plugin", "try", "vaerksted")
    assert result.exit_code == 1
    assert "Mente du `age`?" in result.stdout
    assert "Værksted" in result.stdout
    assert "kan ikke siges, før fejlene ovenfor er rettet" in one_line(result.stdout)
    assert "Kortet er for alle" not in result.stdout


def test_why_nothing_can_be_said_in_a_municipality_without_rules_is_told() -> None:
    run("plugin", "new", "Bådtur", "--barrier", "N-ENSOM", "--everyone", "--municipality", "Ærø", typed="")
    assert "Vi kender ikke din kommunes egne kort endnu." in one_line(run("plugin", "try", "baadtur").stdout)


def test_the_card_is_no_wider_than_the_page() -> None:
    face = Face("x", "Værksted", "Byg noget sammen med andre", "", "hammer")
    assert {len(line) for line in drawn(face, Texts("da"), 40)} == {40}
