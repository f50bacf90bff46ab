"""Where rules stand in a document: conditions, values of parameters, yes/no, and the dates that decide what holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from tilbud_engine.lab.mutation.mutations import KeyPath, Kind, Mutation, entries, variants, without
from tilbud_engine.lab.mutation.operators import condition_mutations
from tilbud_engine.lab.mutation.values import near_days, near_numbers, turned
from tilbud_engine.offers import DatedOffer
from tilbud_engine.parameters import ParameterDeclaration
from tilbud_engine.reading import Map, Node, Seq, Text, place_of
from tilbud_engine.rules.ruleset import Ruleset
from tilbud_engine.vocabulary import Vocabulary

Declared = Callable[[str], ParameterDeclaration | None]
"""Tells how a parameter is declared."""

# Of everything else that is written in an offer, nothing decides.
_OFFER_DECIDES = frozenset({"eligible", "rights", "parameters", "valid", "status", "entitlement", "scope"})
_RULESET_DECIDES = frozenset({"declare", "parameters", "definitions", "offers"})
_ENTRY_DECIDES = frozenset(
    {"offered", "status", "valid", "eligible", "also_eligible", "value", "when", "default", "type", "from", "to"}
)


def offer_mutations(offer: DatedOffer, vocabulary: Vocabulary) -> Iterator[Mutation]:
    """Yield every mistake in the rules of an offer, in the order in which they stand; none for one that code made."""
    node = offer.node
    site = _Document(vocabulary)
    yield from site.versions(node, (), offer.id)
    for path, whole in variants(node, ()):
        for key, value in entries(whole):
            at = (*path, key)
            if key not in _OFFER_DECIDES:
                continue
            yield from site.versions(value, at, offer.id)
            if key == "eligible":
                yield from condition_mutations(value, at, vocabulary, offer.id)
            elif key == "rights":
                yield from site.rights(value, at, offer.id)
            elif key == "parameters":
                yield from site.declarations(value, at)
            elif key == "valid":
                yield from site.period(value, at, offer.id)


def ruleset_mutations(ruleset: Ruleset, vocabulary: Vocabulary, declared: Declared) -> Iterator[Mutation]:
    """Yield every mistake in a ruleset, in the order in which it stands."""
    site = _Document(vocabulary, declared)
    yield from site.versions(ruleset.node, (), ruleset.name)
    for path, whole in variants(ruleset.node, ()):
        for key, value in entries(whole):
            at = (*path, key)
            if key not in _RULESET_DECIDES:
                continue
            yield from site.versions(value, at, ruleset.name)
            for inner, block in variants(value, at):
                if key == "declare":
                    yield from site.declarations(block, inner)
                else:
                    for name, entry in entries(block):
                        yield from site.entry(key, name, entry, (*inner, name))


_Near = tuple[Kind, Callable[[Node], Iterable[Text]]]


class _Written(NamedTuple):
    """What a value is: of which parameter, offer or ruleset, under which key, and where."""

    name: str
    field: str
    place: str


def _near(kind: str, decimals: int = 0) -> _Near:
    """Return what is nearly right for a value of a type; of a text nothing is."""
    match kind:
        case "int" | "number":
            return Kind.THRESHOLD, partial(near_numbers, decimals=decimals)
        case "bool":
            return Kind.FLAG, turned
        case "date":
            return Kind.DATE, near_days
    return Kind.MEMBER, lambda _: ()


def _undeclared(_: str) -> None:
    """Know no parameter: an offer declares its own where it stands."""


class _Document:
    def __init__(self, vocabulary: Vocabulary, declared: Declared | None = None) -> None:
        self.vocabulary = vocabulary
        self.declared = declared or _undeclared

    def entry(self, block: str, name: str, node: Node, path: KeyPath) -> Iterator[Mutation]:
        """Yield the mistakes in one parameter, definition or offer of a ruleset."""
        yield from self.versions(node, path, name)
        for at, one in variants(node, path):
            bare = {"parameters": "value", "definitions": "when"}.get(block)
            if bare is not None and not (isinstance(one, Map) and bare in one):
                yield from self.stated(bare, name, one, at, place_of(one))
                continue
            for key, value in entries(one):
                if key in _ENTRY_DECIDES and isinstance(one, Map):
                    yield from self.versions(value, (*at, key), name)
                    yield from self.stated(key, name, value, (*at, key), one.place_of(key))

    def stated(self, key: str, name: str, node: Node, path: KeyPath, place: str) -> Iterator[Mutation]:
        match key:
            case "value":
                declaration = self.declared(name)
                if declaration is not None:
                    near = _near(declaration.type, declaration.places)
                    yield from self.values(_Written(name, key, place), node, path, near)
            case "when" | "eligible" | "also_eligible":
                yield from condition_mutations(node, path, self.vocabulary, name)
            case "valid":
                yield from self.period(node, path, name)
            case "offered":
                yield from self.values(_Written(name, key, place), node, path, _near("bool"))

    def declarations(self, node: Node, path: KeyPath) -> Iterator[Mutation]:
        """Yield the mistakes in the defaults of parameters."""
        for at, block in variants(node, path):
            for name, entry in entries(block):
                yield from self.versions(entry, (*at, name), name)
                for inner, one in variants(entry, (*at, name)):
                    if isinstance(one, Map) and "default" in one:
                        places = str(one.get("decimals", "0")) if one.get("type") == "number" else "0"
                        near = _near(str(one.get("type")), int(places) if places.isdigit() else 0)
                        written = _Written(name, "default", one.place_of("default"))
                        yield from self.versions(one["default"], (*inner, "default"), name)
                        yield from self.values(written, one["default"], (*inner, "default"), near)

    def rights(self, node: Node, path: KeyPath, name: str) -> Iterator[Mutation]:
        for at, listed in variants(node, path):
            for index, item in enumerate(listed if isinstance(listed, Seq) else ()):
                yield from self.versions(item, (*at, index), name)
                for inner, one in variants(item, (*at, index)):
                    if isinstance(one, Map) and "when" in one:
                        yield from self.versions(one["when"], (*inner, "when"), name)
                        yield from condition_mutations(one["when"], (*inner, "when"), self.vocabulary, name)

    def period(self, node: Node, path: KeyPath, name: str) -> Iterator[Mutation]:
        """Yield the ends of a period a day later and a day earlier."""
        for at, one in variants(node, path):
            for key, value in entries(one):
                if key in ("from", "to") and isinstance(one, Map):
                    yield from self.values(_Written(name, key, one.place_of(key)), value, (*at, key), _near("date"))

    def values(self, written: _Written, node: Node, path: KeyPath, near: _Near) -> Iterator[Mutation]:
        """Yield the values that are nearly the one that is written."""
        kind, steps = near
        for at, one in variants(node, path):
            for other in steps(one):
                place = place_of(one, written.place)
                yield Mutation(kind, place, at, other, one, other, written.name, written.field)

    def versions(self, node: Node, path: KeyPath, name: str) -> Iterator[Mutation]:
        """Yield the dates of the versions that stand here, each a day later and a day earlier."""
        versions = node.get("versions") if isinstance(node, Map) else None
        for key, one in entries(versions):
            if not isinstance(versions, Map):
                continue
            place = versions.place_of(key)
            for day in near_days(Text(key, place, quoted=False)):
                if str(day) not in versions:
                    rest = without(versions, key)
                    shifted = Map({**rest, str(day): one}, versions.place, {**versions.keys_at, str(day): place})
                    before = Text(key, place, quoted=False)
                    yield Mutation(Kind.DATE, place, (*path, "versions"), shifted, before, day, name, "versions")
