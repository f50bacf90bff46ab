"""Measuring own words against sentences with the codes that a person would hear in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tilbud_engine.reading import read_bytes
from tilbud_engine.vocabulary import Vocabulary
from tilbud_engine.vocabulary.own_words import propose

FOLDER = Path(__file__).parent / "own_words"
ALARM = "H-AKUT"


@dataclass(frozen=True)
class Sentence:
    words: str
    expect: frozenset[str]
    also_fine: frozenset[str]


@dataclass
class Measured:
    sentences: int = 0
    right: int = 0
    wrong: int = 0
    missed: int = 0
    missed_alarms: int = 0
    false_alarms: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed)

    @property
    def row(self) -> tuple[str, ...]:
        alarms = (self.missed_alarms, self.false_alarms)
        return (str(self.sentences), f"{self.precision:.3f}", f"{self.recall:.3f}", *map(str, alarms))


def sentences(file: Path) -> list[Sentence]:
    """Read the sentences of a file in pieces: a file may have more than a rule file has."""
    made = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        (node,) = read_bytes(line.encode(), file.name)
        made.append(Sentence(node["words"], frozenset(node["expect"] or ()), frozenset(node.get("also_fine") or ())))
    return made


def measured(file: Path, vocabulary: Vocabulary) -> Measured:
    """Count what is right, wrong and missed; what is also fine counts neither way."""
    total = Measured()
    for one in sentences(file):
        found = {proposal.barrier for proposal in propose(one.words, vocabulary)}
        total.sentences += 1
        total.right += len(found & one.expect)
        total.wrong += len(found - one.expect - one.also_fine)
        total.missed += len(one.expect - found)
        total.missed_alarms += ALARM in one.expect - found
        total.false_alarms += ALARM in found - one.expect - one.also_fine
    return total
