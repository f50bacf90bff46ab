"""The first page: what was changed, who notices, what a human must look at, and whether the rules are in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tilbud_engine.lab.differences.telling import Told, stated_words
from tilbud_engine.lab.differences.values import LOSSES
from tilbud_engine.lab.report.checks import in_short
from tilbud_engine.lab.report.document import Block, Heading, Items, Notice, Section, Table, Text
from tilbud_engine.lab.report.gathering import Gathered
from tilbud_engine.lab.report.limits import count_words, failing, offer_name
from tilbud_engine.lab.report.numbers import rows_of
from tilbud_engine.lab.words import Words
from tilbud_engine.rules.wording import number_words

MOST_CHANGES, MOST_OFFERS = 5, 6
"""So many changes of the rules and so many offers fit on the page; the rest is further on."""

_LONGEST = 220
"""So many characters of one line fit on the page."""


def summary(gathered: Gathered, told: Told, total: str | None, say: Words) -> Section:
    """Return what must fit on one page."""
    return Section("summary", say("summary"), tuple(_blocks(gathered, told, total, say)))


def _blocks(gathered: Gathered, told: Told, total: str | None, say: Words) -> Iterator[Block]:
    yield Items(tuple(_cut(one) for one in told.loud))
    yield _to_look_at(gathered, say)
    yield Heading(say("summary-changes"))
    meant = list(_changes(gathered, say))
    yield Items(_first(meant, MOST_CHANGES, say)) if meant else Text(say("summary-none"))
    if people := list(_people(gathered, told, say)):
        yield Heading(say("summary-who"))
        yield from people
    if total:
        yield Text(total)
    if shown := tuple(in_short(gathered, say)):
        yield Heading(say("summary-checks"))
        yield Items(shown)
    yield Text(say("summary-human"), "soft")


def _people(gathered: Gathered, told: Told, say: Words) -> Iterator[Block]:
    if gathered.population is not None:
        rows = rows_of(gathered, say)
        if rows:
            people = number_words(gathered.population.rows, language=say.language)
            yield Table(
                say("summary-numbers", rows=people),
                (say("offer"), say("gained"), say("lost"), say("before"), say("after")),
                tuple(
                    (
                        row.name,
                        *(
                            count_words(one, say)
                            for one in (row.gained, row.lost, row.counted.before[True], row.counted.after[True])
                        ),
                    )
                    for row in rows[:MOST_OFFERS]
                ),
                (1, 2, 3, 4),
            )
            if len(rows) > MOST_OFFERS:
                yield Text(say("and-more", count=len(rows) - MOST_OFFERS), "soft")
            return
    lines = []
    for offer in told.changed:
        moves = [(move, group) for turn in offer.turns for move in turn.moves for group in move.groups[:1]]
        for move, group in moves[:2]:
            lines.append(say("summary-person", offer=offer.title, heading=move.heading, group=group))
    if lines:
        yield Items(_first(lines, MOST_OFFERS, say))


def _changes(gathered: Gathered, say: Words) -> Iterator[str]:
    """Yield what was changed, in short: a definition only where it is not a parameter in it that was."""
    rules = [one for one in gathered.difference.rules if one.meaning]
    told = {offer for one in rules if one.kind == "parameter" for offer in one.offers}
    for one in rules:
        if one.kind == "definition" and told.issuperset(one.offers):
            continue
        found = one.new or one.old
        label = ((say.language == "en" and found.value.label_en) or found.value.label) if found else None
        old, new = (stated_words(each, say.language) if each else say("summary-absent") for each in (one.old, one.new))
        yield say("summary-change", label=label or one.name, old=old, new=new)


def _to_look_at(gathered: Gathered, say: Words) -> Notice:
    found: list[str] = []
    narrowed = [
        offer_name(offer, say)
        for one in gathered.difference.changed
        if any(move.proved and move.way in LOSSES for move in one.right.moves)
        and (offer := one.new.offer or one.old.offer) is not None
    ]
    if narrowed:
        found.append(say("summary-right", names=", ".join(narrowed)))
    fixed = list(dict.fromkeys(offer_name(one.offer, say) for one in gathered.fixed))
    if fixed:
        found.append(say("summary-fixed", names=", ".join(fixed)))
    if not found:
        found.append(say("summary-nothing"))
    if levels := len(failing(gathered)):
        found.append(say("summary-levels-one" if levels == 1 else "summary-levels", count=levels))
    return Notice("warning" if narrowed or fixed else "note", say("summary-look"), tuple(_cut(one) for one in found))


def _first(lines: Sequence[str], most: int, say: Words) -> tuple[str, ...]:
    shown = tuple(_cut(one) for one in lines[:most])
    return (*shown, say("and-more", count=len(lines) - most)) if len(lines) > most else shown


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rsplit(' ', 1)[0]} …"
