"""The encoded population beside its file is used while it tells the same, and never when it does not."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError
from tilbud_engine.lab.population.keeping import kept_beside
from tilbud_engine.lab.population.reading import Population, read_population
from tilbud_engine.vocabulary import Fact, Vocabulary

ON = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Engine.load().vocabulary


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "people.csv"
    made.write_text("age;benefit_type;substance_use\n30;sho;alcohol\n31;;none\n;;\n", encoding="utf-8")
    return made


def rows(population: Population) -> list[tuple[object, ...]]:
    return population.frame.collect().rows()


def test_what_is_kept_tells_the_same_as_the_file(file: Path, vocabulary: Vocabulary) -> None:
    fresh = read_population(file, vocabulary, ON)
    assert not kept_beside(file).exists(), "a copy of what is known of people is made only when it is asked for"
    kept = read_population(file, vocabulary, ON, keep=True)
    again = read_population(file, vocabulary, ON)
    assert kept.encoded == again.encoded == kept_beside(file)
    for one in (kept, again):
        assert rows(one) == rows(fresh)
        assert replace(one, frame=fresh.frame, encoded=None) == fresh


def test_what_is_kept_is_for_its_owner_alone(file: Path, vocabulary: Vocabulary) -> None:
    read_population(file, vocabulary, ON, keep=True)
    assert kept_beside(file).stat().st_mode & 0o077 == 0
    assert sorted(one.name for one in file.parent.iterdir()) == ["people.csv", "people.csv.encoded.parquet"]


def test_what_is_kept_is_used_without_reading_the_file(file: Path, vocabulary: Vocabulary) -> None:
    read_population(file, vocabulary, ON, keep=True)
    state = file.stat()
    file.write_bytes(file.read_bytes().replace(b"30", b"xx"))
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert read_population(file, vocabulary, ON).rows == 2


def test_a_file_that_changed_is_read_anew(file: Path, vocabulary: Vocabulary) -> None:
    read_population(file, vocabulary, ON, keep=True)
    file.write_text("age\n50\n51\n52\n", encoding="utf-8")
    fresh = read_population(file, vocabulary, ON)
    assert (fresh.rows, fresh.encoded) == (3, None)
    assert [(one.code, one.is_remark) for one in fresh.remarks] == [("population-kept-stale", True)]
    assert read_population(file, vocabulary, ON, keep=True).rows == 3
    assert read_population(file, vocabulary, ON).encoded == kept_beside(file)


def test_what_was_kept_for_other_words_or_another_day_is_not_used(file: Path, vocabulary: Vocabulary) -> None:
    read_population(file, vocabulary, ON, keep=True)
    age = Fact(key="age", type="int", range_=(0, 130), label="alder", phrase="du er {value}")
    wider = replace(vocabulary, facts={**vocabulary.facts, "age": age})
    benefit = vocabulary.facts["benefit_type"]
    turned = benefit.model_copy(update={"values": dict(reversed(list(benefit.values.items())))})
    other = replace(vocabulary, facts={**vocabulary.facts, "benefit_type": turned})
    assert read_population(file, vocabulary, dt.date(2026, 12, 1)).encoded, "on that day it tells the same"
    assert read_population(file, wider, ON).encoded is None
    assert read_population(file, other, ON).encoded is None
    assert read_population(file, vocabulary, dt.date(2025, 6, 1)).encoded is None, "`sho` was in force"
    assert read_population(file, vocabulary, ON, as_of=dt.date(2025, 1, 1)).encoded is None, "ages have grown"


@pytest.mark.parametrize("raw", [b"", b"PAR1", b"age\n1\n"])
def test_a_kept_file_that_is_broken_is_not_used(file: Path, vocabulary: Vocabulary, raw: bytes) -> None:
    kept_beside(file).write_bytes(raw)
    assert read_population(file, vocabulary, ON).encoded is None
    assert read_population(file, vocabulary, ON, keep=True).encoded == kept_beside(file)


def test_a_parquet_file_of_somebody_else_in_its_place_is_not_used(file: Path, vocabulary: Vocabulary) -> None:
    pl.DataFrame({"age": [1]}).write_parquet(kept_beside(file))
    assert read_population(file, vocabulary, ON).rows == 2


def test_an_encoded_file_can_be_given_by_itself(file: Path, vocabulary: Vocabulary) -> None:
    read_population(file, vocabulary, ON, keep=True)
    moved = kept_beside(file).rename(file.with_name("moved.encoded.parquet"))
    file.unlink()
    assert rows(read_population(moved, vocabulary, ON)) == [(30, None, True, *[False] * 3), (31, None, *[False] * 4)]


def test_an_encoded_file_that_was_made_for_another_day_is_not_read_as_if_it_fitted(
    file: Path, vocabulary: Vocabulary
) -> None:
    read_population(file, vocabulary, ON, keep=True)
    with pytest.raises(InputError, match="population-encoded-otherwise"):
        read_population(kept_beside(file), vocabulary, dt.date(2025, 6, 1))


def test_a_fault_in_the_file_leaves_nothing_behind(file: Path, vocabulary: Vocabulary) -> None:
    file.write_text("age\n500\n", encoding="utf-8")
    with pytest.raises(InputError):
        read_population(file, vocabulary, ON, keep=True)
    assert [one.name for one in file.parent.iterdir()] == ["people.csv"]
