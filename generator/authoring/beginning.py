"""What a new entry begins with: its file, what its title says, and what stays the same as in another entry."""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING

from generator.authoring.questions import SECTION
from generator.content.names import LONGEST_ID, as_file, slug
from generator.content.yaml_nodes import fields as node_fields

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from generator.authoring.questions import Kind
    from generator.authoring.writing import Value
    from generator.content.frontmatter import Document

# What is the same for a contractor; dates, the agreement and what families were told are never taken over.
KEPT: dict[Kind, tuple[str, ...]] = {
    "contract": (
        *("contractor", "kind", "website", "collects", "security", "subcontractors", "schools", "grades", "basis"),
    ),
    "breach": ("contract", "contractor", "schools"),
}


def id_of(kind: Kind, title: str, month: str) -> str:
    """Return the id of a new entry, or nothing where the title gives none; that of a breach begins with its month."""
    name = slug(title)
    return f"{month}-{name}"[:LONGEST_ID].rstrip("-") if name and kind == "breach" else as_file(name)


def free(id: str, taken: Container[str]) -> str:
    """Return an id that no entry has: this one, or with the first number behind it."""
    return next(one for one in chain((id,), (f"{id}-{i}" for i in count(2))) if one not in taken)


def path_of(kind: Kind, id: str) -> str:
    """Return where an entry is filed, from the root."""
    return f"content/{SECTION[kind]}/{id}.md"


def values(kind: Kind, title: str, contracts: Mapping[str, str], kept: Mapping[str, Value]) -> dict[str, Value]:
    """Return what a title says of an entry, and what it keeps; `contracts` are titles by their ids.

    A breach whose title is that of one contract names the contract, from which its product comes.
    """
    if kind == "contract":
        return {"product": title, **kept}
    if "contract" in kept:
        return dict(kept)
    if contract := contract_of(title, contracts):
        return {"contract": contract, **{name: value for name, value in kept.items() if name != "contractor"}}
    return {"product": title, **kept}


def contract_of(title: str, contracts: Mapping[str, str]) -> str:
    """Return the id of the one contract that a title, or an id, means; or nothing."""
    name = slug(title)
    meant = [name] if name in contracts else [id for id, other in contracts.items() if name and slug(other) == name]
    return meant[0] if len(meant) == 1 else ""


def kept(kind: Kind, document: Document, contracts: Container[str]) -> dict[str, Value]:
    """Return what a new entry keeps of another; a breach that begins with a contract names it."""
    found = node_fields(document.fields)
    id = document.path.rpartition("/")[2].rpartition(".")[0]
    if kind == "breach" and document.path == path_of("contract", id) and id in contracts:
        return {"contract": id}
    return {name: found[name] for name in KEPT[kind] if found.get(name)}
