"""A made-up population is spread as its file says, is the same for the same seed, and has nobody who cannot be."""

from __future__ import annotations

import datetime as dt
from functools import cache, partial
from pathlib import Path

import polars as pl
import pytest

from tests.checkout import ROOT
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError
from tilbud_engine.lab.population.drawing import Drawn, draw
from tilbud_engine.lab.population.making import as_written, make_population
from tilbud_engine.lab.population.marginals import Marginals, read_marginals
from tilbud_engine.lab.population.reading import read_population
from tilbud_engine.lab.rules_at import load_rules

ON = dt.date(2026, 9, 1)
EXAMPLE = ROOT / "examples" / "befolkning" / "befolkning.yaml"


@cache
def engine() -> Engine:
    return load_rules("eksempelkommune", ON).engine


def marginals(tmp_path: Path, text: str) -> Marginals:
    file = tmp_path / "tal.yaml"
    file.write_text(text, encoding="utf-8")
    return read_marginals(file, engine().vocabulary)


def drawn(wanted: Marginals, rows: int, *, seed: int = 1, first: int = 0, told: Drawn | None = None) -> pl.DataFrame:
    never = engine().rulebook.never(ON)
    made = draw(wanted, engine().vocabulary, never, seed=seed, first=first, rows=rows, told=told)
    return as_written(made, wanted, engine().vocabulary)


def faults(tmp_path: Path, text: str) -> list[tuple[str, str]]:
    """Return the code and the line of every fault in a file of marginals."""
    with pytest.raises(InputError) as caught:
        marginals(tmp_path, text)
    return [(one.code, one.where.rpartition(":")[2]) for one in caught.value.problems]


AGES = "population: Prøve\nfacts:\n  age: {shares: {18-29: 0.25, 30-66: 0.75}, assumed: true}\n"


def test_the_example_makes_the_shipped_file(tmp_path: Path) -> None:
    made = tmp_path / "befolkning.csv"
    wanted = read_marginals(EXAMPLE, engine().vocabulary)
    make_population(wanted, engine().vocabulary, engine().rulebook.never(ON), made, rows=600, seed=1)
    assert made.read_bytes() == (ROOT / "examples" / "befolkning" / "befolkning.csv").read_bytes()


def test_a_person_is_the_same_whatever_the_chunk_and_however_many_there_are(tmp_path: Path) -> None:
    wanted = marginals(tmp_path, AGES)
    assert drawn(wanted, 1_000)[700:].equals(drawn(wanted, 300, first=700))
    assert not drawn(wanted, 1_000).equals(drawn(wanted, 1_000, seed=2))


def noted(done: list[int], one: int, _: int) -> None:
    done.append(one)


def share(answers: pl.Series) -> float:
    """Return how many of the known answers are yes, as a share."""
    known = answers.drop_nulls()
    return int(known.sum()) / len(known)


def test_shares_come_out_as_they_are_written(tmp_path: Path) -> None:
    wanted = marginals(
        tmp_path,
        AGES
        + """
  has_employer: {share: 0.1, unknown: 0.3, source: {title: Register}}
  substance_use: {members: {alcohol: 0.2}, assumed: true}
  daily_travel_km: {shares: {0.0-9.9: 1}, assumed: true}
barriers:
  N-ENSOM: {given: age, share: {18-29: 0.5, otherwise: 0}, assumed: true}
start: {shares: {2026-09-01 to 2026-09-30: 1}, assumed: true}
""",
    )
    made = drawn(wanted, 40_000)
    young = made.filter(pl.col("age") <= 29)
    assert abs(len(young) / 40_000 - 0.25) < 0.01
    assert set(young["age"].unique()) == set(range(18, 30))
    assert abs(made["has_employer"].null_count() / 40_000 - 0.3) < 0.01
    assert abs(share(made["has_employer"]) - 0.1) < 0.01
    assert set(made["substance_use"].unique()) == {"alcohol", "none"}
    assert made["daily_travel_km"].min() == 0.0
    assert made["daily_travel_km"].max() == 9.9
    assert abs(share(young["barriers"] == "N-ENSOM") - 0.5) < 0.02
    assert set(made.filter(pl.col("age") > 29)["barriers"].unique()) == {"none"}
    assert (made["start"].min(), made["start"].max()) == (dt.date(2026, 9, 1), dt.date(2026, 9, 30))
    assert wanted.assumed == ("age", "substance_use", "daily_travel_km", "N-ENSOM", "start")


def test_answers_do_not_depend_on_each_other_unless_the_file_says_so(tmp_path: Path) -> None:
    wanted = marginals(
        tmp_path, AGES + "  has_employer: {share: 0.5, assumed: true}\n  wishes_work: {share: 0.5, assumed: true}\n"
    )
    both = drawn(wanted, 40_000)
    assert abs(share(both["has_employer"] & both["wishes_work"]) - 0.25) < 0.01
    assert abs(share(both.filter(pl.col("age") <= 29)["wishes_work"]) - 0.5) < 0.02


def test_nobody_is_made_who_cannot_be(tmp_path: Path) -> None:
    wanted = marginals(
        tmp_path,
        """
population: Børn og voksne
facts:
  age: {shares: {10-17: 0.5, 18-66: 0.5}, assumed: true}
  benefit_type: {shares: {foertidspension: 0.5, kontanthjaelp: 0.5}, assumed: true}
""",
    )
    told = Drawn()
    made = drawn(wanted, 4_000, told=told)
    assert made.filter((pl.col("age") < 18) & (pl.col("benefit_type") == "foertidspension")).is_empty()
    assert told.again > 500
    assert told.left_unknown == 0
    assert len(made) == 4_000


def test_what_makes_somebody_impossible_is_left_unknown_when_nothing_else_can_be_drawn(tmp_path: Path) -> None:
    wanted = marginals(
        tmp_path,
        """
population: Kun umulige
facts:
  age: {shares: {12: 1}, assumed: true}
  benefit_type: {shares: {foertidspension: 1}, assumed: true}
""",
    )
    told = Drawn()
    made = drawn(wanted, 10, told=told)
    assert told.left_unknown == 10
    assert made["benefit_type"].null_count() == 10


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_what_is_made_can_be_read_again(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"borgere.{suffix}"
    wanted = read_marginals(EXAMPLE, engine().vocabulary)
    told = make_population(wanted, engine().vocabulary, engine().rulebook.never(ON), file, rows=500, seed=3)
    people = read_population(file, engine().vocabulary, ON)
    assert told.rows == people.rows == 500
    assert people.remarks == ()
    assert people.facts >= frozenset(wanted.facts)


def test_stopping_leaves_a_whole_file(tmp_path: Path) -> None:
    wanted = marginals(tmp_path, AGES)
    for suffix in ("parquet", "csv"):
        file = tmp_path / f"borgere.{suffix}"
        done: list[int] = []
        told = make_population(
            wanted,
            engine().vocabulary,
            (),
            file,
            rows=1_000_000,
            seed=1,
            progress=partial(noted, done),
            stopped=partial(bool, done),
        )
        assert 0 < told.rows < 1_000_000
        assert read_population(file, engine().vocabulary, ON).rows == told.rows


@pytest.mark.parametrize(
    ("lines", "code", "line"),
    [
        ("  agee: {shares: {18: 1}, assumed: true}", "unknown-fact", "4"),
        ("  wishes_work: {share: 0.5}", "population-figure-without-source", "4"),
        ("  wishes_work: {share: 0.5, assumed: false}", "population-figure-without-source", "4"),
        ("  wishes_work: {shares: {true: 0.5, false: 0.4}, assumed: true}", "population-shares-not-one", "4"),
        ("  wishes_work: {share: 1.5, assumed: true}", "population-not-a-share", "4"),
        ("  wishes_work: {share: halvdelen, assumed: true}", "population-not-a-share", "4"),
        ("  wishes_work: {members: {a: 1}, assumed: true}", "population-figure-shape", "4"),
        ("  wishes_work: {assumed: true}", "population-figure-shape", "4"),
        ("  danish_level: {shares: {fluent: 0.5, workin: 0.5}, assumed: true}", "population-unknown-value", "4"),
        ("  substance_use: {members: {alchol: 0.5}, assumed: true}", "population-unknown-value", "4"),
        ("  benefit_months: {shares: {0-12: 0.5, 12-24: 0.5}, assumed: true}", "population-values-overlap", "4"),
        ("  benefit_months: {shares: {12-0: 1}, assumed: true}", "population-not-numbers", "4"),
        ("  benefit_months: {shares: {0-9999: 1}, assumed: true}", "population-not-numbers", "4"),
        ("  resource_course_start: {shares: {2026-02-30: 1}, assumed: true}", "population-not-dates", "4"),
        (
            "  wishes_work: {given: months_unemployed, share: {0: 0.5}, assumed: true}",
            "population-given-not-above",
            "4",
        ),
        ("  wishes_work: {given: age, share: {18-29: 0.5}, assumed: true}", "population-given-gap", "4"),
        ("  wishes_work: {share: 0.5, assumed: true, uknown: 0.1}", "unknown-key", "4"),
        ("barriers:\n  N-ENSON: {share: 0.5, assumed: true}", "unknown-barrier", "5"),
    ],
)
def test_a_bad_figure_is_refused_with_its_line(tmp_path: Path, lines: str, code: str, line: str) -> None:
    assert faults(tmp_path, f"{AGES}{lines}\n") == [(code, line)]


def test_the_nearest_name_is_proposed(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        marginals(tmp_path, f"{AGES}  danish_level: {{shares: {{fluent: 0.5, workin: 0.5}}, assumed: true}}\n")
    assert "Did you mean `working`?" in str(caught.value)


def test_a_file_without_facts_is_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, "population: Ingen\n") == [("population-without-facts", "1")]


def test_shares_that_were_rounded_are_taken(tmp_path: Path) -> None:
    wanted = marginals(
        tmp_path, "population: Prøve\nfacts:\n  age: {shares: {18: 0.333, 19: 0.333, 20: 0.333}, assumed: true}\n"
    )
    assert set(drawn(wanted, 100)["age"].unique()) == {18, 19, 20}
