"""Nodes to models: every fault with its place, the nearest valid name and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from tilbud_engine.errors import Problem, error_codes, nearest, problem, shown
from tilbud_engine.reading.nodes import Map, Seq, name_to_show, place_of

SINCE = "\0since"
"""The field of a model that takes the date of a version; no file can write a key of this name."""

WORTH_A_GUESS = 50  # so many problems of a file get a nearest name; it takes time, and by then nobody reads on

M = TypeVar("M", bound=BaseModel)

_MOST_ROUNDS = 8


def decode(model: type[M], node: Any, quote: bool = True, context: Any = None) -> tuple[M | None, list[Problem]]:
    """Check a document against a model: the value, or every problem with its place.

    `quote` says whether offending text may stand in the messages: true for rule and plugin files, never for what a
    person told.
    """
    if not isinstance(node, Mapping):
        return None, [problem("not-a-mapping", place_of(node))]
    try:
        # By the names that files use alone: the names that fields have in Python are ours.
        return model.model_validate(node, context=context, by_alias=True, by_name=False), []
    except ValidationError as error:
        faults = error.errors(include_url=False)
        return None, [_problem_of(one, model, node, quote, i < WORTH_A_GUESS) for i, one in enumerate(faults)]


def sound_part(model: type[M], node: Any) -> M | None:
    """Read what fits of a document that does not fit as a whole, so that the rest of it can be checked as well.

    None when not even that makes a value. What is left out has been reported by `decode`.
    """
    for _ in range(_MOST_ROUNDS):
        try:
            return model.model_validate(node, by_alias=True, by_name=False)
        except ValidationError as error:
            # From the last to the first, so that the places in a list stay what they are.
            for one in reversed(error.errors(include_url=False)):
                loc = tuple(part for part in one["loc"] if part != "[key]")
                node = _without(node, loc[:-1] if one["type"] == "missing" else loc)
            if node is None:
                return None
    return None


def _without(node: Any, loc: tuple[Any, ...]) -> Any:
    """Return the document without what stands at the place; None when that is all of it."""
    if not loc or not isinstance(node, Map | Seq):
        return None
    first, rest = loc[0], loc[1:]
    if isinstance(node, Map):
        if first not in node:
            return node  # It went with another fault.
        inner = _without(node[first], rest)
        kept = {key: value for key, value in node.items() if key != first}
        return node.with_values(kept if inner is None else {**kept, first: inner})
    if not isinstance(first, int) or first >= len(node):
        return node
    inner = _without(node[first], rest)
    return node.with_values([*node[:first], *(() if inner is None else (inner,)), *node[first + 1 :]])


# What pydantic calls a fault -> our code, and the kind of value that was expected.
_KINDS = {
    "string_type": "text", "list_type": "list", "tuple_type": "list", "dict_type": "mapping",
    "mapping_type": "mapping", "model_type": "mapping", "model_attributes_type": "mapping",
    "int_type": "int", "bool_type": "bool", "date_type": "date", "frozen_set_type": "list", "set_type": "list",
}  # fmt: skip
_LENGTHS = frozenset({"too_long", "too_short"})

# What somebody writes who thinks in Danish -> the fields that may be meant.
_IN_DANISH = {
    "afdeling": "units", "afdelinger": "units", "adresse": "address", "alternativ": "alt", "barriere": "answers",
    "barrierer": "answers", "behov": "needs", "beskrivelse": "about", "bestemmer": "decides", "betingelse": "eligible",
    "betingelser": "eligible", "billede": "pictogram", "borger": "citizen", "dato": "on", "fakta": "facts",
    "forvent": "expect", "forventet": "expect", "fra": "from", "gyldig": "valid", "hjemmeside": "website",
    "hvem": "who", "id": "offer", "kapacitet": "capacity", "kilde": "source", "kilder": "sources",
    "kommune": "municipalities", "kommuner": "municipalities", "kontakt": "contact", "kort": "card", "krav": "eligible",
    "lov": "law", "maalgruppe": "eligible", "målgruppe": "eligible", "navn": "name", "noter": "note", "om": "about",
    "ord": "word", "paragraf": "section", "parametre": "parameters", "pladser": "places", "pris": "cost",
    "regelsæt": "ruleset", "ret": "rights", "samarbejde": "cooperation", "siger": "says", "spørgsmål": "questions",
    "svar": "answers", "svarer": "answers", "tekst": "text", "telefon": "telephone", "tilbud": "offer", "til": "to",
    "timer": "hours_per_week", "titel": "title", "uger": "weeks", "vent": "expect",
}  # fmt: skip


def _nearest_field(key: str, fields: list[str]) -> str | None:
    meant = _IN_DANISH.get(key.lower().removesuffix("_en"))
    return meant if meant in fields else nearest(key, fields)


def _problem_of(error: Any, model: type[BaseModel], root: Any, quote: bool, guess: bool) -> Problem:
    loc = tuple(error["loc"])
    kind = error["type"]
    context = {name: value for name, value in error.get("ctx", {}).items() if name != "error"}
    node, place = _walk(root, loc)
    name = _last_name(loc)
    if kind == "missing" and isinstance(loc[-1], str):
        return problem("missing-key", _walk(root, loc[:-1])[1], name=loc[-1])
    if kind == "extra_forbidden":
        fields = _field_names(_model_at(model, loc[:-1]))
        key = str(loc[-1])
        if node is None and " " in key:
            # In braces a comma ends the text, and what follows it looks like a field without a value.
            return problem("text-cut-by-comma", place)
        close = _nearest_field(key, fields) if guess else None
        said = shown(key) if quote else name_to_show(key, close)
        return problem("unknown-key", place, name=said, nearest=close, known=", ".join(fields))
    text = shown(str(node)) if quote and isinstance(node, str) and node else None
    if kind in ("literal_error", "enum"):
        expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        close = nearest(str(node), expected.split(", ")) if guess and isinstance(node, str) else None
        code = "bad-choice" if text else "bad-choice-here"
        return problem(code, place, name=name, text=text, expected=expected, nearest=close)
    if kind in _LENGTHS or kind == "missing":
        return problem("wrong-length", place, name=name)
    code = f"expected-{_KINDS[kind]}" if kind in _KINDS else kind if kind in error_codes() else "bad-value"
    if "text" in context and not quote:
        # Neither the text nor what comes near it: that may be the text itself, spelt otherwise.
        context.pop("nearest", None)
        code = f"{code}-here" if f"{code}-here" in error_codes() else "bad-value"
    written = (text or context.get("text")) if quote else None
    return problem(code, place, **{"name": name, **context, "text": written})


def _walk(node: Any, loc: tuple[Any, ...]) -> tuple[Any, str]:
    place = place_of(node)
    for i, part in enumerate(loc):
        if loc[i + 1 :] == ("[key]",):
            return part, node.place_of(part) if isinstance(node, Map) else place
        if isinstance(node, Map) and part in node:
            place = node.place_of(part)
            node = node[part]
        elif isinstance(node, Seq) and isinstance(part, int) and part < len(node):
            node = node[part]
            place = place_of(node, place)
        else:
            break
    return node, place


def _last_name(loc: tuple[Any, ...]) -> str:
    named = loc[:-2] if loc[-1:] == ("[key]",) else loc
    return next((str(part) for part in reversed(named) if isinstance(part, str)), "")


def _field_names(model: type[BaseModel] | None) -> list[str]:
    return (
        []
        if model is None
        else [alias for name, field in model.model_fields.items() if (alias := field.alias or name) != SINCE]
    )


def _model_at(model: type[BaseModel], loc: tuple[Any, ...]) -> type[BaseModel]:
    current = model
    for part in loc:
        for name, field in current.model_fields.items():
            if part in (name, field.alias):
                current = next(_models_in(field.annotation), current)
                break
    return current


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
