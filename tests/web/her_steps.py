"""What she does on the pages of the conversation: with JavaScript and without it, the same."""

from __future__ import annotations

from playwright.sync_api import Page


def press(page: Page, name: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=name).click()


def onward(page: Page, step: str) -> None:
    """Go on to the next step of the conversation."""
    page.get_by_role("link", name=f"Videre: {step}").click()


def write(page: Page, region: str, label: str, text: str) -> None:
    """Write something on the plan."""
    part = page.get_by_role("region", name=region)
    part.get_by_label(label).fill(text)
    part.get_by_role("button", name="Skriv på planen").click()


def say_it(page: Page, words: str, *means: str) -> None:
    """Say in own words what stands in the way, and what they mean."""
    page.get_by_label("Med dine egne ord").fill(words)
    press(page, "Skriv på planen")
    for one in means:
        page.locator(".asking").get_by_label(one).check()
    if means:
        press(page, "Det passer")


def find_and_lay(page: Page, word: str, first: str, last: str) -> None:
    """Find a card among all cards, turn it, and lay it in weeks."""
    page.get_by_role("link", name="Kort", exact=True).click()
    page.get_by_role("link", name="Alle kort").click()
    page.get_by_role("link", name=word, exact=True).click()
    page.locator("details.lay summary").click()
    page.get_by_label("Fra uge").select_option(label=first)
    page.get_by_label("Til uge").select_option(label=last)
    press(page, f"Læg på planen: {word}")
