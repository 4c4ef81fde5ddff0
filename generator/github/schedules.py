"""Ask for a commit before GitHub turns off the schedules, and open an issue once they are silent.

It is run with Python alone, because it must work where nothing else does:

- `python3 -m generator.github.schedules LAST_COMMIT NOW`, both as ISO 8601 with an offset. GitHub
  turns off the schedules of a public repository after 60 days without activity:
  https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
  A program must not keep them running: GitHub disabled a project that did.
  https://github.com/zauguin/install-texlive/issues/86
- `python3 -m generator.github.schedules NOW`, for whatever runs. A schedule that has stopped can't
  say so itself, so every other run looks how old the newest scheduled run of *Watch* is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from generator.github import api, runs
from generator.github.alarm import FIXED, LABEL
from generator.reports.github_format import Issue

# The keys of the two issues.
INACTIVE = "schedules"
SILENT = "silence"
# Both are counted from the last commit.
ASK_AFTER = timedelta(days=45)
TURNED_OFF_AFTER = timedelta(days=60)
INACTIVE_TITLE = "GitHub will turn off the daily build and the reminders on {day:%Y-%m-%d}"
INACTIVE_BODY = """\
The last commit was on {committed:%Y-%m-%d}.
After 60 days without a change, GitHub turns off each scheduled workflow of a public repository: \
*Scheduled Publish*, *Scheduled Watch* and *Websites*.
Then you are no longer reminded of deadlines, and the website no longer changes “active” to \
“ended”. What you merge is still published.

Any change prevents that: [open the settings]({url}/edit/{branch}/content/site.yaml), check \
that they are still correct, add a line such as `# Checked on {now:%Y-%m-%d}.`, click *Commit \
changes*, *Create a new branch*, and merge the pull request.

Or open the pages of [*Scheduled Publish*]({url}/actions/workflows/scheduled-publish.yml), \
[*Scheduled Watch*]({url}/actions/workflows/scheduled-watch.yml) and \
[*Websites*]({url}/actions/workflows/websites.yml), and click *Continue running workflow* on each, \
if GitHub offers it. This issue still stays until there is a change.

If GitHub has already turned them off, open *Actions*, click each of the three, and click *Enable \
workflow*.

This issue closes by itself after the next commit.
"""
COMMITTED = "There was a commit, so GitHub will not turn off the schedules for now."

SILENT_AFTER = timedelta(hours=12)  # four times the time between two runs of Watch
OFF_TITLE = "Turned off: {names}"
OFF_BODY = """\
While a workflow is turned off, GitHub starts it for nothing: no schedule, no change.

{lines}

Click *Enable workflow* on each of these pages.
"""
OFF = {  # what GitHub calls the state of a workflow
    "disabled_inactivity": "GitHub turned it off, because nothing had changed for 60 days",
    "disabled_fork": "GitHub turned it off, because the repository was a fork",
    "disabled_manually": "somebody turned it off",
}
SILENT_TITLE = "GitHub has not started the watch over deadlines since {since:%Y-%m-%d %H:%M} UTC"
NEVER_TITLE = "GitHub has never started the watch over deadlines by its schedule"
SILENT_BODY = """\
GitHub should start [`{file}`]({url}/actions/workflows/{file}) every three hours.
Until it does so again, a deadline can pass without a reminder.

1. To look at the deadlines now, open [*Watch*]({url}/actions/workflows/watch.yml), and click *Run \
workflow*.
2. See whether [GitHub reports a problem](https://www.githubstatus.com). If so, wait.
3. If the person who last changed the schedule has left, GitHub may have stopped it. Change the \
minute after `cron:` in [`{file}`]({url}/edit/{branch}/.github/workflows/{file}), such as 41 to \
43, and merge that.
4. If it happens again, let another computer start *Watch*: `docs/set-up.md` has a script for that.
"""
CLOSES = "\nThis issue closes by itself after the next scheduled run.\n"
WORKFLOWS: api.Shape = {
    "workflows": [{"path": str, "name": str, "state": str, "created_at": str}],
}
Workflow = Mapping[str, Any]  # of that shape


def main() -> None:
    """Open, update or close the issue about schedules that will stop, or about their silence."""
    repository = api.workflow_repository(os.environ)
    *committed, now = map(datetime.fromisoformat, sys.argv[1:])
    if committed:
        key = INACTIVE
        comment = COMMITTED
        issues = inactive(repository, committed[0], now)
    else:
        key = SILENT
        comment = FIXED
        issues = silent(repository, now)
    for change in api.update_issues(
        repository, LABEL, issues, lambda other: comment if other == key else ""
    ):
        print(change)


def inactive(repository: api.Repository, committed: datetime, now: datetime) -> list[Issue]:
    """Return the issue for a public repository that has been inactive for too long, or nothing."""
    info = api.repository_info(repository)
    if info.is_private or now - committed < ASK_AFTER:
        return []
    title = INACTIVE_TITLE.format(day=committed + TURNED_OFF_AFTER)
    body = INACTIVE_BODY.format(
        committed=committed, now=now, url=repository.url, branch=info.branch
    )
    return [Issue(INACTIVE, title, body)]


def silent(repository: api.Repository, now: datetime) -> list[Issue]:
    """Return the issue about workflows that are turned off, or else about silence; or nothing.

    Raises GitHubError.
    https://docs.github.com/rest/actions/workflows#list-repository-workflows
    """
    answer = api.read(repository, "GET", "actions/workflows?per_page=100", WORKFLOWS)
    workflows = {
        item["path"].removeprefix(runs.FOLDER): item
        for item in answer["workflows"]
        if item["state"] != "deleted"
    }
    ours = [workflows[file] for file in runs.NEEDED if file in workflows]
    if off := [workflow for workflow in ours if workflow["state"] in OFF]:
        return [_turned_off(repository, off)]
    watch = [workflows[file] for file in runs.WATCH if file in workflows][-1:]
    newest = runs.newest(repository, runs.WATCH, event="schedule")
    times = [datetime.fromisoformat(workflow["created_at"]) for workflow in watch]
    times += [newest.began] if newest else []
    if any(now - time < SILENT_AFTER for time in times):  # what is new may not have run yet
        return []
    title = SILENT_TITLE.format(since=newest.began.astimezone(UTC)) if newest else NEVER_TITLE
    values = {"url": repository.url, "branch": api.repository_info(repository).branch}
    file = watch[0]["path"].removeprefix(runs.FOLDER) if watch else runs.WATCH[-1]
    return [Issue(SILENT, title, SILENT_BODY.format(file=file, **values) + CLOSES)]


def _turned_off(repository: api.Repository, workflows: Iterable[Workflow]) -> Issue:
    names = []
    lines = []
    for workflow in workflows:
        page = f"actions/workflows/{workflow['path'].removeprefix(runs.FOLDER)}"
        names.append(workflow["name"])
        lines.append(f"- [{names[-1]}]({repository.url}/{page}): {OFF[workflow['state']]}.")
    title = OFF_TITLE.format(names=", ".join(names))
    return Issue(SILENT, title, OFF_BODY.format(lines="\n".join(lines)) + CLOSES)


if __name__ == "__main__":
    main()
