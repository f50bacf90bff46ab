"""Installed packages: found by their entry point, listed, checked and blocked like folders."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plugins.made import codes, folder_plugin, info, loaded, offer_text, package_plugin
from tilbud_engine.plugins import Registry
from tilbud_engine.settings import Settings

NEED = "@hookimpl\ndef tilbud_vocabulary():\n    return {'needs': {'noder': {'todo': 'Find noderne'}}}\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of the import path; what is imported from it is forgotten afterwards."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        del sys.modules[name]


def trace_code(trace: Path) -> str:
    """Return code that leaves a file behind when it runs."""
    return f"open({str(trace)!r}, 'w').close()\n"


def test_a_package_and_a_folder_are_listed_alike(site: Path, tmp_path: Path) -> None:
    folder_plugin(tmp_path / "plugins", "sang", NEED.replace("noder", "stemme"))
    package_plugin(site, "kor", NEED, offer="kor")
    registry = loaded(tmp_path / "plugins", entry_points=True)
    folder, package = info(registry, "sang"), info(registry, "kor")
    assert registry.problems == ()
    assert set(registry.offers) == {"kor", "sang"}
    assert registry.offers["kor"].plugin == "kor"
    assert {"noder", "stemme"} <= set(registry.vocabulary.needs)
    assert (package.kind, package.distribution, package.version, package.place) == (
        "package", "tilbud-kor", "2.3", "tilbud-kor 2.3",
    )  # fmt: skip
    assert (package.status, package.hooks, package.facts) == (folder.status, folder.hooks, folder.facts)
    assert folder.status == "loaded"


def test_packages_can_be_left_out(site: Path) -> None:
    package_plugin(site, "kor", NEED, offer="kor")
    assert Registry.load([], entry_points=False).plugins == ()


@pytest.mark.parametrize("name", ["kor", "tilbud-kor", "tilbud_kor", "Tilbud.Kor"])
def test_a_package_is_blocked_by_each_of_its_names_before_it_is_imported(site: Path, tmp_path: Path, name: str) -> None:
    trace = tmp_path / "kørt"
    package_plugin(site, "kor", trace_code(trace), offer="kor")
    registry = Registry.load([], Settings(blocked=(name,)))
    assert info(registry, "kor").status == "blocked"
    assert registry.problems == ()
    assert registry.offers == {}
    assert not trace.exists()
    Registry.load([])
    assert trace.exists()


def test_a_package_that_cannot_be_imported_keeps_its_offers_and_is_told(site: Path) -> None:
    folder = package_plugin(site, "kor", "raise RuntimeError('gik galt')", offer="kor")
    package_plugin(site, "sang", NEED, offer="sang")
    registry = Registry.load([])
    (problem,) = registry.problems
    assert (problem.code, problem.where) == ("plugin-import-failed", "tilbud-kor 2.3/__init__.py:3")
    assert "`kor 2.3`" in problem.message("da")
    assert "RuntimeError: gik galt" in problem.message("da")
    assert set(registry.offers) == {"kor", "sang"}
    assert registry.offers["kor"].place == "tilbud-kor 2.3/offer.yaml:1"
    assert folder.is_dir()


def test_a_package_that_leaves_the_program_is_only_its_own_fault(site: Path) -> None:
    package_plugin(site, "kor", "import sys\nsys.exit(4)")
    registry = Registry.load([])
    assert codes(registry) == ["plugin-import-failed"]
    assert info(registry, "kor").status == "failed"


def test_a_package_whose_module_is_not_there_is_told(site: Path) -> None:
    package_plugin(site, "kor", "")
    (site / "tilbud_kor-2.3.dist-info" / "entry_points.txt").write_text(
        "[tilbud_engine]\nkor = ingen_af_dem\nsang = made_kor:noget\nvej = ikke.der\n../op = made_kor\n",
        encoding="utf-8",
    )
    registry = Registry.load([])
    assert codes(registry) == ["plugin-name", *["plugin-import-failed"] * 3]
    assert [one.status for one in registry.plugins] == ["failed"] * 3


def test_a_package_without_readable_metadata_does_not_hide_the_others(site: Path) -> None:
    package_plugin(site, "kor", "", offer="kor")
    broken = site / "tilbud_sang-1.0.dist-info"
    broken.mkdir()
    (broken / "entry_points.txt").write_bytes(b"[tilbud_engine]\nsang = \xff\n")
    registry = Registry.load([])
    assert "package-unreadable" in codes(registry)
    assert list(registry.offers) == ["kor"]


def test_the_folder_of_a_module_that_stands_alone_is_not_a_plugin(site: Path) -> None:
    folder = package_plugin(site, "kor", "")
    (site / "made_alene.py").write_text("", encoding="utf-8")
    (site / "offer.yaml").write_text(offer_text("fremmed"), encoding="utf-8")
    entry = folder.parent / "tilbud_kor-2.3.dist-info" / "entry_points.txt"
    entry.write_text("[tilbud_engine]\nalene = made_alene\n", encoding="utf-8")
    registry = Registry.load([])
    assert registry.offers == {}
    assert registry.problems == ()


def test_a_folder_comes_before_a_package_of_its_name(site: Path, tmp_path: Path) -> None:
    folder_plugin(tmp_path / "plugins", "kor")
    package_plugin(site, "kor", "", offer="kor")
    registry = loaded(tmp_path / "plugins", entry_points=True)
    assert codes(registry) == ["plugin-twice"]
    assert [(one.kind, one.status) for one in registry.plugins] == [("folder", "loaded"), ("package", "failed")]
    assert registry.offers["kor"].place.endswith("kor/offer.yaml:1")


def test_hooks_of_packages_are_checked_like_those_of_folders(site: Path) -> None:
    package_plugin(site, "kor", "@hookimpl\ndef tilbud_offer():\n    return []\n")
    package_plugin(site, "sang", "TILBUD_PLUGIN_API = 9\n")
    registry = Registry.load([])
    assert codes(registry) == ["hook-unknown", "plugin-api"]


def test_a_package_may_use_its_own_data_and_the_installations(site: Path, tmp_path: Path) -> None:
    code = (
        "@hookimpl\ndef tilbud_vocabulary(data):\n    return {'needs': {(data / 'navn').read_text(): {'todo': 'x'}}}\n"
    )
    folder = package_plugin(site, "kor", code)
    (folder / "data").mkdir()
    (folder / "data" / "navn").write_text("egen", encoding="utf-8")
    assert "egen" in Registry.load([]).vocabulary.needs
    (tmp_path / "data" / "kor").mkdir(parents=True)
    (tmp_path / "data" / "kor" / "navn").write_text("kommunens", encoding="utf-8")
    assert "kommunens" in Registry.load([], Settings(data=tmp_path / "data")).vocabulary.needs


def test_of_a_package_that_is_installed_twice_the_first_on_the_path_is_used(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package_plugin(site, "kor", "", offer="kor")
    package_plugin(tmp_path / "senere", "kor", "", offer="sang")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "senere")])
    registry = Registry.load([])
    assert registry.problems == ()
    assert list(registry.offers) == ["kor"]
