"""A new entry is valid YAML without its writer's values, and the fields page is accurate."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.authoring import scaffold
from generator.authoring.writing import clean
from generator.compiler import read_content
from generator.content.field_groups import Group
from generator.content.fields import (
    BREACH,
    BREACH_WORDS,
    CONTRACT,
    CONTRACT_WORDS,
    FILE_KINDS,
    LATER,
    MESSAGE,
    SETTINGS,
)
from helpers import roots
from helpers.program import REPOSITORY

EMPTY = {
    "contract": [
        *("contractor", "description", "purpose"),
        *("student-information", "student-records", "student-generated-content", "executed"),
    ],
    "breach": [
        *("contract", "received", "discovered", "student-information", "student-records"),
        *("student-generated-content", "directory-information", "students", "summary"),
    ],
}
TITLED = {"contract": {"product": "Word Garden"}, "breach": {}}
ANSWERS = {
    "contractor": "Example Garden, Inc.",
    "contract": "northstar-reader",
    "description": "Words and games.",
    "purpose": "Spelling practice.",
    "student-information": "[name]",
    "student-records": "[]",
    "student-generated-content": "[answers]",
    "directory-information": "[school]",
    "executed": "2026-11-20",
    "received": "2026-11-20 09:00",
    "discovered": "unknown",
    "students": "12",
    "summary": "Somebody could read a list.",
}
NAME = re.compile("^(?:# )?([a-z-]+):", re.MULTILINE)  # of a field, also of one that is left out
SECTIONS = {"contract": "contracts", "breach": "breaches"}


def problems(kind: str, text: str) -> list[tuple[str, int, str]]:
    """Return the problems of an entry: code, line and message."""
    path = f"content/{SECTIONS[kind]}/word-garden.md"
    entry_problems = read_content(roots.site({path: text})).problems
    return [
        (problem.code, problem.span.line, problem.message)
        for problem in entry_problems
        if problem.span.path == path
    ]


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("kind", EMPTY)
def test_a_new_entry_lacks_only_what_must_be_filled_in(kind: str, short: bool) -> None:
    """Each field the law requires is empty, and the check reports only these, each at its line."""
    text = scaffold.new(kind, TITLED[kind], short=short)
    lines = text.split("\n")
    at = {
        name: next(i for i, line in enumerate(lines, 1) if line.strip() == f"{name}:")
        for name in EMPTY[kind]
    }

    assert yaml.safe_load(text.split("---\n")[1])
    empty = [("E103", at[name], f"`{name}` is empty.") for name in EMPTY[kind]]
    assert empty == problems(kind, text)


def filled_in(kind: str, *, short: bool = False) -> str:
    """Return a new entry with a value for each empty field."""
    text = scaffold.new(kind, TITLED[kind], short=short)
    for name in EMPTY[kind]:
        text = re.sub(rf"(?m)^( *){name}:$", rf"\1{name}: {ANSWERS[name]}", text)
    return text


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("kind", EMPTY)
def test_an_entry_that_is_filled_in_has_no_error(kind: str, short: bool) -> None:
    """A value after each empty name is enough to publish it."""
    text = filled_in(kind, short=short)

    assert [code for code, _, _ in problems(kind, text) if code[0] == "E"] == []


@pytest.mark.parametrize(("kind", "group"), [("contract", "collects"), ("breach", "involves")])
def test_an_empty_group_has_examples_of_its_fields(kind: str, group: str) -> None:
    """A group's empty fields follow examples of the same fields; a short entry has no examples."""
    inner = FILE_KINDS[kind].group.fields[group].group
    examples = [f"#   {name}: {field.example}" for name, field in inner.fields.items()]
    shown, short = (
        scaffold.new(kind, TITLED[kind], short=short).splitlines() for short in (False, True)
    )

    assert [line for line in shown if line in examples] == examples
    assert set(short) & set(examples) == set()


def test_an_entry_with_the_usual_fields_has_no_problem() -> None:
    """With the end, the agreement and the notification, no warning is left either."""
    text = filled_in("contract")
    values = {
        "expires": "none",
        "agreement": "https://garden.example/agreement.pdf",
        "notified": "{at: 2026-11-21, by: email}",
    }
    for name, value in values.items():
        text = re.sub(rf"(?m)^# {name}: .*$", f"{name}: {value}", text)

    assert problems("contract", text) == []


@pytest.mark.parametrize("kind", EMPTY)
def test_each_optional_field_works_with_its_example(kind: str) -> None:
    """Each field's example works without its #; whether its school or file exists is not tested."""
    text = filled_in(kind)
    offered = [name for name in FILE_KINDS[kind].group.fields if f"\n# {name}: " in text]
    in_place_of_contract = {("breach", name) for name in ("by", "contractor", "product")}

    assert len(offered) >= 10
    for name in offered:
        if (kind, name) not in in_place_of_contract:
            with_field = text.replace(f"\n# {name}: ", f"\n{name}: ")
            codes = {code for code, _, _ in problems(kind, with_field) if code[:2] == "E1"}
            assert codes <= {"E113"}, name


@pytest.mark.parametrize("kind", EMPTY)
def test_a_new_entry_has_every_field_once(kind: str) -> None:
    """No field is missing, none is there twice, and each is a paragraph of its own."""
    names, text = [*FILE_KINDS[kind].group.fields], scaffold.new(kind, {})

    assert sorted(NAME.findall(text)) == sorted(names)
    paragraphs = [NAME.findall(paragraph) for paragraph in text.split("\n\n")]
    assert [names for names in paragraphs if len(names) > 1] == []


@pytest.mark.parametrize("kind", [*LATER, "message"])
def test_a_later_file_has_every_field_once(kind: str) -> None:
    """What is its text follows the fields, with a comment that says what to write."""
    file = FILE_KINDS[kind]
    text = scaffold.new(kind, {})
    names = [name for name in file.group.fields if name != file.body]

    assert sorted({*NAME.findall(text)} & file.group.fields.keys()) == sorted(names)
    assert ("write in Markdown: " in text) == bool(file.body)


titles = st.text(max_size=40)


@given(titles)
def test_any_title_is_read_back(title: str) -> None:
    """Any title becomes a single value of valid YAML."""
    text = scaffold.new("contract", {"product": title})
    read = yaml.load(text.split("\n---\n")[0], yaml.CBaseLoader)

    assert " ".join(read["product"].split()) == " ".join(clean(title).split())


# docs/fields.md, which tests/test_docs.py compares with the output of `make docs`

FIELDS_PAGE = (REPOSITORY / "docs/fields.md").read_text(encoding="utf-8")


def test_the_page_has_each_field() -> None:
    """Each field has a row with what it means and an example in YAML; the law is named."""
    rows = re.findall(
        r"(?m)^\| `([\w.-]+)` \| ([^|]*) \| ([A-Z].*) \| (?:`(.*)`)? \|$", FIELDS_PAGE
    )
    parts = re.split(r"(?m)^## ", FIELDS_PAGE)
    named = {name.split(".")[-1] for name, *_ in rows} | set(re.findall(r"`(.*?)`", FIELDS_PAGE))

    for name, _, _, example in rows:
        yaml.load(f"{name}: {example}", yaml.CBaseLoader)
    later = [kind.group for kind in LATER.values()]
    models = (CONTRACT, BREACH, MESSAGE, *later, CONTRACT_WORDS, BREACH_WORDS, SETTINGS)
    for part, model in zip(parts[1:], models, strict=False):
        told = re.findall(r"(?m)^\| `([\w-]+)` \|", part)
        for shared in re.findall(r"(?m)^\| `\*` \|  \| As above: (.*)\. \|", part):
            told += re.findall("`(.*?)`", shared)
        assert sorted(told) == sorted(model.fields)
        assert set(every_name(model)) <= named
    assert "(§ 10-234bb)" in parts[1]
    assert "(§ 10-234dd)" in parts[2]


def every_name(group: Group) -> Iterator[str]:
    """Yield the names of the fields of a group, and of the groups that are their values."""
    for field in group.fields.values():
        yield field.name
        if field.group:
            yield from every_name(field.group)


def test_the_page_says_what_is_required() -> None:
    """The fields that the reader requires are marked as required, and no others."""
    contract, breach = (re.split(r"(?m)^## ", FIELDS_PAGE)[i] for i in (1, 2))
    required = {
        kind: re.findall(r"(?m)^\| `([\w-]+)` \| [^| ]", part)
        for kind, part in (("contract", contract), ("breach", breach))
    }

    assert required == {
        "contract": ["product", "contractor", "description", "purpose", "collects", "executed"],
        "breach": [
            *("contract", "contractor", "received", "discovered", "involves", "students"),
            "summary",
        ],
    }


EXAMPLES = [
    (kind, name)
    for kind, model in (("contract", CONTRACT), ("breach", BREACH))
    for name in model.fields
    if name not in ("contract",)
]


@pytest.mark.parametrize(("kind", "name"), EXAMPLES)
def test_each_example_is_accepted_by_the_reader(kind: str, name: str) -> None:
    """An example from the page can be copied, as long as its file exists."""
    field = FILE_KINDS[kind].group.fields[name]
    required = {"contract": ["product", "contractor"], "breach": ["contractor"]}[kind]
    text = f"---\n{name}: {field.example}\n"
    text += "".join(f"{other}: Example\n" for other in required if other != name) + "---\n"
    codes = {code for code, line, _ in problems(kind, text) if line == 2 and code[0] == "E"}

    assert codes <= {"E113", "E201", "E204"}


BREACH_ENTRY = """\
---
contract: northstar-reader
received: 2025-01-07 15:40
discovered: unknown
involves: {student-information: [chess rating]}
students: unknown
summary: A.
offers: B.
---
"""
CONTRACT_ENTRY = roots.CONTRACT.replace("---\n", "---\nsecurity: F.\n", 1).replace(
    "grade level", "chess rating"
)


@pytest.mark.parametrize(
    ("section", "entry", "group"),
    [("contracts", CONTRACT_ENTRY, CONTRACT_WORDS), ("breaches", BREACH_ENTRY, BREACH_WORDS)],
)
def test_each_example_of_a_translation_is_accepted(section: str, entry: str, group: Group) -> None:
    """It works beside an entry with an element of its own."""
    words = "".join(f"{name}: {field.example}\n" for name, field in group.fields.items())
    path = f"content/{section}/northstar-reader"
    content = {f"{path}.md": entry, f"{path}.es.md": f"---\n{words}---\n"}

    problems = roots.problems(roots.site(content, languages="[en, es]"))
    assert [problem for problem in problems if problem.is_error] == []


def test_each_example_of_the_settings_is_accepted() -> None:
    """All the examples together are valid settings of a site that has their second language."""
    text = "".join(f"{name}: {field.example}\n" for name, field in SETTINGS.fields.items())
    text = text.replace("languages: [en]", "languages: [en, es]")
    problems = roots.problems(roots.root({"content/site.yaml": text}))

    assert [problem for problem in problems if problem.is_error] == []


@pytest.mark.parametrize(
    ("group", "name", "words"),
    [
        (CONTRACT, "executed", "a day as `YYYY-MM-DD`"),
        (CONTRACT, "expires", "a day as `YYYY-MM-DD`, or `none`"),
        (CONTRACT, "collects", "a group of fields, or `nothing`"),
        (CONTRACT, "subcontractors", "a list in which each item is text"),
        (CONTRACT, "schools", "the id of a school, or a list of several, or `all`"),
        (BREACH, "learned", "a day, or a time as `YYYY-MM-DD HH:MM`"),
        (CONTRACT, "basis", "`contract`, `pledge` or `special-education-exception`"),
        (BREACH, "involves", "a group of fields, or `unknown`, or `nothing`"),
        (SETTINGS, "timezone", "a time zone from the IANA database"),
    ],
)
def test_each_type_has_a_description(group: Group, name: str, words: str) -> None:
    """The description comes from the type, so it cannot disagree."""
    assert group.fields[name].type.words == words


def test_a_field_with_choices_lists_them() -> None:
    """A field with fixed values lists them; any other field has no list."""
    assert CONTRACT.fields["kind"].type.single.choices == ("operator", "consultant")
    assert CONTRACT.fields["executed"].type.single.choices == ()


def test_an_id_that_is_asked_for_often_is_found_at_once():
    """Of many contracts with one title, none looks at the numbers of those before it."""
    asked = []

    class Taken(set):
        def __contains__(self, id: object) -> bool:
            asked.append(id)
            return super().__contains__(id)

    taken = Taken({"word-garden-3"})
    for repeats in range(1_000):
        taken.add(scaffold.unused_id("word-garden", taken, repeats))

    assert taken == {"word-garden", *(f"word-garden-{number}" for number in range(2, 1_002))}
    assert len(asked) <= 2_000
