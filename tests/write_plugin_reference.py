"""Write `docs/plugin-reference.md` from the models and the vocabulary: `python -m tests.write_plugin_reference`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from tests.checkout import ROOT
from tilbud_engine.case import Citizen, Statement
from tilbud_engine.dated import Period, Source
from tilbud_engine.kit.field_texts import field_text, part_title, parts
from tilbud_engine.offers import Amount, Capacity, Card, Contact, Hint, Offer, Partner, Right
from tilbud_engine.parameters import ParameterDeclaration
from tilbud_engine.pictures import pictograms
from tilbud_engine.scenarios import Expected, _Written
from tilbud_engine.vocabulary import (
    Barrier,
    Fact,
    Impossible,
    Label,
    Leg,
    Municipality,
    Need,
    Unit,
    Vocabulary,
    VocabularyDocument,
)

PAGE = ROOT / "docs" / "plugin-reference.md"

MODELS: Mapping[str, type[BaseModel]] = {
    "Scenario": _Written,
    **{
        one.__name__: one
        for one in (
            *(Offer, Card, Amount, Contact, Partner, Capacity, Right, Hint, ParameterDeclaration, Source, Period),
            *(VocabularyDocument, Fact, Label, Barrier, Leg, Need, Unit, Municipality, Impossible),
            *(Expected, Citizen, Statement),
        )
    },
}
"""The parts of a plugin's files: each has its texts in `kit/field_texts.toml` under this name."""

HEAD = """\
# Reference for authors of offers

Every field of a plugin's files, and every name that may stand in them. What each field means is told in English and in
Danish (*på dansk*), word for word as `tilbud plugin new` writes it into the README of a new offer. Anything may change
on a date: see [the rule language](rule-language.md), which also says what a condition is. `tilbud schema` writes the
same as JSON Schema for editors.

This page is written from the models by `python -m tests.write_plugin_reference`; a test holds the two equal.

"""

_FIELDS = "| field | what it is | required | else | what it means | på dansk |\n| --- | --- | --- | --- | --- | --- |\n"
_TYPES = {"string": "text", "integer": "whole number", "boolean": "`true` or `false`", "number": "number"}


def page() -> str:
    """Return the whole page."""
    words = Vocabulary.shipped()
    return HEAD + "\n".join([*map(_part, parts()), *_lists(words)])


def _part(part: str) -> str:
    schema = MODELS[part].model_json_schema(by_alias=True)
    required = set(schema.get("required", ()))
    rows = [
        _row(
            f"`{name}`",
            _type(one),
            "yes" if name in required else "",
            _default(one, name in required),
            *_told(part, name),
        )
        for name, one in schema["properties"].items()
    ]
    return f"## {part_title(part, 'en')}\n\n*{part_title(part)}*\n\n{_FIELDS}{''.join(rows)}"


def _told(part: str, name: str) -> tuple[str, str]:
    return field_text(part, name, "en"), field_text(part, name)


def _type(schema: Mapping[str, Any]) -> str:
    """Return what a value is, in words for people."""
    if "$ref" in schema:
        part = schema["$ref"].rpartition("/")[2]
        title = part_title(part, "en").partition(":")[0]
        return f"[{title[:1].lower()}{title[1:]}](#{_anchor(part)})"
    if "anyOf" in schema:
        kinds = [_type(one) for one in schema["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "allOf" in schema:
        return _type(schema["allOf"][0])
    if "enum" in schema:
        return ", ".join(f"`{one}`" for one in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if schema.get("format") == "condition":
        return "[condition](rule-language.md#conditions)"
    if schema.get("format") == "date":
        return "day, `2026-09-01`"
    match schema.get("type"):
        case "array":
            return _list(schema)
        case "object":
            inner = schema.get("additionalProperties")
            names = schema.get("propertyNames", {}).get("enum")
            each = f"{', '.join(f'`{one}`' for one in names)}, each with" if names else "names, each with"
            return f"{each}: {_type(inner)}" if isinstance(inner, Mapping) and inner else "names and values"
        case kind:
            return _TYPES.get(str(kind), "any value")


def _list(schema: Mapping[str, Any]) -> str:
    if "prefixItems" in schema:
        return f"list of {len(schema['prefixItems'])}: {_type(schema['prefixItems'][0])}"
    return f"list of: {_type(schema.get('items', {}))}"


def _default(schema: Mapping[str, Any], required: bool) -> str:
    if required:
        return ""
    match schema.get("default"):
        case None | [] | {} | "":
            return ""
        case bool() as flag:
            return f"`{str(flag).lower()}`"
        case [*several]:
            return f"`[{', '.join(map(str, several))}]`"
        case value:
            return f"`{value}`"


def _lists(words: Vocabulary) -> Iterable[str]:
    shown = [
        (f"`{code}`", words.legs[one.leg].label_en or "", one.says_en or "", one.says, _hidden(one))
        for code, one in words.barriers.items()
    ]
    yield _table("Codes for `answers`", ("code", "leg", "how a citizen puts it", "på dansk", ""), shown)
    needs = [(f"`{key}`", one.todo_en or "", one.todo) for key, one in words.needs.items()]
    yield _table("Names for `needs` and `supports`", ("need", "what she is to do", "på dansk"), needs)
    for title, listed in (("Names for `units`", words.units), ("Names for `teams`", words.teams)):
        rows = [(f"`{key}`", one.label_en or "", one.label) for key, one in listed.items()]
        yield _table(title, ("name", "in English", "på dansk"), rows)
    pictures = [(f"`{key}`", one.shows_en, one.shows) for key, one in pictograms().items()]
    yield _table("Names for `pictogram`", ("name", "what it shows", "på dansk"), pictures)


def _hidden(barrier: Barrier) -> str:
    if barrier.alarm:
        return "never yields a card"
    return "shielded" if barrier.shielded else ""


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    ruler = " | ".join("---" for _ in heads)
    return f"## {title}\n\n{_row(*heads)}| {ruler} |\n{''.join(_row(*row) for row in rows)}"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").strip() for cell in cells) + " |\n"


def _anchor(part: str) -> str:
    """Return where GitHub and its kin put the heading of a part."""
    kept = "".join(one for one in part_title(part, "en").casefold() if one.isalnum() or one in " -_")
    return kept.strip().replace(" ", "-")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
