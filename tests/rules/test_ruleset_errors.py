"""Each mistake has a bad file in tests/errors, with the code and the hint beside the line that is wrong."""

from __future__ import annotations

import datetime as dt
import re
import time
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.rules.worlds import offer, rulebook
from tilbud_engine.errors import InputError, Problem, error_codes, problem
from tilbud_engine.offers import DatedOffer, read_offers
from tilbud_engine.reading import as_node, read_path
from tilbud_engine.rules.checking import faulty_offers, offer_problems, rule_problems
from tilbud_engine.rules.reference import decide
from tilbud_engine.rules.resolved import ADDS_ONLY, ResolvedOffer
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import Ruleset, load_ruleset
from tilbud_engine.vocabulary import Vocabulary

DAY = dt.date(2026, 9, 1)
FOLDER = ROOT / "tests" / "errors"
MARK = re.compile(r"# wrong: (?P<code>[a-z-]+)(?: -> (?P<hint>.+))?$")


def book_with(file: Path | None = None) -> Rulebook:
    """Return the good rules and, beside them, those of a bad file. Raises InputError when it cannot be loaded."""
    good = FOLDER / "good"
    offers: dict[str, DatedOffer] = {}
    rulesets: dict[str, Ruleset] = {}
    files = [good / "offers.yaml", *([file] if file and file.name.startswith("offer_") else [])]
    for one in files:
        found, problems = read_offers(read_path(one, one.name), "test")
        if problems:
            raise InputError(problems)
        offers.update({made.id: made for made in found})
    names = ["danmark.yaml", "esbjerg.yaml", "udkast.yaml"]
    files = [*(good / name for name in names), *([file] if file and file.name.startswith("ruleset_") else [])]
    for one in files:
        ruleset = load_ruleset(one, one.name)
        rulesets[ruleset.name] = ruleset
    named = {key: key for key in offers}
    vocabulary = Vocabulary.shipped()
    if file and file.name.startswith("vocabulary_"):
        vocabulary, problems = vocabulary.extended(read_path(file, file.name), "test")
        if problems:
            raise InputError(problems)
    return Rulebook(vocabulary.with_values({}, named), offers, rulesets)


def found_in(file: Path) -> list[Problem]:
    try:
        book = book_with(file)
    except InputError as error:
        return list(error.problems)
    before = set(map(str, rule_problems(book_with())))
    return [one for one in rule_problems(book) if str(one) not in before]


FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_mistake_is_told_with_its_code_its_line_and_what_to_do(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    expected = [(number, found) for number, line in enumerate(lines, 1) if (found := MARK.search(line))]
    assert expected, "a bad file says what is wrong with it"
    problems = found_in(file)
    told = [(one.where, one.code) for one in problems]
    assert sorted(told) == sorted((f"{file.name}:{number}", found["code"]) for number, found in expected)
    for number, found in expected:
        one = next(one for one in problems if one.where == f"{file.name}:{number}")
        assert (found["hint"] or "").strip() in one.hint("da")
        for language in ("da", "en"):
            assert one.message(language)
            assert "{" not in one.message(language).replace("{at_least", "")


def test_the_good_files_have_no_errors_and_say_only_that_a_draft_is_a_draft() -> None:
    assert [one.code for one in rule_problems(book_with())] == ["ruleset-in-draft"]
    assert faulty_offers(book_with()) == {}


def test_every_code_of_the_check_has_a_bad_file() -> None:
    text = (ROOT / "src" / "tilbud_engine" / "rules" / "checking.py").read_text(encoding="utf-8")
    used = {code for code in error_codes() if f'"{code}"' in text}
    shown = set(re.findall(r"# wrong: ([a-z-]+)", "".join(file.read_text(encoding="utf-8") for file in FILES)))
    assert used - shown == {"part-expired"}, "each of these needs a file"


# --- remarks ----------------------------------------------------------------------------------------------------


def test_a_remark_is_no_error() -> None:
    assert problem("offer-not-loaded", name="x").is_remark
    assert not problem("unknown-offer", name="x").is_remark


def test_an_offer_is_faulty_only_for_what_is_wrong_in_itself() -> None:
    book = rulebook(
        "offers:\n"
        "  - {offer: god, name: G, card: {word: G, text: G}, answers: [H-ANGST], eligible: {is: voksen},\n"
        "     relations: {pairs_with: [findes_ikke]}}\n"
        "  - {offer: daarlig, name: D, card: {word: D, text: D}, answers: [H-ANGS], eligible: {agee: 18}}\n",
        "ruleset: danmark\ndefinitions: {voksen: {agge: 18}}",
    )
    faulty = faulty_offers(book)
    assert list(faulty) == ["daarlig"]
    assert [one.code for one in faulty["daarlig"]] == ["unknown-fact", "unknown-barrier"]
    assert [one.code for one in offer_problems(book, book.offers["god"])] == ["offer-not-loaded"]
    # The fault in the definition is the ruleset's; the offers that use it stay undecided.
    assert [one.code for one in book.resolve("danmark", DAY).offers["god"].faults] == ["unknown-fact"]


def test_what_has_expired_is_told_only_when_a_day_is_given() -> None:
    book = rulebook(
        offer("{}", valid="{to: 2026-08-31}"),
        """\
        ruleset: danmark
        declare:
          alder: {type: int, label: Alder}
        parameters:
          alder: {value: 18, valid: {to: 2025-12-31}}
        definitions:
          gammel: {when: {age: 99}, valid: {to: 2026-09-01}}
        """,
    )
    assert rule_problems(book) == []
    told = [(one.code, one.where, one.values["name"], one.is_remark) for one in rule_problems(book, DAY)]
    assert told == [
        ("part-expired", "offer.yaml:1", "proeve", True),
        ("part-expired", "ruleset0.yaml:5", "alder", True),
    ]
    assert len(rule_problems(book, dt.date(2026, 9, 2))) == 3


@pytest.mark.parametrize(
    ("field", "entry", "count"),
    [
        ("offers", "proev{}: {{offered: true}}", 2_500),
        ("parameters", "alder{}: 1", 9_000),
        ("definitions", "d{}: {{is: e{}}}", 2_500),
        ("definitions", "d{}: {{age: $e{}}}", 2_500),
    ],
)
def test_thousands_of_mistakes_on_one_line_are_all_told_in_seconds(field: str, entry: str, count: int) -> None:
    written = ", ".join(entry.format(number, number) for number in range(count))
    book = rulebook(offer("{}"), "ruleset: danmark", f"ruleset: varde\nextends: danmark\n{field}: {{{written}}}")
    started = time.process_time()
    problems = rule_problems(book)
    assert len(problems) == count
    assert time.process_time() - started < 5


def test_the_shipped_rules_have_no_errors_of_their_own() -> None:
    from tilbud_engine.engine import Engine

    engine = Engine.load(runtime="reference")
    errors = [one.line("en") for one in rule_problems(engine.rulebook) if not one.is_remark]
    assert errors == []


# --- local may add, never take away -----------------------------------------------------------------------------

DANMARK = """
ruleset: danmark
declare:
  alder: {type: int, range: [0, 120], set_by: national, default: 18, label: Alder}
definitions:
  voksen: {age: {at_least: $alder}}
"""
WRITINGS = {
    "offered": ("offers: {proeve: {offered: false}}", "right-narrowed"),
    "status": ("offers: {proeve: {status: paused}}", "right-narrowed"),
    "eligible": ("offers: {proeve: {eligible: {age: {at_least: 40}}}}", "right-narrowed"),
    "parameter": ("parameters: {alder: 40}", "parameter-is-national"),
    "definition": ("definitions: {voksen: {age: {at_least: 40}}}", "definition-redefined"),
}
RIGHTS = {
    "wholly": {"entitlement": "ret"},
    "for some": {"rights": "[{when: {wishes_work: true}, text: Ret}]"},
    "at another date": {"entitlement": "{versions: {1990-01-01: ret, 2000-01-01: skoen}}"},
}
FACTS = {"age": 30, "wishes_work": True}


def world(writing: str, right: str, head: str = "") -> Rulebook:
    municipality = f'ruleset: varde\nextends: danmark\nmunicipality: "0573"\n{head}\n{WRITINGS[writing][0]}'
    return rulebook(offer("{is: voksen}", **RIGHTS[right]), DANMARK, municipality)


def answer(found: ResolvedOffer) -> tuple[object, ...]:
    right = None if found.right is None else decide(found.right, FACTS)
    return found.not_offered, found.not_loaded, decide(found.eligible, FACTS), right


@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.parametrize("writing", WRITINGS)
def test_a_right_is_not_narrowed_and_what_tries_to_is_told(writing: str, right: str) -> None:
    """Principle 9: local may add, never take away."""
    book = world(writing, right)
    assert answer(book.resolve("varde", DAY).offers["proeve"]) == answer(book.resolve("danmark", DAY).offers["proeve"])
    (told,) = rule_problems(book)
    assert (told.code, told.is_remark) == (WRITINGS[writing][1], False)
    assert told.where == "ruleset1.yaml:5"


@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.parametrize("writing", WRITINGS)
def test_a_draft_may_write_all_of_it(writing: str, right: str) -> None:
    book = world(writing, right, head="draft: true")
    assert answer(book.resolve("varde", DAY).offers["proeve"]) != answer(book.resolve("danmark", DAY).offers["proeve"])
    assert [one.code for one in rule_problems(book)] == ["ruleset-in-draft"]


@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.parametrize("writing", WRITINGS)
def test_a_draft_below_lends_nothing_to_a_ruleset_in_use(writing: str, right: str) -> None:
    draft = f"ruleset: udkast\nextends: danmark\ndraft: true\n{WRITINGS[writing][0]}"
    varde = 'ruleset: varde\nextends: udkast\nmunicipality: "0573"'
    book = rulebook(offer("{is: voksen}", **RIGHTS[right]), DANMARK, draft, varde)
    assert answer(book.resolve("varde", DAY).offers["proeve"]) == answer(book.resolve("danmark", DAY).offers["proeve"])
    assert "extends-a-draft" in [one.code for one in rule_problems(book)]


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_ruleset_that_extends_nothing_is_not_the_nation(writing: str) -> None:
    alone = f'ruleset: varde\nmunicipality: "0573"\n{WRITINGS[writing][0]}\n'
    book = rulebook(offer("{age: {at_least: $alder}}", entitlement="ret"), DANMARK, alone)
    found = book.resolve("varde", DAY).offers["proeve"]
    assert answer(found) == (None, False, True, True)
    assert "ruleset-without-extends" in [one.code for one in rule_problems(book)]


@pytest.mark.parametrize("eligible", ["{age: {at_least: $lokal}}", "{is: lokalt}", "{any: [{is: lokalt}, {age: 120}]}"])
@pytest.mark.parametrize("right", ["wholly", "for some"])
def test_a_right_that_uses_what_a_municipality_may_set_keeps_its_default_and_is_told(eligible: str, right: str) -> None:
    """Principle 9: a right's conditions use only parameters that are national, through definitions too."""
    danmark = """
    ruleset: danmark
    declare:
      lokal: {type: int, range: [0, 120], set_by: municipality, default: 18, label: Alder}
    definitions:
      lokalt: {age: {at_least: $lokal}}
    """
    varde = 'ruleset: varde\nextends: danmark\nmunicipality: "0573"\nparameters: {lokal: 40}'
    book = rulebook(offer(eligible, **RIGHTS[right]), danmark, varde)
    assert answer(book.resolve("varde", DAY).offers["proeve"]) == (None, False, True, True)
    assert [one.code for one in rule_problems(book)] == ["right-uses-local-parameter"]
    assert list(faulty_offers(book)) == ["proeve"]
    # What is no right follows the municipality.
    ordinary = rulebook(offer(eligible), danmark, varde)
    assert answer(ordinary.resolve("varde", DAY).offers["proeve"]) == (None, False, False, None)
    assert rule_problems(ordinary) == []


def test_an_addition_to_a_right_may_use_what_a_municipality_sets() -> None:
    varde = """
    ruleset: varde
    extends: danmark
    parameters: {lokal: 16}
    definitions:
      ung: {age: {at_least: $lokal}}
    offers:
      proeve: {also_eligible: {is: ung}, because: Fordi, source: {title: Beslutning}}
    """
    book = rulebook(
        offer("{is: voksen}", entitlement="ret"),
        f"{DANMARK}\n".replace("declare:", "declare:\n  lokal: {type: int, default: 17, label: Alder}"),
        varde,
    )
    found = book.resolve("varde", DAY).offers["proeve"]
    assert [decide(found.eligible, {"age": age}) for age in (15, 16, 18)] == [False, True, True]
    assert [decide(found.right, {"age": age}) for age in (16, 18)] == [False, True]  # type: ignore[arg-type]
    assert rule_problems(book) == []


def test_what_is_no_right_a_municipality_decides() -> None:
    for writing, (text, _) in WRITINGS.items():
        if writing in ("parameter", "definition"):
            continue
        book = rulebook(offer("{is: voksen}"), DANMARK, f"ruleset: varde\nextends: danmark\n{text}")
        here, there = (book.resolve(name, DAY).offers["proeve"] for name in ("varde", "danmark"))
        assert answer(here) != answer(there)
        assert rule_problems(book) == []


def test_everything_that_adds_or_informs_may_be_written_of_a_right() -> None:
    values = {
        "also_eligible": "{age: 17}",
        "because": "Fordi",
        "because_en": "Because",
        "source": "{title: En beslutning}",
        "valid": "{from: 2026-01-01}",
        "contact": "{name: Huset}",
        "cooperation": "[Huset]",
        "service_level": "Hver uge",
        "service_level_en": "Every week",
        "capacity": "{places: 15}",
        "price": "{dkk: 9000, per: course}",
    }
    assert values.keys() == ADDS_ONLY
    written = ", ".join(f"{key}: {value}" for key, value in values.items())
    book = rulebook(
        offer("{is: voksen}", entitlement="ret"),
        DANMARK,
        f"ruleset: varde\nextends: danmark\noffers: {{proeve: {{versions: {{2026-01-01: {{{written}}}}}}}}}",
    )
    assert rule_problems(book) == []
    found = book.resolve("varde", DAY).offers["proeve"]
    read = {"age": book.vocabulary.facts["age"].read(as_node(17))}
    assert decide(found.eligible, read) is True  # type: ignore[arg-type]
    assert found.right is not None
    assert decide(found.right, read) is False  # type: ignore[arg-type]
