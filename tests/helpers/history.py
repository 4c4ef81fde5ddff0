"""A district's repository with commits on the days that a test names."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

PLAIN = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "PATH": "/usr/bin:/bin:/usr/local/bin",
}

CLERK = "-c user.name=Clerk -c user.email=clerk@example.example".split()
CLERK += "-c commit.gpgsign=false -c maintenance.auto=false".split()


class Repository:
    """A scratch repository that commits on days of November 2026, at noon in New York.

    It is new, unless the folder is one already.
    """

    def __init__(self, root: Path, folder: str = ".") -> None:
        self.root, self.folder = root, folder
        if not (root / ".git").exists():
            shutil.copytree(_new_repository().name, root, dirs_exist_ok=True)

    def git(
        self, *arguments: str, day: int = 1, time: str = "12:00:00", input: str | None = None
    ) -> str:
        when = f"2026-11-{day:02} {time} -0500"
        dates = {"GIT_AUTHOR_DATE": "2020-01-01 00:00:00 +0000", "GIT_COMMITTER_DATE": when}
        line = ["git", *CLERK, *arguments]
        options = {"cwd": self.root, "env": dates | PLAIN, "input": input}
        return subprocess.run(line, **options, capture_output=True, text=True, check=True).stdout

    def commit(self, day: int, **files: str | None) -> None:
        """Write or delete content entries (`contracts__x` is contracts/x.md); commit on a day."""
        for name, text in files.items():
            self.put(f"{self.folder}/content/{name.replace('__', '/')}.md", text)
        self.git("add", "--all", day=day)
        self.git("commit", "--quiet", "--allow-empty", "--message", "A change", day=day)

    def put(self, path: str, text: str | bytes | None) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            file.unlink()
        else:
            file.write_bytes(text.encode() if isinstance(text, str) else text)

    def sign(self) -> None:
        """Give the last commit a signature, which nobody can verify."""
        commit = self.git("cat-file", "commit", "HEAD")
        signature = (
            "gpgsig -----BEGIN PGP SIGNATURE-----\n \n aGVsbG8=\n -----END PGP SIGNATURE-----\n"
        )
        (self.root / ".git/signed").write_text(commit.replace("\n\n", f"\n{signature}\n", 1))
        self.git(
            "update-ref",
            "HEAD",
            self.git("hash-object", "-t", "commit", "-w", ".git/signed").strip(),
        )


@cache
def _new_repository() -> TemporaryDirectory[str]:
    """Return the folder of a repository without commits, made once and then copied."""
    folder = TemporaryDirectory(prefix="notices-")
    line = ["git", "init", "--quiet", "--initial-branch=main", "--template=", folder.name]
    subprocess.run(line, env=PLAIN, check=True)
    return folder
