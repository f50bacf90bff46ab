"""The questions that matter, one at a time: why each is asked, and four ways not to answer (R-P6, R-D2, R-D10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tilbud_engine.board.changes import about, case
from tilbud_engine.board.plan import LIMIT
from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.reading import as_node
from tilbud_engine.rules.wording import known_words
from tilbud_engine.suggestion import Question
from tilbud_engine.vocabulary import Fact
from tilbud_engine.web.answering import MOST_LISTED, answer_of, choices
from tilbud_engine.web.changing import changed
from tilbud_engine.web.requests import form_of
from tilbud_engine.web.talking import Talk, news_of, page, talk_of, told
from tilbud_engine.web.visiting import by_of, desk_of, url

LATER = "senere"
"""The facts that wait in this round; they stand in the address, so that nothing is kept of what was not answered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the screen asks it; `waits` is one that is best taken alone and is not shown yet."""

    question: Question
    fact: Fact
    choices: tuple[tuple[str, str], ...]
    long: bool
    unit: str
    cards: tuple[str, ...]
    waits: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """Something that she has answered, in words, or a question that she will not answer."""

    fact: str
    text: str
    declined: bool


async def questions(request: Request) -> Response:
    """Show the next question, what is new since the last answer, and what was answered."""
    talk = await talk_of(request)
    return await _shown(request, talk)


async def answer(request: Request) -> Response:
    """Take an answer, or one of the ways not to answer."""
    form = await form_of(request)
    talk, by = await talk_of(request), by_of(request)
    say = talk.say
    fact = talk.vocabulary.facts.get(form.text("fact"))
    asked = {one.fact for one in talk.following.questions if "authority" not in one.ask}
    if fact is None or fact.key not in asked:
        raise InputError([problem("question-gone", "")])
    waiting = _waiting(form.text(LATER))
    match form.text("do"):
        case "declined":
            return await changed(
                request, case.decline(by, fact.key), back=_back(request, talk, waiting), message=say("declined")
            )
        case "alone":
            back = _back(request, talk, (*waiting, fact.key))
            return await changed(request, about.talk_alone(by, True), back=back, message=say("alone-asked"))
        case "":
            value = answer_of(fact, form, talk.language)
            if isinstance(value, Problem):
                return await _shown(request, talk, fault=value, again=fact.key, later=waiting)
            intent = case.answer(by, fact.key, value, desk_of(request).today())
            # What others at the table should not hear is not said again.
            known = _in_words(fact, value, talk) if fact.sensitivity == "ordinary" else ""
            message = say("answered-so", known=known) if known else say("answered")
            return await changed(request, intent, back=_back(request, talk, waiting), message=message)
    back = _back(request, talk, (*waiting, fact.key))
    return told(request, back, say("left"))


async def forget(request: Request) -> Response:
    """Take an answer back, or be asked again what she would not answer."""
    form = await form_of(request)
    talk = await talk_of(request)
    intent = case.forget(by_of(request), form.text("fact"))
    message = talk.say("known-forgotten")
    return await changed(request, intent, back=_back(request, talk, ()), message=message)


async def _shown(
    request: Request, talk: Talk, *, fault: Problem | None = None, again: str = "", later: tuple[str, ...] | None = None
) -> Response:
    waiting = _waiting(request.query_params.get(LATER, "")) if later is None else later
    left = [one for one in talk.following.questions if "authority" not in one.ask and one.fact not in waiting]
    if again:
        left.sort(key=lambda one: one.fact != again)
    asked = _asked(talk, left[0], shown=again or request.query_params.get("vis", "")) if left else None
    return await page(
        request,
        "questions.html",
        talk,
        status=422 if fault else 200,
        asked=asked,
        left=len(left),
        later=waiting,
        held=tuple(one for one in waiting if any(one == each.fact for each in talk.following.questions)),
        fault=(fault.message(talk.language), fault.hint(talk.language)) if fault else None,
        settled_by_others=tuple(one for one in talk.following.questions if "authority" in one.ask),
        known=tuple(_known(talk)),
        news=await news_of(request, talk),
    )


def _asked(talk: Talk, one: Question, *, shown: str) -> Asked:
    fact = talk.vocabulary.facts[one.fact]
    listed = choices(fact, talk.language) if fact.type in ("bool", "choice", "set") else ()
    cards = talk.following.cards
    return Asked(
        question=one,
        fact=fact,
        choices=listed,
        long=len(listed) > MOST_LISTED and fact.type == "choice",
        unit=fact.in_words("unit", talk.language),
        cards=tuple(cards[offer].word for offer in one.settles if offer in cards),
        waits="alone" in one.ask and shown != one.fact,
    )


def _known(talk: Talk) -> Iterator[Answered]:
    """Yield what she has answered; nothing of what is hidden, and her limit stands on its own page."""
    facts = talk.vocabulary.facts
    for key, one in talk.stored.plan.answers.items():
        fact = facts.get(key)
        if fact is None or key == LIMIT or key in talk.vocabulary.hidden_facts:
            continue
        if one.declined:
            yield Answered(key, fact.in_words("question", talk.language), True)
        elif one.value is not None:
            words = _in_words(fact, one.value, talk)
            if words:
                yield Answered(key, f"{words[:1].upper()}{words[1:]}", False)


def _in_words(fact: Fact, answer: object, talk: Talk) -> str:
    """Return an answer as a main clause; empty for what is hidden, and for what cannot be read any more."""
    value = fact.read(as_node(answer))
    if isinstance(value, Problem) or fact.key in talk.vocabulary.hidden_facts:
        return ""
    return known_words(fact, value, talk.language)


def _waiting(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in text[:2_000].split(",") if one))


def _back(request: Request, talk: Talk, waiting: tuple[str, ...]) -> str:
    """Return the address of the next question, with what waits and the version that news are told since."""
    asked = {"nyt": str(talk.stored.version)} | ({LATER: ",".join(waiting)} if waiting else {})
    return f"{url(request, '/spoergsmaal')}?{urlencode(asked, safe=',')}"


ROUTES = [
    Route("/plan/{code}/spoergsmaal", questions),
    Route("/plan/{code}/spoergsmaal", answer, methods=["POST"]),
    Route("/plan/{code}/spoergsmaal/tilbage", forget, methods=["POST"]),
]
