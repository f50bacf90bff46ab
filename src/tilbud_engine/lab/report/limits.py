"""What the municipality has set itself: cards of other departments that fail, and limits in the place of judgement."""

from __future__ import annotations

from collections.abc import Iterator

from tilbud_engine.lab.report.assessment import FixedRule
from tilbud_engine.lab.report.document import Block, Heading, Items, Notice, Section, Table, Text
from tilbud_engine.lab.report.gathering import Gathered, LevelFound
from tilbud_engine.lab.report.local import Limit, parameters_of
from tilbud_engine.lab.words import Words
from tilbud_engine.rules.conditions import Condition, Constant, Flagged, Not
from tilbud_engine.rules.resolved import ResolvedOffer
from tilbud_engine.rules.wording import not_offered_words, number_words
from tilbud_engine.rules.wording.layout import laid_out


def failing(gathered: Gathered) -> tuple[LevelFound, ...]:
    """Return the offers of other departments that fail for somebody, or may: what could not be proved counts."""
    return tuple(one for one in gathered.levels if one.level.fails and one.possible is not False)


def levels(gathered: Gathered, say: Words) -> Section:
    """Return which cards of other departments fail because of the municipality's own choice (R-S1 to R-S4)."""
    return Section("levels", say("levels"), tuple(_levels(gathered, say)))


def _levels(gathered: Gathered, say: Words) -> Iterator[Block]:
    found = failing(gathered)
    yield Text(say("levels-about"))
    if found:
        headings = [say("offer"), say("levels-units"), say("levels-why")]
        if any(one.scenarios for one in found):
            headings.append(say("levels-scenarios"))
        if gathered.population is not None:
            headings.append(say("levels-people"))
        rows = tuple(tuple(_row(one, gathered, say)) for one in found)
        yield Table(say("levels-table"), tuple(headings), rows, tuple(range(3, len(headings))))
    else:
        yield Text(say("levels-none"))
    said = [(one.level, text) for one in gathered.levels if (text := _said(one.level.offer, say))]
    if said:
        yield Heading(say("levels-said"))
        yield Items(
            tuple(
                say(
                    "levels-said-line",
                    offer=offer_name(level.offer, say),
                    units=_units(level.units, gathered, say),
                    text=text,
                )
                for level, text in said
            )
        )


def _row(found: LevelFound, gathered: Gathered, say: Words) -> Iterator[str]:
    level = found.level
    yield offer_name(level.offer, say)
    yield _units(level.units, gathered, say)
    if level.not_offered is not None:
        yield say("levels-not-offered", reason=not_offered_words(level.not_offered, say.language))
    else:
        why = "; ".join(_part(one, say) for one in level.stated)
        yield f"{why}. {say('levels-unproved')}" if found.possible is None else why
    if found.scenarios is not None:
        yield say("levels-count", count=found.scenarios[0], of=found.scenarios[1])
    if gathered.population is not None:
        everybody = level.not_offered is not None
        yield say("levels-everyone") if everybody else count_words(found.people, say)


def _units(units: tuple[str, ...], gathered: Gathered, say: Words) -> str:
    known = gathered.new.engine.vocabulary.units
    found = ((known.get(one), one) for one in units)
    return ", ".join(((say.language == "en" and unit.label_en) or unit.label) if unit else one for unit, one in found)


def _said(offer: ResolvedOffer, say: Words) -> str | None:
    return (say.language == "en" and offer.service_level_en) or offer.service_level


def _part(part: Condition, say: Words) -> str:
    flag = part.part if isinstance(part, Not) else part
    if isinstance(flag, Flagged):
        return _flag(flag, say)
    clause = laid_out(part, say.language).clause
    return say("levels-condition", those=clause.those, clause=clause.sub)


def _flag(part: Flagged, say: Words) -> str:
    parameter = next(iter(parameters_of(part)), None)
    label = parameter and ((say.language == "en" and parameter.label_en) or parameter.label)
    holds = isinstance(part.operand, Constant) and part.operand.value is True
    return say("levels-flag", label=label or say("levels-unnamed"), value=say("verdict-yes" if holds else "verdict-no"))


def count_words(count: int | None, say: Words) -> str:
    """Return a count of persons, or that it is withheld."""
    return say("withheld") if count is None else number_words(count, language=say.language)


def offer_name(offer: ResolvedOffer, say: Words) -> str:
    """Return what an offer is called in the language."""
    return (say.language == "en" and offer.offer.name_en) or offer.offer.name


# --- a rule in the place of an assessment -------------------------------------------------------------------------


def fixed_rules(gathered: Gathered, say: Words) -> Section:
    """Return the limits that the change sets or moves in offers that are given by assessment, with what that means."""
    blocks: tuple[Block, ...] = (Text(say("fixed-none")),)
    if gathered.fixed:
        blocks = (
            Notice("warning", say("fixed-title"), (say("fixed-law"), say("fixed-do"))),
            Table(
                say("fixed-table"),
                (say("offer"), say("fixed-before"), say("fixed-after"), say("place")),
                tuple(_fixed(one, say) for one in gathered.fixed),
            ),
        )
    return Section("fixed", say("fixed"), blocks)


def _fixed(one: FixedRule, say: Words) -> tuple[str, ...]:
    before = say("fixed-new") if one.before is None else _limit(one.before, say)
    return offer_name(one.offer, say), before, _limit(one.after, say), one.after.part.place


def _limit(limit: Limit, say: Words) -> str:
    if isinstance(limit.part, Flagged):
        return _flag(limit.part, say)
    clause = laid_out(limit.condition, say.language).clause
    return say("fixed-those", those=clause.those, clause=clause.sub)
