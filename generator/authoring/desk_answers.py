"""Read the answers from the desk, a page of the site on which staff choose instead of writing.

They arrive in the only box of a form on GitHub, in the notation of an entry. The first line names
the event. What a later notice restates comes as additions and removals:

    event: update
    notice: breaches/2026-11-northstar-reader
    after: breaches/2026-11-northstar-reader/update-1
    on: 2026-12-04 19:30
    text: The company found a third list.
    involves: {add: [social security number], remove: [quiz answers]}
    schools: {add: [south]}

`after` is the last notice that the page knew. If there is a newer one, nothing is changed, because
the person has not read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from generator.authoring import corrections, data_changes, events, questions
from generator.authoring.corrections import CorrectableNotice
from generator.authoring.editing import EditedSource
from generator.authoring.events import Target
from generator.authoring.issue_forms import (
    MONTH,
    FilledForm,
    NewEntry,
    as_form,
    contract_upload,
    event_of,
    text_box,
)
from generator.authoring.questions import BODY, FORMS, NOTICE, Answers, FormKind, Kind
from generator.authoring.scaffold import id_of
from generator.authoring.targets import target
from generator.authoring.writing import Value, clean, entry
from generator.content import data_elements, frontmatter
from generator.content.context import EntryNames
from generator.content.field_groups import Field, Group
from generator.content.frontmatter import Document
from generator.content.source_reading import Known
from generator.content.values import GRADE_RANGES
from generator.content.yaml_nodes import Mapping as Fields
from generator.content.yaml_nodes import Raw, raw_value
from generator.core.model import GRADES
from generator.core.notices import notice_anchor
from generator.core.problems import BadValueError, UserError, listed, shorten, suggestion
from generator.core.site import Source

KNOWN = Known(ZoneInfo("UTC"))  # which no list of grades needs
BOX = "Answers"  # the heading of the box
EVENT, AFTER = "event", "after"
ADD, REMOVE, SET = "add", "remove", "set"
SCHOOL = "schools/"  # before the id of a school, which can be corrected like a notice
DELETION = "deletion"  # an event for which GitHub has no form of its own
NOT_AT_DESK = ("yearly", "settings")  # which change the settings, and no notice
EVENTS: tuple[str, ...] = (*(kind for kind in FORMS if kind not in NOT_AT_DESK), DELETION)
NAMING: Mapping[str, frozenset[str]] = {  # what an event's answers have besides fields
    **{kind: frozenset({EVENT, NOTICE}) for kind in EVENTS},
    **{kind: frozenset({EVENT, NOTICE, AFTER}) for kind in questions.NO_LONGER},
    **{kind: frozenset({EVENT, BODY}) for kind in questions.SECTIONS},
    "correction": frozenset({EVENT, NOTICE, SET, REMOVE}),
}
FORM_STEPS = (
    "The desk is a page of your district's website. It asks the questions, and fills in this form. "
    "Click *Create*. Within two minutes, a comment appears below it. **Open its link and click "
    "*Create pull request***, unless the comment says that one is already open.\n\n"
    "**If this repository is public, notify families of a breach first**: anyone can read this "
    "form as soon as you submit it. Never write data about a student."
)
FENCE = re.compile(r"(?s)\s*(`{3,}|~{3,})[^\n]*\n(.*?)\n?\1\s*")  # GitHub puts one around the box
AGAIN = "Nothing was changed, and all that you wrote is still in this form. "
UNREADABLE = AGAIN + "Line {line} of the answers cannot be read: {message} {advice}"
NO_EVENT = (
    AGAIN + "The answers name no event. Their first line says what happened, such as "
    "`event: update`. Copy all answers from the desk again, and put them into the box."
)
UNKNOWN_EVENT = (
    AGAIN + "The answers say `event: {value}`, which this version does not know.{meant} Open the "
    "desk on your website again, which may have changed, or use one of the other forms."
)
UNKNOWN_FIELDS = (
    AGAIN + "The answers have {names}, which {event} does not ask for.{meant} If you edited the "
    "box, take that out. If not, the desk may be of another version: open it again on your website."
)
NO_NOTICE = AGAIN + "The answers name no notice. Choose it at the desk again."
NO_SCHOOL = AGAIN + "There is no school `{notice}` in the settings. Choose it at the desk again."
MOVED_ON = (
    AGAIN + "Since your desk was made, `{last}` was added to this notice, and your answers were "
    "written without it. Read it on the website. Then open the desk there again: it starts from "
    "what is published now."
)
NOT_THERE = (
    AGAIN + "`{field}` of `{notice}` is no list that can be added to. Write the whole list: "
    "`{field}: [{items}]`."
)
KINDS = "- Data, by the kinds of the law: {data}. If one is in the wrong kind, edit the entry.\n"
SORTED = "- {what}: {data}\n"


class Restated(NamedTuple):
    """A list after a later notice, and in Markdown what is new and what is gone."""

    value: Value
    echo: str


def read(body: str) -> FilledForm | None:
    """Return the answers in the body of an issue; None if it is not the form of the desk.

    Raises UserError if nobody can tell what the answers say.
    """
    lines = clean(body).split("\n")
    heading = f"### {BOX}"
    if heading not in lines:
        return None
    upload = f"### {questions.UPLOAD.label}"
    start = lines.index(heading) + 1
    end = max((i for i, line in enumerate(lines) if line == upload), default=len(lines))
    box = "\n".join(lines[start:end])
    file = "\n".join(lines[end + 1 :]).strip()
    fields = _fields(match[2] if (match := FENCE.fullmatch(box)) else box)
    kind = _kind(fields)
    answers = _flat(fields)
    if file and file != "_No response_":
        answers[questions.UPLOAD.name] = file
    return FilledForm(kind, answers, fields)


def _fields(box: str) -> dict[str, Raw]:
    """Return the fields in the box. Raises UserError for the first that cannot be read."""
    document = frontmatter.read("answers.yaml", f"{box.strip()}\n".encode())
    for problem in document.problems:
        said = UNREADABLE.format(
            line=problem.span.line, message=problem.message, advice=problem.advice
        )
        raise UserError(said if box.strip() else NO_EVENT)
    return {name: raw_value(node) for name, node in document.fields.fields.items()}


def _kind(fields: Mapping[str, Raw]) -> FormKind:
    """Return the form of the event, if it has all that it must have. Raises UserError."""
    event = fields.get(EVENT)
    if not isinstance(event, str) or not event:
        raise UserError(NO_EVENT)
    if event not in EVENTS:
        raise UserError(UNKNOWN_EVENT.format(value=shorten(event), meant=suggestion(event, EVENTS)))
    allowed = {*NAMING[event], *_rows(event)}
    if unknown := [name for name in fields if name not in allowed]:
        names = listed(map(shorten, unknown), "and")
        meant = suggestion(unknown[0], allowed)
        raise UserError(UNKNOWN_FIELDS.format(names=names, event=f"`event: {event}`", meant=meant))
    if NOTICE in NAMING[event] and not fields.get(NOTICE):
        raise UserError(NO_NOTICE)
    return cast("FormKind", "correction" if event == DELETION else event)


def _rows(event: str) -> Mapping[str, Field]:
    """Return the fields that an event may have: those that its questions ask for."""
    if event in (DELETION, "correction"):
        rows = {DELETION: corrections.GROUPS["contracts"][""].fields[DELETION]}
        return rows if event == DELETION else {}
    kind = cast("FormKind", event)
    return {name: row for name, row in FORMS[kind].rows.items() if row.in_forms}


def _flat(fields: Mapping[str, Raw]) -> Answers:
    """Return the single texts among the answers, by the names of their questions."""
    flat: Answers = {}
    for name, value in fields.items():
        if isinstance(value, str):
            flat[name] = value
        elif isinstance(value, dict):
            parts = {f"{name}.{part}": inner for part, inner in value.items()}
            flat |= {part: inner for part, inner in parts.items() if isinstance(inner, str)}
        elif all(isinstance(item, str) for item in value):
            flat[name] = ", ".join(map(str, value))
    return {name: text for name, text in flat.items() if name != EVENT}


def form() -> str:
    """Return the form with the box, as YAML."""
    box = text_box(
        "answers",
        BOX,
        "All of your answers. If the box is empty, paste them here.",
        render="yaml",
    )
    elements = {
        "name": "From the desk",
        "description": "Your answers from the desk are in it already. Click Create.",
        "title": "From the desk: ",
        "body": [
            {"type": "markdown", "attributes": {"value": FORM_STEPS}},
            box | {"validations": {"required": True}},
            contract_upload(),
        ],
    }
    return as_form(elements)


# A new entry


def to_entry(
    form: FilledForm, month: str, names: Mapping[str, EntryNames], sources: Iterable[Source]
) -> NewEntry:
    """Return the entry that answers become. `month` is YYYY-MM, for an id without its own."""
    assert form.typed is not None
    kind = cast("Kind", form.kind)
    rows = FORMS[kind].rows
    given = {**form.typed, **_uploaded(form)}
    known = _contracts_data(given.get("contract"), sources)
    fields = {name: _sorted(rows[name], given[name], known) for name in rows if name in given}
    contract = given.get("contract")
    first = contract[0] if isinstance(contract, list) and contract else contract
    titles = (
        names[f"contracts/{first}"].title if f"contracts/{first}" in names else "",
        *(given.get(name, "") for name in ("product", "contractor")),
        "district" if given.get("by") == "district" else "",
    )
    title = next((str(title) for title in titles if title), "")
    known_on = (given.get(name, "") for name in ("received", "learned", "discovered"))
    dates = (MONTH.match(str(date)) for date in known_on)
    since = next((date[0] for date in dates if date), month)
    body = clean(str(given.get(BODY, "")))
    return NewEntry(id_of(kind, title, since), " ".join(title.split()), entry(fields, body))


def sorted_data(text: str) -> str:
    """Return in Markdown by which kinds of the law the data of a new entry is sorted."""
    document = frontmatter.read("new.md", text.encode())
    lines = ""
    for name in ("collects", "involves"):
        kinds = raw_value(document.fields.fields[name]) if name in document.fields.fields else ""
        if isinstance(kinds, dict):
            data = "; ".join(
                f"{questions.in_code(', '.join(map(str, elements)))} as {kind.replace('-', ' ')}"
                for kind, elements in kinds.items()
            )
            lines += KINDS.format(data=data)
    return lines and f"\n{lines}"


def _uploaded(form: FilledForm) -> dict[str, Raw]:
    """Return the name of the file that was uploaded as the contract, once it has one."""
    name = form.answers.get("agreement", "")
    return {"agreement": name} if name else {}


def _sorted(row: Field, value: Raw, known: Mapping[str, str]) -> Value:
    """Return a value of an entry: a plain list of data is sorted by the kinds of the law."""
    group = row.group
    if not (group and group.is_data and isinstance(value, list)):
        return value
    return _by_kind(value, group, known)


def _by_kind(elements: Iterable[Raw], group: Group, known: Mapping[str, str]) -> Value:
    """Return elements of data by kind: that which the contract has for it, or else a guess."""
    kinds: dict[str, list[str]] = {}
    for element in map(str, elements):
        kind = known.get(data_elements.key(element)) or data_elements.kind(element)
        kinds.setdefault(kind, []).append(element)
    return {name: kinds[name] for name in group.fields if name in kinds} or "nothing"


def _contracts_data(ids: Raw | None, sources: Iterable[Source]) -> dict[str, str]:
    """Return the kind of each element that some contracts name, by its key."""
    wanted = [ids] if isinstance(ids, str) else ids or []
    paths = {f"content/contracts/{id}.md" for id in wanted} | {
        f"content/contracts/{id}.yaml" for id in wanted
    }
    kinds: dict[str, str] = {}
    for source in sources:
        if source.path in paths:
            kinds |= _kinds_in(frontmatter.read(*source), "collects", "changes")
    return kinds


def _kinds_in(document: Document, name: str, items: str) -> dict[str, str]:
    """Return the kind of each element that an entry names in any of its notices, by its key."""
    kinds: dict[str, str] = {}
    for node in (document.fields, *document.items(items)):
        if not isinstance(node, Fields) or name not in node.fields:
            continue
        value = raw_value(node.fields[name])
        for kind, elements in value.items() if isinstance(value, dict) else ():
            if isinstance(elements, list):  # and not `nothing`
                kinds |= {data_elements.key(str(element)): kind for element in elements}
    return kinds


# An event of an entry that is published


def changed(
    form: FilledForm, sources: Iterable[Source], names: Mapping[str, EntryNames]
) -> tuple[Source, EditedSource, str]:
    """Return the entry, its changed text, and in Markdown what is new and what is gone.

    Raises UserError if the entry is not there, has moved on, or cannot have the event.
    """
    assert form.typed is not None
    kind = event_of(form)
    words = str(form.typed[NOTICE])
    if form.kind == "correction" and words.startswith(SCHOOL):
        school = corrections.school(sources, words.removeprefix(SCHOOL))
        if not school:
            raise UserError(NO_SCHOOL.format(notice=shorten(words)))
        return _corrected(*school, form.typed)
    found = target(sources, kind, words, names)
    if form.kind == "correction":
        return _corrected(found, corrections.correctable(found)[0], form.typed)
    if form.kind in questions.NO_LONGER:
        _refuse_older(found, str(form.typed.get(AFTER, "")))
    given = {**form.typed, **_uploaded(form)}
    rows = FORMS[form.kind].rows
    fields: dict[str, Value] = {name: given[name] for name in rows if name in given}
    echo = ""
    if form.kind in questions.NO_LONGER:
        fields, echo = _restated(found, form.kind, given)
    edited = events.add(found, kind, cast("dict[str, Raw]", events.own_fields(kind, fields)))
    return found.source, edited, f"\n{echo}" if echo else ""


def _refuse_older(target: Target, after: str) -> None:
    """Raise UserError if an entry has a newer notice than the one that the page knew last."""
    path, data = target.source
    document = frontmatter.read(path, data)
    later = [loc for loc, _ in document.notices() if "withdrawn" not in loc]
    last = events.address(path, notice_anchor(later[-1]))
    if after != last:
        raise UserError(MOVED_ON.format(last=last))


def _restated(
    target: Target, kind: FormKind, given: Mapping[str, Raw]
) -> tuple[dict[str, Value], str]:
    """Return the fields of a later notice with whole lists, and in Markdown how they changed."""
    document = frontmatter.read(*target.source)
    data, items, group = events.DATA[kind]
    fields: dict[str, Value] = {}
    echo = ""
    for name, row in group.fields.items():
        if name not in given:
            continue
        before = events.latest(document, items, name)
        if name == data:
            restated = _data(row, given[name], before, _kinds_in(document, data, items))
        else:
            address = events.address(target.source.path)
            restated = _list(name, address, given[name], before)
        if restated.value != []:
            fields[name] = restated.value
        echo += restated.echo
    return fields, echo


def _data(row: Field, value: Raw, before: Raw | None, kinds: Mapping[str, str]) -> Restated:
    """Return all data after additions and removals; a list alone is added."""
    group = row.group
    assert group is not None
    if isinstance(value, str):
        return Restated(value, "")
    parts = value if isinstance(value, dict) else {ADD: value}
    new = parts.get(ADD, [] if REMOVE in parts else value)
    added = _by_kind(new, group, kinds) if isinstance(new, list) else new
    gone = [str(item) for item in parts.get(REMOVE, [])]
    known = cast("data_changes.Kinds", before if isinstance(before, dict) else {})
    combined, echo = data_changes.combined(known, added, gone)
    return Restated(combined if combined is not None else [], echo)


def _list(name: str, address: str, value: Raw, before: Raw | None) -> Restated:
    """Return a whole list after additions and removals, and what is gone; other values stay."""
    old = _items(name, before)
    if value and isinstance(value, dict) and value.keys() <= {ADD, REMOVE}:
        added, gone = ([str(item) for item in value.get(part, [])] for part in (ADD, REMOVE))
        return Restated(_changed_list(name, address, old, added, gone), _echo(name, added, gone))
    if not isinstance(value, list) or old is None:
        return Restated(value, "")
    new = [item for item in map(str, value) if item not in old]
    return Restated(value, _echo(name, new, [item for item in old if item not in value]))


def _changed_list(
    name: str, address: str, old: list[str] | None, added: Sequence[str], gone: Sequence[str]
) -> Value:
    """Return a list with some items added and others gone, each once; grades in their order.

    Raises UserError if there was no list, or an item is gone that it did not have.
    """
    if old is None:
        whole = ", ".join(added)
        raise UserError(NOT_THERE.format(field=name, notice=address, items=whole))
    if missing := [item for item in gone if item not in old]:
        raise UserError(
            f"{AGAIN}`{name}` of `{address}` has no {listed(map(shorten, missing))}, only "
            f"{listed(old, 'and')}."
        )
    items = [*dict.fromkeys([*(item for item in old if item not in gone), *added])]
    return [grade for grade in GRADES if grade in items] if name == "grades" else [*items]


def _items(name: str, before: Raw | None) -> list[str] | None:
    """Return the items of a list as it was published, each grade alone; None if it has none."""
    if name == "grades" and before:
        try:
            return [*cast("Sequence[str]", Field(name, GRADE_RANGES, "", "").read(before, KNOWN))]
        except BadValueError:
            return None
    if isinstance(before, str):
        return None if before in ("all", "unknown", "") else [before]
    return [*map(str, before)] if isinstance(before, list) else None


def _echo(name: str, added: Sequence[str], gone: Sequence[str]) -> str:
    """Return in Markdown what is new in a list, and what is gone."""
    changes = [
        f"{questions.in_code(', '.join(items))} {what}"
        for items, what in ((added, "new"), (gone, "no longer there"))
        if items
    ]
    label = re.sub("-", " ", name).capitalize()
    return SORTED.format(what=label, data="; ".join(changes) + ".") if changes else ""


def _corrected(
    target: Target, notice: CorrectableNotice, given: Mapping[str, Raw]
) -> tuple[Source, EditedSource, str]:
    """Return an entry with fields replaced or removed, and in Markdown which. Raises UserError."""
    new = given.get(SET, {DELETION: given[DELETION]} if DELETION in given else {})
    gone = [str(name) for name in given.get(REMOVE, [])]
    if not isinstance(new, dict) or not (new or gone):
        raise UserError(f"{AGAIN}The answers name nothing to correct.")
    source = target.source
    asked = {row for row in notice.group.fields if row not in questions.NO_QUESTION}
    asked |= {BODY} if not notice.loc else set()
    if unknown := [name for name in (*new, *gone) if name not in asked]:
        raise UserError(
            f"{AGAIN}`{shorten(unknown[0])}` is not a field of `{shorten(str(given[NOTICE]))}`."
            f"{suggestion(unknown[0], asked)}"
        )
    kinds = _kinds_in(frontmatter.read(*source), "involves", "updates")
    fields = {name: _complete(notice, name, value, kinds) for name, value in new.items()}
    edited = corrections.with_fields(source, notice, {**fields, **dict.fromkeys(gone)})
    if edited is None:
        raise UserError(f"{AGAIN}{source.path} says this already.")
    return source, edited, ""


def _complete(notice: CorrectableNotice, name: str, value: Raw, kinds: Mapping[str, str]) -> Value:
    """Return all of a corrected field: data by its kinds, and of a group also what stays."""
    row = notice.group.fields.get(name)
    if row is None:
        return value
    group = row.group
    if group and not group.is_data and isinstance(value, dict):
        parts = corrections.parts(row, notice.fields.get(name))
        return questions.shortest(row, {**parts, **value})
    return _sorted(row, value, kinds)
