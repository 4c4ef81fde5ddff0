"""Report code of the program that nothing uses, except perhaps a test; exit 1 if there is any.

vulture looks for each name of `generator/` in the program. It cannot see three kinds of use:

- A template uses what its expressions name, such as `breach.all_notified`.
- A library uses what overrides its own, such as `handle_data` of a parser of HTML.
- Tables use what they name: the fields of an entry, and the columns of the open data.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from inspect import getmembers, isclass
from keyword import iskeyword
from pathlib import Path
from pkgutil import walk_packages

from vulture import Vulture

import generator
from generator.content.fields import BREACH, CONTRACT, SETTINGS, rows
from generator.site.data_schema import columns

ROOT = Path(__file__).parents[1]
PROGRAM = ("generator", "docs", ".github", "hatch_build.py")
# Functions that their decorator calls or registers.
DECORATORS = ["@rule", "@click.command", "@*.command", "@*.group"]
NAMES = [
    "do_*",  # of a server, after the method of a request
    "initialize",  # of hatchling's hook
    "finalize",
    # What a library reads from an object.
    "StartElementHandler",
    "StartDoctypeDeclHandler",
    "close_connection",
    "code_generator_class",
    "created",
    "data_type",
    "freeze_panes",
    "modified",
    "server_name",
    "sock",
    # What `hatch_build.py` and the compiled templates look up as a text.
    "PackageCompiler",
    "plain_getattr",
    "plain_getitem",
    # The whole program in one call, which the tests make.
    "compile_site",
]
EXPRESSION = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
NAME = re.compile(r"[A-Za-z_]\w*")


def names_in_templates() -> Iterator[str]:
    """Yield each name in an expression of a template."""
    for path in (ROOT / "themes/default/templates").iterdir():
        for expression in EXPRESSION.findall(path.read_text(encoding="utf-8")):
            yield from NAME.findall(expression)


def names_of_libraries() -> Iterator[str]:
    """Yield each name of the classes that classes of the program are based on."""
    for module in walk_packages(generator.__path__, "generator."):
        if not module.name.endswith("__main__"):
            for _, made in getmembers(import_module(module.name), isclass):
                if made.__module__.startswith("generator"):
                    yield from names_of_bases(made)


def names_of_bases(made: type) -> Iterator[str]:
    """Yield each name of the classes of libraries that a class is based on."""
    for base in made.__mro__:
        if not base.__module__.startswith("generator"):
            yield from vars(base)


def names_in_tables() -> Iterator[str]:
    """Yield the names of all fields and columns."""
    yield from (row.name.replace("-", "_") for row in rows(CONTRACT, BREACH, SETTINGS))
    yield from ("_".join(path) for name in ("contracts", "breaches") for path in columns(name))


def main() -> int:
    """Print what is unused, and return the exit code."""
    vulture = Vulture(ignore_names=NAMES, ignore_decorators=DECORATORS)
    vulture.scavenge([str(ROOT / path) for path in PROGRAM])
    used = {*names_in_templates(), *names_of_libraries(), *names_in_tables()}
    vulture.scan("\n".join(f"_.{name}" for name in sorted(used) if not iskeyword(name)))
    return vulture.report(min_confidence=60)


if __name__ == "__main__":
    sys.exit(main())
