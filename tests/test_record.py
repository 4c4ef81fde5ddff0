"""The record says whether each duty was met, as far as the entry's dates show.

A line of `tests/record.txt` has parts before `=>`: the time of reading (if it is another), settings,
what git knows about the posting, and the entry, by the fields that differ from `helpers.district`
(`-`: left out). `git` has the times in UTC of a `Posting`; alone, it knows of none; without it, git
was not read. After `=>` are the duties that the title names in brackets, or all, with deadline and
state; or the problems. `--renew-cases` rewrites them.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from lxml import html

from generator.content import fields
from generator.content.fields import DEADLINES
from generator.core.duties import PRESETS, YEARLY_NOTICE
from generator.core.model import Data
from generator.core.site import Committed, Posting
from generator.law.record import record
from helpers.cases import changed_fields, renew_lines, sections
from helpers.district import NOW, breach, contract, notices, read, write, yearly
from helpers.program import REPOSITORY

CONTRACT_NOTICE = "contract-notice,board,PA 16-189"
CONTRACT_POSTING = "contract-posting,board,PA 18-125"
BREACH_POSTING = "breach-posting,board,PA 16-189"
UNNAMED = "The entry does not say how families were notified"
FAMILY_NOTICE = "family-breach-notice,board,PA 16-189; PA 17-200 (from 2017-07-01)"


def rows(entries, settings="", now=NOW, postings=None):
    """Return the rows of the record of some entries, which may have warnings and no errors."""
    content = read(entries, settings, now, postings)
    assert content.site, content.problems
    return [row for row in record(content.site) if row.duty != YEARLY_NOTICE]


def lines(entries, settings="", now=NOW):
    return [",".join(list(row.cells().values())[:8]) for row in rows(entries, settings, now)]


def warnings(entry, settings="", now=NOW, postings=None):
    """Return the codes, lines and messages of the warnings about deadlines."""
    section = "contracts" if "executed:" in entry else "breaches"
    content = read({f"{section}/x": entry}, settings, now, postings)
    return [
        (p.code, p.span.line, p.message) for p in content.problems if "W120" <= p.code <= "W129"
    ]


FILE = Path(__file__).with_name("record.txt")
SECTIONS = sections(FILE)


def posting(first, with_contract=None, made=None):
    """Return what git knows about each notice: up to three times in UTC."""
    commits = [
        at and Committed("a" * 40, datetime.fromisoformat(f"{at}Z"))
        for at in (first, with_contract, made)
    ]
    return dict.fromkeys(("contracts/x", "contracts/x/change-1", "breaches/x"), Posting(*commits))


def line_of(line, duties):
    """Return a line with what the record has."""
    written = line.partition(" => ")[0]
    now, settings, postings, entries = NOW, "", None, {}
    for part in written.split(" | "):
        word, _, rest = part.partition(" ")
        if word in ("contract", "breach"):
            name, entry = (
                ("contracts/x", contract) if word == "contract" else ("breaches/x", breach)
            )
            entries = {name: entry(**changed_fields(rest))}
        elif word == "git":
            postings = posting(*rest.split()) if rest else {}
        elif word == "at":
            now = rest
        else:
            settings = part.replace("; ", "\n")
    content = read(entries, settings, now, postings)
    if duties == "problems":
        others = ("W118", "W405")  # of every contract, and of the settings
        problems = [problem for problem in content.problems if problem.code not in others]
        shown = [f"{p.code} {place(p.span)} {p.message}" for p in problems]
        return f"{written} => {' '.join(shown) or 'none'}"
    assert content.site, content.problems
    shown = [
        f"{f'{row.notice.id[len(name) + 1 :]} '.lstrip()}{row.duty.name} "
        f"{row.cells()['due'] or '-'} {row.state}"
        f"{f' {row.done.iso}' if row.state == 'posted' else ''}"
        f"{f' ({row.limit_from})' if row.limit_from not in ('state law', 'district') else ''}"
        for row in record(content.site)
        if row.duty != YEARLY_NOTICE and (not duties or row.duty.name in duties.split())
    ]
    return f"{written} => {', '.join(shown) or 'nothing'}"


def place(span):
    """Return the line and the column of a span, after the name of a later file or a message."""
    name = span.path.rpartition("/")[2].removesuffix(".md")
    return f"{'' if name in ('x', 'site.yaml') else f'{name} '}{span.line}:{span.column}"


@pytest.mark.parametrize("title", SECTIONS)
def test_the_record_has_what_the_file_says(title, renew_cases):
    """Each line has the deadline and the state of every duty that its title names."""
    duties, lines = SECTIONS[title]
    actual = [line_of(line, duties) for line in lines]
    if renew_cases:
        renew_lines(FILE, lines, actual)

    assert actual == lines or renew_cases


def test_the_rows_of_a_contract_and_a_breach():
    """A contract and each change has two rows; a breach has three, one for the contractor."""
    renewal = "{kind: renewal, executed: 2026-11-20, expires: none, notified: 2026-11-21}"
    entries = {
        "breaches/b": breach(notified="{at: 2026-11-13 17:30, by: email}"),
        "contracts/c": contract(notified="2026-11-18 09:00", **{"change-1.md": renewal}),
    }

    assert lines(entries) == [
        f"contracts/c,{CONTRACT_NOTICE},2026-11-16,2026-11-21,2026-11-18,met",
        f"contracts/c,{CONTRACT_POSTING},2026-11-16,2026-11-23,,unknown",
        f"contracts/c/change-1,{CONTRACT_NOTICE},2026-11-20,2026-11-25,2026-11-21,met",
        f"contracts/c/change-1,{CONTRACT_POSTING},2026-11-20,2026-11-30,,unknown",
        "breaches/b,contractor-breach-notice-30,contractor,10-234dd,2026-11-04,2026-12-04,"
        "2026-11-12,met",
        f"breaches/b,{FAMILY_NOTICE},2026-11-12T15:40-05:00,2026-11-14T15:40-05:00,"
        "2026-11-13T17:30-05:00,met",
        f"breaches/b,{BREACH_POSTING},2026-11-12,,,unknown",
    ]


def test_rows_are_in_the_order_of_ids_and_lists():
    """Rows list contracts by id, then breaches; change 10 follows 9; a withdrawal is not a duty."""
    change = "{{kind: amendment, executed: 2026-11-{day}, notified: 2026-11-{day}}}"
    files = {f"change-{day - 9}.md": change.format(day=day) for day in range(10, 20)}
    files["withdrawal.md"] = "{on: 2026-11-24, reason: Signed by nobody.}"
    many = contract(executed="2026-11-09", notified="2026-11-10", **files)
    entries = {"breaches/a": breach(), "contracts/z": contract(), "contracts/b": many}
    ids = [row.notice.id for row in rows(entries, "law: statute")]

    assert ids == [
        "contracts/b",
        *(f"contracts/b/change-{number}" for number in range(1, 11)),
        "contracts/z",
        *["breaches/a"] * 3,
    ]


def test_a_breach_can_say_when_it_was_posted():
    """The entry's date wins, because the notice may have been on another page before."""
    breach_rows = rows(
        {"breaches/x": breach(posted="2026-11-13")}, postings=posting("2026-11-20T10:00")
    )

    assert [(row.cells()["done"], row.state) for row in breach_rows if not row.duty.clock] == [
        ("2026-11-13", "posted")
    ]


def test_todays_law_decides_whether_a_time_is_required():
    """Under the statute, only a breach from the time of the 48 hours needs a time of day."""
    entries = {
        f"breaches/{day}": breach(discovered=day, received=day)
        for day in ("2017-06-30", "2017-07-01")
    }
    problems = read(entries, "law: statute").problems

    assert [p.span.path for p in problems if p.code == "W102"] == ["content/breaches/2017-06-30.md"]


def test_the_settings_accept_every_duty():
    """Each duty can have a limit of the district's own, and nothing else can."""
    assert {*DEADLINES.fields} == {
        duty.name
        for law in PRESETS.values()
        for duty in law
        if duty.clock or duty.limit_from == "own"
    }


def test_every_field_of_a_duty_exists():
    """The dates and kinds of data in the table of duties are fields of the entries."""
    for duty in (duty for law in PRESETS.values() for duty in law):
        names = (
            fields.BREACH if duty.trigger in ("discovered", "received") else fields.CONTRACT
        ).rows

        assert {duty.trigger, duty.done} <= names.keys()
        assert set(duty.kinds) <= set(Data._fields)


def test_a_change_has_its_own_warning():
    """Each change of a contract is its own notice, and the warning is at the change."""
    renewal = "{kind: renewal, executed: 2026-11-24, expires: none}"
    entry = contract(notified="2026-11-17", **{"change-1.md": renewal})

    message = "The deadline to notify families of Northstar Reader is November 29, 2026."
    post = "The deadline to post the notice and the contract of Northstar Reader"
    assert warnings(entry) == [("W121", 1, message)]
    paths = {p.span.path for p in read({"contracts/x": entry}).problems if p.code == "W121"}
    assert paths == {"content/contracts/x/change-1.md"}
    assert warnings(entry, "law: statute") == []
    assert warnings(entry, "law: statute", postings={}) == [
        ("W120", 1, f"{post} was November 23, 2026."),
        ("W121", 1, f"{post} is December 2, 2026."),
    ]


def test_the_record_has_product_contractor_means_and_limit():
    """They are after the first eight columns, followed by what git knows about each date."""
    entries = {
        "contracts/x": contract(notified="{at: 2026-11-18, by: email}", posted="2026-11-17"),
        "breaches/x": breach(notified="2026-11-13 17:30"),
    }
    known = posting(*["2026-11-17T10:00"] * 2, "2026-11-19T10:00")
    settings = "deadlines: {contract-notice: 3 days}"
    cells = [[*row.cells().values()][8:] for row in rows(entries, settings, postings=known)]
    known_since, none = ["a" * 40, "2026-11-19"], ["", ""]

    assert cells == [
        ["Northstar Reader", "Northstar Learning", "email", "own", "", *known_since, *none],
        ["Northstar Reader", "Northstar Learning", "", "state law", "", *none, *known_since],
        ["", "Northstar Learning", "", "state law", "", *none, *none],
        ["", "Northstar Learning", "", "district", UNNAMED, *known_since, *none],
        ["", "Northstar Learning", "", "", "", *none, *none],  # only git knows
    ]


NAMES = "notice,duty,who,section,trigger,due,done,state,product,contractor,by,limit_from,why"


@pytest.mark.parametrize("field", ["notified", "posted"])
@pytest.mark.parametrize(
    ("text", "expected"), [("2026-11-17", ["a" * 40, "2026-11-17"]), (None, ["", ""])]
)
def test_the_commit_of_a_date_has_a_day_of_the_district(field, text, expected):
    """A commit at 22:00 in New York is not of the next day; without a date, there is no commit."""
    postings = posting(None, made="2026-11-18T03:00")
    of_contract = rows({"contracts/x": contract(**{field: text})}, postings=postings)
    cells = next(row.cells() for row in of_contract if row.duty.done == field)

    assert [cells[f"{field}_commit"], cells[f"{field}_since"]] == expected


def test_a_posting_that_does_not_count_has_no_commit():
    """Without the contract itself, the line `posted` ends no duty."""
    known = posting(None, made="2026-11-18T03:00")
    entry = contract(posted="2026-11-17", agreement=None)
    of_contract = rows({"contracts/x": entry}, postings=known)
    cells = next(row.cells() for row in of_contract if row.duty.done == "posted")

    assert [cells["done"], cells["posted_commit"], cells["posted_since"]] == ["", "", ""]


def test_the_record_is_printed_as_csv(tmp_path):
    """`notices record` prints a header and one line per duty, and totals on standard error."""
    write(tmp_path, {"breaches/b": breach(notified="2026-11-13 17:30"), "contracts/c": contract()})
    result = notices("record", tmp_path)

    assert result.stdout.splitlines() == [
        NAMES,
        f"contracts/c,{CONTRACT_NOTICE},2026-11-16,2026-11-21,,overdue,Northstar Reader,"
        "Northstar Learning,,district,",
        f"contracts/c,{CONTRACT_POSTING},2026-11-16,2026-11-23,,unknown,Northstar Reader,"
        "Northstar Learning,,state law,",
        "breaches/b,contractor-breach-notice-30,contractor,10-234dd,2026-11-04,2026-12-04,"
        "2026-11-12,met,,Northstar Learning,,state law,",
        f"breaches/b,{FAMILY_NOTICE},2026-11-12T15:40-05:00,2026-11-14T15:40-05:00,"
        f"2026-11-13T17:30-05:00,met,,Northstar Learning,,district,{UNNAMED}",
        f"breaches/b,{BREACH_POSTING},2026-11-12,,,unknown,,Northstar Learning,,,",
        "yearly/2026,yearly-notice,board,PA 18-125,2026-01-01,2026-09-01,2026-08-28,met,,,email,"
        "own,",
    ]
    closing = (
        "6 duties: 3 met, 1 overdue, 2 unknown. To ask git when each notice was posted, add "
        "--posted.\n"
    )
    assert (result.stderr, result.returncode) == (closing, 0)


def test_the_record_as_a_workbook_has_dates(tmp_path):
    """`--format xlsx` writes a sheet of rows and one of totals; a formula is only text."""
    entries = {
        "breaches/b": breach(notified="2026-11-13 17:30"),
        "contracts/c": contract(product="'=1+1'", executed="2019-08", legacy="true"),
    }
    write(tmp_path, entries)
    result = notices("record", tmp_path, "--format", "xlsx", "--out", str(tmp_path / "record.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "record.xlsx")
    rows, totals = book.worksheets
    cells = {
        tuple(cell.value for cell in row[:2]): [cell.value for cell in row[4:9]]
        for row in rows.iter_rows()
    }

    assert (result.returncode, result.stdout) == (0, "")
    assert ",".join(cell.value for cell in rows[1]) == NAMES
    family_dates = [
        datetime(2026, 11, day, hour, minute)
        for day, hour, minute in ((12, 15, 40), (14, 15, 40), (13, 17, 30))
    ]
    assert cells["breaches/b", "family-breach-notice"] == [*family_dates, "met", None]
    contractor_dates = [datetime(2026, 11, 4), datetime(2026, 12, 4)]
    assert cells["breaches/b", "contractor-breach-notice-30"][:2] == contractor_dates
    contract_cells = ["2019-08", datetime(2019, 8, 6), None, "unknown", "=1+1"]
    assert cells["contracts/c", "contract-notice"] == contract_cells
    assert {cell.data_type for cell in rows["I"]} <= {"s", "n"}
    counts = [tuple(cell.value for cell in row) for row in totals]
    assert counts == [("state", "duties"), ("met", 3), ("unknown", 3)]
    assert (rows.freeze_panes, totals.freeze_panes) == ("A2", "A2")


def test_a_workbook_needs_a_file(tmp_path):
    """Without `--out`, the message says how to name a file."""
    write(tmp_path, {"contracts/c": contract()})
    result = notices("record", tmp_path, "--format", "xlsx")

    assert (result.stdout, result.returncode) == ("", 2)
    assert "name it, such as --out record.xlsx." in result.stderr


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2026-11-16", ["contracts/c", "contracts/old"]),
        ("2026-11-17", ["contracts/old"]),
        ("2026-11-12", None),
    ],
)
def test_the_record_can_begin_on_a_day(tmp_path, since, expected):
    """`--since` leaves out duties that surely began before that day."""
    entries = {
        "breaches/b": breach(discovered="2026-11-01"),
        "contracts/c": contract(),
        "contracts/old": contract(executed=None, legacy="true"),
    }
    write(tmp_path, entries)
    table = csv.DictReader(io.StringIO(notices("record", tmp_path, "--since", since).stdout))
    notice_ids = [*dict.fromkeys(row["notice"] for row in table)]

    assert notice_ids == (expected or ["contracts/c", "contracts/old", "breaches/b"])


@pytest.mark.parametrize("since", ["2026", "last year", "2026-02-30", ""])
def test_an_invalid_day_is_a_usage_error(tmp_path, since):
    """`--since` must be a day."""
    write(tmp_path, {})
    result = notices("record", tmp_path, "--since", since)

    assert (result.stdout, result.returncode) == ("", 2)
    assert "is not a day; write it as 2026-07-01." in result.stderr


def test_an_empty_site_before_the_first_duty_has_an_empty_record(tmp_path):
    """Before the law required a yearly notice, the record without entries has only its header."""
    write(tmp_path, {}, yearly())
    result = notices("record", tmp_path, now="2017-12-31T12:00")

    assert (result.stdout, result.stderr) == (f"{NAMES}\n", "No duties yet.\n")


def test_with_an_error_there_is_no_record(tmp_path):
    """Half a record proves nothing, so the command prints the errors and fails."""
    write(tmp_path, {"breaches/b": breach(received="2026-02-30"), "contracts/c": contract()})
    result = notices("record", tmp_path)

    assert (result.stdout, result.returncode) == ("", 1)
    assert re.findall(r"[EW]\d{3}", result.stderr) == ["E104"]
    assert result.stderr.endswith("1 error in 1 of 2 entries. No deadline can be given.\n")


ENTRIES = {
    "breaches/before": breach(notified="2026-11-12 09:00"),
    "breaches/hours": breach(notified="2026-11-13 17:30"),
    "breaches/unsure": breach(received="2026-11-12", notified="2026-11-14"),
    "contracts/days": contract(
        notified="2026-11-23",
        **{
            "change-1.md": "{kind: renewal, executed: 2026-11-24, expires: none, "
            "notified: {at: 2026-11-25, by: letter}}"
        },
    ),
}
SHOWN = {
    "breach-notification/before": [
        "48 hours allowed, before the company told us",
        "8 of 30 days, on time",
    ],
    "breach-notification/hours": ["8 of 30 days, on time", "26 of 48 hours, on time"],
    "breach-notification/unsure": [
        "8 of 30 days, on time",
        "48 hours allowed, we don’t know if it was on time",
    ],
    "product-notification/days": [
        "Families notified: November 23, 2026: after 7 days, 5 days allowed, 2 days late",
        "Posted with the contract: 5 business days allowed, we don’t know if it was on time",
        "Families notified (renewed Nov 24, 2026): November 25, 2026: 5 days allowed, "
        "not electronically, so it does not count; the deadline was November 29, 2026",
        "Posted with the contract (renewed Nov 24, 2026): 5 business days allowed, "
        "we don’t know if it was on time",
    ],
}


def shown(root, page):
    """Return what a built page says of each deadline: at the dates of a breach, or in a list."""
    document = html.document_fromstring((root / "build" / page / "index.html").read_text())
    rows = document.xpath("//details[summary = 'Were we on time?']//dt")
    lines = [line.text_content().strip() for line in document.xpath("//*[@class='leg']")]
    pairs = ((row.text_content().strip(), row.getnext().text_content().strip()) for row in rows)
    return lines + [f"{name}: {value}" for name, value in pairs]


def test_a_page_says_how_long_it_took(tmp_path):
    """With `show_deadlines`, a page shows the time taken and the limit, on any build day."""
    write(tmp_path, ENTRIES, "show_deadlines: true")
    for now in ("2026-11-25", "2027-02-01"):
        assert notices("build", tmp_path, now=now).returncode == 0
        assert {page: shown(tmp_path, page) for page in SHOWN} == SHOWN


def test_a_page_says_when_a_notice_was_posted(tmp_path):
    """Under the statute a contract that was posted, and not sent, shows when that was."""
    entries = {"contracts/x": contract(posted="2026-11-18")}
    write(tmp_path, entries, "show_deadlines: true\nlaw: statute")
    notices("build", tmp_path)

    assert shown(tmp_path, "product-notification/x") == [
        "Posted with the contract: November 18, 2026: 2 of 5 business days, on time"
    ]


def test_a_page_has_no_deadlines_by_default(tmp_path):
    """Without `show_deadlines`, no page says how long things took."""
    write(tmp_path, ENTRIES)
    notices("build", tmp_path)

    assert [shown(tmp_path, page) for page in SHOWN] == [[]] * len(SHOWN)


@pytest.fixture
def document():
    """The two pages for the officer, docs/deadlines.md and docs/proof.md."""
    pages = ("deadlines", "proof")
    return "\n".join((REPOSITORY / f"docs/{page}.md").read_text() for page in pages)


def test_the_docs_have_the_table_of_duties(document):
    """`docs/deadlines.md` lists each duty: who, what, start, end, and how long in both presets."""
    cells = [
        line.strip("| ").split(" | ") for line in document.splitlines() if line.startswith("| `")
    ]
    page, statute = ({duty.name: duty for duty in PRESETS[law]} for law in PRESETS)
    page = {name: page.pop(name) for name in ["contract-posting"]} | page  # state law's is first

    assert [row for row in cells if len(row) == 6] == [
        [
            f"`{duty.name}`",
            duty.who,
            duty.what,
            f"`{duty.trigger}`",
            f"`{duty.done}`",
            f"{duty.since}",
        ]
        for duty in page.values()
    ]
    assert [row for row in cells if len(row) == 3] == [
        [f"`{name}`", in_table(duty), in_table(statute.get(name))] for name, duty in page.items()
    ]


def in_table(duty):
    """Return the limit of a duty as the table has it."""
    return "–" if duty is None else str(duty.clock or "no limit")


def test_the_commands_in_the_docs_work(document, tmp_path, monkeypatch):
    """Each command on the pages exists and has options that exist."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    deadlines = re.search(r"^deadlines: .*", document, re.M)[0]
    write(tmp_path, {"breaches/b": breach(notified="2026-11-13 17:30")}, deadlines)
    commands = re.sub(r"\b(record|report)\.xlsx", rf"{tmp_path}/\1.xlsx", document)
    shown = re.findall(r"^notices ([^>\n]*)", commands, re.MULTILINE)
    codes = {
        line: notices(command, tmp_path, *options).returncode
        for line in shown
        for command, *options in [line.split()]
    }

    # There is no repository.
    assert {line: code for line, code in codes.items() if code} == {"record --posted": 2}
