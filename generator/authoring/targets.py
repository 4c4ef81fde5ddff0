"""Which published entry a person means who names it, such as “the breach at Northstar”."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as ByName

from generator.authoring.events import BOTH, EVENTS, Target, address, lacks_notified, to_be_notified
from generator.authoring.questions import EventKind
from generator.content import frontmatter
from generator.content.context import EntryNames, entry_sources, slug, with_name
from generator.core.model import Section
from generator.core.problems import UserError, listed, shorten, suggestion
from generator.core.site import FOLDERS, EntrySource, Source

# An entry as people copy it: its page, its file here or on GitHub, or its id.
ENTRY_ADDRESS = re.compile(
    r"(?:.*/)?(?:(?P<folder>contracts|breaches|product-notification|breach-notification)/)?"
    r"(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)(?:\.md|\.yaml|/index\.html|/)?"
)
# The title of a page, which people copy from there or from the browser's tab.
PAGE_TITLE = re.compile(r"(?P<breach>data breach: )?(?P<title>.*?)(?: · .*)?", re.IGNORECASE)
SEVERAL = re.compile(r"\s*[,;&]\s*|\s+and\s+")
# How people say that they mean the breach of a product or a company, and words beside that.
BREACH_WORD = "breach"
AROUND = {BREACH_WORD, "about", "at", "by", "data", "in", "notice", "of", "on", "our", "the"}
AROUND |= {"a", "and", "for", "from", "inc", "llc", "with"}
MAX_SIMILAR = 8  # entries that a message lists
MAY_BE = "“{words}” may be {addresses}. Write one of them as the notice."
MAY_BE_ONE = "“{words}” may be {addresses}. If it is, write that as the notice."
ONE_EACH = "Fill in a form for each of them."
ANCHOR = re.compile(r"(.+)[/#]((?:change|update)-[1-9][0-9]{0,3}(?:-withdrawal)?|withdrawal)")


def target(
    sources: Iterable[Source],
    kind: EventKind,
    words: str,
    names: ByName[str, EntryNames],
    sections: tuple[Section, ...] = BOTH,
) -> Target:
    """Return the entry that a person names by its title, id, path or address.

    If several have that name, the event belongs to the only one that it can happen to, in one of
    the `sections`. `names` has the names in each entry by `section/id`. Raises UserError if no
    entry, or more than one, has that name.
    """
    words = " ".join(words.split())
    if not words:
        raise UserError("No notice is named. Write its title, or the address of its page.")
    entries = [
        entry
        for entry in entry_sources(sources)[0]
        if entry.section in EVENTS[kind].sections and not entry.language
    ]
    matches = _matches(entries, words, names)
    if len(matches) > 1:
        expected = [match for match in matches if _can_happen(kind, match.source, sections)]
        matches = expected or matches
    if len(matches) > 1:
        addresses = listed(address(match.source.path) for match in matches)
        raise UserError(MAY_BE.format(words=shorten(words), addresses=addresses))
    if matches:
        return matches[0]
    folders = " or ".join(f"content/{section}/" for section in EVENTS[kind].sections)
    raise UserError(_nothing_found(entries, words, names, folders))


def _matches(
    entries: list[EntrySource], words: str, names: ByName[str, EntryNames]
) -> list[Target]:
    """Return the entries with an address, or else with that of a notice of theirs, or a title."""
    if found := _with_address(entries, words):
        return [Target(entry.source, "") for entry in found]
    if (anchored := ANCHOR.fullmatch(words)) and (found := _with_address(entries, anchored[1])):
        return [Target(entry.source, anchored[2]) for entry in found]
    named = _with_name(entries, words, names)
    if BREACH_WORD not in slug(words).split("-"):
        return named
    breaches = _breaches(entries)
    return _with_name(breaches, words, names) or named or _named_around(breaches, words, names)


def _breaches(entries: Iterable[EntrySource]) -> list[EntrySource]:
    return [entry for entry in entries if entry.section == "breaches"]


def _named_around(
    breaches: list[EntrySource], words: str, names: ByName[str, EntryNames]
) -> list[Target]:
    """Return the breaches with a title that other words are around, as in “the breach at Mill”."""
    parts = title_in(words).split("-")
    while parts and (parts[0] in AROUND or parts[-1] in AROUND):
        parts = parts[1:] if parts[0] in AROUND else parts[:-1]
        if parts and (found := _with_name(breaches, "-".join(parts), names)):
            return found
    return []


def _nothing_found(
    entries: list[EntrySource], words: str, names: ByName[str, EntryNames], folders: str
) -> str:
    """Return in a sentence what words that match no entry may mean."""
    parts = [part for part in SEVERAL.split(words) if _matches(entries, part, names)]
    if len(parts) > 1:
        return f"{listed(parts, 'and')} are several notices. {ONE_EACH}"
    hint = suggestion(title_in(words), (entry.id for entry in entries))
    is_id = hint and " " not in words  # with a typing mistake
    if not is_id and (similar := _with_words(entries, words, names)):
        ask = MAY_BE if len(similar) > 1 else MAY_BE_ONE
        return ask.format(words=shorten(words), addresses=listed(similar))
    return f"There is no entry “{shorten(words)}” in {folders}.{hint}"


def named(words: str) -> str:
    """Return the title or the id that a person wrote as the notice, as `slug` returns it."""
    words = " ".join(words.split())
    anchored = ANCHOR.fullmatch(words)
    address = ENTRY_ADDRESS.fullmatch(anchored[1] if anchored else words)
    return address["id"] if address else title_in(words)


def _with_name(
    entries: list[EntrySource], words: str, names: ByName[str, EntryNames]
) -> list[Target]:
    """Return the entries with a title, or else of a company."""
    own = {key: names[key] for entry in entries if (key := f"{entry.section}/{entry.id}") in names}
    keys = with_name(own, title_in(words))
    return [Target(entry.source) for entry in entries if f"{entry.section}/{entry.id}" in keys]


def _with_words(
    entries: list[EntrySource], words: str, names: ByName[str, EntryNames]
) -> list[str]:
    """Return the addresses of the entries whose names have most of some words, if they are few.

    An entry is not chosen by a part of its name, but a person is asked whether it is the one. A
    number does not count alone, nor does a word that says that a breach is meant.
    """
    said = title_in(words).split("-")
    wanted = {word for word in said if word and word not in AROUND}
    if BREACH_WORD in said:
        entries = _breaches(entries) or entries
    by_words: dict[int, list[str]] = {}
    for entry in entries:
        own = names[f"{entry.section}/{entry.id}"]
        titles = "-".join(own.slugs("title") | own.slugs("contractor"))
        named = wanted & ({*titles.split("-")} - AROUND)
        if any(not word.isdecimal() for word in named):
            in_id = wanted & {*entry.id.split("-")}
            by_words.setdefault(len(named | in_id), []).append(address(entry.source.path))
    found = by_words[max(by_words)] if by_words else []
    return found if len(found) <= MAX_SIMILAR else []


def title_in(words: str) -> str:
    """Return the title in the title of a page, in a form that can be compared."""
    page = PAGE_TITLE.fullmatch(words)
    return slug(page["title"]) if page else ""


def _can_happen(kind: EventKind, source: Source, sections: tuple[Section, ...]) -> bool:
    """Return whether an event is to be expected for an entry, which is in one of the sections.

    A closed breach gets no update. Families are notified only of a notice without a `notified`
    date, and not if it is older than this site, or about a service for special education.
    """
    if not source.path.startswith(tuple(f"content/{section}/" for section in sections)):
        return False
    document = frontmatter.read(source.path, source.data)
    if kind == "notified" and document.word("basis") == "special-education-exception":
        return False
    if kind == "notified":
        return any(
            lacks_notified(document, loc)
            for anchor, loc in to_be_notified(document)
            if anchor or not document.is_legacy
        )
    return not any(name in document.fields.keys for name in EVENTS[kind].ended_by)


def _with_address(entries: list[EntrySource], words: str) -> list[EntrySource]:
    """Return the entries with an id, a path or an address."""
    address = ENTRY_ADDRESS.fullmatch(words)
    return [
        entry
        for entry in entries
        if address
        and entry.id == address["id"]
        and address["folder"] in (None, entry.section, FOLDERS[entry.section])
    ]
