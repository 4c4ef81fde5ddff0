"""Open an issue for each job of a workflow that fails, and close it when the job succeeds again.

It is run with Python alone, `python3 -m generator.github.alarm`, because the failure may be that
nothing could be installed. The variable RESULTS contains `toJSON(needs)`, the results of the jobs.

A job that runs into its time limit is `cancelled`, not a `failure`, and may have done half its
work:
https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes
A job whose output `alarm` is `no` has already told the person who is setting up the site what to
do.
"""

from __future__ import annotations

import json
import os

from generator.github.api import update_issues, workflow_repository
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
        f"The site was built, but not published. {UNCHANGED}",
    ),
    "live": (
        "The live site differs from what was built",
        "It was published, but families do not see it. Reload the page first, because browsers "
        "keep old pages. If it "
        "is still old, publish it again with a new commit, because GitHub may mistake a second "
        "deployment of the same "
        "commit for the first one: change any line of the content, even a comment in "
        "`content/site.yaml`, and merge "
        "that. If that does not help, check [GitHub's status](https://www.githubstatus.com), or "
        "the host that serves "
        "the site.",
    ),
    "proof": (
        "The proof of publication was not kept",
        "The site is live, but the branch `published` has no line that says so, so the record does "
        "not know when its new notices were posted. Press *Re-run failed jobs* there. If GitHub "
        "refuses, check that no rule forbids a commit on that branch.",
    ),
    "attest": (
        "GitHub did not attest the build",
        "The site is published all the same. If your plan has no attestations, create the variable "
        "`NOTICES_ATTEST` with the value `no`.",
    ),
    "deadlines": (
        "The deadlines are not being checked",
        "Nobody is warned of a deadline until this is fixed.",
    ),
    "websites": (
        "The links of contracts are not being checked",
        "Nobody is told of a link that no longer works or of a company on the public list of "
        "breaches until this is fixed.",
    ),
    "tell": (
        "A notice may not have been announced",
        "Notices never announces it again by itself. The log says which notices are missing. For "
        "each one, open "
        "*Actions*, *Tell*, and press *Run workflow*. Then close this issue.",
    ),
    "nightly": (
        "A nightly test failed",
        "The program has a fault that pull requests do not show, or the machine failed.",
    ),
}
NEXT = " This issue closes by itself after the next run that succeeds."
BY_HAND = ("tell",)  # a later success does not announce the notices of this run
FIXED = "It works again."


def main() -> None:
    """Open, update or close an issue for each job; a job that did not run changes nothing."""
    jobs = json.loads(os.environ["RESULTS"])
    results = {name: job["result"] for name, job in jobs.items()}
    quiet = {name for name, job in jobs.items() if job.get("outputs", {}).get("alarm") == "no"}
    repository = workflow_repository(os.environ)
    run = f"{repository.url}/actions/runs/{os.environ['GITHUB_RUN_ID']}"
    failed = [
        _issue(job, run)
        for job, result in results.items()
        if result not in FINE and job not in quiet
    ]

    def closing_comment(job: str) -> str:
        return FIXED if results.get(job) == "success" else ""

    for change in update_issues(repository, LABEL, failed, closing_comment):
        print(change)


def _issue(job: str, run: str) -> Issue:
    title, meaning = FAILED[job]
    closing = "" if job in BY_HAND else NEXT
    return Issue(job, title, f"{meaning}\n\nSee [the log of the run]({run}).{closing}\n")


if __name__ == "__main__":
    main()
