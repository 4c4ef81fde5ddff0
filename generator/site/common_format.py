"""The format in which any publisher can write its notices about student data, see `FORMAT`.

Its schema, `docs/schema/student-data-notices-1.json`, is written by hand and never changes its
meaning. A new field of an entry is not part of it until a line here and in the schema says so.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, islice

from generator import FORMAT
from generator.content.field_types import Json, Shape
from generator.core.problems import Span, problem, shorten
from generator.core.site import FOLDERS, Outcome

Steps = tuple[str | int, ...]  # the names and positions that lead to a value, from the top
Fault = tuple[Steps, str, dict[str, str]]  # a value, the message about it, and what to fill in


def _places(table: str) -> dict[str, str]:
    """Return the place of each property of the site's own data, which may have another name."""
    pairs = (words.partition("=")[::2] for words in table.split())
    return {name: place or name for name, place in pairs}


NOTICE = _places(
    "id page=url modified language withdrawn also_reported_by=incident.aliases "
    "product=product.name aliases=product.aliases website=product.website host=product.host "
    "contractor=vendor.name contracts status description purpose elements executed expires "
    "agreement joined privacy_policy security subcontractors occurred discovered received learned "
    "resolved not_involved students students_precision summary offers offers_until next_update "
    "schools grades notified posted deletion body=text notices=history kind=law.us-ct.kind "
    "basis=law.us-ct.basis collects=law.us-ct.collects involves=law.us-ct.involves "
    "terms=law.us-ct.terms hub=law.us-ct.hub legacy=law.us-ct.legacy"
)
ITEM = _places(
    "id kind date page=url notified told_earlier withdrawn text data=was"
)  # of the history of a notice


def placed(values: Mapping[str, Json], places: Mapping[str, str]) -> dict[str, Json]:
    """Return the values that have a place in the format, in its order."""
    result: dict[str, Json] = {}
    for name in (name for name in places if name in values):
        *groups, last = places[name].split(".")
        inner = result
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[last] = values[name]
    return result


# A file of any program

MAX_DATA_BYTES = 50_000_000  # all notices of 10,000 contracts have less
MAX_PROBLEMS = 100
ADVICE = "Name a file in this format, or to check `content/`, no file."
JSON_TYPES = ["object", "array", "string", "boolean", "integer", "null"]
TYPES = dict(zip((dict, list, str, bool, int, type(None)), JSON_TYPES, strict=True))
SEPARATORS = re.compile(r"[\s,:]*")
# In a JSON text, a backslash is always the start of an escape. A character above U+FFFF has two.
ESCAPES = re.compile(r"\\(?:u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|(?P<half>u[dD][89a-fA-F]\w\w)|.)")
NO_YEAR = "0000"  # the first year of a calendar is 0001
DECODER = json.JSONDecoder()


def check_file(path: str, data: bytes, schema: Shape) -> Outcome:
    """Return the problems of a file that any program wrote, a hundred at most, and its notices.

    `schema` is that of the format. Whatever it does not have is no problem.
    """
    if len(data) > MAX_DATA_BYTES:
        return Outcome((), (problem("E006 data", Span(path), limit=f"{MAX_DATA_BYTES:,}"),))
    text = ""
    ids = list[tuple[Steps, str]]()
    try:
        text = data.decode("utf-8-sig")
        document = json.loads(text, object_pairs_hook=_named_once, parse_constant=_no_number)
        _characters_are_whole(text)
        named = document.get("format") if isinstance(document, dict) else None
        if named != FORMAT:
            raise ValueError(f"its format is {shorten(json.dumps(named))}, not `{FORMAT}`")
        faults = [*islice(_faults(document, schema, schema["$defs"], ()), MAX_PROBLEMS)]
    except (ValueError, RecursionError) as error:
        reason = str(error)
        span = Span.within(path, text, getattr(error, "pos", 0))
        if isinstance(error, json.JSONDecodeError):
            is_page = text.lstrip().startswith("<")
            reason = "it is a web page, not JSON" if is_page else f"it is not JSON: {error.msg}"
        return Outcome((), (problem("E007", span, reason=reason, advice=ADVICE),))
    if not faults:
        sections = [(name, document.get(name, [])) for name in FOLDERS]
        ids = [((name, i, "id"), x["id"]) for name, items in sections for i, x in enumerate(items)]
        faults = [*islice(_repeated(ids), MAX_PROBLEMS)]
    problems = (
        problem(code, Span.within(path, text, _index(text, steps)), **values)
        for steps, code, values in faults
    )
    return Outcome((), tuple(problems), len(ids))


def _named_once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """Return an object; of two properties with one name, JSON's reader would drop the first."""
    values: dict[str, Json] = {}
    for name, value in pairs:
        if name in values:
            twice = shorten(json.dumps(name))
            raise ValueError(f"an object in it has two properties named {twice}")
        values[name] = value
    return values


def _characters_are_whole(text: str) -> None:
    """Raise JSONDecodeError for half of a character, which no text can contain.

    Python reads it, and the programs of others refuse the whole file:
    https://www.rfc-editor.org/rfc/rfc8259#section-8.2
    """
    for escape in ESCAPES.finditer(text):
        if escape["half"]:
            reason = f"half of a character, {escape[0]}"
            raise json.JSONDecodeError(reason, text, escape.start())


def _no_number(name: str) -> None:
    raise ValueError(f"JSON has no number {name}")  # although Python writes and reads it


def _faults(value: Json, shape: Shape, shapes: Shape, at: Steps) -> Iterator[Fault]:
    """Yield what is wrong with a value; of JSON Schema, this knows what the format uses."""
    shape = {**shapes.get(shape.get("$ref", "").removeprefix("#/$defs/"), {}), **shape}
    if not _fits(value, shape):
        text = shorten(json.dumps(value))
        got = "an object" if text[0] == "{" else "a list" if text[0] == "[" else text
        yield _wrong(at, shape.get("title", ""), got, shape["description"])
    elif isinstance(value, dict):
        inner = shape.get("properties", {})
        for name in (name for name in shape.get("required", ()) if name not in value):
            advice = inner[name]["description"]
            yield at, "E102 data", {"name": name, "place": _pointer(at), "advice": advice}
        for name in (name for name in inner if name in value):
            yield from _faults(value[name], inner[name], shapes, (*at, name))
    elif isinstance(value, list):
        inner = {"description": shape["description"], **shape["items"]}
        for i, item in enumerate(value):
            yield from _faults(item, inner, shapes, (*at, i))


def _fits(value: Json, shape: Shape) -> bool:
    """Return whether a value has a shape, apart from the values inside it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # 412.0 is the same number
    types = shape.get("type", [])
    name = TYPES.get(type(value), "")
    pattern = shape.get("pattern", "").replace("$", r"\Z")  # no line break at the end
    is_date = "a date" in shape.get("title", "") and name == "string"
    is_day = is_date and value[7:8] == "-"
    return (
        (not types or name in ([types] if isinstance(types, str) else types))
        and value in shape.get("enum", [value])
        and (name != "string" or bool(re.search(pattern, value)))
        and not (is_date and value.startswith(NO_YEAR))
        and (not is_day or int(value[8:10]) <= monthrange(int(value[:4]), int(value[5:7]))[1])
        and (name != "integer" or value >= shape.get("minimum", value))
    )


def _repeated(ids: Iterable[tuple[Steps, str]]) -> Iterator[Fault]:
    """Yield each id that an earlier notice has."""
    first: dict[str, Steps] = {}
    for at, id in ids:
        if first.setdefault(id, at) != at:
            yield _wrong(at, "an id of its own", f"that of `{_pointer(first[id])}`", "Change one.")


def _wrong(at: Steps, wanted: str, got: str, advice: str) -> Fault:
    return at, "E107 data", {"field": _pointer(at), "wanted": wanted, "got": got, "advice": advice}


def _pointer(at: Steps) -> str:
    """Return the JSON pointer (RFC 6901) of a place; no name of the format needs an escape."""
    return "".join(f"/{step}" for step in at) or "/"


def _index(text: str, steps: Steps) -> int:
    """Return where a value begins in a JSON text."""
    at = _after(text, 0)
    for step in steps:
        at = _after(text, at + 1)
        name = None
        for position in count():
            if isinstance(step, str):
                name, at = DECODER.raw_decode(text, at)
                at = _after(text, at)
            if step in (name, position):
                break
            at = _after(text, DECODER.raw_decode(text, at)[1])
    return at


def _after(text: str, at: int) -> int:
    match = SEPARATORS.match(text, at)
    return match.end() if match else at
