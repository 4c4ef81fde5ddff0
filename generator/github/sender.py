"""Asks GitHub whether the person who sent a form may write to the repository, and prints an output for a workflow.

The association that an event names does not say so: a member whose membership is private counts as a stranger there.
https://docs.github.com/rest/collaborators/collaborators#get-repository-permissions-for-a-user
https://github.com/supabase/cli/pull/5848

Run by Python alone, `python3 -m generator.github.sender LOGIN`.
"""

from __future__ import annotations

import json
import os
import sys
from urllib.parse import quote

from generator.github.api import Hub, HubError, ask, named_hub


def main() -> None:
    """Print `writes=yes` or `writes=no`."""
    print(f"writes={'yes' if may_write(named_hub(os.environ), sys.argv[1]) else 'no'}")


def may_write(hub: Hub, login: str) -> bool:
    """Say whether a person may write; GitHub counts the role Maintain as write, and Triage as read. Raises HubError."""
    try:
        answer = ask(hub, "GET", f"collaborators/{quote(login)}/permission")
    except HubError as error:
        if error.code == 404:  # an app, such as dependabot[bot], is not a collaborator
            return False
        raise
    return json.loads(answer)["permission"] in ("admin", "write")


if __name__ == "__main__":
    main()
