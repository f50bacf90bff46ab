"""The pages' own templates, styles and scripts: no other host, nothing inline that the content policy would refuse."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

WEB = Path(str(files("tilbud_engine.web")))
OURS = [
    file
    for file in sorted(WEB.rglob("*"))
    if file.suffix in (".html", ".css", ".js") and "vendor" not in file.relative_to(WEB).parts
]
REFUSED = {
    "another host": re.compile(r"""(?:[a-z]+:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]""", re.IGNORECASE),
    "an inline style": re.compile(r"""<style|\sstyle\s*=|\.setAttribute\(\s*["']style""", re.IGNORECASE),
    "an inline script": re.compile(r"""<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*["']|javascript:""", re.IGNORECASE),
    "code made of text": re.compile(r"""\beval\(|new Function|\bhx-on|\bhx-vals=["']js:"""),
}


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.relative_to(WEB).as_posix())
def test_a_file_of_ours_holds_nothing_that_the_content_policy_refuses(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert {what: found.group() for what, pattern in REFUSED.items() if (found := pattern.search(text))} == {}


def test_there_are_files_to_look_at_and_faults_would_be_seen() -> None:
    assert {file.suffix for file in OURS} == {".html", ".css", ".js"}
    for what, fault in {
        "another host": '<img src="//example.dk/a.png">',
        "an inline style": '<p class="a" style="top:0">',
        "an inline script": '<script nonce="a">a()</script>',
        "code made of text": "eval('1')",
    }.items():
        assert REFUSED[what].search(fault)
    assert not any(pattern.search('<script src="{{ static("a.js") }}" defer></script>') for pattern in REFUSED.values())
