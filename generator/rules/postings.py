"""What git says of each file: since when it was on the website, and whether it stayed as it was.

The branch `published` says when which commit was seen on the live site. Before the first such
check, a file counts as posted by its commit on the default branch.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise, zip_longest
from operator import itemgetter
from typing import NamedTuple

from generator.content import frontmatter
from generator.content.context import ENTRY
from generator.content.yaml_nodes import raw_value
from generator.core.problems import Problem, Span, count, problem
from generator.core.publication import BRANCH, Publication
from generator.core.site import Commit, Committed, History, Posting
from generator.rules.published import LINKS, WORDS
from generator.rules.sightings import sightings


class Version(NamedTuple):
    """A file as of a commit: its blob, empty if it was not there."""

    made: Committed
    path: str
    blob: str = ""


def postings(
    history: History, now: datetime | None = None
) -> tuple[dict[str, Posting], list[Problem]]:
    """Return what git says of each file of the content, and how proofs were changed.

    The files are those of entries and messages, by their paths in the content without the ending.
    What was committed, or seen on the live site, after `now` is left out, so that a site can be
    built again as it was. `now` has a time zone.
    """
    log = _until(now, history.published)
    made = [commit.made for commit in log]
    seen = sightings(history, {commit.id: commit.at for commit in made}, now)
    timelines = [_Timeline.of(made, checks) for checks in (seen.proven, seen.standing)]
    known: dict[str, Posting] = {}
    for path, past in _versions(log).items():
        if path.startswith(history.folder):
            id = path.removeprefix(history.folder)
            posting = _posting(past, history.texts, timelines)
            is_doubtful = posting.is_doubtful or not seen.is_whole
            known[id] = posting._replace(is_doubtful=is_doubtful)
    return known, [*seen.problems, *_lost(history.remote, seen.proven)]


def _posting(
    past: Sequence[Version], texts: Mapping[str, bytes], timelines: Iterable[_Timeline]
) -> Posting:
    """Return what git says of a file; `past` are its versions, the oldest first.

    `timelines` are the one that is proven and that of the lines as they stand.
    """
    there = _spans([(each.made, bool(each.blob)) for each in past])
    facts = [_facts(each, texts) for each in past]
    contract = _spans(
        [(each.made, "agreement" in fact) for each, fact in zip(past, facts, strict=True)]
    )
    proven, standing = (
        (timeline.first_seen(there), timeline.first_seen(contract)) for timeline in timelines
    )
    changed = [
        new.made
        for (old, was), (new, is_now) in pairwise(zip(past, facts, strict=True))
        if old.blob and new.blob and was != is_now
    ]
    return Posting(
        *proven,
        made=past[0].made,
        is_doubtful=proven != standing,
        changed=changed[-1] if changed else None,
        back=there[-1].start if len(there) > 1 else None,
        removed=None if past[-1].blob else past[-1].made,
    )


def _facts(version: Version, texts: Mapping[str, bytes]) -> dict[str, object]:
    """Return the facts that a version says, by field; those that may change are left out."""
    if not version.blob:
        return {}
    document = frontmatter.read(version.path, texts.get(version.blob, b""))
    fields = document.fields.fields
    return {name: raw_value(node) for name, node in fields.items() if name not in WORDS | LINKS}


def _lost(remote: frozenset[str], proven: list[Publication]) -> Iterator[Problem]:
    """Yield a problem if the published branch no longer contains commits that were seen live.

    If there are any, someone has rewritten its history. The clone's own branch can be old, so that
    of the remote counts.
    """
    lost = [check for check in proven if check.commit not in remote]
    if lost:
        proofs = count(len(lost), "proof")
        day = f"{lost[0].seen:%Y-%m-%d}"
        place = Span(f"{BRANCH}:{lost[0].path}")
        yield problem("W311 commits", place, proofs=proofs, day=day)


class _Span(NamedTuple):
    """The commits that contain something: from the first of them to before the next without it."""

    start: Committed
    end: Committed | None = None


class _Timeline(NamedTuple):
    """The commits of the published branch in order, and when some of them were seen live.

    `positions` are those of the commits, by their ids. `checks` are the positions of those that
    were seen live, each later than the one before, with the time of the check. `earlier` are the
    times of the checks before, which saw commits of another history.

    For example, of five commits, the third was seen at noon and the fifth at two o'clock:

        commits    0    1    2    3    4
        seen                 noon      2 pm

    - What has been there since commit 1 was already there when anyone looked first, and may have
      been for years: its time is that of commit 1.
    - What has been there since commit 3 was seen first at 2 pm: commit 3, 2 pm.
    - What was there in commit 3 only, and not in commit 4, was never seen.
    """

    positions: dict[str, int]
    checks: list[tuple[int, datetime]]
    earlier: list[datetime]

    @classmethod
    def of(cls, made: Iterable[Committed], publications: Iterable[Publication]) -> _Timeline:
        """Return the timeline; the commits are the oldest first, and so are the publications."""
        positions = {commit.id: position for position, commit in enumerate(made)}
        checks: list[tuple[int, datetime]] = []
        earlier: list[datetime] = []
        for check in publications:
            position = positions.get(check.commit)
            if position is None and not checks:
                earlier.append(check.seen)
            elif position is not None and (not checks or position > checks[-1][0]):
                checks.append((position, check.seen))
        return cls(positions, checks, earlier)

    def first_seen(self, spans: Iterable[_Span]) -> Committed | None:
        """Return since when something was on the website, with its commit; None if never.

        If nobody has checked, the commit was there since it was made.
        """
        for span in spans:
            start = self.positions[span.start.id]
            end = self.positions[span.end.id] if span.end else len(self.positions)
            if not self.checks or start <= self.checks[0][0]:
                return self._before_the_first_check(span.start)
            seen = self._first_check(start, end)
            if seen:
                return Committed(span.start.id, seen)
        return None

    def _first_check(self, start: int, end: int) -> datetime | None:
        """Return the time of the first check of a commit from `start` to before `end`."""
        following = bisect_left(self.checks, start, key=itemgetter(0))
        if following == len(self.checks):
            return None
        position, seen = self.checks[following]
        return seen if position < end else None

    def _before_the_first_check(self, commit: Committed) -> Committed | None:
        """Return when a commit was on the website, if the first check in this history found it.

        If someone has rewritten the history, the earlier checks did not see this commit. But
        nothing can have been there before the first check since its date.
        """
        if not self.earlier or commit.at <= self.earlier[0]:
            return commit
        times = [*self.earlier, *(seen for _, seen in self.checks[:1])]
        seen = next((time for time in times if time >= commit.at), None)
        return Committed(commit.id, seen) if seen else None


def _spans(past: Iterable[tuple[Committed, bool]]) -> list[_Span]:
    """Return when something was there; `past` says of each commit whether it was."""
    turns = [(next(group)[0], there) for there, group in groupby(past, key=itemgetter(1))]
    ends = [made for made, _ in turns[1:]]
    return [_Span(made, end) for (made, there), end in zip_longest(turns, ends) if there]


def _until(now: datetime | None, history: list[Commit]) -> list[Commit]:
    """Return the history as of `now`, up to the last commit that was there by then.

    All of that minute counts, because a workflow names its time without the seconds.
    """
    if now is None:
        return history
    end = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    counts = (number for number, commit in enumerate(history, 1) if commit.made.at < end)
    return history[: max(counts, default=0)]


def _versions(commits: Iterable[Commit]) -> dict[str, list[Version]]:
    """Return the versions of each file, the oldest first, by its path without the ending.

    A file that was renamed was removed, and another one is new, unless only its ending changed.
    """
    versions: dict[str, list[Version]] = {}
    for commit in commits:
        here = {_entry(change.new) for change in commit.changes if change.status != "D"}
        for change in commit.changes:
            if change.status in "DR" and (entry := _entry(change.old)) in versions.keys() - here:
                versions[entry].append(Version(commit.made, change.old))
        for change in commit.changes:
            if change.status != "D" and (entry := _entry(change.new)):
                new = Version(commit.made, change.new, change.blob)
                versions.setdefault(entry, []).append(new)
    return versions


def _entry(path: str) -> str:
    """Return the path of a file of an entry or a message without the ending, or nothing."""
    match = ENTRY.fullmatch(path)
    return match[1] if match else ""
