"""The board on a screen: its cards, its weeks, what it says, and the shortest way to lay a card."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

WIDE = {"width": 1440, "height": 1000}


def tile(page: Page, word: str) -> Locator:
    """Return a card by its word."""
    return page.locator(f'.tile[data-word="{word}"]').first


def cell(page: Page, lane: str, number: int) -> Locator:
    """Return a week of a lane, counted from 0."""
    return page.locator(f'.ground[data-lane="{lane}"] .cell').nth(number)


def live(page: Page) -> Locator:
    """Return what is said of a change."""
    return page.locator("#live")


def focused_card(page: Page) -> str:
    """Return the word of the card that the focus is on, or the id of what else has it."""
    return str(page.evaluate("document.activeElement.closest('.tile')?.dataset.word || document.activeElement.id"))


def lay(page: Page, word: str, week: int) -> None:
    """Lay a card in a week of the lane of the good life, by a tap on it and a tap on the week."""
    tile(page, word).locator(".words").click()
    page.get_by_role("button", name=f"Læg her: {word}, Det gode liv, uge {week}", exact=True).click()
