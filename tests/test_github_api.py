"""The issues of a repository are opened once, kept up to date, and closed when they are done."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Response

from generator.core.problems import UserError
from generator.core.publication import Publication
from generator.github import api, proof
from generator.github.api import GitHubError, retry_delay, update_issues, workflow_repository
from generator.github.schedules import silent
from generator.law.due import RIGHT, correction, message
from generator.reports.due_report import is_urgent
from generator.reports.github_format import Issue
from helpers.district import NOW, breach, contract, notices, write, yearly
from helpers.forge import Forge
from helpers.history import Repository
from helpers.loopback import Serving
from helpers.program import REPOSITORY

ONE = Issue("contracts/x contract-notice", "Tell families of X", "Words.\n")
LATER = ONE._replace(title="Overdue: tell families of X", body="Other words.\n")


def update(
    forge: Forge, *wanted: Issue, closing_reason: str = "It is done.", rights: str = "issues=write"
) -> list[str]:
    """Update the issues of a label, and return what was done."""
    return update_issues(
        workflow_repository(forge.environment(rights)),
        "deadline",
        wanted,
        lambda _key: closing_reason,
        is_urgent,
    )


def writes(forge: Forge) -> list[str]:
    """Return the requests to GitHub since the last call that were not for reading."""
    requests = [line for line in forge.requests if not line.startswith("GET")]
    forge.requests.clear()
    return requests


def test_an_issue_is_opened_once(forge: Forge) -> None:
    """The mark at its end identifies it later."""
    assert update(forge, ONE) == ["Opened an issue: Tell families of X."]
    forge.issues.append({**forge.issues[0], "number": 2, "title": "A copy"})
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
    update(forge, ONE._replace(title="```\n@everyone <b>"))
    assert forge.issues[0]["comments"] == [
        "```text\nOverdue: tell families of X\n```",
        "````text\n```\n@everyone <b>\n````",  # it mentions nobody
    ]


def test_an_issue_that_is_done_is_closed_with_a_reason(forge: Forge) -> None:
    """The reason is above its text, which sends no email; it is then left alone."""
    update(forge, ONE)

    assert update(forge, closing_reason="") == []
    assert update(forge) == ["Closed issue 1: Tell families of X."]
    assert update(forge) == []
    assert (forge.issues[0]["state"], forge.issues[0]["comments"]) == ("closed", [])
    assert forge.issues[0]["body"].startswith("**It is done.**\n\nWords.\n")
    assert [subject for _, subject in forge.mails] == [
        "Opened: Tell families of X",
        "Closed: Tell families of X",
    ]

    assert update(forge, ONE) == ["Opened issue 1 again: Tell families of X."]
    assert forge.issues[0]["body"] == f"{ONE.body}\n<!-- notices: {ONE.key} -->\n"


def test_the_end_of_a_breach_is_a_comment(forge: Forge) -> None:
    """It is worth an email of its own."""
    breach = ONE._replace(key="breaches/x family-breach-notice")
    update(forge, breach)
    update(forge)

    assert forge.issues[0]["comments"] == ["It is done."]
    assert not forge.issues[0]["body"].startswith("**")


PEOPLE = ("officer", "technology")


def test_an_issue_is_assigned_to_the_people_of_the_settings(forge: Forge) -> None:
    """Nobody has to watch the repository, so nothing is lost when it becomes private."""
    forge.permissions = dict.fromkeys(PEOPLE, "write")
    forge.tell("officer", "gone", "technology")  # an account that no longer exists
    forge.make_private()
    update(forge, ONE)

    assert forge.issues[1]["assignees"] == [{"login": "officer"}, {"login": "technology"}]
    assert forge.mails == [(login, "Opened: Tell families of X") for login in PEOPLE]


@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_successor_is_assigned_what_is_open(forge: Forge, state: str) -> None:
    """It happens at the next run, once; whom a person has assigned stays."""
    forge.permissions = dict.fromkeys((*PEOPLE, "successor"), "write")
    forge.tell("technology")
    update(forge, ONE)
    forge.issues[1] |= {"state": state}
    forge.tell("Technology", "successor")  # GitHub's names have no case
    forge.mails.clear()
    update(forge, ONE)
    update(forge, ONE)

    assert [person["login"] for person in forge.issues[1]["assignees"]] == [
        "technology",
        "successor",
    ]
    assert forge.mails.count(("successor", "Assigned: Tell families of X")) == 1


# GitHub's own editor saves other line ends, and may drop the last one.
EDITED = f"{ONE.body}\n<!-- notices: {ONE.key} -->".replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("earlier", "wanted", "change", "state"),
    [
        ({"body": EDITED}, ONE, "", "open"),
        ({"state": "closed"}, LATER, "Opened issue 1 again", "open"),
        # What is due later opens no issue, but an open one is kept up to date.
        ({"state": "closed"}, LATER._replace(opens=False), "", "closed"),
        ({}, LATER._replace(opens=False), "Updated issue 1", "open"),
    ],
)
def test_an_issue_that_a_person_has_changed_is_updated(
    forge: Forge, earlier: dict[str, str], wanted: Issue, change: str, state: str
) -> None:
    """It is opened again, updated or left alone, and never opened a second time."""
    update(forge, ONE)
    forge.issues[0] |= earlier

    changes = [f"{change}: Overdue: tell families of X."] if change else []
    assert update(forge, wanted) == changes
    assert [issue["state"] for issue in forge.issues] == [state]


def test_an_issue_for_something_due_later_is_not_opened(forge: Forge) -> None:
    """It is opened when the time comes."""
    assert update(forge, LATER._replace(opens=False)) == []
    assert forge.issues == []


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


LIMIT = "(403 Forbidden: You have exceeded a secondary rate limit.)"  # GitHub's own words


@pytest.mark.parametrize(
    ("codes", "wait", "message"),
    [
        *(([code] * 2, "0", "") for code in (403, 429, 500, 502, 503)),
        ([403] * 3, "0", LIMIT),
        ([429], "3600", "(429 Too Many Requests: "),  # we do not wait an hour
    ],
)
def test_a_request_to_a_busy_github_is_repeated(
    forge: Forge, codes: list[int], wait: str, message: str
) -> None:
    """It is repeated after the wait that GitHub asks for, and fails after three attempts."""
    forge.busy = [(code, {"Retry-After": wait}) for code in codes]

    if message:
        with pytest.raises(GitHubError) as error:
            update(forge, ONE)
        assert str(error.value).startswith(f"GitHub refused to GET issues {message}")
        assert "; " not in str(error.value)  # it blames no permission
        assert forge.requests == ["GET issues"] * len(codes)
    else:
        assert update(forge, ONE) == ["Opened an issue: Tell families of X."]
        assert forge.requests == ["GET issues"] * 4 + ["POST issues"]  # one for whom to tell


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

    with pytest.raises(UserError) as error:
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


DONE = "Done within the limit: {}; the deadline was {}."


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
        "Opened an issue: Notify families of Northstar Reader by November 25, 2026.\n"
    )


def test_remind_remembers_the_people_for_what_cannot_read_the_settings(
    workflow: Forge, tmp_path: Path
) -> None:
    """The alarm installs nothing, so it can't read YAML; the setting may change, or go again."""
    workflow.permissions = dict.fromkeys((*PEOPLE, "successor"), "write")
    entries = {"contracts/x": contract(executed="2026-11-20")}
    publish(tmp_path, entries, "people: [officer, '@technology']")
    notices("ci remind", tmp_path, now="2026-11-23T00:00")
    notes, issue = workflow.issues

    assert [person["login"] for person in issue["assignees"]] == [*PEOPLE]
    assert (notes["state"], api.told(workflow_repository(workflow.environment("issues=read")))) == (
        "closed",
        [*PEOPLE],
    )

    publish(tmp_path, entries, "people: successor", day=21)
    notices("ci remind", tmp_path, now="2026-11-23T03:00")
    assert [person["login"] for person in issue["assignees"]] == [*PEOPLE, "successor"]

    publish(tmp_path, entries, "", day=22)
    notices("ci remind", tmp_path, now="2026-11-23T06:00")
    assert '"people": []' in notes["body"]


def test_a_contract_that_ends_soon_is_an_issue_until_it_is_renewed(
    workflow: Forge, tmp_path: Path
) -> None:
    """It links to the file of a renewal; a new end closes it, and that end has its own issue."""
    dates = {"executed": "2025-01-02", "notified": "2025-01-03", "expires": "2026-12-31"}
    publish(tmp_path, {"contracts/x": contract(**dates)}, day=1)
    notices("ci remind", tmp_path, now="2026-11-01T23:59")
    assert workflow.issues == []

    done = notices("ci remind", tmp_path, now="2026-11-02")
    assert done.stdout == (
        "Opened an issue: The contract for Northstar Reader ends on December 31, 2026.\n"
    )
    assert done.stderr == "1 contract ends soon.\n"
    (issue,) = workflow.issues
    assert (
        "https://github.example/example/notices/new/main?filename=content/contracts/x/change-"
        in issue["body"]
    )

    renewal = "{kind: renewal, executed: 2026-11-20, notified: 2026-11-21, expires: 2027-01-10}"
    publish(tmp_path, {"contracts/x": contract(**dates) + f"change-1.md: {renewal}\n"})
    notices("ci remind", tmp_path, now="2026-11-22")
    assert [
        (issue["title"].rpartition(" on ")[2], issue["state"]) for issue in workflow.issues
    ] == [
        ("December 31, 2026", "closed"),
        ("January 10, 2027", "open"),
    ]


def test_an_entry_cannot_speak_through_a_reminder(workflow: Forge, tmp_path: Path) -> None:
    """A product's name is one line in the log, and in a code block in the issue."""
    publish(tmp_path, {"contracts/x": contract(product='"X\\n::error::no\\n```\\n@everyone <b>"')})
    done = notices("ci remind", tmp_path)

    assert [line for line in done.stdout.splitlines() if line.startswith("::")] == []
    assert len(done.stdout.splitlines()) == len(workflow.issues) == 1
    assert "````text\nX ::error::no ``` @everyone <b>\n````" in workflow.issues[0]["body"]


def test_the_file_of_a_reminder_is_refused_until_it_is_filled_in(tmp_path: Path) -> None:
    """Nobody can put a false date or false means on record by copying the file as it is."""
    write(tmp_path, {"contracts/x": contract()})
    sent = message("yearly").text
    dated = sent.replace("YYYY-MM-DD HH:MM", "2025-08-20 15:10")
    wrong = correction("contracts/x", {"agreement": RIGHT["agreement"]}).text
    for path, text, words in (
        ("messages/2025-08-20.md", sent, "YYYY-MM-DD HH:MM"),
        ("messages/2025-08-20.md", dated, "E218"),
        ("messages/YYYY-MM-DD.md", dated.replace("HOW", "email"), "YYYY-MM-DD"),
        ("contracts/x/correction-1.md", wrong, "YYYY-MM-DD"),
        ("contracts/x/correction-1.md", wrong.replace("YYYY-MM-DD", "2025-08-20"), "E113"),
    ):
        file = tmp_path / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        done = notices("check", tmp_path)
        file.unlink()

        assert (done.returncode, words in done.stdout) == (1, True), (path, done.stdout)


NEW, LEARNED = {"executed": "2026-11-20"}, {"learned": "2026-11-24 09:00", "discovered": "unknown"}
NEW_TITLE = "Notify families of Northstar Reader by November 25, 2026"
CHANGED_TITLE = "Notify families of Northstar Learning by November 27, 2026 at 11:00 AM EST"
ENDINGS = {
    contract(**NEW, notified="2026-11-25 10:00"): DONE.format(
        "November 25, 2026 at 10:00 AM EST", "November 25, 2026"
    ),
    contract(**NEW, notified="2026-11-26 10:00"): (
        "Done late: November 26, 2026 at 10:00 AM EST; the deadline was November 25, 2026."
    ),
    contract(**NEW) + "withdrawal.md: {on: 2026-11-24, reason: In error.}\n": (
        "This is no longer due: the entry was withdrawn, or the dates on record no longer give a "
        "deadline."
    ),
}
MESSAGE = (
    "/new/main?filename=content/messages/YYYY-MM-DD.md&value=---%0Aof%3A%20yearly%0A",
    "```yaml\n---\nof: yearly\nat: YYYY-MM-DD HH:MM\nby: HOW\n---\n```",
)


@pytest.mark.parametrize(
    ("before", "title", "words", "after", "comment"),
    [
        *(
            ([{"contracts/x": contract(**NEW)}], NEW_TITLE, (), [{"contracts/x": entry}], comment)
            for entry, comment in ENDINGS.items()
        ),
        # The contract is not posted: it closes when both are on the published branch.
        (
            [{"contracts/x": contract(executed="2026-11-18", agreement=None)}, "law: statute"],
            "Post the notice and the contract of Northstar Reader by November 25, 2026",
            (
                "agreement: files/NAME OF THE FILE.pdf",
                "/new/main?filename=content/contracts/x/correction-YYYY-MM-DD.md&value=",
                "The board must post the notice of a new, renewed or amended contract on the "
                "website",
            ),
            [{"contracts/x": contract(executed="2026-11-18")}, "law: statute"],
            DONE.format("November 25, 2026 at 12:00 PM EST", "November 25, 2026"),
        ),
        # No contractor reported the breach: its notice makes a deadline.
        (
            [{"breaches/y": breach(**LEARNED, received="unknown")}],
            "Notify families of Northstar Learning: the company's report has not arrived",
            (
                "- Arrived: unknown\n",
                "/new/main?filename=content/breaches/y/correction-YYYY-MM-DD.md&value=",
                "right:\n  received: YYYY-MM-DD HH:MM\n---\n```",
            ),
            [{"breaches/y": breach(**LEARNED, received="2026-11-25 11:00")}],
            f"```text\n{CHANGED_TITLE}\n```",
        ),
        (
            [{}, yearly("2025-11-26 email") + "\nyearly_due: 11-27"],
            "Notify families of the website's address by November 27, 2026",
            (
                *MESSAGE,
                "The board must notify students and families of the address of the website, once a "
                "year.\n\n```text\nThe website's address in 2026\n```\n\n- Deadline: "
                "**November 27, 2026** (the district's own day)\n- For the year from: January 1, "
                "2026\n",
            ),
            [{}, yearly("2025-11-26 email", "2026-11-24 email") + "\nyearly_due: 11-27"],
            DONE.format("November 24, 2026", "November 27, 2026"),
        ),
        (
            [{}, yearly()],
            "Notify families of the website's address: the day in 2026 is missing",
            (
                *MESSAGE,
                "If they were notified earlier this year, give that date.",
            ),
            [{}, yearly("2026-08-28 email")],
            DONE.format("August 28, 2026", "September 1, 2026"),
        ),
    ],
)
def test_an_issue_says_what_to_do_and_how_it_ended(
    workflow: Forge,
    tmp_path: Path,
    before: list[Any],
    title: str,
    words: tuple[str, ...],
    after: list[Any],
    comment: str,
) -> None:
    """It has the file to add; then it says whether the deadline was met, or the new one.

    Only a new deadline, and the end of a breach's, are worth an email of their own.
    """
    issue = remind(workflow, tmp_path, *before)

    assert issue["title"] == title
    assert [text for text in words if text not in issue["body"]] == []

    remind(workflow, tmp_path, *after, day=25, now="2026-11-26T12:00")

    state = "open" if CHANGED_TITLE in comment else "closed"
    is_urgent = issue["body"].rstrip().partition("<!-- notices: ")[2].startswith("breaches/")
    told = issue["comments"][-1:] or [issue["body"].partition("\n\n")[0].strip("*")]
    assert [(issue["state"], told) for issue in workflow.issues] == [(state, [comment])]
    assert bool(issue["comments"]) == (is_urgent or state == "open")


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

    opened = "Opened an issue: The site could not be built, because the machine failed.\n"

    assert (done.stdout, done.stderr) == (opened, "")


ODD = [
    *(b"", b"null", b"{}", b"<html>", b"\xff", b"1", b"[1]", b"[null]", b"[" * 100_000),
    *(b'[{"number": "1"}]', b'{"default_branch": 1}', b'{"message": 7}', b'{"sha": null}'),
]
MOMENT = datetime(2026, 11, 20, tzinfo=UTC)
PROOF = Publication(MOMENT, "0" * 40, MOMENT, "f" * 64, "https://privacy.example/")


def answering(code: int, body: bytes) -> Serving:
    """Return a server that answers everything with the same bytes."""
    head = {"Retry-After": "0", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "soon"}
    return Serving(lambda _request: Response(body, code, head))


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
            lambda: silent(repository, MOMENT),
        ):
            with pytest.raises(GitHubError, match=r"^GitHub (answered|refused to) [^\n]*$"):
                ask()


def test_github_lists_at_most_so_many_pages() -> None:
    """A proxy could answer each page with the same one."""
    page = json.dumps(
        [{"number": 1, "title": "a", "body": "", "state": "open", "assignees": []}] * api.PAGE_SIZE
    )
    with answering(200, page.encode()) as server:
        repository = api.Repository(server.origin, "a/b", "https://github.example", "token")

        with pytest.raises(GitHubError, match=r"^GitHub lists more than 10,000 items at issues$"):
            update_issues(repository, "a", [], str)
