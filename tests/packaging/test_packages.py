"""What a newcomer installs: sdist, wheel, wheel from sdist, editable; all give the same answer."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tests.checkout import ROOT, copy_project, project_files
from tests.packaging.installing import Installed, build, contents, run
from tilbud_engine.pictures import pictograms

pytestmark = pytest.mark.packaging

PICTURES = "tilbud_engine/pictures/vendor"
PAGES = "tilbud_engine/web/static/vendor"
LETTERS = "tilbud_engine/board/sheet/fonts"


def brought_by_npm(wheel: Path) -> set[str]:
    """Return the files of a wheel that git does not hold."""
    return {name for name in contents(wheel) if name.startswith((f"{PICTURES}/", f"{PAGES}/", f"{LETTERS}/"))}


def check_that_it_answers(installed: Installed) -> dict[str, Any]:
    """Run the main job far from any checkout, without durable-rules, and return the JSON answer."""
    soeren = shutil.copy(ROOT / "examples" / "soeren.yaml", installed.folder)
    missing = "import importlib.util as u; print(u.find_spec('durable'), u.find_spec('durable_rules_engine'))"
    assert installed.asks_python(missing) == "None None"
    assert installed.tilbud("suggest", soeren).strip()
    answer: dict[str, Any] = json.loads(installed.tilbud("suggest", soeren, "--format", "json"))
    assert "stofmisbrugsbehandling" in [card["offer"] for card in answer["cards"]]
    return answer


def verdicts(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(entry["offer"], entry["verdict"]) for part in ("cards", "not_now") for entry in answer[part]]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = copy_project(tmp_path_factory.mktemp("checkout"))
    build(copy, "sdist", "wheel")
    return copy


@pytest.fixture(scope="module")
def wheel(checkout: Path) -> Path:
    (made,) = (checkout / "dist").glob("*.whl")
    return made


@pytest.fixture(scope="module")
def unpacked_sdist(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (made,) = (checkout / "dist").glob("*.tar.gz")
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(made) as archive:
        archive.extractall(folder, filter="data")
    (inside,) = folder.iterdir()
    return inside


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Return an environment with the wheel alone: no extra, nothing of the checkout."""
    made = Installed(tmp_path_factory.mktemp("wheel") / "venv")
    made.pip("--no-deps", wheel)
    return made


@pytest.fixture(scope="module")
def wheel_answer(installed: Installed) -> dict[str, Any]:
    where = installed.asks_python(
        "from tilbud_engine.catalogue import catalogue_folder as folder\n"
        "print(folder('plugins').as_posix(), folder('rulesets').as_posix())"
    )
    assert re.fullmatch(r"\S*/tilbud_engine/catalogue/plugins \S*/tilbud_engine/catalogue/rulesets", where.strip())
    return check_that_it_answers(installed)


def test_the_sdist_holds_all_that_is_needed_to_build_test_and_read(unpacked_sdist: Path) -> None:
    there = {file.relative_to(unpacked_sdist).as_posix() for file in unpacked_sdist.rglob("*") if file.is_file()}
    tracked = {file.relative_to(ROOT).as_posix() for file in project_files()}
    assert tracked - there - {".gitignore"} == set()
    assert there - tracked == {"PKG-INFO"}


def test_the_wheel_holds_the_package_the_catalogue_and_the_rulesets(wheel: Path) -> None:
    held = {name for name in contents(wheel) if ".dist-info/" not in name}
    expected = set()
    for file in project_files():
        inside = file.relative_to(ROOT).as_posix()
        if inside.startswith("src/"):
            expected.add(inside.removeprefix("src/"))
        elif inside.startswith(("plugins/", "rulesets/")):
            expected.add(f"tilbud_engine/catalogue/{inside}")
    assert held == expected | brought_by_npm(wheel)
    assert "tilbud_engine/py.typed" in held


def test_the_wheel_holds_every_picture_and_what_pages_and_sheet_are_made_with(wheel: Path) -> None:
    brought = brought_by_npm(wheel)
    pictures = {f"{PICTURES}/{name}" for name in ("LICENSE", "stamp", *(f"{key}.svg" for key in pictograms()))}
    letters = {f"IBMPlexSans-{face}.ttf" for face in ("Regular", "SemiBold", "Bold", "Italic")}
    letters |= {"IBMPlexSansArabic_400Regular.ttf", "IBMPlexSansArabic_700Bold.ttf", "NotoEmoji_400Regular.ttf"}
    sheet = {f"{LETTERS}/{name}" for name in letters | {"license.txt", "LICENSE_FONT", "stamp"}}
    pages = brought - pictures - sheet
    assert brought == pictures | sheet | pages
    outside_icons = {name.removeprefix(f"{PAGES}/") for name in pages if "/img/" not in name and "/fonts/" not in name}
    assert outside_icons == {
        *("stamp", "dkfds/LICENSE.md", "dkfds/css/dkfds.min.css"),
        *("htmx/LICENSE", "htmx/htmx.min.js", "sortable/LICENSE", "sortable/Sortable.min.js"),
    }
    assert wheel.stat().st_size < 4_000_000


def test_without_npm_the_package_builds_and_lacks_only_what_npm_brings(wheel: Path, tmp_path: Path) -> None:
    copy = copy_project(tmp_path / "checkout")
    build(copy, "wheel", TILBUD_BUILD_WITHOUT_PICTURES="1")
    (without,) = (copy / "dist").glob("*.whl")
    assert brought_by_npm(without) == set()
    assert contents(wheel).keys() - contents(without).keys() == brought_by_npm(wheel)


def test_the_wheel_built_from_the_sdist_is_the_same(wheel: Path, unpacked_sdist: Path, tmp_path: Path) -> None:
    shutil.copytree(unpacked_sdist, tmp_path / "source")
    build(tmp_path / "source", "wheel")
    (again,) = (tmp_path / "source" / "dist").glob("*.whl")
    assert contents(again) == contents(wheel)


def test_the_wheel_answers_without_durable_rules_and_without_a_compiler(wheel_answer: dict[str, Any]) -> None:
    assert wheel_answer["cards"]


@pytest.mark.parametrize("command", ["board list", "board print --empty --output plan.pdf", "serve --no-browser"])
def test_without_the_extra_the_board_says_what_to_install(installed: Installed, command: str) -> None:
    told = installed.tilbud(*command.split(), ends_with=2)
    assert 'pip install "tilbud-engine[board]"' in told
    assert "Traceback" not in told


def test_an_editable_install_reads_the_checkout_and_answers_the_same(
    wheel_answer: dict[str, Any], tmp_path: Path
) -> None:
    copy = copy_project(tmp_path / "checkout")
    installed = Installed(tmp_path / "venv", "build.txt")
    installed.pip("--no-deps", "--no-build-isolation", "--editable", copy)
    for kind in ("plugins", "rulesets"):
        where = f"from tilbud_engine.catalogue import catalogue_folder as f; print(f({kind!r}))"
        assert Path(installed.asks_python(where)) == (copy / kind).resolve()
    assert list((tmp_path / "venv").rglob("catalogue/plugins")) == []
    assert check_that_it_answers(installed) == wheel_answer


@pytest.mark.skipif(os.name == "nt", reason="the README's command is written for a POSIX shell")
@pytest.mark.skipif(shutil.which("cc") is None, reason="the README asks for a C compiler")
def test_the_first_command_of_the_readme_works_word_for_word(wheel_answer: dict[str, Any], tmp_path: Path) -> None:
    copy = copy_project(tmp_path / "checkout")
    text = (copy / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^```sh\n(.*?)\n```", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    # `python3` is the interpreter that runs the tests, whatever the machine calls by that name.
    on_path = tmp_path / "bin"
    on_path.mkdir()
    (on_path / "python3").symlink_to(sys.executable)
    path = f"{on_path}{os.pathsep}{os.environ['PATH']}"
    assert run("bash", "-c", found[1], cwd=copy, PATH=path).strip()
    python = copy / ".venv" / "bin" / "python"
    if sys.version_info < (3, 13):
        run(python, "-c", "import durable.lang", cwd=tmp_path)
    live = run(copy / ".venv" / "bin" / "tilbud", "suggest", "examples/soeren.yaml", "--format", "json", cwd=copy)
    assert verdicts(json.loads(live)) == verdicts(wheel_answer)
