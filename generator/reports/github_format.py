"""Problems as GitHub shows them: annotations beside the lines, and the whole report as a summary in Markdown.

Whatever an entry holds arrives as text: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from generator.core.codes import CODES, STUDENT_DATA
from generator.core.problems import printable
from generator.reports.problem_report import excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from generator.core.problems import Problem, Span

ROOM = 1024 * 1024  # bytes of a step's summaries; of a larger one GitHub shows nothing
HEADINGS = {True: "### Errors: to be mended first", False: "### Warnings: for a person to read"}


class Issue(NamedTuple):
    """An issue as it should stand: `key` tells it from others of its label, for ever.

    With `opens` false it is kept true if it is open, but not opened.
    """

    key: str
    title: str
    body: str
    opens: bool = True


def commands(problems: Iterable[Problem], prefix: str = "") -> Iterator[str]:
    """Yield the workflow command that annotates each problem, the worst first, since GitHub shows ten of a step.

    `prefix` is the way from the repository to the root, with a slash at its end.
    """
    for found in worst_first(problems):
        level = "error" if found.is_error else "warning"
        title = f"{found.code}: {CODES[found.code].title}"
        properties = {"file": f"{prefix}{found.span.path}", **_place(found.span), "title": title}
        yield command(level, properties, f"{printable(found.message)}\n{printable(found.advice)}")


def command(level: str, properties: Mapping[str, object], message: str) -> str:
    """Return a workflow command on one line; what it says may hold anything."""
    given = ",".join(f"{name}={_property(printable(str(value)))}" for name, value in properties.items())
    return f"::{level} {given}::{_data(message)}"


def summary(problems: Sequence[Problem], lines: Callable[[str], Sequence[str]], closing: str, room: int = ROOM) -> str:
    """Return the whole report in Markdown, the worst first, or as much as there is room for in bytes.

    What comes from an entry stands in a code block whose fence is longer than any in it: there GitHub knows no HTML,
    link, mention or table. Words that look like student data are not repeated: a summary cannot be taken back.
    """
    ordered = worst_first(problems)
    parts, left, last = [f"\n## {closing}\n"], room - 200 - len(closing.encode()), None
    for i, found in enumerate(ordered):
        heading = "" if found.is_error is last else f"\n{HEADINGS[found.is_error]}\n"
        part = f"{heading}\n**{found.code}: {CODES[found.code].title}**\n\n{block(_told(found, lines))}\n"
        left -= len(part.encode())
        if left < 0:
            parts.append(f"\n{len(ordered) - i:,} more are in the log of this step.\n")
            break
        parts.append(part)
        last = found.is_error
    return "".join(parts)


def block(lines: Iterable[str]) -> str:
    """Return lines as a code block that none of them can end."""
    text = "\n".join(lines)
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 0)
    return f"{fence}text\n{text}\n{fence}"


def worst_first(problems: Iterable[Problem]) -> list[Problem]:
    """Return errors before warnings, and among these student data first; otherwise in the order of the report."""
    return sorted(problems, key=lambda found: (not found.is_error, found.code != STUDENT_DATA))


def _place(span: Span) -> dict[str, int]:
    """Return where a problem stands; GitHub takes columns only where it begins and ends in one line."""
    place = {"line": span.line, "endLine": max(span.line, span.end_line)}
    if span.line == place["endLine"]:
        place |= {"col": span.column, "endColumn": max(span.column, span.end_column - 1)}
    return place


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _told(found: Problem, lines: Callable[[str], Sequence[str]]) -> Iterator[str]:
    """Yield a problem as a terminal shows it, line by line."""
    span = found.span
    yield span.location
    yield printable(found.message)
    if found.code != STUDENT_DATA:
        yield from excerpt(span, lines(span.path))
    yield printable(found.advice)
