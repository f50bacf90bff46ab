"""Periods, lengths of time, sources and versions: both ends inside, months clamped, each date in one place."""

from __future__ import annotations

import datetime as dt
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilbud_engine.dated import (
    MOST_DATES,
    Period,
    Source,
    Span,
    Timeline,
    add_months,
    at_date,
    timeline,
    version_dates,
    whole_months,
)
from tilbud_engine.errors import Problem
from tilbud_engine.reading import Map, decode, read_bytes

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def document(text: str) -> Any:
    return read_bytes(dedent(text).encode(), "f.yaml")


def told(text: str) -> list[tuple[str, str]]:
    problems: list[Problem] = []
    version_dates(document(text), problems)
    return [(one.code, one.where) for one in problems]


@pytest.mark.parametrize(
    ("period", "on", "inside"),
    [
        ("{from: 2026-01-01}", "2025-12-31", False),
        ("{from: 2026-01-01}", "2026-01-01", True),
        ("{to: 2026-01-31}", "2026-01-31", True),
        ("{to: 2026-01-31}", "2026-02-01", False),
        ("{from: 2026-01-01, to: 2026-01-01}", "2026-01-01", True),
        ("{from: null, to: null}", "0001-01-01", True),
        ("{from: null}", "9999-12-31", True),
    ],
)
def test_both_ends_of_a_period_are_inside(period: str, on: str, inside: bool):
    made, problems = decode(Period, document(period))
    assert not problems
    assert made is not None
    assert made.holds(day(on)) is inside


def test_a_period_that_ends_before_it_begins_is_refused():
    made, problems = decode(Period, document("{from: 2026-01-02, to: 2026-01-01}"))
    assert made is None
    assert [(one.code, one.where) for one in problems] == [("period-reversed", "f.yaml:1")]
    assert "`from`" in problems[0].hint("da")


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("12 months", 12, "month"),
        ("1 month", 1, "month"),
        ("1 year", 1, "year"),
        ("2 weeks", 2, "week"),
        ("0 days", 0, "day"),
    ],
)
def test_a_length_of_time_is_read_and_written(text: str, count: int, unit: str):
    span = Span.parse(text)
    assert span == Span(count, unit)
    assert str(span) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "months",
        "12months",
        "12  months",
        "-1 month",
        "1.5 years",
        "a month",
        "12 Months",
        "99999 days",
        "1 month ",
        "١ month",
    ],
)
def test_what_is_no_length_of_time_is_not_read(text: str):
    assert Span.parse(text) is None


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", 12, "2027-01-15"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-01-01", -1, "2025-12-01"),
        ("2026-01-01", 0, "2026-01-01"),
        ("9999-12-01", 1, "9999-12-31"),
        ("0001-01-31", -1, "0001-01-01"),
    ],
)
def test_months_are_added_to_the_same_day_or_the_last_of_the_month(start: str, months: int, end: str):
    assert add_months(day(start), months) == day(end)


def test_a_length_of_time_never_leaves_the_calendar():
    for unit in ("day", "week", "month", "year"):
        assert Span(9999, unit).before(dt.date(1, 1, 2)) == dt.date.min
        assert Span(9999, unit).after(dt.date(9999, 12, 30)) == dt.date.max


@given(DAYS, st.integers(0, 600))
def test_whole_months_are_the_most_that_have_passed(start: dt.date, months: int):
    end = add_months(start, months)
    assert whole_months(start, end) >= months
    assert add_months(start, whole_months(start, end)) <= end
    assert add_months(start, whole_months(start, end) + 1) > end


@given(DAYS, DAYS)
def test_whole_months_never_go_back(start: dt.date, end: dt.date):
    months = whole_months(start, end)
    assert months >= 0
    assert whole_months(start, end + dt.timedelta(days=1)) in (months, months + 1)
    if end <= start:
        assert months == 0


@given(DAYS, st.integers(0, 50), st.sampled_from(["day", "week"]))
def test_days_and_weeks_are_counted(on: dt.date, count: int, unit: str):
    days = dt.timedelta(days=count * (7 if unit == "week" else 1))
    assert Span(count, unit).before(on) == on - days
    assert Span(count, unit).after(on) == on + days


def test_a_source_needs_a_name_and_reads_as_one_line():
    made, problems = decode(Source, document("{section: § 82, version: x}"))
    assert made is None
    assert [one.code for one in problems] == ["source-without-name"]
    assert str(Source(law="LAB", section="§ 82", version="LBK 280 2024")) == "LAB, § 82 (LBK 280 2024)"
    assert str(Source(title="Idekatalog", where="Kulturvitaminer")) == "Idekatalog, Kulturvitaminer"
    assert str(Source(title="Idekatalog")) == "Idekatalog"


VERSIONED = """\
    name: x
    limit:
      versions:
        2026-01-01: 24
        2020-01-01: {value: 29, note: [a, b]}
    list:
      - one
      - versions: {2026-07-01: two}
    """


@pytest.mark.parametrize(
    ("on", "read"),
    [
        ("2019-12-31", {"name": "x", "list": ["one"]}),
        ("2020-01-01", {"name": "x", "limit": {"value": "29", "note": ["a", "b"]}, "list": ["one"]}),
        ("2025-12-31", {"name": "x", "limit": {"value": "29", "note": ["a", "b"]}, "list": ["one"]}),
        ("2026-01-01", {"name": "x", "limit": "24", "list": ["one"]}),
        ("2026-07-01", {"name": "x", "limit": "24", "list": ["one", "two"]}),
    ],
)
def test_each_version_holds_until_the_next_and_replaces_the_whole_value(on: str, read: object):
    assert at_date(document(VERSIONED), day(on)) == read


def test_a_version_and_all_inside_it_know_their_date_and_their_place():
    limit = at_date(document(VERSIONED), day("2021-01-01"))["limit"]
    assert isinstance(limit, Map)
    assert limit.since == limit["note"].since == limit["note"][0].since == day("2020-01-01")
    assert limit["note"][0].place == "f.yaml:5"
    assert at_date(document(VERSIONED), day("2021-01-01"))["name"].since is None


def test_a_document_with_no_version_yet_is_nothing():
    assert at_date(document("versions: {2026-01-01: {a: b}}"), day("2025-01-01")) is None
    assert at_date(document("versions: {2026-01-01: {a: b}}"), day("2026-01-01")) == {"a": "b"}
    assert at_date(document("a: {versions: {2026-01-01: null}}"), day("2026-01-01")) == {"a": None}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a:\n  versions: {2026-02-30: x}\n", "bad-date", 2),
        ("a:\n  versions: {soon: x}\n", "bad-date", 2),
        ("a:\n  versions: {}\n", "versions-shape", 2),
        ("a:\n  versions: [x]\n", "versions-shape", 2),
        ("a:\n  versions: null\n", "versions-shape", 2),
        ("a:\n  versions: {2026-01-01: x}\n  b: c\n", "versions-shape", 2),
        ("a:\n  versions:\n    2026-01-01:\n      versions: {2027-01-01: x}\n", "versions-nested", 4),
        ("a:\n  versions:\n    2026-01-01:\n      b: [{versions: {2027-01-01: x}}]\n", "versions-nested", 4),
    ],
)
def test_versions_written_wrongly_are_told_with_their_line(text: str, code: str, line: int):
    assert told(text) == [(code, f"f.yaml:{line}")]
    problems: list[Problem] = []
    version_dates(document(text), problems)
    assert problems[0].hint("da")
    made, found = timeline(document(text), lambda node, _: node)
    assert [one.code for one in found] == [code]
    assert len(made.values) == 1


def test_a_timeline_has_one_value_for_each_stretch_in_which_nothing_changes():
    made, problems = timeline(document(VERSIONED), lambda node, since: (since, node.get("limit")))
    assert not problems
    assert made.starts == (dt.date.min, day("2020-01-01"), day("2026-01-01"), day("2026-07-01"))
    for on in ("0001-01-01", "2019-12-31", "2020-01-01", "2026-06-30", "2026-07-01", "9999-12-31"):
        assert made.at(day(on))[1] == at_date(document(VERSIONED), day(on)).get("limit")
        assert made.at(day(on))[0] <= day(on)


@given(st.lists(DAYS, min_size=1, max_size=6, unique=True), DAYS)
def test_the_latest_version_that_has_begun_holds(dates: list[dt.date], on: dt.date):
    lines = "".join(f"    {one}: {one}\n" for one in dates)
    made, problems = timeline(document(f"a:\n  versions:\n{lines}"), lambda node, _: node.get("a"))
    assert not problems
    begun = [one for one in dates if one <= on]
    assert made.at(on) == (str(max(begun)) if begun else None)


def test_so_many_dates_and_no_more():
    def dates(count: int) -> str:
        start = dt.date(2000, 1, 1)
        return "a: {versions: {" + ", ".join(f"{start + dt.timedelta(days=i)}: x" for i in range(count)) + "}}"

    most = MOST_DATES - 1
    assert timeline(document(dates(most)), lambda node, _: node)[1] == []
    assert [one.code for one in timeline(document(dates(most + 1)), lambda node, _: node)[1]] == ["too-many-versions"]


def test_a_timeline_before_its_first_day_is_its_first_value():
    assert Timeline((dt.date.min, day("2026-01-01")), ("a", "b")).at(dt.date.min) == "a"
