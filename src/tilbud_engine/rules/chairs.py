"""Which legs are in use: the vocabulary's own, or those of a ruleset's set, and which of them were talked about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from tilbud_engine.errors import InputError, Problem, nearest, problem
from tilbud_engine.reading import place_of
from tilbud_engine.rules.leg_sets import Chair, chair_of, leg_set_problems, shipped_chair
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import leg_sets_on, written_leg_sets


def chair_in_use(rulebook: Rulebook, ruleset: str, on: dt.date, leg_set: str | None = None) -> Chair:
    """Return the legs in use under a ruleset on a day: those of its leg set, or the vocabulary's own.

    Raises InputError for a set that the ruleset does not have on the day, and for one that leaves a barrier out.
    """
    if leg_set is None:
        return shipped_chair(rulebook.vocabulary)
    sets = leg_sets_on(rulebook.layers(ruleset), on)
    if leg_set not in sets:
        raise InputError([_no_such_set(rulebook, leg_set, ruleset, sets)])
    found, layer = sets[leg_set]
    faults = list(leg_set_problems(leg_set, found, written_leg_sets(layer, on), rulebook.vocabulary))
    if faults:
        raise InputError(faults)
    return chair_of(leg_set, found, rulebook.vocabulary)


def legs_talked_about(
    named: Iterable[str], chair: Chair, rulebook: Rulebook, ruleset: str, on: dt.date
) -> frozenset[str]:
    """Return the legs in use that were talked about, by whichever legs of the ruleset it was told.

    Raises InputError for a leg that neither the vocabulary nor a set of the ruleset has.
    """
    names = list(named)
    if not names:
        return frozenset()
    sets = leg_sets_on(rulebook.layers(ruleset), on)
    others = [
        shipped_chair(rulebook.vocabulary),
        *(chair_of(name, one, rulebook.vocabulary) for name, (one, _) in sets.items()),
    ]
    known = list(dict.fromkeys(key for one in (chair, *others) for key in one.legs))
    faults = [
        problem("unknown-leg", place_of(key), name=key, nearest=nearest(key, known), known=", ".join(known))
        for key in names
        if key not in known
    ]
    if faults:
        raise InputError(faults)
    return chair.talked_about(names, others)


def _no_such_set(rulebook: Rulebook, name: str, ruleset: str, here: Iterable[str]) -> Problem:
    """Return why there is no such set: it holds on other days, it is another ruleset's, or nobody knows it."""
    having = [
        key
        for key, one in rulebook.rulesets.items()
        if not one.draft and any(name in document.leg_sets for document in one.documents)
    ]
    if any(layer.name in having for layer in rulebook.layers(ruleset)):
        return problem("leg-set-not-in-force", "", name=name, ruleset=ruleset)
    if having:
        return problem("leg-set-elsewhere", "", name=name, ruleset=ruleset, other=having[0])
    return problem("unknown-leg-set", "", name=name, ruleset=ruleset, nearest=nearest(name, list(here)))
