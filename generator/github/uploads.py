"""Fetch what somebody has uploaded with a form on GitHub: without a token, and only from GitHub."""

from __future__ import annotations

from generator.core.problems import UserError
from generator.system import http

MAX_BYTES = 25 * 1024 * 1024  # what GitHub takes from a form and from a browser
# For years, no token opened a file that was uploaded in a private repository, only a browser:
# https://github.com/cli/cli/issues/9046
# Since September 2026, a person's own token may. Nobody has said so of a workflow's:
# https://github.com/openai/codex/issues/43923
PRIVATE = "GitHub shows the file only to people who can see this repository"


def fetch(server: str, end: str) -> bytes:
    """Return an uploaded file by the end of its address, such as `7/Signed.pdf`.

    `server` is the address of GitHub. Raises OSError, or UserError with the reason.
    """
    address = f"{server}/user-attachments/files/{end}"
    answer = http.ask(address, max_bytes=MAX_BYTES + 1, only_public=True)
    if not answer.is_good:
        raise UserError(PRIVATE if answer.status == 404 else f"GitHub answered {answer}")
    if len(answer.body) > MAX_BYTES:
        raise UserError("it has more than 25 MB")
    return answer.body
