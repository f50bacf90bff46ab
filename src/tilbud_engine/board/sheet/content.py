"""From a plan to what the typesetter is given: every word in its place, nothing of it markup."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from tilbud_engine.board.advice import Load, limit_of
from tilbud_engine.board.lanes import Lane
from tilbud_engine.board.look import Look
from tilbud_engine.board.plan import About, Face, Plan
from tilbud_engine.board.sheet.panels import everyday, panels
from tilbud_engine.board.sheet.paper import FOOT, GAP, LOAD, PAPERS, WEEKS_HEAD, PaperName
from tilbud_engine.board.sheet.weeks import head_data, lanes_data, outside_data
from tilbud_engine.board.sheet.wording import BETWEEN
from tilbud_engine.board.weeks import week_number
from tilbud_engine.messages import Messages

_RIGHTS = ("right-companion", "right-complaint", "right-proposal", "right-yours")


def content(
    plan: Plan,
    paper: PaperName,
    *,
    lanes: Sequence[Lane],
    say: Messages,
    look: Look,
    code: str,
    url: str,
    version: int,
    now: dt.datetime,
    hours: Sequence[Load] | None,
) -> dict[str, Any]:
    """Return everything that stands on the sheet, as plain JSON values; pictures by their names."""
    measures = PAPERS[paper]
    lanes_made, rest = lanes_data(plan, lanes, measures, say)
    return {
        "lang": say.language,
        "title": _title(plan, say),
        "title_size": 25 if paper == "a3" else 20,
        "author": say("author"),
        "description": say("about"),
        "lead": BETWEEN.join(_lead(plan, say)),
        "municipality": look.name,
        "code": code,
        "find": (say("find-at", url=url) if url else say("find")) if code else "",
        "qr_alt": say("qr-alt", code=code),
        "logo_alt": say("logo-alt", name=look.name),
        "printed": say("version" if version else "printed", day=now.date(), version=version),
        "page": {"width": measures.width, "height": measures.height, "margin": measures.margin},
        "letters": measures.letters,
        "small": measures.small,
        "paper": {
            "gap": GAP,
            "foot": FOOT,
            "weeks_head": WEEKS_HEAD,
            "load": LOAD,
            "head": measures.head,
            "left": measures.left,
            "lane": measures.lane,
            "best_row": measures.best_row,
            "rows_height": measures.rows_height,
            "part": measures.part,
        },
        "sides": [asdict(side) for side in measures.sides],
        "panels": panels(plan, say),
        "everyday": everyday(plan, say),
        "lanes": lanes_made,
        "weeks": head_data(plan, measures, hours, limit_of(plan), say)
        | {"title": say("weeks"), "load_title": say("load"), "blank": False},
        "rights": [say(key) for key in _RIGHTS],
        "rights_title": say("rights"),
        "more": say(f"more-{paper}"),
        "more_below": say("more-a3"),
        "more_here": say("more-here"),
        "rest_title": say("rest"),
        "rest_cards": say("rest-cards"),
        "rest_cards_data": [*rest, *outside_data(plan, say)],
        "too_full": say("too-full") if rest else "",
    }


def _title(plan: Plan, say: Messages) -> str:
    if plan.about.drafting:
        return say("title-draft")
    return say("title-named", name=plan.about.name) if plan.about.name else say("title")


def _lead(plan: Plan, say: Messages) -> list[str]:
    about, mondays = plan.about, plan.weeks
    end = mondays[-1] + dt.timedelta(days=6)
    made = [
        say("period", first=mondays[0], last=end),
        say("period-weeks", first=week_number(mondays[0]), last=week_number(mondays[-1])),
    ]
    if about.previous:
        made.append(say("follows", code=about.previous))
    return [*made, say("change")]


def blank(paper: PaperName, *, lanes: Sequence[Lane], say: Messages, look: Look) -> dict[str, Any]:
    """Return the empty plan: the same sheet with room to write by hand everywhere (R-B01)."""
    monday = dt.date(2001, 1, 1)
    begun = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
    plan = Plan(about=About(start=monday, ruleset="danmark"))
    made = content(plan, paper, lanes=lanes, say=say, look=look, code="", url="", version=0, now=begun, hours=())
    rows = max(1, PAPERS[paper].most_rows // len(lanes))
    weeks = {
        "blank": True,
        "months": [{"name": "", "span": len(plan.weeks)}],
        "weeks": [say("week-blank") for _ in plan.weeks],
        "load": [{"text": "", "over": False, "share": 0} for _ in plan.weeks],
    }
    return made | {
        "lead": BETWEEN.join((say("period-blank"), say("change"))),
        "printed": "",
        "lanes": [lane | {"rows": min(rows, 2)} for lane in made["lanes"]],
        "weeks": made["weeks"] | weeks,
    }


def cards_content(cards: Iterable[tuple[str, Face]], *, say: Messages, look: Look, backs: bool) -> dict[str, Any]:
    """Return what stands on the cards to cut out."""
    return {
        "lang": say.language,
        "title": say("cards-title"),
        "author": look.name or say("author"),
        "description": say("cards-about"),
        "colour": look.colour,
        "backs": [say(key) for key in ("card-weeks", "card-times", "card-where", "card-call")] if backs else [],
        "cards": [
            {
                "word": face.word,
                "text": face.text,
                "hours": BETWEEN.join(_amounts(face, say)),
                "picture": face.pictogram,
                "offer": offer,
                "alt": face.alt,
            }
            for offer, face in cards
        ],
        "own": say("card-own"),
    }


def _amounts(face: Face, say: Messages) -> Iterable[str]:
    for key, amount in (("hours", face.hours), ("weeks", face.weeks)):
        low, high = amount or (0, 0)
        if low == high == 1:
            yield say(f"amount-{key}-one")
        elif high:
            shape = "exact" if low == high else "range" if low else "most-one" if high == 1 else "most"
            yield say(f"amount-{key}-{shape}", low=low, high=high)
