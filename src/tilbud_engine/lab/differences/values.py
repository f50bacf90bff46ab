"""What a comparison of two rules found, as values: who moves where, and what was changed in the rules to move them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tilbud_engine.errors import Problem
from tilbud_engine.lab.persons import Person
from tilbud_engine.lab.rules_at import Answer, RulesAt
from tilbud_engine.rules.conditions import Condition, Named, ParameterValue, Truth
from tilbud_engine.rules.regions import Regions
from tilbud_engine.vocabulary import Fact, Vocabulary

Way = tuple[Truth, Truth]
"""What the answer was, and what it becomes."""

MOVES: tuple[Way, ...] = ((True, False), (True, None), (None, False), (False, True), (None, True), (False, None))
"""The six ways in which an answer can change: what takes most away from a person first, then what gives most."""

LOSSES = MOVES[:3]
"""Those of them that take a yes away, or the hope of one."""

STAYS: tuple[Way, ...] = ((True, True), (False, False), (None, None))
"""The three ways in which an answer stays."""

Pair = tuple[Condition | None, Condition | None]
"""The old condition and the new one, of the same facts and counted from the same day; None is unknown for everyone."""

Effect = Literal["changed", "none", "not-proved"]
Kind = Literal["right", "verdict"]


_NOT_LOADED = ("offer-not-loaded", "parameter-not-loaded")


def word(truth: Truth) -> str:
    """Return an answer as the lab writes it: yes, no or unknown."""
    return "unknown" if truth is None else "yes" if truth else "no"


@dataclass(frozen=True, slots=True)
class Move:
    """The persons whose answer goes one way: for whom exactly, and a constructed one of them.

    `proved` is False where the solver gave up in its time: there may be such persons or not. `regions` is None where
    for whom exactly was not asked, or could not be told.
    """

    way: Way
    proved: bool = True
    regions: Regions | None = None
    example: Person | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """How the answer of an offer changes, or the right to it: which of the nine ways there are persons for.

    `moves` are the ways that change something, `stays` the others. A way that is missing is proved to hold for nobody.
    """

    effect: Effect = "none"
    moves: tuple[Move, ...] = ()
    stays: tuple[Move, ...] = ()

    def of(self, way: Way) -> Move | None:
        """Return the move of one way; None when nobody goes it."""
        return next((one for one in (*self.moves, *self.stays) if one.way == way), None)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """Something an offer or a ruleset says, before and after: `path` leads to it, such as `("contact", "telephone")`.

    None stands for nothing said.
    """

    path: tuple[str, ...]
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Stated:
    """A parameter's value or a definition, with the file and line where it stands.

    `unit` is that of a number as it is declared, `fact` what a rule compares it with.
    """

    value: ParameterValue | Named
    place: str = ""
    unit: str = ""
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A parameter or a definition that was changed; None where it is not there.

    `meaning` tells whether its value or its condition is another; else only its source, its label or who says it is.
    `offers` are the offers whose rules use it.
    """

    kind: Literal["parameter", "definition"]
    name: str
    old: Stated | None
    new: Stated | None
    meaning: bool
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """A scenario whose citizen gets another answer; `notices` when it passes by the old rules and fails by the new.

    A scenario is run on its own day, so one of another day may notice nothing.
    """

    name: str
    place: str
    way: Way
    notices: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """How many in a population go each of the nine ways, and how many have each answer before and after.

    None stands for a count that is withheld: it is small, or a small one could be worked out from it.
    """

    ways: Mapping[Way, int | None]
    before: Mapping[Truth, int | None]
    after: Mapping[Truth, int | None]


@dataclass(frozen=True, slots=True)
class OfferDifference:
    """What changes for one offer.

    `rewritten` tells that the rule itself is written otherwise. `fields` are changes that move persons without a
    condition (whom the card answers, the kind of decision); `texts` are changes of wording and source alone. `sides`
    are the conditions that were compared and `turns` what came of it. `asked` are the facts that only the new rule
    looks at, `spared` those that only the old one does, `apart` those that are of different types on the two sides.
    """

    id: str
    old: Answer
    new: Answer
    sides: Mapping[Kind, Pair] = field(default_factory=dict)
    turns: Mapping[Kind, Turn] = field(default_factory=dict)
    rewritten: bool = False
    fields: tuple[FieldChange, ...] = ()
    texts: tuple[FieldChange, ...] = ()
    asked: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    scenarios: Mapping[Kind, tuple[Seen, ...]] = field(default_factory=dict)
    population: Mapping[Kind, Counted] = field(default_factory=dict)

    @property
    def effect(self) -> Effect:
        """Whether anybody's answer, right or card changes; `not-proved` is never `none`."""
        effects = {self.right.effect, self.verdict.effect}
        if self.fields or "changed" in effects:
            return "changed"
        return "not-proved" if "not-proved" in effects else "none"

    @property
    def verdict(self) -> Turn:
        """How the answer changes."""
        return self.turns.get("verdict", Turn())

    @property
    def right(self) -> Turn:
        """How the right changes."""
        return self.turns.get("right", Turn())

    @property
    def unsure(self) -> bool:
        """Whether something about it could not be proved in time, or not be compared at all."""
        moves = (*self.right.moves, *self.verdict.moves)
        return "not-proved" in (self.right.effect, self.verdict.effect) or not all(one.proved for one in moves)

    @property
    def order(self) -> tuple[int, int]:
        """Where it is told: a right narrowed first, then other losses, what is not proved, gains, and words last."""
        for rank, (moves, ways) in enumerate(
            (
                (self.right.moves, LOSSES),
                (self.verdict.moves, LOSSES),
                (self.verdict.moves if self.unsure else (), MOVES),
                (self.right.moves, MOVES),
                (self.verdict.moves, MOVES),
            )
        ):
            found = [ways.index(one.way) for one in moves if one.way in ways and one.proved]
            if found or (rank == 2 and self.unsure):
                return rank, min(found, default=0)
        return (5 if self.fields else 6 if self.rewritten else 7), 0


@dataclass(frozen=True)
class Difference:
    """Everything that differs between two rules; offers in the order in which they are told, losses first.

    `compared` is how many offers were looked at. `texts` are changes of what the ruleset says beside its offers.
    `vocabulary` has the words of both sides. `scenarios` is how many citizens of scenarios were asked, `moved` how many
    of them get another answer; `population` is the population that was counted, and `rows` how many it has.
    `untold` are facts of the changed rules that it says nothing of, `remarks` what else there is to say of it.
    `stopped` tells that somebody ended the proofs before the end. `called` is how both sides were named, where somebody
    named them. `later` are the days to come on which offers differ otherwise.
    """

    old: RulesAt
    new: RulesAt
    offers: tuple[OfferDifference, ...]
    rules: tuple[RuleChange, ...]
    texts: tuple[FieldChange, ...]
    vocabulary: Vocabulary
    compared: int
    stopped: bool = False
    scenarios: int | None = None
    moved: int = 0
    population: str | None = None
    rows: int = 0
    untold: tuple[str, ...] = ()
    remarks: tuple[Problem, ...] = ()
    called: tuple[str, str] | None = None
    later: tuple[tuple[dt.date, tuple[str, ...]], ...] = ()

    @property
    def effect(self) -> Effect:
        """Whether anything changes for anybody."""
        effects = {one.effect for one in self.offers}
        return "changed" if "changed" in effects else "not-proved" if "not-proved" in effects else "none"

    @property
    def faults(self) -> tuple[Problem, ...]:
        """What is written wrong on either side, and so is compared as if it were not there."""
        return tuple(dict.fromkeys((*self.new.faults, *self.old.faults)))

    @property
    def unused(self) -> tuple[Problem, ...]:
        """The lines of the new ruleset that concern no offer that is loaded."""
        file = self.new.engine.rulebook.rulesets[self.new.ruleset].place.rpartition(":")[0]
        remarks = (one for one in self.new.engine.problems if one.code in _NOT_LOADED)
        return tuple(one for one in remarks if one.where.rpartition(":")[0] == file)

    @property
    def changed(self) -> tuple[OfferDifference, ...]:
        """The offers in which something changes for somebody, or may."""
        return tuple(one for one in self.offers if one.effect != "none")

    @property
    def idle(self) -> tuple[OfferDifference, ...]:
        """The offers whose rule is written otherwise and means the same."""
        return tuple(one for one in self.offers if one.effect == "none" and one.rewritten)

    @property
    def reworded(self) -> tuple[OfferDifference, ...]:
        """The offers of which only wording or source changed, or the reason why nobody can have them."""
        return tuple(one for one in self.offers if one.effect == "none" and not one.rewritten)
