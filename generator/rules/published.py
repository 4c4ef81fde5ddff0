"""Checks that what was published stays: entries, translations, files, settings, missed duties."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from generator.content import frontmatter
from generator.content.context import Context
from generator.content.frontmatter import Document
from generator.core.model import Breach, Contract
from generator.core.notices import ANCHORS, notices
from generator.core.problems import Problem, Span, listed, problem
from generator.core.site import EntrySource, LiveNotices, joined
from generator.rules import missed, rewritten
from generator.rules.reading import CheckedEntry, CheckedTranslation

Documents = Mapping[str, tuple[EntrySource, Document]]  # entries by path
# The fields that identify an entry whose file was renamed.
IDENTITY = {
    "contracts": ("product", "contractor", "executed"),
    "breaches": ("contract", "contractor", "received"),
}
MISNAMED = r"(?i)content/(contracts|breaches)/(.+)\.(?:md|yaml|yml|markdown)"
LINKED = "Links to it no longer work: put it back, unless it must not be public."
TRANSLATION = "Put it back, with corrections if needed, because families read it in their language."


def check_published(
    earlier: Context,
    context: Context,
    checked: Sequence[CheckedEntry],
    translated: Sequence[CheckedTranslation],
    replaced: Iterable[str],
) -> Iterator[Problem]:
    """Yield a problem for each published thing that was removed, moved or changed silently.

    `replaced` has the paths of the files whose bytes are not the published ones.
    """
    for read in checked:
        yield from read.compared.problems
    yield from entries_stay(earlier, context)
    yield from translations_follow(earlier, context, checked, translated)
    yield from files_stay(earlier, context, replaced)
    if earlier.document and context.document:
        yield from rewritten.settings_stay(earlier.document, context.document, context.known.zone)
    yield from breaches_are_not_posted_again(context, checked)
    yield from missed.years_stay_missed(earlier, context)


def entries_stay(earlier: Context, context: Context) -> Iterator[Problem]:
    """An entry keeps its name forever, and a new one is no legacy.

    A name that a file has in vain, because of its ending, case or bytes, is reported elsewhere.
    """
    before = {entry.key for entry in earlier.entries}
    taken = _taken(context)
    gone = _documents(entry for entry in earlier.entries if entry.key not in taken)
    fresh = _documents(entry for entry in context.entries if entry.key not in before)
    renamed = _renamed(gone, fresh)
    old_paths = {old.source.path for old in renamed.values()}
    yield from (problem("E301", Span(path)) for path in gone.keys() - old_paths)
    for path, (entry, document) in fresh.items():
        if old := renamed.get(path):
            yield problem("E302", Span(path), name=f"{old.id}.{path.rpartition('.')[2]}")
        else:
            yield from rewritten.new_entry_is_checked(document, entry.section)


def _taken(context: Context) -> set[tuple[str, str]]:
    """Return the section and the name of each entry, also of a file that has its name in vain."""
    names = (re.fullmatch(MISNAMED, path) for path in context.paths)
    named = {(match[1], match[2].lower()) for match in names if match}
    return named.union(entry.key for entry in context.entries)


def _documents(entries: Iterable[EntrySource]) -> Documents:
    return {entry.source.path: (entry, frontmatter.read(*entry.source)) for entry in entries}


def _renamed(gone: Documents, fresh: Documents) -> dict[str, EntrySource]:
    """Return the missing entry by the path of the new entry that it was renamed to."""
    paths: dict[object, str] = {}
    for path, (entry, document) in fresh.items() if gone else ():
        for sign in _signs(entry, document):
            paths.setdefault(sign, path)
    renamed: dict[str, EntrySource] = {}
    for entry, document in gone.values():
        path = next((paths[sign] for sign in _signs(entry, document) if sign in paths), "")
        if path:
            renamed.setdefault(path, entry)
    return renamed


def _signs(entry: EntrySource, document: Document) -> list[object]:
    """Return what identifies an entry under another name: its bytes, or its identifying fields."""
    signs: list[object] = [(entry.section, entry.source.data)]
    names = IDENTITY[entry.section]
    values = tuple(rewritten.fact_text(document.node(name)) for name in names)
    return [*signs, (entry.section, values)] if any(values) else signs


def live_notices_stay(
    live: LiveNotices, context: Context, checked: Sequence[CheckedEntry]
) -> Iterator[Problem]:
    """Each notice of the live site is still here under its id, and the ids begin as they did.

    If git has lost what was published, this is all that can be compared.
    """
    anchors = defaultdict[tuple[str, str], set[str]](set)  # by entry
    for section, id, *anchor in (notice.split("/") for notice in live.ids):
        anchors[section, id].update(anchor)
    for section, id in anchors.keys() - _taken(context):
        yield problem("E301", Span(f"content/{section}/{id}.md"))
    for source, read in zip(context.entries, checked, strict=True):
        if read.entry and read.is_valid:
            here = {notice.id.split("/", 2)[-1] for notice in notices(read.entry)}
            for gone in anchors[source.key] - here:
                yield _gone(source.source.path, gone)
    if context.document and context.settings:
        span = context.document.place("feed_authority")
        own = context.settings.feed_authority
        yield from rewritten.authority_stays(span, own, live.feed_authority)


def _gone(path: str, anchor: str) -> Problem:
    """Return the problem of a notice that its entry no longer has, by its anchor.

    Without the notice `change-1-withdrawn` it is as if `change-1` had not been withdrawn (E306).
    """
    code = "E306" if anchor.endswith(ANCHORS["withdrawn"]) else "E303"
    of = anchor.removesuffix(ANCHORS["withdrawn"]).rstrip("-") if code == "E306" else anchor
    return problem(code, Span(path), what=f"`{of}`" if of else "This entry")


def translations_follow(
    earlier: Context,
    context: Context,
    checked: Sequence[CheckedEntry],
    translated: Sequence[CheckedTranslation],
) -> Iterator[Problem]:
    """A text that has changed needs a new translation."""
    entries = zip(context.entries, checked, strict=True)
    changed = {entry.key: read.compared.texts for entry, read in entries if read.compared.texts}
    old = {*earlier.translations}
    for translation, read in zip(context.translations, translated, strict=True):
        texts = changed.get(translation.key, {}) if translation in old else {}
        if stale := [loc for loc in texts if loc in read.spans]:
            fields = listed(dict.fromkeys(str(loc[0]) for loc in stale), "and")
            name = translation.source.path.rpartition("/")[2]
            yield problem("W303", texts[stale[0]], fields=fields, name=name)


def files_stay(earlier: Context, context: Context, replaced: Iterable[str]) -> Iterator[Problem]:
    """A published file or translation is not removed, and a file is not replaced unseen."""
    for name in earlier.known.files - context.known.files:
        path = f"content/{name}"
        yield problem("W306", Span(path), value=path, advice=LINKED)
    for path in context.paths.intersection(replaced):
        yield problem("W313", Span(path), value=path)
    keys = {entry.key for entry in context.entries}
    for translation in earlier.translations:
        path = translation.source.path
        if path not in context.paths and translation.key in keys:
            yield problem("W306", Span(path), value=path, advice=TRANSLATION)


def breaches_are_not_posted_again(
    context: Context, checked: Sequence[CheckedEntry]
) -> Iterator[Problem]:
    """A breach that was missed and withdrawn is not posted again as one that was received later.

    That of the same contractor may be the same breach, or another one: a person has to ask.
    """
    contracts = {read.entry.id: read.entry for read in checked if isinstance(read.entry, Contract)}
    breaches = [
        (source, joined(read.entry, contracts), read.compared.missed)
        for source, read in zip(context.entries, checked, strict=True)
        if isinstance(read.entry, Breach) and read.entry.received
    ]
    fresh = [(source, breach) for source, breach, _ in breaches if not source.was]
    gone = [
        (breach, row)
        for _, breach, rows in breaches
        for row in rows
        if breach.withdrawn and row.duty.done == "notified"
    ]
    for (source, new), (was, row) in product(fresh, gone):
        is_later = was.received and new.received and was.received.surely_before(new.received)
        if is_later and was.contractor.casefold() == new.contractor.casefold():
            span = frontmatter.read(*source.source).place("received")
            values = {"name": row.duty.name, "value": row.notice.id, "other": row.state}
            yield problem("W310 again", span, **values)
