"""The four legs of the chair: silence is not a healthy leg, and a gap is said loudly."""

from __future__ import annotations

from pathlib import Path

from tests.engine.people import HOME, NATION, TOWN, Strangers, citizen, codes, offer, world
from tilbud_engine.engine import Engine


def test_each_leg_says_what_she_said_of_it(engine: Engine) -> None:
    """R-P2: all four legs, and silence is not the same as nothing."""
    one = citizen("H-ANGST", "N-MOEDER", municipality=HOME, age=30)
    one = one.model_copy(update={"talked_about": ("D", "H")})
    found = {leg.leg: leg for leg in engine.suggest(one).legs}
    assert list(found) == ["H", "D", "N", "A"]
    assert {key: leg.state for key, leg in found.items()} == {
        "H": "stated",
        "D": "nothing",
        "N": "stated",
        "A": "not_talked_about",
    }
    assert found["H"].barriers == ("H-ANGST",)
    assert "psykolog_henvist" in found["H"].cards
    assert "step_up_moede" in found["N"].cards
    assert "step_up_moede" not in found["H"].cards
    assert "bisidder" in set(found["H"].cards) & set(found["N"].cards)
    assert found["D"].cards == found["A"].cards == ()


def test_legs_hold_every_barrier_and_every_card_once(engine: Engine) -> None:
    for one in Strangers(engine.vocabulary, 61).many(80):
        found = engine.suggest(one)
        assert [leg.leg for leg in found.legs] == ["H", "D", "N", "A"]
        assert {code for leg in found.legs for code in leg.barriers} == set(one.barriers())
        assert {name for leg in found.legs for name in leg.cards} == {card.offer for card in found.cards}
        for leg in found.legs:
            assert list(leg.barriers) == [code for code in one.barriers() if code.startswith(leg.leg)]
            assert (leg.state == "stated") == bool(leg.barriers)
            assert set(leg.cards) == {card.offer for card in found.cards if leg.leg in card.legs}
            assert len(set(leg.cards)) == len(leg.cards)


def test_a_barrier_without_a_card_is_a_gap_that_tells_nothing_of_her(engine: Engine) -> None:
    for one in Strangers(engine.vocabulary, 62).many(80):
        found = engine.suggest(one)
        answered = {code for card in found.cards for code in card.answers}
        gaps = [problem for problem in found.problems if problem.code == "barrier-without-card"]
        assert {problem.message.rsplit("(", 1)[1].split(")")[0] for problem in gaps} == set(one.barriers()) - answered
        assert all(problem.where == HOME for problem in gaps)


def test_an_idea_fills_no_gap(engine: Engine) -> None:
    """R-D14: what does not exist answers nobody."""
    one = citizen("A-PRIVAT", municipality="varde", lab_target_group=None)
    for with_ideas in (False, True):
        found = engine.suggest(one, with_ideas=with_ideas)
        assert ("barrier-without-card" in codes(found)) is ("mentor" not in {card.offer for card in found.cards})
    # In Varde only an idea answers it; in a municipality that runs it, it is no gap.
    own = citizen("N-MILJOE", municipality="varde", network_persons=0, substance_use=["cannabis"])
    assert "misbrug_motiverende" in {card.offer for card in engine.suggest(own, with_ideas=True).cards}
    assert "barrier-without-card" in codes(engine.suggest(own, with_ideas=True))
    elsewhere = citizen("N-MILJOE", municipality=HOME, network_persons=0, substance_use=["cannabis"])
    assert "barrier-without-card" not in codes(engine.suggest(elsewhere))


def test_a_plugin_may_bring_a_leg_of_its_own(tmp_path: Path) -> None:
    engine = world(tmp_path, offer("a", ["K-KAT"]), rulesets=(NATION, TOWN))
    engine.close()
    (tmp_path / "tilbud" / "a" / "vocabulary.yaml").write_text(
        "legs: {K: {label: Katte}}\nbarriers: [{code: K-KAT, leg: K, kind: S, label: Kat, says: Jeg savner min kat}]\n",
        encoding="utf-8",
    )
    paths = [tmp_path / "regler" / name for name in ("danmark", "byen")]
    engine = Engine.load(plugins=[tmp_path / "tilbud"], rulesets=paths, catalogue=False)
    [leg] = [leg for leg in engine.suggest(citizen("K-KAT"), ruleset="byen").legs if leg.leg == "K"]
    assert (leg.label, leg.state, leg.cards) == ("Katte", "stated", ("a",))


def test_hidden_barriers_count_in_no_leg_and_no_gap(engine: Engine) -> None:
    for audience in ("citizen", "caseworker", "shared"):
        one = citizen("N-VOLD", municipality=HOME)
        found = engine.suggest(one, audience=audience)
        assert {leg.state for leg in found.legs} == {"not_talked_about"}
        assert all(leg.barriers == leg.cards == () for leg in found.legs)
        assert "barrier-without-card" not in codes(found)
