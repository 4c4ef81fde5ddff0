"""The Markdown of a document: its body and the fields that take Markdown, rendered, each fault at its place."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from generator.content.faults import shape
from generator.content.field_types import VISIBLE
from generator.content.fields import BreachFields, ContractFields
from generator.content.groups import names
from generator.content.markdown import LIMITS
from generator.content.yaml_nodes import List, Mapping, Scalar, plain
from generator.core.model import Prose
from generator.core.problems import Problem, Span, meant, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.content.frontmatter import Document
    from generator.content.markdown import Offence, Renderer
    from generator.core.model import Loc

MARKDOWN = {"summary", "offers", "security", "text"}
FIELDS = {*names(ContractFields), *names(BreachFields)}
STATES = {"changes", "notified", "posted", "received", "resolved", "updates", "withdrawn"}  # they change a notice
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
FIELD_LINE = re.compile(r"([a-z]+(?:-[a-z]+)*)\s*:(?=\s|$)")


class Texts(NamedTuple):
    """The Markdown of a document by its place, rendered, and what is wrong in it."""

    by_place: dict[Loc, Prose]
    problems: list[Problem]


def render(document: Document, renderer: Renderer) -> Texts:
    """Render the body and every Markdown field, whatever else is wrong with the entry."""
    texts = Texts({}, [])
    body = document.node("body")
    if isinstance(body, Scalar) and document.body:
        texts.problems.append(problem("E206", document.fields.keys["body"]))
    elif isinstance(body, List | Mapping):
        values = {"field": "body", "wanted": "a text", "example": "body: Teachers create the accounts."}
        texts.problems.append(problem("E107", body.span, got=shape(plain(body)), **values))
    if document.body:
        texts.problems.extend(_fields_below(document.body))
    for loc, node in _markdown(document):
        html, offences = renderer.render(node.text)
        texts.by_place[loc] = Prose(node.text, html)
        seen = Counter[str]()
        if loc != ("body",) and node.text.strip() and not offences and not _is_seen(html):
            texts.problems.append(problem("E133", node.span, field=loc[-1], value=node.text))
        for offence in offences:
            span = _span_of(document, node.span, offence.words, seen[offence.words])
            seen[offence.words] += 1
            texts.problems.append(_offence(offence, span, renderer.files))
    return texts


def _is_seen(html: str) -> bool:
    """Say whether HTML shows anything: a picture, or a character that is not invisible."""
    return "<img" in html or bool(VISIBLE.search(unescape(re.sub("<[^>]*>", "", html))))


def _fields_below(body: Scalar) -> list[Problem]:
    """A line of the text, outside code, may not begin with a field that changes a notice; other fields are unusual."""
    problems: list[Problem] = []
    fence, fenced_since = "", 0
    for number, line in enumerate(body.text.split("\n"), start=body.span.line):
        mark = FENCE.fullmatch(line)
        if mark and not fence:
            fence, fenced_since = mark[1], len(problems)
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            fence, problems = "", problems[:fenced_since]  # what a fence closes is code
        elif (found := FIELD_LINE.match(line)) and found[1] in FIELDS:
            at = Span(body.span.path, number, 1, number, len(found[1]) + 1)
            problems.append(problem("E208" if found[1] in STATES else "W113", at, name=found[1]))
    return problems


def _markdown(document: Document) -> Iterator[tuple[Loc, Scalar]]:
    """Yield each Markdown text of a document with its place."""
    body = document.body or document.node("body")
    if isinstance(body, Scalar):
        yield ("body",), body
    for name, node in document.fields.fields.items():
        if name in MARKDOWN and isinstance(node, Scalar):
            yield (name,), node
        elif name in ("changes", "updates") and isinstance(node, List):
            for i, item in enumerate(node.items):
                inner = item.fields.items() if isinstance(item, Mapping) else ()
                yield from (
                    ((name, i, key), text) for key, text in inner if key in MARKDOWN and isinstance(text, Scalar)
                )


def _span_of(document: Document, within: Span, words: str, skip: int) -> Span:
    """Return where words stand in the source of a text, the first `skip` times aside; the whole text if they do not."""
    first = words.partition("\n")[0]
    for number in range(within.line, min(within.end_line, len(document.lines)) + 1 if first else 0):
        line, column = document.lines[number - 1], -1
        while (column := line.find(first, column + 1)) >= 0:
            if not skip:
                return Span(document.path, number, column + 1, number, column + 1 + len(first))
            skip -= 1
    return within


def _offence(offence: Offence, span: Span, files: frozenset[str]) -> Problem:
    values = {"value": offence.words, "field": "the text", "limit": f"{LIMITS.get(offence.code, 0):,}"}
    return problem(offence.code, span, meant=meant(offence.words, files), **values)
