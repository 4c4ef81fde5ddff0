"""One entry as it was published and as it is now: words may be corrected, what was told stays told."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from pydantic_core import PydanticCustomError

from generator.content import written_dates
from generator.content.translations import TEXTS
from generator.content.yaml_nodes import Broken, List, Mapping, Node, Scalar, find
from generator.core.problems import Problem, Span, listed, problem, shorten
from generator.rules.appended import MOST, items, match

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from generator.content.frontmatter import Document
    from generator.core.model import Loc

LISTS = {"changes": ("executed", "change"), "updates": ("on", "update")}
DATES = ("executed", "discovered", "received")
DATA = {"collects": "an amendment under `changes`", "involves": "an update under `updates`"}
NAMES = (*LISTS, *DATES, *DATA)
SAME_WORDS = 0.85  # how alike two elements of data are when one is the other, corrected


class Pair(NamedTuple):
    """One entry as it was published and as it is now, and the time zone of its dates."""

    then: Document
    now: Document
    zone: ZoneInfo


def check(pair: Pair) -> Iterator[Problem]:
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


def dates_stand(pair: Pair) -> Iterator[Problem]:
    """The dates that the law counts from may be corrected, but not unseen."""
    for name in DATES:
        if not _is_broken(pair.then, name) and not _is_broken(pair.now, name):
            yield from _date_stands(pair, name, pair.then.text(name), pair.now.text(name), (name,))


def data_does_not_grow(pair: Pair) -> Iterator[Problem]:
    """The top says what held at first; data that came in later are an amendment or an update."""
    for name, instead in DATA.items():
        then, now = _elements(pair.then, name), _elements(pair.now, name)
        if then is None or now is None or _is_broken(pair.then, name):
            continue
        dropped = [word for word in then if word not in now][:MOST]
        added = {word: loc for word, loc in now.items() if word not in then and not _is_near(word, dropped)}
        if added:
            span = place(pair.now, name, *next(iter(added.values())))
            yield problem("W302", span, field=name, value=", ".join(added), instead=instead)


RULES = (past_can_be_read, withdrawal_stands, lists_only_grow, dates_stand, data_does_not_grow)


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
        texts |= {loc: _folded(text) for loc, text in found if loc[-1] in TEXTS and isinstance(text, Scalar)}
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


def _moment(text: str, zone: ZoneInfo) -> object:
    """Return what a date means, so that another way to write it is no change; one that is no date, as it is."""
    try:
        return written_dates.when(text, zone)
    except PydanticCustomError:
        return text


def _elements(document: Document, name: str) -> dict[str, Loc] | None:
    """Return the elements of data that a field names, each with its place in it; None where nothing was said."""
    node = document.node(name)
    if node is None or (name == "collects" and document.text(name) == "unknown"):
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
    """Say whether a field is there and cannot be read, or a list is none."""
    node = document.node(name)
    return name in document.broken or isinstance(node, Broken) or (name in LISTS and isinstance(node, Scalar | Mapping))


def _fields(node: Node) -> dict[str, Node]:
    return node.fields if isinstance(node, Mapping) else {}


def _folded(node: Node) -> str:
    return " ".join(node.text.split()) if isinstance(node, Scalar) else ""
