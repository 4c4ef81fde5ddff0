"""Compare the site on the web with the one that was built, file by file."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import file_digest, sha256
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple
from urllib.parse import quote

from generator.content.context import SECTIONS
from generator.content.fields import AUTHORITY
from generator.content.values import ID
from generator.core.publication import BUILT, COMMIT, MINUTES, YEARS
from generator.core.site import LiveNotices, Page
from generator.system import http

CONNECTIONS = 8
PAUSE = 5.0  # seconds before the next round
MAX_BUILT_BYTES = 1000
MAX_DATA_BYTES = 50_000_000  # all notices of 10,000 contracts have less
MAX_NOTICES = 100_000
# The id of a notice in the open data. The live site may be anybody's, so nothing else is read.
NOTICE = rf"{{section}}/{ID}(?:/(?:change|update)-[1-9][0-9]{{{{0,4}}}}|/withdrawal)?"


class LiveBuild(NamedTuple):
    """What the live site was built from, and when, in UTC; None if it does not say when."""

    commit: str
    time: datetime | None


def differences(
    site: str,
    pages: Sequence[Page],
    root: Path,
    wait: timedelta,
    progress: Callable[[Iterable[str], int], Iterable[str]],
    pause: float = PAUSE,
) -> list[tuple[str, str]]:
    """Return the address of each file that is not on the web as it was built, and how it differs.

    `site` is the address of the site, with a slash at the end. Files that differ are fetched again
    after `pause` seconds, until `wait` is over. If a page is the copy of a file, only the size is
    compared, because the file may be large. `progress` passes the results of a round on, and may
    show how many are done.
    """
    deadline = monotonic() + wait.total_seconds()
    left = [page for page in pages if "/." not in f"/{page.path}"]  # servers may hide dot files
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        while True:
            reasons = progress(pool.map(partial(_difference, site, root), left), len(left))
            different = [
                (page, reason) for page, reason in zip(left, reasons, strict=True) if reason
            ]
            if not different or monotonic() >= deadline:
                return [(_address(site, page), reason) for page, reason in different]
            left = [page for page, _ in different]
            sleep(pause)


def obstacle(site: str) -> tuple[str, str]:
    """Return what keeps an address from showing a site, for the alarm, and why; "" if nothing."""
    try:
        answer = http.ask(site, max_bytes=1)
    except http.CertificateError as error:
        return "certificate", str(error)
    except OSError as error:
        return "domain", str(error)
    return ("", "") if answer.is_good else ("domain", str(answer))


def site_hash(pages: Iterable[Page], root: Path) -> str:
    """Return the SHA-256 of what `sha256sum` prints for the files of a site, sorted by path.

    Dot files are not part of it, nor is `built.json`, which names the build and not what it shows.
    """
    listing = sha256()
    shown = [page for page in pages if page.path != BUILT and "/." not in f"/{page.path}"]
    for page in sorted(shown, key=lambda page: page.path.encode()):
        listing.update(f"{_hash(page, root)}  ./{page.path}\n".encode())
    return listing.hexdigest()


def _hash(page: Page, root: Path) -> str:
    if not page.copy_of:
        return sha256(page.data).hexdigest()
    with (root / page.copy_of).open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def published_build(site: str) -> LiveBuild | None:
    """Return the build that the live site is from, or None if there is no site, or it does not say.

    Raises OSError if the site cannot be reached, because then it is not known what is published.
    """
    url = f"{site}{BUILT}"
    headers = {"Cache-Control": "no-cache"}
    try:
        answer = http.ask(url, headers=headers, max_bytes=MAX_BUILT_BYTES)
    except OSError as error:
        raise OSError(f"{url} cannot be fetched ({error})") from error
    if not answer.is_good and answer.status != 404:
        raise OSError(f"{url} cannot be fetched ({answer})")
    try:
        built = json.loads(answer.body if answer.is_good else b"")
        commit = re.fullmatch(COMMIT, built["commit"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None  # some hosts show their own page for a missing file
    if commit is None:
        return None
    try:
        time = datetime.strptime(str(built.get("built")), MINUTES).replace(tzinfo=UTC)
    except ValueError:
        return LiveBuild(commit[0], None)
    return LiveBuild(commit[0], time if time.year in YEARS else None)


def published_notices(site: str, seconds: float = http.TIMEOUT) -> LiveNotices:
    """Return the notices in the open data of the live site, which any release may have made.

    Each of its two files may take so many seconds. Raises OSError with one line as the message if
    one cannot be fetched, or is not ours.
    """
    (authority, contracts), (other, breaches) = (
        _live_section(site, each, seconds) for each in SECTIONS
    )
    if authority != other:
        raise OSError(f"the files in {site}data/ are not of one site")
    return LiveNotices(authority, contracts | breaches)


def _live_section(site: str, section: str, seconds: float) -> tuple[str, frozenset[str]]:
    """Return the feed authority and the ids of the notices in a file of the open data."""
    url = f"{site}data/{section}.json"
    try:
        answer = http.ask(url, max_bytes=MAX_DATA_BYTES + 1, seconds=seconds)
    except OSError as error:
        raise OSError(f"{url} cannot be fetched ({error})") from error
    if not answer.is_good:
        raise OSError(f"{url} cannot be fetched ({answer})")
    if len(answer.body) > MAX_DATA_BYTES:
        raise OSError(f"{url} has more than {MAX_DATA_BYTES:,} bytes")
    notice = re.compile(NOTICE.format(section=section))
    try:
        data = json.loads(answer.body)
        authority = data["feed_authority"]
        ids = frozenset(notice["id"] for entry in data[section] for notice in entry["notices"])
        is_ours = re.fullmatch(AUTHORITY, authority) and all(map(notice.fullmatch, ids))
    except (ValueError, KeyError, TypeError, RecursionError):
        is_ours = None
    if not is_ours or len(ids) > MAX_NOTICES:
        raise OSError(f"{url} is not the open data of such a site")
    return authority, ids


def _address(site: str, page: Page) -> str:
    return f"{site}{quote(page.path)}"


def _difference(site: str, root: Path, page: Page) -> str:
    """Return how a page differs on the web, or an empty text."""
    method = "HEAD" if page.copy_of else "GET"
    try:
        answer = http.ask(_address(site, page), method=method, max_bytes=len(page.data) + 1)
    except OSError as error:
        return f"cannot be fetched ({error})"
    if not answer.is_good:
        return f"is missing ({answer})"
    if page.copy_of:
        size = str(os.stat(root / page.copy_of).st_size)
        is_same = answer.headers.get("content-length") == size
    else:
        is_same = answer.body == page.data
    return "" if is_same else "differs from what was built"
