"""`tilbud plugins`, and what every command says when a plugin is broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import SOEREN, run

OFFER = """\
offer: {id}
name: Prøve
card: {{word: Prøve, text: Et kort til en prøve}}
answers: [N-ENSOM]
eligible: {{age: {{at_least: 18}}}}
"""


def plugin(folder: Path, name: str, code: str = "", **files: str) -> Path:
    made = folder / name
    made.mkdir(parents=True)
    (made / "offer.yaml").write_text(files.get("offer", OFFER.format(id=name)), encoding="utf-8")
    if code:
        (made / "plugin.py").write_text(code, encoding="utf-8")
    return made


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose plugins may run code, beside a tilbud.toml that says so; the test stands in it."""
    folder = tmp_path / "egne"
    folder.mkdir()
    (tmp_path / "tilbud.toml").write_text('plugins_dirs = ["egne"]\nallow_code = ["egne"]\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def listed(*more: str) -> dict[str, dict[str, object]]:
    return {one["name"]: one for one in json.loads(run("plugins", "--format", "json", *more).stdout)["plugins"]}


def test_every_shipped_plugin_is_listed_and_works() -> None:
    result = run("plugins")
    assert result.exit_code == 0
    assert "kulturvitaminer" in result.stdout
    assert "0 har fejl" in result.stdout
    assert {one["status"] for one in listed().values()} == {"loaded"}


def test_a_plugin_of_ones_own_is_listed_with_its_offers(tmp_path: Path) -> None:
    plugin(tmp_path, "min_proeve")
    result = run("plugins", "--plugins", str(tmp_path))
    assert result.exit_code == 0
    assert "min_proeve: virker." in result.stdout
    assert "Tilbud: min_proeve" in result.stdout
    assert "min_proeve: works." in run("plugins", "--plugins", str(tmp_path), "--lang", "en").stdout


def test_a_blocked_plugin_is_listed_as_blocked_and_nothing_is_broken() -> None:
    result = run("plugins", TILBUD_DISABLED_PLUGINS="kulturvitaminer")
    assert result.exit_code == 0
    assert "kulturvitaminer" in result.stdout
    assert "blokeret" in result.stdout


BROKEN = {
    "raises while it is imported": ("raise ValueError('et uheld')", "plugin-import-failed"),
    "ends the process while it is imported": ("raise SystemExit(0)", "plugin-import-failed"),
    "raises when it is called": (
        "from tilbud_engine import hookimpl\n\n@hookimpl\ndef tilbud_offers():\n    raise ValueError('et uheld')\n",
        "hook-failed",
    ),
    "returns nonsense": (
        "from tilbud_engine import hookimpl\n\n@hookimpl\ndef tilbud_offers():\n    return 42\n",
        "hook-result",
    ),
    "misspells a hook": (
        "from tilbud_engine import hookimpl\n\n@hookimpl\ndef tilbud_ofers():\n    return []\n",
        "hook-unknown",
    ),
}


@pytest.mark.parametrize(("code", "problem"), BROKEN.values(), ids=BROKEN)
def test_a_broken_plugin_is_reported_everywhere_and_silences_nobody(trusted: Path, code: str, problem: str) -> None:
    plugin(trusted, "min_proeve", code)
    shown = run("plugins")
    assert shown.exit_code == 3
    assert f"[{problem}]" in shown.stdout
    assert listed()["min_proeve"]["status"] in ("failed", "partial")
    answered = run("suggest", SOEREN)
    assert answered.exit_code == 3
    assert "Behandling" in answered.stdout
    assert f"[{problem}]" in " ".join(answered.stdout.split())


def test_a_plugin_that_fails_while_suggesting_is_reported_with_the_cards(trusted: Path) -> None:
    code = (
        "from tilbud_engine import hookimpl\n\n"
        "@hookimpl\ndef tilbud_availability(offer_id, municipality, on):\n    raise RuntimeError('HEMMELIGT')\n"
    )
    plugin(trusted, "min_proeve", code)
    answered = run("suggest", SOEREN)
    assert answered.exit_code == 3
    assert "Behandling" in answered.stdout
    assert "[hook-failed]" in " ".join(answered.stdout.split())
    assert "HEMMELIGT" not in answered.output


def test_two_offers_with_one_id_are_reported_and_the_first_stays(tmp_path: Path) -> None:
    plugin(tmp_path, "foerste", offer=OFFER.format(id="ens"))
    plugin(tmp_path, "anden", offer=OFFER.format(id="ens"))
    result = run("plugins", "--plugins", str(tmp_path))
    assert result.exit_code == 3
    assert "[offer-twice]" in result.stdout
    assert run("suggest", SOEREN, "--plugins", str(tmp_path)).exit_code == 3


def test_a_fault_in_a_plugins_file_is_told_with_file_and_line(tmp_path: Path) -> None:
    plugin(tmp_path, "min_proeve", offer=OFFER.format(id="x").replace("age:", "agee:"))
    result = run("plugins", "--plugins", str(tmp_path), "--lang", "en")
    assert result.exit_code == 3
    told = " ".join(run("rules", "check", str(tmp_path)).stdout.split())
    assert "offer.yaml:5: `agee` er ikke et faktum, vi kender. Mente du `age`?" in told


def test_code_that_may_not_run_is_told_and_the_offers_are_read_all_the_same(tmp_path: Path) -> None:
    plugin(tmp_path, "min_proeve", "raise ValueError\n")
    result = run("plugins", "--plugins", str(tmp_path))
    assert "[plugin-code-not-allowed]" in result.stdout
    assert "Tilbud: min_proeve" in result.stdout
