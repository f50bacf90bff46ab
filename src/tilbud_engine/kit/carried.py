"""An offer as it holds in a ruleset on a day, as plain fields that mean the same wherever they are read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tilbud_engine.kit.written import parameters_in, written
from tilbud_engine.offers import Offer, plain_offer
from tilbud_engine.reading import as_node
from tilbud_engine.rules.conditions import Condition
from tilbud_engine.rules.parsing import parse_condition
from tilbud_engine.rules.resolved import Resolved, ResolvedOffer
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import NATIONAL, is_national

FIELDS = tuple(info.alias or name for name, info in Offer.model_fields.items())
"""The fields of `offer.yaml`, in their order."""


def carried(found: ResolvedOffer, resolved: Resolved, rulebook: Rulebook) -> dict[str, Any]:
    """Return the fields of `offer.yaml` under which the offer is what it is here, today, in another place too.

    What the ruleset says of the offer is in them. A condition that nothing local has touched stands as it was
    written, with its parameters; another one is written out with the values it has. `eligible` is missing where no
    condition can say it: the rule has faults, or nobody can have the offer.
    """
    here: dict[str, Any] = {"status": found.status, "contact": found.contact, "cooperation": found.cooperation}
    here |= {"capacity": found.capacity, "sources": found.sources}
    made = plain_offer(found.offer.model_copy(update=here))
    local = {name for name, one in rulebook.rulesets.items() if not is_national(one)}
    known = _definitions(resolved, rulebook)
    if found.faults or not _as_it_was(found, resolved, rulebook, local):
        del made["eligible"]
        eligible = None if found.faults else written(found.eligible, known, local)
        if eligible is not None:
            made["eligible"] = eligible
    if len(found.hints) == len(found.offer.hints):
        for plain, hint in zip(made.get("hints", ()), found.hints, strict=True):
            if _touched(hint.when, local):
                plain["when"] = written(hint.when, known, local) or {}
    said = json.dumps([made.get(name) for name in ("eligible", "rights", "hints")], default=str)
    used = {name: one for name, one in made.pop("parameters", {}).items() if f'"${name}"' in said}
    made |= {"parameters": used} if used else {}
    return {name: made[name] for name in FIELDS if name in made}


def said_plainly(found: ResolvedOffer, fields: Mapping[str, Any], resolved: Resolved, rulebook: Rulebook) -> Condition:
    """Return the rule as it is carried: without the names and the switches that only this ruleset has."""
    if "eligible" not in fields or fields["eligible"] == plain_offer(found.offer)["eligible"]:
        return found.eligible
    parsed, _ = parse_condition(as_node(fields["eligible"]), rulebook.vocabulary)
    return rulebook.binder(rulebook.layers(NATIONAL), resolved.on).bind(parsed, [])


def _as_it_was(found: ResolvedOffer, resolved: Resolved, rulebook: Rulebook, local: set[str]) -> bool:
    """Tell whether the offer's own condition, as it was written, is the whole rule here."""
    if found.also is not None or _touched(found.eligible, local):
        return False
    parsed, problems = rulebook.condition(found.offer.eligible)
    binder = rulebook.binder(rulebook.layers(resolved.ruleset), resolved.on, found.offer.is_right)
    return not problems and binder.bind(parsed, []) == found.own


def _touched(condition: Condition, local: set[str]) -> bool:
    return any(one.layer in local for one in parameters_in(condition))


def _definitions(resolved: Resolved, rulebook: Rulebook) -> frozenset[str]:
    """Return the names of the nation's definitions on the day: they mean the same everywhere."""
    nation = rulebook.rulesets.get(NATIONAL)
    document = nation.history.at(resolved.on) if nation else None
    return frozenset(document.definitions) if document else frozenset()
