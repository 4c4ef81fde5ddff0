"""The command line: all commands, and the exit code of each."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import traceback
from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

import click

from generator import __version__
from generator.commands.reporting import FAILED, STOPPED, say
from generator.core.problems import UserError

# The module, the name of the command in it, and a sentence for the list of all commands.
COMMANDS = {
    "build": ("build.build", "Write the site."),
    "check": ("build.check", "Report every problem."),
    "serve": ("serve.serve", "Preview the site while you write."),
    "new": ("staff.new", "Create a notice, what came later, or a message to families."),
    "import": ("import_contracts.import_contracts", "Import contracts from a spreadsheet."),
    "letter": ("officer.letter", "Write the letter to families."),
    "desk": ("desk.desk", "Print the page where staff answer by choosing."),
    "record": ("officer.record", "List every duty and its dates."),
    "due": ("officer.due", "List what is due."),
    "explain": ("staff.explain", "Explain a problem's code."),
    "init": ("init.init", "Create a district's own repository."),
    "update": ("init.update", "Update a district's workflows."),
}
CI_COMMANDS = {
    "published": ("ci.published", "Print the commit that was published last."),
    "live": ("ci.live", "Check that the live site matches the build."),
    "compare": ("ci.compare", "Compare the sites that two versions build."),
    "remind": ("ci.remind", "Keep a GitHub issue for each deadline."),
    "watch": ("ci.watch", "Check links, and compare with a list of breaches."),
    "doctor": ("ci.doctor", "Keep a GitHub issue for what is not set up."),
    "verify": ("verify.verify", "Verify a line of the branch `published`."),
}
INSTEAD_OF_COMMAND = {  # of earlier versions
    **{name: f"`notices ci {name}`" for name in CI_COMMANDS},
    "report": "`notices record --yearly YEAR`",
    "watch-links": "`notices ci watch`",
    "watch-breaches": "`notices ci watch`",
    "schema": "a file in docs/schema/ of the program",
    "links": "a list in the README of a district's repository",
}
UNEXPECTED = "Got unexpected extra argument"  # as click says it
INSTEAD_OF_ARGUMENT = {  # what to write, by command
    "check": "It checks all of `content/`; name the folder that contains it: --root DIR.",
    "build": "It builds all of `content/`; name the folder that contains it: --root DIR.",
    "due": "Give the time with --within, such as --within 72h.",
}


class LazyGroup(click.Group):
    """A group that imports the module of a command when the command runs, so that help is fast."""

    # https://click.palletsprojects.com/en/stable/complex/#lazily-loading-subcommands

    def __init__(self, *args: Any, rows: dict[str, tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401 - as click
        super().__init__(*args, **kwargs)
        self.rows = rows

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the help."""
        return [*self.rows, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, from its module."""
        if cmd_name not in self.rows:
            return super().get_command(ctx, cmd_name)
        module, _, name = self.rows[cmd_name][0].partition(".")
        command: click.Command = getattr(import_module(f"generator.commands.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is meant, or say what replaces one of an older version."""
        if not ctx.parent and args[0] in INSTEAD_OF_COMMAND:
            raise click.UsageError(f"`{args[0]}` is now {INSTEAD_OF_COMMAND[args[0]]}.", ctx)
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            names = self.list_commands(ctx)
            raise type(error)(error.command_name, possibilities=names, ctx=ctx) from None

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click passes it
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the sentences of the commands without importing their modules."""
        rows = [(name, sentence) for name, (_, sentence) in self.rows.items()]
        rows += [(name, command.get_short_help_str()) for name, command in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def main() -> None:
    """Run the command line.

    The exit code is 0 without an error, 1 for an error in the content or the theme, 2 for what
    cannot be done, 3 if the machine or the program failed, and 130 after Ctrl-C.
    """
    gc.disable()  # a command ends before garbage matters, and a preview collects it in a pause
    atexit.register(gc.freeze)  # otherwise Python collects garbage once more at the end
    try:
        sys.exit(notices(standalone_mode=False))
    except click.ClickException as error:
        with_advice(error).show()
        sys.exit(error.exit_code)
    except click.Abort:
        say("Stopped. Every published file is complete; run the command again to finish.")
        sys.exit(STOPPED)
    except UserError as error:
        say(f"Error: {error}")
        sys.exit(click.UsageError.exit_code)
    except OSError as error:
        say(
            f"The machine failed: {error}. What was published before is still there; "
            "fix the cause, and run the command again."
        )
        drop_output()
        sys.exit(FAILED)
    except Exception:  # noqa: BLE001 - any other exception is a bug in the program
        traceback.print_exc()
        say(
            "This is a fault in the generator, not in your entry. Please report it with the lines "
            "above."
        )
        sys.exit(FAILED)


def with_advice(error: click.ClickException) -> click.ClickException:
    """Return an error that also says what to write instead of an unexpected argument."""
    name = error.ctx.info_name if isinstance(error, click.UsageError) and error.ctx else None
    advice = ""
    if isinstance(error, click.NoSuchOption) and (name, error.option_name) == ("init", "--update"):
        advice = "It is now `notices update`."
    elif error.message.startswith(UNEXPECTED):
        advice = INSTEAD_OF_ARGUMENT.get(name or "", "")
    if isinstance(error, click.UsageError) and advice:
        return click.UsageError(f"{error.format_message().rstrip('.')}. {advice}", error.ctx)
    return error


def drop_output() -> None:
    """Discard output that is refused, or Python tries again, and exits with a code of its own."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(
    cls=LazyGroup,
    rows=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="notices", message="%(prog)s %(version)s")
def notices() -> None:
    """Build a school district's public website of notices about student data."""
    zone = os.environ.get("TZ", "")
    try:
        datetime.now(UTC).astimezone()
        if os.path.exists(file := zone.removeprefix(":")):  # Babel reads a file of that name
            with open(file, "rb") as content:
                ZoneInfo.from_file(content)
    except (OSError, ValueError) as error:
        raise click.UsageError(
            f"No place has the time zone in the variable TZ: {zone}. Unset it, or "
            "write a name such as America/New_York."
        ) from error


@notices.group(cls=LazyGroup, rows=CI_COMMANDS, short_help="Run what only the workflows need.")
def ci() -> None:
    """Run what only the workflows on GitHub need."""
