"""The project as a whole: modules, layers, environments, README and CI keep to what they say."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.checkout import ROOT, project_files

SOURCE = ROOT / "src"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

TEST_COMMAND = (
    "python3 -m venv .venv && .venv/bin/pip install --quiet --require-hashes -r requirements/tox.txt && .venv/bin/tox"
)
SHOW_COMMAND = (
    "python3 -m venv .venv && .venv/bin/pip install --quiet . && .venv/bin/tilbud suggest examples/soeren.yaml"
)

# Put together from pieces, so that this file passes its own test.
INDEX_HOSTS = [
    f"{name}.{end}"
    for name, end in [
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("pypi.python", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("conda.anaconda", "org"),
        ("deb." + "debian", "org"),
        ("crates", "io"),
        ("proxy.golang", "org"),
        ("jfrog", "io"),
    ]
]
MACHINE_PATH = re.compile(
    r"(?<![\w.~$/}-])(?:/(?:root|work|opt|mnt|srv|Users)/[\w.]|/home/\w|/tmp/\w+\.\d|[A-Z]:\\\\?(?:Users|Windows)\b)"
)


def run_python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
        env=os.environ | {"PYTHONUTF8": "1"} | environment,
    )


def module_names() -> list[str]:
    names = []
    for file in sorted((SOURCE / "tilbud_engine").rglob("*.py")):
        parts = file.relative_to(SOURCE).with_suffix("").parts
        if parts[-1] != "__main__":
            names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def lines_of_project() -> list[tuple[str, str]]:
    found = []
    for file in project_files():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # pictures and the like
        name = file.relative_to(ROOT).as_posix()
        found += [(f"{name}:{number}", line) for number, line in enumerate(text.splitlines(), 1)]
    return found


# --- modules


EACH_ALONE = """
import importlib, sys

for module in sys.argv[1:]:
    for name in [name for name in sys.modules if name.partition(".")[0] == "tilbud_engine"]:
        del sys.modules[name]
    try:
        importlib.import_module(module)
    except BaseException as error:
        raise SystemExit(f"{module}: {error!r}")
    print(module)
"""
"""Imports modules one by one, each with nothing of the project there; libraries of others stay, and take longest."""


def room_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


@pytest.mark.parametrize("room", sorted({room_of(module) for module in module_names()}))
def test_each_module_imports_alone_and_without_a_warning(room: str) -> None:
    modules = [module for module in module_names() if room_of(module) == room]
    result = run_python("-W", "error", "-c", EACH_ALONE, *modules)
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == modules


@pytest.mark.long
@pytest.mark.parametrize("module", module_names())
def test_each_module_imports_in_a_process_of_its_own(module: str) -> None:
    result = run_python("-W", "error", "-c", f"import {module}")
    assert result.returncode == 0, result.stderr


def test_the_public_names_are_exactly_the_visible_ones() -> None:
    result = run_python(
        "-c",
        "import json, types, tilbud_engine as package\n"
        "names = [name for name in dir(package) if name[0] != '_']\n"
        "visible = [n for n in names if not isinstance(getattr(package, n), types.ModuleType)]\n"
        "there = [name for name in package.__all__ if hasattr(package, name)]\n"
        "print(json.dumps([visible, there, list(package.__all__)]))",
    )
    assert result.returncode == 0, result.stderr
    visible, there, public = json.loads(result.stdout)
    assert there == public
    assert len(set(public)) == len(public)
    assert set(visible) - {"annotations"} == {name for name in public if not name.startswith("_")}


def test_help_imports_no_heavy_library() -> None:
    start = "import sys; sys.argv = ['tilbud', '--help']; from tilbud_engine.cli import main; main()"
    result = run_python("-X", "importtime", "-c", start)
    assert result.returncode == 0, result.stderr[-2000:]
    assert "suggest" in result.stdout
    imported = {
        line.rpartition("|")[2].strip().partition(".")[0]
        for line in result.stderr.splitlines()
        if line.startswith("import time:")
    }
    assert "click" in imported
    heavy = {
        "rich", "jsonschema", "durable", "durable_rules_engine", "hypothesis", "pytest", "asyncio",
        "numpy", "narwhals", "polars", "pandas", "pyarrow", "z3", "starlette", "uvicorn", "jinja2", "typst",
        "segno", "icalendar", "sqlalchemy", "alembic", "psycopg", "cryptography",
    }  # fmt: skip
    assert not imported & heavy


def test_each_module_stands_on_a_floor_of_the_house() -> None:
    contract = next(c for c in PROJECT["tool"]["importlinter"]["contracts"] if c["id"] == "floors")
    floors = {name.strip(" ()") for layer in contract["layers"] for name in layer.split("|")}
    homeless = [
        name
        for name in module_names()
        if name not in {"tilbud_engine", "tilbud_engine.rules"}
        and not any(name == floor or name.startswith(f"{floor}.") for floor in floors)
    ]
    assert homeless == []


def test_nothing_is_imported_from_a_module_of_tests() -> None:
    """What tests share stands in a module that says what it is, so that a test can be moved for itself."""
    modules = [one for one in project_files() if one.is_relative_to(ROOT / "tests") and one.suffix == ".py"]
    found = []
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
                names = [f"{module}.{one.name}" for one in node.names]
                found += [f"{path.relative_to(ROOT)}: {one}" for one in names if ".test_" in one]
    assert len(modules) > 200
    assert found == []


def test_a_floor_is_optional_only_while_its_room_is_empty() -> None:
    contract = next(c for c in PROJECT["tool"]["importlinter"]["contracts"] if c["id"] == "floors")
    optional = {
        name.strip(" ()") for layer in contract["layers"] for name in layer.split("|") if name.strip().startswith("(")
    }
    filled = optional & set(module_names())
    assert filled == set(), "take the parentheses off in pyproject.toml: these rooms are no longer empty"


# --- what no file may say


def test_no_file_names_the_host_of_a_package_index() -> None:
    hits = [place for place, line in lines_of_project() if any(host in line for host in INDEX_HOSTS)]
    assert hits == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert MACHINE_PATH.search("see " + "/ho" + "me/eva/x") is not None
    assert MACHINE_PATH.search("src/home/x, ./wo" + "rk/y, https://example.dk/opt/z") is None
    assert [place for place, line in lines_of_project() if MACHINE_PATH.search(line)] == []


def test_each_ignored_check_names_its_rule() -> None:
    bare = re.compile(r"#\s*(?:noqa(?!:\s*[A-Z]+[0-9]+)|type:\s*ignore(?!\[[a-z])|ruff:\s*noqa(?!:\s*[A-Z]))")
    assert bare.search("x = 1  # no" + "qa") is not None
    assert bare.search("x = 1  # type: ig" + "nore[arg-type]") is None
    python = [(place, line) for place, line in lines_of_project() if ".py:" in place]
    assert [place for place, line in python if bare.search(line)] == []


def test_each_style_rule_that_is_off_has_its_reason_beside_it() -> None:
    lint = PROJECT["tool"]["ruff"]["lint"]
    lists = [lint["ignore"], *lint["per-file-ignores"].values()]
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    explained = [line.partition("# ")[0] for line in lines if line.partition("# ")[2].strip()]
    off = {rule for rules in lists for rule in rules}
    assert [rule for rule in sorted(off) if not any(f'"{rule}"' in line for line in explained)] == []


# --- environments


def pins(lock: str) -> dict[str, str]:
    """Return the pins of a lock file: normalised name -> its line with marker; each must carry hashes."""
    found: dict[str, str] = {}
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            pin, _, hashes = line.partition("--hash=")
            assert re.fullmatch(r"sha256:[0-9a-f]{64}(\s+--hash=sha256:[0-9a-f]{64})*\s*", hashes), pin
            requirement = Requirement(pin.strip())
            found[re.sub(r"[-_.]+", "-", requirement.name).lower()] = str(requirement)
    return found


def wanted(*sources: str) -> list[Requirement]:
    """Return the direct requirements of input files; `project` and `extras` stand for what pyproject.toml asks for."""
    lines: list[str] = []
    for source in sources:
        if source == "project":
            lines += PROJECT["project"]["dependencies"]
        elif source == "extras":
            lines += [line for extra in PROJECT["project"]["optional-dependencies"].values() for line in extra]
        else:
            text = (ROOT / "requirements" / source).read_text(encoding="utf-8")
            lines += [line for line in text.splitlines() if line.strip() and line[0] not in "#-"]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize(
    ("lock", "sources"),
    [
        ("build.txt", ["build.in"]),
        ("dev.txt", ["dev.in", "project", "extras"]),
        ("no-compiler.txt", ["no-compiler.in", "project"]),
        ("bench.txt", ["bench.in"]),
        ("spark.txt", ["spark.in"]),
        ("tox.txt", ["tox.in"]),
    ],
)
def test_each_lock_pins_and_hashes_what_is_asked_for(lock: str, sources: list[str]) -> None:
    pinned = pins(lock)
    for requirement in wanted(*sources):
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if (lock, name) == ("no-compiler.txt", "durable-rules"):
            continue
        assert name in pinned, f"{name} is missing in {lock}: run tox -e lock"
        (pin,) = Requirement(pinned[name]).specifier
        assert pin.operator == "=="
        assert requirement.specifier.contains(pin.version), f"{name} is stale in {lock}: run tox -e lock"


def test_the_lock_for_machines_without_a_compiler_is_the_other_one_less_durable_rules() -> None:
    everything, without = pins("dev.txt"), pins("no-compiler.txt")
    assert "durable-rules" in everything
    assert "durable-rules" not in without
    assert {name: everything.get(name) for name in without} == without


@pytest.mark.parametrize(
    ("platform", "python", "installed"),
    [("linux", "3.11", True), ("darwin", "3.12", True), ("linux", "3.13", False), ("win32", "3.11", False)],
)
def test_durable_rules_is_asked_for_only_where_it_builds(platform: str, python: str, installed: bool) -> None:
    (requirement,) = [one for one in wanted("project") if one.name == "durable-rules"]
    environment = {"sys_platform": platform, "python_version": python, "python_full_version": f"{python}.0"}
    assert requirement.marker is not None
    assert requirement.marker.evaluate(environment) is installed
    locked = Requirement(pins("dev.txt")["durable-rules"])
    assert locked.marker is not None
    assert locked.marker.evaluate(environment) is installed


def test_each_dependency_is_weighed_in_its_document() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    inputs = [file.name for file in sorted((ROOT / "requirements").glob("*.in"))]
    names = {requirement.name for requirement in wanted("project", "extras", *inputs)} | {"uv"}
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    names |= {f"{name} (npm)" for name in package["dependencies"] | package["devDependencies"]}
    weighed = {name for row in re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE) for name in row.strip().split(", ")}
    assert names - weighed == set()


# --- README and CI


def readme_commands() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [block.strip() for block in re.findall(r"^```(?:sh|bash)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]


def test_the_two_commands_of_the_readme_are_the_documented_ones() -> None:
    assert readme_commands()[:2] == [SHOW_COMMAND, TEST_COMMAND]


def test_ci_ends_with_the_test_command_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert script[-1] == readme_commands()[1]
    assert "set -euo pipefail" in script
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_tox_runs_style_tests_and_packages_by_default() -> None:
    text = (ROOT / "tox.ini").read_text(encoding="utf-8")
    assert re.search(r"^env_list = lint, py, package$", text, re.MULTILINE)


def test_what_builds_the_package_stands_where_tox_looks_for_it() -> None:
    marked = {
        file.parent for file in (ROOT / "tests").rglob("*.py") if "mark." + "packaging" in file.read_text("utf-8")
    }
    assert marked == {ROOT / "tests" / "packaging"}


def test_each_folder_that_the_readme_names_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w./-]+/)`", text))
    assert {"src/tilbud_engine/", "plugins/", "rulesets/", "tests/", "docs/", "examples/"} <= named
    assert [name for name in sorted(named) if not (ROOT / name).is_dir()] == []


def test_each_relative_link_in_a_document_leads_somewhere() -> None:
    links = [
        (file, target)
        for file in project_files()
        if file.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", file.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith("mailto:")
    ]
    assert links
    broken = [f"{file.relative_to(ROOT)}: {t}" for file, t in links if not (file.parent / t).exists()]
    assert broken == []
