"""Asks a person for a commit before GitHub stops the schedules of a quiet repository.

GitHub stops them in a public repository after 60 days without activity:
https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
To keep them alive by a program is against its terms; it disabled a project that did:
https://github.com/zauguin/install-texlive/issues/86

Run by Python alone, `python3 -m generator.github.schedules LAST_COMMIT NOW`, both as ISO 8601 with a zone.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta

from generator.github.alarm import LABEL
from generator.github.api import keep, named_hub, repository
from generator.reports.github_format import Issue

KEY = "schedules"
ASKS, STOPS = timedelta(days=45), timedelta(days=60)  # after the last commit
TITLE = "GitHub stops the daily build and the reminders on {day:%Y-%m-%d}"
BODY = """\
Nothing has been committed since {committed:%Y-%m-%d}.
After 60 days without a change, GitHub stops the schedules of a public repository.
Then nobody is reminded of a deadline, and the website no longer changes “active” to “ended”.

Commit a change, however small: [open the settings]({home}/edit/{branch}/content/site.yaml), check that they are \
still right, add a line such as `# Checked on {now:%Y-%m-%d}.`, and press *Commit changes*.

If GitHub has stopped them already, open *Actions*, *Watch*, and press *Enable workflow*; then the same for *Publish*.

This issue closes by itself after the next commit.
"""
GO_ON = "GitHub will not stop the schedules now."


def main() -> None:
    """Open the issue if a public repository has been quiet for too long, or close it."""
    committed, now = map(datetime.fromisoformat, sys.argv[1:3])
    hub = named_hub(os.environ)
    about = repository(hub)
    wanted = []
    if not about.is_private and now - committed >= ASKS:
        body = BODY.format(committed=committed, now=now, home=hub.home, branch=about.branch)
        wanted.append(Issue(KEY, TITLE.format(day=committed + STOPS), body))
    for done in keep(hub, LABEL, wanted, lambda key: GO_ON if key == KEY else ""):
        print(done)


if __name__ == "__main__":
    main()
