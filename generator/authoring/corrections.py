"""Corrections of a published entry: which fields of a notice a person completes or corrects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as ByName
from typing import NamedTuple, cast

from generator.authoring import data_changes, editing, questions
from generator.authoring.editing import EditedSource
from generator.authoring.events import BOTH, Target, address
from generator.authoring.questions import Answers, Interpretation, Question
from generator.authoring.targets import target, title_in
from generator.authoring.writing import Value, clean
from generator.content import frontmatter, headings, school_names
from generator.content.context import SETTINGS, EntryNames, slug
from generator.content.field_groups import Field, Group
from generator.content.fields import BREACH, CHANGE, CONTRACT, SCHOOL, UPDATE, WITHDRAWN
from generator.content.yaml_nodes import Mapping, Node, Raw, raw_value
from generator.core.model import Loc, Section
from generator.core.notices import notice_anchor
from generator.core.problems import UserError, listed, shorten, suggestion
from generator.core.settings import School
from generator.core.site import Source, source_at

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
    sources: Iterable[Source],
    answers: Answers,
    names: ByName[str, EntryNames],
    schools: Sequence[School],
) -> tuple[Source, EditedSource, list[Interpretation], str]:
    """Return an entry, its corrected text, what the answers mean, and how lists change.

    Raises UserError.
    """
    corrected = _corrected_fields(answers)
    words = answers.get(questions.NOTICE, "")
    is_title = any(title_in(words) in own.slugs("title") for own in names.values())
    if not is_title and (school := _school(sources, words, corrected, schools)):
        found, notice = school
    else:
        found = target(sources, "correction", words, names, _sections_with(corrected))
        notice = _corrected_notice(found, corrected)
    understood = _corrected_values(answers, notice.group, schools)
    complete, echo = _complete_values(understood, notice)
    fields = {name: value or None for name, value in complete.items()}
    edited = with_fields(found.source, notice, fields)
    if edited is None:
        raise UserError(f"{found.source.path} says this already.")
    return found.source, edited, understood, echo


def with_fields(
    source: Source, notice: CorrectableNotice, fields: ByName[str, Value | None]
) -> EditedSource | None:
    """Return an entry with fields of a notice replaced, or removed if None.

    None if it says all of this already. Raises UserError.
    """
    path, data = source
    for name, value in fields.items():
        if name == questions.BODY and not notice.loc:
            edited = editing.change_body(path, data, clean(str(value or "")))
        else:
            edited = editing.change(path, data, name, cast("Raw | None", value), notice.loc)
        data = edited.text.encode()
    return None if data == source.data else editing.difference(source.data, data)


def _school(
    sources: Iterable[Source], words: str, corrected: Sequence[str], schools: Sequence[School]
) -> tuple[Target, CorrectableNotice] | None:
    """Return the settings and the school that is named, if it can have some fields."""
    ids = {id for named in school_names.schools(words, schools) for id in named.ids}
    if len(ids) != 1 or not has_fields(SCHOOL, corrected):
        return None
    return school(sources, ids.pop())


def school(sources: Iterable[Source], id: str) -> tuple[Target, CorrectableNotice] | None:
    """Return the settings and the school in them with an id, if there is one."""
    source = source_at(sources, SETTINGS)
    schools = frontmatter.read(*source).node("schools") if source else None
    if not source or not isinstance(schools, Mapping) or id not in schools.fields:
        return None
    node = schools.fields[id]
    fields = node.fields if isinstance(node, Mapping) else {}
    return Target(source, ""), CorrectableNotice("", ("schools", id), fields, SCHOOL)


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
        order = row.group.fields if row.group else values
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
    group = row.group
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
        inner = row.group if row else None
        if row and name in (row.name, f"{row.name}.{inner.short}" if inner else ""):
            by_name[slug(row.name)] = question
    return by_name
