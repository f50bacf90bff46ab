"""The plan week by week, in words: for who hears it, or sees a little of it at a time."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from tilbud_engine.web.boarding import PART, bare_view
from tilbud_engine.web.page import board_of, on_each_side, seen, show


async def page(request: Request) -> Response:
    """Show for each week what lies in it, lane by lane, with how it stands."""
    stored = await board_of(request)
    view = bare_view(request, stored, seen(request, stored))
    laid = [
        (lane.label, tile, first, last)
        for lane in view.lanes
        for tile, (first, last) in zip(lane.tiles, lane.spans, strict=True)
    ]
    weeks = [
        (week, [(lane, tile) for lane, tile, first, last in laid if first <= number <= last])
        for number, week in enumerate(view.weeks)
    ]
    return await show(request, "by_week.html", stored=stored, parts=(PART,), weeks=weeks)


ROUTES = on_each_side("/uge-for-uge", page)
