"""The sample district, which staff copy from: without errors, made up, and with every field."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

from generator.compiler import compile_site
from generator.content.field_groups import Group
from generator.content.fields import FILE_KINDS, LATER, SCHOOL, SETTINGS, FileKind
from generator.core.site import Inputs
from generator.system import disk
from helpers.roots import NOW, read_files
from helpers.sites import SAMPLE

CONTENT = SAMPLE / "content"
TEXTS = {
    path.relative_to(CONTENT).as_posix(): path
    for path in sorted(CONTENT.rglob("*"))
    if path.suffix in (".md", ".yaml")
}
WEB = re.compile(r"\b(?:https?|ftp)://([^/\s)>\]}\"'?#:]+)", re.IGNORECASE)
MAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
BARE = re.compile(r"\b(?:[\w-]+\.)+(?:com|org|net|edu|gov|io|us|info|co|app|ai)\b", re.IGNORECASE)


def fields_of(path: Path) -> dict[str, Any]:
    """Return the fields of an entry, with every scalar as text."""
    text = path.read_text(encoding="utf-8")
    fields = yaml.load(text.split("---\n")[1] if path.suffix == ".md" else text, yaml.CBaseLoader)
    assert isinstance(fields, dict)
    return fields


def used(value: object) -> set[str]:
    """Return the names of the fields in a value; those in groups and lists have a dot."""
    if isinstance(value, list):
        return {name for item in value for name in used(item)}
    if not isinstance(value, dict):
        return set()
    return {
        name
        for field, inner in value.items()
        for name in (field, *(f"{field}.{deeper}" for deeper in used(inner)))
    }


def schema(group: Group) -> set[str]:
    """Return the names of the fields of a group, in the same form."""
    inner = {name: schema(field.group) for name, field in group.fields.items() if field.group}
    return {
        *group.fields,
        *(f"{name}.{deeper}" for name, names in inner.items() for deeper in names),
    }


def kind_of(name: str) -> str:
    """Return the kind of a file by its path in the content, or the name of the settings."""
    folder, _, inner = name.partition("/")
    later = inner.rpartition("/")[2].partition("-")[0].partition(".")[0]
    first = {"contracts": "contract", "breaches": "breach", "messages": "message"}
    return later if "/" in inner else first.get(folder, folder)


def files(kind: str) -> list[dict[str, Any]]:
    """Return the fields of all files of a kind, but not of their translations."""
    return [
        fields_of(path)
        for name, path in TEXTS.items()
        if kind_of(name) == kind and name.count(".") == 1
    ]


def entries(folder: str) -> list[dict[str, Any]]:
    """Return the fields of all entries of a folder, with those of its later files by their kind."""
    found = []
    for name, path in TEXTS.items():
        if name.count("/") == 1 and name.startswith(f"{folder}/") and name.count(".") == 1:
            entry = fields_of(path)
            for each in sorted(path.with_suffix("").glob("*.md")):
                if each.name.count(".") == 1:
                    later = fields_of(each)
                    entry.setdefault(f"{kind_of(f'{folder}/it/{each.name}')} files", []).append(
                        later
                    )
            found.append(entry)
    return found


def test_the_sample_has_no_error() -> None:
    """The sample can be built as it is."""
    tree = disk.read(SAMPLE)
    outcome = compile_site(Inputs(tree.sources, tree.files, tree.themes, NOW, tree.unread))

    assert [
        f"{problem.span.path}:{problem.span.line} {problem.message}"
        for problem in outcome.problems
        if problem.is_error
    ] == []
    assert outcome.pages


@pytest.mark.parametrize("kind", FILE_KINDS.values(), ids=lambda kind: kind.name)
def test_every_field_is_used_in_a_file(kind: FileKind) -> None:
    """Each field of a kind of file, including nested fields, appears in at least one sample file.

    What restates a field of the entry may be in the entry alone, and a part of `deletion` in a
    file of its own.
    """
    names = {name for file in files(kind.name) for name in used(file)}
    names |= {f"deletion.{name}" for file in files("deletion") for name in used(file)}
    own = {name: field for name, field in kind.group.fields.items() if name != kind.body}
    expected = {
        name
        for name in schema(kind.group)
        if name.partition(".")[0] in own
        and (kind.name not in LATER or (name in own and not own[name].restated))
    }

    assert files(kind.name)
    assert expected - names == set()


def test_every_setting_is_used_or_shown_in_a_comment() -> None:
    """Each setting is used in the sample, or shown in a line that works once its `#` is deleted."""
    text = TEXTS["site.yaml"].read_text(encoding="utf-8")
    shown = set(re.findall(r"^# ([a-z_]+): \S", text, re.MULTILINE))
    names = used(fields_of(TEXTS["site.yaml"]))
    schools = {
        name.rpartition(".")[2]
        for name in names
        if name.startswith("schools.") and name.count(".") == 2
    }
    expected = {
        name
        for name in schema(SETTINGS)
        if not name.startswith(("schools.", "deadlines.", "business_days."))
    }

    assert expected - names - shown == set()
    assert schools == schema(SCHOOL)


def test_every_commented_field_exists() -> None:
    """A commented-out field in the settings or in an entry names a field that exists."""
    known = {name: schema(kind.group) for name, kind in FILE_KINDS.items()}
    known["site.yaml"] = schema(SETTINGS)
    wrong = [
        f"{name}: {field}"
        for name, path in TEXTS.items()
        for field in re.findall(
            r"^# ([a-z_-]+):(?: [^ ]|$)", path.read_text(encoding="utf-8"), re.MULTILINE
        )
        if field not in known[kind_of(name)]
    ]

    assert wrong == []


Fields = dict[str, Any]
RESTATED = {"description", "purpose", "collects", "security", "subcontractors", "schools", "grades"}


def last(fields: Fields, name: str) -> Any:
    """Return the last value of a field of a contract."""
    return [terms[name] for terms in (fields, *fields.get("change files", [])) if name in terms][
        -1:
    ]


def is_withdrawn(fields: Fields) -> bool:
    """Say whether an entry is withdrawn itself, and not a later file of it."""
    return any("of" not in file for file in fields.get("withdrawal files", []))


KINDS: dict[str, tuple[str, Callable[[Fields], bool]]] = {
    "a consultant": ("contracts", lambda f: f.get("kind") == "consultant"),
    "a pledge": ("contracts", lambda f: f.get("basis") == "pledge"),
    "an exception": ("contracts", lambda f: f.get("basis") == "special-education-exception"),
    "a legacy contract": ("contracts", lambda f: f.get("legacy") == "true"),
    "a withdrawn contract": ("contracts", is_withdrawn),
    "a contract that has ended": (
        "contracts",
        lambda f: "2000" < "".join(last(f, "expires")) < "2026-11-25",
    ),
    "a contract that ends soon": (
        "contracts",
        lambda f: "2026-11-25" <= "".join(last(f, "expires")) < "2027",
    ),
    "a breach that others report by its public name": (
        "breaches",
        lambda f: any(link.startswith("hibp:") for link in f.get("also-reported-by", ())),
    ),
    "a contract that runs on": ("contracts", lambda f: last(f, "expires") == ["none"]),
    "a contract without student data": (
        "contracts",
        lambda f: last(f, "collects") in (["nothing"], [[]], [{}]),
    ),
    "a renewal that restates": (
        "contracts",
        lambda f: any(
            change["kind"] == "renewal" and set(change) & RESTATED
            for change in f.get("change files", [])
        ),
    ),
    "an early end": (
        "contracts",
        lambda f: any(
            c["kind"] == "amendment" and c.get("expires", "9") < f["expires"]
            for c in f.get("change files", [])
        ),
    ),
    "an open breach with updates": (
        "breaches",
        lambda f: (
            "update files" in f
            and not {"resolved", "resolved files", "legacy"} & set(f)
            and not is_withdrawn(f)
        ),
    ),
    "a resolved breach": ("breaches", lambda f: bool({"resolved", "resolved files"} & set(f))),
    "a withdrawn breach": ("breaches", is_withdrawn),
    "a breach of unknown size": ("breaches", lambda f: f.get("students") == "unknown"),
    "a breach without a contract": ("breaches", lambda f: "contractor" in f),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_has_an_entry_of_each_kind(kind: str) -> None:
    """Whatever staff must post, they find an entry of that kind to copy."""
    folder, is_one = KINDS[kind]

    assert [fields for fields in entries(folder) if is_one(fields)] != []


def test_the_sample_is_large_enough_to_learn_from() -> None:
    """There are at least 14 contracts and 4 breaches, in both formats of an entry."""
    assert len(entries("contracts")) >= 14
    assert len(entries("breaches")) >= 4
    assert {path.suffix for name, path in TEXTS.items() if name.startswith("contracts/")} == {
        ".md",
        ".yaml",
    }


def hosts(text: str) -> set[str]:
    """Return the host names in a text: in web addresses, in email addresses, and alone."""
    return {host.lower() for pattern in (WEB, MAIL) for host in pattern.findall(text)} | set(
        BARE.findall(text)
    )


def test_every_domain_is_fictional() -> None:
    """No entry, setting, or file names a host outside `.example`, where no real product can be."""
    files = [path for path in CONTENT.rglob("*") if path.is_file()]
    foreign = {
        (path.relative_to(CONTENT).as_posix(), host)
        for path in files
        for host in hosts(
            path.read_bytes().decode("utf-8" if path in TEXTS.values() else "latin-1")
        )
        if not host.endswith(".example")
    }

    assert foreign == set()
    assert (
        len({host for path in TEXTS.values() for host in hosts(path.read_text(encoding="utf-8"))})
        > 10
    )


def test_an_entry_links_to_every_file() -> None:
    """No file in `content/files/` is without a link."""
    texts = "".join(unquote(path.read_text(encoding="utf-8")) for path in TEXTS.values())

    assert [name for name in read_files(CONTENT / "files") if f"files/{name}" not in texts] == []
