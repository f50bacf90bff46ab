"""A comparison as JSON: stable keys, with the words beside what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from tilbud_engine.errors import Language
from tilbud_engine.lab.differences.telling import stated_words
from tilbud_engine.lab.differences.values import (
    Counted,
    Difference,
    FieldChange,
    Kind,
    Move,
    OfferDifference,
    RuleChange,
    Seen,
    Stated,
    Turn,
    word,
)
from tilbud_engine.lab.rules_at import Answer, RulesAt
from tilbud_engine.rules.conditions import Named, Truth
from tilbud_engine.rules.regions import Extent, Region
from tilbud_engine.rules.wording import requirement
from tilbud_engine.rules.wording.regions import region_words
from tilbud_engine.vocabulary import Vocabulary

SCHEMA = 1


def as_json(difference: Difference, language: Language = "da") -> dict[str, Any]:
    """Return a comparison as plain values; the texts are in the language, the keys are always the same."""
    writer = _Writer(difference.vocabulary, language)
    return {
        "schema": SCHEMA,
        "effect": difference.effect,
        "old": _side(difference.old),
        "new": _side(difference.new),
        "compared": difference.compared,
        "stopped": difference.stopped,
        "offers": [writer.offer(one) for one in difference.offers],
        "rules": [writer.rule(one) for one in difference.rules],
        "texts": [_field(one) for one in difference.texts],
        "scenarios": None
        if difference.scenarios is None
        else {"citizens": difference.scenarios, "changed": difference.moved},
        "population": None
        if difference.population is None
        else {
            "name": difference.population,
            "citizens": difference.rows,
            "untold": list(difference.untold),
            "remarks": [one.line(language) for one in difference.remarks],
        },
        "problems": [one.line(language) for one in difference.faults],
        "later": [{"on": day.isoformat(), "offers": list(offers)} for day, offers in difference.later],
    }


def _side(rules: RulesAt) -> dict[str, Any]:
    top = rules.engine.rulebook.rulesets[rules.ruleset]
    return {
        "ruleset": rules.ruleset,
        "place": top.place,
        "draft": top.draft,
        "on": rules.on.isoformat(),
        "sha256": rules.resolved.sha256,
    }


class _Writer:
    def __init__(self, vocabulary: Vocabulary, language: Language) -> None:
        self.vocabulary = vocabulary
        self.language: Language = language

    def offer(self, one: OfferDifference) -> dict[str, Any]:
        resolved = one.new.offer or one.old.offer
        return {
            "offer": one.id,
            "name": resolved.offer.name if resolved else one.id,
            "effect": one.effect,
            "rewritten": one.rewritten,
            "old": self.answer(one.old),
            "new": self.answer(one.new),
            "right": self.turn("right", one),
            "verdict": self.turn("verdict", one),
            "asks_more": list(one.asked),
            "asks_less": list(one.spared),
            "fields": [_field(each) for each in one.fields],
            "texts": [_field(each) for each in one.texts],
        }

    def answer(self, answer: Answer) -> dict[str, Any]:
        state = answer.offer.not_offered if answer.offer else None
        return {
            "reason": answer.reason,
            "reason_on": state.on.isoformat() if state and state.on else None,
            "rule": answer.offer.rule if answer.offer else None,
            "words": None if answer.eligible is None else requirement(answer.eligible, self.language),
        }

    def turn(self, kind: Kind, one: OfferDifference) -> dict[str, Any]:
        turn = one.turns.get(kind, Turn())
        counted, seen = one.population.get(kind), one.scenarios.get(kind)
        return {
            "effect": turn.effect,
            "moves": [self.move(each) for each in turn.moves],
            "stays": [self.move(each) for each in turn.stays],
            "scenarios": None if seen is None else [_seen(each) for each in seen],
            "population": None if counted is None else _counted(counted),
        }

    def move(self, move: Move) -> dict[str, Any]:
        regions, person = move.regions, move.example
        return {
            "from": word(move.way[0]),
            "to": word(move.way[1]),
            "proved": move.proved,
            "groups": None if regions is None else [self.group(one) for one in regions.parts],
            "complete": None if regions is None else regions.complete,
            "example": None
            if person is None
            else {
                "words": person.words(self.vocabulary, self.language),
                "facts": {key: _plain(value) for key, value in person.written(self.vocabulary).items()},
            },
        }

    def group(self, region: Region) -> dict[str, Any]:
        facts = {one.fact.key: _extent(one) for one in region.extents}
        return {"words": region_words(region, self.vocabulary, self.language), "facts": facts}

    def rule(self, change: RuleChange) -> dict[str, Any]:
        return {
            "kind": change.kind,
            "name": change.name,
            "meaning": change.meaning,
            "old": self.stated(change.old),
            "new": self.stated(change.new),
            "offers": list(change.offers),
        }

    def stated(self, stated: Stated | None) -> dict[str, Any] | None:
        if stated is None:
            return None
        value, source = stated.value, stated.value.source
        return {
            "words": stated_words(stated, self.language),
            "place": stated.place,
            "ruleset": None if isinstance(value, Named) else value.layer,
            "since": value.version.isoformat() if value.version else None,
            "source": None if source is None else str(source),
        }


def _field(change: FieldChange) -> dict[str, Any]:
    return {"field": ".".join(change.path), "old": change.old, "new": change.new}


def _seen(one: Seen) -> dict[str, Any]:
    old, new = map(word, one.way)
    return {"name": one.name, "place": one.place, "from": old, "to": new, "notices": one.notices}


def _counted(counted: Counted) -> dict[str, Any]:
    def totals(answers: Mapping[Truth, int | None]) -> dict[str, int | None]:
        return {word(truth): count for truth, count in answers.items()}

    return {
        "before": totals(counted.before),
        "after": totals(counted.after),
        "ways": [{"from": word(old), "to": word(new), "citizens": count} for (old, new), count in counted.ways.items()],
    }


def _extent(extent: Extent) -> dict[str, Any]:
    """Return what a group asks of a fact: what may be known of it, and whether it may be unknown."""
    fact = extent.fact
    made: dict[str, Any] = {"known": extent.known, "unknown": extent.unknown}
    if not extent.known:
        return made
    if fact.type == "date":
        made["ranges"] = [[dt.date.fromordinal(one).isoformat() for one in ends] for ends in extent.ranges]
    elif fact.type in ("int", "number"):
        scale = 10**fact.decimals
        made["ranges"] = [[one / scale if fact.decimals else one for one in ends] for ends in extent.ranges]
    elif fact.type == "set":
        made["tests"] = [
            {
                "operator": str(test.operator),
                "counted": test.counted,
                "values": [_plain(getattr(one, "value", None)) for one in test.operands],
                "answers": sorted(map(word, truths)),
            }
            for test, truths in extent.tests
        ]
        made |= {"least": list(map(list, extent.least)), "most": list(map(list, extent.most)), "whole": extent.whole}
    else:
        made["values"] = list(extent.values)
    return made


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
