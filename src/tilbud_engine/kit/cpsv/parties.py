"""Who and where: the authority and its area, partners and departments, and whom to call."""

from __future__ import annotations

from tilbud_engine.kit.cpsv.graph import ATU, Graph, Link, hashed, iri, texts
from tilbud_engine.rules.resolved import ResolvedOffer
from tilbud_engine.rules.ruleset import NATIONAL
from tilbud_engine.vocabulary import Vocabulary

_DENMARK = "atu:DNK"
_ROLES = {"partner": ("Samarbejdspartner", "Partner"), "unit": ("Afdeling", "Department")}


class Parties:
    """The people's side of the services of one municipality, or of the nation where `municipality` is None."""

    def __init__(self, graph: Graph, municipality: str | None, words: Vocabulary) -> None:
        self.graph = graph
        self.words = words
        self.owner = municipality or NATIONAL
        self.known = words.municipalities.get(municipality or "")
        self.name = f"{self.known.name} Kommune" if self.known else municipality or "Danmark"
        self.area = self._place(municipality)
        self.authority = self._organisation(municipality)

    def _place(self, municipality: str | None) -> Link:
        """Add the area that the rules hold in."""
        kinds = ("dct:Location", ATU)
        if municipality is None:
            return self.graph.add(_DENMARK, kinds, dct__title=texts("Danmark", "Denmark"))
        code = self.known.code if self.known else None
        return self.graph.add(iri("place", municipality), kinds, dct__title=texts(self.name), dct__identifier=code)

    def _organisation(self, municipality: str | None) -> Link:
        """Add the authority: the municipality, or for national rules all of them."""
        label = texts(self.name) if municipality else texts("Kommunerne i Danmark", "The municipalities of Denmark")
        return self.graph.add(
            iri("organisation", self.owner),
            ("cv:PublicOrganisation", "org:Organization", "foaf:Agent"),
            dct__identifier=self.owner,
            dct__title=label,
            skos__prefLabel=label,
            dct__spatial=self.area,
        )

    def participations(self, found: ResolvedOffer) -> list[Link]:
        """Add who must be in the room, and which departments the offer belongs to."""
        units = found.offer.units
        said = [("partner", one.who, one.who_en) for one in found.cooperation]
        said += [("unit", self.words.unit_words(one, "da"), self.words.unit_words(one, "en")) for one in units]
        return [self._participation(found, *one) for one in dict.fromkeys(said)]

    def _participation(self, found: ResolvedOffer, role: str, who: str, who_en: str | None) -> Link:
        name, key = hashed("agent", who), hashed("participation", self.owner, found.id, role, who)
        agent = self.graph.add(name, "foaf:Agent", dct__identifier=name, dct__title=texts(who, who_en))
        danish, english = _ROLES[role]
        return self.graph.add(
            key,
            "cv:Participation",
            dct__identifier=key,
            dct__description=texts(f"{danish}: {who}", f"{english}: {who_en or who}"),
            cv__role=self.graph.concept("role", role, danish, english),
            cv__hasParticipant=agent,
        )

    def contact(self, found: ResolvedOffer) -> Link | None:
        """Add whom to call."""
        one = found.contact
        if one is None:
            return None
        key = iri(self.owner, "contact", found.id)
        hours = one.hours and self.graph.add(
            f"{key}:hours", "time:TemporalEntity", dct__description=texts(one.hours, one.hours_en)
        )
        page = one.website and self.graph.add(hashed("page", one.website), "foaf:Document", dct__identifier=one.website)
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
