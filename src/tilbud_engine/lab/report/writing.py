"""The report as one document, from what was gathered: pure, so the same input gives the same document."""

from __future__ import annotations

from importlib.metadata import version

from tilbud_engine.errors import Language
from tilbud_engine.lab.differences.telling import tell
from tilbud_engine.lab.report.changes import changes
from tilbud_engine.lab.report.checks import checks
from tilbud_engine.lab.report.document import Document
from tilbud_engine.lab.report.gathering import Gathered
from tilbud_engine.lab.report.limits import fixed_rules, levels
from tilbud_engine.lab.report.load_and_cost import cost, load, total_words, with_price
from tilbud_engine.lab.report.numbers import numbers
from tilbud_engine.lab.report.origins import repeat, sources
from tilbud_engine.lab.report.reckoning import reckoned
from tilbud_engine.lab.report.summary import summaries
from tilbud_engine.lab.words import Words


def document_of(gathered: Gathered, language: Language = "da") -> Document:
    """Return the report; what nobody asked for is left out, and said so."""
    say, told = Words("report", language), tell(gathered.difference, language)
    loads = reckoned(gathered)
    total = total_words(with_price(loads), say)
    found = (
        changes(told, say),
        numbers(gathered, say),
        load(gathered, loads, say),
        cost(gathered, loads, say),
        levels(gathered, say),
        fixed_rules(gathered, say),
        checks(gathered, say),
        sources(gathered, say),
        repeat(gathered, say),
    )
    (_, old), (_, new) = told.sides
    return Document(
        say("title"),
        say("lead", old=old, new=new),
        summaries(gathered, told, total, say),
        tuple(one for one in found if one is not None),
        language,
        version("tilbud-engine"),
    )
