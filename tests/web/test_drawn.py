"""What is kept as it was drawn depends on nothing but itself, its page and the language: no screen gets another's."""

from __future__ import annotations

import re

import pytest
from jinja2 import nodes

from tilbud_engine.web.app import _templates
from tilbud_engine.web.board_view import EverydayView, ShapesView, WeeksView
from tilbud_engine.web.drawn import Drawn

ALLOWED = {"say", "url", "side", "has_shape", "shape", "drawn"}
"""What is the same for everybody on one page in one language: the address of a page tells its side."""


def tree(template: str) -> nodes.Template:
    environment = _templates()
    source, _, _ = environment.loader.get_source(environment, template)  # type: ignore[union-attr]
    return environment.parse(source)


def is_asking(test: nodes.Node) -> bool:
    """Tell whether this holds only of what asks for an answer, and is drawn each time: `one.asks and …`."""
    first = test.left if isinstance(test, nodes.And) else test
    return isinstance(first, nodes.Getattr) and first.attr == "asks"


def names(node: nodes.Node) -> set[str]:
    """Return the names that a part of a template looks up, but for its own and those under `{% if one.asks … %}`."""
    found: set[str] = set()
    for one in node.iter_child_nodes():
        if isinstance(one, nodes.If) and is_asking(one.test):
            continue
        if isinstance(one, nodes.Name) and one.ctx == "load":
            found.add(one.name)
        found |= names(one)
    own = {one.name for one in node.find_all(nodes.Name) if one.ctx in {"store", "param"}}
    return found - own - {"loop"}


def needed(macro: str) -> set[str]:
    """Return what a macro of the cards needs from around it, and the macros that it calls with it."""
    macros = {one.name: one for file in ("forms.html", "tiles.html") for one in tree(file).find_all(nodes.Macro)}
    asked, done = [macro], set()
    found: set[str] = set()
    while asked:
        name = asked.pop()
        done.add(name)
        for one in names(macros[name]):
            if one not in macros:
                found.add(one)
            elif one not in done:
                asked.append(one)
    return found


def drawn_macros() -> list[str]:
    environment = _templates()
    sources = (environment.loader.get_source(environment, one)[0] for one in environment.list_templates())  # type: ignore[union-attr]
    return sorted({name for source in sources for name in re.findall(r"drawn\((\w+),", source)})


@pytest.mark.parametrize("macro", drawn_macros())
def test_what_is_kept_looks_at_nothing_that_differs_between_two_who_look(macro: str) -> None:
    assert needed(macro) <= ALLOWED


def test_the_macros_that_are_kept_are_found() -> None:
    assert {"tile", "lane_of", "hint", "day_table", "head_of", "shapes_of"} <= set(drawn_macros())


def test_a_macro_that_looks_at_more_is_found() -> None:
    assert "stored" in needed("version_field")
    assert "plan" in needed("notes")


def test_the_same_on_another_page_or_in_another_language_is_drawn_anew() -> None:
    drawn, calls = Drawn(), []
    shown = ShapesView(("star",))

    def draw(one: ShapesView) -> str:
        calls.append(one)
        return f"<{len(calls)}>"

    for place, language in (("/plan/A", "da"), ("/plan/A", "da"), ("/plan/B", "da"), ("/plan/A", "en")):
        drawn.of(place, language)(draw, [shown])  # type: ignore[arg-type]
    assert len(calls) == 3


def test_two_kinds_with_the_same_in_them_are_not_taken_for_one_another() -> None:
    drawn = Drawn().of("/plan/A", "da")
    assert drawn(lambda _: "week", [WeeksView((), ())]) == "week"  # type: ignore[arg-type,return-value]
    assert drawn(lambda _: "day", [EverydayView((), ())]) == "day"  # type: ignore[arg-type,return-value]


def test_what_asks_is_drawn_each_time() -> None:
    drawn = Drawn().of("/plan/A", "da")
    words = iter(("version 1", "version 2"))
    made = [drawn(lambda _: next(words), [ShapesView((), asks=True)]) for _ in range(2)]  # type: ignore[arg-type,return-value]
    assert made == ["version 1", "version 2"]
