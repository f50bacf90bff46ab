"""The legs of the chair as data: the vocabulary's own, and the sets that a ruleset may put in their place (R-P2).

Every barrier that may be shown stands in exactly one leg of a set: the one that names its code, else the one that
names its kind. A set that leaves a barrier out is refused, so no way of dividing life can hide a part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from tilbud_engine.dated import Model, Period, Source
from tilbud_engine.errors import Language, Problem, nearest, problem
from tilbud_engine.reading import Line, Map, Seq, place_of
from tilbud_engine.vocabulary import Barrier, Leg, Vocabulary


class LegOfSet(Leg):
    """One leg of a set: the kinds of barriers that stand in it, and those that it takes by their code."""

    kinds: tuple[Line, ...] = ()
    barriers: tuple[Line, ...] = ()


class LegSet(Model):
    """Another way of dividing what may stand in somebody's way, with where it comes from."""

    title: Line
    title_en: Line | None = None
    about: Line | None = None
    about_en: Line | None = None
    source: Source | None = None
    valid: Period = Field(default_factory=Period)
    legs: Mapping[str, LegOfSet]


@dataclass(frozen=True, slots=True)
class Chair:
    """The legs in use by key, and the leg of each barrier; `name` is None for the vocabulary's own legs.

    `leg_of` holds hidden barriers too, where they have a leg: what is shown of them is decided elsewhere.
    """

    name: str | None
    legs: Mapping[str, Leg]
    leg_of: Mapping[str, str]
    shown: frozenset[str]

    def barriers_of(self, leg: str) -> frozenset[str]:
        """Return the barriers of a leg that may be shown."""
        return frozenset(code for code in self.shown if self.leg_of.get(code) == leg)

    def label(self, leg: str, language: Language) -> str:
        """Return what a leg is called."""
        found = self.legs[leg]
        return (found.label_en if language == "en" else None) or found.label

    def talked_about(self, named: Iterable[str], others: Iterable[Chair] = ()) -> frozenset[str]:
        """Return the legs that were talked about: those named, and those that lie wholly in legs that were.

        `named` may hold legs of `others`, the chairs that the same life can be told by. A leg with one barrier that
        lies elsewhere is not talked about, for silence is not a healthy leg (R-P2). Where several chairs have a leg
        of that name, only what all of them put in it counts.
        """
        chairs = tuple(others)
        names = set(named)
        own = names & self.legs.keys()
        covered: set[str] = set()
        for name in names:
            found = [self] if name in own else [one for one in chairs if name in one.legs]
            if found:
                covered |= frozenset.intersection(*(one.barriers_of(name) for one in found))
        whole = {leg for leg in self.legs if (barriers := self.barriers_of(leg)) and barriers <= covered}
        return frozenset(own | whole)


def shipped_chair(vocabulary: Vocabulary) -> Chair:
    """Return the legs that the vocabulary has, those of plugins included."""
    barriers = vocabulary.barriers
    return Chair(None, vocabulary.legs, {code: one.leg for code, one in barriers.items()}, _shown(barriers))


def chair_of(name: str, leg_set: LegSet, vocabulary: Vocabulary) -> Chair:
    """Return the legs of a set, with the leg of each barrier; what `leg_set_problems` tells has no leg."""
    by_code = {code: key for key, leg in leg_set.legs.items() for code in leg.barriers}
    by_kind = {kind: key for key, leg in leg_set.legs.items() for kind in leg.kinds}
    found = {code: by_code.get(code) or by_kind.get(one.kind) for code, one in vocabulary.barriers.items()}
    leg_of = {code: leg for code, leg in found.items() if leg is not None}
    return Chair(name, leg_set.legs, leg_of, _shown(vocabulary.barriers))


def leg_set_problems(name: str, leg_set: LegSet, written: Map, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield why a set cannot be used: a barrier without a leg or with two, a word nobody knows, a leg that holds none.

    `written` is the mapping in which the set stands, for the places.
    """
    place = written.place_of(name)
    node = written.get(name)
    legs = node.get("legs") if isinstance(node, Map) else None
    if not leg_set.legs:
        yield problem("leg-set-empty", place, name=name)
        return
    kinds = {*vocabulary.kinds, *(one.kind for one in vocabulary.barriers.values())}
    first: dict[str, str] = {}
    for key, leg in leg_set.legs.items():
        at = legs.place_of(key) if isinstance(legs, Map) else place
        if key in vocabulary.legs:
            yield problem("leg-key-taken", at, name=key)
        for kind, where in _listed(legs, key, "kinds", leg.kinds, at):
            if kind not in kinds:
                known = ", ".join(f"{one} ({_kind(one, vocabulary)})" for one in sorted(kinds))
                yield problem("unknown-kind", where, name=kind, nearest=nearest(kind, kinds), known=known)
            elif first.setdefault(kind, key) != key:
                label = _kind(kind, vocabulary)
                yield problem("leg-twice", where, name=kind, label=label, leg=key, first=first[kind])
        for code, where in _listed(legs, key, "barriers", leg.barriers, at):
            barrier = vocabulary.barriers.get(code)
            if barrier is None:
                yield problem("unknown-barrier", where, name=code, nearest=nearest(code, vocabulary.barriers))
            elif barrier.hidden:
                yield problem("leg-of-hidden", where, name=code)
            elif first.setdefault(code, key) != key:
                yield problem("leg-twice", where, name=code, label=barrier.label, leg=key, first=first[code])
    yield from _left_out(name, leg_set, legs, place, vocabulary)


def _left_out(name: str, leg_set: LegSet, legs: Any, place: str, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield the barriers that stand in no leg, together, and each leg in which none stands."""
    chair = chair_of(name, leg_set, vocabulary)
    alone = [one for code, one in vocabulary.barriers.items() if code in chair.shown and code not in chair.leg_of]
    if alone:
        barriers = ", ".join(f"{one.code} ({_called(one)})" for one in alone)
        kinds = ", ".join(f"{one} ({_kind(one, vocabulary)})" for one in dict.fromkeys(one.kind for one in alone))
        last = list(leg_set.legs)[-1]
        written = ", ".join([*leg_set.legs[last].kinds, *dict.fromkeys(one.kind for one in alone)])
        yield problem("leg-set-leaves-out", place, name=name, barriers=barriers, kinds=kinds, leg=last, example=written)
    for key in leg_set.legs:
        if not chair.barriers_of(key):
            at = legs.place_of(key) if isinstance(legs, Map) else place
            yield problem("leg-holds-nothing", at, name=key)


def _called(barrier: Barrier) -> str:
    return f"{barrier.label}, plugin {barrier.plugin}" if barrier.plugin else barrier.label


def _kind(kind: str, vocabulary: Vocabulary) -> str:
    found = vocabulary.kinds.get(kind)
    return found.label if found else kind


def _shown(barriers: Mapping[str, Barrier]) -> frozenset[str]:
    return frozenset(code for code, one in barriers.items() if not one.hidden)


def _listed(legs: Any, key: str, field: str, values: Iterable[str], place: str) -> Iterator[tuple[str, str]]:
    """Yield each name with its place; what was not read from a file stands at its leg."""
    leg = legs.get(key) if isinstance(legs, Map) else None
    items = leg.get(field) if isinstance(leg, Map) else None
    places = [place_of(one, place) for one in items] if isinstance(items, Seq) else []
    for index, value in enumerate(values):
        yield value, places[index] if index < len(places) else place
