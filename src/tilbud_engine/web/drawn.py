"""Cards as they were shown last: most of a board stays as it is when one card moves, and is not worked out again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from markupsafe import Markup

from tilbud_engine.board.faces import face_of_offer
from tilbud_engine.board.plan import Face, Plan
from tilbud_engine.board.rows import Laid
from tilbud_engine.errors import Language
from tilbud_engine.messages import Messages
from tilbud_engine.offers import Offer
from tilbud_engine.web.board_view import EverydayView, HintView, LaneView, ShapesView, WeeksView
from tilbud_engine.web.tiles import Tile, laid_tile

MOST_KEPT = 5_000
"""So many cards are kept in memory as they are shown, of about one kilobyte each."""

MOST_LETTERS = 20_000_000
"""So many letters of HTML are kept in memory; a lane of thirty cards has about 30,000."""

Shown = Tile | HintView | LaneView | WeeksView | EverydayView | ShapesView
"""What is drawn, and kept as it was drawn: its macro may look at nothing else but the page's address and language."""

_Key = tuple[str, str, type[Shown], Shown]


class Tiles:
    """What a card shows in its weeks: the very same card in the same place shows the same. Usable from threads."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], tuple[Any, Tile]] = {}
        self._faces: dict[tuple[int, Language], tuple[Offer, Face]] = {}
        self._lock = Lock()

    def face(self, offer: Offer, language: Language) -> Face:
        """Return what `face_of_offer` does."""
        key = (id(offer), language)
        # The offer is kept with it, so that no other is ever in the same place of memory.
        _, kept = self._faces.get(key, (None, None))
        if kept is None:
            kept = face_of_offer(offer, language)
            with self._lock:
                if len(self._faces) >= MOST_KEPT:
                    self._faces.clear()
                self._faces[key] = (offer, kept)
        return kept

    def laid(
        self, one: Laid, plan: Plan, say: Messages, *, least: int, row: int
    ) -> Tile:  # fmt: skip
        """Return what `laid_tile` does."""
        contact = plan.contacts.get(getattr(one.item, "contact", None) or "")
        depends = (one, contact, plan.about.start, plan.about.weeks, least)
        key = (id(one.item), one.proposed, row, say)
        kept = self._kept.get(key)
        # What it depends on is kept with it, so that no other card is ever in the same place of memory.
        if kept is not None and kept[0][0].item is one.item and kept[0] == depends:
            return kept[1]
        made = laid_tile(one, plan, say, least=least, row=row)
        with self._lock:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = (depends, made)
        return made

    def forget(self) -> None:
        """Forget every card of a plan: one of the plans is erased."""
        with self._lock:
            self._kept.clear()


class Drawn:
    """The HTML that a board is made of: what looks the same on the same page is the same HTML. Usable from threads."""

    def __init__(self) -> None:
        self._kept: dict[_Key, Markup] = {}
        self._size = 0
        self._lock = Lock()

    def of(self, place: str, language: str) -> Callable[[Callable[[Any], Markup], Iterable[Shown]], Markup]:
        """Return what draws cards, lanes or the 24-hour week for a page: `drawn(macro, many)`.

        What asks for an answer is drawn each time: its form names the version of the plan.
        """

        def drawn(draw: Callable[[Any], Markup], many: Iterable[Shown]) -> Markup:
            each = (draw(one) if one.asks else self._drawn(draw, (place, language, type(one), one)) for one in many)
            return Markup("").join(each)

        return drawn

    def forget(self) -> None:
        """Forget all of it: one of the plans is erased."""
        with self._lock:
            self._kept.clear()
            self._size = 0

    def _drawn(self, draw: Callable[[Any], Markup], key: _Key) -> Markup:
        found = self._kept.get(key)
        if found is None:
            found = draw(key[3])
            with self._lock:
                self._size += len(found)
                if self._size > MOST_LETTERS:
                    self._kept.clear()
                    self._size = len(found)
                self._kept[key] = found
        return found
