"""What was published stays: the content of today held against what stood there at an earlier time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.content import frontmatter
from generator.content.names import SETTINGS, Named, named
from generator.content.yaml_nodes import Mapping
from generator.core.problems import Problem, Span, problem
from generator.rules import corrected
from generator.rules.corrected import Pair, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

    from generator.content.frontmatter import Document
    from generator.core.site import Inputs, Past, Source

Key = tuple[str, str]
Entries = dict[Key, Named]
OWN = {"contracts": ("product", "contractor", "executed"), "breaches": ("contract", "contractor", "received")}
MISNAMED = re.compile(r"content/(contracts|breaches)/(.+)\.(?:md|yaml|yml|markdown)", re.IGNORECASE)
LINKED = "Links to it lead nowhere: put it back, unless nobody may read it."
TRANSLATED = "Put it back, corrected if need be: families read it in their language."
SCHOOL = "Its page and its feeds go with it: put it back, unless there is no such school any more."


def check(past: Past, inputs: Inputs, zone: ZoneInfo) -> Iterator[Problem]:
    """Yield what has been taken back, moved or changed unseen of what was published."""
    if any(found.span.path == "content" for found in inputs.unread):
        return  # all of it is missing, which has a problem of its own
    then, now = _entries(past.sources), _entries(inputs.sources)
    yield from entries_stay(then, now, _taken(inputs))
    translations = _unchanged_translations(past, inputs)
    for key in then.keys() & now.keys():
        if then[key].source.data != now[key].source.data:
            pair = Pair(_document(then[key].source), _document(now[key].source), zone)
            yield from corrected.check(pair)
            for translation in translations.get(key, []):
                yield from corrected.translation_follows(pair, _document(translation))
    yield from settings_stand(past, inputs)
    yield from files_stay(past, inputs, now)


def entries_stay(then: Entries, now: Entries, taken: set[Key]) -> Iterator[Problem]:
    """An entry keeps its name for ever, and a new one is complete; `taken` are names with a problem of their own."""
    gone = [entry for key, entry in then.items() if key not in now and key not in taken]
    fresh = [entry for key, entry in now.items() if key not in then]
    renamed = _renamed(gone, fresh)
    found_again = {was.source.path for was in renamed.values()}
    for entry in gone:
        if entry.source.path not in found_again:
            yield problem("E301", Span(entry.source.path))
    for entry in fresh:
        path = entry.source.path
        if was := renamed.get(path):
            yield problem("E302", Span(path), name=f"{was.id}.{path.rpartition('.')[2]}")
        elif b"legacy" in entry.source.data and (document := _document(entry.source)).text("legacy") == "true":
            yield problem("W304", place(document, "legacy"))


def settings_stand(past: Past, inputs: Inputs) -> Iterator[Problem]:
    """`feed_authority` is part of the name of every item in the feeds; a school's id, of its feeds' address."""
    then, now = (next((s for s in sources if s.path == SETTINGS), None) for sources in (past.sources, inputs.sources))
    if then is None or now is None or then.data == now.data:
        return
    old, new = _document(then), _document(now)
    if not new.whole or "feed_authority" in new.broken:
        return
    was, authority = old.text("feed_authority"), new.text("feed_authority")
    if not was:
        yield problem("W305", place(new), where=" in `feed_authority`")
    elif authority and authority != was:
        yield problem("E307", place(new, "feed_authority"), value=authority, other=was)
    for school in _schools(old) - _schools(new) if "schools" not in new.broken else ():
        yield problem("W306", place(new, "schools"), value=school, advice=SCHOOL)


def files_stay(past: Past, inputs: Inputs, now: Entries) -> Iterator[Problem]:
    """A file or a translation that was published may be replaced, and is missed when it goes."""
    there = {*inputs.files, *(source.path for source in inputs.sources), *(found.span.path for found in inputs.unread)}
    for path in past.files - there:
        yield problem("W306", Span(path), value=path, advice=LINKED)
    for one in named(past.sources)[0]:
        if one.language and one.source.path not in there and (one.section, one.id) in now:
            yield problem("W306", Span(one.source.path), value=one.source.path, advice=TRANSLATED)


def _entries(sources: Iterable[Source]) -> Entries:
    return {(entry.section, entry.id): entry for entry in named(sources)[0] if not entry.language}


def _taken(inputs: Inputs) -> set[Key]:
    """Return the ids of what stands in the folders, but cannot be read or only under another ending."""
    paths = [source.path for source in inputs.sources] + [found.span.path for found in inputs.unread]
    named_alike = (MISNAMED.fullmatch(path) for path in paths)
    return {(found[1], found[2].lower()) for found in named_alike if found}


def _renamed(gone: list[Named], fresh: list[Named]) -> dict[str, Named]:
    """Return, by the path of a new entry, the missing one that it has become: it has its words or its matter."""
    known: dict[object, str] = {}
    for entry in fresh if gone else ():
        for sign in _signs(entry):
            known.setdefault(sign, entry.source.path)
    found: dict[str, Named] = {}
    for entry in gone:
        path = next((known[sign] for sign in _signs(entry) if sign in known), "")
        if path and path not in found:
            found[path] = entry
    return found


def _signs(entry: Named) -> list[object]:
    """Return what an entry can be known by again: all its bytes, and whose contract or breach it tells of."""
    document = _document(entry.source)
    whose = tuple(document.text(name) for name in OWN[entry.section])
    return [(entry.section, entry.source.data), *([(entry.section, whose)] if any(whose) else [])]


def _unchanged_translations(past: Past, inputs: Inputs) -> dict[Key, list[Source]]:
    """Return the translations that are as they were published, by their entry."""
    same: dict[Key, list[Source]] = {}
    for one in named(set(past.sources) & set(inputs.sources))[0]:
        if one.language:
            same.setdefault((one.section, one.id), []).append(one.source)
    return same


def _schools(document: Document) -> set[str]:
    node = document.node("schools")
    return set(node.fields) if isinstance(node, Mapping) else set()


def _document(source: Source) -> Document:
    return frontmatter.read(source.path, source.data)
