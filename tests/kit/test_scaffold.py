"""A new plugin: whatever was answered, it is written so that it passes its checks and can be read by a beginner."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.kit.authors import START_OF_PNG
from tests.write_plugin_reference import MODELS
from tilbud_engine.case import Citizen, Statement
from tilbud_engine.engine import Engine
from tilbud_engine.errors import InputError
from tilbud_engine.kit.checks import Report, check_plugins
from tilbud_engine.kit.field_texts import field_text, first_sentence, part_title, parts
from tilbud_engine.kit.new_offer import Group, NewOffer, card_problem, name_problem, pictures_for, ruleset_of
from tilbud_engine.kit.scaffold import package_files, plugin_files, write_plugin
from tilbud_engine.offers import Amount, Contact
from tilbud_engine.pictures import pictograms
from tilbud_engine.reading import read_path

ON = dt.date(2026, 11, 22)
NAME = "Cykelværkstedet på Ørnevej"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine.load(runtime="reference")
    yield made
    made.close()


def check(folder: Path) -> Report:
    [report], others = check_plugins([folder], ON)
    assert others == []
    return report


GROUPS = {
    "everyone": Group(),
    "of an age": Group(age_from=18, age_to=29),
    "at least so old": Group(age_from=18),
    "at most so old": Group(age_to=120),
    "of one age": Group(age_from=30, age_to=30),
    "newborn": Group(age_from=0, age_to=0),
    "months": Group(months=12),
    "both": Group(age_from=25, months=1),
    "not settled, as it stood": Group(unsettled="Borgere på kanten: {unge} og andre"),
    "not settled": Group(unsettled=""),
}
PLACES = {"everywhere": None, "a municipality with rules": "eksempelkommune", "one without": "aabenraa"}


@pytest.mark.parametrize("group", GROUPS.values(), ids=GROUPS)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_new_offer_passes_its_checks_at_once(group: Group, place: str | None, engine: Engine, tmp_path: Path) -> None:
    new = NewOffer(NAME, ("N-ENSOM", "D-GAELD"), group, municipality=place)
    folder = tmp_path / new.id
    write_plugin(folder, plugin_files(new, engine, ON))
    report = check(folder)
    assert report.faults == ()
    assert {one.code for one in report.problems} <= {"offer-lacks", "english-missing", "target-group-unsettled"}
    assert report.offers == ("cykelvaerkstedet_paa_oernevej",)
    assert report.scenarios >= 3


def test_all_that_was_answered_stands_in_the_file(engine: Engine, tmp_path: Path) -> None:
    new = NewOffer(
        NAME,
        ("N-ENSOM",),
        word="Cykel",
        text="Reparér din cykel sammen med andre",
        pictogram="bicycle",
        about="Vi mødes om onsdagen. Du lærer at skifte en slange: det er let.",
        just_come=True,
        hours=(2, 3),
        contact={"name": "Værkstedet", "telephone": "00 00 00 31", "hours": "onsdag 10-14"},
        source="Byrådets beslutning, punkt 7",
    )
    write_plugin(tmp_path / new.id, plugin_files(new, engine, ON, "../schemas/offer.schema.json"))
    text = (tmp_path / new.id / "offer.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schemas/offer.schema.json\n")
    made = Engine.load(plugins=[tmp_path], runtime="reference")
    offer = made.rulebook.offers[new.id].versions[0]
    assert (offer.name, offer.card.word, offer.card.text) == (NAME, "Cykel", "Reparér din cykel sammen med andre")
    assert offer.card.alt == "En cykel"
    assert offer.about == new.about
    assert (offer.entitlement, offer.decides) == ("aabent", "dig")
    assert offer.hours_per_week == Amount.model_validate({"from": 2, "to": 3})
    assert offer.contact == Contact(name="Værkstedet", telephone="00 00 00 31", hours="onsdag 10-14")
    assert str(offer.sources[0]) == "Byrådets beslutning, punkt 7"
    assert offer.assumptions == ()
    found = made.suggest(Citizen(says=(Statement(barrier="N-ENSOM"),)), ON)
    assert new.id in [card.offer for card in found.cards]


def test_an_offer_without_a_source_says_that_it_has_none(engine: Engine) -> None:
    text = str(plugin_files(NewOffer(NAME, ("N-ENSOM",)), engine, ON)["offer.yaml"])
    assert "Hvor tilbuddet er besluttet, er ikke skrevet endnu." in text


def test_a_target_group_that_nobody_has_picked_is_never_everyone(engine: Engine, tmp_path: Path) -> None:
    new = NewOffer(NAME, ("N-ENSOM",), Group(unsettled="unge på kanten"))
    write_plugin(tmp_path / new.id, plugin_files(new, engine, ON))
    made = Engine.load(plugins=[tmp_path], runtime="reference")
    [card] = [
        one for one in made.suggest(Citizen(says=(Statement(barrier="N-ENSOM"),)), ON).cards if one.offer == new.id
    ]
    assert card.verdict == "unknown"
    assert "unge på kanten" in (tmp_path / new.id / "offer.yaml").read_text(encoding="utf-8")
    assert "Målgruppen mangler" in (tmp_path / new.id / "README.md").read_text(encoding="utf-8")


def test_every_field_has_a_comment_and_a_row_in_the_readme(engine: Engine) -> None:
    new = NewOffer(NAME, ("N-ENSOM",), Group(age_from=18), contact={"telephone": "00 00 00 31"}, hours=(3, 3))
    made = plugin_files(new, engine, ON)
    fields = re.findall(r"^(\w+):", str(made["offer.yaml"]), re.MULTILINE)
    assert {"offer", "card", "eligible", "contact", "hours_per_week"} <= set(fields)
    for name in fields:
        assert f"# {first_sentence(field_text('Offer', name))}\n{name}:" in str(made["offer.yaml"])
        assert f"| `{name}` | {field_text('Offer', name)} |" in str(made["README.md"])
    for inner in ("word", "text", "pictogram", "alt"):
        assert f"| `card`: `{inner}` | {field_text('Card', inner)} |" in str(made["README.md"])
    assert "Den, der er mindst 18 år." in str(made["README.md"])


def test_nothing_is_written_over(engine: Engine, tmp_path: Path) -> None:
    new = NewOffer(NAME, ("N-ENSOM",))
    made = plugin_files(new, engine, ON)
    write_plugin(tmp_path / new.id, made)
    (tmp_path / new.id / "offer.yaml").write_text("mit eget", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        write_plugin(tmp_path / new.id, made)
    assert [one.code for one in raised.value.problems] == ["new-folder-there"]
    assert (tmp_path / new.id / "offer.yaml").read_text(encoding="utf-8") == "mit eget"


def test_a_name_must_give_a_new_id(engine: Engine, tmp_path: Path) -> None:
    def code(name: str) -> str | None:
        found = name_problem(name, engine, tmp_path)
        return found.code if found else None

    assert code("Gågruppen") is None
    assert code("123") == "new-name-unfit"
    taken = name_problem("Kulturvitaminer", engine, tmp_path)
    assert taken is not None
    assert "kulturvitaminer_2" in taken.hint()
    (tmp_path / "gaagruppen").mkdir()
    assert code("Gågruppen") == "new-folder-there"


def test_a_card_with_too_many_words_is_told() -> None:
    assert card_problem(word="et to tre") is None
    assert card_problem(word="et to tre fire") is not None
    assert card_problem(text=" ".join(["ord"] * 13)) is not None


@pytest.mark.parametrize(
    ("word", "first"),
    [("cykel", "bicycle"), ("går", "person-simple-walk"), ("Node", "music-note"), ("bus", "bus"), ("svømmer", None)],
)
def test_a_danish_word_finds_a_picture(word: str, first: str | None) -> None:
    found = pictures_for(word)
    assert found[0] == (first or "person-simple-swim")
    assert set(found) <= set(pictograms())


def test_words_without_a_picture_find_none() -> None:
    assert pictures_for("") == []
    assert pictures_for("xyzzy") == []


def test_what_a_picture_shows_is_whole_in_danish() -> None:
    cut = [key for key, one in pictograms().items() if one.shows in ("en", "et", "hænder", "tråde")]
    assert cut == []


def test_a_municipality_has_a_ruleset_or_none(engine: Engine) -> None:
    assert ruleset_of("eksempelkommune", engine) == "eksempelkommune"
    assert ruleset_of("aabenraa", engine) is None


def test_an_own_picture_is_copied_into_the_folder(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "vores.png"
    file.write_bytes(START_OF_PNG)
    new = NewOffer(NAME, ("N-ENSOM",), pictogram="vores.png", alt="Vores hus", own_picture=file)
    write_plugin(tmp_path / new.id, plugin_files(new, engine, ON))
    assert (tmp_path / new.id / "vores.png").read_bytes() == START_OF_PNG
    assert "pictogram: vores.png" in (tmp_path / new.id / "offer.yaml").read_text(encoding="utf-8")
    assert check(tmp_path / new.id).faults == ()


def test_a_package_holds_the_folder_as_its_module_and_passes_the_same_checks(engine: Engine, tmp_path: Path) -> None:
    new = NewOffer('Værkstedet "Kæden" \\ 3', ("N-ENSOM",), Group(age_from=18))
    write_plugin(tmp_path / "pakke", package_files(new, engine, ON))
    assert check(tmp_path / "pakke" / "src" / new.id).faults == ()
    for file in (tmp_path / "pakke").rglob("*.py"):
        compile(file.read_text(encoding="utf-8"), str(file), "exec")


def test_texts_that_look_like_yaml_are_read_back_as_they_were_typed(engine: Engine, tmp_path: Path) -> None:
    awkward = "Ja: \"nej\", #1 {x} [y] & *z! 't' %"
    new = NewOffer(f"A {awkward}", ("N-ENSOM",), about=awkward, text=awkward, source=awkward, contact={"name": awkward})
    write_plugin(tmp_path / new.id, plugin_files(new, engine, ON))
    node = read_path(tmp_path / new.id / "offer.yaml")
    assert str(node["about"]) == str(node["card"]["text"]) == str(node["contact"]["name"]) == awkward
    assert check(tmp_path / new.id).faults == ()


# --- what the fields mean ----------------------------------------------------------------------------------------


def test_every_field_of_every_file_has_a_meaning_in_two_languages() -> None:
    assert set(parts()) == set(MODELS)
    for part, model in MODELS.items():
        assert part_title(part) != part_title(part, "en")
        for name, info in model.model_fields.items():
            field = info.alias or name
            danish, english = field_text(part, field), field_text(part, field, "en")
            assert danish.endswith("."), f"{part}.{field}"
            assert english.endswith("."), f"{part}.{field}"
            assert "\n" not in danish + english


def test_no_meaning_is_left_of_a_field_that_is_gone() -> None:
    text = (ROOT / "src" / "tilbud_engine" / "kit" / "field_texts.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    for part, model in MODELS.items():
        known = {info.alias or name for name, info in model.model_fields.items()}
        assert set(table[part]) <= known, part
