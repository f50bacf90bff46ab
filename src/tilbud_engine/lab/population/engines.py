"""Where a population is counted: in this process by Polars, or by an engine that speaks Spark Connect.

Sail is such an engine in one package, started here on the loopback address; any other is named by its address.
"""

from __future__ import annotations

import os
import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import narwhals as nw

from tilbud_engine.errors import InputError, problem
from tilbud_engine.lab.population.reading import Population, write_encoded

HERE, SAIL, ADDRESS = "polars", "sail", "sc://"
"""The engines by name, and how the address of another begins."""

_PORT = 15_002
_PATIENCE = 5
"""Seconds that an engine may take to answer the first time."""


@contextmanager
def on_engine(population: Population, engine: str = HERE) -> Iterator[Population]:
    """Give the same population on an engine: `polars`, `sail`, or the address `sc://HOST:PORT` of Spark Connect.

    Another engine than Polars reads the encoded file, at its path as that engine sees it; where it was not kept, it is
    written to a folder of its own that only this user may open, and deleted in the end. Raises InputError for an
    engine that there is not, that is not installed (`extra-missing`), or that does not answer.
    """
    if engine == HERE:
        yield population
        return
    if engine != SAIL and not engine.startswith(ADDRESS):
        raise InputError([problem("engine-unknown", "", name=engine, known=f"{HERE}, {SAIL}, {ADDRESS}HOST:PORT")])
    needed = {"pyspark": "pyspark-client", **({"pysail": "pysail"} if engine == SAIL else {})}
    if missing := [package for name, package in needed.items() if find_spec(name) is None]:
        raise InputError(problem("extra-missing", "", library=package, extra="spark") for package in missing)
    with TemporaryDirectory(prefix="tilbud-") as folder, _server(engine) as address, _session(address) as session:
        file = population.encoded
        if file is None:
            file = Path(folder) / "population.parquet"
            write_encoded(population, file)
        yield replace(population, frame=nw.from_native(session.read.parquet(str(file.resolve()))))


@contextmanager
def _server(engine: str) -> Iterator[str]:
    """Give the address of the engine; Sail is started for as long as it is needed."""
    if engine != SAIL:
        yield engine
        return
    # Each step that it takes would be told on standard error.
    os.environ.setdefault("RUST_LOG", "error")
    from pysail.spark import SparkConnectServer  # type: ignore[import-untyped]  # ships no types

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    try:
        host, port = server.listening_address
        yield f"{ADDRESS}{host}:{port}"
    finally:
        server.stop()


@contextmanager
def _session(address: str) -> Iterator[Any]:
    # What stands behind the port, such as a token, is shown to nobody.
    parts = urlsplit(address)
    try:
        socket.create_connection((parts.hostname or "", parts.port or _PORT), timeout=_PATIENCE).close()
    except (OSError, ValueError):
        raise InputError([problem("engine-silent", "", name=f"{ADDRESS}{parts.hostname or ''}")]) from None
    with warnings.catch_warnings():
        # What it says of the library that it makes tables with is not for whoever tries rules.
        warnings.simplefilter("ignore")
        from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # ships no types
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

        session = SparkSession.builder.remote(address).create()
        try:
            yield session
        except (PySparkException, DecodeError):
            # Its own words quote the whole plan, and perhaps what stands in the columns. The other is raised for rules
            # that are nested deeper than the protocol takes, some fifty levels.
            raise InputError([problem("engine-failed", "", name=f"{ADDRESS}{parts.hostname or ''}")]) from None
        finally:
            session.stop()
