"""The sheet: the plan on paper for her to keep, the empty plan, and the cards to cut out (R-B01, R-B09)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tilbud_engine.board.advice import load
from tilbud_engine.board.lanes import Lane
from tilbud_engine.board.look import Look
from tilbud_engine.board.plan import Face, Plan
from tilbud_engine.board.sheet.content import blank, cards_content, content
from tilbud_engine.board.sheet.paper import PaperName
from tilbud_engine.board.sheet.render import Drawing, Form, shipped_drawing, typeset
from tilbud_engine.board.sheet.wording import BETWEEN
from tilbud_engine.board.views import Viewer, seen_by
from tilbud_engine.messages import Messages

PLAIN_LOOK = Look()


def sheet(
    plan: Plan,
    paper: PaperName = "a3",
    *,
    lanes: Sequence[Lane],
    now: dt.datetime,
    language: str | None = None,
    look: Look = PLAIN_LOOK,
    code: str = "",
    url: str = "",
    version: int = 0,
    audience: Viewer = "shared",
    form: Form = "pdf",
    drawing: Drawing = shipped_drawing,
) -> bytes:
    """Return the plan on one sheet, as a PDF that can be read aloud (PDF/UA-1) or as a picture of its first page.

    The hours of each week are those of what is shown. `code` is the board's code, printed with its QR code; `url` is
    where it can be typed in. What has no room stands on the next page, and the sheet says so (R-B09).

    Raises InputError where the typesetter is not installed, and for a logo that it cannot read.
    """
    say = Messages("tilbud_engine.board", "sheet", language or plan.about.language, look.folder)
    seen = seen_by(plan, audience, language=language, added=look.folder)
    data = content(
        seen, paper, lanes=lanes, say=say, look=look, code=code, url=url, version=version, now=now, hours=load(seen)
    )
    if audience == "citizen":
        data |= {"lead": BETWEEN.join((say("hers"), data["lead"]))}
    return typeset(
        "sheet.typ",
        data,
        form=form,
        pictures=_pictures(data),
        drawing=drawing,
        logo=look.logo_bytes(),
        code=code,
        unknown=say("not-shown"),
    )


def empty(
    paper: PaperName = "a3",
    *,
    lanes: Sequence[Lane],
    language: str = "da",
    look: Look = PLAIN_LOOK,
    form: Form = "pdf",
) -> bytes:
    """Return the empty plan, to be written and laid by hand at the first meeting (R-B01).

    Raises InputError where the typesetter is not installed.
    """
    say = Messages("tilbud_engine.board", "sheet", language, look.folder)
    data = blank(paper, lanes=lanes, say=say, look=look)
    return typeset("sheet.typ", data, form=form, pictures=_pictures(data), logo=look.logo_bytes())


def cut_out(
    cards: Iterable[tuple[str, Face]],
    language: str = "da",
    look: Look = PLAIN_LOOK,
    *,
    backs: bool = False,
    form: Form = "pdf",
    drawing: Drawing = shipped_drawing,
) -> bytes:
    """Return cards to cut out, eight on a page of A4: picture, word and a short text (R-B03).

    `cards` are offers, empty for cards of her own, and what they show. `backs` adds a page behind each page, mirrored
    for printing on both sides, with room for when, where and whom to call.

    Raises InputError where the typesetter is not installed, and for a logo that it cannot read.
    """
    say = Messages("tilbud_engine.board", "sheet", language, look.folder)
    data = cards_content(cards, say=say, look=look, backs=backs)
    return typeset("cards.typ", data, form=form, pictures=_pictures(data), drawing=drawing, unknown=say("not-shown"))


def _pictures(data: Any) -> Iterable[tuple[str, str]]:
    """Return every picture that is named anywhere in what stands on the sheet, with the offer that it belongs to."""
    if isinstance(data, Mapping):
        if data.get("picture"):
            yield str(data["picture"]), str(data.get("offer", ""))
        data = data.values()
    elif not isinstance(data, list | tuple):
        return
    for one in data:
        yield from _pictures(one)
