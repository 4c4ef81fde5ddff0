"""`notices watch` checks other websites: broken links, and breaches that nobody reported."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from generator.core.site import Committed, Posting
from generator.github import breach_list, links
from generator.github.api import open_new_issues, read_note, workflow_repository, write_note
from generator.github.breach_list import (
    ListNotes,
    Match,
    matches,
    new_since,
    parse,
)
from generator.github.channel import message_for
from generator.github.links import Failure, LinkNotes
from helpers.district import contract, notices, read, write
from helpers.forge import Forge
from helpers.fuzzing import time_limit
from helpers.history import Repository
from helpers.runner import GitHub, github_repository
from helpers.stories import CONTRACT, SETTINGS, WEDNESDAY
from helpers.websites import LISTED, Websites

OLD = {"executed": "2025-01-02", "notified": "2025-01-03"}


def ask(root: Path, day: str) -> str:
    """Check the links on a day, and return what happened to the issue."""
    done = notices("ci watch", root, now=day)
    assert done.returncode == 0, done.stderr
    return done.stdout


def notes_of(forge: Forge) -> list[dict[str, Any]]:
    return [issue for issue in forge.issues if {"name": "notes"} in issue["labels"]]


def others(forge: Forge) -> list[dict[str, Any]]:
    return [issue for issue in forge.issues if {"name": "notes"} not in issue["labels"]]


# Links


def test_a_link_is_broken_if_it_fails_on_two_days(
    workflow: Forge, websites: Websites, tmp_path: Path
) -> None:
    """Each is checked once a week; one that failed is checked again on the next day."""
    addresses = {"website": f"{websites.url}/site", "agreement": f"{websites.url}/dpa"}
    write(tmp_path, {"contracts/x": contract(**OLD, **addresses)})
    websites.codes["/site"] = 200

    assert ask(tmp_path, "2026-11-16") == ""
    assert ask(tmp_path, "2026-11-16T20:00") == ""
    assert websites.requests == ["HEAD /dpa", "GET /dpa", "HEAD /site"]
    assert ask(tmp_path, "2026-11-17") == (
        "Opened an issue: Some links of contracts no longer work.\n"
    )
    assert websites.requests[3:] == ["HEAD /dpa", "GET /dpa"]
    (issue,) = others(workflow)
    assert (
        f"contracts/x, agreement: {websites.url}/dpa\n    404 Not Found, first on 2026-11-16"
        in (issue["body"])
    )
    assert "the contract is no longer posted" in issue["body"]
    assert "/new/main?filename=content/contracts/x/correction-YYYY-MM-DD.md&" in issue["body"]
    assert ask(tmp_path, "2026-11-18") == ""
    assert len(websites.requests) == 5

    websites.codes["/dpa"] = 200
    assert ask(tmp_path, "2026-11-23").startswith("Closed issue")
    assert {agent.partition("/")[0] for agent in websites.agents} == {"notices"}
    assert all(agent.endswith("(+https://privacy.example/notices/)") for agent in websites.agents)


def test_what_is_said_of_many_links_fits_in_an_issue() -> None:
    """If every website fails, GitHub takes the notes and the issue, and the watch goes on."""
    addresses = [f"https://{number:03}.example/{'a' * 1_980}" for number in range(200)]
    known, days = links.LinkNotes(), (date(2026, 11, 16), date(2026, 11, 17))
    many = [links.Link("contracts/x", "website", address) for address in addresses]
    for day in days:
        known = links.remembered(many, known, dict.fromkeys(addresses, "404 " + "x" * 56), day)
    found = [links.issues(each, known, lambda *_: "f" * 200)[0] for each in (many, many + many)]

    assert all(failure.is_gone for failure in known.failures.values())
    assert all("There may be more" in issue.body for issue in found)
    assert max(*(len(issue.body) for issue in found), len(str(known))) < 65_536


def test_the_notes_are_in_a_closed_issue(
    workflow: Forge, websites: Websites, tmp_path: Path
) -> None:
    """It is created once; if somebody empties it, the notes start over."""
    write(tmp_path, {"contracts/x": contract(**OLD, agreement=f"{websites.url}/dpa")})
    ask(tmp_path, "2026-11-16")
    (issue,) = workflow.issues
    assert (issue["state"], issue["labels"]) == ("closed", [{"name": "notes"}])

    issue["body"] = "Somebody wrote this."
    assert ask(tmp_path, "2026-11-17") == ""
    assert ask(tmp_path, "2026-11-18").startswith("Opened an issue")
    assert len(notes_of(workflow)) == 1


@pytest.mark.parametrize(
    ("codes", "fails"),
    [
        *(({"/x": code}, False) for code in (200, 403, 429)),
        *(({"/x": code}, True) for code in (301, 404, 410, 500)),
        ({"/x": 301, "/there": 200}, False),
        *(({"HEAD /x": code, "GET /x": 200}, False) for code in (404, 405)),
    ],
)
@pytest.mark.usefixtures("workflow")
def test_an_address_works_if_its_website_answers(
    websites: Websites, tmp_path: Path, codes: dict[str, int], fails: bool
) -> None:
    """A website that refuses programs is there; one without the page is not."""
    websites.codes = codes
    write(tmp_path, {"contracts/x": contract(**OLD, agreement=f"{websites.url}/x")})
    done = notices("ci watch", tmp_path, now="2026-11-16")

    assert done.stderr.startswith(f"Checked 1 link: {fails:d} failed. The issue lists 0 links.\n")


@pytest.mark.usefixtures("websites")
def test_a_website_that_is_not_there_is_a_failure(workflow: Forge, tmp_path: Path) -> None:
    """Nothing listens on port 9, so the reason is that of the machine."""
    address = "http://127.0.0.1:9/x"
    write(tmp_path, {"contracts/x": contract(**OLD, agreement=address)})
    ask(tmp_path, "2026-11-16")

    assert address in workflow.issues[0]["body"]


def test_only_web_addresses_of_current_contracts_are_checked() -> None:
    """An earlier agreement counts; a file of the site and a withdrawn contract do not."""
    changes = (
        "change-1.md: {kind: renewal, executed: 2025-06-01, expires: none, "
        "agreement: https://a.example/2}\n"
        "change-2.md: {kind: amendment, executed: 2025-07-01, agreement: https://a.example/1}\n"
    )
    addresses = {"website": "https://b.example", "privacy-policy": "https://b.example/privacy"}
    entries = {
        "contracts/x": contract(**OLD, agreement="https://a.example/1") + changes,
        "contracts/y": contract(**OLD, agreement=None, **addresses),
        "contracts/z": contract(**{"withdrawal.md": "{on: 2026-11-20, reason: Sent in error.}"}),
    }
    site = read(entries).site
    assert site

    assert [
        ("contracts/x", "agreement", "https://a.example/1"),
        ("contracts/x/change-1", "agreement", "https://a.example/2"),
        ("contracts/y", "website", "https://b.example"),
        ("contracts/y", "privacy-policy", "https://b.example/privacy"),
    ] == [tuple(link) for link in links.links(site.contracts)]


NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_notes_are_read_as_they_were_written(forge: Forge) -> None:
    """Their format stays, because the issue is older than the program that reads it."""
    first, last = date(2026, 11, 16), date(2026, 11, 17)
    known = LinkNotes(last, {"https://a.example": Failure(first, last, "404 Not Found")})
    repository = workflow_repository(forge.environment("issues=write"))
    write_note(repository, "links", known._asdict())
    write_note(repository, "breach-list", ListNotes(NOW, NOW)._asdict())

    assert read_note(repository, "links", LinkNotes.of, LinkNotes()) == known
    assert read_note(repository, "breach-list", ListNotes.of, ListNotes()) == ListNotes(NOW, NOW)
    assert read_note(repository, "links", dict, {}) == {
        "asked": "2026-11-17",
        "failures": {"https://a.example": ["2026-11-16", "2026-11-17", "404 Not Found"]},
    }
    assert read_note(repository, "breach-list", dict, {}) == {
        "read": "2026-11-20T12:00:00+00:00",
        "failing_since": "2026-11-20T12:00:00+00:00",
    }


@pytest.mark.parametrize(
    ("value", "notes"),
    [
        *((value, LinkNotes) for value in (None, [], {}, {"asked": 1, "failures": {}})),
        ({"asked": None, "failures": {"a": 1}}, LinkNotes),
        *((value, ListNotes) for value in ([], {"read": "2026-11-20", "failing_since": None})),
        ({"read": None, "failing_since": 3}, ListNotes),
    ],
)
def test_an_unreadable_note_starts_over(
    forge: Forge, value: object, notes: type[LinkNotes | ListNotes]
) -> None:
    """Somebody may have written something else in its place."""
    repository = workflow_repository(forge.environment("issues=write"))
    write_note(repository, "a", value)

    assert read_note(repository, "a", notes.of, notes()) == notes()


# The public list of breaches


ON = "breach_list: true"
WEBSITE = "http://app.northstar.example/students"


def prepare(root: Path, websites: Websites, day: int = 5, settings: str = ON) -> None:
    """Publish a contract of the listed company on a day of November, and serve the list."""
    write(
        root,
        {"contracts/x": contract(**OLD, website=WEBSITE, agreement=f"{websites.url}/dpa")},
        settings,
    )
    Repository(root).commit(day)
    websites.codes |= {WEBSITE: 200, "/dpa": 200}
    websites.list_breaches(LISTED, LISTED | {"Name": "Other", "Domain": "other.example"})


def compare(root: Path, day: str = "2026-11-20") -> Any:
    """Check the links and the list."""
    return notices("ci watch", root, now=day)


def test_in_a_private_repository_a_match_is_an_issue_once(
    workflow: Forge, websites: Websites, tmp_path: Path
) -> None:
    """It has the source and the text of the list; an issue that a person closed stays closed."""
    workflow.is_private = True
    prepare(tmp_path, websites)
    done = compare(tmp_path)

    assert done.returncode == 0
    assert done.stderr.endswith("The list was read: 2 breaches.\n")
    (issue,) = others(workflow)
    assert issue["title"] == (
        "Northstar Learning is on a public list of breaches: has it notified you?"
    )
    for text in (
        "Breach: Example Northstar, northstar.example\n",
        "Date of the breach: 2026-11-02\n",
        "On the list since: 2026-11-10\n",
        "Data: Email addresses, Names\n",
        'the sample company had "a breach".',
        "(https://haveibeenpwned.com)",
        "(https://creativecommons.org/licenses/by/4.0/)",
    ):
        assert text in issue["body"]

    issue["state"] = "closed"
    compare(tmp_path, "2026-11-21")
    assert [issue["state"] for issue in others(workflow)] == ["closed"]


def test_in_a_public_repository_a_match_goes_only_to_the_webhook(
    workflow: Forge, websites: Websites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes there once; no issue, note or log names the company."""
    prepare(tmp_path, websites)
    monkeypatch.setenv("WATCH_WEBHOOK", f"{websites.url}/hook")
    websites.codes["/hook"] = 200
    done = [compare(tmp_path, f"2026-11-{day}") for day in (20, 21)]

    assert [run.returncode for run in done] == [0, 0]
    (message,) = websites.posted
    assert "Example Northstar" in message["text"] and "haveibeenpwned.com" in message["text"]
    public = str(workflow.issues) + "".join(run.stdout + run.stderr for run in done)
    assert "orthstar" not in public
    assert others(workflow) == []


LETTER = {"title": "One <!channel> @all", "lead": "", "url": "https://haveibeenpwned.com"}
FACTS = [{"name": "Breach", "value": "a & [*b*](c)"}]
SLACK = "One &lt;!channel&gt; @all\nBreach: a &amp; [*b*](c)\nhttps://haveibeenpwned.com"


@pytest.mark.parametrize(
    ("webhook", "sent"),
    [
        ("https://prod-01.eastus.logic.azure.com:443/workflows/1/triggers/manual/paths/x", None),
        ("https://default1.environment.api.powerplatform.com/powerautomate/automations", None),
        ("https://district.webhook.office.com/webhookb2/1", None),
        (
            "https://hooks.slack.com/services/1",
            {"text": SLACK, "mrkdwn": False, "unfurl_links": False},
        ),
        *(
            (f"https://{host}/1", {"text": html.unescape(re.sub(r"&[lg]t;|[@\[\]]", "", SLACK))})
            for host in ("chat.googleapis.com", "logic.azure.com.evil.example", "notslack.com")
        ),
    ],
)
def test_a_channel_gets_what_its_host_reads(webhook: str, sent: dict[str, Any] | None) -> None:
    """Slack interprets nothing of it, Teams gets text runs, and any other host plain text without mentions."""
    message: Any = message_for(webhook, LETTER | {"facts": FACTS})

    if sent:
        assert message == sent
        return
    (attachment,) = message["attachments"]
    assert (message["type"], attachment["contentType"]) == (
        "message",
        "application/vnd.microsoft.card.adaptive",
    )
    bold = {"weight": "bolder"}
    assert [block["inlines"] for block in attachment["content"]["body"]] == [
        [{"type": "TextRun", "text": "One <!channel> @all", **bold, "size": "large"}],
        [
            {"type": "TextRun", "text": "Breach: ", **bold},
            {"type": "TextRun", "text": "a & [*b*](c)"},
        ],
    ]


@pytest.mark.usefixtures("workflow")
def test_a_webhook_that_does_not_answer_is_tried_again(
    websites: Websites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run fails without naming the address, and the next one sends the match."""
    prepare(tmp_path, websites)
    monkeypatch.setenv("WATCH_WEBHOOK", f"{websites.url}/hook")
    failed = compare(tmp_path)
    websites.codes["/hook"] = 301
    redirected = compare(tmp_path)
    websites.codes["/hook"] = 200
    compare(tmp_path)

    assert "The channel answered 404" in failed.stderr and "/hook" not in failed.stderr
    assert "The channel answered 301" in redirected.stderr
    assert (failed.returncode, redirected.returncode, len(websites.posted)) == (3, 3, 3)


def test_in_a_public_repository_without_a_webhook_nothing_is_compared(
    workflow: Forge, websites: Websites, tmp_path: Path
) -> None:
    """Nobody could be notified, so the run fails and says what to set."""
    prepare(tmp_path, websites)
    done = compare(tmp_path)

    assert done.returncode == 1
    assert "set the secret WATCH_WEBHOOK" in done.stderr
    assert websites.requests == ["HEAD /dpa", f"HEAD {WEBSITE}"]
    assert others(workflow) == []


def test_the_comparison_is_off_by_default(
    workflow: Forge, websites: Websites, tmp_path: Path
) -> None:
    """With its setting, the list is fetched once a day."""
    workflow.is_private = True
    prepare(tmp_path, websites, settings="")
    compare(tmp_path)
    assert "GET /breaches" not in websites.requests

    prepare(tmp_path, websites)
    for moment in ("2026-11-20T00:10", "2026-11-20T23:50", "2026-11-21T00:10"):
        compare(tmp_path, moment)
    assert websites.requests.count("GET /breaches") == 2


@pytest.mark.parametrize(
    ("code", "body"), [(503, b"[]"), (200, b"<html>"), (200, b" " * (breach_list.MAX_BYTES + 1))]
)
def test_a_list_that_cannot_be_read_is_an_alarm_after_three_days(
    workflow: Forge, websites: Websites, tmp_path: Path, code: int, body: bytes
) -> None:
    """It can be down, changed, or too large; the issue stays open until it works."""
    workflow.is_private = True
    prepare(tmp_path, websites)
    good, websites.body = websites.body, body
    websites.codes["/breaches"] = code
    days = ("2026-11-20T10:00", "2026-11-21T10:00", "2026-11-23T09:59")
    assert [compare(tmp_path, day).returncode for day in days] == [0, 0, 0]
    assert others(workflow) == []

    compare(tmp_path, "2026-11-23T10:00")
    compare(tmp_path, "2026-11-24T10:00")
    (alarm,) = others(workflow)
    assert (alarm["state"], alarm["labels"]) == ("open", [{"name": "alarm"}])
    assert "since 2026-11-20" in alarm["body"]

    websites.codes["/breaches"], websites.body = 200, good
    compare(tmp_path, "2026-11-25T10:00")
    assert (alarm["state"], len(others(workflow))) == ("closed", 2)


def test_if_one_fails_the_other_goes_on(
    workflow: Forge, websites: Websites, tmp_path: Path
) -> None:
    """GitHub refuses the issue of the links; the list is read, and the run fails."""
    workflow.is_private = True
    prepare(tmp_path, websites)
    websites.codes["/dpa"] = 404
    compare(tmp_path, "2026-11-20")
    websites.list_breaches(LISTED | {"Domain": "other.example"})
    workflow.refusals["POST issues"] = 403
    done = compare(tmp_path, "2026-11-21")

    assert done.returncode == 3
    assert "The machine failed: GitHub refused to POST issues" in done.stderr
    assert done.stderr.endswith("The list was read: 1 breaches.\n")


def matched(*listed: dict[str, Any], **fields: str | None) -> list[Match]:
    """Return the matches of one contract with the listed breaches."""
    fields = {**OLD, "website": "https://northstar.example", **fields}
    site = read({"contracts/x": contract(**fields)}, now="2026-11-20T12:00").site
    assert site
    return matches(site.contracts, parse(_json(*(LISTED | part for part in listed))), site.now)


WWW = "https://www.northstar.example/a?b#c"
APP = "https://app.NORTHSTAR.example:8443/"


@pytest.mark.parametrize(
    ("listed", "fields", "expected"),
    [
        # A website is compared by its domain and its parents; a part of a name is not enough, and
        # neither is the last part alone.
        ({"Domain": "northstar.example"}, {}, 1),
        ({"Domain": "northstar.example"}, {"website": WWW}, 1),
        ({"Domain": "www.northstar.example"}, {}, 1),
        ({"Domain": "NorthStar.example"}, {"website": APP}, 1),
        *(({"Domain": f"{name}.example"}, {}, 0) for name in ("app.northstar", "star")),
        *(({"Domain": name}, {}, 0) for name in ("northstar.example.com", "example")),
        ({}, {"website": None}, 0),
        # The contract must be in effect when the breach is listed.
        ({}, {"expires": "2026-11-20"}, 1),
        ({}, {"expires": "2026-11-19"}, 0),
        ({}, {"withdrawal.md": "{on: 2026-11-19, reason: Sent in error.}"}, 0),
        ({}, {"executed": "2026-11-10", "notified": "2026-11-11"}, 1),
        ({}, {"executed": "2026-11-11", "notified": "2026-11-11"}, 0),
        ({}, {"executed": None, "expires": None, "legacy": "true"}, 1),
        # What the list itself doubts is left out.
        *(({flag: True}, {}, 0) for flag in breach_list.NOT_BREACHES),
        ({"IsVerified": False}, {}, 1),
    ],
)
def test_a_match_is_a_breach_of_the_domain_during_the_contract(
    listed: dict[str, Any], fields: dict[str, str | None], expected: int
) -> None:
    """Anything else would accuse a company by mistake."""
    assert len(matched(listed, {"Domain": ""}, **fields)) == expected


@pytest.mark.parametrize("text", ["<" * 200_000, "<p " * 70_000, "&lt;" * 50_000, "\x00" * 90_000])
def test_a_long_text_of_the_list_is_shortened_soon(text: str) -> None:
    """An issue is never longer than GitHub takes, and nothing takes long."""
    long = dict.fromkeys(("Title", "Description"), text) | {
        "DataClasses": [text, *([text[:99]] * 5000)]
    }
    with time_limit():
        (issue,) = breach_list.issues(matched(long), "https://a.example")

    assert len(issue.body) < 65_000


@pytest.mark.parametrize("name", ["A-->b", "A <!channel> b", "A\n> b", "Ab"])
def test_a_name_of_the_list_opens_one_issue(workflow: Forge, name: str) -> None:
    """A name is a part of the mark by which its issue is found again."""
    issues = breach_list.issues(matched({"Name": name}), "https://a.example")
    repository = workflow_repository(workflow.environment("issues=write"))

    assert len(open_new_issues(repository, "breach-list", issues)) == 1
    assert open_new_issues(repository, "breach-list", issues) == []


def test_new_matches_are_those_since_the_last_run() -> None:
    """At first, everything is new."""
    listings = matched({})
    later = datetime(2026, 11, 15, tzinfo=UTC)
    posting = Posting(Committed("0123", datetime(2026, 11, 16, tzinfo=UTC)))

    assert len(listings) == 1
    assert new_since(listings, None, {}) == listings
    assert new_since(listings, datetime(2026, 11, 9, tzinfo=UTC), {}) == listings
    assert new_since(listings, later, {}) == []
    assert new_since(listings, later, {"contracts/x": posting}) == listings


def _json(*breaches: dict[str, Any]) -> bytes:
    return json.dumps(breaches).encode()


@pytest.mark.parametrize(
    "body",
    [
        *(b"[]", b'{"Name": "x"}', b"[1]", b'[{"Name": "x"}]', b"[" * 100_000),
        *(
            _json(LISTED | part)
            for part in ({"Domain": 1}, {"AddedDate": "soon"}, {"DataClasses": 3}, {"Title": []})
        ),
    ],
)
def test_a_list_in_another_format_is_refused(body: bytes) -> None:
    """A list has at least one breach with its texts, data and date."""
    with pytest.raises(ValueError, match="it is not a list of breaches"):
        parse(body)


def test_one_note_does_not_change_another(forge: Forge) -> None:
    """Each command writes only its own, and nothing if nothing has changed."""
    repository = workflow_repository(forge.environment("issues=write"))
    write_note(repository, "a", {"x": "```"})
    write_note(repository, "b", 2)
    forge.requests.clear()
    write_note(repository, "b", 2)

    assert read_note(repository, "a", dict, {}) == {"x": "```"}
    assert read_note(repository, "b", int, 0) == 2
    assert [line for line in forge.requests if not line.startswith("GET")] == []


# The workflow


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHub]:
    """A repository with one contract, whose agreement is missing from the stand-in."""
    with github_repository(tmp_path, WEDNESDAY, {"content/site.yaml": SETTINGS}) as github:
        text = CONTRACT.replace("https://northstar.example/", github.url)
        github.commit({"content/contracts/northstar-reader.md": text})
        yield github


def test_the_workflow_checks_links_and_not_the_list(github: GitHub) -> None:
    """The list is off by default, so no other website is contacted."""
    run = github.run("websites", "schedule")

    assert run.failed == [], run.log
    assert run.results == {"websites": "success", "alarm": "skipped"}
    assert "Checked 1 link: 1 failed." in run.log
    assert "There is nothing to compare" in run.log
    assert [(issue["state"], issue["labels"]) for issue in github.issues] == [
        ("closed", [{"name": "notes"}])
    ]


def test_a_public_repository_without_a_webhook_is_an_issue(github: GitHub) -> None:
    """The setting alone is not enough, and somebody must know."""
    own = SETTINGS.replace("SITE", github.url)
    github.commit({"content/site.yaml": f"{own}breach_list: true\n"})
    run = github.run("websites", "schedule")

    assert run.results == {"websites": "failure", "alarm": "success"}
    assert [issue["title"] for issue in github.open_issues()] == [
        "The links of contracts are not being checked"
    ]
