"""docs/hooks.md: every hook stands there with its own arguments, and every example runs."""

from __future__ import annotations

import datetime as dt
import inspect
import re
import tomllib
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.plugins.made import info, loaded, offer_text
from tilbud_engine.case import Citizen, read_knowledge
from tilbud_engine.plugins import Availability, Registry, hookspecs
from tilbud_engine.plugins.code import HOOKS
from tilbud_engine.settings import Settings

TEXT = (ROOT / "docs" / "hooks.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"<!-- example: (\w+) -->\n```python\n(.*?)```", TEXT, re.DOTALL))
ON = dt.date(2026, 9, 1)
DATA = {
    "kor.csv": "id;navn;fra\nsangkor;Sangkoret;18\nrokkor;Rokkoret;16\n",
    "stemmer.txt": "alt bas\n",
    "afstande.csv": "kommune;km\nvejle;x\nvarde;4.68\n",
    "sangkor.txt": "2026-08-20 3\n",
}


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """The examples of the page together in one plugin."""
    folder = tmp_path_factory.mktemp("plugins") / "kulturkor"
    (folder / "data").mkdir(parents=True)
    (folder / "offer.yaml").write_text(offer_text("kulturkor", "choir_km"), encoding="utf-8")
    (folder / "plugin.py").write_text("\n\n".join(EXAMPLES.values()), encoding="utf-8")
    for name, text in DATA.items():
        (folder / "data" / name).write_text(text, encoding="utf-8")
    return loaded(folder)


def test_each_hook_has_its_heading_with_its_arguments() -> None:
    headings = re.findall(r"^## (tilbud_\w+\(.*\))$", TEXT, re.MULTILINE)
    assert headings == [f"{name}({', '.join(arguments)})" for name, arguments in HOOKS.items()]
    assert len(headings) == 4


@pytest.mark.parametrize("hook", HOOKS)
def test_each_argument_is_explained_and_the_hook_documents_itself(hook: str) -> None:
    part = TEXT.partition(f"## {hook}(")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE) == list(HOOKS[hook])
    assert len(inspect.getdoc(getattr(hookspecs, hook)) or "") > 100


def test_each_hook_has_an_example_that_loads_without_a_problem(registry: Registry) -> None:
    assert set(EXAMPLES) == set(HOOKS)
    assert registry.problems == ()
    assert info(registry, "kulturkor").hooks == tuple(HOOKS)


def test_the_example_of_offers_gives_offers(registry: Registry) -> None:
    assert set(registry.offers) == {"kulturkor", "rokkor", "sangkor"}
    assert registry.offers["sangkor"].versions[0].name == "Sangkoret"


def test_the_example_of_words_gives_words(registry: Registry) -> None:
    assert list(registry.vocabulary.facts["voice"].values) == ["alt", "bas"]
    assert info(registry, "kulturkor").facts == ("voice", "choir_km")


def test_the_example_of_computing_gives_a_fact_and_tells_of_a_broken_line(registry: Registry) -> None:
    vocabulary = registry.vocabulary.with_values({}, {})
    for home, value, codes in (("varde", 47, []), ("vejle", None, ["plugin-data-field"]), ("fanoe", None, [])):
        citizen = Citizen.read({"facts": {"municipality": home}})
        knowledge, _ = read_knowledge(citizen, vocabulary, ON)
        known, problems = registry.derive_facts(citizen, knowledge, ON)
        assert [one.value for one in known.values()] == ([] if value is None else [value])
        assert [one.code for one in problems] == codes


def test_the_example_of_availability_gives_the_figures_of_the_day(registry: Registry) -> None:
    there, problems = registry.availability("sangkor", "varde", ON)
    assert problems == ()
    assert there is not None
    assert (there.free_places, there.as_of, there.source) == (3, dt.date(2026, 8, 20), "korets egen liste")
    assert registry.availability("sangkor", "vejle", ON) == (None, ())
    assert registry.availability("rokkor", "varde", ON) == (None, ())
    assert registry.availability("sangkor", "varde", dt.date(2026, 8, 19)) == (None, ())


def test_the_fields_of_availability_are_all_named() -> None:
    part = TEXT.partition("## tilbud_availability(")[2].partition("\n## ")[0]
    assert [name for name in Availability.model_fields if f"`{name}`" not in part] == []


def test_the_first_example_is_a_whole_plugin(tmp_path: Path) -> None:
    (tmp_path / "kor").mkdir()
    first = TEXT.partition("```python\n")[2].partition("```")[0]
    (tmp_path / "kor" / "plugin.py").write_text(first, encoding="utf-8")
    registry = loaded(tmp_path)
    assert registry.problems == ()
    assert "sheet_music" in registry.vocabulary.needs


def test_the_settings_shown_are_read(tmp_path: Path) -> None:
    shown, package = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "tilbud.toml").write_text(shown, encoding="utf-8")
    assert Settings.find(tmp_path, {}).allow_code == (tmp_path / "plugins",)
    assert list(tomllib.loads(package)["project"]["entry-points"]) == ["tilbud_engine"]


def test_what_is_not_isolated_is_said() -> None:
    assert "endless loop" in TEXT
    assert "`os._exit`" in TEXT
