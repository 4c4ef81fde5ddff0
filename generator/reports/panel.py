"""The problems of the content as a panel below a page of the preview."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

from generator.core.problems import Problem
from generator.reports.problem_report import closing_sentence, excerpt

MAX_SHOWN = 50  # errors, and as many warnings
PAGES_UNCHANGED = "The pages stay as they were."
OTHER_PAGES_FAILED = "This page was made, but others cannot be."
NO_PAGE_YET = "There is no page to show yet."


def panel(
    problems: Sequence[Problem], entries: int, lines: Callable[[str], Sequence[str]], undone: str
) -> str:
    """Return the panel as HTML, errors first and warnings folded; "" if there is no problem.

    It opens and closes without a script. All text from entries is escaped. `lines` returns the
    lines of a source by its path, and `undone` says what became of the pages.
    """
    if not problems:
        return ""
    errors = [problem for problem in problems if problem.is_error]
    warnings = [problem for problem in problems if not problem.is_error]
    sentence = escape(closing_sentence(problems, entries, "", undone).strip())
    kind = "notices-preview wrong" if errors else "notices-preview"
    parts = [
        f'<section class="{kind}" aria-labelledby="notices-preview" lang="en" dir="ltr">',
        "<details open>" if errors else "<details>",
        f'<summary><h2 id="notices-preview">{sentence}</h2></summary>',
        *_list(errors or warnings, lines),
    ]
    if errors and warnings:
        parts += ["<details><summary>Warnings</summary>", *_list(warnings, lines), "</details>"]
    return "\n".join([*parts, "</details>", "</section>"])


def desk_links(addresses: Mapping[str, str]) -> str:
    """Return links to the desk about the notice on a page as HTML."""
    links = ", ".join(
        f'<a href="{escape(address)}">{escape(name)}</a>' for name, address in addresses.items()
    )
    return (
        '<nav class="notices-preview desk" aria-label="Desk" lang="en" dir="ltr">\n'
        f"<p>Add to this notice: {links}</p>\n</nav>"
    )


def add_to_page(page: bytes, html: str) -> bytes:
    """Return a page with HTML added at the end of its body."""
    head, end, tail = page.rpartition(b"</body>")
    return head + html.encode() + end + tail if end else page + html.encode()


def plain_page(html: str) -> bytes:
    """Return a page that has only this HTML below its heading."""
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Preview</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
</head>
<body>
<main>
<h1>Preview</h1>
</main>
{html}</body>
</html>
""".encode()


def _list(problems: Sequence[Problem], lines: Callable[[str], Sequence[str]]) -> Iterator[str]:
    """Yield the first problems as a list, and how many more there are."""
    yield "<ul>"
    for problem in problems[:MAX_SHOWN]:
        location = escape(problem.span.location)
        message = escape(problem.message)
        yield f"<li><p><code>{location}:</code> <strong>{problem.code}</strong> {message}</p>"
        if source := "\n".join(excerpt(problem.span, lines(problem.span.path))):
            yield f"<pre>{escape(source)}</pre>"
        advice, _, file = problem.advice.partition("\n")
        yield f"<p>{escape(advice)}</p>{f'<pre>{escape(file)}</pre>' if file else ''}</li>"
    yield "</ul>"
    if len(problems) > MAX_SHOWN:
        yield f"<p>And {len(problems) - MAX_SHOWN:,} more, which the terminal shows.</p>"
