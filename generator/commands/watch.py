"""Commands for the workflow that looks at other websites: links, and a public list of breaches."""

from __future__ import annotations

import os
from functools import partial
from time import sleep
from typing import TYPE_CHECKING

import click

from generator.commands import options
from generator.commands.wiring import WRONG, read_site, say, workflow_repository

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from generator.github.api import Repository
    from generator.reports.breach_list import ListNotes

WEBHOOK = "WATCH_WEBHOOK"  # the variable with the address of the office's channel
NO_WEBHOOK = (
    "The repository is public, so a match must not become an issue: set the secret "
    f"{WEBHOOK} to the webhook of a channel for the office."
)


@click.command(
    short_help="Keep a GitHub issue for broken links.",
    epilog="Example: notices watch-links --pause 5",
)
@options.root
@options.now
@click.option(
    "--pause",
    type=click.FloatRange(min=0),
    default=2.0,
    show_default=True,
    metavar="SECONDS",
    help="The time between two requests.",
)
def watch_links(root: Path, now: datetime, pause: float) -> int:
    """Request each agreement, website and privacy policy on the web, once a week.

    A link that fails is requested again on another day. If it fails again, an issue on GitHub lists
    it. The command is for a workflow whose environment names the repository and has the token.
    """
    from generator.authoring import issue_forms
    from generator.github import api, notes
    from generator.reports import links
    from generator.system import websites

    repository = workflow_repository()
    site = read_site(root, now, "No link was checked.")[1]
    if site is None:
        return WRONG
    today, all_links = site.now.date(), links.links(site.contracts)
    earlier = links.from_json(notes.read(repository).values.get(links.KEY))
    agent, reasons = websites.user_agent(site.settings.url), dict[str, str]()
    for address in links.to_ask(all_links, earlier, today):
        sleep(pause if reasons else 0)
        reasons[address] = websites.failure(address, agent)
    known = links.remembered(all_links, earlier, reasons, today)
    issues = links.issues(all_links, known, partial(issue_forms.correction_link, repository.url))
    for change in api.update_issues(
        repository, links.LABEL, issues, lambda _: links.CLOSING_COMMENT
    ):
        click.echo(change)
    notes.write(repository, links.KEY, links.as_json(known))
    say(links.sentence(reasons, known))
    return 0


@click.command(
    short_help="Compare contracts with a public list of breaches.",
    epilog="Example: notices watch-breaches --root district",
)
@options.root
@options.now
@click.option("--posted", is_flag=True, hidden=True, help="This command always asks git.")
@click.option(
    "--list",
    "address",
    default="https://haveibeenpwned.com/api/v3/breaches",
    show_default=True,
    metavar="ADDRESS",
    help="The address of the list.",
)
def watch_breaches(root: Path, now: datetime, address: str, **_: bool) -> int:
    """Compare the websites of contracts with the list of Have I Been Pwned, once a day.

    The command does nothing unless the settings have `breach_list: true`. In a private repository,
    each new match opens an issue; in a public one, it goes only to the webhook in the variable
    WATCH_WEBHOOK. The command is for a workflow whose environment names the repository and has the
    token.
    """
    from generator.github import api, notes
    from generator.reports import breach_list
    from generator.system import websites

    repository = workflow_repository()
    site = read_site(root, now, "Nothing was compared.", posted=True)[1]
    if site is None:
        return WRONG
    earlier = breach_list.from_json(notes.read(repository).values.get(breach_list.LABEL))
    is_private = api.repository_info(repository).is_private
    if not site.settings.breach_list or breach_list.is_read(earlier, site.now):
        say("There is nothing to compare: `breach_list` is not true, or the list was read today.")
        return 0
    if not is_private and not os.environ.get(WEBHOOK):
        say(NO_WEBHOOK)
        return WRONG
    agent = websites.user_agent(site.settings.url)
    try:
        data = websites.download(address, agent, breach_list.MAX_BYTES)
        listed = breach_list.parse(data)
    except (OSError, breach_list.BreachListError) as error:
        _note_failure(repository, earlier, site.now, str(error))
        return 0
    matches = breach_list.matches(site.contracts, listed, site.now)
    if is_private:
        issues = breach_list.issues(matches, repository.url)
        for change in api.open_new_issues(repository, breach_list.LABEL, issues):
            click.echo(change)
    elif new := breach_list.new_since(matches, earlier.read, site.postings or {}):
        websites.post(os.environ[WEBHOOK], breach_list.message(new))
    _note_success(repository, site.now)
    say(f"The list was read: {len(listed):,} breaches.")
    return 0


def _note_failure(repository: Repository, earlier: ListNotes, now: datetime, reason: str) -> None:
    """Remember since when the list cannot be read, and open an alarm after three days."""
    from generator.github import alarm, api, notes
    from generator.reports import breach_list

    failing = earlier._replace(failing_since=earlier.failing_since or now)
    issues = breach_list.alarm(failing, now, reason)
    for change in api.update_issues(repository, alarm.LABEL, issues, lambda _: ""):
        click.echo(change)
    notes.write(repository, breach_list.LABEL, breach_list.as_json(failing))
    say(f"The list cannot be read: {reason}")


def _note_success(repository: Repository, now: datetime) -> None:
    """Remember that the list was read, and close the alarm if there is one."""
    from generator.github import alarm, api, notes
    from generator.reports import breach_list

    def closing_comment(key: str) -> str:
        return alarm.FIXED if key == breach_list.LABEL else ""

    for change in api.update_issues(repository, alarm.LABEL, [], closing_comment):
        click.echo(change)
    read = breach_list.ListNotes(now)
    notes.write(repository, breach_list.LABEL, breach_list.as_json(read))
