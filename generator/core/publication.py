"""A check of the live site, as one line of text that is kept forever."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

BRANCH = "published"  # of the district's repository; it has nothing but files of such lines
BUILT = "built.json"  # the file of a site that names its commit and the time of its build
# The notices in the common format, those of breaches alone, and the index of both.
NOTICES = "data/notices.json"
BREACH_NOTICES = "data/breach-notices.json"
FORMAT_SCHEMA = "data/student-data-notices-1.json"  # copies, so that a site explains itself
FORMAT_PAGE = "data/student-data-notices-1.md"
WELL_KNOWN = ".well-known/student-data-notices.json"
BELOW_A_PATH = (
    "The site is below a path, so no program looks for its data in /.well-known/ there. It is "
    "found by the link in each page."
)
COMMIT = "[0-9a-f]{40}|[0-9a-f]{64}"
YEARS = range(1970, 2201)  # of a build
SECONDS = "%Y-%m-%dT%H:%M:%SZ"
MINUTES = "%Y-%m-%dT%H:%MZ"
DATE = r"\d{4}-\d\d-\d\d"
HOUR = r"(?:[01]\d|2[0-3])"  # newer versions of Python also read the hour 24
LINE = (
    rf"({DATE}T{HOUR}:\d\d:\d\dZ) ([0-9a-f]{{40,64}}) ({DATE}T{HOUR}:\d\dZ) "
    r"([0-9a-f]{64}) (https?://\S+)"
)


def is_below_a_path(url: str) -> bool:
    """Return whether a site is not at the top of its domain, where `/.well-known/` is."""
    return urlsplit(url).path.strip("/") != ""


class Publication(NamedTuple):
    """A site that was live.

    `seen` is when it was, in UTC, and `built` is the time of its build, to the minute. `commit` is
    what it was built from, `hash` the SHA-256 of its files (see `system/live.site_hash`), and `url`
    its address.
    """

    seen: datetime
    commit: str
    built: datetime
    hash: str
    url: str

    @property
    def line(self) -> str:
        """The publication as one line, without a newline at its end."""
        return (
            f"{self.seen.astimezone(UTC):{SECONDS}} {self.commit} "
            f"{self.built.astimezone(UTC):{MINUTES}} {self.hash} {self.url}"
        )

    @property
    def path(self) -> str:
        """The file on the branch that has its line; each month has one, so none grows large."""
        return f"{self.seen.astimezone(UTC):%Y-%m}.txt"


def publication(line: str) -> Publication | None:
    """Return the publication that a line describes, or None for any other line."""
    match = re.fullmatch(LINE, line)
    try:
        return match and Publication(
            datetime.fromisoformat(match[1]),
            match[2],
            datetime.fromisoformat(match[3]),
            *match.group(4, 5),
        )
    except ValueError:  # no real date
        return None


def publications(texts: Iterable[bytes]) -> list[Publication]:
    """Return the different lines of files that the program can have written, the oldest first."""
    lines = {line for text in texts for line in text.decode("utf-8", "replace").split("\n")}
    return sorted(found for line in lines if (found := publication(line)))
