"""Staff say what happened at the desk by choosing, and get the file that says it."""

from __future__ import annotations

import gzip
import html
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from generator.authoring import desk
from generator.commands.wiring import plan
from generator.compiler import plan_site
from generator.content.context import slug
from generator.content.data_elements import OFFERED, kind, topics
from generator.content.entry_dates import when
from generator.content.field_types import Control
from generator.content.fields import FILE_KINDS
from generator.core.site import Inputs
from generator.law.due import due
from generator.law.record import record
from helpers import roots
from helpers.browsing import add_style, seen_violations
from helpers.desk import BUILT, Desk, file_at, read
from helpers.desk import REPOSITORY as HOME
from helpers.pages import page_texts
from helpers.program import REPOSITORY, notices
from helpers.roots import CONTRACT, PDF, write_files
from test_clocks import BUSINESS_DAYS_TABLE, DAYS_TABLE, HOURS_TABLE, ZONE
from test_student_data import LOOKS, PLAIN

SCHOOLS = (
    "{dodd: {name: Dodd Middle School, grades: 7-8}, highland: {name: Highland School, "
    "grades: K-6}}"
)
SETTINGS = roots.settings(
    schools=SCHOOLS, repository="example/notices", since="2026-09-01", languages="[en, es]"
)
LOST_ENTRY = """\
---
contract: northstar-reader
received: 2026-12-03 09:00
discovered: unknown
involves: {student-information: [name]}
students: unknown
summary: A list was copied.
schools: [dodd]
---
"""
DISTRICT: dict[str, str] = {
    "content/site.yaml": SETTINGS,
    "content/contracts/northstar-reader.md": CONTRACT,
    "content/files/northstar.pdf": PDF,
}
LOST = {"content/breaches/lost.md": LOST_ENTRY}


def inputs(**own: str) -> Inputs:
    """Return the inputs of a district with a contract, and settings of one's own."""
    return roots.root({**DISTRICT, "content/site.yaml": roots.settings(schools=SCHOOLS, **own)})


def pages_of(root: Inputs) -> dict[str, bytes]:
    """Return the pages of a site with its desk, by path."""
    planned = plan(root, map)
    assert [problem for problem in planned.problems if problem.is_error] == []
    return {draft.path: draft.make().data for draft in planned.drafts}


# What is on the page


def test_only_a_district_that_names_its_repository_has_a_desk() -> None:
    """The page is in no sitemap and no search, and no other page leads there but by an email."""
    without = pages_of(inputs())
    with_one = pages_of(inputs(repository="example/notices"))
    page = with_one["desk/index.html"].decode()

    assert not [path for path in without if "desk" in path]
    assert {path for path in with_one if "desk" in path} == {
        *("desk/index.html", "static/desk.css", "static/desk.js"),
    }
    assert '<meta name="robots" content="noindex">' in page
    links = re.findall(r'"([^"]*desk/index[.]html[^"]*)"', b"".join(with_one.values()).decode())
    assert [link for link in links if not link.startswith("mailto:")] == []


@pytest.mark.parametrize("name", FILE_KINDS)
def test_every_field_of_a_file_is_on_the_desk(name: str) -> None:
    """A field that is new in a table is on the desk without a line of its own."""
    site = plan_site(inputs()).site
    assert site
    data = desk.data(site)
    kind = data["kinds"][name]
    row = FILE_KINDS[name]
    asked = {data["questions"][i]["name"].split(".")[0] for i in kind["questions"]}
    corrected = {data["questions"][i]["name"].split(".")[0] for i in kind["corrections"]}
    fields = {field.name for field in row.group.fields.values()}

    chosen = {*desk.CHOSEN.get(name, ()), *([row.body] if row.body else [])}
    wanted = {field.name for field in row.group.fields.values() if field.at_desk}
    assert asked | chosen == wanted | chosen
    if name != "correction":
        assert corrected == fields - {row.body, *desk.NEVER_CORRECTED}
    assert {data["questions"][i]["control"] for i in kind["questions"]} <= {*Control}


def test_every_kind_of_file_comes_out_of_an_event() -> None:
    """Nothing that can be published has to be written by hand."""
    assert {kind for event in desk.EVENTS.values() for kind in event.kinds} == {*FILE_KINDS}


def test_the_data_that_is_offered_is_translated() -> None:
    """Each element is offered once, and families read it in their language."""
    elements = [element for group in OFFERED.values() for element in group]

    assert len({*elements}) == len(elements)
    for catalog in sorted((REPOSITORY / "themes/default/locale").glob("*.po")):
        text = catalog.read_text(encoding="utf-8")
        missing = [each for each in elements if f'msgctxt "element"\nmsgid "{each}"' not in text]
        assert missing == [], catalog.name


def test_the_page_of_300_contracts_is_small() -> None:
    """A phone loads it in a moment; the script and the styles are kept."""
    texts = dict(DISTRICT)
    for number in range(300):
        name = f"Product with an ordinary name {number}"
        company = f"Example Company of an ordinary name {number}, Inc."
        texts[f"content/contracts/product-{number}.md"] = CONTRACT.replace(
            "Northstar Reader", name
        ).replace("Northstar Learning, Inc.", company)
    site = plan_site(roots.root(texts)).site
    assert site

    assert len(desk.page(site, inputs().themes)) < 150_000


def test_what_is_due_leads_to_its_event() -> None:
    """A reminder opens exactly what is due, with its notice."""
    texts = {
        **DISTRICT,
        "content/contracts/ends.md": CONTRACT.replace("expires: none", "expires: 2026-12-10"),
        "content/contracts/ended.md": CONTRACT.replace("expires: none", "expires: 2026-09-10"),
        "content/breaches/lost.md": LOST_ENTRY.replace("2026-12-03", "2026-11-24"),
        "content/breaches/waits.md": LOST_ENTRY.replace(
            "received: 2026-12-03 09:00", "received: unknown\nlearned: 2026-11-24 09:00"
        ),
    }
    site = plan_site(roots.root(texts)).site
    assert site
    items = due(site.now, record(site), site.entries)
    links = {desk.due_link("https://x.example/", item) for item in items}
    start = "https://x.example/desk/index.html#"

    assert f"{start}event=notified&notice=breaches/lost" in links
    assert f"{start}event=change&notice=contracts/ends" in links
    assert f"{start}event=deletion&notice=contracts/ended" in links
    assert f"{start}event=correction&notice=breaches/waits&fields=received" in links
    assert f"{start}event=notified&notice=yearly" in links


def test_only_a_desk_that_is_not_on_the_website_says_what_is_due(at_desk: Desk) -> None:
    """Each is a click from its questions, with the time left; families read nothing of it."""
    ends = CONTRACT.replace("expires: none", "expires: 2026-12-10")
    lost = LOST_ENTRY.replace("2026-12-03 09:00", "2026-12-03 20:30")
    files = {"content/contracts/ends.md": ends, "content/breaches/lost.md": lost}
    write_files(at_desk.root, files)
    at_desk.open("")
    due_now = at_desk.text(".waiting")

    assert "Notify families of Northstar Reader by December 5, 2026 at 8:30 PM EST" in due_now
    assert re.search("24 h 1[56] min left", due_now)
    assert "The contract for Northstar Reader ends on December 10, 2026" in due_now

    at_desk.page.get_by_role("link", name="Notify families of Northstar Reader").click()
    assert at_desk.page.url.endswith("#event=notified&notice=breaches/lost")
    at_desk.told("2026-12-04 19:30", "Email")
    at_desk.send()
    at_desk.open("")
    assert "Notify families of Northstar" not in at_desk.text(".waiting")

    built = {**DISTRICT, "content/contracts/ends.md": ends}
    assert b"Due now" not in pages_of(roots.root(built))["desk/index.html"]


def test_links_that_no_longer_work_lead_to_the_desk() -> None:
    """The field is filled in, as with what is due."""
    link = desk.correction_link("https://x.example/", "contracts/reader", "Website")

    assert link == (
        "https://x.example/desk/index.html#event=correction&notice=contracts/reader&fields=Website"
    )


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("https://x.example/product-notification/northstar-reader/", "Northstar Reader"),
        ("https://x.example/es/breach-notification/lost/index.html", "Northstar Reader"),
        ("https://x.example/schools/dodd/", "Dodd Middle School"),
    ],
)
def test_the_address_of_a_page_is_its_notice(at_desk: Desk, address: str, title: str) -> None:
    """A family's email about a mistake has it in its subject: it is pasted, or in a link."""
    write_files(at_desk.root, {"content/breaches/lost.md": LOST_ENTRY})
    at_desk.open(f"event=correction&notice={address}")
    assert at_desk.page.locator("#field").count() == 1

    for number in range(6):
        more = CONTRACT.replace("Northstar Reader", f"Product {number}")
        write_files(at_desk.root, {f"content/contracts/product-{number}.md": more})
    at_desk.open("event=correction")
    at_desk.page.locator("#entry-find").fill(address)
    (found,) = at_desk.page.locator(".options li:visible").all_inner_texts()
    assert found.startswith(title)


@pytest.mark.parametrize(
    ("path", "asks"),
    [
        ("record/index.html", "Type a few letters of the product or the company"),
        ("es/record/index.html", "Type a few letters of the product or the company"),
        ("product-notification/northstar-reader/index.html", "What is wrong or missing?"),
        ("es/breach-notification/lost/index.html", "What is wrong or missing?"),
        ("schools/dodd/index.html", "What is wrong or missing?"),
    ],
)
def test_an_email_about_a_mistake_leads_the_office_to_the_correction(
    at_desk: Desk, path: str, asks: str
) -> None:
    """A family writes to the district; below that is the address with the notice filled in."""
    lost = LOST_ENTRY.replace("2026-12-03", "2026-11-24")
    texts = {**DISTRICT, "content/breaches/lost.md": lost}
    texts["content/site.yaml"] = SETTINGS
    for number in range(6):
        more = CONTRACT.replace("Northstar Reader", f"Product {number}")
        texts[f"content/contracts/product-{number}.md"] = more
    pages = page_texts(roots.root(texts))
    (mail,) = re.findall(r'"(mailto:[^"]*desk/index[.]html[^"]*)"', pages[path])
    office = parse_qs(html.unescape(mail).partition("?")[2])["body"][0].split()[-1]
    address, _, fragment = office.partition("#")
    write_files(at_desk.root, texts)
    at_desk.open(fragment)

    assert address == "https://privacy.example/notices/desk/index.html"
    assert fragment == f"event=correction&notice=https://privacy.example/notices/{path[:-10]}"
    assert asks in at_desk.text("#work")
    assert at_desk.errors == []


def test_without_a_desk_an_email_about_a_mistake_has_no_text() -> None:
    """A family begins with an empty text."""
    page = page_texts(roots.root({**DISTRICT, "content/site.yaml": roots.settings()}))
    (mail,) = re.findall(r'"(mailto:[^"]*mistake[^"]*)"', page["record/index.html"])

    assert "body=" not in mail


# The settings


def test_a_school_that_has_closed_is_lines_for_the_settings(at_desk: Desk) -> None:
    """They are copied, and the link opens the settings."""
    at_desk.open("event=correction&notice=schools/dodd&fields=closed,into")
    at_desk.fill(closed="2026-06-30")
    at_desk.ask("into").locator("select").select_option("Highland School")

    assert at_desk.path == "content/site.yaml"
    assert at_desk.written == "schools:\n  dodd:\n    closed: 2026-06-30\n    into: highland\n"
    assert (
        at_desk.page.locator("#go").get_attribute("href") == f"{HOME}/edit/main/content/site.yaml"
    )
    assert "Find schools: there" in at_desk.text("#send-body")
    assert at_desk.text(".buttons > :first-child") == "Copy the text"


def test_another_contact_is_lines_for_the_settings(at_desk: Desk) -> None:
    """It is the last in the list of what can be wrong."""
    at_desk.open("event=correction")
    at_desk.page.get_by_role("link", name="Who families contact").click()
    at_desk.page.locator("#field").select_option("phone")
    at_desk.page.get_by_role("button", name="Add", exact=True).click()
    at_desk.fill(phone="203-555-0111")

    assert at_desk.written == "contact:\n  phone: 203-555-0111\n"


# A whole life at the desk


@pytest.fixture
def at_desk(open_page: Any, tmp_path: Path) -> Desk:
    """Return the desk of a district with one contract."""
    return Desk(open_page(), write_files(tmp_path, DISTRICT))


def test_a_whole_life(at_desk: Desk) -> None:
    """Each event is a new file with a name of its own, and together they pass the check."""
    paths = [event(at_desk) for event in LIFE]

    assert paths == [
        "content/contracts/word-garden.md",
        "content/breaches/2026-12-word-garden.md",
        "content/messages/2026-12-04-1930.md",
        "content/breaches/2026-12-word-garden/update-2026-12-04-2000.md",
        "content/breaches/2026-12-word-garden/update-2026-12-04-2010.md",
        "content/breaches/2026-12-word-garden/correction-2026-12-04-2014.md",
        "content/messages/2026-12-04-1930/correction-2026-12-04-2014.md",
        "content/breaches/2026-12-word-garden/resolved-2026-12-04-2014.md",
        "content/breaches/2026-12-word-garden/reopened-2026-12-04-2014.md",
        "content/contracts/word-garden/change-2026-12-04-2014.md",
        "content/contracts/word-garden/deletion-2026-12-04-2014.md",
        "content/breaches/2026-12-word-garden/withdrawal-2026-12-04-2014.md",
    ]
    assert " error" not in at_desk.problems(), at_desk.problems()


GARDEN, GARDEN_BREACH = "contracts/word-garden", "breaches/2026-12-word-garden"


def signed(at_desk: Desk) -> str:
    at_desk.open("event=contract")
    at_desk.fill(product="Word Garden", contractor="Example Garden, Inc.")
    at_desk.fill(description="Words & games #1: spelling.", purpose="Spelling practice.")
    at_desk.check("collects", "Name", "Grade level", "Test scores")
    at_desk.fill(executed="2026-12-02", expires="2027-06-30")
    at_desk.check("agreement", UPLOADED)
    at_desk.told("2026-12-03 10:00", "Email", "Letter")
    fields = at_desk.fields

    assert fields["description"] == "Words & games #1: spelling."
    assert fields["collects"] == {
        "student-information": ["name", "grade level"],
        "student-records": ["test scores"],
    }
    assert fields["agreement"] == "files/word-garden.pdf"
    assert fields["notified"] == {"at": "2026-12-03 10:00", "by": "email and letter"}
    return at_desk.send()


def breached(at_desk: Desk) -> str:
    at_desk.open("event=breach")
    at_desk.check("contract", "Word Garden Example Garden, Inc.")
    at_desk.fill(received="2026-12-04 17:50")
    at_desk.check("discovered", "Not known yet")
    at_desk.check("involves", "Name", "Passwords")
    at_desk.check("students", "Not known yet")
    at_desk.fill(summary="Someone copied a list.\n\nWe have closed that way in.")

    assert "45 h 36 min left" in at_desk.text("#due-text")
    assert at_desk.text(".buttons > :first-child") == "Copy the text"
    assert "Change it anywhere else" in at_desk.text("#reading")
    assert at_desk.fields["involves"] == {"student-information": ["passwords", "name"]}
    assert at_desk.fields["summary"] == "Someone copied a list.\n\nWe have closed that way in."
    return at_desk.send()


def told(at_desk: Desk) -> str:
    at_desk.open(f"event=notified&notice={GARDEN_BREACH}")
    at_desk.check("of", "The yearly notice The address of this website, once a year")
    at_desk.told("2026-12-04 19:30", "Email")

    assert "✓ Told in time" in at_desk.text("#due-text")
    assert at_desk.text(".buttons > :first-child") == "Go to GitHub"
    assert at_desk.fields == {
        "of": [GARDEN_BREACH, "yearly"],
        "at": "2026-12-04 19:30",
        "by": "email",
    }
    return at_desk.send()


def updated(at_desk: Desk) -> str:
    at_desk.open(f"event=update&notice={GARDEN_BREACH}")
    at_desk.fill(on="2026-12-04 20:00", text="The company found more.", students="40")
    at_desk.check("involves", "Social security number")
    at_desk.uncheck("involves", "Passwords")
    at_desk.check("not-involved", "Passwords")
    at_desk.check("schools", "Dodd Middle School")
    at_desk.check("grades", "7", "8")
    at_desk.check("", "The earlier notices told every family the same")
    fields = at_desk.fields

    assert fields["involves"] == {"student-information": ["name", "social security number"]}
    assert (fields["schools"], fields["grades"]) == (["dodd"], ["7", "8"])
    assert (fields["not-involved"], fields["notified"]) == (["passwords"], "earlier")
    assert at_desk.body == "The company found more."
    return at_desk.send()


def updated_once_more(at_desk: Desk) -> str:
    at_desk.open(f"event=update&notice={GARDEN_BREACH}")
    at_desk.fill(on="2026-12-04 20:10", text="One more school.")
    at_desk.check("schools", "Highland School")
    at_desk.uncheck("grades", "8")

    assert at_desk.fields["schools"] == ["dodd", "highland"]
    assert at_desk.fields["grades"] == ["7"]
    assert "involves" not in at_desk.fields
    return at_desk.send()


def corrected(at_desk: Desk) -> str:
    at_desk.open(f"event=correction&notice={GARDEN_BREACH}/update-2026-12-04-2000&fields=students")
    at_desk.fill(students="38", text="A class had been counted twice.")

    assert at_desk.fields == {
        "of": "update-2026-12-04-2000",
        "on": "2026-12-04",
        "right": {"students": "38"},
    }
    assert at_desk.body == "A class had been counted twice."
    return at_desk.send()


def message_corrected(at_desk: Desk) -> str:
    at_desk.open("event=correction")
    at_desk.page.get_by_role("link", name="Message of December 4, 2026, 19:30").click()
    at_desk.page.locator("#field").select_option("at")
    at_desk.page.get_by_role("button", name="Add", exact=True).click()
    at_desk.fill(at="2026-12-04 19:10", text="The clock was wrong.")

    assert at_desk.fields == {"on": "2026-12-04", "right": {"at": "2026-12-04 19:10"}}
    return at_desk.send()


def resolved(at_desk: Desk) -> str:
    at_desk.open(f"event=resolved&notice={GARDEN_BREACH}")

    assert at_desk.fields == {"on": "2026-12-04"}
    return at_desk.send()


def opened_again(at_desk: Desk) -> str:
    at_desk.open(f"event=resolved&notice={GARDEN_BREACH}")
    assert "This breach is over already. Here you open it again." in at_desk.text("#work")
    at_desk.fill(on="2026-12-04", text="There was another copy.")

    return at_desk.send()


def amended(at_desk: Desk) -> str:
    at_desk.open(f"event=change&notice={GARDEN}")
    at_desk.check("kind", "Amendment")
    at_desk.fill(executed="2026-12-04", expires="2026-12-04", text="It ends early.")
    at_desk.check("collects", "Attendance")
    at_desk.uncheck("collects", "Test scores")
    at_desk.check("agreement", UPLOADED)
    fields = at_desk.fields

    assert fields["collects"] == {
        "student-information": ["name", "grade level"],
        "student-records": ["attendance"],
    }
    assert fields["agreement"] == "files/word-garden-change-2026-12-04-2014.pdf"
    assert at_desk.body == "It ends early."
    return at_desk.send()


UPLOADED = "I will add the PDF on GitHub We say how, and which name it gets"


def deleted(at_desk: Desk) -> str:
    at_desk.open(f"event=deletion&notice={GARDEN}")
    assert "One of the days" in at_desk.text("#now")
    at_desk.fill(asked="2026-12-04")

    assert at_desk.fields == {"asked": "2026-12-04"}
    return at_desk.send()


def withdrawn(at_desk: Desk) -> str:
    at_desk.open(f"event=withdrawal&notice={GARDEN_BREACH}/update-2026-12-04-2010")
    at_desk.fill(reason="Sent in error: another company's list.")
    at_desk.check("happened", "No")

    assert "happened: no\n" in at_desk.written
    assert at_desk.fields == {
        "of": "update-2026-12-04-2010",
        "on": "2026-12-04",
        "happened": "no",
    }
    assert "another company's list" in at_desk.text("#reading")
    return at_desk.send()


LIFE = (
    *(signed, breached, told, updated, updated_once_more, corrected, message_corrected),
    *(resolved, opened_again, amended, deleted, withdrawn),
)


def test_a_message_tells_of_many_notices(at_desk: Desk) -> None:
    """One email on July 1 is one file; those that families have not been told of are on top."""
    renewed = CONTRACT.replace("notified: {at: 2025-08-20, by: email}\n", "")
    for number in range(8):
        text = renewed.replace("Northstar Reader", f"Product {number}")
        write_files(at_desk.root, {f"content/contracts/product-{number}.md": text})
    at_desk.open("event=notified")
    at_desk.page.locator("#q-of-find").fill("product")
    for box in at_desk.page.locator(".options li:visible input").all():
        box.check()
    at_desk.fill(at="2026-12-01 07:30")
    at_desk.check("at", "It took several days")
    at_desk.ask("at").get_by_label("Last day").fill("2026-12-02")
    at_desk.check("by", "Email")
    at_desk.check("part", "Yes")
    listed = at_desk.ask("of").locator("details .options li").all_inner_texts()

    assert at_desk.path == "content/messages/2026-12-01-0730.md"
    assert at_desk.fields == {
        "of": [f"contracts/product-{number}" for number in range(8)],
        "at": "2026-12-01 07:30",
        "until": "2026-12-02",
        "by": "email",
        "part": "yes",
    }
    assert "part: yes\n" in at_desk.written
    assert len(listed) == 1  # Northstar Reader, of which they know


def test_no_file_is_named_like_another(at_desk: Desk) -> None:
    """Neither on the site nor in the pull request."""
    write_files(
        at_desk.root,
        {**LOST, "content/breaches/lost/resolved-2026-12-04-2014.md": "---\non: 2026-12-04\n---\n"},
    )
    at_desk.open("event=contract")
    at_desk.fill(product="Northstar Reader")
    assert at_desk.path == "content/contracts/northstar-reader-2.md"

    at_desk.open("event=resolved&notice=breaches/lost")  # which is opened again
    assert at_desk.path == "content/breaches/lost/reopened-2026-12-04-2014.md"
    (at_desk.root / "content/breaches/lost/resolved-2026-12-04-2014.md").rename(
        at_desk.root / "content/breaches/lost/correction-2026-12-04-2014.md"
    )
    write_files(
        at_desk.root,
        {
            "content/breaches/lost/correction-2026-12-04-2014.md": "---\non: 2026-12-04\nright: {students: 5}\n---\n"
        },
    )
    at_desk.open("event=correction&notice=breaches/lost&fields=students")
    assert at_desk.path == "content/breaches/lost/correction-2026-12-04-2014-2.md"


def test_a_pdf_is_named_like_no_other_file(at_desk: Desk) -> None:
    """A file that a notice links to is never replaced."""
    write_files(at_desk.root, {"content/files/word-garden.pdf": PDF})
    at_desk.open("event=contract")
    at_desk.fill(product="Word Garden")
    at_desk.check("agreement", UPLOADED)

    assert at_desk.fields["agreement"] == "files/word-garden-2.pdf"
    assert "word-garden-2.pdf" in at_desk.text("#pdf")


def test_a_correction_has_a_reason_unless_it_only_adds(at_desk: Desk) -> None:
    """Families read why a value was wrong; what was only missing needs no reason."""
    write_files(at_desk.root, LOST)
    at_desk.open("event=correction&notice=breaches/lost&fields=students")
    at_desk.fill(students="12")
    assert "What was wrong, and why?" in at_desk.text("#now")

    at_desk.check("text", "Nothing was wrong, only missing")
    assert "Nothing: you can continue" in at_desk.text("#now")
    assert at_desk.fields == {"on": "2026-12-04", "right": {"students": "12"}}

    at_desk.send()
    assert " error" not in at_desk.problems(), at_desk.problems()


def test_each_file_of_an_entry_has_a_draft_of_its_own(at_desk: Desk) -> None:
    """A link to another file begins with that file."""
    update = "---\non: 2026-12-04\n---\nMore is known.\n"
    write_files(at_desk.root, {**LOST, "content/breaches/lost/update-1.md": update})
    at_desk.open("event=correction&notice=breaches/lost&fields=students")
    at_desk.fill(students="12")
    at_desk.open("event=correction&notice=breaches/lost/update-1&fields=students")

    assert at_desk.fields == {"of": "update-1", "on": "2026-12-04"}


# One pull request


def test_what_belongs_together_goes_to_one_branch(at_desk: Desk) -> None:
    """The PDF, the notice, its translation and the message; the branch may be of a fork."""
    at_desk.open("event=contract")
    at_desk.fill(product="Word Garden", contractor="Example Garden, Inc.", executed="2026-12-02")
    at_desk.fill(description="Words.", purpose="Spelling.", body="Teachers create the accounts.")
    at_desk.check("collects", "Name")
    at_desk.check("agreement", UPLOADED)
    page, go = at_desk.page, at_desk.page.locator("#go")
    upload = page.get_by_role("link", name="Put the PDF on GitHub")
    assert upload.get_attribute("href") == f"{HOME}/upload/main/content/files"
    assert "word-garden.pdf" in at_desk.text("#send-body")

    page.locator("#branch").fill("https://github.com/example/notices/pull/12")
    assert "not the address of a branch" in at_desk.text("#branch-error")
    fork = "https://github.com/pat-example/notices"
    page.locator("#branch").fill(f"{fork}/tree/pat-example-patch-1")
    assert go.get_attribute("href").startswith(
        f"{fork}/new/pat-example-patch-1?filename=content%2Fcontracts%2Fword-garden.md&value="
    )
    at_desk.send()
    assert "Edit file" in at_desk.text("#after")
    assert page.locator("#branch").count() == 1

    page.get_by_role("link", name="Add this in Spanish").click()
    page.get_by_role("heading", name="Word Garden in Spanish").wait_for()
    at_desk.fill(
        description="Palabras.", purpose="Ortografía.", body="Los maestros crean las cuentas."
    )
    assert at_desk.path == "content/contracts/word-garden.es.md"
    assert at_desk.fields == {"description": "Palabras.", "purpose": "Ortografía."}
    assert at_desk.body == "Los maestros crean las cuentas."
    assert go.get_attribute("href").startswith(f"{fork}/new/pat-example-patch-1?")

    page.go_back()
    at_desk.open("event=notified&notice=contracts/word-garden")
    at_desk.told("2026-12-04 10:00", "Email")
    assert at_desk.fields["of"] == "contracts/word-garden"
    assert go.get_attribute("href").startswith(f"{fork}/new/pat-example-patch-1?")
    assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]


# The script does what the program does


@pytest.fixture(scope="module")
def scripts(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return a function that evaluates an expression on the desk as it is made in a year."""
    folder = write_files(tmp_path_factory.mktemp("desk"), {"content/site.yaml": SETTINGS})
    # A phone in another time zone: the district's counts.
    context = chromium.new_context(locale="en-GB", timezone_id="Asia/Tokyo")
    pages: dict[int, Any] = {}

    def evaluated(expression: str, argument: object = None, year: int = 2026) -> Any:
        if year not in pages:
            made = notices("desk", "--root", folder, "--now", f"{year}-12-04")
            made.check_returncode()
            file = folder / f"{year}.html"
            file.write_text(made.stdout, encoding="utf-8")
            pages[year] = context.new_page()
            pages[year].goto(file.as_uri())
        return pages[year].evaluate(expression, argument)

    yield evaluated
    context.close()


CLOCKS = [
    (trigger, limit, unit, expected)
    for unit, table in (
        ("days", DAYS_TABLE),
        ("hours", HOURS_TABLE),
        ("business days", BUSINESS_DAYS_TABLE),
    )
    for trigger, limit, expected in table
    if not re.search(r":\d\d[+-]", trigger)  # which no input takes
]


@pytest.mark.parametrize(("trigger", "limit", "unit", "expected"), CLOCKS)
def test_the_desk_counts_as_the_record_does(
    scripts: Any, trigger: str, limit: int, unit: str, expected: str
) -> None:
    """Each case of the clocks of the law, in the district's time zone."""
    year = 2022 if trigger < "2024" else 2026
    due = scripts(
        "([from, limit, unit]) => desk.deadline(from, limit, unit)", [trigger, limit, unit], year
    )
    if unit == "hours":
        last = datetime.fromtimestamp(due["last"] / 1000, ZONE).isoformat(timespec="minutes")
        assert last == expected
    else:
        ends = datetime.fromtimestamp(due["ends"] / 1000, ZONE)
        assert due["last"] == expected
        assert ends == when(expected, ZONE).end


ABROAD = "+44 20 7946 0958"  # a number of another country, in which the script is not an expert


@pytest.mark.parametrize(("text", "kind", "said"), LOOKS, ids=[text for text, _, _ in LOOKS])
def test_student_data_is_found_before_it_is_sent(
    scripts: Any, text: str, kind: str, said: str
) -> None:
    """Each case of the check."""
    found = scripts("text => desk.findings(text)", text)

    assert (kind, said) in [(each["kind"], each["words"]) for each in found]


@pytest.mark.parametrize("text", PLAIN)
def test_the_usual_text_is_not_held_up(scripts: Any, text: str) -> None:
    """Each case of the check in which nothing is found."""
    assert scripts("text => desk.findings(text)", text) == []


def test_data_is_about_the_same_topics(scripts: Any) -> None:
    """The steps for families, and what the search of the list finds, are those of the pages."""
    elements = [element for group in OFFERED.values() for element in group]
    elements += ["SSNs", "Driver’s License No.", "S.S.N.", "IEP or 504", "health class", "PIN #"]

    assert scripts("all => all.map(desk.topicsOf)", elements) == [
        [*topics(element)] for element in elements
    ]


def test_names_and_kinds_of_data_are_those_of_the_program(scripts: Any) -> None:
    """An id, and the kind that the law has for an element."""
    elements = [element for group in OFFERED.values() for element in group]
    elements += ["Grade(s)", "grade level", "student’s essay", "final grades", "shoe size"]
    titles = ["Math #1 & Friends 🎲: 50%", "Écoles d'été", "Straße", "x" * 80, "中文", "O'Neill’s"]

    assert scripts("all => all.map(desk.kindOf)", elements) == [kind(each) for each in elements]
    assert scripts("all => all.map(desk.idOf)", titles) == [slug(title) for title in titles]


HOSTILE = [
    *("plain words", "Words: games", "a #1 b", "# no comment", "it's “said”", '"quoted"', "'q'"),
    *("---", "a\n---\nb", "- a", "? a", "[a]", "{a}", "a, b", "&a *b", "!x", "%", "@x", "`x`"),
    *(
        " leading",
        "trailing ",
        "tab\there",
        "\ttab",
        "🦉 owl",
        "é 中文",
        "نص بالعربية: # نعم",
        "a\\b",
    ),
    *("x" * 5_000, "no", "Yes", "null", "~", "true", "012", "12", "1e3", "0x1F", "1_000", "1.50"),
    *("2026-02-30", "2026-12-04", "2026-12-04 17:50", "2026-1-5", "17:50", "a:b", "a: b", "a:"),
    *("one\n\n  two # b\n\tthree", "product: x\nlegacy: true", "a\u2028b", "a\x00b\u202eb", "=1+1"),
]


def as_typed(text: str, *, is_line: bool) -> str:
    """Return what the program reads for a text that was typed, without what nobody sees."""
    text = re.sub("[\u202a-\u202e\u2066-\u2069]", "", text.replace("\u2028", "\n"))
    text = text.replace("\x00", " ").strip()
    return " ".join(text.split()) if is_line else text


@pytest.mark.parametrize("event", desk.EVENTS)
def test_a_text_stays_what_it_is(shared_page: Any, made_desk: str, event: str) -> None:
    """Whatever is typed into each box of a choice is in its file, and nothing else is."""
    page = shared_page()
    page.goto(f"{made_desk}#event={event}{PLACES.get(event, '')}")
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    files = page.evaluate(TYPE, HOSTILE)

    if event == "deletion":  # in which nothing is typed
        assert not any(boxes for _, _, boxes in files)
        return
    for text, (path, written, boxes) in zip(HOSTILE, files, strict=True):
        fields, body = read(path, written)
        found = dict(leaves({**fields, "body": body}))
        assert boxes
        assert "legacy" not in fields
        for name, is_line, is_list, value in boxes:
            assert text.replace("\n", "") in value.replace("\n", "")
            lines = as_typed(value, is_line=False).split("\n")
            if is_list:
                wanted = [line for each in lines if (line := as_typed(each, is_line=True))]
            else:
                wanted = as_typed(value, is_line=is_line)
            said = found.get(name, body)
            is_among = name.endswith("by") and not is_list  # the means that are checked
            assert wanted in said if is_among else said == wanted, (name, written[:300])


# Types a text into each box, one text after the other; returns each file with the names of its boxes.
TYPE = """texts => texts.map(text => {
    const boxes = [];
    for (const box of document.querySelectorAll("#work form :is(input[type=text], textarea)")) {
        if (!box.checkVisibility()) continue;
        const ask = box.closest("[id^=ask-q-]").id.slice(6);
        const isList = box.classList.contains("few");
        if (box.id.endsWith("-other")) { if (!ask.endsWith("by")) continue; }
        box.value = text;
        box.dispatchEvent(new Event("input", {bubbles: true}));
        boxes.push([ask, box.tagName === "INPUT" || desk.isLine(ask), isList, box.value]);
    }
    return [document.querySelector(".path code").textContent, document.querySelector("#notation").textContent, boxes];
})"""
PLACES = {
    **dict.fromkeys(("change", "deletion"), "&notice=contracts/northstar-reader"),
    "correction": "&notice=breaches/lost&fields=summary,offers,also-reported-by",
    **dict.fromkeys(("update", "resolved", "withdrawal"), "&notice=breaches/lost"),
}


def leaves(fields: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each text and list of the fields, with the name of its question."""
    for name, value in fields.items():
        if isinstance(value, dict):
            yield from leaves(value, "" if name == "right" else f"{before}{name}-")
        else:
            yield f"{before}{name}", value


# What goes wrong


def test_a_draft_survives_a_reload(at_desk: Desk) -> None:
    """All that was typed, chosen and found is there again, and nothing is left after the tab."""
    at_desk.open("event=breach")
    at_desk.check("contract", "Northstar Reader Northstar Learning, Inc.")
    at_desk.fill(received="2026-12-04 17:50", summary="A list.\n\nWith # and 🦉.")
    at_desk.check("involves", "Passwords")
    at_desk.ask("involves").get_by_label("Other, one on each line").fill("bus stop\nnames of pets")
    at_desk.check("students", "Not known yet")
    before = at_desk.written
    at_desk.page.reload()

    assert at_desk.written == before
    assert "student-information: [passwords, bus stop, names of pets]" in before
    assert at_desk.page.locator("#changed").count() == 0
    assert at_desk.page.evaluate("[localStorage.length, document.cookie]") == [0, ""]


def test_a_draft_for_an_entry_that_is_gone_is_shown(at_desk: Desk) -> None:
    """So that nothing is lost when a notice has another address, or the page is older."""
    write_files(at_desk.root, {"content/breaches/lost.md": LOST_ENTRY})
    at_desk.open("event=update&notice=breaches/lost")
    at_desk.fill(on="2026-12-04 20:00", text="What the company said tonight.")
    (at_desk.root / "content/breaches/lost.md").unlink()
    at_desk.open("event=update&notice=breaches/lost")

    assert "This page has no notice “breaches/lost”." in at_desk.text("#work")
    assert "What the company said tonight." in at_desk.text("#work .notation")


def test_an_edited_address_leads_to_the_choice(at_desk: Desk) -> None:
    """An event that this page does not know, and a notice that cannot have one, are named."""
    at_desk.open("event=party&notice=contracts/x")
    assert "This page does not know “party”. Choose below what happened." in at_desk.text("#start")

    at_desk.open("event=update&notice=breaches/<b>x")
    assert "This page has no notice “breaches/<b>x”." in at_desk.text("#work")

    at_desk.open("event=translation&notice=contracts/x&language=es")
    assert "This page does not know “translation”." in at_desk.text("#start")
    assert at_desk.errors == []


def test_a_lost_connection_loses_nothing(at_desk: Desk) -> None:
    """The page asks for nothing while it is filled in, and the link opens a tab of its own."""
    at_desk.open("event=breach")
    requests = list[str]()
    at_desk.page.on("request", lambda request: requests.append(request.url))
    at_desk.page.context.set_offline(True)
    at_desk.check("contract", "Northstar Reader Northstar Learning, Inc.")
    at_desk.fill(received="2026-12-04 17:50", summary="A list.")
    before = at_desk.written
    assert "summary: A list." in before
    assert requests == []

    with at_desk.page.expect_popup():
        at_desk.page.locator("#go").click()
    assert at_desk.written == before


def test_a_name_may_have_any_character(at_desk: Desk) -> None:
    """It arrives as it was typed: in the entry, in its address, and at the desk afterward."""
    name = "Math #1 & Friends 🎲: 50% “more”"
    at_desk.open("event=contract")
    at_desk.fill(product=name, contractor="O'Example & Söhne, Inc. #2")
    at_desk.fill(description="Games.", purpose="Practice.", executed="2026-12-02")
    at_desk.check("collects", "Name")
    at_desk.check("agreement", "It is on a website")
    at_desk.ask("agreement").locator("[type=url]").fill("https://x.example/a?b=1&c=2#d")
    path = at_desk.send()
    fields, _ = read(path, (at_desk.root / path).read_text(encoding="utf-8"))

    assert path == "content/contracts/math-1-friends-50-more.md"
    assert (fields["product"], fields["contractor"]) == (name, "O'Example & Söhne, Inc. #2")
    assert fields["agreement"] == "https://x.example/a?b=1&c=2#d"

    at_desk.open("event=notified")
    at_desk.page.get_by_label(f"{name} Contract").check()
    assert at_desk.fields["of"] == "contracts/math-1-friends-50-more"


def test_a_text_that_is_too_long_for_an_address_is_copied(at_desk: Desk) -> None:
    """The link opens the editor with the path alone; nothing is cut."""
    at_desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    write_files(at_desk.root, LOST)
    at_desk.open("event=withdrawal&notice=breaches/lost")
    at_desk.fill(reason="Wörter. " * 80)
    short = at_desk.page.locator("#go").get_attribute("href")
    assert file_at(short)[1] == at_desk.written
    at_desk.fill(reason="Wörter. " * 375)
    address = at_desk.page.locator("#go").get_attribute("href")
    with at_desk.page.expect_popup():
        at_desk.page.locator("#go").click()
    at_desk.page.get_by_text("Copied.").wait_for()

    assert file_at(address) == (at_desk.path, "")
    assert "too long for a link" in at_desk.text("#send-body")
    assert at_desk.page.evaluate("navigator.clipboard.readText()") == at_desk.written
    assert at_desk.body == ("Wörter. " * 375).strip()


def test_an_address_has_room_where_a_person_signs_in(shared_page: Any, made_desk: str) -> None:
    """There it is encoded once more: the longest that is filled in still fits, to the letter."""
    page = shared_page()
    page.goto(f"{made_desk}#event=withdrawal&notice=breaches/lost")
    lengths = page.evaluate(
        """() => [...Array(80).keys()].map(i => {
            const box = document.querySelector("#q-reason");
            box.value = "ü ".repeat(150 + i * 4);
            box.dispatchEvent(new Event("input", {bubbles: true}));
            const address = document.querySelector("#go").href;
            return [address.includes("&value="), encodeURIComponent(address).length];
        })"""
    )
    filled = [length for has_text, length in lengths if has_text]

    assert 5_900 < max(filled) <= 6_000
    assert len(filled) < len(lengths)


def test_the_buttons_wait_if_an_answer_may_be_about_a_student(at_desk: Desk) -> None:
    """A person takes it out, or says that it is about nobody; a company's name is no student's."""
    at_desk.open("event=breach")
    at_desk.fill(summary="Her SSN is 123-45-6789.")
    assert at_desk.page.locator("#go, #copy").count() == 0
    assert "“123-45-6789” looks like a Social Security number." in at_desk.text("#send-body")

    at_desk.page.get_by_label("None of this is about a student").check()
    assert at_desk.page.locator("#go").count() == 1

    at_desk.fill(summary="Emma's reading score fell.")
    assert at_desk.page.locator("#go").count() == 0

    at_desk.fill(summary="Northstar's records are with the company.")
    assert at_desk.page.locator("#go").count() == 1


def test_an_error_is_at_its_question(at_desk: Desk) -> None:
    """It is also in the list of what is missing, and in the title."""
    at_desk.open("event=breach")
    at_desk.fill(discovered="2026-12-14")
    ask = at_desk.ask("discovered")

    assert "December 14 has not come yet. Change the date." in ask.inner_text()
    assert ask.locator("[aria-invalid=true]").count() == 1
    assert "Fix: " in at_desk.text("#now")
    assert at_desk.page.title().startswith("Error: ")

    at_desk.check("discovered", "Not known yet")
    assert "has not come yet" not in ask.inner_text()
    assert "discovered: unknown" in at_desk.written


def test_a_letter_alone_is_not_told_in_time(at_desk: Desk) -> None:
    """Nor is a day without a time, if the limit is in hours and ends on that day."""
    write_files(at_desk.root, {"content/breaches/lost.md": LOST_ENTRY})
    at_desk.open("event=notified&notice=breaches/lost")
    at_desk.told("2026-12-04 10:00", "Letter")
    assert "Told, but not by email" in at_desk.text("#due-text")

    at_desk.check("by", "Email")
    assert "✓ Told in time" in at_desk.text("#due-text")

    at_desk.fill(at="2026-12-05 09:01")  # which has not come yet
    assert "Told, but late" in at_desk.text("#due-text")


def test_an_answer_and_no_answer_exclude_each_other(at_desk: Desk) -> None:
    """So that nothing is checked that does not count."""
    at_desk.open("event=breach")
    at_desk.check("contract", "Northstar Reader Northstar Learning, Inc.")
    at_desk.check("contract", "It is not in this list We ask for the product and the company")
    at_desk.fill(product="Word Garden", contractor="Example Garden, Inc.")
    assert "contract:" not in at_desk.written
    assert "product: Word Garden" in at_desk.written

    at_desk.check("contract", "Northstar Reader Northstar Learning, Inc.")
    assert "contract: northstar-reader" in at_desk.written
    assert "product:" not in at_desk.written

    at_desk.fill(received="2026-12-04 17:50")
    at_desk.check("received", "Not known yet")
    assert "received: unknown" in at_desk.written
    at_desk.fill(received="2026-12-04 17:55")
    assert "received: 2026-12-04 17:55" in at_desk.written


def test_what_was_taken_cannot_be_not_taken(at_desk: Desk) -> None:
    """One list decides: what is checked there is no choice in the other."""
    at_desk.open("event=breach")
    at_desk.check("not-involved", "Passwords", "Fingerprints")
    at_desk.check("involves", "Passwords")
    box = at_desk.ask("not-involved").locator("[value=passwords]")

    assert box.is_disabled()
    assert "not-involved: [fingerprints]" in at_desk.written

    at_desk.uncheck("involves", "Passwords")
    assert box.is_enabled()


def test_a_closed_school_stays_where_it_stands(at_desk: Desk) -> None:
    """It is no choice in a new notice, and a later one does not remove it without a word."""
    closed = SCHOOLS.replace("grades: 7-8}", "grades: 7-8, closed: 2026-06-30}")
    own = roots.settings(schools=closed, repository="example/notices", since="2026-09-01")
    write_files(at_desk.root, {"content/site.yaml": own, "content/breaches/lost.md": LOST_ENTRY})
    at_desk.open("event=breach")
    assert "Dodd" not in at_desk.ask("schools").inner_text()

    at_desk.open("event=update&notice=breaches/lost")
    at_desk.check("schools", "Highland School")
    assert "schools: [highland, dodd]" in at_desk.written


def test_a_limit_counts_from_its_first_day(at_desk: Desk) -> None:
    """What was received before has the limit of the preset."""
    own = roots.settings(
        schools=SCHOOLS,
        repository="example/notices",
        deadlines="{family-breach-notice: {limit: 24 hours, from: 2026-12-04}}",
    )
    write_files(at_desk.root, {"content/site.yaml": own})
    at_desk.open("event=breach")
    at_desk.fill(received="2026-12-03 17:50")
    assert "Saturday, December 5" in at_desk.text("#due-text")

    at_desk.fill(received="2026-12-04 17:50")
    assert "Saturday, December 5" in at_desk.text("#due-text")
    assert at_desk.page.locator("#due-text b").count() == 1


def test_a_breach_of_the_districts_own_asks_for_no_company(at_desk: Desk) -> None:
    """What only a contractor's breach has is not asked for."""
    at_desk.open("event=breach")
    at_desk.check("by", "District")

    assert not at_desk.page.locator("#ask-q-contract, #ask-q-received").first.is_visible()
    at_desk.fill(discovered="2026-12-04 10:00", students="12", summary="A list was sent.")
    at_desk.check("involves", "Name")
    assert at_desk.send() == "content/breaches/2026-12-district.md"


def test_what_may_be_on_the_site_already_is_asked_about(at_desk: Desk) -> None:
    """A product that has a page may have a renewal, and an open breach an update."""
    write_files(at_desk.root, {"content/breaches/lost.md": LOST_ENTRY})
    at_desk.open("event=contract")
    at_desk.fill(product="Northstar Read")
    assert at_desk.page.locator("#similar").count() == 0
    at_desk.fill(product="northstar reader")
    at_desk.page.get_by_role("link", name="Was it renewed or changed?").click()
    assert at_desk.page.url.endswith("#event=change&notice=contracts/northstar-reader")

    at_desk.open("event=breach")
    at_desk.check("contract", "Northstar Reader Northstar Learning, Inc.")
    at_desk.page.get_by_role("link", name="Do you know more about it?").click()
    assert at_desk.page.url.endswith("#event=update&notice=breaches/lost")


def test_a_page_without_a_repository_tells_where_to_paste(at_desk: Desk) -> None:
    """As `notices desk` writes it for a district whose site has no desk."""
    own = roots.settings(schools=SCHOOLS, since="2026-09-01")
    write_files(at_desk.root, {"content/site.yaml": own})
    at_desk.open("event=contract")

    assert at_desk.page.locator("#go").count() == 0
    assert "choose Add file, then Create new file" in at_desk.text("#send-body")
    assert "github.com/example" not in at_desk.file.read_text(encoding="utf-8")


def test_the_desk_of_a_site_works(open_page: Any, tmp_path: Path) -> None:
    """Its styles and its script are files of the site, which its own rules let in."""
    write_files(tmp_path, DISTRICT)
    notices(
        "build", "--root", tmp_path, "--out", tmp_path / "out", "--now", BUILT
    ).check_returncode()
    page, errors = open_page(), list[str]()
    page.on("console", lambda message: errors.append(message.text))
    page.goto((tmp_path / "out/desk/index.html").as_uri() + "#event=contract")
    page.get_by_role("heading", name="We signed a contract with a new company").wait_for()

    assert page.evaluate("getComputedStyle(document.querySelector('.watch')).position") == "sticky"
    assert errors == []


# On a phone


class Phone:
    """A person with a phone at the desk: taps, and fields in which something is typed."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.taps = 0
        self.typed = list[str]()

    def tap(self, *targets: Any) -> None:
        """Tap what is seen; a box that is in a closed group is not."""
        for target in targets:
            target.tap()
            self.taps += 1

    def choose(self, name: str, *words: str) -> None:
        """Tap choices of a question by their words, after the group that each is in."""
        for each in words:
            choice = self.desk.page.locator(f"[id='ask-q-{name}']").get_by_label(each, exact=True)
            group = choice.locator("xpath=ancestor::details[not(@open)]")
            if group.count():
                self.tap(group.locator("summary").first)
            self.tap(choice.first)

    def type(self, **answers: str) -> None:
        """Fill in fields, of which a date and its time are one each."""
        self.desk.fill(**answers)
        for name, answer in answers.items():
            self.typed += [name] * (1 + bool(re.fullmatch(r"\S+ [0-9]{2}:[0-9]{2}", answer)))


@pytest.fixture
def phone(open_page: Any, tmp_path: Path) -> Phone:
    """Return a phone with the desk of a district that has one contract."""
    page = open_page(viewport={"width": 375, "height": 667}, has_touch=True, is_mobile=True)
    return Phone(Desk(page, write_files(tmp_path, DISTRICT)))


def test_the_first_contract_takes_few_taps_on_a_phone(phone: Phone) -> None:
    """From the first page to the form on GitHub, which needs one more tap to be submitted."""
    phone.desk.open("")
    page = phone.desk.page
    phone.tap(page.get_by_role("link", name="We signed a contract with a new company"))
    phone.type(product="Word Garden", contractor="Example Garden, Inc.")
    phone.type(description="Words and games.", purpose="Spelling practice.")
    phone.choose("collects", "Name", "Grade level")
    phone.type(executed="2026-12-02")
    phone.choose("expires", "No end date")
    phone.choose("agreement", UPLOADED)

    assert "Nothing: you can continue" in page.locator("#now").text_content()
    with page.expect_popup():
        phone.tap(page.locator("#go"))
    assert phone.desk.fields["agreement"] == "files/word-garden.pdf"
    assert (len(phone.typed), phone.taps) == (5, 7)


def test_a_breach_takes_few_taps_on_a_phone(phone: Phone) -> None:
    """At night, with little that is known: families have been told, and the rest is unknown."""
    phone.desk.open("")
    page = phone.desk.page
    phone.tap(page.get_by_role("link", name="A company told us about a data breach"))
    phone.choose("contract", "Northstar Reader Northstar Learning, Inc.")
    phone.type(received="2026-12-04 17:50")
    phone.choose("discovered", "Not known yet")
    phone.choose("involves", "Not known yet")
    phone.choose("students", "Not known yet")
    phone.type(summary="Someone copied a list.")
    phone.tap(page.locator("[name='g-notified'][value='yes']"))
    phone.type(notified__at="2026-12-04 19:30")
    phone.choose("notified-by", "Email")

    assert "Nothing: you can continue" in page.locator("#now").text_content()
    with page.expect_popup():
        phone.tap(page.locator("#go"))
    assert phone.desk.fields["notified"] == {"at": "2026-12-04 19:30", "by": "email"}
    assert (len(phone.typed), phone.taps) == (5, 8)


def test_the_desk_is_small_on_the_way_to_a_phone() -> None:
    """Compressed, its page, its script and its styles are less than a photo."""
    pages = pages_of(inputs(repository="example/notices"))
    sizes = {
        name: len(gzip.compress(pages[name], 9))
        for name in ("desk/index.html", "static/desk.js", "static/desk.css")
    }

    assert sizes["desk/index.html"] <= 20_000
    assert sizes["static/desk.js"] <= 26_000
    assert sizes["static/desk.css"] <= 4_000


# Who reads it, and where

VIEWS = ["", "#event=breach", "#event=update", "#event=update&notice=breaches/lost"]
VIEWS += ["#event=correction&notice=breaches/lost&fields=received", "#event=contract"]
VIEWS += ["#event=notified", "#event=withdrawal&notice=breaches/lost"]


@pytest.fixture(scope="module")
def made_desk(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a desk on the disk."""
    texts = {**DISTRICT, **LOST}
    folder = write_files(tmp_path_factory.mktemp("desk"), texts)
    made = notices("desk", "--root", folder, "--now", BUILT)
    (folder / "desk.html").write_text(made.stdout, encoding="utf-8")
    return (folder / "desk.html").as_uri()


@pytest.mark.parametrize("view", VIEWS)
def test_the_desk_is_accessible(shared_page: Any, made_desk: str, view: str) -> None:
    """Axe finds nothing on a phone in light mode, nor on a desktop in dark mode."""
    page = shared_page()
    page.goto(made_desk + view)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    # What scrolls below the bar at the foot of a phone is covered only as long as it is there.
    add_style(page, ".watch { position: static !important }")

    assert seen_violations(page) == []


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_on_the_desk_scrolls_sideways(shared_page: Any, made_desk: str, view: str) -> None:
    """The page fits 320 px, and a phone with its text at 200 %."""
    page = shared_page(viewport={"width": 320, "height": 600})
    page.goto(made_desk + view)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    page.set_viewport_size({"width": 375, "height": 700})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_without_scripts_the_desk_says_where_the_examples_are(
    shared_page: Any, made_desk: str
) -> None:
    """A file can always be written by hand."""
    page = shared_page(java_script_enabled=False)
    page.goto(made_desk)
    plain = page.locator("#plain").inner_text()

    assert "This page needs JavaScript" in plain
    assert "notices new breach" in plain
    assert "docs/fields.md" in plain
    link = page.get_by_role("link", name="content of the repository")
    assert link.get_attribute("href") == HOME


def test_a_keyboard_is_enough(at_desk: Desk) -> None:
    """From the first page to a choice and back, and each field is reached."""
    at_desk.open("")
    page = at_desk.page
    page.get_by_role("link", name="A breach is over").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="A breach is over", level=1).wait_for()
    page.go_back()
    page.get_by_role("heading", name="What happened?", level=1).wait_for()
    assert at_desk.errors == []
