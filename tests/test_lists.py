"""The two lists: what a row says, what is folded, and how they look on a phone, wide and on paper."""

from __future__ import annotations

import re
from functools import cache

import pytest
from lxml import html
from playwright.sync_api import expect

from generator.answers.elements import glance
from generator.compiler import compile_site
from generator.core.model import Data
from generator.site.listing import held_topics
from helpers import town
from helpers.browsing import add_style
from helpers.pages import page_texts
from helpers.program import LANGUAGE_FOLDERS
from helpers.roots import CONTRACT, READER, THEME, site
from helpers.tiers import swept

PHONE = {"width": 360, "height": 740}
PRODUCTS, BREACHES = "product-notification/index.html", "breach-notification/index.html"
SAID_ONCE = "Social Security numberLocation: GPS locationMessages"
LONG = "Wrenhollow" * 20  # 200 letters


def named(name: str, more: str = "", *without: str) -> dict[str, str]:
    """Return the entry of a product with this name, with further lines and without some fields."""
    text = CONTRACT.replace("Northstar Reader", name)
    for field in without:
        text = re.sub(rf"{field}:.*\n(  .*\n)*", "", text)
    text = text.removesuffix("---\n") + f"{more}\n---\n"
    return {f"content/contracts/{name.encode().hex()}.md": text}


def document(entries: dict[str, str], path: str = PRODUCTS) -> html.HtmlElement:
    """Return a list of a small site."""
    return html.document_fromstring(page_texts(site(entries))[path])


def said(node: html.HtmlElement) -> str:
    """Return the text of a node, with single spaces."""
    return " ".join(node.text_content().split())


# What a list tells its script

SCRIPT = (THEME / "static/find.js").read_text(encoding="utf-8")
# Which elements each attribute is on: those of the search, of a table, and others of the page.
ON = {
    "alike": "form",
    "current": "table",
    "dropped": "form",
    "elements": "tr li",
    "grade": "tr li",
    "grades": "option",
    "ignored": "form",
    "instead": "form",
    "kind": "tr li",
    "name": "th",
    "names": "option",
    "nearest": "form",
    "order": "th",
    "school": "tr li",
    "search": "th a bdi",
    "sort": "table",
    "sorted": "caption",
    "status": "tr",
    "text": "p a",
    "value": "td",
    "whole": "p h2 section details",
    "words": "tr li option a span",
}
# What the script cannot do without, in each list: it reads these without asking whether they exist.
NEEDED = (
    "//form[@data-alike][@data-ignored][@data-instead][@data-dropped][@data-nearest]",
    "//form//p[@role='status'][@data-text]",
    "//table[@data-sort]",
    "//table[@data-sort]/caption[@data-sorted]",
    "//table[@data-sort]/thead//th[@data-search][@data-name='product']",
)


def templates() -> dict[str, str]:
    """Return the templates by their names, without their comments."""
    return {
        path.name: re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for path in sorted((THEME / "templates").iterdir())
    }


@cache
def searched_lists() -> dict[str, html.HtmlElement]:
    """Return each page of the large district that loads the script; no page of an entry does."""
    paths = [path for path in town.pages() if not re.search(r"-notification/[^/]+/", path)]
    return {
        path: html.document_fromstring(town.pages()[path])
        for path in paths
        if path.endswith(".html") and b"static/find.js" in town.pages()[path]
    }


def test_the_templates_and_the_script_have_one_table_of_attributes() -> None:
    """Both tables have the same names, each with the same meaning."""
    table = re.sub(r'"\n\s*"', "", templates()["list.html"])  # a long meaning has several lines
    written = re.findall(r'^  "(\w+)": "(.+)",$', table, re.MULTILINE)
    read = re.findall(r"^//   (\w+) +(.+)$", SCRIPT, re.MULTILINE)

    assert written == read
    assert [name for name, _ in written] == sorted(ON)


def test_the_script_reads_what_its_table_says() -> None:
    """It names no other attribute, and none in vain; a menu has the name of what it asks of a row."""
    code = re.sub(r"^ *//.*\n", "", SCRIPT, flags=re.MULTILINE)
    menus = re.findall(r'call menu\("(\w+)"', templates()["find.html"])
    read = {
        *re.findall(r"\bdataset\.(\w+)", code),
        *re.findall(r"\[data-(\w+)\]", code),
        *re.findall(r'"(\w+)" in (?:\w+\.)*dataset', code),
        *(
            name
            for names in re.findall(r"\{ ([\w, ]+) \} = [\w.]+\.dataset", code)
            for name in names.split(", ")
        ),
        *menus,
    }

    assert "row.dataset[name]" in code
    assert sorted(read) == sorted(ON)


def test_only_one_template_writes_the_attributes() -> None:
    """The others name one by a macro of it; `for_script` fails if the table lacks the name."""
    written = {
        name: {*re.findall(r"[\s\"}]data-([a-z]+)", text)} for name, text in templates().items()
    }
    own_theme = {
        "themes/own/templates/nothing.html": '{% from "list.html" import for_script %}'
        "<p{{ for_script(serach=true) }}>",
    }

    # The page of alerts and the desk have scripts of their own, and so has what is on pages without a list.
    assert [name for name, names in written.items() if names] == [
        "desk.html",
        "list.html",
        "my-school.html",
        "request-for-all.html",
        "share.html",
        "subscribe.html",
    ]
    assert written["list.html"] <= {*ON, "label"}  # a label is for the style
    (problem,) = compile_site(site(own_theme, theme="own")).problems
    assert problem.code == "E502"
    assert "serach" in problem.message


@pytest.mark.parametrize("name", sorted(ON))
def test_each_attribute_is_where_its_table_says(name: str) -> None:
    """It is on no other element of a list; and some list has it, so the table has none in vain."""
    found = {
        element.tag
        for page in searched_lists().values()
        for element in page.iter()
        if element.get(f"data-{name}") is not None
    }

    assert found == {*ON[name].split()}


def test_each_list_has_what_its_script_needs() -> None:
    """One table shows what is found; each row of any table has its kinds of data and its status."""
    pages = searched_lists()
    lacking = {
        path: [needed for needed in NEEDED if len(page.xpath(needed)) != 1]
        for path, page in pages.items()
    }
    rows = [row for page in pages.values() for row in page.xpath("//table/tbody/tr")]

    assert {PRODUCTS, BREACHES, f"es/{PRODUCTS}"} <= pages.keys()
    assert lacking == {path: [] for path in pages}
    assert len(rows) > 300
    assert [said(row) for row in rows if {"data-kind", "data-status"} - {*row.keys()}] == []


def test_each_entry_is_in_a_list_once() -> None:
    """The search counts the rows of all tables, so no two are of one entry."""
    for path, page in searched_lists().items():
        entries = page.xpath("//table/tbody/tr/th[@scope='row']/a/@href")

        assert entries, path
        assert len(entries) == len({*entries}), path


def test_a_part_says_whether_it_is_current() -> None:
    """Each table of what is in use, or not resolved, says so, also one in a fold, and no other."""
    open_ones, others = (
        {"active", "upcoming", "unknown", "open"},
        {"ended", "withdrawn", "resolved"},
    )
    for path, page in searched_lists().items():
        current = page.xpath("//table[@data-current]//tr/@data-status")
        rest = page.xpath("//table[not(@data-current)]//tr/@data-status")

        assert current, path
        assert not {*current} & others, path
        assert not {*rest} & {"active", "upcoming", "open"}, path
        assert {*current} <= open_ones, path


# A row


NOT = "Not on file"


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ("name, age", ([], ["name", "age"], 0)),
        (
            "name, allergies, SSN, nurse visits, grade, age, school",
            (
                [("social-security", ["SSN"]), ("health", ["allergies", "nurse visits"])],
                ["name", "grade", "age"],
                1,
            ),
        ),
        (
            "vaccines, dental records, SSNs, blood type",
            (
                [
                    ("social-security", ["SSNs"]),
                    ("health", ["vaccines", "dental records", "blood type"]),
                ],
                [],
                0,
            ),
        ),
    ],
)
def test_a_row_has_first_what_families_fear(elements, expected) -> None:
    """Each topic has its elements; the Social Security number is before health."""
    assert glance(Data(tuple(elements.split(", ")))) == expected


def test_a_row_says_a_topic_once() -> None:
    """An element that only repeats the name of its topic is not said again after it."""
    data = "collects: {student-information: [Social Security number, GPS location, messages]}"
    cells = document(named("Ember", data, "collects")).xpath("//td[b]")

    assert [said(cell) for cell in cells] == [SAID_ONCE]


def test_the_search_offers_first_what_most_products_may_collect() -> None:
    """A topic that nobody fears is not offered."""
    all_data = [Data(("SSN", "age")), Data(("allergies",)), None, Data((), ("nurse visits",))]

    assert held_topics(all_data) == ["health", "social-security"]


def test_a_row_names_only_the_exceptions() -> None:
    """The usual case has no status, nor an end that is not on file; an end and a breach have one."""
    breach = "---\nproduct: Ember\ndiscovered: 2026-11-04\nreceived: 2026-11-05 10:00\n"
    entries = {
        READER: CONTRACT,
        **named("Amber Über", "schools: [dodd]"),
        **named("Ember", "withdrawal.md: {on: 2026-01-01, reason: A test.}"),
        **named("Old", "legacy: true", "expires"),
        "content/breaches/b.md": f"{breach}contractor: Northstar Learning, Inc.\n"
        "involves: unknown\nstudents: unknown\nsummary: Lost.\n---\n",
    }
    rows = document(entries).xpath("//tbody/tr/th")

    assert [said(row) for row in rows] == [
        "Amber Über",
        "Northstar Reader",
        "Old",  # the column of ends says so
        "Ember Open breach Withdrawn",
    ]


def test_a_breach_says_whom_what_and_when() -> None:
    """Those that are not resolved are apart; what is not known is said, and who was told when."""
    first = "---\ncontractor: Past Press\ndiscovered: 2026-11-04\nreceived: 2026-11-05 10:00\n"
    rest = "summary: Lost.\n"
    entries = {
        "content/breaches/a.md": f"{first}involves: unknown\nstudents: unknown\n{rest}---\n",
        "content/breaches/b.md": f"{first}involves: {{student-information: [name, SSN]}}\n"
        f"students: about 40\nschools: [dodd]\n{rest}notified: 2026-11-06\n---\n",
        "content/breaches/c.md": f"{first}involves: {{student-information: [name]}}\nstudents: 1\n"
        f"schools: all\nresolved: 2026-11-20\n{rest}"
        "notified: 2026-11-06 to 2026-11-09\n---\n",
        "content/breaches/d.md": "---\ncontractor: Past Press\nlegacy: true\n---\n",
    }
    page = document(entries, BREACHES)
    groups = page.xpath("//section[h2]")
    rows = [[said(cell) for cell in row[1:4]] for row in page.xpath("//tbody/tr")]

    assert [said(group.find("h2")) for group in groups] == [
        "2 open breaches",
        "1 resolved, 1 with status not on file",
    ]
    assert sorted(rows) == sorted(
        [
            [
                "We don’t know yet how many students are involved, if any. They may be at any of "
                "our schools.",
                "Not yet known",
                NOT,
            ],
            [
                "about 40 students at Dodd Middle School",
                "Social Security number: SSNname",
                "Nov 6, 2026",
            ],
            ["1 student at all schools", "name", "Nov 6, 2026 to Nov 9, 2026"],
            [
                "We don’t know how many students were involved. Our records don’t say which schools.",
                NOT,
                NOT,
            ],
        ]
    )


# What is folded


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (named("B") | named("É") | named("f"), {"": "B É f Northstar Reader"}),
        (
            {"content/contracts/past.md": CONTRACT.replace("none", "2026-01-31")},
            {"": "Northstar Reader", "1 ended": "Northstar Reader"},
        ),
        (
            named("Old", "legacy: true", "purpose", "description", "collects")
            | named("Older", "legacy: true", "expires", "collects")
            | named("Used", "legacy: true", "collects"),
            {"": "Northstar Reader Used", "2 with few details on file": "Old Older"},
        ),
        (
            {READER: "---\nproduct: Old\ncontractor: Past Press\nlegacy: true\n---\n"},
            {"": "Old"},  # or nothing would be in sight
        ),
    ],
)
def test_what_has_ended_or_has_few_details_is_folded(entries, expected) -> None:
    """The rest is in sight, from A to Z."""
    page = document({READER: CONTRACT, **entries})
    tables = {said(fold.find("summary")): fold for fold in page.xpath("//details[.//table]")}
    tables[""] = page.xpath("//main/table")[0]

    assert {
        name: " ".join(table.xpath(".//tbody//th/a/text()")) for name, table in tables.items()
    } == expected


def test_a_search_opens_the_folds_and_the_rows_go_back(shared_page, address) -> None:
    """What is found is in one list; without a search each row is where it was."""
    page = shared_page()
    page.goto(address + PRODUCTS)
    before = page.locator("tbody th a").all_text_contents()
    ended = page.locator("details tbody th a").first.text_content()
    assert not page.get_by_role("link", name=ended).is_visible()

    page.locator("[type=search]").fill(ended)
    page.get_by_role("link", name=ended).wait_for()
    assert not page.locator("details:has(table)").first.is_visible()

    page.locator("[type=search]").fill("")
    page.locator("details:has(table)").first.wait_for()
    expect(page.locator("tbody th a")).to_have_count(len(before))
    assert page.locator("tbody th a").all_text_contents() == before


# On a phone, wide, and on paper


@pytest.mark.parametrize("has_scripts", [True, False])
@pytest.mark.parametrize("path", [PRODUCTS, BREACHES])
@pytest.mark.parametrize("language", swept(LANGUAGE_FOLDERS, ["", "pt/"]))
def test_the_first_row_is_on_the_first_screen(
    shared_page, address, language, path, has_scripts
) -> None:
    """It begins within 420 px of a phone's screen, below the alert."""
    page = shared_page(viewport=PHONE, java_script_enabled=has_scripts)
    page.goto(address + language + path)
    top = page.locator("tbody tr").first.bounding_box()["y"]

    assert top <= 420


@pytest.mark.parametrize("language", LANGUAGE_FOLDERS)
def test_each_cell_is_under_its_heading(shared_page, address, language) -> None:
    """Both edges and all words, in each table of a wide screen, also in a row of a long name."""
    page = shared_page(viewport={"width": 1280, "height": 900})
    for path in (PRODUCTS, BREACHES, "record/index.html"):
        page.goto(address + language + path)
        page.locator("tbody th a").first.evaluate(f"link => link.textContent = '{LONG}'")
        away = page.evaluate(
            """[...document.querySelectorAll('.list')].flatMap(table => {
                for (const fold of document.querySelectorAll('details')) fold.open = true;
                const edges = row => [...row.cells].flatMap(cell => {
                    const { left, right } = cell.getBoundingClientRect();
                    return [left, right];
                });
                const heads = edges(table.tHead.rows[0]);
                const wide = cell => cell.scrollWidth > cell.clientWidth + 1;
                return [...table.tBodies[0].rows].map(row => [...row.cells].some(wide) ? 1 :
                    Math.max(...edges(row).map((edge, i) => Math.abs(edge - heads[i]))));
            })"""
        )

        assert away, path
        assert max(away) < 1, path


@pytest.mark.parametrize("path", [PRODUCTS, BREACHES])
def test_a_card_fits_a_phone_and_is_one_link(shared_page, address, path) -> None:
    """A name or an element of 200 letters breaks within it; a tap beside them opens the page."""
    page = shared_page(viewport=PHONE)
    page.goto(address + path)
    page.locator("tbody :is(th a, td, td b)").evaluate_all(
        f"cells => cells.forEach(cell => cell.prepend('{LONG}'))"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.locator("tbody tr").first.click(position={"x": 300, "y": 5})
    page.wait_for_url(re.compile("-notification/[0-9a-z-]+/index.html"))


@pytest.mark.parametrize("path", [BREACHES, "record/index.html"])
def test_no_heading_is_alone_at_the_foot_of_a_sheet(shared_page, address, path) -> None:
    """Wherever a heading comes to lie, a row of its table is on the same sheet.

    The outline of a PDF has the height of each heading above the foot of its sheet, in points.
    """
    page = shared_page()
    page.goto(address + path)
    heights = []
    for pad in range(500, 860, 24):
        add_style(page, f"main {{ padding-top: {pad}px }}")
        data = page.pdf(format="Letter", outline=True, tagged=True)
        heights += re.findall(rb"/Title \([^D].*\)\s*/Dest \[\d+ 0 R\s*/XYZ [\d.]+ ([\d.]+)", data)

    assert len(heights) > 15
    assert min(map(float, heights)) > 80
