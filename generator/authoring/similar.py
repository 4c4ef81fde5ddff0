"""Published entries that a new one may be about: a page for the product, or for the same breach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator.authoring.questions import SECTIONS, Kind
from generator.content import frontmatter
from generator.content.context import EntryNames, entry_sources, slug
from generator.content.frontmatter import Document
from generator.content.yaml_nodes import raw_value
from generator.core.problems import shorten
from generator.core.site import FOLDERS, Source

SAME_PRODUCT = (
    "- [{title}]({page}) **has a page.** If that contract was renewed or amended, close this form, "
    "and fill in “Renewal or amendment”. If this is another contract, go on here.\n"
)
SAME_BREACH = (
    "- **A breach of** [{title}]({page}) **has a page.** If this is the same breach, close this "
    "form, and fill in “Update”. If it is another one, go on here.\n"
)


def questions_about(
    kind: Kind, text: str, sources: Iterable[Source], names: Mapping[str, EntryNames], url: str
) -> Iterator[str]:
    """Yield in Markdown which published entry a new one, a text, may be about, with its address.

    A contract has the name of a product on the list; a breach is of the same contract or product as
    one that is open, or was reported on the same day.
    """
    document = frontmatter.read("new.md", text.encode())
    for entry in entry_sources(sources)[0]:
        if entry.section != SECTIONS[kind] or entry.language or entry.source.data == text.encode():
            continue
        other = frontmatter.read(*entry.source)
        own = names.get(f"{entry.section}/{entry.id}")
        if "withdrawn" in other.fields.keys or not own:
            continue
        is_same = _is_same_breach(document, other) if kind == "breach" else True
        if is_same and _names_same(document, other, own):
            page = f"{url}{FOLDERS[entry.section]}/{entry.id}/"
            template = SAME_BREACH if kind == "breach" else SAME_PRODUCT
            yield template.format(title=_safe(own.title), page=page)


def _names_same(document: Document, other: Document, own: EntryNames) -> bool:
    """Return whether an entry names the contract of another, or one of the titles it has had."""
    contracts = {*_ids(document)} & {*_ids(other)}
    title = document.word("product") or document.word("contractor")
    return bool(contracts) or slug(title) in own.slugs("title")


def _ids(document: Document) -> list[str]:
    """Return the ids of the contracts of a breach."""
    node = document.node("contract")
    value = raw_value(node) if node else []
    return [value] if isinstance(value, str) else [*map(str, value)]


def _is_same_breach(document: Document, other: Document) -> bool:
    """Return whether another breach is open, or the district knew of both on one day."""
    day = document.word("received")[:10]
    return "resolved" not in other.fields.keys or (
        bool(day) and day != "unknown" and other.word("received")[:10] == day
    )


def _safe(title: str) -> str:
    """Return a title in Markdown, in which nothing is a link or a mention."""
    return f"`{shorten(title).replace('`', chr(39))}`"
