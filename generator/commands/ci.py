"""Commands that only workflows run: the live site, two versions, deadlines, other websites."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path

import click

from generator.authoring import desk, scaffold
from generator.commands import options, reporting
from generator.commands.officer import link_of
from generator.commands.reporting import FAILED, WRONG, refuse, say, with_progress
from generator.commands.wiring import MAKING, checked, mapped, plan, read, site_of
from generator.compiler import make_pages
from generator.content.context import Context
from generator.core.problems import UserError
from generator.core.publication import BUILT, MINUTES
from generator.core.settings import Settings
from generator.core.site import Posting
from generator.github import api, breach_list, links, runs
from generator.github import doctor as set_up
from generator.law import due as law
from generator.law.record import record
from generator.reports import due_report, upgrade
from generator.reports.github_format import new_file
from generator.system import git
from generator.system import live as live_site

REPORT = "problems.json"
SITE = "site"
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
DIFFERS = "The live site differs from what was built"
UNREACHABLE = "The address of the live site does not lead to it"
NO_SETTINGS = (
    "The settings have an error, so the address of the site is unknown. Run `notices check`."
)


@click.command(epilog="Example: notices ci live --wait 15m")
@options.root_and_now
@options.history
@click.option(
    "--wait",
    type=options.duration,
    default="0m",
    metavar="TIME",
    help="How long to keep trying, for example 15m.",
)
def live(root: Path, now: datetime | None, history: bool, wait: timedelta) -> int:
    """Download every file of the live site, and report those that differ from a build.

    The build is as of the time in --now, or else as of the time when the live site was built, if
    that was from the commit that is checked out. The address is `url` in content/site.yaml. The
    files in content/files/ are compared only by size. If everything matches, the command prints the
    time of the build, the SHA-256 hash of the site and its address.
    """
    inputs = read(root, now or _live_build_time(root), history=history)
    outcome = make_pages(plan(inputs, mapped(None)), mapped(None, MAKING))
    if outcome.site is None:
        refuse(outcome.problems, inputs, outcome.entries, "The live site was not checked.")
    different = live_site.differences(
        outcome.site.settings.url,
        outcome.pages,
        root,
        wait,
        partial(with_progress, label="Fetching files"),
    )
    if different:
        _show_differences(outcome.site.settings.url, different)
    total = len(outcome.pages)
    say(f"{total - len(different):,} of {total:,} files of the live site match the build.")
    if different:
        return WRONG
    built = f"{outcome.site.now.astimezone(UTC):{MINUTES}}"
    click.echo(f"{built} {live_site.site_hash(outcome.pages, root)} {outcome.site.settings.url}")
    return 0


def _show_differences(url: str, different: list[tuple[str, str]]) -> None:
    """Show each file that differs, or once what keeps the whole address from showing the site."""
    cause, reason = live_site.obstacle(url)
    title = DIFFERS
    messages = [f"{address} {reason}" for address, reason in different]
    if cause:
        title = UNREACHABLE
        messages = [f"{url} ({reason})"]
    reporting.show_errors(title, messages)
    reporting.tell_alarm(cause or "differs", url=url)


def _live_build_time(root: Path) -> datetime | None:
    """Return when the live site was built, if that was from the commit that is checked out.

    More may be known by now than at that time, such as when a notice was first on the website. A
    build of another commit does not count, because what is written since may be dated after it.
    """
    settings = _settings(root)
    try:
        build = live_site.published_build(settings.url) if settings else None
    except OSError:  # which is then reported for each file
        return None
    return build.time if build and build.commit == git.head(root) else None


def _settings(root: Path) -> Settings | None:
    """Return the settings of a site, or None if they have an error."""
    return Context.of(read(root, None)).settings


@click.command(epilog="Example: notices ci published --elsewhere")
@options.root
@options.elsewhere
def published(root: Path, elsewhere: bool) -> int:
    """Print the commit that was published last, or nothing if none is known.

    The live site names its commit, on any host. If it does not, or cannot be reached, GitHub knows
    the last run of Publish that succeeded, which says something only about GitHub Pages. The
    command is for a workflow whose environment names the repository and has the token.
    """
    settings = _settings(root)
    if settings is None and elsewhere:
        reporting.tell_alarm(reporting.CONTENT)
        say(NO_SETTINGS)
        return WRONG
    try:
        build = live_site.published_build(settings.url) if settings else None
    except OSError as error:
        if elsewhere:
            reporting.tell_alarm("host")
            raise
        say(f"{error}.")
        build = None
    if build or elsewhere:
        commit = build.commit if build else ""
    else:
        repository = api.workflow_repository(os.environ)
        branch = api.repository_info(repository).branch
        run = runs.newest(repository, runs.PUBLISH, branch=branch, status="success")
        commit = run.commit if run else ""
    click.echo(commit, nl=bool(commit))
    return 0


@click.command(epilog="Example: notices ci compare before after")
@click.argument("before", type=FOLDER)
@click.argument("after", type=FOLDER)
@click.option(
    "--changelog",
    metavar="URL",
    default="",
    help="The address of the newer version's changelog, for the summary.",
)
def compare(before: Path, after: Path, changelog: str) -> int:
    """Compare the sites that an older and a newer version of this program build.

    Each folder contains problems.json, from `notices check --format json`, and site/, from `notices
    build --out`, unless the content has an error. The command fails if only the newer version
    refuses an entry, or if subscribers to a feed would see a notice twice.
    """
    older, newer = _build_in(before), _build_in(after)
    reporting.show_summary(upgrade.summary(older, newer, changelog))
    faults = list(upgrade.faults(older, newer))
    reporting.show_errors("The new version changes what was published", faults)
    return WRONG if faults else 0


def _build_in(folder: Path) -> upgrade.Build:
    """Read what a version made. Raises UsageError if its report is missing."""
    report = folder / REPORT
    if not report.is_file():
        raise click.UsageError(f"{report} is missing. Write it with `notices check --format json`.")
    files = dict[str, str]()
    items = dict[str, tuple[str, ...]]()
    for file in (folder / SITE).rglob("*"):
        path = file.relative_to(folder / SITE).as_posix()
        if not file.is_file() or path == BUILT or "/." in f"/{path}":
            continue
        data = file.read_bytes()
        files[path] = sha256(data).hexdigest()
        if "/feeds/" in f"/{path}" and path.endswith(".json"):
            items[path] = tuple(item["id"] for item in json.loads(data)["items"])
    return upgrade.Build(upgrade.findings(report.read_text(encoding="utf-8")), files, items)


@click.command(epilog="Example: notices ci remind --within 72h")
@options.root_and_now
@click.option(
    "--within",
    type=options.duration,
    default="72h",
    metavar="TIME",
    help="Open an issue this long before the deadline, such as 72h or 3d.",
)
def remind(root: Path, now: datetime | None, within: timedelta) -> int:
    """Open an issue on GitHub for each duty that is due soon, update it, and close it when done.

    Each contract that ends within 60 days also has an issue. Each is assigned to the `people` of
    the settings. The command is for a workflow whose environment names the repository and has the
    token. It always asks git when notices were posted.
    """
    repository = api.workflow_repository(os.environ)
    site = site_of(read(root, now, history=True), "No deadline can be given.")
    api.write_people(repository, site.settings.people)
    rows = record(site)
    items = law.due(site.now, rows, site.entries)
    link = link_of(site, _new_file_page(repository, root))
    issues = due_report.issues(items, within, link)
    rows_by_key = {law.duty_key(row): row for row in rows}
    closing_reason = partial(due_report.closing_reason, rows=rows_by_key)
    for change in api.update_issues(
        repository, due_report.LABEL, [*issues], closing_reason, due_report.is_urgent
    ):
        click.echo(change)
    say(due_report.closing_sentence(items))
    return 0


def _new_file_page(repository: api.Repository, root: Path) -> str:
    """Return the address of GitHub's page for a new file of the root."""
    branch = api.repository_info(repository).branch
    return f"{repository.url}/new/{branch}/{reporting.prefix(root)}".rstrip("/")


@click.command(epilog="Example: notices ci watch --root district")
@options.root_and_now
def watch(root: Path, now: datetime | None) -> int:
    """Check the links in contracts, and compare contracts with a public list of breaches.

    Each agreement, website and privacy policy on the web is requested once a week. A link that
    fails is requested again on another day; if it fails again, an issue on GitHub lists it.

    If the settings have `breach_list: true`, the websites of contracts are compared with the list
    of Have I Been Pwned, once a day. In a private repository, each new match opens an issue; in a
    public one, it goes only to the webhook in the variable WATCH_WEBHOOK.

    If one of the two fails, the command still does the other. It is for a workflow whose
    environment names the repository and has the token.
    """
    repository = api.workflow_repository(os.environ)
    site = site_of(read(root, now), "Nothing was checked.")
    page = _new_file_page(repository, root)
    webhook = os.environ.get(breach_list.WEBHOOK)

    def correct(notice: str, field: str) -> str:
        if site.settings.repository:
            return desk.correction_link(site.settings.url, notice, field)
        return new_file(page, *law.correction(notice, {field: "ADDRESS"}))

    breach = new_file(page, *scaffold.begin("breach"))
    if site.settings.repository:
        breach = desk.event_link(site.settings.url, "breach")

    def postings() -> Mapping[str, Posting]:
        return read(root, site.now, history=True).postings or {}

    return max(
        _attempt(lambda: links.watch(repository, site, correct)),
        _attempt(lambda: breach_list.watch(repository, site, webhook, breach, postings)),
    )


@click.command(epilog="Example: notices ci doctor --elsewhere")
@options.now
@click.option("--guide", metavar="URL", default="", help="The address of set-up.md, for the issue.")
@options.elsewhere
def doctor(now: datetime | None, guide: str, elsewhere: bool) -> int:
    """Check the settings of the repository on GitHub, and keep an issue with what is still open.

    It asks for GitHub Pages, the environment of its deployments, the three rulesets, the code
    owners, the schedules, the last proof of publication, and who is told of deadlines. The command
    is for a workflow whose environment names the repository and has the token.
    """
    repository = api.workflow_repository(os.environ)
    now = now or checked(datetime.now(UTC))
    moment = now.replace(tzinfo=now.tzinfo or UTC)
    return _attempt(lambda: set_up.watch(repository, moment, guide, is_elsewhere=elsewhere))


def _attempt(duty: Callable[[], tuple[list[str], str]]) -> int:
    """Print what a duty has changed, or why it failed, and return the exit code."""
    try:
        changes, sentence = duty()
    except OSError as error:
        say(f"The machine failed: {error}.")
        return FAILED
    except UserError as error:
        say(str(error))
        return WRONG
    for change in changes:
        click.echo(change)
    say(sentence)
    return 0
