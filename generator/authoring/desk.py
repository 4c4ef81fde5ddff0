"""The desk: a page on which staff choose what happened, and answer with a date, a box or a list.

It is in English, in no menu and in no sitemap, and a part of the site only if the settings name the
repository. It has the same questions as the forms, from the same table: a new field is on the desk
without a line of its own, because its type says what it is asked with. `themes/default/desk/` has
its script, which counts deadlines, shows what families will read, and writes the answers as
`desk_answers` reads them. Nothing is sent anywhere: the last step is a link.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple, cast
from urllib.parse import quote, urlencode

from markupsafe import Markup

from generator.authoring import corrections, desk_answers, events, issue_forms, questions
from generator.authoring.questions import FORMS, NOTICE, FormKind, Question
from generator.content.data_elements import OFFERED, TOPIC_PATTERNS, TOPICS
from generator.content.field_groups import Field, Group, Needed
from generator.content.field_types import Control, FieldType
from generator.content.fields import CONTRACT, OF_A_CONTRACTOR, SCHOOL, WITHDRAWN
from generator.core.dates import ONE_DAY, When
from generator.core.model import GRADES, Breach, Contract, Entry
from generator.core.notices import Notice, notices
from generator.core.settings import School, Settings
from generator.core.site import Draft, Site
from generator.law.clocks import is_business_day
from generator.law.due import Due, due
from generator.law.record import record
from generator.rules import student_data
from generator.rules.patterns_for_browsers import javascript
from generator.site.catalog import Themes
from generator.site.theme import Theme, load_theme

PATH = "desk/index.html"
FILES = ("desk.css", "desk.js")
GITHUB = "https://github.com"
YEARS = 2  # of days that are no business days
Json = dict[str, Any]


class DeskEvent(NamedTuple):
    """What can have happened, as a person says it, and where the notice is that it is about.

    `urgent` says why not to wait.
    """

    title: str
    says: str
    sections: tuple[str, ...] = ()
    urgent: str = ""


SCHOOLS = "schools"  # which are in the settings, and can be corrected like notices
EVENTS: Mapping[str, DeskEvent] = {
    "breach": DeskEvent(
        "A company told us about a data breach",
        "Or we found out ourselves.",
        urgent="Families must know soon.",
    ),
    "update": DeskEvent(
        "We know more about a breach",
        "More data, more students, or only “we are still waiting”.",
        ("breaches",),
    ),
    "notified": DeskEvent(
        "We told families",
        "About a breach, an update or a contract: when, and how.",
        events.BOTH,
    ),
    "resolved": DeskEvent(
        "A breach is over",
        "Nothing more to find out, and nothing more to fix.",
        ("breaches",),
    ),
    "contract": DeskEvent(
        "We signed a contract with a new company",
        "For an app, a website or a service that gets student data.",
    ),
    "change": DeskEvent(
        "A contract was renewed or changed",
        "A new end date, new data, new schools, or it ended early.",
        ("contracts",),
    ),
    "deletion": DeskEvent(
        "A company deleted our data",
        "We asked for it, or they confirmed it.",
        ("contracts",),
    ),
    "correction": DeskEvent(
        "Something we published is wrong",
        "Correct it, or fill in what is missing. A school that has closed, too.",
        (*events.BOTH, SCHOOLS),
    ),
    "withdrawal": DeskEvent(
        "Something should not have been published",
        "The page crosses it out, with the reason.",
        events.BOTH,
    ),
}
# The headings of groups of questions. A group without a row here has the name of its field.
GROUPS: Mapping[str, str] = {
    "collects": "What student data may the company get?",
    "involves": "What data was taken or seen?",
    "notified": "Have families been told?",
    "terms": "Has someone checked the contract for what the law wants?",
    "protection": "Is there free protection against identity theft?",
}
# What the desk says for a word that an entry has instead of a value.
INSTEAD = {
    "unknown": "Not known yet",
    "none": "No end date",
    "nothing": "No student data",
    "all": "All schools",
    "earlier": "The earlier notices told every family the same",
    "not required": "Our lawyer says that none is required",
}
# Why a question of a form is not on the desk.
LEFT_OUT = {
    NOTICE: "It is chosen from a list.",
    **{
        question.name: "What is unchecked in the list is no longer there."
        for question in questions.NO_LONGER.values()
    },
    **{
        name: "The fields are chosen from a list."
        for names in questions.CORRECTED
        for name in names
    },
}
NOT_ASKED = {"contractor": "contract", "product": "contract"}  # if the other one is answered
NEEDED = (Needed.ALWAYS, Needed.NEW, Needed.REPORTED, Needed.EITHER, Needed.OPERATOR)


def drafts(site: Site, themes: Themes) -> list[Draft]:
    """Return the page of the desk and its files, which are yet to be made."""
    files = [Draft(f"static/{name}", partial(_file, name, site, themes)) for name in FILES]
    return [*files, Draft(PATH, partial(page, site, themes))]


def page(site: Site, themes: Themes, *, is_alone: bool = False) -> bytes:
    """Return the page; one that `is_alone` contains its styles, its script and its pictures."""
    theme = _theme(site, themes)
    script = theme.style("desk/desk.js")
    text = theme.render(
        "desk.html",
        site=site.settings,
        root="../",
        is_alone=is_alone,
        home=f"{GITHUB}/{site.settings.repository}" if site.settings.repository else "",
        events=EVENTS,
        forms=FORMS,
        script=script,
        hash=b64encode(sha256(script.encode()).digest()).decode(),
        data=Markup(_as_text(data(site))),
        due=[*_due(site)] if is_alone else (),
    )
    return text.encode()


def _due(site: Site) -> Iterator[tuple[str, str, str]]:
    """Yield what is due, first what is over: where it is done on this page, its words, and its end.

    It is only on a page that nobody else reads.
    """
    items = due(site.now, record(site), site.entries)
    for item in sorted(items, key=lambda item: item.ends or site.now):
        title = item.words.title.format_map(item.values)
        ends = item.ends.isoformat() if item.ends and item.left else ""
        yield due_link("", item).partition("#")[2], title, ends


def due_link(site_address: str, due: Due) -> str:
    """Return the address of what is due, at the desk of a site; "" if no event does it."""
    kind = due.kind
    if not (kind.form or kind.fields) or kind.form in desk_answers.NOT_AT_DESK:
        return ""
    if due.name == desk_answers.DELETION:
        return event_link(site_address, desk_answers.DELETION, due.notice.id)
    if kind.fields:
        return correction_link(site_address, due.notice.id, *kind.fields)
    return event_link(site_address, kind.form, due.notice.id)


def form_of(site: Site, home: str) -> Callable[[Due], str]:
    """Return a function of what is due, which returns the address where it is done, or "".

    That is the desk, if the site has one and asks that, or a form of the repository with the
    address `home`, or "" without one.
    """
    url = site.settings.url if site.settings.repository else ""

    def address(item: Due) -> str:
        at_desk = due_link(url, item) if url else ""
        return at_desk or (issue_forms.due_link(home, item) if home else "")

    return address


def correction_link(site_address: str, notice: str, *fields: str) -> str:
    """Return the address at which fields of a notice are corrected, such as “Notified at”."""
    return event_link(site_address, "correction", notice, fields=",".join(fields))


def event_link(site_address: str, event: str, notice: str = "", **more: str) -> str:
    """Return the address of an event at the desk of a site, with its notice filled in."""
    query = {"event": event} | ({"notice": notice} if notice else {}) | more
    return f"{site_address}{PATH}#{urlencode(query, safe='/,', quote_via=quote)}"


def _file(name: str, site: Site, themes: Themes) -> bytes:
    return _theme(site, themes).style(f"desk/{name}").encode()


def _theme(site: Site, themes: Themes) -> Theme:
    return load_theme(site.settings.theme, themes, "en", "en")


def _as_text(data: Json) -> str:
    """Return JSON that can be in a page: no tag can begin in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def data(site: Site) -> Json:
    """Return all that the script of the page knows."""
    settings = site.settings
    table = QuestionTable()
    withdrawal = {"withdrawal": WITHDRAWN}
    return {
        "repository": f"{GITHUB}/{settings.repository}" if settings.repository else "",
        "zone": settings.zone.key,
        "events": {name: _event(name, table) for name in EVENTS},
        "corrections": {
            section: {
                anchor: table.add(group) for anchor, group in {**groups, **withdrawal}.items()
            }
            for section, groups in corrections.GROUPS.items()
        }
        | {SCHOOLS: {"": table.add(SCHOOL)}},
        "questions": table.rows,
        "entries": [*map(_entry, site.entries), *map(_school, settings.schools)],
        "schools": [[each.id, each.name, bool(each.closed)] for each in settings.schools],
        "grades": GRADES,
        "offered": OFFERED,
        "topics": [
            [name, TOPICS[name].step, *map(javascript, patterns)]
            for name, patterns in TOPIC_PATTERNS.items()
        ],
        "limits": [*_limits(settings)],
        "closed": [*_closed(settings, site.now.date())],
        "open": sorted(day.isoformat() for day in settings.business_days.open),
        **_signs(settings),
    }


class QuestionTable:
    """The questions that the page knows, each once; those of an event are indexes of rows."""

    def __init__(self) -> None:
        self.rows: list[Json] = []

    def add(self, group: Group) -> list[int]:
        """Return the questions for the fields of a published notice."""
        return self.add_rows([*questions.field_questions(group).values()], group.fields)

    def add_rows(
        self, of_event: Sequence[Question], fields: Mapping[str, Field], needed: Iterable[str] = ()
    ) -> list[int]:
        """Return the indexes of questions; those for kinds of data are a single one."""
        indexes = list[int]()
        names = {question.name for question in of_event}
        seen = set[str]()
        for question in of_event:
            row = fields.get(question.field)
            name = question.field if question.is_data else question.name
            if name in LEFT_OUT or name in seen:
                continue
            seen.add(name)
            written = _question(question, row, is_needed=name in needed or question.name in needed)
            other = NOT_ASKED.get(name)
            if other in names:
                written["only_if_none"] = other
            if written not in self.rows:
                self.rows.append(written)
            indexes.append(self.rows.index(written))
        return indexes


def _event(name: str, table: QuestionTable) -> Json:
    """Return an event: its title, the sections of its notices, and its questions."""
    event = EVENTS[name]
    if name == desk_answers.DELETION:
        form = "Deletion"
        fields: Mapping[str, Field] = CONTRACT.fields
        of_group = questions.field_questions(CONTRACT).values()
        asked = table.add_rows([each for each in of_group if each.field == name], fields)
    else:
        kind = cast("FormKind", name)
        form, fields = FORMS[kind].name, FORMS[kind].rows
        needed = {row.name for row in fields.values() if row.needed in NEEDED}
        asked = table.add_rows(questions.questions(kind), fields, {*FORMS[kind].needed, *needed})
    return {
        "title": event.title,
        "form": form,
        "sections": event.sections,
        "questions": asked,
    }


def _question(question: Question, row: Field | None, *, is_needed: bool) -> Json:
    """Return a question as the script knows it; what is false or empty is left out."""
    group = row if row and row.group and not question.is_data else None
    written: Json = {
        "name": question.name,
        "label": question.label,
        "says": row.meaning if row and row.name == question.name else question.says,
        "example": "" if question.type.control in PICKED else question.example,
        "control": question.type.control,
        "words": _words(question.type),
        "choices": question.choices,
        "needed": is_needed,
        "past": question.is_past,
        "not_of_district": question.name in OF_A_CONTRACTOR,
        "first": is_needed or bool(row and (row.usual or row.name == "notified")),
    }
    if row and question.is_data:
        written |= {"name": row.name, "label": _heading(row), "says": row.meaning}
        written["words"] = _words(row.type)
    if group:
        written |= {"group": _heading(group), "group_words": _words(group.type)}
        written["completes"] = question.completes
    return {name: value for name, value in written.items() if value}


def _heading(row: Field) -> str:
    return GROUPS.get(row.name, row.name.replace("-", " ").capitalize())


def _words(kind: FieldType) -> list[list[str]]:
    """Return the words that a type accepts instead of a value, and how the desk says each."""
    return [[word, INSTEAD.get(word, word)] for word in kind.words_instead]


# What needs no example, because it is chosen.
PICKED = {*Control} - {Control.LINE, Control.TEXT, Control.LINES, Control.ADDRESS}


# The entries


def _entry(entry: Entry) -> Json:
    """Return what the page knows of an entry; what is false or empty is left out."""
    all_notices = notices(entry)
    last = [notice for notice in all_notices if notice.kind != "withdrawal"][-1]
    written: Json = {
        "title": entry.title,
        "company": entry.contractor if entry.contractor != entry.title else "",
        "last": last.anchor,
        "anchors": [notice.anchor for notice in all_notices if notice.anchor],
        "untold": [*_untold(all_notices)],
        "withdrawn": bool(entry.withdrawn),
        **(_of_breach(entry) if isinstance(entry, Breach) else _of_contract(entry)),
    }
    present = {name: value for name, value in written.items() if value}
    return {"id": f"{entry.section}/{entry.id}", **present}


def _school(school: School) -> Json:
    """Return what the page knows of a school that can be corrected."""
    written = {"id": f"{SCHOOLS}/{school.id}", "title": school.name}
    return {**written, "closed": True} if school.closed else written


def _of_breach(breach: Breach) -> Json:
    """Return what is known about a breach now, and how the page calls it."""
    now = breach.current
    return {
        "closed": not breach.is_open,
        "contract": breach.contract,
        "data": now.involves.elements if now.involves else [],
        "not-involved": now.not_involved,
        "schools": now.schools,
        "grades": now.grades,
        "students": _count(breach),
        "summary": now.summary.text.strip() if now.summary and breach.is_open else "",
        "next-update": now.next_update.iso if now.next_update else "",
    }


def _of_contract(contract: Contract) -> Json:
    """Return the terms of a contract with all its changes, also those that are not in effect."""
    terms = replace(contract, at=None).current
    return {
        "closed": bool(contract.withdrawn),
        "data": terms.collects.elements if terms.collects else [],
        "schools": terms.schools,
        "grades": terms.grades,
        "expires": terms.expires.iso if terms.expires else "",
        "subcontractors": terms.subcontractors,
    }


def _count(breach: Breach) -> str:
    """Return how many students a breach affects, as an entry has it."""
    students = breach.current.students
    if students is None:
        return ""
    number = f"{students.number:,}"
    return number if students.precision == "exactly" else f"{students.precision} {number}"


def _untold(all_notices: Iterable[Notice]) -> Iterator[list[str]]:
    """Yield each notice that does not say when families were notified, and its first date.

    That is the date from which a limit is counted, and the name of its field.
    """
    for notice in all_notices:
        if notice.notified:
            continue
        item = notice.item or notice.entry
        dates = {name: getattr(item, name, None) for name in ("executed", "received", "discovered")}
        name = next((name for name, when in dates.items() if when), "")
        start: When | None = dates.get(name)
        yield [notice.anchor, start.written if start else "", name]


# Time


def _limits(settings: Settings) -> Iterator[Json]:
    """Yield each limit for the district: what to do, from which field, and how long it takes."""
    for duty in settings.duties:
        if duty.who == "board" and duty.clock and not duty.is_unconfirmed:
            yield {
                "do": duty.do[0].upper() + duty.do[1:],
                "done": duty.done,
                "from": duty.trigger,
                "limit": duty.clock.limit,
                "unit": duty.clock.unit,
                "by": duty.breach_by,
                "since": (duty.own_since or duty.since).isoformat(),
                "until": duty.until.isoformat() if duty.until else "",
            }


def _closed(settings: Settings, today: date) -> Iterator[str]:
    """Yield the weekdays around today that are no business days, a year back and some ahead."""
    day = date(today.year - 1, 1, 1)
    while day.year <= today.year + YEARS:
        if day.weekday() < 5 and not is_business_day(day, settings.business_days):
            yield day.isoformat()
        day += ONE_DAY


# What looks like data about one student


def _signs(settings: Settings) -> Json:
    """Return what the script searches for, and what of the district may be in an answer."""
    allowed = student_data.allowed(settings, ())
    signs = [*student_data.SIGNS, student_data.LOCAL]
    return {
        "signs": [
            [
                sign.kind,
                sign.cues,
                javascript(sign.pattern),
                sign.reach,
                javascript(sign.before),
                sign.no_names is student_data.NO_CHILD,
            ]
            for sign in signs
        ],
        "groups_of_ssn": javascript(student_data.GROUPS_OF_SSN),
        "not_names": " ".join(sorted(student_data.NOT_NAMES)),
        "no_child": " ".join(sorted(student_data.NO_CHILD - student_data.NOT_NAMES)),
        "mailbox": allowed.mailbox,
        "phone": allowed.phone,
        "district": f"{settings.district} {settings.abbreviation}",
    }
