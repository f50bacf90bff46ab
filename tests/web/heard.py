"""What would puzzle somebody who hears a page: no names, skipped headings, and what is told apart by sight alone."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from tests.web.screen_reader import ACTS, FIELDS, LANDMARKS, Thing

BROWSERS_OWN = re.compile(r"(Show (date|time) picker|Month|Day|Year|Hours|Minutes|AM/PM)\b")
"""What Chromium itself puts into fields for dates and times; each browser has its own."""


def faults_of(things: list[Thing]) -> list[str]:
    """Return what would puzzle somebody who hears a page."""
    found = []
    levels = [one.level for one in things if one.role == "heading"]
    found += [f"a heading is skipped: {levels}" for before, after in pairwise([0, *levels]) if after > before + 1]
    found += [f"first headings: {levels}"] if levels.count(1) != 1 else []
    found += [
        f"nothing in it: {one}" for one, after in pairwise(things) if one.role == "list" and after.depth <= one.depth
    ]
    told = [
        one for one in things if one.role in (*ACTS, *FIELDS, "image", "columnheader", "rowheader", "region", "article")
    ]
    told = [one for one in told if not BROWSERS_OWN.match(one.name)]
    found += [f"has no name: {one}" for one in told if len(one.name) < 2 and one.role != "article"]
    found += [f"is said twice: {one}" for one in told if one.more and (one.more in one.name or one.name in one.more)]
    found += [f"is a letter: {one}" for one in told if re.match(r"\w(\s|$)", one.name)]
    found += [f"is not wrong yet: {one}" for one in told if one.is_("invalid")]
    alike = Counter(f"{one.role} {one.name}" for one in told if one.role in ("button", "DisclosureTriangle"))
    alike += Counter(f"{one.role} {one.name} in {one.inside}" for one in told if one.role in FIELDS)
    alike += Counter(f"{one.role} {one.name}" for one in things if one.role in LANDMARKS)
    return found + [f"{count} alike: {what}" for what, count in alike.items() if count > 1]
