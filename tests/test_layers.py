"""The generator's folders are layers: import-linter checks the imports, these tests the rest."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache

from helpers.program import REPOSITORY

GENERATOR = REPOSITORY / "generator"
PURE = ("core", "content", "law", "rules", "site", "reports", "authoring", "importing")
PURE += ("compiler.py",)
DISK = re.compile(
    r"os|pathlib|shutil|tempfile|subprocess|socket|time|locale|random|secrets|sys|multiprocessing|"
    "signal"
)
FUNCTIONS = re.compile("open|print|input")
CALLS = re.compile("now|today|utcnow|read_text|read_bytes|write_text|write_bytes")
BY_NAME = re.compile(r"\b(__import__|import_module)\b")
# A part with many lines: a class in a file or files, and about how many lines.
PART = re.compile(r"^\| [^|]*: ([^|]*`[^|]*) \| ([0-9,]+) \|", re.MULTILINE)
LAYER = re.compile(r"^\| `([a-z_]+)(?:/|\.py)?` \|", re.MULTILINE)


@cache
def modules() -> dict[str, str]:
    """Return the source of each module of the generator by its path, without the packages' own."""
    paths = (path for path in sorted(GENERATOR.rglob("*.py")) if path.name != "__init__.py")
    return {
        path.relative_to(GENERATOR).as_posix(): path.read_text(encoding="utf-8") for path in paths
    }


def nodes(source: str) -> Iterator[ast.AST]:
    """Yield every node of a module's syntax tree."""
    yield from ast.walk(ast.parse(source))


def machine(node: ast.AST) -> Iterator[str]:
    """Yield the names by which a node reaches the disk, clock, environment, or screen."""
    if isinstance(node, ast.Import):
        yield from (
            alias.name for alias in node.names if DISK.fullmatch(alias.name.partition(".")[0])
        )
    elif isinstance(node, ast.ImportFrom) and DISK.fullmatch((node.module or "").partition(".")[0]):
        yield node.module or ""
    elif isinstance(node, ast.Call):
        match node.func:
            case ast.Name(id=name) if FUNCTIONS.fullmatch(name) or CALLS.fullmatch(name):
                yield name
            case ast.Attribute(attr=name) if CALLS.fullmatch(name):
                yield name


def test_only_the_upper_layers_use_the_machine() -> None:
    """Everything from the compiler down is pure: values in, values out."""
    pure = {path: source for path, source in modules().items() if path.startswith(PURE)}
    imports = [
        f"{path}: {name}"
        for path, source in pure.items()
        for node in nodes(source)
        for name in machine(node)
    ]

    assert len(pure) > 40
    assert imports == []


def test_no_module_is_imported_by_a_computed_name() -> None:
    """import-linter reads import statements; it could not see an import by a call.

    Only the command line does, which may import any of its commands, and the engine, which imports
    the compiled templates if they are installed.
    """
    assert [path for path, source in modules().items() if BY_NAME.search(source)] == [
        "cli.py",
        "site/engine.py",
    ]


def test_the_design_describes_each_layer_in_its_order() -> None:
    """The table of layers in docs/design.md is that of import-linter in pyproject.toml."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = project["tool"]["importlinter"]["contracts"]
    design = (REPOSITORY / "docs/design.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"^## The layers$.*?^(?=## )", design, re.MULTILINE | re.DOTALL)

    assert LAYER.findall(table) == contract["layers"]


def test_the_design_tells_about_how_many_lines_a_part_has() -> None:
    """The table in docs/design.md of parts with many lines is right within a tenth."""
    design = (REPOSITORY / "docs/design.md").read_text(encoding="utf-8")
    told = {part: int(lines.replace(",", "")) for part, lines in PART.findall(design)}
    counted = {part: lines_of(part) for part in told}

    assert len(told) == 8
    assert told == {
        part: told[part] if abs(lines - told[part]) <= told[part] / 10 else lines
        for part, lines in counted.items()
    }


def lines_of(part: str) -> int:
    """Return how many lines the files have that a part names, or the class in its file."""
    *classes, name = names = re.findall("`([^`]+)`", part)
    if classes and classes[0].isidentifier():
        tree = ast.parse((GENERATOR / name).read_text(encoding="utf-8"))
        (found,) = [node for node in tree.body if getattr(node, "name", "") == classes[0]]
        return int(found.end_lineno or 0) - found.lineno + 1
    files = [
        path
        for name in names
        if not name.endswith("/")
        for folder in (GENERATOR, REPOSITORY / "themes/default/templates")
        for path in folder.rglob(name)
    ]
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
