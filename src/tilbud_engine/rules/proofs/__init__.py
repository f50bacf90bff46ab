"""What is proved of rules, for every person there can be: the conditions as logic, asked of a solver (z3).

A condition becomes two statements, one for when it is true and one for when it is false (two rails, as durable-rules
has them); where neither holds it is unknown. Of each fact there is a value and whether it is known, of each member of a
set likewise. Impossible persons are left out: those of whom every completion of what is unknown is ruled out by the
vocabulary. What the solver cannot settle in its time is NotProved, never safe.
"""

from tilbud_engine.rules.proofs.logic import Logic
from tilbud_engine.rules.proofs.solver import NotProved, Statement

__all__ = ["Logic", "NotProved", "Statement"]
