"""The options that commands share, and the values that each accepts."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from generator.core.publication import COMMIT, YEARS

MOMENT_FORMATS = (
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%MZ",
    "%Y-%m-%d %H:%M",  # as in an entry
    "%Y-%m-%d %H:%MZ",
)
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def root_and_now(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command --root and --now; `now` is None if no time is named."""
    return root(now(command))


# Each function is the type of an option: click calls it with the value if there is one.


def _moment(value: str) -> datetime:
    """Return the moment that is named: in UTC, or without a zone for the district's own."""
    for form in MOMENT_FORMATS:
        try:
            moment = datetime.strptime(value, form)
        except ValueError:
            continue
        if moment.year in YEARS:
            return moment.replace(tzinfo=UTC) if form.endswith("Z") else moment
    raise click.BadParameter(
        f"{value} is not a date from {YEARS[0]} to {YEARS[-1]}; write it as 2026-11-25 or "
        "2026-11-25T15:40."
    )


def _folder(value: str) -> Path:
    """Return the root, which must be a folder."""
    if not os.path.isdir(value):
        raise click.BadParameter(
            f"{value or 'an empty name'} is not a folder; name the one that contains `content/`."
        )
    return Path(value)


def out(value: str) -> Path:
    """Return the folder to write into; an empty name may come from a variable that is not set."""
    if not value:
        raise click.BadParameter(
            "an empty name is not a folder; name the one to write into, or leave out --out."
        )
    return Path(value)


def commit(value: str) -> str:
    """Return the full name of a commit, or nothing, because a folder without git has none."""
    if value and not re.fullmatch(COMMIT, value):
        raise click.BadParameter(
            f"{value} is not the full name of a commit; write what `git rev-parse HEAD` prints."
        )
    return value


def duration(value: str) -> timedelta:
    """Return a length of time, written as 15m, 72h or 3d."""
    number = value[:-1]
    unit = value[-1:]
    if not number.isdecimal() or len(number) > 4 or unit not in UNITS:
        raise click.BadParameter(f"{value} is not a length of time; write it as 72h or 3d.")
    return int(number) * UNITS[unit]


def day(value: str) -> date:
    """Return the day that is named."""
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()
    except ValueError:
        raise click.BadParameter(f"{value} is not a day; write it as 2026-07-01.") from None


def report_format(
    first: str, *others: str, what: str
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Return the option --format, with the first of these formats as its default."""
    choices = click.Choice((first, *others))
    return click.option(
        "--format", "form", type=choices, default=first, help=f"The format of the {what}."
    )


file = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
root = click.option(
    "--root", default=".", type=_folder, metavar="DIR", help="The folder that contains content/."
)
now = click.option(
    "--now",
    type=_moment,
    metavar="DATE[THH:MM]",
    help="Use this time instead of now: in the district's time zone, or in UTC if it ends in Z.",
)
history = click.option(
    "--posted",
    "history",
    is_flag=True,
    help="Ask git when each notice was first on the published branch.",
)
elsewhere = click.option(
    "--elsewhere", is_flag=True, help="Another host than GitHub Pages serves the site."
)
jobs = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    hidden=True,
    help="How many processes to use.",
)
