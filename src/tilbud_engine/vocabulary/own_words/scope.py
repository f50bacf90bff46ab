"""Who a sentence tells of, when, and what it denies: what keeps a match from being a proposal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tilbud_engine.vocabulary.own_words.lexicon import Entry, Reading
from tilbud_engine.vocabulary.own_words.tokens import Tokens, folded

Reason = Literal["negation", "person", "past", "over", "freed", "about", "idiom", "longer"]
Subject = Literal["me", "other", "thing"]
Tense = Literal["present", "past"]

_FURTHEST_BACK = 7
_SUBORDINATE = frozenset({"at", "om"})
_TO_ME = frozenset({"mig", "os"})
_MINE = frozenset({"min", "mit", "mine", "vores", "der"})
_ADVERBS = frozenset({"ikke", "aldrig"})
_NUMERALS = frozenset({"to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti"})
_BEFORE_A_NOUN = _NUMERALS | {"min", "mit", "mine", "vores", "en", "et", "den", "det", "sin", "deres", "de"}
_LISTED_ON = frozenset({"eller", "heller", "hverken"})


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern found in a text, with the places of the words that it used."""

    entry: Entry
    used: tuple[int, ...]

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.used[0]

    @property
    def end(self) -> int:
        """Where its last word stands."""
        return self.used[-1]


class Words:
    """The words that steer the reading, folded, as sets."""

    def __init__(self, reading: Reading) -> None:
        def each(words: Iterable[str]) -> frozenset[str]:
            return frozenset(map(folded, words))

        self.light = each(reading.light)
        self.abbreviations = each(reading.abbreviations)
        self.conjunctions = each(reading.conjunctions)
        self.me = each(reading.me)
        self.others = each(reading.others)
        self.persons = each(reading.persons)
        self.things = each(reading.things)
        self.prepositions = each(reading.prepositions)
        self.subjects = self.me | self.others | self.persons | self.things | _MINE
        self.negations = each(reading.negations)
        self.no_negation_before = each(reading.no_negation_before)
        self.bridges = each(reading.bridges)
        self.after_bridges = each(reading.after_bridges)
        self.present = each(reading.present)
        self.past = each(reading.past)
        self.recent = each(reading.recent)


@dataclass(slots=True)
class Scope:
    """What holds at each word of a text: the subject and the tense that were set last, before it."""

    words: Words
    tokens: Tokens
    forms: Sequence[str]
    subjects: list[tuple[Subject, int] | None] = field(default_factory=list)
    tenses: list[tuple[Tense, int] | None] = field(default_factory=list)
    recent: set[int] = field(default_factory=set)
    cues: dict[str, list[Match]] = field(default_factory=dict)
    cue_ends: dict[str, dict[int, Match]] = field(default_factory=dict)
    then: dict[int, Match] = field(default_factory=dict)
    over: dict[int, list[Match]] = field(default_factory=dict)

    def read(self, cues: Iterable[Match]) -> None:
        """Walk through the text once and note what holds where."""
        for one in cues:
            kind = one.entry.kind
            sentence = self.tokens.sentences[one.start]
            if kind in ("freed", "about"):
                self.cue_ends.setdefault(kind, {}).setdefault(one.end, one)
            elif kind == "then":
                self.then.setdefault(sentence, one)
            elif kind == "over":
                self.over.setdefault(sentence, []).append(one)
        subject: tuple[Subject, int] | None = None
        tense: tuple[Tense, int] | None = None
        own = verb = fronted = False
        for i, form in enumerate(self.forms):
            if i and self.tokens.sentences[i] != self.tokens.sentences[i - 1]:
                subject, tense = None, None
                own = verb = fronted = False
            elif i and self.tokens.clauses[i] != self.tokens.clauses[i - 1]:
                own = verb = fronted = False
            self.subjects.append(subject)
            self.tenses.append(tense)
            if form in self.words.recent:
                self.recent.add(self.tokens.sentences[i])
            if found := self._subject(i, own=own, first_verb=verb and not fronted):
                # *De andre har …*: what begins as a thing may turn out to be persons, before the verb.
                subject, own = (found, i), found != "thing"
            if form in self.words.present or form in self.words.past:
                tense = ("present" if form in self.words.present else "past", i)
                verb = True
            elif not verb and form not in self.words.conjunctions:
                fronted = True

    def _subject(self, i: int, *, own: bool, first_verb: bool) -> Subject | None:
        form = self.forms[i]
        if form in self.words.me:
            return "me"
        if form == "en" and not own and self._next(i) in ("der", "som"):
            return "other"
        if form in self.words.others:
            return "other"
        if own:
            return None
        before = self._before(i)
        if form in self.words.persons and not first_verb and before not in self.words.prepositions:
            return "other"
        is_thing = form in self.words.things and before not in self.words.prepositions
        return "thing" if is_thing and not first_verb else None

    def _next(self, i: int) -> str:
        return self.forms[i + 1] if i + 1 < len(self.forms) else ""

    def _before(self, i: int) -> str:
        """Return the word in front of a noun, its own *min*, *en* and the like left out."""
        for at in (i - 1, i - 2):
            if at < 0 or self.tokens.sentences[at] != self.tokens.sentences[i]:
                return ""
            if self.forms[at] not in _BEFORE_A_NOUN and not self.forms[at].isdigit():
                return self.forms[at]
        return ""

    # --- what keeps a match from being a proposal -------------------------------------------------------------------

    def against(self, match: Match, denied: Collection[int]) -> tuple[Reason, str] | None:
        """Return why a match is no proposal, with the words that say so; `denied` are the ends of denied matches."""
        if (at := self._denied_by(match, denied)) is not None:
            return "negation", self.tokens.written[at]
        for kind in ("freed", "about"):
            if cue := self._cue_before(match, kind):
                return ("freed" if kind == "freed" else "about"), self.said(cue)
        if (at := self._other(match)) is not None:
            return "person", self.tokens.written[at]
        return self._past(match)

    def said(self, match: Match) -> str:
        """Return the words of a match as she wrote them, `…` where she said more in between."""
        parts: list[str] = []
        for before, at in zip((None, *match.used), match.used, strict=False):
            if before is not None and at > before + 1:
                parts.append("…")
            parts.append(self.tokens.written[at])
        return " ".join(parts)

    def _denied_by(self, match: Match, denied: Collection[int]) -> int | None:
        words, forms, at = self.words, self.forms, match.start - 1
        bridged = {*words.bridges, *words.light, *words.me}
        for _ in range(_FURTHEST_BACK):
            if at < 0 or self.tokens.sentences[at] != self.tokens.sentences[match.start]:
                break
            if self.tokens.clauses[at] != self.tokens.clauses[at + 1] and forms[at + 1] not in (
                _SUBORDINATE | _LISTED_ON
            ):
                break
            if at in denied and forms[at + 1] in _LISTED_ON:
                return at
            if forms[at] in words.negations:
                return at if forms[at + 1] not in words.no_negation_before else None
            if forms[at] not in bridged and forms[at] not in _LISTED_ON:
                break
            at -= 1
        return self._denied_after(match)

    def _denied_after(self, match: Match) -> int | None:
        """Return the negation of *vi skændes aldrig* and of *gæld har jeg ikke*."""
        if not any(self.forms[one] in self.words.negations for one in match.used):
            at = match.end + 1
            while at < len(self.forms) and at < match.end + 4 and self.forms[at] in self.words.light:
                at += 1
            if at < len(self.forms) - 1 or (at < len(self.forms) and len(self.tokens.written[at]) > 3):
                following = self.forms[at + 1] if at + 1 < len(self.forms) else ""
                if (
                    self.forms[at] in _ADVERBS
                    and self.tokens.clauses[at] == self.tokens.clauses[match.end]
                    and following not in self.words.no_negation_before
                    and following not in ("til", "at")
                ):
                    return at
        after = range(match.end + 1, min(match.end + 5, len(self.forms)))
        here = [one for one in after if self.tokens.clauses[one] == self.tokens.clauses[match.end]]
        if len(here) < 3 or self.forms[here[0]] not in self.words.after_bridges or self.forms[here[1]] != "jeg":
            return None
        for one in here[2:]:
            if self.forms[one] in self.words.negations:
                return one
            if self.forms[one] not in self.words.light:
                break
        return None

    def _cue_before(self, match: Match, kind: str) -> Match | None:
        ends = self.cue_ends.get(kind, {})
        at = match.start - 1
        for _ in range(4):
            if (
                at >= 0
                and self.forms[at + 1] in self.words.me
                and self.tokens.clauses[at] != self.tokens.clauses[at + 1]
            ):
                return None  # *jeg kan ikke mere, jeg vil …* begins anew
            if at in ends and self.tokens.sentences[at] == self.tokens.sentences[match.start]:
                return ends[at]
            if at < 0 or (self.forms[at] not in self.words.bridges and self.forms[at] not in self.words.me):
                return None
            at -= 1
        return None

    def _other(self, match: Match) -> int | None:
        forms, words = self.forms, self.words
        if any(forms[one] in words.persons or forms[one] in words.others for one in match.used):
            return None
        if any(forms[one] in words.me or forms[one] in _TO_ME for one in range(match.start, match.end + 1)):
            return None
        if match.end + 1 < len(forms) and forms[match.end + 1] in _TO_ME:
            return None
        at = match.start - 1
        if at >= 0 and forms[at] in words.persons and self.tokens.clauses[at] == self.tokens.clauses[match.start]:
            return at
        subject = self.subjects[match.start]
        if subject is None or subject[0] == "me":
            return None
        if subject[0] == "thing":
            return subject[1] if match.entry.listed and match.entry.text.startswith("jeg ") else None
        return subject[1]

    def _past(self, match: Match) -> tuple[Reason, str] | None:
        tense = self.tenses[match.start]
        sentence = self.tokens.sentences[match.start]
        within = any(self.forms[one] in self.words.past for one in match.used)
        past = tense is not None and tense[0] == "past"
        cues = [one for one in self.over.get(sentence, ()) if one.start > match.start and one.start > match.end]
        cues += [one for one in self.over.get(sentence + 1, ()) if self._opens(one)]
        if cues:
            return "over", self.said(cues[0])
        if match.entry.past_counts:
            return None
        then = self.then.get(sentence)
        if then is not None and (tense is None or past):
            return "past", self.said(then)
        # *Jeg flyttede hertil, men jeg kender ingen*: what was, in a clause before, says nothing of what is.
        near = tense is not None and self.tokens.clauses[tense[1]] == self.tokens.clauses[match.start]
        if not within and past and near and tense is not None and sentence not in self.recent:
            return "past", self.tokens.written[tense[1]]
        return None

    def _opens(self, match: Match) -> bool:
        """Tell whether a match stands at the beginning of its sentence."""
        at = max(0, match.start - 3)
        return self.tokens.sentences[at] != self.tokens.sentences[match.start]
