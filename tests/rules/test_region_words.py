"""Regions in words: plain Danish and English of every shape that a region can have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import product

import pytest

from tests.rules.random_rules import Maker, make_fact, numbered, seeded
from tilbud_engine.engine import Engine
from tilbud_engine.rules.conditions import Condition, Constant, Operator, Test, Truth
from tilbud_engine.rules.proofs import Logic
from tilbud_engine.rules.regions import Extent, Region
from tilbud_engine.rules.wording.regions import region_words
from tilbud_engine.vocabulary import Vocabulary

WORDS = Vocabulary.shipped()
AGE, KM, MONTHS = (WORDS.facts[key] for key in ("age", "daily_travel_km", "months_unemployed"))
DEBT, HOUSING, SUBSTANCES = (WORDS.facts[key] for key in ("debt_problem", "housing_status", "substance_use"))
DISCHARGE, HELP = WORDS.facts["expected_discharge_date"], WORDS.facts["parallel_services"]
DIGITAL = WORDS.facts["digital_skills"]
DAY = dt.date(2026, 9, 1).toordinal()
LIMIT = frozenset({18, 30})


def of_set(operator: Operator, names: tuple[str, ...], truths: set[Truth]) -> Extent:
    test = Test(SUBSTANCES, operator, tuple(map(Constant, names)))
    return Extent(SUBSTANCES, unknown=True, tests=((test, frozenset(truths)),))


def counted(least: tuple[int, int] | None, most: tuple[int, int] | None) -> Extent:
    return Extent(HELP, unknown=True, least=(least,) if least else (), most=(most,) if most else ())


ANY, ALL = Operator.INCLUDES_ANY, Operator.INCLUDES_ALL
ONE, TWO = ("cannabis",), ("alcohol", "cannabis")


@pytest.mark.parametrize(
    ("extent", "danish", "english"),
    [
        (Extent(AGE, ranges=((25, 29),)), "alder: 25 til 29 år", "age: 25 to 29 years"),
        (Extent(AGE, ranges=((0, 17),)), "alder: under 18 år", "age: under 18 years"),
        (Extent(AGE, ranges=((0, 18),), limits=LIMIT), "alder: højst 18 år", "age: at most 18 years"),
        (Extent(AGE, ranges=((18, 120),), limits=LIMIT), "alder: mindst 18 år", "age: at least 18 years"),
        (Extent(AGE, ranges=((31, 120),), limits=LIMIT), "alder: over 30 år", "age: over 30 years"),
        (Extent(AGE, ranges=((18, 18),)), "alder: 18 år", "age: 18 years"),
        (
            Extent(AGE, unknown=True, ranges=((0, 17), (30, 120))),
            "alder: under 18 år eller mindst 30 år, eller ikke oplyst",
            "age: under 18 years or at least 30 years, or not known",
        ),
        (Extent(AGE, unknown=True, ranges=((18, 29),)), "alder: 18 til 29 år eller ikke oplyst", None),
        (Extent(AGE, known=False, unknown=True), "alder: ikke oplyst", "age: not known"),
        (Extent(AGE, ranges=((0, 120),)), "alder: oplyst", "age: known"),
        (Extent(MONTHS, ranges=((0, 11),)), "måneder uden job: under 12", "months without a job: under 12"),
        (
            Extent(KM, ranges=((241, 500),), limits=frozenset({240, 500})),
            "afstand frem og tilbage: over 24 km og højst 50 km",
            "distance there and back: over 24 km and at most 50 km",
        ),
        (Extent(DISCHARGE, ranges=((DAY, DAY),)), "dag for udskrivning: den 1. september 2026", None),
        (
            Extent(DISCHARGE, ranges=((DAY, DAY + 30),)),
            "dag for udskrivning: i tiden fra 1. september 2026 til 1. oktober 2026",
            "day of discharge: in the time from 1 September 2026 to 1 October 2026",
        ),
        (Extent(DISCHARGE, ranges=((DISCHARGE.bounds[0], DAY),)), "dag for udskrivning: før 2. september 2026", None),
        (Extent(DEBT, values=(True,), others=(False,)), "gæld, der trykker: ja", "debt that weighs on you: yes"),
        (Extent(DEBT, unknown=True, values=(False,), others=(True,)), "gæld, der trykker: nej eller ikke oplyst", None),
        (
            Extent(HOUSING, values=("own", "rented"), others=("street",)),
            "bolig: i ejerbolig eller til leje",
            "housing: in a home you own or in a rented home",
        ),
        (
            Extent(HOUSING, values=("own", "rented", "with_family", "shelter"), others=("street",)),
            "bolig: andet end på gaden",
            None,
        ),
        (
            Extent(HOUSING, unknown=True, values=("sublet_or_friends", "street"), others=("own",)),
            "bolig: ”hos venner eller på fremleje” eller ”på gaden”, eller ikke oplyst",
            None,
        ),
        (
            Extent(DIGITAL, values=("alone", "unable"), others=("with_help",)),
            "MitID og Digital Post: kan selv bruge eller kan ikke bruge",
            None,
        ),
        (of_set(ANY, ONE, {True}), "alkohol, hash, stoffer eller piller: hash", None),
        (of_set(ANY, ONE, {False}), "alkohol, hash, stoffer eller piller: ikke hash", None),
        (of_set(ANY, ONE, {None}), "alkohol, hash, stoffer eller piller: hash ikke oplyst", None),
        (of_set(ANY, ONE, {True, False}), "alkohol, hash, stoffer eller piller: hash oplyst", None),
        (of_set(ANY, ONE, {False, None}), "alkohol, hash, stoffer eller piller: ikke hash eller ikke oplyst", None),
        (of_set(ANY, TWO, {True}), "alkohol, hash, stoffer eller piller: ”alkohol” eller ”hash”", None),
        (of_set(ANY, TWO, {False}), "alkohol, hash, stoffer eller piller: hverken ”alkohol” eller ”hash”", None),
        (of_set(ALL, TWO, {True}), "alkohol, hash, stoffer eller piller: både ”alkohol” og ”hash”", None),
        (of_set(ALL, TWO, {False}), "alkohol, hash, stoffer eller piller: ikke både ”alkohol” og ”hash”", None),
        (counted((2, 7), None), "anden hjælp: mindst 2 steder", "other help: at least 2 places"),
        (counted((1, 7), None), "anden hjælp: mindst 1 sted", "other help: at least 1 place"),
        (counted(None, (0, 1)), "anden hjælp: højst 1 sted", None),
        (counted(None, (0, 0)), "anden hjælp: ingen", "other help: none"),
        (counted((1, 1), (1, 1)), "anden hjælp: 1 sted", None),
        (counted((2, 5), (2, 5)), "anden hjælp: 2 til 5 steder", "other help: 2 to 5 places"),
        (
            counted((0, 1), (2, 7)),
            "anden hjælp: ikke oplyst, om der er mindst 2 steder",
            "other help: not known whether it is at least 2 places",
        ),
        (counted((1, 1), (2, 7)), "anden hjælp: mindst 1 sted, ikke oplyst, om der er mindst 2 steder", None),
        (counted((0, 1), (4, 7)), "anden hjælp: måske højst 1 sted, måske mindst 4 steder", None),
    ],
)
def test_an_extent_is_said_plainly(extent: Extent, danish: str, english: str | None) -> None:
    assert region_words(Region((extent,)), WORDS, "da") == danish
    assert english is None or region_words(Region((extent,)), WORDS, "en") == english


def test_facts_stand_after_each_other_and_everyone_is_said_so() -> None:
    region = Region((Extent(AGE, ranges=((25, 29),)), Extent(DEBT, known=False, unknown=True)))
    assert region_words(region, WORDS, "da") == "alder: 25 til 29 år; gæld, der trykker: ikke oplyst"
    assert region_words(Region(), WORDS, "da") == "alle"
    assert region_words(Region(), WORDS, "en") == "everyone"


def test_a_fact_that_only_the_rules_know_is_said_by_its_own_words() -> None:
    fact = make_fact("dogs", "set", numbered("dog_", 3))
    test = Test(fact, ANY, (Constant("dog_1"),))
    region = Region((Extent(fact, unknown=True, tests=((test, frozenset({True})),)),))
    assert region_words(region, WORDS, "da") == "dogs: dog_1"


def conditions_of(engine: Engine) -> Iterator[Condition]:
    for offer in engine.rulebook.resolve("eksempelkommune", dt.date(2026, 9, 1)).offers.values():
        yield offer.eligible


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_region_of_the_catalogue_is_said_in_whole_words(language: str) -> None:
    engine = Engine.load(runtime="reference")
    logic = Logic(engine.rulebook.never(dt.date(2026, 9, 1)))
    seen = set()
    for condition, truth in product(conditions_of(engine), (True, False, None)):
        for region in logic.regions(logic.of(condition, truth), [condition]).parts:
            said = region_words(region, engine.vocabulary, language)  # type: ignore[arg-type]
            assert said not in (None, "")
            assert not any(mark in said for mark in ("{", "}", "  ", ": ;", "; ;", ": ,")), said
            assert not said.endswith((":", " ", ",")), said
            assert not any(f"{key}:" in said for key in engine.vocabulary.facts if "_" in key), said
            seen.add(said)
    assert len(seen) > 60
    engine.close()


def test_every_random_region_is_said() -> None:
    for seed in range(20):
        old, new = Maker(seeded(seed).randrange).ruleset(2, depth=2)
        logic = Logic()
        statement = logic.every(logic.true(old), logic.opposite(logic.true(new)))
        for region in logic.regions(statement, [old, new]).parts:
            assert ": " in region_words(region, WORDS, "da") or not region.extents


def test_a_member_that_is_had_is_never_read_as_one_of_those_that_are_not() -> None:
    neither = Test(SUBSTANCES, ANY, (Constant("cannabis"), Constant("other_drugs")))
    pills = Test(SUBSTANCES, ANY, (Constant("medicine"),))
    extent = Extent(SUBSTANCES, tests=((neither, frozenset({False})), (pills, frozenset({True}))))
    assert region_words(Region((extent,)), WORDS).endswith(
        ": hverken ”hash” eller ”andre stoffer”, og piller, der er svære at undvære"
    )
    assert region_words(Region((extent,)), WORDS, "en").endswith(
        ": not “cannabis” or “other drugs”, and pills that are hard to do without"
    )
