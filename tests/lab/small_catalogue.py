"""Settings under which little of the catalogue is loaded: rules of a test's own are tried sooner."""

from __future__ import annotations

from tests.checkout import ROOT
from tilbud_engine.settings import Settings


def only(*kept: str) -> Settings:
    """Return settings that block every shipped plugin but these; the shipped rulesets are there all the same."""
    shipped = (one.name for one in (ROOT / "plugins").iterdir() if one.is_dir())
    return Settings(blocked=tuple(sorted(name for name in shipped if name not in kept)))
