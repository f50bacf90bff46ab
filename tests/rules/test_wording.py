"""Rules and their traces in plain Danish and English (design section 2 (5), R-P16, R-D8)."""

from __future__ import annotations

import datetime as dt
import re
import string
import tomllib
from functools import cache
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.random_rules import DAY, Maker
from tilbud_engine.case import Citizen, Knowledge, Known, read_knowledge
from tilbud_engine.dated import Source, Span
from tilbud_engine.errors import Language, Problem
from tilbud_engine.offers import Entitlement
from tilbud_engine.reading import read_bytes
from tilbud_engine.rules import conditions
from tilbud_engine.rules.binding import Binder, Definition
from tilbud_engine.rules.conditions import (
    EVERYONE,
    Condition,
    Constant,
    Every,
    Flagged,
    Named,
    Operator,
    ParameterValue,
    Some,
    Test,
    Verdict,
    walk,
)
from tilbud_engine.rules.parsing import parse_condition
from tilbud_engine.rules.reference import trace
from tilbud_engine.rules.resolved import NotOffered
from tilbud_engine.rules.wording import (
    Reason,
    amount_words,
    day_words,
    entitlement_words,
    explanation,
    known_words,
    missing_words,
    not_offered_words,
    number_words,
    reasons,
    requirement,
    turns_yes_words,
    words,
)
from tilbud_engine.rules.wording.layout import laid_out
from tilbud_engine.vocabulary import Fact, FactValue, Members, Vocabulary

ON = dt.date(2026, 9, 1)
LANGUAGES: tuple[Language, ...] = ("da", "en")
IDEAS = Source(title="Idekatalog", where="Kulturvitaminer")
PARAMETERS = {
    "min_months": ParameterValue("min_months", 12, dt.date(2026, 1, 1), IDEAS, "varde"),
    "default_age": ParameterValue("default_age", 18),
    "open_to_all": ParameterValue("open_to_all", value=False, layer="varde"),
}


@cache
def vocabulary() -> Vocabulary:
    offers = {f"tilbud_{number}": f"Tilbud {number}" for number in range(12)}
    return Vocabulary.shipped().with_values({}, offers)


def fact(key: str) -> Fact:
    return vocabulary().facts[key]


def parsed(text: str, name: str = "plugins/x/offer.yaml") -> Condition:
    condition, problems = parse_condition(read_bytes(text.encode(), name), vocabulary())
    assert not problems
    return condition


def definition(name: str) -> Definition | Problem:
    if name == "long":
        part = parsed("months_unemployed: {at_least: $min_months}", "rulesets/x/ruleset.yaml")
        label = "dem, der har været længe uden job"
        return Definition(name, part, (), label, IDEAS, dt.date(2026, 2, 1), "rulesets/x/ruleset.yaml:4")
    return Definition(name, parsed("lab_target_group: ['6.1', '6.2']"), place="rulesets/x/ruleset.yaml:9")


def rule(text: str) -> Condition:
    faults: list[Problem] = []
    bound = Binder(ON, lambda name: PARAMETERS[name], definition).bind(parsed(text), faults)
    assert not faults
    return bound


def citizen(text: str) -> Knowledge:
    knowledge, _ = read_knowledge(Citizen.read(read_bytes(text.encode(), "case.yaml")), vocabulary(), ON)
    return knowledge


def told(text: str, knowledge: Knowledge, language: Language = "da") -> tuple[Reason, ...]:
    condition = rule(text)
    return reasons(trace(condition, knowledge.values), knowledge, vocabulary(), language)


def said(text: str, knowledge: Knowledge, language: Language = "da") -> list[str]:
    return [reason.text for reason in told(text, knowledge, language)]


# --- what a condition asks ------------------------------------------------------------------------------------------

REQUIREMENTS = {
    "{}": ("alle", "everyone"),
    "age: {at_least: 25}": ("du er mindst 25 år", "you are at least 25 years old"),
    "age: {at_most: 24}": ("du er højst 24 år", "you are at most 24 years old"),
    "age: {above: 17}": ("du er over 17 år", "you are over 17 years old"),
    "age: {below: 30}": ("du er under 30 år", "you are under 30 years old"),
    "age: 25": ("du er 25 år", "you are 25 years old"),
    "age: [18, 19, 20]": ("du er 18, 19 eller 20 år", "you are 18, 19 or 20 years old"),
    "age: {at_least: 18, at_most: 24}": ("du er 18 til 24 år", "you are 18 to 24 years old"),
    "age: {at_least: 18, below: 25}": ("du er mindst 18 og under 25 år", "you are at least 18 and under 25 years old"),
    "age: {at_least: 18, at_most: 18}": ("du er 18 år", "you are 18 years old"),
    "all: [{age: {at_least: 18}}, {age: {at_least: 25}}, {age: {at_most: 29}}]": (
        "du er 25 til 29 år",
        "you are 25 to 29 years old",
    ),
    "age: {at_least: 18, at_most: 24}\nmunicipality: varde": (
        "du er 18 til 24 år, og din kommune er Varde",
        "you are 18 to 24 years old, and your municipality is Varde",
    ),
    "not: {age: {at_least: 25}}": ("du er under 25 år", "you are under 25 years old"),
    "not: {age: {at_least: 18, at_most: 24}}": (
        "du er under 18 eller over 24 år",
        "you are under 18 or over 24 years old",
    ),
    "not: {any: [{age: {below: 18}}, {age: {above: 24}}]}": ("du er 18 til 24 år", "you are 18 to 24 years old"),
    "not: {age: 18}": ("du ikke er 18 år", "you are not 18 years old"),
    "months_unemployed: {at_least: $min_months}": (
        "du har været uden job i mindst 12 måneder",
        "you have been out of work for at least 12 months",
    ),
    "months_unemployed: {at_least: 1}": (
        "du har været uden job i mindst 1 måned",
        "you have been out of work for at least 1 month",
    ),
    "daily_travel_km: {above: 24}": (
        "du har over 24 km frem og tilbage til tilbuddet",
        "it is over 24 km to the offer and back",
    ),
    "daily_travel_km: {at_least: 5.5, at_most: 24}": (
        "du har 5,5 til 24 km frem og tilbage til tilbuddet",
        "it is 5.5 to 24 km to the offer and back",
    ),
    "work_income_12m_dkk: {at_most: 10692}": (
        "du har tjent højst 10.692 kroner det seneste år",
        "you have earned at most 10,692 kroner in the past year",
    ),
    "has_driving_licence: true": ("du har kørekort", "you have a driving licence"),
    "has_driving_licence: false": ("du ikke har kørekort", "you do not have a driving licence"),
    "not: {has_driving_licence: true}": ("du ikke har kørekort", "you do not have a driving licence"),
    "has_driving_licence: [true, false]": (
        "du har kørekort, eller du ikke har kørekort",
        "you have a driving licence, or you do not have a driving licence",
    ),
    "housing_status: [street, shelter]": ("du bor på herberg eller på gaden", "you live in a shelter or on the street"),
    "not: {housing_status: street}": ("du ikke bor på gaden", "you do not live on the street"),
    "not: {municipality: varde}": ("din kommune ikke er Varde", "your municipality is not Varde"),
    "not: {sel_v_assessed: in_target}": (
        "kommunen har vurderet, at du ikke er omfattet af servicelovens hjælp til voksne",
        "the municipality has assessed that you are not covered by the help for adults in the social services act",
    ),
    "substance_use: {includes: alcohol}": ("du bruger alkohol", "you use alcohol"),
    "substance_use: {includes_any: [alcohol, cannabis]}": (
        "du bruger alkohol eller hash",
        "you use alcohol or cannabis",
    ),
    "substance_use: {includes_all: [alcohol, cannabis]}": (
        "du bruger alkohol og hash",
        "you use alcohol and cannabis",
    ),
    "substance_use: {includes_none: [alcohol, cannabis]}": (
        "du ikke bruger alkohol eller hash",
        "you do not use alcohol or cannabis",
    ),
    "not: {substance_use: {includes_none: [alcohol]}}": ("du bruger alkohol", "you use alcohol"),
    "not: {substance_use: {includes_all: [alcohol, cannabis]}}": (
        "du ikke bruger alkohol, eller du ikke bruger hash",
        "you do not use alcohol, or you do not use cannabis",
    ),
    "substance_use: {is_empty: true}": (
        "du ikke bruger alkohol, hash, andre stoffer eller piller, der er svære at undvære",
        "you do not use alcohol, cannabis, other drugs or pills that are hard to do without",
    ),
    "current_offers: {is_empty: true}": (
        "du ikke er i gang med nogen tilbud",
        "you are not taking part in any offers",
    ),
    "current_offers: {is_empty: false}": (
        "du er i gang med mindst 1 tilbud",
        "you are taking part in at least 1 offer",
    ),
    "parallel_services: {count: {at_least: 2}}": (
        "du får hjælp fra mindst 2 steder",
        "you get help from at least 2 places",
    ),
    "parallel_services: {count: 1}": ("du får hjælp fra 1 sted", "you get help from 1 place"),
    "parallel_services: {count: [1, 2]}": ("du får hjælp fra 1 eller 2 steder", "you get help from 1 or 2 places"),
    "not: {parallel_services: {count: {at_least: 2}}}": (
        "du får hjælp fra under 2 steder",
        "you get help from under 2 places",
    ),
    "not: {parallel_services: {count: 1}}": ("du ikke får hjælp fra 1 sted", "you do not get help from 1 place"),
    "not: {doctor_referrals: {includes: psychologist}}": (
        "din læge ikke har henvist dig til psykolog",
        "your doctor has not referred you to a psychologist",
    ),
    "resource_course_start: {after: 2026-05-01}": (
        "dit ressourceforløb begyndte efter 1. maj 2026",
        "your resource course began after 1 May 2026",
    ),
    "resource_course_start: {on_or_before: 2026-05-01}": (
        "dit ressourceforløb begyndte senest 1. maj 2026",
        "your resource course began on 1 May 2026 or earlier",
    ),
    "not: {resource_course_start: {on_or_after: 2026-05-01}}": (
        "dit ressourceforløb begyndte før 1. maj 2026",
        "your resource course began before 1 May 2026",
    ),
    "resource_course_start: {on_or_after: 2025-01-01, on_or_before: 2026-05-01}": (
        "dit ressourceforløb begyndte i tiden fra 1. januar 2025 til 1. maj 2026",
        "your resource course began in the time from 1 January 2025 to 1 May 2026",
    ),
    "resource_course_start: {after: 2025-01-01, before: 2026-05-01}": (
        "dit ressourceforløb begyndte efter 1. januar 2025 og før 1. maj 2026",
        "your resource course began after 1 January 2025 and before 1 May 2026",
    ),
    "resource_course_start: {on_or_after: 2025-01-01}": (
        "dit ressourceforløb begyndte 1. januar 2025 eller senere",
        "your resource course began on 1 January 2025 or later",
    ),
    "any: [{has_driving_licence: true}, {has_employer: true}]": (
        "du har kørekort, eller du har en arbejdsplads",
        "you have a driving licence, or you have a workplace",
    ),
    "age: 20\nany: [{has_driving_licence: true}, {has_employer: true}]": (
        "du er 20 år, og mindst én ting passer: du har kørekort, eller du har en arbejdsplads",
        "you are 20 years old, and at least one thing holds: you have a driving licence, or you have a workplace",
    ),
    "any: [{age: 20, has_employer: true}, {has_driving_licence: true}]": (
        "du har kørekort, eller alt dette passer: du er 20 år, og du har en arbejdsplads",
        "you have a driving licence, or all of this holds: you are 20 years old, and you have a workplace",
    ),
    "any: [{age: 20, has_employer: true}, {age: 30, has_driving_licence: true}]": (
        (
            "alt dette passer: du er 20 år, og du har en arbejdsplads; "
            "eller alt dette passer: du er 30 år, og du har kørekort"
        ),
        (
            "all of this holds: you are 20 years old, and you have a workplace; "
            "or all of this holds: you are 30 years old, and you have a driving licence"
        ),
    ),
    "age: {at_least: 18}\nnot: {any: [{age: {above: 66}}, {has_employer: true}]}": (
        "du er 18 til 66 år, og du ikke har en arbejdsplads",
        "you are 18 to 66 years old, and you do not have a workplace",
    ),
    "is: long": (
        "du hører til dem, der har været længe uden job",
        "you have been out of work for at least 12 months",
    ),
    "not: {is: long}": (
        "du ikke hører til dem, der har været længe uden job",
        "you have been out of work for under 12 months",
    ),
    "is: unlabelled": (
        "du er i gruppe 6.1 (dagpenge) eller i gruppe 6.2 (kontanthjælp, jobparat)",
        "you are in group 6.1 (unemployment benefit) or in group 6.2 (cash assistance, ready for work)",
    ),
    "any: {wants_to_take_part: true, $open_to_all: true}": (
        "du har lyst til at være med, eller reglerne her siger ja til det",
        "you want to take part, or the rules here say yes to it",
    ),
    "not: {$open_to_all: true}": ("reglerne her siger nej til det", "the rules here say no to it"),
}


@pytest.mark.parametrize("text", REQUIREMENTS)
def test_a_condition_says_what_it_asks_in_words_that_fit_after_hvis(text: str):
    assert tuple(requirement(rule(text), language) for language in LANGUAGES) == REQUIREMENTS[text]


@pytest.mark.parametrize(
    ("unit", "count", "past", "danish", "english"),
    [
        ("month", 12, True, "inden for de seneste 12 måneder", "within the last 12 months"),
        ("month", 1, True, "inden for den seneste måned", "within the last month"),
        ("year", 1, True, "inden for det seneste år", "within the last year"),
        ("week", 1, False, "inden for den næste uge", "within the next week"),
        ("day", 14, False, "inden for de næste 14 dage", "within the next 14 days"),
    ],
)
def test_days_reckoned_from_a_length_of_time_are_said_as_that_length(
    unit: str, count: int, past: bool, danish: str, english: str
):
    span = Span(count, unit)
    first, last = (
        (Constant(span.before(ON), span=span), Constant(ON))
        if past
        else (
            Constant(ON),
            Constant(span.after(ON), span=span),
        )
    )
    start = fact("resource_course_start")
    pair = Every((Test(start, Operator.AT_LEAST, (first,)), Test(start, Operator.AT_MOST, (last,))))
    assert requirement(pair) == f"dit ressourceforløb begyndte {danish}"
    assert requirement(pair, "en") == f"your resource course began {english}"


def test_days_that_do_not_tell_which_end_was_reckoned_are_shown_themselves():
    span = Span(3, "month")
    start = fact("resource_course_start")
    pair = Every(
        (
            Test(start, Operator.AT_LEAST, (Constant(dt.date(2026, 6, 1), span=span),)),
            Test(start, Operator.AT_MOST, (Constant(ON, span=span),)),
        )
    )
    assert requirement(pair) == "dit ressourceforløb begyndte i tiden fra 1. juni 2026 til 1. september 2026"


def test_everyone_and_nobody_inside_a_group_leave_no_hole():
    licence = rule("has_driving_licence: true")
    assert requirement(Every((EVERYONE, licence))) == "du har kørekort"
    assert requirement(Some((EVERYONE, licence))) == "alle"
    assert requirement(Every((Some(()), licence))) == "ingen"
    assert requirement(Some((Some(()), licence))) == "du har kørekort"


def test_what_is_asked_twice_is_said_once():
    licence = rule("has_driving_licence: true")
    assert requirement(Every((licence, licence, rule("age: 20")))) == "du har kørekort, og du er 20 år"
    assert requirement(Some((licence, licence))) == "du har kørekort"


def test_a_condition_that_is_not_bound_is_refused():
    for text in ("months_unemployed: {at_least: $min_months}", "is: long", "$open_to_all: true"):
        with pytest.raises(TypeError, match="not bound yet"):
            requirement(parsed(text))


def test_a_label_with_the_word_reglen_names_a_yes_no_parameter():
    open_to_all = ParameterValue("x", value=True, label="Man behøver ikke ville", label_en="Wanting is not needed")
    condition = Flagged(Constant(value=True, parameter=open_to_all), expected=True)
    assert requirement(condition) == "reglen ”Man behøver ikke ville” gælder her"
    assert requirement(condition, "en") == "the rule “Wanting is not needed” applies here"


# --- what is known --------------------------------------------------------------------------------------------------

KNOWN: list[tuple[str, FactValue, str, str]] = [
    ("age", 34, "du er 34 år", "you are 34 years old"),
    ("age", 1, "du er 1 år", "you are 1 year old"),
    ("months_unemployed", 3, "du har været uden job i 3 måneder", "you have been out of work for 3 months"),
    ("months_unemployed", 1, "du har været uden job i 1 måned", "you have been out of work for 1 month"),
    ("daily_travel_km", 65, "du har 6,5 km frem og tilbage til tilbuddet", "it is 6.5 km to the offer and back"),
    ("daily_travel_km", 60, "du har 6 km frem og tilbage til tilbuddet", "it is 6 km to the offer and back"),
    ("work_hours_per_week", 10, "du arbejder 1 time om ugen", "you work 1 hour a week"),
    ("work_hours_per_week", 15, "du arbejder 1,5 timer om ugen", "you work 1.5 hours a week"),
    ("has_driving_licence", True, "du har kørekort", "you have a driving licence"),
    ("has_driving_licence", False, "du har ikke kørekort", "you do not have a driving licence"),
    ("municipality", "varde", "din kommune er Varde", "your municipality is Varde"),
    (
        "expected_discharge_date",
        dt.date(2026, 9, 1),
        "du bliver udskrevet den 1. september 2026",
        "you will be discharged on 1 September 2026",
    ),
    (
        "substance_use",
        Members(frozenset({"cannabis", "alcohol"}), frozenset({"other_drugs", "medicine"})),
        "du bruger alkohol og hash",
        "you use alcohol and cannabis",
    ),
    (
        "substance_use",
        Members(frozenset({"alcohol"}), frozenset({"cannabis"})),
        "du bruger alkohol, du bruger ikke hash, og resten ved vi ikke endnu",
        "you use alcohol, you do not use cannabis, and the rest is not known",
    ),
    (
        "substance_use",
        Members(frozenset(), frozenset({"alcohol", "cannabis", "other_drugs", "medicine"})),
        "du bruger ikke alkohol, hash, andre stoffer eller piller, der er svære at undvære",
        "you do not use alcohol, cannabis, other drugs or pills that are hard to do without",
    ),
]


@pytest.mark.parametrize(("key", "value", "danish", "english"), KNOWN)
def test_what_is_known_is_said_to_her(key: str, value: FactValue, danish: str, english: str):
    assert known_words(fact(key), value) == danish
    assert known_words(fact(key), value, "en") == english


def test_an_answer_of_none_in_a_long_list_does_not_name_them_all():
    nothing = Members(frozenset(), frozenset(fact("current_offers").values))
    assert known_words(fact("current_offers"), nothing) == "du er ikke i gang med nogen tilbud"


def test_numbers_and_days_are_written_as_in_the_language():
    assert number_words(65, 1) == "6,5"
    assert number_words(-5, 1) == "-0,5"
    assert number_words(1205, 2) == "12,05"
    assert number_words(5_000_000) == "5.000.000"
    assert number_words(5_000_000, language="en") == "5,000,000"
    assert number_words(2026) == "2026"
    assert amount_words(fact("age"), 18) == "18 år"
    assert amount_words(fact("household_children"), 2) == "2 børn under 18 år"
    assert amount_words(fact("household_children"), 1, "en") == "1 child under 18"
    assert day_words(dt.date(2026, 9, 1)) == "1. september 2026"
    assert day_words(dt.date(2026, 9, 1), "en") == "1 September 2026"


def test_what_is_missing_is_a_question_or_what_the_municipality_has_to_settle():
    assert missing_words(fact("age")) == "Vi mangler at vide: Hvor gammel er du?"
    assert missing_words(fact("age"), "en") == "We do not know yet: How old are you?"
    assert missing_words(fact("work_duty")) == "Kommunen mangler at afgøre, om du har arbejdspligt."
    derived = Fact(key="bus_runs", type="bool", label="bus til tilbuddet", phrase="bussen kører")
    assert missing_words(derived) == "Vi mangler at vide: Bus til tilbuddet."


# --- reasons --------------------------------------------------------------------------------------------------------

SHE = """
facts:
  age: 34
  months_unemployed: {value: 3, on: 2026-09-01}
  municipality: esbjerg
  has_driving_licence: false
  has_employer: true
  substance_use: {has: [alcohol], has_not: [cannabis]}
  lab_target_group: "6.10"
  household_children: 0
"""


def test_a_yes_says_what_is_known_and_whom_the_card_is_for():
    assert told("age: {at_least: 25}", citizen(SHE)) == (
        Reason("Du er 34 år. Kortet er for dem, der er mindst 25 år.", "plugins/x/offer.yaml:1", "age", None),
    )
    assert said("age: {at_least: 25}", citizen(SHE), "en") == [
        "You are 34 years old. The card is for you if you are at least 25 years old."
    ]


def test_a_yes_that_says_the_same_as_the_rule_says_it_once():
    assert said("has_employer: true\nage: {at_least: 18}", citizen(SHE)) == [
        "Du har en arbejdsplads.",
        "Du er 34 år. Kortet er for dem, der er mindst 18 år.",
    ]


def test_a_yes_by_one_of_several_ways_tells_the_first_that_holds():
    text = "any: [{has_driving_licence: true}, {age: {at_least: 30}}, {has_employer: true}]"
    assert said(text, citizen(SHE)) == ["Du er 34 år. Kortet er for dem, der er mindst 30 år."]


def test_a_yes_for_everyone_needs_no_reason():
    assert told("{}", citizen("{}")) == ()


def test_a_no_says_what_is_needed_against_what_she_said():
    assert told("months_unemployed: {at_least: $min_months}", citizen(SHE)) == (
        Reason(
            "Kortet er for dem, der har været uden job i mindst 12 måneder. Du har sagt 3 måneder.",
            "plugins/x/offer.yaml:1",
            "months_unemployed",
            "2026-01-01",
        ),
    )
    assert said("months_unemployed: {at_least: $min_months}", citizen(SHE), "en") == [
        "The card is for you if you have been out of work for at least 12 months. You have said 3 months."
    ]


def test_a_no_tells_each_part_that_fails_and_no_other():
    text = "age: {at_least: 18, at_most: 24}\nmunicipality: varde\nhas_employer: true"
    assert said(text, citizen(SHE)) == [
        "Kortet er for dem, der er 18 til 24 år. Du har sagt 34 år.",
        "Kortet er for dem, hvis kommune er Varde. Du har sagt, at din kommune er Esbjerg.",
    ]


def test_a_no_to_every_way_tells_them_all_in_one_reason():
    assert told("any: [{has_driving_licence: true}, {age: {below: 30}}]", citizen(SHE)) == (
        Reason(
            "Kortet er for dem, der har kørekort eller er under 30 år. "
            "Du har sagt, at du ikke har kørekort. Du har sagt 34 år.",
            "plugins/x/offer.yaml:1",
            None,
            None,
        ),
    )


def test_a_no_because_of_something_she_is_says_whom_it_is_for():
    assert said("not: {has_employer: true}", citizen(SHE)) == [
        "Kortet er for dem, der ikke har en arbejdsplads. Du har sagt, at du har en arbejdsplads."
    ]
    assert said("household_children: {at_least: 1}", citizen(SHE)) == [
        ("Kortet er for dem, der bor sammen med mindst 1 barn under 18 år. Du har sagt 0 børn under 18 år.")
    ]


def test_what_says_no_by_itself_has_its_ikke_in_front_of_the_verb_only_after_hvis():
    for key in ("eviction_notice", "public_transport_usable", "work_capacity_reduced", "limitation_permanent"):
        (main,) = {known_words(fact(key), False)}
        verb = main.split(" ikke ")[0].split()[-1]
        asked = requirement(rule(f"{key}: false"))
        assert f"{verb} ikke " in main
        assert f" ikke {verb} " in asked
    assert said("public_transport_usable: false", citizen("facts: {public_transport_usable: true}")) == [
        "Kortet er for dem, der ikke kan køre med bus eller tog. Du har sagt, at du kan køre med bus eller tog."
    ]


def test_of_a_set_that_must_hold_something_only_what_is_there_is_told():
    knowledge = citizen("facts: {substance_use: {has: [alcohol], has_not: [cannabis]}}")
    assert said("substance_use: {is_empty: false}", knowledge)[0].startswith("Du bruger alkohol. Kortet er for dem")


def test_people_are_counted_in_words():
    assert said("number_of_contacts: {at_least: 2}", citizen("facts: {number_of_contacts: 3}")) == [
        "Du har 3 kontaktpersoner. Kortet er for dem, der har mindst 2 kontaktpersoner."
    ]
    assert said("network_persons: {at_least: 2}", citizen("facts: {network_persons: 1}")) == [
        "Kortet er for dem, der kan ringe til mindst 2 mennesker, når det er svært. Du har sagt 1 menneske."
    ]


def test_a_definition_is_told_by_its_label_and_its_number():
    assert told("is: long", citizen(SHE)) == (
        Reason(
            "Kortet er for dem, der har været længe uden job. Her betyder det mindst 12 måneder. "
            "Du har sagt 3 måneder.",
            "rulesets/x/ruleset.yaml:1",
            "months_unemployed",
            "2026-02-01",
        ),
    )
    assert said("not: {is: long}", citizen(SHE)) == [
        (
            "Du har været uden job i 3 måneder. "
            "Kortet er for dem, der ikke hører til dem, der har været længe uden job. "
            "Her betyder det under 12 måneder."
        )
    ]


def test_of_a_set_only_the_members_that_the_rule_asks_for_are_told():
    assert said("substance_use: {includes_any: [alcohol, medicine]}", citizen(SHE)) == [
        "Du bruger alkohol. Kortet er for dem, der bruger alkohol eller piller, der er svære at undvære."
    ]
    assert said("substance_use: {includes_all: [alcohol, cannabis]}", citizen(SHE)) == [
        "Kortet er for dem, der bruger alkohol og hash. Du har sagt, at du ikke bruger hash."
    ]
    assert said("substance_use: {includes_none: [alcohol, cannabis]}", citizen(SHE)) == [
        "Kortet er for dem, der ikke bruger alkohol eller hash. Du har sagt, at du bruger alkohol."
    ]


def test_a_rule_of_the_municipality_is_told_only_where_nothing_else_explains():
    assert said("any: {has_employer: true, $open_to_all: true}", citizen(SHE)) == ["Du har en arbejdsplads."]
    assert said("any: {has_driving_licence: true, $open_to_all: true}", citizen(SHE)) == [
        "Kortet er for dem, der har kørekort. Du har sagt, at du ikke har kørekort."
    ]
    assert said("$open_to_all: true", citizen(SHE)) == ["Reglerne her siger nej til det."]
    assert said("any: {has_driving_licence: true, $open_to_all: false}", citizen(SHE)) == [
        "Reglerne her siger ja til det."
    ]


def test_a_condition_that_holds_for_nobody_says_so():
    knowledge = citizen("{}")
    assert [one.text for one in reasons(trace(Some(()), {}), knowledge, vocabulary())] == [
        "Kortet er lige nu ikke for nogen."
    ]


# --- where it is known from -----------------------------------------------------------------------------------------


def test_what_a_barrier_settles_is_told_with_her_own_words_for_it():
    knowledge = citizen("says: [{words: Jeg skylder, barrier: D-GAELD}]")
    assert said("debt_problem: true", knowledge) == [
        "Du har gæld, der trykker. Det ved vi, fordi du sagde: ”Jeg har gæld, der trykker”."
    ]
    assert said("not: {debt_problem: true}", knowledge, "en") == [
        (
            "The card is for you if you do not have debt that weighs on you. You have debt that weighs on you. "
            "We know this because you said: “I have debt that weighs on me”."
        )
    ]


def test_a_hidden_barrier_is_never_quoted():
    knowledge = citizen("says: [{words: Jeg er bange, barrier: N-VOLD}]")
    (text,) = said("violence_at_home: true", knowledge)
    assert text.endswith("Det ved vi fra noget, du har fortalt.")


def test_what_a_plugin_computes_is_told_as_worked_out():
    known = Known(65, "derived", "transporthjaelp")
    knowledge = Knowledge({"daily_travel_km": 65}, {"daily_travel_km": known})
    assert said("daily_travel_km: {above: 24}", knowledge) == [
        (
            "Kortet er for dem, der har over 24 km frem og tilbage til tilbuddet. "
            "Du har 6,5 km frem og tilbage til tilbuddet. Det har vi regnet ud."
        )
    ]
    (line,) = explanation(trace(rule("daily_travel_km: {above: 24}"), knowledge.values), knowledge, vocabulary())
    assert line.text == (
        "Du har over 24 km frem og tilbage til tilbuddet: nej. "
        "Transporthjaelp har regnet ud, at du har 6,5 km frem og tilbage til tilbuddet."
    )


def test_what_somebody_else_has_said_names_them():
    knowledge = citizen("facts: {housing_status: {value: rented, from: Socialafdelingen}}")
    assert said("housing_status: street", knowledge) == [
        "Kortet er for dem, der bor på gaden. Du bor til leje. Det kommer fra Socialafdelingen."
    ]
    herself = citizen("facts: {housing_status: {value: rented, from: borgeren}}")
    assert said("housing_status: street", herself) == [
        "Kortet er for dem, der bor på gaden. Du har sagt, at du bor til leje."
    ]


def test_what_an_authority_settles_is_not_put_in_her_mouth():
    assert said("is: unlabelled", citizen(SHE)) == [
        (
            "Kortet er for dem, der er i gruppe 6.1 (dagpenge) eller i gruppe 6.2 (kontanthjælp, jobparat). "
            "Du er i gruppe 6.10 (revalidering)."
        )
    ]


def test_what_time_has_moved_since_she_said_it_is_not_put_in_her_mouth():
    knowledge = citizen("facts: {months_unemployed: {value: 3, on: 2026-06-01}}")
    assert said("months_unemployed: {at_least: 12}", knowledge) == [
        "Kortet er for dem, der har været uden job i mindst 12 måneder. Du har været uden job i 6 måneder."
    ]


# --- unknown --------------------------------------------------------------------------------------------------------


def test_unknown_says_what_is_missing_and_whom_the_card_is_for():
    assert told("age: {at_least: 18, at_most: 24}\nhas_employer: true", citizen("facts: {has_employer: true}")) == (
        Reason(
            "Kortet er for dem, der er 18 til 24 år. Vi mangler at vide: Hvor gammel er du?",
            "plugins/x/offer.yaml:1",
            "age",
            None,
        ),
    )


def test_unknown_gives_a_reason_for_each_missing_fact_once():
    text = "any: [{has_driving_licence: true}, {age: {below: 20}}, {age: {above: 60}}]"
    found = told(text, citizen("{}"))
    assert [one.fact for one in found] == ["has_driving_licence", "age"]
    assert [one.text for one in found] == [
        "Vi mangler at vide: Har du kørekort?",
        "Vi mangler at vide: Hvor gammel er du?",
    ]


def test_unknown_does_not_tell_the_rule_of_what_may_only_be_asked_if_raised():
    assert said("debt_problem: true", citizen("{}")) == ["Vi mangler at vide: Har du gæld, der trykker?"]


def test_unknown_leaves_out_what_is_settled():
    assert [one.fact for one in told("age: {at_least: 18}\nhas_employer: true", citizen("facts: {age: 34}"))] == [
        "has_employer"
    ]


# --- the whole trace ------------------------------------------------------------------------------------------------


def test_the_whole_trace_tells_each_part_with_value_origin_number_and_source():
    condition = rule("is: long\nage: {at_least: $default_age}\nany: [{has_employer: true}, {$open_to_all: true}]")
    knowledge = citizen("facts: {months_unemployed: {value: 3, on: 2026-09-01}, has_employer: true}")
    lines = explanation(trace(condition, knowledge.values), knowledge, vocabulary())
    assert [(line.depth, line.truth, line.text, line.fact, line.source, line.version) for line in lines] == [
        (0, False, "Alt dette passer: nej.", None, None, None),
        (
            1,
            False,
            "Du hører til dem, der har været længe uden job: nej. Det hedder ”long” i reglerne.",
            None,
            "Idekatalog, Kulturvitaminer",
            "2026-02-01",
        ),
        (
            2,
            False,
            (
                "Du har været uden job i mindst 12 måneder: nej. Du har sagt, at du har været uden job i 3 måneder. "
                "12 måneder er sat af varde fra 1. januar 2026 (min_months)."
            ),
            "months_unemployed",
            "Idekatalog, Kulturvitaminer",
            "2026-01-01",
        ),
        (
            1,
            None,
            "Du er mindst 18 år: ved ikke. Det ved vi ikke endnu. 18 år er en standardværdi (default_age).",
            "age",
            None,
            None,
        ),
        (1, True, "Mindst én ting passer: ja.", None, None, None),
        (2, True, "Du har en arbejdsplads: ja. Du har sagt, at du har en arbejdsplads.", "has_employer", None, None),
        (2, False, "Reglerne her siger ja til det: nej. Nej er sat af varde (open_to_all).", None, None, None),
    ]
    assert [line.rule for line in lines[1:4]] == [
        "rulesets/x/ruleset.yaml:4",
        "rulesets/x/ruleset.yaml:1",
        "plugins/x/offer.yaml:2",
    ]


def test_the_whole_trace_tells_what_is_turned_around_and_what_is_for_everyone():
    knowledge = citizen("facts: {age: 34}")
    lines = explanation(trace(rule("not: {age: 34}"), knowledge.values), knowledge, vocabulary(), "en")
    assert [line.text for line in lines] == [
        "The opposite of this: no.",
        "You are 34 years old: yes. You have said that you are 34 years old.",
    ]
    (line,) = explanation(trace(EVERYONE, {}), knowledge, vocabulary())
    assert line.text == "Kortet er for alle: ja."


# --- what a card promises -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entitlement", "verdict", "right", "danish"),
    [
        ("ret", Verdict.YES, "yes", "Det har du ret til."),
        ("ret", Verdict.UNKNOWN, "unknown", "Det har du måske ret til."),
        ("skoen", Verdict.YES, "no", "Du kan søge. Kommunen vurderer det."),
        ("skoen", Verdict.YES, "yes", "Det har du ret til."),
        ("skoen", Verdict.YES, "unknown", "Du kan søge. Det har du måske ret til."),
        ("skoen", Verdict.UNKNOWN, "no", "Du kan søge. Kommunen vurderer det."),
        ("aabent", Verdict.YES, "no", "Du kan bare komme eller sige til."),
        ("aabent", Verdict.UNKNOWN, "no", "Spørg, om det er åbent for dig."),
        ("pligt", Verdict.YES, "no", "Det skal du, og derfor står det her."),
        ("pligt", Verdict.UNKNOWN, "no", "Det er måske noget, du skal. Spørg kommunen."),
        ("ret", Verdict.YES, "no", "Du kan søge. Kommunen vurderer det."),
    ],
)
def test_a_card_never_promises_more_than_is_true(entitlement: Entitlement, verdict: Verdict, right: str, danish: str):
    assert entitlement_words(entitlement, verdict, right) == danish  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("decides", "danish"),
    [
        (None, "Du kan søge. Kommunen vurderer det."),
        ("kommunen, når du har søgt", "Du kan søge. Kommunen vurderer det."),
        ("Kommunen og psykiatrien", "Du kan søge. Kommunen vurderer det."),
        ("borgerkonsulenten, på tværs af kommunen", "Du kan søge. Kommunen vurderer det."),
        ("regionen, tit efter en henvisning fra din læge", "Spørg efter det. Det bliver vurderet, om du kan få det."),
        ("din læge, som henviser", "Spørg efter det. Det bliver vurderet, om du kan få det."),
    ],
)
def test_the_municipality_is_said_to_judge_only_where_it_is_who_decides(decides: str | None, danish: str):
    assert entitlement_words("skoen", Verdict.YES, "no", decides=decides) == danish
    assert entitlement_words("ret", Verdict.YES, "no", decides=decides) == danish
    english = entitlement_words("skoen", Verdict.YES, "no", "en", decides=decides)
    assert ("municipality" in english) is ("Kommunen" in danish)


def test_a_right_is_promised_only_where_right_and_verdict_are_both_yes():
    for verdict in (Verdict.YES, Verdict.UNKNOWN):
        for right in ("yes", "no", "unknown"):
            promised = entitlement_words("ret", verdict, right) == "Det har du ret til."
            assert promised == (verdict is Verdict.YES and right == "yes")


@pytest.mark.parametrize(
    ("state", "danish"),
    [
        (NotOffered("not-here"), "Kortet er ikke lagt ind for din kommune. Spørg kommunen."),
        (NotOffered("idea"), "Idé – findes ikke endnu."),
        (NotOffered("paused"), "Kortet holder pause lige nu."),
        (NotOffered("closed"), "Kortet er lukket."),
        (NotOffered("not-yet", dt.date(2027, 1, 1)), "Kortet begynder den 1. januar 2027."),
        (NotOffered("over", dt.date(2025, 12, 31)), "Kortet sluttede den 31. december 2025."),
        (NotOffered("no-rule"), "Vi kender ingen regel for kortet på den dato."),
        (NotOffered("not-yet"), "Kortet findes ikke her lige nu."),
        (None, "Kortet findes ikke her lige nu."),
    ],
)
def test_a_card_that_is_not_offered_says_why(state: NotOffered | None, danish: str):
    assert not_offered_words(state) == danish


def test_the_day_a_no_turns_yes_is_promised_only_if_nothing_else_changes():
    day = dt.date(2027, 3, 1)
    assert turns_yes_words(day) == "Kortet passer til dig senest 1. marts 2027, hvis intet andet ændrer sig."
    assert turns_yes_words(day, "en") == (
        "The card will suit you by 1 March 2027 at the latest, if nothing else changes."
    )
    assert words("turns-yes", date=day) == turns_yes_words(day)


def test_a_no_is_no_refusal():
    assert words("not-a-refusal") == "Det er ikke et afslag. Spørg, hvis du mener, det passer til dig."


# --- the texts ------------------------------------------------------------------------------------------------------


def test_every_language_has_the_same_texts_with_the_same_places_to_fill():
    tables = tomllib.loads(files("tilbud_engine.rules.wording").joinpath("texts.toml").read_text(encoding="utf-8"))
    assert set(tables) == {"da", "en"}
    danish, english = tables["da"], tables["en"]
    for kind in ("sentences", "words"):
        own = {key for key in english[kind] if key not in danish[kind]}
        assert not own
        # A length of time may need its own little word in one language: "den sidste uge".
        lacking = {key for key in danish[kind] if key not in english[kind]}
        assert all(re.fullmatch(r"(last|next)-one-\w+", key) for key in lacking)
        for key, text in english[kind].items():
            if key != "need":
                assert places(text) == places(danish[kind][key]), key
    assert set(danish["grammar"]) == set(english["grammar"])
    assert len(danish["months"]) == len(english["months"]) == 12


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_danish_sentence_is_kind_and_plain():
    tables = tomllib.loads(files("tilbud_engine.rules.wording").joinpath("texts.toml").read_text(encoding="utf-8"))
    for key, text in tables["da"]["sentences"].items():
        assert not STAFF_WORDS.search(text), key
        if not key.startswith(("line", "appointment")):
            assert text.endswith((".", "?", "}")), key
            assert max(len(part.split()) for part in re.split(r"[.:] ", text)) <= 15, key


# --- any rule at all ------------------------------------------------------------------------------------------------

STAFF_WORDS = re.compile(r"barriere|målgruppe|kriteri|visitation", re.IGNORECASE)
SPOILT = re.compile(r"[{}]|None|  | ,| \.|\bog og\b|\beller eller\b|\.\.|: ,|,,| ;")


class RealWords(Maker):
    """Makes random conditions and citizens over the facts that come with the engine."""

    def leaf(self, definitions=()) -> Condition:
        if self.below(4) == 0:
            return super().leaf(definitions) if self.below(8) == 0 and definitions else self.special()
        return self.test(self.one(REAL))

    def special(self) -> Condition:
        if self.below(2):
            parameter = ParameterValue("flag", bool(self.below(2)))
            return Flagged(Constant(parameter.value, parameter), bool(self.below(2)))
        return Named("long", self.test(self.one(REAL)), self.one(("dem, der er her", "de unge", None)))

    def citizen(self) -> dict[str, FactValue]:
        return {one.key: self.value(one) for one in REAL if self.below(3)}


REAL = [
    one
    for key, one in Vocabulary.shipped()
    .with_values({}, {f"tilbud_{n}": f"Tilbud {n}" for n in range(12)})
    .facts.items()
    if key
    in (
        "age",
        "municipality",
        "housing_status",
        "household_children",
        "digital_skills",
        "daily_travel_km",
        "months_unemployed",
        "has_driving_licence",
        "sel_v_assessed",
        "work_duty",
        "substance_use",
        "current_offers",
        "consent_sharing",
        "expected_discharge_date",
    )
]


@st.composite
def rules_and_citizens(draw) -> tuple[Condition, dict[str, FactValue]]:
    maker = RealWords(lambda count: draw(st.integers(0, count - 1)))
    return maker.condition(3), maker.citizen()


@settings(max_examples=200, deadline=None)
@given(rules_and_citizens(), st.sampled_from(LANGUAGES))
def test_any_rule_gives_whole_words_in_both_languages(made: tuple[Condition, dict[str, FactValue]], language: Language):
    condition, values = made
    knowledge = Knowledge(values, {key: Known(value) for key, value in values.items()})
    found = trace(condition, values)
    asked = requirement(condition, language)
    given_reasons = reasons(found, knowledge, vocabulary(), language)
    lines = explanation(found, knowledge, vocabulary(), language)
    for text in [asked, *(one.text for one in given_reasons), *(line.text for line in lines)]:
        assert text
        assert not SPOILT.search(text), text
    for text in [*(one.text for one in given_reasons), *(line.text for line in lines)]:
        assert text[0].isupper() or text[0].isdigit(), text
        assert text.endswith((".", "?")), text
    assert len(lines) == sum(1 for _ in walk(condition))
    assert lines[0].truth is found.truth


@settings(max_examples=200, deadline=None)
@given(rules_and_citizens())
def test_the_words_of_a_rule_agree_with_its_truth(made: tuple[Condition, dict[str, FactValue]]):
    condition, values = made
    found = trace(condition, values)
    assert laid_out(condition, "da").truth(found) is found.truth
    given_reasons = reasons(found, Knowledge(values), vocabulary())
    if found.truth is None:
        assert given_reasons
        assert all(one.fact for one in given_reasons)
    if found.truth is False:
        assert given_reasons


@settings(max_examples=200, deadline=None)
@given(rules_and_citizens())
def test_reasons_hold_nothing_of_facts_that_the_rule_does_not_use(made: tuple[Condition, dict[str, FactValue]]):
    condition, values = made
    used = {test.fact.key for test in conditions.tests_of(condition)}
    needed = {key: value for key, value in values.items() if key in used}
    found = trace(condition, values)
    all_known = reasons(found, Knowledge(values), vocabulary())
    assert all_known == reasons(found, Knowledge(needed), vocabulary())
    assert {one.fact for one in all_known if one.fact} <= used


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_facts_with_no_more_than_a_key_have_words_too(data):
    maker = Maker(lambda count: data.draw(st.integers(0, count - 1)))
    for condition in maker.ruleset(2):
        values = maker.citizen()
        found = trace(condition, values)
        assert requirement(condition)
        assert all(one.text for one in reasons(found, Knowledge(values), vocabulary()))
        assert DAY.isoformat() not in requirement(condition)


def test_the_words_of_a_condition_are_made_once():
    condition = rule("age: {at_least: 25}")
    assert laid_out(condition, "da") is laid_out(condition, "da")
    assert laid_out(condition, "da") is not laid_out(condition, "en")


def test_wording_prints_nothing(capsys: pytest.CaptureFixture[str]):
    knowledge = citizen(SHE)
    for text in REQUIREMENTS:
        condition = rule(text)
        found = trace(condition, knowledge.values)
        reasons(found, knowledge, vocabulary())
        explanation(found, knowledge, vocabulary())
    printed = capsys.readouterr()
    assert printed.out == printed.err == ""
