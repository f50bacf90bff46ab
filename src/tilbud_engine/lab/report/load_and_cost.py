"""The places that offers need against those there are, month by month, and what they cost, before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from tilbud_engine.lab.report.charts import over_months
from tilbud_engine.lab.report.document import Block, Chart, Heading, Items, Section, Table, Text
from tilbud_engine.lab.report.gathering import Gathered
from tilbud_engine.lab.report.limits import offer_name
from tilbud_engine.lab.report.reckoning import Amount, Reckoned, Side
from tilbud_engine.lab.simulation.values import Load, Simulation
from tilbud_engine.lab.words import Words
from tilbud_engine.rules.wording import number_words
from tilbud_engine.rules.wording.texts import texts

MOST_CHARTS = 6
"""So many offers get a chart of their load; those that change come first."""


def load(gathered: Gathered, found: Sequence[Reckoned], say: Words) -> Section | None:
    """Return the load against the capacity of the offers that state one; None where there is no population."""
    if gathered.after is None:
        return None
    return Section("load", say("load"), tuple(_load(gathered, gathered.after, found, say)))


def _load(gathered: Gathered, simulated: Simulation, found: Sequence[Reckoned], say: Words) -> Iterator[Block]:
    yield Text(say("load-about"))
    yield Items(tuple(_assumed(simulated, say)))
    limited = [one for one in found if one.after.capacity is not None or one.before.capacity is not None]
    if not limited:
        yield Text(say("load-none"))
    for one in limited[:MOST_CHARTS]:
        yield from _offer(gathered, one, say)
    if len(limited) > MOST_CHARTS:
        yield Text(say("load-more", names=", ".join(offer_name(one.offer, say) for one in limited[MOST_CHARTS:])))


def _assumed(simulated: Simulation, say: Words) -> Iterator[str]:
    yield say("load-uptake", percent=simulated.uptake)
    yield say(f"load-{simulated.arrival}")
    yield say("load-barriers" if simulated.barriers else "load-no-barriers")
    yield say("load-one-by-one")


def _offer(gathered: Gathered, one: Reckoned, say: Words) -> Iterator[Block]:
    name = offer_name(one.offer, say)
    sides = [(key, side.load) for key, side in (("before", one.before), ("after", one.after)) if side.load is not None]
    yield Heading(name)
    if one.withheld:
        yield Text(say("load-withheld"), "soft")
    if not sides:
        return
    months = _months(gathered, sides[-1][1], say)
    lines = [(say(key), [month.most or 0.0 for month in found.months]) for key, found in sides]
    places = one.after.capacity or one.before.capacity or 0
    headings = [say("month")]
    for key, _ in sides:
        headings.append(say("load-column", side=say(key)))
    rows = tuple((month, *(_places(found, number, say) for _, found in sides)) for number, month in enumerate(months))
    table = Table(say("load-table", offer=name), tuple(headings), rows, tuple(range(1, len(headings))))
    drawn = over_months(months, lines, (say("load-room", places=places), places), say("load-axis"), say.language)
    told = " ".join(_fits(found, places, say(key), say) for key, found in sides)
    yield Chart(say("load-title", offer=name), told, drawn, table)


def _fits(found: Load, places: int, side: str, say: Words) -> str:
    """Return in how many months there is surely, or perhaps, no room for all."""
    for key, over in (("over", found.surely_over), ("perhaps", found.perhaps_over)):
        if over:
            return say(f"load-{key}", side=side, months=len(over), of=len(found.months), places=places)
    return say("load-fits", side=side, of=len(found.months), places=places)


def _months(gathered: Gathered, found: Load, say: Words) -> list[str]:
    """Return the months by their names, or by their numbers where before and after begin in different ones."""
    if gathered.old.on.replace(day=1) != gathered.new.on.replace(day=1):
        return [say("month-number", number=number) for number in range(1, len(found.months) + 1)]
    return [_month(one.month, say) for one in found.months]


def _month(day: dt.date, say: Words) -> str:
    return f"{texts(say.language).months[day.month - 1][:3]} {day.year}"


def _places(found: Load, number: int, say: Words) -> str:
    month = found.months[number]
    return _stretch((month.least or 0.0, month.most or 0.0), say)


def _stretch(amount: Amount, say: Words) -> str:
    """Return whole numbers from the least to the most; one of them where they are the same."""
    least, most = (number_words(round(one), language=say.language) for one in amount)
    return least if least == most else say("stretch", least=least, most=most)


# --- cost ---------------------------------------------------------------------------------------------------------


def cost(gathered: Gathered, found: Sequence[Reckoned], say: Words) -> Section | None:
    """Return what the offers with a price cost, before and after; None where there is nothing to reckon."""
    priced = with_price(found)
    if gathered.after is None or not priced:
        return None
    blocks: list[Block] = [
        Text(say("cost-about")),
        Table(
            say("cost-table"),
            (say("offer"), say("cost-price"), say("before"), say("after")),
            tuple(
                (offer_name(one.offer, say), _price(one, say), _kroner(one.before, say), _kroner(one.after, say))
                for one in priced
            ),
            (2, 3),
        ),
    ]
    total = total_words(priced, say)
    if total:
        blocks.append(Text(total))
    sources = dict.fromkeys(
        say("cost-source", offer=offer_name(one.offer, say), source=str(side.price.source))
        for one in priced
        for side in (one.before, one.after)
        if side.price is not None and side.price.source is not None
    )
    return Section("cost", say("cost"), (*blocks, Heading(say("cost-sources")), Items(tuple(sources))))


def with_price(found: Sequence[Reckoned]) -> list[Reckoned]:
    """Return the offers of which a price is stated, before or after."""
    return [one for one in found if one.before.price is not None or one.after.price is not None]


def total_words(priced: Sequence[Reckoned], say: Words) -> str | None:
    """Return what all of them cost together, before and after; None where one of them cannot be told."""
    sums: list[Amount] = []
    for side in ([one.before for one in priced], [one.after for one in priced]):
        costs = [one.cost for one in side if one.price is not None]
        if not costs or None in costs:
            return None
        known = [one for one in costs if one is not None]
        sums.append((sum(least for least, _ in known), sum(most for _, most in known)))
    before, after = (_stretch((_round(least), _round(most)), say) for least, most in sums)
    return say("cost-total", before=before, after=after)


def _price(one: Reckoned, say: Words) -> str:
    prices = (side.price for side in (one.before, one.after))
    told = (
        say(f"cost-per-{price.per}", kroner=number_words(price.dkk, language=say.language)) for price in prices if price
    )
    words = list(dict.fromkeys(told))
    return say("cost-price-changes", old=words[0], new=words[1]) if len(words) == 2 else words[0]


def _kroner(side: Side, say: Words) -> str:
    if side.price is None:
        return say("cost-no-price")
    if side.load is None:
        return say("withheld")
    amount = side.cost
    return say("cost-no-hours") if amount is None else _stretch((_round(amount[0]), _round(amount[1])), say)


def _round(kroner: float) -> float:
    """Return the amount in whole thousands: the reckoning is no finer than that."""
    return round(kroner / 1000) * 1000
