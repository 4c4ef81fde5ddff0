"""Checks what came later to an entry: that it is complete, news are told, and nothing is cured."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.dates import When
from generator.core.model import (
    Breach,
    Contract,
    Corrected,
    Data,
    Entry,
    Extent,
    Line,
    Loc,
    Prose,
)
from generator.core.notices import notice_id, notices
from generator.core.problems import Problem, problem
from generator.law.owed import surely_adds
from generator.law.record import entry_rows
from generator.rules import told
from generator.rules.missed import MISSED, OUTCOMES
from generator.rules.single_entry import Case, rule


@rule(Contract, Breach)
def later_notices_are_last(case: Case, entry: Entry) -> Iterator[Problem]:
    """A new change or update that is dated before a published one is unusual.

    It takes away nothing that the later one restates.
    """
    published = case.standards.published or frozenset()
    dated = [
        (notice, notice.id in published)
        for notice in notices(entry)
        if notice.item and not notice.withdrawal
    ]
    for i, (notice, is_old) in enumerate(dated):
        later = next((other for other, is_published in dated[i + 1 :] if is_published), None)
        if not is_old and later and case.is_new(notice):
            values = {"name": later.anchor, "value": later.dated.written if later.dated else ""}
            yield problem("W192", case.at(*notice.loc), **values)


@rule(Contract)
def early_ends_have_documents(case: Case, contract: Contract) -> Iterator[Problem]:
    """A new amendment with another end names its own document, which has to be posted."""
    for notice in filter(case.is_new, notices(contract)):
        if notice.item and notice.kind == "amendment":
            states = notice.item.states
            if "expires" in states and "agreement" not in states:
                yield problem("W186", case.at(*notice.loc))


@rule(Contract)
def new_contracts_are_checked(case: Case, contract: Contract) -> Iterator[Problem]:
    """A contract that was not published yet is checked for the ten terms in § 10-234bb(a).

    A change with its own document is a contract too.
    """
    if not contract.has_contract or contract.withdrawn:
        return
    for notice in filter(case.is_new, notices(contract)):
        states = notice.item.states if notice.item else contract.first.states
        is_old = notice.is_first and contract.legacy
        is_checked = states.get("terms") or notice.withdrawn or notice.anchor in case.faulty
        if states.get("agreement") and not (is_checked or is_old or notice.withdrawal):
            yield problem("W118", case.at(*notice.loc))


@rule(Contract, Breach)
def new_entries_are_no_legacy(case: Case, entry: Entry) -> Iterator[Problem]:
    """An entry that is published now is no longer one from before this site."""
    if entry.legacy and not entry.taken_back and case.is_new(notices(entry)[0]):
        yield problem("W304", case.at("legacy"))


@rule(Breach)
def resolved_breaches_have_summaries(case: Case, breach: Breach) -> Iterator[Problem]:
    """A breach that is resolved has a summary from its end, perhaps in its last update."""
    if breach.resolved is None or not _is_new_line(case, breach, "resolved"):
        return
    said: list[tuple[When | None, Prose | None, Loc]]
    said = [(breach.known, breach.first.summary, ())]
    said += [(each.on, each.states.get("summary"), (each.name,)) for each in breach.updates]
    summaries = [(on, text, loc) for on, text, loc in said if text]
    last = [line for line in breach.lines if line.kind == "resolved" and line.text]
    if summaries and not last:
        on, text, loc = summaries[-1]
        if on is None or on.surely_before(breach.resolved):
            span = case.at(*loc, "summary")
            yield problem("W187", span, value=text.text if isinstance(text, Prose) else "")


@rule(Contract, Breach)
def what_was_taken_back_is_gone(case: Case, entry: Entry) -> Iterator[Problem]:
    """Data about a student was taken back on a day that has come."""
    for name, when in entry.taken_back.items():
        if not when.has_begun(case.standards.now):
            span = case.at(*((name,) if name else ()), "taken-back")
            yield problem("E210", span, field="taken-back", value=when.written)


@rule(Breach)
def resolved_breaches_have_no_news(case: Case, breach: Breach) -> Iterator[Problem]:
    """A new update from after the end of a breach does not leave it resolved."""
    if _is_new_line(case, breach, "resolved"):
        return
    for notice in filter(case.is_new, notices(breach)):
        resolved = breach.resolved
        is_news = notice.kind == "update" and notice.dated is not None
        if resolved and is_news and notice.dated and notice.dated.day >= resolved.day:
            yield problem("W188", case.at(*notice.loc), value=resolved.written)


@rule(Breach)
def earlier_notices_reached_everyone(case: Case, breach: Breach) -> Iterator[Problem]:
    """A new update that says `notified: earlier` is asked about what it adds.

    It may be true: “about 400” became 412. But a number, a school or data that no earlier notice
    had may also be news that some families have not heard.
    """
    for notice in filter(case.is_new, notices(breach)):
        if notice.is_told_earlier and (what := ", ".join(told.added(notice))):
            yield problem("W153", case.at(*notice.loc, "notified"), what=what)


# Corrections


@rule(Contract, Breach)
def corrections_tell_nobody(case: Case, entry: Entry) -> Iterator[Problem]:
    """What is news to families is no correction: more students, schools or data.

    Unless what they received was right, and only the page was wrong: `told: yes`.
    """
    for line in entry.lines:
        if line.kind != "correction" or line.told or "/" in line.name:
            continue
        for corrected in line.fields:
            if what := _widened(entry, corrected):
                yield _news(case, entry, line, corrected, what)


def _widened(entry: Entry, corrected: Corrected) -> str:
    """Return what a correction adds that families have to be told; "" if nothing."""
    field, before, after, _ = corrected
    if isinstance(entry, Contract):
        old, new = (data if isinstance(data, Data) else Data() for data in (before, after))
        is_wider = field == "collects" and before is not None and new.keys - old.keys
        return "data" if is_wider else ""
    names = {"students": "students", "schools": "schools", "involves": "data"}
    if field not in names or before is None:
        return ""
    old_extent, new_extent = (Extent(**{field: value}) for value in (before, after))
    return names[field] if surely_adds(old_extent, new_extent) else ""


def _news(case: Case, entry: Entry, line: Line, corrected: Corrected, what: str) -> Problem:
    """Return the error of a correction that is news, with the file to add instead."""
    kind = "amendment" if isinstance(entry, Contract) else "update"
    name = "change" if kind == "amendment" else "update"
    day = line.on.day.isoformat() if line.on else "YYYY-MM-DD"
    path = f"content/{notice_id(entry, f'{name}-{day}')}.md"
    span = case.at(line.name, "right", corrected.field)
    first = f"kind: amendment\nexecuted: {day}" if kind == "amendment" else f"on: {day}"
    text = "What families should know now." if kind == "update" else ""
    source = case.source(line.name, corrected.field)
    file = f"---\n{first}\n{corrected.field}: {source}\n---\n{text}".rstrip()
    return problem("E048", span, what=what, kind=kind, path=path, file=file)


@rule(Contract, Breach)
def corrections_cure_no_lateness(case: Case, entry: Entry) -> Iterator[Problem]:
    """What was late or overdue as the page said it at first stays so: the check asks about it."""
    if not entry.before:
        return
    rows = entry_rows(entry, case.standards.duties, case.standards.now, case.standards.postings)
    lines = [line for line in entry.lines if line.kind == "correction" and "/" not in line.name]
    for row in rows:
        if row.state in MISSED and row.was_missed:
            until = row.was_missed
            line = next((each for each in lines if each.on == until), None)
            is_done = row.done is not None
            code = OUTCOMES["late"]["met"] if is_done else OUTCOMES["overdue"]["not done"]
            values = {"name": row.duty.name, "value": row.notice.id, "other": row.state}
            state = "*met*" if is_done else "not due"
            yield problem(code, case.at(*((line.name,) if line else ())), **values, state=state)


def _is_new_line(case: Case, entry: Entry, kind: str) -> bool:
    """Return whether a file of a kind is compared with what was published, and is new."""
    published = case.standards.published
    names = [line.name for line in entry.lines if line.kind == kind and not line.withdrawn]
    ids = [notice_id(entry, name) for name in names] or [notice_id(entry, "")]
    return published is not None and ids[-1] not in published
