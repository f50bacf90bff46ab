"""Findings in plain words, Danish and English, and as plain values for JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tilbud_engine.errors import Language, Problem
from tilbud_engine.lab.findings.finding import CONDITIONS, Finding, Findings, Kind, Word
from tilbud_engine.lab.findings.finding import Words as About
from tilbud_engine.lab.findings.trees import parameters_of
from tilbud_engine.lab.words import Words
from tilbud_engine.offers import Offer
from tilbud_engine.rules.conditions import ParameterValue
from tilbud_engine.rules.resolved import NotOffered
from tilbud_engine.rules.wording import not_offered_words, number_words
from tilbud_engine.rules.wording.layout import laid_out
from tilbud_engine.rules.wording.regions import region_words
from tilbud_engine.vocabulary import Barrier, Leg, Vocabulary

MOST_TOLD = 3
"""So many groups of persons are told of one gap; the data has more."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words: the sentence, the numbers behind it, whom it concerns, and the example or the proof."""

    finding: Finding
    sentence: str
    notes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    example: str | None = None

    @property
    def places(self) -> str:
        """Return where to look."""
        return ", ".join(self.finding.places[:MOST_TOLD])


class Teller:
    """Puts findings into words in one language."""

    def __init__(self, vocabulary: Vocabulary, language: Language) -> None:
        self.vocabulary = vocabulary
        self.language = language
        self.own = Words("prove", language)

    def told(self, finding: Finding) -> Told:
        """Return a finding in words."""
        regions = tuple(region_words(one, self.vocabulary, self.language) for one in finding.regions)
        person = finding.person
        example = None if person is None else person.words(self.vocabulary, self.language)
        return Told(finding, self.sentence(finding), tuple(self.values(finding)), regions, example)

    def sentence(self, finding: Finding) -> str:
        """Return what was found."""
        about = finding.about
        values = {name: self.words(value) for name, value in about.items()}
        if self.language == "en" and "hint_en" in about:
            values["hint"] = values["hint_en"]
        values["why"] = self._why(about)
        match finding.kind:
            case Kind.RIGHT_NARROWED if isinstance(about.get("own"), CONDITIONS):
                clause = laid_out(about["own"], self.language).clause  # type: ignore[arg-type]
                values |= {"those": clause.those, "clause": clause.sub}
            case Kind.BAND_GAP if isinstance(about.get("part"), CONDITIONS):
                values["part"] = laid_out(about["part"], self.language).clause.sub  # type: ignore[arg-type]
            case Kind.RELATIONS_CONFLICT:
                values |= {name: self.own(f"relation-{about[name]}") for name in ("one", "two")}
            case Kind.NOT_OFFERED:
                values["state"] = self.own(f"state-{about['state']}")
            case _:
                pass
        return self.own(_key(finding), **values)

    def values(self, finding: Finding) -> Iterator[str]:
        """Yield the parameters behind it, with who set them."""
        for parameter in self._parameters(finding):
            key = "value-default" if parameter.layer is None else "value-set"
            label = (parameter.label_en if self.language == "en" else None) or parameter.label or parameter.name
            value = self._value(parameter)
            yield self.own(key, label=label, name=parameter.name, value=value, layer=parameter.layer or "")

    def words(self, value: About) -> str:
        """Return one thing, or several, in words."""
        if not isinstance(value, tuple):
            return self._word(value)
        said = ((one, self._word(one)) for one in value)
        quoted = (self.own("quoted", text=text) if isinstance(one, CONDITIONS) else text for one, text in said)
        items = list(dict.fromkeys(quoted))
        return (
            items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {self.own('and')} {items[-1]}" if items else ""
        )

    def _word(self, value: Word) -> str:
        match value:
            case Offer():
                return (value.name_en if self.language == "en" else None) or value.name
            case Barrier():
                label = (value.label_en if self.language == "en" else None) or value.label
                return f"{label} ({value.code})"
            case Leg():
                return (value.label_en if self.language == "en" else None) or value.label
            case NotOffered():
                return not_offered_words(value, self.language).rstrip(".")
            case Problem():
                return value.message(self.language)
            case dt.date():
                return Words("prove", self.language)("day", day=value)
            case _ if isinstance(value, CONDITIONS):
                return laid_out(value, self.language).clause.main
            case _:
                return str(value)

    def _why(self, about: Mapping[str, About]) -> str:
        for key, names in (("why-limits", ("low", "high")), ("why-parts", ("parts",)), ("why-part", ("part",))):
            if all(name in about for name in names):
                return self.own(key, **{name: self.words(about[name]) for name in names})
        return ""

    def _parameters(self, finding: Finding) -> list[ParameterValue]:
        """Return the parameters in what is told, each once."""
        found = {one.name: one for condition in finding.conditions for one in parameters_of(condition)}
        return list(found.values())

    def _value(self, parameter: ParameterValue) -> str:
        value = parameter.value
        if isinstance(value, bool):
            return self.own("yes" if value else "no")
        if isinstance(value, int):
            return number_words(value, parameter.decimals, self.language)
        return self._word(value)


def _key(finding: Finding) -> str:
    """Return which sentence tells the finding."""
    chosen = (key for kinds, when, key in _VARIANTS if finding.kind in kinds and when(finding))
    return next(chosen, "{kind}").format(kind=finding.kind.value)


_TIMED = frozenset({Kind.ENDED, Kind.EXPIRING, Kind.CHANGING})

_VARIANTS: tuple[tuple[frozenset[Kind], Callable[[Finding], object], str], ...] = (
    (frozenset({Kind.RIGHT_NARROWED}), lambda one: "state" in one.about, "right-not-offered"),
    (frozenset({Kind.RIGHT_NARROWED}), lambda one: "own" in one.about, "right-narrower"),
    (frozenset({Kind.OFFER_FOR_NOBODY}), lambda one: "here" in one.about, "offer-for-nobody-here"),
    (frozenset({Kind.CONTRADICTION}), lambda one: "name" in one.about, "definition-for-nobody"),
    (frozenset({Kind.RELATIONS_CONFLICT}), lambda one: one.about["one"] == one.about["two"], "relations-both-ways"),
    (frozenset({Kind.BARRIER_WITHOUT_OFFER}), lambda one: one.about["offers"], "barrier-not-here"),
    (frozenset({Kind.BARRIER_GAP, Kind.LEG_GAP}), lambda one: not one.regions, "{kind}-example"),
    (frozenset({Kind.EXPIRED, Kind.EXPIRING}), lambda one: "part" in one.about, "{kind}-value"),
    (_TIMED, lambda one: "layer" in one.about, "{kind}-entry"),
    (_TIMED, lambda one: "field" in one.about, "{kind}-field"),
    (_TIMED, lambda one: "offer" in one.about, "{kind}-offer"),
    (frozenset({Kind.PARAMETER_WITHOUT_EFFECT}), lambda one: "value" in one.about, "parameter-changes-nothing"),
    (frozenset({Kind.PARAMETER_WITHOUT_EFFECT}), lambda one: one.about.get("offers"), "parameter-not-here"),
)
"""Sentences that a kind has beside its own, each with when it is told."""


def as_json(found: Findings, vocabulary: Vocabulary, language: Language) -> dict[str, Any]:
    """Return the findings as plain values for JSON, with their texts in one language."""
    teller = Teller(vocabulary, language)
    return {
        "ruleset": found.ruleset,
        "on": found.on.isoformat(),
        "proved": found.proved,
        "not_proved": [{"kind": one.kind.value, "place": one.place, "offer": one.offer} for one in found.unsettled],
        "stopped": found.stopped,
        "faults": len(found.faults),
        "remarks": len(found.remarks),
        "findings": [_plain(teller.told(one), teller) for one in found.findings],
    }


def _plain(told: Told, teller: Teller) -> dict[str, Any]:
    one = told.finding
    return {
        "kind": one.kind.value,
        "fault": one.is_fault,
        "text": told.sentence,
        "notes": list(told.notes),
        "places": list(one.places),
        "offers": list(one.offers),
        "barriers": [each.code for each in one.about.get("barriers", ()) if isinstance(each, Barrier)],  # type: ignore[union-attr]
        "proof": "example" if one.person else "proved" if one.proved else "read",
        "example": told.example,
        "person": None if one.person is None else one.person.written(teller.vocabulary),
        "regions": list(told.regions),
        "complete": one.complete,
    }
