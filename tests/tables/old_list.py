"""An old list in Excel: a title above, real and typed dates, merged cells, amendments as rows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

HEADINGS = (
    *(
        "Product",
        "Vendor",
        "Vendor website",
        "Purpose",
        "Data collected",
        "Date signed",
        "End date",
        "Schools",
    ),
    *("Grades", "Type", "Contract #", "Contract", "ZIP"),
)
ROWS: tuple[tuple[object, ...], ...] = (
    (
        *(
            "Tallowbrook Math",
            "Example Tallowbrook, Inc.",
            "www.tallowbrook.example",
            "Practice of arithmetic",
        ),
        *("name; grade level; scores", datetime(2023, 8, 21), datetime(2026, 6, 30)),
        *(
            "Commonfield North Elementary School, Commonfield South Elementary",
            "K - 5",
            "Contract",
            104,
            "View",
            6410,
        ),
    ),
    (
        *("Tallowbrook Math - Amendment 1", "EXAMPLE TALLOWBROOK INC", None, None),
        *("name; grade level; scores; drawings", "March 2, 2026", datetime(2027, 6, 30)),
        *(None, None, "Amendment", 104, None, None),
    ),
    (
        *("Fennimark Gradebook", "Example Fennimark", None, "Grades and attendance", None),
        *("8/2019", "until terminated", "district-wide", "PreK-12", "Contract", 88.5, None, None),
    ),
    (
        *("Fennimark Gradebook", "Example Fennimark", None, "Grades and attendance", None),
        *(None, None, None, None, "Amendment 2", None, None, None),
    ),
    ("SPECIAL EDUCATION",),
    (
        *(None, "Example Hollisbeck Speech", None, "Speech therapy", "name, date of birth, IEP"),
        *(
            "7/1/25",
            "6/30/24",
            "Commonfield Middle School",
            "5th-8th",
            "Contract",
            None,
            None,
            None,
        ),
    ),
    (
        *(None, "Example Dapplewick Health", None, "Health screenings", "name, health data"),
        *("25/12/2025", datetime(2206, 6, 30), None, "9-12", "Contract", None, None, None),
    ),
    (
        *("Grovepoint Meals", "Example Grovepoint", None, "Meal accounts", None),
        *(
            datetime(2024, 9, 3, 15, 40),
            "6/30/2025",
            "Old Mill School",
            "all",
            "Contract",
            None,
            None,
            None,
        ),
    ),
)


def save(path: Path) -> None:
    """Write the list; its first sheet is a page of notes."""
    book = Workbook()
    book.active.title = "Read me"
    book.active["A1"] = "Ask the office before you change anything here."
    sheet = book.create_sheet("Contracts 2026")
    sheet["A1"] = "Contracts with access to student data"
    sheet.merge_cells("A1:M1")
    sheet["A2"] = "Updated 3/2/2026 by the office"
    sheet.append(())
    sheet.append(HEADINGS)
    for row in ROWS:
        sheet.append(row)
    first = 5
    sheet.cell(first, 12).hyperlink = "https://contracts.example/tallowbrook.pdf"
    sheet.cell(first, 13).number_format = "00000"
    for row in range(first, first + len(ROWS)):
        for column in (6, 7):
            sheet.cell(row, column).number_format = "m/d/yyyy"
    sheet.merge_cells(start_row=first + 4, end_row=first + 4, start_column=1, end_column=13)
    sheet.merge_cells(start_row=first + 5, end_row=first + 6, start_column=8, end_column=8)
    book.save(path)
