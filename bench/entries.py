"""Write a made-up district with many entries, the same on every machine, for measuring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random

ENTRIES_PER_BREACH = 50  # every 50th entry is a breach of the contract before it
SETTINGS = """\
district: Tallgrass Public Schools
abbreviation: TPS
url: https://privacy.tallgrass.example/notices/
timezone: America/New_York
contact: {name: Privacy Office, email: privacy@tallgrass.example, phone: 203-555-0100}
feed_authority: privacy.tallgrass.example,2026
schools:
  brook: {name: Brook School, grades: K-6}
  hill: {name: Hill Middle School, grades: 7-8}
"""
BEGINNINGS = [
    "Amber",
    "Birch",
    "Cedar",
    "Dune",
    "Ember",
    "Fern",
    "Garnet",
    "Heather",
    "Iris",
    "Juniper",
    "Kestrel",
    "Linden",
    "Maple",
    "Nettle",
    "Osprey",
]
ENDINGS = [
    "bank",
    "bell",
    "brook",
    "field",
    "ford",
    "gate",
    "grove",
    "ham",
    "haven",
    "hurst",
    "land",
    "leigh",
    "mere",
    "ridge",
    "stead",
    "thorpe",
    "wick",
    "wood",
]
COMPANIES = ["Learning, Inc.", "Education LLC", "Software, Inc.", "Labs", "Schoolworks, PBC"]
SUBJECTS = {
    "Reader": ("reading practice", ("reading scores", "passages read")),
    "Essays": ("drafting & revising essays", ("rubric scores", "draft history")),
    "Numbers": ("number practice", ("quiz scores", "skills mastered")),
    "Lab": ("simulated experiments", ("lab marks", "units completed")),
    "Planner": ("homework planning", ("assignments due", "course schedule")),
    "Shelves": ("borrowing books", ("loans", "holds")),
    "Studio": ("drawing & design", ("portfolio marks", "projects completed")),
    "Code": ("first steps in programming", ("levels completed", "project marks")),
    "Voices": ("learning Spanish & French", ("placement level", "oral scores")),
    "Routes": ("bus routes", ("route", "stop")),
    "Lunch": ("lunch accounts", ("account balance", "meal status")),
}
ABOUT = [
    "name",
    "school email address",
    "grade level",
    "class roster",
    "home language",
    "student number",
]
MADE = ["quiz answers", "essays", "voice recordings", "drawings", "comments", "photographs"]
PLACES = [("[brook]", "K-2"), ("[brook]", "3-6"), ("[hill]", "7-8"), ("[brook, hill]", "4-8")]
PROTECTION = [
    "Encrypted when stored and when sent; an outside audit **once a year**.",
    "Encrypted when stored and when sent; access by role, reviewed each quarter.",
    "Encrypted when stored; staff sign in with a second factor.",
]
REMARKS = [
    "Teachers make the accounts and decide which lessons a class sees.",
    "Work can be seen by the student, by the teacher and by nobody else.",
    "The contractor may not sell the data, nor use it for advertising.",
    "When the contract ends, everything is deleted within sixty days.",
    "Students sign in with the district's own account.",
    "Families can ask for a copy of what is stored, on paper or as a file.",
    "The library staff chose it after a trial with four classes.",
    "Nothing is shared with other users unless a teacher publishes it.",
]
CONTRACT = """\
---
product: {product}
contractor: {contractor}
kind: operator
website: {website}
description: A service for {aim} with short lessons, reports for teachers and a view for families.
purpose: Supports {aim} in grades {grades}.
collects:
  student-information: [{about}]
  student-records: [{records}]
  student-generated-content: [{made}]
executed: {executed}
expires: {expires}
agreement: {website}/agreements/{executed}.pdf
notified: {{at: {notified} {hour:02}:{minute:02}, by: {means}}}
security: {protection}
schools: {schools}
grades: {grades}
---
The district uses **{product}** for *{aim}*. {remarks[0]} {remarks[1]}

{remarks[2]} {remarks[3]} The contractor answers to the district for
everyone who handles the data on its behalf, and says so in the contract.

What families can do:

- ask the school office to see what is stored about their child
- ask the contractor, through the district, to correct or delete it
- read the contractor's [privacy policy]({website}/privacy) in full

| Data | Kept for | Where |
|---|---|---|
| {records} | one school year | United States |
| {made} | until the contract ends | United States |
| backups | thirty days | United States |

{remarks[4]} **No decision** about a student is made by the service alone. {remarks[5]}
"""
BREACH = """\
---
contract: {contract}
occurred: {occurred} to {ended}
discovered: {discovered}
received: {received} 10:20
notified: {{at: {notified} 15:10, by: email}}
involves:
  student-information: [name, grade level]
  directory-information: [photograph]
students: {students}
summary: Someone who should not have had access could open a folder of class lists for two days.
offers: Two years of identity protection, paid by the contractor.
---
{remark}
"""
UPDATE = """\
---
on: {updated}
---
The contractor has named the data involved.
"""
RESOLVED = """\
---
on: {resolved}
---
"""


def write(count: int, root: Path) -> None:
    """Write settings and a number of entries into the content of a root."""
    for folder in ("contracts", "breaches"):
        (root / "content" / folder).mkdir(parents=True, exist_ok=True)
    (root / "content" / "site.yaml").write_text(SETTINGS, encoding="utf-8")
    for files in islice(entries(), count):
        for path, text in files.items():
            file = root / "content" / path
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")


def entries() -> Iterator[dict[str, str]]:
    """Yield endless entries, each as the texts of its files by their paths below `content/`.

    No product repeats in 100,000 entries.
    """
    products = [
        (first + last, subject) for first in BEGINNINGS for last in ENDINGS for subject in SUBJECTS
    ]
    number = 0
    while True:
        company, subject = products[number * 7 % len(products)]
        turn = number // len(products)
        name = f"{company}{turn + 1 if turn else ''}"
        id = f"{name}-{subject}".lower()
        yield {f"contracts/{id}.md": _contract(Random(number), name, subject)}
        number += 1
        if number % (ENTRIES_PER_BREACH - 1) == 0:
            yield _breach(f"breaches/{number}-{id}", Random(-number), id)


def _contract(pick: Random, company: str, subject: str) -> str:
    aim, records = SUBJECTS[subject]
    schools, grades = pick.choice(PLACES)
    executed = date(2022, 7, 1) + timedelta(days=pick.randrange(1_461))
    return CONTRACT.format(
        product=f"{company} {subject}",
        contractor=f"{company} {pick.choice(COMPANIES)}",
        website=f"https://{company.lower()}.example",
        aim=aim,
        grades=grades,
        schools=schools,
        about=", ".join(pick.sample(ABOUT, 3)),
        records=", ".join(records),
        made=", ".join(pick.sample(MADE, 2)),
        executed=executed,
        expires=executed + timedelta(days=pick.choice([364, 729, 1_094])),
        notified=executed + timedelta(days=pick.randrange(1, 5)),
        hour=pick.randrange(8, 17),
        minute=pick.randrange(60),
        means=pick.choice(["email", "email and letter", "a message in the parents' app"]),
        protection=pick.choice(PROTECTION),
        remarks=pick.sample(REMARKS, 6),
    )


def _breach(path: str, pick: Random, contract: str) -> dict[str, str]:
    occurred = date(2026, 7, 1) + timedelta(days=pick.randrange(60))
    days = {
        "ended": 2,
        "discovered": 4,
        "received": 9,
        "notified": 10,
        "updated": 17,
        "resolved": 39,
    }
    dates = {name: occurred + timedelta(days=after) for name, after in days.items()}
    students, remark = pick.randrange(5, 900), " ".join(pick.sample(REMARKS, 3))
    fields = {"contract": contract, "occurred": occurred, "students": students, "remark": remark}
    return {
        f"{path}.md": BREACH.format(**fields, **dates),
        f"{path}/update-1.md": UPDATE.format(**dates),
        f"{path}/resolved.md": RESOLVED.format(**dates),
    }
