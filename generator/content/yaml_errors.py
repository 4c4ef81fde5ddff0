"""From an error of the YAML parser to the mistake that a person made, at the place where it was made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.content.yaml_nodes import Builder, quoted_line
from generator.core.problems import Problem, Span, problem

if TYPE_CHECKING:
    import yaml

FIELD_WITH_VALUE = re.compile(r"\s*(?:- )?[A-Za-z][\w-]*\s*: +\S")
FIELD_WITHOUT_SPACE = re.compile(r"(\s*(?:- )?)([A-Za-z][\w-]*):(\S.*)")
BRACKET_WITH_TEXT = re.compile(r"\s*(?:- )?[A-Za-z][\w-]*\s*: +[\[{]")
LONE_WORD = re.compile(r"\s*(?:- )?[A-Za-z][\w-]*\s*$")
SPECIAL = "@`%,]}?|>"
CLOSING = {"[": "]", "{": "}"}


def mistake(error: yaml.MarkedYAMLError, builder: Builder) -> Problem:
    """Return what is wrong where the parser stopped; the builder tells how far it came."""
    mark = error.problem_mark
    assert mark  # it is missing of a character alone that no source may hold
    line = min(mark.line, len(builder.lines) - 1)
    return _Diagnosis(error, builder, line, min(mark.column, len(builder.lines[line]))).problem()


class _Diagnosis:
    """The questions to ask of one error, the surest first."""

    def __init__(self, error: yaml.MarkedYAMLError, builder: Builder, line: int, column: int) -> None:
        self.says, self.while_, self.began = error.problem or "", error.context or "", error.context_mark
        self.builder, self.line, self.column = builder, line, column
        self.text = builder.lines[line]
        self.above = next((other for other in reversed(builder.lines[:line]) if other.strip()), "")

    def problem(self) -> Problem:
        for question in (
            self._tab,
            self._quote,
            self._bracket,
            self._colon,
            self._no_colon,
            self._start,
            self._document,
        ):
            if found := question():
                return found
        if "escape" in self.says or "hexdecimal" in self.says:
            return self._here("E020", reason="in double quotes a \\ is special; write \\\\ for one")
        if "block scalar" in self.while_:
            return self._here("E020", reason="after | or > the line ends, and the text begins on the next")
        if "sequence entries" in self.says:
            return self._here("E020", reason="a list with hyphens begins on a line of its own")
        if self.text[self.column : self.column + 1] in ("]", "}"):
            return self._here("E020", reason="a bracket closes that was never opened")
        if (value := BRACKET_WITH_TEXT.match(self.text)) and value.end() <= self.column:
            return self._special(self.line, value.end() - 1)
        if self.began and self.began.column > len(self.text) - len(self.text.lstrip()):
            return self._at("E032", self.began.line, self.began.column)
        if "expected key" in self.says or "expected '-'" in self.says:
            return self._at("E032", self.line, len(self.text) - len(self.text.lstrip()))
        return self._here("E020", reason=self.says)

    def _tab(self) -> Problem | None:
        indent = self.text[: len(self.text) - len(self.text.lstrip())]
        return self._at("E021", self.line, indent.index("\t")) if "\t" in indent else None

    def _quote(self) -> Problem | None:
        """A quote that is never closed, or that closes too early or too late."""
        if ("unexpected end of stream" in self.says or "unexpected document indicator" in self.says) and self.began:
            return self._at("E022", self.began.line, self.began.column)
        if self.builder.last_scalar is None or "expected" not in self.says:
            return None
        span, plain = self.builder.last_scalar
        ends_here = span.end_line - self.builder.first_line == self.line
        between = self.text[span.end_column - 1 : self.column].strip() if ends_here else ":"
        return problem("E022", span) if not plain and ends_here and not between and self._is_quote(span) else None

    def _is_quote(self, span: Span) -> bool:
        return self.builder.lines[span.line - self.builder.first_line][span.column - 1 :][:1] in ("'", '"')

    def _bracket(self) -> Problem | None:
        """A bracket that is not closed, or a colon that cuts a text between brackets."""
        if not self.builder.open_brackets:
            return None
        opened = self.builder.open_brackets[-1]
        if opened.line - self.builder.first_line == self.line and self.text[self.column : self.column + 1] == ":":
            start = max(self.text.rfind(mark, 0, self.column) for mark in ",{[") + 1
            value = self.text[start:].rstrip("]} ").strip()
            name, _, text = value.partition(": ")
            return self._here("E025", value=value, mark="colon", example=f'{name}: "{text}"')
        if self.text[self.column : self.column + 1] == "," and "node content" in self.says:
            return self._here("E020", reason="a value is missing between two commas")
        bracket = self.builder.lines[opened.line - self.builder.first_line][opened.column - 1]
        return problem("E026", opened, value=bracket, close=CLOSING.get(bracket, "bracket"))

    def _colon(self) -> Problem | None:
        """A second colon in a line: in an unquoted text, in a line too far in, after a field without its space."""
        if "mapping values" not in self.says:
            return None
        before = self.text[: self.column]
        if FIELD_WITH_VALUE.match(before):
            return self._colon_in(self.line)
        if found := FIELD_WITHOUT_SPACE.match(self.above):
            return self._without_space(found)
        if self.above and ":" not in self.above and self.above[0] not in " #-":
            return self._at("E035", self._number_of(self.above), 0)
        if LONE_WORD.match(before):
            return self._at("E032", self.line, len(before) - len(before.lstrip()))
        return self._colon_in(self.line - 1)

    def _colon_in(self, line: int) -> Problem:
        field, text = quoted_line(self.builder.lines, line)
        return self._here("E023", example=f'{field}: "{text if line == self.line else "…"}"')

    def _no_colon(self) -> Problem | None:
        """A line that has no colon, or none with a space behind it."""
        if "expected ':'" not in self.says or not self.began:
            return None
        if found := FIELD_WITHOUT_SPACE.match(self.builder.lines[self.began.line]):
            return self._without_space(found)
        return self._at("E035", self.began.line, self.began.column)

    def _number_of(self, text: str) -> int:
        return max(i for i in range(self.line + 1) if self.builder.lines[i] == text)

    def _without_space(self, found: re.Match[str]) -> Problem:
        indent, name, value = found.groups()
        return self._at("E033", self._number_of(found.string), len(indent), example=f"{name}: {value}")

    def _start(self) -> Problem | None:
        """A text whose first character means something to YAML."""
        if self.began and any(name in self.while_ for name in ("alias", "anchor", "tag")):
            return self._special(self.began.line, self.began.column)
        character = self.text[self.column : self.column + 1]
        if (
            character
            and character in SPECIAL
            and ("token" in self.says or "content" in self.says or "keys" in self.says)
        ):
            return self._special(self.line, self.column)
        return None

    def _special(self, line: int, column: int) -> Problem:
        lines = self.builder.lines
        field, text = quoted_line(lines, line)
        return self._at("E027", line, column, value=lines[line][column : column + 1], example=f'{field}: "{text}"')

    def _document(self) -> Problem | None:
        """A second document, or what seems to begin one: a first field that is indented, or a line with a %."""
        if "document start" not in self.says and "directive" not in self.while_:
            return None
        first = next(i for i, line in enumerate(self.builder.lines) if line.strip() and not line.startswith("#"))
        for number in (first, self.line):
            if self.builder.lines[number].startswith("%"):
                return self._at("E035", number, 0)
        indent = len(self.builder.lines[first]) - len(self.builder.lines[first].lstrip())
        return self._at("E032", first, indent) if indent and first < self.line else self._here("E030")

    def _here(self, code: str, **values: str) -> Problem:
        return self._at(code, self.line, self.column, **values)

    def _at(self, code: str, line: int, column: int, **values: str) -> Problem:
        """Return a problem from a place to the end of its line; places here count from 0."""
        number, end = line + self.builder.first_line, max(len(self.builder.lines[line].rstrip()), column + 1)
        return problem(code, Span(self.builder.path, number, column + 1, number, end + 1), **values)
