"""Many citizens, one a line: answered in order, one by one, a bad line by its problem."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.cli.running import plain_environment, program, run

GOOD = '{"says": [{"barrier": "N-ENSOM"}], "facts": {"age": %d}}'
OPTIONS = ("--on", "2026-09-01", "--ruleset", "eksempelkommune")


def answers(stdout: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in stdout.splitlines()]


def test_each_line_is_answered_in_order(tmp_path: Path) -> None:
    file = tmp_path / "borgere.jsonl"
    file.write_text("".join(f"{GOOD % age}\n" for age in (20, 30, 40)), encoding="utf-8")
    result = run("suggest", str(file), *OPTIONS)
    assert result.exit_code == 0
    found = answers(result.stdout)
    assert len(found) == 3
    assert all(one["ruleset"] == "eksempelkommune" for one in found)
    open_to = ["psykolog_unge_aaben" in {card["offer"] for card in one["cards"]} for one in found]  # type: ignore[attr-defined]
    assert open_to == [True, False, False]


def test_a_bad_line_is_answered_with_its_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    bad = [
        "{",
        '{"facts": {"agee": 34}}',
        '{"facts": {"age": 999}}',
        '{"says": [{"words": "HEMMELIGT 010203-1234"}]}',
        '{"ruleset": "findesikke"}',
        "[]",
        "null",
        '"HEMMELIGT"',
        '{"facts": {"age": NaN}}',
    ]
    file = tmp_path / "borgere.jsonl"
    lines = [GOOD % 20, *bad, "", GOOD % 30]
    file.write_text("\n".join(lines), encoding="utf-8")
    result = run("suggest", str(file), "--on", "2026-09-01")
    assert result.exit_code == 2
    found = answers(result.stdout)
    assert [one.get("line") for one in found] == [None, *range(2, 11), None]
    codes = [one["problems"][0]["code"] for one in found[1:-1]]  # type: ignore[index]
    assert codes[:5] == ["json-syntax", "unknown-fact", "fact-out-of-range", "cpr-number", "unknown-ruleset"]
    assert "HEMMELIGT" not in result.output
    assert "010203" not in result.output
    assert "999" not in result.stdout
    assert f"{file.name}:3" in result.stdout


def test_a_line_that_never_ends_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    file = tmp_path / "borgere.jsonl"
    file.write_text(f'{{"says": [{{"words": "{"x" * 3_000_000}"}}]}}\n{GOOD % 20}\n', encoding="utf-8")
    result = run("suggest", str(file), *OPTIONS)
    found = answers(result.stdout)
    assert found[0]["line"] == 1
    assert found[0]["problems"][0]["code"] == "file-too-large"  # type: ignore[index]
    assert "cards" in found[1]


def test_an_answer_comes_before_the_next_line_is_given() -> None:
    with subprocess.Popen(
        [program(), "suggest", "-", "--jsonl", *OPTIONS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=plain_environment(),
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for age in (20, 30):
            process.stdin.write(f"{GOOD % age}\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["schema"] == 1
        process.stdin.close()
        assert process.wait(120) == 0


def test_lines_are_answered_as_json_only(tmp_path: Path) -> None:
    file = tmp_path / "borgere.jsonl"
    file.write_text(GOOD % 20, encoding="utf-8")
    assert run("suggest", str(file), *OPTIONS, "--format", "json").exit_code == 0
    result = run("suggest", str(file), *OPTIONS, "--format", "text")
    assert result.exit_code == 2
    assert "altid som JSON" in result.stderr


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "mappe.jsonl").mkdir()
    for name, code in (("mangler.jsonl", "file-missing"), ("mappe.jsonl", "file-is-folder")):
        result = run("suggest", str(tmp_path / name))
        assert result.exit_code == 2
        assert code in result.stderr


def test_an_empty_file_has_no_answers(tmp_path: Path) -> None:
    file = tmp_path / "borgere.jsonl"
    file.write_bytes(b"\n\n")
    result = run("suggest", str(file))
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_byte_order_mark_before_the_first_line_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "borgere.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + (GOOD % 20).encode())
    assert run("suggest", str(file), *OPTIONS).exit_code == 0
