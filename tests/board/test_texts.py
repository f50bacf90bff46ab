"""What people write: kept as they wrote it, without what no eye sees."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tilbud_engine.board.texts import AnyText, Key, OwnText, cleaned

OWN, ANY, KEY = TypeAdapter(OwnText), TypeAdapter(AnyText), TypeAdapter(Key)


@given(st.text() | st.text("aå ́\u200b\u202e\t\n👧\u200d"))
def test_a_cleaned_text_is_clean_and_stays_so(text: str) -> None:
    made = cleaned(text)
    assert cleaned(made) == made
    assert unicodedata.is_normalized("NFC", made)
    assert made == " ".join(made.split())
    assert not [one for one in made if unicodedata.category(one) in ("Cc", "Cs", "Co", "Cn")]
    assert "\u202e" not in made
    assert letters(made) == letters(text)


def letters(text: str) -> list[str]:
    return [one for one in unicodedata.normalize("NFD", text) if unicodedata.category(one)[0] in "LN"]


@pytest.mark.parametrize("text", ["010203-1234", "０１０２０３-１２３４", "0102031234", "mit nummer: 01 02 03 12 34"])
def test_nothing_shaped_like_a_cpr_number_is_kept(text: str) -> None:
    for kept in (OWN, ANY, KEY):
        with pytest.raises(ValidationError, match=r"cpr-number|bad-value"):
            kept.validate_python(text)


@given(st.from_regex(r"[A-Za-z_-]{1,100}|[0-9]{1,6}-[0-9]{1,3}", fullmatch=True))
def test_the_names_of_things_stay_as_they_are(name: str) -> None:
    assert KEY.validate_python(name) == name


def test_nothing_is_no_text_unless_it_may_be() -> None:
    assert ANY.validate_python("") == ""
    for kept in (OWN, KEY):
        with pytest.raises(ValidationError):
            kept.validate_python("")
