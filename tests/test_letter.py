"""The letter to families states its notice in plain words, and comes with the missing line."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click
import pytest

from generator.commands.officer import next_steps, notice_by_id
from generator.compiler import read_content
from generator.core.notices import notices
from generator.reports import letters
from generator.reports.letters import as_json
from helpers import roots
from helpers.district import notices as run
from helpers.history import Repository
from helpers.letters import (
    BREACH,
    CONSULTANT,
    ENTRIES,
    LEGACY,
    NOTIFIED,
    WITHDRAWN,
    letter_of,
    letters_of,
)
from helpers.program import LANGUAGES, REPOSITORY
from helpers.roots import CONTRACT, READER, settings, site

GOLDEN = REPOSITORY / "tests" / "golden-letters"
IDS = [
    "contracts/northstar-reader",
    "contracts/northstar-reader/change-1",
    "contracts/northstar-reader/change-2",
    "contracts/harborlight",
    "contracts/mill",
    "breaches/lists",
    "breaches/told",
    "breaches/told/update-1",
    "breaches/withdrawn",
    "breaches/withdrawn/withdrawal",
    "breaches/old",
]


# What it says


@pytest.mark.parametrize("id", IDS)
def test_a_letter_matches_its_golden_text(id: str, renew_golden: bool) -> None:
    """The letter of each kind of notice, word for word; `make golden` renews it."""
    text = letter_of(site(ENTRIES), id).text
    file = GOLDEN / f"{id.replace('/', '-')}.txt"
    if renew_golden:
        file.write_text(text)

    assert file.read_text() == text
    assert [line for line in text.splitlines() if len(line) > 72 and " " in line.strip()] == []


def test_every_golden_letter_belongs_to_a_notice() -> None:
    """When a notice is gone, so is its golden letter."""
    assert sorted(file.stem for file in GOLDEN.iterdir()) == sorted(
        id.replace("/", "-") for id in IDS
    )


def test_a_letter_without_a_contract_says_why() -> None:
    """The letter names the pledge, and the document that was posted."""
    entry = CONTRACT.replace("---\n", "---\nbasis: pledge\n", 1)
    letter = letter_of(site({roots.READER: entry}), "contracts/northstar-reader")

    assert "have a contract" not in letter.text
    assert letter.lead.endswith("The company signed a pledge; no contract is on file.")
    assert "The pledge itself" in dict(letter.facts)


@pytest.mark.parametrize(
    ("notified", "day"),
    [
        ("2026-11-13", "November 13, 2026\n\nOur records don’t say how we sent this letter."),
        ("{at: 2026-11-13 16:30, by: email}", "November 13, 2026"),
        (None, ""),
    ],
)
def test_a_letter_has_the_date_on_which_families_were_notified(
    notified: str | None, day: str
) -> None:
    """Until an entry has that date, paper has a line to write one, and an email its own date."""
    entry = BREACH.replace("students:", f"notified: {notified}\nstudents:") if notified else BREACH
    letter = letter_of(site({"content/breaches/x.md": entry}), "breaches/x")

    dated = f"{day}\n\nData breach" if day else "Data breach"
    assert letter.text.startswith(f"Example Public Schools\nPrivacy Office\n\n{dated}")
    assert ('<p class="paper blank">Date:</p>' in letter.html) == (not day)


def test_a_letter_of_an_unknown_day_has_the_month() -> None:
    """An old entry may have only the month; the first of the month would be a guess."""
    entry = LEGACY.replace("legacy: true", "legacy: true\nnotified: 2021-03")
    letter = letter_of(site({"content/breaches/x.md": entry}), "breaches/x")

    assert letter.text.startswith("Example Public Schools\nPrivacy Office\n\nMarch 2021\n\n")


@pytest.mark.parametrize(
    ("change", "title", "lead"),
    [
        ("", "New contract: Northstar Reader", "We signed a contract with"),
        ("expires: 2026-11-25", "New contract: Northstar Reader", "We signed a contract with"),
        ("expires: 2026-11-24", "Ended: Northstar Reader", "ended on November 24, 2026."),
        (
            "expires: 2026-11-24\nbasis: pledge",
            "Ended: Northstar Reader",
            "We used a product or service from Northstar Learning, Inc. until November 24, 2026.",
        ),
        (  # it was sent while the contract ran
            "expires: 2026-06-30\nnotified: {at: 2026-06-30, by: email}",
            "New contract: Northstar Reader",
            "We signed a contract with",
        ),
    ],
)
def test_the_letter_of_a_contract_that_has_ended_says_so(
    change: str, title: str, lead: str
) -> None:
    """It is about what applied, unless it was sent by the last day."""
    text = CONTRACT.replace("notified: {at: 2025-08-20, by: email}\n", "")
    if change:
        text = text.replace("expires: none", change)
    letter = letter_of(site({READER: text}), "contracts/northstar-reader")

    assert letter.title == title
    assert lead in letter.lead


@pytest.mark.parametrize(
    ("kind", "basis", "title", "lead"),
    [
        (
            "renewal",
            "",
            "Contract will be renewed: Northstar Reader",
            "will be renewed on December 1",
        ),
        (
            "amendment",
            "",
            "Contract will be amended: Northstar Reader",
            "will change on December 1",
        ),
        ("renewal", "basis: pledge\n", "Will be renewed: Northstar Reader", "We use a product"),
        ("amendment", "basis: pledge\n", "Will be changed: Northstar Reader", "We use a product"),
    ],
)
def test_the_letter_of_what_lies_ahead_says_so(
    kind: str, basis: str, title: str, lead: str
) -> None:
    """On its day, the same letter says that it is done."""
    change = f"change-1.md: {{kind: {kind}, executed: 2026-12-01, expires: 2028-06-30}}"
    entry = CONTRACT.replace("expires: none", f"{basis}expires: 2026-12-31\n{change}")
    made = site({"content/contracts/northstar-reader.md": entry})
    done = replace(made, now=datetime(2026, 12, 1))
    ahead, on_the_day = (
        letter_of(inputs, "contracts/northstar-reader/change-1") for inputs in (made, done)
    )

    assert ahead.title == title
    assert lead in " ".join(ahead.text.split())
    assert "December 1, 2026" in " ".join(ahead.text.split())
    assert re.search("[Ww]ill (be|change)", on_the_day.title + on_the_day.text) is None


SSN = "Your child’s Social Security number may have been involved"
GROWING = (
    BREACH.replace("students:", "next-update: 2026-11-20\nstudents:")
    + """\
=== update-1.md
---
on: 2026-11-21
involves: {student-information: [name, Social Security number]}
students: 61
---
The company has named the data.
"""
)


@pytest.mark.parametrize(
    ("notified", "has", "lacks"),
    [
        (
            "",
            f"{SSN}|involves 61 students|Freeze your child’s credit|has named the data",
            "don’t know yet which|Not yet known",
        ),
        (
            "notified: {at: 2026-11-13 16:30, by: email}\n",
            "Data breach: Northstar Reader|don’t know yet which|We will post more by November 20",
            f"{SSN}|61|Freeze|has named the data|We said",
        ),
        (
            "notified: {at: 2026-11-21, by: email}\n",
            "Data breach: Northstar Reader|We said that we would post more by November 20",
            f"{SSN}|61|We will post",
        ),
    ],
)
def test_a_letter_says_what_is_known_when_it_is_sent(notified: str, has: str, lacks: str) -> None:
    """One that was sent has what was known then; one that is about to be sent, what is known now.

    The update of November 21 added Social Security numbers, and the promise of November 20 has
    passed by then.
    """
    entry = GROWING.replace("students: unknown", f"{notified}students: unknown")
    text = " ".join(letter_of(site({"content/breaches/x.md": entry}), "breaches/x").text.split())

    assert [words for words in has.split("|") if words not in text] == []
    assert [words for words in lacks.split("|") if words in text] == []


def test_a_letter_that_is_about_to_be_sent_has_the_terms_of_today() -> None:
    """A renewal that nobody was told of says what the contract says since its amendment.

    The amendment that lies ahead says what will be.
    """
    entry = CONSULTANT.replace(
        "expires: none",
        """expires: 2026-10-31
change-1.md: {kind: renewal, executed: 2026-10-30, expires: 2027-06-30}
change-2.md: {kind: amendment, executed: 2026-11-10, purpose: The nurse asks for them.}
change-3.md: {kind: amendment, executed: 2026-12-01, purpose: Parents ask for them.}""",
    )
    inputs = site({"content/contracts/x.md": entry})
    ids = [f"contracts/x{change}" for change in ("", "/change-1", "/change-2", "/change-3")]
    first, renewal, amendment, ahead = (letter.text for letter in letters_of(inputs, ids))

    for text in (first, renewal, amendment):
        assert "Why we use it: The nurse asks for them." in text
        assert "Ends: June 30, 2027" in text
        assert "Parents" not in text
    assert "Why we use it: Parents ask for them." in ahead


def test_a_letter_that_was_sent_knows_of_no_later_deletion() -> None:
    """It was sent after the end of the contract, and the deletion was confirmed a week later."""
    entry = CONSULTANT.replace("collects: nothing", "collects: {student-records: [grades]}")
    entry = entry.replace(
        "expires: none",
        "expires: 2026-11-01\nnotified: {at: 2026-11-05, by: email}\n"
        "deletion: {asked: 2026-11-02, confirmed: 2026-11-12}",
    )
    sent = letter_of(site({"content/contracts/x.md": entry}), "contracts/x").text
    unsent = re.sub("notified: .*\n", "", entry)
    new = letter_of(site({"content/contracts/x.md": unsent}), "contracts/x").text

    assert "The company hasn’t confirmed it. We asked on Nov 2, 2026." in sent
    assert "Yes. The company confirmed it on Nov 12, 2026." in new


@pytest.mark.parametrize(
    ("data", "heading"),
    [
        ("{student-information: [name, SSN]}", SSN),
        ("{student-information: [name]}", "Data breach: Northstar Reader"),
        ("nothing", "Data breach: Northstar Reader"),
    ],
)
def test_the_heading_says_that_a_social_security_number_is_involved(
    data: str, heading: str
) -> None:
    """The subject of the email still names the notice."""
    entry = BREACH.replace("involves: unknown", f"involves: {data}")
    letter = letter_of(site({"content/breaches/x.md": entry}), "breaches/x")

    assert f"<h1>{heading}</h1>" in letter.html
    assert letter.title == "Data breach: Northstar Reader"


MAY_ASK, MUST_KEEP = "You can ask us to show", "Some records, such as grades, must be kept."
ASKED = "Has the data been deleted?"


@pytest.mark.parametrize(
    ("fields", "has", "lacks"),
    [
        ("collects: nothing", "No student data.", f"{MAY_ASK}|{ASKED}|{MUST_KEEP}"),
        ("collects: {student-information: [name]}", MAY_ASK, f"{ASKED}|{MUST_KEEP}"),
        ("collects: {student-records: [grades]}", f"{MAY_ASK}|{MUST_KEEP}", ASKED),
        (
            "collects: {student-records: [grades]}\nexpires: 2026-11-24",
            f"ended on November 24, 2026.|{ASKED}|hasn’t confirmed it|was allowed to collect",
            f"{MAY_ASK}|{MUST_KEEP}|New contract|We signed",
        ),
        (
            "collects: {student-records: [grades]}\nexpires: 2026-11-25",
            f"We signed a contract|{MAY_ASK}|Ends: November 25, 2026",
            f"{ASKED}|ended on",
        ),
        (
            "collects: {student-records: [grades]}\nexpires: 2026-11-24\n"
            "notified: {at: 2026-10-02, by: email}",
            f"We signed a contract|{MAY_ASK}|Ends: November 24, 2026",
            f"{ASKED}|ended on",
        ),
        ("collects: nothing\nexpires: 2026-11-24", "ended on November 24", f"{MAY_ASK}|{ASKED}"),
    ],
)
def test_a_letter_promises_only_what_is_true_of_the_contract(
    fields: str, has: str, lacks: str
) -> None:
    """Without data, there is nothing to ask for; after the end, only whether it was deleted."""
    entry = CONSULTANT.replace("collects: nothing", fields)
    if "expires: 2026" in fields:
        entry = entry.replace("expires: none\n", "")
    made = letter_of(site({"content/contracts/x.md": entry}), "contracts/x")
    text = " ".join(made.text.split())

    assert [words for words in has.split("|") if words not in text] == []
    assert [words for words in lacks.split("|") if words in text] == []


@pytest.mark.parametrize(
    ("notified", "sentence"),
    [
        (
            "notified: {at: 2026-11-13 16:00, by: email}",
            "On November 13, 2026, we told you about a data breach at Old Mill Press. "
            "Please disregard that notice. Here is why: Sent in error.",
        ),
        (
            "posted: 2026-11-13",
            "Please disregard our notice about a data breach at Old Mill Press. Here is why:",
        ),
    ],
)
def test_a_withdrawal_says_to_disregard_the_notice(notified: str, sentence: str) -> None:
    """Only who was told is reminded of a day; nothing says that the notice applied."""
    entry = WITHDRAWN.replace("students:", f"{notified}\nstudents:")
    inputs = site({"content/breaches/x.md": entry})
    letter = letter_of(inputs, "breaches/x/withdrawal")

    assert sentence in " ".join(letter.text.split())
    for part in ("What you can do", "Which data", "What happened"):
        assert part not in letter.text


@pytest.mark.parametrize(
    ("fields", "lead"),
    [
        ("", "Old Mill Press told us about a data breach. This breach"),
        ("product: Mill Books\n", "Old Mill Press told us about a data breach at Mill Books."),
        (
            "contractor: Example Public Schools\n",
            "Our school district had a data breach. This breach",
        ),
        (
            "learned: 2026-11-11\nreceived: unknown\n",
            "We are writing about a data breach at Old Mill Press. This breach",
        ),
    ],
)
def test_a_letter_says_who_lost_the_data(fields: str, lead: str) -> None:
    """Nobody told the district of its own breach, or of what it found out on its own."""
    names = [line.partition(":")[0] for line in fields.splitlines()]
    entry = "\n".join(
        line for line in WITHDRAWN.splitlines() if line.partition(":")[0] not in names
    )
    entry = entry.replace("---\n", f"---\n{fields}", 1).partition("===")[0]
    letter = letter_of(site({"content/breaches/x.md": entry}), "breaches/x")

    assert letter.lead.startswith(lead)


@pytest.mark.parametrize("entries", [ENTRIES, {"content/breaches/x.md": GROWING}])
def test_no_letter_has_an_empty_field(entries: dict[str, str]) -> None:
    """What nobody knows is left out, or said in a sentence."""
    inputs = site(entries)
    content = read_content(inputs)
    assert content.site is not None
    found = [notice.id for entry in content.site.entries for notice in notices(entry)]
    for letter in letters_of(inputs, found):
        assert "Not on file" not in letter.text
        assert (
            re.findall(r"(?im)^.*: (?:unknown|not known|not yet known|none|-|—)?$", letter.text)
            == []
        )
        assert [name for name, value in letter.facts if not value.strip()] == []


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_picture_is_replaced_by_its_alt_text(form: str) -> None:
    """A letter requests nothing from any website."""
    letter = letter_of(site(ENTRIES), "contracts/northstar-reader")

    assert "[How data moves]" in getattr(letter, form)
    assert "<img" not in letter.html


def updated(involves: str, states: str) -> str:
    """Return what changed, as the letter of an update says it."""
    entry = re.sub("involves: .*", f"involves: {involves}", BREACH)
    entry += f"update-1.md: {{on: 2026-11-20, text: News., {states}}}\n"
    text = letter_of(site({"content/breaches/x.md": entry}), "breaches/x/update-1").text
    return re.search(r"\n\nNews\.\n\n(.*?)\n\n", text, re.DOTALL)[1].removeprefix(
        "Which data?\n-----------"
    )


@pytest.mark.parametrize(
    ("involves", "states", "changed"),
    [
        (
            "unknown",
            "involves: {student-information: [name]}",
            "- What data was involved: Personal information: name",
        ),
        ("{student-information: [name, age]}", "involves: {student-information: [Age, name]}", ""),
        (
            "{student-information: [name, age]}",
            "involves: {student-records: [grades], student-information: [name, address, gender]}",
            "- What data was involved:\n  Personal information: address (added), gender (added), "
            "age (removed)\n"
            "  School records: grades (added)",
        ),
        ("unknown", "students: 3", "- Students: 3"),
        (
            "unknown",
            "schools: [dodd, highland]",
            "- Schools: Dodd Middle School, Highland School (was: All schools)",
        ),
        ("unknown", "offers: A phone line.", "- Help offered to families (changed; see below)"),
        ("unknown", "students: unknown", ""),
    ],
)
def test_the_letter_of_an_update_lists_what_changed(
    involves: str, states: str, changed: str
) -> None:
    """A short earlier value is repeated; another order is not a change."""
    assert updated(involves, states) == changed


# Languages

SPANISH = {"content/breaches/told.es.md": "---\nsummary: Alguien copió una lista.\n---\n"}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_letter_is_in_a_language_of_the_site(language: str) -> None:
    """Sentences use its language; other text is marked with its own, and the letter says so."""
    inputs = site({**ENTRIES, **SPANISH}, languages=f"[en, {language}]")
    for letter in letters_of(inputs, IDS, language):
        foreign = re.sub(r'<(\w+)[^>]* lang="en".*?</\1>', "", letter.html, flags=re.DOTALL)

        assert f'<html lang="{language}"' in letter.html
        assert ('dir="rtl"' in letter.html.partition("<head>")[0]) == (language == "ar")
        assert f"/notices/{language}/" in letter.url
        english = ("Dear students", "Sincerely", "This letter", "Contractor", "What changed")
        for words in (*english, "(added)", "(before"):
            assert words not in foreign


def test_a_translation_is_in_its_letter() -> None:
    """Text of the entry that has a translation is in that language."""
    inputs = site({**ENTRIES, **SPANISH}, languages="[en, es]")
    text = letter_of(inputs, "breaches/told", "es").text

    assert "Alguien copió una lista." in text
    assert "Someone copied a list." not in text
    assert "Parte de este aviso" in text or "inglés" in text


def test_a_phone_number_keeps_its_order_in_arabic() -> None:
    """Plain text marks direction by characters; a left-to-right letter has none of them."""
    contact = "{name: Office, email: office@example.example, phone: 203-555-0100}"
    inputs = site(ENTRIES, languages="[en, ar]", contact=contact)

    assert "\u2068203-555-0100\u2069" in letter_of(inputs, "breaches/told", "ar").text
    assert "\u2068Old Mill Press\u2069" in letter_of(inputs, "breaches/told", "ar").text
    assert "\u2068" not in letter_of(inputs, "breaches/told").text


def test_chinese_is_wrapped_too() -> None:
    """Text without spaces is wrapped, and no line begins with a punctuation mark."""
    text = letter_of(site(ENTRIES, languages="[en, zh-Hans]"), "breaches/told", "zh-Hans").text
    lines = text.splitlines()
    widths = [
        sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in lines if "http" not in line
    ]

    assert max(widths) <= 72
    assert [line for line in lines if line.strip()[:1] in set("\uff0c\u3002\uff1a\uff09")] == []


# The next steps


@pytest.mark.parametrize(
    ("id", "steps"),
    [
        (
            "breaches/lists",
            "When families have been notified, add content/messages/YYYY-MM-DD.md, with the date "
            "and time:\n---\nof: breaches/lists\nat: YYYY-MM-DD HH:MM\nby: HOW\n---",
        ),
        (
            "contracts/northstar-reader/change-2",
            "When families have been notified, add content/messages/YYYY-MM-DD.md, with the date "
            "and time:\n---\nof: contracts/northstar-reader/change-2\nat: YYYY-MM-DD HH:MM\n"
            "by: HOW\n---",
        ),
        (
            "contracts/northstar-reader/change-1",
            "content/contracts/northstar-reader/change-1.md says that families were notified: "
            "2026-07-02 09:00 by email.",
        ),
        ("breaches/told", "content/breaches/told.md says that families were notified: 2026-11-13."),
        ("breaches/told/update-1", ""),
        (
            "breaches/withdrawn",
            "The entry was withdrawn on 2026-11-14. The letter about the withdrawal is "
            "breaches/withdrawn/withdrawal.",
        ),
        ("breaches/withdrawn/withdrawal", ""),
    ],
)
def test_a_letter_comes_with_the_next_steps(id: str, steps: str) -> None:
    """A letter comes with the message to add, the time already there, or nothing without one."""
    inputs = site(ENTRIES)
    content = read_content(inputs)
    assert content.site is not None
    notice = notice_by_id(content.site.entries, id)

    assert "\n".join(next_steps(notice, letters.message_to_add(notice))) == steps


# Naming a notice


@pytest.mark.parametrize(
    ("name", "path", "id"),
    [
        ("contracts/mill", "", "contracts/mill"),
        ("mill", "", "contracts/mill"),
        ("content/contracts/mill.md", "../content/contracts/mill.md", "contracts/mill"),
        ("told/update-1", "", "breaches/told/update-1"),
        ("./content/breaches/told.md", "content/breaches/told.md", "breaches/told"),
    ],
)
def test_a_notice_is_named_by_its_id_or_its_file(name: str, path: str, id: str) -> None:
    """The whole id, the id without its folder, or the path of the entry's file."""
    assert notice_by_id(_site().entries, name, path).id == id


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("contracts/mil", "There is no notice `contracts/mil`. Did you mean `contracts/mill`?"),
        ("harborligt", "There is no notice `harborligt`. Did you mean `contracts/harborlight`?"),
        ("zzz", "There is no notice `zzz`. `notices record` lists the notices."),
        ("both", "`both` may be `contracts/both` or `breaches/both`. Name one of them."),
        ("\x1b[31m", "There is no notice `\\x1b[31m`. `notices record` lists the notices."),
    ],
)
def test_a_mistyped_notice_gets_a_suggestion(name: str, message: str) -> None:
    """The nearest id is suggested; if two notices match, both are named."""
    with pytest.raises(click.UsageError) as error:
        notice_by_id(_site().entries, name)

    assert str(error.value) == message


def _site():
    both = {"content/contracts/both.md": CONSULTANT, "content/breaches/both.md": BREACH}
    content = read_content(site({**ENTRIES, **both}))
    assert content.site is not None
    return content.site


def test_new_notices_are_those_that_were_not_there_before() -> None:
    """A correction, an import of old entries, or an entry withdrawn unseen is not new."""
    path = "content/breaches/told.md"
    without_update = NOTIFIED.partition("===")[0]
    before = read_content(site({path: without_update})).site
    after = read_content(site({**ENTRIES, path: NOTIFIED.replace("a list", "one list")})).site
    assert before is not None and after is not None

    assert [notice.id for notice in letters.new_notices(before.entries, after.entries)] == [
        "contracts/northstar-reader/change-1",
        "contracts/northstar-reader/change-2",
        "contracts/harborlight",
        "breaches/lists",
        "breaches/withdrawn/withdrawal",
        "breaches/told/update-1",
    ]


# The command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A root on disk with every kind of notice."""
    files = {"content/files/northstar.pdf": "%PDF", "content/files/picture.png": "PNG"}
    return roots.write_files(tmp_path, {"content/site.yaml": settings(), **ENTRIES, **files})


RENAMED = """\
change-1.md: {kind: amendment, executed: 2026-11-02, contractor: Meadow Group, notified: 2026-11-03}
change-2.md: {kind: renewal, executed: 2026-11-04, expires: 2031-06-30, notified: 2026-11-23}
notified:"""
ENDED = """\
students: 1,500
notified: 2026-11-20
withdrawal.md: {on: 2026-11-25, reason: Sent in error.}
"""


@pytest.mark.parametrize(
    ("id", "has", "lacks", "is_edited"),
    [
        (
            "breaches/told",
            "involves 1,412 students",
            "1,500, home address, November 24, in error",
            True,
        ),
        ("breaches/told/update-1", "involves 1,500 students", "November 24, in error", True),
        ("breaches/told/withdrawal", "Sent in error.", "1,500", False),
        ("contracts/it", "Northstar Learning, Inc.", "Meadow, 2031", True),
        ("contracts/it/change-1", "Meadow Group", "2031", True),
        ("contracts/it/change-2", "2031", "in error", False),
    ],
)
def test_a_letter_made_again_leaves_out_what_came_later(
    tmp_path: Path, id: str, has: str, lacks: str, is_edited: bool
) -> None:
    """It says when the entry was last edited, if that was after families had been notified."""
    entries = {
        "breaches__told": NOTIFIED.replace("students: 1,500\n", ENDED),
        "contracts__it": CONTRACT.replace("notified:", RENAMED),
    }
    roots.write_files(
        tmp_path, {"content/site.yaml": settings(), "content/files/northstar.pdf": ""}
    )
    repository, said = Repository(tmp_path), []
    for day in (1, 23):
        edited = {name: f"{text}\nAs of {day}.\n" for name, text in entries.items()}
        repository.commit(day, **edited)
        said.append(" ".join(run("letter", tmp_path, id).stdout.split()))
    again = "our records, last edited on November 23, 2026."

    assert has in said[1]
    assert [words for words in lacks.split(", ") if words in said[1]] == []
    assert [again in text for text in said] == [False, is_edited]


def test_letters_are_written_into_a_folder_in_each_language(folder: Path, tmp_path: Path) -> None:
    """`--out` writes a text, page, and mail per letter in each site language, or in a named one."""
    settings = folder / "content/site.yaml"
    settings.write_text(settings.read_text() + "languages: [en, es]\n")
    out = tmp_path / "for" / "the office"
    done = run("letter", folder, "breaches/lists", "--out", str(out))
    kinds = ("eml", "html", "txt")

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        f"2 letters written, each as a text, a page and a mail: {out}\n"
        "The letters in `es` have texts that nobody has translated: they are in `en`, and say so. "
        "A translation goes beside the entry; `notices check` names its file.\n"
    )
    assert sorted(path.name for path in out.iterdir()) == [
        f"breaches-lists.{language}.{kind}" for language in ("en", "es") for kind in kinds
    ]
    for form, kind in (("text", "txt"), ("html", "html"), ("eml", "eml")):
        alone = run("letter", folder, "breaches/lists", "--format", form, "--lang", "es")
        written = (out / f"breaches-lists.es.{kind}").read_bytes().decode()
        assert alone.stdout.splitlines() == written.splitlines()
    done = run("letter", folder, "told/update-1", "--out", str(out), "--lang", "es")

    assert done.stderr.startswith("1 letter written")
    updates = {path.name for path in out.glob("breaches-told.update-1.*.txt")}
    assert updates == {"breaches-told.update-1.es.txt"}


def test_no_letter_overwrites_another(folder: Path, tmp_path: Path) -> None:
    """A change of one entry and another entry with a similar name have separate files."""
    contracts = folder / "content/contracts"
    text = (contracts / "mill.md").read_text()
    (contracts / "mill-change-1.md").write_text(text.replace("Mill", "Mill Change 1"))
    (contracts / "mill").mkdir()
    (contracts / "mill/change-1.md").write_text("---\nkind: renewal\nexecuted: 2026-11-20\n---\n")
    for notice in ("contracts/mill/change-1", "contracts/mill-change-1"):
        run("letter", folder, notice, "--out", str(tmp_path / "out"))

    assert ["contracts-mill-change-1.en.txt", "contracts-mill.change-1.en.txt"] == sorted(
        path.name for path in (tmp_path / "out").glob("*.txt")
    )


def test_the_command_prints_only_the_letter(folder: Path) -> None:
    """Standard output is the letter; the message to add goes to standard error."""
    done = run("letter", folder, "breaches/lists")

    assert done.stdout == (GOLDEN / "breaches-lists.txt").read_text()
    assert done.stderr.endswith("---\nof: breaches/lists\nat: YYYY-MM-DD HH:MM\nby: HOW\n---\n")
    assert done.returncode == 0


@pytest.mark.parametrize("form", ["eml", "json"])  # they contain the other two
def test_two_runs_give_the_same_bytes(folder: Path, form: str) -> None:
    """Nothing in a letter comes from the clock or from chance."""
    first = run("letter", folder, "breaches/told", "--format", form)
    second = run("letter", folder, "breaches/told", "--format", form, now="2027-03-01")

    assert first.returncode == 0
    assert first.stdout == second.stdout


def test_an_entry_can_be_named_by_its_path(folder: Path) -> None:
    """A path as the shell completes it works, whatever the root is."""
    done = run("letter", folder, str(folder / "content/breaches/lists.md"))

    assert done.stdout.startswith("Example Public Schools")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "Name one notice, such as contracts/northstar-reader, or a commit with --since."),
        (
            ["mill", "--since", "HEAD"],
            "Name one notice, such as contracts/northstar-reader, or a commit with --since.",
        ),
        (
            ["--since", "HEAD"],
            "--since writes a line of JSON for each notice: add --format json, or name a folder "
            "with --out.",
        ),
        (
            ["mill", "--out", "letters", "--format", "eml"],
            "--out writes a text, a page and a mail for each letter: leave out --format.",
        ),
        (["mil"], "There is no notice `mil`. Did you mean `contracts/mill`?"),
        (["mill", "--lang", "fr"], "--lang: the site has no pages in fr, only in `en`."),
        (
            ["contracts/mill.md"],
            "There is no notice `contracts/mill.md`. Did you mean `contracts/mill`?",
        ),
    ],
)
def test_a_wrong_command_line_says_what_to_write(
    folder: Path, options: list[str], message: str
) -> None:
    """The exit code is 2, and nothing is printed."""
    done = run("letter", folder, *options)

    assert done.stderr.splitlines()[-1] == f"Error: {message}"
    assert (done.returncode, done.stdout) == (2, "")


def test_with_an_error_there_is_no_letter(folder: Path) -> None:
    """The errors are shown, and the command exits with 1."""
    (folder / "content/breaches/lists.md").write_text(BREACH.replace("2026-11-12", "2026-11-32"))
    done = run("letter", folder, "contracts/mill")

    assert "E104" in done.stderr
    assert done.stderr.splitlines()[-1] == "1 error in 1 of 7 entries. No letter was written."
    assert (done.returncode, done.stdout) == (1, "")


def test_a_district_theme_writes_the_letters(folder: Path) -> None:
    """A template in the district's theme beats the default, and its error is shown at its line."""
    place = folder / "themes/ours/templates/letter-body.html"
    place.parent.mkdir(parents=True)
    place.write_text('<h1>{{ title }}</h1>\n<p class="lead">{{ _("Call us.") }}</p>\n')
    with (folder / "content/site.yaml").open("a") as settings:
        settings.write("theme: ours\n")

    assert run("letter", folder, "mill").stdout == "Old Mill Press\n==============\n\nCall us.\n"

    place.write_text("<p>{{ mayor }}</p>")
    done = run("letter", folder, "mill")

    assert "themes/ours/templates/letter-body.html:1:1: E502" in done.stderr
    assert (done.returncode, done.stdout) == (1, "")


# For programs


def test_the_json_has_the_letter_and_the_message_to_add() -> None:
    """It has the fields that docs/telling-families.md lists, and no others."""
    inputs = site(ENTRIES)
    content = read_content(inputs)
    assert content.site is not None
    notice = notice_by_id(content.site.entries, "breaches/lists")
    letter = letter_of(inputs, notice.id)
    data = json.loads(as_json(letter))
    notified = json.loads(as_json(letter_of(inputs, "breaches/told")))

    assert list(data) == [
        *("notice", "language", "title", "lead", "facts", "url", "text", "html", "told", "message")
    ]
    assert data["told"] is None
    assert data["message"] == {
        "path": "content/messages/YYYY-MM-DD.md",
        "text": "---\nof: breaches/lists\nat: YYYY-MM-DD HH:MM\nby: HOW\n---\n",
    }
    assert notified["message"] is None
    assert data["facts"][:2] == [
        {"name": "Which data?", "value": "We don’t know yet which data was involved."},
        {
            "name": "What happened",
            "value": "Someone opened class lists.\nThe company told us on November 12, 2026.",
        },
    ]
    assert notified["told"] == {"at": "2026-11-13", "until": None, "by": ""}
