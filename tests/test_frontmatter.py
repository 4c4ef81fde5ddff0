"""Bytes are read into fields and text, or into problems in the file; no exception is raised."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content import fields as tables
from generator.content import frontmatter, load
from generator.content.fields import BREACH, CONTRACT
from generator.content.source_reading import Known
from generator.content.yaml_nodes import MAX_DEPTH, Broken, List, Mapping, Node, Scalar
from generator.core.characters import FORBIDDEN, LINE_ENDS
from generator.core.problems import Problem
from generator.core.site import EntrySource, Source
from generator.rules.reading import Reader
from generator.rules.single_entry import Standards

EASTERN = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=EASTERN)
ENTRIES, FILES = frozenset({"northstar-reader"}), frozenset({"files/n.pdf"})
KNOWN = Known(EASTERN, frozenset({"dodd"}), ENTRIES, frozenset(), FILES)


def plain(node: Node) -> object:
    """Return a node as plain text, lists and dictionaries."""
    if isinstance(node, Mapping):
        return {name: plain(value) for name, value in node.fields.items()}
    return [plain(item) for item in node.items] if isinstance(node, List) else node.text


def read(text: str | bytes, path: str = "content/contracts/x.md") -> frontmatter.Document:
    """Return the document of a text."""
    return frontmatter.read(path, text.encode() if isinstance(text, str) else text)


def places(text: str | bytes, path: str = "content/contracts/x.md") -> list[str]:
    """Return the place and code of each problem of a text."""
    problems = read(text, path).problems
    return [f"{p.span.line}:{p.span.column} {p.code}" for p in problems]


# What is read


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("null", ""),
        ("~", ""),
        ("12:30", "12:30"),
        ("06410", "06410"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("2025-02-30", "2025-02-30"),
        ("=", "="),
        ("'a: b'", "a: b"),
        ('"a \\"b\\" c"', 'a "b" c'),
        ("'it''s'", "it's"),
        ("a # a comment", "a"),
        ("a#b", "a#b"),
        ("'a #2'", "a #2"),
        ("https://northstar.example/#a", "https://northstar.example/#a"),
        ("a\n  b", "a b"),
        (">\n  a: b\n  #2\n\n  c", "a: b #2\nc\n"),
        ("|\n  a: b\n    # c", "a: b\n  # c\n"),
        ("[a, 'b, c']", ["a", "b, c"]),
        ("[a (b), c]", ["a (b)", "c"]),
        ("[]", []),
        ("{a: b, c: 'd, e'}", {"a": "b", "c": "d, e"}),
        ("\n  - a\n  - b: c\n    d: e", ["a", {"b": "c", "d": "e"}]),
        ("\n- a\n- b", ["a", "b"]),
        ("[\n  a,\n  b,\n]", ["a", "b"]),
        ("", ""),
    ],
)
def test_every_value_is_its_text(written: str, value: object):
    """No value is a number, a boolean, a date or null: types come from the schema."""
    document = read(f"---\nx: {written}\n---\n")

    assert ([], value) == (document.problems, plain(document.fields.fields["x"]))


@pytest.mark.parametrize(
    "text",
    [
        "---\nx: a\n---\nText.\n",
        "\ufeff---\nx: a\n---\nText.\n",
        "---\r\nx: a\r\n---\r\nText.\r\n",
        "---\rx: a\r---\rText.\r",
        "---  \nx: a\n---\t\nText.\n",
    ],
)
def test_line_ends_and_marks_of_any_editor_are_fine(text: str):
    """A byte order mark, CRLF, CR and spaces after a fence change nothing."""
    document = read(text)

    assert (document.problems, document.body.text) == ([], "Text.\n")
    assert plain(document.fields) == {"x": "a"}


def test_the_text_is_below_the_fields():
    """The text starts after the closing fence, with its line number; later fences belong to it."""
    document = read("---\nx: a\n---\n\nOne.\n\n---\n\nTwo.\n")

    assert document.body.text == "\nOne.\n\n---\n\nTwo.\n"
    assert document.body.span.line == 4


@pytest.mark.parametrize("text", ["---\nx: a\n---", "---\nx: a\n---\n", "---\nx: a\n---\n \n\n"])
def test_an_entry_may_have_no_text(text: str):
    """Empty lines alone are no text."""
    assert (read(text).body, read(text).problems) == (None, [])


def test_a_yaml_file_has_fields_alone():
    """A `.yaml` file needs no fence; its text is a field."""
    document = read("x: a\nbody: |\n  Text.\n", "content/contracts/x.yaml")

    assert (document.problems, document.body) == ([], None)
    assert plain(document.fields) == {"x": "a", "body": "Text.\n"}


@pytest.mark.parametrize(
    "text",
    ["---\nx: a\n", "x: a\n---\n", "---\nx: a\n---\n", "%YAML 1.2\n---\nx: a\n", "x: a\n...\n"],
)
def test_fences_around_a_yaml_file_are_fine(text: str):
    """The fences of an entry with a text are no mistake around fields alone."""
    document = read(text, "content/contracts/x.yaml")

    assert (document.problems, plain(document.fields)) == ([], {"x": "a"})


@pytest.mark.parametrize(
    ("written", "name", "span"),
    [
        ("x: a", "x", (2, 4, 2, 5)),
        ("x:   a b  # c", "x", (2, 6, 2, 9)),
        ("x: 'a'", "x", (2, 4, 2, 7)),
        ("日本: 語", "日本", (2, 5, 2, 6)),
        ("x: 😀 a", "x", (2, 4, 2, 7)),
        ("x: [a, b]", "x", (2, 4, 2, 10)),
        ("x: {a: b}", "x", (2, 4, 2, 10)),
    ],
)
def test_a_value_has_the_place_that_an_editor_shows(written: str, name: str, span: tuple[int, ...]):
    """Lines and columns count characters of the file from 1; the end is one past the last."""
    assert span == read(f"---\n{written}\n---\n").fields.fields[name].span[1:]


# How much is read


def entry_of(size: int) -> bytes:
    """Return a good source of so many bytes."""
    start = b"---\nx: a\n---\n"
    return start + b"t" * (size - len(start))


def test_a_source_of_256_kb_is_read_and_a_larger_one_is_not():
    """One byte over the limit is too many, and is the only problem that is reported."""
    assert places(entry_of(frontmatter.MAX_BYTES)) == []
    assert places(entry_of(frontmatter.MAX_BYTES + 1)) == ["1:1 E006"]
    (problem,) = read(entry_of(frontmatter.MAX_BYTES + 1)).problems
    assert problem.message == "The file is larger than 262,144 bytes."
    assert problem.advice == (
        "Put long documents in `content/files/` and link to them in `agreement`."
    )


def test_values_may_be_32_deep_and_no_deeper():
    """The fields are the first level; one level more than 32 is refused where it begins."""
    deepest, deeper = "[" * (MAX_DEPTH - 1), "[" * MAX_DEPTH

    assert places(f"---\nx: {deepest}{']' * len(deepest)}\n---\n") == []
    assert [f"2:{3 + MAX_DEPTH} E031"] == places(f"---\nx: {deeper}{']' * len(deeper)}\n---\n")


@pytest.mark.parametrize(
    "text", ["[" * 250_000, "{a: " * 60_000, "- " * 120_000, "? " * 120_000, "x: " + "[" * 200_000]
)
def test_a_bottomless_source_is_refused(text: str):
    """Nesting that crashes other parsers is reported as one problem, or a few."""
    problems = read(f"---\n{text}\n---\n").problems

    assert 1 <= len(problems) <= 3


def test_many_mistakes_of_yaml_are_reported_together():
    """A mistake of YAML costs its own field; the fields above and below it are read."""
    document = read("---\na: b\nc: d: e\nf: g\nh: 'i\nj: k\n---\n")

    assert [f"{p.span.line}:{p.span.column} {p.code}" for p in document.problems] == [
        "3:5 E023",
        "5:4 E022",
    ]
    assert plain(document.fields) == {"a": "b", "f": "g", "j": "k"}
    assert {"c", "h"} == document.broken


@pytest.mark.parametrize("written", ["{a: b: c}", "x: {a: b: c}", "x: {y: z, a: b: c}"])
def test_a_text_between_brackets_that_a_colon_cuts_is_quoted_whole(written: str):
    """The message quotes it from the bracket or the comma before it."""
    (problem,) = read(written, "content/x.yaml").problems

    message = "`a: b: c` is cut off: inside brackets, a colon ends a text that has no quotes."
    assert problem.message == message


@pytest.mark.parametrize(
    ("written", "code", "end"),
    [("x: a\n", "E011", 5), ("---\nx: a\n", "E011", 4), ("---  \nx: a\n", "E011", 4)],
)
def test_a_missing_fence_is_reported_at_the_first_line(written: str, code: str, end: int):
    """A missing opening fence marks the whole first line; an unclosed fence marks that fence."""
    assert [(code, (1, 1, 1, end))] == [
        (problem.code, problem.span[1:]) for problem in read(written).problems
    ]


@pytest.mark.parametrize(
    ("written", "fields"),
    [
        ("a: b\nc:\n  e: f: g\nh: i\n", {"a": "b", "h": "i"}),
        ("a: b\nc:\n  d: e\n  f: 'g'h\ni: j\n", {"a": "b", "i": "j"}),
        ("@\na: b\n", {"a": "b"}),
        ("@\na: b", {"a": "b"}),
    ],
)
def test_a_mistake_costs_the_field_around_it_alone(written: str, fields: dict[str, str]):
    """The other fields are read, wherever the mistake is."""
    assert fields == plain(read(written, "content/x.yaml").fields)


@pytest.mark.parametrize(
    ("written", "code", "span"),
    [
        ("[}", "E022", (1, 1, 1, 2)),
        ('x: ["a",,"b"]', "E020", (1, 9, 1, 14)),
        ('x: ["a" ,, "b"]', "E020", (1, 10, 1, 16)),
        ('x: "a" b', "E022", (1, 4, 1, 7)),
        ('x: "a"\n  "b"', "E032", (2, 3, 2, 6)),
        ('x: "a" @b', "E023", (1, 8, 1, 10)),
        ('x: "a": b', "E023", (1, 7, 1, 10)),
        ("x: a: b  ", "E023", (1, 5, 1, 8)),
        ("x: 'a", "E022", (1, 4, 1, 6)),
        ('x: "a\n---\nb: c"', "E022", (1, 4, 1, 6)),
        ('x: "C:\\users"', "E020", (1, 9, 1, 14)),
        ('x: "a\\q"', "E020", (1, 6, 1, 9)),
        ("%YAML 3.0\n---\nx: a", "E020", (1, 1, 1, 10)),
        ("x:\n\t- a", "E021", (2, 1, 2, 5)),
        ("a: b\nc", "E032", (2, 1, 2, 2)),
        ("", "E013", (1, 1, 1, 1)),
        ("# nothing yet", "E013", (1, 1, 1, 14)),
        ("---\n---", "E013", (1, 1, 1, 4)),
    ],
)
def test_a_mistake_ends_where_an_editor_marks_it(written: str, code: str, span: tuple[int, ...]):
    """A mistake spans from its start to the end of its line, quoted text, or one bracket only."""
    assert [(code, span)] == [
        (problem.code, problem.span[1:]) for problem in read(written, "content/x.yaml").problems
    ]


def test_at_most_40_refused_values_are_reported():
    """Each message searches the lines above it, so their number must have a limit."""
    document = read("x:\n" + "- &a b\n" * 41, "content/x.yaml")

    assert [problem.code for problem in document.problems] == ["E023"] * 40


# What cannot be read


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"---\nx: Jard\xedn\n---\n", ["2:8 E003"]),
        (b"---\nx: \xc3\xad \xed\xa0\x80\n---\n", ["2:6 E003"]),
        (b"\xff\xfe-\x00-\x00", ["1:1 E003"]),
        (b"\xef\xbb\xbf---\nx: \xff\n---\n", ["2:4 E003"]),
        (b"---\nx: a\x00b\n---\n", ["2:5 E004"]),
        (b"---\nx: a\n---\nb \x1b[31m\n", ["4:3 E004"]),
        (b"---\nx: a\x07b\x7fc\n---\n", ["2:5 E004", "2:7 E004"]),
        ("---\nx: a\u0081b\n---\n".encode(), ["2:5 E004"]),
        ("---\nx: a\ufffeb\n---\n".encode(), ["2:5 E004"]),
        ("---\nx: a\u2028b\n---\n".encode(), ["2:5 E004"]),
        ("---\nx: a\u2029b\n---\n".encode(), ["2:5 E004"]),
        ("---\nx: a\u0085b\n---\n".encode(), ["2:5 E004"]),
        ("---\nx: a\u2028b\n---\n\x07\n".encode(), ["4:1 E004", "2:5 E004"]),
        (b"---\nx: a\tb\n---\n\tcode\n", []),
        *(
            (f"---\nx: a{c}b\n---\n".encode(), ["2:5 E004"])
            for c in "\u202a\u202b\u202c\u202d\u202e"
        ),
        *((f"---\nx: a\n---\nb{c}\n".encode(), ["4:2 E004"]) for c in "\u2066\u2067\u2068\u2069"),
        *(
            (f"---\nx: a{c}b\n---\n".encode(), [])
            for c in "\u200c\u200d\u200e\u200f\u061c\u202f\u2065\u206a"
        ),
        ("---\nx: קורא 123 قارئ 456\n---\n".encode(), []),
    ],
)
def test_a_forbidden_character_is_refused_at_its_place(data: bytes, expected: list[str]):
    """Wrong UTF-8, control and bidi characters, and hidden line ends are refused before parsing.

    The marks that are part of writing Arabic, Hebrew or Persian are accepted.
    """
    assert expected == places(data)


@pytest.mark.parametrize(
    ("escape", "character"),
    [
        ("\\x07", "U+0007"),
        ("\\0", "U+0000"),
        ("\\x02", "U+0002"),
        ("\\e", "U+001B"),
        ("\\ufffe", "U+FFFE"),
        ("\\u202e", "U+202E"),
    ],
)
def test_an_escape_makes_no_forbidden_character(escape: str, character: str):
    """A character that no file may contain is not allowed as an escape either."""
    assert [("E004", f"This line contains the invisible character {character}.")] == [
        (problem.code, problem.message) for problem in read(f'---\nx: "a{escape}b"\n---\n').problems
    ]


def test_the_parser_accepts_every_character_that_the_reader_accepts():
    """For each character of Unicode there is a problem with its place, or none."""
    texts = (
        "".join(map(chr, range(start, min(start + 0x4000, 0x110000))))
        for start in range(0, 0x110000, 0x4000)
    )
    parts = (
        FORBIDDEN.sub("", text.translate(dict.fromkeys([*range(0xD800, 0xE000), 0x0A, 0x0D])))
        for text in texts
    )

    assert [[] for _ in range(68)] == [
        places(f"x: a # {re.sub(LINE_ENDS, '', part)}\n", "content/x.yaml") for part in parts
    ]


# Any bytes


def one_of(*pieces: str) -> st.SearchStrategy[str]:
    """Return a choice of the pieces, which have `¦` between them."""
    return st.sampled_from("¦".join(pieces).split("¦"))


PIECES = one_of(
    "---\n¦---¦...\n¦%YAML 1.1\n¦\n¦\r\n¦\r¦  ¦ ¦\t¦- ¦-¦? ¦: ¦:¦, ¦[¦]¦{¦}¦'¦\"¦\\¦|\n¦>\n¦> "
    "a¦&a ¦*a ¦!t ¦!!str ",
    "<<: ¦#¦ #2¦# "
    "c\n¦@¦`¦%¦\x00¦\x07¦\u2028¦\u0085¦\ufeff¦\u00a0¦é¦😀¦語¦(¦)¦=¦~¦<b>¦![](x)¦[a](b)¦\\x07¦a "
    "b¦a¦x: a\n",
    "product: ¦collects:\n¦executed: 2025-08-18\n¦deletion:\n  asked: ¦2025-02-30¦\n  ¦\n    - "
    "¦\n---\n¦body: ",
    "notified: {at: 2025-08-20, by: ",
)
NEAR_YAML = st.lists(PIECES, max_size=40).map("".join)
TEXTS = st.text(max_size=120) | NEAR_YAML | NEAR_YAML.map(lambda text: f"---\n{text}\n---\nText.\n")


def outside(problems: Iterable[Problem], data: bytes) -> list[Problem]:
    """Return the problems outside of a file of these bytes, counting as an editor does."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    ends = [len(line) + 1 for line in text.split("\n")]

    def is_inside(problem: Problem) -> bool:
        _, line, column, end_line, end_column = problem.span
        begins = 1 <= line <= len(ends) and 1 <= column <= ends[line - 1]
        return begins and (line, column) <= (end_line, end_column) and end_line <= len(ends) + 1

    return [problem for problem in problems if not is_inside(problem)]


FIELDS = sorted({*CONTRACT.fields, *BREACH.fields, "body", "nonsense"})
VALUES = one_of(
    "¦a¦true¦unknown¦none¦nothing¦all¦412¦-1¦1,412¦dodd¦[dodd, nowhere]¦northstar-reader¦3-6¦[K, "
    "13]",
    "operator¦consultant¦pledge¦files/n.pdf¦files/../x¦javascript:alert(1)",
    "https://northstar.example",
    "2025-08-18¦2025-08¦2025-02-30¦3/2/2026¦8/18/202¦0001-01-01¦9999-12-31¦2024-12-24 to "
    "2024-12-19",
    "2025-01-07 15:40¦2025-03-09 02:30¦2025-01-07 "
    "15:40+25:00¦{at: 2025-08-20, by: e-mail}¦{at: []}",
    "[]¦{}¦[a]¦{a: b}¦[[a]]¦[{a: b}]¦{student-information: [name]}¦{student-records: a}¦[a: b, "
    "c]¦{a, b}",
    "[{kind: renewal, executed: 2026-07-01}]¦[{on: 2025-01-15, text: More.}]¦[{on: x}, a, []]",
    "{on: 2025-02-01, reason: No.}¦<b>a</b>¦'[a](javascript:alert(1))'¦'![](files/n.pdf)'",
    '&a b¦*a¦!t a¦\'a¦"a\\x07b"¦a: b¦a #2',
)


def yaml(fields: dict[str, str]) -> str:
    """Return fields with raw values as YAML."""
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


ANY_ENTRY = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=12).map(
    lambda fields: f"---\n{yaml(fields)}---\nText.\n"
)


@given(ANY_ENTRY | TEXTS, st.sampled_from(["contracts", "breaches"]))
def test_any_entry_is_read(text: str, section: str):
    """No entry crashes the reader or a rule; it gives an entry or an error, each problem once."""
    data = text.encode("utf-8", "replace")
    named = EntrySource(section, "x", Source("x.md", data))
    read = Reader(Standards(KNOWN, (), NOW)).entry(named)
    problems = read.problems

    assert outside(problems, data) == []
    assert read.entry or any(problem.is_error for problem in problems)
    assert len(set(problems)) == len(problems)


SET = one_of(
    "America/New_York¦Nowhere¦../x¦localtime¦en¦[en, "
    "es]¦xx¦{name: a, email: b@c.example}¦{name: a}",
    "privacy.example,2026¦{dodd: {name: Dodd}}¦{Dodd: {name: D}}¦{dodd: a}",
    "{family-breach-notice: 24 hours}¦{a: soon}",
)
NAMES = [*tables.SETTINGS.fields, "nonsense"]
SETTINGS = st.dictionaries(st.sampled_from(NAMES), VALUES | SET).map(yaml)


@given(SETTINGS | TEXTS)
def test_any_settings_are_read(text: str):
    """No settings make the reader fail; it yields settings or an error, each problem once."""
    data = text.encode("utf-8", "replace")
    made, problems = load.settings(frontmatter.read("content/site.yaml", data), Known(EASTERN))

    assert outside(problems, data) == []
    assert made or any(problem.is_error for problem in problems)
    assert len(set(problems)) == len(problems)


@given(
    st.dictionaries(
        st.text("abc", min_size=1, max_size=3),
        st.text("ab :#,[]{}'\"\\-\n", max_size=20),
        max_size=5,
    )
)
def test_a_text_in_double_quotes_is_read_as_it_is(fields: dict[str, str]):
    """Text in double quotes, as the messages advise, loses nothing."""
    quoted = {
        name: value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        for name, value in fields.items()
    }
    text = "".join(f'{name}: "{value}"\n' for name, value in quoted.items())
    document = read(f"---\n{text}x: a\n---\n")

    assert ([], {**fields, "x": "a"}) == (document.problems, plain(document.fields))


def test_a_refused_value_is_reported_once():
    """A value with a mistake is set aside, so that no second problem is reported."""
    document = read("---\nx: a #2\n---\n")

    assert isinstance(document.fields.fields["x"], Broken)
    assert isinstance(read("---\nx: a\n---\n").fields.fields["x"], Scalar)
