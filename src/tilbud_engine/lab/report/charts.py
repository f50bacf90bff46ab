"""The report's charts: described as Vega-Lite, drawn as SVG, told apart by place, shade and number, not by colour."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tilbud_engine.errors import InputError, Language, problem

WIDTH, STEP, LABELS = 400, 18, 230
"""Of the bars, of a row of bars, and of the names beside them, in pixels."""

# Dark, pale and white with an edge: three shades that stay apart when printed in grey.
INK, DARK, PALE, BLANK, LINE = "#1f2d3a", "#0b4f79", "#e8b878", "#ffffff", "#43535f"
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_LOCALES: Mapping[Language, Literal["da-DK", "en-GB"]] = {"da": "da-DK", "en": "en-GB"}
_TAG, _ROLES = re.compile(r"<[a-z]+ [^>]*>"), re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_DRAWN_BY = "6.1"
"""The version of Vega-Lite: the same description must give the same drawing."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in the row of `name`: what kind it is, how long (below zero to the left), and the number to be read."""

    name: str
    kind: str
    value: float
    shown: str


def two_ways(bars: Sequence[Bar], kinds: Sequence[str], axis: str, language: Language) -> str:
    """Return bars to the right and to the left of nothing: who gains, who loses; `kinds` in the order of the shades."""
    reach = max((abs(one.value) for one in bars), default=0) or 1
    low = -reach * 1.25 if any(one.value < 0 for one in bars) else 0
    x = {
        "field": "value",
        "type": "quantitative",
        "title": axis,
        "scale": {"domain": [low, reach * 1.25], "nice": False},
        # What lies to the left is counted like what lies to the right.
        "axis": {"labelExpr": "format(abs(datum.value), ',')", "tickMinStep": 1, "tickCount": 6},
    }
    return _drawn(_bars(bars, kinds, x), language)


def side_by_side(bars: Sequence[Bar], kinds: Sequence[str], axis: str, language: Language) -> str:
    """Return a bar of each kind for every name, one below the other: before and after."""
    reach = max((one.value for one in bars), default=0) or 1
    x = {
        "field": "value",
        "type": "quantitative",
        "title": axis,
        "scale": {"domain": [0, reach * 1.18], "nice": False},
        "axis": {"tickMinStep": 1, "tickCount": 6},
    }
    return _drawn(_bars(bars, kinds, x), language)


def over_months(
    months: Sequence[str],
    lines: Sequence[tuple[str, Sequence[float]]],
    limit: tuple[str, float] | None,
    axis: str,
    language: Language,
) -> str:
    """Return a line for each kind over the months, and a dashed one, written on, for how many there is room for."""
    rows = [
        {"month": month, "kind": kind, "value": value}
        for kind, values in lines
        for month, value in zip(months, values, strict=True)
    ]
    highest = max(value for _, values in lines for value in values)
    kinds = [kind for kind, _ in lines]
    top = max(highest, limit[1] if limit else 0, 1) * 1.15
    y = {
        "field": "value",
        "type": "quantitative",
        "title": axis,
        "scale": {"domain": [0, top], "nice": False},
        "axis": {"tickMinStep": 1, "tickCount": 5},
    }
    drawn: dict[str, Any] = {
        "mark": {"type": "line", "point": {"size": 45, "filled": True}, "strokeWidth": 2.5},
        "encoding": {
            "x": {"field": "month", "type": "ordinal", "sort": None, "title": None, "axis": {"labelAngle": -40}},
            "y": y,
            "color": _shades(kinds, [DARK, "#b8792b"]),
            "strokeDash": {
                "field": "kind",
                "scale": {"domain": kinds, "range": [[1, 0], [7, 4]]},
                "legend": None,
            },
        },
    }
    layers = [drawn]
    if limit is not None:
        at = {"datum": limit[1]}
        once: dict[str, Any] = {"data": {"values": [{}]}}
        layers += [
            {
                **once,
                "mark": {"type": "rule", "strokeDash": [3, 3], "strokeWidth": 2, "color": INK},
                "encoding": {"y": at},
            },
            # Written twice, first as a pale edge: a line that runs behind it leaves it to be read.
            *(
                {
                    **once,
                    "mark": {"type": "text", "align": "left", "baseline": "bottom", "dx": 4, "dy": -4, **edge},
                    "encoding": {"y": at, "x": {"value": 0}, "text": {"value": limit[0]}},
                }
                for edge in ({"stroke": BLANK, "strokeWidth": 4, "color": BLANK}, {"color": INK})
            ),
        ]
    return _drawn({"data": {"values": rows}, "layer": layers, "width": 520, "height": 200}, language)


def _bars(bars: Sequence[Bar], kinds: Sequence[str], x: dict[str, Any]) -> dict[str, Any]:
    rows = [{"name": one.name, "kind": one.kind, "value": one.value, "shown": one.shown} for one in bars]
    names = list(dict.fromkeys(one.name for one in bars))
    y = {
        "field": "name",
        "type": "nominal",
        "sort": names,
        "title": None,
        "axis": {"labelLimit": LABELS, "domain": False, "ticks": False, "labelPadding": 8},
    }
    label = {"type": "text", "color": INK, "baseline": "middle"}
    written = {"text": {"field": "shown"}}
    return {
        "data": {"values": rows},
        "width": WIDTH,
        "height": {"step": STEP, "for": "offset"},
        "encoding": {"y": y, "x": x, "yOffset": {"field": "kind", "sort": list(kinds)}},
        "layer": [
            {
                "mark": {"type": "bar", "stroke": LINE, "strokeWidth": 1},
                "encoding": {"color": _shades(kinds, [DARK, PALE, BLANK])},
            },
            {
                "transform": [{"filter": "datum.value >= 0"}],
                "mark": {**label, "align": "left", "dx": 5},
                "encoding": written,
            },
            {
                "transform": [{"filter": "datum.value < 0"}],
                "mark": {**label, "align": "right", "dx": -5},
                "encoding": written,
            },
        ],
    }


def _shades(kinds: Sequence[str], shades: Sequence[str]) -> dict[str, Any]:
    return {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": list(kinds), "range": list(shades[: len(kinds)])},
        "legend": {
            "orient": "top",
            "title": None,
            "symbolStrokeColor": LINE,
            "symbolStrokeWidth": 1,
            "labelLimit": 300,
        },
    }


def _drawn(described: dict[str, Any], language: Language) -> str:
    """Return the SVG: texts are escaped by the drawing, nothing in it is fetched, no part of it is read aloud."""
    try:
        import vl_convert
    except ImportError:
        raise InputError([problem("extra-missing", "", library="vl-convert-python", extra="lab")]) from None
    text = {"labelFont": _FONT, "titleFont": _FONT, "labelFontSize": 12, "titleFontSize": 12, "labelColor": INK}
    config = {
        "aria": False,
        "background": None,
        "font": _FONT,
        "view": {"stroke": None},
        "axis": {**text, "titleColor": INK, "titleFontWeight": "normal", "gridColor": "#d5dde1", "domainColor": LINE},
        "legend": text,
        "text": {"font": _FONT, "fontSize": 12},
    }
    drawn = vl_convert.vegalite_to_svg(
        {**described, "config": config}, vl_version=_DRAWN_BY, format_locale=_LOCALES[language]
    )
    # The drawing is one image with one sentence; its parts have no roles of their own.
    return _TAG.sub(lambda found: _ROLES.sub("", found[0]), drawn)
