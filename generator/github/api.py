"""GitHub's API, the issues that are opened, updated and closed with it, and notes in one of them.

It needs no package, because the alarm must work even if nothing could be installed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from time import sleep, time
from types import UnionType
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from generator.core.problems import UserError, printable
from generator.reports.github_format import Issue, code_block
from generator.system import http

LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*").fullmatch
HIDDEN = re.compile(r"<!-- notices: ([^>]*) -->\s*\Z")
PAGE_SIZE = 100  # items in one answer, the maximum
MAX_PAGES = 100
MAX_ATTEMPTS = 3
MAX_WAIT = 120  # seconds before another attempt, because the jobs that use this have five minutes
MAX_BYTES = 10_000_000  # of one answer; a hundred issues of the greatest length have 7 MB
VARIABLES = ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "GITHUB_TOKEN")
NOTES = "notes"  # the label of the issue with the notes
NOTES_TITLE = "What Notices remembers (leave this issue closed)"
NOTES_BODY = """\
*Watch* remembers here whom to tell, and when it last checked other websites. Leave this issue \
closed. If you delete it, *Watch* starts over.

```json
{notes}
```
"""
PEOPLE = "people"  # the note with the accounts to which issues are assigned
NOTES_BLOCK = re.compile(r"^```json\n(.*?)^```", re.DOTALL | re.MULTILINE)
HINTS = {
    401: "give the step `GITHUB_TOKEN: ${{ github.token }}`",
    403: "give the job the permission that the request needs, such as `issues: write`",
    410: (
        "issues are switched off: switch them on in the repository's settings, under General, "
        "Features"
    ),
}

# The parts of an answer that we use, by name, with the types of their values.
Shape = type | UnionType | list[Any] | dict[str, Any]
Json = Any  # of such a shape
TEXT = str | None
ISSUE: Shape = {
    "number": int,
    "title": str,
    "body": TEXT,
    "state": str,
    "assignees": [{"login": str}],
}
CLOSED = {"state": "closed", "state_reason": "completed"}  # the fields that close an issue
Note = TypeVar("Note")


class GitHubError(OSError):
    """GitHub refuses a request; the message says what to do, and `code` is the HTTP status."""

    def __init__(self, message: str, code: int) -> None:
        """Set the message and the HTTP status."""
        super().__init__(message)
        self.code = code


class Repository(NamedTuple):
    """A repository on GitHub, and a token for it."""

    api: str
    name: str
    server: str
    token: str

    @property
    def url(self) -> str:
        """The address of the repository for a browser."""
        return f"{self.server}/{self.name}"


def workflow_repository(environment: Mapping[str, str]) -> Repository:
    """Return the repository that a workflow runs for; raise UserError outside a workflow."""
    missing = [name for name in VARIABLES if not environment.get(name)]
    if missing:
        raise UserError(
            f"This command is for a workflow on GitHub: {' '.join(missing)} is not set."
        )
    return Repository(*(environment[name] for name in VARIABLES))


class RepositoryInfo(NamedTuple):
    """What GitHub says about a repository: its default branch, and whether it is private."""

    branch: str
    is_private: bool


def repository_info(repository: Repository) -> RepositoryInfo:
    """Ask GitHub about the repository. Raises GitHubError."""
    info = read(repository, "GET", "", {"default_branch": str, "private": bool})
    return RepositoryInfo(info["default_branch"], info["private"])


class _GitHubIssue(NamedTuple):
    """An issue as it is on GitHub."""

    number: int
    title: str
    body: str
    is_open: bool
    assignees: frozenset[str]

    @property
    def path(self) -> str:
        return f"issues/{self.number}"


def update_issues(
    repository: Repository,
    label: str,
    issues: Iterable[Issue],
    closing_reason: Callable[[str], str],
    is_urgent: Callable[[str], bool] = lambda _: False,
) -> list[str]:
    """Open, update and close the issues of a label, and return a sentence for each that changed.

    Each is assigned to the `people` who are to be told. One that was closed too early is opened
    again. An open one that is not in `issues` is closed with the reason of `closing_reason` for its
    key, unless that is "". The reason of an urgent one is a comment, and that of any other is added
    to its text, which saves an email. Raises GitHubError.
    """
    existing = _existing(repository, label)
    assigned = cache(lambda: _assignable(repository))
    changes = []
    for issue in issues:
        changes += _update(repository, label, issue, existing.pop(issue.key, None), assigned)
    for key, old in existing.items():
        if old.is_open and (reason := closing_reason(key)):
            changes.append(_close(repository, old, reason, is_urgent=is_urgent(key)))
    return changes


def open_new_issues(repository: Repository, label: str, issues: Iterable[Issue]) -> list[str]:
    """Open the issues that never existed, not even closed; return a sentence for each."""
    existing = _existing(repository, label)
    assigned = cache(lambda: _assignable(repository))
    new = [issue for issue in issues if issue.key not in existing]
    return [change for issue in new for change in _update(repository, label, issue, None, assigned)]


def _update(
    repository: Repository,
    label: str,
    issue: Issue,
    old: _GitHubIssue | None,
    assigned: Callable[[], list[str]],
) -> list[str]:
    """Open an issue, reopen it, or update its text, and return a sentence about that, if any."""
    fields = {"title": issue.title, "body": f"{issue.body}\n<!-- notices: {issue.key} -->\n"}
    if (old is None or not old.is_open) and not issue.opens:
        return []
    if old is None:
        new = {**fields, "labels": [label], "assignees": assigned()}
        request(repository, "POST", "issues", new)
        return [f"Opened an issue: {issue.title}."]
    if missing := [login for login in assigned() if login.casefold() not in old.assignees]:
        request(repository, "POST", f"{old.path}/assignees", {"assignees": missing})
    if not old.is_open:
        request(repository, "PATCH", old.path, {**fields, "state": "open"})
        return [f"Opened issue {old.number} again: {issue.title}."]
    if old.title == issue.title and old.body.split() == fields["body"].split():
        return []
    request(repository, "PATCH", old.path, fields)
    if old.title != issue.title:  # GitHub notifies people of a comment, but not of an edit
        request(repository, "POST", f"{old.path}/comments", {"body": code_block([issue.title])})
    return [f"Updated issue {old.number}: {issue.title}."]


def _close(repository: Repository, old: _GitHubIssue, reason: str, *, is_urgent: bool) -> str:
    """Close an issue, and return a sentence about that. GitHub sends no email about an edit."""
    fields = CLOSED
    if is_urgent:
        request(repository, "POST", f"{old.path}/comments", {"body": reason})
    else:
        fields = {**CLOSED, "body": f"**{reason}**\n\n{old.body}"}
    request(repository, "PATCH", old.path, fields)
    return f"Closed issue {old.number}: {old.title}."


def write_people(repository: Repository, people: Iterable[str]) -> None:
    """Remember the accounts of the setting `people`, for what can't read it. Raises GitHubError."""
    wanted = [*people]
    if wanted != told(repository):
        write_note(repository, PEOPLE, wanted)


def told(repository: Repository) -> list[str]:
    """Return the accounts of the setting `people` as they were last read. Raises GitHubError."""
    return read_note(repository, PEOPLE, lambda note: [login for login in note if LOGIN(login)], [])


def can_be_assigned(repository: Repository, login: str) -> bool:
    """Return whether an account exists, and may be assigned an issue. Raises GitHubError.

    https://docs.github.com/rest/issues/assignees#check-if-a-user-can-be-assigned
    """
    try:
        request(repository, "GET", f"assignees/{login}")
    except GitHubError as error:
        if error.code != 404:
            raise
        return False
    return True


def _assignable(repository: Repository) -> list[str]:
    """Return the people who are to be told and can be: GitHub refuses an issue for any other."""
    return [login for login in told(repository) if can_be_assigned(repository, login)]


def _existing(repository: Repository, label: str) -> dict[str, _GitHubIssue]:
    """Return the issues of a label by their keys; of two with the same key, the older one."""
    existing: dict[str, _GitHubIssue] = {}
    for issue in _issues(repository, label):
        if hidden := HIDDEN.search(issue.body):
            existing.setdefault(hidden[1], issue)
    return existing


def _issues(repository: Repository, label: str) -> Iterator[_GitHubIssue]:
    """Yield the issues of a label, open or closed, the oldest first."""
    query = {"labels": label, "state": "all", "direction": "asc"}
    for item in list_all(repository, "issues", ISSUE, **query):
        if "pull_request" not in item:
            body = item["body"] or ""
            is_open = item["state"] == "open"
            people = frozenset(person["login"].casefold() for person in item["assignees"])
            yield _GitHubIssue(item["number"], item["title"], body, is_open, people)


def read_note(
    repository: Repository, name: str, parse: Callable[[Json], Note], empty: Note
) -> Note:
    """Return what `parse` returns for a note, or `empty` if it fails. Raises GitHubError."""
    try:
        return parse(_notes(repository)[1][name])
    except (AttributeError, KeyError, TypeError, ValueError):
        return empty


def write_note(repository: Repository, name: str, value: object) -> None:
    """Replace one of the notes; dates are written as ISO 8601. Raises GitHubError."""
    path, notes = _notes(repository)
    text = json.dumps({**notes, name: value}, indent=2, default=lambda day: day.isoformat())
    if json.loads(text) == notes:
        return
    fields: dict[str, object] = {"title": NOTES_TITLE, "body": NOTES_BODY.format(notes=text)}
    if not path:
        new = {**fields, "labels": [NOTES]}
        path = f"issues/{read(repository, 'POST', 'issues', {'number': int}, new)['number']}"
        fields = {}
    request(repository, "PATCH", path, fields | CLOSED)


def _notes(repository: Repository) -> tuple[str, dict[str, Json]]:
    """Return the path of the issue with the notes, or an empty path, and the notes."""
    issue = next(_issues(repository, NOTES), None)
    if issue is None:
        return "", {}
    block = NOTES_BLOCK.search(issue.body.replace("\r\n", "\n"))
    notes = _json(block[1]) if block else None
    return issue.path, notes if isinstance(notes, dict) else {}


def list_all(repository: Repository, path: str, item: Shape, **query: str) -> Iterator[Any]:
    """Yield all items that GitHub lists at a path, page by page. Raises GitHubError."""
    for page in range(1, MAX_PAGES + 1):
        parameters = urlencode({**query, "per_page": PAGE_SIZE, "page": page})
        items = read(repository, "GET", f"{path}?{parameters}", [item])
        yield from items
        if len(items) < PAGE_SIZE:
            return
    raise GitHubError(f"GitHub lists more than {MAX_PAGES * PAGE_SIZE:,} items at {path}", 200)


def find(repository: Repository, path: str, shape: Shape) -> Json:
    """Return GitHub's answer, or None if there is nothing at a path. Raises GitHubError."""
    try:
        return read(repository, "GET", path, shape)
    except GitHubError as error:
        if error.code == 404:
            return None
        raise


def read(repository: Repository, method: str, path: str, shape: Shape, body: object = None) -> Json:
    """Return GitHub's answer as JSON with the parts of a shape. Raises GitHubError and OSError."""
    answer = _json(request(repository, method, path, body))
    if not _fits(answer, shape):
        what = path.partition("?")[0] or "the repository"
        raise GitHubError(f"GitHub answered {method} {what} with something else", 200)
    return answer


def _json(data: str | bytes) -> Json:
    """Return what a text in JSON says, or None if it is not JSON."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _fits(value: Json, shape: Shape) -> bool:
    if isinstance(shape, list):
        return isinstance(value, list) and all(_fits(item, shape[0]) for item in value)
    if isinstance(shape, dict):
        is_object = isinstance(value, dict)
        return is_object and all(_fits(value.get(name), part) for name, part in shape.items())
    return isinstance(value, shape)


def request(repository: Repository, method: str, path: str, body: object = None) -> bytes:
    """Return GitHub's answer at a path of the repository; GitHubError if refused, or OSError."""
    headers = {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {repository.token}",
        "Content-Type": http.JSON,
        "X-GitHub-Api-Version": "2022-11-28",
    }
    url = f"{repository.api}/repos/{repository.name}/{path}".rstrip("/")
    data = json.dumps(body).encode() if body is not None else None
    attempt = 1
    while True:
        answer = http.ask(url, method=method, data=data, headers=headers, max_bytes=MAX_BYTES)
        if answer.is_good:
            return answer.body
        refusal = _json(answer.body)
        is_explained = isinstance(refusal, dict) and "message" in refusal
        reason = printable(str(refusal["message"])) if is_explained else "no reason given"
        wait = retry_delay(answer.status, answer.headers, reason, attempt, time())
        if wait is None or wait > MAX_WAIT or attempt == MAX_ATTEMPTS:
            what = path.partition("?")[0] or "the repository"
            refused = f"{method} {what} ({answer}: {reason})"
            hint = f"; {HINTS[answer.status]}" if answer.status in HINTS and wait is None else ""
            raise GitHubError(f"GitHub refused to {refused}{hint}", answer.status)
        sleep(wait)
        attempt += 1


def retry_delay(
    code: int, headers: Mapping[str, str], reason: str, attempt: int, now: float
) -> float | None:
    """Return how many seconds to wait before repeating a request, or None if that would not help.

    The names in `headers` are in lower case, `attempt` counts from 1, and `now` is in seconds since
    1970. For a rate limit GitHub answers 403 or 429, and says how long the limit lasts; if it does
    not say so, it expects a minute, and longer after each attempt:
    https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
    """
    if seconds := headers.get("retry-after"):
        return float(seconds) if seconds.isdecimal() else None
    reset = headers.get("x-ratelimit-reset", "")
    if code in (403, 429) and headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal():
        return max(0.0, float(reset) - now)
    if code == 429 or (code == 403 and "rate limit" in reason.lower()):
        return 60.0 * attempt
    return 2.0 * attempt if code >= 500 else None
