"""What holds for every test."""

from __future__ import annotations

import signal
import sys

import pytest
from hypothesis import HealthCheck, settings

# The workers of pytest-xdist have a main module that is no file; PySpark takes that for its own doctests and gives up.
_MAIN = sys.modules["__main__"]
if not hasattr(_MAIN, "__file__"):
    _MAIN.__file__ = __file__


# A run that a script has put into the background does not hear Ctrl-C, nor would the programs that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes is the machine's business; what must be quick has a test that says so.
settings.register_profile("however slow the machine is", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("however slow the machine is")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let no property test count as coverage: its examples are random, and noting their lines takes as long again."""
    if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
        item.add_marker("no_cover")
