"""`tilbud barriers --from`: what a text may mean, what matched and why, for staff who read or extend the lexicon."""

from __future__ import annotations

from typing import Any

from tilbud_engine.case import Citizen, Statement
from tilbud_engine.cli.cards import barrier_says
from tilbud_engine.cli.options import today
from tilbud_engine.cli.page import Page, show_json
from tilbud_engine.cli.showing import show_alarm
from tilbud_engine.cli.texts import Texts
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError
from tilbud_engine.reading import text_problems
from tilbud_engine.suggestion import Alarm
from tilbud_engine.vocabulary.own_words import Heard, hear


def show_heard(page: Page, say: Texts, engine: Engine, words: str, form: str) -> None:
    """Print what a text may mean; with danger in it only the alarm, and of what is shielded only the code.

    Raises InputError for a text that may not be read: a CPR number, hidden characters, too much of it.
    """
    if problems := list(text_problems(words, "")):
        raise InputError(problems)
    heard = hear(words, engine.vocabulary)
    alarms = _alarms(engine, heard, words, say)
    if form == "json":
        show_json(_document(engine, heard, alarms))
        return
    if alarms:
        show_alarm(page, say, alarms)
        return
    barriers = engine.vocabulary.barriers
    page.text(say("heard-only-proposed" if heard.proposals else "heard-nothing"))
    for one in heard.proposals:
        page.line()
        page.text(f"{one.barrier}  {barrier_says(engine.vocabulary, one.barrier, say)}", style="name")
        if barriers[one.barrier].shielded:
            page.text(say("heard-shielded"), 3)
            continue
        page.text(say("heard-said", said=one.said), 3)
        page.text(say("heard-entry", place=one.place, pattern=one.pattern) if one.place else say("heard-listed"), 3)
    shown = [one for one in heard.passed_over if not barriers[one.barrier].hidden]
    if shown:
        page.heading(say("heard-passed-over"))
    for over in shown:
        why = say(f"heard-because-{over.reason}", because=over.because)
        page.item(say("heard-over", barrier=over.barrier, said=over.said, why=why))


def _alarms(engine: Engine, heard: Heard, words: str, say: Texts) -> tuple[Alarm, ...]:
    if not any(engine.vocabulary.barriers[one.barrier].alarm for one in heard.proposals):
        return ()
    citizen = Citizen(says=(Statement(words=words),))
    return engine.suggest(citizen, today(), audience="caseworker", language=say.language).alarms


def _document(engine: Engine, heard: Heard, alarms: tuple[Alarm, ...]) -> dict[str, Any]:
    """Return what was heard as plain values; her words stand only where nothing hidden is told."""
    barriers = engine.vocabulary.barriers
    proposals: list[dict[str, Any]] = []
    for one in heard.proposals if not alarms else ():
        known = {"said": one.said, "pattern": one.pattern, "place": one.place}
        proposals.append({"barrier": one.barrier, **({"shielded": True} if barriers[one.barrier].shielded else known)})
    over = [one for one in heard.passed_over if not alarms and not barriers[one.barrier].hidden]
    return {
        "alarms": [one.text for one in alarms],
        "proposals": proposals,
        "passed_over": [
            {"barrier": one.barrier, "said": one.said, "reason": one.reason, "because": one.because} for one in over
        ],
    }
