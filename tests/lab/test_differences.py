"""What a comparison of two rules holds: effects apart from words, nothing called safe that was not proved."""

from __future__ import annotations

import datetime as dt
import random
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.checkout import ROOT
from tests.rules.random_rules import FACTS, Maker, seeded
from tilbud_engine.lab.differences import Difference, compare
from tilbud_engine.lab.differences.as_json import as_json
from tilbud_engine.lab.differences.counting import TRUTHS, shown
from tilbud_engine.lab.differences.loading import load_pair
from tilbud_engine.lab.differences.telling import tell
from tilbud_engine.lab.differences.turning import turns
from tilbud_engine.lab.differences.values import MOVES, STAYS
from tilbud_engine.lab.differences.witnessing import with_scenarios
from tilbud_engine.rules.conditions import Every
from tilbud_engine.scenarios import read_scenarios

ON = dt.date(2026, 12, 1)
OFFER = """
offer: proeve
name: Prøve
card: {word: Prøve, text: En prøve}
answers: [N-ENSOM]
"""
FACT = """
facts:
  - key: farve
    type: choice
    label: farve
    phrase: du kan lide {value}
    question: Hvilken farve kan du lide?
    values: {roed: {label: rød}, blaa: {label: blå}}
"""


def offer(folder: Path, name: str, text: str, vocabulary: str = "") -> str:
    """Write a plugin with one offer and return its folder as the command takes it."""
    place = folder / name / "proeve"
    place.mkdir(parents=True)
    (place / "offer.yaml").write_text(f"{OFFER}{text}\n", encoding="utf-8")
    if vocabulary:
        (place / "vocabulary.yaml").write_text(vocabulary, encoding="utf-8")
    return place.as_posix()


def offers(folder: Path, eligible: dict[str, str]) -> str:
    """Write a plugin with several offers."""
    place = folder / "proeve"
    place.mkdir(parents=True)
    shown = [OFFER.replace("offer: proeve", f"offer: {name}") + f"eligible: {text}" for name, text in eligible.items()]
    listed = "".join("  - " + one.strip().replace("\n", "\n    ") + "\n" for one in shown)
    (place / "offer.yaml").write_text(f"offers:\n{listed}", encoding="utf-8")
    return place.as_posix()


def compared(old: str, new: str, **more: Any) -> Difference:
    return compare(*load_pair(old, new, ON), **more)


def test_who_may_see_the_card_is_an_effect_without_a_condition(tmp_path: Path) -> None:
    old = offer(tmp_path, "old", "eligible: {age: {at_least: 18}}\nentitlement: skoen")
    new = offer(tmp_path, "new", "eligible: {age: {at_least: 18}}\nentitlement: aabent")
    new_text = (Path(new) / "offer.yaml").read_text(encoding="utf-8")
    (Path(new) / "offer.yaml").write_text(new_text.replace("[N-ENSOM]", "[N-ENSOM, H-ANGST]"), encoding="utf-8")
    found = compared(old, new)
    [one] = found.offers
    assert found.effect == "changed"
    assert {change.path[0] for change in one.fields} == {"answers", "entitlement"}
    assert not one.verdict.moves
    assert not one.right.moves
    [told] = tell(found).changed
    assert "Slags (ret, skøn, åbent, pligt): skøn bliver til åbent." in told.fields


def test_what_takes_too_long_to_prove_is_never_called_no_change(tmp_path: Path) -> None:
    old = offer(tmp_path, "old", "eligible: {age: {at_least: 18}}")
    new = offer(tmp_path, "new", "eligible: {not: {age: {at_most: 17}}}")
    assert compared(old, new).effect == "none"
    found = compared(old, new, milliseconds=0)
    assert found.effect == "not-proved"
    assert found.changed
    loud = tell(found).loud
    assert loud[0].startswith("IKKE BEVIST")
    assert not any("INGEN" in text or "Ingen mister" in text for text in loud)
    assert as_json(found)["effect"] == "not-proved"


def test_a_fact_that_is_of_another_type_on_one_side_is_not_compared(tmp_path: Path) -> None:
    old = offer(tmp_path, "old", "eligible: {farve: roed}", FACT)
    other = FACT.replace("type: choice", "type: bool").replace(
        "    values: {roed: {label: rød}, blaa: {label: blå}}\n", ""
    )
    new = offer(tmp_path, "new", "eligible: {farve: true}", other)
    found = compared(old, new)
    assert found.effect == "not-proved"
    [turn] = tell(found).changed[0].turns
    assert turn.notes == (
        "IKKE BEVIST. De to sider måler det samme på hver sin måde, så de kan ikke sammenlignes: farve.",
    )


def test_a_fact_that_got_another_value_is_compared_with_the_values_of_both_sides(tmp_path: Path) -> None:
    old = offer(tmp_path, "old", "eligible: {farve: [roed, blaa]}", FACT)
    new = offer(tmp_path, "new", "eligible: {farve: [roed]}", FACT.replace("blaa: {label: blå}", "sort: {label: sort}"))
    found = compared(old, new)
    [one] = found.offers
    lost = one.verdict.of((True, False))
    assert lost is not None
    assert lost.example is not None
    assert lost.example.facts == {"farve": "blaa"}
    assert set(found.vocabulary.facts["farve"].values) == {"roed", "blaa", "sort"}


def test_lengths_of_time_are_counted_from_one_day_on_both_sides(tmp_path: Path) -> None:
    folder = offer(tmp_path, "one", "eligible: {expected_discharge_date: {within_next: 3 months}}")
    same = compared(f"{folder}@2026-01-31", f"{folder}@2026-05-30")
    assert same.effect == "none"
    assert not [one for one in same.offers if one.id == "proeve"]
    longer = offer(tmp_path, "two", "eligible: {expected_discharge_date: {within_next: 4 months}}")
    found = compared(f"{folder}@2026-01-31", f"{longer}@2026-05-30")
    [one] = found.changed
    gained = one.verdict.of((False, True))
    assert gained is not None
    assert gained.example is not None
    day = gained.example.facts["expected_discharge_date"]
    assert isinstance(day, dt.date)
    assert dt.date(2026, 8, 30) < day <= dt.date(2026, 9, 30)


def test_a_right_that_comes_and_one_that_goes_are_told_apart_from_the_offer(tmp_path: Path) -> None:
    rights = "rights: [{when: {age: {at_most: 24}}, text: Unge har ret til det.}]"
    with_right = offer(tmp_path, "old", f"eligible: {{age: {{at_least: 18}}}}\n{rights}")
    without = offer(tmp_path, "new", "eligible: {age: {at_least: 18}}")
    gone = compared(with_right, without)
    [one] = gone.offers
    assert one.verdict.effect == "none"
    assert [move.way for move in one.right.moves] == [(True, False), (None, False)]
    assert tell(gone).loud[0] == "EN RET BLIVER SNÆVRERE: Prøve."
    come = compared(without, with_right)
    assert [move.way for move in come.offers[0].right.moves] == [(False, True), (False, None)]
    assert "Ingen mister noget. Det er bevist." in tell(come).loud


def test_losses_come_before_gains_and_rights_before_all(tmp_path: Path) -> None:
    file = tmp_path / "ruleset.yaml"
    file.write_text(
        """
ruleset: udkast
extends: eksempelkommune
draft: true
parameters: {unge_psyk_max_age: 29}
definitions:
  langtidsledig: {when: {months_unemployed: {at_least: 24}}}
offers:
  stofmisbrugsbehandling: {status: closed}
  borgerkonsulent: {because: Andre ord.}
""",
        encoding="utf-8",
    )
    found = compared("eksempelkommune", str(file))
    assert [one.id for one in found.offers] == [
        "stofmisbrugsbehandling",
        "kulturvitaminer",
        "psykolog_unge_aaben",
        "borgerkonsulent",
    ]
    assert [one.id for one in found.reworded] == ["borgerkonsulent"]
    assert found.offers[0].new.reason == "closed"
    changed = {(one.kind, one.name): one for one in found.rules}
    assert changed["definition", "langtidsledig"].meaning
    assert changed["definition", "langtidsledig"].offers == ("kulturvitaminer",)
    limit = changed["parameter", "unge_psyk_max_age"].new
    assert limit is not None
    assert limit.place == f"{file}:5"


def test_several_processes_find_what_one_finds() -> None:
    pairs = []
    for seed in range(32):
        maker = Maker(seeded(seed).randrange)
        few = [FACTS[key] for key in ("age", "licence", "housing")]
        pairs.append((maker.test(maker.one(few)), Every((maker.test(maker.one(few)), maker.test(few[0])))))
    steps: list[tuple[int, int]] = []
    alone = turns(pairs, [])
    assert turns(pairs, [], processes=2, progress=lambda done, of: steps.append((done, of))) == alone
    assert steps[-1] == (32, 32)


def test_what_was_proved_before_somebody_stopped_is_kept_and_the_rest_is_not_proved(tmp_path: Path) -> None:
    ages = range(20)
    old = offers(tmp_path / "old", {f"tilbud_{age}": f"{{age: {{at_least: {age + 20}}}}}" for age in ages})
    new = offers(tmp_path / "new", {f"tilbud_{age}": f"{{age: {{at_least: {age + 21}}}}}" for age in ages})

    def stop(done: int, of: int) -> None:
        assert done < of == len(ages)
        raise KeyboardInterrupt

    found = compare(*load_pair(old, new, ON), progress=stop)
    assert found.stopped
    assert {one.effect for one in found.offers} == {"changed", "not-proved"}
    assert "STOPPET, FØR ALT VAR BEVIST. Det, der blev nået, står her." in tell(found).loud
    assert not compare(*load_pair(old, new, ON)).stopped


@pytest.mark.parametrize("seed", range(30))
def test_nothing_that_is_withheld_of_a_population_follows_from_what_is_shown(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - made-up counts need no secret
    ways = {way: draw.choice([0, 0, 1, 3, 4, 5, 40, 900]) for way in (*MOVES, *STAYS)}
    found = shown({"verdict": ways}, sum(ways.values()))["verdict"]
    for way, count in ways.items():
        assert found.ways[way] in (None, count)
        assert not 0 < (found.ways[way] or 0) < 5
    for truth in TRUTHS:
        row = [found.before[truth], *(found.ways[truth, other] for other in TRUTHS)]
        column = [found.after[truth], *(found.ways[other, truth] for other in TRUTHS)]
        assert row.count(None) != 1
        assert column.count(None) != 1


def test_how_few_have_the_offer_without_the_right_does_not_follow_from_the_two_beside_each_other() -> None:
    nobody = dict.fromkeys((*MOVES, *STAYS), 0)
    verdict = {**nobody, (True, True): 100, (False, True): 50, (False, False): 50}
    right = {**nobody, (True, True): 98, (False, True): 50, (False, False): 52}
    # Of 100 with the offer before, two have no right to it; after, 150 have it and 148 the right.
    crossed_old = {**nobody, (True, True): 98, (False, True): 2, (False, False): 100}
    crossed_new = {**nobody, (True, True): 148, (False, True): 2, (False, False): 50}
    alone = shown({"verdict": verdict, "right": right}, 200)
    assert alone["verdict"].before[True] == 100
    assert alone["right"].before[True] == 98
    found = shown({"verdict": verdict, "right": right, "old": crossed_old, "new": crossed_new}, 200)
    assert None in (found["verdict"].before[True], found["right"].before[True])
    assert None in (found["verdict"].after[True], found["right"].after[True])


_RIGHT_AND_ANSWER = ((True, True), (False, True), (None, True), (None, None), (False, None), (False, False))


# In all but the first ten, small counts can be told only from that whoever keeps a right keeps the answer.
@pytest.mark.parametrize("seed", [*range(10), 437, 914, 2313, 3157, 4246])
def test_nothing_small_follows_from_the_answer_and_the_right_together(seed: int) -> None:
    z3 = pytest.importorskip("z3")
    draw = random.Random(seed)  # noqa: S311 - made-up counts need no secret
    joint = {
        (old, new): draw.choice((1, 1, 2, 3, 4, 5, 8, 40, 300))
        for old in _RIGHT_AND_ANSWER
        for new in _RIGHT_AND_ANSWER
        if draw.random() < 0.25
    }
    sides = {"right": (0, 2), "verdict": (1, 3), "old": (0, 1), "new": (2, 3)}
    ways = {name: dict.fromkeys((*MOVES, *STAYS), 0) for name in sides}
    for (old, new), count in joint.items():
        for name, (one, other) in sides.items():
            ways[name][(*old, *new)[one], (*old, *new)[other]] += count
    rows = sum(joint.values())
    found = shown(ways, rows)
    people = {(*old, *new): z3.Int(f"{old}{new}") for old in _RIGHT_AND_ANSWER for new in _RIGHT_AND_ANSWER}
    solver = z3.Solver()
    solver.add(*(one >= 0 for one in people.values()), z3.Sum(list(people.values())) == rows)
    withheld = []
    for kind, counted in found.items():
        one, other = sides[kind]
        told = [(count, {way}) for way, count in counted.ways.items()]
        for truth in TRUTHS:
            told.append((counted.before[truth], {(truth, becomes) for becomes in TRUTHS}))
            told.append((counted.after[truth], {(was, truth) for was in TRUTHS}))
        for shown_count, of in told:
            total = z3.Sum([number for who, number in people.items() if (who[one], who[other]) in of])
            true = sum(ways[kind][way] for way in of)
            if shown_count is None:
                withheld.append((total, true))
            else:
                solver.add(total == shown_count)
    solver.add(*(total >= 1 for total, _ in withheld))
    assert solver.check() == z3.sat
    assert not [true for total, true in withheld if 0 < true < 5 and solver.check(total != true) == z3.unsat]


def test_a_citizen_of_whom_nobody_knows_the_facts_is_not_counted(tmp_path: Path) -> None:
    old = offer(tmp_path, "old", "eligible: {age: {at_least: 18}}")
    new = offer(tmp_path, "new", "eligible: {age: {at_least: 20}}")
    file = tmp_path / "scenarier.yaml"
    file.write_text(
        """
scenarios:
  - {name: For ung nu, on: 2026-12-01, citizen: {facts: {age: 19}}, expect: {proeve: not_relevant}}
  - {name: Et andet kort, on: 2026-12-01, citizen: {facts: {age: 19}}, expect: {mentor: not_relevant}}
  - {name: Ensom, on: 2026-12-01, citizen: {says: [{barrier: N-ENSOM}], facts: {age: 19}}, expect: {mentor: absent}}
  - {name: Ukendt, on: 2026-12-01, citizen: {facts: {findes_ikke: 19}}, expect: {proeve: not_relevant}}
  - {name: Et andet sted, on: 2026-12-01, ruleset: varde, citizen: {facts: {age: 19}}, expect: {proeve: no}}
""",
        encoding="utf-8",
    )
    scenarios, problems = read_scenarios(file)
    assert not problems
    found = with_scenarios(compared(old, new), scenarios)
    assert found.scenarios == 3
    assert [one.name for one in found.offers[0].scenarios["verdict"]] == ["For ung nu", "Ensom"]
    assert found.moved == 2


def test_no_text_of_the_comparison_is_unused_or_in_one_language_alone() -> None:
    folder = ROOT / "src" / "tilbud_engine"
    texts = tomllib.loads((folder / "lab" / "words" / "diff.toml").read_text(encoding="utf-8"))
    files = [*(folder / "lab" / "differences").glob("*.py"), folder / "cli" / "rules_diff.py"]
    code = "".join(file.read_text(encoding="utf-8") for file in files)
    code += (folder / "lab" / "pages" / "diff.html").read_text(encoding="utf-8")
    code = code.replace("'", '"')
    for key, text in texts.items():
        assert set(re.findall(r"\{(\w+)\}", text["da"])) == set(re.findall(r"\{(\w+)\}", text["en"])), key
        ways = [key[:end] for end, mark in enumerate(key, 1) if mark == "-"]
        ends = [key[end:] for end, mark in enumerate(key) if mark == "-"]
        put_together = any(f'f"{start}{{' in code for start in ways) or any(f'}}{end}"' in code for end in ends)
        assert (
            f'"{key}"' in code or put_together or key.startswith(("verdict-", "right-", "parameter-", "definition-"))
        ), key
