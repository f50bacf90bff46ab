"""Her 24 hours beside the cards: sleep, children, meals, the way there (R-B08)."""

from __future__ import annotations

from tilbud_engine.board.changes.writing import Intent, changed, found, gone, is_hers, new_id, put
from tilbud_engine.board.history import By, Change
from tilbud_engine.board.plan import Everyday, Plan, Times

USUAL_PICTOGRAM = "house-line"


def add(by: By, text: str, times: Times, pictogram: str = USUAL_PICTOGRAM) -> Intent:
    """Put a part of her day on the plan; her days are hers to tell."""

    def intent(plan: Plan, version: int) -> Change:
        is_hers(by)
        made = Everyday(id=new_id(plan, version), text=text, times=times, pictogram=pictogram)
        return Change("everyday", (put(plan, "everyday", made),))

    return intent


def change(by: By, everyday: str, text: str, times: Times, pictogram: str = USUAL_PICTOGRAM) -> Intent:
    """Tell a part of her day otherwise."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        made = changed(found(plan, "everyday", everyday), text=text, times=times, pictogram=pictogram)
        return Change("change_everyday", (put(plan, "everyday", made),))

    return intent


def remove(by: By, everyday: str) -> Intent:
    """Take a part of her day off the plan."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        return Change("remove_everyday", (gone(plan, "everyday", everyday),))

    return intent
