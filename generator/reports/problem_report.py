"""Problems for a person at a terminal and as JSON, and what each of their codes means."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from generator.core.codes import CODES, MERGED, MESSAGES
from generator.core.problems import (
    Problem,
    Span,
    UserError,
    count,
    listed,
    printable,
    printable_lines,
    shorten,
    text_width,
)
from generator.core.site import Inputs

MAX_WIDTH = 100  # columns of a source line that are shown
RED = "\x1b[31m"
YELLOW = "\x1b[33m"
BOLD = "\x1b[1m"
DIM = "\x1b[2m"
PLAIN = "\x1b[0m"
EXPLANATION_WIDTH = 88  # columns
EFFECTS = {
    "E": "An error: nothing is published until it is fixed.",
    "W": "A warning: the notice is published, and a person should read it.",
}
LETTERS_TO_DIGITS = str.maketrans("OIL", "011")
PLACEHOLDER = r"\{\w+\}"


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
        span = problem.span
        code_color = RED if problem.is_error else YELLOW
        heading = (
            f"{BOLD}{span.location}:{PLAIN} {code_color}{problem.code}{PLAIN} {problem.message}"
        )
        yield _styled(heading, color)
        for line in excerpt(span, lines(span.path)):
            yield _styled(f"{DIM}{line}{PLAIN}", color)
        if problem.advice != last_advice:
            advice, *file = printable_lines(problem.advice)
            yield f"    {advice}"
            yield from file
        last_advice = problem.advice


def as_json(problems: Sequence[Problem], entries: int) -> str:
    """Return problems and counts as JSON that contains no command for a log on GitHub."""
    errors = sum(problem.is_error for problem in problems)
    counts = {"errors": errors, "warnings": len(problems) - errors, "entries": entries}
    objects = [
        {
            "code": problem.code,
            "kind": "error" if problem.is_error else "warning",
            "title": CODES[problem.code].title,
            **problem.span._asdict(),
            "message": problem.message,
            "advice": problem.advice,
        }
        for problem in problems
    ]
    text = json.dumps({"problems": objects, **counts}, indent=2)
    return text.replace("##[", "#\\u0023[")


def closing_sentence(
    problems: Sequence[Problem], entries: int, done: str, undone: str, *, is_cut: bool = False
) -> str:
    """Return how many problems are in how many entries, then `undone` after an error, or `done`.

    If the list of problems `is_cut`, there are so many or more.
    """
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    counts = [count(errors, "error")] if errors else []
    counts += [count(warnings, "warning")] if warnings else []
    if not counts:
        return f"{count(entries, 'entry')}, no problems. {done}"
    paths = {problem.span.path for problem in problems}
    places = count(len(paths), "file")
    folders = ("content/contracts/", "content/breaches/")
    if len(paths) <= entries and all(path.startswith(folders) for path in paths):
        places = f"{len(paths):,} of {count(entries, 'entry')}"
    more = " or more" if is_cut else ""
    return f"{' and '.join(counts)}{more} in {places}. {undone if errors else done}"


def excerpt(span: Span, lines: Sequence[str]) -> Iterator[str]:
    """Yield the line where a problem begins, cut if it is long, and carets; nothing if empty."""
    if not 0 < span.line <= len(lines) or lines[span.line - 1].rstrip() in ("", "---"):
        return
    line = lines[span.line - 1].replace("\t", " ")
    cut = max(0, span.column - MAX_WIDTH // 2) if len(line) > MAX_WIDTH else 0
    line = line[cut : cut + MAX_WIDTH]
    start = span.column - 1 - cut
    end = span.end_column - 1 - cut if span.end_line == span.line else len(line)
    indent = " " * text_width(printable(line[:start]))
    carets = "^" * max(text_width(printable(line[start:end])), 1)
    yield f"    {printable(line)}"
    yield f"    {indent}{carets}"


def _styled(line: str, color: bool) -> str:
    if color:
        return line
    for style in (RED, YELLOW, BOLD, DIM, PLAIN):
        line = line.replace(style, "")
    return line


# Explanations


def explain(code: str) -> str:
    """Return the explanation of a code in capital or small letters; raise UserError."""
    name = code.upper()
    if name in MERGED:
        return f"{name} is now {MERGED[name]}.\n\n{explanation(MERGED[name])}"
    if name in CODES:
        return explanation(name)
    digits = re.sub(r"\D", "", name.translate(LETTERS_TO_DIGITS))
    same_digits = [code for code in sorted(CODES) if code[1:] == digits]
    suggestions = [code for code in same_digits if code[0] == name[:1]] or same_digits
    hint = f" Did you mean {listed(suggestions)}?" if suggestions else ""
    raise UserError(f"There is no code {shorten(name)}.{hint} `notices explain` lists all codes.")


def explanation(name: str) -> str:
    """Return what a code means, wrapped for a terminal."""
    code = CODES[name]
    parts = [f"{name}: {code.title}", EFFECTS[name[0]], _wrapped(code.why)]
    parts += [f"{title}:\n{textwrap.indent(text, '    ')}" for title, text in examples(name)]
    return "\n\n".join(parts)


def overview() -> str:
    """Return all codes with their titles, one on each line."""
    return "\n".join(f"{name}  {CODES[name].title}" for name in sorted(CODES))


def examples(name: str) -> Iterator[tuple[str, str]]:
    """Yield each message of a code with … for its values, a wrong example, and a right one.

    Where none can be right, the last is what to do instead.
    """
    code = CODES[name]
    for says, advice in (message for key, message in MESSAGES.items() if key.startswith(name)):
        sentences = [
            re.sub(PLACEHOLDER, "…", text).replace("{{", "{").replace("}}", "}")
            for text in (says, advice)
        ]
        title = "It says" if says == code.says else "Or"
        yield title, "\n".join(_wrapped(text) for text in sentences if text != "…")
    yield "Wrong", code.wrong
    yield ("Right", code.right) if code.right else ("Instead", _wrapped(code.instead))


def _wrapped(text: str) -> str:
    return textwrap.fill(text, EXPLANATION_WIDTH, break_long_words=False, break_on_hyphens=False)
