"""The options that commands share: what each accepts, and what it says of anything else."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

YEARS = range(1970, 2201)  # that a site may be built as of
COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def _moment(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime:
    """Return the moment to build at: this one in UTC, or the one named, on the district's own clock or in UTC."""
    return _named_moment(context, parameter, value) or datetime.now(UTC)


def _named_moment(_context: click.Context, _parameter: click.Parameter, value: str | None) -> datetime | None:
    """Return the moment that is named, if one is."""
    if value is None:
        return None
    for form in ("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%MZ"):
        try:
            moment = datetime.strptime(value, form)
        except ValueError:
            continue
        if moment.year in YEARS:
            return moment.replace(tzinfo=UTC) if form.endswith("Z") else moment
    raise click.BadParameter(f"{value} is not a date of our time; write it as 2026-11-25 or 2026-11-25T15:40.")


def _root(_context: click.Context, _parameter: click.Parameter, value: str) -> Path:
    """Return the root, which must be a folder."""
    if not os.path.isdir(value):
        raise click.BadParameter(f"{value or 'nothing'} is not a folder; name the one that holds `content/`.")
    return Path(value)


def out(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Path | None:
    """Return the folder to publish into, if one is named; an empty name may be a variable that was never set."""
    if value == "":
        raise click.BadParameter("nothing is not a folder; name the one to write into, or leave --out away.")
    return Path(value) if value else None


def commit(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Return the name of a commit, or nothing: a folder without git has none."""
    if value and not COMMIT.fullmatch(value):
        raise click.BadParameter(f"{value} is not the full name of a commit; write what `git rev-parse HEAD` prints.")
    return value


def time(_context: click.Context, _parameter: click.Parameter, value: str | None) -> timedelta | None:
    """Return a stretch of time."""
    if value is None:
        return None
    number, unit = value[:-1], value[-1:]
    if not number.isdecimal() or len(number) > 4 or unit not in UNITS:
        raise click.BadParameter(f"{value} is not a time; write it as 72h or 3d.")
    return int(number) * UNITS[unit]


root = click.option("--root", default=".", callback=_root, metavar="DIR", help="The folder that holds content/.")
now = click.option(
    "--now",
    callback=_moment,
    metavar="DATE[THH:MM]",
    help="Build as of this moment, on the district's clock; with a Z at its end, in UTC.",
)
fixed = click.option(
    "--now",
    callback=_named_moment,
    metavar="DATE[THH:MM]",
    help="Show the site as of this moment, on the district's clock; else as of each save.",
)
posted = click.option("--posted", is_flag=True, help="Ask git when each notice first stood on the published branch.")
jobs = click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="How many processes to use.")
