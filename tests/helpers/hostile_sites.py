"""Text an attacker would write, from tests/hostile/, and sites that contain it in every field."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from generator.compiler import plan_site, read_content
from generator.core.notices import Notice, notices
from generator.core.problems import Problem
from generator.core.site import Inputs, Plan, Site
from generator.site.theme import Theme
from helpers.roots import FILES, root, site
from helpers.roots import settings as settings_text

FOLDER = Path(__file__).resolve().parents[1] / "hostile"
SLASHES = re.compile(r"[/\\]")
TAME = "Reading practice"
# Every mark of Markdown that a text may have: its HTML has every element that any text may make.
MARKS = """\
# One\n\n## Two\n\n### Three\n\n#### Four\n\nA *b* **c** `d` [e](https://e.example/ "f") <g@h.example> \\
i  \nj ![k](files/picture.png "l")\n\n> m\n\n* n\n* o\n\n3. p\n4. q\n\n---\n
    r\n\ns\n:   t\n\n| u | v | w |\n|:--|--:|:-:|\n| x | y | z |
"""


class Payload(NamedTuple):
    """A text that tries something: its class is the name of its table."""

    number: int
    kind: str
    says: str
    text: str

    @property
    def line(self) -> str:
        """The text as a field of one line reads it."""
        return " ".join(self.text.split())

    @property
    def file(self) -> str:
        """The name of a file that is called so, as far as a disk takes it."""
        return f"files/{SLASHES.sub('-', self.line)} {self.number}.pdf"


@cache
def payloads() -> tuple[Payload, ...]:
    """Return all payloads, in the order of their tables."""
    tables = {
        path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))
    }
    texts = [(kind, says, text) for kind, table in tables.items() for says, text in table.items()]
    return tuple(Payload(number, *row) for number, row in enumerate(texts))


def payloads_of(kind: str) -> list[Payload]:
    """Return the payloads of a class."""
    return [payload for payload in payloads() if payload.kind == kind]


# Each payload alone in each kind of field, so that what is refused is known before all fields hold
# it.

DATA_KINDS = (
    "student-information student-records student-generated-content directory-information"
).split()
# Fields that accept no free text.
CLOSED = "kind executed expires posted notified basis grades schools changes collects".split()
PROBES = {
    "line": "product: {quoted}\n",
    "markdown": "security: {quoted}\n",
    "website": "website: {quoted}\n",
    "agreement": "agreement: {quoted}\n",
    "unquoted": "description: {text}\n",
    "body": "",
    "closed": "".join(f"{name}: {{quoted}}\n" for name in CLOSED),
}


def quoted(text: str) -> str:
    """Return a text in quotes, as YAML."""
    return json.dumps(text, ensure_ascii=False)


def probe(payload: Payload, kind: str) -> str:
    """Return an old contract with a payload in one field, or in its text."""
    field = PROBES[kind].format(text=payload.text, quoted=quoted(payload.text))
    return (
        "---\ncontractor: Old Mill Press\nlegacy: "
        f"true\n{field}---\n{payload.text if kind == 'body' else ''}\n"
    )


@cache
def probe_problems(tried: str) -> tuple[Inputs, dict[tuple[int, str], list[Problem]]]:
    """Return a site of all probes with a class of payloads, and the problems of each of them."""
    names = {
        f"content/contracts/p{payload.number}-{kind}.md": (payload, kind)
        for payload in payloads_of(tried)
        for kind in PROBES
    }
    inputs = root({**settings(), **{path: probe(*name) for path, name in names.items()}, **FILES})
    problems: dict[tuple[int, str], list[Problem]] = {
        (payload.number, kind): [] for payload, kind in names.values()
    }
    for problem in read_content(inputs).problems:
        if problem.span.path in FILES:
            continue  # no probe links to it
        payload, kind = names[problem.span.path]
        problems[payload.number, kind].append(problem)
    return inputs, problems


@cache
def name_problems(tried: str) -> tuple[Inputs, tuple[Problem, ...]]:
    """Return a site whose entries are named after a class of payloads, and its problems."""
    texts = {
        f"content/contracts/{payload.file.removeprefix('files/')[:-4]}.md": probe(payload, "line")
        for payload in payloads_of(tried)
    }
    inputs = root({**settings(), **texts})
    return inputs, read_content(inputs).problems


def is_accepted(payload: Payload, kind: str) -> bool:
    """Say whether the reader takes a payload in a kind of field."""
    return not any(
        problem.is_error for problem in probe_problems(payload.kind)[1][payload.number, kind]
    )


# Entries whose every field is a payload; a field that refuses it is tame.


class Words(NamedTuple):
    """The values of the fields of each kind, as raw YAML, and the text below the fields."""

    line: str
    markdown: str
    website: str
    agreement: str
    body: str


def words(payload: Payload) -> Words:
    """Return a payload in each field that takes it."""
    text, tame = (
        quoted(payload.text),
        {"website": "https://a.example", "agreement": "https://a.example/b.pdf"},
    )
    fields = {
        kind: text if is_accepted(payload, kind) else tame.get(kind, TAME)
        for kind in Words._fields[:-1]
    }
    return Words(**fields, body=payload.text if is_accepted(payload, "body") else "")


TAMED = Words(TAME, quoted(MARKS), "https://a.example", "files/northstar.pdf", MARKS)


def contract(words: Words, withdrawn: bool = False) -> str:
    """Return a contract with a renewal, with words in every field.

    Every notice of it is less than 30 days old at the time of the tests, so feeds have them all.
    """
    collects = f"{{student-information: [{words.line}], student-records: [{words.line}, name]}}"
    changed = f"{{student-generated-content: [{words.line}]}}"
    return f"""\
---
product: {words.line}
contractor: {words.line}
description: {words.line}
purpose: {words.line}
collects: {collects}
security: {words.markdown}
subcontractors: [{words.line}, {words.line}]
website: {words.website}
agreement: {words.agreement}
executed: 2026-11-02
expires: 2027-06-30
notified: {{at: 2026-11-04 15:10, by: {words.line}}}
---
{words.body}
=== change-1.md
---
kind: renewal
executed: 2026-11-16
expires: 2028-06-30
description: {words.line}
purpose: {words.line}
collects: {changed}
security: {words.markdown}
subcontractors: [{words.line}]
agreement: {words.agreement}
notified: {{at: 2026-11-17, by: {words.line}}}
---
{words.body}
{_withdrawal(words) if withdrawn else ""}"""


def breach(words: Words, withdrawn: bool = False) -> str:
    """Return a breach with an update, with words in every field."""
    involves = ", ".join(f"{kind}: [{words.line}]" for kind in DATA_KINDS)
    return f"""\
---
product: {words.line}
contractor: {words.line}
occurred: 2026-11-02
discovered: 2026-11-04
received: 2026-11-12 15:40
notified: {{at: 2026-11-13, by: {words.line}}}
involves: {{{involves}}}
students: 3
summary: {words.markdown}
offers: {words.markdown}
---
{words.body}
=== update-1.md
---
on: 2026-11-20
offers: {words.markdown}
involves: {{student-information: [{words.line}, name]}}
---
{words.body or TAME}
{_withdrawal(words) if withdrawn else ""}"""


def _withdrawal(words: Words) -> str:
    return f"=== withdrawal.md\n---\non: 2026-11-21\n---\n{words.body or TAME}\n"


def translations(words: Words) -> dict[str, str]:
    """Return the translation of a contract and of a breach, by their folders."""
    terms = f"description: {words.line}\npurpose: {words.line}\nsecurity: {words.markdown}\n"
    offers, text = f"offers: {words.markdown}\n", f"---\n{words.body or TAME}\n"
    return {
        "contracts": f"---\n{terms}{text}=== change-1.ar.md\n---\n{terms}{text}",
        "breaches": (
            f"---\nsummary: {words.markdown}\n{offers}{text}=== update-1.ar.md\n---\n{offers}{text}"
        ),
    }


def entries(words: Words) -> dict[str, str]:
    """Return four entries with these words, two of them withdrawn, and two translations by path."""
    made = {
        "contracts/p0": contract(words),
        "contracts/p0-withdrawn": contract(words, withdrawn=True),
    }
    made |= {"breaches/p0": breach(words), "breaches/p0-withdrawn": breach(words, withdrawn=True)}
    made |= {f"{section}/p0.ar": text for section, text in translations(words).items()}
    return {f"content/{path}.md": text for path, text in made.items()}


def settings(**fields: str) -> dict[str, str]:
    """Return the settings of a site; fields are raw YAML."""
    return {"content/site.yaml": settings_text(**fields)}


@cache
def plan_of(kind: str) -> Plan:
    """Return a site with a contract and a breach per payload of a class, alternately withdrawn."""
    texts = dict[str, str]()
    for payload in payloads_of(kind):
        fields, odd = words(payload), payload.number % 2 == 1
        texts[f"content/contracts/p{payload.number}.md"] = contract(fields, withdrawn=odd)
        texts[f"content/breaches/p{payload.number}.md"] = breach(fields, withdrawn=not odd)
    plan = plan_site(root({**settings(), **texts, **FILES}))
    assert [problem for problem in plan.problems if problem.is_error] == []
    assert plan.site
    return plan


@cache
def tame_plan() -> Plan:
    """Return the same site with nothing hostile in it, in two languages, its settings included."""
    return plan_site(root({**settings(languages="[en, ar]"), **entries(TAMED), **FILES}))


# Sites in which several payloads share a field, so that a browser opens fewer pages.

ROOM = 1_800  # characters of one line
CROWD = 40


@cache
def payload_groups() -> tuple[tuple[Payload, ...], ...]:
    """Return all payloads in few groups, each of which has room in one line."""
    groups: list[list[Payload]] = [[]]
    for payload in payloads():
        if (
            len(groups[-1]) == CROWD
            or sum(len(other.line) + 3 for other in groups[-1]) + len(payload.line) > ROOM
        ):
            groups.append([])
        groups[-1].append(payload)
    return tuple(tuple(group) for group in groups)


def group_plan(group: tuple[Payload, ...]) -> Plan:
    """Return a site with a group of payloads in every field, the settings, and a school name."""
    line = quoted(" | ".join(payload.line for payload in group if is_accepted(payload, "line")))
    markdown = quoted(
        "\n\n".join(payload.text for payload in group if is_accepted(payload, "markdown"))
    )
    body = "\n\n".join(payload.text for payload in group if is_accepted(payload, "body"))
    website = next(
        (quoted(payload.text) for payload in group if is_accepted(payload, "website")),
        "https://a.example",
    )
    file = group[0].file if is_accepted(group[0], "line") else "files/northstar.pdf"
    contact = f"{{name: {line}, address: {line}, email: a@b.example}}"
    own = settings(
        district=line,
        abbreviation=line,
        contact=contact,
        schools=f"{{dodd: {{name: {line}}}}}",
        languages="[en, ar]",
        show_deadlines="true",
    )
    texts = entries(Words(line, markdown, website, quoted(file), body))
    return plan_site(root({**own, **texts, **FILES, f"content/{file}": b"%PDF"}))


KINDS = sorted({payload.kind for payload in payloads()})
# The classes that `make test` keeps, because they found faults: an encoded word and a long list of
# addresses hid a sender (header), an address kept its override of direction (address, invisible),
# and a cell was a formula after invisible characters (spreadsheet).
SAMPLE = ("address", "header", "invisible", "spreadsheet")


def site_of(kind: str) -> Site:
    """Return the site of a class."""
    made = plan_of(kind).site
    assert made
    return made


def notices_of(kind: str) -> list[Notice]:
    """Return the notices of a class: each contract, renewal, breach, update, and withdrawal."""
    return [notice for entry in site_of(kind).entries for notice in notices(entry)]


def payload_of(id: str) -> Payload:
    """Return the payload of an entry, by its id."""
    return payloads()[int(re.search(r"\d+", id)[0])]


@cache
def theme() -> Theme:
    """Return the default theme, compiled once."""
    return Theme("default", site({}).themes, "en", "en")


def problem_groups(tried: str) -> Iterator[tuple[Inputs, Sequence[Problem]]]:
    """Yield the problems of each payload of a class, and those of each hundred names."""
    inputs, problems = probe_problems(tried)
    yield from (
        (inputs, [two for kind in PROBES for two in problems[payload.number, kind]])
        for payload in payloads_of(tried)
    )
    inputs, wrong = name_problems(tried)
    yield from ((inputs, wrong[i : i + 100]) for i in range(0, len(wrong), 100))
