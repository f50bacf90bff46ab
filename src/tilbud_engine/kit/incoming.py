"""Offers that come from another form, beside the plugin folders they are to stand in: what is new, changed, missing.

Every import uses this: it first tells, and writes only when asked to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tilbud_engine.dated import at_date
from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.kit.naming import folder_problems
from tilbud_engine.kit.shielding import quiet_changes
from tilbud_engine.offers import Offer, plain_offer
from tilbud_engine.reading import Map, Seq, as_node, decode, plain, read_path, to_yaml
from tilbud_engine.reading.rewriting import KeyPath, rewritten

OFFER_FILE = "offer.yaml"
_ORDER = [info.alias or name for name, info in Offer.model_fields.items()]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One offer as another form has it: fields of its `offer.yaml` as plain values, and files that stand beside it.

    A field that the form does not hold is not in `offer`: it is neither changed nor removed. A field that the form
    holds and that is empty there is None. `at_first` is written only when the offer is new: what a human settles
    afterwards is never written over. `place` names the row or the service it comes from.
    """

    id: str
    offer: Mapping[str, Any]
    at_first: Mapping[str, Any] = field(default_factory=dict)
    beside: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    place: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A field of an offer that is to read otherwise; None is a field that is not there."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Changed:
    """An offer that stands there already, and what is to read otherwise in it."""

    id: str
    path: Path
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an import would do to a plugins folder; `missing` stands there and does not come, and is left alone."""

    new: tuple[Incoming, ...]
    changed: tuple[Changed, ...]
    unchanged: tuple[str, ...]
    missing: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def compare(incoming: Iterable[Incoming], folder: Path, on: dt.date) -> Comparison:
    """Compare what comes with what stands in a plugins folder on the day.

    A field that changes on a date in the folder is left as it is, with a remark: what comes knows one day only.
    Raises InputError when an `offer.yaml` that stands there cannot be read, when one that comes is no offer, and when
    two have the same id.
    """
    there = _offers_in(folder)
    coming: dict[str, Incoming] = {}
    problems: list[Problem] = []
    for one in incoming:
        if one.id in coming:
            problems.append(problem("import-twice", one.place, name=one.id))
        coming[one.id] = one
    new = [one for key, one in coming.items() if key not in there]
    for one in new:
        if unfit := _read(_first(one), one.place)[1] or folder_problems(one.id, one.place):
            problems += unfit
            continue
        home = folder / one.id
        in_the_way = [home] if home.is_symlink() else [path for path in _files(one, folder) if path.exists()]
        problems += [problem("import-in-the-way", str(path)) for path in in_the_way]
    changed: list[Changed] = []
    unchanged: list[str] = []
    remarks: list[Problem] = []
    for key, one in coming.items():
        if key not in there:
            continue
        found, faults = _changed(one, there[key], on)
        problems += [fault for fault in faults if not fault.is_remark]
        remarks += [fault for fault in faults if fault.is_remark]
        if found is not None and found.changes:
            changed.append(found)
        else:
            unchanged.append(key)
    if problems:
        raise InputError(problems)
    missing = tuple(key for key in there if key not in coming)
    return Comparison(tuple(new), tuple(changed), tuple(unchanged), missing, tuple(remarks))


def write(comparison: Comparison, folder: Path) -> list[Path]:
    """Write what is new and what is changed, and return the files; nothing is deleted, and comments stay.

    Raises InputError (`extra-missing`) where a file must change and the library for that is not installed, and
    OSError where the folder cannot be written.
    """
    texts: dict[Path, str] = {}
    for one in comparison.new:
        offer, faults = _read(_first(one), one.place)
        if offer is None:
            raise InputError(faults)
        documents = (plain_offer(offer), *one.beside.values())
        texts |= {path: to_yaml(made) for path, made in zip(_files(one, folder), documents, strict=True)}
    for two in comparison.changed:
        changes: dict[KeyPath, Any] = {(change.name,): change.after for change in two.changes}
        texts[two.path] = rewritten(two.path.read_text(encoding="utf-8-sig"), changes, _ORDER)
    for path, text in texts.items():
        put(path, text)
    return list(texts)


def put(path: Path, text: str) -> None:
    """Write a file as a whole: whoever stops it half way leaves the old one as it stood.

    Raises OSError where it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.resolve()
    half = whole.with_name(f".{whole.name}.part")
    try:
        half.write_text(text, encoding="utf-8", newline="\n")
        if whole.exists():
            half.chmod(whole.stat().st_mode)
        half.replace(whole)
    finally:
        half.unlink(missing_ok=True)


def ids_in(folder: Path) -> frozenset[str]:
    """Return the ids of the offers that stand in a plugins folder."""
    return frozenset(_offers_in(folder))


def _changed(one: Incoming, path: Path, on: dt.date) -> tuple[Changed | None, list[Problem]]:
    node = read_path(path)
    if not isinstance(node, Map) or "offers" in node:
        return None, [problem("import-not-one-offer", str(path))]
    current = plain(at_date(node, on) or {})
    before, faults = _read(current, str(path))
    after, more = _read(_complete(current, one.offer), one.place)
    if before is None or after is None:
        return None, faults + more
    changes, remarks = [], []
    old, new = plain_offer(before), plain_offer(after)
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) == new.get(name):
            continue
        if _dated(node.get(name)):
            remarks.append(problem("import-dated", node.place_of(name), name=name))
        else:
            changes.append(Change(name, old.get(name), new.get(name)))
    if changes:
        remarks += quiet_changes(before, after, one.place)
    return Changed(one.id, path, tuple(changes)), remarks


def _complete(document: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document with the fields in it, in the order of the model; an empty field goes out."""
    made = {**document, **fields}
    names = sorted(made, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
    return {name: made[name] for name in names if made[name] is not None}


def _read(document: Mapping[str, Any], place: str) -> tuple[Offer | None, list[Problem]]:
    offer, faults = decode(Offer, as_node(document, place))
    return (None if faults else offer), list(faults)


def _first(one: Incoming) -> dict[str, Any]:
    return _complete({}, {**one.at_first, **one.offer, "offer": one.id})


def _files(one: Incoming, folder: Path) -> list[Path]:
    """Return the files of a new offer, its `offer.yaml` first."""
    return [folder / one.id / name for name in (OFFER_FILE, *one.beside)]


def _offers_in(folder: Path) -> dict[str, Path]:
    """Return the `offer.yaml` of each offer that stands in a plugins folder; one that says no id, by its folder."""
    found: dict[str, Path] = {}
    for path in sorted(folder.glob(f"*/{OFFER_FILE}")):
        with suppress(InputError):
            node = read_path(path)
            said = node.get("offer") if isinstance(node, Map) else None
            found[said if isinstance(said, str) else path.parent.name] = path
            continue
        found[path.parent.name] = path
    return found


def _dated(node: Any) -> bool:
    if isinstance(node, Map):
        return "versions" in node or any(_dated(one) for one in node.values())
    return isinstance(node, Seq) and any(_dated(one) for one in node)
