"""The installed program and the world around it: pipes, locales, interrupts, odd arguments."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.cli.running import ESCAPE, SOEREN, plain_environment, program, run_program

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and bytes as arguments are another matter there")


@pytest.fixture(scope="module")
def in_utf8() -> bytes:
    """Return what the program writes where nothing but UTF-8 is known; it is started once for all who ask."""
    return run_program("suggest", SOEREN, environment={"PYTHONUTF8": "1"}).stdout


def test_what_is_piped_is_plain_utf8() -> None:
    result = run_program("suggest", SOEREN)
    assert result.returncode == 0
    assert ESCAPE.encode() not in result.stdout
    assert "Læg" in result.stdout.decode("utf-8") or "ø" in result.stdout.decode("utf-8")


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "POSIX"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
    ids=str,
)
def test_every_locale_gets_the_same_bytes(environment: dict[str, str], in_utf8: bytes) -> None:
    result = run_program("suggest", SOEREN, environment=environment)
    assert result.returncode == 0, result.stderr
    assert result.stdout == in_utf8


def test_danish_letters_typed_into_a_pipe_are_read_under_a_c_locale() -> None:
    typed = "Der går dage, hvor jeg ikke taler med nogen\nja\n".encode()
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    result = run_program("ask", "--ruleset", "eksempelkommune", typed=typed, environment=environment)
    assert result.returncode == 0, result.stderr
    assert "Jeg er meget alene" in result.stdout.decode("utf-8")


def test_bytes_that_are_no_text_are_met_kindly_in_a_talk() -> None:
    result = run_program("ask", typed=b"Jeg er tr\xf8t\nJeg sidder alene\n")
    assert result.returncode == 0, result.stderr
    assert "usynligt tegn" in result.stdout.decode("utf-8")
    assert "Jeg er meget alene" in result.stdout.decode("utf-8")


@posix
def test_a_reader_that_stops_reading_ends_it_quietly() -> None:
    command = f'"{program()}" suggest "{SOEREN}" --format json | true; exit "${{PIPESTATUS[0]}}"'
    result = subprocess.run(
        ["bash", "-c", command], capture_output=True, check=False, env=plain_environment(), timeout=120
    )
    assert result.stderr == b""
    assert result.returncode in (0, 141)


@posix
def test_a_pipe_that_closes_in_the_middle_of_many_lines_ends_it_quietly(tmp_path: Path) -> None:
    file = tmp_path / "borgere.jsonl"
    file.write_text('{"facts": {"age": 34}}\n' * 2000, encoding="utf-8")
    command = f'"{program()}" suggest "{file}" --on 2026-09-01 | head -1; exit "${{PIPESTATUS[0]}}"'
    result = subprocess.run(
        ["bash", "-c", command], capture_output=True, check=False, env=plain_environment(), timeout=120
    )
    assert json.loads(result.stdout)["schema"] == 1
    assert (result.returncode, result.stderr) == (141, b"")


@posix
def test_ctrl_c_ends_it_quietly_with_130() -> None:
    with subprocess.Popen(
        [program(), "ask"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=plain_environment() | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said = b""
        while not said.endswith(b"> "):  # It waits for an answer.
            heard = process.stdout.read(1)
            assert heard, said
            said += heard
        _wait_until_it_waits(process)
        process.send_signal(signal.SIGINT)
        assert process.wait(120) == 130
        assert b"Traceback" not in process.stderr.read()


def _wait_until_it_waits(process: subprocess.Popen[bytes]) -> None:
    """Wait until it sleeps: a signal between the prompt and the read that waits is heard after the read alone."""
    state = Path(f"/proc/{process.pid}/stat")
    while state.exists() and state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "S":
        os.sched_yield()


@posix
def test_an_argument_that_is_no_text_is_refused_without_a_traceback() -> None:
    for arguments in (
        (b"suggest", b"borg\xe5r.yaml"),
        (b"offers", b"\xff\xfe"),
        (b"\xff",),
        (b"suggest", b"--on", b"\xff"),
    ):
        result = run_program(*arguments)
        assert result.returncode == 2
        assert b"Traceback" not in result.stderr
        assert result.stderr


@posix
def test_an_argument_with_control_characters_does_not_reach_the_terminal() -> None:
    for arguments in (("suggest", "a\x1b[31mb.yaml"), ("\x1b[2J",), ("facts", "\x1b[2J")):
        result = run_program(*arguments)
        assert result.returncode == 2
        assert ESCAPE.encode() not in result.stderr + result.stdout


@posix
def test_a_full_disk_is_told_without_a_traceback() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    # Buffered, a stream complains once more when Python ends.
    for unbuffered in ("", "1"):
        environment = plain_environment() | {"PYTHONUNBUFFERED": unbuffered}
        with Path("/dev/full").open("wb") as full:
            result = subprocess.run(
                [program(), "facts"], stdout=full, stderr=subprocess.PIPE, check=False, env=environment, timeout=120
            )
        assert result.returncode == 2
        assert result.stderr.decode("utf-8").startswith("systemet siger nej")
        assert result.stderr.count(b"\n") == 1


@posix
def test_closed_streams_are_no_reason_for_a_traceback() -> None:
    for closed in ("<&-", ">&-", "2>&-"):
        command = f'"{program()}" suggest "{SOEREN}" {closed}'
        result = subprocess.run(
            ["bash", "-c", command], capture_output=True, check=False, env=plain_environment(), timeout=120
        )
        assert b"Traceback" not in result.stderr + result.stdout, closed


def test_the_module_may_be_run_in_place_of_the_program() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tilbud_engine", "--help"],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=plain_environment(),
        timeout=120,
    )
    assert result.returncode == 0
    assert b"tilbud suggest examples/soeren.yaml" in result.stdout


def test_a_folder_with_settings_is_found_from_below(tmp_path: Path) -> None:
    (tmp_path / "tilbud.toml").write_text('blocked = ["kulturvitaminer"]\n', encoding="utf-8")
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    result = run_program("plugins", cwd=inside)
    assert "blokeret" in result.stdout.decode("utf-8")
    assert os.linesep.encode() in result.stdout


def test_what_a_plugin_prints_does_not_stand_in_the_answer(tmp_path: Path) -> None:
    folder = tmp_path / "plugins" / "snak"
    folder.mkdir(parents=True)
    (folder / "offer.yaml").write_text(
        "offer: snak\nname: Snak\ncard: {word: Snak, text: En snak}\nanswers: [N-ENSOM]\neligible: {}\n",
        encoding="utf-8",
    )
    (folder / "plugin.py").write_text(
        "from tilbud_engine.plugins import hookimpl\nprint('ved import')\n\n"
        "@hookimpl\ndef tilbud_availability(offer_id, municipality, on):\n    print('i et svar')\n",
        encoding="utf-8",
    )
    (tmp_path / "tilbud.toml").write_text('plugins_dirs = ["plugins"]\nallow_code = ["plugins"]\n', encoding="utf-8")
    (tmp_path / "c.yaml").write_text("on: 2026-09-01\nsays: [{barrier: N-ENSOM}]\n", encoding="utf-8")
    ran = run_program("suggest", "c.yaml", "--ruleset", "eksempelkommune", "--format", "json", cwd=tmp_path)
    assert json.loads(ran.stdout)["cards"]
    assert b"ved import" in ran.stderr
    assert b"i et svar" in ran.stderr
