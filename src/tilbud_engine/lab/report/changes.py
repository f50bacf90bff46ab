"""What changes, offer by offer, as the comparison tells it, with an example person for each way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tilbud_engine.lab.differences.telling import Told, ToldMove, ToldOffer, ToldTurn
from tilbud_engine.lab.report.document import Block, Heading, Items, Notice, Pairs, Section, Text
from tilbud_engine.lab.words import Words

MOST_SCENARIOS = 5
"""So many scenarios are named for each offer."""


def changes(told: Told, say: Words) -> Section:
    """Return what changes in words: the two sides, what it comes to, each offer, and what means the same."""
    return Section("changes", say("changes"), tuple(_blocks(told, say)))


def _blocks(told: Told, say: Words) -> Iterator[Block]:
    yield Pairs(told.sides)
    yield Items(told.loud)
    yield from (Text(one, "soft") for one in told.notes)
    if told.rules:
        yield Heading(say("changes-rules"))
        yield Items(told.rules)
    if told.changed:
        yield Heading(say("changes-offers"))
        yield Text(say("changes-persons"), "soft")
    for offer in told.changed:
        yield from _offer(offer, say)
    for heading, offers in (("changes-idle", told.idle), ("changes-words", told.reworded)):
        if offers:
            yield Heading(say(heading))
            yield Items(tuple(_in_short(offers, say)))
    if told.ruleset:
        yield Heading(say("changes-ruleset"))
        yield Items(told.ruleset)


def _offer(offer: ToldOffer, say: Words) -> Iterator[Block]:
    yield Heading(offer.title, 4)
    yield from (Text(one) for one in (*offer.reasons, *offer.fields))
    for turn in offer.turns:
        yield from _turn(turn)
    if rest := (*offer.lines, *offer.texts):
        yield Items(rest)
    if offer.scenarios:
        yield Text(say("changes-scenarios"))
        left = len(offer.scenarios) - MOST_SCENARIOS
        more = (say("changes-scenarios-more", count=left),) if left > 0 else ()
        yield Items((*offer.scenarios[:MOST_SCENARIOS], *more))


def _turn(turn: ToldTurn) -> Iterator[Block]:
    if turn.loud:
        yield Notice("bad", turn.heading)
    yield from (Text(one) for one in turn.notes)
    for move in turn.moves:
        yield Text(f"{move.heading}:" if move.groups else f"{move.heading}.")
        if move.groups:
            yield Items(move.groups)
        yield from (Text(one, "soft") for one in _after(move))


def _after(move: ToldMove) -> Iterator[str]:
    yield from move.notes
    yield from (one for one in (move.count, move.example) if one)


def _in_short(offers: Iterable[ToldOffer], say: Words) -> Iterator[str]:
    for offer in offers:
        texts = " ".join((*offer.lines, *offer.texts))
        yield say("changes-notes", offer=offer.title, texts=texts) if texts else offer.title
