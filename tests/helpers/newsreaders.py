"""Programs that families read feeds with, each with a home of its own."""

from __future__ import annotations

import mailbox
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest


class Newsboat:
    """The program newsboat with a cache of its own."""

    def __init__(self, folder: Path, feed: str) -> None:
        program("newsboat")
        self.folder, self.cache = folder, folder / "cache.db"
        (folder / "urls").write_text(f"{feed}\n")
        (folder / "config").write_text("")

    def read(self) -> list[str]:
        """Return the ids of the items that it shows as new, and mark them as read."""
        files = ["-u", self.folder / "urls", "-c", self.cache, "-C", self.folder / "config"]
        run(self.folder, "newsboat", *files, "-x", "reload")
        with sqlite3.connect(self.cache) as cache:
            new = [
                guid
                for (guid,) in cache.execute(
                    "SELECT guid FROM rss_item WHERE unread AND NOT deleted"
                )
            ]
            cache.execute("UPDATE rss_item SET unread = 0")
        cache.close()
        return sorted(new)


class Rss2email:
    """The program rss2email, which delivers to a folder of mail."""

    def __init__(self, folder: Path, feed: str) -> None:
        program("r2e")
        self.folder = folder
        settings = (
            f"from = feeds@privacy.example\nto = parent@home.example\nmaildir-path = {folder}\n"
        )
        settings += "email-protocol = maildir\nmaildir-mailbox = mail\nhtml-mail = True\n"
        (folder / "config").write_text(f"[DEFAULT]\n{settings}\n[feed.notices]\nurl = {feed}\n")

    def read(self) -> list[str]:
        """Return the ids of the items of which a mail came."""
        return sorted(mail["X-RSS-ID"] for mail in self.mails())

    def mails(self) -> list[mailbox.MaildirMessage]:
        """Return the mails that came, and empty the box."""
        run(
            self.folder, "r2e", "-c", self.folder / "config", "-d", self.folder / "seen.json", "run"
        )
        box = mailbox.Maildir(self.folder / "mail")
        mails = list(box)
        box.clear()
        return mails


def program(name: str) -> None:
    """Fail where a program is missing."""
    if shutil.which(name) is None:
        pytest.fail(f"{name} is missing: `make test` installs it")


def run(home: Path, *command: str | Path) -> None:
    """Run a program that finds nothing of the person's own, and reaches loopback alone."""
    path = "/usr/local/bin:/usr/bin:/bin"
    environment = {"HOME": str(home), "PATH": path, "LANG": "C.UTF-8", "no_proxy": "127.0.0.1"}
    done = subprocess.run(
        command, env=environment, cwd=home, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
