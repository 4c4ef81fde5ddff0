"""Starts the workflow that looks at the live site, which a publication does not wait for.

Run by Python alone, `python3 -m generator.github.look COMMIT NOW`: what was published, and the moment of its build. The
token of a workflow starts no other workflow by what it does, except by asking for it:
https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/trigger-a-workflow
"""

from __future__ import annotations

import os
import sys

from generator.github.api import ask, named_hub


def main() -> None:
    """Ask GitHub for a run of live.yml."""
    commit, now = sys.argv[1:3]
    body = {"ref": os.environ["GITHUB_REF_NAME"], "inputs": {"commit": commit, "now": now}}
    ask(named_hub(os.environ), "POST", "actions/workflows/live.yml/dispatches", body)


if __name__ == "__main__":
    main()
