"""Cards as they were drawn last: most of a board stays as it is when one card moves, and is not drawn again."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from markupsafe import Markup

from tilbud_engine.web.tiles import Tile

MOST_KEPT = 5_000
"""So many cards are kept in memory as HTML, of about one kilobyte each."""


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
