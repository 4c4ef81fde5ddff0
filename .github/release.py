"""Check that a tag can be released: `python3 .github/release.py v0.2.0` prints its release notes.

The tag, the program and the newest section of the changelog must have the version of
`pyproject.toml`, and main must have the commit. Problems are printed on standard error, and the
exit code is 1.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

NEWEST = re.compile(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
ON_MAIN = ("git", "merge-base", "--is-ancestor", "HEAD", "origin/main")


def main(tag: str) -> int:
    """Print the release notes, or the problems to fix before the release."""
    newest = NEWEST.search(Path("CHANGELOG.md").read_text(encoding="utf-8"))
    heading, notes = newest.groups() if newest else ("", "")
    problems = [*disagreements(tag, heading)]
    if subprocess.run(ON_MAIN, check=False).returncode:
        problems.append("The commit is not on main: merge it, and tag the commit that main has.")
    for problem in problems:
        print(f"{tag} cannot be released. {problem}", file=sys.stderr)
    if not problems:
        print(notes.strip())
    return 1 if problems else 0


def disagreements(tag: str, heading: str) -> Iterator[str]:
    """Yield a sentence for each place that does not have the version of `pyproject.toml`."""
    version = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]
    program = f'__version__ = "{version}"'
    if tag != f"v{version}":
        yield f"pyproject.toml has the version {version}: change it there, or tag v{version}."
    if program not in Path("generator/__init__.py").read_text(encoding="utf-8"):
        yield f"generator/__init__.py has another version: write `{program}`."
    if not re.fullmatch(rf"{re.escape(version)} - \d{{4}}-\d\d-\d\d", heading):
        expected = f"`## {version} - ` and the date of the release"
        yield f"CHANGELOG.md must begin with {expected}, not with `## {heading}`."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
