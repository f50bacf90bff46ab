"""Whatever a user gives: a clear error, the right exit code, never a traceback, and nothing a person said in it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.cli.running import SOEREN, run, run_program

SAID = "HEMMELIGT"
CPR = "010203-1234"

CITIZENS: dict[str, tuple[str | bytes, str]] = {
    "an unknown fact": (f"facts: {{agee: 34}}\nsays: [{{words: {SAID}}}]", "unknown-fact"),
    "a fact of the wrong type": (f"facts: {{age: {SAID}}}", "fact-not-int"),
    "a value out of range": ("facts: {age: 7654}", "fact-out-of-range"),
    "an unknown choice": (f"facts: {{housing_status: {SAID}}}", "fact-not-a-choice"),
    "an unknown member": (f"facts: {{substance_use: [{SAID}]}}", "fact-not-a-set"),
    "an impossible date": ("on: 2026-02-30", "bad-date"),
    "a CPR number in her words": (f"says: [{{words: 'jeg hedder {SAID} {CPR}'}}]", "cpr-number"),
    "a CPR number as a value": (f"facts: {{age: {CPR}}}", "cpr-number"),
    "a CPR number as a key": (f"facts: {{'{CPR}': 3}}", "cpr-number"),
    "an empty file": ("", "file-empty"),
    "a file of comments": ("# intet\n", "file-empty"),
    "an alias bomb": ("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n", "alias"),
    "a merge key": ("facts:\n  <<: {age: 34}\n", "merge-key"),
    "100,000 open brackets": ("[" * 100_000, "too-deep"),
    "a file of 50 MB": (b"x" * 50_000_000, "file-too-large"),
    "a key twice": (f"facts:\n  age: 34\n  age: 35 # {SAID}\n", "duplicate-key"),
    "leading zeros": ("facts: {months_unemployed: 0573}", "fact-not-int"),
    "a time of day": ("facts: {months_unemployed: 12:30:45}", "fact-not-int"),
    "a tab": ("facts:\n\tage: 34\n", "tab"),
    "bytes that are no UTF-8": (b"says: [{words: 'Jeg er tr\xf8t'}]", "not-utf8"),
    "a zero-width character": ("says: [{words: 'HEM\u200bMELIGT'}]", "invisible-character"),
    "a bidirectional character": ("says: [{words: '\u202eHEMMELIGT'}]", "invisible-character"),
    "one key in two Unicode forms": ("facts: {a\u030a: 1, \u00e5: 2}", "duplicate-key"),
    "a number of 100,000 digits": (f"facts: {{age: {'9' * 100_000}}}", "text-too-long"),
    "a tag": ("facts: !!python/object:os.system {age: 34}", "tag"),
    "two documents": ("facts: {}\n---\nfacts: {}\n", "second-document"),
    "an unknown field": (f"hemmeligt: {SAID}", "unknown-key"),
    "an unknown barrier": (f"says: [{{barrier: {SAID}}}]", "unknown-barrier"),
    "a list where fields belong": ("- a\n- b\n", "not-a-mapping"),
    "an unknown ruleset": ("ruleset: findesikke\nfacts: {}\n", "unknown-ruleset"),
    "broken YAML": (f"says: [{{words: '{SAID}\n", "quote-open"),
}


@pytest.mark.parametrize(("content", "code"), CITIZENS.values(), ids=CITIZENS)
def test_a_citizen_that_cannot_be_read_is_refused(content: str | bytes, code: str, tmp_path: Path) -> None:
    file = tmp_path / "borger.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    result = run("suggest", str(file), "--on", "2026-09-01")
    assert result.exit_code == 2
    assert f"[{code}" in result.stderr
    assert result.stdout == ""
    for secret in (SAID, CPR, "7654", "0573", "12:30:45"):
        assert secret not in result.output
    lines = result.stderr.splitlines()
    assert all(line.startswith(str(file)[:60]) or code == "unknown-ruleset" for line in lines), lines


JSON = {
    "an unknown fact": ('{"facts": {"agee": 34}}', "unknown-fact"),
    "not a number": ('{"facts": {"age": NaN}}', "not-a-json-number"),
    "a huge power": ('{"facts": {"age": 1e30}}', "fact-not-int"),
    "a key twice": ('{"facts": {}, "facts": {}}', "duplicate-key"),
    "a text where a number belongs": (f'{{"facts": {{"age": "{SAID}"}}}}', "fact-not-int"),
    "100,000 open brackets": ("[" * 100_000, "too-deep"),
    "broken JSON": (f'{{"says": "{SAID}', "json-syntax"),
    "a NUL": ('{"says": [{"words": "HEM\\u0000MELIGT"}]}', "invisible-character"),
}


@pytest.mark.parametrize(("content", "code"), JSON.values(), ids=JSON)
def test_json_that_cannot_be_read_is_refused(content: str, code: str, tmp_path: Path) -> None:
    file = tmp_path / "borger.json"
    file.write_text(content, encoding="utf-8")
    result = run("suggest", str(file), "--on", "2026-09-01")
    assert result.exit_code == 2
    assert f"[{code}" in result.stderr
    assert SAID not in result.output


def test_a_byte_order_mark_and_either_unicode_form_of_a_word_are_read(tmp_path: Path) -> None:
    file = tmp_path / "borger.yaml"
    for words in ("Jeg er bange for at a\u030abne breve", "Jeg er bange for at \u00e5bne breve"):
        file.write_bytes(b"\xef\xbb\xbf" + f"says: [{{words: {words}}}]".encode())
        assert run("suggest", str(file), "--on", "2026-09-01").exit_code == 0


def test_what_is_wrong_is_told_in_english_too(tmp_path: Path) -> None:
    file = tmp_path / "borger.yaml"
    file.write_text("facts: {agee: 34}\n", encoding="utf-8")
    result = run("suggest", str(file), "--on", "2026-09-01", "--lang", "en")
    assert result.stderr.startswith(f"{file}:1: `agee` is not a known fact. Did you mean `age`?")


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "borger.yaml"
    file.write_text("facts:\n  agee: 34\n  age: x\n  months_unemployed: 9999\n", encoding="utf-8")
    lines = run("suggest", str(file), "--on", "2026-09-01").stderr.splitlines()
    assert [line.removeprefix(str(file)).split(": ")[0] for line in lines] == [":2", ":3", ":4"]
    assert "Mente du `age`?" in lines[0]


@pytest.mark.parametrize(
    ("name", "code"), [("mangler.yaml", "file-missing"), (".", "file-is-folder"), ("x\0y.yaml", "file-unreadable")]
)
def test_a_file_that_is_none_is_refused(name: str, code: str) -> None:
    result = run("suggest", name)
    assert result.exit_code == 2
    assert code in result.stderr


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="nothing is forbidden for the owner of the machine"
)
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "borger.yaml"
    file.write_text("facts: {}\n", encoding="utf-8")
    file.chmod(0)
    assert "file-unreadable" in run("suggest", str(file)).stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("suggest", f"{CPR}.yaml"),
        ("suggest", f"mappe/{CPR}.jsonl"),
        ("suggest", SOEREN, "--ruleset", CPR),
        ("suggest", SOEREN, "--ruleset", f"./{CPR}"),
        ("suggest", SOEREN, "--on", CPR),
        ("suggest", SOEREN, "--plugins", CPR),
        ("suggest", SOEREN, f"--{CPR}"),
        ("suggest", SOEREN, CPR),
        ("suggest", SOEREN, "--audience", CPR),
        (CPR,),
        ("explain", SOEREN, CPR),
        ("offers", CPR),
        ("facts", CPR),
        ("barriers", CPR),
        ("rules", "check", CPR),
    ],
)
def test_a_cpr_number_on_the_command_line_is_never_repeated(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert CPR not in result.output
    assert result.stderr


def test_wrong_use_is_told_in_danish_and_in_english() -> None:
    for lang, words in (("da", "Der mangler FILE."), ("en", "FILE is missing.")):
        result = run("suggest", "--lang", lang)
        assert result.exit_code == 2
        assert words in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("sugest",), "Mente du `suggest`?"),
        (("suggest", SOEREN, "--rulset", "x"), "Mente du `--ruleset`?"),
        (("suggest", SOEREN, "--on", "i morgen"), "`i morgen` er ikke en dato"),
        (("suggest", SOEREN, "--on", "2026-02-30"), "`2026-02-30` er ikke en dato"),
        (("suggest", SOEREN, "--audience", "alle"), "citizen, caseworker, shared"),
        (("suggest", SOEREN, "--on"), "`--on` skal have en værdi"),
        (("suggest", SOEREN, "--all=1"), "`--all`"),
        (("suggest", SOEREN, "--lang", "fr"), "da, en"),
        (("suggest", SOEREN, "en", "til"), "for meget"),
        (("rules",), "tilbud rules check"),
        (("explain", SOEREN, "kulturvitamin"), "Mente du `kulturvitaminer`?"),
        (("offers", "kulturvitamin"), "Mente du `kulturvitaminer`?"),
        (("facts", "agee"), "Mente du `age`?"),
        (("barriers", "N-ENSO"), "Mente du `N-ENSOM`?"),
        (("suggest", SOEREN, "--ruleset", "eksempelkommun"), "Mente du `eksempelkommune`?"),
        (("suggest", SOEREN, "--ruleset", "./mangler"), "filen findes ikke"),
        (("suggest", SOEREN, "--plugins", "mangler"), "ingen mappe med det navn"),
        (("rules", "check", "mangler"), "filen findes ikke"),
    ],
)
def test_wrong_use_is_met_with_what_was_meant(arguments: tuple[str, ...], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def written_ruleset(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "proeve"
    folder.mkdir()
    (folder / "ruleset.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_ruleset_that_extends_itself_is_refused(tmp_path: Path) -> None:
    folder = written_ruleset(tmp_path, "ruleset: proeve\nextends: proeve\n")
    for arguments in (("suggest", SOEREN, "--ruleset", str(folder)), ("offers", "--ruleset", str(folder))):
        result = run(*arguments)
        assert result.exit_code == 2
        assert "ruleset.yaml:2: " in result.stderr
        assert "[ruleset-extends-itself]" in result.stderr


def test_a_draft_is_refused_for_citizens(tmp_path: Path) -> None:
    folder = written_ruleset(tmp_path, 'ruleset: proeve\nextends: danmark\nmunicipality: "9998"\ndraft: true\n')
    for command in (("suggest", SOEREN), ("ask",)):
        result = run(*command, "--ruleset", str(folder), typed="")
        assert result.exit_code == 2
        assert "[ruleset-is-draft]" in result.stderr


def test_settings_with_a_fault_are_refused_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "tilbud.toml").write_text('plugin_dirs = ["x"]\n', encoding="utf-8")
    result = run_program("suggest", SOEREN, cwd=tmp_path)
    assert result.returncode == 2
    assert b"tilbud.toml:1: " in result.stderr
    assert b"`plugins_dirs`" in result.stderr


def test_an_absent_day_in_a_date_of_the_ruleset_is_met_with_file_and_line(tmp_path: Path) -> None:
    folder = written_ruleset(
        tmp_path, "ruleset: proeve\nextends: danmark\noffers:\n  mentor: {valid: {from: 2026-02-31}}\n"
    )
    result = run("suggest", SOEREN, "--ruleset", str(folder))
    assert result.exit_code == 2
    assert "ruleset.yaml:4: `2026-02-31` er ikke en dato" in result.stderr


def test_the_shipped_examples_are_read_without_a_word_on_standard_error() -> None:
    for file in sorted((ROOT / "examples").glob("*.yaml")):
        result = run("suggest", str(file))
        assert (result.exit_code, result.stderr) == (0, ""), file.name


@pytest.mark.parametrize(
    "arguments",
    [
        ("rules", "simulate", "eksempelkommune", "--population", "people.csv", "--csv", "people.csv"),
        ("rules", "simulate", "eksempelkommune", "--population", "people.csv", "--csv", "./beside/../people.csv"),
        ("rules", "diff", "eksempelkommune", "rules.yaml", "--html", "rules.yaml"),
        ("rules", "diff", "eksempelkommune", "rules.yaml@2026-09-01", "--html", "rules.yaml"),
        ("rules", "report", "eksempelkommune", "varde", "--html", "rules.yaml"),
        ("rules", "report", "eksempelkommune", "varde", "--html", "new.out", "--pdf", "new.out"),
        ("rules", "report", "eksempelkommune", "varde", "--population", "people.csv", "--pdf", "people.csv"),
        ("rules", "test", "--junit", "rules.yaml"),
        ("rules", "coverage", "--html", "rules.yaml"),
    ],
)
def test_what_is_read_is_never_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "beside").mkdir()
    for name in ("people.csv", "rules.yaml"):
        (tmp_path / name).write_text("age\n34\n", encoding="utf-8")
    result = run(*arguments, "--lang", "en")
    assert result.exit_code == 2
    assert "is not written over" in " ".join(result.stderr.split())
    assert all((tmp_path / name).read_text(encoding="utf-8") == "age\n34\n" for name in ("people.csv", "rules.yaml"))
    assert not (tmp_path / "new.out").exists()
