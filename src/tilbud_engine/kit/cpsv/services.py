"""Offers as public services of CPSV-AP 3.2: every node typed, Danish and English where there is English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tilbud_engine.kit.cpsv.graph import Graph, Link, iri, texts, typed
from tilbud_engine.kit.cpsv.parties import Parties
from tilbud_engine.kit.cpsv.requirements import add_requirement, add_source
from tilbud_engine.rules.conditions import Condition
from tilbud_engine.rules.resolved import Resolved, ResolvedOffer
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import NATIONAL
from tilbud_engine.rules.wording import requirement

_STATUS = {
    "idea": ("Idé", "Idea"),
    "trial": ("Forsøg", "Trial"),
    "running": ("I gang", "Running"),
    "paused": ("På pause", "Paused"),
    "closed": ("Lukket", "Closed"),
    "not-offered": ("Tilbydes ikke her den dag", "Not offered here on the day"),
    "local": ("Findes kun, hvor en kommune har det", "Exists only where a municipality has it"),
}


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
        self.words = rulebook.vocabulary
        self.owner = resolved.municipality or NATIONAL
        self.ids = {one.id for one in offers}
        self.danish = self.graph.add("language:DAN", "dct:LinguisticSystem", dct__title=texts("dansk", "Danish"))
        self.parties = Parties(self.graph, resolved.municipality, self.words)
        self.authority = self.parties.authority
        self.catalogue = self.graph.add(
            iri(self.owner, "catalogue"),
            "dcat:Dataset",
            dct__title=texts(f"Tilbud: {self.parties.name}", f"Offers: {self.parties.name}"),
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
            dct__spatial=self.parties.area,
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
            cv__contactPoint=self.parties.contact(found),
            cv__hasParticipation=self.parties.participations(found),
            dct__requires=self.services(found, "requires_active"),
            cv__relatedService=self.services(found, *(one for one in offer.relations if one != "requires_active")),
        )

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
