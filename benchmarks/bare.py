"""Starlette and Jinja2 with nothing of ours but the template and what it shows, worked out beforehand.

    TILBUD_KEY=… python benchmarks/bare.py DATABASE CODE

Serves the board of that code at three places: `/same` renders our template with its parts as they were drawn last, as
our server does; `/all` draws each of them anew; `/ready` answers with the finished page.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

import uvicorn
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tilbud_engine import Engine
from tilbud_engine.board.look import Look
from tilbud_engine.board.storage import Keys, Store
from tilbud_engine.web.app import make_app
from tilbud_engine.web.desk import Desk
from tilbud_engine.web.live import Listeners
from tilbud_engine.web.serving import listen
from tilbud_engine.web.sessions import Sessions


class Recorder:
    """Keeps the last template and what it was given."""

    def __init__(self, templates: Any) -> None:
        self._templates = templates
        self.last: tuple[Any, dict[str, Any]] = (None, {})

    def get_template(self, name: str) -> Any:
        self._found = self._templates.get_template(name)
        return self

    def render(self, context: dict[str, Any]) -> str:
        self.last = (self._found, context)
        return str(self._found.render(context))


def shown(url: str, code: str) -> tuple[Any, dict[str, Any]]:
    """Return the template of a board and what it is given."""
    links = Sessions(lambda: dt.datetime.now(dt.UTC))
    store = Store.open(url, Keys.find(os.environ))
    today = dt.datetime.now(dt.UTC).date()
    desk = Desk(Engine.load(), store, links, Listeners(store.versions), Look(), lambda: today, lambda: None, "danmark")  # type: ignore[arg-type,return-value]
    app = make_app(desk)
    app.state.templates = recorder = Recorder(app.state.templates)
    client = TestClient(app, base_url="http://127.0.0.1")
    client.get(f"/ind/{links.link('citizen', code=code, at_table=True)}")
    assert client.get(f"/plan/{code}/tavle").status_code == 200
    store.close()
    return recorder.last


def anew(draw: Callable[[Any], Markup], many: Iterable[Any]) -> Markup:
    """Draw each, and keep none."""
    return Markup("").join(draw(one) for one in many)


def main(url: str, code: str) -> None:
    """Serve until the process is told to end."""
    template, context = shown(url, code)
    ready = template.render(context)

    async def same(request: Request) -> HTMLResponse:
        await request.body()
        return HTMLResponse(template.render(context))

    async def every(request: Request) -> HTMLResponse:
        await request.body()
        return HTMLResponse(template.render({**context, "drawn": anew}))

    async def finished(request: Request) -> HTMLResponse:
        await request.body()
        return HTMLResponse(ready)

    pages = {"/same": same, "/all": every, "/ready": finished}
    app = Starlette(
        routes=[Route(path, page, methods=["POST"]) for path, page in pages.items()],
        middleware=[Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=1)],
    )
    with listen(0) as listening:
        listening.listen(128)
        print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off")
        uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main(*sys.argv[1:])
