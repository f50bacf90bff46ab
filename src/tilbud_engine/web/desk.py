"""What every page needs: the engine, the plans, the look, who sits there, and the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from tilbud_engine.board.look import Look
from tilbud_engine.board.storage import Store
from tilbud_engine.engine import Engine
from tilbud_engine.web.live import Listeners
from tilbud_engine.web.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a page works with; `request.app.state.desk`. `ruleset` is the one that new plans begin with."""

    engine: Engine
    store: Store
    links: Sessions
    listeners: Listeners
    look: Look
    today: Callable[[], dt.date]
    now: Callable[[], dt.datetime]
    ruleset: str
    leg_set: str | None = None
