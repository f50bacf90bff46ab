"""A reader who cannot see: knows a page by Chromium's accessibility tree and by what live regions say, nothing else.

It goes as people with screen readers do: by headings, landmarks, fields and buttons, or on to the next thing; and it
acts by keys on what it has found by role and name. It is no screen reader: what one of those says more, it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import CDPSession, ConsoleMessage, Page

SAID = "a live region says: "
LISTENING = """said => {
    const spoken = new WeakMap();
    const region = one => (one.nodeType === 1 ? one : one.parentElement)?.closest('[aria-live], [role=status], [role=alert]');
    const hear = changes => {
        for (const one of new Set(changes.map(change => region(change.target)))) {
            if (!one || !one.isConnected || !one.checkVisibility()) continue;
            const text = one.textContent.replace(/\\s+/g, ' ').trim();
            if (text && spoken.get(one) !== text) console.debug(said + text);
            spoken.set(one, text);
        }
    };
    // What stands in a region when the page opens is not said: only what comes.
    document.addEventListener('DOMContentLoaded', () =>
        new MutationObserver(hear).observe(document, {subtree: true, childList: true, characterData: true}));
}"""  # noqa: E501
"""Runs in each page before its own scripts; it only listens."""

PASSED_OVER = frozenset(
    {"none", "generic", "InlineTextBox", "LineBreak", "ListMarker", "Section", "RootWebArea", "LabelText", "Legend"}
)
"""What a screen reader does not speak of; what is in it is read in its place."""

STATES = ("checked", "pressed", "expanded", "selected", "invalid", "required", "disabled", "modal", "readonly")
TOLD_WHEN_NOT = ("checked", "pressed", "expanded")
"""States that are told of also where they are not so."""

LANDMARKS = ("banner", "navigation", "main", "region", "search", "contentinfo", "complementary")
FIELDS = ("textbox", "combobox", "checkbox", "radio", "spinbutton", "searchbox", "Date", "InputTime")
ACTS = ("button", "link", "DisclosureTriangle")
SUMMARY = "DisclosureTriangle"
"""What Chromium calls that which opens and closes a part of a page."""


@dataclass(frozen=True)
class Thing:
    """One thing as it is read: what it is, its name, its value, how it stands, and what more is said of it.

    `inside` are the names of what it stands in, the outermost first; `node` is how the browser finds it again.
    """

    role: str
    name: str
    value: str
    more: str
    states: tuple[tuple[str, str], ...]
    level: int
    inside: tuple[str, ...]
    depth: int
    node: int
    is_focused: bool
    language: str
    is_current: bool

    def is_(self, state: str) -> bool:
        """Tell whether it is checked, pressed, expanded, invalid …"""
        return dict(self.states).get(state, "false").lower() not in ("false", "")

    def __str__(self) -> str:
        said = [f"{self.role} {self.level or ''}".strip(), repr(self.name)]
        said += [f"= {self.value!r}"] if self.value else []
        said += [f"({name}: {value})" for name, value in self.states]
        said += ["(current page)"] if self.is_current else []
        return " ".join(said + ([f"– {self.more}"] if self.more else []))


class Reader:
    """Somebody who hears a page and uses its keys.

    `messages` is all that live regions have said, in order.
    """

    def __init__(self, page: Page) -> None:
        self.messages: list[str] = []
        self._page = page
        self._heard: list[Thing] | None = None  # the page as it was read after the last thing done
        self._browser: CDPSession = page.context.new_cdp_session(page)
        self._browser.send("Accessibility.enable")
        page.add_init_script(f"({LISTENING})({SAID!r})")
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.text.startswith(SAID):
            self.messages.append(message.text.removeprefix(SAID))

    # --- reading ---

    @property
    def title(self) -> str:
        """Return the title of the page: what is said first when it opens."""
        return self._page.title()

    def read(self, *, marked: bool = False) -> list[Thing]:
        """Return the page in the order in which it is read; `marked` with languages, and with where the reader is."""
        if self._heard is not None and not marked:
            return self._heard
        nodes = self._browser.send("Accessibility.getFullAXTree")["nodes"]
        known = {one["nodeId"]: one for one in nodes}
        document = self._browser.send("DOM.getDocument", {"depth": -1})["root"] if marked else None
        marks = dict(_marks(document, "")) if document else {}
        roots = [one for one in nodes if "parentId" not in one]
        self._heard = [thing for root in roots for thing in _walk(root, known, marks, (), 0)]
        return self._heard

    def told(self) -> str:
        """Return the page as text: a line for each thing, further in for what it stands in."""
        return "\n".join([self.title, *(f"{'  ' * one.depth}{one}" for one in self.read(marked=True))])

    def under(self, heading: str) -> str:
        """Return the words under a heading, up to the next one as high: how a reader goes from heading to heading."""
        things = self.read()
        start = next(n for n, one in enumerate(things) if one.role == "heading" and one.name == heading)
        level = things[start].level
        ends = (n for n, one in enumerate(things) if n > start and one.role == "heading" and one.level <= level)
        part = things[start + 1 : next(ends, len(things))]
        return _plain(" ".join(one.name for one in part[1:] if one.role == "StaticText"))

    def words(self, within: str = "") -> str:
        """Return the words of the page, or of a part of it, as they are read."""
        found = [one for one in self.read() if not within or within in one.inside]
        return _plain(" ".join(one.name for one in found if one.role == "StaticText"))

    def list_of(self, *roles: str) -> list[Thing]:
        """Return the things of some kinds: how a reader asks for all headings, landmarks, fields, buttons or links."""
        return [one for one in self.read() if one.role in roles]

    def find(self, role: str, name: str, within: str = "") -> Thing:
        """Return the one thing of this kind and name; a name that two have does not say which is meant."""
        things = self.read()
        found = [one for one in things if one.role == role and one.name == name]
        found = [one for one in found if not within or within in one.inside]
        if len(found) != 1:
            heard = "\n".join(f"{' > '.join(one.inside)} > {one}" for one in things if one.role == role)
            pytest.fail(f"{len(found)} of {role} {name!r} in {within!r} on {self.title!r}:\n{heard}", pytrace=False)
        return found[0]

    def focused(self) -> Thing | None:
        """Return what the focus is on; None where it is on the page as a whole."""
        return next((one for one in self.read() if one.is_focused), None)

    # --- doing ---

    def open(self, address: str) -> str:
        """Open an address, and return the title that is heard."""
        self._heard = None
        self._page.goto(address)
        return self.title

    def follow(self, name: str, within: str = "", role: str = "link") -> str:
        """Follow a link to another page, and return the title that is heard."""
        self._focus(self.find(role, name, within))
        with self._page.expect_navigation():
            self._page.keyboard.press("Enter")
        return self.title

    def press(self, name: str, within: str = "", role: str = "button") -> str:
        """Press something, and return what is said then."""
        self._focus(self.find(role, name, within))
        return self.key("Enter")

    def unfold(self, name: str, within: str = "") -> None:
        """Open a part of the page that is folded away; that it is open is said."""
        if not self.find(SUMMARY, name, within).is_("expanded"):
            self._focus(self.find(SUMMARY, name, within))
            self._page.keyboard.press("Enter")
        assert self.find(SUMMARY, name, within).is_("expanded"), f"{name} is not said to be open"

    def write(self, name: str, text: str, within: str = "") -> None:
        """Write in a field, over what stands there."""
        self._focus(self.find("textbox", name, within))
        self._page.keyboard.press("Control+A")
        self._page.keyboard.type(text)

    def number(self, name: str, text: str, within: str = "") -> None:
        """Write in a field for numbers, over what stands there."""
        self._focus(self.find("spinbutton", name, within))
        self._page.keyboard.press("Control+A")
        self._page.keyboard.type(text)

    def date(self, name: str, day: str, within: str = "") -> None:
        """Write a date, YYYY-MM-DD, in the browser's own field, part by part in the order in which they are read."""
        year, month, number = day.split("-")
        parts = {"Year": year, "Month": month, "Day": number}
        field = self.find("Date", name, within)
        inner = [one.name for one in self.read() if one.role == "spinbutton" and name in one.inside]
        self._focus(field)
        self._page.keyboard.type("".join(parts[one.split()[0]] for one in inner[:3]))

    def choose(self, name: str, option: str, within: str = "") -> None:
        """Choose in a list by typing what the choice is called."""
        self._focus(self.find("combobox", name, within))
        self._page.keyboard.type(option)
        assert self.find("combobox", name, within).value == option

    def tick(self, name: str, within: str = "", role: str = "checkbox") -> None:
        """Tick something; that it is ticked is said."""
        if not self.find(role, name, within).is_("checked"):
            self._focus(self.find(role, name, within))
            self._page.keyboard.press("Space")
        assert self.find(role, name, within).is_("checked"), f"{name} is not said to be ticked"

    def enter(self, name: str, within: str = "") -> str:
        """Open a dialog, and return its name."""
        self._focus(self.find("link", name, within))
        self._page.keyboard.press("Enter")
        self._page.get_by_role("dialog").wait_for()
        return next(one.name for one in self.read() if one.role == "dialog")

    def key(self, key: str) -> str:
        """Press a key where the focus is, and return what is said then."""
        self._heard = None
        with self._page.expect_console_message(lambda one: one.text.startswith(SAID)) as told:
            self._page.keyboard.press(key)
        self._page.wait_for_load_state()
        return told.value.text.removeprefix(SAID)

    def _focus(self, thing: Thing) -> None:
        self._heard = None
        self._browser.send("DOM.focus", {"backendNodeId": thing.node})


def sentences(text: str) -> list[str]:
    """Return what is said sentence by sentence; a full stop after a number or inside a quotation ends none."""
    return [one for one in re.split(r"(?<=[^\d][.!?])\s+(?=[^a-zæøå])", text) if one]


def is_whole(text: str) -> bool:
    """Tell whether what is said is whole sentences, and none of them twice."""
    said = sentences(text)
    is_sentence = all(re.fullmatch(r"[”“\"«A-ZÆØÅ0-9].*[.!?…][”\"]?", one, re.DOTALL) for one in said)
    return bool(said) and is_sentence and len(set(said)) == len(said)


def _marks(node: dict[str, Any], language: str) -> Iterator[tuple[int, tuple[str, bool]]]:
    """Yield for each element and text its language, and whether it is where the reader is; the tree tells neither."""
    names = node.get("attributes", [])
    known = dict(zip(names[::2], names[1::2], strict=True))
    language = known.get("lang", language)
    yield node["backendNodeId"], (language, known.get("aria-current", "false") != "false")
    for child in node.get("children", ()):
        yield from _marks(child, language)


def _walk(
    node: dict[str, Any], known: dict[str, dict[str, Any]], marks: dict[int, tuple[str, bool]],
    inside: tuple[str, ...], depth: int,
) -> Iterator[Thing]:  # fmt: skip
    role, name = _told(node, "role"), _told(node, "name")
    if not node.get("ignored") and role not in PASSED_OVER and (name or role != "StaticText"):
        yield _thing(node, marks, inside, depth)
        inside, depth = ((*inside, name) if name else inside), depth + 1
    for child in node.get("childIds", ()) if role != "StaticText" else ():
        if child in known:
            yield from _walk(known[child], known, marks, inside, depth)


def _thing(node: dict[str, Any], marks: dict[int, tuple[str, bool]], inside: tuple[str, ...], depth: int) -> Thing:
    held = {one["name"]: str(one["value"].get("value", "")) for one in node.get("properties", ())}
    states = [(key, held[key]) for key in STATES if key in held]
    is_so = [(key, value) for key, value in states if value.lower() not in ("false", "") or key in TOLD_WHEN_NOT]
    language, is_current = marks.get(node.get("backendDOMNodeId", 0), ("", False))
    return Thing(
        role=_told(node, "role"),
        name=_told(node, "name"),
        value=_told(node, "value"),
        more=_told(node, "description"),
        states=tuple(is_so),
        level=int(held["level"]) if _told(node, "role") == "heading" else 0,
        inside=inside,
        depth=depth,
        node=node.get("backendDOMNodeId", 0),
        is_focused=held.get("focused") == "true" or held.get("focused") == "True",
        language=language,
        is_current=is_current,
    )


def _told(node: dict[str, Any], key: str) -> str:
    return _plain(str(node.get(key, {}).get("value", "")))


def _plain(text: str) -> str:
    """Return words as they sound: a space before a comma or colon is not heard."""
    return re.sub(r" +([,.:;?!])", r"\1", " ".join(text.split()))
