"""Compile the default theme's templates when the package is built, so that no command has to."""

from __future__ import annotations

import os
from pathlib import Path
from runpy import run_path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HEADER = """\
# The Python code that Jinja makes of the templates of the default theme in English.
# hatch_build.py writes this file; a template with another checksum is compiled when it is used.
"""


class PreparedTemplates(BuildHookInterface):  # type: ignore[type-arg]
    """Writes `generator/site/prepared.py`, in the package and beside an editable one."""

    def initialize(self, _version: str, _build_data: dict[str, Any]) -> None:
        """Write the module before hatchling collects the files of the package."""
        root = Path(self.root)
        prepare = run_path(str(root / "generator" / "site" / "engine.py"))["prepare"]
        folder = root / "themes" / "default" / "templates"
        codes = prepare(
            {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}
        )
        module = root / "generator" / "site" / "prepared.py"
        part = module.with_suffix(f".{os.getpid()}")
        part.write_text(f"{HEADER}PREPARED = {codes!r}\n", encoding="utf-8")
        part.replace(module)  # another process may be reading it
