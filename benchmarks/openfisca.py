"""Five rules over seven columns, in openfisca-core and as conditions, and what a change of two of them does.

OpenFisca has no unknown: it is given the default of each variable where a fact is not known, as its manual has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import MONTH
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from tilbud_engine.lab.population.counting import transitions
from tilbud_engine.lab.population.reading import Population
from tilbud_engine.reading import as_node
from tilbud_engine.rules.columns import truth
from tilbud_engine.rules.conditions import Condition, Truth
from tilbud_engine.rules.parsing import parse_condition
from tilbud_engine.vocabulary import Vocabulary

WORDS = Vocabulary.shipped()
KEYS = (
    *("age", "months_unemployed", "household_children", "work_income_12m_dkk"),
    *("benefit_type", "housing_status", "has_vocational_qualification"),
)
PERIOD = "2026-09"
NO_HOME = ("sublet_or_friends", "shelter", "street")
ON_BENEFIT = ("kontanthjaelp", "dagpenge")


@dataclass(frozen=True)
class Limits:
    """What a reform changes."""

    oldest: int = 29
    months: int = 12


OLD, NEW = Limits(), Limits(oldest=34, months=9)


def conditions(limits: Limits) -> dict[str, Condition]:
    """Return the five rules as conditions."""
    written: dict[str, Any] = {
        "young": {"age": {"at_least": 18, "at_most": limits.oldest}, "months_unemployed": {"at_least": 6}},
        "skills": {"benefit_type": list(ON_BENEFIT), "has_vocational_qualification": False},
        "home": {"housing_status": list(NO_HOME)},
        "family": {
            "household_children": {"at_least": 1},
            "work_income_12m_dkk": {"below": 200_000},
            "any": [{"age": {"below": 30}}, {"months_unemployed": {"at_least": limits.months}}],
        },
        "far": {
            "not": {"has_vocational_qualification": True},
            "any": [{"months_unemployed": {"at_least": 2 * limits.months}}, {"housing_status": "street"}],
        },
    }
    found = {name: parse_condition(as_node(node), WORDS) for name, node in written.items()}
    assert not any(problems for _, problems in found.values())
    return {name: condition for name, (condition, _) in found.items()}


def arrays(rows: int, known: float = 0.9) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the columns as numbers, and where each is known."""
    draw = np.random.default_rng(7)
    most = {"age": 90, "months_unemployed": 60, "household_children": 4, "work_income_12m_dkk": 600_000}
    values: dict[str, Any] = {key: draw.integers(0, limit, rows, dtype=np.int32) for key, limit in most.items()}
    for key in ("benefit_type", "housing_status"):
        values[key] = draw.integers(0, len(WORDS.facts[key].values), rows, dtype=np.int32)
    values["has_vocational_qualification"] = draw.random(rows) < 0.5
    return values, {key: draw.random(rows) < known for key in KEYS}


# --- ours


def frame_of(values: Mapping[str, Any], known: Mapping[str, Any]) -> pl.LazyFrame:
    """Return the columns as a frame, unknown where they are not known."""
    return pl.LazyFrame({**values, **{f"{key} known": known[key] for key in KEYS}}).select(
        pl.when(pl.col(f"{key} known")).then(pl.col(key)).alias(key) for key in KEYS
    )


def answers(values: Mapping[str, Any], known: Mapping[str, Any], rules: Mapping[str, Condition]) -> pl.DataFrame:
    """Return yes, no or unknown of each rule for each citizen."""
    frame: nw.LazyFrame[Any] = nw.from_native(frame_of(values, known))
    made: pl.DataFrame = frame.select(**{name: truth(one, KEYS) for name, one in rules.items()}).to_native().collect()
    return made


def changes(
    values: Mapping[str, Any], known: Mapping[str, Any], old: Mapping[str, Condition], new: Mapping[str, Condition]
) -> dict[str, dict[tuple[Truth, Truth], int]]:
    """Return how many go from each answer to each, for each rule."""
    rows = len(values["age"])
    people = Population(nw.from_native(frame_of(values, known)), frozenset(KEYS), frozenset(KEYS), rows, "made up")
    return {name: dict(one) for name, one in transitions(people, {key: (old[key], new[key]) for key in old}).items()}


# --- theirs


class Benefit(Enum):
    locals().update({name: name for name in WORDS.facts["benefit_type"].values})


class Housing(Enum):
    locals().update({name: name for name in WORDS.facts["housing_status"].values})


def system(limits: Limits) -> TaxBenefitSystem:
    """Return the same seven variables and five rules in OpenFisca."""
    person = build_entity("person", "persons", "A citizen", is_person=True)
    made = TaxBenefitSystem([person])

    def variable(name: str, kind: Any, formula: Callable[[Any, Any], Any] | None = None, **more: Any) -> None:
        about = {"value_type": kind, "entity": person, "definition_period": MONTH, "label": name, **more}
        made.add_variable(type(name, (Variable,), {**about, **({"formula": formula} if formula else {})}))

    for key in KEYS[:4]:
        variable(key, int)
    variable("benefit_type", Enum, possible_values=Benefit, default_value=next(iter(Benefit)))
    variable("housing_status", Enum, possible_values=Housing, default_value=next(iter(Housing)))
    variable("has_vocational_qualification", bool)

    def young(people: Any, period: Any) -> Any:
        age = people("age", period)
        return (age >= 18) * (age <= limits.oldest) * (people("months_unemployed", period) >= 6)

    def skills(people: Any, period: Any) -> Any:
        benefit = people("benefit_type", period)
        on = sum(benefit == Benefit[name] for name in ON_BENEFIT) > 0
        return on * (people("has_vocational_qualification", period) == 0)

    def home(people: Any, period: Any) -> Any:
        housing = people("housing_status", period)
        return sum(housing == Housing[name] for name in NO_HOME) > 0

    def family(people: Any, period: Any) -> Any:
        either = (people("age", period) < 30) + (people("months_unemployed", period) >= limits.months)
        poor = people("work_income_12m_dkk", period) < 200_000
        return (people("household_children", period) >= 1) * poor * either

    def far(people: Any, period: Any) -> Any:
        street = people("housing_status", period) == Housing["street"]
        long = people("months_unemployed", period) >= 2 * limits.months
        return (people("has_vocational_qualification", period) == 0) * (long + street)

    for formula in (young, skills, home, family, far):
        variable(formula.__name__, bool, formula)
    return made


def simulated(values: Mapping[str, Any], rules: TaxBenefitSystem, names: Any) -> dict[str, Any]:
    """Return what each rule gives in a simulation that is built and calculated."""
    simulation = SimulationBuilder().build_default_simulation(rules, len(values["age"]))
    for key in KEYS:
        simulation.set_input(key, PERIOD, values[key])
    return {name: simulation.calculate(name, PERIOD) for name in names}


def simulated_changes(
    values: Mapping[str, Any], old: TaxBenefitSystem, new: TaxBenefitSystem, names: Any
) -> dict[str, dict[tuple[Truth, Truth], int]]:
    """Return how many go from each answer to each, written by hand: OpenFisca compares nothing by itself."""
    before, after = simulated(values, old, names), simulated(values, new, names)
    return {
        name: {
            (True, True): int(np.count_nonzero(before[name] & after[name])),
            (True, False): int(np.count_nonzero(before[name] & ~after[name])),
            (False, True): int(np.count_nonzero(~before[name] & after[name])),
            (False, False): int(np.count_nonzero(~before[name] & ~after[name])),
        }
        for name in names
    }
