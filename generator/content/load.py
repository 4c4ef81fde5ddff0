"""A document → a contract, a breach, a translation or the settings, with its problems.

Markdown texts are rendered first, and checked where they are written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as ByName
from dataclasses import replace
from typing import Any, NamedTuple

from generator.content import frontmatter
from generator.content.field_groups import Group, Needed
from generator.content.fields import (
    BREACH,
    CONTRACT,
    DEFAULTS,
    FIRST,
    LATER,
    OF_A_CONTRACTOR,
    SETTINGS,
    TABLES,
    FileKind,
    needed,
)
from generator.content.frontmatter import Document
from generator.content.later_files import Files, kind_of, natural, with_body
from generator.content.markdown import Renderer
from generator.content.means import means
from generator.content.phrases import is_no_name
from generator.content.source_reading import Known
from generator.content.texts import render_texts
from generator.content.validate import missing, validate
from generator.content.yaml_nodes import List, Mapping, Node, Scalar
from generator.core.dates import When
from generator.core.model import (
    Before,
    Breach,
    Contract,
    Deletion,
    Entry,
    Extent,
    Line,
    Loc,
    Notified,
    Prose,
    Section,
    Terms,
    Translation,
)
from generator.core.problems import Problem, Span, listed, problem
from generator.core.settings import Settings
from generator.core.site import EntrySource

NO_WORDS = Group("NoWords", "A file without a text.", ())
MIN_FOREIGN_FIELDS = 3  # by which an entry is known to be of the other section
MAY_BE_UNKNOWN = frozenset({"discovered", "involves", "students"})  # in any breach
OWN_FIELDS: dict[Section, frozenset[str]] = {  # that entries of the other section do not have
    "contracts": frozenset(CONTRACT.fields.keys() - BREACH.fields.keys()),
    "breaches": frozenset(BREACH.fields.keys() - CONTRACT.fields.keys()),
}
NOUNS: dict[Section, str] = {"contracts": "a contract", "breaches": "a breach"}


def settings(document: Document, known: Known) -> tuple[Settings | None, list[Problem]]:
    """Return the settings of the site and the problems; None if there is an error."""
    read = validate(document, SETTINGS, known, {})
    problems = document.problems + read.problems
    if read.values is None or any(problem.is_error for problem in problems):
        return None, problems
    zone = read.values.pop("timezone")
    if since := read.values.get("since"):  # it was read before the zone was known
        read.values["since"] = since._replace(start=since.start.replace(tzinfo=zone))
    if schools := read.values.get("schools"):  # in lists, those that have closed are the last
        read.values["schools"] = tuple(sorted(schools, key=lambda school: bool(school.closed)))
    said = read.values.pop("alerts_in", ())
    problems += _alerts_in_other_languages(said, read.values.get("languages", ()), document)
    settings = Settings(zone=zone, alerts_in=dict(said), **read.values)
    if not settings.contact.email and not settings.contact.phone:
        problems.append(missing(document.place("contact"), SETTINGS, ("contact", "email")))
    problems += _ambiguous_schools(settings, document)
    return settings, problems


def _alerts_in_other_languages(
    said: Sequence[tuple[str, str]], languages: Sequence[str], document: Document
) -> Iterator[Problem]:
    """Yield an error for each language that the site has not, that is its first, or again."""
    tags = [tag for tag, _ in said]
    wanted = "another language of the site than its first one, each once"
    for i, tag in enumerate(tags):
        if tag not in languages[1:] or tag in tags[:i]:
            span = document.place("alerts_in", i, "language")
            given = {"field": "language", "value": tag, "example": "language: es"}
            yield problem("E107 setting", span, wanted=wanted, **given)


def _ambiguous_schools(settings: Settings, document: Document) -> Iterator[Problem]:
    """Yield a warning for each name or alias of a school that is also a name of another one."""
    owners = {school.id: school.id for school in settings.schools}
    for school in settings.schools:
        names = [("name",), *(("aliases", i) for i in range(len(school.aliases)))]
        for loc, name in zip(names, (school.name, *school.aliases), strict=True):
            owner = owners.setdefault(" ".join(name.casefold().split()), school.id)
            if owner != school.id:
                span = document.place("schools", school.id, *loc)
                yield problem("W135", span, value=name, name=owner)


class Loaded(NamedTuple):
    """An entry with its problems, or None if the fields of its first file were not found.

    `documents` are its files as they are written. `faulty` are the names of those with errors, ""
    for the first. `spans` has where a message says when families were notified, by file.
    """

    entry: Entry | None
    problems: list[Problem]
    documents: list[Document]
    corrected: ByName[str, Document]
    faulty: frozenset[str] = frozenset()
    spans: ByName[str, ByName[str, Span]] = {}

    def place(self, *loc: str | int) -> Span:
        """Return the span of a value, or of what contains it, in the file that says it.

        The location of a value in a later file begins with the name of the file, and that of a date
        which only a message has leads there.
        """
        name, inner = "", loc
        if loc and loc[0] in self.corrected:
            name, inner = str(loc[0]), loc[1:]
        elif loc and loc[0] in ("deletion", "resolved") and self.entry:
            line = next((each for each in reversed(self.entry.lines) if each.kind == loc[0]), None)
            if line and line.name in self.corrected:
                name, inner = line.name, loc[1:] or ("on",)
        if inner[:1] == ("notified",) and name in self.spans:
            spans = self.spans[name]
            return spans.get(str(inner[-1]), spans[""])
        document = self.corrected.get(name)
        return document.place(*inner) if document else Span(self.documents[0].path)

    def right(self, name: str, field: str) -> str:
        """Return the value that a correction gives a field, as a file has it."""
        return flow(self.corrected[name].find(("right", field)))


def entry(source: EntrySource, known: Known, renderer: Renderer) -> Loaded:
    """Return an entry, made of all its files, and the problems of each, also of its rendered texts.

    What could not be read is missing, and so is each later file with an error. `join` adds to a
    breach what its contract says.
    """
    main = frontmatter.read(*source.source)
    later = [(name, frontmatter.read(*file)) for name, file in source.later]
    documents = [main, *(document for _, document in later)]
    if wrong := misplaced(source.section, main):
        return Loaded(None, [wrong], documents, {})
    files = Files(FIRST[source.section], main, later, known, renderer)
    problems: list[Problem] = []
    made = _Maker(source, files).entry(None, problems)
    if made:
        stages = (_Maker(source, files).entry(when, []) for when in _moments(source, files))
        before = zip(_moments(source, files), stages, strict=True)
        entries = tuple(Before(when, each) for when, each in before if each)
        made = replace(made, before=entries) if entries else made
    found = [*dict.fromkeys((*files.problems, *problems))]
    paths = {document.path: name for name, document in files.documents.items()}
    faulty = frozenset(
        paths[each.span.path] for each in found if each.is_error and each.span.path in paths
    )
    corrected = {"": main, **dict(later)}
    corrected |= {name: files.corrected(name) for name in files.documents}
    spans = _spans(made, source) if source.told and made else {}
    return Loaded(made, found, documents, corrected, faulty, spans)


def _moments(source: EntrySource, files: Files) -> list[When]:
    """Return each time before which the page said something else that was corrected then."""
    told = (when for each in source.told for when, _ in each.before)
    whens = {when.start: when for when in (*files.moments(), *told)}
    return [whens[start] for start in sorted(whens)]


def _spans(entry: Entry, source: EntrySource) -> dict[str, ByName[str, Span]]:
    """Return where the message that counts says when families were notified, by file."""
    spans: dict[str, ByName[str, Span]] = {}
    said = {"": entry.notified, **{item.name: item.notified for item in entry.items}}
    said |= {each.name: each.notified for each in entry.withdrawals}
    for told in source.told:
        if told.notified and said.get(told.name) == told.notified:
            spans.setdefault(told.name, told.places)
    return spans


class _Maker:
    """Makes an entry of its files, as it is or as it was just before a moment."""

    def __init__(self, source: EntrySource, files: Files) -> None:
        self.source = source
        self.files = files

    def entry(self, until: When | None, problems: list[Problem]) -> Entry | None:
        """Return the entry; None if the fields of its first file were not found."""
        files, source = self.files, self.source
        group = TABLES[source.section]
        known = files.known
        values: dict[str, Any] | None = {}
        if "" in files.documents:
            document = files.corrected("", until)
            values = self._first(document, problems)
        if values is None:
            return None
        names = [name for name in files.documents if name]
        listed_kind, made = ("change", "changes") if group is CONTRACT else ("update", "updates")
        items = [item for item in (self._item(name, listed_kind, until) for name in names) if item]
        items.sort(key=lambda item: (item.dated.start.timestamp(), natural(item.name)))
        lines = [*files.lines(), *self._lines(names, until)]
        lines += [line for told in source.told for line in told.lines]
        lines = [*{line.name: line for line in lines}.values()]
        lines.sort(
            key=lambda line: (line.on.start.timestamp() if line.on else 0, natural(line.name))
        )
        notified, also = self._told("", values.get("notified"), until)
        withdrawals = tuple(
            replace(each, notified=self._told(each.name, each.notified, until)[0])
            for each in files.withdrawals()
            if files.is_of_notice(each)
        )
        values |= {
            "id": source.id,
            "path": source.source.path,
            "since": known.since,
            "notified": notified,
            "also_told": also,
            "withdrawn": files.withdrawal_of("", until),
            "withdrawals": withdrawals,
            "lines": tuple(lines),
            "taken_back": files.taken_back,
            "added_by": self._added(),
            made: tuple(items),
        }
        if "" in files.taken_back:
            values["legacy"] = True
        if group is CONTRACT:
            deletions = [each.deletion for each in lines if each.deletion and not each.withdrawn]
            values["deletion"] = _latest_deletion([values.get("deletion"), *deletions])
            if "first" not in values:
                values["first"] = Terms.stating(CONTRACT.restated)
            return Contract.stating(CONTRACT.own, **values)
        values["resolved"] = _resolved(values.get("resolved"), lines, problems, self)
        if "first" not in values:
            values["first"] = Extent.stating(BREACH.restated)
        return Breach.stating(BREACH.own, **values)

    def _first(self, document: Document, problems: list[Problem]) -> dict[str, Any] | None:
        """Return the values of the first file; None if its fields were not found."""
        source, known = self.source, self.files.known
        group = TABLES[source.section]
        legacy = document.is_legacy
        without = {"body"}  # which is read with the other texts
        if legacy:  # an unknown field counts as missing
            words = {name: document.word(name) for name in document.fields.fields}
            without |= {name for name, word in words.items() if word == "unknown"} - {"contractor"}
        without |= document.fields.fields.keys() & FORMER.keys()
        texts = render_texts(document, self.files.renderer)
        values, names, found = validate(document, group, known, texts.by_location, without)
        problems += [*found, *texts.problems, *former_lists(document, source.section)]
        is_operator = not legacy and document.word("kind") != "consultant"
        is_reported = document.word("by") != "district"
        more = [Needed.OPERATOR] * is_operator + [Needed.REPORTED] * is_reported
        required = needed(group, Needed.NEW, *more)
        given = names - (without - MAY_BE_UNKNOWN)
        problems += _missing(document, group, required, given, legacy)
        if group is BREACH:
            problems += _names_its_contract(document, names - without)
        if values is None:
            return None
        values, nameless = _nameless(values, document)
        problems += nameless
        values["body"] = texts.by_location.get(("body",))
        if group is CONTRACT:
            values, doubts = _contract(values, document, legacy=legacy)
            problems += doubts
            return values
        # Without a value, the schools are those of the contract, or all schools without a contract.
        own = None if legacy or values.get("contract") else ()
        return values | {"first": Extent.stating(BREACH.restated, **{"schools": own, **values})}

    def _item(self, name: str, kind: str, until: When | None) -> Any:  # noqa: ANN401 - a change or an update
        """Return a change or an update with what is known of it later; None for another file."""
        files = self.files
        if files.kinds[name].name != kind:
            return None
        values = files.read(name, until)
        if values is None:
            return None
        states, nameless = _nameless(values, files.documents[name])
        if until is None:
            files.problems += nameless
        item: Any = files.kinds[name].group.build(**states)
        notified, also = self._told(name, item.notified, until)
        return replace(
            item,
            name=name,
            notified=notified,
            also_told=also,
            withdrawn=files.withdrawal_of(name, until),
        )

    def _told(
        self, name: str, own: Notified | None, until: When | None
    ) -> tuple[Notified | None, tuple[Notified, ...]]:
        """Return the notice to families of a file that counts, and all others about it."""
        told = [each.at(until) for each in self.source.told if each.name == name]
        return that_counts([each for each in (own, *told) if each])

    def _lines(self, names: Sequence[str], until: When | None) -> Iterator[Line]:
        """Yield the ends, reopenings and deletions as lines of the history."""
        for name in names:
            kind = self.files.kinds[name].name
            if kind not in ("resolved", "reopened", "deletion"):
                continue
            values = self.files.read(name, until)
            if values is None:
                continue
            withdrawn = self.files.withdrawal_of(name, until)
            if kind == "deletion":
                deletion = Deletion(values.get("asked"), values.get("confirmed"))
                yield Line(kind, name, deletion.latest, deletion=deletion, withdrawn=withdrawn)
            else:
                yield Line(kind, name, values["on"], values.get("text"), withdrawn=withdrawn)

    def _added(self) -> dict[str, str]:
        """Return the id of the correction that added a document, by the file that lacked it."""
        files = self.files
        added: dict[str, str] = {}
        for each in files.corrections:
            lacked = "agreement" not in files.documents[each.of].fields.fields
            if "agreement" in each.right and lacked and not files.withdrawal_of(each.name):
                id = f"{self.source.section}/{self.source.id}/{each.name}"
                added.setdefault(each.of, id)
        return added


def that_counts(told: Sequence[Notified]) -> tuple[Notified | None, tuple[Notified, ...]]:
    """Return the notice to families that counts, and the others, in the order of their ends.

    A duty is done at the end of the first electronic message to all families; without one, the
    first by other means says how they were notified.
    """
    ordered = sorted(told, key=lambda each: each.last.start.timestamp())
    whole = [each for each in ordered if not each.part]
    electronic = (each for each in whole if means(each.by) == "electronic")
    first = next(electronic, None) or next(iter(whole), None)
    return first, tuple(each for each in ordered if each is not first)


def _latest_deletion(each: Sequence[Deletion | None]) -> Deletion | None:
    """Return the latest day of each kind of several deletions."""
    known = [deletion for deletion in each if deletion]
    if not known:
        return None
    asked, confirmed = (
        max(filter(None, days), key=lambda when: when.start, default=None)
        for days in ([one.asked for one in known], [one.confirmed for one in known])
    )
    return Deletion(asked, confirmed)


def _resolved(
    first: When | None, lines: Sequence[Line], problems: list[Problem], maker: _Maker
) -> When | None:
    """Return the day on which a breach was resolved, if it is not open again since then.

    Of two ends without a reopening between them, the first counts.
    """
    resolved = first
    by = "the notice itself"
    for line in lines:
        if line.withdrawn or line.kind not in ("resolved", "reopened"):
            continue
        if line.kind == "reopened":
            resolved = None
        elif resolved is None:
            resolved, by = line.on, line.name
        else:
            span = maker.files.documents[line.name].place("on")
            problems.append(problem("W190", span, name=by, what="says it"))
    return resolved


FORMER = {"changes": "change", "updates": "update", "withdrawn": "withdrawal"}


def former_lists(document: Document, section: Section) -> Iterator[Problem]:
    """Yield an error for each list of later notices in an entry: each of them is a file now."""
    folder = document.path.rpartition(".")[0]
    for name in document.fields.fields.keys() & FORMER.keys():
        kind = LATER[FORMER[name]]
        if section not in kind.folders:
            continue
        node = document.fields.fields[name]
        items = node.items if isinstance(node, List) else (node,)
        if not items:
            yield problem("E043 empty", document.fields.keys[name], name=name)
        for number, item in enumerate(items, start=1):
            file = f"{kind.name}-{number}" if isinstance(node, List) else kind.name
            text = as_file(item, kind)
            span = document.fields.keys[name] if number == 1 else item.span
            yield problem("E043", span, name=name, path=f"{folder}/{file}.md", file=text)


def as_file(node: Node, kind: FileKind) -> str:
    """Return the file to make of an item that was in an entry, its text below its fields."""
    if not isinstance(node, Mapping):
        return "---\n---"
    elsewhere = (kind.body, "withdrawn")
    inside = {name: value for name, value in node.fields.items() if name not in elsewhere}
    body = node.fields.get(kind.body)
    text = body.text.strip("\n") if isinstance(body, Scalar) else ""
    lines = [f"{name}: {flow(value)}" for name, value in inside.items()]
    return "\n".join(["---", *lines, "---", *([text] if text else [])])


def flow(node: Node) -> str:
    """Return a value in YAML on one line: a text in quotes unless it is plain."""
    if isinstance(node, Scalar):
        text = node.text
        return text if re.fullmatch(PLAIN, text) else json.dumps(text, ensure_ascii=False)
    if isinstance(node, List):
        return f"[{', '.join(map(flow, node.items))}]"
    if isinstance(node, Mapping):
        return f"{{{', '.join(f'{name}: {flow(value)}' for name, value in node.fields.items())}}}"
    return "…"


PLAIN = r"[A-Za-z0-9](?:[A-Za-z0-9 .()/@:-]*[A-Za-z0-9.()/@-])?"


def _contract(
    values: dict[str, Any], document: Document, *, legacy: bool
) -> tuple[dict[str, Any], list[Problem]]:
    """Return what a contract says, with what a new one need not, and a warning, if any."""
    new: dict[str, Any] = {**DEFAULTS, "schools": ()}
    problems: list[Problem] = []
    if values.get("basis") == "special-education-exception":  # for few students, so not all schools
        new["schools"] = None
        if values.get("schools") == ():
            problems.append(problem("W131 all", document.place("schools")))
            del values["schools"]
    values = {**({} if legacy else new), **values}
    return values | {"first": Terms.stating(CONTRACT.restated, **values)}, problems


def _nameless(values: dict[str, Any], document: Document) -> tuple[dict[str, Any], list[Problem]]:
    """Return the values without what is no company's name, and a warning for it."""
    if not is_no_name(name := values.get("contractor", "")):
        return values, []
    found = problem("W139", document.place("contractor"), value=name)
    return {**values, "contractor": ""}, [found]


def misplaced(section: Section, document: Document) -> Problem | None:
    """Return a problem if an entry has only fields of the other section, and several of them."""
    other: Section = "breaches" if section == "contracts" else "contracts"
    names = document.fields.fields.keys()
    if names & OWN_FIELDS[section] or len(names & OWN_FIELDS[other]) < MIN_FOREIGN_FIELDS:
        return None
    return problem("E019", document.place(), kind=NOUNS[other], section=section, other=other)


def translation(
    source: EntrySource, document: Document, known: Known, renderer: Renderer
) -> tuple[Translation, list[Problem]]:
    """Return the translation of one file, and its problems."""
    kind = kind_of(source.name) if source.name else FIRST[source.section]
    document, problems = with_body(document, kind)
    texts = render_texts(document, renderer)
    read = validate(document, kind.words or NO_WORDS, known, texts.by_location, {"body"})
    values = read.values or {}
    elements = values.pop("elements", ())
    words: dict[Loc, str | Prose] = {**dict(_words(values)), **texts.by_location}
    at = (source.name,) if source.name else ()
    translation = Translation(
        source.section,
        source.id,
        source.language,
        document.path,
        {(*at, *loc): text for loc, text in words.items()},
        elements,
    )
    return translation, [*document.problems, *problems, *read.problems, *texts.problems]


def _words(words: ByName[str, Any]) -> Iterator[tuple[Loc, str]]:
    """Yield the plain texts of a translation, with their locations."""
    return (((name,), value) for name, value in words.items() if isinstance(value, str))


def _missing(
    document: Document, group: Group, required: tuple[str, ...], names: frozenset[str], legacy: bool
) -> Iterator[Problem]:
    """Yield an error for each missing field, or for a legacy entry one warning for all of them."""
    lacking = [name for name in required if name not in names]
    if not document.is_readable or not lacking:
        return
    if legacy:
        yield problem("W101", document.place(), fields=listed(lacking, "and"))
        return
    for name in lacking:
        yield missing(document.place(), group, (name,))


def _names_its_contract(document: Document, names: frozenset[str]) -> Iterator[Problem]:
    """A breach names either its contract or its contractor, not both; the district's own neither.

    Nor does a breach of the district's own have the dates of a contractor's notice.
    """
    if not document.is_readable:
        return
    if document.word("by") == "district":
        given = (name for name in OF_A_CONTRACTOR if name in document.fields.keys)
        others = [name for name in given if document.word(name) != "unknown"]
        if others:
            span = document.fields.keys[others[0]]
            yield problem("E138", span, names=listed(others, "and"))
        return
    if "contract" not in names and "contractor" not in names:
        example = "contract: northstar-reader`, `contractor: Northstar` or `contractor: unknown"
        yield problem("E102", document.place(), name="contract", place="", example=example)
    others = [
        name for name in ("contractor", "product", "products") if name in document.fields.keys
    ]
    if "contract" in names and others:
        yield problem("E203", document.fields.keys[others[0]], names=listed(others, "and"))
