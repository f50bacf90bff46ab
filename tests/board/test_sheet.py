"""The sheet holds the whole plan, says how it stands with each card, and tells nobody what she has not shared."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest

from tests.board.example_plan import ON, START, example_plan
from tests.board.pdf import Box, check_pdf_ua, page_sizes, spoken, spoken_pictures, text_boxes
from tests.board.sheet_plans import LANES
from tilbud_engine.board.advice import load
from tilbud_engine.board.look import Look
from tilbud_engine.board.plan import LIMIT, Answer, BoardCard, Face, Meeting, Plan, Stretch
from tilbud_engine.board.sheet import cut_out, empty, sheet
from tilbud_engine.board.sheet.paper import PaperName
from tilbud_engine.board.views import Viewer
from tilbud_engine.errors import InputError

NOW = dt.datetime.combine(ON, dt.time(9), tzinfo=dt.UTC)
CODE = "7F3K-9QXD-BCDF"
PAPERS: tuple[PaperName, ...] = ("a3", "a4")


def printed(plan: Plan, paper: PaperName = "a3", audience: Viewer = "shared", language: str = "da") -> bytes:
    return sheet(
        plan,
        paper,
        lanes=LANES,
        now=NOW,
        language=language,
        code=CODE,
        url="plan.example.dk",
        version=14,
        audience=audience,
    )


def read(pdf: bytes) -> str:
    """Return the words of a PDF in one line."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def where(pdf: bytes, text: str) -> Box:
    return next(box for box in text_boxes(pdf) if text in box.text)


def with_cards(plan: Plan, *cards: BoardCard) -> Plan:
    return plan.model_copy(update={"cards": {one.id: one for one in cards}})


def card(word: str = "Træning", number: int = 1, **fields: Any) -> BoardCard:
    at = Stretch(lane="H", first=START, last=START + dt.timedelta(weeks=3))
    face = {"word": word, "pictogram": "bus", "alt": "En bus"}
    return BoardCard.model_validate({"id": f"2-{number}", "face": face, "place": "plan", "at": at, **fields})


# --- what stands on it ------------------------------------------------------------------------------------------------


def test_the_plan_of_three_months_stands_on_one_sheet_of_a3() -> None:  # R-B02, R-B09
    pdf = printed(example_plan())
    assert page_sizes(pdf) == [(420, 297)]
    text = read(pdf)
    for part in ("Min plan – Søren", "30. november 2026 – 28. februar 2027", "Du kan altid lave planen om"):
        assert part in text
    for week in ("uge 49", "uge 53", "uge 1", "uge 8"):
        assert week in text
    for lane in ("Krop og sind", "Hverdag og", "Mennesker", "Arbejde og", "Det gode liv", "Møder"):
        assert lane in text


def test_a4_has_a_layout_of_its_own_with_a_back_and_no_letters_smaller_than_it_promises() -> None:
    pdf = printed(example_plan(), "a4")
    assert set(page_sizes(pdf)) == {(297, 210)}
    front, back = (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages[:2])
    assert "Mine uger" in front
    assert "Min uge – hele døgnet" in back
    sizes: set[float] = set()
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(
            visitor_text=lambda text, _m, tm, _f, size: sizes.add(round(size * abs(tm[3]), 1)) if text.strip() else None
        )
    assert min(sizes) >= 8.8  # the hours' heading; everything else is 9.5 or more


def test_each_card_says_in_words_how_it_stands_and_a_wish_never_looks_granted() -> None:  # R-B03
    text = read(printed(example_plan()))
    for word in ("Træning", "tir + tor kl. 10–11", "i gang", "Praktik", "ønsket", "Mentor", "aftalt"):
        assert word in text
    text = read(printed(example_plan(), audience="citizen"))
    assert "venter på svar fra lægen, senest 18. dec." in text


def test_a_proposal_says_whose_it_is() -> None:
    text = read(printed(example_plan()))
    assert "Frivillig ven forslag fra sagsbehandleren" in text


@pytest.mark.parametrize(
    ("state", "more", "words"),
    [
        ("wished", {}, "ønsket"),
        ("waiting", {}, "venter på svar"),
        ("waiting", {"waiting": {"whom": "kommunen"}}, "venter på svar fra kommunen"),
        ("agreed", {}, "aftalt"),
        ("running", {}, "i gang"),
        ("paused", {}, "på pause"),
        ("done", {}, "færdig"),
        ("declined", {"declined_by": "klinikken"}, "klinikken har sagt nej"),
    ],
)
def test_every_state_is_a_word(state: str, more: dict[str, Any], words: str) -> None:
    plan = with_cards(example_plan(), card(state=state, **more))
    assert words in read(printed(plan))


def test_a_duty_is_called_one_openly() -> None:  # R-D3
    plan = with_cards(example_plan(), card(face={"word": "Samtale", "duty": True}, state="agreed"))
    assert "pligt · aftalt" in read(printed(plan))


def test_the_sign_p_is_in_the_upper_left_corner_with_what_is_parked_and_what_frustrates() -> None:  # R-B05
    pdf = printed(example_plan(), audience="citizen")
    parked = where(pdf, "Parkeret")
    assert parked.left < 40
    assert parked.top < 50
    text = read(pdf)
    for part in ("Kørekort", "IT-kursus 2024", "Det frustrerer mig", "For mange breve på én gang"):
        assert part in text


def test_what_went_well_is_in_the_lower_right_corner() -> None:  # R-B06
    pdf = printed(example_plan())
    box = where(pdf, "Det lykkedes!")
    assert box.left > 350
    assert box.top > 150
    assert "Jeg ringede selv til lægen" in read(pdf)


def test_wishes_what_to_mind_and_notes_are_there_and_her_aim() -> None:  # R-B07, R-X6
    text = read(printed(example_plan()))
    for part in (
        "Det vil jeg gerne",
        "Målet er et arbejde",
        "Mere ro derhjemme",
        "Det er jeg god til",
        "Reparerer cykler",
        "Husk at tage hensyn til",
        "Højst én ny ting om ugen",
        "Vær opmærksom på",
        "Ingen bus efter kl. 18",
        "Mine egne noter",
    ):
        assert part in text


def test_everyday_life_hangs_together_through_day_and_night() -> None:  # R-B08
    text = read(printed(example_plan()))
    for part in ("Min uge – hele døgnet", "Morgen", "Nat", "23–6.30 Sover", "17.30–18.30 Aftensmad", "9–12 Praktik"):
        assert part in text


def test_agreements_say_who_does_what_by_when_from_the_first_day() -> None:  # R-B10, R-B11
    text = read(printed(example_plan()))
    assert "Karim: Ringer til værkstedet om praktikken – senest 7. dec." in text
    assert "(gjort)" in text


def test_it_says_whom_to_call() -> None:
    text = read(printed(example_plan()))
    assert "Ring først til Mette Holm, min sagsbehandler 00 00 00 11 · hverdage 9–15" in text


def test_a_plan_that_follows_another_says_which() -> None:  # R-B12
    assert "Følger efter plan EKS-0001" in read(printed(example_plan(), audience="citizen"))


def test_hours_a_week_stand_beside_her_own_limit_and_never_in_red() -> None:  # R-B13, R-D9
    plan = with_cards(example_plan(), card(hours=12, state="agreed"))
    plan = plan.model_copy(update={"answers": {LIMIT: Answer(id=LIMIT, value=8)}})
    pdf = printed(plan)
    text = read(pdf)
    assert "Timer om ugen" in text
    assert "Min grænse: 8" in text
    assert "12 (+4)" in text
    raw = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].get_contents()
    assert raw is not None
    colours = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|scn)", raw.get_data())
    assert colours
    assert not [one for one in colours if float(one[0]) > 0.6 and float(one[1]) < 0.25 and float(one[2]) < 0.25]


def test_each_line_is_a_sentence_of_its_own_to_those_who_listen() -> None:
    """Two notes that are one paragraph are read aloud as one long word where they meet."""
    for paper in PAPERS:
        told = spoken(printed(example_plan(), paper, "citizen"))
        for line in (
            "Kørekort",
            "venter til foråret",
            "Mere ro derhjemme",
            "For mange breve på én gang",
            CODE,
            "Mentor",
        ):
            assert line in told, line
        assert told.index("Min plan – Søren") < told.index("Parkeret") < told.index("Mine uger")
        assert told.index("Mine uger") < told.index("Min uge – hele døgnet")


@pytest.mark.parametrize("name", ["Søren", "Anne-Margrethe Sørensen-Lauridsen Kristoffersen"])
def test_a_long_name_and_what_the_plan_follows_are_not_cut_off_at_the_top(name: str) -> None:
    plan = example_plan()
    about = plan.about.model_copy(update={"name": name, "previous": "7F3K-9QXD-BCDF"})
    text = read(printed(plan.model_copy(update={"about": about}), "a4", "citizen"))
    for part in (f"Min plan – {name}", "Følger efter plan 7F3K-9QXD-BCDF", "Du kan altid lave planen om"):
        assert part in text


def test_in_a_narrow_year_every_second_week_has_its_number() -> None:
    plan = example_plan()
    year = plan.model_copy(update={"about": plan.about.model_copy(update={"weeks": 52})})
    assert "49 51 53 2 4" in read(printed(year, "a4"))
    assert "49 50 51 52 53 1 2" in read(printed(year, "a3"))


def test_rights_date_version_and_code_stand_on_it() -> None:
    text = read(printed(example_plan()))
    for part in (
        "Du må altid tage en bisidder med.",
        "kan du klage",
        "er ikke en afgørelse",
        "Skrevet ud 3. december 2026, udgave 14",
        CODE,
        "plan.example.dk",
    ):
        assert part in text


def test_two_drafts_are_printed_as_a_draft() -> None:  # R-B04
    plan = example_plan()
    about = plan.about.model_copy(update={"drafting": True})
    assert "Min plan – en af to udgaver" in read(printed(plan.model_copy(update={"about": about})))


def test_it_speaks_english_too() -> None:
    text = read(printed(example_plan(), language="en"))
    for part in (
        "My plan – Søren",
        "week 49",
        "My weeks",
        "Hours a week",
        "wished for",
        "Call first",
    ):
        assert part in text


# --- what must not stand on it ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", PAPERS)
def test_nobody_at_the_table_learns_what_she_has_not_shared(paper: PaperName) -> None:  # R-D3
    text = read(printed(example_plan(), paper))
    for secret in ("Psykolog", "lægen,", "Det her er kun mit", "Jeg bliver træt", "IT-kursus", "venter til foråret"):
        assert secret not in text
    assert "Aftale" in text
    own = read(printed(example_plan(), paper, "citizen"))
    for hers in ("Psykolog", "Det her er kun mit", "Jeg bliver træt", "IT-kursus"):
        assert hers in own


def test_what_stands_in_her_way_and_what_she_answered_is_never_printed() -> None:
    text = read(printed(example_plan(), audience="citizen"))
    for said in ("Brevene hober sig op", "H-SMERTE", "34"):
        assert said not in text


def test_the_file_holds_nothing_of_her_but_what_is_printed() -> None:
    raw = printed(example_plan())
    info = pypdf.PdfReader(io.BytesIO(raw)).metadata
    assert info is not None
    assert info.title == "Min plan – Søren"
    assert "Søren" not in str(info.author)
    assert info.creation_date is None  # nor when it was printed: the sheet says of which day it is
    assert printed(example_plan()) == raw


def test_nothing_that_a_person_wrote_is_read_as_markup() -> None:
    nasty = '#panic("x") *b* $a$ @ref <label> // /* \\ #read("/etc/passwd")'
    plan = with_cards(example_plan(), card(nasty, where=nasty, note=nasty))
    text = read(printed(plan))
    assert "/etc/passwd" in text
    assert "root:" not in text


# --- the other papers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", PAPERS)
def test_the_empty_sheet_has_every_part_and_no_date(paper: PaperName) -> None:  # R-B01
    pdf = empty(paper, lanes=LANES)
    check_pdf_ua(pdf)
    text = read(pdf)
    for part in (
        "Min plan",
        "Parkeret",
        "Tidligere forløb",
        "Det vil jeg gerne",
        "Krop og sind",
        "Det gode liv",
        "Det lykkedes!",
        "Ring til",
    ):
        assert part in text
    assert text.count("uge") >= 13
    assert "Fra uge til uge" in " ".join(text.split())  # with a line to write on, not three dots
    assert not re.search(r"20\d\d", text)


def test_cards_to_cut_out_are_eight_on_a_page_with_backs_that_lie_behind_them() -> None:  # R-B03
    faces = [("", Face(word=f"Kort{number}", pictogram="bus", alt="En bus", hours=(2, 4))) for number in range(10)]
    assert page_sizes(cut_out(faces)) == [(210, 297)] * 2
    pdf = cut_out(faces, backs=True)
    check_pdf_ua(pdf)
    assert page_sizes(pdf) == [(210, 297)] * 4
    boxes = text_boxes(pdf)
    assert sum(box.page == 0 and box.text.startswith("Kort") and box.text[4:].isdigit() for box in boxes) == 8
    for number in range(10):
        front, back = (box for box in boxes if box.text == f"Kort{number}")
        assert back.page == front.page + 1
        assert (front.left < 105) == (back.left > 105)
        assert abs(front.top - back.top) < 40
    assert "2–4 timer om ugen" in read(pdf)
    assert read(pdf).count("Mit eget kort") == 12


def test_the_cards_have_room_around_them_for_a_printer_that_does_not_print_to_the_edge() -> None:
    for box in text_boxes(cut_out([("", Face(word="Kort", pictogram="bus"))], backs=True)):
        assert box.top >= 6
        assert box.bottom <= 291
        assert box.left >= 6
        assert box.right <= 204


def test_a_picture_for_the_screen_shows_the_first_page() -> None:
    plan = example_plan()
    for paper in PAPERS:
        raw = sheet(plan, paper, lanes=LANES, now=NOW, form="png")
        assert raw.startswith(b"\x89PNG")
        assert int.from_bytes(raw[16:20]) > int.from_bytes(raw[20:24]) > 1000


# --- look, pictures and what goes wrong -------------------------------------------------------------------------------


def test_the_municipality_puts_its_name_and_logo_on_it(tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>')
    look = Look(name="Eksempelkommune", logo=logo, folder=tmp_path)
    pdf = sheet(example_plan(), "a3", lanes=LANES, now=NOW, look=look)
    check_pdf_ua(pdf)
    assert "Eksempelkommune" in read(pdf)
    assert "Logo: Eksempelkommune" in spoken_pictures(pdf)


def test_another_language_is_the_municipalitys_own_files(tmp_path: Path) -> None:
    (tmp_path / "ar").mkdir()
    (tmp_path / "ar" / "sheet.toml").write_text('title = "خطتي"\nweeks = "أسابيعي"\n', encoding="utf-8")
    plan = example_plan()
    plan = plan.model_copy(update={"about": plan.about.model_copy(update={"name": None})})
    pdf = sheet(plan, "a3", lanes=LANES, now=NOW, language="ar", look=replace(Look(), folder=tmp_path))
    check_pdf_ua(pdf)
    assert "Det vil jeg gerne" in read(pdf)
    assert pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == "ar"  # type: ignore[index]


def test_a_picture_of_the_offers_own_is_drawn_and_a_missing_one_leaves_its_word() -> None:
    own = card("Egen", 1, offer="mit_tilbud", face={"word": "Egen", "pictogram": "own.svg", "alt": "Vores hus"})
    gone = card("Uden", 2, face={"word": "Uden", "pictogram": "gone.png", "alt": "Intet"})
    asked: list[tuple[str, str]] = []

    def drawing(key: str, offer: str) -> bytes | None:
        asked.append((key, offer))
        return (
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>' if offer else None
        )

    pdf = sheet(with_cards(example_plan(), own, gone), "a3", lanes=LANES, now=NOW, drawing=drawing)
    check_pdf_ua(pdf)
    assert ("own.svg", "mit_tilbud") in asked
    assert "Egen" in read(pdf)
    assert "Uden" in read(pdf)


def test_where_a_picture_of_somebodys_own_is_broken_the_word_stands_alone() -> None:
    own = card("Egen", face={"word": "Egen", "pictogram": "own.png", "alt": "Vores hus"})
    plan = with_cards(example_plan(), own)
    pdf = sheet(plan, lanes=LANES, now=NOW, drawing=lambda key, _: b"\x89PNG" if key == "own.png" else None)
    check_pdf_ua(pdf)
    assert "Egen" in read(pdf)


def test_a_broken_logo_is_told_of_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg", encoding="utf-8")
    with pytest.raises(InputError) as told:
        sheet(example_plan(), lanes=LANES, now=NOW, look=Look(logo=tmp_path / "logo.svg", folder=tmp_path))
    assert [one.code for one in told.value.problems] == ["sheet-not-set"]
    assert str(tmp_path) not in str(told.value)


def test_a_meeting_without_a_day_and_what_lies_outside_of_the_weeks_do_not_vanish() -> None:
    plan = example_plan()
    meetings = {
        "11-8": Meeting(id="11-8", topic="Uden dag"),
        "11-9": Meeting(id="11-9", topic="Langt ude", day=START + dt.timedelta(days=400)),
    }
    far = Stretch(lane="A", first=START + dt.timedelta(weeks=20), last=START + dt.timedelta(weeks=21))
    offered = card("Tilbudt", 2, place="offered", proposal={"by": "caseworker", "place": "plan", "at": far})
    away = card("Derude", 3, at=far)
    text = read(printed(with_cards(plan, card(), offered, away).model_copy(update={"meetings": meetings})))
    for part in ("Uden dag", "dagen er ikke aftalt endnu", "Langt ude", "Tilbudt", "Derude"):
        assert part in text
    assert " ".join(text.split()).count("uden for planens uger") == 2


def test_weeks_are_told_to_those_who_listen_also_where_there_is_no_picture() -> None:
    plan = with_cards(example_plan(), card("Uden billede", face={"word": "Uden billede", "pictogram": "none"}))
    assert "Fra uge 49 til uge 52" in spoken_pictures(printed(plan))


def test_smileys_and_letters_from_right_to_left_are_kept_and_what_no_letters_exist_for_is_said() -> None:
    plan = with_cards(example_plan(), card("Smil 😀 👨‍👩‍👧", 1), card("مرحبا", 2), card("አማርኛ 漢字", 3))
    pdf = printed(plan)
    check_pdf_ua(pdf)
    text = read(pdf)
    assert "😀" in text
    assert "مرحبا" in text or "ابحرم" in text
    assert text.count("[kan ikke vises her]") == 2


def test_the_hours_of_a_confidential_card_stand_on_her_own_sheet_alone() -> None:
    """R-A10: in a week with nothing else, its hours would tell of it what its word no longer does."""
    face = {"word": "Behandling", "pictogram": "bus", "alt": "En bus", "privacy": "confidential"}
    plan = with_cards(example_plan(), card(face=face, hours=7))
    assert all(one.low in (0, 7) for one in load(plan))
    hours = " 7 7 7 7 "
    assert hours in read(printed(plan, audience="citizen"))
    assert hours not in read(printed(plan))


def test_a_card_with_more_room_than_weeks_says_in_which_week_it_is() -> None:
    """On paper a card of one week is as wide as its words; what is read is what counts."""
    at = Stretch(lane="H", first=START + dt.timedelta(weeks=2), last=START + dt.timedelta(weeks=2))
    short = card("Flextur", at=at)
    long = card("Praktik", 2, at=Stretch(lane="A", first=START, last=START + dt.timedelta(weeks=9)))
    text = read(printed(with_cards(example_plan(), short, long)))
    assert "I uge 51" in text
    assert "Fra uge 49 til uge 6" not in text


def test_a_card_in_a_panel_has_room_for_all_of_a_long_word() -> None:
    """R-B09: a word that she wrote without a blank is not cut off on P, and not in her hand."""
    word = "Aftaleformiddagsmad" * 3
    for place in ("parked", "hand"):
        pdf = printed(with_cards(example_plan(), card(word, place=place)), audience="citizen")
        letters = "".join(one for box in text_boxes(pdf) for one in box.text if one.isalnum())
        assert word in letters, place
