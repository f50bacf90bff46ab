"""The report as one self-contained page."""

from __future__ import annotations

from tilbud_engine.lab.pages import render
from tilbud_engine.lab.report.document import Chart, Document


def html_of(document: Document) -> str:
    """Return the report as a page that fetches nothing and runs nothing.

    Raises InputError where jinja2 is not installed.
    """
    sections = (document.summary, *document.sections)
    return render(
        "report.html",
        document.language,
        title=document.title,
        version=document.version,
        sections=[(one.id, one.title) for one in sections],
        lead=document.lead,
        parts_of_report=sections,
        drawing=drawing,
    )


def drawing(chart: Chart) -> object:
    """Return a chart's SVG as markup: an image that is read aloud as its sentence."""
    from markupsafe import Markup

    opening = Markup('<svg role="img" aria-label="{}" ').format(chart.sentence)
    return opening + Markup(chart.svg.removeprefix("<svg "))  # noqa: S704  (drawn here, its texts escaped by the drawing)
