"""How fast own words are heard: the processor's time, in a process of its own where nothing else is counted or run."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from typing import Any

import pytest

from tests.checkout import ROOT

MEASURE = """
import json, sys, time
from tests.vocabulary.measuring import FOLDER, sentences
from tilbud_engine.vocabulary import Vocabulary
from tilbud_engine.vocabulary.own_words import propose

WORDS = Vocabulary.shipped()

def took(text):
    started = time.process_time()
    propose(text, WORDS)
    return time.process_time() - started

def takes(text):
    # The quicker of two: what other programs do to the processor's caches is not ours.
    return min(took(text), took(text))

took("jeg")
seeds = ("jeg kan ikke ", "angst ", "jeg vil ikke være her og ", "æøå", "kan ", "sover … ", "søvv ")
json.dump({
    "sentences": [takes(one.words) for file in sorted(FOLDER.glob("*.yaml")) for one in sentences(file)],
    "tale": took("jeg ved ikke " * 3000),
    "long": {seed: [took((seed * size)[:size]) for size in (25_000, 100_000)] for seed in seeds},
}, sys.stdout)
"""


@pytest.fixture(scope="module")
def seconds() -> dict[str, Any]:
    counted = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        [sys.executable, "-c", MEASURE],
        cwd=ROOT,
        env=counted | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=300,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_sentence_is_read_within_five_milliseconds(seconds: dict[str, Any]) -> None:
    assert statistics.median(seconds["sentences"]) < 0.005
    assert statistics.quantiles(seconds["sentences"], n=100)[-1] < 0.005


def test_a_long_tale_is_read_at_once(seconds: dict[str, Any]) -> None:
    assert seconds["tale"] < 2


def test_a_hundred_kilobytes_of_anything_are_read_in_linear_time(seconds: dict[str, Any]) -> None:
    for seed, (quarter, whole) in seconds["long"].items():
        assert whole < 8 * quarter + 1, seed
