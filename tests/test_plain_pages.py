"""Pages that families understand: explained words, choices, comparisons, charts, corrections."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from generator.answers.elements import data_changes
from generator.core.dates import When
from generator.core.duties import Clock, Unit, duties
from generator.core.model import Change, Data
from generator.core.notices import notices
from generator.law.record import RecordRow
from generator.site.figures import MAX_YEARS, MIN_SHARE, Waits, kinds, waits, years
from helpers.browsing import SCHEMES, violations
from helpers.pages import at, contract, page_texts, text_of
from helpers.roots import CONTRACT, READER, site, theme
from helpers.tiers import swept

PAGE = "product-notification/northstar-reader/index.html"
BREACH_PAGE = "breach-notification/b/index.html"
BREACH = {"content/breaches/b.md": "---\ncontract: northstar-reader\nlegacy: true\n---\n"}
CHANGED = """\
=== change-1.md
---
kind: amendment
executed: 2026-09-14
notified: 2026-09-16
collects: {student-information: [Name, school email address], student-records: [grades]}
---
"""


def amended() -> str:
    """Return a contract whose amendment removes one element and adds two."""
    return CONTRACT + CHANGED


# Charts: kinds of data


@pytest.mark.parametrize(
    ("collections", "expected"),
    [
        ([], []),
        (
            [Data(("name",))],
            [
                ("student_information", 1, 100),
                ("student_records", 0, 0),
                ("student_generated_content", 0, 0),
            ],
        ),
        (
            [Data(("name",), (), ("essays",), ("team",)), Data(("name",)), Data(), None],
            [
                ("student_information", 2, 50),
                ("student_records", 0, 0),
                ("student_generated_content", 1, 25),
                ("directory_information", 1, 25),
                ("none", 1, 25),
                ("unrecorded", 1, 25),
            ],
        ),
    ],
)
def test_each_kind_counts_the_contracts_that_collect_it(
    collections: list[Data | None], expected: list[tuple[str, int, float]]
) -> None:
    """A full bar means all contracts; rare, empty, or unrecorded kinds appear if they occur."""
    assert list(kinds(collections)) == expected


def test_one_of_ten_thousand_is_still_visible() -> None:
    """A small number has a short bar."""
    information, records, *_ = kinds([Data(("name",))] * 9_999 + [Data((), ("grades",))])

    assert (information.number, information.share) == (9_999, 100.0)
    assert (records.number, records.share) == (1, MIN_SHARE)


# Charts: contracts per year


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ([], []),
        ([None], []),
        (["2026-11-25"], [("2026", 1, 100)]),
        (
            ["2026-01", "2024-07-01", "2024-08-01", None],
            [("2024", 2, 100), ("2025", 0, 0), ("2026", 1, 50)],
        ),
    ],
)
def test_each_year_counts_the_contracts_signed_in_it(
    dates: list[str | None], expected: list[tuple[str, int, float]]
) -> None:
    """A year without contracts appears between years with some; undated contracts are left out."""
    assert list(years([contract(executed=day and at(day)) for day in dates])) == expected


def test_old_years_are_one_bar() -> None:
    """The chart has the last years and one bar for the rest, however old the contracts are."""
    bars = list(years([contract(executed=at(f"{year}-05-01")) for year in range(1990, 2027)]))

    last_years = map(str, range(2027 - MAX_YEARS, 2027))
    assert [bar.name for bar in bars] == ["older", *last_years]
    assert sum(bar.number for bar in bars) == 37


# Charts: how soon families were notified


def waited(times: list[int | str], limit: int, unit: Unit = "days") -> Waits:
    """Return the chart of notices that took these times, in units, or have these states.

    One that was given too early is unknown.
    """
    duty = replace(duties("district-page", {})[0], own=Clock(limit, unit))
    begin = at("2026-05-01" if unit == "days" else "2026-05-01 00:00")
    rows = []
    for time in times:
        done = None if isinstance(time, str) else begin.start + timedelta(**{unit: time})
        state = time if not done else "unknown" if time < 0 else "met" if time <= limit else "late"
        when = done and When(done, begin.precision)
        rows.append(RecordRow(notices(contract())[0], duty, begin, None, when, state))
    return waits(duty.name, Clock(limit, unit), rows)


def test_each_day_within_the_limit_has_a_bar() -> None:
    """Late notices have two bars; what is not done or the record cannot tell has none."""
    chart = waited([-3, 0, 2, 2, 5, 6, 10, 11, 400, "unknown", "overdue", "open"], 5)

    assert [(bar.least, bar.most, bar.number) for bar in chart.bars] == [
        *((0, 0, 1), (1, 1, 0), (2, 2, 2), (3, 3, 0), (4, 4, 0), (5, 5, 1)),
        *((6, 10, 2), (11, None, 2)),
    ]
    assert [bar.is_late for bar in chart.bars] == [False] * 6 + [True] * 2
    assert (chart.within, chart.late, chart.overdue, chart.unknown) == (4, 4, 1, 1)
    assert chart.early == 1
    assert (chart.all, chart.untimed) == (11, 1)


@pytest.mark.parametrize("limit", [1, 2, 6, 7, 10, 13, 48, 365])
def test_the_bars_cover_everything_up_to_the_limit(limit: int) -> None:
    """For any limit, the bars are few and consecutive, and the limit separates the late ones."""
    bars = waited([*range(3 * limit)], limit, "hours").bars

    ends = [bar.most for bar in bars if bar.most is not None]
    assert [bar.least for bar in bars] == [0, *(end + 1 for end in ends)]
    assert [bar.most for bar in bars if not bar.is_late][-1] == limit
    assert sum(bar.number for bar in bars) == 3 * limit
    assert len(bars) <= 9


def test_without_notices_all_bars_are_empty() -> None:
    """There is no division by zero."""
    assert [bar.share for bar in waited([], 5).bars] == [0.0] * 8


# Charts on the record page


def figures(page: str) -> dict[str, dict[str, str]]:
    """Return the value of each row of the tables of charts, by the title of the table."""
    return {
        table.xpath("string(caption/b)"): {
            " ".join(row.xpath("string(th/details/summary | th[not(details)])").split()): row.xpath(
                "string(td//span)"
            )
            for row in table.xpath(".//tr[td]")
        }
        for table in html.document_fromstring(page).xpath("//table[contains(@class, 'chart')]")
    }


def test_the_record_counts_only_current_contracts() -> None:
    """An ended contract collects nothing; a withdrawn one collects nothing and has no year."""
    ended = CONTRACT.replace("expires: none", "expires: 2026-01-31").replace("2025-08", "2024-08")
    withdrawal = "withdrawal.md: {on: 2025-09-01, reason: Never signed.}"
    withdrawn = CONTRACT.replace("---\n", f"---\n{withdrawal}\n", 1)
    entries = {"content/contracts/a.md": ended, "content/contracts/b.md": withdrawn}
    tables = figures(page_texts(site(entries))["record/index.html"])

    kinds = ("Student information", "Student records", "Student-generated content")
    assert tables == {
        "What our products may collect": dict(zip(kinds, "100", strict=True)),
        "New contracts each year": {"2024": "1", "2025": "1"},
    }


def test_the_wait_is_shown_if_the_district_shows_its_deadlines() -> None:
    """The bars count notices by days, against the limit that the settings set."""
    entries, deadlines = {READER: amended()}, "{contract-notice: 1 day}"
    page = page_texts(site(entries, show_deadlines="true"))["record/index.html"]
    strict_site = page_texts(site(entries, show_deadlines="true", deadlines=deadlines))
    strict = strict_site["record/index.html"]

    title = "How soon families were notified of a contract"
    assert figures(page)[title]["2"] == "2"
    assert "On time: 2 notices" in text_of(page)
    assert "Late: 0 notices" in text_of(page)
    assert "The deadline is 1 day after signing." in text_of(strict)
    assert "Late: 2 notices" in text_of(strict)
    assert title not in page_texts(site(entries))["record/index.html"]


def test_an_own_limit_with_a_first_day_makes_nothing_late_that_started_before() -> None:
    """The headline counts each notice by its own limit, and the bars are those of today's."""
    limits = {
        "2025-08-18": (
            "1 day allowed, 1 day late",
            "We were on time for 0 of 1. We were late for 1.",
        ),
        "2025-08-19": ("2 of 5 days, on time", "We were on time for 1 of 1."),
    }
    for first, (limit, headline) in limits.items():
        own = f"{{contract-notice: {{limit: 1 day, from: {first}}}}}"
        pages = page_texts(site({READER: CONTRACT}, show_deadlines="true", deadlines=own))

        assert f"families of a new or changed contract. {headline}" in text_of(
            pages["record/index.html"]
        )
        assert limit in text_of(pages["product-notification/northstar-reader/index.html"])
        assert "We have 1 day to notify families" in text_of(pages["record/index.html"])


def test_a_limit_that_lies_ahead_is_not_promised_yet() -> None:
    """Until its first day, pages say the limit that counts today."""
    own = "{contract-notice: {limit: 1 day, from: 2027-07-01}}"
    pages = page_texts(site({READER: CONTRACT}, show_deadlines="true", deadlines=own))

    assert "We have 5 days to notify families" in text_of(pages["record/index.html"])
    assert "We notify you of each new contract within 5 days." in text_of(pages["index.html"])


@pytest.mark.parametrize(
    ("told", "headline"),
    [
        ("2025-08-23", "We were on time for 1 of 1."),
        ("2025-08-24", "We were on time for 0 of 1. We were late for 1."),
    ],
)
def test_a_withdrawn_notice_that_was_late_is_still_counted(told: str, headline: str) -> None:
    """A withdrawal does not empty the headline."""
    withdrawn = "withdrawal.md: {on: 2025-09-01, reason: It was posted twice.}\n"
    text = CONTRACT.replace("at: 2025-08-20", f"at: {told}").replace(
        "executed:", f"{withdrawn}executed:"
    )
    page = page_texts(site({READER: text}, show_deadlines="true"))["record/index.html"]

    assert headline in text_of(page)


def test_breaches_have_a_chart_of_their_own() -> None:
    """So “after the limit: 0” of contracts does not stand for late notices of breaches."""
    dates = "discovered: 2025-03-01\nreceived: 2025-03-03 09:00\nnotified: 2025-03-{day} 09:00\n"
    rest = "involves: unknown\nstudents: 1\nsummary: A list was copied.\n"
    breaches = {
        f"content/breaches/b{day}.md": f"---\ncontract: northstar-reader\n{dates}{rest}---\n".format(
            day=day
        )
        for day in ("04", "09", "30")
    }
    page = page_texts(site(breaches, show_deadlines="true"))["record/index.html"]

    assert figures(page)["How soon families were notified of a breach"]["97 or more"] == "2"
    assert "The deadline is 48 hours after the company told us." in text_of(page)
    assert "On time: 1 notice " in text_of(page)
    assert "Late: 2 notices" in text_of(page)


def test_under_the_statute_the_posting_of_a_contract_counts() -> None:
    """Under the statute, the chart counts the business days until a contract was posted."""
    posted = {
        READER: CONTRACT.replace("notified: {at: 2025-08-20, by: email}", "posted: 2025-08-20")
    }
    page = page_texts(site(posted, show_deadlines="true", law="statute"))["record/index.html"]

    assert figures(page)["How soon we posted each contract"]["2"] == "1"
    assert '<th scope="col">Business days' in page


def test_a_site_without_contracts_has_no_charts() -> None:
    """It has none even if deadlines are shown."""
    inputs = site({}, show_deadlines="true")
    others = tuple(source for source in inputs.sources if "contracts" not in source.path)
    pages = page_texts(replace(inputs, sources=others))

    assert "In numbers" not in pages["record/index.html"]


# Comparisons


def collected(*collections: Data | None) -> dict[str, Any]:
    """Return the comparisons of a contract that collects these data one after the other."""
    changes = tuple(
        Change("amendment", at("2026-01-01"), name=f"change-{i}", states={"collects": data})
        for i, data in enumerate(collections[1:], start=1)
    )
    return data_changes(notices(contract(terms={"collects": collections[0]}, changes=changes)))


def test_added_and_removed_elements_are_marked() -> None:
    """An element that only one side has is marked; the rest of both sides is shown as it is."""
    ((anchor, sides),) = collected(Data(("name", "age")), Data(("name",), ("grades",))).items()

    assert anchor == "change-1"
    assert sides.kinds == (
        ("student_information", (("name", False), ("age", True)), (("name", False),)),
        ("student_records", (), (("grades", True),)),
    )


@pytest.mark.parametrize(
    "collections",
    [
        (Data(("name", "age")), Data(("Age", "name"))),
        (Data(), Data()),
        (None, None),
        (Data(("name",)),),
    ],
)
def test_a_change_that_alters_nothing_is_not_compared(collections: tuple[Data | None, ...]) -> None:
    """Another order or capitals are the same data."""
    assert collected(*collections) == {}


def test_only_the_changes_that_alter_data_are_compared() -> None:
    """Each such change of a contract is compared with what applied before it."""
    name = Data(("name",))
    assert list(collected(name, name, Data(), name)) == ["change-2", "change-3"]


def test_nothing_is_new_if_the_earlier_data_is_unknown() -> None:
    """If an old contract's data is not recorded, nothing is marked as added."""
    sides = collected(None, Data(("name",)))["change-1"]

    assert not sides.is_before_known
    assert sides.kinds[0].after == (("name", False),)


def test_the_notice_of_a_change_compares_in_words() -> None:
    """The page links to the comparison, which says “added” or “removed” beside each change."""
    page = html.document_fromstring(page_texts(site({READER: amended()}))[PAGE])
    (table,) = page.xpath("//*[@id='change-1']//table")
    marked = [" ".join(item.text_content().split()) for item in table.xpath(".//li[b]")]

    assert page.xpath("//a[@href='#change-1']/text()") == ["See before and after"]
    assert marked == ["grade level removed", "school email address added", "grades added"]
    assert "added" not in page_texts(site({}))[PAGE]


# What a family may ask for


def requests(text: str) -> str:
    """Return the text about the family's requests on a contract's page."""
    page = html.document_fromstring(page_texts(site({READER: text}))[PAGE])
    return " ".join("".join(page.xpath("//section[h2 = 'Your child’s data']//text()")).split())


def test_a_page_offers_each_request_and_leads_to_all_rights() -> None:
    """The rights are on one page, which says what each contract must say, and under which law."""
    files = page_texts(site({READER: CONTRACT}))
    (rights,) = html.document_fromstring(files["your-rights/index.html"]).xpath("//*[@id='you']")
    page = html.document_fromstring(files[PAGE])

    assert requests(CONTRACT) == (
        "Your child’s data See it Correct it Delete it "
        "Each one starts an email. Add your child’s name and school. All your rights"
    )
    assert page.xpath("//a[. = 'All your rights']/@href") == ["../../your-rights/index.html#you"]
    for part in ("See what", "mistakes fixed", "deleted", "must say how"):
        assert part in rights.text_content()
    assert "§ 10-234bb(a)" in text_of(files["your-rights/index.html"])


def test_after_the_end_of_a_contract_no_data_may_be_left() -> None:
    """A page says so and whom to ask, but not about a pledge, which has no terms.

    Nothing is there any more to see or to correct.
    """
    ended = CONTRACT.replace("expires: none", "expires: 2026-01-31")
    pledge = ended.replace("contractor:", "basis: pledge\ncontractor:")
    consultant = ended.replace("contractor:", "kind: consultant\ncontractor:")

    assert requests(ended) == ""
    assert "After the end, Northstar Learning, Inc. must not keep the data." in answer(ended)
    assert "You may keep an account there for your child’s own work. Ask us" in answer(ended)
    assert "an account" not in answer(consultant)
    assert "must not keep" not in answer(pledge)
    confirmed = ended.replace("notified:", "deletion: {confirmed: 2026-02-20}\nnotified:")
    assert answer(confirmed).startswith(
        "Has the data been deleted? Yes. The company confirmed it on Feb 20, 2026."
    )


def answer(text: str) -> str:
    """Return the text about the deletion of the data on a contract's page."""
    page = html.document_fromstring(page_texts(site({READER: text}))[PAGE])
    return " ".join(page.xpath("string(//section[h2 = 'Has the data been deleted?'])").split())


def test_where_no_data_is_collected_there_is_nothing_to_ask_for() -> None:
    """Without student data there are no requests, unless the contract had some before."""
    nothing = re.sub(r"(?<=collects:).*\n.*", " nothing", CONTRACT)
    change = "change-1.md: {kind: amendment, executed: 2026-02-01, collects: nothing}\n"

    assert requests(nothing) == ""
    assert "Delete it" in requests(CONTRACT + change)


# Bad input

LONG = "Verylongname" * 16
ELEMENTS = ", ".join(f"{'health' if i % 4 else 'school'} detail {i}" for i in range(60))
FORTY = ", ".join(f"s{i}: {{name: School {i} of {'the District ' * 10}}}" for i in range(40))
BAD = {
    "long": CONTRACT.replace("Northstar Reader", LONG)
    .replace("Northstar Learning, Inc.", "A company with a name of many words " * 5)
    .replace("[name, grade level]", f"[{ELEMENTS}]")
    .replace("notified:", f"schools: [{', '.join(f's{i}' for i in range(40))}]\nnotified:"),
    "least": "---\nproduct: Least\ncontractor: unknown\nlegacy: true\n---\n",
    "arabic": CONTRACT.replace("Northstar Reader", "قارئ نورثستار ABC").replace(
        "name, grade level", "اسم الطالب, health إعاقة"
    ),
}


@pytest.mark.parametrize("path", [*(f"product-notification/{id}" for id in BAD), "schools/s1"])
def test_a_page_of_anything_fits_a_phone(shared_page, write_page, path: str) -> None:
    """Long names, much data, no data, and another direction: nothing is cut off, or says “None”."""
    entries = {f"content/contracts/{id}.md": text for id, text in BAD.items()}
    address = write_page(f"{path}/index.html", entries, schools=f"{{{FORTY}}}")
    page = shared_page(viewport={"width": 360, "height": 740})
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")

    assert violations(page, SCHEMES["light"]) == []
    assert not re.search(r"\bNone\b(?! that)", page.locator("main").inner_text())
    for width, size in ((360, "100%"), (360, "200%"), (740, "100%")):
        page.set_viewport_size({"width": width, "height": 740})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        page.emulate_media(media="print" if width == 740 else "screen")

        assert page.evaluate("document.documentElement.scrollWidth") <= width


# Reporting a mistake


@pytest.mark.parametrize(
    "name", ["Northstar Reader", "R & D #1 “é” 100% +?", "<b>O'Neil</b> &amp;", "数学"]
)
def test_a_report_of_a_mistake_has_the_address(name: str) -> None:
    """The email subject has the address of the page, whatever its name is."""
    quoted = name.replace("'", "''")
    entry = CONTRACT.replace("product: Northstar Reader", f"product: '{quoted}'")
    page = html.document_fromstring(page_texts(site({READER: entry}))[PAGE])
    (href,) = page.xpath("//a[. = 'Report a mistake']/@href")
    mail = urlsplit(href)

    assert (mail.scheme, mail.path, mail.fragment) == ("mailto", "privacy@example.example", "")
    assert re.fullmatch(r"subject=[A-Za-z0-9%/._~-]*", mail.query)
    assert unquote(mail.query.partition("=")[2]) == (
        f"A mistake on https://privacy.example/notices/{PAGE.removesuffix('index.html')}"
    )


def test_without_an_email_address_a_mistake_is_reported_by_phone() -> None:
    """Every notice, including a breach, has the number."""
    breach = {"content/breaches/b.md": "---\ncontractor: Old Co\nlegacy: true\n---\n"}
    files = page_texts(site(breach, contact="{name: Office, phone: 203-555-0100}"))

    for path in (PAGE, "breach-notification/b/index.html"):
        assert "Is something on this page wrong? Call 203-555-0100." in text_of(files[path])
        assert "mailto:" not in files[path]


# In a browser


@pytest.fixture
def write_page(tmp_path: Path):
    """Write the pages of a site, and return the address of one on the disk."""

    def write(path: str, entries: dict[str, str], **settings: str) -> str:
        for name, text in page_texts(site(entries, **settings)).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / "static").mkdir(exist_ok=True)
        style = theme()["static/tokens.css"] + theme()["static/site.css"]
        (tmp_path / "static/site.css").write_bytes(style)
        return (tmp_path / path).as_uri()

    return write


def test_a_word_is_explained_without_scripts(shared_page, write_page) -> None:
    """Enter opens a word's meaning in place, a tap closes it, and a link leads to a definition."""
    page = shared_page(
        java_script_enabled=False, has_touch=True, viewport={"width": 360, "height": 700}
    )
    page.goto(write_page(BREACH_PAGE, BREACH))
    page.get_by_text("Legal details and the contract").click()
    word = page.locator(".fold .term").first
    meaning = word.locator("p")

    assert not meaning.is_visible()
    word.locator("summary").focus()
    page.keyboard.press("Enter")
    assert meaning.is_visible()
    word.locator("summary").tap()
    assert not meaning.is_visible()
    word.locator("summary").tap()
    word.locator("a").click()
    page.wait_for_url("**/your-rights/index.html#contractor")
    assert page.locator("#contractor").is_visible()


@pytest.mark.parametrize(
    "view",
    swept(
        [(width, scheme) for width in (320, 1280) for scheme in SCHEMES],
        [(320, "light"), (1280, "dark")],
    ),
)
def test_charts_and_comparisons_are_accessible(
    shared_page, write_page, view: tuple[int, str]
) -> None:
    """With every word opened, axe finds nothing, and nothing scrolls sideways."""
    width, scheme = view
    entries = {READER: amended()}
    page = shared_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    for path in ("record/index.html", PAGE, "product-notification/index.html"):
        page.goto(write_page(path, entries, show_deadlines="true"))
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

        assert (path, [], 0) == (path, violations(page, SCHEMES[scheme]), max(wide, 0))


def test_a_bar_is_as_long_as_its_number(shared_page, write_page) -> None:
    """Chart bars stay to scale on a screen, on paper, and from right to left."""
    older = CONTRACT.replace("2025-08", "2024-08")
    page = shared_page()
    entries = {"content/contracts/a.md": older, "content/contracts/b.md": older}
    page.goto(write_page("record/index.html", entries))
    look = """table => [...table.querySelectorAll('.bar svg')].map(svg => {
        const all = svg.getBoundingClientRect();
        const bar = svg.querySelector('rect:last-child').getBoundingClientRect();
        return [bar.width / all.width, bar.left - all.left, all.right - bar.right];
    })"""
    table = page.locator(".chart").nth(1)
    left = table.evaluate(look)
    page.emulate_media(media="print")
    printed = table.evaluate(look)
    page.emulate_media(media="screen")
    page.evaluate("document.documentElement.dir = 'rtl'")
    right = table.evaluate(look)

    for bars in (left, printed, right):
        assert [share for share, *_ in bars] == pytest.approx([1, 0.5], abs=0.01)
    assert max(left[1][1], right[1][2]) < 1 < left[1][2]


def test_both_sides_of_a_comparison_are_side_by_side(shared_page, write_page) -> None:
    """Before and after are two columns, even on a phone."""
    for width in (320, 1280):
        page = shared_page(viewport={"width": width, "height": 700})
        page.goto(write_page(PAGE, {READER: amended()}))
        page.locator("#change-1 > summary").click()
        cells = page.locator(".compared tbody").first.locator("td").all()
        before, after = (cell.bounding_box() for cell in cells)

        assert before["y"] == pytest.approx(after["y"], abs=1)
        assert before["x"] + before["width"] <= after["x"] + 1
