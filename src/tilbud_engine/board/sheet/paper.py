"""The two papers and how each is divided: A3 holds all on its front, A4 has a back of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

PaperName = Literal["a3", "a4"]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the paper: panels in the column to the left, one large part, and panels along the bottom of it.

    `bottom` holds panels above each other and their share of the width, the last in the lower right corner; it is at
    least so high, and higher where the lanes leave room.
    """

    left: tuple[str, ...]
    main: Literal["weeks", "everyday"]
    bottom: tuple[tuple[tuple[str, ...], float], ...]
    bottom_height: float = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper lying down, in millimetres; the letters in points.

    `card` is how wide a card is at least so that its words fit, `least_row` how high one is at least, and
    `best_row` how high where nothing else needs the room.
    """

    width: float
    height: float
    margin: float
    letters: float
    small: float
    head: float
    left: float
    lane: float
    part: float
    card: float
    least_row: float
    best_row: float
    sides: tuple[Side, ...]

    @property
    def inner_width(self) -> float:
        """How wide it is between the margins."""
        return self.width - 2 * self.margin

    @property
    def weeks_width(self) -> float:
        """How wide all the weeks are together."""
        return self.inner_width - self.left - GAP - self.lane

    @property
    def most_rows(self) -> int:
        """How many rows all the lanes have together at most."""
        return int(self.rows_height // self.least_row)

    @property
    def rows_height(self) -> float:
        """How high all the lanes are together at most."""
        taken = self.head + 3 * GAP + self.sides[0].bottom_height + FOOT + WEEKS_HEAD + LOAD
        return self.height - 2 * self.margin - taken


GAP = 3.0
"""Between two parts, in millimetres."""

WEEKS_HEAD = 11.0
"""How high months and weeks are above the lanes."""

LOAD = 9.5
"""How high the hours a week are."""

FOOT = 9.0
"""How high the line of rights at the foot is."""

PAPERS: Mapping[PaperName, Paper] = MappingProxyType(
    {
        "a3": Paper(
            width=420,
            height=297,
            margin=8,
            letters=11,
            small=9.2,
            head=17,
            left=62,
            lane=28,
            part=21,
            card=36,
            least_row=9.5,
            best_row=12,
            sides=(
                Side(
                    left=("parked", "wishes", "hand", "mind", "notes"),
                    main="weeks",
                    bottom=((("everyday",), 0.6), (("agreements", "contacts"), 0.24), (("successes",), 0.16)),
                    bottom_height=68,
                ),
            ),
        ),
        "a4": Paper(
            width=297,
            height=210,
            margin=8,
            letters=10.5,
            small=9.5,
            head=16,
            left=46,
            lane=25,
            part=25,
            card=35,
            least_row=9.5,
            best_row=10,
            sides=(
                Side(
                    left=("parked", "wishes", "hand"),
                    main="weeks",
                    bottom=((("agreements",), 0.64), (("successes",), 0.36)),
                    bottom_height=33,
                ),
                Side(left=("contacts", "mind", "notes"), main="everyday", bottom=()),
            ),
        ),
    }
)
