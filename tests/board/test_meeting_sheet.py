"""The meeting on paper: read back from the PDF, whatever stands on the plan."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.board.pdf import check_pdf_ua, page_sizes, spoken, text_boxes
from tilbud_engine.board.plan import About, Agreement, BoardCard, Contact, Face, Meeting, Note, Participant, Plan
from tilbud_engine.board.sheet.meeting import meeting_sheet
from tilbud_engine.board.texts import cleaned
from tilbud_engine.errors import InputError

MONDAY = dt.date(2026, 9, 7)
NOW = dt.datetime(2026, 9, 7, 9, tzinfo=dt.UTC)
MEETING = Meeting(
    id="1-1",
    topic="Jeg er bange for praktikken",
    day=MONDAY,
    start=dt.time(10),
    end=dt.time(11, 30),
    where="Hjemme hos mig",
    participants=(
        Participant(name="Line Holm", role="chair", reason="has_authority", because="er ordstyrer.", chosen=True),
        Participant(name="Mona", role="companion", chosen=True),
        Participant(name="Chefen", reason="has_authority"),
    ),
    agenda=("Min ryg", "Hvem gør hvad, og hvornår?"),
)


def plan(meeting: Meeting = MEETING, **parts: Any) -> Plan:
    about = About(start=MONDAY, ruleset="danmark")
    return Plan.model_validate({"about": about, "meetings": {meeting.id: meeting}, **parts})


def words_on(pdf: bytes) -> str:
    return " ".join(" ".join(box.text for box in text_boxes(pdf)).split())


def test_the_topic_who_comes_and_why_what_is_talked_about_and_the_agreements_stand_on_one_page() -> None:
    """R-P1, R-X1, R-D15: each with a reason, and the role of each said."""
    agreed = Agreement(id="1-2", who="Karim", what="ringer til mentoren", by=MONDAY, meeting="1-1")
    line = Contact(id="1-3", name="Line Holm", telephone="12 34 56 78", hours="og om aftenen efter aftale", first=True)
    pdf = meeting_sheet(plan(agreements={"1-2": agreed}, contacts={"1-3": line}), "1-1", now=NOW, code="BCDF-GHJK-LMNP")
    check_pdf_ua(pdf)
    assert page_sizes(pdf) == [(210, 297)]
    words = words_on(pdf)
    for told in (
        "Mit møde 7. september 2026",
        "Kl. 10–11.30 · Hjemme hos mig",
        "Jeg er bange for praktikken",
        "Line Holm – ordstyrer Har lov til at beslutte. Er ordstyrer.",
        "Mona – bisidder: hjælper, skriver med, beslutter ikke",
        "1. Min ryg 2. Hvem gør hvad, og hvornår?",
        "ringer til mentoren",
        "og om aftenen efter aftale",
        "Du skal ikke fortælle det igen.",
        "bisidder med",
        "BCDF-GHJK-LMNP",
    ):
        assert told in words
    assert "Chefen" not in words  # She has not chosen them.
    for heard in ("Line Holm – ordstyrer", "Har lov til at beslutte. Er ordstyrer.", "Kl. 10–11.30 · Hjemme hos mig"):
        assert heard in spoken(pdf)  # To those who listen, each line ends.


def test_an_empty_one_has_lines_to_write_on_and_can_be_read_aloud_too() -> None:
    pdf = meeting_sheet(Plan(about=About(start=MONDAY, ruleset="danmark")), None, now=NOW, language="en")
    check_pdf_ua(pdf)
    assert "My meeting" in words_on(pdf)
    assert page_sizes(pdf) == [(210, 297)]


def test_nothing_that_is_hers_alone_goes_on_the_paper() -> None:
    """R-D3."""
    notes = {"1-7": Note(id="1-7", kind="frustration", text="hemmelig tekst")}
    hers = BoardCard(id="1-8", face=Face(word="Misbrugsbehandling", privacy="confidential"), contact="1-3")
    person = Contact(id="1-3", name="Rusmiddelcentret")
    made = plan(notes=notes, cards={"1-8": hers}, contacts={"1-3": person})
    words = words_on(meeting_sheet(made, "1-1", now=NOW))
    assert not any(one in words for one in ("hemmelig", "Misbrug", "Rusmiddel"))


def test_what_was_agreed_before_and_is_not_done_comes_along() -> None:
    """R-P6: nobody starts over."""
    open_one = Agreement(id="1-2", who="Ole", what="skriver til lægen", by=MONDAY)
    done = Agreement(id="1-4", who="Ida", what="fandt en bus", done=True)
    words = words_on(meeting_sheet(plan(agreements={"1-2": open_one, "1-4": done}), "1-1", now=NOW))
    assert "Aftaler fra før" in words
    assert "skriver til lægen" in words
    assert "Ida" not in words


def test_a_meeting_that_is_not_there_is_said_so() -> None:
    with pytest.raises(InputError) as error:
        meeting_sheet(plan(), "9-9", now=NOW)
    assert error.value.problems[0].code == "board-item-gone"


LONG = st.sampled_from(
    [
        "Arbejdsmarkedsuddannelsesforberedelseskoordinatorvejledningsmøde",
        "x" * 120,
        "Speciallægepraksisplanlægningsstabiliseringsperiode og så videre",
        "møde",
        "https://eksempel.dk/en/meget/lang/adresse/som/ingen/linje/kan/holde?a=1",
    ]
)
WORDS = (LONG | st.text(st.characters(codec="latin-1", categories=("L", "N", "P", "Zs")), min_size=1, max_size=90)).map(
    lambda one: cleaned(f"a {one}")
)


@st.composite
def busy_plans(draw: st.DrawFn) -> Plan:
    people = draw(st.lists(WORDS, max_size=12, unique=True))
    meeting = Meeting(
        id="1-1",
        topic=draw(st.none() | WORDS),
        where=draw(st.none() | WORDS),
        day=draw(st.none() | st.just(MONDAY)),
        participants=tuple(Participant(name=one, reason="can_give", because=one, chosen=True) for one in people),
        agenda=tuple(draw(st.lists(WORDS, max_size=14))),
    )
    agreed = draw(st.lists(st.tuples(WORDS, WORDS, st.booleans()), max_size=14))
    agreements = {
        f"2-{number}": Agreement(id=f"2-{number}", who=who, what=what, done=done, by=MONDAY, meeting="1-1")
        for number, (who, what, done) in enumerate(agreed)
    }
    return plan(meeting, agreements=agreements)


WIDE = Agreement(id="2-1", who='a WW"WWW*1ñ7WWn5GWW8BWWt', what="a R", by=MONDAY, meeting="1-1")
"""A word that is short in letters and too wide for its column."""


@settings(max_examples=12, deadline=None)
@example(plan(agreements={"2-1": WIDE}))
@given(busy_plans())
def test_nothing_overlaps_and_everything_stays_on_the_paper_whatever_is_written(made: Plan) -> None:
    pdf = meeting_sheet(made, "1-1", now=NOW, code="BCDF-GHJK-LMNP")
    check_pdf_ua(pdf)
    boxes = text_boxes(pdf)
    for box in boxes:
        assert box.left >= 10
        assert box.right <= 200.5
        assert box.bottom <= 292
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other, 0.8), (one, other)
