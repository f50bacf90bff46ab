"""Offers as CPSV-AP 3.2 and CCCEV 2.1 in JSON-LD."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tilbud_engine.rules.resolved import Resolved, ResolvedOffer
from tilbud_engine.rules.rulebook import Rulebook


def cpsv_document(offers: Sequence[ResolvedOffer], resolved: Resolved, rulebook: Rulebook) -> dict[str, Any]:
    """Return the offers as a page of CPSV-AP."""
    raise NotImplementedError
