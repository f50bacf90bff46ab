"""The pictures of the cards: fetched when the package is built, by name, never without words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.checkout import ROOT
from tilbud_engine.engine import Engine
from tilbud_engine.pictures import is_own, pictograms, picture


def test_every_picture_of_the_list_is_a_drawing_in_two_tones_without_a_colour_of_its_own() -> None:
    for key in pictograms():
        found = picture(key)
        assert found is not None, f"{key}: install the project again, so that the pictures are fetched"
        drawing = ET.fromstring(found)  # noqa: S314  (the file is our own build's)
        assert drawing.tag.endswith("}svg")
        assert drawing.get("fill") == "currentColor"
        assert b"http" not in found.replace(b"http://www.w3.org/2000/svg", b"")


def test_every_picture_says_what_it_shows_in_two_languages() -> None:
    assert len(pictograms()) >= 150
    for key, one in pictograms().items():
        assert one.shows, key
        assert one.shows_en, key


def test_every_card_of_the_catalogue_has_a_picture_that_is_there() -> None:
    engine = Engine.load(runtime="reference")
    for offer in engine.rulebook.offers.values():
        for version in offer.versions:
            assert version.card.pictogram in pictograms(), offer.id


def test_a_name_that_nobody_knows_has_no_picture_and_ends_nothing(tmp_path: Path) -> None:
    assert picture("ingenting") is None
    assert picture("../../errors") is None
    assert picture("mangler.svg", tmp_path) is None


def test_a_municipality_may_lay_its_own_picture_in_the_folder_and_no_other_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "huset.svg").write_bytes(b"<svg/>")
    inside = tmp_path / "inde"
    inside.mkdir()
    assert is_own("huset.svg")
    assert picture("huset.svg", tmp_path) == b"<svg/>"
    assert picture("../huset.svg", inside) is None


def test_the_lock_names_versions_and_hashes_and_no_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert packages
    for one in packages.values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", one["version"])
        assert one["integrity"].startswith("sha512-")
        assert "resolved" not in one


def test_a_photo_is_a_picture_however_its_parts_are_ordered(tmp_path: Path) -> None:
    size = b"\xff\xc2\x00\x11\x08\x00\x40\x00\x30\x03"
    for number, head in enumerate((b"\xff\xe0\x00\x04ab", b"\xff\xe1\x00\x03x\xff\xff\xdb\x00\x02")):
        photo = tmp_path / f"{number}.JPG"
        photo.write_bytes(b"\xff\xd8" + head + size)
        assert picture(photo.name, tmp_path) == photo.read_bytes()
