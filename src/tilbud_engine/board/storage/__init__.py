"""Where boards are kept: sealed, in SQLite or PostgreSQL, every change as an event that stays.

Importing it raises InputError (`extra-missing`) where the libraries for it are not installed.
"""

from __future__ import annotations

from importlib.util import find_spec

from tilbud_engine.errors import InputError, problem

if _missing := [name for name in ("alembic", "cryptography", "sqlalchemy") if find_spec(name) is None]:
    raise InputError(problem("extra-missing", "", library=name, extra="board") for name in _missing)

from tilbud_engine.board.storage.codes import code_of
from tilbud_engine.board.storage.documents import Document, read_document
from tilbud_engine.board.storage.sealing import Keys
from tilbud_engine.board.storage.store import Store
from tilbud_engine.board.storage.stored import BoardLine, Erased, PlanChanged, Stored

__all__ = ["BoardLine", "Document", "Erased", "Keys", "PlanChanged", "Store", "Stored", "code_of", "read_document"]
