"""The JSON Schemas: every file of ours passes, and typical mistakes do not."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from tests.checkout import ROOT
from tilbud_engine.case import Citizen
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError
from tilbud_engine.reading import Map, Seq, Text, read_bytes, read_path
from tilbud_engine.schema import SchemaKind, schema_for, write_schemas

KINDS = get_args(SchemaKind)
NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?")


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine.load(runtime="reference")
    yield made
    made.close()


@pytest.fixture(scope="module")
def validators(engine: Engine) -> dict[str, Draft202012Validator]:
    return {kind: Draft202012Validator(schema_for(kind, engine.vocabulary)) for kind in KINDS}


def plain(node: Any) -> Any:
    """Return a document as an editor reads it: YAML 1.2, in which text that looks like a number is one."""
    if isinstance(node, Map):
        return {key: plain(value) for key, value in node.items()}
    if isinstance(node, Seq):
        return [plain(value) for value in node]
    if not isinstance(node, Text) or node.quoted:
        return None if node is None else str(node)
    if node in ("true", "false"):
        return node == "true"
    if NUMBER.fullmatch(node):
        return float(node) if set(node) & set(".eE") else int(node)
    return str(node)


def files(pattern: str) -> list[Path]:
    return sorted(ROOT.glob(pattern))


FILES = [
    *(("offer", file) for file in files("plugins/*/offer.yaml")),
    *(("vocabulary", file) for file in files("plugins/*/vocabulary.yaml")),
    *(("scenarios", file) for file in files("plugins/*/scenarios/*.yaml")),
    *(("ruleset", file) for file in files("rulesets/*/ruleset.yaml")),
    *(("scenarios", file) for file in files("rulesets/*/scenarios/*.yaml")),
    *(("citizen", file) for file in files("examples/*.yaml")),
    *(("vocabulary", file) for file in files("src/tilbud_engine/vocabulary/*.yaml")),
    *(("offer", file) for file in files("tests/errors/good/offers.yaml")),
    *(("ruleset", file) for file in files("tests/errors/good/[deu]*.yaml")),
]


def complaints(validator: Draft202012Validator, document: Any) -> list[str]:
    return [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in validator.iter_errors(document)
    ]


@pytest.mark.parametrize(("kind", "file"), FILES, ids=[file.relative_to(ROOT).as_posix() for _, file in FILES])
def test_every_file_of_ours_passes(validators: dict[str, Draft202012Validator], kind: str, file: Path) -> None:
    assert complaints(validators[kind], plain(read_path(file))) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_a_schema_and_every_reference_leads_somewhere(engine: Engine, kind: SchemaKind) -> None:
    schema = schema_for(kind, engine.vocabulary)
    Draft202012Validator.check_schema(schema)
    text = json.dumps(schema, ensure_ascii=False)
    assert {name.removeprefix("#/$defs/") for name in re.findall(r'"\$ref": "([^"]+)"', text)} == set(schema["$defs"])
    assert "\\u0000" not in text
    assert '"format": "condition"' not in text


def test_the_schemas_are_written_one_file_for_each_kind(engine: Engine, tmp_path: Path) -> None:
    written = write_schemas(tmp_path / "new" / "schemas", engine.vocabulary)
    assert [file.name for file in written] == [f"{kind}.schema.json" for kind in KINDS]
    for kind, file in zip(KINDS, written, strict=True):
        assert json.loads(file.read_text(encoding="utf-8")) == schema_for(kind, engine.vocabulary)


@pytest.mark.parametrize("audience", ["citizen", "caseworker", "shared"])
@pytest.mark.parametrize("file", files("examples/*.yaml"), ids=lambda file: file.stem)
def test_every_answer_fits_its_schema(
    engine: Engine, validators: dict[str, Draft202012Validator], file: Path, audience: Any
) -> None:
    citizen = Citizen.read(read_path(file))
    answer = engine.suggest(citizen, citizen.on or dt.date(2026, 9, 1), audience=audience, all_offers=True)
    assert complaints(validators["suggestion"], json.loads(json.dumps(answer.to_json()))) == []


OFFER = """
offer: proeve
name: Prøve
card: {word: Prøve, text: En lille prøve}
answers: [H-ANGST]
eligible: ELIGIBLE
"""
OFFERS_BY_DATE = """
offers:
  versions:
    2026-01-01: [{offer: p, name: P, card: {word: P, text: P}, answers: [H-ANGST], eligible: {}}]
"""
RULESET = 'ruleset: varde\nextends: danmark\nmunicipality: "0573"\n'
CITIZEN = "on: 2026-09-01\nsays: [{words: Jeg er bange, barrier: H-ANGST}]\n"
SCENARIO = "scenarios:\n  - name: En\n    on: 2026-09-01\n    citizen: {says: [{barrier: H-ANGST}]}\n    expect: "

RIGHT_CONDITIONS = [
    "{}",
    "{age: 18}",
    "{age: [18, 19, $alder]}",
    "{age: {at_least: $min, at_most: 24}}",
    "{daily_travel_km: {above: 5.5}}",
    "{benefit_type: kontanthjaelp}",
    "{benefit_type: [kontanthjaelp, $ydelse]}",
    "{wishes_work: true}",
    "{substance_use: {includes: cannabis, count: {at_least: 2}}}",
    "{substance_use: {includes_any: [cannabis, $stof], is_empty: false, count: 1}}",
    "{expected_discharge_date: {within_next: 3 months, after: 2026-01-01}}",
    "{all: [{age: 1}, {any: {age: 2, wishes_work: false}}], not: {is: voksen}}",
    "{$flag: true, is: voksen}",
    "{versions: {2026-01-01: {age: 18}, 2027-01-01: {}}}",
    "{age: {at_least: {versions: {2026-01-01: 18, 2027-01-01: $alder}}}}",
    "{any: [{age: {versions: {2026-01-01: {above: 18}}}}]}",
]
WRONG_CONDITIONS = [
    "{agee: 18}",
    '{age: "18"}',
    "{age: 18.5}",
    "{age: {atleast: 18}}",
    "{age: {at_least: 121}}",
    "{age: {at_least: [18, 19]}}",
    "{age: {}}",
    "{age: []}",
    "{benefit_type: kontanthjelp}",
    "{benefit_type: {at_least: kontanthjaelp}}",
    "{wishes_work: yes}",
    "{wishes_work: ja}",
    "{substance_use: [cannabis]}",
    "{substance_use: {includes: hash}}",
    "{substance_use: {includes: [cannabis]}}",
    "{substance_use: {count: 99}}",
    "{expected_discharge_date: 2026-01-01}",
    "{expected_discharge_date: {after: 01-02-2026}}",
    "{expected_discharge_date: {within_last: et år}}",
    "{all: []}",
    "{any: [voksen]}",
    "{not: {}}",
    "{is: [voksen]}",
    "{is: {age: 18}}",
    "{$flag: ja}",
    "[{age: 18}]",
    "voksen",
    "{versions: {}}",
    "{versions: {fra_nytaar: {age: 18}}}",
    "{versions: {2026-01-01: {age: 18}}, age: 19}",
    "{versions: {2026-01-01: {age: {versions: {2027-01-01: 19}}}}}",
]


@pytest.mark.parametrize("condition", RIGHT_CONDITIONS)
def test_a_right_condition_passes(validators: dict[str, Draft202012Validator], condition: str) -> None:
    document = read_bytes(OFFER.replace("ELIGIBLE", condition).encode(), "offer.yaml")
    assert complaints(validators["offer"], plain(document)) == []


@pytest.mark.parametrize("condition", WRONG_CONDITIONS)
def test_a_wrong_condition_is_marked_while_typing(validators: dict[str, Draft202012Validator], condition: str) -> None:
    offer = read_bytes(OFFER.replace("ELIGIBLE", condition).encode(), "offer.yaml")
    ruleset = read_bytes(f"{RULESET}offers: {{proeve: {{eligible: {condition}}}}}".encode(), "ruleset.yaml")
    assert complaints(validators["offer"], plain(offer))
    assert complaints(validators["ruleset"], plain(ruleset))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("offer", "offer: proeve"),
        ("offer", OFFER.replace("[H-ANGST]", "[H-ANGS]")),
        ("offer", OFFER.replace("[H-ANGST]", "H-ANGST")),
        ("offer", OFFER.replace("En lille prøve", "en to tre fire fem seks syv otte ni ti elleve tolv tretten")),
        ("offer", OFFER.replace("word: Prøve", "word: Et alt for langt")),
        ("offer", OFFER + "answer: [H-ANGST]"),
        ("offer", OFFER + "entitlement: rett"),
        ("offer", OFFER + "status: ide"),
        ("offer", OFFER + "needs: [transprt]"),
        ("offer", OFFER + "municipalities: [Varde]"),
        ("offer", OFFER + "relations: {paralel_ok: [mentor]}"),
        ("offer", OFFER + "hours_per_week: ti"),
        ("offer", OFFER + "hours_per_week: {from: 1}"),
        ("offer", OFFER + "valid: {fra: 2026-01-01}"),
        ("offer", OFFER + "valid: {from: 1-1-2026}"),
        ("offer", OFFER + "parameters: {alder: {type: int}}"),
        ("offer", OFFER + "parameters: {alder: {type: heltal, label: Alder}}"),
        ("offer", "offers: []"),
        ("offer", "offers: [{offer: proeve}]"),
        ("ruleset", "title: Varde"),
        ("ruleset", RULESET.replace('"0573"', "0573")),
        ("ruleset", RULESET + "draft: ja"),
        ("ruleset", RULESET + "offers: {mentor: {ofered: true}}"),
        ("ruleset", RULESET + "offers: {mentor: {offered: nej}}"),
        ("ruleset", RULESET + "parameters: {alder: [18]}"),
        ("ruleset", RULESET + "parameters: {alder: {vaerdi: 18}}"),
        ("ruleset", RULESET + "definitions: {voksen: {when: {agee: 18}}}"),
        ("ruleset", RULESET + "definitions: {voksen: {agee: 18}}"),
        ("citizen", CITIZEN + "facts: {agee: 34}"),
        ("citizen", CITIZEN + 'facts: {age: "34"}'),
        ("citizen", CITIZEN + "facts: {age: 134}"),
        ("citizen", CITIZEN + "facts: {wishes_work: ja}"),
        ("citizen", CITIZEN + "facts: {substance_use: cannabis}"),
        ("citizen", CITIZEN + "facts: {age: {value: 34, fra: lægen}}"),
        ("citizen", CITIZEN.replace("H-ANGST", "h-angst")),
        ("citizen", CITIZEN + "declined: [agee]"),
        ("ruleset", RULESET + "leg_sets: {andre: {title: A, legs: {}}}"),
        ("ruleset", RULESET + "leg_sets: {andre: {title: A, legs: {alt: {label: A, kinds: [X]}}}}"),
        ("ruleset", RULESET + "leg_sets: {andre: {title: A, legs: {alt: {label: A, barriers: [N-VOLD]}}}}"),
        ("ruleset", RULESET + "leg_sets: {andre: {legs: {alt: {label: A, kinds: [F]}}}}"),
        ("citizen", CITIZEN + "talked_about: [X]"),
        ("citizen", CITIZEN + "fakta: {}"),
        ("citizen", CITIZEN.replace("2026-09-01", "1. september")),
        ("citizen", CITIZEN + "facts: {versions: {2026-01-01: {age: 34}}}"),
        ("scenarios", SCENARIO + "{mentor: ja}"),
        ("scenarios", SCENARIO + "{mentor: {right: yes}}"),
        ("scenarios", SCENARIO + "{}"),
        ("scenarios", "scenarios: []"),
        ("vocabulary", "facts: [{key: ny, type: tal, label: Ny, phrase: ny}]"),
        ("vocabulary", "facts: [{key: ny, type: int}]"),
        ("vocabulary", "needs: {ny: {todo: Gør det, met: {agee: 18}}}"),
    ],
)
def test_a_typical_mistake_is_marked_while_typing(
    validators: dict[str, Draft202012Validator], kind: str, text: str
) -> None:
    document = read_bytes(text.replace("ELIGIBLE", "{}").encode(), "file.yaml")
    assert complaints(validators[kind], plain(document))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("offer", OFFER + "entitlement: lokalt\nhours_per_week: 5\nweeks: {from: 1, to: 2}"),
        ("offer", OFFERS_BY_DATE),
        ("offer", OFFER + "status: {versions: {2026-01-01: trial, 2027-01-01: running}}\nkle: [15.20.04]"),
        (
            "ruleset",
            RULESET + "parameters: {a: 1, b: {value: 2}, c: {versions: {2026-01-01: 3}}, "
            "d: {value: {versions: {2026-01-01: 3}}}}",
        ),
        (
            "ruleset",
            RULESET
            + "definitions: {a: {age: 18}, b: {when: {age: 18}, label: b}, c: {versions: {2026-01-01: {when: {}}}}}",
        ),
        (
            "ruleset",
            RULESET
            + "offers: {mentor: {versions: {2026-01-01: {status: idea}}}}\nemergency: [{name: A, telephone: 112}]",
        ),
        ("ruleset", "versions: {2026-01-01: {ruleset: danmark}}"),
        ("ruleset", RULESET + "leg_sets: {andre: {title: A, legs: {alt: {label: A, kinds: [F], barriers: [A-TRO]}}}}"),
        ("citizen", CITIZEN + "talked_about: [H, misbrug]"),
        (
            "citizen",
            CITIZEN
            + "facts: {age: null, substance_use: {has: [cannabis]}, wishes_work: {value: true, on: 2026-01-01}}",
        ),
        ("scenarios", SCENARIO + "{mentor: yes, bisidder: {verdict: unknown, missing: [age]}}"),
    ],
)
def test_what_the_language_allows_passes(validators: dict[str, Draft202012Validator], kind: str, text: str) -> None:
    document = read_bytes(text.replace("ELIGIBLE", "{}").encode(), "file.yaml")
    assert complaints(validators[kind], plain(document)) == []


def test_every_bad_file_that_a_schema_can_see_is_marked(validators: dict[str, Draft202012Validator]) -> None:
    """What only the whole of the rules can tell, such as an unknown parameter, is left to `tilbud rules check`."""
    blind = set()
    for file in files("tests/errors/*.yaml"):
        try:
            document = plain(read_path(file))
        except InputError:
            continue  # What cannot be read at all needs no schema.
        if not complaints(validators[file.name.split("_")[0]], document):
            blind.add(re.findall(r"# wrong: ([a-z-]+)", file.read_text(encoding="utf-8"))[0])
    assert blind <= {
        "addition-without-reason", "amount-reversed", "bad-date", "declare-not-national", "definition-cycle",
        "definition-not-shared", "definition-redefined", "extends-a-draft", "hidden-fact-in-open-offer",
        "leg-set-leaves-out",
        "municipality-taken", "offer-not-loaded",
        "offer-renamed", "parameter-bad-range", "parameter-decimals", "parameter-declared-twice",
        "parameter-does-not-fit", "parameter-is-national", "parameter-not-loaded", "parameter-not-yes-no",
        "parameter-out-of-range", "parameter-values", "parameter-wrong-type", "period-reversed", "right-narrowed",
        "right-uses-local-parameter", "rule-too-large", "ruleset-extends-itself", "ruleset-head-changes",
        "ruleset-in-draft", "ruleset-without-extends", "unknown-definition",
        "unknown-municipality-code", "unknown-offer", "unknown-parameter", "unknown-ruleset", "versions-shape",
        "condition-not-a-mapping", "fact-not-date", "expected-int", "need-in-eligible",
        "parameter-never-set", "relation-not-of-facts",
    }  # fmt: skip
