"""Checks that what was published stays: each file with its facts, the files, and the settings.

A published file stays as it is. What was wrong or missing in it is said by another file, which the
errors here print, ready to save. No problem repeats what a file said before: it may be data about a
student, which was taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from generator.content import frontmatter
from generator.content.context import TRANSLATION, Context
from generator.content.fields import FIRST, LATER, FileKind
from generator.content.frontmatter import Document
from generator.content.later_files import natural, with_body
from generator.content.load import flow
from generator.content.source_reading import Known
from generator.content.yaml_nodes import Mapping as Fields
from generator.content.yaml_nodes import Node, folded, raw_value
from generator.core.model import Breach, Contract
from generator.core.problems import BadValueError, Problem, Span, listed, problem
from generator.core.site import EntrySource, Inputs, LiveNotices, Past, Source, joined
from generator.law.record import RecordRow
from generator.rules import missed
from generator.rules.placeholders import is_placeholder
from generator.rules.reading import CheckedEntry

# What may change in a published file: a person should know that families have read another text.
WORDS = frozenset({"description", "purpose", "summary", "offers", "security", "text", "reason"})
# What may change without a word, because it only says where something else is.
LINKS = frozenset(
    {
        "website",
        "product-website",
        "privacy-policy",
        "hub",
        "same-as",
        "aliases",
        "also-reported-by",
        "upstream",
        "related",
    }
)
LINKED = "Links to it no longer work: put it back, unless it must not be public."
TRANSLATION_GONE = (
    "Put it back, with corrections if needed, because families read it in their language."
)
SCHOOL = "Its page and its feeds are gone too: put it back, with `closed:` if it has closed."


class _Path(NamedTuple):
    """What the path of a source says: its section, its id, and its name and language, if any."""

    section: str
    id: str
    name: str
    language: str

    @classmethod
    def of(cls, path: str) -> _Path | None:
        """Return what a path says; None for what is no file of an entry or a message."""
        _, section, *rest = path.split("/")
        if section not in FIRST or not 1 <= len(rest) <= 2:
            return None
        stem = rest[-1].rpartition(".")[0]
        translation = TRANSLATION.fullmatch(stem)
        own, language = translation.groups() if translation else (stem, "")
        id, name = (rest[0], own) if len(rest) == 2 else (own, "")
        return cls(section, id, name, language)

    @property
    def kind(self) -> FileKind | None:
        """The kind of the file; None if its name says none."""
        return LATER.get(self.name.partition("-")[0]) if self.name else FIRST[self.section]

    @property
    def folder(self) -> str:
        """The folder for what comes later."""
        return f"content/{self.section}/{self.id}"


def check_published(
    inputs: Inputs, context: Context, checked: Sequence[CheckedEntry]
) -> Iterator[Problem]:
    """Yield a problem for each published thing that was removed, renamed or changed."""
    past, earlier = inputs.published, context.earlier
    if past is None or earlier is None:
        return
    yield from files_stay(past, inputs.sources, context)
    yield from attachments_stay(past, context)
    if earlier.document and context.document:
        yield from settings_stay(earlier.document, context.document)
    yield from breaches_are_not_posted_again(context, checked)
    yield from missed.years_stay_missed(earlier, context)


def files_stay(past: Past, sources: Iterable[Source], context: Context) -> Iterator[Problem]:
    """A published file is still there under its name, and says what it said."""
    here = {path: source for source in sources if (path := _Path.of(source.path))}
    before = {path: source for source in past.sources if (path := _Path.of(source.path))}
    fresh = {source.data: source.path for path, source in here.items() if path not in before}
    for path, old in before.items():
        new = here.get(path)
        if new is None:
            if old.path not in context.paths:
                yield _gone(path, old, fresh)
        elif new.data != old.data:
            is_translated = [
                other.path
                for at, other in here.items()
                if at.language
                and at._replace(language="") == path
                and at in before
                and before[at].data == other.data
            ]
            yield from _file_stays(path, old, new, context, is_translated)


def _gone(path: _Path, old: Source, fresh: Mapping[bytes, str]) -> Problem:
    """Return the problem of a file that is gone, or has another name."""
    span = Span(old.path)
    if old.data in fresh:
        name = old.path.rpartition("/")[2]
        return problem("E302", Span(fresh[old.data]), name=name)
    if path.language:
        return problem("W306", span, value=old.path, advice=TRANSLATION_GONE)
    return problem("E301", span)


def _file_stays(
    path: _Path, old: Source, new: Source, context: Context, translations: Sequence[str]
) -> Iterator[Problem]:
    """Yield the problems of a published file whose text has changed."""
    kind = path.kind
    before, after = (frontmatter.read(*source) for source in (old, new))
    if not after.is_readable or kind is None:
        return
    if not before.is_readable:
        yield problem("W305", after.place())
        return
    if "taken-back" in after.fields.fields:
        if "taken-back" not in before.fields.fields:
            yield problem("E312", after.place("taken-back"))
        return
    before, after = (with_body(document, kind)[0] for document in (before, after))
    names = [
        name
        for name in {**before.fields.fields, **after.fields.fields}
        if name not in LINKS | before.broken | after.broken
        and not _is_same(kind, name, before.node(name), after.node(name), context.known)
    ]
    reworded = [name for name in names if name in WORDS or path.language]
    facts = [name for name in names if name not in reworded and name in kind.group.fields]
    day = context.now.date().isoformat()
    for number, name in enumerate(facts, start=1):
        ending = f"{day}-{number}" if number > 1 else day
        yield _fact_changed(path, after, name, (before.node(name), after.node(name)), day, ending)
    if folded(before.body) != folded(after.body):
        reworded.append("body")
    yield from _reworded(after, reworded, [] if path.language else translations)


def _reworded(
    after: Document, names: Sequence[str], translations: Sequence[str]
) -> Iterator[Problem]:
    """Yield a warning for each text that has changed, and one for its translations."""
    for name in names:
        is_there = (after.body if name == "body" else after.node(name)) is not None
        what = "was changed" if is_there else "is now missing"
        yield problem("W312", after.place(name), field=name, what=what)
    if names and translations:
        files = ", ".join(translation.rpartition("/")[2] for translation in translations)
        values = {"fields": listed(names, "and"), "name": files}
        yield problem("W303", after.place(names[0]), **values)


def _is_same(kind: FileKind, name: str, was: Node | None, now: Node | None, known: Known) -> bool:
    """Return whether a field has the same value, in whatever notation and order."""
    if was is None or now is None:
        return was is now
    old, new = raw_value(was), raw_value(now)
    return old == new or _value(kind, name, old, known) == _value(kind, name, new, known)


def _value(kind: FileKind, name: str, raw: object, known: Known) -> object:
    row = kind.group.fields.get(name)
    if row is None or row.type.is_prose:
        return raw if not isinstance(raw, str) else raw.split()
    try:
        value = row.read(raw, known)
    except BadValueError:  # such as the id of a school that is gone
        return raw
    return frozenset(value) if type(value) is tuple else value


def _fact_changed(
    path: _Path,
    after: Document,
    name: str,
    values: tuple[Node | None, Node | None],
    day: str,
    number: str,
) -> Problem:
    """Return the error of a fact that was changed, removed or added, with the file to add.

    `values` are the published one and that of now. `number` is the end of the name of the file.
    """
    was, now = values
    of = f"of: {path.name}\n" if path.name else ""
    span = after.fields.keys.get(name) or after.place(name)
    if path.kind and path.kind.name == "correction":  # which no other corrects
        file = f"---\n{of}on: {day}\n---\nWhy it is withdrawn."
        where = f"{path.folder}/withdrawal-{number}.md"
        return problem("E310", span, field=name, path=where, file=file)
    if now is None:
        file = f"---\n{of}on: {day}\nremove: [{name}]\n---\nWhat was wrong, and why."
        return problem("E310 removed", after.place(), field=name, **_file(path, number, file))
    if was is None and name == "notified":
        id = "/".join(filter(None, (path.section, path.id, path.name)))
        told = now.fields if isinstance(now, Fields) else {"at": now}
        fields = "\n".join(f"{field}: {flow(value)}" for field, value in told.items())
        file = f"---\nof: [{id}]\n{fields}\n---"
        where = f"content/messages/{number}.md"
        return problem("E311", span, field=name, path=where, file=file)
    if was is None and name == "resolved":
        file = f"---\non: {flow(now)}\n---"
        where = f"{path.folder}/resolved-{number}.md"
        return problem("E311", span, field=name, path=where, file=file)
    text = "" if was is None else "\nWhat was wrong, and why."
    file = f"---\n{of}on: {day}\nright: {{{name}: {flow(now)}}}\n---{text}"
    code = "E311" if was is None else "E310"
    return problem(code, span, field=name, **_file(path, number, file))


def _file(path: _Path, number: str, file: str) -> dict[str, str]:
    return {"path": f"{path.folder}/correction-{number}.md", "file": file}


def attachments_stay(past: Past, context: Context) -> Iterator[Problem]:
    """A published PDF or picture is not removed, and not replaced unseen."""
    for path in past.files:
        if path.removeprefix("content/") not in context.known.files:
            yield problem("W306", Span(path), value=path, advice=LINKED)
    for path in context.paths.intersection(past.replaced):
        yield problem("W313", Span(path), value=path)


def settings_stay(before: Document, after: Document) -> Iterator[Problem]:
    """`feed_authority` and the ids of schools stay, because feeds depend on them.

    The guid of every item contains `feed_authority`, and the address of a school's feed its id.
    """
    is_changed = before.lines != after.lines
    if not is_changed or not after.is_readable or "feed_authority" in after.broken:
        return
    authority, other = after.text("feed_authority"), before.text("feed_authority")
    if not other:
        yield problem("W305", after.place())
    elif authority:
        yield from authority_stays(after.place("feed_authority"), authority, other)
    schools, kept = (_fields(document.node("schools")) for document in (before, after))
    for school in schools.keys() - kept if "schools" not in after.broken else ():
        yield problem("W306", after.place("schools"), value=school, advice=SCHOOL)


def authority_stays(span: Span, authority: str, published: str) -> Iterator[Problem]:
    """The feeds keep the name that their ids begin with, unless it is not a district's own."""
    if authority != published and not is_placeholder(published):
        yield problem("E307", span, value=authority, other=published)


def live_notices_stay(live: LiveNotices, context: Context) -> Iterator[Problem]:
    """Each notice of the live site is still here under its id, and the ids begin as they did.

    If git has lost what was published, this is all that can be compared.
    """
    unread = {path.removeprefix("content/").rpartition(".")[0] for path in context.paths}
    for id in sorted(live.ids - context.ids - unread, key=natural):
        yield problem("E301", Span(f"content/{id}.md"))
    if context.document and context.settings:
        span = context.document.place("feed_authority")
        own = context.settings.feed_authority
        yield from authority_stays(span, own, live.feed_authority)


def breaches_are_not_posted_again(
    context: Context, checked: Sequence[CheckedEntry]
) -> Iterator[Problem]:
    """A breach that was missed and withdrawn is not posted again as one that was received later.

    That of the same contractor may be the same breach, or another one: a person has to ask.
    """
    old = context.earlier.ids if context.earlier else frozenset()
    contracts = {read.entry.id: read.entry for read in checked if isinstance(read.entry, Contract)}
    breaches = [
        (source, joined(read.entry, contracts), read.missed)
        for source, read in zip(context.entries, checked, strict=True)
        if isinstance(read.entry, Breach) and read.entry.received
    ]
    fresh = [each for each in breaches if f"breaches/{each[0].id}" not in old]
    gone = [
        (breach, row)
        for _, breach, rows in breaches
        for row in rows
        if breach.withdrawn and row.duty.done == "notified"
    ]
    for (source, new, _), (was, row) in product(fresh, gone):
        is_later = was.received and new.received and was.received.surely_before(new.received)
        if is_later and was.contractor.casefold() == new.contractor.casefold():
            yield problem("W310 again", _received(source), **_of_row(row))


def _received(source: EntrySource) -> Span:
    return frontmatter.read(*source.source).place("received")


def _of_row(row: RecordRow) -> dict[str, str]:
    return {"name": row.duty.name, "value": row.notice.id, "other": row.state}


def _fields(node: Node | None) -> dict[str, Node]:
    return node.fields if isinstance(node, Fields) else {}
