"""`tilbud barriers --from`: what a text may mean, and why; nothing of what is hidden is repeated."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import run


def test_what_matched_and_what_was_passed_over_are_told_in_both_languages() -> None:
    words = "Jeg kan ikke sove om natten, men jeg har ikke gæld, og min søn har angst"
    for lang, denied, other in (
        ("da", "fordi der står ”ikke”", "handler om ”søn”"),
        ("en", "says “ikke”", "about “søn”"),
    ):
        shown = " ".join(run("barriers", "--from", words, "--lang", lang).stdout.split())
        for part in ("H-SOEVN", "body_and_mind.yaml:", "kan ikke sove", denied, other):
            assert part in shown


def test_danger_prints_the_calm_words_and_nothing_else() -> None:
    shown = run("barriers", "--from", "Jeg har angst, og jeg vil ikke leve mere").stdout
    assert "Du er ikke alene" in " ".join(shown.split())
    assert "112" in shown
    assert "H-A" not in shown
    assert "leve mere" not in shown


def test_what_is_shielded_is_named_without_its_words() -> None:
    shown = run("barriers", "--from", "Han slår mig, og jeg har angst").stdout
    assert "N-VOLD" in shown
    assert "slår" not in shown
    found = json.loads(run("barriers", "--from", "Han slår mig, og jeg har angst", "--format", "json").stdout)
    assert {"barrier": "N-VOLD", "shielded": True} in found["proposals"]
    assert "slår" not in json.dumps(found, ensure_ascii=False)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("N-VOLD", "--from", "x"), "ikke begge"),
        (("--format", "json"), "hører sammen med --from"),
        (("--from", "mit nummer er 010203-1234"), "CPR-nummer"),
    ],
)
def test_wrong_use_is_met_with_what_was_meant(arguments: tuple[str, ...], words: str) -> None:
    result = run("barriers", *arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.split())
    assert "010203" not in result.stderr


def test_a_text_that_says_nothing_proposes_nothing() -> None:
    assert "Ingen kode foreslås." in run("barriers", "--from", "").stdout
