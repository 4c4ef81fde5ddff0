"""Keep the proof that a site was live: one more line on the branch `published`.

It is run with Python alone, `python3 -m generator.github.proof NOW`, because it may write. COMMIT
contains the commit that was built, and SITE what `notices ci live` has printed: the time of the
build, the hash of the site, and its address. Lines are only added, each by a commit that GitHub
makes, dates and signs:
https://docs.github.com/authentication/managing-commit-signature-verification/about-commit-signature-verification#signature-verification-for-bots
The branch shares no history with the others, and a workflow's token starts no workflow by a commit.
"""

from __future__ import annotations

import os
import sys
from base64 import b64decode, b64encode
from urllib.parse import urlencode

from generator.core.publication import BRANCH, Publication, publication
from generator.github.api import Repository, find, read, request, workflow_repository

MESSAGE = "Keep the proof that the site was live"


def main() -> None:
    """Add the line of a publication."""
    line = " ".join((sys.argv[1], os.environ["COMMIT"], os.environ["SITE"]))
    proof = publication(line)
    if proof is None:
        raise ValueError(f"{line!r} does not describe a publication")
    add(workflow_repository(os.environ), proof)
    print(proof.line)


def add(repository: Repository, proof: Publication) -> None:
    """Add the line of a publication to its file, and create the branch if it does not exist.

    Raises GitHubError, also if another run has changed the file in the meantime, and ValueError if
    the file is so large that GitHub does not send its text.
    """
    if find(repository, f"git/ref/heads/{BRANCH}", dict) is None:
        _begin_branch(repository, proof)
        return
    query = urlencode({"ref": BRANCH})
    parts = {"sha": str, "encoding": str, "content": str}
    current = find(repository, f"contents/{proof.path}?{query}", parts) or {}
    if current and current["encoding"] != "base64":  # it is larger than 1 MB
        raise ValueError(f"{proof.path} is too large to add a line to it")
    text = b64decode(current.get("content", "")) + f"{proof.line}\n".encode()
    change = {"message": MESSAGE, "content": b64encode(text).decode(), "branch": BRANCH}
    if current:
        change["sha"] = current["sha"]
    request(repository, "PUT", f"contents/{proof.path}", change)


def _begin_branch(repository: Repository, proof: Publication) -> None:
    """Make the branch of one commit without a parent, which has one file of one line."""
    file = {"path": proof.path, "mode": "100644", "type": "blob", "content": f"{proof.line}\n"}
    tree = read(repository, "POST", "git/trees", {"sha": str}, {"tree": [file]})
    fields = {"message": MESSAGE, "tree": tree["sha"], "parents": []}
    commit = read(repository, "POST", "git/commits", {"sha": str}, fields)
    ref = {"ref": f"refs/heads/{BRANCH}", "sha": commit["sha"]}
    request(repository, "POST", "git/refs", ref)


if __name__ == "__main__":
    main()
