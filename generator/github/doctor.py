"""Whether a district's repository is set up, as far as GitHub tells a workflow.

Each row of `STEPS` is one thing that an administrator would otherwise have to look up. One issue
lists those that are open, and says what could not be seen, such as what needs the permission
*Administration*, which no workflow can have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from generator.core.problems import count
from generator.core.publication import BRANCH
from generator.github.api import (
    GitHubError,
    Repository,
    Shape,
    find,
    repository_info,
    update_issues,
)
from generator.reports.github_format import Issue

LABEL = KEY = "set-up"
TITLE = "Finish setting up this repository: {open}"
BODY = """\
{todo}
{unseen}
This issue is updated each Monday. To check now, open *Actions*, *Publish*, and press *Run \
workflow*. It closes by itself when nothing is open.
"""
UNSEEN = """
A workflow could not see the following, so look at it yourself:

{steps}
"""
CLOSING_COMMENT = "Everything that a workflow can see is set up."
REQUIRED = "check / required"
SCHEDULED = tuple(f".github/workflows/{name}.yml" for name in ("publish", "watch", "websites"))
PROOF_AGE = timedelta(days=8)  # Publish runs each day
RULES: Shape = [{"type": str}]
Answer = Any  # of GitHub, in the shape of the step


class Moment(NamedTuple):
    """What the answers are compared with: the default branch, and the time."""

    branch: str
    now: datetime


class Step(NamedTuple):
    """One thing to set up.

    GitHub's answer at `path` shows by `is_done` whether it is; None stands for a missing answer.
    `todo` says what to do, on a `page` of the repository, and `guide` is the heading in set-up.md.
    """

    path: str
    shape: Shape
    is_done: Callable[[Answer, Moment], bool]
    todo: str
    page: str
    guide: str
    is_pages: bool = False  # whether it matters only if GitHub Pages serves the site


def watch(
    repository: Repository, now: datetime, guide: str, *, is_elsewhere: bool
) -> tuple[list[str], str]:
    """Keep the issue about what is open; return a sentence for each change, and one about all.

    `guide` is the address of set-up.md. With `is_elsewhere`, another host serves the site. Raises
    GitHubError if GitHub refuses an issue, or fails.
    """
    moment = Moment(repository_info(repository).branch, now)
    unfinished, unseen = [], []
    for step in STEPS:
        if is_elsewhere and step.is_pages:
            continue
        page = step.page.format(branch=moment.branch)
        line = f"- {step.todo} [Open]({repository.url}/{page}) · [Guide]({guide}#{step.guide})"
        try:
            answer = find(repository, step.path.format(branch=moment.branch), step.shape)
        except GitHubError as error:
            if error.code != 403:
                raise
            unseen.append(line)
            continue
        if not step.is_done(answer, moment):
            unfinished.append(line)
    changes = update_issues(
        repository, LABEL, _issues(unfinished, unseen), lambda _: CLOSING_COMMENT
    )
    return changes, f"Open: {len(unfinished)}. Not visible to a workflow: {len(unseen)}."


def _issues(unfinished: list[str], unseen: list[str]) -> Iterator[Issue]:
    if unfinished:
        hidden = UNSEEN.format(steps="\n".join(unseen)) if unseen else ""
        body = BODY.format(todo="\n".join(unfinished), unseen=hidden)
        yield Issue(KEY, TITLE.format(open=f"{count(len(unfinished), 'step')} open"), body)


def _is_permanent(rules: Answer) -> bool:
    """Return whether nobody may delete a branch or rewrite its history."""
    return {rule["type"] for rule in rules or ()} >= {"deletion", "non_fast_forward"}


def _requires_check(rules: Answer) -> bool:
    contexts = {
        check.get("context")
        for parameters in _parameters(rules, "required_status_checks")
        for check in parameters.get("required_status_checks") or ()
    }
    return REQUIRED in contexts


def _requires_review(rules: Answer) -> bool:
    return any(
        parameters.get("required_approving_review_count")
        and parameters.get("require_code_owner_review")
        for parameters in _parameters(rules, "pull_request")
    )


def _parameters(rules: Answer, kind: str) -> Iterator[Answer]:
    for rule in rules or ():
        if rule["type"] == kind:
            yield rule.get("parameters") or {}


def _is_recent(commits: Answer, moment: Moment) -> bool:
    dates = [datetime.fromisoformat(item["commit"]["committer"]["date"]) for item in commits or ()]
    return any(moment.now - date < PROOF_AGE for date in dates)


# Only rules in force are in an answer about a branch, not those of a ruleset that is Disabled:
# https://docs.github.com/rest/repos/rules#get-rules-for-a-branch
STEPS = (
    Step(
        "pages",
        {"build_type": str},
        lambda pages, _: bool(pages) and pages["build_type"] == "workflow",
        "Turn on GitHub Pages, with the source *GitHub Actions*.",
        "settings/pages",
        "2-turn-on-github-pages",
        is_pages=True,
    ),
    # https://docs.github.com/rest/deployments/branch-policies#list-deployment-branch-policies
    Step(
        "environments/github-pages/deployment-branch-policies",
        {"branch_policies": [{"name": str}]},
        lambda answer, moment: (
            [policy["name"] for policy in (answer or {}).get("branch_policies", ())]
            == [moment.branch]
        ),
        "Allow only the default branch to deploy to the environment `github-pages`.",
        "settings/environments",
        "2-turn-on-github-pages",
        is_pages=True,
    ),
    Step(
        "rules/branches/{branch}?per_page=100",
        RULES,
        lambda rules, _: _is_permanent(rules) and _requires_check(rules),
        f"Create the ruleset *Check*, which requires `{REQUIRED}`, with the status *Active*.",
        "settings/rules",
        "5-require-the-check-and-a-second-person",
    ),
    Step(
        f"rules/branches/{BRANCH}?per_page=100",
        RULES,
        lambda rules, _: _is_permanent(rules),
        f"Create the ruleset *Proof* for the branch `{BRANCH}`, with the status *Active*.",
        "settings/rules",
        "5-require-the-check-and-a-second-person",
    ),
    Step(
        "rules/branches/{branch}?per_page=100",
        RULES,
        lambda rules, _: _requires_review(rules),
        "Create the ruleset *Review*, which requires an approval by a code owner, with the status "
        "*Active*.",
        "settings/rules",
        "5-require-the-check-and-a-second-person",
    ),
    # https://docs.github.com/rest/repos/repos#list-codeowners-errors
    Step(
        "codeowners/errors?ref={branch}",
        {"errors": list},
        lambda answer, _: bool(answer) and not answer["errors"],
        "Correct `.github/CODEOWNERS`: GitHub ignores an owner that does not exist, or does not "
        "have the role *Write* here.",
        "blob/{branch}/.github/CODEOWNERS",
        "5-require-the-check-and-a-second-person",
    ),
    Step(
        "actions/workflows?per_page=100",
        {"workflows": [{"path": str, "state": str}]},
        lambda answer, _: (
            {
                item["path"]
                for item in (answer or {}).get("workflows", ())
                if item["state"] == "active"
            }
            >= {*SCHEDULED}
        ),
        "Press *Enable workflow* for each of *Publish*, *Watch* and *Websites* that is turned off.",
        "actions",
        "6-send-the-deadlines-to-the-privacy-officer",
    ),
    Step(
        f"commits?sha={BRANCH}&per_page=1",
        [{"commit": {"committer": {"date": str}}}],
        _is_recent,
        f"The branch `{BRANCH}` has no proof of the last week. See the newest run of *Live*.",
        "actions/workflows/live.yml",
        "5-require-the-check-and-a-second-person",
    ),
    # https://docs.github.com/rest/actions/permissions#get-default-workflow-permissions-for-a-repository
    Step(
        "actions/permissions/workflow",
        {"can_approve_pull_request_reviews": bool},
        lambda answer, _: bool(answer) and not answer["can_approve_pull_request_reviews"],
        "Turn off *Allow GitHub Actions to create and approve pull requests*.",
        "settings/actions",
        "7-turn-on-the-forms",
    ),
)
