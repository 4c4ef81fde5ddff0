"""Which fields of a published notice a person completes or corrects, and what they should say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from generator.authoring.events import EventError, address
from generator.authoring.questions import (
    CORRECTED,
    Interpretation,
    field_questions,
    shortest,
    value_of,
)
from generator.content import frontmatter
from generator.content.fields import BREACH, CHANGE, CONTRACT, UPDATE, WITHDRAWN
from generator.content.names import slug
from generator.content.yaml_nodes import Mapping, fields, find
from generator.core.notices import notice_anchor
from generator.core.problems import listed, shorten, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.authoring.events import Target
    from generator.authoring.questions import Answers, Question
    from generator.authoring.writing import Value
    from generator.content.field_types import Field, Group
    from generator.content.yaml_nodes import Raw
    from generator.core.model import Loc, Section
    from generator.core.settings import School

REMOVE = "remove"
# The fields of each notice of an entry, by the beginning of its anchor.
GROUPS: dict[Section, dict[str, Group]] = {
    "contracts": {"": CONTRACT, "change": CHANGE, "withdrawal": WITHDRAWN},
    "breaches": {"": BREACH, "update": UPDATE, "withdrawal": WITHDRAWN},
}
KINDS: dict[str, Group] = {
    "Contract": CONTRACT,
    "Renewal or amendment": CHANGE,
    "Breach": BREACH,
    "Update": UPDATE,
    "Withdrawal": WITHDRAWN,
}


class NoticeFields(NamedTuple):
    """A notice in an entry: its anchor, where its fields are, and which it can have."""

    anchor: str
    loc: Loc
    group: Group


def words(answers: Answers) -> list[str]:
    """Return the fields that a form names. Raises EventError for one without a value."""
    for field, value in CORRECTED:
        if field in answers and value not in answers:
            raise EventError(
                f"“{shorten(answers[field])}” has no value. Write all of what it should say, or "
                f"`{REMOVE}`, if it should not be there."
            )
        if value in answers and field not in answers:
            raise EventError(
                f"“{shorten(answers[value])}” has no field. Name what it should be the value of."
            )
    return [answers[field] for field, _ in CORRECTED if field in answers]


def has_fields(group: Group, names: Iterable[str]) -> bool:
    """Return whether a notice can have all of some fields, named as on a form or in an entry."""
    return all(map(_questions(group).get, map(slug, names)))


def sections(names: Sequence[str]) -> tuple[Section, ...]:
    """Return the sections that have a notice with these fields; all of them if none has."""
    possible_sections = tuple(
        section
        for section, groups in GROUPS.items()
        if any(has_fields(group, names) for group in groups.values())
    )
    return possible_sections or tuple(GROUPS)


def notice(target: Target, names: Sequence[str]) -> NoticeFields:
    """Return the notice of an entry that a person means, which can have all of some fields.

    A title alone means a notice only if no other in the entry can have them. Raises EventError.
    """
    document = frontmatter.read(*target.source)
    groups = GROUPS[_section(document.path)]
    entry_notices = [
        NoticeFields(anchor := notice_anchor(loc), loc, groups[anchor.partition("-")[0]])
        for loc, _ in document.notices()
    ]
    if target.anchor is not None:
        entry_notices = [notice for notice in entry_notices if notice.anchor == target.anchor]
        if not entry_notices:
            raise EventError(f"{document.path} has no notice `{target.anchor}`.")
    candidates = [notice for notice in entry_notices if has_fields(notice.group, names)]
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        addresses = listed(address(document.path, notice.anchor) for notice in candidates)
        raise EventError(
            f"Several notices in {document.path} can have this: {addresses}. Write one of them as "
            "the notice."
        )
    first = entry_notices[0]
    questions = _questions(first.group)
    unknown = next(name for name in names if slug(name) not in questions)
    names_of_fields = labels(first.group)
    raise EventError(
        f"“{shorten(unknown)}” is not a field of `{address(document.path, first.anchor)}`."
        f"{suggestion(unknown, names_of_fields)} Its fields are {listed(names_of_fields, 'and')}."
    )


def labels(group: Group) -> list[str]:
    """Return the names of the fields of a notice, as on the forms."""
    return [question.label for question in field_questions(group).values()]


def interpretations(
    answers: Answers, group: Group, schools: Sequence[School]
) -> list[Interpretation]:
    """Return the fields of a form, each with the value that a notice should have.

    A value is empty if the field is to be removed. Raises EventError.
    """
    questions, corrections = _questions(group), list[Interpretation]()
    for field, new_value in CORRECTED:
        if field not in answers:
            continue
        question, answer = questions[slug(answers[field])], answers[new_value]
        value = "" if answer.casefold() == REMOVE else value_of(question, answer, schools)
        if value is None:
            raise EventError(
                f"“{shorten(answer)}” is not a value for `{question.label}`. Write what it should "
                f"say, or `{REMOVE}`, if it should not be there."
            )
        if question in [other.question for other in corrections]:
            raise EventError(f"`{question.label}` is on the form twice. Name each field once.")
        corrections.append(Interpretation(question, answer, value))
    return corrections


def values(
    interpretations: Iterable[Interpretation], target: Target, notice: NoticeFields
) -> dict[str, Value]:
    """Return complete fields with new values; one that should be removed has an empty value.

    Fields of a group that are not corrected stay as they are in the entry.
    """
    node = find(frontmatter.read(*target.source).fields, notice.loc)
    current = fields(node) if isinstance(node, Mapping) else {}
    changed: dict[str, Value] = {}
    groups: dict[str, dict[str, Value]] = {}
    for question, _, value in interpretations:
        assert value is not None
        name = question.field
        if name == question.name:
            changed[name] = value
        else:
            row = notice.group.fields[name]
            groups.setdefault(name, _parts(row, current.get(name)))[
                question.name.rpartition(".")[2]
            ] = value
    for name, parts in groups.items():
        row = notice.group.fields[name]
        order = row.type.group.fields if row.type.group else parts
        group = {part: parts[part] for part in order if parts.get(part)}
        changed[name] = shortest(row, group) if group else ""
    return changed


def _section(path: str) -> Section:
    return "breaches" if path.startswith("content/breaches/") else "contracts"


def _parts(row: Field, value: Raw | None) -> dict[str, Value]:
    """Return the fields of a group as it is in an entry, where it may be one word or one date."""
    if isinstance(value, dict):
        return dict(value)
    group = row.type.group
    return {group.short: value} if group and group.short and value else {}


def _questions(group: Group) -> dict[str, Question]:
    """Return the questions for the fields of a notice, by each name that people use for them."""
    by_name: dict[str, Question] = {}
    for name, question in field_questions(group).items():
        by_name[slug(name)] = by_name[slug(question.label)] = question
        row = group.fields.get(question.field)
        inner = row.type.group if row else None
        if inner and inner.short and name.endswith(f".{inner.short}"):
            by_name[slug(question.field)] = question
    return by_name
