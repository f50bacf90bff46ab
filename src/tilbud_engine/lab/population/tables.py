"""A file of citizens as a lazy table of what stands in it: what makes it no table, or one that is refused, is told."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tilbud_engine.errors import InputError, Problem, is_cpr_shaped, problem
from tilbud_engine.reading import name_to_show

TEXT = (".csv", ".tsv", ".txt")
PARQUET = (".parquet", ".pq")

_SEPARATORS = ";,\t|"
_HEADER_AT_MOST = 1_000_000
_SHOWN_ROWS = 5

# As errors.is_cpr_shaped has it, in the regular expressions of the engine, which look neither back nor ahead.
_GAP = r"[\s./_\x{2010}-\x{2015}\x{2212}\x{00b7}-]"
_DAY = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
_MONTH = r"(?:0[1-9]|1[0-2])"
CPR_SHAPED = (
    rf"(?:^|[^\d+])(?:\d{{6}}{_GAP}{{0,5}}\d{{4}}"
    rf"|{_DAY}{_GAP}?{_MONTH}{_GAP}?\d\d{_GAP}{{0,5}}\d\d{_GAP}?\d\d"
    rf"|(?:\d{_GAP}{{1,3}}){{9}}\d)(?:\D|$)"
)


@dataclass(frozen=True)
class Table:
    """The columns of a file as they are, lazily. `first` is the number of the first row, as a person counts them.

    With `problems` there is no sense in looking at its rows.
    """

    path: Path
    frame: pl.LazyFrame
    columns: Mapping[str, pl.DataType]
    first: int = 1
    problems: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """How messages call the file."""
        return str(self.path)

    def at(self, row: int | None) -> str:
        """Return the place of a row: in text its line."""
        return self.name if row is None else f"{self.name}:{row}"


def open_table(path: Path, known: Container[str]) -> Table:
    """Open a Parquet file, a folder of them, or a CSV file; `known` are column names that tell a header.

    Raises InputError for what is none of these or cannot be read at all.
    """
    name = str(path)
    try:
        if path.is_dir():
            if not any(path.glob("*.parquet")):
                raise InputError([problem("population-format", name)])
            return _parquet(path, path / "*.parquet")
        if not path.exists():
            raise InputError([problem("file-missing", name)])
        if path.stat().st_size == 0:
            raise InputError([problem("file-empty", name)])
        if path.suffix.lower() in PARQUET:
            return _parquet(path, path)
        if path.suffix.lower() in TEXT:
            return _text(path, known)
    except OSError:
        raise InputError([problem("file-unreadable", name)]) from None
    raise InputError([problem("population-format", name)])


def rows_of(found: list[int], count: int) -> str:
    """Return the numbers of the first rows in which something was found, and that there are more."""
    listed = ", ".join(map(str, sorted(found)[:_SHOWN_ROWS]))
    return listed if count <= _SHOWN_ROWS else f"{listed}, …"


def first_rows(row: pl.Expr, where: pl.Expr) -> pl.Expr:
    """Return the first rows for which something holds, as a list."""
    return row.filter(where).head(_SHOWN_ROWS).implode()


def _parquet(path: Path, source: Path) -> Table:
    try:
        frame = pl.scan_parquet(source, glob=source is not path)
        columns = dict(frame.collect_schema())
        pl.scan_parquet(source, glob=source is not path, n_rows=1).collect()
    except (pl.exceptions.PolarsError, OSError):
        raise InputError([problem("population-broken", str(path))]) from None
    return Table(path, frame, columns)


def _text(path: Path, known: Container[str]) -> Table:
    line = _header(path)
    separator = max(_SEPARATORS, key=lambda one: _promise(line, one, known))
    names = _cells(line, separator)
    problems = [*_header_problems(names, str(path)), *_line_problems(path, separator, names)]
    columns = dict.fromkeys(names, pl.String())
    frame = pl.scan_csv(
        path,
        separator=separator,
        has_header=False,
        skip_rows=1,
        schema=columns,
        glob=False,
        missing_columns="insert",  # where the line below the names is blank
    )
    return Table(path, frame, columns, first=2, problems=tuple(problems))


def _header(path: Path) -> str:
    with path.open("rb") as file:
        raw = file.readline(_HEADER_AT_MOST).removeprefix(codecs.BOM_UTF8)
    try:
        line = raw.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise InputError([problem("not-utf8", f"{path}:1")]) from None
    if "\r" in line:  # All rows are one line, and no name in it can be told from what stands in a cell.
        raise InputError([problem("population-line-ends", str(path))])
    if not line.strip():
        raise InputError([problem("population-header-missing", f"{path}:1")])
    return line


def _promise(line: str, separator: str, known: Container[str]) -> tuple[int, int]:
    """Return how many known names there are if columns stand apart by this, and how many columns."""
    names = _cells(line, separator)
    return sum(name in known for name in names), len(names)


def _cells(line: str, separator: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:  # an end of line of its own kind within the line
        return [cell.strip() for cell in line.split(separator)]


def _header_problems(names: list[str], file: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, name in enumerate(names, 1):
        if not name:
            yield problem("population-column-nameless", f"{file}:1", column=number)
        elif name in seen:
            yield problem("population-column-twice", f"{file}:1", column=name)
        seen.add(name)


def _line_problems(path: Path, separator: str, names: Sequence[str]) -> list[Problem]:
    """Return what is wrong with the lines of the file as lines, without taking them apart; one pass over it."""
    lines = pl.scan_csv(
        path,
        separator="\x01",
        quote_char=None,
        has_header=False,
        schema={"line": pl.String()},
        truncate_ragged_lines=True,
        row_index_name="row",
        row_index_offset=1,
        glob=False,
    )
    line = pl.col("line").fill_null("")
    plain = line.str.replace_all('"[^"]*"', "")
    edge = re.escape(separator)
    cell = rf'(?:"(?:[^"]|"")*"|[^"{edge}]*)'
    unclosed = line.str.contains('"', literal=True) & ~line.str.contains(f"^(?:{cell}{edge})*{cell}$")
    blank = line.str.strip_chars() == ""
    wrong = {
        "population-quote": unclosed,
        "population-ragged": ~unclosed & ~blank & (plain.str.count_matches(separator, literal=True) != len(names) - 1),
        # A tab between two columns joins no number.
        "population-cpr": line.str.contains(CPR_SHAPED if separator != "\t" else CPR_SHAPED.replace(r"\s", " ")),
    }
    asked = [pl.col("line").filter(wrong["population-cpr"]).head(_SHOWN_ROWS).implode().alias("lines")]
    for code, where in wrong.items():
        asked += [where.sum().alias(code), first_rows(pl.col("row"), where).alias(f"{code} rows")]
    try:
        found = lines.select(asked).collect(engine="streaming").row(0, named=True)
    except pl.exceptions.PolarsError:
        return [_unreadable(path)]
    problems = []
    for code in wrong:
        if count := found[code]:
            rows = found[f"{code} rows"]
            told = {"column": _cpr_columns(found["lines"], separator, names)} if code == "population-cpr" else {}
            listed = rows_of(rows, count)
            problems.append(problem(code, f"{path}:{min(rows)}", count=count, rows=listed, columns=len(names), **told))
    return problems


def _cpr_columns(lines: list[str], separator: str, names: Sequence[str]) -> str:
    """Return which columns of these lines hold something shaped like a CPR number."""
    found = {
        name
        for line in lines
        for name, cell in zip(names, _cells(line, separator), strict=False)
        if is_cpr_shaped(cell)
    }
    return ", ".join(name_to_show(name) for name in names if name in found)


def _unreadable(path: Path) -> Problem:
    """Return why the lines cannot be read: the first that is no UTF-8, or the whole file."""
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                raw.decode()
            except UnicodeDecodeError:
                return problem("not-utf8", f"{path}:{number}")
    return problem("population-broken", str(path))
