"""The command line: all commands, and the exit code of each."""

from __future__ import annotations

import atexit
import gc
import os
import sys

import click

from generator import __version__
from generator.commands import (
    build,
    forms,
    import_contracts,
    init,
    letter,
    officer,
    reference,
    serve,
    staff,
    watch,
)
from generator.commands.wiring import FAILED, STOPPED, say

UNEXPECTED = "Got unexpected extra argument"  # as click says it
INSTEAD = {  # what to write, by command
    "new": 'Put a title of several words in quotation marks: notices new contract "Word Garden".',
    "check": "It checks all of `content/`; name the folder that contains it: --root DIR.",
    "build": "It builds all of `content/`; name the folder that contains it: --root DIR.",
    "due": "Name the time with --within, such as --within 72h.",
}


def main() -> None:
    """Run the command line.

    The exit code is 0 without an error, 1 for an error in the content or the theme, 2 for a wrong
    command line, 3 if the machine or the program failed, and 130 after Ctrl-C.
    """
    atexit.register(gc.freeze)  # otherwise Python collects garbage once more at the end
    try:
        sys.exit(notices(standalone_mode=False))
    except click.ClickException as error:
        with_advice(error).show()
        sys.exit(error.exit_code)
    except click.Abort:
        say("Stopped. Every published file is complete; run the command again to finish.")
        sys.exit(STOPPED)
    except OSError as error:
        say(
            f"The machine failed: {error}. What was published before is still there; "
            "fix the cause, and run the command again."
        )
        drop_output()
        sys.exit(FAILED)
    except Exception:  # noqa: BLE001 - any other exception is a bug in the program
        import traceback

        traceback.print_exc()
        say(
            "This is a fault in the generator, not in your entry. Please report it with the lines "
            "above."
        )
        sys.exit(FAILED)


def with_advice(error: click.ClickException) -> click.ClickException:
    """Return an error that also says what to write instead of an unexpected argument."""
    if isinstance(error, click.UsageError) and error.message.startswith(UNEXPECTED):
        advice = INSTEAD.get(error.ctx.info_name or "") if error.ctx else None
        if advice:
            return click.UsageError(f"{error.message}. {advice}", error.ctx)
    return error


def drop_output() -> None:
    """Discard what standard output does not accept.

    Otherwise Python tries to write it again at the end, and exits with a code of its own.
    """
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="notices", message="%(prog)s %(version)s")
def notices() -> None:
    """Build a school district's public website of notices about student data."""


for command in (
    staff.add,
    build.build,
    build.check,
    serve.serve,
    build.live,
    build.published,
    build.compare,
    init.init,
    init.update,
    staff.new,
    forms.from_form,
    forms.links,
    import_contracts.import_contracts,
    officer.record,
    officer.report,
    officer.due,
    officer.remind,
    watch.watch_links,
    watch.watch_breaches,
    letter.letter,
    reference.explain,
    reference.schema,
):
    notices.add_command(command)
