"""Renders the Markdown texts of a document, and checks them where they are written."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from generator.content.fields import BREACH, CONTRACT, MARKDOWN_FIELDS
from generator.content.frontmatter import CODE_FENCE
from generator.content.markdown import LIMITS
from generator.content.yaml_nodes import List, Mapping, Scalar, form, plain
from generator.core.characters import VISIBLE
from generator.core.model import Prose
from generator.core.problems import Problem, Span, problem, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.content.frontmatter import Document
    from generator.content.markdown import Offense, Renderer
    from generator.core.model import Loc

FIELDS = {*CONTRACT.fields, *BREACH.fields}
# Fields that change a published notice.
STATES = {"changes", "notified", "posted", "received", "resolved", "updates", "withdrawn"}
FIELD_LINE = re.compile(r"([a-z]+(?:-[a-z]+)*)\s*:(?=\s|$)")


class Texts(NamedTuple):
    """The rendered Markdown texts of a document by location, and their problems."""

    by_place: dict[Loc, Prose]
    problems: list[Problem]


def render_texts(document: Document, renderer: Renderer) -> Texts:
    """Render the body and every Markdown field of a document, even if it has other errors."""
    texts = Texts({}, [])
    body = document.node("body")
    if isinstance(body, Scalar) and document.body:
        texts.problems.append(problem("E206", document.fields.keys["body"]))
    elif isinstance(body, List | Mapping):
        values = {"field": "body", "wanted": "text", "got": form(plain(body))}
        example = "body: Teachers create the accounts."
        texts.problems.append(problem("E107", body.span, example=example, **values))
    if document.body:
        texts.problems.extend(_fields_below(document.body))
    for loc, node in _markdown(document):
        html, offenses = renderer.render(node.text)
        texts.by_place[loc] = Prose(node.text, html)
        may_be_blank = loc == ("body",) or not node.text.strip()
        if not may_be_blank and not offenses and not _is_visible(html):
            texts.problems.append(
                problem("E103 invisible", node.span, field=loc[-1], value=node.text)
            )
        occurrences: dict[str, int] = {}
        for offense in offenses:
            skip = occurrences.get(offense.words, 0)
            span = _span_of(document, node.span, offense.words, skip)
            occurrences[offense.words] = skip + 1
            texts.problems.append(_offense(offense, span, renderer.files))
    return texts


def _is_visible(html: str) -> bool:
    """Return whether HTML shows a picture or a visible character."""
    return "<img" in html or bool(VISIBLE.search(unescape(re.sub("<[^>]*>", "", html))))


def _fields_below(body: Scalar) -> list[Problem]:
    """Return an error for each line of a body that looks like a field that changes a notice.

    Other fields get a warning, and so does a code fence without an end. Lines in fenced code are
    ignored.
    """
    problems: list[Problem] = []
    fence, fenced_since, opened = "", 0, (0, "")
    for number, line in enumerate(body.text.split("\n"), start=body.span.line):
        if ":" not in line and "```" not in line and "~~~" not in line:
            continue  # as most lines, which takes less time than a pattern
        mark = CODE_FENCE.fullmatch(line)
        if mark and not fence:
            fence, fenced_since, opened = mark[1], len(problems), (number, line)
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            fence, problems = "", problems[:fenced_since]  # the fenced lines are code
        elif (field := FIELD_LINE.match(line)) and (name := field[1]) in FIELDS:
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
    yield from _markdown_fields(document.fields)
    for name in ("changes", "updates"):
        node = document.node(name)
        for i, item in enumerate(node.items if isinstance(node, List) else ()):
            if isinstance(item, Mapping):
                yield from (((name, i, *loc), text) for loc, text in _markdown_fields(item))


def _markdown_fields(group: Mapping) -> Iterator[tuple[Loc, Scalar]]:
    for name, node in group.fields.items():
        if name in MARKDOWN_FIELDS and isinstance(node, Scalar):
            yield (name,), node


def _span_of(document: Document, within: Span, words: str, skip: int) -> Span:
    """Return the span of words within a text, after `skip` earlier occurrences.

    Only the first line of the words is searched. Return the span of the whole text if they are not
    found.
    """
    first_line = words.partition("\n")[0]
    if not first_line:
        return within
    for number, line in enumerate(
        document.lines[within.line - 1 : within.end_line], start=within.line
    ):
        start = line.find(first_line)
        while start >= 0:
            if not skip:
                end = start + len(first_line)
                return Span(document.path, number, start + 1, number, end + 1)
            skip -= 1
            start = line.find(first_line, start + 1)
    return within


def _offense(offense: Offense, span: Span, files: frozenset[str]) -> Problem:
    limit = f"{LIMITS.get(offense.code, 0):,}"
    meant = suggestion(offense.words, files)
    return problem(
        offense.code, span, value=offense.words, field="the text", limit=limit, meant=meant
    )
