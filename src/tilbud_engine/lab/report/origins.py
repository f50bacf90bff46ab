"""Where the new rules come from, and how the same report is made again."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from tilbud_engine.lab.report.document import Block, Code, Heading, Items, Pairs, Section, Text
from tilbud_engine.lab.report.gathering import Gathered
from tilbud_engine.lab.report.limits import offer_name
from tilbud_engine.lab.rules_at import RulesAt
from tilbud_engine.lab.words import Words
from tilbud_engine.rules.conditions import Constant, Flagged, Named, Test, walk
from tilbud_engine.rules.resolved import ResolvedOffer
from tilbud_engine.rules.wording import number_words


def sources(gathered: Gathered, say: Words) -> Section:
    """Return the sources of the new rules of the offers that change."""
    pairs = []
    for one in gathered.difference.changed:
        offer = one.new.offer or one.old.offer
        if offer is not None and (told := list(dict.fromkeys(_sources(offer)))):
            pairs.append((offer_name(offer, say), "; ".join(told)))
    blocks: tuple[Block, ...] = (Text(say("sources-about")), Pairs(tuple(pairs)))
    return Section("sources", say("sources"), blocks if pairs else (Text(say("sources-none")),))


def _sources(offer: ResolvedOffer) -> Iterator[str]:
    for condition in (offer.eligible, offer.right):
        for one in walk(condition) if condition is not None else ():
            if isinstance(one, Named) and one.source is not None:
                yield str(one.source)
            operands = one.operands if isinstance(one, Test) else (one.operand,) if isinstance(one, Flagged) else ()
            for operand in operands:
                if isinstance(operand, Constant) and operand.parameter and operand.parameter.source:
                    yield str(operand.parameter.source)
    yield from map(str, offer.sources)


def repeat(gathered: Gathered, say: Words) -> Section:
    """Return the versions of everything that took part, and the command."""
    pairs = [
        (say("repeat-engine"), f"tilbud_engine {version('tilbud-engine')}"),
        (say("repeat-solver"), f"z3 {version('z3-solver')}"),
        (say("repeat-old"), _layers(gathered.old, say)),
        (say("repeat-new"), _layers(gathered.new, say)),
    ]
    if gathered.population is not None:
        file = gathered.population
        rows = number_words(file.rows, language=say.language)
        told = say("repeat-population-file", name=file.name, rows=rows, digest=file.digest)
        pairs.append((say("repeat-population"), told))
    assumed = [say("repeat-assumption-rules"), say("repeat-assumption-unknown")]
    if gathered.population is None:
        assumed.append(say("not-asked-population"))
    if gathered.after is not None:
        assumed += [one.message(say.language) for one in gathered.after.remarks]
    blocks = (
        Text(say("repeat-about")),
        Code(gathered.command),
        Pairs(tuple(pairs)),
        Heading(say("repeat-assumptions")),
        Items(tuple(assumed)),
    )
    return Section("repeat", say("repeat"), blocks)


def _layers(rules: RulesAt, say: Words) -> str:
    layers = rules.engine.rulebook.layers(rules.ruleset)
    told = ", ".join(say("repeat-layer", name=one.name, digest=one.digest) for one in layers)
    return say("repeat-day", day=rules.on, layers=told, digest=rules.resolved.sha256)
