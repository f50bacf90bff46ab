"""Who sits in front of the screen: sessions in memory, entered by links that work once.

Nothing of it is kept: when the server stops, everybody needs a new link.
"""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from tilbud_engine.board.history import By
from tilbud_engine.board.plan import Who
from tilbud_engine.board.views import Viewer

LINK_LIVES = dt.timedelta(hours=12)
SESSION_LIVES = dt.timedelta(hours=12)
"""A working day: a screen that was forgotten overnight shows nothing in the morning."""


@dataclass(frozen=True, slots=True)
class Session:
    """One person's, or one table's, way in. `code` is the plan that lies open.

    A session that is `bound` opens no other plan: a companion's, and a second screen's. While it is `covered` the
    screen shows only what may lie on the table for all to see. `since` is the version of the plan that it saw first:
    what happened before is history, which is hers (R-D3). `wanted` are the words that are looked for among the cards.
    """

    key: str
    role: Who
    ends: dt.datetime
    at_table: bool = False
    code: str | None = None
    bound: bool = False
    companion: str | None = None
    name: str | None = None
    covered: bool = False
    since: int | None = None
    wanted: str = ""

    @property
    def by(self) -> By:
        """Return whose hand a change in this session is in."""
        return By(who=self.role, at_table=self.at_table, name=self.name, companion=self.companion)

    @property
    def viewer(self) -> Viewer:
        """Return who looks at the screen, for what may be shown on it."""
        return "shared" if self.role == "citizen" and self.covered else self.role


class Sessions:
    """All sessions of a server, and the links that lead to new ones; usable from threads."""

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._links: dict[str, Session] = {}
        self._sessions: dict[str, Session] = {}
        self._messages: dict[str, str] = {}

    def link(
        self,
        role: Who,
        *,
        at_table: bool = False,
        code: str | None = None,
        companion: str | None = None,
        name: str | None = None,
    ) -> str:
        """Return the token of a link that works once; with a `code` it leads to that plan and to no other."""
        token = secrets.token_urlsafe(24)
        end = self._now() + LINK_LIVES
        with self._lock:
            self._links[token] = Session("", role, end, at_table, code, code is not None, companion, name)
        return token

    def enter(self, token: str) -> Session | None:
        """Return a new session for a link, which is used up; None where it is unknown, used or too old."""
        now = self._now()
        with self._lock:
            waiting = self._links.pop(token, None)
            if waiting is None or waiting.ends <= now:
                return None
            made = replace(waiting, key=secrets.token_urlsafe(32), ends=now + SESSION_LIVES)
            self._forget_old(now)
            self._sessions[made.key] = made
        return made

    def of(self, key: str | None) -> Session | None:
        """Return the session of a cookie; None where there is none, or it has ended."""
        with self._lock:
            found = self._sessions.get(key or "")
        return found if found and found.ends > self._now() else None

    def open(self, session: Session, code: str | None) -> None:
        """Lay another plan open in a session, or none."""
        with self._lock:
            if session.key in self._sessions and not session.bound:
                self._sessions[session.key] = replace(self._sessions[session.key], code=code, since=None, wanted="")
                self._messages.pop(session.key, None)

    def cover(self, session: Session, *, covered: bool) -> None:
        """Show on this screen only what all may see, or again all that is hers."""
        with self._lock:
            if session.key in self._sessions:
                self._sessions[session.key] = replace(self._sessions[session.key], covered=covered, wanted="")
                self._messages.pop(session.key, None)  # It was meant for the screen as it was.

    def look_for(self, session: Session, words: str) -> None:
        """Keep what is looked for among the cards, here and in no address: a browser remembers addresses."""
        with self._lock:
            found = self._sessions.get(session.key)
            if found is not None and (found.code, found.covered) == (session.code, session.covered):
                self._sessions[session.key] = replace(found, wanted=words)

    def saw(self, session: Session, version: int) -> None:
        """Remember the version of the plan that a session saw first."""
        with self._lock:
            found = self._sessions.get(session.key)
            if found is not None and found.since is None and found.code == session.code:
                self._sessions[session.key] = replace(found, since=version)

    def leave(self, session: Session) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(session.key, None)
            self._messages.pop(session.key, None)

    def end_companion(self, code: str, companion: str | None = None) -> None:
        """End the sessions and links of a companion, or of all companions of a plan (R-D15)."""

        def is_theirs(one: Session) -> bool:
            return one.role == "companion" and one.code == code and companion in (None, one.companion)

        with self._lock:
            for kept in (self._links, self._sessions):
                for key in [key for key, one in kept.items() if is_theirs(one)]:
                    del kept[key]

    def tell(self, session: Session, message: str) -> None:
        """Keep a message for the next page of this session.

        One that was covered, opened another plan, put the plan away or ended since `session` was asked for gets none:
        the message was meant for the screen as it was.
        """
        with self._lock:
            now = self._sessions.get(session.key)
            if now is not None and (now.code, now.covered) == (session.code, session.covered):
                self._messages[session.key] = message

    def told(self, session: Session) -> str:
        """Return the message that waits, once."""
        with self._lock:
            return self._messages.pop(session.key, "")

    def forget(self, codes: Collection[str]) -> None:
        """Forget of plans that are erased what waits to be told, the links to them, and who came as companion."""
        with self._lock:
            self._links = {key: one for key, one in self._links.items() if one.code not in codes}
            for key in [key for key, one in self._sessions.items() if one.code in codes]:
                self._sessions[key] = replace(self._sessions[key], name=None, wanted="")
                self._messages.pop(key, None)

    def _forget_old(self, now: dt.datetime) -> None:
        for kept in (self._links, self._sessions):
            for key in [key for key, one in kept.items() if one.ends <= now]:
                del kept[key]
                self._messages.pop(key, None)
