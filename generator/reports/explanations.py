"""What each code means and why it matters: for the person who asks on a terminal, and as a page."""

from __future__ import annotations

import re
import textwrap
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from generator.content.fields import (
    LAW,
    NEEDED_BY_BREACH,
    NEEDED_BY_CONSULTANT,
    ORDER,
    BreachFields,
    BreachWords,
    ContractFields,
    ContractWords,
    SettingsFields,
    example_of,
    fields_of,
    inner_model,
    names,
)
from generator.content.json_schema import words
from generator.core.codes import CODES
from generator.core.problems import listed, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

    from generator.core.codes import Code

WIDTH = 88
SECTIONS = {
    "E0": "The file and how it is written",
    "E1": "One value",
    "E2": "Several values together",
    "E3": "What was published",
    "E5": "The theme",
    "W1": "Warnings: one entry",
    "W3": "Warnings: what was published",
    "W4": "Warnings: several entries, and an open breach",
    "W5": "Warnings: student data",
}
EFFECT = {
    "E": "An error: nothing is published until it is mended.",
    "W": "A warning: the notice is published, and a person should read it.",
}
INTRODUCTION = """\
# Problems

`notices check` and `notices build` name every problem with a code, which never changes its meaning.
A code that begins with E is an error: nothing is published until it is mended.
One that begins with W is a warning: the notice is published, and a person should read it.
`notices explain E104` prints what is said of a code here.

This page is made from the program by `make docs`.
"""
SENTENCE = re.compile(r"(?<=[.?!]) (?=[A-Z`])")
LETTERS_FOR_DIGITS = str.maketrans("OIL", "011")
VALUE = re.compile(r"\{\w+\}")


class UnknownCodeError(Exception):
    """There is no such code; the text is a sentence that says so, with what was meant."""


def answer(asked: str) -> str:
    """Return what a code means, in whatever letters it is asked for; raise UnknownCodeError if there is none."""
    name = asked.upper()
    if name in CODES:
        return explanation(name)
    alike = like(name)
    near = f" Did you mean {listed(alike)}?" if alike else ""
    raise UnknownCodeError(f"There is no code {shorten(name)}.{near} `notices explain` lists them all.")


def explanation(name: str) -> str:
    """Return what a code means, for a terminal."""
    code = CODES[name]
    parts = [f"{name}: {code.title}", EFFECT[name[0]], _wrapped(code.why)]
    parts += [f"{title}:\n{textwrap.indent(text, '    ')}" for title, text in _examples(code)]
    return "\n\n".join(parts)


def like(name: str) -> list[str]:
    """Return the codes that a word was most likely meant to be: those with its digits, of its letter if it has one."""
    digits = re.sub(r"\D", "", name.upper().translate(LETTERS_FOR_DIGITS))
    alike = [code for code in sorted(CODES) if code[1:] == digits]
    return [code for code in alike if code[0] == name[:1].upper()] or alike


def overview() -> str:
    """Return all codes with their titles, one a line."""
    return "\n".join(f"{name}  {CODES[name].title}" for name in sorted(CODES))


def page() -> str:
    """Return the page of all codes, in Markdown."""
    sections = groupby(sorted(CODES), _section)
    return INTRODUCTION + "".join(f"\n\n## {title}\n{''.join(map(_entry, names))}" for title, names in sections)


def _section(name: str) -> str:
    return next((title for prefix, title in SECTIONS.items() if name.startswith(prefix)), "Others")


def _entry(name: str) -> str:
    code = CODES[name]
    why = SENTENCE.sub("\n", code.why)
    examples = "".join(f"\n{title}:\n\n```\n{text}\n```\n" for title, text in _examples(code))
    return f"\n### {name}: {code.title}\n\n{why}\n{examples}"


def _examples(code: Code) -> Iterator[tuple[str, str]]:
    """Yield what is said, with … for what it is said of, then what is wrong and what is right."""
    said = [VALUE.sub("…", text).replace("{{", "{").replace("}}", "}") for text in (code.says, code.advice)]
    yield "It says", "\n".join(_wrapped(text) for text in said if text != "…")
    yield "Wrong", code.wrong
    yield "Right", code.right


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


Part = Literal["contract", "breach", "translation", "site"]
FIELDS_INTRODUCTION = """\
# Fields

Every field of an entry, of its translation and of the settings: what it means, what it accepts, and an example.
Where a section of law asks for it, that is said; what is not required may be left out.

*Legacy* is an entry that says `legacy: true`, since it was published before this site was.
There `unknown` may stand for what nobody knows, and a date may be a month.

`notices new contract "Word Garden"` makes an entry in which each field has its meaning above it.
This page is made from the program by `make docs`.
"""
YES = "Required."
NEW = "Required of a new entry, not of a legacy one."
PARTS: tuple[tuple[Part, str, type[BaseModel]], ...] = (
    ("contract", "A contract: `content/contracts/<id>.md`", ContractFields),
    ("breach", "A breach: `content/breaches/<id>.md`", BreachFields),
    ("translation", "The translation of a contract: `content/contracts/<id>.<language>.md`", ContractWords),
    ("translation", "The translation of a breach: `content/breaches/<id>.<language>.md`", BreachWords),
    ("site", "The settings: `content/site.yaml`", SettingsFields),
)
# What is required where a type alone does not say so.
REQUIRED: dict[tuple[Part, str], str] = {
    **{("contract", name): NEW for name in NEEDED_BY_CONSULTANT},
    ("contract", "contractor"): YES,
    ("contract", "product"): "Required of a new entry of an operator; a consultant may have none.",
    **{("breach", name): NEW for name in NEEDED_BY_BREACH},
    ("breach", "contract"): "Required, or else `contractor`.",
    ("breach", "contractor"): "Required where no `contract` is named.",
}


def fields_page() -> str:
    """Return the page of all fields, in Markdown."""
    return FIELDS_INTRODUCTION + "".join(
        f"\n\n## {title}\n{''.join(_fields(model, kind))}" for kind, title, model in PARTS
    )


def _fields(model: type[BaseModel], kind: Part, above: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield each field of a model, and after it those of the group that it may be."""
    for name in ORDER[kind] if kind in ("contract", "breach") and not above else names(model):
        yield from _with_group(model, kind, (*above, name))


def _with_group(model: type[BaseModel], kind: Part, path: tuple[str, ...]) -> Iterator[str]:
    field = fields_of(model)[path[-1]]
    yield _field(kind, path, field)
    if inner := inner_model(field.annotation):
        yield from _fields(inner, kind, path)


def _field(kind: Part, path: tuple[str, ...], field: FieldInfo) -> str:
    told = [SENTENCE.sub("\n", field.description or ""), f"Accepts {words(field)}."]
    required = REQUIRED.get((kind, ".".join(path)), _by_type(path, field))
    law = LAW.get(kind, {}).get(".".join(path), "")
    told += [required] if required else []
    told += [f"Asked for by {law}."] if law else []
    name = " → ".join(f"`{part}`" for part in path)
    return f"\n### {name}\n\n{chr(10).join(told)}\n\n```yaml\n{path[-1]}: {example_of(field)}\n```\n"


def _by_type(path: tuple[str, ...], field: FieldInfo) -> str:
    if not field.is_required():
        return ""
    return f"Required in `{path[-2]}`." if len(path) > 1 else YES
