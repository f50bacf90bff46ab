"""The citizen that the engine is asked with, as the plan has it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tilbud_engine.board.changes.case import in_her_order
from tilbud_engine.board.plan import Answer, Plan
from tilbud_engine.case import Citizen, Statement
from tilbud_engine.errors import Problem
from tilbud_engine.reading import as_node
from tilbud_engine.vocabulary import Fact, Vocabulary


def citizen_of(plan: Plan, on: dt.date, vocabulary: Vocabulary) -> Citizen:
    """Return what she says in her order and what is known of her, with from and on.

    What the vocabulary does not know any more is left out, so that a plan outlives a change of its words: her own words
    are kept without the code, an answer that cannot be read is unknown and is asked again.
    """
    said = [
        Statement(words=one.words, barrier=one.barrier if one.barrier in vocabulary.barriers else None)
        for one in in_her_order(plan)
        if one.words is not None or one.barrier in vocabulary.barriers
    ]
    answers = [one for key, one in plan.answers.items() if key in vocabulary.facts]
    legs = {*vocabulary.legs, *vocabulary.other_legs}
    return Citizen(
        on=on,
        ruleset=plan.about.ruleset,
        says=tuple(said),
        facts={one.id: _told(one) for one in answers if _is_known(one, vocabulary.facts[one.id])},
        declined=tuple(one.id for one in answers if one.declined),
        talked_about=tuple(leg for leg in plan.about.talked_about if leg in legs),
        withdrawn=tuple(one.id for one in answers if one.withdrawn),
    )


def _told(answer: Answer) -> dict[str, Any]:
    told = {"value": answer.value, "from": answer.by}
    return told | {"on": answer.on.isoformat()} if answer.on else told


def _is_known(answer: Answer, fact: Fact) -> bool:
    known = answer.value is not None and not answer.declined and not answer.withdrawn
    return known and not isinstance(fact.read(as_node(answer.value)), Problem)
