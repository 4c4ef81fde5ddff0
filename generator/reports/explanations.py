"""What each code means and why it matters: for the person who asks on a terminal, and as a page."""

from __future__ import annotations

import re
import textwrap
from itertools import groupby
from typing import TYPE_CHECKING

from generator.content.field_types import Needed
from generator.content.fields import BREACH, BREACH_WORDS, CONTRACT, CONTRACT_WORDS, SETTINGS
from generator.core.codes import CODES
from generator.core.problems import listed, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.content.field_types import Field, Group
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


FIELDS_INTRODUCTION = """\
# Fields

Every field of an entry, of its translation and of the settings: what it means, what it accepts, and an example.
Where a section of law asks for it, that is said; what is not required may be left out.

*Legacy* is an entry that says `legacy: true`, since it was published before this site was.
There `unknown` may stand for what nobody knows, and a date may be a month.

*In a list* names the headings by which [`notices import`](import.md) knows a column.

`notices new contract "Word Garden"` makes an entry in which each field has its meaning above it.
This page is made from the program by `make docs`.
"""
PARTS = {
    "A contract: `content/contracts/<id>.md`": CONTRACT,
    "A breach: `content/breaches/<id>.md`": BREACH,
    "The translation of a contract: `content/contracts/<id>.<language>.md`": CONTRACT_WORDS,
    "The translation of a breach: `content/breaches/<id>.<language>.md`": BREACH_WORDS,
    "The settings: `content/site.yaml`": SETTINGS,
}


def fields_page() -> str:
    """Return the page of all fields, in Markdown."""
    return FIELDS_INTRODUCTION + "".join(f"\n\n## {title}\n{''.join(_fields(part))}" for title, part in PARTS.items())


def _fields(group: Group, above: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield each field of a group, and after it those of the group that it may be."""
    for field in group.fields.values():
        yield _field(field, above)
        if inner := field.type.group:
            yield from _fields(inner, (*above, field.name))


def _field(field: Field, above: tuple[str, ...]) -> str:
    lines = [SENTENCE.sub("\n", field.meaning), f"Accepts {field.type.words}."]
    if field.needed:
        lines.append(f"Required in `{above[-1]}`." if above and field.needed is Needed.ALWAYS else field.needed)
    if field.law:
        lines.append(f"Asked for by {field.law}.")
    if field.headings:
        lines.append(f"In a list: {field.headings}.")
    name = " → ".join(f"`{part}`" for part in (*above, field.name))
    return f"\n### {name}\n\n{chr(10).join(lines)}\n\n```yaml\n{field.name}: {field.example}\n```\n"
