"""The condition tree compiled for durable-rules: a second, independent way to the same verdicts.

durable-rules knows neither *unknown* nor nesting, and used as its manual says it can crash, hang or mix two persons.
So it sees only what it handles well: facts with whole numbers under names made here, and flat rules of the form
"this and this". A condition becomes two lists of such rules, one for when it is true and one for when it is false; if
a rule of neither fires, it is unknown. Each limit below was measured on durable-rules 2.0.28:

- A missing property makes every comparison false, so an unknown fact is left out.
- Numbers beyond 64 bits are clamped, texts are compared by a length that is never set, 1e16 and NaN are not read. So
  all are whole numbers within 62 bits: a choice is a code, a date its day number, each member of a set a property of 0
  or 1, and a counted set two properties, the least and the most members that it can have.
- Property names are compared by a hash of 32 bits alone (`kommune_568` equals `depot_cbf`), so names are generated
  and their hashes checked.
- More than 64 rules in progress for one fact stop everything (error 303), 513 conditions below one parent hang, 257
  rules with the same conditions crash, 253 properties are refused. So each condition is a step with a number, all its
  rules begin with that number, there are at most 60 of them, and a larger condition is decided in several steps.
- Two threads with one rule set lose answers: each thread has its own.
- An error halfway leaves a rule set locked for a minute with the citizen in it: it is thrown away.
- A rule set is freed only when told to, and safely only once it has answered: it answers a `ping` when it is made.
"""

from tilbud_engine.rules.durable.runtime import DurableRuntime, RuntimeFault, durable_available

__all__ = ["DurableRuntime", "RuntimeFault", "durable_available"]
