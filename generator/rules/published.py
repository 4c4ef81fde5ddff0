"""What was published stays: the content of today held against what stood there at an earlier time."""

from __future__ import annotations

import re
from difflib import SequenceMatcher, get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from generator.content import frontmatter, written_dates
from generator.content.fields import TRANSLATED
from generator.content.names import SETTINGS, Named, named
from generator.content.yaml_nodes import Broken, List, Mapping, Node, Scalar, find, scalars
from generator.core.problems import BadValueError, Problem, Span, listed, problem, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from generator.content.frontmatter import Document
    from generator.core.model import Loc
    from generator.core.site import Inputs, Past, Source

Key = tuple[str, str]
Entries = dict[Key, Named]
OWN = {"contracts": ("product", "contractor", "executed"), "breaches": ("contract", "contractor", "received")}
MISNAMED = re.compile(r"content/(contracts|breaches)/(.+)\.(?:md|yaml|yml|markdown)", re.IGNORECASE)
LINKED = "Links to it lead nowhere: put it back, unless nobody may read it."
TRANSLATION = "Put it back, corrected if need be: families read it in their language."
SCHOOL = "Its page and its feeds go with it: put it back, unless there is no such school any more."


def check(inputs: Inputs, zone: ZoneInfo) -> Iterator[Problem]:
    """Yield what has been taken back, moved or changed unseen of what was published."""
    past = inputs.published
    if past is None or any(found.span.path == "content" for found in inputs.unread):
        return  # all of it is missing, which has a problem of its own
    then, now = _entries(past.sources), _entries(inputs.sources)
    yield from entries_stay(then, now, _taken(inputs))
    translations = _unchanged_translations(past, inputs)
    for key in then.keys() & now.keys():
        if then[key].source.data != now[key].source.data:
            pair = Pair(_document(then[key].source), _document(now[key].source), zone)
            yield from check_entry(pair)
            for translation in translations.get(key, []):
                yield from translation_follows(pair, _document(translation))
    yield from settings_stand(past, inputs)
    yield from files_stay(past, inputs, now)


def entries_stay(then: Entries, now: Entries, taken: set[Key]) -> Iterator[Problem]:
    """An entry keeps its name forever, and a new one is complete; `taken` are names that already have a problem."""
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
            yield problem("W306", Span(one.source.path), value=one.source.path, advice=TRANSLATION)


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


ALIKE = 0.6  # how much of two items must agree for one to be the other, corrected
MOST = 50  # things without a twin up to which each is compared with each
# A date or an address is one word, and so is a letter of a script that may have no spaces.
WORD = re.compile(r"[A-Za-z0-9](?:[!-~]*[A-Za-z0-9])?|\w")


class ListItem(NamedTuple):
    """One change or update: the date it bears, what it is called, and what else it says of its matter."""

    dated: str
    noun: str
    words: tuple[str, ...]


class Matched(NamedTuple):
    """The place now of each item then; the places then of those that are gone, and the new ones in their stead."""

    places: dict[int, int]
    gone: list[int]
    replaced: dict[int, int]


def items(node: Node | None, dated: str, noun: str) -> list[ListItem]:
    """Return the items of a list of an entry; `dated` names the field with the date, `noun` what an item is."""
    return [_item(one, dated, noun) for one in node.items] if isinstance(node, List) else []


def match(then: Sequence[ListItem], now: Sequence[ListItem]) -> Matched:
    """Find each item of then among those of now: the same at its place, the same elsewhere, or the most alike."""
    places = {i: i for i, (old, new) in enumerate(zip(then, now, strict=False)) if old == new}
    free = {j for j in range(len(now)) if j not in places}
    elsewhere: dict[ListItem, list[int]] = {}
    for j in sorted(free, reverse=True):
        elsewhere.setdefault(now[j], []).append(j)
    for i, old in enumerate(then):
        if i not in places and elsewhere.get(old):
            places[i] = elsewhere[old].pop()
            free.discard(places[i])
    for _, _, i, j in sorted(_pairs(then, now, [i for i in range(len(then)) if i not in places], free)):
        if i not in places and j in free:
            places[i] = j
            free.discard(j)
    gone = [i for i in range(len(then)) if i not in places]
    return Matched(places, gone, {i: i for i in gone if i in free})


def _pairs(
    then: Sequence[ListItem], now: Sequence[ListItem], olds: list[int], free: set[int]
) -> Iterable[tuple[float, bool, int, int]]:
    """Yield the pairs of items without a twin that are alike: how much, less than nothing, and whether out of place."""
    few = max(len(olds), len(free)) <= MOST
    for i in olds:
        for j in free if few else free & {i}:
            alike = (then[i].dated == now[j].dated) + _likeness(then[i].words, now[j].words)
            if alike >= ALIKE:
                yield -alike, i != j, i, j


def _likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).quick_ratio()


def _item(node: Node, dated: str, noun: str) -> ListItem:
    if not isinstance(node, Mapping):
        return ListItem("", noun, tuple(_words(node)))
    said = {name: _text(value) for name, value in node.fields.items()}
    rest = (value for name, value in node.fields.items() if name not in (dated, "kind", "notified"))
    return ListItem(
        said.get(dated, ""), said.get("kind", noun), tuple(word for value in rest for word in _words(value))
    )


def _text(node: Node) -> str:
    return " ".join(node.text.split()) if isinstance(node, Scalar) else ""


def _words(node: Node) -> Iterator[str]:
    """Yield the words of all texts of a node."""
    yield from (word for text in scalars(node) for word in WORD.findall(text.text))


LISTS = {"changes": ("executed", "change"), "updates": ("on", "update")}
DATES = ("executed", "discovered", "received")
FACTS = ("contract", "contractor", "expires", "students", "resolved", "posted")
DATA = {"collects": "an amendment under `changes`", "involves": "an update under `updates`"}
NAMES = (*LISTS, *DATES, *DATA)
SAME_WORDS = 0.85  # how alike two elements of data are when one is the other, corrected


class Pair(NamedTuple):
    """One entry as it was published and as it is now, and the time zone of its dates."""

    then: Document
    now: Document
    zone: ZoneInfo


def check_entry(pair: Pair) -> Iterator[Problem]:
    """Yield what every rule finds, as far as both can be read."""
    if pair.now.whole:
        for rule in RULES:
            yield from rule(pair)


def past_can_be_read(pair: Pair) -> Iterator[Problem]:
    """What cannot be read of the past cannot be compared: a person must do it."""
    if not pair.then.whole or not (pair.then.fields.fields or any(name in NAMES for name in pair.then.broken)):
        yield problem("W305", place(pair.now), where="")
        return
    for name in NAMES:
        if _is_broken(pair.then, name) and _stands(pair.now, name):
            yield problem("W305", place(pair.now, name), where=f" in `{name}`")


def withdrawal_stands(pair: Pair) -> Iterator[Problem]:
    """What was withdrawn stays withdrawn, whatever words explain it."""
    if _stands(pair.then, "withdrawn") and not _stands(pair.now, "withdrawn"):
        yield problem("E306", place(pair.now))


def lists_only_grow(pair: Pair) -> Iterator[Problem]:
    """A change or an update that was published stays in its place, and a new one follows at the end."""
    for name, (dated, noun) in LISTS.items():
        if _is_broken(pair.then, name) and not _stands(pair.now, name):
            yield problem("E303", place(pair.now), what=f"`{name}`")
        if _is_broken(pair.then, name) or (_is_broken(pair.now, name) and _stands(pair.now, name)):
            continue
        then, now = (items(document.node(name), dated, noun) for document in (pair.then, pair.now))
        found = match(then, now)
        for i in found.gone:
            code, loc = ("E305", (name, i)) if i in found.replaced else ("E303", (name,))
            what = f"The {then[i].noun} of {shorten(then[i].dated)}" if then[i].dated else f"Number {i + 1} of `{name}`"
            yield problem(code, place(pair.now, *loc), what=what)
        for i, j in sorted(found.places.items()):
            if i != j and not found.gone:
                yield problem("E304", place(pair.now, name, j), noun=now[j].noun, was=i + 1, now=j + 1)
                break
        for i, j in found.places.items():
            yield from _date_stands(pair, dated, then[i].dated, now[j].dated, (name, j, dated))
            yield from _facts_stand(pair, (name, i), (name, j))
            for data in DATA:
                yield from _data_is_kept(pair, (name, i, data), (name, j, data))


def dates_stand(pair: Pair) -> Iterator[Problem]:
    """The dates that the law counts from may be corrected, but not unseen."""
    for name in DATES:
        if not _is_broken(pair.then, name) and not _is_broken(pair.now, name):
            yield from _date_stands(pair, name, pair.then.text(name), pair.now.text(name), (name,))


def facts_stand(pair: Pair) -> Iterator[Problem]:
    """Who, how many, until when, and when families were notified may be corrected, but not unseen."""
    yield from _facts_stand(pair, (), ())


def data_stands(pair: Pair) -> Iterator[Problem]:
    """The top says what held at first; data that came in later are an amendment or an update, and none go unseen."""
    for name, instead in DATA.items():
        then, now = _elements(pair.then, (name,)), _elements(pair.now, (name,))
        if then is None or now is None or _is_broken(pair.then, name):
            continue
        yield from _data_is_kept(pair, (name,), (name,))
        dropped = [word for word in then if word not in now][:MOST]
        added = {word: loc for word, loc in now.items() if word not in then and not _is_near(word, dropped)}
        if added:
            span = place(pair.now, name, *next(iter(added.values())))
            yield problem("W302", span, field=name, value=", ".join(added), instead=instead)


RULES = (past_can_be_read, withdrawal_stands, lists_only_grow, dates_stand, facts_stand, data_stands)


def translation_follows(pair: Pair, translation: Document) -> Iterator[Problem]:
    """Where the first language's words have changed, a translation that has not says something else."""
    then, now, other = prose(pair.then), prose(pair.now), prose(translation)
    stale = [loc for loc, text in then.items() if now.get(loc, "") != text and (loc in other or not translation.whole)]
    if stale and pair.now.whole:
        fields = listed(dict.fromkeys(str(loc[0]) for loc in stale), "and")
        yield problem("W303", place(pair.now, *stale[0]), fields=fields, name=translation.path.rpartition("/")[2])


def prose(document: Document) -> dict[Loc, str]:
    """Return the texts of an entry that a translation may hold, each by its place."""
    texts: dict[Loc, str] = {}
    for name, node in document.fields.fields.items():
        inner = enumerate(node.items) if isinstance(node, List) and name in LISTS else ()
        found: list[tuple[Loc, Node]] = [((name,), node)]
        found += [((name, i, key), text) for i, item in inner for key, text in _fields(item).items()]
        texts |= {loc: _folded(text) for loc, text in found if loc[-1] in TRANSLATED and isinstance(text, Scalar)}
    body = document.body or document.node("body")
    return texts | ({("body",): _folded(body)} if isinstance(body, Scalar) else {})


def place(document: Document, *loc: str | int) -> Span:
    """Return where a value stands, or what holds it; the body, where it begins."""
    if loc == ("body",) and document.body:
        span = document.body.span
        return span._replace(end_line=span.line, end_column=2)
    return find(document.fields, loc).span


def _date_stands(pair: Pair, field: str, then: str, now: str, loc: Loc) -> Iterator[Problem]:
    if then not in ("", "unknown") and _moment(then, pair.zone) != _moment(now, pair.zone):
        yield problem("W301", place(pair.now, *loc), field=field, value=now or "not given", other=then)


def _data_is_kept(pair: Pair, was: Loc, loc: Loc) -> Iterator[Problem]:
    """Elements of data that were named at a place are still named, if in other words."""
    then, now = _elements(pair.then, was), _elements(pair.now, loc)
    if then and now is not None:
        added = [word for word in now if word not in then][:MOST]
        gone = [word for word in then if word not in now and not _is_near(word, added)]
        if gone:
            yield problem("W308", place(pair.now, *loc), field=str(loc[-1]), value=", ".join(gone))


def _facts_stand(pair: Pair, then: Loc, now: Loc) -> Iterator[Problem]:
    """Compare what the entry, or an item of a list, said at its place then with what it says at its place now."""
    names = (*FACTS, "received") if then else FACTS  # at the top it is one of `DATES`
    old, new = (_facts(find(document.fields, loc), names) for document, loc in ((pair.then, then), (pair.now, now)))
    is_legacy = pair.then.text("legacy") == "true"
    for field, was in old.items():
        value, loc = new.get(field, ""), (*now, *field)
        is_said = was != "unknown" or not is_legacy
        if is_said and not _is_broken(pair.now, str(loc[0])) and _fact(was, pair.zone) != _fact(value, pair.zone):
            name = ".".join(field).removesuffix(".at")
            yield problem("W307", place(pair.now, *loc), field=name, value=value or "not given", other=was)


def _facts(node: Node, names: Iterable[str]) -> dict[tuple[str, ...], str]:
    """Return the facts that fields state, by their names: what is there."""
    fields = _fields(node)
    notified = fields.get("notified")
    inner = _fields(notified) if notified else {}
    said: dict[tuple[str, ...], Node] = {(name,): fields[name] for name in names if name in fields}
    said |= {("notified", name): value for name, value in inner.items() if name in ("at", "by")}
    if isinstance(notified, Scalar):
        said["notified", "at"] = notified
    return {loc: text for loc, value in said.items() if (text := _folded(value))}


def _fact(text: str, zone: ZoneInfo) -> object:
    """Return what a fact means, so that another way to write a date or a number is no change."""
    return _moment(text.replace(",", "") if text.replace(",", "").isdecimal() else text, zone)


def _moment(text: str, zone: ZoneInfo) -> object:
    """Return what a date means, so that another way to write it is no change; one that is no date, as it is."""
    try:
        return written_dates.when(text, zone)
    except BadValueError:
        return text


def _elements(document: Document, loc: Loc) -> dict[str, Loc] | None:
    """Return the elements of data that a field names, each with its place in it; None where nothing was said."""
    node = _fields(find(document.fields, loc[:-1])).get(str(loc[-1]))
    if node is None or (loc[-1] == "collects" and _folded(node) == "unknown"):
        return None
    groups = [(kind, group) for kind, group in _fields(node).items() if isinstance(group, List)]
    return {_folded(item).casefold(): (kind, i) for kind, group in groups for i, item in enumerate(group.items)}


def _is_near(word: str, dropped: list[str]) -> bool:
    return bool(get_close_matches(word, dropped, n=1, cutoff=SAME_WORDS))


def _stands(document: Document, name: str) -> bool:
    """Say whether a field is there, readable or not; what a legacy entry says is unknown is not."""
    is_excused = document.text(name) == "unknown" and document.text("legacy") == "true"
    return name in document.broken or (name in document.fields.fields and not is_excused)


def _is_broken(document: Document, name: str) -> bool:
    """Say whether a field is present but cannot be read, or should be a list and is not."""
    node = document.node(name)
    return name in document.broken or isinstance(node, Broken) or (name in LISTS and isinstance(node, Scalar | Mapping))


def _fields(node: Node) -> dict[str, Node]:
    return node.fields if isinstance(node, Mapping) else {}


def _folded(node: Node) -> str:
    return " ".join(node.text.split()) if isinstance(node, Scalar) else ""
