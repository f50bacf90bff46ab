"""A municipality's look: its name, logo, colour and texts, and what is said where they cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.served import desk_in, served
from tilbud_engine.board.look import Look, contrast, load_look
from tilbud_engine.errors import InputError

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4" cx="4" cy="4"/></svg>'


def written(folder: Path, text: str) -> Path:
    (folder / "look.toml").write_text(text, encoding="utf-8")
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
    return folder


def test_name_logo_colour_and_another_language_are_shown(tmp_path: Path) -> None:
    folder = tmp_path / "look"
    (folder / "pl").mkdir(parents=True)
    words = 'begin = "Zacznij nowy plan"\npage-title = "Mój plan"\n'
    (folder / "pl" / "start.toml").write_text(words, encoding="utf-8")
    text = 'name = "Eksempelkommune"\nlogo = "logo.svg"\ncolour = "#0b5c4a"\nlanguages = ["pl", "da"]\n'
    look = load_look(written(folder, text))
    with desk_in(tmp_path, look) as desk, served(desk) as site, site.client(follow_redirects=True) as client:
        page = client.get(site.link()).text
        assert "Zacznij nowy plan" in page
        assert "<title>Mój plan – Eksempelkommune</title>" in page
        assert "Find en plan" in page  # what is not translated is said in Danish
        assert client.get(f"{site.address}/logo").headers["content-type"] == "image/svg+xml"
        styles = page.partition("/static/")[2].partition("/")[0]
        assert client.get(f"{site.address}/static/{styles}/look.css").text == ":root{--brand:#0b5c4a}\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('colour = "#ffff00"', "look-contrast"),
        ('colour = "green"', "look-colour"),
        ('logo = "../secret.svg"', "look-logo"),
        ('logo = "look.toml"', "look-logo"),
        ('languages = ["../da"]', "look-languages"),
        ("languages = []", "look-languages"),
        ("name = 1", "expected-text"),
        ('nane = "x"', "unknown-key"),
        ("name = ", "toml-syntax"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        load_look(written(tmp_path, text))
    assert [one.code for one in caught.value.problems] == [code]


def test_without_a_folder_it_belongs_to_no_municipality() -> None:
    assert load_look(None) == Look()
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast(Look().colour, "#ffffff") > 4.5
