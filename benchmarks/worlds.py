"""The engines and the citizens that are measured, each made once."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate import citizens, shared_out, write

from tilbud_engine import Citizen, Engine
from tilbud_engine.case import Knowledge, read_knowledge
from tilbud_engine.rules.conditions import Condition
from tilbud_engine.rules.resolved import Resolved
from tilbud_engine.settings import Settings
from tilbud_engine.vocabulary import Vocabulary

HOME = "varde"
OWN = 60
COUNT = 20
"""So many citizens are measured, one after the other."""


@dataclass(frozen=True)
class World:
    """An engine, its citizens, and for each what a runtime is asked."""

    engine: Engine
    ruleset: str
    citizens: Sequence[Citizen]
    resolved: Resolved
    known: Sequence[Knowledge]

    @classmethod
    def made(cls, homes: Mapping[str | None, int], barriers: Sequence[int | None], known: float = 0.6) -> World:
        """Generate offers, load them, and read citizens with so many barriers, in turn (None: all)."""
        home = next((one for one in homes if one), None)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write(folder, homes)
            engine = Engine.load(
                catalogue=False,
                plugins=[folder / "plugins"],
                settings=Settings(rulesets_dirs=(folder / "rulesets",)),
            )
        faults = [one.line("en") for one in engine.problems if not one.is_remark]
        assert not faults, faults[:3]
        assert len(engine.rulebook.offers) == sum(homes.values())
        people = [Citizen.read(one) for one in citizens(COUNT, "citizens", barriers, home, known)]
        days = {one.on for one in people}
        assert len(days) == 1
        day = days.pop()
        assert day is not None
        ruleset = home or "danmark"
        resolved = engine.rulebook.resolve(ruleset, day)
        knowledge = [read_knowledge(one, engine.vocabulary, day)[0] for one in people]
        return cls(engine, ruleset, people, resolved, knowledge)

    def asked(self) -> list[tuple[list[Condition], Knowledge]]:
        """Return what is asked of a runtime for each citizen: the conditions of her offers, and what is known."""
        made = []
        for citizen, knowledge in zip(self.citizens, self.known, strict=True):
            offers = self.resolved.relevant(citizen.barriers()).values()
            trees = {
                id(tree): tree for one in offers for tree in (one.eligible, one.own, one.right) if tree is not None
            }
            made.append((list(trees.values()), knowledge))
        return made

    def relevant(self) -> float:
        """Return how many offers concern a citizen, on average."""
        found = [len(self.resolved.relevant(one.barriers())) for one in self.citizens]
        return sum(found) / len(found)


def nationwide(offers: int, *barriers: int | None) -> World:
    """Return a world of offers that are there for everyone."""
    return World.made({None: offers}, barriers)


def one_municipality(total: int) -> World:
    """Return a world of so many offers, of which 60 are those of the citizens' municipality."""
    homes: dict[str | None, int] = {HOME: OWN}
    if total > OWN:
        homes = shared_out(total, HOME, OWN, Vocabulary.shipped().municipalities)
    return World.made(homes, [None])
