"""Events in the life of a published entry: which entry each changes, and what it adds there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as ByName
from typing import NamedTuple, cast

from generator.authoring import data_changes, editing, questions
from generator.authoring.data_changes import Kinds
from generator.authoring.editing import EditedSource
from generator.authoring.questions import Answers, EventKind, FormKind, Interpretation, Question
from generator.authoring.writing import Value
from generator.content import frontmatter, headings, human
from generator.content.context import SETTINGS, EntryNames, entry_sources, slug, with_name
from generator.content.field_types import Field, Group
from generator.content.fields import BREACH, CHANGE, CONTRACT, SCHOOL, UPDATE, WITHDRAWN
from generator.content.frontmatter import Document
from generator.content.yaml_nodes import List, Mapping, Node, Raw, find, raw_value
from generator.core.model import Loc, Section
from generator.core.notices import ANCHORS, notice_anchor
from generator.core.problems import UserError, listed, shorten, suggestion
from generator.core.settings import School
from generator.core.site import FOLDERS, EntrySource, Inputs, Source

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
# An entry as people copy it: its page, its file here or on GitHub, or its id.
ENTRY_ADDRESS = re.compile(
    r"(?:.*/)?(?:(?P<folder>contracts|breaches|product-notification|breach-notification)/)?"
    r"(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)(?:\.md|\.yaml|/index\.html|/)?"
)
# The title of a page, which people copy from there or from the browser's tab.
PAGE_TITLE = re.compile(r"(?P<breach>data breach: )?(?P<title>.*?)(?: · .*)?", re.IGNORECASE)
SEVERAL = re.compile(r"\s*[,;&]\s*|\s+and\s+")
# How people say that they mean the breach of a product or a company, and words beside that.
BREACH_WORD = "breach"
AROUND = {BREACH_WORD, "about", "at", "by", "data", "in", "notice", "of", "on", "our", "the"}
AROUND |= {"a", "and", "for", "from", "inc", "llc", "with"}
MAX_SIMILAR = 8  # entries that a message lists
MAY_BE = "“{words}” may be {addresses}. Write one of them as the notice."
MAY_BE_ONE = "“{words}” may be {addresses}. If it is, write that as the notice."
ONE_EACH = "Fill in a form for each of them."
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
ANCHOR = re.compile(r"(.+)[/#]((?:change|update)-[1-9][0-9]{0,3}(?:-withdrawal)?|withdrawal)")


class Target(NamedTuple):
    """The entry that an event changes, and the anchor of the notice that was named.

    The anchor is empty for the first notice, and None if only the title of the entry was named.
    """

    source: Source
    anchor: str | None = None


def target(
    inputs: Inputs,
    kind: EventKind,
    words: str,
    names: ByName[str, EntryNames],
    corrected: Sequence[str] = (),
) -> Target:
    """Return the entry that a person names by its title, id, path or address.

    If several have that name, the event belongs to the only one that it can happen to, and that can
    have all `corrected` fields. `names` has the names in each entry by `section/id`. Raises
    UserError if no entry, or more than one, has that name.
    """
    words = " ".join(words.split())
    if not words:
        raise UserError("No notice is named. Write its title, or the address of its page.")
    entries = [
        entry
        for entry in entry_sources(inputs.sources)[0]
        if entry.section in EVENTS[kind].sections and not entry.language
    ]
    matches = _matches(entries, words, names)
    if len(matches) > 1:
        sections = _sections_with(corrected)
        expected = [match for match in matches if _can_happen(kind, match.source, sections)]
        matches = expected or matches
    if len(matches) > 1:
        addresses = listed(address(match.source.path) for match in matches)
        raise UserError(MAY_BE.format(words=shorten(words), addresses=addresses))
    if matches:
        return matches[0]
    folders = " or ".join(f"content/{section}/" for section in EVENTS[kind].sections)
    raise UserError(_nothing_found(entries, words, names, folders))


def _matches(
    entries: list[EntrySource], words: str, names: ByName[str, EntryNames]
) -> list[Target]:
    """Return the entries with an address, or else with that of a notice of theirs, or a title."""
    if found := _with_address(entries, words):
        return [Target(entry.source, "") for entry in found]
    if (anchored := ANCHOR.fullmatch(words)) and (found := _with_address(entries, anchored[1])):
        return [Target(entry.source, anchored[2]) for entry in found]
    named = _with_name(entries, words, names)
    if BREACH_WORD not in slug(words).split("-"):
        return named
    breaches = [entry for entry in entries if entry.section == "breaches"]
    return _with_name(breaches, words, names) or named or _named_around(breaches, words, names)


def _named_around(
    breaches: list[EntrySource], words: str, names: ByName[str, EntryNames]
) -> list[Target]:
    """Return the breaches with a title that other words are around, as in “the breach at Mill”."""
    parts = _title(words).split("-")
    while parts and (parts[0] in AROUND or parts[-1] in AROUND):
        parts = parts[1:] if parts[0] in AROUND else parts[:-1]
        if parts and (found := _with_name(breaches, "-".join(parts), names)):
            return found
    return []


def _nothing_found(
    entries: list[EntrySource], words: str, names: ByName[str, EntryNames], folders: str
) -> str:
    """Return in a sentence what words that match no entry may mean."""
    parts = [part for part in SEVERAL.split(words) if _matches(entries, part, names)]
    if len(parts) > 1:
        return f"{listed(parts, 'and')} are several notices. {ONE_EACH}"
    hint = suggestion(_title(words), (entry.id for entry in entries))
    is_id = hint and " " not in words  # with a typing mistake
    if not is_id and (similar := _with_words(entries, words, names)):
        ask = MAY_BE if len(similar) > 1 else MAY_BE_ONE
        return ask.format(words=shorten(words), addresses=listed(similar))
    return f"There is no entry “{shorten(words)}” in {folders}.{hint}"


def named(words: str) -> str:
    """Return the title or the id that a person wrote as the notice, as `slug` returns it."""
    words = " ".join(words.split())
    anchored = ANCHOR.fullmatch(words)
    address = ENTRY_ADDRESS.fullmatch(anchored[1] if anchored else words)
    return address["id"] if address else _title(words)


def _with_name(
    entries: list[EntrySource], words: str, names: ByName[str, EntryNames]
) -> list[Target]:
    """Return the entries with a title, or else of a company."""
    own = {key: names[key] for entry in entries if (key := f"{entry.section}/{entry.id}") in names}
    keys = with_name(own, _title(words))
    return [Target(entry.source) for entry in entries if f"{entry.section}/{entry.id}" in keys]


def _with_words(
    entries: list[EntrySource], words: str, names: ByName[str, EntryNames]
) -> list[str]:
    """Return the addresses of the entries whose names have most of some words, if they are few.

    An entry is not chosen by a part of its name, but a person is asked whether it is the one. A
    number does not count alone, nor does a word that says that a breach is meant.
    """
    wanted = {word for word in _title(words).split("-") if word and word not in AROUND}
    by_words: dict[int, list[str]] = {}
    for entry in entries:
        own = names[f"{entry.section}/{entry.id}"]
        titles = "-".join(own.slugs("title") | own.slugs("contractor"))
        named = wanted & ({*titles.split("-")} - AROUND)
        if any(not word.isdecimal() for word in named):
            in_id = wanted & {*entry.id.split("-")}
            by_words.setdefault(len(named | in_id), []).append(address(entry.source.path))
    found = by_words[max(by_words)] if by_words else []
    return found if len(found) <= MAX_SIMILAR else []


def _title(words: str) -> str:
    """Return the title in the title of a page, in a form that can be compared."""
    page = PAGE_TITLE.fullmatch(words)
    return slug(page["title"]) if page else ""


def address(path: str, anchor: str = "") -> str:
    """Return how a person names a notice, such as contracts/northstar-reader/change-1."""
    return f"{path.removeprefix('content/').rpartition('.')[0]}/{anchor}".rstrip("/")


def _can_happen(kind: EventKind, source: Source, sections: tuple[Section, ...]) -> bool:
    """Return whether an event is to be expected for an entry, which is in one of the sections.

    A closed breach gets no update. Families are notified only of a notice without a `notified`
    date, and not if it is older than this site, or about a service for special education.
    """
    if not source.path.startswith(tuple(f"content/{section}/" for section in sections)):
        return False
    document = frontmatter.read(source.path, source.data)
    if kind == "notified" and document.word("basis") == "special-education-exception":
        return False
    if kind == "notified":
        return any(
            _lacks_notified(document, loc)
            for anchor, loc in _to_be_notified(document)
            if anchor or not document.is_legacy
        )
    return not any(name in document.fields.keys for name in EVENTS[kind].ended_by)


def _with_address(entries: list[EntrySource], words: str) -> list[EntrySource]:
    """Return the entries with an id, a path or an address."""
    address = ENTRY_ADDRESS.fullmatch(words)
    return [
        entry
        for entry in entries
        if address
        and entry.id == address["id"]
        and address["folder"] in (None, entry.section, FOLDERS[entry.section])
    ]


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
    locations = dict(_to_be_notified(document))
    named = {notice_anchor(loc): loc for loc, _ in document.notices()}
    if target.anchor in named and "withdrawn" not in document.fields.keys:
        locations[target.anchor] = named[target.anchor]  # perhaps of an update that was withdrawn
    if target.anchor and target.anchor not in locations:
        raise UserError(f"{document.path} has no notice `{target.anchor}`.")
    missing = [anchor for anchor, loc in locations.items() if _lacks_notified(document, loc)]
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


def _lacks_notified(document: Document, loc: Loc) -> bool:
    group = find(document.fields, loc)
    return isinstance(group, Mapping) and "notified" not in group.keys


def _to_be_notified(document: Document) -> list[tuple[str, Loc]]:
    """Return the notices to notify families of; of what was withdrawn, only its withdrawal."""
    locations = [loc for loc, _ in document.notices()]
    if "withdrawn" in document.fields.keys:
        locations = locations[-1:]
    return [(notice_anchor(loc), loc) for loc in locations if (*loc, "withdrawn") not in locations]


# Corrections: which fields of a notice a person completes or corrects

REMOVE = "remove"
# The fields of each notice of an entry but a withdrawal, by the beginning of its anchor.
GROUPS: dict[Section, dict[str, Group]] = {
    "contracts": {"": CONTRACT, "change": CHANGE},
    "breaches": {"": BREACH, "update": UPDATE},
}
NOTICE_GROUPS: dict[str, Group] = {
    "Contract": CONTRACT,
    "Renewal or amendment": CHANGE,
    "Breach": BREACH,
    "Update": UPDATE,
    "Withdrawal": WITHDRAWN,
    "School": SCHOOL,
}


class CorrectableNotice(NamedTuple):
    """A notice in an entry: its anchor, its location, and the fields that it has and can have."""

    anchor: str
    loc: Loc
    fields: dict[str, Node]
    group: Group


def correct(
    inputs: Inputs, answers: Answers, names: ByName[str, EntryNames], schools: Sequence[School]
) -> tuple[Source, EditedSource, list[Interpretation], str]:
    """Return an entry, its corrected text, what the answers mean, and how lists change.

    Raises UserError.
    """
    corrected = _corrected_fields(answers)
    words = answers.get(questions.NOTICE, "")
    is_title = any(_title(words) in own.slugs("title") for own in names.values())
    if not is_title and (school := _school(inputs, words, corrected, schools)):
        found, notice = school
    else:
        found = target(inputs, "correction", words, names, corrected)
        notice = _corrected_notice(found, corrected)
    understood = _corrected_values(answers, notice.group, schools)
    path, data = found.source
    complete, echo = _complete_values(understood, notice)
    for name, value in complete.items():
        if name == questions.BODY and not notice.loc:
            edited = editing.change_body(path, data, str(value))
        else:
            edited = editing.change(path, data, name, cast("Raw", value) or None, notice.loc)
        data = edited.text.encode()
    if data == found.source.data:
        raise UserError(f"{path} says this already.")
    return found.source, editing.difference(found.source.data, data), understood, echo


def _school(
    inputs: Inputs, words: str, corrected: Sequence[str], schools: Sequence[School]
) -> tuple[Target, CorrectableNotice] | None:
    """Return the settings and the school that is named, if it can have some fields."""
    ids = {id for named in human.schools(words, schools) for id in named.ids}
    source = next((source for source in inputs.sources if source.path == SETTINGS), None)
    if len(ids) != 1 or not source or not has_fields(SCHOOL, corrected):
        return None
    loc = ("schools", ids.pop())
    node = find(frontmatter.read(*source).fields, loc)
    fields = node.fields if isinstance(node, Mapping) else {}
    return Target(source, ""), CorrectableNotice("", loc, fields, SCHOOL)


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


def has_fields(group: Group, names: Iterable[str]) -> bool:
    """Return whether a notice can have all of some fields, named as on a form or in an entry."""
    return all(_question(group, name) for name in names)


def labels(group: Group) -> list[str]:
    """Return the names of the fields of a notice, as on the forms."""
    return [question.title for question in questions.field_questions(group).values()]


def _corrected_fields(answers: Answers) -> list[str]:
    """Return the fields that a form names. Raises UserError for one without a value."""
    for field, value in questions.CORRECTED:
        if field in answers and value not in answers:
            raise UserError(
                f"“{shorten(answers[field])}” has no value. Write all of what it should say, or "
                f"`{REMOVE}`, if it should not be there."
            )
        if value in answers and field not in answers:
            raise UserError(
                f"“{shorten(answers[value])}” has no field. Name what it should be the value of."
            )
    return [answers[field] for field, _ in questions.CORRECTED if field in answers]


def _sections_with(names: Sequence[str]) -> tuple[Section, ...]:
    """Return the sections that have a notice with all of some fields; both if none has."""
    sections = (
        section
        for section, groups in GROUPS.items()
        if any(has_fields(group, names) for group in groups.values())
    )
    return tuple(sections) or BOTH


def correctable(target: Target) -> list[CorrectableNotice]:
    """Return the notices of an entry, or the one that is named. Raises UserError without it."""
    document = frontmatter.read(*target.source)
    groups = GROUPS["breaches" if document.path.startswith("content/breaches/") else "contracts"]
    found = list[CorrectableNotice]()
    for loc, nodes in document.notices():
        anchor = notice_anchor(loc)
        group = WITHDRAWN if "withdrawn" in loc else groups[anchor.partition("-")[0]]
        found.append(CorrectableNotice(anchor, loc, nodes, group))
    if target.anchor is None:
        return found
    if named := [notice for notice in found if notice.anchor == target.anchor]:
        return named
    raise UserError(f"{document.path} has no notice `{target.anchor}`.")


def _corrected_notice(target: Target, names: Sequence[str]) -> CorrectableNotice:
    """Return the notice that is named, or the only one with some fields. Raises UserError."""
    path = target.source.path
    entry_notices = correctable(target)
    candidates = [notice for notice in entry_notices if has_fields(notice.group, names)]
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        addresses = listed(address(path, notice.anchor) for notice in candidates)
        raise UserError(
            f"Several notices in {path} can have this: {addresses}. Write one of them as the "
            "notice."
        )
    first = entry_notices[0]
    unknown = next(name for name in names if not has_fields(first.group, [name]))
    possible = labels(first.group)
    raise UserError(
        f"“{shorten(unknown)}” is not a field of `{address(path, first.anchor)}`."
        f"{suggestion(unknown, possible)} Its fields are {listed(possible, 'and')}."
    )


def _corrected_values(
    answers: Answers, group: Group, schools: Sequence[School]
) -> list[Interpretation]:
    """Return the fields of a form with their values, "" to remove one. Raises UserError."""
    corrections = list[Interpretation]()
    for field, new_value in questions.CORRECTED:
        if field not in answers:
            continue
        question = _question(group, answers[field])
        answer = answers[new_value]
        assert question is not None  # see has_fields
        question = question._replace(is_later=True)  # a list may add to what is there
        value = "" if answer.casefold() == REMOVE else questions.value_of(question, answer, schools)
        if value is None or value == []:  # all of it is denied
            raise UserError(
                f"“{shorten(answer)}” is not a value for `{question.title}`. Write what it should "
                f"say, or `{REMOVE}`, if it should not be there."
            )
        if question in [other.question for other in corrections]:
            raise UserError(f"`{question.title}` is on the form twice. Name each field once.")
        corrections.append(Interpretation(question, answer, value))
    return corrections


def _complete_values(
    interpretations: Iterable[Interpretation], notice: CorrectableNotice
) -> tuple[dict[str, Value], str]:
    """Return complete fields with new values, "" to remove one, and in words how lists change.

    The rest of a group stays.
    """
    changed: dict[str, Value] = {}
    groups: dict[str, dict[str, Value]] = {}
    echo = ""
    for question, _, value in interpretations:
        assert value is not None
        name, _, part = question.name.partition(".")
        node = notice.fields.get(name)
        if part and name not in groups:
            groups[name] = parts(notice.group.fields[name], node)
        before = groups[name].get(part) if part else node and raw_value(node)
        if isinstance(value, list):
            value, list_echo = data_changes.whole_list(question, value, before)
            echo += list_echo
        (groups[name] if part else changed)[part or name] = value
    for name, values in groups.items():
        row = notice.group.fields[name]
        order = row.type.group.fields if row.type.group else values
        group = {part: values[part] for part in order if values.get(part)}
        changed[name] = questions.shortest(row, group) if group else ""
    return changed, echo


def parts(row: Field, node: Node | None) -> dict[str, Value]:
    """Return the fields of a group as it is in an entry, where it may be one word or one date."""
    value = raw_value(node) if node else None
    if isinstance(value, dict):
        parts: dict[str, Value] = dict(value)
        if "until" in parts:  # which no form asks for, because `at` may be a range
            parts["at"] = f"{parts.get('at', '')} to {parts.pop('until')}"
        return parts
    group = row.type.group
    return {group.short: value} if group and group.short and value else {}


def _question(group: Group, name: str) -> Question | None:
    """Return the question for the field of a notice with a name, or with a heading of a list."""
    by_name = _questions(group)
    return by_name.get(slug(name)) or by_name.get(headings.field_of(name))


def _questions(group: Group) -> dict[str, Question]:
    """Return the questions for the fields of a notice, by each name that people use for them."""
    by_name: dict[str, Question] = {}
    for name, question in questions.field_questions(group).items():
        for known in (name, question.title, question.label):
            by_name[slug(known)] = question
        row = group.fields.get(question.field)
        inner = row.type.group if row else None
        if row and name in (row.name, f"{row.name}.{inner.short}" if inner else ""):
            by_name[slug(row.name)] = question
    return by_name
