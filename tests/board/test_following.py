"""The suggestions follow the plan: the pile, all cards, what is new since and why, and the faces of cards."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.board.advised import HOME, ON, Advised, own, weeks
from tests.engine.people import NATION, TOWN, offer, world
from tilbud_engine.board.faces import face_now, face_of_card, said_in, with_faces
from tilbud_engine.board.following import Following, News, follow, news, offers_on
from tilbud_engine.board.plan import Answer, Face, Plan, Proposal
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError


def piled(found: Following) -> list[tuple[str, ...]]:
    return [tuple(card.offer for card in choice.cards) for choice in found.pile]


def by_kind(told: tuple[News, ...]) -> dict[str, dict[str, News]]:
    made: dict[str, dict[str, News]] = {}
    for one in told:
        made.setdefault(one.kind, {})[one.about] = one
    return made


# The pile.


def test_the_pile_is_in_her_order_and_cards_of_one_function_are_one_choice(at: Advised) -> None:
    found = at.following(at.plan(says=("A-LAENGE", "H-ANGST")))
    order = [offer for choice in piled(found) for offer in choice]
    first = [one.offer for one in found.suggestion.cards if "A-LAENGE" in one.answers]
    assert order[: len(first)] == first
    assert ("bostoette_85", "stoette_82b") in piled(found)
    assert ("psykolog_henvist", "psykolog_henvist_ung") in piled(found)
    turned = at.following(at.plan(says=("H-ANGST", "A-LAENGE")))
    assert sorted(map(sorted, piled(turned))) == sorted(map(sorted, piled(found)))
    assert piled(turned) != piled(found)


def test_a_chain_of_the_same_function_is_one_choice(tmp_path: Path) -> None:
    made = world(
        tmp_path,
        offer("a", relations="{same_function: [c]}"),
        offer("b"),
        offer("c"),
        offer("d", relations="{same_function: [a, b]}"),
        offer("e"),
        rulesets=(NATION,),
    )
    assert piled(Advised(made, "danmark").following(Advised(made, "danmark").plan(says=("H-ANGST",)))) == [
        ("a", "b", "c", "d"),
        ("e",),
    ]


def test_what_lies_on_the_board_is_not_in_the_pile_wherever_it_lies(at: Advised) -> None:
    says = ("H-ANGST",)
    assert ("mentor",) in piled(at.following(at.plan(says=says)))
    proposal = Proposal(by="caseworker", place="plan", at=weeks(1))
    for fields in ({}, {"place": "hand"}, {"place": "parked"}, {"place": "offered", "proposal": proposal}):
        plan = at.plan(at.card("mentor", **fields), own("2-99", "Kor"), says=says)
        assert ("mentor",) not in piled(at.following(plan)), fields
        assert "mentor" in offers_on(plan, "citizen")


def test_she_may_take_any_card_and_each_says_how_it_stands(at: Advised) -> None:
    found = at.following(at.plan(says=("H-ANGST",), facts={"age": 34}))
    every = {one.offer: one for one in found.all_cards}
    assert every["psykolog_henvist"].verdict == "yes"
    assert every["psykolog_henvist_ung"].verdict == "no"
    assert "Det er ikke et afslag." in every["psykolog_henvist_ung"].because
    assert every["kulturvitaminer"].verdict == "not_relevant"
    assert every["kulturvitaminer"].face.word == "Kultur"
    offered = {key for key, one in found.resolved.offers.items() if one.not_offered is None}
    assert set(every) >= offered - {"krisecenter"}
    assert "krisecenter" not in every
    assert [one.offer for one in found.all_cards][: len(found.suggestion.cards)] == list(found.cards)


def test_cards_of_other_municipalities_are_on_no_list_unless_they_answer_her(at: Advised) -> None:
    elsewhere = Advised(at.engine, "haderslev")
    found = elsewhere.following(elsewhere.plan(says=("H-ANGST",)))
    every = {one.offer: one for one in found.all_cards}
    assert every["gruppe_82a"].verdict == "not_offered"
    assert every["gruppe_82a"].because == "Kortet er ikke lagt ind for din kommune. Spørg kommunen."
    assert "borgerkonsulent" not in every


def test_where_a_human_comes_first_there_is_no_pile_no_list_and_no_news(at: Advised) -> None:
    calm, danger = at.following(at.plan(says=("H-ANGST",))), at.following(at.plan(says=("H-ANGST", "H-AKUT")))
    assert danger.suggestion.alarms
    assert (danger.pile, danger.all_cards, danger.questions) == ((), (), ())
    assert news(calm, danger) == ()
    assert news(danger, calm) == ()


# When the engine is asked again.


def test_moving_a_card_asks_the_engine_nothing(at: Advised) -> None:
    plan = at.plan(at.card("mentor", 0, key="2-1"), says=("H-ANGST",))
    kept = at.following(plan)
    moved = plan.model_copy(update={"cards": {"2-1": plan.cards["2-1"].model_copy(update={"at": weeks(3)})}})
    gone = plan.model_copy(update={"cards": {}})
    assert follow(at.engine, moved, ON, kept=kept).suggestion is kept.suggestion
    found = follow(at.engine, gone, ON, kept=kept)
    assert found.suggestion is kept.suggestion
    assert ("mentor",) in piled(found)
    assert ("mentor",) not in piled(kept)


def test_what_the_answer_depends_on_asks_it_again(at: Advised) -> None:
    plan = at.plan(says=("H-ANGST",), facts={"age": 34})
    kept = at.following(plan)
    others = [
        follow(at.engine, at.plan(says=("H-ANGST", "H-STOF"), facts={"age": 34}), ON, kept=kept),
        follow(at.engine, at.plan(says=("H-ANGST",), facts={"age": 20}), ON, kept=kept),
        follow(at.engine, at.plan(says=("H-ANGST",), facts={"age": 34}, about={"talked_about": ("D",)}), ON, kept=kept),
        follow(at.engine, plan, ON + dt.timedelta(days=1), kept=kept),
        follow(at.engine, plan, ON, "shared", kept=kept),
        follow(at.engine, plan, ON, language="en", kept=kept),
        follow(
            at.engine,
            plan.model_copy(update={"about": plan.about.model_copy(update={"ruleset": "varde"})}),
            ON,
            kept=kept,
        ),
    ]
    assert all(one.suggestion is not kept.suggestion for one in others)
    assert follow(at.engine, plan, ON, kept=kept) == kept


def test_a_plan_whose_rules_are_gone_is_told_so(at: Advised) -> None:
    plan = Advised(at.engine, HOME).plan(says=("H-ANGST",), about={"ruleset": "atlantis"})
    with pytest.raises(InputError):
        follow(at.engine, plan, ON)


# What is new, and why.


def test_a_new_card_says_what_she_said(at: Advised) -> None:
    before, after = at.following(at.plan()), at.following(at.plan(says=("H-ANGST",)))
    found = by_kind(news(before, after))
    assert found["card"]["mentor"].text == "Nyt kort i bunken: ”Mentor”."
    assert found["card"]["mentor"].because == "Fordi du sagde: ”Jeg bliver angst eller urolig”."
    age = found["question"]["age"]
    assert age.text == "Nyt spørgsmål: Hvor gammel er du?"
    assert "”Psykolog”" in age.because
    [authority] = [one for one in found["question"].values() if one.about == "lab_target_group"]
    assert authority.text.endswith("Du skal ikke gøre noget.")
    assert news(after, after) == ()


def test_an_answer_says_what_it_settled(at: Advised) -> None:
    before = at.following(at.plan(says=("H-ANGST",)))
    after = at.following(at.plan(says=("H-ANGST",), facts={"age": 34}))
    found = by_kind(news(before, after))
    assert found["answered"]["age"].text == "Tak for dit svar på ”Hvor gammel er du?”"
    assert found["card_sure"]["psykolog_henvist"].because == "Du er 34 år. Kortet er for dem, der er mindst 25 år."
    gone = found["card_gone"]["psykolog_henvist_ung"]
    assert "Du kan stadig finde det under Alle kort." in gone.text
    assert "Du har sagt 34 år. Det er ikke et afslag." in gone.because


def test_to_take_an_answer_back_makes_cards_less_sure_again(at: Advised) -> None:
    before = at.following(at.plan(says=("H-ANGST",), facts={"age": 34}))
    found = by_kind(news(before, at.following(at.plan(says=("H-ANGST",)))))
    assert "Vi mangler at vide lidt mere." in found["card_unsure"]["psykolog_henvist"].text


def test_what_others_settle_is_never_said_to_be_hers_to_answer(at: Advised) -> None:
    before = at.following(at.plan(says=("H-ANGST",)))
    after = at.following(at.plan(says=("H-ANGST",), facts={"lab_target_group": "6.3"}))
    assert "lab_target_group" in {one.fact for one in before.questions}
    assert "lab_target_group" not in {one.fact for one in after.questions}
    assert "lab_target_group" not in {one.about for one in news(before, after)}


def test_a_question_that_settles_nothing_more_is_let_go(at: Advised) -> None:
    before = at.following(at.plan(says=("H-ANGST", "A-VEDIKKE"), facts={"age": 20}))
    after = at.following(at.plan(says=("H-ANGST",), facts={"age": 34}))
    gone = {one.fact for one in before.questions} - {one.fact for one in after.questions}
    told = by_kind(news(before, after))["not_asked"]
    hers = {one.fact for one in before.questions if one.answerer == "citizen"}
    assert set(told) == (gone & hers) - {"age"}
    assert all(one.because == "Svaret ændrer ikke noget ved dine kort lige nu." for one in told.values())


def test_a_question_that_she_will_not_answer_is_not_asked_again_and_that_is_all_right(at: Advised) -> None:
    before = at.following(at.plan(says=("H-ANGST",)))
    after = at.following(at.plan(says=("H-ANGST",), answers=[Answer(id="age", declined=True)]))
    found = by_kind(news(before, after))["not_asked"]["age"]
    assert found.because == "Det er helt i orden. Vi spørger ikke igen."


def test_a_card_that_she_has_just_taken_is_no_news(at: Advised) -> None:
    before = at.following(at.plan(says=("H-ANGST",)))
    assert news(before, at.following(at.plan(at.card("mentor"), says=("H-ANGST",)))) == ()


def test_a_card_on_the_board_that_now_answers_her_is_not_said_to_be_in_the_pile(at: Advised) -> None:
    card = at.card("mentor")
    found = by_kind(news(at.following(at.plan(card)), at.following(at.plan(card, says=("H-ANGST",)))))
    assert "mentor" not in found["card"]


def test_news_on_the_table_tells_neither_barriers_nor_confidential_cards(at: Advised) -> None:
    before, after = at.following(at.plan(), "shared"), at.following(at.plan(says=("H-ANGST",)), "shared")
    told = news(before, after)
    assert {one.kind for one in told} == {"card"}
    assert "psykolog_henvist" not in {one.about for one in told}
    assert "angst" not in " ".join(f"{one.text} {one.because}" for one in told)


def test_news_is_told_in_her_language(at: Advised) -> None:
    before = at.following(at.plan(), language="en")
    found = by_kind(news(before, at.following(at.plan(says=("H-ANGST",)), language="en")))
    assert found["card"]["mentor"].because == "Because you said: “I get anxious or uneasy”."


def test_news_can_be_told_in_a_language_that_a_municipality_has_added(at: Advised, tmp_path: Path) -> None:
    folder = tmp_path / "so"
    folder.mkdir()
    (folder / "following.toml").write_text('new-card = "Kaar cusub: {card}."\n', encoding="utf-8")
    before, after = at.following(at.plan(), language="so"), at.following(at.plan(says=("H-ANGST",)), language="so")
    told = news(before, after, language="so", added=tmp_path)
    assert by_kind(told)["card"]["mentor"].text == "Kaar cusub: Mentor."


def test_what_only_hidden_matters_bring_is_no_news_to_her(at: Advised) -> None:
    before, after = at.following(at.plan(says=("H-ANGST",))), at.following(at.plan(says=("H-ANGST", "N-VOLD")))
    assert "krisecenter" not in {one.about for one in news(before, after)}


# What cards show.


def shown_now(plan: Plan, engine: Engine, on: dt.date, language: str) -> dict[str, Face]:
    """Return what each card shows."""
    return {key: card.face for key, card in with_faces(plan, face_now(plan, engine, on, language)).cards.items()}


def test_a_card_shows_what_its_offer_shows_today_and_hers_what_she_wrote(tmp_path: Path) -> None:
    card = "card: {versions: {2026-01-01: {word: Før, text: Et kort}, 2026-10-01: {word: Efter, text: Et kort}}}"
    text = offer("a").replace("card: {word: a, text: Et kort til en prøve}", card)
    made = Advised(world(tmp_path, text, offer("b", valid="{to: 2026-06-30}"), rulesets=(NATION,)), "danmark")
    kept = Face(word="Som den var")
    cards = [
        made.card("a", key="2-1", face=kept),
        made.card("b", key="2-2", face=kept),
        own("2-3", "Kor"),
        own("2-4", "Væk", offer="findes_ikke"),
    ]
    plan = made.plan(*cards)

    def words(on: dt.date) -> list[str]:
        return [face.word for face in shown_now(plan, made.engine, on, "da").values()]

    assert words(ON) == ["Før", "Som den var", "Kor", "Væk"]
    assert words(dt.date(2026, 10, 1)) == ["Efter", "Som den var", "Kor", "Væk"]
    assert words(dt.date(2026, 6, 1)) == ["Før", "b", "Kor", "Væk"]


def test_what_was_confidential_when_she_took_it_stays_so(tmp_path: Path) -> None:
    made = Advised(world(tmp_path, offer("a"), offer("b", privacy="confidential"), rulesets=(NATION,)), "danmark")
    was = made.card("a", key="2-1", face=Face(word="a", privacy="confidential"))
    becomes = made.card("b", key="2-2", face=Face(word="b"))
    faces = shown_now(made.plan(was, becomes), made.engine, ON, "da")
    assert {face.privacy for face in faces.values()} == {"confidential"}


def test_a_plan_whose_rules_are_gone_keeps_its_cards_as_they_were(at: Advised) -> None:
    plan = at.plan(own("2-1", "Som den var", offer="mentor"), about={"ruleset": "atlantis"})
    assert shown_now(plan, at.engine, ON, "da")["2-1"].word == "Som den var"


def test_faces_are_in_the_language_that_is_asked_for(at: Advised) -> None:
    plan = at.plan(at.card("mentor", key="2-1"), at.card("virksomhedspraktik", key="2-2"), says=("H-ANGST",))
    assert shown_now(plan, at.engine, ON, "en")["2-2"].word == "Placement"
    danish = shown_now(plan, at.engine, ON, "so")["2-2"]
    assert (danish.word, danish.alt) == ("Praktik", "En værktøjskasse")
    assert danish.text == "Prøv et arbejde i din egen takt på en virksomhed"
    assert shown_now(plan, at.engine, ON, "en")["2-2"].alt != danish.alt
    assert with_faces(plan, face_now(plan, at.engine, ON, "da")) is plan, "nothing is to be changed"
    english = at.following(at.plan(says=("H-ANGST",)), language="en")
    assert face_of_card(english.cards["psykolog_henvist"]).privacy == "confidential"
    assert face_of_card(english.cards["mentor"]).hours == (1, 3)


def test_a_card_of_the_past_is_as_it_was_and_said_in_the_language_that_is_asked_for(at: Advised) -> None:
    old = Face(word="Som det hed")
    plan = at.plan(at.card("virksomhedspraktik", key="2-1"), at.card("virksomhedspraktik", key="2-2", face=old))
    then = with_faces(plan, said_in(face_now(plan, at.engine, ON, "en")))
    assert [one.face.word for one in then.cards.values()] == ["Placement", "Som det hed"]


def test_a_card_is_known_by_its_words_in_each_language_whatever_it_shows(at: Advised) -> None:
    taken = {one.offer: one.face for one in at.following(at.plan(says=("H-ANGST",))).all_cards}
    assert taken["virksomhedspraktik"].names == {"Praktik", "Placement"}
    kept = at.card("virksomhedspraktik", key="2-1", face=Face(word="Som det hed"))
    assert shown_now(at.plan(kept), at.engine, ON, "en")["2-1"].names == {"Placement", "Praktik", "Som det hed"}


def test_a_town_of_its_own_is_followed_by_its_own_rules(tmp_path: Path) -> None:
    made = Advised(world(tmp_path, offer("a", scope="local"), rulesets=(NATION, TOWN)), "byen")
    found = made.following(made.plan(says=("H-ANGST",)))
    assert [one.verdict for one in found.all_cards] == ["not_offered"]
    assert found.pile == ()
