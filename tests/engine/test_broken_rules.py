"""Rules that cannot be used are nobody's reason for a no, and stop nobody who lives elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.people import NATION, cards, citizen, codes, offer, ruleset_file, written
from tilbud_engine.engine import Engine
from tilbud_engine.settings import Settings

LIMIT = "{graense: {type: int, range: [0, 120], set_by: municipality, default: 18, label: Grænse}}"


def engine_with(tmp_path: Path, ruleset: str) -> Engine:
    """Return an engine with one offer, the nation's rules and one more ruleset in the settings' folder."""
    ruleset_file(tmp_path, NATION)
    rules = ruleset_file(tmp_path, ruleset).parent
    a = offer("a", eligible="{age: {at_most: $graense}}", parameters=LIMIT)
    return Engine.load(plugins=[written(tmp_path, a)], settings=Settings(rulesets_dirs=(rules,)), catalogue=False)


def test_rules_that_build_on_nothing_stop_nobody_without_a_municipality(tmp_path: Path) -> None:
    engine = engine_with(tmp_path, 'ruleset: byen\nextends: dnmark\nmunicipality: "9998"\n')
    found = engine.suggest(citizen("H-ANGST", age=18))
    assert found.ruleset == "danmark"
    assert "unknown-ruleset" in codes(found)
    assert cards(found)["a"].verdict == "yes"


@pytest.mark.parametrize(
    ("fault", "code"),
    [("extends: danmark\noops: 1", "unknown-key"), ("extends: dnmark", "unknown-ruleset")],
)
def test_where_her_municipalitys_rules_are_broken_a_no_is_unknown_and_says_so(
    tmp_path: Path, fault: str, code: str
) -> None:
    engine = engine_with(tmp_path, f'ruleset: varde\n{fault}\nmunicipality: "0573"\nparameters: {{graense: 70}}\n')
    at_home = citizen("H-ANGST", age=30, municipality="varde")
    found = engine.suggest(at_home)
    assert (cards(found)["a"].verdict, cards(found)["a"].missing, found.not_now) == ("unknown", (), ())
    assert code in codes(found)
    assert engine.explain(at_home, "a").verdict == "unknown"
    assert engine.explain(at_home.model_copy(update={"says": ()}), "a").verdict == "unknown"
    elsewhere = engine.suggest(citizen("H-ANGST", age=30, municipality="odense"))
    assert [one.verdict for one in elsewhere.not_now] == ["no"]


@pytest.mark.skipif(os.name == "nt", reason="pipes are other things there")
def test_a_pipe_in_a_folder_of_rules_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "regler" / "byen").mkdir(parents=True)
    os.mkfifo(tmp_path / "regler" / "byen" / "ruleset.yaml")
    code = (
        "import sys; from pathlib import Path; from tilbud_engine import Engine, Settings; "
        "print([one.code for one in Engine.load(settings=Settings(rulesets_dirs=(Path(sys.argv[1]),))).problems])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "regler")], capture_output=True, text=True, check=True, timeout=120
    )
    assert "file-unreadable" in run.stdout
