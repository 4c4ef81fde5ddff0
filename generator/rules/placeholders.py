"""Checks that the settings are a district's own, and no longer those of the template."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.content.frontmatter import Document
from generator.core.problems import Problem, problem

# What `.github/template` writes: in addresses, and as a name.
ADDRESS = re.compile(r"your-district\b", re.IGNORECASE)
NAME = re.compile(r"your district\b", re.IGNORECASE)
NAMES = ("district", "abbreviation")


def check(document: Document) -> Iterator[Problem]:
    """No setting is still what the template has, because it would be published like any other."""
    names = [document.node(name) for name in NAMES]
    for scalar in document.texts:
        is_name = scalar in names and NAME.search(scalar.text)
        if is_name or is_placeholder(scalar.text):
            yield problem("E136", scalar.span, value=scalar.text)


def is_placeholder(text: str) -> bool:
    """Return whether an address, or what is made of one, is that of the template."""
    return bool(ADDRESS.search(text))
