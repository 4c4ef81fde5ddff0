"""Staff answer at the desk by choosing, and the answers become the entries that they must become."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from generator.authoring import desk, desk_answers, events
from generator.authoring.questions import FORMS, FormKind, questions
from generator.compiler import plan_site
from generator.content.data_elements import OFFERED
from generator.content.field_types import Control
from generator.core.site import Inputs
from helpers import roots
from helpers.desk import Desk
from helpers.program import REPOSITORY
from helpers.roots import CONTRACT, PDF, write_files

SCHOOLS = (
    "{dodd: {name: Dodd Middle School, grades: 7-8}, highland: {name: Highland School, "
    "grades: K-6}}"
)
SETTINGS = roots.settings(schools=SCHOOLS, repository="example/notices", since="2026-09-01")
DISTRICT: dict[str, str] = {
    "content/site.yaml": SETTINGS,
    "content/contracts/northstar-reader.md": CONTRACT,
    "content/files/northstar.pdf": PDF,
}


def inputs(**own: str) -> Inputs:
    """Return the inputs of a district with a contract, and settings of one's own."""
    return roots.root({**DISTRICT, "content/site.yaml": roots.settings(schools=SCHOOLS, **own)})


def planned(root: Inputs) -> dict[str, bytes]:
    """Return the pages of a site with its desk, by path."""
    plan = desk.with_desk(plan_site(root), root.themes)
    assert [problem for problem in plan.problems if problem.is_error] == []
    return {draft.path: draft.make().data for draft in plan.drafts}


# What is on the page


def test_only_a_district_that_names_its_repository_has_a_desk() -> None:
    """The page is in no sitemap and no search, and no other page leads there."""
    without = planned(inputs())
    with_one = planned(inputs(repository="example/notices"))
    page = with_one["desk/index.html"].decode()

    assert not [path for path in without if "desk" in path]
    assert {path for path in with_one if "desk" in path} == {
        *("desk/index.html", "static/desk.css", "static/desk.js"),
    }
    assert '<meta name="robots" content="noindex">' in page
    assert not [path for path, data in with_one.items() if b"desk/index.html" in data]
    assert "https://github.com/example/notices/issues/new/choose" in page


@pytest.mark.parametrize("kind", FORMS)
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
    assert {*desk.EVENTS} == {*get_args(FormKind), desk_answers.DELETION} == {*desk_answers.EVENTS}
    assert {section for event in desk.EVENTS.values() for section in event.sections} <= {
        *events.BOTH
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


# A whole life at the desk


@pytest.fixture
def at_desk(open_page: Any, tmp_path: Path) -> Desk:
    """Return the desk of a district with one contract."""
    return Desk(open_page(), write_files(tmp_path, DISTRICT))


def test_a_whole_life(at_desk: Desk) -> None:
    """Everything that happens to a contract and its breach is an entry without an error."""
    signed(at_desk)
    breached(at_desk)
    told(at_desk)
    updated(at_desk)
    updated_once_more(at_desk)
    corrected(at_desk)
    resolved(at_desk)
    amended(at_desk)
    deleted(at_desk)
    withdrawn(at_desk)


GARDEN, LOST = "contracts/word-garden", "breaches/2026-12-word-garden"


def signed(at_desk: Desk) -> None:
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
    assert said["path"] == f"content/{GARDEN}.md"
    assert contract["description"] == "Words & games #1: spelling."
    assert contract["collects"] == {
        "student-information": ["name", "grade level"],
        "student-records": ["test scores"],
    }
    assert contract["notified"] == {"at": "2026-12-03 10:00", "by": "email and letter"}


def breached(at_desk: Desk) -> None:
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


def told(at_desk: Desk) -> None:
    at_desk.open(f"event=notified&notice={LOST}")
    at_desk.told("2026-12-04 19:30", "Email")

    assert "✓ Told in time" in at_desk.text("#due-text")
    assert at_desk.text(".buttons > :first-child") == "Continue on GitHub"

    at_desk.send()
    assert at_desk.fields(LOST)["notified"] == {"at": "2026-12-04 19:30", "by": "email"}


def updated(at_desk: Desk) -> None:
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


def updated_once_more(at_desk: Desk) -> None:
    at_desk.open(f"event=update&notice={LOST}")
    at_desk.fill(on="2026-12-04 20:10", text="One more school.")
    at_desk.check("schools", "Highland School")
    at_desk.uncheck("grades", "8")
    at_desk.send()

    update = at_desk.fields(LOST)["updates"][-1]
    assert (update["schools"], update["grades"]) == (["dodd", "highland"], ["7"])
    assert "involves" not in update


def corrected(at_desk: Desk) -> None:
    at_desk.open(f"event=correction&notice={LOST}&fields=Discovered")
    at_desk.fill(discovered="2026-12-01")
    at_desk.send()

    assert at_desk.fields(LOST)["discovered"] == "2026-12-01"


def resolved(at_desk: Desk) -> None:
    at_desk.open(f"event=resolved&notice={LOST}")
    at_desk.fill(resolved="2026-12-04")
    at_desk.send()

    assert at_desk.fields(LOST)["resolved"] == "2026-12-04"


def amended(at_desk: Desk) -> None:
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
    assert change["agreement"] == said["file"] == "files/word-garden.pdf"


UPLOADED = "I will add the PDF on GitHub The next page has a place for the file"


def deleted(at_desk: Desk) -> None:
    at_desk.open(f"event=deletion&notice={GARDEN}")
    at_desk.fill(deletion__asked="2026-12-04")
    at_desk.send()

    assert at_desk.fields(GARDEN)["deletion"] == {"asked": "2026-12-04"}


def withdrawn(at_desk: Desk) -> None:
    at_desk.open(f"event=withdrawal&notice={LOST}")
    at_desk.fill(on="2026-12-04", reason="Sent in error: another company's list.")
    at_desk.send()

    assert at_desk.fields(LOST)["withdrawn"] == {
        "on": "2026-12-04",
        "reason": "Sent in error: another company's list.",
    }
