"""Only what matters is asked: by brute force through whole engines; the order, and what is never asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.engine.people import DAY, HOME, Strangers, citizen, offer, whole, world
from tests.rules.random_rules import seeded
from tilbud_engine.case import Citizen
from tilbud_engine.engine import Engine
from tilbud_engine.suggestion import Card, Question, Suggestion

ANSWERS: dict[str, tuple[Any, ...]] = {
    "has_driving_licence": (True, False),
    "has_vehicle": (True, False),
    "danish_level": ("none", "basic", "working", "fluent"),
    "household_children": (0, 1, 2, 3),
}
KEYS = tuple(ANSWERS)
State = tuple[str, str]
Known = tuple[Any, ...]


def some_rule(below: Callable[[int], int], depth: int) -> str:
    """Return a random condition over the four facts, as YAML."""
    kind = below(6) if depth else 0
    if kind < 2:
        return (
            "{has_driving_licence: true}",
            "{has_vehicle: false}",
            "{danish_level: [none, basic]}",
            "{danish_level: fluent}",
            "{household_children: {at_least: 1}}",
            "{household_children: {at_most: 1}}",
        )[below(6)]
    if kind == 2:
        return f"{{not: {some_rule(below, depth - 1)}}}"
    parts = ", ".join(some_rule(below, depth - 1) for _ in range(2 + below(2)))
    return f"{{{'all' if kind < 5 else 'any'}: [{parts}]}}"


def states(found: Suggestion, names: Sequence[str]) -> dict[str, State]:
    """Return verdict and right of each offer; a no has no right."""
    known = {one.offer: (one.verdict, one.right) for one in found.cards}
    return {name: known.get(name, ("no", "no")) for name in names}


class Brute:
    """Every verdict for every way in which the four facts may be known, through the engine."""

    def __init__(self, engine: Engine, barriers: Sequence[str], names: Sequence[str]) -> None:
        self.barriers = barriers
        self.found: dict[Known, Suggestion] = {}
        self.states: dict[Known, dict[str, State]] = {}
        for known in product(*((None, *ANSWERS[key]) for key in KEYS)):
            self.found[known] = engine.suggest(self.one(known), ruleset="byen")
            self.states[known] = states(self.found[known], names)

    def one(self, known: Known) -> Citizen:
        return citizen(*self.barriers, **{k: v for k, v in zip(KEYS, known, strict=True) if v is not None})

    def extended(self, known: Known, at: int) -> Iterator[Known]:
        """Yield the knowledge after some answers to some other unknown facts."""
        options = [
            (value,) if value is not None or place == at else (None, *ANSWERS[key])
            for place, (key, value) in enumerate(zip(KEYS, known, strict=True))
        ]
        yield from product(*options)

    def decides(self, known: Known, at: int, name: str) -> bool:
        """Tell whether some answer decides what is unknown without it."""
        before = self.states[known][name]
        for answer in ANSWERS[KEYS[at]]:
            after = self.states[(*known[:at], answer, *known[at + 1 :])][name]
            if any(a == "unknown" != b for a, b in zip(before, after, strict=True)):
                return True
        return False

    def matters(self, known: Known, at: int, name: str) -> bool:
        return any(self.decides(other, at, name) for other in self.extended(known, at))

    def expected(self, known: Known, cards: Sequence[Card]) -> list[tuple[str, tuple[str, ...]]]:
        """Return the questions in order, each with what it settles, by the words of the criterion."""
        rows = []
        for at, key in enumerate(KEYS):
            if known[at] is not None:
                continue
            settled = [one for one in cards if self.matters(known, at, one.offer)]
            if settled:
                alone = sum(self.decides(known, at, one.offer) for one in settled)
                first = min(self.barriers.index(code) for one in settled for code in one.answers)
                place = list(VOCABULARY_ORDER).index(key)
                rows.append(((-alone, first, place), (key, tuple(one.offer for one in settled))))
        return [row for _, row in sorted(rows)]


VOCABULARY_ORDER = ("household_children", "danish_level", "has_driving_licence", "has_vehicle")


@pytest.mark.parametrize("seed", range(12))
def test_what_is_asked_is_what_matters_by_brute_force(tmp_path: Path, seed: int) -> None:
    """R-P6: nothing else is asked, in the documented order, and what each answer can settle is said."""
    below = seeded(seed).randrange
    barriers = ("H-ANGST", "D-GAELD")
    offers = []
    for name in ("a", "b", "c"):
        rights = f"[{{when: {some_rule(below, 1)}, text: Ret}}]" if below(2) else "[]"
        answers = [("H-ANGST",), ("D-GAELD",), ("D-GAELD", "H-ANGST")][below(3)]
        offers.append(offer(name, answers, some_rule(below, 2), rights=rights))
    engine = world(tmp_path, *offers, runtime="durable" if seed % 4 == 0 else "reference")
    brute = Brute(engine, barriers, "abc")
    for known, found in brute.found.items():
        for card in found.cards:
            missing = {key for at, key in enumerate(KEYS) if brute.matters(known, at, card.offer)}
            missing = {key for key in missing if known[KEYS.index(key)] is None}
            assert set(card.missing) == missing, (card.offer, known)
        asked = [(one.fact, one.settles) for one in found.questions]
        assert asked == brute.expected(known, found.cards), known
    engine.close()


def test_after_all_that_is_missing_is_answered_no_card_is_unknown(engine: Engine) -> None:
    facts = engine.vocabulary.facts
    strangers = Strangers(engine.vocabulary, 31)
    for one in strangers.many(120, hidden=True, known=0.2, on=DAY):
        found = engine.suggest(one, audience="caseworker")
        answers: dict[str, Any] = {}
        for key in sorted({key for card in (*found.cards, *found.shielded) for key in card.missing}):
            value = strangers.value(facts[key])
            if facts[key].type == "set" and isinstance(value, dict):
                value = value["has"]  # The whole question is answered.
            elif facts[key].type == "choice":
                value = strangers.chance.choice([v for v in facts[key].values if _in_force(facts[key].valid.get(v))])
            answers[key] = value
        answered = one.model_copy(update={"facts": {**one.facts, **answers}})
        after = engine.suggest(answered, audience="caseworker")
        for card in (*after.cards, *after.shielded):
            assert (card.verdict, card.missing) == ("yes", ()), (card.offer, answers)
            assert card.right != "unknown", card.offer
        assert after.questions == ()


def _in_force(period: Any) -> bool:
    return period is None or period.holds(DAY)


def test_answering_moves_only_what_was_unknown(engine: Engine) -> None:
    strangers = Strangers(engine.vocabulary, 32)
    for one in strangers.many(25, known=0.1, on=DAY, declined=()):
        current, before = one, engine.suggest(one)
        for _ in range(6):
            if not before.questions:
                break
            asked = before.questions[0].fact
            value = strangers.value(engine.vocabulary.facts[asked])
            current = current.model_copy(update={"facts": {**current.facts, asked: value}})
            after = engine.suggest(current)
            decided: dict[str, str] = {card.offer: card.verdict for card in before.cards if card.verdict == "yes"}
            decided |= {found.offer: found.verdict for found in before.not_now}
            now: dict[str, str] = {card.offer: card.verdict for card in after.cards}
            now |= {found.offer: found.verdict for found in after.not_now}
            assert {name: now[name] for name in decided} == decided
            before = after


def asked(engine: Engine, one: Citizen, **options: Any) -> dict[str, Question]:
    return {found.fact: found for found in engine.suggest(one, **options).questions}


def test_what_nothing_depends_on_is_not_asked(tmp_path: Path) -> None:
    """R-P6: nothing is asked that cannot change anything."""
    always = "{any: [{has_vehicle: true}, {not: {has_vehicle: true}}, {has_driving_licence: true}]}"
    engine = world(
        tmp_path,
        offer("a", eligible=always),
        offer("b", eligible="{age: {at_least: 18}, has_employer: true}"),
        offer("c", ["D-GAELD"], "{enrolled_in_education: true}"),
        offer("d", eligible="{network_persons: {above: 3}}", status="paused"),
    )
    assert set(asked(engine, citizen("H-ANGST", age=17), ruleset="byen")) == {"has_driving_licence", "has_vehicle"}
    assert "has_employer" in asked(engine, citizen("H-ANGST"), ruleset="byen")


def test_the_question_that_decides_most_alone_comes_first(tmp_path: Path) -> None:
    engine = world(
        tmp_path,
        offer("a", eligible="{age: {at_least: 18}, has_vehicle: true}"),
        offer("b", eligible="{has_vehicle: true}"),
        offer("c", ["D-GAELD"], "{any: [{has_employer: true}, {age: {at_least: 30}}]}"),
    )
    found = engine.suggest(citizen("H-ANGST", "D-GAELD"), ruleset="byen")
    assert [(one.fact, one.settles) for one in found.questions] == [
        ("age", ("a", "c")),
        ("has_vehicle", ("b", "a")) if found.cards[0].offer == "b" else ("has_vehicle", ("a", "b")),
        ("has_employer", ("c",)),
    ]


def test_what_only_the_municipality_settles_is_never_asked_of_her(engine: Engine) -> None:
    question = asked(engine, citizen("A-TRO", municipality=HOME))["lab_target_group"]
    assert question.answerer == "municipality"
    assert question.ask == ("authority",)
    assert question.question == "Kommunen mangler at afgøre, hvilken gruppe du er i"
    assert "?" not in question.question
    for one in Strangers(engine.vocabulary, 41).many(80, known=0.2):
        for found in engine.suggest(one).questions:
            fact = engine.vocabulary.facts[found.fact]
            assert (found.answerer == "citizen") == (not fact.for_authority)
            assert found.question


def test_what_is_sensitive_is_asked_only_when_she_raised_it(engine: Engine) -> None:
    """Also not in the reason of a card: N-MILJOE does not raise what she uses herself."""
    silent = engine.suggest(citizen("N-MILJOE", municipality=HOME))
    [card] = [one for one in silent.cards if one.offer == "misbrug_motiverende"]
    assert "substance_use" not in {one.fact for one in silent.questions}
    assert "Hvad bruger du?" not in whole(silent)
    assert card.missing == ("substance_use",)
    raised = engine.suggest(citizen("N-MILJOE", "H-STOF", municipality=HOME))
    assert "substance_use" in {one.fact for one in raised.questions}
    for one in Strangers(engine.vocabulary, 42).many(100, known=0.2):
        found = engine.suggest(one)
        for question in found.questions:
            fact = engine.vocabulary.facts[question.fact]
            if "if_raised" in fact.ask:
                assert set(fact.raised_by) & set(one.barriers()), question.fact
        for fact in engine.vocabulary.facts.values():
            unraised = "if_raised" in fact.ask and not set(fact.raised_by) & set(one.barriers())
            if fact.question and (unraised or fact.key in one.declined):
                assert fact.question not in whole(found), fact.key


def test_the_duty_to_report_is_told_before_children_are_asked_about(tmp_path: Path) -> None:
    """R-D2: the helper is an authority too, and says so first."""
    engine = world(tmp_path, offer("a", ["N-BOERN"], "{household_children: {at_least: 1}}"))
    question = asked(engine, citizen("N-BOERN"), ruleset="byen")["household_children"]
    assert question.say_first is not None
    assert "skal sige det videre" in question.say_first
    english = asked(engine, citizen("N-BOERN"), ruleset="byen", language="en")["household_children"]
    assert "must pass it on" in str(english.say_first)


def test_what_is_asked_alone_says_so(tmp_path: Path) -> None:
    engine = world(tmp_path, offer("a"))
    engine.close()
    folder = tmp_path / "tilbud" / "a"
    (folder / "offer.yaml").write_text(offer("a", eligible="{bange: true}"), encoding="utf-8")
    fact = (
        "facts: [{key: bange, type: bool, label: frygt, phrase: du er bange, phrase_not: du er tryg, "
        "question: Er du bange?, ask: [alone]}]"
    )
    (folder / "vocabulary.yaml").write_text(fact, encoding="utf-8")
    engine = Engine.load(
        plugins=[tmp_path / "tilbud"], rulesets=[tmp_path / "regler" / n for n in ("danmark", "byen")], catalogue=False
    )
    question = asked(engine, citizen("H-ANGST"), ruleset="byen")["bange"]
    assert question.ask == ("alone",)


@pytest.mark.parametrize("stated", [("D-BOLIG",), ("N-VOLD", "D-BOLIG"), ("N-VOLD",)])
@pytest.mark.parametrize("audience", ["citizen", "caseworker", "shared"])
def test_what_she_is_afraid_of_is_never_asked_about(tmp_path: Path, stated: tuple[str, ...], audience: Any) -> None:
    rule = "{any: [{violence_at_home: true}, {has_vehicle: true}]}"
    engine = world(
        tmp_path, offer("a", ["D-BOLIG", "N-VOLD"], rule), offer("b", ["D-BOLIG"], "{violence_at_home: true}")
    )
    for withdrawn in ((), ("violence_at_home",)):
        one = citizen(*stated).model_copy(update={"withdrawn": withdrawn})
        found = engine.suggest(one, ruleset="byen", audience=audience)
        assert "violence_at_home" not in {question.fact for question in found.questions}
        assert "bange" not in whole(found.__class__(**{**_fields(found), "shielded": (), "cards": ()}))
        if audience != "caseworker":
            assert "bange" not in whole(found)
            assert "violence" not in whole(found)


def _fields(found: Suggestion) -> Mapping[str, Any]:
    return {name: getattr(found, name) for name in found.__dataclass_fields__}


def test_nothing_is_asked_for_ideas_unless_they_are_wanted(engine: Engine) -> None:
    """R-D14."""
    one = citizen("A-PRIVAT", municipality="varde")
    assert all("mestring_arbejde_privat" not in found.settles for found in engine.suggest(one).questions)
    wanted = engine.suggest(one, with_ideas=True).questions
    assert any("mestring_arbejde_privat" in found.settles for found in wanted)
