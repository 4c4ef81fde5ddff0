"""Jinja as a theme uses it, with templates that were compiled when the package was built.

`hatch_build.py` runs this module by itself, so it imports nothing else of the program.
"""

from __future__ import annotations

import ast
import hashlib
import re
from functools import cache
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any, cast

import jinja2
from jinja2 import BytecodeCache, Environment, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, MutableMapping
    from types import CodeType

    from jinja2 import BaseLoader
    from jinja2.bccache import Bucket
    from jinja2.compiler import Frame


def shown(value: object) -> str:
    """Return a value as HTML. Most values need no escape, and are returned as they are."""
    if type(value) is Markup:
        return value
    if type(value) is str and not (
        "&" in value or "<" in value or ">" in value or '"' in value or "'" in value
    ):
        return value
    return escape(value)


# End tags that HTML allows to leave out, because what follows ends the element.
OPTIONAL = re.compile("</(?:li|d[dt]|t[dh]|option)>")


def shortened(html: str) -> str:
    """Return HTML without the end tags that it does not need."""
    return OPTIONAL.sub("", html)


class _TemplateCompiler(CodeGenerator):
    """Compiles templates that show values with `Engine.shown`, so the code fits every language."""

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 - as below
        """Write what a template has between its statements, shortened if it is HTML."""
        if (self.name or "").endswith(".html"):
            for part in node.find_all(nodes.TemplateData):
                part.data = shortened(part.data)
        super().visit_Output(node, frame)

    def _output_child_pre(self, node: object, _frame: object, _finalize: object) -> None:
        match node:
            case nodes.Call(node=nodes.Name(name="_")):  # a sentence is HTML already
                self.write("(")
            case _:
                self.write("environment.shown(")

    def visit_Call(  # noqa: N802 - Jinja looks for this name
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """Write a call of `_` with a sentence as one of `Engine.sentence`, without a context."""
        match node:
            case nodes.Call(
                node=nodes.Name(name="_"), args=[nodes.Const(value=text)], kwargs=values
            ):
                self.write(f"environment.sentence({text!r}")
                for value in values:
                    self.write(", ")
                    self.visit(value, frame)
                self.write(")")
            case _:
                super().visit_Call(node, frame, forward_caller=forward_caller)

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802 - as above
        """Write an include of a named template as one text, made by `Engine.included`."""
        match node:
            case nodes.Include(
                template=nodes.Const(value=str(name)), with_context=True, ignore_missing=False
            ):
                local = self.dump_local_context(frame)
                self.simple_write(f"environment.included({name!r}, context, {local})", frame, node)
            case _:
                super().visit_Include(node, frame)


class _CompiledTemplates(BytecodeCache):
    """Caches compiled templates by their text, so that only a changed one is compiled again."""

    MAX_TEMPLATES = 1_000  # so that a preview that runs for days does not grow

    def __init__(self) -> None:
        self._codes: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the code of a template whose text was compiled before."""
        bucket.code = self._codes.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store the code of a template that was just compiled."""
        if len(self._codes) >= self.MAX_TEMPLATES:
            self._codes.clear()
        self._codes[bucket.key + bucket.checksum] = cast("CodeType", bucket.code)


_COMPILED = _CompiledTemplates()

CACHED = type(cache(str))  # a function or a macro with a cache
PLAIN_CALLABLES = (FunctionType, MethodType, BuiltinFunctionType, Macro, CACHED)


class _Context(Context):
    """Calls a function, a macro or a method of a value without checking what else it might want.

    Jinja asks for each call whether the function takes the context. None of ours does, and a macro
    takes only whether values are escaped, which they always are.
    """

    def __init__(
        self,
        environment: Engine,
        parent: dict[str, Any],
        name: str | None,
        blocks: dict[str, Callable[[Context], Iterator[str]]],
        globals: MutableMapping[str, Any] | None = None,  # noqa: ARG002 - Jinja passes it
    ) -> None:
        """Take the same as Jinja's own, which makes a set of all globals for each include."""
        super().__init__(environment, parent, name, blocks)

    def inside(self, name: str, blocks: dict[str, Callable[[Context], Iterator[str]]]) -> _Context:
        """Return the context of a template that is included here, with the same values.

        It is a copy of this one, because Jinja takes three times as long to make a new one.
        """
        inner = object.__new__(_Context)
        inner.__dict__ |= self.__dict__ | {
            "vars": {**self.vars},
            "name": name,
            "exported_vars": set(),
            "blocks": {key: [block] for key, block in blocks.items()},
        }
        return inner

    def call(self, called: Callable[..., object], /, *args: object, **values: object) -> object:
        if type(called) not in PLAIN_CALLABLES or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **values)
        values.pop("_block_vars", None)
        values.pop("_loop_vars", None)
        return called(*args, **values)


class Engine(Environment):
    """The Jinja environment of a theme: undefined names are errors, and values are escaped.

    Set all globals before loading the first template.
    """

    code_generator_class = _TemplateCompiler
    context_class = _Context
    sentence: Callable[..., Markup]

    def __init__(
        self,
        loader: BaseLoader | None = None,
        shown: Callable[[object], str] = shown,
        prepared: Mapping[str, CodeType] | None = None,
    ) -> None:
        """Take a loader of templates, and a function that returns a value as HTML.

        `prepared` has the code of templates by their `checksum`.
        """
        super().__init__(
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            loader=loader,
            cache_size=-1,
            auto_reload=False,
            bytecode_cache=_COMPILED,
            optimized=False,  # it would take longer than it saves
        )
        self.shown = shown
        self._prepared = prepared or {}
        self.by_name = cache(self.get_template)  # Jinja's own cache asks more each time

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals as a plain dictionary, which is faster than Jinja's chain of two."""
        return {**self.globals, **(d or {})}

    def included(self, name: str, context: _Context, values: Mapping[str, object]) -> str:
        """Return the text of a template that another one includes.

        It sees the context of the other one and its local `values`, of which some may be missing.
        """
        template = self.by_name(name)
        inner = context.inside(name, template.blocks)
        for key, value in values.items():
            if value is not missing:
                inner.vars[key] = value
        return self.concat(template.root_render_func(inner))

    def compile(  # type: ignore[override] # Jinja's has an overload for each kind of result
        self,
        source: str,
        name: str | None = None,
        filename: str | None = None,
        raw: bool = False,
        defer_init: bool = False,
    ) -> CodeType | str:
        """Return the code of a template, which may have come with the package."""
        code = self._prepared.get(checksum(name, source))
        if code and filename:
            return code.replace(co_filename=filename)
        # None of Jinja's overloads takes a `raw` that is not known before, as it is here.
        return super().compile(  # type: ignore[call-overload,no-any-return]
            source, name, filename, raw, defer_init
        )


def prepare(templates: Mapping[str, str]) -> str:
    """Return a Python module in which PREPARED has the code of templates, each by its `checksum`.

    Python caches the code of a module, so no template is compiled again. The code of each is in a
    function, and all names that it binds are global, because Jinja runs it like a module.
    """
    engine = Engine()
    engine.filters = _AnyFilter(engine.filters)
    lines, prepared = ["# hatch_build.py writes this file."], []
    for number, (name, source) in enumerate(templates.items()):
        code = Environment.compile(engine, source, name, raw=True)
        lines += [f"def template_{number}():", f"    global {', '.join(_bound(code))}"]
        lines += [f"    {line}" for line in _moved(code, len(lines)).split("\n")]
        prepared.append(f"    {checksum(name, source)!r}: template_{number}.__code__,")
    return "\n".join([*lines, "PREPARED = {", *prepared, "}", ""])


def _moved(code: str, count: int) -> str:
    """Return the code of a template with what it says of its own lines, as if others were above."""
    before, name, pairs = code.rpartition("debug_info = ")
    moved = re.sub(r"=(\d+)", lambda line: f"={int(line[1]) + count}", pairs)
    return f"{before}{name}{moved}"


def _bound(code: str) -> Iterator[str]:
    """Yield the names that the code of a template binds, but not those inside its functions."""
    for node in ast.parse(code).body:
        match node:
            case ast.ImportFrom(names=names):
                yield from (alias.name for alias in names)
            case ast.FunctionDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))


class _AnyFilter(dict[str, Any]):
    """Filters by name, and for a name that only a theme has, one that compiles to the same code."""

    def get(self, name: str, default: object = str) -> object:
        return super().get(name, default)


def checksum(name: str | None, source: str) -> str:
    """Return what the Python code of a template depends on, as one word."""
    text = f"{jinja2.__version__} {name} {source}"
    return hashlib.sha256(text.encode()).hexdigest()
