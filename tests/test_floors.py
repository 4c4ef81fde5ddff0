"""The rooms of the generator stand on floors: a module imports only from floors below its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from helpers.program import REPOSITORY

GENERATOR = REPOSITORY / "generator"
DESIGN = REPOSITORY / "docs" / "design.md"
ROW = re.compile(r"\|\s*(\d+)\s*\|([^|]*)\|")
ROOM = re.compile(r"`([a-z_/]+\.py)`")
DOORS = {"__init__.py", "__main__.py"}  # a package's name and its front door are no rooms


def floors(design: str) -> dict[str, int]:
    """Return the floor of each room of the table in a design: rows that begin with a number and name modules."""
    return {room: int(row[1]) for row in ROW.finditer(design) for room in ROOM.findall(row[2])}


def rooms(folder: Path) -> dict[str, str]:
    """Return the source of each module below a folder, by its path."""
    paths = sorted(folder.rglob("*.py"))
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def imported(source: str, known: Iterable[str]) -> Iterator[str]:
    """Yield the modules of the generator that a source imports, wherever in it; a package is its `__init__.py`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (_path(alias.name, known) for alias in node.names if _is_ours(alias.name))
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"line {node.lineno} imports by dots"
            if _is_ours(node.module or ""):
                inner = [f"{node.module}.{alias.name}" for alias in node.names]
                yield from (_path(name, known) or _path(node.module or "", known) for name in inner)


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == "generator"


def _path(module: str, known: Iterable[str]) -> str:
    """Return the path of a module by its dotted name, or nothing if there is none."""
    path = module.partition(".")[2].replace(".", "/")
    return next((name for name in (f"{path}.py", f"{path}/__init__.py".lstrip("/")) if name in known), "")


def climbing(sources: dict[str, str], floor: dict[str, int]) -> list[str]:
    """Return each import that does not lead to a lower floor."""
    return [
        f"{room} (floor {floor.get(room)}) imports {other} (floor {floor.get(other)})"
        for room, source in sources.items()
        for other in imported(source, sources)
        if not room.endswith("__main__.py") and not _is_below(other, room, floor)
    ]


def _is_below(other: str, room: str, floor: dict[str, int]) -> bool:
    if other.endswith("__init__.py"):
        return not room.endswith("__init__.py")
    return other in floor and room in floor and floor[other] < floor[room]


def test_every_module_has_a_floor_and_every_floor_its_modules() -> None:
    """The table of rooms in `docs/design.md` names the modules of the generator, all of them and no other."""
    assert DESIGN.is_file(), "docs/design.md, which has the table of rooms, is missing"
    named = floors(DESIGN.read_text(encoding="utf-8"))
    modules = {name for name in rooms(GENERATOR) if name.rpartition("/")[2] not in DOORS}

    assert modules == set(named) - DOORS


def test_every_module_imports_only_from_floors_below_its_own() -> None:
    """No import, be it in a function or for types alone, leads up or sideways."""
    assert DESIGN.is_file(), "docs/design.md, which has the table of rooms, is missing"

    assert climbing(rooms(GENERATOR), floors(DESIGN.read_text(encoding="utf-8"))) == []


def test_every_module_stands_on_the_lowest_floor_that_it_can() -> None:
    """A floor is one above the highest that is imported from, and the rows of the table go up."""
    sources, floor = rooms(GENERATOR), floors(DESIGN.read_text(encoding="utf-8"))
    below = {room: [floor[other] for other in imported(sources[room], sources) if other in floor] for room in floor}

    assert floor == {room: 1 + max(known, default=-1) for room, known in below.items()}
    assert [*floor.values()] == sorted(floor.values())


def test_no_module_imports_by_a_name_that_cannot_be_read() -> None:
    """Nothing of the generator is imported by a call, which the test of the floors could not see."""
    calls = [
        f"{room}:{node.lineno}"
        for room, source in rooms(GENERATOR).items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("__import__", "import_module"))
    ]

    assert calls == []


DISK = re.compile(r"os|pathlib|shutil|tempfile|subprocess|socket|time|locale|random|secrets|sys|multiprocessing|signal")


def test_only_the_command_line_and_the_world_know_the_machine() -> None:
    """No other room imports what reads the disk, the clock, the environment or the screen, or asks for the moment."""
    edges = ("world/", "commands/", "cli.py")
    pure = {name: source for name, source in rooms(GENERATOR).items() if not name.startswith(edges)}
    found = [
        f"{room}:{node.lineno} {name}"
        for room, source in pure.items()
        for node in ast.walk(ast.parse(source))
        for name in _machine(node)
    ]

    assert found == []


def _machine(node: ast.AST) -> Iterator[str]:
    """Yield what in a node is of the machine."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if DISK.fullmatch(alias.name.partition(".")[0]))
    elif isinstance(node, ast.ImportFrom) and DISK.fullmatch((node.module or "").partition(".")[0]):
        yield node.module or ""
    elif isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        if re.fullmatch(
            r"open|print|input|(.*\.)?(now|today|utcnow|read_text|read_bytes|write_text|write_bytes)", called
        ):
            yield called


TABLE = """
| floor | room | one responsibility |
|---|---|---|
| 0 | `low.py` `low_too.py` | |
| 2 | `rooms/high.py` | text with `other.py` |
"""


@pytest.mark.parametrize(
    ("room", "source", "expected"),
    [
        ("rooms/high.py", "from generator.low import a, b\nimport generator.low_too", []),
        ("rooms/high.py", "from generator import low, low_too, __version__", []),
        ("rooms/high.py", "import os\nfrom os import path\nimport generator_of_others.low", []),
        ("low.py", "from generator.rooms.high import a", ["low.py (floor 0) imports rooms/high.py (floor 2)"]),
        ("low.py", "from generator.rooms import high", ["low.py (floor 0) imports rooms/high.py (floor 2)"]),
        ("low.py", "import generator.rooms.high as h", ["low.py (floor 0) imports rooms/high.py (floor 2)"]),
        ("low.py", "from generator import low_too", ["low.py (floor 0) imports low_too.py (floor 0)"]),
        ("low.py", "def f():\n  from generator import low_too", ["low.py (floor 0) imports low_too.py (floor 0)"]),
        (
            "low.py",
            "if TYPE_CHECKING:\n  from generator.rooms.high import A",
            ["low.py (floor 0) imports rooms/high.py (floor 2)"],
        ),
        ("__init__.py", "from generator.low import a", ["__init__.py (floor None) imports low.py (floor 0)"]),
        ("__main__.py", "from generator.rooms.high import main", []),
        ("new.py", "from generator.low import a", ["new.py (floor None) imports low.py (floor 0)"]),
    ],
)
def test_an_import_that_climbs_is_found(room: str, source: str, expected: list[str]) -> None:
    """The test of the floors sees each way to import, at each place in a module."""
    sources = {"low.py": "", "low_too.py": "", "rooms/high.py": "", "__init__.py": "", room: source}

    assert floors(TABLE) == {"low.py": 0, "low_too.py": 0, "rooms/high.py": 2}
    assert climbing(sources, floors(TABLE)) == expected
