"""What an import must not do quietly: take a shield away, or take a right away or change it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tilbud_engine.errors import Problem, problem
from tilbud_engine.offers import Offer

_PRIVACY = ("normal", "confidential", "shielded")
_RIGHTS = ("ret", "pligt")
_DANGER = re.compile(
    r"\b(?:(?:kvinde|mande)?krise(?:cent|hus)\w*|\w*voldsramt\w*|\w*voldsudsat\w*|voldsofr\w*"
    r"|(?:partner|fysisk |psykisk |udsat for )vold|vold i (?:hjemmet|familien|nære)|stalking\w*|hemmelig adresse"
    r"|women'?s shelter|domestic (?:violence|abuse))",
    re.IGNORECASE,
)


def may_need_shielding(*texts: str | None) -> bool:
    """Tell whether an offer may be there for those whom a visible card can put in danger, such as a crisis centre."""
    return any(text and _DANGER.search(" ".join(text.split())) for text in texts)


def quiet_changes(before: Offer, after: Offer, place: str) -> Iterator[Problem]:
    """Yield remarks on what a change does to the shield of an offer and to a right, for a human to look at."""
    if _PRIVACY.index(str(after.privacy)) < _PRIVACY.index(str(before.privacy)):
        yield problem("import-less-shielded", place, name=after.offer)
    had = before.contact.address if before.contact else None
    has = after.contact.address if after.contact else None
    if after.privacy == "shielded" and has and has != had:
        yield problem("import-shielded-address", place, name=after.offer)
    if before.entitlement in _RIGHTS and (before.entitlement, before.eligible) != (after.entitlement, after.eligible):
        yield problem("import-right-changed", place, name=after.offer)
