"""A plan on a desk, and whoever asks for its pages, with whatever cookies: without a server, and without a browser."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.routing import Route
from starlette.testclient import TestClient

from tilbud_engine.board.plan import Who
from tilbud_engine.board.storage import Stored
from tilbud_engine.web.desk import Desk


@dataclass
class Table:
    """A plan on a desk, and everybody who may try to see it."""

    desk: Desk
    app: object
    stored: Stored
    companion: str

    def client(self, cookies: dict[str, str]) -> TestClient:
        """Return a browser with these cookies, whatever their paths are."""
        header = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return TestClient(
            self.app,  # type: ignore[arg-type]
            base_url="http://127.0.0.1",
            follow_redirects=False,
            headers={"cookie": header, "origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"},
        )

    def key(self, role: Who, code: str | None = None) -> str:
        """Return the key of a session, as its cookie would hold it."""
        companion = self.companion if role == "companion" else None
        session = self.desk.links.enter(self.desk.links.link(role, code=code, companion=companion))
        assert session is not None
        return session.key

    def paths(self, side: str, method: str = "GET") -> list[str]:
        """Return the addresses of a side, with this plan and what lies on it filled in."""
        meeting = next(iter(self.stored.plan.meetings))
        filled = {
            "code": self.stored.code,
            "meeting": meeting,
            "card": next(iter(self.stored.plan.cards)),
            "note": next(iter(self.stored.plan.notes)),
            "offer": "krisecenter",
            "action": "holdt",
        }
        routes = [one for one in self.app.routes if isinstance(one, Route)]  # type: ignore[attr-defined]
        wanted = [one.path for one in routes if one.path.startswith(side) and method in (one.methods or ())]
        # An event stream has no end.
        return [path.format(**filled) for path in wanted if not path.endswith("/foelg")]
