"""What is wrong with a PDF. It loads slowly, so only what has one imports it."""

from __future__ import annotations

import logging
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from itertools import count, islice
from typing import Literal, NamedTuple

from pypdf import PageObject, PdfReader, apply_configuration
from pypdf.errors import DependencyError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

PdfFlaw = Literal["broken", "locked", "scan", "other"]
PdfExtra = Literal["script", "launch", "attachment", "comment"]
START = b"%PDF-"  # within the first bytes, as readers accept it
MAX_START = 1024
MAX_PAGES = 50  # in which text is looked for
# A PDF of a few kB can unpack to gigabytes, so what is looked at is counted.
MAX_STREAM_BYTES = 8_000_000  # of one unpacked part; pypdf reads a million of objects in a second
MAX_TEXT_BYTES = 16_000_000  # of unpacked pages in which text is looked for
MAX_OBJECTS = 20_000  # that are looked at for what nobody sees
# Comments on a page; a text that is typed onto it is not one, because everybody sees it.
COMMENTS = {
    "/Text", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Caret", "/Ink", "/Line",
    "/Square", "/Circle", "/Polygon", "/PolyLine",
}  # fmt: skip
UNSEEN = ("/StructTreeRoot", "/Metadata")  # very many objects, with nothing that is looked for
# A string in a page, perhaps with brackets in it, or what could hide the start of one. It reads
# each byte a few times at most, however the brackets are nested.
INSIDE = rb"[^()\\]|\\."
STRING = re.compile(
    rb"(?P<text>\((?:" + INSIDE + rb"|\((?:" + INSIDE + rb")*+\))*+\)|<[0-9A-Fa-f\s]*+>)"
    rb"(?P<shown>[\s\]\-+.0-9]*+(?:T[jJ]|['\"]))?|\\.",
    re.DOTALL,
)
# What shows nothing, in the codes of common fonts.
BLANK = re.compile(
    rb"\((?:[\s\0\3\xa0]|\\(?:[nrtbf\r\n]|0?00|0?40|003|240))*+\)|<(?:[02A]0|03|\s)*+>"
)
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)  # it says there what it repairs


class Look(NamedTuple):
    """What was found in a PDF: what keeps people from reading it, and what they do not see."""

    flaw: PdfFlaw | None = None
    extras: tuple[PdfExtra, ...] = ()


def look(data: bytes) -> Look:
    """Return what is wrong with a PDF: not a PDF, cannot be opened, needs a password, has no text.

    A scan can have text all the same, a stamp for example, and of a very large file not all is
    looked at. So no flaw is no proof that all of it can be read, or that it has no extras.
    """
    if START not in data[:MAX_START]:
        return Look("other")
    with apply_configuration(
        zlib_maximum_output_length=MAX_STREAM_BYTES,
        lzw_maximum_output_length=MAX_STREAM_BYTES,
        run_length_maximum_output_length=MAX_STREAM_BYTES,
    ):
        return _look(data)


def _look(data: bytes) -> Look:
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            return Look("locked")
        pages = [*islice(reader.pages, MAX_PAGES)]
    except DependencyError:  # what would decrypt it
        return Look("locked")
    except Exception:  # noqa: BLE001 - a damaged file can raise anything
        return Look("broken")
    if not pages:
        return Look("broken")
    try:
        flaw: PdfFlaw | None = None if any(_texts(pages)) else "scan"
    except Exception:  # noqa: BLE001 - it has a text that a screen reader may still read
        flaw = None
    extras = list[PdfExtra]()
    try:
        for extra in _extras(reader.trailer.raw_get("/Root")):
            if extra not in extras:
                extras.append(extra)
    except Exception:  # noqa: BLE001 - what comes before a damaged part was found
        return Look(flaw, tuple(extras))
    return Look(flaw, tuple(extras))


def _texts(pages: list[PageObject]) -> Iterator[bool]:
    """Yield whether there is text on each page, or in a drawing on it; True once too much is read.

    A drawing that is on several pages, or in itself, is read once.
    """
    left = MAX_TEXT_BYTES
    known = set[int]()
    for page in pages:
        for stream in _streams(page, known):
            data = stream.get_data()
            left -= len(data)
            if left < 0:
                yield True  # nobody knows
                return
            yield any(
                string["shown"] and not BLANK.fullmatch(string["text"])
                for string in STRING.finditer(data)
            )


def _streams(page: PageObject, known: set[int]) -> Iterator[StreamObject]:
    """Yield what draws a page, and each drawing that it can use, unless it is known."""
    for it in _reached(page, _drawn_by, known):
        if isinstance(it, StreamObject) and it.get("/Subtype") != "/Image":
            yield it


def _drawn_by(it: object) -> Iterator[object]:
    """Yield what an object draws itself with: its contents, and the drawings that these name."""
    if isinstance(it, ArrayObject):
        yield from it
    if isinstance(it, DictionaryObject):
        if "/Contents" in it:
            yield it.raw_get("/Contents")
        resources = it.get("/Resources")
        drawings = resources.get("/XObject") if resources else None
        if drawings:
            yield from (drawings.raw_get(name) for name in drawings)


def _extras(root: object) -> Iterator[PdfExtra]:
    """Yield what of a PDF nobody sees on its pages, from its root on, the nearest first."""
    for it in _reached(root, _parts, set(), MAX_OBJECTS):
        if isinstance(it, DictionaryObject):
            yield from _extras_of(it)


def _parts(it: object) -> Iterator[object]:
    """Yield the objects inside an object, without those that cannot have anything unseen."""
    inside: Iterable[object] = it if isinstance(it, ArrayObject) else ()
    if isinstance(it, DictionaryObject):
        inside = (it.raw_get(name) for name in it if name not in UNSEEN)
    kinds = (IndirectObject, DictionaryObject, ArrayObject)
    return (each for each in inside if isinstance(each, kinds))


def _reached(
    start: object,
    inside: Callable[[object], Iterable[object]],
    known: set[int],
    limit: int | None = None,
) -> Iterator[object]:
    """Yield an object and all that is inside it, the nearest first, each of them once.

    References to objects whose numbers are `known` are not followed. At most `limit` objects and
    references are looked at.
    """
    todo = deque([start])
    for _ in islice(count(), limit):
        if not todo:
            return
        it = todo.popleft()
        if isinstance(it, IndirectObject):
            if it.idnum in known:
                continue
            known.add(it.idnum)
            it = it.get_object()
        yield it
        todo.extend(inside(it))


def _extras_of(it: DictionaryObject) -> Iterator[PdfExtra]:
    if it.get("/S") == "/JavaScript" or "/JS" in it:
        yield "script"
    if it.get("/S") == "/Launch":
        yield "launch"
    if "/EF" in it or it.get("/Subtype") == "/FileAttachment":
        yield "attachment"
    if it.get("/Subtype") in COMMENTS and str(it.get("/Contents", "")).strip():
        yield "comment"
