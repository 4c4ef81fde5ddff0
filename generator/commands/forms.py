"""Make entries from GitHub's issue forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import cast

import click

from generator.authoring import (
    boxes,
    desk_answers,
    editing,
    events,
    issue_forms,
    list_form,
    questions,
    scaffold,
    settings_forms,
    similar,
    targets,
    writing,
)
from generator.authoring.issue_forms import FilledForm
from generator.authoring.list_form import FilledListForm
from generator.authoring.questions import SECTIONS, FormKind, Kind
from generator.authoring.scaffold import EntryContext, Trial, check_entry, entry_context
from generator.commands import options, uploaded_lists
from generator.commands.reporting import WRONG
from generator.commands.wiring import read
from generator.compiler import plan_pages, plan_site
from generator.content import entry_dates, human
from generator.content.context import SETTINGS, Context, slug
from generator.content.phrases import meaning
from generator.content.values import MOMENTS
from generator.core.codes import STUDENT_DATA
from generator.core.problems import Problem, UserError, count, shorten
from generator.core.site import Inputs, Plan, Source, ThemeError, source_at
from generator.github.pulls import Reply, blob
from generator.law.record import entry_rows
from generator.reports import github_format, plain, problem_report
from generator.reports.github_format import difference
from generator.reports.problem_report import lines_of
from generator.site.urls import page_path
from generator.system.disk import create_file, replace_file

MAX_EVENT_BYTES = 4 * 1024 * 1024
MAX_REPORT_BYTES = 20_000
MAX_PAGE_BYTES = 15_000
# Of a reply as JSON, which is the value of a variable: Linux takes 131,072 with name and end.
MAX_REPLY_BYTES = 131_000
DEADLINES = ("W120", "W121")
UNLIKELY_ORDER = "W106"  # of two dates
UNKNOWN_BREACH = {
    **dict.fromkeys(("discovered", "involves.student-information", "students"), "unknown"),
    "summary": "A breach.",
}
IF_KNOWN = "- If that was on {day}, {deadline}\n"
MAX_ALIKE = 5  # problems with the same code that a comment shows
MORE_LIKE_THESE = "\nThere are {} more like these.\n"
OWN_BREACH = "Add the breach of the district's own"
MAX_TITLE = 200  # characters, of the title of a pull request
NO_FORM = "This is not one of our forms, or its headings are missing: fill in a new one."
NO_NAME = (
    "The product or the contractor cannot be a file name: it needs a letter from a to z, or a "
    "digit."
)
TOO_LONG = (
    "This is longer than a notice can be ({limit:,} bytes). Put a long document in "
    "`content/files/`.\n"
)
SAME = "`{path}` says exactly this already, so nothing was changed. Close this form."
FILED = "The entry is `{path}`.\n"
CHANGED = "This {does} the notice `{notice}` of `{title}`.\n"
CHANGED_SETTINGS = f"This changes the settings, `{SETTINGS}`.\n"
CHANGED_SCHOOL = "This changes the school `{title}` in the settings.\n"


@click.command("from-form", epilog="Example: notices ci from-form form.md")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@options.root_and_now
@options.report_format("markdown", "json", what="report")
@click.option(
    "--list-to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write the entries of a list of contracts, and the whole report on it.",
)
def from_form(file: str, root: Path, now: datetime | None, form: str, folder: Path | None) -> int:
    """Write the entry for a filled-in issue form, and report its problems in Markdown.

    FILE is the text of the issue, or a .json file with the event that GitHub passes to a workflow.
    As JSON, the report also contains the entry, for the workflow that opens a pull request; the
    report is null if the issue is not one of our forms. The form with a list of contracts becomes
    an entry for each.
    """
    inputs = read(root, now)
    text = _issue_text(file)
    try:
        if listed := list_form.read(text):
            return _import(listed, inputs, root, form, folder)
        filled = desk_answers.read(text) or issue_forms.read(text)
    except UserError as error:
        reply, has_errors = Reply(f"{error}\n"), True
    else:
        if filled is None:
            click.echo("null" if form == "json" else NO_FORM)
            return WRONG
        reply, has_errors = _reply(filled, inputs, entry_context(inputs))
    if reply.path and _text(inputs, reply.path) is None:
        create_file(root, reply.path, reply.text)
    elif reply.replaces and not has_errors:
        replace_file(root, reply.path, _text(inputs, reply.path) or b"", reply.text)
    if form == "json":
        click.echo(_json(reply))
    else:
        click.echo(reply.report.strip())
    return WRONG if has_errors else 0


def _import(
    listed: FilledListForm, inputs: Inputs, root: Path, form: str, folder: Path | None
) -> int:
    """Write the entries of a list, report on it, and return the exit code."""
    reply, report = uploaded_lists.reply(listed, inputs)
    uploaded_lists.write(reply, inputs, root)
    if folder and reply.entries:
        uploaded_lists.keep(reply, report, folder)
    if form == "json":
        click.echo(_json(reply._replace(entries={})))
    else:
        click.echo(f"{reply.report.strip()}\n\n{report}".strip())
    return 0 if reply.entries else WRONG


def _json(reply: Reply) -> str:
    return json.dumps(reply._asdict(), ensure_ascii=False, separators=(",", ":"))


def _issue_text(file: str) -> str:
    """Return the text of an issue from a file, or from the event in a .json file."""
    with open(file, "rb") as source:
        data = source.read(MAX_EVENT_BYTES + 1)
    if len(data) > MAX_EVENT_BYTES:
        raise click.BadParameter(f"{file} is too large for a form.")
    text = data.decode("utf-8-sig", "replace")
    if not file.endswith(".json"):
        return text
    try:
        event = json.loads(text)
        return str(event["issue"]["body"] or "")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise click.BadParameter(f"{file} is not the event of an issue.") from error


def _reply(filled: FilledForm, inputs: Inputs, context: EntryContext) -> tuple[Reply, bool]:
    """Return the entry for a form with its report, and whether there is an error."""
    notes = list[str]()
    if filled.typed is None:  # the desk writes a date in only one way
        uncertain = questions.uncertain(filled.kind, filled.answers, context.today)
        notes += [questions.offered(*each) for each in uncertain]
    filled, uploaded, note = issue_forms.without_file(filled)
    notes += [note] * bool(note)
    begin = _begin(filled.kind)
    try:
        reply = begin(filled, inputs, context)
        if filled.typed is None and filled.kind not in questions.OF_SETTINGS:
            filled, asked = _with_open_dates(filled, reply, inputs, context)
            notes += asked
            reply = begin(filled, inputs, context) if asked else reply
        if uploaded:
            file = _file_name(reply.path, inputs)
            inputs = replace(inputs, files={**inputs.files, f"content/{file}": 1})
            filled = filled._replace(answers={**filled.answers, "agreement": file})
            reply = begin(filled, inputs, context)._replace(file=file, uploaded=uploaded)
            notes.append(issue_forms.UPLOAD_NOTE.format(file))
    except UserError as error:
        about = targets.named(filled.answers.get(questions.NOTICE, ""))
        said = f"{github_format.sentence(str(error))}\n"
        if filled.kind == "breach":
            trial = Reply("", scaffold.path_of("breach", "new"))
            said += "".join(["\n", *_deadline(filled, inputs, trial, context)])
        return Reply(said.rstrip() + "\n", about=about), True
    if len(reply.text.encode()) > issue_forms.MAX_ENTRY_BYTES:
        return Reply(TOO_LONG.format(limit=issue_forms.MAX_ENTRY_BYTES)), True
    return _checked(reply, filled, inputs, context, notes)


def _begin(kind: FormKind) -> Callable[[FilledForm, Inputs, EntryContext], Reply]:
    """Return the function that makes the reply to a form of a kind."""
    if kind in questions.OF_SETTINGS:
        return _settings
    return _new_entry if kind in SECTIONS else _event


def _with_open_dates(
    filled: FilledForm, reply: Reply, inputs: Inputs, context: EntryContext
) -> tuple[FilledForm, list[str]]:
    """Return a form in which dates that decide a state of the record are open, and the questions.

    11/9/2026 is November 9. If September 11 is as likely, and the record would then call something
    late that it does not call late now, or the other way around, a person says which it is.
    """
    other_ways = [*questions.other_ways(filled.kind, filled.answers, context.today)]
    if not other_ways:
        return filled, []
    begin = _begin(filled.kind)
    answers = dict(filled.answers)
    asked = list[str]()
    states = _states(inputs, reply)
    for question, other in other_ways:
        answer = answers[question.name]
        with_other = filled._replace(answers={**filled.answers, question.name: other})
        try:
            others = _states(inputs, begin(with_other, inputs, context))
        except UserError:
            continue
        if others is not None and others != states:
            both = (question.type.normalized(answer), other)
            answers[question.name] = " or ".join(map(human.in_words, both))
            asked.append(questions.offered(question, answer, both))
    return filled._replace(answers=answers), asked


def _states(inputs: Inputs, reply: Reply) -> list[tuple[str, str]] | None:
    """Return the state of each duty of the entry in a reply; None if its dates make no sense."""
    trial = check_entry(inputs, reply.path, reply.text)
    site = trial.content.site
    if not site or any(each.is_error or each.code == UNLIKELY_ORDER for each in trial.problems):
        return None
    entry = next((entry for entry in site.entries if entry.path == reply.path), None)
    rows = entry_rows(entry, site.settings.duties, site.now) if entry else ()
    return [(row.duty.name, row.state) for row in rows]


def _checked(
    reply: Reply, filled: FilledForm, inputs: Inputs, context: EntryContext, notes: list[str]
) -> tuple[Reply, bool]:
    """Return a reply with the notes, the problems of its entry, and how the page changes.

    Problems in the lines that the form has written are about its boxes.
    """
    before = _text(inputs, reply.path) or b""
    lines = editing.difference(before, reply.text.encode()).new_lines
    trial = check_entry(inputs, reply.path, reply.text)
    closing = problem_report.closing_sentence(
        trial.problems, 1, "It can be published.", "It cannot be published yet."
    )
    problems = [
        boxes.about_boxes(filled.kind, problem, reply.text)
        if filled.kind in SECTIONS or problem.span.line in lines
        else problem
        for problem in trial.problems
    ]
    if filled.kind == "breach" and any(problem.is_error for problem in problems):
        notes += _deadline(filled, inputs, reply, context)
    shown = _few_of_each(problems)
    summary = github_format.summary(shown, lines_of(trial.inputs), closing, MAX_REPORT_BYTES)
    if len(shown) < len(problems):
        summary += MORE_LIKE_THESE.format(count(len(problems) - len(shown), "problem"))
    separator = "\n" if notes and "\n- " not in reply.report else ""  # it may have a list already
    complete = reply._replace(
        report=reply.report + separator + "".join(notes) + summary,
        title=reply.title[:MAX_TITLE],
        page=_page_change(inputs, trial, reply.path),
    )
    if len(_json(complete).encode()) > MAX_REPLY_BYTES:
        complete = complete._replace(page="")
    return complete, any(problem.is_error for problem in problems)


def _deadline(filled: FilledForm, inputs: Inputs, reply: Reply, context: EntryContext) -> list[str]:
    """Return the deadline to notify families in Markdown, although the form has other mistakes.

    Of a day that is only half known, the earliest that is possible counts, or else today.
    """
    known, half_known = _known_dates(filled.answers, context.today)
    title = reply.title.removeprefix("Add ") or "this breach"
    if contract := context.names.get(f"contracts/{title}"):
        title = contract.title
    own = {} if filled.answers.get("by") == "district" else {"contractor": title}
    answers = UNKNOWN_BREACH | own | {"by": filled.answers.get("by", "")} | known
    fields, _ = questions.values("breach", answers, context.schools)
    problems = check_entry(inputs, reply.path, writing.entry(fields)).problems
    deadlines = [problem.message for problem in problems if problem.code in DEADLINES]
    if half_known:
        day = human.in_words(half_known)
        return [IF_KNOWN.format(day=day, deadline=f"t{deadline[1:]}") for deadline in deadlines]
    return [f"- {deadline}\n" for deadline in deadlines]


def _known_dates(answers: questions.Answers, today: date) -> tuple[dict[str, str], str]:
    """Return the dates of a breach by name, and the last one that was only half known, or ""."""
    dates = {name: answers.get(name, "") for name in ("received", "learned", "notified.at")}
    known = {name: answer for name, answer in dates.items() if _is_date(answer)}
    half_known = ""
    for name in ("received", "learned"):
        if dates[name] and name not in known:
            known[name] = half_known = human.first_day(dates[name], today) or today.isoformat()
    return known, half_known


def _is_date(answer: str) -> bool:
    """Return whether an answer is understood as a day or a time, or says that it is not known."""
    read = MOMENTS.normalized(answer)
    return meaning(answer) == "unknown" or bool(entry_dates.STAMP.match(read))


def _file_name(path: str, inputs: Inputs) -> str:
    """Return the name of a new file for the notice of an entry, such as `files/northstar-2.pdf`."""
    id = path.rpartition("/")[2].partition(".")[0]
    taken = {name.rpartition("/")[2].casefold().removesuffix(".pdf") for name in inputs.files}
    return f"files/{scaffold.unused_id(id, taken)}.pdf"


def _few_of_each(problems: list[Problem]) -> list[Problem]:
    """Return the first problems with each code, as many as a person reads."""
    by_code: dict[str, list[Problem]] = {}
    for problem in problems:
        by_code.setdefault(problem.code, []).append(problem)
    return [problem for alike in by_code.values() for problem in alike[:MAX_ALIKE]]


def _new_entry(filled: FilledForm, inputs: Inputs, context: EntryContext) -> Reply:
    """Return the new entry for a form, with another id if its own is taken. Raises UserError."""
    kind = cast("Kind", filled.kind)
    understood = list[questions.Interpretation]()
    if filled.typed is None:
        filled = issue_forms.about_one_product(filled)
        entry = issue_forms.to_entry(filled, context.month, context.schools, context.contracts)
        form = questions.questions(kind)
        understood += questions.interpretations(form, filled.answers, context.schools)
    else:
        entry = desk_answers.to_entry(filled, context.month, context.names, inputs.sources)
    if not entry.id:
        raise UserError(NO_NAME)
    path = scaffold.path_of(kind, entry.id)
    if _text(inputs, path) == entry.text.encode():
        raise UserError(SAME.format(path=path))
    path = scaffold.path_of(kind, scaffold.unused_id(entry.id, context.ids(kind)))
    report = FILED.format(path=path) + issue_forms.echo(understood)
    if filled.typed is not None:
        report += desk_answers.sorted_data(entry.text)
    url = settings.url if (settings := Context.of(inputs).settings) else ""
    others = similar.questions_about(kind, entry.text, inputs.sources, context.names, url)
    asked = "".join(others)
    if asked and "\n- " not in report:
        report += "\n"
    return Reply(report + asked, path, _title_of_new(filled, entry.title, context), entry.text)


def _title_of_new(filled: FilledForm, title: str, context: EntryContext) -> str:
    """Return what a new entry is, and of which product, for the title of its pull request."""
    if filled.answers.get("by") == "district":
        return OWN_BREACH
    ids = map(str.strip, title.split(","))
    named = [context.contracts[id].title if id in context.contracts else id for id in ids]
    if filled.kind == "breach":
        return f"Add the breach of {', '.join(named)}"
    return f"Add the contract {'for' if 'product' in filled.answers else 'with'} {title}"


def _event(filled: FilledForm, inputs: Inputs, context: EntryContext) -> Reply:
    """Return the entry that a form changes, with the event. Raises UserError."""
    kind = issue_forms.event_of(filled)
    if filled.typed is None:
        changed = issue_forms.changed(filled, inputs.sources, context.names, context.schools)
    else:
        changed = desk_answers.changed(filled, inputs.sources, context.names)
    (path, data), edited, echo = changed
    notice, is_new = events.changed_notice(Source(path, data), edited.text)
    school = {f"schools/{school.id}": school.name for school in context.schools}.get(notice)
    name = school or context.names[events.address(path)].title or path
    title = events.EVENTS[kind].title.format(title=shorten(name))
    values = {"notice": notice, "title": shorten(name).replace("`", "'")}
    text = CHANGED_SCHOOL if school else CHANGED
    report = text.format(does="adds" if is_new else "changes", **values) + echo
    return Reply(report, path, title, edited.text, replaces=blob(data), about=slug(name))


def _settings(filled: FilledForm, inputs: Inputs, _: EntryContext) -> Reply:
    """Return the settings that a form changes. Raises UserError."""
    changed = settings_forms.changed(filled.kind, filled.answers, inputs.sources)
    source, edited, understood, title = changed
    report = CHANGED_SETTINGS + issue_forms.echo(understood)
    return Reply(report, source.path, title, edited.text, replaces=blob(source.data))


def _page_change(inputs: Inputs, trial: Trial, path: str) -> str:
    """Return how the text of the entry's page changes, in Markdown; "" if there is no page.

    Text that may be student data is not shown, because GitHub keeps each version of a comment.
    """
    if any(problem.is_error or problem.code == STUDENT_DATA for problem in trial.problems):
        return ""
    after = _page_text(plan_pages(trial.inputs, trial.content), path)
    return difference(_page_text(plan_site(inputs), path), after, MAX_PAGE_BYTES) if after else ""


def _page_text(plan: Plan, path: str) -> str:
    """Return the text of an entry's page in the first language; "" if there is an error."""
    entries = plan.site.entries if plan.site else []
    names = {page_path(entry) for entry in entries if entry.path == path}
    if path == SETTINGS and plan.site:
        names = {f"schools/{school.id}/index.html" for school in plan.site.settings.schools}
    try:
        made = [draft.make() for draft in plan.drafts if draft.path in names]
    except ThemeError:
        return ""
    parts = (part for page in made for part in plain.parse(page.data.decode()).walk())
    return "".join(plain.text(part) for part in parts if part.tag == "main")


def _text(inputs: Inputs, path: str) -> bytes | None:
    """Return the text of a source, or None if it does not exist."""
    source = source_at(inputs.sources, path)
    return source.data if source else None
