"""Open an issue when a job of a workflow fails, and close it when it works again.

It is run with Python alone, `python3 -m generator.github.alarm`, because the failure may be that
nothing could be installed. The variable RESULTS contains `toJSON(needs)`, the results of the jobs.
A job that runs into its time limit is `cancelled`, not a `failure`, and may have done half its
work:
https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes
The outputs of a job say more:

- `cause` is what has failed, one of the `CAUSES`; without it, that is the machine or the network.
  If it is `settings`, those are still the template's, and the run has named the step of set-up.md.
- `page` is where GitHub Pages has published the site, and `url` where it should be.
- `alarm` is `no` if the job has already said what to do to finish setting up the site.
- `key` names what the job found: each key has one issue, which stays closed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from generator.github.api import open_new_issues, update_issues, workflow_repository
from generator.reports.github_format import Issue, code_block

LABEL = "alarm"
FINE = ("success", "skipped")
UNCHANGED = "The live site has not changed."
STATUS = "[GitHub's status](https://www.githubstatus.com)"
CORRECT = "The log names the file and the line, and says what to write instead."
BY_A_PERSON = (
    "If you know that no notice was removed since then, open *Actions*, *Publish*, and click *Run "
    "workflow*."
)
# The title of the issue for each job, and what its failure means.
FAILED = {
    "build": (
        "The site could not be built, because the machine failed",
        f"This is not about the content. Nothing was published. {UNCHANGED} Click *Re-run all "
        f"jobs* there. If it fails again, look at {STATUS}.",
    ),
    "deploy": (
        "GitHub Pages did not accept the site",
        f"The site was built, and GitHub refused it twice, so it was not published. {UNCHANGED} "
        "Click *Re-run all jobs* there: GitHub keeps what *Re-run failed jobs* needs for only one "
        f"day. If it fails again, look at {STATUS}.",
    ),
    "live": (
        "The live site could not be checked",
        "It was published, but nobody knows whether families see it. Open the website and look. "
        "Then click *Re-run all jobs* there.",
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
# The same if a job names the cause.
CAUSES = {
    ("build", "content"): (
        "The site could not be built, because the content has an error",
        f"Nothing is published until it is corrected. {UNCHANGED} {CORRECT}",
    ),
    ("build", "history"): (
        "The site could not be built, because the history was rewritten",
        f"Git no longer has what was published last, and the data of the live site can't be read, "
        f"so nobody knows whether a notice is missing. {UNCHANGED} Once the site answers, click "
        f"*Re-run all jobs* there. {BY_A_PERSON}",
    ),
    ("build", "host"): (
        "The site could not be built, because the live site does not answer",
        f"Only your host knows what was published last. {UNCHANGED} Once it answers, click "
        f"*Re-run all jobs* there. {BY_A_PERSON}",
    ),
    ("deploy", "pages"): (
        "GitHub Pages is turned off, or publishes a branch",
        "The site was built, but not published, and families may see no site at all. Open "
        "*Settings*, *Pages*, *Build and deployment*, and choose the *Source* **GitHub Actions**. "
        "Then click *Re-run all jobs* there.",
    ),
    ("live", "content"): (
        "The live site could not be checked, because the content has an error",
        f"What is live may be right. {CORRECT}",
    ),
    ("live", "differs"): (
        "The live site differs from what was built",
        "It was published, but families do not see it. Reload the page first, because browsers "
        "keep old pages. If it is still old, publish it again with a new commit, because GitHub "
        "may mistake a second deployment of the same commit for the first one: change any line of "
        "the content, even a comment in `content/site.yaml`, and merge that. If that does not "
        f"help, look at {STATUS}, or at the host that serves the site.",
    ),
    ("live", "domain"): (
        "The address of the site does not lead to it",
        "The site was published, but the address `url` in `content/site.yaml` does not lead to it. "
        "If that address is wrong, correct it. If it is right, look at *Settings*, *Pages*, "
        "*Custom domain*, which says whether the DNS record is right; a new one can take a day.",
    ),
    ("live", "certificate"): (
        "The address of the site has no valid certificate",
        "The site was published, but browsers warn families of its address. After a change of the "
        "domain, GitHub needs about an hour, and up to a day, for the certificate: *Settings*, "
        "*Pages* shows how far it is. If it has stopped, remove the custom domain there, once, and "
        "add it again. For another host, ask its owner.",
    ),
    ("deadlines", "content"): (
        "The deadlines are not being checked, because the content has an error",
        f"Until it is corrected, you are not reminded of deadlines. {CORRECT}",
    ),
    ("websites", "content"): (
        "The links of contracts are not being checked, because the content has an error",
        f"Until it is corrected, you are not notified about links that no longer work. {CORRECT}",
    ),
}
ADDRESSES = "GitHub Pages has published the site at the first address, and `url` is the second:"
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
        if job["result"] not in FINE and not _is_set_up_later(job.get("outputs", {}))
    ]
    comments = {name: FIXED for name, job in jobs.items() if job["result"] == "success"}
    once = [issue for issue in issues if issue.key not in FAILED]
    others = [issue for issue in issues if issue not in once]
    changes = update_issues(repository, LABEL, others, lambda key: comments.get(key, ""))
    for change in [*changes, *open_new_issues(repository, LABEL, once)]:
        print(change)


def _is_set_up_later(outputs: Mapping[str, str]) -> bool:
    """Return whether a job has said what to do to finish setting up the site."""
    return outputs.get("alarm") == "no" or outputs.get("cause") == "settings"


def _issue(job: str, run: str, outputs: Mapping[str, str]) -> Issue:
    title, meaning = CAUSES.get((job, outputs.get("cause", "")), FAILED[job])
    page = outputs.get("page", "")
    url = outputs.get("url", "")
    if page and url and page.rstrip("/") != url.rstrip("/"):
        meaning += f"\n\n{ADDRESSES}\n\n{code_block([page, url])}"
    closing = "" if job in BY_HAND else NEXT
    key = f"{job} {outputs['key']}" if "key" in outputs else job
    return Issue(key, title, f"{meaning}\n\nSee [the log of the run]({run}).{closing}\n")


if __name__ == "__main__":
    main()
