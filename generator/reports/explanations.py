"""What each code of a problem means and why it matters, for `notices explain`."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from generator.core.codes import CODES, MERGED
from generator.core.problems import listed, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.core.codes import Code

WIDTH = 88  # columns
EFFECTS = {
    "E": "An error: nothing is published until it is fixed.",
    "W": "A warning: the notice is published, and a person should read it.",
}
LETTERS_TO_DIGITS = str.maketrans("OIL", "011")
PLACEHOLDER = re.compile(r"\{\w+\}")


class UnknownCodeError(Exception):
    """There is no such code. The message says so and suggests similar codes."""


def explain(code: str) -> str:
    """Return the explanation of a code in capital or small letters; raise UnknownCodeError."""
    name = code.upper()
    if name in MERGED:
        return f"{name} is now {MERGED[name]}.\n\n{explanation(MERGED[name])}"
    if name in CODES:
        return explanation(name)
    suggestions = similar_codes(name)
    hint = f" Did you mean {listed(suggestions)}?" if suggestions else ""
    raise UnknownCodeError(
        f"There is no code {shorten(name)}.{hint} `notices explain` lists all codes."
    )


def explanation(name: str) -> str:
    """Return what a code means, wrapped for a terminal."""
    code = CODES[name]
    parts = [f"{name}: {code.title}", EFFECTS[name[0]], _wrapped(code.why)]
    parts += [f"{title}:\n{textwrap.indent(text, '    ')}" for title, text in examples(code)]
    return "\n\n".join(parts)


def similar_codes(name: str) -> list[str]:
    """Return the codes with the digits of a misspelled one, of the same letter if there are any."""
    digits = re.sub(r"\D", "", name.upper().translate(LETTERS_TO_DIGITS))
    same_digits = [code for code in sorted(CODES) if code[1:] == digits]
    return [code for code in same_digits if code[0] == name[:1].upper()] or same_digits


def overview() -> str:
    """Return all codes with their titles, one on each line."""
    return "\n".join(f"{name}  {CODES[name].title}" for name in sorted(CODES))


def examples(code: Code) -> Iterator[tuple[str, str]]:
    """Yield each message with … for its values, then a wrong and a right example."""
    for says, advice in code.messages.values():
        sentences = [
            PLACEHOLDER.sub("…", text).replace("{{", "{").replace("}}", "}")
            for text in (says, advice)
        ]
        title = "It says" if says == code.says else "Or"
        yield title, "\n".join(_wrapped(text) for text in sentences if text != "…")
    yield "Wrong", code.wrong
    yield "Right", code.right


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
