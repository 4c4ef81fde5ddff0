"""Text an attacker would write, from tests/hostile/, and sites that contain it in every field."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from generator.compiler import plan_site, read_content
from generator.core.model import Notice, notices
from generator.core.problems import Problem
from generator.core.site import Inputs, Plan, Site
from generator.site.theme import Theme
from helpers.roots import FILES, root, site
from helpers.roots import settings as settings_text

FOLDER = Path(__file__).resolve().parents[1] / "hostile"
SLASHES = re.compile(r"[/\\]")
TAME = "Reading practice"
# Every mark of Markdown that a text may hold: what is made of it is all that may be made of any.
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
    found = [(kind, says, text) for kind, table in tables.items() for says, text in table.items()]
    return tuple(Payload(number, *one) for number, one in enumerate(found))


def payloads_of(kind: str) -> list[Payload]:
    """Return the payloads of a class."""
    return [one for one in payloads() if one.kind == kind]


# Each payload alone in each kind of field, so that what is refused is known before all fields hold
# it.

# Fields that take no text of one's own.
CLOSED = (
    "kind",
    "executed",
    "expires",
    "posted",
    "notified",
    "basis",
    "grades",
    "schools",
    "changes",
    "collects",
)
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
    """Return a text as YAML holds it between quotes, with all its letters."""
    return json.dumps(text, ensure_ascii=False)


def probe(payload: Payload, kind: str) -> str:
    """Return an old contract that holds a payload in one field, or in its text."""
    field = PROBES[kind].format(text=payload.text, quoted=quoted(payload.text))
    return (
        "---\ncontractor: Old Mill Press\nlegacy: "
        f"true\n{field}---\n{payload.text if kind == 'body' else ''}\n"
    )


@cache
def probe_problems(tried: str) -> tuple[Inputs, dict[tuple[int, str], list[Problem]]]:
    """Return a site of all probes with a class of payloads, and the problems of each of them."""
    names = {
        f"content/contracts/p{one.number}-{kind}.md": (one, kind)
        for one in payloads_of(tried)
        for kind in PROBES
    }
    inputs = root({**settings(), **{path: probe(*name) for path, name in names.items()}, **FILES})
    found: dict[tuple[int, str], list[Problem]] = {
        (one.number, kind): [] for one, kind in names.values()
    }
    for one in read_content(inputs).problems:
        payload, kind = names[one.span.path]
        found[payload.number, kind].append(one)
    return inputs, found


@cache
def name_problems(tried: str) -> tuple[Inputs, tuple[Problem, ...]]:
    """Return a site whose entries are named after a class of payloads, and its problems."""
    texts = {
        f"content/contracts/{one.file.removeprefix('files/')[:-4]}.md": probe(one, "line")
        for one in payloads_of(tried)
    }
    inputs = root({**settings(), **texts})
    return inputs, read_content(inputs).problems


def is_accepted(payload: Payload, kind: str) -> bool:
    """Say whether the reader takes a payload in a kind of field."""
    return not any(one.is_error for one in probe_problems(payload.kind)[1][payload.number, kind])


# Entries whose every field is a payload; a field that refuses it is tame.


class Words(NamedTuple):
    """What the fields of each kind hold: raw YAML, and the text below the fields."""

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
    given = {
        kind: text if is_accepted(payload, kind) else tame.get(kind, TAME)
        for kind in Words._fields[:-1]
    }
    return Words(**given, body=payload.text if is_accepted(payload, "body") else "")


TAMED = Words(TAME, quoted(MARKS), "https://a.example", "files/northstar.pdf", MARKS)


def contract(held: Words, withdrawn: bool = False) -> str:
    """Return a contract with a renewal that holds words in every field.

    Every notice of it is less than 30 days old at the time of the tests, so feeds have them all.
    """
    collects = f"{{student-information: [{held.line}], student-records: [{held.line}, name]}}"
    changed = f"{{student-generated-content: [{held.line}]}}"
    return f"""\
---
product: {held.line}
contractor: {held.line}
description: {held.line}
purpose: {held.line}
collects: {collects}
security: {held.markdown}
subcontractors: [{held.line}, {held.line}]
website: {held.website}
agreement: {held.agreement}
executed: 2026-11-02
expires: 2027-06-30
notified: {{at: 2026-11-04 15:10, by: {held.line}}}
changes:
  - kind: renewal
    executed: 2026-11-16
    expires: 2028-06-30
    description: {held.line}
    purpose: {held.line}
    collects: {changed}
    security: {held.markdown}
    subcontractors: [{held.line}]
    agreement: {held.agreement}
    notified: {{at: 2026-11-17, by: {held.line}}}
{_withdrawn(held) if withdrawn else ""}---
{held.body}
"""


def breach(held: Words, withdrawn: bool = False) -> str:
    """Return a breach with an update that holds words in every field."""
    kinds = (
        "student-information",
        "student-records",
        "student-generated-content",
        "directory-information",
    )
    involves = f"{{{', '.join(f'{kind}: [{held.line}]' for kind in kinds)}}}"
    return f"""\
---
product: {held.line}
contractor: {held.line}
occurred: 2026-11-02
discovered: 2026-11-04
received: 2026-11-12 15:40
notified: {{at: 2026-11-13, by: {held.line}}}
involves: {involves}
students: 3
summary: {held.markdown}
offers: {held.markdown}
updates:
  - on: 2026-11-20
    text: {held.markdown}
    offers: {held.markdown}
    involves: {{student-information: [{held.line}, name]}}
{_withdrawn(held) if withdrawn else ""}---
{held.body}
"""


def _withdrawn(held: Words) -> str:
    return f"withdrawn: {{on: 2026-11-21, reason: {held.line}}}\n"


def translations(held: Words) -> dict[str, str]:
    """Return the translation of a contract and of a breach, by their folders."""
    terms = f"description: {held.line}\npurpose: {held.line}\nsecurity: {held.markdown}\n"
    changes = "".join(f"    {line}\n" for line in terms.splitlines())
    told = f"text: {held.markdown}\n    offers: {held.markdown}\n"
    return {
        "contracts": f"---\n{terms}changes:\n  -\n{changes}---\n{held.body}\n",
        "breaches": (
            f"---\nsummary: {held.markdown}\noffers: {held.markdown}\nupdates:\n  - "
            f"{told}---\n{held.body}\n"
        ),
    }


def entries(held: Words) -> dict[str, str]:
    """Return four entries with these words, two of them withdrawn, and two translations by path."""
    made = {
        "contracts/p0": contract(held),
        "contracts/p0-withdrawn": contract(held, withdrawn=True),
    }
    made |= {"breaches/p0": breach(held), "breaches/p0-withdrawn": breach(held, withdrawn=True)}
    made |= {f"{section}/p0.ar": text for section, text in translations(held).items()}
    return {f"content/{path}.md": text for path, text in made.items()}


def settings(**fields: str) -> dict[str, str]:
    """Return the settings of a site; fields are raw YAML."""
    return {"content/site.yaml": settings_text(**fields)}


@cache
def plan_of(kind: str) -> Plan:
    """Return a site with a contract and a breach per payload of a class, alternately withdrawn."""
    texts = dict[str, str]()
    for one in payloads_of(kind):
        held, odd = words(one), one.number % 2 == 1
        texts[f"content/contracts/p{one.number}.md"] = contract(held, withdrawn=odd)
        texts[f"content/breaches/p{one.number}.md"] = breach(held, withdrawn=not odd)
    plan = plan_site(root({**settings(), **texts, **FILES}))
    assert [one for one in plan.problems if one.is_error] == []
    assert plan.site
    return plan


@cache
def tame_plan() -> Plan:
    """Return the same site with nothing hostile in it, in two languages, its settings included."""
    return plan_site(root({**settings(languages="[en, ar]"), **entries(TAMED), **FILES}))


def with_settings(inputs: Inputs, **fields: str) -> Inputs:
    """Return a site with other settings."""
    texts = root(settings(**fields)).sources
    return replace(
        inputs,
        sources=(*texts, *(one for one in inputs.sources if one.path != "content/site.yaml")),
    )


# Sites in which several payloads share a field, so that a browser opens fewer pages.

ROOM = 1_800  # characters of one line
CROWD = 40


@cache
def payload_groups() -> tuple[tuple[Payload, ...], ...]:
    """Return all payloads in few groups, each of which has room in one line."""
    groups: list[list[Payload]] = [[]]
    for one in payloads():
        if (
            len(groups[-1]) == CROWD
            or sum(len(other.line) + 3 for other in groups[-1]) + len(one.line) > ROOM
        ):
            groups.append([])
        groups[-1].append(one)
    return tuple(tuple(group) for group in groups)


def group_plan(group: tuple[Payload, ...]) -> Plan:
    """Return a site with a group of payloads in every field, the settings, and a school name."""
    line = quoted(" | ".join(one.line for one in group if is_accepted(one, "line")))
    markdown = quoted("\n\n".join(one.text for one in group if is_accepted(one, "markdown")))
    body = "\n\n".join(one.text for one in group if is_accepted(one, "body"))
    website = next(
        (quoted(one.text) for one in group if is_accepted(one, "website")), "https://a.example"
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


KINDS = sorted({one.kind for one in payloads()})
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
    """Return the payload that an entry holds, by its id."""
    return payloads()[int(re.search(r"\d+", id)[0])]


@cache
def theme() -> Theme:
    """Return the default theme, compiled once."""
    return Theme("default", site({}).themes, "en", "en")


def problem_groups(tried: str) -> Iterator[tuple[Inputs, Sequence[Problem]]]:
    """Yield the problems of each payload of a class, and those of each hundred names."""
    inputs, found = probe_problems(tried)
    yield from (
        (inputs, [two for kind in PROBES for two in found[one.number, kind]])
        for one in payloads_of(tried)
    )
    inputs, wrong = name_problems(tried)
    yield from ((inputs, wrong[i : i + 100]) for i in range(0, len(wrong), 100))
