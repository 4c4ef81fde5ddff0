"""The site on the web, held against the one that was built: what a family would fetch, byte for byte."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPException
from time import monotonic, sleep
from typing import TYPE_CHECKING, NamedTuple
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from generator import __version__
from generator.core.problems import shown
from generator.site.data import BUILT
from generator.system.options import COMMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import timedelta
    from pathlib import Path

    from generator.core.site import Page

CONNECTIONS = 8
PATIENCE = 30  # seconds for one answer
LARGEST_BUILT = 1000  # bytes
PAUSE = 5.0  # seconds between two looks


class Difference(NamedTuple):
    """A file that stands on the web otherwise than it was built."""

    url: str
    what: str


def differences(
    site: str,
    pages: Sequence[Page],
    root: Path,
    patience: timedelta,
    counted: Callable[[Iterable[str], int], Iterable[str]],
    pause: float = PAUSE,
) -> list[Difference]:
    """Return what is not on the web as it was built, once all of it is or patience ends.

    `site` is the address that the pages stand below, with a slash at its end. Of a file that is a copy, which may be
    large, only the size is compared. `counted` passes the results of a look on, and may show how far it is.
    """
    until, left = monotonic() + patience.total_seconds(), [page for page in pages if "/." not in f"/{page.path}"]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        while True:
            seen = counted(pool.map(partial(_seen, site, root), left), len(left))
            found = [(page, what) for page, what in zip(left, seen, strict=True) if what]
            if not found or monotonic() >= until:
                return [Difference(_address(site, page), what) for page, what in found]
            left = [page for page, _ in found]
            sleep(pause)


def published_commit(site: str) -> str:
    """Return the commit that the site on the web was built from; nothing if there is no site, or it does not say so.

    Raises OSError where it cannot be reached, since nobody knows then what is published.
    """
    request = Request(f"{site}{BUILT}", headers={"User-Agent": f"notices/{__version__}", "Cache-Control": "no-cache"})
    try:
        with urlopen(request, timeout=PATIENCE) as answer:
            found = COMMIT.fullmatch(json.loads(answer.read(LARGEST_BUILT))["commit"])
    except HTTPError as error:
        error.close()
        if error.code == 404:
            return ""
        raise OSError(f"{site}{BUILT} cannot be fetched ({error.code} {shown(str(error.reason))})") from error
    except (HTTPException, OSError) as error:
        raise OSError(f"{site}{BUILT} cannot be fetched ({shown(str(error))})") from error
    except (ValueError, KeyError, TypeError, RecursionError):  # some hosts show a page of theirs for what is missing
        return ""
    return found[0] if found else ""


def _address(site: str, page: Page) -> str:
    return f"{site}{quote(page.path)}"


def _seen(site: str, root: Path, page: Page) -> str:
    """Return what is wrong with a page on the web, or nothing."""
    head = {"User-Agent": f"notices/{__version__}"}
    request = Request(_address(site, page), headers=head, method="HEAD" if page.copy_of else "GET")
    try:
        with urlopen(request, timeout=PATIENCE) as answer:
            if page.copy_of:
                same = answer.headers.get("Content-Length") == str(os.stat(root / page.copy_of).st_size)
            else:
                same = answer.read(len(page.data) + 1) == page.data
    except HTTPError as error:
        error.close()
        return f"is not there ({error.code} {shown(str(error.reason))})"
    except (HTTPException, OSError) as error:
        return f"cannot be fetched ({shown(str(error))})"
    return "" if same else "is not what was built"
