"""The lexicon: what people say for each barrier, and how a sentence is read. Data in YAML, checked when it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from typing import Any, Literal

from pydantic import Field

from tilbud_engine.dated import Model
from tilbud_engine.errors import InputError, Problem, nearest, problem, shown
from tilbud_engine.reading import Flag, Line, Seq, decode, place_of, read_bytes
from tilbud_engine.vocabulary.own_words.patterns import NUMBER, Choice, Net, PatternFault, Piece, parse
from tilbud_engine.vocabulary.own_words.tokens import folded, words_in

Cue = Literal["idioms", "then", "over", "freed", "about"]
Kind = Literal["barrier", "never"] | Cue

_CUES: tuple[Cue, ...] = ("idioms", "then", "over", "freed", "about")

_SHORTEST_STEMMED = 4
_SHORTEST_MISSPELT = 6
_TOGETHER = " + "
NEGATION = "ikke"


class Reading(Model):
    """How a sentence is read: which words carry no weight, deny, tell of somebody else, or of what is over."""

    light: tuple[Line, ...]
    spellings: Mapping[str, tuple[Line, ...]]
    abbreviations: tuple[Line, ...]
    conjunctions: tuple[Line, ...]
    me: tuple[Line, ...]
    others: tuple[Line, ...]
    persons: tuple[Line, ...]
    things: tuple[Line, ...]
    prepositions: tuple[Line, ...]
    negations: tuple[Line, ...]
    no_negation_before: tuple[Line, ...]
    bridges: tuple[Line, ...]
    after_bridges: tuple[Line, ...]
    present: tuple[Line, ...]
    past: tuple[Line, ...]
    recent: tuple[Line, ...]


class Section(Model):
    """What people say for one barrier: words that are enough alone, patterns, and near misses."""

    past_counts: Flag = False
    words: tuple[Line, ...] = ()
    patterns: tuple[Line, ...] = ()
    never: tuple[Line, ...] = ()


class LexiconDocument(Model):
    """One file of the lexicon."""

    reading: Reading | None = None
    classes: Mapping[str, tuple[Line, ...]] = Field(default_factory=dict)
    barriers: Mapping[str, Section] = Field(default_factory=dict)
    idioms: tuple[Line, ...] = ()
    then: tuple[Line, ...] = ()
    over: tuple[Line, ...] = ()
    freed: tuple[Line, ...] = ()
    about: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One pattern: what it stands for, how it is written, and whether she must be the one it tells of."""

    kind: Kind
    code: str
    text: str
    place: str
    listed: bool = False
    past_counts: bool = False
    part: int = 0
    parts: int = 1


@dataclass(frozen=True)
class Lexicon:
    """Every pattern as one net, with the words that steer the reading."""

    entries: tuple[Entry, ...]
    net: Net
    reading: Reading
    beginnings: frozenset[str]
    ends: frozenset[str]
    words: frozenset[str]
    aliases: Mapping[str, str] = field(default_factory=dict)
    stems: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def bare(self) -> Mapping[str, str]:
        """Words by what is left of them when å, ø and æ are written a, o and a or e; only where one word is meant."""
        made: dict[str, set[str]] = {}
        for word in self.words:
            for written in _bare(word):
                made.setdefault(written, set()).add(word)
        return {written: next(iter(meant)) for written, meant in made.items() if len(meant) == 1}

    @cached_property
    def misspelt(self) -> Mapping[str, tuple[str, ...]]:
        """Long words by what is left of them without one letter."""
        made: dict[str, list[str]] = {}
        for word in sorted(self.words):
            if len(word) >= _SHORTEST_MISSPELT - 1:
                for written in {word, *_without_a_letter(word)}:
                    made.setdefault(written, []).append(word)
        return {written: tuple(meant) for written, meant in made.items()}

    def get_ready(self) -> None:
        """Make the tables of misspelt words now, so that the first sentence is read as fast as the rest."""
        _ = self.bare, self.misspelt

    def keys_of(self, form: str, stem: Callable[[str], str]) -> tuple[str, ...]:
        """Return by what a folded word is looked up: its form, its stem, beginnings and ends of compounds."""
        form = self.aliases.get(form, form)
        keys = [f"={form}", self._stem(form, stem)]
        keys += [f"{form[:i]}*" for i in range(2, len(form) + 1) if f"{form[:i]}*" in self.beginnings]
        keys += [f"*{form[i:]}" for i in range(len(form) - 1) if f"*{form[i:]}" in self.ends]
        if form.isdigit():
            keys.append(NUMBER)
        elif len(keys) == 2 and keys[1] not in self.words and keys[0] not in self.words:
            meant = self.bare.get(form) or self.bare.get(keys[1]) or self._close(form, stem)
            keys += [meant] if meant else []
        return tuple(dict.fromkeys(keys))

    def _stem(self, form: str, stem: Callable[[str], str]) -> str:
        return stemmed(form, stem)

    def _close(self, form: str, stem: Callable[[str], str]) -> str | None:
        """Return the one word that differs by one letter, or by two that changed places."""
        if len(form) < _SHORTEST_MISSPELT:
            return None
        written = self._stem(form, stem)
        if len(written) < _SHORTEST_MISSPELT:
            return None
        tried = {written, *_without_a_letter(written)}
        meant = {word for one in tried for word in self.misspelt.get(one, ()) if word[0] == form[0]}
        close = {word for word in meant if _one_change(written, word)}
        return close.pop() if len(close) == 1 else None


def stemmed(form: str, stem: Callable[[str], str]) -> str:
    """Return the stem of a folded word; short words, and what has next to nothing left, stay as they are."""
    if len(form) < _SHORTEST_STEMMED:
        return form
    short = stem(form)
    return form if len(short) < _SHORTEST_STEMMED and len(form) - len(short) >= 3 else short


def stemmer() -> Callable[[str], str]:
    """Return the Danish stemmer, a new one each time: it keeps the last word it was given."""
    from snowballstemmer.danish_stemmer import DanishStemmer  # type: ignore[import-untyped]  # ships no types

    stem: Callable[[str], str] = DanishStemmer().stemWord
    return stem


def shipped_documents() -> list[Any]:
    """Read the files of the lexicon that come with the engine.

    Raises InputError.
    """
    folder = files("tilbud_engine.vocabulary").joinpath("lexicon")
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".yaml"))
    return [read_bytes(folder.joinpath(name).read_bytes(), f"vocabulary/lexicon/{name}") for name in names]


def lexicon_of(
    nodes: Iterable[Any], phrases: Mapping[str, Iterable[str]], codes: frozenset[str] | None = None
) -> Lexicon:
    """Put the files of a lexicon together with the phrases of each barrier; with `codes`, what is about those alone.

    Raises InputError with every fault: a barrier, a class or a pattern that cannot be.
    """
    return _Maker(phrases, frozenset(phrases) if codes is None else codes).made(list(nodes))


class _Maker:
    """Puts a lexicon together, and collects what is wrong on the way."""

    def __init__(self, phrases: Mapping[str, Iterable[str]], codes: frozenset[str]) -> None:
        self.phrases = phrases
        self.codes = codes
        self.problems: list[Problem] = []
        self.entries: list[Entry] = []
        self.net = Net()
        self.classes: dict[str, Choice] = {}
        self.keys: dict[str, str] = {}
        self.exact: frozenset[str] = frozenset()
        self.aliases: dict[str, str] = {}
        self.stem = stemmer()

    def made(self, nodes: list[Any]) -> Lexicon:
        documents = [(node, self._document(node)) for node in nodes]
        readings = [one.reading for _, one in documents if one and one.reading]
        if len(readings) != 1 and not self.problems:
            self.problems.append(problem("lexicon-reading", place_of(nodes[0]) if nodes else "", count=len(readings)))
        if self.problems:
            raise InputError(self.problems)
        (reading,) = readings
        self.aliases = {folded(written): folded(meant) for meant, ways in reading.spellings.items() for written in ways}
        for node, one in documents:
            self._add_classes(node, one)
        for node, one in documents:
            self._add_patterns(node, one)
        for code, listed in self.phrases.items():
            for phrase in listed if code in self.codes else ():
                self._add_phrase(code, phrase)
        if self.problems:
            raise InputError(self.problems)
        self.net.close()
        used = frozenset(self.keys.values())
        return Lexicon(
            tuple(self.entries),
            self.net,
            reading,
            frozenset(one for one in used if one.endswith("*")),
            frozenset(one for one in used if one.startswith("*")),
            frozenset(one for one in used if one.isalnum()),
            self.aliases,
        )

    def _document(self, node: Any) -> LexiconDocument | None:
        document, problems = decode(LexiconDocument, node)
        self.problems.extend(problems)
        for code in document.barriers if document else ():
            if code not in self.phrases:
                place = node["barriers"].place_of(code)
                self.problems.append(
                    problem("unknown-barrier", place, name=code, nearest=nearest(code, list(self.phrases)))
                )
        return document

    def _add_classes(self, node: Any, document: LexiconDocument | None) -> None:
        for name, ways in (document.classes if document else {}).items():
            rows = [row for way, place in _with_places(ways, node["classes"][name]) for row in self._parsed(way, place)]
            self.classes[name] = Choice(tuple(rows))

    def _add_patterns(self, node: Any, document: LexiconDocument | None) -> None:
        if document is None:
            return
        for kind in _CUES:
            self._add(kind, "", getattr(document, kind), node.get(kind))
        for code, section in document.barriers.items():
            if code not in self.codes:
                continue
            written = node["barriers"][code]
            for name in ("words", "patterns"):
                self._add("barrier", code, getattr(section, name), written.get(name), section.past_counts)
            self._add("never", code, section.never, written.get("never"))

    def _add(self, kind: Kind, code: str, patterns: Iterable[str], node: Any, past: bool = False) -> None:
        for text, place in _with_places(patterns, node):
            parts = text.split(_TOGETHER)
            for part in range(len(parts)):
                for row in self._parsed(parts[part], place):
                    self.net.add(row, len(self.entries))
                self.entries.append(Entry(kind, code, text, place, past_counts=past, part=part, parts=len(parts)))

    def _parsed(self, text: str, place: str) -> list[tuple[Piece, ...]]:
        try:
            return parse(text, self._key, self.classes, self._key(NEGATION))
        except PatternFault as fault:
            if fault.name is None:
                self.problems.append(problem("lexicon-pattern", place, text=shown(fault.text)))
            else:
                close = nearest(fault.name, list(self.classes))
                self.problems.append(problem("lexicon-class", place, name=fault.name, nearest=close))
            return []

    def _add_phrase(self, code: str, phrase: str) -> None:
        """Add a listed phrase: plain words; the `jeg` it begins with may stand elsewhere, or be left out."""
        words = [folded(one) for one in words_in(phrase)]
        if len(words) > 2 and words[0] == "jeg":
            words = words[1:]
        if words:
            for row in parse(" ".join(words), self._key, {}, self._key(NEGATION)):
                self.net.add(row, len(self.entries))
            self.entries.append(Entry("barrier", code, phrase, "", listed=True))

    def _key(self, word: str) -> str:
        if word not in self.keys:
            self.keys[word] = self._looked_up(word)
        return self.keys[word]

    def _looked_up(self, word: str) -> str:
        form = folded(word.strip("*!"))
        if word.startswith("*"):
            return f"*{form}"
        if word.endswith("*"):
            return f"{form}*"
        form = self.aliases.get(form, form)
        if word.endswith("!"):
            return f"={form}"
        return stemmed(form, self.stem)


def _with_places(texts: Iterable[str], node: Any) -> Iterator[tuple[str, str]]:
    places = [place_of(one) for one in node] if isinstance(node, Seq) else []
    return zip(texts, places, strict=True)


def _bare(word: str) -> set[str]:
    plain = word.replace("aa", "a").replace("oe", "o")
    return {plain.replace("ae", "a"), plain.replace("ae", "e")} - {word}


def _without_a_letter(word: str) -> Iterator[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))


def _one_change(one: str, other: str) -> bool:
    """Tell whether two words differ by one letter, or by two neighbours that changed places."""
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    left, right = one[start:], other[start:]
    if left[1:] == right[1:] or left[1:] == right or left == right[1:]:
        return True
    return left[:2] == right[1::-1] and left[2:] == right[2:]
