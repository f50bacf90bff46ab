"""Offers to HSDS services: what HSDS has a field for goes there, the rest into attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from tilbud_engine.kit.hsds import objects as hsds
from tilbud_engine.kit.hsds.attributes import attributes, term_words
from tilbud_engine.kit.hsds.subject import Subject, made_id
from tilbud_engine.rules.conditions import Condition, Constant, Every, Named, Operator, Test
from tilbud_engine.rules.resolved import Resolved, ResolvedOffer
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.wording import requirement

PAPERS = frozenset({"referral_psychologist", "referral_training", "documentation"})
"""The needs that are papers to bring."""

_ADDRESS = re.compile(r"(?P<line>[^,]+), (?P<code>\d{4}) (?P<city>[^,]+)")
_PROMISES = {
    "ret": "Du har ret til det, når betingelserne er opfyldt.",
    "skoen": "Kommunen ser på din situation og afgør det.",
    "aabent": "Det er åbent; du kan henvende dig selv.",
    "pligt": "Kommunen skal give det, når betingelserne er opfyldt.",
}
_STATUS: dict[str, hsds.Status] = {
    "idea": "inactive",
    "trial": "active",
    "running": "active",
    "paused": "temporarily closed",
    "closed": "defunct",
}


def hsds_page(offers: Sequence[ResolvedOffer], resolved: Resolved, rulebook: Rulebook) -> dict[str, Any]:
    """Return the offers as one page of full HSDS services, in Danish, as they hold in the ruleset on the day."""
    services = tuple(_service(Subject.of(one, resolved, rulebook)) for one in offers)
    page = hsds.Page(
        total_items=len(services),
        total_pages=1,
        page_number=1,
        size=len(services),
        first_page=True,
        last_page=True,
        empty=not services,
        contents=services,
    )
    made: dict[str, Any] = page.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return made


def _service(subject: Subject) -> hsds.Service:
    offer, own = subject.found.offer, subject.own
    contact = subject.contact
    number, hours, called = (contact.get(name) for name in ("telephone", "hours", "name"))
    youngest, oldest = _ages(subject.rule)
    papers = [need for need in offer.needs if need in PAPERS]
    return hsds.Service(
        id=subject.id,
        organization_id=made_id("organization", subject.owner),
        name=offer.name,
        alternate_name=offer.card.word,
        description=offer.about or offer.card.text,
        url=contact.get("website"),
        email=contact.get("email"),
        status=_status(subject.found),
        application_process=_application(subject),
        fees_description=offer.cost,
        eligibility_description=_eligibility(subject),
        minimum_age=youngest,
        maximum_age=oldest,
        assured_date=offer.last_checked.isoformat() if offer.last_checked else None,
        alert=_alert(subject.found),
        phones=(hsds.Phone(id=own("phone"), service_id=subject.id, number=number, type="voice"),) if number else (),
        schedules=(hsds.Schedule(id=own("schedule"), service_id=subject.id, description=hours),) if hours else (),
        service_areas=(
            hsds.ServiceArea(
                id=own("area"),
                service_id=subject.id,
                name=subject.municipality_name if subject.municipality else "Danmark",
            ),
        ),
        service_at_locations=tuple(_places(subject)),
        organization=_organization(subject),
        cost_options=tuple(_costs(subject)),
        required_documents=tuple(
            hsds.RequiredDocument(
                id=own("document", need), service_id=subject.id, document=term_words(subject, "needs", need)[0]
            )
            for need in papers
        ),
        contacts=(
            (hsds.Contact(id=own("contact"), service_id=subject.id, name=called, department=called),) if called else ()
        ),
        attributes=tuple(attributes(subject)),
    )


def _status(found: ResolvedOffer) -> hsds.Status:
    """Return the status in HSDS's four words; what is not offered on the day is not active."""
    if found.not_loaded:
        return "inactive"
    state = found.not_offered
    if state is not None and state.code not in _STATUS:
        return "defunct" if state.code == "over" else "inactive"
    return _STATUS[found.status]


def _alert(found: ResolvedOffer) -> str | None:
    """Say what a directory must not promise."""
    if found.not_loaded:
        return "Lokalt tilbud: findes kun i de kommuner, der har det."
    return "En idé; findes ikke endnu." if found.status == "idea" else None


def _eligibility(subject: Subject) -> str:
    """Say who may have it, in the words of the rules."""
    if subject.found.faults:
        return "Reglen kan ikke læses lige nu. Spørg kommunen."
    asks = requirement(subject.rule, "da")
    text = "Alle." if asks == "alle" else f"Hvis {asks.rstrip('.')}."
    return " ".join([text, *(right.text for right in subject.found.offer.rights)])


def _application(subject: Subject) -> str:
    """Say how one gets it, and what has to be in place first."""
    offer = subject.found.offer
    decides = f"Det afgør: {offer.decides.rstrip('.')}." if offer.decides else ""
    first = [term_words(subject, "needs", one)[0].rstrip(".") for one in offer.needs]
    before = f"Før du begynder: {'; '.join(first)}." if first else ""
    return " ".join(one for one in (_PROMISES[offer.entitlement], decides, before) if one)


def _costs(subject: Subject) -> Iterator[hsds.CostOption]:
    """Yield the price where it is plainly nothing; other prices stand in words only."""
    cost = subject.found.offer.cost
    if cost and cost.rstrip(".").lower() == "gratis":
        yield hsds.CostOption(id=subject.own("cost"), service_id=subject.id, currency="DKK", amount=0)


def _organization(subject: Subject) -> hsds.Organization:
    """Return who delivers it: the municipality, or for national rules all of them."""
    key, known = made_id("organization", subject.owner), subject.known_municipality
    number = known and hsds.OrganizationIdentifier(
        id=made_id("organization", subject.owner, "kommunekode"),
        organization_id=key,
        identifier_type="kommunekode",
        identifier=known.code,
    )
    local = subject.municipality is not None
    return hsds.Organization(
        id=key,
        name=subject.municipality_name if local else "Kommunerne i Danmark",
        description="Kommunens tilbud." if local else "Tilbud efter landets regler; kommunerne står for dem.",
        organization_identifiers=(number,) if number else (),
    )


def _places(subject: Subject) -> Iterator[hsds.ServiceAtLocation]:
    """Yield where it is, with the address in its parts where it has them."""
    address = subject.contact.get("address")
    if not address:
        return
    key, parts = made_id("location", subject.owner, address), _ADDRESS.fullmatch(address)
    whole = parts and hsds.Address(
        id=made_id("address", subject.owner, address),
        location_id=key,
        address_1=parts["line"],
        city=parts["city"],
        state_province="Danmark",
        postal_code=parts["code"],
        country="DK",
        address_type="physical",
    )
    place = hsds.Location(id=key, location_type="physical", name=address, addresses=(whole,) if whole else ())
    yield hsds.ServiceAtLocation(id=subject.own("location"), service_id=subject.id, location_id=key, location=place)


def _ages(condition: Condition) -> tuple[int | None, int | None]:
    """Return the youngest and the oldest that may have it, where every way in says so."""
    youngest: int | None = None
    oldest: int | None = None
    for test in _needed(condition):
        one = test.operands[0] if len(test.operands) == 1 else None
        if test.fact.key != "age" or not isinstance(one, Constant) or not isinstance(one.value, int):
            continue
        if test.operator in (Operator.AT_LEAST, Operator.ABOVE, Operator.IS):
            low = one.value + (test.operator is Operator.ABOVE)
            youngest = low if youngest is None else max(youngest, low)
        if test.operator in (Operator.AT_MOST, Operator.BELOW, Operator.IS):
            high = one.value - (test.operator is Operator.BELOW)
            oldest = high if oldest is None else min(oldest, high)
    return youngest, oldest


def _needed(condition: Condition) -> Iterator[Test]:
    """Yield the comparisons that must all hold."""
    match condition:
        case Test():
            yield condition
        case Every(parts=parts):
            for part in parts:
                yield from _needed(part)
        case Named(part=part):
            yield from _needed(part)
