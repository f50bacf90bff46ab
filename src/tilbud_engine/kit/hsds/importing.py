"""HSDS services to offers: ours come back as they were, and anybody's become offers that a human completes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Container, Mapping, Sequence
from pathlib import Path
from typing import Any

from tilbud_engine.dated import Timeline
from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.kit.hsds.attributes import AS_JSON, AS_TEXT, FIELDS, TERMS
from tilbud_engine.kit.hsds.objects import Service
from tilbud_engine.kit.hsds.opening import open_services
from tilbud_engine.kit.incoming import Incoming
from tilbud_engine.kit.naming import clean, first_words, id_for
from tilbud_engine.kit.shielding import may_need_shielding
from tilbud_engine.kit.unsettled import unsettled, unsettled_notes, unsettled_remark
from tilbud_engine.offers import MOST_CARD_WORDS, DatedOffer, Offer
from tilbud_engine.reading import as_node, date_of, decode
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import NATIONAL

_STATUS = {"active": "running", "inactive": "paused", "temporarily closed": "paused", "defunct": "closed"}


def read_hsds(
    file: Path, rulebook: Rulebook, on: dt.date, elsewhere: Container[str] = ()
) -> tuple[list[Incoming], list[Problem]]:
    """Read a file of HSDS services: a page, a list or one service; returns offers, and what a human must look at.

    `elsewhere` are ids that offers outside the folder have: a service of others gets another one. A condition that
    says nothing under the rules loaded here, and a target group in free text, leave the offer unsettled.

    Raises InputError for a file that holds no HSDS services.
    """
    services, remarks = open_services(file)
    coming: list[Incoming] = []
    taken: set[str] = set()
    for service, place in services:
        fields = _own_fields(service, place)
        if "offer" in fields:
            one, found = _ours(service, fields, rulebook, on, place)
            if one.id in elsewhere:
                found = [*found, problem("import-elsewhere", place, name=one.id)]
        else:
            one, found = _foreign(service, taken, elsewhere, place)
        taken.add(one.id)
        coming.append(one)
        remarks += found
    return coming, remarks


# --- our own ------------------------------------------------------------------------------------------------------


def _own_fields(service: Service, place: str) -> dict[str, Any]:
    """Return the fields of `offer.yaml` that attributes hold; empty for a service that is not one of ours."""
    fields: dict[str, Any] = {}
    for one in service.attributes:
        term = one.taxonomy_term
        if term is None or term.code is None:
            continue
        if one.link_type in TERMS and term.taxonomy == TERMS[one.link_type]:
            fields.setdefault(one.link_type, []).append(term.code)
        elif one.link_type in (AS_TEXT, AS_JSON) and term.taxonomy == FIELDS and one.value is not None:
            if term.code in fields:
                raise InputError([problem("hsds-field-wrong", f"{place}.attributes.{term.code}")])
            try:
                fields[term.code] = one.value if one.link_type == AS_TEXT else json.loads(one.value)
            except (ValueError, RecursionError):
                raise InputError([problem("hsds-field-wrong", f"{place}.attributes.{term.code}")]) from None
    return fields


def _ours(
    service: Service, fields: dict[str, Any], rulebook: Rulebook, on: dt.date, place: str
) -> tuple[Incoming, list[Problem]]:
    for name in ("card", "contact"):
        if not isinstance(fields.get(name, {}), Mapping):
            raise InputError([problem("hsds-field-wrong", f"{place}.attributes.{name}")])
    said = fields.get("card", {}).get("text")
    made = {
        "answers": [],
        **fields,
        "name": service.name,
        "about": service.description if service.description != said else None,
        "cost": service.fees_description,
        "last_checked": date_of(service.assured_date or ""),
        "contact": {**_contact(service, ours=True), **fields.get("contact", {})} or None,
    }
    key = str(fields["offer"])
    stated = {name: one for name, one in made.items() if one is not None}
    offer, faults = decode(Offer, as_node({"eligible": {}, **stated}, place))
    if offer is None:
        raise InputError(faults)
    if "eligible" in made and _holds(offer, rulebook, on, place):
        names = [info.alias or name for name, info in Offer.model_fields.items()]
        return Incoming(key, {**dict.fromkeys(names), **made}, place=place), []
    made.pop("eligible", None)
    return _unsettled(key, made, {"name": service.name}, service.eligibility_description or "", place)


def _holds(offer: Offer, rulebook: Rulebook, on: dt.date, place: str) -> bool:
    """Tell whether the condition can be read with the facts, definitions and parameters that are loaded here."""
    dated = DatedOffer(offer.offer, "", place, Timeline((dt.date.min,), (offer,)))
    alone = Rulebook(rulebook.vocabulary, {offer.offer: dated}, rulebook.rulesets)
    resolved = alone.offer_on(NATIONAL, offer.offer, on)
    return resolved is not None and not resolved.faults


# --- anybody's ----------------------------------------------------------------------------------------------------


def _foreign(
    service: Service, taken: set[str], elsewhere: Container[str], place: str
) -> tuple[Incoming, list[Problem]]:
    name = clean(service.name) or "Tilbud uden navn"
    key = id_for(name)
    if key in taken or key in elsewhere:
        key = f"{key}_{id_for(service.id).removeprefix('tilbud_')[:8]}"
    about = clean(service.description or "")
    costs = [f"{one.amount:g} {one.currency or ''} {one.option or ''}" for one in service.cost_options if one.amount]
    fields = {
        "name": name,
        "about": about or None,
        "status": _STATUS[service.status],
        "cost": clean(service.fees_description or "; ".join(costs)) or None,
        "contact": _contact(service, ours=False) or None,
        "last_checked": date_of((service.assured_date or "")[:10]),
    }
    at_first: dict[str, Any] = {
        "card": {"word": first_words(name, 3), "text": first_words(about, MOST_CARD_WORDS) or first_words(name, 3)},
        "answers": [],
        "scope": "local",
        "for_staff": _for_staff(service),
        "assumptions": ["Kortets ord og tekst er lavet af navnet og beskrivelsen. Skriv dem, som de skal være."],
    }
    remarks = [problem("import-no-barriers", place, name=key)]
    if may_need_shielding(name, about, service.eligibility_description, service.alert):
        at_first["privacy"] = "shielded"
        remarks.append(problem("import-shielded-to-be-safe", place, name=key))
    one, found = _unsettled(key, fields, at_first, _target_group(service), place)
    return one, [*found, *remarks]


def _unsettled(
    key: str, fields: Mapping[str, Any], at_first: Mapping[str, Any], text: str, place: str
) -> tuple[Incoming, list[Problem]]:
    """Return an offer whose condition a human has to pick."""
    eligible, vocabulary = unsettled(key, str(fields["name"]), text)
    notes = unsettled_notes(text, str(fields.get("for_staff") or at_first.get("for_staff") or ""))
    notes["assumptions"] += fields.get("assumptions") or at_first.get("assumptions") or []
    kept = {name: value for name, value in fields.items() if name not in notes}
    one = Incoming(key, kept, {**at_first, **notes, "eligible": eligible}, {"vocabulary.yaml": vocabulary}, place)
    return one, unsettled_remark(key, eligible, place)


def _target_group(service: Service) -> str:
    """Return all that is said of whom it is for."""
    low, high = service.minimum_age, service.maximum_age
    ages = {
        (True, True): f"Alder: {low} til {high}.",
        (True, False): f"Alder: fra {low}.",
        (False, True): f"Alder: til og med {high}.",
    }
    said = ages.get((low is not None, high is not None), "")
    text = clean(service.eligibility_description or "").rstrip(".")
    return " ".join(one for one in (f"{text}." if text else "", said) if one)


def _for_staff(service: Service) -> str:
    """Return what an offer has no field for, as it stood, for the human who completes the offer."""
    lines = [
        ("Hvem står for det", service.organization.name if service.organization else ""),
        ("Sådan får man det", service.application_process or ""),
        ("Papirer", "; ".join(one.document for one in service.required_documents if one.document)),
        ("Område", "; ".join(one.name for one in service.service_areas if one.name)),
        ("Tolk", service.interpretation_services or ""),
        ("Bemærk", service.alert or ""),
    ]
    return " ".join(f"{title}: {clean(text).rstrip('.')}." for title, text in lines if clean(text))


def _contact(service: Service, ours: bool) -> dict[str, str]:
    """Return whom to call; of others never the name of a person, but a department, a title or the organization."""
    contacts: Sequence[Any] = service.contacts
    names = [one.department or one.title for one in contacts if one.department or one.title]
    names += [] if ours or service.organization is None else [service.organization.name]
    phones = [*service.phones, *(phone for one in contacts for phone in one.phones)]
    emails = [one for one in [service.email, *(None if ours else one.email for one in contacts)] if one]
    found = {
        "name": names[0] if names else "",
        "telephone": phones[0].number if phones else "",
        "hours": "; ".join(one.description for one in service.schedules if one.description),
        "email": emails[0] if emails else "",
        "website": service.url or "",
        "address": next((text for one in service.service_at_locations if (text := _address(one))), ""),
    }
    return {name: text if ours else clean(text) for name, text in found.items() if text.strip()}


def _address(place: Any) -> str:
    """Return an address on one line."""
    location = place.location
    if location is None:
        return ""
    for one in location.addresses:
        line = ", ".join(part for part in (one.address_1, one.address_2) if part)
        return f"{line}, {one.postal_code} {one.city}"
    return location.name or ""
