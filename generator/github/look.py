"""Start the workflow that checks the live site; publishing does not wait for it.

It is run with Python alone, `python3 -m generator.github.look COMMIT NOW`, with the commit that was
published and the time of its build. A workflow's token starts no other workflow, except by a
request for a run:
https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/trigger-a-workflow
"""

from __future__ import annotations

import os
import sys

from generator.github.api import request, workflow_repository


def main() -> None:
    """Ask GitHub for a run of live.yml."""
    commit, now = sys.argv[1:3]
    body = {"ref": os.environ["GITHUB_REF_NAME"], "inputs": {"commit": commit, "now": now}}
    request(workflow_repository(os.environ), "POST", "actions/workflows/live.yml/dispatches", body)


if __name__ == "__main__":
    main()
