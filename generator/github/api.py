"""GitHub's API, and issues that are opened, kept up to date and closed with it.

It needs no package, because the alarm must work even if nothing could be installed.
"""

from __future__ import annotations

import json
import re
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from generator import __version__
from generator.reports.github_format import code_block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from generator.reports.github_format import Issue

MARK = re.compile(r"<!-- notices: ([^>]*) -->\s*\Z")
PAGE_SIZE = 100  # items in one answer, the maximum
TIMEOUT = 30  # seconds for one request
VARIABLES = ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "GITHUB_TOKEN")
HINTS = {
    401: "give the step `GITHUB_TOKEN: ${{ github.token }}`",
    403: "give the job the permission that the request needs, such as `issues: write`",
    410: "issues are switched off: switch them on in the repository's settings, under General, Features",
}


class NoWorkflowError(Exception):
    """This does not run in a workflow; the message names the variables that are missing."""


class GitHubError(OSError):
    """GitHub refuses a request; the message says what to do, and `code` is the HTTP status."""

    def __init__(self, message: str, code: int) -> None:
        """Take the message and the status."""
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
    """Return the repository that a workflow runs for; raise NoWorkflowError outside a workflow."""
    missing = [name for name in VARIABLES if not environment.get(name)]
    if missing:
        raise NoWorkflowError(f"This command is for a workflow on GitHub: {' '.join(missing)} is not set.")
    return Repository(*(environment[name] for name in VARIABLES))


class _GitHubIssue(NamedTuple):
    """An issue as it is on GitHub."""

    number: int
    title: str
    body: str
    is_open: bool

    @property
    def path(self) -> str:
        return f"issues/{self.number}"


def update_issues(
    repository: Repository,
    label: str,
    issues: Iterable[Issue],
    closing_comment: Callable[[str], str],
) -> list[str]:
    """Open, update and close the issues of a label, and return a sentence for each that changed.

    An issue that was closed too early is opened again. An open issue that is not in `issues` is
    closed with the comment that `closing_comment` returns for its key, or left alone if that is
    empty. Raises GitHubError.
    """
    existing, changes = _existing(repository, label), []
    for issue in issues:
        changes += _update(repository, label, issue, existing.pop(issue.key, None))
    for key, old in existing.items():
        if old.is_open and (comment := closing_comment(key)):
            request(repository, "POST", f"{old.path}/comments", {"body": comment})
            closed = {"state": "closed", "state_reason": "completed"}
            request(repository, "PATCH", old.path, closed)
            changes.append(f"Closed issue {old.number}: {old.title}.")
    return changes


def _update(repository: Repository, label: str, issue: Issue, old: _GitHubIssue | None) -> list[str]:
    """Open an issue, reopen it, or update its text, and return a sentence about that, if any."""
    fields = {"title": issue.title, "body": f"{issue.body}\n<!-- notices: {issue.key} -->\n"}
    if old is None or not old.is_open:
        if not issue.opens:
            return []
        if old:
            request(repository, "PATCH", old.path, {**fields, "state": "open"})
            return [f"Opened issue {old.number} again: {issue.title}."]
        request(repository, "POST", "issues", {**fields, "labels": [label]})
        return [f"Opened an issue: {issue.title}."]
    if old.title == issue.title and old.body.split() == fields["body"].split():
        return []
    request(repository, "PATCH", old.path, fields)
    if old.title != issue.title:  # GitHub notifies people of a comment, but not of an edit
        request(repository, "POST", f"{old.path}/comments", {"body": code_block([issue.title])})
    return [f"Updated issue {old.number}: {issue.title}."]


def _existing(repository: Repository, label: str) -> dict[str, _GitHubIssue]:
    """Return the issues of a label by their keys; of two with the same key, the older one."""
    existing: dict[str, _GitHubIssue] = {}
    for item in list_all(repository, "issues", labels=label, state="all", direction="asc"):
        mark = MARK.search(item["body"] or "")
        if mark and "pull_request" not in item:
            is_open = item["state"] == "open"
            issue = _GitHubIssue(item["number"], item["title"], item["body"], is_open)
            existing.setdefault(mark[1], issue)
    return existing


def list_all(repository: Repository, path: str, **query: str) -> Iterator[Any]:
    """Yield all items that GitHub lists at a path, page by page. Raises GitHubError."""
    for page in count(1):
        parameters = urlencode({**query, "per_page": PAGE_SIZE, "page": page})
        items = json.loads(request(repository, "GET", f"{path}?{parameters}"))
        yield from items
        if len(items) < PAGE_SIZE:
            return


def request(repository: Repository, method: str, path: str, body: object = None) -> bytes:
    """Return GitHub's answer to a request.

    `path` is below the repository's address in the API. Raises GitHubError if GitHub refuses, and
    OSError if it cannot be reached.
    """
    headers = {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {repository.token}",
        "User-Agent": f"notices/{__version__}",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    url = f"{repository.api}/repos/{repository.name}/{path}"
    data = json.dumps(body).encode() if body is not None else None
    try:
        with urlopen(Request(url, data, headers, method=method), timeout=TIMEOUT) as response:
            answer: bytes = response.read()
            return answer
    except HTTPError as error:
        error.close()
        refused = f"{method} {path.partition('?')[0]} ({error.code} {error.reason})"
        hint = f"; {HINTS[error.code]}" if error.code in HINTS else ""
        raise GitHubError(f"GitHub refused to {refused}{hint}", error.code) from error
