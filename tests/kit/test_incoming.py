"""Offers that come from another form, held against a plugins folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.checkout import ROOT
from tilbud_engine.errors import InputError
from tilbud_engine.kit.incoming import Incoming, compare, put, write
from tilbud_engine.offers import Offer, plain_offer, read_offers
from tilbud_engine.reading import as_node, decode, read_path, to_yaml

DAY = dt.date(2026, 9, 1)
SHIPPED = sorted((ROOT / "plugins").glob("*/offer.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_an_offer_as_plain_values_reads_back_as_the_same_offer(path: Path, tmp_path: Path) -> None:
    offers, _ = read_offers(read_path(path), path.parent.name)
    for version in offers[0].versions:
        written = tmp_path / "offer.yaml"
        written.write_text(to_yaml(plain_offer(version)), encoding="utf-8")
        (again,), faults = read_offers(read_path(written), path.parent.name)
        assert faults == []
        assert plain_offer(again.versions[0]) == plain_offer(version)
        offer, _ = decode(Offer, as_node(plain_offer(version)))
        assert offer is not None
        assert plain_offer(offer) == plain_offer(version)


def test_a_number_of_a_condition_stays_a_number_when_it_is_written(tmp_path: Path) -> None:
    offers, _ = read_offers(read_path(ROOT / "plugins" / "psykolog_henvist" / "offer.yaml"), "psykolog_henvist")
    assert "at_least: 25" in to_yaml(plain_offer(offers[0].versions[0]))


def coming(key: str = "gaatur", **fields: Any) -> Incoming:
    first = {"card": {"word": "Gåtur", "text": "Gå med"}, "answers": ["N-ENSOM"], "eligible": {}}
    return Incoming(key, {"name": "Gåtur", **fields}, first, place="row 4")


def codes(incoming: list[Incoming], folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        compare(incoming, folder, DAY)
    return [one.code for one in caught.value.problems]


def test_two_offers_of_one_id_are_refused_with_the_place(tmp_path: Path) -> None:
    assert codes([coming(), coming(name="En anden")], tmp_path) == ["import-twice"]


def test_what_is_no_offer_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    assert codes([coming(), coming("to", hours_per_week="mange")], tmp_path) != []
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_several_offers_or_of_none_is_not_touched(tmp_path: Path) -> None:
    for name, text in (("gaatur", "offers: []\n"), ("kaffe", "[]\n"), ("te", "{ \n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "offer.yaml").write_text(text, encoding="utf-8")
    assert codes([coming()], tmp_path) == ["import-not-one-offer"]
    assert codes([coming("kaffe")], tmp_path) == ["import-not-one-offer"]
    assert codes([coming("te")], tmp_path) == ["bracket-open"]
    assert compare([coming("vand")], tmp_path, DAY).missing == ("gaatur", "kaffe", "te")


def test_an_offer_is_known_by_its_id_and_not_by_its_folder(tmp_path: Path) -> None:
    write(compare([coming()], tmp_path, DAY), tmp_path)
    (tmp_path / "gaatur").rename(tmp_path / "min_mappe")
    found = compare([coming(cost="Gratis")], tmp_path, DAY)
    assert [(one.name, one.before, one.after) for one in found.changed[0].changes] == [("cost", None, "Gratis")]
    assert write(found, tmp_path) == [tmp_path / "min_mappe" / "offer.yaml"]


def test_an_empty_field_goes_out_and_an_unknown_one_stays(tmp_path: Path) -> None:
    write(compare([coming(cost="Gratis", about="Om turen")], tmp_path, DAY), tmp_path)
    write(compare([coming(cost=None)], tmp_path, DAY), tmp_path)
    text = (tmp_path / "gaatur" / "offer.yaml").read_text(encoding="utf-8")
    assert "cost" not in text
    assert "about: Om turen" in text


def test_a_link_out_of_the_folder_is_not_written_through(tmp_path: Path) -> None:
    outside, folder = tmp_path / "ude", tmp_path / "mine"
    outside.mkdir()
    folder.mkdir()
    (folder / "gaatur").symlink_to(outside)
    assert codes([coming()], folder) == ["import-in-the-way"]


def test_a_file_that_cannot_be_written_whole_stays_as_it_stood(tmp_path: Path) -> None:
    file = tmp_path / "offer.yaml"
    file.write_text("offer: gaatur\n", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        put(file, "name: halvt\ud800")
    assert file.read_text(encoding="utf-8") == "offer: gaatur\n"
    assert [path.name for path in tmp_path.iterdir()] == ["offer.yaml"]


def test_a_right_and_a_shield_are_not_changed_quietly(tmp_path: Path) -> None:
    (tmp_path / "gaatur").mkdir()
    text = (
        "offer: gaatur\nname: Gåtur\ncard: {word: Gåtur, text: Gå med}\nanswers: []\neligible: {age: {at_least: 18}}\n"
    )
    (tmp_path / "gaatur" / "offer.yaml").write_text(f"{text}entitlement: ret\nprivacy: shielded\n", encoding="utf-8")
    found = compare([coming(entitlement="skoen", privacy="normal", eligible={})], tmp_path, DAY)
    assert [one.code for one in found.problems] == ["import-less-shielded", "import-right-changed"]


def test_an_id_that_no_folder_can_have_everywhere_is_refused(tmp_path: Path) -> None:
    assert codes([coming("nul")], tmp_path) == ["id-not-a-folder"]
