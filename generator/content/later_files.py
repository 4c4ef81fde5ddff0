"""The files of an entry or a message: the first, and those that came later, in its folder.

A published file stays as it is. What was wrong or missing in it stands in a correction, and what
should not have been published is withdrawn: here, each file is read with the corrections that hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from generator.content.field_groups import Field, Group, Needed
from generator.content.fields import DEFAULTS, LATER, TAKEN_BACK, FileKind
from generator.content.frontmatter import Document
from generator.content.markdown import Renderer
from generator.content.source_reading import Known, SourceReading
from generator.content.texts import render_texts
from generator.content.validate import DocumentValues, validate
from generator.content.yaml_nodes import Mapping as Fields
from generator.content.yaml_nodes import Node, raw_value
from generator.core.dates import When
from generator.core.model import Corrected, Line, Loc, Prose, Withdrawal
from generator.core.problems import Problem, listed, problem, suggestion

Named = tuple[str, Document]
TAKEN_BACK_FILE = Group("TakenBackFields", "A file that held data about a student.", (TAKEN_BACK,))
NATURAL = re.compile(r"(\d+)")


class Correction(NamedTuple):
    """A correction that can be read: the nodes of the right fields, and their values.

    `removed` has the names of the fields to take away. A correction of a day counts from its start.
    """

    name: str
    document: Document
    on: When
    of: str
    right: Mapping[str, Node]
    values: Mapping[str, Any]
    removed: tuple[str, ...] = ()
    text: Prose | None = None
    told: bool = False

    @property
    def order(self) -> tuple[float, tuple[tuple[int, str], ...]]:
        """The key by which corrections follow each other: their day or time, then their name."""
        return self.on.start.timestamp(), natural(self.name)


class Files:
    """The files of one entry or message, of which each that has no error was read.

    `documents` are as written, by name; that of the first file is "". What a document has below its
    fields is one of them, as `with_body` puts it there. `faulty` names those with errors.
    """

    def __init__(
        self,
        first: FileKind,
        main: Document,
        later: Sequence[Named],
        known: Known,
        renderer: Renderer,
    ) -> None:
        self.known = replace(known, legacy=True) if main.is_legacy else known
        self.renderer = renderer
        self.kinds = {"": first} | {name: kind_of(name) for name, _ in later}
        self.problems: list[Problem] = []
        self.taken_back: dict[str, When] = {}
        self.documents: dict[str, Document] = {}
        self.corrections: list[Correction] = []
        self._withdrawals: list[Withdrawal] = []
        for name, document in (("", main), *later):
            self._add(name, document)
        for name in self._of_kind("withdrawal"):
            self._read_withdrawal(name)
        for name in self._of_kind("correction"):
            self._read_correction(name)
        self.corrections.sort(key=lambda each: each.order)
        self._withdrawals.sort(key=lambda each: (each.on.start.timestamp(), natural(each.name)))
        self._note_repeated_withdrawals()
        self._check_corrections()

    @property
    def faulty(self) -> frozenset[str]:
        """The names of the files with errors, as far as they are known."""
        paths = {document.path: name for name, document in self.documents.items()}
        return frozenset(
            paths[each.span.path]
            for each in self.problems
            if each.is_error and each.span.path in paths
        )

    def _of_kind(self, kind: str) -> list[str]:
        return [name for name in self.documents if name and self.kinds[name].name == kind]

    def _add(self, name: str, document: Document) -> None:
        """Keep a document, unless its data was taken back."""
        self.problems += document.problems
        if "taken-back" not in document.fields.fields:
            document, problems = with_body(document, self.kinds[name])
            self.problems += problems
            self.documents[name] = document
            return
        read = validate(document._replace(body=None), TAKEN_BACK_FILE, self.known, {})
        self.problems += read.problems
        if document.body:
            self.problems.append(problem("E050", document.body.span))
        when = (read.values or {}).get("taken_back")
        if when:
            self.taken_back[name] = when

    # Reading one file

    def read(self, name: str, until: When | None = None) -> dict[str, Any] | None:
        """Return the values of a later file, with its corrections; None if it has an error."""
        document = self.corrected(name, until)
        read, problems = self._values(document, self.kinds[name])
        if until is None:
            self.problems += problems
        is_whole = document.is_readable and not document.broken
        if read is None or not is_whole or any(each.is_error for each in problems):
            return None
        return read

    def _values(
        self, document: Document, kind: FileKind
    ) -> tuple[dict[str, Any] | None, list[Problem]]:
        texts = render_texts(document, self.renderer)
        read = validate(document, kind.group, self.known, texts.by_location)
        problems = [*read.problems, *texts.problems]
        if kind.needs_body and document.is_readable and kind.body not in document.fields.fields:
            what = kind.group.fields[kind.body].meaning
            problems.append(problem("E044", document.place(), what=what))
        return read.values, problems

    def _target(self, name: str, of: str) -> bool:
        """Return whether a file is there; if not, add the problem that it is not."""
        if of != name and (of in self.documents or of in self.taken_back):
            return True
        path = self.documents[name].path.removeprefix("content/").rpartition("/")[0]
        if f"{path}/{of}" in self.known.gone and of != name:
            self.problems.append(problem("W191", self.documents[name].place("of"), value=of))
            return False
        names = {*self.documents, *self.taken_back} - {"", name}
        span = self.documents[name].place("of")
        meant = suggestion(of, names)
        choices = listed(sorted(names)) if names else "no other file"
        self.problems.append(problem("E045", span, value=of, meant=meant, choices=choices))
        return False

    # Withdrawals

    def _read_withdrawal(self, name: str) -> None:
        values = self.read_as_written(name)
        if values is not None and self._target(name, values.get("of", "")):
            group = self.kinds[name].group
            withdrawal: Any = group.build(**values)
            self._withdrawals.append(replace(withdrawal, name=name))

    def read_as_written(self, name: str) -> dict[str, Any] | None:
        """Return the values of a later file that no correction changes; None with an error."""
        document = self.documents[name]
        values, problems = self._values(document, self.kinds[name])
        self.problems += problems
        is_whole = document.is_readable and not document.broken
        if values is None or not is_whole or any(each.is_error for each in problems):
            return None
        return values

    def _note_repeated_withdrawals(self) -> None:
        """Add a warning for each withdrawal of what an earlier one has withdrawn already."""
        first: dict[str, Withdrawal] = {}
        for each in self._withdrawals:
            other = first.setdefault(each.of, each)
            if other is not each and not self.withdrawal_of(other.name):
                span = self.documents[each.name].place()
                self.problems.append(problem("W190", span, name=other.name, what="withdraws it"))

    def withdrawal_of(self, name: str, until: When | None = None) -> Withdrawal | None:
        """Return the first withdrawal of a file that holds: one that is not itself withdrawn.

        With a moment, it is the one that held just before.
        """
        for each in self._withdrawals:
            is_later = until and each.on.start >= until.start
            if each.of == name and not is_later and not self.withdrawal_of(each.name, until):
                return each
        return None

    def withdrawals(self) -> list[Withdrawal]:
        """Return all withdrawals, each with that of its own, the oldest first."""
        return [
            replace(each, withdrawn=self.withdrawal_of(each.name)) for each in self._withdrawals
        ]

    # Corrections

    def _read_correction(self, name: str) -> None:
        """Keep a correction, with the problems of what it says."""
        values = self.read_as_written(name)
        if values is None:
            return
        of = values.get("of", "")
        if not self._target(name, of) or of in self.taken_back:
            return
        document = self.documents[name]
        kind = self.kinds[of]
        if kind.name == "correction":
            self.problems.append(problem("E046", document.place("of"), value=of))
            return
        right = document.fields.fields.get("right")
        nodes = right.fields if isinstance(right, Fields) else {}
        removed = tuple(values.get("remove", ()))
        if not nodes and not removed:
            self.problems.append(problem("E047 nothing", document.place()))
            return
        read = self._right(document, right, kind) if isinstance(right, Fields) else None
        problems = read.problems if read else []
        problems += self._removed(document, removed, of, kind)
        self.problems += problems
        if not any(each.is_error for each in problems):
            self.corrections.append(
                Correction(
                    name,
                    document,
                    values["on"],
                    of,
                    nodes,
                    (read.values or {}) if read else {},
                    removed,
                    values.get("text"),
                    values.get("told") == "yes",
                )
            )

    def _right(self, document: Document, right: Fields, kind: FileKind) -> DocumentValues:
        """Return the values of `right`, read as fields of the kind of file that it corrects."""
        inside = Document(document.path, right, document.lines, [], is_readable=True)
        texts = render_texts(inside, self.renderer)
        read = validate(inside, correctable(kind), self.known, texts.by_location)
        return read._replace(problems=[*read.problems, *texts.problems])

    def _removed(
        self, document: Document, removed: Sequence[str], of: str, kind: FileKind
    ) -> Iterator[Problem]:
        """Yield a problem for each field that can't be taken away."""
        for i, field in enumerate(removed):
            span = document.place("remove", i)
            row = kind.group.fields.get(field)
            if field not in self.documents[of].fields.fields and not self._is_given_later(
                of, field
            ):
                yield problem("E047 field", span, value=field)
            elif row and row.needed:
                yield problem("E049", span, value=field)

    def _is_given_later(self, of: str, field: str) -> bool:
        """Return whether another correction gives a field."""
        for name in self._of_kind("correction"):
            right = self.documents[name].fields.fields.get("right")
            target = self.documents[name].text("of")
            if target == of and isinstance(right, Fields) and field in right.fields:
                return True
        return False

    def holding(self, of: str, until: When | None = None) -> list[Correction]:
        """Return the corrections of a file that hold now, or held just before a moment."""
        return [
            each
            for each in self.corrections
            if each.of == of
            and not (until and each.on.start >= until.start)
            and not self.withdrawal_of(each.name, until)
        ]

    def corrected(self, name: str, until: When | None = None) -> Document:
        """Return a document with the right values of the corrections that hold."""
        document = self.documents[name]
        corrections = self.holding(name, until)
        if not corrections:
            return document
        fields, keys = dict(document.fields.fields), dict(document.fields.keys)
        for each in corrections:
            right = each.document.fields.fields.get("right")
            for field, node in each.right.items():
                fields[field] = node
                keys[field] = right.keys[field] if isinstance(right, Fields) else node.span
            for field in each.removed:
                fields.pop(field, None)
        broken = document.broken - fields.keys()
        return document._replace(fields=Fields(fields, keys, document.fields.span), broken=broken)

    def changes(self, correction: Correction) -> tuple[Corrected, ...]:
        """Return what a correction changed: the value of each field before and after."""
        before = self._typed_before(correction)
        kind = self.kinds[correction.of]
        changed = []
        for field in (*correction.right, *correction.removed):
            attribute = kind.group.fields[field].attribute if field in kind.group.fields else field
            old, new = before.get(attribute), correction.values.get(attribute)
            changed.append(Corrected(field, old, new, is_added=_is_added(old, new)))
        return tuple(changed)

    def _typed_before(self, correction: Correction) -> dict[str, Any]:
        """Return the values of a file just before a correction of it, by attribute name."""
        document = self.documents[correction.of]
        kind = self.kinds[correction.of]
        texts = render_texts(document, self.renderer).by_location
        raw = {name: raw_value(node) for name, node in document.fields.fields.items()}
        defaults = DEFAULTS if kind.name == "contract" and not self.known.legacy else {}
        values = dict(defaults) | _lenient(kind.group, raw, self.known, texts)
        for each in self.holding(correction.of):
            if each.order >= correction.order:
                break
            values |= each.values
            for field in each.removed:
                values.pop(kind.group.fields[field].attribute, None)
        return values

    def _check_corrections(self) -> None:
        """Add a problem for each correction of a field to the value that stands already.

        If another correction has given that value, two people may have corrected the same on one
        day, so that this is only a warning.
        """
        for each in self.corrections:
            given = {
                field
                for other in self.holding(each.of)
                if other.order < each.order
                for field in other.right
            }
            changes = self.changes(each)
            if each.text is None and not all(change.is_added for change in changes):
                what = self.kinds[each.name].group.fields["text"].meaning
                self.problems.append(problem("E044", each.document.place(), what=what))
            for field, before, after, _ in changes:
                if field in each.right and before is not None and _same(before, after):
                    span = each.document.place("right", field)
                    if field in given:
                        found = problem("W190", span, name="another correction", what="says it")
                    else:
                        found = problem("E047", span, field=field)
                    self.problems.append(found)

    def moments(self) -> list[When]:
        """Return each time at which a correction began to hold, or was withdrawn, in order."""
        names = {each.name for each in self.corrections}
        whens = [each.on for each in self.corrections]
        whens += [each.on for each in self._withdrawals if each.of in names]
        return sorted({when.start: when for when in whens}.values(), key=lambda when: when.start)

    def lines(self) -> list[Line]:
        """Return the corrections, and the withdrawals of what is no notice, as lines."""
        corrections = [
            Line(
                "correction",
                each.name,
                each.on,
                each.text,
                each.of,
                self.changes(each),
                withdrawn=self.withdrawal_of(each.name),
                told=each.told,
            )
            for each in self.corrections
        ]
        withdrawals = [
            Line("withdrawal", each.name, each.on, each.reason, each.of, withdrawn=each.withdrawn)
            for each in self.withdrawals()
            if not self.is_of_notice(each)
        ]
        return [*corrections, *withdrawals]

    def is_of_notice(self, withdrawal: Withdrawal) -> bool:
        """Return whether a withdrawal is of a notice, or of the withdrawal of one."""
        by_name = {each.name: each for each in self._withdrawals}
        while withdrawal.of in by_name:
            withdrawal = by_name[withdrawal.of]
        return self.kinds[withdrawal.of].is_notice


def kind_of(name: str) -> FileKind:
    """Return the kind of a later file by its name, which `context` has checked."""
    return LATER[name.partition("-")[0]]


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """Return the sort key of a name, with numbers as numbers: `update-2` before `update-10`."""
    parts = NATURAL.split(name)
    return tuple((int(part), part) if part.isdigit() else (0, part) for part in parts)


def with_body(document: Document, kind: FileKind) -> tuple[Document, list[Problem]]:
    """Return a document whose text is the field that it is of this kind, and the problems.

    That of an entry stays below the fields.
    """
    if kind.body == "body":
        return document, []
    problems = []
    if kind.body and kind.body in document.fields.fields:
        span = document.fields.keys[kind.body]
        problems.append(problem("E044 field", span, name=kind.body))
    body = document.body
    if body is None:
        return document, problems
    if not kind.body:
        span = body.span._replace(end_line=body.span.line, end_column=2)
        problems.append(problem("E044 none", span))
        return document._replace(body=None), problems
    start = body.span._replace(end_line=body.span.line, end_column=2)
    fields = Fields(
        {**document.fields.fields, kind.body: body},
        {**document.fields.keys, kind.body: start},
        document.fields.span,
    )
    return document._replace(fields=fields, body=None), problems


@cache
def correctable(kind: FileKind) -> Group:
    """Return the fields of a kind of file that a correction can give, of which none is required.

    Words below the fields are not among them: they are fixed in the file itself.
    """
    rows: Iterator[Field] = (
        row._replace(needed=Needed.NOWHERE)
        for row in kind.group.fields.values()
        if row.name != kind.body
    )
    return Group(f"Right{kind.group.name}", kind.group.meaning, rows, dict)


def _lenient(
    group: Group, raw: Mapping[str, Any], known: Known, texts: Mapping[Loc, Prose]
) -> dict[str, Any]:
    """Return the values of a group that can be read."""
    return group.values(raw, (), SourceReading(known, texts, []))


def _same(before: object, after: object) -> bool:
    if isinstance(before, Prose) and isinstance(after, Prose):
        return before.text.split() == after.text.split() and before.until == after.until
    return before == after


def _is_added(before: object, after: object) -> bool:
    """Return whether a value was not known before, or a day has got its time."""
    if before is None:
        return True
    if not isinstance(before, When) or not isinstance(after, When):
        return False
    return before.precision == "day" and before.day == after.day
