"""Offers to HSDS services: what HSDS has a field for goes there, the rest into attributes."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tilbud_engine.kit.carried import carried, said_plainly
from tilbud_engine.kit.hsds import objects as hsds
from tilbud_engine.rules.conditions import Condition, Constant, Every, Named, Operator, Test
from tilbud_engine.rules.resolved import Resolved, ResolvedOffer
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import NATIONAL
from tilbud_engine.rules.wording import requirement
from tilbud_engine.vocabulary import Vocabulary

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_OID, "tilbud-engine")
"""Every id is made of a name below this one, so that the same offer has the same id in every export."""

AS_TEXT, AS_JSON = "tilbud-engine:text", "tilbud-engine:json"
"""The `link_type` of an attribute that holds a field of the offer, by how its value is written."""

FIELDS = "tilbud-engine:fields"
LEGS = "tilbud-engine:legs"
TERMS = {
    "answers": "tilbud-engine:barriers",
    "kle": "KLE",
    "units": "tilbud-engine:units",
    "teams": "tilbud-engine:teams",
    "needs": "tilbud-engine:needs",
    "supports": "tilbud-engine:needs",
}
"""The lists that the terms of a field are taken from."""

OWN_FIELDS = ("name", "last_checked", "cost")
"""The fields that stand in a field of HSDS and nowhere else; `about` and `contact` do where they fit."""

PAPERS = frozenset({"referral_psychologist", "referral_training", "documentation"})
"""The needs that are papers to bring."""

_WEBSITE = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.ASCII)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
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
    services = tuple(_Maker(one, resolved, rulebook).service() for one in offers)
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


def made_id(*parts: str) -> str:
    """Return the id that belongs to a name."""
    return str(uuid.uuid5(NAMESPACE, "/".join(parts)))


def fits(contact: Mapping[str, str], name: str) -> bool:
    """Tell whether a line of a contact may stand in HSDS's own field: there, a website and an e-mail have a form."""
    form = {"website": _WEBSITE, "email": _EMAIL}.get(name)
    return form is None or form.fullmatch(contact[name]) is not None


class _Maker:
    """Makes one service."""

    def __init__(self, found: ResolvedOffer, resolved: Resolved, rulebook: Rulebook) -> None:
        self.found = found
        self.offer = found.offer
        self.words: Vocabulary = rulebook.vocabulary
        self.fields = carried(found, resolved, rulebook)
        self.rule = said_plainly(self.found, self.fields, resolved, rulebook)
        self.municipality = resolved.municipality
        self.owner = resolved.municipality or NATIONAL
        self.id = made_id("service", self.owner, found.id)
        self.contact: dict[str, str] = self.fields.get("contact", {})

    def own(self, *parts: str) -> str:
        """Return the id of something that belongs to the service."""
        return made_id(self.id, *parts)

    def service(self) -> hsds.Service:
        """Return the service."""
        known = {name: value for name, value in self.contact.items() if fits(self.contact, name)}
        youngest, oldest = _ages(self.rule)
        return hsds.Service(
            id=self.id,
            organization_id=made_id("organization", self.owner),
            name=self.offer.name,
            alternate_name=self.offer.card.word,
            description=self.offer.about or self.offer.card.text,
            url=known.get("website"),
            email=known.get("email"),
            status=self.status(),
            application_process=self.application(),
            fees_description=self.offer.cost,
            eligibility_description=self.eligibility(),
            minimum_age=youngest,
            maximum_age=oldest,
            assured_date=self.offer.last_checked.isoformat() if self.offer.last_checked else None,
            alert=self.alert(),
            phones=tuple(
                hsds.Phone(id=self.own("phone"), service_id=self.id, number=number, type="voice")
                for number in [known.get("telephone")]
                if number
            ),
            schedules=tuple(
                hsds.Schedule(id=self.own("schedule"), service_id=self.id, description=hours)
                for hours in [known.get("hours")]
                if hours
            ),
            service_areas=(self.area(),),
            service_at_locations=tuple(self.places(known)),
            organization=self.organization(),
            cost_options=tuple(self.costs()),
            required_documents=tuple(
                hsds.RequiredDocument(id=self.own("document", need), service_id=self.id, document=todo)
                for need in self.offer.needs
                if need in PAPERS and (todo := self.term_words("needs", need)[0])
            ),
            contacts=tuple(
                hsds.Contact(id=self.own("contact"), service_id=self.id, name=name, department=name)
                for name in [known.get("name")]
                if name
            ),
            attributes=(*self.terms(), *self.carried_fields()),
        )

    def status(self) -> hsds.Status:
        """Return the status in HSDS's four words; what is not offered on the day is not active."""
        if self.found.not_loaded:
            return "inactive"
        state = self.found.not_offered
        if state is not None and state.code not in _STATUS:
            return "defunct" if state.code == "over" else "inactive"
        return _STATUS[self.found.status]

    def alert(self) -> str | None:
        """Say what a directory must not promise."""
        if self.found.not_loaded:
            return "Lokalt tilbud: findes kun i de kommuner, der har det."
        return "En idé; findes ikke endnu." if self.found.status == "idea" else None

    def eligibility(self) -> str:
        """Say who may have it, in the words of the rules."""
        if self.found.faults:
            return "Reglen kan ikke læses lige nu. Spørg kommunen."
        asks = requirement(self.rule, "da")
        text = "Alle." if asks == "alle" else f"Hvis {asks.rstrip('.')}."
        return " ".join([text, *(right.text for right in self.offer.rights)])

    def application(self) -> str:
        """Say how one gets it, and what has to be in place first."""
        decides = f"Det afgør: {self.offer.decides.rstrip('.')}." if self.offer.decides else ""
        first = [self.term_words("needs", one)[0].rstrip(".") for one in self.offer.needs]
        before = f"Før du begynder: {'; '.join(first)}." if first else ""
        return " ".join(one for one in (_PROMISES[self.offer.entitlement], decides, before) if one)

    def area(self) -> hsds.ServiceArea:
        """Return where it is offered."""
        name = self.municipality_name() if self.municipality else "Danmark"
        return hsds.ServiceArea(id=self.own("area"), service_id=self.id, name=name)

    def municipality_name(self) -> str:
        """Return what the municipality is called."""
        found = self.words.municipalities.get(self.municipality or "")
        return f"{found.name} Kommune" if found else str(self.municipality)

    def organization(self) -> hsds.Organization:
        """Return who delivers it: the municipality, or for national rules all of them."""
        key = made_id("organization", self.owner)
        found = self.words.municipalities.get(self.municipality or "")
        numbers = [
            hsds.OrganizationIdentifier(
                id=made_id("organization", self.owner, "kommunekode"),
                organization_id=key,
                identifier_type="kommunekode",
                identifier=one.code,
            )
            for one in [found]
            if one
        ]
        name = self.municipality_name() if self.municipality else "Kommunerne i Danmark"
        about = "Kommunens tilbud." if self.municipality else "Tilbud efter landets regler; kommunerne står for dem."
        return hsds.Organization(id=key, name=name, description=about, organization_identifiers=tuple(numbers))

    def places(self, known: Mapping[str, str]) -> Iterator[hsds.ServiceAtLocation]:
        """Yield where it is, with the address in its parts where it has them."""
        address = known.get("address")
        if not address:
            return
        key = made_id("location", self.owner, address)
        parts = _ADDRESS.fullmatch(address)
        addresses = [
            hsds.Address(
                id=made_id("address", self.owner, address),
                location_id=key,
                address_1=found["line"],
                city=found["city"],
                state_province="Danmark",
                postal_code=found["code"],
                country="DK",
                address_type="physical",
            )
            for found in [parts]
            if found
        ]
        yield hsds.ServiceAtLocation(
            id=self.own("location"),
            service_id=self.id,
            location_id=key,
            location=hsds.Location(id=key, location_type="physical", name=address, addresses=tuple(addresses)),
        )

    def costs(self) -> Iterator[hsds.CostOption]:
        """Yield the price where it is plainly nothing; other prices stand in words only."""
        if self.offer.cost and self.offer.cost.rstrip(".").lower() == "gratis":
            yield hsds.CostOption(id=self.own("cost"), service_id=self.id, currency="DKK", amount=0)

    def terms(self) -> Iterator[hsds.Attribute]:
        """Yield what the offer is about, as terms of lists: barriers, their legs, KLE, departments and needs."""
        for field, taxonomy in TERMS.items():
            for code in self.fields.get(field, ()):
                name, about = self.term_words(field, code)
                yield self.attribute(field, self.term(taxonomy, code, name, about, self.parent(field, code)))
        legs = dict.fromkeys(one.leg for code in self.offer.answers if (one := self.words.barriers.get(code)))
        for leg in legs:
            yield self.attribute("leg", self.term(LEGS, leg, self.words.legs[leg].label))

    def term_words(self, field: str, code: str) -> tuple[str, str]:
        """Return a term's name and what it means."""
        match field:
            case "answers":
                barrier = self.words.barriers.get(code)
                return (barrier.label, barrier.says) if barrier else (code, code)
            case "units":
                return self.words.unit_words(code, "da"), "Afdeling eller samarbejdspartner"
            case "teams":
                return self.words.team_words(code, "da"), "Team"
            case "kle":
                return f"KLE {code}", "Emne i KL's emnesystematik"
            case _:
                need = self.words.needs.get(code)
                return (need.todo, need.todo) if need else (code, code)

    def parent(self, field: str, code: str) -> str | None:
        """Return the leg a barrier hangs on."""
        barrier = self.words.barriers.get(code) if field == "answers" else None
        return made_id("term", LEGS, barrier.leg) if barrier else None

    def carried_fields(self) -> Iterator[hsds.Attribute]:
        """Yield the fields of the offer that HSDS has no field for, by their names in `offer.yaml`."""
        odd = {name: text for name, text in self.contact.items() if name == "hours_en" or not fits(self.contact, name)}
        rest = {
            **{name: value for name, value in self.fields.items() if name not in (*TERMS, *OWN_FIELDS)},
            "contact": odd,
            "status": self.found.status,
        }
        rest.pop("about", None)
        for name, value in rest.items():
            if value == {} and name != "eligible":
                continue
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
            kind = AS_TEXT if isinstance(value, str) else AS_JSON
            term = self.term(FIELDS, name, name, f"Feltet `{name}` i tilbuddets offer.yaml")
            yield self.attribute(kind, term, text)

    def term(
        self, taxonomy: str, code: str, name: str, about: str | None = None, parent: str | None = None
    ) -> hsds.TaxonomyTerm:
        """Return a term of a list."""
        return hsds.TaxonomyTerm(
            id=made_id("term", taxonomy, code),
            code=code,
            name=name,
            description=about or name,
            parent_id=parent,
            taxonomy=taxonomy,
            taxonomy_id=made_id("taxonomy", taxonomy),
            language="da",
        )

    def attribute(self, kind: str, term: hsds.TaxonomyTerm, value: str | None = None) -> hsds.Attribute:
        """Return what links the service to a term."""
        return hsds.Attribute(
            id=self.own("attribute", kind, str(term.taxonomy), str(term.code)),
            link_id=self.id,
            link_entity="service",
            link_type=kind,
            taxonomy_term_id=term.id,
            taxonomy_term=term,
            value=value,
        )


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
