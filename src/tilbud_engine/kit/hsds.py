"""Offers as Open Referral HSDS 3.0, and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tilbud_engine.kit.incoming import Incoming
from tilbud_engine.rules.resolved import Resolved, ResolvedOffer
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.vocabulary import Vocabulary


def hsds_page(offers: Sequence[ResolvedOffer], resolved: Resolved, rulebook: Rulebook) -> dict[str, Any]:
    """Return the offers as a page of HSDS services."""
    raise NotImplementedError


def read_hsds(file: Path, vocabulary: Vocabulary) -> list[Incoming]:
    """Read HSDS services."""
    raise NotImplementedError
