"""The forms that change the settings of a site: the settings themselves, and the yearly notice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, cast

from generator.authoring import editing, questions
from generator.authoring.editing import EditedSource
from generator.authoring.questions import Answers, FormKind, Interpretation
from generator.authoring.writing import Value
from generator.content import form_answers, frontmatter, yaml_nodes
from generator.content.context import SETTINGS, slug
from generator.content.yaml_nodes import Raw
from generator.core.problems import UserError, shorten
from generator.core.site import Source, source_at

# A school and its grades: after a comma, a colon or a tab, or in parentheses.
SCHOOL = re.compile(
    r"(?P<name>[^,:\t(]+?)\s*(?:[,:\t(]\s*(?:grades?\s+)?(?P<grades>[^)]*?)\s*\)?)?"
)
MARK = re.compile(r"^(?:[-*•]|[0-9]{1,2}[.)])\s+")
NO_SETTINGS = "There is no file `content/site.yaml` to change."
NO_SCHOOL = (
    "“{}” is not a school with its grades. Write each school on its own line, with its grades "
    "after a comma: Dodd Middle School, 7-8."
)
SAME = "The settings say this already."
NO_YEAR = "Write the day on which families were told, such as 9/1/2026."
TITLES: dict[FormKind, str] = {
    "settings": "Change the settings",
    "yearly": "Families were told of the website's address: {year}",
}


class ChangedSettings(NamedTuple):
    """The settings before, their changed text, what the answers mean, and a title for that."""

    source: Source
    edited: EditedSource
    understood: list[Interpretation]
    title: str


def changed(kind: FormKind, answers: Answers, sources: Iterable[Source]) -> ChangedSettings:
    """Return the settings with the answers of a form; the rest keeps every byte.

    Raises UserError.
    """
    source = source_at(sources, SETTINGS)
    if source is None:
        raise UserError(NO_SETTINGS)
    values, _ = questions.values(kind, answers, ())
    understood = [*questions.interpretations(questions.questions(kind), answers)]
    if kind == "yearly":
        on = str(values.get("on", ""))
        if not on:
            raise UserError(NO_YEAR)
        edited = editing.append(*source, "yearly", cast("dict[str, Raw]", values))
        return ChangedSettings(source, edited, understood, TITLES[kind].format(year=on[:4]))
    data = source.data
    for name, value in _complete(values, source):
        data = editing.change(SETTINGS, data, name, value).text.encode()
    if data == source.data:
        raise UserError(SAME)
    edited = editing.difference(source.data, data)
    others = [each for each in understood if each.question.name != "schools"]
    return ChangedSettings(source, edited, others, TITLES[kind])


def _complete(values: dict[str, Value], source: Source) -> Iterator[tuple[str, Raw]]:
    """Yield each setting that differs, with what its group or its list of schools has already."""
    before = yaml_nodes.fields(frontmatter.read(*source).fields)
    for name, value in values.items():
        old = before.get(name)
        new = cast("Raw", value)
        if name == "schools":
            new = _schools(str(value), old if isinstance(old, dict) else {})
        elif isinstance(value, dict) and isinstance(old, dict):
            new = {**old, **cast("dict[str, Raw]", value)}
        if new != old:
            yield name, new


def _schools(text: str, old: dict[str, Raw]) -> dict[str, Raw]:
    """Return the schools by id, of which each line of a text names one; none is taken away.

    A school of the same name keeps its id, and what is known of it. Raises UserError.
    """
    schools = dict(old)
    ids = {
        slug(str(school["name"])): id
        for id, school in old.items()
        if isinstance(school, dict) and "name" in school
    }
    for line in filter(str.strip, text.splitlines()):
        school = SCHOOL.fullmatch(MARK.sub("", line.strip()))
        grades = form_answers.grades(school["grades"] or "") if school else ""
        if not school or not slug(school["name"]) or (school["grades"] and not grades):
            raise UserError(NO_SCHOOL.format(shorten(line)))
        name = slug(school["name"])
        known = schools.get(ids.get(name, name))
        fields: dict[str, Raw] = {"name": school["name"], **({"grades": grades} if grades else {})}
        schools[ids.get(name, name)] = {**(known if isinstance(known, dict) else {}), **fields}
    return schools
