"""A comparison as one page of HTML that needs nothing else: for the screen, on paper, and read aloud."""

from __future__ import annotations

from importlib.metadata import version

from tilbud_engine.errors import Language
from tilbud_engine.lab.differences.telling import tell
from tilbud_engine.lab.differences.values import Difference
from tilbud_engine.lab.pages import render
from tilbud_engine.lab.words import Words


def page(difference: Difference, language: Language = "da") -> str:
    """Return the page. Raises InputError where jinja2 is not installed."""
    told, say = tell(difference, language), Words("diff", language)
    narrowed = any(turn.loud for one in told.changed for turn in one.turns)
    sections = [(f"offer-{one.id}", one.title) for one in told.changed]
    for key, shown in (
        ("rules", told.rules),
        ("idle", told.idle),
        ("texts", (*told.reworded, *told.ruleset)),
    ):
        if shown:
            sections.append((key, say(f"{key}-heading")))
    return render(
        "diff.html",
        language,
        title=told.title,
        sections=sections,
        version=version("tilbud-engine"),
        told=told,
        say=say,
        kind="good" if difference.effect == "none" and not difference.faults else "bad" if narrowed else "warning",
    )
