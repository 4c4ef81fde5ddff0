"""An issue form becomes an entry and a pull request; whatever is written into it stays a text."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from generator.authoring import corrections, issue_forms, scaffold
from generator.authoring.boxes import about_boxes
from generator.authoring.issue_forms import FilledForm
from generator.authoring.questions import (
    BODY,
    FORMS,
    OF_SETTINGS,
    UPLOAD,
    FormKind,
    Kind,
    of_form,
    questions,
)
from generator.authoring.writing import clean
from generator.compiler import read_content
from generator.content import frontmatter
from generator.content.phrases import meaning
from generator.content.yaml_nodes import raw_value
from generator.core.problems import Span, problem
from generator.core.settings import School
from generator.core.site import Source
from generator.github.api import GitHubError, workflow_repository
from generator.github.pulls import BOT, REVIEW, Reply, title_of, update_form
from generator.github.uploads import MAX_BYTES
from generator.system import git
from helpers import roots
from helpers.district import contract, notices, write
from helpers.forge import Forge, blob
from helpers.forms import CHECKED, GARDEN, form_text, send_form
from helpers.program import REPOSITORY
from helpers.roots import read_files, write_files
from helpers.runner import GitHub, github_repository
from helpers.stories import CONTRACT, SETTINGS, WEDNESDAY

EVENTS = REPOSITORY / "tests/transcripts/events/root"
TEMPLATES = REPOSITORY / ".github/ISSUE_TEMPLATE"
KINDS: tuple[Kind, ...] = ("contract", "breach")
SCHOOLS = (
    School("dodd", "Dodd Middle School", aliases=("Dodd", "DMS")),
    School("arts", "School of Arts and Crafts"),
)


def values(text: str) -> dict[str, Any]:
    """Return the fields of an entry, and the text below them as `body`."""
    document = frontmatter.read("x.md", text.encode())
    assert document.problems == []
    fields: dict[str, Any] = {
        name: raw_value(node) for name, node in document.fields.fields.items()
    }
    return {**fields, **({BODY: document.body.text.strip("\n")} if document.body else {})}


def made(answers: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of the contract that a form with these answers becomes."""
    filled = issue_forms.read(form_text("contract", answers))
    assert filled
    return values(issue_forms.to_entry(filled, "2026-11", SCHOOLS, {}).text)


# The forms


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_asks_every_question(kind: FormKind) -> None:
    """Each question has an id and a label of its own; an event asks for its notice first.

    The forms for the settings are about no notice.

    A form that discloses a breach begins by saying that families must be notified before.
    """
    form = yaml.safe_load((TEMPLATES / f"{kind}.yml").read_text())
    introduction, *elements = form["body"]
    warning = "**If this repository is public, notify families first**"

    assert "labels" not in form
    assert [element["id"] for element in elements] == [
        question.name.replace(".", "-") for question in of_form(kind)
    ]
    assert len({element["attributes"]["label"] for element in elements}) == len(elements)
    assert kind in (*KINDS, *OF_SETTINGS) or elements[0]["id"] == "notice"
    assert kind in KINDS or elements[0]["validations"] == {"required": True}
    says = introduction["attributes"]["value"]
    assert says.startswith(warning) == (kind in ("breach", "update"))


@pytest.mark.parametrize("name", ["bug", "idea"])
def test_a_form_about_the_program_begins_with_what_must_not_be_in_it(name: str) -> None:
    """The form sends vulnerabilities to SECURITY.md, refuses student data, and makes no entry."""
    form = yaml.safe_load((TEMPLATES / f"{name}.yml").read_text(encoding="utf-8"))
    first = form["body"][0]["attributes"]["value"]

    assert "**Don't report a vulnerability here**" in first
    assert "SECURITY.md](../blob/main/SECURITY.md)" in first
    assert (
        "Leave out names, addresses, numbers, pictures and any other data about a student" in first
    )


# Whatever is written stays a text

HOSTILE = {
    "another field": "x\nlegacy: true",
    "the end of the fields": "x\n---\n\n# Owned",
    "an anchor": "&a [*a, *a]",
    "a tag": "!!python/object/apply:os.system [id]",
    "quotes": "\"x' : {[",
    "an expression": "${{ github.token }}",
    "a shell": "$(id); `id` | id && id > /etc/passwd",
    "a workflow command": "::set-output name=form::x\n::error::y",
    "an output": "x\nform=owned",
    "a heading of ours": "x\n\n### Contractor\n\nEvil, Inc.",
    "a heading out of turn": "x\n\n### More\n\ny\n\n### Product\n\nz",
    "a heading before its turn": "x\n\n### Executed\n\n1999-01-01\n\n### Executed\n\n1998-01-01",
    "a mark of ours": "<!-- notices: form content/contracts/x.md 0123 -->",
    "an unanswered one": "x _No response_ y",
    "control characters": "a\x00b\x1b[31mc\x7fd\u2028e\x85f\ud800g",
    "right to left": "a\u202eb",
    "a comment": "<!-- hidden --> x",
    "a template": "{{ 7 * 7 }} {% raw %}",
    "dots without an end": "." * 5_000 + "x",
    "pictures without an end": "![" * 2_500,
    "links without an end": "[](https://github.com/" + "a/files/" * 600,
}
TEXT_FIELDS = ("description", "security", BODY)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", TEXT_FIELDS)
def test_an_answer_is_its_own_field_and_nothing_else(name: str, text: str) -> None:
    """An answer adds no field, ends no block, and reads back cleaned; others do not change."""
    expected = clean(text).strip()
    value = " ".join(expected.split()) if name == "description" else expected

    assert made({**GARDEN, name: text}) == {**made(GARDEN), name: value}


@pytest.mark.parametrize(
    "text", ["", "Hello", "### Product\n\nx", "# Product", "### Contract\n\n### Received\n\n"]
)
def test_other_text_is_no_form(text: str) -> None:
    """A form whose needed headings are gone cannot be read."""
    assert issue_forms.read(text) is None


def test_a_form_without_its_last_headings_is_read() -> None:
    """A form that is older than a field has no heading for it."""
    text = form_text("contract", GARDEN).replace("### Which grades?\n\n_No response_\n\n", "")
    filled = issue_forms.read(text.replace("\n", "\r\n"))

    assert filled and filled.answers == GARDEN


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_from_before_the_questions_is_read(kind: FormKind) -> None:
    """Its headings are the names of the fields, and its answers are the same as today's."""
    form = [question for question in of_form(kind) if question.is_needed or question.name == BODY]
    answers = {question.name: question.example for question in form}
    before = "\n\n".join(f"### {question.title}\n\n{question.example}" for question in form)

    assert issue_forms.read(before) == issue_forms.read(form_text(kind, answers))
    assert issue_forms.read(before) == FilledForm(kind, answers)


FILE_NOTATION = re.compile(r"content/|site\.yaml|[{}]|`[a-z-]+:|`(?:learned|expires|by|at)`")


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_shows_nothing_that_only_a_file_needs(kind: FormKind) -> None:
    """Its questions name no path, no field and no notation of a file, and no date as a key."""
    asked = [(question.label, question.says) for question in of_form(kind)]

    assert [pair for pair in asked if FILE_NOTATION.search(" ".join(pair))] == []
    assert [label for label, _ in asked if not label.endswith("?")] == []


@pytest.mark.parametrize(
    ("kind", "code", "values", "says"),
    [
        (
            "contract",
            "E105",
            {"field": "executed", "value": "soon", "advice": "Write it as YYYY-MM-DD."},
            "“When was the contract signed?” must be a date, not soon Write it as month/day/year.",
        ),
        (
            "breach",
            "E102",
            {"name": "students", "place": "", "example": "students: 412"},
            "“How many students were affected?” has no answer. Answer for example `412`. "
            "If nobody knows, write `unknown`.",
        ),
        (
            "breach",
            "E102 date",
            {"name": "discovered", "place": "", "example": "discovered: YYYY-MM-DD"},
            "“When did the company discover the breach?” has no answer. Answer with the true date. "
            "If nobody knows, write `unknown`.",
        ),
        (
            "contract",
            "E308",
            {},
            "Families were notified, but “How did you reach families?” does not say how. Say in "
            "“How did you reach families?” all the ways in which you reached them. An email, a "
            "text message or an app message meets the deadline; a letter or a call alone does "
            "not. If nobody knows anymore, write `unknown`.",
        ),
        (  # no question asks for it
            "contract",
            "W136",
            {"value": "2026-07-01", "example": "northstar"},
            "This amendment of July 1, 2026 does not change any field. Add what it changes, such as "
            "`purpose:` or `collects:`, or at least its document, `files/northstar.pdf`.",
        ),
    ],
)
def test_a_problem_is_told_in_the_words_of_the_form(
    kind: Kind, code: str, values: Mapping[str, object], says: str
) -> None:
    """It names the question instead of the field, and an answer instead of a line of a file."""
    found = about_boxes(kind, problem(code, Span("x"), **values), "")

    assert f"{found.message} {found.advice}" == says


single = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(
    lambda text: " ".join(clean(text).split())
)
several = st.text(max_size=200) | st.sampled_from(sorted(HOSTILE.values()))


ONE_LINE = {"product": single, "contractor": single}
HEADINGS = {"product": "### Contractor", "contractor": "_No response_", "purpose": "### Purpose"}


@given(st.fixed_dictionaries(ONE_LINE | dict.fromkeys(("purpose", "security", BODY), several)))
@example(HEADINGS | {"security": "", BODY: ""})
@example({"product": "-", "contractor": ".", "purpose": "n/a", "security": "?", BODY: "."})
def test_any_answers_become_the_values(answers: dict[str, str]) -> None:
    """An entry has exactly the cleaned answers, except for blanks and for our own headings."""
    labels = {
        f"### {heading}"
        for question in questions("contract")
        for heading in (question.label, question.title)
    }
    entry = made({**GARDEN, **answers})
    for name, text in answers.items():
        expected = clean(text).strip()
        lines = {line.rstrip() for line in expected.split("\n")}
        answered = {"contractor": ("unknown", "elsewhere"), "product": ("elsewhere",)}
        no_answers = {"blank", "same", "unknown", "elsewhere"} - {*answered.get(name, ())}
        is_blank = name != BODY and meaning(expected) in no_answers
        if not expected or is_blank or expected == issue_forms.NO_ANSWER:
            assert name not in entry
        elif not labels & lines:
            is_line = name in ("product", "contractor", "purpose")
            assert entry[name] == (" ".join(expected.split()) if is_line else expected)


BASE = roots.site({})


@given(
    st.text(max_size=300)
    | st.builds(
        form_text,
        st.sampled_from(KINDS),
        st.dictionaries(
            st.sampled_from([question.name for question in questions("breach")]), several
        ),
    )
)
def test_any_issue_is_an_entry_or_none(text: str) -> None:
    """Nothing that people can write crashes the program."""
    filled = issue_forms.read(text)
    if filled:
        entry = issue_forms.to_entry(filled, "2026-11", SCHOOLS, {})
        assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", entry.id)
        source = Source("content/contracts/x.md", entry.text.encode())
        assert read_content(replace(BASE, sources=(*BASE.sources, source))).problems is not None


# The command


@pytest.fixture
def root(tmp_path: Path) -> Path:
    schools = "schools: {dodd: {name: Dodd Middle School, grades: 7-8}}\n"
    write(tmp_path, {"contracts/northstar-reader": contract(product="Northstar Reader")}, schools)
    return tmp_path


def from_form(
    root: Path, text: str, *options: str, name: str = "form.md"
) -> subprocess.CompletedProcess[str]:
    (root / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    return notices("ci from-form", root, str(root / name), *options)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "Hello @everyone",
            "This is not one of our forms, or its headings are missing: fill in a new one.\n",
        ),
        (
            form_text("contract", {**GARDEN, BODY: "long " * 9000}),
            "This is longer than a notice can be (40,000 bytes). Put a long document in "
            "`content/files/`.\n",
        ),
    ],
)
def test_an_unusable_form_is_explained(root: Path, text: str, says: str) -> None:
    """Nothing is filed, and a sentence says what to do."""
    done = from_form(root, text)

    assert (done.returncode, done.stdout, done.stderr) == (1, says, "")
    assert len(list((root / "content/contracts").iterdir())) == 1


def test_a_reply_fits_in_the_variable_of_the_next_job(root: Path) -> None:
    """JSON writes each quotation mark as two characters; a comment has few problems of one kind."""
    quotes = '"' * 60
    elements = ", ".join(f"a{i};{quotes}" for i in range(60))
    answers = {**GARDEN, "collects.student-information": elements, BODY: f"{quotes * 2} " * 250}
    done = from_form(root, form_text("contract", answers), "--format", "json")
    reply = json.loads(done.stdout)

    assert done.returncode == 0
    assert 80_000 < len(done.stdout.encode()) < 131_072
    assert "There are 54 problems more like these." in reply["report"]


@pytest.mark.parametrize(
    "name", ["@org/all", "![x](https://a.example/x)", "#1", "<img src=x>", "GH-1"]
)
def test_a_sentence_that_quotes_something_active_is_code(root: Path, name: str) -> None:
    """A comment mentions nobody, loads no picture, and refers to no issue."""
    reports = [from_form(root, form_text("withdrawal", {"notice": n})).stdout for n in (name, "a")]
    sentence = "There is no entry “{}” in content/contracts/ or content/breaches/."

    assert reports[0] == f"```text\n{sentence.format(name)}\n```\n"
    assert reports[1] == f"{sentence.format('a')}\n"


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"issue": 1}', "[" * 100_000])
def test_a_wrong_event_is_a_wrong_command_line(root: Path, text: str) -> None:
    """A `.json` file must be the event of an issue."""
    done = from_form(root, text, name="event.json")

    assert (done.returncode, done.stdout) == (2, "")
    assert "event.json is not the event of an issue." in done.stderr


def test_the_event_of_github_is_read(root: Path) -> None:
    """The report as JSON is one line, which also has the entry."""
    body = form_text("contract", {**GARDEN, "description": "A: b\u2028c \ud800"})
    text = json.dumps({"issue": {"body": body}})
    done = from_form(root, text, "--format", "json", name="event.json")
    report = json.loads(done.stdout)

    assert done.stdout.count("\n") == 1
    assert report["path"] == "content/contracts/word-garden.md"
    assert report["title"] == "Add the contract for Word Garden"
    assert values(report["text"])["description"] == "A: b c"
    assert set(report) == set(Reply._fields)


@pytest.mark.parametrize(
    ("kind", "answers", "title"),
    [
        ("contract", {}, "Add the contract for Word Garden"),
        (
            "contract",
            {"product": "", "kind": "consultant"},
            "Add the contract with Example Garden, Inc.",
        ),
        ("breach", {"contract": "northstar-reader"}, "Add the breach of Northstar Reader"),
        ("breach", {"contract": "Northstar Reader"}, "Add the breach of Northstar Reader"),
        (
            "breach",
            {"contract": "", "contractor": "Example Canvas, Inc."},
            "Add the breach of Example Canvas, Inc.",
        ),
        ("breach", {"contract": "", "by": "district"}, "Add the breach of the district's own"),
    ],
)
def test_the_title_of_a_new_entry_says_what_it_is(
    tmp_path: Path, kind: FormKind, answers: dict[str, str], title: str
) -> None:
    """A reviewer reads it in a list of pull requests, where the id of a contract says little."""
    texts = {name: data.decode() for name, data in read_files(EVENTS).items()}
    root = write_files(tmp_path, texts)
    usual = GARDEN if kind == "contract" else {"summary": "Lists were open.", "students": "40"}
    form = form_text(kind, {**usual, **answers})
    report = json.loads(from_form(root, form, "--format", "json").stdout)

    assert report["title"] == title


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_report_pings_links_or_breaks_out(root: Path, text: str) -> None:
    """All text from the form is in code blocks, where GitHub sees no mention, link, or HTML."""
    answers = {"executed": f"{text} ``` @alice #1 <b>", "security": f"{text} <img> @alice"}
    report = from_form(root, form_text("contract", {**GARDEN, **answers})).stdout
    outside = re.sub(r"(?ms)^(`{3,})text\n.*?^\1$", "", report)

    assert "E10" in outside
    assert not re.search(r"@|#1|<|\bform=|\x1b", outside)


# Later events


def test_the_request_shows_how_the_page_changes(tmp_path: Path) -> None:
    """Text that leaves the page has a minus, and new text has a plus; student data is not shown."""
    path = "content/breaches/2026-11-lists.md"
    texts = {name: data.decode() for name, data in read_files(EVENTS).items()}
    root = write_files(tmp_path, texts)
    answers = {
        "notice": "2026-11-lists",
        "on": "2026-11-24",
        "text": "They counted.",
        "students": "about 400",
    }
    report = json.loads(from_form(root, form_text("update", answers), "--format", "json").stdout)

    assert "-We don’t know yet how many students are involved" in report["page"]
    assert "+This breach involves about 400 students" in report["page"]
    assert "+They counted." in report["page"]
    assert report["replaces"] == blob(texts[path])
    assert report["title"] == "Add an update on Northstar Reader"
    form = form_text("update", answers | {"text": "Call her mother at 203-432-4771."})
    assert json.loads(from_form(root, form, "--format", "json").stdout)["page"] == ""


# The links


@pytest.mark.parametrize(("page", "home"), [("README.md", "../.."), ("docs/staff.md", "../../..")])
def test_the_pages_for_staff_have_the_links_that_are_printed(page: str, home: str) -> None:
    """Their links are those of the forms, from where GitHub shows the page."""
    text = (REPOSITORY / page).read_text()
    shown = re.findall(r"(?m)^\[([\w-]+)\]: (.*)$", text)
    printed = re.findall(r"\]\((.*)\)$", issue_forms.links(home), re.MULTILINE)

    assert [address for _, address in shown if address not in printed] == []
    assert all(f"][{name}]" in text for name, _ in shown)
    assert page == "README.md" or len(shown) == len(printed)


def test_a_new_file_has_its_fields_in_place() -> None:
    """A link is short enough for every browser and GitHub, and its file is an entry to fill in."""
    printed = issue_forms.links("https://github.com/district/notices")
    links = re.findall(r"^- \[(.*)\]\((.*)\)$", printed, re.MULTILINE)

    assert [name for name, _ in links] == [
        *("New contract, as a form", "Breach notice, as a form", "Update, as a form"),
        *("Renewal or amendment, as a form", "Families were notified, as a form"),
        *("Resolved, as a form", "Withdraw, as a form", "Complete or correct, as a form"),
        *("Yearly notice, as a form", "Settings, as a form", "Old list of contracts, as a form"),
        *("New contract, as a file", "Breach notice, as a file"),
    ]
    for (_, address), kind, folder in zip(
        links[11:], KINDS, ("contracts", "breaches"), strict=True
    ):
        parts = urlsplit(address)
        query = dict(parse_qsl(parts.query))

        assert len(address) < 4000
        assert parts.path == f"/district/notices/new/main/content/{folder}"
        assert query["value"] == scaffold.entry(kind, {}, short=True)
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.md", query["filename"])


def test_the_links_for_a_notice_have_it_filled_in() -> None:
    """Each form opens with the id of the notice, and only with forms that fit."""
    links = issue_forms.event_links("https://github.com/d/notices", "contracts", "other")

    assert ", ".join(links) == (
        "Renewal or amendment, Families were notified, Complete or correct, Withdraw"
    )
    assert urlsplit(links["Withdraw"]).query == "template=withdrawal.yml&notice=contracts%2Fother"


def test_the_form_names_every_field_that_a_notice_can_have() -> None:
    """Each field of the tables is there, except other groups than `notified`, and `legacy`."""
    form = yaml.safe_load((TEMPLATES / "correction.yml").read_text())
    says = form["body"][0]["attributes"]["value"]
    for group in corrections.NOTICE_GROUPS.values():
        missing = {name for name in group.fields if not corrections.has_fields(group, [name])}
        groups = {name for name, row in group.fields.items() if row.group}
        assert missing == groups - {"notified"} | {"legacy"} & group.fields.keys()
        assert ", ".join(corrections.labels(group)) in says


def test_a_link_fills_in_the_notice_and_the_fields() -> None:
    """They are text boxes, because GitHub opens an empty issue if a link fills in a menu."""
    form = yaml.safe_load((TEMPLATES / "correction.yml").read_text())
    types = {element["id"]: element["type"] for element in form["body"][1:]}
    address = issue_forms.correction_link(
        "https://github.com/d/n", "contracts/x/change-1", "Received", "Notified at"
    )

    assert dict(parse_qsl(urlsplit(address).query)) == {
        "template": "correction.yml",
        "notice": "contracts/x/change-1",
        "field": "Received",
        "field-2": "Notified at",
    }
    assert {types["notice"], types["field"], types["field-2"]} == {"input"}


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/district/notices.git", "https://github.com/district/notices"),
        ("https://github.com/district/notices", "https://github.com/district/notices"),
        (
            "https://token@github.com/district/my.notices.git",
            "https://github.com/district/my.notices",
        ),
        ("git@github.com:district/notices.git", "https://github.com/district/notices"),
        ("ssh://git@github.com/district/notices", "https://github.com/district/notices"),
        ("ssh://git@github.com:22/district/notices.git", "https://github.com/district/notices"),
    ],
)
def test_git_knows_the_repository(tmp_path: Path, remote: str, address: str) -> None:
    """Any notation of the address is understood, and a token in it is left out."""
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    subprocess.run(["git", "-C", str(tmp_path), "remote", "add", "origin", remote], check=True)

    assert git.repository_url(tmp_path, {}) == address


def test_a_workflow_knows_its_repository(tmp_path: Path) -> None:
    """Elsewhere, a folder without a remote has no known repository."""
    variables = {"GITHUB_REPOSITORY": "a/b", "GITHUB_SERVER_URL": "https://github.example"}

    assert git.repository_url(tmp_path, variables) == "https://github.example/a/b"
    assert git.repository_url(tmp_path, {}) == ""


# The pull request


class Place(NamedTuple):
    """Where a form is answered: GitHub, with one issue."""

    forge: Forge

    def answer(
        self,
        text: str = "one",
        path: str = "content/contracts/x.md",
        title: str = "Add X",
        report: str = "Fine.",
        **more: str,
    ) -> str:
        rights = "contents=write,pull-requests=write,issues=write"
        reply = Reply(report, path, title, text, **more)
        return update_form(workflow_repository(self.forge.environment(rights)), 1, reply)

    def upload(self) -> None:
        """Answer a form with a file, in a new process, because that reads proxies only once."""
        rights = "contents=write,pull-requests=write,issues=write"
        name, entry = "files/x.pdf", "content/contracts/x.md"
        form = Reply("Fine.", entry, "Add X", "one", file=name, uploaded="7/S.1.pdf")
        server = {"GITHUB_SERVER_URL": "http://github.example", "http_proxy": self.forge.address}
        more = {"FORM": json.dumps(form._asdict()), "NUMBER": "1", "no_proxy": "127.0.0.1"}
        command = [sys.executable, "-m", "generator.github.pulls"]
        environment = {**self.forge.environment(rights), **server, **more}
        subprocess.run(command, cwd=REPOSITORY, env=environment, check=True, capture_output=True)

    @property
    def comment(self) -> str:
        """The one comment of ours."""
        (text,) = (text for text in self.forge.issues[0]["comments"] if isinstance(text, str))
        return str(text)

    def writes(self) -> list[str]:
        """The requests to GitHub since the last call that were not for reading."""
        requests = [line for line in self.forge.requests if not line.startswith("GET")]
        self.forge.requests.clear()
        return requests


@pytest.fixture
def place() -> Iterator[Place]:
    forge = Forge()
    forge.issues.append(
        {"number": 1, "title": "New contract: X", "body": "", "comments": [], "labels": []}
    )
    yield Place(forge)
    forge.stop()


def test_a_form_becomes_a_branch_a_request_and_a_comment(place: Place) -> None:
    """Merging the request closes the form; the comment says what to click and where to edit."""
    place.answer()

    assert place.writes() == [
        "POST git/refs",
        "PUT contents/content/contracts/x.md",
        "POST pulls",
        "POST issues/1/comments",
    ]
    assert place.forge.branches == {"main": {}, "form/1": {"content/contracts/x.md": "one"}}
    assert place.forge.messages == ["Add X"]
    assert place.forge.pulls == [
        {
            "number": 1,
            "state": "open",
            "html_url": "https://github.example/example/notices/pull/1",
            "user": {"login": BOT},
            "title": "Add X",
            "head": "form/1",
            "base": "main",
            "body": "Made from form #1. A person must read it before it is merged.\n"
            f"{REVIEW}\nCloses #1\n",
        }
    ]
    assert (
        place.comment
        == f"""\
Fine.

- [**The pull request**](https://github.example/example/notices/pull/1) contains the entry.
  To start its check, click *Approve workflows to run* there.
  If that button is missing, click *Close pull request*, and then *Reopen pull request*.
- [Edit the entry](https://github.example/example/notices/edit/form/1/content/contracts/x.md), \
or edit the form above. Once someone has edited the entry, the form no longer changes it.

<!-- notices: form content/contracts/x.md {blob("one")} -->
"""
    )


def test_an_edited_form_brings_the_same_request_up_to_date(place: Place) -> None:
    """An edit adds no branch, request, or comment; a new title replaces the file with a new one."""
    place.answer()
    place.writes()
    place.answer("two", report="Better.")

    assert place.writes() == [
        "PUT contents/content/contracts/x.md",
        "PATCH pulls/1",
        "PATCH issues/comments/1000",
    ]
    assert place.comment.startswith("Better.\n\n- [**The pull request**]")

    place.answer("two", "content/contracts/y.md", "Add Y")

    assert place.writes() == [
        "PUT contents/content/contracts/y.md",
        "DELETE contents/content/contracts/x.md",
        "PATCH pulls/1",
        "PATCH issues/comments/1000",
    ]
    assert place.forge.branches["form/1"] == {"content/contracts/y.md": "two"}
    assert [pull["title"] for pull in place.forge.pulls] == ["Add Y"]


def test_the_same_form_again_writes_its_comment_alone(place: Place) -> None:
    """Starting a run again does no harm."""
    place.answer()
    place.writes()
    place.answer()

    assert place.writes() == ["PATCH issues/comments/1000"]


def test_a_title_that_a_person_gave_the_request_stays(place: Place) -> None:
    """An edited form changes it only when the entry is another."""
    place.answer()
    place.forge.pulls[0]["title"] = "A better one"
    place.answer("two", title="X, corrected")

    assert place.forge.pulls[0]["title"] == "A better one"


@pytest.mark.parametrize("change", [{"content/contracts/x.md": "a person's"}, {}])
def test_a_persons_change_on_the_branch_stays(place: Place, change: dict[str, str]) -> None:
    """The form no longer changes an edited or deleted entry, and the comment says so every time."""
    place.answer()
    place.forge.branches["form/1"] = dict(change)
    for path in ("content/contracts/x.md", "content/contracts/y.md"):
        place.answer("two", path)

        branch = "https://github.example/example/notices/tree/form/1"
        assert place.forge.branches["form/1"] == change
        assert f"The entry was changed [on its branch]({branch})" in place.comment


def test_an_existing_file_is_not_overwritten(place: Place) -> None:
    """A file on the branch that is not from the form is somebody's work."""
    place.forge.branches["form/1"] = {"content/contracts/x.md": "mine"}
    place.answer()

    assert place.forge.branches["form/1"] == {"content/contracts/x.md": "mine"}


def test_a_request_that_has_ended_is_left(place: Place) -> None:
    """An edit of the form does not reopen a request that was merged or closed."""
    place.answer()
    place.forge.pulls[0]["state"] = "closed"
    place.writes()
    place.answer("two")

    assert place.writes() == ["PATCH issues/comments/1000"]
    assert "is closed or merged, so the form no longer changes anything." in place.comment


def test_a_form_without_an_entry_gets_a_comment_alone(place: Place) -> None:
    """An earlier version of the form is still recognized afterwards."""
    place.answer(path="", report="No name.")

    assert place.writes() == ["POST issues/1/comments"]
    assert place.comment == "No name.\n\n<!-- notices: form -->\n"

    place.answer()
    place.answer(path="", report="No name.")
    place.answer("two")

    assert place.forge.branches["form/1"] == {"content/contracts/x.md": "two"}


@pytest.mark.parametrize(
    ("title", "branch", "about", "is_named"),
    [
        ("Add Word Garden", "form/7", "word-garden", True),
        ("Renew Éclair & Co.", "form/7", "eclair-co", True),
        ("Add Word Garden 2", "form/7", "garden-2", True),
        ("Add Word Gardens", "form/7", "word-garden", False),
        ("Add Word Garden", "form/1", "word-garden", False),  # its own
        ("Add Word Garden", "clerk", "word-garden", False),  # not from a form
        ("Add Word Garden", "form/7", "", False),
    ],
)
@pytest.mark.parametrize("path", ["", "content/contracts/x.md"])
def test_a_form_about_a_notice_of_another_open_request_says_so(
    place: Place, title: str, branch: str, about: str, is_named: bool, path: str
) -> None:
    """So families that were notified before the merge are no unknown notice; a merged one is."""
    pull = {"number": 1, "state": "open", "html_url": "https://github.example/1", "user": None}
    place.forge.pulls.append({**pull, "title": title, "head": branch})
    place.answer(path=path, about=about)
    said = "is an open pull request about this notice, too." in place.comment
    place.forge.pulls[0]["state"] = "closed"
    place.answer(path="", about=about)

    assert said == is_named
    assert "open pull request about" not in place.comment


def test_where_workflows_may_open_no_request_a_link_does(place: Place) -> None:
    """Whoever opens it is its author, whose approval GitHub refuses; merging it closes the form."""
    place.forge.refusals["POST pulls"] = 403
    place.answer(page="The page")
    (link,) = re.findall(r"^- \[\*\*Open the pull request\*\*\]\((\S+)\): ", place.comment, re.M)
    del place.forge.refusals["POST pulls"]
    pull = place.forge.open_pull(link, "clerk")

    assert "\n### The text of the page, before and after\n\nThe page\n" in place.comment
    assert pull["title"] == "Add X"
    assert (pull["base"], pull["head"]) == ("main", "form/1")
    assert pull["body"].endswith("\nCloses #1\n")
    assert pull["user"] == {"login": "clerk"}  # the author, whom GitHub lets approve nothing
    assert place.forge.waiting == []

    place.answer("two")  # the person has edited the form

    assert REVIEW not in place.forge.pulls[0]["body"]


def test_a_pull_request_of_the_workflow_says_who_must_not_approve_it(place: Place) -> None:
    """GitHub lets the person who filled in the form approve it, because that is not its author.

    https://github.com/orgs/community/discussions/110185
    """
    place.answer()
    (pull,) = place.forge.pulls

    assert pull["user"] == {"login": BOT}
    assert "**Someone else must approve it.**" in pull["body"]


def changing(place: Place, path: str = "content/breaches/x.md", text: str = "new") -> str:
    """Answer a form that changes an entry, which was `old` when the form was read."""
    change = "```diff\n-a [x]\n+b [skip ci] [Actions skip]\n```"
    return place.answer(text, path, "Close X", replaces=blob("old"), page=change)


def test_a_form_changes_an_entry_that_is_published(place: Place) -> None:
    """The branch has the new text. The request shows how the page changes, and skips nothing."""
    place.forge.branches["main"] = {"content/breaches/x.md": "old"}
    changing(place)

    assert place.forge.branches["form/1"] == {"content/breaches/x.md": "new"}
    assert place.forge.pulls[0]["title"] == "Close X"
    shown = "before and after\n\n```diff\n-a [x]\n+b [ skip ci] [ Actions skip]\n```\n"
    assert place.forge.pulls[0]["body"].endswith(shown)

    changing(place, text="newer")

    assert place.forge.branches["form/1"] == {"content/breaches/x.md": "newer"}


def test_an_entry_that_has_changed_since_it_was_read_stays(place: Place) -> None:
    """A text that was made from an older one would undo what somebody else has added."""
    place.forge.branches["main"] = {"content/breaches/x.md": "another"}
    changing(place)

    assert place.forge.branches["form/1"] == {"content/breaches/x.md": "another"}
    assert place.forge.pulls == []


@pytest.mark.parametrize("text", ["new", "one"])
def test_a_form_that_has_changed_an_entry_never_removes_it(place: Place, text: str) -> None:
    """If it then names another, or becomes a new entry, the answer is to fill in a new form."""
    entries = {"content/breaches/x.md": "old", "content/breaches/y.md": "old"}
    place.forge.branches["main"] = entries
    changing(place)
    if text == "one":
        place.answer()
    else:
        changing(place, "content/breaches/y.md")

    assert place.forge.branches["form/1"] == {**entries, "content/breaches/x.md": "new"}
    assert place.comment.startswith("This form has already changed `content/breaches/x.md`, so")


@pytest.mark.parametrize("code", [422, 500])
def test_another_refusal_is_an_error(place: Place, code: int) -> None:
    """Only a 403 means a setting of the repository."""
    place.forge.refusals["POST pulls"] = code
    with pytest.raises(GitHubError, match="GitHub refused to POST pulls"):
        place.answer()


def test_a_comment_of_a_person_is_not_ours(place: Place) -> None:
    """A person's comment is never taken for ours, whatever mark it contains."""
    mark = f"<!-- notices: form content/contracts/x.md {blob('mine')} -->"
    person: dict[str, Any] = {"id": 7, "user": {"login": "mallory"}, "body": mark}
    place.forge.issues[0]["comments"] += [person] * 100
    place.answer()
    place.answer("two")

    assert place.forge.branches["form/1"] == {"content/contracts/x.md": "two"}
    assert place.comment.startswith("Fine.")


@pytest.mark.parametrize(
    "path",
    [
        *("../x.md", "content/site.yml", ".github/workflows/x.yml", "content/contracts/X.md"),
        *("content/contracts/../../x.md", "content/contracts/x.md\n", "content/contracts/x.yaml"),
    ],
)
def test_only_an_entry_has_a_place(place: Place, path: str) -> None:
    """The job that may write checks the path again."""
    with pytest.raises(ValueError, match="is not a path for an entry"):
        place.answer(path=path)
    assert place.writes() == []


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Word Garden", "Word Garden"),
        ("fixes #12", "fixes 12"),
        ("closes o/r#1 gh-12", "closes o/r1 gh 12"),
        ("@alice https://x.example/y", "alice https//x.example/y"),
        ("`x` <b>", "x b"),
        ("Garden [skip ci]", "Garden skip ci"),
        ("a\x1b[31m\nb", "a\\x1b31m b"),
        ("x" * 500, "x" * 59 + "…"),
    ],
)
def test_a_title_calls_nobody_and_closes_nothing(title: str, shown: str) -> None:
    """The title becomes part of the merge message, where GitHub looks for people and issues."""
    assert title_of(title) == shown


# A contract that is uploaded


LINKED = "[S (1).pdf](https://github.com/user-attachments/files/7/S.1.pdf)"
BLOB = "http://github.example/example/notices/blob/form/1/content/files/"
NOT_THERE = "- **The contract is missing**, and the check fails until it is there: {}.\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\n/Font %%EOF", ""),
        (b"PK\3\4" + b" " * 1020 + b"%PDF- %%EOF", "it is not a PDF that opens"),
        (
            b"%PDF-1.7\n/EncryptMetadata false /Encrypt 9 0 R %%EOF",
            "it is encrypted, perhaps only against changes",
        ),
        (b"%PDF-1.7\n" + b"0" * MAX_BYTES, "it has more than 25 MB"),
        (None, "GitHub shows the file only to people who can see this repository"),
    ],
    ids=["a PDF", "a document", "encrypted", "30 MB", "private"],
)
def test_an_uploaded_contract_is_put_on_the_branch(
    place: Place, data: bytes | None, reason: str
) -> None:
    """Or the comment says why not, under which name to put it there, and where."""
    place.forge.is_private = data is None
    place.forge.uploads["7/S.1.pdf"] = data or b"%PDF-1.7"
    place.upload()
    files = place.forge.branches["form/1"]

    if not reason:
        assert files == {
            "content/contracts/x.md": "one",
            "content/files/x.pdf": "%PDF-1.7\n/Font %%EOF",
        }
        assert f"[The contract]({BLOB}x.pdf) is on the branch" in place.comment
    else:
        assert files == {"content/contracts/x.md": "one"}
        assert NOT_THERE.format(reason) in place.comment
        assert "  Name it `x.pdf` on your computer" in place.comment
        assert "/upload/form/1/content/files)" in place.comment


def test_a_file_of_the_same_name_stays(place: Place) -> None:
    """The same form again writes nothing; another file of that name is not replaced."""
    place.forge.uploads["7/S.1.pdf"] = b"%PDF-1%%EOF"
    place.upload()
    place.writes()
    place.upload()

    assert place.writes() == ["PATCH issues/comments/1000"]
    assert "is on the branch" in place.comment

    for place.forge.uploads["7/S.1.pdf"] in (b"%PDF-2%%EOF", b"none"):
        place.upload()
        assert place.writes() == ["PATCH issues/comments/1000"]
        assert f"- The branch already has [`x.pdf`]({BLOB}x.pdf), which stays." in place.comment
        assert place.forge.branches["form/1"]["content/files/x.pdf"] == "%PDF-1%%EOF"


@pytest.mark.parametrize(
    ("file", "uploaded"),
    [
        ("files/../x.pdf", "7/S.pdf"),
        ("files/x.html", "7/S.pdf"),
        ("files/x.pdf", "7/a/S.pdf"),
        ("files/x.pdf", "@evil.example/S.pdf"),
        ("files/x.pdf", ""),
    ],
)
def test_only_a_file_of_github_is_fetched(place: Place, file: str, uploaded: str) -> None:
    """The job that may write trusts nothing that the other has read."""
    with pytest.raises(ValueError, match="is not an uploaded file"):
        place.answer(file=file, uploaded=uploaded)


@pytest.mark.parametrize(
    ("answer", "agreement", "end"),
    [
        (LINKED, "", "7/S.1.pdf"),
        (LINKED.replace("S.1.pdf", "Vertr%C3%A4ge.PDF"), "", "7/Vertr%C3%A4ge.PDF"),
        ("", "", None),
        (LINKED, "https://garden.example/agreement.pdf", ""),
        (f"{LINKED}\n{LINKED}", "", ""),
        (LINKED.replace(".pdf", ".docx"), "", ""),
        (LINKED.replace("github.com/", "github.com.evil.example/"), "", ""),
        (LINKED.replace("7/", "7/../../"), "", ""),
    ],
)
def test_one_uploaded_pdf_is_taken(answer: str, agreement: str, end: str | None) -> None:
    """Anything else is named in a note, and no answer is lost."""
    answers = {UPLOAD.name: answer} | ({"agreement": agreement} if agreement else {})
    filled, found, note = issue_forms.without_file(FilledForm("contract", answers))

    assert found == (end or "")
    assert bool(note) == (end == "")
    assert filled.answers.get("agreement", "") == agreement


def test_the_name_of_an_uploaded_contract_is_free(root: Path) -> None:
    """It is that of the notice, with a number if a file has that name, in whatever case."""
    folder = root / "content/files"
    folder.mkdir(exist_ok=True)
    (folder / "Word-Garden.PDF").write_bytes(b"%PDF-1.7")
    answers = {**GARDEN, "agreement": "", UPLOAD.name: LINKED}
    report = json.loads(from_form(root, form_text("contract", answers), "--format", "json").stdout)

    assert (report["file"], report["uploaded"]) == ("files/word-garden-2.pdf", "7/S.1.pdf")
    assert values(report["text"])["agreement"] == "files/word-garden-2.pdf"


# The workflow


@pytest.fixture(scope="module")
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    content = {"content/site.yaml": SETTINGS, "content/contracts/northstar-reader.md": CONTRACT}
    with github_repository(tmp_path_factory.mktemp("forms"), WEDNESDAY, content) as github:
        yield github


def test_a_form_on_github_leads_to_a_request_that_can_be_merged(github: GitHub) -> None:
    """The comment says what is wrong with the form; after an edit, the entry passes the check."""
    run = send_form(github, form_text("contract", {**GARDEN, **CHECKED, "executed": "soon"}))
    number = len(github.issues)

    assert run.failed == [], run.log
    assert run.results == {"read": "success", "propose": "success"}
    (comment,) = github.issues[-1]["comments"]
    assert "“When was the contract signed?” must be a date, not soon" in comment
    assert f"/edit/form/{number}/content/contracts/word-garden.md)" in comment

    send_form(github, form_text("contract", GARDEN | CHECKED), number=number)

    (comment,) = github.issues[-1]["comments"]
    assert "1 entry, no problems. It can be published." in comment

    assert list(github.changed(f"form/{number}")) == ["content/contracts/word-garden.md"]
    assert github.waiting == [f"form/{number}"]
    assert "click *Approve workflows to run* there" in comment
    assert github.approve(f"form/{number}").failed == []


@pytest.mark.parametrize("who", ["stranger", "reader", "dependabot[bot]"])
def test_a_form_of_someone_who_may_not_write_stays_an_issue(github: GitHub, who: str) -> None:
    """Nothing is installed for it, and nothing is written."""
    before = len(github.pulls)
    github.permissions["reader"] = "read"
    run = send_form(github, form_text("contract", GARDEN), who)

    assert run.results == {"read": "success", "propose": "skipped"}
    assert [step.name for step in run.steps] == (
        [] if who.endswith("[bot]") else ["Ask whether the sender may write"]
    )
    assert len(github.pulls) == before
    assert github.issues[-1]["comments"] == []


@pytest.mark.parametrize("permission", ["write", "admin"])
def test_a_form_of_someone_who_may_write_becomes_a_request(github: GitHub, permission: str) -> None:
    """It does not matter whether they are a member, or whether GitHub shows that."""
    github.permissions["officer"] = permission
    form = form_text("contract", {**GARDEN, "product": f"Garden {permission}"})
    run = send_form(github, form, "officer")

    assert run.failed == [], run.log
    assert github.pulls[-1]["title"] == f"Add the contract for Garden {permission}"


def test_a_sender_that_github_does_not_know_about_is_a_failure(github: GitHub) -> None:
    """A form is not dropped if the API fails: the run fails, too."""
    github.refusals["GET collaborators"] = 400
    run = send_form(github, form_text("contract", GARDEN))
    github.refusals.clear()

    assert run.failed == ["read: Ask whether the sender may write"]


def test_hostile_answers_reach_no_shell(github: GitHub) -> None:
    """All at once, hostile answers stay text; no output is forged, and nobody is notified."""
    hostile = "\n\n".join(HOSTILE.values()).replace("\ud800", "")
    product = "$(touch owned) fixes #1 @alice ${{ github.token }}"
    answers = {**GARDEN, "product": product, "security": hostile, BODY: hostile}
    run = send_form(github, form_text("contract", answers))
    branch = f"form/{len(github.issues)}"
    (path,) = github.changed(branch)

    assert run.failed == [], run.log
    assert path == "content/contracts/touch-owned-fixes-1-alice-github-token.md"
    assert github.pulls[-1]["title"] == "Add the contract for $(touch owned) fixes 1 alice ${{ git…"
    assert values(github.branches[branch][path])["security"] == clean(hostile).strip()
    assert list(github.folder.rglob("owned")) == []
    assert run.annotations == []


@pytest.mark.parametrize("name", [BODY, "product"])
def test_the_longest_form_is_passed_on(github: GitHub, name: str) -> None:
    """An answer just under the limit passes between jobs, though each character becomes two."""
    run = send_form(github, form_text("contract", {**GARDEN, name: "x" + '"' * 39_000}))

    assert run.failed == [], run.log
    assert len(github.issues[-1]["comments"]) == 1
    assert f"form/{len(github.issues)}" in github.branches


@pytest.mark.parametrize(
    "text", ["Hello", "### What happens\n\nThe page is empty.", "Hello\n\n### Product\n\nX"]
)
def test_another_issue_gets_no_answer(github: GitHub, text: str) -> None:
    """A form is known by its own headings: a question and a report of a bug are left alone."""
    run = send_form(github, text)

    assert run.failed == [], run.log
    assert run.results["propose"] == "skipped"
    assert github.issues[-1]["comments"] == []
