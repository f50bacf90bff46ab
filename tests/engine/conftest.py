"""Engines that the tests share: loading the catalogue takes longer than a suggestion."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tilbud_engine.engine import Engine


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """The engine as it ships."""
    made = Engine.load()
    yield made
    made.close()


@pytest.fixture(scope="session")
def reference_engine() -> Iterator[Engine]:
    """The same on the reference runtime alone."""
    made = Engine.load(runtime="reference")
    yield made
    made.close()
