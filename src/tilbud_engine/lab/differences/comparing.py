"""What differs between two rules, offer by offer; only conditions that are written otherwise need a proof."""

from __future__ import annotations

from dataclasses import replace

from tilbud_engine.lab.differences.forms import (
    Form,
    counted_from,
    facts_of,
    joined_vocabulary,
    meant,
    with_facts,
    written,
)
from tilbud_engine.lab.differences.later import later_differences
from tilbud_engine.lab.differences.rewritten import rule_changes
from tilbud_engine.lab.differences.turning import turns
from tilbud_engine.lab.differences.values import Difference, Kind, OfferDifference, Pair, Turn
from tilbud_engine.lab.differences.wordings import offer_fields, ruleset_fields
from tilbud_engine.lab.progress import Progress
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.rules.conditions import Condition

_Change = tuple[Form | None, Form | None]
"""What an old and a new condition mean: the same change has the same."""


def compare(
    old: RulesAt,
    new: RulesAt,
    *,
    milliseconds: int = 5000,
    processes: int = 1,
    progress: Progress | None = None,
) -> Difference:
    """Return what differs between two rules: for each offer who moves, and what was changed in words alone.

    Facts are the same persons' on both sides, by key; lengths of time are counted from the new day on both.
    `milliseconds` is how long one question to the solver may take; what takes longer is `not-proved`. `progress` is
    told how many changes are proved, and of how many. After a KeyboardInterrupt the rest is not proved. Raises
    WitnessRefuted where a proof does not hold.
    """
    sides = _Sides(old, new)
    ids = sorted({*old.answers, *new.answers})
    found = [one for key in ids if (one := sides.offer(key)) is not None]
    # What was changed for several offers, and a right that is the offer itself, is proved once.
    asked: dict[_Change, Pair] = {}
    for one in found:
        asked.update({_change(one.sides[kind]): one.sides[kind] for kind in one.sides if kind not in one.turns})
    made = turns(list(asked.values()), sides.never(), milliseconds=milliseconds, processes=processes, progress=progress)
    stopped = len(made) < len(asked)
    turned = dict(zip(asked, [*made, *[Turn("not-proved")] * (len(asked) - len(made))], strict=True))
    offers = [
        replace(one, turns={kind: one.turns.get(kind) or turned[_change(pair)] for kind, pair in one.sides.items()})
        for one in found
    ]
    return Difference(
        old,
        new,
        tuple(sorted(offers, key=lambda one: (one.order, one.id))),
        tuple(rule_changes(old, new)),
        tuple(ruleset_fields(old, new)),
        sides.vocabulary,
        len(ids),
        stopped,
        later=later_differences(old, new),
    )


def _change(pair: Pair) -> _Change:
    return meant(pair[0]), meant(pair[1])


class _Sides:
    """The two sides, made comparable: one set of facts, one day from which lengths of time are counted."""

    def __init__(self, old: RulesAt, new: RulesAt) -> None:
        self.old, self.new = old, new
        self.vocabulary, self.apart = joined_vocabulary(old.engine.vocabulary, new.engine.vocabulary)
        # What cannot be compared stays as each side has it.
        self._facts = {key: one for key, one in self.vocabulary.facts.items() if key not in self.apart}

    def never(self) -> list[Condition]:
        """Return the conditions of impossible persons."""
        return [with_facts(one, self._facts) for one in self.new.engine.rulebook.never(self.new.on)]

    def offer(self, key: str) -> OfferDifference | None:
        """Return what differs in one offer, None when nothing does; whom it moves is left open where it needs proof."""
        old, new = self.old.answer(key), self.new.answer(key)
        if old is new or (old.offer is not None and old.offer is new.offer):
            return None
        fields, texts = offer_fields(old.offer, new.offer)
        sides: dict[Kind, Pair] = {
            "right": (self._as_new(old.right), self._with_facts(new.right)),
            "verdict": (self._as_new(old.eligible), self._with_facts(new.eligible)),
        }
        rewritten = any(written(one) != written(other) for one, other in sides.values())
        if not rewritten and old.reason == new.reason and not fields and not texts:
            return None
        before, after = (
            dict.fromkeys(fact for pair in sides.values() for fact in facts_of(pair[side])) for side in (0, 1)
        )
        settled: dict[Kind, Turn] = {}
        for kind, (one, other) in sides.items():
            if meant(one) == meant(other):
                settled[kind] = Turn()
            elif self.apart & {*facts_of(one), *facts_of(other)}:
                settled[kind] = Turn("not-proved")
        return OfferDifference(
            key,
            old,
            new,
            sides,
            settled,
            rewritten,
            tuple(fields),
            tuple(texts),
            asked=tuple(one for one in after if one not in before),
            spared=tuple(one for one in before if one not in after),
            apart=tuple(one for one in {**before, **after} if one in self.apart),
        )

    def _as_new(self, condition: Condition | None) -> Condition | None:
        """Return an old condition with its lengths of time counted from the new day."""
        return self._with_facts(condition and counted_from(condition, self.old.on, self.new.on))

    def _with_facts(self, condition: Condition | None) -> Condition | None:
        if condition is None or self.old.engine is self.new.engine:
            return condition
        return with_facts(condition, self._facts)
