"""A citizen is read from files and from programs; what she told is kept as it is, and never repeated in a message."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tilbud_engine.case import Citizen, Knowledge, Known, Statement, grown, reaches, read_knowledge
from tilbud_engine.cli.loading import read_citizen
from tilbud_engine.errors import InputError, Problem
from tilbud_engine.reading import Map, Seq, Text, read_bytes, read_json
from tilbud_engine.vocabulary import Fact, FactValue, Members, Vocabulary

ON = dt.date(2026, 9, 1)


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return Vocabulary.shipped().with_values({"eksempelkommune": "Eksempelkommune"}, {"mentor": "Mentor"})


def citizen(text: str) -> Citizen:
    return Citizen.read(read_bytes(dedent(text).encode(), "c.yaml", quote=False))


def known(text: str, words: Vocabulary, on: dt.date = ON) -> dict[str, FactValue]:
    return dict(read_knowledge(citizen(text), words, on)[0].values)


def faults(made: Any, words: Vocabulary, on: dt.date = ON) -> tuple[Problem, ...]:
    """Return the faults in what was given; there must be some."""
    with pytest.raises(InputError) as caught:
        read_knowledge(citizen(made) if isinstance(made, str) else Citizen.read(made), words, on)
    for one in caught.value.problems:
        assert one.line("da")
        assert one.line("en")
    return caught.value.problems


def told(made: Any, words: Vocabulary) -> list[tuple[str, str]]:
    return [(one.code, one.where.removeprefix("c.yaml:")) for one in faults(made, words)]


WHOLE = """\
    on: 2026-09-01
    ruleset: eksempelkommune
    says:
      - {words: "Jeg ryger hash", barrier: H-STOF}
      - {words: "Bussen kører ikke her"}
      - {barrier: H-ANGST}
      - {words: "Igen", barrier: H-STOF}
    facts:
      age: 34
      has_vehicle: true
      daily_travel_km: 6.1
      housing_status: street
      resource_course_start: 2026-02-28
      substance_use: [cannabis]
      parallel_services: {has: [social], has_not: [familie]}
      lab_target_group: null
    declined: [debt_problem]
    talked_about: [H]
    withdrawn: []
    """

VALUES: dict[str, FactValue] = {
    "age": 34,
    "has_vehicle": True,
    "daily_travel_km": 61,
    "housing_status": "street",
    "resource_course_start": dt.date(2026, 2, 28),
    "substance_use": Members(frozenset({"cannabis"}), frozenset({"alcohol", "other_drugs", "medicine"})),
    "parallel_services": Members(frozenset({"social"}), frozenset({"familie"})),
}


def test_a_citizen_is_read_from_yaml(words: Vocabulary):
    made = citizen(WHOLE)
    assert made.on == ON
    assert made.ruleset == "eksempelkommune"
    assert [said.words for said in made.says] == ["Jeg ryger hash", "Bussen kører ikke her", None, "Igen"]
    assert made.barriers() == ("H-STOF", "H-ANGST")
    assert made.declined == ("debt_problem",)
    assert known(WHOLE, words) == VALUES


def test_a_citizen_is_read_from_json_alike(words: Vocabulary):
    raw = """{"on": "2026-09-01", "facts": {"age": 34, "has_vehicle": true, "daily_travel_km": 6.1,
      "housing_status": "street", "resource_course_start": "2026-02-28", "substance_use": ["cannabis"],
      "parallel_services": {"has": ["social"], "has_not": ["familie"]}, "lab_target_group": null}}"""
    made = Citizen.read(read_json(raw.encode(), "c.json"))
    assert made.on == ON
    assert dict(read_knowledge(made, words, ON)[0].values) == VALUES


def test_a_citizen_is_read_from_python_values_alike(words: Vocabulary):
    facts = {
        "age": 34,
        "has_vehicle": True,
        "daily_travel_km": 6.1,
        "housing_status": "street",
        "resource_course_start": dt.date(2026, 2, 28),
        "substance_use": {"cannabis"},
        "parallel_services": {"has": ["social"], "has_not": ("familie",)},
        "lab_target_group": None,
    }
    for made in (Citizen.read({"on": ON, "facts": facts}), Citizen(on=ON, facts=facts)):
        assert made.on == ON
        assert dict(read_knowledge(made, words, ON)[0].values) == VALUES


def test_the_whole_citizen_can_be_written_as_json_and_read_again(words: Vocabulary):
    made = citizen(WHOLE)
    again = Citizen.read(read_json(json.dumps(made.model_dump(mode="json", exclude_none=True)).encode(), "c.json"))
    assert again.says == made.says
    assert again.declined == made.declined
    assert Citizen.model_json_schema()["properties"]["facts"]["type"] == "object"


# --- values with a date, an end and a teller --------------------------------------------------------------------


def test_where_a_fact_comes_from_is_kept(words: Vocabulary):
    found, remarks = read_knowledge(
        citizen(
            """\
            says: [{barrier: D-GAELD}]
            facts:
              age: {value: 34, from: sagen, on: 2025-08-01}
              has_vehicle: {value: true, from: hende selv}
              benefit_type: su
            """
        ),
        words,
        ON,
    )
    assert not remarks
    assert found.known["age"] == Known(35, "stated", "sagen", 34, dt.date(2025, 8, 1))
    assert found.known["has_vehicle"] == Known(True, "stated", "hende selv")
    assert found.known["benefit_type"] == Known("su", "stated", "")
    assert found.known["debt_problem"] == Known(True, "implied", "D-GAELD")
    assert found.values == {key: one.value for key, one in found.known.items()}


def test_an_expired_fact_is_unknown_and_told_without_its_value(words: Vocabulary):
    made = citizen("facts: {housing_status: {value: shelter, expires: 2026-08-31}}")
    found, remarks = read_knowledge(made, words, ON)
    assert not found.values
    assert [(one.code, one.values["name"]) for one in remarks] == [("fact-expired", "housing_status")]
    assert "shelter" not in remarks[0].line("da") + remarks[0].line("en")
    assert read_knowledge(made, words, dt.date(2026, 8, 31))[0].values == {"housing_status": "shelter"}


def test_an_expired_fact_is_still_checked(words: Vocabulary):
    assert told("facts:\n  age: {value: many, expires: 2020-01-01}\n", words) == [("fact-not-int", "2")]


def test_a_choice_outside_its_validity_is_unknown_and_told(words: Vocabulary):
    for value in words.facts["benefit_type"].valid:
        found, remarks = read_knowledge(citizen(f"facts: {{benefit_type: {value}}}"), words, ON)
        assert not found.values
        assert [one.code for one in remarks] == ["fact-value-not-in-force"]
        assert value not in remarks[0].line("da")
        assert known(f"facts: {{benefit_type: {value}}}", words, dt.date(2025, 6, 30)) == {"benefit_type": value}


def test_a_growing_fact_grows_on_from_its_day(words: Vocabulary):
    found, _ = read_knowledge(
        citizen("facts: {age: {value: 17, on: 2025-09-02}, months_unemployed: 11, number_of_contacts: 2}"), words, ON
    )
    assert found.values == {"age": 17, "months_unemployed": 11, "number_of_contacts": 2}
    assert found.at(words.facts, dt.date(2026, 9, 2)) == {"age": 18, "months_unemployed": 11, "number_of_contacts": 2}
    assert found.at(words.facts, dt.date(2026, 10, 1)) == {"age": 18, "months_unemployed": 12, "number_of_contacts": 2}
    assert found.at(words.facts, dt.date(2200, 1, 1)) == {"age": 120, "months_unemployed": 720, "number_of_contacts": 2}


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["years", "months"]),
    st.integers(0, 40),
    st.dates(dt.date(2000, 1, 1), dt.date(2030, 12, 31)),
    st.integers(0, 60),
)
@example("months", 0, dt.date(2026, 1, 31), 1)
@example("years", 0, dt.date(2024, 2, 29), 1)
def test_a_growing_fact_reaches_a_value_on_a_first_day_and_not_before(
    grows: Any, base: int, since: dt.date, value: int
):
    fact = Fact(key="x", type="int", label="x", phrase="x", grows=grows, range_=(0, 120))
    first = reaches(fact, base, since, value)
    reached = grown(fact, base, since, first)
    assert isinstance(reached, int)
    assert reached >= value
    before = grown(fact, base, since, first - dt.timedelta(days=1))
    assert isinstance(before, int)
    assert before < value or base >= value


def test_derived_facts_are_added_and_never_win(words: Vocabulary):
    found, _ = read_knowledge(citizen("facts: {age: 34}"), words, ON)
    more = found.with_derived({"age": Known(20, "derived", "p"), "has_vehicle": Known(True, "derived", "p")})
    assert more.values == {"age": 34, "has_vehicle": True}
    assert more.known["has_vehicle"].by == "p"
    assert Knowledge().with_derived({}).values == {}


# --- what barriers settle ---------------------------------------------------------------------------------------


def test_what_two_barriers_settle_of_a_set_is_put_together(words: Vocabulary):
    extended, problems = words.extended(
        read_bytes(
            b"""
            barriers:
              - {code: X-TO, leg: H, kind: F, label: x, says: x,
                 implies: {substance_use: {has: [medicine], has_not: [alcohol]}}}
            """,
            "v.yaml",
        ),
        "test",
    )
    assert not problems
    text = "says: [{barrier: H-ALKOHOL}, {barrier: X-TO}]\n"
    assert known(text, extended) == {"substance_use": Members(frozenset({"alcohol", "medicine"}), frozenset())}
    stated = text + "facts: {substance_use: {has: [cannabis], has_not: [medicine]}}\n"
    assert known(stated, extended) == {
        "substance_use": Members(frozenset({"cannabis", "alcohol"}), frozenset({"medicine"}))
    }
    assert known(text + "withdrawn: [substance_use]\n", extended) == {}
    assert known(text + "declined: [substance_use]\n", extended) == known(text, extended)


def test_a_vocabulary_that_implies_what_cannot_be_is_refused(words: Vocabulary):
    base = "barriers:\n  - {code: X-TO, leg: H, kind: F, label: x, says: x,\n     implies: {%s}}\n"
    for implied, code in (
        ("substanc_use: {has: [alcohol]}", "unknown-fact"),
        ("substance_use: [alkohol]", "fact-not-a-set"),
        ("debt_problem: yes", "fact-not-bool"),
        ("age: 200", "fact-out-of-range"),
    ):
        extended, problems = words.extended(read_bytes((base % implied).encode(), "v.yaml"), "test")
        assert extended is words
        assert [(one.code, one.where) for one in problems] in ([(code, "v.yaml:3")], [(code, "v.yaml:2")])


# --- faults -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("facts:\n  agee: 34\n", "unknown-fact", "2"),
        ("facts:\n  age: '34'\n", "fact-not-int", "2"),
        ("facts:\n  age: 034\n", "fact-not-int", "2"),
        ("facts:\n  age: 34.5\n", "fact-not-int", "2"),
        ("facts:\n  age: 12:30:45\n", "fact-not-int", "2"),
        ("facts:\n  age: [34]\n", "fact-not-int", "2"),
        ("facts:\n  age: true\n", "fact-not-int", "2"),
        ("facts:\n  age: 121\n", "fact-out-of-range", "2"),
        ("facts:\n  age: -1\n", "fact-out-of-range", "2"),
        ("facts:\n  age: {value: 121}\n", "fact-out-of-range", "2"),
        ("facts:\n  age:\n    value: many\n", "fact-not-int", "3"),
        ("facts:\n  daily_travel_km: 6.11\n", "fact-not-number", "2"),
        ("facts:\n  daily_travel_km: 6,1\n", "fact-not-number", "2"),
        ("facts:\n  daily_travel_km: .inf\n", "fact-not-number", "2"),
        ("facts:\n  has_vehicle: ja\n", "fact-not-bool", "2"),
        ("facts:\n  has_vehicle: yes\n", "fact-not-bool", "2"),
        ("facts:\n  has_vehicle: 1\n", "fact-not-bool", "2"),
        ("facts:\n  housing_status: gaden\n", "fact-not-a-choice", "2"),
        ("facts:\n  housing_status: [street]\n", "fact-not-a-choice", "2"),
        ("facts:\n  resource_course_start: 2026-02-30\n", "fact-not-date", "2"),
        ("facts:\n  resource_course_start: 30.02.2026\n", "fact-not-date", "2"),
        ("facts:\n  resource_course_start: 1066-10-14\n", "fact-out-of-range", "2"),
        ("facts:\n  substance_use: cannabis\n", "fact-not-a-set", "2"),
        ("facts:\n  substance_use: [hash]\n", "fact-not-a-set", "2"),
        ("facts:\n  substance_use: [null]\n", "fact-not-a-set", "2"),
        ("facts:\n  substance_use: {}\n", "fact-not-a-set", "2"),
        ("facts:\n  substance_use: {hass: [cannabis]}\n", "fact-not-a-set", "2"),
        ("facts:\n  substance_use: {has: cannabis}\n", "fact-not-a-set", "2"),
        ("facts:\n  substance_use: {has: [cannabis], has_not: [cannabis]}\n", "fact-set-contradiction", "2"),
        ("facts:\n  age: {}\n", "missing-key", "2"),
        ("facts:\n  age: {from: sagen}\n", "missing-key", "2"),
        ("facts:\n  age: {value: 34, form: sagen}\n", "unknown-key", "2"),
        ("facts:\n  age:\n    value: 34\n    from: [x]\n", "expected-text", "4"),
        ("facts:\n  age:\n    value: 34\n    on: 2026-02-30\n", "bad-date-here", "4"),
        ("facts:\n  age:\n    value: 34\n    expires: [2026-01-01]\n", "bad-date-here", "4"),
        ("facts: [age]\n", "expected-mapping", "1"),
        ("facts: 34\n", "expected-mapping", "1"),
        ("says:\n  - barrier: H-STOFF\n", "unknown-barrier", "2"),
        ("says:\n  - barrier: h-stof\n", "unknown-barrier", "2"),
        ("says:\n  - words: x\n  - barrier: [H-STOF]\n", "expected-text", "3"),
        ("says:\n  - words: {a: b}\n", "expected-text", "2"),
        ("says:\n  - words: ''\n", "expected-text", "2"),
        ("says:\n  - Jeg har ondt\n", "expected-mapping", "2"),
        ("says: Jeg har ondt\n", "expected-list", "1"),
        ("says:\n  - word: x\n", "unknown-key", "2"),
        ("declined:\n  - agee\n", "unknown-fact", "2"),
        ("withdrawn:\n  - agee\n", "unknown-fact", "2"),
        ("talked_about:\n  - X\n", "unknown-leg", "2"),
        ("declined: age\n", "expected-list", "1"),
        ("on: 2026-02-30\n", "bad-date-here", "1"),
        ("on: 1. september\n", "bad-date-here", "1"),
        ("on: [2026-01-01]\n", "expected-date", "1"),
        ("fact: {}\n", "unknown-key", "1"),
        ("hello\n", "not-a-mapping", "1"),
        ("- facts: {}\n", "not-a-mapping", "1"),
    ],
)
def test_a_fault_is_told_with_code_line_and_what_to_do(text: str, code: str, line: str, words: Vocabulary):
    (one,) = faults(text, words)
    assert (one.code, one.where) == (code, f"c.yaml:{line}")
    assert one.hint("da")
    assert one.hint("en")


def test_all_faults_are_told_at_once(words: Vocabulary):
    assert told(
        """\
        says:
          - barrier: H-STOFF
        facts:
          agee: 34
          has_vehicle: ja
          age: {value: many, on: soon, form: x}
        declined: [x]
        talked_about: [y]
        """,
        words,
    ) == [
        ("unknown-fact", "4"),
        ("fact-not-bool", "5"),
        ("unknown-key", "6"),
        ("bad-date-here", "6"),
        ("fact-not-int", "6"),
        ("unknown-fact", "7"),
        ("unknown-leg", "8"),
        ("unknown-barrier", "2"),
    ]


@pytest.mark.parametrize(
    ("text", "close"),
    [
        ("facts: {agee: 34}\n", "age"),
        ("facts: {months_unemploied: 3}\n", "months_unemployed"),
        ("says: [{barrier: H-STOFF}]\n", "H-STOF"),
        ("says: [{barrier: n-ensom}]\n", "N-ENSOM"),
        ("declined: [debt_problm]\n", "debt_problem"),
        ("decline: [debt_problem]\n", "declined"),
        ("facts: {age: {value: 34, expire: 2026-01-01}}\n", "expires"),
    ],
)
def test_a_misspelt_name_gets_the_nearest(text: str, close: str, words: Vocabulary):
    (one,) = faults(text, words)
    assert one.hint("da").startswith(f"Mente du `{close}`?")


# --- nothing of hers is repeated --------------------------------------------------------------------------------

SECRET = "Xyzzyxa"  # noqa: S105  (a name that stands nowhere else, no password)
SECRETS = [
    SECRET,
    f"{SECRET} bor på Xgade 7",
    f"'{SECRET}'",
    f"[{SECRET}]",
    f"{{{SECRET}: {SECRET}}}",
    f"{{value: {SECRET}}}",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "place",
    [
        "on: {}\n",
        "ruleset: [{}]\n",
        "says: {}\n",
        "says: [{}]\n",
        "says: [{{words: [{}]}}]\n",
        "says: [{{barrier: {}}}]\n",
        "says: [{{barrier: '{} og mere'}}]\n",
        "facts: {}\n",
        "facts: {{age: {{value: 34, on: {}}}}}\n",
        "facts: {{age: {{value: 34, expires: {}}}}}\n",
        "facts: {{age: {{value: 34, from: [{}]}}}}\n",
        "facts: {{substance_use: {{has: [{}]}}}}\n",
        "declined: {}\n",
        "declined: [{} her]\n",
        "withdrawn: [{} her]\n",
        "talked_about: [{} her]\n",
        "'{} og mere': 1\n",
        "facts: {{'{} og mere': 1}}\n",
    ],
)
def test_what_she_wrote_in_the_wrong_place_is_not_repeated(place: str, secret: str, words: Vocabulary):
    with pytest.raises(InputError) as caught:
        read_knowledge(citizen(place.format(secret)), words, ON)
    # A name in the place of a name is hers to mend, and is shown; anything longer, and any value, is not.
    shown = " ".join([str(caught.value), *(one.line("da") + repr(one) for one in caught.value.problems)])
    if SECRET in shown:
        assert {one.code for one in caught.value.problems if SECRET in repr(one)} <= {"unknown-fact", "unknown-key"}
        assert "Xgade" not in shown
        assert " og mere" not in shown


BAD_VALUES = st.one_of(
    st.text(alphabet=st.characters(codec="ascii", categories=["Lu", "Nd", "P"]), min_size=6, max_size=30),
    st.integers(10**7, 10**15),
    st.floats(10.0**7, 10.0**12).filter(lambda number: number != int(number)),
    st.dates(dt.date(1000, 1, 1), dt.date(1899, 12, 31)),
    st.lists(st.text(alphabet="QXZW", min_size=6, max_size=8), min_size=1, max_size=3),
    st.dictionaries(
        st.text(alphabet="QXZW", min_size=6, max_size=8), st.integers(10**7, 10**9), min_size=1, max_size=2
    ),
)


def scalars_of(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [one for pair in value.items() for part in pair for one in scalars_of(part)]
    if isinstance(value, list):
        return [one for part in value for one in scalars_of(part)]
    return [str(value)]


@settings(max_examples=300, deadline=None)
@given(st.data(), BAD_VALUES, st.sampled_from(["bare", "value", "on", "expires"]))
def test_no_message_ever_holds_a_value_of_any_fact(words: Vocabulary, data: st.DataObject, bad: Any, how: str):
    key = data.draw(st.sampled_from(sorted(words.facts)))
    facts = {key: bad if how == "bare" else {"value": bad} if how == "value" else {"value": None, how: bad}}
    try:
        problems: tuple[Problem, ...] = tuple(read_knowledge(Citizen.read({"facts": facts}), words, ON)[1])
    except InputError as error:
        problems = error.problems
    text = f"{InputError(problems)} {problems!r}" + " ".join(one.line("da") for one in problems)
    # The names of fields beside a value may be told, as names are.
    names = set(bad) if isinstance(bad, dict) else set()
    for secret in scalars_of(bad):
        assert secret in names or secret not in text


@pytest.mark.parametrize(
    "made",
    [
        {"says": [{"words": "Jeg hedder 010203-1234"}]},
        {"says": [{"words": "x", "barrier": "010203-1234"}]},
        {"facts": {"age": "010203-1234"}},
        {"facts": {"age": 1012031234}},
        {"facts": {"010203-1234": 34}},
        {"facts": {"age": {"value": 34, "from": "010203-1234"}}},
        {"facts": {"age": {"value": 34, "010203-1234": 1}}},
        {"facts": {"substance_use": ["０１０２０３-１２３４"]}},
        {"facts": {"substance_use": {"has": ["010203 1234"]}}},
        {"declined": ["010203-1234"]},
        {"withdrawn": ["010203-1234"]},
        {"talked_about": ["010203-1234"]},
    ],
)
def test_a_cpr_number_is_refused_whichever_way_it_comes_in(made: dict[str, Any], words: Vocabulary):
    for one in (Citizen.read(made), Citizen(**made)):
        with pytest.raises(InputError) as caught:
            read_knowledge(one, words, ON)
        assert "cpr-number" in {problem.code for problem in caught.value.problems}
        assert not re.search(r"0102|1012|1234", str(caught.value) + repr(caught.value.problems))


@pytest.mark.parametrize("words_said", ["a\u202eb", "a\x1b[31m", "a" * 10_001])
def test_words_that_are_not_what_they_look_like_are_refused(words_said: str, words: Vocabulary):
    codes = {one.code for one in faults({"says": [{"words": words_said}]}, words)}
    assert codes <= {"invisible-character", "text-too-long"}


def test_anything_in_python_is_read_or_refused(words: Vocabulary):
    loop: dict[str, Any] = {}
    loop["facts"] = loop
    wrong: list[Any] = [loop, [], 3, None, {"says": [1]}, {"facts": {1: 2}}]
    wrong += [{"facts": {"age": 10**10_000}}, {"facts": {"age": object()}}]
    for made in wrong:
        with pytest.raises(InputError):
            read_knowledge(Citizen.read(made), words, ON)


def test_a_statement_keeps_where_it_stands():
    made = citizen("says:\n  - words: x\n    barrier: H-STOF\n")
    assert isinstance(made.says[0].barrier, Text)
    assert made.says[0].barrier.place == "c.yaml:3"
    assert made.says[0] == Statement(words="x", barrier="H-STOF")


@pytest.mark.parametrize(
    "text", ["words: &Xyzzyxa x\n", "words: *Xyzzyxa\n", "words: !Xyzzyxa x\n", "a b Xyzzyxa: 1\n"]
)
def test_the_command_repeats_nothing_of_a_citizens_file(text: str, tmp_path: Path, words: Vocabulary):
    file = tmp_path / "c.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_citizen(str(file), words)
    assert "Xyzzyxa" not in str(caught.value) + repr(caught.value.problems)


def test_nodes_are_taken_as_they_are():
    node = Map({"says": Seq([Map({"words": Text("x")})])})
    assert Citizen.read(node).says[0].words == "x"


def test_a_statement_that_says_nothing_is_refused() -> None:
    with pytest.raises(InputError) as raised:
        Citizen.read({"says": [{}]})
    assert [one.code for one in raised.value.problems] == ["statement-empty"]


def test_a_fact_that_became_true_later_is_unknown_on_the_day(words: Vocabulary) -> None:
    citizen = Citizen.read({"facts": {"months_unemployed": {"value": 14, "on": "2027-09-01"}}})
    knowledge, remarks = read_knowledge(citizen, words, dt.date(2026, 9, 1))
    assert "months_unemployed" not in knowledge.values
    assert [one.code for one in remarks] == ["fact-from-later"]


def test_a_wrong_key_does_not_hide_what_else_is_wrong(words: Vocabulary) -> None:
    with pytest.raises(InputError) as raised:
        Citizen.read({"sayss": [], "says": [{"barrier": "H-XX"}], "facts": {"agee": 3, "age": 300}}, words)
    assert sorted(one.code for one in raised.value.problems) == [
        "fact-out-of-range",
        "unknown-barrier",
        "unknown-fact",
        "unknown-key",
    ]
