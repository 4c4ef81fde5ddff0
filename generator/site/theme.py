"""A theme's sources → templates that fail loudly; a failure is a problem at the theme's file and line."""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal
from jinja2 import (
    BytecodeCache,
    Environment,
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

from generator.content.validate import place
from generator.core.dates import When
from generator.core.model import GRADES, ROOT, Foreign, Prose
from generator.core.problems import Problem, Span, listed, problem, shorten, suggestion
from generator.core.site import Page
from generator.site import catalog
from generator.site.urls import bare, href, page_path

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterator, Mapping, MutableMapping
    from types import CodeType, TracebackType

    from jinja2 import BaseLoader
    from jinja2.bccache import Bucket

    from generator.content.context import Context
    from generator.core.settings import Settings
    from generator.site.catalog import Themes

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


class _CompiledTemplates(BytecodeCache):
    """Keeps what templates compile to, by their text, so that a change of one template compiles that one alone."""

    MAX_KEPT = 1_000  # a preview that runs for days forgets what was edited long ago

    def __init__(self) -> None:
        self._codes: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in the code of a template whose text was compiled before."""
        bucket.code = self._codes.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template that was just compiled."""
        if len(self._codes) >= self.MAX_KEPT:
            self._codes.clear()
        self._codes[bucket.key + bucket.checksum] = cast("CodeType", bucket.code)


# A finalizer is compiled into a template, so templates with one and without have a cache each.
_COMPILED = {True: _CompiledTemplates(), False: _CompiledTemplates()}


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
            bytecode_cache=_COMPILED[finalize is not None],
            optimized=False,  # looking for what is constant takes longer than it spares
        )

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template knows, as a plain dictionary: it is gone through whenever one includes another."""
        return {**self.globals, **(d or {})}


FIXED_SENTENCE = re.compile(r'{{ _\("([^"{}]*)"\) }}')
WORDS = "words.html"
OF_OURS = re.compile(r"generator(\.\w+)*\.(?=[A-Z])")  # before the name of a class, in what Jinja says of one


def problems(about: Context, themes: Themes) -> Iterator[Problem]:
    """Yield what is wrong with the theme and the languages that the settings name."""
    settings, document = about.settings, about.document
    if settings is None or document is None:
        return
    if settings.theme not in themes:
        values = {"value": settings.theme, "meant": suggestion(settings.theme, themes), "choices": listed(themes)}
        yield problem("E501", place(document, "theme"), **values)
        return
    for i, language in enumerate(settings.languages):
        at = place(document, "languages", i)
        yield from catalog.problems(settings.theme, themes, language, at, is_first=i == 0)


def theme_of(name: str, themes: Themes, language: str, first: str) -> Theme:
    """Return a theme in a language; ThemeError where no page can be made of it."""
    return _theme(
        name, tuple((one, tuple(themes[one].items())) for one in {catalog.DEFAULT: 0, name: 0}), language, first
    )


@lru_cache(maxsize=16)
def _theme(name: str, files: tuple[tuple[str, tuple[tuple[str, bytes], ...]], ...], language: str, first: str) -> Theme:
    """Compile a theme's templates once, for as long as none of its files changes."""
    return Theme(name, {one: dict(held) for one, held in files}, language, first)


class ThemeError(Exception):
    """A template cannot be used; carries the problem, which the compiler reports."""

    def __init__(self, problem: Problem) -> None:
        """Take the problem at the template's file and line; it is the one argument, so that it travels."""
        super().__init__(problem)
        self.problem = problem


class Theme:
    """The templates and static files of one theme in one language, the default's where it has none of its own.

    What is written in another language than the page's stands in an element that says so.

    What a template may use beside its own values: the filters of `__init__`, `_()` for a sentence, `ngettext()` for
    one that counts, and the words and macros of `words.html`.
    """

    def __init__(self, name: str, themes: Mapping[str, Mapping[str, bytes]], language: str, first: str) -> None:
        """Take all themes by name, and the first language of the site; raises ThemeError where no page can be made."""
        self.name, self.language, self.first = name, language, first
        self._translations = catalog.translations(name, themes, language)
        self.is_reviewed = catalog.is_reviewed(name, themes, language)
        self._owners = dict.fromkeys(themes[catalog.DEFAULT], catalog.DEFAULT) | dict.fromkeys(themes[name], name)
        self._themes = themes
        self._locale = Locale.parse(language, sep="-")
        self.direction = self._locale.text_direction
        self._dates: dict[tuple[datetime.date | When, str], Markup] = {}
        self._templates: dict[str, Template] = {}
        self._environment = Engine(
            FunctionLoader(self._source), finalize=None if language == first else in_its_language
        )
        self._environment.filters.update(date=self.date, day=self.day, spelt=self.spelt, number=self.number)
        self._environment.filters.update(element=self.element, language_name=self.language_name, plain=str)
        self._environment.filters.update(rooted=rooted, link=href, bare=bare, page=page_path, stopped=stopped)
        self._environment.filters.update(schools=school_names, grades=grade_ranges)
        self._environment.globals.update(_=self.sentence, ngettext=self.counted)
        with self._failures():
            words = vars(self._environment.get_template(WORDS).module)
        self._words = {name: word for name, word in words.items() if not name.startswith("_")}
        self._environment.globals.update(self._words)

    def __reduce__(self) -> tuple[type[Theme], tuple[object, ...]]:
        """Let a theme travel to another process as its sources."""
        return Theme, (self.name, self._themes, self.language, self.first)

    def render(self, template: str, **values: object) -> str:
        """Return the text that a template makes of values; raises ThemeError."""
        with self._failures():
            if template not in self._templates:
                self._templates[template] = self._environment.get_template(template)
            return self._templates[template].render(values)

    def static(self) -> Iterator[Page]:
        """Yield the static files."""
        for path in sorted(self._owners):
            if path.startswith("static/"):
                yield Page(path, self._themes[self._owners[path]][path])

    def sentence(self, text: str, **values: object) -> Markup:
        """Return a sentence of the theme with its values filled in, each escaped."""
        return self._filled(self._translations.gettext(text), values)

    def counted(self, one: str, many: str, number: int, **values: object) -> Markup:
        """Return the sentence for one, or for another number."""
        return self._filled(self._translations.ngettext(one, many, number), values)

    def element(self, name: str, context: str = "element") -> str:
        """Return an element of student data, or a means to tell families, in the page's language if the theme can."""
        told = self._translations.pgettext(context, name.lower())
        return name if told == name.lower() else told

    def language_name(self, language: str) -> str:
        """Return the name of a language in this one."""
        return str(Locale.parse(language, sep="-").get_display_name(self._locale))

    def text(self, words: str, name: str, **values: object) -> str:
        """Return one of the theme's words as plain text, for what is not HTML; raises ThemeError."""
        try:
            return str(self._words[words][name]).format(**values)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            reason = f"no word `{words}` of `{name}`: {type(error).__name__}: {error}"
            raise self._error(self._file(f"templates/{WORDS}"), 1, reason) from error

    def date(self, when: datetime.date | When, form: str = "whole") -> Markup:
        """Return a point in time as `<time>`, in words, as precisely as it is known."""
        shown = self._dates.get((when, form))
        if shown is None:
            iso = when.iso if isinstance(when, When) else when.isoformat()
            iso = iso[:10] if form == "day" else iso
            shown = Markup(f'<time datetime="{iso}">{escape(self.spelt(when, form))}</time>')
            self._dates[when, form] = shown
        return shown

    def day(self, when: datetime.date | When) -> Markup:
        """Return the day of a point in time as `<time>`, short enough for a column; or its month."""
        return self.date(when, "day")

    def number(self, number: int) -> str:
        """Return a number as a person writes it: 1,036."""
        return format_decimal(number, locale=self._locale)

    def spelt(self, when: datetime.date | When, form: str = "whole") -> str:
        """Return a point in time in words."""
        day = when.day if isinstance(when, When) else when
        if isinstance(when, When) and when.precision == "month":
            return format_skeleton("yMMM" if form == "day" else "yMMMM", day, locale=self._locale)
        spelt = format_date(day, "medium" if form == "day" else "long", locale=self._locale)
        if isinstance(when, When) and when.precision == "minute" and form == "whole":
            clock = format_time(when.start.replace(tzinfo=None), "short", locale=self._locale)
            return str(self._locale.datetime_formats["medium"]).format(clock, spelt)
        return spelt

    def _filled(self, text: str, values: dict[str, object]) -> Markup:
        shown = {name: escape(in_its_language(value)) for name, value in values.items()}
        return Markup(text.format_map(shown) if shown else text)  # ten times as fast as `Markup.format`

    def _source(self, template: str) -> tuple[str, str, None] | None:
        """Return a template's text and file for Jinja; a sentence without values stands in it at once."""
        path = f"templates/{template}"
        if path not in self._owners:
            return None
        try:
            text = self._themes[self._owners[path]][path].decode()
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise self._error(self._file(path), line, "it is not text in UTF-8") from error
        return FIXED_SENTENCE.sub(lambda found: self.sentence(found[1]), text), self._file(path), None

    def _file(self, path: str) -> str:
        return f"themes/{self._owners[path]}/{path}"

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """Turn what fails inside a template into a ThemeError; a failure of ours stays what it is."""
        try:
            yield
        except ThemeError:
            raise
        except TemplateSyntaxError as error:
            raise self._error(error.filename or "", error.lineno, str(error.message)) from error
        except TemplateNotFound as error:
            raise self._error(*self._file_at(error.__traceback__), f"there is no template {error.name}") from error
        except UndefinedError as error:
            reason = OF_OURS.sub("", str(error))
            raise self._error(*self._file_at(error.__traceback__), reason) from error
        except Exception as error:
            file, line = self._file_at(error.__traceback__)
            if not file:
                raise
            raise self._error(file, line, f"{type(error).__name__}: {error}") from error

    def _file_at(self, traceback: TracebackType | None) -> tuple[str, int]:
        """Return the file and line of the innermost template that was running, or no file."""
        place, files = ("", 1), {self._file(path) for path in self._owners}
        while traceback:
            if traceback.tb_frame.f_code.co_filename in files:
                place = (traceback.tb_frame.f_code.co_filename, traceback.tb_lineno)
            traceback = traceback.tb_next
        return place

    def _error(self, file: str, line: int, reason: str) -> ThemeError:
        span = Span(file or f"themes/{self.name}", line, 1, line, 1)
        return ThemeError(problem("E502", span, reason=shorten(reason.rstrip("."))))


def rooted(prose: Prose, root: str, home: str | None = None) -> Markup:
    """Return rendered Markdown, which the sanitiser has passed, with the ways to files and to pages written in."""
    html = Markup(prose.html.replace(f"{ROOT}files/", f"{root}files/").replace(ROOT, root if home is None else home))
    return Markup('<div lang="{}" dir="auto">{}</div>').format(prose.language, html) if prose.language else html


def in_its_language(value: object) -> object:
    """Return a value as a template shows it on a page in another language."""
    if isinstance(value, Foreign):
        return Markup('<span lang="{}" dir="auto">{}</span>').format(value.language, str(value))
    return value


def stopped(text: str) -> str:
    """Return a text that ends a sentence: a period follows unless the text, such as “Example, Inc.”, has one."""
    return text if text.endswith((".", "!", "?", "。")) else f"{text}."


def school_names(ids: tuple[str, ...], settings: Settings) -> list[str]:
    """Return the names of schools, in the order of the settings."""
    return [school.name for school in settings.schools if school.id in ids]


def grade_ranges(grades: tuple[str, ...]) -> str:
    """Return grades as a person writes them: « K–2, 5 »."""
    runs: list[list[int]] = []
    for index in (GRADES.index(grade) for grade in grades):
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    ends = [(GRADES[run[0]], GRADES[run[-1]]) for run in runs]
    return ", ".join(first if first == last else f"{first}–{last}" for first, last in ends)
