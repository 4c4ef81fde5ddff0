"""Open an issue for each job of a workflow that fails, and close it when the job succeeds again.

It is run with Python alone, `python3 -m generator.github.alarm`, because the failure may be that
nothing could be installed. The variable RESULTS contains `toJSON(needs)`, the results of the jobs.
"""

from __future__ import annotations

import json
import os

from generator.github.api import update_issues, workflow_repository
from generator.reports.github_format import Issue

LABEL = "alarm"
UNCHANGED = "The live site has not changed."
# The title of the issue for each job, and what its failure means.
FAILED = {
    "build": (
        "The site could not be built",
        f"`main` has an error, or the machine failed. Nothing was published. {UNCHANGED}",
    ),
    "deploy": (
        "GitHub Pages did not accept the site",
        f"The site was built, but not published. {UNCHANGED}",
    ),
    "live": (
        "The live site differs from what was built",
        "It was published, but families do not see it.",
    ),
    "deadlines": (
        "The deadlines are not being checked",
        "Nobody is warned of a deadline until this is fixed.",
    ),
    "alive": (
        "GitHub may stop the watch workflow",
        "GitHub stops it after 60 days without a change, unless the schedule is renewed.",
    ),
    "nightly": (
        "A nightly test failed",
        "The program has a fault that pull requests do not show, or the machine failed.",
    ),
}
NEXT = "This issue closes by itself after the next run that succeeds."
FIXED = "It works again."


def main() -> None:
    """Open, update or close an issue for each job; a job that did not run changes nothing."""
    jobs = json.loads(os.environ["RESULTS"])
    results = {name: job["result"] for name, job in jobs.items()}
    repository = workflow_repository(os.environ)
    run = f"{repository.url}/actions/runs/{os.environ['GITHUB_RUN_ID']}"
    failed = [_issue(job, run) for job, result in results.items() if result == "failure"]

    def closing_comment(job: str) -> str:
        return FIXED if results.get(job) == "success" else ""

    for change in update_issues(repository, LABEL, failed, closing_comment):
        print(change)


def _issue(job: str, run: str) -> Issue:
    title, meaning = FAILED[job]
    return Issue(job, title, f"{meaning}\n\nSee [the log of the run]({run}). {NEXT}\n")


if __name__ == "__main__":
    main()
