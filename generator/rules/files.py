"""Checks each published file: that a notice links to it, and that it has only what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import unquote

from generator.content.context import is_published
from generator.core.problems import Problem, Span, problem
from generator.core.site import Inputs

# What a file has besides what people see, by the words of `content/pdf.py` and `pictures.py`.
FLAWS = {
    "script": "W158",
    "launch": "W158 launch",
    "attachment": "W158 attachment",
    "comment": "W158 comment",
    "place": "W159",
    "other": "W160",
}
PREFIX = "content/"
FOLDER = re.compile("files/")
ESCAPE = re.compile(r"\\(.)")


def check(inputs: Inputs) -> Iterator[Problem]:
    """Yield the problems of the files under `content/files/`."""
    for path, flaws in inputs.flaws.items():
        for flaw in flaws:
            if flaw in FLAWS:
                yield problem(FLAWS[flaw], Span(path), name=path.rpartition("/")[2])
    names = {path.removeprefix(PREFIX) for path in inputs.files if is_published(path)}
    unnamed = names - _named(names, _texts(inputs)) if names else names
    for name in sorted(unnamed):
        yield problem("W409", Span(PREFIX + name), name=name)


def _texts(inputs: Inputs) -> Iterator[str]:
    """Yield each text that links to a file: the sources, and the templates of a theme."""
    templates = (
        data
        for theme in inputs.themes.values()
        for path, data in theme.items()
        if path.startswith("templates/")
    )
    for data in (*(source.data for source in inputs.sources), *templates):
        if b"files/" in data:
            yield data.decode("utf-8", "replace")


def _named(names: set[str], texts: Iterable[str]) -> set[str]:
    """Return the names that a text has, also as an address or in Markdown writes them.

    An entry may be wrong elsewhere, so the texts are only searched. Each place is compared with
    the names of a length at once.
    """
    lengths = sorted({*map(len, names)})
    found = set[str]()
    for text in texts:
        for written in {text, unquote(text), unescape(text), ESCAPE.sub(r"\1", text)}:
            for place in FOLDER.finditer(written):
                at = place.start()
                found |= names.intersection(written[at : at + length] for length in lengths)
    return found
