"""Trying an offer: the card and the verdict for a citizen, and what is wrong with the folder at the same time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.kit.authors import START_OF_PNG
from tests.kit.workshop import OFFER, write_workshop
from tilbud_engine.case import Citizen, Statement
from tilbud_engine.errors import InputError
from tilbud_engine.kit.trial import Trial, Wanted, Workbench
from tilbud_engine.rules.conditions import Verdict
from tilbud_engine.settings import Settings
from tilbud_engine.suggestion import Audience

ON = dt.date(2026, 11, 22)
ALONE = (Statement(barrier="N-ENSOM"),)


def trial(folder: Path, citizen: Citizen | None = None, audience: Audience = "citizen", **wanted: object) -> Trial:
    bench = Workbench(folder, Settings(), ON)
    try:
        return bench.try_out(Wanted(audience, **wanted), citizen)  # type: ignore[arg-type]
    finally:
        bench.close()


def test_without_a_citizen_the_first_scenario_that_gets_the_card_gives_one(tmp_path: Path) -> None:
    [made] = trial(write_workshop(tmp_path)).tried
    assert made.example == "Voksen"
    assert made.card is not None
    assert made.explanation is not None
    assert made.explanation.verdict is Verdict.YES
    assert made.face is not None
    assert made.face == made.printed
    assert (made.face.word, made.face.alt) == ("Værksted", "En hammer")
    assert made.face.drawing is not None
    assert made.face.entitlement == "Du kan bare komme eller sige til."
    assert ("Pris", "Gratis") in made.face.lines
    assert ("Ring til", "Værkstedet, 00 00 00 31, onsdag 10-14") in made.face.lines
    assert any(name == "Husk" for name, _ in made.face.lines)


def test_a_citizen_who_does_not_fit_sees_why_and_the_author_still_sees_the_card(tmp_path: Path) -> None:
    [made] = trial(write_workshop(tmp_path), Citizen(says=ALONE, facts={"age": 17})).tried
    assert made.card is None
    assert made.face is not None
    assert made.face.entitlement == ""
    assert made.explanation is not None
    assert made.explanation.verdict is Verdict.NO
    assert made.example == ""


def test_the_day_may_be_chosen(tmp_path: Path) -> None:
    offer = f"{OFFER}valid: {{from: 2027-01-01}}\n"
    [made] = trial(write_workshop(tmp_path, offer), on=dt.date(2027, 1, 1)).tried
    assert made.explanation is not None
    assert made.explanation.verdict is Verdict.YES
    [before] = trial(tmp_path / "vaerksted", on=dt.date(2026, 12, 31)).tried
    assert before.explanation is not None
    assert before.explanation.verdict is Verdict.NOT_OFFERED


def test_the_card_speaks_english_too(tmp_path: Path) -> None:
    [made] = trial(write_workshop(tmp_path), language="en").tried
    assert made.face is not None
    assert made.face.word == "Workshop"
    assert ("Cost", "Gratis") in made.face.lines


def test_without_a_scenario_the_card_is_shown_and_a_citizen_asked_for(tmp_path: Path) -> None:
    [made] = trial(write_workshop(tmp_path, scenarios=None)).tried
    assert made.face is not None
    assert made.explanation is None
    assert [one.code for one in made.problems] == ["try-no-citizen"]


def test_a_broken_offer_is_told_and_the_others_are_shown(tmp_path: Path) -> None:
    write_workshop(tmp_path)
    write_workshop(tmp_path, OFFER.replace("age:", "agee:").replace("offer: vaerksted", "offer: andet"), name="andet")
    found = trial(tmp_path)
    assert [one.offer for one in found.tried] == ["andet", "vaerksted"]
    assert [one.code for one in found.problems] == ["unknown-fact"]
    assert found.problems[0].where.endswith("andet/offer.yaml:6")
    assert found.tried[1].card is not None


def test_an_offer_that_cannot_be_read_at_all_is_told(tmp_path: Path) -> None:
    found = trial(write_workshop(tmp_path, OFFER.replace("word: Værksted", "word: et to tre fire")))
    assert found.tried == ()
    assert "card-word-too-long" in [one.code for one in found.problems]


def test_a_shipped_offer_may_be_tried_from_its_own_folder() -> None:
    found = trial(ROOT / "plugins" / "kulturvitaminer")
    assert found.problems == ()
    assert [one.offer for one in found.tried] == ["kulturvitaminer"]


@pytest.mark.parametrize("audience", ["citizen", "caseworker", "shared"])
def test_a_confidential_card_is_an_appointment_on_paper_and_at_a_shared_table(
    audience: Audience, tmp_path: Path
) -> None:
    [made] = trial(write_workshop(tmp_path, f"{OFFER}privacy: confidential\n"), audience=audience).tried
    assert made.printed is not None
    assert (made.printed.word, made.printed.text, made.printed.lines) == ("Aftale", "", ())
    assert made.face is not None
    assert made.face.word == ("Aftale" if audience == "shared" else "Værksted")
    assert (made.explanation is None) is (audience == "shared")


@pytest.mark.parametrize("audience", ["citizen", "caseworker", "shared"])
def test_a_shielded_card_never_comes_on_paper_and_only_a_caseworker_sees_it(audience: Audience, tmp_path: Path) -> None:
    [made] = trial(write_workshop(tmp_path, f"{OFFER}privacy: shielded\n"), audience=audience).tried
    assert made.printed is None
    assert (made.face is not None) is (audience == "caseworker")
    assert (made.explanation is not None) is (audience == "caseworker")


def test_an_offer_for_a_hidden_barrier_alone_is_shielded_too(tmp_path: Path) -> None:
    offer = OFFER.replace("[N-ENSOM]", "[N-VOLD]")
    [made] = trial(
        write_workshop(tmp_path, offer), Citizen(says=(Statement(barrier="N-VOLD"),), facts={"age": 40})
    ).tried
    assert made.face is None
    assert made.printed is None


def test_in_danger_there_is_no_card_but_a_human(tmp_path: Path) -> None:
    person = Citizen(says=(Statement(barrier="H-AKUT"), *ALONE), facts={"age": 40})
    [made] = trial(write_workshop(tmp_path), person).tried
    assert made.face is None
    assert [one.code for one in made.problems] == ["human-first"]


def test_a_folder_that_the_settings_name_too_is_looked_at_as_it_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_workshop(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    bench = Workbench(Path("mine"), Settings(plugins_dirs=(tmp_path / "mine",)), ON)
    found = bench.try_out(Wanted())
    assert [one.offer for one in found.tried] == ["vaerksted"]
    bench.close()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        Workbench(tmp_path / "ingen", Settings(), ON)
    assert [one.code for one in raised.value.problems] == ["plugins-folder-missing"]


def test_an_own_picture_is_taken_from_the_folder(tmp_path: Path) -> None:
    folder = write_workshop(tmp_path, OFFER.replace("pictogram: hammer", "pictogram: vores.png"))
    (folder / "vores.png").write_bytes(START_OF_PNG)
    [made] = trial(folder).tried
    assert made.face is not None
    assert made.face.drawing == START_OF_PNG
