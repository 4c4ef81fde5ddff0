"""Compile the default theme's templates when the package is built, so that no command has to."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from runpy import run_path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = "generator/site/compiled_templates"


# The interface is generic in the configuration of a builder, which this hook does not use.
class CompiledTemplates(BuildHookInterface):  # type: ignore[type-arg]
    """Adds a folder to the package; an editable package has it beside its modules."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the folder before hatchling collects the files of the package."""
        root = Path(self.root)
        engine = run_path(str(root / "generator/site/engine.py"))
        templates = {
            path.name: path.read_text(encoding="utf-8")
            for path in sorted((root / "themes/default/templates").iterdir())
        }
        self.folder = Path(tempfile.mkdtemp())
        compiled = self.folder / "compiled"
        engine["compile_templates"](templates, compiled)
        if version == "editable":
            shutil.rmtree(root / FOLDER, ignore_errors=True)
            shutil.copytree(compiled, root / FOLDER)
        else:
            build_data["force_include"][str(compiled)] = FOLDER

    def finalize(self, *_: object) -> None:
        """Remove the folder that hatchling has put into the package."""
        shutil.rmtree(self.folder)
