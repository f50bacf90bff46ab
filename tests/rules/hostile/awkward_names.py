"""Names of facts that mean something to the library, or that it cannot tell apart."""

from __future__ import annotations

import itertools
import unicodedata

import durable_rules_engine as library

from tests.rules.random_rules import make_fact
from tilbud_engine.rules.conditions import Constant, Operator, Test
from tilbud_engine.rules.durable import DurableRuntime
from tilbud_engine.rules.durable.properties import Names, fnv1a

# The danger is real: a rule on one of these fires for the other.
handle = library.create_ruleset("danger", '{"r":{"all":[{"m":{"kommune_568":1}}]}}')
assert fnv1a("kommune_568") == fnv1a("depot_cbf")
assert library.assert_fact(handle, '{"id":"c","depot_cbf":1}')[0] == 0

names = [
    "kommune_568", "depot_cbf",
    "id", "sid", "o", "ping", "m", "all", "any", "count", "name", "c", "t1", "f1", "p0", "p1", "p2", "p3",
    "$s", "$i", "$m", "$forward", "$and", "$or", "$nex", "$lt", "$add", "a", "a.b", "b",
    "bopælskommune", unicodedata.normalize("NFC", "å"), unicodedata.normalize("NFD", "å"),
    'quote"', "back\\slash", "line\nbreak", "nul\0", "lone\ud800", "", " ", "{}", "x" * 9_000_000,
]  # fmt: skip
runtime = DurableRuntime()
facts = [make_fact("placeholder", "int").model_copy(update={"key": name}) for name in names]
conditions = [Test(one, Operator.IS, (Constant(number),)) for number, one in enumerate(facts)]
assert runtime.decide(conditions, {}) == [None] * len(names)
assert runtime.decide(conditions, {name: number for number, name in enumerate(names)}) == [True] * len(names)
for number, name in enumerate(names):
    only = [None] * len(names)
    assert runtime.decide(conditions, {name: number}) == [*only[:number], True, *only[number + 1 :]]
    assert runtime.decide(conditions, {name: number + 1}) == [*only[:number], False, *only[number + 1 :]]

# Generated names never meet, nor do they meet a word of the library.
given = Names()
hashes = [fnv1a(given.fresh()) for _ in range(200_000)]
assert len(set(hashes)) == len(hashes)
assert not set(hashes) & {fnv1a(word) for word in ("id", "sid", "o", "ping", "$s", "$m", "$forward", "$and")}
# Where two would, the second is passed over.
wary = Names()
wary._taken |= {fnv1a("p1"), fnv1a("p2")}
assert list(itertools.islice(iter(wary.fresh, ""), 3)) == ["p0", "p3", "p4"]
