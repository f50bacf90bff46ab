"""A comparison in words, as values: what text, pages and reports show, each in its own way."""

from __future__ import annotations

from dataclasses import dataclass

from tilbud_engine.lab.differences.values import LOSSES, Kind, Way


@dataclass(frozen=True, slots=True)
class ToldMove:
    """One way of changing: whom it concerns, in groups, and an example."""

    way: Way
    heading: str
    groups: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    example: str | None = None
    count: str | None = None

    @property
    def is_loss(self) -> bool:
        """Whether it takes something away."""
        return self.way in LOSSES


@dataclass(frozen=True, slots=True)
class ToldTurn:
    """How the answer or the right changes, and of whom it does not."""

    kind: Kind
    heading: str
    loud: bool
    moves: tuple[ToldMove, ...]
    notes: tuple[str, ...] = ()
    stays: tuple[ToldMove, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldOffer:
    """What changes for one offer: `lines` are about its rule, `texts` about its words."""

    id: str
    title: str
    reasons: tuple[str, ...]
    turns: tuple[ToldTurn, ...]
    fields: tuple[str, ...]
    lines: tuple[str, ...]
    texts: tuple[str, ...]
    scenarios: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A whole comparison in words; `loud` comes before everything else, in this order."""

    title: str
    sides: tuple[tuple[str, str], ...]
    loud: tuple[str, ...]
    notes: tuple[str, ...]
    changed: tuple[ToldOffer, ...]
    rules: tuple[str, ...]
    idle: tuple[ToldOffer, ...]
    reworded: tuple[ToldOffer, ...]
    ruleset: tuple[str, ...]
