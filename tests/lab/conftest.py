"""What takes a while to make is made once for all tests of the lab."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.reported import gathered_in, write_world
from tilbud_engine.lab.report.gathering import Gathered


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a draft, an offer and people."""
    folder = tmp_path_factory.mktemp("rapport")
    write_world(folder)
    return folder


@pytest.fixture(scope="session")
def gathered(world: Path) -> Gathered:
    """Return everything that a report on the draft tells."""
    return gathered_in(world)
