"""A population is read as the engine reads each citizen, and what is wrong with it is told without a person's value."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilbud_engine.case import Citizen, read_knowledge
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError, Problem, is_cpr_shaped
from tilbud_engine.lab.population.encoding import encoded_rows
from tilbud_engine.lab.population.reading import Population, missing_facts, read_population
from tilbud_engine.lab.population.tables import CPR_SHAPED
from tilbud_engine.reading import Text
from tilbud_engine.rules.columns import member_column
from tilbud_engine.rules.conditions import EVERYONE, Constant, Every, Not, Operator, Test
from tilbud_engine.vocabulary import Fact, Label, Members, Vocabulary

ON = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Engine.load().vocabulary


def written(folder: Path, text: str, name: str = "people.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode())
    return file


def cells(population: Population) -> list[dict[str, Any]]:
    return population.frame.collect().rows(named=True)


def one_column(population: Population, name: str) -> list[Any]:
    return [row[name] for row in cells(population)]


def told(path: Path, vocabulary: Vocabulary, **how: Any) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read_population(path, vocabulary, ON, **how)
    return caught.value.problems


# --- what is read is what the engine reads


def a_citizen(vocabulary: Vocabulary, chance: random.Random) -> dict[str, Any]:
    """Return facts as a scenario writes them, and barriers."""
    made: dict[str, Any] = {key: some(fact, chance) for key, fact in vocabulary.facts.items() if chance.random() < 0.6}
    codes = list(vocabulary.barriers)
    barriers = chance.sample(codes, chance.randrange(4)) if chance.random() < 0.7 else None
    if chance.random() < 0.3:
        barriers = [*(barriers or []), "H-ALKOHOL", "A-LAES"]
    return {"facts": made, "barriers": None if barriers is None else list(dict.fromkeys(barriers))}


def some(fact: Fact, chance: random.Random) -> Any:
    match fact.type:
        case "bool":
            return chance.random() < 0.5
        case "choice":
            return chance.choice([one for one in fact.values if one not in fact.valid])
        case "set":
            return chance.sample(list(fact.values), chance.randrange(4))
        case "date":
            return dt.date(2026, 1, 1) + dt.timedelta(days=chance.randrange(800))
    low, high = fact.bounds
    scaled = chance.choice([low, high, chance.randint(low, min(high, low + 40))])
    return scaled if not fact.decimals else f"{scaled // 10**fact.decimals}.{scaled % 10**fact.decimals}"


def knowledge(vocabulary: Vocabulary, made: Mapping[str, Any]) -> Mapping[str, Any]:
    says = [{"barrier": code} for code in made["barriers"] or ()]
    numbers = [key for key, fact in vocabulary.facts.items() if fact.type == "number"]
    facts = {key: Text(value, "", quoted=False) if key in numbers else value for key, value in made["facts"].items()}
    return read_knowledge(Citizen.read({"says": says, "facts": facts}), vocabulary, ON)[0].values


def as_csv(rows: list[dict[str, Any]], separator: str) -> str:
    names = list(rows[0])
    lines = [separator.join(names), *(separator.join(as_cell(row[name]) for name in names) for row in rows)]
    return "\n".join(lines)


def as_cell(value: Any) -> str:
    if isinstance(value, list):
        return '"' + ";".join(value) + '"' if value else "none"
    return "" if value is None else str(value)


@pytest.fixture(scope="module")
def people(vocabulary: Vocabulary) -> list[dict[str, Any]]:
    chance = random.Random(4)  # noqa: S311 - made-up citizens need no secret
    return [a_citizen(vocabulary, chance) for _ in range(300)]


def as_rows(vocabulary: Vocabulary, people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**{key: one["facts"].get(key) for key in vocabulary.facts}, "barriers": one["barriers"]} for one in people]


def expected(vocabulary: Vocabulary, people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = [knowledge(vocabulary, one) for one in people]
    rows = encoded_rows(vocabulary.facts.values(), known).rows(named=True)
    return [
        row
        | {
            member_column("barrier", code): None if one["barriers"] is None else code in one["barriers"]
            for code in vocabulary.barriers
        }
        for row, one in zip(rows, people, strict=True)
    ]


@pytest.mark.parametrize("in_memory", [0, 2**20])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_csv_tells_of_a_citizen_what_a_scenario_tells(
    tmp_path: Path, vocabulary: Vocabulary, people: list[dict[str, Any]], separator: str, in_memory: int
) -> None:
    file = written(tmp_path, as_csv(as_rows(vocabulary, people), separator))
    found = read_population(file, vocabulary, ON, in_memory=in_memory)
    assert cells(found) == expected(vocabulary, people)
    assert (found.rows, found.facts, found.name) == (300, frozenset(vocabulary.facts), "people.csv")


def test_parquet_tells_of_a_citizen_what_a_scenario_tells(
    tmp_path: Path, vocabulary: Vocabulary, people: list[dict[str, Any]]
) -> None:
    kinds: dict[str, Any] = {"bool": pl.Boolean, "int": pl.Int64, "number": pl.Float64, "date": pl.Date}
    kinds |= {"choice": pl.Categorical, "set": pl.List(pl.String)}
    schema = {key: kinds[fact.type] for key, fact in vocabulary.facts.items()} | {"barriers": pl.List(pl.String)}
    rows = as_rows(vocabulary, people)
    numbers = [key for key, fact in vocabulary.facts.items() if fact.type == "number"]
    for row in rows:
        row.update({key: None if row[key] is None else float(row[key]) for key in numbers})
    file = tmp_path / "people.parquet"
    pl.DataFrame(rows, schema=schema).write_parquet(file)
    assert cells(read_population(file, vocabulary, ON)) == expected(vocabulary, people)


def test_a_folder_of_parquet_files_is_one_population(tmp_path: Path, vocabulary: Vocabulary) -> None:
    for number in range(3):
        pl.DataFrame({"age": [number, 40]}).write_parquet(tmp_path / f"part-{number}.parquet")
    found = read_population(tmp_path, vocabulary, ON)
    assert sorted(one_column(found, "age")) == [0, 1, 2, 40, 40, 40]


# --- how programs write tables


@pytest.mark.parametrize(
    ("header", "written_as", "value"),
    [
        ("age", "18", 18),
        ("age", " 18 ", 18),
        ("age", "18.0", 18),
        ("age", '"18"', 18),
        ("age", "", None),
        ("age", "  ", None),
        ("daily_travel_km", "6,1", 61),
        ("daily_travel_km", "6.10", 61),
        ("daily_travel_km", "6", 60),
        ("has_vehicle", "true", True),
        ("has_vehicle", "True", True),
        ("has_vehicle", "SAND", True),
        ("has_vehicle", "Nej", False),
        ("has_vehicle", "0", False),
        ("expected_discharge_date", "2026-12-01", dt.date(2026, 12, 1).toordinal()),
        ("expected_discharge_date", "01-12-2026", dt.date(2026, 12, 1).toordinal()),
        ("start", "2026-12-01", dt.date(2026, 12, 1).toordinal()),
        ("danish_level", "", None),
    ],
)
def test_a_cell_is_read_as_danish_and_english_programs_write_it(
    tmp_path: Path, vocabulary: Vocabulary, header: str, written_as: str, value: Any
) -> None:
    file = written(tmp_path, f"\ufeff{header};network_persons\r\n{written_as};1\r\n")
    assert one_column(read_population(file, vocabulary, ON), header) == [value]


@pytest.mark.parametrize(
    ("cell", "has"),
    [
        ("alcohol", {"alcohol"}),
        ('"alcohol;cannabis"', {"alcohol", "cannabis"}),
        ('"alcohol, cannabis"', {"alcohol", "cannabis"}),
        ("alcohol|cannabis", {"alcohol", "cannabis"}),
        ("none", set()),
        ("Ingen", set()),
        ("", None),
    ],
)
def test_several_answers_stand_in_one_cell(
    tmp_path: Path, vocabulary: Vocabulary, cell: str, has: set[str] | None
) -> None:
    found = read_population(written(tmp_path, f"age;substance_use\n18;{cell}\n"), vocabulary, ON)
    row = cells(found)[0]
    members = vocabulary.facts["substance_use"].values
    assert {one: row[f"substance_use/{one}"] for one in members} == {
        one: None if has is None else one in has for one in members
    }


def test_each_answer_may_have_a_column_of_its_own_and_the_rest_stays_unknown(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    file = written(tmp_path, "age;substance_use.alcohol;consent_sharing.gp\n18;ja;\n19;nej;1\n")
    found = read_population(file, vocabulary, ON)
    assert cells(found) == [
        {"age": 18, "substance_use/alcohol": True, "consent_sharing/gp": None},
        {"age": 19, "substance_use/alcohol": False, "consent_sharing/gp": True},
    ]
    assert found.facts == {"age", "substance_use", "consent_sharing"}


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        ([18.0, None, float("nan")], pl.Float64, [18, None, None]),
        (["18", "", None], pl.String, [18, None, None]),
        ([18, None, 3], pl.UInt8, [18, None, 3]),
        ([None, None, None], pl.Null, [None, None, None]),
    ],
)
def test_parquet_may_hold_a_number_in_any_type_that_can_tell_it(
    tmp_path: Path, vocabulary: Vocabulary, values: list[Any], kind: Any, expected: list[Any]
) -> None:
    file = tmp_path / "people.parquet"
    pl.DataFrame({"age": pl.Series(values, dtype=kind), "has_vehicle": [True, False, True]}).write_parquet(file)
    assert one_column(read_population(file, vocabulary, ON), "age") == expected


def test_an_empty_list_says_that_none_holds_and_no_list_says_nothing(tmp_path: Path, vocabulary: Vocabulary) -> None:
    file = tmp_path / "people.parquet"
    lists = pl.Series([[], None, ["alcohol"]], dtype=pl.List(pl.String))
    pl.DataFrame({"age": [1, 2, 3], "substance_use": lists}).write_parquet(file)
    found = read_population(file, vocabulary, ON)
    assert one_column(found, "substance_use/alcohol") == [False, None, True]
    assert one_column(found, "substance_use/cannabis") == [False, None, False]


def test_what_a_barrier_settles_is_known_unless_the_file_tells_otherwise(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    file = written(tmp_path, "age;barriers;debt_problem\n30;D-GAELD;\n31;D-GAELD;false\n32;H-ANGST;\n33;;true\n")
    found = read_population(file, vocabulary, ON)
    assert one_column(found, "debt_problem") == [True, False, None, True]
    assert one_column(found, "violence_at_home") == [None] * 4
    assert one_column(found, "barrier/D-GAELD") == [True, True, False, None]


def test_facts_that_grow_have_grown_since_the_day_of_the_file(tmp_path: Path, vocabulary: Vocabulary) -> None:
    file = written(tmp_path, "age;months_unemployed;household_children\n30;5;2\n120;719;3\n;;1\n")
    found = read_population(file, vocabulary, ON, as_of=dt.date(2025, 9, 30))
    assert one_column(found, "age") == [31, 120, None]
    assert one_column(found, "months_unemployed") == [18, 720, None]
    assert one_column(found, "household_children") == [2, 3, 1]


def test_a_value_that_is_not_in_force_on_the_day_is_unknown_and_told(tmp_path: Path, vocabulary: Vocabulary) -> None:
    file = written(tmp_path, "age;benefit_type\n30;sho\n31;kontanthjaelp\n32;sho\n")
    found = read_population(file, vocabulary, ON)
    assert one_column(found, "benefit_type") == [None, 0, None]
    assert [(one.code, one.values["count"]) for one in found.remarks] == [("population-lapsed", "under 5")]
    assert found.remarks[0].is_remark
    earlier = read_population(file, vocabulary, dt.date(2025, 6, 30))
    assert None not in one_column(earlier, "benefit_type")
    assert earlier.remarks == ()


def test_a_row_in_which_nothing_is_told_is_no_citizen_and_is_told(tmp_path: Path, vocabulary: Vocabulary) -> None:
    found = read_population(written(tmp_path, "age;has_vehicle\n30;ja\n;\n\n31;\n\n"), vocabulary, ON)
    assert (found.rows, len(cells(found))) == (2, 2)
    assert [(one.code, one.values["count"]) for one in found.remarks] == [("population-empty-rows", "3")]


def test_a_blank_line_below_the_names_is_no_citizen(tmp_path: Path, vocabulary: Vocabulary) -> None:
    file = written(tmp_path, "age;has_vehicle\n\n34;ja\n")
    population = read_population(file, vocabulary, ON)
    assert cells(population) == [{"age": 34, "has_vehicle": True}]
    assert [one.code for one in population.remarks] == ["population-empty-rows"]


def test_a_number_of_a_person_in_the_name_of_the_file_is_not_passed_on(tmp_path: Path, vocabulary: Vocabulary) -> None:
    file = written(tmp_path, "age\n34\n", "borger 010203-1234.csv")
    assert read_population(file, vocabulary, ON).name == "borger ******-****.csv"


def test_columns_that_are_left_out_are_not_read(tmp_path: Path, vocabulary: Vocabulary) -> None:
    file = written(tmp_path, "id;age;note\n7;30;x\n8;31;y\n")
    assert cells(read_population(file, vocabulary, ON, leave_out=["id", "note"])) == [{"age": 30}, {"age": 31}]
    assert [one.code for one in told(file, vocabulary, leave_out=["id", "nota"])] == [
        "population-column-unknown",
        "population-left-out-missing",
    ]


def test_facts_that_rules_need_and_the_file_lacks_are_told(tmp_path: Path, vocabulary: Vocabulary) -> None:
    found = read_population(written(tmp_path, "age;start\n30;2026-12-01\n"), vocabulary, ON)
    old = Test(vocabulary.facts["age"], Operator.AT_LEAST, (Constant(60),))
    ill = Test(vocabulary.facts["has_vehicle"], Operator.IS, (Constant(True),))
    remarks = missing_facts(found, [Every((old, Not(ill))), None, EVERYONE])
    assert [(one.code, one.values["fact"], one.is_remark) for one in remarks] == [
        ("population-fact-missing", "has_vehicle", True)
    ]


# --- bad input


BAD_CELLS = [
    ("age", "atten", "population-not-int"),
    ("age", "18,5", "population-not-int"),
    ("age", "1e2", "population-not-int"),
    ("age", "1.800", "population-not-int"),
    ("age", "121", "population-outside"),
    ("age", "-1", "population-outside"),
    ("age", "99999999999999999999", "population-not-int"),
    ("work_income_12m_dkk", "5000001", "population-outside"),
    ("daily_travel_km", "6,15", "population-not-number"),
    ("daily_travel_km", "1.000,5", "population-not-number"),
    ("daily_travel_km", "inf", "population-not-number"),
    ("daily_travel_km", "2000,1", "population-outside"),
    ("has_vehicle", "maaske", "population-not-bool"),
    ("has_vehicle", "2", "population-not-bool"),
    ("danish_level", "flydende", "population-not-choice"),
    ("substance_use", "alcohol;hash", "population-not-set"),
    ("substance_use", "alcohol;none", "population-not-set"),
    ("substance_use", ";", "population-not-set"),
    ("substance_use.alcohol", "alcohol", "population-not-bool"),
    ("barriers", "H-ANGST;H-ANGTS", "population-not-set"),
    ("expected_discharge_date", "2026-02-30", "population-not-date"),
    ("expected_discharge_date", "12/31/2026", "population-not-date"),
    ("expected_discharge_date", "01-12-26", "population-outside"),
    ("start", "next year", "population-not-date"),
]


@pytest.mark.parametrize(("column", "cell", "code"), BAD_CELLS)
def test_a_cell_that_cannot_be_right_is_told_by_column_and_line_and_never_shown(
    tmp_path: Path, vocabulary: Vocabulary, column: str, cell: str, code: str
) -> None:
    file = written(tmp_path, f'network_persons;{column}\n1;\n2;"{cell}"\n3;\n4;"{cell}"\n')
    (problem,) = told(file, vocabulary)
    assert problem.code == code
    assert problem.where == f"{file}:3"
    assert (problem.values["column"], problem.values["count"], problem.values["rows"]) == (column, "2", "3, 5")
    for language in ("da", "en"):
        line = problem.line(language).removeprefix(str(file))
        assert f"`{column}`" in line
        assert cell not in line.replace(f"`{column}`", "") or len(cell) < 3


@pytest.mark.parametrize(
    ("column", "cell", "near"),
    [
        ("danish_level", "flunt", "fluent"),
        ("municipality", "Vardee", "varde"),
        ("substance_use", "alcohol;canabis", "cannabis"),
        ("barriers", "H-ANGTS", "H-ANGST"),
        ("municipality", "Atlantis", None),
    ],
)
def test_the_valid_name_that_comes_nearest_is_told(
    tmp_path: Path, vocabulary: Vocabulary, column: str, cell: str, near: str | None
) -> None:
    (problem,) = told(written(tmp_path, f'age;{column}\n1;"{cell}"\n'), vocabulary)
    assert problem.values.get("nearest") == near


def test_everything_that_is_wrong_with_the_cells_is_told_at_once_with_five_rows_each(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    lines = [f"{'x' if i % 2 else 400};{'maybe' if i > 90 else 'ja'};" for i in range(100)]
    found = told(written(tmp_path, "\n".join(["age;has_vehicle;danish_level", *lines])), vocabulary)
    assert [(one.code, one.values["count"], one.values["rows"]) for one in found] == [
        ("population-not-int", "50", "3, 5, 7, 9, 11, …"),
        ("population-outside", "50", "2, 4, 6, 8, 10, …"),
        ("population-not-bool", "9", "93, 94, 95, 96, 97, …"),
    ]


def test_a_fault_far_down_is_told_by_its_own_line(tmp_path: Path, vocabulary: Vocabulary) -> None:
    lines = ["age;has_vehicle", *(f"{i % 100};ja" for i in range(300_000))]
    lines[250_000] = "old;ja"
    lines[299_999] = "7"
    file = written(tmp_path, "\n".join(lines))
    assert [(one.code, one.where) for one in told(file, vocabulary)] == [("population-ragged", f"{file}:300000")]
    lines[299_999] = "7;ja"
    file = written(tmp_path, "\n".join(lines))
    assert [(one.code, one.where) for one in told(file, vocabulary)] == [("population-not-int", f"{file}:250001")]


def test_a_row_of_parquet_is_counted_from_one(tmp_path: Path, vocabulary: Vocabulary) -> None:
    file = tmp_path / "people.parquet"
    pl.DataFrame({"age": [18, 19, 400]}).write_parquet(file)
    (problem,) = told(file, vocabulary)
    assert (problem.code, problem.where, problem.values["rows"]) == ("population-outside", f"{file}:3", "3")


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("age", pl.Series([dt.date(2026, 1, 1)])),
        ("has_vehicle", pl.Series([[True]])),
        ("substance_use", pl.Series([3])),
        ("municipality", pl.Series([573])),
        ("expected_discharge_date", pl.Series([20261201])),
        ("substance_use.alcohol", pl.Series([dt.date(2026, 1, 1)])),
        ("start", pl.Series([True])),
        ("barriers", pl.Series([{"code": "x"}])),
    ],
)
def test_a_column_of_a_type_that_cannot_be_right_is_told(
    tmp_path: Path, vocabulary: Vocabulary, column: str, values: pl.Series
) -> None:
    file = tmp_path / "people.parquet"
    pl.DataFrame({"network_persons": [1], column: values}).write_parquet(file)
    (problem,) = told(file, vocabulary)
    assert (problem.code, problem.values["column"]) == ("population-column-type", column)


@pytest.mark.parametrize(
    ("header", "codes"),
    [
        ("age;municipaliti", [("population-column-unknown", "municipality")]),
        ("age;substance_use.hash", [("population-column-unknown", None)]),
        ("age;weight", [("population-column-unknown", None)]),
        ("age;age", [("population-column-twice", None)]),
        ("age;", [("population-column-nameless", None)]),
        ("age;Navn", [("population-personal", None)]),
        ("age;adresse", [("population-personal", None)]),
        ("age;CPR", [("population-cpr-column", None)]),
        ("age;borger_cpr", [("population-cpr-column", None)]),
        ("age;personnummer", [("population-cpr-column", None)]),
        ("substance_use;substance_use.alcohol", [("population-set-twice", None)]),
        ("34;varde", [("population-header-missing", None)]),
    ],
)
def test_a_name_of_a_column_that_cannot_be_right_is_told(
    tmp_path: Path, vocabulary: Vocabulary, header: str, codes: list[tuple[str, str | None]]
) -> None:
    file = written(tmp_path, f"{header}\n;\n")
    found = told(file, vocabulary)
    assert [one.code for one in found] == [code for code, _ in codes]
    assert all(one.where == f"{file}:1" for one in found)
    if codes[0][1]:
        assert found[0].values["nearest"] == codes[0][1]


@pytest.mark.parametrize(
    ("raw", "codes", "line"),
    [
        (b"", ["file-empty"], ""),
        (b"\n\n", ["population-header-missing"], ":1"),
        (b"age;has_vehicle\n", ["population-no-rows"], ""),
        (b"age;has_vehicle\n;\n", ["population-no-rows"], ""),
        (b"age;has_vehicle\n\n\n", ["population-no-rows"], ""),
        (b"age;has_vehicle\r1;ja\r2;nej\r", ["population-line-ends"], ""),
        (b"age;municipality\n1;varde\n2;r\xf8dovre\n", ["not-utf8"], ":3"),
        ("age;municipality\n1;varde\n".encode("utf-16"), ["not-utf8"], ":1"),
        (b"age;has_vehicle\n1;ja\n2\n", ["population-ragged"], ":3"),
        (b"age;has_vehicle\n1;ja\n2;ja;3\n", ["population-ragged"], ":3"),
        (b'age;has_vehicle\n1;"ja\n2;nej\n', ["population-quote"], ":2"),
        (b"age,has_vehicle\n1;ja\n", ["population-ragged"], ":2"),
        (b'age;has_vehicle\n1;"ja"\n2;ne"j"\n', ["population-quote"], ":3"),
    ],
)
def test_a_file_that_is_no_table_is_told_with_the_line(
    tmp_path: Path, vocabulary: Vocabulary, raw: bytes, codes: list[str], line: str
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(raw)
    found = told(file, vocabulary)
    assert [(one.code, one.where) for one in found] == [(code, f"{file}{line}") for code in codes]


def test_what_is_wrong_with_names_and_lines_is_told_together(tmp_path: Path, vocabulary: Vocabulary) -> None:
    file = written(tmp_path, 'age;municipaliti;navn;cpr;age\n34;v;x;010203-1234;2\n18;1\n"x;2;3;4;5\n')
    assert sorted(one.code for one in told(file, vocabulary)) == [
        "population-column-twice",
        "population-column-unknown",
        "population-cpr",
        "population-cpr-column",
        "population-personal",
        "population-quote",
        "population-ragged",
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [("people.xlsx", "population-format"), ("gone.csv", "file-missing"), ("empty", "population-format")],
)
def test_what_is_no_file_of_citizens_is_told(tmp_path: Path, vocabulary: Vocabulary, name: str, code: str) -> None:
    (tmp_path / "people.xlsx").write_bytes(b"PK")
    (tmp_path / "empty").mkdir()
    assert [one.code for one in told(tmp_path / name, vocabulary)] == [code]


@pytest.mark.parametrize("cell", [{"cpr": "0102031234"}, [102031234], dt.timedelta(3), dt.time(3)])
def test_a_file_whose_only_column_is_of_a_type_that_cannot_be_right_is_told(
    tmp_path: Path, vocabulary: Vocabulary, cell: object
) -> None:
    file = tmp_path / "people.parquet"
    pl.DataFrame({"age": [cell]}).write_parquet(file)
    assert [one.code for one in told(file, vocabulary)] == ["population-column-type"]


def test_a_file_of_which_every_column_is_left_out_is_told(tmp_path: Path, vocabulary: Vocabulary) -> None:
    file = written(tmp_path, "age\n34\n")
    assert [one.code for one in told(file, vocabulary, leave_out=["age"])] == ["population-header-missing"]


@pytest.mark.parametrize("length", [3, 60, -20])
def test_a_parquet_file_that_was_cut_off_is_told(tmp_path: Path, vocabulary: Vocabulary, length: int) -> None:
    file = tmp_path / "people.parquet"
    pl.DataFrame({"age": list(range(100))}).write_parquet(file)
    file.write_bytes(file.read_bytes()[:length])
    assert [one.code for one in told(file, vocabulary)] == ["population-broken"]


def test_parquet_with_damage_in_its_middle_is_told(tmp_path: Path, vocabulary: Vocabulary) -> None:
    file = tmp_path / "people.parquet"
    pl.DataFrame({"age": [i % 100 for i in range(50_000)]}).write_parquet(file)
    raw = bytearray(file.read_bytes())
    raw[40:4_000] = bytes(3_960)
    file.write_bytes(bytes(raw))
    assert [one.code for one in told(file, vocabulary)] == ["population-broken"]


# --- CPR numbers


NUMBER = "0102031234"


@pytest.mark.parametrize("cell", [NUMBER, "010203-1234", '"010203 1234"', "hun er 010203-1234"])
@pytest.mark.parametrize("header", ["note", "municipality", "work_income_12m_dkk"])
def test_a_column_of_cpr_numbers_is_refused_and_no_number_is_shown(
    tmp_path: Path, vocabulary: Vocabulary, header: str, cell: str
) -> None:
    file = written(tmp_path, f"age;{header}\n1;\n2;{cell}\n")
    found = told(file, vocabulary, leave_out=["note"] if header == "note" else ())
    assert [(one.code, one.where, one.values["column"]) for one in found] == [("population-cpr", f"{file}:3", header)]
    assert "1234" not in found[0].line().removeprefix(str(file))


@pytest.mark.parametrize(
    "values",
    [pl.Series(["x", "010203-1234"]), pl.Series([1, 1_102_031_234]), pl.Series([["a"], ["b", NUMBER]])],
)
@pytest.mark.parametrize("column", ["note", "municipality"])
def test_a_column_of_cpr_numbers_in_parquet_is_refused(
    tmp_path: Path, vocabulary: Vocabulary, values: pl.Series, column: str
) -> None:
    file = tmp_path / "people.parquet"
    pl.DataFrame({"age": [1, 2], column: values}).write_parquet(file)
    found = told(file, vocabulary, leave_out=["note"] if column == "note" else ())
    assert ("population-cpr", f"{file}:2", column) in [(one.code, one.where, one.values["column"]) for one in found]
    assert NUMBER not in " ".join(one.line() for one in found)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_numbers_side_by_side_are_no_cpr_number(tmp_path: Path, vocabulary: Vocabulary, separator: str) -> None:
    names = ["work_income_12m_dkk", "months_unemployed", "age", "household_children", "number_of_contacts", "start"]
    rows = [["311299", "720", "34", "1", "1", "2026-12-31"], ["1", "2", "3", "4", "5", "2026-01-02"]]
    text = "\n".join(separator.join(row) for row in [names, *rows])
    assert read_population(written(tmp_path, text), vocabulary, ON).rows == 2


@settings(deadline=None)
@given(st.text("0123456789 -./_+a\u00a0\u2013\u0661\uff13,", max_size=24))
def test_cpr_numbers_are_found_as_everywhere_else(text: str) -> None:
    assert pl.Series([text]).str.contains(CPR_SHAPED).item() == is_cpr_shaped(text)


@settings(deadline=None)
@given(st.from_regex(r"[0-9]{2}[-. /]?[0-9]{2}[-. ]?[0-9]{2}[-. _]{0,6}[0-9]{2} ?[0-9]{2}", fullmatch=True))
def test_numbers_that_come_near_a_cpr_number_are_told_apart_as_everywhere_else(text: str) -> None:
    assert pl.Series([text]).str.contains(CPR_SHAPED).item() == is_cpr_shaped(text)


def test_a_member_of_a_set_is_told_as_the_engine_tells_it(tmp_path: Path, vocabulary: Vocabulary) -> None:
    fact = vocabulary.facts["substance_use"]
    rows = encoded_rows([fact], [{"substance_use": Members(frozenset(["alcohol"]), frozenset(["cannabis"]))}])
    file = written(tmp_path, "substance_use.alcohol;substance_use.cannabis\n1;0\n")
    found = read_population(file, vocabulary, ON)
    assert cells(found) == [{name: rows.rows(named=True)[0][name] for name in found.columns}]


def test_parquet_with_damage_far_down_is_told_when_its_cells_are_looked_at(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    file = tmp_path / "people.parquet"
    pl.DataFrame({"age": [i * 7 % 100 for i in range(50_000)]}).write_parquet(file, row_group_size=10_000)
    raw = bytearray(file.read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + 4_000] = bytes(4_000)
    file.write_bytes(bytes(raw))
    assert [one.code for one in told(file, vocabulary)] == ["population-broken"]


def test_parquet_tells_yes_and_no_as_numbers_and_days_as_times(tmp_path: Path, vocabulary: Vocabulary) -> None:
    file = tmp_path / "people.parquet"
    day = dt.date(2026, 12, 1)
    pl.DataFrame(
        {
            "has_vehicle": pl.Series([1, 0, None], dtype=pl.Int8),
            "wishes_work": [1.0, float("nan"), 0.0],
            "expected_discharge_date": [dt.datetime(2026, 12, 1, 9, 30), None, None],  # noqa: DTZ001 - as files have it
        }
    ).write_parquet(file)
    found = cells(read_population(file, vocabulary, ON))
    assert [row["has_vehicle"] for row in found] == [True, False, None]
    assert [row["wishes_work"] for row in found] == [True, None, False]
    assert [row["expected_discharge_date"] for row in found] == [day.toordinal(), None, None]


def test_answers_with_danish_letters_are_read_however_the_letters_are_put_together(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    fact = Fact(key="skaller", type="set", label="x", phrase="x", values={"blå": Label(), "rød": Label()})
    words = replace(vocabulary, facts={**vocabulary.facts, "skaller": fact})
    file = written(tmp_path, "age;skaller\n1;bla\u030a\n2;blå|rød\n3;rød\n")
    found = read_population(file, words, ON)
    assert one_column(found, member_column("skaller", "blå")) == [True, True, False]
    assert one_column(found, member_column("skaller", "rød")) == [False, True, True]


def test_a_list_with_a_gap_in_it_tells_nothing(tmp_path: Path, vocabulary: Vocabulary) -> None:
    file = tmp_path / "people.parquet"
    lists = pl.Series([["alcohol", None], ["cannabis"]], dtype=pl.List(pl.String))
    pl.DataFrame({"age": [1, 2], "substance_use": lists}).write_parquet(file)
    found = read_population(file, vocabulary, ON)
    assert one_column(found, "substance_use/alcohol") == [None, False]
    assert one_column(found, "substance_use/cannabis") == [None, True]


def test_a_damaged_csv_file_is_read_or_told_and_never_breaks_the_program(
    tmp_path: Path, vocabulary: Vocabulary, people: list[dict[str, Any]]
) -> None:
    chance = random.Random(11)  # noqa: S311 - damage needs no secret
    sound = as_csv(as_rows(vocabulary, people[:8]), ";").encode()
    odd = [
        b'"',
        b";",
        b"\n",
        b"\r",
        b"\x00",
        b"\xff",
        b",",
        b"\x01",
        b"\xef\xbb\xbf",
        b"1e9",
        b"\xe2\x80\xae",
        b" " * 9,
    ]
    outcomes: set[object] = set()
    for _ in range(250):
        raw = bytearray(sound)
        for _ in range(chance.randrange(1, 4)):
            place = chance.randrange(len(raw))
            raw[place : place + chance.randrange(12)] = chance.choice(odd)
        file = tmp_path / "people.csv"
        file.write_bytes(raw)
        try:
            outcomes.add(read_population(file, vocabulary, ON).rows > 0)
        except InputError as error:
            outcomes.update(one.code for one in error.problems)
    assert {"population-ragged", "population-quote", "not-utf8", "population-not-choice"} <= outcomes
