"""Plugins as folders: found, checked, refused, blocked; nothing is left out without being said."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.plugins.made import codes, folder_plugin, info, loaded, offer_text
from tilbud_engine.catalogue import catalogue_folder
from tilbud_engine.plugins import Registry
from tilbud_engine.settings import Settings

NEEDS_LINKS = pytest.mark.skipif(os.name == "nt", reason="links and bits are other things there")


def test_a_folder_of_plugins_is_read_one_level_down_in_order(tmp_path: Path) -> None:
    for name in ("tredje", "anden", "foerste"):
        folder_plugin(tmp_path, name)
    registry = loaded(tmp_path)
    assert [one.name for one in registry.plugins] == ["anden", "foerste", "tredje"]
    assert list(registry.offers) == ["anden", "foerste", "tredje"]
    assert {one.status for one in registry.plugins} == {"loaded"}
    assert registry.problems == ()


def test_a_plugin_may_be_given_directly_and_twice_is_once(tmp_path: Path) -> None:
    folder = folder_plugin(tmp_path, "kor")
    registry = Registry.load([folder, tmp_path, folder], entry_points=False)
    assert [one.place for one in registry.plugins] == [str(folder)]
    assert registry.problems == ()


def test_folders_of_the_settings_are_read_too(tmp_path: Path) -> None:
    folder_plugin(tmp_path, "kor")
    registry = Registry.load([], Settings(plugins_dirs=(tmp_path,)), entry_points=False)
    assert list(registry.offers) == ["kor"]


def test_a_path_that_yields_nothing_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "tom").mkdir()
    registry = loaded(tmp_path / "tom", tmp_path / "ingen")
    assert codes(registry) == ["plugins-folder-empty", "plugins-folder-missing"]


def test_a_folder_beside_the_plugins_that_is_none_is_told(tmp_path: Path) -> None:
    folder_plugin(tmp_path, "kor")
    (tmp_path / "noter").mkdir()
    (tmp_path / ".skjult").mkdir()
    registry = loaded(tmp_path)
    assert [(one.code, one.where) for one in registry.problems] == [("plugin-folder-empty", str(tmp_path / "noter"))]
    assert list(registry.offers) == ["kor"]


def test_a_file_that_nobody_reads_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    folder = folder_plugin(tmp_path, "kor")
    (folder / "offers.yml").write_text(offer_text("kor2"), encoding="utf-8")
    (folder / "README.md").write_text("# Kor", encoding="utf-8")
    (problem,) = loaded(tmp_path).problems
    assert problem.code == "plugin-file-unexpected"
    assert "Did you mean `offer.yaml`?" in problem.hint("en")


def test_a_faulty_offer_leaves_the_others_and_names_its_file_and_line(tmp_path: Path) -> None:
    folder_plugin(tmp_path, "kor")
    broken = folder_plugin(tmp_path, "sang")
    (broken / "offer.yaml").write_text("offer: sang\nnavn: Sang\n", encoding="utf-8")
    registry = loaded(tmp_path)
    assert list(registry.offers) == ["kor"]
    assert info(registry, "sang").status == "failed"
    wrong = next(one for one in registry.problems if one.code == "unknown-key")
    assert wrong.where == f"{broken}/offer.yaml:2"


def test_words_of_every_plugin_are_there_before_offers_are_read(tmp_path: Path) -> None:
    words = """
    facts:
      - {key: koerestol, type: bool, label: kørestol, phrase: du har kørestol, question: Har du kørestol?}
    barriers:
      - {code: D-KOR, leg: D, kind: P, label: kor, says: Jeg kan ikke synge}
    """
    folder_plugin(tmp_path, "a_kor")
    folder_plugin(tmp_path, "b_ord", vocabulary=words)
    registry = loaded(tmp_path)
    assert registry.problems == ()
    assert registry.vocabulary.facts["koerestol"].plugin == "b_ord"
    assert info(registry, "b_ord").facts == ("koerestol",)
    assert info(registry, "b_ord").barriers == ("D-KOR",)


def test_a_word_that_exists_cannot_be_redefined(tmp_path: Path) -> None:
    words = "facts: [{key: age, type: int, label: alder, phrase: du er {value}, question: Hvor gammel?}]".replace(
        "{value}", "'x'"
    )
    folder_plugin(tmp_path, "kor", vocabulary=words)
    registry = loaded(tmp_path)
    assert codes(registry) == ["word-redefined"]
    assert registry.vocabulary.facts["age"].plugin is None
    assert info(registry, "kor").status == "partial"


def test_of_two_offers_with_one_id_the_first_stays_and_both_plugins_are_named(tmp_path: Path) -> None:
    folder_plugin(tmp_path, "a_kor")
    other = folder_plugin(tmp_path, "b_kor")
    (other / "offer.yaml").write_text(offer_text("a_kor"), encoding="utf-8")
    registry = loaded(tmp_path)
    assert registry.offers["a_kor"].plugin == "a_kor"
    (problem,) = registry.problems
    assert problem.code == "offer-twice"
    assert "`a_kor`" in problem.message("en")
    assert "`b_kor`" in problem.message("en")


def test_nobody_takes_the_id_or_the_name_of_a_shipped_offer(tmp_path: Path) -> None:
    folder_plugin(tmp_path, "bisidder")
    thief = folder_plugin(tmp_path, "tyv")
    (thief / "offer.yaml").write_text(offer_text("mentor"), encoding="utf-8")
    registry = Registry.load([tmp_path, catalogue_folder("plugins")], entry_points=False)
    assert registry.offers["mentor"].plugin == "mentor"
    assert sorted(codes(registry)) == ["offer-twice", "plugin-twice"]
    assert [one.status for one in registry.plugins if one.name == "bisidder"] == ["loaded", "failed"]


def test_a_blocked_folder_is_listed_and_not_read(tmp_path: Path) -> None:
    trace = tmp_path / "kørt"
    folder_plugin(tmp_path / "plugins", "kor", f"open({str(trace)!r}, 'w').close()")
    registry = loaded(tmp_path / "plugins", blocked=("kor",))
    assert info(registry, "kor").status == "blocked"
    assert registry.offers == {}
    assert registry.problems == ()
    assert not trace.exists()
    loaded(tmp_path / "plugins")
    assert trace.exists()


def test_a_blocked_name_that_nobody_has_is_a_problem(tmp_path: Path) -> None:
    folder_plugin(tmp_path, "kulturkor")
    (problem,) = loaded(tmp_path, blocked=("kulturkoret",)).problems
    assert problem.code == "plugin-blocked-unknown"
    assert "`kulturkor`" in problem.hint("da")


def test_code_does_not_run_unless_the_settings_allow_its_folder(tmp_path: Path) -> None:
    trace = tmp_path / "kørt"
    folder = folder_plugin(tmp_path / "plugins", "kor", f"open({str(trace)!r}, 'w').close()")
    registry = loaded(tmp_path / "plugins", allow=False)
    assert not trace.exists()
    assert list(registry.offers) == ["kor"]
    assert info(registry, "kor").status == "partial"
    (problem,) = registry.problems
    assert problem.code == "plugin-code-not-allowed"
    assert f'allow_code = ["{folder}"]' in problem.hint("da")
    for allowed in (folder, tmp_path):
        trace.unlink(missing_ok=True)
        registry = Registry.load([folder], Settings(allow_code=(allowed,)), entry_points=False)
        assert trace.exists()
        assert registry.problems == ()


@NEEDS_LINKS
def test_a_link_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    outside = folder_plugin(tmp_path / "ude", "fremmed")
    plugins = tmp_path / "plugins"
    inside = folder_plugin(plugins, "kor")
    (plugins / "fremmed").symlink_to(outside)
    (inside / "vocabulary.yaml").symlink_to("../../ude/fremmed/offer.yaml")
    registry = loaded(plugins)
    assert codes(registry) == ["plugin-outside", "plugin-outside"]
    assert list(registry.offers) == ["kor"]


@NEEDS_LINKS
def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    folder = folder_plugin(tmp_path, "kor")
    (folder / "offer.yaml").rename(folder / "tekst")
    (folder / "offer.yaml").symlink_to("tekst")
    assert list(loaded(tmp_path).offers) == ["kor"]


@NEEDS_LINKS
@pytest.mark.parametrize("name", ["offer.yaml", "plugin.py", "."])
def test_what_anybody_may_change_is_refused(tmp_path: Path, name: str) -> None:
    trace = tmp_path / "kørt"
    folder = folder_plugin(tmp_path / "plugins", "kor", f"open({str(trace)!r}, 'w').close()")
    changed = folder / name
    changed.chmod(changed.stat().st_mode | stat.S_IWOTH)
    registry = loaded(tmp_path / "plugins")
    assert set(codes(registry)) == {"plugin-open-to-all"}
    assert ("kor" in registry.offers) == (name == "plugin.py")
    assert trace.exists() == (name == "offer.yaml")


@NEEDS_LINKS
def test_nobody_puts_a_plugin_beside_those_that_may_run(tmp_path: Path) -> None:
    plugins = tmp_path / "plugins"
    folder_plugin(plugins, "kor", "raise SystemExit")
    plugins.chmod(0o777)
    registry = loaded(plugins)
    assert set(codes(registry)) == {"plugin-open-to-all"}
    assert registry.offers == {}


@NEEDS_LINKS
@pytest.mark.parametrize("name", ["offer.yaml", "plugin.py"])
def test_a_link_to_itself_is_told_and_the_others_stay(tmp_path: Path, name: str) -> None:
    folder = folder_plugin(tmp_path, "kor")
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(name)
    folder_plugin(tmp_path, "sang")
    registry = loaded(tmp_path)
    assert codes(registry) == ["file-unreadable"]
    assert "sang" in registry.offers


@NEEDS_LINKS
def test_a_folder_that_links_to_itself_is_a_problem_in_the_settings_too(tmp_path: Path) -> None:
    ring = tmp_path / "ring"
    ring.symlink_to("ring")
    registry = Registry.load([], Settings(plugins_dirs=(ring,), allow_code=(ring,)), entry_points=False)
    assert codes(registry) == ["plugins-folder-missing"]


def test_a_project_file_without_a_floor_gives_no_version(tmp_path: Path) -> None:
    folder = folder_plugin(tmp_path, "kor")
    (folder / "pyproject.toml").write_text(f"x = {'[' * 20_000}", encoding="utf-8")
    assert info(loaded(tmp_path), "kor").version == ""


@NEEDS_LINKS
def test_a_pipe_in_place_of_a_file_is_not_opened(tmp_path: Path) -> None:
    folder = folder_plugin(tmp_path, "kor")
    (folder / "offer.yaml").unlink()
    os.mkfifo(folder / "offer.yaml")
    assert codes(loaded(tmp_path)) == ["file-unreadable"]


def test_the_version_of_a_folder_stands_in_its_project_file(tmp_path: Path) -> None:
    folder = folder_plugin(tmp_path, "kor")
    (folder / "pyproject.toml").write_text('[project]\nname = "kor"\nversion = "1.4"\n', encoding="utf-8")
    assert info(loaded(tmp_path), "kor").version == "1.4"


def test_the_shipped_plugins_load_without_a_problem_and_two_of_them_compute() -> None:
    registry = Registry.load([catalogue_folder("plugins")], entry_points=False)
    assert [one.line("en") for one in registry.problems] == []
    assert {one.name: one.hooks for one in registry.plugins if one.hooks} == {
        "psykolog_unge_aaben": ("tilbud_availability",),
        "transporthjaelp": ("tilbud_vocabulary", "tilbud_derive_facts"),
    }


def test_a_file_that_is_no_yaml_is_told_and_the_others_stay(tmp_path: Path) -> None:
    folder_plugin(tmp_path, "kor")
    broken = folder_plugin(tmp_path, "sang")
    (broken / "offer.yaml").write_text("offer: [\n", encoding="utf-8")
    registry = loaded(tmp_path)
    (problem,) = registry.problems
    assert problem.where.startswith(f"{broken}/offer.yaml:")
    assert list(registry.offers) == ["kor"]


def test_a_folder_whose_name_no_message_could_show_is_refused(tmp_path: Path) -> None:
    folder_plugin(tmp_path, "mit kor")
    assert codes(loaded(tmp_path)) == ["plugin-name"]
