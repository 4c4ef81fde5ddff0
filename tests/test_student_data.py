"""Text that looks like data about one student is reported at its words; other text is not."""

from __future__ import annotations

from datetime import datetime

import pytest

from generator.compiler import read_content
from generator.core.site import Inputs, Source
from generator.rules.student_data import (
    BORN,
    HOME,
    MAIL,
    NAME,
    NUMBER,
    PASSWORD,
    PHONE,
    SSN,
    findings,
)
from helpers import roots

THEMES = {"default": roots.theme()}

LOOKS = [
    ("Her SSN is 123-45-6789.", SSN, "123-45-6789"),
    ("Number 123 45 6789 was on the list.", SSN, "123 45 6789"),
    ("123.45.6789", SSN, "123.45.6789"),
    ("social security number: 123456789", SSN, "123456789"),
    ("Emma was born on May 6, 2012.", BORN, "May 6, 2012"),
    ("her birthday is 6 May 2012", BORN, "6 May 2012"),
    ("born on the 14th of March 2013", BORN, "14th of March 2013"),
    ("DOB 5/6/12", BORN, "5/6/12"),
    ("D.O.B.: 14 March 2013", BORN, "14 March 2013"),
    ("the child's date of birth, 03/14/2013, was shown", BORN, "03/14/2013"),
    ("2012-05-06 (date of birth)", BORN, "2012-05-06"),
    ("birthdate = 2013-03-14", BORN, "2013-03-14"),
    ("birthday: May 6th", BORN, "May 6th"),
    ("born 6.5.12", BORN, "6.5.12"),
    ("call her mother at 203-432-4771", PHONE, "203-432-4771"),
    ("(860) 643-2210 after 5 p.m.", PHONE, "(860) 643-2210"),
    ("203.555.0147", PHONE, "203.555.0147"),
    ("+1 203 432 4771", PHONE, "+1 203 432 4771"),
    ("+44 20 7946 0958", PHONE, "+44 20 7946 0958"),
    ("call me at 432-4771", PHONE, "432-4771"),
    ("write to emma.johnson+x@gmail.com please", MAIL, "emma.johnson+x@gmail.com"),
    ("jdoe27@students.sample.example", MAIL, "jdoe27@students.sample.example"),
    ("student ID 204518", NUMBER, "204518"),
    ("ID# 20451", NUMBER, "20451"),
    ("İİİİ student ID 204518", NUMBER, "204518"),
    ("ID: S-20451", NUMBER, "S-20451"),
    ("Student #204455", NUMBER, "204455"),
    ("student no. 204455", NUMBER, "204455"),
    ("his lunch number is 48213", NUMBER, "48213"),
    ("SASID 1234567890", NUMBER, "1234567890"),
    ("locker PIN 4412", NUMBER, "4412"),
    ("pw: tiger", PASSWORD, "tiger"),
    ("password: Dragon2012", PASSWORD, "Dragon2012"),
    ("the password is **tiger42!**", PASSWORD, "tiger42!**"),
    ("her password was “Sunny7day”", PASSWORD, "Sunny7day"),
    ("passcode: 4417", PASSWORD, "4417"),
    ("Emma's reading score fell.", NAME, "Emma"),
    ("Maria Lopez's IEP", NAME, "Maria Lopez"),
    ("Maria Lopez's seizures", NAME, "Maria Lopez"),
    ("Jayden’s mother called.", NAME, "Jayden"),
    ("James' grades", NAME, "James"),
    ("Liam O’Brien’s counseling notes", NAME, "Liam O’Brien"),
    ("the student, Emma Johnson, called", NAME, "Emma Johnson"),
    ("our son Liam Murphy", NAME, "Liam Murphy"),
    ("a student named Emma", NAME, "Emma"),
    ("the parents of Emma Q. Johnson", NAME, "Emma Q. Johnson"),
    ("OT for Emma (gr. 2 at Highland School) per her IEP", NAME, "Emma"),
    ("For Emma in 2nd grade", NAME, "Emma"),
    ("For Emma Johnson in 2nd grade", NAME, "Emma Johnson"),
    ("OT for Liam Murphy (gr. 2 at Highland School) per his IEP", NAME, "Liam Murphy"),
    ("for Zoë in kindergarten", NAME, "Zoë"),
    ("Speech therapy for Anne-Marie O’Neil at Dodd Middle School", NAME, "Anne-Marie O’Neil"),
    ("Evaluation for Jayden, grade 4", NAME, "Jayden"),
    ("an aide for Maya in third grade", NAME, "Maya"),
    ("A device for Noah, who has an IEP", NAME, "Noah"),
    ("for Olivia K. in grade K", NAME, "Olivia K."),
    ("For Émile, a 1st grader", NAME, "Émile"),
    ("Emma is in 2nd grade at Highland School.", NAME, "Emma"),
    ("Ava, a third grader, uses it.", NAME, "Ava"),
    ("Emma (grade 2, IEP)", NAME, "Emma"),
    ("Liam Murphy, grade 5, has a 504 plan", NAME, "Liam Murphy"),
    ("the IEP of Emma Johnson", NAME, "Emma Johnson"),
    ("a 504 plan for Emma", NAME, "Emma"),
    ("Services for DeShawn at Highland School, grade 3, under his 504", NAME, "DeShawn"),
    ("Reading help about Sofia in fourth grade", NAME, "Sofia"),
    ("one-to-one para for Emma Johnson per their IEP", NAME, "Emma Johnson"),
    ("for Mia (IEP)", NAME, "Mia"),
    ("For Emma\n  in 2nd grade", NAME, "Emma"),
    ("She lives at 12 Maple Street.", HOME, "12 Maple Street"),
    ("home address: 12 Maple Street", HOME, "12 Maple Street"),
]


@pytest.mark.parametrize(("text", "what", "words"), LOOKS, ids=[text for text, _, _ in LOOKS])
def test_data_about_a_student_is_found(text, what, words):
    """Each kind is found in the ways that people write it, at its words."""
    suspects = list(findings(text))

    assert [(suspect.kind, suspect.words) for suspect in suspects] == [(what, words)]
    assert text[suspects[0].start :].startswith(words)


PLAIN = [
    "Students sign in with their school account.",
    "name, date of birth, phone number and student ID",
    "412 of 1,204 students at Dodd Middle School (grades 7-8)",
    "between 2026-10-30 and 2026-11-02, from 3:15 to 5:45 p.m. on 11/12/2026",
    "Data of students born between 2008 and 2015",
    "date of birth and grade level since 2025-08-01",
    "A birth date. Signed 2025-08-18",
    "passwords: encrypted",
    "The password is reset every 90 days, and has at least 12 characters.",
    "All students have new passwords for their school accounts.",
    "Children's records, parents' phone numbers, students' names",
    "The district's own records and the contractor's health plan",
    "The Student's IEP, Today's grades, New York's Education Law 2-d",
    "Microsoft's account page and the Governor's office",
    "toll-free 833-918-9464, 1-800-829-1040 or (800) 555-0134",
    "PowerSchool Student Information System",
    "student Google Workspace accounts",
    "the parents of Highland School and the family of products",
    "Section 10-234bb, PA 16-189; PA 18-125 (from 2018-07-01)",
    "https://x.example/form?ResponseID=9984&id=12345678&tel=203-432-4771",
    "[a form](https://x.example/203-432-4771/emma@x.example)",
    "contract number 2026-118, amendment no. 2026-14 of July 1, 2026",
    "ISBN 978-3-16-148410-0, version 10.12.2024",
    "It costs $12,000 a year for 2,000,000 accounts.",
    "They live in 3 states.",
    "the lesson's person, reason and season",
    "a student ID number, a grade level and a homeroom teacher",
    "Lexia Core5 for grade 2",
    "For Students in 2nd grade",
    "for Families in grade 3",
    "For Children with an IEP",
    "for Learners with an IEP in grade 2",
    "for Algebra in grade 8",
    "for Social Studies in grade 5",
    "Reading in grade 3, Math in 2nd grade",
    "For Teachers in grade 4",
    "for Grade 2",
    "for Grades 3-5 at Highland School",
    "Reading practice for Highland School in grades 3 to 6.",
    "services by Jane Doe, speech therapist",
    "Contact Maria Garcia at Highland School",
    "The teacher, Ms. Garcia, uses it in grade 2",
    "Contractor Jane Doe evaluates students per their IEP",
    "Occupational therapy by Anna Bell for students per their IEP",
    "Transportation for Highland School",
    "Speech services for Students at Dodd School",
    "for English Learners in grade 2",
    "Northstar Reader for 2nd grade",
    "used in 2nd grade classrooms",
    "for Second Step in 2nd grade classrooms",
    "Data: IEP or 504 status",
    "IEP for Students",
    "504 plans for Families",
    "the IEP of the student",
    "IEP software of Frontline",
    "For Everyone in grade 2",
    "Levelled reading for Use in grade 2",
    "Kindergarten is in Highland School",
    "The product is in grade 2",
    "PowerSchool for Special Education",
    "For information about IEP and grade 2, call us.",
    "for Math in grades 3, 4 and 5",
    "İİİ " * 50,
    "",
]


@pytest.mark.parametrize("text", PLAIN)
def test_the_usual_text_of_notices_is_not_found(text):
    """Kinds of data, dates, laws, prices, companies and schools are not personal data."""
    assert list(findings(text)) == []


DEADLINES = {"W120", "W121", "W122"}
SITE = roots.SITE + "schools: {dodd: {name: Dodd Middle School}}\n"
CONTRACT = """\
---
product: Reader
contractor: Inkwell & Daughters, Inc.
website: https://www.reader.example/home
description: Reading passages.
purpose: Reading practice.
collects: nothing
executed: 2025-08-18
expires: 2026-06-30
agreement: https://files.example/a.pdf
subcontractors: [Example Cloud]
---
"""
BREACH = """\
contract: reader
discovered: 2026-11-02
received: 2026-11-09 15:40
involves: unknown
students: unknown
summary: A list was copied.
"""


def report(contract=CONTRACT, breach=BREACH, site=SITE):
    """Return the problems of a contract and a breach of it."""
    texts = {
        "content/site.yaml": site,
        "content/contracts/reader.md": contract,
        "content/breaches/x.yaml": breach,
    }
    sources = tuple(Source(*file) for file in roots.separate_files(texts).items())
    content = read_content(Inputs(sources, {}, THEMES, datetime(2026, 11, 25)))
    problems = [problem for problem in content.problems if problem.code not in DEADLINES]
    return [
        f"{p.span.path[8:]}:{p.span.line}:{p.span.column}-{p.span.end_line}:{p.span.end_column} "
        f"{p.code} {p.message}"
        for p in problems
    ]


def test_student_data_is_reported_but_not_repeated():
    """The warning has the place and the kind, and no log has the words."""
    body = "A first line.\n\nWrite to emma@mail.example, born\n5/6/12.\n"

    assert report(CONTRACT + body) == [
        "contracts/reader.md:15:10-15:27 W501 This looks like a person's email address.",
        "contracts/reader.md:16:1-16:7 W501 This looks like a date of birth.",
    ]


FOLDED = (
    BREACH + "offers: >\n  Call the family of the child, Emma\n  Johnson, at 203-432-\n  4771.\n"
)


@pytest.mark.parametrize(
    ("breach", "expected"),
    [
        (FOLDED, [("8:33-9:10", NAME), ("9:15-10:7", PHONE)]),
        (BREACH + 'offers: "Call \\x32\\x303-432-4771"\n', [("7:9-7:34", PHONE)]),
        (
            BREACH + "offers: Call 203-432-4771 or 203-432-4771.\n",
            [("7:14-7:26", PHONE), ("7:30-7:42", PHONE)],
        ),
        (BREACH + "# the mother is at 203-432-4771\n", [("7:20-7:32", PHONE)]),
        (
            BREACH + "update-1.md: {on: 2026-11-12, text: Call 203-432-4771.}\n",
            [("x/update-1.md:4:6-4:18", PHONE)],
        ),
        (
            BREACH + "notified: {at: 2026-11-10, by: email to 203-432-4771}\n",
            [("7:41-7:53", PHONE)],
        ),
        (
            BREACH.replace("involves: unknown", "involves: {student-records: [a@b.example]}"),
            [("4:30-4:41", MAIL)],
        ),
    ],
)
def test_student_data_is_found_however_it_is_written(breach, expected):
    """In a folded text, with escapes, twice in a line, in a comment, in an update, in a list."""
    places = [
        (span if span.startswith("x/") else f"x.yaml:{span}", what) for span, what in expected
    ]
    lines = [f"breaches/{place} W501 This looks like {what}." for place, what in places]

    assert report(breach=breach) == lines


OWN = [
    "Office: office@sample.example, OFFICE@sample.example or (203) 555-0100, +1 203 555 0100.",
    "Ask help@reader.example, help@www.reader.example or help@mail.reader.example.",
    "Inkwell's account, Example Cloud's health plan, Reader's teacher view, Dodd's bus.",
    "[203-555-0100](tel:+12035550100), <office@sample.example>",
]


@pytest.mark.parametrize("text", OWN)
def test_contact_data_of_the_district_and_contractor_is_not_reported(text):
    """A contract and a breach of it may name the office's contact and the contractor's site."""
    assert (report(CONTRACT + text), report(breach=BREACH + f'offers: "{text}"\n')) == ([], [])


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("OT for Emma (gr. 2 at Dodd Middle School) per her IEP", 1),
        ("For Emma in 2nd grade", 1),
        ("For Reader in 2nd grade", 0),  # the product of the entry
        ("Licenses for Inkwell in grade 2", 0),  # its contractor
        ("For Dodd in grade 7", 0),  # a school of the district
        ("For Students in 2nd grade", 0),
    ],
)
def test_a_child_is_found_beside_a_grade_and_not_named_in_the_warning(text: str, count: int):
    """The product, its company and the schools are no children; a warning repeats no word."""
    lines = report(CONTRACT + text)

    assert [line.split()[1] for line in lines] == ["W501"] * count
    assert all("Emma" not in line for line in lines)


def test_an_extension_is_no_part_of_the_number_of_the_district():
    """The office's number is its own with and without the extension."""
    text = "Call 203-555-0100, or 203-555-0100 ext. 12."
    extended = SITE.replace("203-555-0100", "203-555-0100 x12")

    assert extended != SITE
    assert report(CONTRACT + text) == []
    assert report(CONTRACT + text, site=extended) == []


def test_a_breach_without_a_contract_has_a_contractor():
    """The contractor's name tells whose site it is."""
    named = BREACH.replace("contract: reader", "contractor: Inkwell & Daughters Inc")
    lines = report(breach=named + "offers: Ask help@reader.example.\n")

    assert [line.split()[1] for line in lines] == ["W402"]


@pytest.mark.parametrize(
    "text",
    [
        *("superintendent@sample.example", "help@writer.example", "help@myreader.example"),
        *("help@reader.example.org", "203-555-0101"),
    ],
)
def test_lookalike_contact_data_is_reported(text):
    """It is another mailbox of the district, maybe a student's, or a similar domain."""
    assert len(report(CONTRACT + text)) == 1


def test_a_company_can_have_mail_at_the_parent_of_its_domain():
    """A company at app.reader.example may have mail at reader.example; myreader.example may not."""
    sites = ("https://app.reader.example", "https://myreader.example")
    reports = [
        report(CONTRACT.replace("https://www.reader.example", site) + "help@reader.example")
        for site in sites
    ]

    assert [len(lines) for lines in reports] == [0, 1]


def test_a_public_mail_provider_belongs_to_nobody():
    """A product of Gmail's maker does not make every Gmail address the contractor's."""
    contract = CONTRACT.replace("https://www.reader.example/home", "https://gmail.com")

    assert len(report(contract + "emma@gmail.com")) == 1


def test_an_entry_with_an_error_is_searched_too():
    """One run reports everything, because an entry with an error can still be committed."""
    lines = report(breach=BREACH.replace("2026-11-02", "soon") + "offers: Call 203-432-4771.\n")

    assert [line.split()[1] for line in lines] == ["E105", "W501"]


def test_without_settings_student_data_is_reported_too():
    """If the settings cannot be read, no contact data is known to be the district's."""
    lines = report(CONTRACT + "office@sample.example", site="district: [")

    assert [line.split()[1] for line in lines if line.startswith("contracts")] == ["W501"]


LONG = 30_000


@pytest.mark.parametrize(
    "text",
    [
        "a" * LONG + "@",
        "a@" * (LONG // 2),
        "pass," * (LONG // 5),
        "jan" * (LONG // 3) + " birth",
        "1 " * (LONG // 2),
        "123-" * (LONG // 4),
        "Emma's " * (LONG // 7),
        "Aa " * (LONG // 3) + "student parent of",
        "dob:" * (LONG // 4),
        "id" + "(" * LONG,
        "Aa-" * (LONG // 3) + "'s ",
        "203-432-4771 " * (LONG // 13),
        "12 34 56 78 90 " * (LONG // 15),
        "for Aa Aa, in a " * (LONG // 16),
        "Aa Aa, who is in the grade" * (LONG // 26),
        "speech for Aa at Aa Aa Aa" * (LONG // 25),
    ],
    ids=lambda text: text[:12],
)
def test_no_text_makes_the_search_slow(text):
    """Each repetition in a pattern is bounded; otherwise such a text would take hours."""
    assert len(list(findings(text))) < LONG
