"""An addition to an entry is where a person would put it, and every other byte is unchanged."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.authoring import writing
from generator.authoring.editing import append, change, change_body, difference, put
from generator.content import frontmatter
from generator.content.yaml_nodes import fields
from generator.core.problems import UserError
from helpers.cases import parts
from helpers.strategies import GROUPS, VALUES, cleaned

PATH = "content/contracts/northstar-reader.md"
RENEWAL = {"kind": "renewal", "executed": "2026-07-01", "expires": "2027-06-30"}


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


OPERATION = re.compile(
    r"\$ (?P<verb>append|change|remove|body) ?(?P<name>[\w-]*)"
    r"(?: in (?P<list>\w+) (?P<index>[0-9]+))?(?:: (?P<value>.*))?\n(?P<before>(?:.*\n)*)"
)


def edited(above: str) -> str:
    """Return an entry after the operation in its first line, or why that is refused."""
    match = OPERATION.fullmatch(above)
    assert match, above
    before = match["before"].encode()
    value = yaml.load(match["value"] or "", yaml.BaseLoader)
    at = (match["list"], int(match["index"])) if match["list"] else ()
    try:
        match match["verb"]:
            case "append":
                after = append(PATH, before, match["name"], value)
                assert after == difference(before, after.text.encode())
            case "body":
                after = change_body(PATH, before, value)
            case _:
                after = change(PATH, before, match["name"], value, at)
    except UserError as error:
        return f"{error}\n"
    return after.text


@pytest.mark.parametrize(
    ("above", "below"),
    [
        pytest.param(above, below, id=f"{path.stem}: {title}")
        for path in sorted((Path(__file__).parent / "edits").glob("*.txt"))
        for title, above, below in parts(path)
    ],
)
def test_an_edit_changes_only_its_own_lines(above: str, below: str) -> None:
    """What is added goes below what is there, indented alike, and no comment is lost."""
    assert edited(above) == below


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
    with pytest.raises(UserError, match=message):
        append("content/contracts/x.yaml", before.encode(), "changes", {"kind": "renewal"})


@pytest.mark.parametrize(
    "before", ["---\na: [\n---\n", "no fence\n", "---\n---\n", "---\na: b\na: c\n---\n"]
)
def test_an_entry_with_a_mistake_is_not_edited(before: str) -> None:
    """Nothing is added to an entry that cannot be read."""
    with pytest.raises(UserError, match="has a mistake"):
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


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        ("---\r\na: b\r\n---\r\nOld.", "One.\nTwo.", "---\r\na: b\r\n---\r\n\r\nOne.\r\nTwo.\r\n"),
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
