"""From the settings and the environment to the store of boards."""

from __future__ import annotations

import datetime as dt
import os

from tilbud_engine.board.storage import Keys, Store
from tilbud_engine.cli.loading import settings_here
from tilbud_engine.errors import InputError, problem


def store_here(*, locked: bool = False) -> Store:
    """Return the store of the folder we stand in.

    `locked` opens it for what needs no master key: to list and to erase. Raises InputError where that key is missing.
    """
    settings = settings_here()
    keys = Keys.find(os.environ)
    if keys is None and not locked:
        raise InputError([problem("board-key-missing", "")])
    return Store.open(settings.database, keys, settings.board.keys)


def now() -> dt.datetime:
    """Return the time, in UTC: only here, at the edge, does the clock come in."""
    return dt.datetime.now(dt.UTC)
