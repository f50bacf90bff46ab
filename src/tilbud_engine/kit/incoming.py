"""Offers that come from another form, beside the plugin folders they are to stand in: what is new, changed, missing.

Every import uses this: it first tells, and writes only when asked to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tilbud_engine.dated import at_date
from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.offers import Offer, plain_offer
from tilbud_engine.reading import Map, Seq, Text, as_node, date_of, decode, flag_of, read_path, to_yaml, whole_of

OFFER_FILE = "offer.yaml"


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
    """An offer that stands there already, what is to read otherwise in it, and how the file then reads."""

    id: str
    changes: tuple[Change, ...]
    document: Mapping[str, Any]


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
    there = {path.parent.name: path for path in sorted(folder.glob(f"*/{OFFER_FILE}"))}
    coming: dict[str, Incoming] = {}
    problems: list[Problem] = []
    for one in incoming:
        if one.id in coming:
            problems.append(problem("import-twice", one.place, name=one.id))
        coming[one.id] = one
    new = [one for key, one in coming.items() if key not in there]
    for one in new:
        problems += _read(_complete({}, {**one.at_first, **one.offer}), one.place)[1]
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
    """Write what is new and what is changed, and return the files; nothing is ever deleted.

    Raises OSError where the folder cannot be written.
    """
    written: list[Path] = []
    for one in comparison.new:
        offer = _complete({}, {**one.at_first, **one.offer})
        written += _written(folder / one.id, {OFFER_FILE: plain_offer(_offer(offer, one.place)), **one.beside})
    for two in comparison.changed:
        written += _written(folder / two.id, {OFFER_FILE: two.document})
    return written


def _changed(one: Incoming, path: Path, on: dt.date) -> tuple[Changed | None, list[Problem]]:
    node = read_path(path)
    if not isinstance(node, Map) or "offers" in node:
        return None, [problem("import-not-one-offer", str(path))]
    current = _plain(at_date(node, on) or {})
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
    document = _complete(_plain(node), {change.name: change.after for change in changes})
    return Changed(one.id, tuple(changes), document), remarks


def _complete(document: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document with the fields in it, in the order of the model; an empty field goes out."""
    made = {**document, **fields}
    order = [info.alias or name for name, info in Offer.model_fields.items()]
    names = sorted(made, key=lambda name: order.index(name) if name in order else len(order))
    return {name: made[name] for name in names if made[name] is not None}


def _read(document: Mapping[str, Any], place: str) -> tuple[Offer | None, list[Problem]]:
    offer, faults = decode(Offer, as_node(document, place))
    return (None if faults else offer), list(faults)


def _offer(document: Mapping[str, Any], place: str) -> Offer:
    offer, faults = _read(document, place)
    if offer is None:
        raise InputError(faults)
    return offer


def _written(folder: Path, documents: Mapping[str, Mapping[str, Any]]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, document in documents.items():
        (folder / name).write_text(to_yaml(document), encoding="utf-8", newline="\n")
        made.append(folder / name)
    return made


def _plain(node: Any) -> Any:
    """Return a document without its places: what stands there unquoted becomes the number, date or yes/no it is."""
    if isinstance(node, Map):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, Seq):
        return [_plain(one) for one in node]
    if not isinstance(node, Text) or node.quoted:
        return None if node is None else str(node)
    flag, whole, day = flag_of(node), whole_of(node), date_of(node)
    return next((one for one in (flag, whole, day) if one is not None), str(node))


def _dated(node: Any) -> bool:
    if isinstance(node, Map):
        return "versions" in node or any(_dated(one) for one in node.values())
    return isinstance(node, Seq) and any(_dated(one) for one in node)
