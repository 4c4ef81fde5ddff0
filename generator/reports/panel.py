"""Problems → a panel below a page that is being written, in the sentences that the terminal has for them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from generator.reports.problem_report import closing, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from generator.core.problems import Problem

MOST = 50  # problems of a kind that a page shows
STANDS = "The pages stay as they were."
OTHERS = "This page could be made, others cannot."
NOTHING = "There is no page to show yet."


def panel(problems: Sequence[Problem], entries: int, lines: Callable[[str], Sequence[str]], undone: str) -> str:
    """Return the panel, errors first and warnings folded away; nothing where there is no problem.

    It closes with the keyboard as it stands, without a script. All that an entry says is escaped.
    """
    if not problems:
        return ""
    errors = [found for found in problems if found.is_error]
    warnings = [found for found in problems if not found.is_error]
    folded = ["<details><summary>Warnings</summary>", *_listed(warnings, lines), "</details>"]
    sentence = escape(closing(problems, entries, "", undone).strip())
    kind = "notices-preview wrong" if errors else "notices-preview"
    parts = [
        f'<section class="{kind}" aria-labelledby="notices-preview" lang="en" dir="ltr">',
        "<details open>" if errors else "<details>",
        f'<summary><h2 id="notices-preview">{sentence}</h2></summary>',
        *_listed(errors or warnings, lines),
        *(folded if errors and warnings else []),
        "</details>",
        "</section>",
    ]
    return "\n".join(parts)


def within(page: bytes, parts: str) -> bytes:
    """Return a page with more at the end of its body."""
    head, end, tail = page.rpartition(b"</body>")
    return head + parts.encode() + end + tail if end else page + parts.encode()


def alone(parts: str) -> bytes:
    """Return a plain page that has nothing else."""
    head = '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Preview</title>\n'
    view = '<meta name="viewport" content="width=device-width, initial-scale=1">\n</head>\n'
    return f"{head}{view}<body>\n<main>\n<h1>Preview</h1>\n</main>\n{parts}</body>\n</html>\n".encode()


def _listed(problems: Sequence[Problem], lines: Callable[[str], Sequence[str]]) -> Iterator[str]:
    """Yield the first problems as a list, and how many more there are."""
    yield "<ul>"
    for found in problems[:MOST]:
        span = found.span
        yield f"<li><p><code>{escape(span.location)}:</code> <strong>{found.code}</strong> {escape(found.message)}</p>"
        if held := "\n".join(excerpt(span, lines(span.path))):
            yield f"<pre>{escape(held)}</pre>"
        yield f"<p>{escape(found.advice)}</p></li>"
    yield "</ul>"
    if len(problems) > MOST:
        yield f"<p>And {len(problems) - MOST:,} more, which the terminal shows.</p>"
