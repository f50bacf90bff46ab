"""How far it is to a bus, and whether one runs, from a timetable in GTFS form and the place where she lives.

The data folder holds a folder for each municipality with `places.txt` (the villages to choose between) and the two
files `stops.txt` and `stop_times.txt` of a GTFS timetable with the trips of one ordinary weekday. Whether she can use
public transport is about her and not about the bus, so that is left to her (`public_transport_usable`).
"""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from tilbud_engine.plugins import CitizenView, DataFault, hookimpl

TILBUD_PLUGIN_API = 1

# Assumptions, made here because no law or agreement says when a bus runs:
# two kilometres are about 25 minutes on foot, the most one can count on in all weather;
# four departures a day are the fewest that take her to a meeting and home with one to spare each way.
WALKING_KM = 2.0
LEAST_DEPARTURES = 4

EARTH_RADIUS_KM = 6371.0
MAX_BYTES = 16 * 1024 * 1024


class Place(NamedTuple):
    """A village to choose, with the folder of its municipality; degrees north and east."""

    name: str
    folder: Path
    latitude: float
    longitude: float


class Stop(NamedTuple):
    """A stop that some trip serves, and how many departures it has in a day."""

    latitude: float
    longitude: float
    departures: int


@hookimpl
def tilbud_vocabulary(data: Path) -> Mapping[str, Any] | None:
    """Declare the question of where she lives, with the places of the data folder to choose between."""
    places = places_in(data)
    if not places:
        return None
    return {
        "facts": [
            {
                "key": "home_place",
                "type": "choice",
                "question": "Hvilken by eller landsby bor du i, eller tættest på?",
                "question_en": "Which town or village do you live in, or closest to?",
                "label": "by eller landsby",
                "label_en": "town or village",
                "phrase": "du bor i eller ved {value}",
                "phrase_en": "you live in or near {value}",
                "values": {
                    key: {
                        "label": place.name,
                        "label_en": place.name,
                        "says": f"Jeg bor i eller ved {place.name}",
                        "says_en": f"I live in or near {place.name}",
                    }
                    for key, place in places.items()
                },
                "source": "borgeren",
                "use": "need",
                "ask": ["anyone"],
                "answerer": "citizen",
            }
        ]
    }


@hookimpl
def tilbud_derive_facts(citizen: CitizenView, data: Path) -> Mapping[str, Any]:
    """Compute the distance to the nearest stop that a trip serves, and whether a bus runs near her home."""
    place = places_in(data).get(str(citizen.facts.get("home_place")))
    if place is None or citizen.facts.get("municipality", place.folder.name) != place.folder.name:
        return {}
    distances = [(kilometres(place, stop), stop.departures) for stop in stops_in(place.folder)]
    if not distances:
        return {}
    return {
        "distance_to_public_transport_km": round(min(km for km, _ in distances), 1),
        "bus_runs": any(km <= WALKING_KM and departures >= LEAST_DEPARTURES for km, departures in distances),
    }


def kilometres(one: Place | Stop, other: Place | Stop) -> float:
    """Return the great-circle distance by the haversine formula."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(half, 1.0)))


def places_in(data: Path) -> Mapping[str, Place]:
    """Return the places of every municipality in the data folder, by key."""
    files = sorted(data.glob("*/places.txt"))
    return _places(tuple((file, *_stamp(file)) for file in files))


def stops_in(folder: Path) -> tuple[Stop, ...]:
    """Return the stops of a municipality's timetable that a trip serves."""
    stops, times = folder / "stops.txt", folder / "stop_times.txt"
    return _stops(stops, times, (_stamp(stops), _stamp(times)))


# The files are read again when they change, not for each citizen.


@lru_cache(maxsize=4)
def _places(files: tuple[tuple[Path, int, int], ...]) -> Mapping[str, Place]:
    places: dict[str, Place] = {}
    for file, *_ in files:
        for line, row in _rows(file, ("key", "name", "latitude", "longitude")):
            if not row["key"] or row["key"] in places:
                raise DataFault(file, line, "key")
            if not row["name"]:
                raise DataFault(file, line, "name")
            north = _degrees(file, line, row, "latitude", 90)
            east = _degrees(file, line, row, "longitude", 180)
            places[row["key"]] = Place(row["name"], file.parent, north, east)
    return places


@lru_cache(maxsize=128)
def _stops(stops: Path, times: Path, _: object) -> tuple[Stop, ...]:
    departures = _departures(times)
    served: list[Stop] = []
    for line, row in _rows(stops, ("stop_id", "stop_lat", "stop_lon")):
        if row["stop_id"] in departures:
            north = _degrees(stops, line, row, "stop_lat", 90)
            east = _degrees(stops, line, row, "stop_lon", 180)
            served.append(Stop(north, east, departures[row["stop_id"]]))
    return tuple(served)


def _departures(times: Path) -> Mapping[str, int]:
    """Count the departures of each stop that is served; where a trip ends, nobody departs."""
    trips: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for line, row in _rows(times, ("trip_id", "stop_id", "stop_sequence")):
        if not row["stop_id"]:
            raise DataFault(times, line, "stop_id")
        if not row["stop_sequence"].isascii() or not row["stop_sequence"].isdigit():
            raise DataFault(times, line, "stop_sequence")
        trips[row["trip_id"]].append((int(row["stop_sequence"][:9]), row["stop_id"]))
    counted: Counter[str] = Counter()
    for trip in trips.values():
        *departing, last = sorted(trip)
        counted.update(stop for _, stop in departing)
        counted.setdefault(last[1], 0)
    return counted


def _rows(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each line of a table with its number; raises DataFault for a table that cannot be used."""
    line = 1
    try:
        if file.stat().st_size > MAX_BYTES:
            raise DataFault(file)
        with file.open(encoding="utf-8-sig", newline="") as opened:
            table = csv.reader(opened, strict=True)
            headings = [name.strip() for name in next(table, [])]
            if not set(columns) <= set(headings):
                raise DataFault(file, 1)
            for cells in table:
                line = table.line_num
                if not cells:
                    continue
                if len(cells) != len(headings):
                    raise DataFault(file, line)
                yield line, {name: cell.strip() for name, cell in zip(headings, cells, strict=True)}
    except (OSError, UnicodeDecodeError):
        raise DataFault(file) from None
    except csv.Error:
        raise DataFault(file, line + 1) from None


def _degrees(file: Path, line: int, row: Mapping[str, str], column: str, most: int) -> float:
    try:
        degrees = float(row[column])
    except ValueError:
        raise DataFault(file, line, column) from None
    if not -most <= degrees <= most:
        raise DataFault(file, line, column)
    return degrees


def _stamp(file: Path) -> tuple[int, int]:
    try:
        state = file.stat()
    except OSError:
        raise DataFault(file) from None
    return state.st_mtime_ns, state.st_size
