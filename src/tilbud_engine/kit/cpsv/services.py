"""Offers as public services of CPSV-AP 3.2: every node typed, Danish and English where there is English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tilbud_engine.kit.cpsv.graph import ATU, Graph, hashed, iri, texts, typed
from tilbud_engine.kit.cpsv.requirements import add_requirement, add_source
from tilbud_engine.rules.conditions import Condition
from tilbud_engine.rules.resolved import Resolved, ResolvedOffer
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import NATIONAL
from tilbud_engine.rules.wording import requirement

Link = dict[str, str]

_STATUS = {
    "idea": ("Idé", "Idea"),
    "trial": ("Forsøg", "Trial"),
    "running": ("I gang", "Running"),
    "paused": ("På pause", "Paused"),
    "closed": ("Lukket", "Closed"),
    "not-offered": ("Tilbydes ikke her den dag", "Not offered here on the day"),
    "local": ("Findes kun, hvor en kommune har det", "Exists only where a municipality has it"),
}
_DENMARK = "atu:DNK"


def cpsv_document(offers: Sequence[ResolvedOffer], resolved: Resolved, rulebook: Rulebook) -> dict[str, Any]:
    """Return the offers as a JSON-LD document, as they hold in the ruleset on the day."""
    maker = _Maker(offers, resolved, rulebook)
    for one in offers:
        maker.service(one)
    return maker.graph.document()


class _Maker:
    """Makes the services of one ruleset on one day."""

    def __init__(self, offers: Sequence[ResolvedOffer], resolved: Resolved, rulebook: Rulebook) -> None:
        self.graph = Graph()
        self.resolved = resolved
        self.words = rulebook.vocabulary
        self.owner = resolved.municipality or NATIONAL
        self.ids = {one.id for one in offers}
        self.danish = self.graph.add("language:DAN", "dct:LinguisticSystem", dct__title=texts("dansk", "Danish"))
        self.area = self.place()
        self.authority = self.organisation()
        self.catalogue = self.graph.add(
            iri(self.owner, "catalogue"),
            "dcat:Dataset",
            dct__title=texts(f"Tilbud: {self.name}", f"Offers: {self.name}"),
            dct__description=texts(
                f"Tilbud efter regelsættet {resolved.ruleset}, som det gælder den {resolved.on}.",
                f"Offers under the ruleset {resolved.ruleset} as it holds on {resolved.on}.",
            ),
            dct__identifier=f"{self.owner}:catalogue",
            dct__publisher=self.authority,
        )

    def service(self, found: ResolvedOffer) -> None:
        """Add a service and everything it points at."""
        offer, key = found.offer, iri(self.owner, "offer", found.id)
        laws = [add_source(self.graph, one) for one in found.sources]
        rule = self.rule(found, laws)
        english = offer.about_en or offer.card.text_en
        self.graph.add(
            key,
            "cpsv:PublicService",
            dct__identifier=f"{self.owner}:{found.id}",
            dct__title=texts(offer.name, offer.name_en),
            dct__description=texts(offer.about or offer.card.text, english),
            dcat__keyword=texts(offer.card.word, offer.card.word_en),
            dct__language=self.danish,
            dct__spatial=self.area,
            dct__isPartOf=self.catalogue,
            dct__audience=self.graph.concept("audience", "citizen", "Borgere", "Citizens"),
            dct__temporal=self.period(found),
            adms__status=self.status(found),
            cv__hasCompetentAuthority=self.authority,
            cv__hasLegalResource=laws,
            cpsv__follows=rule,
            cv__holdsRequirement=self.requirements(found, rule),
            cv__isClassifiedBy=self.classes(found),
            cv__hasCost=self.cost(found),
            cv__contactPoint=self.contact(found),
            cv__hasParticipation=self.participations(found),
            dct__requires=self.services(found, "requires_active"),
            cv__relatedService=self.services(found, *(one for one in offer.relations if one != "requires_active")),
        )

    # --- who and where --------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Return what the owner of the rules is called."""
        found = self.words.municipalities.get(self.resolved.municipality or "")
        return f"{found.name} Kommune" if found else self.resolved.municipality or "Danmark"

    def place(self) -> Link:
        """Add the area that the rules hold in."""
        if self.resolved.municipality is None:
            return self.graph.add(_DENMARK, ("dct:Location", ATU), dct__title=texts("Danmark", "Denmark"))
        found = self.words.municipalities.get(self.resolved.municipality)
        return self.graph.add(
            iri("place", self.resolved.municipality),
            ("dct:Location", ATU),
            dct__title=texts(self.name),
            dct__identifier=found.code if found else None,
        )

    def organisation(self) -> Link:
        """Add the authority: the municipality, or for national rules all of them."""
        called = self.name if self.resolved.municipality else "Kommunerne i Danmark"
        english = None if self.resolved.municipality else "The municipalities of Denmark"
        return self.graph.add(
            iri("organisation", self.owner),
            ("cv:PublicOrganisation", "org:Organization", "foaf:Agent"),
            dct__identifier=self.owner,
            dct__title=texts(called, english),
            skos__prefLabel=texts(called, english),
            dct__spatial=self.area,
        )

    def participations(self, found: ResolvedOffer) -> list[Link]:
        """Add who must be in the room, and which departments it belongs to."""
        partners = [("partner", one.who, one.who_en) for one in found.cooperation]
        units = [
            ("unit", self.words.unit_words(one, "da"), self.words.unit_words(one, "en")) for one in found.offer.units
        ]
        roles = {"partner": ("Samarbejdspartner", "Partner"), "unit": ("Afdeling", "Department")}
        made = []
        for role, who, who_en in dict.fromkeys([*partners, *units]):
            agent = self.graph.add(
                hashed("agent", who),
                "foaf:Agent",
                dct__identifier=hashed("agent", who),
                dct__title=texts(who, who_en),
            )
            key = hashed("participation", self.owner, found.id, role, who)
            link = self.graph.add(
                key,
                "cv:Participation",
                dct__identifier=key,
                dct__description=texts(f"{roles[role][0]}: {who}", f"{roles[role][1]}: {who_en or who}"),
                cv__role=self.graph.concept("role", role, *roles[role]),
                cv__hasParticipant=agent,
            )
            made.append(link)
        return made

    def contact(self, found: ResolvedOffer) -> Link | None:
        """Add whom to call."""
        one = found.contact
        if one is None:
            return None
        key = iri(self.owner, "contact", found.id)
        hours = one.hours and self.graph.add(
            f"{key}:hours", "time:TemporalEntity", dct__description=texts(one.hours, one.hours_en)
        )
        page = (
            self.graph.add(hashed("page", one.website), "foaf:Document", dct__identifier=one.website)
            if one.website
            else None
        )
        return self.graph.add(
            key,
            "cv:ContactPoint",
            dct__title=texts(one.name) if one.name else None,
            dct__description=texts(one.address) if one.address else None,
            cv__telephone=one.telephone,
            cv__email=one.email,
            cv__openingHours=hours,
            cv__contactPage=page,
        )

    # --- what and for whom ----------------------------------------------------------------------------------------

    def status(self, found: ResolvedOffer) -> Link:
        """Add its status here on the day."""
        code = found.status
        if found.not_loaded:
            return self.graph.concept("status", "local", *_STATUS["local"])
        if found.not_offered is not None and found.not_offered.code not in _STATUS:
            return self.graph.concept("status", "not-offered", *_STATUS["not-offered"])
        return self.graph.concept("status", code, *_STATUS[code])

    def rule(self, found: ResolvedOffer, laws: list[Link]) -> Link:
        """Add the rule it goes by."""
        offer = found.offer
        danish = " ".join(one for one in (self.asks(found, "da"), found.because) if one)
        english = " ".join(one for one in (self.asks(found, "en"), found.because_en) if one)
        return self.graph.add(
            iri(self.owner, "rule", found.id),
            "cpsv:Rule",
            dct__identifier=f"{self.owner}:rule:{found.id}",
            dct__title=texts(f"Reglen for {offer.name}", f"The rule of {offer.name_en}" if offer.name_en else None),
            dct__description=texts(danish, english),
            dct__language=self.danish,
            cpsv__implements=laws,
        )

    def asks(self, found: ResolvedOffer, language: str) -> str:
        """Say who may have it; a rule that cannot be read says so, and never everyone."""
        if found.faults:
            return "Reglen kan ikke læses lige nu." if language == "da" else "The rule cannot be read right now."
        said = requirement(found.eligible, "da" if language == "da" else "en")
        if said in ("alle", "everyone"):
            return "Alle." if language == "da" else "Everyone."
        return f"Hvis {said}." if language == "da" else f"If {said}."

    def requirements(self, found: ResolvedOffer, rule: Link) -> list[Link]:
        """Add who may have it, and for whom it is a right."""
        if found.faults:
            return []
        made = [self.requirement(found, "eligible", found.eligible, rule)]
        rights = enumerate(zip(found.rights, found.offer.rights, strict=True), 1)
        for number, (bound, right) in rights:
            if found.right_faults:
                break
            made.append(self.requirement(found, f"right-{number}", bound.when, rule, right.text))
        return made

    def requirement(
        self, found: ResolvedOffer, part: str, condition: Condition, rule: Link, text: str | None = None
    ) -> Link:
        """Add one requirement of the service."""
        name = iri(self.owner, "requirement", found.id, part)
        said = text or self.asks(found, "da")
        return add_requirement(self.graph, name, condition, dct__description=said, cv__fulfils=rule)

    def classes(self, found: ResolvedOffer) -> list[Link]:
        """Add what it is about: barriers, the legs they hang on, KLE and what it promises."""
        made, offer = [], found.offer
        for code in offer.answers:
            barrier = self.words.barriers.get(code)
            if barrier is None:
                made.append(self.graph.concept("barrier", code, code))
                continue
            leg = self.words.legs[barrier.leg]
            made.append(self.graph.concept("barrier", code, barrier.label, barrier.label_en))
            made.append(self.graph.concept("leg", barrier.leg, leg.label, leg.label_en))
        made += [self.graph.concept("kle", code, f"KLE {code}") for code in offer.kle]
        made.append(self.graph.concept("entitlement", offer.entitlement, offer.entitlement))
        return list({one["@id"]: one for one in made}.values())

    def cost(self, found: ResolvedOffer) -> Link | None:
        """Add what it costs her; a number only where it is plainly nothing."""
        offer = found.offer
        if not offer.cost:
            return None
        free = offer.cost.rstrip(".").lower() == "gratis"
        crowns = self.graph.add("currency:DKK", "skos:Concept", skos__prefLabel=texts("danske kroner", "Danish kroner"))
        key = iri(self.owner, "cost", found.id)
        return self.graph.add(
            key,
            "cv:Cost",
            dct__identifier=key,
            dct__description=texts(offer.cost, offer.cost_en),
            cv__hasValue=typed("0.0E0", "double") if free else None,
            cv__currency=crowns,
            cv__isDefinedBy=self.authority,
        )

    def period(self, found: ResolvedOffer) -> Link | None:
        """Add the days between which it is offered."""
        valid = found.offer.valid
        if valid.from_ is None and valid.to is None:
            return None
        return self.graph.add(
            iri(self.owner, "period", found.id),
            "dct:PeriodOfTime",
            dcat__startDate=typed(valid.from_, "date") if valid.from_ else None,
            dcat__endDate=typed(valid.to, "date") if valid.to else None,
        )

    def services(self, found: ResolvedOffer, *kinds: str) -> list[Link]:
        """Return links to the other services of the document that it is related to in one of these ways."""
        relations = {str(kind): ids for kind, ids in found.offer.relations.items()}
        near = dict.fromkeys(key for kind in kinds for key in relations.get(kind, ()) if key in self.ids)
        return [{"@id": iri(self.owner, "offer", key)} for key in near]
