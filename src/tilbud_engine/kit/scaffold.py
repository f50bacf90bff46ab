"""A new plugin: an offer with its scenarios and a README, as a folder that passes its checks, or as a package.

The questions are put by the command line; here is only what an answer may be, and what is written.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError, problem
from tilbud_engine.kit.example_scenarios import Where, scenario_files_for
from tilbud_engine.kit.field_texts import field_text, first_sentence
from tilbud_engine.kit.new_offer import Group, NewOffer, ruleset_of, short_text, short_word
from tilbud_engine.kit.unsettled import unsettled, unsettled_notes
from tilbud_engine.offers import Offer, read_offers
from tilbud_engine.pictures import pictograms
from tilbud_engine.reading import as_node, to_yaml

_MODELS = {"card": "Card", "contact": "Contact"}
_ORDER = tuple(Offer.model_fields)


def plugin_files(new: NewOffer, engine: Engine, on: dt.date, schema: str = "") -> dict[str, str | bytes]:
    """Return the files of the folder by their names in it; `schema` is where an editor finds the schema of offers.

    Raises InputError with every fault when the answers make no offer.
    """
    document, words = _documents(new, on)
    # Whatever the questions let through: what is written can be read back.
    faults = [fault for fault in read_offers(as_node(document, "offer.yaml"), new.id)[1] if not fault.is_remark]
    if faults:
        raise InputError(faults)
    ruleset = ruleset_of(new.municipality, engine) if new.municipality else None
    where = Where(new.municipality, ruleset)
    made: dict[str, str | bytes] = {"offer.yaml": _offer_text(document, schema)}
    if words:
        made["vocabulary.yaml"] = to_yaml(words)
    made |= scenario_files_for(new.id, new.barriers, document["eligible"], where, engine=engine, on=on)
    made["README.md"] = _readme(new, document, where)
    if new.own_picture is not None:
        made[new.pictogram] = new.own_picture.read_bytes()
    return made


def package_files(new: NewOffer, engine: Engine, on: dt.date, schema: str = "") -> dict[str, str | bytes]:
    """Return the files of a package that gives the offer; the offer's folder is its module.

    Raises InputError as `plugin_files` does.
    """
    module, package = new.id, package_name(new.id)
    values = {
        "id": new.id,
        "module": module,
        "package": package,
        "title": new.name,
        "quoted": json.dumps(new.name, ensure_ascii=False),
    }
    made: dict[str, str | bytes] = {
        f"src/{module}/{name}": content for name, content in plugin_files(new, engine, on, schema).items()
    }
    for name, template in (
        ("pyproject.toml", "package.toml"),
        ("README.md", "package_readme.txt"),
        (f"src/{module}/__init__.py", "package_init.txt"),
        (f"tests/test_{module}.py", "package_test.txt"),
    ):
        made[name] = _template(template).format_map(values)
    return made


def package_name(offer: str) -> str:
    """Return what the package of an offer is called."""
    return f"tilbud-{offer.replace('_', '-')}"


def write_plugin(folder: Path, made: Mapping[str, str | bytes]) -> list[Path]:
    """Write the files into a folder that is not there yet, and return them.

    Raises InputError when it is there: nothing is ever written over. Raises OSError where it cannot be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir()
    except FileExistsError:
        raise InputError([problem("new-folder-there", str(folder), other=f"{folder.name}_2")]) from None
    written = []
    for name, content in made.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        written.append(file)
    return written


def _documents(new: NewOffer, on: dt.date) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the offer as plain values in the order of the model, and its own words where it has some."""
    alt = new.alt or _shows(new.pictogram) or new.name
    made: dict[str, Any] = {
        "offer": new.id,
        "name": new.name,
        "card": {
            "word": new.word or short_word(new.name),
            "text": new.text or short_text(new.name),
            "pictogram": new.pictogram,
            "alt": alt,
        },
        "answers": [str(code) for code in new.barriers],
        "eligible": new.group.eligible(),
        "about": new.about or None,
        "decides": "dig" if new.just_come else "kommunen",
        "entitlement": "aabent" if new.just_come else "skoen",
        "municipalities": [new.municipality] if new.municipality else None,
        "hours_per_week": _amount(new.hours),
        "contact": {key: value for key, value in new.contact.items() if value} or None,
        "sources": [{"title": new.source or "Kommunens egne oplysninger"}],
        "last_checked": on,
    }
    if not new.source:
        made["assumptions"] = ["Hvor tilbuddet er besluttet, er ikke skrevet endnu."]
    words: dict[str, Any] = {}
    if new.group.unsettled is not None:
        made["eligible"], words = unsettled(new.id, new.name, new.group.unsettled)
        notes = unsettled_notes(new.group.unsettled)
        made |= notes | {"assumptions": [*made.get("assumptions", ()), *notes["assumptions"]]}
    return {name: made[name] for name in _ORDER if made.get(name) is not None}, words


def _amount(hours: tuple[int, int] | None) -> Any:
    if hours is None:
        return None
    return hours[0] if hours[0] == hours[1] else {"from": hours[0], "to": hours[1]}


def _shows(pictogram: str) -> str:
    found = pictograms().get(pictogram)
    return f"{found.shows[:1].upper()}{found.shows[1:]}" if found else ""


def _offer_text(document: Mapping[str, Any], schema: str) -> str:
    """Return `offer.yaml` with a short comment above each field."""
    lines = [f"# yaml-language-server: $schema={schema}\n\n"] if schema else []
    for name, value in document.items():
        lines.append(f"# {first_sentence(field_text('Offer', name))}\n{to_yaml({name: value})}\n")
    return "".join(lines).rstrip("\n") + "\n"


def _readme(new: NewOffer, document: Mapping[str, Any], where: Where) -> str:
    rows = "\n".join(f"| {name} | {meaning.replace('|', chr(92) + '|')} |" for name, meaning in _meanings(document))
    remarks = [
        _template("readme_unsettled.md") if new.group.unsettled is not None else "",
        _template("readme_no_ruleset.md").format(municipality=where.municipality) if where.is_not_loaded else "",
    ]
    values = {"title": new.name, "id": new.id, "rows": rows, "group": _group_words(new.group)}
    return _template("readme.md").format_map(values | {"remarks": "".join(f"{one}\n" for one in remarks if one)})


def _meanings(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in document.items():
        yield f"`{name}`", field_text("Offer", name)
        if name in _MODELS:
            for inner in value:
                yield f"`{name}`: `{inner}`", field_text(_MODELS[name], inner)


def _group_words(group: Group) -> str:
    """Return who may get it, as the README says it."""
    if group.unsettled is not None:
        return "Det er ikke valgt endnu."
    parts: list[str] = []
    match group.age_from, group.age_to:
        case None, None:
            pass
        case low, None:
            parts.append(f"er mindst {low} år")
        case None, high:
            parts.append(f"er højst {high} år")
        case low, high:
            parts.append(f"er fra {low} til og med {high} år")
    if group.months is not None:
        parts.append(f"har været uden job i mindst {group.months} {'måned' if group.months == 1 else 'måneder'}")
    return f"Den, der {' og '.join(parts)}." if parts else "Alle."


def _template(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")
