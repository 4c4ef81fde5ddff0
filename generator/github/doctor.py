"""Whether a district's repository is set up, as far as GitHub tells a workflow.

Each of the `steps` is something that an administrator would otherwise have to look up. One issue
lists those that are open, and says what could not be seen, such as what needs the permission
*Administration*, which no workflow can have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote

from generator.core.problems import count, listed
from generator.core.publication import BELOW_A_PATH, BRANCH, is_below_a_path
from generator.github import api, runs
from generator.reports.github_format import Issue

LABEL = KEY = "set-up"
TITLE = "Finish setting up this repository: {open} open"
BODY = """\
{todo}
{unseen}
This issue is updated each Monday. To check now, open *Actions*, *Publish*, and click *Run \
workflow*. It closes by itself when nothing is open.
"""
UNSEEN = """
A workflow could not see the following, so look at it yourself:

{steps}
"""
CLOSING_REASON = "Everything that a workflow can see is set up."
PEOPLE = "Write the GitHub accounts of at least two people as `people` in `content/site.yaml`{why}."
NOBODY = ": nobody watches this repository either, so **nobody is told of a deadline**"
ONLY_ONE = ", because deadlines reach only `{login}` now"
LOST = (
    "GitHub can't assign an issue to {people}, so they are not told of deadlines. Correct `people` "
    "in `content/site.yaml`, or give them the role *Write*."
)
SETTINGS_PAGE = "edit/{branch}/content/site.yaml"
REQUIRED = "check / required"
NEEDED = tuple(f"{runs.FOLDER}{file}" for file in (*runs.PUBLISH, *runs.WATCH, "websites.yml"))
PROOF_AGE = timedelta(days=8)  # Publish runs each day
# The headings of set-up.md.
PAGES = "2-turn-on-github-pages"
RULES = "5-require-the-check-and-a-second-person"
DEADLINES = "6-send-the-deadlines-to-people"
Answer = Any  # of GitHub, in the shape of the step; empty if there is nothing at its path


class SetUpStep(NamedTuple):
    """One thing to set up: what GitHub is asked, whether its answer is right, and what to do.

    `page` is that of the repository where a person does it, and `guide` a heading of set-up.md.
    """

    path: str
    shape: api.Shape
    is_done: Callable[[Answer], bool]
    todo: str
    page: str
    guide: str


def watch(
    repository: api.Repository, now: datetime, guide: str, *, is_elsewhere: bool
) -> tuple[list[str], str]:
    """Keep the issue about what is open; return a sentence for each change, and one about all.

    `guide` is the address of set-up.md. With `is_elsewhere`, another host serves the site. Raises
    GitHubError if GitHub refuses an issue, or fails.
    """
    unfinished = []
    unseen = []
    notes = []
    branch = api.repository_info(repository).branch

    def item(todo: str, page: str, heading: str) -> str:
        """Return a step as an item of the list, with its links."""
        return f"- {todo} [Open]({repository.url}/{page}) · [Guide]({guide}#{heading})"

    for step in steps(branch, now):
        if is_elsewhere and step.guide == PAGES:
            continue
        line = item(step.todo, step.page, step.guide)
        try:
            answer = api.find(repository, step.path, step.shape) or {}
        except api.GitHubError as error:
            if error.code != 403:
                raise
            unseen.append(line)
        else:
            unfinished += [] if step.is_done(answer) else [line]
            if step.guide == PAGES and is_below_a_path(answer.get("html_url") or ""):
                notes.append(BELOW_A_PATH)
    page = SETTINGS_PAGE.format(branch=quote(branch))
    unfinished += [item(todo, page, DEADLINES) for todo in _people(repository)]
    issues = _issues(unfinished, unseen)
    changes = api.update_issues(repository, LABEL, issues, lambda _: CLOSING_REASON)
    counts = f"Open: {len(unfinished)}. Not visible to a workflow: {len(unseen)}."
    return changes, " ".join((counts, *notes))


def _people(repository: api.Repository) -> Iterator[str]:
    """Yield what is to do so that somebody is told of a deadline, also if one account is lost."""
    people = api.told(repository)
    if not people:
        watchers = api.read(repository, "GET", "", {"subscribers_count": int})["subscribers_count"]
        yield PEOPLE.format(why="" if watchers else NOBODY)
    lost = [login for login in people if not api.can_be_assigned(repository, login)]
    if lost:
        yield LOST.format(people=listed(lost, "and"))
    elif len(people) == 1:
        yield PEOPLE.format(why=ONLY_ONE.format(login=people[0]))


def _issues(unfinished: list[str], unseen: list[str]) -> Iterator[Issue]:
    if unfinished:
        hidden = UNSEEN.format(steps="\n".join(unseen)) if unseen else ""
        body = BODY.format(todo="\n".join(unfinished), unseen=hidden)
        yield Issue(KEY, TITLE.format(open=count(len(unfinished), "step")), body)


def steps(branch: str, now: datetime) -> tuple[SetUpStep, ...]:
    """Return everything to set up, for a default branch, in the order of set-up.md.

    An answer about a branch has only rules in force, not those of a ruleset that is Disabled:
    https://docs.github.com/rest/repos/rules#get-rules-for-a-branch
    """
    rules: api.Shape = [{"type": str}]
    name = quote(branch)
    return (
        SetUpStep(
            "pages",
            dict,
            lambda pages: pages.get("build_type") == "workflow",
            "Turn on GitHub Pages, with the source *GitHub Actions*.",
            "settings/pages",
            PAGES,
        ),
        # https://docs.github.com/rest/deployments/branch-policies#list-deployment-branch-policies
        SetUpStep(
            "environments/github-pages/deployment-branch-policies",
            {"branch_policies": [{"name": str}]},
            lambda answer: [item["name"] for item in answer.get("branch_policies", ())] == [branch],
            "Allow only the default branch to deploy to the environment `github-pages`.",
            "settings/environments",
            PAGES,
        ),
        SetUpStep(
            f"rules/branches/{name}?per_page=100",
            rules,
            lambda answer: _is_permanent(answer) and _requires_check(answer),
            f"Import the ruleset *Check*, which requires `{REQUIRED}`, with the status *Active*.",
            "settings/rules",
            RULES,
        ),
        SetUpStep(
            f"rules/branches/{BRANCH}?per_page=100",
            rules,
            _is_permanent,
            f"Import the ruleset *Proof* for the branch `{BRANCH}`, with the status *Active*.",
            "settings/rules",
            RULES,
        ),
        SetUpStep(
            f"rules/branches/{name}?per_page=100",
            rules,
            _requires_review,
            "Import the ruleset *Review*, which requires an approval by a code owner, and of the "
            "most recent push, and dismisses stale ones, with the status *Active*.",
            "settings/rules",
            RULES,
        ),
        # https://docs.github.com/rest/repos/repos#list-codeowners-errors
        SetUpStep(
            f"codeowners/errors?ref={name}",
            {"errors": list},
            lambda answer: answer.get("errors") == [],
            "Correct `.github/CODEOWNERS`: GitHub ignores an owner that does not exist or does not "
            "have the role *Write* here, and a team that is not visible.",
            f"blob/{name}/.github/CODEOWNERS",
            RULES,
        ),
        SetUpStep(
            f"commits?sha={BRANCH}&per_page=1",
            [{"commit": {"committer": {"date": str}}}],
            lambda answer: any(
                now - datetime.fromisoformat(item["commit"]["committer"]["date"]) < PROOF_AGE
                for item in answer
            ),
            f"The branch `{BRANCH}` has no proof of the last week: see the newest run of *Live*.",
            "actions/workflows/live.yml",
            RULES,
        ),
        SetUpStep(
            "actions/workflows?per_page=100",
            {"workflows": [{"path": str, "state": str}]},
            lambda answer: (
                {item["path"] for item in answer.get("workflows", ()) if item["state"] == "active"}
                >= {*NEEDED}
            ),
            "Click *Enable workflow* for *Publish*, *Watch*, *Scheduled Publish*, *Scheduled "
            "Watch* and *Websites*, if one is turned off; run `./notices update` if one is "
            "missing.",
            "actions",
            DEADLINES,
        ),
        # https://docs.github.com/rest/actions/permissions
        SetUpStep(
            "actions/permissions/workflow",
            {"can_approve_pull_request_reviews": bool},
            lambda answer: answer.get("can_approve_pull_request_reviews") is False,
            "Turn off *Allow GitHub Actions to create and approve pull requests*.",
            "settings/actions",
            RULES,
        ),
    )


def _is_permanent(rules: Answer) -> bool:
    """Return whether nobody may delete a branch or rewrite its history."""
    return {rule["type"] for rule in rules} >= {"deletion", "non_fast_forward"}


def _requires_check(rules: Answer) -> bool:
    checks = [
        check
        for parameters in _parameters(rules, "required_status_checks")
        for check in parameters.get("required_status_checks") or ()
    ]
    return any(check.get("context") == REQUIRED for check in checks)


def _requires_review(rules: Answer) -> bool:
    """Return whether somebody else must approve a change, also one made after an approval.

    https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets
    """
    return any(
        parameters.get("required_approving_review_count")
        and parameters.get("dismiss_stale_reviews_on_push")
        and parameters.get("require_code_owner_review")
        and parameters.get("require_last_push_approval")
        for parameters in _parameters(rules, "pull_request")
    )


def _parameters(rules: Answer, kind: str) -> list[Answer]:
    return [rule.get("parameters") or {} for rule in rules if rule["type"] == kind]
