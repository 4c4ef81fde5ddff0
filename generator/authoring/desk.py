"""The desk: a page on which staff choose what happened, answer by choosing, and get the file.

It is in English, in no menu and in no sitemap, and a part of the site only if the settings name the
repository. Its questions come from the table of the kinds of files, so a new field is on the desk
without a line of its own: its type says what it is asked with. `themes/default/desk/` has its
script, which counts deadlines, shows what families will read, and writes the file. Nothing is sent
anywhere: the last step is a link to GitHub's own editor.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from babel import Locale
from markupsafe import Markup

from generator.content import values
from generator.content.data_elements import (
    GRADE_LEVEL,
    INFORMATION,
    KIND_PATTERNS,
    OFFERED,
    TOPIC_PATTERNS,
    TOPICS,
)
from generator.content.field_groups import Field, Group, Needed
from generator.content.field_types import Control, FieldType
from generator.content.fields import CONTACT, FILE_KINDS, MESSAGE, OF_A_CONTRACTOR, SCHOOL, FileKind
from generator.core.dates import ONE_DAY, When
from generator.core.model import GRADES, Breach, Contract, Data, Entry, NoElements
from generator.core.notices import Notice, notices
from generator.core.settings import Settings
from generator.core.site import Draft, Inputs, Site
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
# Which a person's first file starts from. GitHub shows `HEAD` as a commit, without its editor.
BRANCH = "main"
YEARS = 2  # of days that are no business days
Json = dict[str, Any]


class DeskEvent(NamedTuple):
    """What can have happened, as a person says it, and the kinds of files that say it.

    `folders` are those of the notices that it may be about; none, if it begins a new one. `urgent`
    says why not to wait.
    """

    title: str
    says: str
    kinds: tuple[str, ...]
    folders: tuple[str, ...] = ()
    urgent: str = ""


SETTINGS = "settings"  # the schools and the contact, which can be corrected like notices
PUBLISHED = ("breaches", "contracts", "messages")
EVENTS: Mapping[str, DeskEvent] = {
    "breach": DeskEvent(
        "A company told us about a data breach",
        "Or we found out ourselves.",
        ("breach",),
        urgent="Families must know soon.",
    ),
    "update": DeskEvent(
        "We know more about a breach",
        "More data, more students, or only “we are still waiting”.",
        ("update",),
        ("breaches",),
    ),
    "notified": DeskEvent(
        "We told families",
        "About a breach, an update, contracts, or this website: when, and how.",
        ("message",),
    ),
    "resolved": DeskEvent(
        "A breach is over",
        "Nothing more to find out, and nothing more to fix. Or one is open again.",
        ("resolved", "reopened"),
        ("breaches",),
    ),
    "contract": DeskEvent(
        "We signed a contract with a new company",
        "For an app, a website or a service that gets student data.",
        ("contract",),
    ),
    "change": DeskEvent(
        "A contract was renewed or changed",
        "A new end date, new data, new schools, or it ended early.",
        ("change",),
        ("contracts",),
    ),
    "deletion": DeskEvent(
        "A company deleted our data",
        "We asked for it, or they confirmed it.",
        ("deletion",),
        ("contracts",),
    ),
    "correction": DeskEvent(
        "Something we published is wrong",
        "Correct it, or add what was not known. A school that has closed, too.",
        ("correction",),
        (*PUBLISHED, SETTINGS),
    ),
    "withdrawal": DeskEvent(
        "Something should not have been published",
        "The page crosses it out, with the reason.",
        ("withdrawal",),
        PUBLISHED,
    ),
}
# The headings of groups of questions, and questions where the field has none.
LABELS: Mapping[str, str] = {
    "collects": "What student data may the company get?",
    "involves": "What data was taken or seen?",
    "notified": "Have families been told?",
    "terms": "Has someone checked the contract for what the law wants?",
    "protection": "Is there free protection against identity theft?",
    "asked": "When did you ask the company to delete the data?",
    "confirmed": "When did the company confirm it in writing?",
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
# What a control says instead of the meaning of its field, which is for a person who writes a file.
SAYS = {
    Control.NOTICES: "One email may tell of several. Those that families do not know of are on top."
}
# What the script asks in its own way: which file, and which fields; and the end of a message, which
# is asked with its beginning.
CHOSEN = {
    "withdrawal": ("of",),
    "correction": ("of", "right", "remove"),
    "message": ("until",),
}
NEVER_CORRECTED = ("legacy",)  # which says nothing to families
NOT_ASKED = {"contractor": "contract", "product": "contract"}  # if the other one is answered
NEEDED = (Needed.ALWAYS, Needed.NEW, Needed.REPORTED, Needed.EITHER, Needed.OPERATOR)
OF_A_GROUP = (Needed.ALWAYS, Needed.NEW)
MORE = Field(
    "body",
    values.MARKDOWN,
    "Teachers create the accounts.",
    "Anything that the other boxes don't ask.",
    question="What else should families know?",
)
# What needs no example, because it is chosen.
PICKED = {*Control} - {Control.LINE, Control.TEXT, Control.LINES, Control.ADDRESS}
LATER = re.compile(rf"content/(\w+)/({values.ID})(?:/({values.ID}))?[.](?:md|yaml)")


def drafts(site: Site, inputs: Inputs) -> list[Draft]:
    """Return the page of the desk and its files, which are yet to be made."""
    paths = [*(source.path for source in inputs.sources), *inputs.files]
    files = [Draft(f"static/{name}", partial(_file, name, site, inputs.themes)) for name in FILES]
    return [*files, Draft(PATH, partial(page, site, inputs.themes, paths))]


def page(site: Site, themes: Themes, paths: Iterable[str] = (), *, is_alone: bool = False) -> bytes:
    """Return the page; one that `is_alone` contains its styles, its script and its pictures.

    `paths` are those of the sources and of the files, whose names are taken.
    """
    theme = _theme(site, themes)
    script = theme.style("desk/desk.js")
    text = theme.render(
        "desk.html",
        site=site.settings,
        root="../",
        is_alone=is_alone,
        events=EVENTS,
        script=script,
        hash=b64encode(sha256(script.encode()).digest()).decode(),
        data=Markup(_as_text(data(site, paths))),
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
    """Return the address of what is due, at the desk of a site."""
    more = {"fields": ",".join(due.fields)} if due.fields else {}
    return event_link(site_address, due.kind.event, due.about, **more)


def correction_link(site_address: str, notice: str, *fields: str) -> str:
    """Return the address at which fields of a notice are corrected, such as `received`."""
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


def data(site: Site, paths: Iterable[str] = ()) -> Json:
    """Return all that the script of the page knows."""
    settings = site.settings
    table = QuestionTable()
    paths = [*paths]
    later = _names(paths)
    return {
        "repository": f"{GITHUB}/{settings.repository}" if settings.repository else "",
        "branch": BRANCH,
        "site": settings.url,
        "zone": settings.zone.key,
        "languages": [
            [tag, Locale.parse(tag, sep="-").get_display_name("en")]
            for tag in settings.languages[1:]
        ],
        "events": {
            name: {"title": event.title, "kinds": event.kinds, "folders": event.folders}
            for name, event in EVENTS.items()
        },
        "kinds": {name: _kind(kind, table) for name, kind in FILE_KINDS.items()},
        "settings": {
            name: table.add(group, is_correction=True)
            for name, group in {"schools": SCHOOL, "contact": CONTACT}.items()
        },
        "questions": table.rows,
        "entries": [
            *(_entry(entry, later) for entry in site.entries),
            *(
                {"id": f"messages/{name}", "files": later["messages", name]}
                for folder, name in later
                if folder == "messages"
            ),
        ],
        "files": [
            path.removeprefix("content/") for path in paths if path.startswith("content/files/")
        ],
        "schools": [[each.id, each.name, bool(each.closed)] for each in settings.schools],
        "grades": GRADES,
        "offered": OFFERED,
        "data_kinds": [
            [INFORMATION, f"^(?:{GRADE_LEVEL})$"],
            *([name, javascript(pattern)] for name, pattern in KIND_PATTERNS),
            [INFORMATION, ""],
        ],
        "topics": [
            [name, TOPICS[name].step, *map(javascript, patterns)]
            for name, patterns in TOPIC_PATTERNS.items()
        ],
        "limits": [*_limits(settings)],
        "closed": [*_closed(settings, site.now.date())],
        "open": sorted(day.isoformat() for day in settings.business_days.open),
        **_signs(settings),
    }


# The questions


class QuestionTable:
    """The questions that the page knows, each once; a kind of file has the indexes of its own."""

    def __init__(self) -> None:
        self.rows: list[Json] = []

    def add(
        self, group: Group, chosen: Iterable[str] = (), *, is_correction: bool = False
    ) -> list[int]:
        """Return the indexes of the questions for the fields of a file, or to correct it.

        A correction may also give a field that nobody is asked for in a new file.
        """
        return [
            self._index(_asked(field, group, is_correction=is_correction))
            for field in group.fields.values()
            if field.name not in chosen and (field.at_desk or is_correction)
        ]

    def _index(self, question: Json) -> int:
        if question not in self.rows:
            self.rows.append(question)
        return self.rows.index(question)


def _kind(kind: FileKind, table: QuestionTable) -> Json:
    """Return a kind of file: its folders, its questions, and those of a correction of it."""
    chosen = CHOSEN.get(kind.name, ())
    row = kind.group.fields.get(kind.body, MORE if kind.body else None)
    body = row._replace(needed=Needed.ALWAYS if kind.needs_body else row.needed) if row else None
    text = [table.add(Group("", "", [body]))[0]] if body else []
    not_corrected = (kind.body, *NEVER_CORRECTED)
    return {
        "folders": kind.folders,
        "body": kind.body,
        "is_notice": kind.is_notice,
        "questions": _with_text(table.add(kind.group, (*chosen, kind.body)), text, kind),
        "corrections": table.add(kind.group, not_corrected, is_correction=True)
        if kind.name != "correction"
        else [],
        "words": [*kind.words.fields, kind.body] if kind.words else [],
    }


def _with_text(asked: list[int], text: list[int], kind: FileKind) -> list[int]:
    """Return questions with that for the text: after the dates if it is needed, or at the end."""
    place = 2 if kind.name == "update" else len(asked)
    return [*asked[:place], *text, *asked[place:]]


def _asked(field: Field, group: Group, *, is_correction: bool) -> Json:
    """Return the question for a field; that for a group of fields has those for each as parts."""
    inner = field.group
    is_needed = not is_correction and (field.needed in NEEDED or _is_sent(field, group))
    if not inner or inner.is_data or field.name == "of":
        return _question(field, field.name, group, is_needed=is_needed)
    parts = [
        _question(each, f"{field.name}.{each.name}", inner, is_needed=each.needed in OF_A_GROUP)
        for each in inner.fields.values()
        if each.at_desk
    ]
    return _filled(
        {
            "name": field.name,
            "label": _label(field),
            "control": Control.CHOICE,  # between yes, not yet, and the words
            "words": _words(field.type),
            "first": field.usual or field.name == "notified",
            "parts": parts,
        }
    )


def _is_sent(field: Field, group: Group) -> bool:
    """Return whether a message is nothing without a field."""
    return group is MESSAGE and field.name in ("of", "at", "by")


def _question(field: Field, name: str, group: Group, *, is_needed: bool) -> Json:
    """Return a question as the script knows it; what is false or empty is left out."""
    is_data = field.group and field.group.is_data
    control = Control.DATA if is_data else field.type.control
    other = NOT_ASKED.get(name)
    return _filled(
        {
            "name": name,
            "label": _label(field),
            "says": SAYS.get(control, field.meaning),
            "example": "" if control in PICKED else field.example.strip("[]"),
            "control": control,
            "words": _words(field.type),
            "choices": field.type.single.choices if field.type.single else (),
            "is_line": field.type.innermost.is_plain_text,
            "needed": is_needed,
            "past": field.past,
            "not_of_district": name in OF_A_CONTRACTOR,
            "first": is_needed or field.usual,
            "only_if_none": other if other in group.fields else "",
        }
    )


def _filled(written: Json) -> Json:
    return {name: value for name, value in written.items() if value}


def _label(field: Field) -> str:
    words = field.name.replace("-", " ").capitalize()
    return LABELS.get(field.name) or field.question or words


def _words(kind: FieldType) -> list[list[str]]:
    """Return the words that a type accepts instead of a value, and how the desk says each."""
    return [[word, INSTEAD.get(word, word)] for word in kind.words_instead]


# The entries


def _names(paths: Iterable[str]) -> dict[tuple[str, str], list[str]]:
    """Return the names of the later files of each entry and message, by its folder and its id."""
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in paths:
        if found := LATER.fullmatch(path):
            folder, id, name = found.groups()
            names[folder, id] += [name] if name else []
    return names


def _entry(entry: Entry, later: Mapping[tuple[str, str], list[str]]) -> Json:
    """Return what the page knows of an entry; what is false or empty is left out."""
    own = notices(entry)
    untold = [notice for notice in own if not (notice.notified or notice.is_told_earlier)]
    written: Json = {
        "id": f"{entry.section}/{entry.id}",
        "title": entry.title,
        "company": entry.contractor if entry.contractor != entry.title else "",
        "files": later.get((entry.section, entry.id), []),
        "told": [notice.anchor for notice in own if notice not in untold],
        "untold": [*map(_untold, untold)],
        "withdrawn": bool(entry.withdrawn),
        **(_of_breach(entry) if isinstance(entry, Breach) else _of_contract(entry)),
    }
    return _filled(written)


def _of_breach(breach: Breach) -> Json:
    """Return what is known about a breach now, and how the page calls it."""
    now = breach.current
    return {
        "closed": not breach.is_open,
        "contract": breach.contract,
        "data": _by_kind(now.involves),
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
        "data": _by_kind(terms.collects),
        "schools": terms.schools,
        "grades": terms.grades,
        "expires": terms.expires.iso if terms.expires else "",
        "subcontractors": terms.subcontractors,
    }


def _by_kind(data: Data | None) -> Json:
    """Return elements by the name of their kind; a kind is empty if the entry says `nothing`."""
    kinds = data._asdict() if data else {}
    said = {name: each for name, each in kinds.items() if each or isinstance(each, NoElements)}
    return {name.replace("_", "-"): each for name, each in said.items()}


def _count(breach: Breach) -> str:
    """Return how many students a breach affects, as an entry has it."""
    students = breach.current.students
    if students is None:
        return ""
    number = f"{students.number:,}"
    return number if students.precision == "exactly" else f"{students.precision} {number}"


def _untold(notice: Notice) -> list[str]:
    """Return the anchor of a notice, the first date from which a limit counts, and its field."""
    item = notice.item or notice.entry
    dates = {name: getattr(item, name, None) for name in ("executed", "received", "discovered")}
    name = next((name for name, when in dates.items() if when), "")
    start: When | None = dates.get(name)
    return [notice.anchor, start.written if start else "", name]


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
