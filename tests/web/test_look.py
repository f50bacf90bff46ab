"""A municipality's look: its name, logo, colour and texts, and what is said where they cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.web.accessibility import check_accessibility
from tests.web.board_screen import WIDE, tile
from tests.web.conftest import NewPage
from tests.web.every_page import met
from tests.web.laid import at, key_of, own
from tests.web.served import CITIZEN, TODAY, desk_in, served
from tilbud_engine.board.changes import cards, meetings
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


def test_every_part_speaks_another_language_and_what_is_not_translated_is_danish(tmp_path: Path) -> None:
    added = {
        "base": ("language-pl", "Polski"),
        "sheet": ("state-wished", "życzenie"),
        "story": ("take", "{who} kładzie {card} {lies}."),
        "calendar": ("meeting", "Spotkanie"),
        "lanes": ("life", "Dobre życie"),
        "views": ("appointment", "Termin"),
        "warnings": ("remove-own", "Kartki już nie ma."),
        "meetings": ("lead-citizen", "Twoje spotkanie"),
        "advice": ("free_weeks-because", "Tylko żebyś wiedział."),
    }
    for part, (key, text) in added.items():
        (tmp_path / "look" / "pl").mkdir(parents=True, exist_ok=True)
        (tmp_path / "look" / "pl" / f"{part}.toml").write_text(f'"{key}" = "{text}"\n', encoding="utf-8")
    look = load_look(written(tmp_path / "look", 'languages = ["pl", "da"]\n'))
    with desk_in(tmp_path, look) as desk, served(desk) as site, site.client(follow_redirects=True) as client:
        secret = own("Psykolog", "plan", at("life", 0), privacy="confidential")
        planned = meetings.plan_meeting(CITIZEN, "Praca", day=TODAY)
        stored = site.plan(own("Chór", "plan", at("life", 1)), secret, planned)
        card = key_of(stored, "Chór")
        client.get(site.link(code=stored.code))
        client.cookies.set("tilbud-sprog", "da")
        assert ">Polski<" in client.get(f"/plan/{stored.code}").text
        client.cookies.set("tilbud-sprog", "pl")
        pages = ("", "/historie", "/moede", "/kalender.ics", "/uge-for-uge")
        told = {one: client.get(f"/plan/{stored.code}{one}").text for one in pages}
        assert "życzenie" in told[""]
        assert "Dobre życie" in told[""]
        assert "Tylko żebyś wiedział." in told[""]
        assert "Fortryd" in told[""]
        assert "kładzie Chór" in told["/historie"]
        assert "Twoje spotkanie" in told["/moede"]
        assert "SUMMARY:Spotkanie" in told["/kalender.ics"]
        assert "SUMMARY:Møde" not in told["/kalender.ics"]
        assert "życzenie" in told["/uge-for-uge"]
        client.post(f"/plan/{stored.code}/daek", data={"covered": "1"})
        covered = client.get(f"/plan/{stored.code}").text
        assert "Termin" in covered
        assert "Psykolog" not in covered
        client.post(f"/plan/{stored.code}/daek", data={})
        agreed = site.change(stored, cards.set_state(CITIZEN, card, "agreed"))
        gone = client.post(f"/plan/{stored.code}/fjern", data={"version": str(agreed.version), "card": card})
        assert "Kartki już nie ma." in gone.text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('undo = "{who}"', "look-text-values"),
        ('undo = "{"', "look-text-values"),
        ('code = "{code.__class__}"', "look-text-values"),
        ('code = "{code!r}"', "look-text-values"),
        ("undo = 1", "expected-text"),
        ("undo = ", "toml-syntax"),
    ],
)
def test_a_text_that_would_break_a_page_is_told_when_the_server_starts(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "pl").mkdir()
    (tmp_path / "pl" / "screen.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_look(written(tmp_path, 'languages = ["da", "pl"]'))
    assert [one.code for one in caught.value.problems] == [code]
    assert load_look(written(tmp_path, 'languages = ["da"]')).languages == ("da",)


def test_a_text_that_nobody_says_any_more_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "pl").mkdir()
    (tmp_path / "pl" / "screen.toml").write_text('code = "kod {code}"\nold = "{what}"\n', encoding="utf-8")
    (tmp_path / "pl" / "nothing.toml").write_text('code = "{what}"\n', encoding="utf-8")
    assert load_look(written(tmp_path, 'languages = ["da", "pl"]')).languages == ("da", "pl")


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


def test_a_logo_that_has_no_size_of_its_own_is_seen_beside_whose_page_it_is(tmp_path: Path, new_page: NewPage) -> None:
    folder = tmp_path / "look"
    folder.mkdir()
    look = load_look(written(folder, 'name = "Eksempelkommune"\nlogo = "logo.svg"\n'))
    with desk_in(tmp_path, look) as desk, served(desk) as site:
        page = new_page(viewport=WIDE)
        stored = site.plan()
        for role in ("citizen", "caseworker"):
            site.enter(page, stored, role)
            logo = page.get_by_alt_text("Eksempelkommune")
            assert logo.evaluate("one => one.complete && [one.clientWidth, one.clientHeight]") == [40, 40]
        assert page.locator(".whose").evaluate("one => one.getClientRects().length && one.clientHeight < 40")
        page.context.close()


DARK = "rgb(18, 22, 26)"
GROUND = "getComputedStyle(document.body).backgroundColor"


def test_who_asks_for_a_dark_screen_can_read_all_of_it_in_the_colour_of_the_municipality(
    tmp_path: Path, new_page: NewPage
) -> None:
    with desk_in(tmp_path, Look(colour="#7a0019")) as desk, served(desk) as site:
        page = new_page(viewport=WIDE, color_scheme="dark")
        stored = met(site)
        site.enter(page, stored)
        assert page.evaluate(GROUND) == DARK
        tile(page, "Museumstur").locator(".words").click()
        expect(page.locator(".picked")).to_have_count(1)
        check_accessibility(page)
        tile(page, "Kor").locator(".more").click()
        expect(page.get_by_role("dialog", name="Kor")).to_be_visible()
        check_accessibility(page)
        for path in ("/i-vejen", "/kort", "/moede"):
            page.goto(f"{site.address}/plan/{stored.code}{path}")
            check_accessibility(page)
        page.emulate_media(media="print")
        assert page.evaluate(GROUND) == "rgb(255, 255, 255)"
        page.context.close()
