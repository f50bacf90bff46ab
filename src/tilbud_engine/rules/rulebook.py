"""All rules together, and what holds on a day: layers, versions, parameters and definitions resolved in one place.

Every reader sees what `Rulebook.resolve` gives: offers with their state and with conditions of facts, operators and
constants, each constant with its provenance. Nothing is proved here; what is wrong is reported and isolated.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from tilbud_engine.dated import Period, Timeline
from tilbud_engine.errors import InputError, Problem, nearest, problem
from tilbud_engine.offers import DatedOffer, Offer
from tilbud_engine.parameters import ParameterDeclaration
from tilbud_engine.reading import WORTH_A_GUESS, place_of
from tilbud_engine.rules.binding import Binder, Definition
from tilbud_engine.rules.conditions import Condition, Constant, Operator, ParameterValue, Some, Test, tests_of
from tilbud_engine.rules.parsing import parse_condition
from tilbud_engine.rules.resolved import (
    BoundHint,
    BoundRight,
    NotOffered,
    Resolved,
    ResolvedOffer,
    allowed,
    lapsed,
    right_of,
    state_of,
    status_of,
)
from tilbud_engine.rules.ruleset import NATIONAL, Ruleset, RulesetDocument, is_national
from tilbud_engine.vocabulary import Vocabulary

MOST_KEPT = 64


# Where neither a layer nor a default has a version on the day, there is no rule, and so no offer.
NOT_IN_FORCE = frozenset({"definition-not-in-force", "parameter-not-set"})

Owner = tuple[str, str]
"""Who declares a parameter: `("ruleset", name)` or `("offer", id)`."""

_Declared = Mapping[str, ParameterDeclaration]

# A layer, what it says on the day, and whether it may say everything.
_Layer = tuple[Ruleset, RulesetDocument, bool]


@dataclass(frozen=True)
class Rulebook:
    """The vocabulary, the offers and the rulesets that are loaded; resolves them for a day."""

    vocabulary: Vocabulary
    offers: Mapping[str, DatedOffer]
    rulesets: Mapping[str, Ruleset]
    _resolved: OrderedDict[tuple[str, dt.date], Resolved] = field(default_factory=OrderedDict, repr=False)
    _parsed: dict[int, tuple[object, Condition, tuple[Problem, ...]]] = field(default_factory=dict, repr=False)

    _days: dict[str, list[dt.date]] = field(default_factory=dict, repr=False)
    _digests: dict[str, str] = field(default_factory=dict, repr=False)
    _declared: dict[dt.date, _Declared] = field(default_factory=dict, repr=False)

    def layers(self, name: str) -> tuple[Ruleset, ...]:
        """Return the ruleset and those it extends, the topmost first; the nation's is below all.

        Raises InputError for an unknown ruleset and for one that extends itself.
        """
        found: list[Ruleset] = []
        while name:
            ruleset = self.rulesets.get(name)
            if ruleset is None:
                place = found[-1].node.place_of("extends") if found else ""
                known = ", ".join(self.rulesets)
                raise InputError(
                    [problem("unknown-ruleset", place, name=name, nearest=nearest(name, self.rulesets), known=known)]
                )
            if ruleset in found:
                raise InputError([problem("ruleset-extends-itself", ruleset.node.place_of("extends"), name=name)])
            found.append(ruleset)
            name = ruleset.document.extends or ""
        # Who forgets to build on the nation's rules (reported when rules are checked) is not free of them.
        nation = self.rulesets.get(NATIONAL)
        if nation is not None and nation not in found:
            found.append(nation)
        return tuple(found)

    def municipality_of(self, name: str) -> str | None:
        """Return the key of the municipality whose rules these are; None for national rules.

        Raises InputError where neither the ruleset itself says it nor the layers below can be found.
        """
        own = self.rulesets.get(name)
        for layer in (own,) if own and own.document.municipality else self.layers(name):
            code = layer.document.municipality
            if code:
                keys = (key for key, one in self.vocabulary.municipalities.items() if one.code == code)
                # A made-up municipality does not get the citizens of a real one by taking its name.
                made_up = None if layer.name in self.vocabulary.municipalities else layer.name
                return next(keys, self._copied(layer, code) or made_up)
        return None

    def _copied(self, draft: Ruleset, code: str) -> str | None:
        """Return the made-up municipality that a draft under another name is a copy of."""
        if not draft.draft:
            return None
        named = (key for key, one in self.rulesets.items() if one.document.municipality == code and not one.draft)
        return next((key for key in named if key not in self.vocabulary.municipalities), None)

    def resolve(self, name: str, on: dt.date) -> Resolved:
        """Return what holds in the ruleset on the day; the same object for days on which the same holds."""
        layers = self.layers(name)
        start = self._start_of(layers, on)
        steady = self._kept((name, start), lambda: self._resolve(name, layers, on))
        daily = [one.id for one in steady.offers.values() if one.moves_daily]
        if not daily or steady.on == on:
            return steady

        def today() -> Resolved:
            fresh = dict(self._resolved_offers(name, layers, on, daily))
            return Resolved(name, steady.municipality, on, {**steady.offers, **fresh}, steady.emergency, steady.sha256)

        return self._kept((f"{name}\0daily", on), today)

    def offer_on(self, name: str, offer: str, on: dt.date) -> ResolvedOffer | None:
        """Return one offer as it holds in the ruleset on the day; None when it is absent there."""
        return dict(self._resolved_offers(name, self.layers(name), on, [offer])).get(offer)

    def changes_of(self, name: str, offer: str, on: dt.date, until: dt.date) -> list[dt.date]:
        """Return the days after `on`, up to `until`, on which the rules of one offer may change."""
        key = f"{name}\0{offer}"
        days = self._days.get(key)
        if days is None:
            days = self._days[key] = sorted(self._layer_days(self.layers(name)) | _offer_days(self.offers[offer]))
        return days[bisect_right(days, on) : bisect_right(days, until)]

    def binder(self, layers: Sequence[Ruleset], on: dt.date, of_rights: bool = False) -> Binder:
        """Return what binds conditions on the day under these layers.

        The conditions of a right are bound by what the nation says alone, so that nothing local can narrow it.
        """
        if of_rights:
            layers = [layer for layer in layers if is_national(layer) or _is_free(layer, layers)]
        return Binder(on, self._parameters(layers, on), self._definitions(layers, on))

    def condition(self, node: object) -> tuple[Condition, tuple[Problem, ...]]:
        """Read a condition as it was written, once."""
        found = self._parsed.get(id(node))
        if found is None:
            condition, problems = parse_condition(node, self.vocabulary)
            # The node is kept beside its condition, so that its identity is not given to another.
            found = self._parsed[id(node)] = (node, condition, tuple(problems))
        return found[1], found[2]

    def never(self, on: dt.date) -> tuple[Condition, ...]:
        """Return the conditions of impossible persons on the day: the vocabulary's relations, and values not in force.

        A relation that cannot be read is left out; checking the rules reports it.
        """
        binder = Binder(
            on,
            lambda name: problem("unknown-parameter", "", name=name),
            lambda name: problem("unknown-definition", "", name=name),
        )
        found: list[Condition] = []
        for relation in self.vocabulary.never:
            condition, problems = self.condition(relation.when)
            faults = list(problems)
            bound = binder.bind(condition, faults)
            if not faults and any(tests_of(bound)):
                found.append(bound)
        for fact in self.vocabulary.facts.values():
            over = tuple(Constant(value) for value, period in fact.valid.items() if not period.holds(on))
            if over:
                found.append(Test(fact, Operator.IS, over))
        return tuple(found)

    def declaration(self, name: str, on: dt.date) -> ParameterDeclaration | None:
        """Return how a parameter is declared on the day, by an offer or by a ruleset."""
        return self._declarations_at(on).get(name)

    def owner_of(self, name: str) -> Owner | None:
        """Return who declares a parameter."""
        return self._owners.get(name)

    def parameter_values(self, name: str, on: dt.date) -> dict[str, ParameterValue | Problem]:
        """Return the value of each parameter in a ruleset on the day, or why it has none."""
        value_of = self._parameters(self.layers(name), on)
        return {one: value_of(one) for one in self._declarations_at(on)}

    @cached_property
    def declarations(self) -> Mapping[str, tuple[ParameterDeclaration, ...]]:
        """Every version of every parameter's declaration, at any date."""
        found: dict[str, list[ParameterDeclaration]] = {}
        for owner, history in self._declarers:
            for name, one in (pair for version in history.values for pair in version.items()):
                if self._owners[name] == owner and one not in found.setdefault(name, []):
                    found[name].append(one)
        return {name: tuple(made) for name, made in found.items()}

    @cached_property
    def _owners(self) -> Mapping[str, Owner]:
        """Who keeps each name: the nation or an offer that declares it as national, else the first."""
        owners: dict[str, Owner] = {}
        for only_national in (True, False):
            for owner, history in self._declarers:
                # A municipality or a draft takes no name that the nation or an offer has.
                local = owner[0] == "ruleset" and not is_national(self.rulesets[owner[1]])
                for name, one in (pair for version in history.values for pair in version.items()):
                    if not only_national or (one.set_by == "national" and not local):
                        owners.setdefault(name, owner)
        return owners

    @cached_property
    def _declarers(self) -> Sequence[tuple[Owner, Timeline[_Declared]]]:
        """Who declares parameters: the nation, the offers as they were loaded, the other rulesets.

        What is national comes first, so that no local plugin turns a national parameter into its own.
        """
        rulesets = sorted(self.rulesets.values(), key=is_national, reverse=True)
        said: list[tuple[Owner, Sequence[dt.date], list[_Declared]]] = [
            (("ruleset", one.name), one.history.starts, [here.declare if here else {} for here in one.history.values])
            for one in rulesets
        ]
        nations = sum(map(is_national, rulesets))
        said[nations:nations] = [
            (("offer", one.id), one.history.starts, [here.parameters if here else {} for here in one.history.values])
            for one in self.offers.values()
        ]
        return [(owner, Timeline(tuple(starts), tuple(made))) for owner, starts, made in said if any(made)]

    def _declarations_at(self, on: dt.date) -> _Declared:
        found = self._declared.get(on)
        if found is None:
            made: dict[str, ParameterDeclaration] = {}
            for owner, history in self._declarers:
                # A parameter is known through all of time: a day before its first version is read by that one.
                version = history.at(on) or next(filter(None, history.values))
                made.update({name: one for name, one in version.items() if self._owners[name] == owner})
            if len(self._declared) >= MOST_KEPT:
                self._declared.clear()
            found = self._declared[on] = made
        return found

    def _digest(self, layers: Sequence[Ruleset]) -> str:
        """Return the SHA-256 over the ruleset's layers and the offers: the rules that gave an answer."""
        name = layers[0].name
        if name not in self._digests:
            lines = [f"{layer.name} {layer.digest}\n" for layer in layers]
            lines += [f"{key} {offer.digest}\n" for key, offer in sorted(self.offers.items())]
            self._digests[name] = hashlib.sha256("".join(lines).encode()).hexdigest()
        return self._digests[name]

    def _kept(self, key: tuple[str, dt.date], make: Callable[[], Resolved]) -> Resolved:
        found = self._resolved.get(key)
        if found is None:
            found = make()
            self._resolved[key] = found
            while len(self._resolved) > MOST_KEPT:
                self._resolved.popitem(last=False)
        else:
            # What is used stays; another thread may have let go of it in between.
            with suppress(KeyError):
                self._resolved.move_to_end(key)
        return found

    def _start_of(self, layers: Sequence[Ruleset], on: dt.date) -> dt.date:
        boundaries = self._boundaries(layers)
        index = bisect_right(boundaries, on)
        return boundaries[index - 1] if index else dt.date.min

    def _boundaries(self, layers: Sequence[Ruleset]) -> list[dt.date]:
        key = layers[0].name
        if key not in self._days:
            days = self._layer_days(layers)
            for offer in self.offers.values():
                days |= _offer_days(offer)
            self._days[key] = sorted(days)
        return self._days[key]

    def _layer_days(self, layers: Sequence[Ruleset]) -> set[dt.date]:
        """Return the days on which something that concerns several offers may change."""
        key = f"{layers[0].name}\0layers"
        if key not in self._days:
            days: set[dt.date] = set()
            # Parameters are shared by name, so an offer that changes how it declares them concerns the others too.
            for offer in self.offers.values():
                if len(offer.history.starts) > 1 and any(version.parameters for version in offer.versions):
                    days |= _offer_days(offer)
            for ruleset in (*layers, *(one for one in self.rulesets.values() if one not in layers)):
                days.update(ruleset.history.starts)
            for layer in layers:
                for document in layer.history.values:
                    if document is not None:
                        entries = [
                            *document.offers.values(),
                            *document.parameters.values(),
                            *document.definitions.values(),
                        ]
                        days.update(day for entry in entries for day in _ends(entry.valid))
            self._days[key] = sorted(days)
        return set(self._days[key])

    def _resolve(self, name: str, layers: Sequence[Ruleset], on: dt.date) -> Resolved:
        documents = _documents(layers, on)
        offers = dict(self._resolved_offers(name, layers, on, self.offers))
        emergency = tuple(line for _, document, _ in documents for line in document.emergency)
        return Resolved(name, self.municipality_of(name), on, offers, emergency, self._digest(layers))

    def _resolved_offers(
        self, name: str, layers: Sequence[Ruleset], on: dt.date, ids: Iterable[str]
    ) -> Iterator[tuple[str, ResolvedOffer]]:
        documents = _documents(layers, on)
        binders = self.binder(layers, on), self.binder(layers, on, of_rights=True)
        municipality = self.municipality_of(name)
        for key in sorted(ids):
            dated = self.offers[key]
            here = dated.history.at(on)
            listed = (here or dated.versions[0]).municipalities
            if listed and municipality is not None and municipality not in listed:
                continue
            yield key, self._resolved_offer(dated, documents, municipality, on, binders)

    def _resolved_offer(
        self,
        dated: DatedOffer,
        documents: Sequence[_Layer],
        municipality: str | None,
        on: dt.date,
        binders: tuple[Binder, Binder],
    ) -> ResolvedOffer:
        binder, of_rights = binders
        offer = dated.history.at(on)
        if offer is None:
            first = next(day for day, one in zip(dated.history.starts, dated.history.values, strict=True) if one)
            shell = dated.versions[0]
            return ResolvedOffer(shell, dated.plugin, dated.place, not_offered=NotOffered("not-yet", first))
        every = [
            (layer, allowed(dated, layer, entry, free))
            for layer, document, free in documents
            if (entry := document.offers.get(dated.id)) is not None
        ]
        entries = [(layer, entry) for layer, entry in every if entry.valid.holds(on)]
        not_offered, not_loaded = state_of(offer, entries, municipality, on)
        if not_offered == NotOffered("not-here") and all(entry.offered is None for _, entry in entries):
            # Nobody says no to it: its time here is over, or is still to come.
            not_offered = lapsed(offer, (entry for _, entry in every), on) or not_offered
        condition, layer = next(
            ((entry.eligible, layer) for layer, entry in entries if entry.eligible is not None), (offer.eligible, None)
        )
        faults: list[Problem] = []
        right_faults: list[Problem] = []

        def bound(node: object, faults: list[Problem], binder: Binder = binder) -> Condition:
            parsed, problems = self.condition(node)
            faults.extend(problems)
            return binder.bind(parsed, faults)

        own = bound(condition, faults, of_rights if offer.is_right else binder)
        faults.extend(self._contested(dated, offer, on))
        additions: list[Condition] = []
        for addition in (entry.also_eligible for _, entry in entries if entry.also_eligible is not None):
            added_faults: list[Problem] = []
            added = bound(addition, added_faults)
            if not added_faults:
                additions.append(added)
            elif not dated.ever_right and not all(one.code in NOT_IN_FORCE for one in added_faults):
                # Of a right it is left out, and reported when rules are checked: local may not take away by mistake.
                faults.extend(added_faults)
        also = None if not additions else additions[0] if len(additions) == 1 else Some(tuple(additions))
        rights = tuple(
            BoundRight(bound(one.when, right_faults, of_rights), one.text, one.text_en, one.source)
            for one in offer.rights
        )
        right = right_of(offer, own, rights)
        hints: list[BoundHint] = []
        for one in offer.hints:
            hint_faults: list[Problem] = []
            when = bound(one.when, hint_faults)
            if not hint_faults:  # A remark that cannot be read is left out; checking the rules reports it.
                hints.append(BoundHint(when, one.text, one.text_en))
        if faults and all(one.code in NOT_IN_FORCE for one in faults):
            not_offered, faults = not_offered or NotOffered("no-rule"), []
        said = next((entry for _, entry in entries if entry.because), None)
        level = next((entry for _, entry in entries if entry.service_level), None)
        return ResolvedOffer(
            offer=offer,
            plugin=dated.plugin,
            rule=place_of(condition, layer.place if layer else dated.place),
            eligible=own if also is None else Some((own, also)),
            own=own,
            also=also,
            right=right,
            rights=rights,
            hints=tuple(hints),
            not_offered=not_offered,
            not_loaded=not_loaded,
            status=status_of(offer, entries),
            because=said.because if said else None,
            because_en=said.because_en if said else None,
            sources=(*offer.sources, *(entry.source for _, entry in entries if entry.source)),
            contact=next((entry.contact for _, entry in entries if entry.contact), offer.contact),
            cooperation=tuple(line for _, entry in entries for line in entry.cooperation) + offer.cooperation,
            capacity=next((entry.capacity for _, entry in entries if entry.capacity), offer.capacity),
            price=next((entry.price for _, entry in entries if entry.price), None),
            service_level=level.service_level if level else None,
            service_level_en=level.service_level_en if level else None,
            version=getattr(condition, "since", None)
            or next((entry.since for _, entry in entries if entry.since), None),
            faults=tuple(dict.fromkeys(faults)),
            right_faults=tuple(dict.fromkeys(right_faults)),
            moves_daily=any(
                map(_moves_daily, (own, *additions, *(one.when for one in rights), *(one.when for one in hints)))
            ),
        )

    def _contested(self, dated: DatedOffer, offer: Offer, on: dt.date) -> Iterator[Problem]:
        """Yield the parameters that the offer declares and somebody else keeps, otherwise declared."""
        kept = self._declarations_at(on)
        for name, declaration in offer.parameters.items():
            owner = self._owners[name]
            if owner != ("offer", dated.id) and kept[name] != declaration:
                yield problem("parameter-declared-twice", dated.place, name=name, owner=owner[1])

    def _parameters(self, layers: Sequence[Ruleset], on: dt.date) -> Callable[[str], ParameterValue | Problem]:
        declared = self._declarations_at(on)
        documents = _documents(layers, on)

        guesses = iter(range(WORTH_A_GUESS))

        def value_of(name: str) -> ParameterValue | Problem:
            declaration = declared.get(name)
            if declaration is None:
                close = None if next(guesses, None) is None else nearest(name, declared)
                return problem("unknown-parameter", "", name=name, nearest=close)
            for layer, document, free in documents:
                entry = document.parameters.get(name)
                if entry is None or not entry.valid.holds(on) or not may_set(layer, declaration, free):
                    continue
                value = declaration.read(entry.value, name)
                if isinstance(value, Problem):
                    return value
                since = entry.since or getattr(entry.value, "since", None)
                return ParameterValue(
                    name,
                    value,
                    since,
                    entry.source,
                    layer.name,
                    declaration.places,
                    declaration.label,
                    declaration.label_en,
                )
            if declaration.default is None:
                return problem("parameter-not-set", "", name=name)
            value = declaration.read(declaration.default, name)
            if isinstance(value, Problem):
                return value
            return ParameterValue(
                name, value, None, declaration.source, None, declaration.places, declaration.label, declaration.label_en
            )

        return value_of

    def _definitions(self, layers: Sequence[Ruleset], on: dt.date) -> Callable[[str], Definition | Problem]:
        guesses = iter(range(WORTH_A_GUESS))

        def definition_of(name: str) -> Definition | Problem:
            # An inherited definition cannot be redefined: the lowest layer that ever has the name keeps it, save that
            # a draft may try another.
            keepers = [layer for layer in layers if any(name in one.definitions for one in layer.documents)]
            bound = [layer for layer in keepers if not _is_free(layer, layers)]
            for layer in (*(one for one in keepers if _is_free(one, layers)), *bound[-1:]):
                document = layer.history.at(on)
                entry = document.definitions.get(name) if document is not None else None
                if entry is not None and entry.valid.holds(on):
                    condition, problems = self.condition(entry.when)
                    place = place_of(entry.when)
                    since = entry.since or getattr(entry.when, "since", None)
                    return Definition(
                        name, condition, problems, entry.label, entry.source, since, place, entry.label_en
                    )
            if keepers:
                return problem("definition-not-in-force", "", name=name)
            if next(guesses, None) is None:
                return problem("unknown-definition", "", name=name)
            known = {known for layer in layers for one in layer.documents for known in one.definitions}
            return problem("unknown-definition", "", name=name, nearest=nearest(name, known))

        return definition_of


def may_set(layer: Ruleset, declaration: ParameterDeclaration, free: bool = False) -> bool:
    """Tell whether a ruleset may set a parameter: what is national only the nation sets; a free draft sets all."""
    return free or declaration.set_by == "municipality" or is_national(layer)


def _is_free(layer: Ruleset, layers: Sequence[Ruleset]) -> bool:
    """Tell whether a layer may write everything: a draft, and only where a draft was asked for."""
    return layer.draft and layers[0].draft


def _documents(layers: Sequence[Ruleset], on: dt.date) -> list[_Layer]:
    return [
        (layer, document, _is_free(layer, layers)) for layer in layers if (document := layer.history.at(on)) is not None
    ]


def _moves_daily(condition: Condition) -> bool:
    return any(isinstance(one, Constant) and one.span for test in tests_of(condition) for one in test.operands)


def _offer_days(offer: DatedOffer) -> set[dt.date]:
    return {*offer.history.starts, *(day for version in offer.versions for day in _ends(version.valid))}


def _ends(period: Period) -> Iterator[dt.date]:
    """Yield the first day inside and the first day after a period."""
    if period.from_:
        yield period.from_
    if period.to and period.to < dt.date.max:
        yield period.to + dt.timedelta(days=1)
