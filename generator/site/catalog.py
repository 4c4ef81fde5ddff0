"""The sentences of a theme in other languages: one gettext catalog for each, read by Babel."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from babel.messages.catalog import Catalog, Message

from generator.core.characters import CONTROL
from generator.core.problems import Problem, Span, did_you_mean, problem, shorten

Themes = Mapping[str, Mapping[str, bytes]]
DEFAULT_THEME = "default"
MAX_BYTES = 1024 * 1024  # of a catalog; ours have up to 70,000
TEMPLATE_LANGUAGE = "en"
REVIEWED = re.compile(rb"^# Reviewed by a native reader: *(?!not yet)\S", re.MULTILINE)
MAX_FORMS = 6  # of a sentence with a number; Arabic has the most
NUMBERS_TRIED = 200  # each form of a language is that of a number below it
# A line without the spaces at its ends: these here as well would take quadratic time.
LINE = re.compile(r'(?:#.*|(?:msg(?:ctxt|id|id_plural|str(?:\[\d\])?)\s*)?"(?:[^"\\]|\\.)*")?')
COMMENT = re.compile(r"#(?![,~])")  # but for a flag, such as fuzzy, and a sentence of the past
PLURAL_FORMS = "Plural-Forms"
UTF_8 = "utf-8"
# What a translation may not have of its own: a placeholder, or an element. Sentences are also in
# attributes, which a quotation mark would end.
FIXED = re.compile(r'\{[^{}]*\}|<[^>]*>?|"')


def has_language(theme: str, themes: Themes, language: str) -> bool:
    """Return whether a theme has its sentences in a language."""
    return language == TEMPLATE_LANGUAGE or any(True for _ in _files(theme, themes, language))


def available_languages(theme: str, themes: Themes, languages: Sequence[str]) -> list[str]:
    """Return the languages in which a site has pages: its first, and others that its theme has."""
    first, *further = languages
    return [first, *(language for language in further if has_language(theme, themes, language))]


def is_reviewed(theme: str, themes: Themes, language: str) -> bool:
    """Return whether every catalog of a language names the native speaker who reviewed it."""
    return all(REVIEWED.search(data) for _, data in _files(theme, themes, language))


def problems(
    theme: str, themes: Themes, language: str, at: Span, is_first: bool
) -> Iterator[Problem]:
    """Yield the problems of the catalogs of a language, which the settings name at a place."""
    if not has_language(theme, themes, language):
        no_pages = "there are no pages in that language"
        then = "its pages say them in English" if is_first else no_pages
        meant = did_you_mean(_same_language(theme, themes, language))
        yield problem("W110 theme", at, value=language, then=then, meant=meant)
    for path, data in _files(theme, themes, language):
        if mistake := _first_mistake(data):
            line, reason = mistake
            yield problem("E503", _span(path, line), reason=reason)
            continue
        for message in _read(data):
            if message.id and (part := _different_part(message)):
                span = _span(path, message.lineno or 1)
                yield problem("E504", span, value=part, other=_texts(message.id)[0])
        if not REVIEWED.search(data):
            yield problem("W112", _span(path, 1), value=language)


def _same_language(theme: str, themes: Themes, language: str) -> str | None:
    """Return the theme's tag for a language in other letters, region or script, such as pt-BR."""
    paths = [path for name in (theme, DEFAULT_THEME) for path in themes.get(name, {})]
    matches = [re.fullmatch(r"locale/([^/]+)\.po", path) for path in paths]
    tags = [TEMPLATE_LANGUAGE, *(match[1] for match in matches if match)]
    primary = language.lower().partition("-")[0]
    return next((tag for tag in tags if tag.lower().partition("-")[0] == primary), None)


def translations(theme: str, themes: Themes, language: str) -> NullTranslations:
    """Return the sentences of a language, from the theme, the default theme, or the templates."""
    sentences = NullTranslations()
    for _, data in _files(theme, themes, language):
        catalog = _translations(data)
        catalog.add_fallback(sentences)
        sentences = catalog
    return sentences


def _files(theme: str, themes: Themes, language: str) -> Iterator[tuple[str, bytes]]:
    """Yield the path and bytes of each catalog of a language, the default theme's first."""
    for name in dict.fromkeys((DEFAULT_THEME, theme)):
        path = f"locale/{language}.po"
        if path in themes[name]:
            yield f"themes/{name}/{path}", themes[name][path]


@lru_cache(maxsize=16)
def _first_mistake(data: bytes) -> tuple[int, str] | None:
    """Return the line of the first mistake in a catalog, and what is wrong, or None.

    Babel itself ignores most mistakes.
    """
    from babel.messages.pofile import PoFileError

    if len(data) > MAX_BYTES:
        return 1, f"it is larger than {MAX_BYTES:,} bytes"
    try:
        lines = _lines(data)
        for number, line in enumerate(lines, start=1):
            if not LINE.fullmatch(line.strip()):
                return number, "this line is neither a sentence in quotes nor a comment"
            if re.search(CONTROL, line):
                return number, "this line contains a control character"
        if codecs.lookup(_read(data).charset or UTF_8).name != UTF_8:
            return 1, "its charset must be utf-8"
        return _mistake_in_forms(data, lines)
    except UnicodeDecodeError as error:
        line_number = _with_line_feeds(data).count(b"\n", 0, error.start) + 1
        return line_number, "it is not text in UTF-8"
    except PoFileError as error:
        return (error.lineno or 0) + 1, error.args[0].partition(" on ")[0]
    except (ValueError, LookupError) as error:  # LookupError: an unknown charset
        return 1, str(error).rstrip(".")


def _mistake_in_forms(data: bytes, lines: Sequence[str]) -> tuple[int, str] | None:
    """Return the line of a wrong plural rule, or of the first sentence that lacks a form.

    Without one form, a page would show nothing for some numbers; without any, it is in English.
    """
    if reason := _plural_mistake(data):
        named = (i for i, line in enumerate(lines, start=1) if PLURAL_FORMS in line)
        return next(named, 1), reason
    catalog = _read(data)
    for message in catalog:
        if not message.id or not message.pluralizable:
            continue
        found = [text for text in _texts(message.string) if text]
        if found and len(found) != catalog.num_plurals:
            reason = f"this sentence has {len(found)} of the {catalog.num_plurals} forms"
            return message.lineno or 1, f"{reason} of its language"
    return None


def _plural_mistake(data: bytes) -> str:
    """Return what is wrong with how a catalog chooses the form of a sentence, or ""."""
    try:
        choose = _translations(data).plural  # type: ignore[attr-defined]  # set from its header
        chosen = {*map(choose, range(NUMBERS_TRIED))}
    except (ArithmeticError, SyntaxError, ValueError) as error:
        return f"its plural rule cannot be used: {shorten(str(error).rstrip('.'))}"
    forms = _read(data).num_plurals
    if not chosen <= {*range(forms)}:
        return f"its plural rule chooses other forms than the {forms} that it has"
    return ""


@lru_cache(maxsize=16)
def _read(data: bytes) -> Catalog:
    """Return a parsed catalog; a build needs each several times. Raises ValueError.

    Babel makes a list of all forms for each sentence with a number, and one of all comments for a
    sentence that is there again and again. So it gets few forms, and no comments.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import PoFileParser

    class Limited(Catalog):
        @property
        def num_plurals(self) -> int:
            forms = super().num_plurals
            if not 0 < forms <= MAX_FORMS:
                raise ValueError(f"its sentences have 1 to {MAX_FORMS} forms, not {forms:,}")
            return forms

    lines = ("" if COMMENT.match(line.strip()) else line for line in _lines(data))
    catalog = Limited()
    PoFileParser(catalog, abort_invalid=True).parse(lines)
    return catalog


def _translations(data: bytes) -> GNUTranslations:
    """Return the sentences of a catalog. Raises ValueError if its plural rule is wrong."""
    from babel.messages.mofile import write_mo  # needed only for a second language

    binary = BytesIO()
    write_mo(binary, _read(data))
    binary.seek(0)
    return GNUTranslations(binary)


def _lines(data: bytes) -> list[str]:
    return _with_line_feeds(data).decode().split("\n")


def _with_line_feeds(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _different_part(message: Message) -> str:
    """Return the first fixed part that only the sentence or only its translation has, or ""."""
    parts = set(FIXED.findall(" ".join(_texts(message.id))))
    for text in filter(None, _texts(message.string)):
        if different := sorted(set(FIXED.findall(text)) ^ parts):
            return str(different[0])
    return ""


def _texts(texts: object) -> list[str]:
    """Return the forms of a sentence, singular and plural, or its only one."""
    return [str(text) for text in texts] if isinstance(texts, list | tuple) else [str(texts)]


def _span(path: str, line: int) -> Span:
    return Span(path, line, 1, line, 1)
