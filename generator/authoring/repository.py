"""Write a district's own repository: its settings and forms, and callers of our workflows."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

WORKFLOWS = ".github/workflows/"


class Program(NamedTuple):
    """A version of the program on GitHub.

    `repository` is OWNER/NAME, `commit` a full hash, and `tag` its name, such as v0.2.0, or "".
    """

    repository: str
    commit: str
    tag: str = ""

    @property
    def pinned(self) -> str:
        """The version as a workflow names it after the `@`: Dependabot updates both parts."""
        return f"{self.commit} # {self.tag}" if self.tag else self.commit


def renewed(templates: Mapping[str, str], program: Program) -> dict[str, str]:
    """Return the files that each version of the program may write differently, by their paths."""
    names = {"program": program.repository, "pinned": program.pinned}
    return {
        path: Template(text).substitute(names)
        for path, text in templates.items()
        if path.startswith(WORKFLOWS)
    }
