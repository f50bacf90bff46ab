"""What the scenarios have seen of the rules: each part of a condition, with the answers it had."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tilbud_engine.lab.coverage.outcome import Coverage, Covered, Example, Part, PartKind, Witness
from tilbud_engine.lab.coverage.possible import possible_truths
from tilbud_engine.lab.coverage.written import (
    Placed,
    Rule,
    Setting,
    Spot,
    begin_of,
    bound_parts,
    parameters_in,
    rules_in_force,
    rules_of_offer,
    rules_of_ruleset,
    settings_of_offer,
    settings_of_ruleset,
    written_parts,
)
from tilbud_engine.lab.progress import Progress
from tilbud_engine.lab.runs.rule_files import RuleFile
from tilbud_engine.lab.runs.suites import Suite
from tilbud_engine.matching import is_here
from tilbud_engine.rules.conditions import (
    Condition,
    Constant,
    DefinitionRef,
    Every,
    Flagged,
    Not,
    ParameterValue,
    Some,
    Truth,
    refs_of,
    tests_of,
)
from tilbud_engine.rules.reference import Facts, decide
from tilbud_engine.rules.resolved import ResolvedOffer
from tilbud_engine.scenarios import Scenario, known_in


def cover(suite: Suite, progress: Progress | None = None) -> Coverage:
    """Return what the scenarios of a suite have seen of the rules they stand beside.

    A scenario sees the rules of the offers of which it expects something, where they are asked at all: where the offer
    is there on the day and helps with something that the citizen says. A right is seen by scenarios that expect
    something of the right. KeyboardInterrupt ends it with what was seen until then.
    """
    looking = _Looking(suite)
    stopped = False
    done, total = 0, len(suite.scenarios)
    looking.find_possible()
    try:
        for done, scenario in enumerate(suite.scenarios, 1):
            looking.see(scenario)
            if progress is not None:
                progress(done, total)
    except KeyboardInterrupt:
        stopped = True
    return Coverage(suite, tuple(looking.covered(one) for one in suite.rules), done, stopped)


@dataclass(slots=True)
class _Seen:
    """What is known of one part so far."""

    sample: Condition | None = None
    parameter: ParameterValue | None = None
    possible: dict[Truth, Example | None] = field(default_factory=dict)
    seen: dict[Truth, dict[Witness, None]] = field(default_factory=dict)
    tried: set[object] = field(default_factory=set)


class _Looking:
    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.rulebook = suite.engine.rulebook
        self.rules = {one: list(self._rules(one)) for one in suite.rules}
        self.settings = {one: dict(self._settings(one)) for one in suite.rules}
        self.definitions = {
            (rule.owner, rule.place): rule
            for ruleset in self.rulebook.rulesets.values()
            for rule in rules_of_ruleset(ruleset, self.rulebook)
            if rule.kind == "definition"
        }
        self.spots: dict[Spot, _Seen] = {
            spot: _Seen() for rules in self.rules.values() for rule in rules for spot, _ in written_parts(rule)
        }
        self.set: dict[Setting, _Seen] = {one: _Seen() for many in self.settings.values() for one in many}
        self._parts: dict[int, tuple[ResolvedOffer, list[tuple[Rule, list[Placed]]]]] = {}

    def _rules(self, file: RuleFile) -> Iterator[Rule]:
        if file.kind == "ruleset":
            yield from rules_of_ruleset(self.rulebook.rulesets[file.name], self.rulebook)
        for offer in self.rulebook.offers.values():
            if file.kind == "offer" and offer.plugin == file.name:
                yield from rules_of_offer(offer, self.rulebook)

    def _settings(self, file: RuleFile) -> Iterator[tuple[Setting, str]]:
        if file.kind == "ruleset":
            yield from settings_of_ruleset(self.rulebook.rulesets[file.name], self.rulebook)
        for offer in self.rulebook.offers.values():
            if file.kind == "offer" and offer.plugin == file.name:
                yield from settings_of_offer(offer, self.rulebook)

    # --- what can come ------------------------------------------------------------------------------------------

    def find_possible(self) -> None:
        """Find which answers each part can have, on any day under any ruleset that answers."""
        concerned = self._concerned()
        for name, day in self._days(concerned):
            for offer in filter(None, (self.rulebook.offer_on(name, one, day) for one in concerned)):
                if _is_asked(offer):
                    for _, placed in self.in_force(offer, name, day):
                        for one in placed:
                            self._find(one, name, day)

    def _concerned(self) -> list[str]:
        """Return the offers whose answers may come from a file that is looked at, or read a parameter that it sets."""
        if any(one.kind == "ruleset" for one in self.suite.rules):
            return list(self.rulebook.offers)
        set_here = {name for name, _, _ in self.set}
        own = {rule.owner for rules in self.rules.values() for rule in rules}
        written = [rule for one in self.rulebook.offers.values() for rule in rules_of_offer(one, self.rulebook)]
        written += [rule for one in self.rulebook.rulesets.values() for rule in rules_of_ruleset(one, self.rulebook)]
        reading = [rule for rule in written if any(ref.name in set_here for ref in refs_of(rule.written))]
        if any(rule.kind == "definition" for rule in reading):
            return list(self.rulebook.offers)
        return [one for one in self.rulebook.offers if one in own or any(rule.owner == one for rule in reading)]

    def _days(self, offers: Sequence[str]) -> Iterator[tuple[str, dt.date]]:
        """Yield each ruleset with a day of every stretch of time in which nothing changes for the offers.

        The rulesets and the day that most scenarios have come first, so that examples are such as a reader expects.
        """
        named = {one.name for one in self.suite.rules if one.kind == "ruleset"}
        named |= {draft for _, draft in self.suite.stands_for}
        replaced = {ruleset for ruleset, _ in self.suite.stands_for}
        used = Counter(one.ruleset for one in self.suite.scenarios)
        usual = Counter(one.on for one in self.suite.scenarios).most_common(1)
        for name in sorted(self.rulebook.rulesets, key=lambda one: -used[one]):
            # A draft that nobody named is not tried, nor is what a draft stands for everywhere.
            unnamed = self.rulebook.rulesets[name].draft and name not in named
            if unnamed or (name in replaced and not used[name]):
                continue
            tried = (one.on for one in self.suite.scenarios if one.ruleset == name)
            begins = min([begin_of(self.rulebook.rulesets[name]), *tried])
            yield from ((name, day) for day, _ in usual if day >= begins)
            ever = {day for one in offers for day in self.rulebook.changes_of(name, one, dt.date.min, dt.date.max)}
            yield name, max(begins, min(ever, default=dt.date.max) - dt.timedelta(days=1))
            yield from ((name, day) for day in sorted(ever) if day >= begins)

    def _find(self, one: Placed, ruleset: str, day: dt.date) -> None:
        seen = self.spots.get(one.spot)
        used = [(self.set[key], value) for value in parameters_in(one.bound) if (key := _setting(value)) in self.set]
        if seen is None and not used:
            return
        boxes = ([seen] if seen is not None else []) + [box for box, _ in used]
        for box, value in used:
            box.parameter = box.parameter or value
        for box in boxes:
            box.sample = box.sample or one.bound
        signature = (one.spot, _constants(one.bound))
        if all(len(box.possible) == 3 or signature in box.tried for box in boxes):
            return
        for truth, facts in possible_truths(one.bound, self.rulebook.never(day)).items():
            example = None if facts is None else Example(facts, ruleset, day)
            for box in boxes:
                box.possible[truth] = box.possible.get(truth) or example
        for box in boxes:
            box.tried.add(signature)

    # --- what was seen ------------------------------------------------------------------------------------------

    def see(self, scenario: Scenario) -> None:
        """Note what a scenario sees of the rules."""
        resolved = self.rulebook.resolve(scenario.ruleset, scenario.on)
        knowledge = known_in(scenario, self.suite.engine)
        witness = Witness(scenario.name, scenario.place)
        said = set(scenario.citizen.barriers())
        for offer, expected in scenario.expect.items():
            found = resolved.offers.get(offer)
            if found is None or not _is_asked(found) or not said.intersection(found.offer.answers):
                continue
            if not is_here(found, resolved, knowledge):
                continue
            is_card = decide(found.eligible, knowledge.values) is not False
            for rule, placed in self.in_force(found, scenario.ruleset, scenario.on):
                if rule.kind == "right" and expected.right is None:
                    continue
                if rule.kind == "hint" and not is_card:
                    continue
                self._note(placed, knowledge.values, witness)

    def _note(self, placed: Iterable[Placed], facts: Facts, witness: Witness) -> None:
        for one in placed:
            truth = decide(one.bound, facts)
            boxes = [self.spots.get(one.spot), *(self.set.get(_setting(value)) for value in parameters_in(one.bound))]
            for box in boxes:
                if box is not None:
                    box.seen.setdefault(truth, {})[witness] = None

    def in_force(self, offer: ResolvedOffer, ruleset: str, on: dt.date) -> list[tuple[Rule, list[Placed]]]:
        """Return the rules of an offer with all their parts, made once for each state of the offer."""
        kept = self._parts.get(id(offer))
        if kept is None:
            made = [
                (rule, list(bound_parts(rule, bound, self.definitions)))
                for rule, bound in rules_in_force(offer, ruleset, on, self.rulebook)
            ]
            # The offer is kept beside its parts, so that its identity is not given to another.
            kept = self._parts[id(offer)] = (offer, made)
        return kept[1]

    # --- the result ---------------------------------------------------------------------------------------------

    def covered(self, file: RuleFile) -> Covered:
        """Return what was seen of a file, in the order of its lines."""
        made: dict[object, Part] = {}
        for rule in self.rules[file]:
            for spot, written in written_parts(rule):
                made.setdefault(spot, self._part(spot, rule, written))
        for setting, place in self.settings[file].items():
            made.setdefault(setting, self._setting_part(setting, place))
        listed = sorted(
            made.values(), key=lambda one: (one.line or 0, one.rule == "parameter", one.rule, one.owner, one.way)
        )
        return Covered(file, tuple(listed))

    def _part(self, spot: Spot, rule: Rule, written: Condition) -> Part:
        file, line = _split(written.place or rule.place)
        return _made(self.spots[spot], Part(file, line, rule.owner, rule.kind, _kind(written), spot[1]))

    def _setting_part(self, setting: Setting, place: str) -> Part:
        file, line = _split(place)
        return _made(self.set[setting], Part(file, line, setting[0], "parameter", "parameter"))


def _made(found: _Seen, bare: Part) -> Part:
    seen = {truth: tuple(many) for truth, many in found.seen.items()}
    return Part(
        bare.file,
        bare.line,
        bare.owner,
        bare.rule,
        bare.kind,
        bare.way,
        found.sample,
        found.parameter,
        frozenset({*found.possible, *seen}),
        seen,
        {truth: example for truth, example in found.possible.items() if example is not None},
    )


def _is_asked(offer: ResolvedOffer) -> bool:
    """Tell whether the rules of an offer decide anything: it is there, and they can be read."""
    return offer.not_offered is None and not offer.not_loaded and not offer.faults


def _setting(value: ParameterValue) -> Setting:
    return value.name, value.layer, value.version


def _constants(condition: Condition) -> tuple[object, ...]:
    """Return what tells one binding of a part from another."""
    tests = tuple(
        one.value for test in tests_of(condition) for one in test.operands if isinstance(one, Constant) and not one.span
    )
    return tests if tests or not isinstance(condition, Flagged) else (decide(condition, {}),)


def _kind(written: Condition) -> PartKind:
    match written:
        case Every(parts=()):
            return "everyone"
        case Every():
            return "all"
        case Some():
            return "any"
        case Not():
            return "not"
        case DefinitionRef():
            return "definition"
        case Flagged():
            return "yes-no-parameter"
        case _:
            return "comparison"


def _split(place: str) -> tuple[str, int | None]:
    file, _, line = place.rpartition(":")
    return (file, int(line)) if line.isdigit() else (place, None)
