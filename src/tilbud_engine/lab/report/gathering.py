"""Everything that a report tells, gathered once: what changes, for how many, what was tried and what was proved."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tilbud_engine.errors import InputError, Language
from tilbud_engine.lab.coverage.outcome import Coverage
from tilbud_engine.lab.coverage.seeing import cover
from tilbud_engine.lab.differences import Difference, compare
from tilbud_engine.lab.differences.loading import load_pair
from tilbud_engine.lab.differences.witnessing import scenarios_beside, with_scenarios
from tilbud_engine.lab.findings import Findings, prove
from tilbud_engine.lab.report.assessment import FixedRule, fixed_rules
from tilbud_engine.lab.report.levels import Level, levels
from tilbud_engine.lab.rules_at import RulesAt, dated_spec, names_path, names_plugin
from tilbud_engine.lab.runs.running import Run, run_all
from tilbud_engine.lab.runs.suites import RuleFile, Suite, find_suite
from tilbud_engine.rules.conditions import Condition
from tilbud_engine.rules.proofs import Logic, NotProved
from tilbud_engine.rules.reference import Facts, decide
from tilbud_engine.rules.ruleset import FILE_NAME
from tilbud_engine.scenarios import known_in, scenario_files
from tilbud_engine.settings import Settings

if TYPE_CHECKING:
    from tilbud_engine.lab.population.reading import Population
    from tilbud_engine.lab.simulation.values import Simulation

Progress = Callable[[str, int, int], None]
"""Takes which part of the work goes on, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class LevelFound:
    """An offer of another department with who fails because of it.

    `possible` is None where the solver gave up in its time. `scenarios` is how many of the made-up citizens whom the
    card answers fail, and how many they are; `people` how many rows do, None where that is withheld.
    """

    level: Level
    possible: bool | None
    scenarios: tuple[int, int] | None = None
    people: int | None = None


@dataclass(frozen=True, slots=True)
class PopulationFile:
    """The file of the population: its name, how many people are in it, and the SHA-256 of its bytes."""

    name: str
    rows: int
    digest: str


@dataclass(frozen=True)
class Gathered:
    """What is known of a rule change; None for what nobody asked for. `command` makes the same report again."""

    difference: Difference
    levels: tuple[LevelFound, ...] = ()
    fixed: tuple[FixedRule, ...] = ()
    findings: Findings | None = None
    run: Run | None = None
    coverage: Coverage | None = None
    population: PopulationFile | None = None
    before: Simulation | None = None
    after: Simulation | None = None
    command: str = ""

    @property
    def old(self) -> RulesAt:
        """The rules before."""
        return self.difference.old

    @property
    def new(self) -> RulesAt:
        """The rules after."""
        return self.difference.new


@dataclass(frozen=True)
class Asked:
    """What a report is asked for: the rules before and after as they were written on the command line, and the rest.

    `population` is a file, None where nothing is to be counted; `scenarios` tells whether their citizens are asked;
    `uptake` is how many percent of those with a yes take the offer.
    """

    old: str
    new: str
    on: dt.date
    population: Path | None = None
    scenarios: bool = False
    uptake: int = 100
    plugins: tuple[Path, ...] = ()
    settings: Settings = field(default_factory=Settings)
    command: str = ""

    def with_command(self, command: str) -> Asked:
        """Return the same with the command that makes the report again."""
        return replace(self, command=command)


def gather(asked: Asked, language: Language = "da", progress: Progress | None = None) -> Gathered:
    """Compare, count, try and prove what is asked for.

    Raises InputError for rules or a population that cannot be read.
    """
    told = progress or _silent
    old, new = load_pair(asked.old, asked.new, asked.on, plugins=asked.plugins, settings=asked.settings)
    difference = compare(old, new, progress=partial(told, "compare"))
    if asked.scenarios:
        # Under the rulesets that they were written for: so it shows which of them expect the old answer.
        difference = with_scenarios(difference, scenarios_beside((asked.old, asked.new), asked.settings))
    suite = suite_of(asked, new)
    citizens = list(_citizens(suite)) if asked.scenarios and suite is not None else None
    at_levels = levels(new)
    counted = _Counted(difference)
    if asked.population is not None:
        counted = _counted(asked, difference, at_levels, partial(told, "simulate"))
    return Gathered(
        counted.difference,
        _found(at_levels, new, citizens, counted.failing),
        fixed_rules(old, new),
        prove(new, progress=partial(told, "prove")),
        None if suite is None else run_all(suite, language, partial(told, "test")),
        None if suite is None else cover(suite, partial(told, "coverage")),
        counted.file,
        counted.before,
        counted.after,
        asked.command,
    )


def _silent(part: str, done: int, of: int) -> None:
    """Say nothing."""


# --- the scenarios of the new rules -------------------------------------------------------------------------------


def suite_of(asked: Asked, new: RulesAt) -> Suite | None:
    """Return the scenarios beside the file of the new rules, else all there are; None where they cannot be read.

    A draft stands for the ruleset that it copies, also where it has scenarios of its own.
    """
    name = dated_spec(asked.new, asked.on)[0]
    path = Path(name)
    find = partial(find_suite, plugins=asked.plugins, settings=asked.settings)
    beside: Suite | None = None
    try:
        if not names_path(name):
            return _only(find(), new.ruleset)
        if names_plugin(name) or scenario_files(path if path.is_dir() else path.parent):
            beside = find([path])
            if names_plugin(name) or not new.engine.rulebook.rulesets[new.ruleset].draft:
                return beside
        file = path / FILE_NAME if path.is_dir() else path
        suite = find(draft=file)
    except InputError:
        return beside  # What is wrong with the rules themselves has been told when they were loaded.
    own = RuleFile("ruleset", new.ruleset, file, str(file))
    others = (one for one in suite.rules if (one.kind, one.name) != ("ruleset", new.ruleset))
    files = (*(() if beside is None else beside.files), *suite.files)
    return _only(replace(suite, rules=(own, *others), files=files), new.ruleset)


def _only(suite: Suite, ruleset: str) -> Suite:
    return suite.only(lambda scenario: scenario.ruleset == ruleset)


def _citizens(suite: Suite) -> Iterable[tuple[frozenset[str], Facts]]:
    """Yield what each made-up citizen says and what is known of her."""
    for scenario in suite.scenarios:
        yield frozenset(scenario.citizen.barriers()), known_in(scenario, suite.engine).values


# --- levels of service --------------------------------------------------------------------------------------------


def _found(
    found: Sequence[Level],
    rules: RulesAt,
    citizens: Sequence[tuple[frozenset[str], Facts]] | None,
    counted: Mapping[str, int | None],
) -> tuple[LevelFound, ...]:
    logic = Logic(rules.engine.rulebook.never(rules.on))
    return tuple(
        LevelFound(one, _possible(one, logic), _fails(one, citizens), counted.get(one.offer.id)) for one in found
    )


def _possible(level: Level, logic: Logic) -> bool | None:
    if level.failing is None:
        return level.fails
    try:
        return logic.possible(logic.true(level.failing))
    except NotProved:
        return None


def _fails(level: Level, citizens: Sequence[tuple[frozenset[str], Facts]] | None) -> tuple[int, int] | None:
    if citizens is None:
        return None
    answered = frozenset(level.offer.offer.answers)
    concerned = [facts for says, facts in citizens if not answered.isdisjoint(says)]
    if level.not_offered is not None:
        return len(concerned), len(concerned)
    failing = level.failing
    return sum(failing is not None and decide(failing, facts) is True for facts in concerned), len(concerned)


# --- the population -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Counted:
    """What was counted in a population, if anything."""

    difference: Difference
    file: PopulationFile | None = None
    failing: Mapping[str, int | None] = field(default_factory=dict)
    before: Simulation | None = None
    after: Simulation | None = None


def _counted(
    asked: Asked, difference: Difference, found: Sequence[Level], progress: Callable[[int, int], None]
) -> _Counted:
    from tilbud_engine.lab.differences.counting import with_population
    from tilbud_engine.lab.population.reading import read_population
    from tilbud_engine.lab.simulation import simulate

    assert asked.population is not None  # noqa: S101  (the caller has looked)
    path = asked.population
    population = read_population(path, difference.vocabulary, difference.new.on)
    return _Counted(
        with_population(difference, population),
        PopulationFile(population.name, population.rows, digest_of(path)),
        _failing(population, found),
        *(
            simulate(rules, population, uptake=asked.uptake, progress=progress)
            for rules in (difference.old, difference.new)
        ),
    )


def _failing(population: Population, found: Sequence[Level]) -> dict[str, int | None]:
    """Return how many fail because of each level; None where it, or how many fail for another reason, is small."""
    from tilbud_engine.lab.population.counting import counts
    from tilbud_engine.lab.suppression import Sum, withheld

    asked = {one.offer.id: (one.offer.eligible, one.failing) for one in found if one.failing is not None}
    conditions: dict[str, Condition | None] = {f"all {key}": one for key, (one, _) in asked.items()}
    counted = counts(population, {**conditions, **{f"own {key}": one for key, (_, one) in asked.items()}})
    made: dict[str, int | None] = {}
    for key in asked:
        no, own = counted[f"all {key}"].no, counted[f"own {key}"].yes
        parts = {"no": no, "own": own, "other": no - own}
        # How many get a no stands elsewhere in the report.
        hidden = withheld(parts, [Sum("no", ("own", "other"))], given=["no"], unshown=["other"])
        made[key] = None if "own" in hidden else own
    return made


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, or of all the files of a folder by their names."""
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            if path.is_dir():
                digest.update(f"{file.relative_to(path).as_posix()}\n".encode())
            with file.open("rb") as opened:
                while piece := opened.read(1 << 20):
                    digest.update(piece)
    return digest.hexdigest()
