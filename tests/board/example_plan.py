"""A plan to look at: Søren, who does not exist, three months from a Monday in week 49 of a year with 53 weeks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tilbud_engine.board.plan import (
    About,
    Agreement,
    Answer,
    BoardCard,
    Companion,
    Contact,
    Everyday,
    Face,
    Item,
    Meeting,
    Note,
    Participant,
    Plan,
    Proposal,
    Said,
    Stretch,
    Times,
    Waiting,
)

START = dt.date(2026, 11, 30)
ON = dt.date(2026, 12, 3)
"""A day in the first week, on which the plan is looked at."""


def example_plan() -> Plan:
    """Return the plan: cards in every lane, at P and in the hand, notes of all kinds, a meeting and a proposal."""
    return Plan(
        about=About(
            start=START,
            ruleset="eksempelkommune",
            name="Søren",
            aim="work",
            aim_text="Noget med cykler, måske 15 timer om ugen",
            talked_about=("H", "D", "A"),
            shares=("limit",),
            previous="EKS-0001",
        ),
        cards=_by_id(*_cards()),
        notes=_by_id(*_notes()),
        everyday=_by_id(
            Everyday(id="8-1", text="Sover", times=_on(range(1, 8), "23:00", "06:30"), pictogram="bed"),
            Everyday(
                id="8-2", text="Følger Ida i skole", times=_on(range(1, 6), "07:30", "08:15"), pictogram="student"
            ),
            Everyday(id="8-3", text="Aftensmad", times=_on(range(1, 8), "17:30", "18:30"), pictogram="cooking-pot"),
            Everyday(id="8-4", text="Handler ind", times=_on((2, 6), "15:00"), pictogram="shopping-cart"),
        ),
        agreements=_by_id(
            Agreement(id="9-1", who="Karim", what="Ringer til værkstedet om praktikken", by=dt.date(2026, 12, 7)),
            Agreement(
                id="9-2", who="Mette", what="Spørger, hvor lang ventetid psykologen har", by=dt.date(2026, 12, 9)
            ),
            Agreement(id="9-3", who="Søren", what="Går til første gang rygtræning", by=dt.date(2026, 12, 1), done=True),
            Agreement(id="9-4", who="Søren", what="Skriver sine spørgsmål til mødet ned"),
        ),
        contacts=_by_id(
            Contact(
                id="10-1",
                name="Mette Holm",
                role="min sagsbehandler",
                telephone="00 00 00 11",
                hours="hverdage 9–15",
                first=True,
            ),
            Contact(id="10-2", name="Karim Aziz", role="mentor", telephone="00 00 00 12", hours="hele ugen 8–20"),
            Contact(id="10-3", name="Sundhedscentret", role="træning", telephone="00 00 00 13", hours="man–tor 8–16"),
        ),
        meetings=_by_id(
            Meeting(
                id="11-1",
                topic="Hvordan begynder praktikken?",
                day=dt.date(2027, 1, 11),
                start=dt.time(10),
                end=dt.time(11),
                where="Biblioteket, lokale 2",
                participants=(
                    Participant(
                        name="Mette Holm", reason="has_authority", because="hun bestemmer om praktik", chosen=True
                    ),
                    Participant(name="Karim Aziz", reason="in_contact", because="han er din mentor", chosen=True),
                    Participant(name="Din læge", reason="can_give", because="hun kender din ryg"),
                    Participant(name="Jytte", role="companion", chosen=True),
                ),
                agenda=("Siden sidst", "Praktikken", "Hvem gør hvad"),
            ),
            Meeting(id="11-2", topic="Vi ser på planen", day=dt.date(2027, 2, 22), start=dt.time(10)),
        ),
        says=_by_id(
            Said(id="1-1", words="Jeg har ondt i ryggen, når jeg står op", barrier="H-SMERTE", position=1),
            Said(id="1-2", words="Brevene hober sig op", barrier="D-GAELD", position=2),
            Said(id="1-3", barrier="D-TRANSPORT", position=3),
        ),
        answers=_by_id(
            Answer(id="max_hours_per_week", value=15, on=START),
            Answer(id="age", value=34, by="caseworker", on=START),
            Answer(id="has_children_under_18", declined=True, on=START),
        ),
        companions=_by_id(Companion(id="12-1", name="Jytte")),
    )


def _cards() -> tuple[BoardCard, ...]:
    return (
        _card(
            "2-1",
            Face(
                word="Træning",
                text="Træning for din ryg på sundhedscentret",
                pictogram="person-simple-tai-chi",
                alt="En person, der bevæger sig",
                hours=(2, 4),
                weeks=(8, 12),
            ),
            offer="sundhedscenter_ryg",
            at=_weeks("H", 0, 9),
            times=(_on((2, 4), "10:00", "11:00"),),
            where="Sundhedscentret",
            state="running",
            contact="10-3",
        ),
        _card(
            "2-2",
            Face(
                word="Psykolog",
                text="En samtale om det, der fylder",
                pictogram="armchair",
                alt="En lænestol",
                privacy="confidential",
            ),
            offer="psykolog_henvist",
            at=_weeks("H", 5, 12),
            times=(_on((3,), "13:00", "14:00", every=2),),
            state="waiting",
            waiting=Waiting(whom="lægen", by=dt.date(2026, 12, 18)),
        ),
        _card(
            "2-3",
            Face(
                word="Styr på gæld",
                text="Hjælp til breve, gæld og budget",
                pictogram="envelope-open",
                alt="En åben kuvert",
                privacy="confidential",
            ),
            offer="gaeldsraadgivning",
            at=_weeks("D", 2, 7),
            times=(Times(day=dt.date(2026, 12, 15), start=dt.time(14)),),
            state="agreed",
            shown=True,
        ),
        _card(
            "2-4",
            Face(word="Flextur", text="Kørsel til og fra praktik", pictogram="van", alt="En lille bus"),
            offer="transporthjaelp",
            at=_weeks("D", 6, 12),
            state="wished",
        ),
        _card(
            "2-5",
            Face(word="Ida og far", text="Svømmehallen", pictogram="person-simple-swim", alt="En person, der svømmer"),
            at=_weeks("N", 1, 12),
            times=(_on((7,), "10:00", "12:00", every=2),),
            state="running",
            note="Ida vælger",
        ),
        _card(
            "2-6",
            Face(word="Mentor", text="Én at ringe til og følges med", pictogram="users", alt="To personer"),
            offer="mentor",
            at=_weeks("A", 0, 12),
            times=(_on((5,), "13:00", "14:00"),),
            state="agreed",
            hours=1,
            contact="10-2",
        ),
        _card(
            "2-7",
            Face(
                word="Praktik",
                text="Prøv et arbejde i din egen takt på en virksomhed",
                pictogram="toolbox",
                alt="En værktøjskasse",
                hours=(3, 37),
                weeks=(4, 13),
            ),
            offer="virksomhedspraktik",
            at=_weeks("A", 6, 12),
            times=(_on((1, 5), "09:00", "12:00"),),
            where="Cykelværkstedet",
            state="wished",
            hours=6,
        ),
        _card(
            "2-8",
            Face(word="Fællessang", text="Sang og kaffe i kulturhuset", pictogram="music-notes", alt="Noder"),
            offer="kulturvitaminer",
            at=_weeks("life", 1, 12),
            times=(_on((4,), "19:00", "20:30"),),
            state="running",
        ),
        _card(
            "3-1",
            Face(word="Frivillig ven", text="En at drikke kaffe med", pictogram="coffee", alt="En kop kaffe"),
            offer="frivillig_ven",
            place="offered",
            proposal=Proposal(by="caseworker", place="plan", at=_weeks("N", 4, 10), why="Du sagde, at ugen er lang"),
            by="caseworker",
        ),
        _card(
            "2-9",
            Face(word="Kørekort", text="Til foråret", pictogram="car", alt="En bil"),
            place="parked",
            state="paused",
            state_before="wished",
            shown=True,
            note="venter til foråret",
        ),
        _card(
            "2-10",
            Face(word="IT-kursus 2024", text="Kursus", pictogram="graduation-cap", alt="En studenterhue"),
            place="earlier",
            state="done",
            note="det gik for hurtigt",
        ),
        _card("2-11", Face(word="Én person", text="Én, der samler det hele", pictogram="tree-structure", alt="Tråde")),
    )


def _notes() -> tuple[Note, ...]:
    return (
        Note(id="4-1", kind="wish", text="Et arbejde, hvor jeg bruger hænderne"),
        Note(id="4-2", kind="wish", text="Mere ro derhjemme"),
        Note(id="4-3", kind="good_at", text="Reparerer cykler"),
        Note(id="4-4", kind="good_at", text="Kender alle i gården"),
        Note(id="4-5", kind="mind", text="Højst én ny ting om ugen"),
        Note(id="4-6", kind="mind", text="Ring – skriv ikke breve"),
        Note(id="4-7", kind="attention", text="Ingen bus efter kl. 18", by="caseworker"),
        Note(id="4-8", kind="note", text="Spørg, om jeg må tage madpakke med", shared=True),
        Note(id="4-9", kind="note", text="Det her er kun mit"),
        Note(id="4-10", kind="success", text="Jeg kom af sted tre gange i uge 50", week=dt.date(2026, 12, 7)),
        Note(id="4-11", kind="success", text="Jeg ringede selv til lægen"),
        Note(id="4-12", kind="frustration", text="For mange breve på én gang", shared=True),
        Note(id="4-13", kind="frustration", text="Jeg bliver træt efter kl. 14"),
    )


def _card(key: str, face: Face, **fields: Any) -> BoardCard:
    placed = {"place": "plan"} if "at" in fields else {}
    return BoardCard.model_validate({"id": key, "face": face, **placed, **fields})


def _weeks(lane: str, first: int, last: int) -> Stretch:
    return Stretch(lane=lane, first=START + dt.timedelta(weeks=first), last=START + dt.timedelta(weeks=last))


def _on(days: Any, start: str, end: str | None = None, every: int = 1) -> Times:
    return Times(
        days=tuple(days),
        start=dt.time.fromisoformat(start),
        end=dt.time.fromisoformat(end) if end else None,
        every=every,
    )


def _by_id(*items: Item) -> dict[str, Any]:
    return {str(getattr(one, "id", "")): one for one in items}
