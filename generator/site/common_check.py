"""The check of a file in the common format, which any program may have written.

An error is what the schema refuses, or what not every program reads. A warning is what a program
reads and a person probably did not mean.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import inf
from typing import Any, NamedTuple

from generator import FORMAT
from generator.content.hosts import host_flaw
from generator.content.shapes import Json, Shape
from generator.core.problems import Problem, Span, Suggestions, count, problem, shorten
from generator.core.site import FOLDERS, Outcome
from generator.site import json_text, notice_sense
from generator.site.notice_sense import Doubt, Steps, pointer

MAX_DATA_BYTES = 50_000_000  # all notices of 10,000 contracts have less
MAX_VALUES = 5_000_000  # a file of notices has one for each twenty characters or so
MAX_PROBLEMS = 100  # of each kind
ADVICE = "Name a file in this format, or to check `content/`, no file."
COMPRESSED = {b"\x1f\x8b": "gzip", b"PK": "zip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2"}
LAW = "[a-z]{2}-[a-z0-9]{1,3}"  # an object for a state, such as us-ct
TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer"}
MAX_LENGTH = 2_000  # of a text of an entry
MAX_LENGTHS = {"markdown": 100_000}  # of longer texts
MAX_ITEMS = 1_000  # of a list inside a notice
MAX_DEPTH = 50  # of what a notice has inside
NO_HOST = "E140"  # of an address that no browser opens
has_scheme = re.compile("https?://", re.IGNORECASE).match  # a license may be an address
Check = Callable[[Any], None]


class Fault(NamedTuple):
    """What is wrong with a value, or with its name: the place, the message, and what to fill in."""

    at: Steps
    code: str
    values: Mapping[str, str]
    is_name: bool = False


class _EnoughError(Exception):
    """There are as many errors as a person reads."""


def check_file(path: str, data: bytes, schema: Shape) -> Outcome:
    """Return the problems of a file, a hundred errors and warnings at most, and its notices."""
    if len(data) > MAX_DATA_BYTES:
        return Outcome((), (problem("E006 data", Span(path), limit=f"{MAX_DATA_BYTES:,}"),))
    read = json_text.read(data, _compression(data), MAX_VALUES)
    if isinstance(read, json_text.Unreadable):
        span = Span(path, *read.place, *read.place[:1], read.place[1] + 1)
        return Outcome((), (problem("E007", span, reason=read.reason, advice=read.advice),))
    document = read.value
    if reason := _other_format(document):
        is_named = isinstance(document, dict) and "format" in document
        place = (("format",), False) if is_named else ((), False)
        line, column = json_text.places(read.text, {place})[place]
        span = Span(path, line, column, line, column + 1)
        return Outcome((), (problem("E007", span, reason=reason, advice=ADVICE),))
    checked = _Checker(schema)
    checked.document(read)
    faults = [*checked.errors[:MAX_PROBLEMS], *checked.warnings[:MAX_PROBLEMS]]
    is_cut = len(checked.errors) > MAX_PROBLEMS or len(checked.warnings) > MAX_PROBLEMS
    problems = sorted(_located(path, read.text, faults), key=lambda problem: problem.order)
    entries = sum(len(document.get(name) or ()) for name in FOLDERS if _is_list(document, name))
    return Outcome((), tuple(problems), entries, is_cut=is_cut)


def _other_format(document: Json) -> str:
    """Return why a document is not in this format, or nothing."""
    if not isinstance(document, dict):
        return "it is not an object with a `format`"
    if "format" not in document:
        return f"it has no `format`, which is `{FORMAT}`"
    named = document["format"]
    return "" if named == FORMAT else f"its format is {_quoted(named)}, not `{FORMAT}`"


def _compression(data: bytes) -> str:
    """Return how a file is compressed, or nothing."""
    return next((name for begin, name in COMPRESSED.items() if data.startswith(begin)), "")


def _is_list(document: Json, name: str) -> bool:
    return isinstance(document.get(name), list)


def _located(path: str, text: str, faults: Iterable[Fault]) -> Iterator[Problem]:
    """Yield a problem for each fault, at the line and column of its value or of its name."""
    faults = list(faults)
    places = json_text.places(text, {(fault.at, fault.is_name) for fault in faults})
    for fault in faults:
        line, column = places[fault.at, fault.is_name]
        yield problem(fault.code, Span(path, line, column, line, column + 1), **fault.values)


class _Checker:
    """The errors and the warnings of a document, each up to one more than are shown.

    The schema becomes functions once, because a large file has millions of values.
    """

    def __init__(self, schema: Shape) -> None:
        self.errors: list[Fault] = []
        self.warnings: list[Fault] = []
        self.schema = schema
        self.at: list[str | int] = []
        self.suggestions = Suggestions()
        self.checks: dict[tuple[int, str], Check] = {}  # of parts of the schema

    def document(self, read: json_text.Readable) -> None:
        """Find what is wrong in a document, from its top."""
        document = read.value
        try:
            for at, is_twice, is_name in read.flaws:
                code = "E221" if is_twice else "E221 half"
                self._fail(Fault(at, code, {"field": pointer(at)}, is_name))
            if not {"publisher", "files"} & document.keys():
                self._missing("publisher", self.schema["properties"]["publisher"])
            self._check(self.schema)(document)
            self._repeated_ids(document)
        except _EnoughError:
            return
        if not self.errors:
            for doubt in notice_sense.doubts(document):
                self._warn(doubt)

    def _fail(self, fault: Fault) -> None:
        self.errors.append(fault)
        if len(self.errors) > MAX_PROBLEMS:
            raise _EnoughError

    def _warn(self, doubt: Doubt) -> None:
        if len(self.warnings) <= MAX_PROBLEMS:
            self.warnings.append(Fault(*doubt))

    def _missing(self, name: str, shape: Shape) -> None:
        values = {"name": name, "place": pointer(self.at), "advice": shape["description"]}
        self._fail(Fault(tuple(self.at), "E102 data", values))

    def _wrong(self, wanted: str, got: str, advice: str, *, at: Steps | None = None) -> None:
        at = tuple(self.at) if at is None else at
        values = {"field": pointer(at), "wanted": wanted, "got": got, "advice": advice}
        self._fail(Fault(at, "E107 data", values))

    def _repeated_ids(self, document: Json) -> None:
        """Report each id that an earlier notice has."""
        first: dict[str, Steps] = {}
        for name in FOLDERS:
            for i, notice in enumerate(document[name] if _is_list(document, name) else ()):
                at = (name, i, "id")
                id = notice.get("id") if isinstance(notice, dict) else None
                if isinstance(id, str) and first.setdefault(id, at) != at:
                    other = f"that of `{pointer(first[id])}`"
                    self._wrong("an id of its own", other, "Change one.", at=at)

    # From a schema to functions

    def _check(self, part: Shape, advice: str = "") -> Check:
        """Return the function that checks a value; of JSON Schema, it knows what the format uses.

        `advice` is for a part of the schema that does not describe itself.
        """
        key = (id(part), advice)
        if key not in self.checks:
            self.checks[key] = self._new_check(part, part.get("description", advice))
        return self.checks[key]

    def _new_check(self, part: Shape, advice: str) -> Check:
        name = part.get("$ref", "").removeprefix("#/$defs/")
        shape = {**self.schema["$defs"].get(name, {}), **part}
        types = shape.get("type", [])
        types = [types] if isinstance(types, str) else types
        steps: dict[type, Check] = {}
        if "object" in types:
            steps[dict] = steps[json_text.Repeated] = self._object(shape, advice)
        if "array" in types:
            steps[list] = self._list(shape["items"], advice)
        fits = _fits(shape, types)
        title = shape.get("title", "")
        limit = MAX_LENGTHS.get(name, MAX_LENGTH)
        codes = frozenset(shape["anyOf"][0].get("enum", ())) if "anyOf" in shape else None

        def check(value: Json) -> None:
            if step := steps.get(type(value)):
                step(value)
            elif not fits(value):
                self._wrong(_wanted(title, value), _quoted(value), advice)
            elif type(value) is str and len(value) > limit:
                self._long(f"{len(value):,} characters", limit)
            elif codes and value not in codes:
                says = {"field": pointer(self.at), "value": value}
                self._warn(Doubt(tuple(self.at), "W175", says))

        return check

    def _object(self, shape: Shape, advice: str) -> Check:
        """Return the function that checks what is in an object."""
        properties: Mapping[str, Shape] = shape.get("properties", {})
        names = frozenset(properties)
        required = shape.get("required", ())
        others = shape.get("additionalProperties")
        checks: dict[str, Check] = {}  # made when they are needed: a notice has itself in `was`
        at = self.at

        def check(values: Json) -> None:
            if len(at) > MAX_DEPTH:
                self._wrong("nested less deep", "that deep", advice)
                return
            for name in required:
                if name not in values:
                    self._missing(name, properties[name])
            for name, value in values.items():
                step = checks.get(name)
                if step is None and name in names:
                    step = checks[name] = self._check(properties[name])
                if step:
                    at.append(name)
                    step(value)
                    at.pop()
                elif others:
                    at.append(name)
                    self._language(name)
                    self._check(others, advice)(value)
                    at.pop()
                elif names and len(self.warnings) <= MAX_PROBLEMS:
                    self._name(name, value, names)

        return check

    def _list(self, items: Shape, advice: str) -> Check:
        """Return the function that checks the items of a list."""
        step = self._check(items, advice)
        at = self.at

        def check(values: Json) -> None:
            if len(values) > MAX_ITEMS and len(at) > 1:
                self._long(count(len(values), "item"), MAX_ITEMS)
            at.append(0)
            for i, value in enumerate(values):
                at[-1] = i
                step(value)
            at.pop()

        return check

    def _long(self, size: str, limit: int) -> None:
        says = {"field": pointer(self.at), "size": size, "limit": f"{limit:,}"}
        self._warn(Doubt(tuple(self.at), "W174", says))

    def _language(self, name: str) -> None:
        """Report the name of a translation that is no language."""
        shape = self.schema["$defs"]["language"]
        if not re.search(shape["pattern"].replace("$", r"\Z"), name):
            self._wrong(f"named by {shape['title']}", _quoted(name), "Name it by its language.")

    def _name(self, name: str, value: Json, names: frozenset[str]) -> None:
        """Warn of a property that is almost one of the format, or that has notices in it."""
        if re.fullmatch(LAW, name):
            return
        says = {"name": name, "place": pointer(self.at)}
        if meant := self.suggestions.of(name, names):
            says["meant"] = meant.split("`")[1]
            self._warn(Doubt((*self.at, name), "W170", says, is_name=True))
        elif not self.at and _has_notices(value):
            self._warn(Doubt((name,), "W170 section", says, is_name=True))


def _has_notices(value: Json) -> bool:
    """Return whether a value is a list that begins with a notice."""
    first = value[0] if isinstance(value, list) and value else None
    return isinstance(first, dict) and {"id", "url"} <= first.keys()


def _wanted(title: str, value: Json) -> str:
    """Return what a value has to be, for an address without its first part in other words."""
    is_relative = title == "a web address" and isinstance(value, str) and ":" not in value
    return "a whole web address, with https://" if is_relative else title


def _quoted(value: Json) -> str:
    """Return a value as a message quotes it."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    return shorten(json.dumps(value[:MAX_PROBLEMS] if isinstance(value, str) else value))


def _fits(shape: Shape, types: Sequence[str]) -> Callable[[Json], bool]:
    """Return the function that says whether a single value has a shape."""
    title = shape.get("title", "")
    choices = shape.get("enum")
    if choices is not None:
        return lambda value: not isinstance(value, list | dict) and value in choices
    pattern = shape.get("anyOf", [shape])[-1].get("pattern", "")
    matches = re.compile(pattern.replace("$", r"\Z")).search
    exists = _existence(title)
    least, most = shape.get("minimum", -inf), shape.get("maximum", inf)

    def fits(value: Json) -> bool:
        if value is None:
            return "null" in types
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # 412.0 is the same number
        if TYPES.get(type(value), "") not in types:
            return False
        if not isinstance(value, str):
            return isinstance(value, bool) or least <= value <= most
        return bool(matches(value)) and exists(value)

    return fits


def _existence(title: str) -> Callable[[str], bool]:
    """Return the function that says whether there is what a text that has the pattern names.

    No pattern can tell that 2026-02-30 is no day.
    """
    if "a date" in title or title.startswith("a time such"):
        return lambda text: text[8:10] <= "28" or notice_sense.is_day(text[:10])
    if title.startswith("a time zone"):
        return notice_sense.is_zone
    if "web address" in title:
        return lambda text: not has_scheme(text) or host_flaw(text) != NO_HOST
    return lambda _: True
