"""What holds for every test."""

from __future__ import annotations

import sys

# The workers of pytest-xdist have a main module that is no file; PySpark takes that for its own doctests and gives up.
_MAIN = sys.modules["__main__"]
if not hasattr(_MAIN, "__file__"):
    _MAIN.__file__ = __file__
