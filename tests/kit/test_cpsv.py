"""CPSV-AP 3.2 and CCCEV 2.1: every node typed, the mandatory properties there, the conditions whole."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyshacl import validate
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef

from tests.kit.shapes import turtle
from tests.rules.worlds import offer, rulebook
from tilbud_engine.engine import Engine
from tilbud_engine.kit.cpsv import cpsv_document
from tilbud_engine.kit.cpsv.graph import CONTEXT
from tilbud_engine.rules.conditions import Test, walk

DAY = dt.date(2026, 9, 1)
OFFICIAL = os.environ.get("CPSV_SHAPES", "")
CV, CPSV, DCT = (Namespace(CONTEXT[prefix]) for prefix in ("cv", "cpsv", "dct"))
# rdflib and pyshacl warn of each other's older classes.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:pyshacl"),
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]


@cache
def engine() -> Engine:
    return Engine.load(runtime="reference")


def document(ruleset: str, on: dt.date = DAY) -> dict[str, Any]:
    here = engine().rulebook.resolve(ruleset, on)
    return cpsv_document(list(here.offers.values()), here, engine().rulebook)


@cache
def graph(ruleset: str) -> Graph:
    made = Graph()
    made.parse(data=json.dumps(document(ruleset)), format="json-ld")
    return made


def rulesets() -> list[str]:
    return sorted(engine().rulebook.rulesets)


def shapes() -> Graph:
    return Graph().parse(data=turtle(), format="turtle")


def untyped(made: Graph) -> Iterator[str]:
    for _, predicate, node in made:
        if predicate != RDF.type and not isinstance(node, Literal) and (node, RDF.type, None) not in made:
            yield f"{predicate} {node}"


@pytest.mark.parametrize("ruleset", rulesets())
def test_every_node_that_anything_points_at_has_a_type(ruleset: str) -> None:
    made = graph(ruleset)
    assert list(untyped(made)) == []
    assert all((node, RDF.type, None) in made for node in made.subjects())
    assert not any(isinstance(node, BNode) for node in made.all_nodes())


@pytest.mark.parametrize("ruleset", rulesets())
def test_the_document_conforms_to_the_shapes(ruleset: str) -> None:
    conforms, _, told = validate(graph(ruleset), shacl_graph=shapes())
    assert conforms, told


@pytest.mark.skipif(not OFFICIAL, reason="CPSV_SHAPES names no folder with the published SHACL files (*.ttl)")
@pytest.mark.parametrize("ruleset", rulesets())
def test_the_document_conforms_to_the_published_shapes(ruleset: str) -> None:
    for file in sorted(Path(OFFICIAL).glob("*.ttl")):
        conforms, _, told = validate(graph(ruleset), shacl_graph=Graph().parse(file))
        assert conforms, f"{file.name}: {told}"


@pytest.mark.parametrize(
    ("of", "without"),
    [
        (CPSV.PublicService, DCT.title),
        (CPSV.PublicService, DCT.description),
        (CPSV.PublicService, DCT.identifier),
        (CPSV.PublicService, CV.hasCompetentAuthority),
        (CPSV.Rule, DCT.description),
        (CV.Requirement, DCT.title),
        (CV.PublicOrganisation, DCT.spatial),
    ],
)
def test_the_shapes_miss_what_is_mandatory(of: URIRef, without: URIRef) -> None:
    broken = Graph() + graph("danmark")
    broken.remove((next(broken.subjects(RDF.type, of)), without, None))
    assert not validate(broken, shacl_graph=shapes())[0]


@pytest.mark.parametrize("ruleset", rulesets())
def test_every_fact_of_every_condition_is_an_information_concept(ruleset: str) -> None:
    made = graph(ruleset)
    here = engine().rulebook.resolve(ruleset, DAY)
    for key, found in here.offers.items():
        (service,) = made.subjects(DCT.identifier, Literal(f"{here.municipality or 'danmark'}:{key}"))
        concepts = {
            str(concept)
            for held in made.objects(service, CV.holdsRequirement)
            for one in made.transitive_objects(held, CV.hasRequirement)
            for concept in made.objects(one, CV.constrains)
        }
        asked = {part.fact.key for part in walk(found.eligible) if isinstance(part, Test)}
        assert {f"urn:tilbud:fact:{fact}" for fact in asked} <= concepts, key


def test_a_threshold_stands_as_a_number_with_its_type() -> None:
    rules = rulebook(offer("{age: {at_least: 18}, daily_travel_km: {at_most: 6.1}}"))
    here = rules.resolve("danmark", DAY)
    if here.offers["proeve"].faults:
        pytest.fail(str(here.offers["proeve"].faults))
    made = Graph().parse(data=json.dumps(cpsv_document(list(here.offers.values()), here, rules)), format="json-ld")
    assert {str(one) for one in made.objects(None, RDF.value)} == {"18", "6.1"}


def test_what_is_left_out_is_not_pointed_at() -> None:
    here = engine().rulebook.resolve("danmark", DAY)
    only = cpsv_document([here.offers["mentor"]], here, engine().rulebook)
    made = Graph().parse(data=json.dumps(only), format="json-ld")
    assert len(list(made.subjects(RDF.type, CPSV.PublicService))) == 1
    assert list(untyped(made)) == []


def test_a_rule_with_faults_holds_no_requirement_and_never_says_everyone() -> None:
    rules = rulebook(offer("{is: nothing_of_the_kind}"))
    here = rules.resolve("danmark", DAY)
    made = cpsv_document(list(here.offers.values()), here, rules)
    text = json.dumps(made, ensure_ascii=False)
    assert "holdsRequirement" not in text
    assert "Reglen kan ikke læses" in text
    assert "Alle." not in text


def test_the_texts_stand_in_danish_and_english() -> None:
    (service,) = graph("danmark").subjects(DCT.identifier, Literal("danmark:mentor"))
    titles = {one.language for one in graph("danmark").objects(service, DCT.title) if isinstance(one, Literal)}
    assert titles == {"da", "en"}


def test_the_document_is_the_same_every_time() -> None:
    assert json.dumps(document("varde")) == json.dumps(document("varde"))
