"""Which rules an answer follows, and what happens where they are not loaded, drafts, or broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.people import (
    DAY,
    HOME,
    NATION,
    TOWN,
    cards,
    citizen,
    codes,
    later,
    offer,
    ruleset_file,
    verdicts,
    whole,
    world,
)
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError
from tilbud_engine.settings import Settings


def test_the_call_comes_before_the_file_before_the_municipality_before_the_nation(engine: Engine) -> None:
    nobody = citizen("H-ANGST")
    at_home = citizen("H-ANGST", municipality="varde")
    filed = at_home.model_copy(update={"ruleset": HOME})
    assert engine.suggest(nobody).ruleset == "danmark"
    assert engine.suggest(citizen("H-ANGST", municipality="odense")).ruleset == "danmark"
    assert engine.suggest(at_home).ruleset == "varde"
    assert engine.suggest(filed).ruleset == HOME
    assert engine.suggest(filed, ruleset="danmark").ruleset == "danmark"


def test_rules_of_another_municipality_are_a_problem_that_names_none(engine: Engine) -> None:
    one = citizen("H-ANGST", municipality="odense")
    found = engine.suggest(one, ruleset="varde")
    assert "ruleset-mismatch" in codes(found)
    assert "odense" not in str(found.problems).lower()
    assert "ruleset-mismatch" not in codes(engine.suggest(one, ruleset="danmark"))
    assert "ruleset-mismatch" not in codes(engine.suggest(citizen("H-ANGST", municipality="varde")))
    assert "ruleset-mismatch" not in codes(engine.suggest(citizen("H-ANGST"), ruleset="varde"))


def test_without_a_municipality_local_offers_are_unknown_and_it_is_asked(engine: Engine) -> None:
    found = engine.suggest(citizen("H-ANGST", age=20))
    local = {"gruppe_82a", "moede_hjemmebane", "psykolog_unge_aaben", "stoette_82b", "virksomhedsraadgivning"}
    for name in local:
        card = cards(found)[name]
        assert (card.verdict, card.missing) == ("unknown", ("municipality",))
        assert card.reasons[0].text == "Vi kender ikke din kommunes egne kort endnu. Spørg kommunen, om den har det."
    [asked] = [one for one in found.questions if one.fact == "municipality"]
    assert set(asked.settles) == local
    assert "municipality-not-loaded" not in codes(found)
    assert cards(found)["bisidder"].verdict == "yes"


def test_a_municipality_without_rules_leaves_local_offers_unknown_with_a_problem(engine: Engine) -> None:
    found = engine.suggest(citizen("H-ANGST", age=20, municipality="odense"))
    for name in ("moede_hjemmebane", "psykolog_unge_aaben"):
        card = cards(found)[name]
        assert (card.verdict, card.missing) == ("unknown", ())
        assert card.reasons[0].text == "Vi kender ikke din kommunes egne kort endnu. Spørg kommunen, om den har det."
    assert "municipality-not-loaded" in codes(found)
    assert "municipality" not in {one.fact for one in found.questions}
    assert "odense" not in str(found.problems).lower()


def test_an_offer_for_some_municipalities_is_there_for_those_alone(tmp_path: Path) -> None:
    engine = world(tmp_path, offer("a", municipalities="[varde, byen]"), offer("b"))
    assert verdicts(engine.suggest(citizen("H-ANGST"))) == {"a": "unknown", "b": "yes"}
    assert verdicts(engine.suggest(citizen("H-ANGST", municipality="odense"))) == {"b": "yes"}
    assert verdicts(engine.suggest(citizen("H-ANGST", municipality="varde"))) == {"a": "unknown", "b": "yes"}
    assert verdicts(engine.suggest(citizen("H-ANGST", municipality="byen"))) == {"a": "yes", "b": "yes"}
    with pytest.raises(InputError) as raised:
        engine.explain(citizen("H-ANGST", municipality="odense"), "a")
    assert raised.value.problems[0].code == "offer-absent-here"


def test_a_draft_is_refused_and_found_for_nobody(tmp_path: Path) -> None:
    draft = 'ruleset: kladde\nextends: danmark\nmunicipality: "0561"\ndraft: true\n'
    on_top = "ruleset: ovenpaa\nextends: kladde\n"
    engine = world(tmp_path, offer("a"), rulesets=(NATION, TOWN, draft, on_top))
    assert engine.suggest(citizen("H-ANGST", municipality="esbjerg")).ruleset == "danmark"
    for name in ("kladde", "ovenpaa"):
        with pytest.raises(InputError) as raised:
            engine.suggest(citizen("H-ANGST"), ruleset=name)
        assert raised.value.problems[0].code == "ruleset-is-draft"


def test_a_broken_ruleset_is_refused_with_its_problems_while_others_work(tmp_path: Path) -> None:
    folder = ruleset_file(tmp_path, 'ruleset: slem\nextends: danmark\nmunicipality: "0561"\nofers: {}\n').parent
    engine = Engine.load(settings=Settings(rulesets_dirs=(folder,)))
    good = engine.suggest(citizen("H-ANGST", municipality="varde"))
    assert good.ruleset == "varde"
    assert "unknown-key" in codes(good), "what is broken stands in every answer"
    with pytest.raises(InputError) as raised:
        engine.suggest(citizen("H-ANGST"), ruleset="slem")
    assert {one.code for one in raised.value.problems} == {"unknown-key"}
    assert "slem" in raised.value.problems[0].where


def test_a_ruleset_that_extends_itself_stops_nobody_elses_answer(tmp_path: Path) -> None:
    loops = (
        'ruleset: ring\nextends: ring\nmunicipality: "0561"\n',
        'ruleset: hjemloes\nextends: findes_ikke\nmunicipality: "0563"\n',
    )
    engine = world(tmp_path, offer("a"), rulesets=(*loops, NATION, TOWN))
    assert engine.suggest(citizen("H-ANGST", municipality="byen")).ruleset == "byen"
    assert verdicts(engine.suggest(citizen("H-ANGST", municipality="esbjerg"))) == {"a": "yes"}
    for name in ("ring", "hjemloes"):
        with pytest.raises(InputError):
            engine.suggest(citizen("H-ANGST"), ruleset=name)


def test_rules_given_by_path_are_used_and_win_over_a_broken_namesake(tmp_path: Path) -> None:
    broken = ruleset_file(tmp_path / "broken", "ruleset: byen\nofers: {}\n").parent
    good = ruleset_file(tmp_path / "good", TOWN)
    for path in (good, good / "ruleset.yaml"):
        engine = Engine.load(rulesets=[path], settings=Settings(rulesets_dirs=(broken,)))
        assert engine.suggest(citizen("H-ANGST"), ruleset="byen").ruleset == "byen"
        assert engine.suggest(citizen("H-ANGST", municipality="byen")).ruleset == "byen"


def test_rules_that_are_not_there_are_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        engine.suggest(citizen("H-ANGST"), ruleset="vardee")
    assert raised.value.problems[0].code == "unknown-ruleset"
    assert raised.value.problems[0].values["nearest"] == "varde"
    with pytest.raises(InputError):
        Engine.load(rulesets=[tmp_path / "findes_ikke"])
    broken = ruleset_file(tmp_path, "ruleset: slem\nofers: {}\n")
    with pytest.raises(InputError):
        Engine.load(rulesets=[broken])


def test_a_folder_of_rules_that_is_not_there_is_reported(tmp_path: Path) -> None:
    engine = Engine.load(settings=Settings(rulesets_dirs=(tmp_path / "findes_ikke",)))
    assert "rulesets-folder-missing" in codes(engine.suggest(citizen("H-ANGST")))


def test_nobody_takes_the_place_of_the_nations_rules(tmp_path: Path) -> None:
    folder = ruleset_file(tmp_path, "ruleset: danmark\n").parent
    engine = Engine.load(settings=Settings(rulesets_dirs=(folder,)))
    found = engine.suggest(citizen("A-TRO", lab_target_group="6.3"))
    assert cards(found)["virksomhedspraktik"].verdict == "yes"
    assert "ruleset-twice" in codes(found)


def test_a_municipality_may_bring_its_own_rules_instead_of_those_that_are_shipped(tmp_path: Path) -> None:
    folder = ruleset_file(tmp_path, 'ruleset: varde\nextends: danmark\nmunicipality: "0573"\n').parent
    engine = Engine.load(settings=Settings(rulesets_dirs=(folder,)))
    found = engine.suggest(citizen("D-TRANSPORT", municipality="varde", age=30))
    assert later(found)["flextur"].because == "Kortet er ikke lagt ind for din kommune. Spørg kommunen."


def test_the_answer_names_its_rules_by_their_hash(engine: Engine, tmp_path: Path) -> None:
    one = citizen("H-ANGST", municipality=HOME)
    first = engine.suggest(one)
    assert len(first.ruleset_sha256) == 64
    assert first.ruleset_sha256 == engine.suggest(one, DAY.replace(year=2027)).ruleset_sha256
    assert first.ruleset_sha256 != engine.suggest(one, ruleset="danmark").ruleset_sha256
    one = citizen("H-ANGST")
    before = world(tmp_path / "1", offer("a")).suggest(one, ruleset="byen").ruleset_sha256
    assert before == world(tmp_path / "2", offer("a")).suggest(one, ruleset="byen").ruleset_sha256
    changed = world(tmp_path / "3", offer("a", eligible="{age: 3}")).suggest(one, ruleset="byen").ruleset_sha256
    assert before != changed


def test_a_local_rule_follows_the_municipality_and_its_versions(tmp_path: Path) -> None:
    limit = "{graense: {type: int, range: [0, 120], set_by: municipality, default: 18, label: Grænse}}"
    town = TOWN + "parameters: {graense: {versions: {2026-01-01: {value: 30}, 2027-01-01: {value: 20}}}}\n"
    engine = world(
        tmp_path, offer("a", eligible="{age: {at_least: $graense}}", parameters=limit), rulesets=(NATION, town)
    )
    one = citizen("H-ANGST", age={"value": 25, "on": "2025-01-01"})
    days = {DAY.replace(year=2025): "yes", DAY: "no", DAY.replace(year=2027): "yes"}
    assert {day: verdicts(engine.suggest(one, day, ruleset="byen"))["a"] for day in days} == days
    assert "2026-01-01" in whole(engine.suggest(one, DAY, ruleset="byen"))
