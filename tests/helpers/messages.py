"""The sentences of the default theme, as `make words` finds them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from babel.messages.extract import extract_from_dir

from helpers.program import REPOSITORY

TEMPLATES = "**/templates/**.*"


class Message(NamedTuple):
    """A sentence or label: its template, its context or "", and its text, or its plural forms."""

    template: str
    context: str
    text: str | tuple[str, ...]


@cache
def messages() -> tuple[Message, ...]:
    """Return every message of the templates, once for each place where it is."""
    rows = extract_from_dir(
        str(REPOSITORY / "themes/default"),
        [(TEMPLATES, "jinja2")],
        {TEMPLATES: {"trim_blocks": "true", "lstrip_blocks": "true"}},
        keywords={"_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)},
    )
    return tuple(
        Message(path.removeprefix("templates/"), context or "", text)
        for path, _, text, _, context in rows
    )
