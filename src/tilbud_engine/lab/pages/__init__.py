"""The lab's pages: one file each that needs nothing else, is read on paper and aloud, and takes no text as markup."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from tilbud_engine.errors import InputError, Language, problem
from tilbud_engine.lab.words import Words

if TYPE_CHECKING:
    from jinja2 import Environment

STYLE = "page.css"


def render(template: str, language: Language, **values: object) -> str:
    """Return a page: `template` stands in this folder and extends `base.html`; a style `<template>.css` is added.

    Everything in `values` is escaped where it is shown; only `markupsafe.Markup` is taken as markup. The page loads
    nothing and runs nothing. Raises InputError where jinja2 is not installed.
    """
    style = _style(template.removesuffix(".html"))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    found = _environment().get_template(template)
    return found.render(lang=language, style=style, policy=policy, page_words=Words("pages", language), **values)


@cache
def _style(name: str) -> str:
    folder = files(__package__)
    own = folder.joinpath(f"{name}.css")
    return folder.joinpath(STYLE).read_text(encoding="utf-8") + (
        own.read_text(encoding="utf-8") if own.is_file() else ""
    )


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, FunctionLoader, StrictUndefined
    except ImportError:
        raise InputError([problem("extra-missing", "", library="jinja2", extra="lab")]) from None
    folder = files(__package__)

    def source(name: str) -> str | None:
        path = folder.joinpath(name)
        return path.read_text(encoding="utf-8") if path.is_file() else None

    return Environment(
        loader=FunctionLoader(source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
