"""Files from other programs: each is read as a person sees it, or refused with a sentence."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula

from generator.commands.import_contracts import closing, report_lines
from generator.core.problems import UserError
from generator.importing import spreadsheet
from generator.importing.cells import parse_mapping
from generator.importing.contract_lists import find_lists
from generator.importing.entries import import_lists
from generator.importing.tables import ContractList, Table
from helpers.roots import site


def file_tables(path: Path) -> list[Table]:
    """Return the tables of a file."""
    return spreadsheet.tables(path.read_bytes(), path.name)


def read(path: Path, data: bytes, *mappings: str, sheet: str | None = None) -> ContractList:
    """Return the list in a file."""
    path.write_bytes(data)
    sheets = [sheet] if sheet else []
    return find_lists(file_tables(path), parse_mapping(mappings), sheets=sheets)[0]


def texts(contracts: ContractList) -> list[list[str]]:
    """Return the cells of a list, row by row."""
    return [[cell.text for cell in row.cells] for row in contracts.rows]


def saved(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def of_rows(*rows: list[object]) -> Workbook:
    """Return a workbook of one sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


@pytest.mark.parametrize(
    "data",
    [
        b"Product,Vendor\nReader,Caf\xc3\xa9\n",
        b"\xef\xbb\xbfProduct,Vendor\r\nReader,Caf\xc3\xa9\r\n",
        b"Product;Vendor\r\nReader;Caf\xe9\r\n",
        b"Product\tVendor\rReader\tCaf\xe9\r",
        "Product\tVendor\nReader\tCafé\n".encode("utf-16"),
        b'"Product","Vendor"\n"Reader","Caf\xc3\xa9"',
        b"\n\nOur products,\n,\nProduct,Vendor\nReader,Caf\xc3\xa9\n\n\n",
    ],
)
def test_a_csv_is_read_in_every_dialect(tmp_path, data):
    """Encodings, separators, line endings, titles, and empty rows can differ."""
    assert [["Reader", "Café"]] == texts(read(tmp_path / "list.csv", data))


NO_LIST = "This is not a .csv or .xlsx file. Open it in Excel, and save it as .xlsx."


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xef\xbb\xbf\n \n", "It is empty."),
        (b"\x00\x01\x02", NO_LIST),
        (
            b"\xd0\xcf\x11\xe0rest",
            "This is an Excel file of the old kind, or it has a password. Save it as .xlsx "
            "without a password.",
        ),
        (b"PK\x03\x04rest", spreadsheet.DAMAGED),
        (
            b"Product\nCaf\xe9 \x81",
            "Line 2 contains the byte 0x81, which is not a character. Save the file as “CSV "
            "UTF-8”, or as .xlsx.",
        ),
        ("a,b\n".encode("utf-32"), NO_LIST),
    ],
)
def test_a_file_without_a_table_is_refused_with_a_sentence(tmp_path, data, message):
    """It says what the file is, and what to do."""
    with pytest.raises(UserError) as error:
        read(tmp_path / "list.csv", data)

    assert message == str(error.value)


def test_a_file_that_is_too_large_is_refused(tmp_path):
    """A limit of bytes and one of rows protect the machine from a wrong file."""
    with pytest.raises(UserError, match="It is larger than 16 MB"):
        read(tmp_path / "list.csv", b"x" * (spreadsheet.MAX_LIST_BYTES + 1))
    with pytest.raises(UserError, match="It has more than 20,000 rows"):
        read(tmp_path / "list.csv", b"a\n" * (spreadsheet.MAX_ROWS + 1))
    with pytest.raises(UserError, match="an Excel file of the old kind"):
        read(tmp_path / "list.xls", b"\xd0\xcf\x11\xe0")


SEEN = [
    (datetime(2026, 3, 2), "m/d/yyyy", "2026-03-02"),
    (datetime(2026, 3, 2, 15, 40), "m/d/yyyy h:mm", "2026-03-02 15:40"),
    (date(2026, 3, 2), "[$-409]mmm\\-yy", "2026-03"),
    (datetime(2026, 3, 1), '[Red]mmmm" of the dread "yyyy', "2026-03"),
    (time(15, 40), "h:mm", "15:40"),
    (6410, "00000", "06410"),
    (6410, "General", "6410"),
    (6410.0, "General", "6410"),
    (0.1 + 0.2, "General", "0.3"),
    (0.25, "0%", "25%"),
    (True, "General", "TRUE"),
    ("007", "@", "007"),
]


def test_cells_of_a_workbook_are_read_as_a_person_sees_them(tmp_path):
    """These are dates, months, codes and percentages."""
    book = of_rows(["Product", "Vendor"], *(["x", value] for value, _, _ in SEEN))
    for row, (_, form, _) in enumerate(SEEN, start=2):
        book.active.cell(row, 2).number_format = form

    assert [seen for _, _, seen in SEEN] == [
        row.cells[1].text for row in read(tmp_path / "list.xlsx", saved(book)).rows
    ]


UNSAVED = "It is a formula without its result: {}. Open the list in Excel and save it."


@pytest.mark.parametrize(
    ("value", "remark"),
    [
        ("#N/A", "#N/A is an error of the spreadsheet, so the cell has no value."),
        ("#REF!", "#REF! is an error of the spreadsheet, so the cell has no value."),
        ("=1+1", UNSAVED.format("=1+1")),
        (ArrayFormula("B2", "=SUM(1)"), UNSAVED.format("=SUM(1)")),
    ],
)
def test_an_error_or_a_formula_without_its_result_is_not_a_value(tmp_path, value, remark):
    """The cell is reported, and the rest of the row is read."""
    contracts = read(tmp_path / "list.xlsx", saved(of_rows(["Product", "Vendor"], ["x", value])))

    assert [["x"]] == texts(contracts)
    assert (f"Vendor: {remark}",) == contracts.rows[0].remarks


def test_the_result_of_a_formula_is_read(tmp_path):
    """A formula gives the saved value that a person sees in Excel, and its link target is kept."""
    data = saved(of_rows(["Product", "Vendor"], ["x", '=HYPERLINK("https://a.example","see")']))
    data = altered(data, SHEET, b'<c r="B2">', b'<c r="B2" t="str">')
    contracts = read(tmp_path / "list.xlsx", altered(data, SHEET, b"<v></v>", b"<v>see</v>"))

    assert [["x", "see", "https://a.example"]] == texts(contracts)
    assert "Vendor (link)" == contracts.columns[-1].heading


def test_links_of_cells_are_a_separate_column(tmp_path):
    """A cell with a word and a link keeps both; a cell that shows its own address has just one."""
    book = of_rows(["Product", "Website"], ["x", "see"], ["y", "https://b.example"])
    book.active["A2"].hyperlink = "https://a.example/x"
    book.active["B3"].hyperlink = "https://b.example/"
    book.active["A3"].hyperlink = "#Sheet!A1"
    contracts = read(tmp_path / "list.xlsx", saved(book), "Product (link)=agreement")

    assert ["product", "website", "agreement"] == [column.field for column in contracts.columns]
    assert [["x", "see", "https://a.example/x"], ["y", "https://b.example"]] == texts(contracts)


def test_a_link_on_an_empty_cell_is_kept(tmp_path):
    """A link to the right of all text makes a column that is named by its letter.

    In a row without text, it makes a separate column.
    """
    book = of_rows(["Product", "Vendor"], ["x", "v"])
    for place in ("D2", "A3"):
        book.active[place] = " "
        book.active[place].hyperlink = f"https://{place.lower()}.example"
    contracts = read(tmp_path / "list.xlsx", saved(book))

    assert ["Product", "Vendor", "Column D", "Product (link)", "Column D (link)"] == [
        column.heading for column in contracts.columns if column.heading != "Column C"
    ]
    assert [["x", "v", "https://d2.example"], ["https://a3.example"]] == texts(contracts)


def test_the_link_of_a_merged_cell_is_in_each_of_its_rows(tmp_path):
    """So is its text: each of the products has the agreement."""
    book = of_rows(["Product", "Vendor", "Agreement"], ["a", "v", "View"], ["b", "v", None])
    book.active["C2"].hyperlink = "https://x.example/a.pdf"
    book.active.merge_cells("C2:C3")
    contracts = read(tmp_path / "list.xlsx", saved(book))

    assert [[name, "v", "View", "https://x.example/a.pdf"] for name in "ab"] == texts(contracts)


def test_a_truncated_excel_text_loses_only_its_last_character(tmp_path):
    """Excel's “Unicode text” with an odd number of bytes is still read."""
    contracts = read(tmp_path / "list.csv", "Product,Vendor\nA,B\n".encode("utf-16") + b"\n")

    assert ["A", "B"] == texts(contracts)[0]


def test_merged_cells_are_read_as_they_look(tmp_path):
    """A cell merged over rows is in each row; text across the table is a title between rows."""
    book = of_rows(
        ["Product", "Vendor", "Notes"], ["a", "v", "n"], ["b"], ["ELEMENTARY"], ["c", "w"]
    )
    book.active.merge_cells("B2:B3")
    book.active.merge_cells("A4:C4")
    contracts = read(tmp_path / "list.xlsx", saved(book))

    assert [["a", "v", "n"], ["b", "v"], ["c", "w"]] == texts(contracts)
    assert [4] == [line.number for line in contracts.other_rows]


def test_the_sheet_with_the_list_is_found_or_named(tmp_path):
    """It is the visible sheet with the most known headings."""
    book = of_rows(["Product"], ["wrong"])
    book.create_sheet("List").append(["Product", "Vendor"])
    book["List"].append(["right", "v"])
    hidden = book.create_sheet("Old")
    hidden.append(["Product", "Vendor", "Purpose"])
    hidden.sheet_state = "hidden"
    data = saved(book)

    contracts = read(tmp_path / "l.xlsx", data)

    assert ("List", [["right", "v"]]) == (contracts.name, texts(contracts))
    assert [["wrong"]] == texts(read(tmp_path / "l.xlsx", data, sheet="Sheet"))
    message = r"no sheet “Lost”; its sheets are “Sheet”, “List”, “Old”\."
    with pytest.raises(UserError, match=message):
        read(tmp_path / "l.xlsx", data, sheet="Lost")
    with pytest.raises(UserError, match="This is not a workbook"):
        read(tmp_path / "l.csv", b"Product\nx\n", sheet="List")


def test_hidden_rows_and_columns_are_left_out_by_default(tmp_path):
    """They are reported, whether a person or a filter hid them; `--map` reads a hidden column."""
    book = of_rows(
        ["Product", "Vendor", "Purpose", "Extra"], ["a", "v", "p", "e"], ["b", "w", "", ""]
    )
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions.group("C", "D", hidden=True)
    path = tmp_path / "list.xlsx"
    contracts = read(path, saved(book))
    mapped = read(path, saved(book), "D=body")
    (shown,) = find_lists(file_tables(path), {}, hidden=True)

    assert ["product", "contractor", "ignore", "ignore"] == [
        column.field for column in contracts.columns
    ]
    assert [(3, "b w")] == [(line.number, line.text) for line in contracts.other_rows]
    assert "body" == mapped.columns[3].field
    assert [["a", "v", "p", "e"], ["b", "w"]] == texts(shown)
    assert () == shown.other_rows


def test_comments_and_crossed_out_cells_are_reported(tmp_path):
    """They can be in the list or outside of it; what is crossed out is left out, with its row."""
    book = of_rows(["Product", "Vendor"], ["a", "v"], ["b", "w"], [])
    sheet = book.active
    sheet["A1"].comment = Comment("From the\nold list", "Office")
    sheet["B2"].comment = Comment("Ask Kim", "Office")
    sheet["A2"].font = Font(strike=True)
    sheet["B3"] = CellRichText("w ", TextBlock(InlineFont(strike=True), "old"))
    sheet["F9"].comment = Comment("Alone", "Office")
    contracts = read(tmp_path / "list.xlsx", saved(book))

    assert [["b", "w"]] == texts(contracts)
    assert [("B3 is crossed out, so it is left out: old",)] == [
        row.remarks for row in contracts.rows
    ]
    assert [(2, "is crossed out: a")] == [(row.number, row.reason) for row in contracts.other_rows]
    assert (
        "A1 has a comment, which is not imported: From the old list",
        "A2 is crossed out, so it is left out: a",
        "B2 has a comment, which is not imported: Ask Kim",
        "F9 has a comment, which is not imported: Alone",
    ) == contracts.remarks


def test_every_other_sheet_is_reported_with_a_reason(tmp_path):
    """The others are a list, and hidden, internal, empty and unrelated sheets."""
    book = of_rows(["Product", "Vendor"], ["a", "v"])
    for name in ("More", "Old", "Internal notes"):
        book.create_sheet(name).append(["Product", "Vendor", "Purpose"][: 3 - (name == "More")])
        book[name].append(["b", "w"])
    book["Old"].sheet_state = "hidden"
    book.create_sheet("Blank")
    book.create_sheet("Read me").append(["Ask", "the office"])
    data = saved(book)
    contracts = read(tmp_path / "list.xlsx", data)

    assert "Sheet" == contracts.name
    reasons = {
        "More": "It also looks like a list; {}",
        "Old": "It is hidden; {}",
        "Internal notes": "Its name says that it is internal; {}",
        "Blank": "It is empty.",
        "Read me": "No heading names the product or the contractor.",
    }
    advice = 'to read it as well, add --sheet "Sheet" --sheet "{}".'
    assert contracts.other_sheets == tuple(
        (name, reason.format(advice.format(name))) for name, reason in reasons.items()
    )
    for name in ("More", "Old", "Internal notes"):
        assert name == read(tmp_path / "list.xlsx", data, sheet=name).name


def test_several_sheets_are_read_as_one_list(tmp_path):
    """An amendment on another sheet joins its contract, and each row is reported with its sheet."""
    book = of_rows(["Product", "Vendor", "Date signed"], ["Reader", "N, Inc.", "8/18/2025"])
    book.create_sheet("Changes").append(["App", "Company", "Signed", "Type"])
    book["Changes"].append(["Reader", "N, Inc.", "3/2/2026", "Amendment"])
    book["Changes"].append(["", "", "3/3/2026", "Amendment"])
    book.create_sheet("2019").append(["Product", "Vendor"])
    book["2019"].append(["Maps", "M, Inc."])
    (tmp_path / "list.xlsx").write_bytes(saved(book))
    tables = file_tables(tmp_path / "list.xlsx")
    lists = find_lists(tables, {"company": "contractor"}, sheets=["Sheet", "Changes", "Sheet"])
    done = import_lists(lists, site({}))
    report = "\n".join(report_lines(done))

    assert [each.id for each in done.entries] == ["reader"]
    change = "---\nkind: amendment\nexecuted: 2026-03-02\n---\n"
    assert done.entries[0].later == {"change-2026-03-02": change}
    assert "The sheet “Sheet” is read.\nThe sheet “Changes” is read.\n" in report
    assert 'It also looks like a list; to read it as well, add --sheet "2019".' in report
    assert "reader.md: new, from row 2 of “Sheet” and row 2 of “Changes”" in report
    assert "row 3 of “Changes” is in no entry." in report
    assert closing(done, is_dry_run=True).startswith("2 of 3 rows are in 1 entry:")
    with pytest.raises(UserError, match="No heading is `firm`"):
        find_lists(tables, {"firm": "contractor"}, sheets=["Sheet", "Changes"])


def test_headings_in_two_rows_are_read_from_the_lower_one(tmp_path):
    """Groups of columns have names above; other headings are merged over both rows."""
    book = of_rows(
        ["Product", "Vendor", "Student Name", None, "Demographics"],
        [None, None, "First and/or Last", "Other", "Date of Birth"],
        ["a", "v", "X", "X", "X"],
    )
    for cells in ("A1:A2", "B1:B2", "C1:D1"):
        book.active.merge_cells(cells)
    contracts = read(tmp_path / "list.xlsx", saved(book))

    assert [["a", "v", "X", "X", "X"]] == texts(contracts)
    assert ["Student Name: First and/or Last", "Student Name: Other", "Date of Birth"] == [
        column.element for column in contracts.columns[2:]
    ]


def test_a_protected_sheet_is_read(tmp_path):
    """Protection keeps people from changing cells; it hides nothing."""
    book = of_rows(["Product", "Vendor"], ["a", "v"])
    book.active.protection.sheet = True
    book.active.protection.set_password("x")

    assert [["a", "v"]] == texts(read(tmp_path / "list.xlsx", saved(book)))


def test_a_table_that_is_merged_everywhere_is_read(tmp_path):
    """Each cell of the first column is merged over two rows, and each contract has both."""
    book = of_rows(["Product", "Vendor", "Purpose"])
    for row in range(2, 42, 2):
        book.active.cell(row, 1, f"Product {row}")
        book.active.cell(row, 2, "v")
        book.active.merge_cells(start_row=row, end_row=row + 1, start_column=1, end_column=1)
        book.active.merge_cells(start_row=row, end_row=row + 1, start_column=2, end_column=3)

    contracts = texts(read(tmp_path / "list.xlsx", saved(book)))
    assert [[f"Product {row - row % 2}", "v"] for row in range(2, 42)] == contracts


def altered(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with a part of it rewritten."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            text = before.read(name)
            assert name != part or old in text
            after.writestr(name, text.replace(old, new) if name == part else text)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
END = b"</worksheet>"
TOO_MANY = "more than 500,000 cells"
LINKS = b"<hyperlinks><hyperlink ref='ZZ1:A2000'/><hyperlink ref='A1:ZZ1000'/></hyperlinks>"
ROW = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
BOMBS = [
    (END, b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>' + END, TOO_MANY),
    (END, b"<hyperlinks><hyperlink ref='A1:XFD1048576'/></hyperlinks>" + END, TOO_MANY),
    (END, LINKS + END, TOO_MANY),
    (END, b"<comments><comment ref='A1:XFD1048576'/></comments>" + END, TOO_MANY),
    (END, END + b" " * spreadsheet.MAX_UNPACKED_BYTES, "unpacked it is larger than 32 MB"),
    (b"</sheetData>", ROW + b"</sheetData>", "more than 20,000 rows"),
    (END, b"", "damaged workbook"),
    (END, b'<mergeCells><mergeCell ref="A1:what"/></mergeCells>' + END, "damaged workbook"),
    (b"<sheetData>", b'<sheetData><row r="x"><c r="?"/></row>', "damaged workbook"),
]


@pytest.mark.parametrize(("old", "new", "message"), BOMBS)
def test_a_workbook_that_would_exhaust_the_machine_is_refused(tmp_path, old, new, message):
    """A tiny file that means billions of cells or nothing readable is reported at once."""
    data = altered(saved(of_rows(["Product", "Vendor"], ["a", "b"])), SHEET, old, new)

    with pytest.raises(UserError, match=message):
        read(tmp_path / "list.xlsx", data)


def test_a_sheet_that_is_too_large_does_not_block_another(tmp_path):
    """It is reported with the reason why it is left out."""
    book = of_rows(["Product", "Vendor"], ["a", "b"])
    book.create_sheet("Log").append(["x"])
    far = b'<row r="100000"><c r="A100000"><v>1</v></c></row></sheetData>'
    data = altered(saved(book), "xl/worksheets/sheet2.xml", b"</sheetData>", far)
    contracts = read(tmp_path / "list.xlsx", data)

    assert [["a", "b"]] == texts(contracts)
    assert "“Log” has more than 20,000 rows" in dict(contracts.other_sheets)["Log"]


def test_a_number_with_a_missing_format_is_in_a_damaged_workbook(tmp_path):
    """The workbook can be opened; only the number needs the format."""
    data = saved(of_rows(["Product", "Students"], ["a", 412]))
    data = altered(data, "xl/styles.xml", b'<xf numFmtId="0"', b'<xf numFmtId="222"')

    with pytest.raises(UserError, match="damaged workbook"):
        read(tmp_path / "list.xlsx", data)


def test_a_workbook_does_not_read_other_files(tmp_path):
    """An entity that names a file on the machine is not resolved."""
    (tmp_path / "secret").write_text("secret")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]><worksheet'.encode()
    data = altered(saved(of_rows(["Product", "Vendor"], ["a", "b"])), SHEET, b"<worksheet", entity)
    row = b'<row r="3"><c r="A3" t="str"><v>&e;</v></c></row></sheetData>'
    data = altered(data, SHEET, b"</sheetData>", row)

    try:
        cells = str(read(tmp_path / "list.xlsx", data))
    except UserError as error:
        cells = str(error)
    assert "secret" not in cells.replace(str(tmp_path), "")


# It is made once, because it has the current time.
WORKBOOK = saved(of_rows(["Product", "Vendor"], ["a", "b"]))


@given(st.integers(0, len(WORKBOOK)), st.integers(0, 64), st.binary(max_size=8))
def test_a_damaged_workbook_never_ends_in_a_crash(tmp_path_factory, start, length, instead):
    """Whatever bytes of a workbook are cut or changed, it is read, or there is a sentence."""
    broken = WORKBOOK[:start] + instead + WORKBOOK[start + length :]
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    with suppress(UserError):
        assert isinstance(read(path, broken), ContractList)
