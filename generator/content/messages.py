"""Messages to families: one file for each sending, with the notices that it told them of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from generator.content import frontmatter
from generator.content.fields import MESSAGE_FILE
from generator.content.later_files import Files
from generator.content.markdown import Renderer
from generator.content.means import means
from generator.content.source_reading import Known
from generator.core.dates import When
from generator.core.model import Line, Notified
from generator.core.problems import Problem, Span, problem, suggestion
from generator.core.site import Source, Told

YEARLY = "yearly"


class MessageSource(NamedTuple):
    """The files of a message: its id, such as `2026-11-13`, the first and the later ones."""

    id: str
    source: Source
    later: tuple[tuple[str, Source], ...] = ()


class Message(NamedTuple):
    """A message, made of its files: the ids of the notices that it is `of`, and what it says.

    `notified` is None if it was withdrawn. `lines` are its corrections and withdrawals, and
    `before` is what it said until each of them. `places` are the spans of its fields, and of the
    file with the name "".
    """

    id: str
    of: tuple[str, ...]
    notified: Notified | None
    places: Mapping[str, Span]
    lines: tuple[Line, ...]
    before: tuple[tuple[When, Notified | None], ...]


class Messages(NamedTuple):
    """All messages, with the problems of each file."""

    all: tuple[Message, ...]
    problems: list[Problem]

    def told(self) -> dict[tuple[str, str], list[Told]]:
        """Return what the messages say of the files of each entry, by section and id."""
        found = defaultdict[tuple[str, str], list[Told]](list)
        for message in self.all:
            for path in message.of:
                section, _, rest = path.partition("/")
                id, _, name = rest.partition("/")
                told = Told(name, message.notified, message.places, message.lines, message.before)
                found[section, id].append(told)
        return found

    def place_of_year(self, year: int, field: str = "at") -> Span | None:
        """Return the span of a field of the message that counts as a year's yearly notice."""
        for message in of_each_year(self.yearly):
            if message.notified and message.notified.at.day.year == year:
                return message.places[field]
        return None

    @property
    def yearly(self) -> list[Message]:
        """The messages about the yearly notice that were not withdrawn, the oldest first."""
        about = [each for each in self.all if YEARLY in each.of and each.notified]
        return sorted(about, key=_last)


def _last(message: Message) -> float:
    return message.notified.last.start.timestamp() if message.notified else 0


def of_each_year(messages: Sequence[Message]) -> list[Message]:
    """Return for each year the message that counts as its yearly notice.

    That is the first electronic one to all families, or without one the first of all.
    """
    counting: dict[int, Message] = {}
    for message in messages:
        told = message.notified
        if told is None or told.part:
            continue
        year = told.at.day.year
        other = counting.get(year)
        is_first_that_counts = (
            other is not None
            and other.notified is not None
            and means(other.notified.by) != "electronic"
            and means(told.by) == "electronic"
        )
        if other is None or is_first_that_counts:
            counting[year] = message
    return [counting[year] for year in sorted(counting)]


def read_messages(
    sources: Sequence[MessageSource],
    ids: Collection[str],
    known: Known,
    renderer: Renderer,
) -> Messages:
    """Return all messages; `ids` are those of all files that one may be about."""
    problems: list[Problem] = []
    messages = []
    for source in sources:
        main = frontmatter.read(*source.source)
        later = [(name, frontmatter.read(*file)) for name, file in source.later]
        files = Files(MESSAGE_FILE, main, later, known, renderer)
        found = _message(source, files, ids)
        problems += files.problems
        if found:
            messages.append(found)
    return Messages(tuple(messages), [*dict.fromkeys(problems)])


def _message(source: MessageSource, files: Files, ids: Collection[str]) -> Message | None:
    """Return a message; None if it has an error, or its data was taken back."""
    if "" not in files.documents:
        return None
    values = files.read("")
    if values is None:
        return None
    id = f"messages/{source.id}"
    document = files.corrected("")
    of = _of(files, values["of"], ids)
    said = _notified(files, None, id)
    moments = {when.start: when for when in files.moments()}
    withdrawn = files.withdrawal_of("")
    if withdrawn:
        moments[withdrawn.on.start] = withdrawn.on
    before = tuple(
        (moments[start], _notified(files, moments[start], id)) for start in sorted(moments)
    )
    lines = [*files.lines(), *_own_withdrawals(files)]
    places = {name: document.place(name) for name in ("at", "until", "by", "part")}
    return Message(
        id,
        of,
        said,
        places | {"": document.place()},
        tuple(replace_name(line, id) for line in lines),
        before,
    )


def _own_withdrawals(files: Files) -> list[Line]:
    """Return the withdrawals of the message, as lines of a history."""
    return [
        Line("withdrawal", each.name, each.on, each.reason, each.of, withdrawn=each.withdrawn)
        for each in files.withdrawals()
        if files.is_of_notice(each)
    ]


def replace_name(line: Line, message: str) -> Line:
    """Return a line of a message, named with its path, as it is in no folder of an entry."""
    of = f"{message}/{line.of}" if line.of else message
    return line._replace(name=f"{message}/{line.name}", of=of)


def _notified(files: Files, until: When | None, id: str) -> Notified | None:
    """Return what a message says, or said before a moment; None if it was withdrawn."""
    if files.withdrawal_of("", until):
        return None
    values = files.read("", until)
    if values is None:
        return None
    built: Any = files.kinds[""].group.build(**values)
    notified: Notified = built[1]
    return replace(notified, message=id)


def _of(files: Files, of: Sequence[str], ids: Collection[str]) -> tuple[str, ...]:
    """Return the notices that are there; add a problem for any other."""
    document = files.corrected("")
    there = []
    for i, path in enumerate(of):
        if path == YEARLY or path in ids:
            there.append(path)
            continue
        span = document.place("of", i)
        if path in files.known.gone:
            files.problems.append(problem("W191", span, value=path))
        else:
            near = path.rpartition("/")[0]
            close = {each for each in ids if each.startswith(near)} or ids
            meant = suggestion(path, close)
            files.problems.append(problem("E045 message", span, value=path, meant=meant))
    return tuple(there)
