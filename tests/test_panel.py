"""The panel of problems in a page: the sentences of the terminal, escaped and limited."""

from __future__ import annotations

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


def test_the_panel_has_the_words_of_the_terminal():
    """The panel has each sentence, place, and excerpt of the terminal report, in the same words."""
    printed = problem_report.terminal((ERROR, WARNING), lambda _path: LINES, color=False)
    words = " ".join(shown(ERROR, WARNING).text_content().split())

    assert [line for line in printed if " ".join(line.split()) not in words] == []
    assert "1 error and 1 warning in 1 of 3 entries. Nothing is new." in words


@pytest.mark.parametrize(
    ("problems", "expected"),
    [((ERROR,), ["open"]), ((WARNING,), ["closed"]), ((WARNING, ERROR), ["open", "closed"])],
)
def test_errors_are_open_and_warnings_are_closed(problems, expected):
    """Errors, which stop the site, are seen at once; warnings are behind one line."""
    section = shown(*problems)

    states = ["open" if "open" in part.attrib else "closed" for part in section.iter("details")]
    assert states == expected
    assert section.findtext(".//strong") == ("E104" if ERROR in problems else "W101")


def test_all_text_from_an_entry_is_escaped():
    """Paths, messages, advice, and source lines are plain text, and nothing in them is executed."""
    hostile = Problem("E104", Span(f"content/{HOSTILE}", 1, 1, 1, 9), HOSTILE, HOSTILE)
    section = shown(hostile, lines=[HOSTILE])
    tags = ["section", "details", "summary", "h2", "ul", "li", "p", "code", "strong", "pre"]

    assert {element.tag for element in section.iter()} <= {*tags}
    assert {name for element in section.iter() for name in element.attrib} == {
        *("class", "aria-labelledby", "lang", "dir", "open", "id")
    }
    assert "\x1b" not in section.findtext(".//pre") + section.findtext(".//code")


def test_a_page_shows_at_most_fifty_problems_of_a_kind():
    """The panel also says how many more there are."""
    section = shown(*[ERROR] * (MAX_SHOWN + 1_201))

    assert len(section.findall(".//li")) == MAX_SHOWN
    assert section.xpath("string(./details/p)") == "And 1,201 more, which the terminal shows."


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b"<body><p>A</p></body></html>", b"<body><p>A</p>MORE</body></html>"),
        (b"Ours.", b"Ours.MORE"),
        (b"<body>&lt;/body> </body> </body>", b"<body>&lt;/body> </body> MORE</body>"),
    ],
)
def test_the_panel_is_at_the_end_of_the_body(page, expected):
    """The rest of the page is unchanged, even in a theme without a body."""
    assert add_to_page(page, "MORE") == expected


def test_a_page_with_only_the_panel():
    """Without a site, the page has a heading and the panel."""
    page = html.document_fromstring(plain_page("<p>MORE</p>"))

    assert page.findtext(".//h1") == "Preview"
    assert page.findtext(".//p") == "MORE"
