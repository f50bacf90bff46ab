"""The first page: what was changed, who notices, what a human must look at, and whether the rules are in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tilbud_engine.lab.differences.telling import Told, stated_words
from tilbud_engine.lab.differences.values import LOSSES
from tilbud_engine.lab.report.checks import in_short
from tilbud_engine.lab.report.document import Block, Heading, Items, Notice, Section, Table, Text
from tilbud_engine.lab.report.gathering import Gathered
from tilbud_engine.lab.report.limits import count_words, failing, offer_name
from tilbud_engine.lab.report.numbers import missing_facts, rows_of
from tilbud_engine.lab.words import Words
from tilbud_engine.rules.wording import number_words, requirement


@dataclass(frozen=True, slots=True)
class Room:
    """How much fits on the page: so many lines of a list, each with so many characters; the rest is further on."""

    lines: int
    characters: int

    def cut(self, text: str) -> str:
        """Return a line that is not too long."""
        if len(text) <= self.characters:
            return text
        return f"{text[: self.characters - 1].rsplit(' ', 1)[0]} …"

    def first(self, lines: Sequence[str], say: Words) -> tuple[str, ...]:
        """Return the lines that fit, and how many are left."""
        shown = tuple(self.cut(one) for one in lines[: self.lines])
        return (*shown, say("and-more", count=len(lines) - self.lines)) if len(lines) > self.lines else shown


ROOMS = (Room(6, 240), Room(5, 180), Room(3, 160), Room(2, 110), Room(1, 90))
"""From the roomiest to what fits in any case: paper takes the first that fits on its first page."""


def summaries(gathered: Gathered, told: Told, total: str | None, say: Words) -> tuple[Section, ...]:
    """Return what must fit on one page, from the longest to the shortest."""
    return tuple(Section("summary", say("summary"), tuple(_blocks(gathered, told, total, room, say))) for room in ROOMS)


def _blocks(gathered: Gathered, told: Told, total: str | None, room: Room, say: Words) -> Iterator[Block]:
    yield Items(tuple(room.cut(one) for one in told.loud))
    yield _to_look_at(gathered, room, say)
    yield Heading(say("summary-changes"))
    meant = list(_changes(gathered, told, say))
    yield Items(room.first(meant, say)) if meant else Text(say("summary-none"))
    if people := list(_people(gathered, told, room, say)):
        yield Heading(say("summary-who"))
        yield from people
    if total and not missing_facts(gathered, say):
        yield Text(total)
    if shown := tuple(in_short(gathered, say)):
        yield Heading(say("summary-checks"))
        yield Items(shown)
    yield Text(say("summary-human"), "soft")


def _people(gathered: Gathered, told: Told, room: Room, say: Words) -> Iterator[Block]:
    if gathered.population is not None:
        rows = rows_of(gathered, say)
        if rows:
            people = number_words(gathered.population.rows, language=say.language)
            yield Table(
                say("summary-numbers", rows=people),
                (say("offer"), say("gained"), say("lost"), say("asked"), say("before"), say("after")),
                tuple(
                    (
                        row.name,
                        *(
                            count_words(one, say)
                            for one in (
                                row.gained,
                                row.lost,
                                row.asked,
                                row.counted.before[True],
                                row.counted.after[True],
                            )
                        ),
                    )
                    for row in rows[: room.lines]
                ),
                (1, 2, 3, 4, 5),
            )
            if len(rows) > room.lines:
                yield Text(say("and-more", count=len(rows) - room.lines), "soft")
    lines = []
    for offer in told.changed:
        moves = [(move, group) for turn in offer.turns for move in turn.moves for group in move.groups[:1]]
        for move, group in moves[:2]:
            lines.append(say("summary-person", offer=offer.title, heading=move.heading, group=group))
    if lines:
        yield Items(room.first(lines, say))


def _changes(gathered: Gathered, told: Told, say: Words) -> Iterator[str]:
    """Yield what was changed, in short: a definition only where it is not a parameter in it that was."""
    rules = [one for one in gathered.difference.rules if one.meaning]
    by_value = {offer for one in rules if one.kind == "parameter" for offer in one.offers}
    for change in rules:
        if change.kind == "definition" and by_value.issuperset(change.offers):
            continue
        found = change.new or change.old
        label = ((say.language == "en" and found.value.label_en) or found.value.label) if found else None
        old, new = (
            stated_words(each, say.language) if each else say("summary-absent") for each in (change.old, change.new)
        )
        yield say("summary-change", label=label or change.name, old=old, new=new)
    explained = {offer for one in rules for offer in one.offers}
    for number, one in enumerate(gathered.difference.changed):
        offer = one.new.offer or one.old.offer
        if offer is None:
            continue
        if one.old.reason != one.new.reason:
            yield say("summary-state", offer=offer_name(offer, say), texts=" ".join(told.changed[number].reasons))
        elif one.rewritten and one.id not in explained and one.new.eligible is not None:
            words = requirement(one.new.eligible, say.language)
            yield say("summary-rule", offer=offer_name(offer, say), words=words)


def _to_look_at(gathered: Gathered, room: Room, say: Words) -> Notice:
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
    if missing := missing_facts(gathered, say):
        found.append(say("numbers-missing-facts", facts=", ".join(missing)))
    if levels := len(failing(gathered)):
        found.append(say("summary-levels-one" if levels == 1 else "summary-levels", count=levels))
    return Notice(
        "warning" if narrowed or fixed or missing else "note",
        say("summary-look"),
        tuple(room.cut(one) for one in found),
    )
