"""A ruleset may divide the chair into other legs, and can leave nothing out: silence is not a healthy leg (R-P2)."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.engine.people import DAY, NATION, Strangers, citizen, offer, world
from tilbud_engine.case import Citizen, Statement
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError, Problem
from tilbud_engine.reading import read_json
from tilbud_engine.rules.checking import rule_problems
from tilbud_engine.rules.leg_sets import LegOfSet, LegSet, chair_of, shipped_chair

TOWN = 'ruleset: byen\nextends: danmark\nmunicipality: "9998"\n'
FOUR = """\
      krop: {label: Krop, label_en: Body, kinds: [F], barriers: [H-SOEVN]}
      sind: {label: Sind, label_en: Mind, kinds: [P]}
      rus: {label: Rus, kinds: [M]}
      resten: {label: Resten, kinds: [S, L]}
"""
SET = f"{TOWN}leg_sets:\n  andre:\n    title: Andre ben\n    legs:\n{FOUR}"


def town_with(legs: str) -> str:
    """Return the town's rules with these legs in its set, on lines 8 and on."""
    return f"{TOWN}leg_sets:\n  andre:\n    title: Andre ben\n    legs: \n{legs}"


def problems_of(tmp_path: Path, ruleset: str, *offers: str) -> list[Problem]:
    engine = world(tmp_path, *(offers or (offer("a"),)), rulesets=(NATION, ruleset))
    engine.close()
    return [one for one in engine.problems if one.where.startswith(str(tmp_path)) and not one.is_remark]


@pytest.fixture
def town(tmp_path: Path) -> Engine:
    return world(
        tmp_path,
        offer("a", ["H-ANGST", "H-SOEVN"]),
        offer("b", ["D-GAELD", "A-TRO"]),
        offer("hemmelig", ["N-VOLD"], privacy="shielded"),
        rulesets=(NATION, SET),
    )


def states(engine: Engine, one: Citizen, leg_set: str | None = "andre") -> dict[str, str]:
    return {leg.leg: leg.state for leg in engine.suggest(one, DAY, ruleset="byen", leg_set=leg_set).legs}


# --- in use ---------------------------------------------------------------------------------------------------------


def test_without_a_leg_set_the_legs_are_the_four_of_the_vocabulary(town: Engine) -> None:
    found = town.suggest(citizen("H-ANGST"), ruleset="byen")
    assert found.leg_set is None
    assert found.to_json()["leg_set"] is None
    assert [leg.leg for leg in found.legs] == ["H", "D", "N", "A"]


def test_with_a_leg_set_the_legs_and_the_cards_speak_of_its_legs(town: Engine) -> None:
    found = town.suggest(citizen("H-ANGST", "H-SOEVN", "A-TRO"), ruleset="byen", leg_set="andre")
    assert found.to_json()["leg_set"] == "andre"
    assert {leg.leg: (leg.label, leg.state, leg.barriers, leg.cards) for leg in found.legs} == {
        "krop": ("Krop", "stated", ("H-SOEVN",), ("a",)),
        "sind": ("Sind", "stated", ("H-ANGST",), ("a",)),
        "rus": ("Rus", "not_talked_about", (), ()),
        "resten": ("Resten", "stated", ("A-TRO",), ("b",)),
    }
    assert {card.offer: card.legs for card in found.cards} == {"a": ("sind", "krop"), "b": ("resten",)}


def test_a_leg_is_called_by_its_english_name_where_it_has_one(town: Engine) -> None:
    found = town.suggest(citizen("H-ANGST"), ruleset="byen", leg_set="andre", language="en")
    assert [leg.label for leg in found.legs] == ["Body", "Mind", "Rus", "Resten"]


def test_a_code_goes_before_its_kind(town: Engine) -> None:
    assert town.vocabulary.barriers["H-SOEVN"].kind == "P"
    chair = town.chair("byen", DAY, "andre")
    assert chair.leg_of["H-SOEVN"] == "krop"
    assert chair.leg_of["H-ANGST"] == "sind"


def test_nothing_but_the_legs_is_changed_by_a_leg_set() -> None:
    engine = Engine.load(runtime="reference")
    for one in Strangers(engine.vocabulary, 71).many(40, ruleset="haderslev", talked_about=()):
        plain = engine.suggest(one)
        other = engine.suggest(one, leg_set="forening")
        assert [(card.offer, card.verdict, card.answers, card.missing) for card in plain.cards] == [
            (card.offer, card.verdict, card.answers, card.missing) for card in other.cards
        ]
        assert plain.not_now == other.not_now
        assert plain.questions == other.questions
        assert plain.problems == other.problems


def test_the_legs_of_a_set_hold_every_barrier_and_every_card_once() -> None:
    engine = Engine.load(runtime="reference")
    for one in Strangers(engine.vocabulary, 72).many(40, ruleset="haderslev", talked_about=()):
        found = engine.suggest(one, leg_set="forening")
        stated = [code for leg in found.legs for code in leg.barriers]
        assert sorted(stated) == sorted(one.barriers())
        for leg in found.legs:
            assert (leg.state == "stated") == bool(leg.barriers)
            assert set(leg.cards) == {card.offer for card in found.cards if leg.leg in card.legs}


@pytest.mark.parametrize("audience", ["citizen", "caseworker", "shared"])
def test_what_is_hidden_counts_in_no_leg_of_a_set(town: Engine, audience: str) -> None:
    found = town.suggest(citizen("N-VOLD"), ruleset="byen", leg_set="andre", audience=audience)  # type: ignore[arg-type]
    assert {leg.state for leg in found.legs} == {"not_talked_about"}
    assert all(leg.barriers == leg.cards == () for leg in found.legs)
    assert [one.offer for one in found.shielded] == (["hemmelig"] if audience == "caseworker" else [])


def test_with_an_alarm_there_are_no_legs_whatever_the_set(town: Engine) -> None:
    found = town.suggest(citizen("H-AKUT", "H-ANGST"), ruleset="byen", leg_set="andre")
    assert found.alarms
    assert found.legs == ()


# --- what was talked about ------------------------------------------------------------------------------------------


def test_a_leg_of_the_set_may_be_named_as_talked_about(town: Engine) -> None:
    one = citizen("H-ANGST").model_copy(update={"talked_about": ("rus", "sind")})
    assert states(town, one) == {
        "krop": "not_talked_about",
        "sind": "stated",
        "rus": "nothing",
        "resten": "not_talked_about",
    }


def test_a_shipped_leg_counts_only_for_a_leg_that_lies_wholly_in_it(town: Engine) -> None:
    """Body and mind holds all of the mind here; the body has something at home, and drink has bad company."""
    one = citizen().model_copy(update={"talked_about": ("H",)})
    shipped, chair = shipped_chair(town.vocabulary), town.chair("byen", DAY, "andre")
    assert chair.barriers_of("sind") < shipped.barriers_of("H")
    assert not chair.barriers_of("krop") <= shipped.barriers_of("H")
    assert not chair.barriers_of("rus") <= shipped.barriers_of("H")
    assert states(town, one) == {
        "krop": "not_talked_about",
        "sind": "nothing",
        "rus": "not_talked_about",
        "resten": "not_talked_about",
    }


def test_all_the_shipped_legs_together_are_all_of_the_chair(town: Engine) -> None:
    one = citizen().model_copy(update={"talked_about": ("H", "D", "N", "A")})
    assert set(states(town, one).values()) == {"nothing"}


def test_a_stated_barrier_is_not_talk_of_the_rest_of_its_leg(town: Engine) -> None:
    assert states(town, citizen("H-ANGST"))["krop"] == "not_talked_about"


def test_a_leg_of_a_set_counts_for_the_shipped_legs_by_the_same_rule(town: Engine) -> None:
    one = citizen().model_copy(update={"talked_about": ("resten",)})
    assert states(town, one, None) == {
        "H": "not_talked_about",
        "D": "not_talked_about",
        "N": "not_talked_about",
        "A": "not_talked_about",
    }
    every = citizen().model_copy(update={"talked_about": ("krop", "sind", "rus", "resten")})
    assert set(states(town, every, None).values()) == {"nothing"}


def test_where_two_sets_have_a_leg_of_one_name_only_what_both_put_in_it_counts(tmp_path: Path) -> None:
    other = SET + (
        "  flere:\n    title: Flere ben\n    legs:\n"
        "      resten: {label: Resten, kinds: [S]}\n"
        "      alt: {label: Alt andet, kinds: [F, P, M, L]}\n"
    )
    engine = world(tmp_path, offer("a"), rulesets=(NATION, other))
    one = citizen().model_copy(update={"talked_about": ("resten", "alt")})
    assert states(engine, one, "flere") == {"resten": "nothing", "alt": "nothing"}
    # `resten` is named and holds work and learning here, but elsewhere it does not: the shipped leg stays silent.
    assert states(engine, citizen().model_copy(update={"talked_about": ("resten",)}), None)["A"] == "not_talked_about"
    assert states(engine, one, "andre")["resten"] == "nothing"


def test_a_leg_that_nobody_has_is_refused_with_the_legs_there_are(town: Engine) -> None:
    one = citizen().model_copy(update={"talked_about": ("sindd",)})
    with pytest.raises(InputError) as refused:
        town.suggest(one, ruleset="byen", leg_set="andre")
    [found] = refused.value.problems
    assert found.code == "unknown-leg"
    assert "Mente du `sind`?" in found.hint()


def test_a_leg_of_another_municipality_is_refused_too() -> None:
    engine = Engine.load(runtime="reference")
    one = citizen("H-ANGST", municipality="varde").model_copy(update={"talked_about": ("misbrug",)})
    with pytest.raises(InputError) as refused:
        engine.suggest(one)
    assert [found.code for found in refused.value.problems] == ["unknown-leg"]
    assert refused.value.problems[0].hint().endswith("Benene er: H, D, N, A.")


# --- refused --------------------------------------------------------------------------------------------------------


def test_a_set_that_leaves_barriers_out_names_each_and_says_what_to_write(tmp_path: Path) -> None:
    told = problems_of(tmp_path, SET.replace("kinds: [S, L]", "kinds: [S]"))
    [one] = told
    assert one.code == "leg-set-leaves-out"
    assert one.where.endswith("ruleset.yaml:5")
    assert "A-TRO (Tror ikke på, at jeg kan arbejde)" in one.message()
    assert "A-PRIVAT" not in one.message()
    assert "H-AKUT" not in one.message()
    assert "`resten: {kinds: [S, L]}`" in one.hint()
    assert "L (arbejde og læring)" in one.hint()


def test_a_barrier_of_a_plugin_without_a_leg_is_named_with_its_plugin(tmp_path: Path) -> None:
    folder = tmp_path / "tilbud" / "kat"
    folder.mkdir(parents=True)
    (folder / "vocabulary.yaml").write_text(
        "legs: {K: {label: Katte}}\nkinds: {D: {label: dyr}}\n"
        "barriers: [{code: K-KAT, leg: K, kind: D, label: Savner sin kat, says: Jeg savner min kat}]\n",
        encoding="utf-8",
    )
    engine = world(tmp_path, offer("kat", ["K-KAT"]), rulesets=(NATION, SET))
    told = [one for one in engine.problems if one.code == "leg-set-leaves-out"]
    assert [one.message() for one in told] == [
        "bensættet `andre` har intet ben til: K-KAT (Savner sin kat, plugin kat)"
    ]
    assert "D (dyr)" in told[0].hint()
    with pytest.raises(InputError) as refused:
        engine.suggest(citizen("K-KAT"), ruleset="byen", leg_set="andre")
    assert list(refused.value.problems) == told
    # Without the set she gets her cards, and the problem is told.
    plain = engine.suggest(citizen("K-KAT"), ruleset="byen")
    assert [card.offer for card in plain.cards] == ["kat"]
    assert "leg-set-leaves-out" in {one.code for one in plain.problems}


@pytest.mark.parametrize(
    ("legs", "code", "hint"),
    [
        ("      {}\n", "leg-set-empty", "krop: {label: Krop og sind, kinds: [F, P, M]}"),
        (FOUR.replace("[S, L]", "[S, L, P]"), "leg-twice", "Lad det stå i ét af dem"),
        (FOUR.replace("kinds: [P]", "kinds: [P], barriers: [H-SOEVN]"), "leg-twice", "går forud for sin art"),
        (FOUR.replace("[S, L]", "[S, L, X]"), "unknown-kind", "F (fysisk)"),
        (FOUR.replace("[H-SOEVN]", "[H-SOEV]"), "unknown-barrier", "Mente du `H-SOEVN`?"),
        (FOUR.replace("[H-SOEVN]", "[H-SOEVN, N-VOLD]"), "leg-of-hidden", "går til et menneske"),
        (FOUR.replace("      krop:", "      H:"), "leg-key-taken", "Giv det et andet navn"),
        (FOUR + "      tomt: {label: Tomt}\n", "leg-holds-nothing", "slet benet"),
        (FOUR + "      tomt: {label: Tomt, label_da: Tomt}\n", "unknown-key", "label"),
        (FOUR.replace("      rus: {label: Rus, ", "      rus: {"), "missing-key", "label"),
    ],
)
def test_a_faulty_set_is_refused_with_its_line_and_what_to_do(tmp_path: Path, legs: str, code: str, hint: str) -> None:
    try:
        told = problems_of(tmp_path, town_with(legs))
    except InputError as error:
        told = list(error.problems)
    [one] = [found for found in told if found.code == code]
    assert hint in one.hint() or hint in one.message()
    assert "ruleset.yaml:" in one.where
    for language in ("da", "en"):
        assert one.line(language)


def test_the_line_of_a_word_in_a_set_is_its_own(tmp_path: Path) -> None:
    told = problems_of(tmp_path, town_with(FOUR.replace("[S, L]", "[S, L, X]")))
    assert [one.where.rsplit(":", 1)[1] for one in told] == ["11"]


def test_a_faulty_set_is_refused_where_it_is_used_and_only_there(tmp_path: Path) -> None:
    engine = world(tmp_path, offer("a"), rulesets=(NATION, town_with(FOUR.replace("[S, L]", "[S]"))))
    with pytest.raises(InputError) as refused:
        engine.suggest(citizen("H-ANGST"), ruleset="byen", leg_set="andre")
    assert {one.code for one in refused.value.problems} == {"leg-set-leaves-out"}
    assert [card.offer for card in engine.suggest(citizen("H-ANGST"), ruleset="byen").cards] == ["a"]


def test_an_unknown_set_is_met_with_the_nearest(town: Engine) -> None:
    with pytest.raises(InputError) as refused:
        town.suggest(citizen("H-ANGST"), ruleset="byen", leg_set="anre")
    [one] = refused.value.problems
    assert one.code == "unknown-leg-set"
    assert "Mente du `andre`?" in one.hint()


def test_a_set_of_another_ruleset_is_named_with_that_ruleset(town: Engine) -> None:
    with pytest.raises(InputError) as refused:
        town.suggest(citizen("H-ANGST"), ruleset="danmark", leg_set="andre")
    [one] = refused.value.problems
    assert one.code == "leg-set-elsewhere"
    assert "`--ruleset byen`" in one.hint()


# --- time and layers ------------------------------------------------------------------------------------------------


def test_a_set_holds_in_its_time_alone(tmp_path: Path) -> None:
    dated = SET.replace(
        "    title: Andre ben\n", "    title: Andre ben\n    valid: {from: 2026-01-01, to: 2026-12-31}\n"
    )
    engine = world(tmp_path, offer("a"), rulesets=(NATION, dated))
    for day in (dt.date(2026, 1, 1), dt.date(2026, 12, 31)):
        assert engine.suggest(citizen("H-ANGST"), day, ruleset="byen", leg_set="andre").leg_set == "andre"
    for day in (dt.date(2025, 12, 31), dt.date(2027, 1, 1)):
        with pytest.raises(InputError) as refused:
            engine.suggest(citizen("H-ANGST"), day, ruleset="byen", leg_set="andre")
        assert [one.code for one in refused.value.problems] == ["leg-set-not-in-force"]
    assert "part-expired" in {one.code for one in rule_problems(engine.rulebook, dt.date(2027, 1, 1))}


def test_the_legs_of_a_set_may_change_on_a_date(tmp_path: Path) -> None:
    legs = (
        "      versions:\n"
        "        2026-01-01: {et: {label: Et, kinds: [F, P, M, S, L]}}\n"
        "        2027-01-01: {et: {label: Et, kinds: [F, P, M]}, to: {label: To, kinds: [S, L]}}\n"
    )
    engine = world(tmp_path, offer("a"), rulesets=(NATION, town_with(legs)))
    assert [one for one in engine.problems if not one.is_remark] == []
    assert list(engine.chair("byen", dt.date(2026, 12, 31), "andre").legs) == ["et"]
    assert list(engine.chair("byen", dt.date(2027, 1, 1), "andre").legs) == ["et", "to"]
    with pytest.raises(InputError) as refused:
        engine.chair("byen", dt.date(2025, 12, 31), "andre")
    assert [one.code for one in refused.value.problems] == ["leg-set-not-in-force"]


def test_a_set_of_the_layer_below_may_be_used_and_the_layer_above_may_have_its_own(tmp_path: Path) -> None:
    nation = (
        "ruleset: danmark\nleg_sets:\n  andre:\n    title: Landets\n    legs:\n"
        "      hele: {label: Hele livet, kinds: [F, P, M, S, L]}\n"
    )
    engine = world(tmp_path, offer("a"), rulesets=(nation, TOWN))
    assert list(engine.chair("byen", DAY, "andre").legs) == ["hele"]
    engine = world(tmp_path / "igen", offer("a"), rulesets=(nation, SET))
    assert list(engine.chair("byen", DAY, "andre").legs) == ["krop", "sind", "rus", "resten"]
    assert list(engine.chair("danmark", DAY, "andre").legs) == ["hele"]


def test_a_chair_of_a_faulty_set_gives_no_leg_to_what_has_none(town: Engine) -> None:
    part = LegSet(title="En del", legs={"krop": LegOfSet(label="Krop", kinds=("F",))})
    chair = chair_of("del", part, town.vocabulary)
    assert "H-ANGST" not in chair.leg_of
    assert chair.barriers_of("krop")


# --- on the command line --------------------------------------------------------------------------------------------


@pytest.fixture
def person(tmp_path: Path) -> str:
    file = tmp_path / "borger.yaml"
    file.write_text(
        "on: 2022-01-01\nsays: [{words: Jeg ved ikke hvem der gør hvad, barrier: N-MANGE}]\n"
        'facts: {municipality: haderslev, lab_target_group: "6.3"}\ntalked_about: [H, misbrug]\n',
        encoding="utf-8",
    )
    return str(file)


def test_suggest_shows_the_legs_of_the_set(person: str) -> None:
    shown = " ".join(run("suggest", person, "--legs", "forening").stdout.split())
    for label in ("Fysisk", "Psykisk", "Misbrug", "Socialt"):
        assert label in shown
    assert "Krop og sind" not in shown
    assert "Stolens ben" in shown
    assert "Stolens fire ben" in run("suggest", person).stdout
    answer = json.loads(run("suggest", person, "--legs", "forening", "--format", "json").stdout)
    assert answer["leg_set"] == "forening"
    assert {leg["leg"]: leg["state"] for leg in answer["legs"]} == {
        "fysisk": "not_talked_about",
        "psykisk": "nothing",
        "misbrug": "nothing",
        "social": "stated",
    }


def test_suggest_refuses_a_set_that_the_municipality_does_not_have(person: str) -> None:
    result = run("suggest", person, "--legs", "forening", "--ruleset", "danmark")
    assert result.exit_code == 2
    assert "leg-set-elsewhere" in result.stderr
    assert "--ruleset haderslev" in result.stderr


def test_ask_lists_by_the_legs_of_the_set_and_saves_what_suggest_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    options = ("--ruleset", "haderslev", "--on", "2022-01-01", "--legs", "forening")
    result = run("ask", *options, typed="liste\n1\n\n2\nstop\ngemt.yaml\n\n")
    assert result.exit_code == 0, result.stderr
    assert "Fysisk" in result.stdout
    assert "Krop og sind" not in result.stdout
    assert 'talked_about: ["misbrug"]' in (tmp_path / "gemt.yaml").read_text(encoding="utf-8")
    answer = json.loads(run("suggest", "gemt.yaml", "--legs", "forening", "--format", "json").stdout)
    assert {leg["leg"]: leg["state"] for leg in answer["legs"]}["misbrug"] == "nothing"


def test_explain_knows_no_leg_set_and_reads_the_same_file(person: str) -> None:
    assert run("explain", person, "step_up_moede").exit_code == 0


def test_a_citizen_read_from_json_may_name_a_leg_of_a_set() -> None:
    engine = Engine.load(runtime="reference")
    one = Citizen.read(
        read_json(b'{"on": "2022-01-01", "ruleset": "haderslev", "talked_about": ["social"]}', "citizen"),
        engine.vocabulary,
    )
    found = engine.suggest(one.model_copy(update={"says": (Statement(barrier="H-ANGST"),)}), leg_set="forening")
    assert {leg.leg: leg.state for leg in found.legs}["social"] == "nothing"
