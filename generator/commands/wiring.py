"""What commands share: a root that is read, and the site that is compiled from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from generator.commands.reporting import refuse, with_progress
from generator.compiler import Map, Read, plan_site, read_all, read_content
from generator.content.context import Context
from generator.core.problems import UserError
from generator.core.publication import YEARS
from generator.core.site import Inputs, Plan, Site
from generator.rules.postings import postings
from generator.system import disk, git
from generator.system.history import read_history
from generator.system.processes import processor_count, spread

YEARS_OF_CLOCK = range(2026, YEARS.stop)  # this program is not older
MAKING = "Making pages"  # the progress bar of the second half of a build


def read(
    root: Path,
    now: datetime | None,
    since: str | None = None,
    *,
    history: bool = False,
    commit: str = "",
    known: disk.Known | None = None,
) -> Inputs:
    """Read all that the site of a root is made from; with `since`, also what that commit had.

    `history` asks git when each notice was posted. `commit` is the commit that the site says it was
    built from. `known` has sources that were read before, see `disk.read`. Raises UserError if git
    cannot read `since`, or when notices were posted.
    """
    tree = disk.read(root, known)
    past = None if since is None else git.read_past(root, since)
    inputs = Inputs(
        **tree._asdict(),
        now=now or checked(datetime.now(UTC)),
        published=past,
        commit=commit,
        format_files=disk.format_files(),
    )
    if not history:
        return inputs
    posted, changed = postings(read_history(root), Context.of(inputs).now)
    return replace(inputs, postings=posted, unread=(*inputs.unread, *changed))


def checked(clock: datetime) -> datetime:
    """Return the time of the machine's clock; raise UserError if that is certainly wrong.

    Otherwise each date of an entry would be reported as one in the future.
    """
    if clock.year not in YEARS_OF_CLOCK:
        raise UserError(
            f"The clock of this machine is wrong: it says {clock:%Y-%m-%d}. Set it, or name the "
            "time with --now."
        )
    return clock


def site_of(inputs: Inputs, if_failed: str) -> Site:
    """Return the site; if it has errors, print them and `if_failed`, and end the command."""
    site, problems, entries = read_content(inputs, mapped(None))
    return site or refuse(problems, inputs, entries, if_failed)


def plan(inputs: Inputs, map: Map, read: Read = read_all) -> Plan:
    """Return the site with pages that are yet to be made, and with the desk if it has one."""
    planned = plan_site(inputs, map, read)
    if planned.site is None or not planned.site.settings.repository:
        return planned
    from generator.authoring import desk  # which loads all questions, so only for a site with one

    drafts = desk.drafts(planned.site, inputs)
    return replace(planned, drafts=(*planned.drafts, *drafts))


def mapped(jobs: int | None, label: str = "Reading entries") -> Map:
    """Return a `map` that uses several processes, by default all, and shows a progress bar."""
    spread_map = spread(jobs or processor_count())
    return lambda function, items: with_progress(spread_map(function, items), len(items), label)
