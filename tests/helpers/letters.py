"""A district with every kind of notice, as texts, and the letters of its notices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from generator.compiler import read_content
from generator.content.translations import translated
from generator.core.notices import Notice, notices
from generator.core.site import Inputs
from generator.reports.letters import Letter, gets_no_letter, letter
from generator.site.theme import load_theme
from generator.system import disk
from helpers.roots import CONTRACT, NOW
from helpers.sites import SAMPLE

CHANGED = f"""{CONTRACT}\
Teachers create the accounts. ![How data moves](files/picture.png)
=== change-1.md
---
kind: renewal
executed: 2026-07-01
expires: 2027-06-30
notified: {{at: 2026-07-02 09:00, by: email}}
---
=== change-2.md
---
kind: amendment
executed: 2026-09-01
purpose: Reading practice at home.
collects:
  student-information: [name]
  student-generated-content: [quiz answers]
schools: [dodd]
---
"""
CONSULTANT = """\
---
contractor: Harborlight Hospital
kind: consultant
description: Hearing tests.
purpose: The school doctor asks for them.
collects: nothing
executed: 2026-10-01
expires: none
agreement: https://harborlight.example/agreement.pdf
---
"""
LEGACY = """\
---
contractor: Old Mill Press
legacy: true
---
"""
BREACH = """\
---
contract: northstar-reader
occurred: unknown
discovered: unknown
received: 2026-11-12 15:40
involves: unknown
students: unknown
summary: Someone opened **class lists**.
---
"""
NOTIFIED = """\
---
contractor: Old Mill Press
occurred: 2026-10-30 to 2026-11-02
discovered: 2026-11-04
received: 2026-11-12 15:40
notified: 2026-11-13
involves: {student-information: [name], directory-information: [photograph]}
students: 1,412
schools: [dodd]
summary: Someone copied a list.
offers: |
  - One year of protection.
  - A phone line.
resolved: 2026-11-24
---
You can read the [report](https://mill.example/report/).
=== update-1.md
---
on: 2026-11-20
involves: {student-information: [name, home address]}
students: 1,500
---
The list also held **addresses**.
"""
WITHDRAWN = """\
---
contractor: Old Mill Press
received: 2026-11-12 15:40
discovered: 2026-11-04
involves: {student-records: [grades]}
students: 3
summary: Someone copied grades.
---
=== withdrawal.md
---
on: 2026-11-14
---
Sent in error. Our data was not involved.
"""
ENTRIES = {
    "content/contracts/northstar-reader.md": CHANGED,
    "content/contracts/harborlight.md": CONSULTANT,
    "content/contracts/mill.md": LEGACY,
    "content/breaches/lists.md": BREACH,
    "content/breaches/told.md": NOTIFIED,
    "content/breaches/withdrawn.md": WITHDRAWN,
    "content/breaches/old.md": LEGACY,
}

HOSTILE = {
    "content/contracts/bad.md": """\
---
product: "<script>alert(1)</script>\\r\\nBcc: all@evil.example <!channel> & gnp.exe"
contractor: "Evil & <b>Sons</b>\\nSubject: Free"
description: "</style><img src=https://evil.example/x.png> *bold* `code`"
purpose: "</textarea><!-- &lt;i&gt; -->"
collects: {student-information: ["<b onclick=x>name</b>"]}
executed: 2026-10-01
expires: none
agreement: https://evil.example/a?b&c
security: "<script src=//evil.example></script> <!channel> --=_00"
---
<iframe src="https://evil.example"></iframe>

[a link](https://evil.example/?a=1&b=2) and ![a "picture" > here](files/picture.png)
"""
}


def letter_of(inputs: Inputs, id: str, language: str = "") -> Letter:
    """Return the letter of a notice, as the command makes it."""
    (made,) = letters_of(inputs, [id], language)
    return made


def letters_of(inputs: Inputs, ids: Iterable[str], language: str = "") -> list[Letter]:
    """Return the letters of some notices of one site."""
    site = read_content(inputs).site
    assert site is not None
    first = site.settings.languages[0]
    translation = translated(site, language) if language else site
    theme = load_theme(site.settings.theme, inputs.themes, language or first, first)
    return [letter(translation, theme, notice_of(translation, id)) for id in ids]


def notice_of(site, id: str) -> Notice:
    """Return a notice of a site."""
    return next(notice for entry in site.entries for notice in notices(entry) if notice.id == id)


@cache
def letters() -> dict[tuple[str, str], Letter]:
    """Return the letters of every notice of the sample, in each language that the theme speaks.

    A service for special education has none.
    """
    tree = disk.read(SAMPLE)
    before, after = b"languages: [en, es]", b"languages: [en, pt, ar]"
    sources = tuple(
        source._replace(
            data=re.sub(rb"(?m)^alerts_in: .*", b"", source.data.replace(before, after))
        )
        for source in tree.sources
    )
    site = read_content(Inputs(sources, tree.files, tree.themes, NOW, tree.unread)).site
    assert site is not None
    letters = {}
    for language in site.settings.languages:
        translation = site if language == "en" else translated(site, language)
        theme = load_theme("default", tree.themes, language, "en")
        every = (notice for entry in translation.entries for notice in notices(entry))
        for notice in (notice for notice in every if not gets_no_letter(notice)):
            letters[language, notice.id] = letter(translation, theme, notice)
    return letters


def longest_letters(language: str) -> list[Letter]:
    """Return the longest sample letter in a language for a contract, change, breach, and update."""
    longest: dict[str, Letter] = {}
    for (spoken, _), made in letters().items():
        kind = made.notice.kind
        if spoken == language and len(made.text) > len(
            longest[kind].text if kind in longest else ""
        ):
            longest[kind] = made
    return list(longest.values())
