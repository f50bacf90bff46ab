"""A population: citizens as rows of small columns, read from a file, for rules to be tried on all of them at once.

Importing any module in it raises InputError (`extra-missing`) where the libraries for dataframes are not installed.
"""

from __future__ import annotations

from importlib.util import find_spec

from tilbud_engine.errors import InputError, problem

if _missing := [name for name in ("narwhals", "polars") if find_spec(name) is None]:
    raise InputError(problem("extra-missing", "", library=name, extra="lab") for name in _missing)
