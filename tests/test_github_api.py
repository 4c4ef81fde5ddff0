"""The issues of a repository are opened once, kept up to date, and closed when they are done."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from generator.core.publication import Publication
from generator.github import api, proof
from generator.github.api import (
    GitHubError,
    NoWorkflowError,
    retry_delay,
    update_issues,
    workflow_repository,
)
from generator.github.pulls import Reply, update_form
from generator.reports.github_format import Issue
from helpers.district import NOW, breach, contract, notices, write
from helpers.forge import Forge
from helpers.history import Repository
from helpers.loopback import Loopback
from helpers.program import REPOSITORY

ONE = Issue("contracts/x contract-notice", "Tell families of X", "Words.\n")
LATER = ONE._replace(title="Overdue: tell families of X", body="Other words.\n")


def update(
    forge: Forge, *wanted: Issue, closing_comment: str = "It is done.", rights: str = "issues=write"
) -> list[str]:
    """Update the issues of a label, and return what was done."""
    return update_issues(
        workflow_repository(forge.environment(rights)),
        "deadline",
        wanted,
        lambda _key: closing_comment,
    )


def writes(forge: Forge) -> list[str]:
    """Return the requests to GitHub since the last call that were not for reading."""
    requests = [line for line in forge.requests if not line.startswith("GET")]
    forge.requests.clear()
    return requests


def test_an_issue_is_opened_once(forge: Forge) -> None:
    """The mark at its end identifies it later."""
    assert update(forge, ONE) == ["Opened an issue: Tell families of X."]
    assert update(forge, ONE) == []
    assert writes(forge) == ["POST issues"]
    assert forge.issues[0]["body"] == "Words.\n\n<!-- notices: contracts/x contract-notice -->\n"
    assert forge.issues[0]["labels"] == [{"name": "deadline"}]


def test_an_issue_is_found_among_hundreds(forge: Forge) -> None:
    """GitHub answers with a hundred issues at a time."""
    many = [ONE._replace(key=f"contracts/x{i} contract-notice") for i in range(201)]
    update(forge, *many)

    assert update(forge, *many) == []
    assert len(forge.issues) == 201


def test_a_new_title_is_a_comment(forge: Forge) -> None:
    """GitHub notifies people of a comment, not of an edit; a new body alone needs no comment."""
    update(forge, ONE)
    writes(forge)

    assert update(forge, ONE._replace(body="Better words.\n")) == [
        "Updated issue 1: Tell families of X."
    ]
    assert writes(forge) == ["PATCH issues/1"]
    assert update(forge, LATER) == ["Updated issue 1: Overdue: tell families of X."]
    assert writes(forge) == ["PATCH issues/1", "POST issues/1/comments"]
    assert forge.issues[0]["comments"] == ["```text\nOverdue: tell families of X\n```"]


def test_a_title_is_no_markdown_in_a_comment(forge: Forge) -> None:
    """An entry's title is in a fence it cannot end, so that it mentions nobody and has no links."""
    update(forge, ONE)
    update(forge, ONE._replace(title="```\n@everyone <b>"))

    assert forge.issues[0]["comments"] == ["````text\n```\n@everyone <b>\n````"]


def test_line_ends_of_another_kind_are_no_change(forge: Forge) -> None:
    """GitHub's own editor saves other line ends, and may drop the last one."""
    update(forge, ONE)
    forge.issues[0]["body"] = forge.issues[0]["body"].replace("\n", "\r\n").strip()

    assert update(forge, ONE) == []


def test_an_issue_that_is_done_is_closed_with_a_reason(forge: Forge) -> None:
    """The reason is a comment; an issue that is closed is then left alone."""
    update(forge, ONE)

    assert update(forge, closing_comment="") == []
    assert update(forge) == ["Closed issue 1: Tell families of X."]
    assert update(forge) == []
    assert (forge.issues[0]["state"], forge.issues[0]["comments"]) == ("closed", ["It is done."])


def test_an_issue_that_was_closed_too_early_is_opened_again(forge: Forge) -> None:
    """A duty is met by the entry, not by closing its issue."""
    update(forge, ONE)
    forge.issues[0]["state"] = "closed"

    assert update(forge, LATER) == ["Opened issue 1 again: Overdue: tell families of X."]
    assert (len(forge.issues), forge.issues[0]["state"]) == (1, "open")


def test_an_issue_that_is_not_opened_yet_is_kept_up_to_date(forge: Forge) -> None:
    """An issue for something due later is not opened, but kept up to date if it is open."""
    waiting = LATER._replace(opens=False)

    assert update(forge, waiting) == []
    update(forge, ONE)
    assert update(forge, waiting) == ["Updated issue 1: Overdue: tell families of X."]


def test_other_issues_are_left_alone(forge: Forge) -> None:
    """Issues without our mark, those of other labels and pull requests are not ours."""
    update(forge, ONE)
    mine = forge.issues[0]
    forge.issues += [
        {**mine, "number": 2, "body": "A question."},
        {**mine, "number": 3, "body": None},
        {**mine, "number": 4, "labels": [{"name": "question"}]},
        {**mine, "number": 5, "body": "<!-- notices: other -->", "pull_request": {}},
        {**mine, "number": 6, "body": "> <!-- notices: other -->\n\nWhat is this?"},
    ]

    assert update(forge) == ["Closed issue 1: Tell families of X."]
    assert [issue["state"] for issue in forge.issues] == ["closed", *["open"] * 5]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (401, "(401 Unauthorized: refused); give the step `GITHUB_TOKEN: ${{ github.token }}`"),
        (
            403,
            "(403 Forbidden: refused); give the job the permission that the request needs, such "
            "as `issues: write`",
        ),
        (
            410,
            "(410 Gone: refused); issues are switched off: "
            "switch them on in the repository's settings, under General, Features",
        ),
        (502, "(502 Bad Gateway: refused)"),
    ],
)
def test_a_refusal_says_what_to_do(forge: Forge, code: int, message: str) -> None:
    """If GitHub refuses, the message gives GitHub's own reason and says what to do."""
    forge.refusals["GET issues"] = code

    with pytest.raises(GitHubError) as error:
        update(forge, ONE)

    assert str(error.value) == f"GitHub refused to GET issues {message}"


@pytest.mark.parametrize("code", [403, 429, 500, 502, 503])
def test_a_request_to_a_busy_github_is_repeated(forge: Forge, code: int) -> None:
    """The request is repeated after the wait that GitHub asks for, which may be zero."""
    forge.busy = [(code, {"Retry-After": "0"})] * 2

    assert update(forge, ONE) == ["Opened an issue: Tell families of X."]
    assert forge.requests == ["GET issues"] * 3 + ["POST issues"]


def test_a_github_that_stays_busy_is_a_failure(forge: Forge) -> None:
    """After three attempts, the message has GitHub's own reason, and blames no permission."""
    forge.busy = [(403, {"Retry-After": "0"})] * 3

    with pytest.raises(GitHubError) as error:
        update(forge, ONE)

    reason = "You have exceeded a secondary rate limit."
    assert str(error.value) == f"GitHub refused to GET issues (403 Forbidden: {reason})"
    assert forge.requests == ["GET issues"] * 3


def test_a_long_rate_limit_is_a_failure_at_once(forge: Forge) -> None:
    """We do not wait an hour."""
    forge.busy = [(429, {"Retry-After": "3600"})]

    with pytest.raises(GitHubError, match="429 Too Many Requests"):
        update(forge, ONE)
    assert forge.requests == ["GET issues"]


@pytest.mark.parametrize(
    ("code", "head", "message", "attempt", "wait"),
    [
        (403, {}, "Resource not accessible by integration", 1, None),
        (404, {}, "Not Found", 1, None),
        (403, {"retry-after": "30"}, "", 1, 30),
        (503, {"retry-after": "Wed, 25 Nov 2026 17:00:00 GMT"}, "", 1, None),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1090"}, "", 1, 90),
        (429, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "990"}, "", 1, 0),
        (403, {"x-ratelimit-remaining": "7"}, "Forbidden", 1, None),
        (429, {}, "", 1, 60),
        (403, {}, "You have exceeded a secondary rate limit.", 2, 120),
        (500, {}, "", 1, 2),
        (502, {}, "", 2, 4),
    ],
)
def test_a_request_waits_as_long_as_github_asks(
    code: int, head: dict[str, str], message: str, attempt: int, wait: float | None
) -> None:
    """The wait is what GitHub documents; a refusal for any other reason is final."""
    assert retry_delay(code, head, message, attempt, now=1000.0) == wait


def test_a_job_without_the_right_is_refused(forge: Forge) -> None:
    """Reading issues does not let a job open one."""
    with pytest.raises(GitHubError, match="403"):
        update(forge, ONE, rights="issues=read")


def test_without_a_repository_nothing_is_requested(forge: Forge) -> None:
    """Outside a workflow, the message names the missing variable."""
    environment = forge.environment("issues=write") | {"GITHUB_TOKEN": ""}

    with pytest.raises(NoWorkflowError) as error:
        workflow_repository(environment)

    assert str(error.value) == "This command is for a workflow on GitHub: GITHUB_TOKEN is not set."


# The commands


def publish(root: Path, entries: dict[str, str], settings: str = "", day: int = 20) -> None:
    """Write entries, and commit them to the published branch on a day of November."""
    write(root, entries, settings)
    Repository(root).commit(day)


def remind(workflow: Forge, root: Path, *published: Any, now: str = NOW, day: int = 20) -> Any:
    """Publish entries and settings, run `notices remind`, and return the first issue."""
    publish(root, *published, day=day)
    notices("ci remind", root, now=now)
    return workflow.issues[0]


DONE = "Done within the limit: `{}`, due by the end of {}."


@pytest.mark.parametrize("command", ["ci remind", "ci watch"])
def test_a_command_for_workflows_is_a_wrong_command_line_elsewhere(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends with exit code 2 and one sentence, before anything is read."""
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    monkeypatch.setenv("GITHUB_REPOSITORY", "example/notices")
    done = notices(command, tmp_path)

    assert done.returncode == 2
    assert "GITHUB_TOKEN is not set." in done.stderr


@pytest.mark.usefixtures("workflow")
def test_remind_opens_what_runs_out_and_nothing_else(tmp_path: Path) -> None:
    """An issue is opened 72 hours before a deadline, and not a minute earlier."""
    publish(tmp_path, {"contracts/x": contract(executed="2026-11-20")})

    assert notices("ci remind", tmp_path, now="2026-11-22T23:59").stdout == ""
    assert notices("ci remind", tmp_path, now="2026-11-23T00:00").stdout == (
        "Opened an issue: Notify families of Northstar Reader by the end of 2026-11-25.\n"
    )


@pytest.mark.parametrize(
    ("fields", "comment"),
    [
        (
            {"notified": "2026-11-25 10:00"},
            DONE.format("2026-11-25", "2026-11-25"),
        ),
        (
            {"notified": "2026-11-26 10:00"},
            "Done late: `2026-11-26`, due by the end of 2026-11-25.",
        ),
        (
            {"withdrawn": "{on: 2026-11-24, reason: Sent in error.}"},
            "This is no longer due: the entry was withdrawn, or the dates on record no longer give "
            "a deadline.",
        ),
    ],
)
def test_remind_says_how_a_duty_ended(
    workflow: Forge, tmp_path: Path, fields: dict[str, str], comment: str
) -> None:
    """The last comment of an issue says whether the deadline was met."""
    remind(workflow, tmp_path, {"contracts/x": contract(executed="2026-11-20")})
    entry = contract(executed="2026-11-20", **fields)
    issue = remind(workflow, tmp_path, {"contracts/x": entry}, now="2026-11-26T12:00")

    assert (issue["state"], issue["comments"][-1]) == ("closed", comment)


def test_a_contract_that_ends_soon_is_an_issue_until_it_is_renewed(
    workflow: Forge, tmp_path: Path
) -> None:
    """It links to the form for a renewal; a new end closes it, and that end has its own issue."""
    dates = {"executed": "2025-01-02", "notified": "2025-01-03", "expires": "2026-12-31"}
    publish(tmp_path, {"contracts/x": contract(**dates)}, day=1)
    notices("ci remind", tmp_path, now="2026-11-01T23:59")
    assert workflow.issues == []

    done = notices("ci remind", tmp_path, now="2026-11-02")
    assert done.stdout == (
        "Opened an issue: The contract for Northstar Reader ends on 2026-12-31.\n"
    )
    assert done.stderr == "Nothing is due. 1 contract ends soon.\n"
    (issue,) = workflow.issues
    assert (
        "https://github.example/example/notices/issues/new?template=change.yml&notice="
        in issue["body"]
    )

    renewal = "{kind: renewal, executed: 2026-11-20, notified: 2026-11-21, expires: 2027-01-10}"
    publish(tmp_path, {"contracts/x": contract(**dates, changes=f"[{renewal}]")})
    notices("ci remind", tmp_path, now="2026-11-22")
    assert [(issue["title"][-10:], issue["state"]) for issue in workflow.issues] == [
        ("2026-12-31", "closed"),
        ("2027-01-10", "open"),
    ]


def test_an_entry_cannot_speak_through_a_reminder(workflow: Forge, tmp_path: Path) -> None:
    """A product's name is one line in the log, and in a code block in the issue."""
    publish(tmp_path, {"contracts/x": contract(product='"X\\n::error::no\\n```\\n@everyone <b>"')})
    done = notices("ci remind", tmp_path)

    assert [line for line in done.stdout.splitlines() if line.startswith("::")] == []
    assert len(done.stdout.splitlines()) == len(workflow.issues) == 1
    assert (
        "````text\ncontracts/x: X ::error::no ``` @everyone <b>\n````" in workflow.issues[0]["body"]
    )


def test_the_line_of_a_reminder_is_refused_until_it_is_filled_in(tmp_path: Path) -> None:
    """Nobody can put a false date on record by copying the line as it is."""
    from generator.law.due import AGREEMENT_LINE, NOTIFIED_LINE

    write(tmp_path, {"contracts/x": contract(notified=NOTIFIED_LINE.partition(": ")[2])})
    done = notices("check", tmp_path)

    assert done.returncode == 1
    assert "YYYY-MM-DD HH:MM" in done.stdout

    write(tmp_path, {"contracts/x": contract(agreement=AGREEMENT_LINE.partition(": ")[2])})
    done = notices("check", tmp_path)

    assert done.returncode == 1
    assert "E113" in done.stdout


def test_a_contract_that_is_not_posted_is_an_issue_of_its_own(
    workflow: Forge, tmp_path: Path
) -> None:
    """Its line names the contract, and it closes when both are on the published branch."""
    entry = contract(executed="2026-11-18", agreement=None)
    issue = remind(workflow, tmp_path, {"contracts/x": entry}, "law: statute")

    assert issue["title"] == (
        "Post the notice and the contract of Northstar Reader by the end of 2026-11-25"
    )
    for words in (
        "agreement: files/NAME OF THE FILE.pdf",
        "/issues/new?template=correction.yml&notice=contracts%2Fx&field=Agreement)",
        "The board must post the notice of a new, renewed or amended contract on the website",
    ):
        assert words in issue["body"]

    entries = {"contracts/x": contract(executed="2026-11-18")}
    remind(workflow, tmp_path, entries, "law: statute", day=25, now="2026-11-25T13:00")

    comment = DONE.format("2026-11-25", "2026-11-25")
    assert (issue["state"], issue["comments"][-1]) == ("closed", comment)


def test_a_breach_that_no_contractor_reported_is_an_issue(workflow: Forge, tmp_path: Path) -> None:
    """It asks for the date of the contractor's notice, and then becomes a deadline."""
    learned = {"learned": "2026-11-24 09:00", "discovered": "unknown"}
    issue = remind(workflow, tmp_path, {"breaches/y": breach(**learned, received="unknown")})

    assert issue["title"] == (
        "Notify families of Northstar Learning: the contractor's notice has not arrived"
    )
    for words in (
        "- Counted from `received`: unknown\n",
        "instead of `received: unknown`, write this line",
        "template=correction.yml&notice=breaches%2Fy&field=Received)",
        "```yaml\nreceived: YYYY-MM-DD HH:MM\n```",
    ):
        assert words in issue["body"]

    remind(workflow, tmp_path, {"breaches/y": breach(**learned, received="2026-11-25 11:00")})

    assert issue["title"] == "Notify families of Northstar Learning by 2026-11-27 11:00 EST"
    assert (issue["state"], len(workflow.issues)) == ("open", 1)


@pytest.mark.parametrize(
    ("before", "after", "title", "words", "comment"),
    [
        (
            "yearly: [{on: 2025-11-26}]\nyearly_due: 11-27",
            "yearly: [{on: 2026-11-24}]\nyearly_due: 11-27",
            "Notify families of the website's address by the end of 2026-11-27",
            "The board must notify students and families of the address of the website, once a "
            "year.\n\n```text\nyearly/2026: the website's address\n```\n\n- Counted from `year`: "
            "2026-01-01\n- Deadline: **the end of 2026-11-27** (the district's own day)\n",
            DONE.format("2026-11-24", "2026-11-27"),
        ),
        (
            "yearly: []",
            "yearly: [{on: 2026-08-28}]",
            "Notify families of the website's address: the day in 2026 is missing",
            "If they were notified earlier this year, add the day on which they were.",
            DONE.format("2026-08-28", "2026-09-01"),
        ),
    ],
)
def test_the_yearly_notice_is_an_issue(
    workflow: Forge, tmp_path: Path, before: str, after: str, title: str, words: str, comment: str
) -> None:
    """It names the settings and their line, and closes when they have the day."""
    issue = remind(workflow, tmp_path, {}, before)

    assert (issue["title"], len(workflow.issues)) == (title, 1)
    assert words in issue["body"]
    assert "/content/site.yaml): add the day to the list `yearly`." in issue["body"]
    assert "```yaml\nyearly: [{on: YYYY-MM-DD, by: email}]\n```" in issue["body"]

    remind(workflow, tmp_path, {}, after)

    assert (issue["state"], issue["comments"][-1]) == ("closed", comment)


def test_the_github_modules_need_no_package() -> None:
    """A job that may write installs nothing, and the alarm works if nothing can be installed."""
    names = sorted(path.stem for path in (REPOSITORY / "generator/github").glob("*.py"))
    imports = "\n".join(f"import generator.github.{name}" for name in names)
    command = [sys.executable, "-S", "-c", imports]
    done = subprocess.run(command, cwd=REPOSITORY, env={}, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


def test_the_alarm_runs_by_python_alone(forge: Forge) -> None:
    """The alarm opens its issue without any installed package."""
    environment = forge.environment("issues=write") | {
        "GITHUB_RUN_ID": "7",
        "RESULTS": '{"build": {"result": "failure"}, "deploy": {"result": "skipped"}}',
    }
    command = [sys.executable, "-S", "-m", "generator.github.alarm"]
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True)

    assert (done.stdout, done.stderr) == ("Opened an issue: The site could not be built.\n", "")


ODD = [
    *(b"", b"null", b"{}", b"<html>", b"\xff", b"1", b"[1]", b"[null]", b"[" * 100_000),
    *(b'[{"number": "1"}]', b'{"default_branch": 1}', b'{"message": 7}', b'{"sha": null}'),
]
FORM = Reply("Report", "content/contracts/a.md", "Add A", "---\n---\n")
MOMENT = datetime(2026, 11, 20, tzinfo=UTC)
PROOF = Publication(MOMENT, "0" * 40, MOMENT, "f" * 64, "https://privacy.example/")


def answering(code: int, body: bytes) -> Loopback:
    """Return a server that answers everything with the same bytes."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(code, "Odd")
            for name in ("Retry-After", "X-RateLimit-Remaining"):
                self.send_header(name, "0")
            self.send_header("X-RateLimit-Reset", "soon")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def __getattr__(self, name: str) -> Callable[[], None]:
            if name.startswith("do_"):
                return self.do_GET
            raise AttributeError(name)

        def log_message(self, *_words: object) -> None:
            pass

    return Loopback(Handler)


@pytest.mark.parametrize("code", [200, 403, 429, 500])
@pytest.mark.parametrize("body", ODD, ids=lambda body: body[:20].decode("latin-1"))
def test_an_odd_answer_is_one_line(body: bytes, code: int) -> None:
    """Whatever GitHub, or a proxy before it, answers, nobody has to read a traceback."""
    with answering(code, body) as server:
        repository = api.Repository(server.origin, "a/b", "https://github.example", "token")
        for ask in (
            lambda: api.repository_info(repository),
            lambda: update_issues(repository, "a", [ONE], str),
            lambda: api.write_note(repository, "a", 1),
            lambda: proof.add(repository, PROOF),
            lambda: update_form(repository, 1, FORM),
        ):
            with pytest.raises(GitHubError, match=r"^GitHub (answered|refused to) [^\n]*$"):
                ask()


def test_github_lists_at_most_so_many_pages() -> None:
    """A proxy could answer each page with the same one."""
    page = json.dumps([{"number": 1, "title": "a", "body": "", "state": "open"}] * api.PAGE_SIZE)
    with answering(200, page.encode()) as server:
        repository = api.Repository(server.origin, "a/b", "https://github.example", "token")

        with pytest.raises(GitHubError, match=r"^GitHub lists more than 10,000 items at issues$"):
            update_issues(repository, "a", [], str)
