"""The offer that a service is made of, with what every part of the service needs to know of it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tilbud_engine.kit.carried import carried, said_plainly
from tilbud_engine.rules.conditions import Condition
from tilbud_engine.rules.resolved import Resolved, ResolvedOffer
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import NATIONAL
from tilbud_engine.vocabulary import Municipality, Vocabulary

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_OID, "tilbud-engine")
"""Every id is made of a name below this one, so that the same offer has the same id in every export."""

_FORMS = {
    "website": re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.ASCII),
    "email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII),
}


def made_id(*parts: str) -> str:
    """Return the id that belongs to a name."""
    return str(uuid.uuid5(NAMESPACE, "/".join(parts)))


@dataclass(frozen=True)
class Subject:
    """An offer as it holds in a ruleset on a day; `fields` are those of `offer.yaml`, `rule` who may have it."""

    found: ResolvedOffer
    fields: Mapping[str, Any]
    rule: Condition
    words: Vocabulary
    municipality: str | None

    @classmethod
    def of(cls, found: ResolvedOffer, resolved: Resolved, rulebook: Rulebook) -> Subject:
        """Return the subject of a resolved offer."""
        fields = carried(found, resolved, rulebook)
        rule = said_plainly(found, fields, resolved, rulebook)
        return cls(found, fields, rule, rulebook.vocabulary, resolved.municipality)

    @property
    def owner(self) -> str:
        """Who the rules are of: a municipality or the nation."""
        return self.municipality or NATIONAL

    @property
    def id(self) -> str:
        """The id of the service."""
        return made_id("service", self.owner, self.found.id)

    @property
    def known_municipality(self) -> Municipality | None:
        """The municipality, where it is a real one."""
        return self.words.municipalities.get(self.municipality or "")

    @property
    def municipality_name(self) -> str:
        """What the municipality is called."""
        known = self.known_municipality
        return f"{known.name} Kommune" if known else str(self.municipality)

    @property
    def contact(self) -> dict[str, str]:
        """The lines of the contact that HSDS has a field for; there, a website and an e-mail have a form."""
        said: Mapping[str, str] = self.fields.get("contact", {})
        return {name: text for name, text in said.items() if _fits(name, text)}

    @property
    def odd_contact(self) -> dict[str, str]:
        """The lines of the contact that HSDS has no field for."""
        said: Mapping[str, str] = self.fields.get("contact", {})
        return {name: text for name, text in said.items() if not _fits(name, text)}

    def own(self, *parts: str) -> str:
        """Return the id of something that belongs to the service."""
        return made_id(self.id, *parts)


def _fits(name: str, text: str) -> bool:
    form = _FORMS.get(name)
    return name != "hours_en" and (form is None or form.fullmatch(text) is not None)
