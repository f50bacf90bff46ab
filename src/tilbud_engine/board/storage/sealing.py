"""Sealing: what people write is kept as AES-256-GCM under a key of each citizen's own, wrapped by the master key.

Whoever has the databases without the master key reads nothing; whoever deletes a citizen's key has erased her boards,
in every backup too (R-D7).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tilbud_engine.errors import InputError, problem

KEY_VARIABLE = "TILBUD_KEY"
KEY_FILE_VARIABLE = "TILBUD_KEY_FILE"
OLD_KEY_VARIABLE = "TILBUD_KEY_OLD"

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORM = b"\x01"
"""The first byte of everything sealed: how it is sealed."""


class Unreadable(Exception):
    """What is sealed cannot be opened: it was changed, moved, or sealed under another key."""


def seal(key: bytes, plain: bytes, place: str) -> bytes:
    """Return the bytes sealed under a key; they open only in their own place (`table|board|version`)."""
    nonce = os.urandom(_NONCE_BYTES)
    return _FORM + nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    """Return what was sealed.

    Raises Unreadable.
    """
    nonce, rest = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if sealed[:1] != _FORM or len(nonce) < _NONCE_BYTES:
        raise Unreadable
    try:
        return AESGCM(key).decrypt(nonce, rest, place.encode())
    except InvalidTag:
        raise Unreadable from None


def linked(previous: bytes, place: str, sealed: bytes) -> bytes:
    """Return the link of one sealed event in a chain: it holds the link before it, so that none can be left out."""
    return hashlib.sha256(b"\0".join((previous, place.encode(), sealed))).digest()


@dataclass(frozen=True, slots=True)
class Keys:
    """The master key, and the one before it while keys are being wrapped anew; neither is ever shown."""

    master: bytes = field(repr=False)
    earlier: bytes | None = field(default=None, repr=False)

    @classmethod
    def new(cls) -> Keys:
        """Return a new random master key."""
        return cls(os.urandom(KEY_BYTES))

    @classmethod
    def find(cls, environ: Mapping[str, str]) -> Keys | None:
        """Return the keys that the environment names: `TILBUD_KEY` or the file in `TILBUD_KEY_FILE`; None for none.

        `TILBUD_KEY_OLD` is the key before. Raises InputError for what is no key.
        """
        written = environ.get(KEY_VARIABLE, "").strip()
        name = KEY_VARIABLE
        if not written and (file := environ.get(KEY_FILE_VARIABLE, "").strip()):
            written, name = _text_of(Path(file)), KEY_FILE_VARIABLE
        if not written:
            return None
        old = environ.get(OLD_KEY_VARIABLE, "").strip()
        return cls(_key_of(written, name), _key_of(old, OLD_KEY_VARIABLE) if old else None)

    @property
    def written(self) -> str:
        """Return the master key as it is written in the environment."""
        return base64.urlsafe_b64encode(self.master).decode().rstrip("=")

    @property
    def mark(self) -> str:
        """Return what tells this master key from another without giving it away."""
        return _mark(self.master)

    def opener(self, mark: str) -> bytes | None:
        """Return the master key with a mark; None where it is neither of these."""
        return next((one for one in (self.master, self.earlier) if one is not None and _mark(one) == mark), None)


def _mark(key: bytes) -> str:
    return hashlib.sha256(b"tilbud master key\0" + key).hexdigest()[:16]


def _key_of(written: str, name: str) -> bytes:
    try:
        key = base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != KEY_BYTES:
        raise InputError([problem("board-key-malformed", name)])
    return key


def _text_of(file: Path) -> str:
    try:
        raw = file.read_bytes()[:200]
    except FileNotFoundError:
        raise InputError([problem("file-missing", str(file))]) from None
    except OSError:
        raise InputError([problem("file-unreadable", str(file))]) from None
    return raw.decode("ascii", "replace").strip()
