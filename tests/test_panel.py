"""Problems as a panel in a page: the sentences of the terminal, escaped, and not too many."""

from __future__ import annotations

from html import unescape

import pytest
from lxml import html

from generator.core.problems import Problem, Span
from generator.reports import problem_report
from generator.reports.panel import MAX_SHOWN, add_to_page, panel, plain_page

HOSTILE = "</pre></section><script>alert(1)</script><img src=x onerror=alert(1)>\x1b[2J\u202e"
ERROR = Problem(
    "E104", Span("content/contracts/a.md", 2, 11, 2, 21), "`executed` is wrong", "Write another."
)
WARNING = Problem("W101", Span("content/contracts/a.md", 1, 1, 1, 4), "Not recorded", "Add it.")
LINES = ["---", "executed: 2025-02-30", "---"]


def shown(*problems: Problem, lines: list[str] = LINES) -> html.HtmlElement:
    """Return the panel of some problems, as a browser reads it."""
    return html.fragment_fromstring(panel(problems, 3, lambda _path: lines, "Nothing is new."))


def test_without_a_problem_there_is_no_panel():
    """Nothing is shown when all is well."""
    assert panel((), 3, lambda _path: [], "Nothing is new.") == ""


def test_the_panel_says_what_the_terminal_says():
    """The panel has each sentence, place, and excerpt of the terminal report, in the same words."""
    said = problem_report.terminal((ERROR, WARNING), lambda _path: LINES, color=False)
    words = " ".join(shown(ERROR, WARNING).text_content().split())

    assert [line for line in said if " ".join(line.split()) not in words] == []
    assert "1 error and 1 warning in 1 of 3 entries. Nothing is new." in words


@pytest.mark.parametrize(
    ("problems", "expected"),
    [
        ((ERROR,), ["open"]),
        ((WARNING,), ["closed"]),
        ((WARNING, ERROR), ["open", "closed"]),
    ],
)
def test_errors_are_open_and_warnings_are_folded(problems, expected):
    """What stops the site is read at once, what does not is a closed line."""
    found = shown(*problems)

    assert [
        "open" if "open" in part.attrib else "closed" for part in found.iter("details")
    ] == expected
    assert found.findtext(".//strong") == ("E104" if ERROR in problems else "W101")


def test_all_that_an_entry_says_is_escaped():
    """Paths, messages, advice, and source lines are plain text, and nothing in them is executed."""
    hostile = Problem("E104", Span(f"content/{HOSTILE}", 1, 1, 1, 9), HOSTILE, HOSTILE)
    found = shown(hostile, lines=[HOSTILE])

    tags = ["section", "details", "summary", "h2", "ul", "li", "p", "code", "strong", "pre"]

    assert {element.tag for element in found.iter()} <= {*tags}
    assert {name for element in found.iter() for name in element.attrib} == {
        *("class", "aria-labelledby", "lang", "dir", "open", "id")
    }
    assert "\x1b" not in found.findtext(".//pre") + found.findtext(".//code")


def test_a_page_does_not_drown_in_problems():
    """Fifty of a kind are shown, and how many more there are."""
    found = shown(*[ERROR] * (MAX_SHOWN + 1_201))

    assert len(found.findall(".//li")) == MAX_SHOWN
    assert found.xpath("string(./details/p)") == "And 1,201 more, which the terminal shows."


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b"<body><p>A</p></body></html>", b"<body><p>A</p>MORE</body></html>"),
        (b"Ours.", b"Ours.MORE"),
        (b"<body>&lt;/body> </body> </body>", b"<body>&lt;/body> </body> MORE</body>"),
    ],
)
def test_what_is_added_stands_at_the_end_of_the_body(page, expected):
    """A page goes on as it was, also one of a theme that has no body."""
    assert add_to_page(page, "MORE") == expected


def test_a_page_of_its_own_has_nothing_else():
    """Without a site there is a heading and the panel."""
    assert [
        unescape(text)
        for text in html.document_fromstring(plain_page("<p>MORE</p>")).xpath("//body//text()")
    ] != []
    assert html.document_fromstring(plain_page("<p>MORE</p>")).findtext(".//h1") == "Preview"
