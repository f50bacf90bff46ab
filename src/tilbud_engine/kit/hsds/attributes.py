"""Attributes: the terms that say what an offer is about, and the fields of `offer.yaml` that HSDS has no field for."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tilbud_engine.kit.hsds.objects import Attribute, TaxonomyTerm
from tilbud_engine.kit.hsds.subject import Subject, made_id

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

ELSEWHERE = frozenset({"name", "about", "last_checked", "cost", *TERMS})
"""The fields that stand in a field of HSDS or as terms, and not a second time here."""


def attributes(subject: Subject) -> Iterator[Attribute]:
    """Yield the terms of an offer, and its other fields."""
    yield from _terms(subject)
    yield from _fields(subject)


def term_words(subject: Subject, field: str, code: str) -> tuple[str, str]:
    """Return what a term is called, and what it means."""
    words = subject.words
    match field:
        case "answers":
            barrier = words.barriers.get(code)
            return (barrier.label, barrier.says) if barrier else (code, code)
        case "units":
            return words.unit_words(code, "da"), "Afdeling eller samarbejdspartner"
        case "teams":
            return words.team_words(code, "da"), "Team"
        case "kle":
            return f"KLE {code}", "Emne i KL's emnesystematik"
        case _:
            need = words.needs.get(code)
            return (need.todo, need.todo) if need else (code, code)


def _terms(subject: Subject) -> Iterator[Attribute]:
    """Yield barriers, their legs, KLE, departments, teams and needs."""
    barriers = subject.words.barriers
    for field, taxonomy in TERMS.items():
        for code in subject.fields.get(field, ()):
            barrier = barriers.get(code) if field == "answers" else None
            parent = made_id("term", LEGS, barrier.leg) if barrier else None
            term = _term(taxonomy, code, *term_words(subject, field, code), parent=parent)
            yield _attribute(subject, field, term)
    legs = dict.fromkeys(one.leg for code in subject.found.offer.answers if (one := barriers.get(code)))
    for leg in legs:
        label = subject.words.legs[leg].label
        yield _attribute(subject, "leg", _term(LEGS, leg, label, label))


def _fields(subject: Subject) -> Iterator[Attribute]:
    """Yield the other fields by their names, a text as it is and everything else as JSON."""
    rest = {name: value for name, value in subject.fields.items() if name not in ELSEWHERE}
    rest |= {"contact": subject.odd_contact, "status": subject.found.status}
    for name, value in rest.items():
        if value == {} and name != "eligible":  # An empty condition is everyone; anything else empty is nothing.
            continue
        plain = isinstance(value, str)
        text = value if plain else json.dumps(value, ensure_ascii=False, default=str)
        term = _term(FIELDS, name, name, f"Feltet `{name}` i tilbuddets offer.yaml")
        yield _attribute(subject, AS_TEXT if plain else AS_JSON, term, text)


def _term(taxonomy: str, code: str, name: str, about: str, parent: str | None = None) -> TaxonomyTerm:
    return TaxonomyTerm(
        id=made_id("term", taxonomy, code),
        code=code,
        name=name,
        description=about,
        parent_id=parent,
        taxonomy=taxonomy,
        taxonomy_id=made_id("taxonomy", taxonomy),
        language="da",
    )


def _attribute(subject: Subject, kind: str, term: TaxonomyTerm, value: str | None = None) -> Attribute:
    return Attribute(
        id=subject.own("attribute", kind, str(term.taxonomy), str(term.code)),
        link_id=subject.id,
        link_entity="service",
        link_type=kind,
        taxonomy_term_id=term.id,
        taxonomy_term=term,
        value=value,
    )
