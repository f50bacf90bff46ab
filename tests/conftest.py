"""What holds for every test."""

from __future__ import annotations

import sys

import pytest

# The workers of pytest-xdist have a main module that is no file; PySpark takes that for its own doctests and gives up.
_MAIN = sys.modules["__main__"]
if not hasattr(_MAIN, "__file__"):
    _MAIN.__file__ = __file__


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let no property test count as coverage: its examples are random, and noting their lines takes as long again."""
    if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
        item.add_marker("no_cover")
