"""Problems for GitHub: annotations next to the lines, and the report as a summary in Markdown.

Text from an entry is escaped, so that it is never a command:
https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode

from generator.core.codes import CODES, STUDENT_DATA
from generator.core.problems import Problem, Span, count, printable, printable_lines
from generator.reports.problem_report import excerpt

MAX_SUMMARY_BYTES = 1024 * 1024  # of one step; GitHub does not show a larger summary
ERRORS_HEADING = "### Errors: to be fixed first"
WARNINGS_HEADING = "### Warnings: for a person to read"
OLDER = """
<details><summary>{warnings} from before, in files that this change does not touch</summary>
"""
END_OF_FOLD = "\n</details>\n"


class Issue(NamedTuple):
    """An issue as it should be. Its `key` identifies it among those of its label, forever.

    If `opens` is false, an open issue is updated, but none is opened.
    """

    key: str
    title: str
    body: str
    opens: bool = True


def commands(problems: Iterable[Problem], prefix: str = "") -> Iterator[str]:
    """Yield a workflow command for each problem, the worst first, as GitHub shows only ten."""
    for problem in worst_first(problems):
        level = "error" if problem.is_error else "warning"
        title = f"{problem.code}: {CODES[problem.code].title}"
        file = f"{prefix}{problem.span.path}"
        properties = {"file": file, **_position(problem.span), "title": title}
        message = "\n".join((printable(problem.message), *printable_lines(problem.advice)))
        yield command(level, properties, message)


def command(level: str, properties: Mapping[str, object], message: str) -> str:
    """Return a workflow command on one line; the message may contain any text."""
    texts = {name: _data(printable(str(value))) for name, value in properties.items()}
    pairs = (
        f"{name}={text.replace(':', '%3A').replace(',', '%2C')}" for name, text in texts.items()
    )
    return f"::{level} {','.join(pairs)}::{_data(message)}"


def summary(
    problems: Sequence[Problem],
    lines: Callable[[str], Sequence[str]],
    closing: str,
    max_bytes: int = MAX_SUMMARY_BYTES,
    older: Sequence[Problem] = (),
) -> str:
    """Return the report in Markdown, the worst problems first, cut to fit in `max_bytes`.

    `older` are warnings that were there before the change, in files that it does not touch; they
    are folded. All text from an entry is in a code block whose fence is longer than any in the
    text, because GitHub interprets no HTML, link, mention or table there. Text that looks like
    student data is not quoted, because a summary cannot be deleted.
    """
    parts = [f"\n## {closing}\n"]
    fold = OLDER.format(warnings=count(len(older), "warning")) if older else ""
    # Besides the problems: 200 for the sentence about the rest.
    bytes_left = max_bytes - 200 - len(f"{closing}{fold}{END_OF_FOLD}".encode())
    last_heading = ""
    ordered = [*worst_first(problems), *worst_first(older)]
    for i, problem in enumerate(ordered):
        heading = ERRORS_HEADING if problem.is_error else WARNINGS_HEADING
        if i == len(problems):
            parts.append(fold)
        part = f"\n{heading}\n" if heading != last_heading and i < len(problems) else ""
        part += f"\n**{problem.code}: {CODES[problem.code].title}**\n"
        part += f"\n{code_block(_lines(problem, lines))}\n"
        bytes_left -= len(part.encode())
        if bytes_left < 0:
            parts.append(f"\n{len(ordered) - i:,} more are in the log of this step.\n")
            break
        parts.append(part)
        last_heading = heading
    if fold and fold in parts:
        parts.append(END_OF_FOLD)
    return "".join(parts)


def code_block(lines: Iterable[str], language: str = "text") -> str:
    """Return lines as a code block that none of them can end."""
    text = "\n".join(lines)
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 0)
    return f"{fence}{language}\n{text}\n{fence}"


def new_file(page: str, path: str, text: str) -> str:
    """Return the address of GitHub's editor with a new file; `page` is that of an empty one."""
    query = urlencode({"filename": path, "value": text}, safe="/", quote_via=quote)
    return f"{page}?{query}"


def worst_first(problems: Iterable[Problem]) -> list[Problem]:
    """Return errors, then student data, then other warnings; within each, in the given order."""
    return sorted(
        problems, key=lambda problem: (not problem.is_error, problem.code != STUDENT_DATA)
    )


def _position(span: Span) -> dict[str, int]:
    """Return the lines of a problem, and if it is in one line, its columns, as GitHub requires."""
    position = {"line": span.line, "endLine": max(span.line, span.end_line)}
    if position["endLine"] == span.line:
        position |= {"col": span.column, "endColumn": max(span.column, span.end_column - 1)}
    return position


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _lines(problem: Problem, lines: Callable[[str], Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a problem as a terminal shows them; without its place if it has none."""
    span = problem.span
    if span.path:
        yield span.location
    yield printable(problem.message)
    if span.path and problem.code != STUDENT_DATA:
        yield from excerpt(span, lines(span.path))
    yield from printable_lines(problem.advice)
