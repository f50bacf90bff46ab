"""Plans that strain the sheet: many cards, long words, pictures as letters, and text from right to left."""

from __future__ import annotations

import datetime as dt
from typing import Any, get_args

from hypothesis import strategies as st

from tilbud_engine.board.lanes import Lane
from tilbud_engine.board.plan import (
    LIMIT,
    About,
    Agreement,
    Answer,
    BoardCard,
    Contact,
    Everyday,
    Face,
    Meeting,
    Note,
    Place,
    Plan,
    Proposal,
    State,
    Stretch,
    Times,
    Waiting,
)

START = dt.date(2026, 11, 30)
LANES = (
    Lane("H", "Krop og sind"),
    Lane("D", "Hverdag og hjem"),
    Lane("N", "Mennesker omkring mig"),
    Lane("A", "Arbejde og læring"),
    Lane("life", "Det gode liv"),
    Lane("meetings", "Møder"),
)
PIECES = (
    "Træning",
    "Praktik på værksted",
    "Specialundervisningskonsulenten",
    "Arbejdsmarkedsuddannelsescentret i Randers",
    "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "Smil 😀 og ❤️ fra 👨‍👩‍👧",
    "مرحبا بالعالم وأهلا بكم",
    "سلام دوست من می‌خواهم",
    "Київ і мрії",
    "አማርኛ",
    "漢字かな",
    "#strong[x] $y$ \\ @z <a> */ //",
    "En lang tekst om alt det, der skal ske, og hvorfor det skal ske lige nu og her, for at det kan lykkes",
)
_PLACES: tuple[Place, ...] = ("plan", "plan", "plan", "plan", "parked", "earlier", "hand", "offered")
words = st.sampled_from(PIECES)
texts = st.lists(words, min_size=1, max_size=4).map(" ".join)
clocks = st.builds(dt.time, st.integers(0, 23), st.sampled_from((0, 5, 30)))
times = st.one_of(
    st.builds(
        Times,
        days=st.sets(st.integers(1, 7), min_size=1).map(tuple),
        start=clocks,
        end=st.none() | clocks,
        every=st.integers(1, 4),
    ),
    st.builds(Times, day=st.dates(START, START + dt.timedelta(days=365)), start=clocks),
)


@st.composite
def plans(draw: st.DrawFn, most_cards: int = 60, weeks: st.SearchStrategy[int] | None = None) -> Plan:
    """Draw a plan of 4 to 52 weeks with up to so many cards."""
    length = draw(weeks or st.sampled_from((4, 5, 13, 13, 13, 26, 52)))
    rest: dict[str, Any] = {
        "notes": draw(st.lists(_notes, max_size=20)),
        "everyday": draw(st.lists(st.builds(Everyday, id=st.just("1-1"), text=words, times=times), max_size=8)),
        "agreements": draw(st.lists(_agreements, max_size=8)),
        "contacts": draw(st.lists(_contacts, max_size=5)),
        "meetings": draw(st.lists(_meetings(length), max_size=4)),
        "cards": draw(st.lists(_cards(length), max_size=most_cards)),
    }
    numbered = {
        part: {f"2-{number}": one.model_copy(update={"id": f"2-{number}"}) for number, one in enumerate(many, 1)}
        for part, many in rest.items()
    }
    about = About(start=START, weeks=length, ruleset="danmark", name=draw(st.none() | words))
    answers = {LIMIT: Answer(id=LIMIT, value=draw(st.integers(1, 37)))} if draw(st.booleans()) else {}
    return Plan(about=about, answers=answers, **numbered)


_notes = st.builds(
    Note,
    id=st.just("1-1"),
    kind=st.sampled_from(("wish", "good_at", "mind", "attention", "note", "success", "frustration")),
    text=texts,
    shared=st.booleans(),
)
_agreements = st.builds(
    Agreement, id=st.just("1-1"), who=words, what=texts, by=st.none() | st.just(START), done=st.booleans()
)
_contacts = st.builds(
    Contact,
    id=st.just("1-1"),
    name=words,
    role=st.none() | words,
    telephone=st.none() | st.just("00 00 00 11"),
    hours=st.none() | words,
    first=st.booleans(),
)


def _meetings(weeks: int) -> st.SearchStrategy[Meeting]:
    days = st.integers(-7, weeks * 7 + 7).map(lambda day: START + dt.timedelta(days=day))
    return st.builds(
        Meeting, id=st.just("1-1"), topic=st.none() | texts, day=st.none() | days, start=clocks, where=st.none() | words
    )


@st.composite
def _cards(draw: st.DrawFn, weeks: int) -> BoardCard:
    first = draw(st.integers(-2, weeks + 1))
    last = first + draw(st.sampled_from((0, 0, 0, 1, 2, 8, weeks)))
    lane = draw(st.sampled_from([one.key for one in LANES] + ["gone"]))
    at = Stretch(lane=lane, first=START + dt.timedelta(weeks=first), last=START + dt.timedelta(weeks=last))
    place = draw(st.sampled_from(_PLACES))
    proposed = place == "offered" or draw(st.sampled_from((False, False, False, True)))
    state = draw(st.sampled_from(get_args(State)))
    return BoardCard(
        id="1-1",
        face=Face(
            word=draw(words),
            text=draw(texts),
            pictogram=draw(st.sampled_from(("bus", "coffee", "users", "no-such-picture", "own.png"))),
            alt=draw(st.sampled_from(("", "En bus"))),
            privacy=draw(st.sampled_from(("normal", "normal", "confidential"))),
            hours=draw(st.none() | st.just((2, 8))),
            duty=draw(st.booleans()),
        ),
        place=place,
        at=at,
        times=tuple(draw(st.lists(times, max_size=2))),
        where=draw(st.none() | words),
        state=state,
        waiting=Waiting(whom=draw(words), by=START) if state == "waiting" else None,
        declined_by=draw(words) if state == "declined" else None,
        proposal=Proposal(by="caseworker", place="plan", at=at) if proposed else None,
        note=draw(st.none() | words),
        shown=draw(st.booleans()),
    )


_CLOSE = Stretch(lane="H", first=START, last=START)
REACHING = Plan(
    about=About(start=START, weeks=4, ruleset="danmark"),
    cards={
        f"2-{number}": BoardCard(
            id=f"2-{number}",
            face=Face(word="Træning", text="Træning", pictogram="bus"),
            place="plan",
            at=_CLOSE,
            state="declined",
            declined_by=declined_by,
        )
        for number, declined_by in enumerate(("سلام دوست من می‌خواهم وأهلا بكم", "Nguyễn Thị Ngọc Ẫn và Ấm Ệ Ǻ"), 1)
    },
)
"""Lines of small letters that reach higher and lower than those of Europe, close above each other."""
