"""The fields → `docs/fields.md`: what each means, what it accepts, and whether the law asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from generator.content.accepted import words
from generator.content.district import SettingsFields
from generator.content.fields import (
    LAW,
    NEEDED_BY_BREACH,
    NEEDED_BY_CONSULTANT,
    ORDER,
    BreachFields,
    BreachWords,
    ContractFields,
    ContractWords,
)
from generator.content.groups import example_of, fields_of, inner_model, names
from generator.reports.explanations import SENTENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

Part = Literal["contract", "breach", "translation", "site"]
INTRODUCTION = """\
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


def page() -> str:
    """Return the page of all fields, in Markdown."""
    return INTRODUCTION + "".join(f"\n\n## {title}\n{''.join(_fields(model, kind))}" for kind, title, model in PARTS)


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
