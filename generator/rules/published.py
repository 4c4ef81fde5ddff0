"""Checks that what was published stays: entries, lists, dates, and duties that were missed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher, get_close_matches
from itertools import product
from typing import NamedTuple
from zoneinfo import ZoneInfo

from generator.content import frontmatter, human
from generator.content.context import Context, entry_names
from generator.content.fields import DELETION, NOTIFIED, TRANSLATED
from generator.content.frontmatter import Document
from generator.content.yaml_nodes import Broken, List, Mapping, Node, Scalar, folded, scalars
from generator.core.dates import When
from generator.core.model import Breach, Loc
from generator.core.notices import Notice
from generator.core.problems import BadValueError, Problem, Span, listed, problem, shorten
from generator.core.site import EntrySource, Inputs, Past
from generator.law import record
from generator.law.record import RecordRow
from generator.rules import limits
from generator.rules.single_entry import CheckedEntry, Reader

Key = tuple[str, str]
Entries = dict[Key, EntrySource]
# The fields that identify an entry whose file was renamed.
IDENTITY = {
    "contracts": ("product", "contractor", "executed"),
    "breaches": ("contract", "contractor", "received"),
}
MISSED = ("late", "overdue")  # states of a duty
# Of two items, for one to be a correction of the other: from 0 to 1, plus 1 for the same date.
MIN_ITEM_SIMILARITY = 0.6
MAX_COMPARED = 50  # items without an equal; more are compared only at the same position
# A date or an address is one word, and so is each letter of a script without spaces.
WORD = re.compile(r"[A-Za-z0-9](?:[!-~]*[A-Za-z0-9])?|\w")
MISNAMED = re.compile(r"content/(contracts|breaches)/(.+)\.(?:md|yaml|yml|markdown)", re.IGNORECASE)
ONLY_A_LINK = re.compile(r"\W*(?:\[[^]]*\]\(\S+\)|<?https?://\S+?>?)\W*")
LINKED = "Links to it no longer work: put it back, unless it must not be public."
TRANSLATION = "Put it back, with corrections if needed, because families read it in their language."
SCHOOL = "Its page and its feeds are gone too: put it back, with `closed:` if it has closed."


def check(inputs: Inputs, context: Context, checked: Sequence[CheckedEntry]) -> Iterator[Problem]:
    """Yield a problem for each published thing that was removed, moved or changed silently."""
    past = inputs.published
    if past is None or any(unread.span.path == "content" for unread in inputs.unread):
        return  # a missing folder has its own problem
    files = dict.fromkeys(past.files, 0)
    earlier = Context.of(replace(inputs, sources=past.sources, files=files, unread=()))
    before, after = _by_key(earlier.entries), _by_key(context.entries)
    yield from entries_stay(before, after, _taken(inputs))
    unchanged_translations = defaultdict[Key, list[EntrySource]](list)
    for translation in {*earlier.translations} & {*context.translations}:
        unchanged_translations[translation.key].append(translation)
    faulty = _faulty(context, checked)
    for key in before.keys() & after.keys():
        if before[key].source.data != after[key].source.data:
            documents = (_document(before[key]), _document(after[key]))
            pair = Pair(*documents, context.known.zone, faulty[key])
            yield from check_entry(pair)
            if key[0] == "contracts":
                yield from new_contracts_are_checked(pair.before, pair.after)
            for translation in unchanged_translations[key]:
                yield from translation_follows(pair, _document(translation))
    if earlier.document and context.document:
        yield from settings_stay(Pair(earlier.document, context.document, context.known.zone))
    yield from files_stay(inputs, past, earlier.translations, after)
    old, new = Reader.of(earlier, inputs.postings), Reader.of(context, inputs.postings)
    is_counted_alike = old.duties == new.duties and old.known.zone == new.known.zone
    for source, read in zip(context.entries, checked, strict=True) if context.settings else ():
        then = before.get(source.key)
        if then and not (is_counted_alike and then.source == source.source):
            yield from missed_stays_missed(read, old.entry(then), source, old, new)
    yield from missed_is_not_posted_again(inputs, before, checked, old)
    yield from missed_years_stay_missed(earlier, context)


def _faulty(context: Context, checked: Iterable[CheckedEntry]) -> dict[Key, frozenset[Span]]:
    """Return where each entry has an error."""
    return {
        entry.key: frozenset(problem.span for problem in read.problems if problem.is_error)
        for entry, read in zip(context.entries, checked, strict=True)
    }


def entries_stay(before: Entries, after: Entries, taken: set[Key]) -> Iterator[Problem]:
    """An entry keeps its name forever, and a new one is no legacy; `taken` names are reported."""
    gone = [entry for key, entry in before.items() if key not in after and key not in taken]
    fresh = [entry for key, entry in after.items() if key not in before]
    renamed = _renamed(gone, fresh)
    old_paths = {old.source.path for old in renamed.values()}
    for entry in gone:
        if entry.source.path not in old_paths:
            yield problem("E301", Span(entry.source.path))
    for entry in fresh:
        path = entry.source.path
        if old := renamed.get(path):
            yield problem("E302", Span(path), name=f"{old.id}.{path.rpartition('.')[2]}")
            continue
        document = _document(entry)
        if document.is_legacy:
            yield problem("W304", _span(document, "legacy"))
        if entry.section == "contracts":
            yield from new_contracts_are_checked(None, document)


def new_contracts_are_checked(before: Document | None, after: Document) -> Iterator[Problem]:
    """A contract that was not published yet is checked for the ten terms in § 10-234bb(a).

    A change with its own document is a contract too. `before` is None if the whole entry is new.
    """
    if after.word("basis") not in ("", "contract") or _is_given(after, "withdrawn"):
        return
    old = len(before.items("changes")) if before else 0
    locs: list[Loc] = [("changes", i) for i in range(old, len(after.items("changes")))]
    if before is None and not after.is_legacy:
        locs.insert(0, ())
    for loc in locs:
        fields = _fields(after.find(loc))
        if "agreement" in fields and "terms" not in {*fields, *after.broken}:
            yield problem("W118", _span(after, *loc))


def settings_stay(pair: Pair) -> Iterator[Problem]:
    """`feed_authority` and the ids of schools stay, because feeds depend on them.

    The guid of every item contains `feed_authority`, and the address of a school's feed its id.
    The yearly notices stay as well, because the record depends on them.
    """
    before, after = pair.before, pair.after
    is_changed = before.lines != after.lines
    if not is_changed or not after.is_readable or "feed_authority" in after.broken:
        return
    authority, other = after.text("feed_authority"), before.text("feed_authority")
    if not other:
        yield problem("W305", _span(after), where=" in `feed_authority`")
    elif authority and authority != other:
        yield problem("E307", _span(after, "feed_authority"), value=authority, other=other)
    schools, kept = (_fields(document.node("schools")) for document in (before, after))
    for school in schools.keys() - kept if "schools" not in after.broken else ():
        yield problem("W306", _span(after, "schools"), value=school, advice=SCHOOL)
    yield from yearly_notices_stay(pair)


def yearly_notices_stay(pair: Pair) -> Iterator[Problem]:
    """A year keeps its notice on the list `yearly`, with the day and how families were notified."""
    before, after = (
        _positions_by_year(document, pair.zone) for document in (pair.before, pair.after)
    )
    for year, position in before.items():
        loc: Loc = ("yearly", after[year]) if year in after else ("yearly",)
        yield from _facts_stay(pair, ("yearly", position), loc, YEARLY_FACTS)


def _positions_by_year(document: Document, zone: ZoneInfo) -> dict[int, int]:
    """Return the position of each yearly notice in the list, by its year."""
    facts = [_facts(item, YEARLY_FACTS) for item in document.items("yearly")]
    days = [_moment(each.get(("on",), ""), zone) for each in facts]
    return {day.day.year: i for i, day in enumerate(days) if isinstance(day, When)}


def files_stay(
    inputs: Inputs, past: Past, translations: Iterable[EntrySource], after: Entries
) -> Iterator[Problem]:
    """A published file or translation is not removed, and a file is not replaced unseen."""
    paths = {*inputs.files, *_source_paths(inputs)}
    for path in past.files - paths:
        yield problem("W306", Span(path), value=path, advice=LINKED)
    for path in past.replaced & inputs.files.keys():
        yield problem("W313", Span(path), value=path)
    for translation in translations:
        path = translation.source.path
        if path not in paths and translation.key in after:
            yield problem("W306", Span(path), value=path, advice=TRANSLATION)


def _source_paths(inputs: Inputs) -> list[str]:
    """Return the paths of all sources, including those that could not be read."""
    read = [source.path for source in inputs.sources]
    return read + [problem.span.path for problem in inputs.unread]


def _by_key(entries: Iterable[EntrySource]) -> Entries:
    return {entry.key: entry for entry in entries}


def _taken(inputs: Inputs) -> set[Key]:
    """Return the ids of files that cannot be read, or that have a wrong extension or case."""
    matches = (MISNAMED.fullmatch(path) for path in _source_paths(inputs))
    return {(match[1], match[2].lower()) for match in matches if match}


def _renamed(gone: list[EntrySource], fresh: list[EntrySource]) -> dict[str, EntrySource]:
    """Return the missing entry by the path of the new entry that it was renamed to."""
    paths: dict[object, str] = {}
    for entry in fresh if gone else ():
        for sign in _signs(entry):
            paths.setdefault(sign, entry.source.path)
    renamed: dict[str, EntrySource] = {}
    for entry in gone:
        path = next((paths[sign] for sign in _signs(entry) if sign in paths), "")
        if path and path not in renamed:
            renamed[path] = entry
    return renamed


def _signs(entry: EntrySource) -> list[object]:
    """Return what identifies an entry under another name: its bytes, or its identifying fields."""
    document = _document(entry)
    signs: list[object] = [(entry.section, entry.source.data)]
    values = tuple(_fact_text(document.node(name)) for name in IDENTITY[entry.section])
    if any(values):
        signs.append((entry.section, values))
    return signs


def _document(entry: EntrySource) -> Document:
    return frontmatter.read(*entry.source)


LISTS = {"changes": ("executed", "change"), "updates": ("on", "update")}
DATES = ("executed", "discovered", "learned", "received")
FACTS = (
    *("contract", "product", "contractor", "agreement", "expires", "students", "resolved"),
    *("posted", "next-update"),
)
YEARLY_FACTS = ("on", "by")
DATA = {"collects": "an amendment under `changes`", "involves": "an update under `updates`"}
NAMES = (*LISTS, *DATES, *DATA)
MIN_WORD_SIMILARITY = 0.85  # of two elements of data, for one to be a correction of the other


class Pair(NamedTuple):
    """An entry as published and now, the time zone, and where it has errors reported elsewhere."""

    before: Document
    after: Document
    zone: ZoneInfo
    faulty: frozenset[Span] = frozenset()


def check_entry(pair: Pair) -> Iterator[Problem]:
    """Yield the problems of every rule, if the entry can be read now."""
    if pair.after.is_readable:
        for rule in RULES:
            yield from rule(pair)


def past_can_be_read(pair: Pair) -> Iterator[Problem]:
    """What could not be read when it was published must be compared by a person."""
    if not pair.before.is_readable or not (
        pair.before.fields.fields or any(name in NAMES for name in pair.before.broken)
    ):
        yield problem("W305", _span(pair.after), where="")
        return
    for name in NAMES:
        if _is_broken(pair.before, name) and _is_given(pair.after, name):
            yield problem("W305", _span(pair.after, name), where=f" in `{name}`")


def withdrawal_stays(pair: Pair) -> Iterator[Problem]:
    """A withdrawn entry stays withdrawn; its reason may change."""
    if _is_given(pair.before, "withdrawn") and not _is_given(pair.after, "withdrawn"):
        yield problem("E306", _span(pair.after))


def lists_only_grow(pair: Pair) -> Iterator[Problem]:
    """A published change or update keeps its position, and new ones are added at the end."""
    for name, (dated, noun) in LISTS.items():
        if _is_broken(pair.before, name) and not _is_given(pair.after, name):
            yield problem("E303", _span(pair.after), what=f"`{name}`")
        if _is_broken(pair.before, name) or (
            _is_broken(pair.after, name) and _is_given(pair.after, name)
        ):
            continue
        before, after = (
            [_item(item, dated, noun) for item in document.items(name)]
            for document in (pair.before, pair.after)
        )
        matched = match(before, after)
        for i in matched.gone:
            code, loc = ("E305", (name, i)) if i in matched.replaced else ("E303", (name,))
            what = f"Number {i + 1} of `{name}`"
            if before[i].dated:
                what = f"The {before[i].noun} of {shorten(before[i].dated)}"
            yield problem(code, _span(pair.after, *loc), what=what)
        for i, j in sorted(matched.positions.items()):
            if i != j and not matched.gone:
                yield problem(
                    "E304", _span(pair.after, name, j), noun=after[j].noun, was=i + 1, now=j + 1
                )
                break
        for i, j in matched.positions.items():
            yield from _date_stays(pair, dated, before[i].dated, after[j].dated, (name, j, dated))
            yield from _facts_stay(pair, (name, i), (name, j), (*FACTS, "received"))
            yield from _texts_stay(pair, (name, i), (name, j))
            for data in DATA:
                yield from _data_is_kept(pair, (name, i, data), (name, j, data))


def dates_stay(pair: Pair) -> Iterator[Problem]:
    """A change of a date from which the law counts is reported."""
    for name in DATES:
        if not _is_broken(pair.before, name) and not _is_broken(pair.after, name):
            yield from _date_stays(
                pair, name, pair.before.text(name), pair.after.text(name), (name,)
            )


def facts_stay(pair: Pair) -> Iterator[Problem]:
    """A change of another fact, such as who, how many or until when, is reported."""
    yield from _facts_stay(pair, (), (), FACTS)  # there, `received` is one of `DATES`


def data_stays(pair: Pair) -> Iterator[Problem]:
    """Data added later belongs in an amendment or an update; removed data is reported."""
    for name, instead in DATA.items():
        before, after = _elements(pair.before, (name,)), _elements(pair.after, (name,))
        if before is None or after is None or _is_broken(pair.before, name):
            continue
        yield from _data_is_kept(pair, (name,), (name,))
        dropped = [word for word in before if word not in after][:MAX_COMPARED]
        added = {
            word: loc
            for word, loc in after.items()
            if word not in before and not _is_near(word, dropped)
        }
        if added:
            span = _span(pair.after, name, *next(iter(added.values())))
            yield problem("W302", span, field=name, value=", ".join(added), instead=instead)


def texts_stay(pair: Pair) -> Iterator[Problem]:
    """A published text may be corrected, but it is neither removed nor replaced by a link."""
    yield from _texts_stay(pair, (), ())
    yield from _text_stays(pair, ("body",), pair.before.body, pair.after.body)


RULES = (
    *(past_can_be_read, withdrawal_stays, lists_only_grow, dates_stay, facts_stay, data_stays),
    texts_stay,
)


def translation_follows(pair: Pair, translation: Document) -> Iterator[Problem]:
    """A text that has changed needs a new translation."""
    before, after, other = prose(pair.before), prose(pair.after), prose(translation)
    stale = [
        loc
        for loc, text in before.items()
        if after.get(loc, "") != text and (loc in other or not translation.is_readable)
    ]
    if stale and pair.after.is_readable:
        fields = listed(dict.fromkeys(str(loc[0]) for loc in stale), "and")
        yield problem(
            "W303",
            _span(pair.after, *stale[0]),
            fields=fields,
            name=translation.path.rpartition("/")[2],
        )


def prose(document: Document) -> dict[Loc, str]:
    """Return the texts of an entry that a translation may contain, by location."""
    texts: dict[Loc, str] = {
        (*loc, name): folded(_text(node))
        for loc, fields in document.notices()
        for name, node in fields.items()
        if name in TRANSLATED and isinstance(_text(node), Scalar)
    }
    body = document.body or document.node("body")
    return texts | ({("body",): folded(body)} if isinstance(body, Scalar) else {})


def _text(node: Node | None) -> Node | None:
    """Return the text in a field, also if it has a date beside it, as an offer may."""
    return node.fields.get("text") if isinstance(node, Mapping) else node


def _span(document: Document, *loc: str | int) -> Span:
    """Return the span of a value or of what contains it; for the body, only its start."""
    if loc == ("body",) and document.body:
        span = document.body.span
        return span._replace(end_line=span.line, end_column=2)
    return document.place(*loc)


def _texts_stay(pair: Pair, old_loc: Loc, loc: Loc) -> Iterator[Problem]:
    """Compare the texts in the fields of a group, at its old and new location."""
    after = _fields(pair.after.find(loc))
    for name, node in _fields(pair.before.find(old_loc)).items():
        if name in TRANSLATED and name not in pair.after.broken:
            yield from _text_stays(pair, (*loc, name), node, after.get(name))


def _text_stays(pair: Pair, loc: Loc, before: Node | None, after: Node | None) -> Iterator[Problem]:
    """Compare two texts; one that is required and missing has its own problem."""
    old, new = folded(_text(before)), folded(_text(after))
    span = _span(pair.after, *loc)
    is_link = ONLY_A_LINK.fullmatch(new) and not ONLY_A_LINK.fullmatch(old)
    if old and (not new or is_link) and span not in pair.faulty:
        now = "is now only a link" if new else "is now missing"
        yield problem("W312", span, field=str(loc[-1]), now=now)


def _date_stays(pair: Pair, field: str, before: str, after: str, loc: Loc) -> Iterator[Problem]:
    if before.casefold() in ("", "unknown") or _moment(before, pair.zone) == _moment(
        after, pair.zone
    ):
        return
    span = _span(pair.after, *loc)
    yield problem("W307 date", span, field=field, value=after or "not given", other=before)


def _data_is_kept(pair: Pair, old_loc: Loc, loc: Loc) -> Iterator[Problem]:
    """Elements of data that were named at a location are still named, perhaps corrected."""
    before, after = _elements(pair.before, old_loc), _elements(pair.after, loc)
    if before and after is not None:
        added = [word for word in after if word not in before][:MAX_COMPARED]
        gone = [word for word in before if word not in after and not _is_near(word, added)]
        if gone:
            yield problem(
                "W308", _span(pair.after, *loc), field=str(loc[-1]), value=", ".join(gone)
            )


def _facts_stay(pair: Pair, old_loc: Loc, loc: Loc, names: Iterable[str]) -> Iterator[Problem]:
    """Compare the facts in the fields of a group, at its old and new location."""
    before = _facts(pair.before.find(old_loc), names)
    after = _facts(pair.after.find(loc), names)
    for field, old in before.items():
        new, place_of_field = after.get(field, ""), (*loc, *field)
        if old.casefold() == "unknown" and pair.before.is_legacy:
            continue
        is_changed = _fact(old, pair.zone) != _fact(new, pair.zone)
        if is_changed and not _is_broken(pair.after, str(place_of_field[0])):
            name = ".".join(field).removesuffix(".at")
            span = _span(pair.after, *place_of_field)
            yield problem("W307", span, field=name, value=new or "not given", other=old)


def _facts(node: Node, names: Iterable[str]) -> dict[tuple[str, ...], str]:
    """Return the facts in the fields of a node, by their names."""
    fields = _fields(node)
    notified = fields.get("notified")
    facts: dict[tuple[str, ...], Node] = {(name,): fields[name] for name in names if name in fields}
    groups = (("notified", NOTIFIED.fields), ("deletion", DELETION.fields), ("offers", ["until"]))
    for group, rows in groups:
        inner = _fields(fields.get(group))
        facts |= {(group, name): inner[name] for name in rows if name in inner}
    if isinstance(notified, Scalar):
        facts["notified", "at"] = notified
    texts = {loc: text for loc, value in facts.items() if (text := _fact_text(value))}
    first, *last = human.range_ends(texts.get(("notified", "at"), ""))
    return {**texts, ("notified", "at"): first, ("notified", "until"): last[0]} if last else texts


def _fact_text(node: Node | None) -> str:
    """Return a text on one line, or the texts of a list, which have commas between them."""
    return ", ".join(map(folded, node.items)) if isinstance(node, List) else folded(node)


def _fact(text: str, zone: ZoneInfo) -> object:
    """Return a fact as a comparable value, so that another notation is not a change."""
    number = text.replace(",", "")
    return _moment(number if number.isdecimal() else text, zone)


def _moment(text: str, zone: ZoneInfo) -> object:
    """Return a text as a date, so that another notation is not a change, or else as it is."""
    try:
        return human.when(text, zone)
    except BadValueError:
        return text


def _elements(document: Document, loc: Loc) -> dict[str, Loc] | None:
    """Return the elements of data in a field, with their locations in it; None if it is missing."""
    node = _fields(document.find(loc[:-1])).get(str(loc[-1]))
    if node is None or (loc[-1] == "collects" and folded(node).casefold() == "unknown"):
        return None
    groups = [(kind, group) for kind, group in _fields(node).items() if isinstance(group, List)]
    return {
        folded(item).casefold(): (kind, i)
        for kind, group in groups
        for i, item in enumerate(group.items)
    }


def _is_near(word: str, dropped: list[str]) -> bool:
    return bool(get_close_matches(word, dropped, n=1, cutoff=MIN_WORD_SIMILARITY))


def _is_given(document: Document, name: str) -> bool:
    """Return whether a field is given, even unreadable; `unknown` in a legacy entry is not."""
    is_excused = document.word(name) == "unknown" and document.is_legacy
    return name in document.broken or (name in document.fields.fields and not is_excused)


def _is_broken(document: Document, name: str) -> bool:
    """Return whether a field cannot be read, or should be a list and is not."""
    node = document.node(name)
    if name in LISTS and isinstance(node, Scalar | Mapping):
        return True
    return name in document.broken or isinstance(node, Broken)


def _fields(node: Node | None) -> dict[str, Node]:
    return node.fields if isinstance(node, Mapping) else {}


# The items of a published list in the list as it is now, wherever they have moved


class ListItem(NamedTuple):
    """One change or update: its date, its noun for messages, and the words of its other fields."""

    dated: str
    noun: str
    words: tuple[str, ...]


class MatchedItems(NamedTuple):
    """The items of an old list in a new one, by their positions in the old list.

    `positions` has the new position of each item that was found, `gone` the items that were not,
    and `replaced` those of them whose position has an item that is new.
    """

    positions: dict[int, int]
    gone: list[int]
    replaced: set[int]


def match(before: Sequence[ListItem], after: Sequence[ListItem]) -> MatchedItems:
    """Find each old item in the new list, equal or else similar, at any position."""
    positions = {
        i: i for i, (old, new) in enumerate(zip(before, after, strict=False)) if old == new
    }
    free = {j for j in range(len(after)) if j not in positions}
    elsewhere: dict[ListItem, list[int]] = {}
    for j in sorted(free, reverse=True):
        elsewhere.setdefault(after[j], []).append(j)
    for i, old in enumerate(before):
        if i not in positions and elsewhere.get(old):
            positions[i] = elsewhere[old].pop()
            free.discard(positions[i])
    unmatched = [i for i in range(len(before)) if i not in positions]
    for *_, i, j in sorted(_similar_pairs(before, after, unmatched, free)):
        if i not in positions and j in free:
            positions[i] = j
            free.discard(j)
    gone = [i for i in range(len(before)) if i not in positions]
    return MatchedItems(positions, gone, {*gone} & free)


def _similar_pairs(
    before: Sequence[ListItem], after: Sequence[ListItem], unmatched: list[int], free: set[int]
) -> Iterator[tuple[float, bool, int, int]]:
    """Yield each unmatched old item and free new one that are similar, by their positions.

    Before these are what the pairs are sorted by: the most similar first, then those in place.
    """
    are_few = max(len(unmatched), len(free)) <= MAX_COMPARED
    for i in unmatched:
        for j in free if are_few else free & {i}:
            old, new = before[i], after[j]
            words = SequenceMatcher(None, old.words, new.words)
            similarity = (old.dated == new.dated) + words.quick_ratio()
            if similarity >= MIN_ITEM_SIMILARITY:
                yield -similarity, i != j, i, j


def _item(node: Node, dated: str, noun: str) -> ListItem:
    """Return an item of a list in an entry; `dated` is the name of the field with the date."""
    if not isinstance(node, Mapping):
        return ListItem("", noun, tuple(_words(node)))
    texts = {name: folded(value) for name, value in node.fields.items()}
    others = [
        value for name, value in node.fields.items() if name not in (dated, "kind", "notified")
    ]
    words = tuple(word for value in others for word in _words(value))
    return ListItem(texts.get(dated, ""), texts.get("kind", noun), words)


def _words(node: Node) -> Iterator[str]:
    """Yield the words of all texts of a node."""
    yield from (word for text in scalars(node) for word in WORD.findall(text.text))


# A duty that was missed when published, in the record as it is now


def missed_stays_missed(
    read: CheckedEntry, published: CheckedEntry, source: EntrySource, old: Reader, new: Reader
) -> Iterator[Problem]:
    """A limit that was missed when published stays missed, after any change.

    A change of an entry or of the settings does not turn *late* into *met*, and takes nothing that
    is late or overdue out of the record. Families may be notified. But neither `posted`, which can
    name any earlier day, nor a withdrawal silently ends a posting that is overdue.
    """
    if read.entry is None or published.entry is None:
        return
    document = _document(source)
    was = record.rows(published.entry, old.duties, old.now, old.postings)
    now = record.rows(read.entry, new.duties, new.now, new.postings)
    for code, before, after in _no_longer_missed(was, now):
        if code == "W309" and after:
            span = document.place(*after.notice.loc, after.duty.done, "at")
            yield _duty_problem(code, span, before, after)
        elif read.is_valid:  # or it lacks rows
            yield _duty_problem(code, document.place(*before.notice.loc), before, after)


def missed_is_not_posted_again(
    inputs: Inputs, before: Entries, checked: Sequence[CheckedEntry], old: Reader
) -> Iterator[Problem]:
    """A breach that was missed and withdrawn is not posted again as one that was received later.

    That of the same contractor may be the same breach, or another one: a person has to ask.
    """
    breaches = [read.entry for read in checked if isinstance(read.entry, Breach)]
    fresh = [new for new in breaches if ("breaches", new.id) not in before and new.received]
    gone = [was for was in breaches if ("breaches", was.id) in before and was.withdrawn]
    names = entry_names(inputs) if fresh and gone else {}
    for new, was in product(fresh, gone):
        one, other = (names[f"breaches/{breach.id}"].contractor for breach in (new, was))
        is_later = was.received and new.received and was.received.surely_before(new.received)
        then = old.entry(before["breaches", was.id]).entry
        if not then or not is_later or one.casefold() != other.casefold():
            continue
        source = next(source for source in inputs.sources if source.path == new.path)
        span = frontmatter.read(*source).place("received")
        for row in record.rows(then, old.duties, old.now, old.postings):
            if row.state in MISSED and row.duty.done == "notified":
                values = {"name": row.duty.name, "value": row.notice.id, "other": row.state}
                yield problem("W310 again", span, **values)


def missed_years_stay_missed(earlier: Context, context: Context) -> Iterator[Problem]:
    """The same is true for the yearly notice."""
    if earlier.settings is None or context.settings is None or context.document is None:
        return
    years = record.yearly_rows(context.settings, context.now)
    changes = _no_longer_missed(record.yearly_rows(earlier.settings, earlier.now), years)
    for code, before, after in changes:
        span = context.document.place("yearly_due")
        if code == "W309" and after and after.done:
            year = after.done.day.year
            span = limits.place_of_year(context.settings, context.document, year)
        yield _duty_problem(code, span, before, after)


def _no_longer_missed(
    before: Iterable[RecordRow], after: Iterable[RecordRow]
) -> Iterator[tuple[str, RecordRow, RecordRow | None]]:
    """Yield each row that was missed and no longer is: its code, and the row before and after."""
    by_key = {(row.notice.id, row.duty.name): row for row in after}
    for row in before:
        same = by_key.get((row.notice.id, row.duty.name))
        if code := _code(row, same):
            yield code, row, same


def _code(before: RecordRow, after: RecordRow | None) -> str | None:
    """Return the code for a row that was missed and no longer is; None for any other row.

    A duty of the district that is still to be done does not leave the record either, as it does if
    an update no longer names the data that it added.
    """
    is_running = before.state == "open" and before.duty.who == "board"
    if is_running and after is None and not before.done and before.duty.done == "notified":
        return "W310"
    if before.state not in MISSED:
        return None
    leaves = after and after.is_withdrawn and not (after.done or before.is_withdrawn)
    if after and after.state in MISSED and not leaves:
        return None
    if before.state == "late":
        return "W309" if after and after.state == "met" else "W310"
    is_over = after and after.done and not _is_posted_elsewhere(after)
    return None if is_over else "W310"


def _is_posted_elsewhere(row: RecordRow) -> bool:
    """Return whether a posting is done only because the entry has the line `posted`."""
    notice = row.notice
    is_elsewhere = isinstance(notice, Notice) and notice.posted is not None
    return row.duty.done == "posted" and is_elsewhere


def _now(after: RecordRow | None) -> str:
    """Return what has become of a row that was missed."""
    if after is None:
        return "not in the record"
    return "in a withdrawn entry" if after.is_withdrawn else f"*{after.state}*"


def _duty_problem(code: str, span: Span, before: RecordRow, after: RecordRow | None) -> Problem:
    values = {"name": before.duty.name, "value": before.notice.id, "other": before.state}
    return problem(code, span, **values, now=_now(after))
