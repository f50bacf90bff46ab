"""What stands in her way: in her own words or from the list, leg by leg, and never assumed (R-P1, R-P2, R-D10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tilbud_engine.board.changes import case
from tilbud_engine.board.changes.case import in_her_order
from tilbud_engine.board.changes.together import together
from tilbud_engine.board.changes.writing import Intent
from tilbud_engine.board.plan import Said
from tilbud_engine.errors import Problem
from tilbud_engine.reading import as_node
from tilbud_engine.rules.wording import known_words
from tilbud_engine.vocabulary import Barrier
from tilbud_engine.vocabulary.own_words import hear_hidden, propose
from tilbud_engine.web.changing import changed
from tilbud_engine.web.requests import form_of
from tilbud_engine.web.speaking import shortened
from tilbud_engine.web.talking import Talk, news_of, page, picture_of, talk_of, told
from tilbud_engine.web.visiting import by_of, desk_of, url


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One thing she said as this screen shows it: `text` leads, `words` are her own where they say it otherwise.

    `implied` are facts that it settles, in words, and whether those only repeat what she said.
    """

    id: str
    text: str
    words: str | None
    picture: str
    coded: bool
    may_mean: bool
    implied: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Choosable:
    """A barrier of the list, how a citizen puts it, and whether she has said it."""

    code: str
    says: str
    picture: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One side of life: what she said of it, what there is to choose, and whether a card on the plan answers."""

    leg: str
    label: str
    picture: str
    state: str
    listed: tuple[Choosable, ...]
    gap: bool

    @property
    def chosen(self) -> tuple[Choosable, ...]:
        """Return what she has said of it."""
        return tuple(one for one in self.listed if one.chosen)


async def barriers(request: Request) -> Response:
    """Show what she has said and the sides of life; with `?ord=ID`, what her words may mean."""
    talk = await talk_of(request)
    said = tuple(_lines(talk))
    asked = talk.stored.plan.says.get(request.query_params.get("ord", ""))
    proposed = _proposed(talk, asked) if asked else ()
    return await page(
        request,
        "barriers.html",
        talk,
        said=said,
        sides=_sides(request, talk),
        asked=asked if proposed else None,
        proposed=proposed,
        news=await news_of(request, talk),
    )


async def own_words(request: Request) -> Response:
    """Keep her words as she wrote them, and ask what they may mean; nothing is assumed."""
    form = await form_of(request)
    by, words = by_of(request), form.text("words")
    talk = await talk_of(request)
    version = talk.stored.version + 1
    # The id that her words will have, where nobody comes in between; else she finds them in the list.
    back = f"{url(request, '/i-vejen')}?ord={version}-1#betyder"
    return await changed(request, case.say(by, words=words), back=back, message=talk.say("own-words-noted"))


async def confirm(request: Request) -> Response:
    """Add what she says that her words mean; with several, each has the same words."""
    form = await form_of(request)
    by, said, codes = by_of(request), form.text("said"), form.many("barrier")
    talk = await talk_of(request)
    say, back = talk.say, url(request, "/i-vejen")
    found = talk.stored.plan.says.get(said)
    meant = {one.code for one in _proposed(talk, found)} if found else set()
    codes = tuple(one for one in codes if one in meant)
    if form.ticked("none") or not meant:
        return told(request, back, say("own-words-noted"))
    if not codes:
        return told(request, f"{back}?ord={said}#betyder", say("confirm-nothing-ticked"))
    words = found.words if found else None
    intents = [case.confirm(by, said, codes[0]), *(case.say(by, words=words, barrier=code) for code in codes[1:])]
    message = say("confirmed", words=_listed(talk.says(code) for code in codes))
    return await _with_news(request, talk, together(*intents, what="confirm"), message)


async def choose(request: Request) -> Response:
    """Keep what she ticked on a side of life, or on several: what is new is added last, what she took away is gone."""
    form = await form_of(request)
    by, ticked = by_of(request), form.many("barrier")
    talk = await talk_of(request)
    sides = [one for one in _sides(request, talk) if one.leg in form.many("leg")]
    listed = {one.code for side in sides for one in side.listed}
    had = {one.barrier: one.id for one in in_her_order(talk.stored.plan) if one.barrier in listed}
    intents: list[Intent] = [case.say(by, barrier=code) for code in ticked if code in listed and code not in had]
    gone = {code for code in had if code not in ticked}
    intents += [case.unsay(by, one.id) for one in in_her_order(talk.stored.plan) if one.barrier in gone]
    if not intents:
        return RedirectResponse(url(request, "/i-vejen"), 303)
    chosen = [(side.label, _listed(one.says for one in side.listed if one.code in ticked)) for side in sides]
    told_of = (talk.say("leg-chosen" if words else "leg-cleared", leg=leg, words=words) for leg, words in chosen)
    return await _with_news(request, talk, together(*intents, what="tick"), " ".join(told_of))


async def change(request: Request) -> Response:
    """Move one thing she said up or down, change her words for it, or take it away."""
    form = await form_of(request)
    by, said, talk = by_of(request), form.text("said"), await talk_of(request)
    say = talk.say
    lines = {one.id: one.words or one.text for one in _lines(talk)}
    shown, text = list(lines), shortened(lines.get(said, ""))
    match form.one_of("do", ("up", "down", "remove", "reword")):
        case "remove":
            return await _with_news(request, talk, case.unsay(by, said), say("said-gone", text=text) if text else "")
        case "reword":
            back = f"{url(request, '/i-vejen')}?ord={said}#betyder"
            return await changed(request, case.reword(by, said, form.text("words")), back=back, message=say("reworded"))
        case way:
            place = shown.index(said) if said in shown else 0
            other = min(max(place + (-1 if way == "up" else 1), 0), len(shown) - 1)
            order = [one.id for one in in_her_order(talk.stored.plan)]
            position = order.index(shown[other]) + 1 if shown else 1
            message = say("said-moved", text=text, number=other + 1, count=len(shown)) if text else ""
            return await _with_news(request, talk, case.order(by, said, position), message)


async def nothing_here(request: Request) -> Response:
    """Write down that a side of life was talked about and nothing stands in the way, or that it was not after all."""
    form = await form_of(request)
    talk = await talk_of(request)
    labels = {one.leg: one.label for one in talk.following.suggestion.legs}
    leg, yes = form.one_of("leg", tuple(labels)), not form.ticked("not-yet")
    label = labels[leg]
    intent = case.talked_about(by_of(request), leg, yes)
    message = talk.say("leg-kept" if yes else "leg-not-kept", leg=label)
    return await changed(request, intent, back=f"{url(request, '/i-vejen')}#sider", message=message)


async def not_so(request: Request) -> Response:
    """Take back what a barrier would settle."""
    talk = await talk_of(request)
    fact = (await form_of(request)).one_of("fact", tuple(talk.vocabulary.facts))
    known = next((known for one in _lines(talk) for key, known, _ in one.implied if key == fact), "")
    message = talk.say("implied-gone", known=known) if known else ""
    return await _with_news(request, talk, case.withdraw(by_of(request), fact), message)


async def go_on(request: Request) -> Response:
    """Take what called a human off the plan, when they have talked."""
    talk = await talk_of(request)
    by, words = by_of(request), talk.vocabulary
    alarms = {code for code, one in words.barriers.items() if one.alarm}
    meant = [
        one.id
        for one in talk.stored.plan.says.values()
        if one.barrier in alarms or (one.words and hear_hidden(one.words, words) & alarms)
    ]
    intent = together(*(case.unsay(by, one) for one in meant), what="unsay")
    return await changed(request, intent, back=url(request, "/i-vejen"), message=talk.say("pause-over"))


async def _with_news(request: Request, talk: Talk, intent: Intent, message: str) -> Response:
    return await changed(request, intent, back=f"{url(request, '/i-vejen')}?nyt={talk.stored.version}", message=message)


def _listed(words: Iterable[str]) -> str:
    return "; ".join(one.rstrip(".") for one in words)


def _lines(talk: Talk) -> Iterator[SaidLine]:
    """Yield what she said in her order; nothing that tells, or may tell, of a hidden barrier is repeated."""
    for one in in_her_order(talk.stored.plan):
        barrier = talk.vocabulary.barriers.get(one.barrier) if one.barrier else None
        if not talk.may_repeat(one):
            continue
        text = talk.says(barrier.code) if barrier else one.words or ""
        yield SaidLine(
            id=one.id,
            text=text,
            words=one.words if barrier else None,
            picture=picture_of(barrier.code, barrier.leg) if barrier else "chat-circle-text",
            coded=barrier is not None,
            may_mean=barrier is None and bool(_proposed(talk, one)),
            implied=tuple(_implied(talk, barrier)) if barrier else (),
        )


def _implied(talk: Talk, barrier: Barrier) -> Iterator[tuple[str, str, bool]]:
    """Yield the facts that a barrier settles, in words, those taken back left out (R-P6)."""
    withdrawn = {key for key, one in talk.stored.plan.answers.items() if one.withdrawn or one.value is not None}
    said = talk.says(barrier.code).split()
    for key, node in barrier.implies.items():
        fact = talk.vocabulary.facts.get(key)
        value = fact.read(as_node(node)) if fact else None
        if fact is None or value is None or isinstance(value, Problem) or key in withdrawn:
            continue
        known = known_words(fact, value, talk.language)
        yield key, known, known.split()[1:] == said[1:]


def _proposed(talk: Talk, said: Said) -> tuple[Choosable, ...]:
    """Return what her words may mean and she has not said yet; never what is hidden."""
    if said.barrier or not said.words:
        return ()
    words = talk.vocabulary.barriers
    taken = {one.barrier for one in talk.stored.plan.says.values()}
    codes = dict.fromkeys(one.barrier for one in propose(said.words, talk.vocabulary))
    return tuple(
        Choosable(code, talk.says(code), picture_of(code, words[code].leg), False)
        for code in codes
        if not words[code].hidden and code not in taken
    )


def _sides(request: Request, talk: Talk) -> tuple[Side, ...]:
    """Return the sides of life, each with its barriers; what is hidden is not listed."""
    asked = talk.following.asked
    chair = desk_of(request).engine.chair(asked.ruleset, asked.on, asked.leg_set)
    taken = {one.barrier for one in talk.stored.plan.says.values()}
    laid = {one.offer for one in talk.stored.plan.placed("plan")}
    made: list[Side] = []
    for leg in talk.following.suggestion.legs:
        here = chair.barriers_of(leg.leg)
        listed = tuple(
            Choosable(code, talk.says(code), picture_of(code, one.leg), code in taken)
            for code, one in talk.vocabulary.barriers.items()
            if code in here
        )
        picture = picture_of("", leg.leg)
        gap = leg.state == "stated" and bool(laid) and not laid & set(leg.cards)
        made.append(Side(leg.leg, leg.label, picture, leg.state, listed, gap))
    return tuple(made)


ROUTES = [
    Route("/plan/{code}/i-vejen", barriers),
    Route("/plan/{code}/i-vejen", own_words, methods=["POST"]),
    Route("/plan/{code}/i-vejen/betyder", confirm, methods=["POST"]),
    Route("/plan/{code}/i-vejen/vaelg", choose, methods=["POST"]),
    Route("/plan/{code}/i-vejen/ret", change, methods=["POST"]),
    Route("/plan/{code}/i-vejen/intet", nothing_here, methods=["POST"]),
    Route("/plan/{code}/i-vejen/passer-ikke", not_so, methods=["POST"]),
    Route("/plan/{code}/i-vejen/videre", go_on, methods=["POST"]),
]
