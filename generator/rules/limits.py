"""Checks the dates and deadlines in the settings; the docstring of a rule is the rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from generator.content.fields import MESSAGE, OWN_LIMIT
from generator.content.frontmatter import Document
from generator.content.messages import YEARLY, Messages
from generator.core.duties import PRESETS, YEARLY_NOTICE
from generator.core.problems import Problem, listed, problem
from generator.core.settings import Settings
from generator.law import clocks
from generator.law.due import DUE_KINDS
from generator.law.record import yearly_rows
from generator.rules.told import means_are_real

SOON = timedelta(days=30)  # before the day of the yearly notice


def check_limits(settings: Settings, document: Document, now: datetime) -> Iterator[Problem]:
    """Yield the problems of every rule.

    `document` is the source of the settings, and `now` is in the district's time zone.
    """
    yield from a_clock_is_for_a_duty(settings, document)
    yield from a_clock_is_no_looser_than_the_law(settings, document)
    yield from a_clock_starts_on_a_likely_day(settings, document, now)
    yield from a_day_is_open_or_closed(settings, document)
    yield from a_school_closes_on_a_day_that_has_come(settings, document, now)
    yield from a_school_that_is_part_of_another_is_closed(settings, document)


def a_clock_is_for_a_duty(settings: Settings, document: Document) -> Iterator[Problem]:
    """The district's own deadline is for a duty of its `law`."""
    duties = [duty for duty in PRESETS[settings.law] if duty.until is None]
    names = [duty.name for duty in duties if duty.clock or duty.limit_from == "own"]
    for name in settings.deadlines:
        if name not in names:
            use = next(
                known for known in names if known.partition("-")[0] == name.partition("-")[0]
            )
            values = {"name": name, "law": settings.law, "use": use, "choices": listed(names)}
            yield problem("E211", document.key("deadlines", name), **values)


def a_clock_is_no_looser_than_the_law(settings: Settings, document: Document) -> Iterator[Problem]:
    """The district's own deadline never ends after the one of state law, on any day."""
    zone = settings.zone
    days = settings.business_days
    for duty in settings.duties:
        limit = settings.deadlines.get(duty.name)
        law = duty.law
        if duty.until or not limit or not law:
            continue
        if clocks.can_end_later(limit.clock, law, zone, days):
            span = document.place("deadlines", duty.name, "limit")
            yield problem("E212", span, field=duty.name, value=limit.clock, limit=law)


def a_clock_starts_on_a_likely_day(
    settings: Settings, document: Document, now: datetime
) -> Iterator[Problem]:
    """The first day of a deadline of the district's own is at most a year ahead."""
    row = OWN_LIMIT.fields["from"]
    for name, limit in settings.deadlines.items():
        first = limit.since and clocks.local(limit.since, now.tzinfo)
        if first and not row.is_likely(first, now):
            span = document.place("deadlines", name, "from")
            yield problem("E204", span, field="from", value=first.written, **row.likely_days(now))


def a_day_is_open_or_closed(settings: Settings, document: Document) -> Iterator[Problem]:
    """No day is both open and closed."""
    for day in sorted(settings.business_days.open & settings.business_days.closed):
        yield problem("E213", document.place("business_days", "closed"), value=day)


def a_school_closes_on_a_day_that_has_come(
    settings: Settings, document: Document, now: datetime
) -> Iterator[Problem]:
    """A school is listed as closed only from the day on which it closes."""
    for school in settings.schools:
        if school.closed and school.closed.day > now.date():
            span = document.place("schools", school.id, "closed")
            yield problem("E210", span, field="closed", value=school.closed.written)


def a_school_that_is_part_of_another_is_closed(
    settings: Settings, document: Document
) -> Iterator[Problem]:
    """A school becomes part of another one of the district, and has the day of it as `closed`."""
    ids = [school.id for school in settings.schools]
    for school in settings.schools:
        into = document.place("schools", school.id, "into")
        if school.into and not school.closed:
            values = {"name": "closed", "place": f" in `{school.id}`"}
            yield problem("E102", into, **values, example="closed: 2026-06-30")
        if school.into and (school.into == school.id or school.into not in ids):
            others = listed(id for id in ids if id != school.id)
            advice = f"Name the other school by its id: {others or 'none has been added yet'}."
            code = "E115 itself" if school.into == school.id else "E115"
            yield problem(code, into, value=school.into, meant="", advice=advice)


def check_yearly(
    settings: Settings, messages: Messages, document: Document, now: datetime
) -> Iterator[Problem]:
    """Each yearly notice was given by the district's own day, and the next one will be.

    A district without one is reminded by `notices due` alone.
    """
    for row in yearly_rows(settings, now) if settings.yearly else ():
        values = {"do": f"{row.duty.do} of {row.notice.title}", "by": row.by}
        year = row.notice.notified.at.day.year if row.notice.notified else 0
        span = messages.place_of_year(year) or document.place()
        if notified := row.not_electronic:
            by = messages.place_of_year(year, "by") or span
            yield problem("W124", by, value=notified.by, source=row.duty.required_by)
        if row.state == "late" and row.done:
            yield problem("W122", span, value=row.done.written, **values)
        elif row.state == "overdue" or (
            row.state == "open" and row.ends and row.ends - now <= SOON
        ):
            code = "W120" if row.state == "overdue" else "W121"
            advice = DUE_KINDS["yearly"].hint
            yield problem(code, document.place("yearly_due"), **values, advice=advice)


def check_messages(messages: Messages, now: datetime) -> Iterator[Problem]:
    """A message was sent, by means that were used and are known, and ended after it began."""
    rows = MESSAGE.fields
    for message in messages.all:
        told = message.notified
        if told is None:
            continue
        for name in ("at", "until"):
            when = getattr(told, name)
            values = {"field": name, "value": when.written if when else ""}
            if when and not when.has_begun(now):
                yield problem("E210", message.places[name], **values)
            elif when and not rows[name].is_likely(when, now):
                likely = rows[name].likely_days(now)
                yield problem("E204", message.places[name], **values, **likely)
        if told.until and told.until.surely_before(told.at):
            values = {"field": "until", "value": told.until.written, "order": "earlier"}
            values |= {"name": "at", "other": told.at.written}
            yield problem("E201", message.places["until"], **values)
        if found := means_are_real(told.by, message.places["by"]):
            yield found
        if YEARLY in message.of and told.at.day < YEARLY_NOTICE.since:
            bounds = {"first": YEARLY_NOTICE.since, "last": now.date()}
            span = message.places["at"]
            yield problem("E204", span, field="at", value=told.at.written, **bounds)
