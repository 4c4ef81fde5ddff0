"""Problems for a person at a terminal and as JSON, and the sentence that ends a run."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from generator.core.codes import CODES
from generator.core.problems import columns, count, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from generator.core.problems import Problem, Span
    from generator.core.site import Inputs

MAX_WIDTH = 100  # columns of a source line that are shown
RED, YELLOW, BOLD, DIM, PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[2m", "\x1b[0m"


def lines_of(inputs: Inputs) -> Callable[[str], list[str]]:
    """Return a function from the path of a text to its lines; an unknown path has none."""
    texts = {source.path: source.data for source in inputs.sources}
    for name, theme in inputs.themes.items():
        texts |= {f"themes/{name}/{path}": data for path, data in theme.items()}

    @cache
    def lines(path: str) -> list[str]:
        text = texts.get(path, b"").decode("utf-8-sig", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if text else []

    return lines


def terminal(
    problems: Iterable[Problem], lines: Callable[[str], Sequence[str]], color: bool
) -> Iterator[str]:
    """Yield each problem with its place, its source line with carets below it, and what to write.

    Advice that is the same as for the problem before is not repeated. `lines` returns the lines of
    a source by its path, or none if they cannot be shown.
    """
    last_advice = ""
    for problem in problems:
        span, code_color = problem.span, RED if problem.is_error else YELLOW
        heading = (
            f"{BOLD}{span.location}:{PLAIN} {code_color}{problem.code}{PLAIN} {problem.message}"
        )
        yield _styled(heading, color)
        for line in excerpt(span, lines(span.path)):
            yield _styled(f"{DIM}{line}{PLAIN}", color)
        if problem.advice != last_advice:
            yield f"    {problem.advice}"
        last_advice = problem.advice


def as_json(problems: Sequence[Problem], entries: int) -> str:
    """Return problems and counts as JSON that contains no command for a log on GitHub."""
    errors = sum(problem.is_error for problem in problems)
    counts = {"errors": errors, "warnings": len(problems) - errors, "entries": entries}
    text = json.dumps(
        {"problems": [_as_object(problem) for problem in problems], **counts}, indent=2
    )
    return text.replace("##[", "#\\u0023[")


def closing_sentence(problems: Sequence[Problem], entries: int, done: str, undone: str) -> str:
    """Return how many problems are in how many entries, then `undone` after an error, or `done`."""
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    counts = [count(errors, "error")] if errors else []
    counts += [count(warnings, "warning")] if warnings else []
    if not counts:
        return f"{count(entries, 'entry')}, no problems. {done}"
    files = len({problem.span.path for problem in problems})
    places = count(files, "file")
    if files <= entries and _are_in_entries(problems):
        places = f"{files:,} of {count(entries, 'entry')}"
    return f"{' and '.join(counts)} in {places}. {undone if errors else done}"


def excerpt(span: Span, lines: Sequence[str]) -> Iterator[str]:
    """Yield the line where a problem begins and a line of carets, or nothing for an empty line.

    A long line is cut to the columns around the problem.
    """
    if not 0 < span.line <= len(lines) or lines[span.line - 1].rstrip() in ("", "---"):
        return
    line = lines[span.line - 1].replace("\t", " ")
    cut = max(0, span.column - MAX_WIDTH // 2) if len(line) > MAX_WIDTH else 0
    line = line[cut : cut + MAX_WIDTH]
    start = span.column - 1 - cut
    end = span.end_column - 1 - cut if span.end_line == span.line else len(line)
    indent = " " * columns(printable(line[:start]))
    carets = "^" * max(columns(printable(line[start:end])), 1)
    yield f"    {printable(line)}"
    yield f"    {indent}{carets}"


def _as_object(problem: Problem) -> dict[str, object]:
    return {
        "code": problem.code,
        "kind": "error" if problem.is_error else "warning",
        "title": CODES[problem.code].title,
        **problem.span._asdict(),
        "message": problem.message,
        "advice": problem.advice,
    }


def _are_in_entries(problems: Iterable[Problem]) -> bool:
    folders = ("content/contracts/", "content/breaches/")
    return all(problem.span.path.startswith(folders) for problem in problems)


def _styled(line: str, color: bool) -> str:
    if color:
        return line
    for style in (RED, YELLOW, BOLD, DIM, PLAIN):
        line = line.replace(style, "")
    return line
