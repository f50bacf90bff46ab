"""Two rules compared: who gains, who loses, who is asked more, as exact conditions, with a person for each."""

from tilbud_engine.lab.differences.comparing import compare
from tilbud_engine.lab.differences.values import Difference, Move, OfferDifference, Turn

__all__ = ["Difference", "Move", "OfferDifference", "Turn", "compare"]
