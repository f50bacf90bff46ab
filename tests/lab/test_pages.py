"""The frame of the lab's pages: escaped, self-contained, and with colours that can be told apart."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from jinja2 import UndefinedError

from tests.lab.accessible_pages import check_page
from tilbud_engine.lab import pages
from tilbud_engine.lab.pages import render

CSS = files(pages).joinpath("page.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", CSS))


@pytest.mark.parametrize("language", ["da", "en"])
def test_an_empty_page_is_whole(language: str) -> None:
    page = render("base.html", language, title="Prøve", sections=[], version="1")  # type: ignore[arg-type]
    check_page(page, language)


def test_what_a_page_is_given_is_never_read_as_markup() -> None:
    page = render("base.html", "da", title="<script>alert(1)</script>", sections=[], version='"><img src=x>')
    root = check_page(page, "da")
    assert root.all("h1")[0].text == "<script>alert(1)</script>"
    assert '"><img src=x>' in root.all("footer")[0].text


def test_a_value_that_is_missing_stops_the_page() -> None:
    with pytest.raises(UndefinedError):
        render("base.html", "da", title="Prøve", sections=[])


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "paper"),
        ("ink", "tint"),
        ("soft", "paper"),
        ("link", "paper"),
        ("yes", "yes-tint"),
        ("no", "no-tint"),
        ("unknown", "unknown-tint"),
    ],
)
def test_text_stands_out_from_its_ground(ink: str, ground: str) -> None:
    """At least 4.5 to 1. Source: WCAG 2.2, success criterion 1.4.3."""
    light, dark = sorted((luminance(COLOURS[ink]), luminance(COLOURS[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_page_is_set_for_paper_and_shows_what_has_the_focus() -> None:
    assert "@media print" in CSS
    assert "size: A4" in CSS
    assert ":focus-visible" in CSS
