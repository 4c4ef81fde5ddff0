"""Print the desk, for a district whose website has none."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from generator.authoring import desk as desk_page
from generator.commands import options
from generator.commands.reporting import refuse
from generator.commands.wiring import read, site_of
from generator.core.site import ThemeError

NO_DESK = "The desk cannot be made."


@click.command(epilog="Example: notices desk > desk.html")
@options.root_and_now
def desk(root: Path, now: datetime | None) -> int:
    """Print the page on which staff say what happened, and get the file that says it.

    It is one file, which works from a disk. With `repository` in content/site.yaml, the website has
    the same page as desk/index.html.
    """
    inputs = read(root, now)
    site = site_of(inputs, NO_DESK)
    try:
        paths = [*(source.path for source in inputs.sources), *inputs.files]
        page = desk_page.page(site, inputs.themes, paths, is_alone=True)
    except ThemeError as error:
        refuse([error.problem], inputs, len(site.entries), NO_DESK)
    click.echo(page, nl=False)
    return 0
