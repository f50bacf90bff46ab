"""The options by which commands read a population: what is left out, what is kept, its day, and where it is counted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.cli.running import run

DAY = ("--on", "2026-09-01")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Path(shutil.copy(ROOT / "examples" / "befolkning" / "befolkning.csv", tmp_path / "borgere.csv"))


def simulated(file: Path, *more: str) -> dict[str, object]:
    result = run("rules", "simulate", "eksempelkommune", "--population", str(file), "--format", "json", *DAY, *more)
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_a_column_is_left_out_where_it_is_named(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    numbered = [f"{line},{'sagsnummer' if i == 0 else i}" for i, line in enumerate(lines)]
    file.write_text("\n".join(numbered), encoding="utf-8")
    refused = run("rules", "simulate", "eksempelkommune", "--population", str(file), *DAY)
    assert refused.exit_code == 2
    assert "sagsnummer" in refused.stderr
    whole = simulated(file, "--leave-out", "sagsnummer")
    assert whole == simulated(Path(shutil.copy(ROOT / "examples" / "befolkning" / "befolkning.csv", file)))


def test_what_is_kept_gives_the_same_answers(file: Path) -> None:
    fresh = simulated(file)
    assert simulated(file, "--keep-encoded") == fresh
    assert file.with_name("borgere.csv.encoded.parquet").exists()
    assert simulated(file) == fresh


def test_sail_gives_the_same_answers(file: Path) -> None:
    pytest.importorskip("pysail")
    assert simulated(file, "--engine", "sail") == simulated(file)


def test_a_comparison_reads_a_population_the_same_way(file: Path) -> None:
    sides = ("rules", "diff", "eksempelkommune@2026-09-01", "eksempelkommune@2026-09-02", "--population", str(file))
    plain = run(*sides, "--format", "json")
    kept = run(*sides, "--format", "json", "--keep-encoded", "--as-of", "2026-09-01")
    assert plain.exit_code == kept.exit_code
    assert json.loads(plain.stdout)["population"] == json.loads(kept.stdout)["population"]
    assert file.with_name("borgere.csv.encoded.parquet").exists()


def test_an_engine_that_there_is_not_is_wrong_input(file: Path) -> None:
    result = run("rules", "simulate", "eksempelkommune", "--population", str(file), "--engine", "spark", *DAY)
    assert result.exit_code == 2
    assert "polars, sail, sc://" in result.stderr
