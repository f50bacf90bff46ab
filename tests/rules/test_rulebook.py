"""What holds on a day: layers, versions, parameters, definitions and periods, all through `Rulebook.resolve`."""

from __future__ import annotations

import datetime as dt
import itertools
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.worlds import offer, rulebook
from tilbud_engine.dated import Span, add_months
from tilbud_engine.offers import DatedOffer
from tilbud_engine.reading import as_node
from tilbud_engine.rules.binding import MOST_DEPTH, MOST_PARTS
from tilbud_engine.rules.conditions import Condition, Constant, Named, ParameterValue, parts_of, walk
from tilbud_engine.rules.conditions import tests_of as comparisons
from tilbud_engine.rules.reference import decide
from tilbud_engine.rules.resolved import NotOffered, Resolved, ResolvedOffer
from tilbud_engine.rules.rulebook import MOST_KEPT, Rulebook

DAY = dt.date(2026, 9, 1)
AGE = "{age: {at_least: $alder}}"
DECLARED = "{alder: {type: int, range: [0, 120], default: 18, label: Alder}}"
NATIONAL = "{alder: {type: int, range: [0, 120], default: 18, label: Alder, set_by: national}}"


def resolved(book: Rulebook, ruleset: str = "danmark", on: dt.date = DAY) -> ResolvedOffer:
    return book.resolve(ruleset, on).offers["proeve"]


def parameters(condition: Condition) -> list[ParameterValue]:
    return [
        one.parameter
        for test in comparisons(condition)
        for one in test.operands
        if isinstance(one, Constant) and one.parameter
    ]


def limit(book: Rulebook, ruleset: str = "danmark", on: dt.date = DAY) -> ParameterValue:
    (found,) = parameters(resolved(book, ruleset, on).eligible)
    return found


def says(book: Rulebook, facts: dict[str, object], ruleset: str = "danmark", on: dt.date = DAY) -> bool | None:
    read = {key: book.vocabulary.facts[key].read(as_node(value)) for key, value in facts.items()}
    return decide(resolved(book, ruleset, on).eligible, read)  # type: ignore[arg-type]


def fresh(book: Rulebook) -> Rulebook:
    """Return the same rules with nothing kept."""
    return Rulebook(book.vocabulary, book.offers, book.rulesets)


def content(found: Resolved) -> tuple[object, ...]:
    """Return everything of a resolved ruleset but the day it was asked for."""
    return found.ruleset, found.municipality, dict(found.offers), found.emergency, found.sha256


# --- parameters -------------------------------------------------------------------------------------------------


def test_a_parameter_that_nobody_sets_has_its_default_and_says_so() -> None:
    found = limit(rulebook(offer(AGE, parameters=DECLARED)))
    assert (found.value, found.layer, found.version, found.source) == (18, None, None, None)


def test_the_topmost_layer_that_has_a_value_in_force_wins() -> None:
    book = rulebook(
        offer(AGE, parameters=DECLARED),
        "ruleset: danmark\nparameters: {alder: {value: 20, source: {law: Loven}}}",
        """
        ruleset: varde
        extends: danmark
        municipality: "0573"
        parameters:
          alder: {versions: {2026-03-01: {value: 25, valid: {to: 2026-08-31}, source: {title: Beslutning}}}}
        """,
    )
    for day, value, layer, version, source in (
        (dt.date(2026, 2, 28), 20, "danmark", None, "Loven"),  # before the first version: the layer below
        (dt.date(2026, 3, 1), 25, "varde", dt.date(2026, 3, 1), "Beslutning"),
        (dt.date(2026, 8, 31), 25, "varde", dt.date(2026, 3, 1), "Beslutning"),
        (dt.date(2026, 9, 1), 20, "danmark", None, "Loven"),  # outside its valid: the layer below
    ):
        found = limit(book, "varde", day)
        assert (found.value, found.layer, found.version, str(found.source)) == (value, layer, version, source), day
    assert limit(book, "danmark", dt.date(2026, 3, 1)).value == 20


def test_a_version_replaces_the_whole_value() -> None:
    book = rulebook(
        offer(AGE, parameters=DECLARED),
        """
        ruleset: danmark
        parameters:
          alder:
            versions:
              2020-01-01: {value: 20, source: {title: Den første}}
              2026-01-01: {value: 21}
        """,
    )
    assert str(limit(book, on=dt.date(2025, 12, 31)).source) == "Den første"
    assert limit(book, on=dt.date(2026, 1, 1)).source is None


@pytest.mark.parametrize(
    "written",
    [
        "parameters: {alder: {versions: {2026-01-01: 30}}}",
        "parameters: {alder: {versions: {2026-01-01: {value: 30}}}}",
        "parameters: {alder: {value: {versions: {2026-01-01: 30}}}}",
        "parameters: {versions: {2026-01-01: {alder: 30}}}",
    ],
)
def test_a_value_says_since_when_wherever_the_versions_stand(written: str) -> None:
    found = limit(rulebook(offer(AGE, parameters=DECLARED), f"ruleset: danmark\n{written}"))
    assert (found.value, found.version) == (30, dt.date(2026, 1, 1))


def test_a_whole_offer_and_a_whole_ruleset_may_be_versions() -> None:
    book = rulebook(
        "versions: {2026-01-01: {offer: proeve, name: P, card: {word: P, text: P}, answers: [H-ANGST], eligible: {}}}",
        "versions: {2026-05-01: {ruleset: danmark, offers: {proeve: {status: paused}}}}",
    )
    assert resolved(book, on=dt.date(2025, 12, 31)).not_offered == NotOffered("not-yet", dt.date(2026, 1, 1))
    assert resolved(book, on=dt.date(2026, 1, 1)).not_offered is None
    assert resolved(book, on=dt.date(2026, 5, 1)).not_offered == NotOffered("paused")


def test_an_offer_is_not_offered_while_neither_a_layer_nor_a_default_has_a_value() -> None:
    book = rulebook(
        offer(AGE, parameters="{alder: {type: int, label: Alder}}"),
        "ruleset: danmark\nparameters: {alder: {versions: {2026-01-01: 20}}}",
    )
    assert resolved(book, on=dt.date(2025, 12, 31)).not_offered == NotOffered("no-rule")
    assert (resolved(book).not_offered, limit(book).value) == (None, 20)


def test_an_addition_that_cannot_be_used_takes_nothing_from_a_right() -> None:
    for written in ("{agee: 17}", "{is: findes_ikke}", "{is: senere}"):
        book = rulebook(
            offer("{age: {at_least: 18}}", entitlement="ret"),
            "ruleset: danmark",
            varde(
                "definitions: {senere: {versions: {2030-01-01: {age: 15}}}}",
                f"offers: {{proeve: {{also_eligible: {written}, because: Fordi, source: {{title: Beslutning}}}}}}",
            ),
        )
        found = resolved(book, "varde")
        assert (found.not_offered, found.faults, found.also) == (None, (), None)
        assert says(book, {"age": 18}, "varde") is True


def test_a_number_parameter_is_an_integer_of_its_facts_smallest_unit() -> None:
    book = rulebook(
        offer("{daily_travel_km: {at_least: $vej}}", parameters="{vej: {type: int, default: 5, label: Vej}}"),
    )
    (test,) = comparisons(resolved(book).eligible)
    assert test.operands[0].value == 5 * 10**test.fact.decimals  # type: ignore[union-attr]
    assert test.fact.decimals == 1


def test_a_later_plugin_does_not_take_a_parameter_over() -> None:
    written = f"offers:\n{indented(offer(AGE, parameters=NATIONAL, entitlement='ret'))}\n{indented(thief('anden'))}"
    book = rulebook(written, "ruleset: danmark", varde("parameters: {alder: 99}"))
    assert limit(book, "varde").value == 18
    assert book.owner_of("alder") == ("offer", "proeve")


def test_the_nation_keeps_its_parameters_whatever_a_plugin_or_a_municipality_declares() -> None:
    book = rulebook(
        thief("proeve"),
        varde("declare: {alder: {type: int, default: 98, label: Min}}\nparameters: {alder: 97}"),
        "ruleset: danmark\ndeclare: {alder: {type: int, default: 18, set_by: national, label: Alder}}",
    )
    assert limit(book, "varde").value == 18
    assert book.owner_of("alder") == ("ruleset", "danmark")


def test_an_offer_whose_parameter_another_has_taken_is_at_fault_and_no_refusal() -> None:
    written = f"offers:\n{indented(thief('anden'))}\n{indented(offer(AGE, parameters=DECLARED))}"
    book = rulebook(written, "ruleset: danmark")
    assert [one.code for one in resolved(book).faults] == ["parameter-declared-twice"]
    same = f"offers:\n{indented(thief('anden'))}\n{indented(thief('proeve'))}"
    assert resolved(rulebook(same, "ruleset: danmark")).faults == ()


@pytest.mark.parametrize("head", ['municipality: "9998"', "draft: true"])
def test_what_a_neighbour_or_a_draft_declares_changes_nothing_elsewhere(head: str) -> None:
    book = rulebook(
        offer(AGE, parameters=DECLARED),
        f"ruleset: kladde\nextends: danmark\n{head}\n"
        "declare: {alder: {type: int, default: 98, set_by: national, label: Min}}",
        "ruleset: danmark",
        varde("parameters: {alder: 20}"),
    )
    assert limit(book, "varde").value == 20
    assert resolved(book, "varde").faults == ()


def test_a_ruleset_that_forgets_the_nation_narrows_no_right() -> None:
    book = rulebook(
        offer(AGE, parameters=NATIONAL, entitlement="ret"),
        "ruleset: danmark\nparameters: {alder: 15}",
        'ruleset: varde\nmunicipality: "0573"',
    )
    assert limit(book, "varde").value == 15


def thief(name: str) -> str:
    stolen = "{alder: {type: int, default: 99, label: Min}}"
    return offer(AGE, parameters=stolen).replace("offer: proeve", f"offer: {name}")


def indented(text: str) -> str:
    return "\n".join(f"  {'- ' if number == 0 else '  '}{line}" for number, line in enumerate(text.splitlines()))


def varde(*lines: str) -> str:
    return "\n".join(["ruleset: varde", "extends: danmark", 'municipality: "0573"', *lines])


# --- definitions ------------------------------------------------------------------------------------------------


def test_a_definition_is_bound_once_and_shared_by_all_that_use_it() -> None:
    written = f"offers:\n{indented(offer('{is: voksen}'))}\n" + indented(
        offer("{is: voksen}").replace("offer: proeve", "offer: anden")
    )
    book = rulebook(written, "ruleset: danmark\ndefinitions: {voksen: {age: {at_least: 18}}}")
    found = book.resolve("danmark", DAY).offers
    assert isinstance(found["proeve"].eligible, Named)
    assert found["proeve"].eligible is found["anden"].eligible


def test_an_inherited_definition_is_not_redefined() -> None:
    book = rulebook(
        offer("{is: voksen}"),
        "ruleset: danmark\ndefinitions: {voksen: {age: {at_least: 18}}}",
        varde("definitions: {voksen: {age: {at_least: 40}}}"),
    )
    assert says(book, {"age": 20}, "varde") is True


def test_an_inherited_definition_is_not_redefined_on_days_before_and_after_it_holds_either() -> None:
    book = rulebook(
        offer("{is: voksen}"),
        """
        ruleset: danmark
        definitions: {voksen: {versions: {2026-01-01: {when: {age: {at_least: 18}}, valid: {to: 2026-12-31}}}}}
        """,
        varde("definitions: {voksen: {age: {at_least: 40}}}"),
    )
    for day in (dt.date(2025, 12, 31), dt.date(2027, 1, 1)):
        assert resolved(book, "varde", day).not_offered == NotOffered("no-rule"), day
    assert resolved(book, "varde", dt.date(2026, 12, 31)).not_offered is None


def test_a_definition_says_its_label_its_source_and_its_version() -> None:
    book = rulebook(
        offer("{is: voksen}"),
        """
        ruleset: danmark
        definitions:
          voksen:
            versions:
              2024-01-01: {when: {age: {at_least: 18}}, label: de voksne, source: {law: Loven}}
        """,
    )
    named = resolved(book).eligible
    assert isinstance(named, Named)
    assert (named.label, str(named.source), named.version) == ("de voksne", "Loven", dt.date(2024, 1, 1))
    assert named.place == "ruleset0.yaml:6"


def test_a_definition_that_refers_to_itself_makes_a_fault_and_no_endless_loop() -> None:
    book = rulebook(
        offer("{is: a}"),
        "ruleset: danmark\ndefinitions:\n  a: {is: b}\n  b: {any: [{is: a}, {is: c}]}\n  c: {age: 1}\n  d: {is: d}",
    )
    (fault,) = resolved(book).faults
    assert (fault.code, fault.where) == ("definition-cycle", "ruleset0.yaml:4")


def test_definitions_in_a_long_chain_are_a_fault_and_no_crash() -> None:
    links = "\n".join(f"  d{n}: {{is: d{n + 1}}}" for n in range(3_000))
    book = rulebook(offer("{is: d0}"), f"ruleset: danmark\ndefinitions:\n{links}\n  d3000: {{age: 1}}")
    assert {one.code for one in resolved(book).faults} == {"rule-too-large"}
    short = rulebook(
        offer(f"{{is: d{3_001 - MOST_DEPTH + 1}}}"), f"ruleset: danmark\ndefinitions:\n{links}\n  d3000: {{age: 1}}"
    )
    assert resolved(short).faults == ()


def test_definitions_that_double_and_double_are_a_fault_and_no_endless_work() -> None:
    doubled = "\n".join(f"  d{n}: {{all: [{{is: d{n + 1}}}, {{is: d{n + 1}}}]}}" for n in range(60))
    started = time.process_time()
    book = rulebook(offer("{is: d0}"), f"ruleset: danmark\ndefinitions:\n{doubled}\n  d60: {{age: 1}}")
    found = resolved(book)
    assert {one.code for one in found.faults} == {"rule-too-large"}
    assert sum(1 for _ in walk(found.eligible)) <= MOST_PARTS
    assert time.process_time() - started < 5


# --- offered or not ---------------------------------------------------------------------------------------------


def test_an_offer_of_other_municipalities_is_absent_and_unknown_under_the_nation_alone() -> None:
    book = rulebook(
        offer("{}", municipalities="[varde]"),
        "ruleset: danmark",
        varde(),
        'ruleset: esbjerg\nextends: danmark\nmunicipality: "0561"',
    )
    assert "proeve" not in book.resolve("esbjerg", DAY).offers
    assert resolved(book, "varde").not_offered is None
    assert (resolved(book).not_loaded, resolved(book).not_offered) == (True, None)


def test_a_local_offer_is_offered_only_where_a_ruleset_says_so() -> None:
    book = rulebook(
        offer("{}", scope="local"),
        "ruleset: danmark",
        varde("offers: {proeve: {offered: true, valid: {from: 2026-01-01}}}"),
        'ruleset: esbjerg\nextends: danmark\nmunicipality: "0561"',
    )
    assert resolved(book, "varde").not_offered is None
    assert resolved(book, "varde", dt.date(2025, 12, 31)).not_offered == NotOffered("not-yet", dt.date(2026, 1, 1))
    assert resolved(book, "esbjerg").not_offered == NotOffered("not-here")
    assert resolved(book).not_loaded


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("{offered: true, valid: {to: 2026-08-31}}", NotOffered("over", dt.date(2026, 8, 31))),
        ("{offered: true, valid: {from: 2027-01-01}}", NotOffered("not-yet", dt.date(2027, 1, 1))),
        ("{offered: true, valid: {from: 2021-01-01, to: 2022-12-31}}", NotOffered("over", dt.date(2022, 12, 31))),
        ("{offered: true, status: idea, valid: {to: 2026-08-31}}", NotOffered("not-here")),
        ("{offered: false, valid: {to: 2026-08-31}}", NotOffered("not-here")),
        ("{because: Derfor, valid: {to: 2026-08-31}}", NotOffered("not-here")),
    ],
)
def test_where_the_time_of_a_local_offer_is_over_or_to_come_the_day_is_told(entry: str, expected: NotOffered) -> None:
    book = rulebook(offer("{}", scope="local"), "ruleset: danmark", varde(f"offers: {{proeve: {entry}}}"))
    assert resolved(book, "varde").not_offered == expected


def test_who_says_no_on_the_day_is_not_answered_by_another_layers_past() -> None:
    book = rulebook(
        offer("{}", scope="local"),
        "ruleset: danmark\noffers: {proeve: {offered: true, valid: {to: 2026-08-31}}}",
        varde("offers: {proeve: {offered: false}}"),
    )
    assert resolved(book, "varde").not_offered == NotOffered("not-here")
    assert resolved(book, "varde", dt.date(2026, 8, 31)).not_offered == NotOffered("not-here")


def test_a_local_idea_is_not_offered_under_the_nation_alone() -> None:
    book = rulebook(offer("{}", scope="local", status="idea"))
    assert (resolved(book).not_loaded, resolved(book).not_offered) == (False, NotOffered("idea"))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2025, 12, 31), NotOffered("not-yet", dt.date(2026, 1, 1))),
        (dt.date(2026, 1, 1), None),
        (dt.date(2026, 12, 31), None),
        (dt.date(2027, 1, 1), NotOffered("over", dt.date(2026, 12, 31))),
    ],
)
def test_an_offer_is_not_offered_outside_its_period_and_says_the_day(day: dt.date, expected: NotOffered | None) -> None:
    book = rulebook(offer("{}", valid="{from: 2026-01-01, to: 2026-12-31}"))
    assert resolved(book, on=day).not_offered == expected


def test_an_offer_whose_first_version_is_to_come_is_not_offered_yet() -> None:
    book = rulebook(offer("{versions: {2026-05-01: {age: 20}}}"))
    assert resolved(book, on=dt.date(2026, 4, 30)).not_offered == NotOffered("not-yet", dt.date(2026, 5, 1))
    assert resolved(book, on=dt.date(2026, 5, 1)).not_offered is None


@pytest.mark.parametrize("status", ["idea", "paused", "closed"])
def test_a_municipality_sets_the_status_for_itself_with_dates(status: str) -> None:
    book = rulebook(
        offer("{}"),
        "ruleset: danmark",
        varde(f"offers: {{proeve: {{status: {status}, valid: {{from: 2026-01-01, to: 2026-12-31}}}}}}"),
    )
    assert resolved(book, "varde").not_offered == NotOffered(status)
    assert resolved(book, "varde", dt.date(2027, 1, 1)).not_offered is None
    assert resolved(book).not_offered is None


def test_what_a_municipality_says_first_wins_and_what_it_leaves_out_is_as_below() -> None:
    book = rulebook(
        offer("{age: {at_least: 18}}", sources="[{law: Loven}]", contact="{name: Landet}"),
        "ruleset: danmark\noffers: {proeve: {because: Nationalt, source: {title: National}}}",
        varde("offers: {proeve: {eligible: {age: {at_least: 30}}, source: {title: Lokal}}}"),
    )
    found = resolved(book, "varde")
    assert says(book, {"age": 29}, "varde") is False
    assert says(book, {"age": 29}) is True
    assert found.because == "Nationalt"
    assert found.contact is not None
    assert found.contact.name == "Landet"
    assert [str(one) for one in found.sources] == ["Loven", "Lokal", "National"]
    assert found.rule == "ruleset1.yaml:4"
    assert resolved(book).rule == "offer.yaml:5"


def test_whoever_comes_in_by_an_addition_alone_has_no_right() -> None:
    book = rulebook(
        offer("{age: {at_least: 18}}", entitlement="ret"),
        "ruleset: danmark",
        varde("offers: {proeve: {also_eligible: {age: {at_least: 15}}, because: Fordi, source: {title: Beslutning}}}"),
    )
    found = resolved(book, "varde")
    assert found.right is not None
    assert (decide(found.eligible, {"age": 16}), decide(found.right, {"age": 16})) == (True, False)
    assert (decide(found.eligible, {"age": 18}), decide(found.right, {"age": 18})) == (True, True)
    assert (decide(found.eligible, {}), decide(found.right, {})) == (None, None)


def test_a_right_for_some_needs_both_the_offer_and_the_group() -> None:
    book = rulebook(offer("{age: {at_least: 18}}", rights="[{when: {wishes_work: true}, text: Ret}]"))
    found = resolved(book)
    assert found.right is not None
    assert decide(found.right, {"age": 17, "wishes_work": True}) is False
    assert decide(found.right, {"age": 18, "wishes_work": True}) is True
    assert decide(found.right, {"age": 18}) is None


# --- days -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("span", "day", "back", "ahead"),
    [
        ("1 month", dt.date(2026, 3, 31), dt.date(2026, 2, 28), dt.date(2026, 4, 30)),
        ("1 month", dt.date(2024, 3, 31), dt.date(2024, 2, 29), dt.date(2024, 4, 30)),
        ("12 months", dt.date(2024, 2, 29), dt.date(2023, 2, 28), dt.date(2025, 2, 28)),
        ("4 years", dt.date(2024, 2, 29), dt.date(2020, 2, 29), dt.date(2028, 2, 29)),
        ("1 year", dt.date(2025, 2, 28), dt.date(2024, 2, 28), dt.date(2026, 2, 28)),
        ("2 weeks", dt.date(2024, 3, 7), dt.date(2024, 2, 22), dt.date(2024, 3, 21)),
        ("14 days", dt.date(2026, 1, 7), dt.date(2025, 12, 24), dt.date(2026, 1, 21)),
        ("0 days", DAY, DAY, DAY),
    ],
)
def test_a_length_of_time_is_reckoned_from_the_day_with_both_ends_in(
    span: str, day: dt.date, back: dt.date, ahead: dt.date
) -> None:
    fact = next(fact for fact in rulebook(offer("{}")).vocabulary.facts.values() if fact.type == "date").key
    for operator, first, last in (("within_last", back, day), ("within_next", day, ahead)):
        book = rulebook(offer(f"{{{fact}: {{{operator}: {span}}}}}"))
        found = resolved(book, on=day).eligible
        one_day = dt.timedelta(days=1)
        for value, expected in ((first - one_day, False), (first, True), (last, True), (last + one_day, False)):
            assert decide(found, {fact: value}) is expected, (operator, value)
        assert decide(found, {}) is None


def test_a_length_of_time_is_reckoned_anew_each_day_and_the_rest_is_kept() -> None:
    fact = next(fact for fact in rulebook(offer("{}")).vocabulary.facts.values() if fact.type == "date").key
    still = offer("{age: 20}").replace("offer: proeve", "offer: anden")
    written = f"offers:\n{indented(offer(f'{{is: nyligt, {fact}: {{after: 2000-01-01}}}}'))}\n{indented(still)}"
    book = rulebook(written, f"ruleset: danmark\ndefinitions: {{nyligt: {{{fact}: {{within_last: 1 month}}}}}}")
    first = book.resolve("danmark", dt.date(2024, 1, 31))
    for number in range(400):
        day = dt.date(2024, 1, 31) + dt.timedelta(days=number)
        found = book.resolve("danmark", day)
        assert content(found) == content(fresh(book).resolve("danmark", day)), day
        assert found.offers["anden"] is first.offers["anden"]
        assert decide(found.offers["proeve"].eligible, {fact: day}) is True
        assert decide(found.offers["proeve"].eligible, {fact: add_months(day, -1) - dt.timedelta(days=1)}) is False


def test_a_length_of_time_prints_as_it_is_written() -> None:
    assert [str(Span.parse(text)) for text in ("1 month", "12 months", "2 weeks")] == [
        "1 month",
        "12 months",
        "2 weeks",
    ]
    assert [Span.parse(text) for text in ("12", "months", "1.5 years", "-1 day", "١ day")] == [None] * 5


days = st.integers(0, 40).map(lambda number: dt.date(2026, 1, 1) + dt.timedelta(days=number))


@st.composite
def periods(draw: st.DrawFn) -> str:
    first, last = sorted((draw(days), draw(days)))
    return draw(st.sampled_from(["{}", f"{{from: {first}}}", f"{{to: {last}}}", f"{{from: {first}, to: {last}}}"]))


@st.composite
def versions(draw: st.DrawFn, value: st.SearchStrategy[str]) -> str:
    starts = draw(st.lists(days, max_size=3, unique=True))
    if not starts:
        return draw(value)
    return "{versions: {" + ", ".join(f"{start}: {draw(value)}" for start in starts) + "}}"


@st.composite
def conditions(draw: st.DrawFn) -> str:
    age = draw(st.integers(0, 3))
    return draw(
        st.sampled_from(
            [
                "{}",
                f"{{age: {{at_least: {age}}}}}",
                "{age: {at_least: $alder}}",
                "{is: voksen}",
                "{all: [{is: voksen}, {resource_course_start: {within_last: 10 days}}]}",
            ]
        )
    )


@st.composite
def entries(draw: st.DrawFn) -> str:
    return (
        f"{{offered: {draw(st.sampled_from(['true', 'false']))}, status: {draw(st.sampled_from(['idea', 'running']))}, "
        f"valid: {draw(periods())}, eligible: {draw(conditions())}}}"
    )


@st.composite
def rulesets(draw: st.DrawFn, head: str) -> str:
    value = st.builds("{{value: {}, valid: {}}}".format, st.integers(0, 3), periods())
    definition = st.builds("{{when: {{age: {{above: {}}}}}, valid: {}}}".format, st.integers(0, 3), periods())
    lines = [head]
    if draw(st.booleans()):
        lines.append(f"parameters: {{alder: {draw(versions(value))}}}")
    if draw(st.booleans()):
        lines.append(f"definitions: {{voksen: {draw(versions(definition))}}}")
    if draw(st.booleans()):
        lines.append(f"offers: {{proeve: {draw(versions(entries()))}}}")
    return "\n".join(lines)


@st.composite
def worlds(draw: st.DrawFn) -> Rulebook:
    declared = draw(versions(st.builds("{{type: int, default: {}, label: A}}".format, st.integers(0, 3))))
    written = offer(
        draw(versions(conditions())),
        parameters=f"{{alder: {declared}}}",
        scope=draw(st.sampled_from(["national", "local"])),
        status=draw(versions(st.sampled_from(["idea", "running", "paused"]))),
        valid=draw(versions(periods())),
    )
    local = 'ruleset: varde\nextends: danmark\nmunicipality: "0573"'
    return rulebook(written, draw(rulesets("ruleset: danmark")), draw(rulesets(local)))


@settings(max_examples=60, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_what_is_kept_equals_what_is_resolved_anew_on_every_day(book: Rulebook, chance: object) -> None:
    every = [dt.date(2025, 12, 30) + dt.timedelta(days=number) for number in range(46)]
    chance.shuffle(every)  # type: ignore[attr-defined]
    for ruleset, day in itertools.product(("varde", "danmark"), every):
        assert content(book.resolve(ruleset, day)) == content(fresh(book).resolve(ruleset, day)), (ruleset, day)


layers = st.lists(
    st.tuples(days, st.integers(0, 9), st.one_of(st.none(), days), st.one_of(st.none(), days)),
    max_size=4,
    unique_by=lambda version: version[0],
)
Version = tuple[dt.date, int, dt.date | None, dt.date | None]


def layer_text(head: str, written: list[Version]) -> str:
    if not written:
        return head
    lines = [head, "parameters:", "  alder:", "    versions:"]
    for start, value, first, last in written:
        inside = ", ".join([*([f"from: {first}"] if first else []), *([f"to: {last}"] if last else [])])
        lines.append(f"      {start}: {{value: {value}, valid: {{{inside}}}}}")
    return "\n".join(lines)


@settings(max_examples=60, deadline=None)
@given(layers, layers)
def test_the_value_of_a_parameter_is_the_one_that_the_law_of_the_layers_gives(
    national: list[Version], local: list[Version]
) -> None:
    national, local = (
        [one for one in some if not (one[2] and one[3] and one[2] > one[3])] for some in (national, local)
    )
    book = rulebook(
        offer(AGE, parameters=DECLARED), layer_text("ruleset: danmark", national), layer_text(varde(), local)
    )
    for number in range(45):
        day = dt.date(2025, 12, 30) + dt.timedelta(days=number)
        expected = 18
        for written in (local, national):
            newest = max((one for one in written if one[0] <= day), default=None)
            if newest and (newest[2] or day) <= day <= (newest[3] or day):
                expected = newest[1]
                break
        assert limit(book, "varde", day).value == expected, day


# --- layers -----------------------------------------------------------------------------------------------------


def test_a_ruleset_knows_whose_it_is() -> None:
    book = rulebook(
        offer("{}"),
        "ruleset: danmark",
        varde(),
        "ruleset: varde_2030\nextends: varde\ndraft: true",
        'ruleset: opdigtet\nextends: danmark\nmunicipality: "9999"',
    )
    found = {name: book.municipality_of(name) for name in book.rulesets}
    assert found == {"danmark": None, "varde": "varde", "varde_2030": "varde", "opdigtet": "opdigtet"}


def test_a_made_up_municipality_does_not_take_the_citizens_of_a_real_one() -> None:
    book = rulebook(offer("{}"), "ruleset: danmark", 'ruleset: aarhus\nextends: danmark\nmunicipality: "9001"')
    assert book.municipality_of("aarhus") is None


def test_the_fingerprint_changes_with_the_rules_and_with_nothing_else() -> None:
    book = rulebook(offer("{}"), "ruleset: danmark", varde())
    other = rulebook(offer("{age: 20}"), "ruleset: danmark", varde())
    first = book.resolve("varde", DAY).sha256
    assert first == book.resolve("varde", dt.date(2030, 1, 1)).sha256
    assert len({first, book.resolve("danmark", DAY).sha256, other.resolve("varde", DAY).sha256}) == 3


def test_not_more_is_kept_than_there_is_room_for() -> None:
    starts = ", ".join(f"{1900 + number}-01-01: {{age: {number}}}" for number in range(100))
    book = rulebook(offer(f"{{versions: {{{starts}}}}}"))
    for number in range(100):
        assert says(book, {"age": number}, on=dt.date(1900 + number, 6, 1)) is True
    assert len(book._resolved) <= MOST_KEPT


def test_four_thousand_offers_resolve_in_a_few_seconds() -> None:
    book = rulebook(
        offer("{is: voksen, age: {at_least: $alder}}", parameters=DECLARED),
        "ruleset: danmark\ndefinitions: {voksen: {age: {at_least: 18}}}",
        varde("parameters: {alder: 20}"),
    )
    one = book.offers["proeve"]
    offers: dict[str, DatedOffer] = {}
    for number in range(4_000):
        key = f"tilbud_{number}"
        history = replace(
            one.history,
            values=tuple(version and version.model_copy(update={"offer": key}) for version in one.history.values),
        )
        offers[key] = replace(one, id=key, history=history)
    large = Rulebook(book.vocabulary, offers, book.rulesets)
    started = time.process_time()
    found = large.resolve("varde", DAY)
    first = time.process_time() - started
    assert len(found.offers) == 4_000
    assert not any(one.faults for one in found.offers.values())
    started = time.process_time()
    assert large.resolve("varde", DAY + dt.timedelta(days=1)) is found
    assert first < 10
    assert time.process_time() - started < 0.5


def test_nothing_open_is_left_in_what_readers_see() -> None:
    book = rulebook(
        offer("{any: [{is: voksen}, {not: {age: $alder}}]}", parameters=DECLARED),
        "ruleset: danmark\ndefinitions: {voksen: {resource_course_start: {within_last: 1 year}}}",
    )
    for part in walk(resolved(book).eligible):
        assert type(part).__name__ in {"Test", "Every", "Some", "Not", "Named", "Flagged"}
        assert all(isinstance(one, Constant) for one in getattr(part, "operands", ()))
        assert parts_of(part) or getattr(part, "operands", None)
