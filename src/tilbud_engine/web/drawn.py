"""Cards as they were shown last: most of a board stays as it is when one card moves, and is not worked out again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from markupsafe import Markup

from tilbud_engine.board.plan import Face, Plan
from tilbud_engine.board.rows import Laid
from tilbud_engine.messages import Messages
from tilbud_engine.web.tiles import Tile, laid_tile

MOST_KEPT = 5_000
"""So many cards are kept in memory as HTML, of about one kilobyte each."""


class Tiles:
    """What a card shows in its weeks: the very same card in the same place shows the same. Usable from threads."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], tuple[Any, Tile]] = {}
        self._lock = Lock()

    def laid(
        self, one: Laid, plan: Plan, faces: Mapping[str, Face], say: Messages, *, least: int, row: int
    ) -> Tile:  # fmt: skip
        """Return what `laid_tile` does."""
        contact = plan.contacts.get(getattr(one.item, "contact", None) or "")
        depends = (one, faces.get(one.item.id), contact, plan.about.start, plan.about.weeks, least)
        key = (id(one.item), one.proposed, row, say)
        kept = self._kept.get(key)
        # What it depends on is kept with it, so that no other card is ever in the same place of memory.
        if kept is not None and kept[0][0].item is one.item and kept[0] == depends:
            return kept[1]
        made = laid_tile(one, plan, faces, say, least=least, row=row)
        with self._lock:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = (depends, made)
        return made


class Drawn:
    """The HTML of cards; a card that looks the same on the same page is the same HTML. Usable from threads."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, Tile], Markup] = {}
        self._lock = Lock()

    def of(self, place: str, language: str) -> Callable[[Callable[[Tile], Markup], Tile], Markup]:
        """Return what draws a card for a page: `drawn(macro, tile)`.

        A card that asks for an answer is drawn each time: its form names the version of the plan.
        """

        def drawn(draw: Callable[[Tile], Markup], tile: Tile) -> Markup:
            if tile.asks:
                return draw(tile)
            key = (place, language, tile)
            found = self._kept.get(key)
            if found is None:
                found = draw(tile)
                with self._lock:
                    if len(self._kept) >= MOST_KEPT:
                        self._kept.clear()
                    self._kept[key] = found
            return found

        return drawn
