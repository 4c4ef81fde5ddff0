"""The front door: the commands, and how each of them ends."""

from __future__ import annotations

import gc
import os
import sys
import traceback

import click

from generator import __version__
from generator.commands import build, forms, import_contracts, letter, officer, reference, serve, staff
from generator.commands.add import add
from generator.commands.wiring import FAILED, STOPPED, say


def main() -> None:
    """Run the command line: 0 no error, 1 an error in content or theme, 2 wrong command line, 3 a failure or a bug."""
    try:
        sys.exit(notices(standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        say("Stopped. Every file that is published is whole; run the command again to finish.")
        sys.exit(STOPPED)
    except OSError as error:
        say(f"The machine failed: {error}. What was published before stands; run the command again when it is mended.")
        drop_output()
        sys.exit(FAILED)
    except Exception:  # noqa: BLE001 - whatever it is, it is our fault and not the entry's
        traceback.print_exc()
        say("This is a fault in the generator, not in your entry. Please report it with the lines above.")
        sys.exit(FAILED)
    finally:
        gc.freeze()  # all goes with the process; Python would first look through it for what may go


def drop_output() -> None:
    """Drop what standard output does not take: Python would try again as it ends, and exit with a code of its own."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="notices", message="%(prog)s %(version)s")
def notices() -> None:
    """Make a school district's public site of student data notices from its entries."""


for command in (
    add,
    build.build,
    build.check,
    serve.serve,
    build.live,
    build.published,
    staff.new,
    forms.from_form,
    forms.links,
    import_contracts.import_list,
    officer.record,
    officer.due,
    officer.remind,
    letter.letter,
    reference.explain,
    reference.schema,
):
    notices.add_command(command)
