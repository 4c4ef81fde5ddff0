"""A realistic district of 12 schools, 60 products and 7 breaches, from `tests/tables/town.txt`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from generator.core.site import Inputs
from helpers.program import LANGUAGES, REPOSITORY
from helpers.roots import compiled, dumped, root, settings

TOWN = REPOSITORY / "tests" / "tables" / "town.txt"
KINDS = ("student-information", "student-records", "student-generated-content")
PUBLISHED = ("-notification/index.html", "schools/hale/index.html")
Row = dict[str, str]


def tables() -> dict[str, list[Row]]:
    """Return the rows of each table by its name; a cell is a text, and empty if not on file."""
    found: dict[str, list[Row]] = {}
    for block in TOWN.read_text(encoding="utf-8").split("\n\n")[1:]:
        name, head, *lines = block.splitlines()
        names = cells(head)
        found[name] = [dict(zip(names, cells(line), strict=True)) for line in lines]
    return found


def cells(line: str) -> list[str]:
    """Return the cells of a line."""
    return [cell.strip() for cell in line.split("|")]


def rows(path: Path) -> list[list[str]]:
    """Return the cells of each line of a file, without its comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [cells(line) for line in lines if line and not line.startswith("#")]


def listed(text: str) -> list[str]:
    """Return the items of a text with commas."""
    return [item.strip() for item in text.split(",")]


def entry(row: Row, data: str) -> str:
    """Return the text of an entry; `data` is the name of the field with the data."""
    more = yaml.load(row.pop("more") or "{}", yaml.CBaseLoader)
    fields: dict[str, object] = {name: text for name, text in row.items() if text}
    if named := fields.pop("data", None):
        kinds = zip(KINDS, map(listed, str(named).split(";")), strict=False)
        fields[data] = {kind: items for kind, items in kinds if items != [""]}
        fields[data] = named if named in ("nothing", "unknown") else fields[data]
    if "schools" in fields:
        fields["schools"] = listed(str(fields["schools"]))
    if "grades" in fields:
        fields["grades"] = listed(str(fields["grades"]))
    return f"---\n{dumped({**fields, **more})}---\n"


def texts() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each entry."""
    town = tables()
    for row in town["products"]:
        signed, name = row.pop("signed"), row["product"].lower().replace(" ", "-")
        on_file = {
            "executed": signed,
            "notified": signed,
            "agreement": f"https://tarnwick.example/{name}.pdf",
        }
        own = on_file if signed else {"legacy": "true"}
        yield f"content/contracts/{name}.md", entry({**row, **own}, "collects")
    for row in town["breaches"]:
        yield f"content/breaches/{row.pop('id')}.md", entry(row, "involves")


def inputs(entries: Mapping[str, str] = MappingProxyType({}), **own: str) -> Inputs:
    """Return the inputs of the district, in five languages, with more entries by their paths.

    Settings are raw YAML, and override.
    """
    schools = {}
    for row in tables()["schools"]:
        more = yaml.load(row["more"] or "{}", yaml.CBaseLoader)
        schools[row["id"]] = {"name": row["name"], "grades": row["grades"], **more}
    values = {
        "district": "Tarnwick Public Schools",
        "abbreviation": "TPS",
        "show_deadlines": "true",
        "languages": f"[{', '.join(LANGUAGES)}]",
        "schools": yaml.dump(schools, default_flow_style=True, width=10_000).strip(),
        **own,
    }
    return root({"content/site.yaml": settings(**values), **dict(texts()), **entries})


@cache
def pages() -> Mapping[str, bytes]:
    """Return the pages of the district by their paths, each made when it is read."""
    return compiled(inputs())


def is_list(path: str) -> bool:
    """Say whether a page is a list, in any language, or has one with a search."""
    return path.endswith(PUBLISHED)


def is_english(path: str) -> bool:
    """Say whether a file is a page in English."""
    return path.endswith(".html") and path.split("/")[0] not in LANGUAGES


def publish(folder: Path, wanted: Callable[[str], bool]) -> Path:
    """Write pages of the district as `write` does."""
    return write(pages(), folder, wanted)


def write(made: Mapping[str, bytes], folder: Path, wanted: Callable[[str], bool]) -> Path:
    """Write the pages that are wanted and what they need into a folder, and return it."""
    for path in made:
        if path.startswith("static/") or wanted(path):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(made[path])
    return folder
