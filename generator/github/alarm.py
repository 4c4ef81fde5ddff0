"""Open an issue when a job of a workflow fails, and close it when it works again.

It is run with Python alone, `python3 -m generator.github.alarm`, because the failure may be that
nothing could be installed. The variable RESULTS contains `toJSON(needs)`, the results of the jobs.
A job that runs into its time limit is `cancelled`, not a `failure`, and may have done half its
work:
https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes
A job whose output `alarm` is `no` has already said what to do to finish setting up the site. One
whose output `key` names what it found has one issue for each key, which stays closed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from generator.github.api import open_new_issues, update_issues, workflow_repository
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


def main() -> None:
    """Open, update or close the issues about jobs."""
    repository = workflow_repository(os.environ)
    jobs = json.loads(os.environ["RESULTS"])
    run = f"{repository.url}/actions/runs/{os.environ['GITHUB_RUN_ID']}"
    issues = [
        _issue(name, run, job.get("outputs", {}))
        for name, job in jobs.items()
        if job["result"] not in FINE and job.get("outputs", {}).get("alarm") != "no"
    ]
    comments = {name: FIXED for name, job in jobs.items() if job["result"] == "success"}
    once = [issue for issue in issues if issue.key not in FAILED]
    others = [issue for issue in issues if issue not in once]
    changes = update_issues(repository, LABEL, others, lambda key: comments.get(key, ""))
    for change in [*changes, *open_new_issues(repository, LABEL, once)]:
        print(change)


def _issue(job: str, run: str, outputs: Mapping[str, str]) -> Issue:
    title, meaning = FAILED[job]
    closing = "" if job in BY_HAND else NEXT
    key = f"{job} {outputs['key']}" if "key" in outputs else job
    return Issue(key, title, f"{meaning}\n\nSee [the log of the run]({run}).{closing}\n")


if __name__ == "__main__":
    main()
