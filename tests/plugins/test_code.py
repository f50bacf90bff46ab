"""A plugin's code: what it does wrong is told with plugin, file and cause, and stays its own."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

from tests.plugins.made import codes, folder_plugin, info, loaded
from tilbud_engine.case import Citizen, read_knowledge
from tilbud_engine.errors import Problem
from tilbud_engine.plugins import Registry

ON = dt.date(2026, 9, 1)
TOLD = "37"


def derived(registry: Registry, **facts: object) -> tuple[dict[str, object], tuple[Problem, ...]]:
    citizen = Citizen.read({"facts": facts or {"age": 37}})
    knowledge, _ = read_knowledge(citizen, registry.vocabulary, ON)
    known, problems = registry.derive_facts(citizen, knowledge, ON)
    return {key: one.value for key, one in known.items()}, problems


FAULTS = {
    "an exception": ("raise ValueError('gik galt')", "ValueError: gik galt"),
    "a way out": ("raise SystemExit(3)", "SystemExit: 3"),
    "an exit of its own kind": ("raise BaseException", "BaseException"),
    "an exception that cannot be shown": (
        "raise type('Stum', (Exception,), {'__str__': lambda self: 1 / 0})",
        "Stum",
    ),
}


@pytest.mark.parametrize(("fault", "cause"), FAULTS.values(), ids=FAULTS)
def test_a_fault_at_import_is_told_and_the_offers_stay(tmp_path: Path, fault: str, cause: str) -> None:
    broken = folder_plugin(tmp_path, "a_kor", f"\n{fault}\n")
    folder_plugin(tmp_path, "b_sang", "@hookimpl\ndef tilbud_offers():\n    return []\n")
    registry = loaded(tmp_path)
    (problem,) = registry.problems
    assert (problem.code, problem.where) == ("plugin-import-failed", f"{broken}/plugin.py:4")
    assert f"({cause})" in problem.message("en")
    assert "`a_kor`" in problem.message("en")
    assert list(registry.offers) == ["a_kor", "b_sang"]
    assert (info(registry, "a_kor").status, info(registry, "b_sang").status) == ("partial", "loaded")


def test_a_file_that_is_no_python_is_told_with_its_line(tmp_path: Path) -> None:
    broken = folder_plugin(tmp_path, "kor", "\ndef (:\n")
    (problem,) = loaded(tmp_path).problems
    assert (problem.code, problem.where) == ("plugin-import-failed", f"{broken}/plugin.py:4")


HOOKS = {
    "tilbud_offers": "def tilbud_offers():",
    "tilbud_vocabulary": "def tilbud_vocabulary():",
    "tilbud_derive_facts": "def tilbud_derive_facts(citizen):",
    "tilbud_availability": "def tilbud_availability(offer_id):",
}


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("fault", ["raise KeyError('abc')", "raise SystemExit", "yield 1\n    raise KeyError('abc')"])
def test_a_fault_at_a_hook_is_told_and_stays_with_its_plugin(tmp_path: Path, hook: str, fault: str) -> None:
    broken = folder_plugin(
        tmp_path, "a_kor", f"@hookimpl\n{HOOKS[hook]}\n    {fault}\n", "distance_to_public_transport_km"
    )
    folder_plugin(
        tmp_path,
        "b_sang",
        """
        @hookimpl
        def tilbud_derive_facts():
            return {"distance_to_public_transport_km": 4.7}

        @hookimpl
        def tilbud_availability():
            return {"free_places": 2}

        @hookimpl
        def tilbud_vocabulary():
            return {"needs": {"noder": {"todo": "Find noderne"}}}

        @hookimpl
        def tilbud_offers():
            card = {"word": "Kor", "text": "Syng"}
            yield {"offer": "kor", "name": "Kor", "card": card, "answers": ["N-ENSOM"], "eligible": {}}
        """,
        "distance_to_public_transport_km",
    )
    registry = loaded(tmp_path)
    facts, at_facts = derived(registry)
    there, at_availability = registry.availability("kor", "varde", ON)
    problems = [*registry.problems, *at_facts, *at_availability]
    assert {one.code for one in problems} <= {"hook-failed", "hook-result"}
    assert problems
    assert all("`a_kor`" in one.message("en") for one in problems)
    if not fault.startswith("yield"):
        assert problems[0].where == f"{broken}/plugin.py:5"
    assert facts == {"distance_to_public_transport_km": 47}
    assert there is not None
    assert there.free_places == 2
    assert "noder" in registry.vocabulary.needs
    assert {"a_kor", "b_sang", "kor"} == set(registry.offers)


def test_ctrl_c_is_nobodys_fault_and_gets_through(tmp_path: Path) -> None:
    folder_plugin(tmp_path, "kor", "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        loaded(tmp_path)


@pytest.mark.parametrize("hook", ["tilbud_derive_facts", "tilbud_availability"])
def test_nothing_about_a_person_stands_in_a_problem(tmp_path: Path, hook: str) -> None:
    told = "citizen.facts['age']" if "derive" in hook else "municipality"
    argument = "citizen" if "derive" in hook else "municipality"
    folder_plugin(tmp_path, "kor", f"@hookimpl\ndef {hook}({argument}):\n    raise ValueError({told})\n", "bus_pas")
    registry = loaded(tmp_path)
    _, at_facts = derived(registry)
    _, at_availability = registry.availability("kor", TOLD, ON)
    (problem,) = [*at_facts, *at_availability]
    assert problem.code == "hook-failed"
    assert "(ValueError)" in problem.message("en")
    assert TOLD not in problem.line("en").replace(str(tmp_path), "")


NONSENSE = {
    "tilbud_offers": ["5", "'tekst'", "{'offer': 'x'}", "[5]", "[None]", "[['x']]", "[{'offer': 'x'}]", "[{1: [2]}]"],
    "tilbud_vocabulary": [
        "5", "'tekst'", "[1]", "{'facts': 5}", "{'ord': []}", "{'facts': [{'key': 'x'}]}",
        "{'needs': {'noder': {'todo': 'Ring til 010101-0001'}}}",
    ],
    "tilbud_derive_facts": [
        "5", "[1]", "{'age': 5}", "{'distance_to_public_transport_km': 'langt'}",
        "{'distance_to_public_transport_km': 4.75}", "{'distance_to_public_transport_km': float('nan')}",
        "{'distance_to_public_transport_km': -1}", "{'distance_to_public_transport_km': [1]}",
        "{'distance_to_public_transport_km': '4'}", "{'distance_to_public_transport_km': True}", "{None: None}",
    ],
    "tilbud_availability": [
        "5", "[1]", "{'pladser': 5}", "{'free_places': -1}", "{'free_places': 'mange'}", "{'next_start': 'snart'}",
        "{'source': '0101010001 har ringet'}", "Availability(source='010101-0001 har ringet')",
        "{'contact': {'telephone': 5, 'mail': 6}}",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("hook", "value"), [(hook, value) for hook, values in NONSENSE.items() for value in values])
def test_nonsense_from_a_hook_is_refused(tmp_path: Path, hook: str, value: str) -> None:
    folder_plugin(tmp_path, "kor", f"@hookimpl\ndef {hook}():\n    return {value}\n", "distance_to_public_transport_km")
    registry = loaded(tmp_path)
    facts, at_facts = derived(registry)
    there, at_availability = registry.availability("kor", "varde", ON)
    problems = [*registry.problems, *at_facts, *at_availability]
    assert problems
    assert all(one.line("da") and one.line("en") for one in problems)
    assert "010101" not in "".join(one.line("da") for one in problems)
    assert (facts, there) == ({}, None)
    assert list(registry.offers) == ["kor"]


def test_none_from_a_hook_is_no_problem(tmp_path: Path) -> None:
    code = "".join(f"@hookimpl\ndef {hook}():\n    return None\n" for hook in NONSENSE)
    folder_plugin(tmp_path, "kor", code, "distance_to_public_transport_km")
    registry = loaded(tmp_path)
    assert (registry.problems, derived(registry), registry.availability("kor", "varde", ON)) == (
        (),
        ({}, ()),
        (None, ()),
    )


WRONG = {
    "a misspelt name": ("@hookimpl\ndef tilbud_offer():\n    return []", "hook-unknown", "`tilbud_offers`"),
    "a marked function of another name": ("@hookimpl\ndef offers():\n    return []", "hook-unknown", "tilbud_offers"),
    "no mark": ("def tilbud_offers():\n    return []", "hook-unmarked", "@hookimpl"),
    "a default": ("@hookimpl\ndef tilbud_offers(data=None):\n    return []", "hook-argument-default", "data"),
    "an argument there is not": (
        "@hookimpl\ndef tilbud_offers(dato):\n    return []",
        "hook-argument-unknown",
        "`data`",
    ),
    "any arguments": ("@hookimpl\ndef tilbud_offers(*data):\n    return []", "hook-argument-unknown", "data"),
    "a wrapper": ("@hookimpl(wrapper=True)\ndef tilbud_offers():\n    return (yield)", "hook-wrapper", "wrapper"),
    "an old wrapper": ("@hookimpl(hookwrapper=True)\ndef tilbud_offers():\n    yield", "hook-wrapper", "hookwrapper"),
    "a coroutine": ("@hookimpl\nasync def tilbud_offers():\n    return []", "hook-not-plain", "async"),
    "a class": ("class tilbud_offers: pass", "hook-not-plain", "tilbud_offers"),
}


@pytest.mark.parametrize(("code", "fault", "said"), WRONG.values(), ids=WRONG)
def test_a_hook_that_is_not_fit_is_refused_and_the_others_stay(
    tmp_path: Path, code: str, fault: str, said: str
) -> None:
    good = "@hookimpl\ndef tilbud_vocabulary():\n    return {'needs': {'noder': {'todo': 'Find noderne'}}}\n"
    folder = folder_plugin(tmp_path, "kor", good + code)
    registry = loaded(tmp_path)
    (problem,) = registry.problems
    assert problem.code == fault
    assert said in problem.message("en") + problem.hint("en")
    assert problem.where.startswith(f"{folder}/plugin.py")
    assert info(registry, "kor").hooks == ("tilbud_vocabulary",)
    assert "noder" in registry.vocabulary.needs


@pytest.mark.parametrize("number", ["2", "0", "'1'", "True"])
def test_code_for_another_api_number_is_refused(tmp_path: Path, number: str) -> None:
    folder_plugin(tmp_path, "kor", f"TILBUD_PLUGIN_API = {number}\n@hookimpl\ndef tilbud_offers():\n    return [5]\n")
    registry = loaded(tmp_path)
    assert codes(registry) == ["plugin-api"]
    assert info(registry, "kor").hooks == ()
    assert list(registry.offers) == ["kor"]


def test_code_may_say_the_api_number_it_was_written_for(tmp_path: Path) -> None:
    folder_plugin(tmp_path, "kor", "TILBUD_PLUGIN_API = 1\n@hookimpl\ndef tilbud_offers():\n    return []\n")
    registry = loaded(tmp_path)
    assert registry.problems == ()
    assert info(registry, "kor").hooks == ("tilbud_offers",)


def test_code_leaves_the_path_alone_and_two_folders_do_not_meet(tmp_path: Path) -> None:
    code = """
        from dataclasses import dataclass

        @dataclass
        class Sted:
            navn: "str"

        NAVN = Sted({name!r})

        @hookimpl
        def tilbud_vocabulary():
            return {{"needs": {{NAVN.navn: {{"todo": "Find noderne"}}}}}}
        """
    path = list(sys.path)
    for name in ("kor", "sang"):
        folder_plugin(tmp_path / name, name, code.format(name=name))
    registry = loaded(tmp_path / "kor", tmp_path / "sang")
    assert registry.problems == ()
    assert {"kor", "sang"} <= set(registry.vocabulary.needs)
    assert sys.path == path
    assert not list(tmp_path.rglob("__pycache__"))
    assert "plugin" not in sys.modules


def test_a_file_that_cannot_be_used_is_told_with_its_line_and_heading_only(tmp_path: Path) -> None:
    code = """
        @hookimpl
        def tilbud_derive_facts(citizen, data):
            raise DataFault(data / "tal.csv", 2, {field})
        """
    for name, field in (("kor", "'alder'"), ("sang", "str(citizen.facts['age'])")):
        folder = folder_plugin(tmp_path, name, code.format(field=field), "distance_to_public_transport_km")
        (folder / "data").mkdir()
        (folder / "data" / "tal.csv").write_text("navn;alder\nx;y\n", encoding="utf-8")
    _, (one, other) = derived(loaded(tmp_path))
    assert (one.code, one.where) == ("plugin-data-field", f"{tmp_path / 'kor'}/data/tal.csv:2")
    assert "`alder`" in one.message("da")
    assert (other.code, TOLD in other.message("da")) == ("plugin-data", False)


def test_offers_may_come_as_values_of_our_own_and_are_checked_all_the_same(tmp_path: Path) -> None:
    code = """
        from tilbud_engine.offers import Card, Offer

        def made(name, **more):
            card = Card(word="Kor", text="Syng")
            start = {"offer": name, "name": "Kor", "card": card, "answers": ("N-ENSOM",), "hours_per_week": 3}
            return Offer(**start, eligible={"age": {"at_least": 18}}, **more)

        @hookimpl
        def tilbud_offers():
            yield made("alt", valid={"from": dt.date(2026, 1, 1)}, rights=[{"when": {}, "text": "Ret"}])
            yield made("bas", about="Ring til 010101-0001")
        """
    folder_plugin(tmp_path, "kor", code)
    registry = loaded(tmp_path)
    assert codes(registry) == ["cpr-number"]
    assert set(registry.offers) == {"alt", "kor"}
    (offer,) = registry.offers["alt"].versions
    assert offer.hours_per_week is not None
    assert (offer.hours_per_week.to, offer.valid.from_, offer.is_right) == (3, dt.date(2026, 1, 1), True)
    assert offer.eligible == {"age": {"at_least": "18"}}


ODD_MODULES = {
    "a name that is no text": "globals()[1] = 2",
    "no name of its own": "del globals()['__name__']",
    "a mark that is none": "def tilbud_offers(): return []\ntilbud_offers.tilbud_engine_impl = 5",
    "a signature that is none": "@hookimpl\ndef tilbud_offers(): return []\ntilbud_offers.__signature__ = 5",
    "an offer without a floor": (
        "@hookimpl\ndef tilbud_offers():\n    node = {'age': 1}\n    for _ in range(250): node = {'not': node}\n"
        "    return [{'offer': 'dyb', 'name': 'Dyb', 'card': {'word': 'Dyb', 'text': 'Dyb'}, 'answers': ['H-ANGST'], "
        "'eligible': node}]"
    ),
}


@pytest.mark.parametrize("code", ODD_MODULES.values(), ids=ODD_MODULES)
def test_the_oddest_module_stops_nobody_else(tmp_path: Path, code: str) -> None:
    odd = folder_plugin(tmp_path, "a_kor", f"\n{code}\n")
    registry = loaded(odd, folder_plugin(tmp_path, "sang"))
    assert list(registry.offers) == ["a_kor", "sang"]
    assert info(registry, "sang").status == "loaded"
