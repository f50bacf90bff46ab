"""Whatever is on the plan, nothing on the sheet covers anything else, nothing is lost, and all can be read aloud."""

from __future__ import annotations

import datetime as dt
import re
import time
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.board.example_plan import example_plan
from tests.board.pdf import Box, check_pdf_ua, page_sizes, text_boxes
from tests.board.sheet_plans import LANES, REACHING, plans
from tilbud_engine.board.plan import About, Note, Plan
from tilbud_engine.board.rows import rows
from tilbud_engine.board.sheet import cut_out, sheet
from tilbud_engine.board.sheet.paper import PAPERS, PaperName
from tilbud_engine.board.sheet.weeks import least_weeks, rooms
from tilbud_engine.board.views import Viewer, seen_by

NOW = dt.datetime(2026, 12, 3, 9, tzinfo=dt.UTC)
MARGIN = 8
USUAL = settings(deadline=None, suppress_health_check=list(HealthCheck))
FEW, MANY = 6, 150
EVERY: tuple[PaperName, ...] = ("a3", "a4")


def printed(plan: Plan, paper: PaperName, audience: Viewer = "citizen") -> bytes:
    return sheet(plan, paper, lanes=LANES, now=NOW, code="7F3K-9QXD-BCDF", version=3, audience=audience)


def covered(boxes: list[Box]) -> Iterator[tuple[Box, Box]]:
    """Yield the texts that lie on top of each other; the parts of one drawn family are one letter."""
    open_boxes: list[Box] = []
    for box in sorted(boxes, key=lambda one: (one.page, one.top)):
        open_boxes = [one for one in open_boxes if one.page == box.page and one.bottom > box.top]
        yield from ((one, box) for one in open_boxes if one.overlaps(box, 0.3) and one != box)
        open_boxes.append(box)


def bare(text: str) -> str:
    """Return the text without blanks, hyphens and other signs that are set anew where a line breaks."""
    return "".join(one for one in unicodedata.normalize("NFC", text) if one.isalnum())


def check(plan: Plan, paper: PaperName, audience: Viewer) -> None:
    pdf = printed(plan, paper, audience)
    check_pdf_ua(pdf)
    width, height = round(PAPERS[paper].width), round(PAPERS[paper].height)
    assert set(page_sizes(pdf)) == {(width, height)}
    boxes = [one for one in text_boxes(pdf) if one.text.strip()]
    assert list(covered(boxes)) == []
    for box in boxes:
        assert box.left >= MARGIN - 0.5, box
        assert box.right <= width - MARGIN + 2, box  # a blank at the end of a line hangs over
        assert box.top >= MARGIN - 0.5, box
        assert box.bottom <= height - MARGIN + 0.5, box
    text = bare("".join(one.text for one in boxes))
    seen = seen_by(plan, audience)
    for word in [card.face.word for card in seen.cards.values()] + [note.text for note in seen.notes.values()]:
        if re.fullmatch(r"[a-zA-ZæøåÆØÅ ,]+", word):
            assert bare(word) in text, word


@settings(USUAL, max_examples=FEW)
@example(plan=REACHING, audience="citizen")
@given(plan=plans(), audience=st.sampled_from(("citizen", "shared", "caseworker")))
@pytest.mark.parametrize("paper", EVERY)
def test_nothing_overlaps_is_cut_off_or_lost(paper: PaperName, plan: Plan, audience: Viewer) -> None:
    check(plan, paper, audience)


@pytest.mark.long
@settings(USUAL, max_examples=MANY)
@given(plan=plans(), audience=st.sampled_from(("citizen", "shared", "caseworker")))
@pytest.mark.parametrize("paper", EVERY)
def test_nothing_overlaps_is_cut_off_or_lost_on_many_plans(paper: PaperName, plan: Plan, audience: Viewer) -> None:
    check(plan, paper, audience)


@pytest.mark.parametrize("paper", EVERY)
def test_the_plan_to_look_at_is_laid_out_well(paper: PaperName) -> None:
    check(example_plan(), paper, "citizen")


@settings(USUAL, max_examples=25)
@given(plan=plans(most_cards=30), least=st.integers(1, 12))
def test_cards_in_a_row_never_share_a_week_and_each_covers_its_own_weeks(plan: Plan, least: int) -> None:
    for many in rows(plan, LANES, least).values():
        for row in many:
            taken = rooms(row, least, plan.about.weeks)
            for (_, last), (first, _) in pairwise(taken):
                assert last < first
            for one, (first, last) in zip(row, taken, strict=True):
                assert 0 <= first <= one.first <= one.last <= last < plan.about.weeks
                assert last - first + 1 >= min(least, plan.about.weeks)


@pytest.mark.parametrize("weeks", [4, 13, 26, 52])
@pytest.mark.parametrize("paper", EVERY)
def test_a_card_has_room_for_its_words_however_long_the_plan_is(paper: PaperName, weeks: int) -> None:
    one = PAPERS[paper].weeks_width / weeks
    assert one * least_weeks(PAPERS[paper], weeks) >= min(PAPERS[paper].card, PAPERS[paper].weeks_width) - 0.01


@settings(USUAL, max_examples=FEW)
@given(plan=plans(most_cards=20), backs=st.booleans())
def test_cards_to_cut_out_never_cover_each_other(plan: Plan, *, backs: bool) -> None:
    cards = [(one.offer or "", one.face) for one in plan.cards.values()]
    pdf = cut_out(cards, backs=backs)
    check_pdf_ua(pdf)
    pages = max(1, -(-len(cards) // 8)) * (2 if backs else 1)
    assert page_sizes(pdf) == [(210, 297)] * pages
    assert list(covered([one for one in text_boxes(pdf) if one.text.strip()])) == []


def test_what_has_no_room_is_said_and_stands_on_the_back() -> None:
    plan = example_plan()
    many = {}
    for number in range(60):
        one = plan.cards["2-6"].model_copy(update={"id": f"5-{number}"})
        face = one.face.model_copy(update={"word": f"Kort{number}X"})
        many[one.id] = one.model_copy(update={"face": face})
    full = plan.model_copy(update={"cards": many})
    boxes = text_boxes(printed(full, "a3"))
    front = " ".join(one.text for one in boxes if one.page == 0)
    everywhere = " ".join(one.text for one in boxes)
    assert "Mere på bagsiden" in front
    assert re.search(r"\+ \d+ kort", front)
    assert "Der er flere kort i planen, end der er plads til" in everywhere
    for number in range(60):
        assert f"Kort{number}X" in everywhere


@pytest.mark.parametrize(("lines", "pages"), [(24, 2), (40, 2), (70, 3)])
def test_what_a4_has_no_room_for_stands_under_the_week_on_the_back_while_there_is_room(lines: int, pages: int) -> None:
    about = About(start=dt.date(2026, 11, 30), ruleset="danmark")
    many = {f"5-{one}": Note(id=f"5-{one}", kind="wish", text=f"Ønske{one}X") for one in range(lines)}
    pdf = printed(Plan(about=about, notes=many), "a4")
    boxes = [one for one in text_boxes(pdf) if one.text.strip()]
    assert len(page_sizes(pdf)) == pages
    assert list(covered(boxes)) == []
    assert ("Mere på bagsiden" if pages == 2 else "Mere på side 3") in " ".join(one.text for one in boxes)
    if pages == 2:  # There is no third page to look for it on.
        assert "Mere på side 3" not in " ".join(one.text for one in boxes)
    [last] = [one for one in boxes if one.text.strip() == f"Ønske{lines - 1}X"]
    assert last.page == pages - 1
    assert "Det, der ikke var plads til" in " ".join(one.text for one in boxes if one.page == last.page)


def test_a_sheet_takes_less_than_a_third_of_a_second() -> None:
    plan = example_plan()
    printed(plan, "a3")
    spent = []
    for number in range(5):
        about = plan.about.model_copy(update={"name": f"Søren {number}"})
        before = time.process_time()
        printed(plan.model_copy(update={"about": about}), "a3")
        spent.append(time.process_time() - before)
    assert min(spent) < 0.3
