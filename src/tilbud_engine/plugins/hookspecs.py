"""The four hooks a plugin may implement: values in, values out.

An implementation is a plain function marked with `@hookimpl`. It may take fewer arguments than its hook, has no
defaults, prints nothing and never waits for anything. `data` is the plugin's data folder: the installation's own
(`data` in `tilbud.toml`, then the plugin's name) if it is there, else the folder `data/` beside the plugin; it may be
missing. A file in it that cannot be used is told with `DataFault`. See docs/hooks.md for an example of each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from tilbud_engine.offers import Offer
    from tilbud_engine.plugins.values import Availability, CitizenView

PROJECT = "tilbud_engine"

PLUGIN_API = 1
"""The number of this set of hooks. A plugin may state the number it was written for as `TILBUD_PLUGIN_API`."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a function of a plugin as the implementation of the hook it is named after."""


@hookspec
def tilbud_offers(data: Path) -> Iterable[Offer | Mapping[str, Any]]:  # type: ignore[empty-body]
    """Return or yield offers, each an `Offer` or a mapping of the shape of `offer.yaml`.

    Called once, when plugins are loaded. For offers that stand in a system or a list; an offer that can be written
    down belongs in `offer.yaml`.
    """


@hookspec
def tilbud_vocabulary(data: Path) -> Mapping[str, Any] | None:
    """Return words of the plugin's own, of the shape of `vocabulary.yaml`: facts, barriers, needs.

    Called once, before any offer is read. For words that depend on data, such as a list of places; other words belong
    in `vocabulary.yaml`. Existing words cannot be redefined.
    """


@hookspec
def tilbud_derive_facts(citizen: CitizenView, on: dt.date, data: Path) -> Mapping[str, Any] | None:
    """Return facts that can be computed from what is known: fact key to plain value.

    Called once for each suggestion, before any rule, and only while one of the facts in the plugin's `derives` is
    unknown. Leave a fact out, or give None, when it cannot be computed. A stated fact wins; a fact that is not in
    `derives` is refused.
    """


@hookspec
def tilbud_availability(offer_id: str, municipality: str, on: dt.date, data: Path) -> Availability | None:
    """Return how things stand with an offer on the day, as an `Availability` or a mapping of its shape.

    Called for each card that is shown. Return None for offers and municipalities that are not the plugin's.
    """
