"""Transport help: distances and departures from a timetable, against numbers worked out by hand.

One degree of a great circle on a sphere of 6371.0 km is 111.195 km; along a parallel it is that times the cosine of
the latitude.
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.plugins.made import info, loaded
from tilbud_engine.case import Citizen, read_knowledge
from tilbud_engine.errors import Problem
from tilbud_engine.plugins import Registry
from tilbud_engine.settings import Settings

ON = dt.date(2026, 9, 1)
DISTANCE = "distance_to_public_transport_km"
PLUGIN = ROOT / "plugins" / "transporthjaelp"

PLACES = "key,name,latitude,longitude\nlunden,Lunden,55.0000,9.0000\nbakken,Bakken,56.0000,9.0000\n"
STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon\n"
    "nord,Nord,55.0200,9.0000\n"  # 0.02 degrees north of Lunden: 2.2239 km
    "oest,Øst,55.0000,9.0300\n"  # 0.03 degrees east of Lunden: 3.3358 km times cos 55° = 1.9134 km
    "doed,Nedlagt,55.0001,9.0000\n"  # 11 metres away, but no trip stops there
)
TIMES = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"


def trips(count: int, *stops: str) -> str:
    return "".join(
        f"t{trip}{stops[0]},08:00:00,08:00:00,{stop},{number}\n"
        for trip in range(count)
        for number, stop in enumerate(stops)
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "transporthjaelp" / "varde"
    folder.mkdir(parents=True)
    (folder / "places.txt").write_text(PLACES, encoding="utf-8")
    (folder / "stops.txt").write_text(STOPS, encoding="utf-8-sig")
    (folder / "stop_times.txt").write_text(TIMES + trips(4, "oest", "nord"), encoding="utf-8")
    return folder


def registry_with(data: Path) -> Registry:
    return Registry.load([PLUGIN], Settings(data=data.parent.parent), entry_points=False)


def derived(registry: Registry, **facts: object) -> tuple[dict[str, object], tuple[Problem, ...]]:
    offers = {key: key for key in registry.offers}
    vocabulary = registry.vocabulary.with_values({"eksempelkommune": "Eksempelkommune"}, offers)
    citizen = Citizen.read({"facts": facts})
    knowledge, _ = read_knowledge(citizen, vocabulary, ON)
    known, problems = registry.derive_facts(citizen, knowledge, ON)
    return {key: one.value for key, one in known.items()}, problems


def test_the_distance_is_to_the_nearest_stop_that_a_trip_serves(data: Path) -> None:
    assert derived(registry_with(data), home_place="lunden") == ({DISTANCE: 19, "bus_runs": True}, ())
    (data / "stop_times.txt").write_text(TIMES + trips(4, "nord", "syd"), encoding="utf-8")
    assert derived(registry_with(data), home_place="lunden") == ({DISTANCE: 22, "bus_runs": False}, ())


def test_a_long_way_is_a_great_circle(data: Path) -> None:
    # From 56.00 N to 55.02 N along the meridian: 0.98 degrees, 108.97 km.
    assert derived(registry_with(data), home_place="bakken")[0] == {DISTANCE: 1090, "bus_runs": False}


@pytest.mark.parametrize(("count", "runs"), [(3, False), (4, True), (5, True)])
def test_a_bus_runs_from_four_departures_a_day(data: Path, count: int, runs: bool) -> None:
    (data / "stop_times.txt").write_text(TIMES + trips(count, "oest", "nord"), encoding="utf-8")
    assert derived(registry_with(data), home_place="lunden")[0]["bus_runs"] is runs


def test_where_a_trip_ends_nobody_departs(data: Path) -> None:
    (data / "stop_times.txt").write_text(TIMES + trips(9, "nord", "oest"), encoding="utf-8")
    assert derived(registry_with(data), home_place="lunden") == ({DISTANCE: 19, "bus_runs": False}, ())


@pytest.mark.parametrize(("longitude", "runs"), [("9.0313", True), ("9.0314", False)])
def test_a_bus_runs_within_two_kilometres(data: Path, longitude: str, runs: bool) -> None:
    # cos 55° = 0.573576: 0.0313 degrees are 1.9963 km and 0.0314 degrees 2.0026 km.
    (data / "stops.txt").write_text(STOPS.replace("9.0300", longitude), encoding="utf-8")
    assert derived(registry_with(data), home_place="lunden") == ({DISTANCE: 20, "bus_runs": runs}, ())


def test_without_a_place_or_a_timetable_that_fits_everything_stays_unknown(data: Path) -> None:
    registry = registry_with(data)
    assert derived(registry) == ({}, ())
    assert derived(registry, home_place="lunden", municipality="eksempelkommune") == ({}, ())
    assert derived(registry, home_place="lunden", municipality="varde")[0] != {}
    (data / "stop_times.txt").write_text(TIMES, encoding="utf-8")
    assert derived(registry, home_place="lunden") == ({}, ())


def test_what_she_says_of_the_bus_is_hers(data: Path) -> None:
    found, _ = derived(registry_with(data), home_place="lunden", public_transport_usable=False)
    assert "public_transport_usable" not in found
    found, _ = derived(registry_with(data), home_place="lunden", distance_to_public_transport_km=9)
    assert found == {"bus_runs": True}


BROKEN = {
    "no timetable": ("stop_times.txt", None, ""),
    "no headings": ("stop_times.txt", "", ":1"),
    "other headings": ("stop_times.txt", "tur,stop\n1,nord\n", ":1"),
    "no stop": ("stop_times.txt", TIMES + "t1,8,8,,1\n", ":2"),
    "no number": ("stop_times.txt", TIMES + trips(1, "nord", "oest") + "t1,8,8,nord,x\n", ":4"),
    "a cell too many": ("stops.txt", STOPS + "a,b,1,2,3\n", ":5"),
    "no latitude": ("stops.txt", STOPS.replace("55.0200", "nord"), ":2"),
    "not a number": ("stops.txt", STOPS.replace("55.0200", "nan"), ":2"),
    "off the globe": ("stops.txt", STOPS.replace("55.0200", "91"), ":2"),
    "an open quote": ("stops.txt", STOPS + '"a,b\n', ""),
    "not text": ("stops.txt", "\udcff", ""),
}


@pytest.mark.parametrize(("name", "text", "line"), BROKEN.values(), ids=BROKEN)
def test_a_broken_timetable_is_told_and_nothing_is_known(data: Path, name: str, text: str | None, line: str) -> None:
    (data / name).unlink()
    if text is not None:
        (data / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    registry = registry_with(data)
    found, (problem,) = derived(registry, home_place="lunden")
    assert found == {}
    assert problem.code in ("plugin-data", "plugin-data-field")
    assert problem.where.startswith(f"{data / name}{line}")
    assert "flextur" in registry.offers


@pytest.mark.parametrize(
    ("line", "field"),
    [(",Lunden,55,9", "key"), ("a,,55,9", "name"), ("a,A,x,9", "latitude"), ("a,A,55,181", "longitude")],
)
def test_a_broken_list_of_places_is_told_when_plugins_are_loaded(data: Path, line: str, field: str) -> None:
    (data / "places.txt").write_text(PLACES + line + "\n", encoding="utf-8")
    registry = registry_with(data)
    (problem,) = registry.problems
    assert (problem.code, problem.where) == ("plugin-data-field", f"{data / 'places.txt'}:4")
    assert f"`{field}`" in problem.message("da")
    assert "home_place" not in registry.vocabulary.facts
    assert "flextur" in registry.offers


def test_a_place_stands_in_one_municipality_only(data: Path) -> None:
    shutil.copytree(data, data.parent / "vejle")
    (problem,) = registry_with(data).problems
    assert problem.where == f"{data.parent / 'vejle' / 'places.txt'}:2"


def test_a_changed_timetable_is_read_again(data: Path) -> None:
    registry = registry_with(data)
    assert derived(registry, home_place="lunden")[0][DISTANCE] == 19
    (data / "stops.txt").write_text(STOPS.replace("9.0300", "9.01000"), encoding="utf-8")
    assert derived(registry, home_place="lunden")[0][DISTANCE] == 6


def test_the_question_names_the_places_and_the_computed_word_is_never_asked(data: Path) -> None:
    registry = registry_with(data)
    place = registry.vocabulary.facts["home_place"]
    assert place.question == "Hvilken by eller landsby bor du i, eller tættest på?"
    assert {key: label.label for key, label in place.values.items()} == {"lunden": "Lunden", "bakken": "Bakken"}
    assert registry.vocabulary.facts["bus_runs"].ask == ()
    assert info(registry, "transporthjaelp").facts == ("bus_runs", "home_place")


def test_without_a_list_of_places_there_is_no_question(tmp_path: Path) -> None:
    (tmp_path / "transporthjaelp").mkdir()
    registry = Registry.load([PLUGIN], Settings(data=tmp_path), entry_points=False)
    assert registry.problems == ()
    assert "home_place" not in registry.vocabulary.facts


@pytest.mark.parametrize(
    ("place", "kilometres", "runs"),
    [("eksempelby", 1, True), ("kaerende", 13, True), ("lyngkaer", 1, False), ("hedestrup", 70, False)],
)
def test_the_made_up_municipality_has_places_of_each_kind(place: str, kilometres: int, runs: bool) -> None:
    registry = loaded(PLUGIN)
    assert registry.problems == ()
    assert derived(registry, home_place=place, municipality="eksempelkommune") == (
        {DISTANCE: kilometres, "bus_runs": runs},
        (),
    )
