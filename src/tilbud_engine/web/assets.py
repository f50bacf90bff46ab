"""Styles, scripts, letters and pictures: read once, sent packed, and kept by the browser for as long as they are these.

Their address holds a stamp of all of them, so that a new version is a new address.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import threading
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from tilbud_engine.board.look import Look
from tilbud_engine.board.weeks import MOST_WEEKS
from tilbud_engine.pictures import is_own, picture

KEPT = "public, max-age=31536000, immutable"
PACKED = (".css", ".js", ".svg", ".json")
LOOK = "look.css"
WEEKS = "weeks.css"
MOST_ROWS = 120
BROUGHT_BY_NPM = "vendor/"
"""Missing where the package was built without: pages are plain then, and work."""


class Asset(NamedTuple):
    """A file as it is sent: as it is, and packed where that is worth it."""

    kind: str
    plain: bytes
    packed: bytes | None


class Assets:
    """The files that pages ask for, by name; nothing else can be had here, whatever a request asks."""

    def __init__(self, look: Look) -> None:
        folder = Path(str(files("tilbud_engine.web").joinpath("static")))
        self._files = {one.relative_to(folder).as_posix(): one for one in sorted(folder.rglob("*")) if one.is_file()}
        self._made = {LOOK: f":root{{--brand:{look.colour}}}\n".encode(), WEEKS: _weeks_css()}
        self._read: dict[str, Asset] = {}
        self._lock = threading.Lock()

    @cached_property
    def stamp(self) -> str:
        """Return what names these files as a whole."""
        told = hashlib.sha256(b"".join(self._made.values()))
        for name, file in self._files.items():
            told.update(name.encode())
            told.update(file.read_bytes())
        return told.hexdigest()[:16]

    def address(self, name: str) -> str:
        """Return the address of a file.

        Raises KeyError for one of ours that is not there: that is a fault.
        """
        if name not in self._made and name not in self._files and not name.startswith(BROUGHT_BY_NPM):
            raise KeyError(name)
        return f"/static/{self.stamp}/{name}"

    def get(self, name: str) -> Asset | None:
        """Return a file; None where there is none."""
        with self._lock:
            if name not in self._read:
                if name not in self._made and name not in self._files:
                    return None
                plain = self._made.get(name) or self._files[name].read_bytes()
                kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
                packed = gzip.compress(plain, 9, mtime=0) if name.endswith(PACKED) else None
                self._read[name] = Asset(kind, plain, packed)
            return self._read[name]


def _weeks_css() -> bytes:
    """Return the classes by which cards find their weeks and rows: no style stands in the pages themselves."""
    weeks = range(1, MOST_WEEKS + 1)
    lines = [f".of-{one} .track{{grid-template-columns:repeat({one},minmax(0,1fr))}}" for one in weeks]
    lines += [f".at-{one}{{grid-column-start:{one}}}.for-{one}{{grid-column-end:span {one}}}" for one in weeks]
    lines += [f".in-{one}{{grid-row:{one}}}" for one in range(1, MOST_ROWS + 1)]
    lines += [f".h-{one}{{height:{one * 0.3:.1f}rem}}" for one in range(1, 11)]
    return "\n".join(lines).encode()


async def asset(request: Request) -> Response:
    """Answer with a file."""
    assets: Assets = request.app.state.assets
    found = assets.get(request.path_params["name"])
    if found is None or request.path_params["stamp"] != assets.stamp:
        return PlainTextResponse("Ikke her.\n", 404)
    headers = {"cache-control": KEPT, "vary": "accept-encoding"}
    if found.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, media_type=found.kind, headers={**headers, "content-encoding": "gzip"})
    return Response(found.plain, media_type=found.kind, headers=headers)


async def logo(request: Request) -> Response:
    """Answer with the municipality's logo."""
    look: Look = request.app.state.desk.look
    found = look.logo_bytes()
    if found is None or look.logo is None:
        return PlainTextResponse("Ikke her.\n", 404)
    kind = mimetypes.guess_type(look.logo.name)[0]
    return Response(found, media_type=kind, headers={"cache-control": "no-cache"})


async def own_picture(request: Request) -> Response:
    """Answer with the picture of an offer, from the folder of its plugin; only ever as a picture."""
    offer, key = request.path_params["offer"], request.path_params["key"]
    plugins = request.app.state.desk.engine.registry.plugins
    folder = next((Path(one.place) for one in plugins if offer in one.offers), None)
    found = picture(key, folder) if is_own(key) else None
    if found is None:
        return PlainTextResponse("Ikke her.\n", 404)
    return Response(found, media_type=mimetypes.guess_type(key)[0], headers={"cache-control": "private, max-age=3600"})


@cache
def shapes(key: str) -> Markup | None:
    """Return what a pictogram of the engine's own draws, as the inside of an SVG; None where it is not there."""
    raw = None if is_own(key) else picture(key)
    if raw is None:
        return None
    text = raw.decode("utf-8")
    return Markup(text[text.index(">") + 1 : text.rindex("</svg>")])  # noqa: S704  (comes with the engine, not from anybody)


@cache
def pictogram(key: str) -> Markup:
    """Return a pictogram as SVG for a page; nothing where there is none: the word beside it stands alone."""
    inside = shapes(key)
    if inside is None:
        return Markup("")
    start = '<svg class="pictogram" viewBox="0 0 256 256" fill="currentColor" aria-hidden="true" focusable="false">'
    return Markup(f"{start}{inside}</svg>")  # noqa: S704
