"""Ask GitHub whether the sender of a form may write, and print an output for a workflow.

The author association in an event does not say so: a member whose membership is private looks like
a stranger there.
https://docs.github.com/rest/collaborators/collaborators#get-repository-permissions-for-a-user
https://github.com/supabase/cli/pull/5848

It is run with Python alone, `python3 -m generator.github.sender LOGIN`.
"""

from __future__ import annotations

import json
import os
import sys
from urllib.parse import quote

from generator.github.api import GitHubError, Repository, request, workflow_repository


def main() -> None:
    """Print `writes=yes` or `writes=no`."""
    repository = workflow_repository(os.environ)
    print(f"writes={'yes' if can_write(repository, sys.argv[1]) else 'no'}")


def can_write(repository: Repository, login: str) -> bool:
    """Return whether a person may write to the repository. Raises GitHubError.

    GitHub reports the role Maintain as write, and Triage as read.
    """
    try:
        answer = request(repository, "GET", f"collaborators/{quote(login)}/permission")
    except GitHubError as error:
        if error.code == 404:  # an app, such as dependabot[bot], is not a collaborator
            return False
        raise
    return json.loads(answer)["permission"] in ("admin", "write")


if __name__ == "__main__":
    main()
