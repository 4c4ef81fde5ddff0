"""Compare the sites that two versions of the program build from the same content."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from generator.core.codes import MERGED
from generator.reports.github_format import code_block

MAX_LINES = 50  # of one list in the summary
NOW_REFUSED = "*Now refused* in the {changelog} says what to write instead."


class ReportedProblem(NamedTuple):
    """A problem as `notices check --format json` reports it, without the numbers of its columns."""

    kind: str  # "error" or "warning"
    code: str
    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.code} {self.message}"


class Build(NamedTuple):
    """What one version makes of a content.

    `files` has the SHA-256 of each file of the site, by path, and `items` the ids in each feed.
    Both are empty if the content has an error.
    """

    findings: tuple[ReportedProblem, ...]
    files: Mapping[str, str]
    items: Mapping[str, tuple[str, ...]]


def findings(report: str) -> tuple[ReportedProblem, ...]:
    """Return the problems in a report as JSON, with the codes that they have now."""
    problems: list[dict[str, Any]] = json.loads(report)["problems"]
    found = (
        ReportedProblem(*(problem[name] for name in ReportedProblem._fields))
        for problem in problems
    )
    return tuple(problem._replace(code=MERGED.get(problem.code, problem.code)) for problem in found)


def faults(before: Build, after: Build) -> Iterator[str]:
    """Yield each fault of an upgrade: an entry newly refused, or a notice that appears twice."""
    for finding in _new(before, after, "error"):
        yield f"Only the new version refuses this. {finding}"
    for path, ids in after.items.items():
        for item, count in Counter(ids).items():
            if count > 1:
                yield f"{path} has the item {item} {count} times."
        for item in sorted({*ids} - {*before.items.get(path, ids)}):
            yield f"{path} has the item {item}, which subscribers would see as a new notice."


def summary(before: Build, after: Build, changelog: str) -> str:
    """Return what changes as Markdown; `changelog` is the new version's address, or empty."""
    parts = ["## The site with the new version of Notices", ""]
    can_build = before.files and after.files
    if not can_build:
        version = "new version" if before.files else "version before"
        parts += [f"The {version} cannot build it.", ""]
    parts += _list("Errors", faults(before, after))
    if _new(before, after, "error"):
        link = f"[changelog]({changelog})" if changelog else "changelog"
        parts += [NOW_REFUSED.format(changelog=link), ""]
    if can_build:
        both = sorted(before.files.keys() & after.files.keys())
        changed = [path for path in both if before.files[path] != after.files[path]]
        parts += _list("Added", sorted({*after.files} - {*before.files}))
        parts += _list("Removed", sorted({*before.files} - {*after.files}))
        parts += _list("Changed", changed)
    parts += _list("New warnings", map(str, _new(before, after, "warning")))
    parts += _list("Warnings that are gone", map(str, _new(after, before, "warning")))
    if len(parts) == 2:
        parts += ["Nothing changes: each page, feed and warning is the same.", ""]
    return "\n".join(parts)


def _new(before: Build, after: Build, kind: str) -> list[ReportedProblem]:
    """Return the problems of a kind that only the second version reports."""
    return [
        finding
        for finding in after.findings
        if finding.kind == kind and finding not in before.findings
    ]


def _list(title: str, lines: Iterable[str]) -> list[str]:
    """Return the lines of a list under its title and their number, or nothing if there are none."""
    all_lines = list(lines)
    if not all_lines:
        return []
    more = len(all_lines) - MAX_LINES
    rest = [f"and {more:,} more"] if more > 0 else []
    return [f"**{title}: {len(all_lines):,}**", "", code_block([*all_lines[:MAX_LINES], *rest]), ""]
