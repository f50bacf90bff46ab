"""What is wrong with the rules, at any date: everything at once, each with its place, and nothing is proved.

An error makes a rule unusable or breaks the law of the layers: local rules may add to a right, never take away. A
remark (`Problem.is_remark`) only asks somebody to look: a relation to an offer that is not loaded, a draft, a part
that has expired.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import chain
from typing import Any

from tilbud_engine.dated import at_date
from tilbud_engine.errors import InputError, Problem, nearest, problem
from tilbud_engine.offers import DatedOffer, Offer
from tilbud_engine.parameters import ParameterDeclaration
from tilbud_engine.reading import WORTH_A_GUESS, Map, as_node, place_of, scaled_of
from tilbud_engine.rules.binding import fitting
from tilbud_engine.rules.conditions import (
    DefinitionRef,
    Flagged,
    ParameterRef,
    ParameterValue,
    Test,
    refs_of,
    tests_of,
    walk,
)
from tilbud_engine.rules.leg_sets import leg_set_problems
from tilbud_engine.rules.resolved import ADDS_ONLY
from tilbud_engine.rules.rulebook import Rulebook, may_set
from tilbud_engine.rules.ruleset import NATIONAL, DefinitionEntry, OfferEntry, Ruleset, RulesetDocument, is_national

Definitions = Mapping[str, list[DefinitionEntry]]
"""Every version of every definition that a rule can name."""

_MADE_UP_CODE = re.compile(r"9[0-9]{3}", re.ASCII)
_NUMBERS = ("int", "number")


def rule_problems(rulebook: Rulebook, on: dt.date | None = None) -> list[Problem]:
    """Return everything that is wrong with the rules, at any date; with `on`, also what has expired by that day.

    Errors and remarks are told apart by `Problem.is_remark`. Source: R-D14.
    """
    check = _Check(rulebook)
    found = list(chain.from_iterable(check.offer(offer) for offer in rulebook.offers.values()))
    for ruleset in rulebook.rulesets.values():
        found.extend(check.ruleset(ruleset))
    found.extend(check.relations())
    if on is not None:
        found.extend(check.expired(on))
    return list(dict.fromkeys(found))


def problems_beside(rulebook: Rulebook, offers: Sequence[DatedOffer], rulesets: Sequence[Ruleset]) -> list[Problem]:
    """Return what is wrong in the sound parts of faulty offers and rulesets, so that all of it is told at once."""
    whole = Rulebook(
        rulebook.vocabulary,
        {**rulebook.offers, **{one.id: one for one in offers}},
        {**rulebook.rulesets, **{one.name: one for one in rulesets}},
    )
    check = _Check(whole)
    found = [fault for one in offers for fault in check.offer(one)]
    return list(dict.fromkeys([*found, *(fault for one in rulesets for fault in check.ruleset(one))]))


def faulty_offers(rulebook: Rulebook) -> dict[str, tuple[Problem, ...]]:
    """Return the offers that cannot be used as they are written, each with its errors; remarks do not count."""
    check = _Check(rulebook)
    found = {key: _errors(check.offer(offer)) for key, offer in rulebook.offers.items()}
    return {key: problems for key, problems in found.items() if problems}


def offer_problems(rulebook: Rulebook, offer: DatedOffer) -> list[Problem]:
    """Return the errors and remarks of one offer, whether or not it is among the rulebook's."""
    return list(dict.fromkeys(_Check(rulebook).offer(offer)))


def _errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(one for one in problems if not one.is_remark))


class _Check:
    """What every check looks up: which definitions and which values of parameters there are, at any date."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.guesses = WORTH_A_GUESS
        self.definitions = {name: _definitions(ruleset) for name, ruleset in rulebook.rulesets.items()}
        self.national: Definitions = self.definitions.get(NATIONAL, {})
        self.municipalities = {
            *rulebook.vocabulary.municipalities,
            *(name for name, one in rulebook.rulesets.items() if one.document.municipality and not one.draft),
        }
        self.values: dict[str, list[tuple[ParameterValue, str]]] = {}
        self.given: set[str] = set()
        for name, versions in rulebook.declarations.items():
            for declaration in versions:
                if declaration.default is not None:
                    self._note(name, declaration, declaration.default)
        for _, document, start, _ in self._documents(rulebook.rulesets.values()):
            for name, entry in document.parameters.items():
                declared = rulebook.declaration(name, start)
                if declared is not None:
                    self._note(name, declared, entry.value)

    def _note(self, name: str, declaration: ParameterDeclaration, node: Any) -> None:
        value = declaration.read(node, name)
        self.given.add(name)
        if not isinstance(value, Problem):
            known = ParameterValue(name, value, decimals=declaration.places)
            self.values.setdefault(name, []).append((known, place_of(node)))

    @staticmethod
    def _documents(rulesets: Iterable[Ruleset]) -> Iterator[tuple[Ruleset, RulesetDocument, dt.date, Map]]:
        for ruleset in rulesets:
            for start, document in zip(ruleset.history.starts, ruleset.history.values, strict=True):
                if document is not None:
                    yield ruleset, document, start, _map(at_date(ruleset.node, start))

    # --- offers -------------------------------------------------------------------------------------------------

    def offer(self, offer: DatedOffer) -> Iterator[Problem]:
        """Yield what is wrong with an offer in any of its versions."""
        for start, version in zip(offer.history.starts, offer.history.values, strict=True):
            if version is None:
                continue
            written = _map(at_date(offer.node, start))
            for node, place in _conditions(version, written, offer.place):
                yield from self.condition(node, place, self.national)
                yield from self.hidden(version, node)
            yield from self.needs(version.eligible)
            yield from self.names(offer, version, written)
            for name, declaration in version.parameters.items():
                place = _map(written.get("parameters")).place_of(name) or offer.place
                if self.rulebook.owner_of(name) != ("offer", offer.id):
                    yield self.taken(name, place)
                yield from _declaration_problems(name, declaration, place)
            if version.is_right:
                for node in (version.eligible, *(one.when for one in version.rights)):
                    yield from self.right(offer, node)

    def names(self, offer: DatedOffer, version: Offer, written: Map) -> Iterator[Problem]:
        """Yield the names in an offer that nobody knows."""
        vocabulary = self.rulebook.vocabulary
        for code, field, known in (
            ("unknown-barrier", "answers", vocabulary.barriers),
            ("unknown-need", "needs", vocabulary.needs),
            ("unknown-need", "supports", vocabulary.needs),
            ("unknown-unit", "units", vocabulary.units),
            ("unknown-team", "teams", vocabulary.teams),
            ("unknown-municipality", "municipalities", self.municipalities),
            ("unknown-fact", "derives", vocabulary.facts),
        ):
            for name, place in _listed(written.get(field), getattr(version, field), offer.place):
                if name not in known:
                    close = self.near(name, known)
                    yield problem(code, place, name=name, nearest=close)
                elif field == "answers" and vocabulary.barriers[name].alarm:
                    yield problem("alarm-answered", place, name=name)
        relations = _map(written.get("relations"))
        for kind, ids in version.relations.items():
            for name, place in _listed(relations.get(kind), ids, offer.place):
                # The catalogue may grow: an offer that is not loaded is no fault of the one that points at it.
                if name not in self.rulebook.offers:
                    close = self.near(name, self.rulebook.offers)
                    yield problem("offer-not-loaded", place, name=name, nearest=close)

    def needs(self, node: object) -> Iterator[Problem]:
        """Yield the facts in who can have an offer that are practical needs: those are to-dos (R-P14)."""
        for test in tests_of(self.rulebook.condition(node)[0]):
            if test.fact.use == "need":
                yield problem("need-in-eligible", test.place, name=test.fact.key)

    def hidden(self, version: Offer, node: object) -> Iterator[Problem]:
        """Yield the facts of hidden barriers that decide an offer which all may see: its verdict would tell them."""
        if version.privacy != "shielded":
            for test in tests_of(self.rulebook.condition(node)[0]):
                if test.fact.key in self.rulebook.vocabulary.hidden_facts:
                    yield problem("hidden-fact-in-open-offer", test.place, name=test.fact.key)

    def right(self, offer: DatedOffer, node: object) -> Iterator[Problem]:
        """Yield the parameters of a right that a municipality may set, also those behind a definition."""
        seen: set[str] = set()
        # Each with the place in the offer that leads there.
        waiting = [(self.rulebook.condition(node)[0], "")]
        while waiting:
            condition, through = waiting.pop()
            for ref in refs_of(condition):
                place = through or ref.place or offer.place
                if isinstance(ref, DefinitionRef):
                    if ref.name not in seen:
                        seen.add(ref.name)
                        versions = self.national.get(ref.name, ())
                        waiting.extend((self.rulebook.condition(one.when)[0], place) for one in versions)
                elif any(one.set_by == "municipality" for one in self.rulebook.declarations.get(ref.name, ())):
                    yield problem("right-uses-local-parameter", place, name=ref.name, offer=offer.id)

    def taken(self, name: str, place: str) -> Problem:
        """Return the problem of a parameter that is declared already."""
        owner = self.rulebook.owner_of(name)
        return problem("parameter-declared-twice", place, name=name, owner=owner[1] if owner else "")

    # --- relations between facts --------------------------------------------------------------------------------

    def relations(self) -> Iterator[Problem]:
        """Yield what is wrong with the vocabulary's relations; they name facts and values alone."""
        for relation in self.rulebook.vocabulary.never:
            condition, problems = self.rulebook.condition(relation.when)
            yield from problems
            for ref in refs_of(condition):
                yield problem("relation-not-of-facts", ref.place or place_of(relation.when), name=ref.name)
            if not problems and not any(tests_of(condition)):
                yield problem("relation-of-everyone", place_of(relation.when))

    # --- conditions ---------------------------------------------------------------------------------------------

    def condition(self, node: object, place: str, definitions: Definitions) -> Iterator[Problem]:
        """Yield what is wrong with a condition: how it is written, what it names, what its parameters are."""
        condition, problems = self.rulebook.condition(node)
        for one in problems:
            yield one if one.where else problem(one.code, place, **one.values)
        for part in walk(condition):
            if isinstance(part, DefinitionRef) and part.name not in definitions:
                yield self.unknown_definition(part.name, part.place or place, definitions)
            elif isinstance(part, Flagged) and isinstance(part.operand, ParameterRef):
                yield from self.use(part.operand, None, place)
            elif isinstance(part, Test):
                for operand in part.operands:
                    if isinstance(operand, ParameterRef):
                        yield from self.use(operand, part, place)

    def unknown_definition(self, name: str, place: str, definitions: Definitions) -> Problem:
        """Return the problem of a name that no definition has here; another municipality may have one."""
        others = [ruleset for ruleset, defined in self.definitions.items() if name in defined]
        if others:
            return problem("definition-not-shared", place, name=name, ruleset=others[0])
        return problem("unknown-definition", place, name=name, nearest=self.near(name, definitions))

    def use(self, ref: ParameterRef, test: Test | None, place: str) -> Iterator[Problem]:
        """Yield what is wrong with a parameter where it is used; without a test it stands alone as a condition."""
        where = ref.place or place
        versions = self.rulebook.declarations.get(ref.name)
        if not versions:
            close = self.near(ref.name, self.rulebook.declarations)
            yield problem("unknown-parameter", where, name=ref.name, nearest=close)
            return
        if ref.name not in self.given:
            yield problem("parameter-never-set", where, name=ref.name)
        if test is None:
            if any(one.type != "bool" for one in versions):
                yield problem("parameter-not-yes-no", where, name=ref.name)
        elif not all(_type_fits(one, test) for one in versions):
            yield problem("parameter-does-not-fit", where, name=ref.name, fact=test.fact.key)
        else:
            for value, at in self.values.get(ref.name, ()):
                if fitting(value, test.fact, test.counted) is None:
                    yield problem("parameter-does-not-fit", at or where, name=ref.name, fact=test.fact.key)

    # --- rulesets -----------------------------------------------------------------------------------------------

    def ruleset(self, ruleset: Ruleset) -> Iterator[Problem]:
        """Yield what is wrong with a ruleset in any of its versions."""
        yield from self.head(ruleset)
        try:
            layers = self.rulebook.layers(ruleset.name)
        except InputError as error:
            yield from error.problems
            layers = (ruleset,)
        below = layers[1:]
        inherited = {name for layer in below for name in self.definitions[layer.name]}
        known: dict[str, list[DefinitionEntry]] = {}
        for layer in layers:
            for name, versions in self.definitions[layer.name].items():
                known.setdefault(name, []).extend(versions)
        local = not ruleset.draft and not is_national(ruleset)
        for _, document, start, written in self._documents([ruleset]):
            declare = _map(written.get("declare"))
            for name, declaration in document.declare.items():
                place = declare.place_of(name)
                if local:
                    yield problem("declare-not-national", place, name=name)
                elif self.rulebook.owner_of(name) != ("ruleset", ruleset.name):
                    yield self.taken(name, place)
                yield from _declaration_problems(name, declaration, place)
            yield from self.parameters(ruleset, document, start, _map(written.get("parameters")))
            named = _map(written.get("definitions"))
            for name, entry in document.definitions.items():
                if local and name in inherited:
                    yield problem("definition-redefined", named.place_of(name), name=name)
                yield from self.condition(entry.when, named.place_of(name), known)
            offers = _map(written.get("offers"))
            for key, said in document.offers.items():
                yield from self.entry(key, said, offers, local, known)
            yield from self.tangles(layers, start, named)
            sets = _map(written.get("leg_sets"))
            for name, leg_set in document.leg_sets.items():
                yield from leg_set_problems(name, leg_set, sets, self.rulebook.vocabulary)

    def head(self, ruleset: Ruleset) -> Iterator[Problem]:
        """Yield what is wrong with what a ruleset builds on and whose it is."""
        document, node = ruleset.document, ruleset.node
        rulesets = self.rulebook.rulesets
        below = rulesets.get(document.extends or "")
        if ruleset.draft:
            yield problem("ruleset-in-draft", node.place_of("draft"), name=ruleset.name)
        if document.extends is None and ruleset.name != NATIONAL:
            yield problem("ruleset-without-extends", node.place_of("ruleset"), name=ruleset.name)
        if below is not None and below.draft and not ruleset.draft:
            yield problem("extends-a-draft", node.place_of("extends"), name=below.name)
        code = document.municipality
        if code is None:
            return
        codes = {one.code: key for key, one in self.rulebook.vocabulary.municipalities.items()}
        place = node.place_of("municipality")
        if code not in codes and not _MADE_UP_CODE.fullmatch(code):
            key = nearest(ruleset.name, self.rulebook.vocabulary.municipalities)
            right_code = self.rulebook.vocabulary.municipalities[key].code if key else None
            yield problem("unknown-municipality-code", place, text=code, nearest=right_code)
        twins = (one for one in rulesets.values() if one.document.municipality == code and not one.draft)
        first = next(twins, ruleset)
        if first.name != ruleset.name and not ruleset.draft:
            yield problem("municipality-taken", place, text=code, name=first.name)

    def parameters(
        self, ruleset: Ruleset, document: RulesetDocument, start: dt.date, written: Map
    ) -> Iterator[Problem]:
        """Yield the parameters that nobody declares, that are not this ruleset's to set, or whose value is wrong."""
        for name, entry in document.parameters.items():
            place = written.place_of(name)
            declaration = self.rulebook.declaration(name, start)
            if declaration is None:
                yield self.missing("unknown-parameter", "parameter-not-loaded", name, place, self.rulebook.declarations)
                continue
            if not may_set(ruleset, declaration, free=ruleset.draft):
                yield problem("parameter-is-national", place, name=name)
            value = declaration.read(entry.value, name)
            if isinstance(value, Problem):
                yield problem(value.code, value.where or place, **value.values)

    def entry(
        self, key: str, entry: OfferEntry, offers: Map, local: bool, definitions: Definitions
    ) -> Iterator[Problem]:
        """Yield what is wrong with what a ruleset says of an offer."""
        place, written = offers.place_of(key), _map(offers.get(key))
        offer = self.rulebook.offers.get(key)
        if offer is None:
            yield self.missing("unknown-offer", "offer-not-loaded", key, place, self.rulebook.offers)
        elif local and offer.ever_right:
            for field in sorted(entry.stated - ADDS_ONLY):
                may = ", ".join(sorted(ADDS_ONLY))
                yield problem("right-narrowed", written.place_of(field), name=key, field=field, known=may)
        if local and "also_eligible" in entry.stated:
            for field in ("because", "source"):
                if getattr(entry, field) is None:
                    yield problem("addition-without-reason", written.place_of("also_eligible"), name=key, field=field)
        for field in ("eligible", "also_eligible"):
            if field in entry.stated:
                yield from self.needs(getattr(entry, field))
                yield from self.condition(getattr(entry, field), written.place_of(field), definitions)

    def missing(self, error: str, remark: str, name: str, place: str, known: Iterable[str]) -> Problem:
        """Return an error for what looks like a slip of the pen, a remark for what may stand in another catalogue."""
        close = self.near(name, known)
        return problem(error if close and _edits(name, close) <= 2 else remark, place, name=name, nearest=close)

    def near(self, name: str, known: Iterable[str]) -> str | None:
        """Return the nearest known name, for so many names as are worth the time."""
        self.guesses -= 1
        return nearest(name, known) if self.guesses >= 0 else None

    def tangles(self, layers: tuple[Ruleset, ...], start: dt.date, written: Map) -> Iterator[Problem]:
        """Yield the definitions of the topmost layer that refer to themselves, or that are too large to use."""
        binder = self.rulebook.binder(layers, start)
        for name in written:
            faults: list[Problem] = []
            binder.bind(DefinitionRef(name, written.place_of(name)), faults)
            yield from (one for one in faults if one.code in ("definition-cycle", "rule-too-large"))

    # --- time ---------------------------------------------------------------------------------------------------

    def expired(self, on: dt.date) -> Iterator[Problem]:
        """Yield what is over by the day."""
        for offer in self.rulebook.offers.values():
            version = offer.history.at(on)
            if version is not None and version.valid.to and version.valid.to < on:
                yield problem("part-expired", offer.place, name=offer.id, day=version.valid.to)
        for ruleset in self.rulebook.rulesets.values():
            document, written = ruleset.history.at(on), _map(at_date(ruleset.node, on))
            if document is None:
                continue
            for field in ("parameters", "definitions", "offers", "leg_sets"):
                for name, entry in getattr(document, field).items():
                    if entry.valid.to and entry.valid.to < on:
                        place = _map(written.get(field)).place_of(name)
                        yield problem("part-expired", place, name=name, day=entry.valid.to)


def _definitions(ruleset: Ruleset) -> dict[str, list[DefinitionEntry]]:
    found: dict[str, list[DefinitionEntry]] = {}
    for document in ruleset.history.values:
        for name, entry in document.definitions.items() if document is not None else ():
            found.setdefault(name, []).append(entry)
    return found


def _edits(name: str, other: str) -> int:
    steps = SequenceMatcher(None, name, other, autojunk=False).get_opcodes()
    return sum(max(i2 - i1, j2 - j1) for kind, i1, i2, j1, j2 in steps if kind != "equal")


def _type_fits(declaration: ParameterDeclaration, test: Test) -> bool:
    kind = declaration.type
    if test.counted:
        return kind == "int"
    match test.fact.type:
        case "int" | "number":
            return kind in _NUMBERS and declaration.places <= test.fact.decimals
        case "choice" | "set":
            return kind == "choice" and set(declaration.values) <= set(test.fact.values)
        case other:
            return kind == other


def _declaration_problems(name: str, declaration: ParameterDeclaration, place: str) -> Iterator[Problem]:
    """Yield what is wrong with how a parameter is declared: its range, its values, its default."""
    number = declaration.type in _NUMBERS
    if declaration.range_ is not None:
        low, high = (scaled_of(as_node(end), declaration.places) for end in declaration.range_)
        if not number or low is None or high is None or low > high:
            yield problem("parameter-bad-range", place, name=name)
    if declaration.decimals and declaration.type != "number":
        yield problem("parameter-decimals", place, name=name)
    if bool(declaration.values) != (declaration.type == "choice"):
        yield problem("parameter-values", place, name=name)
    if declaration.default is not None:
        value = declaration.read(declaration.default, name)
        if isinstance(value, Problem):
            yield problem(value.code, value.where or place, **value.values)


def _conditions(offer: Offer, written: Map, place: str) -> Iterator[tuple[object, str]]:
    yield offer.eligible, written.place_of("eligible") or place
    for field, whens in (("rights", [one.when for one in offer.rights]), ("hints", [one.when for one in offer.hints])):
        for when in whens:
            yield when, written.place_of(field) or place


def _map(node: Any) -> Map:
    return node if isinstance(node, Map) else Map({})


def _listed(written: Any, values: Iterable[str], place: str) -> Iterator[tuple[str, str]]:
    """Yield each name with its place; what was not read from a file stands at the offer."""
    places = [place_of(one, place) for one in written] if isinstance(written, list) else []
    for index, value in enumerate(values):
        yield value, places[index] if index < len(places) else place
