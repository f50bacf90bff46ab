"""The options by which commands read a population, and the population that they open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tilbud_engine.cli.options import day_of
from tilbud_engine.cli.speaking import SpokenOption
from tilbud_engine.vocabulary import Vocabulary

if TYPE_CHECKING:
    from tilbud_engine.lab.population.reading import Population


@dataclass(frozen=True, slots=True)
class HowRead:
    """How a population is read: the day it tells of, what is left out, whether it is kept, and where it is counted."""

    as_of: dt.date | None = None
    leave_out: tuple[str, ...] = ()
    keep_encoded: bool = False
    engine: str = "polars"


_OPTIONS = (
    click.option("--as-of", "as_of", cls=SpokenOption, callback=day_of, metavar="DATE"),
    click.option("--leave-out", cls=SpokenOption, multiple=True, metavar="COLUMN"),
    click.option("--keep-encoded", cls=SpokenOption, is_flag=True),
    click.option("--engine", cls=SpokenOption, default="polars", metavar="NAME"),
)


def population_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a population, which it takes as one argument `how`."""

    @wraps(command)
    def bundled(
        *args: Any, as_of: dt.date | None, leave_out: tuple[str, ...], keep_encoded: bool, engine: str, **rest: Any
    ) -> Any:
        return command(*args, how=HowRead(as_of, leave_out, keep_encoded, engine), **rest)

    for option in reversed(_OPTIONS):
        bundled = option(bundled)
    return bundled


@contextmanager
def people_in(file: Path, vocabulary: Vocabulary, on: dt.date, how: HowRead) -> Iterator[Population]:
    """Give the population in a file, on the engine that was asked for."""
    from tilbud_engine.lab.population.engines import on_engine
    from tilbud_engine.lab.population.reading import read_population

    read = read_population(file, vocabulary, on, as_of=how.as_of, leave_out=how.leave_out, keep=how.keep_encoded)
    with on_engine(read, how.engine) as people:
        yield people
