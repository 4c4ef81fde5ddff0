"""A district's repository with commits on the days that a test names."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.core.problems import Problem
from generator.core.publication import BRANCH
from generator.core.site import Posting
from generator.rules.postings import postings
from generator.system.history import read_history
from helpers.roots import separate_files

PLAIN = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "PATH": "/usr/bin:/bin:/usr/local/bin",
}

WORKFLOW_EMAIL = "41898282+github-actions[bot]@users.noreply.github.com"
WORKFLOW = f"github-actions[bot] <{WORKFLOW_EMAIL}>"
CLERK = "-c user.name=Clerk -c user.email=clerk@example.example".split()
CLERK += "-c commit.gpgsign=false -c maintenance.auto=false".split()


def postings_in(
    root: Path, now: datetime | None = None
) -> tuple[dict[str, Posting], list[Problem]]:
    """Return what git says of each file, and how the proofs were changed."""
    return postings(read_history(root), now)


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
        data = (input or "").encode("utf-8", "surrogateescape")
        options = {"cwd": self.root, "env": dates | PLAIN, "input": data}
        done = subprocess.run(line, **options, capture_output=True, check=True)
        return done.stdout.decode("utf-8", "surrogateescape")

    def commit(self, day: int, **files: str | None) -> None:
        """Write or delete content entries (`contracts__x` is contracts/x.md); commit on a day.

        Each has the later files that its text has, and no others.
        """
        for name, text in files.items():
            entry = f"{self.folder}/content/{name.replace('__', '/')}"
            shutil.rmtree(self.root / entry, ignore_errors=True)
            parts = {f"{entry}.md": None} if text is None else separate_files({f"{entry}.md": text})
            for path, part in parts.items():
                self.put(path, part)
        self.git("add", "--all", day=day)
        self.git("commit", "--quiet", "--allow-empty", "--message", "A change", day=day)

    def put(self, path: str, text: str | bytes | None) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            file.unlink()
        else:
            file.write_bytes(text.encode() if isinstance(text, str) else text)

    def prove(self, line: str, path: str = "", at: int = 0, author: str = WORKFLOW) -> None:
        """Add a line to the branch of proofs, as the workflow does, at its time."""
        path = path or f"{line[:7]}.txt"
        at = at or int(datetime.fromisoformat(line[:20]).timestamp())
        known = self.git("ls-tree", "--name-only", BRANCH).split() if self.has_proofs else []
        before = self.git("show", f"{BRANCH}:{path}") if path in known else ""
        self.tamper({path: f"{before}{line}\n"}, at, author)

    def tamper(
        self,
        files: dict[str, str | None],
        at: int,
        author: str = WORKFLOW,
        mode: str = "100644",
        merged: str = "",
        *,
        anew: bool = False,
    ) -> None:
        """Commit files to the branch of proofs; `anew` without what was there."""
        who = f"{author} {at} +0000"
        stream = f"commit refs/heads/{BRANCH}\nauthor {who}\ncommitter {who}\ndata 0\n"
        if self.has_proofs and not anew:
            stream += f"from refs/heads/{BRANCH}^0\n"
        stream += f"merge {merged}\n" if merged else ""
        for path, text in files.items():
            size = len((text or "").encode("utf-8", "surrogateescape"))
            stream += f"D {path}\n" if text is None else f"M {mode} inline {path}\n"
            stream += "" if text is None else f"data {size}\n{text}\n"
        self.git("fast-import", "--quiet", "--force", "--date-format=raw-permissive", input=stream)

    @property
    def has_proofs(self) -> bool:
        """Whether there is a branch of proofs."""
        return bool(self.git("for-each-ref", f"refs/heads/{BRANCH}"))

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
