"""Jinja as a theme uses it: values shown as HTML, and templates compiled with the package.

`hatch_build.py` runs this module by itself, so it imports nothing else of the program at the top.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any, NamedTuple

import jinja2
from jinja2 import BaseLoader, Environment, ModuleLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, MutableMapping

    from jinja2 import Template
    from jinja2.compiler import Frame

    Source = tuple[str, str, Callable[[], bool] | None]  # text, file, whether it is up to date

FUNCTIONS = (FunctionType, MethodType, BuiltinFunctionType, Macro, type(cache(str)))
# End tags that HTML allows to leave out, because what follows ends the element.
OPTIONAL = re.compile("</(?:li|d[dt]|t[dh]|option)>")


def shown(value: object) -> str:
    """Return a value as HTML. Most values need no escape, and are returned as they are."""
    if type(value) is Markup:
        return value
    if type(value) is str and not (
        "&" in value or "<" in value or ">" in value or '"' in value or "'" in value
    ):
        return value
    return escape(value)


def shortened(html: str) -> str:
    """Return HTML without the end tags that it does not need."""
    return OPTIONAL.sub("", html)


class _TemplateCompiler(CodeGenerator):
    """Compiles templates that show values with `Engine.shown`, and HTML without optional end tags.

    It depends on how Jinja's own class works, which `tests/test_engine.py` checks.
    """

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write what a template has between its statements, shortened if it is HTML."""
        if (self.name or "").endswith(".html"):
            for part in node.find_all(nodes.TemplateData):
                part.data = shortened(part.data)
        super().visit_Output(node, frame)

    def _output_child_pre(self, node: object, _frame: object, _finalize: object) -> None:
        """Write what begins the showing of a value; Jinja writes the value and a parenthesis."""
        match node:
            case nodes.Call(node=nodes.Name(name="_")):  # a sentence is HTML already
                self.write("(")
            case _:
                self.write("environment.shown(")


class _Context(Context):
    """Calls functions and macros directly, and makes no set of all globals for each include.

    Jinja asks for each call whether the function takes the context, which none of ours does. This
    saves a seventh of a build of 1,000 entries.
    """

    def __init__(
        self,
        environment: Environment,
        parent: dict[str, Any],
        name: str | None,
        blocks: dict[str, Callable[[Context], Iterator[str]]],
        globals: MutableMapping[str, Any] | None = None,  # noqa: ARG002 - Jinja passes it
    ) -> None:
        """Take what Jinja's own class takes."""
        super().__init__(environment, parent, name, blocks)

    def call(self, called: Callable[..., object], /, *args: object, **values: object) -> object:
        """Return what a function returns; a value of another type is called as Jinja does."""
        if type(called) not in FUNCTIONS or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **values)
        values.pop("_block_vars", None)  # what Jinja adds for functions that take the context
        values.pop("_loop_vars", None)
        return called(*args, **values)


class Engine(Environment):
    """The Jinja environment of a theme: undefined names are errors, and values are escaped."""

    code_generator_class = _TemplateCompiler
    context_class = _Context

    def __init__(self, loader: BaseLoader, shown: Callable[[object], str] = shown) -> None:
        """Take a loader of templates, and a function that returns a value as HTML."""
        super().__init__(
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            loader=loader,
            cache_size=-1,
            auto_reload=False,
            optimized=False,  # it would take longer than it saves
        )
        self.shown = shown

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals in one dictionary, which is faster than Jinja's chain of two.

        So all globals must be set before a template is loaded.
        """
        return {**self.globals, **(d or {})}


class CompiledTemplates(NamedTuple):
    """What `hatch_build.py` has written: its folder, Jinja's version then, and each text."""

    folder: str
    jinja: str
    texts: Mapping[str, str]


class TemplateLoader(BaseLoader):
    """Loads templates, from their compiled code if they have the text that it was compiled from."""

    def __init__(
        self, source: Callable[[str], tuple[str, str] | None], compiled: CompiledTemplates
    ) -> None:
        """Take a function that returns the text and the file of a template, or None."""
        self._source = source
        self._code = ModuleLoader(compiled.folder)
        self._texts = compiled.texts if compiled.jinja == jinja2.__version__ else {}

    def get_source(self, environment: Environment, template: str) -> Source:  # noqa: ARG002
        """Return a template's text and file; raises TemplateNotFound."""
        source = self._source(template)
        if source is None:
            raise jinja2.TemplateNotFound(template)
        return *source, None

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """Return a template; raises TemplateNotFound or TemplateSyntaxError."""
        text, file, _ = self.get_source(environment, name)
        if self._texts.get(name) != text:
            return super().load(environment, name, globals)
        template = self._code.load(environment, name, globals)
        template.filename = file  # for the traceback of an error
        return template


def compiled_with_the_package() -> CompiledTemplates:
    """Return the templates that `hatch_build.py` compiled; none if nothing was built."""
    try:
        compiled = import_module("compiled_notices_templates")
    except ImportError:
        return CompiledTemplates("", "", {})
    return CompiledTemplates(compiled.__path__[0], compiled.JINJA, compiled.TEXTS)
