"""Two rules to compare, loaded with as little done twice as can be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from tilbud_engine.lab.rules_at import RulesAt, dated_spec, load_rules, names_plugin
from tilbud_engine.rules.ruleset import NATIONAL
from tilbud_engine.settings import Settings


def load_pair(
    old: str,
    new: str,
    on: dt.date,
    *,
    plugins: Sequence[Path] = (),
    beneath: str = NATIONAL,
    settings: Settings | None = None,
) -> tuple[RulesAt, RulesAt]:
    """Load two rules as `load_rules` does, with the same plugins beside; two dates of one ruleset share an engine.

    Raises InputError for what cannot be loaded on either side.
    """
    first = load_rules(old, on, plugins=plugins, beneath=beneath, settings=settings)
    (old_name, _), (new_name, new_day) = dated_spec(old, on), dated_spec(new, on)
    if old_name == new_name:
        return first, RulesAt(first.engine, first.ruleset, new_day)
    shared = None if names_plugin(old_name) or names_plugin(new_name) else first.engine.registry
    return first, load_rules(new, on, plugins=plugins, beneath=beneath, settings=settings, registry=shared)
