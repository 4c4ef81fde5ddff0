"""A written entry is read back with the same values, and looks as a person would write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.authoring import writing
from generator.content import frontmatter
from generator.content.yaml_nodes import List, Mapping, Node, Scalar
from helpers.strategies import VALUES, cleaned


def plain(node: Node) -> object:
    """Return a node as texts, lists and dictionaries."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return {name: plain(value) for name, value in node.fields.items()}
    assert isinstance(node, List), node
    return [plain(item) for item in node.items]


@given(
    st.dictionaries(st.from_regex(r"[a-z]{1,4}", fullmatch=True), VALUES, min_size=1, max_size=5),
    st.text(),
)
def test_a_written_entry_is_read_back(values: dict[str, writing.Value], body: str) -> None:
    """Any values and text are read back the same, without problems."""
    document = frontmatter.read(
        "content/contracts/x.md", writing.entry(values, body).encode("utf-8", "replace")
    )

    assert (document.problems, cleaned(values)) == ([], plain(document.fields))
    assert writing.clean(body) == (writing.clean(document.body.text) if document.body else "")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"executed": "2025-08-18"}, "executed: 2025-08-18"),
        ({"received": "2025-01-07 15:40"}, "received: 2025-01-07 15:40"),
        (
            {"website": "https://northstar.example/a?b=c#d"},
            "website: https://northstar.example/a?b=c#d",
        ),
        ({"contractor": "Northstar Learning, Inc."}, "contractor: Northstar Learning, Inc."),
        ({"contractor": "\u202aNorthstar\u202c, Inc.\u2069"}, "contractor: Northstar, Inc."),
        ({"contractor": "St Mary's"}, "contractor: St Mary's"),
        ({"purpose": "Reading: grades 3 to 6"}, 'purpose: "Reading: grades 3 to 6"'),
        ({"purpose": "Room #2"}, 'purpose: "Room #2"'),
        ({"purpose": "C# and F#"}, "purpose: C# and F#"),
        ({"purpose": "- none -"}, 'purpose: "- none -"'),
        ({"purpose": 'the "new" one'}, 'purpose: the "new" one'),
        ({"purpose": '"new"'}, r'purpose: "\"new\""'),
        ({"purpose": ""}, 'purpose: ""'),
        ({"description": "Übungen; größer"}, "description: Übungen; größer"),
        ({"schools": ["dodd", "highland"]}, "schools: [dodd, highland]"),
        (
            {"subcontractors": ["Cloud, Inc.", "a: b", "Maps (beta", "a(b(c)"]},
            'subcontractors: ["Cloud, Inc.", "a: b", "Maps (beta", "a(b(c)"]',
        ),
        ({"subcontractors": []}, "subcontractors: []"),
        (
            {"notified": {"at": "2025-08-20 15:10", "by": "e-mail"}},
            "notified: {at: 2025-08-20 15:10, by: e-mail}",
        ),
        ({"collects": {"student-records": ["scores"]}}, "collects:\n  student-records: [scores]"),
        (
            {"changes": [{"kind": "renewal", "grades": "K-5"}]},
            "changes:\n  - kind: renewal\n    grades: K-5",
        ),
        ({"summary": "One.\n\n- two\n  three"}, "summary: |-\n  One.\n\n  - two\n    three"),
        ({"summary": "  One.\nTwo."}, r'summary: "  One.\nTwo."'),
        ({"purpose": "a\x00b\x1bc"}, "purpose: a b c"),
        (
            {"student-information": [f"a kind of data, the {n}th" for n in range(5)]},
            "student-information:\n"
            + "\n".join(f'  - "a kind of data, the {n}th"' for n in range(5)),
        ),
    ],
)
def test_an_entry_looks_as_a_person_would_write_it(
    values: dict[str, writing.Value], expected: str
) -> None:
    """Quotes are only where they are needed, and a short list is on one line."""
    assert f"{expected}\n" == writing.fields(values)


def test_the_text_below_the_fields_is_separate() -> None:
    """It is after the fence and an empty line; an empty text is left out."""
    assert (
        writing.entry({"a": "b"}, "\r\n\nOne.  \r\n \nTwo.\n\n")
        == "---\na: b\n---\n\nOne.  \n\nTwo.\n"
    )
    assert writing.entry({"a": "b"}, " \n\t\n") == "---\na: b\n---\n"


def test_a_quoted_text_in_brackets_can_have_a_parenthesis() -> None:
    """Only text without quotes can be cut at a comma."""
    quoted = frontmatter.read("content/contracts/x.md", b'---\na: ["Maps (beta", b]\n---\n')
    cut = frontmatter.read("content/contracts/x.md", b"---\na: [Maps (beta, and more), b]\n---\n")

    assert ([], {"a": ["Maps (beta", "b"]}) == (quoted.problems, plain(quoted.fields))
    assert ["E023"] == [problem.code for problem in cut.problems]
