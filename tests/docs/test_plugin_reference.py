"""The reference for authors of offers says what the models say, no more and no less."""

from __future__ import annotations

import re

from tests.write_plugin_reference import PAGE, page

AGAIN = "; run: python -m tests.write_plugin_reference"


def test_the_page_is_what_the_models_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"docs/plugin-reference.md is behind{AGAIN}"


def test_every_link_within_the_page_leads_somewhere() -> None:
    text = page()
    titles = re.findall(r"^## (.*)$", text, re.MULTILINE)
    anchors = {
        "".join(one for one in title.casefold() if one.isalnum() or one in " -_").strip().replace(" ", "-")
        for title in titles
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors


def test_no_name_of_a_class_stands_before_an_author() -> None:
    assert "ParameterDeclaration" not in page()
    assert "None" not in page()
