"""Checks one entry against what was published of it: its texts, lists, dates and missed duties."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import NamedTuple
from zoneinfo import ZoneInfo

from generator.content import entry_dates
from generator.content.field_groups import Field
from generator.content.fields import (
    BREACH_ROWS,
    CHANGE,
    CONTRACT_ROWS,
    DEFAULTS,
    TRANSLATED,
    UPDATE,
    YEARLY,
)
from generator.content.frontmatter import Document
from generator.content.source_reading import Known
from generator.content.yaml_nodes import (
    Broken,
    List,
    Mapping,
    Node,
    Scalar,
    folded,
    raw_value,
    scalars,
)
from generator.core.dates import Period, When
from generator.core.model import Loc, Section
from generator.core.problems import BadValueError, Problem, Span, problem, shorten
from generator.rules import additions, told
from generator.rules.placeholders import is_placeholder

MAX_COMPARED = 50  # elements of data that are compared with each other
# A date or an address is one word, and so is each letter of a script without spaces.
WORD = r"[A-Za-z0-9](?:[!-~]*[A-Za-z0-9])?|\w"
ONLY_A_LINK = r"\W*(?:\[[^]]*\]\(\S+\)|<?https?://\S+?>?)\W*"
LISTS = {"changes": ("executed", "change"), "updates": ("on", "update")}
SCHOOL = "Its page and its feeds are gone too: put it back, with `closed:` if it has closed."
DATA = {"collects": "an amendment under `changes`", "involves": "an update under `updates`"}
MIN_WORD_SIMILARITY = 0.85  # of two elements of data, for one to be a correction of the other
FieldPath = tuple[str, ...]  # of a field, from the group that has it
Facts = dict[FieldPath, Field]


class Pair(NamedTuple):
    """An entry as it was published and as it is now, and the district's time zone.

    `faulty` are the places of errors that are reported without the past.
    """

    before: Document
    after: Document
    zone: ZoneInfo
    faulty: frozenset[Span] = frozenset()


def _facts_in(rows: Iterable[Field], *at: str) -> Iterator[tuple[FieldPath, Field]]:
    """Yield the path of each fact: what a letter says, has happened or is in a group; no texts."""
    for row in rows:
        inner = row.group or row.parts
        is_text = row.name in TRANSLATED and not row.parts
        if row.name in (*DATA, WITHDRAWN) or is_text:
            continue
        if inner and not row.type.is_list:
            yield from _facts_in(inner.fields.values(), *at, row.name)
        elif at or row.past or "letter" in row.shown:
            yield (*at, row.name), row


# What may be added to a published change or update, and has a rule of its own.
WITHDRAWN = "withdrawn"
AT = ("notified", "at")
UNTIL = ("notified", "until")
ROWS = (*CONTRACT_ROWS, *BREACH_ROWS)
FACTS = dict(_facts_in((*ROWS, *CHANGE.fields.values(), *UPDATE.fields.values())))
YEARLY_FACTS = dict(_facts_in(YEARLY.fields.values()))
RESTATED = {row.name for row in ROWS if row.restated}
NAMES = {*LISTS, *DATA, *(path[0] for path in FACTS)}


def check_pair(pair: Pair) -> Iterator[Problem]:
    """Yield the problems of every rule for an entry, if it can be read now."""
    if pair.after.is_readable:
        for rule in RULES:
            yield from rule(pair)


def past_can_be_read(pair: Pair) -> Iterator[Problem]:
    """What could not be read when it was published must be compared by a person."""
    if not pair.before.is_readable or not (
        pair.before.fields.fields or any(name in NAMES for name in pair.before.broken)
    ):
        yield problem("W305", pair.after.place(), where="")
        return
    for name in NAMES:
        if _is_broken(pair.before, name) and _is_given(pair.after, name):
            yield problem("W305", pair.after.place(name), where=f" in `{name}`")


def withdrawal_stays(pair: Pair) -> Iterator[Problem]:
    """A withdrawn entry stays withdrawn; its reason may change."""
    if _is_given(pair.before, "withdrawn") and not _is_given(pair.after, "withdrawn"):
        yield problem("E306", pair.after.place(), what="This entry")


def lists_only_grow(pair: Pair) -> Iterator[Problem]:
    """A published change or update keeps its position, and new ones are added at the end.

    If A and B were published, and the list is now
    - A, C, B: B has moved (E304);
    - A, C: B is gone, and C is in its place (E305);
    - A: B is gone (E303).
    """
    for name, (dated, noun) in LISTS.items():
        is_given = _is_given(pair.after, name)
        if _is_broken(pair.before, name):
            if not is_given:
                yield problem("E303", pair.after.place(), what=f"`{name}`")
        elif not is_given or not _is_broken(pair.after, name):
            before = [_item(item, dated, noun) for item in pair.before.items(name)]
            after = [_item(item, dated, noun) for item in pair.after.items(name)]
            found = new_positions(before, after)
            yield from _order_stays(pair.after, name, before, after, found)
            yield from _unsure(pair.after, name, before, after)
            for i, j in found.items():
                yield from _item_stays(pair, (name, i), (name, j))


def _order_stays(
    document: Document,
    name: str,
    before: Sequence[ListItem],
    after: Sequence[ListItem],
    found: dict[int, int],
) -> Iterator[Problem]:
    """Yield a problem for each published item that is not found, or for the first that has moved.

    `found` has the new position of each item by its old one.
    """
    gone = [i for i in range(len(before)) if i not in found]
    new = {*range(len(after))}.difference(found.values())
    for i in gone:
        yield _gone(document, name, i, before[i], is_replaced=i in new)
    moved = next((i for i in sorted(found) if found[i] != i), None)
    if moved is not None and not gone:
        j = found[moved]
        values = {"noun": after[j].noun, "was": moved + 1, "value": j + 1}
        yield problem("E304", document.place(name, j), **values)


def _gone(document: Document, name: str, i: int, item: ListItem, *, is_replaced: bool) -> Problem:
    """Return the problem of a published item that is gone, perhaps with a new one in its place."""
    what = f"Number {i + 1} of `{name}`"
    if item.dated:
        what = f"The {item.noun} of {shorten(item.dated)}"
    if is_replaced:
        return problem("E305", document.place(name, i), what=what)
    return problem("E303", document.place(name), what=what)


def _unsure(
    document: Document, name: str, before: Sequence[ListItem], after: Sequence[ListItem]
) -> Iterator[Problem]:
    """Yield a problem if an item was reworded, and its day has another one with new words.

    Nobody can tell which of them is the published one: they may have changed places, or a new one
    may be before it.
    """
    missing = Counter(before) - Counter(after)
    new = Counter(after) - Counter(before)
    new_of_day = Counter(item.dated for item in new.elements())
    for day in dict.fromkeys(item.dated for item in missing):
        if day and new_of_day[day] > 1:
            first = next(j for j, item in enumerate(after) if item.dated == day and item in new)
            yield problem("W305 day", document.place(name, first), field=name, value=day)


def _item_stays(pair: Pair, old: Loc, new: Loc) -> Iterator[Problem]:
    """A published change or update keeps its facts, texts and data, and stays withdrawn."""
    before, after = _fields(pair.before.find(old)), _fields(pair.after.find(new))
    if WITHDRAWN in before and WITHDRAWN not in after:
        yield problem("E306", pair.after.place(*new), what=f"This {LISTS[str(new[0])][1]}")
    yield from _facts_stay(pair, old, new, FACTS)
    yield from _texts_stay(pair, old, new)
    for data in DATA:
        yield from _data_is_kept(pair, (*old, data), (*new, data))


def facts_stay(pair: Pair) -> Iterator[Problem]:
    """A change of a fact, such as when, who, how many or until when, is reported."""
    yield from _facts_stay(pair, (), (), FACTS)


def data_stays(pair: Pair) -> Iterator[Problem]:
    """Data added later belongs in an amendment or an update; removed data is reported."""
    for name, instead in DATA.items():
        before = _elements(pair.before, (name,))
        after = _elements(pair.after, (name,))
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
            span = pair.after.place(name, *next(iter(added.values())))
            yield problem("W302", span, field=name, value=", ".join(added), instead=instead)


def texts_stay(pair: Pair) -> Iterator[Problem]:
    """A published text may be corrected, but it is neither removed nor replaced by a link."""
    yield from _texts_stay(pair, (), ())
    yield from _text_stays(pair, ("body",), pair.before.body, pair.after.body)


def means_are_named(pair: Pair) -> Iterator[Problem]:
    """Families who were not notified yet when it was published are notified by named means."""
    yield from told.new_notices_name_their_means(pair.before, pair.after)


def additions_are_complete(pair: Pair) -> Iterator[Problem]:
    """What is added is complete: an early end, a resolved breach, news about one."""
    yield from additions.additions_are_complete(pair.before, pair.after)


RULES = (
    past_can_be_read,
    withdrawal_stays,
    lists_only_grow,
    facts_stay,
    data_stays,
    texts_stay,
    means_are_named,
    additions_are_complete,
)


def new_entry_is_checked(document: Document, section: Section) -> Iterator[Problem]:
    """A new entry says how families were notified, a contract is checked, and none is a legacy."""
    yield from told.new_notices_name_their_means(None, document)
    if section == "contracts":
        yield from new_contracts_are_checked(None, document)
    if document.is_legacy:
        yield problem("W304", document.place("legacy"))


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
        is_checked = not fields.keys().isdisjoint({"terms", WITHDRAWN}) or "terms" in after.broken
        if "agreement" in fields and not is_checked:
            yield problem("W118", after.place(*loc))


def settings_stay(before: Document, after: Document, zone: ZoneInfo) -> Iterator[Problem]:
    """`feed_authority` and the ids of schools stay, because feeds depend on them.

    The guid of every item contains `feed_authority`, and the address of a school's feed its id.
    The yearly notices stay as well, because the record depends on them.
    """
    is_changed = before.lines != after.lines
    if not is_changed or not after.is_readable or "feed_authority" in after.broken:
        return
    authority = after.text("feed_authority")
    other = before.text("feed_authority")
    if not other:
        yield problem("W305", after.place(), where=" in `feed_authority`")
    elif authority:
        yield from authority_stays(after.place("feed_authority"), authority, other)
    schools, kept = (_fields(document.node("schools")) for document in (before, after))
    for school in schools.keys() - kept if "schools" not in after.broken else ():
        yield problem("W306", after.place("schools"), value=school, advice=SCHOOL)
    yield from yearly_notices_stay(Pair(before, after, zone))


def authority_stays(span: Span, authority: str, published: str) -> Iterator[Problem]:
    """The feeds keep the name that their ids begin with, unless it is not a district's own."""
    if authority != published and not is_placeholder(published):
        yield problem("E307", span, value=authority, other=published)


def yearly_notices_stay(pair: Pair) -> Iterator[Problem]:
    """A year keeps its notice on the list `yearly`, with the day and how families were notified."""
    before, after = (
        _positions_by_year(document, pair.zone) for document in (pair.before, pair.after)
    )
    for year, position in before.items():
        loc: Loc = ("yearly", after[year]) if year in after else ("yearly",)
        yield from _facts_stay(pair, ("yearly", position), loc, YEARLY_FACTS)
    yield from told.new_years_name_their_means({*before}, pair.after, after)


def _positions_by_year(document: Document, zone: ZoneInfo) -> dict[int, int]:
    """Return the position of each yearly notice in the list, by its year."""
    facts = [_facts(item, YEARLY_FACTS, zone) for item in document.items("yearly")]
    days = [each.get(("on",), ("", None))[1] for each in facts]
    return {day.day.year: i for i, day in enumerate(days) if isinstance(day, When)}


def changed_texts(pair: Pair) -> dict[Loc, Span]:
    """Return where each text that a translation may contain has changed."""
    after = prose(pair.after)
    changed = (loc for loc, text in prose(pair.before).items() if after.get(loc, "") != text)
    return {loc: pair.after.place(*loc) for loc in changed} if pair.after.is_readable else {}


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


def _texts_stay(pair: Pair, old_loc: Loc, loc: Loc) -> Iterator[Problem]:
    """Compare the texts in the fields of a group, at its old and new location."""
    after = _fields(pair.after.find(loc))
    for name, node in _fields(pair.before.find(old_loc)).items():
        if name in TRANSLATED and name not in pair.after.broken:
            yield from _text_stays(pair, (*loc, name), node, after.get(name))


def _text_stays(pair: Pair, loc: Loc, before: Node | None, after: Node | None) -> Iterator[Problem]:
    """Compare two texts; one that is required and missing has its own problem."""
    old, new = folded(_text(before)), folded(_text(after))
    span = pair.after.place(*loc)
    is_link = re.fullmatch(ONLY_A_LINK, new) and not re.fullmatch(ONLY_A_LINK, old)
    if old and (not new or is_link) and span not in pair.faulty:
        what = "is now only a link" if new else "is now missing"
        yield problem("W312", span, field=str(loc[-1]), what=what)


def _data_is_kept(pair: Pair, old_loc: Loc, loc: Loc) -> Iterator[Problem]:
    """Elements of data that were named at a location are still named, perhaps corrected."""
    before = _elements(pair.before, old_loc)
    after = _elements(pair.after, loc)
    if before and after is not None:
        added = [word for word in after if word not in before][:MAX_COMPARED]
        gone = [word for word in before if word not in after and not _is_near(word, added)]
        if gone:
            yield problem("W308", pair.after.place(*loc), field=str(loc[-1]), value=", ".join(gone))


def _facts_stay(pair: Pair, old_loc: Loc, loc: Loc, rows: Facts) -> Iterator[Problem]:
    """Compare the facts of a group in these rows, at its old and new location.

    What was unknown may be filled in, if no change or update can restate it.
    """
    default = {(name,): (word, word) for name, word in DEFAULTS.items()}
    before, after = (
        ({} if pair.before.is_legacy else default) | _facts(document.find(at), rows, pair.zone)
        for document, at in ((pair.before, old_loc), (pair.after, loc))
    )
    for path, (old, was) in before.items():
        new, value = after.get(path, ("not given", None))
        is_restated = path[0] in RESTATED
        is_filled_in = old.casefold() == "unknown" and (pair.before.is_legacy or not is_restated)
        is_same = new == old or value == was
        if is_filled_in or is_same or _is_broken(pair.after, str((*loc, *path)[0])):
            continue
        is_date = isinstance(was, When | Period) and not is_restated
        values = {"field": ".".join(path).removesuffix(".at"), "value": new, "other": old}
        span = pair.after.place(*loc, *path)
        yield problem("W301 date" if is_date else "W301", span, **values)


def _facts(node: Node, rows: Facts, zone: ZoneInfo) -> dict[FieldPath, tuple[str, object]]:
    """Return the facts in these rows that a node has, each as written and as `_value` reads it."""
    fields = _fields(node)
    raws: dict[FieldPath, tuple[str, object]] = {}
    for path in rows:
        inner = (_fields(fields.get(path[0])) if path[1:] else fields).get(path[-1])
        if path == AT and isinstance(fields.get("notified"), Scalar):
            inner = fields["notified"]
        if inner and (text := fact_text(inner)):
            raws[path] = (text, raw_value(inner))
    first, *last = entry_dates.range_ends(raws.get(AT, ("",))[0])
    if last:
        raws |= {AT: (first, first), UNTIL: (last[0], last[0])}
    return {path: (text, _value(rows[path], text, raw, zone)) for path, (text, raw) in raws.items()}


def _value(row: Field, text: str, raw: object, zone: ZoneInfo) -> object:
    """Return the value of a fact, which is the same in every notation and order."""
    try:
        value = row.read(raw, Known(zone))
    except BadValueError:  # such as the id of a contract, which may be any text here
        return text
    if type(value) is tuple:  # but not a Period, whose two dates have an order
        return frozenset(value)
    return value or text


def fact_text(node: Node | None) -> str:
    """Return all texts in a node on one line, with commas between them."""
    return ", ".join(map(folded, scalars(node))) if node else ""


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


def new_positions(before: Sequence[ListItem], after: Sequence[ListItem]) -> dict[int, int]:
    """Return the position of each old item in the new list, by its position in the old one.

    An item that has not changed is found anywhere. One that was reworded is known by its date, and
    one whose date was corrected by its position: only one of the two can be corrected at a time.
    Each item is found once, and not at all if nothing identifies it.

        published    now
        A 3/1        D 2/1    a new item
        B 3/2        A 3/1    not changed: A is at 1
        C 3/3        X 3/2    reworded: B is at 2
                     C 3/4    another date, and not in its place: C is gone
    """
    found: dict[int, int] = {}
    for sign in (_as_it_was_there, _as_it_was, _day, _words_there):
        taken = {*found.values()}
        free: dict[object, list[int]] = {}
        for j in reversed(range(len(after))):
            if j not in taken:
                free.setdefault(sign(j, after[j]), []).append(j)
        for i, item in enumerate(before):
            if i not in found and free.get(sign(i, item)):
                found[i] = free[sign(i, item)].pop()
    return found


# What identifies an item at a position, the surest sign first.


def _as_it_was_there(position: int, item: ListItem) -> object:
    return position, item


def _as_it_was(_: int, item: ListItem) -> object:
    return item


def _day(_: int, item: ListItem) -> object:
    return item.dated


def _words_there(position: int, item: ListItem) -> object:
    return position, item.words


def _item(node: Node, dated: str, noun: str) -> ListItem:
    """Return an item of a list in an entry; `dated` is the name of the field with the date."""
    if not isinstance(node, Mapping):
        return ListItem("", noun, tuple(_words(node)))
    texts = {name: folded(value) for name, value in node.fields.items()}
    others = [
        value
        for name, value in node.fields.items()
        if name not in (dated, "kind", "notified", WITHDRAWN)
    ]
    words = tuple(word for value in others for word in _words(value))
    return ListItem(texts.get(dated, ""), texts.get("kind", noun), words)


def _words(node: Node) -> Iterator[str]:
    """Yield the words of all texts of a node."""
    yield from (word for text in scalars(node) for word in re.findall(WORD, text.text))
