"""Checks the theme and the languages that the settings name, without loading the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.content.validate import place
from generator.core.problems import listed, problem, suggestion
from generator.site import catalog, contrast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.content.context import Context
    from generator.core.problems import Problem
    from generator.site.catalog import Themes


def theme_problems(about: Context, themes: Themes) -> Iterator[Problem]:
    """Yield the problems of the theme and of the languages that the settings name."""
    settings, document = about.settings, about.document
    if settings is None or document is None:
        return
    if settings.theme not in themes:
        yield problem(
            "E501",
            place(document, "theme"),
            value=settings.theme,
            meant=suggestion(settings.theme, themes),
            choices=listed(themes),
        )
        return
    tokens = themes[settings.theme].get(contrast.TOKENS, b"").decode("utf-8", "replace")
    yield from contrast.problems(f"themes/{settings.theme}/{contrast.TOKENS}", tokens)
    for i, language in enumerate(settings.languages):
        at = place(document, "languages", i)
        yield from catalog.problems(settings.theme, themes, language, at, is_first=i == 0)
