"""What a good offer has and the loader does without: a text for the picture, sources, both languages, sane dates."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tilbud_engine.dated import at_date
from tilbud_engine.engine import Engine
from tilbud_engine.errors import Problem, nearest, problem
from tilbud_engine.kit.plain_language import plain_problems
from tilbud_engine.kit.unsettled import unsettled_remark
from tilbud_engine.offers import DatedOffer, Offer
from tilbud_engine.pictures import is_own, pictograms, picture
from tilbud_engine.plugins.finding import Found
from tilbud_engine.reading import Map, Seq, Text, place_of
from tilbud_engine.rules.conditions import ParameterRef, refs_of
from tilbud_engine.scenarios import FOLDER, scenario_files

_SMART = re.compile("[“”„»«‘’][^“”„»«]*[“”„»«‘’]")
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)

# What the loader does without and a good offer has.
_WANTED = ("about", "for_staff", "units", "decides", "hours_per_week", "last_checked")
_IN_TWO_LANGUAGES = ("name", "about", "decides", "cost")


class Completeness:
    """Looks at a plugin's folder and at its offers as they are on a day."""

    def __init__(self, found: Found, engine: Engine, offers: Sequence[DatedOffer], on: dt.date) -> None:
        self.found = found
        self.engine = engine
        self.offers = offers
        self.on = on

    def problems(self) -> Iterator[Problem]:
        """Yield what is missing in the folder and in each of its offers."""
        root = self.found.root
        if root is not None:
            readme = root / "README.md"
            if not readme.is_file() or not readme.read_text(encoding="utf-8", errors="replace").strip():
                yield problem("readme-missing", f"{self.found.shown}/README.md")
            if self.offers and not scenario_files(root):
                names = ", ".join(one.id for one in self.offers)
                yield problem("scenarios-missing", f"{self.found.shown}/{FOLDER}", name=names)
        ids = [one.id for one in self.offers]
        if ids and self.found.name not in ids and self.found.kind == "folder":
            code = "folder-named-otherwise" if len(ids) == 1 else "folder-named-of-several"
            yield problem(code, self.offers[0].place, name=self.found.name, offer=ids[0])
        for offer in self.offers:
            yield from self.offer(offer)

    def offer(self, offer: DatedOffer) -> Iterator[Problem]:
        """Yield what is missing in an offer as it is on the day, else as it will be."""
        version = offer.history.at(self.on) or offer.versions[-1]
        day = self.on if offer.history.at(self.on) else offer.history.starts[-1]
        written = _map(at_date(offer.node, day))
        card, at = _map(written.get("card")), written.place_of("card") or offer.place
        if not version.answers and not _is_written(written, "answers"):
            yield problem("answers-none", written.place_of("answers") or offer.place, name=offer.id)
        if not version.card.alt:
            yield problem("card-alt-missing", at, name=offer.id)
        yield from self.picture(version.card.pictogram, card.place_of("pictogram") or at)
        yield from unsettled_remark(offer.id, version.eligible, written.place_of("eligible") or offer.place)
        if not version.sources and not _is_written(written, "sources"):
            yield problem("sources-missing", offer.place, name=offer.id)
        # What is written and cannot be read is told as that, and is not missing as well.
        wanted = [one for one in _WANTED if not getattr(version, one) and not _is_written(written, one)]
        # Of an offer for all, each municipality says itself whom to call.
        if version.municipalities and not version.contact and not _is_written(written, "contact"):
            wanted.append("contact")
        if wanted:
            yield problem("offer-lacks", offer.place, name=offer.id, fields=", ".join(wanted))
        if untold := list(_untranslated(version)):
            yield problem("english-missing", offer.place, name=offer.id, fields=", ".join(untold))
        if version.last_checked and version.last_checked > self.on:
            place = written.place_of("last_checked") or offer.place
            yield problem("checked-in-future", place, day=version.last_checked, on=self.on)
        yield from plain_problems(version, written, offer.place)
        yield from _smart_quotes(written)
        yield from self.parameters(version, _map(written.get("parameters")), offer)

    def picture(self, name: str, place: str) -> Iterator[Problem]:
        """Yield that a picture is neither one of the engine's nor a file of the folder."""
        if is_own(name):
            root = self.found.root
            if root is None or picture(name, root) is None:
                there = root is not None and os.path.lexists(root / Path(name).name)
                yield problem("picture-unfit" if there else "picture-missing", place, text=name)
        elif name not in pictograms():
            yield problem("pictogram-name", place, text=name, nearest=nearest(name, pictograms()))

    def parameters(self, version: Offer, written: Map, offer: DatedOffer) -> Iterator[Problem]:
        """Yield the parameters that no rule uses, and names that are no names."""
        used = self.used_parameters()
        for name in version.parameters:
            place = written.place_of(name) or offer.place
            if not _NAME.fullmatch(name):
                yield problem("bad-id", place, text=name)
            elif name not in used:
                yield problem("parameter-unused", place, name=name)

    def used_parameters(self) -> set[str]:
        """Return the parameters that conditions name, in these offers and in the rulesets."""
        rulebook = self.engine.rulebook
        nodes: list[Any] = []
        for dated in (*rulebook.offers.values(), *self.offers):
            for version in dated.versions:
                nodes += [version.eligible, *(one.when for one in version.rights), *(one.when for one in version.hints)]
        for ruleset in rulebook.rulesets.values():
            for document in filter(None, ruleset.history.values):
                nodes += [one.when for one in document.definitions.values()]
                nodes += [one.eligible for one in document.offers.values() if "eligible" in one.stated]
                nodes += [one.also_eligible for one in document.offers.values() if "also_eligible" in one.stated]
        refs = (ref for node in nodes for ref in refs_of(rulebook.condition(node)[0]))
        return {ref.name for ref in refs if isinstance(ref, ParameterRef)}


def _is_written(written: Map, name: str) -> bool:
    return bool(written.get(name))


def _smart_quotes(written: Map) -> Iterator[Problem]:
    """Yield the texts whose quotation marks were meant for the file and came to stand in the text."""
    for name, value in written.items():
        if isinstance(value, Text) and not value.quoted and _SMART.fullmatch(value):
            yield problem("smart-quotes", written.place_of(name), name=name)
        elif isinstance(value, Map):
            yield from _smart_quotes(value)
        elif isinstance(value, Seq):
            yield from (fault for one in value if isinstance(one, Map) for fault in _smart_quotes(one))


def _untranslated(version: Offer) -> Iterator[str]:
    """Yield the texts that stand in Danish alone."""
    for name in _IN_TWO_LANGUAGES:
        if getattr(version, name) and not getattr(version, f"{name}_en"):
            yield f"{name}_en"
    for name in ("word", "text", "alt"):
        if getattr(version.card, name) and not getattr(version.card, f"{name}_en"):
            yield f"card.{name}_en"
    for name in ("rights", "hints"):
        if any(not one.text_en for one in getattr(version, name)):
            yield f"{name}.text_en"
    if any(not one.who_en for one in version.cooperation):
        yield "cooperation.who_en"
    if version.contact and version.contact.hours and not version.contact.hours_en:
        yield "contact.hours_en"


def _map(node: Any) -> Map:
    return node if isinstance(node, Map) else Map({}, place_of(node))
