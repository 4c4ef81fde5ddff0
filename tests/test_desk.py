"""Staff answer at the desk by choosing, and the answers become the entries that they must become."""

from __future__ import annotations

import gzip
import html
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, get_args
from urllib.parse import parse_qs

import pytest
import yaml

from generator.authoring import desk, desk_answers, events
from generator.authoring.questions import FORMS, FormKind, questions
from generator.commands.wiring import plan
from generator.compiler import plan_site
from generator.content.data_elements import OFFERED, topics
from generator.content.entry_dates import when
from generator.content.field_types import Control
from generator.core.site import Inputs
from generator.law.due import due
from generator.law.record import record
from helpers import roots
from helpers.browsing import add_style, seen_violations
from helpers.desk import BUILT, NOW, Desk, DeskOfRepository, body, fields_of, reply
from helpers.district_repository import init
from helpers.pages import page_texts, text_of
from helpers.program import REPOSITORY, notices
from helpers.roots import CONTRACT, PDF, write_files
from helpers.runner import github_repository
from helpers.tiers import swept
from test_clocks import BUSINESS_DAYS_TABLE, DAYS_TABLE, HOURS_TABLE, ZONE
from test_student_data import LOOKS, PLAIN

SCHOOLS = (
    "{dodd: {name: Dodd Middle School, grades: 7-8}, highland: {name: Highland School, "
    "grades: K-6}}"
)
SETTINGS = roots.settings(schools=SCHOOLS, repository="example/notices", since="2026-09-01")
SETTINGS_THERE = roots.settings(
    schools=SCHOOLS, repository="example/notices", since="2026-09-01", url="SITE"
)
DISTRICT: dict[str, str] = {
    "content/site.yaml": SETTINGS,
    "content/contracts/northstar-reader.md": CONTRACT,
    "content/files/northstar.pdf": PDF,
}


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
    assert "https://github.com/example/notices/issues/new/choose" in page


@pytest.mark.parametrize("kind", [kind for kind in FORMS if kind not in desk_answers.NOT_AT_DESK])
def test_every_question_is_on_the_desk_or_says_why_not(kind: FormKind) -> None:
    """A field that is new in a table is on the desk without a line of its own."""
    plan = plan_site(inputs())
    assert plan.site
    data = desk.data(plan.site)
    asked = {data["questions"][i]["name"] for i in data["events"][kind]["questions"]}

    for question in questions(kind):
        name = question.field if question.is_data else question.name
        assert (name in asked) != (name in desk.LEFT_OUT), name
    assert {data["questions"][i]["control"] for i in data["events"][kind]["questions"]} <= {
        *Control
    }


def test_every_event_of_a_notice_is_on_the_desk() -> None:
    """Each form has its event, and the deletion of data has one that has no form."""
    kinds = {*get_args(FormKind)} - {*desk_answers.NOT_AT_DESK}

    assert {*desk.EVENTS} == {*kinds, desk_answers.DELETION} == {*desk_answers.EVENTS}
    assert {section for event in desk.EVENTS.values() for section in event.sections} <= {
        *(*events.BOTH, desk.SCHOOLS)
    }


def test_the_data_that_is_offered_is_translated() -> None:
    """Each element is offered once, and families read it in their language."""
    elements = [element for group in OFFERED.values() for element in group]

    assert len({*elements}) == len(elements)
    for catalog in sorted((REPOSITORY / "themes/default/locale").glob("*.po")):
        text = catalog.read_text(encoding="utf-8")
        missing = [each for each in elements if f'msgctxt "element"\nmsgid "{each}"' not in text]
        assert missing == [], catalog.name


def test_the_form_is_among_the_others() -> None:
    """It has one box, which an address can fill in, and takes the contract as a file."""
    form = yaml.safe_load((REPOSITORY / ".github/ISSUE_TEMPLATE/desk.yml").read_text())
    box, file = form["body"][1:]

    assert (box["type"], box["id"]) == ("textarea", "answers")
    assert box["validations"] == {"required": True}
    assert file["type"] == "upload"


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


def test_a_new_repository_leads_to_the_desk(tmp_path: Path) -> None:
    """Its README and the page where people choose a form do, if the settings name it."""
    found = {}
    for name in ("", "example/notices"):
        folder = tmp_path / (name.partition("/")[2] or "none")
        init(folder, {"--repository": name}).check_returncode()
        readme = (folder / "README.md").read_text(encoding="utf-8")
        chooser = yaml.safe_load((folder / ".github/ISSUE_TEMPLATE/config.yml").read_text())
        links = [(link["name"], link["url"]) for link in chooser.get("contact_links", ())]
        found[name] = re.findall(r"\[([^]]+)\]\((https://privacy[^)]+)\)", readme), links
        assert "## Post a notice\n\n" in readme

    address = "https://privacy.example/notices/desk/index.html"
    each = [(event.title, f"{address}#event={name}") for name, event in desk.EVENTS.items()]
    assert found[""] == ([], [])
    assert found["example/notices"] == ([("the desk", address), *each], each)


def test_what_is_due_leads_to_its_event() -> None:
    """A reminder opens exactly what is due, with its notice; what no event does has no link."""
    texts = {
        **DISTRICT,
        "content/contracts/ends.md": CONTRACT.replace("expires: none", "expires: 2026-12-10"),
        "content/contracts/ended.md": CONTRACT.replace("expires: none", "expires: 2026-09-10"),
        "content/breaches/lost.md": LOST_ENTRY.replace("2026-12-03", "2026-11-24"),
        "content/breaches/called.md": LOST_ENTRY.replace(
            "received: 2026-12-03 09:00",
            "received: 2026-11-24 09:00\nnotified: {at: 2026-11-24 10:00, by: call}",
        ),
    }
    site = plan_site(roots.root(texts)).site
    assert site
    items = due(site.now, record(site), site.entries)
    links = {desk.due_link("https://x.example/", item) for item in items}
    start = "https://x.example/desk/index.html#"

    assert {f"{start}event=notified&notice=breaches/lost"} < links
    assert f"{start}event=change&notice=contracts/ends" in links
    assert f"{start}event=deletion&notice=contracts/ended" in links
    assert (
        f"{start}event=correction&notice=breaches/called&fields=Notified%20at,Notified%20by"
        in links
    )
    assert "" in links  # the yearly notice is in the settings


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
    texts["content/site.yaml"] = SETTINGS + "languages: [en, es]\n"
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


def test_a_school_that_has_closed_is_a_correction(at_desk: Desk) -> None:
    """It is in the settings, and everything else there stays."""
    at_desk.open("event=correction&notice=schools/dodd&fields=Closed,Into")
    at_desk.fill(closed="2026-06-30")
    at_desk.ask("into").locator("select").select_option("Highland School")
    said = at_desk.send()

    assert said["path"] == "content/site.yaml"
    assert said["title"] == "Complete or correct Dodd Middle School"
    schools = yaml.safe_load((at_desk.root / "content/site.yaml").read_text())["schools"]
    assert schools["dodd"] == {
        "name": "Dodd Middle School",
        "grades": "7-8",
        "closed": datetime(2026, 6, 30).date(),
        "into": "highland",
    }
    assert schools["highland"] == {"name": "Highland School", "grades": "K-6"}


# A whole life at the desk


@pytest.fixture
def at_desk(open_page: Any, tmp_path: Path) -> Desk:
    """Return the desk of a district with one contract."""
    return Desk(open_page(), write_files(tmp_path, DISTRICT))


@pytest.fixture
def desk_on_github(open_page: Any, tmp_path: Path) -> Iterator[DeskOfRepository]:
    """Return the desk of the same district, whose files are on GitHub."""
    with github_repository(tmp_path, NOW, {**DISTRICT, "content/site.yaml": SETTINGS_THERE}) as hub:
        yield DeskOfRepository(open_page(), hub)


@pytest.mark.tools
def test_a_whole_life(desk_on_github: DeskOfRepository) -> None:
    """Each event is an address, a form, a pull request that is merged, and then on the website."""
    at_desk, requests = desk_on_github, list[tuple[str, str, list[str]]]()
    for event in (*LIFE, published):
        merged = event(at_desk)
        requests += [(merged["title"], merged["path"], merged["files"])] if merged else []

    assert [(title, path) for title, path, _ in requests] == [
        ("Add the contract for Word Garden", f"content/{GARDEN}.md"),
        ("Add the breach of Word Garden", f"content/{LOST}.md"),
        ("Families were notified: Word Garden", f"content/{LOST}.md"),
        ("Add an update on Word Garden", f"content/{LOST}.md"),
        ("Add an update on Word Garden", f"content/{LOST}.md"),
        ("Complete or correct Word Garden", f"content/{LOST}.md"),
        ("Close Word Garden", f"content/{LOST}.md"),
        ("Amend Word Garden", f"content/{GARDEN}.md"),
        ("Complete or correct Word Garden", f"content/{GARDEN}.md"),
        ("Withdraw Word Garden", f"content/{LOST}.md"),
    ]
    assert {file for _, _, files in requests for file in files} == {
        *(f"content/{GARDEN}.md", f"content/{LOST}.md", "content/files/word-garden.pdf")
    }


def published(at_desk: DeskOfRepository) -> None:
    """Publish what was merged, and read it as families do."""
    assert at_desk.github.run("publish", "push").failed == []
    assert at_desk.github.site is not None
    product, breach = (
        text_of((at_desk.github.site / path / "index.html").read_text(encoding="utf-8"))
        for path in ("product-notification/word-garden", "breach-notification/2026-12-word-garden")
    )
    assert "Words & games #1: spelling." in product
    assert "attendance" in product
    assert "Sent in error: another company's list." in breach.replace("’", "'")
    assert "Someone copied a list." in breach


GARDEN, LOST = "contracts/word-garden", "breaches/2026-12-word-garden"


def signed(at_desk: Desk) -> dict[str, Any]:
    at_desk.open("event=contract")
    at_desk.fill(product="Word Garden", contractor="Example Garden, Inc.")
    at_desk.fill(description="Words & games #1: spelling.", purpose="Spelling practice.")
    at_desk.check("collects", "Name", "Grade level", "Test scores")
    at_desk.fill(executed="2026-12-02", expires="2027-06-30")
    at_desk.check("agreement", "It is on a website")
    at_desk.ask("agreement").locator("[type=url]").fill("https://garden.example/a.pdf")
    at_desk.told("2026-12-03 10:00", "Email", "Letter")
    said = at_desk.send()

    contract = at_desk.fields(GARDEN)
    kinds = "`name, grade level` as student information; `test scores` as student records."
    assert kinds in said["report"]
    assert said["path"] == f"content/{GARDEN}.md"
    assert contract["description"] == "Words & games #1: spelling."
    assert contract["collects"] == {
        "student-information": ["name", "grade level"],
        "student-records": ["test scores"],
    }
    assert contract["notified"] == {"at": "2026-12-03 10:00", "by": "email and letter"}
    return said


def breached(at_desk: Desk) -> dict[str, Any]:
    at_desk.open("event=breach")
    at_desk.check("contract", "Word Garden Example Garden, Inc.")
    at_desk.fill(received="2026-12-04 17:50")
    at_desk.check("discovered", "Not known yet")
    at_desk.check("involves", "Name", "Passwords")
    at_desk.check("students", "Not known yet")
    at_desk.fill(summary="Someone copied a list.\n\nWe have closed that way in.")

    assert "45 h 36 min left" in at_desk.text("#due-text")
    assert at_desk.text(".buttons > :first-child") == "Copy my answers"
    assert "Change it anywhere else" in at_desk.text("#reading")

    said = at_desk.send()
    breach = at_desk.fields(LOST)
    assert said["path"] == f"content/{LOST}.md"
    assert breach["involves"] == {"student-information": ["passwords", "name"]}
    assert breach["summary"] == "Someone copied a list.\n\nWe have closed that way in."
    return said


def told(at_desk: Desk) -> dict[str, Any]:
    at_desk.open(f"event=notified&notice={LOST}")
    at_desk.told("2026-12-04 19:30", "Email")

    assert "✓ Told in time" in at_desk.text("#due-text")
    assert at_desk.text(".buttons > :first-child") == "Continue on GitHub"

    said = at_desk.send()
    assert at_desk.fields(LOST)["notified"] == {"at": "2026-12-04 19:30", "by": "email"}
    return said


def updated(at_desk: Desk) -> dict[str, Any]:
    at_desk.open(f"event=update&notice={LOST}")
    at_desk.fill(on="2026-12-04 20:00", text="The company found more.", students="40")
    at_desk.check("involves", "Social security number")
    at_desk.uncheck("involves", "Passwords")
    at_desk.check("not-involved", "Passwords")
    at_desk.check("schools", "Dodd Middle School")
    at_desk.check("grades", "7", "8")
    at_desk.check("", "The earlier notices told every family the same")
    assert "involves: {add: [social security number], remove: [passwords]}" in at_desk.answers
    said = at_desk.send()

    (update,) = at_desk.fields(LOST)["updates"]
    assert "`passwords` no longer there" in said["report"]
    assert update["involves"] == {"student-information": ["name", "social security number"]}
    assert (update["schools"], update["grades"]) == (["dodd"], ["7", "8"])
    assert (update["not-involved"], update["notified"]) == (["passwords"], "earlier")
    return said


def updated_once_more(at_desk: Desk) -> dict[str, Any]:
    at_desk.open(f"event=update&notice={LOST}")
    at_desk.fill(on="2026-12-04 20:10", text="One more school.")
    at_desk.check("schools", "Highland School")
    at_desk.uncheck("grades", "8")
    said = at_desk.send()

    update = at_desk.fields(LOST)["updates"][-1]
    assert (update["schools"], update["grades"]) == (["dodd", "highland"], ["7"])
    assert "involves" not in update
    return said


def corrected(at_desk: Desk) -> dict[str, Any]:
    at_desk.open(f"event=correction&notice={LOST}&fields=Discovered")
    at_desk.fill(discovered="2026-12-01")
    said = at_desk.send()

    assert at_desk.fields(LOST)["discovered"] == "2026-12-01"
    return said


def resolved(at_desk: Desk) -> dict[str, Any]:
    at_desk.open(f"event=resolved&notice={LOST}")
    at_desk.fill(resolved="2026-12-04")
    said = at_desk.send()

    assert at_desk.fields(LOST)["resolved"] == "2026-12-04"
    return said


def amended(at_desk: Desk) -> dict[str, Any]:
    at_desk.open(f"event=change&notice={GARDEN}")
    at_desk.check("kind", "Amendment")
    at_desk.fill(executed="2026-12-04", expires="2026-12-04")
    at_desk.check("collects", "Attendance")
    at_desk.uncheck("collects", "Test scores")
    at_desk.check("agreement", UPLOADED)
    said = at_desk.send("[signed.pdf](https://github.com/user-attachments/files/1/signed.pdf)")

    (change,) = at_desk.fields(GARDEN)["changes"]
    assert change["collects"] == {
        "student-information": ["name", "grade level"],
        "student-records": ["attendance"],
    }
    assert change["agreement"] == "files/word-garden.pdf"
    assert "content/files/word-garden.pdf" in said["files"]
    return said


UPLOADED = "I will add the PDF on GitHub The next page has a place for the file"


def deleted(at_desk: Desk) -> dict[str, Any]:
    at_desk.open(f"event=deletion&notice={GARDEN}")
    at_desk.fill(deletion__asked="2026-12-04")
    said = at_desk.send()

    assert at_desk.fields(GARDEN)["deletion"] == {"asked": "2026-12-04"}
    return said


def withdrawn(at_desk: Desk) -> dict[str, Any]:
    at_desk.open(f"event=withdrawal&notice={LOST}")
    at_desk.fill(on="2026-12-04", reason="Sent in error: another company's list.")
    said = at_desk.send()

    assert at_desk.fields(LOST)["withdrawn"] == {
        "on": "2026-12-04",
        "reason": "Sent in error: another company's list.",
    }
    return said


LIFE = (
    *(signed, breached, told, updated, updated_once_more, corrected, resolved),
    *(amended, deleted, withdrawn),
)


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


TEXTS = [
    *("plain words", "Words & games #1: spelling", "# no comment", "a: b", "a:b", "a, b", "[a]"),
    *("{a}", "- a", "null", "true", "~", "no", "12", "2026-12-04 17:50", "it's “said”", '"quoted"'),
    *(
        "a\nb",
        "a\n\nb # c\n  d",
        " a",
        "a\n---\nb",
        "```\ncode\n```",
        "### Agreement file",
        "🦉 owl",
    ),
    *(
        "!x",
        "&a *a",
        "a\\b",
        "%",
        "@x",
        "`x`",
        "tab\there",
        "é 中文 العربية",
        "x" * 200,
        "a;b",
        "a  b",
    ),
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_stays_what_it_is(scripts: Any, text: str) -> None:
    """What the script writes, the program reads back: alone, in a list, and in a group."""
    given = [
        ["event", "breach"],
        ["summary", text],
        ["involves", [text, "b"]],
        ["offers", {"text": text}],
    ]
    box = "\n".join(scripts("fields => desk.yaml(fields)", given))
    form = desk_answers.read(body(box))

    assert form
    assert form.typed
    one_line = " ".join(text.split()) if "\n" in text else text.strip()
    assert form.typed["summary"].strip() == text.strip()
    assert " ".join(form.typed["involves"][0].split()) == " ".join(one_line.split())
    assert form.typed["offers"]["text"].strip() == text.strip()


# What goes wrong

UPDATE = """\
event: update
notice: breaches/lost
after: breaches/lost
on: 2026-12-04
text: More.
"""
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


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("", "The answers name no event."),
        ("just words", "Line 1 of the answers cannot be read:"),
        ("notice: breaches/lost", "The answers name no event."),
        ("event: breech\nsummary: A list.", "does not know. Did you mean `breach`?"),
        ("event: party", "The answers say `event: party`, which this version does not know."),
        (f"{UPDATE}legacy: true", "The answers have `legacy`, which `event: update` does not ask"),
        (f"{UPDATE}txt: x\ncolour: y", "The answers have `txt` and `colour`, which"),
        ("event: update\ntext: More.", "The answers name no notice."),
        (f"{UPDATE}schools: [dodd", "Line 6 of the answers cannot be read:"),
        (UPDATE.replace("/lost\non", "/lost/update-1\non"), "`breaches/lost` was added"),
        (UPDATE.replace("after: breaches/lost\n", ""), "open the desk there again"),
        (UPDATE.replace("notice: breaches/lost", "notice: breaches/gone"), "There is no entry"),
        (f"{UPDATE}schools: {{remove: [highland]}}", "has no `highland`, only `dodd`."),
        (f"{UPDATE}grades: {{add: [K]}}", "Write the whole list: `grades: [K]`."),
        (f"{UPDATE}involves: {{remove: [passwords]}}", "“passwords” was not named before, only"),
        ("event: correction\nnotice: breaches/lost", "The answers name nothing to correct."),
        (
            "event: correction\nnotice: breaches/lost\nset: {sumary: x}",
            "`sumary` is not a field of `breaches/lost`. Did you mean `summary`?",
        ),
        ("event: correction\nnotice: breaches/lost\nset: {summary: A list was copied.}", "already"),
        ("event: correction\nnotice: schools/peck\nset: {name: Peck}", "no school `schools/peck`"),
        (
            "event: resolved\nnotice: contracts/northstar-reader\nresolved: 2026-12-04",
            "may be `breaches/lost`",
        ),
    ],
)
def test_answers_that_cannot_be_taken_are_explained(
    tmp_path: Path, answers: str, said: str
) -> None:
    """An edited box, one of another version, or one that is too late: nothing changes."""
    write_files(tmp_path, {**DISTRICT, "content/breaches/lost.md": LOST_ENTRY})
    before = roots.read_files(tmp_path / "content")
    replied = reply(tmp_path, answers)

    assert said in replied["report"]
    assert (replied["path"], replied["text"]) == ("", "")
    assert roots.read_files(tmp_path / "content") == before


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ("set: {body: The school called.}", f"{LOST_ENTRY}\nThe school called.\n"),
        ("remove: [body]", LOST_ENTRY),
    ],
)
def test_a_correction_changes_the_text_below_the_fields(
    tmp_path: Path, change: str, text: str
) -> None:
    """It is replaced, or taken out together with the empty line above it."""
    before = f"{LOST_ENTRY}\nA teacher called.\n"
    write_files(tmp_path, {**DISTRICT, "content/breaches/lost.md": before})
    replied = reply(tmp_path, f"event: correction\nnotice: breaches/lost\n{change}")

    assert replied["text"] == text


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("received: 12/3/2026 9:00", "E105"),
        ("received: 2026-12-05 09:00", "leave the box empty until it has happened"),
        ("schools: [peck]", "E115"),
        ("notified: {at: 2026-12-04, by: will email}", "by"),
        ("involves: [name, N/A]", "E132"),
    ],
)
def test_an_edited_answer_is_checked_like_any_other(tmp_path: Path, field: str, said: str) -> None:
    """The reply names the mistake, and the entry with it waits on a branch."""
    write_files(tmp_path, DISTRICT)
    name = field.partition(":")[0]
    lines = [
        line for line in LOST_ENTRY.split("---\n")[1].splitlines() if not line.startswith(name)
    ]
    replied = reply(tmp_path, "event: breach\n" + "\n".join([*lines, field]))

    assert "It cannot be published yet." in replied["report"]
    assert said in replied["report"]
    assert replied["path"] == "content/breaches/2026-12-northstar-reader.md"


def test_additions_reach_an_entry_that_others_have_edited(tmp_path: Path) -> None:
    """What the desk did not know of stays: only what was checked is added, what was unchecked goes."""
    write_files(
        tmp_path,
        {**DISTRICT, "content/breaches/lost.md": LOST_ENTRY.replace("[name]", "[name, age]")},
    )
    answers = (
        f"{UPDATE}involves: {{add: [passwords], remove: [name]}}\nschools: {{add: [highland]}}\n"
    )
    replied = reply(tmp_path, answers)

    assert "student-information: [age, passwords]" in replied["text"]
    assert "schools: [dodd, highland]" in replied["text"]
    assert "`age` as before; `passwords` new; `name` no longer there" in replied["report"]
    assert "- Schools: `highland` new." in replied["report"]


def test_additions_begin_with_what_stands(tmp_path: Path) -> None:
    """A kind that has nothing stays so, and an update that never happened is not in the way."""
    entry = LOST_ENTRY.replace(
        "{student-information: [name]}",
        """
  student-information: [name]
  student-records: nothing""",
    ).replace(
        "schools: [dodd]\n",
        """\
schools: [dodd]
updates:
  - on: 2026-12-03
    text: A mistake.
    involves: {student-information: [name, social security number]}
    schools: all
    withdrawn: {on: 2026-12-03, reason: Another company., happened: no}
""",
    )
    write_files(tmp_path, {**DISTRICT, "content/breaches/lost.md": entry})
    answers = UPDATE.replace("after: breaches/lost", "after: breaches/lost/update-1")
    added = "involves: {add: [home address]}\nschools: {add: [highland]}\n"
    replied = reply(tmp_path, f"{answers}{added}")
    said = fields_of(replied["text"])["updates"][-1]

    assert said["involves"] == {
        "student-information": ["name", "home address"],
        "student-records": "nothing",
    }
    assert said["schools"] == ["dodd", "highland"]


def test_the_whole_list_of_schools_names_what_is_gone(tmp_path: Path) -> None:
    """A list that an answer replaces is not shorter without a word."""
    write_files(tmp_path, {**DISTRICT, "content/breaches/lost.md": LOST_ENTRY})
    replied = reply(tmp_path, f"{UPDATE}schools: [highland]\nsummary: A list.")

    assert "- Schools: `highland` new; `dodd` no longer there." in replied["report"]


def test_a_draft_survives_a_reload(at_desk: Desk) -> None:
    """All that was typed, chosen and found is there again, and nothing is left after the tab."""
    at_desk.open("event=breach")
    at_desk.check("contract", "Northstar Reader Northstar Learning, Inc.")
    at_desk.fill(received="2026-12-04 17:50", summary="A list.\n\nWith # and 🦉.")
    at_desk.check("involves", "Passwords")
    at_desk.ask("involves").get_by_label("Other, one on each line").fill("bus stop\nnames of pets")
    at_desk.check("students", "Not known yet")
    before = at_desk.answers
    at_desk.page.reload()

    assert at_desk.answers == before
    assert "involves: [passwords, bus stop, names of pets]" in before
    assert at_desk.page.locator("#changed").count() == 0
    assert at_desk.page.evaluate("[localStorage.length, document.cookie]") == [0, ""]


def test_a_draft_for_an_entry_that_is_gone_is_shown(at_desk: Desk) -> None:
    """So that nothing is lost when a notice has another address, or the page is older."""
    write_files(at_desk.root, {"content/breaches/lost.md": LOST_ENTRY})
    at_desk.open("event=update&notice=breaches/lost")
    at_desk.fill(on="2026-12-04 20:00", text="What the company said tonight.")
    assert "More" not in at_desk.answers
    (at_desk.root / "content/breaches/lost.md").unlink()
    at_desk.open("event=update&notice=breaches/lost")

    assert "This page has no notice “breaches/lost”." in at_desk.text("#work")
    assert "text: What the company said tonight." in at_desk.text("#work .notation")


def test_an_edited_address_leads_to_the_choice(at_desk: Desk) -> None:
    """An event that this page does not know, and a notice that cannot have one, are named."""
    at_desk.open("event=party&notice=contracts/x")
    assert "This page does not know “party”. Choose below what happened." in at_desk.text("#start")

    at_desk.open("event=update&notice=breaches/<b>x")
    assert "This page has no notice “breaches/<b>x”." in at_desk.text("#work")

    at_desk.open("event=notified&notice=contracts/northstar-reader/change-9")
    assert "every notice has its date already" in at_desk.text("#work")
    assert at_desk.errors == []


def test_a_lost_connection_loses_nothing(at_desk: Desk) -> None:
    """The page asks for nothing while it is filled in, and the link opens a tab of its own."""
    at_desk.open("event=breach")
    requests = list[str]()
    at_desk.page.on("request", lambda request: requests.append(request.url))
    at_desk.page.context.set_offline(True)
    at_desk.check("contract", "Northstar Reader Northstar Learning, Inc.")
    at_desk.fill(received="2026-12-04 17:50", summary="A list.")
    before = at_desk.answers
    assert "summary: A list." in before
    assert requests == []

    with at_desk.page.expect_popup():
        at_desk.page.locator("#continue").click()
    assert at_desk.answers == before


def test_a_name_may_have_any_character(at_desk: Desk) -> None:
    """It arrives as it was typed: in the entry, in its address, and at the desk afterward."""
    name = "Math #1 & Friends 🎲: 50% “more”"
    at_desk.open("event=contract")
    at_desk.fill(product=name, contractor="O'Example & Söhne, Inc. #2")
    at_desk.fill(description="Games.", purpose="Practice.", executed="2026-12-02")
    at_desk.check("collects", "Name")
    at_desk.check("agreement", "It is on a website")
    at_desk.ask("agreement").locator("[type=url]").fill("https://x.example/a?b=1&c=2#d")
    said = at_desk.send()
    entry = at_desk.fields("contracts/math-1-friends-50-more")

    assert said["path"] == "content/contracts/math-1-friends-50-more.md"
    assert (entry["product"], entry["contractor"]) == (name, "O'Example & Söhne, Inc. #2")
    assert entry["agreement"] == "https://x.example/a?b=1&c=2#d"

    at_desk.open("event=notified")
    at_desk.page.get_by_role("link", name=name).click()
    at_desk.told("2026-12-03 10:00", "Email")
    at_desk.send()
    assert at_desk.fields("contracts/math-1-friends-50-more")["notified"]["by"] == "email"


ODD = {
    "signs": "🦉 Math #1 & Friends: 50% “more”, [x] {a: b} | 'c' *d* !e @f `g` \\ <h>",
    "a list and a comment": "- a: b # c\n- &d *d\n  e: |\n? f",
    "another form": "one\n\n### Answers\n\n```yaml\nevent: breach\n```\n\n---\nlegacy: true",
    "3,000 characters": "Words and games 🎲. " * 160,
}
PLACES = {
    "change": "&notice=contracts/northstar-reader",
    "deletion": "&notice=contracts/northstar-reader",
    "correction": "&notice=breaches/lost&fields=Summary,Students,Offers",
    **dict.fromkeys(("update", "notified", "resolved", "withdrawal"), "&notice=breaches/lost"),
}


def leaves(value: Any) -> Iterator[str]:
    """Yield each text in a value, with single spaces."""
    if isinstance(value, str):
        yield " ".join(value.split())
    else:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from leaves(inner)


@pytest.mark.parametrize(
    "case",
    swept(
        [f"{event}: {odd}" for event in desk.EVENTS for odd in ODD],
        [
            *(f"{event}: signs" for event in desk.EVENTS),
            *(f"breach: {odd}" for odd in ODD if odd != "signs"),
        ],
    ),
)
def test_an_odd_text_is_that_text_in_each_event(at_desk: Desk, case: str) -> None:
    """Whatever is typed into each box is that answer, and the reply says what is to be done."""
    event, _, odd = case.partition(": ")
    write_files(at_desk.root, {"content/breaches/lost.md": LOST_ENTRY})
    at_desk.open(f"event={event}{PLACES.get(event, '')}")
    page = at_desk.page
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    typed = list[str]()
    for box in page.locator("#work :is(input[type=text], textarea)").all():
        if box.is_visible():
            box.fill(ODD[odd])
            is_list = "few" in (box.get_attribute("class") or "")
            lines = box.input_value().split("\n") if is_list else [box.input_value()]
            typed += filter(None, (" ".join(line.split()) for line in lines))
    box = page.locator("#notation").text_content()
    form = desk_answers.read(body(box))
    replied = reply(at_desk.root, box)

    assert form and form.typed and form.typed["event"] == event
    assert [text for text in typed if not any(text in leaf for leaf in leaves(form.typed))] == []
    assert bool(typed) == (event not in ("resolved", "deletion"))
    if replied["path"]:
        entry = [*leaves(fields_of(replied["text"])), " ".join(replied["text"].split())]
        assert [text for text in typed if not any(text in leaf for leaf in entry)] == []
        assert re.search("It can(?:not)? be published", replied["report"])
    else:
        assert replied["report"].strip().endswith((".", "?"))
    assert "legacy" not in fields_of(replied["text"] or "---\n{}\n---\n")
    assert at_desk.errors == []


def test_two_tabs_do_not_undo_each_other(at_desk: Desk, open_page: Any) -> None:
    """The second is refused, because what it was written from is no longer what is published."""
    write_files(at_desk.root, {"content/breaches/lost.md": LOST_ENTRY})
    other = Desk(open_page(), at_desk.root)
    for tab, text in ((at_desk, "The first."), (other, "The second.")):
        tab.open("event=update&notice=breaches/lost")
        tab.fill(on="2026-12-04 20:00", text=text)
    at_desk.send()
    replied = reply(other.root, other.answers)

    assert "`breaches/lost/update-1` was added to this notice" in replied["report"]
    assert [update["text"] for update in at_desk.fields("breaches/lost")["updates"]] == [
        "The first."
    ]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (
            "event: contract\nproduct: Word Garden\ncontractor: Example Garden, Inc.\n"
            "description: Games.\npurpose: Spelling.\ncollects: [name]\nexecuted: 2026-12-02\n"
            "expires: none\nagreement: https://garden.example/a.pdf",
            "`content/contracts/word-garden.md` says exactly this already",
        ),
        (UPDATE, "`breaches/lost/update-1` was added to this notice"),
        (
            "event: notified\nnotice: breaches/lost\nnotified: {at: 2026-12-04 10:00, by: email}",
            "Families were notified of `breaches/lost` (2026-12-04 10:00 by email)",
        ),
        (
            "event: resolved\nnotice: breaches/lost\nresolved: 2026-12-04",
            "says that the breach was resolved on 2026-12-04",
        ),
        (
            "event: change\nnotice: contracts/northstar-reader\nafter: contracts/northstar-reader\n"
            "kind: renewal\nexecuted: 2026-12-02\nexpires: 2028-06-30",
            "`contracts/northstar-reader/change-1` was added to this notice",
        ),
        (
            "event: deletion\nnotice: contracts/northstar-reader\ndeletion: {asked: 2026-12-04}",
            "content/contracts/northstar-reader.md says this already",
        ),
        (
            "event: correction\nnotice: breaches/lost\nset: {students: '12'}",
            "content/breaches/lost.md says this already",
        ),
        (
            "event: withdrawal\nnotice: breaches/lost\non: 2026-12-04\nreason: In error.",
            "was withdrawn on 2026-12-04",
        ),
    ],
)
def test_the_same_answers_from_two_tabs_count_once(tmp_path: Path, answers: str, said: str) -> None:
    """The second form says what is published, and changes nothing."""
    write_files(tmp_path, {**DISTRICT, "content/breaches/lost.md": LOST_ENTRY})
    first = reply(tmp_path, answers)
    published = roots.read_files(tmp_path / "content")
    second = reply(tmp_path, answers)

    assert "It can be published." in first["report"], first["report"]
    assert said in second["report"]
    assert (second["path"], second["text"]) == ("", "")
    assert roots.read_files(tmp_path / "content") == published


def test_answers_that_are_too_long_for_an_address_are_copied(at_desk: Desk) -> None:
    """Copying comes first, and the link opens the form with an empty box."""
    at_desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    at_desk.open("event=contract")
    at_desk.fill(product="Word Garden", contractor="Example Garden, Inc.")
    at_desk.fill(description="Wörter. " * 375)
    at_desk.page.locator("#copy").click()
    at_desk.page.get_by_text("Copied.").wait_for()
    copied = at_desk.page.evaluate("navigator.clipboard.readText()")
    address = at_desk.page.locator("#continue").get_attribute("href")

    assert "answers=" not in address
    assert "too long for a link" in at_desk.text("#send-body")
    assert f"description: {'Wörter. ' * 374}Wörter." in copied
    assert at_desk.text(".buttons > :first-child") == "Copy my answers"


def test_the_buttons_wait_if_an_answer_may_be_about_a_student(at_desk: Desk) -> None:
    """A person takes it out, or says that it is about nobody; a company's name is no student's."""
    at_desk.open("event=breach")
    at_desk.fill(summary="Her SSN is 123-45-6789.")
    assert at_desk.page.locator("#continue, #copy").count() == 0
    assert "“123-45-6789” looks like a Social Security number." in at_desk.text("#send-body")

    at_desk.page.get_by_label("None of this is about a student").check()
    assert at_desk.page.locator("#continue").count() == 1

    at_desk.fill(summary="Emma's reading score fell.")
    assert at_desk.page.locator("#continue").count() == 0

    at_desk.fill(summary="Northstar's records are with the company.")
    assert at_desk.page.locator("#continue").count() == 1


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
    assert "discovered: unknown" in at_desk.answers


def test_a_letter_alone_is_not_told_in_time(at_desk: Desk) -> None:
    """Nor is a day without a time, if the limit is in hours and ends on that day."""
    write_files(at_desk.root, {"content/breaches/lost.md": LOST_ENTRY})
    at_desk.open("event=notified&notice=breaches/lost")
    at_desk.told("2026-12-04 10:00", "Letter")
    assert "Told, but not by email" in at_desk.text("#due-text")

    at_desk.check("notified.by", "Email")
    assert "✓ Told in time" in at_desk.text("#due-text")

    at_desk.fill(notified__at="2026-12-05 09:01")  # which has not come yet
    assert "Told, but late" in at_desk.text("#due-text")


def test_families_who_were_told_on_several_days(at_desk: Desk) -> None:
    """The first day and the last one; the last day counts."""
    write_files(at_desk.root, {"content/breaches/lost.md": LOST_ENTRY})
    at_desk.open("event=notified&notice=breaches/lost")
    at_desk.told("2026-12-03 10:00", "Text message", "Phone call")
    at_desk.check("notified.at", "It took several days")
    assert "Add the last day." in at_desk.ask("notified.at").inner_text()

    at_desk.ask("notified.at").get_by_label("Last day").fill("2026-12-04")
    at_desk.send()
    assert at_desk.fields("breaches/lost")["notified"] == {
        "at": "2026-12-03 10:00 to 2026-12-04",
        "by": "text message and phone call",
    }


def test_an_answer_and_no_answer_exclude_each_other(at_desk: Desk) -> None:
    """So that nothing is checked that does not count."""
    at_desk.open("event=breach")
    at_desk.check("contract", "Northstar Reader Northstar Learning, Inc.")
    at_desk.check("contract", "It is not in this list We ask for the product and the company")
    at_desk.fill(product="Word Garden", contractor="Example Garden, Inc.")
    assert "contract:" not in at_desk.answers
    assert "product: Word Garden" in at_desk.answers

    at_desk.check("contract", "Northstar Reader Northstar Learning, Inc.")
    assert "contract: [northstar-reader]" in at_desk.answers
    assert "product:" not in at_desk.answers

    at_desk.fill(received="2026-12-04 17:50")
    at_desk.check("received", "Not known yet")
    assert "received: unknown" in at_desk.answers
    at_desk.fill(received="2026-12-04 17:55")
    assert "received: 2026-12-04 17:55" in at_desk.answers


def test_what_was_taken_cannot_be_not_taken(at_desk: Desk) -> None:
    """One list decides: what is checked there is no choice in the other."""
    at_desk.open("event=breach")
    at_desk.check("not-involved", "Passwords", "Fingerprints")
    at_desk.check("involves", "Passwords")
    box = at_desk.ask("not-involved").locator("[value=passwords]")

    assert box.is_disabled()
    assert "not-involved: [fingerprints]" in at_desk.answers

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
    assert "schools: {add: [highland]}" in at_desk.answers


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
    said = at_desk.send()
    assert said["path"] == "content/breaches/2026-12-district.md"


def test_what_was_sent_is_asked_if_every_notice_has_a_date(at_desk: Desk) -> None:
    """So that nobody overwrites a date that stays in the record."""
    at_desk.open("event=notified&notice=contracts/northstar-reader")

    assert "every notice has its date already" in at_desk.text("#work")
    assert at_desk.page.locator("#work form").count() == 0


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

    assert at_desk.page.locator("#continue").count() == 0
    assert "choose Issues, New issue, “From the desk”" in at_desk.text("#send-body")
    assert "github.com/" not in at_desk.file.read_text(encoding="utf-8")


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
        phone.tap(page.locator("#continue"))
    phone.desk.send("[a.pdf](https://github.com/user-attachments/files/1/a.pdf)")
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
        phone.tap(page.locator("#continue"))
    phone.desk.send()
    assert (len(phone.typed), phone.taps) == (5, 8)


def test_the_desk_is_small_on_the_way_to_a_phone() -> None:
    """Compressed, its page, its script and its styles are less than a photo."""
    pages = pages_of(inputs(repository="example/notices"))
    sizes = {
        name: len(gzip.compress(pages[name], 9))
        for name in ("desk/index.html", "static/desk.js", "static/desk.css")
    }

    assert sizes["desk/index.html"] <= 20_000
    assert sizes["static/desk.js"] <= 20_500
    assert sizes["static/desk.css"] <= 4_000


# Who reads it, and where

VIEWS = ["", "#event=breach", "#event=update", "#event=update&notice=breaches/lost"]
VIEWS += ["#event=correction&notice=breaches/lost&fields=Received", "#event=contract"]


@pytest.fixture(scope="module")
def made_desk(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a desk on the disk."""
    texts = {**DISTRICT, "content/breaches/lost.md": LOST_ENTRY}
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


def test_without_scripts_the_desk_leads_to_the_forms(shared_page: Any, made_desk: str) -> None:
    """It says why."""
    page = shared_page(java_script_enabled=False)
    page.goto(made_desk)

    assert "This page needs JavaScript" in page.locator("#plain").inner_text()
    link = page.get_by_role("link", name="Use the plain forms on GitHub")
    assert link.get_attribute("href") == "https://github.com/example/notices/issues/new/choose"


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
