"""Events in the life of a published entry: what each adds to it, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as ByName
from typing import NamedTuple, cast

from generator.authoring import data_changes, editing, questions
from generator.authoring.data_changes import Kinds
from generator.authoring.editing import EditedSource
from generator.authoring.questions import EventKind, FormKind
from generator.authoring.writing import Value
from generator.content import frontmatter
from generator.content.context import SETTINGS
from generator.content.field_groups import Group
from generator.content.fields import CHANGE, UPDATE
from generator.content.frontmatter import Document
from generator.content.yaml_nodes import List, Mapping, Node, Raw, find, raw_value
from generator.core.model import Loc, Section
from generator.core.notices import ANCHORS, notice_anchor
from generator.core.problems import UserError, listed, shorten
from generator.core.site import Source

BOTH: tuple[Section, ...] = ("contracts", "breaches")


RESOLVED_OR_WITHDRAWN = ("withdrawn", "resolved")


class EventType(NamedTuple):
    """What can happen to a published entry in some sections.

    `title` is that of its pull request, and `added` says what the entry gets: nothing if there is
    only a form for it. `dated` is the field with its date. It is not to be expected of an entry
    that is `ended_by` one of these fields; only a few are allowed once the entry was withdrawn.
    """

    sections: tuple[Section, ...]
    title: str
    added: str = ""
    dated: str = "on"
    ended_by: tuple[str, ...] = ("withdrawn",)
    is_allowed_after_withdrawal: bool = False


EVENTS: dict[EventKind, EventType] = {
    "renewal": EventType(("contracts",), "Renew {title}", "the renewal", "executed"),
    "amendment": EventType(("contracts",), "Amend {title}", "the amendment", "executed"),
    "update": EventType(
        ("breaches",), "Add an update on {title}", "the update", ended_by=RESOLVED_OR_WITHDRAWN
    ),
    "notified": EventType(
        BOTH,
        "Families were notified: {title}",
        "`notified`",
        "at",
        is_allowed_after_withdrawal=True,
    ),
    "resolved": EventType(
        ("breaches",), "Close {title}", "`resolved`", ended_by=RESOLVED_OR_WITHDRAWN
    ),
    "withdrawal": EventType(
        BOTH, "Withdraw {title}", "the withdrawal", is_allowed_after_withdrawal=True
    ),  # but not twice
    "correction": EventType(BOTH, "Complete or correct {title}", ended_by=()),
}


# What to ask if what a form adds is there already, so that no advice leads to overwriting a date.
IF_WRONG = "- The day was wrong from the start: correct it with the form “Complete or correct”."


WHAT_WAS_SENT = f"""\
{{said}}
What was sent now?

{{news}}\
- The same message to more families: fill in the form “Complete or correct”, with the first and \
the last day as *When were families notified?*
- The same message by email, after only a letter or a call: fill in the form “Complete or \
correct”, with the day of the email, and both ways as *How did you reach families?*
- The same message again: nothing is to be recorded.
{IF_WRONG}"""


NEWS: dict[Section, str] = {
    "breaches": """\
- News about the breach: fill in the form “Update”, which asks when families were notified.
""",
    "contracts": """\
- News about the contract: fill in the form “Renewal or amendment”, which asks when families were \
notified.
- A message about a breach: write the breach as the notice.
""",
}


RESOLVED_ALREADY = f"""\
{{path}} says that the breach was resolved on {{on}}, and that stays in the record.
What happened now?

- News about the breach: fill in the form “Update”.
- The breach is open again: fill in the form “Complete or correct”, with `remove` as the value of \
`Resolved`.
{IF_WRONG}"""


WITHDRAWN_ALREADY = f"""\
{{path}} was withdrawn on {{on}}, and that stays in the record.
What is to change?

- The reason lacks something: fill in the form “Complete or correct”.
{IF_WRONG}"""


# What a later notice says about data: the field, the list that the notice is in, and its fields.
DATA: dict[FormKind, tuple[str, str, Group]] = {
    "update": ("involves", "updates", UPDATE),
    "change": ("collects", "changes", CHANGE),
}


class Target(NamedTuple):
    """The entry that an event changes, and the anchor of the notice that was named.

    The anchor is empty for the first notice, and None if only the title of the entry was named.
    """

    source: Source
    anchor: str | None = None


def address(path: str, anchor: str = "") -> str:
    """Return how a person names a notice, such as contracts/northstar-reader/change-1."""
    return f"{path.removeprefix('content/').rpartition('.')[0]}/{anchor}".rstrip("/")


def add(target: Target, kind: EventKind, values: dict[str, Raw]) -> EditedSource:
    """Return an entry with an event added, which has these fields. Raises UserError."""
    path, data = target.source
    document = frontmatter.read(path, data)
    if "withdrawn" in document.fields.keys and not EVENTS[kind].is_allowed_after_withdrawal:
        line = document.fields.keys["withdrawn"].line
        raise UserError(f"{path} was withdrawn, on line {line}, so nothing can be added to it.")
    match kind:
        case "notified":
            return editing.put(path, data, "notified", values, _to_notify(document, target))
        case "withdrawal":
            if "withdrawn" in document.fields.keys:
                on = _day(document.fields.fields["withdrawn"], "on")
                raise UserError(WITHDRAWN_ALREADY.format(path=path, on=on))
            return editing.put(path, data, "withdrawn", values, _to_withdraw(document, target))
        case "resolved":
            if values.keys() != {"on"}:
                raise UserError("`resolved` has one field, the day: on=YYYY-MM-DD.")
            if "resolved" in document.fields.keys:
                on = _day(document.fields, "resolved")
                raise UserError(RESOLVED_ALREADY.format(path=path, on=on))
            return editing.put(path, data, "resolved", values["on"])
        case "update":
            return _append(document, data, "updates", values)
        case _:
            return _append(document, data, "changes", {"kind": kind, **values})


def own_fields(kind: EventKind, fields: ByName[str, Value]) -> dict[str, Value]:
    """Return the fields of an event, without the field of the entry that contains them."""
    match kind, fields:
        case "resolved", {"resolved": day}:
            return {"on": day}
        case "notified", {"notified": ByName() as notified}:
            return dict(notified)
        case "notified", {"notified": str(at)}:
            return {"at": at}
        case _:
            return {name: value for name, value in fields.items() if name != "kind"}


def with_whole_lists(
    target: Target, kind: FormKind, fields: dict[str, Value]
) -> tuple[dict[str, Value], str]:
    """Return the fields of a later notice with all of each list, and in words what changed.

    The form names only the data that is new, and the data that is no longer there. Any other list
    replaces the one before, unless it begins with `add`. Raises UserError.
    """
    document = frontmatter.read(*target.source)
    name, items, group = DATA[kind]
    data = latest(document, items, name)
    gone = cast("list[str]", fields.pop(questions.NO_LONGER[kind].name, []))
    known = cast("Kinds", data if isinstance(data, dict) else {})
    combined, echo = data_changes.combined(known, fields.pop(name, ""), gone)
    complete = {**fields, **({name: combined} if combined else {})}
    asked = {question.name: question for question in questions.questions(kind)}
    for each, value in fields.items():
        if each in asked and isinstance(value, list):
            before = latest(document, items, each)
            complete[each], changed = data_changes.whole_list(asked[each], value, before)
            echo += changed
    return {name: complete[name] for name in group.fields if name in complete}, echo


def latest(document: Document, items: str, name: str) -> Raw | None:
    """Return what the latest notice that has a field says in it, unless it never happened."""
    nodes = reversed([document.fields, *document.items(items)])
    found = (
        node.fields.get(name)
        for node in nodes
        if isinstance(node, Mapping) and not _never_happened(node)
    )
    return next((raw_value(node) for node in found if node), None)


def _never_happened(notice: Mapping) -> bool:
    """Return whether a change or an update was withdrawn because it never happened."""
    match raw_value(notice.fields["withdrawn"]) if "withdrawn" in notice.fields else "":
        case {"happened": str(word)}:
            return word.casefold() == "no"
    return False


def _append(document: Document, data: bytes, name: str, item: dict[str, Raw]) -> EditedSource:
    """Return an entry with an item added to a list, or raise UserError if it has it already."""
    node = document.node(name)
    for old_item in node.items if isinstance(node, List) else ():
        if raw_value(old_item) == item:
            raise UserError(f"{document.path} already has this, on line {old_item.span.line}.")
    return editing.append(document.path, data, name, item)


def _to_withdraw(document: Document, target: Target) -> Loc:
    """Return the location of the change or update that was named, or `()` for the whole entry.

    Raises UserError if there is no such change or update, or if it is withdrawn already.
    """
    locations = {notice_anchor(loc): (loc, fields) for loc, fields in document.notices()}
    loc, fields = locations.get(target.anchor or "", ((), {}))
    if target.anchor and (not loc or loc[-1] == "withdrawn"):
        raise UserError(f"{document.path} has no change or update `{target.anchor}`.")
    if loc and "withdrawn" in fields:
        on = _day(fields["withdrawn"], "on")
        named = f"`{address(document.path, notice_anchor(loc))}`"
        raise UserError(WITHDRAWN_ALREADY.format(path=named, on=on))
    return loc


def _to_notify(document: Document, target: Target) -> Loc:
    """Return the location of the named notice or the one without `notified`.

    Raises UserError if there are several, or if the named one, or every one, has its date: that
    stays, and what was sent now may have been something else.
    """
    locations = dict(to_be_notified(document))
    named = {notice_anchor(loc): loc for loc, _ in document.notices()}
    if target.anchor in named and "withdrawn" not in document.fields.keys:
        locations[target.anchor] = named[target.anchor]  # perhaps of an update that was withdrawn
    if target.anchor and target.anchor not in locations:
        raise UserError(f"{document.path} has no notice `{target.anchor}`.")
    missing = [anchor for anchor, loc in locations.items() if lacks_notified(document, loc)]
    if target.anchor in missing:
        return locations[target.anchor]
    if target.anchor or not missing:
        raise UserError(_was_notified(document, locations, missing))
    if len(missing) > 1:
        names = listed(address(document.path, anchor) for anchor in missing)
        raise UserError(
            f"Several notices in {document.path} lack `notified`: {names}. Write one of them as "
            "the notice."
        )
    return locations[missing[0]]


def _was_notified(document: Document, locations: ByName[str, Loc], missing: Sequence[str]) -> str:
    """Return when families were notified of each notice, and ask what was sent."""
    dated = " and ".join(
        f"`{address(document.path, anchor)}` ({_when_notified(document, loc)})"
        for anchor, loc in locations.items()
        if anchor not in missing
    )
    said = f"Families were notified of {dated}, and that stays in the record."
    if missing:
        names = listed((address(document.path, anchor) for anchor in missing), "and")
        said += f" Without a date: {names}. If it was about that, write it as the notice."
    elif len(locations) > 1:
        said = f"Every notice in {document.path} has a date. {said}"
    section: Section = "contracts" if "/contracts/" in document.path else "breaches"
    news = "" if "withdrawn" in document.fields.keys else NEWS[section]
    return WHAT_WAS_SENT.format(said=said, news=news)


def _when_notified(document: Document, loc: Loc) -> str:
    """Return when and how families were notified of a notice, as its entry says it."""
    group = find(document.fields, loc)
    match raw_value(group.fields["notified"]) if isinstance(group, Mapping) else "":
        case {"at": at, **more}:
            until, by = (more.get(name) for name in ("until", "by"))
            return shorten(f"{at}{f' to {until}' if until else ''}{f' by {by}' if by else ''}")
        case other:
            return shorten(str(other))


def _day(node: Node, name: str) -> str:
    """Return a day in a group, as its entry says it."""
    return shorten(str(raw_value(node.fields[name]))) if isinstance(node, Mapping) else "a day"


def lacks_notified(document: Document, loc: Loc) -> bool:
    """Return whether a notice does not say when families were notified."""
    group = find(document.fields, loc)
    return isinstance(group, Mapping) and "notified" not in group.keys


def to_be_notified(document: Document) -> list[tuple[str, Loc]]:
    """Return the notices to notify families of; of what was withdrawn, only its withdrawal."""
    locations = [loc for loc, _ in document.notices()]
    if "withdrawn" in document.fields.keys:
        locations = locations[-1:]
    return [(notice_anchor(loc), loc) for loc in locations if (*loc, "withdrawn") not in locations]


def changed_notice(before: Source, after: str) -> tuple[str, bool]:
    """Return the notice, or the school, that an edit has changed, and whether it is new."""
    documents = (frontmatter.read(*before), frontmatter.read(before.path, after.encode()))
    old, new = (dict(_statements(document)) for document in documents)
    loc = next((loc for loc, stated in new.items() if stated != old.get(loc)), ())
    if before.path == SETTINGS:
        return "/".join(map(str, loc)), False
    return address(before.path, notice_anchor(loc)), loc not in old


def _statements(document: Document) -> Iterator[tuple[Loc, Raw]]:
    """Yield what each notice of an entry, or each school in the settings, says by its location."""
    schools = document.node("schools")
    if document.path == SETTINGS and isinstance(schools, Mapping):
        yield from ((("schools", id), raw_value(node)) for id, node in schools.fields.items())
        return
    for loc, nodes in document.notices():  # a later notice is a statement of its own
        yield loc, {name: raw_value(node) for name, node in nodes.items() if name not in ANCHORS}
