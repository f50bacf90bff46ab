"""The browser of the tests is a real one, sees what goes wrong, and asks no other host for anything."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, Page

from tests.web.accessibility import check_accessibility, violations
from tests.web.conftest import NewPage

GOOD = """<!doctype html><html lang="da"><head><title>Min plan</title></head>
<body><main><h1>Min plan</h1><button>Læg her</button></main></body></html>"""


def test_a_fault_in_a_page_is_seen(page: Page, faults: list[str]) -> None:
    page.set_content(GOOD)
    with page.context.expect_event("weberror"):
        page.evaluate("console.error('noget gik galt'); setTimeout(() => { throw new Error('helt galt') })")
    assert [fault.partition(" (")[0] for fault in faults] == ["error: noget gik galt", "exception: helt galt"]
    faults.clear()


def test_no_other_host_is_reached_and_the_attempt_is_seen(page: Page, faults: list[str]) -> None:
    for address in ("https://example.dk/", "http://192.0.2.1/"):
        with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
            page.goto(address)
    assert faults == ["asked another host: https://example.dk/", "asked another host: http://192.0.2.1/"]
    faults.clear()


def test_a_page_without_fault_is_accessible_and_one_with_a_fault_is_told_of(page: Page) -> None:
    page.set_content(GOOD)
    check_accessibility(page)
    page.set_content(GOOD.replace("Læg her", ""))
    assert [one["id"] for one in violations(page)] == ["button-name"]
    with pytest.raises(pytest.fail.Exception, match=r"button-name \(critical\): Buttons must have discernible text"):
        check_accessibility(page)


def test_pages_know_nothing_of_each_other_and_may_have_no_javascript(new_page: NewPage) -> None:
    one, other = new_page(), new_page(java_script_enabled=False, viewport={"width": 320, "height": 600})
    content = GOOD + "<script>document.title = 'Skrevet af et script'</script>"
    one.set_content(content)
    other.set_content(content)
    assert (one.title(), other.title()) == ("Skrevet af et script", "Min plan")
    assert one.context != other.context
