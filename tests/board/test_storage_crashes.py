"""Killed at a random moment, or without power: every change that was acknowledged is there.

A kill alone proves little: what the process wrote is in the system's memory still. So the power is cut too, under the
same SQLite settings, and a control with weaker ones must lose something, or the test would see nothing.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from sqlalchemy import create_engine, text

from tests.board.cluster import Cluster
from tests.board.power import Machine
from tests.board.stories import HER, NOW, begun, taken
from tests.checkout import ROOT
from tilbud_engine.board.history import replayed
from tilbud_engine.board.storage import Keys, Store
from tilbud_engine.board.storage.databases import Kind
from tilbud_engine.errors import InputError

WRITES = 500
KILLED_SERVERS = 10


def killed_while_writing(
    url: str, keys: Keys, code: str, first: int, after: int, *, kill: Callable[[], None] | None = None
) -> dict[int, int]:
    """Run a writing process, kill it after so many acknowledged changes, return the card of each version.

    With `kill`, something else is killed, and the process finds that out.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.board.writing_process", url, code, str(first), str(WRITES)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if kill else None,
        cwd=ROOT,
        env={**os.environ, "TILBUD_KEY": keys.written},
    )
    assert process.stdout is not None
    said = []
    with process.stdout as output:
        assert output.readline() == b"open\n"
        for line in output:
            said.append(line)
            if len(said) == after:
                (kill or process.kill)()  # What it says from here on, it had acknowledged already.
    process.wait()
    whole = [line.split() for line in said if line.endswith(b"\n")]
    return {int(version): int(number) for version, number in whole}


def check(store: Store, code: str, acknowledged: dict[int, int]) -> None:
    """Hold a board to what was acknowledged."""
    events = store.events(code)
    assert [one.version for one in events] == list(range(1, len(events) + 1))
    kept = {one.version: one.writes[0].after["face"]["word"] for one in events[1:]}
    assert {version: kept.get(version) for version in acknowledged} == {
        version: f"Kort {number}" for version, number in acknowledged.items()
    }
    stored = store.get(code)
    assert stored.version == len(events)
    assert stored.plan == replayed(events)


def kill_again_and_again(url: str, rounds: int) -> None:
    keys, chance = Keys.new(), random.Random(rounds)  # noqa: S311  (a seed, no secret)
    store = Store.open(url, keys)
    acknowledged: dict[str, dict[int, int]] = {}
    for number in range(rounds):
        code = store.new(HER, begun(), NOW).code
        acknowledged[code] = killed_while_writing(url, keys, code, number * WRITES, chance.randint(1, 150))
        assert acknowledged[code]
        check(store, code, acknowledged[code])
        store.change(code, store.get(code).version, HER, taken("Efter"), NOW)
    for code, writes in acknowledged.items():
        check(store, code, writes)
    store.close()


def test_what_was_acknowledged_before_a_kill_is_there(database_url: str) -> None:
    kill_again_and_again(database_url, 2)


@pytest.mark.long
def test_what_was_acknowledged_before_many_kills_is_there(database_url: str) -> None:
    kill_again_and_again(database_url, 25)


@pytest.mark.long
def test_what_was_acknowledged_before_postgresql_itself_is_killed_is_there() -> None:
    keys, chance = Keys.new(), random.Random(7)  # noqa: S311  (a seed, no secret)
    acknowledged: dict[str, dict[int, int]] = {}
    with tempfile.TemporaryDirectory(prefix="pg") as made:
        cluster = Cluster(Path(made))
        try:
            for number in range(KILLED_SERVERS):
                store = Store.open(cluster.url, keys)
                code = store.new(HER, begun(), NOW).code
                store.close()
                after = chance.randint(1, 150)
                acknowledged[code] = killed_while_writing(
                    cluster.url, keys, code, number * WRITES, after, kill=cluster.kill
                )
                assert len(acknowledged[code]) >= after
                cluster.start()
                store = Store.open(cluster.url, keys)
                for one, writes in acknowledged.items():
                    check(store, one, writes)
                store.close()
        finally:
            cluster.stop()


def is_readable(store: Store, code: str) -> bool:
    """Tell whether a board is there, and the key to it too."""
    try:
        store.get(code)
    except InputError:
        return False
    return True


def cut_the_power(
    folder: Path, rounds: int, less_safe: Mapping[Kind, str] = MappingProxyType({}), seed: int = 0
) -> int:
    """Write until the power goes, start again from what the disk has, and return how many acknowledged writes are gone.

    The plan that the disk has must be whole in every case.
    """
    keys, chance = Keys.new(), random.Random(seed)  # noqa: S311  (a seed, no secret)
    acknowledged: dict[str, dict[int, int]] = {}
    lost = 0
    live = folder / "live"
    live.mkdir(parents=True)
    for number in range(rounds):
        machine = Machine(live, folder / "disk", chance, less_safe)
        store = machine.store(keys)
        code = store.new(HER, begun(), NOW).code
        acknowledged[code] = {}
        if len(acknowledged) > 5:
            del acknowledged[next(iter(acknowledged))]
        for step in range(chance.randint(0, 25)):
            other = chance.choice(list(acknowledged))
            card = number * 100 + step
            version = store.change(other, 1, HER, taken(f"Kort {card}"), NOW).version
            acknowledged[other][version] = card
        machine.cut_power()
        again = Store.open(f"sqlite:///{live / 'boards.db'}", keys)
        there = {one.code: one.version for one in again.boards() if is_readable(again, one.code)}
        for one, writes in list(acknowledged.items()):
            kept = {version: card for version, card in writes.items() if version <= there.get(one, 0)}
            lost += len(writes) - len(kept) + (one not in there)
            acknowledged[one] = kept
            if one in there:
                check(again, one, kept)
            else:
                del acknowledged[one]
        engine = create_engine(f"sqlite:///{live / 'boards.db'}")
        with engine.connect() as connection:
            assert connection.execute(text("pragma integrity_check")).scalar() == "ok"
        engine.dispose()
        again.close()
        shutil.rmtree(folder / "disk")
    return lost


def test_what_was_acknowledged_before_a_power_cut_is_there(tmp_path: Path) -> None:
    assert cut_the_power(tmp_path, 12) == 0


@pytest.mark.long
def test_what_was_acknowledged_before_many_power_cuts_is_there(tmp_path: Path) -> None:
    assert [cut_the_power(tmp_path / str(seed), 20, seed=seed) for seed in range(10)] == [0] * 10


@pytest.mark.parametrize("less_safe", [{"boards": "PRAGMA synchronous=NORMAL"}, {"keys": "PRAGMA synchronous=FULL"}])
def test_with_weaker_settings_a_power_cut_loses_something_so_the_test_sees(
    tmp_path: Path, less_safe: Mapping[Kind, str]
) -> None:
    assert cut_the_power(tmp_path, 8, less_safe) > 0
