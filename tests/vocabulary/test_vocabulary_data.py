"""The words that come with the engine: complete, in the right direction, kind, and glossed (R-P16, R-D2, R-D10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.checkout import ROOT
from tilbud_engine.catalogue import catalogue_folder
from tilbud_engine.errors import Problem
from tilbud_engine.reading import read_bytes, read_path
from tilbud_engine.rules.parsing import parse_condition
from tilbud_engine.vocabulary import Fact, Vocabulary


def listed(text: str) -> list[str]:
    return text.split()


FACTS = listed("""
age municipality housing_status eviction_notice household_children network_persons violence_at_home danish_level
digital_skills distance_to_public_transport_km public_transport_usable has_driving_licence has_vehicle daily_travel_km
benefit_type benefit_months lab_target_group months_unemployed work_duty residence_requirement_met has_employer
work_hours_per_week work_income_12m_dkk ordinary_education_12m enrolled_in_education has_vocational_qualification
reading_difficulty max_hours_per_week work_capacity_reduced functional_limitation limitation_permanent
long_term_condition doctor_referrals psychiatric_contact expected_discharge_date sick_leave_expected_weeks
substance_use wants_treatment can_attend_sober sel_v_assessed parallel_services number_of_contacts wants_to_take_part
wishes_work debt_problem consent_sharing current_offers resource_course_start
""")

BARRIERS = listed("""
H-ANGST H-TRIST H-STRESS H-TRAUME H-PSYK H-AKUT H-SMERTE H-SYGDOM H-SOEVN H-KOGNI H-ALKOHOL H-STOF H-VENTER
D-OVERBLIK D-HJEM D-BOLIG D-GAELD D-UDGIFT D-TRANSPORT D-DIGITAL
N-ENSOM N-BOERN N-FAMILIE N-VOLD N-MILJOE N-TILLID N-MANGE N-MOEDER
A-TRO A-LAENGE A-KOMP A-LAES A-SPROG A-VEDIKKE A-HENSYN A-PENGE A-DAARLIG A-MOTIV A-PRIVAT
""")

AUTHORITY = {
    "lab_target_group",
    "work_duty",
    "residence_requirement_met",
    "work_capacity_reduced",
    "sel_v_assessed",
}

# What question and true statement of a yes/no fact have in common: yes is true.
YES_IS_TRUE = {
    "eviction_notice": "flytte ud",
    "violence_at_home": "bange",
    "public_transport_usable": "køre med bus eller tog",
    "has_driving_licence": "kørekort",
    "has_vehicle": "bil, knallert eller cykel",
    "has_employer": "en arbejdsplads",
    "ordinary_education_12m": "SU-uddannelse",
    "enrolled_in_education": "i gang med en uddannelse",
    "has_vocational_qualification": "en uddannelse, du kan arbejde med",
    "limitation_permanent": "varig",
    "long_term_condition": "en sygdom, der varer ved",
    "wants_treatment": "hjælp til at skære ned",
    "can_attend_sober": "komme",
    "wants_to_take_part": "lyst til at være med",
    "wishes_work": "et job",
    "debt_problem": "gæld, der trykker",
}

# These say the opposite in a word of their own.
OPPOSITE_WORD = {"can_attend_sober": "svært"}

NEGATION = re.compile(r"\b(ikke|ingen|intet|uden|hverken|aldrig|nej|mangler)\b", re.IGNORECASE)
NEGATION_EN = re.compile(r"\b(not|no|cannot)\b", re.IGNORECASE)
FIRST_PERSON = re.compile(r"(Jeg|Min|Mit|Mine|Det) ")
FIRST_PERSON_EN = re.compile(r"(I|My|It|Things|Reading) ")
SECOND_PERSON = re.compile(r"\b(du|dig|din|dit|dine)\b", re.IGNORECASE)
# Adverbs that move in front of the verb after "fordi" and "hvis": "du har ikke", but "fordi du ikke har".
MOVING_ADVERB = re.compile(r"^[\w ]+? (er|har|kan|vil|bor|taler|får|ønsker) (ikke|gerne|aldrig|altid|kun|også|måske)\b")
STAFF_WORDS = re.compile(
    r"barriere|målgruppe|visit(ation|er)|borger|indsats|foranstaltning|bevilling|bevilge|funktionsnedsættelse|"
    r"sagsbehandl|myndighed|forvaltning|motivation|tilbudsvifte|ressourcesvag|misbrug",
    re.IGNORECASE,
)
ENGLISH_VALUES = set(
    listed("""
own rented with_family sublet_or_friends shelter street institution none basic working fluent alone with_help unable
suspected confirmed psychologist training psychiatry other waiting outpatient inpatient discharged_6m alcohol cannabis
other_drugs medicine in_target not_in_target gp employer network
""")
)

LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "-": "_", " ": "_"})


@cache
def words() -> Vocabulary:
    return Vocabulary.shipped()


def yes_no_facts() -> list[Fact]:
    return [fact for fact in words().facts.values() if fact.type == "bool"]


def spoken_by_citizen() -> Iterator[tuple[str, str | None, str | None]]:
    for barrier in words().barriers.values():
        yield barrier.code, barrier.says, barrier.says_en
    for fact in words().facts.values():
        for value, label in fact.values.items():
            yield f"{fact.key}: {value}", label.says, label.says_en


def read_by_citizen() -> Iterator[tuple[str, str]]:
    """Yield every Danish text that a citizen may read, with where it is from."""
    for barrier in words().barriers.values():
        yield barrier.code, barrier.says
    for fact in words().facts.values():
        for text in (fact.question, fact.shown_as, fact.say_first, fact.phrase, fact.phrase_not):
            if text:
                yield fact.key, text
        for value, label in fact.values.items():
            for text in (label.says, None if fact.for_authority else label.label):
                if text:
                    yield f"{fact.key}: {value}", text
    for key, need in words().needs.items():
        yield key, need.todo
    for leg, named in words().legs.items():
        yield leg, named.label


def test_all_48_facts_are_there_under_their_own_keys():
    assert list(words().facts) == FACTS
    assert len(FACTS) == 48


def test_all_39_barriers_are_there_in_four_legs():
    assert list(words().barriers) == BARRIERS
    assert len(BARRIERS) == 39
    assert set(words().legs) == {"H", "D", "N", "A"}
    for barrier in words().barriers.values():
        assert barrier.leg == barrier.code[0]
        assert barrier.kind in words().kinds


def test_every_leg_has_barriers_so_that_no_side_of_life_is_missing():
    assert {barrier.leg for barrier in words().barriers.values()} == set(words().legs)


def test_only_acute_danger_is_an_alarm_and_only_violence_is_shielded():
    assert [code for code, one in words().barriers.items() if one.alarm] == ["H-AKUT"]
    assert [code for code, one in words().barriers.items() if one.shielded] == ["N-VOLD"]


def test_everyday_phrases_belong_to_one_barrier_each():
    phrases = [phrase for barrier in words().barriers.values() for phrase in barrier.phrases]
    assert len(phrases) == len(set(phrases))
    assert all(barrier.phrases for barrier in words().barriers.values())
    assert phrases == [phrase.strip() for phrase in phrases]


def test_every_barrier_and_every_value_has_a_label_in_the_citizens_own_voice():
    for where, danish, english in spoken_by_citizen():
        assert danish, where
        assert english, where
        assert FIRST_PERSON.match(danish), (where, danish)
        assert not SECOND_PERSON.search(danish), (where, danish)
        assert FIRST_PERSON_EN.match(english), (where, english)
        assert not danish.endswith("."), (where, danish)


def test_no_citizens_label_says_that_someone_lacks_the_will():
    for where, danish, _ in spoken_by_citizen():
        assert danish
        assert not re.search(r"mangler (lyst|motivation|vilje)|gider|doven|umotiveret", danish), (where, danish)


@pytest.mark.parametrize("key", sorted(YES_IS_TRUE))
def test_a_yes_to_the_question_is_the_facts_own_true(key):
    fact = words().facts[key]
    assert fact.question
    assert YES_IS_TRUE[key] in fact.question
    assert YES_IS_TRUE[key] in fact.phrase
    assert not NEGATION.search(fact.question.replace("uden at have drukket", ""))
    assert re.match(r"(Er|Har|Kan|Vil) ", fact.question)


def test_each_yes_no_question_has_its_direction_checked():
    assert set(YES_IS_TRUE) == {fact.key for fact in yes_no_facts() if not fact.for_authority}


def test_false_statements_carry_a_negation_and_true_ones_none():
    for fact in yes_no_facts():
        true, false = fact.values["true"], fact.values["false"]
        assert fact.phrase_not, fact.key
        assert fact.phrase_not_en, fact.key
        assert true.says, fact.key
        assert false.says, fact.key
        assert not NEGATION.search(true.says), (fact.key, true.says)
        assert NEGATION.search(false.says), (fact.key, false.says)
        assert not NEGATION.search(fact.phrase), (fact.key, fact.phrase)
        opposite = OPPOSITE_WORD.get(fact.key)
        said = opposite in fact.phrase_not if opposite else NEGATION.search(fact.phrase_not)
        assert said, (fact.key, fact.phrase_not)
        assert not NEGATION_EN.search(true.says_en or ""), (fact.key, true.says_en)
        assert NEGATION_EN.search(false.says_en or ""), (fact.key, false.says_en)


def test_phrases_keep_their_word_order_after_fordi_and_hvis():
    for fact in words().facts.values():
        # In what says no by itself the explainer moves the "ikke".
        for text in (fact.phrase, (fact.phrase_not or "").replace(" ikke", "", 1)):
            if text:
                assert text[0].islower() or text.startswith("MitID"), text
                assert not text.endswith("."), text
                assert not MOVING_ADVERB.match(text), text


def test_phrases_have_a_place_for_the_value_and_yes_no_phrases_have_none():
    for fact in words().facts.values():
        for phrase in (fact.phrase, fact.phrase_en):
            assert phrase
            assert phrase.count("{value}") == (0 if fact.type == "bool" else 1), fact.key
        assert (fact.phrase_not is None) == (fact.type != "bool"), fact.key


def test_everything_has_an_english_text():
    for fact in words().facts.values():
        for name in ("unit", "question", "shown_as", "label", "phrase", "phrase_not", "say_first"):
            assert (getattr(fact, name) is None) == (getattr(fact, f"{name}_en") is None), (fact.key, name)
        for value, label in fact.values.items():
            assert (label.label is None) == (label.label_en is None), (fact.key, value)
    for barrier in words().barriers.values():
        assert barrier.label_en, barrier.code
    for key, need in words().needs.items():
        assert need.todo_en, key
    for named in [*words().legs.values(), *words().kinds.values()]:
        assert named.label_en


def test_what_only_an_authority_can_settle_is_shown_and_never_asked():
    assert {fact.key for fact in words().facts.values() if fact.for_authority} == AUTHORITY
    for fact in words().facts.values():
        if fact.for_authority:
            assert fact.ask == ("authority",)
            assert fact.question is None, fact.key
            assert fact.shown_as, fact.key
            assert fact.shown_as.startswith("Kommunen mangler at afgøre"), fact.key
            assert fact.answerer != "citizen", fact.key
        else:
            assert fact.question, fact.key
            assert fact.question.endswith("?"), fact.key
            assert fact.shown_as is None, fact.key
            assert fact.answerer == "citizen", fact.key


def test_a_fact_is_raised_by_known_barriers_and_only_where_it_waits_to_be_raised():
    for fact in words().facts.values():
        assert set(fact.raised_by) <= set(words().barriers), fact.key
        assert bool(fact.raised_by) == ("if_raised" in fact.ask), fact.key
    assert words().facts["violence_at_home"].ask == ("alone", "if_raised")


def test_what_a_barrier_implies_is_a_value_of_a_known_fact():
    implying = {code: one.implies for code, one in words().barriers.items() if one.implies}
    assert set(implying) == {"H-ALKOHOL", "D-GAELD", "N-VOLD", "A-LAES"}
    for code, implied in implying.items():
        for key, node in implied.items():
            assert not isinstance(words().facts[key].read(node), Problem), (code, key)


def test_alcohol_settles_only_its_own_member_of_what_is_used():
    implied = words().facts["substance_use"].read(words().barriers["H-ALKOHOL"].implies["substance_use"])
    assert not isinstance(implied, Problem)
    assert implied.answer("alcohol") is True  # type: ignore[union-attr]
    assert implied.answer("cannabis") is None  # type: ignore[union-attr]


def test_questions_on_children_tell_of_the_duty_to_report_first():
    on_children = {
        fact.key for fact in words().facts.values() if re.search(r"\b(børn|barn)", fact.question or "", re.IGNORECASE)
    }
    assert on_children == {"household_children"}
    assert {fact.key for fact in words().facts.values() if fact.say_first} == on_children
    for key in on_children:
        told = words().facts[key].say_first or ""
        assert "sige det videre" in told
        assert "Du bestemmer selv" in told


def test_no_text_for_citizens_uses_the_words_of_staff():
    for where, text in read_by_citizen():
        assert not STAFF_WORDS.search(text), (where, text)


def test_texts_for_citizens_are_short():
    for where, text in read_by_citizen():
        longest = max(len(sentence.split()) for sentence in re.split(r"[.:] ", text))
        assert longest <= 20, (where, text)


def test_to_dos_tell_what_to_do_and_are_met_by_a_condition_that_can_be_read():
    vocabulary = words().with_values({}, {})
    for key, need in words().needs.items():
        assert re.match(r"[A-ZÆØÅ][a-zæøå]+\b", need.todo), key
        assert not re.match(r"(Du|Jeg|Vi|Kommunen|Det)\b", need.todo), (key, need.todo)
        if need.met is not None:
            _, problems = parse_condition(need.met, vocabulary)
            assert not problems, (key, [str(one.line("en")) for one in problems])


def test_closed_benefits_end_with_june_2025():
    valid = words().facts["benefit_type"].valid
    assert set(valid) == {"uddannelseshjaelp", "overgangsydelse", "sho"}
    assert {str(period.to) for period in valid.values()} == {"2025-06-30"}


def test_the_groups_of_the_employment_act_are_texts_so_that_6_1_is_not_6_10():
    values = dict(words().facts["lab_target_group"].values)
    assert list(values) == [f"6.{number}" for number in range(1, 14)] + ["ingen"]
    assert values.pop("ingen").label == "uden for kommunens grupper"
    for value, label in values.items():
        assert (label.label or "").startswith(f"i gruppe {value} (")


def test_distances_and_hours_are_counted_in_tenths():
    decimals = {fact.key: fact.decimals for fact in words().facts.values() if fact.type == "number"}
    assert decimals == {"distance_to_public_transport_km": 1, "daily_travel_km": 1, "work_hours_per_week": 1}


def test_every_number_has_a_range():
    for fact in words().facts.values():
        assert (fact.range_ is not None) == (fact.type in ("int", "number")), fact.key


def test_98_municipalities_have_their_own_four_digit_codes():
    places = words().municipalities
    assert len(places) == 98
    codes = [place.code for place in places.values()]
    assert len(set(codes)) == 98
    assert all(re.fullmatch(r"0[1-8][0-9]{2}", code) for code in codes)
    assert codes == sorted(codes)
    known = {"koebenhavn": "0101", "hoeje_taastrup": "0169", "bornholm": "0400", "varde": "0573", "hjoerring": "0860"}
    assert {key: places[key].code for key in known} == known


def test_a_municipalitys_key_is_its_name_by_the_documented_mapping():
    for key, place in words().municipalities.items():
        assert key == place.name.lower().translate(LETTERS)


def test_every_id_is_ascii_snake_case():
    ids = [*words().facts, *words().needs, *words().municipalities]
    for fact in words().facts.values():
        ids += [value for value in fact.values if not re.fullmatch(r"6\.[0-9]{1,2}", value)]
    for name in ids:
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name), name
    for code in words().barriers:
        assert re.fullmatch(r"[HDNA]-[A-Z]+", code), code


def test_the_data_files_quote_what_yaml_would_misread_and_hold_no_tabs():
    folder = ROOT / "src" / "tilbud_engine" / "vocabulary"
    files = sorted(folder.glob("*.yaml"))
    assert [file.name for file in files] == [
        "barriers.yaml",
        "facts.yaml",
        "municipalities.yaml",
        "needs.yaml",
        "relations.yaml",
        "units.yaml",
    ]
    for file in files:
        raw = file.read_bytes()
        assert b"\t" not in raw, file.name
        for number, line in enumerate(raw.decode("utf-8").splitlines(), 1):
            where = f"{file.name}:{number}"
            assert not re.match(r"\s*(yes|no|on|off|y|n|true|false|0[0-9]+|[0-9]+\.[0-9]+):", line, re.IGNORECASE), (
                where
            )
            assert not re.search(r":\s(yes|no|on|off|0[0-9]+)\s*$", line, re.IGNORECASE), where


def glossary() -> set[str]:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("| ")]
    for row in rows:
        assert len(row) >= 2, row
    return {term for row in rows if row[min(2, len(row) - 1)].strip() for term in re.findall(r"`([^`]+)`", row[0])}


def offer_ids() -> set[str]:
    found: set[str] = set()
    for file in sorted(catalogue_folder("plugins").glob("*/offer.yaml")):
        node = read_path(file)
        assert isinstance(node, dict), file
        entries = node.get("offers", [node])
        found |= {str(entry["offer"]) for entry in entries}
    return found


def test_the_glossary_has_a_row_for_every_offer():
    assert offer_ids() - glossary() == set()


def test_the_glossary_has_a_row_for_every_ruleset():
    names = {file.parent.name for file in catalogue_folder("rulesets").glob("*/ruleset.yaml")}
    assert names - glossary() == set()


def test_the_glossary_has_a_row_for_every_danish_value_of_a_fact():
    values = {value for fact in words().facts.values() if fact.type in ("choice", "set") for value in fact.values}
    assert values - glossary() - ENGLISH_VALUES == set()
    assert values >= ENGLISH_VALUES
    assert not glossary() & ENGLISH_VALUES


def test_the_glossary_has_a_row_for_every_barrier_leg_kind_and_entitlement():
    terms = {*words().barriers, *words().legs, *words().kinds}
    terms |= {"ret", "skoen", "lokalt", "aabent", "frivilligt", "pligt"}
    assert terms - glossary() == set()


def test_the_glossary_calls_every_barrier_what_the_data_calls_it():
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for barrier in words().barriers.values():
        assert f"| `{barrier.code}` | {barrier.label} | {barrier.label_en} |" in text


def test_a_second_meaning_for_a_shipped_fact_is_refused():
    made, problems = words().extended(
        read_bytes(
            b"facts:\n  - {key: age, type: int, question: 'Hvor?', label: alder, phrase: 'x {value}'}\n", "v.yaml"
        ),
        plugin="other",
    )
    assert [one.code for one in problems] == ["word-redefined"]
    assert made is words()


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("type: bool\n  phrase_not: du er ikke\n  grows: years", "fact-field-out-of-place"),
        ("type: int\n  decimals: 2", "fact-field-out-of-place"),
        ("type: number\n  decimals: 9\n  range: [0, 99999999999]", "fact-range-too-wide"),
    ],
)
def test_a_fact_that_no_engine_can_reckon_with_is_refused(field: str, code: str) -> None:
    text = f"facts:\n- key: prøve\n  {field}\n  label: x\n  phrase: du er\n  question: Er du?\n".replace("ø", "oe")
    _, problems = Vocabulary.shipped().extended(read_bytes(text.encode(), "vocabulary.yaml"), "p")
    assert [one.code for one in problems] == [code]
