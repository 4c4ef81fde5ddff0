"""What a screen reader says of a page from its top on, from Chromium's accessibility tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

from helpers.program import REPOSITORY

FIRST_MINUTE = REPOSITORY / "docs/first-minute.txt"
WORDS_A_MINUTE = 160  # the pace at which speech is easy to follow
ROLES = {
    "banner": "banner",
    "button": "button",
    "complementary": "complementary",
    "contentinfo": "footer",
    "DisclosureTriangle": "button",
    "heading": "heading",
    "link": "link",
    "main": "main",
    "navigation": "navigation",
}
NAMED = {"button", "DisclosureTriangle", "heading", "link"}  # their name is their content


def speech(page: Page) -> list[str]:
    """Return what is said of a page, one element a line, beginning with its title."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    tree = {node["nodeId"]: node for node in nodes}
    return [page.title(), *_lines(nodes[0], tree)]


def first_minute(lines: list[str]) -> list[str]:
    """Return the lines that are said, at least in part, within a minute."""
    spoken, words = list[str](), 0
    for line in lines:
        if words >= WORDS_A_MINUTE:
            break
        spoken.append(line)
        words += len(line.split())
    return spoken


def _lines(node: dict[str, Any], tree: dict[str, dict[str, Any]]) -> Iterator[str]:
    role = node["role"]["value"]
    name = " ".join(node.get("name", {}).get("value", "").split())
    is_said = not node["ignored"]
    if is_said and role == "StaticText":
        if name:
            yield name
        return
    if is_said and role in ROLES:
        level = next(
            (
                f" {property['value']['value']}"
                for property in node["properties"]
                if property["name"] == "level"
            ),
            "",
        )
        yield f"{ROLES[role]}{level}: {name}" if name else ROLES[role]
    if is_said and role in NAMED:
        return
    children = [tree[child] for child in node.get("childIds", []) if child in tree]
    if is_said and role == "list":
        yield f"list, {sum(child['role']['value'] == 'listitem' for child in children)} items"
    for child in children:
        yield from _lines(child, tree)
