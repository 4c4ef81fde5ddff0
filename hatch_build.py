"""Compile the default theme's templates when the package is built, so that no command has to."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from runpy import run_path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODULE = "generator/site/compiled_templates.py"


# The interface is generic in the configuration of a builder, which this hook does not use.
class PreparedTemplates(BuildHookInterface):  # type: ignore[type-arg]
    """Adds a module to the package; an editable package has it beside its other modules."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the module before hatchling collects the files of the package."""
        root = Path(self.root)
        prepare = run_path(str(root / "generator/site/engine.py"))["prepare"]
        paths = sorted((root / "themes/default/templates").iterdir())
        code = prepare({path.name: path.read_text(encoding="utf-8") for path in paths})
        self.folder = tempfile.mkdtemp()
        module = Path(self.folder, "compiled_templates.py")
        module.write_text(code, encoding="utf-8")
        if version == "editable":
            shutil.copyfile(module, root / MODULE)
        else:
            build_data["force_include"][str(module)] = MODULE

    def finalize(self, *_: object) -> None:
        """Remove the file that hatchling has put into the package."""
        shutil.rmtree(self.folder)
