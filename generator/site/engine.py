"""Jinja as it runs our templates: strict, escaping, and spared what a template that never changes does not need."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from jinja2 import BaseLoader

MEANS_SOMETHING = re.compile("""[&<>'"]""")  # in HTML


def shown(value: object) -> str:
    """Return a value as it stands in HTML; most are ready made, or hold nothing to escape."""
    if type(value) is Markup or (type(value) is str and not MEANS_SOMETHING.search(value)):
        return value
    return escape(value)


class _Code(CodeGenerator):
    """Compiles templates so that a value is escaped by `shown`, which makes no new object where none is needed."""

    def _output_child_pre(self, _node: object, _frame: object, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write("environment.shown(")
        if finalize.src is not None:
            self.write(finalize.src)


class Engine(Environment):
    """Templates of one theme: strict, escaping, each compiled once.

    All names that every template knows must be there before the first template that uses them is loaded.
    """

    code_generator_class = _Code
    shown = staticmethod(shown)

    def __init__(self, loader: BaseLoader, finalize: Callable[[object], object] | None) -> None:
        """Take what finds a template's source, and what each value goes through before it is shown, if anything."""
        super().__init__(
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            loader=loader,
            cache_size=-1,
            auto_reload=False,
            finalize=finalize,
            optimized=False,  # looking for what is constant takes longer than it spares
        )

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template knows, as a plain dictionary: it is gone through whenever one includes another."""
        return {**self.globals, **(d or {})}
