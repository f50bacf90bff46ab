"""Parts of conditions that do nothing: never true, always true, or said already by what stands beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from tilbud_engine.lab.findings.finding import Finding, Kind, Unsettled, Words
from tilbud_engine.lab.findings.proving import Prover
from tilbud_engine.lab.findings.trees import (
    Site,
    Steps,
    both,
    facts_of,
    is_everyone,
    opened,
    parameters_of,
    sites,
    without,
)
from tilbud_engine.offers import Offer
from tilbud_engine.rules.conditions import Condition, Every, Named, Operator, Some, Test, tests_of, walk
from tilbud_engine.rules.reference import decide

MOST_SITES = 300
"""Of a condition with more parts it is not tried what each changes: that is told as unsettled."""

_LOWER = (Operator.AT_LEAST, Operator.ABOVE)
_UPPER = (Operator.AT_MOST, Operator.BELOW)


@dataclass(frozen=True, slots=True)
class Unit:
    """A condition that stands by itself in the rules, and where: an offer's own, an addition, a right, a definition.

    `kind` is what it means when nobody can satisfy it; `about` fills that sentence.
    """

    condition: Condition
    place: str
    kind: Kind
    offer: Offer | None = None
    about: Mapping[str, Words] = field(default_factory=dict)

    @property
    def offers(self) -> tuple[str, ...]:
        """Return the offer it belongs to, if any."""
        return () if self.offer is None else (self.offer.offer,)


@dataclass(slots=True)
class _Seen:
    """What a few hundred persons have shown of a part."""

    true: bool = False
    false: bool = False
    matters: bool = False
    matters_known: bool = False


def part_findings(unit: Unit, prover: Prover) -> tuple[Finding, ...]:
    """Return the parts of a condition that do nothing, proved for every possible person."""
    if is_everyone(unit.condition):
        return ()
    return tuple(_Parts(unit, prover).findings())


class _Parts:
    def __init__(self, unit: Unit, prover: Prover) -> None:
        self.unit = unit
        self.prover = prover
        self.root = opened(unit.condition)
        self.written = dict(zip(map(id, walk(self.root)), walk(unit.condition), strict=True))
        self.sites = sites(self.root)
        self.seen = self._tried()
        self.told: set[Steps] = set()

    def findings(self) -> Iterator[Finding]:
        yield from self.never_true()
        if () not in self.told:
            yield from self.always_true()
            yield from self.covered()

    def _tried(self) -> dict[Steps, _Seen]:
        """Return what persons show; most parts are settled by the first of them."""
        seen = {site.steps: _Seen() for site in self.sites}
        tried = self.sites if len(self.sites) <= MOST_SITES else ()
        rest = {site.steps: without(self.root, {site.steps}) for site in tried if site.group is not None}
        keys = {fact.key for fact in facts_of(self.root)}
        for facts in self.prover.persons(self.root):
            whole, known = decide(self.root, facts), keys <= facts.keys()
            for site in self.sites:
                one = seen[site.steps]
                if not (one.true and one.false):
                    truth = decide(site.condition, facts)
                    one.true |= truth is True
                    one.false |= truth is False
                other = rest.get(site.steps)
                if other is not None and not one.matters_known and decide(other, facts) is not whole:
                    one.matters = True
                    one.matters_known = known
        return seen

    # --- never and always ---------------------------------------------------------------------------------------

    def never_true(self) -> Iterator[Finding]:
        dead = [site for site in self.sites if not self.seen[site.steps].true and self._never(site.condition)]
        whole = next((site for site in dead if site.steps == ()), None)
        closing = [] if whole is None else list(_closing(whole, dead))
        for site in dead:
            inside = any(_below(other.steps, site.steps) for other in dead)
            closes = site in closing
            # A definition that nobody satisfies is told where it stands, save where it closes a whole offer.
            if closes or not (inside or isinstance(site.condition, Named)):
                yield self._dead(site, closes=closes)
                self.told.add(site.steps)
        if whole is not None:
            self.told.add(())

    def _never(self, condition: Condition) -> bool:
        found = self.prover.settled(
            Kind.NEVER_TRUE,
            condition.place or self.unit.place,
            lambda: not self.prover.logic.possible(self.prover.logic.true(condition)),
            *self.unit.offers,
        )
        return bool(found)

    def _dead(self, site: Site, *, closes: bool) -> Finding:
        parts = [self.written[id(one)] for one in self._at_odds(site.condition)]
        kind = self.unit.kind if closes else Kind.CONTRADICTION if len(parts) > 1 else Kind.NEVER_TRUE
        about: dict[str, Words] = dict(self.unit.about) if closes else {}
        if len(parts) == 2 and _reversed(parts):
            low, high = sorted(parts, key=lambda one: isinstance(one, Test) and one.operator in _UPPER)
            about |= {"low": low, "high": high}
            kind = Kind.LIMITS_REVERSED if kind is Kind.CONTRADICTION and "name" not in about else kind
        elif len(parts) > 1:
            about["parts"] = tuple(parts)
        else:
            about["part"] = parts[0]
        places = [self._place(one) for one in parts]
        return self._finding(kind, tuple(places), about)

    def _at_odds(self, condition: Condition) -> Sequence[Condition]:
        """Return the fewest parts of a group that cannot hold together; else the condition itself."""
        return at_odds(condition.parts, self._never) if isinstance(condition, Every) else [condition]

    def always_true(self) -> Iterator[Finding]:
        true = [
            site
            for site in self.sites
            if not self.seen[site.steps].false and not isinstance(site.condition, Named) and self._always(site)
        ]
        for site in true:
            # A group that is always true because a part of it is never, or always, is told with that part.
            if any(_below(other.steps, site.steps) for other in true) or self._touches(site.steps):
                continue
            self.told.add(site.steps)
            yield from self._said(Kind.ALWAYS_TRUE, site)

    def _always(self, site: Site) -> bool:
        found = self.prover.settled(
            Kind.ALWAYS_TRUE,
            self._place(site.condition),
            lambda: not self.prover.logic.possible(self.prover.logic.false(site.condition)),
            *self.unit.offers,
        )
        return bool(found)

    # --- said already -------------------------------------------------------------------------------------------

    def covered(self) -> Iterator[Finding]:
        """Yield the parts that change nothing when they are dropped, each beside those that were dropped before it."""
        if len(self.sites) > MOST_SITES:
            self.prover.unsettled.append(Unsettled(Kind.COVERED_PART, self.unit.place, *self.unit.offers))
            return
        gone: set[Steps] = set()
        needless: set[Steps] = set()
        # Whole branches first; of parts alike the last.
        for site in sorted(self.sites, key=lambda one: (len(one.steps), [-step for step in one.steps])):
            if site.group is None or self._touches(site.steps) or _inside(site.steps, gone | needless):
                continue
            branch = isinstance(site.group, Some)
            if not self.seen[site.steps].matters and self._same({*gone, site.steps}, known=False):
                gone.add(site.steps)
                if branch or not self._tells_cases_apart(site):
                    yield from self._said(Kind.COVERED_BRANCH if branch else Kind.COVERED_PART, site)
            elif not self.seen[site.steps].matters_known and self._same({*gone, *needless, site.steps}, known=True):
                needless.add(site.steps)
                yield from self._said(Kind.NEEDLESS_BRANCH if branch else Kind.NEEDLESS_PART, site)

    def _tells_cases_apart(self, site: Site) -> bool:
        """Tell whether a part is idle only beside other branches: "under 18, or 18 to 24 and …" is said for clarity."""
        around = [one for one in self.sites if isinstance(one.group, Some) and _below(site.steps, one.steps)]
        if not around:
            return False
        branch = max(around, key=lambda one: len(one.steps))
        rest = without(branch.condition, {site.steps[len(branch.steps) :]})
        same = self.prover.settled(
            Kind.COVERED_PART, self.unit.place, partial(self.prover.logic.equivalent, branch.condition, rest)
        )
        return same is False

    def _said(self, kind: Kind, site: Site) -> Iterator[Finding]:
        """Yield a part that does nothing; one that a value makes idle is told only where a ruleset set the value."""
        part = self.written[id(site.condition)]
        if kind is not Kind.ALWAYS_TRUE and isinstance(part, Named) and isinstance(site.group, Every):
            return  # A definition beside something narrower: the law may change what it says, and nothing else.
        keys = {fact.key for fact in facts_of(part)}
        values = [one for test in tests_of(self.unit.condition) if test.fact.key in keys for one in parameters_of(test)]
        if values and all(one.layer is None for one in values):
            return
        if values:
            kind = Kind.LIMIT_IDLE
        yield self._finding(kind, (self._place(part),), {"part": part})

    def _same(self, gone: Collection[Steps], *, known: bool) -> bool:
        """Tell whether nothing changes without these parts: for anyone, or for those of whom all is known."""
        logic, rest = self.prover.logic, without(self.root, gone)

        def ask() -> bool:
            if not known:
                return logic.equivalent(self.root, rest)
            return not logic.possible(logic.every(logic.known(facts_of(self.root)), logic.differ(self.root, rest)))

        return bool(self.prover.settled(Kind.COVERED_PART, self.unit.place, ask, *self.unit.offers))

    # --- telling ------------------------------------------------------------------------------------------------

    def _touches(self, steps: Steps) -> bool:
        """Tell whether the part, something in it or something around it has been told already."""
        return any(told == steps or _below(told, steps) or _below(steps, told) for told in self.told)

    def _place(self, condition: Condition) -> str:
        # A definition stands elsewhere; what is wrong is wrong where it is used.
        return self.unit.place if isinstance(condition, Named) else condition.place or self.unit.place

    def _finding(self, kind: Kind, places: Sequence[str], about: Mapping[str, Words]) -> Finding:
        where = tuple(dict.fromkeys(places))
        return Finding(kind, where, about, self.unit.offers, proved=True)


def _closing(site: Site, dead: Sequence[Site]) -> Iterator[Site]:
    """Yield the innermost parts that make a part, which is never true, what it is."""
    inner = [one for one in dead if one.steps[:-1] == site.steps and one.steps]
    match site.condition:
        case Every() if inner:
            yield from _closing(inner[0], dead)
        case Some() if inner:
            for one in inner:
                yield from _closing(one, dead)
        case _:
            yield site


def at_odds(parts: Sequence[Condition], never: Callable[[Condition], bool]) -> Sequence[Condition]:
    """Return the fewest of the parts, which cannot all hold, that cannot hold together."""
    left = list(parts)
    for part in parts:
        fewer = [one for one in left if one is not part]
        if len(fewer) > 1 and never(both(*fewer)):
            left = fewer
    return left


def _below(inner: Steps, outer: Steps) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _inside(steps: Steps, gone: Collection[Steps]) -> bool:
    return any(_below(steps, one) or _below(one, steps) for one in gone)


def _reversed(parts: Sequence[Condition]) -> bool:
    """Tell whether two parts are a lower and an upper limit of one fact."""
    one, other = parts
    if not (isinstance(one, Test) and isinstance(other, Test) and one.fact.key == other.fact.key):
        return False
    return {one.operator in _LOWER, other.operator in _LOWER} == {True, False} and (
        one.operator in _UPPER or other.operator in _UPPER
    )
