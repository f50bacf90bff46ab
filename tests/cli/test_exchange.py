"""`tilbud offers export` and `tilbud offers import`: other forms, told before they are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.checkout import ROOT
from tests.cli.running import run

THEIRS = str(ROOT / "examples" / "tilbud-fra-andre.json")
DAY = ("--on", "2026-09-01")


def exported(*arguments: str) -> Any:
    result = run("offers", "export", *arguments, *DAY)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def told(result: Any) -> str:
    return " ".join(result.stdout.split())


def test_all_offers_go_out_as_hsds_but_the_shielded_ones() -> None:
    result = run("offers", "export", "--hsds", *DAY)
    names = [one["name"] for one in json.loads(result.stdout)["contents"]]
    assert "Mentorstøtte" in names
    assert not any("krisecenter" in name for name in names)
    assert "Skærmede tilbud er ikke med: krisecenter." in result.stderr


def test_a_shielded_offer_goes_out_when_it_is_asked_for_in_so_many_words() -> None:
    assert exported("krisecenter", "--hsds")["empty"] is True
    (one,) = exported("krisecenter", "--hsds", "--with-shielded")["contents"]
    assert one["name"].startswith("Trygt sted")


def test_one_offer_goes_out_as_cpsv() -> None:
    nodes = exported("mentor", "--cpsv")["@graph"]
    assert [one["@id"] for one in nodes if one["@type"] == "cpsv:PublicService"] == ["urn:tilbud:danmark:offer:mentor"]


def test_an_export_may_go_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "ud.json"
    result = run("offers", "export", "mentor", "--hsds", "--out", str(file), *DAY, "--lang", "en")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert f"1 offers are written to {file}." in result.stderr
    assert json.loads(file.read_text(encoding="utf-8"))["total_items"] == 1


def test_what_a_municipality_does_not_have_is_not_its_service() -> None:
    here = {one["name"] for one in exported("--hsds", "--ruleset", "varde")["contents"]}
    everywhere = {one["name"] for one in exported("--hsds")["contents"]}
    assert here < everywhere


@pytest.mark.parametrize("arguments", [(), ("--hsds", "--cpsv"), ("--hsds", "--xlsx")])
def test_exactly_one_form_is_asked_for(arguments: tuple[str, ...]) -> None:
    result = run("offers", "export", *arguments)
    assert result.exit_code == 2
    assert "Vælg én form: --hsds, --cpsv, --xlsx." in result.stderr


def test_a_misspelt_offer_is_met_with_the_nearest() -> None:
    result = run("offers", "export", "mentro", "--hsds")
    assert result.exit_code == 2
    assert "mentor" in result.stderr


def test_a_file_that_cannot_be_written_is_told_plainly(tmp_path: Path) -> None:
    result = run("offers", "export", "mentor", "--hsds", "--out", str(tmp_path / "no" / "ud.json"))
    assert result.exit_code == 2
    assert "ud.json" in result.stderr


def test_an_import_tells_first_and_writes_nothing(tmp_path: Path) -> None:
    result = run("offers", "import", THEIRS, "--hsds", "--into", str(tmp_path / "plugins"))
    assert result.exit_code == 0
    shown = told(result)
    assert "Nyt: gaafaellesskab_ved_aaen" in shown
    assert "målgruppen for `gaafaellesskab_ved_aaen` er ikke valgt" in shown
    assert "2 nye, 0 ændrede, 0 uændrede, 0 mangler i filen." in shown
    assert "Intet er skrevet." in shown
    assert not (tmp_path / "plugins").exists()


def test_what_is_written_is_unchanged_the_next_time(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    result = run("offers", "import", THEIRS, "--hsds", "--into", str(folder), "--write")
    assert f"Skrev {folder / 'reparationscafe' / 'offer.yaml'}" in result.stdout
    again = told(run("offers", "import", THEIRS, "--hsds", "--into", str(folder), "--lang", "en"))
    assert "0 new, 0 changed, 2 unchanged, 0 missing in the file." in again


def test_a_change_is_shown_field_by_field_and_comments_stay(tmp_path: Path) -> None:
    folder, file = tmp_path / "plugins", tmp_path / "ud.json"
    run("offers", "export", "bisidder", "mentor", "--hsds", *DAY, "--out", str(file))
    page = json.loads(file.read_text(encoding="utf-8"))
    run("offers", "import", str(file), "--hsds", "--into", str(folder), *DAY, "--write")
    path = folder / "bisidder" / "offer.yaml"
    path.write_text(f"# Vores egen.\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    (bisidder,) = [one for one in page["contents"] if one["name"].startswith("Bisidder")]
    changed = {**bisidder, "name": "Bisidder til mødet", "fees_description": "Gratis for dig"}
    file.write_text(json.dumps([changed]), encoding="utf-8")
    shown = told(run("offers", "import", str(file), "--hsds", "--into", str(folder), *DAY))
    assert "Ændret: bisidder" in shown
    assert f"name: {bisidder['name']} bliver til Bisidder til mødet" in shown
    assert "bliver til Gratis for dig" in shown
    assert "Står i mappen, men ikke i filen; røres ikke: mentor" in shown
    result = run("offers", "import", str(file), "--hsds", "--into", str(folder), *DAY, "--write")
    assert result.exit_code == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Vores egen.\n")
    assert "name: Bisidder til mødet" in text
    assert (folder / "mentor" / "offer.yaml").exists()


def test_a_field_that_changes_on_a_date_is_left_to_a_human(tmp_path: Path) -> None:
    folder, file = tmp_path / "plugins", tmp_path / "ud.json"
    run("offers", "export", "bisidder", "--hsds", *DAY, "--out", str(file))
    run("offers", "import", str(file), "--hsds", "--into", str(folder), *DAY, "--write")
    path = folder / "bisidder" / "offer.yaml"
    text = path.read_text(encoding="utf-8")
    first = text.splitlines()[1]
    dated = "name: {versions: {2020-01-01: Bisidder, 2027-01-01: Bisidder til alle}}"
    path.write_text(text.replace(first, dated, 1), encoding="utf-8")
    page = json.loads(file.read_text(encoding="utf-8"))
    page["contents"][0]["name"] = "Noget andet"
    file.write_text(json.dumps(page), encoding="utf-8")
    result = run("offers", "import", str(file), "--hsds", "--into", str(folder), *DAY, "--write")
    assert "[import-dated]" in result.stdout
    assert dated in path.read_text(encoding="utf-8")


def test_a_file_in_the_way_is_not_written_over(tmp_path: Path) -> None:
    other = tmp_path / "plugins" / "reparationscafe"
    other.mkdir(parents=True)
    (other / "vocabulary.yaml").write_text("facts: []\n", encoding="utf-8")
    result = run("offers", "import", THEIRS, "--hsds", "--into", str(tmp_path / "plugins"), "--write")
    assert result.exit_code == 2
    assert "[import-in-the-way]" in result.stderr
    assert (other / "vocabulary.yaml").read_text(encoding="utf-8") == "facts: []\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [("{", "json-syntax"), ("[]", "hsds-no-services"), ('[{"name": "x"}]', "hsds-field-missing")],
)
def test_a_wrong_file_is_told_with_its_place(text: str, code: str, tmp_path: Path) -> None:
    file = tmp_path / "ind.json"
    file.write_text(text, encoding="utf-8")
    result = run("offers", "import", str(file), "--hsds", "--into", str(tmp_path / "plugins"))
    assert result.exit_code == 2
    assert "ind.json" in result.stderr
    assert f"[{code}]" in result.stderr


@pytest.mark.parametrize("said", ["../ude", "Æ", "a/b"])
def test_an_id_that_is_no_id_never_becomes_a_path(said: str, tmp_path: Path) -> None:
    page = exported("bisidder", "--hsds")
    for one in page["contents"][0]["attributes"]:
        if one["taxonomy_term"]["code"] == "offer":
            one["value"] = said
    file = tmp_path / "ind.json"
    file.write_text(json.dumps(page), encoding="utf-8")
    result = run("offers", "import", str(file), "--hsds", "--into", str(tmp_path / "plugins"), "--write")
    assert result.exit_code == 2
    assert "[bad-id]" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["ind.json"]


def test_an_import_needs_to_know_where(tmp_path: Path) -> None:
    result = run("offers", "import", THEIRS, "--hsds")
    assert result.exit_code == 2
    assert "--into" in result.stderr
    assert run("offers", "import", str(tmp_path), "--hsds", "--into", str(tmp_path)).exit_code == 2


@pytest.mark.parametrize("command", ["export", "import"])
@pytest.mark.parametrize(("lang", "word"), [("da", "Brug:"), ("en", "Usage:")])
def test_the_help_speaks_both_languages(command: str, lang: str, word: str) -> None:
    result = run("offers", command, "--help", "--lang", lang)
    assert result.exit_code == 0
    assert word in result.stdout
    assert f"tilbud offers {command}" in result.stdout
