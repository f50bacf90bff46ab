"""The library as it is, without us: if one of these stops failing, the guard against it can go."""

from __future__ import annotations

import json
from typing import Any

import durable_rules_engine as library


def rules(*conditions: dict[str, Any]) -> int:
    made = {f"r{number}": {"all": [{"m": one}]} for number, one in enumerate(conditions)}
    handle: int = library.create_ruleset("danger", json.dumps(made))
    return handle


def fails(code: int, handle: int, fact: dict[str, Any]) -> bool:
    try:
        library.assert_fact(handle, json.dumps(fact))
    except library.error as error:
        return str(code) in str(error)
    return False


def fires(condition: dict[str, Any], fact: dict[str, Any]) -> bool:
    return bool(library.assert_fact(rules(condition), json.dumps({"id": "c", **fact}))[0] == 0)


assert fails(303, rules(*({f"p{number}": 1} for number in range(65))), {f"p{number}": 1 for number in range(65)})
assert fails(302, rules({"p": 1}), {f"p{number}": 1 for number in range(253)})
assert fires({"p": 2**63}, {"p": 2**63 - 1})
assert fires({"$gte": {"p": 1}}, {"p": True})
assert fires({"$eq": {"p": "a" * 65_536}}, {"p": "b" * 65_536})
assert not fires({"$nex": {"p": 1}}, {"p": None})
assert fires({"kommune_568": 1}, {"depot_cbf": 1})
