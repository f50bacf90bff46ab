"""What stands on the back of a card: what is known, as of when, and no promise."""

from __future__ import annotations

from dataclasses import replace

from tests.web.served import CITIZEN, NOW, RULESET, TODAY, engine
from tilbud_engine.board.changes import about, case
from tilbud_engine.board.changes.together import together
from tilbud_engine.board.following import follow
from tilbud_engine.board.history import written
from tilbud_engine.board.look import Look
from tilbud_engine.board.plan import Plan
from tilbud_engine.board.storage import Stored
from tilbud_engine.suggestion import Card
from tilbud_engine.web.card_words import back_of, contact_words, time_words
from tilbud_engine.web.speaking import Say, speaker
from tilbud_engine.web.talking import PART, Talk

DANISH = speaker("da", Look(), PART)
ENGLISH = speaker("en", Look(), PART)


def talk_about(*codes: str, say: Say = DANISH) -> Talk:
    """Return a talk on a plan where these stand in the way."""
    nothing: Plan = None  # type: ignore[assignment]
    begun = written(None, about.begin(CITIZEN, TODAY, RULESET)(nothing, 1).writes)
    plan = written(begun, together(*(case.say(CITIZEN, barrier=code) for code in codes))(begun, 2).writes)
    stored = Stored("AAAA-AAAA-AAAA", 2, plan, NOW, "")
    return Talk(stored, follow(engine(), plan, TODAY, "citizen", say.language), CITIZEN, say)


def back(card: Card, talk: Talk) -> dict[str, tuple[str, ...]]:
    return {line.heading: line.texts for line in back_of(card, talk)}


def test_room_and_waiting_are_told_as_of_a_day_and_never_as_a_promise() -> None:
    """R-D11: few cases for each caseworker is what it rests on, so nothing is promised."""
    talk = talk_about("H-ANGST")
    told = {"free_places": 3, "waiting_weeks": 2, "next_start": "2026-10-05", "as_of": "2026-09-01"}
    assert back(replace(talk.following.cards["mentor"], availability=told), talk)["card-place"] == (
        "Ledige pladser: 3",
        "Ventetid: 2 uger",
        "Næste start: 5. oktober 2026",
        "Opgjort 1. september 2026",
        "Det kan ændre sig. Det er ikke et løfte.",
    )


def test_no_waiting_is_told_as_no_weeks() -> None:
    talk = talk_about("H-ANGST", say=ENGLISH)
    lines = back(replace(talk.following.cards["mentor"], availability={"waiting_weeks": 0}), talk)["card-place"]
    assert lines == ("Waiting time: 0 weeks", "It may change. It is not a promise.")


def test_of_room_that_nobody_knows_nothing_is_said() -> None:
    talk = talk_about("H-ANGST")
    assert "card-place" not in back(talk.following.cards["mentor"], talk)


def test_what_the_place_itself_says_of_whom_to_call_wins() -> None:
    card = replace(
        talk_about("H-ANGST").following.cards["mentor"],
        contact={"name": "Kommunen", "telephone": "1"},
        availability={"contact": {"name": "Bo", "telephone": "12 34 56 78", "hours": "9-12"}},
    )
    assert contact_words(card, DANISH) == "Bo, telefon 12 34 56 78, 9-12"


def test_a_card_that_an_answer_can_decide_says_which() -> None:
    talk = talk_about("H-ANGST")
    lines = back(talk.following.cards["psykolog_henvist"], talk)
    assert any("gammel" in text or "år" in text for text in lines["card-missing"])


def test_time_is_told_in_few_words() -> None:
    assert time_words((2, 4), (8, 12), DANISH) == "2 til 4 timer om ugen i 8 til 12 uger"
    assert time_words((0, 1), None, DANISH) == "op til 1 time om ugen"
    assert time_words((1, 1), (1, 26), ENGLISH) == "1 hour a week for up to 26 weeks"
    assert time_words((0, 0), None, DANISH) == ""
