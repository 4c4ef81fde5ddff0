"""Hostile data: text from an entry, form, list, or file name stays text in every format."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import unicodedata
import xml.parsers.expat
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from urllib.parse import unquote

import feedparser
import pytest
from lxml import etree, html

from generator.authoring import issue_forms
from generator.authoring.questions import questions
from generator.compiler import plan_site, read_content
from generator.core.model import notices
from generator.core.problems import Problem, printable
from generator.core.site import Inputs, Page
from generator.github.pulls import title_of
from generator.importing import import_report
from generator.importing.entries import import_lists
from generator.importing.tables import Line, Table, find_lists
from generator.law.record import record
from generator.reports import github_format, problem_report
from generator.reports.deadlines import due_github, open_tasks
from generator.reports.reminders import Links, issues
from generator.site.letters import Letter, as_json, as_mail, letter
from generator.system.reporting import lines_of
from helpers.district import contract
from helpers.forms import form_text
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
    with_settings,
)
from helpers.program import REPOSITORY
from helpers.roots import FILES, root, site
from helpers.runner import runner_command
from helpers.tiers import swept

EACH_KIND = pytest.mark.parametrize("kind", swept(KINDS, SAMPLE))
# What a terminal, GitHub and a summary obey is in these classes.
REPORTED = pytest.mark.parametrize("kind", swept(KINDS, ["breakout", "terminal", "workflow"]))


def taken(kind: str) -> list[Payload]:
    """Return the payloads of a class that a line of an entry may hold; there are some."""
    found = [one for one in payloads_of(kind) if is_accepted(one, "line")]
    assert found
    return found


def test_there_are_payloads_of_each_class():
    """At least two hundred, no two alike, each with a line that says what it tries."""
    assert len(payloads()) >= 200
    assert len({one.text for one in payloads()}) == len(payloads())
    assert all(one.says.strip() and len(one.text) < 2_000 for one in payloads())


# The reader


@EACH_KIND
def test_what_is_refused_is_refused_at_its_place(kind):
    """Each problem has a place in its file and advice; a field that takes no text has an error."""
    inputs, problems = probe_problems(kind)
    lines = lines_of(inputs)
    for (number, field), told in problems.items():
        for one in told:
            text = lines(one.span.path)
            assert 1 <= one.span.line <= len(text)
            assert 1 <= one.span.column <= len(text[one.span.line - 1]) + 1
            assert (one.span.end_line, one.span.end_column) >= (one.span.line, one.span.column)
            assert one.message and one.advice
        if field == "closed":
            assert any(one.is_error for one in told), payloads()[number]


@EACH_KIND
def test_what_is_taken_is_taken_whole(kind):
    """A one-line text is what the quotes hold, with spaces folded; Markdown keeps every letter."""
    made = site_of(kind)
    for entry in made.entries:
        one = payload_of(entry.id)
        if is_accepted(one, "line"):
            assert (entry.product, entry.contractor) == (one.line, one.line)
        if is_accepted(one, "markdown"):
            text = entry.now.security if entry.section == "contracts" else entry.now.summary
            assert text.text == one.text


def pages(kind: str, folder: str) -> Iterator[Page]:
    """Yield the files of the site of a class below a folder."""
    yield from (draft.make() for draft in plan_of(kind).drafts if draft.path.startswith(folder))


# The order of letters

TURNING = re.compile(
    "[\u202a-\u202e\u2066-\u2069]"
)  # embeddings, overrides, isolates, and what closes them


def test_no_text_turns_the_letters_beside_it():
    """No field takes a bidi override, embedding, or isolate, even by its number in Markdown."""
    turning = [one for one in payloads() if TURNING.search(one.text)]

    assert len(turning) >= 8
    assert [(one.says, kind) for one in turning for kind in PROBES if is_accepted(one, kind)] == []
    assert [
        one for one in payloads() if "&#x202e;" in one.text and is_accepted(one, "markdown")
    ] == []


@pytest.mark.parametrize("kind", swept(["address", "invisible", "yaml"], ["invisible"]))
def test_nothing_that_is_sent_or_shown_turns_its_letters(kind):
    """No page, feed, data file, or letter holds a mark that reorders the text around a name."""
    shown = [(page.path, page.data.decode("utf-8", "replace")) for page in pages(kind, "")]
    sent = [(one.says, f"{said.title}{said.text}{said.html}") for one, said in letters(kind)]

    assert len(shown) > 20 and len(sent) > 20
    assert [name for name, text in shown + sent if TURNING.search(text)] == []


# Feeds and data


@EACH_KIND
def test_a_feed_is_what_it_was_meant_to_be(kind):
    """Two XML parsers and a feed reader find the same items as the JSON, and nothing injected."""
    total = 0
    for name in ("product-notification", "breach-notification"):
        files = {page.path: page.data for page in pages(kind, f"feeds/{name}.")}
        items = json.loads(files[f"feeds/{name}.json"])["items"]
        told = ([" ".join(item["title"].split()) for item in items], [item["id"] for item in items])
        read = feedparser.parse(files[f"feeds/{name}.xml"])

        total += len({item["id"] for item in items})
        assert parsed(files[f"feeds/{name}.xml"]) == parsed(files[f"feeds/{name}.atom"]) == told
        assert not read.bozo
        assert [entry.id for entry in read.entries] == told[1]
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
    other.StartDoctypeDeclHandler = lambda *told: surprises.append(str(told))
    other.ProcessingInstructionHandler = lambda *told: surprises.append(str(told))
    other.StartCdataSectionHandler = lambda *told: surprises.append(str(told))
    other.CommentHandler = surprises.append
    other.Parse(data, True)

    assert surprises == []
    assert not tree.xpath("//comment() | //processing-instruction()")
    assert {etree.QName(one).localname for one in tree.iter()} <= FEED
    items = tree.xpath("//*[local-name()='item' or local-name()='entry']")
    titles = [" ".join(one.xpath("string(*[local-name()='title'])").split()) for one in items]
    return titles, [
        one.xpath("string(*[local-name()='guid' or local-name()='id'])") for one in items
    ]


FEED = {
    "rss",
    "channel",
    "item",
    "title",
    "link",
    "description",
    "docs",
    "generator",
    "language",
    "lastBuildDate",
}
FEED |= {
    "guid",
    "pubDate",
    "encoded",
    "feed",
    "entry",
    "id",
    "updated",
    "published",
    "author",
    "name",
    "content",
}
FEED |= {"subtitle", "managingEditor"}


@EACH_KIND
def test_open_data_hold_the_text_and_no_formula(kind):
    """JSON returns each text; the table has one row per entry and no cell that is computed."""
    files = {page.path: page.data for page in pages(kind, "data/")}
    for name, made in (
        ("contracts", site_of(kind).contracts),
        ("breaches", site_of(kind).breaches),
    ):
        records = json.loads(files[f"data/{name}.json"])[name]
        header, *rows = csv.reader(
            io.StringIO(files[f"data/{name}.csv"].decode("utf-8-sig"), newline="")
        )
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
def test_a_formula_is_told_from_a_text(cell, is_one):
    """The test of the cells can fail: it knows a formula behind what is not seen."""
    assert computes(cell) is is_one


# Letters


@cache
def letters(kind: str) -> list[tuple[Payload, Letter]]:
    """Return the letters of a class."""
    return [
        (payload_of(one.entry.id), letter(site_of(kind), theme(), one)) for one in notices_of(kind)
    ]


@EACH_KIND
def test_a_mail_has_the_headers_of_a_letter_and_no_other(kind):
    """No entry text becomes a mail header, recipient, or part; it appears in the subject."""
    for one, told in letters(kind):
        mail = message_from_bytes(as_mail(told, site_of(kind).settings), policy=policy.default)
        assert isinstance(mail, EmailMessage)

        assert set(mail.keys()) <= HEADERS
        assert len(mail.keys()) == len(set(mail.keys()))
        assert [part.get_content_type() for part in mail.iter_parts()] == [
            "text/plain",
            "text/html",
        ]
        assert str(mail["From"]) == "Privacy Office <privacy@example.example>"
        assert (
            not is_accepted(one, "line")
            or seen(one.line) in seen(str(mail["Subject"]))
            or "=?" in one.text
        )
        assert not [c for c in told.text if c != "\n" and unicodedata.category(c) == "Cc"]


HEADERS = {
    "From",
    "Subject",
    "Date",
    "Message-ID",
    "Content-Language",
    "X-Unsent",
    "MIME-Version",
    "Content-Type",
}


def seen(text: str) -> str:
    """Return the visible text without spaces; a header is folded and split into encoded words."""
    return "".join(c for c in text if not hides(c))


@EACH_KIND
def test_a_letter_for_programs_is_one_object(kind):
    """JSON gives back the letter, on one line where it is wanted so."""
    for _, told in letters(kind):
        written = as_json(told, None, indent=None)

        assert written.count("\n") == 1
        assert json.loads(written)["title"] == told.title


@pytest.mark.tools  # jq
@pytest.mark.parametrize(
    "kind", swept(KINDS, ["breakout", "invisible", "workflow"])
)  # Slack's signs
def test_what_a_channel_is_sent_is_text(kind):
    """Slack finds no mention or link; a card has only text runs and one button to the notice."""
    told = [one for _, one in letters(kind)]
    written = "".join(as_json(one, None, indent=None) for one in told)
    for sent in run("slack", written):
        assert set(sent) == {"text", "mrkdwn", "unfurl_links"}
        assert not re.search("[<>]|&(?!(?:amp|lt|gt);)", sent["text"])
        assert (sent["mrkdwn"], sent["unfurl_links"]) == (False, False)
    for one, sent in zip(told, run("teams", written), strict=True):
        card = sent["attachments"][0]["content"]

        assert {one["type"] for one in card["body"]} == {"RichTextBlock"}
        assert {one["type"] for block in card["body"] for one in block["inlines"]} == {"TextRun"}
        assert [one["url"] for one in card["actions"]] == [one.url]
        assert one.url.startswith("https://privacy.example/notices/")
    assert run("plain", written) == [json.loads(line) for line in written.splitlines()]


def run(name: str, told: str) -> list[dict]:
    """Return what jq makes of letters with a program of the workflow."""
    command = ["jq", "--compact-output", "--from-file", REPOSITORY / f".github/tell/{name}.jq"]
    made = subprocess.run(command, input=told.encode(), capture_output=True, check=True).stdout
    return [json.loads(line) for line in made.decode().split("\n") if line]


# Reports


def reports(kind: str) -> list[tuple[Inputs, list[Problem]]]:
    """Return the problems where a field is a payload of a class, and where a file's name is one."""
    inputs, told = probe_problems(kind)
    return [(inputs, [one for problems in told.values() for one in problems]), name_problems(kind)]


@REPORTED
def test_a_terminal_obeys_nothing_of_a_report(kind):
    """Every letter of the report of all that is refused is one that is seen."""
    for inputs, problems in reports(kind):
        printed = problem_report.terminal(problems, lines_of(inputs), color=False)

        assert [line for line in printed if not line.isprintable()] == []


@REPORTED
def test_github_obeys_one_command_for_each_problem(kind):
    """GitHub's runner reads each log line as an annotation of a content file with that problem."""
    problems = [one for _, told in reports(kind) for one in told]
    for line, one in zip(
        github_format.commands(problems), github_format.worst_first(problems), strict=True
    ):
        assert not {"\n", "\r"} & set(line)
        name, properties, message = runner_command(line)

        assert name == ("error" if one.is_error else "warning")
        assert set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
        assert properties["file"] == printable(one.span.path)
        assert message.startswith(printable(one.message))


@REPORTED
def test_json_of_problems_holds_no_command(kind):
    """The report for programs reads back, and no line of it is one that GitHub would obey."""
    for _, problems in reports(kind):
        written = problem_report.as_json(problems, 1)

        assert [one["path"] for one in json.loads(written)["problems"]] == [
            one.span.path for one in problems
        ]
        assert "##[" not in written
        assert not re.search(r"^\s*::", written, re.MULTILINE)


@REPORTED
def test_a_summary_is_ours_outside_of_its_blocks(kind):
    """By CommonMark, what an entry says stays inside fences, each closed by its own end."""
    outside = list[str]()
    for inputs, told in problem_groups(kind):
        summary = github_format.summary(told, lines_of(inputs), "1 error.")
        outside += unfenced(summary)
        assert len(list(fences(summary))) == 2 * len(told)

    assert {line for line in outside if not OURS.fullmatch(line)} == set()


OURS = re.compile(
    r"|## 1 error\.|### (Errors: to be fixed first|Warnings: for a person to read)|\*\*[EW]\d{3}: [^<@]*\*\*"
)


def fences(text: str) -> Iterator[int]:
    """Yield the lines that open or close a block: https://spec.commonmark.org/0.31.2/#fenced-code-blocks."""
    fence = ""
    for i, line in enumerate(text.split("\n")):
        mark = re.match(r" {0,3}(`{3,}|~{3,})(.*)", line)
        if not fence and mark and ("`" not in mark[2] or mark[1][0] == "~"):
            fence = mark[1]
            yield i
        elif fence and mark and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""
            yield i


def unfenced(text: str) -> list[str]:
    """Return the lines outside of all blocks of code."""
    lines = text.split("\n")
    ends = list(fences(text))
    inside = {
        i for start, end in zip(ends[::2], ends[1::2], strict=True) for i in range(start, end + 1)
    }
    return [line for i, line in enumerate(lines) if i not in inside]


@REPORTED
def test_a_reminder_says_the_same_whatever_an_entry_is_called(kind):
    """An issue for an overdue duty keeps entry titles in its code block; its title is one line."""
    texts = {
        f"content/contracts/p{one.number}.md": contract(
            executed="2026-10-01", product=quoted(one.text)
        )
        for one in taken(kind)
    }
    content = read_content(root({**settings(), **texts}))
    assert content.site
    of_contracts = [row for row in record(content.site) if row.notice.kind == "contract"]
    tasks = open_tasks(content.site.now, of_contracts, None)
    form = "https://github.example/form"
    links = Links("https://github.example/edit/", lambda _: form, lambda *_: form)
    told = list(issues(tasks, timedelta(), links))

    assert len(told) == len(taken(kind))
    assert len({re.sub(r"/p\d+\.md", "/p.md", "\n".join(unfenced(one.body))) for one in told}) == 1
    assert all(one.title.isprintable() for one in told)
    assert [
        line
        for line in due_github(tasks).splitlines()
        if not runner_command(line)[1]["file"].startswith("content/")
    ] == []


# Forms, lists, names of files, settings


@pytest.mark.parametrize("tried", swept(KINDS, SAMPLE))
@pytest.mark.parametrize("kind", ["contract", "breach"])
def test_an_answer_of_a_form_stays_an_answer(kind, tried):
    """Each answer is a value of its field or text below; refused answers are reported in place."""
    section, texts = "contracts" if kind == "contract" else "breaches", dict[str, str]()
    for one in payloads_of(tried):
        filled = issue_forms.read(
            form_text(kind, {question.name: one.text for question in questions(kind)})
        )
        assert filled, one
        made = issue_forms.to_entry(filled, "2026-11", (), {})
        texts[f"content/{section}/f{one.number}.md"] = made.text
        assert not made.id or re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", made.id)
        assert made.title == " ".join(made.title.split())
    for told in read_content(site(texts)).problems:
        assert (
            told.span.path not in texts or told.span.line <= texts[told.span.path].count("\n") + 1
        )


def test_the_title_of_a_pull_request_names_nobody():
    """GitHub finds no person, issue, address or markup in it, and a merge closes nothing."""
    for one in payloads():
        title = title_of(one.text)

        assert title.isprintable()
        assert not re.search(r"[@#`<>]|://|GH-\d", title, re.IGNORECASE), title


@EACH_KIND
def test_a_cell_of_a_list_is_a_text(kind):
    """Imported from any column, a payload is words of an entry, which the reader takes."""
    headings = (
        "Product",
        "Contractor",
        "Description",
        "Purpose",
        "Data Elements",
        "Website",
        "Notes",
        "Other",
    )
    rows = [
        Line(n, (f"P {one.number} {one.text}", *[one.text] * 7))
        for n, one in enumerate(payloads_of(kind), start=2)
    ]
    inputs = site({})
    done = import_lists(find_lists([Table("", (Line(1, headings), *rows))], {}), inputs)
    texts = {one.draft.path: one.draft.text for one in done.entries}
    assert [line for line in import_report.lines(done) if not line.isprintable()] == []
    content = read_content(site(texts))

    assert [found_ for found_ in content.problems if found_.is_error] == []
    assert {row.number for one in done.entries for row in one.draft.rows} | {
        one.row.number for one in done.rejected
    } == {*range(2, len(rows) + 2)}


@EACH_KIND
def test_a_name_of_a_file_is_a_name(kind):
    """A page links to exactly that file, whatever it is called."""
    names = {one.file: one for one in taken(kind)}
    texts = {
        f"content/contracts/f{one.number}.md": f"---\ncontractor: Mill\nlegacy: true\nagreement: {quoted(name)}\n---\n"
        for name, one in names.items()
    }
    inputs = root(
        {**settings(), **texts, **FILES, **{f"content/{name}": b"%PDF" for name in names}}
    )
    plan = plan_site(inputs)
    made = {draft.path: draft.make().data for draft in plan.drafts if "/f" in draft.path}
    for name, one in names.items():
        page = html.document_fromstring(
            made[f"product-notification/f{one.number}/index.html"].decode()
        )
        linked = {unquote(address) for address in page.xpath("//main//a/@href")}

        assert f"../../{name}" in linked, one


@EACH_KIND
def test_a_word_of_the_settings_is_a_word(kind):
    """Any district or office name works: mail has its sender and no header made from the name."""
    for one in taken(kind):
        text = quoted(one.text)
        inputs = with_settings(
            site({}),
            district=text,
            abbreviation=text,
            contact=f"{{name: {text}, email: a@b.example}}",
        )
        content = read_content(inputs)
        assert content.site, one
        assert content.site.settings.district == one.line
        (entry,) = content.site.contracts
        told = letter(content.site, theme(), notices(entry)[0])
        mail = message_from_bytes(as_mail(told, content.site.settings), policy=policy.default)

        assert set(mail.keys()) <= HEADERS
        assert [address.addr_spec for address in mail["From"].addresses] == ["a@b.example"]


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
