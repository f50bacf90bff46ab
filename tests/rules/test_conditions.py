"""Conditions are read from YAML with all their problems at once, each with its place, its text and the nearest name."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.rules.random_rules import FACTS, make_fact
from tilbud_engine.dated import Span
from tilbud_engine.errors import Problem
from tilbud_engine.reading import date_of, read_bytes
from tilbud_engine.rules import conditions
from tilbud_engine.rules.conditions import (
    Condition,
    Constant,
    DefinitionRef,
    Every,
    Flagged,
    Named,
    Not,
    Operand,
    Operator,
    ParameterRef,
    Some,
    Test,
    parts_of,
    refs_of,
    walk,
)
from tilbud_engine.rules.parsing import parse_condition
from tilbud_engine.vocabulary import Fact, Vocabulary

AGE = FACTS["age"]
DISTANCE = FACTS["distance"]
LICENCE = FACTS["licence"]
HOUSING = FACTS["housing"]
SICK = FACTS["sick_since"]
SUBSTANCES = FACTS["substances"]

WORDS = Vocabulary(FACTS, {}, {}, {}, {}, {})


def parsed(text: str, words: Vocabulary = WORDS) -> tuple[Condition, list[Problem]]:
    return parse_condition(read_bytes(dedent(text).encode(), "f.yaml"), words)


def condition(text: str) -> Condition:
    found, problems = parsed(text)
    assert not problems, [one.line("en") for one in problems]
    return found


def told(text: str) -> list[tuple[str, str]]:
    """Return code and place of every problem; the text must give at least one."""
    _, problems = parsed(text)
    assert problems
    for one in problems:
        assert one.line("da")
        assert one.line("en")
    return [(one.code, one.where.removeprefix("f.yaml:")) for one in problems]


def of(fact: Fact, operator: Operator, *values: object, counted: bool = False) -> Test:
    operands: list[Operand] = [
        one if isinstance(one, Span | ParameterRef) else Constant(one)  # type: ignore[arg-type]
        for one in values
    ]
    return Test(fact, operator, tuple(operands), counted)


MAY_1 = date_of("2026-05-01")

READ = {
    "{age: 18}": of(AGE, Operator.IS, 18),
    "{age: [18, 20]}": of(AGE, Operator.IS, 18, 20),
    "{age: {at_least: 18}}": of(AGE, Operator.AT_LEAST, 18),
    "{age: {at_most: 18}}": of(AGE, Operator.AT_MOST, 18),
    "{age: {above: 18}}": of(AGE, Operator.ABOVE, 18),
    "{age: {below: 18}}": of(AGE, Operator.BELOW, 18),
    "{age: {at_least: 18, below: 25}}": Every((of(AGE, Operator.AT_LEAST, 18), of(AGE, Operator.BELOW, 25))),
    "{age: $oldest}": of(AGE, Operator.IS, ParameterRef("oldest")),
    "{age: [18, $oldest]}": of(AGE, Operator.IS, 18, ParameterRef("oldest")),
    "{age: {at_most: $oldest}}": of(AGE, Operator.AT_MOST, ParameterRef("oldest")),
    "{distance: 6.1}": of(DISTANCE, Operator.IS, 61),
    "{distance: {above: 6}}": of(DISTANCE, Operator.ABOVE, 60),
    "{distance: {above: 6.10}}": of(DISTANCE, Operator.ABOVE, 61),
    "{licence: true}": of(LICENCE, Operator.IS, True),
    "{licence: false}": of(LICENCE, Operator.IS, False),
    "{licence: [true, false]}": of(LICENCE, Operator.IS, True, False),
    "{licence: $wanted}": of(LICENCE, Operator.IS, ParameterRef("wanted")),
    "{housing: street}": of(HOUSING, Operator.IS, "street"),
    "{housing: [street, own]}": of(HOUSING, Operator.IS, "street", "own"),
    "{housing: $where}": of(HOUSING, Operator.IS, ParameterRef("where")),
    "{sick_since: {after: 2026-05-01}}": of(SICK, Operator.ABOVE, MAY_1),
    "{sick_since: {before: 2026-05-01}}": of(SICK, Operator.BELOW, MAY_1),
    "{sick_since: {on_or_after: 2026-05-01}}": of(SICK, Operator.AT_LEAST, MAY_1),
    "{sick_since: {on_or_before: 2026-05-01}}": of(SICK, Operator.AT_MOST, MAY_1),
    "{sick_since: {on_or_before: $last}}": of(SICK, Operator.AT_MOST, ParameterRef("last")),
    "{sick_since: {within_last: 12 months}}": of(SICK, Operator.WITHIN_LAST, Span(12, "month")),
    "{sick_since: {within_next: 1 day}}": of(SICK, Operator.WITHIN_NEXT, Span(1, "day")),
    "{substances: {includes: alcohol}}": of(SUBSTANCES, Operator.INCLUDES_ALL, "alcohol"),
    "{substances: {includes: [alcohol]}}": of(SUBSTANCES, Operator.INCLUDES_ALL, "alcohol"),
    "{substances: {includes: $which}}": of(SUBSTANCES, Operator.INCLUDES_ALL, ParameterRef("which")),
    "{substances: {includes_any: [alcohol, opioids]}}": of(SUBSTANCES, Operator.INCLUDES_ANY, "alcohol", "opioids"),
    "{substances: {includes_any: alcohol}}": of(SUBSTANCES, Operator.INCLUDES_ANY, "alcohol"),
    "{substances: {includes_all: [alcohol, opioids]}}": of(SUBSTANCES, Operator.INCLUDES_ALL, "alcohol", "opioids"),
    "{substances: {includes_none: [alcohol]}}": of(SUBSTANCES, Operator.INCLUDES_NONE, "alcohol"),
    "{substances: {count: 2}}": of(SUBSTANCES, Operator.IS, 2, counted=True),
    "{substances: {count: [0, 2]}}": of(SUBSTANCES, Operator.IS, 0, 2, counted=True),
    "{substances: {count: {at_least: 2}}}": of(SUBSTANCES, Operator.AT_LEAST, 2, counted=True),
    "{substances: {count: $many}}": of(SUBSTANCES, Operator.IS, ParameterRef("many"), counted=True),
    "{substances: {is_empty: true}}": of(SUBSTANCES, Operator.IS_EMPTY),
    "{substances: {is_empty: false}}": Not(of(SUBSTANCES, Operator.IS_EMPTY)),
    "{substances: {includes: alcohol, count: 1}}": Every(
        (of(SUBSTANCES, Operator.INCLUDES_ALL, "alcohol"), of(SUBSTANCES, Operator.IS, 1, counted=True))
    ),
    "{is: young}": DefinitionRef("young"),
    "{$wanted: true}": Flagged(ParameterRef("wanted"), True),
    "{$wanted: false}": Flagged(ParameterRef("wanted"), False),
    "{}": Every(()),
    "{age: 18, licence: true}": Every((of(AGE, Operator.IS, 18), of(LICENCE, Operator.IS, True))),
    "{all: [{age: 18}, {licence: true}]}": Every((of(AGE, Operator.IS, 18), of(LICENCE, Operator.IS, True))),
    "{any: [{age: 18}, {licence: true}]}": Some((of(AGE, Operator.IS, 18), of(LICENCE, Operator.IS, True))),
    "{any: {age: 18, licence: true}}": Some((of(AGE, Operator.IS, 18), of(LICENCE, Operator.IS, True))),
    "{all: {age: 18}}": Every((of(AGE, Operator.IS, 18),)),
    "{any: {age: {at_least: 18, below: 25}, licence: true}}": Some(
        (
            Every((of(AGE, Operator.AT_LEAST, 18), of(AGE, Operator.BELOW, 25))),
            of(LICENCE, Operator.IS, True),
        )
    ),
    "{any: {substances: {includes: alcohol, count: 1}}}": Some(
        (Every((of(SUBSTANCES, Operator.INCLUDES_ALL, "alcohol"), of(SUBSTANCES, Operator.IS, 1, counted=True))),)
    ),
    "{any: [{age: 18, licence: true}, {age: 20}]}": Some(
        (Every((of(AGE, Operator.IS, 18), of(LICENCE, Operator.IS, True))), of(AGE, Operator.IS, 20))
    ),
    "{not: {age: 18}}": Not(of(AGE, Operator.IS, 18)),
    "{not: {age: {at_least: 18, below: 25}}}": Not(
        Every((of(AGE, Operator.AT_LEAST, 18), of(AGE, Operator.BELOW, 25)))
    ),
    "{not: {not: {any: [{not: {age: 18}}]}}}": Not(Not(Some((Not(of(AGE, Operator.IS, 18)),)))),
    "{any: [{all: {any: {is: young}}}]}": Some((Every((Some((DefinitionRef("young"),)),)),)),
}  # fmt: skip


@pytest.mark.parametrize("text", READ)
def test_every_operator_of_every_type_is_read(text: str):
    assert condition(text) == READ[text]


REFUSED = {
    # scalars and lists where they cannot stand
    "{age: '18'}": "fact-not-int",
    "{age: 018}": "fact-not-int",
    "{age: 18.0}": "fact-not-int",
    "{age: 12:30}": "fact-not-int",
    "{age: null}": "fact-not-int",
    "{age: many}": "fact-not-int",
    "{age: [18, many]}": "fact-not-int",
    "{age: [[18]]}": "fact-not-int",
    "{age: {at_least: [18]}}": "fact-not-int",
    "{age: {at_least: null}}": "fact-not-int",
    "{age: 121}": "fact-out-of-range",
    "{age: -1}": "fact-out-of-range",
    "{age: {below: 999}}": "fact-out-of-range",
    "{distance: 6.11}": "fact-not-number",
    "{distance: .nan}": "fact-not-number",
    "{distance: 1e3}": "fact-not-number",
    "{distance: 100.1}": "fact-out-of-range",
    "{licence: yes}": "fact-not-bool",
    "{licence: on}": "fact-not-bool",
    "{licence: 'true'}": "fact-not-bool",
    "{licence: {is: true}}": "value-expected",
    "{licence: {}}": "value-expected",
    "{housing: {at_least: own}}": "value-expected",
    "{housing: stret}": "unknown-value",
    "{housing: [own, stret]}": "unknown-value",
    "{housing: null}": "unknown-value",
    "{housing: [[own]]}": "unknown-value",
    "{sick_since: 2026-05-01}": "operator-expected",
    "{sick_since: [2026-05-01]}": "operator-expected",
    "{sick_since: {after: 2026-02-30}}": "fact-not-date",
    "{sick_since: {after: 1800-01-01}}": "fact-out-of-range",
    "{sick_since: {at_least: 2026-05-01}}": "unknown-operator",
    "{sick_since: {within_last: 12}}": "span-expected",
    "{sick_since: {within_last: a year}}": "span-expected",
    "{sick_since: {within_last: $long}}": "span-expected",
    "{sick_since: {within_last: [1 year]}}": "span-expected",
    "{sick_since: {within_last: -1 year}}": "span-expected",
    "{substances: alcohol}": "operator-expected",
    "{substances: [alcohol]}": "operator-expected",
    "{substances: {}}": "operator-expected",
    "{substances: null}": "operator-expected",
    "{substances: {has: [alcohol]}}": "unknown-operator",
    "{substances: {includes: alkohol}}": "unknown-value",
    "{substances: {includes: [alcohol, opioids]}}": "includes-one",
    "{substances: {includes_any: {a: alcohol}}}": "unknown-value",
    "{substances: {count: 4}}": "count-out-of-range",
    "{substances: {count: -1}}": "count-out-of-range",
    "{substances: {count: two}}": "count-out-of-range",
    "{substances: {count: '2'}}": "count-out-of-range",
    "{substances: {count: {at_leat: 2}}}": "unknown-operator",
    "{substances: {is_empty: yes}}": "expected-bool",
    "{substances: {is_empty: $wanted}}": "expected-bool",
    # names
    "{agee: 18}": "unknown-fact",
    "{Age: 18}": "unknown-fact",
    "{age: {at_leat: 18}}": "unknown-operator",
    "{age: {after: 2026-05-01}}": "unknown-operator",
    "{is: [young]}": "definition-name-expected",
    "{is: null}": "definition-name-expected",
    "{$wanted: yes}": "expected-bool",
    "{$wanted: 1}": "expected-bool",
    "{known: age}": "unknown-fact",
    # empty ones, and what is no condition
    "{all: []}": "condition-empty",
    "{any: []}": "condition-empty",
    "{all: {}}": "condition-empty",
    "{any: {}}": "condition-empty",
    "{not: {}}": "condition-empty",
    "{any: [{}]}": "condition-empty",
    "{age: {}}": "condition-empty",
    "{age: []}": "condition-empty",
    "{housing: []}": "condition-empty",
    "{licence: []}": "condition-empty",
    "{substances: {count: {}}}": "condition-empty",
    "{substances: {count: []}}": "condition-empty",
    "{substances: {includes_any: []}}": "condition-empty",
    "{substances: {includes: []}}": "condition-empty",
    "{sick_since: {}}": "condition-empty",
    "{all: young}": "condition-not-a-mapping",
    "{any: null}": "condition-not-a-mapping",
    "{any: [young]}": "condition-not-a-mapping",
    "{any: [null]}": "condition-not-a-mapping",
    "{any: [[{age: 18}]]}": "condition-not-a-mapping",
    "{not: [{age: 18}]}": "condition-not-a-mapping",
    "{not: true}": "condition-not-a-mapping",
    "[{age: 18}]": "condition-not-a-mapping",
    "young": "condition-not-a-mapping",
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_condition_is_refused(text: str):
    assert told(text) == [(REFUSED[text], "1")]


def test_nothing_at_all_is_no_condition():
    assert [one.code for one in parse_condition(None, WORDS)[1]] == ["condition-not-a-mapping"]


def test_all_problems_are_told_at_once_with_their_lines():
    assert told(
        """\
        agee: 18
        any:
          - housing: stret
          - age:
              at_leat: 18
              at_most: many
          - not:
              substances: {includes: alkohol, counts: 2}
          - {}
        licence: yes
        $wanted: 2
        """
    ) == [
        ("unknown-fact", "1"),
        ("unknown-value", "3"),
        ("unknown-operator", "5"),
        ("fact-not-int", "6"),
        ("unknown-value", "8"),
        ("unknown-operator", "8"),
        ("condition-empty", "9"),
        ("fact-not-bool", "10"),
        ("expected-bool", "11"),
    ]


@pytest.mark.parametrize(
    ("text", "written", "close"),
    [
        ("{agee: 18}", "agee", "age"),
        ("{al: [{age: 18}]}", "al", "all"),
        ("{nott: {age: 18}}", "nott", "not"),
        ("{age: {at_leat: 18}}", "at_leat", "at_least"),
        ("{sick_since: {within_lst: 1 year}}", "within_lst", "within_last"),
        ("{substances: {include_any: [alcohol]}}", "include_any", "includes_any"),
        ("{housing: stret}", "stret", "street"),
        ("{substances: {includes: alkohol}}", "alkohol", "alcohol"),
    ],
)
def test_a_misspelt_name_is_quoted_and_the_nearest_is_given(text: str, written: str, close: str):
    (one,) = parsed(text)[1]
    assert f"`{written}`" in one.message("da")
    assert one.hint("da").startswith(f"Mente du `{close}`?")
    assert one.hint("en").startswith(f"Did you mean `{close}`?")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{age: many}", "many"),
        ("{age: 0573}", "0573"),
        ("{age: 999}", "999"),
        ("{licence: yes}", "yes"),
        ("{sick_since: {after: 2026-02-30}}", "2026-02-30"),
        ("{sick_since: {within_last: a year}}", "a year"),
        ("{substances: alcohol}", "alcohol"),
        ("{substances: {count: two}}", "two"),
        ("{not: true}", "true"),
        ("{$wanted: maybe}", "maybe"),
    ],
)
def test_the_offending_text_is_quoted(text: str, written: str):
    (one,) = parsed(text)[1]
    assert f"`{written}`" in one.message("da")
    assert f"`{written}`" in one.message("en")
    assert one.hint("da")


def test_a_long_or_hidden_text_is_quoted_short_and_visible():
    words = Vocabulary({**FACTS, "x": make_fact("x", "choice", ("a",))}, {}, {}, {}, {}, {})
    (one,) = parsed("{x: " + "long" * 100 + "}", words)[1]
    assert len(one.message("en")) < 120


def test_many_known_values_are_listed_short():
    (one,) = parsed("{municipality: nowhere}")[1]
    assert one.hint("en").count("kommune_") == 20
    assert "…" in one.hint("en")


def test_each_part_knows_where_it_stands():
    found = condition(
        """\
        any:
          - age: {at_least: 18}
          - not:
              licence: true
          - is: young
          - $wanted: true
        """
    )
    assert [one.place for one in walk(found)] == [
        "f.yaml:1",
        "f.yaml:2",
        "f.yaml:3",
        "f.yaml:4",
        "f.yaml:5",
        "f.yaml:6",
    ]


def test_a_place_is_no_part_of_what_a_condition_is():
    assert condition("{age: 18}") == condition("\n\n{age: 18}")
    assert condition("{age: 18}") != condition("{age: 19}")


def test_what_is_inside_a_condition_can_be_walked():
    found = condition("{any: [{age: {at_least: $low}, is: young}, {not: {licence: true}}], $wanted: true}")
    assert [test.fact.key for test in conditions.tests_of(found)] == ["age", "licence"]
    assert [one.name for one in refs_of(found)] == ["low", "young", "wanted"]
    assert len(list(walk(found))) == 8
    assert parts_of(Named("x", found)) == (found,)
    assert parts_of(DefinitionRef("x")) == ()


def test_a_value_of_an_earlier_law_may_stand_in_a_rule():
    shipped = Vocabulary.shipped()
    assert shipped.facts["benefit_type"].valid
    for value in shipped.facts["benefit_type"].valid:
        assert parsed(f"{{benefit_type: {value}}}", shipped)[1] == []


def test_a_definition_and_a_fact_may_share_a_mapping():
    assert condition("{is: young, age: 18}") == Every((DefinitionRef("young"), of(AGE, Operator.IS, 18)))
