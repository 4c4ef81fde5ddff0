"""A fake of GitHub's API and Pages on loopback; it refuses what a job's permissions forbid."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from werkzeug import Request, Response
from werkzeug.utils import redirect

from generator.github import runs
from generator.github.api import NOTES, NOTES_BODY, PEOPLE
from helpers.loopback import Serving

NAME = "example/notices"
TYPES = {
    "html": "text/html",
    "xml": "application/xml",
    "css": "text/css",
    "json": "application/json",
}
TIP, BASE = "0123", "4567"  # git's names for the default branch's last commit, and for its tree
MAX_SENT = 1_000_000  # bytes of a file; GitHub sends a larger one without its text
NEEDS = {
    "GET ": "metadata: read",  # which every token has
    "GET collaborators": "metadata: read",
    "GET issues": "issues: read",
    "GET assignees": "issues: read",
    "POST issues": "issues: write",
    "PATCH issues": "issues: write",
    "GET actions": "actions: read",
    "GET permissions": "administration: read",  # which no workflow's token can have
    "POST actions": "actions: write",
    "GET git": "contents: read",
    "POST git": "contents: write",
    "GET contents": "contents: read",
    "PUT contents": "contents: write",
    "DELETE contents": "contents: write",
    "GET pages": "pages: read",
    "GET rules": "metadata: read",
    "GET environments": "actions: read",
    "GET codeowners": "contents: read",
    "GET commits": "contents: read",
    "GET pulls": "pull-requests: read",
    "POST pulls": "pull-requests: write",
    "PATCH pulls": "pull-requests: write",
    "POST releases": "contents: write",
}
SETTINGS = ("rules", "environments", "codeowners", "commits")
# https://github.com/github/docs/issues/36525
REASONS = {"403 POST pulls": "GitHub Actions is not permitted to create or approve pull requests."}
BOT = "github-actions[bot]"


def rule(kind: str, **parameters: Any) -> dict[str, Any]:
    """Return an active rule of a branch as the API gives it."""
    return {"type": kind, "parameters": parameters}


PERMANENT = [{"type": "deletion"}, {"type": "non_fast_forward"}]
CHECK = rule("required_status_checks", required_status_checks=[{"context": "check / required"}])
APPROVAL = {"required_approving_review_count": 1, "require_code_owner_review": True}
LATER = {"dismiss_stale_reviews_on_push": True, "require_last_push_approval": True}
REVIEW = rule("pull_request", **APPROVAL, **LATER)
# The fields of a ruleset that a person may import, and the parameters that GitHub needs.
RULESET = {"name", "target", "enforcement", "bypass_actors", "conditions", "rules"}
PARAMETERS = {
    "required_status_checks": {
        "strict_required_status_checks_policy",
        "required_status_checks",
    },
    "pull_request": {
        *("require_code_owner_review", "dismiss_stale_reviews_on_push"),
        *("require_last_push_approval", "required_approving_review_count"),
        "required_review_thread_resolution",
    },
}
BRANCHES = "environments/github-pages/deployment-branch-policies"
DISTRICT = (*runs.PUBLISH, *runs.WATCH, "websites.yml")


def listed_workflow(
    file: str, state: str = "active", created: str = "2026-11-25T12:00:00Z", name: str = ""
) -> dict[str, Any]:
    """Return a workflow as the API gives it."""
    path = f".github/workflows/{file}"
    return {"path": path, "name": name or file, "state": state, "created_at": created}


# What GitHub answers for a district that has followed every step.
SET_UP: dict[str, Any] = {
    BRANCHES: {"branch_policies": [{"name": "main"}]},
    "rules/branches/main": [*PERMANENT, CHECK, REVIEW],
    "rules/branches/published": PERMANENT,
    "codeowners/errors": {"errors": []},
    "actions/workflows": {"workflows": [listed_workflow(file) for file in DISTRICT]},
    "commits": [{"commit": {"committer": {"date": "2026-11-25T05:30:00Z"}}}],
}


def uploaded(folder: Path) -> list[str]:
    """Return the files that GitHub's page takes from a folder that is dragged into it.

    https://github.com/github/file-attachment-element
    """
    paths = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    return [f"{path}" for path in paths if not any(part.startswith(".") for part in path.parts)]


class Forge:
    """What GitHub has of a repository besides its commits: issues, runs, and the site on Pages.

    A token is written as the rights that it gives: `contents=read,issues=write`.
    """

    def __init__(self, default: str = "main") -> None:
        self.issues: list[dict[str, Any]] = []
        self.pulls: list[dict[str, Any]] = []
        # The branches of a workflow's pull requests, whose check a person must approve.
        self.waiting: list[str] = []
        self.releases: list[dict[str, Any]] = []
        # The texts that the API has put on each branch, by path.
        self.branches: dict[str, dict[str, str]] = {default: {}}
        self.objects: list[Any] = []  # the trees and commits that the API has made
        self.messages: list[str] = []  # of the commits that the API has made
        # The runs that a workflow asked for, with their inputs.
        self.dispatched: list[tuple[str, dict[str, str]]] = []
        # The runs of workflows by number, as the API gives them.
        self.listed_runs: dict[int, dict[str, Any]] = {}
        self.default, self.is_private = default, False
        self.permissions = {"clerk": "write"}  # by login; anyone else can read a public repository
        self.watchers = {
            "clerk"
        }  # of everything; a person who is assigned an issue is told of that one
        self.mails: list[tuple[str, str]] = []  # to whom, and what it is about
        # What a district sets up: the answers by path, and otherwise there is nothing.
        self.settings: dict[str, Any] = {}
        self.listed_workflows: list[dict[str, Any]] = []  # without a repository that has them
        # The state of each workflow that is turned off, by the name of its file without `.yml`.
        self.turned_off: dict[str, str] = {}
        self.pages_on, self.pages_source = True, "workflow"  # or "legacy", a branch
        self.refusals: dict[str, int] = {}  # codes by method and first part: "POST issues"
        # How the next requests are refused, with these headers.
        self.busy: list[tuple[int, dict[str, str]]] = []
        # What somebody has uploaded with a form, by the end of its address.
        self.uploads: dict[str, bytes] = {}
        self.requests: list[str] = []
        self.webhook_posts: list[Any] = []  # what arrived at the webhook of a channel
        self.webhook_works = True  # whether the webhook accepts it
        self.site: Path | None = None
        self.server = Serving(self._respond)
        self.address = self.server.origin
        self.url = f"{self.address}/notices/"

    def stop(self) -> None:
        self.server.stop()

    def environment(self, rights: str) -> dict[str, str]:
        """Return the variables that a step of a workflow gets."""
        return {
            "GITHUB_API_URL": f"{self.address}/api",
            "GITHUB_REPOSITORY": NAME,
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_TOKEN": rights,
        }

    def _respond(self, request: Request) -> Response:
        """Answer as a channel's webhook, as the API, or with a file of the site."""
        if request.path == "/moved":
            return redirect("/hook", 301)
        if request.path == "/hook":
            if self.webhook_works:
                self.webhook_posts.append(request.get_json(force=True))
            return Response(b"ok", 200 if self.webhook_works else 503)
        if request.path.startswith("/api/"):
            return self._respond_as_api(request)
        if request.path.startswith("/user-attachments/files/"):
            assert "Authorization" not in request.headers
            data = self.uploads.get(request.path.removeprefix("/user-attachments/files/"))
            # No token opens what is uploaded in a private repository.
            is_shown = data is not None and not self.is_private
            return Response(data, 200) if is_shown else Response(b"Not Found", 404)
        path = request.path.removeprefix("/notices/")
        file = self.site / path if self.site and "/." not in f"/{path}" else None
        if file and file.is_dir():
            file = file / "index.html"
        kind = TYPES.get(path.rpartition(".")[2], "application/octet-stream")
        if not file or not file.is_file():
            return Response(b"", 404, content_type=kind)
        return Response(file.read_bytes(), content_type=kind)

    def _respond_as_api(self, request: Request) -> Response:
        """Answer in JSON, or refuse because of too many requests."""
        path = request.path.removeprefix(f"/api/repos/{NAME}").removeprefix("/")
        if self.busy:
            self.requests.append(f"{request.method} {path}")
            code, head = self.busy.pop(0)
            reply: Any = {"message": "You have exceeded a secondary rate limit."}
        else:
            body = json.loads(request.get_data() or b"null")
            token = request.headers.get("Authorization", "")
            code, reply = self.answer(request.method, path, {**request.args}, body, token)
            head = {"Retry-After": "0"} if code >= 500 else {}  # so that no test waits
        data = b"" if reply is None else json.dumps(reply).encode()
        return Response(data, code, head, content_type=TYPES["json"])

    def tell(self, *people: str) -> None:
        """Let the settings name these people, as Watch has remembered it."""
        body = NOTES_BODY.format(notes=json.dumps({PEOPLE: people}))
        for issue in self.issues:
            if issue["title"] == NOTES:
                issue["body"] = body
                return
        fields = {"title": NOTES, "body": body, "labels": [{"name": NOTES}], "state": "closed"}
        self.issues.append({"number": len(self.issues) + 1, "comments": [], **fields})

    def make_private(self) -> None:
        """Change the visibility, which makes GitHub forget who watches the repository.

        https://github.com/cli/cli/issues/9807
        """
        self.is_private = True
        self.watchers.clear()

    def can_be_assigned(self, login: str) -> bool:
        """Return whether a person may be assigned an issue: only who may write, as far as we use.

        https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/assigning-issues-and-pull-requests-to-other-github-users
        """
        return self.permissions.get(login.casefold()) in ("admin", "write")

    def mail(self, issue: dict[str, Any], subject: str) -> None:
        """Send an email to each person who watches everything, or is assigned the issue.

        GitHub sends one for a new issue, a comment, an assignment, and an issue that is closed or
        opened again; and none for an edit.
        https://docs.github.com/subscriptions-and-notifications/concepts/about-notifications
        """
        people = self.watchers | {person["login"] for person in issue.get("assignees", ())}
        self.mails += [
            (login, f"{subject}: {issue.get('title', 'a form')}") for login in sorted(people)
        ]

    def import_ruleset(self, text: str) -> None:
        """Import a file with a ruleset, as an administrator does; it adds its rules to branches.

        https://docs.github.com/rest/repos/rules#create-a-repository-ruleset
        """
        ruleset = json.loads(text)
        assert ruleset.keys() <= RULESET, ruleset.keys() - RULESET
        assert (ruleset["target"], ruleset["enforcement"]) == ("branch", "active")
        for rule in ruleset["rules"]:
            assert rule.get("parameters", {}).keys() >= PARAMETERS.get(rule["type"], set())
        for ref in ruleset["conditions"]["ref_name"]["include"]:
            branch = self.default if ref == "~DEFAULT_BRANCH" else ref.removeprefix("refs/heads/")
            self.settings.setdefault(f"rules/branches/{branch}", []).extend(ruleset["rules"])

    @property
    def titles(self) -> list[str]:
        """The titles of the open issues."""
        return [issue["title"] for issue in self.open_issues()]

    def open_issues(self) -> list[dict[str, Any]]:
        return [issue for issue in self.issues if issue["state"] == "open"]

    def open_pull(self, link: str, login: str) -> dict[str, Any]:
        """Open a link of ours to the page that proposes a branch, and press the button there."""
        address = urlsplit(link)
        query = dict(parse_qsl(address.query, strict_parsing=True))
        base, _, head = address.path.partition("/compare/")[2].partition("...")
        fields = {"title": query["title"], "body": query["body"], "head": head, "base": base}
        _, pull = self._about_pulls("POST", "", {}, fields)
        self.waiting.remove(head)  # its check starts by itself
        pull["user"] = {"login": login}
        return dict(pull)

    def may_deploy(self, environment: str, ref: str) -> bool:
        """Return whether a branch may use an environment, which set-up limits to one."""
        limits = self.settings.get(f"environments/{environment}/deployment-branch-policies", {})
        names = [policy["name"] for policy in limits.get("branch_policies", ())]
        return not names or ref.removeprefix("refs/heads/") in names

    def answer(
        self, method: str, path: str, query: dict[str, str], body: Any, token: str
    ) -> tuple[int, Any]:
        """Answer a request about the repository as GitHub's API does."""
        first, _, rest = path.partition("/")
        self.requests.append(f"{method} {path}")
        rights = dict(
            pair.split("=") for pair in token.removeprefix("Bearer ").split(",") if "=" in pair
        )
        kind = "permissions" if rest.startswith("permissions/") else first
        scope, _, level = NEEDS[f"{method} {kind}"].partition(": ")
        if scope != "metadata" and rights.get(scope) not in (level, "write"):
            return 403, {"message": f"Resource not accessible by integration: {scope}: {level}"}
        if f"{method} {first}" in self.refusals:
            code = self.refusals[f"{method} {first}"]
            return code, {"message": REASONS.get(f"{code} {method} {first}", "refused")}
        if first == "pages":
            return (
                (200, {"html_url": self.url, "build_type": self.pages_source})
                if self.pages_on
                else (404, {"message": "Not Found"})
            )
        if path in self.settings or first in SETTINGS:
            answer = self.settings.get(path, [] if first == "rules" else None)
            return (404, {"message": "Not Found"}) if answer is None else (200, answer)
        if first == "assignees":
            return (204, None) if self.can_be_assigned(rest) else (404, {"message": "Not Found"})
        if scope == "metadata":
            return self._about_repository(rest.removesuffix("/permission"))
        if first == "git":
            return self._about_branches(method, rest, body)
        if first == "releases":
            self.releases.append(body)
            return 201, body
        parts = {"actions": self._about_runs, "contents": self._about_files}
        about = {**parts, "pulls": self._about_pulls}.get(first, self._about_issues)
        return about(method, rest, query, body)

    def _about_repository(self, login: str) -> tuple[int, Any]:
        """Describe the repository, or what a person may do there."""
        if not login:
            return 200, {
                "default_branch": self.default,
                "private": self.is_private,
                "subscribers_count": len(self.watchers),
            }
        if login.endswith("[bot]"):
            return 404, {"message": f"{login} is not a user"}
        return 200, {
            "permission": self.permissions.get(login, "none" if self.is_private else "read")
        }

    def _about_runs(
        self, method: str, rest: str, query: dict[str, str], body: Any
    ) -> tuple[int, Any]:
        """List workflows, or the runs of one, the newest first; or take a request for a run."""
        if rest == "workflows":
            return 200, {"workflows": [*self.workflows()]}
        name, _, what = rest.removeprefix("workflows/").partition(".yml/")
        path = f".github/workflows/{name}.yml"
        if path not in {item["path"] for item in self.workflows()}:
            return 404, {"message": "Not Found"}
        if method == "POST":
            assert (what, body["ref"]) == ("dispatches", self.default)
            if name in self.turned_off:
                message = "Cannot trigger a 'workflow_dispatch' on a disabled workflow"
                return 422, {"message": message}
            if unknown := [*body.get("inputs", {}).keys() - self.inputs_of(name)]:
                return 422, {"message": f"Unexpected inputs provided: {json.dumps(unknown)}"}
            self.dispatched.append((name, body.get("inputs", {})))
            return 204, None
        assert what == "runs"
        wanted = {"path": path}
        wanted |= {"event": query["event"]} if "event" in query else {}
        wanted |= {"conclusion": query["status"]} if "status" in query else {}
        wanted |= {"head_branch": query["branch"]} if "branch" in query else {}
        found = [run for run in self.listed_runs.values() if wanted.items() <= run.items()]
        return 200, {"workflow_runs": found[::-1][: int(query["per_page"])]}

    def inputs_of(self, _workflow: str) -> set[str]:
        """Return the inputs that a workflow declares for a request for a run."""
        return set()

    def workflows(self) -> Iterator[dict[str, Any]]:
        """Yield the workflows of the repository as the API gives them."""
        yield from self.listed_workflows

    def _about_branches(self, method: str, rest: str, body: Any) -> tuple[int, Any]:
        if rest in ("trees", "commits"):
            self.objects.append(body)
            return 201, {"sha": f"{len(self.objects) - 1}"}
        if rest == f"commits/{TIP}":
            return 200, {"tree": {"sha": BASE}}
        if method == "POST" and body["sha"] != TIP:  # a branch of one commit
            commit = self.objects[int(body["sha"])]
            tree = self.objects[int(commit["tree"])]
            # Either a branch of its own, or one that begins with all of the default branch.
            begins = (commit["parents"], tree.get("base_tree"))
            assert begins in (([], None), ([TIP], BASE))
            texts = {file["path"]: file["content"] for file in tree["tree"]}
            before = self.branches[self.default] if commit["parents"] else {}
            self.branches[body["ref"].removeprefix("refs/heads/")] = {**before, **texts}
            if commit["parents"]:
                self.messages.append(commit["message"])
            return 201, None
        if method == "POST":
            branch = body["ref"].removeprefix("refs/heads/")
            self.branches[branch] = dict(self.branches[self.default])
            return 201, None
        known = rest.removeprefix("ref/heads/") in self.branches
        return (200, {"object": {"sha": TIP}}) if known else (404, {"message": "Not Found"})

    def _about_files(
        self, method: str, path: str, query: dict[str, str], body: Any
    ) -> tuple[int, Any]:
        files = self.branches[query["ref"] if method == "GET" else body["branch"]]
        sha = blob(files[path]) if path in files else None
        inside = [name for name in files if name.startswith(f"{path}/")]
        if method == "GET" and inside:
            return 200, [
                {"name": name.rpartition("/")[2], "path": name, "sha": blob(files[name])}
                for name in inside
            ]
        if method == "GET":
            text = files.get(path, "").encode()
            is_sent = len(text) <= MAX_SENT
            reply = {
                "sha": sha,
                "content": b64encode(text).decode() if is_sent else "",
                "encoding": "base64" if is_sent else "none",
            }
            return (200, reply) if sha else (404, {"message": "Not Found"})
        # https://github.com/octokit/octokit.rb/issues/992 and 581
        if sha and "sha" not in body:
            return 422, {"message": 'Invalid request.\n\n"sha" wasn\'t supplied.'}
        if body.get("sha") != sha:
            return 409, {"message": f"{path} does not match {body.get('sha')}"}
        self.messages.append(body["message"])
        if method == "DELETE":
            del files[path]
            return 200, None
        files[path] = b64decode(body["content"]).decode()
        return 201, {"content": {"sha": blob(files[path])}}

    def _about_pulls(
        self, method: str, rest: str, query: dict[str, str], body: Any
    ) -> tuple[int, Any]:
        if method == "GET":
            found = [pull | {"head": {"ref": pull["head"]}} for pull in self.pulls]
            if query["state"] == "open":
                return 200, [pull for pull in found if pull["state"] == "open"]
            return 200, [
                pull for pull in found if f"example:{pull['head']['ref']}" == query["head"]
            ]
        if method == "PATCH":
            self.pulls[int(rest) - 1] |= body
            return 200, self.pulls[int(rest) - 1]
        number = len(self.pulls) + 1
        link = f"https://github.example/{NAME}/pull/{number}"
        user = {"login": BOT}
        self.pulls.append(
            {"number": number, "state": "open", "html_url": link, "user": user, **body}
        )
        self.waiting.append(body["head"])
        return 201, self.pulls[-1]

    def _about_issues(
        self, method: str, rest: str, query: dict[str, str], body: Any
    ) -> tuple[int, Any]:
        if method == "GET" and rest:
            number = int(rest.partition("/")[0])
            comments = [
                {"id": 1000 * number + i, "user": {"login": BOT}, **_comment(comment)}
                for i, comment in enumerate(self.issues[number - 1]["comments"])
            ]
            size, page = int(query["per_page"]), int(query["page"])
            return 200, comments[size * (page - 1) : size * page]
        if rest.startswith("comments/"):
            issue, place = divmod(int(rest.partition("/")[2]), 1000)
            self.issues[issue - 1]["comments"][place] = body["body"]
            return 200, body
        if method == "GET":
            issues = [
                {"assignees": [], **issue}
                for issue in self.issues
                if {"name": query["labels"]} in issue["labels"]
            ]
            size, page = int(query["per_page"]), int(query["page"])
            return 200, issues[size * (page - 1) : size * page]
        if not rest:
            labels = [{"name": name} for name in body["labels"]]
            assigned = body.get("assignees", [])
            # https://github.com/trstringer/manual-approval/issues/141
            if not all(map(self.can_be_assigned, assigned)):
                return 422, {"message": "Validation Failed: assignees is invalid"}
            new = {"number": len(self.issues) + 1, "state": "open", "comments": [], **body}
            new["labels"] = labels
            new["assignees"] = [{"login": login} for login in assigned]
            self.issues.append(new)
            self.mail(new, "Opened")
            return 201, new
        issue = self.issues[int(rest.partition("/")[0]) - 1]
        if rest.endswith("/comments"):
            issue["comments"].append(body["body"])
            self.mail(issue, "Comment")
            return 201, body
        if rest.endswith("/assignees"):
            new = [{"login": login} for login in body["assignees"] if self.can_be_assigned(login)]
            issue["assignees"] = [*issue.get("assignees", ()), *new]
            self.mails += [(person["login"], f"Assigned: {issue['title']}") for person in new]
            return 201, issue
        if body.get("state", issue["state"]) != issue["state"]:
            self.mail(issue, "Closed" if body["state"] == "closed" else "Reopened")
        issue |= body
        return 200, issue


def _comment(comment: str | dict[str, Any]) -> dict[str, Any]:
    """Return a comment as the API gives it; a plain text is a workflow's own."""
    return {"body": comment} if isinstance(comment, str) else comment


def blob(text: str) -> str:
    """Return git's name of a text."""
    data = text.encode()
    return sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()


@pytest.fixture
def forge() -> Iterator[Forge]:
    """A stand-in for GitHub's API."""
    forge = Forge()
    yield forge
    forge.stop()


@pytest.fixture
def workflow(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> Forge:
    """A forge for the commands, as in a step of a workflow that may write issues."""
    for name, value in forge.environment("issues=write").items():
        monkeypatch.setenv(name, value)
    return forge
