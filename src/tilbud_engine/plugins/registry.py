"""All plugins together: what they offer, the words in use, and what they compute when asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tilbud_engine.case import Citizen, Knowledge, Known
from tilbud_engine.errors import Problem, problem
from tilbud_engine.offers import DatedOffer
from tilbud_engine.plugins.code import Code
from tilbud_engine.plugins.finding import find_folders, find_packages
from tilbud_engine.plugins.loading import PluginInfo, load_plugins
from tilbud_engine.plugins.values import Availability, CitizenView, node_of, node_problems
from tilbud_engine.reading import Map, decode, place_of
from tilbud_engine.settings import Settings
from tilbud_engine.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Computing:
    """A plugin whose code answers while suggestions are made, and the facts it has declared."""

    name: str
    code: Code
    derives: frozenset[str]


@dataclass(frozen=True)
class Registry:
    """Every plugin that was found, and what became of it; nothing changes after loading."""

    vocabulary: Vocabulary
    offers: Mapping[str, DatedOffer]
    plugins: tuple[PluginInfo, ...] = ()
    problems: tuple[Problem, ...] = ()
    computing: tuple[Computing, ...] = ()

    @classmethod
    def load(cls, folders: Iterable[Path], settings: Settings | None = None, entry_points: bool = True) -> Registry:
        """Load the plugins of the folders, of the settings' folders and of installed packages, in this order.

        Of two plugins with one name, and of two offers with one id, the first stays and the other is refused with a
        problem. Nothing is raised for a fault of a plugin: see `problems` and `plugins`.
        """
        settings = settings or Settings()
        found, problems = find_folders((*folders, *settings.plugins_dirs), settings)
        if entry_points:
            packages, faults = find_packages()
            found += packages
            problems += faults
        # What comes with the engine is first: nobody takes the name or the id of a shipped offer.
        found.sort(key=lambda one: not one.own)
        plugins, vocabulary, more = load_plugins(found, settings)
        infos = tuple(plugin.info() for plugin in plugins)
        offers = {key: offer for plugin in plugins for key, offer in plugin.offers.items()}
        return cls(
            vocabulary=vocabulary,
            offers=MappingProxyType(offers),  # as they were loaded: of two with one name the first keeps it
            plugins=infos,
            problems=tuple(dict.fromkeys([*problems, *more, *(one for info in infos for one in info.problems)])),
            computing=tuple(
                Computing(plugin.found.name, plugin.code, plugin.derives)
                for plugin in plugins
                if plugin.code and plugin.code.hooks
            ),
        )

    def derive_facts(
        self, citizen: Citizen, knowledge: Knowledge, on: dt.date
    ) -> tuple[Mapping[str, Known], tuple[Problem, ...]]:
        """Return the facts that plugins compute and nobody stated, and the problems on the way.

        Two plugins that differ leave the fact unknown, with a problem. No problem holds a value.
        """
        hook = "tilbud_derive_facts"
        asked = [one for one in self.computing if hook in one.code.hooks and one.derives - set(knowledge.known)]
        if not asked:
            return {}, ()
        view = CitizenView.of(citizen, knowledge, self.vocabulary)
        found: dict[str, list[Known]] = {}
        problems: list[Problem] = []
        for plugin in asked:
            node, faults = _document(plugin, hook, citizen=view, on=on)
            problems.extend(faults)
            for key, known in _derived(plugin, node, self.vocabulary, on, problems):
                # What she has declined to answer is hers to keep unknown.
                if key not in knowledge.known and key not in citizen.declined:
                    found.setdefault(key, []).append(known)
        agreed = {}
        for key, answers in found.items():
            if all(one.value == answers[0].value for one in answers):
                agreed[key] = answers[0]
            else:
                names = ", ".join(one.by for one in answers)
                problems.append(problem("derived-facts-differ", plugins=names, name=key))
        return agreed, tuple(problems)

    def availability(
        self, offer_id: str, municipality: str | None, on: dt.date
    ) -> tuple[Availability | None, tuple[Problem, ...]]:
        """Return how things stand with an offer, as the one plugin that knows says; None when nobody knows.

        Two plugins that differ give None and a problem.
        """
        found: list[tuple[str, Availability]] = []
        problems: list[Problem] = []
        for plugin in self.computing if municipality else ():
            node, faults = _document(plugin, "tilbud_availability", offer_id=offer_id, municipality=municipality, on=on)
            problems.extend(faults)
            if isinstance(node, Map):
                node, faults = decode(Availability, node, quote=False)
                problems.extend(faults)
            if node is not None:
                found.append((plugin.name, node))
        if any(value != found[0][1] for _, value in found):
            names = ", ".join(name for name, _ in found)
            return None, (*problems, problem("availability-differs", plugins=names, name=offer_id))
        return found[0][1] if found else None, tuple(problems)


def _document(plugin: Computing, hook: str, **arguments: Any) -> tuple[Any, list[Problem]]:
    """Call a hook that is told about a person: what it returned as a mapping, or what is wrong."""
    label = plugin.code.found.label
    place = f"{label}: {hook}"
    made, fault = plugin.code.call(hook, lambda value: node_of(value, place), private=True, **arguments)
    if fault:
        return None, [fault]
    if made is None or isinstance(made, Map):
        faults = node_problems(made)
        return (None if faults else made), faults
    return None, [problem("hook-result", place, plugin=label, hook=hook)]


def _derived(
    plugin: Computing, node: Map | None, vocabulary: Vocabulary, on: dt.date, problems: list[Problem]
) -> Iterator[tuple[str, Known]]:
    """Yield what a hook computed, checked fact by fact; a fact that is None is unknown."""
    for key, written in (node or {}).items():
        place = place_of(node)
        if key not in plugin.derives:
            # The key may be a value in the wrong place, so it is shown only if it is the name of a fact.
            shown = key if key in vocabulary.facts else "…"
            problems.append(problem("derived-undeclared", place, plugin=plugin.code.found.label, name=shown))
        elif written is not None and (fact := vocabulary.facts.get(key)):
            if fact.plugin != plugin.name and fact.sensitivity in ("health", "treat_as_health"):
                problems.append(problem("derived-is-hers", place, plugin=plugin.code.found.label, name=key))
                continue
            value = fact.read(written)
            period = fact.valid.get(value) if isinstance(value, str) else None
            if isinstance(value, Problem):
                problems.append(value)
            elif period is not None and not period.holds(on):
                problems.append(problem("fact-value-not-in-force", place, name=key))
            else:
                yield key, Known(value, "derived", plugin.name)
