"""Issues on GitHub, as its API keeps them: each is opened once, kept true, and closed when it is done with.

It needs nothing but Python, since it must speak when nothing else works.
"""

from __future__ import annotations

import json
import re
from itertools import count
from time import sleep, time
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from generator import __version__
from generator.core.problems import shown
from generator.reports.github_format import block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from generator.reports.github_format import Issue

MARK = re.compile(r"<!-- notices: ([^>]*) -->\s*\Z")
A_PAGE = 100  # things that one answer lists, the most that GitHub gives
PATIENCE = 30  # seconds for one answer
TRIES = 3
LONGEST_WAIT = 120  # seconds before one more try: the jobs that ask have five minutes
LARGEST_REASON = 10_000  # bytes
NEEDED = ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "GITHUB_TOKEN")
HINTS = {
    401: "give the step `GITHUB_TOKEN: ${{ github.token }}`",
    403: "give the job the right that the request needs, such as `issues: write`",
    410: "issues are switched off: switch them on in the repository's settings, under General, Features",
}


class NoHubError(Exception):
    """No repository is named; the message says what is missing."""


class HubError(OSError):
    """GitHub refuses, or cannot be reached; the message says what, and what to do, and `code` the status."""

    def __init__(self, message: str, code: int = 0) -> None:
        """Take the message and the status of the answer, if there was one."""
        super().__init__(message)
        self.code = code


class Hub(NamedTuple):
    """A repository on GitHub, and the right to speak for it."""

    api: str
    repository: str
    server: str
    token: str

    @property
    def home(self) -> str:
        """The address of the repository for people."""
        return f"{self.server}/{self.repository}"


def named_hub(environment: Mapping[str, str]) -> Hub:
    """Return the repository that a workflow runs for; raises NoHubError where none is named."""
    missing = [name for name in NEEDED if not environment.get(name)]
    if missing:
        raise NoHubError(f"This speaks to GitHub, and is for a workflow there: {' '.join(missing)} not set.")
    return Hub(*(environment[name] for name in NEEDED))


class Repository(NamedTuple):
    """What GitHub says about a repository: its default branch, which need not be `main`, and who can see it."""

    branch: str
    is_private: bool


def repository(hub: Hub) -> Repository:
    """Ask GitHub about the repository. Raises HubError."""
    about = json.loads(ask(hub, "GET", ""))
    return Repository(about["default_branch"], about["private"])


class _Known(NamedTuple):
    """An issue as it stands on GitHub."""

    number: int
    title: str
    body: str
    is_open: bool

    @property
    def path(self) -> str:
        return f"issues/{self.number}"


def keep(hub: Hub, label: str, wanted: Iterable[Issue], farewell: Callable[[str], str]) -> list[str]:
    """Make the open issues of a label those that are wanted, and return what was done, a sentence each.

    An issue that was closed too early is opened again. `farewell` says by its key why one is closed, or nothing where
    it is to stay as it is. Raises HubError.
    """
    known, done = _known(hub, label), []
    for issue in wanted:
        done += _kept(hub, label, issue, known.pop(issue.key, None))
    for key, old in known.items():
        if old.is_open and (reason := farewell(key)):
            ask(hub, "POST", f"{old.path}/comments", {"body": reason})
            ask(hub, "PATCH", old.path, {"state": "closed", "state_reason": "completed"})
            done.append(f"Closed issue {old.number}: {old.title}.")
    return done


def _kept(hub: Hub, label: str, issue: Issue, old: _Known | None) -> list[str]:
    """Open an issue, open it again, or make it true; return what was done."""
    told = {"title": issue.title, "body": f"{issue.body}\n<!-- notices: {issue.key} -->\n"}
    if old is None or not old.is_open:
        if not issue.opens:
            return []
        if old:
            ask(hub, "PATCH", old.path, {**told, "state": "open"})
            return [f"Opened issue {old.number} again: {issue.title}."]
        ask(hub, "POST", "issues", {**told, "labels": [label]})
        return [f"Opened an issue: {issue.title}."]
    if old.title == issue.title and old.body.split() == told["body"].split():
        return []
    ask(hub, "PATCH", old.path, told)
    if old.title != issue.title:  # a comment reaches people, an edit does not
        ask(hub, "POST", f"{old.path}/comments", {"body": block([issue.title])})
    return [f"Updated issue {old.number}: {issue.title}."]


def _known(hub: Hub, label: str) -> dict[str, _Known]:
    """Return all issues of a label by their keys, the oldest of each; a pull request is none."""
    known: dict[str, _Known] = {}
    for one in listed(hub, "issues", labels=label, state="all", direction="asc"):
        if "pull_request" not in one and (mark := MARK.search(one["body"] or "")):
            known.setdefault(mark[1], _Known(one["number"], one["title"], one["body"], one["state"] == "open"))
    return known


def listed(hub: Hub, path: str, **query: str) -> Iterator[Any]:
    """Yield all that GitHub lists at a path, page after page. Raises HubError."""
    for page in count(1):
        asked = urlencode({**query, "per_page": A_PAGE, "page": page})
        found = json.loads(ask(hub, "GET", f"{path}?{asked}"))
        yield from found
        if len(found) < A_PAGE:
            return


def ask(hub: Hub, method: str, path: str, body: object = None) -> bytes:
    """Return what GitHub answers to a request about the repository; ask again if it is busy. Raises HubError."""
    asked = {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {hub.token}",
        "User-Agent": f"notices/{__version__}",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    data = json.dumps(body).encode() if body is not None else None
    address = f"{hub.api}/repos/{hub.repository}/{path}".rstrip("/")
    request = Request(address, data, asked, method=method)
    for attempt in count(1):
        try:
            with urlopen(request, timeout=PATIENCE) as answer:
                said: bytes = answer.read()
                return said
        except HTTPError as error:
            message = _message(error)
            head = {name.lower(): value for name, value in error.headers.items()}
            wait = waiting(error.code, head, message, attempt, time())
            if wait is None or wait > LONGEST_WAIT or attempt == TRIES:
                what = path.partition("?")[0] or "the repository"
                told = f"GitHub refused to {method} {what} ({error.code} {error.reason}: {message})"
                hint = f"; {HINTS[error.code]}" if error.code in HINTS and wait is None else ""
                raise HubError(f"{told}{hint}", error.code) from error
        sleep(wait)
    raise AssertionError  # count() does not end


def waiting(code: int, head: Mapping[str, str], message: str, attempt: int, now: float) -> float | None:
    """Return how many seconds to wait before a refused request is repeated; None if that would change nothing.

    The names in `head` are in small letters, `attempt` counts from 1, `now` is in seconds of the epoch. GitHub refuses
    for a rate limit with 403 or 429, and says how long it lasts, or means a minute, and longer the next time:
    https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
    """
    if seconds := head.get("retry-after"):
        return float(seconds) if seconds.isdecimal() else None
    if code in (403, 429) and head.get("x-ratelimit-remaining") == "0":
        return max(0.0, float(head["x-ratelimit-reset"]) - now)
    if code == 429 or (code == 403 and "rate limit" in message.lower()):
        return 60.0 * attempt
    return 2.0 * attempt if code >= 500 else None


def _message(error: HTTPError) -> str:
    """Return the reason that GitHub gives for a refusal, on one line."""
    with error:
        data = error.read(LARGEST_REASON)
    try:
        message = json.loads(data)["message"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return "no reason given"
    return shown(str(message))
