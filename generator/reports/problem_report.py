"""Problems as a person reads them on a terminal or a program as JSON, and the one sentence that ends a run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from unicodedata import combining, east_asian_width

from generator.core.codes import CODES
from generator.core.problems import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from generator.core.problems import Problem, Span

WIDEST = 100  # columns of a source line that are shown
RED, YELLOW, BOLD, DIM, PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[2m", "\x1b[0m"


def terminal(problems: Iterable[Problem], lines: Callable[[str], Sequence[str]], color: bool) -> Iterator[str]:
    """Yield each problem with its place, its line with a caret under the words in question, and what to write.

    Advice that was given just before is not repeated, nor is a fence shown, where what is missing is reported.
    `lines` returns the lines of a source by its path, none where there are none to show.
    """
    told = ""
    for found in problems:
        span, mark = found.span, RED if found.is_error else YELLOW
        yield _styled(f"{BOLD}{span.location}:{PLAIN} {mark}{found.code}{PLAIN} {found.message}", color)
        for line in excerpt(span, lines(span.path)):
            yield _styled(f"{DIM}{line}{PLAIN}", color)
        if found.advice != told:
            yield f"    {found.advice}"
        told = found.advice


def as_json(problems: Sequence[Problem], entries: int) -> str:
    """Return problems and counts as JSON, in which a log of GitHub's finds no command to obey."""
    errors = sum(found.is_error for found in problems)
    counts = {"errors": errors, "warnings": len(problems) - errors, "entries": entries}
    text = json.dumps({"problems": [_object(found) for found in problems], **counts}, indent=2)
    return text.replace("##[", "#\\u0023[")


def closing(problems: Sequence[Problem], entries: int, done: str, undone: str) -> str:
    """Return the closing sentence: how many problems in how many entries, and what was or was not written."""
    errors = [found for found in problems if found.is_error]
    warnings = len(problems) - len(errors)
    counts = [count(len(errors), "error")] if errors else []
    counts += [count(warnings, "warning")] if warnings else []
    if not counts:
        return f"{count(entries, 'entry')}, no problems. {done}"
    touched = len({found.span.path for found in problems})
    of_entries = touched <= entries and _all_entries(problems)
    places = f"{touched:,} of {count(entries, 'entry')}" if of_entries else count(touched, "file")
    return f"{' and '.join(counts)} in {places}. {undone if errors else done}"


def count(number: int, noun: str) -> str:
    """Return a number of things as people write it."""
    plural = noun if number == 1 else f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {plural}"


def excerpt(span: Span, lines: Sequence[str]) -> Iterator[str]:
    """Yield the line that a problem stands in and a line of carets, cut to what a screen shows."""
    if not 0 < span.line <= len(lines) or lines[span.line - 1].rstrip() in ("", "---"):
        return
    line = lines[span.line - 1].replace("\t", " ")
    start = max(0, span.column - WIDEST // 2) if len(line) > WIDEST else 0
    line, column = line[start : start + WIDEST], span.column - 1 - start
    end = span.end_column - 1 - start if span.end_line == span.line else len(line)
    yield f"    {printable(line)}"
    yield f"    {' ' * _width(printable(line[:column]))}{'^' * max(_width(printable(line[column:end])), 1)}"


def _object(found: Problem) -> dict[str, object]:
    """Return a problem as JSON names its parts."""
    kind, title = "error" if found.is_error else "warning", CODES[found.code].title
    told = {"message": found.message, "advice": found.advice}
    return {"code": found.code, "kind": kind, "title": title, **found.span._asdict(), **told}


def _all_entries(problems: Iterable[Problem]) -> bool:
    return all(found.span.path.startswith(("content/contracts/", "content/breaches/")) for found in problems)


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def _styled(line: str, color: bool) -> str:
    if color:
        return line
    for style in (RED, YELLOW, BOLD, DIM, PLAIN):
        line = line.replace(style, "")
    return line
