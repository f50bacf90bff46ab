"""Every form of every page, each of its fields wrong in turn: told at that field, and nothing written is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from tests.web.accessibility import check_accessibility
from tests.web.board_screen import tile
from tests.web.laid import key_of, laid_plan
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import case, meetings, people
from tilbud_engine.board.plan import Who

CPR = "Ring til 010190-1234"
WRONG = {"date": "x", "time": "x", "number": "x"}
LATER = "11:00"
RIGHT = {"date": "2026-09-14", "time": "10:00", "number": "5"}


@dataclass
class Control:
    name: str
    kind: str
    id: str = ""
    value: str = ""
    invalid: bool = False
    described: tuple[str, ...] = ()
    options: list[str] = field(default_factory=list)
    checked: bool = False


@dataclass
class Form:
    action: str
    controls: list[Control] = field(default_factory=list)

    @property
    def shown(self) -> list[Control]:
        return [one for one in self.controls if one.kind not in ("hidden", "submit")]


class Read(HTMLParser):
    """A page as a browser reads it: its forms, its ids, and its links to places on it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.ids: set[str] = set()
        self.links: list[str] = []
        self._form: Form | None = None
        self._inside: Control | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.ids |= {has["id"]} if "id" in has else set()
        if tag == "a" and has.get("href", "").startswith("#"):
            self.links.append(has["href"][1:])
        if tag == "form":
            self._form = Form(has.get("action", "")) if has.get("method") == "post" else None
            self.forms += [self._form] if self._form else []
        elif tag == "option" and self._inside is not None:
            self._inside.options.append(has.get("value", ""))
            if "selected" in has or len(self._inside.options) == 1:
                self._inside.value = has.get("value", "")
        elif self._form is not None and (tag == "button" or (tag in ("input", "select", "textarea") and "name" in has)):
            kind = "submit" if tag == "button" else has.get("type", "number" if "inputmode" in has else tag)
            made = Control(
                has.get("name", ""), kind, has.get("id", ""), has.get("value", ""), has.get("aria-invalid") == "true",
                tuple(has.get("aria-describedby", "").split()), checked="checked" in has,
            )  # fmt: skip
            self._form.controls.append(made)
            self._inside = made if tag in ("select", "textarea") else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag in ("select", "textarea"):
            self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside is not None and self._inside.kind == "textarea":
            self._inside.value += data


def rightly(form: Form) -> list[tuple[str, str]]:
    """Return what somebody sends who fills in everything and presses the first button."""
    sent, chosen = [], False
    for one in form.controls:
        if one.kind == "submit":
            sent += [] if chosen or not one.name else [(one.name, one.value)]
            chosen = True
        elif one.kind in ("checkbox", "radio"):
            sent += [(one.name, one.value)] if one.checked or (one.name, one.value) == ("days", "1") else []
        elif one.kind in ("hidden", "select"):
            sent.append((one.name, "waiting" if one.name == "state" else one.value))
        else:
            usual = LATER if one.name == "end" else RIGHT.get(one.kind, f"Skrevet i {one.name} æ <b>")
            sent.append((one.name, one.value or usual))
    return sent


def wrongly(form: Form, wrong: Control, sent: list[tuple[str, str]]) -> list[tuple[str, str]]:
    value = {"select": "findes-ikke", "radio": "findes-ikke"}.get(wrong.kind, WRONG.get(wrong.kind, CPR))
    return [(name, each) for name, each in sent if name != wrong.name] + [(wrong.name, value)]


PAGES: dict[Who, tuple[str, ...]] = {
    "citizen": (
        "", "/oensker", "/maal", "/i-vejen", "/spoergsmaal", "/eget-kort", "/moede", "/aftaler", "/min-uge", "/del",
        "/papir", "/paa/{card}", "/note/{note}", "/kort/mentor",
    ),
    "caseworker": ("/overblik", "/plan", "/alle-kort", "/moede", "/aftaler", "/paa/{card}"),
    "companion": ("/se", "/plan", "/moede"),
}  # fmt: skip
SIDES = {"citizen": "/plan", "caseworker": "/sagsbehandler", "companion": "/bisidder"}


def check_told(answer: httpx.Response, wrong: Control, sent: list[tuple[str, str]], action: str) -> None:
    """Hold a page that refuses to what somebody needs who has to find what was wrong."""
    page = Read(answer.text)
    where = f"{action}, {wrong.name}: {answer.request.url.path}"
    marked = [(form, one) for form in page.forms for one in form.controls if one.invalid]
    if wrong.kind != "radio":
        assert [one.name for _, one in marked] == [wrong.name], where
        [(form, one)] = marked
        assert set(one.described) <= page.ids, where
        assert any(key.startswith("fault") for key in one.described), where
        assert one.id in page.links, where
        assert form.action == action, where
        kept = {each.name: each.value for each in form.shown if each.kind not in ("radio", "checkbox")}
        for name, value in sent:
            if name in kept and name != wrong.name:
                assert kept[name].strip() == value, f"{where}: {name} is lost"
        if wrong.kind in WRONG:
            assert one.value == WRONG[wrong.kind], where
    assert "010190" not in answer.text, where


def tried(client: httpx.Client, site: Site, code: str, side: Who, keys: dict[str, str]) -> Iterator[str]:
    """Send every form of a side with each of its fields wrong, and yield what was refused."""
    seen: set[tuple[str, str]] = set()
    for path in PAGES[side]:
        address = f"{SIDES[side]}/{code}{path.format(**keys)}"
        answer = client.get(address)
        assert answer.status_code == 200, address
        for form in Read(answer.text).forms:
            for wrong in form.shown:
                if wrong.kind == "checkbox" or (form.action, wrong.name) in seen:
                    continue
                seen.add((form.action, wrong.name))
                sent = wrongly(form, wrong, rightly(form))
                version = str(site.desk.store.get(code).version)
                sent = [(name, version if name == "version" else value) for name, value in sent]
                body = urlencode(sent)
                told = client.post(
                    form.action,
                    content=body,
                    headers={"content-type": "application/x-www-form-urlencoded", "referer": site.address + address},
                )
                if wrong.kind in ("text", "input", "textarea", "date", "time"):
                    assert told.status_code == 422, f"{form.action}, {wrong.name}: {told.status_code}"
                if told.status_code == 422:
                    check_told(told, wrong, sent, form.action)
                    yield f"{form.action.removeprefix(SIDES[side] + '/' + code)} {wrong.name}"


@pytest.mark.parametrize("side", ["citizen", "caseworker", "companion"])
def test_each_refused_field_is_marked_and_nothing_written_is_lost(site: Site, side: Who) -> None:
    stored = site.change(
        laid_plan(site), people.companion(CITIZEN, "Mona"), case.say(CITIZEN, words="Jeg sover dårligt"),
        meetings.plan_meeting(CITIZEN, "Om arbejde"),
    )  # fmt: skip
    companion = next(iter(stored.plan.companions))
    note = next(one.id for one in stored.plan.notes.values() if one.kind == "wish")
    with site.client() as client:
        client.get(site.link(side, stored.code, **({"companion": companion} if side == "companion" else {})))
        keys = {"card": key_of(stored, "Museumstur"), "note": note}
        refused = list(tried(client, site, stored.code, side, keys))
    assert len(refused) >= {"citizen": 25, "caseworker": 10, "companion": 4}[side], refused


def test_the_first_page_marks_its_fields_too(site: Site) -> None:
    with site.client() as client:
        client.get(site.link())
        for action, name, value in (
            ("/begynd", "weeks", "3"),
            ("/begynd", "weeks", "53"),
            ("/begynd", "weeks", "0"),
            ("/begynd", "start", "x"),
            ("/find", "code", "BBBB"),
        ):
            form = {"start": "2026-09-07", "weeks": "13"} if action == "/begynd" else {}
            answer = client.post(action, data={**form, name: value})
            assert answer.status_code in (404, 422)
            [marked] = [one for form in Read(answer.text).forms for one in form.controls if one.invalid]
            assert (marked.name, marked.value) == (name, value)
            if name == "weeks":
                assert "En plan er på 4 til 52 uger." in answer.text


def test_a_refused_form_has_no_accessibility_faults_and_leads_to_its_field(
    page: Page, site: Site, faults: list[str]
) -> None:
    stored = site.plan()
    site.enter(page, stored)
    page.goto(f"{site.address}/plan/{stored.code}/maal")
    time = page.locator("form[action$='/maal/tid']")
    time.evaluate("form => { form.noValidate = true; }")
    time.locator("#weeks").fill("3")
    time.get_by_role("button").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    check_accessibility(page)
    summary.get_by_role("link").click()
    expect(page.locator("#weeks")).to_be_focused()
    expect(page.locator("#weeks")).to_have_value("3")
    faults[:] = [one for one in faults if "422" not in one]


def test_in_the_dialog_the_field_that_was_wrong_is_marked(page: Page, site: Site, faults: list[str]) -> None:
    stored = laid_plan(site)
    site.enter(page, stored)
    tile(page, "Museumstur").locator(".more").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("#where").fill("Museet")
    dialog.locator("#note").fill(CPR)
    dialog.locator("form[action$='/ret']").get_by_role("button").click()
    expect(dialog.locator("#note")).to_be_focused()
    expect(dialog.locator("[aria-invalid=true]")).to_have_count(1)
    expect(dialog.locator("#where")).to_have_value("Museet")
    faults[:] = [one for one in faults if "422" not in one]
