"""The newest run of a workflow, whichever of its files GitHub has started."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from generator.github import api

FOLDER = ".github/workflows/"
# The files that start each workflow: for a change, and by a schedule. In version 0.2, the first one
# did both.
PUBLISH = ("publish.yml", "scheduled-publish.yml")
WATCH = ("watch.yml", "scheduled-watch.yml")
NEEDED = (*PUBLISH, *WATCH, "live.yml")
RUNS: api.Shape = {"workflow_runs": [{"head_sha": str, "created_at": str}]}


class Run(NamedTuple):
    """A run of a workflow: when it began, and the commit that it began with."""

    began: datetime
    commit: str


def newest(repository: api.Repository, files: Iterable[str], **query: str) -> Run | None:
    """Return the newest run of these files that a query describes, if there is one.

    A repository may lack some of the files. Raises GitHubError.
    https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
    """
    runs = []
    for file in files:
        path = f"actions/workflows/{file}/runs?{urlencode({**query, 'per_page': '1'})}"
        answer = api.find(repository, path, RUNS) or {"workflow_runs": []}
        runs += [
            Run(datetime.fromisoformat(run["created_at"]), run["head_sha"])
            for run in answer["workflow_runs"]
        ]
    return max(runs, default=None)
