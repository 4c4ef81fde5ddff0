"""Jinja as a theme uses it: values shown as HTML, and templates compiled with the package.

`hatch_build.py` runs this module by itself, so it imports nothing else of the program at the top.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping
from functools import cache
from importlib import import_module
from keyword import iskeyword
from types import CodeType
from typing import Any, NamedTuple

import jinja2
from jinja2 import BaseLoader, Environment, ModuleLoader, StrictUndefined, Template, nodes
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup, escape

TemplateSource = tuple[str, str, Callable[[], bool] | None]  # text, file, whether it is up to date
# What HTML allows to leave out: end tags of elements that end with what follows, and the line
# breaks before these, so that a template has room for a cell on a line of its own.
OPTIONAL = re.compile(r"</(?:li|d[dt]|t[dh]|option)>|\n\s*(?=<(?:t[dh]|option|/tr)\b)")


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
    """Return HTML without the end tags and the line breaks that it does not need."""
    return OPTIONAL.sub("", html)


class _TemplateCompiler(CodeGenerator):
    """Writes the Python code of a template; some lines are not those that Jinja writes.

    It relies on methods of Jinja that are not documented, so a new release may need a change here.
    Without these lines and those of `PackageCompiler`, the pages of 300 contracts take half as long
    again. Below, `a` and `f` stand for what Jinja writes for the value of a name.

        template                  Jinja writes                      written here
        {{ a }}                   yield escape(a)                   yield shown(a)
        {{ f(1) }}                yield escape(context.call(f, 1))  yield shown(f(1, ))
        {{ _("Yes") }}            yield escape(context.call(_, …))  yield (_("Yes", ))
        <li>Yes</li>              yield '<li>Yes</li>'              yield '<li>Yes'
        {% include "b.html" %}    for event in gen: yield event     yield environment.included(…)
    """

    def write_commons(self) -> None:
        """Write the names of what the code of a template, and of each block, calls."""
        super().write_commons()
        self.writeline("shown = environment.shown")
        self.writeline("plain_getattr = environment.plain_getattr")
        self.writeline("plain_getitem = environment.plain_getitem")

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Write what a template has between its statements, such as `yield '<li>Yes'`.

        If it is HTML, it has no end tags that it does not need.
        """
        if (self.name or "").endswith(".html"):
            for part in node.find_all(nodes.TemplateData):
                part.data = shortened(part.data)
        super().visit_Output(node, frame)

    def _output_child_pre(self, node: object, _frame: object, _finalize: object) -> None:
        """Write `shown(` before a value, where Jinja writes `escape(`.

        Jinja itself writes the value and the parenthesis after it.
        """
        match node:
            case nodes.Call(node=nodes.Name(name="_")):  # a sentence is HTML already
                self.write("(")
            case _:
                self.write("shown(")

    def visit_Call(  # noqa: N802 - as above
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """Write `f(1, a=2, )`, where Jinja writes `context.call(f, 1, a=2)`.

        Jinja's `call` asks of each function whether it takes the context. None here does.
        """
        if node.dyn_args or node.dyn_kwargs or any(iskeyword(word.key) for word in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
        else:
            self.visit(node.node, frame)
            self.write("(")
            for argument in (*node.args, *node.kwargs):
                self.visit(argument, frame)
                self.write(", ")
            self.write("caller=caller)" if forward_caller else ")")

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802 - as above
        """Write `yield environment.included('b.html', context, {…})`, which is one text.

        Jinja writes a loop that yields each piece of the other template, through each level.
        """
        match node:
            case nodes.Include(
                template=nodes.Const(value=str(name)), with_context=True, ignore_missing=False
            ):
                values = self.dump_local_context(frame)
                self.simple_write(f"environment.included({name!r}, context, {values})", frame, node)
            case _:
                super().visit_Include(node, frame)


class PackageCompiler(_TemplateCompiler):
    """Writes the code of the program's own templates, which need no sandbox.

    The sandbox looks at each attribute, which takes a fifth of a build. `a` stands for what Jinja
    writes for the value of a name.

        template      Jinja writes                    written here
        {{ a.b }}     environment.getattr(a, 'b')     plain_getattr(a, 'b')
        {{ a[b] }}    environment.getitem(a, b)       plain_getitem(a, b)
    """

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - as above
        """Write `plain_getattr(a, 'b')`: an attribute, or else an item."""
        self.write("plain_getattr(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802 - as above
        """Write `plain_getitem(a, b)`: an item, or else an attribute."""
        if isinstance(node.arg, nodes.Slice):
            super().visit_Getitem(node, frame)
            return
        self.write("plain_getitem(")
        self.visit(node.node, frame)
        self.write(", ")
        self.visit(node.arg, frame)
        self.write(")")


class Engine(ImmutableSandboxedEnvironment):
    """A theme's Jinja environment: strict, escaping, and a sandbox for a district's templates."""

    code_generator_class = _TemplateCompiler
    plain_getattr = Environment.getattr
    plain_getitem = Environment.getitem

    def getattr(self, obj: object, attribute: str) -> object:
        """Return a public attribute, or else an item."""
        try:
            return super().getattr(obj, attribute)
        except AttributeError:  # by which an entry says that it has no such item
            return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: object, argument: object) -> object:
        """Return an item, or else a public attribute; an entry has all attributes as items."""
        if isinstance(argument, str) and argument.startswith("_"):
            return self.unsafe_undefined(obj, argument)
        return super().getitem(obj, argument)

    def __init__(
        self,
        loader: BaseLoader,
        shown: Callable[[object], str] = shown,
        code: BytecodeCache | None = None,
    ) -> None:
        """`shown` returns a value as HTML, with everything in it escaped that is not HTML.

        `code` keeps the code of templates for the next engine.
        """
        super().__init__(
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            loader=loader,
            cache_size=-1,
            auto_reload=False,
            optimized=False,  # it would take longer than it saves
            bytecode_cache=code,
        )
        self.shown = shown
        self.template = cache(self.get_template)  # Jinja's own cache asks more each time

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals in one dictionary, which is faster than Jinja's chain of two.

        So all globals must be set before a template is loaded.
        """
        return {**self.globals, **(d or {})}

    def rendered(self, name: str, values: Mapping[str, object]) -> str:
        """Return the text of a template with values and the globals."""
        try:
            return self._text(name, {**self.globals, **values})
        except Exception:  # noqa: BLE001 - it is raised again, with the lines of the template
            self.handle_exception()

    def included(self, name: str, context: Context, values: Mapping[str, object]) -> str:
        """Return the text of a template that another one includes, with its context and values."""
        known = {key: value for key, value in values.items() if value is not missing}
        return self._text(name, {**context.parent, **context.vars, **known})

    def _text(self, name: str, values: dict[str, object]) -> str:
        template = self.template(name)
        context = Context(self, values, name, template.blocks)
        return self.concat(template.root_render_func(context))


class CodeInMemory(BytecodeCache):
    """The code of each template with its last text, for every language and every theme."""

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType | None]] = {}  # with a hash of the text

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in the code of a template, if its text is still the same."""
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self._codes[bucket.key] = bucket.checksum, bucket.code


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
        """`source` returns the text and the file of a template, or None for a missing one."""
        self._source = source
        self._code = ModuleLoader(compiled.folder)
        self._texts = compiled.texts if compiled.jinja == jinja2.__version__ else {}

    def get_source(self, environment: Environment, template: str) -> TemplateSource:  # noqa: ARG002 - Jinja's
        """Return a template's text and file; raises TemplateNotFound."""
        source = self._source(template)
        if source is None:
            raise jinja2.TemplateNotFound(template)
        return *source, None

    def load(
        self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None
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
