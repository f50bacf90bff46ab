"""The texts of the pages: each is said somewhere, in both languages alike, and stands in one place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache

import pytest

from tests.checkout import ROOT

WEB = ROOT / "src" / "tilbud_engine" / "web"
PARTS = tuple(sorted(file.stem for file in (WEB / "words").glob("*.toml")))
SHARED = "base"
MADE_OF_OTHERS = {"free-places", "waiting-weeks", "next-start"}
"""What a place tells of itself, by its own name with hyphens."""


@cache
def texts(part: str) -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((WEB / "words" / f"{part}.toml").read_text(encoding="utf-8"))


@cache
def written() -> str:
    """Return all that may name a text."""
    files = [*WEB.rglob("*.py"), *WEB.glob("templates/*.html")]
    return "".join(one.read_text(encoding="utf-8") for one in files)


def is_said(key: str) -> bool:
    """Tell whether a key is named, or begins or ends as one that is put together: `say("told-" ~ what)`."""
    if re.search(rf"[\"']{re.escape(key)}[\"']", written()):
        return True
    cuts = [match.end() for match in re.finditer(r"[-_]", key)]
    begun = any(re.search(rf"[\"']{re.escape(key[:cut])}[\"'{{]", written()) for cut in cuts)
    return begun or any(re.search(rf"[}}\"']{re.escape(key[cut - 1 :])}[\"']", written()) for cut in cuts)


@pytest.mark.parametrize("part", PARTS)
def test_no_text_of_a_page_is_left_that_nobody_says(part: str) -> None:
    assert [key for key in texts(part) if key not in MADE_OF_OTHERS and not is_said(key)] == []


@pytest.mark.parametrize("part", PARTS)
def test_every_text_of_a_page_has_the_same_values_in_both_languages(part: str) -> None:
    for key, text in texts(part).items():
        assert set(text) == {"da", "en"}, key
        assert all(one.strip() == one != "" for one in text.values()), key
        values = [set(re.findall(r"\{(\w+)\}", one)) for one in (text["da"], text["en"])]
        assert values[0] == values[1], key


def test_the_same_text_by_the_same_name_stands_once_in_the_file_that_all_pages_share() -> None:
    kept = [(key, *text.values()) for part in PARTS for key, text in texts(part).items()]
    assert sorted({one for one in kept if kept.count(one) > 1}) == []


def test_a_page_is_called_by_the_name_that_it_has_in_the_menu() -> None:
    steps = {tuple(text.values()) for key, text in texts(SHARED).items() if key.startswith("step-")}
    again = [
        (part, key)
        for part in PARTS
        for key, text in texts(part).items()
        if (key.endswith("title") or key == "heading") and tuple(text.values()) in steps
    ]
    assert again == []


@pytest.mark.parametrize("file", sorted(one.name for one in (WEB / "templates").glob("*.html")))
def test_every_text_that_a_template_names_is_there(file: str) -> None:
    known = {key for part in PARTS for key in texts(part)}
    template = (WEB / "templates" / file).read_text(encoding="utf-8")
    named = re.findall(r"\bsay\(\s*([\"'])([\w-]+)\1\s*[,)]", template)
    assert {key for _, key in named} <= known
