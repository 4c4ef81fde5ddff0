"""Shouts when a job of a workflow fails: one issue, opened by the first failure and closed by the next success.

Run by Python alone, `python3 -m generator.github.alarm`, since what failed may be that nothing could be installed.
RESULTS holds the jobs that it is to judge, as `toJSON(needs)` gives them. A job that runs into its time limit is
`cancelled`, not a `failure`, and may have done half of its work:
https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes
A job whose output `alarm` is `no` has said itself what to do, to a person who is setting the site up.
"""

from __future__ import annotations

import json
import os

from generator.github.api import keep, named_hub
from generator.reports.github_format import Issue

LABEL = "alarm"
FINE = ("success", "skipped")
STANDS = "What stood on the web before still stands there."
FAILED = {
    "build": (
        "The site could not be built",
        f"The content has an error, or the machine failed: nothing was published. {STANDS}",
    ),
    "deploy": ("GitHub Pages did not take the site", f"The site was built, but not published. {STANDS}"),
    "live": (
        "The site on the web is not the one that was built",
        "It was handed over, but families do not see it. Reload the page first, because browsers keep old ones. If it "
        "is old, publish it again under a new commit, since GitHub may take a second deployment of one commit for the "
        "first: change any line of the content and merge that, even a comment in `content/site.yaml`. If that does "
        "not help, look at [GitHub's own state](https://www.githubstatus.com), or at the host that serves the site.",
    ),
    "deadlines": ("The deadlines are not watched", "Nobody is warned of a deadline until this is mended."),
    "tell": (
        "A notice may not have been announced",
        "Nothing is announced twice by itself. See in the log which notices are missing; for each, run *Actions*, "
        "*Tell*, *Run workflow*. Then close this issue.",
    ),
    "nightly": (
        "A nightly test failed",
        "The program has a fault that pull requests do not show, or the machine failed.",
    ),
}
NEXT = " This issue closes by itself with the next run that succeeds."
BY_HAND = ("tell",)  # a later success says nothing about the notices of this run
MENDED = "It works again."


def main() -> None:
    """Open, update or close an issue for each job by its result; of one that did not run nothing is known."""
    jobs = json.loads(os.environ["RESULTS"])
    results = {job: told["result"] for job, told in jobs.items()}
    here = named_hub(os.environ)
    run = f"{here.home}/actions/runs/{os.environ['GITHUB_RUN_ID']}"
    quiet = {job for job, told in jobs.items() if told.get("outputs", {}).get("alarm") == "no"}
    failed = [_issue(job, run) for job, result in results.items() if result not in FINE and job not in quiet]
    for done in keep(here, LABEL, failed, lambda job: MENDED if results.get(job) == "success" else ""):
        print(done)


def _issue(job: str, run: str) -> Issue:
    title, meaning = FAILED[job]
    return Issue(job, title, f"{meaning}\n\n[The log of the run]({run}) says why.{'' if job in BY_HAND else NEXT}\n")


if __name__ == "__main__":
    main()
