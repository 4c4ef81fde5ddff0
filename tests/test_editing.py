"""An addition to an entry is where a person would put it, and every other byte is unchanged."""

from __future__ import annotations

import difflib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.authoring import writing
from generator.authoring.editing import (
    EditError,
    append,
    change,
    change_body,
    difference,
    put,
)
from generator.content import frontmatter
from generator.content.yaml_nodes import fields
from generator.core.model import Loc
from helpers.strategies import GROUPS, VALUES, cleaned

PATH = "content/contracts/northstar-reader.md"
RENEWAL = {"kind": "renewal", "executed": "2026-07-01", "expires": "2027-06-30"}
LINES = ["  - kind: renewal", "    executed: 2026-07-01", "    expires: 2027-06-30"]


def md(*lines: str) -> str:
    return "\n".join(["---", *lines, "---", "", "Teachers: see ---", ""])


def added(before: str, after: str) -> list[tuple[int, str]]:
    """Return the numbered lines that `after` adds to `before`; no line may be missing from it."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    lines = []
    for tag, i, j, k, m in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        assert tag in ("equal", "insert"), old[i:j]
        if tag == "insert":
            lines += [(n + 1, new[n].rstrip("\r\n")) for n in range(k, m)]
    return lines


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (md("a: b"), [(3, "changes:"), *enumerate(LINES, 4)]),
        (md("a: b  # why", "# later", ""), [(3, "changes:"), *enumerate(LINES, 4)]),
        (
            md("a: |", "  # a heading", "  text", "", "# more"),
            [(5, "changes:"), *enumerate(LINES, 6)],
        ),
        (md("a: >-", "  one", "  two"), [(5, "changes:"), *enumerate(LINES, 6)]),
        (md("changes:", "  - kind: renewal", "a: b"), [*enumerate(LINES, 4)]),
        (
            md("changes:", "  - kind: renewal  # first", "    # its end", "a: b"),
            [*enumerate(LINES, 4)],
        ),
        (
            md("changes:", "  - kind: renewal", "", "", "a: b"),
            [*enumerate(LINES, 4)],
        ),
        (
            md("changes:", "- kind: renewal", "a: b"),
            [*enumerate((line[2:] for line in LINES), 4)],
        ),
        (
            md("changes:", "   -  kind: renewal"),
            [*zip((4, 5, 6), (f" {line}" for line in LINES), strict=True)],
        ),
        (
            md("changes:", "  - {kind: renewal, executed: 2026-01-01}"),
            [*enumerate(LINES, 4)],
        ),
        (
            md("changes:", "  - kind: renewal", "    x: [a,", "      b]"),
            [*enumerate(LINES, 6)],
        ),
        (
            md("changes:", "  - security: |", "      # One", "", "      two", "", "a: b"),
            [*enumerate(LINES, 7)],
        ),
        (md("changes:", "  -", "    kind: renewal"), [*enumerate(LINES, 5)]),
    ],
)
def test_an_item_is_below_the_last(before: str, expected: list[tuple[int, str]]) -> None:
    """An item goes below the last of its list, indented alike, or in a list below all fields."""
    edited = append(PATH, before.encode(), "changes", RENEWAL)

    assert expected == added(before, edited.text)
    assert (edited.first_line, edited.last_line) == (expected[0][0], expected[-1][0])


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("changes: []", "changes: [{kind: renewal}]"),
        ("changes: [ ]  # none", "changes: [{kind: renewal} ]  # none"),
        ("changes: [{kind: a}]", "changes: [{kind: a}, {kind: renewal}]"),
        ("changes: [{kind: a}, ]", "changes: [{kind: a}, {kind: renewal}, ]"),
    ],
)
def test_an_item_is_between_the_brackets(before: str, expected: str) -> None:
    """A list between brackets gets its item between them."""
    edited = append(PATH, md("x: y", before, "a: b").encode(), "changes", {"kind": "renewal"})

    assert (md("x: y", expected, "a: b"), 3, 3) == edited


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_lines_end_as_the_others_do(end: str, mark: str) -> None:
    """A file keeps its Windows line ends and its byte order mark."""
    before = mark + md("a: b").replace("\n", end)
    edited = put(
        PATH,
        before.encode(),
        "withdrawn",
        {"on": "2026-01-01", "reason": "Sent in error; not ours."},
    )
    line = "withdrawn: {on: 2026-01-01, reason: Sent in error; not ours.}"

    assert before.replace(f"a: b{end}", f"a: b{end}{line}{end}") == edited.text


@pytest.mark.parametrize(
    "before",
    [
        "a: b",
        "a: b\n",
        "a: b\n\n# end\n",
        "---\na: b\n",
        "a: b\n---\n",
        "a: b\n...\n",
        "# first\n\na: b\n",
    ],
)
def test_fields_without_a_fence_get_theirs_at_their_end(before: str) -> None:
    """In a `.yaml` file a new field goes below the last, whatever comes after."""
    edited = put("content/contracts/x.yaml", before.encode(), "withdrawn", {"on": "2026-01-01"})

    assert re.sub(r"a: b\n?", "a: b\nwithdrawn: {on: 2026-01-01}\n", before) == edited.text


@pytest.mark.parametrize(
    "before",
    [
        "{a: b}\n",  # fields between braces
        # blank lines that are part of a text
        "a: |+\n  text\n\n\nb: c\n# x\nchanges:\n  - x: |+\n      y\n\n\nd: e\n",
    ],
)
def test_an_unusual_style_is_not_edited(before: str) -> None:
    """An edit that would not read back as the entry with its addition is refused."""
    message = (
        r"^content/contracts/x.yaml is written in a way that cannot be edited. Edit it by hand\.$"
    )
    with pytest.raises(EditError, match=message):
        append("content/contracts/x.yaml", before.encode(), "changes", {"kind": "renewal"})


@pytest.mark.parametrize(
    "before", ["---\na: [\n---\n", "no fence\n", "---\n---\n", "---\na: b\na: c\n---\n"]
)
def test_an_entry_with_a_mistake_is_not_edited(before: str) -> None:
    """Nothing is added to an entry that cannot be read."""
    with pytest.raises(EditError, match="has a mistake"):
        append(PATH, before.encode(), "changes", RENEWAL)


@given(
    st.dictionaries(st.from_regex(r"[a-z]{1,4}", fullmatch=True), VALUES, min_size=1, max_size=4),
    st.lists(GROUPS.filter(bool), max_size=2),
    GROUPS.filter(bool),
    st.text(),
)
def test_whatever_is_written_can_be_added_to(
    values: dict[str, writing.Value], items: list[dict[str, writing.Value]], item: dict, body: str
) -> None:
    """Any item can be added to any entry, which reads back the same with the item at the end."""
    fields_before = {**values, "changes": items, "last": "x"} if items else values
    before = writing.entry(fields_before, body).encode("utf-8", "replace")
    meant = cleaned(item)
    assert isinstance(meant, dict)
    after = append(PATH, before, "changes", meant)

    read = fields(frontmatter.read(PATH, after.text.encode()).fields)
    assert {**cleaned(fields_before), "changes": [*cleaned(items), meant]} == read
    assert len(added(before.decode(), after.text)) == after.last_line - after.first_line + 1


# A field that is there already

LABEL = {"student-information": ["name", "photograph"]}


@pytest.mark.parametrize(
    ("lines", "name", "value", "at", "expected"),
    [
        (["a: b", "c: d"], "a", "x", (), ["a: x", "c: d"]),
        (["a: b  # why", "c: d"], "a", "x", (), ["a: x  # why", "c: d"]),
        (["a: 'b # c'", "c: d"], "a", "x", (), ["a: x", "c: d"]),
        (["a: b # why", "c: d"], "a", "x\ny", (), ["# why", "a: |-", "  x", "  y", "c: d"]),
        (["# above", "a: b", "# below", "c: d"], "a", None, (), ["# above", "# below", "c: d"]),
        (
            ["a: |  # a block", "  # a heading", "  text", "", "c: d"],
            "a",
            "x",
            (),
            ["# a block", "a: x", "", "c: d"],
        ),
        (
            ["a:", "  b: [c]", "  # d", "  e: f  # g", "h: i"],
            "a",
            LABEL,
            (),
            [
                "# d",
                "# g",
                "a:",
                "  student-information: [name, photograph]",
                "h: i",
            ],
        ),
        (["a: [b,", "  c]", "d: e"], "a", ["x"], (), ["a: [x]", "d: e"]),
        (["a: b"], "c", "d", (), ["a: b", "c: d"]),
        (
            ["changes:", "  - kind: renewal", "    expires: 2027-06-30  # two years", "a: b"],
            "expires",
            "none",
            ("changes", 0),
            ["changes:", "  - kind: renewal", "    expires: none  # two years", "a: b"],
        ),
        (
            ["changes:", "  - kind: renewal", "    expires: none"],
            "kind",
            "amendment",
            ("changes", 0),
            ["changes:", "  - kind: amendment", "    expires: none"],
        ),
        (
            ["changes:", "  - kind: renewal", "    expires: none"],
            "expires",
            None,
            ("changes", 0),
            ["changes:", "  - kind: renewal"],
        ),
        (
            ["changes: [{kind: renewal, expires: none}]  # one"],
            "expires",
            "2027-06-30",
            ("changes", 0),
            ["changes: [{kind: renewal, expires: 2027-06-30}]  # one"],
        ),
        (
            ["changes:", "  - {kind: renewal,", "     expires: none}", "a: b"],
            "expires",
            None,
            ("changes", 0),
            ["changes:", "  - {kind: renewal}", "a: b"],
        ),
        (["a: b", "a-2: c"], "a-2", "", (), ["a: b", 'a-2: ""']),
    ],
)
def test_a_field_is_replaced_where_it_is(
    lines: list[str], name: str, value: object, at: Loc, expected: list[str]
) -> None:
    """Only its own lines change, and no comment is lost."""
    before, after = md(*lines), md(*expected)

    assert change(PATH, before.encode(), name, value, at).text == after


@pytest.mark.parametrize(
    ("lines", "name", "at", "message"),
    [
        (["a: b"], "c", (), "has no `c` there"),
        (["changes:", "  - kind: renewal", "    a: b"], "kind", ("changes", 0), "begins an item"),
        (
            ["changes: [{kind: a, # why", "  b: c}]"],
            "b",
            ("changes", 0),
            "comment between brackets",
        ),
        (["a: b"], "a", (), "cannot be edited"),
    ],
)
def test_a_removal_that_is_impossible_is_refused(
    lines: list[str], name: str, at: Loc, message: str
) -> None:
    """A field is not removed if it is missing, or if something else would go with it."""
    with pytest.raises(EditError, match=message):
        change(PATH, md(*lines).encode(), name, None, at)


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        ("---\na: b\n---\n", "One.\n\nTwo.", "---\na: b\n---\n\nOne.\n\nTwo.\n"),
        ("---\na: b\n---\n\nOld: ---\n---\n", "New.", "---\na: b\n---\n\nNew.\n"),
        ("---\r\na: b\r\n---\r\nOld.", "One.\nTwo.", "---\r\na: b\r\n---\r\n\r\nOne.\r\nTwo.\r\n"),
        ("---\na: b\n---\n\nOld.\n", "", "---\na: b\n---\n"),
        ("---\na: b\nbody: Old.\n---\n", "New.", "---\na: b\nbody: New.\n---\n"),
    ],
)
def test_the_text_below_the_fields_is_replaced(before: str, text: str, after: str) -> None:
    """The fields do not change, and the text stays in its place."""
    assert change_body(PATH, before.encode(), text).text == after


def test_the_text_of_fields_alone_is_a_field() -> None:
    """A `.yaml` file has no text below its fields."""
    before = b"a: b\n"

    assert change_body("content/contracts/x.yaml", before, "New.").text == "a: b\nbody: New.\n"


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("a\nb\nc\n", "a\nx\nc\n", (2, 2)),
        ("a\nb\nc\n", "a\nx\nb\ny\nc\n", (2, 4)),
        ("a\nb\nc\n", "a\nc\n", (2, 2)),
        ("a\nb\n", "a\nb\nc\n", (3, 3)),
        ("b\n", "a\nb\n", (1, 1)),
    ],
)
def test_the_lines_of_several_edits_are_from_the_first_to_the_last(
    before: str, after: str, lines: tuple[int, int]
) -> None:
    """A deleted line is named by where it was."""
    edited = difference(before.encode(), after.encode())

    assert (edited.text, (edited.first_line, edited.last_line)) == (after, lines)


@given(
    st.dictionaries(st.from_regex(r"[a-z]{1,4}", fullmatch=True), VALUES, min_size=1, max_size=4),
    VALUES,
    st.data(),
)
def test_whatever_is_written_can_be_replaced(
    values: dict[str, writing.Value], value: writing.Value, data: st.DataObject
) -> None:
    """Any field can have any other value, and every other field stays."""
    name = data.draw(st.sampled_from(sorted(values)))
    before = writing.entry(values).encode("utf-8", "replace")
    meant = cleaned(value)
    after = change(PATH, before, name, meant)

    assert {**cleaned(values), name: meant} == fields(
        frontmatter.read(PATH, after.text.encode()).fields
    )
