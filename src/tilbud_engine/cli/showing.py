"""A suggestion as text: for the eye, and for being read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tilbud_engine.case import Statement
from tilbud_engine.cli.cards import barrier_says, said_by, show_card
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.texts import Texts
from tilbud_engine.suggestion import Alarm, LegState, NotNow, ProblemText, ProposedBarrier, Question, Suggestion
from tilbud_engine.vocabulary import Vocabulary


def show_suggestion(
    page: Page,
    say: Texts,
    suggestion: Suggestion,
    vocabulary: Vocabulary,
    *,
    says: Iterable[Statement] = (),
    words: Mapping[str, str] | None = None,
    proposed: bool = True,
) -> None:
    """Print a suggestion; nothing but the alarm when there is one.

    `says` is what she said, to be quoted. `words` are what stands on the cards of all offers: the name in the law is
    for staff. `proposed` is off where she has already said yes or no to what her words may mean.
    """
    said = said_by(says if suggestion.audience != "shared" else (), vocabulary, say)
    if suggestion.alarms:
        show_alarm(page, say, suggestion.alarms)
        _shielded(page, say, suggestion, vocabulary, said)
        if suggestion.audience == "caseworker":
            _problems(page, say, suggestion.problems)
        return
    page.text(say(f"opening-{suggestion.audience}"), style="title")
    page.text(say("day-and-rules", day=suggestion.on, ruleset=suggestion.ruleset))
    if suggestion.engine.runtime == "reference":
        page.text(say("one-runtime"))
    asked = {one.fact for one in suggestion.questions}
    page.heading(say("cards"))
    if not suggestion.cards:
        page.text(say("no-cards"))
    for number, one in enumerate(suggestion.cards, 1):
        if number > 1:
            page.line()
        show_card(page, say, one, number, vocabulary=vocabulary, audience=suggestion.audience, said=said, asked=asked)
    names = {one.offer: one.word for one in suggestion.cards}
    _questions(page, say, suggestion.questions, names)
    _not_now(page, say, suggestion.not_now, words if words and suggestion.audience != "caseworker" else {})
    if suggestion.legs:
        page.heading(say("legs-of-set" if suggestion.leg_set else "legs"))
    _legs(page, say, suggestion.legs, names, said)
    if proposed:
        _proposed(page, say, suggestion.proposed_barriers, vocabulary)
    _shielded(page, say, suggestion, vocabulary, said)
    _problems(page, say, suggestion.problems)


def show_alarm(page: Page, say: Texts, alarms: Sequence[Alarm]) -> None:
    """Print calm words, and the telephones where the audience may see them."""
    for alarm in alarms:
        page.text(alarm.text, style="title")
        for line in alarm.telephones:
            hours = f" ({line.hours})" if line.hours else ""
            page.item(say("telephone", name=line.name, number=line.telephone) + hours)


def settled_names(say: Texts, settles: Sequence[str], names: Mapping[str, str]) -> str:
    """Return the cards that a question can settle, by their words."""
    return say("can-settle", cards=say.listed([names.get(one, one) for one in settles]))


def _questions(page: Page, say: Texts, questions: Sequence[Question], names: Mapping[str, str]) -> None:
    asked = [one for one in questions if "authority" not in one.ask]
    told = [one for one in questions if "authority" in one.ask]
    if asked:
        page.heading(say("questions"))
    for number, one in enumerate(asked, 1):
        if one.say_first:
            page.text(say("say-first", text=one.say_first))
        page.text(one.question, 0, f"{number}. ")
        if "alone" in one.ask:
            page.text(say("ask-alone"), 3)
        page.text(settled_names(say, one.settles, names), 3)
    if told:
        page.heading(say("municipality-settles"))
    for one in told:
        page.item(f"{one.question}. {settled_names(say, one.settles, names)}")


def _not_now(page: Page, say: Texts, later: Sequence[NotNow], words: Mapping[str, str]) -> None:
    if not later:
        return
    page.heading(say("not-now"))
    for one in later:
        page.item(f"{words.get(one.offer, one.name)}: {one.because}")


def _legs(page: Page, say: Texts, legs: Sequence[LegState], names: Mapping[str, str], said: Mapping[str, str]) -> None:
    for leg in legs:
        cards = [names[one] for one in leg.cards if one in names]
        if leg.state == "stated" and not cards and leg.barriers:
            told = say.listed(list(dict.fromkeys(said[code] for code in leg.barriers)))
            page.item(say("leg-without-card", leg=leg.label, said=told), style="loud")
        elif leg.state == "stated":
            page.item(say("leg-stated", leg=leg.label, cards=say.listed(cards)) if cards else f"{leg.label}.")
        else:
            page.item(say(f"leg-{leg.state.replace('_', '-')}", leg=leg.label))


def _proposed(page: Page, say: Texts, proposed: Sequence[ProposedBarrier], vocabulary: Vocabulary) -> None:
    if not proposed:
        return
    page.heading(say("proposed"))
    for one in proposed:
        says = barrier_says(vocabulary, one.barrier, say)
        page.item(say("proposed-one", words=one.words, says=says, code=one.barrier))


def _shielded(page: Page, say: Texts, suggestion: Suggestion, vocabulary: Vocabulary, said: Mapping[str, str]) -> None:
    if not suggestion.shielded:
        return
    page.heading(say("shielded"))
    page.text(say("shielded-first"))
    for number, one in enumerate(suggestion.shielded, 1):
        page.line()
        show_card(page, say, one, number, vocabulary=vocabulary, audience=suggestion.audience, said=said)


def _problems(page: Page, say: Texts, problems: Sequence[ProblemText]) -> None:
    if not problems:
        return
    page.heading(say("problems"))
    for one in problems:
        where = f"{one.where}: " if one.where else ""
        message = one.message if where else f"{one.message[:1].upper()}{one.message[1:]}"
        page.item(f"{where}{message}. {one.hint} [{one.code}]".replace(".  [", ". ["))
