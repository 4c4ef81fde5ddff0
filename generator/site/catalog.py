"""The sentences of a theme in another language: gettext catalogues, one text file for each, as Babel reads them."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from typing import TYPE_CHECKING

from generator.core.problems import Problem, Span, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from babel.messages.catalog import Catalog, Message

    Themes = Mapping[str, Mapping[str, bytes]]

DEFAULT = "default"
LARGEST = 1024 * 1024  # bytes of a catalogue; ours have up to seventy thousand
WRITTEN_IN = "en"  # the language of the templates themselves
REVIEWED = re.compile(rb"^# Reviewed by a native reader: *(?!not yet)\S", re.MULTILINE)
LINE = re.compile(r'\s*(?:#.*|(?:msg(?:ctxt|id|id_plural|str(?:\[\d\])?)\s*)?"(?:[^"\\]|\\.)*")?\s*')
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")  # no page may hold it
UTF_8 = "utf-8"
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def speaks(theme: str, themes: Themes, language: str) -> bool:
    """Say whether a theme has the sentences of a language."""
    return language == WRITTEN_IN or any(True for _ in _files(theme, themes, language))


def spoken(theme: str, themes: Themes, languages: Sequence[str]) -> list[str]:
    """Return the languages in which a site has pages: its first, and those of the others that its theme speaks."""
    first, *further = languages
    return [first, *(language for language in further if speaks(theme, themes, language))]


def is_reviewed(theme: str, themes: Themes, language: str) -> bool:
    """Say whether somebody who grew up with a language has read all its catalogues, as each says of itself."""
    return all(REVIEWED.search(data) for _, data in _files(theme, themes, language))


def problems(theme: str, themes: Themes, language: str, at: Span, is_first: bool) -> Iterator[Problem]:
    """Yield what is wrong with the catalogues of a language that the settings name at a place, first or further on."""
    if not speaks(theme, themes, language):
        then = "its pages say them in English" if is_first else "there are no pages in that language"
        yield problem("W111", at, value=language, then=then)
    for path, data in _files(theme, themes, language):
        if wrong := _unreadable(data):
            yield problem("E503", _line(path, wrong[0]), reason=wrong[1])
            continue
        for message in _read(data):
            if message.id and (gap := _wrong(message)):
                yield problem("E504", _line(path, message.lineno or 1), value=gap, other=_first(message.id))
        if not REVIEWED.search(data):
            yield problem("W112", _line(path, 1), value=language)


def translations(theme: str, themes: Themes, language: str) -> NullTranslations:
    """Return the sentences of a language: those of the theme, else the default's, else what the templates say."""
    found = NullTranslations()
    for _, data in _files(theme, themes, language):
        from babel.messages.mofile import write_mo  # only a site in more than one language needs it

        binary = BytesIO()
        write_mo(binary, _read(data))
        binary.seek(0)
        own = GNUTranslations(binary)
        own.add_fallback(found)
        found = own
    return found


def _files(theme: str, themes: Themes, language: str) -> Iterator[tuple[str, bytes]]:
    """Yield the catalogues of a language, the default theme's first."""
    for name in dict.fromkeys((DEFAULT, theme)):
        path = f"locale/{language}.po"
        if path in themes[name]:
            yield f"themes/{name}/{path}", themes[name][path]


@lru_cache(maxsize=16)
def _unreadable(data: bytes) -> tuple[int, str] | None:
    """Return the first line that is none of a catalogue, and why; Babel would pass over most of what is wrong."""
    from babel.messages.pofile import PoFileError

    if len(data) > LARGEST:
        return 1, f"it is larger than {LARGEST:,} bytes"
    try:
        lines = _plain_ends(data).decode().split("\n")
        for number, line in enumerate(lines, start=1):
            if not LINE.fullmatch(line):
                return number, "this line is neither a sentence in quotes nor a comment"
            if CONTROL.search(line):
                return number, "this line holds a control character"
        if codecs.lookup(_read(data).charset or UTF_8).name != UTF_8:
            return 1, "its charset must be utf-8"
    except UnicodeDecodeError as error:
        return _plain_ends(data).count(b"\n", 0, error.start) + 1, "it is not text in UTF-8"
    except (PoFileError, ValueError, LookupError) as error:  # the last of a charset that nobody knows
        return 1, str(error).rstrip(".")
    return None


@lru_cache(maxsize=16)
def _read(data: bytes) -> Catalog:
    """Return a catalog that can be read; a build asks for each several times."""
    from babel.messages.pofile import read_po

    return read_po(BytesIO(_plain_ends(data)), abort_invalid=True)


def _plain_ends(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _wrong(message: Message) -> str:
    """Return the first placeholder that a translation lacks, or has and its sentence has not."""
    wanted = set(PLACEHOLDER.findall(" ".join(_all(message.id))))
    for text in filter(None, _all(message.string)):
        if different := sorted(set(PLACEHOLDER.findall(text)) ^ wanted):
            return str(different[0])
    return ""


def _all(texts: object) -> list[str]:
    return [str(text) for text in texts] if isinstance(texts, list | tuple) else [str(texts)]


def _first(texts: object) -> str:
    return _all(texts)[0]


def _line(path: str, line: int) -> Span:
    return Span(path, line, 1, line, 1)
