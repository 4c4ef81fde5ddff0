"""What a screen reader says of a page from its top on: Playwright's snapshot of what it is for ARIA."""

from __future__ import annotations

from playwright.sync_api import Page

from helpers.program import REPOSITORY

FIRST_MINUTE = REPOSITORY / "docs/first-minute.txt"
WORDS_A_MINUTE = 160  # the pace at which speech is easy to follow


def first_minute(page: Page) -> list[str]:
    """Return what is said, at least in part, within a minute, one element a line, title first."""
    lines = page.locator("body").aria_snapshot().splitlines()
    said = [page.title(), *(line.strip(" -:'") for line in lines if "- /url:" not in line)]
    ends = [sum(len(line.split()) for line in said[:count]) for count in range(len(said))]
    return [line for line, before in zip(said, ends, strict=True) if before < WORDS_A_MINUTE]
