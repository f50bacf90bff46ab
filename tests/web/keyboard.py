"""Somebody at a screen who has keys alone: she presses Tab until she is where she wants, and must see where she is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from playwright.sync_api import Locator, Page, expect

LOOK = """window.lookAtFocus = () => {
    const one = document.activeElement;
    if (!one || one === document.body || one === document.documentElement) return null;
    window.metByKeys ||= new Map();
    if (!window.metByKeys.has(one)) window.metByKeys.set(one, window.metByKeys.size + 1);
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const transparent = /^(transparent|rgba\\(.*, 0\\))$/;
    const has_line = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const mark = has_line && !transparent.test(style.outlineColor);
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    let seen = 0;
    for (let across = 1; right > left && across < 6; across++) for (let down = 1; bottom > top && down < 4; down++) {
        const there = document.elementFromPoint(left + (right - left) * across / 6, top + (bottom - top) * down / 4);
        if (there && (one === there || one.contains(there) || one.closest('label')?.contains(there))) seen += 1;
    }
    const parts = one.matches('input[type=date], input[type=time], input[type=number]') ? 6 : 1;
    return {number: window.metByKeys.get(one), mark, seen, parts, told: one.outerHTML.slice(0, 200),
        reads: one.matches('main, h1, h2, h3, [role=alert], section, article, li')};
}; window.lookAtFocus()"""
"""What has the focus as it is drawn: its mark, and how much of it nothing covers; null where nothing has it."""

MOST = 250
"""More presses of Tab than any page should take."""

A_FEW = 12
"""So many presses of Tab are few enough on the way to what is done often."""


class Focus(NamedTuple):
    """What has the focus, as the browser tells it to a screen reader; `number` is the same for the same thing."""

    role: str
    name: str
    number: int
    parts: int


class Keyboard:
    """The keys of a page, and the count of how often Tab was pressed for each thing that was wanted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.counted: dict[str, int] = {}
        self._browser = page.context.new_cdp_session(page)

    def focus(self) -> Focus | None:
        """Return what has the focus, or None where nothing has; fails where it cannot be seen that it has."""
        drawn = self.page.evaluate(LOOK)
        if drawn is None:
            return None
        held = self._browser.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]["objectId"]
        node = self._browser.send("Accessibility.getPartialAXTree", {"objectId": held, "fetchRelatives": False})[
            "nodes"
        ][0]
        role, name = (str(node.get(key, {}).get("value", "")) for key in ("role", "name"))
        assert drawn["mark"] or drawn["reads"], f"no mark of the focus: {drawn['told']}"
        assert drawn["seen"] > 0, f"hidden or outside of the screen: {drawn['told']}"
        assert name or drawn["reads"], f"has no name: {drawn['told']}"
        return Focus(role, " ".join(name.split()), drawn["number"], drawn["parts"])

    def tab(self, *, back: bool = False) -> Focus | None:
        """Press Tab once; None where the focus has left the page at its end."""
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        return self.focus()

    def find(self, name: str, role: str = "", *, back: bool = False, most: int = MOST) -> int:
        """Press Tab until something with this name has the focus, as often as it takes, and return how often.

        Fails where it is not met: at the end of a round, and where the focus is held.
        """
        passed: dict[int, int] = {}
        told: list[str] = []
        for presses in range(most + 1):
            here = self.tab(back=back) if presses else self.focus()
            if here is None:
                told.append("-")
                assert told.count("-") < 3, f"goes round without meeting {name!r}: {told}"
                continue
            if _is(here, name, role):
                self.counted[name] = max(presses, self.counted.get(name, 0))
                return presses
            told.append(here.name)
            passed[here.number] = passed.get(here.number, 0) + 1
            assert passed[here.number] <= here.parts, f"held, or round without meeting {name!r}: {told}"
        raise AssertionError(f"{name!r} is more than {most} presses away: {told}")

    def skip(self, to: str = "Gå til indholdet") -> None:
        """Go past what stands on top of every page, as on a page that has just come."""
        self.find(to, "link")
        target = self.page.locator(self.page.evaluate("document.activeElement.hash"))
        self.page.keyboard.press("Enter")
        expect(target).to_be_focused()

    def press(self, name: str, role: str = "", *, key: str = "Enter", back: bool = False) -> None:
        """Find something and press a key on it."""
        self.find(name, role, back=back)
        self.page.keyboard.press(key)

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Wait for the page that comes of what is pressed meanwhile."""
        with self.page.expect_navigation(wait_until="commit"):
            yield
        self.page.wait_for_load_state("load")

    def go(self, name: str, role: str = "", *, back: bool = False) -> None:
        """Find something and press Enter on it, and wait for the page that it leads to."""
        self.find(name, role, back=back)
        self.send()

    def send(self) -> None:
        """Press Enter on what has the focus, and wait for the page that it leads to."""
        with self.leaving():
            self.page.keyboard.press("Enter")

    def write(self, name: str, text: str, *, role: str = "textbox", back: bool = False) -> None:
        """Find a field and write in it, in place of what stands there."""
        self.find(name, role, back=back)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, name: str, text: str) -> None:
        """Find a list and choose in it by what an option begins with."""
        self.find(name, "combobox")
        self.page.keyboard.type(text)
        chosen = self.page.evaluate("document.activeElement.selectedOptions[0].text")
        assert chosen.startswith(text), chosen

    def tick(self, name: str) -> None:
        """Find a box and tick it."""
        self.find(name, "checkbox")
        self.page.keyboard.press(" ")
        assert self.page.evaluate("document.activeElement.checked")

    def day(self, name: str, day: dt.date) -> None:
        """Find a field for a date and write it in the order in which this browser has its parts."""
        self.find(name, "Date")
        for order in ("%m%d%Y", "%d%m%Y"):
            self.page.keyboard.type(day.strftime(order))
            if self.page.evaluate("document.activeElement.value") == day.isoformat():
                return
            for _ in order[:4]:
                self.page.keyboard.press("ArrowLeft")
        raise AssertionError(f"{name!r} takes no date")

    def clock(self, name: str, clock: dt.time) -> None:
        """Find a field for a time of day and write it, with AM or PM in a browser that asks for it."""
        self.find(name, "InputTime")
        self.page.keyboard.type(clock.strftime("%H%M"))
        if not self.page.evaluate("document.activeElement.value"):
            self.page.keyboard.type(clock.strftime("%p"))
        assert self.page.evaluate("document.activeElement.value") == clock.strftime("%H:%M")

    def is_on(self, name: str | Locator, role: str = "") -> None:
        """Fail unless the focus comes to something with this name, or to what is meant."""
        if isinstance(name, Locator):
            expect(name).to_be_focused()
            self.focus()
            return
        here = self.focus()
        assert here is not None, f"the focus is lost; it should be on {name!r}"
        assert _is(here, name, role), f"on {here}, not on {name!r}"

    def is_in_dialog(self, name: str) -> None:
        """Wait until a dialog is there, and fail unless the focus is in it."""
        dialog = self.page.get_by_role("dialog", name=name)
        expect(dialog.locator(":focus")).to_have_count(1)
        self.focus()

    def hears(self, text: str) -> None:
        """Wait until this is said."""
        expect(self.page.locator("#live")).to_contain_text(text)


def _is(here: Focus, name: str, role: str) -> bool:
    is_named = here.name.startswith(name.removesuffix("…")) if name.endswith("…") else here.name == name
    return is_named and role in ("", here.role)
