"""Hostile data: text from an entry, form, list, or file name stays text in every format."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import xml.parsers.expat
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import Message
from functools import cache
from typing import Any
from urllib.parse import unquote

import feedparser
import pytest
from lxml import etree, html

from generator.commands.import_contracts import report_lines
from generator.compiler import plan_site, read_content
from generator.core.notices import notices
from generator.core.problems import Problem, printable
from generator.core.site import Inputs, Page
from generator.github.channel import FORMS
from generator.importing.contract_lists import find_lists
from generator.importing.entries import import_lists
from generator.importing.tables import Line, Table
from generator.law.due import due
from generator.law.record import record
from generator.reports import github_format, problem_report
from generator.reports.due_report import issues
from generator.reports.letters import Letter, as_json, as_mail, letter
from generator.reports.problem_report import lines_of
from helpers.district import contract
from helpers.fences import fences, unfenced
from helpers.hostile_sites import (
    KINDS,
    PROBES,
    SAMPLE,
    Payload,
    group_plan,
    is_accepted,
    name_problems,
    notices_of,
    payload_groups,
    payload_of,
    payloads,
    payloads_of,
    plan_of,
    probe_problems,
    problem_groups,
    quoted,
    settings,
    site_of,
    theme,
)
from helpers.roots import FILES, root, site
from helpers.runner import runner_command
from helpers.tiers import swept

EACH_KIND = pytest.mark.parametrize("kind", swept(KINDS, SAMPLE))
# A class that hid a sender, and one that hid letters: what a mail and a feed reader decode.
DECODED = pytest.mark.parametrize("kind", swept(KINDS, ["header", "invisible"]))
# What a terminal, GitHub and a summary obey is in these classes.
REPORTED = pytest.mark.parametrize("kind", swept(KINDS, ["breakout", "terminal", "workflow"]))


def accepted(kind: str) -> list[Payload]:
    """Return the payloads of a class that a one-line field accepts; there are some."""
    usable = [payload for payload in payloads_of(kind) if is_accepted(payload, "line")]
    assert usable
    return usable


def test_there_are_payloads_of_each_class():
    """At least two hundred, no two alike, each with a line that says what it tries."""
    assert len(payloads()) >= 200
    assert len({payload.text for payload in payloads()}) == len(payloads())
    assert all(payload.says.strip() and len(payload.text) < 2_000 for payload in payloads())


# The reader


@EACH_KIND
def test_a_refused_text_is_reported_at_its_place(kind):
    """Each problem has a place in its file and advice; a field that takes no text has an error."""
    inputs, by_field = probe_problems(kind)
    lines = lines_of(inputs)
    for (number, field), problems in by_field.items():
        for problem in problems:
            text = lines(problem.span.path)
            assert 1 <= problem.span.line <= len(text)
            assert 1 <= problem.span.column <= len(text[problem.span.line - 1]) + 1
            assert (problem.span.end_line, problem.span.end_column) >= (
                problem.span.line,
                problem.span.column,
            )
            assert problem.message and problem.advice
        if field == "closed":
            assert any(problem.is_error for problem in problems), payloads()[number]


@EACH_KIND
def test_an_accepted_text_keeps_every_letter(kind):
    """A one-line text is the text in quotes, with spaces folded; Markdown keeps every letter."""
    made = site_of(kind)
    for entry in made.entries:
        payload = payload_of(entry.id)
        if is_accepted(payload, "line"):
            assert (entry.product, entry.contractor) == (payload.line, payload.line)
        if is_accepted(payload, "markdown"):
            text = entry.current.security if entry.section == "contracts" else entry.current.summary
            assert text.text == payload.text


def pages(kind: str, folder: str) -> Iterator[Page]:
    """Yield the files of the site of a class below a folder."""
    yield from (draft.make() for draft in plan_of(kind).drafts if draft.path.startswith(folder))


# The order of letters

# Embeddings, overrides, isolates, and what closes them.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def test_no_text_turns_the_letters_beside_it():
    """No field takes a bidi override, embedding, or isolate, even by its number in Markdown."""
    turning = [payload for payload in payloads() if TURNING.search(payload.text)]

    assert len(turning) >= 8
    assert [
        (payload.says, kind) for payload in turning for kind in PROBES if is_accepted(payload, kind)
    ] == []
    assert [
        payload
        for payload in payloads()
        if "&#x202e;" in payload.text and is_accepted(payload, "markdown")
    ] == []


@pytest.mark.parametrize("kind", swept(["address", "invisible", "yaml"], ["invisible"]))
def test_nothing_that_is_sent_or_shown_turns_its_letters(kind):
    """No page, feed, data file, or letter has a mark that reorders the text around a name."""
    shown = [(page.path, page.data.decode("utf-8", "replace")) for page in pages(kind, "")]
    sent = [
        (payload.says, f"{message.title}{message.text}{message.html}")
        for payload, message in letters(kind)
    ]

    assert len(shown) > 20 and len(sent) > 20
    assert [name for name, text in shown + sent if TURNING.search(text)] == []


# Feeds and data


@DECODED
def test_a_feed_is_what_it_was_meant_to_be(kind):
    """Two XML parsers and a feed reader find the same items as the JSON, and nothing injected."""
    total = 0
    for name in ("product-notification", "breach-notification"):
        files = {page.path: page.data for page in pages(kind, f"feeds/{name}.")}
        items = json.loads(files[f"feeds/{name}.json"])["items"]
        expected = (
            [" ".join(item["title"].split()) for item in items],
            [item["id"] for item in items],
        )
        data = files[f"feeds/{name}.xml"]
        read = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)

        total += len({item["id"] for item in items})
        assert parsed(data) == parsed(files[f"feeds/{name}.atom"]) == expected
        assert not read.bozo
        assert [entry.id for entry in read.entries] == expected[1]
        assert all(
            entry.link.startswith("https://privacy.example/notices/") for entry in read.entries
        )

    assert total == len(notices_of(kind)) == 5 * len(payloads_of(kind))


def parsed(data: bytes) -> tuple[list[str], list[str]]:
    """Return the item titles and IDs of a feed with no doctype, instruction, or other surprise."""
    strict = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    tree = etree.fromstring(data, strict)
    other = xml.parsers.expat.ParserCreate()
    surprises = list[str]()
    other.StartDoctypeDeclHandler = lambda *event: surprises.append(str(event))
    other.ProcessingInstructionHandler = lambda *event: surprises.append(str(event))
    other.StartCdataSectionHandler = lambda *event: surprises.append(str(event))
    other.CommentHandler = surprises.append
    other.Parse(data, True)

    assert surprises == []
    assert not tree.xpath("//comment() | //processing-instruction()")
    assert {etree.QName(element).localname for element in tree.iter()} <= FEED
    items = tree.xpath("//*[local-name()='item' or local-name()='entry']")
    titles = [" ".join(item.xpath("string(*[local-name()='title'])").split()) for item in items]
    return titles, [
        item.xpath("string(*[local-name()='guid' or local-name()='id'])") for item in items
    ]


FEED = set(
    "rss channel item title link description docs generator language lastBuildDate guid pubDate "
    "encoded feed entry id updated published author name content subtitle managingEditor".split()
)


@EACH_KIND
def test_open_data_hold_the_text_and_no_formula(kind):
    """JSON returns each text; the table has one row per entry and no cell that is computed."""
    files = {page.path: page.data for page in pages(kind, "data/")}
    site = site_of(kind)
    for name, made in (("contracts", site.contracts), ("breaches", site.breaches)):
        records = json.loads(files[f"data/{name}.json"])[name]
        table = files[f"data/{name}.csv"].decode("utf-8-sig")
        header, *rows = csv.reader(io.StringIO(table, newline=""))
        by_id = {entry.id: entry for entry in made}

        assert [record["id"] for record in records] == sorted(by_id) == [row[0] for row in rows]
        assert all(record["product"] == by_id[record["id"]].product for record in records)
        assert {len(row) for row in rows} == {len(header)}
        assert [cell for row in rows for cell in row if computes(cell)] == []


def computes(cell: str) -> bool:
    """Return whether a cell's first visible character may make a spreadsheet compute it."""
    seen = (c for c in unicodedata.normalize("NFKC", cell) if not hides(c))
    return cell[:1] in ("\t", "\r") or next(seen, "") in ("=", "+", "-", "@", "\u2212")


def hides(c: str) -> bool:
    """Say whether nothing is seen of a letter."""
    return unicodedata.category(c)[0] in "CZM" or c in "\u115f\u1160\u3164\u2800"


@pytest.mark.parametrize(
    ("cell", "is_one"),
    [("=1", True), ("\u00ad=1", True), ("\ufe621", True), ("'=1", False), ("a=1", False)],
)
def test_a_formula_is_recognized(cell, is_one):
    """The test of the cells can fail: it finds a formula after invisible characters."""
    assert computes(cell) is is_one


# Letters


@cache
def letters(kind: str) -> list[tuple[Payload, Letter]]:
    """Return the letters of a class."""
    return [
        (payload_of(notice.entry.id), letter(site_of(kind), theme(), notice))
        for notice in notices_of(kind)
    ]


@DECODED
def test_a_mail_has_the_headers_of_a_letter_and_no_other(kind):
    """No entry text becomes a mail header, recipient, or part; it appears in the subject."""
    for payload, message in letters(kind):
        mail = message_from_bytes(as_mail(message, site_of(kind).settings))
        subject = header(mail, "Subject")

        assert set(mail.keys()) <= HEADERS
        assert len(mail.keys()) == len(set(mail.keys()))
        types = [part.get_content_type() for part in mail.get_payload()]
        assert types == ["text/plain", "text/html"]
        assert header(mail, "From") == "Privacy Office <privacy@example.example>"
        assert (
            not is_accepted(payload, "line")
            or seen(payload.line) in seen(subject)
            or "=?" in payload.text
        )
        assert not [c for c in message.text if c != "\n" and unicodedata.category(c) == "Cc"]


HEADERS = set(
    "From Subject Date Message-ID Content-Language X-Unsent MIME-Version Content-Type".split()
)


def header(mail: Message, name: str) -> Any:
    """Return a header as a mail program reads it."""
    return policy.default.header_fetch_parse(name, mail[name])


def seen(text: str) -> str:
    """Return the visible text without spaces; a header is folded and split into encoded words."""
    return "".join(c for c in text if not hides(c))


@DECODED
def test_a_letter_for_programs_is_one_object(kind):
    """The JSON has the letter, and can be one line."""
    for _, message in letters(kind):
        written = as_json(message, indent=None)

        assert written.count("\n") == 1
        assert json.loads(written)["title"] == message.title


@pytest.mark.parametrize("kind", swept(KINDS, ["breakout", "invisible", "workflow"]))
def test_a_message_to_a_channel_is_text(kind):
    """Slack finds no mention or link; a card has only text runs and one button to the notice."""
    messages = [message for _, message in letters(kind)]
    written = "".join(as_json(message, indent=None) for message in messages)
    for sent in run("slack", written):
        assert set(sent) == {"text", "mrkdwn", "unfurl_links"}
        assert not re.search("[<>]|&(?!(?:amp|lt|gt);)", sent["text"])
        assert (sent["mrkdwn"], sent["unfurl_links"]) == (False, False)
    for message, sent in zip(messages, run("teams", written), strict=True):
        card = sent["attachments"][0]["content"]

        assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
        assert {span["type"] for block in card["body"] for span in block["inlines"]} == {"TextRun"}
        assert [action["url"] for action in card["actions"]] == [message.url]
        assert message.url.startswith("https://privacy.example/notices/")
    assert run("plain", written) == [json.loads(line) for line in written.splitlines()]


def run(name: str, text: str) -> list[dict]:
    """Return what a channel gets for letters in one of the forms."""
    return [FORMS[name](json.loads(line)) for line in text.splitlines()]


# Reports


def reports(kind: str) -> list[tuple[Inputs, list[Problem]]]:
    """Return the problems where a field is a payload of a class, and where a file's name is one."""
    inputs, by_field = probe_problems(kind)
    return [
        (inputs, [problem for problems in by_field.values() for problem in problems]),
        name_problems(kind),
    ]


@REPORTED
def test_a_terminal_obeys_nothing_of_a_report(kind):
    """Every character of a report is a visible one."""
    for inputs, problems in reports(kind):
        printed = problem_report.terminal(problems, lines_of(inputs), color=False)

        assert [line for line in printed if not line.isprintable()] == []


@REPORTED
def test_github_obeys_one_command_for_each_problem(kind):
    """GitHub's runner reads each log line as an annotation of a content file with that problem."""
    problems = [problem for _, group in reports(kind) for problem in group]
    for line, problem in zip(
        github_format.commands(problems), github_format.worst_first(problems), strict=True
    ):
        assert not {"\n", "\r"} & set(line)
        name, properties, message = runner_command(line)

        assert name == ("error" if problem.is_error else "warning")
        assert set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
        assert properties["file"] == printable(problem.span.path)
        assert message.startswith(printable(problem.message))


@REPORTED
def test_json_of_problems_holds_no_command(kind):
    """The report for programs reads back, and no line of it is one that GitHub would obey."""
    for _, problems in reports(kind):
        written = problem_report.as_json(problems, 1)

        assert [row["path"] for row in json.loads(written)["problems"]] == [
            problem.span.path for problem in problems
        ]
        assert "##[" not in written
        assert not re.search(r"^\s*::", written, re.MULTILINE)


@REPORTED
def test_a_summary_is_ours_outside_of_its_blocks(kind):
    """By CommonMark, what an entry says stays inside fences, each closed by its own end."""
    outside = list[str]()
    for inputs, problems in problem_groups(kind):
        summary = github_format.summary(problems, lines_of(inputs), "1 error.")
        outside += unfenced(summary)
        assert len(list(fences(summary))) == 2 * len(problems)

    assert {line for line in outside if not OURS.fullmatch(line)} == set()


OURS = re.compile(
    r"|## 1 error\.|### (Errors: to be fixed first|Warnings: for a person to read)"
    r"|\*\*[EW]\d{3}: [^<@]*\*\*"
)


@REPORTED
def test_a_reminder_is_the_same_for_any_name_of_an_entry(kind):
    """An issue for an overdue duty keeps entry titles in its code block; its title is one line."""
    texts = {
        f"content/contracts/p{payload.number}.md": contract(
            executed="2026-10-01", product=quoted(payload.text)
        )
        for payload in accepted(kind)
    }
    content = read_content(root({**settings(), **texts}))
    assert content.site
    of_contracts = [row for row in record(content.site) if row.notice.kind == "contract"]
    tasks = due(content.site.now, of_contracts)
    reminders = list(issues(tasks, timedelta(), lambda _: "https://github.example/new/main"))

    assert len(reminders) == len(accepted(kind))
    assert (
        len(
            {
                re.sub(r"/p\d+\.md", "/p.md", "\n".join(unfenced(reminder.body)))
                for reminder in reminders
            }
        )
        == 1
    )
    assert all(reminder.title.isprintable() for reminder in reminders)


# Lists, names of files, settings


@EACH_KIND
def test_a_cell_of_a_list_is_a_text(kind):
    """Imported from any column, a payload is text of an entry, which the reader accepts."""
    headings = "Product|Contractor|Description|Purpose|Data Elements|Website|Notes|Other".split("|")
    rows = [
        Line(n, (f"P {payload.number} {payload.text}", *[payload.text] * 7))
        for n, payload in enumerate(payloads_of(kind), start=2)
    ]
    inputs = site({})
    done = import_lists(find_lists([Table("", (Line(1, tuple(headings)), *rows))], {}), inputs)
    texts = {entry.path: entry.text for entry in done.entries}
    assert [line for line in report_lines(done) if not line.isprintable()] == []
    content = read_content(site(texts))

    assert [problem for problem in content.problems if problem.is_error] == []
    assert {row.number for entry in done.entries for row in entry.rows} | {
        rejection.row.number for rejection in done.rejected
    } | {row.number for row in done.lists[0].other_rows} == {*range(2, len(rows) + 2)}


@EACH_KIND
def test_a_name_of_a_file_is_a_name(kind):
    """A page links to exactly that file, whatever it is called."""
    names = {payload.file: payload for payload in accepted(kind)}
    fields = "contractor: Mill\nlegacy: true"
    texts = {
        f"content/contracts/f{payload.number}.md": (
            f"---\n{fields}\nagreement: {quoted(name)}\n---\n"
        )
        for name, payload in names.items()
    }
    files = {f"content/{name}": b"%PDF" for name in names}
    inputs = root({**settings(), **texts, **FILES, **files})
    plan = plan_site(inputs)
    made = {draft.path: draft.make().data for draft in plan.drafts if "/f" in draft.path}
    for name, payload in names.items():
        page = html.document_fromstring(
            made[f"product-notification/f{payload.number}/index.html"].decode()
        )
        linked = {unquote(address) for address in page.xpath("//main//a/@href")}

        assert f"../../{name}" in linked, payload


@DECODED
def test_a_word_of_the_settings_is_a_word(kind):
    """Any district or office name works: mail has its sender and no header made from the name."""
    for payload in accepted(kind):
        text = quoted(payload.text)
        contact = f"{{name: {text}, email: a@b.example}}"
        inputs = site({}, district=text, abbreviation=text, contact=contact)
        content = read_content(inputs)
        assert content.site, payload
        assert content.site.settings.district == payload.line
        (entry,) = content.site.contracts
        message = letter(content.site, theme(), notices(entry)[0])
        mail = message_from_bytes(as_mail(message, content.site.settings))

        assert set(mail.keys()) <= HEADERS
        assert [address.addr_spec for address in header(mail, "From").addresses] == ["a@b.example"]


CROWDS = [group[0].number for group in payload_groups()]


@pytest.mark.parametrize("first", swept(CROWDS, [CROWDS[0], CROWDS[-1]]))
def test_a_word_of_the_settings_is_a_word_in_a_feed(first):
    """Any district or school name works: each of their feeds is valid, in two languages."""
    for group in (group for group in payload_groups() if group[0].number == first):
        drafts = group_plan(group).drafts
        feeds = [
            draft.make().data
            for draft in drafts
            if draft.path.endswith((".xml", ".atom")) and "/all." in draft.path
        ]
        feeds += [
            draft.make().data
            for draft in drafts
            if draft.path.startswith(("feeds/schools/dodd.x", "ar/feeds/schools/dodd.a"))
        ]

        assert len(feeds) == 6
        assert {len(parsed(feed)[0]) for feed in feeds} == {10}
