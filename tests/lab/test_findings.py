"""What `rules prove` finds in small rules, in these words, and what it must not find."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.lab.small_rules import PATIENT, faults, found, offer, rules, told
from tilbud_engine.errors import Language
from tilbud_engine.lab.findings import Kind, prove
from tilbud_engine.lab.findings.telling import Teller, as_json
from tilbud_engine.lab.rules_at import load_rules

SUND = "{age: {at_least: 18}, wishes_work: true}"


@pytest.mark.parametrize(
    ("eligible", "sentences"),
    [
        (
            "age: {at_least: 30, at_most: 20}",
            ["6: Ingen kan få Proeve. Grænserne vender forkert: ”du er mindst 30 år” og ”du er højst 20 år”."],
        ),
        (
            "any: [{wishes_work: true}, {age: {at_least: 30, at_most: 20}}]",
            ["6: Grænserne vender forkert: ”du er mindst 30 år” og ”du er højst 20 år”. Ingen kan opfylde begge."],
        ),
        (
            "all: [{benefit_type: su}, {not: {benefit_type: su}}, {wishes_work: true}]",
            [
                (
                    "6: Ingen kan få Proeve. Det kan ikke passe på samme menneske: "
                    "”din indtægt er SU” og ”din indtægt er ikke SU”."
                )
            ],
        ),
        (
            "any: [{wishes_work: true}, {age: {below: 13}, months_unemployed: {at_least: 6}}]",
            [
                (
                    "6: Det kan ikke passe på samme menneske: ”du er under 13 år” og "
                    "”du har været uden job i mindst 6 måneder”. Svaret er altid nej her."
                )
            ],
        ),
        (
            "any: [{wishes_work: true}, {age: {below: 0}}]",
            ["6: Delen ”du er under 0 år” passer aldrig på nogen. Svaret er altid nej her."],
        ),
        (
            "all: [{wishes_work: true}, {household_children: {at_least: 0}}]",
            ["6: Delen ”du bor sammen med mindst 0 børn under 18 år” passer på alle. Svaret er altid ja her."],
        ),
        (
            "age: {at_least: 18, above: 24}",
            ["6: Delen ”du er mindst 18 år” gør ingen forskel. Resten af reglen siger det allerede."],
        ),
        (
            "any: [{wishes_work: true}, {wishes_work: true, age: {at_least: 18}}]",
            [
                (
                    "6: Delen ”du ønsker et job, også hvis det er få timer, og du er mindst 18 år” gør ingen forskel. "
                    "De andre muligheder dækker den."
                )
            ],
        ),
        (
            "any: [{age: {at_most: 40}}, {age: {at_least: 35}}, {age: {at_least: 20, at_most: 50}}]",
            [
                (
                    "6: Delen ”du er højst 40 eller mindst 35 år, eller du er 20 til 50 år” passer på alle. "
                    "Svaret er altid ja her."
                )
            ],
        ),
        (
            "any: [{age: {at_most: 40}}, {age: {at_least: 60}}, {age: {at_least: 30, at_most: 39}}]",
            ["6: Delen ”du er 30 til 39 år” gør ingen forskel. De andre muligheder dækker den."],
        ),
        (
            "any: [{age: {at_most: 30}}, {age: {at_least: 30, at_most: 50}}, {age: {at_least: 20, at_most: 40}}]",
            ["6: Delen ”du er 20 til 40 år” gør ingen forskel. De andre muligheder dækker den."],
        ),
    ],
)
def test_a_part_that_does_nothing_is_told_with_its_line(tmp_path: Path, eligible: str, sentences: list[str]) -> None:
    assert faults(rules(tmp_path, offer(eligible))) == sentences


def test_what_closes_an_offer_is_told_apart_from_what_is_dead_beside_it(tmp_path: Path) -> None:
    condition = """
    age: {at_least: 30, at_most: 20}
    any:
      - household_children: {below: 0}
      - wishes_work: true
    """

    assert faults(rules(tmp_path, offer(condition))) == [
        "6: Ingen kan få Proeve. Grænserne vender forkert: ”du er mindst 30 år” og ”du er højst 20 år”.",
        "8: Delen ”du bor sammen med under 0 børn under 18 år” passer aldrig på nogen. Svaret er altid nej her.",
    ]


@pytest.mark.parametrize(
    "eligible",
    [
        SUND,
        "{}",
        "{is: ung}",
        # A definition beside something narrower: the law may change what it says.
        "{is: ung, age: {at_most: 25}}",
        # Bands written out: the lower limit of the second says nothing new, and is clearer with it.
        "any: [{age: {at_most: 17}}, {age: {at_least: 18, at_most: 24}, wishes_work: true}]",
        "any: [{age: {at_most: 30}, wishes_work: true}, {age: {at_least: 20}, wants_to_take_part: true}]",
        "{substance_use: {includes_any: [alcohol, cannabis], count: {at_least: 2}}}",
        "{age: {at_least: 18}, municipality: varde}",
        # Twelve is too young to be out of work, thirteen is not.
        "{age: {at_most: 13}, months_unemployed: {at_least: 11}}",
        # A list of all values but one, and a number that only just excludes somebody.
        "{danish_level: [none, basic, working]}",
        "{household_children: {at_least: 1}}",
    ],
)
def test_a_rule_in_which_everything_matters_has_no_faults(tmp_path: Path, eligible: str) -> None:
    danmark = "definitions: {ung: {when: {age: {at_most: 29}}, label: unge}}"

    assert faults(rules(tmp_path, offer(eligible), danmark=danmark)) == []


def test_what_a_municipality_has_switched_off_is_not_dead(tmp_path: Path) -> None:
    switch = """
    parameters:
      uden_krav: {type: bool, label: Kravet er slået fra, default: true}
    """
    made = rules(tmp_path, offer("any: [{$uden_krav: true}, {wishes_work: true}]", more=switch))

    assert faults(made) == []


def test_a_part_that_is_dead_whichever_way_a_switch_stands_is_told(tmp_path: Path) -> None:
    switch = """
    parameters:
      uden_krav: {type: bool, label: Kravet er slået fra, default: true}
    """
    condition = "any: [{$uden_krav: true, age: {at_least: 30, at_most: 20}}, {wishes_work: true}]"

    assert faults(rules(tmp_path, offer(condition, more=switch))) == [
        "6: Grænserne vender forkert: ”du er mindst 30 år” og ”du er højst 20 år”. Ingen kan opfylde begge."
    ]


def test_limits_that_a_municipality_has_turned_around_say_which_numbers_did_it(tmp_path: Path) -> None:
    ages = """
    parameters:
      fra: {type: int, label: Laveste alder, default: 18, range: [0, 99]}
      til: {type: int, label: Højeste alder, default: 29, range: [0, 99]}
    """
    made = rules(tmp_path, offer("age: {at_least: $fra, at_most: $til}", more=ages), here="parameters: {til: 15}")
    teller = Teller(made.engine.vocabulary, "da")
    (one,) = found(made, Kind.OFFER_FOR_NOBODY)

    assert told(teller, one) == (
        "4, 6: Ingen kan få Proeve. Grænserne vender forkert: ”du er mindst 18 år” og ”du er højst 15 år”."
    )
    assert teller.told(one).notes == (
        "Laveste alder (fra) er 18, som er standarden.",
        "Højeste alder (til) er 15, sat i varde.",
    )


def test_a_limit_that_its_value_makes_idle_is_a_remark_only_where_somebody_set_it(tmp_path: Path) -> None:
    limit = "parameters: {mindst: {type: int, label: Kilometer, default: 0, range: [0, 99]}}"
    condition = "{daily_travel_km: {at_least: $mindst}, wishes_work: true}"

    assert found(rules(tmp_path / "1", offer(condition, more=limit), here=""), Kind.LIMIT_IDLE) == []
    (one,) = found(rules(tmp_path / "2", offer(condition, more=limit), here="parameters: {mindst: 0}"), Kind.LIMIT_IDLE)
    assert not one.is_fault


# --- rights ---------------------------------------------------------------------------------------------------------

RET = "entitlement: ret"


def narrowed(made_here: str, folder: Path) -> list[tuple[str, str | None]]:
    made = rules(folder, offer("age: {at_least: 18}", more=RET), here=made_here)
    teller = Teller(made.engine.vocabulary, "da")
    return [
        (teller.told(one).sentence, teller.told(one).example)
        for one in prove(made).findings
        if one.kind is Kind.RIGHT_NARROWED
    ]


def test_a_draft_that_takes_a_right_away_is_told_loudest_and_with_a_person(tmp_path: Path) -> None:
    here = "draft: true\noffers: {proeve: {eligible: {age: {at_least: 25}}}}"

    assert narrowed(here, tmp_path) == [
        (
            (
                "EN RET ER TAGET FRA NOGEN. Efter landets regler har de ret til Proeve. "
                "Her er det kun for dem, der er mindst 25 år."
            ),
            "alder: 24 år",
        )
    ]


def test_a_draft_that_asks_for_more_takes_a_right_away(tmp_path: Path) -> None:
    here = "draft: true\noffers: {proeve: {eligible: {age: {at_least: 18}, wishes_work: true}}}"
    ((_, person),) = narrowed(here, tmp_path)

    assert person == "alder: 40 år; ønske om job: nej"


def test_a_draft_that_pauses_a_right_takes_it_away(tmp_path: Path) -> None:
    ((sentence, _),) = narrowed("draft: true\noffers: {proeve: {status: paused}}", tmp_path)

    assert sentence.startswith("EN RET ER TAGET FRA NOGEN.")
    assert "Her er tilbuddet slet ikke:" in sentence


@pytest.mark.parametrize(
    "here",
    [
        "",
        "draft: true",
        "draft: true\noffers: {proeve: {eligible: {age: {at_least: 15}}}}",
        "draft: true\noffers: {proeve: {eligible: {not: {age: {below: 18}}}}}",
        "draft: true\noffers: {proeve: {also_eligible: {wishes_work: true}}}",
    ],
)
def test_a_right_that_is_as_wide_as_the_nations_is_not_told(tmp_path: Path, here: str) -> None:
    assert narrowed(here, tmp_path) == []


def test_a_draft_that_redefines_who_a_right_is_for_takes_it_away(tmp_path: Path) -> None:
    danmark = "definitions: {voksen: {when: {age: {at_least: 18}}, label: voksne}}"
    here = "draft: true\ndefinitions: {voksen: {when: {age: {at_least: 21}}, label: voksne}}"
    made = rules(tmp_path, offer("{is: voksen}", more=RET), danmark=danmark, here=here)
    (one,) = found(made, Kind.RIGHT_NARROWED)

    assert one.person is not None
    assert one.person.facts == {"age": 20}


def test_a_right_that_nobody_with_the_offer_can_have_is_told(tmp_path: Path) -> None:
    right = """
    rights:
      - when: {age: {below: 18}}
        text: Du har ret.
    """

    assert faults(rules(tmp_path, offer("age: {at_least: 18}", more=right))) == [
        (
            "9, 6: Ingen kan få denne ret til Proeve. Det kan ikke passe på samme menneske: "
            "”du er mindst 18 år” og ”du er under 18 år”."
        )
    ]


def test_a_hint_that_no_card_shows_is_told_and_one_that_waits_for_an_answer_is_not(tmp_path: Path) -> None:
    hints = """
    hints:
      - when: {age: {below: 18}}
        text: Tag en voksen med.
      - when: {has_vehicle: true}
        text: Der er parkering.
    """

    assert faults(rules(tmp_path, offer("{age: {at_least: 18}, wishes_work: true}", more=hints))) == [
        (
            "9, 6: Hintet ”Tag en voksen med.” på Proeve bliver aldrig vist. Det kan ikke passe på samme menneske: "
            "”du er mindst 18 år” og ”du er under 18 år”."
        )
    ]


def test_an_addition_that_lets_nobody_in_is_told(tmp_path: Path) -> None:
    here = "offers: {proeve: {also_eligible: {age: {at_least: 30}}, because: x, source: {title: x}}}"
    made = rules(tmp_path, offer("age: {at_least: 18}"), here=here)

    assert faults(made) == [
        (
            "4, 6: Udvidelsen af Proeve lukker ingen ind. ”du er mindst 30 år” gælder kun dem, der kan få tilbuddet i "
            "forvejen."
        )
    ]


def test_a_way_in_of_an_addition_that_lets_nobody_in_is_told_alone(tmp_path: Path) -> None:
    here = """
    offers:
      proeve:
        also_eligible:
          any:
            - age: {at_least: 30}
            - wishes_work: true
        because: x
        source: {title: x}
    """
    made = rules(tmp_path, offer("age: {at_least: 18}"), here=here)

    assert faults(made) == [
        (
            "9, 6: Udvidelsen af Proeve lukker ingen ind. ”du er mindst 30 år” gælder kun dem, der kan få tilbuddet i "
            "forvejen."
        )
    ]


def test_a_rule_that_nobody_meets_is_not_for_nobody_where_others_are_let_in(tmp_path: Path) -> None:
    here = "offers: {proeve: {also_eligible: {wishes_work: true}, because: x, source: {title: x}}}"
    made = rules(tmp_path, offer("age: {at_least: 30, at_most: 20}"), here=here)

    assert faults(made) == [
        "6: Grænserne vender forkert: ”du er mindst 30 år” og ”du er højst 20 år”. Ingen kan opfylde begge."
    ]


def test_an_offer_for_those_who_live_elsewhere_is_for_nobody_here(tmp_path: Path) -> None:
    made = rules(tmp_path, offer("{municipality: randers}"), here="")

    assert faults(made) == ["6: Ingen, der bor her, kan få Proeve: ”din kommune er Randers”."]
    assert faults(rules(tmp_path / "varde", offer("{municipality: varde, wishes_work: true}"), here="")) == []


# --- relations ------------------------------------------------------------------------------------------------------


def two(first: str, second: str) -> dict[str, str]:
    return {
        "en": offer("{wishes_work: true}", name="en", more=first),
        "to": offer("{wishes_work: true}", name="to", more=second),
    }


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (
            "relations: {exclusive_full_time: [to]}",
            "relations: {parallel_ok: [en]}",
            "6, 6: En og To kan ikke både udelukke hinanden på fuld tid og gå ved siden af hinanden.",
        ),
        (
            "relations: {same_function: [to], pairs_with: [to]}",
            "",
            "6: En og To kan ikke både være ”vælg én” og passe godt sammen.",
        ),
        (
            "relations: {soft_before: [to]}",
            "relations: {soft_before: [en]}",
            "6, 6: En og To kan ikke begge komme før den anden.",
        ),
        ("relations: {same_function: [to], soft_before: [to]}", "", None),
        ("relations: {exclusive_full_time: [to]}", "relations: {exclusive_full_time: [en]}", None),
    ],
)
def test_relations_that_cannot_both_be_meant_are_told(
    tmp_path: Path, first: str, second: str, sentence: str | None
) -> None:
    assert faults(rules(tmp_path, two(first, second))) == ([] if sentence is None else [sentence])


def test_an_offer_that_needs_one_which_is_not_here_is_a_remark(tmp_path: Path) -> None:
    made = rules(tmp_path, two("relations: {requires_active: [to]}", "status: closed"))
    (one,) = found(made, Kind.REQUIRED_MISSING)

    assert Teller(made.engine.vocabulary, "da").told(one).sentence == (
        "En kræver, at man er i gang med To. Det kan ingen være her."
    )
    assert found(rules(tmp_path / "b", two("relations: {requires_active: [to]}", "")), Kind.REQUIRED_MISSING) == []


# --- gaps -----------------------------------------------------------------------------------------------------------


def bands(first: str, second: str, folder: Path) -> list[str]:
    offers = {
        "ung": offer(first, name="ung", more="relations: {same_function: [voksen]}"),
        "voksen": offer(second, name="voksen"),
    }
    made = rules(folder, offers)
    teller = Teller(made.engine.vocabulary, "da")
    return [teller.told(one).sentence for one in found(made, Kind.BAND_GAP)]


def test_a_hole_between_the_ages_of_two_offers_of_one_function_is_told(tmp_path: Path) -> None:
    assert bands("age: {at_least: 18, at_most: 22}", "age: {at_least: 25}", tmp_path) == [
        "Der er et hul mellem Ung og Voksen. Ingen af dem passer, når du er 23 til 24 år."
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("age: {at_least: 18, at_most: 24}", "age: {at_least: 25}"),
        ("age: {at_least: 18, at_most: 30}", "age: {at_least: 25}"),
        ("age: {at_least: 18, at_most: 22}", "{age: {at_least: 18}, wishes_work: true}"),
        ("age: {at_least: 18, at_most: 22}", "{wishes_work: true}"),
    ],
)
def test_ages_that_meet_have_no_hole_between_them(tmp_path: Path, first: str, second: str) -> None:
    assert bands(first, second, tmp_path) == []


def test_who_gets_nothing_for_a_barrier_is_told_exactly_and_barriers_alike_together(tmp_path: Path) -> None:
    made = rules(
        tmp_path,
        {
            "en": offer("age: {at_least: 18}", name="en", answers="[H-ANGST, H-TRIST]"),
            "to": offer("{wishes_work: true}", name="to", answers="[H-ANGST, H-TRIST, H-STRESS]"),
            "tre": offer("{wishes_work: false}", name="tre", answers="[H-STRESS]"),
            "alle": offer("{}", name="alle", answers="[N-ENSOM]"),
        },
    )
    teller = Teller(made.engine.vocabulary, "da")
    (one,) = found(made, Kind.BARRIER_GAP)
    shown = teller.told(one)

    assert shown.sentence == "Angst og uro (H-ANGST) og Nedtrykt, uden kræfter (H-TRIST). Intet tilbud til:"
    assert shown.regions == ("alder: under 18 år; ønske om job: nej",)
    assert shown.example == "alder: 17 år; ønske om job: nej"
    assert found(made, Kind.LEG_GAP) == []


def test_what_a_barrier_settles_is_known_of_whoever_has_it(tmp_path: Path) -> None:
    made = rules(tmp_path, offer("{debt_problem: true}", answers="[D-GAELD]"))

    assert found(made, Kind.BARRIER_GAP) == []


def test_a_barrier_without_an_offer_is_told_with_those_that_would_answer_it(tmp_path: Path) -> None:
    made = rules(tmp_path, offer("{}", answers="[H-SOEVN]", more="status: idea"))
    teller = Teller(made.engine.vocabulary, "da")
    sentences = [teller.told(one).sentence for one in found(made, Kind.BARRIER_WITHOUT_OFFER)]

    assert any(one.endswith("(H-SOEVN). Disse ville, men findes ikke her nu: Proeve.") for one in sentences)
    assert any(one.startswith("Intet tilbud svarer på ") and "(D-GAELD)" in one for one in sentences)
    assert len(sentences) == 2
    assert not any("H-AKUT" in one for one in sentences)


# --- what nobody uses -----------------------------------------------------------------------------------------------


def test_what_no_rule_names_is_a_remark_with_its_line(tmp_path: Path) -> None:
    danmark = """
    declare: {loft: {type: int, label: Loft, set_by: national}}
    definitions:
      ung: {when: {age: {at_most: 29}}, label: unge}
      gammel: {when: {age: {at_least: 60}}, label: gamle}
    """
    parameter = "parameters: {mindst: {type: int, label: Mindst, default: 1}}"
    made = rules(tmp_path, offer("{is: ung}", more=parameter), danmark=danmark)
    teller = Teller(made.engine.vocabulary, "da")

    assert [told(teller, one) for one in found(made, Kind.UNUSED_PARAMETER, Kind.UNUSED_DEFINITION)] == [
        "7: Ingen regel bruger parameteren mindst.",
        "3: Ingen regel bruger parameteren loft.",
        "6: Ingen regel bruger definitionen gammel.",
    ]


def idle_parameter(more: str, folder: Path, here: str = "parameters: {mindst: 12}") -> list[str]:
    limit = "parameters: {mindst: {type: int, label: Måneder, default: 6, range: [0, 99]}}\n"
    made = rules(folder, offer("months_unemployed: {at_least: $mindst}", more=limit + more), here=here)
    teller = Teller(made.engine.vocabulary, "da")
    return [teller.told(one).sentence for one in found(made, Kind.PARAMETER_WITHOUT_EFFECT)]


def test_a_parameter_that_is_set_for_what_is_not_here_has_no_effect(tmp_path: Path) -> None:
    assert idle_parameter("", tmp_path / "live") == []
    assert idle_parameter("status: idea", tmp_path / "idea") == [
        "Parameteren mindst er sat, men bruges kun af tilbud, der ikke findes her nu: Proeve."
    ]
    replaced = "parameters: {mindst: 12}\noffers: {proeve: {eligible: {wishes_work: true}}}"
    assert idle_parameter("", tmp_path / "replaced", replaced) == [
        "Parameteren mindst er sat, men ingen regel her bruger den."
    ]


def test_a_parameter_whose_value_changes_no_answer_has_no_effect(tmp_path: Path) -> None:
    here = """
    parameters: {mindst: 12}
    offers:
      proeve: {eligible: {any: [{months_unemployed: {at_most: 12}}, {months_unemployed: {at_least: $mindst}}]}}
    """

    assert idle_parameter("", tmp_path, here) == [
        "Parameteren mindst er sat, men ændrer ingenting. Svarene er de samme som med standarden 6."
    ]


def test_two_definitions_that_say_the_same_on_the_same_ground_are_a_remark(tmp_path: Path) -> None:
    danmark = """
    definitions:
      ung: {when: {age: {at_most: 29}}, label: unge, source: {law: Lov A, section: § 1}}
      unge: {when: {not: {age: {above: 29}}}, label: unge, source: {law: Lov A, section: § 1}}
      yngre: {when: {age: {below: 30}}, label: yngre, source: {law: Lov B, section: § 1}}
    """
    made = rules(tmp_path, offer("any: [{is: ung}, {is: unge}, {is: yngre}]"), danmark=danmark)
    teller = Teller(made.engine.vocabulary, "da")

    assert [told(teller, one) for one in found(made, Kind.SAME_DEFINITION)] == [
        "5, 4: Definitionerne ung og unge siger det samme: ”du er højst 29 år”."
    ]


def test_a_definition_that_nobody_belongs_to_is_told_where_it_stands(tmp_path: Path) -> None:
    danmark = "definitions: {umulig: {when: {age: {at_least: 30, at_most: 20}}, label: ingen}}"
    made = rules(tmp_path, offer("any: [{is: umulig}, {wishes_work: true}]"), danmark=danmark)

    assert faults(made) == [
        "2: Ingen hører til definitionen umulig. Grænserne vender forkert: ”du er mindst 30 år” og ”du er højst 20 år”."
    ]


# --- time -----------------------------------------------------------------------------------------------------------


def dated(made_within: int, folder: Path, *kinds: Kind, here: str, eligible: str = "{wishes_work: true}") -> list[str]:
    limit = "parameters: {mindst: {type: int, label: Måneder, default: 6, range: [0, 99]}}\nvalid: {to: 2026-11-30}"
    made = rules(folder, offer(eligible, more=limit), here=here)
    teller = Teller(made.engine.vocabulary, "da")
    return [told(teller, one) for one in prove(made, within=made_within).findings if one.kind in kinds]


def test_what_ends_or_changes_soon_is_told_with_its_date_and_line(tmp_path: Path) -> None:
    here = """
    parameters:
      mindst: {value: 12, valid: {to: 2026-08-31}}
    definitions:
      ung: {when: {age: {at_most: 29}}, label: unge, valid: {to: 2026-09-01}}
    offers:
      proeve:
        versions:
          2026-01-01: {offered: true}
          2026-10-01: {offered: true, because: Nu}
    """
    kinds = (Kind.EXPIRED, Kind.ENDED, Kind.EXPIRING, Kind.CHANGING)

    assert dated(90, tmp_path / "90", *kinds, here=here) == [
        "6: mindst gjaldt til og med den 31. august 2026. Nu gælder det, der står i laget under.",
        "8: Proeve slutter den 30. november 2026.",
        "8: ung gælder kun til og med den 1. september 2026.",
        "10: Det, regelsættet varde siger om Proeve, ændrer sig den 1. oktober 2026.",
    ]
    assert dated(0, tmp_path / "0", *kinds, here=here) == [
        "6: mindst gjaldt til og med den 31. august 2026. Nu gælder det, der står i laget under.",
        "8: ung gælder kun til og med den 1. september 2026.",
    ]


def test_a_rule_that_names_a_value_the_law_has_done_away_with_is_told(tmp_path: Path) -> None:
    eligible = "{benefit_type: [kontanthjaelp, uddannelseshjaelp]}"

    assert faults(rules(tmp_path, offer(eligible))) == [
        "6: Reglen nævner stadig ”din indtægt er uddannelseshjælp”. Det er ikke muligt efter den 30. juni 2025."
    ]
    assert faults(rules(tmp_path / "before", offer(eligible), on=dt.date(2025, 6, 30))) == []


# --- the work -------------------------------------------------------------------------------------------------------


def test_what_was_found_is_kept_when_the_work_is_stopped(tmp_path: Path) -> None:
    offers = {name: offer("{age: {at_least: 30, at_most: 20}}", name=name) for name in ("en", "to", "tre")}

    def stop(done: int, of: int) -> None:
        assert of > 3
        if done == 2:
            raise KeyboardInterrupt

    findings = prove(rules(tmp_path, offers), progress=stop)

    assert findings.stopped
    assert [one.offers for one in findings.faults] == [("en",), ("to",)]


def test_a_rule_too_large_to_try_part_by_part_is_told_as_not_proved(tmp_path: Path) -> None:
    parts = ", ".join(f"{{age: {number % 90}, months_unemployed: {number}}}" for number in range(150))
    findings = prove(rules(tmp_path, offer(f"any: [{parts}]")))

    assert [(one.kind, one.offer) for one in findings.unsettled] == [(Kind.COVERED_PART, "proeve")]


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_kind_is_told_in_both_languages(language: Language) -> None:
    table = tomllib.loads((ROOT / "src" / "tilbud_engine" / "lab" / "words" / "prove.toml").read_text(encoding="utf-8"))
    assert all(one.get(language, "").strip() for one in table.values())
    told_otherwise = {Kind.ENDED}  # always of an offer or of an entry
    assert {kind.value for kind in Kind if kind not in told_otherwise} <= set(table)


def test_the_remarks_and_gaps_of_the_shipped_rules_can_be_said_in_english() -> None:
    made = load_rules("haderslev", dt.date(2026, 11, 22))
    answer = as_json(prove(made, pairs=True), made.engine.vocabulary, "en")

    assert answer["faults"] == 0
    assert all(one["text"] and "{" not in one["text"] for one in answer["findings"])
    assert len({one["kind"] for one in answer["findings"]}) >= 4


@pytest.mark.parametrize("day", [dt.date(1990, 1, 1), dt.date(2024, 2, 1), dt.date(2028, 1, 1)])
def test_the_shipped_rules_have_no_faults_on_other_days(day: dt.date) -> None:
    findings = prove(load_rules("haderslev", day), milliseconds=PATIENT)

    assert not findings.unsettled
    assert [(one.kind, one.places) for one in findings.faults] == []
