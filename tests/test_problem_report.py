"""A report shows each problem at its place, and ends with one sentence with the right plurals."""

from __future__ import annotations

import re
from unicodedata import category, combining, east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.problems import Problem, Span
from generator.reports.problem_report import closing_sentence, terminal

PATH = "content/contracts/a.md"
ERROR = Problem("E104", Span(PATH, 1, 5, 1, 8), "It is wrong.", "Write it so.")
WARNING = Problem("W105", Span(PATH, 2, 1, 2, 2), "It is odd.", "Look at it.")


def printed(*problems: Problem, text: str = "", color: bool = False) -> list[str]:
    """Return the report of problems in a text, line by line."""
    return list(terminal(problems, lambda _path: text.split("\n") if text else [], color))


def excerpt(
    text: str, column: int, end: int, *, line: int = 1, end_line: int | None = None
) -> list[str]:
    """Return the source line and the line of carets for a place in a text."""
    place = Span(PATH, line, column, end_line or line, end)
    return printed(ERROR._replace(span=place), text=text)[1:-1]


def width(text: str) -> int:
    """Return how many columns a terminal takes to show a text."""
    shown = [c for c in text if not combining(c) and category(c) not in ("Mn", "Me")]
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in shown)


def test_a_problem_has_place_code_message_excerpt_and_advice() -> None:
    """Each problem gives its place, its message, its line with carets, and what to write."""
    assert printed(ERROR, WARNING, text="abc defg\nxyz") == [
        f"{PATH}:1:5: E104 It is wrong.",
        "    abc defg",
        "        ^^^",
        "    Write it so.",
        f"{PATH}:2:1: W105 It is odd.",
        "    xyz",
        "    ^",
        "    Look at it.",
    ]


def test_a_problem_without_a_text_has_no_excerpt() -> None:
    """A problem in an unreadable file or past its end shows only place, message, and advice."""
    assert printed(ERROR) == [f"{PATH}:1:5: E104 It is wrong.", "    Write it so."]
    assert printed(ERROR._replace(span=Span(PATH, 9, 1, 9, 1)), text="a\nb") == [
        f"{PATH}:9:1: E104 It is wrong.",
        "    Write it so.",
    ]


@pytest.mark.parametrize(
    ("text", "column", "end", "expected"),
    [
        ("executed: 2025-02-30", 11, 21, ["executed: 2025-02-30", "          ^^^^^^^^^^"]),
        ("executed:", 10, 10, ["executed:", "         ^"]),
        ("executed:", 10, 30, ["executed:", "         ^"]),
        ("executed: x", 11, 11, ["executed: x", "          ^"]),
        ("school: 中学校, x", 9, 12, ["school: 中学校, x", "        ^^^^^^"]),
        ("school: 中学校, x", 14, 15, ["school: 中学校, x", "                ^"]),
        ("🎒🎒 x", 4, 5, ["🎒🎒 x", "     ^"]),
        ("\uff21\uff22 x", 4, 5, ["\uff21\uff22 x", "     ^"]),
        ("\tproduct:\tx", 11, 12, [" product: x", "          ^"]),
        ("cafe\u0301: x", 8, 9, ["cafe\u0301: x", "      ^"]),
        ("cafe\u0301: x", 1, 6, ["cafe\u0301: x", "^^^^"]),
        ("naïve: x", 8, 9, ["naïve: x", "       ^"]),
    ],
)
def test_carets_are_below_the_words(text: str, column: int, end: int, expected: list[str]) -> None:
    """Carets are below the words and as wide as a terminal shows them; at least one is shown."""
    assert excerpt(text, column, end) == [f"    {line}" for line in expected]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb: wrong", r"a\x1b[31mb: wrong"),
        ("\x07\x08\x00: wrong", r"\x07\x08\x00: wrong"),
        ("a\u00a0b: wrong", None),
        ("a\u200bb: wrong", None),
        ("a\u202eb: wrong", None),
        ("\u2028\u0085x: wrong", None),
    ],
)
def test_control_and_invisible_characters_are_spelled_out(text: str, shown: str | None) -> None:
    """The carets stay below the words."""
    line, carets = excerpt(text, text.index("wrong") + 1, len(text) + 1)

    assert line.endswith(": wrong")
    assert line.isprintable()
    assert shown is None or line == f"    {shown}"
    assert carets == " " * (len(line) - len("wrong")) + "^^^^^"


def test_spelled_out_characters_have_carets_below_all_of_them() -> None:
    """A character that is shown as its number has a caret below each letter of it."""
    assert excerpt("a\x1b[b: c", 2, 4) == [r"    a\x1b[b: c", "     ^^^^^"]


@pytest.mark.parametrize("column", [1, 40, 99, 100, 101, 150, 500, 990, 996])
def test_a_long_line_is_cut_around_the_words(column: int) -> None:
    """A screen's width of a line of a thousand characters is shown, including the words."""
    text = "a" * (column - 1) + "wrong" + "b" * (1_000 - column - 4)
    line, carets = excerpt(text, column, column + 5)

    assert len(line) <= 4 + 100
    assert line[carets.index("^") : len(carets)] == "wrong"
    assert carets.strip() == "^^^^^"


def test_words_longer_than_a_screen_are_cut() -> None:
    """The carets end with the part of the line that is shown."""
    line, carets = excerpt("field: " + "a" * 900, 8, 908)

    assert len(line) == len(carets)
    assert set(carets[carets.index("^") :]) == {"^"}


def test_words_on_several_lines_are_marked_on_the_first() -> None:
    """A place that continues on the next line is shown by its first line."""
    assert excerpt("text: one two\n  three", 7, 4, end_line=2) == [
        "    text: one two",
        "          ^^^^^^^",
    ]


TEXTS = st.text(
    st.sampled_from("ab c:中🎒é\u0301\t\x1b\x07\u00a0\u200b\u202e[]"), min_size=1, max_size=150
)


@given(TEXTS, st.integers(1, 160), st.integers(0, 40))
def test_any_line_and_any_place_are_shown_safely(text: str, column: int, length: int) -> None:
    """Nothing in a line controls the terminal, and the carets stay within the excerpt."""
    shown = excerpt(text, column, column + length)

    assert all(c.isprintable() for line in shown for c in line)
    for line, carets in zip(shown[::2], shown[1::2], strict=True):
        assert re.fullmatch(r" {4} *\^+", carets)
        assert width(carets) <= max(width(line), 4) + 1


def test_a_path_is_shown_safely() -> None:
    """A file's name cannot control the terminal."""
    (first, *_) = printed(ERROR._replace(span=Span("content/a\x1b[31m\n\u202eb.md", 1, 1, 1, 2)))

    assert first == r"content/a\x1b[31m\n\u202eb.md:1:1: E104 It is wrong."


def test_colors_change_only_the_colors() -> None:
    """Errors are red and warnings yellow; without the escapes the report is the same."""
    plain = printed(ERROR, WARNING, text="abc defg\nxyz")
    styled = printed(ERROR, WARNING, text="abc defg\nxyz", color=True)

    assert "\x1b[31mE104" in styled[0]
    assert "\x1b[33mW105" in "".join(styled)
    assert "\x1b" not in "".join(plain)
    assert plain == [re.sub(r"\x1b\[\d+m", "", line) for line in styled]


def problems_of(
    errors: int, warnings: int, files: int, folder: str = "content/contracts"
) -> list[Problem]:
    """Return this many problems in this many files."""
    kinds = [ERROR] * errors + [WARNING] * warnings
    return [
        problem._replace(span=Span(f"{folder}/{i % files}.md")) for i, problem in enumerate(kinds)
    ]


@pytest.mark.parametrize(
    ("problems", "entries", "expected"),
    [
        ([], 0, "0 entries, no problems. Done."),
        ([], 1, "1 entry, no problems. Done."),
        ([], 10_000, "10,000 entries, no problems. Done."),
        (problems_of(1, 0, 1), 1, "1 error in 1 of 1 entry. Undone."),
        (problems_of(1, 0, 1), 42, "1 error in 1 of 42 entries. Undone."),
        (problems_of(2, 0, 1), 42, "2 errors in 1 of 42 entries. Undone."),
        (problems_of(0, 1, 1), 42, "1 warning in 1 of 42 entries. Done."),
        (problems_of(0, 2, 2), 42, "2 warnings in 2 of 42 entries. Done."),
        (problems_of(1, 1, 2), 42, "1 error and 1 warning in 2 of 42 entries. Undone."),
        (
            problems_of(1_234, 2_000, 1_500),
            9_999,
            "1,234 errors and 2,000 warnings in 1,500 of 9,999 entries. Undone.",
        ),
        (
            problems_of(2, 1, 3, "content/breaches"),
            3,
            "2 errors and 1 warning in 3 of 3 entries. Undone.",
        ),
        (problems_of(1, 0, 1, "themes/own"), 42, "1 error in 1 file. Undone."),
        (problems_of(1, 1, 2, "content/files"), 42, "1 error and 1 warning in 2 files. Undone."),
        (
            problems_of(1, 0, 1) + problems_of(1, 0, 1, "content"),
            42,
            "2 errors in 2 files. Undone.",
        ),
    ],
)
def test_the_closing_sentence_has_the_right_plurals(
    problems: list[Problem], entries: int, expected: str
) -> None:
    """One sentence gives the errors, warnings, entries or files, and what was or was not done."""
    assert closing_sentence(problems, entries, "Done.", "Undone.") == expected
