"""Nothing a person told comes back in a problem, an error or a log; nothing is kept, and nobody's answers mix."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.checkout import ROOT
from tests.engine.people import DAY, EXAMPLES, HOME, Strangers, citizen, example, whole
from tests.rules.random_rules import seeded
from tilbud_engine.case import Citizen, Statement
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError
from tilbud_engine.reading import read_bytes

MARK = "zqxjkv"
CPR = "010203-1234"
NUMBERS = {"int": 97, "number": 97.3}


def marked(engine: Engine, chance: Any) -> dict[str, Any]:
    """Return facts whose values could be recognised anywhere, some of the wrong kind."""
    wrong: tuple[Any, ...] = (MARK, [MARK], {"has": [MARK]}, {"value": MARK}, True, 1e308, -9871, 98_765)
    facts = {key: chance.choice(wrong) for key in chance.sample(sorted(engine.vocabulary.facts), 5)}
    facts["age"] = {"value": 34, "from": MARK, "on": chance.choice([MARK, "2026-08-01"]), "expires": "2020-01-01"}
    return facts


def test_no_error_and_no_log_holds_what_she_said(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    chance = seeded(101)
    refused = 0
    for _ in range(300):
        one = Citizen(on=DAY, says=(Statement(words=f"jeg {MARK}", barrier="H-ANGST"),), facts=marked(engine, chance))
        try:
            found = engine.suggest(one)
        except InputError as error:
            refused += 1
            told = [str(error), repr(error), *(fault.line("da") for fault in error.problems)]
        else:
            told = [fault.message + fault.hint + fault.where for fault in found.problems]
        assert not any(MARK in text or "9871" in text or "98765" in text for text in told), told
    assert refused > 100
    assert MARK not in caplog.text
    assert caplog.records == []


def test_no_problem_of_a_good_answer_holds_a_value(engine: Engine) -> None:
    """Values that would stand out: a place, a municipality, numbers."""
    for one in Strangers(engine.vocabulary, 102).many(60):
        facts = {**one.facts, "municipality": "aeroe", "home_place": "hedestrup", "age": 113, "network_persons": 187}
        odd = one.model_copy(update={"facts": facts, "ruleset": "danmark"})
        text = str(engine.suggest(odd, audience="caseworker").problems).lower()
        for value in ("aeroe", "ærø", "hedestrup", "113", "187"):
            assert value not in text


def test_an_impossible_citizen_is_refused_without_an_echo() -> None:
    for given in (
        {"on": MARK},
        {"says": MARK},
        {"says": [{"words": 7, "barier": MARK}]},
        {"facts": MARK},
        {"declined": [3, MARK, None]},
        {MARK: MARK},
    ):
        with pytest.raises(InputError) as told:
            Citizen.read(given)
        assert MARK not in str(told.value).replace(f"`{MARK}`", "") or MARK in given
        with pytest.raises(ValueError, match=r"validation error") as raised:
            Citizen(**given)
        assert not [line for line in str(raised.value).splitlines() if MARK in line and line.strip() != MARK]


@pytest.mark.parametrize(
    "given",
    [
        {"says": [{"words": f"mit nummer er {CPR}"}]},
        {"says": [{"words": "0102031234"}]},
        {"says": [{"words": "hej", "barrier": CPR}]},
        {"facts": {"age": CPR}},
        {"facts": {"age": 1112031234}},
        {"facts": {CPR: 3}},
        {"facts": {"age": {"value": 34, "from": f"Dr. Hansen {CPR}"}}},
        {"facts": {"age": {"value": 34, "expires": CPR}}},
        {"facts": {"substance_use": ["cannabis", CPR]}},
        {"facts": {"substance_use": {"has": [CPR]}}},
        {"declined": [CPR]},
        {"withdrawn": [CPR]},
        {"talked_about": [CPR]},
        {"ruleset": CPR},
        {"on": CPR},
    ],
)
def test_a_cpr_number_anywhere_is_refused_and_never_repeated(engine: Engine, given: dict[str, Any]) -> None:
    """R-D7, and never echoed."""
    whole_ = {"on": "2026-09-01", "says": [{"barrier": "H-ANGST"}], **given}
    for read in (
        lambda: Citizen.read(whole_),
        lambda: Citizen.read(read_bytes(json.dumps(whole_).encode(), "borger.json")),
        lambda: Citizen(**whole_),
    ):
        with pytest.raises((InputError, ValueError)) as raised:
            engine.suggest(read(), ruleset=HOME)
        told = f"{raised.value}{raised.value!r}"
        for digits in (CPR, "0102031234", "1112031234"):
            assert digits not in told


def test_what_is_asked_by_name_is_not_repeated_if_it_is_a_cpr_number(engine: Engine) -> None:
    with pytest.raises(InputError) as raised:
        engine.explain(citizen("H-ANGST"), CPR)
    assert CPR not in str(raised.value)
    with pytest.raises(InputError) as raised:
        engine.suggest(citizen("H-ANGST"), ruleset=CPR)
    assert CPR not in str(raised.value)


def test_suggesting_writes_nothing(tmp_path: Path) -> None:
    """Run where nothing may be written, and watched: no file is opened for writing."""
    code = """
import sys
opened = []
def watch(event, args):
    if event == "open" and isinstance(args[0], str) and (args[2] or 0) & 0o3:
        opened.append(args[0])
    if event in ("socket.connect", "subprocess.Popen", "os.mkdir", "os.rename"):
        opened.append(event)
from pathlib import Path
from tilbud_engine.case import Citizen
from tilbud_engine.engine import Engine
from tilbud_engine.reading import read_path
sys.dont_write_bytecode = True
engine = Engine.load()
sys.addaudithook(watch)
for path in sys.argv[1:]:
    for audience in ("citizen", "caseworker", "shared"):
        engine.suggest(Citizen.read(read_path(Path(path))), audience=audience, all_offers=True).to_json()
print(opened)
"""
    empty = tmp_path / "tom"
    empty.mkdir(mode=0o500)
    files = [str(ROOT / "examples" / f"{name}.yaml") for name in EXAMPLES]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "HOME": str(empty), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, *files], cwd=empty, env=environment, capture_output=True, text=True, check=True
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
    assert list(empty.iterdir()) == []


def test_the_same_question_gives_the_same_answer(engine: Engine) -> None:
    other = Engine.load()
    people = [*map(example, EXAMPLES), *Strangers(engine.vocabulary, 103).many(20, hidden=True)]
    for one in people:
        first = engine.suggest(one, audience="caseworker").to_json()
        assert json.dumps(first) == json.dumps(engine.suggest(one, audience="caseworker").to_json())
        assert first == other.suggest(one, audience="caseworker").to_json()
    other.close()


def test_nobody_before_her_shows_in_her_answer(engine: Engine) -> None:
    hers = example("amina")
    before = whole(engine.suggest(hers))
    for one in Strangers(engine.vocabulary, 104).many(40, hidden=True):
        engine.suggest(one, audience="caseworker")
    assert whole(engine.suggest(hers)) == before


@pytest.mark.no_cover  # The same lines hundreds of times.
def test_eight_threads_give_each_person_her_own_answer() -> None:
    engine = Engine.load()
    people = list(Strangers(engine.vocabulary, 105).many(120, hidden=True))
    alone = [engine.suggest(one, audience="caseworker").to_json() for one in people]
    fresh = Engine.load()
    order = seeded(1).sample(range(len(people)), len(people)) * 3

    def asked(number: int) -> tuple[int, dict[str, Any]]:
        return number, fresh.suggest(people[number], audience="caseworker").to_json()

    with ThreadPoolExecutor(8) as threads:
        for number, found in threads.map(asked, order):
            assert found == alone[number]
    engine.close()
    fresh.close()
