"""JSON as every program reads it: its values, and the line and column of each."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from generator.core.characters import SURROGATES

Steps = tuple[str | int, ...]  # the names and positions that lead to a value, from the top
Place = tuple[int, int]  # line and column, which count from 1
Wanted = tuple[Steps, bool]  # a value, or its name
Json = Any
SEPARATORS = re.compile(r"[\s,:]*")
DECODER = json.JSONDecoder()
TEXT = r'"[^"\\]*(?:\\.[^"\\]*)*"'
NO_NUMBER = re.compile(rf"{TEXT}|(-?Infinity|NaN)", re.DOTALL)
MAX_DIGITS = 4_300  # Python reads no longer number: sys.int_info.default_max_str_digits
LONG_NUMBER = re.compile(rf"{TEXT}|(-?[0-9]{{{MAX_DIGITS},}})", re.DOTALL)
BRACKET = re.compile(rf"{TEXT}|([\[{{])|([\]}}])", re.DOTALL)
# Half of a character, as an escape without the other half.
HALF = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
)
MAX_DEPTH = 100
MAX_FLAWS = 101  # one more than are shown
NOTHING_AFTER = "a comma has nothing after it"
# What is not JSON, and what we say.
NO_JSON = {
    re.compile("%PDF"): "it is a PDF",
    re.compile("//|/[*]|#"): "it has no comments",
    re.compile("['\u2018-\u201f]"): "names and texts are in straight double quotation marks",
    re.compile("(?<=[^0-9.]0)[0-9]"): "a number does not begin with 0",
}
# What Python's reader says, and what we say.
REASONS = {
    "Expecting value": "a value is missing here, such as a text in quotation marks",
    "Expecting property name": "a name in quotation marks is missing here",
    "Expecting ':'": "a colon is missing here",
    "Expecting ','": "a comma or a closing bracket is missing here",
    "Extra data": "there is more after its end",
    "Unterminated string": "this text has no quotation mark at its end, as in half a file",
    "Invalid control": "a text has a line break or a tab; write \\n or \\t",
    "Invalid \\": "a backslash in a text begins nothing that JSON knows; write \\\\",
    "Illegal trailing comma": NOTHING_AFTER,
}


USE_LIBRARY = "Let a JSON library write the file: it makes no such mistake."
SAVE_AS_UTF8 = "Save it as UTF-8, without a byte order mark."
WRITE_AGAIN = "Write it again, or download it again: the rest is missing."


class Unreadable(NamedTuple):
    """Why a file cannot be read, where, and what to do."""

    reason: str
    place: Place = (1, 1)
    advice: str = USE_LIBRARY


class Flaw(NamedTuple):
    """What readers drop or cannot write again: a name that is there twice, or half a character."""

    at: Steps
    is_twice: bool
    is_name: bool


class Readable(NamedTuple):
    """A value, its text, and the flaws that its readers do not report."""

    value: Json
    text: str
    flaws: list[Flaw]


class Repeated(dict[str, Json]):
    """An object in which a name is there twice, so that readers drop the first value."""

    name = ""


def read(data: bytes, compression: str, max_values: int) -> Readable | Unreadable:
    """Return the value of a JSON file and its text, or why it cannot be read."""
    text = _decoded(data, compression)
    if isinstance(text, Unreadable):
        return text
    if sum(map(text.count, ",[{")) > max_values:
        advice = "Write one file for each district."
        return Unreadable(f"it has more than {max_values:,} values", advice=advice)
    repeated: list[Repeated] = []

    def to_object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        values = dict(pairs)
        if len(values) == len(pairs):
            return values
        seen = Counter(name for name, _ in pairs)
        found = Repeated(values)
        found.name = next(name for name, times in seen.items() if times > 1)
        repeated.append(found)
        return found

    try:
        value = json.loads(text, object_pairs_hook=to_object, parse_constant=_no_number)
    except RecursionError:
        advice = f"No notice needs more than {MAX_DEPTH} values inside each other."
        return Unreadable("it is nested too deep", _place(text, _too_deep(text)), advice)
    except json.JSONDecodeError as error:
        return _no_json(text, error)
    except _NoNumberError as error:
        advice = "Leave out what is not known. Many JSON libraries write this unless told not to."
        return Unreadable(f"JSON has no number {error}", _first(NO_NUMBER, text), advice)
    except ValueError:
        advice = "No number of this format has more than nine digits."
        return Unreadable("a number in it is too long", _first(LONG_NUMBER, text), advice)
    is_flawed = repeated or ("\\u" in text and HALF.search(text))
    return Readable(value, text, [*islice(_flaws(value), MAX_FLAWS)] if is_flawed else [])


def _decoded(data: bytes, compression: str) -> str | Unreadable:
    """Return the text of a file; the place of a line break is the same in all systems."""
    if compression:
        return Unreadable(f"it is compressed ({compression})", advice="Decompress it first.")
    if data.startswith(BOM_UTF8):
        reason = "it begins with a byte order mark, which many programs refuse"
        return Unreadable(reason, advice=SAVE_AS_UTF8)
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or b"\0" in data[:4]:
        return Unreadable("it is UTF-16, not UTF-8", advice=SAVE_AS_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        reason = f"it is not UTF-8: the byte {data[error.start]:02X} here is part of no character"
        return Unreadable(reason, _place(before, len(before)), SAVE_AS_UTF8)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _no_json(text: str, error: json.JSONDecodeError) -> Unreadable:
    """Return why a text is not JSON, in the words of its writer and not of Python's reader."""
    end, at = len(text.rstrip()), error.pos
    if text.lstrip().startswith("<"):
        return Unreadable("it is a web page, not JSON", advice="Take the file itself.")
    if not end:
        return Unreadable("it is empty", advice=WRITE_AGAIN)
    if at >= end:
        reason = "it ends too early, as half a file does"
        return Unreadable(reason, _place(text, at), WRITE_AGAIN)
    before = len(text[:at].rstrip())
    says = next((reason for begin, reason in REASONS.items() if error.msg.startswith(begin)), "")
    if text[at] in "]}" and text[before - 1] == ",":
        says, at = NOTHING_AFTER, before - 1
    elif not before and text[at] != '"':
        says = "it begins with {"
    says = next((reason for begin, reason in NO_JSON.items() if begin.match(text, at)), says)
    reason = f"it is not JSON: {says or 'this is not part of it'}"
    is_cut = error.msg.startswith("Unterminated")
    return Unreadable(reason, _place(text, at), WRITE_AGAIN if is_cut else USE_LIBRARY)


def _first(pattern: re.Pattern[str], text: str) -> Place:
    """Return where the first group of a pattern first matches."""
    found = (match.start(1) for match in pattern.finditer(text) if match[1])
    return _place(text, next(found, 0))


def _too_deep(text: str) -> int:
    """Return where a value is inside more others than any notice has."""
    depth = 0
    for match in BRACKET.finditer(text):
        depth += bool(match[1]) - bool(match[2])
        if depth > MAX_DEPTH:
            return match.start()
    return 0


class _NoNumberError(Exception):
    """A number that Python writes and reads, and JSON does not have."""


def _no_number(name: str) -> None:
    raise _NoNumberError(name)


def _flaws(value: Json) -> Iterator[Flaw]:
    """Yield the flaws of a value and of all inside it, in the order of the text."""
    inside: list[tuple[Json, Steps]] = [(value, ())]
    while inside:
        value, at = inside.pop()
        if isinstance(value, Repeated):
            yield Flaw((*at, value.name), is_twice=True, is_name=True)
        if isinstance(value, dict):
            for name in value:
                if re.search(SURROGATES, name):
                    yield Flaw((*at, name), is_twice=False, is_name=True)
            items: Iterable[tuple[str | int, Json]] = value.items()
        elif isinstance(value, list):
            items = enumerate(value)
        else:
            if isinstance(value, str) and re.search(SURROGATES, value):
                yield Flaw(at, is_twice=False, is_name=False)
            continue
        inside += reversed([(item, (*at, step)) for step, item in items])


def places(text: str, wanted: set[Wanted]) -> dict[Wanted, Place]:
    """Return the line and column of values and names, all in one reading of the text."""
    tree: dict[Any, Any] = {}
    for steps, _ in wanted:
        branch = tree
        for step in steps:
            branch = branch.setdefault(step, {})
    found: dict[Wanted, int] = {((), False): _after(text, 0)}
    _find(text, _after(text, 0), tree, (), found)
    result: dict[Wanted, Place] = {}
    line, start = 1, 0
    for index, want in sorted((found[want], want) for want in wanted):
        line += text.count("\n", start, index)
        start = index
        result[want] = (line, index - text.rfind("\n", 0, index))
    return result


def _find(
    text: str, at: int, tree: Mapping[str | int, Any], steps: Steps, found: dict[Wanted, int]
) -> int:
    """Find where the values of a tree begin, in the value at an index; return the value's end."""
    if not tree or text[at] not in "[{":
        return DECODER.raw_decode(text, at)[1]
    is_object = text[at] == "{"
    at = _after(text, at + 1)
    position = 0
    while text[at] not in "]}":
        step: str | int = position
        name_at = at
        if is_object:
            step, at = DECODER.raw_decode(text, at)
            at = _after(text, at)
        if step in tree:
            inner = (*steps, step)
            found[inner, True] = name_at
            found[inner, False] = at
            at = _find(text, at, tree[step], inner, found)
        else:
            at = DECODER.raw_decode(text, at)[1]
        at = _after(text, at)
        position += 1
    return at + 1


def _place(text: str, index: int) -> Place:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _after(text: str, at: int) -> int:
    match = SEPARATORS.match(text, at)
    return match.end() if match else at
