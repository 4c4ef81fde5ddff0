"""The templates of a theme. A mistake in one is a problem at its file and line."""

from __future__ import annotations

import base64
import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property, lru_cache, partial
from types import TracebackType
from unicodedata import bidirectional

from babel import Locale
from babel.dates import format_skeleton, parse_pattern
from babel.lists import format_list
from babel.numbers import format_decimal
from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from markupsafe import Markup, escape

from generator.answers import elements
from generator.content.addresses import href
from generator.content.data_elements import TOPICS
from generator.core.dates import When
from generator.core.model import GRADES, ROOT, Contract, Data, Entry, Foreign, Prose
from generator.core.problems import Span, problem, shorten
from generator.core.settings import Settings
from generator.core.site import Page, ThemeError
from generator.site import catalog
from generator.site.catalog import Themes
from generator.site.engine import (
    CodeInMemory,
    Engine,
    TemplateLoader,
    compiled_with_the_package,
    shown,
)
from generator.site.urls import mailto, page_path, short_address

_ThemeFiles = tuple[tuple[str, tuple[tuple[str, bytes], ...]], ...]


# How families in the United States write, where Babel has another habit for a language: Spain's
# numbers and 24-hour clock; 09/11/2026, which is September 11 to them; no comma before a time.
LOCALES = {"es": "es_US"}
SHORT_DATES = {"ar": "d MMM y"}
WITH_TIME = {"pt": "{1}, {0}"}
SHORT_FORMS = ("brief", "day")  # of a date
FIRST_OF_A_MONTH = {"pt": "1º"}  # where it is no “1”
WITHOUT_AND = {"zh-Hans"}  # whose last items would be joined: “North School和South School”
WORDS = "words.html"
COMMENT = re.compile(rb"^ *//.*\n", re.MULTILINE)
A_WORD = re.compile(r"[^\W_]+")
TOKENS = "static/tokens.css"
STYLE = "static/site.css"
# The point of an abbreviation or an initial, such as “Inc.”, ends no sentence.
FIRST_SENTENCE = re.compile(
    r"(?:\b(?:[A-Z]|Inc|Corp|Co|Ltd|St|Mr|Mrs|Dr|No)\. |[^.!?。؟]|[.!?](?=\S))+[.!?。؟]?"
)
NOON = datetime.time(12)
MAX_SHARED = 200  # characters
CODE = CodeInMemory()  # of all themes, in all languages
# A period after a value that ends with one, such as “2:00 p.m.” or “Example, Inc.”; on a page from
# right to left, that of an isolated name is at the name's other end.
SECOND_PERIOD = {
    direction: re.compile(rf"\.(?<=\w\.)((?:</{tags}>)*)\.(?!\.)")  # not the “..” of an address
    for direction, tags in (("ltr", "[a-z]+"), ("rtl", "(?!bdi)[a-z]+"))
}
MODULE_PREFIX = r"generator(\.\w+)*\.(?=[A-Z])"  # of a class name in Jinja's messages


def load_theme(name: str, themes: Themes, language: str, first: str) -> Theme:
    """Return a theme in a language of a site whose first language is `first`.

    The theme is loaded once, as long as none of its files changes. Raises ThemeError if a template
    that every page needs has a mistake.
    """
    names = dict.fromkeys((catalog.DEFAULT_THEME, name))
    files = tuple((theme, tuple(themes[theme].items())) for theme in names)
    return _load_theme(name, files, language, first)


@lru_cache(maxsize=16)
def _load_theme(name: str, files: _ThemeFiles, language: str, first: str) -> Theme:
    return Theme(name, {theme: dict(contents) for theme, contents in files}, language, first)


class Theme:
    """The templates and static files of a theme in one language.

    A file that the theme lacks comes from the default theme. A text in another language than the
    page is in an element with that language.

    Besides its own values, a template can use the filters of `_filters`, `_()` for a sentence,
    `ngettext()` for a sentence with a number, and the words and macros of `words.html`.
    """

    def __init__(self, name: str, themes: Themes, language: str, first: str) -> None:
        """Take the files of the themes by name, and the first language of the site.

        Raises ThemeError.
        """
        self.name = name
        self.language = language
        self._themes = themes
        default = dict.fromkeys(themes[catalog.DEFAULT_THEME], catalog.DEFAULT_THEME)
        self._owners = default | dict.fromkeys(themes[name], name)
        self._translations = catalog.translations(name, themes, language)
        self.is_reviewed = catalog.is_reviewed(name, themes, language)
        self._locale = Locale.parse(LOCALES.get(language, language).replace("-", "_"))
        self.direction = self._locale.text_direction
        # Babel would look for the same patterns for each date.
        formats = self._locale.date_formats
        self._long_date = formats["long"]
        self._short_date = parse_pattern(SHORT_DATES.get(language, formats["medium"]))
        self._short_time = self._locale.time_formats["short"]
        self._with_time = WITH_TIME.get(language, str(self._locale.datetime_formats["medium"]))
        self._plain_sentence = cache(lambda text: Markup(self._translations.gettext(text)))
        # Babel takes longer for each of these than a page does for all its words.
        self._day_text = lru_cache(10_000)(self._format_day)
        self.date = lru_cache(10_000)(self._format_date)
        self.grades = lru_cache(1_000)(self._grades)
        self.number = lru_cache(1_000)(partial(format_decimal, locale=self._locale))
        # In another language, one entry may have a translation of an element that others lack.
        self.glance = lru_cache(10_000)(self._glance) if language == first else self._glance
        show = shown if language == first else shown_with_language
        loader = TemplateLoader(self._source, compiled_with_the_package())
        self._environment = Engine(loader, show, CODE)
        self._environment.filters |= self._filters()
        self._environment.globals |= self._globals()
        with self._failures():
            words = vars(self._environment.get_template(WORDS).module)
        self._words = {name: word for name, word in words.items() if not name.startswith("_")}
        self._environment.globals |= self._words

    def _filters(self) -> dict[str, Callable[..., object]]:
        """Return what a template can use as a filter."""
        return {
            "by_topic": elements.by_topic,
            "date": self.date,
            "day": self.day,
            "element": self.element,
            "elements": self.elements,
            "filled": self.filled,
            "glance": self.glance,
            "topic_in_words": self.topic_in_words,
            "first_sentence": first_sentence,
            "gained": elements.gained,
            "grades": self.grades,
            "inlined": self.inlined,
            "language_name": self.language_name,
            "link": href,
            "listed": self.listed,
            "mailto": mailto,
            "named": self.named,
            "number": self.number,
            "on": self.on,
            "page": page_path,
            "plain": without_markup,
            "plain_date": self.date_text,
            "filters": elements.filters,
            "rooted": with_root,
            "school_links": school_links,
            "schools": school_names,
            "searched": self.searched,
            "short_address": short_address,
            "source": self.source,
            "steps": elements.steps,
            "topic_words": self.topic_words,
            "usable": elements.usable,
            "with_and": self.with_and,
            "with_period": self.with_period,
        }

    def _globals(self) -> dict[str, object]:
        """Return what a template can use by name, besides the values of its page."""
        return {
            "logo": self._picture("logo"),
            "favicon": self._picture("favicon"),
            "style": self.style,
            "_": self.sentence,
            "ngettext": self.plural_sentence,
            "pgettext": self._translations.pgettext,
        }

    def _picture(self, name: str) -> str:
        """Return the path of an SVG or a PNG on the site; that of the theme itself comes first."""
        paths = [f"static/{name}.svg", f"static/{name}.png"]
        return next((path for path in paths if self._owners.get(path) == self.name), paths[0])

    def render(self, template: str, **values: object) -> str:
        """Return the text of a template with values; raises ThemeError."""
        with self._failures():
            return self._environment.rendered(template, values)

    def static(self) -> Iterator[Page]:
        """Yield the static files."""
        for path in sorted(self._owners):
            if path.startswith("static/"):
                yield Page(path, self._static(path))

    def style(self, path: str) -> Markup:
        """Return the text of a style sheet, for a page that contains it."""
        return Markup(self._static(path).decode())

    def inlined(self, path: str) -> str:
        """Return a picture as an address that contains it."""
        kind = "png" if path.endswith("png") else "svg+xml"
        return f"data:image/{kind};base64,{base64.b64encode(self._static(path)).decode()}"

    def _static(self, path: str) -> bytes:
        """Return a static file. The style has its tokens, so that a page loads only one of them.

        A script is without the lines that are a comment, an eighth of what a phone loads.
        """
        data = self._themes[self._owners[path]][path]
        if path.endswith(".js"):
            return COMMENT.sub(b"", data)
        return self._static(TOKENS) + data if path == STYLE else data

    def sentence(self, text: str, **values: object) -> Markup:
        """Return a sentence of the theme with its values filled in, each escaped."""
        if not values:
            return self._plain_sentence(text)
        return self.filled(self._translations.gettext(text), **values)

    def plural_sentence(self, singular: str, plural: str, number: int, **values: object) -> Markup:
        """Return the form of a sentence for a number, with its values filled in."""
        return self.filled(self._translations.ngettext(singular, plural, number), **values)

    def element(self, name: str, context: str = "element") -> str:
        """Return an element of student data, or a means of notice, translated if it can be."""
        if isinstance(name, Foreign) and name.translation:
            return name.translation
        plain = name.lower()
        translation = self._translations.pgettext(context, plain)
        return name if translation == plain else translation

    def named(self, elements: Iterable[str]) -> Markup:
        """Return elements of student data with the mark of the language between them."""
        return self.listed(map(self.element, elements))

    def _glance(self, data: Data) -> Markup:
        """Return data in a row of a list: each sensitive topic with its elements, then others."""
        worries, first, more = elements.glance(data)
        lines: list[str] = [self.topic_in_words(topic, found) for topic, found in worries]
        if first:
            others = self.named(first)
            lines.append(self._words["and_more"](others, more) if more else others)
        return Markup("<br>".join(lines))

    def topic_in_words(self, topic: str, found: Iterable[str]) -> Markup:
        """Return a sensitive topic and its elements, except one that only repeats its name."""
        name = self.text("topics", topic)
        names = [each for each in map(self.element, found) if each.casefold() != name.casefold()]
        if not names:
            return Markup(f"<b>{shown(name)}</b>")
        label = shown(self.text("marks", "label"))
        mark, space = label.rstrip(), label[len(label.rstrip()) :]
        return Markup(f"<b>{shown(name)}{mark}</b>{space}{self.listed(names)}")

    def searched(self, entry: Entry) -> str:
        """Return what the search finds besides the text of a row, each word once.

        These are the other names of a product; its description, or the texts and days of a breach.
        """
        found: list[object]
        if isinstance(entry, Contract):
            found = [*(entry.more["aliases"] or ()), entry.current.description or ""]
        else:
            now = entry.current
            notified = entry.notified and entry.notified.last
            texts = (now.summary, *(update.text for update in entry.updates), now.offers)
            days = (*(entry.occurred or ()), entry.known, notified)
            months = (d if d.precision == "month" else d.day for d in days if d)
            said = (prose.text for prose in texts if prose)
            found = [*entry.aliases, *said, *map(self.date_text, months)]
        return " ".join(dict.fromkeys(A_WORD.findall(" ".join(map(str, found)).casefold())))

    def elements(self, data: Data) -> str:
        """Return the elements of data for the search of a list, each once, in their order.

        A grade level is left out: most products have it, and who looks for grades means marks.
        """
        searched = [name for name in data.elements if name.casefold() != "grade level"]
        names = " ".join(dict.fromkeys(map(self.element, searched)))
        return " ".join(A_WORD.findall(names.casefold()))

    def source(self, address: str) -> str:
        """Return the address of a source of advice in the language, if the source has it."""
        return elements.source_in(address, self.language)

    def topic_words(self, topic: str) -> str:
        """Return the words by which people search for a topic, in the language of the theme."""
        words = self._translations.pgettext("topic", topic)
        return TOPICS[topic].words if words == topic else words

    def listed(self, items: Iterable[object]) -> Markup:
        """Return items with the mark of the language between them: “name, grade level”."""
        show = isolated if self.direction == "rtl" else shown_with_language
        return Markup(self._between_items.join(map(show, items)))

    @cached_property
    def _between_items(self) -> str:
        """The mark between the items of a list, as HTML."""
        return shown(self.text("marks", "list"))

    def with_and(self, items: Iterable[object]) -> Markup:
        """Return items as they end a sentence: “North, South and West”, in the theme's language."""
        if self.language in WITHOUT_AND:
            return self.listed(items)
        show = isolated if self.direction == "rtl" else shown_with_language
        return Markup(format_list([*map(show, items)], "standard", self._locale))

    def _grades(self, grades: tuple[str, ...]) -> Markup:
        """Return grades as ranges, in the words of the language: “Pre-K–2 and 5”."""
        names = self._words["grade_names"]
        return self.with_and(
            names[first] if first == last else self._grade_range(names[first], names[last])
            for first, last in grade_ranges(grades)
        )

    def _grade_range(self, first: str, last: str) -> Markup:
        """Return a range of grades, with a word after both numbers only once: “2.º a 5.º grado”."""
        number, _, word = first.partition(" ")
        start = number if last.endswith(f" {word}") else first
        return self.filled(self._words["grade_range"], first=start, last=last)

    def language_name(self, language: str) -> str:
        """Return the name of a language in the language of the theme."""
        return str(Locale.parse(language, sep="-").get_display_name(self._locale))

    def text(self, words: str, name: str, **values: object) -> str:
        """Return one of the theme's words as plain text; raises ThemeError."""
        try:
            return str(self._words[words][name]).format(**values)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            reason = f"no word `{words}` of `{name}`: {type(error).__name__}: {error}"
            raise self._error(self._file(f"templates/{WORDS}"), 1, reason) from error

    def _format_date(self, when: datetime.date | When, form: str = "whole") -> Markup:
        """Return a date as `<time>`, in words, as precisely as it is known."""
        iso = when.iso if isinstance(when, When) else when.isoformat()
        iso = iso[:10] if form == "day" else iso
        return Markup(f'<time datetime="{iso}">{shown(self.date_text(when, form))}</time>')

    def day(self, when: datetime.date | When) -> Markup:
        """Return a date as `<time>` without a time of day, short enough for a column."""
        return self.date(when, "day")

    def on(self, when: datetime.date | When, form: str = "whole") -> Markup:
        """Return a date as it is in a sentence: “on July 1, 2026”, but “in July 2026”."""
        is_month = isinstance(when, When) and when.precision == "month"
        return self.filled(
            self._words["in_a_month" if is_month else "on_a_day"], date=self.date(when, form)
        )

    def date_text(self, when: datetime.date | When, form: str = "whole") -> str:
        """Return a date in words: whole, `brief`, a short `day`, or the `clock` of its time."""
        day = when.day if isinstance(when, When) else when
        if isinstance(when, When) and when.precision == "month":
            skeleton = "yMMM" if form in SHORT_FORMS else "yMMMM"
            return format_skeleton(skeleton, day, locale=self._locale)
        text = self._day_text(day, form)
        if not isinstance(when, When) or when.precision != "minute" or form == "day":
            return text
        clock = self._clock(when.start.time())
        return clock if form == "clock" else self._with_time.format(clock, text)

    def _format_day(self, day: datetime.date, form: str) -> str:
        """Return a day in words."""
        pattern = self._short_date if form in SHORT_FORMS else self._long_date
        text = str(pattern.apply(day, self._locale))
        first = FIRST_OF_A_MONTH.get(self.language)
        return text.replace("1", first, 1) if first and day.day == 1 else text

    def _clock(self, time: datetime.time) -> str:
        """Return a time of day; noon in words, because “12:00 p.m.” is midnight to some readers."""
        if time == NOON:
            return str(self._words["noon"])
        return str(self._short_time.apply(time, self._locale))

    def filled(self, text: str, **values: object) -> Markup:
        """Return one of the theme's words with a value for each {name}, escaped.

        It is ten times as fast as `Markup.format`, but knows no {name.attribute}.
        """
        escaped = {name: shown_with_language(value) for name, value in values.items()}
        said = str(text).format_map(escaped) if escaped else str(text)
        if "}." in text:
            said = SECOND_PERIOD[self.direction].sub(r".\1", said)
        return Markup(said)

    def with_period(self, text: str) -> str:
        """Return a text with a period at its end, unless it has one, such as “Example, Inc.”."""
        # The sum keeps the type of Markup.
        return text if text.endswith((".", "!", "?", "。")) else text + self.text("marks", "end")

    def _source(self, template: str) -> tuple[str, str] | None:
        """Return the text of a template and its file, or None if it does not exist."""
        path = f"templates/{template}"
        if path not in self._owners:
            return None
        try:
            text = self._themes[self._owners[path]][path].decode()
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise self._error(self._file(path), line, "it is not text in UTF-8") from error
        return text, self._file(path)

    def _file(self, path: str) -> str:
        return f"themes/{self._owners[path]}/{path}"

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """Raise ThemeError for an exception in a template; an exception in our own code stays."""
        try:
            yield
        except ThemeError:
            raise
        except TemplateSyntaxError as error:
            raise self._error(error.filename or "", error.lineno, str(error.message)) from error
        except TemplateNotFound as error:
            file, line = self._position(error.__traceback__)
            raise self._error(file, line, f"there is no template {error.name}") from error
        except UndefinedError as error:
            file, line = self._position(error.__traceback__)
            raise self._error(file, line, re.sub(MODULE_PREFIX, "", str(error))) from error
        except Exception as error:  # whatever a filter raises is the fault of the template's line
            file, line = self._position(error.__traceback__)
            if not file:
                raise
            raise self._error(file, line, f"{type(error).__name__}: {error}") from error

    def _position(self, traceback: TracebackType | None) -> tuple[str, int]:
        """Return the file and line of the innermost template that was running, or no file."""
        position = ("", 1)
        files = {self._file(path) for path in self._owners}
        while traceback:
            file = traceback.tb_frame.f_code.co_filename
            if file in files:
                position = (file, traceback.tb_lineno)
            traceback = traceback.tb_next
        return position

    def _error(self, file: str, line: int, reason: str) -> ThemeError:
        span = Span(file or f"themes/{self.name}", line, 1, line, 1)
        return ThemeError(problem("E502", span, reason=shorten(reason.rstrip("."))))


def with_root(prose: Prose, root: str, home: str | None = None) -> Markup:
    """Return rendered Markdown with the paths to files and to pages filled in.

    `root` is the path to the site's root, and `home` to the pages of the language, if it differs.
    """
    with_files = prose.html.replace(f"{ROOT}files/", f"{root}files/")
    html = Markup(with_files.replace(ROOT, root if home is None else home))  # it was sanitized
    if not prose.language:
        return html
    return Markup('<div lang="{}" dir="auto">{}</div>').format(prose.language, html)


def shown_with_language(value: object) -> str:
    """Return a value as HTML, in an element with its language if that is not the page's."""
    if isinstance(value, Foreign):
        return Markup('<span lang="{}" dir="auto">{}</span>').format(value.language, str(value))
    return shown(value)


def isolated(item: object) -> str:
    """Return an item as HTML; on a page from right to left, an English name is isolated."""
    if isinstance(item, Foreign | Markup):
        return shown_with_language(item)
    directions = map(bidirectional, str(item))
    begins = next((name for name in directions if name in {"L", "R", "AL"}), "")
    return f"<bdi>{escape(item)}</bdi>" if begins == "L" else shown(item)


def without_markup(value: object) -> str:
    """Return the text of a value without tags and entities, for an attribute."""
    return value.striptags() if isinstance(value, Markup) else str(value)


def first_sentence(prose: Prose | None) -> str:
    """Return the first sentence of a text without markup, shown where its page is shared."""
    text = " ".join(Markup(prose.html).striptags().split()) if prose else ""
    first = match[0] if (match := FIRST_SENTENCE.match(text)) else text
    return first if len(first) <= MAX_SHARED else f"{first[: MAX_SHARED - 1]}…"


def school_names(ids: tuple[str, ...], settings: Settings) -> list[str]:
    """Return the names of schools, in the order of the settings."""
    return [school.name for school in settings.schools if school.id in ids]


def school_links(ids: tuple[str, ...], settings: Settings, way: str) -> list[Markup]:
    """Return the names of schools as links to their pages; `way` is the path to these."""
    return [
        Markup(f'<a href="{shown(way)}{shown(school.id)}/index.html">{shown(school.name)}</a>')
        for school in settings.schools
        if school.id in ids
    ]


def grade_ranges(grades: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the first and the last grade of each range; a single grade is both."""
    ranges: list[list[str]] = []
    for grade in grades:
        if ranges and GRADES.index(grade) == GRADES.index(ranges[-1][-1]) + 1:
            ranges[-1].append(grade)
        else:
            ranges.append([grade])
    return [(group[0], group[-1]) for group in ranges]
