"""A simulation in words: sections with tables, for a screen, a page or a report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from tilbud_engine.dated import add_months
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.lab.simulation.counting import FACTS
from tilbud_engine.lab.simulation.values import (
    AGE,
    DIMENSIONS,
    LEG,
    SMALL_GROUPS,
    TARGET_GROUP,
    UNKNOWN_GROUP,
    Counts,
    Group,
    Load,
    OfferNumbers,
    Shown,
    Simulation,
)
from tilbud_engine.lab.words import Words
from tilbud_engine.offers import Offer
from tilbud_engine.rules.chairs import chair_in_use
from tilbud_engine.rules.wording import day_words, number_words

_ANSWERS = ("yes", "no", "unknown")
_UNKNOWN_FOR_ALL = ("not-loaded", "faulty")
_ABSENT = "population-fact-missing"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text; all columns but the first are numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what stands before and after its table, and the items of its list."""

    heading: str = ""
    before: tuple[str, ...] = ()
    table: Table | None = None
    items: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    loud: tuple[str, ...] = ()


def sections(
    found: Simulation, rules: RulesAt, say: Words, *, by: Collection[str] = (), offers: Collection[str] = ()
) -> Iterator[Section]:
    """Yield the sections of a simulation; of `by` every offer is told by group, and only `offers` where some are named.

    `rules` are those that the simulation is of.
    """
    return _Teller(found, rules, say, by, offers).sections()


class _Teller:
    def __init__(
        self, found: Simulation, rules: RulesAt, say: Words, by: Collection[str], named: Collection[str]
    ) -> None:
        self.found = found
        self.rules = rules
        self.say = say
        self.by = by
        self.offers = [one for one in found.offers if not named or one.id in named]
        self.shown = [one for one in self.offers if one.reason is None]
        self.silent = {one.id for one in self.shown if not _is_for_anybody(one.total)}

    def sections(self) -> Iterator[Section]:
        yield self.head()
        if self.shown:
            yield self.answers()
        yield from self.not_offered()
        yield from self.missing()
        for name in DIMENSIONS:
            if self.shown and name in self.found.groups:
                yield self.by_offer(name) if name in self.by else self.by_group(name)
        yield from self.load()
        yield self.assumed()

    # Section by section.

    def head(self) -> Section:
        found, say = self.found, self.say
        loud = [say("draft")] if found.draft else []
        if self.rules.faults:
            loud += [say("written-wrong"), *(one.line(say.language) for one in self.rules.faults)]
        if not found.suppressed:
            loud.append(say("hidden-off"))
        if found.left_out:
            loud.append(say("stopped", tables=", ".join(say(f"table-{name}") for name in found.left_out)))
        texts = [
            say("population", persons=self.number(found.persons), name=found.population),
            say("by-barriers" if found.barriers else "without-barriers"),
        ]
        if found.alarms != 0:
            texts.append(say("alarms", count=self.number(found.alarms)))
        return Section(say("title", ruleset=found.ruleset, on=found.on), tuple(texts), loud=tuple(loud))

    def answers(self) -> Section:
        say = self.say
        rows = [
            (self.name(one.id), *(self.number(getattr(one.total, name)) for name in _ANSWERS), self.right(one))
            for one in self.shown
            if one.id not in self.silent
        ]
        head = (say("offer"), *(say(name) for name in _ANSWERS), say("right"))
        after = [say("right-means")]
        if self.silent:
            after.append(say("nobody", offers=", ".join(map(self.name, sorted(self.silent)))))
        return Section(say("answers"), table=Table(head, tuple(rows)), after=tuple(after))

    def right(self, one: OfferNumbers) -> str:
        return "-" if one.right is None else self.number(one.right.yes)

    def not_offered(self) -> Iterator[Section]:
        """Tell of offers that answer the same to everyone: unknown, by the reason, and not offered, each with its."""
        for reason in _UNKNOWN_FOR_ALL:
            names = [self.with_persons(self.name(one.id), one) for one in self.offers if one.reason == reason]
            if names:
                yield Section(self.say(f"reason-{reason}"), items=tuple(names))
        items = []
        for one in self.offers:
            offer = self.rules.answer(one.id).offer
            if one.reason is None or one.reason in _UNKNOWN_FOR_ALL or offer is None or offer.not_offered is None:
                continue
            reason = self.say(f"reason-{one.reason}", on=offer.not_offered.on)
            items.append(self.with_persons(f"{self.name(one.id)}: {reason}", one))
        if items:
            yield Section(self.say("not-offered"), items=tuple(items))

    def with_persons(self, text: str, one: OfferNumbers) -> str:
        persons = one.total.unknown if one.reason in _UNKNOWN_FOR_ALL else one.total.no
        if not self.found.barriers or persons == 0:
            return text
        return f"{text} ({self.say('stated', persons=self.number(persons))})"

    def missing(self) -> Iterator[Section]:
        facts = self.rules.engine.rulebook.vocabulary.facts
        items = []
        for one in self.shown:
            told = [
                self.say("missing-fact", fact=facts[key].in_words("label", self.say.language), count=self.number(count))
                for key, count in one.missing.items()
            ]
            if told:
                items.append(self.say("missing-line", offer=self.name(one.id), facts=", ".join(told)))
        if items:
            yield Section(self.say("missing"), before=(self.say("missing-means"),), items=tuple(items))

    def by_group(self, name: str) -> Section:
        say = self.say
        rows = [
            (
                self.group(name, group),
                self.number(group.persons),
                *(self.together(name, group.key, answer) for answer in _ANSWERS),
            )
            for group in self.found.groups[name]
        ]
        head = (say("group"), say("persons"), *(say(answer) for answer in _ANSWERS))
        first = next(iter(self.found.groups)) == name
        return Section(say(f"by-{name}"), (say("by-means"),) if first else (), Table(head, tuple(rows)))

    def together(self, name: str, group: str, answer: str) -> str:
        counts = [getattr(one.groups[name][group], answer) for one in self.shown]
        total = self.number(sum(count for count in counts if count is not None))
        return self.say("at-least", count=total) if None in counts else total

    def by_offer(self, name: str) -> Section:
        groups = self.found.groups[name]
        rows = [
            (self.name(one.id), *(self.number(one.groups[name][group.key].yes) for group in groups))
            for one in self.shown
            if one.id not in self.silent
        ]
        head = (self.say("offer"), *(self.short(name, group) for group in groups))
        return Section(self.say(f"by-{name}"), (self.say("by-offer-means"),), Table(head, tuple(rows)))

    def load(self) -> Iterator[Section]:
        limited = [one for one in self.shown if one.load is not None and one.load.capacity is not None]
        for number, one in enumerate(limited):
            yield self.places(one, one.load, "" if number else self.say("load")) if one.load else Section()
        others = (one for one in self.shown if one not in limited and one.load is not None and one.load.weeks)
        open_ended = sorted(others, key=lambda one: -_peak(one.load))
        rows = [
            (self.name(one.id), self.stretch(_peak(one.load, "least"), _peak(one.load)))
            for one in open_ended
            if _peak(one.load)
        ]
        if rows:
            table = Table((self.say("offer"), self.say("at-once")), tuple(rows))
            yield Section("" if limited else self.say("load"), (self.say("no-capacity"),), table)

    def places(self, one: OfferNumbers, load: Load, heading: str) -> Section:
        say = self.say
        title = {"offer": self.name(one.id), "capacity": self.number(load.capacity)}
        if all(month.most is None for month in load.months):
            return Section(heading, before=(say("load-withheld", **title),))
        rows = [
            (
                self.month(month.month),
                self.places_words(month.arrivals),
                self.stretch(month.least, month.most),
                self.places_words(month.most_if_unknown),
            )
            for month in load.months
        ]
        table = Table((say("month"), say("begin"), say("in-use"), say("in-use-if-unknown")), tuple(rows))
        perhaps = [month for month in load.perhaps_over if month not in load.surely_over]
        if_unknown = [month for month in load.over_if_unknown if month not in load.perhaps_over]
        over = (("surely", load.surely_over), ("perhaps", perhaps), ("if-unknown", if_unknown))
        loud = [say(f"over-{key}", months=self.months(months)) for key, months in over if months]
        told = any(month.most_if_unknown is not None for month in load.months)
        calm = (say("over-never"),) if not loud and told else ()
        return Section(heading, (say("load-title", **title),), table, after=calm, loud=tuple(loud))

    def assumed(self) -> Section:
        found, say = self.found, self.say
        months = next((len(one.load.months) for one in found.offers if one.load), 0)
        values = {"months": months, "outside": self.number(found.start_outside)}
        items = [
            say("uptake", uptake=found.uptake),
            say(f"arrival-{found.arrival}", **values),
            say("stay", **values),
            say("each-alone"),
            say("same-rules", ruleset=found.ruleset),
        ]
        if found.suppressed:
            items.append(say("hidden-few", count=found.withheld) if found.withheld else say("hidden-none"))
        if unsaid := [name for name in DIMENSIONS if name not in found.groups and name not in found.left_out]:
            items.append(say("not-grouped", tables=", ".join(say(f"table-{name}") for name in unsaid)))
        facts = self.rules.engine.rulebook.vocabulary.facts
        if absent := [one.values["fact"] for one in found.remarks if one.code == _ABSENT]:
            labels = ", ".join(facts[key].in_words("label", say.language) for key in absent)
            items.append(say("fact-absent", facts=labels, columns=", ".join(absent)))
        items += [one.line(say.language) for one in found.remarks if one.code != _ABSENT]
        return Section(say("assumed"), items=tuple(items))

    # Words.

    def name(self, key: str) -> str:
        answer = self.rules.answer(key)
        return key if answer.offer is None else _name(answer.offer.offer, self.say)

    def number(self, count: Shown) -> str:
        return self.say("withheld") if count is None else number_words(count, language=self.say.language)

    def places_words(self, places: float | None) -> str:
        # A part of a place is a whole one that somebody has to have.
        return self.number(None if places is None else ceil(round(places, 6)))

    def stretch(self, least: float | None, most: float | None) -> str:
        ends = list(dict.fromkeys(map(self.places_words, (least, most))))
        return "-".join(ends)

    def group(self, name: str, group: Group) -> str:
        if group.key == SMALL_GROUPS:
            members = ", ".join(self.group(name, Group(one, 0)) for one in group.members)
            return self.say("group-small", members=members)
        return _group_name(self.rules, self.say, name, group.key)

    def short(self, name: str, group: Group) -> str:
        """Return a group as the head of a column: bands and numbers of the law as they are."""
        if group.key == SMALL_GROUPS:
            return self.say("group-small-short")
        return group.key if name in (AGE, TARGET_GROUP) and group.key != UNKNOWN_GROUP else self.group(name, group)

    def month(self, day: dt.date) -> str:
        return day_words(day, self.say.language).partition(" ")[2]

    def months(self, days: Sequence[dt.date]) -> str:
        """Return the months in words, those that follow each other as a stretch."""
        runs: list[list[dt.date]] = []
        for day in days:
            if runs and add_months(runs[-1][-1], 1) == day:
                runs[-1].append(day)
            else:
                runs.append([day])
        told = [
            self.month(run[0])
            if len(run) == 1
            else self.say("months", first=self.month(run[0]), last=self.month(run[-1]))
            for run in runs
        ]
        return ", ".join(told)


def _name(offer: Offer, say: Words) -> str:
    return (offer.name_en if say.language == "en" else None) or offer.name


def _group_name(rules: RulesAt, say: Words, name: str, key: str) -> str:
    vocabulary = rules.engine.rulebook.vocabulary
    if name == LEG:
        return chair_in_use(rules.engine.rulebook, rules.ruleset, rules.on).label(key, say.language)
    if key == UNKNOWN_GROUP:
        return say("group-unknown")
    if name == AGE:
        return say("age-band", band=key)
    return vocabulary.facts[FACTS[name]].value_label(key, say.language)


def _is_for_anybody(counts: Counts) -> bool:
    return any(one != 0 for one in (counts.yes, counts.no, counts.unknown))


def _peak(load: Load | None, end: str = "most") -> float:
    return max((getattr(one, end) or 0 for one in load.months), default=0) if load else 0
