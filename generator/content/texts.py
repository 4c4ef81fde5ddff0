"""The Markdown texts of a source, rendered and checked where they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from generator.content.fields import BREACH, CONTRACT, MARKDOWN_FIELDS, MARKDOWN_INSIDE
from generator.content.frontmatter import CODE_FENCE, Document
from generator.content.hosts import sent_host
from generator.content.markdown import LIMITS, Renderer
from generator.content.yaml_nodes import List, Mapping, Node, Scalar, form, raw_value
from generator.core.characters import VISIBLE
from generator.core.model import Loc, Prose
from generator.core.problems import Problem, Span, Suggestions, problem

ENTRY_FIELDS = CONTRACT.fields.keys() | BREACH.fields.keys()
# Fields that change a published notice.
STATES = {"deletion", "notified", "posted", "received", "resolved"}
FIELD_LINE = re.compile(r"([a-z]+(?:-[a-z]+)*)\s*:(?=\s|$)")


class Texts(NamedTuple):
    """The rendered Markdown texts of a document by location, and their problems."""

    by_location: dict[Loc, Prose]
    problems: list[Problem]


def render_texts(document: Document, renderer: Renderer) -> Texts:
    """Render the body and every Markdown field of a document, even if it has other errors."""
    texts = Texts({}, [])
    suggestions = Suggestions()
    body = document.node("body")
    if isinstance(body, Scalar) and document.body:
        texts.problems.append(problem("E206", document.fields.keys["body"]))
    elif isinstance(body, List | Mapping):
        values = {"field": "body", "wanted": "text", "got": form(raw_value(body))}
        example = "body: Teachers create the accounts."
        texts.problems.append(problem("E107", body.span, example=example, **values))
    if document.body:
        texts.problems.extend(_fields_below(document.body))
    for loc, node in _markdown(document):
        html, offenses = renderer.render(node.text)
        texts.by_location[loc] = Prose(node.text, html)
        may_be_blank = loc == ("body",) or not node.text.strip()
        if not may_be_blank and not offenses and not _is_visible(html):
            texts.problems.append(
                problem("E103 invisible", node.span, field=loc[-1], value=node.text)
            )
        occurrences: dict[str, int] = {}
        for offense in offenses:
            skip = occurrences.get(offense.words, 0)
            first_line = re.escape(offense.words.partition("\n")[0])
            span = document.match(first_line, node.span, skip)
            occurrences[offense.words] = skip + 1
            limit = f"{LIMITS.get(offense.code, 0):,}"
            meant = suggestions.of(offense.words, renderer.files)
            values = {"value": offense.words, "field": "the text", "limit": limit, "meant": meant}
            values["host"] = sent_host(offense.words)
            texts.problems.append(problem(offense.code, span, **values))
    return texts


def _is_visible(html: str) -> bool:
    """Return whether a reader sees anything of a text."""
    return "<img" in html or bool(VISIBLE.search(unescape(re.sub("<[^>]*>", "", html))))


def _fields_below(body: Scalar) -> list[Problem]:
    """Return an error for each line of a body that looks like a field that changes a notice.

    Other fields get a warning, and so does a code fence without an end. Lines in fenced code are
    ignored.
    """
    problems: list[Problem] = []
    fence = ""
    fenced_since = 0
    opened = (0, "")
    for number, line in enumerate(body.text.split("\n"), start=body.span.line):
        if ":" not in line and "```" not in line and "~~~" not in line:
            continue  # as most lines, which takes less time than a pattern
        mark = CODE_FENCE.fullmatch(line)
        if mark and not fence:
            fence = mark[1]
            fenced_since = len(problems)
            opened = (number, line)
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""
            problems = problems[:fenced_since]  # the fenced lines are code
        elif (field := FIELD_LINE.match(line)) and (name := field[1]) in ENTRY_FIELDS:
            span = Span(body.span.path, number, 1, number, len(name) + 1)
            problems.append(problem("E208" if name in STATES else "W113", span, name=name))
    if fence:
        number, line = opened
        span = Span(body.span.path, number, 1, number, len(line) + 1)
        problems.append(problem("W137", span, value=line))
    return problems


def _markdown(document: Document) -> Iterator[tuple[Loc, Scalar]]:
    """Yield each Markdown text of a document with its location."""
    body = document.body or document.node("body")
    if isinstance(body, Scalar):
        yield ("body",), body
    yield from _markdown_in(document.fields)


def _markdown_in(node: Node, *at: str | int) -> Iterator[tuple[Loc, Scalar]]:
    """Yield each Markdown text in a group or in a list of groups with its location."""
    if isinstance(node, List):
        for i, item in enumerate(node.items):
            yield from _markdown_in(item, *at, i)
    for name, inner in node.fields.items() if isinstance(node, Mapping) else ():
        if name in MARKDOWN_FIELDS and isinstance(inner, Scalar):
            yield (*at, name), inner
        elif name in MARKDOWN_INSIDE:
            yield from _markdown_in(inner, *at, name)
