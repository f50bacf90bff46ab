"""The drawn card: a page of its own, and a picture with its words inside; no text is ever read as markup."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from tilbud_engine.errors import InputError
from tilbud_engine.kit.picture import DPI, HEIGHT_MM, WIDTH_MM, Face, appointment, card_page, card_png, drawing_of

OWN_SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    b'<script>alert(1)</script><rect width="9" height="9"/></svg>'
)


def face(word: str = "Cykel", text: str = "Reparér din cykel sammen med andre", **more: object) -> Face:
    values: dict[str, object] = {
        "alt": "En cykel",
        "pictogram": "bicycle",
        "drawing": drawing_of("bicycle", None),
        "entitlement": "Du kan bare komme eller sige til.",
        "lines": (("Husk", "Find vej"), ("Ring til", "Værkstedet, 00 00 00 31")),
    }
    return Face("cykel", word, text, **(values | more))  # type: ignore[arg-type]


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data.strip())


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        (sum_,) = struct.unpack(">I", png[at + 8 + length : at + 12 + length])
        assert sum_ == zlib.crc32(kind + body)
        yield kind, body
        at += 12 + length


def png_of(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + b"\xc0\x20\x20" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


# --- the page -----------------------------------------------------------------------------------------------------


def test_the_page_says_all_that_stands_on_the_card_in_danish_and_in_its_parts() -> None:
    page = _Page(card_page([face()], "da"))
    assert dict(page.tags)["html"] == {"lang": "da"}
    assert [tag for tag, _ in page.tags if tag in ("main", "article", "section", "h1", "h2", "h3", "dl")] == [
        *("main", "h1", "article", "section", "h2", "section", "h3", "dl"),
    ]
    for text in (
        "Cykel",
        "Reparér din cykel sammen med andre",
        "Du kan bare komme eller sige til.",
        "Husk",
        "Find vej",
    ):
        assert text in page.said
    assert ("role", "img") in dict(page.tags)["svg"].items()
    assert dict(page.tags)["svg"]["aria-label"] == "En cykel"


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    text = card_page([face(), face(pictogram="vores.svg", drawing=OWN_SVG)], "da")
    assert re.findall(r"(?:src|href)=\"(?!data:)", text) == []
    assert re.findall(r"https?:|url\(", text.replace("http://www.w3.org/2000/svg", "")) == []
    assert "<script" not in text
    assert "default-src 'none'" in text


def test_what_an_author_writes_is_text_on_the_page() -> None:
    page = _Page(
        card_page([face("<b>", '"><img src=x onerror=y>', alt='" onload="z', lines=(("<i>", "</dl>"),))], "da")
    )
    assert "<b>" in page.said
    assert [tag for tag, _ in page.tags if tag in ("b", "i", "img")] == []
    assert all(not name.startswith("on") for _, attributes in page.tags for name in attributes)


def test_a_missing_picture_leaves_its_words() -> None:
    page = _Page(card_page([face(drawing=None)], "da"))
    assert "En cykel" in page.said
    assert "svg" not in dict(page.tags)


def test_an_idea_says_that_it_does_not_exist_yet() -> None:
    assert "Det findes ikke endnu" in card_page([face(status="idea")], "da")
    assert "does not exist yet" in card_page([face(status="idea", language="en")], "en")


@pytest.mark.parametrize(
    "pair", [("--ink", "--paper"), ("--soft", "--paper"), ("--ink", "--tint"), ("--soft", "--tint")]
)
def test_every_text_can_be_read_against_its_ground(pair: tuple[str, str]) -> None:
    """WCAG 2.2 asks for 4.5 to 1 (1.4.3)."""
    colours = dict(re.findall(r"(--\w+): #([0-9a-f]{6})", card_page([], "da")))

    def light(name: str) -> float:
        parts = [int(colours[name][start : start + 2], 16) / 255 for start in (0, 2, 4)]
        red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted(map(light, pair))
    assert (bright + 0.05) / (dark + 0.05) >= 4.5


# --- the picture --------------------------------------------------------------------------------------------------


def size_of(png: bytes) -> tuple[int, ...]:
    return struct.unpack(">II", dict(chunks(png))[b"IHDR"][:8])


def test_the_picture_has_the_size_of_a_card_and_says_what_it_shows() -> None:
    png = card_png(face())
    wanted = (WIDTH_MM / 25.4 * DPI, HEIGHT_MM / 25.4 * DPI)
    assert all(abs(is_ - should) <= 1 for is_, should in zip(size_of(png), wanted, strict=True))
    told = dict(chunks(png))[b"iTXt"].decode()
    assert told.endswith("Cykel. Reparér din cykel sammen med andre. En cykel")


def test_the_same_card_gives_the_same_picture_and_another_word_another() -> None:
    assert card_png(face()) == card_png(face())
    assert card_png(face()) != card_png(face("Bus"))


def test_the_words_of_the_typesetter_are_only_words() -> None:
    plain = size_of(card_png(face()))
    for text in ("#panic()", "*fed*", "$x^2$", "#read('main.typ')", "\\", '"', "`a`"):
        assert size_of(card_png(face(text, text, status="trial"))) == plain


@pytest.mark.parametrize("word", ["Sundhedscenterforløbskoordinering", "A", "Behandling for stofmisbrug"])
def test_long_and_short_words_fit_on_one_card(word: str) -> None:
    assert size_of(card_png(face(word, " ".join(["sundhedscenter"] * 12)))) == size_of(card_png(face()))


def test_an_own_picture_stands_on_the_card_and_in_the_page() -> None:
    photo = png_of(40, 20)
    shown = face(pictogram="vores.png", drawing=photo)
    assert card_png(shown) != card_png(face(drawing=None))
    assert 'src="data:image/png;base64,' in card_page([shown], "da")
    assert size_of(card_png(face(pictogram="vores.svg", drawing=OWN_SVG)))


def test_a_picture_that_cannot_be_read_is_told() -> None:
    with pytest.raises(InputError) as raised:
        card_png(face(pictogram="vores.png", drawing=b"no picture"))
    assert [one.code for one in raised.value.problems] == ["card-not-drawn"]


def test_an_appointment_tells_nothing_of_the_offer() -> None:
    shown = appointment(face(status="trial"))
    assert (shown.word, shown.alt, shown.text, shown.entitlement, shown.lines) == ("Aftale", "En aftale", "", "", ())
    assert "cykel" not in card_page([shown], "da").casefold()
    assert card_png(shown)
