"""JSON Schema for every kind of file, so that an editor completes and checks while somebody types.

The schemas come from the models; what stands in a condition comes from the vocabulary, each fact with the operators of
its type. An editor reads a file as plain JSON values, so `0573` is a number to it where the engine sees text: quote it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from tilbud_engine.case import Citizen
from tilbud_engine.offers import MOST_CARD_WORDS, Offer
from tilbud_engine.reading import SINCE
from tilbud_engine.rules.conditions import Verdict
from tilbud_engine.rules.ruleset import RulesetDocument
from tilbud_engine.suggestion import suggestion_schema
from tilbud_engine.vocabulary import Fact, Vocabulary, VocabularyDocument

SchemaKind = Literal["offer", "ruleset", "vocabulary", "citizen", "scenarios", "suggestion"]
Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_SPAN = "^[0-9]{1,4} (day|week|month|year)s?$"
_PARAMETER = {"type": "string", "pattern": r"^\$.+", "description": "A parameter: $name"}
_TRUTHS = ["yes", "no", "unknown"]
_ORDERS = ("at_least", "at_most", "above", "below")
_DATE_ORDERS = ("after", "before", "on_or_after", "on_or_before")
_SEVERAL = ("includes_any", "includes_all", "includes_none")
_PLAIN = "_at_a_date"
"""The end of a definition's name where no `versions` may stand, because it stands inside them."""


def schema_for(kind: SchemaKind, vocabulary: Vocabulary) -> Schema:
    """Return the JSON Schema (draft 2020-12) of a kind of file, with the words of the vocabulary in it."""
    return {"$schema": DRAFT, "title": f"tilbud {kind}", **_MAKERS[kind](vocabulary)}


def write_schemas(folder: Path, vocabulary: Vocabulary) -> list[Path]:
    """Write one `KIND.schema.json` for each kind of file, and return them.

    Raises OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in get_args(SchemaKind):
        file = folder / f"{kind}.schema.json"
        text = json.dumps(schema_for(kind, vocabulary), ensure_ascii=False, indent=1)
        file.write_text(f"{text}\n", encoding="utf-8", newline="\n")
        written.append(file)
    return written


# --- kinds ------------------------------------------------------------------------------------------------------


def _offer(vocabulary: Vocabulary) -> Schema:
    schema, defs = _split(Offer.model_json_schema())
    fields = schema["properties"]
    municipalities = {*vocabulary.municipalities, *vocabulary.facts["municipality"].values}
    for name, known in (
        ("answers", [code for code, one in vocabulary.barriers.items() if not one.alarm]),
        ("needs", vocabulary.needs),
        ("supports", vocabulary.needs),
        ("units", vocabulary.units),
        ("teams", vocabulary.teams),
        ("municipalities", municipalities),
        ("derives", vocabulary.facts),
    ):
        fields[name] = _list_of({"enum": sorted(known)})
    fields["entitlement"]["enum"] += ["lokalt", "frivilligt"]
    card = defs["Card"]["properties"]
    card["text"] = {"type": "string", "pattern": rf"^\s*\S+(\s+\S+){{0,{MOST_CARD_WORDS - 1}}}\s*$"}
    card["word"] = {"type": "string", "pattern": r"^\s*\S+(\s+\S+){0,2}\s*$"}
    partner, amount = defs["Partner"], defs["Amount"]
    defs["Partner"] = {"if": {"type": "object"}, "then": partner, "else": {"type": "string"}}
    defs["Amount"] = {"if": {"type": "object"}, "then": amount, "else": {"type": "integer", "minimum": 0}}
    several = {"type": "object", "additionalProperties": False, "required": ["offers"]}
    several["properties"] = {"offers": {"type": "array", "items": {"$ref": "#/$defs/Offer"}, "minItems": 1}}
    root = {"if": {"required": ["offers"]}, "then": several, "else": {"$ref": "#/$defs/Offer"}}
    return _dated(root, {**defs, "Offer": schema, **_condition(vocabulary)})


def _ruleset(vocabulary: Vocabulary) -> Schema:
    schema, defs = _split(RulesetDocument.model_json_schema())
    parameter, definition, partner = defs["ParameterEntry"], defs["DefinitionEntry"], defs["Partner"]
    defs["Partner"] = {"if": {"type": "object"}, "then": partner, "else": {"type": "string"}}
    defs["ParameterEntry"] = {"if": {"type": "object"}, "then": parameter, "else": {"not": {"type": ["array", "null"]}}}
    defs["DefinitionEntry"] = {
        "if": {"type": "object", "required": ["when"]},
        "then": definition,
        "else": {"$ref": "#/$defs/condition"},
    }
    leg = defs["LegOfSet"]["properties"]
    kinds = {*vocabulary.kinds, *(one.kind for one in vocabulary.barriers.values())}
    leg["kinds"] = _list_of({"enum": sorted(kinds)})
    leg["barriers"] = _list_of({"enum": [code for code, one in vocabulary.barriers.items() if not one.hidden]})
    defs["LegSet"]["properties"]["legs"]["minProperties"] = 1
    # A municipality's code is text: 0573 without quotes is the number 573.
    schema["properties"]["municipality"] = {"type": "string", "pattern": "^[0-9]{4}$"}
    return _dated({"$ref": "#/$defs/Ruleset"}, {**defs, "Ruleset": schema, **_condition(vocabulary)})


def _vocabulary(vocabulary: Vocabulary) -> Schema:
    schema, defs = _split(VocabularyDocument.model_json_schema())
    defs["Need"]["properties"]["met"] = {"$ref": "#/$defs/condition"}
    defs["Barrier"]["properties"]["implies"] = {"$ref": "#/$defs/facts"}
    return _undated(schema, {**defs, **_condition(vocabulary), **_facts(vocabulary)})


def _citizen(vocabulary: Vocabulary) -> Schema:
    schema, defs = _split(Citizen.model_json_schema())
    fields = schema["properties"]
    fields["facts"] = {"$ref": "#/$defs/facts"}
    for name, known in (
        ("declined", vocabulary.facts),
        ("withdrawn", vocabulary.facts),
        ("talked_about", (*vocabulary.legs, *sorted(vocabulary.other_legs))),
    ):
        fields[name] = _list_of({"enum": list(known)})
    barriers = [{"const": code, "description": one.says} for code, one in vocabulary.barriers.items()]
    defs["Statement"]["properties"]["barrier"] = {"oneOf": [*barriers, {"type": "null"}]}
    return _undated(schema, {**defs, **_facts(vocabulary)})


def _scenarios(vocabulary: Vocabulary) -> Schema:
    citizen = _citizen(vocabulary)
    defs = citizen.pop("$defs")
    verdict = {"enum": [*(one.value for one in Verdict), "absent"]}
    expected = _object(
        {
            "verdict": verdict,
            "right": {"enum": _TRUTHS},
            "missing": _list_of({"enum": list(vocabulary.facts)}),
            "because": {"type": "string"},
            "rule": {"type": "string"},
        },
        required=["verdict"],
    )
    scenario = _object(
        {
            "name": _text(),
            "on": _day(),
            "ruleset": _text(),
            "citizen": {"$ref": "#/$defs/Citizen"},
            "expect": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": {"if": {"type": "object"}, "then": expected, "else": verdict},
            },
            "questions": _list_of({"enum": list(vocabulary.facts)}),
        },
        required=["name", "on", "citizen", "expect"],
    )
    listed = {"type": "array", "items": {"$ref": "#/$defs/Scenario"}, "minItems": 1}
    made = _object({"scenarios": listed}, required=["scenarios"])
    return {**made, "$defs": {**defs, "Citizen": citizen, "Scenario": scenario}}


def _suggestion(_: Vocabulary) -> Schema:
    schema, defs = _split(suggestion_schema())
    for one in (schema, *defs.values()):
        if "properties" in one:
            one["additionalProperties"] = False
    return {**schema, "$defs": defs}


_MAKERS: Mapping[str, Callable[[Vocabulary], Schema]] = {
    "offer": _offer,
    "ruleset": _ruleset,
    "vocabulary": _vocabulary,
    "citizen": _citizen,
    "scenarios": _scenarios,
    "suggestion": _suggestion,
}


# --- conditions and facts ---------------------------------------------------------------------------------------


def _condition(vocabulary: Vocabulary) -> dict[str, Schema]:
    """Return the schema of a condition: each fact with the operators of its type."""
    part = {"$ref": "#/$defs/part"}
    parts = {"if": {"type": "array"}, "then": {"type": "array", "items": part, "minItems": 1}, "else": part}
    facts: dict[str, Schema] = {f"when {key}": _comparison(fact) for key, fact in vocabulary.facts.items()}
    condition = {
        "type": "object",
        "description": "Several keys mean all of them; {} is everyone.",
        "properties": {
            **{key: {"$ref": f"#/$defs/when {key}"} for key in vocabulary.facts},
            "all": {**parts, "description": "All of these"},
            "any": {**parts, "description": "At least one of these"},
            "not": {**part, "description": "Not this"},
            "is": {"type": "string", "description": "The name of a definition"},
        },
        "patternProperties": {r"^\$.+": {"type": "boolean", "description": "A yes/no parameter"}},
        "additionalProperties": False,
    }
    several = {"allOf": [{"$ref": "#/$defs/condition"}], "minProperties": 1}
    return {"condition": condition, "part": several, **facts, **_values(vocabulary)}


def _values(vocabulary: Vocabulary) -> dict[str, Schema]:
    return {f"value {key}": {"enum": list(fact.values)} for key, fact in vocabulary.facts.items() if fact.values}


def _comparison(fact: Fact) -> Schema:
    match fact.type:
        case "int" | "number":
            made = _ordered(_single(fact), _ORDERS)
        case "date":
            made = _object(
                {
                    **dict.fromkeys(_DATE_ORDERS, _or_parameter(_day())),
                    **{key: {"type": "string", "pattern": _SPAN} for key in ("within_last", "within_next")},
                },
                least=1,
            )
        case "set":
            member = _or_parameter(_single(fact))
            count = {"type": "integer", "minimum": 0, "maximum": len(fact.values)}
            made = _object(
                {
                    "includes": member,
                    **dict.fromkeys(_SEVERAL, _one_or_several(member)),
                    "count": _ordered(count, _ORDERS),
                    "is_empty": {"type": "boolean"},
                },
                least=1,
            )
        case _:
            made = _one_or_several(_or_parameter(_single(fact)))
    return {**made, "description": _described(fact)}


def _ordered(single: Schema, orders: Iterable[str]) -> Schema:
    value = _or_parameter(single)
    compared = _object(dict.fromkeys(orders, value), least=1)
    return {"if": {"type": "object"}, "then": compared, "else": _one_or_several(value)}


def _single(fact: Fact) -> Schema:
    """Return the schema of one value, or of one member of a set."""
    match fact.type:
        case "bool":
            return {"type": "boolean"}
        case "date":
            return _day()
        case "choice" | "set":
            return {"$ref": f"#/$defs/value {fact.key}"} if fact.values else {"not": {}}
        case _:
            low, high = (bound / 10**fact.decimals for bound in fact.bounds)
            kind = "integer" if fact.type == "int" or not fact.decimals else "number"
            return {"type": kind, "minimum": int(low), "maximum": int(high)}


def _facts(vocabulary: Vocabulary) -> dict[str, Schema]:
    """Return the schema of what is known of a citizen: each fact with its values, null for unknown."""
    made: dict[str, Schema] = {key: _answer(fact) for key, fact in vocabulary.facts.items()}
    refs = {key: {"$ref": f"#/$defs/fact {key}"} for key in made}
    facts = {f"fact {key}": schema for key, schema in made.items()}
    return {"facts": _object(refs), **facts, **_values(vocabulary)}


def _answer(fact: Fact) -> Schema:
    single = _single(fact)
    value = single
    if fact.type == "set":
        members = _list_of(single)
        known = _object({"has": members, "has_not": members}, least=1)
        value = {"if": {"type": "object"}, "then": known, "else": members}
    value = {"anyOf": [value, {"type": "null"}]}
    told = _object({"value": value, "from": _text(), "on": _day(), "expires": _day()}, required=["value"])
    described = {"description": _described(fact)}
    return {"if": {"type": "object", "required": ["value"]}, "then": told, "else": value, **described}


def _described(fact: Fact) -> str:
    unit = f" ({fact.unit})" if fact.unit else ""
    return f"{fact.label}{unit}. {fact.question or fact.shown_as or ''}".strip()


# --- versions ---------------------------------------------------------------------------------------------------


def _dated(root: Schema, defs: Mapping[str, Schema]) -> Schema:
    """Return the schema in which every value may be `versions: {DATE: value}`, once and never inside each other."""
    made: dict[str, Schema] = {}
    for name, schema in defs.items():
        made[name] = _walked(schema, versioned=True)
        made[name + _PLAIN] = _walked(schema, versioned=False)
    return {**_maybe_versions(root), "$defs": _used(made, _maybe_versions(root))}


def _undated(root: Schema, defs: Mapping[str, Schema]) -> Schema:
    made = {name + _PLAIN: _walked(schema, versioned=False) for name, schema in defs.items()}
    schema = _walked(root, versioned=False)
    return {**schema, "$defs": _used(made, schema)}


def _maybe_versions(schema: Schema) -> Schema:
    each = {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": _DAY},
        "additionalProperties": _walked(schema, versioned=False),
    }
    return {
        "if": {"type": "object", "required": ["versions"]},
        "then": _object({"versions": each}, required=["versions"]),
        "else": _walked(schema, versioned=True),
    }


def _walked(schema: Any, versioned: bool) -> Any:
    """Return a schema with its references, its conditions and the values inside it made ready."""
    if not isinstance(schema, Mapping):
        return schema
    if schema.get("format") == "condition":
        return _walked({"$ref": "#/$defs/condition"}, versioned)
    made: Schema = {}
    for key, value in schema.items():
        if key in ("title", "default") and not isinstance(value, Mapping):
            continue  # What pydantic makes of a name says nothing more than the name.
        made[key] = _keyword(key, value, versioned)
    if made.get("format") == "date":
        made["pattern"] = _DAY
    if made.get("type") == "string" and not made.keys() - {"type", "description"}:
        # A text may look like a number to an editor: 112, 6.10.
        made["type"] = ["string", "number"]
    return made


def _keyword(key: str, value: Any, versioned: bool) -> Any:
    match key:
        case "$ref":
            return value if versioned else value + _PLAIN
        case "properties" | "patternProperties":
            return {name: _value(one, versioned) for name, one in value.items() if name != SINCE}
        case "additionalProperties" | "items":
            return _value(value, versioned)
        case "prefixItems":
            return [_value(one, versioned) for one in value]
        case "anyOf" | "allOf" | "oneOf":
            return [_walked(one, versioned) for one in value]
        case "if" | "then" | "else" | "not":
            return _walked(value, versioned)
        case _:
            return value


def _value(schema: Any, versioned: bool) -> Any:
    if not isinstance(schema, Mapping):
        return schema
    return _maybe_versions(dict(schema)) if versioned else _walked(schema, versioned=False)


def _used(defs: Mapping[str, Schema], root: Schema) -> dict[str, Schema]:
    """Return the definitions that are reached from the root, in their order."""
    reached: set[str] = set()
    waiting: list[Any] = [root]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            name = str(one.get("$ref", "")).removeprefix("#/$defs/")
            if name and name not in reached:
                reached.add(name)
                waiting.append(defs[name])
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return {name: schema for name, schema in defs.items() if name in reached}


# --- pieces -----------------------------------------------------------------------------------------------------


def _split(schema: Schema) -> tuple[Schema, dict[str, Schema]]:
    defs: dict[str, Schema] = schema.pop("$defs", {})
    if "Source" in defs:
        defs["Source"]["anyOf"] = [{"required": ["title"]}, {"required": ["law"]}]
    return schema, defs


def _object(properties: Mapping[str, Schema], required: Iterable[str] = (), least: int = 0) -> Schema:
    made: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    if required:
        made["required"] = list(required)
    if least:
        made["minProperties"] = least
    return made


def _list_of(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _one_or_several(schema: Schema) -> Schema:
    return {"if": {"type": "array"}, "then": {"type": "array", "items": schema, "minItems": 1}, "else": schema}


def _or_parameter(schema: Schema) -> Schema:
    return {"anyOf": [schema, _PARAMETER]}


def _day() -> Schema:
    return {"type": "string", "format": "date", "pattern": _DAY}


def _text() -> Schema:
    return {"type": "string"}
