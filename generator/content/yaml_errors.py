"""Explains an error of the YAML parser as the mistake that a person made, at its location."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.core.problems import Problem, Span, character_name, problem, shorten

if TYPE_CHECKING:
    import yaml

    from generator.content.yaml_nodes import Builder

NO_BREAK_SPACE = r"[ ]*(?:- +)?(?:[\w-]+:)?\u00a0"
FIELD_WITH_VALUE = r"\s*(?:- )?[A-Za-z][\w-]*\s*: +\S"
FIELD_WITHOUT_SPACE = r"(\s*(?:- )?)([A-Za-z][\w-]*):(\S.*)"
HYPHEN_WITHOUT_SPACE = r"(\s*)-([A-Za-z][\w-]*:(?:\s.*)?)$"
BRACKET_WITH_TEXT = r"\s*(?:- )?[A-Za-z][\w-]*\s*: +[\[{]"
LONE_WORD = r"\s*(?:- )?[A-Za-z][\w-]*\s*$"
SPECIAL = "@`%,]}?|>"
CLOSING = {"[": "]", "{": "}"}


def mistake(error: yaml.MarkedYAMLError, builder: Builder) -> Problem:
    """Return the problem that explains an error; `builder` is the one that raised it."""
    mark = error.problem_mark
    assert mark  # missing only for a character that `frontmatter.decode` refuses
    line = min(mark.line, len(builder.lines) - 1)
    return _Diagnosis(error, builder, line, min(mark.column, len(builder.lines[line]))).problem()


class _Diagnosis:
    """Tries one explanation of an error after another, the most certain first."""

    def __init__(
        self, error: yaml.MarkedYAMLError, builder: Builder, line: int, column: int
    ) -> None:
        self.message = error.problem or ""
        self.context = error.context or ""
        self.context_mark = error.context_mark
        self.builder = builder
        self.line = line
        self.column = column
        self.text = builder.lines[line]
        self.indent = len(self.text) - len(self.text.lstrip())
        self.above = next((other for other in reversed(builder.lines[:line]) if other.strip()), "")

    def problem(self) -> Problem:
        """Return what the first explanation that fits says, or else the parser's own words."""
        for explanation in (
            self._no_break_space,
            self._tab,
            self._quote,
            self._bracket,
            self._hyphen,
            self._colon,
            self._no_colon,
            self._start,
            self._document,
            self._by_words,
            self._bracketed_text,
            self._indent,
        ):
            if explained := explanation():
                return explained
        return self._here("E020", reason=self.message)

    def _no_break_space(self) -> Problem | None:
        """A no-break space where YAML needs an ordinary one, or that indents a line."""
        first = self.context_mark.line if self.context_mark else self.line - 1
        for number in range(max(first, 0), self.line + 1):
            if match := re.match(NO_BREAK_SPACE, "".join(self.builder.lines[number : number + 1])):
                value = character_name("\u00a0")
                return self._at("E004", number, match.end() - 1, value=value)
        return None

    def _tab(self) -> Problem | None:
        column = self.text.find("\t", 0, self.indent)
        return self._at("E021", self.line, column) if column >= 0 else None

    def _quote(self) -> Problem | None:
        """A quote that is never closed, or that closes too early or too late."""
        is_open = (
            "unexpected end of stream" in self.message
            or "unexpected document indicator" in self.message
        )
        if is_open and self.context_mark:
            return self._at("E022", self.context_mark.line, self.context_mark.column)
        span = self.builder.last_quoted
        if span is None or "expected" not in self.message:
            return None
        if span.end_line - self.builder.first_line != self.line:
            return None
        between = self.text[span.end_column - 1 : self.column].strip()
        line = self.builder.lines[span.line - self.builder.first_line]
        is_quoted = line.startswith(("'", '"'), span.column - 1)
        return problem("E022", span) if not between and is_quoted else None

    def _bracket(self) -> Problem | None:
        """A bracket that is not closed, or a colon in an unquoted text within brackets."""
        if not self.builder.open_brackets:
            return None
        opened = self.builder.open_brackets[-1]
        is_in_line = opened.line - self.builder.first_line == self.line
        if is_in_line and self.text.startswith(":", self.column):
            start = max(self.text.rfind(mark, 0, self.column) for mark in ",{[") + 1
            value = self.text[start:].rstrip("]} ").strip()
            name, _, text = value.partition(": ")
            return self._here(
                "E023 brackets", value=value, mark="colon", example=f'{name}: "{text}"'
            )
        if self.text.startswith(",", self.column) and "node content" in self.message:
            return self._here("E020", reason="a value is missing between two commas")
        bracket = self.builder.lines[opened.line - self.builder.first_line][opened.column - 1]
        return problem("E022 bracket", opened, value=bracket, close=CLOSING.get(bracket, "bracket"))

    def _hyphen(self) -> Problem | None:
        """An item of a list, here or above, whose hyphen has no space after it."""
        for text in (self.above, self.text):
            if item := re.match(HYPHEN_WITHOUT_SPACE, text):
                indent, field = item.groups()
                line = self._number_of(text)
                return self._at("E033 hyphen", line, len(indent), example=f"- {field}")
        return None

    def _colon(self) -> Problem | None:
        """A second colon: in an unquoted text, an indented line, or after a missing space."""
        if "mapping values" not in self.message:
            return None
        before = self.text[: self.column]
        if re.match(FIELD_WITH_VALUE, before):
            return self._colon_in(self.line)
        if field := re.match(FIELD_WITHOUT_SPACE, self.above):
            return self._without_space(field)
        if self.above and ":" not in self.above and self.above[0] not in " #-":
            return self._at("E032 alone", self._number_of(self.above), 0)
        if re.match(LONE_WORD, before):
            return self._at("E032", self.line, len(before) - len(before.lstrip()))
        return self._colon_in(self.line - 1)

    def _colon_in(self, line: int) -> Problem:
        field, text = quoted_line(self.builder.lines, line)
        return self._here("E023", example=f'{field}: "{text if line == self.line else "…"}"')

    def _no_colon(self) -> Problem | None:
        """A line that has no colon, or no space after it."""
        if "expected ':'" not in self.message or not self.context_mark:
            return None
        if field := re.match(FIELD_WITHOUT_SPACE, self.builder.lines[self.context_mark.line]):
            return self._without_space(field)
        return self._at("E032 alone", self.context_mark.line, self.context_mark.column)

    def _number_of(self, text: str) -> int:
        return max(i for i in range(self.line + 1) if self.builder.lines[i] == text)

    def _without_space(self, field: re.Match[str]) -> Problem:
        indent, name, value = field.groups()
        line = self._number_of(field.string)
        return self._at("E033", line, len(indent), example=f"{name}: {value}")

    def _start(self) -> Problem | None:
        """A text whose first character is special in YAML."""
        if self.context_mark and any(name in self.context for name in ("alias", "anchor", "tag")):
            return self._special(self.context_mark.line, self.context_mark.column)
        is_special = self.text.startswith(tuple(SPECIAL), self.column)
        if is_special and any(word in self.message for word in ("token", "content", "keys")):
            return self._special(self.line, self.column)
        return None

    def _special(self, line: int, column: int) -> Problem:
        lines = self.builder.lines
        field, text = quoted_line(lines, line)
        character = lines[line][column : column + 1]
        return self._at(
            "E023 beginning", line, column, value=character, example=f'{field}: "{text}"'
        )

    def _document(self) -> Problem | None:
        """A second document, or a line that looks like one: an indented first field, or a %."""
        if "document start" not in self.message and "directive" not in self.context:
            return None
        lines = self.builder.lines
        first = next(i for i, line in enumerate(lines) if line.strip() and line[0] != "#")
        for number in (first, self.line):
            if lines[number].startswith("%"):
                return self._at("E032 alone", number, 0)
        indent = len(lines[first]) - len(lines[first].lstrip())
        if indent and first < self.line:
            return self._at("E032", first, indent)
        return self._here("E030")

    def _by_words(self) -> Problem | None:
        """What the parser names, or where it stopped, is enough to say what to write instead."""
        is_escape = "escape" in self.message or "hexdecimal" in self.message
        reasons = (
            (is_escape, "in double quotes, write \\\\ for a \\"),
            ("block scalar" in self.context, "after | or >, the text must begin on the next line"),
            ("sequence entries" in self.message, "a list with hyphens must begin on its own line"),
            (
                self.text.startswith(("]", "}"), self.column),
                "a closing bracket has no opening bracket",
            ),
        )
        reason = next((reason for is_so, reason in reasons if is_so), "")
        return self._here("E020", reason=reason) if reason else None

    def _bracketed_text(self) -> Problem | None:
        """A text that begins with a bracket and goes on after it, such as “[Draft] a list”."""
        value = re.match(BRACKET_WITH_TEXT, self.text)
        is_before = value and value.end() <= self.column
        return self._special(self.line, value.end() - 1) if value and is_before else None

    def _indent(self) -> Problem | None:
        """A line that is not indented like the others of its group or list."""
        if self.context_mark and self.context_mark.column > self.indent:
            return self._at("E032", self.context_mark.line, self.context_mark.column)
        if "expected key" in self.message or "expected '-'" in self.message:
            return self._at("E032", self.line, self.indent)
        return None

    def _here(self, code: str, **values: str) -> Problem:
        return self._at(code, self.line, self.column, **values)

    def _at(self, code: str, line: int, column: int, **values: str) -> Problem:
        """Return a problem that spans the rest of a line; `line` and `column` count from 0."""
        number = line + self.builder.first_line
        end = max(len(self.builder.lines[line].rstrip()), column + 1)
        return problem(code, Span(self.builder.path, number, column + 1, number, end + 1), **values)


def quoted_line(lines: list[str], index: int) -> tuple[str, str]:
    """Return the name of the field that contains a line, and the line's text for double quotes."""
    text = lines[index].strip()
    for line in reversed(lines[: index + 1]):
        if field := re.match(r"[\s-]*([A-Za-z][\w-]*)\s*:\s*(.*)", line):
            text = field[2] if line is lines[index] else text
            return field[1], quotable(text.strip("\"'"))
    return "field", shorten(text)


def quotable(text: str) -> str:
    """Return a text escaped for double quotes, and shortened."""
    return shorten(text.replace("\\", "\\\\").replace('"', '\\"'))
