"""Compare what two versions of the program make of the same content, before an upgrade."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import WRONG

if TYPE_CHECKING:
    from generator.reports.upgrade import Build

REPORT, SITE = "problems.json", "site"
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(
    short_help="Compare what two versions make of the content.",
    epilog="Example: notices compare before after",
)
@click.argument("before", type=FOLDER)
@click.argument("after", type=FOLDER)
@click.option(
    "--changelog",
    metavar="URL",
    default="",
    help="The address of the newer version's changelog, for the summary.",
)
def compare(before: Path, after: Path, changelog: str) -> int:
    """Compare the site of one version of this program with that of a newer one.

    Each folder has problems.json, from `notices check --format json`, and site/, from `notices
    build --out`, unless the content has an error. It is an error if only the newer version refuses
    an entry, or if subscribers to a feed would see a notice twice.
    """
    from generator.reports import upgrade
    from generator.system import reporting

    older, newer = _build(before), _build(after)
    reporting.show_summary(upgrade.summary(older, newer, changelog))
    faults = list(upgrade.faults(older, newer))
    reporting.show_errors("The new version changes what was published", faults)
    return WRONG if faults else 0


def _build(folder: Path) -> Build:
    """Read what a version made. Raises UsageError if its report is missing."""
    from generator.reports.upgrade import Build, findings, item_ids
    from generator.site.data import BUILT

    report = folder / REPORT
    if not report.is_file():
        raise click.UsageError(f"{report} is missing. Write it with `notices check --format json`.")
    files, items = dict[str, str](), dict[str, tuple[str, ...]]()
    for file in (folder / SITE).rglob("*"):
        path = file.relative_to(folder / SITE).as_posix()
        if not file.is_file() or path == BUILT or "/." in f"/{path}":
            continue
        data = file.read_bytes()
        files[path] = sha256(data).hexdigest()
        if "/feeds/" in f"/{path}" and path.endswith(".json"):
            items[path] = item_ids(data)
    return Build(findings(report.read_text(encoding="utf-8")), files, items)
