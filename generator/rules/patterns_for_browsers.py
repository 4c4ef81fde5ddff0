r"""Write our patterns for the script of a page, which has another dialect and fewer functions.

No browser that a school may have is sure to know a group such as `(?i:…)`, so its letters are
spelled in both cases. Python's `\w` and `\b` know the letters of all languages, and JavaScript's
only those from A to Z: the script of the desk replaces them. So `\w` is always within brackets.
"""

from __future__ import annotations

import re

TOKEN = re.compile(
    r"""\\u[0-9A-Fa-f]{4} | \\.      # an escape
    | \(\?-?i:                       # a group in which case counts, or does not
    | \(\?:|\(\?<?[=!]|\(            # another group
    | \[(?:\\.|[^\]\\])+\]        # a class of characters
    | .""",
    re.VERBOSE | re.DOTALL,
)
ESCAPE_OR_ONE = re.compile(r"\\u[0-9A-Fa-f]{4}|\\.|.", re.DOTALL)
RANGE = re.compile("[a-z]-[a-z]")
OUTSIDE = {r"\w": r"[\w]", r"\W": r"[^\w]", r"\Z": "$"}
KEPT = set(r"\.+*?()[]{}|^$/-" + "bdDsSwnrt123456789")  # what may follow a backslash in JavaScript


def javascript(pattern: str) -> str:
    r"""Return the source of a pattern for `new RegExp(source, "u")`.

    >>> javascript(r"(?i:no) [a-z]\\d")
    '(?:[nN][oO]) [a-z]\\\\d'
    """
    is_any_case = [False]  # of each group around the token
    written = list[str]()
    for token in TOKEN.findall(pattern):
        if token in ("(?i:", "(?-i:"):
            is_any_case.append(token == "(?i:")
            written.append("(?:")
        elif token.startswith("("):
            is_any_case.append(is_any_case[-1])
            written.append(token)
        elif token == ")":
            is_any_case.pop()
            written.append(token)
        elif token.startswith("["):
            written.append(_class(token, is_any_case[-1]))
        elif token.startswith("\\"):
            written.append(OUTSIDE.get(token) or _escape(token))
        elif is_any_case[-1] and token.isalpha():
            written.append(f"[{token.lower()}{token.upper()}]")
        else:
            written.append(token)
    return "".join(written)


def _class(text: str, is_any_case: bool) -> str:
    """Return a class of characters, with both cases of its ranges if case does not count."""
    parts = [_escape(part) for part in ESCAPE_OR_ONE.findall(text[1:-1])]
    inner = "".join(parts)
    capitals = "".join(RANGE.findall(text)).upper() if is_any_case else ""
    return f"[{inner}{capitals}]"


def _escape(token: str) -> str:
    """Return an escape as JavaScript has it, where only some characters can be escaped."""
    is_escape = token.startswith("\\") and not token.startswith("\\u") and token[1] not in KEPT
    return token[1:] if is_escape else token
