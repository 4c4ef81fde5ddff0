"""When each notice was first on the website, from what git knows.

The branch `published` says when which commit was seen on the live site. Before the first such
check, a notice counts as posted by its commit on the default branch.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain, groupby, zip_longest
from operator import itemgetter
from typing import NamedTuple

from generator.content import frontmatter, yaml_nodes
from generator.content.context import ENTRY
from generator.content.yaml_nodes import Node, folded
from generator.core.notices import notice_anchor, notice_id
from generator.core.problems import Problem, Span, count, problem
from generator.core.publication import BRANCH, Publication
from generator.core.site import Commit, Committed, FileChange, History, Posting, Source
from generator.rules.sightings import sightings


class Version(NamedTuple):
    """An entry as of a commit: its path and blob; the path is empty if the entry did not exist."""

    made: Committed
    path: str
    blob: str = ""


def postings(
    history: History, now: datetime | None = None, sources: Iterable[Source] = ()
) -> tuple[dict[str, Posting], list[Problem]]:
    """Return when each notice was posted, by the ids of the notices, and how proofs were changed.

    What was committed, or seen on the live site, after `now` is left out, so that a site can be
    built again as it was. `now` has a time zone. `sources` are the entries as they are in the
    folder, where they can have dates that are not committed.
    """
    log = _until(now, history.published)
    made = [commit.made for commit in log]
    seen = sightings(history, {commit.id: commit.at for commit in made}, now)
    timelines = [_Timeline.of(made, checks) for checks in (seen.proven, seen.standing)]
    in_folder = {_entry(source.path).removeprefix("content/"): source for source in sources}
    known: dict[str, Posting] = {}
    for path, past in _versions(log, history.texts).items():
        if path.startswith(history.folder):
            id = path.removeprefix(history.folder)
            source = in_folder.get(id)
            of_entry = _postings_of_entry(past, history.texts, source, timelines)
            newest = past[-1]
            is_committed = source is None or source.data == history.texts.get(newest.blob)
            for anchor, posting in of_entry.items():
                known[notice_id(id, anchor)] = posting._replace(
                    is_doubtful=posting.is_doubtful or not seen.is_whole,
                    revised=newest.made if is_committed and newest.path else None,
                    removed=None if newest.path else newest.made,
                )
    return known, [*seen.problems, *_lost(history.remote, seen.proven)]


def _postings_of_entry(
    past: Sequence[Version],
    texts: Mapping[str, bytes],
    source: Source | None,
    timelines: Sequence[_Timeline],
) -> dict[str, Posting]:
    """Return what git knows of each notice of an entry, by its anchor.

    `past` are the versions of the entry, and `source` is the one in the folder, if there is one.
    """
    states = [(each.made, _states(each.path, texts.get(each.blob, b""))) for each in past]
    is_changed = source and source.data != texts.get(past[-1].blob)
    uncommitted = _states(source.path, source.data) if source and is_changed else {}
    anchors = dict.fromkeys(chain.from_iterable(state for _, state in states))
    return {
        anchor: _posting(
            [(made, state.get(anchor)) for made, state in states],
            uncommitted.get(anchor),
            timelines,
        )
        for anchor in anchors
    }


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


class _State(NamedTuple):
    """What a text says of a notice: whether it has the contract, and two dates as written."""

    has_contract: bool
    notified: str
    posted: str


def _states(path: str, text: bytes) -> dict[str, _State]:
    """Return what a text says of each of its notices, by their anchors; nothing without a path."""
    if not path:
        return {}
    return {
        notice_anchor(loc): _State(
            has_contract=bool(folded(fields.get("agreement"))),
            notified=_date(fields.get("notified")),
            posted=_date(fields.get("posted")),
        )
        for loc, fields in frontmatter.read(path, text).notices()
    }


def _date(node: Node | None) -> str:
    """Return a date as written, or the first and the last one with `to` between."""
    if not isinstance(node, yaml_nodes.Mapping):
        return folded(node)
    return " to ".join(filter(None, (folded(node.fields.get(name)) for name in ("at", "until"))))


def _posting(
    past: list[tuple[Committed, _State | None]],
    uncommitted: _State | None,
    timelines: Iterable[_Timeline],
) -> Posting:
    """Return what git knows of a notice.

    `past` has what each version of its entry says of it, the oldest first, or None if it has no
    such notice. `uncommitted` is what the text in the folder says, if it is not the newest version.
    `timelines` are the one that is proven and that of the lines as they stand.
    """
    newest = uncommitted or [state for _, state in past if state][-1]

    def first_with(date: str, field: str) -> Committed | None:
        same = (made for made, state in past if state and getattr(state, field) == date)
        return next(same, None) if date else None

    notice = _spans([(made, state is not None) for made, state in past])
    contract = _spans([(made, bool(state and state.has_contract)) for made, state in past])
    proven, standing = (
        (timeline.first_seen(notice), timeline.first_seen(contract)) for timeline in timelines
    )
    return Posting(
        *proven,
        first_with(newest.notified, "notified"),
        first_with(newest.posted, "posted"),
        is_doubtful=proven != standing,
    )


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


def _versions(commits: Iterable[Commit], texts: Mapping[str, bytes]) -> dict[str, list[Version]]:
    """Return the texts of each entry, the oldest first, by its path without the extension.

    An entry that was renamed keeps the texts from before, unless it is about something else now.
    For example, after commits that

    1. add a.md: {a: [1]}
    2. change a.md, and rename it to b.md: {b: [1, 2]}
    3. remove b.md: {b: [1, 2, 3 without a text]}
    """
    versions: dict[str, list[Version]] = {}
    for commit in commits:
        kept = {
            change: versions[_entry(change.old)]
            for change in commit.changes
            if _is_only_renamed(change, versions.get(_entry(change.old), []), texts)
        }
        for change in kept:
            del versions[_entry(change.old)]
        for change in commit.changes:
            if change.status in "DR" and _entry(change.old) in versions:  # removed or moved away
                versions[_entry(change.old)].append(Version(commit.made, ""))
        for change in commit.changes:
            entry = _entry(change.new)
            if entry and change.status != "D":
                new = Version(commit.made, change.new, change.blob)
                versions.setdefault(entry, []).extend([*kept.get(change, []), new])
    return versions


def _is_only_renamed(
    change: FileChange, past: Sequence[Version], texts: Mapping[str, bytes]
) -> bool:
    """Return whether a change renames an entry with a past, and it is still about the same."""
    if change.status != "R" or not past or not _entry(change.new):
        return False
    before = _subject(past[-1].path, past[-1].blob, texts)
    return before in ("", _subject(change.new, change.blob, texts))


def _subject(path: str, blob: str, texts: Mapping[str, bytes]) -> str:
    """Return what an entry is about: its product, or the contract or company of a breach."""
    document = frontmatter.read(path, texts.get(blob, b""))
    fields = (document.text(name) for name in ("product", "contract", "contractor"))
    return next(filter(None, fields), "").casefold()


def _entry(path: str) -> str:
    """Return the path of an entry without its extension, or nothing for any other file."""
    match = ENTRY.fullmatch(path)
    return match[1] if match else ""
