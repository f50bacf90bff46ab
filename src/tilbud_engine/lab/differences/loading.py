"""Two rules to compare, loaded with as little done twice as can be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tilbud_engine.lab.rules_at import RulesAt, dated_spec, load_rules, names_path, names_plugin
from tilbud_engine.rules.ruleset import NATIONAL
from tilbud_engine.settings import Settings


def load_pair(
    old: str,
    new: str,
    on: dt.date,
    *,
    plugins: Sequence[Path] = (),
    beneath: str | None = None,
    settings: Settings | None = None,
) -> tuple[RulesAt, RulesAt]:
    """Load two rules as `load_rules` does, with the same plugins beside; two dates of one ruleset share an engine.

    An offer is loaded under the ruleset `beneath`, else under that of the other side. Raises InputError for what cannot
    be loaded on either side.
    """
    (old_name, _), (new_name, new_day) = dated_spec(old, on), dated_spec(new, on)
    load = partial(load_rules, on=on, plugins=plugins, settings=settings)
    offers = [names_plugin(name) for name in (old_name, new_name)]
    if offers == [True, False]:
        second = load(new)
        return load(old, beneath=beneath or second.ruleset, rulesets=_files(new_name)), second
    first = load(old, beneath=beneath or NATIONAL)
    if old_name == new_name:
        return first, RulesAt(first.engine, first.ruleset, new_day)
    if offers == [False, True]:
        return first, load(new, beneath=beneath or first.ruleset, rulesets=_files(old_name))
    return first, load(new, beneath=beneath or NATIONAL, registry=None if any(offers) else first.engine.registry)


def _files(name: str) -> list[Path]:
    """Return the ruleset that a name is the path of, so that an offer can be loaded under it."""
    return [Path(name)] if names_path(name) else []
