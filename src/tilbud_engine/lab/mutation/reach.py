"""Which offers a place in a document concerns: the offer itself, or all that use the name that stands there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from tilbud_engine.lab.mutation.mutations import KeyPath
from tilbud_engine.rules.conditions import DefinitionRef, refs_of
from tilbud_engine.rules.rulebook import Rulebook

Users = Mapping[tuple[str, str], frozenset[str]]
"""The offers that use a parameter, `("parameters", name)`, or a definition, `("definitions", name)`, at any date."""


def users_of(rulebook: Rulebook) -> Users:
    """Return who uses each name, in any ruleset and through other definitions."""

    def named(nodes: Iterable[Any]) -> frozenset[tuple[str, str]]:
        found = set()
        for node in nodes:
            for ref in refs_of(rulebook.condition(node)[0]):
                found.add(("definitions" if isinstance(ref, DefinitionRef) else "parameters", ref.name))
        return frozenset(found)

    documents = [one for ruleset in rulebook.rulesets.values() for one in ruleset.documents]
    definitions: dict[str, list[Any]] = {}
    for document in documents:
        for name, entry in document.definitions.items():
            definitions.setdefault(name, []).append(entry.when)

    @cache
    def inside(name: str) -> frozenset[tuple[str, str]]:
        return named(definitions.get(name, ()))

    users: dict[tuple[str, str], set[str]] = {}
    for key, dated in rulebook.offers.items():
        nodes = [node for one in dated.versions for node in (one.eligible, *(right.when for right in one.rights))]
        entries = (document.offers[key] for document in documents if key in document.offers)
        nodes += [node for one in entries for node in (one.eligible, one.also_eligible) if node is not None]
        waiting, seen = list(named(nodes)), set[tuple[str, str]]()
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                users.setdefault(one, set()).add(key)
                waiting += inside(one[1]) if one[0] == "definitions" else ()
    return {name: frozenset(offers) for name, offers in users.items()}


def reach_of(rulebook: Rulebook, users: Users, offer: str | None, path: KeyPath) -> frozenset[str]:
    """Return the offers that a place concerns: in an offer's document, or with None in that of a ruleset."""
    keys = tuple(_steps(path))
    everyone = frozenset(rulebook.offers)
    if offer is not None:
        if keys[:1] == ("parameters",) and len(keys) > 1:
            return users.get(("parameters", str(keys[1])), frozenset())
        declared = {name for one in rulebook.offers[offer].versions for name in one.parameters}
        shared = frozenset(one for name in declared for one in users.get(("parameters", name), ()))
        return frozenset({offer}) | (shared if len(keys) < 2 and keys[:1] in ((), ("parameters",)) else frozenset())
    if len(keys) < 2:
        return everyone
    block, name = str(keys[0]), str(keys[1])
    if block == "offers":
        return frozenset({name}) & everyone
    return users.get(("parameters" if block == "declare" else block, name), frozenset())


def _steps(path: KeyPath) -> Iterator[str | int]:
    """Yield the steps of a path without those through versions."""
    steps = iter(path)
    for step in steps:
        if step == "versions":
            next(steps, None)
        else:
            yield step
