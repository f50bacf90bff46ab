"""What holds for every request before a page sees it, and for every answer after.

A page on another site, also one whose name was made to point here, gets nothing and changes nothing: names are checked,
and a change must come from our own pages. Bodies are small. No answer lets a script, a style or a picture of another
host in, and no page with somebody's plan is kept by the browser.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
MOST_BYTES = 64 * 1024
MOST_SECONDS = 15.0
"""So much and so long is a body: a form that a slow telephone sends takes a second."""

CHANGING = ("POST", "PUT", "PATCH", "DELETE")

CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Middleware that refuses what does not come from our own pages, and writes the headers of every answer."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = LOOPBACK, seconds_for_a_body: float = MOST_SECONDS) -> None:
        self.app = app
        self.hosts = frozenset(hosts)
        self.seconds_for_a_body = seconds_for_a_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let the application answer it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        refused = self._refused(scope)
        if refused is not None:
            await refused(scope, receive, sent)
            return
        if scope["method"] in CHANGING:
            try:
                body = await asyncio.wait_for(_body(receive), self.seconds_for_a_body)
            except TimeoutError:
                await PlainTextResponse("Det tog for lang tid.\n", 408)(scope, receive, sent)
                return
            except ClientDisconnect:
                return  # Nobody takes an answer, and half of what was written is not what was meant.
            if body is None:
                await PlainTextResponse("For meget på én gang.\n", 413)(scope, receive, sent)
                return
            receive = _again(body, receive)
        await self.app(scope, receive, sent)

    def _refused(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if len(headers.getlist("host")) != 1 or _name_in(host) not in self.hosts:
            return PlainTextResponse("Siden svarer kun på sit eget navn.\n", 421)
        if scope["method"] in CHANGING and not _is_from_here(headers, host):
            return PlainTextResponse("Det kom ikke fra planens egne sider.\n", 403)
        return None


def _name_in(host: str) -> str:
    name, colon, port = host.rpartition(":")
    if colon and port.isdigit():
        return name.lower()
    return host.lower()


def _is_from_here(headers: Headers, host: str) -> bool:
    """Tell whether a change was asked for by a page of ours: by what the browser says, which no page can forge."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        return False
    if site is not None:
        return site in ("same-origin", "none")
    return origin is not None


async def _body(receive: Receive) -> bytes | None:
    """Return the whole body; None where it is larger than any page of ours sends.

    Raises ClientDisconnect where the line breaks before its end.
    """
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_BYTES:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a way to receive the body that was read already, and then whatever comes."""
    waiting = [body]

    async def received() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return received
