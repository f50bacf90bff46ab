"""A simulation counts what the engine answers each person, and shows no count that it must not."""

from __future__ import annotations

import csv
import datetime as dt
import random
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tilbud_engine.case import Citizen, read_knowledge
from tilbud_engine.lab.population.reading import Population, read_population
from tilbud_engine.lab.rules_at import RulesAt, load_rules
from tilbud_engine.lab.simulation import simulate
from tilbud_engine.lab.simulation.counting import ALL, IN, OUT, Four, Tables, count
from tilbud_engine.lab.simulation.values import LEG, SMALL_GROUPS, Counts, OfferNumbers, Simulation
from tilbud_engine.lab.simulation.withholding import merged, withhold
from tilbud_engine.reading import Text, as_node
from tilbud_engine.rules import reference
from tilbud_engine.rules.relevance import facts_that_matter

ON = dt.date(2026, 9, 1)
FILE = ROOT / "examples" / "befolkning" / "befolkning.csv"
PERSONS = 60


@cache
def rules() -> RulesAt:
    return load_rules("eksempelkommune", ON)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(islice(csv.DictReader(file), PERSONS))


@pytest.fixture(scope="module")
def population(rows: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Population:
    path = tmp_path_factory.mktemp("population") / "borgere.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return read_population(path, rules().engine.vocabulary, ON)


@pytest.fixture(scope="module")
def open_simulation(population: Population) -> Simulation:
    return simulate(rules(), population, suppress=False)


def citizen_of(row: Mapping[str, str]) -> Citizen:
    """Read a row as a caseworker's tool would write the person, without the reader of populations."""
    facts = rules().engine.vocabulary.facts
    told = {key: cell for key, cell in row.items() if key in facts and cell}
    answers = {
        key: ([] if cell == "none" else cell.split(";"))
        if facts[key].type == "set"
        else Text(cell, quoted=facts[key].type == "choice")
        for key, cell in told.items()
    }
    says = [{"barrier": code} for code in barriers_of(row)]
    return Citizen.read(as_node({"says": says, "facts": answers}), rules().engine.vocabulary)


def barriers_of(row: Mapping[str, str]) -> list[str]:
    return [] if row["barriers"] == "none" else row["barriers"].split(";")


def suggested(row: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return the verdict and the right of each offer that the engine finds relevant for the person."""
    answer = rules().engine.suggest(citizen_of(row), ON, ruleset="eksempelkommune", audience="caseworker")
    found = {one.offer: (one.verdict, one.right) for one in (*answer.cards, *answer.shielded)}
    return found | {one.offer: (one.verdict, "no") for one in answer.not_now}


def age_band(row: Mapping[str, str]) -> str:
    bands = (("0-17", 17), ("18-24", 24), ("25-29", 29), ("30-39", 39), ("40-49", 49), ("50-59", 59), ("60-66", 66))
    return next((band for band, last in bands if int(row["age"]) <= last), "67+")


def test_every_count_is_what_the_engine_suggests_person_by_person(
    rows: list[dict[str, str]], open_simulation: Simulation
) -> None:
    answers = [suggested(row) for row in rows]
    for offer in open_simulation.offers:
        found = Counter(one.get(offer.id, ("not_relevant", ""))[0] for one in answers)
        told = offer.total.as_json()
        assert told == {name: found[name] for name in told}, offer.id
        rights = Counter(one[offer.id][1] for one in answers if offer.id in one)
        if offer.right is not None:
            expected = (rights["yes"], rights["unknown"])
            assert (offer.right.yes, offer.right.unknown) == expected, offer.id
        else:
            assert not rights["yes"] + rights["unknown"], offer.id


def test_the_groups_hold_the_persons_of_the_file(rows: list[dict[str, str]], open_simulation: Simulation) -> None:
    legs = {code: one.leg for code, one in rules().engine.vocabulary.barriers.items()}
    expected = {
        "age": Counter(map(age_band, rows)),
        "municipality": Counter(row["municipality"] for row in rows),
        "target_group": Counter(row["lab_target_group"] or "unknown" for row in rows),
        "leg": Counter(leg for row in rows for leg in {legs[code] for code in barriers_of(row)}),
    }
    assert {name: {one.key: one.persons for one in groups} for name, groups in open_simulation.groups.items()} == {
        name: dict(found) for name, found in expected.items()
    }


def test_the_counts_of_a_group_are_those_of_its_persons(
    rows: list[dict[str, str]], open_simulation: Simulation
) -> None:
    young = [suggested(row) for row in rows if age_band(row) == "18-24"]
    lonely = [suggested(row) for row in rows if any(code.startswith("N-") for code in barriers_of(row))]
    for offer in open_simulation.offers:
        for group, answers in ((offer.groups["age"]["18-24"], young), (offer.groups["leg"]["N"], lonely)):
            found = Counter(one.get(offer.id, ("not_relevant", ""))[0] for one in answers)
            assert group == Counts(found["yes"], found["no"], found["unknown"], found["not_relevant"]), offer.id


def test_the_groups_of_each_table_make_the_whole(open_simulation: Simulation) -> None:
    for offer in open_simulation.offers:
        for name in ("age", "municipality", "target_group"):
            for answer in ("yes", "no", "unknown", "not_relevant"):
                parts = [getattr(one, answer) for one in offer.groups[name].values()]
                assert sum(parts) == getattr(offer.total, answer)


def test_a_fact_is_missing_where_it_can_still_decide(rows: list[dict[str, str]], open_simulation: Simulation) -> None:
    repeated = set()
    expected: dict[str, Counter[str]] = {key: Counter() for key in rules().answers}
    for row in rows:
        known = read_knowledge(citizen_of(row), rules().engine.vocabulary, ON)[0].values
        relevant = suggested(row)
        for key, answer in rules().answers.items():
            assert answer.eligible is not None
            if key in relevant and reference.decide(answer.eligible, known) is None:
                expected[key].update(facts_that_matter(answer.eligible, known))
    for offer in open_simulation.offers:
        found = {fact: count for fact, count in offer.missing.items() if count}
        if found != dict(expected[offer.id]):
            # A fact that stands in several places may be asked for where it decides nothing; never the other way.
            repeated.add(offer.id)
            assert all(found[fact] >= many for fact, many in expected[offer.id].items()), offer.id
    assert len(repeated) <= 2, repeated


def test_whoever_needs_a_human_at_once_is_offered_nothing(tmp_path: Path) -> None:
    file = tmp_path / "borgere.csv"
    file.write_text("age,barriers\n34,N-ENSOM;H-AKUT\n35,N-ENSOM\n36,none\n", encoding="utf-8")
    found = simulate(rules(), read_population(file, rules().engine.vocabulary, ON), suppress=False)
    assert found.alarms == 1
    assert found.offer("frivillig_ven").total == Counts(1, 0, 0, 2)


def test_without_barriers_every_offer_is_counted_for_everyone(tmp_path: Path) -> None:
    file = tmp_path / "borgere.csv"
    file.write_text("age,months_unemployed\n34,11\n35,12\n36,\n", encoding="utf-8")
    found = simulate(rules(), read_population(file, rules().engine.vocabulary, ON), suppress=False)
    assert not found.barriers
    assert found.offer("kulturvitaminer").total == Counts(1, 1, 1, 0)
    assert found.offer("kulturvitaminer").missing == {"months_unemployed": 1}
    assert "leg" not in found.groups


def written(path: Path, start: str = "") -> Population:
    """Write 24 lonely persons who have been out of work for two years; with `start` half of them begin on that day."""
    lines = [
        "age,months_unemployed,wants_to_take_part,benefit_type,barriers,parallel_services" + (",start" * bool(start))
    ]
    for number in range(24):
        days = f",{start if number % 2 else '2026-09-15'}" if start else ""
        lines.append(f"40,24,true,kontanthjaelp,N-ENSOM;N-MANGE,social;sundhed;misbrug{days}")
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return read_population(path, rules().engine.vocabulary, ON)


def test_the_load_is_what_can_be_reckoned_by_hand(tmp_path: Path) -> None:
    # 24 with a yes, 50 per cent of them spread over 12 months: one begins each month. Ten weeks are 2.3 months.
    found = simulate(rules(), written(tmp_path / "borgere.csv"), uptake=50)
    load = found.offer("kulturvitaminer").load
    assert load is not None
    assert load.weeks == (10, 10)
    assert [one.arrivals for one in load.months] == [1.0] * 12
    assert [round(one.most or 0, 1) for one in load.months] == [1.0, 2.0, *[2.3] * 10]


def test_all_at_once_fill_the_places_at_once(tmp_path: Path) -> None:
    load = simulate(rules(), written(tmp_path / "borgere.csv"), arrival="once").offer("kulturvitaminer").load
    assert load is not None
    assert [round(one.least or 0, 1) for one in load.months] == [24.0, 24.0, 7.2, *[0.0] * 9]


def test_the_day_in_the_file_says_when_somebody_begins(tmp_path: Path) -> None:
    found = simulate(rules(), written(tmp_path / "borgere.csv", start="2026-11-30"))
    load = found.offer("kulturvitaminer").load
    assert load is not None
    assert found.arrival == "start"
    assert [one.arrivals for one in load.months][:4] == [12, 0, 12, 0]
    late = simulate(rules(), written(tmp_path / "senere.csv", start="2030-01-01"))
    assert late.start_outside == 12


def test_months_over_capacity_are_named(tmp_path: Path) -> None:
    file = tmp_path / "borgere.csv"
    written(file)
    head, *lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([head, *(lines * 6)]), encoding="utf-8")  # 144 persons for 60 places, 12 a month.
    load = simulate(rules(), read_population(file, rules().engine.vocabulary, ON)).offer("borgerkonsulent").load
    assert load is not None
    assert load.capacity == 60
    assert load.surely_over == load.perhaps_over
    assert load.surely_over[0] == dt.date(2027, 2, 1)


def test_ctrl_c_keeps_the_tables_that_are_whole(population: Population) -> None:
    def stop(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    found = simulate(rules(), population, suppress=False, progress=stop)
    assert found.left_out == ("municipality", "target_group", "leg")
    assert set(found.groups) == {"age"}


def test_ctrl_c_before_anything_is_counted_ends_the_work(
    population: Population, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tilbud_engine.lab.simulation.counting.tally", interrupted)
    with pytest.raises(KeyboardInterrupt):
        simulate(rules(), population)


# What may be shown.


@cache
def hundreds() -> tuple[Tables, Simulation]:
    people = read_population(FILE, rules().engine.vocabulary, ON)
    return merged(count(rules(), people, ON, 12, None))[0], simulate(rules(), people)


def test_no_small_count_is_shown() -> None:
    shown = [one for offer in hundreds()[1].offers for one in offer.counts() if one is not None]
    assert not [one for one in shown if 0 < one < 5]
    assert 0 in shown


def test_small_groups_are_put_together_and_nobody_is_lost() -> None:
    _, found = hundreds()
    for name in ("age", "municipality", "target_group"):
        groups = found.groups[name]
        assert sum(one.persons for one in groups) == found.persons
        assert all(one.persons >= 5 for one in groups)
    sizes = {ALL: 20, **{("age", name): size for name, size in (("a", 3), ("b", 1), ("c", 6), ("d", 10))}}
    answers = {place: Four(size, 0, 0, 0) for place, size in sizes.items()}
    made, members = merged(Tables(sizes=sizes, eligible={"x": answers}))
    assert made.sizes == {ALL: 20, ("age", SMALL_GROUPS): 10, ("age", "d"): 10}
    assert members == {("age", SMALL_GROUPS): ("a", "b", "c")}
    assert made.eligible["x"]["age", SMALL_GROUPS] == Four(10, 0, 0, 0)


def test_a_leg_that_nearly_everybody_spoke_of_is_left_out() -> None:
    sizes = {ALL: 20, (f"{LEG}/H", IN): 17, (f"{LEG}/H", OUT): 3}
    assert merged(Tables(sizes=sizes))[0].sizes == {ALL: 20}


def left_open(tables: Tables, found: Simulation, offer: str) -> list[tuple[str, str, str]]:
    """Return the withheld counts of an offer that a reader can work out from all that is shown of it.

    She knows the sizes of the groups, that the answers of a group make it, that groups make the whole, that those with
    a right have a yes, that those with a no have no right, and that a withheld count is at least 1
    where that can be.
    """
    z3 = pytest.importorskip("z3")
    numbers = {one.id: one for one in found.offers}[offer]
    solver, names, hidden = z3.Solver(), {}, []
    kinds = {"eligible": (numbers.total, numbers.groups), "right": (numbers.right, numbers.right_groups)}
    for kind, (total, groups) in kinds.items():
        if total is None:
            continue
        for place, size in tables.sizes.items():
            name, _, leg = place[0].partition("/")
            counts = total if place == ALL else groups[name][leg or place[1]] if place[1] != OUT else None
            cells = []
            for answer in Four._fields:
                cell = names[kind, place, answer] = z3.Int(f"{kind}/{place}/{answer}")
                cells.append(cell)
                shown = None if counts is None else getattr(counts, answer)
                solver.add(cell >= 0 if shown is None else cell == shown)
                if counts is not None and shown is None:
                    hidden.append(cell >= 1)
            solver.add(z3.Sum(cells) == size)
            if kind == "right":
                solver.add(names["right", place, "yes"] <= names["eligible", place, "yes"])
                solver.add(names["right", place, "no"] >= names["eligible", place, "no"])
        for table in dict.fromkeys(name for name, _ in tables.sizes if name):
            for answer in Four._fields:
                parts = [names[kind, place, answer] for place in tables.sizes if place[0] == table]
                solver.add(names[kind, ALL, answer] == z3.Sum(parts))
    if solver.check(*hidden) == z3.sat:
        solver.add(hidden)
    truth = {"eligible": tables.eligible[offer], "right": tables.right.get(offer, {})}
    worked_out = []
    for (kind, place, answer), cell in names.items():
        value = getattr(truth[kind].get(place, Four(0, 0, 0, 0)), answer)
        if 0 < value < 5 and solver.check(cell != value) == z3.unsat:
            worked_out.append((kind, str(place), answer))
    return worked_out


SOME = ("befordring_over_24km", "kulturvitaminer", "virksomhedspraktik", "fgu")


@pytest.mark.parametrize("offer", SOME)
def test_no_withheld_count_can_be_worked_out(offer: str) -> None:
    tables, found = hundreds()
    assert left_open(tables, found, offer) == []


@pytest.mark.long
@pytest.mark.parametrize("offer", [key for key in rules().answers if key not in SOME])
def test_nor_of_any_other_offer(offer: str) -> None:
    tables, found = hundreds()
    assert left_open(tables, found, offer) == []


def a_table_with_a_right(chance: random.Random) -> Tables:
    """Return the answers to an offer, and the right to it, of three groups; each of them may be small."""
    answers, rights = {}, {}
    for group in ("18-24", "25-29", "30-39"):
        both = {one: chance.choice((0, 0, 1, 2, 7, 30)) for one in _TOGETHER}
        of = [Four(*(sum(both[one] for one in both if one[i] == name) for name in Four._fields)) for i in (0, 1)]
        answers["age", group], rights["age", group] = of
    for made in (answers, rights):
        made[ALL] = Four(*map(sum, zip(*made.values(), strict=True)))
    return Tables({place: sum(four) for place, four in answers.items()}, 0, {"x": answers}, {"x": rights})


_TOGETHER = [
    ("yes", "yes"), ("yes", "no"), ("yes", "unknown"), ("unknown", "unknown"), ("unknown", "no"), ("no", "no"),
    ("not_relevant", "not_relevant"),
]  # fmt: skip


# In the last four, small counts can be told only from that a no leaves no right.
@pytest.mark.parametrize("seed", [*range(20), 700, 899, 986, 1355])
def test_nor_from_a_right_beside_the_answer(seed: int) -> None:
    tables = a_table_with_a_right(random.Random(seed))  # noqa: S311  (the same tables each time)  # noqa: S311  (no secret)
    hidden = withhold(tables, 12)
    shown = {
        kind: {
            place: Counts(*(None if hidden.hides((kind, "x", name), place) else getattr(four, name) for name in _FOUR))
            for place, four in made["x"].items()
        }
        for kind, made in (("eligible", tables.eligible), ("right", tables.right))
    }
    groups = {kind: {"age": {group: one for (_, group), one in made.items() if group}} for kind, made in shown.items()}
    numbers = OfferNumbers(
        "x",
        "x",
        shown["eligible"][ALL],
        right=shown["right"][ALL],
        groups=groups["eligible"],
        right_groups=groups["right"],
    )
    assert left_open(tables, replace(hundreds()[1], offers=(numbers,)), "x") == []


_FOUR = Four._fields


def test_what_is_the_same_persons_is_withheld_everywhere_or_nowhere() -> None:
    tables, _ = hundreds()
    hidden = withhold(tables, 12)
    seen: dict[tuple[int, ...], set[bool]] = {}
    for offer, places in tables.eligible.items():
        for answer in Four._fields:
            vector = tuple(getattr(one, answer) for one in places.values())
            if any(vector):
                seen.setdefault(vector, set()).add(hidden.hides(("eligible", offer, answer)))
    assert all(len(one) == 1 for one in seen.values())


def test_a_count_that_is_withheld_is_in_no_load_either() -> None:
    _, found = hundreds()
    for offer in found.offers:
        if offer.load is not None and offer.total.yes is None:
            assert all(one.most is None and one.arrivals is None for one in offer.load.months)
            assert offer.load.perhaps_over == ()


def test_a_month_in_which_few_begin_is_withheld_and_cannot_be_subtracted(tmp_path: Path) -> None:
    file = tmp_path / "borgere.csv"
    days = ["2026-09-01"] * 20 + ["2026-10-01"] * 30 + ["2026-11-01"] * 2
    rows = [f"40,24,N-ENSOM,{day}" for day in days]
    file.write_text("\n".join(["age,months_unemployed,barriers,start", *rows, ""]), encoding="utf-8")
    found = simulate(rules(), read_population(file, rules().engine.vocabulary, ON)).offer("kulturvitaminer")
    assert found.load is not None
    assert found.total.yes == 52
    arrivals = [one.arrivals for one in found.load.months]
    assert arrivals[2] is None
    assert arrivals[:2].count(None) == 1
    assert arrivals[3:] == [0.0] * 9
    assert [one.most is None for one in found.load.months] == [
        arrivals[0] is None,
        True,
        True,
        True,
        True,
        *[False] * 7,
    ]


def test_a_population_of_three_tells_nothing_but_zeros(tmp_path: Path) -> None:
    file = tmp_path / "borgere.csv"
    file.write_text("age,barriers\n34,N-ENSOM\n35,N-ENSOM\n36,none\n", encoding="utf-8")
    found = simulate(rules(), read_population(file, rules().engine.vocabulary, ON))
    assert {one for offer in found.offers for one in offer.counts()} <= {0, None}


def test_the_result_is_plain_json_and_rows_for_a_spreadsheet() -> None:
    found = hundreds()[1]
    made = found.as_json("en")
    assert next(iter(made)) == "schema"
    assert made["persons"] == 600
    assert {one["offer"] for one in made["offers"]} == set(rules().answers)
    head, *rows = found.as_rows()
    assert head[:5] == ("offer", "name", "what", "by", "group")
    assert {len(row) for row in rows} == {len(head)}


def test_every_text_is_there_in_both_languages_with_the_same_values() -> None:
    texts = tomllib.loads(
        (ROOT / "src" / "tilbud_engine" / "lab" / "words" / "simulate.toml").read_text(encoding="utf-8")
    )
    for key, text in texts.items():
        assert set(text) == {"da", "en"}, key
        assert len({tuple(sorted(set(re.findall(r"{(\w+)}", one)))) for one in text.values()}) == 1, key
