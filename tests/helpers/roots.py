"""Roots as values: a small site's inputs built from a dict, and the compiler's report on them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import yaml

from generator.compiler import compile_site, plan_site
from generator.content.later_files import natural
from generator.core.model import Section
from generator.core.problems import Problem
from generator.core.site import EntrySource, Inputs, Plan, Source
from generator.reports import problem_report as reports
from generator.reports.problem_report import lines_of

THEME = Path(__file__).resolve().parents[2] / "themes" / "default"
NOW = datetime(2026, 11, 25, 12, 0)
SETTINGS = {
    "district": "Example Public Schools",
    "abbreviation": "EPS",
    "url": "https://privacy.example/notices/",
    "timezone": "America/New_York",
    "contact": "{name: Privacy Office, email: privacy@example.example}",
    "feed_authority": "privacy.example,2026",
    "since": "2026-09-01",
    "schools": (
        "{dodd: {name: Dodd Middle School, grades: 7-8, aliases: [DMS, Dodd Middle]}, "
        "highland: {name: Highland School, grades: K-6}}"
    ),
}
# Settings as a text, for what looks at the text itself.
SITE = """\
district: Sample Schools
abbreviation: SPS
url: https://sample.example/
timezone: America/New_York
contact: {name: Office, email: office@sample.example, phone: 203-555-0100}
feed_authority: sample.example,2026
"""
CONTRACT = """\
---
product: Northstar Reader
contractor: Northstar Learning, Inc.
description: Levelled reading passages with short quizzes.
purpose: Reading practice in grades 3 to 6.
collects:
  student-information: [name, grade level]
executed: 2025-08-18
expires: none
agreement: files/northstar.pdf
notified: {at: 2025-08-20, by: email}
---
"""
# A later file in the text of an entry: below a line such as `=== change-1.md`, or on one line, such
# as `update-1.md: {on: 2026-11-17, text: News.}`, in which `text` or `reason` is its text.
NEXT_FILE = re.compile(rb"^=== (\S.*)\n", re.MULTILINE)
FILE_IN_A_LINE = re.compile(rb"^([a-z][\w./-]*\.md): (\{.*\})\n", re.MULTILINE)
# The fields of a short entry of each kind, as raw YAML.
SHORT = {
    "contract": {
        "product": "Reader",
        "contractor": "Reader, Inc.",
        "description": "Passages.",
        "purpose": "Practice.",
        "collects": "{student-information: [name]}",
        "executed": "2025-08-18",
    },
    "breach": {
        "contract": "northstar-reader",
        "discovered": "2026-01-04",
        "received": "2026-01-07 15:40",
        "involves": "{student-information: [name]}",
        "students": "412",
        "summary": "A list was copied.",
    },
}
READER = "content/contracts/northstar-reader.md"
PDF = "%PDF-1.4\n/Font\n%%EOF\n"
PICTURE = "picture.png"
LINKED = f"files/{PICTURE}".encode()
FILES = {
    "content/files/northstar.pdf": b"%PDF-1.4\n",
    f"content/files/{PICTURE}": b"\x89PNG\r\n",
}


def site(entries: Mapping[str, str | bytes], **own: str) -> Inputs:
    """Return a small site with these texts; settings are raw YAML, and override.

    It has settings, the contract `northstar-reader` and two files, where the texts have none of
    their own.
    """
    whole = {"content/site.yaml": settings(**own), READER: CONTRACT, **FILES, **entries}
    picture = f"content/files/{PICTURE}"
    if picture not in entries and not any(LINKED in text_bytes(t) for t in entries.values()):
        del whole[picture]  # nothing links to it
    return root(whole)


def text_bytes(text: str | bytes) -> bytes:
    """Return a text as a file has it."""
    return text.encode() if isinstance(text, str) else text


def separate_files(texts: Mapping[str, str | bytes]) -> dict[str, bytes]:
    """Return the text of each file by its path, where the text of an entry has later files, too.

    The name of a later file is in the folder of the entry, or is a whole path, such as
    `content/messages/2026-11-13.md`.
    """
    files = {}
    for path, text in texts.items():
        text = text_bytes(text)
        first, *more = NEXT_FILE.split(FILE_IN_A_LINE.sub(b"", text))
        files.update({path: first} if first or not more else {})
        folder = re.sub(r"\.[^/]*$", "", path)
        names = [*more[::2], *(name for name, _ in FILE_IN_A_LINE.findall(text))]
        inner = [*more[1::2], *(_from_a_line(line) for _, line in FILE_IN_A_LINE.findall(text))]
        for name, data in zip(map(bytes.decode, names), inner, strict=True):
            files[name if "/" in name else f"{folder}/{name}"] = data
    return files


def entry_source(section: Section, id: str, text: str | bytes, ending: str = "yaml") -> EntrySource:
    """Return the source of an entry, with the later files that its text has."""
    path = f"content/{section}/{id}.{ending}"
    files = separate_files({path: text})
    first = Source(path, files.pop(path))
    later = ((each.rpartition("/")[2].removesuffix(".md"), each) for each in files)
    named = sorted((natural(name), name, each) for name, each in later)
    return EntrySource(
        section,
        id,
        first,
        later=tuple((name, Source(each, files[each])) for _, name, each in named),
    )


def _from_a_line(line: bytes) -> bytes:
    """Return the text of a later file whose fields are in braces, each as it is written."""
    text = line.decode()
    body, fields = "", {}
    for key, value in yaml.compose(text, yaml.CSafeLoader).value:
        if key.value in ("text", "reason"):
            body = value.value.rstrip("\n") + "\n"
        else:
            fields[key.value] = text[value.start_mark.index : value.end_mark.index].rstrip()
    return f"---\n{as_yaml(fields)}---\n{body}".encode()


def settings(**own: str) -> str:
    """Return the settings as a text; some of one's own, raw YAML, override."""
    return as_yaml({**SETTINGS, **own})


def short(kind: str, **own: str) -> str:
    """Return a short entry as a text; fields of one's own, raw YAML, override."""
    return f"---\n{as_yaml({**SHORT[kind], **own})}---\n"


def dumped(fields: Mapping[str, object]) -> str:
    """Return parsed fields as YAML, with those of each later file on one line."""
    files = {name: value for name, value in fields.items() if name.endswith(".md")}
    own = {name: value for name, value in fields.items() if name not in files}
    text = yaml.dump(own, allow_unicode=True, sort_keys=False) if own else ""
    for name, value in files.items():
        text += f"{name}: {json.dumps(value, ensure_ascii=False)}\n"
    return text


def as_yaml(fields: Mapping[str, str]) -> str:
    """Return fields as lines of YAML."""
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def district(folder: Path) -> Path:
    """Write a district with one contract, which has no problem, and return its root."""
    texts = {"content/site.yaml": settings(), READER: CONTRACT}
    return write_files(folder, {**texts, "content/files/northstar.pdf": PDF})


def write_files(folder: Path, texts: Mapping[str, str]) -> Path:
    """Write texts below a folder by their paths, and return it.

    Each file appears as a whole, because a preview may look at it at any moment.
    """
    for path, text in separate_files(texts).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_name(".unfinished")
        unfinished.write_bytes(text)
        unfinished.replace(file)
    return folder


def replace_at_its_time(file: Path, text: str) -> None:
    """Put another file in the place of one, with the same time, as `cp -p` does."""
    before = file.stat()
    unfinished = file.with_name(".unfinished")
    unfinished.write_text(text)
    os.utime(unfinished, ns=(before.st_atime_ns, before.st_mtime_ns))
    unfinished.replace(file)


def read_files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, dot-files too, by its path from there."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def root(texts: Mapping[str, str | bytes]) -> Inputs:
    """Return the inputs of a root with only these texts, by path, and the default theme."""
    data = dict(sorted(separate_files(texts).items()))
    files = {path: len(text) for path, text in data.items() if path.startswith("content/files/")}
    themes = {"default": theme()}
    for path in (path for path in data if path.startswith("themes/")):
        _, name, inner = path.split("/", 2)
        themes[name] = {**themes.get(name, theme()), inner: data[path]}
    sources = [
        Source(path, text)
        for path, text in data.items()
        if path.startswith("content/") and path not in files
    ]
    return Inputs(tuple(sources), files, themes, NOW)


@cache
def theme() -> dict[str, bytes]:
    """Return the default theme of the repository."""
    return read_files(THEME)


def has_own_theme(inputs: Inputs) -> bool:
    """Say whether a site has a file of a theme besides those of the default one."""
    return inputs.themes != {"default": theme()}


def problems(inputs: Inputs) -> tuple[Problem, ...]:
    """Return all that is wrong with a site, unless a template fails as it makes a page."""
    return plan_site(inputs).problems


def compiled(inputs: Inputs) -> Mapping[str, bytes]:
    """Return the pages of a site without errors, by their paths."""
    plan = plan_site(inputs)
    assert [problem for problem in plan.problems if problem.is_error] == []
    return Pages(plan)


class Pages(Mapping[str, bytes]):
    """The pages of a site by their paths; each is made when a test first reads it."""

    def __init__(self, plan: Plan) -> None:
        self._drafts = {draft.path: draft for draft in plan.drafts}
        self._pages = {page.path: page for page in plan.ready}

    def __getitem__(self, path: str) -> bytes:
        if path not in self._pages:
            self._pages[path] = self._drafts[path].make()
        return self._pages[path].data

    def __iter__(self) -> Iterator[str]:
        return iter(self._pages | self._drafts)

    def __len__(self) -> int:
        return len(self._pages | self._drafts)


def report(inputs: Inputs) -> str:
    """Return the colorless terminal output of `notices check`, with the closing sentence last.

    Pages are made only with a theme of one's own, which can fail as it makes one.
    """
    outcome = compile_site(inputs) if has_own_theme(inputs) else plan_site(inputs)
    printed = reports.terminal(outcome.problems, lines_of(inputs), color=False)
    end = reports.closing_sentence(
        outcome.problems, outcome.entries, "The site can be built.", "The site cannot be built."
    )
    return "".join(f"{line}\n" for line in (*printed, "", end)).lstrip("\n")
