"""The keys of citizens: made with the first board, wrapped by the master key, and deleted to erase."""

from __future__ import annotations

import os
from collections.abc import Iterable

from sqlalchemy import Connection, Engine, delete, select, update

from tilbud_engine.board.storage.databases import reading, writing
from tilbud_engine.board.storage.sealing import KEY_BYTES, Keys, Unreadable, seal, unseal
from tilbud_engine.board.storage.tables import citizen_key
from tilbud_engine.errors import InputError, SetupError, problem


class KeyRing:
    """The database of keys, opened with the master key; without one nothing can be read, and boards still erased."""

    def __init__(self, engine: Engine, keys: Keys | None) -> None:
        self._engine = engine
        self._keys = keys
        if keys is not None:
            with reading(engine) as connection:
                marks = connection.scalars(select(citizen_key.c.master).distinct())
                if any(keys.opener(mark) is None for mark in marks):
                    raise InputError([problem("board-key-wrong", "")])

    def key_of(self, citizen: str, through: Connection | None = None) -> bytes | None:
        """Return a citizen's key; None where there is none any more.

        `through` is a connection that is open already, of any database; it is used if it is that of the keys. Raises
        InputError without a master key, and SetupError where it cannot be unwrapped.
        """
        keys = self._needed()
        if through is None or through.engine is not self._engine:
            with reading(self._engine) as connection:
                return self.key_of(citizen, connection)
        row = through.execute(
            select(citizen_key.c.wrapped, citizen_key.c.master).where(citizen_key.c.citizen == citizen)
        ).one_or_none()
        return None if row is None else _unwrapped(keys, citizen, row.wrapped, row.master)

    def made_for(self, citizen: str) -> bytes:
        """Return a citizen's key, a new one if there is none."""
        keys = self._needed()
        found = self.key_of(citizen)
        if found is not None:
            return found
        key = os.urandom(KEY_BYTES)
        with writing(self._engine) as connection:
            connection.execute(citizen_key.insert(), {"citizen": citizen, **_wrapped(keys, citizen, key)})
        return key

    def drop(self, citizens: Iterable[str]) -> int:
        """Delete keys, and with them everything that was ever sealed under them; return how many there were."""
        with writing(self._engine) as connection:
            return sum(
                connection.execute(delete(citizen_key).where(citizen_key.c.citizen == one)).rowcount
                for one in sorted(set(citizens))
            )

    def citizens(self) -> set[str]:
        """Return who has a key; nobody else's boards can be read."""
        with reading(self._engine) as connection:
            return set(connection.scalars(select(citizen_key.c.citizen)))

    def wrap_anew(self) -> int:
        """Wrap with the master key what the earlier one wrapped; return how many keys that were."""
        keys = self._needed()
        with writing(self._engine) as connection:
            rows = connection.execute(select(citizen_key).where(citizen_key.c.master != keys.mark)).all()
            for row in rows:
                key = _unwrapped(keys, row.citizen, row.wrapped, row.master)
                connection.execute(
                    update(citizen_key)
                    .where(citizen_key.c.citizen == row.citizen)
                    .values(_wrapped(keys, row.citizen, key))
                )
        return len(rows)

    def _needed(self) -> Keys:
        if self._keys is None:
            raise InputError([problem("board-key-missing", "")])
        return self._keys


def _wrapped(keys: Keys, citizen: str, key: bytes) -> dict[str, object]:
    return {"wrapped": seal(keys.master, key, f"citizen_key|{citizen}"), "master": keys.mark}


def _unwrapped(keys: Keys, citizen: str, wrapped: bytes, mark: str) -> bytes:
    opener = keys.opener(mark)
    if opener is None:
        raise InputError([problem("board-key-wrong", "")])
    try:
        return unseal(opener, wrapped, f"citizen_key|{citizen}")
    except Unreadable:
        raise SetupError([problem("board-tampered", "")]) from None
