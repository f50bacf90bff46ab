"""What differs between two rules, offer by offer; only conditions that are written otherwise need a proof."""

from __future__ import annotations

from collections.abc import Callable

from tilbud_engine.lab.differences.forms import (
    counted_from,
    facts_of,
    joined_vocabulary,
    meant,
    with_facts,
    written,
)
from tilbud_engine.lab.differences.rewritten import rule_changes
from tilbud_engine.lab.differences.turning import turn
from tilbud_engine.lab.differences.values import Difference, Kind, OfferDifference, Sides, Turn
from tilbud_engine.lab.differences.wordings import offer_fields, ruleset_fields
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.rules.conditions import Condition
from tilbud_engine.rules.proofs import Logic

Progress = Callable[[int, int], None]


def compare(
    old: RulesAt,
    new: RulesAt,
    *,
    milliseconds: int = 5000,
    progress: Progress | None = None,
) -> Difference:
    """Return what differs between two rules: for each offer who moves, and what was changed in words alone.

    Facts are the same persons' on both sides, by key; lengths of time are counted from the new day on both.
    `milliseconds` is how long one question to the solver may take; what takes longer is `not-proved`. `progress` is
    told how many offers are done, and of how many. Raises WitnessRefuted where a proof does not hold.
    """
    comparison = _Comparison(old, new, milliseconds)
    ids = sorted({*old.answers, *new.answers})
    found: list[OfferDifference] = []
    for number, key in enumerate(ids, 1):
        made = comparison.offer(key)
        if made is not None:
            found.append(made)
        if progress is not None:
            progress(number, len(ids))
    return Difference(
        old,
        new,
        tuple(sorted(found, key=lambda one: (one.order, one.id))),
        tuple(rule_changes(old, new)),
        tuple(ruleset_fields(old, new)),
        comparison.vocabulary,
        len(ids),
    )


class _Comparison:
    """Two sides with the words they share, and the solver that is asked only once something differs."""

    def __init__(self, old: RulesAt, new: RulesAt, milliseconds: int) -> None:
        self.old, self.new = old, new
        self.vocabulary, self.apart = joined_vocabulary(old.engine.vocabulary, new.engine.vocabulary)
        # What cannot be compared stays as each side has it.
        self.facts = {key: one for key, one in self.vocabulary.facts.items() if key not in self.apart}
        self.milliseconds = milliseconds
        self._logic: Logic | None = None

    @property
    def logic(self) -> Logic:
        if self._logic is None:
            never = self.new.engine.rulebook.never(self.new.on)
            self._logic = Logic([with_facts(one, self.facts) for one in never], milliseconds=self.milliseconds)
        return self._logic

    def offer(self, key: str) -> OfferDifference | None:
        """Return what differs in one offer; None when nothing does."""
        old, new = self.old.answer(key), self.new.answer(key)
        if old is new or (old.offer is not None and old.offer is new.offer):
            return None
        fields, texts = offer_fields(old.offer, new.offer)
        sides: dict[Kind, Sides] = {
            "right": (self._as_new(old.right), self._with_facts(new.right)),
            "verdict": (self._as_new(old.eligible), self._with_facts(new.eligible)),
        }
        rewritten = any(written(one) != written(other) for one, other in sides.values())
        if not rewritten and old.reason == new.reason and not fields and not texts:
            return None
        before, after = (
            dict.fromkeys(fact for each in sides.values() for fact in facts_of(each[side])) for side in (0, 1)
        )
        turns: dict[Kind, Turn] = {}
        for kind, (one, other) in sides.items():
            if meant(one) == meant(other):
                turns[kind] = Turn()
            elif self.apart.intersection(before, after):
                turns[kind] = Turn("not-proved")
            else:
                turns[kind] = turn((one, other), self.logic)
        return OfferDifference(
            key,
            old,
            new,
            sides,
            turns,
            rewritten,
            tuple(fields),
            tuple(texts),
            asked=tuple(one for one in after if one not in before),
            spared=tuple(one for one in before if one not in after),
        )

    def _as_new(self, condition: Condition | None) -> Condition | None:
        """Return an old condition with its lengths of time counted from the new day."""
        return self._with_facts(condition and counted_from(condition, self.old.on, self.new.on))

    def _with_facts(self, condition: Condition | None) -> Condition | None:
        if condition is None or self.old.engine is self.new.engine:
            return condition
        return with_facts(condition, self.facts)
