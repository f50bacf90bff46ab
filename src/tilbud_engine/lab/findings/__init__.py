"""What is wrong with rules, proved for every possible person: dead parts, contradictions, gaps, lost rights."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial

from tilbud_engine.lab.findings.dates import date_findings
from tilbud_engine.lab.findings.definitions import definition_findings, definitions_of, same_definitions
from tilbud_engine.lab.findings.finding import FAULTS, GRAVITY, Finding, Findings, Kind, Unsettled
from tilbud_engine.lab.findings.gaps import band_findings, gap_findings
from tilbud_engine.lab.findings.offers import not_offered_findings, offer_findings, pair_findings
from tilbud_engine.lab.findings.places import with_settings
from tilbud_engine.lab.findings.proving import MILLISECONDS, Prover
from tilbud_engine.lab.findings.relations import relation_findings
from tilbud_engine.lab.findings.rights import right_findings
from tilbud_engine.lab.findings.unused import unused_findings
from tilbud_engine.lab.progress import Progress
from tilbud_engine.lab.rules_at import RulesAt

__all__ = ["FAULTS", "GRAVITY", "Finding", "Findings", "Kind", "Unsettled", "prove"]

SOON = 90
"""What ends within so many days is told."""


def prove(
    rules: RulesAt,
    *,
    within: int = SOON,
    pairs: bool = False,
    offers: Collection[str] | None = None,
    milliseconds: int = MILLISECONDS,
    progress: Progress | None = None,
) -> Findings:
    """Return everything that is wrong with the rules on their day or worth a look, the gravest first.

    `within` is in days. `pairs` also compares every two offers that answer the same barriers. `offers` limits it to
    what those offers say themselves: their conditions, relations, rights, parameters and dates. `milliseconds` is how
    long one question to the solver may take; what takes longer is `unsettled`. `progress` is told how many parts are
    done, and of how many. A KeyboardInterrupt ends the work, and what was found until then is given. Raises
    WitnessRefuted where a proof does not hold in the evaluators.
    """
    prover = Prover(rules.engine.rulebook.never(rules.on), rules.resolved.municipality, milliseconds)
    only = None if offers is None else frozenset(offers)
    steps = list(_steps(rules, prover, within, pairs, only))
    found: list[Finding] = []
    stopped = False
    try:
        for number, step in enumerate(steps, 1):
            found.extend(step())
            if progress is not None:
                progress(number, len(steps))
    except KeyboardInterrupt:
        stopped = True  # What was found until then is true.
    if only is not None:
        found = [one for one in found if not one.offers or only.intersection(one.offers)]
    # Of gaps those first that take the fewest things to be in.
    placed = [with_settings(one, rules) for one in found]
    ordered = sorted(placed, key=lambda one: (GRAVITY.index(one.kind), one.least_facts, one.places))
    return Findings(rules.ruleset, rules.on, tuple(ordered), prover.proved, tuple(prover.unsettled), stopped)


def _steps(
    rules: RulesAt, prover: Prover, within: int, pairs: bool, only: frozenset[str] | None
) -> Iterator[Callable[[], Iterable[Finding]]]:
    """Yield the work, one piece after another."""
    resolved = rules.resolved
    for one in resolved.offers.values():
        if only is None or one.id in only:
            yield partial(offer_findings, one, prover)
    yield lambda: right_findings(rules, prover)
    yield lambda: relation_findings(resolved)
    yield lambda: band_findings(rules, prover)
    yield lambda: unused_findings(rules, prover, only)
    yield lambda: date_findings(rules, within, only)
    if pairs:
        yield lambda: pair_findings(resolved, prover)
    if only is None:
        definitions = definitions_of(rules)
        for named in definitions:
            yield partial(definition_findings, named, prover)
        yield lambda: same_definitions(rules, definitions, prover)
        yield lambda: gap_findings(rules, prover)
        yield lambda: not_offered_findings(resolved)
