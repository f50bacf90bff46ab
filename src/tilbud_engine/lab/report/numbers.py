"""How many: who gains and who loses, and to how many the rules say yes before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tilbud_engine.lab.differences.values import MOVES, Counted, OfferDifference, Way, word
from tilbud_engine.lab.report.charts import Bar, side_by_side, two_ways
from tilbud_engine.lab.report.document import Block, Chart, Notice, Section, Table, Text
from tilbud_engine.lab.report.gathering import Gathered, PopulationFile
from tilbud_engine.lab.report.limits import count_words, offer_name
from tilbud_engine.lab.suppression import LEAST_SHOWN
from tilbud_engine.lab.words import Words
from tilbud_engine.rules.conditions import tests_of
from tilbud_engine.rules.wording import number_words

MOST_ROWS = 12
"""So many offers have a bar in a chart; the table has all."""


@dataclass(frozen=True, slots=True)
class Row:
    """An offer with how many gain a yes, lose one, and must answer more to keep one; None is withheld."""

    name: str
    counted: Counted
    gained: int | None
    lost: int | None
    asked: int | None

    @property
    def weight(self) -> int:
        """How many it moves, as far as may be told."""
        return sum(one or 0 for one in (self.gained, self.lost, self.asked))


def rows_of(gathered: Gathered, say: Words) -> list[Row]:
    """Return the offers whose answer changes for somebody in the population, those that move most first."""
    found = [row for one in gathered.difference.changed if (row := _row(one, say)) is not None]
    return sorted(found, key=lambda one: (-one.weight, one.name))


def _row(one: OfferDifference, say: Words) -> Row | None:
    counted, offer = one.population.get("verdict"), one.new.offer or one.old.offer
    if counted is None or offer is None:
        return None
    gained = _sum(counted.ways.get(way) for way in MOVES if way[1] is True)
    return Row(offer_name(offer, say), counted, gained, counted.ways[True, False], counted.ways[True, None])


def _sum(counts: Iterator[int | None]) -> int | None:
    found = list(counts)
    return None if None in found else sum(one for one in found if one is not None)


def numbers(gathered: Gathered, say: Words) -> Section | None:
    """Return how many in the population are concerned; None where there is no population."""
    if gathered.population is None:
        return None
    return Section("numbers", say("numbers"), tuple(_blocks(gathered, gathered.population, say)))


def _blocks(gathered: Gathered, population: PopulationFile, say: Words) -> Iterator[Block]:
    people = number_words(population.rows, language=say.language)
    yield Text(say("numbers-population", name=population.name, rows=people))
    rows = rows_of(gathered, say)
    if not rows:
        yield Text(say("chart-moves-none"))
        return
    if missing := missing_facts(gathered, say):
        yield Notice("warning", say("numbers-missing"), (say("numbers-missing-facts", facts=", ".join(missing)),))
    yield Text(say("withheld-note", least=LEAST_SHOWN), "soft")
    yield _moves(rows, say)
    yield _yes(rows, say)


def _moves(rows: Sequence[Row], say: Words) -> Chart:
    shown = [row for row in rows if any(one != 0 for one in (row.gained, row.lost, row.asked))][:MOST_ROWS]
    kinds = (say("gained"), say("lost"), say("asked"))
    bars = [
        _bar(row.name, kind, count, sign, say)
        for row in shown
        for kind, count, sign in zip(kinds, (row.gained, row.lost, row.asked), (1, -1, -1), strict=True)
        if count != 0
    ]
    table = Table(
        say("chart-moves-table"),
        (say("offer"), *(_way(way, say) for way in MOVES)),
        tuple((row.name, *(count_words(row.counted.ways.get(way), say) for way in MOVES)) for row in rows),
        tuple(range(1, len(MOVES) + 1)),
    )
    told = " ".join(_moved(row, say) for row in shown)
    drawn = two_ways(bars, kinds, say("people"), say.language)
    return Chart(say("chart-moves"), _with_rest(told or say("chart-moves-yes"), rows, say), drawn, table)


def _moved(row: Row, say: Words) -> str:
    counts = {"gained": row.gained, "lost": row.lost, "asked": row.asked}
    words = {name: count_words(one, say) for name, one in counts.items()}
    return say("chart-moves-sentence", offer=row.name, **words)


def missing_facts(gathered: Gathered, say: Words) -> list[str]:
    """Return what the changed rules ask and the population's file does not tell: unknown for everyone."""
    if gathered.after is None:
        return []
    absent = {str(one.values.get("fact")) for one in gathered.after.remarks if one.code == "population-fact-missing"}
    conditions = [one.new.eligible for one in gathered.difference.changed if one.new.eligible is not None]
    facts = {test.fact.key: test.fact for one in conditions for test in tests_of(one)}
    return [fact.in_words("label", say.language) for key, fact in facts.items() if key in absent]


def _yes(rows: Sequence[Row], say: Words) -> Chart:
    shown, bars = rows[:MOST_ROWS], []
    for row in shown:
        bars.append(_bar(row.name, say("before"), row.counted.before[True], 1, say))
        bars.append(_bar(row.name, say("after"), row.counted.after[True], 1, say))
    cells = [(row.name, *_yes_words(row, say)) for row in rows]
    table = Table(say("chart-yes-table"), (say("offer"), say("before"), say("after")), tuple(cells), (1, 2))
    told = " ".join(
        say("chart-yes-sentence", offer=name, before=before, after=after) for name, before, after in cells[:MOST_ROWS]
    )
    drawn = side_by_side(bars, (say("before"), say("after")), say("people"), say.language)
    return Chart(say("chart-yes"), _with_rest(told, rows, say), drawn, table)


def _yes_words(row: Row, say: Words) -> tuple[str, str]:
    return count_words(row.counted.before[True], say), count_words(row.counted.after[True], say)


def _bar(name: str, kind: str, count: int | None, sign: int, say: Words) -> Bar:
    return Bar(name, kind, sign * (count or 0), count_words(count, say))


def _with_rest(told: str, rows: Sequence[Row], say: Words) -> str:
    return f"{told} {say('chart-more', count=MOST_ROWS)}" if len(rows) > MOST_ROWS else told


def _way(way: Way, say: Words) -> str:
    return say("way", old=say(f"short-{word(way[0])}"), new=say(f"short-{word(way[1])}"))
