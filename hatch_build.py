"""Compile the default theme's templates when the package is built, so that no command has to."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from runpy import run_path
from typing import Any

import jinja2
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
PACKAGE = "compiled_notices_templates"


def compile_templates(templates: dict[str, str], folder: Path) -> None:
    """Write the code of templates by name into a new folder, a package that has their texts."""
    engine = run_path(str(ROOT / "generator/site/engine.py"))
    environment = engine["Engine"](jinja2.DictLoader(templates))
    environment.code_generator_class = engine["PackageCompiler"]
    environment.filters = AnyFilter(environment.filters)
    environment.compile_templates(folder, zip=None, ignore_errors=False)
    made_from = f"JINJA = {jinja2.__version__!r}\nTEXTS = {templates!r}\n"
    (folder / "__init__.py").write_text(made_from, encoding="utf-8")


class AnyFilter(dict[str, Any]):
    """Filters by name, and a stand-in for those of a theme, which are not needed to compile."""

    def get(self, name: str, default: object = str) -> object:
        """Return a filter, or the stand-in."""
        return super().get(name, default)


# The interface is generic in the configuration of a builder, which this hook does not use.
class CompiledTemplates(BuildHookInterface):  # type: ignore[type-arg]
    """Installs a second package, which has the code."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the folder before hatchling collects the files of the package."""
        paths = sorted((ROOT / "themes/default/templates").iterdir())
        self.parent = Path(tempfile.mkdtemp())
        compiled = self.parent / "compiled"
        compile_templates({path.name: path.read_text("utf-8") for path in paths}, compiled)
        included = "force_include_editable" if version == "editable" else "force_include"
        build_data[included][str(compiled)] = PACKAGE

    def finalize(self, *_: object) -> None:
        """Remove the folder that hatchling has put into the package."""
        shutil.rmtree(self.parent)
