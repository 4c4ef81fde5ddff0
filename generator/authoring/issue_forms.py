"""Write GitHub's issue forms, and turn one that anyone may have filled in into an entry."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, cast
from urllib.parse import quote, urlencode

import yaml

from generator.authoring import corrections, events, questions, scaffold, targets
from generator.authoring.corrections import correct
from generator.authoring.editing import EditedSource
from generator.authoring.questions import Answers, FormKind, Interpretation, Kind, Question, in_code
from generator.authoring.scaffold import contract_of, id_of
from generator.authoring.writing import Value, clean, entry, in_brackets
from generator.content import human, phrases
from generator.content.context import EntryNames, slug, with_name
from generator.content.field_types import Control, Input
from generator.content.form_answers import ADD
from generator.content.yaml_nodes import Raw
from generator.core.model import Section
from generator.core.problems import UserError, listed, shorten
from generator.core.settings import School
from generator.core.site import Source
from generator.law.due import Due

MAX_ENTRY_BYTES = 40_000  # more than any entry needs; a comment on GitHub can quote this much
MONTH = re.compile("[0-9]{4}-[0-9]{2}")
PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,400}\)|<img\b[^>\n]{0,800}>")
NAME_FIELDS = ("product", "contractor")
NO_ANSWER = "_No response_"
NO_CHOICE = "None"  # what GitHub writes if nothing is chosen
# GitHub selects the first choice of a menu, and takes neither an empty one nor “None”:
# https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/common-validation-errors-when-creating-issue-forms
FIRST_CHOICE = "(no answer)"
FORM_COMMENT = "# Notices makes this form from its fields. Do not edit it by hand.\n"
FORM_STEPS = (
    "Fill in what you know and submit the form. Within two minutes, a comment appears below it. "
    "**Open its link and click *Create pull request***, unless the comment says that one is "
    "already open. The comment also says how your answers were understood, and what is missing. "
    "You can edit this form afterward.\n\n"
    "Write dates as you like, such as 11/20/2026 3:00 PM. Never write data about a student."
)
EVENT_FORMS: dict[Section, tuple[FormKind, ...]] = {
    "contracts": ("change", "notified", "correction", "withdrawal"),
    "breaches": ("update", "notified", "resolved", "correction", "withdrawal"),
}
# Placeholders that a person replaces: the name of a file is the address of its notice.
FILE_NAMES: dict[Kind, str] = {
    "contract": "name-of-the-product.md",
    "breach": "year-month-name-of-the-product.md",
}
ATTACHED = (
    "- **{label}** This is linked to a file that was dragged into the form. Check "
    "that families can open it without signing in; if they cannot, put the file in "
    "`content/files/`.\n"
)
MAY_BE = "“{}” may be {}. Write the address of the right one as the contract."
SENTENCE = (
    "- **{label}** {item} reads like a sentence. The page lists kinds of data, such as `name`: "
    "write only these, each on its own line.\n"
)
NO_COMPANY = (
    "- **{label}** {name} does not look like the name of a company, but the page would say that it "
    "is one. If you don't know the company yet, write `unknown`.\n"
)
SAME_NAME = "- **{label}** {name}: it already has this name, so nothing changes.\n"
PICTURES = (
    "- **{label}** A picture was dragged into this box. A notice cannot show it from there: put it "
    "in `content/files/`, and write what it says.\n"
)
SEVERAL = re.compile(r"[,;\n\t|]")  # between products; “and” and “&” are in many names
CELLS = re.compile(r"\t|\|")  # between the cells of a table, as GitHub writes one that is pasted
QUOTED = re.compile('["\u201c](.+)["\u201d]')
SEVERAL_PRODUCTS = (
    "{products} look like several products, and each needs its own notice: fill in this form "
    "for each, with the same contractor, contract and dates, and the data of that product. If it "
    "is the name of one product, put it in quotation marks."
)
TABLE = (
    "- **{label}** These look like cells of a table. Write only the answer; a single column can be "
    "pasted without its format (Ctrl+Shift+V).\n"
)
MAYBE_TWO = (
    "- **{label}** If {name} is more than one product, fill in a form for each, with the same "
    "contract and dates.\n"
)


# How GitHub links a file that somebody has uploaded with a form:
# https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/attaching-files
UPLOADED = re.compile(
    r"\[[^\n]*\]\(https://github\.com/user-attachments/files/(?P<file>[0-9]+/[\w.%-]+\.pdf)\)",
    re.ASCII | re.IGNORECASE,
)
ONE_PDF = (
    f"- **{questions.UPLOAD.label}** {{}}: not taken. Edit the form so that it has one PDF "
    "here, and no address of the contract.\n"
)
UPLOAD_NOTE = f"- **{questions.UPLOAD.label}** The PDF that you chose becomes the file `{{}}`.\n"


class FilledForm(NamedTuple):
    """A form that somebody has filled in; from the desk, with `typed` values as an entry has them.

    `answers` then has the single texts among them, by the names of their questions.
    """

    kind: FormKind
    answers: Answers
    typed: Mapping[str, Raw] | None = None


class NewEntry(NamedTuple):
    """The entry that a form becomes. `id` is empty if the title has no letter or digit."""

    id: str
    title: str
    text: str


def form(kind: FormKind) -> str:
    """Return the issue form with which GitHub asks for an entry, as YAML."""
    text = f"{questions.FORMS[kind].warning}{FORM_STEPS}\n{fields_to_correct(kind)}".strip()
    introduction = {"type": "markdown", "attributes": {"value": text}}
    elements = {
        "name": questions.FORMS[kind].name,
        "description": questions.FORMS[kind].description,
        "title": f"{questions.FORMS[kind].name}: ",
        "body": [introduction, *map(_input, questions.of_form(kind))],
    }
    return as_form(elements)


def as_form(elements: Mapping[str, object]) -> str:
    """Return the text of an issue form."""
    return FORM_COMMENT + yaml.dump(
        elements, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=110
    )


def fields_to_correct(kind: FormKind) -> str:
    """Return the fields that a form can correct, in Markdown.

    They are not a menu, because GitHub opens an empty issue if a link fills in a menu:
    https://github.com/orgs/community/discussions/15477
    """
    if kind != "correction":
        return ""
    lines = (
        f"\n- {what}: {', '.join(corrections.labels(group))}"
        for what, group in corrections.NOTICE_GROUPS.items()
    )
    return f"\nThe fields:\n{''.join(lines)}\n"


def _input(question: Question) -> dict[str, object]:
    attributes: dict[str, object] = {"label": question.label, "description": question.says}
    if question.type.is_list:
        attributes["description"] = f"{question.says} Separate several with commas."
    kind = question.type.input
    if kind is Input.CHOICE:
        # With `multiple`, GitHub separates the answers with commas:
        # https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema#dropdown
        is_list = question.type.is_list  # of which GitHub selects none
        options = [*([] if is_list else [FIRST_CHOICE]), *question.choices]
        attributes |= {"description": question.says, "options": options}
        attributes |= {"multiple": True} if is_list else {}
    elif question is questions.UPLOAD:
        return contract_upload()
    else:
        attributes["placeholder"] = question.example
    id = question.name.replace(".", "-")
    element: dict[str, object] = {"type": kind.value, "id": id, "attributes": attributes}
    return element | ({"validations": {"required": True}} if question.is_needed else {})


def contract_upload() -> dict[str, object]:
    """Return the question for the contract as a file."""
    question = questions.UPLOAD
    return upload_input(question.name, question.label, question.says, ".pdf")


def upload_input(id: str, label: str, says: str, types: str) -> dict[str, object]:
    """Return a question for a file; `types` are the endings of its name."""
    # https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema#upload
    attributes = {"label": label, "description": says}
    return {
        "type": "upload",
        "id": id,
        "attributes": attributes,
        "validations": {"accept": types},
    }


def text_box(id: str, label: str, says: str, **more: str) -> dict[str, object]:
    """Return a question with a box for lines; `more` are attributes as GitHub names them."""
    attributes = {"label": label, "description": says, **more}
    return {"type": "textarea", "id": id, "attributes": attributes}


def read(body: str) -> FilledForm | None:
    """Return the answers in the body of an issue, or None if it is not one of our forms.

    A line counts as a heading only if the form has that heading, and only after the headings that
    come before it in the form. Any other line is part of an answer. The headings are questions or,
    in a form from before there were any, the names of the fields.
    """
    lines = clean(body).split("\n")
    complete = _complete_forms(lines, lambda question: question.label)
    complete = complete or _complete_forms(lines, lambda question: question.title)
    if not complete:
        return None
    kind, headings = max(complete.items(), key=lambda pair: len(pair[1]))
    answers: Answers = {}
    choices = {question.name for question in questions.questions(kind) if question.choices}
    spans = pairwise([*headings.values(), len(lines)])
    for name, (start, end) in zip(headings, spans, strict=True):
        answer = clean("\n".join(lines[start + 1 : end])).strip()
        is_chosen = name not in choices or answer not in (NO_CHOICE, FIRST_CHOICE)
        if answer not in ("", NO_ANSWER) and is_chosen:
            answers[name] = answer
    return FilledForm(kind, answers)


def _complete_forms(
    lines: list[str], heading: Callable[[Question], str]
) -> dict[FormKind, dict[str, int]]:
    """Return the forms that have all headings they need, with the index of each by question."""
    complete: dict[FormKind, dict[str, int]] = {}
    for kind in questions.FORMS:
        headings = dict(_headings(kind, lines, heading))
        needed = {question.name for question in questions.questions(kind) if question.is_needed}
        if needed <= headings.keys():
            complete[kind] = headings
    return complete


def without_file(form: FilledForm) -> tuple[FilledForm, str, str]:
    """Return a form without its uploaded file; the end of the file's address; and a note.

    A file is taken if it is a single PDF and `agreement` was left empty. If an upload is not taken,
    the note says why.
    """
    answers = dict(form.answers)
    answer = answers.pop(questions.UPLOAD.name, "")
    match = UPLOADED.fullmatch(answer)
    is_taken = match and "agreement" not in answers
    note = ONE_PDF.format(in_code(answer)) if answer and not is_taken else ""
    return form._replace(answers=answers), match["file"] if match and is_taken else "", note


def about_one_product(form: FilledForm) -> FilledForm:
    """Return a form with the name of its product, without quotation marks around it.

    Raises UserError if it names several.
    """
    product = form.answers.get("product", "")
    if quoted := QUOTED.fullmatch(product):
        return form._replace(answers={**form.answers, "product": quoted[1]})
    products = [part for part in map(str.strip, SEVERAL.split(product)) if part]
    is_one = not CELLS.search(product) and any(
        re.fullmatch(phrases.SUFFIX, each) for each in products
    )
    if len(products) > 1 and not is_one:
        raise UserError(SEVERAL_PRODUCTS.format(products=listed(map(shorten, products[:9]), "and")))
    return form


def to_entry(
    form: FilledForm, month: str, schools: Sequence[School], contracts: Mapping[str, EntryNames]
) -> NewEntry:
    """Return the entry that a form for a new one becomes.

    Its id is made from the title alone and, for a breach, from the month in which it was known, or
    else `month` (YYYY-MM). A form may name a school or one of the `contracts` by id or by name.
    """
    kind = cast("Kind", form.kind)
    answers = _with_contract(form.answers, contracts)
    names = (answers[name] for name in ("contract", "product", "contractor") if name in answers)
    fields, body = questions.values(kind, answers, schools)
    is_own = fields.get("by") == "district"
    title = next(names, "district" if is_own else "")
    known = ("discovered",) if is_own else ("received", "learned")
    dates = (MONTH.match(str(fields.get(name, ""))) for name in known)
    received = next((date[0] for date in dates if date), month)
    return NewEntry(id_of(kind, title, received), " ".join(title.split()), entry(fields, body))


def _with_contract(answers: Answers, contracts: Mapping[str, EntryNames]) -> Answers:
    """Return answers with the ids of the contracts, without the names that agree with them."""
    answer = answers.get("contract", "").strip()
    if address := targets.ENTRY_ADDRESS.fullmatch(answer):
        answer = address["id"]
    ids = [contract_of(answer, contracts)]
    if not ids[0]:
        ids = [contract_of(part, contracts) for part in targets.SEVERAL.split(answer)]
    if not all(ids):
        if similar := with_name(contracts, slug(answer)):
            addresses = listed(f"contracts/{id}" for id in similar)
            raise UserError(MAY_BE.format(shorten(answer), addresses))
        return answers
    known = {
        name: set[str]().union(*(contracts[id].slugs(name) for id in ids)) for name in NAME_FIELDS
    }
    others = {
        name: answer for name, answer in answers.items() if slug(answer) not in known.get(name, ())
    }
    return {**others, "contract": ", ".join(ids)}


def event_of(form: FilledForm) -> questions.EventKind:
    """Return the event that a form is about; raises UserError if a change has no kind."""
    kind = form.answers.get("kind", "") if form.kind == "change" else form.kind
    if kind not in events.EVENTS:
        raise UserError("Choose `renewal` or `amendment`: was the contract renewed or amended?")
    return kind


def changed(
    form: FilledForm,
    sources: Iterable[Source],
    names: Mapping[str, EntryNames],
    schools: Sequence[School],
) -> tuple[Source, EditedSource, str]:
    """Return the entry, its changed text, and how the answers were understood. Raises UserError."""
    kind = event_of(form)
    if kind == "correction":
        source, edited, understood, lists = correct(sources, form.answers, names, schools)
        return source, edited, (echo(understood) or ("\n" if lists else "")) + lists
    target = targets.target(sources, kind, form.answers.get(questions.NOTICE, ""), names)
    entry = names[events.address(target.source.path)]
    answered = questions.values(form.kind, form.answers, schools)[0]
    data = ""
    if form.kind in questions.NO_LONGER:
        answered, data = events.with_whole_lists(target, form.kind, answered)
    fields = events.own_fields(kind, answered)
    labels = {question.name: question.label for question in questions.questions(form.kind)}
    for name in NAME_FIELDS:  # a name that it has already is no new one
        if slug(str(fields.get(name, ""))) == slug(getattr(entry, name)) and name in fields:
            data += SAME_NAME.format(label=labels[name], name=in_code(str(fields.pop(name))))
    edited = events.add(target, kind, cast("dict[str, Raw]", fields))
    understood = [*questions.interpretations(questions.questions(form.kind), form.answers, schools)]
    return target.source, edited, (echo(understood) or ("\n" if data else "")) + data


def echo(understood: Iterable[Interpretation]) -> str:
    """Return what answers mean if that is not what was written: a Markdown list, or nothing."""
    lines = [line for each in understood for line in _remarks(*each)]
    return "".join(["\n", *lines]) if lines else ""


def _remarks(question: Question, answer: str, value: Value | None) -> Iterator[str]:
    """Yield in Markdown what became of an answer, where its writer may have meant another thing."""
    label = question.label
    yield from _doubts(question, answer, value)
    if PICTURE.search(answer):
        yield PICTURES.format(label=label)
    if _differs(answer, value) and (meant := _meant(question, value)) != answer:
        yield f"- **{label}** {in_code(answer)}: understood as {meant}\n"
    if isinstance(value, str) and value.startswith("https://github.com/") and value != answer:
        yield ATTACHED.format(label=label)


def _doubts(question: Question, answer: str, value: Value | None) -> Iterator[str]:
    """Yield in Markdown what a person is asked about an answer that is taken as it is."""
    label = question.label
    if question.name == "product" and re.search(r" (?:and|&|\+|/) ", answer):
        yield MAYBE_TWO.format(label=label, name=in_code(answer))
    if question.name in ("contractor", "subcontractors"):
        names = [value] if isinstance(value, str) else map(str, value or ())
        no_names = filter(_is_doubtful_company, names)
        yield from (NO_COMPANY.format(label=label, name=in_code(name)) for name in no_names)
    if CELLS.search(answer) and not question.type.is_prose:
        yield TABLE.format(label=label)
    if question.type.control is Control.DATA and isinstance(value, list):
        sentences = filter(_is_sentence, map(str, value))
        yield from (SENTENCE.format(label=label, item=in_code(item)) for item in sentences)


def _is_sentence(item: str) -> bool:
    """Return whether data may be a sentence about it. The check asks about words with a meaning."""
    return phrases.is_sentence(item) and not phrases.meaning(item)


def _is_doubtful_company(name: str) -> bool:
    """Return whether a text may be no name of a company, such as “ask vendor”."""
    return phrases.is_no_company(name) or phrases.is_long_in_lowercase(name)


def _differs(answer: str, value: Value | None) -> bool:
    """Return whether a value has other words than the answer. A list that is added to does not.

    Another note has the whole list.
    """
    is_addition = isinstance(value, list) and value[:1] == [ADD]
    return value is None or (not is_addition and _words(answer) != _words(value))


def _meant(question: Question, value: Value | None) -> str:
    """Return what an answer became, in Markdown: a date in words, such as November 9, 2026.

    An empty text removes a field.
    """
    if value is None or value == []:
        return "no answer"
    if question.type.is_date and isinstance(value, str) and human.in_words(value) != value:
        return human.in_words(value)
    return in_code(in_brackets(value)) if value else "“take it out of the notice”"


def _words(value: Value) -> list[str]:
    """Return the words of an answer or a value, without punctuation between them."""
    parts = value.values() if isinstance(value, Mapping) else value
    text = value if isinstance(value, str) else " ".join(map(str, parts))
    return re.findall(r"[\w:/.+-]+", text.casefold())


def link(home: str, kind: FormKind, **answers: str) -> str:
    """Return the address of a form with answers filled in; `home` is that of the repository."""
    # https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/creating-an-issue#creating-an-issue-from-a-url-query
    query = {"template": f"{kind}.yml", **answers}
    return f"{home}/issues/new?{urlencode(query, quote_via=quote)}"


def correction_link(home: str, notice: str, *names: str) -> str:
    """Return the address of the form that completes fields of a notice, which are filled in."""
    fields = dict(zip((field for field, _ in questions.CORRECTED), names, strict=False))
    return link(home, "correction", notice=notice, **fields)


def due_link(home: str, due: Due) -> str:
    """Return the address of the form that does what is due, filled in; "" if no form does it."""
    kind = due.kind
    notice = due.notice.id
    if kind.fields:
        return correction_link(home, notice, *kind.fields)
    if kind.form == "yearly":
        return link(home, kind.form)
    return link(home, kind.form, notice=notice) if kind.form else ""


def event_links(home: str, section: Section, id: str) -> dict[str, str]:
    """Return the addresses of the forms for what can happen to an entry, by their names."""
    return {
        questions.FORMS[kind].name: link(home, kind, notice=f"{section}/{id}")
        for kind in EVENT_FORMS[section]
    }


def links(home: str) -> str:
    """Return a Markdown list of links to the forms and to new files with their fields filled in.

    `home` is the address of the repository, whose default branch is `main`.
    """
    forms = questions.FORMS
    lines = [f"- [{forms[kind].name}, as a form]({link(home, kind)})" for kind in forms]
    lines.append(f"- [Old list of contracts, as a form]({home}/issues/new?template=list.yml)")
    for kind in questions.SECTIONS:
        text = scaffold.entry(kind, {}, short=True)
        query = urlencode({"filename": FILE_NAMES[kind], "value": text}, quote_via=quote)
        address = f"{home}/new/main/content/{questions.SECTIONS[kind]}?{query}"
        lines.append(f"- [{forms[kind].name}, as a file]({address})")
    return "".join(f"{line}\n" for line in lines)


def _headings(
    kind: FormKind, lines: list[str], heading: Callable[[Question], str]
) -> Iterator[tuple[str, int]]:
    """Yield each question's name and the index of its heading, in the order of the form.

    A missing heading is skipped. GitHub writes something below every heading, so if a heading
    follows the one before it with nothing between, and comes again later, the first is an answer.
    """
    indexes: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if line.startswith("### "):
            indexes.setdefault(line.rstrip(), []).append(i)
    last = -1
    for question in questions.of_form(kind):
        found = [i for i in indexes.get(f"### {heading(question)}", ()) if i > last]
        if last >= 0 and len(found) > 1 and not any(map(str.strip, lines[last + 1 : found[0]])):
            found = found[1:]
        if found:
            last = found[0]
            yield question.name, last
