"""The report of services without the required contract: what was in use in a year, and for no child."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import openpyxl
import pytest

from helpers.district import contract, notices, read, write

BASIS = "special-education-exception"
NOW = "2026-11-25T12:00"


def service(**fields: str | None) -> str:
    """Return the text of a service without a contract."""
    return contract(**{"basis": BASIS, "executed": "2025-10-06", "agreement": None, **fields})


def listed(entries: dict[str, str], year: int, tmp_path) -> list[dict[str, str]]:
    """Return the rows of the report for a year."""
    write(tmp_path, entries)
    result = notices("record", tmp_path, "--yearly", str(year), now=NOW)

    assert result.returncode == 0, result.stderr
    return [*csv.DictReader(io.StringIO(result.stdout))]


@pytest.mark.parametrize(
    ("fields", "year", "is_listed"),
    [
        ({}, 2025, True),
        ({}, 2026, True),
        ({}, 2024, False),
        ({"executed": "2025-12-31"}, 2025, True),  # its last day
        ({"executed": "2026-01-01"}, 2025, False),
        ({"expires": "2026-01-01"}, 2026, True),  # its first day
        ({"expires": "2025-12-31"}, 2026, False),
        ({"executed": "2026-11-25"}, 2026, True),
        ({"executed": "2026-11-26"}, 2026, False),  # not in use yet
        ({"executed": "unknown", "legacy": "true"}, 2020, True),  # it may have been in use
        (
            {
                "expires": "2025-12-31",
                "change-1.md": "{kind: renewal, executed: 2026-02-01, expires: 2026-06-30}",
            },
            2026,
            True,
        ),
        (
            {
                "expires": "none",
                "change-1.md": "{kind: amendment, executed: 2025-11-01, expires: 2025-12-31}",
            },
            2026,
            False,
        ),  # ended early
        ({"withdrawal.md": "{on: 2026-02-01, reason: Never used.}"}, 2026, False),
        ({"basis": "pledge"}, 2026, True),
        ({"basis": "pledge", "collects": "nothing"}, 2026, False),  # needs no contract
        ({"basis": "contract"}, 2026, False),
        ({"basis": None}, 2026, False),
    ],
)
def test_a_service_is_listed_for_the_years_of_its_use(tmp_path, fields, year, is_listed):
    """Calendar years count, and only services under the exception or a pledge."""
    listed_rows = listed({"contracts/x": service(**fields)}, year, tmp_path)

    assert [row["entry"] for row in listed_rows] == ["contracts/x"] * is_listed


def test_the_report_does_not_say_for_whom(tmp_path):
    """It has the service, its purpose and its data at the end of the year; no school, no grade."""
    entry = service(
        purpose="=Speech practice",
        collects="{student-information: [name, grade level], student-records: [practice goals]}",
        grades="3",
        **{"change-1.md": "{kind: amendment, executed: 2026-02-01, purpose: Reading aloud.}"},
    )
    before, after = (listed({"contracts/x": entry}, year, tmp_path)[0] for year in (2025, 2026))

    assert before == {
        "product": "Northstar Reader",
        "contractor": "Northstar Learning",
        "description": "Reading passages.",
        "purpose": "'=Speech practice",  # not a formula
        "student_information": "name; grade level",
        "student_records": "practice goals",
        "student_generated_content": "",
        "executed": "2025-10-06",
        "expires": "none",
        "website": "",
        "entry": "contracts/x",
        "basis": BASIS,
    }
    assert after == {**before, "purpose": "Reading aloud."}


def test_a_workbook_has_real_dates(tmp_path):
    """It has the same rows in one sheet, with its header frozen."""
    write(tmp_path, {"contracts/x": service(expires="2027-06-30", purpose="=Speech practice")})
    path = tmp_path / "report.xlsx"
    options = ("--yearly", "2026", "--format", "xlsx", "--out", str(path))
    result = notices("record", tmp_path, *options, now=NOW)
    sheet = openpyxl.load_workbook(path)["Without a contract 2026"]
    row = dict(zip(*sheet.iter_rows(values_only=True), strict=True))

    assert (row["executed"], row["expires"]) == (datetime(2025, 10, 6), datetime(2027, 6, 30))
    assert row["purpose"] == "=Speech practice"
    assert sheet["D2"].data_type == "s"
    assert sheet.freeze_panes == "A2"
    assert result.stderr == "1 service without a contract in 2026.\n"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--yearly", "2027"], "--yearly: 2027 has not begun."),
        (["--yearly", "2026", "--posted"], "leave out --posted and --since."),
        (["--yearly", "2026", "--since", "2026-01-01"], "leave out --posted and --since."),
        (["--yearly", "2017"], "2017 is not in the range x>=2018"),
        (["--yearly", "soon"], "'soon' is not a valid integer range"),
        (["--yearly", "2026", "--format", "xlsx"], "name it, such as --out record.xlsx"),
    ],
)
def test_a_wrong_command_line_is_a_usage_error(tmp_path, options, says):
    """A future year, one before the law, and a workbook without a file are refused."""
    write(tmp_path, {})
    result = notices("record", tmp_path, *options, now=NOW)

    assert (result.stdout, result.returncode) == ("", 2)
    assert says in result.stderr


def test_with_an_error_there_is_no_report(tmp_path):
    """A report without an entry would be false."""
    write(tmp_path, {"contracts/x": service(executed="2026-02-30")})
    result = notices("record", tmp_path, "--yearly", "2026", now=NOW)

    assert (result.stdout, result.returncode) == ("", 1)
    assert "No report can be made." in result.stderr


@pytest.mark.parametrize("law", ["district-page", "statute"])
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"grades": "3"}, ["`grades` narrows down who uses this service for special education."]),
        (
            {"schools": "all"},
            ["`schools: all` says that all schools use this service for special education."],
        ),
        (
            {"change-1.md": "{kind: amendment, executed: 2026-02-01, grades: [K, 1]}"},
            ["`grades` narrows down who uses this service for special education."],
        ),
        ({"basis": "contract", "agreement": "https://a.example/a.pdf", "grades": "3"}, []),
    ],
)
def test_schools_and_grades_are_a_warning(law, fields, expected):
    """Anything that narrows down the children should be left out of the entry."""
    problems = read({"contracts/x": service(**fields)}, f"law: {law}", NOW).problems

    assert [p.message for p in problems if p.code == "W131"] == expected


@pytest.mark.parametrize("law", ["district-page", "statute"])
def test_nothing_is_due(tmp_path, law):
    """It has no duty, under either law; the only row is the district's yearly notice."""
    write(tmp_path, {"contracts/x": service(executed="2026-11-16")}, f"law: {law}")

    assert notices("due", tmp_path, now=NOW).stdout == ""
    assert notices("record", tmp_path, now=NOW).stderr == "1 duty: 1 met.\n"
    assert "contracts/x" not in notices("record", tmp_path, now=NOW).stdout
