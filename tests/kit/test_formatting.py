"""How files are written may be mended; what they say never changes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checkout import ROOT
from tests.kit.authors import OFFER, SCENARIOS, write_plugin
from tilbud_engine.errors import InputError
from tilbud_engine.kit.formatting import OFFER_ORDER, fix_folders, fixed, order_of
from tilbud_engine.offers import Offer, read_offers
from tilbud_engine.reading import read_bytes, rewritten, to_yaml
from tilbud_engine.reading.rewriting import KeyPath, same_meaning
from tilbud_engine.settings import Settings

CATALOGUE = sorted(
    [*ROOT.glob("plugins/*/*.yaml"), *ROOT.glob("plugins/*/scenarios/*.yaml"), *ROOT.glob("rulesets/*/*.yaml")]
)


def mended(text: str) -> tuple[str, tuple[str, ...]]:
    found = fixed(text.encode(), OFFER_ORDER)
    assert found is not None
    return found.text, found.changes


def means_the_same(one: bytes | str, other: bytes | str) -> bool:
    first, second = (text.encode() if isinstance(text, str) else text for text in (one, other))
    return same_meaning(read_bytes(first, "a"), read_bytes(second, "b"))


# --- mending -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", CATALOGUE, ids=lambda one: "/".join(one.parts[-3:]))
def test_nothing_of_the_catalogue_means_anything_else_when_mended_and_once_is_enough(file: Path) -> None:
    raw = file.read_bytes()
    order = OFFER_ORDER if file.name == "offer.yaml" else None
    found = fixed(raw, order)
    assert found is not None
    assert means_the_same(raw, found.text)
    again = fixed(found.text.encode(), order)
    assert again is not None
    assert (again.text, again.changes) == (found.text, ())
    assert found.text.count("#") == raw.decode().count("#")
    if file.name == "offer.yaml":
        before, after = (read_offers(read_bytes(text, "a"), "a") for text in (raw, found.text.encode()))
        assert [one.history for one in before[0]] == [one.history for one in after[0]]
        assert before[1] == after[1] == []


def test_a_well_written_file_is_left_alone() -> None:
    assert mended("offer: a\nname: b\n") == ("offer: a\nname: b\n", ())


@pytest.mark.parametrize(
    ("written", "text", "change"),
    [
        ("\ufeffoffer: a\nname: b\n", "offer: a\nname: b\n", "bom"),
        ("offer: a\r\nname: b\r\n", "offer: a\nname: b\n", "line-ends"),
        ("offer: a\rname: b\r", "offer: a\nname: b\n", "line-ends"),
        ("offer: a   \nname: b\n", "offer: a\nname: b\n", "blanks"),
        ("offer: a\nname: b", "offer: a\nname: b\n", "blanks"),
        ("offer: a\nname: b\n\n\n", "offer: a\nname: b\n", "blanks"),
        ("card:\n\tword: a\n\ttext: b\n", "card:\n  word: a\n  text: b\n", "tabs"),
        ("card:\n\tword: a\n\n\ttext: b\nname: x\n", None, "tabs"),
        ("name: b\noffer: a\n", "offer: a\nname: b\n", "order"),
        ("card: {word: a}\nname: b\noffer: a\n", "offer: a\nname: b\ncard: {word: a}\n", "order"),
        ("card:\n  text: b\n  word: a\n", "card:\n  word: a\n  text: b\n", "order"),
        ("name_en: c\nname: b\n", "name: b\nname_en: c\n", "order"),
        ("card:\n     word: a\n", "card:\n  word: a\n", "layout"),
        ("units:\n- a\n- b\n", "units:\n  - a\n  - b\n", "layout"),
        ('name: "Gåtur"\n', "name: Gåtur\n", "layout"),
        ("name: 'Gåtur'\n", "name: Gåtur\n", "layout"),
        ("name:    Gåtur\n", "name: Gåtur\n", "layout"),
    ],
)
def test_what_is_mechanical_is_mended_and_told(written: str, text: str | None, change: str) -> None:
    made, changes = mended(written)
    assert change in changes
    assert text is None or made == text
    assert mended(made) == (made, ())


@pytest.mark.parametrize(
    "text",
    [
        'municipality: "0573"\n',
        'name: "12"\n',
        'name: "true"\n',
        'name: "no: yes"\n',
        'name: "a # b"\n',
        "name: ~\n",
        "valid: {from: 2026-01-01}\n",
        "range: [0, 120]\n",
        "entitlement: lokalt\n",
        "about: |\n  a  \n  b\n",
        "about: |+\n  a\n\n\n",
        "kulturvitaminer: yes\n",
        "name: no\n",
    ],
)
def test_what_a_mark_or_a_blank_says_stays(text: str) -> None:
    made, _ = mended(text)
    assert means_the_same(text, made)
    assert ('"' in text) == ('"' in made)
    assert "lokalt" in made or "lokalt" not in text


def test_comments_go_with_the_field_below_them() -> None:
    text = (
        "# About the file.\n\n# The name.\nname: b  # beside\n# The id.\noffer: a\ncard:\n  # The word.\n  word: c\n"
        "  # deeper\n# The end.\n"
    )
    made, changes = mended(text)
    assert changes == ("order",)
    assert made == (
        "# About the file.\n\n# The id.\noffer: a\n# The name.\nname: b  # beside\ncard:\n  # The word.\n  word: c\n"
        "  # deeper\n# The end.\n"
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"offer: [a\n",
        b"offer: a\n  name: b\n",
        b"\xe6\xf8\xe5\n",
        b"",
        b"a: &x 1\n",
        b"card:\n\tword: a\n        text: b\n",  # eight blanks beside a tab: how wide is it?
    ],
)
def test_what_nobody_can_read_is_left_alone(raw: bytes) -> None:
    assert fixed(raw, OFFER_ORDER) is None


PLAIN = st.one_of(
    st.integers(-1000, 1000),
    st.booleans(),
    st.dates(),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=40).filter(
        lambda text: not any(one in text for one in "\u2028\u2029\u00ad\ufeff")
    ),
    st.sampled_from(["0573", "no", "true", "~", "a: b", "- a", "a #b", "", "12", "1. juli", "sætning " * 30]),
)
KEYS = st.sampled_from(["offer", "name", "card", "word", "text", "alt", "a", "b", "x y", "2026-01-01", "name_en"])
DOCUMENTS = st.dictionaries(
    KEYS,
    st.recursive(
        PLAIN,
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
        max_leaves=8,
    ),
    min_size=1,
    max_size=6,
)


def readable(text: str) -> bool:
    try:
        read_bytes(text.encode(), "a")
    except InputError:
        return False
    return True


@settings(deadline=None, max_examples=40)
@given(DOCUMENTS, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.integers(0, 3))
def test_no_document_means_anything_else_when_mended(
    document: dict[str, Any], end: str, mark: bool, blanks: int
) -> None:
    text = to_yaml(document)
    if not readable(text):
        return
    written = ("\ufeff" if mark else "") + text.replace("\n", end) + " " * blanks
    found = fixed(written.encode(), OFFER_ORDER)
    assert found is not None
    assert means_the_same(text, found.text)
    again = fixed(found.text.encode(), OFFER_ORDER)
    assert again is not None
    assert again.changes == ()


def test_the_order_is_that_of_the_model_with_the_english_behind_the_danish() -> None:
    order = order_of(Offer)
    assert order.keys[:6] == ("offer", "name", "name_en", "card", "answers", "eligible")
    assert set(order.keys) == {field.alias or name for name, field in Offer.model_fields.items()}
    card, each = order.under("card"), order.under("parameters")
    assert card is not None
    assert card.keys[:4] == ("word", "word_en", "text", "text_en")
    assert each is not None
    assert each.each is not None
    assert "set_by" in each.each.keys


def test_the_files_of_a_plugin_are_mended_where_they_stand(tmp_path: Path) -> None:
    folder = write_plugin(tmp_path, OFFER.replace("\n", "\r\n"), SCENARIOS.replace("    on:", "    on:   "))
    (folder / "vocabulary.yaml").write_text("units: {a: {label_en: b, label: c}}", encoding="utf-8")
    found = dict(fix_folders([folder, tmp_path / "findesikke"], Settings()))
    assert {Path(name).name: one.changes for name, one in found.items()} == {
        "offer.yaml": ("line-ends",),
        "vocabulary.yaml": ("blanks",),
        "graenser.yaml": ("layout",),
    }
    assert (folder / "offer.yaml").read_text(encoding="utf-8") == OFFER
    assert dict(fix_folders([folder], Settings())) == {}


def test_a_file_outside_the_folder_is_not_touched(tmp_path: Path) -> None:
    folder = write_plugin(tmp_path / "a")
    outside = tmp_path / "outside.yaml"
    outside.write_text("scenarios:   []", encoding="utf-8")
    (folder / "scenarios" / "link.yaml").symlink_to(outside)
    assert dict(fix_folders([folder], Settings())) == {}
    assert outside.read_text(encoding="utf-8") == "scenarios:   []"


# --- changing values ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (("name",), "Ny", "name: Ny"),
        (("name",), "12", 'name: "12"'),
        (("name",), "a: b", 'name: "a: b"'),
        (("hours_per_week",), 3, "hours_per_week: 3"),
        (("hours_per_week",), {"from": 1, "to": 3}, "hours_per_week: {from: 1, to: 3}"),
        (("answers",), ["N-ENSOM"], "answers: [N-ENSOM]"),
        (("answers", 1), "H-STRESS", "answers: [H-ANGST, H-STRESS]"),
        (("answers", 9), "H-STRESS", "answers: [H-ANGST, N-ENSOM, H-STRESS]"),
        (("last_checked",), dt.date(2026, 12, 1), "last_checked: 2026-12-01"),
        (("contact", "telephone"), "87654321", 'contact: {name: Sundhedshuset, telephone: "87654321"}'),
        (("contact", "hours"), "man-fre", "hours: man-fre}"),
        (("sources", 0, "where"), "Side 2", "    where: Side 2"),
        (("sources", 1), {"title": "Ny"}, "  - title: Ny"),
        (("parameters", "gaatur_min_age", "default"), 20, "    default: 20"),
        (("capacity", "places"), 12, "  places: 12"),
        (("cost",), "Gratis", "cost: Gratis"),
        (("card", "alt"), "Et træ", "  alt: Et træ"),
        (("valid", "from"), dt.date(2026, 1, 1), "  from: 2026-01-01"),
        (("about",), "To linjer. " * 20 + "Slut.", "about: >-"),
    ],
)
def test_one_value_changes_and_no_other_line(path: KeyPath, value: Any, line: str) -> None:
    made = rewritten(OFFER, {path: value})
    before, after = OFFER.splitlines(), made.splitlines()
    assert any(line in one for one in after)
    assert len(set(before) - set(after)) <= 1
    assert "# Written by Sundhedsafdelingen." in made
    assert readable(made)


def test_none_takes_a_field_away_and_a_comment_beside_a_value_stays() -> None:
    made = rewritten(
        OFFER, {("about_en",): None, ("sources", 0): None, ("relations",): None, ("nothing", "here"): None}
    )
    assert "about_en" not in made
    assert "sources: []" in made
    assert "relations" not in made
    assert rewritten("name: a  # why\n", {("name",): "b"}) == "name: b  # why\n"
    assert rewritten("a:\n  - b: 1\n    c: 2\n", {("a", 0, "b"): None}) == "a:\n  - c: 2\n"


def test_a_new_field_stands_where_the_order_has_it() -> None:
    text = "offer: a\n# The card.\ncard: {}\nabout: b\n"
    assert rewritten(text, {("name",): "c"}, OFFER_ORDER.keys) == "offer: a\nname: c\n# The card.\ncard: {}\nabout: b\n"
    assert rewritten("a: 1", {("b",): 2}) == "a: 1\nb: 2\n"
    assert rewritten("", {("b",): "c"}) == "b: c\n"


def paths_in(node: Any, start: KeyPath = ()) -> list[KeyPath]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [*([start] if start else []), *(path for step, one in inner for path in paths_in(one, (*start, step)))]


def changed(node: Any, path: KeyPath, value: Any) -> Any:
    if not path:
        return value
    made: Any = dict(node) if isinstance(node, dict) else list(node)
    made[path[0]] = changed(node[path[0]], path[1:], value)
    return made


@pytest.mark.parametrize(
    "beside", ["?0", ":0", "?", "- a", "a: b", "a #b", ", a", "{a", "*a", "&a", "!a", "%a", "@a", "`a", "'a"]
)
def test_a_text_with_a_sign_of_the_language_stays_a_text_beside_a_value_that_changes(beside: str) -> None:
    text, wanted = (to_yaml({"word": [one, beside]}) for one in ("a", "b"))
    assert means_the_same(rewritten(text, {("word", 0): "b"}), wanted)
    assert means_the_same(rewritten(text, {("word", 0): beside}), to_yaml({"word": [beside, beside]}))


@settings(deadline=None, max_examples=40)
@given(DOCUMENTS, st.data(), PLAIN)
def test_any_value_of_any_document_can_be_changed_and_nothing_else_is(
    document: dict[str, Any], data: st.DataObject, value: Any
) -> None:
    text = to_yaml(document)
    path = data.draw(st.sampled_from(paths_in(document)))
    wanted = to_yaml(changed(document, path, value))
    if readable(text) and readable(wanted):
        assert means_the_same(rewritten(text, {path: value}), wanted)


def test_text_that_nobody_can_read_is_refused() -> None:
    with pytest.raises(InputError, match="yaml-syntax"):
        rewritten("a: [b\n", {("a",): "c"})


@pytest.mark.parametrize(
    "text",
    [
        "eligible:\n  age: {  # a\n    at_least: 18,  # b\n  # c\n    at_most: 30  # d\n  }\n",
        "answers: [N-ENSOM,  # the first\n  H-ANGST]  # the second\n",
        "name:    Gåtur  # after a wide gap\n",
    ],
)
def test_no_comment_is_lost_wherever_it_stands(text: str) -> None:
    made, _ = mended(text)
    assert means_the_same(text, made)
    assert sorted(part.split("\n")[0].strip() for part in made.split("#")[1:]) == sorted(
        part.split("\n")[0].strip() for part in text.split("#")[1:]
    )


def test_what_the_library_for_comments_cannot_read_is_left_as_it_is_and_the_rest_goes_on(tmp_path: Path) -> None:
    made, changes = mended("offer: a\r\nname: b\tc\r\n")
    assert (made, changes) == ("offer: a\nname: b\tc\n", ("line-ends",))
    folder = write_plugin(tmp_path, OFFER.replace("Gåtur på recept", "Gåtur\tpå recept"))
    (folder / "scenarios" / "graenser.yaml").write_bytes(b"scenarios: []\r\n")
    assert [name.rpartition("/")[2] for name, _ in fix_folders([folder], Settings())] == ["graenser.yaml"]
