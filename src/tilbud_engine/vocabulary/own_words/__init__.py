"""Own words: which barriers a person's sentence may mean; proposals only, the citizen confirms.

Deterministic, without a language model. What is found rests on the listed phrases of each barrier and on the lexicon,
in every form of a word; what is denied, told of somebody else or over is passed over and can be shown. Nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tilbud_engine.vocabulary import Vocabulary
from tilbud_engine.vocabulary.own_words.lexicon import Lexicon, lexicon_of, shipped_documents, stemmer
from tilbud_engine.vocabulary.own_words.scope import Match, Reason, Scope, Words
from tilbud_engine.vocabulary.own_words.tokens import Tokens, tokens_of

__all__ = ["Heard", "PassedOver", "Proposal", "Reason", "hear", "hear_hidden", "propose"]


_NEAR = 16  # so many words may the parts of a pattern stretch over


@dataclass(frozen=True, slots=True)
class Proposal:
    """A barrier that the words may mean, and the phrase that matched.

    `said` is her words that matched, `pattern` how the lexicon writes them, `place` where it does (empty for a listed
    phrase of the barrier).
    """

    barrier: str
    phrase: str
    said: str = ""
    pattern: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A barrier that matched and is not proposed: why, and the words that say so."""

    barrier: str
    said: str
    reason: Reason
    because: str
    pattern: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was found in a text: proposals in the order of the text, and what was passed over."""

    proposals: tuple[Proposal, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()


def propose(words: str, vocabulary: Vocabulary) -> tuple[Proposal, ...]:
    """Return the barriers that a text may mean, in the order they stand in it; the longest phrase wins.

    Danger is heard also within a longer phrase of something else. Nothing is kept.
    """
    return hear(words, vocabulary).proposals


def hear_hidden(words: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the hidden barriers that a text may mean: danger and violence.

    The same as among all proposals, from the part of the lexicon that is about them: it is put together sooner.
    """
    hidden = frozenset(code for code, one in vocabulary.barriers.items() if one.hidden)
    return frozenset(one.barrier for one in _hear(words, vocabulary, hidden).proposals)


def hear(words: str, vocabulary: Vocabulary) -> Heard:
    """Return what a text may mean, and what was passed over and why.

    Raises InputError when the lexicon names a barrier that the vocabulary does not have.
    """
    return _hear(words, vocabulary, frozenset(vocabulary.barriers))


def _hear(words: str, vocabulary: Vocabulary, codes: frozenset[str]) -> Heard:
    if not words.strip():
        return Heard()  # without putting the lexicon together for nothing
    lexicon, steering = _prepared(tuple((code, one.phrases) for code, one in vocabulary.barriers.items()), codes)
    tokens = tokens_of(words, steering.conjunctions, steering.abbreviations, steering.subjects)
    if not tokens.forms:
        return Heard()
    forms = [lexicon.aliases.get(one, one) for one in tokens.forms]
    found = list(_matches(lexicon, steering, tokens, forms))
    scope = Scope(steering, tokens, forms)
    scope.read(one for one in found if one.entry.kind not in ("barrier", "never", "idioms"))
    proposals: dict[str, tuple[int, Proposal]] = {}
    passed: dict[str, tuple[int, PassedOver]] = {}
    apart: dict[str, tuple[int, PassedOver]] = {}
    alarms = {code for code, one in vocabulary.barriers.items() if one.alarm}
    hidden = {code for code, one in vocabulary.barriers.items() if one.hidden}
    denied: set[int] = set()
    for match, other in _chosen(found, forms, steering, hidden, alarms):
        entry, said = match.entry, scope.said(match)
        against = _against(match, other, scope, denied)
        if against and entry.code in alarms and against[0] == "freed":
            against = None  # *… så børnene kommer over det* is no sign that she is over it.
        if against is None:
            phrase = entry.text if entry.listed else said.lower()
            proposal = Proposal(entry.code, phrase, said, entry.text, entry.place)
            proposals.setdefault(entry.code, (match.start, proposal))
            continue
        reason, because = against
        if reason == "negation":
            denied.add(match.end)
        if reason != "longer":
            over = PassedOver(entry.code, said, reason, because, entry.text, entry.place)
            if entry.parts == 1:  # What stands together shows better why than what stands apart.
                passed.setdefault(entry.code, (match.start, over))
            else:
                apart.setdefault(entry.code, (match.start, over))
    return Heard(
        tuple(one for _, one in sorted(proposals.values(), key=lambda item: item[0])),
        tuple(
            one
            for code, (_, one) in sorted({**apart, **passed}.items(), key=lambda item: item[1][0])
            if code not in proposals
        ),
    )


def _against(match: Match, other: Match | None, scope: Scope, denied: set[int]) -> tuple[Reason, str] | None:
    """Return why a match is no proposal, with the words that say so; `other` is what takes its words."""
    if other is None:
        return scope.against(match, denied)
    return "longer" if other.entry.kind == "barrier" else "idiom", scope.said(other)


def _matches(lexicon: Lexicon, steering: Words, tokens: Tokens, forms: list[str]) -> Iterator[Match]:
    """Yield every match, from the first word to the last."""
    stem = stemmer()
    by_form = {form: lexicon.keys_of(form, stem) for form in set(forms)}
    keys = [by_form[form] for form in forms]
    leading: dict[str, dict[int, tuple[int, ...]]] = {form: {} for form in by_form}
    ways = [leading[form] for form in forms]
    light = [form in steering.light or form in steering.me for form in forms]
    stops = [form in steering.negations or form in steering.others for form in forms]
    seen: dict[tuple[str, str], dict[int, Match]] = {}
    end = 0
    for start in range(len(forms)):
        if start >= end:
            sentence = tokens.sentences[start]
            end = start + 1
            while end < len(forms) and tokens.sentences[end] == sentence:
                end += 1
        found = lexicon.net.found_at(start, end, keys, ways, light=light, stops=stops, clauses=tokens.clauses)
        longest: dict[int, tuple[int, ...]] = {}
        for entry, used in found:
            if len(used) > len(longest.get(entry, ())):
                longest[entry] = used
        for entry in sorted(longest):
            match = Match(lexicon.entries[entry], longest[entry])
            if match.entry.parts == 1:
                yield match
            elif whole := _together(match, seen, tokens):
                yield whole


def _together(match: Match, seen: dict[tuple[str, str], dict[int, Match]], tokens: Tokens) -> Match | None:
    """Return the match of a pattern in parts, when the other parts stand near this one in the same sentence."""
    entry = match.entry
    parts = seen.setdefault((entry.place, entry.text), {})
    parts[entry.part] = match
    if len(parts) < entry.parts:
        return None
    near = [
        one
        for one in parts.values()
        if match.end - one.start <= _NEAR and tokens.sentences[one.start] == tokens.sentences[match.start]
    ]
    if len(near) < entry.parts:
        return None
    used = tuple(sorted({place for one in near for place in one.used}))
    return Match(entry, used) if len(used) >= sum(len(one.used) for one in near) else None


def _chosen(
    found: Sequence[Match], forms: list[str], steering: Words, hidden: set[str], alarms: set[str]
) -> list[tuple[Match, Match | None]]:
    """Return the matches of barriers from first to last, each with the longer match that takes its words, if any.

    What is hidden is heard also within a longer phrase of something else; an alarm is only unsaid by a phrase that has
    its last word and at least half of all.
    """
    taken: dict[int, Match] = {}
    made: list[tuple[Match, Match | None]] = []
    blocking: dict[tuple[str, int], Match] = {}
    for match in found:
        if match.entry.kind in ("idioms", "never"):
            for one in match.used:
                blocking.setdefault((match.entry.code, one), match)
    barriers = [one for one in found if one.entry.kind == "barrier"]
    for match in sorted(barriers, key=lambda one: (-len(one.used), not one.entry.listed, one.start, one.entry.code)):
        code = match.entry.code
        heavy = [one for one in match.used if forms[one] not in steering.light] or list(match.used)
        blocks = [blocking.get((code, one)) or blocking.get(("", one)) for one in heavy]
        block = next((one for one in blocks if one), None)
        if block and (code not in alarms or (blocks[-1] and 2 * sum(map(bool, blocks)) >= len(blocks))):
            made.append((match, block))
            continue
        # A phrase says two things where each has words of its own: *får angst inden hvert møde*.
        within = all(one in taken and taken[one].entry.code != code for one in heavy)
        longer = taken[heavy[0]] if within else None
        if longer and (code in hidden or (len(longer.used) == len(match.used) and not longer.entry.listed)):
            longer = None
        made.append((match, longer))
        if longer is None and match.entry.parts == 1:  # The parts of a pattern may lie around what is said of another.
            for one in heavy:
                taken.setdefault(one, match)
    return sorted(made, key=lambda pair: pair[0].start)


@lru_cache(maxsize=4)
def _prepared(phrases: tuple[tuple[str, tuple[str, ...]], ...], codes: frozenset[str]) -> tuple[Lexicon, Words]:
    """Put the lexicon and the listed phrases together: once for each vocabulary, never for what somebody says."""
    lexicon = lexicon_of(shipped_documents(), dict(phrases), codes)
    lexicon.get_ready()
    return lexicon, Words(lexicon.reading)
