"""Several changes as one step: what was changed on paper at home, typed in (R-B09)."""

from __future__ import annotations

from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.history import Change, Write, written
from tilbud_engine.board.plan import Part, Plan


def together(*intents: Intent, what: str = "paper") -> Intent:
    """Make several changes one: all of them happen, or none, and one undo takes all back.

    Each is worked out on the plan as those before it leave it.
    """

    def intent(plan: Plan, version: int) -> Change:
        now = plan
        writes: dict[tuple[Part, str], Write] = {}
        for one in intents:
            made = one(now, version).writes
            now = written(now, made)
            for write in made:
                first = writes.get(write.key, write)
                writes[write.key] = first.model_copy(update={"after": write.after})
        return Change(what, tuple(one for one in writes.values() if one.before != one.after))

    return intent
