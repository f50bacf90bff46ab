"""The tables: boards with their events, and the keys of citizens, which have a database of their own.

Nothing that a person wrote stands in the clear: only when a plan begins, how long it is, and when it was changed.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
)

BOARDS = MetaData()
KEYS = MetaData()


class Instant(TypeDecorator[dt.datetime]):
    """A time in UTC, also where the database knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002  (SQLAlchemy calls it so)
        """Return the time as it is kept."""
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002  (the same)
        """Return the time as it was given."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


board = Table(
    "board",
    BOARDS,
    Column("code", String(14), primary_key=True),
    Column("citizen", String(36), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False, index=True),
    Column("start", Date, nullable=False),
    Column("weeks", Integer, nullable=False),
    Column("state", LargeBinary, nullable=False),
)
"""Each board as it is now: `state` is the sealed plan behind the link of its latest event."""

board_event = Table(
    "board_event",
    BOARDS,
    Column("board", String(14), ForeignKey("board.code", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    Column("link", LargeBinary, nullable=False),
)
"""Every change there ever was, sealed and chained; rows are added, and leave only with their board."""

citizen_key = Table(
    "citizen_key",
    KEYS,
    Column("citizen", String(36), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("master", String(16), nullable=False),
)
"""The key of each citizen, wrapped; `master` is the mark of the master key that opens it."""
