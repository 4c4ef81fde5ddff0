"""Ask a person for a commit before GitHub turns off the schedules of an inactive repository.

GitHub turns them off in a public repository after 60 days without activity:
https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
A program must not keep them running: GitHub disabled a project that did.
https://github.com/zauguin/install-texlive/issues/86

It is run with Python alone, `python3 -m generator.github.schedules LAST_COMMIT NOW`, both as ISO
8601 with an offset.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta

from generator.github.alarm import LABEL
from generator.github.api import repository_info, update_issues, workflow_repository
from generator.reports.github_format import Issue

KEY = "schedules"
ASK_AFTER, TURNED_OFF_AFTER = timedelta(days=45), timedelta(days=60)  # after the last commit
TITLE = "GitHub will turn off the daily build and the reminders on {day:%Y-%m-%d}"
BODY = """\
The last commit was on {committed:%Y-%m-%d}.
After 60 days without a change, GitHub turns off the schedules of a public repository.
Then nobody is reminded of a deadline, and the website no longer changes “active” to “ended”.

Any change prevents that: [open the settings]({url}/edit/{branch}/content/site.yaml), check \
that they are still correct, add a line such as `# Checked on {now:%Y-%m-%d}.`, and press \
*Commit changes*.

If GitHub has already turned them off, open *Actions*, *Watch*, and press *Enable workflow*. Do \
the same for *Publish*.

This issue closes by itself after the next commit.
"""
CLOSING_COMMENT = "There was a commit, so GitHub will not turn off the schedules for now."


def main() -> None:
    """Open the issue if a public repository has been inactive for too long, or close it."""
    committed, now = map(datetime.fromisoformat, sys.argv[1:3])
    repository = workflow_repository(os.environ)
    info = repository_info(repository)
    issues = []
    if not info.is_private and now - committed >= ASK_AFTER:
        body = BODY.format(committed=committed, now=now, url=repository.url, branch=info.branch)
        issues.append(Issue(KEY, TITLE.format(day=committed + TURNED_OFF_AFTER), body))
    for change in update_issues(
        repository, LABEL, issues, lambda key: CLOSING_COMMENT if key == KEY else ""
    ):
        print(change)


if __name__ == "__main__":
    main()
