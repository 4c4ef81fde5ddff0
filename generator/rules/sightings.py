"""What was seen of the live site, as the history of the branch `published` says.

The workflow adds one line with each of its commits. Whatever else a commit does is reported, and
does not count. An author and a time can be forged; a signature of GitHub cannot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import NamedTuple

from generator.content import frontmatter
from generator.content.context import SETTINGS
from generator.core.problems import Problem, Span, count, problem, shorten
from generator.core.publication import BRANCH, Publication, publication, publications
from generator.core.site import Commit, History

WORKFLOW = r"(?:\d+\+)?github-actions\[bot\]@users\.noreply\.\S+"
NEAR = timedelta(hours=1)
PLAIN_FILE = "100644"  # its mode


class Sightings(NamedTuple):
    """What the branch says, as publications in two readings, each the oldest first.

    `proven` are the lines that the workflow has added, also those that are gone. `standing` are the
    lines in the files now, no matter who wrote them. `is_whole` is whether the workflow began the
    branch; otherwise older lines may be missing. `problems` has one for each way in which commits
    differ.
    """

    proven: list[Publication]
    standing: list[Publication]
    is_whole: bool = True
    problems: tuple[Problem, ...] = ()


class _Published(NamedTuple):
    """The times of the commits of the published branch, and the site's address in some of them."""

    times: Mapping[str, datetime]
    addresses: Mapping[str, str]


def sightings(history: History, times: Mapping[str, datetime], now: datetime | None) -> Sightings:
    """Return what the branch says at `now`; `times` are those of the published branch's commits."""
    commits = history.proofs
    blobs = history.texts
    settings = {id: text for id, text in history.settings.items() if id in times}
    published = _Published(times, _addresses(settings))
    proven = list[Publication]()
    faults = dict[str, list[tuple[Commit, Span]]]()
    files: dict[str, bytes] = {}
    for commit in commits:
        after = {change.old: b"" for change in commit.changes}
        after |= {change.new: blobs.get(change.blob, b"") for change in commit.changes}
        line = _line(commit, files, after, published)
        if isinstance(line, str):
            faults.setdefault(line, []).append((commit, _place(files, after)))
        elif now and line.seen > now:
            break  # the workflow's times are right, so the rest is later
        else:
            proven.append(line)
        files |= after
    standing = [line for line in publications(files.values()) if now is None or line.seen <= now]
    began = {made[0][0].id for made in faults.values()}
    problems = (_problem(fault, made) for fault, made in faults.items())
    is_whole = not commits or commits[0].id not in began
    return Sightings(sorted(proven), standing, is_whole, tuple(problems))


def _line(
    commit: Commit, files: Mapping[str, bytes], after: Mapping[str, bytes], published: _Published
) -> Publication | str:
    """Return the line that a commit of the workflow has added, or how another commit differs.

    `files` has the contents before the commit, and `after` those that it wrote, by path.
    """
    if len(commit.parents) > 1:
        return "is a merge"
    if not re.fullmatch(WORKFLOW, commit.author):
        return f"is by {shorten(commit.author)}, not by the workflow"
    path = commit.changes[-1].new if commit.changes else ""
    before = files.get(path, b"")
    text = after.get(path, b"")
    is_plain = [(change.status in "AM", change.mode) for change in commit.changes] == [
        (True, PLAIN_FILE)
    ]
    added = text[len(before) :]
    if not is_plain or not text.startswith(before) or added.find(b"\n") != len(added) - 1:
        return "does not add one line at the end of a file, and nothing else"
    line = publication(added[:-1].decode("utf-8", "replace"))
    if line is None or line.path != path:
        return "adds a line that the workflow does not write"
    if abs(line.seen.timestamp() - commit.seconds) > NEAR.total_seconds():
        return "adds a line that is from more than an hour before or after the commit"
    if line.seen + NEAR < published.times.get(line.commit, line.seen):
        return "adds a line that is older than the commit that it names"
    address = published.addresses.get(line.commit, line.url)
    if line.url.rstrip("/").casefold() != address.rstrip("/").casefold():
        return "adds a line about another address than that of the site"
    return line


def _place(files: Mapping[str, bytes], after: Mapping[str, bytes]) -> Span:
    """Return the first line that a commit changed; its path names the branch, too."""
    for path, text in after.items():
        lines = zip_longest(*(data.split(b"\n") for data in (files.get(path, b""), text)))
        number = next((i for i, (old, new) in enumerate(lines, start=1) if old != new), 1)
        return Span(f"{BRANCH}:{path}", number, 1, number, 2)
    return Span(BRANCH)


def _problem(fault: str, commits: list[tuple[Commit, Span]]) -> Problem:
    """Return the problem of all commits that differ in the same way, at the first of them."""
    (first, place), *others = commits
    more = f"; and so for {count(len(others), 'later commit')}" if others else ""
    return problem("W311", place, id=first.id, fault=fault, more=more)


def _addresses(settings: Mapping[str, bytes]) -> dict[str, str]:
    """Return the address of the site in each commit whose settings have one."""
    read = {text: frontmatter.read(SETTINGS, text) for text in {*settings.values()}}
    addresses = {commit: read[text].text("url") for commit, text in settings.items()}
    return {commit: address for commit, address in addresses.items() if address}
