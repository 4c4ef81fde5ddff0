"""Import the list of contracts that somebody has sent with a form, and reply to the form."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from generator.authoring import list_form
from generator.authoring.list_form import FilledListForm
from generator.commands.import_contracts import closing, report_lines
from generator.commands.wiring import mapped
from generator.content.context import SETTINGS, Context
from generator.core.problems import UserError, count
from generator.core.site import Inputs
from generator.github import uploads
from generator.github.pulls import Reply, blob
from generator.importing import cells, spreadsheet
from generator.importing.contract_lists import find_lists
from generator.importing.entries import NEW, ImportResult, import_lists
from generator.reports.github_format import code_block, sentence
from generator.system.disk import create_file, replace_file

MAX_REPORT_BYTES = 40_000  # of a comment or a pull request, which may have 65,536 characters
MAX_REJECTED = 20  # rows without an entry that a comment lists
GITHUB = "https://github.com"
NOT_READ = "The list was not read. {}\n"
PASTE = (
    "{}. Open the list in Excel, select all of it, copy it, edit this form, and paste it under "
    f"“{list_form.CELLS}”"
)
NOTHING_NEW = "{} Nothing is new, so there is no pull request.\n"
NO_ENTRY = "\n{} in no entry:\n\n{}\nCorrect these in the list, or add them by hand afterward.\n"
CUT = "The report goes on: open *Actions*, the newest run of *From form*, and download `list`."
# What the report quotes of the list although it goes into no entry. A comment keeps it forever.
LEFT_OUT = re.compile(r"( is left out): .*", re.DOTALL)


def reply(form: FilledListForm, inputs: Inputs) -> tuple[Reply, str]:
    """Return the reply to a form, with all new entries, and the whole report."""
    try:
        result = _imported(form, inputs)
    except UserError as error:
        return Reply(NOT_READ.format(sentence(list_form.in_boxes(str(error))))), ""
    report = [LEFT_OUT.sub(r"\1", line) for line in report_lines(result)]
    whole = "".join(f"{list_form.in_boxes(line)}\n" for line in report)
    said = list_form.in_boxes(closing(result, is_dry_run=False))
    new = {entry.path: entry.text for entry in result.entries if entry.state == NEW}
    rejected = _rejected(result)
    if not new:
        return Reply(NOTHING_NEW.format(said) + rejected), whole
    entries, replaces = new, ""
    if result.settings:
        entries = {SETTINGS: result.settings.text, **new}
        replaces = blob(next(each.data for each in inputs.sources if each.path == SETTINGS))
    title = f"Import {count(len(new), 'contract')}"
    page = _cut(whole)
    return Reply(said + "\n" + rejected, "", title, "", replaces, page, entries=entries), whole


def write(reply: Reply, inputs: Inputs, root: Path) -> None:
    """Write the entries of a reply into a folder."""
    for path, text in reply.entries.items():
        before = next((each.data for each in inputs.sources if each.path == path), None)
        if before is None:
            create_file(root, path, text)
        else:
            replace_file(root, path, before, text)


def keep(reply: Reply, report: str, folder: Path) -> None:
    """Write the entries as JSON and the whole report as files, for the job that may write."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "entries.json").write_text(json.dumps(dict(reply.entries)), encoding="utf-8")
    (folder / "report.txt").write_text(report, encoding="utf-8")


def _imported(form: FilledListForm, inputs: Inputs) -> ImportResult:
    """Return the result of the import of a form's list. Raises UserError."""
    if form.uploaded:
        try:
            server = os.environ.get("GITHUB_SERVER_URL", GITHUB)
            data = uploads.fetch(server, form.uploaded)
        except (OSError, UserError) as error:
            raise UserError(f"{PASTE.format(error)}.") from error
    else:
        data = list_form.as_csv(form.cells)
    fields = cells.parse_mapping(form.columns)
    settings = Context.of(inputs).settings
    schools = settings.schools if settings else ()
    read = spreadsheet.tables(data, form.name)
    lists = find_lists(read, fields, sheets=form.sheets, schools=schools)
    return import_lists(lists, inputs, mapped(None))


def _rejected(result: ImportResult) -> str:
    """Return the rows that are in no entry in Markdown, with what to do; "" if all are."""
    if not result.rejected:
        return ""
    lines = [
        list_form.in_boxes(f"{refused.row.location}: {' '.join(refused.reason.split())}")
        for refused in result.rejected[:MAX_REJECTED]
    ]
    if more := len(result.rejected) - len(lines):
        lines.append(f"and {count(more, 'more row')}")
    rows = count(len(result.rejected), "row")
    return NO_ENTRY.format(f"{rows} {'is' if rows == '1 row' else 'are'}", code_block(lines))


def _cut(report: str) -> str:
    """Return a report as Markdown, as far as a pull request has room for it."""
    lines = [*_first(report.splitlines())]
    return code_block(lines) + ("" if len(lines) == len(report.splitlines()) else f"\n{CUT}\n")


def _first(lines: list[str]) -> Iterator[str]:
    """Yield the lines that fit."""
    size = 0
    for line in lines:
        size += len(line.encode()) + 1
        if size > MAX_REPORT_BYTES:
            return
        yield line
