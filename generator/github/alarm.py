"""Open an issue when a workflow fails or will stop running, and close it when it is fixed.

It is run with Python alone, because the failure may be that nothing could be installed:

- `python3 -m generator.github.alarm`, for the jobs of a workflow. The variable RESULTS contains
  `toJSON(needs)`, their results. A job that runs into its time limit is `cancelled`, not a
  `failure`, and may have done half its work:
  https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes
  A job whose output `alarm` is `no` has already said what to do to finish setting up the site.
  One whose output `key` names what it found has one issue for each key, which stays closed.
- `python3 -m generator.github.alarm LAST_COMMIT NOW`, both as ISO 8601 with an offset, for the
  schedules. GitHub turns them off in a public repository after 60 days without activity:
  https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
  A program must not keep them running: GitHub disabled a project that did.
  https://github.com/zauguin/install-texlive/issues/86
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta

from generator.github.api import (
    Repository,
    open_new_issues,
    repository_info,
    update_issues,
    workflow_repository,
)
from generator.reports.github_format import Issue

LABEL = "alarm"
FINE = ("success", "skipped")
UNCHANGED = "The live site has not changed."
# The title of the issue for each job, and what its failure means.
FAILED = {
    "build": (
        "The site could not be built",
        f"The content has an error, or the machine failed. Nothing was published. {UNCHANGED}",
    ),
    "deploy": (
        "GitHub Pages did not accept the site",
        f"The site was built, but not published. {UNCHANGED} Click *Re-run all jobs* there: GitHub "
        "keeps what *Re-run failed jobs* needs for only one day.",
    ),
    "live": (
        "The live site differs from what was built",
        "It was published, but families do not see it. Reload the page first, because browsers "
        "keep old pages. If it is still old, publish it again with a new commit, because GitHub "
        "may mistake a second deployment of the same commit for the first one: change any line of "
        "the content, even a comment in `content/site.yaml`, and merge that. If that does not "
        "help, check [GitHub's status](https://www.githubstatus.com), or the host that serves the "
        "site.",
    ),
    "proof": (
        "The proof of publication was not kept",
        "The site is live, but the branch `published` has no line that says so, so the record does "
        "not know when its new notices were posted. Click *Re-run failed jobs* there. If GitHub "
        "refuses, check that no rule forbids a commit on that branch.",
    ),
    "proofs": (
        "The proof of publication was changed",
        "Someone has changed the branch `published`, or the history of the notices. Ask who and "
        "why; the log names the commits, and `docs/proof.md` says what to do. Everything is still "
        "published, but the record says *unknown* where it matters. Then close this issue.",
    ),
    "attest": (
        "GitHub did not attest the build",
        "The site is still published. If your plan has no attestations, create the variable "
        "`NOTICES_ATTEST` with the value `no`.",
    ),
    "doctor": ("The set-up could not be checked", "The site is still published."),
    "deadlines": (
        "The deadlines are not being checked",
        "Until this is fixed, you are not reminded of deadlines.",
    ),
    "websites": (
        "The links of contracts are not being checked",
        "Until this is fixed, you are not notified about links that no longer work, or about "
        "companies on the public list of breaches.",
    ),
    "tell": (
        "A notice may not have been announced",
        "Notices never announces it again by itself. The log says which notices are missing. For "
        "each one, open *Actions*, *Tell*, and click *Run workflow*. Then close this issue.",
    ),
    "nightly": (
        "A nightly test failed",
        "The program has a fault that pull requests do not show, or the machine failed.",
    ),
}
NEXT = " This issue closes by itself after the next run that succeeds."
# A later success does not announce the notices of this run, or take a change back.
BY_HAND = ("tell", "proofs")
FIXED = "It works again."
SCHEDULES = "schedules"
ASK_AFTER, TURNED_OFF_AFTER = timedelta(days=45), timedelta(days=60)  # after the last commit
SCHEDULES_TITLE = "GitHub will turn off the daily build and the reminders on {day:%Y-%m-%d}"
SCHEDULES_BODY = """\
The last commit was on {committed:%Y-%m-%d}.
After 60 days without a change, GitHub turns off the schedules of a public repository.
Then you are no longer reminded of deadlines, and the website no longer changes “active” to “ended”.

Any change prevents that: [open the settings]({url}/edit/{branch}/content/site.yaml), check \
that they are still correct, add a line such as `# Checked on {now:%Y-%m-%d}.`, and click \
*Commit changes*.

If GitHub has already turned them off, open *Actions*, *Watch*, and click *Enable workflow*. Do \
the same for *Publish*.

This issue closes by itself after the next commit.
"""
COMMITTED = "There was a commit, so GitHub will not turn off the schedules for now."


def main() -> None:
    """Open, update or close the issues about jobs, or that about the schedules."""
    repository = workflow_repository(os.environ)
    if sys.argv[1:]:
        issues = _schedules(repository, *map(datetime.fromisoformat, sys.argv[1:]))
        comments = {SCHEDULES: COMMITTED}
    else:
        jobs = json.loads(os.environ["RESULTS"])
        run = f"{repository.url}/actions/runs/{os.environ['GITHUB_RUN_ID']}"
        issues = [
            _issue(name, run, job.get("outputs", {}))
            for name, job in jobs.items()
            if job["result"] not in FINE and job.get("outputs", {}).get("alarm") != "no"
        ]
        comments = {name: FIXED for name, job in jobs.items() if job["result"] == "success"}
    once = [issue for issue in issues if issue.key not in (*FAILED, SCHEDULES)]
    others = [issue for issue in issues if issue not in once]
    changes = update_issues(repository, LABEL, others, lambda key: comments.get(key, ""))
    for change in [*changes, *open_new_issues(repository, LABEL, once)]:
        print(change)


def _issue(job: str, run: str, outputs: Mapping[str, str]) -> Issue:
    title, meaning = FAILED[job]
    closing = "" if job in BY_HAND else NEXT
    key = f"{job} {outputs['key']}" if "key" in outputs else job
    return Issue(key, title, f"{meaning}\n\nSee [the log of the run]({run}).{closing}\n")


def _schedules(repository: Repository, committed: datetime, now: datetime) -> list[Issue]:
    """Return the issue for a public repository that has been inactive for too long, or nothing."""
    info = repository_info(repository)
    if info.is_private or now - committed < ASK_AFTER:
        return []
    title = SCHEDULES_TITLE.format(day=committed + TURNED_OFF_AFTER)
    body = SCHEDULES_BODY.format(
        committed=committed, now=now, url=repository.url, branch=info.branch
    )
    return [Issue(SCHEDULES, title, body)]


if __name__ == "__main__":
    main()
