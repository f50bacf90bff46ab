"""Offers that come from another form, held against a plugins folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.checkout import ROOT
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
