"""`tilbud plugin check`: a municipal employee's offer, and every ordinary way to mistype it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.running import run, run_program
from tests.kit.authors import OFFER, SCENARIOS, write_plugin

ON = ("--on", "2026-11-22")
LINE = re.compile(r"^(?P<place>\S+): (?P<message>.+?)\. (?P<hint>.+) \[(?P<code>[a-z0-9-]+)\](?P<remark> \(\w+\))?$")


def check(folder: Path, *more: str) -> tuple[int, list[str]]:
    result = run("plugin", "check", str(folder), *ON, *more)
    return result.exit_code, result.stdout.splitlines()


def test_a_good_plugin_passes_and_the_last_line_says_so(tmp_path: Path) -> None:
    assert check(write_plugin(tmp_path)) == (0, ["Plugins: 1. Scenarier: 4. Fejl: 0. Bemærkninger: 0."])
    assert check(tmp_path, "--lang", "en") == (0, ["Plugins: 1. Scenarios: 4. Faults: 0. Remarks: 0."])


def test_the_installed_program_does_the_same(tmp_path: Path) -> None:
    write_plugin(tmp_path)
    result = run_program("plugin", "check", "gaatur", *ON, cwd=tmp_path)
    assert result.returncode == 0, result.stdout.decode() + result.stderr.decode()


def test_remarks_alone_are_no_failure(tmp_path: Path) -> None:
    code, lines = check(write_plugin(tmp_path, OFFER.replace("name_en: Walk on prescription\n", "")))
    assert code == 0
    assert lines[0].endswith("[english-missing] (bemærkning)")
    assert lines[-1] == "Plugins: 1. Scenarier: 4. Fejl: 0. Bemærkninger: 1."


def test_a_folder_that_is_not_there_is_wrong_input(tmp_path: Path) -> None:
    result = run("plugin", "check", str(tmp_path / "findesikke"))
    assert result.exit_code == 2
    assert "[file-missing]" in result.stderr


def test_a_failing_scenario_is_told_in_the_language_asked_for(tmp_path: Path) -> None:
    folder = write_plugin(tmp_path, scenarios=SCENARIOS.replace("age: 19", "age: 16"))
    assert any("men er `no`" in one and "mindst 18 år" in one for one in check(folder)[1])
    assert any("but is `no`" in one and "at least 18" in one for one in check(folder, "--lang", "en")[1])


def test_programs_get_json(tmp_path: Path) -> None:
    folder = write_plugin(tmp_path, OFFER.replace("H-ANGST", "H-ANGT"))
    (tmp_path / "tom").mkdir()
    result = run("plugin", "check", str(tmp_path), *ON, "--format", "json", "--lang", "en")
    assert result.exit_code == 1
    made = json.loads(result.stdout)
    assert [one["name"] for one in made["plugins"]] == ["gaatur"]
    [one] = [one for one in made["plugins"][0]["problems"] if one["code"] == "unknown-barrier"]
    assert one["where"] == f"{folder}/offer.yaml:13"
    assert (one["hint"].startswith("Did you mean `H-ANGST`?"), one["remark"]) == (True, False)
    assert [one["code"] for one in made["problems"]] == ["plugin-folder-empty"]
    assert made["mended"] == []


def test_what_is_mechanical_is_mended_first_and_told(tmp_path: Path) -> None:
    folder = write_plugin(tmp_path, "\ufeff" + OFFER.replace("\n", "\r\n").replace("  word:", "\tword:", 0))
    lines = check(folder, "--fix")[1]
    assert lines[0] == f"{folder}/offer.yaml: rettet: et usynligt tegn først i filen og linjeskift."
    assert (folder / "offer.yaml").read_text(encoding="utf-8") == OFFER
    assert check(folder, "--fix")[1] == ["Plugins: 1. Scenarier: 4. Fejl: 0. Bemærkninger: 0."]
    write_plugin(tmp_path / "b", OFFER.replace("name:", "name:   ", 1))
    made = json.loads(run("plugin", "check", str(tmp_path / "b"), *ON, "--fix", "--format", "json").stdout)
    assert [(Path(one["file"]).name, one["changes"]) for one in made["mended"]] == [("offer.yaml", ["layout"])]


def test_without_leave_nothing_is_changed(tmp_path: Path) -> None:
    text = OFFER.replace("name:", "name:   ", 1)
    folder = write_plugin(tmp_path, text)
    assert check(folder)[0] == 0
    assert (folder / "offer.yaml").read_text(encoding="utf-8") == text


# What somebody writes instead, in which file; the code, the line, and words that the message must hold.
IN_OFFER = "offer.yaml"
IN_SCENARIOS = "scenarios/graenser.yaml"
MISTAKES: dict[str, tuple[str, str, str, str, int, list[str]]] = {
    "indented too far": (IN_OFFER, "  word: Gåtur", "     word: Gåtur", "yaml-syntax", 7, ["indryk"]),
    "indented too little": (IN_OFFER, "  word_en:", " word_en:", "yaml-syntax", 7, ["indryk"]),
    "a tab": (IN_OFFER, "  word: Gåtur", "\tword: Gåtur", "tab", 6, ["tabulator", "mellemrum"]),
    "Ja for true": (IN_SCENARIOS, "education: true", "education: Ja", "fact-not-bool", 23, ["true for ja"]),
    "ja for yes": (IN_SCENARIOS, "gaatur: yes", "gaatur: ja", "bad-choice", 9, ["Mente du `yes`?"]),
    "a code misspelt": (IN_OFFER, "H-ANGST", "H-ANGT", "unknown-barrier", 13, ["Mente du `H-ANGST`?"]),
    "a code in small letters": (IN_OFFER, "H-ANGST", "h-angst", "unknown-barrier", 13, ["Mente du `H-ANGST`?"]),
    "no colon": (IN_OFFER, "decides: dig", "decides dig", "colon-missing", 29, ["kolon"]),
    "no blank after a colon": (IN_OFFER, "decides: dig", "decides:dig", "colon-missing", 29, ["kolon"]),
    "a comma for a point": (
        IN_OFFER,
        "in_education: false",
        "in_education: false\n  daily_travel_km: {above: 1,5}",
        "unknown-operator",
        17,
        ["5"],
    ),
    "smart quotes": (IN_OFFER, '"12 34 56 78"', "”12 34 56 78, lokal 3”", "text-cut-by-comma", 35, ["anførselstegn"]),
    "smart quotes alone": (IN_OFFER, "name: Gåtur på recept", "name: “Gåtur”", "smart-quotes", 3, ['"']),
    "a date the Danish way": (
        IN_OFFER, "2026-11-01", "22-11-2026", "bad-date", 39, ["Mente du `2026-11-22`?"],
    ),
    "a date with points": (IN_OFFER, "2026-11-01", "1.11.2026", "bad-date", 39, ["Mente du `2026-11-01`?"]),
    "a day that never was": (IN_OFFER, "2026-11-01", "2026-11-31", "bad-date", 39, ["2026-09-01"]),
    "a card with too many words": (
        IN_OFFER, "hver uge\n", "hver uge og få kaffe og kage og snak bagefter\n", "card-text-too-long", 8, ["12 ord"],
    ),
    "a card word of four": (IN_OFFER, "word: Gåtur", "word: En dejlig lang gåtur", "card-word-too-long", 6, ["3 ord"]),
    "a field twice": (IN_OFFER, "decides: dig selv", "decides: a\ndecides: b", "duplicate-key", 30, ["to gange"]),
    "a field in Danish": (IN_OFFER, "name: Gåtur på", "navn: Gåtur på", "unknown-key", 3, ["Mente du `name`?"]),
    "the same field missing": (IN_OFFER, "name: Gåtur på", "navn: Gåtur på", "missing-key", 2, ["`name`"]),
    "a parameter misspelt": (
        IN_OFFER, "$gaatur_min_age", "$gaatur_min_agee", "unknown-parameter", 15, ["Mente du `gaatur_min_age`?"],
    ),
    "a number as text": (IN_SCENARIOS, "age: 17", "age: sytten", "fact-not-int", 23, ["kun cifre"]),
    "a number in quotes": (IN_SCENARIOS, "age: 17", 'age: "17"', "fact-not-int", 23, ["uden anførselstegn"]),
    "a comparison in Danglish": (IN_OFFER, "at_least", "at_leest", "unknown-operator", 15, ["Mente du `at_least`?"]),
    "a fact misspelt": (IN_OFFER, "  age:", "  alder_aar:", "unknown-fact", 15, ["tilbud facts"]),
    "an open bracket": (IN_OFFER, "[H-ANGST, N-ENSOM]", "[H-ANGST, N-ENSOM", "bracket-open", 13, ["parentesen", "]"]),
    "an open quotation mark": (IN_OFFER, "name: Gåtur på", 'name: "Gåtur på', "quote-open", 3, ["anførselstegnet"]),
    "æ in an id": (IN_OFFER, "offer: gaatur", "offer: gåtur", "bad-id", 2, ["Mente du `gaatur`?"]),
    "a status in Danish": (IN_OFFER, "hours_per_week: 2", "status: kører", "bad-choice", 33, ["running"]),
    "a status misspelt": (IN_OFFER, "hours_per_week: 2", "status: runing", "bad-choice", 33, ["Mente du `running`?"]),
    "an offer that is not there": (IN_OFFER, "[mentor]", "[mentorr]", "offer-not-loaded", 34, ["Mente du `mentor`?"]),
    "a kind of relation misspelt": (IN_OFFER, "parallel_ok", "paralel_ok", "bad-choice", 34, ["`parallel_ok`?"]),
    "a municipality with a capital": (
        IN_OFFER, "[eksempelkommune]", "[Eksempelkommune]", "unknown-municipality", 32, ["Mente du `eksempelkommune`?"],
    ),
    "hours in words": (IN_OFFER, "hours_per_week: 2", "hours_per_week: to", "expected-int", 33, ["cifre"]),
    "hours as a stretch": (IN_OFFER, "hours_per_week: 2", "hours_per_week: 2-3", "expected-int", 33, ["from"]),
    "one code without brackets": (IN_OFFER, "[H-ANGST, N-ENSOM]", "H-ANGST", "expected-list", 13, ["[a, b]"]),
    "a text with a colon": (IN_OFFER, "name: Gåtur på", "name: Tilbud: på", "colon-in-text", 3, ["anførselstegn"]),
    "an offer misspelt in a scenario": (IN_SCENARIOS, "gaatur: yes", "gatur: yes", "unknown-offer", 9, ["`gaatur`"]),
    "a scenario without a day": (IN_SCENARIOS, "    on: 2026-11-22\n", "", "missing-key", 2, ["`on`"]),
    "a department misspelt": (IN_OFFER, "[sundhed]", "[sundheden]", "unknown-unit", 28, ["Mente du `sundhed`?"]),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_place_in_danish_and_what_to_do(mistake: str, tmp_path: Path) -> None:
    file, written, instead, code, line, words = MISTAKES[mistake]
    text = OFFER if file == IN_OFFER else SCENARIOS
    assert written in text
    texts = {IN_OFFER: OFFER, IN_SCENARIOS: SCENARIOS, file: text.replace(written, instead, 1)}
    folder = write_plugin(tmp_path, texts[IN_OFFER], texts[IN_SCENARIOS])
    exit_code, lines = check(folder)
    told = [found for one in lines[:-1] if (found := LINE.match(one))]
    assert len(told) == len(lines) - 1, lines
    here = [one[0] for one in told if (one["place"], one["code"]) == (f"{folder}/{file}:{line}", code)]
    assert here, "\n".join(lines)
    assert all(any(word in one for one in here) for word in words), here
    is_remark = code in ("offer-not-loaded", "unknown-unit")
    assert exit_code == (0 if is_remark else 1)


def test_there_are_at_least_twenty_ordinary_mistakes() -> None:
    assert len(MISTAKES) >= 20


@pytest.mark.parametrize(
    "instead",
    ["\ufeff" + OFFER, OFFER.replace("\n", "\r\n"), OFFER.rstrip("\n"), OFFER.replace("name:", "name:  ", 1)],
    ids=["an invisible mark", "line ends of Windows", "no last line end", "two blanks"],
)
def test_what_only_looks_wrong_is_no_fault(tmp_path: Path, instead: str) -> None:
    assert check(write_plugin(tmp_path, instead))[0] == 0


def test_a_file_of_another_encoding_is_told(tmp_path: Path) -> None:
    folder = write_plugin(tmp_path)
    (folder / "offer.yaml").write_bytes(OFFER.encode("latin-1"))
    code, lines = check(folder)
    assert code == 1
    assert lines[0].startswith(f"{folder}/offer.yaml:3: filen er ikke gemt som UTF-8")


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = OFFER
    wanted = set()
    for name in (
        "a code misspelt",
        "a date the Danish way",
        "a card word of four",
        "a status misspelt",
        "a comparison in Danglish",
    ):
        _, written, instead, told, _, _ = MISTAKES[name]
        text = text.replace(written, instead, 1)
        wanted.add(told)
    code, lines = check(write_plugin(tmp_path, text))
    assert code == 1
    assert wanted <= {found["code"] for one in lines if (found := LINE.match(one))}
