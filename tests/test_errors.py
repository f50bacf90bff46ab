"""Every error has a code, a message in two languages and a way out; none shows what must not be shown."""

from __future__ import annotations

import ast
import pickle
import string
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.checkout import ROOT
from tests.write_errors_page import MESSAGES, PAGE, messages, page, sorted_messages
from tilbud_engine.board.texts import cleaned
from tilbud_engine.errors import (
    InputError,
    Problem,
    TilbudError,
    error_codes,
    invisible_in,
    is_cpr_shaped,
    mask_cpr,
    nearest,
    problem,
    shown,
)

LANGUAGES = ("da", "en")
AGAIN = "; run: python -m tests.write_errors_page"

# Codes that stand nowhere in the code as they are, and how they come about.
PUT_TOGETHER = {
    "expected-date": "reading makes it of expected- and the kind of value",
    "expected-list": "reading makes it of expected- and the kind of value",
    "expected-mapping": "reading makes it of expected- and the kind of value",
    "expected-text": "reading makes it of expected- and the kind of value",
    "expected-bool": "reading makes it of expected- and the kind of value",
    "expected-int": "reading makes it of expected- and the kind of value",
    "answer-not-int": "the conversation makes it of answer-not- and the type of the fact",
    "answer-not-number": "the conversation makes it of answer-not- and the type of the fact",
    "bad-date-here": "reading adds -here where the text may not be quoted",
}


@cache
def texts() -> Any:
    return messages(MESSAGES.read_text(encoding="utf-8"))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@cache
def source_trees() -> tuple[tuple[Path, ast.AST], ...]:
    files = [*sorted((ROOT / "src").rglob("*.py")), *sorted((ROOT / "plugins").rglob("*.py"))]
    return tuple((file, ast.parse(file.read_text(encoding="utf-8"))) for file in files)


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


# How problems are made: directly, or by a method that does nothing but make one.
MAKERS = {"problem", "fault", "remark", "Problem"}


def made_problems() -> Iterator[tuple[str, str, set[str] | None]]:
    """Yield the place, the code and the words given of every problem made with a code that stands there.

    The words are None where they are put together elsewhere.
    """
    for file, tree in source_trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) in MAKERS and node.args:
                first = node.args[0]
                words = None if any(one.arg is None for one in node.keywords) else {str(k.arg) for k in node.keywords}
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", first.value, words


def texts_in_source() -> set[str]:
    return {
        node.value
        for _, tree in source_trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_code_that_is_used_has_a_message():
    made = list(made_problems())
    assert len(made) > 80
    unknown = [f"{place}: {code}" for place, code, _ in made if code not in texts()]
    assert not unknown
    assert set(texts()) == set(error_codes())


def test_every_message_is_used_or_put_together_in_a_known_way():
    unused = set(texts()) - texts_in_source() - set(PUT_TOGETHER)
    assert not unused
    assert not set(PUT_TOGETHER) - set(texts())


def test_every_problem_is_given_the_words_of_its_message():
    lacking = []
    for place, code, words in made_problems():
        if words is None or code not in texts():
            continue
        needed = {name for text in texts()[code].values() if isinstance(text, str) for name in placeholders(text)}
        if needed - words:
            lacking.append(f"{place}: {code} needs {', '.join(sorted(needed - words))}")
    assert not lacking


@pytest.mark.parametrize("code", error_codes())
def test_a_message_says_in_both_languages_what_is_wrong_and_what_to_do(code: str):
    one = texts()[code]
    assert set(one) - {"remark"} == {"da", "en", "hint_da", "hint_en"}
    for danish, english in ((one["da"], one["en"]), (one["hint_da"], one["hint_en"])):
        assert placeholders(danish) == placeholders(english)
        assert danish != english
        for text in (danish, english):
            assert text
            assert text == text.strip()
    assert all(name.isidentifier() for text in one.values() if isinstance(text, str) for name in placeholders(text))
    for language in LANGUAGES:
        assert not one[language].endswith("."), "the message is joined to its hint by a full stop"


def test_the_messages_are_sorted():
    text = MESSAGES.read_text(encoding="utf-8")
    assert text == sorted_messages(text), AGAIN


def test_the_page_of_errors_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(MESSAGES.read_text(encoding="utf-8")), AGAIN


def test_sorting_changes_nothing_but_the_order():
    text = '# head\n\n["b-b"]\nda = "x"\n\n\n["a"]\nda = "[\\"c\\"]"\n'
    assert sorted_messages(text) == '# head\n\n["a"]\nda = "[\\"c\\"]"\n\n["b-b"]\nda = "x"\n'
    assert messages(sorted_messages(text)) == messages(text)


def test_a_problem_needs_a_message():
    with pytest.raises(KeyError):
        problem("no-such-code")


def test_a_problem_reads_as_one_line_with_place_message_hint_and_code():
    one = problem("unknown-fact", "rule.yaml:3", name="agee", nearest="age")
    assert one.line("en") == (
        "rule.yaml:3: `agee` is not a known fact. Did you mean `age`? See them all with `tilbud facts`. [unknown-fact]"
    )
    assert one.line("da").startswith("rule.yaml:3: `agee` er ikke et faktum, vi kender. Mente du `age`?")
    assert problem("unknown-fact", name="agee").hint("en") == "See them all with `tilbud facts`."


def test_what_was_written_is_quoted_once():
    assert problem("expected-int", "f:1", name="age", text="many").message("en") == (
        "`age` must be a whole number (found `many`)"
    )
    assert problem("expected-int", "f:1", name="age").message("en") == "`age` must be a whole number"
    assert problem("bad-date", "f:1", name="on", text="x").message("en").count("`x`") == 1


def test_an_error_lists_each_problem_once_and_can_be_pickled():
    one = problem("file-empty", "a.yaml")
    other = problem("file-empty", "b.yaml")
    error = InputError([one, other, problem("file-empty", "a.yaml")])
    assert error.problems == (one, other)
    assert [line.split(":")[0] for line in str(error).splitlines()] == ["a.yaml", "b.yaml"]
    assert isinstance(error, TilbudError)
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - what was pickled a moment ago
    assert str(copy) == str(error)


def test_ten_thousand_problems_in_one_place_take_no_time():
    started = time.process_time()
    error = InputError([problem("duplicate-key", "f:1", name=f"a{i}") for i in range(10_000)])
    assert len(error.problems) == 10_000
    assert time.process_time() - started < 2  # Comparing each with each other takes much longer.


@pytest.mark.parametrize(
    ("text", "as_shown"),
    [
        ("short", "short"),
        ("x" * 61, "x" * 57 + "..."),
        ("two\nlines\tand  spaces ", "two lines and spaces"),
        ("a\u202eb", "a<U+202E>b"),
        ("a\x1b[2J", "a<U+001B>[2J"),
        ("\ud800", "<U+D800>"),
        ("x 010203-1234 y", "x ******-**** y"),
        ("0102\u200b031234", "******-****"),
        ("a" * 55 + "010203-1234", "a" * 55 + "*" * 2 + "..."),
    ],
)
def test_text_is_made_fit_to_show(text: str, as_shown: str):
    assert shown(text) == as_shown


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_nothing_unfit_gets_into_a_problem(place: str, name: str):
    for one in (problem("unknown-fact", place, name=name), Problem("unknown-fact", place, {"name": name})):
        for text in (one.where, *one.values.values(), one.line("da"), one.line("en")):
            assert invisible_in(text) is None
            assert not is_cpr_shaped(text)
            assert "\n" not in text
            text.encode("utf-8")


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="0123456789", min_size=10, max_size=10),
    st.sampled_from(["", "-", " ", " - ", "–", ".", "_", "\n"]),
    st.text(alphabet="abcæøå ,;()", max_size=10),
)
def test_six_digits_and_four_are_masked_in_any_text(digits: str, gap: str, around: str):
    number = digits[:6] + gap + digits[6:]
    text = f"{around}{number}{around}"
    assert is_cpr_shaped(text)
    assert mask_cpr(text) == f"{around}******-****{around}"


def test_masking_leaves_other_text_as_it_is():
    for text in ("01.02.2026", "＋４５ 20 30 40 50", "å", "x" * 1000):
        assert mask_cpr(text) == text


def test_the_nearest_name_is_near():
    known = ["age", "municipality", "H-ANGST"]
    assert nearest("agee", known) == "age"
    assert nearest("Municipalty", known) == "municipality"
    assert nearest("zzzzz", known) is None
    assert nearest("age" * 100, known) is None
    assert nearest("", known) is None


@given(st.text("0123456789 -.\t\n\u200b\u00ad\ue000\ufe0f\u20e3\u0378\u0663\uff10", min_size=10, max_size=20))
@example("0101\ue00090-1234")
@example("01  01 90 1234")
@example("".join(f"{one}\ufe0f\u20e3" for one in "0101901234"))
def test_whatever_is_refused_as_a_cpr_number_is_not_sent_back_as_one(text: str) -> None:
    """R-D7: a form that is refused is shown again as it was sent; what no eye sees hides nothing."""
    if is_cpr_shaped(cleaned(text)):
        assert "******-****" in mask_cpr(text)
    assert not is_cpr_shaped(cleaned(mask_cpr(text)))
