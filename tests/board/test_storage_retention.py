"""How long plans are kept: what is older goes, what is younger stays, and twice is the same as once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.board.stories import HER, begun, taken
from tilbud_engine.board.storage import Erased, Keys, Store
from tilbud_engine.errors import InputError

DAY = dt.date(2027, 3, 31)
CITIZENS = [f"{number}1111111-1111-4111-8111-111111111111" for number in range(3)]


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url, Keys.new())
    yield opened
    opened.close()


def made(store: Store, day: dt.date, citizen: str) -> str:
    return store.new(HER, begun(), dt.datetime.combine(day, dt.time(12), dt.UTC), citizen).code


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plans=st.lists(st.tuples(st.integers(0, 500), st.sampled_from(CITIZENS)), max_size=6),
    months=st.integers(1, 14),
)
def test_the_old_go_the_young_stay_and_twice_is_once(store: Store, plans: list[tuple[int, str]], months: int) -> None:
    codes = {made(store, DAY - dt.timedelta(days=ago), citizen): (ago, citizen) for ago, citizen in plans}
    limit = min(DAY.day, 28)
    month = DAY.year * 12 + DAY.month - 1 - months
    earliest = dt.date(month // 12, month % 12 + 1, limit)
    erased = store.retain(months, DAY)
    left = {one.code for one in store.boards()}
    for code, (ago, _) in codes.items():
        day = DAY - dt.timedelta(days=ago)
        if day < earliest:
            assert code not in left
        elif day > earliest + dt.timedelta(days=3):
            assert store.get(code).code == code
    assert erased.boards == len(codes) - len(left)
    assert store.retain(months, DAY) == Erased(0, 0)
    for code in left:
        store.erase(code)


def test_a_plan_that_somebody_changed_stays(store: Store) -> None:
    code = made(store, dt.date(2026, 1, 1), CITIZENS[0])
    assert [one.code for one in store.outlived(12, DAY)] == [code]
    store.change(code, 1, HER, taken("Kor"), dt.datetime(2027, 3, 1, tzinfo=dt.UTC))
    assert store.outlived(12, DAY) == []
    assert store.retain(12, DAY) == Erased(0, 0)


def test_the_key_goes_with_the_last_plan_and_not_before(store: Store) -> None:
    old = made(store, dt.date(2025, 1, 1), CITIZENS[0])
    young = made(store, DAY, CITIZENS[0])
    made(store, dt.date(2025, 1, 1), CITIZENS[1])
    assert store.retain(12, DAY) == Erased(boards=2, keys=1)
    assert store.get(young).code == young
    with pytest.raises(InputError):
        store.get(old)
