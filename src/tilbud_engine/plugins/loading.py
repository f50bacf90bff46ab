"""Loading plugins one by one: code, then everybody's words, then offers; what is wrong stays with its plugin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.offers import DatedOffer, Offer, read_offers
from tilbud_engine.plugins.code import Code, guarded, load_code, package_root
from tilbud_engine.plugins.finding import Found, blocked_by, own_file
from tilbud_engine.plugins.values import node_of, node_problems
from tilbud_engine.reading import Map, read_path
from tilbud_engine.settings import Settings
from tilbud_engine.vocabulary import Vocabulary

T = TypeVar("T")

Status = Literal["loaded", "partial", "failed", "blocked"]


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """What became of a plugin: also of those that failed or are blocked.

    `loaded` is without a fault, `partial` with some, `failed` gives nothing at all. `place` is its folder, or its
    package with the version; `distribution` is empty for a folder.
    """

    name: str
    version: str
    status: Status
    kind: Literal["folder", "package"]
    place: str
    distribution: str = ""
    offers: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    barriers: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Loaded:
    """A plugin while it is being loaded."""

    found: Found
    data: Path
    code: Code | None = None
    blocked: bool = False
    offers: dict[str, DatedOffer] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    barriers: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)

    @property
    def derives(self) -> frozenset[str]:
        """The facts that its offers say it computes."""
        return frozenset(key for offer in self.offers.values() for one in offer.versions for key in one.derives)

    def info(self) -> PluginInfo:
        """Return what became of it."""
        hooks = self.code.hooks if self.code else ()
        gives = self.offers or self.facts or self.barriers or hooks
        status: Status = "partial" if gives else "failed"
        if self.blocked or not self.problems:
            status = "blocked" if self.blocked else "loaded"
        found = self.found
        return PluginInfo(
            found.name,
            found.version,
            status,
            found.kind,
            found.shown,
            found.distribution,
            tuple(sorted(self.offers)),
            self.facts,
            self.barriers,
            hooks,
            tuple(self.problems),
        )


def load_plugins(found: Sequence[Found], settings: Settings) -> tuple[list[Loaded], Vocabulary, list[Problem]]:
    """Load what was found: the plugins, all words in use, and the problems that belong to no plugin."""
    blocked, problems = blocked_by(settings, found)
    plugins = [Loaded(one, _data_folder(one, settings), blocked=bool(one.names & blocked)) for one in found]
    active: dict[str, Loaded] = {}
    for plugin in plugins:
        name = plugin.found.name
        if plugin.blocked:
            continue
        if name in active:
            place = active[name].found.shown
            plugin.problems.append(problem("plugin-twice", plugin.found.shown, plugin=name, first=place))
            continue
        active[name] = plugin
        _load_code(plugin, settings)
    # Everybody's words come before anybody's offers, so that an offer may use what another plugin brings.
    vocabulary = Vocabulary.shipped()
    for plugin in active.values():
        vocabulary = _with_words(plugin, vocabulary)
    taken: dict[str, DatedOffer] = {}
    for plugin in active.values():
        for offer in _offers_of(plugin):
            first = taken.setdefault(offer.id, offer)
            if first is offer:
                plugin.offers[offer.id] = offer
            else:
                plugin.problems.append(_twice(offer, first))
    return plugins, vocabulary, problems


def _data_folder(found: Found, settings: Settings) -> Path:
    """Return the installation's folder for the plugin if it is there, else the plugin's own."""
    if settings.data is not None and (settings.data / found.name).is_dir():
        return settings.data / found.name
    return (found.root or Path(found.name)) / "data"


def _load_code(plugin: Loaded, settings: Settings) -> None:
    found = plugin.found
    file: Path | None = None
    if found.kind == "package":
        root, fault = guarded(lambda: package_root(found), found, plugin.data, "", private=False)
        if fault:
            plugin.problems.append(fault)
            return
        found = plugin.found = replace(found, root=root, limit=root)
        plugin.data = _data_folder(found, settings)
    else:
        file, faults = own_file(found, "plugin.py")
        plugin.problems.extend(faults)
        if file is None:
            return
        if not found.may_run:
            place = f"{found.shown}/plugin.py"
            plugin.problems.append(problem("plugin-code-not-allowed", place, plugin=found.name, folder=found.root))
            return
    plugin.code, problems = load_code(found, plugin.data, file)
    plugin.problems.extend(problems)


def _with_words(plugin: Loaded, vocabulary: Vocabulary) -> Vocabulary:
    documents = [_read(plugin, "vocabulary.yaml")]
    made, place = _called(plugin, "tilbud_vocabulary", node_of)
    if made is not None:
        faults = [] if isinstance(made, Map) else [_nonsense(plugin, "tilbud_vocabulary", place)]
        faults.extend(node_problems(made))
        plugin.problems.extend(faults)
        documents.append(None if faults else made)
    for document in documents:
        if document is None:
            continue
        extended, problems = vocabulary.extended(document, plugin.found.name)
        plugin.problems.extend(problems)
        plugin.facts += tuple(key for key in extended.facts if key not in vocabulary.facts)
        plugin.barriers += tuple(code for code in extended.barriers if code not in vocabulary.barriers)
        vocabulary = extended
    return vocabulary


def _offers_of(plugin: Loaded) -> Iterator[DatedOffer]:
    name = plugin.found.name
    document = _read(plugin, "offer.yaml")
    if document is not None:
        offers, problems = read_offers(document, name)
        plugin.problems.extend(problems)
        yield from offers
    made, place = _called(plugin, "tilbud_offers", _listed)
    for node in made or ():
        if faults := node_problems(node):
            plugin.problems.extend(faults)
        elif isinstance(node, Map):
            offers, problems = read_offers(node, name)
            plugin.problems.extend(problems)
            yield from offers
        else:
            plugin.problems.append(_nonsense(plugin, "tilbud_offers", place))


def _listed(value: Any, place: str) -> list[Any]:
    """Return the offers that a hook gave; one that is not inside a list is an offer no list can hold."""
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping | Offer):
        return [node_of(one, place) for one in value]
    return [None]


def _twice(offer: DatedOffer, first: DatedOffer) -> Problem:
    names = {"plugin": offer.plugin, "first": first.plugin, "place": first.place}
    return problem("offer-twice", offer.place, name=offer.id, **names)


def _read(plugin: Loaded, name: str) -> Any:
    file, problems = own_file(plugin.found, name)
    plugin.problems.extend(problems)
    if file is None:
        return None
    try:
        return read_path(file, f"{plugin.found.shown}/{name}")
    except InputError as error:
        plugin.problems.extend(error.problems)
        return None


def _called(plugin: Loaded, hook: str, accept: Callable[[Any, str], T]) -> tuple[T | None, str]:
    """Call a hook that is told nothing about a person; the place stands for what it returned."""
    place = f"{plugin.found.label}: {hook}"
    if plugin.code is None:
        return None, place
    made, fault = plugin.code.call(hook, lambda value: accept(value, place), private=False)
    if fault:
        plugin.problems.append(fault)
    return made, place


def _nonsense(plugin: Loaded, hook: str, place: str) -> Problem:
    return problem("hook-result", place, plugin=plugin.found.label, hook=hook)
